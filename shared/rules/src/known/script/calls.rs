//! Calls and declarations of JavaScript and TypeScript that do nothing, or never what they say.

use std::ops::Range;

use super::flow::may_wait;
use crate::{
    arguments::argument_lists,
    language::Language,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word},
    operands::sides,
    outline::scripts::{brackets, kind_of, reach},
    rewrites::Rewrites,
};

/// What is handed over without being made.
const MADE: [&str; 8] = [
    "express.json",
    "express.urlencoded",
    "express.text",
    "cors",
    "helmet",
    "compression",
    "cookieParser",
    "bodyParser.json",
];

pub(super) fn calls(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, operands: &[Range<usize>]) {
    for (wrong, right) in [
        ("module.export = ", "module.exports = "),
        ("Math.floor(Math.random()) * ", "Math.floor(Math.random() * "),
        (" 2 ^ (", " 2 ** ("),
        (" 10 ^ (", " 10 ** ("),
    ] {
        for (at, _) in code.match_indices(wrong) {
            let end = at + wrong.len();
            if wrong.ends_with(" * ") {
                let rest = &code[end..];
                let length = rest.find(|it| !is_part(it) && it != '.').unwrap_or(rest.len());
                if length > 0 && !rest[length..].starts_with(['(', '[']) {
                    edits.put_in(at..end + length, &[&format!("{right}{})", &rest[..length])]);
                }
            } else {
                edits.put_in(at..end, &[right]);
            }
        }
    }
    lists(edits, marked, code);
    statements(edits, marked, code);
    handlers(edits, code);
    the_same(edits, code, operands);
    for list in argument_lists(code, false) {
        let callee = &code[..list.start - 1];
        if let &[(start, end)] = list.arguments.as_slice() {
            let value = &code[start..end];
            // The greatest of one is that one.
            let is_one =
                value.starts_with(char::is_alphabetic) && value.chars().all(|it| is_part(it) || it == '.');
            if (callee.ends_with("Math.max") || callee.ends_with("Math.min")) && is_one {
                edits.put_in(start..start, &["..."]);
            }
            if callee.strip_suffix(".use").is_some() && MADE.contains(&value) {
                edits.put_in(end..end, &["()"]);
            }
            if callee.ends_with("JSON.parse") && value.starts_with("await ") && value.ends_with(".json()") {
                edits.put_in(list.start - 1 - "JSON.parse".len()..end + 1, &[value]);
            }
        }
    }
}

/// What `typeof` never gives.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    for text in texts(code, language) {
        let inner = &code[text.start + 1..text.end - 1];
        let before = &code[..text.start];
        let Some(sign) = [" === ", " !== ", " == ", " != "].iter().find(|sign| before.ends_with(**sign))
        else {
            continue;
        };
        let left = &before[..before.len() - sign.len()];
        let value = &left[left.trim_end_matches(|it| is_part(it) || it == '.').len()..];
        let is_class = inner.starts_with(char::is_uppercase) && inner.chars().all(is_part);
        let Some(head) = left.strip_suffix(value).and_then(|head| head.strip_suffix("typeof ")) else {
            continue;
        };
        if is_class && matches!(inner, "String" | "Number" | "Boolean" | "Function" | "Object" | "Symbol") {
            edits.put_in(text.start + 1..text.end - 1, &[&inner.to_lowercase()]);
        } else if is_class {
            let test = format!("{value} instanceof {inner}");
            let test = if sign.contains('!') { format!("!({test})") } else { test };
            edits.put_in(head.len()..text.end, &[&test]);
        }
    }
}

