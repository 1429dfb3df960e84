//! Slips in how operators group their operands, and in which one of a few that are hard to tell apart stands there.

use std::ops::Range;

use super::{Kind, MOST, of_kind};
use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    names::{first_word, is_part},
    operands::sides,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Operators that bind loosely, and those that take an operand from them.
const LOOSE: [&str; 4] = [" + ", " - ", " ?? ", " || "];
const TIGHT: [&str; 4] = [" / ", " * ", " % ", " + "];
/// Comparisons that a negation in front binds tighter than.
const NEGATED: [(&str, &str); 4] = [(" == ", " != "), (" === ", " !== "), (" < ", " >= "), (" > ", " <= ")];

/// The marked lines with one such slip undone.
pub(super) fn operators(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<Rewrite> {
    let kinds = [
        (Rule::SlipGrouped, grouped as Kind, MOST),
        (Rule::SlipNegated, negated, MOST),
        (Rule::SlipAssigned, assigned, MOST),
        (Rule::SlipSliced, sliced, MOST),
        (Rule::SlipChosen, chosen, MOST),
    ];
    kinds.into_iter().flat_map(|kind| of_kind(kind, code, language, operands)).collect()
}

/// `(a + b) / c` for `a + b / c`, and quotients of numbers that were made fractions too late.
fn grouped(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    for (at, one) in operands.iter().enumerate() {
        // What an operand holds in brackets are operands, too.
        let mut others = operands[at + 1..].iter().filter(|other| other.start >= one.end);
        let Some(two) = others.next() else { continue };
        let Some(three) = operands.iter().find(|other| other.start >= two.end) else { continue };
        let (first, second) = (&code[one.end..two.start], &code[two.end..three.start]);
        let group = |range: Range<usize>| format!("({})", &code[range]);
        if LOOSE.contains(&first) && TIGHT.contains(&second) && first != second {
            edits.put_in(one.start..two.end, &[&group(one.start..two.end)]);
        }
        if matches!(first, " < " | " > " | " <= " | " >= " | " - ") && second == " ?? " {
            edits.put_in(two.start..three.end, &[&group(two.start..three.end)]);
        }
        // A product that divides stands in brackets.
        if first == " / " && second == " * " {
            edits.put_in(two.start..three.end, &[&group(two.start..three.end)]);
        }
        if TIGHT[..3].contains(&first) && LOOSE.contains(&second) {
            edits.put_in(two.start..three.end, &[&group(two.start..three.end)]);
        }
    }
    // The first is the one to put where there is none.
    let casts: &[&str] = match language {
        C => &["(double)", "(double) ", "(float)", "(float) "],
        Java => &["(double) ", "(double)", "(float) ", "(float)"],
        Cpp => &["static_cast<double>", "double", "(double)"],
        Go => &["float64"],
        JavaScript | Python | Rust | TypeScript => &[],
    };
    let quotient = |cast: &str, a: &str, b: &str| match language {
        Go => format!("{cast}({a}) / {cast}({b})"),
        Cpp if !cast.starts_with('(') => format!("{cast}({a}) / {b}"),
        _ => format!("{cast}{a} / {b}"),
    };
    let quotients = sides(code, operands, " / ");
    // A quotient of whole numbers is none of fractions.
    if let (Some(cast), Some((range, a, b))) = (casts.first(), quotients.first()) {
        edits.put_in(range.clone(), &[&quotient(cast, a, b)]);
    }
    for cast in casts {
        for (at, _) in code.match_indices(cast) {
            let start = at + cast.len();
            let Some((range, a, b)) = quotients.iter().find(|(range, ..)| range.start == start + 1) else {
                continue;
            };
            if code[start..].starts_with('(') && code[range.end..].starts_with(')') {
                edits.put_in(at..range.end + 1, &[&quotient(cast, a, b)]);
            }
        }
    }
}

/// `a != b` and `!(a == b)` for `!a == b`.
fn negated(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    for (sign, opposite) in NEGATED {
        for (range, a, b) in sides(code, operands, sign) {
            if let Some(before) = code[..range.start].strip_suffix('!') {
                edits.put_in(
                    before.len()..range.end,
                    &[&format!("{a}{opposite}{b}"), &format!("!({a}{sign}{b})")],
                );
            }
        }
    }
}

/// `a += b` for `a = b`, and the other way round.
fn assigned(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let Some(first) = operands.iter().find(|operand| operand.start == start) else { return };
    let rest = &code[first.end..];
    // In Python a name alone is made by that.
    if language == Python && rest.starts_with(" = ") && code[first.clone()].chars().all(is_part) {
        return;
    }
    for (sign, others) in [
        (" = ", &[" += ", " -= "][..]),
        (" += ", &[" = ", " -= ", " *= "]),
        (" -= ", &[" += ", " = "]),
        (" *= ", &[" += ", " /= "]),
        (" /= ", &[" *= "]),
        (" &= ", &[" |= "]),
        (" |= ", &[" &= "]),
        ("++", &["--"]),
        ("--", &["++"]),
        (" += 1", &[" -= 1"]),
        (" -= 1", &[" += 1"]),
    ] {
        if rest.starts_with(sign) {
            edits.put_in(first.end..first.end + sign.len(), others);
        }
    }
}

/// `a[:n]` for `a[n:]`, and the other way round.
fn sliced(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let colon = match language {
        Go | Python => ":",
        Rust => "..",
        C | Cpp | Java | JavaScript | TypeScript => return,
    };
    for (open, _) in code.match_indices('[') {
        let Some(close) = code[open..].find(']').map(|close| open + close) else { continue };
        let inner = &code[open + 1..close];
        if let Some(bound) = inner.strip_prefix(colon).or_else(|| inner.strip_suffix(colon)) {
            let turned =
                if inner.starts_with(colon) { format!("{bound}{colon}") } else { format!("{colon}{bound}") };
            if !bound.is_empty() && !bound.contains(colon) && code[..open].ends_with(is_part) {
                edits.put_in(open + 1..close, &[&turned]);
            }
        }
    }
}

/// Both sides of a choice in the other order.
fn chosen(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    for (range, a, b) in sides(code, operands, if language == Python { " else " } else { " : " }) {
        let is_choice = code[..range.start].trim_end().ends_with('?');
        if is_choice {
            edits.put_in(range, &[&format!("{b} : {a}")]);
        }
    }
    if language == Python
        && let Some((before, rest)) = code.split_once(" if ")
        && let Some((condition, other)) = rest.split_once(" else ")
    {
        let one = before.len()
            - before.rfind(['=', '(', ',', ':']).map_or_else(
                || first_word(before.trim_start()).len() + before.len() - before.trim_start().len(),
                |at| at + 1,
            );
        let start = before.len() - one;
        let value = before[start..].trim();
        let end = other.find([')', ',', ']', '}', '\n']).unwrap_or(other.len());
        let is_whole = !value.is_empty() && !other[..end].contains(['(', '[', '{']);
        if is_whole && !condition.contains('\n') {
            let blank = &before[start..start + before[start..].len() - before[start..].trim_start().len()];
            let turned = format!("{blank}{} if {condition} else {value}", &other[..end]);
            edits.put_in(start..code.len() - other.len() + end, &[&turned]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{operands::operands, rewrites::texts_of};

    #[test]
    fn operators_are_put_right() {
        for (language, code, expected) in [
            (Python, "return a[m - 1] + a[m] / 2\n", "return (a[m - 1] + a[m]) / 2\n"),
            (C, "int n = a * b + c;\n", "int n = a * (b + c);\n"),
            (JavaScript, "a[b] = a[b] ?? 0 + 1;\n", "a[b] = (a[b] ?? 0) + 1;\n"),
            (Java, "return hits / total;\n", "return (double) hits / total;\n"),
            (C, "x = (double)(a / b);\n", "x = (double)a / b;\n"),
            (Cpp, "x = static_cast<double>(a / n);\n", "x = static_cast<double>(a) / n;\n"),
            (Go, "x := float64(a / b)\n", "x := float64(a) / float64(b)\n"),
            (Java, "if (!a == b) {\n", "if (a != b) {\n"),
            (Go, "\ts.sums[r.a] = r.b\n", "\ts.sums[r.a] += r.b\n"),
            (Python, "    total -= 1\n", "    total += 1\n"),
            (Python, "return a[n:]\n", "return a[:n]\n"),
            (Rust, "let a = &b[..n];\n", "let a = &b[n..];\n"),
            (C, "return a > b ? a : b;\n", "return a > b ? b : a;\n"),
            (Python, "    a = b if c else d\n", "    a = d if c else b\n"),
            (Python, "return 0 if all(a) else 1\n", "return 1 if all(a) else 0\n"),
        ] {
            let found = texts_of(operators(code, language, &operands(code, language)));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_has_none_is_left_alone() {
        for language in Language::ALL {
            for code in [
                "",
                "\n",
                "f(a);\n",
                "int a = 1;\n",
                "[:]\n",
                "a if\n",
                "é ? ö : \n",
                " else \n",
                "if a else\n",
            ] {
                assert_eq!(
                    texts_of(operators(code, language, &operands(code, language))),
                    [] as [&str; 0],
                    "{code}"
                );
            }
        }
    }
}
