//! The `fixerr-server` binary: see [`fixerr_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    // SAFETY: no other thread runs yet.
    unsafe { fixerr_shared::runtime::forbid_telemetry() };
    fixerr_server::cli::main()
}
