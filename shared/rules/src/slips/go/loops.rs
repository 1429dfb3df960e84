//! Loops and conditions of Go that go too far, or not far enough, and statements in pairs.

use std::ops::Range;

use super::{MOST, few, indentation, is_chain};
use crate::{
    language::Language::Go,
    lexical::texts,
    names::{is_part, names},
    operands::sides,
    rewrites::Rewrites,
};

/// Names of what is searched between, and of its middle.
const LOWER: [&str; 8] = ["lo", "low", "left", "l", "start", "begin", "first", "from"];
const UPPER: [&str; 8] = ["hi", "high", "right", "r", "end", "last", "to", "h"];
const MIDDLE: [&str; 5] = ["mid", "middle", "m", "half", "pivot"];
/// Lists whose first element is often another thing than the rest.
const HEADED: [&str; 12] = [
    "rows", "records", "lines", "words", "args", "Args", "parts", "fields", "tokens", "columns", "xs",
    "items",
];

/// Makes the edits.
pub(super) fn loops(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    few(edits, MOST, |edits| pairs(edits, code));
    few(edits, MOST, |edits| clamped(edits, code));
    few(edits, MOST, |edits| searched(edits, code));
    few(edits, MOST, |edits| counted(edits, code, operands));
    // Several kinds of conditions.
    few(edits, 2 * MOST, |edits| conditions(edits, code, operands));
    few(edits, MOST, |edits| jumps(edits, code));
    few(edits, MOST, |edits| headed(edits, code));
}

/// `lo = mid + 1` for `lo = mid`, and the other way round.
fn searched(edits: &mut Rewrites<'_>, code: &str) {
    let start = indentation(code);
    let line = code.trim();
    let Some((name, middle)) = line.split_once(" = ") else { return };
    if !MIDDLE.contains(&middle) {
        return;
    }
    let end = start + line.len();
    if LOWER.contains(&name) {
        edits.put_in(end..end, &[" + 1"]);
    } else if UPPER.contains(&name) {
        edits.put_in(end..end, &[" - 1"]);
    }
}

/// The parts of a loop's head, and where they stand.
fn head(code: &str) -> Option<[Range<usize>; 3]> {
    let line = code.trim();
    let start = indentation(code) + line.strip_prefix("for ").map(|_| "for ".len())?;
    let end = indentation(code) + line.strip_suffix(" {")?.len();
    let inner = code.get(start..end)?;
    let first = inner.find("; ")?;
    let second = first + 2 + inner[first + 2..].find("; ")?;
    Some([start..start + first, start + first + 2..start + second, start + second + 2..end])
}

/// Steps and ends of loops that count.
fn counted(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let Some([first, condition, step]) = head(code) else { return };
    let (made, asked, stepped) = (&code[first.clone()], &code[condition.clone()], &code[step.clone()]);
    // Two that go towards each other meet.
    if let Some((names, _)) = made.split_once(" := ")
        && let Some((one, other)) = names.split_once(", ")
        && stepped.starts_with(&format!("{one}, {other} = "))
    {
        edits.put_in(condition.clone(), &[&format!("{one} < {other}"), &format!("{one} <= {other}")]);
        return;
    }
    let Some((name, value)) = made.split_once(" := ") else { return };
    if name.contains(',') {
        return;
    }
    // Multiples are as far from each other as the number is large.
    let factor = value.split(['*', '+']).map(str::trim).find(|it| is_chain(it));
    if let Some(factor) = factor.filter(|_| value.contains(['*', '+']) && stepped == format!("{name}++")) {
        edits.put_in(step.clone(), &[&format!("{name} += {factor}")]);
    }
    // From the other end.
    for (sign, turned, other) in
        [(" <= ", ">=", "--"), (" < ", ">=", "--"), (" >= ", "<=", "++"), (" > ", "<", "++")]
    {
        let Some((asked_name, bound)) = asked.split_once(sign) else { continue };
        let is_step = stepped == format!("{name}++") || stepped == format!("{name}--");
        if asked_name != name || !is_step || stepped.ends_with(other) {
            continue;
        }
        let begin = match (sign, bound.contains(['+', '-'])) {
            (" < ", false) => format!("{bound} - 1"),
            (" < ", true) => continue,
            _ => bound.to_owned(),
        };
        edits.put_in(
            first.start..step.end,
            &[&format!("{name} := {begin}; {name} {turned} {value}; {name}{other}")],
        );
        break;
    }
    // It begins with the second.
    if value == "0" {
        let one = first.end - 1..first.end;
        edits.put_in(one, &["1"]);
    }
    for (range, a, b) in
        sides(code, operands, " < ").into_iter().filter(|(range, ..)| range.start == condition.start)
    {
        if a == name && b.starts_with("len(") {
            edits.put_in(range.end..range.end, &["-1"]);
        }
    }
}

