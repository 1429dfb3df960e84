//! Types that do not fit what the standard library takes, and signs that make another type of a line: where a message says no more than that
//! types differ.

use super::{Case, both_sides, value_start};
use crate::{
    arguments::argument_lists,
    names::{is_part, last_word},
    outline::rust::{NUMBERS, head, parts},
    rewrites::Rewrites,
};

/// Methods of the standard library that take a reference, and which of their arguments is one.
const BORROWING: [(&str, usize); 23] = [
    ("binary_search", 0),
    ("contains", 0),
    ("contains_key", 0),
    ("ends_with", 0),
    ("eq_ignore_ascii_case", 0),
    ("extend_from_slice", 0),
    ("get", 0),
    ("get_mut", 0),
    ("join", 0),
    ("push_str", 0),
    ("remove", 0),
    ("replace", 0),
    ("replace", 1),
    ("replace_range", 1),
    ("replacen", 1),
    ("rsplit_once", 0),
    ("split", 0),
    ("split_once", 0),
    ("starts_with", 0),
    ("strip_prefix", 0),
    ("strip_suffix", 0),
    ("trim_start_matches", 0),
    ("write_all", 0),
];
/// Methods that take a value, and those that take a closure that makes one.
const LAZY: [(&str, &str); 6] = [
    ("ok_or", "ok_or_else"),
    ("unwrap_or", "unwrap_or_else"),
    ("or_insert", "or_insert_with"),
    ("get_or_insert", "get_or_insert_with"),
    ("then_some", "then"),
    ("or", "or_else"),
];

/// What makes the types of a line fit, by what stands in it and can hardly be meant otherwise; whether anything does.
pub(super) fn sure(edits: &mut Rewrites<'_>, case: &Case<'_>) -> bool {
    let code = case.code;
    let n_before = edits.found.len();
    equal_signs(edits, code);
    for sign in [" && ", " || "] {
        for (one, other) in both_sides(code, sign) {
            let is_mask = |value: &str| {
                value.starts_with("0x")
                    || value.starts_with("0b")
                    || value.contains("MASK")
                    || value.contains("FLAG")
            };
            if is_mask(&code[one.clone()]) || is_mask(&code[other.clone()]) {
                edits.put_in(one.end..other.start, &[if sign == " && " { " & " } else { " | " }]);
            }
        }
    }
    // Places and values, and values of a map.
    if let Some((pattern, list)) =
        code.trim_start().strip_prefix("for (").and_then(|rest| rest.split_once(" in "))
    {
        let is_pair = pattern.strip_suffix(')').is_some_and(|inner| parts(inner).len() == 2);
        let end = code.trim_end().trim_end_matches('{').trim_end().len();
        if is_pair && !list.contains("enumerate") && !list.contains(".zip(") {
            let call = if list.contains(".iter")
                || list.contains(".chars()")
                || list.contains(".bytes()")
                || list.contains(".lines()")
            {
                ".enumerate()"
            } else {
                ".iter().enumerate()"
            };
            edits.put_in(end..end, &[call]);
        }
    }
    for list in argument_lists(code, true) {
        let open = list.start - 1;
        let at = open - last_word(&code[..open]).len();
        let first = list.arguments.first().map_or("", |&(start, end)| &code[start..end]);
        let is_closure = first.starts_with('|') || first.starts_with("move |");
        for (plain, lazy) in LAZY.iter().filter(|_| code[..at].ends_with('.') && is_closure) {
            if &code[at..open] == *plain {
                edits.put_in(at..open, &[lazy]);
            }
        }
    }
    edits.found.len() > n_before
}

