//! metrics.jsonl: one JSON object a line, append-only and flushed at once, for programs and for `report`.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::SinkError;

/// The file's name in a run's folder.
pub const METRICS: &str = "metrics.jsonl";

/// A run's lines of metrics.
#[derive(Debug)]
pub struct MetricsLog {
    path: PathBuf,
    file: File,
}

impl MetricsLog {
    /// Opens the run's log, and returns what it holds. What a run that died wrote after `step` is dropped, so that no step
    /// stands twice.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn open(run: &Path, step: u64) -> Result<(Self, Vec<Value>), SinkError> {
        let path = run.join(METRICS);
        match open_at(&path, step) {
            Ok((file, kept)) => Ok((Self { path, file }, kept)),
            Err(source) => Err(SinkError { path, source }),
        }
    }

    /// Appends one object.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn write(&mut self, value: &Value) -> Result<(), SinkError> {
        let mut line = value.to_string();
        line.push('\n');
        self.file.write_all(line.as_bytes()).map_err(|source| SinkError { path: self.path.clone(), source })
    }
}

fn open_at(path: &Path, step: u64) -> io::Result<(File, Vec<Value>)> {
    let (mut kept, mut text) = (Vec::new(), String::new());
    if path.exists() {
        for line in BufReader::new(File::open(path)?).lines().map_while(Result::ok) {
            let Ok(value) = serde_json::from_str::<Value>(&line) else { continue };
            if value.get("step").and_then(Value::as_u64).is_some_and(|at| at <= step) {
                text.push_str(&line);
                text.push('\n');
                kept.push(value);
            }
        }
        fixerr_shared::files::write_atomically(path, text.as_bytes())?;
    }
    Ok((OpenOptions::new().create(true).append(true).open(path)?, kept))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_dead_run_wrote_after_the_resumed_step_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let (mut log, kept) = MetricsLog::open(folder.path(), 0).unwrap();
        assert!(kept.is_empty());
        for step in 1..=4 {
            log.write(&json!({"step": step})).unwrap();
        }
        let path = folder.path().join(METRICS);
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"step\": 5, \"lo").unwrap();
        let (mut log, kept) = MetricsLog::open(folder.path(), 2).unwrap();
        assert_eq!(kept, [json!({"step": 1}), json!({"step": 2})]);
        log.write(&json!({"step": 3})).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n");
    }
}
