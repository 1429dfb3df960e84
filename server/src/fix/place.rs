//! Which lines of which files to repair: what the command line names, or what a linter found, by file and in line order.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    FixArgs,
    diagnostics::{self, Finding},
};
use crate::{
    outcome::{Failure, Status},
    paint,
};

/// Lines of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Counted from 1, both inclusive.
    pub(super) first: usize,
    pub(super) last: usize,
    /// What a linter said of them.
    pub(super) message: Option<String>,
    /// Whether the linter called it an error.
    is_error: bool,
}

/// A file and its places.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FilePlaces {
    /// As it was named first.
    pub(super) path: PathBuf,
    /// In line order, none twice.
    pub(super) places: Vec<Place>,
}

/// Everything that is to be repaired.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) files: Vec<FilePlaces>,
    /// What names no place, a line for each.
    pub(super) problems: Vec<String>,
    /// What was passed over without harm, a line for each.
    pub(super) notes: Vec<String>,
}

impl Places {
    /// How many places there are.
    pub(super) fn count(&self) -> usize {
        self.files.iter().map(|file| file.places.len()).sum()
    }
}

/// `path:3` or `path:3-5`.
pub(super) fn label(path: &Path, first: usize, last: usize) -> String {
    let path = paint::printable(&path.display().to_string());
    if first == last { format!("{path}:{first}") } else { format!("{path}:{first}-{last}") }
}

/// What the command line asks for.
///
/// # Errors
/// The arguments contradict each other, or the linter's report cannot be read.
pub(super) fn gather(args: &FixArgs) -> Result<Places, Failure> {
    let bad = |message: String| Failure::new(Status::BadInput, message);
    if let Some(report) = &args.diagnostics {
        return Ok(found_by_linters(diagnostics::read(report).map_err(bad)?, &args.places));
    }
    if let Some(line) = args.line {
        let [path] = &*args.places else {
            let message =
                format!("--line {line} is for one file; write FILE:LINE for each of several places");
            return Err(bad(message));
        };
        let (first, last) = (line as usize, args.end_line.unwrap_or(line) as usize);
        let place = Place { first, last, message: None, is_error: false };
        return Ok(Places {
            files: vec![FilePlaces { path: path.clone(), places: vec![place] }],
            ..Places::default()
        });
    }
    let mut places = Places::default();
    let mut named = Vec::new();
    for argument in &args.places {
        match parse(argument) {
            Ok((path, first, last)) => {
                named.push((path, Place { first, last, message: None, is_error: false }));
            }
            Err(problem) => places.problems.push(problem),
        }
    }
    places.files = by_file(named);
    Ok(places)
}

/// Reads `FILE:LINE` or `FILE:LINE-END`. The last colon counts: a file's name may hold others. A compiler's `FILE:LINE:COLUMN` is
/// taken as well.
fn parse(argument: &Path) -> Result<(PathBuf, usize, usize), String> {
    let shown = argument.display();
    let how = "write FILE:LINE or FILE:LINE-END, or FILE --line N";
    let text = argument.to_str().ok_or_else(|| format!("{shown}: the name is not UTF-8; use --line N"))?;
    let (path, lines) = without_column(text)
        .rsplit_once(':')
        .filter(|(path, _)| !path.is_empty())
        .ok_or_else(|| format!("{shown}: which line? {how}"))?;
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let number = |digits: &str| match digits.parse::<u32>() {
        Ok(0) => Err(format!("{shown}: lines are counted from 1")),
        // `parse` alone would take a sign, too.
        Ok(number) if !digits.starts_with('+') => Ok(number as usize),
        _ => Err(format!("{shown}: '{lines}' is no line; {how}")),
    };
    let (first, last) = (number(first)?, number(last)?);
    if last < first {
        return Err(format!("{shown}: line {last} comes before line {first}"));
    }
    Ok((path.into(), first, last))
}

/// A place without the column that compilers name behind the line, and the colon that they set behind that. A file whose name
/// ends like a line stays one.
fn without_column(text: &str) -> &str {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let place = text.strip_suffix(':').unwrap_or(text);
    let Some((rest, _)) = place.rsplit_once(':').filter(|(_, last)| is_number(last)) else { return text };
    let has_line = rest.rsplit_once(':').is_some_and(|(path, line)| !path.is_empty() && is_number(line));
    if has_line && !Path::new(rest).exists() { rest } else { place }
}

