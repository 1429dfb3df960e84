//! Mistakes of JavaScript and TypeScript that are known.

mod calls;
mod certain;
mod documents;
mod flow;
mod lines;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::own_method;
use crate::{
    arguments::argument_lists,
    language::Language,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
    rule::Rule,
};

/// What gets a function and not what it returns.
const TAKES_FUNCTION: [&str; 6] = [
    "setTimeout",
    "setInterval",
    "setImmediate",
    "requestAnimationFrame",
    "addEventListener",
    "queueMicrotask",
];
/// Calls that make something of what a function gives back.
const GIVES_BACK: [&str; 9] =
    [".sort(", ".map(", ".filter(", ".reduce(", ".find(", ".findIndex(", ".some(", ".every(", ".flatMap("];
/// Methods of other languages' texts and lists, and names in other letters than JavaScript's.
const OWN_METHODS: &[(&str, &str)] = &[
    (".upper()", ".toUpperCase()"),
    (".lower()", ".toLowerCase()"),
    (".strip()", ".trim()"),
    (".startswith(", ".startsWith("),
    (".endswith(", ".endsWith("),
    (".length()", ".length"),
    (".len()", ".length"),
    (".getElementByID(", ".getElementById("),
    (".innerHtml", ".innerHTML"),
    ("JSON.Parse(", "JSON.parse("),
    ("JSON.Stringify(", "JSON.stringify("),
    ("Json.parse(", "JSON.parse("),
    ("JSON.loads(", "JSON.parse("),
    ("JSON.dumps(", "JSON.stringify("),
    ("Console.log(", "console.log("),
    ("console.Log(", "console.log("),
    ("Math.Floor(", "Math.floor("),
    ("Math.Max(", "Math.max("),
    ("Math.Min(", "Math.min("),
    ("Math.Round(", "Math.round("),
    ("Array.isarray(", "Array.isArray("),
];

/// What stands in texts: names of events, of elements and of modules.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, language: Language) {
    lines::of_texts(edits, code, language);
    certain::of_texts(edits, code, language);
    calls::of_texts(edits, code, language);
    documents::modules(edits, marked, code);
}

pub(super) fn of_script(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    language: Language,
    operands: &[Range<usize>],
) {
    edits.turn(Rule::KnownScript);
    // Nothing equals it.
    for (sign, no) in [(" === ", ""), (" == ", ""), (" !== ", "!"), (" != ", "!")] {
        for (range, a, _) in
            sides(code, operands, sign).into_iter().filter(|(.., b)| matches!(*b, "NaN" | "Number.NaN"))
        {
            edits.put_in(range, &[&format!("{no}Number.isNaN({a})"), &format!("{no}isNaN({a})")]);
        }
    }
    callbacks(edits, code, operands);
    // What is found at the beginning is found.
    for operand in operands {
        let value = &code[operand.clone()];
        let Some((owner, rest)) = value.split_once(".indexOf(") else { continue };
        let is_condition = code[..operand.start].trim_end_matches('!').ends_with("if (")
            && code[operand.end..].starts_with(')');
        if is_condition && rest.ends_with(')') && !rest.contains(").") {
            edits.put_in(operand.clone(), &[&format!("{owner}.includes({rest}"), &format!("{value} !== -1")]);
        }
    }
    // What is called now is not called later.
    let texts = texts(code, language);
    for list in argument_lists(code, false) {
        let caller = last_word(&code[..list.start - 1]);
        if !TAKES_FUNCTION.contains(&caller) {
            continue;
        }
        // A timer gets its function first, whatever makes it; elsewhere a call with arguments may make one.
        let is_timer = caller != "addEventListener";
        for (place, (start, end)) in list.arguments.into_iter().enumerate() {
            let argument = &code[start..end];
            let is_text = texts.iter().any(|text| text.start == start);
            let is_function =
                argument.contains("=>") || argument.starts_with("function") || argument.contains(".bind(");
            let is_called = argument.ends_with(if is_timer { ")" } else { "()" });
            if is_called && (place == 0 || !is_timer) && !is_function && !is_text {
                edits.put_in(start..start, &["() => "]);
                // Without brackets it is the function itself.
                if let Some(function) = argument.strip_suffix("()") {
                    edits.put_in(start..end, &[function]);
                }
            }
        }
    }
    kinds(edits, code, operands);
    edits.turn(Rule::KnownScriptLines);
    lines::lines(edits, code, language, operands);
    certain::certain(edits, marked, code, language);
    calls::calls(edits, marked, code, operands);
    edits.turn(Rule::KnownScriptDocuments);
    documents::documents(edits, marked, code);
    flow::flow(edits, marked, code);
    edits.turn(Rule::KnownScript);
    objects(edits, code, language);
    own_method(edits, marked, code, OWN_METHODS);
    for (at, text) in code.match_indices("typeof ") {
        for (sign, end) in
            [(" === undefined", 14), (" !== undefined", 14), (" == undefined", 13), (" != undefined", 13)]
        {
            let rest = &code[at + text.len()..];
            if let Some(found) = rest.find(sign).filter(|found| !rest[..*found].contains(' ')) {
                let stop = at + text.len() + found + end;
                edits.put_in(stop - "undefined".len()..stop, &["\"undefined\"", "'undefined'"]);
            }
        }
    }
    let is_type = code.trim_start().trim_start_matches("export ").starts_with("type ");
    if let Some((_, kinds)) = code.split_once(" = ").filter(|(_, kinds)| is_type && kinds.starts_with('"')) {
        edits.put_in(code.len() - kinds.len()..code.len(), &[&kinds.replace("\", \"", "\" | \"")]);
    }
}

