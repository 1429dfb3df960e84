//! Mistakes of Java that are known, most of them by Error Prone or `SpotBugs`, or by what stands around the line.

mod algorithms;
mod around;
mod library;

use std::ops::Range;

use super::{REACH, numbers};
use crate::{
    arguments::argument_lists,
    language::Language::Java,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// Classes whose objects never change, and what gives another one.
const UNCHANGING: &[(&[&str], &[&str])] = &[
    (
        &["BigDecimal", "BigInteger"],
        &["add", "subtract", "multiply", "divide", "negate", "setScale", "pow", "mod", "abs"],
    ),
    (
        &["String"],
        &["trim", "strip", "toLowerCase", "toUpperCase", "replace", "replaceAll", "concat", "substring"],
    ),
    (
        &["Duration", "Instant", "LocalDate", "LocalDateTime", "LocalTime"],
        &["plus", "minus", "with", "truncatedTo"],
    ),
    (&["Predicate"], &["and", "or", "negate"]),
];
/// Calls whose text is a pattern.
const PATTERNS: [&str; 5] = ["split", "matches", "replaceAll", "replaceFirst", "compile"];

pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    operands: &[Range<usize>],
) {
    for (sign, no) in [(" == ", ""), (" != ", "!")] {
        for (range, a, b) in sides(code, operands, sign) {
            if matches!(b, "Double.NaN" | "Float.NaN") {
                edits.put_in(range, &[&format!("{no}{}.isNaN({a})", first_word(b))]);
            }
        }
    }
    // A test asks whether that is false.
    let is_test = ["assert", "expect"].iter().any(|word| code.contains(word));
    for (at, call) in code.match_indices(".equals(null)").filter(|_| !is_test) {
        let start = operands.iter().find(|it| it.start < at && it.end == at + call.len()).map(|it| it.start);
        if let Some(start) = start {
            let owner = &code[start..at];
            match code[..start].strip_suffix('!') {
                Some(before) => edits.put_in(before.len()..at + call.len(), &[&format!("{owner} != null")]),
                None => edits.put_in(start..at + call.len(), &[&format!("{owner} == null")]),
            }
        }
    }
    for (at, call) in code.match_indices("new BigDecimal(") {
        let start = at + call.len();
        let length = code[start..].find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(0);
        let number = &code[start..start + length];
        // A whole number is what it says.
        if number.contains('.') && !number.ends_with(".0") && code[start + length..].starts_with(')') {
            edits.put_in(start..start + length, &[&format!("\"{number}\"")]);
        }
    }
    for (from, to) in [(" != null & ", " != null && "), (" == null | ", " == null || ")] {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
    printed(edits, code);
    if !code.trim().contains('\n') {
        statements(edits, marked, code, operands);
        heads(edits, marked, code);
    }
    numbers::put_right(edits, code, operands, Java);
    library::put_right(edits, code, operands);
    around::put_right(edits, marked, code);
}

/// A backslash of a pattern stands twice.
pub(super) fn patterns(edits: &mut Rewrites<'_>, code: &str) {
    library::of_texts(edits, code);
    for text in texts(code, Java).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
        let call = code[..text.start].strip_suffix('(').map(last_word).unwrap_or_default();
        let inner = &code[text.start + 1..text.end - 1];
        if !PATTERNS.contains(&call) || inner.contains("\\\\") {
            continue;
        }
        let is_class = |at: usize| inner[at + 1..].starts_with(|next| "sdwSDW.+*?()[]{}|$^".contains(next));
        let backslashes: Vec<usize> = inner.match_indices('\\').map(|(at, _)| at).collect();
        if !backslashes.is_empty() && backslashes.into_iter().all(is_class) {
            edits.put_in(text.start + 1..text.end - 1, &[&inner.replace('\\', "\\\\")]);
        }
    }
}

/// What fills a text in is given behind it.
fn printed(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let &[(start, end)] = list.arguments.as_slice() else { continue };
        let call = last_word(&code[..list.start - 1]);
        let text = &code[start..end];
        if !matches!(call, "printf" | "format" | "formatted") || !text.starts_with('"') {
            continue;
        }
        let Some(close) = text[1..].find('"').map(|at| at + 1) else { continue };
        let directives = text[..close].replace("%n", "").replace("%%", "").matches('%').count();
        if let Some(value) =
            text[close + 1..].strip_prefix(" + ").filter(|value| directives == 1 && !value.contains('"'))
        {
            edits.put_in(start + close + 1..end, &[&format!(", {value}")]);
        }
    }
}

