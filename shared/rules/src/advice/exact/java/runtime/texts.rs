//! Texts that a program could not read: numbers, dates, patterns, names of constants, and what fills a text in.

use super::super::super::{Rewrites, between, calls_of};
use super::trimmed;
use crate::{arguments::argument_lists, language::Language::Java, lexical::texts, names::is_part};

/// Longer numbers are none of `int`.
const LONGEST_INT: usize = 9;

/// A number as the text has it.
pub(super) fn numbers(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    if said.contains("null") {
        for (sign, other) in [(" != null ? ", " == null ? "), (" == null ? ", " != null ? ")] {
            for (at, _) in code.match_indices(sign) {
                edits.put_in(at..at + sign.len(), &[other]);
            }
        }
    }
    let text = said
        .split_once("For input string: \"")
        .map_or("", |(_, rest)| rest.rsplit_once('"').map_or(rest, |(text, _)| text));
    let bare = text.trim();
    for (method, class) in
        [("parseInt", "Integer"), ("parseLong", "Long"), ("parseDouble", "Double"), ("valueOf", "Integer")]
    {
        for (callee, arguments, _) in calls_of(code, method) {
            let [argument] = arguments.as_slice() else { continue };
            let value = &code[argument.clone()];
            if bare != text {
                edits.put_in(argument.clone(), &[&trimmed(value)]);
            }
            let call = callee.start..argument.end;
            if bare.contains('.') && bare.parse::<f64>().is_ok() && class != "Double" {
                let kind = class.to_lowercase().replace("integer", "int");
                edits.put_in(
                    call.clone(),
                    &[
                        &format!("Double.parseDouble({value}"),
                        &format!("({kind}) Double.parseDouble({value}"),
                    ],
                );
            }
            if class == "Integer" && bare.len() > LONGEST_INT && bare.parse::<i64>().is_ok() {
                let whole = code.replace("Integer.parseInt(", "Long.parseLong(").replacen("int ", "long ", 1);
                edits.put_in(0..code.len(), &[&whole]);
                edits.put_in(call.clone(), &[&format!("Long.parseLong({value}")]);
            }
            if bare.chars().all(|it| it.is_ascii_hexdigit()) && !bare.is_empty() {
                let end = argument.end..argument.end;
                let is_binary = bare.chars().all(|it| matches!(it, '0' | '1'));
                edits.put_in(end, if is_binary { &[", 2", ", 16"] } else { &[", 16"] });
            }
            for sign in [",", "_", "$", " ", "\u{20ac}"] {
                if bare.contains(sign) {
                    edits.put_in(argument.end..argument.end, &[&format!(".replace(\"{sign}\", \"\")")]);
                }
            }
            if bare.is_empty() && value.chars().all(|it| is_part(it) || it == '.') && !said.contains("null") {
                let parsed = &code[callee.start..argument.end];
                edits.put_in(call, &[&format!("{value}.isEmpty() ? 0 : {parsed}")]);
            }
        }
    }
    // A sign stands in front of what is meant.
    if bare.starts_with(|first: char| !first.is_alphanumeric()) {
        for (_, arguments, _) in calls_of(code, ".substring") {
            if let [start] = arguments.as_slice() {
                edits.put_in(start.end..start.end, &[" + 1"]);
            }
        }
    }
}

