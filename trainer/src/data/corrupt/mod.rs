//! `data corrupt`: bugs put into correct code. Files are read and corrupted in parallel, in an order that depends on
//! the seed alone; each mutation touches real nodes of the language and becomes one [`RepairExample`].

mod classes;
pub(crate) mod corpus;
pub(super) mod grammar;
mod habits;
mod messages;
mod mutate;
mod names;
mod sites;
mod structure;
mod survey;
pub(crate) mod walk;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context as _, bail};
use fixerr_shared::{
    example::{ExampleWriter, Origin, RepairExample},
    language::Language,
};
use rand::{
    Rng as _, SeedableRng as _,
    seq::{IndexedRandom as _, SliceRandom as _},
};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use tree_sitter::{InputEdit, Parser, Point, Tree};

pub(super) use self::walk::detect_licenses;
use self::{
    classes::Class,
    corpus::{Choice, SourceCorpus},
    grammar::Grammar,
    messages::{MessageArgs, Messages, Source},
    mutate::Edit,
    survey::{LINES_AFTER, LINES_BEFORE, Survey},
    walk::{Checkout, Loaded, SourceFile},
};
pub(crate) use self::{classes::Weights, walk::Glob};
use super::progress;

/// [`RepairExample::source`] of injected mistakes.
pub(crate) const SOURCE: &str = "corrupt";
/// [`RepairExample::source`] of lines that are right.
pub(crate) const RIGHT: &str = "right";

/// Put bugs into correct source files and write the pairs.
#[derive(Clone, Debug, clap::Args)]
pub struct CorruptArgs {
    /// Checkouts of repositories; a folder's name `owner+name` is the repository `owner/name`.
    #[arg(required = true)]
    sources: Vec<PathBuf>,
    /// The examples, compressed when the name ends in `.zst`.
    #[arg(long, value_name = "FILE.jsonl.zst")]
    out: PathBuf,
    /// At most this many examples from one file, and never more than one for every four lines.
    #[arg(long, default_value_t = 40)]
    per_file: usize,
    /// Stop after this many examples; the files are drawn from all sources alike.
    #[arg(long)]
    limit: Option<usize>,
    /// At most this many examples of one language.
    #[arg(long)]
    per_language: Option<usize>,
    /// Another seed draws other bugs from the same files.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of examples whose lines are right, so that the model learns to leave them alone.
    #[arg(long, default_value_t = 0.05)]
    right: f64,
    /// How often each class is drawn: `"class.name" = weight` lines in TOML.
    #[arg(long, value_name = "FILE.toml")]
    weights: Option<PathBuf>,
    /// Path pattern inside a checkout to leave out; can be given more than once.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<Glob>,
    /// Leave out repositories under a copyleft licence and files whose first lines name one: GPL, LGPL, AGPL, MPL, EPL or CDDL.
    #[arg(long)]
    permissive: bool,
    /// Count files and folders that cannot be read and go on.
    #[arg(long)]
    skip_bad: bool,
    #[command(flatten)]
    messages: MessageArgs,
}

/// What a run did, beside the examples.
#[derive(Debug, Default)]
struct Tally {
    files: usize,
    refused: usize,
    unparsed: usize,
    repeated: usize,
    unreadable: usize,
    counts: BTreeMap<(&'static str, String), usize>,
}

/// What became of one file; the hash is that of its text.
enum Outcome {
    Mutants(Corrupted),
    Refused,
    Unparsed([u8; 32]),
    Bad(anyhow::Error),
}

/// A file's text with the mutants that were drawn from it.
struct Corrupted {
    hash: [u8; 32],
    jsx: bool,
    text: String,
    mutants: Vec<Mutant>,
}

/// What every file is corrupted with.
pub(crate) struct Plan {
    pub(crate) weights: Weights,
    pub(crate) per_file: usize,
    pub(crate) seed: u64,
    pub(crate) right: f64,
}

impl Plan {
    /// Two files never draw alike, nor one file under two seeds.
    fn file_seed(&self, hash: &[u8; 32]) -> [u8; 32] {
        let mut seed = *hash;
        for (byte, own) in seed.iter_mut().zip(self.seed.to_le_bytes()) {
            *byte ^= own;
        }
        seed
    }
}

/// Runs the command.
pub(super) fn run(args: &CorruptArgs) -> anyhow::Result<()> {
    let stop = Arc::new(AtomicBool::new(false));
    if args.messages.is_asked() {
        // The tools' temporary folder should go, however the run ends.
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&stop)).context("cannot watch for signals")?;
        }
    }
    run_until(args, &stop)
}

