//! Indices beyond what there is: a bound that is one off, and the question whether a place is there at all.

use std::ops::Range;

use super::super::super::{Rewrites, calls_of};
use super::condition;
use crate::{
    language::Language::Java,
    lexical,
    names::{first_word, is_part, last_word, names},
    outline::{java::type_of, line::Line},
};

/// Calls whose argument is a place in what they are asked of.
const INDEXED: [&str; 8] =
    [".charAt", ".get", ".deleteCharAt", ".remove", ".set", ".setCharAt", ".codePointAt", ".add"];
/// What tells how much there is.
const LENGTHS: [&str; 3] = [".length()", ".size()", ".length"];

/// A place in a list, an array or a text.
struct Place<'c> {
    owner: &'c str,
    index: Range<usize>,
    /// Where the whole begins.
    start: usize,
    is_array: bool,
}

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let index = ["Index ", "index ", "Index: ", "out of range: ", "end ", "toIndex = "]
        .iter()
        .filter_map(|word| said.split_once(word))
        .find_map(|(_, rest)| {
            let digits = rest.trim_start_matches('-').find(|it: char| !it.is_ascii_digit());
            let end = digits.map_or(rest.len(), |end| end + rest.len() - rest.trim_start_matches('-').len());
            rest[..end].parse::<i64>().ok()
        });
    let is_before = index.is_some_and(|index| index < 0);
    if is_before {
        before_the_first(edits, line);
    } else {
        beyond_the_last(edits, code);
        sizes(edits, code);
        ends(edits, line);
    }
    let places = places(code);
    guarded(edits, line, &places, is_before);
    all_at_once(edits, code, &places, is_before);
}

/// All places of a line.
fn places(code: &str) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    for call in INDEXED {
        for (callee, arguments, _) in calls_of(code, call) {
            let owner = &code[callee.start..callee.end - call.len()];
            if let Some(index) = arguments.first().filter(|_| !owner.is_empty()) {
                found.push(Place { owner, index: index.clone(), start: callee.start, is_array: false });
            }
        }
    }
    for (open, _) in code.match_indices('[') {
        let start = owner_start(&code[..open]);
        let Some(close) = lexical::closing(code, open + 1, Java).filter(|_| start < open) else { continue };
        let owner = &code[start..open];
        if !code[..start].ends_with("new ")
            && open + 1 < close
            && owner.starts_with(|it: char| it.is_alphabetic())
        {
            found.push(Place { owner, index: open + 1..close, start, is_array: true });
        }
    }
    found.sort_by_key(|place| place.index.start);
    found
}

/// Where the name of an array begins that a text ends with, with the indices in front.
fn owner_start(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ']' => depth += 1,
            '[' if depth == 0 => return at + 1,
            '[' => depth -= 1,
            _ if depth > 0 || is_part(letter) || letter == '.' => {}
            _ => return at + letter.len_utf8(),
        }
    }
    0
}

/// `a.length - 1` for `a.length`, and comparisons that leave the end out, all of them.
fn beyond_the_last(edits: &mut Rewrites<'_>, code: &str) {
    for length in LENGTHS {
        for (at, _) in code.match_indices(length) {
            let end = at + length.len();
            let rest = &code[end..];
            let is_end =
                rest.starts_with([')', ']', ';', ',']) && !(length == ".length" && rest.starts_with("()"));
            let start = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
            let is_compared =
                ["< ", "<= ", "> ", "= ", "- "].iter().any(|sign| code[..start].ends_with(sign));
            if is_end && (!is_compared || code[..start].ends_with(" = ") || code[..start].ends_with("<= ")) {
                edits.put_in(end..end, &[" - 1"]);
            }
        }
    }
    for (sign, other) in [(" <= ", " < "), (" > ", " >= ")] {
        edits.put_in(0..code.len(), &[&code.replace(sign, other)]);
        for (at, _) in code.match_indices(sign) {
            edits.put_in(at..at + sign.len(), &[other]);
        }
    }
    for (at, name) in names(code).filter(|(at, _)| code[..*at].ends_with("(0, ")) {
        let end = at + name.len();
        let (owner, call) = code[..at - "(0, ".len()].rsplit_once('.').unwrap_or_default();
        let length = if call == "substring" { "length()" } else { "size()" };
        let owner = last_word(owner);
        if !owner.is_empty() && matches!(call, "substring" | "subList") && code[end..].starts_with(')') {
            edits.put_in(at..end, &[&format!("Math.min({name}, {owner}.{length})")]);
        }
    }
}

