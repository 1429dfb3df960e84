//! The marked lines as their language writes them. Who works in several languages takes the forms of one into another: `a ? b : c`
//! in Python, `String name` in Rust, `for x in y:` in Go. Such a line has several signs wrong at once. Each rule here turns one form
//! into the language's own, and what comes out is handed to all rules again; the parser says which lines mend the document, and the
//! model which of those is meant.

mod line;
mod scripts;
mod statements;
mod types;
mod values;

use std::collections::HashSet;

use self::line::Line;
use crate::language::Language;

/// Longer lines hold more than a form.
const LONGEST: usize = 300;
/// More lines than these are no slip.
const MOST_LINES: usize = 3;
/// Rules that are used one after another.
const DEPTH: usize = 3;
/// Most results.
const MOST: usize = 32;

/// Gives a line's other forms; those that are none are dropped later.
type Rule = fn(&Line<'_>) -> Vec<String>;

/// Rules for whole statements come first: what they give has the most changed.
const RULES: [Rule; 22] = [
    statements::loops,
    statements::conditions,
    statements::blocks,
    statements::handlers,
    types::declarations,
    types::parameters,
    types::returns,
    types::arrays,
    types::heads,
    statements::several,
    statements::macros,
    values::ternaries,
    values::lambdas,
    values::logic,
    values::lists,
    values::fields,
    values::spreads,
    values::templates,
    values::new_objects,
    values::thrown,
    values::bodies,
    scripts::scripts,
];

/// `code` in forms of the language, as far as it has some of others.
pub fn forms(code: &str, language: Language) -> Vec<String> {
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    if lines.len() > MOST_LINES || code.len() > LONGEST * MOST_LINES {
        return Vec::new();
    }
    let mut seen = HashSet::from([code.to_owned()]);
    let mut found: Vec<String> = Vec::new();
    let mut last = vec![code.to_owned()];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for other in last.iter().flat_map(|code| in_one_line(code, language)) {
            if found.len() < MOST && seen.insert(other.clone()) {
                found.push(other.clone());
                next.push(other);
            }
        }
        last = next;
    }
    found
}

/// What each rule makes of each line.
fn in_one_line(code: &str, language: Language) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = 0;
    for text in code.split_inclusive('\n') {
        let line = Line::new(text, language);
        for body in RULES.iter().flat_map(|rule| rule(&line)).filter(|body| body != line.body) {
            found.push([&code[..start], &line.with(&body), &code[start + text.len()..]].concat());
        }
        start += text.len();
    }
    found
}

#[cfg(test)]
mod tests;
