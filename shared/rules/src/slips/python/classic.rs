//! What well-known algorithms of Python get wrong: a middle that is not left out, the wrong end of a list, what is counted from one and not from
//! nought, what is added in each step.

#[cfg(test)]
mod tests;

use super::super::MOST;
use crate::{
    arguments::argument_lists,
    language::Language::Python,
    lexical::texts,
    names::{first_word, is_part, last_word, leading, names},
    outline::python::{closing, is_chain, is_single, parts},
    rewrites::Rewrites,
};

/// Words for what is the best so far, and whether it is the largest.
const BEST: [(&str, bool); 11] = [
    ("best", true),
    ("max", true),
    ("maximum", true),
    ("highest", true),
    ("largest", true),
    ("longest", true),
    ("min", false),
    ("minimum", false),
    ("lowest", false),
    ("smallest", false),
    ("shortest", false),
];
/// Words for how far something is.
const DISTANCES: [&str; 12] =
    ["dist", "distance", "depth", "level", "steps", "step", "cost", "moves", "count", "d", "hops", "length"];
/// Words for a part of a hundred.
const SHARES: [&str; 7] = ["percent", "pct", "percentage", "rate", "discount", "ratio", "share"];
/// Texts that stand for each other in a call.
const PUT: [(&str, &[&str]); 22] = [
    ("\"w\"", &["\"a\"", "\"r\"", "\"wb\""]),
    ("\"a\"", &["\"w\""]),
    ("\"r\"", &["\"w\"", "\"rb\""]),
    ("\"wb\"", &["\"w\"", "\"ab\""]),
    ("\"rb\"", &["\"r\""]),
    (".popitem()", &[".popitem(last=False)"]),
    (".popitem(last=False)", &[".popitem()"]),
    (".pop(0)", &[".pop()"]),
    (".insert(0, ", &[".append("]),
    ("axis=0", &["axis=1"]),
    ("axis=1", &["axis=0"]),
    ("data=", &["json="]),
    ("json=", &["data="]),
    ("[0]", &["[-1]"]),
    ("[-1]", &["[0]"]),
    (", reverse=True", &[""]),
    (".seconds", &[".total_seconds()"]),
    ("float(\"inf\")", &["float(\"-inf\")"]),
    ("float(\"-inf\")", &["float(\"inf\")"]),
    (".split()", &[".lower().split()"]),
    ("assertTrue(", &["assertEqual(", "assertFalse("]),
    ("return []", &["return [[]]"]),
];

