//! The training loop: batches in, steps, metrics, evaluations and checkpoints out; stops well on SIGINT, SIGTERM and SIGHUP
//! and goes on from there. A second signal ends it at once.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use fixerr_shared::{config::Architecture, example::ExampleReader, tokenizer::CodeTokenizer};
use serde_json::json;
use tch::{Device, Kind};

use super::{
    batches::{BatchStream, HostBatch, StreamOptions},
    checkpoint::{self, State},
    epochs, folder,
    fresh::{Fresh, FreshOptions},
    import, memory,
    meter::Meter,
    optimizer::{AdamW, Coefficients, StepOutcome},
    progress::bar,
    record, resume,
    schedule::Schedule,
    validation::Validation,
};
use crate::{
    config::{ComputePrecision, RunConfig, Start, TrainConfig},
    evaluate::read_set,
    export_command,
    metrics::{Recorder, Tracking},
    model::{ModelError, Network, Parameters, copying},
    signals,
    tiles::{self, Bf16},
};

/// Steps in a row that may be skipped before the run gives up.
const MAX_SKIPPED_IN_A_ROW: u64 = 20;

/// What a run reads and where it writes.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The run's folder.
    pub run: PathBuf,
    /// Training examples.
    pub data: Vec<PathBuf>,
    /// Checkouts that other bugs are put into in every pass.
    pub sources: Vec<PathBuf>,
    /// Files of examples that no fresh one may repeat or share a repository with; the validation file is always one of them.
    pub held_out: Vec<PathBuf>,
    /// Validation examples.
    pub validation: Option<PathBuf>,
    /// The tokenizer's file.
    pub tokenizer: PathBuf,
    /// Where to compute.
    pub device: Device,
    /// Whether to go on from the latest checkpoint.
    pub resume: bool,
    /// Whether broken lines of data are passed over.
    pub skip_bad: bool,
    /// Weights to start from instead of a fresh draw: a checkpoint's folder, or one of Hugging Face transformers.
    pub init_from: Option<PathBuf>,
    /// Whether those weights may have fewer layers; the others begin as copies that change nothing yet.
    pub deepen: bool,
    /// Which logs are written besides metrics.jsonl.
    pub tracking: Tracking,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// All steps are done; the last validation loss and share of exact answers, when there was a validation file.
    Finished(Option<(f64, f64)>),
    /// A signal came; everything is saved at this step.
    Stopped(u64),
    /// A signal came before the first step: nothing was trained, and the run can begin or go on as before.
    NotBegun,
}

/// Model, optimizer and place in the data.
pub(super) struct Trainer {
    pub(super) parameters: Parameters,
    model: Network,
    pub(super) optimizer: AdamW,
    state: State,
}

/// Trains.
///
/// # Errors
/// Bad input, a full disk, or an error of libtorch; the last checkpoint stays.
pub fn train(config: &RunConfig, options: &RunOptions) -> anyhow::Result<Ended> {
    let stop = signals::stop_flag()?;
    train_until(config, options, &stop)
}

