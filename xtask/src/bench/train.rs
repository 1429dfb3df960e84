//! `cargo xtask bench train`: our trainer beside torch with Hugging Face's model, a fused `AdamW` and SDPA, eager and
//! compiled, on the same batches and from the same weights. They take turns, and the median of several rounds counts.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{
    build_trainer, median, own_sources, rounded,
    scratch::Scratch,
    worker::{Died, Worker},
};
use crate::{
    paths::{self, Paths},
    peers, setup,
    setup::Flavour,
};

/// How to compare.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Few batches and rounds: shows that it works, not how fast it is.
    #[arg(long)]
    quick: bool,
    /// Where to compute; default: CUDA when this machine and the set-up have it.
    #[arg(long, value_enum)]
    device: Option<Device>,
    /// What passes compute in; default: what training itself takes on this device and, where that is bf16, fp32 too.
    #[arg(long, value_enum)]
    precision: Option<Precision>,
    /// The model and how it is trained; default: the project's configs/cpu.toml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Override a key of the config.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    /// Training examples; default: bugs put into this project's own source.
    #[arg(long, num_args = 1..)]
    data: Vec<PathBuf>,
    /// tokenizer.json; default: that of the bundle that ships.
    #[arg(long)]
    tokenizer: Option<PathBuf>,
    /// Batches in a round.
    #[arg(long)]
    batches: Option<usize>,
    /// Rounds.
    #[arg(long)]
    rounds: Option<usize>,
    /// CPU threads on each side; default: all cores.
    #[arg(long)]
    threads: Option<usize>,
    /// Leave torch.compile out, which takes a C++ compiler and minutes.
    #[arg(long)]
    no_compile: bool,
    /// A trainer that is built already.
    #[arg(long, value_name = "FILE")]
    trainer: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Device {
    Cpu,
    Cuda,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Precision {
    Fp32,
    Bf16,
    Both,
}

/// The peers by the names that the table and the JSON give them.
const PEERS: [(&str, &str); 2] = [("eager", "PyTorch eager"), ("compile", "PyTorch torch.compile")];

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let done = setup::run(paths, &setup::Options::default())?;
    if done != ExitCode::SUCCESS {
        return Ok(done);
    }
    let device = options.device.unwrap_or_else(|| found_device(paths));
    let flavour = if device == Device::Cuda { Flavour::Cuda } else { Flavour::Cpu };
    let config = paths.given(options.config.as_deref(), "configs/cpu.toml")?;
    let tokenizer = paths.given(options.tokenizer.as_deref(), "models/default/tokenizer.json")?;
    let mut data = options.data.iter().map(|file| paths::absolute(file)).collect::<Result<Vec<PathBuf>>>()?;
    let python = peers::python(paths, flavour, &["torch", "transformers"])?;
    let trainer = match &options.trainer {
        Some(path) => std::path::absolute(path).with_context(|| path.display().to_string())?,
        None => build_trainer(&paths.root, "release")?,
    };
    let scratch = Scratch::new(paths)?;
    if data.is_empty() {
        data.push(own_examples(&trainer, &paths.root, scratch.path())?);
    }
    let bench = Bench { paths, options, device, python, trainer, config, tokenizer, data, scratch };
    let mut all = match options.precision {
        None => bench.compare("auto")?,
        Some(Precision::Fp32) => bench.compare("fp32")?,
        Some(Precision::Bf16 | Precision::Both) => bench.compare("bf16")?,
    };
    // The first is what counts; fp32 stands beside it under its own name.
    let is_bf16 = all["precision"] == "bf16";
    if is_bf16 && matches!(options.precision, None | Some(Precision::Both)) {
        all["fp32"] = bench.compare("fp32")?;
    }
    println!("{all}");
    Ok(ExitCode::SUCCESS)
}

/// CUDA when there is a driver and set-up has the parts for it.
fn found_device(paths: &Paths) -> Device {
    let has_driver = Path::new("/proc/driver/nvidia/version").exists();
    let has_parts = paths.root.join(".runtime/libtorch/lib/libtorch_cuda.so").exists();
    if has_driver && has_parts { Device::Cuda } else { Device::Cpu }
}

