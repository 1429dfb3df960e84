//! Slips that programs of C and C++ share, because they share what they do: halves of a search, a reversed list, a sieve, a heap, pages, rings.

use std::ops::Range;

use super::super::{Kind, MOST};
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp},
    lexical::{self, texts},
    names::{first_word, is_part, names},
    operands::sides,
    rewrites::Rewrites,
};

/// Numbers that are taken for each other: bases, parts of a second and of an hour.
const NUMBERS: [(&str, &[&str]); 10] = [
    ("10", &["16", "8"]),
    ("16", &["10"]),
    ("1000", &["1000000"]),
    ("1000000", &["1000", "1000000000"]),
    ("60", &["3600"]),
    ("24", &["60"]),
    ("1024", &["1000"]),
    ("0x7", &["0xF", "0xf"]),
    ("32", &["31", "64"]),
    ("25", &["26"]),
];
/// What is one for a shift that reaches beyond an `int`.
const ONES: [&str; 5] = ["1u", "1ULL", "UINT64_C(1)", "(uint64_t)1", "1UL"];

/// The marked lines with one such slip undone.
pub(in crate::slips) fn classic(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<String> {
    if !matches!(language, C | Cpp) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    for (kind, most) in [
        (halves as Kind, MOST),
        (steps, 2),
        (wrapped, 2),
        (digits, MOST),
        (chosen, MOST),
        (pages, MOST),
        (numbers, MOST),
        (shifted, 2 * MOST),
        (macros, 2),
        (assigned, MOST),
        (evened, MOST),
        (units, 2),
        (sizes, MOST),
        (containers, MOST),
    ] {
        let mut edits = Rewrites::new(code);
        kind(&mut edits, code, language, operands);
        edits.found.truncate(most);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

/// Whether a text is a name, or names that are asked of each other.
fn is_chain(text: &str) -> bool {
    text.starts_with(|it: char| it.is_alphabetic() || it == '_')
        && text.replace("->", ".").chars().all(|it| is_part(it) || it == '.')
}

/// Whether a name has one of these words, whatever its capitals.
fn has_word(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

/// The only statement of the code: where it stands, and what is given to what.
fn assignment(code: &str) -> Option<(usize, &str, &str)> {
    let line = code.trim().lines().next()?.trim();
    // A block may end behind it.
    let is_alone = code.trim().lines().skip(1).all(|rest| rest.trim() == "}");
    let statement = line.strip_suffix(';').filter(|it| is_alone && !it.contains([';', '{']))?;
    let (target, value) = statement.split_once(" = ")?;
    Some((code.len() - code.trim_start().len(), target, value))
}

/// `mid + 1` for `mid`, `n / 2` for `n`, `n - 1 - i` for `n - i`, `(i - 1) / 2` and `2 * i + 1` for what a heap keeps elsewhere.
fn halves(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    if let Some((start, target, value)) = assignment(code) {
        let end = start + target.len() + " = ".len() + value.len();
        if is_chain(value) && has_word(value, &["mid", "pivot", "half"]) || value == "m" {
            let upper = has_word(target, &["hi", "right", "end", "last", "upper", "max"]);
            edits.put_in(end..end, if upper { &[" - 1", " + 1"] } else { &[" + 1", " - 1"] });
        }
        let from = end - value.len();
        let half = value.strip_suffix(" / 2").filter(|half| is_chain(half));
        if let Some(half) = half.filter(|_| has_word(target, &["parent", "up", "father"])) {
            edits.put_in(from..end, &[&format!("({half} - 1) / 2")]);
        }
        let is_twice = value.starts_with("2 * ") || value.ends_with(" * 2");
        if is_twice && value.matches(' ').count() == 2 {
            edits.put_in(end..end, &[" + 1", " + 2"]);
        }
    }
    if code.trim_start().starts_with("for (") && code.contains(" = 0; ") {
        let bounds = operands
            .iter()
            .filter(|bound| code[..bound.start].ends_with(" < ") && code[bound.end..].starts_with("; "));
        for bound in bounds {
            edits.put_in(bound.end..bound.end, &[" / 2"]);
        }
    }
    for (range, a, b) in sides(code, operands, " - ") {
        if code[..range.start].ends_with('[') && code[range.end..].starts_with(']') && !is_number(b) {
            edits.put_in(range, &[&format!("{a} - 1 - {b}"), &format!("{a} - {b} - 1")]);
        }
    }
}

/// Whether a text is a number.
fn is_number(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit())
}

/// `j += i` for `j++` in a loop that begins with a multiple of `i`.
fn steps(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let Some(head) = code.trim_start().strip_prefix("for (") else { return };
    let (Some((first, rest)), Some(close)) = (head.split_once("; "), code.rfind(')')) else { return };
    let Some(at) = code[..close].rfind("; ").map(|at| at + 2) else { return };
    let step = &code[at..close];
    let counted = step.trim_matches(['+', '-']);
    let value = first.split_once(" = ").map(|(_, value)| value).unwrap_or_default();
    if counted.len() + 2 != step.len() || !is_chain(counted) || rest.is_empty() || !value.contains(" * ") {
        return;
    }
    let is_cast =
        |at: usize, name: &str| value[..at].ends_with('(') && value[at + name.len()..].starts_with(')');
    for (_, name) in names(value).filter(|(at, name)| !is_cast(*at, name)) {
        edits.put_in(at..close, &[&format!("{counted} += {name}")]);
    }
}

/// `(a - b + n) % n` for `(a - b) % n`, everywhere in the line.
fn wrapped(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let (mut whole, mut end) = (String::new(), 0);
    let mut lists = argument_lists(code, false);
    lists.sort_by_key(|list| list.start);
    for list in lists {
        let &[(start, stop)] = list.arguments.as_slice() else { continue };
        let inner = &code[start..stop];
        let Some(rest) = code[stop..].strip_prefix(") % ") else { continue };
        let modulus = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
        let is_sum = inner.contains(" + ") || inner.contains(" - ");
        if !modulus.is_empty() && is_sum && !inner.ends_with(modulus) && start >= end {
            whole.push_str(&code[end..stop]);
            whole.push_str(" + ");
            whole.push_str(modulus);
            end = stop;
        }
    }
    whole.push_str(&code[end..]);
    edits.put_in(0..code.len(), &[&whole]);
}

/// The digit of a letter: `n * 10 + (c - '0')`, `c - 'a' + 10`.
fn digits(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for (at, sign) in code.match_indices("* 10 + ") {
        let start = at + sign.len();
        let rest = &code[start..];
        let end = start + rest.find(';').unwrap_or(rest.trim_end().len());
        let value = &code[start..end];
        if !value.is_empty() && !value.contains(['\'', ' ']) {
            edits.put_in(start..end, &[&format!("({value} - '0')"), &format!("{value} - '0'")]);
        }
    }
    for letter in ["- 'a';", "- 'A';"] {
        for (at, _) in code.match_indices(letter) {
            let end = at + letter.len() - 1;
            edits.put_in(end..end, &[" + 10"]);
        }
    }
}

/// Of two that are compared one is chosen: `a < b ? a : b` for `a < b ? c : b`.
fn chosen(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    turned(edits, code);
    for sign in [" < ", " > ", " <= ", " >= "] {
        for (range, a, b) in sides(code, operands, sign) {
            let Some(rest) = code[range.end..].strip_prefix(" ? ") else { continue };
            let Some((first, second)) = rest.split_once(" : ") else { continue };
            let second = &second[..second.find([';', ')', ',']).unwrap_or(second.len())];
            let from = range.end + " ? ".len();
            let behind = from + first.len() + " : ".len();
            let other = |one: &str| if one == a { b.to_owned() } else { a.to_owned() };
            let is_one = |text: &str| text == a || text == b;
            if is_one(second) && !is_one(first) {
                edits.put_in(from..from + first.len(), &[&other(second)]);
            }
            if is_one(first) && !is_one(second) {
                edits.put_in(behind..behind + second.len(), &[&other(first)]);
            }
        }
    }
}

/// Both sides of a choice in the other order, whatever they are.
fn turned(edits: &mut Rewrites<'_>, code: &str) {
    let Some(start) = code.find(" ? ").map(|at| at + " ? ".len()) else { return };
    let Some(colon) = code[start..].find(" : ").map(|length| start + length) else { return };
    let rest = &code[colon + " : ".len()..];
    let Some(length) = lexical::expression_end(rest, 0, C) else { return };
    let (first, second) = (&code[start..colon], &rest[..length]);
    if !first.contains(" ? ") && !second.contains(" ? ") {
        edits.put_in(start..colon + " : ".len() + length, &[&format!("{second} : {first}")]);
    }
}

/// Pages are counted from one, what does not fill the last one needs it all the same, and so many of a hundred are a part of it.
fn pages(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    for (range, a, _) in sides(code, operands, " * ") {
        if is_chain(a) && has_word(a, &["page", "number", "index"]) {
            edits.put_in(range.start..range.start + a.len(), &[&format!("({a} - 1)")]);
        }
    }
    for (range, a, b) in sides(code, operands, " / ") {
        let is_alone = ["= ", "return ", "("].iter().any(|sign| code[..range.start].ends_with(sign))
            && code[range.end..].starts_with([';', ')', ',']);
        if is_alone && is_chain(b) {
            edits.put_in(range, &[&format!("({a} + {b} - 1) / {b}")]);
        }
    }
    for operand in operands {
        let name = &code[operand.clone()];
        if is_chain(name)
            && has_word(name, &["percent", "pct"])
            && code[operand.end..].starts_with([')', ';', ' '])
        {
            edits.put_in(operand.end..operand.end, &[" / 100.0", " / 100"]);
        }
    }
}

/// One number for another that it is taken for.
fn numbers(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let texts = texts(code, language);
    for (number, others) in NUMBERS {
        for (at, _) in code.match_indices(number) {
            let is_whole = !code[..at].ends_with(|it: char| is_part(it) || it == '.')
                && !code[at + number.len()..].starts_with(|it: char| is_part(it) || it == '.');
            // A suffix is none of the number's digits.
            let is_long =
                code[at + number.len()..].starts_with(['L', 'U', 'u', 'l']) && !code[..at].ends_with(is_part);
            if (is_whole || is_long) && !texts.iter().any(|text| text.contains(&at)) {
                edits.put_in(at..at + number.len(), others);
            }
        }
    }
}

/// A one that is shifted far has to be wide.
fn shifted(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    for (at, _) in code.match_indices("1 << ") {
        if !code[..at].ends_with(|it: char| is_part(it) || it == '.') {
            edits.put_in(at..at + 1, &ONES);
            if language == Cpp {
                edits.put_in(at..at + 1, &["std::uint64_t{1}"]);
            }
        }
    }
}

/// What a macro is given stands in brackets, as does what it makes of it; its statements are one.
fn macros(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let Some(rest) = code.strip_prefix("#define ").filter(|rest| !rest.trim_end().contains('\n')) else {
        return;
    };
    let name = first_word(rest);
    let Some((given, body)) =
        rest.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.split_once(')'))
    else {
        return;
    };
    let start = code.len() - body.trim_start().len();
    let end = code.trim_end().len();
    let Some(body) = code.get(start..end) else { return };
    if body.starts_with('{') && body.ends_with('}') {
        edits.put_in(start..end, &[&format!("do {body} while (0)")]);
        return;
    }
    let given: Vec<&str> = given.split(',').map(str::trim).collect();
    let (mut whole, mut last) = (String::new(), 0);
    for (at, name) in names(body).filter(|(_, name)| given.contains(name)) {
        let after = &body[at + name.len()..];
        let is_apart = body[..at].ends_with('(') && after.starts_with(')') || body[..at].ends_with('#');
        whole.push_str(&body[last..at]);
        let (open, close) = if is_apart { ("", "") } else { ("(", ")") };
        for part in [open, name, close] {
            whole.push_str(part);
        }
        last = at + name.len();
    }
    whole.push_str(&body[last..]);
    let is_whole = body.starts_with('(') && body.ends_with(')');
    if whole.contains(' ') {
        edits.put_in(start..end, &[&if is_whole { whole } else { format!("({whole})") }]);
    }
}

/// Another value, or none but what stands there the other way round.
fn assigned(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let Some((start, target, value)) = assignment(code) else {
        if let Some((at, _)) = code.match_indices("] += ").next()
            && let Some(list) = code[..at].rfind('[').map(|open| code[..open].trim_start())
            && let Some(value) = code[at + "] += ".len()..].trim_end().strip_suffix(';')
            && is_chain(list)
            && is_chain(value)
        {
            let from = at + "] += ".len();
            edits.put_in(from..from + value.len(), &[&format!("{list}[{value}]")]);
        }
        // What a call gives back is kept where it comes from.
        let start = code.len() - code.trim_start().len();
        let called = code.trim().strip_suffix(");").and_then(|it| it.split_once('('));
        if let Some((_, given)) = called.filter(|(name, _)| is_chain(name)) {
            let first = given.split(", ").next().unwrap_or_default();
            if is_chain(first) && first.contains(['.', '>']) {
                edits.put_in(start..start, &[&format!("{first} = ")]);
            }
        }
        for (at, sign) in code.match_indices(" &= ~(") {
            if let Some(inner) = code[at + sign.len()..].trim_end().strip_suffix(");") {
                let end = at + sign.len() + inner.len() + 1;
                edits.put_in(at + " &= ".len()..end, &[inner]);
            }
        }
        return;
    };
    let from = start + target.len() + " = ".len();
    let end = from + value.len();
    let is_declared = target.split('[').next().is_some_and(|target| target.contains(' '));
    if value.starts_with('*') && is_chain(&value[1..]) {
        edits.put_in(end..end, &["++"]);
    }
    // `total -= v` for `total = -v`.
    for (sign, joint) in [("-", " -= "), ("+", " += "), ("*", " *= "), ("&", " &= "), ("|", " |= ")] {
        let rest = value.strip_prefix(sign).filter(|rest| !rest.starts_with([' ', '-', '+']));
        if let Some(rest) = rest.filter(|_| !is_declared) {
            edits.put_in(start + target.len()..end, &[&format!("{joint}{rest}")]);
        }
    }
    if value == format!("{target} - 1") {
        edits.put_in(start + target.len()..from, &[" &= "]);
    }
    // What is given to something may be meant to get it.
    let is_place = |text: &str| !text.contains(['(', '\'', '"', '?', '{']) && !is_number(text);
    if !is_declared && is_place(value) && is_place(target) && !value.starts_with(['-', '&', '*', '!']) {
        let is_plain = operands.contains(&(from..end));
        if is_plain && value != target {
            edits.put_in(start..end, &[&format!("{value} = {target}")]);
        }
        let is_item = |text: &str| text.ends_with(']') && text.contains('[');
        if language == Cpp && is_item(value) && is_item(target) {
            edits.put_in(start..end, &[&format!("std::swap({target}, {value})")]);
        }
    }
    // `b = f(b)` for `b = f(a)`, `a[i] = i` for `a[i] = 0`.
    let argument = value.strip_suffix(')').and_then(|value| value.split_once('('));
    if let Some((function, _)) = argument.filter(|(f, a)| is_chain(f) && is_chain(a) && *a != target) {
        edits.put_in(from..end, &[&format!("{function}({target})")]);
    }
    let index = target.strip_suffix(']').and_then(|target| target.rsplit_once('['));
    if let Some((list, index)) = index.filter(|(_, index)| is_chain(index)) {
        if is_number(value) {
            edits.put_in(from..end, &[index]);
        }
        if value == "'\\0'" {
            edits.put_in(
                start..start + target.len(),
                &[&format!("{list}[--{index}]"), &format!("{list}[{index} - 1]")],
            );
        }
    }
    // A text that is changed has letters of its own.
    if let Some((kind, name)) = target.split_once('*').filter(|_| value.starts_with('"'))
        && kind.trim() == "char"
        && is_chain(name)
    {
        edits.put_in(start..start + target.len(), &[&format!("char {name}[]")]);
    }
}

/// One comparison as the others of the line, one of a condition's letters, a type that is one of functions, `!` in front of what is asked.
fn evened(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for (one, other) in [(" > ", " >= "), (" < ", " <= "), (" >= ", " > "), (" <= ", " < ")] {
        if code.contains(other) {
            code.match_indices(one).for_each(|(at, _)| edits.put_in(at..at + one.len(), &[other]));
        }
    }
    for (one, other) in [("'A'", "'a'"), ("'a'", "'A'"), ("'Z'", "'z'"), ("'z'", "'Z'")] {
        if code.contains(other) {
            code.match_indices(one).for_each(|(at, _)| edits.put_in(at..at + one.len(), &[other]));
        }
    }
    for word in ["if (", "while ("] {
        for (at, _) in code.match_indices(word) {
            let inner = &code[at + word.len()..];
            if inner.starts_with(is_part) && !inner.contains([' ', '=', '<', '>']) || inner.contains("('") {
                edits.put_in(at + word.len()..at + word.len(), &["!"]);
            }
        }
    }
    for (from, joint) in [(" = -", " -= "), (" = +", " += ")] {
        for (at, _) in code.match_indices(from) {
            if code[at + from.len()..].starts_with(|it: char| it.is_alphabetic()) {
                edits.put_in(at..at + from.len(), &[joint]);
            }
        }
    }
    if let Some(rest) = code.strip_prefix("typedef ")
        && let Some((_, name)) = rest.split_once('*')
        && let Some((name, _)) = name.split_once('(').filter(|(name, _)| is_chain(name))
        && let Some(at) = code.find('*')
    {
        edits.put_in(at..at + 1 + name.len(), &[&format!("(*{name})")]);
    }
    for kind in ["d", "ld", "u", "x"] {
        let (plain, padded) = (format!("%2{kind}"), format!("%02{kind}"));
        if code.contains(&plain) {
            edits.put_in(0..code.len(), &[&code.replace(&plain, &padded)]);
        }
    }
}

/// What is left over of larger units: `s / 60 % 60` beside `s / 3600`, `(ms % 1000) * n` beside `ms / 1000`.
fn units(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    let quotients: Vec<_> = sides(code, operands, " / ")
        .into_iter()
        .filter_map(|(range, a, b)| Some((range, a, b.parse::<u64>().ok()?)))
        .collect();
    for (range, a, small) in &quotients {
        let larger = quotients.iter().find(|(_, other, large)| other == a && large > small);
        let rest = larger.and_then(|(_, _, large)| large.checked_div(*small));
        if let Some(rest) = rest.filter(|_| !code[range.end..].starts_with(" % ")) {
            edits.put_in(range.end..range.end, &[&format!(" % {rest}")]);
        }
        for (product, other, _) in sides(code, operands, " * ") {
            if other == *a && larger.is_none() {
                let end = product.start + other.len();
                edits.put_in(product.start..end, &[&format!("({a} % {small})")]);
            }
        }
    }
}

/// One more of what is made, and elements where bytes are counted.
fn sizes(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let mut all: Vec<usize> = Vec::new();
    for list in argument_lists(code, false) {
        let (start, name) = list.called(code);
        let text = |at: usize| list.arguments.get(at).map_or("", |&(start, end)| &code[start..end]);
        let ends = |at: usize| list.arguments.get(at).map(|&(_, end)| end);
        let is_list = code[..list.start - 1].ends_with('>')
            || code[..start].trim_end().ends_with('>') && code[..start].contains("vector<");
        let first = text(0);
        let is_count = !first.is_empty() && !first.contains([' ', '"', '{', '<', '\'', '=']);
        let is_made = name == "calloc" || (language == Cpp && is_list);
        if let Some(end) = ends(0).filter(|_| is_made && is_count && !first.ends_with(".begin()")) {
            edits.put_in(end..end, &[" + 1"]);
            all.push(end);
        }
        // Bytes are copied, and set.
        if let (true, Some(end)) = (matches!(name, "memcpy" | "memmove" | "memset"), ends(2)) {
            let target = text(0).trim_start_matches('&');
            if is_chain(text(2)) && is_chain(target) {
                edits.put_in(
                    end..end,
                    &[&format!(" * sizeof(*{target})"), &format!(" * sizeof({target}[0])")],
                );
            }
        }
        if name == "malloc" && first.starts_with("sizeof") && list.arguments.len() == 1 {
            edits.put_in(start..list.start, &["calloc(1, "]);
        }
        if name == "substr" && list.arguments.len() == 2 {
            edits.put_in(ends(1).map_or(0..0, |end| end..end), &[&format!(" - {first} + 1")]);
        }
        if let Some(rest) = text(0)
            .rsplit_once(" + ")
            .map(|(_, rest)| rest)
            .filter(|rest| *rest == text(1) && !rest.is_empty())
        {
            let end = ends(1).unwrap_or_default();
            for all in ["n", "len"] {
                edits.put_in(end - rest.len()..end, &[&format!("{all} - {rest}")]);
            }
        }
    }
    if all.len() > 1 {
        all.sort_unstable();
        let mut whole = code.to_owned();
        all.iter().rev().for_each(|end| whole.insert_str(*end, " + 1"));
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// What containers of C++ do otherwise: `insert` leaves what is there, a text is filled with so many letters, a letter is printed as one.
fn containers(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    if language != Cpp {
        return;
    }
    for sign in [".insert({", ".emplace("] {
        let close = if sign.ends_with('{') { "});" } else { ");" };
        for (at, _) in code.match_indices(sign) {
            let Some(end) = code[at..].find(close).map(|length| at + length) else { continue };
            let inner = &code[at + sign.len()..end];
            let Some((key, value)) = inner.split_once(", ") else { continue };
            let range = at..end + close.len();
            edits.put_in(range.clone(), &[&format!("[{key}] = {value};")]);
            edits.put_in(range, &[&format!(".insert_or_assign({inner});")]);
        }
    }
    for (at, _) in code.match_indices("<< ") {
        let rest = &code[at + 3..];
        let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
        let is_letter = name.len() == 1 || has_word(name, &["byte", "char", "letter"]);
        if is_letter && rest[name.len()..].starts_with([';', ' ']) && is_chain(name) {
            let number = format!("static_cast<int>({name})");
            edits.put_in(at + 3..at + 3 + name.len(), &[&number]);
        }
    }
}

#[cfg(test)]
mod tests;
