//! `fixerr-trainer tokenizer`: byte-level BPE or WordPiece trained on what the windows hold, or WordPiece from a
//! `vocab.txt` of BERT.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fixerr_shared::{
    example::{ExampleError, ExampleReader},
    files,
    tokenizer::{self, CodeTokenizer, TokenizerKind, wordpiece},
};

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
    /// Examples to read in all, the same number of each file.
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
    let mut lines: Vec<String> = Vec::new();
    let mut bad = 0;
    // The same number of examples of every file, so that one large source does not own the merges.
    let share = examples.div_ceil(data.len().max(1));
    for path in data {
        for example in ExampleReader::open(path)?.take(share) {
            match example {
                // Right text only: an injected typo should not become a token.
                Ok(e) => lines.extend(
                    [near_end(&e.before), e.fixed.as_str(), near_start(&e.after)]
                        .iter()
                        .flat_map(|t| t.split_inclusive('\n').map(str::to_owned)),
                ),
                Err(ExampleError::Line { .. }) if *skip_bad => bad += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }
    if bad > 0 {
        say!("{bad} broken lines passed over");
    }
    if lines.is_empty() {
        bail!("no text to train a tokenizer on; name files of examples with --data");
    }
    say!("training a vocabulary of {vocab_size} on {} lines", lines.len());
    let lines = lines.iter().map(String::as_str);
    let trained = match arguments.kind {
        TokenizerKind::Bpe => tokenizer::train_bpe(lines, *vocab_size)?,
        TokenizerKind::WordPiece => wordpiece::train_wordpiece(lines, *vocab_size)?,
    };
    if trained.vocab_size() < *vocab_size {
        say!("note: the text gave only {} tokens", trained.vocab_size());
    }
    Ok(trained)
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
}
