//! What messages ask for in Rust.

use std::ops::Range;

use super::{letters, replace, unwrapped};
use crate::{language::Language::Rust, names::is_part, rewrites::Rewrites};

pub(super) fn of_rust(
    edits: &mut Rewrites<'_>,
    code: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["single 2-tuple", "single 3-tuple"]) {
        let bars: Vec<usize> = code.match_indices('|').map(|(at, _)| at).collect();
        for pair in bars.windows(2) {
            let inner = &code[pair[0] + 1..pair[1]];
            if inner.contains(',') {
                edits.put_in(pair[0] + 1..pair[1], &[&format!("({inner})")]);
            }
        }
    }
    if says(&[
        "found integer",
        "mismatched types",
        "cannot add",
        "cannot multiply",
        "cannot subtract",
        "cannot divide",
    ]) {
        for operand in operands {
            if code[operand.clone()].chars().all(|letter| letter.is_ascii_digit()) {
                edits.put_in(operand.end..operand.end, &[".0"]);
            }
        }
    }
    if says(&["mismatched types"]) {
        letters(edits, code, Rust, '"', '\'');
        unwrapped(edits, code, &["Some", "Ok", "Err", "Box::new"], Rust);
        for operand in operands {
            let value = &code[operand.clone()];
            edits.put_in(operand.clone(), &[&format!("Some({value})"), &format!("Box::new({value})")]);
        }
        for (at, list) in code.match_indices("vec![") {
            let start = at + list.len();
            let Some(end) = code[start..].find(']').map(|end| start + end) else { continue };
            if let Some((value, n)) = code[start..end].split_once(", ").filter(|(_, n)| !n.contains(',')) {
                edits.put_in(start..end, &[&format!("{value}; {n}")]);
            }
        }
        for (at, _) in code.match_indices(')') {
            edits.put_in(at..at, &[".ok()"]);
        }
    }
    if says(&["is not an iterator"]) {
        for (at, word) in code.match_indices(" in ") {
            let list = &code[at + word.len()..];
            if let (Some(inner), Some(end)) = (list.strip_prefix('('), list.rfind(')')) {
                let made = format!("[{}]", &inner[..end - 1]);
                edits.put_in(at + word.len()..at + word.len() + end + 1, &[&made]);
            }
        }
        for operand in operands {
            edits.put_in(operand.end..operand.end, &[".iter()"]);
            edits.put_in(operand.start..operand.start, &["&", "0.."]);
        }
    }
    if says(&["expected trait, found struct", "expected type, found trait"])
        && let Some((one, rest)) = code.split_once("impl ").and_then(|(_, rest)| rest.split_once(" for "))
    {
        let start = code.len() - rest.len() - one.len() - " for ".len();
        let end = code.len() - rest.trim_start_matches(is_part).len();
        let other = &code[code.len() - rest.len()..end];
        if !other.is_empty() {
            edits.put_in(start..end, &[&format!("{other} for {one}")]);
        }
    }
    if says(&["missing lifetime specifier"]) {
        let plain: Vec<_> =
            code.match_indices('&').filter(|(at, _)| !code[at + 1..].starts_with(['\'', '&'])).collect();
        let mut whole = code.to_owned();
        for (at, _) in plain.iter().rev() {
            whole.insert_str(at + 1, "'a ");
        }
        edits.put_in(0..code.len(), &[&whole]);
        for (at, _) in plain {
            edits.put_in(at + 1..at + 1, &["'a ", "'static "]);
        }
    }
    if says(&["cannot find function"]) {
        // `a.abs()` for `abs(a)`.
        for operand in operands {
            let call = code[operand.clone()].split_once('(');
            if let Some((name, rest)) = call.filter(|(name, _)| name.chars().all(is_part))
                && let Some(argument) =
                    rest.strip_suffix(')').filter(|it| !it.is_empty() && !it.contains(','))
            {
                let simple = argument.chars().all(|letter| is_part(letter) || letter == '.');
                let argument = if simple { argument.to_owned() } else { format!("({argument})") };
                edits.put_in(operand.clone(), &[&format!("{argument}.{name}()")]);
            }
        }
    }
    if says(&["fn item"]) {
        replace(edits, code, ".", &["()."]);
    }
    if says(&["cannot index into"]) {
        for (open, close) in super::indices(code) {
            let inner = &code[open + 1..close];
            edits.put_in(open..close + 1, &[&format!(".nth({inner})"), &format!(".get({inner})")]);
        }
    }
}
