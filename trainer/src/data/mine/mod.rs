//! `data mine`: git histories as repair examples. Repositories are walked for commits whose message reads as a fix; small
//! hunks of their source files become pairs, unless the tokens say that no code was repaired. The result depends on the
//! repositories and the options alone, however many threads work and however often the run is stopped.

mod changes;
mod class;
mod commit;
mod filter;
pub(crate) mod history;
mod hunks;
mod message;
mod paths;
mod reason;
mod report;
mod resume;
pub(crate) mod select;
mod tally;
mod tokens;

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, bail};
use fixerr_shared::{example::ExampleWriter, language::Language};
use indicatif::ProgressBar;
use rayon::prelude::*;
use regex::Regex;
use tree_sitter::Parser;

use self::{
    commit::{Found, Limits, Worker},
    history::{Objects, Refs, Repository, Span},
    message::Wishes,
    paths::PathWishes,
    reason::Reason,
    report::Counts,
    resume::{Part, Parts},
    select::{Seen, select, shares},
    tally::Tally,
};
use super::{corrupt::walk::Glob, progress};

/// Repositories that are worked on at a time: while one is walked, the other's files are read.
const AT_A_TIME: usize = 2;
/// Commits that a thread takes at a time; neighbours share trees.
const CHUNK: usize = 32;
/// Nested code makes deep trees.
const STACK: usize = 32 << 20;

/// Find fixes in git histories and write them as pairs.
#[derive(Clone, Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct MineArgs {
    /// Git repositories, bare or not; a folder's name `owner+name` is the repository `owner/name`.
    #[arg(long, value_name = "DIR", required = true, num_args = 1..)]
    repo: Vec<PathBuf>,
    /// The examples, compressed when the name ends in `.zst`.
    #[arg(long, value_name = "FILE.jsonl.zst")]
    out: PathBuf,
    /// Write each repository with its commit, licence and counts.
    #[arg(long, value_name = "FILE.json")]
    sources: Option<PathBuf>,
    /// What is walked: `head`, `branches` or `all` refs.
    #[arg(long, value_enum, default_value_t = Refs::Branches)]
    refs: Refs,
    /// A message that matches reads as a fix, whatever its words; can be given more than once.
    #[arg(long, value_name = "REGEX")]
    message: Vec<Regex>,
    /// A message that matches is left out; can be given more than once.
    #[arg(long, value_name = "REGEX")]
    not_message: Vec<Regex>,
    /// Take every commit, whatever its message says.
    #[arg(long)]
    any_message: bool,
    /// Leave out messages that only speak of avoiding, preventing or handling something.
    #[arg(long, conflicts_with = "any_message")]
    strict_message: bool,
    /// Only these languages.
    #[arg(long, value_delimiter = ',')]
    languages: Vec<Language>,
    /// Only commits of this day or later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Day>,
    /// Only commits before this day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Day>,
    /// Mark at most this many lines.
    #[arg(long, default_value_t = 3)]
    max_lines: usize,
    /// Put at most this many lines in their place.
    #[arg(long, default_value_t = 6)]
    max_fixed_lines: usize,
    /// Leave out commits that change more source files; tests and the like do not count.
    #[arg(long, default_value_t = 6)]
    max_files: usize,
    /// Leave out commits with more hunks in source files.
    #[arg(long, default_value_t = 6)]
    max_hunks: usize,
    /// At most this many pairs from one file of a commit.
    #[arg(long, default_value_t = 3)]
    per_file: usize,
    /// At most this many pairs from one repository, the surest first.
    #[arg(long)]
    per_repository: Option<usize>,
    /// At most this many pairs of one repository with the same tokens for the same tokens.
    #[arg(long, default_value_t = 3)]
    per_edit: usize,
    /// Take files of tests, benchmarks, examples and documentation as well.
    #[arg(long)]
    include_tests: bool,
    /// Leave out repositories under a copyleft licence and files whose first lines name one: GPL, LGPL, AGPL, MPL, EPL or CDDL.
    #[arg(long)]
    permissive: bool,
    /// Threads; default: all cores.
    #[arg(long)]
    threads: Option<usize>,
    /// At most this many pairs; large repositories give first.
    #[arg(long)]
    limit: Option<usize>,
    /// Path pattern of files or folders inside a repository to leave out; can be given more than once.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<Glob>,
}

/// A day of the calendar, at its first second in UTC.
#[derive(Clone, Copy, Debug)]
struct Day(i64);

impl std::str::FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is no day such as 2024-01-31");
        if text.len() != 10 {
            return Err(wrong());
        }
        let time = gix::date::parse(&format!("{text} 00:00:00 +0000"), None).map_err(|_| wrong())?;
        Ok(Self(time.seconds))
    }
}