/// Conditions that are asked otherwise.
fn conditions(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let texts = texts(code, Go);
    let is_code = |at: usize| !texts.iter().any(|text| text.contains(&at));
    // All of a sign at once.
    for (sign, other) in [
        (" > ", " >= "),
        (" >= ", " > "),
        (" < ", " <= "),
        (" <= ", " < "),
        (" && ", " || "),
        (" || ", " && "),
        (" == ", " != "),
        (" != ", " == "),
    ] {
        let places: Vec<usize> =
            code.match_indices(sign).map(|(at, _)| at).filter(|at| is_code(*at)).collect();
        if places.len() > 1 && places.len() < 5 {
            let mut whole = code.to_owned();
            for at in places.into_iter().rev() {
                whole.replace_range(at..at + sign.len(), other);
            }
            edits.put_in(0..code.len(), &[&whole]);
        }
    }
    for (sign, others) in [
        (" < 0", &[" == 0"][..]),
        (" != 0", &[" >= 0", " > 0"]),
        (" > 0", &[" >= 0"]),
        (" != -1", &[" >= 0"]),
    ] {
        for (at, _) in code.match_indices(sign).filter(|(at, _)| is_code(*at)) {
            if !code[at + sign.len()..].starts_with(|next: char| is_part(next) || next == '.') {
                edits.put_in(at..at + sign.len(), others);
            }
        }
    }
    let start = indentation(code);
    let line = code.trim();
    if let Some(condition) =
        line.strip_prefix("for ").and_then(|rest| rest.strip_suffix(" {")).filter(|it| !it.contains(';'))
    {
        for sign in [" && ", " || "] {
            if let Some((one, two)) = condition.split_once(sign).filter(|(_, two)| !two.contains(sign)) {
                let at = start + "for ".len();
                edits.put_in(at..at + condition.len(), &[&format!("{two}{sign}{one}")]);
            }
        }
    }
    for (word, other) in [("if ", "for "), ("for ", "if ")] {
        let is_plain =
            !line.contains(';') && !line.contains(":=") && !line.contains("nil") && !line.contains('\n');
        if is_plain
            && line.starts_with(word)
            && line.ends_with(" {")
            && line.len() > word.len() + 2
            && !line.contains("range ")
        {
            edits.put_in(start..start + word.len(), &[other]);
        }
    }
    // What is there or not: `!ok || a` for `ok && a`.
    for (sign, other) in [(" && ", " || "), (" || ", " && ")] {
        for (at, _) in code.match_indices(sign) {
            let begin = code[..at].trim_end_matches(is_part).len();
            if begin == at {
                continue;
            }
            let name = &code[begin..at];
            let (begin, turned) = match code[..begin].strip_suffix('!') {
                Some(before) => (before.len(), name.to_owned()),
                None => (begin, format!("!{name}")),
            };
            if code[..begin].ends_with([' ', '(']) && is_chain(name) {
                edits.put_in(begin..at + sign.len(), &[&format!("{turned}{other}")]);
            }
        }
    }
    // A condition behind what is made for it.
    for (at, sign) in code.match_indices("; ").filter(|_| line.starts_with("if ")) {
        let begin = at + sign.len();
        let asked = operands.iter().find(|operand| operand.start == begin);
        if asked.is_some_and(|operand| {
            code[operand.end..].starts_with(" {") && code[operand.clone()].ends_with(')')
        }) {
            edits.put_in(begin..begin, &["!"]);
        }
    }
    // Digits are letters.
    for (range, a, b) in sides(code, operands, " < 0 || ").into_iter().chain(sides(code, operands, " < ")) {
        let rest = &code[range.end..];
        if b == "0" && rest.starts_with(&format!(" || {a} > 9")) {
            let end = range.end + " || ".len() + a.len() + " > 9".len();
            edits.put_in(range.start..end, &[&format!("{a} < '0' || {a} > '9'")]);
        }
    }
}

/// Jumps in the middle of marked lines.
fn jumps(edits: &mut Rewrites<'_>, code: &str) {
    if code.trim().contains('\n') {
        for (word, other) in [
            ("\tbreak\n", "\tcontinue\n"),
            ("\tcontinue\n", "\tbreak\n"),
            ("\treturn true\n", "\treturn false\n"),
            ("\treturn false\n", "\treturn true\n"),
        ] {
            for (at, _) in code.match_indices(word) {
                edits.put_in(at..at + word.len(), &[other]);
            }
        }
    }
    // What is wrong is given back, and not only said.
    for part in code.split_inclusive('\n') {
        let at = part.as_ptr() as usize - code.as_ptr() as usize;
        let line = part.trim();
        let said = ["fmt.Println(", "log.Println(", "log.Print(", "fmt.Print(", "panic("]
            .iter()
            .find_map(|call| line.strip_prefix(call));
        let error = said.and_then(|rest| rest.strip_suffix(')')).filter(|rest| is_chain(rest));
        if let Some(error) = error.filter(|error| error.to_lowercase().starts_with("err")) {
            let begin = at + indentation(part);
            edits.put_in(begin..begin + line.len(), &[&format!("return {error}"), "return err"]);
        }
    }
}

