//! One commit: from its changed files to the pairs in it, with everything that speaks against them.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use fixerr_shared::{
    example::{Origin, RepairExample},
    language::Language,
    words::words,
};
use gix::{ObjectId, objs::Find as _};
use tree_sitter::Parser;

use super::{
    changes::{FileChange, NoChanges, changes},
    filter::{Sides, Verdict, has_word, judge},
    history::{Candidate, Repository},
    hunks::{Hunk, Lines, grow, hunks, stand_apart},
    message::Strength,
    paths::PathWishes,
    reason::Reason,
    tally::Tally,
    tokens::Scene,
};
use crate::data::{
    corrupt::{
        grammar::Grammar,
        walk::{MAX_BYTES, MAX_LINE, is_generated, is_strange, names_copyleft, plain_text},
    },
    normal::Fingerprint,
};

/// How much of the file an example keeps around its lines.
const LINES_BEFORE: usize = 60;
const LINES_AFTER: usize = 40;
/// A longer marked line is data, or no one's to read.
const MAX_MARKED_LINE: usize = 200;
/// An edit that stands in so many places of a commit is a sweep, not a fix.
const SWEEP: usize = 3;
/// The most hunks of a commit whose message only hints at a fix.
const WEAK_HUNKS: usize = 2;

/// Limits of a commit and of its pairs.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) max_lines: usize,
    pub(super) max_fixed_lines: usize,
    pub(super) max_files: usize,
    pub(super) max_hunks: usize,
    pub(super) per_file: usize,
    /// Whether files that name a copyleft licence are left out.
    pub(super) permissive: bool,
}

/// A pair before the caps.
pub(super) struct Found {
    pub(super) example: RepairExample,
    pub(super) edit: Fingerprint,
    /// Fewer hunks in a commit make a pair likelier to be the fix itself.
    pub(super) hunks: usize,
    pub(super) candidate: Candidate,
}

/// What one thread works with.
pub(super) struct Worker {
    pub(super) repository: gix::Repository,
    pub(super) parser: Parser,
}

/// A changed file with both texts.
struct Read {
    change: FileChange,
    old: Lines,
    new: Lines,
    hunks: Vec<Hunk>,
}

/// A hunk that the tokens say nothing against.
struct Kept {
    file: usize,
    hunk: Hunk,
    /// Its number among the file's hunks.
    at: usize,
    verdict: Verdict,
}

/// The pairs of one commit.
pub(super) fn mine(
    worker: &mut Worker,
    source: &Repository,
    candidate: &Candidate,
    paths: &PathWishes,
    limits: &Limits,
    tally: &mut Tally,
) -> Vec<Found> {
    let changed = match changes(&worker.repository, candidate, paths, limits.max_files) {
        Ok(changed) => changed,
        Err(NoChanges::Missing) => {
            tally.missing += 1;
            tally.drop(Reason::Missing);
            return Vec::new();
        }
        Err(NoChanges::Because(reason)) => {
            tally.drop(reason);
            return Vec::new();
        }
    };
    let mut files = Vec::with_capacity(changed.len());
    for change in changed {
        let texts =
            (text(&worker.repository, change.old, tally), text(&worker.repository, change.new, tally));
        let (Some(old), Some(new)) = texts else { continue };
        if limits.permissive && (names_copyleft(&old) || names_copyleft(&new)) {
            tally.drop(Reason::Copyleft);
            continue;
        }
        let (old, new) = (Lines::new(old), Lines::new(new));
        let hunks = hunks(&old, &new);
        files.push(Read { change, old, new, hunks });
    }
    let total = files.iter().map(|file| file.hunks.len()).sum();
    // A message that only hints at a fix needs a small commit beside it.
    let weak = candidate.strength == Strength::Weak;
    let most = if weak { limits.max_hunks.min(WEAK_HUNKS) } else { limits.max_hunks };
    if total > most {
        tally.drop(Reason::ManyHunks);
        return Vec::new();
    }
    let mut kept = Vec::new();
    for (at, file) in files.iter().enumerate() {
        kept.extend(judge_file(&mut worker.parser, at, file, limits, tally));
    }
    let kept = independent(kept, &files, tally);
    let mut per_file = HashMap::new();
    let mut found = Vec::new();
    for one in kept {
        let count: &mut usize = per_file.entry(one.file).or_default();
        *count += 1;
        if *count > limits.per_file {
            tally.drop(Reason::PerFile);
            continue;
        }
        let file = &files[one.file];
        match example(source, candidate, file, &one) {
            Ok(example) => {
                found.push(Found { example, edit: one.verdict.edit, hunks: total, candidate: *candidate });
            }
            Err(reason) => tally.drop(reason),
        }
    }
    found
}

