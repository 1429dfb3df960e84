//! `cargo xtask bench engine`: the repair engine beside `CTranslate2` and `PyTorch` with Hugging Face's model: the same weights,
//! the same windows, one at a time, as many threads; `CTranslate2` int8 with one thread as well. The engines take turns window by
//! window.

mod figures;
mod language_server;
mod plot;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use serde_json::{Value, json};

use self::figures::{Answer, Figures};
use super::{
    build_trainer,
    scratch::Scratch,
    train::own_examples,
    worker::{Died, Worker},
};
use crate::{demo, paths::Paths, peers, setup, setup::Flavour};

/// How to compare.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Few windows: shows that it works, not how fast it is.
    #[arg(long)]
    quick: bool,
    /// The bundle; default: the one that ships.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Examples to cut windows from; default: bugs put into this project's own source.
    #[arg(long, num_args = 1..)]
    data: Vec<PathBuf>,
    /// Windows.
    #[arg(long)]
    windows: Option<usize>,
    /// CPU threads of each engine.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Draw the times to this file.
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    /// A trainer that is built already.
    #[arg(long, value_name = "FILE")]
    trainer: Option<PathBuf>,
    /// A server that is built already.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
}

/// `PyTorch` is so much slower that it gets one window in so many.
const SLOW_SHARE: usize = 20;
/// Code actions that the server is asked for, to see its memory.
const REQUESTS: usize = 1000;
const QUICK_REQUESTS: usize = 60;

/// One that takes part.
struct Side {
    name: &'static str,
    title: &'static str,
    worker: Option<Worker>,
    /// What it is asked on a window.
    questions: &'static [&'static str],
    /// It gets one window in so many.
    share: usize,
}

/// What `engine_bench windows` wrote, as far as it is needed here.
#[derive(Deserialize)]
struct Windows {
    windows: Vec<Window>,
}

#[derive(Deserialize)]
struct Window {
    ids: Vec<u32>,
    target: Vec<u32>,
    example: Value,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let model = paths.given(options.model.as_deref(), "models/default")?;
    let done = setup::run(paths, &setup::Options::default())?;
    if done != ExitCode::SUCCESS {
        return Ok(done);
    }
    let python = peers::python(paths, Flavour::Cpu, &["torch", "transformers", "ctranslate2"])?;
    let trainer = match &options.trainer {
        Some(path) => std::path::absolute(path).with_context(|| path.display().to_string())?,
        None => build_trainer(&paths.root, "dev")?,
    };
    let worker = build_release(
        &paths.root,
        &["--package", "fixerr-shared", "--example", "engine_bench", "--features", "data"],
    )?;
    let server = match &options.server {
        Some(path) => std::path::absolute(path).with_context(|| path.display().to_string())?,
        None => build_release(&paths.root, &["--package", "fixerr-server", "--bin", "fixerr-server"])?,
    };
    let scratch = Scratch::new(paths)?;
    let bench = Bench { options, python, trainer, worker, model, scratch: scratch.path() };
    let windows = bench.cut(&paths.root)?;
    let count = windows.windows.len();
    let tokens = windows.windows.iter().map(|window| window.ids.len());
    eprintln!(
        "{count} windows of {} to {} tokens, {} threads",
        tokens.clone().min().unwrap_or(0),
        tokens.max().unwrap_or(0),
        options.threads
    );

    let mut sides = bench.sides(&paths.root)?;
    let mut figures = Figures::new(options.threads, windows.windows.iter().map(|w| w.ids.len()).collect());
    let bar = ProgressBar::new(count as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} windows, {eta} left")?);
    for (index, window) in windows.windows.iter().enumerate() {
        // Whoever goes first finds other things in the machine's caches than who goes last.
        let n = sides.len();
        sides.rotate_left(index % n);
        for side in &mut sides {
            if index % side.share == 0 {
                side.turn(index, &window.target, &mut figures)?;
            }
        }
        sides.rotate_right(index % n);
        bar.inc(1);
    }
    bar.finish_and_clear();
    for side in &mut sides {
        side.memory(&mut figures);
    }
    drop(sides);

    let requests = if options.quick { QUICK_REQUESTS } else { REQUESTS };
    eprintln!("{requests} code actions from fixerr-server …");
    let examples: Vec<&Value> = windows.windows.iter().map(|window| &window.example).collect();
    figures.server = Some(language_server::measure(&server, &bench.model, &examples, requests)?);

    println!("{}", figures.table());
    if let Some(path) = &options.plot {
        fs::write(path, plot::svg(&figures)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    println!("{}", figures.json()?);
    Ok(ExitCode::SUCCESS)
}

/// Builds something as users run it, and returns its path.
pub(super) fn build_release(root: &Path, what: &[&str]) -> Result<PathBuf> {
    let name = what.last().copied().unwrap_or_default();
    eprintln!("Building {name} …");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["build", "--release", "--locked", "--message-format=json-render-diagnostics"])
        .args(what)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo build of {name} failed ({})", output.status);
    demo::executable(&String::from_utf8_lossy(&output.stdout), name)
        .with_context(|| format!("cargo built {name} but named no executable of that name"))
}

struct Bench<'a> {
    options: &'a Options,
    python: PathBuf,
    trainer: PathBuf,
    worker: PathBuf,
    model: PathBuf,
    scratch: &'a Path,
}