/// Examples that everyone with a checkout has.
pub(super) fn own_examples(trainer: &Path, root: &Path, scratch: &Path) -> Result<PathBuf> {
    let out = scratch.join("examples.jsonl.zst");
    eprintln!("Putting bugs into this project's own source, to train on …");
    let mut command = Command::new(trainer);
    command.args(["data", "corrupt"]).args(own_sources(root)).args(["--skip-bad", "--out"]).arg(&out);
    let output = command.output().with_context(|| format!("cannot start {}", trainer.display()))?;
    if !output.status.success() {
        bail!(
            "{} data corrupt failed ({}):\n{}",
            trainer.display(),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(out)
}

struct Bench<'a> {
    paths: &'a Paths,
    options: &'a Options,
    device: Device,
    python: PathBuf,
    trainer: PathBuf,
    config: PathBuf,
    tokenizer: PathBuf,
    data: Vec<PathBuf>,
    scratch: Scratch,
}

/// One that takes part: tokens per second of each round, or why there are none.
struct Side {
    name: &'static str,
    title: &'static str,
    worker: Option<Worker>,
    speeds: Vec<f64>,
    losses: Vec<f64>,
    trouble: Option<String>,
}

impl Side {
    fn new(name: &'static str, title: &'static str, worker: Worker) -> Self {
        Self { name, title, worker: Some(worker), speeds: Vec::new(), losses: Vec::new(), trouble: None }
    }

    fn out(&mut self, Died(how): Died) {
        eprintln!("{}: peer died: {how}", self.title);
        self.trouble = Some(format!("peer died: {how}"));
        self.worker = None;
    }

    /// One round.
    fn pass(&mut self, tokens: f64) {
        let Some(worker) = &mut self.worker else { return };
        match worker.ask("pass") {
            Ok(answer) => {
                let number = |key: &str| answer[key].as_f64().unwrap_or(f64::NAN);
                self.speeds.push(tokens / number("seconds"));
                self.losses.push(number("loss"));
            }
            Err(died) => self.out(died),
        }
    }

    /// Median tokens per second; none for one that did not come through.
    fn speed(&self) -> Option<f64> {
        if self.trouble.is_some() { None } else { median(&self.speeds) }
    }
}

impl Bench<'_> {
    /// All sides in one precision.
    fn compare(&self, precision: &str) -> Result<Value> {
        let options = self.options;
        let (batches, rounds) = if options.quick { (6, 2) } else { (24, 7) };
        let (batches, rounds) = (options.batches.unwrap_or(batches), options.rounds.unwrap_or(rounds).max(1));
        let folder = self.scratch.path().join(precision);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

        eprintln!("{precision}: warming up our trainer …");
        let mut ours =
            Worker::start(&mut self.trainer_command(precision, batches, &folder), &folder.join("ours.log"))?;
        let about = ours.answer().map_err(|Died(how)| anyhow::anyhow!("our trainer died: {how}"))?;
        // "auto" is settled by the trainer, and the peers follow it.
        let precision = about["precision"].as_str().context("the trainer told no precision")?.to_owned();
        let precision = precision.as_str();
        let tokens = about["tokens"].as_f64().context("the trainer told no number of tokens")?;
        let mut sides = vec![Side::new("ours", "FixErr", ours)];
        for (name, title) in PEERS.into_iter().filter(|(name, _)| *name != "compile" || !options.no_compile) {
            let minutes = if name == "compile" { " (a C++ compiler works for a minute or more)" } else { "" };
            eprintln!("{precision}: warming up {title}{minutes} …");
            let log = folder.join(format!("{name}.log"));
            let worker = Worker::start(&mut self.peer_command(precision, name, &folder), &log)?;
            let mut side = Side::new(name, title, worker);
            side.warm_up();
            sides.push(side);
        }
        for round in 0..rounds {
            eprintln!("{precision}: round {} of {rounds}", round + 1);
            // Everyone is first once in a while.
            let n = sides.len();
            for turn in 0..n {
                sides[(round + turn) % n].pass(tokens);
            }
        }
        let wait = match &mut sides[0].worker {
            Some(worker) => {
                worker.ask("wait").map_err(|Died(how)| anyhow::anyhow!("our trainer died: {how}"))?
            }
            None => bail!("our trainer died: {}", sides[0].trouble.as_deref().unwrap_or_default()),
        };
        let figures = figures(&sides, &about, &wait, rounds)?;
        let config = self.config.strip_prefix(&self.paths.root).unwrap_or(&self.config);
        println!("{}", table(&sides, &about, &figures, config));
        Ok(figures)
    }

    fn trainer_command(&self, precision: &str, batches: usize, folder: &Path) -> Command {
        let options = self.options;
        let mut command = Command::new(&self.trainer);
        command.current_dir(&self.paths.root).arg("time-steps").arg("--config").arg(&self.config);
        for pair in options.set.iter().chain([&format!("train.precision={precision}")]) {
            command.args(["--set", pair]);
        }
        command.arg("--data").args(&self.data).arg("--tokenizer").arg(&self.tokenizer);
        command.args(["--device", self.device_name(), "--batches", &batches.to_string()]);
        if let Some(threads) = options.threads {
            command.args(["--threads", &threads.to_string()]);
        }
        command.arg("--dump").arg(folder);
        command
    }

    fn peer_command(&self, precision: &str, name: &str, folder: &Path) -> Command {
        let mut command = Command::new(&self.python);
        command.current_dir(&self.paths.root).arg("xtask/python/bench_train.py").arg(folder);
        command.args(["--device", self.device_name(), "--precision", precision]);
        if let Some(threads) = self.options.threads {
            command.args(["--threads", &threads.to_string()]);
        }
        if name == "compile" {
            command.arg("--compile");
        }
        command.env("HF_HUB_OFFLINE", "1").env("TOKENIZERS_PARALLELISM", "false");
        // What was compiled for an earlier run would hide how long it takes.
        command.env("TORCHINDUCTOR_CACHE_DIR", folder.join("inductor"));
        command
    }

    const fn device_name(&self) -> &'static str {
        match self.device {
            Device::Cpu => "cpu",
            Device::Cuda => "cuda",
        }
    }
}

