//! `cargo xtask bench data`: how fast `data corrupt` puts bugs into source and how fast examples become windows of tokens,
//! with one thread and with several. The numbers of threads take turns, and the median of several rounds counts.

use std::{
    collections::HashSet,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::{Value, json};

use super::{build_trainer, median, own_sources, rounded, scratch::Scratch};
use crate::{paths::Paths, setup};

/// What to time.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Two rounds: shows that it works, not how fast it is.
    #[arg(long)]
    quick: bool,
    /// Checkouts to put bugs into, several megabytes of source for figures that mean something; default: this project's own
    /// source, which is small.
    #[arg(long, num_args = 1.., value_name = "DIR")]
    source: Vec<PathBuf>,
    /// tokenizer.json; default: that of the bundle that ships.
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
    /// Longest window in tokens.
    #[arg(long, default_value_t = 128)]
    window: usize,
    /// Threads that are compared with one.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Rounds; default: 7, with --quick 2.
    #[arg(long)]
    rounds: Option<usize>,
    /// A trainer that is built already, with --release.
    #[arg(long, value_name = "FILE")]
    trainer: Option<PathBuf>,
}

/// One kind of work with one number of threads: what each round gave.
#[derive(Debug, Default)]
struct Speeds {
    megabytes: Vec<f64>,
    examples: Vec<f64>,
    tokens: Vec<f64>,
}

impl Speeds {
    fn add(&mut self, seconds: f64, bytes: f64, examples: f64) {
        self.megabytes.push(bytes / seconds / 1e6);
        self.examples.push(examples / seconds);
    }
}

/// Both kinds of work.
#[derive(Debug, Default)]
struct Work {
    corrupt: Speeds,
    tokenize: Speeds,
    /// Reading examples back, which one thread does.
    reading: Vec<f64>,
}

/// What the source came to.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    examples: usize,
    files: usize,
    bytes: u64,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let trainer = if let Some(path) = &options.trainer {
        std::path::absolute(path).with_context(|| path.display().to_string())?
    } else {
        let done = setup::run(paths, &setup::Options::default())?;
        if done != ExitCode::SUCCESS {
            return Ok(done);
        }
        build_trainer(&paths.root, "release")?
    };
    let mut sources = options.source.clone();
    if sources.is_empty() {
        eprintln!(
            "note: this project's own source is too small for good figures; give checkouts with --source"
        );
        sources = own_sources(&paths.root);
    }
    let sources = sources
        .iter()
        .map(|folder| fs::canonicalize(folder).with_context(|| folder.display().to_string()))
        .collect::<Result<Vec<_>>>()?;
    let tokenizer = paths.given(options.tokenizer.as_deref(), "models/default/tokenizer.json")?;
    let scratch = Scratch::new(paths)?;
    let bench = Bench { trainer, sources, tokenizer, window: options.window, folder: scratch.path() };

    eprintln!("Putting bugs into the source once, so that it lies in memory …");
    let examples = bench.folder.join("first.jsonl");
    bench.corrupt(&examples, options.threads)?;
    let found = found(&examples, &bench.sources)?;
    let rounds = options.rounds.unwrap_or(if options.quick { 2 } else { 7 }).max(1);
    let threads = [1, options.threads.max(1)];
    let mut work = [Work::default(), Work::default()];
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        // Each is first once in a while.
        for turn in 0..2 {
            let at = (round + turn) % 2;
            bench.round(&mut work[at], threads[at], found)?;
        }
    }
    let figures = figures(&work, threads, found, rounds, options.window)?;
    println!("{}", table(&figures));
    println!("{figures}");
    Ok(ExitCode::SUCCESS)
}

struct Bench<'a> {
    trainer: PathBuf,
    sources: Vec<PathBuf>,
    tokenizer: PathBuf,
    window: usize,
    folder: &'a Path,
}

