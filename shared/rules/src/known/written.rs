//! What nobody means in C or C++ as it is written: forms of other languages, an operator's name without its brackets, a year that is not counted
//! from 1900.

use super::memory::Attempt;
use crate::{
    arguments::argument_lists,
    language::Language::{self, Cpp},
    lexical::texts,
    names::{is_part, last_word, leading},
    outline::c::Outline,
    rewrites::Rewrites,
};

/// Spaces of names that are given another name.
const SPACES: [&str; 6] =
    ["std::filesystem", "std::chrono", "std::ranges", "std::views", "std::literals", "std::placeholders"];

/// Lines that are looked through.
const MOST_LINES: usize = 60;

/// How such mistakes are put right.
pub(super) fn attempts() -> [Attempt; 8] {
    [dates, chained, allocated, exchanged, masked, forms, lists, doubled]
}

/// Whether a text is a name, or names that are asked of each other.
fn is_chain(text: &str) -> bool {
    !text.is_empty() && text.replace("->", ".").chars().all(|it| is_part(it) || it == '.')
}

/// Whether a place stands in a comment, as far as its line shows.
fn is_comment(code: &str, at: usize) -> bool {
    let line = &code[code[..at].rfind('\n').map_or(0, |end| end + 1)..at];
    line.contains("//") || line.contains("/*") || line.trim_start().starts_with('*')
}

/// Whether what stands before a statement has an end: it does not go on with it.
pub(super) fn is_begun(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with([';', '{', '}', ')', ':', '/']) || last_word(before) == "else"
}

/// Years count from 1900 and months from nought; what is drawn begins with the time.
fn dates(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let lines = || outline.above().lines().rev().take(MOST_LINES).take_while(|line| !line.starts_with('}'));
    for (field, name, less) in [("tm_year = ", "year", " - 1900"), ("tm_mon = ", "month", " - 1")] {
        for (at, _) in code.match_indices(field) {
            let start = at + field.len();
            let end = start + leading(&code[start..]).len();
            let value = &code[start..end];
            let is_field = code[..at].ends_with(['.', '>']) && !value.contains("tm_");
            if !is_field || !value.to_lowercase().ends_with(name) || !code[end..].starts_with([';', ',']) {
                continue;
            }
            let has = |signs: &[&str]| {
                signs.iter().any(|sign| lines().any(|line| line.contains(&format!("{value}{sign}"))))
            };
            // It may have been counted so above; months count from nought elsewhere, too.
            let is_plain = match name {
                "year" => !has(&[" -= ", " += "]) && !lines().any(|line| line.contains("1900")),
                _ => has(&[" < 1", " > 12", " <= 12", " >= 1"]) && !has(&[" -= ", "--"]),
            };
            if is_plain {
                edits.put_in(end..end, &[less]);
            }
        }
    }
    if let Some((before, rest)) = code.split_once("srand(")
        && let Some(at) = rest.find("time)").map(|at| before.len() + "srand(".len() + at)
        && !code[..at].ends_with(is_part)
        && !code[before.len()..at].contains(';')
        && outline.kind_of("time").is_none()
    {
        edits.put_in(at + "time".len()..at + "time".len(), &["(NULL)"]);
    }
}

/// `a <= b && b <= c` for `a <= b <= c`, whatever stands there.
fn chained(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, language: Language) {
    let ends = [' ', '(', ')', ';', ',', '\n'];
    let texts = texts(code, language);
    for sign in [" <= ", " < "] {
        for (at, _) in code.match_indices(sign) {
            // What is said in words may be written so.
            if is_comment(code, at) || texts.iter().any(|text| text.contains(&at)) {
                continue;
            }
            let start = code[..at].rfind(ends).map_or(0, |end| end + 1);
            let rest = &code[at + sign.len()..];
            let middle = &rest[..rest.find(' ').unwrap_or(rest.len())];
            let Some(other) = [" <= ", " < "].into_iter().find(|it| rest[middle.len()..].starts_with(it))
            else {
                continue;
            };
            let last = &rest[middle.len() + other.len()..];
            let last = &last[..last.find(ends).unwrap_or(last.len())];
            let first = &code[start..at];
            let is_value = |text: &str| !text.is_empty() && !text.contains(['<', '>', '"', '&', '|']);
            let is_asked = code[..start].ends_with('(') || code[..start].ends_with(' ');
            if is_asked && [first, middle, last].into_iter().all(is_value) && !code.contains("template") {
                let turned = if sign == " <= " { " >= " } else { " > " };
                let end = at + sign.len() + middle.len() + other.len() + last.len();
                edits.put_in(
                    start..end,
                    &[
                        &format!("{middle}{turned}{first} && {middle}{other}{last}"),
                        &format!("{first}{sign}{middle} && {middle}{other}{last}"),
                    ],
                );
            }
        }
    }
}