/// How slips of one kind are undone.
type Kind = fn(&mut Rewrites<'_>, &str);

/// The marked lines with one such slip undone.
pub(in crate::slips) fn classic(code: &str) -> Vec<String> {
    let kinds: [(Kind, usize); 13] = [
        (put, MOST),
        (halved, 3),
        (bounds, MOST),
        (ends, MOST),
        (quotients, MOST),
        (steps, MOST),
        (first_values, 3),
        (gone_through, MOST),
        (ordered, 3),
        (patterns, MOST),
        (shares, 3),
        (both_sides, 2),
        (turned, 2),
    ];
    let mut found: Vec<String> = Vec::new();
    for (kind, most) in kinds {
        let mut edits = Rewrites::new(code);
        kind(&mut edits, code);
        edits.found.truncate(most);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

/// What stands for something else in a call.
fn put(edits: &mut Rewrites<'_>, code: &str) {
    for (from, to) in PUT {
        for (at, _) in code.match_indices(from) {
            let (before, after) = (&code[..at], &code[at + from.len()..]);
            let is_mode = !from.starts_with('"')
                || before.ends_with(", ") && code.contains("open(")
                || before.ends_with("mode=");
            let is_whole =
                !from.ends_with(is_part) || !after.starts_with(|it: char| is_part(it) || it == '(');
            let begins = !from.starts_with(is_part)
                || !before.ends_with(|it: char| is_part(it) || it == '.')
                || from.starts_with("assert");
            let is_index =
                !from.starts_with('[') || before.ends_with(|it: char| is_part(it) || matches!(it, ')' | ']'));
            if is_mode && is_whole && begins && is_index {
                edits.put_in(at..at + from.len(), to);
            }
        }
    }
}

/// The half that is left without its middle, and places in a heap.
fn halved(edits: &mut Rewrites<'_>, code: &str) {
    let line = code.trim();
    let end = code.trim_end().len();
    if let Some((target, value)) = line.split_once(" = ") {
        let is_bound =
            ["lo", "low", "left", "l", "start", "hi", "high", "right", "r", "end", "first", "last", "i"]
                .contains(&target);
        let is_place = ["mid", "m", "middle", "low", "lo", "left", "pivot", "start", "high"].contains(&value);
        if is_bound && is_place {
            edits.put_in(end..end, &[" + 1", " - 1"]);
        }
    }
    for (at, _) in code.match_indices(" // 2") {
        let start = code[..at].trim_end_matches(is_part).len();
        let after = &code[at + " // 2".len()..];
        if start < at && code[..start].ends_with(['[', ' ', '(']) && !after.starts_with(is_part) {
            let name = &code[start..at];
            edits.put_in(start..at, &[&format!("({name} - 1)"), &format!("({name} + 1)")]);
        }
    }
    for (at, _) in code.match_indices("2 * ") {
        let name = leading(&code[at + 4..]);
        let stop = at + 4 + name.len();
        if is_single(name)
            && !code[..at].ends_with(|it: char| is_part(it) || it == '.')
            && !code[stop..].starts_with([' ', '.', '(', '['])
        {
            edits.put_in(stop..stop, &[" + 1", " + 2"]);
        }
    }
}

/// One place more, one less, both ends of an interval.
fn bounds(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sign) in code.match_indices("] * ") {
        let from = at + sign.len();
        let chain =
            code[from..].len() - code[from..].trim_start_matches(|it: char| is_part(it) || it == '.').len();
        if chain > 0 && !code[from + chain..].starts_with('(') {
            edits.put_in(from..from + chain, &[&format!("({} + 1)", &code[from..from + chain])]);
        } else if code[from..].starts_with("len(")
            && let Some(end) = closing(&code[from + 4..]).map(|end| from + end + 5)
        {
            edits.put_in(from..end, &[&format!("({} + 1)", &code[from..end])]);
        }
    }
    let line = code.trim_start();
    let is_condition = ["if ", "elif ", "while "].iter().any(|word| line.starts_with(word));
    for sign in [" == ", " >= "] {
        for (at, _) in code.match_indices(sign).filter(|_| is_condition) {
            let start = at + sign.len();
            let rest = &code[start..];
            let end = if let Some(inner) = rest.strip_prefix("len(") {
                closing(inner).map(|end| start + end + 5)
            } else {
                Some(start + rest.len() - rest.trim_start_matches(|it: char| is_part(it) || it == '.').len())
            };
            if let Some(end) =
                end.filter(|end| code[*end..].starts_with(':') || code[*end..].starts_with(" and "))
                && (is_chain(&code[start..end]) || rest.starts_with("len("))
            {
                edits.put_in(end..end, &[" - 1"]);
            }
        }
    }
    // `0 <= a < b` for `0 < a <= b`.
    for (one, two, a, b) in [
        (" < ", " <= ", " <= ", " < "),
        (" <= ", " < ", " < ", " <= "),
        (" < ", " < ", " <= ", " < "),
        (" <= ", " <= ", " <= ", " < "),
    ] {
        let Some(at) = code.find(one) else { continue };
        let from = at + one.len();
        let middle =
            code[from..].len() - code[from..].trim_start_matches(|it: char| is_part(it) || it == '.').len();
        if middle > 0 && code[from + middle..].starts_with(two) {
            let text = [a, &code[from..from + middle], b].concat();
            edits.put_in(at..from + middle + two.len(), &[&text]);
        }
    }
}

/// The other end of a list, and how far a slice goes.
fn ends(edits: &mut Rewrites<'_>, code: &str) {
    for (at, _) in code
        .match_indices('[')
        .filter(|(at, _)| code[..*at].ends_with(|it: char| is_part(it) || matches!(it, ')' | ']')))
    {
        let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
        let inner = &code[at + 1..end];
        let Some((from, to)) = inner.split_once(':').filter(|(_, to)| !to.contains(':')) else { continue };
        let (from, to) = (from.trim(), to.trim());
        if from.is_empty() && (is_chain(to) || to.starts_with(|it: char| it.is_ascii_digit())) {
            edits.put_in(at + 1..end, &[&format!("-{to}:"), &format!(":-{to}")]);
        } else if to.is_empty() && (is_chain(from) || from.starts_with(|it: char| it.is_ascii_digit())) {
            edits.put_in(at + 1..end, &[&format!("-{from}:")]);
        } else if to.is_empty() && from.starts_with('-') {
            edits.put_in(at + 1..end, &[&format!(":{}", &from[1..])]);
        } else if is_chain(from) && is_chain(to) {
            edits.put_in(at + 1..end, &[&format!("{from}:{from} + {to}"), &format!("{from}:{to} + 1")]);
        }
    }
    for (at, _) in code.match_indices("len(") {
        let from = at + 4;
        let Some(end) = closing(&code[from..]).map(|end| from + end) else { continue };
        let inner = &code[from..end];
        if code[..at].ends_with(is_part) || code[..at].ends_with('.') {
            continue;
        }
        match inner.strip_suffix("[0]") {
            Some(outer) => edits.put_in(from..end, &[outer]),
            None if is_chain(inner) && code.contains("range(") => edits.put_in(end..end, &["[0]"]),
            None => {}
        }
    }
}

/// A quotient of whole numbers, rounded up or not, and what is left.
fn quotients(edits: &mut Rewrites<'_>, code: &str) {
    let texts = texts(code, Python);
    let is_code = |at: usize| !texts.iter().any(|text| text.contains(&at));
    for (at, call) in code.match_indices("len(") {
        let Some(end) = closing(&code[at + call.len()..]).map(|end| at + call.len() + end + 1) else {
            continue;
        };
        if let Some(rest) = code[end..].strip_prefix(" // ") {
            let by = leading(rest);
            let stop = end + 4 + by.len();
            if !by.is_empty() {
                let all = &code[at..end];
                edits.put_in(
                    at..stop,
                    &[
                        &format!("math.ceil({all} / {by})"),
                        &format!("({all} + {by} - 1) // {by}"),
                        &format!("-(-{all} // {by})"),
                    ],
                );
            }
        }
    }
    for (sign, others) in [(" // ", &[" / ", " % "][..]), (" / ", &[" // "]), (" % ", &[" // "])] {
        for (at, _) in code.match_indices(sign).filter(|(at, _)| is_code(*at)) {
            // A text is filled in so.
            if !(sign == " % " && code[..at].ends_with(['"', '\''])) {
                edits.put_in(at..at + sign.len(), others);
            }
        }
    }
}

/// What is added in each step: a distance, a level, a coin; and pages that are counted from one.
fn steps(edits: &mut Rewrites<'_>, code: &str) {
    let line = code.trim();
    let end = code.trim_end().len();
    for list in argument_lists(code, false) {
        let before = &code[..list.start - 1];
        let name = last_word(before);
        let Some(&(from, to)) = list.arguments.last() else { continue };
        let value = &code[from..to];
        let is_last = DISTANCES.contains(&value)
            || value.split('_').any(|word| DISTANCES.contains(&word) && word.len() > 2);
        if is_single(value)
            && is_last
            && list.arguments.len() > 1
            && !before.ends_with("def ")
            && !line.starts_with("def ")
        {
            edits.put_in(to..to, &[" + 1"]);
        }
        if matches!(name, "min" | "max") && list.arguments.len() == 2 {
            if line.starts_with("return ") && code[to..].starts_with(')') && to + 1 == end {
                let start = before.len() - name.len();
                edits.put_in(start..start, &["1 + "]);
                edits.put_in(end..end, &[" + 1"]);
            }
            if value.ends_with(']') {
                edits.put_in(to..to, &[" + 1"]);
            }
        }
    }
    if let Some((target, value)) = line.split_once(" = ")
        && let Some((one, two)) = value.split_once(" * ")
        && is_chain(one)
        && is_chain(two)
        && is_single(target)
    {
        let start = end - value.len();
        edits.put_in(start..end, &[&format!("({one} - 1) * {two}"), &format!("{one} * ({two} - 1)")]);
    }
    // What is taken away in front of a remainder is put back behind it.
    for (at, sign) in code.match_indices(") % ") {
        let by = leading(&code[at + sign.len()..]);
        let stop = at + sign.len() + by.len();
        let taken = code[..at].rsplit_once(" - ").map(|(_, rest)| leading(rest));
        if let Some(taken) = taken.filter(|taken| is_single(taken) && !code[stop..].starts_with(" + ")) {
            edits.put_in(stop..stop, &[&format!(" + {taken}")]);
        }
    }
}

/// What the best so far begins with.
fn first_values(edits: &mut Rewrites<'_>, code: &str) {
    let line = code.trim();
    let end = code.trim_end().len();
    let Some((targets, values)) = line.split_once(" = ") else { return };
    if targets
        .rsplit(['.', ' '])
        .next()
        .is_some_and(|name| ["parent", "parents", "root", "roots", "leader", "id"].contains(&name))
        && let Some((_, n)) = values.split_once("] * ")
    {
        edits.put_in(end - values.len()..end, &[&format!("list(range({n}))")]);
    }
    let own = parts(values);
    let names: Vec<&str> =
        targets.split(", ").map(|target| target.split(':').next().unwrap_or_default()).collect();
    if own.len() != names.len() && own.len() != 1 || own.iter().any(|value| value.contains(['(', '['])) {
        return;
    }
    let mut start = end - values.len();
    for (name, value) in names.iter().zip(&own) {
        let is_largest = BEST
            .iter()
            .find(|(word, _)| name.to_lowercase().split(['_', '.', ' ']).any(|part| part == *word));
        if let (Some((_, is_largest)), "0" | "1" | "None" | "-1") = (is_largest, *value) {
            let (one, other) = if *is_largest {
                ("float(\"-inf\")", "float(\"inf\")")
            } else {
                ("float(\"inf\")", "float(\"-inf\")")
            };
            edits.put_in(start..start + value.len(), &[one, other]);
        }
        start += value.len() + 2;
    }
}

/// What is gone through from its other end, in its order, or as a copy.
fn gone_through(edits: &mut Rewrites<'_>, code: &str) {
    let line = code.trim_end();
    if let Some((_, value)) = line
        .strip_suffix(':')
        .filter(|line| line.trim_start().starts_with("for "))
        .and_then(|line| line.split_once(" in "))
        && !value.starts_with("range(")
    {
        let start = line.len() - 1 - value.len();
        let inner = ["reversed(", "sorted(", "list("]
            .iter()
            .find_map(|call| value.strip_prefix(call)?.strip_suffix(')'));
        match inner {
            Some(inner) if closing(inner).is_none() => edits.put_in(start..start + value.len(), &[inner]),
            _ => {
                let ways = [
                    format!("reversed({value})"),
                    format!("list({value})"),
                    format!("sorted({value})"),
                    format!("{value}[1:]"),
                ];
                edits.put_in(start..start + value.len(), &ways.each_ref().map(String::as_str));
            }
        }
    }
    // Down instead of up.
    for list in argument_lists(code, false) {
        if let (&[(a, b), (c, d)], "range") = (list.arguments.as_slice(), last_word(&code[..list.start - 1]))
        {
            let (from, to) = (&code[a..b], &code[c..d]);
            let begin = from.parse::<usize>().map_or_else(
                |_| format!("{from} - 1"),
                |from| if from == 0 { "-1".to_owned() } else { (from - 1).to_string() },
            );
            let top = to.strip_suffix(" + 1").map_or_else(|| format!("{to} - 1"), str::to_owned);
            edits.put_in(a..d, &[&format!("{top}, {begin}, -1")]);
        }
    }
    let step = line.trim_start();
    for name in ["current", "node", "curr", "cur", "head", "tail", "temp", "fast", "walker", "last"] {
        for condition in [format!("while {name}:"), format!("while {name} is not None:")] {
            if step == condition {
                let at = line.len() - step.len() + "while ".len() + name.len();
                edits.put_in(at..at, &[".next"]);
            }
        }
    }
}

/// What is put in order the other way round, or put in order at all; the largest that a heap gives first.
fn ordered(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let before = &code[..list.start - 1];
        let name = last_word(before);
        let inner = list.arguments.last().map_or(list.start, |last| last.1);
        let is_named = code[list.start..inner].contains("reverse=");
        if (name == "sorted" || before.strip_suffix(".sort").is_some()) && !is_named {
            let text = if list.arguments.is_empty() { "reverse=True" } else { ", reverse=True" };
            edits.put_in(inner..inner, &[text]);
        }
        if let (&[_, (from, to)], "heappush") = (list.arguments.as_slice(), name) {
            let value = &code[from..to];
            if is_chain(value) {
                edits.put_in(from..from, &["-"]);
            } else if let Some(rest) = value.strip_prefix('(') {
                let first = if rest.starts_with('-') { from + 1..from + 2 } else { from + 1..from + 1 };
                edits.put_in(first.clone(), &[if first.is_empty() { "-" } else { "" }]);
            }
        }
        if name == "heappop" {
            let start = before.len()
                - if before.ends_with("heapq.heappop") { "heapq.heappop".len() } else { "heappop".len() };
            edits.put_in(start..start, &["-"]);
        }
    }
    // Letters of either size are the same.
    for call in ["re.findall(", "re.split(", "re.finditer(", "Counter("] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
            if parts(&code[start..end]).last().is_some_and(|last| is_chain(last)) {
                edits.put_in(end..end, &[".lower()"]);
            }
        }
    }
}

