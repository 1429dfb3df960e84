//! What messages ask for in Python, where they or the document tell enough of names and types to ask for little.

mod attributes;
mod calls;
mod heads;
mod library;
mod names;
mod operators;
mod raised;
mod runtime;
mod syntax;
#[cfg(test)]
mod tests;
mod types;
mod values;

use std::ops::Range;

use super::unknown;
use crate::{
    complaint::Complaint, language::Language::Python, marked::Marked, names::is_part, operands::operands,
    outline::python::Outline, rewrites::Rewrites, rule::Rule,
};

/// What is said of the marked lines, and where they stand.
struct Case<'a> {
    code: &'a str,
    message: &'a str,
    /// What stands between double quotation marks in the message, or between single ones if it has no others.
    quoted: Vec<&'a str>,
    outline: Outline<'a>,
}

impl Case<'_> {
    /// Whether the message says one of these.
    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.message.contains(phrase))
    }
}

/// The marked lines as a message asks for them; returns whether that is all that can be asked for.
pub(super) fn asked(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    message: &str,
    known: impl Fn(&str) -> bool,
) -> bool {
    let mark = if message.contains('"') { '"' } else { '\'' };
    let quoted = message.split(mark).skip(1).step_by(2).collect();
    let case = Case { code, message, quoted, outline: Outline::new(marked) };
    let n_before = edits.found.len();
    edits.turn(Rule::AdvicePythonSyntax);
    syntax::mend(edits, &case);
    if let Some(name) = Complaint::read(message).unknown {
        let owners = unknown::qualifiers(marked, Python, name);
        edits.turn(Rule::AdvicePythonNames);
        names::find(edits, &case, name, &owners, &known);
    }
    edits.turn(Rule::AdvicePythonAttributes);
    attributes::change(edits, &case);
    edits.turn(Rule::AdvicePythonOperators);
    operators::change(edits, &case);
    edits.turn(Rule::AdvicePythonTypes);
    types::convert(edits, &case);
    edits.turn(Rule::AdvicePythonCalls);
    calls::change(edits, &case);
    edits.turn(Rule::AdvicePythonValues);
    values::change(edits, &case);
    edits.turn(Rule::AdvicePythonRuntime);
    runtime::change(edits, &case);
    raised::change(edits, &case);
    library::change(edits, &case);
    heads::change(edits, &case);
    edits.found.len() > n_before
}

/// Where a chain of names, calls and indices begins that ends at a place.
fn chain_start(code: &str, end: usize) -> usize {
    let mut start = end;
    loop {
        let before = &code[..start];
        let name = before.trim_end_matches(is_part).len();
        if name < start {
            start = name;
        } else if before.ends_with('.') {
            start -= 1;
        } else if let Some(mark) = before.chars().next_back().filter(|mark| matches!(mark, '"' | '\'')) {
            let Some(open) = before[..start - 1].rfind(mark) else { return start };
            return open;
        } else if before.ends_with([')', ']']) {
            let mut depth = 0_usize;
            let open = before.char_indices().rev().find(|(_, letter)| {
                match letter {
                    ')' | ']' | '}' => depth += 1,
                    '(' | '[' | '{' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            let Some((open, _)) = open else { return start };
            start = open;
            // What is in brackets of its own has nothing in front of it.
            if !code[..start].ends_with(|letter: char| is_part(letter) || matches!(letter, ')' | ']')) {
                return start;
            }
        } else {
            return start;
        }
    }
}

/// Values in the code, inner ones included.
fn values_in(code: &str) -> Vec<Range<usize>> {
    operands(code, Python)
}

/// Where a name stands as a whole word and is asked of nothing.
fn places<'c>(code: &'c str, name: &'c str) -> impl Iterator<Item = usize> + use<'c> {
    crate::names::names(code)
        .filter(move |(at, found)| *found == name && !code[..*at].ends_with('.'))
        .map(|(at, _)| at)
}

/// A type without what it holds and without its module: `deque` for `collections.deque[int]`.
fn base(kind: &str) -> &str {
    let end = kind.find(['[', '(']).unwrap_or(kind.len());
    kind[..end].rsplit('.').next().unwrap_or_default().trim_end_matches('?')
}

/// What a type holds: `int` for `list[int]`.
fn held(kind: &str) -> &str {
    let inner = kind.split_once('[').map_or("", |(_, inner)| inner);
    inner.strip_suffix(']').unwrap_or(inner)
}