/// `new int[n + 1]` for `new int[n]`, of all sizes or one, and sizes in the other order.
fn sizes(edits: &mut Rewrites<'_>, code: &str) {
    for (at, word) in code.match_indices("new ") {
        let start = at + word.len();
        let kind =
            code[start..].len() - code[start..].trim_start_matches(|it| is_part(it) || it == '.').len();
        let mut brackets: Vec<Range<usize>> = Vec::new();
        let mut end = start + kind;
        while code[end..].starts_with('[') {
            let Some(close) = lexical::closing(code, end + 1, Java) else { break };
            brackets.push(end + 1..close);
            end = close + 1;
        }
        brackets.retain(|size| size.start < size.end);
        for size in &brackets {
            edits.put_in(size.end..size.end, &[" + 1"]);
        }
        if let [rows, columns] = brackets.as_slice() {
            let (one, two) = (&code[rows.clone()], &code[columns.clone()]);
            edits.put_in(
                rows.start..columns.end,
                &[&format!("{two}][{one}"), &format!("{one} + 1][{two} + 1")],
            );
        }
    }
}

/// No end is beyond what there is: `Math.min(a + n, list.size())`.
fn ends(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let end = code.trim_end().trim_end_matches(';').len();
    let Some((left, value)) = code[..end].split_once(" = ").filter(|(_, value)| value.contains(" + ")) else {
        return;
    };
    let name = last_word(left);
    for (call, length) in [(".subList(", "size()"), (".substring(", "length()")] {
        for (at, _) in line.below.match_indices(call) {
            let owner = last_word(&line.below[..at]);
            let arguments = line.below[at + call.len()..].split(')').next().unwrap_or_default();
            if arguments.rsplit(", ").next() == Some(name) && !owner.is_empty() {
                edits.put_in(left.len() + 3..end, &[&format!("Math.min({value}, {owner}.{length})")]);
            }
        }
    }
}

/// What lies in front of the first: a text in which nothing was found, a remainder of less than nothing, a loop that ends too late.
fn before_the_first(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    // Any of them is beyond, and not all at once.
    for (at, sign) in code.match_indices(" && ") {
        edits.put_in(at..at + sign.len(), &[" || "]);
    }
    for (callee, arguments, _) in calls_of(code, ".substring") {
        let Some(close) = arguments.last().map(|last| last.end + 1).filter(|close| *close <= code.len())
        else {
            continue;
        };
        let owner = code[callee.clone()].trim_end_matches(".substring");
        let Some(place) =
            arguments.last().map(|last| first_word(&code[last.clone()])).filter(|it| !it.is_empty())
        else {
            continue;
        };
        let call = &code[callee.start..close];
        edits.put_in(
            callee.start..close,
            &[
                &format!("{place} >= 0 ? {call} : {owner}"),
                &format!("{place} < 0 ? {owner} : {call}"),
                &format!("{place} == -1 ? {owner} : {call}"),
                &format!("{place} > 0 ? {call} : {owner}"),
            ],
        );
    }
    // A loop down to nothing, of which something is taken below.
    if let Some((head, _)) = code.split_once(" >= 0;") {
        let name = last_word(head);
        let taken = format!("[{name} - ");
        let at = head.len() + " >= ".len();
        for (from, sign) in line.below.match_indices(&taken) {
            let from = from + sign.len();
            if let Some(end) = lexical::closing(line.below, from, Java).filter(|end| end - from < code.len())
            {
                edits.put_in(at..at + 1, &[&line.below[from..end]]);
            }
        }
        edits.put_in(head.len()..head.len() + " >= ".len(), &[" > "]);
    }
    for (at, sign) in code.match_indices(" % ") {
        let rest = &code[at + sign.len()..];
        let length = rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len();
        let (base, end) = (&rest[..length], at + sign.len() + length);
        if code[..at].ends_with(')') {
            let open = code[..at].rfind('(').unwrap_or(at);
            let inner = &code[open + 1..at.max(open + 2) - 1];
            let is_group = !code[..open].ends_with(is_part);
            if is_group {
                edits.put_in(at - 1..at - 1, &[&format!(" + {base}")]);
                edits.put_in(open..end, &[&format!("Math.floorMod({inner}, {base})")]);
            }
        }
        let start = code[..at].trim_end_matches(|it| is_part(it) || "().".contains(it)).len();
        let value = &code[start..at];
        if !value.is_empty()
            && value.matches('(').count() == value.matches(')').count()
            && !value.starts_with('(')
        {
            edits.put_in(start..end, &[&format!("Math.floorMod({value}, {base})")]);
        }
    }
}

