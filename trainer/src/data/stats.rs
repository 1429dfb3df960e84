//! `data stats`: what a file of examples holds, for a person, a program or a dataset card.

mod card;
mod windows;

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use fixerr_shared::{
    example::{ExampleError, ExampleReader, RepairExample},
    tokenizer::CodeTokenizer,
};
use serde::Serialize;

use self::windows::{TokenCounter, Windows};
use super::{normal::exact, progress};

/// Examples that are tokenized together.
const CHUNK: usize = 2048;

/// A dataset card: pairs by language, source, class, licence and repository, and their lengths.
#[derive(Clone, Debug, clap::Args)]
pub struct StatsArgs {
    /// Files of examples.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Count lengths in this tokenizer's tokens, too.
    #[arg(long, value_name = "TOKENIZER.JSON")]
    tokenizer: Option<PathBuf>,
    /// Say what windows of so many tokens hold: how many are cut, how many examples do not fit.
    #[arg(long, value_name = "TOKENS", requires = "tokenizer", value_parser = clap::value_parser!(u32).range(16..))]
    window: Option<u32>,
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
    language_sources: BTreeMap<String, Counts>,
    classes: Counts,
    licenses: Counts,
    repositories: usize,
    largest_repositories: Vec<(String, usize)>,
    characters: BTreeMap<&'static str, Lengths>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<BTreeMap<&'static str, Lengths>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    windows: Option<Windows>,
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
        Format::Json => tell!("{}", serde_json::to_string_pretty(&stats)?),
        Format::Text => tell!("{}", stats.text().trim_end()),
        Format::Markdown => tell!("{}", stats.markdown().trim_end()),
    }
    Ok(())
}

fn collect(args: &StatsArgs) -> anyhow::Result<Stats> {
    let (mut stats, mut pairs, mut repositories) = (Stats::default(), HashSet::new(), Counts::new());
    let mut lengths: [Vec<u32>; 4] = Default::default();
    let tokenizer = args.tokenizer.as_deref().map(CodeTokenizer::from_file).transpose()?;
    let mut counter =
        tokenizer.map(|tokenizer| TokenCounter::new(tokenizer, args.window.map(|window| window as usize)));
    let mut chunk = Vec::new();
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
                    if let Some(counter) = &mut counter {
                        chunk.push(example);
                        if chunk.len() == CHUNK {
                            counter.add(&chunk)?;
                            chunk.clear();
                        }
                    }
                }
                Err(ExampleError::Line { .. }) if args.skip_bad => stats.bad_lines += 1,
                Err(error) => return Err(error.into()),
            }
            bar.inc(1);
        }
    }
    if let Some(mut counter) = counter {
        counter.add(&chunk)?;
        let (tokens, windows) = counter.finish();
        (stats.tokens, stats.windows) = (Some(tokens), windows);
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
        let unknown = || "unknown".to_owned();
        let language = example.language.to_string();
        let sources = self.language_sources.entry(language.clone()).or_default();
        *sources.entry(example.source.clone()).or_default() += 1;
        self.messages.entry(language.clone()).or_default().add(example);
        *self.languages.entry(language).or_default() += 1;
        *self.sources.entry(example.source.clone()).or_default() += 1;
        *self.classes.entry(example.class.clone().unwrap_or_else(unknown)).or_default() += 1;
        let origin = example.origin.as_ref();
        let license = origin.and_then(|origin| origin.license.clone()).unwrap_or_else(unknown);
        *self.licenses.entry(license).or_default() += 1;
        *repositories.entry(origin.map_or_else(unknown, |origin| origin.repository.clone())).or_default() +=
            1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(path: PathBuf) -> StatsArgs {
        StatsArgs { files: vec![path], format: Format::Text, tokenizer: None, window: None, skip_bad: false }
    }

    fn line(id: usize, language: &str, fixed: &str, source: &str, message: &str) -> String {
        format!(
            r#"{{"id":"{id}","language":"{language}","before":"","buggy":"x\n","after":"","fixed":"{fixed}\n",{message}"source":"{source}","class":"c"}}"#
        )
    }

    #[test]
    fn counts_and_lengths() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.jsonl");
        let lines = ["y", "y", "x"].map(|fixed| line(1, "go", fixed, "s", ""));
        std::fs::write(&path, lines.join("\n") + "\nbad").unwrap();
        let mut args = args(path);
        assert!(collect(&args).is_err());
        args.skip_bad = true;
        let stats = collect(&args).unwrap();
        assert_eq!((stats.examples, stats.duplicate_pairs, stats.unchanged, stats.bad_lines), (3, 1, 1, 1));
        assert_eq!(stats.characters["buggy"], Lengths { median: 2, p90: 2, max: 2 });
        assert!(!stats.text().contains("with a message"));
        assert!(stats.text().contains("go") && stats.markdown().contains("| c | 3 | 100.0% |"));
        let message = r#""message":"m","#;
        let class =
            |line: String, class: &str| line.replace("\"class\":\"c\"", &format!("\"class\":\"{class}\""));
        let lines = [
            line(1, "go", "y", "s", ""),
            class(line(2, "go", "z", "s", message), "syntax.comma"),
            line(3, "go", "z", "s", message),
            class(line(4, "go", "y", "s", ""), "syntax.quote"),
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

    #[test]
    fn a_card_has_every_table_in_every_form() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.jsonl");
        let lines = [
            line(1, "go", "y", "mined", ""),
            line(2, "go", "z", "corrupt", r#""message":"m","#),
            line(3, "java", "z", "corrupt", ""),
        ];
        std::fs::write(&path, lines.join("\n")).unwrap();
        let tokenizer = root.path().join("tokenizer.json");
        let trained = fixerr_shared::tokenizer::train_bpe(std::iter::once("x\n"), 272).unwrap();
        std::fs::write(&tokenizer, trained.to_json().unwrap()).unwrap();
        let args = StatsArgs { tokenizer: Some(tokenizer), window: Some(16), ..args(path) };
        let stats = collect(&args).unwrap();
        let json = serde_json::to_value(&stats).unwrap();
        assert_eq!(
            json["language_sources"],
            serde_json::json!({"go": {"corrupt": 1, "mined": 1}, "java": {"corrupt": 1}})
        );
        assert_eq!(json["messages"]["go"]["with_message"], 1);
        assert_eq!((&json["tokens"]["buggy"]["max"], &json["windows"]["whole"]), (&2.into(), &3.into()));
        let markdown = stats.markdown();
        for row in [
            "| language | corrupt | mined | all | with message |",
            "| go | 1 | 1 | 2 | 1 |",
            "| java | 1 | 0 | 1 | 0 |",
            "| tokens | median | p90 | max |",
            "| windows of 16 tokens | examples | share |",
            "| hold the whole example | 3 | 100.0% |",
        ] {
            assert!(markdown.contains(row), "{row}\n{markdown}");
        }
        let text = stats.text();
        for row in [
            "go                    1          1          2             1\n",
            "windows of 16 tokens\n        3  100.0%",
        ] {
            assert!(text.contains(row), "{text}");
        }
        let without =
            serde_json::to_value(collect(&StatsArgs { tokenizer: None, window: None, ..args }).unwrap())
                .unwrap();
        assert!(without.get("tokens").is_none() && without.get("windows").is_none());
    }
}
