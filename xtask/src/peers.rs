//! A Python with torch and transformers to compare with: a virtual environment in the cache folder, every package pinned.
//! On a CPU it does without the gigabytes of CUDA libraries that torch's wheel asks for.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use crate::{
    paths::Paths,
    setup::{self, Component, Flavour, Runtime},
};

/// Names a Python that has the packages already, to be used instead.
pub(crate) const VARIABLE: &str = "FIXERR_HF_PYTHON";
const REQUIREMENTS: &str = include_str!("../python/requirements.txt");
/// Rises when an environment is laid out differently, so that old ones are made anew.
const FORMAT: u32 = 1;
/// Written last: an environment without it is a part of one.
const MARKER: &str = "fixerr-complete";
/// The libraries of CUDA that torch's own ask the loader for. On a CPU nothing in them is ever called.
const UNCALLED: [&str; 10] = [
    "libcublas.so.13",
    "libcublasLt.so.13",
    "libcudnn.so.9",
    "libcufft.so.12",
    "libcufile.so.0",
    "libcurand.so.10",
    "libcusparse.so.12",
    "libcusparseLt.so.0",
    "libnccl.so.2",
    "libnvshmem_host.so.3",
];
/// Run by each start of the environment's Python: functions are looked up when they are called, and so those that are never
/// called need not be there.
const LAZY: &str = "import os, sys; sys.setdlopenflags(os.RTLD_LAZY)\n";

/// The Python to ask, with the modules that the caller imports; made at the first call.
pub(crate) fn python(paths: &Paths, flavour: Flavour, modules: &[&str]) -> Result<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from) {
        eprintln!("{VARIABLE} names {}: {}", named.display(), check_named(&named, modules)?);
        return Ok(named);
    }
    let wheels: Vec<String> =
        Component::cpu(Runtime::Libtorch).wheels.iter().map(setup::Wheel::requirement).collect();
    let name = match flavour {
        Flavour::Cpu => "peers-cpu",
        Flavour::Cuda => "peers-cuda",
    };
    let folder = paths.cache.join(name);
    let python = folder.join("bin/python");
    let digest = digest(&wheels, flavour);
    let is_whole =
        || fs::read_to_string(folder.join(MARKER)).is_ok_and(|found| found == digest) && python.is_file();
    if !is_whole() {
        setup::ensure_platform()?;
        let lock = setup::lock(&paths.cache)?;
        // Another process may have been faster.
        if !is_whole() {
            make(&folder, &python, &wheels, flavour, modules)?;
            fs::write(folder.join(MARKER), &digest)
                .with_context(|| format!("cannot write to {}", folder.display()))?;
        }
        drop(lock);
    }
    Ok(python)
}

