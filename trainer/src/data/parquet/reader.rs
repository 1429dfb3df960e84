//! Reads a Parquet table of examples, a few rows of all columns at a time. What is wrong with it is told with its place.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    fs::File,
    io::{ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use fixerr_shared::example::RepairExample;
use parquet::{
    basic::{CompressionCodec, ConvertedType, LogicalType, Type as PhysicalType},
    column::reader::ColumnReaderImpl,
    data_type::{ByteArray, ByteArrayType},
    file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData},
    schema::types::ColumnDescriptor,
};

use super::{
    CHECKSUMS, CREATED_BY_US, TableError,
    columns::{COLUMNS, COUNT, Checksum, example},
    guard::{Budget, CheckedPages, guarded},
    thrift,
};

/// Rows that are read at once: with few, few pages are held at the same time.
const BATCH: usize = 64;
/// Longest text of one row. Escaped, it still fits the longest line that JSON Lines may have.
const MAX_ROW: usize = 10 << 20;
/// Longest footer; a thousand row groups take about two million bytes.
const MAX_FOOTER: u64 = 16 << 20;

type Row = [Option<String>; COUNT];

/// Reads examples one by one.
pub(super) struct TableReader {
    path: PathBuf,
    file: Arc<File>,
    metadata: ParquetMetaData,
    /// Where in the file each of our columns is.
    places: [Option<usize>; COUNT],
    checksums: Option<Vec<String>>,
    notes: Vec<String>,
    budget: Arc<Budget>,
    group: Option<Group>,
    next_group: usize,
    /// Rows handed out, so that the last one's number is this.
    row: u64,
    is_done: bool,
}

/// A row group that is being read.
struct Group {
    columns: [Option<ColumnReaderImpl<ByteArrayType>>; COUNT],
    left: usize,
    batch: VecDeque<Row>,
    checksum: Checksum,
}

