//! How a document of Go's declares things: the fields of structures, what functions take and give back.

use super::line::{Line, begins_as_name, indentation};
use crate::{
    language::Language::Go,
    lexical,
    names::{first_word, is_part, names},
};

/// Types whose values are numbers.
pub(crate) const NUMBERS: [&str; 16] = [
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uintptr",
    "float32",
    "float64",
    "byte",
    "rune",
    "time.Duration",
];

/// The fields that the document gives a structure, with their types.
pub(crate) fn fields<'a>(line: &Line<'a>, name: &str) -> Vec<(&'a str, &'a str)> {
    let name = name.trim_start_matches('*').split('[').next().unwrap_or_default();
    let head = format!("type {name} struct");
    let generic = format!("type {name}[");
    let text = line.document;
    let behind = |at: usize| Some(at + text[at..].find('{')? + 1);
    let at = text.find(&head).and_then(behind).or_else(|| {
        let at = text.find(&generic)?;
        behind(at + text[at..].find("struct")?)
    });
    let Some(at) = at else { return Vec::new() };
    let end = lexical::closing(text, at, Go).unwrap_or(text.len());
    let mut found = Vec::new();
    for field in text[at..end].split(['\n', ';']).map(str::trim).filter(|field| begins_as_name(field)) {
        let declared = field.split(['`', '"']).next().unwrap_or_default();
        let declared = declared.split("//").next().unwrap_or_default().trim();
        let names_end = declared.find([' ', '\t']).filter(|_| !declared.contains(", "));
        match names_end {
            Some(end) => found.push((&declared[..end], declared[end..].trim())),
            None if declared.contains(", ") => {
                let kind = declared.rsplit(' ').next().unwrap_or_default();
                found.extend(declared.split(", ").map(|name| (first_word(name), kind)));
            }
            // It has the name of its type.
            None => found.push((declared.rsplit(['.', '*']).next().unwrap_or(declared), declared)),
        }
    }
    found
}

/// The methods that the document gives a type.
pub(crate) fn methods<'a>(line: &Line<'a>, name: &str) -> Vec<&'a str> {
    let name = name.trim_start_matches('*').split('[').next().unwrap_or_default();
    let heads = line.document.lines().filter_map(|head| head.strip_prefix("func (")?.split_once(") "));
    heads
        .filter(|(receiver, _)| {
            let kind = receiver.rsplit([' ', '*']).next().unwrap_or_default();
            kind.split('[').next() == Some(name)
        })
        .map(|(_, rest)| first_word(rest))
        .collect()
}

/// A function as its head declares it: what it takes, and what it gives back.
pub(crate) struct Head<'a> {
    pub(crate) parameters: Vec<(&'a str, &'a str)>,
    pub(crate) results: Vec<&'a str>,
}

/// What a head from `func` on declares.
pub(crate) fn head(text: &str) -> Option<Head<'_>> {
    let mut rest = text.trim_start().strip_prefix("func")?.trim_start_matches(' ');
    // A receiver stands in brackets in front of the name.
    if rest.starts_with('(') {
        let close = lexical::closing(rest, 1, Go)?;
        let behind = rest[close + 1..].trim_start();
        let is_receiver =
            begins_as_name(behind) && behind.trim_start_matches(is_part).starts_with(['(', '[']);
        if is_receiver && text.trim_start().starts_with("func (") {
            rest = behind;
        }
    }
    rest = rest.trim_start_matches(is_part);
    if rest.starts_with('[') {
        rest = &rest[lexical::closing(rest, 1, Go)? + 1..];
    }
    let close = rest.starts_with('(').then(|| lexical::closing(rest, 1, Go)).flatten()?;
    let parameters = named(&lexical::values(&rest[1..close], Go));
    let after = rest[close + 1..].trim_start();
    let results = if after.starts_with('(') {
        let close = lexical::closing(after, 1, Go)?;
        named(&lexical::values(&after[1..close], Go)).into_iter().map(|(_, kind)| kind).collect()
    } else {
        let kind = after.split(" {").next().unwrap_or_default().trim().trim_end_matches('{').trim();
        if kind.is_empty() { Vec::new() } else { vec![kind] }
    };
    Some(Head { parameters, results })
}

