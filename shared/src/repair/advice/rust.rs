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
    repair::{
        marked::Marked,
        names::is_part,
        rewrites::Rewrites,
        values::{both_sides, grouped, value_end, value_start},
    },
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
}