/// What a pattern takes: as little as it can, a point and nothing else, anywhere and not at the start.
fn patterns(edits: &mut Rewrites<'_>, code: &str) {
    for (from, to) in [
        ("re.match(", &["re.search(", "re.fullmatch("][..]),
        ("re.search(", &["re.match(", "re.fullmatch("]),
        (".match(", &[".search(", ".fullmatch("]),
        (".search(", &[".match("]),
    ] {
        for (at, _) in code.match_indices(from) {
            if from.starts_with("re") || !code[..at].ends_with("re") {
                edits.put_in(at..at + from.len(), to);
            }
        }
    }
    for text in texts(code, Python).into_iter().filter(|text| code[..text.start].ends_with('r')) {
        let inner = &code[text.clone()];
        for sign in [".+", ".*"] {
            for (at, _) in inner.match_indices(sign) {
                let end = text.start + at + sign.len();
                let is_lazy = code[end..].starts_with('?');
                if !inner[..at].ends_with('\\') && end < text.end {
                    edits.put_in(end..end + usize::from(is_lazy), &[if is_lazy { "" } else { "?" }]);
                }
            }
        }
        for (at, _) in inner.match_indices('.') {
            let (before, after) = (&inner[..at], &inner[at + 1..]);
            let is_point = (after.starts_with("\\d")
                || after.starts_with("\\w")
                || after.starts_with(|it: char| it.is_alphanumeric()))
                && !before.ends_with('\\')
                && before.len() > 1;
            if is_point {
                edits.put_in(text.start + at..text.start + at, &["\\"]);
            }
        }
    }
}

