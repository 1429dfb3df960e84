//! Examples as JSON Lines in files, plain or Zstandard.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{
    RepairExample,
    lines::{self, Lines, json_reason},
};
use crate::files;

/// What can be wrong with a file of examples.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExampleError {
    /// The file cannot be opened, read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line that is not a valid example.
    #[error("{}:{line}: {reason} (--skip-bad counts such lines and goes on)", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A compressed file that cannot be read to its end.
    #[error(
        "{}:{line}: cannot be read from here on: {source}; the file is cut off or damaged, so copy it again or write it anew",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The line that was reached, counted from 1.
        line: usize,
        /// What the decompressor said.
        source: io::Error,
    },
}

/// Reads examples one by one from a `.jsonl` or Zstandard-compressed file; blank lines are passed over.
pub struct ExampleReader {
    path: PathBuf,
    lines: Lines,
    is_done: bool,
}

impl ExampleReader {
    /// Opens `path`; compression is recognized by the file's first bytes, not by its name.
    ///
    /// # Errors
    /// As [`Lines::open`].
    pub fn open(path: &Path) -> Result<Self, ExampleError> {
        Ok(Self { path: path.to_owned(), lines: Lines::open(path)?, is_done: false })
    }

    /// Reads the whole file.
    ///
    /// # Errors
    /// The first line that is wrong, unless `skip_bad`; then the second value counts such lines.
    pub fn read_all(path: &Path, skip_bad: bool) -> Result<(Vec<RepairExample>, usize), ExampleError> {
        let (mut examples, mut skipped) = (Vec::new(), 0);
        for example in Self::open(path)? {
            match example {
                Ok(example) => examples.push(example),
                Err(ExampleError::Line { .. }) if skip_bad => skipped += 1,
                Err(error) => return Err(error),
            }
        }
        Ok((examples, skipped))
    }
}

impl Iterator for ExampleReader {
    type Item = Result<RepairExample, ExampleError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        match self.lines.next_record()? {
            Ok((line, text)) => Some(parse(text).map_err(|reason| ExampleError::Line {
                path: self.path.clone(),
                line,
                reason,
            })),
            Err(error) => {
                self.is_done = !matches!(error, ExampleError::Line { .. });
                Some(Err(error))
            }
        }
    }
}

fn parse(line: &[u8]) -> Result<RepairExample, String> {
    let text = std::str::from_utf8(line).map_err(|error| format!("not UTF-8: {error}"))?;
    let example: RepairExample = serde_json::from_str(text).map_err(|error| json_reason(&error, line))?;
    example.validate().map(|()| example)
}

/// Writes examples; the file appears under its name only when [`ExampleWriter::finish`] succeeds.
pub struct ExampleWriter {
    path: PathBuf,
    out: Option<Sink>,
    temporary: PathBuf,
    /// Examples written so far.
    pub written: usize,
}

