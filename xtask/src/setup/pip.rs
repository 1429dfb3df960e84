//! Wheels through the user's own pip, with its index, mirror, proxy and certificates.
//! A wheel appears in the staging folder only when pip has finished and checked it, so an interrupted set-up goes on there.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use super::packages::{Flavour, Report, Wheel};
use crate::progress;

/// Pauses before the second and third attempt.
const PAUSES: [Duration; 2] = [Duration::from_secs(3), Duration::from_secs(15)];
// We only unpack libraries, so the wheels need not suit the interpreter that runs pip; a fixed version resolves everywhere.
const ANY_INTERPRETER: [&str; 6] = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"];

/// A pip that answers.
pub(crate) struct Pip {
    command: Vec<OsString>,
    keep_cache: bool,
}

impl Pip {
    /// The first of `python3 -m pip`, `python -m pip`, `pip3` and `pip` that runs.
    pub(crate) fn find(flavour: Flavour) -> Result<Self> {
        let candidates: [&[&str]; 4] =
            [&["python3", "-m", "pip"], &["python", "-m", "pip"], &["pip3"], &["pip"]];
        for candidate in candidates {
            let answers = Command::new(candidate[0])
                .args(&candidate[1..])
                .args(["--version", "--disable-pip-version-check"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if answers.is_ok_and(|status| status.success()) {
                return Ok(Self {
                    command: candidate.iter().map(OsString::from).collect(),
                    // Resolving CUDA's wheels may already load them; then pip's cache saves loading gigabytes twice.
                    keep_cache: flavour == Flavour::Cuda,
                });
            }
        }
        bail!(
            "neither `python3 -m pip` nor `pip3` runs, and the runtimes come as Python wheels; \
             install pip (Debian and Ubuntu: apt-get install python3-pip; Fedora: dnf install python3-pip) \
             and run this again"
        )
    }

    /// The wheel's file in `staging`: an earlier run's, or a fresh download.
    pub(crate) fn download(&self, wheel: &Wheel, staging: &Path) -> Result<PathBuf> {
        if let Some(found) = finished(wheel, staging)? {
            eprintln!("{}: already downloaded", wheel.requirement());
            return Ok(found);
        }
        let partial = partial(staging);
        let mut arguments = vec![
            OsString::from("download"),
            "--dest".into(),
            partial.join("done").into(),
            "--no-deps".into(),
        ];
        arguments.push(wheel.requirement().into());
        self.retry(&format!("Downloading {}", wheel.requirement()), &partial, &arguments)?;
        let Some(done) = finished(wheel, &partial.join("done"))? else {
            bail!("pip reported success for {} but left no such wheel", wheel.requirement());
        };
        let place = staging.join(done.file_name().context("a wheel has no name")?);
        fs::rename(&done, &place).with_context(|| format!("cannot move a wheel to {}", place.display()))?;
        let _ = fs::remove_dir_all(&partial);
        Ok(place)
    }

    /// The exact versions that pip would install for `requirements`.
    pub(crate) fn resolve(&self, requirements: &[String], staging: &Path) -> Result<Report> {
        let partial = partial(staging);
        let report = partial.join("report.json");
        let mut arguments: Vec<OsString> =
            vec!["install".into(), "--dry-run".into(), "--ignore-installed".into()];
        arguments.extend([
            "--target".into(),
            partial.join("unused").into(),
            "--report".into(),
            (&report).into(),
        ]);
        arguments.extend(requirements.iter().map(OsString::from));
        self.retry(&format!("Asking pip what {} need", requirements.join(" and ")), &partial, &arguments)
            .context(
                "resolving the CUDA parts takes pip 22.2 or newer: python3 -m pip install --upgrade pip",
            )?;
        let text =
            fs::read_to_string(&report).with_context(|| format!("cannot read {}", report.display()))?;
        let _ = fs::remove_dir_all(&partial);
        Report::parse(&text)
    }

    fn retry(&self, what: &str, partial: &Path, arguments: &[OsString]) -> Result<()> {
        let mut attempt = 0;
        loop {
            // Whatever a failed pip left is not known to be whole.
            if partial.exists() {
                fs::remove_dir_all(partial).with_context(|| format!("cannot clear {}", partial.display()))?;
            }
            fs::create_dir_all(partial.join("tmp"))
                .with_context(|| format!("cannot make {}", partial.display()))?;
            let Err(error) = self.run(what, partial, arguments) else { return Ok(()) };
            let Some(pause) = PAUSES.get(attempt) else {
                return Err(error.context(
                    "pip could not do it; is its index reachable, and is it 20.3 or newer (python3 -m pip --version)?",
                ));
            };
            attempt += 1;
            eprintln!(
                "{error:#}\nTrying again in {} s ({} of {})",
                pause.as_secs(),
                attempt + 1,
                PAUSES.len() + 1
            );
            thread::sleep(*pause);
        }
    }

    /// Runs pip once; the error carries the end of what it said.
    fn run(&self, what: &str, partial: &Path, arguments: &[OsString]) -> Result<()> {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).args(arguments).args(ANY_INTERPRETER);
        command.args([
            "--only-binary=:all:",
            "--progress-bar=off",
            "--disable-pip-version-check",
            "--no-input",
        ]);
        if !self.keep_cache {
            command.arg("--no-cache-dir");
        }
        // The system's temporary folder may be a small one in memory; and here we can see how far the download is.
        command.env("TMPDIR", partial.join("tmp"));
        // Nothing is installed, so whoever lets pip work in virtual environments only need not make one for this.
        command.env("PIP_REQUIRE_VIRTUALENV", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let bar = progress::growing(what);
        let mut child = command.spawn().context("cannot start pip")?;
        // Two threads empty the pipes, so that pip never waits for us.
        let readers = [read_to_end(child.stdout.take()), read_to_end(child.stderr.take())];
        let status = loop {
            if let Some(status) = child.try_wait().context("cannot wait for pip")? {
                break status;
            }
            bar.set_position(wheel_bytes(partial));
            thread::sleep(Duration::from_millis(150));
        };
        bar.finish_and_clear();
        let said: Vec<String> = readers.into_iter().map(|reader| reader.join().unwrap_or_default()).collect();
        if status.success() {
            return Ok(());
        }
        let shown = self.command.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" ");
        bail!("{what}: `{shown}` failed ({status}):\n{}", last_lines(&said.concat(), 12))
    }
}

fn read_to_end<R: std::io::Read + Send + 'static>(pipe: Option<R>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What could be read until then is still worth showing.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Where pip works. An interrupted set-up's pip may live on for a while; it must not write where ours does.
fn partial(staging: &Path) -> PathBuf {
    staging.join(format!("partial-{}", std::process::id()))
}

/// Drops what interrupted set-ups left half done, which nobody knows to be whole.
pub(crate) fn clear_partial(staging: &Path) -> Result<()> {
    for entry in
        fs::read_dir(staging).with_context(|| format!("cannot list {}", staging.display()))?.flatten()
    {
        if entry.file_name().to_string_lossy().starts_with("partial-") {
            let path = entry.path();
            fs::remove_dir_all(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// A wheel that is wholly there.
fn finished(wheel: &Wheel, folder: &Path) -> Result<Option<PathBuf>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        if wheel.is_file(&entry.file_name().to_string_lossy()) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

/// How much of a wheel has come: pip loads it into a folder of its own before it moves it.
fn wheel_bytes(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => wheel_bytes(&entry.path()),
        Ok(metadata) if entry.path().extension().is_some_and(|ending| ending == "whl") => metadata.len(),
        _ => 0,
    });
    // The largest: for a moment the same wheel is in both folders.
    sizes.max().unwrap_or(0)
}

fn last_lines(text: &str, n: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    format!("  {}", lines[lines.len().saturating_sub(n)..].join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::packages::{Component, Runtime};

    /// A pip that is a shell script; `$dest` is the folder that it is to fill.
    fn fake(folder: &Path, body: &str) -> Pip {
        let script = folder.join("pip.sh");
        fs::write(&script, format!("dest=$3\nmkdir -p \"$dest\"\n{body}\n")).unwrap();
        Pip { command: vec!["sh".into(), script.into()], keep_cache: false }
    }

    fn onnxruntime() -> Wheel {
        Component::cpu(Runtime::OnnxRuntime).wheels.remove(0)
    }

    #[test]
    fn a_finished_wheel_is_not_downloaded_again() {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("{}cp311-cp311-linux.whl", onnxruntime().file_prefix());
        let pip = fake(folder.path(), &format!("echo whole > \"$dest/{name}\""));
        let first = pip.download(&onnxruntime(), folder.path()).unwrap();
        assert_eq!(first, folder.path().join(&name));
        // A second pip would fail: it is not asked.
        let pip = fake(folder.path(), "exit 1");
        assert_eq!(pip.download(&onnxruntime(), folder.path()).unwrap(), first);
    }

    #[test]
    fn what_an_interrupted_pip_left_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("{}cp311-cp311-linux.whl", onnxruntime().file_prefix());
        let left = folder.path().join("partial-1/done");
        fs::create_dir_all(&left).unwrap();
        fs::write(left.join(&name), "half").unwrap();
        clear_partial(folder.path()).unwrap();
        assert!(!left.exists());
        let pip = fake(folder.path(), &format!("echo whole > \"$dest/{name}\""));
        let found = pip.download(&onnxruntime(), folder.path()).unwrap();
        assert_eq!(fs::read_to_string(found).unwrap(), "whole\n");
        assert!(!partial(folder.path()).exists());
    }

    #[test]
    fn the_error_carries_what_pip_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("tmp")).unwrap();
        let pip = fake(folder.path(), "echo no route to host >&2; exit 3");
        let error = pip.run("Downloading x", folder.path(), &["a".into(), "b".into(), folder.path().into()]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("no route to host") && error.contains("Downloading x"), "{error}");
    }

    #[test]
    fn no_virtual_environment_is_demanded() {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("{}cp311-cp311-linux.whl", onnxruntime().file_prefix());
        let pip = fake(folder.path(), &format!("echo $PIP_REQUIRE_VIRTUALENV > \"$dest/{name}\""));
        let found = pip.download(&onnxruntime(), folder.path()).unwrap();
        assert_eq!(fs::read_to_string(found).unwrap(), "0\n");
    }

    #[test]
    fn a_success_without_a_wheel_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = fake(folder.path(), "true").download(&onnxruntime(), folder.path()).unwrap_err();
        assert!(error.to_string().contains("left no such wheel"), "{error}");
    }
}