/// The directive for what fills a text in.
pub(super) fn printed(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let (sign, kind) = said
        .split_once("Exception: ")
        .and_then(|(_, rest)| rest.split_once(" != "))
        .map_or(("", ""), |(sign, kind)| (sign.trim(), kind.rsplit('.').next().unwrap_or(kind).trim()));
    let others: &[&str] = match kind {
        "Double" | "Float" | "BigDecimal" => &[".2f", ".1f", "f", ".0f", "s"],
        "Integer" | "Long" | "Short" | "Byte" | "BigInteger" => &["d", "s"],
        "Character" => &["c", "s"],
        "Boolean" => &["b", "s"],
        _ => &["s"],
    };
    for text in texts(code, Java) {
        let mut at = text.start;
        while let Some(start) = code[at..text.end].find('%').map(|found| at + found) {
            let rest = &code[start + 1..text.end];
            let width = rest.len()
                - rest.trim_start_matches(|it: char| it.is_ascii_digit() || "-+0,.".contains(it)).len();
            let end = start + 1 + width;
            at = end.max(start + 1);
            if !sign.is_empty() && code[end..].starts_with(sign) {
                let own = code[start + 1..end].split('.').next().unwrap_or_default();
                // Nothing but fractions has figures behind a point.
                for other in others {
                    edits.put_in(start + 1..end + sign.len(), &[&format!("{own}{other}")]);
                }
            } else if said.contains("Unknown")
                && !code[end..].starts_with(|it: char| it.is_ascii_alphabetic() || it == '%')
            {
                edits.put_in(start..start, &["%"]);
            }
            if code[start + 1..].starts_with('%') {
                at = start + 2;
            }
        }
    }
}

/// The letters of a pattern of dates that mean what is there.
pub(super) fn dated(edits: &mut Rewrites<'_>, code: &str) {
    for text in texts(code, Java) {
        let pattern = &code[text.clone()];
        let is_clock = pattern.contains(':');
        let mut whole = pattern.to_owned();
        if !pattern.contains('a') {
            whole = whole.replace("hh", "HH");
        }
        whole = whole.replace("YYYY", "yyyy").replace("DD", "dd").replace("SS\"", "ss\"");
        if !is_clock {
            whole = whole.replace("mm", "MM");
        } else if let Some((day, clock)) = whole.split_once(['H', 'T', ' ']) {
            let sign = &whole[day.len()..whole.len() - clock.len()];
            whole = [&day.replace("mm", "MM"), sign, &clock.replace("MM", "mm")].concat();
        }
        edits.put_in(text.clone(), &[&whole]);
    }
}

/// The name of a constant in capitals.
pub(super) fn constant(edits: &mut Rewrites<'_>, code: &str) {
    for (_, arguments, _) in calls_of(code, ".valueOf") {
        let Some(argument) = arguments.last() else { continue };
        let value = &code[argument.clone()];
        if value.starts_with('"') && value.ends_with('"') {
            edits.put_in(argument.clone(), &[&value.to_uppercase()]);
        }
        let end = argument.end..argument.end;
        edits.put_in(
            end,
            &[".toUpperCase()", ".toUpperCase(Locale.ROOT)", ".trim().toUpperCase()", ".trim()"],
        );
    }
}

/// A pattern whose brackets close, and signs that stand for themselves.
pub(super) fn pattern(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let sign = between(said, "meta character '", "'");
    for text in texts(code, Java).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
        let (inside, inner) = (text.end - 1, &code[text.start + 1..text.end - 1]);
        if said.contains("Unclosed group") {
            edits.put_in(inside..inside, &[")"]);
        }
        if said.contains("Unclosed character class") {
            edits.put_in(inside..inside, &["]"]);
        }
        let signs: &[char] = &['(', '[', '{', '*', '+', '?', ')'];
        let is_alone = inner.chars().count() == 1;
        for (at, letter) in inner.char_indices().filter(|(_, letter)| signs.contains(letter)) {
            let is_meant = sign.is_none_or(|sign| sign.starts_with(letter)) && (sign.is_some() || is_alone);
            if is_meant && !inner[..at].ends_with('\\') {
                let at = text.start + 1 + at;
                edits.put_in(at..at, &["\\\\"]);
                break;
            }
        }
        if is_alone {
            edits.put_in(text.clone(), &[&format!("Pattern.quote({})", &code[text.clone()])]);
        }
    }
    for list in argument_lists(code, false) {
        let is_pattern = ["split", "replaceAll", "replaceFirst", "compile", "matches"]
            .iter()
            .any(|call| code[..list.start - 1].ends_with(call));
        if let Some(&(start, end)) = list.arguments.first().filter(|_| is_pattern)
            && code[start..end].chars().all(is_part)
        {
            edits.put_in(start..end, &[&format!("Pattern.quote({})", &code[start..end])]);
        }
    }
}
