//! Lines of a plain or Zstandard-compressed text file, with their numbers. Bounded in memory, and a file that is cut off or
//! damaged is an error that names the line reached.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
};

use super::ExampleError;

/// A longer line is no record; the cap keeps a hostile file from filling memory.
pub(super) const MAX_LINE: usize = 64 << 20;
/// What every Zstandard frame begins with.
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The byte order mark that some programs put before UTF-8.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
/// Those before UTF-16, which no UTF-8 begins with.
const UTF_16: [[u8; 2]; 2] = [[0xff, 0xfe], [0xfe, 0xff]];

/// Reads one line after the other.
pub struct Lines {
    path: PathBuf,
    text: Box<dyn BufRead + Send>,
    is_compressed: bool,
    number: usize,
    buffer: Vec<u8>,
}

impl Lines {
    /// Opens `path`; compression is recognized by the file's first bytes, not by its name.
    ///
    /// # Errors
    /// [`ExampleError::Io`] when the file cannot be opened, [`ExampleError::Unreadable`] when it is empty but by its name
    /// compressed: even nothing, compressed, is a few bytes.
    pub fn open(path: &Path) -> Result<Self, ExampleError> {
        let io = |source| ExampleError::Io { path: path.to_owned(), source };
        let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(io)?);
        let start = file.fill_buf().map_err(io)?;
        let is_compressed = start.starts_with(&ZSTANDARD);
        if start.is_empty() && path.extension().is_some_and(|ending| ending == "zst") {
            let source = io::Error::new(io::ErrorKind::UnexpectedEof, "the file is empty");
            return Err(ExampleError::Unreadable { path: path.to_owned(), line: 1, source });
        }
        let text: Box<dyn BufRead + Send> = if is_compressed {
            let decoder = zstd::Decoder::with_buffer(file).map_err(io)?;
            Box::new(BufReader::with_capacity(1 << 18, decoder))
        } else {
            Box::new(file)
        };
        Ok(Self { path: path.to_owned(), text, is_compressed, number: 0, buffer: Vec::new() })
    }

    /// The next line with its number, counted from 1, and its break; only a file's last line may have none. A byte order mark
    /// before the first is left out.
    ///
    /// # Errors
    /// [`ExampleError::Unreadable`], after which there is nothing more to read, [`ExampleError::Io`] for a text in UTF-16, and
    /// [`ExampleError::Line`] for a line longer than 64 MiB, which is passed over.
    pub fn next_line(&mut self) -> Option<Result<(usize, &[u8]), ExampleError>> {
        self.buffer.clear();
        let mut is_too_long = false;
        self.number += 1;
        loop {
            let part = match self.text.fill_buf() {
                Ok(part) => part,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => return Some(Err(self.failed(source))),
            };
            let end = part.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(part.len(), |at| at + 1);
            is_too_long |= self.buffer.len() + used > MAX_LINE;
            if !is_too_long {
                self.buffer.extend_from_slice(&part[..used]);
            }
            let is_last = part.is_empty();
            self.text.consume(used);
            if end.is_some() || is_last {
                break;
            }
        }
        if is_too_long {
            let reason = format!("longer than {MAX_LINE} bytes");
            return Some(Err(ExampleError::Line { path: self.path.clone(), line: self.number, reason }));
        }
        if self.number == 1 {
            if UTF_16.iter().any(|mark| self.buffer.starts_with(mark)) {
                let reason = "the text is UTF-16; save it as UTF-8";
                let source = io::Error::new(io::ErrorKind::InvalidData, reason);
                return Some(Err(ExampleError::Io { path: self.path.clone(), source }));
            }
            if self.buffer.starts_with(&MARK) {
                self.buffer.drain(..MARK.len());
            }
        }
        (!self.buffer.is_empty()).then_some(Ok((self.number, self.buffer.as_slice())))
    }

    /// As [`Self::next_line`], but passes over blank lines.
    ///
    /// # Errors
    /// As [`Self::next_line`].
    pub fn next_record(&mut self) -> Option<Result<(usize, &[u8]), ExampleError>> {
        loop {
            // Asked twice for one line, since what is returned from a loop stays borrowed in all its turns.
            let is_blank = match self.next_line()? {
                Ok((_, line)) => line.iter().all(u8::is_ascii_whitespace),
                Err(error) => return Some(Err(error)),
            };
            if !is_blank {
                return Some(Ok((self.number, &self.buffer)));
            }
        }
    }

    fn failed(&self, source: io::Error) -> ExampleError {
        let path = self.path.clone();
        if self.is_compressed {
            ExampleError::Unreadable { path, line: self.number, source }
        } else {
            ExampleError::Io { path, source }
        }
    }
}