/// What is allocated is kept by its address, and what was made by the element is deleted so.
fn allocated(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    for call in ["malloc(", "calloc(", "realloc("] {
        let made = format!("[] = {call}");
        let Some(at) = code.find(&made) else { continue };
        let start = code[..at].trim_end_matches(is_part).len();
        edits.put_in(start..at + "[]".len(), &[&format!("*{}", &code[start..at])]);
    }
    for (at, word) in code.match_indices("delete ").filter(|_| language == Cpp) {
        let name = leading(&code[at + word.len()..]);
        let is_whole = code[at + word.len() + name.len()..].starts_with(';');
        let made = |open: &str, sign: &str| {
            let text = format!("{name}{open}new ");
            [outline.above(), outline.below()].into_iter().any(|document| {
                document.match_indices(&text).any(|(at, _)| {
                    let rest = &document[at + text.len()..];
                    let kind =
                        rest.trim_start_matches(|it| is_part(it) || matches!(it, ':' | '<' | '>' | '*'));
                    !document[..at].ends_with(is_part) && kind.starts_with(sign)
                })
            })
        };
        let is_list = ["(", " = ", "{"].iter().any(|open| made(open, "["));
        let is_one =
            ["(", " = ", "{"].iter().any(|open| ["(", "{", ";", ")"].iter().any(|it| made(open, it)));
        if is_whole && !name.is_empty() && is_list && !is_one {
            edits.put_in(at + "delete".len()..at + "delete".len(), &["[]"]);
        }
    }
    // The address of an address is filled with what the first leads to.
    for (at, _) in code.match_indices("(&") {
        let name = leading(&code[at + 2..]);
        let call = last_word(&code[..at]);
        let is_sized =
            code.contains(&format!("sizeof(*{name})")) || code.contains(&format!("sizeof *{name}"));
        if matches!(call, "memcpy" | "memset" | "memmove")
            && is_sized
            && !name.is_empty()
            && code[at + 2 + name.len()..].starts_with(',')
            && outline.kind_of(name).is_some_and(|kind| kind.ends_with('*'))
        {
            edits.put_in(at + 1..at + 2, &[""]);
        }
    }
}

/// The second of what is exchanged gets what was kept of the first: `b = kept;` for `b = a;`.
fn exchanged(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let given = |line: &str| -> Option<(String, String)> {
        let (target, value) = line.trim().strip_suffix(';')?.split_once(" = ")?;
        Some((target.to_owned(), value.to_owned()))
    };
    let mut lines = outline.above().lines().rev();
    let (Some(last), Some(first)) = (lines.next().and_then(given), lines.next().and_then(given)) else {
        return;
    };
    let Some((target, value)) = given(code) else { return };
    let name = last_word(&first.0);
    if target == last.1 && value == last.0 && first.1 == last.0 && first.0.contains(' ') && is_chain(name) {
        let start = code.find(" = ").map_or(0, |at| at + " = ".len());
        edits.put_in(start..start + value.len(), &[name]);
    }
}

