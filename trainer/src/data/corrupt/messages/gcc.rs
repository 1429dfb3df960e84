//! C and C++: `gcc` and `g++` on one file, with the headers of its checkout. Headers that are not there are made, empty;
//! those at the top of the file are compiled once for all its variants.

use std::{
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
    process::Command,
    time::Duration,
};

use fixerr_shared::language::Language;

use super::{
    choose::{Diagnostic, Severity},
    process,
};

/// With fewer variants than this, compiling the headers first does not pay.
const MANY_VARIANTS: usize = 5;

/// `gcc` or `g++`.
pub(super) struct Gcc {
    program: PathBuf,
    cpp: bool,
    time: Duration,
}

/// One file's includes, made ready.
pub(super) struct Headers {
    includes: Vec<OsString>,
    /// The rows of the includes that were compiled before.
    compiled: Vec<usize>,
    folder: PathBuf,
}

impl Gcc {
    pub(super) fn find(language: Language, time: Duration) -> Result<Self, String> {
        let cpp = language == Language::Cpp;
        let name = if cpp { "g++" } else { "gcc" };
        let program = process::which(name).ok_or_else(|| format!("no {name} found"))?;
        Ok(Self { program, cpp, time })
    }

    /// The name under which a file's text is to be found in its folder.
    pub(super) fn file_name(&self) -> &'static str {
        if self.cpp { "file.cpp" } else { "file.c" }
    }

    fn command(&self, folder: &Path, includes: &[OsString]) -> Command {
        let mut command = process::command(&self.program, folder);
        command.args(if self.cpp { ["-x", "c++", "-std=gnu++20"] } else { ["-x", "c", "-std=gnu17"] });
        command.args(["-Wall", "-fno-diagnostics-show-option", "-fmax-errors=300"]).args(includes);
        command
    }

    /// Looks for the headers of a file at `path` inside the checkout `root`; its text stands in `folder` already.
    pub(super) fn headers(
        &self,
        root: &Path,
        path: &str,
        text: &str,
        folder: &Path,
        variants: usize,
    ) -> Headers {
        let mut includes: Vec<OsString> = Vec::new();
        for inside in Path::new(path).ancestors().skip(1) {
            for include in [root.join(inside), root.join(inside).join("include")] {
                if include.is_dir() {
                    includes.extend(["-I".into(), include.into()]);
                }
            }
        }
        let empty = folder.join("missing");
        if self.make_missing(folder, &includes, &empty).is_some() {
            includes.extend(["-idirafter".into(), empty.into()]);
        }
        let mut headers = Headers { includes, compiled: Vec::new(), folder: folder.to_owned() };
        if variants >= MANY_VARIANTS {
            headers.compiled = self.compile(&headers, text).unwrap_or_default();
        }
        headers
    }

    /// Makes an empty file for every header that the compiler would look for in vain.
    fn make_missing(&self, folder: &Path, includes: &[OsString], empty: &Path) -> Option<()> {
        let mut command = self.command(folder, includes);
        command.args(["-w", "-M", "-MG", self.file_name()]);
        let said = process::run(command, self.time).ok()??;
        // A rule of make: words divided by spaces, with a backslash at the end of a line.
        for word in said.split_whitespace().skip(2).filter(|word| *word != "\\") {
            let path = Path::new(word);
            let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            if inside && !folder.join(path).exists() {
                let stub = empty.join(path);
                fs::create_dir_all(stub.parent()?).ok()?;
                fs::write(stub, "").ok()?;
            }
        }
        empty.is_dir().then_some(())
    }

    /// Compiles the includes at the top of the file; their rows.
    fn compile(&self, headers: &Headers, text: &str) -> Option<Vec<usize>> {
        let (top, rows) = top(text);
        if rows.is_empty() {
            return None;
        }
        fs::write(headers.folder.join("top.h"), top).ok()?;
        let mut command = process::command(&self.program, &headers.folder);
        command.args(if self.cpp {
            ["-x", "c++-header", "-std=gnu++20"]
        } else {
            ["-x", "c-header", "-std=gnu17"]
        });
        command.args(["-Wall", "-w"]).args(&headers.includes).args(["top.h", "-o", "top.h.gch"]);
        process::run(command, self.time).ok()??;
        headers.folder.join("top.h.gch").is_file().then_some(rows)
    }

    /// What the compiler says of a text, whose bug begins at `row`; its own folder is `folder`.
    pub(super) fn look_at(
        &self,
        headers: &Headers,
        text: &str,
        row: usize,
        folder: &Path,
    ) -> io::Result<Option<Vec<Diagnostic>>> {
        let mut command = self.command(folder, &headers.includes);
        command.args(["-fsyntax-only", self.file_name()]);
        // A bug among the includes is one of theirs.
        let compiled = headers.compiled.last().is_some_and(|last| *last < row);
        let mut shown = text.to_owned();
        if compiled {
            command.arg("-include").arg(headers.folder.join("top.h"));
            let blank = |(at, line): (usize, &str)| {
                if headers.compiled.contains(&at) { "\n".to_owned() } else { line.to_owned() }
            };
            shown = text.split_inclusive('\n').enumerate().map(blank).collect();
        }
        fs::write(folder.join(self.file_name()), shown)?;
        let said = process::run(command, self.time)?;
        // The compiler proper was killed by a limit: what it said is only a part.
        let said = said.filter(|said| !said.contains(" terminated program "));
        Ok(said.map(|said| parse(&said, self.file_name())))
    }
}

