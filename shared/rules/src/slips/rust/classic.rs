//! Slips that well-known algorithms have: a bound that does not move on, a depth that does not grow, a table that is one too small, a loop
//! in the wrong direction, a quotient that is rounded too early.

use std::ops::Range;

use super::super::MOST;
use crate::{
    arguments::argument_lists,
    language::Language::Rust,
    lexical::texts,
    names::{is_part, last_word, leading, names},
    outline::rust::inside,
    rewrites::Rewrites,
    values::{both_sides, grouped, value_end},
};

/// What the middle of a search is called.
const MIDDLES: [&str; 5] = ["mid", "middle", "m", "center", "half"];
/// What grows by one with each step.
const GROWING: [&str; 11] =
    ["depth", "dist", "distance", "gen", "generation", "hops", "length", "level", "round", "step", "steps"];
/// Calls of a chain whose order matters.
const ORDERED: [&str; 14] = [
    "chain",
    "enumerate",
    "filter",
    "filter_map",
    "map",
    "replace",
    "rev",
    "skip",
    "sort",
    "step_by",
    "take",
    "to_lowercase",
    "trim",
    "zip",
];
const SEPARATORS: [char; 6] = [',', '.', ':', ' ', ';', '='];
const BRACKETS: [(&str, &str); 4] = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")];
/// Comparisons that hold their bound, and those that do not.
const LOOSE: [(&str, &str); 2] = [(" < ", " <= "), (" > ", " >= ")];
const TIGHT: [(&str, &str); 2] = [(" <= ", " < "), (" >= ", " > ")];
/// Comparisons that point the other way, and those that say the opposite.
const TURNED: [(&str, &str); 6] =
    [(" < ", " > "), (" > ", " < "), (" <= ", " >= "), (" >= ", " <= "), (" && ", " || "), (" || ", " && ")];
const OPPOSITE: [(&str, &str); 8] = [
    (" < ", " >= "),
    (" > ", " <= "),
    (" <= ", " > "),
    (" >= ", " < "),
    (" == ", " != "),
    (" != ", " == "),
    (" && ", " || "),
    (" || ", " && "),
];

/// Marked lines, and where texts stand in them.
pub(super) struct Code<'c> {
    pub(super) code: &'c str,
    texts: Vec<Range<usize>>,
}

impl<'c> Code<'c> {
    pub(super) fn new(code: &'c str) -> Self {
        Self { code, texts: texts(code, Rust) }
    }

    fn is_text(&self, at: usize) -> bool {
        self.texts.iter().any(|text| text.contains(&at))
    }

    /// Where something stands, texts left out.
    fn places(&self, sought: &str) -> Vec<usize> {
        self.code.match_indices(sought).map(|(at, _)| at).filter(|at| !self.is_text(*at)).collect()
    }

    /// All of these signs as the other ones, and how many there are.
    fn with_signs(&self, signs: &[(&str, &str)]) -> (String, usize) {
        let (mut text, mut end, mut count) = (String::with_capacity(self.code.len()), 0, 0);
        for (at, _) in self.code.char_indices().filter(|(at, _)| !self.is_text(*at)) {
            let sign = signs.iter().find(|(sign, _)| at >= end && self.code[at..].starts_with(sign));
            if let Some((sign, other)) = sign {
                text.push_str(&self.code[end..at]);
                text.push_str(other);
                end = at + sign.len();
                count += 1;
            }
        }
        text.push_str(&self.code[end..]);
        (text, count)
    }

    /// The numbers that are written here.
    fn numbers(&self) -> Vec<Range<usize>> {
        let (code, mut found, mut at) = (self.code, Vec::new(), 0);
        while let Some(start) = code[at..].find(|it: char| it.is_ascii_digit()).map(|start| at + start) {
            let rest = &code[start..];
            let mut end = start + rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
            let fraction = code[end..].strip_prefix('.').unwrap_or_default();
            let digits = fraction.len() - fraction.trim_start_matches(|it: char| it.is_ascii_digit()).len();
            end += if digits > 0 { digits + 1 } else { 0 };
            at = end;
            let is_own = !code[..start].ends_with(|before: char| is_part(before) || before == '.')
                || code[..start].ends_with("..");
            if is_own && !code[end..].starts_with(is_part) && !self.is_text(start) {
                found.push(start..end);
            }
        }
        found
    }
}

