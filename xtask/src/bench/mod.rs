//! `cargo xtask bench NAME`: FixErr beside others, in one run on one machine. Each ends with a line of JSON.

mod data;
mod engine;
mod interchange;
mod scratch;
mod server;
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
    /// Training data: how fast bugs are put into source and examples become windows, with one thread and with two.
    Data(data::Options),
    /// The repair engine: two others with the same weights on the same windows, and the server's memory.
    Engine(engine::Options),
    /// The language server under load: answers, memory, and how soon a change is applied while the model is busy.
    Server(server::Options),
    /// Training: the same architecture and batches in torch with Hugging Face's model, eager and compiled.
    Train(train::Options),
    /// Whether transformers loads our exports and computes the same.
    Interchange(interchange::Options),
}

pub(crate) fn run(paths: &Paths, bench: &Bench) -> Result<ExitCode> {
    match bench {
        Bench::Data(options) => data::run(paths, options),
        Bench::Engine(options) => engine::run(paths, options),
        Bench::Server(options) => server::run(paths, options),
        Bench::Train(options) => train::run(paths, options),
        Bench::Interchange(options) => interchange::run(paths, options),
    }
}

/// Builds the trainer and returns its path. What libtorch does is as fast in every profile; our own work is not.
fn build_trainer(root: &Path, profile: &str) -> Result<PathBuf> {
    eprintln!("Building fixerr-trainer …");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args([
            "build",
            "--locked",
            "--package",
            "fixerr-trainer",
            "--profile",
            profile,
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

/// The project's own source, without what a user keeps beside it, such as the checkouts in `data`.
fn own_sources(root: &Path) -> Vec<PathBuf> {
    ["shared", "server", "trainer", "tests", "xtask", "editors"].map(|folder| root.join(folder)).to_vec()
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_source_is_each_crate_and_the_editors() {
        let root = Paths::find().unwrap().root;
        let sources = own_sources(&root);
        assert!(sources.iter().all(|folder| folder.is_dir()), "{sources:?}");
        let text = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let workspace: toml::Value = toml::from_str(&text).unwrap();
        for member in workspace["workspace"]["members"].as_array().unwrap() {
            let member = root.join(member.as_str().unwrap());
            assert!(
                sources.iter().any(|folder| member.starts_with(folder)),
                "{} is missing",
                member.display()
            );
        }
        assert!(!sources.contains(&root) && !sources.contains(&root.join("data")));
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, f64::NAN, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }
}