impl Bench<'_> {
    fn round(&self, work: &mut Work, threads: usize, found: Found) -> Result<()> {
        let examples = self.folder.join("examples.jsonl.zst");
        let seconds = self.corrupt(&examples, threads)?;
        work.corrupt.add(seconds, found.bytes as f64, found.examples as f64);

        let mut command = self.command(threads);
        command.arg("time-windows").arg(&examples).arg("--tokenizer").arg(&self.tokenizer);
        command.args(["--window", &self.window.to_string()]);
        let said = finish(&mut command)?;
        let told: Value = serde_json::from_str(said.trim()).context("time-windows told no figures")?;
        let number = |key: &str| told[key].as_f64().with_context(|| format!("time-windows told no {key}"));
        let seconds = number("seconds")?;
        work.tokenize.add(seconds, number("bytes")?, number("examples")?);
        work.tokenize.tokens.push(number("tokens")? / seconds);
        work.reading.push((number("examples")? + number("left_out")?) / number("reading_seconds")?);
        Ok(())
    }

    /// Seconds that the whole command takes: start, walk, reading, parsing, drawing, compressing, syncing.
    fn corrupt(&self, out: &Path, threads: usize) -> Result<f64> {
        let mut command = self.command(threads);
        command.arg("corrupt").args(&self.sources).arg("--skip-bad").arg("--out").arg(out);
        let begun = Instant::now();
        finish(&mut command)?;
        Ok(begun.elapsed().as_secs_f64())
    }

    fn command(&self, threads: usize) -> Command {
        let mut command = Command::new(&self.trainer);
        command.env("RAYON_NUM_THREADS", threads.to_string()).arg("data");
        command
    }
}

