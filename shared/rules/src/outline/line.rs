//! The marked lines with what stands around them, for rules of Go and Java.

use crate::{marked::Marked, names::first_word};

/// How much of a document is searched for declarations, in bytes.
const REACH: usize = 128 << 10;

/// The marked lines with what is told of them.
pub(crate) struct Line<'a> {
    /// The marked lines.
    pub(crate) code: &'a str,
    /// The document, or as much of it as is searched.
    pub(crate) document: &'a str,
    /// What stands above the marked lines and below them, as far.
    pub(crate) above: &'a str,
    pub(crate) below: &'a str,
    /// What a tool says of them.
    pub(crate) message: &'a str,
}

impl<'a> Line<'a> {
    /// What stands around the marked lines, as far as it is searched.
    pub(crate) fn new(marked: &'a Marked<'_>, message: &'a str) -> Self {
        let text = marked.text;
        Self {
            code: marked.lines(),
            document: &text[..text.floor_char_boundary(REACH)],
            above: &text
                [text.ceil_char_boundary(marked.range.start.saturating_sub(REACH))..marked.range.start],
            below: &text[marked.range.end..text.floor_char_boundary(marked.range.end.saturating_add(REACH))],
            message,
        }
    }

    /// The lines of the document, as far as it is searched.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'a str> {
        self.document.lines()
    }
}

/// How far in a line stands.
pub(crate) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a text begins with a name, and not with a sign or a number.
pub(crate) fn begins_as_name(text: &str) -> bool {
    first_word(text).starts_with(|first: char| first.is_alphabetic() || first == '_')
}
