//! Names that a tool does not know: members, texts without their marks, words of other languages, names that need brackets.

use super::{Asked, holes};
use crate::{
    names::is_part,
    outline::scripts::{brackets, places},
    rewrites::Rewrites,
};

/// What other languages call what JavaScript has, in any place.
const FOREIGN: &[(&str, &[&str])] = &[
    ("Exception", &["Error"]),
    ("Throwable", &["Error"]),
    ("ValueError", &["RangeError", "TypeError", "Error"]),
    ("RuntimeError", &["Error"]),
    ("RuntimeException", &["Error"]),
    ("IllegalArgumentException", &["RangeError", "TypeError", "Error"]),
    ("IllegalStateException", &["Error"]),
    ("IndexError", &["RangeError"]),
    ("KeyError", &["Error", "RangeError"]),
    ("NotImplementedError", &["Error"]),
    ("requires", &["require"]),
    ("modules", &["module"]),
    ("math", &["Math"]),
    ("json", &["JSON"]),
    ("Json", &["JSON"]),
    ("Console", &["console"]),
    ("Document", &["document"]),
    ("Window", &["window"]),
    ("HtmlElement", &["HTMLElement"]),
    ("date", &["Date"]),
    ("array", &["Array"]),
    ("promise", &["Promise"]),
    ("Bool", &["Boolean"]),
    ("pass", &["continue", "return", "{}"]),
];
/// The same for types.
const FOREIGN_TYPES: &[(&str, &str)] = &[
    ("float", "number"),
    ("double", "number"),
    ("int", "number"),
    ("long", "number"),
    ("Integer", "number"),
    ("Int", "number"),
    ("bool", "boolean"),
    ("Bool", "boolean"),
    ("str", "string"),
    ("char", "string"),
    ("Any", "any"),
    ("None", "null"),
    ("Dict", "Record"),
];

/// `Cannot find name 'a'.`, `'a' is not defined.`
pub(super) fn unknown(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let name = holes::<1>(asked.message, "annot find name '{}'")
        .or_else(|| holes(asked.message, "'{}' is not defined"));
    let name = name.or_else(|| {
        let (name, rest) = asked.message.split_once(" is not defined")?;
        rest.trim().is_empty().then(|| [name.rsplit(' ').next().unwrap_or(name)])
    });
    let Some([name]) = name.filter(|[name]| !name.is_empty() && name.chars().all(is_part)) else {
        return false;
    };
    let free = asked.free(name);
    let Some(first) = free.first().copied() else { return false };
    let n_before = edits.found.len();
    if let Some([own]) = holes::<1>(asked.message, "the instance member '{}'") {
        asked.replace_all(edits, &free, name, own);
        return true;
    }
    if let Some([own]) = holes::<1>(asked.message, "the static member '{}'") {
        asked.replace_all(edits, &free, name, own);
        return true;
    }
    if hyphened(edits, asked, name) || arrows(edits, asked, name) {
        return true;
    }
    let code = asked.code;
    let types = FOREIGN_TYPES.iter().find(|(foreign, _)| *foreign == name).map(|(_, own)| *own);
    let is_type =
        code[..first].ends_with(": ") || code[..first].ends_with(['<', '|']) || code[..first].ends_with("| ");
    if let Some(own) = types.filter(|_| is_type && asked.language == crate::language::Language::TypeScript) {
        asked.replace_all(edits, &free, name, own);
        return true;
    }
    if let Some((_, own)) = FOREIGN.iter().find(|(foreign, _)| *foreign == name) {
        for own in *own {
            asked.replace_all(edits, &free, name, own);
        }
        return true;
    }
    if let Some([meant]) = holes::<1>(asked.message, "Did you mean '{}'?") {
        asked.replace_all(edits, &free, name, meant);
        return true;
    }
    if let Some(stem) = name.strip_suffix("Exception") {
        let own = if matches!(stem, "Range" | "Type" | "Syntax" | "Reference") { stem } else { "" };
        asked.replace_all(edits, &free, name, &format!("{own}Error"));
        return true;
    }
    quoted(edits, asked, name, first);
    // A member of the class that this stands in.
    if is_member(asked, name) {
        asked.replace_all(edits, &free, name, &format!("this.{name}"));
        let private = format!("#{name}");
        if asked.text.contains(&private) {
            asked.replace_all(edits, &free, name, &format!("this.{private}"));
        }
        return true;
    }
    edits.found.len() > n_before && asked.says(&["Cannot find name"]) && code.contains(" | ")
}

