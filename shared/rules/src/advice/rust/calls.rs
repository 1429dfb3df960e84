//! Calls with too many or too few arguments, closures, and the texts of macros that are filled in.

use super::Case;
use crate::{
    arguments::argument_lists,
    language::Language::Rust,
    lexical,
    lexical::texts,
    names::{is_part, last_word, names},
    outline::rust::{function, structures, typed},
    rewrites::Rewrites,
};

/// What some functions of the standard library are given where nothing else is said.
const DEFAULTS: [(&str, &[&str]); 8] = [
    ("from_str_radix", &["10", "16", "2"]),
    ("to_digit", &["10", "16"]),
    ("is_digit", &["10", "16"]),
    ("drain", &[".."]),
    ("join", &["\"\"", "\", \"", "\" \""]),
    ("skip", &["1"]),
    ("step_by", &["2"]),
    ("nth", &["0", "1"]),
];
/// Functions with an argument that are called otherwise without one, and without one that are called otherwise with it.
const WITHOUT: [(&str, &str); 9] = [
    ("unwrap_or", "unwrap_or_default"),
    ("unwrap_or_else", "unwrap_or_default"),
    ("or_insert", "or_default"),
    ("or_insert_with", "or_default"),
    ("expect", "unwrap"),
    ("split", "split_whitespace"),
    ("sort_by", "sort"),
    ("sort_by_key", "sort"),
    ("sort_unstable_by", "sort_unstable"),
];
const WITH: [(&str, &str); 8] = [
    ("unwrap", "expect"),
    ("unwrap", "unwrap_or"),
    ("new", "from"),
    ("new", "with_capacity"),
    ("sort", "sort_by"),
    ("sort", "sort_by_key"),
    ("trim", "trim_matches"),
    ("pop", "remove"),
];

/// How many arguments a message says that are taken and given.
fn counts(small: &str) -> Option<(usize, usize)> {
    let number = |text: &str| text.split_whitespace().find_map(|word| word.parse().ok());
    let (taken, given) = small.split_once(" takes ")?.1.split_once(" argument")?;
    if !given.contains("supplied") {
        return None;
    }
    Some((number(taken)?, number(given)?))
}

/// As many arguments as are taken.
pub(super) fn counted(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let Some((taken, given)) = counts(case.small) else { return };
    let code = case.code;
    for list in argument_lists(code, true).into_iter().filter(|list| list.arguments.len() == given) {
        let open = list.start - 1;
        let name = last_word(&code[..open]);
        if !name.starts_with(is_part) || matches!(name, "if" | "while" | "match" | "in" | "return" | "fn") {
            continue;
        }
        let at = open - name.len();
        let bounds = list.arguments.first().zip(list.arguments.last());
        let inner = bounds.map(|(first, last)| first.0..last.1);
        let declared = function(case.document, name);
        for (from, to) in WITH.iter().filter(|(from, _)| *from == name && given == taken + 1) {
            edits.put_in(at..at + from.len(), &[to]);
        }
        if given > taken {
            if let Some(inner) = inner.clone().filter(|_| taken == 1) {
                edits.put_in(inner.clone(), &[&format!("({})", &code[inner])]);
            }
            for (index, &(start, end)) in list.arguments.iter().enumerate().filter(|_| given == taken + 1) {
                // One that is called as a parameter is no surplus.
                let is_named = declared.as_ref().is_some_and(|it| {
                    it.parameters.iter().any(|(name, _)| *name == code[start..end].trim_start_matches('&'))
                });
                let before = index.checked_sub(1).and_then(|before| list.arguments.get(before));
                let part = match before {
                    Some(before) => before.1..end,
                    None => start..list.arguments.get(1).map_or(end, |next| next.0),
                };
                if !is_named {
                    edits.put_in(part, &[""]);
                }
            }
            continue;
        }
        for (from, to) in WITHOUT.iter().filter(|(from, _)| *from == name && given == 0) {
            edits.put_in(at..at + from.len(), &[to]);
        }
        for (_, values) in DEFAULTS.iter().filter(|(function, _)| *function == name) {
            let end = inner.clone().map_or(list.start, |inner| inner.end);
            for value in *values {
                edits
                    .put_in(end..end, &[&if given > 0 { format!(", {value}") } else { (*value).to_owned() }]);
            }
        }
        // A function that is given and not called.
        let is_given = code[..at].ends_with("::") && code[list.start..].starts_with("))");
        if given == 0 && is_given {
            edits.put_in(open..list.start + 1, &[""]);
        }
        // A set has no keys, and a list no places to insert at without one.
        if name == "insert" && given == 1 {
            edits.put_in(at..open, &["push"]);
        }
        let Some(declared) = declared.filter(|it| it.parameters.len() == taken && taken == given + 1) else {
            continue;
        };
        for (index, (parameter, kind)) in declared.parameters.iter().enumerate() {
            if list.arguments.iter().any(|&(start, end)| last_word(&code[start..end]) == *parameter) {
                continue;
            }
            let value = argument(case, parameter, kind);
            match (list.arguments.get(index), list.arguments.last()) {
                (Some((start, _)), _) => edits.put_in(*start..*start, &[&format!("{value}, ")]),
                (None, Some((_, end))) => edits.put_in(*end..*end, &[&format!(", {value}")]),
                (None, None) => edits.put_in(list.start..list.start, &[&value]),
            }
        }
    }
}