/// Trains until done or until `stop` is set.
///
/// # Errors
/// As [`train`].
pub fn train_until(config: &RunConfig, options: &RunOptions, stop: &AtomicBool) -> anyhow::Result<Ended> {
    let tokenizer = CodeTokenizer::from_file(&options.tokenizer)?;
    let mut config = complete(config, &tokenizer)?;
    if !options.sources.is_empty() {
        // The run's own config says what the defaults were.
        config.corrupt.get_or_insert_default();
    }
    if options.resume && !options.run.is_dir() {
        bail!("there is no such run to resume; start it without --resume");
    }
    fs::create_dir_all(&options.run).with_context(|| options.run.display().to_string())?;
    let _lock = folder::lock(&options.run)?;
    let before = folder::check(&config, options, &tokenizer)?;
    for line in before.as_ref().map_or_else(Vec::new, |before| resume::config_changes(before, &config)) {
        say!("{line}");
    }
    checkpoint::sweep(&options.run)?;
    // Before anything is written: a bad file must leave the best checkpoint and the record as they are.
    let validation = validation(&config, options, &tokenizer)?;
    let fresh = fresh(&config, options)?;
    let files: Vec<_> = options.validation.iter().chain(&options.data).collect();
    match (files.is_empty(), &fresh) {
        (false, _) => {
            let readers =
                files.into_iter().map(|path| ExampleReader::open(path)).collect::<Result<Vec<_>, _>>()?;
            let examples = readers.into_iter().flatten().filter_map(Result::ok);
            export_command::keep_check_windows(&options.run, examples, &tokenizer, config.window())?;
        }
        (true, Some(fresh)) => {
            let examples = fresh.some()?.into_iter();
            export_command::keep_check_windows(&options.run, examples, &tokenizer, config.window())?;
        }
        (true, None) => bail!("nothing to train on: give --data or --sources"),
    }
    let is_stopped = || stop.load(Ordering::Relaxed);
    if is_stopped() {
        return Ok(Ended::NotBegun);
    }
    let stream_options = StreamOptions {
        files: options.data.clone(),
        tokenizer: tokenizer.clone(),
        window: config.window(),
        batch_tokens: config.train.batch_tokens,
        batch_size: config.train.batch_size,
        seed: config.train.seed,
        skip_bad: options.skip_bad,
        fresh: fresh.clone(),
    };
    let resolved = config;
    let config = epochs::with_steps(&resolved, &options.run, &stream_options)?;
    let mut trainer = Trainer::new(&config, options)?;
    let (count, learning) = (trainer.parameters.count(), trainer.parameters.trained);
    let of_which = if learning < count { format!(" ({learning} of them trained)") } else { String::new() };
    say!(
        "{count} parameters{of_which}, {:?} in {}, window {}, from step {} to {}",
        options.device,
        if trainer.parameters.kind() == Kind::BFloat16 { "bf16" } else { "fp32" },
        config.window(),
        trainer.state.step,
        config.train.steps
    );
    let mut start = trainer.start(&config, options);
    start.sources = fresh.as_ref().map_or_else(Vec::new, |fresh| fresh.records().to_vec());
    // Counting a pass and hashing the data may have taken minutes.
    if is_stopped() {
        return Ok(Ended::NotBegun);
    }
    if options.resume {
        let windows = before.and_then(|before| resume::other_windows(&before, &config));
        trainer.compare_inputs(&start, windows, options)?;
    }
    record::append(&options.run, start).context("cannot write run.json")?;
    folder::keep(&resolved, &options.run, &tokenizer)?;
    let stream = BatchStream::open(stream_options, trainer.state.position);
    let ended = trainer.run(&config, options, stream, validation.as_ref(), stop)?;
    if let Some(fresh) = fresh {
        say!("drawn ahead of the last step: {}", fresh.drawn());
    }
    Ok(ended)
}

/// Reads the validation file, when there is one.
fn validation(
    config: &RunConfig,
    options: &RunOptions,
    tokenizer: &CodeTokenizer,
) -> anyhow::Result<Option<Validation>> {
    let Some(path) = &options.validation else { return Ok(None) };
    // A file is sorted by source as a rule: take of all of it.
    let examples = read_set(path, Some(config.train.eval_examples), options.skip_bad)?;
    if examples.is_empty() {
        bail!("{}: holds no example; leave --validation out, or give another file", path.display());
    }
    let set = Validation::new(&examples, tokenizer, config.window(), config.batch_limit());
    if set.is_empty() {
        bail!("{}: no example fits a window of {} tokens", path.display(), config.window());
    }
    Ok(Some(set))
}

/// Takes stock of the sources, when there are any.
fn fresh(config: &RunConfig, options: &RunOptions) -> anyhow::Result<Option<Arc<Fresh>>> {
    if options.sources.is_empty() {
        Fresh::absent(&options.run, options.resume)?;
        if config.corrupt.is_some() {
            say!("the config's [corrupt] is not looked at without --sources");
        }
        return Ok(None);
    }
    if options.held_out.is_empty() {
        say!(
            "warning: --sources without --held-out: bugs may be drawn that a test asks for; give the files of examples that you will test on"
        );
    }
    let held_out: Vec<PathBuf> = options.held_out.iter().chain(&options.validation).cloned().collect();
    let fresh_options = FreshOptions {
        sources: &options.sources,
        held_out: &held_out,
        config: &config.corrupt.clone().unwrap_or_default(),
        seed: config.train.seed,
        with_data: !options.data.is_empty(),
        skip_bad: options.skip_bad,
    };
    Ok(Some(Arc::new(Fresh::open(fresh_options, &options.run, options.resume)?)))
}