/// What `typeof` gives is a text, and an empty list is none that is already there.
fn kinds(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (at, word) in code.match_indices("typeof ") {
        for sign in [" === ", " !== ", " == ", " != "] {
            let Some((value, kind)) = code[at + word.len()..].split_once(sign) else { continue };
            // What is compared may be something behind that.
            if value.contains(' ') {
                continue;
            }
            let kind = kind.trim_start();
            let name = first_word(kind);
            let start = code.len() - kind.len();
            if ["string", "number", "boolean", "function", "object", "bigint", "symbol"].contains(&name) {
                edits.put_in(start..start + name.len(), &[&format!("\"{name}\""), &format!("'{name}'")]);
            }
            for text in ["\"array\"", "'array'"] {
                if kind.starts_with(text) {
                    let no = if sign.contains('!') { "!" } else { "" };
                    edits.put_in(at..start + text.len(), &[&format!("{no}Array.isArray({value})")]);
                }
            }
        }
    }
    for (sign, length) in [(" === ", " === 0"), (" !== ", " > 0"), (" == ", " === 0"), (" != ", " > 0")] {
        for operand in operands {
            let value = &code[operand.clone()];
            for (empty, made) in
                [("[]", format!("{value}.length")), ("{}", format!("Object.keys({value}).length"))]
            {
                if code[operand.end..].strip_prefix(sign).is_some_and(|rest| rest.starts_with(empty)) {
                    edits.put_in(
                        operand.start..operand.end + sign.len() + empty.len(),
                        &[&format!("{made}{length}")],
                    );
                }
            }
        }
    }
    // The last one.
    for operand in operands {
        let value = &code[operand.clone()];
        if let Some(list) = value.strip_suffix("[-1]").filter(|list| !list.contains('[')) {
            edits
                .put_in(operand.clone(), &[&format!("{list}.at(-1)"), &format!("{list}[{list}.length - 1]")]);
        }
    }
}

