//! The trainer's entry point.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match fixerr_trainer::cli::run(fixerr_trainer::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
