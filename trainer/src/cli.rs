//! The command line: `fixerr-trainer data|tokenizer|train|evaluate|export`.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::{
    config::{ComputePrecision, RunConfig},
    data::cli::DataCommand,
    tiles, tokenizer,
    train::run::{Ended, RunOptions, train},
};

/// Trains FixErr's models: from bug-fix pairs to a bundle that the server runs.
#[derive(Debug, Parser)]
#[command(name = "fixerr-trainer", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make, check and split training data.
    #[command(subcommand)]
    Data(DataCommand),
    /// Train a byte-level BPE tokenizer on examples.
    Tokenizer {
        /// Files of examples.
        #[arg(long, required = true, num_args = 1..)]
        data: Vec<PathBuf>,
        /// Where to write tokenizer.json.
        #[arg(long)]
        out: PathBuf,
        /// Tokens in all, special ones included.
        #[arg(long, default_value_t = 8192)]
        vocab_size: usize,
        /// Examples to read in all, the same number of each file.
        #[arg(long, default_value_t = 100_000)]
        examples: usize,
        /// Count broken lines and go on.
        #[arg(long)]
        skip_bad: bool,
    },
    /// Train a model; Ctrl-C saves and stops, --resume goes on.
    Train(TrainArguments),
    /// Measure exact match at 1, 5, 10 and 50 on files of examples.
    Evaluate(crate::evaluate::EvaluateArguments),
    /// Write a bundle from a run's best checkpoint, and check it against libtorch.
    Export(crate::export_command::ExportArguments),
}

#[derive(Debug, clap::Args)]
struct TrainArguments {
    /// A preset such as configs/small.toml.
    #[arg(long)]
    config: PathBuf,
    /// Override a key of the config, such as train.learning_rate=3e-4.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    /// The run's folder.
    #[arg(long)]
    run: PathBuf,
    /// Training examples.
    #[arg(long, required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    /// Validation examples.
    #[arg(long)]
    validation: Option<PathBuf>,
    /// tokenizer.json; default: the run's own when resuming.
    #[arg(long)]
    tokenizer: Option<PathBuf>,
    /// cpu, cuda, or auto: CUDA when there is a device.
    #[arg(long, default_value = "auto")]
    device: String,
    /// CPU threads; default: all cores.
    #[arg(long)]
    threads: Option<i32>,
    /// Go on from the latest checkpoint of the run.
    #[arg(long)]
    resume: bool,
    /// Start from the weights of a checkpoint's folder.
    #[arg(long, conflicts_with = "resume")]
    init_from: Option<PathBuf>,
    /// Count broken lines of data and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// Runs the command line.
///
/// # Errors
/// What the command met, in words that say what to do.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Data(command) => crate::data::cli::run(command),
        Command::Tokenizer { data, out, vocab_size, examples, skip_bad } => {
            tokenizer::run(&data, &out, vocab_size, examples, skip_bad)
        }
        Command::Train(arguments) => run_train(arguments),
        Command::Evaluate(arguments) => crate::evaluate::run(&arguments),
        Command::Export(arguments) => crate::export_command::run(&arguments),
    }
}

fn run_train(arguments: TrainArguments) -> anyhow::Result<()> {
    let config = RunConfig::read(&arguments.config, &arguments.set)?;
    if config.train.precision != ComputePrecision::Fp32 {
        // Asked before libtorch is called at all: see the module.
        tiles::prepare();
    }
    if let Some(threads) = arguments.threads {
        tch::set_num_threads(threads);
    }
    let tokenizer = match arguments.tokenizer {
        Some(path) => path,
        None if arguments.resume => arguments.run.join("tokenizer.json"),
        None => anyhow::bail!("--tokenizer is missing: train one with `fixerr-trainer tokenizer`"),
    };
    let ended = train(
        &config,
        &RunOptions {
            run: arguments.run.clone(),
            data: arguments.data,
            validation: arguments.validation,
            tokenizer,
            device: crate::device::choose(&arguments.device)?,
            resume: arguments.resume,
            skip_bad: arguments.skip_bad,
            init_from: arguments.init_from,
        },
    )
    .with_context(|| format!("run {}", arguments.run.display()))?;
    match ended {
        Ended::Finished(_) => eprintln!("done: {}", arguments.run.display()),
        Ended::Stopped(step) => {
            eprintln!("stopped at step {step}, all saved; go on with --resume");
        }
    }
    Ok(())
}
