//! Reads run folders: config, metrics, record, checkpoints and evaluations. A run may be in training still, so nothing here
//! locks or writes, a cut last line ends the reading, and whatever is missing is simply absent.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    ReportError,
    evaluation::{self, Detail, Evaluation},
    times,
};
use crate::{
    metrics::METRICS,
    train::{checkpoint, record},
};

/// Longest header of a safetensors file that is read.
const LONGEST_HEADER: u64 = 100 << 20;

/// A line of training metrics; what was not logged, or is no number, is NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step {
    /// The step.
    pub step: u64,
    /// Tokens seen up to here.
    pub tokens: f64,
    /// Mean training loss since the line before.
    pub loss: f64,
    /// Learning rate.
    pub learning_rate: f64,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// Tokens per second.
    pub tokens_per_second: f64,
    /// Share of the time spent waiting for data.
    pub wait_share: f64,
}

/// A line of validation metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validated {
    /// The step.
    pub step: u64,
    /// Mean cross-entropy.
    pub loss: f64,
    /// Share of exact answers.
    pub exact: f64,
    /// Examples and share of exact answers by group.
    pub groups: BTreeMap<String, (u64, f64)>,
}

/// What the folder of a run tells.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The folder's name, or more of its path where two are called the same.
    pub name: String,
    /// The resolved config.
    pub config: toml::Table,
    /// Training metrics by step.
    pub steps: Vec<Step>,
    /// Validation metrics by step.
    pub validations: Vec<Validated>,
    /// Step and validation loss of the best checkpoint.
    pub best: Option<(u64, f64)>,
    /// Steps that were skipped because something was not finite.
    pub skipped: u64,
    /// Values trained.
    pub parameters: Option<u64>,
    /// Each start of the run, where it recorded them.
    pub record: Vec<record::Start>,
    /// Seconds since 1970.
    pub started: Option<u64>,
    /// When the last line of metrics was written, in seconds since 1970.
    pub ended: Option<u64>,
    /// Figures and details of evaluations, by set.
    pub evaluations: Vec<(Evaluation, Vec<Detail>)>,
    /// What could not be read.
    pub notes: Vec<String>,
}

/// Whether a folder holds what a run writes.
pub fn is_run(path: &Path) -> bool {
    path.join("config.toml").is_file() || path.join(METRICS).is_file()
}

