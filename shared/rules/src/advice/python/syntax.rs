//! What the parser of Python says, with what it wants.

use super::{Case, chain_start};
use crate::{
    arguments::argument_lists,
    names::{first_word, is_part, names},
    outline::python::{closing, depth, parts},
    rewrites::Rewrites,
};

pub(super) fn mend(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["cannot assign to comparison"])
        && let Some(at) = code.find(" == ").filter(|at| code[at + 4..].contains(" = "))
    {
        edits.put_in(at..at + 4, &[" = "]);
    }
    if case.says(&["Generator expression must be parenthesized"]) {
        for list in argument_lists(code, false) {
            for (start, end) in list.arguments {
                if code[start..end].contains(" for ") && !code[start..end].starts_with(['(', '[', '{']) {
                    edits.put_in(start..end, &[&format!("({})", &code[start..end])]);
                }
            }
        }
    }
    if case.says(&["parentheses around the comprehension target"]) {
        for (at, open) in code.match_indices(['[', '(', '{']) {
            let start = at + open.len();
            let Some((targets, _)) = code[start..].split_once(" for ") else { continue };
            if let Some((key, value)) = targets.split_once(", ").filter(|_| open == "{") {
                edits.put_in(start..start + targets.len(), &[&format!("{key}: {value}")]);
            }
            if targets.contains(", ") && !targets.contains(['(', '[', '{']) {
                edits.put_in(start..start + targets.len(), &[&format!("({targets})")]);
            }
        }
    }
    if case.says(&["multiple exception types must be parenthesized"])
        && let Some((before, rest)) = code.split_once("except ")
        && let Some((kind, name)) = rest.split_once(", ")
    {
        let name = name.trim_end().trim_end_matches(':');
        // An error has a name in small letters, and a class has none.
        if name.starts_with(char::is_lowercase) && name.chars().all(is_part) {
            let start = before.len() + "except ".len();
            edits.put_in(start..start + kind.len() + 2 + name.len(), &[&format!("{kind} as {name}")]);
        }
    }
    if case.says(&["'==' or ':='", "'==' instead of '='"]) {
        for (at, _) in code.match_indices(" = ") {
            edits.put_in(at..at + 3, &[" == "]);
            if code[..at].ends_with(is_part) && case.says(&["':='"]) {
                edits.put_in(at..at + 3, &[" := "]);
            }
        }
    }
    if case.says(&["leading zeros in decimal integer"]) {
        for (at, number) in numbers(code).filter(|(_, number)| number.starts_with('0')) {
            let digits = number.trim_start_matches('0');
            if digits.len() < number.len() && digits.chars().all(|it| it.is_ascii_digit()) && number.len() > 1
            {
                edits.put_in(
                    at..at + number.len(),
                    &[if digits.is_empty() { "0" } else { digits }, &format!("0o{digits}")],
                );
                if number.len() > 2 {
                    edits.put_in(at..at + number.len(), &[&format!("0x{}", &number[1..])]);
                }
            }
        }
    }
    if case.says(&["invalid decimal literal"]) {
        for (at, number) in numbers(code) {
            let digits = number.trim_end_matches(|letter: char| !letter.is_ascii_digit());
            let rest = &number[digits.len()..];
            if digits.is_empty() || rest.is_empty() {
                continue;
            }
            let letters: Vec<String> = rest.chars().map(String::from).collect();
            let end = at + number.len();
            edits.put_in(at..end, &[&format!("{digits} * {rest}")]);
            if letters.len() > 1 {
                edits.put_in(at..end, &[&format!("{digits} * {}", letters.join(" * "))]);
            }
        }
    }
    if case.says(&["positional argument follows keyword argument"]) {
        keywords(edits, code);
    }
    if case.says(&["non-default argument follows default", "parameter without a default follows"]) {
        defaults(edits, code);
    }
    if case.says(&["unterminated string", "unterminated f-string", "EOL while scanning"]) {
        marks(edits, code);
    }
    if case.says(&["expected an indented block", "unindent does not match", "unexpected indent"]) {
        indented(edits, case);
    }
    if case.says(&["forgot a comma", "invalid syntax"]) {
        super::super::idioms::replace(edits, code, "set{}", &["set()"]);
        inner_marks(edits, code);
        counted(edits, code);
    }
}

/// A line as far in as its block.
fn indented(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let own = depth(code);
    if case.says(&["expected an indented block"]) {
        edits.put_in(0..0, &["    "]);
        return;
    }
    let above = case.outline.above().lines().rev().find(|line| !line.trim().is_empty());
    let near = above.map_or(0, |line| depth(line) + if line.trim_end().ends_with(':') { 4 } else { 0 });
    for wanted in [near, near.saturating_sub(4), own.saturating_sub(4)] {
        edits.put_in(0..own, &[&" ".repeat(wanted)]);
    }
}

