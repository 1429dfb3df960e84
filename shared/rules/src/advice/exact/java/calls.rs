//! Calls with other arguments than a method of Java's takes.

use std::ops::Range;

use super::super::{Rewrites, between, calls_of, exchange};
use crate::{
    language::Language::Java,
    lexical,
    names::first_word,
    outline::{
        java::{parameters, type_of, type_of_value},
        line::Line,
    },
};

/// Most ways to order the arguments of one call.
const MOST_ARGUMENTS: usize = 5;

type Call = (Range<usize>, Vec<Range<usize>>, usize);

/// Gives a call the arguments that a method takes.
pub(super) fn apply(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let name = ["method found for ", "constructor found for ", "method ", "constructor "]
        .iter()
        .find_map(|word| said.split_once(word))
        .map(|(_, rest)| first_word(rest));
    let Some(name) = name.filter(|name| !name.is_empty()) else { return };
    let types = between(said, &format!("{name}("), ")").map(|list| lexical::types(list, Java));
    let takes = parameters(line, name);
    // An enumeration's constants call its constructor without naming it.
    let called = if said.contains(" in enum ") { first_word(code) } else { name };
    for call in calls_of(code, called) {
        of_library(edits, code, name, &call);
        if let Some(types) = types.as_ref().filter(|types| types.len() == call.1.len()) {
            of_types(edits, code, types, &call);
        }
        for parameters in &takes {
            declared(edits, line, parameters, &call);
        }
        if takes.is_empty() && code[..call.0.start].ends_with("new ") {
            let start = call.0.start - "new ".len();
            for method in ["of", "getInstance", "valueOf", "parse"] {
                edits.put_in(start..call.0.end, &[&format!("{name}.{method}")]);
            }
        }
        if takes.is_empty() && call.1.len() > 1 && call.1.len() < MOST_ARGUMENTS {
            for at in 0..call.1.len() {
                exchange(edits, code, &call.1, at);
            }
        }
    }
}

/// What methods of the library take that are often given less.
fn of_library(edits: &mut Rewrites<'_>, code: &str, name: &str, (callee, arguments, start): &Call) {
    let end = arguments.last().map_or(*start, |last| last.end);
    let more: &[&str] = match (name, arguments.len()) {
        ("merge", 2) => &[", Integer::sum"],
        ("getOrDefault", 1) => &[", 0", ", \"\"", ", null"],
        ("digit", 1) => &[", 10"],
        ("charAt", 0) => &["0"],
        ("split", 0) => &["\" \"", "\",\""],
        ("setScale", 1) | ("divide", 2) => &[", RoundingMode.HALF_UP"],
        ("toArray", 0) => &["new String[0]"],
        _ => &[],
    };
    edits.put_in(end..end, more);
    if name == "length" && arguments.len() == 1 {
        edits.put_in(callee.end - name.len()..callee.end, &["setLength"]);
    }
    let [argument] = arguments.as_slice() else { return };
    let text = &code[argument.clone()];
    // What makes an error is called when one is needed.
    let is_lazy = name.ends_with("OrElseThrow")
        || matches!(name, "orElseThrow" | "orElseGet" | "requireNonNullElseGet");
    if is_lazy && !text.starts_with("()") {
        edits.put_in(argument.start..argument.start, &["() -> "]);
    }
    if name == "allOf" || name == "anyOf" {
        edits.put_in(
            argument.clone(),
            &[
                &format!("{text}.toArray(new CompletableFuture[0])"),
                &format!("{text}.toArray(new CompletableFuture<?>[0])"),
            ],
        );
    }
    if matches!(
        name,
        "unmodifiableSet"
            | "unmodifiableCollection"
            | "unmodifiableList"
            | "min"
            | "max"
            | "addAll"
            | "copyOf"
    ) && text.ends_with(|last: char| last.is_alphanumeric())
    {
        let views =
            if name.ends_with("Set") { [".keySet()", ".entrySet()"] } else { [".values()", ".keySet()"] };
        edits.put_in(argument.end..argument.end, &views);
    }
    if name == "println" && arguments.len() > 1 {
        edits.put_in(callee.end - name.len()..callee.end, &["printf"]);
    }
}

