//! `cargo xtask test`: set-up, then every test of the workspace, with the time that each step took.

use std::{
    env,
    path::Path,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{paths::Paths, setup};

/// How to test.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Fail, rather than skip, the editor tests where Neovim is missing.
    #[arg(long)]
    require_nvim: bool,
    /// Arguments for `cargo test`, such as `-p fixerr-shared`; what stands behind `--` goes to the test binaries.
    /// Without a package, all are tested.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    for_cargo: Vec<String>,
}

/// `for_tests` goes to the test binaries.
pub(crate) fn run(paths: &Paths, options: &Options, for_tests: &[String]) -> Result<ExitCode> {
    let mut times = Vec::new();
    let start = Instant::now();
    let done = setup::run(paths, &setup::Options::default())?;
    times.push(("set-up", start.elapsed()));

    // Building apart from running, so that each time says something.
    let cargo = cargo_arguments(options);
    let building: Vec<&str> = cargo.iter().copied().chain(["--no-run"]).collect();
    let tests = for_tests.iter().map(String::as_str);
    let running: Vec<&str> = cargo.iter().copied().chain(["--"]).chain(tests).collect();
    let mut code = done;
    for (step, arguments) in [("build", building), ("tests", running)] {
        let start = Instant::now();
        let is_whole = cargo_test(&paths.root, options.require_nvim, &arguments)?;
        times.push((step, start.elapsed()));
        if !is_whole {
            code = ExitCode::FAILURE;
            break;
        }
    }
    for (step, time) in times {
        eprintln!("{step:>7}  {}", clock(time));
    }
    Ok(code)
}

/// What goes to Cargo: all packages, unless some are named.
fn cargo_arguments(options: &Options) -> Vec<&str> {
    let names_packages = options.for_cargo.iter().any(|argument| {
        argument == "--package" || argument.starts_with("--package=") || argument.starts_with("-p")
    });
    let workspace = (!names_packages).then_some("--workspace");
    ["test", "--locked"]
        .into_iter()
        .chain(workspace)
        .chain(options.for_cargo.iter().map(String::as_str))
        .collect()
}

/// Whether `cargo test` ended well.
fn cargo_test(root: &Path, require_nvim: bool, arguments: &[&str]) -> Result<bool> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).args(arguments);
    if require_nvim {
        command.env("FIXERR_REQUIRE_NVIM", "1");
    }
    Ok(command.status().context("cannot start cargo")?.success())
}

/// `4:05`, minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[track_caller]
    fn check(line: &str, cargo: &str, require_nvim: bool) {
        let options = Line::try_parse_from(line.split(' ')).unwrap().options;
        assert_eq!(
            (cargo_arguments(&options).join(" ").as_str(), options.require_nvim),
            (cargo, require_nvim)
        );
    }

    #[test]
    fn arguments_reach_cargo() {
        check("test", "test --locked --workspace", false);
        check("test --require-nvim", "test --locked --workspace", true);
        check("test --require-nvim -p xtask", "test --locked -p xtask", true);
        check("test name", "test --locked --workspace name", false);
        check("test --package=xtask --lib", "test --locked --package=xtask --lib", false);
    }

    #[test]
    fn minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(245_400)), "4:05");
    }
}
