//! What a run says while it runs: a progress bar for people and metrics.jsonl for programs.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

/// Append-only, one JSON object a line, flushed at once.
pub struct MetricsLog {
    file: File,
}

/// The file's name in a run's folder.
pub const METRICS: &str = "metrics.jsonl";

impl MetricsLog {
    /// Opens the run's log. What a run that died wrote after `step` is dropped, so that no step stands twice.
    ///
    /// # Errors
    /// What the system said.
    pub fn open(run: &Path, step: u64) -> io::Result<Self> {
        let path = run.join(METRICS);
        if path.exists() {
            let kept: Vec<String> = BufReader::new(File::open(&path)?)
                .lines()
                .map_while(Result::ok)
                .filter(|line| {
                    serde_json::from_str::<Value>(line)
                        .ok()
                        .and_then(|value| value.get("step").and_then(Value::as_u64))
                        .is_some_and(|at| at <= step)
                })
                .map(|line| line + "\n")
                .collect();
            fixerr_shared::files::write_atomically(&path, kept.concat().as_bytes())?;
        }
        Ok(Self { file: OpenOptions::new().create(true).append(true).open(path)? })
    }

    /// Appends one object.
    ///
    /// # Errors
    /// What the system said.
    pub fn write(&mut self, value: &Value) -> io::Result<()> {
        let mut line = value.to_string();
        line.push('\n');
        self.file.write_all(line.as_bytes())
    }
}

/// Where a run's metrics lie.
pub fn metrics_path(run: &Path) -> PathBuf {
    run.join(METRICS)
}

/// A bar over `steps`, with time left; plain silence when standard error is no terminal.
pub fn bar(steps: u64, done: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps).with_position(done);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} steps  {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar.reset_eta();
    bar
}