/// Asks first whether a place is there.
fn guarded(edits: &mut Rewrites<'_>, line: &Line<'_>, places: &[Place<'_>], is_before: bool) {
    let code = line.code;
    let Some(asked) = condition(code) else { return };
    let at = asked.start..asked.start;
    let is_joined = code[asked.clone()].contains(" || ");
    let mut put = |guard: &str| {
        if is_joined {
            edits.put_in(asked.clone(), &[&format!("{guard} && ({})", &code[asked.clone()])]);
        } else {
            edits.put_in(at.clone(), &[&format!("{guard} && ")]);
        }
    };
    for place in places.iter().filter(|place| asked.contains(&place.start)) {
        let index = &code[place.index.clone()];
        let length = match type_of(line, place.owner.rsplit('.').next().unwrap_or(place.owner)) {
            _ if place.is_array => "length",
            Some("String" | "StringBuilder" | "CharSequence") => "length()",
            _ if code[place.start..].contains(".get(") => "size()",
            _ => "length()",
        };
        if is_before {
            match index.split_once(" - ") {
                Some((name, "1")) => {
                    put(&format!("{name} > 0"));
                    put(&format!("{index} >= 0"));
                }
                Some((name, less)) => put(&format!("{name} >= {less}")),
                None => put(&format!("{index} >= 0")),
            }
        } else if !index.ends_with("++") && !place.owner.ends_with(']') {
            put(&format!("{index} < {}.{length}", place.owner));
            if let Some((name, "1")) = index.split_once(" + ") {
                put(&format!("{name} < {}.{length} - 1", place.owner));
            }
        }
    }
    // Of a field both the row and the column are asked.
    let fields: Vec<_> =
        places.iter().filter(|place| place.is_array && asked.contains(&place.start)).collect();
    if let [row, column, ..] = fields.as_slice()
        && column.start == row.start
    {
        let (owner, y, x) = (row.owner, &code[row.index.clone()], &code[column.index.clone()]);
        put(&format!("{y} >= 0 && {y} < {owner}.length && {x} >= 0 && {x} < {owner}[0].length"));
        put(&format!("{y} >= 0 && {x} >= 0 && {y} < {owner}.length && {x} < {owner}[0].length"));
    }
}

/// All indices one less, or one more.
fn all_at_once(edits: &mut Rewrites<'_>, code: &str, places: &[Place<'_>], is_before: bool) {
    let step = if is_before { " + 1" } else { " - 1" };
    let plain: Vec<&Place<'_>> = places
        .iter()
        .filter(|place| {
            code[place.index.clone()].chars().all(is_part)
                && !code[place.index.clone()].starts_with(|it: char| it.is_ascii_digit())
        })
        .collect();
    if plain.is_empty() {
        return;
    }
    let mut whole = code.to_owned();
    for place in plain.iter().rev() {
        whole.insert_str(place.index.end, step);
        edits.put_in(place.index.end..place.index.end, &[step]);
    }
    edits.put_in(0..code.len(), &[&whole]);
}