/// What may be given for a parameter: what is called so near the code, or nothing.
fn argument(case: &Case<'_>, parameter: &str, kind: &str) -> String {
    let near = case.above.rfind("fn ").map_or(case.above, |at| &case.above[at..]);
    let borrow = if kind.starts_with("&mut ") {
        "&mut "
    } else if kind.starts_with('&') {
        "&"
    } else {
        ""
    };
    let is_field = near.contains(&format!("self.{parameter}"));
    if names(near).any(|(at, name)| name == parameter && !near[..at].ends_with('.')) && kind != "bool" {
        let has_borrow = near.contains(&format!("{parameter}: &"));
        return if has_borrow { parameter.to_owned() } else { format!("{borrow}{parameter}") };
    }
    if is_field {
        return format!("{borrow}self.{parameter}");
    }
    super::types::default_of(kind).map_or_else(|| format!("{borrow}{parameter}"), str::to_owned)
}

/// Closures with as many parameters as are given, and functions where values stand.
pub(super) fn closures(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let bars: Vec<usize> = case.places("|");
    let pairs = bars.windows(2).filter_map(|pair| match pair {
        &[open, close] if close > open + 1 => Some((open + 1, close)),
        _ => None,
    });
    if let Some(rest) = case.small.split_once("expected to take ").map(|(_, rest)| rest) {
        let number = |text: &str| text.split_whitespace().find_map(|word| word.parse::<usize>().ok());
        let (wanted, given) = (number(rest), rest.split_once("takes ").and_then(|(_, rest)| number(rest)));
        let (Some(wanted), Some(given)) = (wanted, given) else { return };
        for (start, end) in pairs {
            let inner = &code[start..end];
            if wanted > given {
                let more = ", _".repeat(wanted - given);
                edits.put_in(end..end, &[&more]);
            } else if wanted == 1 {
                edits.put_in(start..end, &[&format!("({inner})")]);
                if let Some((first, _)) = inner.split_once(", ") {
                    edits.put_in(start..end, &[first]);
                }
            }
        }
        for (at, _) in code.match_indices("||").filter(|_| wanted > 0 && given == 0) {
            edits.put_in(at..at + 2, &[&format!("|{}|", vec!["_"; wanted].join(", "))]);
        }
        return;
    }
    if case.says(&["may outlive the current function"]) {
        for at in bars.iter().step_by(2).filter(|at| !code[..**at].ends_with("move ")) {
            edits.put_in(*at..*at, &["move "]);
        }
        for (at, word) in code.match_indices("async {") {
            edits.put_in(at..at + word.len(), &["async move {"]);
        }
        return;
    }
    if case.says(&["closure, found `", "expected a closure"])
        && case.says(&["fnonce", "fnmut", "`fn(", " fn("])
    {
        let takes = case.quoted().first().is_some_and(|kind| !kind.contains("()"));
        for list in argument_lists(code, true) {
            let &[(start, end)] = list.arguments.as_slice() else { continue };
            let value = &code[start..end];
            let called = value.strip_suffix("()");
            if let Some(function) =
                called.filter(|it| it.chars().all(|letter| is_part(letter) || letter == ':'))
            {
                edits.put_in(start..end, &[function]);
            }
            if value.ends_with([')', ']', '}'])
                && !value.contains('|')
                && code[..list.start - 1].ends_with(is_part)
            {
                let head = if takes { "|_| " } else { "|| " };
                edits.put_in(start..start, &[head, &format!("move {head}")]);
            }
        }
    }
    if case.says(&["closure"])
        && case.says(&["to return `"])
        && case.says(&["but it returns `option<", "but returns `option<"])
    {
        for (from, to) in [
            (".map(", ".filter_map("),
            (".filter(", ".filter_map("),
            (".find(", ".find_map("),
            (".map(", ".and_then("),
        ] {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    if case.says(&["closure"]) && case.says(&["to return `option<", "to return `std::option::option<"]) {
        for (from, to) in [
            (".filter_map(", ".map("),
            (".and_then(", ".map("),
            (".find_map(", ".find("),
            (".filter_map(", ".filter("),
        ] {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
}

/// What fills texts in: as many places as values.
pub(super) fn formats(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["implement `std::fmt::display`", "implement `display`"]) {
        for text in texts(code, Rust) {
            for (at, hole) in holes(&code[text.clone()]) {
                let end = text.start + at + hole.len();
                match hole.strip_suffix(":}") {
                    None if !hole.contains(':') => edits.put_in(end - 1..end, &[":?}"]),
                    _ => {}
                }
            }
        }
    }
    if case.says(&["format argument must be a string literal"]) {
        for list in argument_lists(code, true) {
            let &[(start, end)] = list.arguments.as_slice() else { continue };
            let value = &code[start..end];
            if value.chars().all(is_part) {
                edits.put_in(start..end, &[&format!("\"{{{value}}}\"")]);
            }
            edits.put_in(start..start, &["\"{}\", "]);
        }
    }
    if case.says(&["unknown format trait `"]) {
        for name in case.quoted() {
            for (at, _) in code.match_indices(&format!("{name}}}")) {
                edits.put_in(at + name.len()..at + name.len(), &["$"]);
            }
        }
    }
    let lacks = case.says(&["in format string, but "]);
    let has_more = case.says(&["argument never used", "multiple unused formatting arguments"]);
    if !lacks && !has_more {
        return;
    }
    for text in
        texts(code, Rust).into_iter().filter(|text| code[..text.start].trim_end().ends_with(['(', ',']))
    {
        let all = holes(&code[text.clone()]);
        if has_more {
            let last = all.last().map(|(at, hole)| (text.start + at + hole.len(), *hole));
            if let Some((end, hole)) = last.filter(|(_, hole)| hole.len() > 2) {
                edits.put_in(end..end, &[hole, &format!(" {hole}")]);
            }
            let line_break = usize::from(code[..text.end - 1].ends_with("\\n")) * 2;
            let end = text.end - 1 - line_break;
            edits.put_in(end..end, &["{}", " {}", " {:?}", ": {}"]);
        } else {
            let after = &code[text.end..];
            let Some(close) = lexical::closing(code, text.end, Rust) else { continue };
            for value in values_for(case, &code[text.end..close]) {
                edits.put_in(close..close, &[&format!(", {value}")]);
                let is_name = value.chars().all(is_part);
                let open = all.iter().find(|(_, hole)| hole.starts_with("{}") || hole.starts_with("{:"));
                if let Some((at, _)) = open.filter(|_| is_name && after.starts_with(')')) {
                    edits.put_in(text.start + at + 1..text.start + at + 1, &[&value]);
                }
            }
        }
    }
}

/// What may fill a text in: what the line binds, and the fields next to those that fill it in already.
fn values_for(case: &Case<'_>, given: &str) -> Vec<String> {
    let code = case.code;
    let mut found: Vec<String> = Vec::new();
    // A pattern's names stand in front of its arrow.
    let bound = code.split_once("=>").map(|(pattern, _)| pattern);
    for (_, name) in names(bound.unwrap_or_default()) {
        if name.starts_with(char::is_lowercase)
            && names(code).filter(|(_, other)| *other == name).count() == 1
        {
            found.push(name.to_owned());
        }
    }
    for part in crate::outline::rust::parts(given) {
        let Some((owner, field)) = part.rsplit_once('.').filter(|(_, field)| field.chars().all(is_part))
        else {
            continue;
        };
        let bodies = structures(case.document).into_iter().map(|(_, body)| body);
        for own in bodies.filter(|body| body.contains(field)).map(typed) {
            if own.iter().any(|(other, _)| *other == field) {
                let others = own.iter().filter(|(other, _)| !code.contains(&format!("{owner}.{other}")));
                found.extend(others.map(|(other, _)| format!("{owner}.{other}")));
            }
        }
    }
    // Else what is declared next above.
    if found.is_empty() {
        let declared = case.above.lines().rev().take(12).filter_map(|line| {
            let rest = line.trim_start().strip_prefix("let ")?;
            let name = rest.strip_prefix("mut ").unwrap_or(rest);
            Some(crate::names::leading(name))
        });
        let new = declared.filter(|name| !name.is_empty() && !names(code).any(|(_, other)| other == *name));
        found.extend(new.take(3).map(str::to_owned));
    }
    found.dedup();
    found.truncate(6);
    found
}

/// What is filled in in a text: where it stands, and what.
fn holes(text: &str) -> Vec<(usize, &str)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        if text[open + 1..].starts_with('{') {
            at = open + 2;
            continue;
        }
        let Some(close) = text[open..].find('}').map(|close| open + close) else { break };
        found.push((open, &text[open..=close]));
        at = close + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn calls_have_as_many_arguments_as_are_taken() {
        for (code, message, expected) in [
            (
                "points.push(x, y);",
                "this method takes 1 argument but 2 arguments were supplied",
                "points.push((x, y));",
            ),
            (
                "let a = i64::from_str_radix(b)?;",
                "this function takes 2 arguments but 1 argument was supplied",
                "let a = i64::from_str_radix(b, 16)?;",
            ),
            (
                "let a = b.get(0).unwrap_or();",
                "this method takes 1 argument but 0 arguments were supplied",
                "let a = b.get(0).unwrap_or_default();",
            ),
            (
                "let a = b.map(Name::as_text());",
                "this function takes 1 argument but 0 arguments were supplied",
                "let a = b.map(Name::as_text);",
            ),
            (
                "let a = String::new(\"b\");",
                "this function takes 0 arguments but 1 argument was supplied",
                "let a = String::from(\"b\");",
            ),
        ] {
            check(code, message, expected, 4);
        }
        let document =
            "fn fill(tank: &mut Tank, level: u32) {}\nfn g(tank: &mut Tank) {\n    fill(tank);\n}\n";
        let found = asked_in(document, 2, "this function takes 2 arguments but 1 argument was supplied");
        assert!(found.contains(&"    fill(tank, 0);\n".to_owned()), "{found:?}");
    }

    #[test]
    fn closures_take_what_they_are_given() {
        for (code, message, expected) in [
            (
                "on(\"a\", |it| {",
                "closure is expected to take 2 arguments, but it takes 1 argument",
                "on(\"a\", |it, _| {",
            ),
            (
                "a.map(|b, c| b)",
                "closure is expected to take 1 argument, but it takes 2 arguments",
                "a.map(|(b, c)| b)",
            ),
            (
                "a.filter(|b| b == c)",
                "closure may outlive the current function, but it borrows `c`, which is owned by the current function",
                "a.filter(move |b| b == c)",
            ),
            (
                "a.get_or_insert_with(Vec::new());",
                "expected a `FnOnce()` closure, found `Vec<_>`",
                "a.get_or_insert_with(Vec::new);",
            ),
            ("spawn(run(a));", "expected a `FnOnce()` closure, found `()`", "spawn(move || run(a));"),
            (
                "a.map(|b| b.c())",
                "expected `{closure@a.rs:1:2: 1:5}` to return `&T`, but it returns `Option<&T>`",
                "a.filter_map(|b| b.c())",
            ),
        ] {
            check(code, message, expected, 4);
        }
    }

    #[test]
    fn texts_are_filled_in() {
        for (code, message, expected) in [
            ("println!(name);", "format argument must be a string literal", "println!(\"{name}\");"),
            (
                "Self::Bad(it) => write!(f, \"bad {}\"),",
                "1 positional argument in format string, but no arguments were given",
                "Self::Bad(it) => write!(f, \"bad {}\", it),",
            ),
            (
                "Self::Bad(it) => write!(f, \"bad {}\"),",
                "1 positional argument in format string, but no arguments were given",
                "Self::Bad(it) => write!(f, \"bad {it}\"),",
            ),
            ("format!(\"{:03}\", a, b)", "argument never used", "format!(\"{:03}{:03}\", a, b)"),
            ("println!(\"{all}\");", "`All` doesn't implement `std::fmt::Display`", "println!(\"{all:?}\");"),
            ("format!(\"{word:>size}\")", "unknown format trait `size`", "format!(\"{word:>size$}\")"),
        ] {
            check(code, message, expected, 7);
        }
        let document = "struct Row { low: u8, high: u8 }\nprintln!(\"{} {}\", row.low);\n";
        let found = asked_in(document, 1, "2 positional arguments in format string, but there is 1 argument");
        assert_eq!(found, ["println!(\"{} {}\", row.low, row.high);\n"]);
    }
}
