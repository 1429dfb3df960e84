//! An offline log of Weights & Biases, which `wandb sync` uploads: `wandb/offline-run-TIME-ID/run-ID.wandb` in the run's
//! folder. Nothing here talks to a network. A resumed run writes another log under the same id and marks it as one that
//! goes on, and cuts from the earlier logs what it will write again.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use fixerr_shared::files;
use prost::Message;
use rand::Rng;
use serde::Serialize;
use serde_json::{Value, json};

use super::{SinkError, blocks, host, unix_time};

/// Letters of a run's id.
const ID_LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const ID_LENGTH: usize = 8;
/// What the folders' names begin with; the time and the id follow.
const PREFIX: &str = "offline-run-";

// Field numbers are those of wandb_internal.proto; fields that nothing here writes or reads are left out.

#[derive(Clone, PartialEq, Message)]
struct Record {
    #[prost(int64, tag = "1")]
    num: i64,
    #[prost(message, optional, tag = "2")]
    history: Option<HistoryRecord>,
    #[prost(message, optional, tag = "3")]
    summary: Option<UpdateRecord>,
    #[prost(message, optional, tag = "17")]
    run: Option<RunRecord>,
    #[prost(message, optional, tag = "18")]
    exit: Option<ExitRecord>,
}

#[derive(Clone, PartialEq, Message)]
struct RunRecord {
    #[prost(string, tag = "1")]
    run_id: String,
    #[prost(string, tag = "3")]
    project: String,
    #[prost(message, optional, tag = "4")]
    config: Option<UpdateRecord>,
    #[prost(string, tag = "8")]
    display_name: String,
    #[prost(string, tag = "13")]
    host: String,
    #[prost(message, optional, tag = "17")]
    start_time: Option<Timestamp>,
    /// Whether a run of this id may be there already and is gone on with.
    #[prost(bool, tag = "24")]
    resume: bool,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct Timestamp {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

/// `ConfigRecord` and `SummaryRecord`, which have the same fields.
#[derive(Clone, PartialEq, Message)]
struct UpdateRecord {
    #[prost(message, repeated, tag = "1")]
    update: Vec<Item>,
}

#[derive(Clone, PartialEq, Message)]
struct HistoryRecord {
    #[prost(message, repeated, tag = "1")]
    item: Vec<Item>,
    #[prost(message, optional, tag = "2")]
    step: Option<Step>,
}

#[derive(Clone, PartialEq, Message)]
struct Item {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, repeated, tag = "2")]
    nested_key: Vec<String>,
    #[prost(string, tag = "16")]
    value_json: String,
}

#[derive(Clone, PartialEq, Message)]
struct Step {
    #[prost(int64, tag = "1")]
    num: i64,
}

#[derive(Clone, PartialEq, Message)]
struct ExitRecord {
    #[prost(int32, tag = "1")]
    exit_code: i32,
    #[prost(int32, tag = "2")]
    runtime: i32,
}

/// A log that is being written.
#[derive(Debug)]
pub struct WandbLog {
    path: PathBuf,
    file: File,
    position: usize,
    records: i64,
    /// When the run would have begun, had it never paused.
    began: f64,
    /// The last step that earlier logs of the run hold; 0 when there are none.
    logged: u64,
    /// The step that is still gathering values: the server keeps one row of history for each step.
    pending: Option<(u64, BTreeMap<String, f64>)>,
}

/// What earlier logs of the run say.
#[derive(Debug, PartialEq)]
struct Earlier {
    id: String,
    /// Second of its newest start.
    second: u64,
    /// Seconds that the run ran, up to the step it goes on from.
    runtime: f64,
    /// The last step in them.
    step: u64,
}

