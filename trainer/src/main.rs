//! The trainer's entry point.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match fixerr_trainer::cli::run(fixerr_trainer::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Most errors of ours name their cause already; one that does must not say it twice.
            let mut line = error.to_string();
            for cause in error.chain().skip(1).map(ToString::to_string) {
                if !line.contains(&cause) {
                    line = format!("{line}: {cause}");
                }
            }
            eprintln!("error: {line}");
            ExitCode::FAILURE
        }
    }
}
