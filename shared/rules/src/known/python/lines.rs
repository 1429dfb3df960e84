//! Lines of Python that do something else than they say: conditions that always hold, values in the other order, a word of another kind.

use crate::{
    names::{first_word, is_part},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

/// What counts is called so, or may be called so.
const COUNTERS: [&str; 12] = [
    "i",
    "idx",
    "index",
    "n",
    "num",
    "number",
    "pos",
    "position",
    "lineno",
    "line_no",
    "line_number",
    "count",
];

pub(super) fn lines(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().len();
    let Some(line) = code.get(start..end) else { return };
    // The errors of a handler are a tuple.
    if let Some(rest) = line.strip_prefix("except ") {
        let kinds = rest.find(" as ").or_else(|| rest.rfind(':')).map_or(rest, |stop| &rest[..stop]);
        if kinds.contains(" or ") && !kinds.starts_with('(') {
            let at = start + "except ".len();
            edits.put_in(at..at + kinds.len(), &[&format!("({})", kinds.replace(" or ", ", "))]);
        }
    }
    if let Some(raised) = line.strip_prefix("raise ") {
        let at = start + "raise ".len();
        if raised == "NotImplemented" || raised.starts_with("NotImplemented(") {
            edits.put_in(at..at + "NotImplemented".len(), &["NotImplementedError"]);
        }
        let text = raised.strip_prefix('f').unwrap_or(raised);
        if text.starts_with(['"', '\'']) && text.len() > 1 && text.ends_with(['"', '\'']) {
            edits.put_in(at..end, &[&format!("ValueError({raised})"), &format!("RuntimeError({raised})")]);
        }
    }
    // A tuple always holds.
    if let Some(inner) = line.strip_prefix("assert (").and_then(|rest| rest.strip_suffix(')'))
        && let [condition, text] = parts(inner).as_slice()
        && closing(inner).is_none()
        && text.trim_start_matches('f').starts_with(['"', '\''])
    {
        edits.put_in(start + "assert ".len()..end, &[&format!("{condition}, {text}")]);
    }
    alternatives(edits, code, (start, end));
    targets(edits, code);
    compared(edits, code);
}

/// `a == "b" or a == "c"` for `a == "b" or "c"`.
fn alternatives(edits: &mut Rewrites<'_>, code: &str, (start, end): (usize, usize)) {
    let line = &code[start..end];
    if !["if ", "elif ", "while "].iter().any(|word| line.starts_with(word)) {
        return;
    }
    for (sign, joint) in [(" == ", " or "), (" != ", " and ")] {
        for (at, _) in line.match_indices(sign) {
            let owner = line[..at].rsplit(' ').next().unwrap_or_default();
            let rest = &line[at + sign.len()..];
            let values: Vec<&str> = rest.trim_end_matches(':').split(" or ").collect();
            let is_literal = |value: &&str| {
                value.len() > 1
                    && value.starts_with(['"', '\''])
                    && value.ends_with(['"', '\''])
                    && value.matches(&value[..1]).count() == 2
            };
            if values.len() > 1 && values.iter().all(is_literal) && !owner.is_empty() {
                let at = start + at;
                let each: Vec<String> = values.iter().map(|value| format!("{owner}{sign}{value}")).collect();
                let whole = at + sign.len() + rest.trim_end_matches(':').len();
                let contained = if sign == " == " { " in " } else { " not in " };
                edits.put_in(
                    at - owner.len()..whole,
                    &[&format!("{owner}{contained}({})", values.join(", ")), &each.join(joint)],
                );
            }
        }
    }
}

/// What is taken apart in the other order, or not at all.
fn targets(edits: &mut Rewrites<'_>, code: &str) {
    for (at, word) in code.match_indices("for ") {
        let begin = at + word.len();
        let Some((targets, rest)) = code[begin..].split_once(" in ") else { continue };
        let Some((one, two)) = targets.split_once(", ") else { continue };
        let is_name = |name: &str| !name.is_empty() && name.chars().all(is_part);
        if !is_name(one) || !is_name(two) {
            continue;
        }
        let end = begin + targets.len();
        let value = rest.find([':', ']', '}']).map_or(rest, |stop| &rest[..stop]);
        // What is gone through may be places itself; of one letter and of what counts nobody knows.
        let is_of_places = ["ind", "idx", "order", "perm", "pos", "sort", "rank", "line", "range("]
            .iter()
            .any(|word| value.to_lowercase().contains(word));
        let counts = rest.starts_with("enumerate(")
            && (matches!(two, "i" | "idx" | "index" | "lineno" | "line_no" | "line_number")
                || matches!(two, "number" | "num" | "position") && value.contains("start="))
            && !COUNTERS.contains(&one)
            && one.len() > 1
            && !["idx", "ind", "row", "col", "rank", "new", "old", "pos", "num"]
                .iter()
                .any(|it| one.contains(it))
            && (!is_of_places || one == "line");
        // A dictionary may be turned round.
        let before = &code[..at];
        let is_inverse =
            before.ends_with(&format!("{two}: {one} ")) || before.ends_with(&format!("({two}, {one}) "));
        let is_turned = matches!((one, two), ("value" | "v" | "val", "key" | "k"))
            && value.contains(".items()")
            && !is_inverse;
        if counts || is_turned {
            edits.put_in(begin..end, &[&format!("{two}, {one}")]);
        }
    }
    let Some((left, right)) = code.split_once(" = ") else { return };
    let value = right.trim_end();
    let start = left.len() + 3;
    if let Some((one, two)) = left.trim().split_once(", ")
        && one.chars().all(is_part)
        && two.chars().all(is_part)
    {
        if value.ends_with(".most_common(1)") {
            edits.put_in(start + value.len()..start + value.len(), &["[0]"]);
        }
        if let Some((number, by)) = value.split_once(" // ")
            && by.chars().all(is_part)
            && parts(value).len() == 1
            && closing(number).is_none()
            && !number.contains(" if ")
            // Arrays are taken apart so.
            && !matches!((left.trim(), by), (_, "2") | ("x, y" | "w, h" | "width, height" | "cx, cy", _))
        {
            edits.put_in(start..start + value.len(), &[&format!("divmod({number}, {by})")]);
        }
    }
}

/// Texts that stand for something, or are compared with what cannot be the same.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    breaks(edits, code);
    in_other_letters(edits, code);
}