impl WandbLog {
    /// Begins a log in the folder of a run that begins or goes on after `step`.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn create(run: &Path, project: &str, step: u64, config: &impl Serialize) -> Result<Self, SinkError> {
        let parent = run.join("wandb");
        let at = |path: &Path| {
            let path = path.to_owned();
            |source| SinkError { path, source }
        };
        fs::create_dir_all(&parent).map_err(at(&parent))?;
        let earlier = if step == 0 { None } else { earlier(&parent, step)? };
        let now = unix_time();
        // Two starts of one run need two folders, in order, also within a second or when a clock was set back.
        let second = earlier.as_ref().map_or(0, |earlier| earlier.second + 1).max(now as u64);
        let id = earlier.as_ref().map_or_else(draw_id, |earlier| earlier.id.clone());
        let folder = parent.join(format!("{PREFIX}{}-{id}", stamp(second)));
        fs::create_dir(&folder).map_err(at(&folder))?;
        // wandb looks for files to upload here.
        fs::create_dir(folder.join("files")).map_err(at(&folder))?;
        let path = folder.join(format!("run-{id}.wandb"));
        let file = File::create_new(&path).map_err(at(&path))?;
        let began = now - earlier.as_ref().map_or(0.0, |earlier| earlier.runtime);
        let logged = earlier.as_ref().map_or(0, |earlier| earlier.step);
        let mut log = Self { path, file, position: 0, records: 0, began, logged, pending: None };
        log.append(&blocks::HEADER)?;
        let config = serde_json::to_value(config).map_err(|error| log.error(error.into()))?;
        let config = config.as_object().into_iter().flatten().map(|(key, value)| item(key, value)).collect();
        let name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
        log.record(Record {
            run: Some(RunRecord {
                run_id: id,
                project: project.to_owned(),
                config: Some(UpdateRecord { update: config }),
                display_name: name,
                host: host(),
                start_time: Some(Timestamp { seconds: second as i64, nanos: 0 }),
                resume: earlier.is_some(),
            }),
            ..Record::default()
        })?;
        Ok(log)
    }

    /// The last step that earlier logs of the run hold; 0 when there are none.
    pub const fn logged(&self) -> u64 {
        self.logged
    }

    /// Takes in values of a step; they are written when the next step begins, since a step has one row.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn write(&mut self, step: u64, scalars: &[(String, f64)]) -> Result<(), SinkError> {
        if self.pending.as_ref().is_some_and(|(pending, _)| *pending != step) {
            self.flush()?;
        }
        let now = unix_time();
        let (_, values) = self.pending.get_or_insert_with(|| (step, BTreeMap::new()));
        values.extend(scalars.iter().cloned());
        values.insert("_timestamp".to_owned(), now);
        values.insert("_runtime".to_owned(), now - self.began);
        Ok(())
    }

    /// Writes what is held back, and that the run is over.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn finish(mut self, exit_code: i32) -> Result<(), SinkError> {
        self.flush()?;
        let runtime = (unix_time() - self.began) as i32;
        let nested_key = ["_wandb", "runtime"].map(str::to_owned).to_vec();
        let update = vec![Item { key: String::new(), nested_key, value_json: runtime.to_string() }];
        self.record(Record { summary: Some(UpdateRecord { update }), ..Record::default() })?;
        self.record(Record { exit: Some(ExitRecord { exit_code, runtime }), ..Record::default() })?;
        self.file.sync_all().map_err(|error| self.error(error))
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        let Some((step, values)) = self.pending.take() else { return Ok(()) };
        let items: Vec<Item> = values
            .iter()
            .map(|(key, value)| item(key, &json!(value)))
            .chain([item("_step", &json!(step))])
            .collect();
        let history = HistoryRecord { item: items.clone(), step: Some(Step { num: step as i64 }) };
        self.record(Record { history: Some(history), ..Record::default() })?;
        // wandb shows a run's latest values from its summary and does not gather them from a log's history.
        self.record(Record { summary: Some(UpdateRecord { update: items }), ..Record::default() })
    }

    fn record(&mut self, record: Record) -> Result<(), SinkError> {
        self.records += 1;
        let record = Record { num: self.records, ..record };
        self.append(&blocks::frame(self.position, &record.encode_to_vec()))
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        self.file.write_all(bytes).map_err(|error| self.error(error))?;
        self.position += bytes.len();
        Ok(())
    }

    fn error(&self, source: io::Error) -> SinkError {
        SinkError { path: self.path.clone(), source }
    }
}

impl Drop for WandbLog {
    /// A run that ends in an error keeps its last values, but has no exit: it counts as failed.
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

fn item(key: &str, value: &Value) -> Item {
    Item { key: key.to_owned(), nested_key: Vec::new(), value_json: value.to_string() }
}

/// Finds the newest log of the run and cuts all logs of its id after `step`.
fn earlier(parent: &Path, step: u64) -> Result<Option<Earlier>, SinkError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        |source| SinkError { path, source }
    };
    let mut logs = Vec::new();
    for entry in fs::read_dir(parent).map_err(at(parent))? {
        let name = entry.map_err(at(parent))?.file_name().to_string_lossy().into_owned();
        // The time's own form holds no hyphen.
        if let Some((time, id)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once('-')) {
            let path = parent.join(&name).join(format!("run-{id}.wandb"));
            if path.is_file() {
                logs.push((time.to_owned(), id.to_owned(), path));
            }
        }
    }
    logs.sort();
    let Some((_, id, _)) = logs.last().cloned() else { return Ok(None) };
    let mut found = Earlier { id, second: 0, runtime: 0.0, step: 0 };
    for (_, _, path) in logs.iter().filter(|(_, id, _)| *id == found.id) {
        let bytes = fs::read(path).map_err(at(path))?;
        let mut kept = 0;
        for (end, record) in blocks::records(&bytes) {
            let Ok(record) = Record::decode(&*record) else { break };
            if let Some(start) = record.run.and_then(|run| run.start_time) {
                found.second = found.second.max(start.seconds.max(0) as u64);
            }
            if let Some(history) = record.history {
                let at = history.step.map_or(0, |at| at.num.max(0) as u64);
                if at > step {
                    break;
                }
                found.step = found.step.max(at);
                let runtime = history.item.iter().find(|item| item.key == "_runtime");
                let runtime = runtime.and_then(|item| item.value_json.parse().ok());
                found.runtime = runtime.map_or(found.runtime, |runtime| found.runtime.max(runtime));
            }
            kept = end;
        }
        // Also what a crash left of a last record: `wandb sync` would stop there and leave out the logs that follow.
        if (1..bytes.len()).contains(&kept) {
            files::write_atomically(path, &bytes[..kept]).map_err(at(path))?;
        }
    }
    Ok(Some(found))
}

fn draw_id() -> String {
    let mut random = rand::rng();
    (0..ID_LENGTH).map(|_| char::from(ID_LETTERS[random.random_range(0..ID_LETTERS.len())])).collect()
}

/// A time in UTC as `20260131_235959`.
fn stamp(second: u64) -> String {
    let (days, second) = (second / 86_400, second % 86_400);
    // Years counted from 1 March, so that a leap day is the last; 719468 days lie between that in year 0 and 1970.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + carry;
    format!("{year:04}{month:02}{day:02}_{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests;