/// Statements that change nothing.
fn statements(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, operands: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let Some(statement) = code.trim().strip_suffix(';') else { return };
    let document = &marked.text[..marked.text.floor_char_boundary(REACH)];
    // A field that gets its value once has to get it.
    if let Some((declared, _)) = statement.split_once(" = ")
        && let Some((kind, name)) = declared.rsplit_once(' ')
        && is_in_constructor(marked, start)
        && let field = format!("final {kind} {name};")
        && let Some(line) = document.lines().find(|line| line.trim_end().ends_with(field.as_str()))
        && line.len() - line.trim_start().len() < start
    {
        edits.put_in(start..start + kind.len() + 1, &[""]);
    }
    if !operands.iter().any(|operand| *operand == (start..start + statement.len())) {
        return;
    }
    let Some((called, _)) = statement.split_once('(') else { return };
    let Some((owner, method)) = called.rsplit_once('.') else { return };
    // What builds something is changed, whatever its methods are called.
    if !owner.chars().all(is_part) || !owner.starts_with(char::is_lowercase) || owner.contains("uilder") {
        return;
    }
    let is_time = ["plus", "minus", "with"].iter().any(|word| {
        method.strip_prefix(word).is_some_and(|unit| {
            [
                "Days",
                "Hours",
                "Minutes",
                "Seconds",
                "Millis",
                "Months",
                "Weeks",
                "Years",
                "DayOfMonth",
                "Hour",
                "Minute",
                "Second",
                "Nano",
                "Month",
                "Year",
            ]
            .contains(&unit)
        })
    });
    let is_known = UNCHANGING.iter().any(|(_, methods)| methods.contains(&method));
    if !(is_time || is_known) || !statement.ends_with(')') {
        return;
    }
    // Others may be called so elsewhere.
    let kinds = document.match_indices(owner).filter_map(|(at, _)| {
        let before = document[..at].strip_suffix(' ')?;
        if document[at + owner.len()..].starts_with(is_part) {
            return None;
        }
        let before = before
            .strip_suffix('>')
            .map_or(before, |generic| generic.rsplit_once('<').map_or("", |(kind, _)| kind));
        Some(last_word(before)).filter(|kind| kind.starts_with(char::is_uppercase))
    });
    let kinds: Vec<&str> = kinds.collect();
    let gives = |kind: &&str| {
        UNCHANGING.iter().any(|(kinds, methods)| kinds.contains(kind) && methods.contains(&method))
    };
    if is_time || (!kinds.is_empty() && kinds.iter().all(gives)) {
        edits.put_in(start..start, &[&format!("{owner} = ")]);
    }
}

/// Whether a line that stands so far in belongs to a constructor, and to no method.
fn is_in_constructor(marked: &Marked<'_>, indentation: usize) -> bool {
    let above = marked.text[..marked.range.start].lines().rev().filter(|line| !line.trim().is_empty());
    let mut heads = above.filter(|line| line.len() - line.trim_start().len() < indentation);
    heads.next().is_some_and(|head| {
        let head = head.trim_start();
        let modifiers = ["public ", "protected ", "private "];
        let head = modifiers.iter().find_map(|word| head.strip_prefix(word)).unwrap_or(head);
        let name = first_word(head);
        name.starts_with(char::is_uppercase) && head[name.len()..].starts_with('(')
    })
}

/// What a class is asked to have has the parameters of that, and what gives an `Optional` gives one.
fn heads(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let document = &marked.text[..marked.text.floor_char_boundary(REACH)];
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    if let Some(rest) = line.strip_prefix("public boolean equals(") {
        let kind = first_word(rest);
        let is_alone = !document.contains("boolean equals(Object");
        if kind.starts_with(char::is_uppercase)
            && kind != "Object"
            && is_alone
            && !rest.contains(',')
            && line.ends_with('{')
        {
            let at = start + line.len() - rest.len();
            edits.put_in(at..at + kind.len(), &["Object"]);
        }
    }
    if let Some(rest) = line.strip_prefix("public int compareTo(Object ")
        && let Some((_, kind)) = marked.text[..marked.range.start].rsplit_once("Comparable<")
    {
        let at = start + line.len() - rest.len() - "Object ".len();
        edits.put_in(at..at + "Object".len(), &[kind.split('>').next().unwrap_or(kind)]);
    }
    if line == "return null;" {
        let mut least = start;
        let above = marked.text[..marked.range.start].lines().rev().filter(|it| !it.trim().is_empty());
        let mut heads = above.filter(|it| {
            let depth = it.len() - it.trim_start().len();
            let is_out = depth < least;
            least = least.min(depth);
            is_out
        });
        let words = ["if", "for", "while", "switch", "try", "else", "do", "synchronized", "case", "default"];
        let head = heads.find(|it| {
            let begin = it.trim_start().trim_start_matches("} ");
            !words.contains(&first_word(begin))
                && !begin.starts_with("catch")
                && !begin.starts_with("finally")
        });
        let gives = head.is_some_and(|head| {
            let before = head.split('(').next().unwrap_or_default();
            head.trim_end().ends_with('{')
                && before.contains("Optional<")
                && !before.contains('=')
                && !head.contains("->")
                && !head.contains("new ")
        });
        if gives {
            edits.put_in(start + "return ".len()..start + "return null".len(), &["Optional.empty()"]);
        }
    }
}

#[cfg(test)]
mod tests;
