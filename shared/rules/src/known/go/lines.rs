//! Lines of Go's that cannot be meant as they stand, whatever stands around them.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language::Go,
    lexical::texts,
    names::{is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// Functions that are given rights of files.
const GIVING_RIGHTS: [&str; 7] = [
    "os.Mkdir",
    "os.MkdirAll",
    "os.WriteFile",
    "os.OpenFile",
    "os.Chmod",
    "ioutil.WriteFile",
    "syscall.Mkdir",
];
/// What may stand behind a backslash in a text.
const ESCAPES: &str = "abfnrtvxuU\\\"'01234567";
/// Most pairs of a list that are read.
const MOST_PAIRS: usize = 16;

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, code: &str, above: &str, operands: &[Range<usize>]) {
    calls(edits, code);
    // What was unlocked for a while is locked again.
    if !above.trim_end().ends_with("Unlock()") {
        locked(edits, code);
    }
    same(edits, code, operands);
    directions(edits, code);
    // `+a` is `a`.
    for (at, sign) in code.match_indices(" = +") {
        let is_declared = ["var ", "const "].iter().any(|word| code.trim_start().starts_with(word));
        if code[at + sign.len()..].starts_with(char::is_alphabetic) && !is_declared {
            edits.put_in(at..at + sign.len(), &[" += "]);
        }
    }
}

/// Texts that hold escapes that there are none of, and minutes that are none.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    queried(edits, code);
    for text in texts(code, Go) {
        let inner = &code[text.start + 1..text.end.max(text.start + 2) - 1];
        if code[text.clone()].starts_with('"') && !inner.contains('`') {
            let mut letters = inner.chars();
            let (mut is_odd, mut is_escaped) = (false, false);
            while let Some(letter) = letters.next() {
                if letter == '\\' {
                    match letters.next() {
                        Some(next) if ESCAPES.contains(next) => is_escaped |= next != 'b',
                        Some(_) => is_odd = true,
                        None => break,
                    }
                }
            }
            if is_odd && !is_escaped {
                edits.put_in(text.clone(), &[&format!("`{inner}`")]);
            }
        }
        // A layout, and no time that is read with one.
        let is_layout =
            ["Parse(", "ParseInLocation(", "Format("].iter().any(|call| code[..text.start].ends_with(call));
        // Hours up to twelve stand beside a half of the day.
        let has_half = inner.contains("PM") || inner.contains("pm");
        if let Some(at) = inner.find("03:04").filter(|_| is_layout && inner.contains("2006") && !has_half) {
            let at = text.start + 1 + at;
            edits.put_in(at..at + 2, &["15"]);
        }
        // A layout's hours and minutes are 15 and 04.
        for (wrong, right) in [
            ("15:01", "15:04"),
            ("15:02", "15:04"),
            ("15:05:", "15:04:"),
            ("15:04:06", "15:04:05"),
            ("15:04:04", "15:04:05"),
        ] {
            for (at, part) in code[text.clone()].match_indices(wrong).filter(|_| is_layout) {
                let at = text.start + at;
                edits.put_in(at..at + part.len(), &[right]);
            }
        }
    }
}

/// Arguments that a function cannot take.
fn calls(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let call = &code[..list.start - 1];
        let call = &call[call.trim_end_matches(|it| is_part(it) || it == '.').len()..];
        let Some(&(start, end)) = list.arguments.first() else { continue };
        if call.starts_with("context.With") && &code[start..end] == "nil" {
            edits.put_in(start..end, &["context.Background()"]);
        }
        // Rights are written with eight digits.
        if let Some(&(start, end)) = list.arguments.last().filter(|_| GIVING_RIGHTS.contains(&call)) {
            let rights = &code[start..end];
            let is_octal = rights.len() == 3 && rights.bytes().all(|it| (b'0'..b'8').contains(&it));
            if is_octal && rights.starts_with(['4', '5', '6', '7']) {
                edits.put_in(start..start, &["0o", "0"]);
            }
        }
    }
}

/// What is locked is unlocked at the end.
fn locked(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    if let Some(rest) = code[start..].strip_prefix("defer ")
        && let Some(owner) = rest.trim_end().strip_suffix("Lock()")
        && owner.ends_with(['.', 'R'])
    {
        let at = code.len() - rest.len() + owner.trim_end_matches('R').len();
        let end = code.len() - rest.len() + owner.len() + "Lock".len();
        if owner.trim_end_matches('R').ends_with('.') {
            edits.put_in(at..end, &[if owner.ends_with('R') { "RUnlock" } else { "Unlock" }]);
        }
    }
}

