//! The `fixerr-server` binary: see [`fixerr_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    fixerr_server::cli::main()
}