/// What decides about a repository's pairs.
#[derive(Debug)]
struct Settings {
    wishes: Wishes,
    span: Span,
    paths: PathWishes,
    limits: Limits,
    per_edit: usize,
    per_repository: usize,
}

impl Settings {
    fn of(args: &MineArgs) -> anyhow::Result<Self> {
        for (option, value) in [
            ("--max-lines", args.max_lines),
            ("--max-fixed-lines", args.max_fixed_lines),
            ("--max-files", args.max_files),
            ("--max-hunks", args.max_hunks),
            ("--per-file", args.per_file),
            ("--per-edit", args.per_edit),
            ("--per-repository", args.per_repository.unwrap_or(1)),
            ("--threads", args.threads.unwrap_or(1)),
        ] {
            if value == 0 {
                bail!("{option} is 0, so nothing could be found; give 1 or more");
            }
        }
        let span = Span { since: args.since.map(|day| day.0), until: args.until.map(|day| day.0) };
        if let (Some(since), Some(until)) = (span.since, span.until)
            && since >= until
        {
            bail!("--since is not before --until, so there is no commit between them");
        }
        Ok(Self {
            wishes: Wishes {
                also: args.message.clone(),
                not: args.not_message.clone(),
                any: args.any_message,
                weak: !args.strict_message,
            },
            span,
            paths: PathWishes {
                languages: args.languages.clone(),
                tests: args.include_tests,
                exclude: args.exclude.clone(),
            },
            limits: Limits {
                max_lines: args.max_lines,
                max_fixed_lines: args.max_fixed_lines,
                max_files: args.max_files,
                max_hunks: args.max_hunks,
                per_file: args.per_file,
                permissive: args.permissive,
            },
            per_edit: args.per_edit,
            per_repository: args.per_repository.unwrap_or(usize::MAX),
        })
    }
}

/// Runs the command.
pub(super) fn run(args: &MineArgs) -> anyhow::Result<()> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("cannot watch for signals")?;
    }
    run_until(args, &stop)
}

fn run_until(args: &MineArgs, stop: &AtomicBool) -> anyhow::Result<()> {
    let begun = Instant::now();
    let settings = Settings::of(args)?;
    let sources = open_all(args)?;
    let parts = Parts::beside(&args.out)?;
    let (done, resumed) = mine_all(&sources, &settings, args.threads, &parts, stop)?;
    let (mut tally, mut counts) = (Tally::default(), Counts::new());
    for part in &done {
        tally.add(&part.tally);
    }
    let pairs = merge(args, &parts, &done, stop, &mut tally, &mut counts)?;
    if let Some(path) = &args.sources {
        report::write_sources(path, &done, &pairs)?;
    }
    parts.remove(&done);
    report::print(&tally, &counts, &done, resumed, begun.elapsed().as_secs_f64());
    Ok(())
}

