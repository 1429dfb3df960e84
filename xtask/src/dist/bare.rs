//! Whether the archive runs where there is nothing but a C library: it is unpacked into an empty root.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;
use tar::Archive;

use super::stage::compiler_library;

/// The C library, and the loader of programs.
const C_LIBRARY: [&str; 6] =
    ["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "ld-linux-x86-64.so.2"];

/// Unpacks the archive and runs `doctor`, and `fix` on a file whose bug the model knows.
pub(super) fn try_archive(archive: &Path, name: &str, buggy: &Path) -> Result<()> {
    let root = archive.with_file_name("bare-root");
    if root.exists() {
        fs::remove_dir_all(&root).with_context(|| format!("cannot remove {}", root.display()))?;
    }
    for library in C_LIBRARY {
        let from = compiler_library(library)?;
        // Where the loader looks on this system: /usr/lib/… is /lib/… on most.
        for folder in [from.parent().unwrap_or(Path::new("/lib")), Path::new("/lib64")] {
            let folder = root.join(folder.strip_prefix("/").unwrap_or(folder));
            fs::create_dir_all(&folder)?;
            fs::copy(&from, folder.join(library)).with_context(|| library.to_owned())?;
        }
    }
    let file = File::open(archive).with_context(|| archive.display().to_string())?;
    Archive::new(GzDecoder::new(file)).unpack(&root).with_context(|| archive.display().to_string())?;
    let text = fs::read_to_string(buggy).with_context(|| buggy.display().to_string())?;
    let line = text.lines().position(|line| line.contains("i <= count;")).context("the bug is gone")? + 1;
    fs::copy(buggy, root.join("SensorLog.java"))?;

    let server = format!("/{name}/fixerr-server");
    let doctor = run(&root, &[&server, "doctor"])?;
    ensure!(doctor.contains("everything works"), "on a bare system, doctor says:\n{doctor}");
    let fix =
        run(&root, &[&server, "fix", "/SensorLog.java", "--line", &line.to_string(), "--format", "json"])?;
    let answer: serde_json::Value = serde_json::from_str(&fix).with_context(|| fix.clone())?;
    let best = answer["candidates"][0]["replacement"].as_str().unwrap_or_default();
    ensure!(best.contains("i < count;"), "on a bare system, fix says:\n{fix}");
    fs::remove_dir_all(&root)?;
    println!(
        "With nothing but a C library, doctor says that everything works, and fix proposes {:?}.",
        best.trim()
    );
    Ok(())
}

/// What a program prints when `root` is all that it sees: no other files, no variables, no network.
fn run(root: &Path, line: &[&str]) -> Result<String> {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "--", "chroot"]).arg(root).args(line).env_clear();
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let output = command.output().context("cannot start unshare, of util-linux")?;
    if !output.status.success() {
        bail!(
            "on a bare system, {} ended with {}:\n{}{}",
            line.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
