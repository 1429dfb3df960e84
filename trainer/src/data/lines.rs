//! Lines of a plain or Zstandard-compressed text file, with their numbers; blank ones are passed over.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::Path,
};

/// A longer line is no record; the cap keeps a hostile file from filling memory.
const MAX_LINE: u64 = 64 << 20;

/// Reads one line after the other.
pub(super) struct JsonLines {
    lines: Box<dyn BufRead>,
    number: usize,
}

impl JsonLines {
    /// Opens `path`; compression is recognized by the file's first bytes.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
        let lines: Box<dyn BufRead> = if file.fill_buf()?.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            Box::new(BufReader::with_capacity(1 << 18, zstd::Decoder::with_buffer(file)?))
        } else {
            Box::new(file)
        };
        Ok(Self { lines, number: 0 })
    }
}

impl Iterator for JsonLines {
    type Item = io::Result<(usize, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            let read = self.lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
            self.number += 1;
            match read {
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(Ok((self.number, line))),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