/// Opens the repositories in the order of their names.
fn open_all(args: &MineArgs) -> anyhow::Result<Vec<Repository>> {
    let mut sources =
        args.repo.iter().map(|folder| Repository::open(folder, args.refs)).collect::<Result<Vec<_>, _>>()?;
    if args.permissive {
        sources.retain(|source| {
            if source.copyleft {
                say!("{} is passed over: a licence file at its root says a copyleft licence", source.name);
            }
            !source.copyleft
        });
        if sources.is_empty() {
            bail!("every repository given is under a copyleft licence, and --permissive leaves those out");
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = sources.windows(2).find(|pair| pair[0].name == pair[1].name) {
        bail!("two of the folders are both named {}; give each repository once", pair[0].name);
    }
    Ok(sources)
}

/// Mines what no earlier run has; the parts in the order of the sources, and how many of them were there already.
fn mine_all(
    sources: &[Repository],
    settings: &Settings,
    threads: Option<usize>,
    parts: &Parts,
    stop: &AtomicBool,
) -> anyhow::Result<(Vec<Part>, usize)> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .stack_size(STACK)
        .build()
        .context("cannot start threads")?;
    let options = format!("{settings:?}");
    let done: Vec<Mutex<Option<Part>>> = sources
        .iter()
        .map(|source| Mutex::new(parts.find(&source.name, &resume::key(source, &options))))
        .collect();
    let waiting: Vec<usize> = (0..sources.len()).filter(|at| lock(&done[*at]).is_none()).collect();
    let bar = progress::commits(waiting.len());
    let (next, failure) = (AtomicUsize::new(0), Mutex::new(None));
    let work = || {
        while let Some(at) = waiting.get(next.fetch_add(1, Ordering::Relaxed)) {
            let source = &sources[*at];
            let mine = || -> anyhow::Result<Option<Part>> {
                let objects = source.objects()?;
                let mined = pool.install(|| mine_one(source, &objects, settings, stop, &bar));
                let Some((examples, tally)) = mined else { return Ok(None) };
                parts.write(source, resume::key(source, &options), &examples, tally).map(Some)
            };
            match mine() {
                Ok(Some(part)) => *lock(&done[*at]) = Some(part),
                Ok(None) => return,
                Err(error) => {
                    lock(&failure).get_or_insert(error);
                    return;
                }
            }
            bar.set_prefix(done.iter().filter(|part| lock(part).is_some()).count().to_string());
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME.min(waiting.len()) {
            scope.spawn(work);
        }
    });
    bar.finish_and_clear();
    if let Some(error) = lock(&failure).take() {
        return Err(error);
    }
    let found: Vec<Part> = done.iter().filter_map(|part| lock(part).clone()).collect();
    if found.len() < sources.len() {
        bail!(
            "stopped: {} of {} repositories are done and kept in {}; the same command goes on from there",
            found.len(),
            sources.len(),
            parts.folder().display()
        );
    }
    Ok((found, sources.len() - waiting.len()))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One repository's pairs; nothing when the run was stopped.
fn mine_one(
    source: &Repository,
    objects: &Objects,
    settings: &Settings,
    stop: &AtomicBool,
    bar: &ProgressBar,
) -> Option<(Vec<fixerr_shared::example::RepairExample>, Tally)> {
    let stopped = || stop.load(Ordering::Relaxed);
    let mut tally = Tally::default();
    let candidates = source.candidates(objects, &settings.wishes, &settings.span, &mut tally, &stopped);
    tally.fixes = candidates.len() as u64;
    bar.inc(tally.commits - tally.fixes);
    // Threads hand their caches on; there are never more workers than threads.
    let workers: Mutex<Vec<Worker>> = Mutex::new(Vec::new());
    let outcomes: Vec<(Vec<Found>, Tally)> = candidates
        .par_chunks(CHUNK)
        .map(|chunk| {
            let idle = lock(&workers).pop();
            let mut worker =
                idle.unwrap_or_else(|| Worker { repository: objects.handle(), parser: Parser::new() });
            let (mut found, mut tally) = (Vec::new(), Tally::default());
            for candidate in chunk.iter().take_while(|_| !stopped()) {
                found.extend(commit::mine(
                    &mut worker,
                    source,
                    candidate,
                    &settings.paths,
                    &settings.limits,
                    &mut tally,
                ));
                bar.inc(1);
            }
            lock(&workers).push(worker);
            (found, tally)
        })
        .collect();
    if stopped() {
        return None;
    }
    let mut found = Vec::new();
    for (pairs, counts) in outcomes {
        found.extend(pairs);
        tally.add(&counts);
    }
    Some((select(found, settings.per_edit, settings.per_repository, &mut tally), tally))
}

/// Brings the parts together without what several repositories share; how many pairs each of them gave.
fn merge(
    args: &MineArgs,
    parts: &Parts,
    done: &[Part],
    stop: &AtomicBool,
    tally: &mut Tally,
    counts: &mut Counts,
) -> anyhow::Result<Vec<usize>> {
    let go_on = || {
        if stop.load(Ordering::Relaxed) {
            bail!(
                "stopped: all repositories are done and kept in {}; the same command goes on from there",
                parts.folder().display()
            );
        }
        Ok(())
    };
    let mut seen = Seen::default();
    let mut kept: Vec<HashSet<usize>> = Vec::with_capacity(done.len());
    for part in done {
        let mut new = HashSet::new();
        for (at, example) in parts.read(part)?.enumerate() {
            go_on()?;
            if seen.insert(&example?) {
                new.insert(at);
            } else {
                tally.drop(Reason::Repeated);
            }
        }
        kept.push(new);
    }
    drop(seen);
    let sizes: Vec<usize> = kept.iter().map(HashSet::len).collect();
    let shares = args.limit.map_or_else(|| sizes.clone(), |limit| shares(&sizes, limit));
    tally.drop_many(Reason::Limit, (sizes.iter().sum::<usize>() - shares.iter().sum::<usize>()) as u64);
    let mut writer = ExampleWriter::create(&args.out)?;
    for ((part, kept), share) in done.iter().zip(&kept).zip(&shares) {
        let pairs = parts.read(part)?.enumerate().filter(|(at, _)| kept.contains(at)).take(*share);
        for (_, example) in pairs {
            go_on()?;
            let example = example?;
            writer.write(&example)?;
            let class = example.class.unwrap_or_default();
            *counts.entry((example.language.id(), class)).or_default() += 1;
        }
    }
    writer.finish()?;
    Ok(shares)
}

#[cfg(test)]
pub(crate) mod tests;
