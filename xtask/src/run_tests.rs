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

/// The crates whose tests need ONNX Runtime at most.
const SERVING: [&str; 4] = ["xtask", "fixerr-rules", "fixerr-shared", "fixerr-server"];

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
    let needed = if needs_libtorch(options) { setup::Options::default() } else { setup::Options::serving() };
    let done = setup::run(paths, &needed)?;
    times.push(("set-up", start.elapsed()));

    let mut code = done;
    for (step, arguments) in steps(options, for_tests) {
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

/// Cargo's arguments: building apart from running, so that each time says something.
fn steps<'a>(options: &'a Options, for_tests: &'a [String]) -> Vec<(&'static str, Vec<&'a str>)> {
    let cargo = cargo_arguments(options);
    if cargo.contains(&"--no-run") {
        return vec![("build", cargo)];
    }
    let tests = for_tests.iter().map(String::as_str);
    let running = cargo.iter().copied().chain(["--"]).chain(tests).collect();
    let building = cargo.into_iter().chain(["--no-run"]).collect();
    vec![("build", building), ("tests", running)]
}

/// The packages that are named.
fn packages(options: &Options) -> Vec<&str> {
    let mut arguments = options.for_cargo.iter().map(String::as_str);
    let mut found = Vec::new();
    while let Some(argument) = arguments.next() {
        found.extend(match argument {
            "-p" | "--package" => arguments.next(),
            _ => argument
                .strip_prefix("--package=")
                .or_else(|| argument.strip_prefix("-p").map(|name| name.trim_start_matches('='))),
        });
    }
    found
}

/// Whether a crate is tested that trains.
fn needs_libtorch(options: &Options) -> bool {
    let packages = packages(options);
    let has_all = options.for_cargo.iter().any(|argument| argument == "--workspace" || argument == "--all");
    has_all || packages.is_empty() || packages.iter().any(|name| !SERVING.contains(name))
}

/// What goes to Cargo: all packages, unless some are named.
fn cargo_arguments(options: &Options) -> Vec<&str> {
    let workspace = packages(options).is_empty().then_some("--workspace");
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
    fn only_crates_that_train_need_libtorch() {
        for (line, expected) in [
            ("test", true),
            ("test name", true),
            ("test -p xtask", false),
            ("test -pxtask --package=fixerr-shared --package fixerr-server", false),
            ("test -p fixerr-shared -p fixerr-tests killed", true),
            ("test -p=fixerr-trainer", true),
            ("test --workspace -p xtask", true),
        ] {
            let options = Line::try_parse_from(line.split(' ')).unwrap().options;
            assert_eq!(needs_libtorch(&options), expected, "{line}");
        }
    }

    #[test]
    fn building_and_running_are_two_steps_and_no_run_is_one() {
        for (line, expected) in [
            ("test -p xtask", "test --locked -p xtask --no-run | test --locked -p xtask -- --nocapture"),
            ("test -p xtask --no-run", "test --locked -p xtask --no-run"),
        ] {
            let options = Line::try_parse_from(line.split(' ')).unwrap().options;
            let for_tests = ["--nocapture".to_owned()];
            let lines: Vec<String> =
                steps(&options, &for_tests).iter().map(|(_, arguments)| arguments.join(" ")).collect();
            assert_eq!(lines.join(" | "), expected);
        }
    }

    #[test]
    fn minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(245_400)), "4:05");
    }
}
