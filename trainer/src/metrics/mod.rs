//! Experiment tracking: what a run measures goes to metrics.jsonl, to a TensorBoard event file and, when asked for, to an
//! offline log of Weights & Biases. No account and no network is needed; a run that goes on from a checkpoint goes on in
//! each of them, without the steps that a dead run wrote after that checkpoint.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod blocks;
mod jsonl;
mod tensorboard;
mod wandb;

pub use jsonl::{METRICS, MetricsLog};
pub use tensorboard::EventFile;
pub use wandb::WandbLog;

/// Which logs a run writes besides metrics.jsonl.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// A TensorBoard event file in the run's folder.
    pub tensorboard: bool,
    /// The project of an offline log of Weights & Biases.
    pub wandb: Option<String>,
}

impl Default for Tracking {
    fn default() -> Self {
        Self { tensorboard: true, wandb: None }
    }
}

/// The flags of `train` that choose them.
#[derive(Clone, Debug, clap::Args)]
pub struct TrackingArguments {
    /// Write no TensorBoard event file; metrics.jsonl is written always.
    #[arg(long)]
    no_tensorboard: bool,
    /// Write an offline log of Weights & Biases, too, for `wandb sync RUN/wandb/offline-run-*`.
    #[arg(long)]
    wandb: bool,
    /// The project that the log names; default: the run's own when resuming, else fixerr.
    #[arg(long, requires = "wandb")]
    wandb_project: Option<String>,
}

impl TrackingArguments {
    /// What the flags ask for; what they leave open is as it was before, when the run goes on.
    pub fn tracking(self, before: Option<&Tracking>) -> Tracking {
        let before = before.cloned().unwrap_or_default();
        let project = self.wandb_project.or_else(|| before.wandb.clone());
        Tracking {
            tensorboard: before.tensorboard && !self.no_tensorboard,
            wandb: if self.wandb {
                Some(project.unwrap_or_else(|| "fixerr".to_owned()))
            } else {
                before.wandb
            },
        }
    }
}

/// A log that cannot be opened or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: metrics cannot be written: {source}; mend that and go on with --resume", path.display())]
pub struct SinkError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// All logs of one run.
#[derive(Debug)]
pub struct Recorder {
    lines: MetricsLog,
    events: Option<EventFile>,
    wandb: Option<WandbLog>,
}

impl Recorder {
    /// Opens the logs of the run in folder `run`, which begins or goes on after `step`, with `config` as it was resolved.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn open(
        run: &Path,
        step: u64,
        config: &impl Serialize,
        tracking: &Tracking,
    ) -> Result<Self, SinkError> {
        let (lines, before) = MetricsLog::open(run, step)?;
        let events = tracking.tensorboard.then(|| EventFile::create(run, step)).transpose()?;
        let mut wandb = match &tracking.wandb {
            Some(project) => Some(WandbLog::create(run, project, step, config)?),
            None => None,
        };
        if let Some(log) = &mut wandb {
            // What a killed run held back, or all of a run that was begun without this log.
            let logged = log.logged();
            for line in &before {
                if let Some(step) = step_of(line).filter(|step| *step > logged) {
                    log.write(step, &scalars(line))?;
                }
            }
        }
        Ok(Self { lines, events, wandb })
    }

    /// Writes one object of metrics, which names its step, to all logs.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn write(&mut self, line: &Value) -> Result<(), SinkError> {
        self.lines.write(line)?;
        let Some(step) = step_of(line) else { return Ok(()) };
        let scalars = scalars(line);
        if let Some(events) = &mut self.events {
            events.write(step, &scalars)?;
        }
        if let Some(wandb) = &mut self.wandb {
            wandb.write(step, &scalars)?;
        }
        Ok(())
    }

    /// Closes the logs of a run that ends as it should: done, or stopped by a signal. A run without this one counts as failed.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn finish(self, exit_code: i32) -> Result<(), SinkError> {
        match self.wandb {
            Some(wandb) => wandb.finish(exit_code),
            None => Ok(()),
        }
    }
}

fn step_of(line: &Value) -> Option<u64> {
    line.get("step").and_then(Value::as_u64)
}

/// Every number of an object of metrics under the tag that trackers show: `loss` is `train/loss`, `validation_loss` is
/// `validation/loss`, and what `validation_groups` holds is `validation/exact/GROUP`, with the group's size beside it.
pub fn scalars(line: &Value) -> Vec<(String, f64)> {
    let mut found = Vec::new();
    for (key, value) in line.as_object().into_iter().flatten() {
        match (key.strip_prefix("validation_"), value.as_f64()) {
            _ if key == "step" => {}
            (None, Some(number)) => found.push((format!("train/{key}"), number)),
            (Some(name), Some(number)) => found.push((format!("validation/{name}"), number)),
            (Some("groups"), None) => {
                for (group, figures) in value.as_object().into_iter().flatten() {
                    for (figure, value) in figures.as_object().into_iter().flatten() {
                        let figure = if figure == "n" { "examples" } else { figure };
                        found.extend(
                            value.as_f64().map(|number| (format!("validation/{figure}/{group}"), number)),
                        );
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Seconds since 1970.
fn unix_time() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |elapsed| elapsed.as_secs_f64())
}

/// This machine's name, in letters that a file's name may hold.
fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .unwrap_or_default();
    let name: String =
        name.trim().chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    if name.is_empty() { "localhost".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_number_has_a_tag() {
        let line = json!({"step": 3, "loss": 0.5, "tokens": 7, "skipped": 0, "gradient_norm": null});
        let tags = [("train/loss", 0.5), ("train/skipped", 0.0), ("train/tokens", 7.0)];
        let mut found = scalars(&line);
        found.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(found, tags.map(|(tag, value)| (tag.to_owned(), value)));

        let groups = json!({"python": {"n": 4, "exact": 0.25}});
        let line =
            json!({"step": 3, "validation_loss": 1.5, "validation_exact": 0.5, "validation_groups": groups});
        let mut found = scalars(&line);
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let tags = [
            ("validation/exact", 0.5),
            ("validation/exact/python", 0.25),
            ("validation/examples/python", 4.0),
            ("validation/loss", 1.5),
        ];
        assert_eq!(found, tags.map(|(tag, value)| (tag.to_owned(), value)));
    }

    #[test]
    fn a_log_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let config = json!({"train": {"steps": 3}});
        let tracking = Tracking { tensorboard: true, wandb: Some("p".to_owned()) };
        fs::write(folder.path().join("wandb"), "a file where the folder should be").unwrap();
        let error = Recorder::open(folder.path(), 0, &config, &tracking).unwrap_err().to_string();
        assert!(error.contains("wandb") && error.contains("--resume"), "{error}");
        let missing = folder.path().join("no/such/folder");
        let error = Recorder::open(&missing, 0, &config, &Tracking::default()).unwrap_err().to_string();
        assert!(error.contains("metrics.jsonl"), "{error}");
    }
}