/// Parts of a hundred, and what is left of one.
fn shares(edits: &mut Rewrites<'_>, code: &str) {
    let is_share = |name: &str| {
        name.to_lowercase()
            .split('_')
            .any(|word| SHARES.contains(&word) || SHARES.contains(&word.trim_end_matches('s')))
    };
    for (at, name) in names(code).filter(|(_, name)| is_share(name)) {
        let end = at + name.len();
        let start = code[..at].trim_end_matches(|it: char| is_part(it) || it == '.').len();
        let chain = &code[start..end];
        let is_whole =
            !code[end..].starts_with(['(', '[', '.', '=']) && !code[..start].ends_with(['"', '\'']);
        let is_factor = code[..start].ends_with("* ") || code[end..].starts_with(" *");
        if !is_whole || !is_factor {
            continue;
        }
        if code[end..].starts_with(" / 100") {
            edits.put_in(start..end, &[&format!("(100 - {chain})"), &format!("(100 + {chain})")]);
        } else {
            edits.put_in(end..end, &[" / 100"]);
            edits.put_in(start..end, &[&format!("(1 - {chain})"), &format!("(1 + {chain})")]);
        }
    }
    for (at, sign) in code.match_indices(" *= ") {
        if names(&code[at..]).any(|(_, name)| is_share(name)) {
            edits.put_in(at + sign.len()..at + sign.len(), &["1 - ", "1 + "]);
        }
    }
}

