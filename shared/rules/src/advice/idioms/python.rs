//! What messages ask for in Python.

use std::ops::Range;

use super::{replace, unwrapped};
use crate::{
    arguments::argument_lists,
    language::Language::Python,
    lexical::texts,
    names::{is_part, names},
    rewrites::Rewrites,
};

pub(super) fn of_python(
    edits: &mut Rewrites<'_>,
    code: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    of_types(edits, code, operands, says);
    if says(&["f-string"]) {
        // Marks of the text itself inside its braces.
        let mut depth = 0_usize;
        let inner: String = code
            .chars()
            .map(|letter| {
                match letter {
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    '"' if depth > 0 => return '\'',
                    _ => {}
                }
                letter
            })
            .collect();
        edits.put_in(0..code.len(), &[&inner]);
    }
    if says(&[
        "exactly one argument (2 given)",
        "takes 1 positional argument but 2",
        "takes exactly one argument",
    ]) {
        for list in argument_lists(code, false).into_iter().filter(|list| list.arguments.len() > 1) {
            let range = list.arguments[0].0..list.arguments[list.arguments.len() - 1].1;
            let inner = &code[range.clone()];
            edits.put_in(range, &[&format!("({inner})"), &format!("[{inner}]")]);
        }
    }
    if says(&["multiple exception types"])
        && let Some((before, rest)) = code.split_once("except ")
    {
        let end = rest.find(" as ").or_else(|| rest.rfind(':')).unwrap_or(rest.len());
        let start = before.len() + "except ".len();
        edits.put_in(start..start + end, &[&format!("({})", &rest[..end])]);
    }
    if says(&["invalid with print function"]) {
        let start = code.len() - code.trim_start().len();
        let line =
            code.trim().strip_prefix("print").map(str::trim_start).and_then(|it| it.strip_prefix(">>"));
        if let Some((file, text)) = line.and_then(|line| line.split_once(',')) {
            let made = format!("print({}, file={})", text.trim(), file.trim());
            edits.put_in(start..code.trim_end().len(), &[&made]);
        }
    }
    if says(&["undefined name", "is not defined"]) {
        for (at, key) in code.match_indices("key=") {
            let start = at + key.len();
            let end = code.len() - code[start..].trim_start_matches(is_part).len();
            if start < end && code[end..].starts_with(['.', '[']) {
                edits.put_in(at..start, &[&format!("key=lambda {}: ", &code[start..end])]);
            }
        }
    }
    if says(&["mutable default"]) {
        for (made, kind) in [("[]", "list"), ("{}", "dict"), ("set()", "set")] {
            replace(
                edits,
                code,
                &format!("= {made}"),
                &[&format!("= field(default_factory={kind})"), "= None"],
            );
        }
    }
    if says(&["attribute 'join'"]) {
        for (at, _) in code.match_indices(".join(") {
            let start = code[..at].trim_end_matches(|letter| is_part(letter) || letter == '.').len();
            let Some(end) = code[at..].find(')').map(|end| at + end) else { continue };
            let (list, mark) = (&code[start..at], &code[at + ".join(".len()..end]);
            edits.put_in(start..end, &[&format!("{mark}.join({list}")]);
        }
    }
    if says(&["follows keyword argument"]) {
        for list in argument_lists(code, false) {
            // What has no name goes in front of what has.
            let mut parts: Vec<&str> =
                list.arguments.iter().map(|(start, end)| &code[*start..*end]).collect();
            parts.sort_by_key(|part| is_named(part));
            if let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) {
                edits.put_in(first.0..last.1, &[&parts.join(", ")]);
            }
        }
    }
}

/// A value of one type as one of another, told by what a type checker says.
fn of_types(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["callable["])
        || says(&["type[", "typevar", "_type"]) && says(&["incompatible", "value of type"])
    {
        for operand in operands {
            edits.put_in(operand.end..operand.end, &["()"]);
        }
    }
    if says(&["has no attribute"]) && says(&["dict["]) {
        for (at, _) in code.match_indices('.') {
            let end = code.len() - code[at + 1..].trim_start_matches(is_part).len();
            let key = &code[at + 1..end];
            if !key.is_empty() {
                let ways = [format!("[\"{key}\"]"), format!("['{key}']"), format!("[{key}]")];
                edits.put_in(at..end, &ways.each_ref().map(String::as_str));
            }
        }
    }
    if says(&["does not return a value", "only ever returns none"]) {
        replace(edits, code, ".reverse()", &["[::-1]"]);
    }
    if says(&["invalid type", "type annotation", "is not valid as a type"]) {
        for kind in ["Optional", "Union", "List", "Dict", "list", "dict", "set", "tuple"] {
            for (at, call) in code.match_indices(&format!("{kind}(")) {
                let start = at + call.len();
                if let Some(end) = code[start..].find(')').map(|end| start + end) {
                    edits.put_in(at..end + 1, &[&format!("{kind}[{}]", &code[start..end])]);
                }
            }
        }
        replace(edits, code, "[]", &["[0]", "[None]", "[\"\"]"]);
    }
    if says(&[
        "missing positional argument",
        "missing argument(s) for placeholder",
        "missing 1 required",
        "missing 2 required",
    ]) {
        for list in argument_lists(code, false) {
            for (start, end) in &list.arguments {
                if !code[*start..*end].starts_with('*') && !is_named(&code[*start..*end]) {
                    edits.put_in(*start..*start, &["*", "**"]);
                }
            }
        }
    }
    if says(&["\"sized\"", "expected \"sized"]) {
        unwrapped(edits, code, &["len"], Python);
    }
    if says(&[
        "argument 2 to \"execute\"",
        "parameters are of unsupported type",
        "incorrect number of bindings",
    ]) {
        for (at, name) in names(code) {
            let end = at + name.len();
            if code[..at].ends_with('(') && code[end..].starts_with(')') {
                edits.put_in(end..end, &[","]);
            }
        }
    }
    if says(&["bytes"]) {
        for text in texts(code, Python) {
            let before = &code[..text.start];
            match before.strip_suffix('b') {
                Some(before) if !before.ends_with(is_part) => edits.put_in(before.len()..text.start, &[""]),
                _ => edits.put_in(text.start..text.start, &["b"]),
            }
        }
        replace(edits, code, ".encode()", &["", ".decode()"]);
        replace(edits, code, ".decode()", &["", ".encode()"]);
        replace(edits, code, "str(", &["bytes("]);
        for operand in operands {
            edits.put_in(operand.end..operand.end, &[".encode()", ".decode()"]);
        }
    }
    if says(&["expected 'else' after 'if'"]) {
        let end = code.trim_end().len();
        // What is chosen for each of several.
        if let Some(at) = code.find(" if ")
            && let Some(stop) = code[at..].find(" for ").map(|stop| at + stop)
        {
            edits.put_in(stop..stop, &[" else \"\"", " else \" \"", " else None", " else 0"]);
        }
        edits.put_in(end..end, &[" else None", " else 0", " else 0.0", " else []", " else \"\""]);
    }
}

/// Whether an argument of Python has a name: `key=a`.
fn is_named(argument: &str) -> bool {
    let behind = argument.trim_start_matches(is_part);
    let rest = behind.trim_start();
    behind.len() < argument.len() && rest.starts_with('=') && !rest.starts_with("==")
}