/// What the standard library may take in the place of what it is given.
pub(super) fn standard(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for list in argument_lists(code, true) {
        let open = list.start - 1;
        let name = last_word(&code[..open]);
        let at = code[..open].trim_end().len() - name.len();
        if !code[..at].ends_with('.') {
            continue;
        }
        let first = list.arguments.first().map_or("", |&(start, end)| &code[start..end]);
        let is_closure = first.starts_with('|') || first.starts_with("move |");
        for (plain, lazy) in LAZY {
            if name == lazy && !is_closure && !first.is_empty() && !first.ends_with(is_part) {
                edits.put_in(at..open, &[plain]);
            }
        }
        if name == "push" && list.arguments.len() == 1 {
            if first.ends_with(')') || first.starts_with('&') {
                edits.put_in(at..open, &["extend"]);
            }
            let inner = first.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            if let (Some(inner), Some(&(start, end))) = (inner, list.arguments.first()) {
                edits.put_in(start..end, &[&format!("b'{inner}'"), &format!("\"{inner}\"")]);
                if inner.chars().all(|it| it.is_ascii_digit()) {
                    edits.put_in(start..end, &[inner]);
                }
            }
        }
        if name == "append" && list.arguments.len() == 1 {
            edits.put_in(at..open, &["push", "extend"]);
        }
        for (_, index) in BORROWING.iter().filter(|(method, _)| *method == name) {
            let Some(&(start, end)) = list.arguments.get(*index) else { continue };
            let value = &code[start..end];
            let is_borrowed = value.starts_with(['&', '"', '\'', '|', '[', '.']) || value.contains("..");
            if !is_borrowed {
                edits.put_in(start..start, &["&"]);
            }
            if name == "extend_from_slice" || name == "write_all" {
                let plain = value.trim_start_matches('&');
                edits.put_in(start..end, &[&format!("{plain}.as_bytes()")]);
            }
        }
    }
    if case.document.contains("Pin<Box<") {
        for (at, call) in code.match_indices("Box::new(") {
            edits.put_in(at..at + call.len(), &["Box::pin("]);
        }
    }
    // What changes a list gives nothing back.
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if let Some((owner, rest)) = line.split_once('.').filter(|_| line.ends_with(')') && !line.contains('='))
        && ["sort", "push", "extend", "reverse", "dedup", "retain", "clear", "truncate"]
            .iter()
            .any(|it| rest.starts_with(it))
        && owner.chars().all(is_part)
    {
        let end = start + line.len();
        edits.put_in(end..end, &[&format!(";\n{}{owner}", &code[..start])]);
    }
    letters_of_bytes(edits, code);
    references(edits, code);
}

/// What a loop, or what takes an iterator, goes over.
pub(super) fn gone_over(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    let Some(kind) = said.first() else { return };
    let ways: &[&str] = match head(kind) {
        "str" | "String" => &[".chars()", ".lines()", ".bytes()", ".split_whitespace()"],
        "HashMap" | "BTreeMap" => &[".iter()", ".values()", ".keys()"],
        "Option" | "Result" => &["?", ".unwrap()", ".into_iter().flatten()"],
        number if NUMBERS.contains(&number) || number == "{integer}" => &[],
        _ => &[".iter()", ".into_iter()"],
    };
    let loops = code.find(" in ").filter(|_| code.trim_start().starts_with("for ")).map(|at| {
        let start = at + " in ".len();
        (start, start + code[start..].trim_end().trim_end_matches('{').trim_end().len())
    });
    let taking = ["chain", "extend", "zip", "flat_map", "from_iter"];
    let lists = argument_lists(code, true).into_iter().filter_map(|list| {
        let &[(start, end)] = list.arguments.as_slice() else { return None };
        taking.contains(&last_word(&code[..list.start - 1])).then_some((start, end))
    });
    for (start, end) in loops.into_iter().chain(lists) {
        let value = &code[start..end];
        edits.put_in(end..end, ways);
        if let Some(inner) = value.strip_prefix('(').and_then(|value| value.strip_suffix(')')) {
            edits.put_in(start..end, &[&format!("[{inner}]")]);
        }
        if ways.is_empty() {
            edits.put_in(start..start, &["0..", "1..="]);
            edits.put_in(end..end, &[".to_le_bytes()", ".to_be_bytes()"]);
        } else if !value.starts_with('&') && !matches!(head(kind), "str" | "String" | "Option" | "Result") {
            edits.put_in(start..start, &["&", "&mut "]);
        }
    }
}