/// Fills in what the tokenizer decides.
pub(super) fn complete(config: &RunConfig, tokenizer: &CodeTokenizer) -> anyhow::Result<RunConfig> {
    let mut config = config.clone();
    if let Some(kind) = config.train.tokenizer.filter(|kind| *kind != tokenizer.kind()) {
        bail!(
            "train.tokenizer = \"{kind}\", but --tokenizer is a file of kind {}; make one with `fixerr-trainer tokenizer --kind {kind}`, or leave the key out",
            tokenizer.kind()
        );
    }
    let rows = tokenizer.padded_vocab_size();
    match config.model.vocab_size {
        0 => config.model.vocab_size = rows,
        given if given == rows => {}
        given => bail!("model.vocab_size = {given}, but the tokenizer needs {rows}; leave the key out"),
    }
    Ok(config)
}

/// What passes compute in on this device.
pub(super) fn compute_kind(
    precision: ComputePrecision,
    architecture: Architecture,
    device: Device,
) -> anyhow::Result<Kind> {
    if precision == ComputePrecision::Fp32 {
        return Ok(Kind::Float);
    }
    if architecture == Architecture::Lstm {
        // libtorch's CPU kernel for LSTMs trains in 32-bit floats only.
        return match (precision, device.is_cuda()) {
            (ComputePrecision::Bf16, true) => Ok(Kind::BFloat16),
            (ComputePrecision::Bf16, false) => {
                bail!("train.precision = \"bf16\": on a CPU an LSTM trains in fp32 only; set it to \"auto\"")
            }
            _ => Ok(Kind::Float),
        };
    }
    if device.is_cuda() {
        return Ok(Kind::BFloat16);
    }
    match (tiles::prepare(), precision) {
        (Bf16::Tiles | Bf16::Vectors, _) | (Bf16::Slow, ComputePrecision::Bf16) => Ok(Kind::BFloat16),
        (Bf16::Hidden, ComputePrecision::Bf16) => bail!(
            "train.precision = \"bf16\": this (virtual) machine hides the size of its processor's AMX tiles, and libtorch dies using them; set it to \"auto\""
        ),
        _ => Ok(Kind::Float),
    }
}

impl Trainer {
    pub(super) fn new(config: &RunConfig, options: &RunOptions) -> anyhow::Result<Self> {
        let train = &config.train;
        let kind = compute_kind(train.precision, config.model.architecture, options.device)?;
        if train.frozen_layers > 0 && !options.resume && options.init_from.is_none() {
            bail!(
                "train.frozen_layers = {} keeps layers as they are, and those of a new model know nothing; give --init-from, or leave the key out",
                train.frozen_layers
            );
        }
        let seed = train.seed as i64;
        let mut parameters =
            Parameters::partly_frozen(&config.model, train.frozen_layers, options.device, kind, seed)?;
        let mut state = State::default();
        let coefficients = Coefficients {
            betas: train.betas,
            eps: 1e-8,
            weight_decay: train.weight_decay,
            clip_norm: train.clip_norm,
        };
        let mut optimizer = AdamW::new(&parameters, coefficients)?;
        if options.resume {
            let (path, saved) = checkpoint::latest(&options.run, |error| {
                say!("warning: {error}; trying the checkpoint before it");
            })?;
            checkpoint::load_weights(&path, &mut parameters)?;
            checkpoint::load_optimizer(&path, &saved, &mut optimizer)?;
            checkpoint::set_aside(&options.run, saved.step)?;
            state = saved;
        } else if let Some(folder) = &options.init_from {
            if let Some(path) = import::tokenizer(folder)
                && !CodeTokenizer::from_file(&path)?
                    .has_same_ids(&CodeTokenizer::from_file(&options.tokenizer)?)
            {
                bail!(
                    "--init-from {}: its tokenizer is another one, whose ids mean other tokens; leave --tokenizer out",
                    folder.display()
                );
            }
            import::load(folder, &config.model, &mut parameters, options.deepen).context("--init-from")?;
        } else if train.start == Start::Copying {
            copying::start(&mut parameters, &config.model, train.seed)?;
        }
        let model = Network::new(&parameters, &config.model)?;
        Ok(Self { parameters, model, optimizer, state })
    }

