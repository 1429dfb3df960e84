//! Forms that are nearly Java's, where javac expects something else.

use super::super::Rewrites;
use crate::{
    language::Language::Java,
    lexical::texts,
    names::{first_word, is_part, last_word},
    outline::{
        java::{method_around, result_of},
        line::{Line, indentation},
    },
    words::is_name,
};

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| said.contains(phrase));
    let start = indentation(code);
    let mut swap = |from: &str, to: &[&str]| {
        for (at, _) in code.match_indices(from) {
            if !(from.starts_with(is_part) && code[..at].ends_with(is_part)) {
                edits.put_in(at..at + from.len(), to);
            }
        }
    };
    if says(&["illegal start of expression"]) {
        swap("throws ", &["throw "]);
        swap("({", &["(new int[] {", "(new String[] {", "(List.of("]);
        swap(" => ", &[" -> ", " >= "]);
        swap(" ?? ", &[" ? null : "]);
        swap("return new ", if code.contains("Exception(") { &["throw new "] } else { &[] });
    }
    if says(&["expected"]) {
        swap(") throw ", &[") throws "]);
    }
    if says(&["text block"]) {
        swap("\"\"\"", &["\"\\\"\"", "\"\""]);
    }
    if said.starts_with("'[' expected") {
        for kind in ["int", "long", "double", "boolean", "char", "byte", "String"] {
            for (at, text) in code.match_indices(&format!("new {kind}(")) {
                if let Some(close) = code[at..].rfind(')').map(|close| at + close) {
                    let open = at + text.len();
                    edits.put_in(open - 1..close + 1, &[&format!("[{}]", &code[open..close])]);
                }
            }
        }
    } else if says(&["'(' or '[' expected"]) {
        for (at, word) in code.match_indices("new ") {
            let rest = &code[at + word.len()..];
            let behind = rest.trim_start_matches(|it| is_part(it) || "<>.,? ".contains(it));
            let name = rest[..rest.len() - behind.len()].trim_end();
            let stop = at + word.len() + name.len();
            edits.put_in(stop..stop, &["()"]);
            if name.starts_with(char::is_lowercase) {
                edits.put_in(at..at + word.len(), &[""]);
            }
        }
    } else if says(&["'(' expected"]) {
        for word in ["synchronized ", "while ", "if ", "switch ", "for "] {
            let end = code.rfind(" {").unwrap_or(start);
            if let Some(inner) = code[start..]
                .strip_prefix(word)
                .map(|rest| code.len() - rest.len())
                .filter(|inner| *inner < end)
            {
                edits.put_in(inner..end, &[&format!("({})", &code[inner..end])]);
            }
        }
    } else if says(&["']' expected"]) {
        for (at, sign) in code.match_indices(", ") {
            let before = &code[..at];
            if before.matches('[').count() > before.matches(']').count() {
                edits.put_in(at..at + sign.len(), &["]["]);
            }
        }
    }
    if says(&["')' expected", "')' or ',' expected", "';' expected"]) {
        joined(edits, code);
    }
    records(edits, code, said);
    if says(&["illegal start of expression"]) {
        powers(edits, code);
        made(edits, line);
    }
    // A lambda's brace stands behind its arrow.
    for (at, sign) in code.match_indices("({ ") {
        if let Some((name, rest)) =
            code[at + sign.len()..].split_once(" ->").filter(|(name, _)| name.chars().all(is_part))
        {
            edits.put_in(at..code.len() - rest.len(), &[&format!("({name} -> {{")]);
        }
    }
    if says(&["<identifier> expected"]) {
        // A type is named once: `int a = 1, int b = 2`.
        let kind = first_word(code);
        for (at, text) in code.match_indices(&format!(", {kind} ")) {
            edits.put_in(at..at + text.len(), &[", "]);
        }
        if code.contains("catch (") {
            edits.put_in(0..code.len(), &[&code.replace(" || ", " | ").replace(", ", " | ")]);
            if let Some(close) =
                code.rfind(") {").filter(|close| last_word(&code[..*close]).starts_with(char::is_uppercase))
            {
                edits.put_in(close..close, &[" e"]);
            }
        }
    }
}

/// `a * a` for `a ** 2`.
fn powers(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sign) in code.match_indices(" ** ") {
        let start = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
        let base = &code[start..at];
        let rest = &code[at + sign.len()..];
        let exponent = first_word(rest);
        if base.is_empty() || exponent.is_empty() {
            continue;
        }
        let whole = start..at + sign.len() + exponent.len();
        if exponent == "2" {
            edits.put_in(whole.clone(), &[&format!("{base} * {base}")]);
        }
        edits.put_in(whole, &[&format!("Math.pow({base}, {exponent})")]);
    }
}

/// `new ArrayList<>()` for `[]`, and the like for what is declared.
fn made(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (sign, begin) in [("[]", " = "), ("{}", " = "), ("[]", "return "), ("{}", "return ")] {
        let Some(at) = code.find(&format!("{begin}{sign};")).map(|at| at + begin.len()) else { continue };
        let kind = if begin == " = " {
            code.trim_start()
        } else {
            method_around(line).and_then(result_of).unwrap_or_default()
        };
        let modifiers = ["private ", "public ", "protected ", "static ", "final "];
        let mut kind = kind;
        while let Some(rest) = modifiers.iter().find_map(|word| kind.strip_prefix(word)) {
            kind = rest;
        }
        let classes: &[&str] = match first_word(kind) {
            "List" | "Collection" | "ArrayList" => &["new ArrayList<>()", "List.of()"],
            "Map" | "HashMap" => &["new HashMap<>()", "new TreeMap<>()", "new LinkedHashMap<>()"],
            "Set" | "HashSet" => &["new HashSet<>()", "new TreeSet<>()"],
            "Deque" | "Queue" => &["new ArrayDeque<>()"],
            _ => &[],
        };
        edits.put_in(at..at + sign.len(), classes);
    }
}

/// Texts and values are joined by a sign.
fn joined(edits: &mut Rewrites<'_>, code: &str) {
    for text in texts(code, Java).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
        let (before, after) = (&code[..text.start], &code[text.end..]);
        if after.strip_prefix(' ').is_some_and(|rest| is_name(first_word(rest))) {
            edits.put_in(text.end..text.end, &[" +"]);
        }
        if before.strip_suffix(' ').is_some_and(|rest| is_name(last_word(rest)) || rest.ends_with(')')) {
            edits.put_in(text.start..text.start, &["+ "]);
        }
    }
}

/// Heads of records, enumerations and annotations.
fn records(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    if !said.contains("expected") {
        return;
    }
    let end = code.trim_end().len();
    if let Some(at) = code.find("record ") {
        if code[..end].ends_with(");") {
            edits.put_in(end - 1..end, &[" {}", " {"]);
        }
        let inner = code[at..].find('(').map(|open| at + open);
        if let Some(open) = inner.filter(|open| code[*open..].contains("; ")) {
            edits.put_in(open..code.len(), &[&code[open..].replace("; ", ", ")]);
        }
    }
    if let Some(at) = code.find("class ").filter(|at| !code[..*at].ends_with(is_part)) {
        let name = first_word(&code[at + "class ".len()..]);
        if code[at + "class ".len() + name.len()..].starts_with('(') {
            edits.put_in(at..at + "class".len(), &["record"]);
        }
    }
    if code.contains("enum ") {
        edits.put_in(0..code.len(), &[&code.replacen(" = {", " {", 1)]);
    }
    if let Some((at, sign)) = code.match_indices("() = ").next() {
        edits.put_in(at..at + sign.len(), &["() default "]);
    }
}