/// `a == b` for `a = b` where a condition stands: in an `if` or a guard, or as what a closure says.
pub(super) fn equal_signs(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sign) in code.match_indices(" = ") {
        let start = value_start(code, at);
        let before = code[..start].trim_end();
        let is_asked = ["if", "while", "&&", "||"].iter().any(|word| before.ends_with(word))
            || (before.ends_with('|')
                && [
                    ".find(",
                    ".any(",
                    ".all(",
                    ".filter(",
                    ".position(",
                    ".retain(",
                    ".take_while(",
                    ".skip_while(",
                ]
                .iter()
                .any(|call| before.contains(call)));
        if is_asked && !before.ends_with("let") && !code[start..at].starts_with("let ") {
            edits.put_in(at..at + sign.len(), &[" == "]);
        }
    }
}

/// Letters of bytes, where bytes are asked for.
fn letters_of_bytes(edits: &mut Rewrites<'_>, code: &str) {
    if !code.contains("bytes") && !code.contains("u8") {
        return;
    }
    for (at, _) in code.match_indices('\'') {
        let rest = &code[at + 1..];
        let n = rest.chars().next().map_or(0, char::len_utf8);
        if n > 0 && rest[n..].starts_with('\'') && !code[..at].ends_with(['b', '\'']) {
            edits.put_in(at..at, &["b"]);
        }
    }
}

/// What a comparison in a closure, or with what is looked at, compares.
fn references(edits: &mut Rewrites<'_>, code: &str) {
    for sign in [" == ", " != ", " < ", " > ", " <= ", " >= "] {
        for (one, other) in both_sides(code, sign) {
            let (a, b) = (&code[one.clone()], &code[other.clone()]);
            if let Some(inner) = b.strip_prefix("Some(").filter(|inner| {
                !inner.starts_with('&') && a.contains("peek()")
                    || a.ends_with(".first()")
                    || a.ends_with(".last()")
                    || a.contains(".get(")
            }) {
                edits.put_in(other.clone(), &[&format!("Some(&{inner}")]);
            }
            let is_bound = |name: &str| {
                !name.is_empty()
                    && name.chars().all(is_part)
                    && [format!("|{name}|"), format!("&{name}"), format!("|&{name}|")]
                        .iter()
                        .any(|it| code[..one.start].contains(it))
            };
            if is_bound(a) {
                edits.put_in(one.start..one.start, &["*"]);
            }
            let is_simple =
                !a.is_empty() && a.chars().all(is_part) && !a.starts_with(|it: char| it.is_ascii_digit());
            if is_simple && code[..one.start].contains(&format!("*{a} = ")) {
                edits.put_in(one.start..one.start, &["*"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn types_fit_the_standard_library() {
        for (code, expected) in [
            ("if a.b = c {", "if a.b == c {"),
            ("Some(n) if n = last => 1,", "Some(n) if n == last => 1,"),
            ("a.find(|it| it.name = name)", "a.find(|it| it.name == name)"),
            ("let set = bits && 0x0f != 0;", "let set = bits & 0x0f != 0;"),
            ("for (at, it) in all.iter() {", "for (at, it) in all.iter().enumerate() {"),
            ("let a = b.get(key);", "let a = b.get(&key);"),
            ("out.push(parts(a));", "out.extend(parts(a));"),
            ("let a = b.ok_or(|| Bad::Empty)?;", "let a = b.ok_or_else(|| Bad::Empty)?;"),
            (
                "let n = a.bytes().filter(|b| *b == ',').count();",
                "let n = a.bytes().filter(|b| *b == b',').count();",
            ),
            ("if it.peek() == Some('a') {", "if it.peek() == Some(&'a') {"),
            ("*it = if it > top { top } else { 0 };", "*it = if *it > top { top } else { 0 };"),
        ] {
            check(code, "mismatched types", expected, 110);
        }
    }
}
