//! ESLint's `-f json`: one array of files with their messages. A message about a whole file has no line.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Findings, Region};

/// ESLint's number for an error; 1 is a warning.
const ERROR: u8 = 2;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileResult {
    file_path: PathBuf,
    messages: Vec<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    message: String,
    severity: u8,
    line: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

pub(super) fn read(results: Vec<FileResult>, working: &Path, found: &mut Findings) {
    for result in results {
        let path = working.join(result.file_path);
        for Complaint { message, severity, line, end_line, end_column } in result.messages {
            let region = Region { start_line: line, end_line, end_column };
            found.add(path.clone(), region, severity >= ERROR, Some(message));
        }
    }
}
