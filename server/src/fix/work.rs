//! The work on one file after the other: every place repaired, then the file written, or its patch printed.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread::JoinHandle,
    time::Instant,
};

use fixerr_shared::{
    edits::EditsAround, engine::CancelToken, files, history::Histories, language::Language,
    project::Projects, repair::RepairRequest,
};

use super::{
    FixArgs, Mode, edited, patch,
    place::{self, FilePlaces, Place},
    progress::Progress,
    report::{self, Fate, Found},
    root::PatchRoot,
    source::Source,
};
use crate::{
    edits::{Conflict, Edits},
    fixer::{FixError, Fixer, panic_text},
    input::{self, InputError},
    outcome::{Failure, Format, Status},
    paint::{self, Painter},
    span, titles,
};

pub(super) struct Work<'a> {
    pub(super) args: &'a FixArgs,
    pub(super) open: &'a dyn Fn() -> Result<Box<dyn Fixer>, Failure>,
    /// Opened when there is something to repair: what is wrong with the input can be said before the model is read.
    pub(super) fixer: Option<Box<dyn Fixer>>,
    /// What the files around those to repair hold.
    pub(super) projects: Projects,
    /// What edits were made there.
    pub(super) histories: Histories,
    pub(super) mode: Mode,
    /// Least confidence of a fix that counts.
    pub(super) least: f32,
    pub(super) root: Option<PatchRoot>,
    pub(super) progress: Progress,
    pub(super) out: &'a mut dyn Write,
    pub(super) err: &'a mut dyn Write,
    pub(super) is_first: bool,
    /// Whether nobody reads what is printed any more, as with `| head`.
    pub(super) is_closed: bool,
    /// The worst so far.
    pub(super) status: Status,
}

