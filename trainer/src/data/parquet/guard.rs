//! Keeps a damaged or hostile file from taking the process down: panics of the Parquet library become errors, and what a
//! page would take in memory is known and refused before it is taken.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufReader, ErrorKind},
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Once,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use parquet::{
    basic::Encoding,
    column::page::{Page, PageMetadata, PageReader},
    data_type::ByteArray,
    errors::ParquetError,
    file::{
        metadata::ColumnChunkMetaData,
        reader::{ChunkReader, Length, SerializedPageReader},
    },
};

use super::{columns::COUNT, thrift};

/// Longest page once it is decompressed; `DuckDB` writes up to 100 MB.
const MAX_PAGE: usize = 256 << 20;
/// All pages and dictionaries that are held at the same time.
const MAX_HELD: usize = 1 << 30;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a step of the Parquet library. It asserts much that a broken file need not hold.
pub(super) fn guarded<T>(step: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_GUARDED.get() {
                usual(info);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(step));
    IS_GUARDED.set(before);
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(plain(&error.to_string())),
        Err(panic) => {
            let message = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("it holds what it may not hold");
            Err(message.lines().next().unwrap_or_default().to_owned())
        }
    }
}

/// A message without the library's own beginnings.
fn plain(message: &str) -> String {
    ["Parquet error: ", "External: ", "EOF: ", "NYI: "]
        .iter()
        .fold(message, |message, start| message.strip_prefix(start).unwrap_or(message))
        .to_owned()
}

/// Bytes that the columns' pages and dictionaries take.
#[derive(Default)]
pub(super) struct Budget {
    dictionaries: [AtomicUsize; COUNT],
    /// All data pages since the batch began: values point into them.
    pages: [AtomicUsize; COUNT],
    last: [AtomicUsize; COUNT],
}

impl Budget {
    /// Says that a column's values are gone: only its last page and its dictionary are still held.
    pub(super) fn end_batch(&self, column: usize) {
        self.pages[column].store(self.last[column].load(Ordering::Relaxed), Ordering::Relaxed);
    }

    fn load_page(&self, column: usize, bytes: usize) -> io::Result<()> {
        self.last[column].store(bytes, Ordering::Relaxed);
        self.pages[column].fetch_add(bytes, Ordering::Relaxed);
        self.check()
    }

    fn load_dictionary(&self, column: usize, bytes: usize) -> io::Result<()> {
        self.dictionaries[column].store(bytes, Ordering::Relaxed);
        self.check()
    }

    fn check(&self) -> io::Result<()> {
        let held = self.dictionaries.iter().chain(&self.pages).map(|bytes| bytes.load(Ordering::Relaxed));
        let held = held.fold(0, usize::saturating_add);
        if held > MAX_HELD {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!(
                    "its pages take {held} bytes at once, more than {MAX_HELD}; write the table with smaller pages"
                ),
            ));
        }
        Ok(())
    }
}

/// The file, as a column's pages are read from it.
struct Source {
    file: Arc<File>,
    budget: Arc<Budget>,
    column: usize,
}

impl Length for Source {
    fn len(&self) -> u64 {
        Length::len(&*self.file)
    }
}

impl ChunkReader for Source {
    type T = BufReader<File>;

    /// Called at the start of every page: its header is looked at before anything is made of it.
    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let size = thrift::page_size(self.file.get_read(start)?)?;
        if size.uncompressed > MAX_PAGE {
            let message = format!(
                "a page of {} bytes, more than {MAX_PAGE}; write the table with smaller pages",
                size.uncompressed
            );
            return Err(io::Error::new(ErrorKind::InvalidData, message).into());
        }
        if size.is_dictionary {
            self.budget.load_dictionary(self.column, size.uncompressed)?;
        } else {
            self.budget.load_page(self.column, size.uncompressed)?;
        }
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.file.get_bytes(start, length)
    }
}

/// A column's pages, each checked for what its decoder would take at its word.
pub(super) struct CheckedPages {
    pages: SerializedPageReader<Source>,
    budget: Arc<Budget>,
    column: usize,
}

impl CheckedPages {
    /// Pages of a chunk of the table's column number `column`.
    pub(super) fn new(
        file: Arc<File>,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        budget: Arc<Budget>,
        column: usize,
    ) -> Result<Self, ParquetError> {
        budget.load_dictionary(column, 0)?;
        budget.load_page(column, 0)?;
        budget.end_batch(column);
        let source = Source { file, budget: Arc::clone(&budget), column };
        Ok(Self { pages: SerializedPageReader::new(Arc::new(source), chunk, rows, None)?, budget, column })
    }

    fn check(&self, page: &Page) -> Result<(), ParquetError> {
        match page {
            Page::DictionaryPage { buf, num_values, .. } => {
                // Every string in it has a length of four bytes before it.
                if *num_values as usize > buf.len() / 4 {
                    return Err(ParquetError::General(format!(
                        "a dictionary of {num_values} strings in {} bytes",
                        buf.len()
                    )));
                }
                let strings = *num_values as usize * size_of::<ByteArray>();
                Ok(self.budget.load_dictionary(self.column, buf.len() + strings)?)
            }
            // Other encodings make strings of parts, without bound.
            page if matches!(
                page.encoding(),
                Encoding::PLAIN | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY
            ) =>
            {
                Ok(())
            }
            page => Err(ParquetError::General(format!(
                "strings are encoded as {}; write the table with plain or dictionary encoding",
                page.encoding()
            ))),
        }
    }
}

impl Iterator for CheckedPages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.pages.skip_next_page()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_next_step_runs() {
        assert_eq!(guarded::<()>(|| panic!("no {}", 1)).unwrap_err(), "no 1");
        assert_eq!(
            guarded::<()>(|| Err(ParquetError::General("cut".into()))).unwrap_err(),
            "cut",
            "the library's own beginning says nothing"
        );
        assert_eq!(guarded(|| Ok(2)).unwrap(), 2);
        assert!(!IS_GUARDED.get());
    }

    #[test]
    fn pages_of_a_batch_add_up_until_it_ends() {
        let budget = Budget::default();
        budget.load_page(0, MAX_HELD / 2).unwrap();
        budget.load_page(0, MAX_HELD / 2).unwrap();
        assert!(budget.load_page(1, 1).unwrap_err().to_string().contains("smaller pages"));
        budget.end_batch(0);
        budget.load_page(1, 1).unwrap();
        assert!(budget.load_dictionary(2, MAX_HELD / 2).is_err());
    }

    #[test]
    fn a_page_that_would_fill_memory_is_refused_before_it_is_read() {
        let mut file = tempfile::tempfile().unwrap();
        // A data page of 2^31 - 1 bytes that takes one byte when compressed.
        file.write_all(&[0x15, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 2, 0]).unwrap();
        let source = Source { file: Arc::new(file), budget: Arc::default(), column: 0 };
        let error = guarded(|| source.get_read(0)).err().unwrap();
        assert!(error.contains("a page of 2147483647 bytes"), "{error}");
    }
}
