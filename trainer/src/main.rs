//! The trainer's entry point.

use std::{io::Write as _, process::ExitCode};

use clap::Parser;

/// libtorch's switch to try cuDNN's attention last.
const CUDNN_LAST: &str = "TORCH_CUDNN_SDPA_DEPRIORITIZED";

fn main() -> ExitCode {
    // SAFETY: no other thread runs yet.
    unsafe { fixerr_shared::runtime::forbid_telemetry() };
    // cuDNN's attention builds a plan for every shape of batch that it has not met, and batches of examples come in
    // hundreds of shapes. libtorch's own kernels take any shape.
    if std::env::var_os(CUDNN_LAST).is_none() {
        // SAFETY: no other thread runs yet, so none reads the environment meanwhile.
        unsafe { std::env::set_var(CUDNN_LAST, "1") };
    }
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
            // Nobody may be listening any longer.
            let _ = writeln!(std::io::stderr(), "error: {line}");
            ExitCode::FAILURE
        }
    }
}
