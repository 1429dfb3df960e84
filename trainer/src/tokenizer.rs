//! `fixerr-trainer tokenizer`: byte-level BPE trained on what the windows hold.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fixerr_shared::{
    example::{ExampleError, ExampleReader},
    files, tokenizer,
};

/// Trains a tokenizer on the code of `data` and writes it to `out`.
///
/// # Errors
/// Unreadable data, too small a vocabulary, or a folder that cannot be written.
pub fn run(
    data: &[PathBuf],
    out: &Path,
    vocab_size: usize,
    examples: usize,
    skip_bad: bool,
) -> anyhow::Result<()> {
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
                Err(ExampleError::Line { .. }) if skip_bad => bad += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }
    if bad > 0 {
        eprintln!("{bad} broken lines passed over");
    }
    if lines.is_empty() {
        bail!("no text to train a tokenizer on; name files of examples with --data");
    }
    eprintln!("training a vocabulary of {vocab_size} on {} lines", lines.len());
    let trained = tokenizer::train_bpe(lines.iter().map(String::as_str), vocab_size)?;
    if trained.vocab_size() < vocab_size {
        eprintln!("note: the text gave only {} tokens", trained.vocab_size());
    }
    files::write_atomically(out, trained.to_json()?.as_bytes()).with_context(|| out.display().to_string())
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
