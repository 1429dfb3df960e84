//! `fixerr-trainer time-data`: how fast batches are made when nothing trains on them, from files, from sources, or both.
//! `RAYON_NUM_THREADS` says on how many threads.

use std::{path::PathBuf, sync::Arc, time::Instant};

use anyhow::bail;
use fixerr_shared::tokenizer::CodeTokenizer;
use serde_json::json;

use super::{
    batches::{BatchStream, Position, StreamOptions},
    fresh::{Fresh, FreshOptions},
};
use crate::config::RunConfig;

/// What `time-data` is asked for.
#[derive(Debug, clap::Args)]
pub struct SupplyTimingArguments {
    /// A preset.
    #[arg(long)]
    config: PathBuf,
    /// Override a key of the config.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    /// Training examples.
    #[arg(long, required_unless_present = "sources", num_args = 1..)]
    data: Vec<PathBuf>,
    /// Checkouts of repositories.
    #[arg(long, num_args = 1..)]
    sources: Vec<PathBuf>,
    /// Files of examples that nothing drawn may occur in.
    #[arg(long, num_args = 1.., requires = "sources")]
    held_out: Vec<PathBuf>,
    /// tokenizer.json.
    #[arg(long)]
    tokenizer: PathBuf,
    /// How many examples to make.
    #[arg(long, default_value_t = 50_000)]
    examples: usize,
}

/// Runs the command; one line of JSON.
///
/// # Errors
/// Bad input.
pub fn run(arguments: &SupplyTimingArguments) -> anyhow::Result<()> {
    let config = RunConfig::read(&arguments.config, &arguments.set)?;
    let folder = tempfile::tempdir()?;
    let opened = Instant::now();
    let fresh = if arguments.sources.is_empty() {
        None
    } else {
        let options = FreshOptions {
            sources: &arguments.sources,
            held_out: &arguments.held_out,
            config: &config.corrupt.clone().unwrap_or_default(),
            seed: config.train.seed,
            with_data: !arguments.data.is_empty(),
            skip_bad: false,
        };
        Some(Arc::new(Fresh::open(options, folder.path(), false)?))
    };
    let stock_seconds = opened.elapsed().as_secs_f64();
    let options = StreamOptions {
        files: arguments.data.clone(),
        tokenizer: CodeTokenizer::from_file(&arguments.tokenizer)?,
        window: config.window(),
        batch_tokens: config.train.batch_tokens,
        batch_size: config.train.batch_size,
        seed: config.train.seed,
        skip_bad: false,
        fresh: fresh.clone(),
    };
    let (started, mut stream) = (Instant::now(), BatchStream::open(options, Position::default()));
    let (mut examples, mut tokens, mut first) = (0, 0, 0.0);
    while examples < arguments.examples {
        let Some(batch) = stream.next_batch().transpose()? else { bail!("the data holds no usable example") };
        if examples == 0 {
            first = started.elapsed().as_secs_f64();
        }
        examples += batch.rows;
        tokens += batch.tokens();
    }
    let seconds = started.elapsed().as_secs_f64();
    if let Some(fresh) = fresh {
        say!("{}", fresh.drawn());
    }
    println!(
        "{}",
        json!({
            "examples": examples,
            "tokens": tokens,
            "seconds": seconds,
            "examples_per_second": (examples as f64 / seconds).round(),
            "seconds_to_the_first_batch": first,
            "seconds_to_take_stock": stock_seconds,
        })
    );
    Ok(())
}