/// Numbers with the letters that touch them.
fn numbers(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = code.char_indices().filter(|(at, letter)| {
        letter.is_ascii_digit() && !code[..*at].ends_with(|before: char| is_part(before) || before == '.')
    });
    starts.map(|(at, _)| {
        let end = code[at..].find(|letter| !is_part(letter)).unwrap_or(code.len() - at);
        (at, &code[at..at + end])
    })
}

/// `key=lambda a: (b, c)` for `key=lambda a: b, c`, or what has no name in front.
fn keywords(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let named = list.arguments.iter().position(|(start, end)| code[*start..*end].contains("=lambda "));
        if let Some(named) = named
            && let (Some((start, _)), Some((_, end))) = (list.arguments.get(named), list.arguments.last())
            && list.arguments.len() > named + 1
            && let Some((_, body)) = code[*start..*end].split_once(": ")
        {
            edits.put_in(end - body.len()..*end, &[&format!("({body})")]);
        }
    }
}

/// Parameters without a default in front of those with one, or with one, too.
fn defaults(edits: &mut Rewrites<'_>, code: &str) {
    let Some(open) = code.find("def ").and_then(|at| code[at..].find('(').map(|open| at + open + 1)) else {
        return;
    };
    let Some(end) = closing(&code[open..]).map(|end| open + end) else { return };
    let mut list = parts(&code[open..end]);
    let has_default = |part: &&str| part.contains('=') || part.starts_with('*');
    let without: Vec<String> =
        list.iter().map(|part| part.split('=').next().unwrap_or_default().trim_end().to_owned()).collect();
    let first = list.iter().position(has_default);
    let with: Vec<String> = list
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let sign = if part.contains(':') { " = None" } else { "=None" };
            let is_late = first.is_some_and(|first| at > first) && !has_default(part);
            if is_late { format!("{part}{sign}") } else { (*part).to_owned() }
        })
        .collect();
    list.sort_by_key(|part| has_default(part));
    edits.put_in(open..end, &[&list.join(", "), &with.join(", "), &without.join(", ")]);
}

/// A text that ends with the other mark.
fn marks(edits: &mut Rewrites<'_>, code: &str) {
    let (mut open, mut last) = (None, None);
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (open, letter) {
            (Some(_), '\\') => drop(letters.next()),
            (Some((_, mark)), _) if mark == letter => open = None,
            (Some((_, mark)), '"' | '\'') if mark != letter => last = Some(at),
            (None, '"' | '\'') => open = Some((at, letter)),
            _ => {}
        }
    }
    if let (Some((start, mark)), Some(at)) =
        (open, last.filter(|at| open.is_some_and(|(start, _)| start < *at)))
    {
        let other = &code[at..=at];
        edits.put_in(at..at + 1, &[&mark.to_string()]);
        if !code[start + 1..at].contains(other) {
            edits.put_in(start..start + 1, &[other]);
        }
    }
}

/// `'<a href="b">'` for `"<a href="b">"`: what holds marks stands between others.
fn inner_marks(edits: &mut Rewrites<'_>, code: &str) {
    for mark in ['"', '\''] {
        let other = if mark == '"' { "'" } else { "\"" };
        let at: Vec<usize> = code.match_indices(mark).map(|(at, _)| at).collect();
        for (first, open) in at.iter().enumerate() {
            for close in at[first + 1..].iter().skip(2).step_by(2) {
                let inner = &code[open + 1..*close];
                let is_open =
                    code[..*open].trim_end_matches(['f', 'r', 'b']).ends_with(['(', ' ', ',', '[', '{', '='])
                        || *open == 0;
                if is_open && !inner.contains(other) {
                    edits.put_in(*open..close + 1, &[&format!("{other}{inner}{other}")]);
                }
            }
        }
    }
}

/// `a += 1` for `a++`, and `a + 1` where it is part of something.
fn counted(edits: &mut Rewrites<'_>, code: &str) {
    for (sign, one) in [("++", '+'), ("--", '-')] {
        for (at, _) in code.match_indices(sign) {
            let start = chain_start(code, at);
            let is_statement =
                code[..start].trim().is_empty() && code[at + 2..].trim_end_matches(';').trim().is_empty();
            if start == at || names(&code[at + 2..]).next().is_some_and(|(first, _)| first == 0) {
                continue;
            }
            let made = if is_statement { format!(" {one}= 1") } else { format!(" {one} 1") };
            edits.put_in(at..at + 2, &[&made]);
        }
    }
    // `int(a) if a else None` for `int(a) else None`.
    if let Some((before, _)) = code.split_once(" else ").filter(|(before, _)| !before.contains(" if ")) {
        let start = chain_start(code, before.len());
        let value = &code[start..before.len()];
        if let Some(inner) = value.split_once('(').and_then(|(_, inner)| inner.strip_suffix(')')) {
            edits.put_in(before.len()..before.len(), &[&format!(" if {inner}")]);
        }
        if !value.is_empty() && first_word(value).starts_with(is_part) {
            edits.put_in(before.len()..before.len(), &[&format!(" if {value}")]);
        }
    }
}
