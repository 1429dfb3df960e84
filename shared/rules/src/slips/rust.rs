//! Slips of Rust: casts that take too little, errors that are not given on, numbers that may fall below nothing, methods that are taken for
//! others of the standard library.

mod blocks;
mod classic;

use std::ops::Range;

pub(super) use self::classic::classic;
use super::{Kind, MOST};
use crate::{
    language::Language,
    lexical::texts,
    names::{is_part, leading, names},
    outline::rust::inside,
    rewrites::Rewrites,
    values::{both_sides, grouped, value_end, value_start},
};

/// Methods that are taken for each other.
const CONFUSED: [(&str, &str); 50] = [
    ("any", "all"),
    ("append", "push"),
    ("append", "write"),
    ("as_mut", "as_ref"),
    ("back", "front"),
    ("borrow", "borrow_mut"),
    ("chunks", "chunks_mut"),
    ("clear", "pop"),
    ("chunks", "windows"),
    ("clone", "take"),
    ("count", "sum"),
    ("filter", "skip_while"),
    ("filter", "take_while"),
    ("find", "position"),
    ("find", "rfind"),
    ("from_le_bytes", "from_be_bytes"),
    ("from_millis", "from_micros"),
    ("from_secs", "from_millis"),
    ("get", "get_mut"),
    ("iter", "iter_mut"),
    ("is_alphanumeric", "is_alphabetic"),
    ("is_alphanumeric", "is_ascii_digit"),
    ("keys", "values"),
    ("map", "and_then"),
    ("max", "min"),
    ("map", "filter_map"),
    ("map", "flat_map"),
    ("next", "next_back"),
    ("next", "peek"),
    ("notify_one", "notify_all"),
    ("pop_back", "pop_front"),
    ("push_back", "push_front"),
    ("read_line", "read_to_string"),
    ("remove", "swap_remove"),
    ("saturating_sub", "wrapping_sub"),
    ("skip", "take"),
    ("split_at", "split_off"),
    ("split_once", "rsplit_once"),
    ("starts_with", "ends_with"),
    ("starts_with", "contains"),
    ("strip_prefix", "strip_suffix"),
    ("to_le_bytes", "to_be_bytes"),
    ("to_string", "to_lowercase"),
    ("to_string", "to_uppercase"),
    ("trim", "trim_end"),
    ("trim_start", "trim_end"),
    ("values", "values_mut"),
    ("wrapping_add", "wrapping_mul"),
    ("wrapping_add", "wrapping_sub"),
    ("write", "writeln"),
];