impl Work<'_> {
    /// Says one line on standard error.
    pub(super) fn say(&mut self, message: &str) {
        let line = paint::printable(message);
        // Nothing is left to do when even standard error is gone.
        let _ = self.progress.aside(|| writeln!(self.err, "fixerr-server: {line}"));
    }

    /// Says what is wrong and goes on.
    pub(super) fn complain(&mut self, status: Status, message: impl std::fmt::Display) {
        self.say(&message.to_string());
        self.status = self.status.max(status);
    }

    /// A place without a fix. That is no fault where the question is whether there are fixes.
    fn no_fix(&mut self) {
        if self.mode != Mode::Check {
            self.status = self.status.max(Status::NoCandidate);
        }
    }

    pub(super) fn file(&mut self, file: &FilePlaces) -> Result<(), Failure> {
        self.progress.file(&file.path);
        let is_unknown = self.args.language.is_none() && Language::from_path(&file.path).is_none();
        if is_unknown && self.args.diagnostics.is_some() {
            // Linters know more languages than FixErr does; that is nobody's mistake.
            self.say(&format!("{}: passed over, FixErr does not know its language", file.path.display()));
            return Ok(());
        }
        let source = match Source::read(&file.path, self.args.language) {
            Ok(source) => source,
            // Linters have something to say of empty files, too; that is nobody's mistake.
            Err(InputError::Empty(path)) if self.args.diagnostics.is_some() => {
                self.say(&format!("{}: passed over, the file is empty", path.display()));
                return Ok(());
            }
            Err(error) => {
                self.complain(Status::BadInput, error);
                return Ok(());
            }
        };
        let name = match self.patch_name(&source) {
            Ok(name) => name,
            Err(problem) => {
                self.complain(Status::BadInput, problem);
                return Ok(());
            }
        };
        if self.mode == Mode::Apply
            && let Err(problem) = check_writable(&file.path)
        {
            self.complain(Status::BadInput, problem);
            return Ok(());
        }
        let mut edits = Edits::new(source.language, source.jsx);
        let mut held = Vec::new();
        for place in &file.places {
            if let Some(found) = self.place(&source, place, &mut edits)? {
                // What is said to be applied must be.
                if self.mode == Mode::Apply {
                    held.push((found, place));
                } else {
                    self.print(&found, &source, place)?;
                }
            }
            self.progress.step();
        }
        match self.mode {
            Mode::Apply if !edits.is_empty() => {
                let content = source.with_text(&edits.apply(source.text()));
                if let Err(problem) = write(&source, &content) {
                    self.complain(Status::BadInput, problem);
                    return Ok(());
                }
            }
            Mode::Diff => {
                let content = source.with_text(&edits.apply(source.text()));
                self.put(|out| out.write_all(&patch::patch(&name, &source.content, &content)))?;
            }
            _ => {}
        }
        held.iter().try_for_each(|(found, place)| self.print(found, &source, place))
    }

    /// The file's name in a patch, where one is wanted.
    fn patch_name(&mut self, source: &Source<'_>) -> Result<Vec<u8>, String> {
        if self.mode != Mode::Diff {
            return Ok(Vec::new());
        }
        if self.root.is_none() {
            self.root = Some(PatchRoot::here().map_err(|error| format!("the working folder: {error}"))?);
        }
        self.root.as_ref().map_or(Ok(Vec::new()), |root| root.name(source.path))
    }

    /// Repairs one place, and notes its fix in `edits` when it is to be made.
    fn place(
        &mut self,
        source: &Source<'_>,
        place: &Place,
        edits: &mut Edits,
    ) -> Result<Option<Found>, Failure> {
        let label = place::label(source.path, place.first, place.last);
        let is_finding = self.args.diagnostics.is_some();
        if is_finding && let Some(reason) = nothing_there(source, place.first, place.last) {
            self.pass_over(&label, reason);
            return Ok(None);
        }
        let lines = match input::span(source.path, source.text(), place.first, Some(place.last)) {
            Ok(lines) => lines,
            Err(error) => {
                self.complain(Status::BadInput, error);
                return Ok(None);
            }
        };
        if let Some(conflict) = edits.overlapping(lines) {
            self.in_the_way(source, &label, &conflict);
            return Ok(None);
        }
        let message = place.message.as_deref();
        let mut answer = self.repair(source, lines, message)?;
        // What a linter marks may be more than the model's window holds; the first line counts then, as in an editor.
        if is_finding
            && matches!(answer, Err(FixError::Input(_)))
            && lines.1 > lines.0
            && nothing_there(source, place.first, place.first).is_none()
        {
            answer = self.repair(source, (lines.0, lines.0), message)?;
        }
        match answer {
            Ok(found) => return Ok(Some(self.judge(source, found, edits))),
            // Nobody chose these lines.
            Err(FixError::Input(reason)) if is_finding => self.pass_over(&label, &reason),
            // With --line there is one place, and the file's name tells which.
            Err(FixError::Input(reason)) if self.args.line.is_some() => {
                self.complain(Status::BadInput, format_args!("{}: {reason}", source.path.display()));
            }
            Err(FixError::Input(reason)) => {
                self.complain(Status::BadInput, format_args!("{label}: {reason}"));
            }
            Err(error @ (FixError::Cancelled | FixError::Model(_))) => {
                self.complain(Status::NoModel, format_args!("{label}: {error}"));
            }
        }
        Ok(None)
    }

    /// Says why a finding is not repaired. That is nobody's mistake.
    fn pass_over(&mut self, label: &str, reason: &str) {
        self.say(&format!("{label}: passed over, {reason}"));
        self.no_fix();
    }

    /// Decides what becomes of the best suggestion.
    fn judge(&mut self, source: &Source<'_>, mut found: Found, edits: &mut Edits) -> Found {
        let label = &found.label(source);
        let Some(best) = found.suggestions.first() else {
            self.missing(label, "no fix was found");
            self.no_fix();
            return found;
        };
        if best.confidence < self.least {
            found.fate = if self.mode == Mode::Apply { Fate::Unlikely(self.least) } else { Fate::Shown };
            let (is, least) = (report::percent(best.confidence), report::percent(self.least));
            self.missing(
                label,
                &format!(
                    "the best fix is at {is} and --min-confidence at {least}; without --diff it is shown"
                ),
            );
            self.no_fix();
            return found;
        }
        if self.mode == Mode::List {
            return found;
        }
        match edits.add(source.text(), found.lines, &best.replacement) {
            Ok(()) => {
                found.fate = Fate::Applied;
                if self.mode == Mode::Check {
                    self.status = self.status.max(Status::FIX_FOUND);
                }
            }
            Err(conflict) => {
                found.fate = Fate::InTheWay;
                self.in_the_way(source, label, &conflict);
            }
        }
        found
    }

    /// Says why a patch lacks a place: an empty patch would explain nothing.
    fn missing(&mut self, label: &str, reason: &str) {
        if self.mode == Mode::Diff {
            self.say(&format!("{label}: left out, {reason}"));
        }
    }

    fn in_the_way(&mut self, source: &Source<'_>, label: &str, conflict: &Conflict) {
        let reason = match conflict {
            Conflict::Lines(first, last) => {
                format!("shares lines with the fix of {}", place::label(source.path, first + 1, last + 1))
            }
            Conflict::Syntax => "would add a syntax error to the fixes before it".to_owned(),
        };
        self.say(&format!("{label}: left out, {reason}; run again to see what is left"));
        self.no_fix();
    }

    /// Asks the model. The inner error is about this place, the outer one about all.
    fn repair(
        &mut self,
        source: &Source<'_>,
        (start_line, end_line): (usize, usize),
        message: Option<&str>,
    ) -> Result<Result<Found, FixError>, Failure> {
        let fixer = match &mut self.fixer {
            Some(fixer) => fixer,
            none => {
                let reading = (!self.args.no_project).then(|| edited::read_ahead(source));
                let fixer = none.insert((self.open)()?);
                if let Some(Ok(read)) = reading.map(JoinHandle::join) {
                    self.histories = read;
                }
                fixer
            }
        };
        let is_read = !self.args.no_project && fixer.wants_project();
        let project = if is_read {
            // Outside of git, the project is what lies in the working folder.
            let folders: Vec<_> = env::current_dir().into_iter().collect();
            self.projects.around(source.path, source.language, &folders)
        } else {
            None
        };
        let edited = if !self.args.no_project && fixer.wants_edits() {
            edited::around(&mut self.histories, source, start_line..end_line + 1)
        } else {
            EditsAround::default()
        };
        let request = RepairRequest {
            text: source.text(),
            language: source.language,
            jsx: source.jsx,
            start_line,
            end_line,
            message: self.args.message.as_deref().or(message),
            candidates: self.args.candidates as usize,
            project: project.as_deref(),
            edits: edited.context(),
        };
        let started = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| fixer.repair(&request, &CancelToken::new())));
        let found = match answer {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => return Ok(Err(error)),
            Err(panic) => {
                // What it left behind may be broken, so the next place gets a new one.
                self.fixer = None;
                return Ok(Err(FixError::Model(format!("the model failed: {}", panic_text(&*panic)))));
            }
        };
        let milliseconds = (started.elapsed().as_secs_f64() * 1e4).round() / 10.0;
        let original = &source.text()[span::line_bytes(source.text(), start_line, end_line)];
        Ok(Ok(Found {
            lines: (start_line, end_line),
            original: original.to_owned(),
            suggestions: report::suggestions(original, found.candidates, source.crlf),
            unchanged: found.unchanged,
            milliseconds,
            fate: Fate::Shown,
        }))
    }

    fn print(&mut self, found: &Found, source: &Source<'_>, place: &Place) -> Result<(), Failure> {
        let (mode, format, is_first) = (self.mode, self.args.format, self.is_first);
        self.is_first = false;
        self.put(|out| match (mode, format) {
            (Mode::Diff, _) => Ok(()),
            (Mode::Check, _) => match found.suggestions.first() {
                Some(best) if found.fate == Fate::Applied => {
                    let title = titles::title(&found.original, &best.replacement);
                    writeln!(out, "{}: {}", found.label(source), paint::printable(&title))
                }
                _ => Ok(()),
            },
            (_, Format::Json) => {
                let applied = (mode == Mode::Apply).then_some(found.fate == Fate::Applied);
                report::json(found, source, applied, out)
            }
            (_, Format::Text) => {
                if !is_first {
                    writeln!(out)?;
                }
                let painter = Painter { colour: paint::wanted() };
                report::text(found, source, place.message.as_deref(), painter, out)
            }
        })
    }

    /// Writes to standard output, for as long as somebody reads it.
    fn put(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        if self.is_closed {
            return Ok(());
        }
        match self.progress.aside(|| write(self.out)) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.is_closed = true,
            other => other?,
        }
        Ok(())
    }
}

