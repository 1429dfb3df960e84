//! `data stats`: what a file of examples holds, for a person, a program or a dataset card.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
    path::PathBuf,
};

use fixerr_shared::example::{ExampleError, ExampleReader, RepairExample};
use serde::Serialize;

use super::{normal::exact, progress};

/// Count pairs by language, source, class, licence and repository.
#[derive(Clone, Debug, clap::Args)]
pub struct StatsArgs {
    /// Files of examples.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Count lines that are no valid example and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// The form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For a program.
    Json,
    /// For a dataset card.
    Markdown,
}

type Counts = BTreeMap<String, usize>;

/// The report.
#[derive(Debug, Default, Serialize)]
struct Stats {
    examples: usize,
    bad_lines: usize,
    /// Pairs that occur before, spaces folded.
    duplicate_pairs: usize,
    /// Pairs whose two sides are the same.
    unchanged: usize,
    with_message: usize,
    /// By language.
    messages: BTreeMap<String, MessageCounts>,
    languages: Counts,
    sources: Counts,
    classes: Counts,
    licenses: Counts,
    repositories: usize,
    largest_repositories: Vec<(String, usize)>,
    characters: BTreeMap<&'static str, Lengths>,
}

/// How many examples have a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct MessageCounts {
    examples: usize,
    with_message: usize,
    /// Injected bugs that break the syntax or the spelling.
    syntactic: usize,
    syntactic_with_message: usize,
}

impl MessageCounts {
    fn add(&mut self, example: &RepairExample) {
        let with = usize::from(example.message.is_some());
        let syntactic = example.class.as_ref().is_some_and(|class| class.starts_with("syntax."));
        self.examples += 1;
        self.with_message += with;
        self.syntactic += usize::from(syntactic);
        self.syntactic_with_message += if syntactic { with } else { 0 };
    }
}

/// How long one part of the examples is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Lengths {
    median: usize,
    p90: usize,
    max: usize,
}

impl Lengths {
    fn of(mut lengths: Vec<u32>) -> Self {
        lengths.sort_unstable();
        let at =
            |share: usize| lengths.get((lengths.len() * share / 100).min(lengths.len().saturating_sub(1)));
        let [median, p90, max] = [50, 90, 100].map(|share| at(share).map_or(0, |length| *length as usize));
        Self { median, p90, max }
    }
}

/// Runs the command.
pub(super) fn run(args: &StatsArgs) -> anyhow::Result<()> {
    let stats = collect(args)?;
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&stats)?),
        Format::Text => print!("{}", stats.text()),
        Format::Markdown => print!("{}", stats.markdown()),
    }
    Ok(())
}