/// Runs the command until it is done or until `stop` is set; then nothing is written.
fn run_until(args: &CorruptArgs, stop: &AtomicBool) -> anyhow::Result<()> {
    if !(0.0..1.0).contains(&args.right) {
        bail!("--right is {}; it is a share from 0 up to, but not, 1", args.right);
    }
    let weights = args.weights.as_deref().map_or_else(|| Ok(Weights::default()), Weights::read)?;
    let plan = Plan { weights, per_file: args.per_file, seed: args.seed, right: args.right };
    let choice = Choice {
        exclude: &args.exclude,
        permissive: args.permissive,
        skip_bad: args.skip_bad,
        barred: &BTreeSet::new(),
    };
    let SourceCorpus { checkouts, mut files, unreadable } = SourceCorpus::open(&args.sources, choice)?;
    // Drawn files come from every repository alike, however early a limit stops the run.
    files.shuffle(&mut ChaCha8Rng::seed_from_u64(plan.seed));
    let languages: BTreeSet<Language> = files.iter().map(|file| file.language).collect();
    let messages = Messages::find(&args.messages, &languages, &mut |line| println!("{line}"))?;
    let mut writer = ExampleWriter::create(&args.out)?;
    let asked = messages.as_ref().map(|messages| (messages, stop));
    let mut tally = corrupt_all(&checkouts, &files, &plan, args, asked, &mut writer)?;
    tally.unreadable += unreadable;
    let written = writer.finish()?;
    report(&tally, written);
    if let Some(messages) = messages {
        report_messages(&messages);
    }
    Ok(())
}

/// Corrupts the files chunk by chunk and writes the examples in the files' order.
fn corrupt_all(
    checkouts: &[Checkout],
    files: &[SourceFile],
    plan: &Plan,
    args: &CorruptArgs,
    messages: Option<(&Messages, &AtomicBool)>,
    writer: &mut ExampleWriter,
) -> anyhow::Result<Tally> {
    let (mut tally, mut seen, mut languages) = (Tally::default(), HashSet::new(), BTreeMap::new());
    let bar = progress::files(files.len(), "corrupting");
    let limit = args.limit.unwrap_or(usize::MAX);
    let per_language = args.per_language.unwrap_or(usize::MAX);
    for chunk in files.chunks(256) {
        let wanted: Vec<&SourceFile> = chunk
            .iter()
            .filter(|file| languages.get(&file.language).is_none_or(|count| *count < per_language))
            .collect();
        let outcomes: Vec<Outcome> = wanted
            .par_iter()
            .map_init(Parser::new, |parser, file| corrupt_file(parser, &checkouts[file.checkout], file, plan))
            .collect();
        let (mut kept, mut count) = (Vec::new(), writer.written);
        for (file, outcome) in wanted.into_iter().zip(outcomes) {
            tally.files += 1;
            match outcome {
                Outcome::Refused => tally.refused += 1,
                Outcome::Unparsed(_) => tally.unparsed += 1,
                Outcome::Bad(error) if !args.skip_bad => return Err(error),
                Outcome::Bad(_) => tally.unreadable += 1,
                Outcome::Mutants(corrupted) if !seen.insert(corrupted.hash) => tally.repeated += 1,
                Outcome::Mutants(mut corrupted) => {
                    let of_language: &mut usize = languages.entry(file.language).or_default();
                    let room = (limit - count).min(per_language.saturating_sub(*of_language));
                    corrupted.mutants.truncate(room);
                    *of_language += corrupted.mutants.len();
                    count += corrupted.mutants.len();
                    kept.push((file, corrupted));
                }
            }
        }
        if let Some((messages, stop)) = messages {
            // Tools are slow: only what will be written is shown to them.
            kept.par_iter_mut().try_for_each(|(file, corrupted)| {
                if stop.load(Ordering::Relaxed) {
                    bail!("stopped by a signal; nothing is written");
                }
                let Corrupted { jsx, ref text, .. } = *corrupted;
                let root = &checkouts[file.checkout].folder;
                let source = Source { language: file.language, jsx, root, path: &file.path, text };
                let done = messages.attach(&source, plan.file_seed(&corrupted.hash), &mut corrupted.mutants);
                bar.inc(1);
                done
            })?;
        }
        let counted = if messages.is_some() { kept.len() } else { 0 };
        for (file, corrupted) in kept {
            for example in examples(&checkouts[file.checkout], file, plan, corrupted.mutants) {
                writer.write(&example)?;
                let class = example.class.unwrap_or_default();
                *tally.counts.entry((file.language.id(), class)).or_default() += 1;
            }
        }
        bar.inc((chunk.len() - counted) as u64);
        if writer.written >= limit {
            break;
        }
    }
    bar.finish_and_clear();
    Ok(tally)
}

