//! A process that is warmed up once and then does its work whenever it is told to, so that several can take turns. One that
//! dies is a result, not the end of the benchmark.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// A running process: a line in, a line of JSON out.
pub(super) struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    log: PathBuf,
}

/// Why there is no answer.
#[derive(Debug, PartialEq)]
pub(super) struct Died(pub(super) String);

impl Worker {
    /// Starts a process. What it writes to stderr goes to the file `log`.
    pub(super) fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let shown = command.get_program().to_string_lossy().into_owned();
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(file);
        let mut child = command.spawn().with_context(|| format!("cannot start {shown}"))?;
        let input = child.stdin.take().context("a process without stdin")?;
        let output = BufReader::new(child.stdout.take().context("a process without stdout")?);
        Ok(Self { child, input, output, log: log.to_owned() })
    }

    /// The next line of JSON; other lines are passed over.
    pub(super) fn answer(&mut self) -> Result<Value, Died> {
        loop {
            let mut line = String::new();
            match self.output.read_line(&mut line) {
                Ok(n) if n > 0 => {
                    if let Ok(value @ Value::Object(_)) = serde_json::from_str(&line) {
                        return Ok(value);
                    }
                }
                _ => return Err(self.death()),
            }
        }
    }

    pub(super) fn ask(&mut self, what: &str) -> Result<Value, Died> {
        match writeln!(self.input, "{what}").and_then(|()| self.input.flush()) {
            Ok(()) => self.answer(),
            Err(_) => Err(self.death()),
        }
    }

    fn death(&mut self) -> Died {
        let how = match self.child.wait() {
            Ok(status) => describe(status),
            Err(error) => error.to_string(),
        };
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        // Bars of progress begin anew without a line break.
        let last = said.split(['\n', '\r']).rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        Died(if last.is_empty() { how } else { format!("{how}: {last}") })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may be in the middle of something long, and nobody waits for that any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        match status.signal() {
            Some(4) => return "illegal instruction".to_owned(),
            Some(9) => return "killed, perhaps for want of memory".to_owned(),
            Some(signal) => return format!("signal {signal}"),
            None => {}
        }
    }
    status.to_string()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> (Worker, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let worker =
            Worker::start(Command::new("sh").args(["-c", script]), &folder.path().join("log")).unwrap();
        (worker, folder)
    }

    #[test]
    fn answers_come_line_by_line() {
        let (mut worker, _folder) = shell(
            "echo noise; echo '{\"ready\": true}'; while read word; do echo \"{\\\"said\\\": \\\"$word\\\"}\"; done",
        );
        assert_eq!(worker.answer().unwrap()["ready"], true);
        assert_eq!(worker.ask("pass").unwrap()["said"], "pass");
        assert_eq!(worker.ask("wait").unwrap()["said"], "wait");
    }

    #[test]
    fn a_death_says_how() {
        let (mut worker, _folder) = shell("echo '{\"ready\": true}'; read word; kill -ILL $$");
        worker.answer().unwrap();
        assert_eq!(worker.ask("pass"), Err(Died("illegal instruction".to_owned())));
        let (mut worker, _folder) = shell("echo out of luck >&2; exit 3");
        assert_eq!(worker.answer(), Err(Died("exit status: 3: out of luck".to_owned())));
    }
}
