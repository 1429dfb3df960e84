//! `fixerr-trainer data time-windows`, which `cargo xtask bench data` runs: examples to windows of tokens, as training makes
//! them, on as many threads as `RAYON_NUM_THREADS` says.

use std::{path::PathBuf, time::Instant};

use anyhow::ensure;
use fixerr_shared::{
    example::{ExampleReader, RepairExample},
    tokenizer::CodeTokenizer,
};
use rayon::prelude::*;

use crate::train::batches::{CHUNK, Window, window};

/// Time how fast examples become windows.
#[derive(Clone, Debug, clap::Args)]
pub struct TimeWindowsArgs {
    /// Files of examples.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// tokenizer.json.
    #[arg(long)]
    tokenizer: PathBuf,
    /// Longest window in tokens.
    #[arg(long)]
    window: usize,
}

/// Runs the command: one line of JSON.
pub(super) fn run(args: &TimeWindowsArgs) -> anyhow::Result<()> {
    let tokenizer = CodeTokenizer::from_file(&args.tokenizer)?;
    let begun = Instant::now();
    let mut examples = Vec::new();
    for path in &args.files {
        examples.extend(ExampleReader::read_all(path, false)?.0);
    }
    let reading = begun.elapsed();
    let begun = Instant::now();
    let mut windows: Vec<Window> = Vec::with_capacity(examples.len());
    for chunk in examples.chunks(CHUNK) {
        let made = chunk.par_iter().map(|example: &RepairExample| window(&tokenizer, example, args.window));
        windows.par_extend(made.flatten());
    }
    let seconds = begun.elapsed();
    ensure!(!windows.is_empty(), "no example fits a window of {} tokens", args.window);
    let (mut bytes, mut tokens) = (0, 0);
    for window in &windows {
        tokens += window.source.len() + window.target.len();
        bytes += tokenizer.decode(&window.source)?.len() + tokenizer.decode(&window.target)?.len();
    }
    tell!(
        "{}",
        serde_json::json!({
            "seconds": seconds.as_secs_f64(),
            "reading_seconds": reading.as_secs_f64(),
            "threads": rayon::current_num_threads(),
            "examples": windows.len(),
            "left_out": examples.len() - windows.len(),
            "bytes": bytes,
            "tokens": tokens,
        })
    );
    Ok(())
}
