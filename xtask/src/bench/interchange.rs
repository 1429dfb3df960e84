//! `cargo xtask bench interchange`: the workspace's test against transformers, with a Python that has it.

use std::{
    env,
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result};

use crate::{paths::Paths, peers, setup, setup::Flavour};

pub(super) fn run(paths: &Paths) -> Result<ExitCode> {
    let done = setup::run(paths, &setup::Options::default())?;
    if done != ExitCode::SUCCESS {
        return Ok(done);
    }
    let python = peers::python(paths, Flavour::Cpu)?;
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&paths.root).env(peers::VARIABLE, python).env("FIXERR_REQUIRE_HF", "1");
    command.args(["test", "--locked", "--package", "fixerr-tests", "--test", "all", "huggingface::"]);
    let status = command.args(["--", "--nocapture"]).status().context("cannot start cargo")?;
    println!("{}", serde_json::json!({"passed": status.success()}));
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
