//! Operators, comparisons and indices whose operands have types that do not go together: the message names both.

use super::super::idioms::indices;
use super::{Case, both_sides, grouped, value_end};
use crate::{
    names::is_part,
    outline::rust::{NUMBERS, head},
    rewrites::Rewrites,
};

/// What messages say of an operator, and whether they name its right operand first.
const OPERATORS: [(&str, &str, bool); 10] = [
    ("cannot add-assign ", " += ", true),
    ("cannot subtract-assign ", " -= ", true),
    ("cannot multiply-assign ", " *= ", false),
    ("cannot divide-assign ", " /= ", false),
    ("cannot calculate and assign the remainder of ", " %= ", false),
    ("cannot add ", " + ", true),
    ("cannot subtract ", " - ", true),
    ("cannot multiply ", " * ", false),
    ("cannot divide ", " / ", false),
    ("cannot calculate the remainder of ", " % ", false),
];

/// How many bits a number's type surely has for whole numbers, and whether it has a sign.
fn bits(kind: &str) -> Option<(u32, bool)> {
    match kind {
        "f32" => Some((24, true)),
        "f64" => Some((53, true)),
        "bool" => Some((1, false)),
        _ => Some((kind.get(1..)?.parse().ok()?, kind.starts_with('i'))),
    }
}

/// Whether each number of one type is one of another.
fn is_lossless(from: &str, to: &str) -> bool {
    if matches!((from, to), ("u8" | "bool", "usize" | "isize") | ("u16", "usize") | ("i16", "isize")) {
        return true;
    }
    let (Some((from_bits, from_sign)), Some((to_bits, to_sign))) = (bits(from), bits(to)) else {
        return false;
    };
    from != "f32"
        && from != "f64"
        && if from_sign { to_sign && to_bits >= from_bits } else { to_bits >= from_bits + u32::from(to_sign) }
}

