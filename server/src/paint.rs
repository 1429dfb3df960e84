//! A candidate as a diff for the terminal: removed lines, added lines, the words that differ marked in both.

use std::{fmt::Write as _, ops::Range};

use crate::words;

const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const DIM: &str = "\x1b[2m";
const BOLD: &str = "\x1b[1m";
const REVERSE: &str = "\x1b[7m";
const REVERSE_OFF: &str = "\x1b[27m";
const RESET: &str = "\x1b[0m";

/// Whether to colour what goes to standard output.
pub(crate) fn wanted() -> bool {
    use std::io::IsTerminal;
    std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
}

/// Writes with or without colour.
#[derive(Clone, Copy)]
pub(crate) struct Painter {
    pub(crate) colour: bool,
}

impl Painter {
    pub(crate) fn bold(self, text: &str) -> String {
        if self.colour { format!("{BOLD}{text}{RESET}") } else { text.to_owned() }
    }

    pub(crate) fn dim(self, text: &str) -> String {
        if self.colour { format!("{DIM}{text}{RESET}") } else { text.to_owned() }
    }

    /// The lines `old` and what they become. `first_line` counts from 1; `before` and `after` are lines around for
    /// orientation.
    pub(crate) fn diff(
        self,
        first_line: usize,
        before: &[&str],
        old: &str,
        new: &str,
        after: &[&str],
    ) -> String {
        let (removed, added) = words::highlights(old, new);
        let n_old = old.split_inclusive('\n').count();
        let n_new = new.split_inclusive('\n').count();
        let last = first_line + n_old.max(n_new) + after.len();
        let gutter = last.to_string().len();
        let mut text = String::new();
        let context = |text: &mut String, number: usize, line: &str| {
            let line = format!("{number:>gutter$}   {}", printable(line));
            let _ = writeln!(text, "{}", self.dim(line.trim_end()));
        };
        for (number, line) in (first_line - before.len()..).zip(before) {
            context(&mut text, number, line);
        }
        self.side(&mut text, (first_line, gutter, '-', RED), old, &removed);
        self.side(&mut text, (first_line, gutter, '+', GREEN), new, &added);
        for (number, line) in (first_line + n_new..).zip(after) {
            context(&mut text, number, line);
        }
        text
    }

    fn side(
        self,
        text: &mut String,
        (first_line, gutter, sign, colour): (usize, usize, char, &str),
        lines: &str,
        marked: &[Range<usize>],
    ) {
        let mut at = 0;
        for (number, line) in (first_line..).zip(lines.split_inclusive('\n')) {
            let shown = line.trim_end_matches(['\n', '\r']);
            let _ = write!(text, "{number:>gutter$} {sign} ");
            if self.colour {
                text.push_str(colour);
                text.push_str(&highlighted(shown, at, marked));
                text.push_str(RESET);
            } else {
                text.push_str(&printable(shown));
            }
            text.push('\n');
            at += line.len();
        }
    }
}

fn highlighted(line: &str, at: usize, marked: &[Range<usize>]) -> String {
    let mut text = String::new();
    let mut done = 0;
    for range in marked {
        let start = range.start.saturating_sub(at).clamp(done, line.len());
        let end = range.end.saturating_sub(at).min(line.len());
        if range.end <= at || start >= end {
            continue;
        }
        text.push_str(&printable(&line[done..start]));
        text.push_str(REVERSE);
        text.push_str(&printable(&line[start..end]));
        text.push_str(REVERSE_OFF);
        done = end;
    }
    text.push_str(&printable(&line[done..]));
    text
}

/// Code without control characters: a file must not be able to drive the terminal.
pub(crate) fn printable(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    for c in code.trim_end_matches(['\n', '\r']).chars() {
        match c {
            '\t' => text.push_str("    "),
            c if c.is_control() => text.push('\u{fffd}'),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_without_colour_is_plain() {
        let diff = Painter { colour: false }.diff(9, &["a\n"], "\tx <= y\r\n", "\tx < y\r\nz\r\n", &["b"]);
        assert_eq!(diff, " 8   a\n 9 -     x <= y\n 9 +     x < y\n10 + z\n11   b\n");
    }

    #[test]
    fn changed_words_are_marked() {
        let diff = Painter { colour: true }.diff(1, &[], "x <= y\nsame\n", "x < y\nsame\n", &[]);
        assert!(diff.contains("1 - \x1b[31mx \x1b[7m<=\x1b[27m y\x1b[0m\n"), "{diff:?}");
        assert!(diff.contains("2 - \x1b[31msame\x1b[0m\n"), "{diff:?}");
        assert!(diff.contains("1 + \x1b[32mx \x1b[7m<\x1b[27m y\x1b[0m\n"), "{diff:?}");
    }

    #[test]
    fn files_cannot_drive_the_terminal() {
        let diff = Painter { colour: false }.diff(1, &[], "\x1b[2Jx\n", "y\n", &[]);
        assert!(!diff.contains('\x1b'));
    }
}
