//! A TensorBoard event file: `Event` messages as `TFRecords`. Each file opens with a session start, on which TensorBoard
//! drops what earlier files of the run hold from that step on, so a resumed run shows each step once.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crc::{CRC_32_ISCSI, Crc};
use prost::Message;

use super::{SinkError, host, unix_time};

/// Castagnoli's polynomial.
const CRC32C: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);
/// What the files' names begin with; the time of opening follows.
const PREFIX: &str = "events.out.tfevents.";
/// `SessionLog.START`.
const START: i32 = 1;

// Field numbers are those of TensorFlow's event.proto and summary.proto; fields that nothing here writes are left out.

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(string, optional, tag = "3")]
    file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    summary: Option<Summary>,
    #[prost(message, optional, tag = "7")]
    session_log: Option<SessionLog>,
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    value: Vec<SummaryValue>,
}

#[derive(Clone, PartialEq, Message)]
struct SummaryValue {
    #[prost(string, tag = "1")]
    tag: String,
    // Optional, since a plain zero would be left out and the value would have no kind.
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct SessionLog {
    #[prost(int32, tag = "1")]
    status: i32,
}

/// An event file that is being written.
#[derive(Debug)]
pub struct EventFile {
    path: PathBuf,
    file: File,
}

impl EventFile {
    /// Begins an event file in the folder of a run that begins or goes on after `step`.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn create(run: &Path, step: u64) -> Result<Self, SinkError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            |source| SinkError { path, source }
        };
        let newest = newest(run).map_err(at(run))?;
        // TensorBoard reads a run's files in the order of their names, also when a clock was set back.
        let time = newest.map_or(0, |newest| newest + 1).max(unix_time() as u64);
        let path = run.join(format!("{PREFIX}{time:010}.{}.{}.v2", host(), std::process::id()));
        let file = File::create_new(&path).map_err(at(&path))?;
        let mut events = Self { path, file };
        // A step of its own, since TensorBoard ignores a session's start in a file without this version.
        events.append(0, |event| event.file_version = Some("brain.Event:2".to_owned()))?;
        events.append(step + 1, |event| event.session_log = Some(SessionLog { status: START }))?;
        Ok(events)
    }

    /// Appends the values of one step.
    ///
    /// # Errors
    /// What the system said, and of which file.
    pub fn write(&mut self, step: u64, scalars: &[(String, f64)]) -> Result<(), SinkError> {
        let value = scalars
            .iter()
            .map(|(tag, value)| SummaryValue { tag: tag.clone(), simple_value: Some(*value as f32) })
            .collect();
        self.append(step, |event| event.summary = Some(Summary { value }))
    }

    fn append(&mut self, step: u64, fill: impl FnOnce(&mut Event)) -> Result<(), SinkError> {
        let mut event = Event { wall_time: unix_time(), step: step as i64, ..Event::default() };
        fill(&mut event);
        // In one piece, so that a crash seldom leaves a part.
        self.file
            .write_all(&record(&event.encode_to_vec()))
            .map_err(|source| SinkError { path: self.path.clone(), source })
    }
}

/// The time in the name of the folder's newest event file.
fn newest(run: &Path) -> io::Result<Option<u64>> {
    let mut newest = None;
    for entry in fs::read_dir(run)? {
        let name = entry?.file_name();
        let time = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('.').next()?.parse().ok());
        newest = newest.max(time);
    }
    Ok(newest)
}

/// A `TFRecord`: length, its checksum, the data, their checksum.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let mut framed = Vec::with_capacity(data.len() + 16);
    framed.extend(length);
    framed.extend(masked(CRC32C.checksum(&length)).to_le_bytes());
    framed.extend(data);
    framed.extend(masked(CRC32C.checksum(data)).to_le_bytes());
    framed
}

/// A checksum as `TFRecords` store it: turned and shifted, so that checksums of data that hold checksums stay good.
const fn masked(checksum: u32) -> u32 {
    checksum.rotate_right(15).wrapping_add(0xA282_EAD8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads records back up to the first that is cut or does not match its checksums.
    fn events(bytes: &[u8]) -> Vec<Event> {
        let (mut events, mut rest) = (Vec::new(), bytes);
        while let Some((length, after)) = rest.split_first_chunk::<8>() {
            let bytes = u64::from_le_bytes(*length) as usize;
            let Some((sum, after)) = after.split_first_chunk::<4>() else { break };
            assert_eq!(u32::from_le_bytes(*sum), masked(CRC32C.checksum(length)));
            let Some((data, after)) = after.split_at_checked(bytes) else { break };
            let Some((sum, after)) = after.split_first_chunk::<4>() else { break };
            assert_eq!(u32::from_le_bytes(*sum), masked(CRC32C.checksum(data)));
            events.push(Event::decode(data).unwrap());
            rest = after;
        }
        events
    }

    #[test]
    fn checksums_are_those_of_the_standard() {
        // RFC 3720, appendix B.4, and the check value of the catalogue of parametrised algorithms.
        assert_eq!(CRC32C.checksum(&[0; 32]), 0x8A91_36AA);
        assert_eq!(CRC32C.checksum(&[0xFF; 32]), 0x62A8_AB43);
        assert_eq!(CRC32C.checksum(&(0..32).collect::<Vec<u8>>()), 0x46DD_794E);
        assert_eq!(CRC32C.checksum(b"123456789"), 0xE306_9283);
        assert_eq!(masked(0), 0xA282_EAD8);
    }

    #[test]
    fn a_record_has_the_bytes_that_tensorboard_writes() {
        let event = Event {
            wall_time: 1.5,
            step: 7,
            summary: Some(Summary {
                value: vec![SummaryValue { tag: "train/loss".to_owned(), simple_value: Some(0.0) }],
            }),
            ..Event::default()
        };
        // tensorboard 2.21.0: RecordWriter.write(event.SerializeToString()).
        let golden = concat!(
            "200000000000000029eda95009000000000000f83f10072a130a11",
            "0a0a747261696e2f6c6f73731500000000844b8711"
        );
        assert_eq!(fixerr_shared::files::hex(&record(&event.encode_to_vec())), golden);
    }

    #[test]
    fn a_cut_file_is_readable_up_to_the_cut_and_a_resumed_run_begins_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = EventFile::create(folder.path(), 0).unwrap();
        for step in 1..=3 {
            file.write(step, &[("train/loss".to_owned(), 1.0 / step as f64)]).unwrap();
        }
        let bytes = fs::read(&file.path).unwrap();
        let whole = events(&bytes);
        assert_eq!(whole.len(), 5);
        assert_eq!(whole[0].file_version.as_deref(), Some("brain.Event:2"));
        assert_eq!((whole[1].step, whole[1].session_log), (1, Some(SessionLog { status: START })));
        assert_eq!(whole[4].summary.as_ref().unwrap().value[0].simple_value, Some(1.0 / 3.0));
        for cut in 1..40 {
            assert_eq!(events(&bytes[..bytes.len() - cut]), whole[..4], "{cut} bytes short");
        }

        let resumed = EventFile::create(folder.path(), 2).unwrap();
        assert!(resumed.path > file.path, "TensorBoard reads files by name");
        assert_eq!(events(&fs::read(&resumed.path).unwrap())[1].step, 3);
    }
}
