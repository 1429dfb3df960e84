//! ruff's `--output-format json`: one array of violations. Older versions give no severity.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Findings, Region};

#[derive(Deserialize)]
pub(super) struct Violation {
    filename: PathBuf,
    location: Option<Location>,
    end_location: Option<Location>,
    message: String,
    severity: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    row: usize,
    column: usize,
}

pub(super) fn read(violations: Vec<Violation>, working: &Path, found: &mut Findings) {
    for violation in violations {
        let region = Region {
            start_line: violation.location.map(|location| location.row),
            end_line: violation.end_location.as_ref().map(|location| location.row),
            end_column: violation.end_location.as_ref().map(|location| location.column),
        };
        let is_error = violation.severity.is_none_or(|severity| severity == "error");
        found.add(working.join(violation.filename), region, is_error, Some(violation.message));
    }
}
