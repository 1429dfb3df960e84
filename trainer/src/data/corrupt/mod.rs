//! `data corrupt`: bugs put into correct code. Files are read and corrupted in parallel, in an order that depends on
//! the seed alone; each mutation touches real nodes of the language and becomes one [`RepairExample`].

mod classes;
pub(super) mod grammar;
mod mutate;
mod names;
mod sites;
mod structure;
mod survey;
pub(super) mod walk;

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use anyhow::bail;
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

pub(super) use self::walk::detect_license;
use self::{
    classes::{Class, Weights},
    grammar::Grammar,
    mutate::Edit,
    survey::{LINES_AFTER, LINES_BEFORE, Survey},
    walk::{Checkout, Glob, Loaded, SourceFile},
};
use super::progress;

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
    /// Count files that cannot be read and go on.
    #[arg(long)]
    skip_bad: bool,
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

/// What became of one file.
enum Outcome {
    Examples([u8; 32], Vec<RepairExample>),
    Refused,
    Unparsed,
    Bad(anyhow::Error),
}

/// What every file is corrupted with.
struct Plan {
    weights: Weights,
    per_file: usize,
    seed: u64,
    right: f64,
}

/// Runs the command.
pub(super) fn run(args: &CorruptArgs) -> anyhow::Result<()> {
    if !(0.0..1.0).contains(&args.right) {
        bail!("--right is {}; it is a share from 0 up to, but not, 1", args.right);
    }
    let weights = args.weights.as_deref().map_or_else(|| Ok(Weights::default()), Weights::read)?;
    let plan = Plan { weights, per_file: args.per_file, seed: args.seed, right: args.right };
    let checkouts =
        args.sources.iter().map(|folder| Checkout::open(folder)).collect::<Result<Vec<_>, _>>()?;
    let mut files = Vec::new();
    for (at, checkout) in checkouts.iter().enumerate() {
        files.extend(checkout.files(at, &args.exclude)?);
    }
    if files.is_empty() {
        bail!("no source files of the eight languages in the folders given");
    }
    // Drawn files come from every repository alike, however early a limit stops the run.
    files.shuffle(&mut ChaCha8Rng::seed_from_u64(plan.seed));
    let mut writer = ExampleWriter::create(&args.out)?;
    let tally = corrupt_all(&checkouts, &files, &plan, args, &mut writer)?;
    let written = writer.finish()?;
    report(&tally, written);
    Ok(())
}

/// Corrupts the files chunk by chunk and writes the examples in the files' order.
fn corrupt_all(
    checkouts: &[Checkout],
    files: &[SourceFile],
    plan: &Plan,
    args: &CorruptArgs,
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
        for (file, outcome) in wanted.iter().zip(outcomes) {
            tally.files += 1;
            match outcome {
                Outcome::Refused => tally.refused += 1,
                Outcome::Unparsed => tally.unparsed += 1,
                Outcome::Bad(error) if !args.skip_bad => return Err(error),
                Outcome::Bad(_) => tally.unreadable += 1,
                Outcome::Examples(hash, _) if !seen.insert(hash) => tally.repeated += 1,
                Outcome::Examples(_, examples) => {
                    let count: &mut usize = languages.entry(file.language).or_default();
                    for example in examples {
                        if writer.written >= limit || *count >= per_language {
                            break;
                        }
                        writer.write(&example)?;
                        *count += 1;
                        let class = example.class.unwrap_or_default();
                        *tally.counts.entry((file.language.id(), class)).or_default() += 1;
                    }
                }
            }
        }
        bar.inc(chunk.len() as u64);
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
        "{written} examples from {} files ({} passed over as generated, minified or not UTF-8, {} that the parser \
         cannot read whole, {} repeated, {} unreadable)",
        tally.files, tally.refused, tally.unparsed, tally.repeated, tally.unreadable
    );
    for (name, count) in by_language.into_iter().chain(by_class) {
        println!("{count:>9}  {name}");
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
        return Outcome::Unparsed;
    };
    let examples = mutants
        .into_iter()
        .enumerate()
        .map(|(at, mutant)| RepairExample {
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
            message: None,
            source: if mutant.class.is_some() { "corrupt" } else { "right" }.to_owned(),
            class: Some(mutant.class.map_or("right", Class::name).to_owned()),
            origin: Some(Origin {
                repository: checkout.repository.clone(),
                commit: checkout.commit.clone(),
                path: file.path.clone(),
                license: checkout.license.clone(),
            }),
        })
        .collect();
    Outcome::Examples(hash, examples)
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
    if broken && survey.clean_functions.is_empty() {
        return None;
    }
    let mut seed = *hash;
    for (byte, own) in seed.iter_mut().zip(plan.seed.to_le_bytes()) {
        *byte ^= own;
    }
    let mut draw = Draw {
        parser,
        grammar,
        tree: &tree,
        survey: &survey,
        rng: ChaCha8Rng::from_seed(seed),
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
        // Edits that pass here put in no line breaks.
        let new_end_position = Point::new(start_position.row, start_position.column + edit.text.len());
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
        Some(Mutant { class, row: first, before: before.to_owned(), buggy, after: after.to_owned(), fixed })
    }
}

#[cfg(test)]
mod tests;
