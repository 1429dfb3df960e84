//! Parts: what each repository gave, written whole beside the output, so that a stopped run goes on where it was.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use fixerr_shared::{
    example::{ExampleReader, ExampleWriter, RepairExample},
    files::{hex, write_atomically},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{history::Repository, tally::Tally};

/// Another number makes parts of earlier programs useless.
const VERSION: u32 = 3;

/// The folder of parts.
pub(super) struct Parts {
    folder: PathBuf,
}

/// What is known of a part that is whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Part {
    key: String,
    pub(super) repository: String,
    pub(super) head: String,
    pub(super) license: Option<String>,
    pub(super) tally: Tally,
    pub(super) pairs: usize,
}

impl Parts {
    /// The folder beside the output; it is made when it is missing.
    pub(super) fn beside(out: &Path) -> anyhow::Result<Self> {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let folder = out.with_file_name(format!("{name}.parts"));
        fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        Ok(Self { folder })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn paths(&self, repository: &str) -> (PathBuf, PathBuf) {
        let name = repository.replace(['/', '\\'], "+");
        (self.folder.join(format!("{name}.jsonl.zst")), self.folder.join(format!("{name}.json")))
    }

    /// The part of a repository, if it was mined with these options at this state.
    pub(super) fn find(&self, repository: &str, key: &str) -> Option<Part> {
        let (pairs, record) = self.paths(repository);
        let part: Part = serde_json::from_slice(&fs::read(record).ok()?).ok()?;
        (part.key == key && pairs.is_file()).then_some(part)
    }

    /// Writes a part: its pairs first, then the record that makes it count.
    pub(super) fn write(
        &self,
        source: &Repository,
        key: String,
        examples: &[RepairExample],
        tally: Tally,
    ) -> anyhow::Result<Part> {
        let (pairs, record) = self.paths(&source.name);
        // An older record must not vouch for the new pairs.
        let _ = fs::remove_file(&record);
        let mut writer = ExampleWriter::create(&pairs)?;
        for example in examples {
            writer.write(example)?;
        }
        let part = Part {
            key,
            repository: source.name.clone(),
            head: source.head.to_string(),
            license: source.license.clone(),
            tally,
            pairs: writer.finish()?,
        };
        let json = serde_json::to_vec_pretty(&part).context("a part's record")?;
        write_atomically(&record, &json).with_context(|| record.display().to_string())?;
        Ok(part)
    }

    /// Reads a part's pairs one by one.
    pub(super) fn read(&self, part: &Part) -> anyhow::Result<ExampleReader> {
        Ok(ExampleReader::open(&self.paths(&part.repository).0)?)
    }

    /// Removes the parts given, and the folder when nothing else is in it.
    pub(super) fn remove(&self, parts: &[Part]) {
        for part in parts {
            let (pairs, record) = self.paths(&part.repository);
            let _ = (fs::remove_file(record), fs::remove_file(pairs));
        }
        let _ = fs::remove_dir(&self.folder);
    }
}

/// What a part depends on: the options, and where the walk starts.
pub(super) fn key(source: &Repository, options: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(VERSION.to_le_bytes());
    hasher.update(options.as_bytes());
    for tip in &source.tips {
        hasher.update(tip.as_bytes());
    }
    hex(&hasher.finalize())
}
