//! Slips of meaning that need no name from elsewhere: a word for its opposite, operands or lines in the wrong order.

mod c;
mod confused;
mod exchanged;
mod go;
mod java;
mod operators;
mod places;
mod python;
mod rust;
mod scripts;
mod small;
mod usual;

use std::{collections::HashSet, ops::Range};

use self::{
    confused::confused, exchanged::exchanged, operators::operators, places::places, small::small,
    usual::usual,
};
use crate::{
    language::Language,
    marked::Marked,
    names::names,
    operands::operands,
    opposites::opposites_of,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Signs whose operands may stand in the wrong order.
const ORDERED: [&str; 7] = [" - ", " / ", " % ", " < ", " > ", " <= ", " >= "];
/// Longer lines hold more than a slip.
const LONGEST: usize = 2000;
/// Most of each kind.
const MOST: usize = 4;

/// How slips of one kind are undone: in the marked lines, of a language, with these operands.
type Kind = fn(&mut Rewrites<'_>, &str, Language, &[Range<usize>]);

/// The marked lines with one slip undone, those first that show in what stands around them.
pub fn slips_here(marked: &Marked<'_>, language: Language) -> Vec<Rewrite> {
    let mut found = match language {
        Language::Python => ruled(Rule::SlipPythonWithin, python::within(marked)),
        _ => ruled(Rule::SlipCWithin, c::within(marked, language)),
    };
    let known: HashSet<String> = found.iter().map(|slip| slip.text.clone()).collect();
    let others = slips(marked.lines(), language);
    found.extend(others.into_iter().filter(|slip| !known.contains(&slip.text)));
    found
}

/// The marked lines with one slip undone, whatever stands around them.
pub(super) fn slips(code: &str, language: Language) -> Vec<Rewrite> {
    if code.len() > LONGEST {
        return Vec::new();
    }
    let operands = operands(code, language);
    let mut seen = HashSet::new();
    [
        of_language(code, language, &operands),
        ruled(Rule::SlipOpposites, opposites(code)),
        ruled(Rule::SlipSwappedOperands, swapped_operands(code, &operands)),
        ruled(Rule::SlipSwappedLines, swapped_lines(code)),
        operators(code, language, &operands),
        ruled(Rule::SlipUsual, usual(code, language)),
        places(code, language, &operands),
        confused(code, language),
        ruled(Rule::SlipExchanged, exchanged(code, language, &operands)),
        small(code, language, &operands),
    ]
    .into_iter()
    .flatten()
    .filter(|slip| seen.insert(slip.text.clone()))
    .collect()
}

/// What one rule found.
fn ruled(rule: Rule, found: Vec<String>) -> Vec<Rewrite> {
    found.into_iter().map(|text| Rewrite { text, rule }).collect()
}

/// What undoes slips of one kind: the rule, how it goes, and how much is taken of it.
fn of_kind(
    (rule, kind, most): (Rule, Kind, usize),
    code: &str,
    language: Language,
    operands: &[Range<usize>],
) -> Vec<Rewrite> {
    let mut edits = Rewrites::new(code);
    edits.turn(rule);
    kind(&mut edits, code, language, operands);
    edits.found.truncate(most);
    edits.into_ruled()
}

/// Slips of one language. They come first: of those that depart from the lines in the same place, the first ones are kept.
fn of_language(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<Rewrite> {
    match language {
        Language::Python => [
            ruled(Rule::SlipPython, python::python(code)),
            ruled(Rule::SlipPythonClassic, python::classic(code)),
        ]
        .concat(),
        Language::Rust => [
            ruled(Rule::SlipRust, rust::rust(code, language, operands)),
            ruled(Rule::SlipRustClassic, rust::classic(code)),
        ]
        .concat(),
        Language::JavaScript | Language::TypeScript => scripts::of_scripts(code, language, operands),
        Language::C | Language::Cpp => [
            c::of_c(code, language, operands),
            ruled(Rule::SlipCClassic, c::classic(code, language, operands)),
        ]
        .concat(),
        Language::Java => java::java(code, operands),
        Language::Go => ruled(Rule::SlipGo, go::of_go(code, operands)),
    }
}

/// The marked lines with one word as its opposite.
fn opposites(code: &str) -> Vec<String> {
    let mut edits = Rewrites::new(code);
    for (at, name) in names(code) {
        for other in opposites_of(name) {
            edits.put_in(at..at + name.len(), &[&other]);
        }
    }
    edits.found.truncate(MOST);
    edits.found
}

/// The marked lines with two operands in the other order.
fn swapped_operands(code: &str, operands: &[Range<usize>]) -> Vec<String> {
    let mut edits = Rewrites::new(code);
    for one in operands {
        let other = operands.iter().find(|other| other.start > one.end);
        let Some(other) = other else { continue };
        if ORDERED.contains(&&code[one.end..other.start]) {
            let swapped = [&code[other.clone()], &code[one.end..other.start], &code[one.clone()]].concat();
            edits.put_in(one.start..other.end, &[&swapped]);
        }
    }
    edits.found.truncate(MOST);
    edits.found
}

/// The marked lines with two neighbours in the other order.
fn swapped_lines(code: &str) -> Vec<String> {
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    // The last may have no line break, which stays at the end.
    if lines.len() > MOST + 1 || !code.ends_with('\n') {
        return Vec::new();
    }
    let pairs = lines.windows(2).enumerate().filter(|(_, pair)| pair[0].trim() != pair[1].trim());
    let swapped = |(at, _): (usize, &[&str])| {
        let mut lines = lines.clone();
        lines.swap(at, at + 1);
        lines.concat()
    };
    pairs.map(swapped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrites::texts_of;

    #[test]
    fn slips_are_undone() {
        for (code, expected) in [
            ("if due.isAfter(today) {\n", "if due.isBefore(today) {\n"),
            ("MAX_ROWS = f(min)\n", "MIN_ROWS = f(min)\n"),
            ("x = next_row\n", "x = prev_row\n"),
            ("h = (since - now.t()) * 2\n", "h = (now.t() - since) * 2\n"),
            ("if a[i] < b.c {\n", "if b.c < a[i] {\n"),
            ("return a\n    b = c\n", "    b = c\nreturn a\n"),
        ] {
            let found = texts_of(slips(code, Language::Go));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn parts_of_words_are_none() {
        for code in ["address = admin\n", "f = pushed\n", "ẞmin\n", "a\n a\n", "a\nb"] {
            assert_eq!(slips(code, Language::Python), [], "{code}");
        }
        assert_eq!(opposites(&"min(max, first, last, start, end)\n".repeat(2)).len(), MOST);
    }
}