/// Functions that give back what their callers have no use for: a truth instead of an order, or nothing.
fn callbacks(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let lists = argument_lists(code, false);
    // The innermost call whose brackets hold a place: where they open and close.
    let call_at = |at: usize| {
        let mut calls = lists.iter().filter(|list| code[..list.start - 1].ends_with(is_part));
        calls.find_map(|list| {
            let end = list.arguments.last()?.1;
            (list.start..end).contains(&at).then_some(list.start..end)
        })
    };
    // An order is a number.
    for (arrow, _) in code.match_indices("=>") {
        let sorts =
            |call: &Range<usize>| [".sort(", ".toSorted("].iter().any(|it| code[..call.start].ends_with(it));
        let Some(call) = call_at(arrow).filter(sorts) else { continue };
        for sign in [" < ", " > "] {
            // A choice or a condition gives the number itself.
            let is_choice = |range: &Range<usize>| {
                code[range.end..].trim_start_matches(')').starts_with(" ?")
                    || code[..range.start].ends_with("if (")
            };
            let is_order =
                |range: &Range<usize>| range.start > arrow && call_at(range.start).as_ref() == Some(&call);
            let pairs = sides(code, operands, sign).into_iter();
            for (range, a, b) in pairs.filter(|(range, ..)| is_order(range) && !is_choice(range)) {
                edits.put_in(range, &[&format!("{a} - {b}"), &format!("{b} - {a}")]);
            }
        }
    }
    // A block gives nothing back by itself.
    for (at, arrow) in code.match_indices("=> {") {
        let is_asked =
            call_at(at).is_some_and(|call| GIVES_BACK.iter().any(|it| code[..call.start].ends_with(it)));
        let start = at + arrow.len();
        let Some(end) = code[start..].find('}').map(|end| start + end).filter(|_| is_asked) else { continue };
        let inner = code[start..end].trim().trim_end_matches(';');
        let is_value = !inner.is_empty()
            && !inner.contains(['\n', ';', '{'])
            && ![" = ", "return", "throw", "if ", "+=", "++"].iter().any(|word| inner.contains(word));
        if is_value && code[end + 1..].starts_with([')', ',']) {
            edits.put_in(at..end + 1, &[&format!("=> {inner}")]);
        }
    }
}

/// `=> ({ a: b })` for braces that make a block.
fn objects(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    for (at, arrow) in code.match_indices("=> {") {
        let open = at + arrow.len() - 1;
        let Some(close) = code[open..].find('}').map(|close| open + close) else { continue };
        let inner = code[open + 1..close].trim();
        let is_object = inner.split(',').all(|part| {
            let part = part.trim();
            let name = first_word(part);
            let rest = &part[name.len()..];
            name.starts_with(is_part) && (rest.is_empty() || rest.starts_with(": "))
        });
        let is_type = language == Language::TypeScript && (is_of_type(&code[..at]) || has_types(inner));
        if is_object && !is_type && inner.contains([':', ',']) && !inner.contains(['{', ';']) {
            edits.put_in(open..close + 1, &[&format!("({})", &code[open..=close])]);
        }
    }
}

/// Whether the arrow behind this is of a function's type: behind a colon, or in a line that names a type.
fn is_of_type(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_named = line.trim_start().trim_start_matches("export ").starts_with("type ");
    let mut before = line.trim_end();
    // What it gives back may stand in front of it.
    if let Some((parameters, kind)) = before.rsplit_once("): ")
        && !kind.contains([')', '='])
    {
        before = &before[..=parameters.len()];
    }
    let start = if before.ends_with(')') {
        let mut depth = 0_usize;
        let open = before.char_indices().rev().find(|(_, letter)| {
            match letter {
                ')' => depth += 1,
                '(' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        open.map_or(0, |(at, _)| at)
    } else {
        before.trim_end_matches(is_part).len()
    };
    is_named || before[..start].trim_end().ends_with(':')
}

/// Whether all that names between braces stand for are types.
fn has_types(inner: &str) -> bool {
    const OWN: [&str; 10] =
        ["any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown", "void"];
    inner.split(',').all(|part| {
        part.split_once(": ").is_some_and(|(_, kind)| {
            let name = first_word(kind);
            OWN.contains(&name) || (name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase))
        })
    })
}
