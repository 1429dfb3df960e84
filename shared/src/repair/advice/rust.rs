//! What messages of Rust's compiler and linters ask for, where they and the document say it exactly. Whatever is found here is all that is
//! tried, but for types that do not fit, of which a compiler's first line mostly says nothing.

mod arithmetic;
mod calls;
mod declarations;
mod lints;
mod methods;
mod patterns;
mod standard;
mod types;

use std::ops::Range;

use super::edit::texts;
use crate::{
    language::Language::Rust,
    repair::{marked::Marked, names::is_part, rewrites::Rewrites},
};

/// A message of Rust's, and the lines that it is about.
struct Case<'a> {
    document: &'a str,
    /// The document up to the marked lines.
    above: &'a str,
    code: &'a str,
    message: &'a str,
    /// The message in small letters.
    small: &'a str,
}

impl<'a> Case<'a> {
    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.small.contains(phrase))
    }

    /// What a message puts between backticks.
    fn quoted(&self) -> Vec<&'a str> {
        self.message.split('`').skip(1).step_by(2).collect()
    }

    /// Where a name stands in the code, texts left out.
    fn places(&self, name: &str) -> Vec<usize> {
        let texts = texts(self.code, Rust);
        let found = self.code.match_indices(name).map(|(at, _)| at);
        let is_whole = |at: usize| {
            let (before, after) = (&self.code[..at], &self.code[at + name.len()..]);
            !(name.starts_with(is_part) && before.ends_with(is_part))
                && !(name.ends_with(is_part) && after.starts_with(is_part))
        };
        found
            .filter(|at| !name.is_empty() && is_whole(*at) && !texts.iter().any(|text| text.contains(at)))
            .collect()
    }

    /// Where what is asked of something stands: the dots in front of a name.
    fn asked(&self, name: &str) -> Vec<usize> {
        let places = self.places(name).into_iter();
        places.filter(|at| self.code[..*at].ends_with('.')).map(|at| at - 1).collect()
    }
}

/// What is tried for a message.
type Rule = fn(&mut Rewrites<'_>, &Case<'_>);

/// The marked lines changed as a message of Rust's asks; whether that is all that can be asked for.
pub(super) fn asked_for(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    message: &str,
    small: &str,
) -> bool {
    let above = &marked.text[..marked.range.start];
    let case = Case { document: marked.text, above, code, message, small };
    let n_before = edits.found.len();
    for rule in [
        arithmetic::arithmetic as Rule,
        arithmetic::compared,
        arithmetic::indexed,
        methods::methods,
        methods::fields,
        methods::associated,
        calls::counted,
        calls::closures,
        calls::formats,
        patterns::names_of,
        patterns::patterns,
        patterns::statements,
        declarations::declarations,
        declarations::literals,
        declarations::lifetimes,
        lints::lints,
        lints::borrows,
        types::inferred,
    ] {
        rule(edits, &case);
        if edits.found.len() > n_before {
            return true;
        }
    }
    if case.says(&["mismatched types", "arguments to this", "incompatible types"]) {
        if standard::sure(edits, &case) {
            return true;
        }
        standard::standard(edits, &case);
        types::mismatched(edits, &case);
    }
    false
}

/// The operands that are values: none of them is of a pattern.
pub(super) fn values(code: &str, operands: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut patterns: Vec<Range<usize>> = Vec::new();
    for (at, word) in code.match_indices("let ").chain(code.match_indices("for ")) {
        let sign = if word == "let " { " = " } else { " in " };
        if let Some(end) = code[at..].find(sign).filter(|_| !code[..at].ends_with(is_part)) {
            patterns.push(at..at + end);
        }
    }
    if let Some((pattern, _)) = code.split_once("=>") {
        let end = pattern.find(" if ").unwrap_or(pattern.len());
        patterns.push(0..end);
    }
    let bars: Vec<usize> = code.match_indices('|').map(|(at, _)| at).collect();
    for pair in bars.windows(2) {
        if let &[open, close] = pair
            && code[..open].ends_with(['(', ' '])
            && !code[open + 1..close].starts_with([' ', '|'])
        {
            patterns.push(open..close);
        }
    }
    let is_value = |operand: &&Range<usize>| !patterns.iter().any(|pattern| pattern.contains(&operand.start));
    operands.iter().filter(is_value).cloned().collect()
}

/// Where the value begins that ends at a place: names with what is asked of them, and what stands in brackets.
fn value_start(code: &str, end: usize) -> usize {
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
fn value_end(code: &str, start: usize) -> usize {
    let mut at = start + code[start..].len()
        - code[start..].trim_start_matches(|letter| matches!(letter, '&' | '*' | '-' | '!')).len();
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
                inner.len() - crate::repair::items::behind_generics(inner).len()
            } else {
                crate::repair::items::inside(inner).map_or(0, |(inner, _)| inner.len() + 2)
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
fn both_sides(code: &str, sign: &str) -> Vec<(Range<usize>, Range<usize>)> {
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
fn grouped(value: &str) -> String {
    if value_end(value, 0) == value.len() && !value.starts_with(['-', '&', '!', '*']) {
        value.to_owned()
    } else {
        format!("({value})")
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        language::Language::Rust,
        repair::{advice::advised, marked::Marked, tests::request},
    };

    /// What is asked for in one line of a document.
    pub(super) fn asked_in(document: &str, line: usize, message: &str) -> Vec<String> {
        let request = request(document, line, line);
        advised(&Marked::new(&request).unwrap(), Rust, Some(message), |_| true)
    }

    /// Checks what is asked for in a line that is the document: all of it, where `most` says how much that is.
    pub(super) fn check(code: &str, message: &str, expected: &str, most: usize) {
        let found = asked_in(&format!("{code}\n"), 0, message);
        assert!(found.contains(&format!("{expected}\n")), "{message}: {found:?}");
        assert!(found.len() <= most, "{message}: {found:?}");
    }

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
            let found = super::both_sides(code, sign);
            let found: Vec<_> = found.into_iter().map(|(a, b)| (&code[a], &code[b])).collect();
            assert_eq!(found, [(one, other)], "{code}");
        }
        for odd in ["", " / ", "é / é", ") / (", "] / [", "\" / \"", "> / <", "a!( / b"] {
            let _ = super::both_sides(odd, " / ");
        }
    }
}
