//! `fixerr-trainer report`: one self-contained HTML page that compares runs. Reading (`data`), figures (`figures`,
//! `evaluation`) and drawing (`charts`, `diffs`, `page`) are apart; the page is whole without JavaScript and asks the
//! network for nothing.

use std::{
    io,
    path::{Path, PathBuf},
};

use fixerr_shared::files;

pub mod data;
pub mod evaluation;
pub mod figures;

mod charts;
mod curves;
mod diffs;
mod examples;
mod html;
mod page;
mod quality;
mod times;

#[cfg(test)]
mod tests;

/// What `report` is asked for.
#[derive(Debug, clap::Args)]
pub struct ReportArguments {
    /// Folders of runs, finished or still running.
    #[arg(required = true, num_args = 1.., value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// The page.
    #[arg(long, default_value = "report.html")]
    out: PathBuf,
    /// Examples to show in all.
    #[arg(long, default_value_t = 60)]
    examples: usize,
}

/// What keeps a report from being drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The folder holds nothing that a run writes.
    #[error(
        "{}: not a run: it holds neither config.toml nor metrics.jsonl; name a folder that `fixerr-trainer train --run` made",
        path.display()
    )]
    NoRun {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Draws the page.
///
/// # Errors
/// [`ReportError`]: a folder that is no run, or a page that cannot be written.
pub fn run(arguments: &ReportArguments) -> anyhow::Result<()> {
    let page = draw(&arguments.runs, arguments.examples)?;
    let out = &arguments.out;
    files::write_atomically(out, page.as_bytes())
        .map_err(|source| ReportError::Io { path: out.clone(), source })?;
    say!("{}: {} kB", out.display(), page.len().div_ceil(1000));
    Ok(())
}

/// The page that compares `runs`, with at most `examples` example fixes.
///
/// # Errors
/// [`ReportError`] of the first folder that is no run or cannot be read.
pub fn draw(runs: &[PathBuf], examples: usize) -> Result<String, ReportError> {
    let mut read = runs.iter().map(|path| data::Run::read(path)).collect::<Result<Vec<_>, _>>()?;
    data::tell_apart(&mut read, &runs.iter().map(PathBuf::as_path).collect::<Vec<&Path>>());
    for run in &read {
        for note in &run.notes {
            say!("note: {note}");
        }
    }
    Ok(page::page(&read, examples, times::now()))
}
