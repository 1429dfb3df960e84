//! What a program says when it stops: places that a list does not have, numbers that are too small or too large, values that are not there,
//! borrows that are still held.

use super::super::idioms::indices;
use super::{Case, grouped, value_end, value_start};
use crate::{
    names::{is_part, last_word, names},
    rewrites::Rewrites,
    values::both_sides,
};

/// What a remainder is taken by, as it is called.
const MODULI: [&str; 6] = ["MOD", "MODULO", "MODULUS", "mod", "modulo", "modulus"];

/// What is tried for what a program says when it stops. Others may be tried, too.
pub(super) fn panics(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if case.says(&["index out of bounds"]) {
        outside(edits, case);
    }
    if case.says(&["range end index", "range start index", "out of range for slice"]) {
        ranges(edits, case);
    }
    if case.says(&["attempt to"]) {
        overflows(edits, case);
    }
    if case.says(&["called `option::unwrap()`", "called `result::unwrap()`"]) {
        for (at, call) in case.code.match_indices(".unwrap()") {
            edits.put_in(at..at + call.len(), &["?", ".unwrap_or_default()", ".unwrap_or(0)"]);
        }
    }
    if case.says(&["already borrowed", "already mutably borrowed", "borrowmuterror", "borrowerror"]) {
        held(edits, case.code);
    }
    if case.says(&["not a char boundary"]) {
        letters(edits, case.code);
    }
    if case.says(&["divide by zero", "divisor of zero"]) {
        for sign in [" / ", " % "] {
            for (_, other) in both_sides(case.code, sign) {
                edits.put_in(other.end..other.end, &[".max(1)"]);
            }
        }
        replaced(edits, case.code, &[("0..", "1.."), ("..=", "..")]);
    }
}

