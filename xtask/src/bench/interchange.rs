//! `cargo xtask bench interchange`: the workspace's test against transformers, with a Python that has it.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{paths::Paths, peers, setup, setup::Flavour};

/// How to compare.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// As the others have it; there is one size here.
    #[arg(long)]
    quick: bool,
}

pub(super) fn run(paths: &Paths, _options: &Options) -> Result<ExitCode> {
    let done = setup::run(paths, &setup::Options::default())?;
    if done != ExitCode::SUCCESS {
        return Ok(done);
    }
    let python = peers::python(paths, Flavour::Cpu, &["torch", "transformers", "safetensors"])?;
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&paths.root).env(peers::VARIABLE, python).env("FIXERR_REQUIRE_HF", "1");
    command.args(["test", "--locked", "--package", "fixerr-tests", "--test", "all", "huggingface::"]);
    command.args(["--", "--nocapture"]).stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start cargo")?;
    let mut tests = 0;
    for line in BufReader::new(child.stdout.take().context("a process without stdout")?).lines() {
        let line = line.context("what the tests say")?;
        tests += passed(&line);
        println!("{line}");
    }
    // A name that no test has is no error to Cargo.
    let is_good = child.wait().context("cannot wait for cargo")?.success() && tests > 0;
    println!("{}", serde_json::json!({"passed": is_good, "tests": tests}));
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The tests that a line of a test binary's counts as passed.
fn passed(line: &str) -> usize {
    let count = line.strip_prefix("test result: ok. ").and_then(|rest| rest.split(' ').next());
    count.and_then(|count| count.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_test_binary_says_what_passed() {
        assert_eq!(passed("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out"), 12);
        assert_eq!(passed("test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out"), 0);
        assert_eq!(passed("test result: FAILED. 1 passed; 1 failed; 0 ignored"), 0);
        assert_eq!(passed("running 2 tests"), 0);
    }
}
