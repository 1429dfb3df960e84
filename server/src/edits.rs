//! The fixes of one text put together. Each was made for the text as it is, so they must not touch the same lines, and
//! together they must not break what each alone leaves whole.

use std::ops::Range;

use fixerr_shared::{language::Language, syntax::SyntaxChecker};

use crate::span;

/// Fixes of one text that go together, in line order.
pub(crate) struct Edits {
    language: Language,
    /// Whether the text is written in its language's React dialect.
    jsx: bool,
    list: Vec<Edit>,
    syntax: SyntaxChecker,
    /// Syntax errors of the text with all of `list` made, where they were counted.
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
pub(crate) enum Conflict {
    /// The fix of these lines, counted from 0, was there first.
    Lines(usize, usize),
    /// With the earlier fixes made, this one adds a syntax error.
    Syntax,
}

impl Edits {
    pub(crate) fn new(language: Language, jsx: bool) -> Self {
        Self { language, jsx, list: Vec::new(), syntax: SyntaxChecker::default(), errors: None }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The lines of an earlier fix that shares lines with these.
    pub(crate) fn overlapping(&self, (first, last): (usize, usize)) -> Option<Conflict> {
        let shares = |edit: &&Edit| edit.lines.0 <= last && first <= edit.lines.1;
        self.list.iter().find(shares).map(|edit| Conflict::Lines(edit.lines.0, edit.lines.1))
    }

    /// Takes a fix of lines of `text`.
    ///
    /// # Errors
    /// The fix does not go with the earlier ones; then it is left out.
    pub(crate) fn add(
        &mut self,
        text: &str,
        lines: (usize, usize),
        replacement: &str,
    ) -> Result<(), Conflict> {
        if let Some(conflict) = self.overlapping(lines) {
            return Err(conflict);
        }
        let bytes = span::line_bytes(text, lines.0, lines.1);
        // Alone, a fix was checked when it was found.
        let before = (!self.list.is_empty()).then(|| self.errors.or_else(|| self.count_errors(text)));
        let at = self.list.partition_point(|edit| edit.lines < lines);
        self.list.insert(at, Edit { lines, bytes, replacement: replacement.to_owned() });
        let Some(before) = before else { return Ok(()) };
        let after = self.count_errors(text);
        if before.zip(after).is_some_and(|(before, after)| after > before) {
            self.list.remove(at);
            self.errors = before;
            return Err(Conflict::Syntax);
        }
        self.errors = after;
        Ok(())
    }

    fn count_errors(&mut self, text: &str) -> Option<usize> {
        let fixed = self.apply(text);
        self.syntax.errors(self.language, self.jsx, &fixed)
    }

    /// `text` with all fixes made.
    pub(crate) fn apply(&self, text: &str) -> String {
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
    use super::*;

    #[test]
    fn fixes_go_where_they_were_made_for() {
        let text = "a = 1\nb = 2\nc = 3\nd = 4";
        let mut edits = Edits::new(Language::Python, false);
        assert!(edits.is_empty());
        assert_eq!(edits.add(text, (1, 2), ""), Ok(()));
        assert_eq!(edits.add(text, (2, 3), "e"), Err(Conflict::Lines(1, 2)));
        assert_eq!(edits.add(text, (3, 3), "d = 5"), Ok(()));
        // The order in which they are found does not matter.
        assert_eq!(edits.add(text, (0, 0), "a = 1\nx = 1\n"), Ok(()));
        assert_eq!(edits.apply(text), "a = 1\nx = 1\nd = 5");
    }

    #[test]
    fn two_fixes_of_one_mistake_do_not_both_count() {
        let text = "x = f(1,\n      2\ny = 3\n";
        let mut edits = Edits::new(Language::Python, false);
        assert_eq!(edits.add(text, (0, 0), "x = f(1)\n"), Ok(()));
        assert_eq!(edits.add(text, (1, 1), "      2)\n"), Err(Conflict::Syntax));
        assert_eq!(edits.apply(text), "x = f(1)\n      2\ny = 3\n");
    }
}
