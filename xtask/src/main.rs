//! The project's chores, after rust-analyzer's habit: `cargo xtask setup`, `demo`, `test`, `dist` and `bench`.
//! It depends on neither runtime nor on the other crates, so that it builds in seconds on a bare machine.

mod bench;
mod demo;
mod dist;
mod paths;
mod peers;
mod progress;
mod run_tests;
mod setup;
#[cfg(test)]
mod tidy;

use std::{env, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::paths::Paths;

/// The project's chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Get ONNX Runtime and libtorch from their Python wheels into one cache folder.
    Setup(setup::Options),
    /// Set up, build, and repair real files with the bundle that ships.
    Demo(demo::Options),
    /// Set up and run all tests.
    Test(run_tests::Options),
    /// Make what a user installs: an archive, and the extension for VS Code.
    Dist(dist::Options),
    /// Speed and results beside those of others, in one run.
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    // clap would swallow the `--` that separates Cargo's arguments from the test binaries'.
    let mut line: Vec<String> = env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let for_tests = match line.iter().position(|word| word == "--") {
        Some(at) => line.split_off(at)[1..].to_vec(),
        None => Vec::new(),
    };
    let arguments = Arguments::parse_from(line);
    let done = Paths::find().and_then(|paths| {
        if paths::named_cache().is_some() {
            // Children run in other folders, where a relative path would lead elsewhere.
            // SAFETY: this is the only thread yet.
            unsafe { env::set_var(paths::CACHE_VARIABLE, &paths.cache) };
        }
        match arguments.chore {
            Chore::Setup(options) => setup::run(&paths, &options),
            Chore::Demo(options) => demo::run(&paths, &options),
            Chore::Test(options) => run_tests::run(&paths, &options, &for_tests),
            Chore::Dist(options) => dist::run(&paths, &options),
            Chore::Bench(bench) => bench::run(&paths, &bench),
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