/// What is wrong with a line of JSON. The library counts lines too, but it only ever sees one.
pub fn json_reason(error: &serde_json::Error, line: &[u8]) -> String {
    let mut reason = error.to_string().replace(" at line 1 column ", " at column ");
    if error.is_eof() && !line.ends_with(b"\n") {
        reason += "; the file ends inside this line, so it may have been cut off";
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(path: &Path) -> Vec<Result<(usize, String), String>> {
        let (mut lines, mut found) = (Lines::open(path).unwrap(), Vec::new());
        while let Some(line) = lines.next_record() {
            found.push(match line {
                Ok((number, line)) => Ok((number, String::from_utf8_lossy(line).into_owned())),
                Err(error) => Err(error.to_string()),
            });
            if found.last().is_some_and(Result::is_err) {
                break;
            }
        }
        found
    }

    #[test]
    fn lines_keep_their_breaks_and_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let text = "a\r\n\n \nb\u{2028}c\u{85}d\n\ne";
        let expected = [(1, "a\r\n"), (4, "b\u{2028}c\u{85}d\n"), (6, "e")];
        let expected: Vec<_> = expected.map(|(number, line)| Ok((number, line.to_owned()))).into();
        std::fs::write(&path, text).unwrap();
        assert_eq!(all(&path), expected);
        std::fs::write(&path, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
        assert_eq!(all(&path), expected);
        std::fs::write(&path, "").unwrap();
        assert_eq!(all(&path), []);
        std::fs::rename(&path, folder.path().join("a.zst")).unwrap();
        let error = Lines::open(&folder.path().join("a.zst")).err().unwrap().to_string();
        assert!(error.contains("a.zst:1: ") && error.contains("empty"), "{error}");
    }

    #[test]
    fn byte_order_marks_are_left_out_or_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let expected = vec![Ok((1, "{}\n".to_owned())), Ok((2, "\u{feff}b".to_owned()))];
        let text = "\u{feff}{}\n\u{feff}b";
        for bytes in [text.as_bytes().to_vec(), zstd::encode_all(text.as_bytes(), 1).unwrap()] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(all(&path), expected);
        }
        std::fs::write(&path, "\u{feff}").unwrap();
        assert_eq!(all(&path), []);
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = "\u{feff}{}\n".encode_utf16().flat_map(order).collect();
            std::fs::write(&path, bytes).unwrap();
            let error = all(&path).pop().unwrap().unwrap_err();
            assert!(error.contains("UTF-16; save it as UTF-8"), "{error}");
        }
    }

    #[test]
    fn an_endless_line_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        for _ in 0..MAX_LINE >> 20 {
            io::Write::write_all(&mut encoder, &vec![b'x'; 1 << 20]).unwrap();
        }
        io::Write::write_all(&mut encoder, b"x\nb\n").unwrap();
        std::fs::write(&path, encoder.finish().unwrap()).unwrap();
        let mut lines = Lines::open(&path).unwrap();
        let error = lines.next_line().unwrap().unwrap_err().to_string();
        assert!(error.contains("a:1: longer than"), "{error}");
        assert_eq!(lines.next_line().unwrap().unwrap(), (2, &b"b\n"[..]));
        assert!(lines.next_line().is_none());
    }
}