fn report(tally: &Tally, written: usize) {
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_language: BTreeMap<&str, usize> = BTreeMap::new();
    for ((language, class), count) in &tally.counts {
        *by_class.entry(class).or_default() += count;
        *by_language.entry(language).or_default() += count;
    }
    println!(
        "{written} examples from {} files ({} passed over as generated, minified, not UTF-8 or not --permissive, {} that the parser \
         cannot read whole, {} repeated, {} unreadable)",
        tally.files, tally.refused, tally.unparsed, tally.repeated, tally.unreadable
    );
    for (name, count) in by_language.into_iter().chain(by_class) {
        println!("{count:>9}  {name}");
    }
}

fn report_messages(messages: &Messages) {
    for (language, asked) in messages.asked() {
        println!(
            "{:>9}  messages from {} questions about {}, {:.0} a second on one core; {} unanswered",
            asked.messages,
            asked.questions,
            language.name(),
            asked.questions as f64 / asked.seconds.max(1e-9),
            asked.failed
        );
    }
}

fn corrupt_file(parser: &mut Parser, checkout: &Checkout, file: &SourceFile, plan: &Plan) -> Outcome {
    let text = match checkout.load(file) {
        Ok(Loaded::Text(text)) => text,
        Ok(Loaded::Refused) => return Outcome::Refused,
        Err(error) => return Outcome::Bad(error),
    };
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let jsx = file.path.ends_with('x') && file.language == Language::TypeScript;
    let Some(mutants) = corrupt_text(parser, file.language, jsx, &text, &hash, plan) else {
        return Outcome::Unparsed(hash);
    };
    Outcome::Mutants(Corrupted { hash, jsx, text, mutants })
}

fn examples(
    checkout: &Checkout,
    file: &SourceFile,
    plan: &Plan,
    mutants: Vec<Mutant>,
) -> impl Iterator<Item = RepairExample> {
    mutants.into_iter().enumerate().map(move |(at, mutant)| {
        let mut example = RepairExample {
            id: format!(
                "corrupt:{}:{}:{}:{}:{at}",
                plan.seed,
                checkout.repository,
                file.path,
                mutant.row + 1
            ),
            language: file.language,
            before: mutant.before,
            buggy: mutant.buggy,
            after: mutant.after,
            fixed: mutant.fixed,
            message: mutant.message,
            source: if mutant.class.is_some() { SOURCE } else { RIGHT }.to_owned(),
            class: Some(mutant.class.map_or("right", Class::name).to_owned()),
            origin: Some(Origin {
                repository: checkout.repository.clone(),
                commit: checkout.commit.clone(),
                path: file.path.clone(),
                license: checkout.license.clone(),
            }),
        };
        // Where the file's last line is lost and had none. Not earlier: a mutant's lines are those of the file, to the letter.
        example.complete_line_break();
        example
    })
}

/// A file's lines with one bug, or, without a class, right as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mutant {
    class: Option<Class>,
    row: usize,
    before: String,
    buggy: String,
    after: String,
    fixed: String,
    /// What a tool says of it.
    message: Option<String>,
}

