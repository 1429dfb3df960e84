//! Runs tools that look at code: each in its own process group and with a cleared environment, held to limits of time,
//! memory and output. A tool that goes over one is killed with all that it started.

use std::{
    ffi::OsStr,
    io::{self, PipeReader, Read as _, Write as _},
    os::{fd::AsRawFd as _, unix::process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

/// Data that a process may hold; a compiler needs a few hundred megabytes for one file.
const MEMORY_BYTES: u64 = 2 << 30;
/// The longest file that a tool may write; precompiled headers are the largest.
const FILE_BYTES: u64 = 512 << 20;
/// A busy machine may take this many times longer than a core of its own would. What a tool may compute is limited by
/// the core's time, so that the same files get the same messages however busy it is.
const PATIENCE: u32 = 10;
/// More than this is no list of messages about one file.
const OUTPUT_BYTES: usize = 16 << 20;

/// The program of this name on the search path.
pub(super) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// What a tool prints about itself, asked as the user would: shims of version managers need the environment.
pub(super) fn ask<S: AsRef<OsStr>>(program: &Path, arguments: &[S]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).process_group(0);
    let said = run(command, Duration::from_mins(1)).ok()??;
    Some(said.trim().to_owned())
}

/// A command that sees nothing of the user's environment but the search path, and that works in `folder`.
pub(super) fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("LC_ALL", "C")
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .current_dir(folder)
        .stdin(Stdio::null())
        .process_group(0);
    let limits = [
        (libc::RLIMIT_DATA as i32, MEMORY_BYTES),
        (libc::RLIMIT_FSIZE as i32, FILE_BYTES),
        (libc::RLIMIT_CORE as i32, 0),
    ];
    limit(&mut command, limits);
    command
}

