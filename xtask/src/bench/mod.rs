//! `cargo xtask bench NAME`: FixErr beside others, in one run on one machine. Each ends with a line of JSON.

mod interchange;
mod scratch;
mod train;
mod worker;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;

use crate::{demo, paths::Paths};

/// What to compare.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Bench {
    /// Training: the same architecture and batches in torch with Hugging Face's model, eager and compiled.
    Train(train::Options),
    /// Whether transformers loads our exports and computes the same.
    Interchange,
}

pub(crate) fn run(paths: &Paths, bench: &Bench) -> Result<ExitCode> {
    match bench {
        Bench::Train(options) => train::run(paths, options),
        Bench::Interchange => interchange::run(paths),
    }
}

/// Builds the trainer, whose work libtorch does whatever the profile, and returns its path.
fn build_trainer(root: &Path) -> Result<PathBuf> {
    eprintln!("Building fixerr-trainer …");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args([
            "build",
            "--locked",
            "--package",
            "fixerr-trainer",
            "--message-format=json-render-diagnostics",
        ])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo build --package fixerr-trainer failed ({})", output.status);
    }
    demo::executable(&String::from_utf8_lossy(&output.stdout), "fixerr-trainer")
        .context("cargo built fixerr-trainer but named no executable of that name")
}
