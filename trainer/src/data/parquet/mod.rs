//! `data import parquet` and `data export`: examples as a Parquet table, for pandas, Polars and `DuckDB`. There and back is
//! the same file, byte for byte.

mod columns;
mod guard;
mod reader;
#[cfg(test)]
mod tests;
mod thrift;
mod writer;

use std::{io, path::PathBuf};

use anyhow::bail;
use fixerr_shared::example::{ExampleError, ExampleReader, ExampleWriter};

use self::{reader::TableReader, writer::TableWriter};
use super::progress;

/// The footer's entry that holds a checksum of each row group's content.
const CHECKSUMS: &str = "fixerr.row_groups";
const CREATED_BY: &str = concat!("fixerr-trainer version ", env!("CARGO_PKG_VERSION"));
const CREATED_BY_US: &str = "fixerr-trainer ";

/// Import Parquet tables.
#[derive(Clone, Debug, clap::Args)]
pub struct ParquetArgs {
    /// Tables with the columns that `data export` writes, in any order; others are left out.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The examples, compressed when the name ends in `.zst`.
    #[arg(long, value_name = "FILE.jsonl.zst")]
    out: PathBuf,
    /// Count rows that are no valid example and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// Write examples as a Parquet table.
#[derive(Clone, Debug, clap::Args)]
pub struct ExportArgs {
    /// Files of examples.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The table.
    #[arg(long, value_name = "FILE.parquet")]
    out: PathBuf,
    /// Count lines that are no valid example and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// What can be wrong with a table of examples.
#[derive(Debug, thiserror::Error)]
enum TableError {
    /// The file cannot be opened or written.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// The columns are not an example's.
    #[error("{}: {reason}", path.display())]
    Schema { path: PathBuf, reason: String },
    /// The file is not what was once written.
    #[error("{}: {place}: {reason}; the file is cut off, damaged or of another kind: copy or write it anew", path.display())]
    Damaged { path: PathBuf, place: String, reason: String },
    /// A row that is no example.
    #[error("{}: row {row}: {reason} (--skip-bad counts such rows and goes on)", path.display())]
    Row { path: PathBuf, row: u64, reason: String },
}

/// Runs `data import parquet`.
pub(super) fn import(args: &ParquetArgs) -> anyhow::Result<()> {
    let mut writer = ExampleWriter::create(&args.out)?;
    let (mut bad, bar) = (0, progress::examples("importing"));
    for path in &args.files {
        let table = TableReader::open(path)?;
        for note in table.notes() {
            say!("{}: {note}", path.display());
        }
        for example in table {
            match example {
                Ok(example) => writer.write(&example)?,
                Err(TableError::Row { .. }) if args.skip_bad => bad += 1,
                Err(error) => return Err(error.into()),
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    tell!("{} examples; {bad} rows were bad and left out", writer.finish()?);
    Ok(())
}

/// Runs `data export`.
pub(super) fn export(args: &ExportArgs) -> anyhow::Result<()> {
    if args.out.extension().is_none_or(|ending| ending != "parquet") {
        bail!("{}: only Parquet is written; give a name that ends in .parquet", args.out.display());
    }
    let mut writer = TableWriter::create(&args.out)?;
    let (mut bad, bar) = (0, progress::examples("exporting"));
    for path in &args.files {
        for example in ExampleReader::open(path)? {
            match example {
                Ok(example) => writer.write(&example)?,
                Err(ExampleError::Line { .. }) if args.skip_bad => bad += 1,
                Err(error) => return Err(error.into()),
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    tell!("{} examples; {bad} lines were bad and left out", writer.finish()?);
    Ok(())
}