/// A blob's text with line feeds only; nothing, and counted, when it is missing or not what people write.
fn text(repository: &gix::Repository, id: ObjectId, tally: &mut Tally) -> Option<String> {
    let header = repository.try_find_header(id).ok().flatten();
    if header.is_some_and(|header| header.size() > MAX_BYTES) {
        tally.drop(Reason::Unreadable);
        return None;
    }
    let mut buffer = Vec::new();
    let Ok(Some(_)) = repository.objects.try_find(&id, &mut buffer) else {
        tally.missing += 1;
        tally.drop(Reason::Missing);
        return None;
    };
    let text = String::from_utf8(buffer).ok().map(|text| plain_text(&text));
    let text = text.filter(|text| !is_strange(text) && !is_generated(text));
    if text.is_none() {
        tally.drop(Reason::Unreadable);
    }
    text
}

fn judge_file(parser: &mut Parser, at: usize, file: &Read, limits: &Limits, tally: &mut Tally) -> Vec<Kept> {
    let apart = stand_apart(&file.hunks);
    let mut promising = Vec::new();
    for (number, hunk) in file.hunks.iter().enumerate() {
        match cheap_look(file, hunk, apart[number], limits) {
            Ok(()) => promising.push(number),
            Err(reason) => tally.drop(reason),
        }
    }
    if promising.is_empty() {
        return Vec::new();
    }
    let jsx = file.change.path.ends_with('x') && file.change.language == Language::TypeScript;
    let grammar = Grammar::of(file.change.language, jsx);
    let mut kept = Vec::new();
    for number in promising {
        match judge_hunk(parser, grammar, file, number) {
            Ok((hunk, verdict)) => kept.push(Kept { file: at, hunk, at: number, verdict }),
            Err(reason) => tally.drop(reason),
        }
    }
    kept
}

/// What can be said without parsing.
fn cheap_look(file: &Read, hunk: &Hunk, apart: bool, limits: &Limits) -> Result<(), Reason> {
    let marked = hunk.old.len().max(1);
    let fixed = hunk.new.len() + usize::from(hunk.old.is_empty());
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let (old, new) = (file.old.rows(hunk.old.clone()), file.new.rows(hunk.new.clone()));
    if marked > limits.max_lines || fixed > limits.max_fixed_lines {
        Err(Reason::TooLong)
    } else if old.lines().chain(new.lines()).any(|line| line.len() > MAX_MARKED_LINE) {
        Err(Reason::LongLine)
    } else if squeezed(old) == squeezed(new) && file.change.language != Language::Python {
        Err(Reason::Layout)
    } else if !apart {
        Err(Reason::Entangled)
    } else {
        Ok(())
    }
}

fn judge_hunk(
    parser: &mut Parser,
    grammar: &Grammar,
    file: &Read,
    number: usize,
) -> Result<(Hunk, Verdict), Reason> {
    let (grown, growth) = grow(&file.hunks[number], &file.old)?;
    let fixed = file.new.rows(grown.new.clone());
    let language = file.change.language;
    let scene = Scene::new(parser, grammar, language, &file.old, &grown, fixed).ok_or(Reason::Unparsed)?;
    let (old, new) = scene.tokens(grammar);
    if old.is_empty() {
        return Err(if new.is_empty() { Reason::Layout } else { Reason::NoAnchor });
    }
    let (was_broken, is_broken) = scene.stumbles();
    if !was_broken && is_broken {
        return Err(if file.hunks.len() > 1 { Reason::Dependent } else { Reason::Syntax });
    }
    let sides = Sides {
        language,
        growth,
        indented: is_indented(language, &scene),
        old,
        new,
        old_text: file.old.rows(grown.old.clone()),
        new_text: fixed,
        old_file: &file.old.text,
        new_file: &file.new.text,
        mended: was_broken && !is_broken,
    };
    let verdict = judge(&sides)?;
    Ok((grown, verdict))
}

/// Whether the same statements of Python stand at another depth.
fn is_indented(language: Language, scene: &Scene) -> bool {
    let (old, new) = (scene.old.rows(scene.hunk.old.clone()), scene.new.rows(scene.hunk.new.clone()));
    if language != Language::Python || old.lines().count() != new.lines().count() {
        return false;
    }
    let start = |line: &str| line.len() - line.trim_start().len();
    let mut differing =
        old.lines().zip(new.lines()).enumerate().filter(|(_, (old, new))| old != new).peekable();
    differing.peek().is_some()
        && differing.all(|(row, (old, new))| {
            let row = scene.hunk.old.start + row;
            old.trim() == new.trim()
                && scene.starts_statement(scene.old.bytes(row..row + 1).start + start(old))
        })
}

