//! Tools that are asked over and over by one process: Python's compiler, Node, javac and TypeScript, each through a small
//! program of ours in the tool's own language. Starting them costs far more than looking at a file.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    choose::{Diagnostic, Severity},
    process::{self, Answer, Worker},
};

const PYTHON: &str = include_str!("drivers/driver.py");
const JAVASCRIPT: &str = include_str!("drivers/driver.js");
const JAVA: &str = include_str!("drivers/Driver.java");

/// A program with its arguments, and the processes of it that wait for work.
pub(super) struct Driver {
    program: PathBuf,
    arguments: Vec<OsString>,
    folder: PathBuf,
    time: Duration,
    idle: Mutex<Vec<Worker>>,
}

impl Driver {
    /// A driver that has answered once.
    fn new(
        program: PathBuf,
        arguments: Vec<OsString>,
        folder: &Path,
        time: Duration,
    ) -> Result<Self, String> {
        let driver = Self { program, arguments, folder: folder.to_owned(), time, idle: Mutex::default() };
        let worker = Worker::start(driver.command(), time)
            .map_err(|error| format!("{} is of no use: {error}", driver.program.display()))?;
        driver.put_back(worker);
        Ok(driver)
    }

    fn command(&self) -> Command {
        let mut command = process::command(&self.program, &self.folder);
        command.args(&self.arguments);
        command
    }

    fn put_back(&self, worker: Worker) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
    }

    /// What the tool says of the file at `path`; nothing when it went over a limit, which costs the process, or could not
    /// look at the file.
    pub(super) fn look_at(&self, kind: &str, path: &Path) -> io::Result<Option<Vec<Diagnostic>>> {
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = match waiting {
            Some(worker) => worker,
            None => match Worker::start(self.command(), self.time) {
                Ok(worker) => worker,
                // Started, but too slow or dead: so may every tool be.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::UnexpectedEof) =>
                {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            },
        };
        Ok(match worker.ask(&format!("{kind}\t{}\n", path.display()), self.time) {
            Ok(Answer::Said(said)) => {
                self.put_back(worker);
                Some(said.lines().filter_map(parse).collect())
            }
            Ok(Answer::Refused) => {
                self.put_back(worker);
                None
            }
            Ok(Answer::Over) | Err(_) => None,
        })
    }
}

/// `severity<TAB>line<TAB>text`.
fn parse(line: &str) -> Option<Diagnostic> {
    let mut parts = line.splitn(3, '\t');
    let severity = if parts.next()? == "error" { Severity::Error } else { Severity::Warning };
    Diagnostic::new(parts.next()?.parse().ok()?, severity, parts.next()?)
}

/// Python's compiler, and pyflakes where that Python has it; the driver, and whether pyflakes is there.
pub(super) fn python(folder: &Path, time: Duration) -> Result<(Driver, bool), String> {
    const WHERE: &str = "import os, sys\nprint(sys.executable)\ntry:\n    import pyflakes\n    \
                         print(os.path.dirname(os.path.dirname(pyflakes.__file__)))\nexcept ImportError:\n    pass";
    let program = process::which("python3").ok_or("no python3 found")?;
    let said = process::ask(&program, &["-I", "-c", WHERE])
        .ok_or_else(|| format!("{} gives no answer", program.display()))?;
    let mut lines = said.lines();
    let executable = lines.next().map(PathBuf::from).filter(|path| path.is_file()).unwrap_or(program);
    let pyflakes = lines.next().filter(|path| Path::new(path).is_dir());
    // No site packages, no environment, no files written: nothing but the driver is run.
    let mut arguments: Vec<OsString> = ["-I", "-S", "-B"].map(OsString::from).into();
    arguments.push(write(folder, "driver.py", PYTHON)?.into());
    arguments.extend(pyflakes.map(OsString::from));
    Ok((Driver::new(executable, arguments, folder, time)?, pyflakes.is_some()))
}

/// Node for JavaScript, and for TypeScript where the library of a `tsc` is there.
pub(super) fn node(folder: &Path, time: Duration) -> Result<(Driver, bool), String> {
    let program = process::which("node").ok_or("no node found")?;
    let executable = process::ask(&program, &["-p", "process.execPath"]).map(PathBuf::from);
    let executable = executable.filter(|path| path.is_file()).unwrap_or(program);
    let library = process::which("tsc")
        .and_then(|tsc| tsc.canonicalize().ok())
        .and_then(|tsc| Some(tsc.parent()?.parent()?.join("lib/typescript.js")))
        .filter(|library| library.is_file());
    let mut arguments: Vec<OsString> =
        ["--no-warnings", "--expose-internals", "--experimental-vm-modules", "--max-old-space-size=768"]
            .map(OsString::from)
            .into();
    arguments.push(write(folder, "driver.js", JAVASCRIPT)?.into());
    let types = library.is_some();
    arguments.extend(library.map(OsString::from));
    Ok((Driver::new(executable, arguments, folder, time)?, types))
}

/// The Java compiler as a library, without processors, class path or output.
pub(super) fn java(folder: &Path, time: Duration) -> Result<Driver, String> {
    let javac = process::which("javac").ok_or("no javac found")?;
    // The real one: `java` beside it is of the same version.
    let javac = javac.canonicalize().unwrap_or(javac);
    let java = javac.with_file_name("java");
    let (classes, empty) = (folder.join("java"), folder.join("empty"));
    for made in [&classes, &empty] {
        fs::create_dir_all(made).map_err(|error| format!("{}: {error}", made.display()))?;
    }
    let source = write(&classes, "Driver.java", JAVA)?;
    let mut command = process::command(&javac, folder);
    command.args(["-proc:none", "-encoding", "UTF-8", "-d"]).arg(&classes).arg(source);
    let said = process::run(command, Duration::from_mins(1)).ok().flatten().unwrap_or_default();
    if !classes.join("Driver.class").is_file() {
        let why = said.lines().next().unwrap_or("it printed nothing");
        return Err(format!("{} cannot compile our driver: {why}", javac.display()));
    }
    let mut arguments: Vec<OsString> =
        ["-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"]
            .map(OsString::from)
            .into();
    arguments.extend([classes.into(), "Driver".into(), OsString::from(empty)]);
    Driver::new(java, arguments, folder, time)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let path = folder.join(name);
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_hangs_or_dies_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let script = "echo .; while read kind path; do case $kind in slow) sleep 60 ;; dead) exit 1 ;; odd) echo ! ;; \
                      *) printf 'error\\t3\\t%s on line 4\\nwarning\\tx\\ty\\n.\\n' $$ ;; esac; done";
        let arguments = ["-c", script].map(OsString::from).into();
        let driver =
            Driver::new("/bin/sh".into(), arguments, folder.path(), Duration::from_millis(500)).unwrap();
        let ask = |kind| driver.look_at(kind, Path::new("file")).unwrap();
        let first = ask("good").unwrap();
        assert_eq!((first.len(), first[0].line, first[0].severity), (1, 3, Severity::Error));
        assert_eq!(ask("odd"), None);
        assert_eq!(ask("good").as_ref(), Some(&first), "the same process, which gives its number");
        for end in ["slow", "dead"] {
            assert_eq!(ask(end), None);
            assert_ne!(ask("good"), Some(first.clone()));
        }
        let absent = Driver::new("/bin/no-such-tool".into(), Vec::new(), folder.path(), Duration::ZERO);
        assert!(absent.err().unwrap().contains("/bin/no-such-tool does not start"));
    }
}
