//! Runs the real programs, with a time limit, and keeps what they print.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::channel,
    time::Duration,
};

/// Far more than anything here takes; whoever waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Fails the test unless the program ended well.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        self
    }
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The server's program, told to use the model in `bundle`.
pub(crate) fn server(bundle: &Path) -> Command {
    let mut command = clean(env!("CARGO_BIN_EXE_fixerr-tests-server"));
    command.env("FIXERR_MODEL", bundle);
    command
}

/// The trainer's program.
pub(crate) fn trainer() -> Command {
    clean(env!("CARGO_BIN_EXE_fixerr-tests-trainer"))
}

fn clean(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env_remove("FIXERR_MODEL").env_remove("FIXERR_LOG").env_remove("RUST_LOG").current_dir(root());
    command
}

/// `command` under a limit on the length of files, so that writing ends in an error as on a full disk.
pub(crate) fn with_short_files(command: &Command, blocks: u32) -> Command {
    let mut limited = Command::new("sh");
    // A process that goes over the limit is killed unless it ignores the signal.
    limited.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
    limited.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited.current_dir(root());
    limited
}

/// Runs a program to its end.
pub(crate) fn run<A: AsRef<OsStr>>(mut command: Command, arguments: &[A]) -> Ran {
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(command.spawn().unwrap())
}

/// Waits for a program's end.
pub(crate) fn finish(child: Child) -> Ran {
    let id = child.id();
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(PATIENCE) else {
        signal(id, "KILL");
        panic!("process {id} does not end");
    };
    let output = output.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Sends a signal by its name.
pub(crate) fn signal(id: u32, name: &str) {
    Command::new("kill").args([format!("-{name}"), id.to_string()]).status().unwrap();
}
