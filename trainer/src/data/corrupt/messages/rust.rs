//! Rust: the compiler on one file alone. Imports of other files and crates are missing, which it says of the correct file
//! too; spelling and syntax it sees all the same.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use super::{
    choose::{Diagnostic, Severity},
    process,
};

/// `rustc`.
pub(super) struct Rustc {
    program: PathBuf,
    time: Duration,
}

#[derive(Deserialize)]
struct Said {
    message: String,
    level: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

impl Rustc {
    /// The compiler itself, not the shim that would ask which one to run.
    pub(super) fn find(time: Duration) -> Result<Self, String> {
        let program = process::which("rustc").ok_or("no rustc found")?;
        let root = process::ask(&program, &["--print", "sysroot"])
            .ok_or_else(|| format!("{} gives no answer", program.display()))?;
        let real = Path::new(&root).join("bin/rustc");
        Ok(Self { program: if real.is_file() { real } else { program }, time })
    }

    /// What it says of `file.rs` in `folder`. No crate but the standard library is there, so no macro of others runs.
    pub(super) fn look_at(&self, folder: &Path) -> io::Result<Option<Vec<Diagnostic>>> {
        let mut command = process::command(&self.program, folder);
        command.args(["--edition=2021", "--crate-type=lib", "--crate-name=file", "--error-format=json"]);
        command.args(["--emit=metadata", "-o", "file.rmeta", "file.rs"]);
        let said = process::run(command, self.time)?;
        Ok(said.map(|said| said.lines().flat_map(parse).collect()))
    }
}

fn parse(line: &str) -> Vec<Diagnostic> {
    let Ok(Said { message, level, spans }) = serde_json::from_str(line) else { return Vec::new() };
    let severity = if level.starts_with("error") { Severity::Error } else { Severity::Warning };
    spans
        .iter()
        .filter(|span| span.file_name == "file.rs")
        .filter_map(|span| {
            let severity = if span.is_primary { severity } else { Severity::Related };
            Diagnostic::new(span.line_start, severity, &message)
        })
        .collect()
}