/// How slips of one kind are undone.
type Kind = fn(&mut Rewrites<'_>, &Code<'_>);

/// The marked lines with one such slip undone.
pub(in crate::slips) fn classic(code: &str) -> Vec<String> {
    let code = Code::new(code);
    let kinds: [Kind; 16] = [
        firsts,
        moved_on,
        grown,
        sizes,
        compared,
        reversed,
        chained,
        quotients,
        ended,
        digits,
        taken_apart,
        letters,
        numbers,
        remainders,
        put,
        holes,
    ];
    let mut found: Vec<String> = Vec::new();
    for kind in kinds.into_iter().chain(super::blocks::KINDS) {
        let mut edits = Rewrites::new(code.code);
        kind(&mut edits, &code);
        edits.found.truncate(MOST);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

/// `low = mid + 1` and `high = mid - 1` for a bound that stays where the middle is.
fn moved_on(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let code = code.code;
    for (at, name) in names(code).filter(|(_, name)| MIDDLES.contains(name)) {
        let end = at + name.len();
        if code[..at].ends_with(" = ") && code[end..].starts_with([';', ',']) {
            edits.put_in(end..end, &[" + 1", " - 1"]);
        }
    }
}

/// `depth + 1` for `depth` that is given on, and `(page - 1) * size` for `page * size`.
fn grown(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let code = code.code;
    for list in argument_lists(code, true) {
        for &(start, end) in &list.arguments {
            let is_pattern = [" = ", " in ", "=>", ": "].iter().any(|sign| code[end..].contains(sign))
                || code.contains("fn ");
            let name = &code[start..end];
            if GROWING.contains(&name) && !is_pattern {
                edits.put_in(end..end, &[" + 1"]);
            }
        }
    }
    for (one, _) in both_sides(code, " * ") {
        let name = &code[one.clone()];
        if name.to_lowercase().ends_with("page") && name.chars().all(|it| is_part(it) || it == '.') {
            edits.put_in(one.clone(), &[&format!("({name} - 1)")]);
        }
    }
}

/// `vec![0; n + 1]` for `vec![0; n]`, and `a * n + b` for `a * n + b * n`.
fn sizes(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for open in code.places("[") {
        let code = code.code;
        let Some((inner, _)) = inside(&code[open..]) else { continue };
        let Some((_, n)) = inner.rsplit_once("; ") else { continue };
        let end = open + 1 + inner.len();
        let is_number = n.starts_with(|first: char| first.is_ascii_digit());
        if !is_number && !n.contains(" + 1") && !n.contains([']', '{']) {
            edits.put_in(end..end, &[" + 1"]);
        }
    }
    let products = both_sides(code.code, " * ");
    for (_, n) in &products {
        let next = products.iter().find(|(other, _)| other.start == n.end + " + ".len());
        let Some((other, m)) = next.filter(|_| code.code[n.end..].starts_with(" + ")) else { continue };
        if code.code[n.clone()] == code.code[m.clone()] {
            edits.put_in(other.end..m.end, &[""]);
        }
    }
}

/// All bounds of a condition held or not, and a condition for its complement.
fn compared(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let whole = 0..code.code.len();
    for signs in [&LOOSE, &TIGHT] {
        for signs in [&signs[..], &signs[..1], &signs[1..]] {
            let (text, count) = code.with_signs(signs);
            if count > 1 {
                edits.put_in(whole.clone(), &[&text]);
            }
        }
    }
    let (text, count) = code.with_signs(&OPPOSITE[..4]);
    if count == 1 {
        edits.put_in(whole.clone(), &[&text]);
    }
    let is_joined = code.places(" && ").len() + code.places(" || ").len() == 1;
    for signs in [&TURNED[..], &OPPOSITE] {
        let (text, count) = code.with_signs(signs);
        if is_joined && count > 2 {
            edits.put_in(whole.clone(), &[&text]);
        }
    }
}

/// A loop in the other direction.
fn reversed(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for at in code.places(".rev()") {
        edits.put_in(at..at + ".rev()".len(), &[""]);
    }
    let line = code.code.lines().next().unwrap_or_default();
    let Some((_, list)) = line.trim_start().strip_prefix("for ").and_then(|rest| rest.split_once(" in "))
    else {
        return;
    };
    let Some(value) = list.trim_end().strip_suffix(" {").filter(|value| !value.contains(".rev()")) else {
        return;
    };
    let start = line.len() - list.len();
    let end = start + value.len();
    if value.contains("..") {
        edits.put_in(start..end, &[&format!("({value}).rev()")]);
    } else if let Some(plain) = value.strip_prefix('&') {
        edits.put_in(start..end, &[&format!("{plain}.iter().rev()")]);
    } else {
        edits.put_in(end..end, &[".rev()"]);
        // What counts does so from the end.
        if let Some(at) = value.find(".enumerate()") {
            edits.put_in(start + at..start + at, &[".rev()"]);
        }
    }
}

/// Two calls of a chain in the other order.
fn chained(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let mut calls: Vec<Range<usize>> = Vec::new();
    for list in argument_lists(code.code, true) {
        let open = list.start - 1;
        let name = last_word(&code.code[..open]);
        let end = list.arguments.last().map_or(list.start, |last| last.1);
        let after = code.code[end..].trim_start_matches([',', ' ', '\n']);
        let before = code.code[..open].strip_suffix(name).and_then(|before| before.strip_suffix('.'));
        if let Some(before) = before.filter(|_| ORDERED.contains(&name) && after.starts_with(')')) {
            calls.push(before.len()..code.code.len() - after.len() + 1);
        }
    }
    for one in &calls {
        if let Some(other) = calls.iter().find(|other| other.start == one.end) {
            let turned = [&code.code[other.clone()], &code.code[one.clone()]].concat();
            edits.put_in(one.start..other.end, &[&turned]);
        }
    }
}

/// `a * c / b` for `a / b * c`, and quotients that are rounded up.
fn quotients(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let products = both_sides(code.code, " * ");
    for (one, other) in both_sides(code.code, " / ") {
        let (a, b) = (&code.code[one.clone()], &code.code[other.clone()]);
        let factor = products.iter().find(|(left, _)| *left == other).map(|(_, factor)| factor);
        if let Some(factor) = factor {
            edits.put_in(one.start..factor.end, &[&format!("{a} * {} / {b}", &code.code[factor.clone()])]);
        }
        let is_fraction =
            a.contains("f64") || b.contains('.') && b.starts_with(|it: char| it.is_ascii_digit());
        if !is_fraction && !code.code[other.end..].starts_with(" as f") {
            edits.put_in(
                one.start..other.end,
                &[&format!("{a}.div_ceil({b})"), &format!("({a} + {b} - 1) / {b}")],
            );
        }
    }
}

/// One more or less than the value that the first line gives back, and `1 + a.max(b)` for `a.max(b)`.
fn ended(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let code = code.code;
    let line = code.lines().next().unwrap_or_default().trim_end().trim_end_matches(',');
    let arrow = line.find("=> ").map(|at| at + "=> ".len());
    let start = arrow.unwrap_or(line.len() - line.trim_start().len());
    let value = &line[start..];
    let is_whole = value_end(line, start) == line.len() && value.ends_with([')', ']']);
    let is_recursive = value.contains(".max(") || value.contains(".min(");
    if !is_whole || value.contains('!') || value.starts_with(['&', '*', '-', '"']) {
        return;
    }
    if is_recursive {
        edits.put_in(start..start, &["1 + "]);
    }
    if is_recursive || arrow.is_none() && (value.ends_with(".len()") || value.ends_with(".count()")) {
        edits.put_in(line.len()..line.len(), &[" + 1", " - 1"]);
    }
}

/// `n = n * 10 + d` for `n = n + d`, and `n /= 10` for `n %= 10`.
fn digits(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for at in code.places(" = ") {
        let owner = &code.code[code.code[..at].trim_end_matches(|it| is_part(it) || it == '.').len()..at];
        let value = &code.code[at + " = ".len()..];
        if !owner.is_empty() && value.strip_prefix(owner).is_some_and(|rest| rest.starts_with(" + ")) {
            let end = at + " = ".len() + owner.len();
            edits.put_in(end..end, &[" * 10"]);
        }
    }
    for at in code.places(" %= ") {
        edits.put_in(at..at + " %= ".len(), &[" /= "]);
    }
}

/// Texts that are taken apart at other signs, and without the blanks around them; arguments without the program's name.
fn taken_apart(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for at in code.places(".split(") {
        let rest = &code.code[at + ".split(".len()..];
        if ["' ')", "\" \")"].iter().any(|blank| rest.starts_with(blank)) {
            edits.put_in(at..at + ".split(' ')".len(), &[".split_whitespace()"]);
        }
    }
    for at in [".parse()", ".parse::<"].iter().flat_map(|call| code.places(call)) {
        if !code.code[..at].ends_with("trim()") {
            edits.put_in(at..at, &[".trim()"]);
        }
    }
    for call in ["args.iter()", "args()", "args.into_iter()"] {
        for end in code.places(call).into_iter().map(|at| at + call.len()) {
            if !code.code[end..].starts_with(".skip(") && !code.code[end..].starts_with(" ->") {
                edits.put_in(end..end, &[".skip(1)"]);
            }
        }
    }
    for at in code.places(".skip(1)") {
        edits.put_in(at..at + ".skip(1)".len(), &[""]);
    }
    let calls = [".split(", ".split_once(", ".splitn(2, ", ".rsplit(", ".rsplit_once(", ".join("];
    for start in calls.iter().flat_map(|call| code.places(call).into_iter().map(|at| at + call.len())) {
        let Some(text) = code.texts.iter().find(|text| text.start == start) else { continue };
        let inner = code.code.get(text.start + 1..text.end - 1).unwrap_or_default();
        let mut inner = inner.chars();
        if let (Some(own), None) = (inner.next(), inner.next()) {
            let mark = &code.code[text.start..=text.start];
            for other in SEPARATORS.into_iter().filter(|other| *other != own) {
                edits.put_in(text.clone(), &[&format!("{mark}{other}{mark}")]);
            }
        }
    }
}

/// A bracket for the other one of its kind, and a letter for its capital.
fn letters(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for text in &code.texts {
        let Some(inner) = code.code.get(text.start + 1..text.end - 1) else { continue };
        let mut put = |other: &str| edits.put_in(text.start + 1..text.end - 1, &[other]);
        for (open, close) in BRACKETS {
            match inner {
                _ if inner == open => put(close),
                _ if inner == close => put(open),
                _ => {}
            }
        }
        if let &[letter] = inner.as_bytes()
            && letter.is_ascii_alphabetic()
        {
            put(&char::from(letter ^ b' ').to_string());
        }
    }
}

/// Numbers of seconds and hours, shares, places of bytes, and numbers that are ten times as large or small.
fn numbers(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for range in code.numbers() {
        let number = &code.code[range.clone()];
        let (before, after) = (&code.code[..range.start], &code.code[range.end..]);
        let is_shift = before.ends_with(" >> ") || before.ends_with(" << ");
        match number {
            "8" | "16" | "24" if is_shift => {
                let others: Vec<&str> = ["8", "16", "24"].into_iter().filter(|it| *it != number).collect();
                edits.put_in(range.clone(), &others);
            }
            "60" | "3600" if before.ends_with(" / ") => {
                let hour = if number == "60" { "60" } else { "24" };
                edits.put_in(range.end..range.end, &[&format!(" % {hour}")]);
                let from = range.start - " / ".len();
                let whole = if number == "60" { "3600" } else { "86400" };
                edits.put_in(from..range.end, &[&format!(" % {whole} / {number}")]);
            }
            "60" if !before.ends_with("* ") && !after.starts_with(" *") => {
                edits.put_in(range.clone(), &["60 * 60", "3600"]);
            }
            _ => {}
        }
        if let Some(share) = number.strip_prefix("0.").filter(|share| share.len() < 10) {
            let whole = 10_u64.pow(u32::try_from(share.len()).unwrap_or_default());
            if let Some(rest) = share.parse::<u64>().ok().and_then(|share| whole.checked_sub(share)) {
                edits.put_in(range.clone(), &[&format!("0.{rest:0width$}", width = share.len())]);
            }
        }
        if number.len() > 1 && number.ends_with('0') && !number.contains('.') {
            edits.put_in(range.clone(), &[&format!("{number}0"), &number[..number.len() - 1]]);
        }
    }
}

/// What is the largest so far is less than all at first, and two numbers in each other's place.
fn firsts(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let line = code.code.trim_start();
    if let Some((name, value)) = line.strip_prefix("let mut ").and_then(|rest| rest.split_once(" = ")) {
        let has = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
        let first = if has(&["best", "biggest", "highest", "largest", "longest", "max", "maximum", "top"]) {
            "MIN"
        } else if has(&["cheapest", "least", "lowest", "min", "minimum", "shortest", "smallest"]) {
            "MAX"
        } else {
            ""
        };
        let number = value.trim_end().trim_end_matches(';');
        if !first.is_empty() && matches!(number, "0" | "0.0") {
            let kinds = if number == "0" { ["i64", "i32", "usize"] } else { ["f64", "f32", "f64"] };
            let start = code.code.len() - value.len();
            for kind in kinds {
                edits.put_in(start..start + number.len(), &[&format!("{kind}::{first}")]);
            }
        }
    }
    if let [one, other] = code.numbers().as_slice() {
        let (a, b) = (&code.code[one.clone()], &code.code[other.clone()]);
        if a != b {
            edits.put_in(one.start..other.end, &[&[b, &code.code[one.end..other.start], a].concat()]);
        }
    }
    // The left one of a pair for the right one.
    for (at, name) in names(code.code) {
        let rest = name.get(1..).unwrap_or_default();
        if rest.starts_with(char::is_uppercase) && rest.contains(char::is_lowercase) {
            match name.as_bytes().first() {
                Some(b'L') => edits.put_in(at..at + 1, &["R"]),
                Some(b'R') => edits.put_in(at..at + 1, &["L"]),
                _ => {}
            }
        }
    }
}

/// All remainders as those that are never below nothing.
fn remainders(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let mut whole = code.code.to_owned();
    let mut last = code.code.len();
    let mut pairs = both_sides(code.code, " % ");
    pairs.reverse();
    let count = pairs.len();
    for (one, other) in pairs.into_iter().filter(|_| count > 1) {
        if other.end <= last {
            last = one.start;
            let (a, b) = (&code.code[one.clone()], &code.code[other.clone()]);
            whole.replace_range(one.start..other.end, &format!("{}.rem_euclid({b})", grouped(a)));
        }
    }
    edits.put_in(0..code.code.len(), &[&whole]);
}

/// What is put in front, and what a map holds first.
fn put(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for at in code.places(".push(") {
        edits.put_in(at..at + ".push(".len(), &[".insert(0, "]);
    }
    for at in code.places(".insert(0, ") {
        edits.put_in(at..at + ".insert(0, ".len(), &[".push("]);
    }
    for at in code.places(".or_insert(") {
        let start = at + ".or_insert(".len();
        if let Some((inner, _)) = inside(&code.code[start - 1..]) {
            let others: Vec<&str> = ["0", "1"].into_iter().filter(|it| *it != inner).collect();
            edits.put_in(start..start + inner.len(), &others);
        }
    }
}

/// Two values that fill in a text in the other order.
fn holes(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    for text in &code.texts {
        let inner = &code.code[text.clone()];
        let holes: Vec<Range<usize>> = inner
            .match_indices('{')
            .filter_map(|(at, _)| {
                let name = leading(&inner[at + 1..]);
                let end = at + 1 + name.len();
                (!name.is_empty() && inner[end..].starts_with(['}', ':'])).then_some(at + 1..end)
            })
            .collect();
        for pair in holes.windows(2) {
            if let [one, other] = pair {
                let turned = [&inner[other.clone()], &inner[one.end..other.start], &inner[one.clone()]];
                edits.put_in(text.start + one.start..text.start + other.end, &[&turned.concat()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_algorithms_are_undone() {
        for (code, expected) in [
            ("lo = mid;\n", "lo = mid + 1;\n"),
            ("hi = mid;\n", "hi = mid - 1;\n"),
            ("todo.push((child, depth));\n", "todo.push((child, depth + 1));\n"),
            ("let from = page * size;\n", "let from = (page - 1) * size;\n"),
            ("let mut ways = vec![0; total];\n", "let mut ways = vec![0; total + 1];\n"),
            ("let at = y * 8 + x * 8;\n", "let at = y * 8 + x;\n"),
            ("a > b && a < c\n", "a >= b && a <= c\n"),
            ("all.retain(|a| a < 1 || a > 9);\n", "all.retain(|a| a > 1 && a < 9);\n"),
            ("all.retain(|a| a < 1 || a > 9);\n", "all.retain(|a| a >= 1 && a <= 9);\n"),
            ("for at in 0..n {\n", "for at in (0..n).rev() {\n"),
            ("for c in word.chars() {\n", "for c in word.chars().rev() {\n"),
            ("for c in &all {\n", "for c in all.iter().rev() {\n"),
            ("let a = b.iter().rev().enumerate();\n", "let a = b.iter().enumerate().rev();\n"),
            ("(hits / total * 100) as u8\n", "(hits * 100 / total) as u8\n"),
            ("let pages = n / size;\n", "let pages = n.div_ceil(size);\n"),
            ("        self.rows.len()\n    }\n", "        self.rows.len() - 1\n    }\n"),
            ("    Some(n) => f(&n.a).max(f(&n.b)),\n", "    Some(n) => 1 + f(&n.a).max(f(&n.b)),\n"),
            ("n = n + d;\n", "n = n * 10 + d;\n"),
            ("n %= 10;\n", "n /= 10;\n"),
            ("for word in text.split(' ') {\n", "for word in text.split_whitespace() {\n"),
            ("let n = line.parse()?;\n", "let n = line.trim().parse()?;\n"),
            ("for it in env::args() {\n", "for it in env::args().skip(1) {\n"),
            ("let (a, b) = c.split_once(',')?;\n", "let (a, b) = c.split_once(':')?;\n"),
            ("out.push('(');\n", "out.push(')');\n"),
            ("let first = b'a';\n", "let first = b'A';\n"),
            ("let m = s / 60;\n", "let m = s % 3600 / 60;\n"),
            ("'h' => 60,\n", "'h' => 60 * 60,\n"),
            ("price * 0.2\n", "price * 0.8\n"),
            ("'L' => 500,\n", "'L' => 50,\n"),
            ("(c >> 16) as u8\n", "(c >> 8) as u8\n"),
            ("((x + 1) % w, (y + 1) % h)\n", "((x + 1).rem_euclid(w), (y + 1).rem_euclid(h))\n"),
            ("let mut best = 0;\n", "let mut best = i64::MIN;\n"),
            ("a == 2 || a == 3 && b\n", "a == 3 || a == 2 && b\n"),
            ("')' => LBracket,\n", "')' => RBracket,\n"),
            ("all.retain(|a| a.n <= n);\n", "all.retain(|a| a.n > n);\n"),
            ("x >= a && x <= b && y <= c\n", "x >= a && x < b && y < c\n"),
            ("trail.push(head);\n", "trail.insert(0, head);\n"),
            ("*a.entry(b).or_insert(n) += 1;\n", "*a.entry(b).or_insert(0) += 1;\n"),
            ("format!(\"{dir}/{name}\")\n", "format!(\"{name}/{dir}\")\n"),
        ] {
            let found = classic(code);
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_has_no_such_slip_stays() {
        for code in [
            "",
            "é",
            "\n",
            "let a = b;\n",
            "'\n",
            "\"é{ö}{ü",
            "[é; ",
            ".rev(",
            "for é in ",
            "fn walk(&self, depth: usize) {\n",
            "let (node, depth) = next;\n",
            "é % ö % ü %",
            " = é + ",
            ".split('",
        ] {
            let found = classic(code);
            assert!(!found.contains(&code.to_owned()), "{code}");
        }
        assert_eq!(classic("let a = f(b);\n"), [] as [&str; 0]);
    }
}
