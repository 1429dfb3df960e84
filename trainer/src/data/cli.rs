//! The `data` commands.

use super::{codrep, corrupt, jsonl, mine, split, stats};

/// Make, import, split and describe training data.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum DataCommand {
    /// Bring other data into our format.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Find fixes in git histories and write them as pairs.
    Mine(mine::MineArgs),
    /// Put bugs into correct source files and write the pairs.
    Corrupt(corrupt::CorruptArgs),
    /// Drop leaks and repeats, shuffle, and split by repository.
    Split(split::SplitArgs),
    /// Count pairs by language, source, class, licence and repository.
    Stats(stats::StatsArgs),
}

/// What can be imported.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum ImportCommand {
    /// The `CodRep` competition: one-line fixes in whole Java files.
    Codrep(codrep::CodrepArgs),
    /// Our own records, checked, or plain pairs.
    Jsonl(jsonl::JsonlArgs),
}

/// Runs a `data` command.
///
/// # Errors
/// What went wrong, with the file it concerns.
pub fn run(command: DataCommand) -> anyhow::Result<()> {
    match command {
        DataCommand::Import(ImportCommand::Codrep(args)) => codrep::run(&args),
        DataCommand::Import(ImportCommand::Jsonl(args)) => jsonl::run(&args),
        DataCommand::Mine(args) => mine::run(&args),
        DataCommand::Corrupt(args) => corrupt::run(&args),
        DataCommand::Split(args) => split::run(&args),
        DataCommand::Stats(args) => stats::run(&args),
    }
}