/// What is asked of one side is asked of the other: `f(a) + f(b)` for `a + f(b)`.
fn both_sides(edits: &mut Rewrites<'_>, code: &str) {
    for sign in [" + ", " - ", " * ", " == ", " != ", " < ", " > ", " <= ", " >= "] {
        for (at, _) in code.match_indices(sign) {
            let (before, rest) = (&code[..at], &code[at + sign.len()..]);
            let start = before.trim_end_matches(|it: char| is_part(it) || it == '.').len();
            let one = &before[start..];
            let call = rest.len() - rest.trim_start_matches(|it: char| is_part(it) || it == '.').len();
            if is_chain(one)
                && call > 0
                && rest[call..].starts_with('(')
                && closing(&rest[call + 1..])
                    .is_some_and(|end| end > 0 && is_chain(&rest[call + 1..call + 1 + end]))
            {
                edits.put_in(start..at, &[&format!("{}({one})", &rest[..call])]);
            }
            // The same with both in the other order.
            let other = &rest[..call];
            if before.ends_with(')') && is_chain(other) && !rest[call..].starts_with(['(', '[']) {
                let open = before.rfind('(').unwrap_or(0);
                let name = before[..open].trim_end_matches(|it: char| is_part(it) || it == '.').len();
                if name < open && is_chain(&before[open + 1..at - 1]) {
                    let end = at + sign.len() + call;
                    edits.put_in(at + sign.len()..end, &[&format!("{}({other})", &before[name..open])]);
                }
            }
        }
    }
}

/// `a[c] = b` for `a[b] = c`, and `a.b = f(a.b, c)` for `f(a.b, c)`.
fn turned(edits: &mut Rewrites<'_>, code: &str) {
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    if let Some((target, value)) = line.split_once(" = ")
        && let Some((list, key)) = target.strip_suffix(']').and_then(|target| target.split_once('['))
        && is_chain(list)
        && is_chain(key)
        && is_chain(value)
    {
        edits.put_in(start..start + line.len(), &[&format!("{list}[{value}] = {key}")]);
    }
    let function = first_word(line);
    if let Some(rest) = line
        .strip_prefix(function)
        .and_then(|rest| rest.strip_prefix('('))
        .filter(|_| is_single(function) && line.ends_with(')'))
        && let Some(first) = parts(closing(rest).map_or("", |end| &rest[..end])).first()
        && is_chain(first)
        && first.contains('.')
    {
        edits.put_in(start..start, &[&format!("{first} = ")]);
    }
}
