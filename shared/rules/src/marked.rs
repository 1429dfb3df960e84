//! A document cut at its marked lines, and what an answer becomes in it: line breaks, the file's end, a byte order mark.

use std::{borrow::Cow, ops::Range};

use crate::breaks::{in_lf, uses_crlf, with_breaks_of};

/// Stands first in some files, and is not code.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Byte offsets at which lines start.
pub fn lines(text: &str) -> impl Iterator<Item = usize> {
    let rest = text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at < text.len());
    (!text.is_empty()).then_some(0).into_iter().chain(rest)
}

/// Lines that a document does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinesError {
    /// There are none.
    #[error("the file is empty")]
    EmptyFile,
    /// A line that is not there.
    #[error("line {line} is beyond the end: the file has {lines} line{}", if *lines == 1 { "" } else { "s" })]
    BeyondEnd {
        /// The line asked for, counted from 1.
        line: usize,
        /// How many there are.
        lines: usize,
    },
    /// The last line is before the first.
    #[error("the marked lines end at line {end}, before they start at line {start}")]
    Backwards {
        /// The first line, counted from 1.
        start: usize,
        /// The last line, counted from 1.
        end: usize,
    },
}

/// A document cut at its marked lines, in slices of its text.
#[derive(Debug)]
pub struct Marked<'a> {
    /// The document.
    pub text: &'a str,
    /// The marked lines, whole, in bytes.
    pub range: Range<usize>,
    /// A byte order mark stands before the first line and is none of the model's business.
    mark: &'a str,
    crlf: bool,
    /// The marked lines as the model and all rules see them. `\n` ends every one, also the last one of a file that
    /// has no line break there: training data has one.
    seen: Cow<'a, str>,
}

impl<'a> Marked<'a> {
    /// A document and its marked lines, counted from 0, the last one included.
    ///
    /// # Errors
    ///
    /// The document does not have these lines.
    pub fn new(text: &'a str, start_line: usize, end_line: usize) -> Result<Self, LinesError> {
        if text.is_empty() {
            return Err(LinesError::EmptyFile);
        }
        if end_line < start_line {
            return Err(LinesError::Backwards {
                start: start_line.saturating_add(1),
                end: end_line.saturating_add(1),
            });
        }
        let beyond =
            |line: usize| LinesError::BeyondEnd { line: line.saturating_add(1), lines: lines(text).count() };
        let mut starts = lines(text).skip(start_line);
        let start = starts.next().ok_or_else(|| beyond(start_line))?;
        let end = match end_line - start_line {
            0 => starts.next(),
            // The last marked line must be there; what follows it may not.
            more => {
                starts.nth(more - 1).ok_or_else(|| beyond(end_line))?;
                starts.next()
            }
        }
        .unwrap_or(text.len());

        let mark = if text.starts_with(BYTE_ORDER_MARK) { &text[..BYTE_ORDER_MARK.len_utf8()] } else { "" };
        let mut marked = Self { text, range: start..end, mark, crlf: false, seen: Cow::Borrowed("") };
        let span = marked.span();
        marked.crlf = uses_crlf(if span.contains('\n') { span } else { text });
        marked.seen = in_lf(marked.code());
        if !span.ends_with('\n') {
            marked.seen.to_mut().push('\n');
        }
        Ok(marked)
    }

