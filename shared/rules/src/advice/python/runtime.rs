//! What Python says when it runs, and what linters want in a call.

use super::Case;
use crate::{
    arguments::argument_lists,
    names::{first_word, is_part, last_word},
    outline::python::{closing, depth, parts},
    rewrites::Rewrites,
};

/// What linters miss in a call, and in calls of what.
const WANTED: [(&[&str], &[&str], &str); 4] = [
    (
        &["explicitly specifying an encoding", "W1514", "PLW1514"],
        &["open", "read_text", "write_text"],
        "encoding=\"utf-8\"",
    ),
    (
        &["without explicitly defining the value for 'check'", "without explicit `check`"],
        &["run"],
        "check=True",
    ),
    (
        &["Missing timeout argument", "without timeout"],
        &["get", "post", "put", "request", "urlopen"],
        "timeout=10",
    ),
    (&["not JSON serializable"], &["dump", "dumps"], "default=str"),
];

pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (says, calls, argument) in WANTED {
        if !case.says(says) {
            continue;
        }
        for list in argument_lists(code, false)
            .iter()
            .filter(|list| calls.contains(&last_word(&code[..list.start - 1])))
        {
            match list.arguments.last() {
                Some((_, end)) => edits.put_in(*end..*end, &[&format!(", {argument}")]),
                None => edits.put_in(list.start..list.start, &[argument]),
            }
        }
    }
    if case.says(&["sequence item 0: expected str", "expected str instance"]) {
        joined(edits, code);
    }
    if case.says(&["indices must be integers", "indexes must be integers"]) {
        indices(edits, case);
    }
    if case.says(&["unhashable type: 'list'"]) {
        for (at, _) in code
            .match_indices('[')
            .filter(|(at, _)| !code[..*at].ends_with(|it| is_part(it) || matches!(it, ']' | ')')))
        {
            if let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) {
                let inner = &code[at + 1..end];
                let made =
                    if inner.contains(" for ") { format!("tuple({inner})") } else { format!("({inner})") };
                edits.put_in(at..end + 1, &[&made]);
            }
        }
    }
    if case.says(&["changed size during iteration", "mutated during iteration"])
        && let Some((_, rest)) = code.split_once(" in ").filter(|_| code.trim_start().starts_with("for "))
    {
        let start = code.len() - rest.len();
        let value = rest.trim_end().trim_end_matches(':');
        edits.put_in(start..start + value.len(), &[&format!("list({value})")]);
    }
    linted(edits, case);
}

/// `", ".join(map(str, a))` for `", ".join(a)`.
fn joined(edits: &mut Rewrites<'_>, code: &str) {
    for (at, call) in code.match_indices(".join(") {
        let start = at + call.len();
        let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
        let inner = &code[start..end];
        if let Some((one, rest)) = inner.split_once(" for ") {
            let open = one.len() - one.trim_start_matches(['[', '(']).len();
            edits.put_in(start..end, &[&format!("{}str({}) for {rest}", &one[..open], &one[open..])]);
        } else {
            edits.put_in(start..end, &[&format!("map(str, {inner})")]);
        }
    }
}

/// An index as a whole number, or one for each bracket.
fn indices(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (at, _) in code
        .match_indices('[')
        .filter(|(at, _)| code[..*at].ends_with(|it| is_part(it) || matches!(it, ']' | ')')))
    {
        let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
        let inner = &code[at + 1..end];
        if let [one, two] = parts(inner).as_slice() {
            edits.put_in(at + 1..end, &[&format!("{one}][{two}"), &format!("{one}:{two}")]);
        } else if case.says(&["float"]) {
            edits.put_in(at + 1..end, &[&inner.replace(" / ", " // "), &format!("int({inner})")]);
        } else if !inner.starts_with(['"', '\'']) && !inner.contains(':') {
            edits.put_in(at + 1..end, &[&format!("int({inner})")]);
        }
    }
}

/// What flake8, ruff and pylint want to be written in another way.
fn linted(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    if case.says(&["E713", "est for membership should be", "E714", "est for object identity should be"]) {
        for (at, word) in code.match_indices("not ") {
            let begin = at + word.len();
            for (sign, own) in [(" in ", " not in "), (" is ", " is not ")] {
                if let Some((value, _)) =
                    code[begin..].split_once(sign).filter(|(value, _)| !value.contains([' ', ':']))
                {
                    edits.put_in(at..begin + value.len() + sign.len(), &[&format!("{value}{own}")]);
                }
            }
        }
    }
    if case.says(&["E722", "bare 'except'", "bare except", "No exception type(s) specified"]) {
        super::super::idioms::replace(edits, code, "except:", &["except Exception:"]);
    }
    if case.says(&["B904", "raise-missing-from", "raise ... from err", "onsider explicitly re-raising"])
        && code[start..].starts_with("raise ")
    {
        let mut above =
            case.outline.above().lines().rev().filter(|line| !line.trim().is_empty() && depth(line) < start);
        let handler = above.next().and_then(|line| line.trim_start().strip_prefix("except "));
        let name = handler.and_then(|head| head.split_once(" as ")).map(|(_, name)| first_word(name));
        let end = code.trim_end().len();
        edits.put_in(end..end, &[&format!(" from {}", name.unwrap_or("None"))]);
    }
    if case.says(&["angerous default value", "mutable data structures for argument defaults", "B006"]) {
        for made in ["[]", "{}", "set()"] {
            super::super::idioms::replace(edits, code, &format!("={made}"), &["=None"]);
            super::super::idioms::replace(edits, code, &format!(" = {made}"), &[" = None"]);
        }
    }
}
