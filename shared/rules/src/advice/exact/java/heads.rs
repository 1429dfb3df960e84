//! Heads of methods and classes, and what javac misses or finds twice between them: a name that overrides nothing, a call of the
//! constructor above, an exception that is caught already, a case that runs on.

use super::super::{Rewrites, alike, between};
use crate::{
    language::Language::Java,
    lexical,
    names::{first_word, is_part, last_word, names},
    outline::{
        java::{class_around, parameters},
        line::{Line, indentation},
    },
};

/// Methods of the library that classes override.
const OVERRIDDEN: [&str; 28] = [
    "equals",
    "hashCode",
    "toString",
    "compareTo",
    "compare",
    "clone",
    "finalize",
    "run",
    "call",
    "get",
    "accept",
    "apply",
    "test",
    "iterator",
    "hasNext",
    "next",
    "remove",
    "close",
    "size",
    "isEmpty",
    "removeEldestEntry",
    "initialValue",
    "getMessage",
    "read",
    "write",
    "flush",
    "actionPerformed",
    "uncaughtException",
];
/// Interfaces, the method that each asks for, and whether it takes what it is of.
const INTERFACES: [(&str, &str, bool); 8] = [
    ("Comparable", "compareTo", true),
    ("Comparator", "compare", true),
    ("Consumer", "accept", true),
    ("Predicate", "test", true),
    ("Runnable", "run", false),
    ("AutoCloseable", "close", false),
    ("Iterable", "iterator", false),
    ("Iterator", "hasNext", false),
];
/// Words in front of what a head declares.
const MODIFIERS: [&str; 8] =
    ["public ", "protected ", "private ", "abstract ", "final ", "default ", "synchronized ", "native "];

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let start = indentation(code);
    if said.contains("does not override") {
        overridden(edits, line, said);
    }
    if said.contains("referenced from a static context") && !code.contains("static ") {
        let mut at = start;
        while let Some(word) = MODIFIERS.iter().take(3).find(|word| code[at..].starts_with(**word)) {
            at += word.len();
        }
        edits.put_in(at..at, &["static "]);
    }
    if said.contains("already been caught") {
        caught(edits, code);
    }
    let end = code.trim_end().len();
    if (said.contains("fall-through") || said.contains("fallthrough")) && code[..end].ends_with(';') {
        edits.put_in(end..end, &[&format!("{}{}break;", line_end(code), &code[..start])]);
    }
    if said.contains("effectively final") {
        let copies = line.above.rmatch_indices("final ").take(4).filter_map(|(at, word)| {
            let (declared, rest) = line.above[at + word.len()..].split_once(" = ")?;
            let value = rest.split(';').next()?;
            let is_copy = value.chars().all(is_part) && !declared.contains('\n');
            is_copy.then(|| (value, last_word(declared)))
        });
        for (value, copy) in copies {
            rename(edits, code, value, copy);
        }
    }
}

