//! What messages ask for in JavaScript and TypeScript.

use std::ops::Range;

use super::{called_as_indexed, replace, unwrapped};
use crate::{
    arguments::argument_lists,
    language::Language::TypeScript,
    names::{is_part, names},
    operands::sides,
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
    of_functions(edits, code, message, operands, says);
    of_types(edits, code, message, operands, says);
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

/// A function for what it gives back, and the other way round.
fn of_functions(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    let wants_function = [" to type '() =>", " of type '() =>", " to type '(", " of type '("];
    if wants_function.iter().any(|phrase| message.contains(phrase)) && message.contains("=>") {
        for operand in operands {
            let value = &code[operand.clone()];
            if let Some(function) = value.strip_suffix("()") {
                edits.put_in(operand.clone(), &[function]);
            }
            if value.ends_with(')') {
                edits.put_in(operand.start..operand.start, &["() => "]);
            }
        }
    }
    if says(&["with the 'new' keyword", "not a constructor"]) {
        replace(edits, code, "new ", &[""]);
    }
    if says(&["is not callable", "not a function"]) {
        called_as_indexed(edits, code, TypeScript);
    }
    // `Expected 1 arguments, but got 2.`
    let counts = message.split_once("xpected ").and_then(|(_, rest)| rest.split_once(", but got "));
    let number = |text: &str| text.split([' ', '.', '-']).find_map(|word| word.parse::<usize>().ok());
    if let Some((expected, got)) = counts.and_then(|(expected, got)| number(expected).zip(number(got))) {
        for list in argument_lists(code, false) {
            match (list.arguments.first(), list.arguments.last()) {
                (Some(first), Some(last)) if expected == 1 && got > 1 && list.arguments.len() == got => {
                    edits.put_in(first.0..last.1, &[&format!("[{}]", &code[first.0..last.1])]);
                }
                (None, None) if got == 0 => edits.put_in(list.start..list.start, &["undefined", "null"]),
                _ => {}
            }
        }
    }
}

/// A value of one type as one of another, told by what a message says is missing there.
fn of_types(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["symbol.iterator]()'"]) {
        replace(edits, code, "for (", &["for await ("]);
        for (at, dots) in code.match_indices("...") {
            if let Some(operand) = operands.iter().find(|operand| operand.start == at + dots.len()) {
                edits.put_in(operand.clone(), &[&format!("(await {})", &code[operand.clone()])]);
            }
        }
        exchanged(edits, code, ["[", "]"], ["{ ", " }"]);
    }
    if says(&["on type 'readonly [", "on type '["]) {
        exchanged(edits, code, ["{", "}"], ["[", "]"]);
    }
    if says(&["used as a type"]) {
        for (at, name) in names(code) {
            edits.put_in(at..at + name.len(), &[&format!("(typeof {name})"), &format!("typeof {name}")]);
        }
    }
    if says(&["does not exist on type 'number'", "does not exist on type 'boolean'"]) {
        for (owner, _) in owners(code, operands) {
            edits.put_in(owner.clone(), &[&format!("String({})", &code[owner])]);
        }
    }
    if says(&["'reverse' does not exist on type 'string'", "reverse is not a function"]) {
        for (at, call) in code.match_indices(".reverse()") {
            edits.put_in(
                at..at + call.len(),
                &[".split('').reverse().join('')", ".split(\"\").reverse().join(\"\")"],
            );
        }
    }
    if says(&["on type 'regexp'"]) {
        replace(edits, code, ".match(", &[".exec(", ".test("]);
    }
    if says(&["iterator<", "iterator '"]) && says(&["does not exist on type"]) {
        for (owner, _) in owners(code, operands) {
            edits.put_in(owner.clone(), &[&format!("Array.from({})", &code[owner])]);
        }
    }
    if says(&["destructuring assignment target"]) {
        replace(edits, code, ": ", &[" = "]);
    }
    if says(&["'(' expected"]) {
        for (at, name) in names(code) {
            let end = at + name.len();
            if code[end..].starts_with(':') {
                edits.put_in(end..end, &["()"]);
            }
        }
    }
    if says(&["',' expected", "unexpected token -"]) {
        for (at, _) in code.match_indices('-') {
            let is_in = |letter| is_part(letter) || letter == '-';
            let start = code[..at].trim_end_matches(is_in).len();
            let end = code.len() - code[at..].trim_start_matches(is_in).len();
            if code[end..].starts_with(':') {
                let key = &code[start..end];
                edits.put_in(start..end, &[&format!("\"{key}\""), &format!("'{key}'")]);
            }
        }
    }
    if says(&["as an index type", "parameter of type 'number'"]) {
        unwrapped(edits, code, &["String", "JSON.stringify"], TypeScript);
    }
    // All at once where several are meant.
    if says(&["number[]' is not assignable to parameter of type 'number'"]) {
        let whole = ["Math.max(", "Math.min("]
            .iter()
            .fold(code.to_owned(), |code, call| code.replace(call, &format!("{call}...")));
        edits.put_in(0..code.len(), &[&whole]);
    }
    // Another type for what is declared.
    if let Some((given, wanted)) = message.split_once("ype '").and_then(|(_, rest)| {
        let (given, rest) = rest.split_once("' is not assignable to type '")?;
        Some((given, rest.split('\'').next()?))
    }) {
        replace(edits, code, &format!(": {wanted} ="), &[&format!(": {given} =")]);
        replace(edits, code, &format!("): {wanted}"), &[&format!("): {given}")]);
    }
}

/// What something is asked of, and where the sign stands that asks.
fn owners(code: &str, operands: &[Range<usize>]) -> Vec<(Range<usize>, usize)> {
    let dots = code.match_indices('.').map(|(at, _)| at);
    dots.filter_map(|at| {
        let start = operands.iter().filter(|it| it.start < at && at < it.end).map(|it| it.start).max()?;
        Some((start..at, at))
    })
    .collect()
}

/// Brackets of one kind where others are, around names that are taken from a value.
fn exchanged(
    edits: &mut Rewrites<'_>,
    code: &str,
    [open, close]: [&str; 2],
    [new_open, new_close]: [&str; 2],
) {
    for (at, _) in code.match_indices(open) {
        let is_pattern = ["const ", "let ", "var "].iter().any(|word| code[..at].ends_with(word));
        let start = at + open.len();
        if let Some(end) = code[start..].find(close).map(|end| start + end).filter(|_| is_pattern) {
            edits.put_in(at..end + close.len(), &[&[new_open, code[start..end].trim(), new_close].concat()]);
        }
    }
}