/// What an environment was made from.
fn digest(wheels: &[String], flavour: Flavour) -> String {
    let text = format!("{FORMAT} {flavour:?} {wheels:?} {REQUIREMENTS}");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn make(folder: &Path, python: &Path, wheels: &[String], flavour: Flavour, modules: &[&str]) -> Result<()> {
    let start = Instant::now();
    if fs::symlink_metadata(folder).is_ok() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let size = if flavour == Flavour::Cpu { "600 MB" } else { "3 GB" };
    eprintln!(
        "Making {}: PyTorch and transformers to compare with, about {size} to load …",
        folder.display()
    );
    let interpreter = interpreter()?;
    run(Command::new(interpreter).args(["-m", "venv"]).arg(folder)).context(
        "python3 -m venv failed; install it (Debian and Ubuntu: apt-get install python3-venv) and run this again",
    )?;
    let temporary = folder.join("tmp");
    fs::create_dir_all(&temporary).with_context(|| format!("cannot make {}", temporary.display()))?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS)
        .with_context(|| format!("cannot write {}", requirements.display()))?;
    let pip = |arguments: &[&str]| {
        let mut command = Command::new(python);
        command.args(["-m", "pip", "install", "--only-binary=:all:", "--progress-bar=off", "--quiet"]);
        command.args(["--disable-pip-version-check", "--no-input", "--no-cache-dir"]).args(arguments);
        // The system's temporary folder may be a small one in memory.
        run(command.env("TMPDIR", &temporary)).map(drop).context(
            "pip could not do it; is its index reachable? PIP_FIND_LINKS can name a folder of wheels",
        )
    };
    let torch: Vec<&str> = wheels.iter().map(String::as_str).collect();
    match flavour {
        Flavour::Cpu => pip(&[&["--no-deps"][..], &torch].concat())?,
        // The first is torch itself, which knows what it needs.
        Flavour::Cuda => pip(&torch[..1])?,
    }
    pip(&["--no-deps", "--requirement", &requirements.to_string_lossy()])?;
    if flavour == Flavour::Cpu {
        do_without_cuda(python)?;
    }
    let versions = check(python, modules)?;
    let _ = fs::remove_dir_all(&temporary);
    eprintln!("{versions} in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Puts empty libraries where the loader looks for those of CUDA.
fn do_without_cuda(python: &Path) -> Result<()> {
    let said =
        run(Command::new(python).args(["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]))?;
    let packages = PathBuf::from(said.trim());
    let libraries = packages.join("torch/lib");
    ensure!(libraries.is_dir(), "{}: pip installed no torch there", libraries.display());
    let empty = libraries.join(UNCALLED[0]);
    setup::empty_library(&empty)?;
    for name in &UNCALLED[1..] {
        let target = libraries.join(name);
        fs::copy(&empty, &target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    let path = packages.join("fixerr-lazy.pth");
    fs::write(&path, LAZY).with_context(|| format!("cannot write {}", path.display()))
}

/// A Python that is new enough for the pinned packages.
fn interpreter() -> Result<&'static str> {
    const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 11))";
    ["python3", "python"]
        .into_iter()
        .find(|name| {
            let ran = Command::new(name).args(["-c", NEW_ENOUGH]).stderr(Stdio::null()).status();
            ran.is_ok_and(|status| status.success())
        })
        .with_context(|| {
            format!("no Python 3.11 or newer here; install one, or let {VARIABLE} name a Python with torch and what xtask/python/requirements.txt lists")
        })
}

/// The same for the Python that the user names.
fn check_named(python: &Path, modules: &[&str]) -> Result<String> {
    check(python, modules).with_context(|| {
        let modules = modules.join(", ");
        format!("{VARIABLE} names {}; let it name a Python with {modules}", python.display())
    })
}

/// The versions of the modules that a Python has.
fn check(python: &Path, modules: &[&str]) -> Result<String> {
    let versions: Vec<String> =
        modules.iter().map(|module| format!("'{module}', {module}.__version__")).collect();
    let script = format!("import {}; print({})", modules.join(", "), versions.join(", "));
    Ok(run(Command::new(python).args(["-c", &script]))?.trim().to_owned())
}

/// Runs a command; what it printed, or an error with the end of what it said.
fn run(command: &mut Command) -> Result<String> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        bail!(
            "{shown} failed ({}):\n  {}",
            output.status,
            lines[lines.len().saturating_sub(8)..].join("\n  ")
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned_and_torch_is_not_among_them() {
        let lines: Vec<&str> =
            REQUIREMENTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert!(lines.iter().any(|line| line.starts_with("transformers==")));
        for line in lines {
            let (name, version) = line.split_once("==").unwrap_or_else(|| panic!("{line} is not pinned"));
            assert!(
                !version.is_empty() && !name.starts_with("torch") && !name.starts_with("nvidia"),
                "{line}"
            );
        }
    }

    /// A Python that repeats what it is to run, and fails if that holds a word.
    fn fake(folder: &Path, bad: &str) -> PathBuf {
        let path = folder.join("python");
        let script =
            format!("#!/bin/sh\ncase \"$2\" in *{bad}*) echo no {bad} >&2; exit 1;; esac\necho \"$2\"\n");
        // Written by another process: a program that a process of another test has open for writing does not start.
        let write = r#"printf %s "$1" > "$0" && chmod +x "$0""#;
        run(Command::new("sh").args(["-c", write]).arg(&path).arg(script)).unwrap();
        path
    }

    #[test]
    fn a_named_python_has_every_module_that_is_needed() {
        let folder = tempfile::tempdir().unwrap();
        let python = fake(folder.path(), "ctranslate2");
        let said = check_named(&python, &["torch", "transformers"]).unwrap();
        let expected = "import torch, transformers; print('torch', torch.__version__, 'transformers', transformers.__version__)";
        assert_eq!(said, expected);
        let error = format!("{:#}", check_named(&python, &["torch", "ctranslate2"]).unwrap_err());
        assert!(
            error.contains("a Python with torch, ctranslate2") && error.contains("no ctranslate2"),
            "{error}"
        );
    }

    #[test]
    fn an_environment_is_made_anew_when_what_it_is_made_of_changes() {
        let wheels = ["torch==1".to_owned()];
        let first = digest(&wheels, Flavour::Cpu);
        assert_eq!(first, digest(&wheels, Flavour::Cpu));
        assert_ne!(first, digest(&wheels, Flavour::Cuda));
        assert_ne!(first, digest(&["torch==2".to_owned()], Flavour::Cpu));
    }
}