/// One name for another, wherever it stands.
fn rename(edits: &mut Rewrites<'_>, code: &str, from: &str, to: &str) {
    let mut whole = code.to_owned();
    let places: Vec<usize> = names(code).filter(|(_, name)| *name == from).map(|(at, _)| at).collect();
    for at in places.into_iter().rev().filter(|at| !code[..*at].ends_with('.')) {
        whole.replace_range(at..at + from.len(), to);
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// How the marked lines end theirs.
fn line_end(code: &str) -> &'static str {
    if code.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// The name of what is overridden, or the interface that asks for it.
fn overridden(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    if let Some(at) = code.find("class ").filter(|at| !code[..*at].ends_with(is_part)) {
        let class = first_word(&code[at + "class ".len()..]);
        let end = code.rfind('{').map_or(code.trim_end().len(), |open| code[..open].trim_end().len());
        for (interface, method, takes) in INTERFACES {
            let Some((_, rest)) = line.below.split_once(&format!(" {method}(")) else { continue };
            let kind = first_word(rest.trim_start_matches("final "));
            let kind = if kind.is_empty() || kind == "Object" { class } else { kind };
            let own = if takes { format!("{interface}<{kind}>") } else { interface.to_owned() };
            if !code.contains(interface) {
                let word = if code.contains(" implements ") { ", " } else { " implements " };
                edits.put_in(end..end, &[&format!("{word}{own}")]);
            }
        }
        return;
    }
    let Some((before, _)) = code.split_once('(') else { return };
    let name = last_word(before);
    let at = before.len() - name.len()..before.len();
    if name.is_empty() {
        return;
    }
    // What is asked for by name.
    let asked = between(said, "abstract method ", "(");
    let own = line.document.lines().filter_map(|text| {
        let head = text.trim();
        let is_head = head.ends_with(';') && !head.contains('=') && head.contains('(');
        let (before, _) = head.split_once('(').filter(|_| is_head)?;
        before.contains(' ').then(|| last_word(before))
    });
    for other in alike(name, asked.into_iter().chain(own).chain(OVERRIDDEN)) {
        edits.put_in(at.clone(), &[other]);
    }
    if let Some(asked) = asked.filter(|asked| *asked != name) {
        edits.put_in(at, &[asked]);
    }
}

/// Two blocks that catch in the other order.
fn caught(edits: &mut Rewrites<'_>, code: &str) {
    let heads: Vec<usize> = code.match_indices("} catch (").map(|(at, _)| at).collect();
    let &[one, two] = heads.as_slice() else { return };
    let start = code[..one].rfind('\n').map_or(0, |at| at + 1);
    let middle = code[..two].rfind('\n').map_or(0, |at| at + 1);
    if start < middle && code[start..one].trim().is_empty() && code.ends_with('\n') {
        edits.put_in(start..code.len(), &[&[&code[middle..], &code[start..middle]].concat()]);
    }
}

/// The import of a class that is not found, in the order of the alphabet.
pub(super) fn import(edits: &mut Rewrites<'_>, code: &str, said: &str, home: Option<&str>) {
    let Some(class) =
        between(said, "symbol: class ", ",").or_else(|| said.split_once("class ").map(|(_, it)| it))
    else {
        return;
    };
    let class = first_word(class.trim());
    let Some(home) = home.filter(|_| !class.is_empty() && !code.contains(&format!(".{class};"))) else {
        return;
    };
    let new = format!("import {home}.{class};");
    let end = line_end(code);
    let first = code.trim();
    if first.starts_with("import ") && !first.starts_with("import static") {
        let start = indentation(code);
        let own = format!("{new}{end}");
        if new.as_str() < first {
            edits.put_in(start..start, &[&own]);
        }
        let stop = code.trim_end().len();
        edits.put_in(stop..stop, &[&format!("{end}{new}")]);
    } else if first.starts_with("package ") {
        let stop = code.trim_end().len();
        edits.put_in(stop..stop, &[&format!("{end}{end}{new}")]);
    }
}

/// The class of a message that it is not found.
pub(super) fn missing_class(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("class ")?;
    Some(first_word(rest)).filter(|name| name.starts_with(char::is_uppercase))
}

/// A constructor calls the one of the class above with what it is given: `super(a, b);`.
pub(super) fn constructed(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let Some(class) = said.split_once("constructor ").map(|(_, rest)| first_word(rest)) else { return };
    if !said.contains("no arguments") && !said.contains("found:    no") {
        return;
    }
    let wanted: Vec<Vec<(&str, &str)>> = parameters(line, class);
    let own = class_around(line).map(|own| parameters(line, own)).unwrap_or_default();
    let start = indentation(code);
    for list in wanted.iter().filter(|list| !list.is_empty()) {
        let takes = |given: &&Vec<(&str, &str)>| list.iter().all(|wanted| given.contains(wanted));
        if own.iter().any(|given| takes(&given)) {
            let arguments = list.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ");
            let call = format!("super({arguments});");
            if code.trim_end().ends_with('{') {
                let stop = code.trim_end().len();
                let deeper = if code.starts_with('\t') { "\t" } else { "    " };
                edits.put_in(stop..stop, &[&format!("{}{}{deeper}{call}", line_end(code), &code[..start])]);
            } else {
                edits.put_in(start..start, &[&format!("{call}{}{}", line_end(code), &code[..start])]);
            }
        }
    }
}

/// What has no name of its own of the library: the variable's method that does it, `Math.pow` for `pow`.
pub(super) fn called(edits: &mut Rewrites<'_>, line: &Line<'_>, kind_of: impl Fn(&str) -> Option<String>) {
    let code = line.code;
    for (at, name) in names(code) {
        let end = at + name.len();
        let is_call = code[end..].starts_with('(')
            && !code[..at].ends_with(['.', ':'])
            && !code[..at].ends_with("new ");
        if !is_call {
            continue;
        }
        if let Some(kind) = kind_of(name) {
            let method = match first_word(&kind) {
                "Runnable" => "run",
                "Callable" => "call",
                "Predicate" | "BiPredicate" | "IntPredicate" => "test",
                "Consumer" | "BiConsumer" | "IntConsumer" => "accept",
                "Function" | "BiFunction" | "UnaryOperator" | "BinaryOperator" | "IntFunction" => "apply",
                "IntUnaryOperator" | "IntBinaryOperator" | "ToIntFunction" => "applyAsInt",
                "Comparator" => "compare",
                "Supplier" | "Map" | "HashMap" | "TreeMap" | "List" | "ArrayList" => "get",
                "String" => "charAt",
                _ => continue,
            };
            edits.put_in(end..end, &[&format!(".{method}")]);
            continue;
        }
        for (class, methods) in [
            (
                "Math",
                "abs ceil cos exp floor hypot log log10 max min pow random round sin sqrt tan floorMod cbrt signum",
            ),
            ("System.out", "println print printf"),
            ("Arrays", "asList fill copyOf copyOfRange stream binarySearch deepToString"),
            ("Collections", "reverse shuffle swap unmodifiableList emptyList reverseOrder frequency"),
            ("Integer", "parseInt toBinaryString toHexString bitCount"),
            ("Double", "parseDouble"),
            ("Long", "parseLong"),
            ("Objects", "requireNonNull hash equals nonNull isNull"),
            (
                "Character",
                "isDigit isLetter isLetterOrDigit isWhitespace isUpperCase isLowerCase getNumericValue",
            ),
            ("Thread", "sleep currentThread"),
            ("String", "format join valueOf"),
            ("Collectors", "toList toSet toMap joining groupingBy counting"),
            ("System", "currentTimeMillis nanoTime arraycopy exit"),
        ] {
            if methods.split(' ').any(|method| method == name) {
                edits.put_in(at..at, &[&format!("{class}.")]);
            }
        }
    }
}

/// One more of what is given already, where a constructor takes so many: `super(a, a)` for `super(a)`.
pub(super) fn given_twice(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let start = indentation(code);
    let called = first_word(&code[start..]);
    if !matches!(called, "super" | "this") {
        return;
    }
    let Some(class) = said.split_once("constructor ").map(|(_, rest)| first_word(rest)) else { return };
    let Some((_, inner)) = code.split_once('(') else { return };
    let Some(close) = inner.rfind(')') else { return };
    let open = code.len() - inner.len();
    let given = lexical::types(&inner[..close], Java);
    let own: Vec<Vec<(&str, &str)>> = class_around(line).map(|own| parameters(line, own)).unwrap_or_default();
    for wanted in parameters(line, class) {
        // By name, as far as the constructor has them itself.
        let by_name: Vec<&str> = wanted
            .iter()
            .filter(|(_, name)| own.iter().flatten().any(|(_, other)| other == name))
            .map(|(_, name)| *name)
            .collect();
        if by_name.len() == wanted.len() && !wanted.is_empty() {
            edits.put_in(open..open + close, &[&by_name.join(", ")]);
        }
        if let [only] = given.as_slice()
            && wanted.len() == 2
        {
            edits.put_in(open..open + close, &[&format!("{only}, {only}")]);
        }
    }
}