    /// Says which files are others than at the run's last start. When the validation file is, or when `windows` says that
    /// other windows of it are read, earlier losses compare with none to come, and the best checkpoint is forgotten.
    fn compare_inputs(
        &mut self,
        start: &record::Start,
        windows: Option<&'static str>,
        options: &RunOptions,
    ) -> anyhow::Result<()> {
        let last = resume::last_start(&options.run)?;
        for line in last.iter().flat_map(|last| resume::file_changes(last, start)) {
            say!("{line}");
        }
        if let (Some((step, _)), Some(reason)) =
            (self.state.best, resume::other_validation(last.as_ref(), start).or(windows))
        {
            say!("{reason}: step {step} is no longer the best checkpoint");
            self.state.best = None;
            checkpoint::forget_best(&options.run)?;
        }
        Ok(())
    }

    /// The record of this start.
    fn start(&self, config: &RunConfig, options: &RunOptions) -> record::Start {
        record::Start {
            step: self.state.step,
            device: format!("{:?}", options.device).to_lowercase(),
            precision: if self.parameters.kind() == Kind::BFloat16 { "bf16" } else { "fp32" }.to_owned(),
            parameters: self.parameters.count(),
            seed: config.train.seed,
            data: options.data.iter().map(|path| record::DataFile::read(path)).collect(),
            source_folders: options.sources.clone(),
            held_out: options.held_out.iter().map(|path| record::DataFile::read(path)).collect(),
            validation: options.validation.as_deref().map(record::DataFile::read),
            skip_bad: options.skip_bad,
            tracking: Some(options.tracking.clone()),
            ..record::Start::now()
        }
    }

    fn run(
        mut self,
        config: &RunConfig,
        options: &RunOptions,
        mut stream: BatchStream,
        validation: Option<&Validation>,
        stop: &AtomicBool,
    ) -> anyhow::Result<Ended> {
        let train = &config.train;
        let schedule = Schedule {
            peak: train.learning_rate,
            warmup_steps: train.warmup_steps,
            decay_steps: train.decay_steps,
            steps: train.steps,
        };
        let mut log = Recorder::open(&options.run, self.state.step, config, &options.tracking)?;
        let bar = bar(train.steps, self.state.step);
        let mut meter = Meter::new();
        let mut last = None;
        let mut skipped_in_a_row = 0;
        while self.state.step < train.steps {
            // Dropout follows the step alone, so a resumed run draws what the unbroken one would have drawn.
            tch::manual_seed(step_seed(train.seed, self.state.step));
            let rate = schedule.rate(self.state.step);
            let loss = self.gather(train, &mut stream, options.device, &mut meter)?;
            let outcome = self
                .optimizer
                .step(&mut self.parameters, rate)
                .map_err(|error| memory::explain_update(error, self.state.step))?;
            self.state.step += 1;
            match outcome {
                StepOutcome::Taken(norm) => {
                    skipped_in_a_row = 0;
                    meter.step(loss, norm);
                }
                StepOutcome::Skipped => {
                    self.state.skipped += 1;
                    skipped_in_a_row += 1;
                    if skipped_in_a_row >= MAX_SKIPPED_IN_A_ROW {
                        bail!(
                            "step {}: {MAX_SKIPPED_IN_A_ROW} gradients in a row were not finite; lower train.learning_rate and --resume from the last checkpoint",
                            self.state.step
                        );
                    }
                }
            }
            bar.set_position(self.state.step);
            if self.state.step.is_multiple_of(train.log_every) {
                let line = meter.line(&self.state, rate, stream.waited);
                let loss = line["loss"].as_f64().map_or("-".to_owned(), |loss| format!("{loss:.3}"));
                bar.set_message(format!("loss {loss}  {} tokens/s", line["tokens_per_second"]));
                log.write(&line)?;
                meter = Meter::new();
                stream.waited = Duration::ZERO;
            }
            let end = self.state.step == train.steps;
            let stopping = stop.load(Ordering::Relaxed);
            let best_before = self.state.best;
            // Also when it stops: what is due now is not due again.
            if let Some(set) = validation
                && (end || self.state.step.is_multiple_of(train.eval_every))
            {
                let asked = Instant::now();
                last = Some(self.evaluate(set, config, options.device, &mut log, &bar)?);
                meter.leave_out(asked.elapsed());
            }
            let improved = self.state.best != best_before;
            if end || stopping || improved || self.state.step.is_multiple_of(train.checkpoint_every) {
                checkpoint::save(&options.run, &self.parameters, &self.optimizer, &self.state)?;
                checkpoint::prune(
                    &options.run,
                    train.keep_checkpoints,
                    self.state.best.map(|(step, _)| step),
                )?;
            }
            if stopping && !end {
                bar.abandon();
                log.finish(0)?;
                return Ok(Ended::Stopped(self.state.step));
            }
        }
        bar.finish();
        log.finish(0)?;
        Ok(Ended::Finished(last))
    }