impl Side {
    /// Waits until a peer is ready, or says why it never will be.
    fn warm_up(&mut self) {
        let Some(worker) = &mut self.worker else { return };
        match worker.answer() {
            Ok(answer) if answer["ready"] == true => {}
            Ok(answer) => {
                let reason = answer["reason"].as_str().unwrap_or("no reason told").to_owned();
                eprintln!("{}: {reason}", self.title);
                self.trouble = Some(reason);
                self.worker = None;
            }
            Err(died) => self.out(died),
        }
    }
}

/// The figures of one precision, for the last line.
fn figures(sides: &[Side], about: &Value, wait: &Value, rounds: usize) -> Result<Value> {
    let ours = sides[0].speed().context("our trainer gave no figures")?;
    let side = |name: &str| sides.iter().find(|side| side.name == name);
    let ratio = |name: &str| side(name).and_then(Side::speed).map(|speed| rounded(ours / speed, 3));
    let mut all = json!({
        "eager_ratio": ratio("eager"),
        "compile_ratio": ratio("compile"),
        "wait_share": wait["wait_share"].as_f64().map(|share| rounded(share, 4)),
        "rounds": rounds,
        "tokens_per_second": {},
        "trouble": {},
    });
    for key in ["device", "precision", "threads", "parameters", "batches", "tokens", "padded_tokens"] {
        all[key] = about[key].clone();
    }
    for side in sides {
        all["tokens_per_second"][side.name] = json!(side.speed().map(f64::round));
        if let Some(trouble) = &side.trouble {
            all["trouble"][side.name] = json!(trouble);
        }
    }
    // Both began with the same weights: the same losses say that they compute the same.
    let first = |name: &str| side(name).and_then(|side| side.losses.first().copied());
    all["loss_difference"] = json!(first("ours").zip(first("eager")).map(|(a, b)| (a - b).abs()));
    Ok(all)
}

fn table(sides: &[Side], about: &Value, figures: &Value, config: &Path) -> String {
    let mut lines = vec![
        format!(
            "\n{}, {} parameters, {} on {}, {} threads; {} tokens in {} batches, median of {} rounds",
            config.display(),
            about["parameters"],
            about["precision"].as_str().unwrap_or_default(),
            about["device"].as_str().unwrap_or_default(),
            about["threads"],
            about["tokens"],
            about["batches"],
            figures["rounds"],
        ),
        format!("{:24}{:>12}{:>20}{:>10}", "", "tokens/s", "slowest to fastest", "ours is"),
    ];
    let ours = sides[0].speed();
    for side in sides {
        let row = match (side.speed(), ours) {
            (Some(speed), Some(ours)) => {
                let low = side.speeds.iter().copied().fold(f64::INFINITY, f64::min);
                let high = side.speeds.iter().copied().fold(0.0, f64::max);
                format!("{speed:>12.0}{:>20}{:>9.2}×", format!("{low:.0}–{high:.0}"), ours / speed)
            }
            _ => format!("  {}", side.trouble.as_deref().unwrap_or("no figures")),
        };
        lines.push(format!("{:24}{row}", side.title));
    }
    let wait = figures["wait_share"].as_f64().unwrap_or(f64::NAN);
    lines.push(format!("Of our step, {:.2}% goes into waiting for data.", 100.0 * wait));
    if let Some(difference) = figures["loss_difference"].as_f64() {
        lines.push(format!("The first round's losses, ours and PyTorch's, differ by {difference:.1e}."));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &'static str, speeds: &[f64], trouble: Option<&str>) -> Side {
        let (speeds, losses) = (speeds.to_vec(), vec![2.5; speeds.len()]);
        Side { name, title: name, worker: None, speeds, losses, trouble: trouble.map(str::to_owned) }
    }

    #[test]
    fn ratios_are_ours_over_theirs_and_a_dead_peer_has_none() {
        let sides = [
            side("ours", &[100.0, 300.0, 200.0], None),
            side("eager", &[160.0, 120.0, 160.0, 200.0], None),
            side("compile", &[150.0], Some("peer died: illegal instruction")),
        ];
        let about =
            json!({"device": "cpu", "precision": "bf16", "threads": 2, "parameters": 9, "batches": 3});
        let found = figures(&sides, &about, &json!({"wait_share": 0.001_23}), 3).unwrap();
        assert_eq!(found["eager_ratio"], 1.25);
        assert_eq!(found["compile_ratio"], Value::Null);
        assert_eq!(found["wait_share"], 0.0012);
        assert_eq!(found["loss_difference"], 0.0);
        assert_eq!(found["trouble"]["compile"], "peer died: illegal instruction");
        let text = table(&sides, &about, &found, Path::new("configs/x.toml"));
        assert!(text.contains("1.25×") && text.contains("illegal instruction"), "{text}");
    }
}