/// Why a finding, its lines counted from 1, is about no code that one could name. Linters report what is missing at the end of a file on
/// the line behind its last.
fn nothing_there(source: &Source<'_>, first: usize, last: usize) -> Option<&'static str> {
    let text = source.text();
    // Compilers and linters do not agree on it, and the wrong line would be repaired.
    if span::has_lone_cr(&text[..span::line_bytes(text, last - 1, last - 1).start]) {
        return Some(
            "a carriage return above it ends a line for some programs only, so its number may be of another line",
        );
    }
    if first == span::count_lines(text) + 1 {
        return Some("the end of the file is no line");
    }
    let bytes = span::line_bytes(text, first - 1, last - 1);
    (!bytes.is_empty() && text[bytes].trim().is_empty()).then_some("an empty line")
}

/// Checks that a new file may take the place of this one: nobody forbade that, and no other name loses its content.
fn check_writable(path: &Path) -> Result<(), String> {
    let shown = path.display();
    let metadata = fs::metadata(path).map_err(|error| format!("{shown}: {error}"))?;
    let opened = OpenOptions::new().append(true).open(path);
    let is_denied = opened.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
    // The superuser may open what is read-only, too.
    if is_denied || metadata.permissions().readonly() {
        return Err(format!("{shown}: is read-only; make it writable and run again"));
    }
    let names = names(&metadata);
    if names > 1 {
        return Err(format!(
            "{shown}: is one of {names} hard links, and writing would cut it off from the others; copy it to a file of its own, \
             or use --diff"
        ));
    }
    Ok(())
}

/// How many names a file has.
#[cfg(unix)]
fn names(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
const fn names(_: &fs::Metadata) -> u64 {
    1
}

/// Puts new content in the file's place, unless someone else has in the meantime.
fn write(source: &Source<'_>, content: &str) -> Result<(), String> {
    let path = source.path;
    if input::read(path).ok().as_deref() != Some(&*source.content) {
        return Err(format!(
            "{}: changed while it was repaired, so nothing is written; run again",
            path.display()
        ));
    }
    files::write_atomically(path, content.as_bytes())
        .map_err(|error| format!("{}: cannot write: {error}", path.display()))
}
