//! `cargo xtask dist`: what a user installs. An archive that runs with nothing but a C library, and the extension for VS Code with the
//! same files in it. needs (is everything there?) → stage (a folder with everything) → archive, vsix → try (does it run on a bare system?).

mod archive;
mod bare;
mod glibc;
mod licences;
mod links;
mod needs;
mod stage;
mod vsix;

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;

use self::stage::Stage;
use crate::{paths::Paths, setup};

/// What to make.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Where the files go; default: the project's target/dist.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The archive alone: neither Node.js nor npm is needed.
    #[arg(long)]
    archive_only: bool,
    /// Then unpack the archive where there is nothing but a C library, and run `doctor` and `fix` there. As root, or where users may
    /// make namespaces.
    #[arg(long = "try")]
    try_it: bool,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    needs::ensure_all(options.archive_only)?;
    let out = paths.given(options.out.as_deref(), "target/dist")?;
    let done = setup::run(paths, &setup::Options::serving())?;
    if done != ExitCode::SUCCESS {
        return Ok(done);
    }
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let stage = Stage::fill(paths, &out)?;
    let archive = archive::write(&stage.folder, &out.join(format!("{}.tar.gz", stage.name())))?;
    let mut made = vec![("archive", archive.clone())];
    if !options.archive_only {
        made.extend(vsix::package(paths, &stage, &out)?);
    }
    if options.try_it {
        bare::try_archive(&archive, &stage, &paths.root.join("tests/demo/SensorLog.java"))?;
    }
    let mut figures = serde_json::Map::new();
    for (key, file) in made {
        let bytes = fs::metadata(&file).with_context(|| file.display().to_string())?.len();
        println!("{:>6.1} MB  {}", bytes as f64 / 1e6, file.display());
        figures.insert(format!("{key}_bytes"), json!(bytes));
    }
    println!("{}", serde_json::Value::Object(figures));
    Ok(ExitCode::SUCCESS)
}