/// The includes and definitions before the first line of code, as a header, and the rows of the includes. A guard around
/// the whole file is passed over; at the first other condition the top ends.
fn top(text: &str) -> (String, Vec<usize>) {
    let (mut header, mut rows) = (String::new(), Vec::new());
    let (mut comment, mut guard, mut own) = (false, None, true);
    for (row, line) in text.lines().enumerate() {
        let mut code = line.trim();
        if comment {
            let Some((_, after)) = code.split_once("*/") else { continue };
            (comment, code) = (false, after.trim());
        }
        if code.starts_with("/*") {
            let Some((_, after)) = code.split_once("*/") else {
                comment = true;
                continue;
            };
            code = after.trim();
        }
        if code.is_empty() || code.starts_with("//") {
            continue;
        }
        let Some(directive) = code.strip_prefix('#').map(str::trim_start) else { break };
        let (word, rest) =
            directive.split_at(directive.find(|c: char| !c.is_alphanumeric()).unwrap_or(directive.len()));
        let rest = rest.trim();
        match word {
            "pragma" if rest == "once" => {}
            "ifndef" if own && guard.is_none() => guard = Some(rest),
            "define" if own && guard == Some(rest) => own = false,
            // A directive that goes on in the next line, or opens a comment, is not worth understanding.
            "include" | "define" if !code.ends_with('\\') && !code.contains("/*") => {
                own = false;
                if word == "include" {
                    rows.push(row);
                }
                header.extend([code, "\n"]);
            }
            _ => break,
        }
        own &= word == "ifndef" || word == "pragma";
    }
    (header, rows)
}

/// `file.c:12:3: error: text`, and notes that belong to the error before.
fn parse(said: &str, name: &str) -> Vec<Diagnostic> {
    let (mut all, mut last): (Vec<Diagnostic>, Option<String>) = (Vec::new(), None);
    for line in said.lines() {
        let Some(rest) = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) else { continue };
        let mut parts = rest.splitn(3, ':');
        let (Some(Ok(number)), Some(_), Some(rest)) =
            (parts.next().map(str::parse::<usize>), parts.next(), parts.next())
        else {
            continue;
        };
        let Some((severity, text)) = rest.trim_start().split_once(": ") else { continue };
        let diagnostic = match (severity, &last) {
            ("error" | "fatal error", _) => Diagnostic::new(number, Severity::Error, text),
            ("warning", _) => Diagnostic::new(number, Severity::Warning, text),
            // The bracket that is not closed.
            ("note", Some(error)) if text.starts_with("to match this") => {
                Diagnostic::new(number, Severity::Related, error)
            }
            _ => None,
        };
        if severity.ends_with("error") {
            last = diagnostic.as_ref().map(|diagnostic| diagnostic.text.clone());
        }
        all.extend(diagnostic);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_the_notes_that_matter() {
        let said = "In file included from file.c:1:\nx.h:2:1: error: theirs\nfile.c: In function 'f':\n\
                    file.c:3:20: warning: suggest parentheses\n    3 | if (s = 0)\nfile.c:9:1: error: expected '}': at end\n\
                    file.c:5:2: note: to match this '{'\nfile.c:6:1: note: declared here\n";
        let expected = [
            (3, Severity::Warning, "suggest parentheses"),
            (9, Severity::Error, "expected '}': at end"),
            (5, Severity::Related, "expected '}': at end"),
        ];
        let expected =
            expected.map(|(line, severity, text)| Diagnostic { line, severity, text: text.into() });
        assert_eq!(parse(said, "file.c"), expected);
    }

    #[test]
    fn the_top_ends_at_code_and_at_conditions() {
        let text = "/* Licence\n */\n#ifndef A_H\n#define A_H\n\n#define B 1\n# include <a.h> // why\n#include \"b.h\"\n\
                    #ifdef C\n#include <c.h>\n#endif\nint x;\n#endif\n";
        assert_eq!(
            top(text),
            ("#define B 1\n# include <a.h> // why\n#include \"b.h\"\n".to_owned(), vec![6, 7])
        );
        assert_eq!(
            top("#pragma once\n#include <a>\nint x;\n#include <b>"),
            ("#include <a>\n".to_owned(), vec![1])
        );
        assert_eq!(top("int x;\n#include <a>"), (String::new(), vec![]));
        assert_eq!(top("#define A \\\n 1\n#include <a>"), (String::new(), vec![]));
    }
}