/// The marked lines with one such slip undone.
pub(super) fn rust(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if language != Language::Rust {
        return found;
    }
    for kind in [casts, given_on, differences, confused, turned, ranges, widths, negations, arms, derives]
        as [Kind; 10]
    {
        let mut edits = Rewrites::new(code);
        kind(&mut edits, code, language, operands);
        edits.found.truncate(MOST);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

/// `(a % b) as c` for `a as c % b`, and `a as f64 / b as f64` for `(a / b) as f64`.
fn casts(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for (at, word) in code.match_indices(" as ") {
        let kind = leading(&code[at + word.len()..]);
        let start = value_start(code, at);
        let end = at + word.len() + kind.len();
        for sign in [" % ", " / ", " * ", " + ", " - "] {
            if let Some((_, right)) =
                both_sides(code, sign).into_iter().find(|(_, right)| right.start == end + sign.len())
            {
                let value = format!("({}{sign}{}) as {kind}", &code[start..at], &code[right.clone()]);
                edits.put_in(start..right.end, &[&value]);
            }
            let inner = code[start..at].strip_prefix('(').and_then(|value| value.strip_suffix(')'));
            if let Some((a, b)) = inner.and_then(|inner| inner.split_once(sign)) {
                // A part may be cast already.
                let plain =
                    |part: &'_ str| part.rsplit_once(" as ").map_or(part.len(), |(part, _)| part.len());
                let (a, b) = (&a[..plain(a)], &b[..plain(b)]);
                edits.put_in(
                    start..end,
                    &[&format!("{} as {kind}{sign}{} as {kind}", grouped(a), grouped(b))],
                );
            }
        }
    }
}

/// An error that is given on, or is not.
fn given_on(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let line = code.trim_end();
    let end = line.trim_end_matches(';').len();
    if line[..end].ends_with(')') && line.ends_with(';') && !line.contains('!') {
        edits.put_in(end..end, &["?", ".await"]);
    }
    for (at, _) in code.match_indices(".unwrap()") {
        edits.put_in(at..at + ".unwrap()".len(), &["?"]);
    }
    if line.ends_with("?;") {
        edits.put_in(end - 1..end, &[""]);
    }
}

/// Differences and remainders that may be below nothing.
fn differences(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for (one, other) in both_sides(code, " - ") {
        let (a, b) = (&code[one.clone()], &code[other.clone()]);
        let is_fraction = b.contains('.') && b.starts_with(|first: char| first.is_ascii_digit());
        if !is_fraction {
            edits.put_in(
                one.start..other.end,
                &[&format!("{a}.saturating_sub({b})"), &format!("{a}.abs_diff({b})")],
            );
        }
    }
    for (one, other) in both_sides(code, " % ") {
        let (a, b) = (&code[one.clone()], &code[other.clone()]);
        edits.put_in(one.start..other.end, &[&format!("{a}.rem_euclid({b})"), &format!("{a} / {b}")]);
    }
    for (one, other) in both_sides(code, " / ") {
        edits.put_in(one.end..other.start, &[" % "]);
    }
    for (long, short) in [(".chars().count()", ".len()"), (".len()", ".chars().count()")] {
        for (at, _) in code.match_indices(long) {
            edits.put_in(at..at + long.len(), &[short]);
        }
    }
}

fn confused(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let texts = texts(code, language);
    for (at, name) in names(code).filter(|(at, _)| !texts.iter().any(|text| text.contains(at))) {
        let is_called = code[at + name.len()..].starts_with('(') || code[at + name.len()..].starts_with("!(");
        if !is_called || code[..at].ends_with("fn ") {
            continue;
        }
        for (one, other) in CONFUSED {
            if name == one || name == other {
                edits.put_in(at..at + name.len(), &[if name == one { other } else { one }]);
            }
        }
    }
    // Each of these may be more than four.
    edits.found.truncate(2 * MOST);
}

/// `b.cmp(&a)` for `a.cmp(&b)`, `y * w + x` for `x * w + y`, `vec![a; n]` for `vec![n; a]`.
fn turned(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for call in
        [".cmp(", ".partial_cmp(", ".total_cmp(", ".duration_since(", ".saturating_sub(", ".checked_sub("]
    {
        for (at, _) in code.match_indices(call) {
            let start = value_start(code, at);
            let open = at + call.len() - 1;
            let Some((inner, _)) = inside(&code[open..]) else { continue };
            let (borrow, plain) = inner.strip_prefix('&').map_or(("", inner), |plain| ("&", plain));
            if start < at && !plain.is_empty() && !plain.contains(',') {
                let turned = format!("{}{call}{borrow}{})", grouped(plain), &code[start..at]);
                edits.put_in(start..open + inner.len() + 2, &[&turned]);
            }
        }
    }
    for (one, other) in both_sides(code, " * ") {
        let third = both_sides(code, " + ").into_iter().find(|(left, _)| *left == other);
        if let Some((_, third)) = third {
            let (a, b, c) = (&code[one.clone()], &code[other], &code[third.clone()]);
            edits.put_in(one.start..third.end, &[&format!("{c} * {b} + {a}")]);
        }
    }
    for (at, word) in code.match_indices("vec![") {
        let Some((inner, _)) = inside(&code[at + word.len() - 1..]) else { continue };
        if let Some((value, n)) = inner.split_once("; ").filter(|(_, n)| !n.contains(';')) {
            let start = at + word.len();
            edits.put_in(start..start + inner.len(), &[&format!("{n}; {value}")]);
        }
    }
}

/// Where a range ends, and where it begins.
fn ranges(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let texts = texts(code, language);
    for (at, _) in code.match_indices("..").filter(|(at, _)| !texts.iter().any(|text| text.contains(at))) {
        let rest = &code[at + 2..];
        if rest.starts_with('.') || code[..at].ends_with('.') {
            continue;
        }
        if rest.starts_with('=') {
            edits.put_in(at..at + 3, &[".."]);
        } else if rest.starts_with(|next: char| is_part(next) || matches!(next, '(' | '-')) {
            edits.put_in(at..at + 2, &["..="]);
            // A length for an end.
            let from = &code[value_start(code, at)..at];
            if rest.starts_with(|next: char| next.is_ascii_digit()) && from.starts_with(char::is_alphabetic) {
                edits.put_in(at + 2..at + 2, &[&format!("{from} + ")]);
            }
            if code[..at].ends_with('0') && !code[..at - 1].ends_with(is_part) {
                edits.put_in(at - 1..at + 2, &["1..=", "1.."]);
            }
        }
    }
}

/// Conditions that say the opposite.
fn negations(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for word in ["if ", "while ", "&& ", "|| ", "| ", "assert!("] {
        for (at, _) in code.match_indices(word) {
            if word.starts_with(is_part) && code[..at].ends_with(is_part) {
                continue;
            }
            let start = at + word.len();
            let end = value_end(code, start);
            let is_whole =
                [" {", " =>", ")", " &&", " ||", ";", ","].iter().any(|next| code[end..].starts_with(next));
            // Of two bars, the second opens nothing.
            let is_alone = word != "| " || code[..at].contains('|');
            if !is_whole || !is_alone || end <= start || code[start..end].starts_with("let") {
                continue;
            }
            match code[start..].starts_with('!') {
                true => edits.put_in(start..start + 1, &[""]),
                false if !code[start..].starts_with(['&', '*', '-']) => edits.put_in(start..start, &["!"]),
                false => {}
            }
        }
    }
    for (value, other) in [("true", "false"), ("false", "true")] {
        for (at, _) in code.match_indices(&format!(" = {value}")) {
            let owner = &code[value_start(code, at)..at];
            let part = at + " = ".len()..at + " = ".len() + value.len();
            if !code.trim_start().starts_with("let ") && !code[part.end..].starts_with(is_part) {
                edits.put_in(part, &[&format!("!{owner}"), other]);
            }
        }
    }
}

/// Where a choice leads.
fn arms(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let Some(start) = code.find("=> ").map(|at| at + "=> ".len()) else { return };
    let end = code.trim_end().trim_end_matches(',').len();
    let Some(value) = code.get(start..end) else { return };
    match value {
        "continue" => edits.put_in(start..end, &["return", "break"]),
        "break" => edits.put_in(start..end, &["return", "continue"]),
        "return" => edits.put_in(start..end, &["continue", "break"]),
        _ if value.starts_with("return ") => edits.put_in(start..start + "return ".len(), &[""]),
        _ if !value.contains(['{', ' ']) => edits.put_in(start..start, &["return "]),
        _ => {}
    }
}

/// Derives that go together.
fn derives(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let Some((_, rest)) = code.split_once("#[derive(") else { return };
    let Some((list, _)) = rest.split_once(")]") else { return };
    let (start, has) = (code.len() - rest.len(), |of: &str| names(list).any(|(_, name)| name == of));
    let end = start + list.len();
    let after = if list.starts_with("Debug") { start + "Debug".len() } else { start };
    let mut put = |traits: &str| {
        edits.put_in(end..end, &[&format!(", {traits}")]);
    };
    if !has("PartialEq") {
        put("PartialEq");
        put("PartialEq, Eq");
    } else if !has("PartialOrd") {
        put("PartialOrd, Ord");
    }
    if !has("Clone") && after > start {
        edits.put_in(after..after, &[", Clone", ", Clone, Copy"]);
    } else if has("Clone") && !has("Copy") {
        edits.put_in(0..code.len(), &[&code.replacen("Clone", "Clone, Copy", 1)]);
    } else if !has("PartialEq") && after > start {
        edits.put_in(after..after, &[", PartialEq, Eq"]);
    }
}

/// Places that are filled up with zeros.
fn widths(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    for text in texts(code, language) {
        for (at, _) in code[text.clone()].match_indices(':') {
            let place = text.start + at + 1;
            let digits = code[place..].trim_start_matches(|it: char| it.is_ascii_digit());
            let width = &code[place..code.len() - digits.len()];
            let is_hole = code[text.start..place].rfind('{') > code[text.start..place].rfind('}');
            if is_hole
                && !width.is_empty()
                && !width.starts_with('0')
                && digits.starts_with(['}', 'x', 'X', 'b', 'o'])
            {
                edits.put_in(place..place, &["0"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operands::operands;

    fn found(code: &str) -> Vec<String> {
        rust(code, Language::Rust, &operands(code, Language::Rust))
    }

    #[test]
    fn slips_of_rust_are_undone() {
        for (code, expected) in [
            ("sum as u8 % 7\n", "(sum % 7) as u8\n"),
            ("(hits / total) as f64\n", "hits as f64 / total as f64\n"),
            ("(hits / total as i32) as f64\n", "hits as f64 / total as f64\n"),
            ("let a = f(b);\n", "let a = f(b)?;\n"),
            ("let a = f(b)?;\n", "let a = f(b);\n"),
            ("let a = x - 1;\n", "let a = x.saturating_sub(1);\n"),
            ("let a = (x + y) % n;\n", "let a = (x + y).rem_euclid(n);\n"),
            ("let a = b.strip_prefix(c);\n", "let a = b.strip_suffix(c);\n"),
            ("all.sort_by(|a, b| a.0.cmp(&b.0));\n", "all.sort_by(|a, b| b.0.cmp(&a.0));\n"),
            ("self.cells[x * self.width + y]\n", "self.cells[y * self.width + x]\n"),
            ("for a in 0..n {\n", "for a in 1..=n {\n"),
            ("let a = &b[at..2];\n", "let a = &b[at..at + 2];\n"),
            ("let a = b / 60;\n", "let a = b % 60;\n"),
            ("if a.is_empty() {\n", "if !a.is_empty() {\n"),
            ("} else if !a.b && c {\n", "} else if a.b && c {\n"),
            ("a.filter(|b| b.c())\n", "a.filter(|b| !b.c())\n"),
            ("self.on = true;\n", "self.on = !self.on;\n"),
            ("Err(_) => continue,\n", "Err(_) => return,\n"),
            ("None => false,\n", "None => return false,\n"),
            ("#[derive(Debug, PartialEq)]\n", "#[derive(Debug, Clone, Copy, PartialEq)]\n"),
            ("let a = vec![n * m; value];\n", "let a = vec![value; n * m];\n"),
            ("format!(\"{:2}:{:2}\", a, b)\n", "format!(\"{:02}:{:2}\", a, b)\n"),
        ] {
            assert!(found(code).contains(&expected.to_owned()), "{code}: {:?}", found(code));
        }
    }

    #[test]
    fn odd_lines_do_no_harm() {
        for code in [
            "",
            "é",
            " as ",
            " as é",
            "é - ",
            " % ö",
            "..",
            "é..ö",
            "vec![",
            "vec![é; ",
            ".cmp(",
            "\"{:é",
            "\"{:2",
            "0..=é",
            "a * b + ",
        ] {
            assert!(!found(code).contains(&code.to_owned()), "{code}");
        }
        assert_eq!(found("let a = b;\n"), [] as [&str; 0]);
    }
}
