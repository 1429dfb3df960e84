//! What a message asks for exactly: some compilers quote the expression that is wrong, name both types or the function, and the document
//! says how that is declared. Then a few edits at that place are all that can be meant.

pub(crate) mod go;
mod java;
mod library;

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language::{self, Go, Java},
    lexical,
    marked::Marked,
    names::{differences, is_part, names},
    outline::line::Line,
    rewrites::Rewrites,
};

/// Names that differ in more places are not alike.
const MOST_DIFFERENCES: usize = 2;
/// Most names that one is taken for.
const MOST_ALIKE: usize = 4;
/// Shorter beginnings of names say little.
const SHORTEST: usize = 3;

/// Makes the edits that a message asks for exactly. Returns whether that is all that can be meant.
pub(super) fn ask(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    language: Language,
    message: &str,
    operands: &[Range<usize>],
) -> bool {
    let line = Line::new(marked, message);
    match language {
        Go => go::ask(edits, &line, operands),
        Java => java::ask(edits, &line, operands),
        _ => false,
    }
}

/// What stands between two texts of a message.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(inner, _)| inner)
}

/// Where an expression stands that a compiler quotes with blanks of its own, and with `{…}` for what braces hold.
fn places(code: &str, quoted: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = quoted.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (Some(&first), Some(&last)) = (wanted.first(), wanted.last()) else { return Vec::new() };
    let mut found = Vec::new();
    for (start, _) in code.match_indices(first) {
        let is_inside = is_part(first) && code[..start].ends_with(|it| is_part(it) || it == '.');
        if let Some(end) = matched(code, start, &wanted).filter(|_| !is_inside)
            && !(is_part(last) && code[end..].starts_with(is_part))
        {
            found.push(start..end);
        }
    }
    found
}

/// Where letters end that stand from a place on, blanks left aside.
fn matched(code: &str, start: usize, wanted: &[char]) -> Option<usize> {
    let mut end = start;
    for &letter in wanted {
        let blanks = code[end..].len() - code[end..].trim_start_matches([' ', '\t']).len();
        if letter == '…' {
            match lexical::closing(code, end, Java) {
                Some(close) => end = close,
                // What is quoted goes on in the next lines.
                None => return Some(code.trim_end().len()),
            }
        } else if code[end + blanks..].starts_with(letter) {
            end += blanks + letter.len_utf8();
        } else {
            return None;
        }
    }
    Some(end)
}

/// Whether something has operators in it that no brackets hold, so that it needs some.
fn is_compound(value: &str) -> bool {
    lexical::outer(value, false, Java).any(|(at, letter)| at > 0 && "+-*/%&|^<>=?".contains(letter))
}

/// A value with what is asked of it.
fn asked(value: &str, what: &str) -> String {
    if is_compound(value) { format!("({value}){what}") } else { format!("{value}{what}") }
}

/// The call whose argument stands at a place: where its name begins and ends, and where its arguments do.
fn call_at(code: &str, at: usize) -> Option<(Range<usize>, Vec<Range<usize>>)> {
    let lists = argument_lists(code, false);
    // The innermost comes first.
    let list = lists
        .into_iter()
        .find(|list| list.arguments.iter().any(|&(start, end)| (start..end).contains(&at)))?;
    Some((callee(code, list.start)?, list.arguments.iter().map(|&(start, end)| start..end).collect()))
}

/// The calls of a function or method, by what they are called as: where the name stands, and the arguments.
fn calls_of(code: &str, name: &str) -> Vec<(Range<usize>, Vec<Range<usize>>, usize)> {
    let lists = argument_lists(code, false).into_iter();
    lists
        .filter_map(|list| {
            let callee = callee(code, list.start)?;
            let is_it = code[callee.clone()].strip_suffix(name)?;
            let is_whole = is_it.is_empty() || !is_it.ends_with(is_part) || name.starts_with('.');
            is_whole.then(|| {
                (callee, list.arguments.iter().map(|&(start, end)| start..end).collect(), list.start)
            })
        })
        .collect()
}

/// The name in front of a bracket, with what it is asked of.
fn callee(code: &str, start: usize) -> Option<Range<usize>> {
    let end = start.checked_sub(1)?;
    let begin = code[..end].trim_end_matches(|it| is_part(it) || it == '.').len();
    (begin < end).then_some(begin..end)
}

/// An argument and its neighbours in the other order.
fn exchange(edits: &mut Rewrites<'_>, code: &str, arguments: &[Range<usize>], at: usize) {
    for (index, other) in arguments.iter().enumerate() {
        if index == at {
            continue;
        }
        let (Some(one), Some(two)) = (arguments.get(at.min(index)), arguments.get(at.max(index))) else {
            continue;
        };
        let swapped = [&code[two.clone()], &code[one.end..two.start], &code[one.clone()]].concat();
        if code[one.clone()] != code[two.clone()] && other.start < other.end {
            edits.put_in(one.start..two.end, &[&swapped]);
        }
    }
}

/// Names of a list that resemble one: the likest first.
fn alike<'n>(name: &str, others: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let small = name.to_ascii_lowercase();
    let letters: Vec<char> = small.chars().collect();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for other in others.filter(|other| *other != name) {
        let other_small = other.to_ascii_lowercase();
        let n_other = other_small.len();
        let rank = if small == other_small {
            0
        } else if let Some(n) = (letters.len() >= SHORTEST)
            .then(|| differences(&letters, &other_small.chars().collect::<Vec<_>>(), MOST_DIFFERENCES))
            .flatten()
            .filter(|n| *n < n_other.min(letters.len()).saturating_sub(1))
        {
            n * 2
        } else if n_other.min(small.len()) >= SHORTEST
            && (other_small.starts_with(&small)
                || small.starts_with(&other_small)
                || small.ends_with(&other_small)
                || other_small.ends_with(&small))
        {
            MOST_DIFFERENCES * 2 + other_small.len().abs_diff(small.len())
        } else {
            continue;
        };
        if !found.iter().any(|(_, known)| *known == other) {
            found.push((rank, other));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, other)| other).take(MOST_ALIKE).collect()
}

/// Each place of a name in the code, as a whole.
fn places_of<'c>(code: &'c str, name: &'c str) -> impl Iterator<Item = Range<usize>> + 'c {
    names(code).filter(move |(_, other)| *other == name).map(|(at, other)| at..at + other.len())
}

#[cfg(test)]
mod tests;
