//! Values of Rust in a line: names with what is asked of them, calls, indices, and what stands in brackets. Read without a grammar.

use std::ops::Range;

use crate::{
    language::Language::Rust,
    lexical::texts,
    names::is_part,
    outline::rust::{behind_generics, inside},
};

/// Where the value begins that ends at a place: names with what is asked of them, and what stands in brackets.
pub(super) fn value_start(code: &str, end: usize) -> usize {
    let mut at = end;
    loop {
        let before = &code[..at];
        let Some(last) = before.chars().next_back() else { return at };
        if matches!(last, ')' | ']') || (last == '>' && before.len() < end) {
            let Some(open) = opening(before) else { return at };
            if last == '>' && !code[..open].ends_with("::") {
                return at;
            }
            at = open;
        } else if is_part(last) || matches!(last, '.' | '?' | '"' | '\'') || before.ends_with("::") {
            if matches!(last, '"' | '\'') {
                return before[..at - 1].rfind(last).unwrap_or(at);
            }
            let start = at - last.len_utf8();
            // A range has two dots, and a macro's sign stands in front of its brackets.
            if before.ends_with("..") {
                return at;
            }
            at = if before.ends_with("::") { start - 1 } else { start };
        } else if last == '!' && code[at..].starts_with(['(', '[']) && code[..at - 1].ends_with(is_part) {
            at -= 1;
        } else {
            return at;
        }
    }
}

/// Where the bracket opens that a text ends with.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' | ']' | '}' => depth += 1,
            '>' if !text[..at].ends_with(['-', '=', ' ']) => depth += 1,
            '(' | '[' | '{' | '<' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Where the value ends that begins at a place, signs in front of it included.
pub(super) fn value_end(code: &str, start: usize) -> usize {
    let mut at = start + code[start..].len() - code[start..].trim_start_matches(['&', '*', '-', '!']).len();
    if code[at..].starts_with(['"', '\''])
        && let Some(text) = texts(code, Rust).iter().find(|text| text.start == at)
    {
        at = text.end;
    }
    loop {
        let rest = &code[at..];
        if rest.starts_with(['(', '[']) || rest.starts_with("::<") {
            let skipped = if rest.starts_with("::<") { 2 } else { 0 };
            let inner = &rest[skipped..];
            let end = if skipped > 0 {
                inner.len() - behind_generics(inner).len()
            } else {
                inside(inner).map_or(0, |(inner, _)| inner.len() + 2)
            };
            if end == 0 {
                return at;
            }
            at += skipped + end;
        } else if rest.starts_with("..") {
            return at;
        } else if rest.starts_with(|next: char| is_part(next) || matches!(next, '.' | '?')) {
            at += rest.chars().next().map_or(1, char::len_utf8);
        } else if rest.starts_with("::") {
            at += 2;
        } else if rest.starts_with("!(") || rest.starts_with("![") {
            at += 1;
        } else {
            return at;
        }
    }
}

/// Two values with a sign between them: where each stands. What stands in texts is none.
pub(super) fn both_sides(code: &str, sign: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let texts = texts(code, Rust);
    let mut found = Vec::new();
    for (at, _) in code.match_indices(sign) {
        if texts.iter().any(|text| text.contains(&at)) {
            continue;
        }
        let (start, end) = (value_start(code, at), value_end(code, at + sign.len()));
        if start < at && end > at + sign.len() {
            found.push((start..at, at + sign.len()..end));
        }
    }
    found
}

/// A value in brackets where it is more than one name or call.
pub(super) fn grouped(value: &str) -> String {
    if value_end(value, 0) == value.len() && !value.starts_with(['-', '&', '!', '*']) {
        value.to_owned()
    } else {
        format!("({value})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_to_their_ends() {
        for (code, sign, one, other) in [
            ("a.b(c)[d] / self.e.len()", " / ", "a.b(c)[d]", "self.e.len()"),
            ("x = a.iter().sum::<f64>() / b", " / ", "a.iter().sum::<f64>()", "b"),
            ("(a + b) / -c?.d;", " / ", "(a + b)", "-c?.d"),
            ("for a in 0..b - c {", " - ", "b", "c"),
            ("a + b::<C>(d)", " + ", "a", "b::<C>(d)"),
            ("a == 'b'", " == ", "a", "'b'"),
        ] {
            let found = both_sides(code, sign);
            let found: Vec<_> = found.into_iter().map(|(a, b)| (&code[a], &code[b])).collect();
            assert_eq!(found, [(one, other)], "{code}");
        }
        for odd in ["", " / ", "é / é", ") / (", "] / [", "\" / \"", "> / <", "a!( / b"] {
            let _ = both_sides(odd, " / ");
        }
    }
}