/// Whether the document has a member that is called so and the marked lines may ask for it.
fn is_member(asked: &Asked<'_>, name: &str) -> bool {
    let asks = format!("this.{name}");
    let is_asked =
        asked.text.match_indices(&asks).any(|(at, _)| !asked.text[at + asks.len()..].starts_with(is_part));
    let is_private = asked.text.contains(&format!("this.#{name}"));
    let is_method = asked.text.lines().any(|line| {
        let inner = line.trim_start();
        let inner = inner.strip_prefix("async ").unwrap_or(inner).trim_start_matches(['*', '#']);
        inner.len() < line.len()
            && inner
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('(') && rest.trim_end().ends_with('{'))
    });
    let is_inside = asked.code.starts_with([' ', '\t']) && asked.before.contains("class ");
    is_inside && (is_asked || is_private || is_method) && !asked.code.contains(&format!("this.{name} ="))
}

/// `a['b-c']` for `a.b-c`.
fn hyphened(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    for at in places(code, name) {
        let Some(before) = code[..at].strip_suffix('-') else { continue };
        let start = before.trim_end_matches(|letter| is_part(letter) || letter == '-').len();
        let end = at + name.len();
        let mark = asked.mark();
        let key = format!("{mark}{}{mark}", &code[start..end]);
        if code[..start].ends_with("?.") {
            edits.put_in(start..end, &[&format!("[{key}]")]);
        } else if code[..start].ends_with('.') {
            edits.put_in(start - 1..end, &[&format!("[{key}]")]);
        } else if code[end..].starts_with(':') {
            edits.put_in(start..end, &[&key]);
        }
    }
    edits.found.len() > n_before
}

/// Parameters of an arrow that lost their brackets or were never there, and its value that lost those of a list.
fn arrows(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    let Some(arrow) = code.find("=>") else { return false };
    let head = code[..arrow].trim_end();
    // `f(a, b => {`.
    for at in places(head, name) {
        let inner = &head[at..];
        let is_list = inner.split(", ").all(|part| !part.is_empty() && part.chars().all(is_part));
        if is_list && inner.contains(", ") && code[..at].ends_with('(') {
            edits.put_in(at..head.len(), &[&format!("({inner})")]);
        }
    }
    let bodies = &code[arrow + 2..];
    let is_in_body = places(bodies, name).next().is_some();
    if !is_in_body {
        return edits.found.len() > n_before;
    }
    // `(a) => b` that needs another one, `a => [a.b, a.c]`.
    let start = head.trim_end_matches(is_part).len();
    let (parameters, range) = if head.ends_with(')') {
        let Some(pair) = brackets(head).into_iter().find(|pair| pair.end + 1 == head.len()) else {
            return false;
        };
        (&code[pair.start + 1..pair.end], pair.start..pair.end + 1)
    } else {
        (&head[start..], start..head.len())
    };
    if parameters == name {
        let offset = arrow + 2;
        if let Some((value, rest)) = bodies.split_once(", ")
            && let Some(end) = rest.find(')')
        {
            let from = offset + bodies.len() - bodies.trim_start().len();
            let to = offset + value.len() + 2 + end;
            edits.put_in(from..to, &[&format!("[{}]", &code[from..to])]);
        }
    } else if !parameters.is_empty()
        && !parameters.contains(['{', '['])
        && !is_member(asked, name)
        && places(asked.text, name).count() <= code.matches(name).count() + 1
        && code[arrow + 2..].contains(&format!("{name}."))
    {
        edits.put_in(range, &[&format!("({parameters}, {name})")]);
    }
    edits.found.len() > n_before
}

/// A text that lost its marks.
fn quoted(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str, at: usize) {
    let code = asked.code;
    let mark = asked.mark();
    let (before, after) = (&code[..at], &code[at + name.len()..]);
    let is_value = before.ends_with("case ")
        || [" === ", " !== ", " == ", " != "]
            .iter()
            .any(|sign| before.ends_with(sign) || after.starts_with(sign))
        || (before.ends_with('[') && after.starts_with(']'));
    if is_value && !after.starts_with(['.', '(']) {
        edits.put_in(at..at + name.len(), &[&format!("{mark}{name}{mark}")]);
    }
    // `kind: a | b` of texts.
    let sign = [": ", " = "]
        .iter()
        .filter_map(|sign| Some(code.find(sign)? + sign.len()))
        .filter(|start| *start <= at)
        .max();
    if let Some(start) = sign.filter(|_| code.contains(" | ")) {
        let end = asked.statement().end;
        let all: Vec<&str> = code.get(start..end).unwrap_or_default().split(" | ").collect();
        let is_plain = |part: &str| part.starts_with(char::is_lowercase) && part.chars().all(is_part);
        if all.len() > 1 && all.iter().all(|part| is_plain(part)) {
            let own = ["string", "number", "boolean", "null", "undefined", "unknown", "never", "object"];
            let all: Vec<String> = all
                .iter()
                .map(
                    |part| {
                        if own.contains(part) { (*part).to_owned() } else { format!("{mark}{part}{mark}") }
                    },
                )
                .collect();
            edits.put_in(start..end, &[&all.join(" | ")]);
        }
    }
}
