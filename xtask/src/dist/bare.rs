//! Whether the archive runs where there is nothing but a C library: it is unpacked into an empty root.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;
use tar::Archive;

use super::{
    glibc::PROMISED,
    stage::{COMPILER_LIBRARIES, LIBRARY_FOLDER, Stage, compiler_library},
};

/// The C library, and the loader of programs.
const C_LIBRARY: [&str; 6] =
    ["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "ld-linux-x86-64.so.2"];

/// In licences that lie deep in a crate's folder, or at the head of a source alone.
const NOTICES: [&str; 3] = ["K.Kosako", "Yuta Mori", "Unicode, Inc."];

/// Unpacks the archive and runs `doctor`, and `fix` on a file whose bug the model knows: with the compiler's libraries that lie in it, and
/// with the system's alone.
pub(super) fn try_archive(archive: &Path, stage: &Stage, buggy: &Path) -> Result<()> {
    ensure!(
        stage.glibc <= PROMISED,
        "the archive needs glibc {}, and README.md promises {PROMISED}: make it on an older system",
        stage.glibc
    );
    let root = archive.with_file_name("bare-root");
    if root.exists() {
        fs::remove_dir_all(&root).with_context(|| format!("cannot remove {}", root.display()))?;
    }
    C_LIBRARY.iter().try_for_each(|library| install(&root, library))?;
    let file = File::open(archive).with_context(|| archive.display().to_string())?;
    Archive::new(GzDecoder::new(file)).unpack(&root).with_context(|| archive.display().to_string())?;
    let crates = root.join(stage.name()).join("licences/rust-crates.txt");
    let licences = fs::read_to_string(&crates).with_context(|| crates.display().to_string())?;
    for words in NOTICES {
        ensure!(licences.contains(words), "{}: the notice of {words} is missing", crates.display());
    }
    let best = repair(&root, stage, buggy)?;
    println!("With nothing but a C library, doctor says that everything works, and fix proposes {best:?}.");

    // What lies in the archive would not load any more.
    for library in COMPILER_LIBRARIES {
        install(&root, library)?;
        fs::write(root.join(stage.name()).join(LIBRARY_FOLDER).join(library), "")?;
    }
    repair(&root, stage, buggy)?;
    println!(
        "Where the system has the compiler's libraries, they are taken. It needs glibc {} or newer.",
        stage.glibc
    );
    fs::remove_dir_all(&root)?;
    Ok(())
}

/// Puts one of this system's libraries where the loader looks.
fn install(root: &Path, library: &str) -> Result<()> {
    let from = compiler_library(library)?;
    // /usr/lib/… is /lib/… on most systems.
    for folder in [from.parent().unwrap_or(Path::new("/lib")), Path::new("/lib64")] {
        let folder = root.join(folder.strip_prefix("/").unwrap_or(folder));
        fs::create_dir_all(&folder)?;
        fs::copy(&from, folder.join(library)).with_context(|| library.to_owned())?;
    }
    Ok(())
}

/// Runs `doctor` and `fix` in a root and returns the line that is proposed.
fn repair(root: &Path, stage: &Stage, buggy: &Path) -> Result<String> {
    let text = fs::read_to_string(buggy).with_context(|| buggy.display().to_string())?;
    let line = text.lines().position(|line| line.contains("i <= count;")).context("the bug is gone")? + 1;
    fs::copy(buggy, root.join("SensorLog.java"))?;

    let server = format!("/{}/fixerr-server", stage.name());
    let doctor = run(root, &[&server, "doctor"])?;
    ensure!(doctor.contains("everything works"), "on a bare system, doctor says:\n{doctor}");
    let fix =
        run(root, &[&server, "fix", "/SensorLog.java", "--line", &line.to_string(), "--format", "json"])?;
    let answer: serde_json::Value = serde_json::from_str(&fix).with_context(|| fix.clone())?;
    let best = answer["candidates"][0]["replacement"].as_str().unwrap_or_default();
    ensure!(best.contains("i < count;"), "on a bare system, fix says:\n{fix}");
    Ok(best.trim().to_owned())
}

/// Shows processes, by which a program's loader knows where the program lies, and runs what follows in a root.
const IN_ROOT: &str = r#"mount --rbind /proc "$0/proc" && exec chroot "$0" "$@""#;

/// What a program prints when `root` is all that it sees: no other files, no variables, no network.
fn run(root: &Path, line: &[&str]) -> Result<String> {
    fs::create_dir_all(root.join("proc"))?;
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "--mount", "--", "sh", "-c", IN_ROOT]);
    command.arg(root).args(line).env_clear();
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