/// Leaves out what belongs to a sweep, was moved, or needs another hunk.
fn independent(kept: Vec<Kept>, files: &[Read], tally: &mut Tally) -> Vec<Kept> {
    let mut edits: HashMap<Fingerprint, usize> = HashMap::new();
    for one in &kept {
        *edits.entry(one.verdict.edit).or_default() += 1;
    }
    let (mut taken, mut left) = (HashSet::new(), Vec::new());
    for one in kept {
        let repeated = edits[&one.verdict.edit] >= SWEEP || !taken.insert(one.verdict.edit);
        let reason = if repeated {
            Some(Reason::Bulk)
        } else if is_moved(&one, files) {
            Some(Reason::Moved)
        } else if is_dependent(&one, files) {
            Some(Reason::Dependent)
        } else {
            None
        };
        match reason {
            Some(reason) => tally.drop(reason),
            None => left.push(one),
        }
    }
    left
}

/// The lines of all other hunks, old or new.
fn others<'a>(one: &'a Kept, files: &'a [Read], new: bool) -> impl Iterator<Item = &'a str> {
    files.iter().enumerate().flat_map(move |(number, file)| {
        file.hunks.iter().enumerate().filter(move |(at, _)| number != one.file || *at != one.at).flat_map(
            move |(_, hunk)| {
                let rows = |lines: &'a Lines, rows: &Range<usize>| lines.rows(rows.clone()).lines();
                if new { rows(&file.new, &hunk.new) } else { rows(&file.old, &hunk.old) }
            },
        )
    })
}

/// Whether lines that go come back elsewhere, or lines that come went elsewhere.
fn is_moved(one: &Kept, files: &[Read]) -> bool {
    let file = &files[one.file];
    let hunk = &file.hunks[one.at];
    let telling = |line: &&str| line.chars().filter(|letter| letter.is_alphanumeric()).count() >= 8;
    let found = |own: &str, new: bool| {
        let mut lines = own.lines().map(str::trim).filter(telling).peekable();
        if lines.peek().is_none() {
            return false;
        }
        let elsewhere: HashSet<&str> = others(one, files, new).map(str::trim).collect();
        lines.all(|line| elsewhere.contains(line))
    };
    found(file.old.rows(hunk.old.clone()), true) || found(file.new.rows(hunk.new.clone()), false)
}

/// Whether another hunk brings in a name that is new to the file or declared here, other than by an import, or takes one
/// away that is no longer declared here.
fn is_dependent(one: &Kept, files: &[Read]) -> bool {
    let Verdict { fresh, declared, gone, .. } = &one.verdict;
    let alone = files.iter().map(|file| file.hunks.len()).sum::<usize>() == 1;
    if alone || fresh.is_empty() && gone.is_empty() {
        return false;
    }
    let imports = ["import ", "from ", "use ", "#include", "using ", "const {", "package "];
    let is_import = |line: &&str| imports.iter().any(|start| line.trim_start().starts_with(start));
    let old = &files[one.file].old.text;
    let is_name = |name: &str| name.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let coming: HashSet<&str> =
        others(one, files, true).filter(|line| !is_import(line)).flat_map(words).collect();
    let going: HashSet<&str> = others(one, files, false).flat_map(words).collect();
    fresh.iter().any(|name| {
        coming.contains(name.as_str()) && is_name(name) && (declared.contains(name) || !has_word(old, name))
    }) || gone.iter().any(|name| going.contains(name.as_str()))
}

fn example(
    source: &Repository,
    candidate: &Candidate,
    file: &Read,
    one: &Kept,
) -> Result<RepairExample, Reason> {
    let Hunk { old, new } = &one.hunk;
    let before = file.old.rows(old.start.saturating_sub(LINES_BEFORE)..old.start);
    let after = file.old.rows(old.end..old.end + LINES_AFTER);
    if before.lines().chain(after.lines()).any(|line| line.len() > MAX_LINE) {
        return Err(Reason::LongLine);
    }
    let commit = candidate.id.to_string();
    let mut example = RepairExample {
        id: format!("mined:{}:{}:{}:{}", source.name, &commit[..12], file.change.path, old.start + 1),
        language: file.change.language,
        before: before.to_owned(),
        buggy: file.old.rows(old.clone()).to_owned(),
        after: after.to_owned(),
        fixed: file.new.rows(new.clone()).to_owned(),
        message: None,
        source: "mined".to_owned(),
        class: Some(one.verdict.class.name().to_owned()),
        origin: Some(Origin {
            repository: source.name.clone(),
            commit: Some(commit),
            path: file.change.path.clone(),
            license: source.license.clone(),
        }),
    };
    // A file's last line may have lost it in the fix.
    example.complete_line_break();
    Ok(example)
}