/// Lists with holes that nothing goes through, what has no places, what gives back a number or nothing.
fn lists(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    for made in ["new Array(", "Array("] {
        for (at, _) in code.match_indices(made) {
            if code[..at].ends_with(|it: char| is_part(it) || it == '.') || code[..at].ends_with("new ") {
                continue;
            }
            let open = at + made.len() - 1;
            let Some(pair) = brackets(code).into_iter().find(|pair| pair.start == open) else { continue };
            let count = &code[pair.start + 1..pair.end];
            let is_count = count.starts_with(is_part) && !count.contains(',');
            if !code[pair.end + 1..].starts_with(".map(") || !is_count {
                continue;
            }
            let end = pair.end + 1;
            edits.put_in(at..end + ".map(".len(), &[&format!("Array.from({{ length: {count} }}, ")]);
            edits.put_in(end..end, &[".fill()", ".fill(0)", ".fill(null)"]);
            edits.put_in(at..end, &[&format!("[...{}]", &code[at..end])]);
        }
    }
    for call in [".keys()[", ".values()[", ".entries()["] {
        for (at, _) in code.match_indices(call) {
            let start = code[..at].trim_end_matches(|it| is_part(it) || matches!(it, '.' | '#')).len();
            let open = at + call.len() - 1;
            let Some(pair) = brackets(code).into_iter().find(|pair| pair.start == open) else { continue };
            // Those of other classes may be lists.
            let name = last_word(&code[start..at]).trim_start_matches('#');
            let kind = kind_of(&marked.text[..marked.range.start], name).map(first_word);
            if name.is_empty() || !matches!(kind, Some("Map" | "Set" | "ReadonlyMap" | "ReadonlySet")) {
                continue;
            }
            if &code[pair.start + 1..pair.end] == "0" {
                let end = pair.end
                    + 1
                    + if code[pair.end + 1..].starts_with(".value") { ".value".len() } else { 0 };
                edits.put_in(open..end, &[".next().value"]);
            }
            edits.put_in(start..open, &[&format!("[...{}]", &code[start..open])]);
        }
    }
    let start = code.len() - code.trim_start().len();
    let line = &code[start..];
    for (at, call) in line.match_indices(".forEach(") {
        let head = &line[..at];
        let owner = head.trim_end_matches(|it| is_part(it) || matches!(it, '.' | '#')).len();
        let is_kept = head[..owner].ends_with(" = ")
            && ["const ", "let "].iter().any(|word| head.starts_with(word))
            && owner < at;
        if is_kept {
            edits.put_in(start + at..start + at + call.len(), &[".map(", ".filter("]);
        }
    }
    // What is put in is counted by what it gives back.
    if let Some((name, value)) = line.split_once(" = ")
        && name.chars().all(|it| is_part(it) || matches!(it, '.' | '#'))
        && [".push(", ".unshift("]
            .iter()
            .any(|call| value.strip_prefix(name).is_some_and(|it| it.starts_with(call)))
        // Lists that never change give back another one.
        && !reach(marked.text).contains("mmutable")
    {
        edits.put_in(start..start + name.len() + " = ".len(), &[""]);
    }
}

/// Constants without a value, and what nobody waits for.
fn statements(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    if let Some(name) = line.strip_prefix("const ").and_then(|rest| rest.strip_suffix(';')) {
        let word = first_word(name);
        let rest = name.strip_prefix(word).unwrap_or("-");
        let is_plain =
            word.starts_with(is_part) && (rest.is_empty() || rest.starts_with(": ")) && !name.contains('=');
        // What others declare has none there.
        if is_plain && !reach(marked.text).contains("declare ") {
            edits.put_in(start..start + "const".len(), &["let"]);
        }
    }
    if let Some(rest) = line.strip_prefix("Promise.all(").and_then(|rest| rest.strip_suffix(");")) {
        let is_whole = !rest.contains('\n') && rest.matches('(').count() == rest.matches(')').count();
        if is_whole && !rest.contains(").then(") && !rest.contains(").catch(") {
            edits.put_in(
                start..start,
                if may_wait(marked, code) { &["await ", "return "] } else { &["return "] },
            );
        }
    }
}

/// `onClick={press}` for `onClick={press()}`.
fn handlers(edits: &mut Rewrites<'_>, code: &str) {
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('{')) {
        let Some(head) = code[..pair.start].strip_suffix('=') else { continue };
        let event = &head[head.trim_end_matches(is_part).len()..];
        let is_event = event.strip_prefix("on").is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let inner = &code[pair.start + 1..pair.end];
        if let Some(name) = inner.strip_suffix("()").filter(|name| is_event && !name.is_empty())
            && name.chars().all(|it| is_part(it) || it == '.')
            && !["use", "create", "make", "get", "build"].iter().any(|word| last_word(name).starts_with(word))
        {
            edits.put_in(pair.start + 1..pair.end, &[name, &format!("() => {inner}")]);
        }
    }
}

/// `a.x === b.x && a.y === a.y`: the same on both sides, where the line compares two.
fn the_same(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for sign in [" === ", " !== ", " == ", " != ", " - "] {
        let pairs = sides(code, operands, sign);
        let Some((one, other)) = pairs.iter().find_map(|(_, a, b)| {
            let ((one, of_one), (other, of_other)) = (a.rsplit_once('.')?, b.rsplit_once('.')?);
            (of_one == of_other && one != other).then(|| (one.to_owned(), other.to_owned()))
        }) else {
            continue;
        };
        for (range, a, b) in pairs.iter().filter(|(_, a, b)| a == b) {
            let Some((owner, member)) = a.rsplit_once('.') else { continue };
            if owner == one {
                edits.put_in(range.end - b.len()..range.end, &[&format!("{other}.{member}")]);
            } else if owner == other {
                edits.put_in(range.start..range.start + a.len(), &[&format!("{one}.{member}")]);
            }
        }
    }
}