/// One argument made of another, by the types that a message says are given.
fn of_types(edits: &mut Rewrites<'_>, code: &str, types: &[&str], (callee, arguments, _): &Call) {
    let owner = code[callee.clone()].rsplit_once('.').map_or("", |(owner, _)| owner);
    for (argument, kind) in arguments.iter().zip(types) {
        let text = &code[argument.clone()];
        let mut put = |made: &str| edits.put_in(argument.clone(), &[&made.replace('$', text)]);
        match first_word(kind) {
            "char" => put("String.valueOf($)"),
            "int" | "long" | "double"
                if owner != "String"
                    && text.starts_with(|it: char| it.is_alphanumeric())
                    && !matches!(*kind, "char") =>
            {
                put("BigDecimal.valueOf($)");
            }
            "Map" => {
                put("$.values()");
                put("$.keySet()");
                put("$.entrySet()");
            }
            "Collection" if text.ends_with(".values()") => put(&text.replace(".values()", ".keySet()")),
            _ => {}
        }
        // What is asked of a class is a method of each of its objects.
        if let Some((class, method)) = text.strip_suffix("()").and_then(|call| call.split_once('.'))
            && class.starts_with(char::is_uppercase)
            && !method.contains(['.', '('])
        {
            edits.put_in(argument.clone(), &[&format!("{class}::{method}")]);
        }
    }
    if let [one, two] = arguments.as_slice()
        && code[callee.clone()].ends_with("println")
    {
        edits.put_in(one.end..two.start, &[" + ", " + \" \" + "]);
    }
}

/// The arguments that the document says a method takes.
fn declared(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    parameters: &[(&str, &str)],
    (_, arguments, start): &Call,
) {
    let code = line.code;
    let kinds: Vec<Option<String>> =
        arguments.iter().map(|it| type_of_value(line, &code[it.clone()])).collect();
    let fits = |at: usize, parameter: usize| {
        let text = arguments.get(at).map(|it| &code[it.clone()]).unwrap_or_default();
        parameters.get(parameter).is_some_and(|(kind, name)| {
            text == *name
                || kinds.get(at).and_then(Option::as_deref).is_none_or(|given| is_taken(given, kind))
        })
    };
    let n_fit = |of: &dyn Fn(usize) -> usize| (0..arguments.len()).filter(|at| fits(*at, of(*at))).count();
    if parameters.len() == arguments.len() + 1 {
        // Where the one that is missing fits best.
        let scores: Vec<usize> =
            (0..parameters.len()).map(|gap| n_fit(&|at| if at < gap { at } else { at + 1 })).collect();
        let best = scores.iter().max().copied().unwrap_or_default();
        for (gap, _) in scores.iter().enumerate().filter(|(_, score)| **score == best) {
            let Some((kind, name)) = parameters.get(gap) else { continue };
            let mut values: Vec<&str> = Vec::new();
            let is_in_scope = type_of(line, name).is_some_and(|own| own == *kind)
                && line.above.contains(&format!(" {name}"));
            if is_in_scope {
                values.push(name);
            }
            values.extend(usual_values(kind));
            for value in values {
                match arguments.get(gap) {
                    Some(next) => edits.put_in(next.start..next.start, &[&format!("{value}, ")]),
                    None if arguments.is_empty() => edits.put_in(*start..*start, &[value]),
                    None => {
                        let end = arguments.last().map_or(*start, |last| last.end);
                        edits.put_in(end..end, &[&format!(", {value}")]);
                    }
                }
            }
        }
    } else if arguments.len() == parameters.len() + 1 {
        let scores: Vec<usize> = (0..arguments.len())
            .map(|gap| {
                (0..arguments.len())
                    .filter(|at| *at != gap && fits(*at, if *at < gap { *at } else { at - 1 }))
                    .count()
            })
            .collect();
        let best = scores.iter().max().copied().unwrap_or_default();
        for (gap, _) in scores.iter().enumerate().filter(|(_, score)| **score == best) {
            let part = match (
                gap.checked_sub(1).and_then(|at| arguments.get(at)),
                arguments.get(gap),
                arguments.get(gap + 1),
            ) {
                (Some(last), Some(own), _) => last.end..own.end,
                (None, Some(own), Some(next)) => own.start..next.start,
                (None, Some(own), None) => own.clone(),
                _ => continue,
            };
            edits.put_in(part, &[""]);
        }
    } else if arguments.len() == parameters.len() && arguments.len() > 1 {
        for at in (0..arguments.len()).filter(|at| !fits(*at, *at)) {
            exchange(edits, code, arguments, at);
        }
    }
}

/// Whether a value of one type may be given for another.
fn is_taken(given: &str, kind: &str) -> bool {
    let is_number = |kind: &str| ["byte", "short", "int", "long", "float", "double"].contains(&kind);
    // Of classes little is known.
    let is_open = |kind: &str| kind.starts_with(char::is_uppercase) && kind != "String";
    given == kind
        || (is_number(given) && is_number(kind) && !(given == "double" && kind != "double"))
        || (is_open(kind) && is_open(given))
        || kind.len() == 1
}

/// What is given where nothing is.
fn usual_values(kind: &str) -> &'static [&'static str] {
    match kind {
        "int" | "short" | "byte" => &["0", "1"],
        "long" => &["0", "0L"],
        "double" | "float" => &["0.0", "1.0", "0"],
        "boolean" => &["false", "true"],
        "String" => &["\"\"", "null"],
        "char" => &["' '"],
        _ => &["null"],
    }
}