fn found_by_linters(found: diagnostics::Findings, only: &[PathBuf]) -> Places {
    let mut places = Places { problems: found.problems, notes: found.notes, ..Places::default() };
    let mut wanted = Vec::new();
    for path in only {
        match fs::canonicalize(path) {
            Ok(path) => wanted.push(path),
            Err(error) => places.problems.push(format!("{}: {error}", path.display())),
        }
    }
    let is_wanted =
        |path: &Path| only.is_empty() || wanted.iter().any(|wanted| same(path).starts_with(wanted));
    let working = std::env::current_dir().ok();
    let named = found.list.into_iter().map(|finding| {
        let Finding { path, first, last, is_error, message } = finding;
        // Linters print whole paths; people read them from where they are.
        let path = working.as_ref().and_then(|folder| path.strip_prefix(folder).ok()).unwrap_or(&path).into();
        (path, Place { first, last, message, is_error })
    });
    places.files = by_file(named.filter(|(path, _): &(PathBuf, _)| is_wanted(path)));
    places
}

/// One name for a file that is named in several ways; a file that is not there keeps the one it has.
fn same(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Files in the order in which they were first named, their places by line. Of places on the same lines the first error
/// stays, or else the first.
fn by_file(named: impl IntoIterator<Item = (PathBuf, Place)>) -> Vec<FilePlaces> {
    let mut files = Vec::<FilePlaces>::new();
    let (mut spellings, mut indices) = (HashMap::<PathBuf, PathBuf>::new(), HashMap::<PathBuf, usize>::new());
    for (path, place) in named {
        // A linter names a file once for each finding; the system is asked once.
        let key = spellings.entry(path.clone()).or_insert_with(|| same(&path)).clone();
        let index = *indices.entry(key).or_insert_with(|| {
            files.push(FilePlaces { path, places: Vec::new() });
            files.len() - 1
        });
        files[index].places.push(place);
    }
    for file in &mut files {
        // Stable, so that what came first stays first.
        file.places.sort_by_key(|place| (place.first, place.last, !place.is_error));
        file.places.dedup_by_key(|place| (place.first, place.last));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, part: &str) {
        let error = parse(Path::new(text)).unwrap_err();
        assert!(error.starts_with(text) && error.contains(part), "{error}");
    }

    #[test]
    fn a_files_name_does_not_drive_the_terminal() {
        assert_eq!(label(Path::new("a\u{1b}[2J.py"), 3, 5), "a\u{fffd}[2J.py:3-5");
    }

    #[test]
    fn places_are_read() {
        let read = |text: &str| parse(Path::new(text)).map(|(path, first, last)| (path, (first, last)));
        assert_eq!(read("a.py:3"), Ok(("a.py".into(), (3, 3))));
        assert_eq!(read("b.rs:10-12"), Ok(("b.rs".into(), (10, 12))));
        assert_eq!(read("C:\\odd:name-1.c:7-7"), Ok(("C:\\odd:name-1.c".into(), (7, 7))));
        // As compilers print them.
        for location in ["a.py:3:5", "a.py:3:0", "a.py:3:5:", "a.py:3:"] {
            assert_eq!(read(location), Ok(("a.py".into(), (3, 3))), "{location}");
        }
        assert_eq!(read("C:\\a.py:3:5"), Ok(("C:\\a.py".into(), (3, 3))));
        refused("a.py:0:5", "counted from 1");
        refused("a.py", "which line? write FILE:LINE");
        refused(":3", "which line?");
        refused("a.py:0", "counted from 1");
        refused("a.py:5-3", "line 3 comes before line 5");
        for odd in ["a.py:", "a.py:x", "a.py:3-", "a.py:-3", "a.py:+3", "a.py:99999999999"] {
            refused(odd, "is no line; write FILE:LINE");
        }
    }

    #[test]
    fn a_file_whose_name_ends_like_a_line_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("a.py:3");
        let place = format!("{}:5", odd.display());
        assert_eq!(without_column(&place), place.strip_suffix(":5").unwrap());
        fs::write(&odd, "").unwrap();
        assert_eq!(without_column(&place), place);
    }

    #[test]
    fn places_are_sorted_and_none_is_there_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.py"), folder.path().join("b.py"));
        fs::write(&a, "").unwrap();
        let place = |first, last, message: &str, is_error| Place {
            first,
            last,
            message: Some(message.to_owned()),
            is_error,
        };
        let other_name = folder.path().join(".").join("a.py");
        let files = by_file([
            (b.clone(), place(1, 1, "elsewhere", false)),
            (a.clone(), place(9, 9, "later", false)),
            (other_name, place(3, 3, "a warning", false)),
            (a.clone(), place(3, 3, "the first error", true)),
            (a.clone(), place(3, 3, "an error", true)),
            (a.clone(), place(3, 4, "more lines", false)),
        ]);
        let says = |file: &FilePlaces| {
            file.places.iter().map(|place| place.message.clone().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(files.iter().map(|file| &file.path).collect::<Vec<_>>(), [&b, &a]);
        assert_eq!(says(&files[1]), ["the first error", "more lines", "later"]);
    }
}
