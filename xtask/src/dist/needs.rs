//! What `cargo xtask dist` needs of the system. It is looked for before anything is built, which takes minutes.

use std::{
    env::consts::OS,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};

use super::{
    licences,
    stage::{COMPILER_LIBRARIES, compiler_library},
};
use crate::setup;

/// The oldest Node.js that builds the extension.
const NODE: u32 = 20;

/// Fails where something is missing.
pub(super) fn ensure_all(archive_only: bool) -> Result<()> {
    ensure!(OS == "linux", "archives are made on Linux; on {OS}, build with `cargo build --release`");
    refuse(setup::own_onnxruntime().as_deref())?;
    version("objdump", "it is a part of binutils, and says which glibc the archive needs")?;
    for library in COMPILER_LIBRARIES {
        compiler_library(library)?;
    }
    licences::gcc(Path::new(licences::SHARE))?;
    if archive_only {
        return Ok(());
    }
    let hint = format!("the extension is built with Node.js {NODE} or newer; --archive-only leaves it out");
    let node = version("node", &hint)?;
    ensure!(major(&node).is_some_and(|major| major >= NODE), "this is Node.js {}: {hint}", node.trim());
    version("npm", &hint)?;
    Ok(())
}

/// The licences in the archive, and what it runs with, are those of one ONNX Runtime.
fn refuse(own_onnxruntime: Option<&Path>) -> Result<()> {
    if let Some(path) = own_onnxruntime {
        bail!(
            "FIXERR_ONNXRUNTIME names {}, but dist packs the ONNX Runtime that set-up downloads; unset FIXERR_ONNXRUNTIME",
            path.display()
        );
    }
    Ok(())
}

/// What a program says of its version.
fn version(program: &str, hint: &str) -> Result<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("cannot start {program}: {hint}"))?;
    ensure!(output.status.success(), "{program} --version failed ({}): {hint}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first number of a version such as `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node() {
        for (said, expected) in [
            ("v20.11.1\n", Some(20)),
            ("v18.0.0", Some(18)),
            ("v100.0.0-nightly\n", Some(100)),
            ("20", Some(20)),
            ("", None),
            ("node", None),
        ] {
            assert_eq!(major(said), expected, "{said:?}");
        }
    }

    #[test]
    fn a_missing_program_is_named_with_the_hint() {
        let error = version("fixerr-no-such-program", "it makes things").unwrap_err().to_string();
        assert_eq!(error, "cannot start fixerr-no-such-program: it makes things");
    }

    #[test]
    fn an_onnx_runtime_of_the_users_is_refused() {
        assert!(refuse(None).is_ok());
        let error = refuse(Some(Path::new("/opt/libonnxruntime.so"))).unwrap_err().to_string();
        assert!(error.contains("unset FIXERR_ONNXRUNTIME"), "{error}");
    }
}