impl TableReader {
    /// Opens a table and checks its columns.
    pub(super) fn open(path: &Path) -> Result<Self, TableError> {
        let damaged = |place: &str, reason: String| TableError::Damaged {
            path: path.to_owned(),
            place: place.to_owned(),
            reason,
        };
        let mut file = File::open(path).map_err(|source| TableError::Io { path: path.to_owned(), source })?;
        let footer = footer(&mut file).map_err(|(at, reason)| damaged(&format!("byte {at}"), reason))?;
        let at_footer = |reason: String| damaged("its footer", reason);
        thrift::check_flat_schema(&footer).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => at_footer("it ends too early".to_owned()),
            _ => at_footer(error.to_string()),
        })?;
        let metadata = guarded(|| ParquetMetaDataReader::decode_metadata(&footer)).map_err(at_footer)?;
        let schema = |reason| TableError::Schema { path: path.to_owned(), reason };
        let (places, notes) = places(metadata.file_metadata().schema_descr().columns()).map_err(schema)?;
        let groups: i64 =
            metadata.row_groups().iter().fold(0, |sum, group| sum.saturating_add(group.num_rows()));
        let rows = metadata.file_metadata().num_rows();
        if rows != groups || metadata.row_groups().iter().any(|group| group.num_rows() < 0) {
            return Err(at_footer(format!("the table has {rows} rows and its row groups have {groups}")));
        }
        let checksums = checksums(&metadata).map_err(at_footer)?;
        for group in metadata.row_groups() {
            places.iter().flatten().try_for_each(|place| readable(group.column(*place))).map_err(schema)?;
        }
        Ok(Self {
            path: path.to_owned(),
            file: Arc::new(file),
            metadata,
            places,
            checksums,
            notes,
            budget: Arc::default(),
            group: None,
            next_group: 0,
            row: 0,
            is_done: false,
        })
    }

    /// What a person should know of the table's columns.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    fn read(&mut self) -> Result<Option<RepairExample>, TableError> {
        loop {
            let Some(group) = &mut self.group else {
                if self.next_group == self.metadata.num_row_groups() {
                    return Ok(None);
                }
                self.group = Some(self.open_group()?);
                continue;
            };
            if let Some(row) = group.batch.pop_front() {
                self.row += 1;
                let row = example(row).map_err(|reason| TableError::Row {
                    path: self.path.clone(),
                    row: self.row,
                    reason,
                })?;
                return Ok(Some(row));
            }
            if group.left > 0 {
                self.read_batch()?;
            } else {
                self.close_group()?;
            }
        }
    }

    fn open_group(&mut self) -> Result<Group, TableError> {
        let group = self.metadata.row_group(self.next_group);
        let rows = usize::try_from(group.num_rows()).unwrap_or_default();
        let mut columns = [const { None }; COUNT];
        for (column, place) in self.places.iter().enumerate() {
            let Some(place) = place else { continue };
            columns[column] = Some(
                guarded(|| {
                    let chunk = group.column(*place);
                    let (file, budget) = (Arc::clone(&self.file), Arc::clone(&self.budget));
                    let pages = CheckedPages::new(file, chunk, rows, budget, column)?;
                    Ok(ColumnReaderImpl::new(chunk.column_descr_ptr(), Box::new(pages)))
                })
                .map_err(|reason| self.damaged(Some(column), reason))?,
            );
        }
        Ok(Group { columns, left: rows, batch: VecDeque::new(), checksum: Checksum::default() })
    }

    /// Reads the next few rows of all columns.
    fn read_batch(&mut self) -> Result<(), TableError> {
        let Some(mut group) = self.group.take() else { return Ok(()) };
        let wanted = group.left.min(BATCH);
        let mut values: [Vec<Option<ByteArray>>; COUNT] = Default::default();
        for (column, reader) in group.columns.iter_mut().enumerate() {
            let Some(reader) = reader else {
                values[column] = vec![None; wanted];
                continue;
            };
            let read = guarded(|| {
                let (mut levels, mut found) = (Vec::new(), Vec::new());
                let (rows, ..) = reader.read_records(wanted, Some(&mut levels), None, &mut found)?;
                Ok((rows, levels, found))
            });
            let (rows, levels, found) = read.map_err(|reason| self.damaged(Some(column), reason))?;
            let mut found = found.into_iter();
            // A column that cannot hold nulls has no levels.
            values[column] = if levels.is_empty() {
                found.map(Some).collect()
            } else {
                levels.iter().map(|level| if *level > 0 { found.next() } else { None }).collect()
            };
            if rows != wanted || values[column].len() != wanted {
                let reason =
                    format!("it ends {} rows too early", group.left - values[column].len().min(group.left));
                return Err(self.damaged(Some(column), reason));
            }
        }
        for at in 0..wanted {
            let row = values.each_mut().map(|column| column[at].take());
            let row = self.checked(&row, self.row + at as u64 + 1)?;
            group.checksum.add(&row);
            group.batch.push_back(row);
        }
        for column in 0..COUNT {
            self.budget.end_batch(column);
        }
        group.left -= wanted;
        self.group = Some(group);
        Ok(())
    }

    /// A row's values as text of a bounded length.
    fn checked(&self, row: &[Option<ByteArray>; COUNT], number: u64) -> Result<Row, TableError> {
        let bytes = row.iter().flatten().fold(0, |sum: usize, value| sum.saturating_add(value.len()));
        if bytes > MAX_ROW {
            let reason = format!("row {number} holds {bytes} bytes of text, more than {MAX_ROW}");
            return Err(self.damaged(None, reason));
        }
        let mut texts = [const { None }; COUNT];
        for (column, value) in row.iter().enumerate() {
            let text = value.as_ref().map(|value| std::str::from_utf8(value.data())).transpose();
            texts[column] = text
                .map_err(|error| self.damaged(Some(column), format!("row {number} is not UTF-8: {error}")))?
                .map(str::to_owned);
        }
        Ok(texts)
    }

    fn close_group(&mut self) -> Result<(), TableError> {
        let Some(mut group) = self.group.take() else { return Ok(()) };
        for (column, reader) in group.columns.iter_mut().enumerate() {
            let Some(reader) = reader else { continue };
            let more = guarded(|| reader.read_records(1, Some(&mut Vec::new()), None, &mut Vec::new()));
            match more {
                Ok((0, ..)) => {}
                Ok(_) => return Err(self.damaged(Some(column), "it holds more rows than it should".into())),
                Err(reason) => return Err(self.damaged(Some(column), reason)),
            }
        }
        let expected = self.checksums.as_ref().map(|all| &all[self.next_group]);
        if expected.is_some_and(|expected| *expected != group.checksum.to_string()) {
            return Err(self.damaged(None, "its content is not what was written".into()));
        }
        self.next_group += 1;
        Ok(())
    }

    fn damaged(&self, column: Option<usize>, reason: String) -> TableError {
        let groups = self.metadata.row_groups();
        let before: i64 = groups[..self.next_group].iter().map(RowGroupMetaData::num_rows).sum();
        let group = &groups[self.next_group];
        let mut place = format!(
            "row group {} of {} (rows {} to {})",
            self.next_group + 1,
            groups.len(),
            before + 1,
            before + group.num_rows()
        );
        if let Some((column, at)) = column.and_then(|column| Some((column, self.places[column]?))) {
            let chunk = group.column(at);
            let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
            let _ = write!(place, ", column '{}' from byte {start}", COLUMNS[column].name);
        }
        TableError::Damaged { path: self.path.clone(), place, reason }
    }
}

