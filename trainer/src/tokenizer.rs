//! `fixerr-trainer tokenizer`: byte-level BPE or WordPiece trained on what the windows hold, or WordPiece from a
//! `vocab.txt` of BERT.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use fixerr_shared::{
    example::{ExampleError, ExampleReader, RepairExample},
    files,
    tokenizer::{self, CodeTokenizer, TokenizerKind, wordpiece},
};
use rand::{Rng as _, SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;

use crate::data::mine::select::shares;

/// Which examples are drawn is the same in every run.
const SEED: u64 = 1;

/// What `tokenizer` is asked for.
#[derive(Debug, clap::Args)]
pub struct TokenizerArguments {
    /// Files of examples.
    #[arg(long, required_unless_present = "vocab", num_args = 1..)]
    data: Vec<PathBuf>,
    /// Where to write tokenizer.json.
    #[arg(long)]
    out: PathBuf,
    /// bpe: byte-level, writes every text; wordpiece: BERT's, writes what its vocabulary holds.
    #[arg(long, default_value_t)]
    kind: TokenizerKind,
    /// Take a BERT model's vocab.txt (cased) instead of training.
    #[arg(long, value_name = "VOCAB.TXT", conflicts_with_all = ["data", "vocab_size", "examples", "skip_bad"])]
    vocab: Option<PathBuf>,
    /// Tokens in all, special ones included.
    #[arg(long, default_value_t = 8192)]
    vocab_size: usize,
    /// Examples to learn from in all, drawn from the whole of each file: the same number of each, and of large files more where
    /// small ones have fewer.
    #[arg(long, default_value_t = 100_000)]
    examples: usize,
    /// Count broken lines and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// Makes a tokenizer and writes it.
///
/// # Errors
/// Unreadable data, a file that is no vocabulary, too small a vocabulary, or a folder that cannot be written.
pub fn run(arguments: &TokenizerArguments) -> anyhow::Result<()> {
    // Training may take minutes: what cannot be written in the end is said before.
    files::check_writable(&arguments.out).with_context(|| arguments.out.display().to_string())?;
    let tokenizer = match &arguments.vocab {
        Some(path) if arguments.kind == TokenizerKind::WordPiece => from_vocabulary(path)?,
        Some(_) => bail!("--vocab is a vocabulary of WordPiece; add --kind wordpiece"),
        None => trained(arguments)?,
    };
    files::write_atomically(&arguments.out, tokenizer.to_json()?.as_bytes())
        .with_context(|| arguments.out.display().to_string())
}

fn from_vocabulary(path: &Path) -> anyhow::Result<CodeTokenizer> {
    let tokenizer = wordpiece::from_vocabulary(path)?;
    let capitals = ["Return", "The", "String", "Error"];
    // A word of several letters that the file holds is one token.
    if capitals.iter().all(|word| tokenizer.encode(word).is_ok_and(|ids| ids.len() > 1)) {
        say!(
            "note: {} holds no capitalized words; code needs the vocabulary of a cased model",
            path.display()
        );
    }
    say!("{} tokens with FixErr's own and blanks", tokenizer.vocab_size());
    Ok(tokenizer)
}

fn trained(arguments: &TokenizerArguments) -> anyhow::Result<CodeTokenizer> {
    let TokenizerArguments { data, vocab_size, examples, skip_bad, .. } = arguments;
    ensure!(
        *examples > 0,
        "--examples 0 leaves no text to train a tokenizer on; give a number, or leave it out"
    );
    let (texts, bad) = drawn(data, *examples, *skip_bad)?;
    if bad > 0 {
        say!("{bad} broken lines passed over");
    }
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.split_inclusive('\n')).collect();
    if lines.is_empty() {
        bail!("no text to train a tokenizer on; name files of examples with --data");
    }
    say!("training a vocabulary of {vocab_size} on {} lines", lines.len());
    let lines = lines.into_iter();
    let trained = match arguments.kind {
        TokenizerKind::Bpe => tokenizer::train_bpe(lines, *vocab_size)?,
        TokenizerKind::WordPiece => wordpiece::train_wordpiece(lines, *vocab_size)?,
    };
    if trained.vocab_size() < *vocab_size {
        say!("note: the text gave only {} tokens", trained.vocab_size());
    }
    Ok(trained)
}

/// The texts of so many examples, and how many broken lines were passed over. Each file gives the same number, so that one large
/// source does not own the merges.
fn drawn(data: &[PathBuf], examples: usize, skip_bad: bool) -> anyhow::Result<(Vec<String>, usize)> {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let (mut samples, mut counts, mut bad) = (Vec::new(), Vec::new(), 0);
    for path in data {
        let (mut sample, mut count) = (Vec::new(), 0);
        for example in ExampleReader::open(path)? {
            let example = match example {
                Ok(example) => example,
                Err(ExampleError::Line { .. }) if skip_bad => {
                    bad += 1;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            count += 1;
            // Every example has the same chance to be among those that stay.
            if sample.len() < examples {
                sample.push(text(&example));
            } else {
                let place = random.random_range(0..count);
                if place < examples {
                    sample[place] = text(&example);
                }
            }
        }
        // Any first part of it is a sample, too.
        sample.shuffle(&mut random);
        samples.push(sample);
        counts.push(count);
        for (sample, share) in samples.iter_mut().zip(shares(&counts, examples)) {
            sample.truncate(share);
        }
    }
    Ok((samples.concat(), bad))
}

/// Right text only: an injected typo should not become a token.
fn text(example: &RepairExample) -> String {
    [near_end(&example.before), &example.fixed, near_start(&example.after)].concat()
}

/// The last lines of a text: neighbours overlap between examples, and whole contexts would count the same code often.
fn near_end(text: &str) -> &str {
    let from = text.rmatch_indices('\n').nth(8).map_or(0, |(at, _)| at + 1);
    &text[from..]
}

fn near_start(text: &str) -> &str {
    let to = text.match_indices('\n').nth(4).map_or(text.len(), |(at, _)| at + 1);
    &text[..to]
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use fixerr_shared::{example::ExampleWriter, language::Language};

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: TokenizerArguments,
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_before_anything_is_read() {
        let line = ["tokenizer", "--data", "no-such.jsonl", "--out", "no-such-folder/x.json"];
        let error = run(&Line::parse_from(line).arguments).unwrap_err().to_string();
        assert_eq!(error, "no-such-folder/x.json");
    }

    fn write(path: &Path, n: usize, fixed: impl Fn(usize) -> &'static str) {
        let mut writer = ExampleWriter::create(path).unwrap();
        for id in 0..n {
            let example = RepairExample {
                id: id.to_string(),
                language: Language::C,
                before: String::new(),
                buggy: "a\n".into(),
                after: String::new(),
                fixed: fixed(id).into(),
                message: None,
                source: "jsonl".into(),
                class: None,
                origin: None,
            };
            writer.write(&example).unwrap();
        }
        writer.finish().unwrap();
    }

    #[test]
    fn examples_are_drawn_from_whole_files_and_large_ones_give_what_small_ones_lack() {
        let folder = tempfile::tempdir().unwrap();
        let [large, small] = ["large.jsonl", "small.jsonl"].map(|name| folder.path().join(name));
        write(&large, 1000, |id| if id < 500 { "horse\n" } else { "zebra\n" });
        write(&small, 10, |_| "mouse\n");
        let count = |texts: &[String], word: &str| texts.iter().filter(|text| text.contains(word)).count();
        let (texts, _) = drawn(std::slice::from_ref(&large), 100, false).unwrap();
        let zebras = count(&texts, "zebra");
        assert!(texts.len() == 100 && (30..=70).contains(&zebras), "{zebras}");
        for files in [[large.clone(), small.clone()], [small, large]] {
            let (texts, _) = drawn(&files, 100, false).unwrap();
            assert_eq!((texts.len(), count(&texts, "mouse")), (100, 10));
            assert!((25..=65).contains(&count(&texts, "zebra")));
        }
    }

    #[test]
    fn no_examples_are_refused() {
        let arguments = TokenizerArguments {
            data: vec!["none.jsonl".into()],
            out: "tokenizer.json".into(),
            kind: TokenizerKind::Bpe,
            vocab: None,
            vocab_size: 300,
            examples: 0,
            skip_bad: false,
        };
        let error = run(&arguments).unwrap_err().to_string();
        assert!(error.contains("--examples 0"), "{error}");
    }
}