/// Draws the mutants of one file; nothing when the file itself does not parse.
fn corrupt_text(
    parser: &mut Parser,
    language: Language,
    jsx: bool,
    text: &str,
    hash: &[u8; 32],
    plan: &Plan,
) -> Option<Vec<Mutant>> {
    let grammar = Grammar::of(language, jsx);
    parser.set_language(&grammar.tree).ok()?;
    let tree = parser.parse(text, None)?;
    // Macros keep the parser from reading many C and C++ files whole; their sound functions are used all the same.
    let broken = tree.root_node().has_error();
    if broken && !matches!(language, Language::C | Language::Cpp) {
        return None;
    }
    let mut survey = Survey::new(language, text);
    sites::Walk::over(&mut survey, grammar, &tree);
    habits::sites(&mut survey, &plan.weights, !broken);
    if broken && survey.clean_functions.is_empty() {
        return None;
    }
    let mut draw = Draw {
        parser,
        grammar,
        tree: &tree,
        survey: &survey,
        rng: ChaCha8Rng::from_seed(plan.file_seed(hash)),
        weights: &plan.weights,
        used: vec![0; survey.row_count()],
    };
    let rows = |range: &(u32, u32)| survey.row_of(range.1) - survey.row_of(range.0) + 1;
    let rows = if broken { survey.clean_functions.iter().map(rows).sum() } else { survey.row_count() };
    let wanted = plan.per_file.min(rows / 4 + 1);
    Some(draw.mutants(wanted, plan.right))
}

struct Draw<'a, 's> {
    parser: &'s mut Parser,
    grammar: &'static Grammar,
    tree: &'s Tree,
    survey: &'s Survey<'a>,
    rng: ChaCha8Rng,
    weights: &'s Weights,
    /// How many mutants mark each row, so that they spread over the file.
    used: Vec<u8>,
}

impl Draw<'_, '_> {
    fn mutants(&mut self, wanted: usize, right: f64) -> Vec<Mutant> {
        let mut pools: Vec<(Class, Vec<u32>)> = Class::ALL.iter().map(|class| (*class, Vec::new())).collect();
        for (at, site) in self.survey.sites.iter().enumerate() {
            pools[site.class as usize].1.push(at as u32);
        }
        pools.retain(|(class, sites)| !sites.is_empty() && self.weights.of(*class) > 0.0);
        let mut mutants = Vec::with_capacity(wanted);
        let mut tries = wanted * 8;
        while mutants.len() < wanted && tries > 0 {
            tries -= 1;
            if self.rng.random_bool(right) {
                mutants.extend(self.right());
                continue;
            }
            let Some(drawn) = self.draw_class(&pools) else { break };
            // A class whose first sites refuse gets a few more chances, lest strict classes starve.
            for _ in 0..6 {
                let sites = &mut pools[drawn].1;
                if sites.is_empty() {
                    break;
                }
                let site = sites.swap_remove(self.rng.random_range(0..sites.len()));
                if let Some(mutant) = self.mutant(site) {
                    mutants.push(mutant);
                    break;
                }
            }
            if pools[drawn].1.is_empty() {
                pools.remove(drawn);
            }
        }
        mutants
    }

    /// Draws syntax or semantics by their shares of all the weights, then a class that the file has sites for: few
    /// classes apply to a small file, and the syntactic ones always do.
    fn draw_class(&mut self, pools: &[(Class, Vec<u32>)]) -> Option<usize> {
        let share = self.weights.syntactic_share();
        let syntactic = self.rng.random_bool(share);
        let choices = || pools.iter().enumerate().map(|(at, (class, _))| (at, *class));
        let mut drawable: Vec<_> = choices().filter(|(_, class)| class.is_syntactic() == syntactic).collect();
        if drawable.is_empty() {
            drawable = choices().collect();
        }
        drawable.choose_weighted(&mut self.rng, |(_, class)| self.weights.of(*class)).ok().map(|(at, _)| *at)
    }

    fn mutant(&mut self, site: u32) -> Option<Mutant> {
        let site = &self.survey.sites[site as usize];
        let row = self.survey.row_of(site.start);
        if self.used[row] >= 2 {
            return None;
        }
        let edit = mutate::edit(self.survey, site, &mut self.rng)?;
        if site.class == Class::SyntaxKeyword && self.grammar.tree.id_for_node_kind(&edit.text, false) != 0 {
            return None;
        }
        if !site.class.is_syntactic() && !self.parses(&edit) {
            return None;
        }
        let mutant = self.example(Some(site.class), &edit)?;
        self.used[row] += 1;
        Some(mutant)
    }