impl Run {
    /// Reads a run's folder.
    ///
    /// # Errors
    /// [`ReportError::NoRun`], or [`ReportError::Io`] for metrics that are there and cannot be read.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        if !is_run(path) {
            return Err(ReportError::NoRun { path: path.to_owned() });
        }
        let mut run = Self { name: last_parts(path, 1), ..Self::default() };
        match fs::read_to_string(path.join("config.toml")).map(|text| text.parse::<toml::Table>()) {
            Ok(Ok(config)) => run.config = config,
            Ok(Err(error)) => {
                run.note(path, "config.toml", error.message());
            }
            Err(error) => run.note(path, "config.toml", &error.to_string()),
        }
        let metrics = path.join(METRICS);
        if metrics.exists() {
            let bytes =
                fs::read(&metrics).map_err(|source| ReportError::Io { path: metrics.clone(), source })?;
            run.read_metrics(&String::from_utf8_lossy(&bytes), &metrics);
        }
        match record::read(path) {
            Ok(record) => run.record = record,
            Err(error) => run.note(path, record::RECORD, &error.to_string()),
        }
        run.read_checkpoints(path);
        run.read_times(path);
        let (evaluations, notes) = evaluation::read_all(path);
        run.evaluations = evaluations;
        run.notes.extend(notes);
        Ok(run)
    }

    /// A value of the config as text.
    pub fn setting(&self, section: &str, key: &str) -> Option<String> {
        match self.config.get(section)?.get(key)? {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Array(values) => {
                Some(values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
            value => Some(value.to_string()),
        }
    }

    /// Steps done.
    pub fn last_step(&self) -> u64 {
        let validated = self.validations.last().map_or(0, |line| line.step);
        self.steps.last().map_or(0, |line| line.step).max(validated)
    }

    /// Tokens seen at a step, between the lines by their distance; NaN where no line tells.
    pub fn tokens_at(&self, step: u64) -> f64 {
        let after = self.steps.partition_point(|line| line.step < step);
        match (after.checked_sub(1).map(|before| &self.steps[before]), self.steps.get(after)) {
            (_, Some(line)) if line.step == step => line.tokens,
            (Some(a), Some(b)) => {
                a.tokens + (b.tokens - a.tokens) * (step - a.step) as f64 / (b.step - a.step) as f64
            }
            (None, Some(b)) if b.step > 0 => b.tokens * step as f64 / b.step as f64,
            (Some(a), None) if a.step > 0 => a.tokens * step as f64 / a.step as f64,
            _ => f64::NAN,
        }
    }

    /// The validation of the best checkpoint, else the one of the lowest loss.
    pub fn best_validation(&self) -> Option<&Validated> {
        let named = self.best.and_then(|(step, _)| self.validations.iter().rfind(|line| line.step == step));
        named.or_else(|| {
            self.validations
                .iter()
                .filter(|line| line.loss.is_finite())
                .min_by(|a, b| a.loss.total_cmp(&b.loss))
        })
    }

    fn note(&mut self, folder: &Path, file: &str, what: &str) {
        self.notes.push(format!("{}: {}", folder.join(file).display(), what.replace('\n', "; ")));
    }

    fn read_metrics(&mut self, text: &str, path: &Path) {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let value: Value = match serde_json::from_str(line) {
                Ok(value) => value,
                Err(error) => {
                    self.notes.push(format!(
                        "{}:{}: read up to here, the line is broken: {error}",
                        path.display(),
                        index + 1
                    ));
                    break;
                }
            };
            let Some(step) = value.get("step").and_then(Value::as_u64) else { continue };
            let number = |key: &str| value.get(key).and_then(Value::as_f64).unwrap_or(f64::NAN);
            if value.get("validation_loss").is_some() {
                let groups = value.get("validation_groups").and_then(Value::as_object);
                let groups = groups.into_iter().flatten().filter_map(|(name, group)| {
                    let n = group.get("n")?.as_u64()?;
                    Some((name.clone(), (n, group.get("exact")?.as_f64()?)))
                });
                self.validations.push(Validated {
                    step,
                    loss: number("validation_loss"),
                    exact: number("validation_exact"),
                    groups: groups.collect(),
                });
            } else if value.get("loss").is_some() {
                self.skipped = value.get("skipped").and_then(Value::as_u64).unwrap_or(self.skipped);
                self.steps.push(Step {
                    step,
                    tokens: number("tokens"),
                    loss: number("loss"),
                    learning_rate: number("learning_rate"),
                    gradient_norm: number("gradient_norm"),
                    tokens_per_second: number("tokens_per_second"),
                    wait_share: number("wait_share"),
                });
            }
        }
        // A log that two resumed runs wrote may hold a step twice or out of order; the last to be written counts.
        self.steps.reverse();
        self.steps.sort_by_key(|line| line.step);
        self.steps.dedup_by_key(|line| line.step);
        self.validations.reverse();
        self.validations.sort_by_key(|line| line.step);
        self.validations.dedup_by_key(|line| line.step);
    }

    /// Best step and number of parameters. Checksums are not verified: a page is no reason to read gigabytes.
    fn read_checkpoints(&mut self, path: &Path) {
        self.parameters = self.record.last().and_then(|start| u64::try_from(start.parameters).ok());
        for (_, checkpoint) in checkpoint::list(path).unwrap_or_default() {
            let state = fs::read(checkpoint.join("state.json")).ok();
            let state = state.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
            let Some(state) = state else { continue };
            self.best =
                state.get("best").and_then(|best| Some((best.get(0)?.as_u64()?, best.get(1)?.as_f64()?)));
            let weights = checkpoint.join(checkpoint::WEIGHTS);
            self.parameters = self.parameters.or_else(|| count_values(&weights));
            break;
        }
    }

    fn read_times(&mut self, path: &Path) {
        let created = fs::metadata(path).ok().and_then(|metadata| times::seconds(metadata.created().ok()?));
        let files = [METRICS, "config.toml", "tokenizer.json"];
        let earliest = files.iter().filter_map(|file| times::written(&path.join(file))).min();
        let recorded = self.record.first().map(|start| start.unix_time);
        // A copied folder is younger than its files.
        self.started = recorded.or(match (created, earliest) {
            (Some(created), Some(earliest)) => Some(created.min(earliest)),
            (created, earliest) => created.or(earliest),
        });
        self.ended = times::written(&path.join(METRICS));
    }
}

/// Values in a safetensors file, from its header alone.
fn count_values(path: &Path) -> Option<u64> {
    let mut file = File::open(path).ok()?;
    let mut length = [0; 8];
    file.read_exact(&mut length).ok()?;
    let length = u64::from_le_bytes(length);
    let mut header = Vec::new();
    file.take(length.min(LONGEST_HEADER)).read_to_end(&mut header).ok()?;
    let header: serde_json::Map<String, Value> = serde_json::from_slice(&header).ok()?;
    let tensors = header.iter().filter(|(name, _)| *name != "__metadata__");
    tensors
        .map(|(_, tensor)| {
            tensor.get("shape")?.as_array()?.iter().map(Value::as_u64).product::<Option<u64>>()
        })
        .sum()
}

/// The last `n` parts of a path.
fn last_parts(path: &Path, n: usize) -> String {
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let parts: Vec<_> = whole.components().rev().take(n).collect();
    parts.into_iter().rev().collect::<PathBuf>().display().to_string()
}

/// Names runs by more of their path where folders are called the same.
pub fn tell_apart(runs: &mut [Run], paths: &[&Path]) {
    for n in 2..6 {
        let names: Vec<String> = runs.iter().map(|run| run.name.clone()).collect();
        for (run, path) in runs.iter_mut().zip(paths) {
            if names.iter().filter(|name| **name == run.name).count() > 1 {
                run.name = last_parts(path, n);
            }
        }
    }
}