/// One text for another, wherever it stands.
fn replaced(edits: &mut Rewrites<'_>, code: &str, swaps: &[(&str, &str)]) {
    for (from, to) in swaps {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
}

/// Places that a list does not have.
fn outside(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    replaced(
        edits,
        code,
        &[("..=", ".."), (" <= ", " < "), (" || ", " && "), (" > ", " >= "), ("[1..", "["), ("0..", "1..")],
    );
    let all = indices(code);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let (mut less, mut count) = (code.to_owned(), 0);
    for &(open, close) in all.iter().rev() {
        let inner = &code[open + 1..close];
        let owner = &code[value_start(code, open)..open];
        if let Some(number) = inner.parse::<usize>().ok().filter(|number| *number > 0 && is_number(inner)) {
            less.replace_range(open + 1..close, &(number - 1).to_string());
            count += 1;
        }
        // As often as the list is long, it begins anew.
        if inner.contains(" + ") && !inner.contains(" % ") {
            let length = format!("{owner}.len()");
            let declared = case.above.rfind(&format!(" = {length};")).and_then(|at| {
                let name = last_word(&case.above[..at]);
                name.starts_with(is_part).then_some(name)
            });
            for by in declared.into_iter().chain([length.as_str()]) {
                edits.put_in(open + 1..close, &[&format!("({inner}) % {by}")]);
            }
        }
        if let Some((n, rest)) = inner.split_once(" - ").filter(|(_, rest)| !rest.starts_with('1')) {
            edits.put_in(open + 1..close, &[&format!("{n} - 1 - {rest}"), &format!("{inner} - 1")]);
        } else if !is_number(inner) && !inner.contains("..") {
            edits.put_in(close..close, &[" - 1"]);
        }
    }
    if count > 1 {
        edits.put_in(0..code.len(), &[&less]);
    }
    for (at, word) in code.match_indices("0..") {
        let start = at + word.len();
        if !code[..at].ends_with(is_part) && !code[start..].starts_with('=') {
            edits.put_in(start..start, &["="]);
            let end = value_end(code, start);
            if code[..end].ends_with(".len()") {
                edits.put_in(end..end, &[" - 1"]);
                edits.put_in(start..end, &[&format!("{}.saturating_sub(1)", &code[start..end])]);
            }
        }
    }
}

/// Ranges that end behind the end of a list.
fn ranges(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (open, close) in indices(code) {
        let owner = &code[value_start(code, open)..open];
        if let Some((_, end)) = code[open + 1..close].split_once("..") {
            let end = end.trim_start_matches('=');
            if !end.is_empty() {
                edits.put_in(close - end.len()..close, &[&format!("{}.min({owner}.len())", grouped(end))]);
            }
        }
    }
    // A bound that is declared here, and taken below.
    let Some((declared, value)) = code.split_once(" = ") else { return };
    let (name, value) = (last_word(declared), value.trim_end().trim_end_matches(';'));
    let end = declared.len() + " = ".len() + value.len();
    for sought in [format!("..{name}]"), format!("[{name}..")] {
        let Some(at) = case.document.find(&sought) else { continue };
        let line = case.document[..at].rsplit('\n').next().unwrap_or_default();
        let open = if sought.starts_with('[') { line.len() } else { line.rfind('[').unwrap_or_default() };
        let owner = &line[value_start(line, open)..open];
        if !owner.is_empty() && !value.is_empty() {
            let one = if value.contains(' ') { format!("({value})") } else { value.to_owned() };
            edits.put_in(end - value.len()..end, &[&format!("{one}.min({owner}.len())")]);
        }
    }
}

/// Numbers that are too small or too large.
fn overflows(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some((sign, name)) = [("subtract", "sub"), ("multiply", "mul"), ("add", "add")]
        .into_iter()
        .find(|(word, _)| case.small.contains(&format!("attempt to {word}")))
    else {
        shifted(edits, case);
        return;
    };
    let sign = if sign == "subtract" {
        " - "
    } else if sign == "multiply" {
        " * "
    } else {
        " + "
    };
    for (one, other) in both_sides(code, sign) {
        let (a, b) = (&code[one.clone()], &code[other.clone()]);
        if name == "sub" {
            edits.put_in(one.start..other.end, &[&format!("{b} - {a}"), &format!("{a}.abs_diff({b})")]);
        }
        for kind in ["saturating", "wrapping"] {
            edits.put_in(one.start..other.end, &[&format!("{a}.{kind}_{name}({b})")]);
        }
        edits.put_in(one.start..other.end, &[&format!("{a}.checked_{name}({b})?")]);
    }
    let assigned = format!(" {}= ", sign.trim());
    for (at, _) in code.match_indices(&assigned) {
        let start = code.len() - code.trim_start().len();
        let owner = code.get(start..at).unwrap_or_default();
        let value = code[at + assigned.len()..].trim_end().trim_end_matches(';');
        if !owner.contains([' ', '\n', '*']) && !owner.is_empty() && !value.contains(';') {
            let end = at + assigned.len() + value.len();
            let ways = [
                format!("{owner} = {owner}.saturating_{name}({value})"),
                format!("{owner} = {owner}.wrapping_{name}({value})"),
            ];
            edits.put_in(start..end, &ways.each_ref().map(String::as_str));
        }
    }
    // What is reckoned by a modulus elsewhere.
    let near = case.above.rfind("fn ").map_or(case.above, |at| &case.above[at..]);
    let modulus = names(near).map(|(_, name)| name).find(|name| MODULI.contains(name));
    if let (Some(modulus), Some(value)) = (modulus, code.trim_end().strip_suffix(';'))
        && value.contains(" = ")
        && !value.contains(" % ")
        && name != "sub"
    {
        edits.put_in(value.len()..value.len(), &[&format!(" % {modulus}")]);
    }
}

/// Places of bits that a number does not have.
fn shifted(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    for (sign, name) in [(" << ", "shl"), (" >> ", "shr")] {
        for (one, other) in both_sides(case.code, sign) {
            let (a, b) = (&case.code[one.clone()], &case.code[other.clone()]);
            let by = b.strip_prefix('(').and_then(|b| b.strip_suffix(')')).unwrap_or(b);
            let mut ways = vec![format!("{a}.checked_{name}({by}).unwrap_or(0)")];
            if let Some((_, bits)) = by.split_once(" - ") {
                ways.push(format!("if {bits} == 0 {{ 0 }} else {{ {a}{sign}{b} }}"));
            }
            for way in ways {
                edits.put_in(one.start..other.end, &[&way]);
            }
        }
    }
}

/// What is borrowed only for as long as a value is taken out of it.
fn held(edits: &mut Rewrites<'_>, code: &str) {
    replaced(edits, code, &[(".borrow_mut()", ".borrow()")]);
    let Some((first, second)) = code.trim_end().split_once('\n') else { return };
    let declared = first.trim_start().strip_prefix("let ").and_then(|rest| rest.split_once(" = "));
    let Some((name, value)) = declared else { return };
    let (name, value) = (name.trim_start_matches("mut "), value.trim_end().trim_end_matches(';'));
    let is_borrow = value.ends_with(".borrow()") || value.ends_with(".borrow_mut()");
    let place = names(second).find(|(_, other)| *other == name).map(|(at, _)| first.len() + 1 + at);
    if let Some(at) = place.filter(|_| is_borrow && !second.contains('\n')) {
        let line = &code[first.len() + 1..at];
        let end = at + name.len();
        edits.put_in(0..end, &[&[line, value].concat()]);
    }
}

/// Letters for bytes.
fn letters(edits: &mut Rewrites<'_>, code: &str) {
    for (open, close) in indices(code) {
        let start = value_start(code, open);
        let owner = &code[start..open];
        let inner = &code[open + 1..close];
        let Some(n) = inner.strip_prefix("..").filter(|n| !n.is_empty() && !n.starts_with('=')) else {
            continue;
        };
        let from = if code[..start].ends_with('&') { start - 1 } else { start };
        let end = [".to_string()", ".to_owned()"]
            .iter()
            .find(|call| code[close + 1..].starts_with(**call))
            .map_or(close + 1, |call| close + 1 + call.len());
        let chars = format!("{owner}.chars().take({n})");
        edits.put_in(from..end, &[&format!("{chars}.collect::<String>()")]);
        let before = code[..from].strip_suffix(" = ");
        let name = before.map(last_word).filter(|name| name.starts_with(is_part));
        if let Some(before) = before.filter(|_| name.is_some()) {
            edits.put_in(before.len()..end, &[&format!(": String = {chars}.collect()")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn programs_do_not_stop() {
        for (code, message, expected) in [
            (
                "let b = all[i + 1];",
                "index out of bounds: the len is 3 but the index is 3",
                "let b = all[(i + 1) % all.len()];",
            ),
            (
                "a[i] == a[n - i]",
                "index out of bounds: the len is 3 but the index is 3",
                "a[i] == a[n - 1 - i]",
            ),
            ("if w[2] > w[1] {", "index out of bounds: the len is 2 but the index is 2", "if w[1] > w[0] {"),
            (
                "for i in 0..a.len() {",
                "index out of bounds: the len is 2 but the index is 2",
                "for i in 0..a.len() - 1 {",
            ),
            (
                "f(&a[at..at + n]);",
                "range end index 9 out of range for slice of length 4",
                "f(&a[at..(at + n).min(a.len())]);",
            ),
            ("a.len() - n", "attempt to subtract with overflow", "n - a.len()"),
            ("left -= n;", "attempt to subtract with overflow", "left = left.saturating_sub(n);"),
            ("a << (8 - n)", "attempt to shift left with overflow", "if n == 0 { 0 } else { a << (8 - n) }"),
            (
                "let a = b.get(0).unwrap();",
                "called `Option::unwrap()` on a `None` value",
                "let a = b.get(0)?;",
            ),
            (
                "let a = b[..n].to_string();",
                "byte index 3 is not a char boundary",
                "let a: String = b.chars().take(n).collect();",
            ),
            ("let a = sum / n;", "attempt to divide by zero", "let a = sum / n.max(1);"),
        ] {
            check(code, message, expected, 9);
        }
        let document =
            "fn f(n: u64, modulus: u64) {\n    n = n * n;\n    let to = at + n;\n    g(&all[at..to]);\n}\n";
        let found = asked_in(document, 1, "attempt to multiply with overflow");
        assert!(found.contains(&"    n = n * n % modulus;\n".to_owned()), "{found:?}");
        let found = asked_in(document, 2, "range end index 9 out of range for slice of length 4");
        assert!(found.contains(&"    let to = (at + n).min(all.len());\n".to_owned()), "{found:?}");
    }
}