/// What is compared with itself, and what is asked twice.
fn same(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for sign in [" < ", " > ", " <= ", " >= "] {
        for (range, a, b) in sides(code, operands, sign).into_iter().filter(|(_, a, b)| a == b) {
            let right = range.end - b.len();
            for (one, other) in [("[i]", "[j]"), ("[i].", "[j].")] {
                if code.contains("i, j") && a.contains(one) {
                    edits.put_in(right..range.end, &[&b.replacen(one, other, 1)]);
                }
            }
            if let Some(rest) = b.strip_prefix("a.").filter(|_| code.contains("a, b")) {
                edits.put_in(right..range.end, &[&format!("b.{rest}")]);
            }
        }
    }
    // `a[0][2] == b && a[0][2] == b`: both indices in the other order.
    for joint in [" && ", " || "] {
        for (at, _) in code.match_indices(joint) {
            let before = &code[..at];
            let after = &code[at + joint.len()..];
            let start = before
                .rfind(['(', '&', '|', ';'])
                .map_or_else(|| before.len() - before.trim_start().len(), |at| at + 1);
            let one = before[start..].trim_start().trim_start_matches("if ").trim_start_matches("return ");
            if one.len() < 5 || !after.starts_with(one) || !(one.contains(" == ") || one.contains(" != ")) {
                continue;
            }
            if let Some(turned) = turned(one) {
                edits.put_in(at - one.len()..at, &[&turned]);
                let begin = at + joint.len();
                edits.put_in(begin..begin + one.len(), &[&turned]);
            }
        }
    }
    // `f(n-1) + f(n-1)`
    for sign in [" + ", "+"] {
        for (at, _) in code.match_indices(&format!("-1){sign}")) {
            let end = at + "-1)".len();
            let start = code[..at].trim_end_matches(|it| is_part(it) || matches!(it, '(' | '.')).len();
            let one = &code[start..end];
            let other = end + sign.len();
            // Others ask for the same twice, and add it.
            if one.contains('(') && one.to_lowercase().contains("fib") && code[other..].starts_with(one) {
                let digit = other + one.len() - 2;
                edits.put_in(digit..digit + 1, &["2"]);
            }
        }
    }
}

/// A comparison with the first two indices in it in the other order.
fn turned(comparison: &str) -> Option<String> {
    let middle = comparison.find("][")?;
    let start = comparison[..middle].rfind('[')? + 1;
    let end = middle + 2 + comparison[middle + 2..].find(']')?;
    let (one, other) = (&comparison[start..middle], &comparison[middle + 2..end]);
    (one != other).then(|| [&comparison[..start], other, "][", one, &comparison[end..]].concat())
}

/// Steps in all directions, of which one stands there twice: the one that is missing.
fn directions(edits: &mut Rewrites<'_>, code: &str) {
    let mut pairs: Vec<(Range<usize>, i32, i32)> = Vec::new();
    for (open, _) in code.match_indices('{').take(MOST_PAIRS) {
        let Some(close) = code[open..].find('}').map(|close| open + close) else { break };
        let Some((one, other)) = code[open + 1..close].split_once(", ") else { continue };
        if let (Ok(one), Ok(other)) = (one.parse::<i32>(), other.parse::<i32>())
            && one.abs() <= 1
            && other.abs() <= 1
        {
            pairs.push((open..close + 1, one, other));
        }
    }
    let is_back = pairs.iter().any(|(_, one, other)| *one < 0 || *other < 0);
    if !is_back || (pairs.len() != 4 && pairs.len() != 8) {
        return;
    }
    for (at, (_, one, other)) in pairs.iter().enumerate() {
        let Some((place, ..)) = pairs[at + 1..].iter().find(|(_, a, b)| (a, b) == (one, other)) else {
            continue;
        };
        let missing = pairs
            .iter()
            .map(|(_, a, b)| (-a, -b))
            .find(|(a, b)| !pairs.iter().any(|(_, c, d)| (a, b) == (c, d)));
        if let Some((a, b)) = missing {
            let text = format!("{{{a}, {b}}}");
            edits.put_in(pairs[at].0.clone(), &[&text]);
            edits.put_in(place.clone(), &[&text]);
        }
    }
}

/// A value that is put into the text of a query is given to it.
fn queried(edits: &mut Rewrites<'_>, code: &str) {
    let is_query = ["Query", "QueryRow", "Exec", "QueryContext", "QueryRowContext", "ExecContext"];
    for list in argument_lists(code, false) {
        let call = last_word(&code[..list.start - 1]);
        let Some(&(start, end)) = list.arguments.last().filter(|_| is_query.contains(&call)) else {
            continue;
        };
        let text = &code[start..end];
        for (open, close) in [("'\" + ", " + \"'"), ("'\"+", "+\"'")] {
            let Some((before, rest)) = text.split_once(open) else { continue };
            let Some((value, after)) = rest.split_once(close) else { continue };
            if !before.starts_with('"') || value.contains('"') || after.contains(open) {
                continue;
            }
            for place in ["?", "$1"] {
                edits.put_in(start..end, &[&format!("{before}{place}{after}, {value}")]);
            }
        }
    }
}