fn collect(args: &StatsArgs) -> anyhow::Result<Stats> {
    let (mut stats, mut pairs, mut repositories) = (Stats::default(), HashSet::new(), Counts::new());
    let mut lengths: [Vec<u32>; 4] = Default::default();
    let bar = progress::examples("counting");
    for path in &args.files {
        for example in ExampleReader::open(path)? {
            match example {
                Ok(example) => {
                    stats.add(&example, &mut repositories);
                    stats.duplicate_pairs += usize::from(!pairs.insert(exact(&example)));
                    let parts = [&example.before, &example.buggy, &example.fixed, &example.after];
                    for (lengths, part) in lengths.iter_mut().zip(parts) {
                        lengths.push(part.chars().count() as u32);
                    }
                }
                Err(ExampleError::Line { .. }) if args.skip_bad => stats.bad_lines += 1,
                Err(error) => return Err(error.into()),
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    stats.repositories = repositories.len();
    let mut largest: Vec<_> = repositories.into_iter().collect();
    largest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    largest.truncate(10);
    stats.largest_repositories = largest;
    stats.characters =
        ["before", "buggy", "fixed", "after"].into_iter().zip(lengths.map(Lengths::of)).collect();
    Ok(stats)
}

impl Stats {
    fn add(&mut self, example: &RepairExample, repositories: &mut Counts) {
        self.examples += 1;
        self.unchanged += usize::from(example.buggy == example.fixed);
        self.with_message += usize::from(example.message.is_some());
        self.messages.entry(example.language.to_string()).or_default().add(example);
        let unknown = || "unknown".to_owned();
        *self.languages.entry(example.language.to_string()).or_default() += 1;
        *self.sources.entry(example.source.clone()).or_default() += 1;
        *self.classes.entry(example.class.clone().unwrap_or_else(unknown)).or_default() += 1;
        let origin = example.origin.as_ref();
        let license = origin.and_then(|origin| origin.license.clone()).unwrap_or_else(unknown);
        *self.licenses.entry(license).or_default() += 1;
        *repositories.entry(origin.map_or_else(unknown, |origin| origin.repository.clone())).or_default() +=
            1;
    }

    fn tables(&self) -> [(&'static str, &Counts); 4] {
        [
            ("language", &self.languages),
            ("source", &self.sources),
            ("class", &self.classes),
            ("licence", &self.licenses),
        ]
    }

    fn summary(&self) -> String {
        format!(
            "{} examples from {} repositories; {} pairs repeat, {} need no change, {} have a message, {} bad lines",
            self.examples,
            self.repositories,
            self.duplicate_pairs,
            self.unchanged,
            self.with_message,
            self.bad_lines
        )
    }

    fn text(&self) -> String {
        let mut text = self.summary() + "\n";
        for (name, counts) in self.tables() {
            let _ = writeln!(text, "\nby {name}");
            for (key, count) in counts {
                let _ = writeln!(text, "{count:>9}  {:>5.1}%  {key}", self.percent(*count));
            }
        }
        if self.with_message > 0 {
            text += "\nwith a message, of all and of syntactic bugs\n";
            for (language, counts) in &self.messages {
                let MessageCounts { examples, with_message, syntactic, syntactic_with_message } = counts;
                let _ = writeln!(
                    text,
                    "{with_message:>9} of {examples:<9} {syntactic_with_message:>9} of {syntactic:<9} {language}"
                );
            }
        }
        text += "\nlargest repositories\n";
        for (name, count) in &self.largest_repositories {
            let _ = writeln!(text, "{count:>9}  {name}");
        }
        text += "\ncharacters   median      p90      max\n";
        for (part, Lengths { median, p90, max }) in &self.characters {
            let _ = writeln!(text, "{part:<10} {median:>8} {p90:>8} {max:>8}");
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = self.summary() + "\n";
        for (name, counts) in self.tables() {
            let _ = writeln!(text, "\n| {name} | examples | share |\n|---|---:|---:|");
            for (key, count) in counts {
                let _ = writeln!(text, "| {key} | {count} | {:.1}% |", self.percent(*count));
            }
        }
        if self.with_message > 0 {
            text += "\n| language | examples | with a message | syntactic bugs | with a message |\n|---|---:|---:|---:|---:|\n";
            for (language, counts) in &self.messages {
                let MessageCounts { examples, with_message, syntactic, syntactic_with_message } = counts;
                let _ = writeln!(
                    text,
                    "| {language} | {examples} | {with_message} | {syntactic} | {syntactic_with_message} |"
                );
            }
        }
        text += "\n| repository | examples |\n|---|---:|\n";
        for (name, count) in &self.largest_repositories {
            let _ = writeln!(text, "| {name} | {count} |");
        }
        text += "\n| characters | median | p90 | max |\n|---|---:|---:|---:|\n";
        for (part, Lengths { median, p90, max }) in &self.characters {
            let _ = writeln!(text, "| {part} | {median} | {p90} | {max} |");
        }
        text
    }

    fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.examples.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lengths() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.jsonl");
        let line = |id: usize, fixed: &str| {
            format!(
                r#"{{"id":"{id}","language":"go","before":"","buggy":"x\n","after":"","fixed":"{fixed}\n","source":"s","class":"c"}}"#
            )
        };
        std::fs::write(&path, [line(1, "y"), line(2, "y"), line(3, "x"), "bad".into()].join("\n")).unwrap();
        let mut args = StatsArgs { files: vec![path], format: Format::Text, skip_bad: false };
        assert!(collect(&args).is_err());
        args.skip_bad = true;
        let stats = collect(&args).unwrap();
        assert_eq!((stats.examples, stats.duplicate_pairs, stats.unchanged, stats.bad_lines), (3, 1, 1, 1));
        assert_eq!(stats.characters["buggy"], Lengths { median: 2, p90: 2, max: 2 });
        assert!(!stats.text().contains("with a message"));
        assert!(stats.text().contains("go") && stats.markdown().contains("| c | 3 | 100.0% |"));
        let with = |class: &str| line(4, "z").replace("\"c\"", &format!("\"{class}\",\"message\":\"m\""));
        let lines = [
            line(1, "y"),
            with("syntax.comma"),
            with("c"),
            line(2, "y").replace("\"c\"", "\"syntax.quote\""),
        ];
        std::fs::write(&args.files[0], lines.join("\n")).unwrap();
        let stats = collect(&args).unwrap();
        let expected =
            MessageCounts { examples: 4, with_message: 2, syntactic: 2, syntactic_with_message: 1 };
        assert_eq!(stats.messages["go"], expected);
        assert!(stats.markdown().contains("| go | 4 | 2 | 2 | 1 |") && stats.text().contains("1 of 2 "));
        assert_eq!(Lengths::of((1..=100).collect()), Lengths { median: 51, p90: 91, max: 100 });
        assert_eq!(Lengths::of(Vec::new()), Lengths::default());
    }
}