impl Iterator for TableReader {
    type Item = Result<RepairExample, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let next = self.read().transpose();
        // Nothing that comes after damage is to be trusted.
        self.is_done = !matches!(next, Some(Ok(_) | Err(TableError::Row { .. })));
        next
    }
}

/// The footer's bytes; the place and what is wrong there when there is none.
fn footer(file: &mut File) -> Result<Vec<u8>, (u64, String)> {
    let io = |error: std::io::Error| (0, error.to_string());
    let length = file.metadata().map_err(io)?.len();
    let mut start = [0; 4];
    let begins = length >= 12 && file.read_exact(&mut start).is_ok() && &start == b"PAR1";
    if !begins {
        return Err((0, "no Parquet file; one begins with PAR1".to_owned()));
    }
    let mut end = [0; 8];
    file.seek(SeekFrom::Start(length - 8)).and_then(|_| file.read_exact(&mut end)).map_err(io)?;
    let [a, b, c, d, magic @ ..] = end;
    if &magic == b"PARE" {
        return Err((length - 4, "the footer is encrypted; write the file without encryption".to_owned()));
    }
    if &magic != b"PAR1" {
        return Err((length, "it does not end with PAR1, so its end is missing".to_owned()));
    }
    let size = u64::from(u32::from_le_bytes([a, b, c, d]));
    if size > MAX_FOOTER || size + 12 > length {
        return Err((length - 8, format!("a footer of {size} bytes in a file of {length}")));
    }
    let mut footer = vec![0; size as usize];
    file.seek(SeekFrom::Start(length - 8 - size)).and_then(|_| file.read_exact(&mut footer)).map_err(io)?;
    Ok(footer)
}

