//! The fixes of one file put together. Each was made for the file as it is, so they must not touch the same lines, and
//! together they must not break what each alone leaves whole.

use std::ops::Range;

use fixerr_shared::syntax::SyntaxChecker;

use super::source::Source;
use crate::span;

/// Fixes that go together, in line order.
#[derive(Default)]
pub(super) struct Edits {
    list: Vec<Edit>,
    syntax: SyntaxChecker,
    /// Syntax errors of the file with all of `list` made, where they were counted.
    errors: Option<usize>,
}

struct Edit {
    /// Counted from 0, both inclusive.
    lines: (usize, usize),
    bytes: Range<usize>,
    replacement: String,
}

/// Why a fix is left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Conflict {
    /// The fix of these lines, counted from 0, was there first.
    Lines(usize, usize),
    /// With the earlier fixes made, this one adds a syntax error.
    Syntax,
}

impl Edits {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The lines of an earlier fix that shares lines with these.
    pub(super) fn overlapping(&self, (first, last): (usize, usize)) -> Option<Conflict> {
        let shares = |edit: &&Edit| edit.lines.0 <= last && first <= edit.lines.1;
        self.list.iter().find(shares).map(|edit| Conflict::Lines(edit.lines.0, edit.lines.1))
    }

    /// Takes a fix of lines behind all earlier ones.
    ///
    /// # Errors
    /// The fix does not go with the earlier ones; then it is left out.
    pub(super) fn add(
        &mut self,
        source: &Source<'_>,
        lines: (usize, usize),
        replacement: &str,
    ) -> Result<(), Conflict> {
        if let Some(conflict) = self.overlapping(lines) {
            return Err(conflict);
        }
        let bytes = span::line_bytes(source.text(), lines.0, lines.1);
        // Alone, a fix was checked when it was found.
        let before = (!self.list.is_empty()).then(|| self.errors.or_else(|| self.count_errors(source)));
        self.list.push(Edit { lines, bytes, replacement: replacement.to_owned() });
        let Some(before) = before else { return Ok(()) };
        let after = self.count_errors(source);
        if before.zip(after).is_some_and(|(before, after)| after > before) {
            self.list.pop();
            self.errors = before;
            return Err(Conflict::Syntax);
        }
        self.errors = after;
        Ok(())
    }

    fn count_errors(&mut self, source: &Source<'_>) -> Option<usize> {
        let text = self.apply(source.text());
        self.syntax.errors(source.language, source.jsx, &text)
    }

    /// `text` with all fixes made.
    pub(super) fn apply(&self, text: &str) -> String {
        let mut fixed = String::with_capacity(text.len());
        let mut done = 0;
        for edit in &self.list {
            fixed.push_str(&text[done..edit.bytes.start]);
            fixed.push_str(&edit.replacement);
            done = edit.bytes.end;
        }
        fixed.push_str(&text[done..]);
        fixed
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn fixes_go_where_they_were_made_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        fs::write(&path, "\u{feff}a = 1\nb = 2\nc = 3\nd = 4").unwrap();
        let source = Source::read(&path, None).unwrap();
        let mut edits = Edits::default();
        assert!(edits.is_empty());
        assert_eq!(edits.add(&source, (0, 0), "a = 1\nx = 1\n"), Ok(()));
        assert_eq!(edits.add(&source, (1, 2), ""), Ok(()));
        assert_eq!(edits.add(&source, (2, 3), "e"), Err(Conflict::Lines(1, 2)));
        assert_eq!(edits.add(&source, (3, 3), "d = 5"), Ok(()));
        assert_eq!(source.with_text(&edits.apply(source.text())), "\u{feff}a = 1\nx = 1\nd = 5");
    }

    #[test]
    fn two_fixes_of_one_mistake_do_not_both_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        fs::write(&path, "x = f(1,\n      2\ny = 3\n").unwrap();
        let source = Source::read(&path, None).unwrap();
        let mut edits = Edits::default();
        assert_eq!(edits.add(&source, (0, 0), "x = f(1)\n"), Ok(()));
        assert_eq!(edits.add(&source, (1, 1), "      2)\n"), Err(Conflict::Syntax));
        assert_eq!(edits.apply(source.text()), "x = f(1)\n      2\ny = 3\n");
    }
}
