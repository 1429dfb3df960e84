//! Slips of JavaScript and TypeScript in how far something goes: loops, places, pages, what is handed on, what functions do with themselves.

use std::ops::Range;

use super::super::MOST;
use crate::{
    arguments::argument_lists,
    language::Language,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    opposites::opposites_of,
    outline::scripts::brackets,
    rewrites::Rewrites,
};

/// Names that hold all that a function is given.
const GIVEN: [&str; 6] = ["args", "rest", "params", "argv", "values", "parts"];
/// Names of what lies between two ends.
const MIDDLES: [&str; 5] = ["mid", "middle", "m", "pivot", "half"];

/// The marked lines with such a slip undone.
pub(super) fn steps(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    jumps(edits, code);
    loops(edits, code);
    pages(edits, code, operands);
    places(edits, code, operands);
    handed_on(edits, code, operands);
    called_again(edits, code, operands);
    assigned(edits, code);
    arrows(edits, code);
    joined(edits, code);
}

/// The last of several lines leads elsewhere.
fn jumps(edits: &mut Rewrites<'_>, code: &str) {
    let end = code.trim_end().len();
    let start = code[..end].rfind('\n').map_or(0, |at| at + 1);
    let start = start + code[start..].len() - code[start..].trim_start().len();
    let Some(line) = code.get(start..end).filter(|line| line.ends_with(';')) else { return };
    let others: &[&str] = match line {
        "break;" => &["continue;", "return;"],
        "continue;" => &["break;", "return;"],
        _ if line.starts_with("return ") => &["continue;", "break;"],
        _ => return,
    };
    // Alone they are asked about elsewhere.
    let is_alone = code[..start].trim().is_empty();
    if is_alone && !line.starts_with("return ") {
        return;
    }
    if let Some(value) = line.strip_prefix("return ").map(|value| value.trim_end_matches(';')) {
        let small = value.to_ascii_lowercase();
        if ["err", "error", "e", "lasterror", "exception"].iter().any(|it| small.ends_with(it))
            && value.chars().all(is_part)
        {
            edits.put_in(start..start + "return".len(), &["throw"]);
        }
    }
    // What stands at the top of a function leaves no loop.
    if !is_alone || start >= 4 || code.starts_with("\t\t") {
        edits.put_in(start..end, others);
    }
}

/// Loops from the last to the first.
fn loops(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some(head) = code[start..].strip_prefix("for (let ") else { return };
    let name = first_word(head);
    let parts: Vec<&str> = head.split("; ").collect();
    let &[first, condition, step] = parts.as_slice() else { return };
    if first.ends_with(".length") && condition == format!("{name} > 0") {
        let end = start + "for (let ".len() + first.len() + 2 + condition.len();
        edits.put_in(start..end, &[&format!("for (let {first} - 1; {name} >= 0")]);
    }
    // As many as begin it.
    if step.starts_with(&format!("{name}++)"))
        && let Some((_, from)) = first.split_once(" = ")
    {
        let by = from.rsplit([' ', '*', '+']).next().unwrap_or(from);
        let at = code.len() - step.len() + name.len();
        if by.starts_with(char::is_alphabetic) && by.chars().all(is_part) {
            edits.put_in(at..at + 2, &[&format!(" += {by}")]);
        }
    }
}

/// Pages are counted from one, shares in hundredths, times in thousandths.
fn pages(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (range, a, b) in sides(code, operands, " * ") {
        let (one, other) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
        let is_size = ["size", "limit", "per", "count"].iter().any(|it| other.contains(it));
        if is_size && (one.contains("page") || one == "current") && !code[range.start..].starts_with('(') {
            edits.put_in(range, &[&format!("({a} - 1) * {b}")]);
        }
    }
    for operand in operands {
        let value = &code[operand.clone()];
        let small = value.to_ascii_lowercase();
        let is_share = ["percent", "percentage", "pct"].iter().any(|it| small.ends_with(it));
        if is_share && !code[operand.end..].starts_with(" / 100") {
            edits.put_in(operand.end..operand.end, &[" / 100"]);
        }
    }
    let end = code.trim_end().trim_end_matches(';').len();
    if let Some((left, value)) = code[..end].split_once(" = ") {
        let small = last_word(left).to_ascii_lowercase();
        let at = end - value.len();
        if ["sec", "secs", "second", "seconds"].iter().any(|it| small.ends_with(it)) {
            let whole =
                if value.contains(' ') { format!("({value}) / 1000") } else { format!("{value} / 1000") };
            edits.put_in(at..end, &[&whole]);
        } else if small.ends_with("minute") || small.ends_with("minutes") {
            let whole =
                if value.contains(' ') { format!("({value}) / 60000") } else { format!("{value} / 60000") };
            edits.put_in(at..end, &[&whole]);
        }
    }
    for (range, a, b) in sides(code, operands, " + ") {
        if a.starts_with("Number(") && b.starts_with("Number(") {
            let end = range.start + a.len();
            edits.put_in(end..end, &[" * 100", " * 60"]);
        }
    }
}