enum Sink {
    Plain(BufWriter<File>),
    Zstd(Box<zstd::Encoder<'static, BufWriter<File>>>),
}

impl ExampleWriter {
    /// Starts a file; a name that ends in `.zst` is compressed. What earlier programs left of it when they were stopped goes.
    ///
    /// # Errors
    /// [`ExampleError::Io`] when the folder cannot be written.
    pub fn create(path: &Path) -> Result<Self, ExampleError> {
        let io = |source| ExampleError::Io { path: path.to_owned(), source };
        files::check_replaceable(path).map_err(io)?;
        let temporary = files::temporary_beside(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        files::sweep_beside(path);
        let file = BufWriter::with_capacity(1 << 18, File::create(&temporary).map_err(io)?);
        let out = if path.extension().is_some_and(|ending| ending == "zst") {
            let mut encoder = zstd::Encoder::new(file, 6).map_err(io)?;
            // Without it, a flipped bit can make another text that is as valid.
            encoder.include_checksum(true).map_err(io)?;
            Sink::Zstd(Box::new(encoder))
        } else {
            Sink::Plain(file)
        };
        Ok(Self { path: path.to_owned(), out: Some(out), temporary, written: 0 })
    }

    /// Appends one example.
    ///
    /// # Errors
    /// [`ExampleError::Io`], a full disk for one, or an example that no reader would take: one that is not valid, or longer than
    /// a line may be.
    pub fn write(&mut self, example: &RepairExample) -> Result<(), ExampleError> {
        let io = |source| ExampleError::Io { path: self.path.clone(), source };
        let refused = |reason: String| {
            let message = format!("example '{}' {reason}", example.id);
            io(io::Error::new(io::ErrorKind::InvalidInput, message))
        };
        example.validate().map_err(|reason| refused(format!("is not valid: {reason}")))?;
        let mut line = serde_json::to_vec(example).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        if line.len() > lines::MAX_LINE {
            return Err(refused(format!("takes more than {} bytes", lines::MAX_LINE)));
        }
        match &mut self.out {
            Some(Sink::Plain(out)) => out.write_all(&line),
            Some(Sink::Zstd(out)) => out.write_all(&line),
            None => Ok(()),
        }
        .map_err(io)?;
        self.written += 1;
        Ok(())
    }

    /// Flushes, syncs and moves the file to its name.
    ///
    /// # Errors
    /// [`ExampleError::Io`]; the unfinished temporary file is removed.
    pub fn finish(mut self) -> Result<usize, ExampleError> {
        let result = (|| {
            let writer = match self.out.take() {
                Some(Sink::Plain(writer)) => writer,
                Some(Sink::Zstd(encoder)) => encoder.finish()?,
                None => return Ok(()),
            };
            let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            files::rename_durably(&self.temporary, &self.path)
        })();
        let path = self.path.clone();
        result.map(|()| self.written).map_err(|source| ExampleError::Io { path, source })
    }
}

impl Drop for ExampleWriter {
    fn drop(&mut self) {
        // Gone already when the file was finished; an unfinished one is of no use to anybody.
        let _ = std::fs::remove_file(&self.temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::example, *};

    #[test]
    fn plain_and_compressed_files_read_back() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "b.jsonl.zst"] {
            let path = folder.path().join(name);
            let mut writer = ExampleWriter::create(&path).unwrap();
            for id in 0..100 {
                writer.write(&example(id)).unwrap();
            }
            assert!(!path.exists(), "nothing under the name before it is whole");
            assert_eq!(writer.finish().unwrap(), 100);
            let (read, skipped) = ExampleReader::read_all(&path, false).unwrap();
            assert_eq!((read.len(), skipped), (100, 0));
            assert_eq!(read[7], example(7));
            assert_eq!(
                std::fs::read_dir(folder.path()).unwrap().count(),
                if name.starts_with('a') { 1 } else { 2 }
            );
        }
    }

    #[test]
    fn a_broken_line_is_named_or_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let good = serde_json::to_string(&example(1)).unwrap();
        std::fs::write(&path, format!("{good}\n\n{{\"id\":\n{}\n{good}", good.replace("\"id\"", "\"ID\"")))
            .unwrap();
        let error = ExampleReader::read_all(&path, false).unwrap_err().to_string();
        assert!(error.contains("a.jsonl:3: "), "{error}");
        let (read, skipped) = ExampleReader::read_all(&path, true).unwrap();
        assert_eq!((read.len(), skipped), (2, 2));
    }

    #[test]
    fn what_no_reader_takes_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = ExampleWriter::create(&folder.path().join("a.jsonl")).unwrap();
        let error = writer.write(&RepairExample { fixed: "b".into(), ..example(3) }).unwrap_err().to_string();
        assert!(error.contains("a.jsonl: example '3' is not valid: 'fixed' must end"), "{error}");
        assert_eq!(writer.written, 0);
    }
}
