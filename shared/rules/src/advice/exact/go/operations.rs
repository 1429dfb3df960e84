//! Operators, indices and loops of Go's on values that have none.

use std::ops::Range;

use super::super::{Rewrites, between, calls_of, places};
use crate::{
    language::Language::Go,
    lexical,
    names::{first_word, is_part},
    outline::{
        go::{fields, methods, zero},
        line::{Line, begins_as_name},
    },
};

/// Indices and lengths.
pub(super) fn indexed(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    if let Some(value) = between(said, "invalid argument: ", " (")
        .filter(|_| said.ends_with("for len") || said.ends_with("for built-in len"))
    {
        for (callee, arguments, _) in calls_of(code, "len") {
            if let Some(argument) = arguments.first().filter(|it| code[(*it).clone()] == *value) {
                edits.put_in(callee.start..argument.end + 1, &[&format!("{value}.Len()")]);
            }
        }
        return;
    }
    let Some(index) = between(said, "index ", " (") else { return };
    if index.starts_with('-') {
        for (at, text) in code.match_indices(index) {
            let before = code[..at].trim_end_matches(|it| it != '[');
            let Some(owner) = before.strip_suffix('[') else { continue };
            let start = owner.trim_end_matches(|it| is_part(it) || it == '.').len();
            if start < owner.len() {
                edits.put_in(at..at + text.len(), &[&format!("len({}){index}", &owner[start..])]);
            }
        }
        return;
    }
    for place in places(code, index).into_iter().filter(|place| code[..place.start].ends_with(['[', ':'])) {
        let kind = said.split_once("of type ").map_or("", |(_, kind)| kind);
        let text = &code[place.clone()];
        if kind.starts_with("*big.Int") {
            edits.put_in(place.end..place.end, &[".Int64()"]);
        } else {
            edits.put_in(place.clone(), &[&format!("int({text})")]);
        }
    }
    // `Less(i, j state)`
    if let Some(kind) = said.split_once("of type ").and_then(|(_, kind)| kind.split(')').next()) {
        for (at, text) in code.match_indices(&format!(" {kind})")).filter(|_| code.contains("i, j ")) {
            edits.put_in(at..at + text.len(), &[" int)"]);
        }
    }
}

/// Operators and calls on what has none.
pub(super) fn operated(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, operands: &[Range<usize>]) {
    let code = line.code;
    let kind = said
        .split_once("of type ")
        .map_or("", |(_, kind)| kind.split(") ").next().unwrap_or_default().trim_end_matches(')'));
    if let Some((sign, rest)) =
        said.split_once("operator ").and_then(|(_, rest)| rest.split_once(" not defined on "))
    {
        undefined(edits, line, (sign, rest.split(" (").next().unwrap_or(rest), kind), operands);
        return;
    }
    if let Some(value) = between(said, "cannot call non-function ", " (") {
        for place in places(code, value).into_iter().filter(|place| code[place.end..].starts_with('(')) {
            let Some(close) = lexical::closing(code, place.end + 1, Go) else { continue };
            let inner = &code[place.end + 1..close];
            if inner.is_empty() {
                edits.put_in(place.end..close + 1, &[""]);
            } else {
                edits.put_in(place.end..close + 1, &[&format!("[{inner}]")]);
            }
        }
    } else if let Some(value) =
        between(said, "from non-channel ", " (").or_else(|| between(said, "cannot index ", " ("))
    {
        for place in places(code, value)
            .into_iter()
            .filter(|_| kind.starts_with("func") && !said.contains("cannot index"))
        {
            edits.put_in(place.end..place.end, &["()"]);
        }
    } else if let Some(value) = between(said, "cannot indirect ", " (") {
        for place in places(code, value).into_iter().filter(|place| code[..place.start].ends_with('*')) {
            edits.put_in(place.start - 1..place.start, &["", "&"]);
            if kind == "reflect.Value" {
                edits.put_in(place.start - 1..place.end, &[&format!("{value}.Elem()")]);
            }
        }
    } else if let Some(value) = between(said, "cannot range over ", " (") {
        ranged(edits, code, value, kind);
    } else if let Some(wanted) = said.split_once(") to ").map(|(_, kind)| kind.trim_start_matches("type ")) {
        // `cannot convert 0 (untyped int constant) to []string`: what is compared with it is a list.
        let quoted = between(said, "cannot convert ", " (").unwrap_or_default();
        for (field, kind) in fields(line, wanted) {
            let fits = match kind {
                "string" => quoted.starts_with('"'),
                "int" | "float64" => quoted.starts_with(|it: char| it.is_ascii_digit()),
                _ => false,
            };
            for (at, text) in code.match_indices(&format!("{wanted}({quoted})")).filter(|_| fits) {
                edits.put_in(
                    at..at + text.len(),
                    &[&format!("{wanted}{{{field}: {quoted}}}"), &format!("{wanted}{{{quoted}}}")],
                );
            }
        }
        for sign in [" > ", " == ", " != ", " >= ", " < "] {
            for (at, _) in
                code.match_indices(sign).filter(|_| wanted.starts_with("[]") || wanted.starts_with("map["))
            {
                let start = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
                edits.put_in(start..at, &[&format!("len({})", &code[start..at])]);
            }
        }
        let format = code.match_indices("Errorf(\"").next().filter(|_| wanted.starts_with("interface"));
        if let Some((at, text)) = format {
            let start = at + text.len();
            if let Some((inner, rest)) = code[start..].split_once("\" + ") {
                let name = first_word(rest);
                let after = &rest[name.len()..];
                let (more, close) = after.split_once(')').unwrap_or((after, ""));
                edits.put_in(start..code.len(), &[&format!("{inner}%w\"{more}, {name}){close}")]);
            }
        }
    } else if said.contains("cannot use ... in call") {
        edits.put_in(0..code.len(), &[&code.replace("...)", ")")]);
    } else if said.contains("more than one index") {
        edits.put_in(0..code.len(), &[&code.replacen(", ", "][", 1)]);
        if let Some((at, text)) =
            code.match_indices(", ").find(|(at, _)| code[..*at].contains('[') && !code[..*at].contains(']'))
        {
            edits.put_in(at..at + text.len(), &["]["]);
        }
    }
}