/// What lies behind the middle or before it, and the last place of a list that is counted back.
fn places(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for operand in operands {
        let value = &code[operand.clone()];
        let before = &code[..operand.start];
        if MIDDLES.contains(&value) && before.ends_with(" = ") && code[operand.end..].starts_with(';') {
            edits.put_in(operand.end..operand.end, &[" + 1", " - 1"]);
        }
    }
    for (at, length) in code.match_indices(".length - ") {
        let end = at + length.len();
        let name = first_word(&code[end..]);
        if name.starts_with(char::is_alphabetic) && code[end + name.len()..].starts_with(']') {
            edits.put_in(end..end, &["1 - "]);
        }
    }
    for (at, call) in code.match_indices("Math.random() * (") {
        let open = at + call.len() - 1;
        if let Some(pair) = brackets(code).into_iter().find(|pair| pair.start == open)
            && !code[pair.start..pair.end].ends_with(" + 1")
        {
            edits.put_in(pair.end..pair.end, &[" + 1"]);
        }
    }
    // The same sign twice.
    for (sign, other) in [(" > ", " >= "), (" < ", " <= "), (" >= ", " > "), (" <= ", " < ")] {
        if code.matches(sign).count() > 1 {
            let mut parts: Vec<&str> = code.split(sign).collect();
            // In front of the first ones others may stand.
            let last = parts.pop().unwrap_or_default();
            edits.put_in(0..code.len(), &[&[parts.join(other).as_str(), other, last].concat()]);
        }
    }
}

/// All that is given, an answer that is an object, functions in place of what they give.
fn handed_on(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for list in argument_lists(code, false) {
        for &(start, end) in &list.arguments {
            if GIVEN.contains(&&code[start..end]) && code[..list.start - 1].ends_with(is_part) {
                edits.put_in(start..start, &["..."]);
            }
            if &code[start..end] == "process.argv" {
                edits.put_in(end..end, &[".slice(2)"]);
            }
        }
        // `setCount((n) => n + 1)`.
        let caller = last_word(&code[..list.start - 1]);
        if let (Some(what), &[(start, end)]) = (caller.strip_prefix("set"), list.arguments.as_slice())
            && what.starts_with(char::is_uppercase)
        {
            let value = &code[start..end];
            let mut letters = what.chars();
            let name: String =
                letters.next().map(|it| it.to_lowercase().chain(letters).collect()).unwrap_or_default();
            if names(value).any(|(_, other)| other == name) && !value.contains("=>") {
                let body = if value.starts_with('{') { format!("({value})") } else { value.to_owned() };
                edits.put_in(
                    start..end,
                    &[&format!("({name}) => {body}"), &format!("(prev) => {}", body.replace(&name, "prev"))],
                );
            }
        }
    }
    for operand in operands.iter().filter(|it| code[..it.start].ends_with("body: ")) {
        let value = &code[operand.clone()];
        if !value.contains("JSON") && !value.starts_with(['\'', '"']) {
            edits.put_in(operand.clone(), &[&format!("JSON.stringify({value})")]);
        }
    }
    // Letters and not words.
    if let Some((head, rest)) = code.split_once(" of ")
        && let Some((owner, _)) = rest.split_once(".split(")
        && ["letter", "ch", "char", "c", "digit"].contains(&last_word(head))
        && let Some(end) = rest.find("))")
    {
        let start = head.len() + " of ".len();
        edits.put_in(
            start..start + end + 1,
            &[owner, &format!("{owner}.split('')"), &format!("{owner}.split(\"\")")],
        );
    }
}

/// A function that calls itself does it with less; of two sides it asks both.
fn called_again(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for sign in [" * ", " + "] {
        for (range, a, b) in sides(code, operands, sign) {
            let inner = b.split_once('(').and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
            if let Some((name, _)) = inner.filter(|(_, argument)| *argument == a) {
                let start = range.end - b.len();
                edits.put_in(start..range.end, &[&format!("{name}({a} - 1)")]);
            }
        }
    }
    for list in argument_lists(code, false) {
        if let &[(a, b), (c, d)] = list.arguments.as_slice()
            && code[a..b] == code[c..d]
        {
            for (at, name) in names(&code[c..d]) {
                for other in opposites_of(name) {
                    edits.put_in(c + at..c + at + name.len(), &[&other]);
                }
            }
        }
    }
}

