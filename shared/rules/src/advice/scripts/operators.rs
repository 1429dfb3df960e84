//! Operators between values that have none: dates, functions, texts that say a type, conditions that are not finished.

use std::ops::Range;

use super::{Asked, chain_start, holes};
use crate::{
    known::chained,
    lexical::texts,
    names::is_part,
    operands::sides,
    outline::scripts::{brackets, kind_of, parameters},
    rewrites::Rewrites,
};

const SIGNS: [&str; 4] = [" - ", " * ", " / ", " % "];

/// `The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.`
pub(super) fn arithmetic(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let applied = holes::<3>(asked.message, "Operator '{}' cannot be applied to types '{}' and '{}'");
    let is_arithmetic = asked.says(&["of an arithmetic operation must be"]);
    let n_before = edits.found.len();
    if let Some([sign, one, other]) = applied {
        of_two(edits, asked, sign, one, other);
    } else if is_arithmetic {
        of_dates(edits, asked);
        let is_left = asked.says(&["left-hand"]);
        for sign in SIGNS {
            of_sign(edits, asked, sign, is_left);
        }
        if asked.says(&["right-hand"]) {
            masked(edits, asked);
        }
    } else {
        return false;
    }
    edits.found.len() > n_before
}

/// The side of a sign that is no number: a function that is not called, a letter, a text.
fn of_sign(edits: &mut Rewrites<'_>, asked: &Asked<'_>, sign: &str, is_left: bool) {
    let code = asked.code;
    for (range, a, b) in sides(code, asked.operands, sign) {
        let wrong = if is_left { range.start..range.start + a.len() } else { range.end - b.len()..range.end };
        let value = &code[wrong.clone()];
        let behind = code[..range.start].trim_end();
        let in_sort = behind.ends_with("=>") && code.contains("sort(") || code.contains("Sorted(");
        if sign == " - " && in_sort {
            edits.put_in(range.clone(), &[&format!("{a}.localeCompare({b})")]);
        }
        if value.contains(".charAt(") {
            edits.put_in(wrong.clone(), &[&value.replace(".charAt(", ".charCodeAt(")]);
        } else if value.starts_with("new Date(") || is_date(asked, value) {
            continue;
        } else if value.ends_with(is_part) && !value.ends_with(|last: char| last.is_ascii_digit()) {
            edits.put_in(wrong.end..wrong.end, &["()"]);
        }
        // `(a - b).toFixed(1)` for `a - b.toFixed(1)`.
        if let Some(at) = value.find(".toFixed(").filter(|_| !is_left) {
            let inner = range.start..wrong.start + at;
            edits.put_in(inner.clone(), &[&format!("({})", &code[inner])]);
        }
    }
}

fn is_date(asked: &Asked<'_>, value: &str) -> bool {
    let name = value.rsplit(['.', '#']).next().unwrap_or(value);
    kind_of(asked.text, name) == Some("Date")
}

/// Dates are subtracted as numbers.
fn of_dates(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    asked.swap(edits, "new Date() ", &["Date.now() "]);
    asked.swap(edits, " new Date()", &[" Date.now()"]);
    for (at, made) in code.match_indices("new Date(") {
        let Some(pair) = brackets(code).into_iter().find(|pair| pair.start + 1 == at + made.len()) else {
            continue;
        };
        if pair.start + 1 < pair.end {
            edits.put_in(at..at + made.len(), &["Date.parse("]);
            edits.put_in(pair.end + 1..pair.end + 1, &[".getTime()"]);
        }
    }
    for (range, a, b) in sides(code, asked.operands, " - ") {
        let is_plain =
            |value: &str| value.ends_with(is_part) && !value.starts_with(|it: char| it.is_ascii_digit());
        let names_date = |value: &str| {
            let small = value.to_ascii_lowercase();
            is_date(asked, value)
                || [
                    "date", "start", "end", "from", "to", "due", "at", "time", "now", "before", "after",
                    "deadline",
                ]
                .iter()
                .any(|word| small.ends_with(word))
        };
        if is_plain(a) && is_plain(b) && (names_date(a) || names_date(b)) {
            edits.put_in(range, &[&format!("{a}.getTime() - {b}.getTime()")]);
        } else if is_plain(a) && is_date(asked, a) {
            edits.put_in(range.start + a.len()..range.start + a.len(), &[".getTime()"]);
        } else if is_plain(b) && is_date(asked, b) {
            edits.put_in(range.end..range.end, &[".getTime()"]);
        }
    }
}

/// `(a & b) !== c` for `a & b !== c`.
fn masked(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for sign in [" & ", " | ", " ^ ", " % "] {
        for (range, ..) in sides(code, asked.operands, sign) {
            if [" === ", " !== ", " == ", " != "].iter().any(|it| code[range.end..].starts_with(it)) {
                edits.put_in(range.clone(), &[&format!("({})", &code[range])]);
            }
        }
    }
}