/// `(a & b) != c` for `a & b != c`, whatever is asked of its bits.
fn masked(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, _: Language) {
    for (at, sign) in code.match_indices(" & ") {
        let rest = &code[at + sign.len()..];
        let mask = &rest[..rest.find(' ').unwrap_or(rest.len())];
        let is_mask = !mask.is_empty() && mask.chars().all(is_part);
        let compares = [" == ", " != "].iter().any(|it| rest[mask.len()..].starts_with(it));
        let mut depth = 0_usize;
        let open = code[..at].char_indices().rev().find(|(_, letter)| {
            match letter {
                ')' | ']' => depth += 1,
                '(' | '[' if depth == 0 => return true,
                '(' | '[' => depth -= 1,
                _ => {}
            }
            false
        });
        let Some(start) = open.map(|(open, _)| open + 1).filter(|_| is_mask && compares) else { continue };
        let value = &code[start..at];
        if !value.contains([' ', ',', '"'])
            && ["if (", "while ("].iter().any(|it| code[..start].ends_with(it))
        {
            edits.put_in(start..at + sign.len() + mask.len(), &[&format!("({value}{sign}{mask})")]);
        }
    }
}

/// Forms that C++ has otherwise: what is called without its brackets, a function's type, another name of a space of names.
fn forms(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, language: Language) {
    if language != Cpp {
        return;
    }
    for (at, text) in code.match_indices(" operator(") {
        if !code[at + text.len()..].starts_with(')') {
            let end = at + text.len() - 1;
            edits.put_in(end..end, &["()"]);
        }
    }
    for (at, text) in code.match_indices("function<(") {
        let rest = &code[at + text.len()..];
        let Some((given, result)) = rest.split_once(") -> ") else { continue };
        let kind = &result[..result.find(['>', ';']).unwrap_or(result.len())];
        let start = at + text.len() - 1;
        let end = at + text.len() + given.len() + ") -> ".len() + kind.len();
        edits.put_in(start..end, &[&format!("{kind}({given})")]);
    }
    let start = code.len() - code.trim_start().len();
    if let Some((_, space)) = code[start..].strip_prefix("using ").and_then(|rest| rest.split_once(" = "))
        && SPACES.contains(&space.trim_end().trim_end_matches(';'))
    {
        edits.put_in(start..start + "using".len(), &["namespace"]);
    }
    for order in ["std::greater<", "std::less<"] {
        let Some(at) = code.find("priority_queue<").map(|at| at + "priority_queue<".len()) else { continue };
        if let Some((kind, _)) = code[at..].split_once(&format!(", {order}"))
            && !kind.contains([',', ';', '(', '{'])
        {
            let end = at + kind.len();
            edits.put_in(end..end, &[&format!(", std::vector<{kind}>")]);
        }
    }
}

/// What takes a list, and what empties one.
fn lists(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    if language != Cpp {
        return;
    }
    for list in argument_lists(code, false) {
        let (start, name) = list.called(code);
        let &[first, _, last] = list.arguments.as_slice() else { continue };
        let third = &code[last.0..last.1];
        let is_value = third.starts_with(|it: char| it.is_ascii_digit()) || third.contains([' ', '[']);
        if matches!(name, "min" | "max")
            && code[..start].ends_with("std::")
            && is_value
            && !third.contains(['{', '"', '<', ','])
            && !third.starts_with('[')
            && !third.contains("std::")
        {
            edits.put_in(first.0..last.1, &[&format!("{{{}}}", &code[first.0..last.1])]);
        }
    }
    // As a statement among others.
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        let owner = line.trim().strip_suffix(".empty();");
        let before = if code[..at].trim().is_empty() { outline.above() } else { &code[..at] };
        if owner.is_some_and(is_chain) && is_begun(before) {
            edits.put_in(end - "empty();".len()..end, &["clear();"]);
        }
        at += line.len();
    }
}

/// A name of `std::find` and the like that takes a function ends so.
fn doubled(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    let next = outline.below().lines().next().unwrap_or_default().trim();
    for name in ["find", "count", "remove", "replace"] {
        for (at, text) in code.match_indices(&format!("std::{name}(")) {
            let rest = code[at..].trim_end();
            let is_last = rest.ends_with(',')
                && !rest.contains([';', '['])
                && next.starts_with('[')
                && next.contains("](");
            let is_next = rest.split_once(".end(), ").is_some_and(|(_, third)| third.starts_with('['));
            if language == Cpp && (is_last || is_next) {
                let end = at + text.len() - 1;
                edits.put_in(end..end, &["_if"]);
            }
        }
    }
}