impl Bench<'_> {
    /// Cuts the windows that all engines read.
    fn cut(&self, root: &Path) -> Result<Windows> {
        let mut data = self.options.data.clone();
        if data.is_empty() {
            data.push(own_examples(&self.trainer, root, self.scratch)?);
        }
        let count = self.options.windows.unwrap_or(if self.options.quick { 24 } else { 1000 });
        let out = self.windows_path();
        let mut command = Command::new(&self.worker);
        command.arg("windows").arg(&self.model).arg(count.to_string()).arg(&out).args(&data);
        succeed(&mut command)?;
        let text = fs::read(&out).with_context(|| out.display().to_string())?;
        let windows: Windows = serde_json::from_slice(&text).with_context(|| out.display().to_string())?;
        if windows.windows.is_empty() {
            bail!("no example of {} fits a window; give other --data", data[0].display());
        }
        Ok(windows)
    }

    fn windows_path(&self) -> PathBuf {
        self.scratch.join("windows.json")
    }

    /// Starts every engine, one after the other, and waits until all are warm.
    fn sides(&self, root: &Path) -> Result<Vec<Side>> {
        // All run the weights that the bundle stands for; peers quantize them in their own way.
        let (hf, converted) = (self.scratch.join("hf"), self.scratch.join("ctranslate2"));
        let mut export = Command::new(&self.trainer);
        export.args(["export", "--format", "hf", "--bundle"]).arg(&self.model).arg("--out").arg(&hf);
        succeed(&mut export)?;
        let with_threads = |engine: &str, threads: usize| {
            let mut command = Command::new(&self.python);
            command.current_dir(root).arg("xtask/python/bench_engine.py").arg(engine);
            command.args([&hf, &self.windows_path(), &converted]);
            command.args(["--threads", &threads.to_string()]);
            command.env("HF_HUB_OFFLINE", "1").env("TOKENIZERS_PARALLELISM", "false");
            command
        };
        let peer = |engine: &str| with_threads(engine, self.options.threads);
        succeed(&mut peer("convert"))?;

        let mut ours = Command::new(&self.worker);
        ours.current_dir(root).arg("serve").args([&self.model, &self.windows_path()]);
        ours.arg(self.options.threads.to_string());
        let mut int8 = peer("ctranslate2");
        int8.args(["--compute", "int8"]);
        let mut single = with_threads("ctranslate2", 1);
        single.args(["--compute", "int8"]);
        let mut float32 = peer("ctranslate2");
        float32.args(["--compute", "float32"]);
        let all: &[&str] = &["first", "five", "ten"];
        let start = |name, title, command: &mut Command, questions, share| -> Result<Side> {
            eprintln!("{title}: warming up …");
            let mut worker = Worker::start(command, &self.scratch.join(format!("{name}.log")))?;
            match worker.answer() {
                Ok(answer) if answer["ready"] == true => {}
                Ok(answer) => bail!("{title}: {answer}"),
                Err(Died(how)) => bail!("{title} died: {how}"),
            }
            Ok(Side { name, title, worker: Some(worker), questions, share })
        };
        let mut sides = vec![
            start("ours", "FixErr", &mut ours, &["first", "five", "ten", "plain", "beam", "whole"], 1)?,
            start("ctranslate2_int8", "CTranslate2 int8", &mut int8, all, 1)?,
            start("ctranslate2_float32", "CTranslate2 float32", &mut float32, all, 1)?,
            start("transformers", "PyTorch, transformers", &mut peer("transformers"), all, SLOW_SHARE)?,
        ];
        if self.options.threads > 1 {
            let title = "CTranslate2 int8 with one thread";
            sides.push(start("ctranslate2_int8_single", title, &mut single, &["first", "five"], 1)?);
        }
        Ok(sides)
    }
}

/// The questions in the order in which they are asked on a window: each is first as often as the others, since the first finds other
/// things in the machine's caches.
fn in_turn<'q>(questions: &'q [&'static str], index: usize) -> impl Iterator<Item = &'static str> + 'q {
    let n = questions.len();
    (0..n).map(move |turn| questions[(index + turn) % n])
}

impl Side {
    fn turn(&mut self, index: usize, target: &[u32], figures: &mut Figures) -> Result<()> {
        for question in in_turn(self.questions, index) {
            let Some(worker) = &mut self.worker else { return Ok(()) };
            match worker.ask(&format!("{question} {index}")) {
                Ok(answer) => figures.add(self.name, question, index, target, &Answer::read(&answer)?),
                Err(Died(how)) if self.name == "ours" => return Err(anyhow!("our engine died: {how}")),
                Err(Died(how)) => {
                    eprintln!("{} died: {how}", self.title);
                    figures.trouble.insert(self.name.to_owned(), json!(how));
                    self.worker = None;
                }
            }
        }
        Ok(())
    }

    fn memory(&mut self, figures: &mut Figures) {
        if let Some(Ok(answer)) = self.worker.as_mut().map(|worker| worker.ask("memory"))
            && let Some(peak) = answer["peak_mb"].as_f64()
        {
            figures.peaks.insert(self.name.to_owned(), peak);
        }
    }
}

fn succeed(command: &mut Command) -> Result<()> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        bail!("{shown} failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_is_first_equally_often() {
        let all = ["first", "five", "ten", "plain", "beam", "whole"];
        // The last is asked on one window in so many.
        for (questions, share) in [(&all[..], 1), (&all[..3], 1), (&all[..2], 1), (&all[..3], SLOW_SHARE)] {
            let mut firsts = vec![0; questions.len()];
            for index in (0..1000).filter(|index| index % share == 0) {
                let mut order: Vec<&str> = in_turn(questions, index).collect();
                firsts[questions.iter().position(|question| *question == order[0]).unwrap()] += 1;
                order.sort_by_key(|name| questions.iter().position(|question| question == name));
                assert_eq!(order, questions);
            }
            let (least, most) = (firsts.iter().min().unwrap(), firsts.iter().max().unwrap());
            assert!(most - least <= 1, "{questions:?}: {firsts:?}");
        }
    }
}
