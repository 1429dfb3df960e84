//! What a run was made with: `run.json` in its folder holds one entry for each time the run was started or resumed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use fixerr_shared::files;
use serde::{Deserialize, Serialize};

use crate::{data::SourceRecord, metrics::Tracking};

/// The record's name in a run's folder.
pub const RECORD: &str = "run.json";

/// libtorch's version; tch 0.24 pairs with this one alone.
const LIBTORCH: &str = "2.11.0";

/// One start of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {
    /// Seconds since 1970.
    pub unix_time: u64,
    /// The step that the run went on from; 0 for a new one.
    pub step: u64,
    /// FixErr's version.
    pub fixerr: String,
    /// The commit that the trainer was built from, or "unknown".
    pub commit: String,
    /// libtorch's version.
    pub libtorch: String,
    /// Where it computed.
    pub device: String,
    /// What passes computed in: "fp32" or "bf16".
    pub precision: String,
    /// CPU threads. Sums over another number of threads round otherwise.
    pub threads: i32,
    /// Values trained.
    pub parameters: i64,
    /// What everything random follows.
    pub seed: u64,
    /// The command line.
    pub command: Vec<String>,
    /// Where the command was run: paths count from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// Training files.
    pub data: Vec<DataFile>,
    /// Checkouts that bugs were drawn from anew in every pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
    /// Where they lay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_folders: Vec<PathBuf>,
    /// Files that nothing drawn may occur in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_out: Vec<DataFile>,
    /// The validation file.
    pub validation: Option<DataFile>,
    /// Whether broken lines of data were passed over.
    #[serde(default)]
    pub skip_bad: bool,
    /// Which logs were written besides metrics.jsonl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<Tracking>,
}

/// A file of examples.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DataFile {
    /// Its path as given.
    pub path: PathBuf,
    /// Its length, 0 when it cannot be read.
    pub bytes: u64,
    /// SHA-256 of its content, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl DataFile {
    /// A file as it is now, by its length alone.
    pub fn new(path: &Path) -> Self {
        let bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
        Self { path: path.to_owned(), bytes, sha256: None }
    }

    /// A file as it is now, with its checksum.
    pub fn read(path: &Path) -> Self {
        Self { sha256: files::sha256(path).ok().map(|(sha256, _)| sha256), ..Self::new(path) }
    }

    /// Whether the content is the same, wherever it lies; by its length where a record has no checksum.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.sha256, &other.sha256) {
            (Some(one), Some(two)) => one == two,
            _ => self.bytes == other.bytes,
        }
    }
}

impl Start {
    /// An entry with time, versions, threads and command filled in.
    pub fn now() -> Self {
        Self {
            unix_time: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs()),
            step: 0,
            fixerr: env!("CARGO_PKG_VERSION").to_owned(),
            commit: env!("FIXERR_COMMIT").to_owned(),
            libtorch: LIBTORCH.to_owned(),
            device: String::new(),
            precision: String::new(),
            threads: tch::get_num_threads(),
            parameters: 0,
            seed: 0,
            command: std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
            folder: std::env::current_dir().ok(),
            data: Vec::new(),
            sources: Vec::new(),
            source_folders: Vec::new(),
            held_out: Vec::new(),
            validation: None,
            skip_bad: false,
            tracking: None,
        }
    }
}

/// Reads a run's record; empty when there is none.
///
/// # Errors
/// The file cannot be read, or is no such record.
pub fn read(run: &Path) -> io::Result<Vec<Start>> {
    match fs::read(run.join(RECORD)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Whether a file's content is a run's record.
pub(super) fn is_record(content: &[u8]) -> bool {
    serde_json::from_slice::<Vec<Start>>(content).is_ok()
}

/// Adds an entry to a run's record.
///
/// # Errors
/// As [`read`], or the record cannot be written.
pub fn append(run: &Path, start: Start) -> io::Result<()> {
    let mut starts = read(run)?;
    starts.push(start);
    files::write_atomically(&run.join(RECORD), &serde_json::to_vec_pretty(&starts)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_start_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).unwrap().is_empty());
        for step in [0, 70] {
            append(folder.path(), Start { step, ..Start::now() }).unwrap();
        }
        let starts = read(folder.path()).unwrap();
        assert_eq!(starts.iter().map(|start| start.step).collect::<Vec<_>>(), [0, 70]);
        assert!(!starts[0].commit.is_empty() && !starts[0].command.is_empty());
        fs::write(folder.path().join(RECORD), "{").unwrap();
        assert!(read(folder.path()).is_err());
    }

    #[test]
    fn records_of_earlier_programs_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let old = r#"[{"unix_time": 1, "step": 7, "fixerr": "0.1.0", "commit": "c", "libtorch": "2", "device": "cpu", "precision": "fp32",
            "threads": 1, "parameters": 3, "seed": 1, "command": ["train"], "data": [{"path": "a.jsonl", "bytes": 5}],
            "validation": null}]"#;
        fs::write(folder.path().join(RECORD), old).unwrap();
        let starts = read(folder.path()).unwrap();
        assert_eq!((starts[0].step, starts[0].data[0].bytes), (7, 5));
        assert!(starts[0].folder.is_none() && starts[0].tracking.is_none() && !starts[0].skip_bad);
    }
}