/// An operator on a value that has none of it.
fn undefined(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    (sign, value, kind): (&str, &str, &str),
    operands: &[Range<usize>],
) {
    let code = line.code;
    let has = |name: &str| methods(line, kind).contains(&name);
    if sign == "!" {
        for place in places(code, value).into_iter().filter(|place| code[..place.start].ends_with('!')) {
            let compared = if kind.starts_with("[]") || kind.starts_with("map[") {
                format!("len({value}) == 0")
            } else {
                format!("{value} == {}", zero(line, kind))
            };
            edits.put_in(place.start - 1..place.end, &[&compared]);
            if kind.starts_with('*') {
                edits.put_in(place.start..place.start, &["*"]);
            }
        }
    }
    if sign == "||" && code.trim_start().starts_with("case ") {
        edits.put_in(0..code.len(), &[&code.replace(" || ", ", ")]);
    }
    if matches!(sign, "&&" | "||") {
        let single = &sign[..1];
        for (at, text) in code.match_indices(sign) {
            edits.put_in(at..at + text.len(), &[single]);
        }
    }
    let method = match sign {
        "+" => ["Add", "Plus"],
        "-" => ["Sub", "Minus"],
        "*" => ["Mul", "Scale"],
        "/" => ["Div", "Quo"],
        "<" => ["Less", "Before"],
        ">" => ["Greater", "After"],
        _ => return,
    };
    for place in places(code, value) {
        let joint = format!(" {sign} ");
        let Some(rest) = code[place.end..].strip_prefix(&joint) else { continue };
        let start = code.len() - rest.len();
        let length = rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len();
        let name = start..start + length;
        let Some(other) = operands.iter().find(|it| it.start == start).or((length > 0).then_some(&name))
        else {
            continue;
        };
        for method in
            method.into_iter().filter(|method| has(method) || kind.contains("time.") && *method != "Scale")
        {
            let made = format!("{}.{method}({})", &code[place.clone()], &code[other.clone()]);
            // Brackets around an operation are none of a call's.
            let is_grouped = code[..place.start].ends_with('(')
                && !code[..place.start - 1].ends_with(is_part)
                && code[other.end..].starts_with(").");
            if is_grouped {
                edits.put_in(place.start - 1..other.end + 1, &[&made]);
            }
            edits.put_in(place.start..other.end, &[&made]);
        }
    }
}

/// What a loop goes through.
fn ranged(edits: &mut Rewrites<'_>, code: &str, value: &str, kind: &str) {
    for place in places(code, value) {
        let text = &code[place.clone()];
        if let Some(inner) = text.strip_prefix("len(").and_then(|inner| inner.strip_suffix(')')) {
            edits.put_in(place.clone(), &[inner]);
        }
        if kind.starts_with("*[]") {
            edits.put_in(place.start..place.start, &["*"]);
        }
        let head = &code[..place.start];
        let name =
            head.split_once("for ").map(|(_, rest)| first_word(rest)).filter(|name| begins_as_name(name));
        if let (Some(name), Some(at), "int") = (name, code.find("for "), kind) {
            edits.put_in(at + 4..place.end, &[&format!("{name} := 0; {name} < {text}; {name}++")]);
        }
        if kind.starts_with("func()") {
            edits.put_in(place.end..place.end, &["()"]);
        }
    }
}