/// What is put into a list or a member of what a name stands for.
fn assigned(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().trim_end_matches(';').len();
    let Some((name, value)) = code.get(start..end).and_then(|line| line.split_once(" = ")) else { return };
    if name.contains(' ') || name.is_empty() {
        return;
    }
    if name.chars().all(|it| is_part(it) || matches!(it, '.' | '[' | ']' | '#')) {
        if !value.starts_with(['[', '{', '(']) && !value.contains(" + ") {
            edits.put_in(start..end, &[&format!("{name}.push({value})")]);
        }
        if let Some((_, member)) = value.rsplit_once('.').filter(|_| name.chars().all(is_part))
            && member.chars().all(is_part)
        {
            edits.put_in(start + name.len()..start + name.len(), &[&format!(".{member}")]);
        }
    }
}

/// Arrows with a block of one value, and places that are given second.
fn arrows(edits: &mut Rewrites<'_>, code: &str) {
    for pair in brackets(code).into_iter().filter(|pair| code[..pair.start].ends_with("=> ")) {
        let inner = code[pair.start + 1..pair.end].trim().trim_end_matches(';');
        let is_one = !inner.is_empty()
            && !inner.contains(['\n', ';'])
            && !["return", "throw ", "if "].iter().any(|word| inner.starts_with(word));
        if code[pair.start..].starts_with('{') && is_one {
            edits.put_in(pair.start..pair.end + 1, &[inner, &format!("{{ return {inner}; }}")]);
        }
    }
    for (at, arrow) in code.match_indices(") => ") {
        let Some(open) = code[..at].rfind('(') else { continue };
        let name = &code[open + 1..at];
        let is_name = !name.is_empty() && name.chars().all(is_part);
        let called = [".map", ".forEach", ".filter", ".some", ".every"];
        let is_index = code[at + arrow.len()..].contains(&format!("[{name}]"));
        if is_name && is_index && called.iter().any(|it| code[..open].trim_end_matches('(').ends_with(it)) {
            edits.put_in(open + 1..open + 1, &["_, "]);
        }
    }
    // A sorted copy.
    for (at, call) in code.match_indices(".sort(") {
        let start =
            code[..at].trim_end_matches(|letter| is_part(letter) || matches!(letter, '.' | '#')).len();
        if start < at && !code[at + call.len()..].starts_with(')') {
            edits.put_in(start..at, &[&format!("[...{}]", &code[start..at])]);
        }
    }
}

/// One of two conditions and all of the other, in each other's place.
fn joined(edits: &mut Rewrites<'_>, code: &str) {
    let places = |sign: &str| code.match_indices(sign).map(|(at, _)| at).collect::<Vec<_>>();
    if let ([and], [or]) = (places(" && ").as_slice(), places(" || ").as_slice()) {
        let (first, last) = (*and.min(or), *and.max(or));
        let (a, b) = if and < or { (" || ", " && ") } else { (" && ", " || ") };
        if last >= first + 4 {
            let whole = [&code[..first], a, &code[first + 4..last], b, &code[last + 4..]].concat();
            edits.put_in(0..code.len(), &[&whole]);
        }
    }
    // A point of a pattern that is any letter.
    if let Some(open) = code.find(" /").or_else(|| code.find("(/")).map(|at| at + 2) {
        let (mut is_listed, mut last, mut points, mut is_closed) = (false, ' ', Vec::new(), false);
        for (at, letter) in code[open..].char_indices() {
            match letter {
                // A quotient or a comment.
                ' ' | '/' if at == 0 => break,
                '/' if last != '\\' && !is_listed => {
                    is_closed = true;
                    break;
                }
                '[' if last != '\\' => is_listed = true,
                ']' if last != '\\' => is_listed = false,
                '.' if last != '\\'
                    && !is_listed
                    && !code[open + at + 1..].starts_with(['*', '+', '?', '{']) =>
                {
                    points.push(open + at);
                }
                _ => {}
            }
            last = if last == '\\' { ' ' } else { letter };
        }
        for at in points.into_iter().filter(|_| is_closed).take(MOST) {
            edits.put_in(at..at, &["\\"]);
        }
    }
}