/// A value of one type as one of another, the likeliest ways.
pub(super) fn as_type(value: &str, from: &str, to: &str) -> Vec<String> {
    let is_number = |kind: &str| NUMBERS.contains(&kind);
    let is_float = |kind: &str| matches!(kind, "f32" | "f64" | "{float}");
    let is_digits = !value.is_empty() && value.chars().all(|letter| letter.is_ascii_digit() || letter == '_');
    let plain = from.trim_start_matches('&');
    if is_digits && is_float(to) {
        return vec![format!("{value}.0")];
    }
    if from.starts_with('&') && plain == to {
        return vec![format!("*{value}")];
    }
    if to.trim_start_matches('&') == from && to.starts_with('&') {
        return vec![format!("&{value}")];
    }
    if is_number(plain) && is_number(to) {
        let value = if from.starts_with('&') { format!("*{value}") } else { value.to_owned() };
        let mut ways =
            vec![format!("{} as {to}", if value.starts_with('*') { value.clone() } else { grouped(&value) })];
        if is_lossless(plain, to) {
            ways.push(format!("{to}::from({value})"));
        }
        return ways;
    }
    let from_head = head(from);
    if from_head == "Option" || from_head == "Result" {
        let zero = if is_float(to) { "0.0" } else { "0" };
        let mut ways = vec![format!("{value}.unwrap()"), format!("{value}?")];
        if is_number(to) || to.starts_with('{') {
            ways.push(format!("{value}.unwrap_or({zero})"));
            ways.push(format!("{value}.unwrap_or_default()"));
        }
        return ways;
    }
    if matches!(from_head, "str" | "String" | "Vec") && (is_number(to) || to == "{integer}") {
        return vec![format!("{value}.len()")];
    }
    if is_number(plain) || plain == "{integer}" {
        match head(to) {
            "Instant" | "Duration" | "SystemTime" => {
                return ["secs", "millis"].map(|unit| format!("Duration::from_{unit}({value})")).into();
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Operands of an operator that become what the other one is.
pub(super) fn arithmetic(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let Some((_, sign, is_turned)) = OPERATORS.iter().find(|(phrase, ..)| case.small.contains(phrase)) else {
        return;
    };
    let &[first, second, ..] = case.quoted().as_slice() else { return };
    let (left, right) = if *is_turned { (second, first) } else { (first, second) };
    let code = case.code;
    for (one, other) in both_sides(code, sign) {
        let (a, b) = (&code[one.clone()], &code[other.clone()]);
        if matches!(head(left), "str" | "String") && matches!(head(right), "str" | "String") && *sign == " + "
        {
            let b = if right == "&str" || b.starts_with('&') { b.to_owned() } else { format!("&{b}") };
            let owned = if head(left) == "str" {
                vec![format!("{a}.to_string() + {b}"), format!("{a}.to_owned() + {b}")]
            } else {
                vec![format!("{a} + {b}")]
            };
            for way in owned {
                edits.put_in(one.start..other.end, &[&way]);
            }
            let plain = [a, b.trim_start_matches('&')];
            let is_name = |it: &&str| it.chars().all(is_part);
            if plain.iter().all(is_name) {
                edits.put_in(one.start..other.end, &[&format!("format!(\"{{{a}}}{{{}}}\")", plain[1])]);
            }
            continue;
        }
        if a.starts_with('\'') && right.trim_start_matches('&').starts_with(['u', '{']) {
            edits.put_in(one.start..one.start, &["b"]);
            continue;
        }
        for way in as_type(b, right, left.trim_start_matches("&mut ").trim_start_matches('&')) {
            edits.put_in(other.clone(), &[&way]);
        }
        if !sign.ends_with("= ") {
            let is_behind_number = code[one.end..].starts_with(sign) && left.starts_with('&');
            let to = if is_behind_number {
                left.trim_start_matches("&mut ").trim_start_matches('&')
            } else {
                right
            };
            for way in as_type(a, &left.replace("&mut ", "&"), to) {
                edits.put_in(one.clone(), &[&way]);
            }
        }
    }
    if [left, right].iter().any(|kind| kind.contains("{integer}"))
        && [left, right]
            .iter()
            .any(|kind| kind.contains("f64") || kind.contains("f32") || kind.contains("{float}"))
    {
        whole_numbers_as_fractions(edits, code);
    }
}

/// Every whole number of an expression as a fraction: one that is left is the next mistake.
fn whole_numbers_as_fractions(edits: &mut Rewrites<'_>, code: &str) {
    let mut whole = String::with_capacity(code.len() + 8);
    let (mut from, mut at, mut depth) = (0, 0, 0_usize);
    while let Some(letter) = code[at..].chars().next() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !is_part(letter) {
            at += letter.len_utf8();
            continue;
        }
        let end = at + code[at..].find(|letter| !is_part(letter)).unwrap_or(code.len() - at);
        let (before, after) = (&code[..at], &code[end..]);
        let is_number = code[at..end].chars().all(|letter| letter.is_ascii_digit());
        let is_part_of_other = before.ends_with('.') || after.starts_with(['.', '\'', '"']);
        let is_power = before.ends_with("powi(") || before.ends_with("nth(") || before.ends_with("= ..");
        if is_number && depth == 0 && !is_part_of_other && !is_power && !before.ends_with('"') {
            whole.push_str(&code[from..end]);
            whole.push_str(".0");
            from = end;
        }
        at = end;
    }
    whole.push_str(&code[from..]);
    edits.put_in(0..code.len(), &[&whole]);
}

/// Both sides of a comparison as one type.
pub(super) fn compared(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if !case.small.contains("can't compare `") {
        return;
    }
    let &[left, right, ..] = case.quoted().as_slice() else { return };
    let code = case.code;
    for sign in [" == ", " != ", " < ", " > ", " <= ", " >= "] {
        for (one, other) in both_sides(code, sign) {
            let (a, b) = (&code[one.clone()], &code[other.clone()]);
            let depth = |kind: &str| kind.len() - kind.trim_start_matches('&').len();
            if head(left) == "Option" && head(right) != "Option" {
                edits.put_in(other.clone(), &[&format!("Some({b})")]);
            } else if head(right) == "Option" && head(left) != "Option" {
                edits.put_in(one.clone(), &[&format!("Some({a})")]);
            } else if let Some(inner) =
                letter_of(b).filter(|_| matches!(head(left), "str" | "String") && head(right) == "char")
            {
                edits.put_in(other.clone(), &[&format!("\"{inner}\"")]);
            } else if b.starts_with('"') && b.chars().count() == 3 && head(left) == "char" {
                edits.put_in(other.clone(), &[&b.replace('"', "'")]);
            } else if let Some(b) = b.strip_prefix(['\'']).filter(|_| matches!(head(left), "u8")) {
                edits.put_in(other.clone(), &[&format!("b'{b}")]);
            } else if depth(left) > depth(right) {
                if !a.starts_with('&') {
                    edits.put_in(one.start..one.start, &["*"]);
                }
                if !b.starts_with(|first: char| first.is_ascii_digit() || first == '&') {
                    edits.put_in(other.start..other.start, &["&"]);
                }
            } else if depth(right) > depth(left) {
                if b.starts_with('&') {
                    edits.put_in(other.start..other.start + 1, &[""]);
                } else {
                    edits.put_in(other.start..other.start, &["*"]);
                }
            } else {
                for way in as_type(b, right, left) {
                    edits.put_in(other.clone(), &[&way]);
                }
                for way in as_type(a, left, right) {
                    // `a as usize < b` is read as a type's parameters.
                    let way =
                        if way.contains(" as ") && sign.contains('<') { format!("({way})") } else { way };
                    edits.put_in(one.clone(), &[&way]);
                }
            }
        }
    }
}

/// What stands between a letter's marks.
fn letter_of(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(if inner == "\\'" { "'" } else { inner }).filter(|inner| *inner != "\"")
}

/// Indices of a type that no list has, and single places of a text.
pub(super) fn indexed(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    if case.small.contains("cannot be indexed by `") {
        let &[list, by, ..] = said.as_slice() else { return };
        for (open, close) in indices(code) {
            let inner = &code[open + 1..close];
            let number = by.trim_start_matches('&');
            if head(list) == "str" || head(list) == "String" {
                if !inner.contains("..") {
                    let ways = [
                        format!("[{inner}..]"),
                        format!("[..{inner}]"),
                        format!("[{inner}..={inner}]"),
                        format!(".as_bytes()[{inner}]"),
                    ];
                    edits.put_in(open..close + 1, &ways.each_ref().map(String::as_str));
                }
            } else if NUMBERS.contains(&number) && !inner.chars().all(|it| it.is_ascii_digit()) {
                if by.starts_with('&') {
                    edits.put_in(open + 1..open + 1, &["*"]);
                }
                let value = if by.starts_with('&') { format!("*{inner}") } else { inner.to_owned() };
                if number != "usize" {
                    let is_one = value_end(&value, 0) == value.len();
                    let converted =
                        if is_one { format!("{value} as usize") } else { format!("({value}) as usize") };
                    edits.put_in(open + 1..close, &[&converted]);
                }
                if is_lossless(number, "usize") && number != "usize" {
                    edits.put_in(open + 1..close, &[&format!("usize::from({value})")]);
                }
            }
        }
    }
    if case.small.contains("cannot index into a value of type `") {
        let Some(kind) = said.first() else { return };
        for (open, close) in indices(code) {
            let inner = &code[open + 1..close];
            if kind.trim_start_matches('&').starts_with('(') && inner.chars().all(|it| it.is_ascii_digit()) {
                edits.put_in(open..close + 1, &[&format!(".{inner}")]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn operands_become_what_the_other_is() {
        for (code, message, expected) in [
            (
                "let mean = sum / marks.len();",
                "cannot divide `f32` by `usize`",
                "let mean = sum / marks.len() as f32;",
            ),
            ("let mean = sum / count;", "cannot divide `f64` by `u32`", "let mean = sum / f64::from(count);"),
            ("let part = share / 60;", "cannot divide `f64` by `{integer}`", "let part = share / 60.0;"),
            (
                "let r = (2 - angle.cos()) / 4 * size[0];",
                "cannot subtract `f64` from `{integer}`",
                "let r = (2.0 - angle.cos()) / 4.0 * size[0];",
            ),
            (
                "let sum = base + bonus;",
                "cannot add `Option<u32>` to `u32`",
                "let sum = base + bonus.unwrap_or(0);",
            ),
            ("let end = at + word;", "cannot add `&str` to `usize`", "let end = at + word.len();"),
            ("let all = first + last;", "cannot add `&str` to `&str`", "let all = first.to_string() + last;"),
            (
                "let letter = ('a' + row) as char;",
                "cannot add `u8` to `char`",
                "let letter = (b'a' + row) as char;",
            ),
        ] {
            check(code, message, expected, 6);
        }
    }

    #[test]
    fn sides_and_indices_become_one_type() {
        for (code, message, expected) in [
            ("if port == 80 {", "can't compare `&u16` with `{integer}`", "if *port == 80 {"),
            ("if best == score {", "can't compare `Option<u8>` with `u8`", "if best == Some(score) {"),
            ("if word == 'a' {", "can't compare `&str` with `char`", "if word == \"a\" {"),
            (
                "let it = &rows[at];",
                "the type `[Row]` cannot be indexed by `u32`",
                "let it = &rows[at as usize];",
            ),
            (
                "rows[at % 7] += 1;",
                "the type `[u32]` cannot be indexed by `u8`",
                "rows[usize::from(at % 7)] += 1;",
            ),
            ("let rest = line[at];", "the type `str` cannot be indexed by `usize`", "let rest = line[at..];"),
            ("f(pair[1]);", "cannot index into a value of type `&(u8, u8)`", "f(pair.1);"),
        ] {
            check(code, message, expected, 5);
        }
    }
}
