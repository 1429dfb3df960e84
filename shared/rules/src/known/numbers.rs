//! Mistakes of numbers and conditions that Go and Java share.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language::{self, Java},
    lexical::texts,
    names::{is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// Names of bounds, in small letters: the lower and the upper ones.
const LOWER: [&str; 7] = ["lo", "low", "min", "lower", "floor", "least", "minimum"];
const UPPER: [&str; 7] = ["hi", "high", "max", "upper", "ceiling", "most", "maximum"];

pub(super) fn put_right(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], language: Language) {
    let texts = texts(code, language);
    let is_quoted = |at: usize| texts.iter().any(|text| text.contains(&at));
    for (range, a, b) in
        sides(code, operands, " ^ ").into_iter().filter(|(range, ..)| !is_quoted(range.start))
    {
        // It is no power, but the bits that differ.
        if a == "2" && b.starts_with(is_part) && b != "2" {
            edits.put_in(range, &[&format!("1 << {b}")]);
        }
    }
    for (range, a, b) in
        sides(code, operands, " / ").into_iter().filter(|(range, ..)| !is_quoted(range.start))
    {
        let (Ok(n), Ok(m)) = (a.parse::<u32>(), b.parse::<u32>()) else { continue };
        // A quotient of two whole numbers that is none.
        let is_bare = !code[..range.start].ends_with(['.', '/']) && !code[range.end..].starts_with('.');
        let is_chain = code[..range.start].trim_end().ends_with(['*', '/', '%']);
        if m == 0 || n % m == 0 || !is_bare || is_chain {
            continue;
        }
        // `n + 59 / 60`: what stands in front is divided, too.
        let sum = operands
            .iter()
            .find(|operand| [" + ", " - "].contains(&code.get(operand.end..range.start).unwrap_or_default()));
        if let Some(sum) = sum {
            let group = &code[sum.start..range.start + a.len()];
            edits.put_in(sum.start..range.start + a.len(), &[&format!("({group})")]);
            continue;
        }
        edits.put_in(range.clone(), &[&format!("{a}.0 / {b}.0")]);
        let is_factor = code[..range.start].ends_with("* (") && code[range.end..].starts_with(')');
        if is_factor {
            let whole = range.start - 1..range.end + 1;
            edits.put_in(whole, &[&format!("{a} / {b}"), &format!("{a}.0 / {b}.0")]);
        }
    }
    nothing(edits, code, language);
    bounds(edits, code);
}

/// `a == nil || a.b` for `a == nil && a.b`: nothing is asked for something.
fn nothing(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    let nothing = if language == Java { "null" } else { "nil" };
    for (sign, wrong, right) in [(" == ", " && ", " || "), (" != ", " || ", " && ")] {
        for (at, text) in code.match_indices(&format!("{sign}{nothing}{wrong}")) {
            let start = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
            let name = &code[start..at];
            let joint = at + sign.len() + nothing.len();
            let rest = &code[at + text.len()..];
            let rest = rest.trim_start_matches(['!', '(']);
            let is_asked = rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '[']));
            if !name.is_empty() && is_asked {
                edits.put_in(joint..joint + wrong.len(), &[right]);
            }
        }
    }
}

/// The greater of the lower bound and the smaller of the upper one and a value.
fn bounds(edits: &mut Rewrites<'_>, code: &str) {
    let lists = argument_lists(code, false);
    for outer in &lists {
        for inner in &lists {
            let (Some(&(a, b)), Some(&(c, d)), 2) =
                (outer.arguments.first(), inner.arguments.first(), outer.arguments.len())
            else {
                continue;
            };
            let is_inside = outer.arguments.get(1).is_some_and(|&(start, end)| {
                code[start..end].starts_with(['m', 'M']) && (start..end).contains(&inner.start)
            });
            let (one, two) = (last_word(&code[..outer.start - 1]), last_word(&code[..inner.start - 1]));
            if !is_inside || outer.start == inner.start {
                continue;
            }
            let is_turned = match (one.to_lowercase().as_str(), two.to_lowercase().as_str()) {
                ("min", "max") => is_bound(&code[a..b], &LOWER) && is_bound(&code[c..d], &UPPER),
                ("max", "min") => is_bound(&code[a..b], &UPPER) && is_bound(&code[c..d], &LOWER),
                _ => false,
            } || (one.eq_ignore_ascii_case("min")
                && two.eq_ignore_ascii_case("max")
                && code[a..b].strip_prefix('-') == Some(&code[c..d]));
            if is_turned {
                let (first, second) = (outer.start - 1 - one.len(), inner.start - 1 - two.len());
                let between = &code[first + one.len()..second];
                edits.put_in(first..inner.start - 1, &[&[two, between, one].concat()]);
            }
        }
    }
}

/// Whether a name is one of a bound.
fn is_bound(name: &str, words: &[&str]) -> bool {
    let name = last_word(name).to_lowercase();
    name.split('_').any(|part| words.contains(&part))
        || words.iter().any(|word| word.len() > 2 && name.starts_with(word))
}