fn finish(command: &mut Command) -> Result<String> {
    let output =
        command.output().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !output.status.success() {
        bail!(
            "{} failed ({}):\n{}",
            command.get_program().display(),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Counts the examples, and the source files that they come from; a file without any is not counted as source.
fn found(examples: &Path, sources: &[PathBuf]) -> Result<Found> {
    let file = fs::File::open(examples).with_context(|| examples.display().to_string())?;
    let (mut found, mut seen) = (Found { examples: 0, files: 0, bytes: 0 }, HashSet::new());
    for line in BufReader::new(file).lines() {
        let example: Value = serde_json::from_str(&line?).context("an example that is no JSON")?;
        found.examples += 1;
        let text = |key: &str| example["origin"][key].as_str().unwrap_or_default().to_owned();
        let (repository, path) = (text("repository"), text("path"));
        let folder = sources.iter().find(|folder| {
            folder.file_name().is_some_and(|name| name.to_string_lossy().replacen('+', "/", 1) == repository)
        });
        let Some(folder) = folder else { continue };
        let path = folder.join(path);
        if !seen.contains(&path) {
            found.files += 1;
            found.bytes += fs::metadata(&path).with_context(|| path.display().to_string())?.len();
            seen.insert(path);
        }
    }
    if found.bytes == 0 {
        bail!("no bug could be put into the source given; name checkouts with code of the eight languages");
    }
    Ok(found)
}

/// What the last line holds.
fn figures(
    work: &[Work; 2],
    threads: [usize; 2],
    found: Found,
    rounds: usize,
    window: usize,
) -> Result<Value> {
    let mid = |values: &[f64]| median(values).context("no round gave a figure");
    let side = |work: &Work| -> Result<Value> {
        Ok(json!({
            "corrupt_mb_per_second": rounded(mid(&work.corrupt.megabytes)?, 2),
            "corrupt_examples_per_second": mid(&work.corrupt.examples)?.round(),
            "tokenize_mb_per_second": rounded(mid(&work.tokenize.megabytes)?, 2),
            "tokenize_examples_per_second": mid(&work.tokenize.examples)?.round(),
            "tokenize_tokens_per_second": mid(&work.tokenize.tokens)?.round(),
            "read_examples_per_second": mid(&work.reading)?.round(),
        }))
    };
    let ratio =
        |of: fn(&Work) -> &[f64]| -> Result<f64> { Ok(rounded(mid(of(&work[1]))? / mid(of(&work[0]))?, 3)) };
    let mut all = side(&work[1])?;
    all["one_thread"] = side(&work[0])?;
    all["scaling"] = json!({
        "corrupt": ratio(|work| &work.corrupt.examples)?,
        "tokenize": ratio(|work| &work.tokenize.examples)?,
    });
    all["threads"] = json!(threads[1]);
    all["rounds"] = json!(rounds);
    all["window"] = json!(window);
    all["source_mb"] = json!(rounded(found.bytes as f64 / 1e6, 2));
    all["source_files"] = json!(found.files);
    all["examples"] = json!(found.examples);
    Ok(all)
}

fn table(figures: &Value) -> String {
    let threads = figures["threads"].to_string();
    let mut lines = vec![
        format!(
            "\n{} MB of source in {} files, {} examples, windows of {} tokens; median of {} rounds",
            figures["source_mb"],
            figures["source_files"],
            figures["examples"],
            figures["window"],
            figures["rounds"]
        ),
        format!("{:34}{:>12}{:>12}{:>9}", "", "1 thread", format!("{threads} threads"), "ratio"),
    ];
    for (key, title, work) in [
        ("corrupt_mb_per_second", "data corrupt, MB of source/s", "corrupt"),
        ("corrupt_examples_per_second", "data corrupt, examples/s", "corrupt"),
        ("tokenize_mb_per_second", "windows, MB of text/s", "tokenize"),
        ("tokenize_examples_per_second", "windows, examples/s", "tokenize"),
    ] {
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let digits = usize::from(key.contains("_mb_")) * 2;
        lines.push(format!(
            "{title:34}{:>12.digits$}{:>12.digits$}{:>8.2}×",
            number(&figures["one_thread"][key]),
            number(&figures[key]),
            number(&figures["scaling"][work])
        ));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(seconds: [f64; 3]) -> Work {
        let mut work = Work::default();
        for seconds in seconds {
            work.corrupt.add(seconds, 4e6, 100.0);
            work.tokenize.add(seconds / 2.0, 1e6, 90.0);
            work.tokenize.tokens.push(1000.0 / seconds);
            work.reading.push(50.0);
        }
        work
    }

    #[test]
    fn the_last_line_has_medians_and_the_ratio_of_both() {
        let found = Found { examples: 100, files: 3, bytes: 4_000_000 };
        let all = figures(&[work([2.0, 9.0, 4.0]), work([2.0, 1.0, 8.0])], [1, 2], found, 3, 128).unwrap();
        assert_eq!(
            (&all["corrupt_mb_per_second"], &all["corrupt_examples_per_second"]),
            (&json!(2.0), &json!(50.0))
        );
        assert_eq!(all["one_thread"]["corrupt_mb_per_second"], 1.0);
        assert_eq!(all["scaling"], json!({"corrupt": 2.0, "tokenize": 2.0}));
        assert_eq!((&all["source_mb"], &all["threads"], &all["rounds"]), (&json!(4.0), &json!(2), &json!(3)));
        let text = table(&all);
        assert!(text.contains("2 threads") && text.contains("2.00×"), "{text}");
    }

    #[test]
    fn source_is_counted_once_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a+b");
        fs::create_dir(&source).unwrap();
        fs::write(source.join("x.go"), "12345").unwrap();
        let examples = folder.path().join("e.jsonl");
        let line = r#"{"id":"1","origin":{"repository":"a/b","path":"x.go"}}"#;
        fs::write(&examples, format!("{line}\n{line}\n")).unwrap();
        let found = found(&examples, &[source]).unwrap();
        assert_eq!(found, Found { examples: 2, files: 1, bytes: 5 });
        assert!(super::found(&examples, &[]).unwrap_err().to_string().contains("eight languages"));
    }
}
