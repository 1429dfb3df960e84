//! The `data` commands.

use super::{codrep, corrupt, jsonl, mine, parallel, parquet, split, stats, timing};

/// Make, import, export, split and describe training data.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum DataCommand {
    /// Bring other data into our format.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Write examples as a Parquet table, for pandas, Polars and `DuckDB`.
    Export(parquet::ExportArgs),
    /// Find fixes in git histories and write them as pairs.
    Mine(mine::MineArgs),
    /// Put bugs into correct source files and write the pairs.
    Corrupt(corrupt::CorruptArgs),
    /// Drop leaks and repeats, shuffle, and split by repository.
    Split(split::SplitArgs),
    /// A dataset card: pairs by language, source, class, licence and repository, and their lengths.
    Stats(stats::StatsArgs),
    /// Time how fast examples become windows, for `cargo xtask bench data`.
    #[command(hide = true)]
    TimeWindows(timing::TimeWindowsArgs),
}

/// What can be imported.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum ImportCommand {
    /// The `CodRep` competition: one-line fixes in whole Java files.
    Codrep(codrep::CodrepArgs),
    /// Our own records, checked, or plain pairs.
    Jsonl(jsonl::JsonlArgs),
    /// Two text files, one method a line: BFP and `CodeXGLUE`'s code refinement.
    Parallel(parallel::ParallelArgs),
    /// Tables that `data export` wrote, or others with the same columns.
    Parquet(parquet::ParquetArgs),
}

/// Runs a `data` command.
///
/// # Errors
/// What went wrong, with the file it concerns.
pub fn run(command: DataCommand) -> anyhow::Result<()> {
    match command {
        DataCommand::Import(ImportCommand::Codrep(args)) => codrep::run(&args),
        DataCommand::Import(ImportCommand::Jsonl(args)) => jsonl::run(&args),
        DataCommand::Import(ImportCommand::Parallel(args)) => parallel::run(&args),
        DataCommand::Import(ImportCommand::Parquet(args)) => parquet::import(&args),
        DataCommand::Export(args) => parquet::export(&args),
        DataCommand::Mine(args) => mine::run(&args),
        DataCommand::Corrupt(args) => corrupt::run(&args),
        DataCommand::Split(args) => split::run(&args),
        DataCommand::Stats(args) => stats::run(&args),
        DataCommand::TimeWindows(args) => timing::run(&args),
    }
}
