//! rustc's diagnostics, plain or wrapped by cargo: a JSON document on each line. Names of files are relative to the
//! workspace, which need not be the working folder.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Findings, Region};

/// A `compiler-message`: what cargo writes around each diagnostic.
#[derive(Deserialize)]
pub(super) struct CargoMessage {
    message: Diagnostic,
    manifest_path: Option<PathBuf>,
    /// Begins with where the package is from; before Cargo 1.77 that stood in brackets at the end.
    package_id: Option<String>,
}

/// A `build-script-executed`.
#[derive(Deserialize)]
pub(super) struct BuildScript {
    /// The folder into which it writes.
    out_dir: Option<PathBuf>,
}

#[derive(Deserialize)]
pub(super) struct Diagnostic {
    message: String,
    level: String,
    spans: Vec<Span>,
    /// Notes and help on it.
    #[serde(default)]
    children: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    line_end: usize,
    column_end: usize,
    #[serde(default)]
    is_primary: bool,
    /// The macro call that this code comes from.
    expansion: Option<Box<Expansion>>,
    /// What help says should stand there.
    suggested_replacement: Option<String>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

pub(super) fn read_cargo(message: &CargoMessage, working: &Path, found: &mut Findings) {
    let earlier = found.list.len();
    read(&message.message, working, message.manifest_path.as_deref(), found);
    if message.package_id.as_deref().is_some_and(is_from_elsewhere) {
        found.in_other_packages += found.list.len() - earlier;
        found.list.truncate(earlier);
        return;
    }
    for finding in found.list.split_off(earlier) {
        if found.generated.iter().any(|folder| finding.path.starts_with(folder)) {
            found.in_generated += 1;
        } else {
            found.list.push(finding);
        }
    }
}

/// Whether a package is from a registry or a repository: Cargo keeps its files for all projects of this user.
fn is_from_elsewhere(package: &str) -> bool {
    let source = package.split_once(" (").map_or(package, |(_, source)| source);
    ["registry+", "sparse+", "git+"].iter().any(|kind| source.starts_with(kind))
}

/// Remembers what a build script may have written; Cargo says so before it compiles what includes that.
pub(super) fn read_build_script(script: BuildScript, found: &mut Findings) {
    found.generated.extend(script.out_dir.filter(|folder| folder.is_absolute()));
}

pub(super) fn read(diagnostic: &Diagnostic, working: &Path, manifest: Option<&Path>, found: &mut Findings) {
    let is_error = diagnostic.level.starts_with("error");
    // Notes and help belong to another diagnostic; "aborting due to 2 previous errors" has no span.
    if !is_error && diagnostic.level != "warning" {
        return;
    }
    for span in diagnostic.spans.iter().filter(|span| span.is_primary).filter_map(written) {
        let region = Region {
            start_line: Some(span.line_start),
            end_line: Some(span.line_end),
            end_column: Some(span.column_end),
        };
        let path = locate(Path::new(&span.file_name), working, manifest);
        found.add(path, region, is_error, Some(message(diagnostic)));
    }
}

/// What a diagnostic says, and the names that its help proposes.
fn message(diagnostic: &Diagnostic) -> String {
    let help = diagnostic.children.iter().filter(|child| child.level == "help");
    let mut message = diagnostic.message.clone();
    for Diagnostic { message: help, spans, .. } in help.filter(|help| help.message.contains("similar name")) {
        message.push_str("\nhelp: ");
        message.push_str(help);
        // "a local variable with a similar name exists", and which one in the span.
        let name = spans.iter().find_map(|span| span.suggested_replacement.as_deref());
        if let Some(name) = name.filter(|_| !help.contains('`')) {
            message.extend([": `", name, "`"]);
        }
    }
    message
}

/// The code of the user's own that a span is about: itself, or the call of the macro that it comes from.
fn written(mut span: &Span) -> Option<&Span> {
    // Cargo hands over the workspace's files by relative names; a whole one in a macro is another crate's code.
    while let Some(expansion) = span.expansion.as_deref()
        && (is_no_file(&span.file_name) || Path::new(&span.file_name).is_absolute())
    {
        span = &expansion.span;
    }
    (!is_no_file(&span.file_name)).then_some(span)
}

/// `<anon>` and `<println macros>` are no files, and the standard library's are not on this machine.
fn is_no_file(name: &str) -> bool {
    name.starts_with('<') || name.starts_with("/rustc/")
}

fn locate(name: &Path, working: &Path, manifest: Option<&Path>) -> PathBuf {
    // The workspace's root holds the package somewhere below it; the nearest folder above the package that has the file is
    // the one.
    let above = manifest.and_then(Path::parent).into_iter().flat_map(Path::ancestors);
    above.map(|folder| folder.join(name)).find(|path| path.is_file()).unwrap_or_else(|| working.join(name))
}