    /// The marked lines.
    pub fn span(&self) -> &'a str {
        &self.text[self.range.clone()]
    }

    /// The byte order mark, where the marked lines begin with it.
    fn leading_mark(&self) -> &'a str {
        if self.range.start == 0 { self.mark } else { "" }
    }

    /// The marked lines without a byte order mark.
    pub fn code(&self) -> &'a str {
        &self.span()[self.leading_mark().len()..]
    }

    /// The marked lines as the model sees them: without a byte order mark, with `\n` at the end of every one.
    pub fn lines(&self) -> &str {
        &self.seen
    }

    /// The indentation of the nearest line above that stands further out than the last marked line: of what that line is in.
    pub fn outer_indentation(&self) -> Option<&'a str> {
        let depth = |line: &str| line.len() - line.trim_start().len();
        let mut lines = self.text[..self.range.end].lines().rev().filter(|line| !line.trim().is_empty());
        let own = depth(lines.next()?);
        let outer = lines.find(|line| depth(line) < own)?;
        Some(&outer[..depth(outer)])
    }

    /// What stands above the marked lines, without a byte order mark.
    pub fn before(&self) -> &'a str {
        self.text[..self.range.start].strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.text[..self.range.start])
    }

    /// What stands below the marked lines.
    pub fn after(&self) -> &'a str {
        &self.text[self.range.end..]
    }

    /// The text that takes the marked lines' place: line breaks as these lines or, where they have none, the document has them, and
    /// one at the end exactly when the marked lines had one.
    pub fn replacement(&self, answer: &str) -> String {
        let mut answer = answer.replace("\r\n", "\n");
        if !self.span().ends_with('\n') {
            if answer.ends_with('\n') {
                answer.pop();
            }
        } else if !answer.is_empty() && !answer.ends_with('\n') {
            answer.push('\n');
        }
        format!("{}{}", self.leading_mark(), with_breaks_of(self.code(), &answer, self.crlf))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, start_line: usize, end_line: usize) -> Result<(&str, &str, &str), String> {
        let marked = Marked::new(text, start_line, end_line).map_err(|error| error.to_string())?;
        Ok((&text[..marked.range.start], marked.span(), &text[marked.range.end..]))
    }

    fn replaced(text: &str, line: usize, answer: &str) -> String {
        Marked::new(text, line, line).unwrap().replacement(answer)
    }

    #[test]
    fn lines_are_cut_whole() {
        assert_eq!(cut("a\nb\nc\n", 1, 1), Ok(("a\n", "b\n", "c\n")));
        assert_eq!(cut("a\nb\nc\n", 0, 2), Ok(("", "a\nb\nc\n", "")));
        assert_eq!(cut("a\nb\nc", 1, 2), Ok(("a\n", "b\nc", "")));
        assert_eq!(cut("a", 0, 0), Ok(("", "a", "")));
        assert_eq!(cut("\n\n", 1, 1), Ok(("\n", "\n", "")));
        assert_eq!(cut("a\r\nb\r\n", 1, 1), Ok(("a\r\n", "b\r\n", "")));
        assert_eq!(lines("a\nb").collect::<Vec<_>>(), [0, 2]);
        assert_eq!(lines("").count(), 0);
    }

    #[test]
    fn wrong_lines_are_named_from_one() {
        assert_eq!(cut("a\nb\n", 2, 2), Err("line 3 is beyond the end: the file has 2 lines".into()));
        assert_eq!(cut("a\nb\n", 0, 5), Err("line 6 is beyond the end: the file has 2 lines".into()));
        assert_eq!(cut("a", 1, 1), Err("line 2 is beyond the end: the file has 1 line".into()));
        assert_eq!(
            cut("a\nb\n", 1, 0),
            Err("the marked lines end at line 1, before they start at line 2".into())
        );
        assert_eq!(cut("", 0, 0), Err("the file is empty".into()));
        assert!(cut("a", usize::MAX, usize::MAX).unwrap_err().contains("beyond"));
        assert!(cut("a", 0, usize::MAX).unwrap_err().contains("beyond"));
    }

    #[test]
    fn a_replacement_ends_as_the_marked_lines_do() {
        assert_eq!(replaced("a\nb\n", 0, "c\n"), "c\n");
        assert_eq!(replaced("a\nb\n", 0, "c"), "c\n");
        assert_eq!(replaced("a\nb\n", 0, ""), "");
        assert_eq!(replaced("a\nb", 1, "c\n"), "c");
        assert_eq!(replaced("a\nb", 1, "c\nd\n"), "c\nd");
        assert_eq!(replaced("a\nb", 1, "c"), "c");
        assert_eq!(replaced("a\r\nb\r\n", 0, "c\nd\n"), "c\r\nd\r\n");
        assert_eq!(replaced("a\r\nb", 1, "c\nd\n"), "c\r\nd");
        // In a file with both endings the marked lines decide.
        assert_eq!(replaced("a\r\nb\n", 1, "c\n"), "c\n");
    }

    #[test]
    fn lines_that_stay_keep_their_breaks() {
        let replaced = |text: &str, end, answer: &str| Marked::new(text, 0, end).unwrap().replacement(answer);
        assert_eq!(replaced("a <= b\r\nc\n", 1, "a < b\nc\n"), "a < b\r\nc\n");
        assert_eq!(replaced("a <= b\nc\r\n", 1, "a < b\nd\n"), "a < b\nd\r\n");
        assert_eq!(replaced("a\nb\r\nc", 2, "a\nd\nc\n"), "a\nd\r\nc");
        // New lines end as the first one does.
        assert_eq!(replaced("a\r\nb\nc\n", 2, "a\nx\ny\nc\n"), "a\r\nx\r\ny\r\nc\n");
        assert_eq!(replaced("a\r\nb\nc\n", 2, "a\nc\n"), "a\r\nc\n");
        assert_eq!(replaced("a\r\nb\nb\n", 2, "b\nb\n"), "b\nb\n");
        assert_eq!(replaced("\u{feff}a\nb\r\n", 1, "a\nc\n"), "\u{feff}a\nc\r\n");
    }

    #[test]
    fn a_byte_order_mark_stays_and_the_model_does_not_see_it() {
        let text = "\u{feff}a\nb\n";
        let marked = Marked::new(text, 0, 0).unwrap();
        assert_eq!(marked.lines(), "a\n");
        assert_eq!(marked.replacement("c\n"), "\u{feff}c\n");
        assert_eq!(marked.replacement(""), "\u{feff}");
        let marked = Marked::new(text, 1, 1).unwrap();
        assert_eq!((marked.before(), marked.replacement("c\n").as_str()), ("a\n", "c\n"));
    }

    #[test]
    fn the_model_sees_a_last_line_with_a_line_break() {
        let marked = Marked::new("a\nb", 1, 1).unwrap();
        assert_eq!((marked.lines(), marked.span()), ("b\n", "b"));
    }

    #[test]
    fn rules_see_one_kind_of_line_break() {
        let marked = Marked::new("a\r\nb;\r\nc", 0, 1).unwrap();
        assert_eq!((marked.lines(), marked.span()), ("a\nb;\n", "a\r\nb;\r\n"));
        assert_eq!(marked.replacement("a\nb\n"), "a\r\nb\r\n");
        let marked = Marked::new("a\r\nb", 0, 1).unwrap();
        assert_eq!((marked.lines(), marked.replacement("c\nb\n").as_str()), ("a\nb\n", "c\r\nb"));
    }

    #[test]
    fn a_huge_document_is_cut_without_a_copy() {
        let text = "a := 1\n".repeat(1 << 20);
        let marked = Marked::new(&text, (1 << 20) - 1, (1 << 20) - 1).unwrap();
        assert!(std::ptr::eq(marked.before().as_ptr(), text.as_ptr()));
        assert_eq!((marked.before().len() + marked.lines().len(), marked.after()), (text.len(), ""));
    }
}
