//! What a run says at its end, and the list of its sources.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;
use fixerr_shared::files::write_atomically;
use serde::Serialize;

use super::{resume::Part, tally::Tally};

/// One repository, for a model card to cite.
#[derive(Debug, Serialize)]
struct Source<'a> {
    repository: &'a str,
    head: &'a str,
    license: Option<&'a str>,
    commits: u64,
    fix_commits: u64,
    missing_objects: u64,
    pairs: usize,
}

/// Pairs in the output by language and class.
pub(super) type Counts = BTreeMap<(&'static str, String), usize>;

/// Writes the list of sources; `pairs` are those that each part gave to the output.
pub(super) fn write_sources(path: &Path, parts: &[Part], pairs: &[usize]) -> anyhow::Result<()> {
    let sources: Vec<Source<'_>> = parts
        .iter()
        .zip(pairs)
        .map(|(part, pairs)| Source {
            repository: &part.repository,
            head: &part.head,
            license: part.license.as_deref(),
            commits: part.tally.commits,
            fix_commits: part.tally.fixes,
            missing_objects: part.tally.missing,
            pairs: *pairs,
        })
        .collect();
    let json = serde_json::to_vec_pretty(&sources).context("the list of sources")?;
    write_atomically(path, &json).with_context(|| path.display().to_string())
}

/// Prints the report.
pub(super) fn print(tally: &Tally, counts: &Counts, parts: &[Part], resumed: usize, seconds: f64) {
    let written: usize = counts.values().sum();
    println!(
        "{written} pairs from {} repositories ({resumed} of them from an earlier run): {} commits walked, {} read as \
         fixes, {} objects missing; {seconds:.0} s, {}",
        parts.len(),
        tally.commits,
        tally.fixes,
        tally.missing,
        peak_memory().map_or_else(|| "peak memory unknown".to_owned(), |mb| format!("peak memory {mb} MB"))
    );
    let mut by_language: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    for ((language, class), count) in counts {
        *by_language.entry(language).or_default() += count;
        *by_class.entry(class).or_default() += count;
    }
    for (name, count) in by_language.into_iter().chain(by_class) {
        println!("{count:>9}  {name}");
    }
    println!("left out:");
    for (reason, count) in &tally.drops {
        let (what, why) = reason.text();
        println!("{count:>9}  {what}: {why}");
    }
}

/// The most memory that this process has held, in megabytes, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}
