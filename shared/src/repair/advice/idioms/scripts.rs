//! What messages ask for in JavaScript, TypeScript and Python.

use std::ops::Range;

use super::{replace, sides};
use crate::repair::{
    names::{first_word, is_part},
    nearby::argument_lists,
    rewrites::Rewrites,
};

pub(super) fn of_script(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    // `Did you mean to write 'Promise<number>'?`
    if let Some((_, wanted)) = message.split_once("mean to write '") {
        let wanted = wanted.split('\'').next().unwrap_or_default();
        if let Some(inner) = wanted.strip_prefix("Promise<").and_then(|rest| rest.strip_suffix('>')) {
            replace(edits, code, &format!("): {inner}"), &[&format!("): {wanted}")]);
        }
    }
    if says(&["'boolean' is not assignable", "=> boolean'"]) {
        for (one, other) in [(" < ", " - "), (" > ", " - "), (" <= ", " - "), (" >= ", " - ")] {
            replace(edits, code, one, &[other]);
            for (range, a, b) in sides(code, operands, one) {
                edits.put_in(range, &[&format!("{b} - {a}")]);
            }
        }
    }
    // `Did you mean to call 'env.get'?`
    if says(&["did you mean to call"]) {
        for (open, close) in super::indices(code) {
            edits.put_in(open..close + 1, &[&format!(".get({})", &code[open + 1..close])]);
        }
    }
    if says(&["'super' must be called"]) {
        calls_super(edits, code);
    }
    if says(&["conversion of type"]) {
        for (kind, function) in
            [(" as number", "Number"), (" as string", "String"), (" as boolean", "Boolean")]
        {
            for operand in operands.iter().filter(|operand| code[operand.end..].starts_with(kind)) {
                let value = &code[operand.clone()];
                edits.put_in(operand.start..operand.end + kind.len(), &[&format!("{function}({value})")]);
            }
        }
    }
    if says(&["promise<"]) && says(&["[]"]) {
        for operand in operands {
            let value = &code[operand.clone()];
            edits.put_in(
                operand.clone(),
                &[&format!("Promise.all({value})"), &format!("await Promise.all({value})")],
            );
        }
    }
    if says(&["type 'number' is not assignable to type"]) && says(&["[]'"]) {
        for operand in operands {
            let pushed = code[operand.clone()].split_once(".push(");
            if let Some((list, item)) = pushed.and_then(|(list, rest)| Some((list, rest.strip_suffix(')')?)))
            {
                edits.put_in(operand.clone(), &[&format!("[...{list}, {item}]")]);
            }
        }
    }
    if says(&["[]' is not assignable to parameter"]) {
        for operand in operands {
            edits.put_in(operand.start..operand.start, &["..."]);
        }
    }
    if says(&["is not assignable to parameter of type 'string'"]) {
        for operand in operands {
            edits.put_in(operand.clone(), &[&format!("JSON.stringify({})", &code[operand.clone()])]);
        }
    }
    if says(&["possibly", "undefined"]) {
        for operand in operands {
            let value = &code[operand.clone()];
            edits.put_in(
                operand.clone(),
                &[&format!("({value} ?? 0)"), &format!("({value} ?? [])"), &format!("({value} ?? \"\")")],
            );
        }
    }
    if says(&[
        "on type 'map<",
        "on type 'set<",
        "on type 'iterableiterator",
        "on type 'mapiterator",
        "on type 'nodelist",
    ]) {
        for (at, _) in code.match_indices('.') {
            let owner_at = operands.iter().filter(|it| it.start < at && at < it.end).map(|it| it.start).max();
            if let Some(start) = owner_at {
                edits.put_in(start..at, &[&format!("[...{}]", &code[start..at])]);
            }
        }
    }
    if says(&["saw an expression", "void' is not assignable", "array-callback-return", "expected to return"])
    {
        // A block of one expression gives nothing back.
        for (at, arrow) in code.match_indices("=> {") {
            let start = at + arrow.len();
            let Some(end) = code[start..].rfind('}').map(|end| start + end) else { continue };
            let inner = code[start..end].trim().trim_end_matches(';');
            if !inner.is_empty() && !inner.contains(['\n', ';']) && !inner.starts_with("return") {
                edits.put_in(at..end + 1, &[&format!("=> {inner}"), &format!("=> {{ return {inner}; }}")]);
            }
        }
    }
}

/// `super(message);` for `this.message = message;` in a class that extends another.
fn calls_super(edits: &mut Rewrites<'_>, code: &str) {
    if let Some((_, value)) = code.trim().trim_end_matches(';').split_once(" = ") {
        let value = value.split(" || ").next().unwrap_or(value);
        let start = code.len() - code.trim_start().len();
        let end = if code.trim_end().ends_with(';') { ";" } else { "" };
        edits.put_in(
            start..code.trim_end().len(),
            &[&format!("super({value}){end}"), &format!("super(){end}")],
        );
    }
}

pub(super) fn of_python(edits: &mut Rewrites<'_>, code: &str, says: &dyn Fn(&[&str]) -> bool) {
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
            let name = first_word(&code[at + key.len()..]);
            if !name.is_empty() && code[at + key.len() + name.len()..].starts_with(['.', '[']) {
                edits.put_in(at..at + key.len(), &[&format!("key=lambda {name}: ")]);
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
            let start =
                code[..at].rfind(|letter: char| !is_part(letter) && letter != '.').map_or(0, |at| at + 1);
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

/// Whether an argument of Python has a name: `key=a`.
fn is_named(argument: &str) -> bool {
    let name = first_word(argument);
    let rest = argument[name.len()..].trim_start();
    !name.is_empty() && rest.starts_with('=') && !rest.starts_with("==")
}
