//! What linters and compilers found, from the reports that they write for programs. A report is a row of JSON documents;
//! each tells by its keys whose it is, so nobody has to name the format.

mod eslint;
mod ruff;
mod rustc;
mod sarif;

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::span::MAX_DIAGNOSTIC_LINES;

/// Longest report that is read; ESLint's hold the text of each file.
const MAX_REPORT_BYTES: u64 = 256 << 20;
/// What is understood, for people.
const FORMATS: &str = "SARIF 2.1, ruff's `--output-format json`, ESLint's `-f json`, and `--message-format json` of cargo \
                       or `--error-format json` of rustc";

/// Lines of a file that a linter found fault with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) path: PathBuf,
    /// Counted from 1, both inclusive.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether the linter calls it an error.
    pub(super) is_error: bool,
    pub(super) message: Option<String>,
}

/// What a report holds.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Finding>,
    /// What cannot be understood, a line for each.
    pub(super) problems: Vec<String>,
    /// What is passed over without harm, a line for each.
    pub(super) notes: Vec<String>,
    /// Findings that name no line, such as those about a whole file.
    without_lines: usize,
    /// Findings in packages from a registry or a repository, which are not the user's to change.
    in_other_packages: usize,
    /// Findings in files that build scripts wrote, and will write again.
    in_generated: usize,
    /// The folders into which they write.
    generated: Vec<PathBuf>,
}

/// A range as linters write it: lines and columns counted from 1, the end behind the last character.
#[derive(Clone, Copy, Debug, Default)]
struct Region {
    start_line: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

impl Region {
    /// First and last line. A range that ends before a line's first character does not hold that line. Of a range longer
    /// than what editors are offered a fix for, which is about a whole function, the first line stays.
    fn lines(self) -> Option<(usize, usize)> {
        let first = self.start_line.filter(|line| *line > 0)?;
        let mut last = self.end_line.unwrap_or(first).max(first);
        if last > first && self.end_column == Some(1) {
            last -= 1;
        }
        Some(if last - first < MAX_DIAGNOSTIC_LINES as usize { (first, last) } else { (first, first) })
    }
}

impl Findings {
    fn add(&mut self, path: PathBuf, region: Region, is_error: bool, message: Option<String>) {
        match region.lines() {
            Some((first, last)) => self.list.push(Finding { path, first, last, is_error, message }),
            None => self.without_lines += 1,
        }
    }
}

/// Reads a report from a file, or from standard input when the name is `-`.
///
/// # Errors
/// One line that says what is wrong.
pub(super) fn read(path: &Path) -> Result<Findings, String> {
    let (name, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), limited(io::stdin().lock()))
    } else {
        (path.display().to_string(), File::open(path).and_then(limited))
    };
    let bytes = bytes.map_err(|error| format!("{name}: cannot read the diagnostics: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        format!(
            "{name}: not UTF-8 (invalid at byte {}); write the report as UTF-8",
            error.utf8_error().valid_up_to()
        )
    })?;
    let working = std::env::current_dir().map_err(|error| format!("the working folder: {error}"))?;
    parse(&text, &working).map_err(|problem| format!("{name}: {problem}"))
}

fn limited(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_REPORT_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_REPORT_BYTES {
        let message = format!("longer than {} MiB; report on fewer files at once", MAX_REPORT_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(bytes)
}

fn parse(text: &str, working: &Path) -> Result<Findings, String> {
    let text = text.strip_prefix(crate::span::BOM).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(format!("empty, the linter wrote no report; expected {FORMATS}"));
    }
    let mut found = Findings::default();
    for document in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        // The message ends with the line and the column.
        let document = document.map_err(|error| format!("not JSON: {error}; expected {FORMATS}"))?;
        read_document(document, working, &mut found)?;
    }
    for (count, one, several) in [
        (found.without_lines, "finding names no line and is", "findings name no line and are"),
        (found.in_other_packages, "finding in other packages is", "findings in other packages are"),
        (
            found.in_generated,
            "finding in what build scripts wrote is",
            "findings in what build scripts wrote are",
        ),
    ] {
        if count > 0 {
            found.notes.push(format!("{count} {} passed over", if count == 1 { one } else { several }));
        }
    }
    Ok(found)
}

fn read_document(document: Value, working: &Path, found: &mut Findings) -> Result<(), String> {
    let has = |value: &Value, keys: &[&str]| keys.iter().all(|key| value.get(key).is_some());
    match &document {
        // No findings, whoever wrote it.
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) if has(&items[0], &["filename", "location"]) => {
            ruff::read(typed(document, "ruff's JSON")?, working, found);
        }
        Value::Array(items) if has(&items[0], &["filePath", "messages"]) => {
            eslint::read(typed(document, "ESLint's JSON")?, working, found);
        }
        value if has(value, &["runs"]) => {
            sarif::read(&typed(document, "SARIF")?, working, found)?;
        }
        value if value.get("reason").is_some_and(|reason| reason == "compiler-message") => {
            rustc::read_cargo(&typed(document, "cargo's JSON")?, working, found);
        }
        value if value.get("reason").is_some_and(|reason| reason == "build-script-executed") => {
            rustc::read_build_script(typed(document, "cargo's JSON")?, found);
        }
        value if has(value, &["spans", "level"]) => {
            rustc::read(&typed(document, "rustc's JSON")?, working, None, found);
        }
        // Cargo tells of finished crates, rustc of written files, in the same stream.
        value if has(value, &["reason"]) || has(value, &["$message_type"]) => {}
        _ => return Err(format!("no report that FixErr knows; expected {FORMATS}")),
    }
    Ok(())
}

fn typed<T: DeserializeOwned>(document: Value, format: &str) -> Result<T, String> {
    serde_json::from_value(document).map_err(|error| format!("looks like {format}, but {error}"))
}

#[cfg(test)]
mod tests;