/// `Operator '+' cannot be applied to types 'Date' and 'number'.`
fn of_two(edits: &mut Rewrites<'_>, asked: &Asked<'_>, sign: &str, one: &str, other: &str) {
    let code = asked.code;
    let spaced = format!(" {sign} ");
    if one == "Date" || other == "Date" {
        asked.swap(edits, "new Date() +", &["Date.now() +"]);
        asked.swap(edits, "new Date() -", &["Date.now() -"]);
        for operand in asked.operands {
            let value = &code[operand.clone()];
            let is_side = if one == "Date" {
                code[operand.end..].starts_with(&spaced)
            } else {
                code[..operand.start].ends_with(&spaced)
            };
            if is_side && value.ends_with(is_part) {
                edits.put_in(operand.end..operand.end, &[".getTime()"]);
            }
        }
        // Three dates in a row.
        if one == "boolean" {
            chained(edits, code, asked.operands);
        }
        return;
    }
    if one == "boolean" {
        chained(edits, code, asked.operands);
        return;
    }
    // A sum that begins with the first of a list begins with nothing.
    if code.contains(".reduce(") && sign == "+" && !other.contains("=>") {
        reduced(edits, asked);
        return;
    }
    if one == "any[]" && code.contains(", ") {
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
            if let Some((row, column)) = code[pair.start + 1..pair.end].split_once(", ") {
                edits.put_in(pair.start + 1..pair.end, &[&format!("{row}][{column}")]);
            }
        }
    }
    let wrong = if one.contains("=>") { Some(true) } else { other.contains("=>").then_some(false) };
    if let Some(is_left) = wrong {
        for operand in asked.operands {
            let is_side = if is_left {
                code[operand.end..].starts_with(&spaced)
            } else {
                code[..operand.start].ends_with(&spaced)
            };
            if is_side {
                called(edits, asked, operand);
            }
        }
    }
}

/// A sum of what is no number starts with 0.
pub(super) fn reduced(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    for call in asked.calls() {
        if let ("reduce", [_]) = (&asked.code[call.name.clone()], call.arguments.as_slice()) {
            edits.put_in(call.brackets.end..call.brackets.end, &[", 0"]);
        }
    }
}

/// A function with what it is to be given, as far as the document tells: nothing, what its parameters are called, or what the function
/// gets that it stands in.
pub(super) fn called(edits: &mut Rewrites<'_>, asked: &Asked<'_>, operand: &Range<usize>) {
    let code = asked.code;
    let name = &code[operand.clone()];
    let own = name.rsplit('.').next().unwrap_or(name);
    let wanted = parameters(asked.text, own).unwrap_or_default();
    if wanted.is_empty() {
        edits.put_in(operand.end..operand.end, &["()"]);
    }
    if wanted.is_empty() || asked.before.is_empty() {
        return;
    }
    let names: Vec<&str> = wanted.iter().map(|it| it.name).filter(|name| !name.is_empty()).collect();
    edits.put_in(operand.end..operand.end, &[&format!("({})", names.join(", "))]);
    // In an arrow, what that gets.
    if let Some((head, _)) = code[..operand.start].rsplit_once("=>") {
        let given = head.trim_end().trim_end_matches(')');
        let name = &given[given.trim_end_matches(is_part).len()..];
        if names.len() == 1 && !name.is_empty() {
            edits.put_in(operand.end..operand.end, &[&format!("({name})")]);
        }
    }
    for error in ["err", "error", "e"] {
        let is_caught = asked.before.rsplit("catch (").next().is_some_and(|rest| rest.starts_with(error));
        if is_caught && names.len() == 1 && asked.before.contains("catch (") {
            edits.put_in(operand.end..operand.end, &[&format!("({error})")]);
            break;
        }
    }
}

/// Comparisons that are always the same.
pub(super) fn comparisons(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    let Some([one, other]) = holes::<2>(asked.message, "the types '{}' and '{}' have no overlap") else {
        return false;
    };
    let class = other.strip_prefix("typeof ").or_else(|| other.strip_suffix("Constructor"));
    for (at, word) in code.match_indices("typeof ") {
        for (sign, no) in [(" === ", ""), (" == ", ""), (" !== ", "!"), (" != ", "!")] {
            let Some((value, kind)) = code[at + word.len()..].split_once(sign) else { continue };
            if value.contains(' ') {
                continue;
            }
            let start = code.len() - kind.len();
            let length = kind.find(|letter| !is_part(letter)).unwrap_or(kind.len());
            let name = &kind[..length];
            let mark = asked.mark();
            let small = name.to_ascii_lowercase();
            let is_basic = ["string", "number", "boolean", "function", "object", "symbol", "bigint"];
            if class.is_some() && is_basic.contains(&small.as_str()) {
                edits.put_in(start..start + length, &[&format!("{mark}{small}{mark}")]);
            } else if class.is_some() && length > 0 {
                let test = format!("{value} instanceof {name}");
                let test = if no.is_empty() { test } else { format!("!({test})") };
                edits.put_in(at..start + length, &[&test]);
            }
        }
    }
    // `typeof` gives small letters.
    if one.contains("\"undefined\"") && other.contains(char::is_uppercase) {
        for text in texts(code, asked.language) {
            let inner = &code[text.start + 1..text.end - 1];
            if format!("\"{inner}\"") == other {
                edits.put_in(text.start + 1..text.end - 1, &[&inner.to_ascii_lowercase()]);
            }
        }
    }
    edits.found.len() > n_before
}

