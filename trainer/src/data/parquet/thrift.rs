//! Just enough of Thrift's compact protocol to look at a footer and at page headers before the Parquet library does: it
//! takes sizes and nesting from them at their word, and a hostile file could make it take all memory or the whole stack.

use std::io::{self, ErrorKind, Read};

/// What a header says of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageSize {
    pub(super) is_dictionary: bool,
    pub(super) uncompressed: usize,
}

/// Deeper nesting than any footer or page header has.
const MAX_DEPTH: usize = 16;
/// More columns than a table of examples could have with all that people add.
const MAX_COLUMNS: u64 = 4096;

/// Kinds of values on the wire.
const I32: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Checks that a footer's schema is a flat table: the root has all the other elements as its children, which have none.
pub(super) fn check_flat_schema(footer: &[u8]) -> io::Result<()> {
    let mut reader = Compact(footer);
    let mut id = 0;
    while let Some(kind) = reader.field(&mut id)? {
        if id != 2 {
            reader.skip(kind, MAX_DEPTH)?;
            continue;
        }
        let (elements, element_kind) = if kind == LIST { reader.list()? } else { (0, 0) };
        if element_kind != STRUCT || elements > MAX_COLUMNS {
            return Err(bad("the schema is no list of a reasonable number of columns"));
        }
        for element in 0..elements {
            let (mut id, mut children) = (0, 0);
            while let Some(kind) = reader.field(&mut id)? {
                match (id, kind) {
                    (5, I32) => children = reader.integer()?,
                    (5, _) => return Err(bad("the schema says in a strange way how many columns there are")),
                    _ => reader.skip(kind, MAX_DEPTH)?,
                }
            }
            let expected = if element == 0 { elements as i64 - 1 } else { 0 };
            if children != expected {
                return Err(bad("the table holds nested columns, lists or structs; leave them out"));
            }
        }
    }
    Ok(())
}

/// Reads a page's header to its end. Fields that come twice are refused: a reader might take either.
pub(super) fn page_size(header: impl Read) -> io::Result<PageSize> {
    let mut reader = Compact(header);
    let (mut id, mut last, mut page_type, mut uncompressed) = (0, 0, None, None);
    while let Some(kind) = reader.field(&mut id)? {
        if id <= last {
            return Err(bad("a page's header holds a field twice"));
        }
        last = id;
        match (id, kind) {
            (1, I32) => page_type = Some(reader.integer()?),
            (2, I32) => uncompressed = usize::try_from(reader.integer()?).ok(),
            _ => reader.skip(kind, MAX_DEPTH)?,
        }
    }
    match (page_type, uncompressed) {
        (Some(page_type), Some(uncompressed)) => Ok(PageSize { is_dictionary: page_type == 2, uncompressed }),
        _ => Err(bad("a page's header lacks its type or its size")),
    }
}

fn bad(message: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

struct Compact<R>(R);

impl<R: Read> Compact<R> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.0.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn unsigned(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(bad("a number is longer than 64 bits"))
    }

    fn integer(&mut self) -> io::Result<i64> {
        let zigzag = self.unsigned()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// The next field's kind, its number in `id`; nothing at the structure's end.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        *id = match byte >> 4 {
            0 => self.integer()?,
            step => id.saturating_add(i64::from(step)),
        };
        Ok(Some(byte & 0x0f))
    }

    fn list(&mut self) -> io::Result<(u64, u8)> {
        let byte = self.byte()?;
        let size = if byte >> 4 == 15 { self.unsigned()? } else { u64::from(byte >> 4) };
        Ok((size, byte & 0x0f))
    }

    /// Passes over a value. Every element of a list takes a byte or more, so the input's end bounds the work.
    fn skip(&mut self, kind: u8, depth: usize) -> io::Result<()> {
        let Some(depth) = depth.checked_sub(1) else { return Err(bad("too deeply nested")) };
        match kind {
            // A field that is true or false has no value beyond its kind.
            1 | 2 => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.unsigned()?),
            7 => self.pass(8)?,
            8 => {
                let length = self.unsigned()?;
                self.pass(length)?;
            }
            LIST | 10 => {
                let (size, kind) = self.list()?;
                for _ in 0..size {
                    self.element(kind, depth)?;
                }
            }
            11 => {
                let size = self.unsigned()?;
                let kinds = if size == 0 { 0 } else { self.byte()? };
                for _ in 0..size {
                    self.element(kinds >> 4, depth)?;
                    self.element(kinds & 0x0f, depth)?;
                }
            }
            STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth)?;
                }
            }
            _ => return Err(bad("a value of an unknown kind")),
        }
        Ok(())
    }

    fn element(&mut self, kind: u8, depth: usize) -> io::Result<()> {
        match kind {
            1 | 2 => self.byte().map(drop),
            kind => self.skip(kind, depth),
        }
    }

    fn pass(&mut self, length: u64) -> io::Result<()> {
        if io::copy(&mut self.0.by_ref().take(length), &mut io::sink())? < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A schema of some elements, each given by its number of children.
    fn schema(children: &[u8]) -> Vec<u8> {
        // Field 1, an i32; field 2, a list of structures with field 4, a name, and field 5, an i32.
        let mut bytes = vec![0x15, 2, 0x19, (children.len() as u8) << 4 | STRUCT];
        for count in children {
            bytes.extend([0x48, 1, b'x', 0x15, count * 2, 0]);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn only_flat_schemas_pass() {
        check_flat_schema(&schema(&[2, 0, 0])).unwrap();
        let says = |footer: &[u8]| check_flat_schema(footer).unwrap_err().to_string();
        assert!(says(&schema(&[1, 1, 0])).contains("nested"));
        assert!(says(&schema(&[60, 0, 0])).contains("nested"));
        assert!(says(&[0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]).contains("reasonable"));
        assert!(says(&[0x1c; 1000]).contains("deeply"));
        assert!(check_flat_schema(&schema(&[2, 0, 0])[..9]).is_err());
    }

    #[test]
    fn page_headers() {
        // A dictionary page of 100 bytes, 80 when compressed, with a nested header.
        let header = [0x15, 4, 0x15, 0xc8, 1, 0x15, 0xa0, 1, 0x4c, 0x15, 2, 0, 0];
        assert_eq!(page_size(&header[..]).unwrap(), PageSize { is_dictionary: true, uncompressed: 100 });
        assert!(page_size(&header[..11]).is_err());
        // The size again, under its number instead of a step.
        let twice = [0x15, 4, 0x15, 0xc8, 1, 0x05, 4, 0xc8, 1, 0];
        assert!(page_size(&twice[..]).unwrap_err().to_string().contains("twice"));
        assert!(page_size(&[0x15, 4, 0][..]).unwrap_err().to_string().contains("size"));
    }
}