/// The system's headers differ in the type of a limit's number, not in the numbers' size.
fn limit<const N: usize>(command: &mut Command, limits: [(i32, u64); N]) {
    let set = move || {
        for (resource, most) in limits {
            let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
            // SAFETY: reads one value of the type that it takes, and may be called between fork and exec.
            if unsafe { libc::setrlimit(resource as _, &raw const limit) } != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(())
    };
    // SAFETY: the closure allocates nothing and touches no memory but its own.
    unsafe { command.pre_exec(set) };
}

/// Runs to the end and gives what was printed on either stream; nothing when the tool was killed or went over a limit.
/// `time` is a core's, in whole seconds.
pub(super) fn run(mut command: Command, time: Duration) -> io::Result<Option<String>> {
    limit(&mut command, [(libc::RLIMIT_CPU as i32, time.as_secs_f64().ceil() as u64)]);
    let deadline = Instant::now() + time * PATIENCE;
    let (mut output, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut group = spawn(&mut command)?;
    // The command holds the pipe's other end; without it, the tool's end is the pipe's.
    drop(command);
    let mut said = Vec::new();
    loop {
        match read_some(&mut output, &mut said, deadline)? {
            Some(0) => break,
            Some(_) => {}
            None => return Ok(None),
        }
    }
    while Instant::now() < deadline {
        if let Some(status) = group.0.try_wait()? {
            return Ok(status.code().map(|_| String::from_utf8_lossy(&said).into_owned()));
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    Ok(None)
}

fn spawn(command: &mut Command) -> io::Result<Group> {
    command.spawn().map(Group).map_err(|error| {
        let program = command.get_program().display();
        io::Error::new(error.kind(), format!("{program} does not start: {error}"))
    })
}

/// A process and all that it started, killed when this is dropped.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // A process that was waited for has given its number back.
        if let Ok(None) = self.0.try_wait() {
            // SAFETY: sends a signal to the group that was made for this child, which is still there to be waited for.
            unsafe { libc::kill(-(self.0.id() as libc::pid_t), libc::SIGKILL) };
            let _ = self.0.wait();
        }
    }
}

/// Appends what can be read before the deadline: how many bytes, 0 at the end, or nothing when the time or the room is
/// over.
fn read_some(from: &mut PipeReader, to: &mut Vec<u8>, deadline: Instant) -> io::Result<Option<usize>> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || to.len() > OUTPUT_BYTES {
            return Ok(None);
        }
        let mut poll = libc::pollfd { fd: from.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        let wait_ms = left.as_millis().clamp(1, 60_000) as libc::c_int;
        // SAFETY: one valid entry, and the count says so.
        match unsafe { libc::poll(&raw mut poll, 1, wait_ms) } {
            0 => {}
            1 => {
                let mut buffer = [0; 1 << 14];
                let read = from.read(&mut buffer)?;
                to.extend_from_slice(&buffer[..read]);
                return Ok(Some(read));
            }
            _ => {
                let error = io::Error::last_os_error();
                if error.kind() != io::ErrorKind::Interrupted {
                    return Err(error);
                }
            }
        }
    }
}

/// A process that answers one request after the other. It ends when its input does.
pub(super) struct Worker {
    input: ChildStdin,
    output: PipeReader,
    /// Read, but not yet part of an answer.
    rest: Vec<u8>,
    _group: Group,
}

impl Worker {
    /// Starts the process and waits until it says that it is ready, with an empty answer.
    pub(super) fn start(mut command: Command, time: Duration) -> io::Result<Self> {
        let (output, writer) = io::pipe()?;
        command.stdin(Stdio::piped()).stdout(writer).stderr(Stdio::null());
        let mut group = spawn(&mut command)?;
        drop(command);
        let input = group.0.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut worker = Self { input, output, rest: Vec::new(), _group: group };
        // Starting is slower than answering, all the more so when all workers start at once.
        match worker.answer(Instant::now() + time.max(Duration::from_secs(10)) * PATIENCE)? {
            Answer::Said(_) => Ok(worker),
            Answer::Refused | Answer::Over => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Sends one line and waits for the answer. After [`Answer::Over`] or an error the worker is of no more use.
    pub(super) fn ask(&mut self, request: &str, time: Duration) -> io::Result<Answer> {
        let deadline = Instant::now() + time * PATIENCE;
        // A line is shorter than what a pipe holds, so this never waits.
        self.input.write_all(request.as_bytes())?;
        self.answer(deadline)
    }

    fn answer(&mut self, deadline: Instant) -> io::Result<Answer> {
        loop {
            for (mark, refused) in [(b".\n".as_slice(), false), (b"!\n", true)] {
                if self.rest == mark || self.rest.ends_with(&[b"\n", mark].concat()) {
                    let said = std::mem::take(&mut self.rest);
                    let said = &said[..said.len() - mark.len()];
                    return Ok(if refused {
                        Answer::Refused
                    } else {
                        Answer::Said(String::from_utf8_lossy(said).into_owned())
                    });
                }
            }
            match read_some(&mut self.output, &mut self.rest, deadline)? {
                Some(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(_) => {}
                None => return Ok(Answer::Over),
            }
        }
    }
}

/// What became of a request.
pub(super) enum Answer {
    Said(String),
    /// The tool could not look at the file.
    Refused,
    /// A limit was reached.
    Over,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, time: Duration) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let mut shell = command(Path::new("/bin/sh"), folder.path());
        shell.args(["-c", script]);
        run(shell, time).unwrap()
    }

    #[test]
    fn both_streams_are_read_and_the_environment_is_bare() {
        let said = shell(
            "echo one; echo two >&2; echo $LC_ALL ${CARGO_MANIFEST_DIR-none}; exit 3",
            Duration::from_mins(1),
        );
        assert_eq!(said.as_deref(), Some("one\ntwo\nC none\n"));
    }

    #[test]
    fn whatever_goes_over_a_limit_is_killed_with_its_children() {
        let mark = tempfile::NamedTempFile::new().unwrap();
        let start = Instant::now();
        // The child would keep the pipe open for a minute, and then write.
        let script = format!("(sleep 60; echo alive > {}) & sleep 60", mark.path().display());
        assert_eq!(shell(&script, Duration::from_millis(100)), None);
        assert!(start.elapsed() < Duration::from_secs(40));
        assert_eq!(shell("while :; do :; done", Duration::from_millis(900)), None);
        assert_eq!(shell("kill -9 $$", Duration::from_mins(1)), None);
        assert_eq!(shell("yes", Duration::from_mins(1)), None);
        assert_eq!(std::fs::read(mark.path()).unwrap(), b"");
    }

    #[test]
    fn memory_is_limited() {
        let said = shell("ulimit -d", Duration::from_mins(1)).unwrap();
        assert_eq!(said.trim(), (MEMORY_BYTES >> 10).to_string());
    }
}
