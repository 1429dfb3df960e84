//! `tests/demo/demo.toml`: which lines of which files are to be repaired, and what stood there before the mistake.

use std::{fs, ops::Range, path::Path};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use toml::Spanned;

/// One mistake in one file; lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// The file's path relative to the list's folder.
    pub(crate) file: String,
    pub(crate) language: String,
    pub(crate) start_line: usize,
    pub(crate) end_line: usize,
    /// What a compiler or linter said about the lines.
    pub(crate) message: Option<String>,
    /// The lines as they are in the file, without the last line ending.
    pub(crate) original: String,
    /// The lines as they should be, without the last line ending.
    pub(crate) fixed: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    case: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    file: Spanned<String>,
    language: String,
    line: Spanned<usize>,
    end_line: Option<Spanned<usize>>,
    message: Option<String>,
    fixed: String,
}

/// Reads the list at `path` and the lines that it names; an error names the list's line.
pub(crate) fn read(path: &Path) -> Result<Vec<Case>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    parse(&text, folder).with_context(|| format!("in {}", path.display()))
}

fn parse(text: &str, folder: &Path) -> Result<Vec<Case>> {
    let list: List = toml::from_str(text)?;
    if list.case.is_empty() {
        bail!("there is no [[case]]");
    }
    list.case.into_iter().map(|written| case(text, folder, written.into_inner())).collect()
}

fn case(text: &str, folder: &Path, written: Written) -> Result<Case> {
    let at = |span: Range<usize>| format!("line {}", 1 + text[..span.start].matches('\n').count());
    let end = written.end_line.as_ref().unwrap_or(&written.line);
    let (start_line, end_line) = (*written.line.get_ref(), *end.get_ref());
    if start_line == 0 {
        bail!("{}: lines are counted from 1", at(written.line.span()));
    }
    if end_line < start_line {
        bail!("{}: end_line {end_line} is before line {start_line}", at(end.span()));
    }
    let file = written.file.get_ref();
    let source = fs::read_to_string(folder.join(file)).with_context(|| {
        format!("{}: cannot read {}", at(written.file.span()), folder.join(file).display())
    })?;
    let lines: Vec<&str> = source.lines().collect();
    let Some(original) = lines.get(start_line - 1..end_line) else {
        bail!("{}: {file} has {} lines, so there is no line {end_line}", at(end.span()), lines.len());
    };
    Ok(Case {
        original: original.join("\n"),
        fixed: written.fixed.trim_end_matches(['\r', '\n']).to_owned(),
        file: written.file.into_inner(),
        language: written.language,
        start_line,
        end_line,
        message: written.message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.go"), "one\r\ntwo\r\nthree\r\n").unwrap();
        folder
    }

    #[track_caller]
    fn refused(text: &str, parts: &[&str]) {
        let error = format!("{:#}", parse(text, folder().path()).unwrap_err());
        for part in parts {
            assert!(error.contains(part), "{error:?} lacks {part:?}");
        }
    }

    #[test]
    fn lines_come_from_the_file() {
        let text = "[[case]]\nfile = \"a.go\"\nlanguage = \"Go\"\nline = 2\nend_line = 3\nmessage = \"m\"\nfixed = \"2\\n3\\n\"\n\
                    [[case]]\nfile = \"a.go\"\nlanguage = \"Go\"\nline = 1\nfixed = \"\"\n";
        let cases = parse(text, folder().path()).unwrap();
        assert_eq!((cases[0].original.as_str(), cases[0].fixed.as_str()), ("two\nthree", "2\n3"));
        assert_eq!((cases[0].start_line, cases[0].end_line, cases[0].message.as_deref()), (2, 3, Some("m")));
        assert_eq!(
            (cases[1].original.as_str(), cases[1].end_line, cases[1].message.as_deref()),
            ("one", 1, None)
        );
    }

    #[test]
    fn errors_name_the_line() {
        let case = |lines: &str| {
            format!("# the list\n[[case]]\nfile = \"a.go\"\nlanguage = \"Go\"\nfixed = \"\"\n{lines}")
        };
        refused(&case("line = 4\n"), &["line 6", "a.go has 3 lines", "no line 4"]);
        refused(&case("line = 0\n"), &["line 6", "counted from 1"]);
        refused(&case("line = 2\nend_line = 1\n"), &["line 7", "end_line 1 is before line 2"]);
        refused(&case("line = 2\nlnie = 3\n"), &["line 7", "lnie"]);
        refused(&case("line = \"2\"\n"), &["line 6"]);
        refused(&case("line = 2\n").replace("a.go", "b.go"), &["line 3", "b.go"]);
        refused(&case(""), &["line 2", "`line`"]);
        refused("", &["no [[case]]"]);
    }
}
