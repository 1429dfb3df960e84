//! The command line: `fixerr-trainer data|tokenizer|train|evaluate|export|report`.

use std::{num::NonZero, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

use crate::{
    config::{ComputePrecision, RunConfig},
    data::cli::DataCommand,
    memory,
    metrics::TrackingArguments,
    tiles, tokenizer,
    train::{
        import, resume,
        run::{Ended, RunOptions, train},
    },
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
    /// Train a tokenizer on examples, or make one of a BERT vocab.txt.
    Tokenizer(tokenizer::TokenizerArguments),
    /// Train a model; Ctrl-C saves and stops, once more ends it at once, --resume goes on.
    Train(TrainArguments),
    /// Measure exact match at 1, 5, 10 and 50 on files of examples.
    Evaluate(crate::evaluate::EvaluateArguments),
    /// Fit a bundle's ranking and confidence to examples that it was not trained on.
    Calibrate(crate::calibrate::CalibrateArguments),
    /// Write a bundle from a run's best checkpoint and check it against libtorch, or a folder for Hugging Face transformers.
    Export(crate::export_command::ExportArguments),
    /// Train on the same batches again and again, for `cargo xtask bench train`.
    #[command(hide = true)]
    TimeSteps(crate::train::timing::TimingArguments),
    /// Make batches and train on none, to see how fast the data comes.
    #[command(hide = true)]
    TimeData(crate::train::supply_timing::SupplyTimingArguments),
    /// Draw one HTML page that compares runs: curves, quality, calibration, example fixes.
    Report(crate::report::ReportArguments),
}

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, clap::Args)]
struct TrainArguments {
    /// A preset such as configs/small.toml; default: the run's own when resuming.
    #[arg(long, required_unless_present = "resume")]
    config: Option<PathBuf>,
    /// Override a key of the config, such as train.learning_rate=3e-4.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    /// The run's folder.
    #[arg(long)]
    run: PathBuf,
    /// Training examples.
    #[arg(long, required_unless_present_any = ["sources", "resume"], num_args = 1..)]
    data: Vec<PathBuf>,
    /// Checkouts of repositories, named `owner+name`: every pass over them trains on other bugs, put in as the config's [corrupt]
    /// says. Beside --data, corrupt.share is the part of the examples that is drawn so.
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    sources: Vec<PathBuf>,
    /// Files of examples that are kept for tests: nothing is drawn from --sources that occurs in them, exactly or nearly, nor
    /// anything from the repositories that they come from. The same goes for --validation.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    held_out: Vec<PathBuf>,
    /// Validation examples.
    #[arg(long)]
    validation: Option<PathBuf>,
    /// Go on without the validation examples that the run had. What occurs in them is still not drawn from --sources.
    #[arg(long, requires = "resume", conflicts_with = "validation")]
    no_validation: bool,
    /// tokenizer.json; default: the run's own when resuming, that of --init-from when there is one.
    #[arg(long)]
    tokenizer: Option<PathBuf>,
    /// cpu, cuda, or auto: CUDA when there is a device.
    #[arg(long, default_value = "auto")]
    device: String,
    /// CPU threads; default: all cores, and two with CUDA, where libtorch's CPU side only copies batches.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Go on from the latest checkpoint of the run. Config, files, logs and --skip-bad are those of the run where they are left
    /// out here.
    #[arg(long)]
    resume: bool,
    /// Start from the weights of a bundle, of a checkpoint's folder, or of a BART or mBART folder of Hugging Face transformers.
    #[arg(long, conflicts_with = "resume")]
    init_from: Option<PathBuf>,
    /// Let the config have more layers than the weights of --init-from. The new ones stand between the old and begin as copies that
    /// change nothing, so the deeper model begins as the one it grows out of.
    #[arg(long, requires = "init_from")]
    deepen: bool,
    /// Count broken lines of data, and files and folders of --sources that cannot be read, and go on.
    #[arg(long)]
    skip_bad: bool,
    #[command(flatten)]
    tracking: TrackingArguments,
}