    /// Code that is right: one line with code on it.
    fn right(&mut self) -> Option<Mutant> {
        let token = *self.survey.tokens.get(self.rng.random_range(0..self.survey.tokens.len().max(1)))?;
        let nothing = Edit { start: token.start, end: token.start, text: String::new() };
        self.example(None, &nothing)
    }

    /// Whether the file still parses with the edit, or its function where the file as a whole never did.
    fn parses(&mut self, edit: &Edit) -> bool {
        if let Some((from, to)) =
            self.survey.clean_functions.iter().find(|range| range.0 <= edit.start && edit.end <= range.1)
        {
            let function = self.survey.slice((*from, *to));
            let (start, end) = ((edit.start - from) as usize, (edit.end - from) as usize);
            let mutated = [&function[..start], &edit.text, &function[end..]].concat();
            let mut sound =
                |text: &str| self.parser.parse(text, None).is_some_and(|tree| !tree.root_node().has_error());
            // Some functions need their surroundings to be read at all.
            return sound(function) && sound(&mutated);
        }
        let (start, end) = (edit.start as usize, edit.end as usize);
        let text = [&self.survey.text[..start], &edit.text, &self.survey.text[end..]].concat();
        let mut tree = self.tree.clone();
        let point = |offset: usize| {
            let row = self.survey.row_of(offset as u32);
            Point::new(row, offset - self.survey.lines[row] as usize)
        };
        let start_position = point(start);
        // Branches and arguments that change places can stand on lines of their own.
        let new_end_position = match edit.text.rsplit_once('\n') {
            Some((before, last)) => {
                Point::new(start_position.row + before.matches('\n').count() + 1, last.len())
            }
            None => Point::new(start_position.row, start_position.column + edit.text.len()),
        };
        tree.edit(&InputEdit {
            start_byte: start,
            old_end_byte: end,
            new_end_byte: start + edit.text.len(),
            start_position,
            old_end_position: point(end),
            new_end_position,
        });
        self.parser.parse(&text, Some(&tree)).is_some_and(|tree| !tree.root_node().has_error())
    }

    /// Cuts the marked lines and their surroundings out of the file.
    fn example(&mut self, class: Option<Class>, edit: &Edit) -> Option<Mutant> {
        let survey = self.survey;
        let mut first = survey.row_of(edit.start);
        let whole_line = edit.text.is_empty() && edit.end > edit.start && edit.start == survey.lines[first];
        let mut last =
            survey.row_of(edit.end.saturating_sub(u32::from(edit.end > edit.start)).max(edit.start));
        let widen = self.rng.random_bool(0.1);
        if whole_line && edit.end == survey.lines[last + 1] {
            // Something must be marked where a line is missing: the line before it.
            first = first.checked_sub(1).filter(|row| !survey.is_blank(*row))?;
        } else if widen {
            let before = self.rng.random_bool(0.5);
            let row = if before { first.checked_sub(1) } else { Some(last + 1) };
            if let Some(row) = row.filter(|row| *row < survey.row_count() && !survey.is_blank(*row)) {
                (first, last) = (first.min(row), last.max(row));
            }
        }
        if last - first >= 3 {
            return None;
        }
        let fixed = survey.rows(first, last).to_owned();
        let offset = survey.lines[first] as usize;
        let (start, end) = (edit.start as usize - offset, edit.end as usize - offset);
        let buggy = [&fixed[..start], &edit.text, &fixed[end..]].concat();
        let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
        if class.is_some() {
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            let indentation = class == Some(Class::SyntaxIndentation);
            if buggy == fixed || !indentation && squeezed(&buggy) == squeezed(&fixed) || lines(&buggy) == 0 {
                return None;
            }
        }
        let before =
            survey.rows(first.saturating_sub(LINES_BEFORE), first.checked_sub(1).unwrap_or(usize::MAX - 1));
        let before = if first == 0 { "" } else { before };
        let after =
            if last + 1 >= survey.row_count() { "" } else { survey.rows(last + 1, last + LINES_AFTER) };
        let (before, after) = (before.to_owned(), after.to_owned());
        Some(Mutant { class, row: first, before, buggy, after, fixed, message: None })
    }
}

#[cfg(test)]
mod tests;
