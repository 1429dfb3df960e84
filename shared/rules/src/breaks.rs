//! Line breaks: read as `\n`, written as the document has them.

use std::borrow::Cow;

/// A text with `\n` for every line break, as the model reads it.
pub fn in_lf(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// `new` with the line breaks of `old`, whose place it takes. Of as many lines, each has its old line's break; otherwise those at the
/// beginning and at the end that stay as they are keep theirs, and the others have the one that `crlf` names. A last line without a
/// break gets none.
pub fn with_breaks_of(old: &str, new: &str, crlf: bool) -> String {
    let code = |line: &str| {
        line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line)).len()
    };
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let same = |(old, new): &(&&str, &&str)| old[..code(old)] == new[..code(new)];
    let first = old.iter().zip(&new).take_while(same).count();
    let last = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let mut text = String::with_capacity(new.iter().map(|line| line.len() + 1).sum());
    for (at, line) in new.iter().enumerate() {
        let own = if old.len() == new.len() || at < first {
            old.get(at)
        } else if new.len() - at <= last {
            old.get(at + old.len() - new.len())
        } else {
            None
        };
        let crlf = own.filter(|own| own.ends_with('\n')).map_or(crlf, |own| own.ends_with("\r\n"));
        text.push_str(&line[..code(line)]);
        if line.ends_with('\n') {
            text.push_str(if crlf { "\r\n" } else { "\n" });
        }
    }
    text
}

/// Whether a document's lines end in CRLF: decided by its first line break.
pub fn uses_crlf(text: &str) -> bool {
    text.find('\n').is_some_and(|at| text[..at].ends_with('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_break_as_the_document_does() {
        assert_eq!(in_lf("a\r\nb\n"), "a\nb\n");
        assert_eq!(with_breaks_of("", "b\nc\n", uses_crlf("a\r\n")), "b\r\nc\r\n");
    }
}
