//! Whole lines of a text, as the model counts them (a line ends with `\n`), and replacements that fit where they go.

use std::ops::Range;

use fixerr_shared::breaks::{uses_crlf, with_breaks_of};

/// A byte order mark; it is the file's, not the first line's.
pub(crate) const BOM: char = '\u{feff}';

/// Most lines of a diagnostic that are repaired: one that covers a whole function is about something else.
pub(crate) const MAX_DIAGNOSTIC_LINES: u32 = 10;

/// Number of lines; a text without a final newline ends with a line too.
pub(crate) fn count_lines(text: &str) -> usize {
    text.split_inclusive('\n').count()
}

/// Whether a text holds a `\r` that no `\n` follows. Many tools count it as the end of a line, so that below it their numbers are other
/// than those here.
pub(crate) fn has_lone_cr(text: &str) -> bool {
    text.match_indices('\r').any(|(at, _)| !text[at + 1..].starts_with('\n'))
}

/// Bytes of lines `start` to `end` (0-based, both inclusive), cut at the end of the text.
pub(crate) fn line_bytes(text: &str, start: usize, end: usize) -> Range<usize> {
    let mut at = 0;
    let mut from = text.len();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number == start {
            from = at;
        }
        at += line.len();
        if number == end {
            break;
        }
    }
    from..at.max(from)
}

/// The model's lines as the file needs them: the old lines' breaks, or the file's where they had none, and a final one exactly where
/// the old lines had one.
pub(crate) fn fit(original: &str, replacement: &str, crlf: bool) -> String {
    if replacement.is_empty() {
        return String::new();
    }
    let mut lines = replacement.strip_suffix('\n').unwrap_or(replacement).to_owned();
    if lines.ends_with('\r') {
        lines.pop();
    }
    if original.ends_with('\n') {
        lines.push('\n');
    }
    let crlf = if original.contains('\n') { uses_crlf(original) } else { crlf };
    with_breaks_of(original, &lines, crlf)
}

/// The smallest edit that makes `new` of `old`: bytes of `old` to replace, and the bytes of `new` that go there. It never
/// cuts a character or a CRLF in two, because no editor can point between those.
pub(crate) fn minimal_edit(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let mut prefix: usize =
        old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    if old[..prefix].ends_with('\r') && (old[prefix..].starts_with('\n') || new[prefix..].starts_with('\n')) {
        prefix -= 1;
    }
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let mut suffix: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let splits = |text: &str, at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
    if splits(old, old.len() - suffix) || splits(new, new.len() - suffix) {
        suffix -= 1;
    }
    (prefix..old.len() - suffix, prefix..new.len() - suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_number() {
        let text = "one\ntwo\r\nthree";
        assert_eq!(count_lines(text), 3);
        assert_eq!(&text[line_bytes(text, 1, 1)], "two\r\n");
        assert_eq!(&text[line_bytes(text, 0, 9)], text);
        assert_eq!(line_bytes(text, 7, 9), text.len()..text.len());
        assert!(!has_lone_cr(text));
        assert!(has_lone_cr("one\rtwo\n") && has_lone_cr("one\r\r\n") && has_lone_cr("one\r"));
    }

    #[test]
    fn replacements_get_the_files_line_breaks() {
        assert_eq!(fit("a\r\n", "b\nc\n", true), "b\r\nc\r\n");
        assert_eq!(fit("a\r\n", "b\r\n", true), "b\r\n");
        assert_eq!(fit("a", "b\n", false), "b");
        assert_eq!(fit("a", "b\r\n", true), "b");
        assert_eq!(fit("a\n", "b", false), "b\n");
        // In a file whose lines end in both ways, these lines decide.
        assert_eq!(fit("a\n", "b\nc\n", true), "b\nc\n");
        assert_eq!(fit("a\r\n", "b\n", false), "b\r\n");
        assert_eq!(fit("a\n", "", false), "");
        // Lines that stay keep theirs.
        for crlf in [false, true] {
            assert_eq!(fit("a\r\nc\n", "b\nc\n", crlf), "b\r\nc\n");
            assert_eq!(fit("a\r\nc\n", "b\r\nc\r\n", crlf), "b\r\nc\n");
        }
    }

    #[test]
    fn edits_are_small_and_whole() {
        #[track_caller]
        fn check(old: &str, new: &str, removed: &str, added: &str) {
            let (from, to) = minimal_edit(old, new);
            assert_eq!((&old[from.clone()], &new[to.clone()]), (removed, added));
            assert_eq!(format!("{}{}{}", &old[..from.start], &new[to], &old[from.end..]), new);
        }
        check("i <= n\n", "i < n\n", "=", "");
        check("foo()\n", "foo();\n", "", ";");
        check("x 😀 y\n", "x 😁 y\n", "😀", "😁");
        check("aaa", "aa", "a", "");
        check("a\r\nb\r\n", "a\r\n", "b\r\n", "");
        check("a\r\n", "a\n", "\r\n", "\n");
        check("a\r", "a\r\n", "\r", "\r\n");
        check("a\n", "b\r\n", "a\n", "b\r\n");
        check("a", "", "a", "");
        check("a", "a", "", "");
    }
}
