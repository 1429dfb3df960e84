//! Lets the trainer find libtorch where `cargo xtask setup` linked it, without a variable in the environment, and tells it
//! the commit that it was built from.

use std::{path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    if let Ok(libtorch) = std::env::var("LIBTORCH") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{libtorch}/lib");
    }
    // Git appends to this file at every commit and checkout. An absent file would make cargo build anew each time; this script also
    // serves tests/, which has no build.rs of its own.
    let log = Path::new("../.git/logs/HEAD");
    println!("cargo:rerun-if-changed={}", if log.exists() { "../.git/logs/HEAD" } else { "Cargo.toml" });
    let commit = Command::new("git").args(["rev-parse", "HEAD"]).output().ok().filter(|o| o.status.success());
    let commit = commit.and_then(|output| String::from_utf8(output.stdout).ok());
    println!("cargo:rustc-env=FIXERR_COMMIT={}", commit.as_deref().unwrap_or("unknown").trim());
}