/// What is always true, or always false.
pub(super) fn truths(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    if asked.says(&["Did you mean to call it instead"]) {
        for operand in asked.operands {
            let value = &code[operand.clone()];
            let before = code[..operand.start].trim_end();
            let is_condition = before.ends_with(['(', '!', '&', '|', '?']);
            if is_condition && value.ends_with(is_part) && !matches!(value, "if" | "while") {
                called(edits, asked, operand);
            }
        }
        return edits.found.len() > n_before;
    }
    if asked.says(&[
        "Unexpected constant condition",
        "expression is always truthy",
        "expression is always falsy",
    ]) {
        completed(edits, asked);
        asked.swap(edits, " = null ", &[" === null "]);
        asked.swap(edits, " = undefined ", &[" === undefined "]);
    }
    if asked.says(&["This condition will always return"]) && code.contains("NaN") {
        for sign in [" === ", " !== ", " == ", " != "] {
            for (at, text) in code.match_indices(&format!("{sign}NaN")) {
                let start = chain_start(code, at);
                let no = if sign.contains('!') { "!" } else { "" };
                let test = format!("{no}Number.isNaN({})", &code[start..at]);
                edits.put_in(start..at + text.len(), &[&test]);
            }
        }
    }
    if let Some([name]) = holes::<1>(asked.message, "'{}' is possibly") {
        possibly(edits, asked, name);
        return false;
    }
    if asked.says(&["Object is possibly"]) {
        for (at, _) in code.match_indices('.') {
            if code[..at].ends_with([')', ']']) {
                edits.put_in(at..at, &["?"]);
            }
        }
    }
    if asked.says(&["Cannot invoke an object which is possibly"]) {
        for call in asked.calls() {
            edits.put_in(call.brackets.start..call.brackets.start, &["?."]);
        }
    }
    edits.found.len() > n_before
}

/// A value that may be missing is asked for first, or has another in its place.
fn possibly(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str) {
    let code = asked.code;
    let missing = if asked.says(&["possibly 'null'"]) { "null" } else { "undefined" };
    for (at, _) in code.match_indices(name) {
        let end = at + name.len();
        let rest = &code[end..];
        // The end of another name.
        if name.is_empty() || code[..at].ends_with(|it: char| is_part(it) || matches!(it, '.' | '#')) {
            continue;
        }
        if rest.starts_with('.') {
            edits.put_in(end..end, &["?", "!"]);
        } else if code[..at].ends_with(" of ") && rest.starts_with(')') {
            edits.put_in(end..end, &[" ?? []"]);
        } else if code[..at].ends_with("if (")
            && [" > ", " < ", " >= ", " <= "].iter().any(|it| rest.starts_with(it))
        {
            edits.put_in(at..at, &[&format!("{name} !== {missing} && ")]);
        }
    }
}

/// `a === 1 || a === 2` for `a === 1 || 2`, and the same of what a call is given.
pub(super) fn completed(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for (joint, signs) in [(" || ", [" === ", " == "]), (" && ", [" !== ", " != "])] {
        for (at, _) in code.match_indices(joint) {
            let value = at + joint.len();
            let Some(sign) = signs.iter().find_map(|sign| Some((code[..at].rfind(sign)?, sign))) else {
                continue;
            };
            let start = chain_start(code, sign.0);
            let subject = &code[start..sign.0];
            if subject.is_empty() {
                continue;
            }
            edits.put_in(value..value, &[&format!("{subject}{}", sign.1)]);
            if code[value..].starts_with(|first: char| first.is_ascii_digit()) {
                edits.put_in(value..value, &[&format!("{subject} >= ")]);
            }
        }
    }
    for call in asked.calls() {
        if let [argument] = call.arguments.as_slice()
            && let Some((one, two)) = code[argument.clone()].split_once(" || ")
            && one.starts_with(['"', '\''])
        {
            let start = chain_start(code, call.brackets.start);
            let callee = &code[start..call.brackets.start];
            edits.put_in(start..call.brackets.end + 1, &[&format!("{callee}({one}) || {callee}({two})")]);
        }
    }
}