/// Runs the command line.
///
/// # Errors
/// What the command met, in words that say what to do.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Data(command) => crate::data::cli::run(command),
        Command::Tokenizer(arguments) => tokenizer::run(&arguments),
        Command::Train(arguments) => run_train(arguments),
        Command::Evaluate(arguments) => crate::evaluate::run(&arguments),
        Command::Calibrate(arguments) => crate::calibrate::run(&arguments),
        Command::Export(arguments) => crate::export_command::run(&arguments),
        Command::TimeSteps(arguments) => crate::train::timing::run(&arguments),
        Command::TimeData(arguments) => crate::train::supply_timing::run(&arguments),
        Command::Report(arguments) => crate::report::run(&arguments),
    }
}

/// Leaves cores to what feeds the GPU: the thread that starts its kernels and libtorch's own for the backward pass. Batches
/// are made on half of the cores, on up to six where there are fewer than twelve; `RAYON_NUM_THREADS` overrides it.
/// libtorch's CPU side, which only copies batches here, gets two threads unless `--threads` gives more: idle ones spin.
fn leave_cores_to_the_gpu(threads: Option<u16>) {
    if std::env::var_os("RAYON_NUM_THREADS").is_none() {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let makers = (cores / 2).max(cores.saturating_sub(2).min(6)).max(1);
        // An error says that the threads run already; they serve as well.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(makers).build_global();
    }
    if threads.is_none() {
        tch::set_num_threads(2);
    }
}

fn run_train(arguments: TrainArguments) -> anyhow::Result<()> {
    let before = if arguments.resume { resume::last_start(&arguments.run)? } else { None };
    let config = match &arguments.config {
        Some(path) => RunConfig::read(path, &arguments.set)?,
        None => RunConfig::read(&resume::own_config(&arguments.run)?, &arguments.set)?,
    };
    memory::keep_freed_memory();
    if config.train.precision != ComputePrecision::Fp32 {
        // Asked before libtorch is called at all: see the module.
        tiles::prepare();
    }
    if let Some(threads) = arguments.threads {
        tch::set_num_threads(threads.into());
    }
    let tokenizer = match arguments.tokenizer {
        Some(path) => path,
        None if arguments.resume => arguments.run.join("tokenizer.json"),
        None if let Some(path) = arguments.init_from.as_deref().and_then(import::tokenizer) => path,
        None => anyhow::bail!("--tokenizer is missing: train one with `fixerr-trainer tokenizer`"),
    };
    let device = crate::device::choose(&arguments.device)?;
    if device.is_cuda() {
        leave_cores_to_the_gpu(arguments.threads);
    }
    let tracking = arguments.tracking.tracking(before.as_ref().and_then(|start| start.tracking.as_ref()));
    let mut options = RunOptions {
        run: arguments.run.clone(),
        data: arguments.data,
        sources: arguments.sources,
        held_out: arguments.held_out,
        validation: arguments.validation,
        tokenizer,
        device,
        resume: arguments.resume,
        skip_bad: arguments.skip_bad,
        init_from: arguments.init_from,
        deepen: arguments.deepen,
        tracking,
    };
    if let Some(before) = &before {
        resume::inherit(&mut options, before, arguments.no_validation);
    }
    if options.sources.is_empty() && !options.held_out.is_empty() {
        bail!("--held-out says what --sources may not give: give --sources, too");
    }
    let ended = train(&config, &options).with_context(|| format!("run {}", arguments.run.display()))?;
    match ended {
        Ended::Finished(_) => say!("done: {}", arguments.run.display()),
        Ended::Stopped(step) => {
            say!("stopped at step {step}, all saved; go on with --resume");
        }
        Ended::NotBegun => say!("stopped before the first step; the same command starts it again"),
    }
    Ok(())
}