    /// Gathers the gradient of one step; the mean loss over its batches.
    fn gather(
        &mut self,
        train: &TrainConfig,
        stream: &mut BatchStream,
        device: Device,
        meter: &mut Meter,
    ) -> anyhow::Result<f64> {
        let mut batches = Vec::with_capacity(train.accumulation);
        for _ in 0..train.accumulation {
            match stream.next_batch() {
                Some(batch) => batches.push(batch?),
                None => bail!("no training example fits the window: nothing to train on"),
            }
        }
        // Weighted by answer tokens, so that accumulated batches give the gradient of one large batch.
        let labels: usize = batches.iter().map(HostBatch::labels).sum();
        let mut total = 0.0;
        for (index, batch) in batches.iter().enumerate() {
            let share = batch.labels() as f64 / labels as f64;
            let loss = self
                .pass(train, (index, batch), device, share)
                .map_err(|error| memory::explain(error, self.state.step, batch, train))?;
            total += loss * share;
            self.state.position = batch.next;
            self.state.tokens += batch.tokens() as u64;
            meter.tokens += batch.tokens();
        }
        Ok(total)
    }

    /// Forward and backward through one batch; its loss.
    pub(super) fn pass(
        &mut self,
        train: &TrainConfig,
        (index, batch): (usize, &HostBatch),
        device: Device,
        share: f64,
    ) -> Result<f64, ModelError> {
        let ready = batch.to_device(device)?;
        if let (true, Network::Transformer(model)) = (train.activation_checkpointing, &self.model) {
            let seed = pass_seed(train, self.state.step, index);
            let parts = model.recomputed(&self.parameters, &ready, train.label_smoothing, seed)?;
            self.optimizer.gather_parts(&self.parameters, &parts.gradients, share)?;
            return Ok(parts.loss.f_double_value(&[])?);
        }
        let output = self.model.forward(&ready, train.label_smoothing, self.model.training())?;
        self.optimizer.gather(&self.parameters, &output.loss, share)?;
        Ok(output.loss.f_double_value(&[])?)
    }

    fn evaluate(
        &mut self,
        set: &Validation,
        config: &RunConfig,
        device: Device,
        log: &mut Recorder,
        bar: &indicatif::ProgressBar,
    ) -> anyhow::Result<(f64, f64)> {
        let figures = set
            .run(&self.model, device)
            .map_err(|error| memory::explain_validation(error, self.state.step, config))?;
        let groups: serde_json::Map<String, serde_json::Value> = figures
            .by_group
            .iter()
            .map(|(name, (n, exact))| (name.clone(), json!({"n": n, "exact": exact})))
            .collect();
        log.write(&json!({
            "step": self.state.step,
            "validation_loss": figures.loss,
            "validation_exact": figures.exact,
            "validation_examples": figures.examples,
            "validation_groups": groups,
        }))?;
        bar.suspend(|| {
            say!(
                "step {}: validation loss {:.4}, exact {:.1}% of {}",
                self.state.step,
                figures.loss,
                100.0 * figures.exact,
                figures.examples
            );
        });
        self.state.validated(figures.loss);
        Ok((figures.loss, figures.exact))
    }
}

/// What a step's random numbers follow.
fn step_seed(seed: u64, step: u64) -> i64 {
    seed.wrapping_mul(1_000_003).wrapping_add(step) as i64
}

/// What those of one of a step's batches follow where layers are computed anew: no other batch of the run has the same.
fn pass_seed(train: &TrainConfig, step: u64, index: usize) -> i64 {
    step_seed(train.seed, step.wrapping_mul(train.accumulation as u64).wrapping_add(index as u64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_batches_of_a_run_drop_out_alike() {
        let train = TrainConfig { accumulation: 8, ..TrainConfig::default() };
        let at = |step| (0..8).map(move |index| (step, index));
        let seeds: BTreeSet<i64> =
            (0..100).flat_map(at).map(|(step, index)| pass_seed(&train, step, index)).collect();
        assert_eq!(seeds.len(), 800);
        let single = TrainConfig::default();
        assert_eq!((single.accumulation, pass_seed(&single, 7, 0)), (1, step_seed(single.seed, 7)));
    }
}
