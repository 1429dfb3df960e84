//! Writes examples as a Parquet table, one bounded row group after the other; the file appears under its name when it is
//! whole.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use fixerr_shared::{example::RepairExample, files};
use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel},
    data_type::{ByteArray, ByteArrayType},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::{EnabledStatistics, WriterProperties},
        writer::SerializedFileWriter,
    },
    schema::types::{ColumnPath, Type},
};

use super::{
    CHECKSUMS, CREATED_BY, TableError,
    columns::{COLUMNS, COUNT, Checksum, values},
};

/// A row group ends at whichever comes first; it is in memory until then.
const GROUP_ROWS: usize = 16_384;
const GROUP_BYTES: usize = 32 << 20;
/// Pages are as long as a reader must hold at once, and are compressed one by one.
const PAGE_BYTES: usize = 1 << 20;
/// After how many values the length of a page is looked at.
const LOOK_EVERY: usize = 64;

/// Writes examples.
pub(super) struct TableWriter {
    path: PathBuf,
    temporary: PathBuf,
    out: Option<SerializedFileWriter<File>>,
    group: Group,
    checksums: Vec<String>,
    written: usize,
}

/// Rows that wait until they are a row group.
#[derive(Default)]
struct Group {
    columns: [Vec<ByteArray>; COUNT],
    /// 1 where there is a value, 0 for a null.
    levels: [Vec<i16>; COUNT],
    rows: usize,
    bytes: usize,
    checksum: Checksum,
}

impl TableWriter {
    /// Starts a file.
    pub(super) fn create(path: &Path) -> Result<Self, TableError> {
        let io = |source| TableError::Io { path: path.to_owned(), source };
        files::check_replaceable(path).map_err(io)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        files::sweep_beside(path);
        let temporary = files::temporary_beside(path);
        let file = File::create(&temporary).map_err(io)?;
        let mut writer = Self {
            path: path.to_owned(),
            temporary,
            out: None,
            group: Group::default(),
            checksums: Vec::new(),
            written: 0,
        };
        let out = schema()
            .and_then(|schema| SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties()?)));
        writer.out = Some(out.map_err(|error| writer.failed(error))?);
        Ok(writer)
    }

    /// Appends one example.
    pub(super) fn write(&mut self, example: &RepairExample) -> Result<(), TableError> {
        let row = values(example);
        self.group.checksum.add(&row);
        for (column, value) in row.into_iter().enumerate() {
            self.group.levels[column].push(i16::from(value.is_some()));
            if let Some(value) = value {
                self.group.columns[column].push(ByteArray::from(value));
                self.group.bytes += value.len();
            }
        }
        self.group.rows += 1;
        self.written += 1;
        if self.group.rows == GROUP_ROWS || self.group.bytes >= GROUP_BYTES {
            self.end_group().map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    /// Ends the last row group, syncs, and moves the file to its name. Says how many examples it holds.
    pub(super) fn finish(mut self) -> Result<usize, TableError> {
        let result = (|| {
            self.end_group()?;
            let Some(mut out) = self.out.take() else { return Ok(()) };
            out.append_key_value_metadata(KeyValue::new(CHECKSUMS.to_owned(), self.checksums.join(",")));
            out.into_inner()?.sync_all()?;
            files::rename_durably(&self.temporary, &self.path)?;
            Ok(())
        })();
        result.map(|()| self.written).map_err(|error| self.failed(error))
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        let group = std::mem::take(&mut self.group);
        let Some(out) = self.out.as_mut().filter(|_| group.rows > 0) else { return Ok(()) };
        let mut writer = out.next_row_group()?;
        for ((values, levels), column) in group.columns.into_iter().zip(group.levels).zip(COLUMNS) {
            let Some(mut chunk) = writer.next_column()? else { break };
            let levels = column.is_optional.then_some(levels.as_slice());
            chunk.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
            chunk.close()?;
        }
        writer.close()?;
        self.checksums.push(group.checksum.to_string());
        Ok(())
    }

    fn failed(&self, error: ParquetError) -> TableError {
        let source = match error {
            ParquetError::External(error) => match error.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(error) => io::Error::other(error),
            },
            error => io::Error::other(error),
        };
        TableError::Io { path: self.path.clone(), source }
    }
}

impl Drop for TableWriter {
    fn drop(&mut self) {
        // Gone already when the file was finished; an unfinished one is of no use to anybody.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn schema() -> Result<Type, ParquetError> {
    let fields = COLUMNS.iter().map(|column| {
        let repetition = if column.is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        Type::primitive_type_builder(column.name, PhysicalType::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .build()
            .map(Arc::new)
    });
    Type::group_type_builder("examples").with_fields(fields.collect::<Result<_, _>>()?).build()
}

fn properties() -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(6)?))
        .set_data_page_size_limit(PAGE_BYTES)
        .set_write_batch_size(LOOK_EVERY)
        .set_offset_index_disabled(true)
        .set_statistics_enabled(EnabledStatistics::None);
    for column in COLUMNS {
        let path = ColumnPath::from(column.name);
        properties = properties.set_column_dictionary_enabled(path.clone(), column.repeats);
        if column.repeats {
            properties = properties.set_column_statistics_enabled(path, EnabledStatistics::Chunk);
        }
    }
    Ok(properties.build())
}
