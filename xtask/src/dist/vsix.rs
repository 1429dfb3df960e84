//! The extension for VS Code, twice: with the server in it for this platform, and without it for the others.

use std::{
    env::consts::{ARCH, OS},
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};

use super::stage::{LIBRARY_FOLDER, Stage};
use crate::paths::Paths;

const ATTEMPTS: u32 = 3;
/// Before the second attempt; twice as long before the third.
const PAUSE: Duration = Duration::from_secs(15);

/// What the extension takes of the staged folder.
const CARRIED: [&str; 6] =
    ["fixerr-server", "libonnxruntime.so", LIBRARY_FOLDER, "model", "licences", "LICENSE-APACHE"];

/// Builds both and returns their names and places.
pub(super) fn package(paths: &Paths, stage: &Stage, out: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    let extension = paths.root.join("editors/vscode");
    let server = extension.join("server");
    if server.exists() {
        fs::remove_dir_all(&server).with_context(|| format!("cannot remove {}", server.display()))?;
    }
    for name in CARRIED {
        place(&stage.folder.join(name), &server.join(name))?;
    }
    let target = platform()?;
    install(&extension)?;
    let (plain, platform) = (
        out.join(format!("fixerr-{}.vsix", stage.version)),
        out.join(format!("fixerr-{target}-{}.vsix", stage.version)),
    );
    let file = |path: &Path| path.to_string_lossy().into_owned();
    npm(&extension, &["run", "package", "--", "--out", &file(&plain)])?;
    npm(&extension, &["run", "package", "--", "--target", &target, "--out", &file(&platform)])?;
    Ok(vec![("vsix", plain), ("platform_vsix", platform)])
}

/// What VS Code calls this system.
fn platform() -> Result<String> {
    let arch = match ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => anyhow::bail!("VS Code has no platform for {other}"),
    };
    Ok(format!("{OS}-{arch}"))
}

/// Puts a file or folder in a second place, without another copy where the system can.
fn place(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            place(&path, &to.join(path.file_name().unwrap_or_default()))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::hard_link(from, to)
        .or_else(|_| fs::copy(from, to).map(|_| ()))
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

/// Gets what the extension is built with; a registry may be out of reach for a moment.
fn install(extension: &Path) -> Result<()> {
    let mut attempt = 1;
    loop {
        match npm(extension, &["ci", "--no-audit", "--no-fund"]) {
            Err(error) if attempt < ATTEMPTS => {
                eprintln!("{error:#} (attempt {attempt} of {ATTEMPTS}); trying again");
                thread::sleep(PAUSE * attempt);
                attempt += 1;
            }
            done => return done,
        }
    }
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("npm").current_dir(folder).args(arguments).status().context(
        "cannot start npm: the extension is built with Node.js 20 or newer; --archive-only leaves it out",
    )?;
    ensure!(status.success(), "npm {} failed", arguments.join(" "));
    Ok(())
}
