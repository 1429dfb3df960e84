//! What messages ask for in Go.

use std::ops::Range;

use super::{Comparison, compare, indexed_as_called, replace};
use crate::{
    arguments::argument_lists,
    language::Language::Go,
    lexical::texts,
    names::{first_word, is_part},
    operands::sides,
    rewrites::Rewrites,
};

const OF_TIMES: &[Comparison] = &[
    (" < ", &[(".Before(", ")")]),
    (" > ", &[(".After(", ")")]),
    (" == ", &[(".Equal(", ")")]),
    (" - ", &[(".Sub(", ")")]),
    (" + ", &[(".Add(", ")")]),
];

pub(super) fn of_go(
    edits: &mut Rewrites<'_>,
    code: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["byte and untyped string", "rune and untyped string", "as byte value", "as rune value"]) {
        // All of them at once are the likeliest.
        let letters: Vec<_> =
            texts(code, Go).into_iter().filter(|text| code[text.clone()].starts_with('"')).collect();
        let letter = |text: &Range<usize>| {
            let inner = &code[text.start + 1..text.end - 1];
            let is_one = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
            let inner = if inner == "\\\"" { "\"" } else { inner };
            is_one.then(|| format!("'{inner}'"))
        };
        let mut whole = code.to_owned();
        for text in letters.iter().rev() {
            if let Some(letter) = letter(text) {
                whole.replace_range(text.clone(), &letter);
                edits.put_in(text.clone(), &[&letter]);
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
    if says(&["non-pointer", "pointer receiver"]) {
        for list in argument_lists(code, false) {
            for (start, _) in list.arguments {
                edits.put_in(start..start, &["&"]);
            }
        }
    }
    if says(&["not defined on struct", "time.time", "time.duration"]) {
        compare(edits, code, operands, OF_TIMES);
        for operand in operands {
            edits.put_in(
                operand.clone(),
                &[
                    &format!("time.Duration({})", &code[operand.clone()]),
                    &format!("&{}", &code[operand.clone()]),
                ],
            );
        }
    }
    if says(&["type any has no", "type interface{} has no", "need type assertion"]) {
        for (at, _) in code.match_indices('.').filter(|(at, _)| code[at + 1..].starts_with(is_part)) {
            edits.put_in(at..at, &[".(string)", ".(int)", ".(map[string]any)"]);
        }
    }
    of_values(edits, code, operands, says);
    if says(&["select case must be"]) {
        replace(edits, code, "case ", &["case <-"]);
    }
    if says(&["is not exported"]) {
        let start = code.len() - code.trim_start().len();
        let name = first_word(&code[start..]);
        if let Some(first) = name.chars().next() {
            let upper: String = first.to_uppercase().collect();
            edits.put_in(start..start + first.len_utf8(), &[&upper]);
        }
    }
    if says(&["not defined on"]) {
        for (range, a, _) in sides(code, operands, " ^ ").into_iter().filter(|(.., b)| *b == "2") {
            edits.put_in(range, &[&format!("{a} * {a}")]);
        }
    }
    if says(&["errorf format", "fprintf", "fprintln", "as type io.writer"]) {
        for (call, first) in
            [("Fprintln(", "os.Stderr, "), ("Fprintf(", "os.Stderr, "), ("Fprint(", "os.Stderr, ")]
        {
            for (at, _) in code.match_indices(call) {
                edits.put_in(at + call.len()..at + call.len(), &[first, "w, ", "os.Stdout, "]);
            }
        }
    }
    if says(&["undefined: "]) && code.contains("func ") {
        named_last(edits, code);
    }
}

/// What the compiler says of values and of what is asked of them.
fn of_values(
    edits: &mut Rewrites<'_>,
    code: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["type func("]) {
        replace(edits, code, ".", &["()."]);
    }
    if says(&["cannot index"]) && says(&["of type func"]) {
        indexed_as_called(edits, code);
    }
    if says(&[".is undefined", ".as undefined", "has no field or method is"]) {
        for word in [".Is(", ".As("] {
            for (at, _) in code.match_indices(word) {
                let start = code[..at].trim_end_matches(is_part).len();
                let made = format!("errors{word}{}, ", &code[start..at]);
                edits.put_in(start..at + word.len(), &[&made]);
            }
        }
    }
    if says(&["(type) is not an expression"]) {
        for kind in ["map[", "[]"] {
            for (at, _) in code.match_indices(kind) {
                let end = code[at..].find(['}', ',', '\n']).map_or(code.len(), |end| at + end);
                let end = at + code[at..end].trim_end().len();
                edits.put_in(
                    at..end,
                    &[&format!("make({})", &code[at..end]), &format!("{}{{}}", &code[at..end])],
                );
            }
        }
    }
    if says(&["is not used"]) {
        replace(edits, code, "if ", &["if _, ok := "]);
    }
    if says(&["arguments for new("]) {
        replace(edits, code, "new(", &["make("]);
    }
    if says(&["second argument to errors.as"]) {
        for list in argument_lists(code, false) {
            for (start, _) in list.arguments {
                edits.put_in(start..start, &["&"]);
            }
        }
    }
    if says(&["non-numeric type"]) {
        for (at, sign) in code.match_indices("++") {
            let start = code[..at].trim_end_matches(is_part).len();
            let name = &code[start..at];
            edits.put_in(start..at + sign.len(), &[&format!("{name} = {name}.next")]);
        }
    }
    if says(&["self-assignment"]) {
        replace(edits, code, "= ", &["= -", "= !"]);
    }
    if says(&["mismatched types int and time.duration", "mismatched types time.duration and int"]) {
        for (range, a, b) in sides(code, operands, " * ") {
            edits.put_in(range, &[&format!("time.Duration({a}*{b})"), &format!("time.Duration({a}) * {b}")]);
        }
    }
}

/// Go's parameters with their names in front: `(a string, b int)` for `(string a, int b)`.
fn named_last(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let turned: Option<Vec<String>> = list
            .arguments
            .iter()
            .map(|(start, end)| {
                let (kind, name) = code[*start..*end].split_once(' ')?;
                name.chars().all(is_part).then(|| format!("{name} {kind}"))
            })
            .collect();
        if let (Some(turned), Some(last)) = (turned, list.arguments.last()) {
            edits.put_in(list.arguments[0].0..last.1, &[&turned.join(", ")]);
        }
    }
}