/// All but the first.
fn headed(edits: &mut Rewrites<'_>, code: &str) {
    for (at, name) in names(code).filter(|(_, name)| HEADED.contains(name)) {
        let end = at + name.len();
        let rest = &code[end..];
        let is_ranged = code[..at].contains("range ") && rest.starts_with(" {");
        let is_given =
            code[..at].ends_with(['(', ' ', '.']) && rest.starts_with([')', ',']) && code[..at].contains('(');
        if (is_ranged || is_given)
            && !code[..at].ends_with("len(")
            && !code[..at].trim_end().ends_with("func")
            && !code.trim_start().starts_with("func ")
        {
            edits.put_in(end..end, &["[1:]"]);
        }
    }
}

/// Two assignments that happen at once, and those of a pair in the other order.
fn pairs(edits: &mut Rewrites<'_>, code: &str) {
    let start = indentation(code);
    let lines: Vec<&str> = code.trim().lines().map(str::trim).collect();
    if let &[first, second] = lines.as_slice()
        && let (Some((a, x)), Some((b, y))) = (first.split_once(" = "), second.split_once(" = "))
        && a != b
        && !a.contains(", ")
        && !b.contains(", ")
    {
        let close = |value: &str| {
            ["%", "+", "-", "*", "/"]
                .iter()
                .fold(value.to_owned(), |value, sign| value.replace(&format!(" {sign} "), sign))
        };
        let end = code.trim_end().len();
        edits.put_in(
            start..end,
            &[
                &format!("{a}, {b} = {x}, {}", close(y)),
                &format!("{a}, {b} = {b}, {}", close(y)),
                &format!("{a}, {b} = {}, {y}", close(x)),
            ],
        );
    }
    let &[line] = lines.as_slice() else { return };
    for sign in [" = ", " := "] {
        let Some((left, right)) = line.split_once(sign) else { continue };
        let at = start + left.len() + sign.len();
        let right_parts: Vec<&str> = right.split(", ").collect();
        let left_parts: Vec<&str> = left.split(", ").collect();
        if let (&[x, y], &[a, b]) = (right_parts.as_slice(), left_parts.as_slice())
            && !line.starts_with("for ")
            && [x, y].iter().all(|it| it.matches('(').count() == it.matches(')').count())
        {
            edits.put_in(at..at + right.len(), &[&format!("{y}, {x}")]);
            edits.put_in(start..start + left.len(), &[&format!("{b}, {a}")]);
        }
        // One place of a list for the other, and both for each other.
        let list = |text: &str| text.split('[').next().map(str::to_owned).filter(|_| text.ends_with(']'));
        if sign == " = "
            && list(left).is_some_and(|one| list(right) == Some(one))
            && left != right
            && !left.contains(", ")
            && !right.contains(", ")
        {
            edits.put_in(start..start + line.len(), &[&format!("{left}, {right} = {right}, {left}")]);
        }
    }
}

/// `if a > b { a = b }`: what is too large becomes the bound, and the least is what is kept.
fn clamped(edits: &mut Rewrites<'_>, code: &str) {
    let Some((first, rest)) = code.split_once('\n') else { return };
    let Some(condition) = first.trim().strip_suffix(" {") else { return };
    let Some((_, condition)) = condition.split_once("if ") else { return };
    let last = condition.rsplit([';', '|', '&']).next().unwrap_or(condition).trim();
    let Some((a, b)) = [" < ", " > ", " <= ", " >= "].iter().find_map(|sign| last.split_once(sign)) else {
        return;
    };
    let Some(body) = rest.lines().next() else { return };
    let Some((left, right)) = body.trim().split_once(" = ") else { return };
    let at = first.len() + 1 + indentation(body);
    let end = at + body.trim().len();
    let mut ways = vec![format!("{right} = {left}")];
    if left == a {
        ways.push(format!("{left} = {b}"));
    } else if left == b {
        ways.push(format!("{left} = {a}"));
    }
    if right == a {
        ways.push(format!("{b} = {right}"));
    } else if right == b {
        ways.push(format!("{a} = {right}"));
    }
    for way in ways {
        edits.put_in(at..end, &[&way]);
    }
}
