//! What messages ask for in Java.

use std::ops::Range;

use super::{Comparison, compare, indices, made_already, replace, split_call};
use crate::{
    known::chained,
    language::Language::Java,
    names::{first_word, is_part, names},
    rewrites::Rewrites,
    synonyms,
};

const OF_OBJECTS: &[Comparison] = &[
    (" < ", &[(".compareTo(", ") < 0"), (".isBefore(", ")")]),
    (" > ", &[(".compareTo(", ") > 0"), (".isAfter(", ")")]),
    (" <= ", &[(".compareTo(", ") <= 0")]),
    (" >= ", &[(".compareTo(", ") >= 0")]),
    (" + ", &[(".add(", ")"), (".plus(", ")")]),
    (" - ", &[(".subtract(", ")"), (".minus(", ")")]),
    (" * ", &[(".multiply(", ")"), (".multiply(BigDecimal.valueOf(", "))")]),
    (" / ", &[(".divide(", ")")]),
];

pub(super) fn of_java(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    of_names(edits, code, message, operands, says);
    if says(&["array required, but"]) {
        let method = if says(&["but string found"]) { "charAt" } else { "get" };
        for (open, close) in indices(code) {
            edits.put_in(open..close + 1, &[&format!(".{method}({})", &code[open + 1..close])]);
        }
        replace(edits, code, ".length", &[".size()", ".length()"]);
    }
    if says(&["optional<"]) {
        for operand in operands {
            edits.put_in(operand.end..operand.end, &[".orElseThrow()", ".get()", ".orElse(null)"]);
        }
    }
    if says(&["bad operand types"]) {
        compare(edits, code, operands, OF_OBJECTS);
    }
    if says(&["int cannot be dereferenced", "cannot be dereferenced"]) {
        for (range, a, b) in
            operands.iter().filter_map(|operand| split_call(code, operand.clone(), ".equals("))
        {
            edits.put_in(range, &[&format!("{a} == {b}")]);
        }
        replace(edits, code, ".length()", &[".length"]);
    }
    if says(&["final variable"]) {
        replace(edits, code, "++", &[".incrementAndGet()"]);
        replace(edits, code, "--", &[".decrementAndGet()"]);
    }
    if says(&["'void' type not allowed"]) {
        for operand in operands.iter().filter(|operand| code[(*operand).clone()].ends_with("()")) {
            let call = &code[operand.clone()];
            let name = call.trim_end_matches("()");
            edits.put_in(operand.clone(), &[&format!("this::{name}"), &format!("() -> {call}")]);
        }
    }
    if says(&["symbol:   method length", "symbol:   method size"]) {
        replace(edits, code, ".length()", &[".length", ".size()"]);
        replace(edits, code, ".size()", &[".length", ".length()"]);
    }
}

/// What the compiler says of names, classes and types.
fn of_names(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["is already defined"]) {
        made_already(edits, code);
    }
    if says(&["enum switch case label"]) {
        for (at, word) in code.match_indices("case ") {
            if let Some(dot) = code[at..].find('.').map(|dot| at + dot) {
                edits.put_in(at + word.len()..dot + 1, &[""]);
            }
        }
    }
    if says(&["abstract; cannot be instantiated"]) {
        for (abstraction, class) in [
            ("Lock", "ReentrantLock"),
            ("List", "ArrayList"),
            ("Map", "HashMap"),
            ("Set", "HashSet"),
            ("Queue", "ArrayDeque"),
            ("Deque", "ArrayDeque"),
        ] {
            replace(edits, code, &format!("new {abstraction}"), &[&format!("new {class}")]);
        }
    }
    if says(&["cannot be applied to given types", "has private access", "no suitable constructor"]) {
        // What has no constructor for all is asked of the class.
        for (at, word) in code.match_indices("new ") {
            let start = at + word.len();
            let end = code.len() - code[start..].trim_start_matches(is_part).len();
            let class = &code[start..end];
            if !class.is_empty() && code[end..].starts_with('(') {
                let of = |method: &str| format!("{class}.{method}");
                edits.put_in(at..end, &[&of("of"), &of("getInstance"), &of("valueOf"), &of("parse")]);
            }
        }
    }
    if says(&["unary operator '++'", "unary operator '--'"]) {
        replace(edits, code, "++", &[".incrementAndGet()"]);
        replace(edits, code, "--", &[".decrementAndGet()"]);
    }
    if says(&["bad operand types"]) {
        chained(edits, code, operands);
    }
    if says(&["int cannot be converted to boolean"]) {
        for operand in operands {
            edits.put_in(operand.end..operand.end, &[" > 0", " != 0", " == 0"]);
        }
    }
    if says(&["cannot find symbol"]) {
        replace(edits, code, "throw ", &["throw new "]);
        // Where the tool does not say which.
        if !says(&["symbol:"]) {
            for (at, name) in names(code) {
                let end = at + name.len();
                if code[end..].starts_with('(') && code[..at].ends_with('.') {
                    for other in synonyms::synonyms_of(name) {
                        edits.put_in(at..end, &[&other]);
                    }
                    synonyms::as_written_here(edits, code, Java, at, name);
                }
            }
        }
    }
    if let Some((given, wanted)) = message
        .lines()
        .next()
        .and_then(|line| line.split_once("incompatible types: "))
        .and_then(|(_, types)| types.split_once(" cannot be converted to "))
    {
        converted(edits, code, operands, given, wanted.trim());
    }
}

/// One value made from another by what its class has for that, or declared as what it is.
fn converted(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], given: &str, wanted: &str) {
    let class = first_word(wanted);
    if class.starts_with(char::is_uppercase) && class != "String" {
        let brackets = if wanted.contains('<') { "<>" } else { "" };
        for operand in operands {
            let value = &code[operand.clone()];
            let is_number = value.starts_with(|first: char| first.is_ascii_digit());
            edits.put_in(operand.clone(), &[&format!("new {class}{brackets}({value})")]);
            if class.starts_with("Local") {
                edits.put_in(operand.end..operand.end, &[&format!(".to{class}()")]);
            }
            if class.starts_with("Big") || is_number {
                edits.put_in(operand.clone(), &[&format!("{class}.valueOf({value})")]);
            }
            if class.starts_with("Big") && (value == "0" || value == "1") {
                let name = if value == "0" { "ZERO" } else { "ONE" };
                edits.put_in(operand.clone(), &[&format!("{class}.{name}")]);
            }
        }
    }
    for operand in operands {
        let start = operand.start;
        if code[..start].ends_with(['=', ' ', '(', ',']) && !code[..start].ends_with("new ") {
            edits.put_in(start..start, &[&format!("({wanted}) ")]);
        }
    }
    // It is what it is.
    for (at, _) in code.match_indices(&format!("{wanted} ")) {
        if !code[..at].ends_with(is_part) {
            edits.put_in(at..at + wanted.len(), &[given]);
        }
    }
}
