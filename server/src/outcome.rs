//! How a command ends and how it prints. Exit status: 0 done, 1 no candidate found (`fix --check`: a fix found), 2 bad arguments or input, 3 no
//! usable model or runtime.

use std::io;

use clap::ValueEnum;

/// How a command ended, as its exit status says it; a later one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// Done; candidates found.
    Done = 0,
    /// No candidate found.
    NoCandidate = 1,
    /// Bad arguments or input.
    BadInput = 2,
    /// No usable model or runtime.
    NoModel = 3,
}

impl Status {
    /// What `--check` says when there is something to fix: the same status as [`Self::NoCandidate`], as other checkers do.
    pub const FIX_FOUND: Self = Self::NoCandidate;
}

/// What a command could not do, and the exit status that says so.
#[derive(Debug)]
pub struct Failure {
    /// The exit status.
    pub status: Status,
    /// One line for people.
    pub message: String,
}

impl Failure {
    /// A failure with a message.
    pub fn new(status: Status, message: impl std::fmt::Display) -> Self {
        Self { status, message: message.to_string() }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(Status::BadInput, format_args!("cannot write the result: {error}"))
    }
}

/// How a command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// What became of writing to standard output. That nobody reads any more, as behind `| head`, is no error.
pub(crate) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