/// Comparisons that cannot hold, or that hold of something else.
fn compared(edits: &mut Rewrites<'_>, code: &str) {
    // Two signs of numbers are compared.
    if let Some((left, right)) = code.split_once(" == ") {
        let ends = [" < 0", " > 0", " <= 0", " >= 0"];
        let word = first_word(left);
        let head = if matches!(word, "if" | "while" | "return" | "elif") {
            left.find(word).map_or(0, |at| at + word.len() + 1)
        } else {
            0
        };
        let one = left.get(head..).unwrap_or_default();
        let two = right.trim_end().trim_end_matches(':');
        let is_sign = |text: &str| {
            ends.iter().any(|end| {
                text.strip_suffix(end).is_some_and(|name| name.chars().all(|it| is_part(it) || it == '.'))
            })
        };
        if head > 0 && is_sign(one) && is_sign(two) {
            let stop = left.len() + 4 + two.len();
            edits.put_in(head..stop, &[&format!("({one}) == ({two})")]);
        }
    }
    types_as_texts(edits, code);
    // A power is no exclusive or.
    for base in ["2 ^ ", "10 ^ "] {
        for (at, _) in code.match_indices(base) {
            if !code[..at].ends_with(|it| is_part(it) || it == '.') {
                edits.put_in(at + base.len() - 3..at + base.len(), &[" ** "]);
            }
        }
    }
}

/// `a.lower() == "b"` for `a.lower() == "B"`.
fn in_other_letters(edits: &mut Rewrites<'_>, code: &str) {
    for (call, is_small) in [(".lower()", true), (".upper()", false)] {
        for sign in [" == ", " != "] {
            for (at, text) in code.match_indices(&format!("{call}{sign}")) {
                let start = at + text.len();
                let rest = &code[start..];
                let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '"' | '\'')) else {
                    continue;
                };
                let Some(stop) = rest[1..].find(mark) else { continue };
                let inner = &rest[1..=stop];
                let right = if is_small { inner.to_lowercase() } else { inner.to_uppercase() };
                if right != inner && !inner.contains('\\') {
                    edits.put_in(start + 1..start + 1 + stop, &[&right]);
                }
            }
        }
    }
}

/// A type is no text: `isinstance(a, str)` for `type(a) == "str"`.
fn types_as_texts(edits: &mut Rewrites<'_>, code: &str) {
    for sign in [" == ", " is ", " != "] {
        for kind in ["str", "int", "float", "list", "dict", "bool", "tuple", "set", "bytes"] {
            for mark in ['"', '\''] {
                let text = format!("){sign}{mark}{kind}{mark}");
                for (at, _) in code.match_indices(&text) {
                    let Some(open) = code[..at].rfind("type(") else { continue };
                    let inner = &code[open + 5..at];
                    if closing(inner).is_none()
                        && !inner.contains('(')
                        && !code[..open].ends_with(|it| is_part(it) || it == '.')
                    {
                        let no = if sign == " != " { "not " } else { "" };
                        edits.put_in(open..at + text.len(), &[&format!("{no}isinstance({inner}, {kind})")]);
                    }
                }
            }
        }
    }
}

/// `"\n"` for `"/n"`.
fn breaks(edits: &mut Rewrites<'_>, code: &str) {
    for mark in ['"', '\''] {
        for wrong in ["/n", "/t", "/r/n"] {
            let text = format!("{mark}{wrong}{mark}");
            for (at, _) in code.match_indices(&text) {
                // Options and routes are called so, too.
                let (before, after) = (&code[..at], &code[at + text.len()..]);
                let is_meant =
                    ["+ ", "+= ", "end=", "sep=", "split(", "replace(", "write(", " in ", "count("]
                        .iter()
                        .any(|sign| before.ends_with(sign))
                        || after.starts_with(".join(")
                        || after.starts_with(" + ");
                if !is_meant {
                    continue;
                }
                let right = wrong.replace('/', "\\");
                edits.put_in(at + 1..at + 1 + wrong.len(), &[&right]);
            }
        }
    }
}
