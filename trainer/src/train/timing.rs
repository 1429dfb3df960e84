//! `fixerr-trainer time-steps`, which `cargo xtask bench train` runs: training steps on batches that are also written down,
//! so that another trainer can be timed on the same ones. It takes its turns when told to, so that peers alternate.

use std::{
    fs,
    io::{BufRead as _, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, bail};
use fixerr_shared::{config::Architecture, files, tokenizer::CodeTokenizer};
use serde_json::{Value, json};
use tch::{Device, Kind, Tensor};

use super::{
    batches::{BatchStream, HostBatch, Position, StreamOptions},
    checkpoint,
    optimizer::StepOutcome,
    run::{RunOptions, Trainer, complete},
};
use crate::{
    config::{ComputePrecision, RunConfig, Start},
    export::huggingface,
    memory,
    metrics::Tracking,
    model::transformer::IGNORED_LABEL,
    tiles,
};

/// Small enough that weights hardly move: both sides then see much the same losses in every round.
const LEARNING_RATE: f64 = 1e-5;
/// Batches that lie ready when a stream has been left alone, and so say nothing about waiting.
const READY: usize = 16;
/// Fewest batches that waiting is measured on.
const WAITED_FOR: usize = 32;
/// What the peers read: the model, the batches and the coefficients.
const MODEL: &str = "model";
const BATCHES: &str = "batches.safetensors";
const SETTINGS: &str = "settings.json";

/// What `time-steps` is asked for. Lines on stdin: `pass` trains on all batches once, `wait` measures waiting for data;
/// each is answered with a line of JSON.
#[derive(Debug, clap::Args)]
pub struct TimingArguments {
    /// A preset.
    #[arg(long)]
    config: PathBuf,
    /// Override a key of the config.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    /// Training examples.
    #[arg(long, required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    /// tokenizer.json.
    #[arg(long)]
    tokenizer: PathBuf,
    /// cpu, cuda or auto.
    #[arg(long, default_value = "auto")]
    device: String,
    /// CPU threads; default: all cores.
    #[arg(long)]
    threads: Option<i32>,
    /// Batches in a pass.
    #[arg(long, default_value_t = 24)]
    batches: usize,
    /// Where to write the model and the batches.
    #[arg(long)]
    dump: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// Bad input, or an error of libtorch.
pub fn run(arguments: &TimingArguments) -> anyhow::Result<()> {
    let mut config = RunConfig::read(&arguments.config, &arguments.set)?;
    if config.model.architecture != Architecture::Transformer {
        bail!("{}: the peer is a transformer; time one", arguments.config.display());
    }
    config.train.start = Start::Normal;
    // transformers' models know no smoothing.
    config.train.label_smoothing = 0.0;
    memory::keep_freed_memory();
    if config.train.precision != ComputePrecision::Fp32 {
        tiles::prepare();
    }
    if let Some(threads) = arguments.threads {
        tch::set_num_threads(threads);
    }
    let device = crate::device::choose(&arguments.device)?;
    let tokenizer = CodeTokenizer::from_file(&arguments.tokenizer)?;
    let config = complete(&config, &tokenizer)?;
    let run = arguments.dump.join("run");
    fs::create_dir_all(&run).with_context(|| run.display().to_string())?;
    let options = RunOptions {
        run,
        data: arguments.data.clone(),
        sources: Vec::new(),
        held_out: Vec::new(),
        validation: None,
        tokenizer: arguments.tokenizer.clone(),
        device,
        resume: false,
        skip_bad: false,
        init_from: None,
        deepen: false,
        tracking: Tracking { tensorboard: false, wandb: None },
    };
    let trainer = Trainer::new(&config, &options)?;
    let stream = BatchStream::open(
        StreamOptions {
            files: arguments.data.clone(),
            tokenizer,
            window: config.window(),
            batch_tokens: config.train.batch_tokens,
            batch_size: config.train.batch_size,
            seed: config.train.seed,
            skip_bad: false,
            fresh: None,
        },
        Position::default(),
    );
    let mut timed = Timed { trainer, stream, config, device, batches: Vec::new() };
    for _ in 0..arguments.batches {
        let batch = timed.next()?;
        timed.batches.push(batch);
    }
    timed.write(arguments)?;
    // Kernels are chosen and memory is taken at first sight of a shape.
    timed.pass()?;
    say(&timed.ready())?;
    for line in std::io::stdin().lock().lines() {
        match line.context("stdin")?.trim() {
            "pass" => say(&timed.pass()?)?,
            "wait" => say(&timed.wait()?)?,
            other => bail!("stdin: {other:?} is neither pass nor wait"),
        }
    }
    Ok(())
}

/// One line of JSON, at once.
fn say(value: &Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}").and_then(|()| out.flush()).context("stdout")
}

struct Timed {
    trainer: Trainer,
    stream: BatchStream,
    config: RunConfig,
    device: Device,
    batches: Vec<HostBatch>,
}

impl Timed {
    fn next(&mut self) -> anyhow::Result<HostBatch> {
        match self.stream.next_batch() {
            Some(batch) => batch,
            None => bail!("no example of the data fits a window of {} tokens", self.config.window()),
        }
    }

    /// One optimizer step, as a run takes it; the loss.
    fn step(&mut self, batch: &HostBatch) -> anyhow::Result<f64> {
        let loss = self.trainer.pass(&self.config.train, (0, batch), self.device, 1.0)?;
        match self.trainer.optimizer.step(&mut self.trainer.parameters, LEARNING_RATE)? {
            StepOutcome::Taken(_) => Ok(loss),
            StepOutcome::Skipped => bail!("a gradient is not finite"),
        }
    }

    /// Trains on every batch once.
    fn pass(&mut self) -> anyhow::Result<Value> {
        let batches = std::mem::take(&mut self.batches);
        let started = Instant::now();
        let losses = batches.iter().map(|batch| self.step(batch)).collect::<anyhow::Result<Vec<_>>>();
        // Each step reads the gradient's norm, so nothing is still under way on a device.
        let seconds = started.elapsed().as_secs_f64();
        self.batches = batches;
        Ok(json!({"seconds": seconds, "loss": mean(&losses?)}))
    }

    /// Trains on the stream itself, as a run does, and gives the share of the time that went into waiting for it.
    fn wait(&mut self) -> anyhow::Result<Value> {
        for _ in 0..READY {
            let batch = self.next()?;
            self.step(&batch)?;
        }
        self.stream.waited = std::time::Duration::ZERO;
        let steps = self.batches.len().max(WAITED_FOR);
        let started = Instant::now();
        for _ in 0..steps {
            let batch = self.next()?;
            self.step(&batch)?;
        }
        let seconds = started.elapsed().as_secs_f64();
        Ok(
            json!({"wait_share": self.stream.waited.as_secs_f64() / seconds, "seconds": seconds, "steps": steps}),
        )
    }

    fn ready(&self) -> Value {
        let is_bf16 = self.trainer.parameters.kind() == Kind::BFloat16;
        json!({
            "ready": true,
            "parameters": self.trainer.parameters.count(),
            "precision": if is_bf16 { "bf16" } else { "fp32" },
            "device": if self.device.is_cuda() { "cuda" } else { "cpu" },
            "threads": tch::get_num_threads(),
            "batches": self.batches.len(),
            "tokens": self.batches.iter().map(HostBatch::tokens).sum::<usize>(),
            "padded_tokens": self.batches.iter().map(padded_tokens).sum::<usize>(),
        })
    }

    /// Writes down what a peer needs to do the same.
    fn write(&self, arguments: &TimingArguments) -> anyhow::Result<()> {
        let (dump, train) = (&arguments.dump, &self.config.train);
        let run = dump.join("run");
        let saved = checkpoint::save(
            &run,
            &self.trainer.parameters,
            &self.trainer.optimizer,
            &checkpoint::State::default(),
        )?;
        let weights = saved.join(checkpoint::WEIGHTS);
        let window = self.config.window();
        huggingface::export(&weights, &self.config.model, &arguments.tokenizer, &dump.join(MODEL), window)?;
        let mut tensors = Vec::new();
        for (number, batch) in self.batches.iter().enumerate() {
            let parts = peer_tensors(batch)?;
            tensors.extend(parts.map(|(name, tensor)| (format!("{number}.{name}"), tensor)));
        }
        let path = dump.join(BATCHES);
        Tensor::write_safetensors(&tensors, &path).with_context(|| path.display().to_string())?;
        let specifications = self.trainer.parameters.specifications();
        let decayed: Vec<&str> = specifications.iter().filter(|s| s.decay).map(|s| s.name.as_str()).collect();
        let settings = json!({
            "batches": self.batches.len(),
            "learning_rate": LEARNING_RATE,
            "betas": train.betas,
            "weight_decay": train.weight_decay,
            "clip_norm": train.clip_norm,
            "decayed": decayed,
        });
        write_json(&dump.join(SETTINGS), &settings)
    }
}

fn write_json(path: &Path, value: &Value) -> anyhow::Result<()> {
    files::write_atomically(path, value.to_string().as_bytes()).with_context(|| path.display().to_string())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn padded_tokens(batch: &HostBatch) -> usize {
    batch.rows * (batch.source_length + batch.target_length)
}

/// A batch as transformers takes it: the padding's mask, and labels in the shape of the decoder's input.
fn peer_tensors(batch: &HostBatch) -> anyhow::Result<[(&'static str, Tensor); 4]> {
    let ready = batch.to_device(Device::Cpu)?;
    let mask = match &ready.source_mask {
        Some(mask) => mask.f_eq(0.0)?.f_squeeze_dim(1)?.f_squeeze_dim(1)?.f_to_kind(Kind::Int64)?, // [batch, source]
        None => ready.source.f_ones_like()?,
    };
    let labels = ready.decoder_input.f_full_like(IGNORED_LABEL)?.f_flatten(0, -1)?; // [batch · target]
    // Fillers point at the first place, which is a real one.
    let scored = ready.labels.f_ne(IGNORED_LABEL)?;
    let (places, answers) = (ready.places.f_masked_select(&scored)?, ready.labels.f_masked_select(&scored)?);
    let labels = labels.f_index_copy(0, &places, &answers)?.f_view_as(&ready.decoder_input)?; // [batch, target]
    Ok([
        ("input_ids", ready.source),
        ("attention_mask", mask),
        ("decoder_input_ids", ready.decoder_input),
        ("labels", labels),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::batches::Window;

    #[test]
    fn a_peer_gets_the_same_batch() {
        let windows = [
            Window { source: (20..40).collect(), target: vec![30, 31, 2] },
            Window { source: (20..30).collect(), target: vec![2] },
        ];
        let batch = HostBatch::new(&windows.iter().collect::<Vec<_>>(), 64, 0, 1);
        let [(_, ids), (_, mask), (_, decoder), (_, labels)] = peer_tensors(&batch).unwrap();
        assert_eq!(ids.size(), mask.size());
        assert_eq!(decoder.size(), labels.size());
        assert_eq!(mask.sum(Kind::Int64).int64_value(&[]), 30);
        let row = |row: i64| Vec::<i64>::try_from(labels.get(row).narrow(0, 0, 4)).unwrap();
        assert_eq!((row(0), row(1)), (vec![30, 31, 2, -100], vec![2, -100, -100, -100]));
        assert_eq!(labels.ne(-100).sum(Kind::Int64).int64_value(&[]) as usize, batch.labels());
    }
}