/// Names with their types; where only types stand, without names.
fn named<'t>(parts: &[&'t str]) -> Vec<(&'t str, &'t str)> {
    let is_named = parts.iter().any(|part| {
        part.split_once(' ').is_some_and(|(name, _)| {
            name.chars().all(is_part) && !["func", "chan", "map", "struct", "interface"].contains(&name)
        })
    });
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut last = "";
    for part in parts.iter().rev() {
        match part.split_once(' ').filter(|_| is_named) {
            Some((name, kind)) => {
                last = kind.trim();
                found.push((name, last));
            }
            None if is_named => found.push((part, last)),
            None => found.push(("", part)),
        }
    }
    found.reverse();
    found
}

/// The head of the function that a place stands in: the nearest above that stands further out.
pub(crate) fn around<'a>(line: &Line<'a>) -> Option<Head<'a>> {
    head(head_around(line)?)
}

/// Its text, from `func` on.
pub(crate) fn head_around<'a>(line: &Line<'a>) -> Option<&'a str> {
    let mut least = indentation(line.code);
    for above in line.above.lines().rev().filter(|it| !it.trim().is_empty()) {
        let depth = indentation(above);
        if depth >= least {
            continue;
        }
        least = depth;
        let at = above.starts_with("func ").then_some(0).or_else(|| above.find("func("));
        if let Some(at) = at.filter(|_| above.trim_end().ends_with('{')) {
            return Some(&above[at..]);
        }
        if depth == 0 {
            return None;
        }
    }
    None
}

/// The receiver of the method that a place stands in, or that a line begins: its name and its type.
pub(crate) fn receiver<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str)> {
    let head = if line.code.starts_with("func (") {
        line.code
    } else {
        line.above.lines().rev().find(|it| it.starts_with("func ") || it.starts_with("type "))?
    };
    let (receiver, _) = head.strip_prefix("func (")?.split_once(')')?;
    let (name, kind) = receiver.split_once(' ')?;
    Some((name, kind.trim_start_matches('*')))
}

/// What functions and methods of the document with a name are declared as.
pub(crate) fn functions<'a>(line: &Line<'a>, name: &str) -> Vec<Head<'a>> {
    let heads =
        line.document.lines().filter(|head| head.starts_with("func ") && head.contains(&format!("{name}(")));
    let is_it = |head: &&str| {
        let rest = head.trim_start_matches("func ");
        let rest =
            if rest.starts_with('(') { rest.split_once(") ").map_or("", |(_, rest)| rest) } else { rest };
        first_word(rest) == name
    };
    heads.filter(is_it).filter_map(head).collect()
}

/// What a type has when it is given nothing.
pub(crate) fn zero(line: &Line<'_>, kind: &str) -> String {
    let kind = kind.trim();
    let is_interface = || {
        line.document.contains(&format!("type {kind} interface"))
            || line.document.contains(&format!("type {kind} func"))
    };
    let underlying = || {
        let at = line.document.find(&format!("type {kind} "))?;
        Some(first_word(&line.document[at + kind.len() + 6..]))
    };
    if NUMBERS.contains(&kind) {
        "0".to_owned()
    } else if kind == "string" {
        "\"\"".to_owned()
    } else if kind == "bool" {
        "false".to_owned()
    } else if kind.starts_with(['*', '[', '<'])
        || ["map[", "chan ", "func(", "error", "any", "interface{"].iter().any(|word| kind.starts_with(word))
        || kind.starts_with("io.")
        || matches!(kind, "context.Context" | "http.Handler" | "net.Conn")
        || is_interface()
        || ["[]", "map[", "*", "chan "]
            .iter()
            .any(|word| line.document.contains(&format!("type {kind} {word}")))
    {
        "nil".to_owned()
    } else if let Some(underlying) = underlying().filter(|it| NUMBERS.contains(it) || *it == "string") {
        if underlying == "string" { "\"\"".to_owned() } else { "0".to_owned() }
    } else {
        format!("{kind}{{}}")
    }
}

/// Whether a name stands in the lines of the function above, or is one of its parameters.
pub(crate) fn is_in_scope(line: &Line<'_>, name: &str) -> bool {
    let at = line.above.rfind("\nfunc ").unwrap_or_default();
    names(&line.above[at..])
        .any(|(at_name, other)| other == name && !line.above[at..][..at_name].ends_with('.'))
}