/// Finds our columns, in any order, and says which others there are.
fn places(columns: &[Arc<ColumnDescriptor>]) -> Result<([Option<usize>; COUNT], Vec<String>), String> {
    let (mut places, mut notes) = ([None; COUNT], Vec::new());
    let (mut missing, mut wrong, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for (ours, place) in COLUMNS.iter().zip(&mut places) {
        let mut found = columns.iter().enumerate().filter(|(_, column)| column.name() == ours.name);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => wrong.push(format!("'{}' is there twice", ours.name)),
            (Some((at, column)), None) if is_text(column) => *place = Some(at),
            // What pandas makes of a column that holds nothing but None.
            (Some((_, column)), None)
                if ours.is_optional && column.logical_type_ref() == Some(&LogicalType::Unknown) => {}
            (Some((_, column)), None) => {
                wrong.push(format!("'{}' is {} and should be a string (UTF-8)", ours.name, kind(column)));
            }
            (None, _) if ours.is_optional => absent.push(ours.name),
            (None, _) => missing.push(ours.name),
        }
    }
    let is_ours = |name: &str| COLUMNS.iter().any(|ours| ours.name == name);
    let extra: Vec<&str> = columns.iter().map(|c| c.name()).filter(|name| !is_ours(name)).collect();
    if !missing.is_empty() || !wrong.is_empty() {
        let mut reasons = wrong;
        if !missing.is_empty() {
            reasons.push(format!("missing columns: {}", missing.join(", ")));
        }
        if !extra.is_empty() {
            reasons.push(format!("columns with other names: {}", extra.join(", ")));
        }
        return Err(reasons.join("; "));
    }
    if !extra.is_empty() {
        notes.push(format!("columns that are not part of an example are left out: {}", extra.join(", ")));
    }
    if !absent.is_empty() {
        notes.push(format!("columns that are not there are taken as null: {}", absent.join(", ")));
    }
    Ok((places, notes))
}

/// Checks a column's compression and encoding. The guard looks at each page again.
fn readable(chunk: &ColumnChunkMetaData) -> Result<(), String> {
    let codec = chunk.compression_codec();
    if !matches!(codec, CompressionCodec::UNCOMPRESSED | CompressionCodec::SNAPPY | CompressionCodec::ZSTD) {
        return Err(format!("compressed with {codec}; write it with zstd, Snappy or without compression"));
    }
    let name = chunk.column_descr().name();
    match chunk.encodings().find(|encoding| format!("{encoding}").starts_with("DELTA")) {
        Some(encoding) => Err(format!(
            "column '{name}' is encoded as {encoding}; write the table with plain or dictionary encoding"
        )),
        None => Ok(()),
    }
}

fn is_text(column: &ColumnDescriptor) -> bool {
    let says_text = match column.logical_type_ref() {
        Some(logical) => *logical == LogicalType::String,
        None => column.converted_type() == ConvertedType::UTF8,
    };
    says_text
        && column.physical_type() == PhysicalType::BYTE_ARRAY
        && column.max_rep_level() == 0
        && column.max_def_level() <= 1
}

/// A column's type in words.
fn kind(column: &ColumnDescriptor) -> String {
    if column.max_rep_level() > 0 {
        return "a list".to_owned();
    }
    match (column.physical_type(), column.logical_type_ref()) {
        (PhysicalType::BYTE_ARRAY, None) => "binary".to_owned(),
        (physical, None) => physical.to_string(),
        (physical, Some(logical)) => format!("{physical} ({logical:?})"),
    }
}

/// The row groups' checksums, when the file is as we wrote it: other programs keep the entry and change the rows.
fn checksums(metadata: &ParquetMetaData) -> Result<Option<Vec<String>>, String> {
    let about = metadata.file_metadata();
    if !about.created_by().is_some_and(|program| program.starts_with(CREATED_BY_US)) {
        return Ok(None);
    }
    let mut entries = about.key_value_metadata().into_iter().flatten();
    let entry = entries.find(|entry| entry.key == CHECKSUMS).and_then(|entry| entry.value.as_deref());
    let all: Vec<String> =
        entry.unwrap_or_default().split(',').filter(|sum| !sum.is_empty()).map(str::to_owned).collect();
    if all.len() != metadata.num_row_groups() {
        return Err(format!("{} checksums for {} row groups", all.len(), metadata.num_row_groups()));
    }
    Ok(Some(all))
}
