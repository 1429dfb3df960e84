//! What a traceback tells of a value: an index beyond the end, a key that is not there, a text that is no number, nothing where something
//! is asked for.

use super::{Case, chain_start};
use crate::{
    arguments::argument_lists,
    names::{is_part, last_word, leading},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

/// Words that a condition stands behind.
const ASKING: [&str; 3] = ["if ", "elif ", "while "];
/// What is kept under a key by what is done with it.
const KEPT: [(&str, &str); 5] =
    [(".append(", "[]"), (".extend(", "[]"), (".add(", "set()"), (".update(", "{}"), (".setdefault(", "{}")];

/// The marked lines with a value as what Python can do with.
pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if case.says(&["index out of range", "out of bounds", "pop from empty", "pop from an empty"]) {
        beyond_the_end(edits, case);
    }
    if case.says(&["KeyError"]) {
        keys(edits, case.code);
    }
    whole(edits, case);
    converted(edits, case);
    if case.says(&["NoneType' object"]) {
        nothing(edits, case);
    }
    parted(edits, case);
    made(edits, case);
}

/// Where an index stands: the chain in front of it, and what is in its brackets.
fn indices(code: &str) -> Vec<(usize, usize, usize)> {
    let opens = code
        .match_indices('[')
        .filter(|(at, _)| code[..*at].ends_with(|it: char| is_part(it) || matches!(it, ']' | ')')));
    opens
        .filter_map(|(at, _)| {
            let end = closing(&code[at + 1..]).map(|end| at + 1 + end)?;
            let start = chain_start(code, at);
            (start < at && at + 1 < end).then_some((start, at, end))
        })
        .collect()
}

/// One place more, one index less, a place that begins again, a condition that asks for the length first.
fn beyond_the_end(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let line = code.trim_start();
    let start = code.len() - line.len();
    for (at, sign) in code.match_indices("] * ") {
        let from = at + sign.len();
        let chain =
            code[from..].len() - code[from..].trim_start_matches(|it: char| is_part(it) || it == '.').len();
        let after = &code[from + chain..];
        if let Some(inner) = after.strip_prefix('(') {
            if let Some(close) = closing(inner).map(|close| from + chain + close + 2) {
                edits.put_in(from..close, &[&format!("({} + 1)", &code[from..close])]);
            }
        } else if chain > 0 {
            edits.put_in(from..from + chain, &[&format!("({} + 1)", &code[from..from + chain])]);
        }
    }
    for (sign, other) in [(" <= ", " < "), (" >= ", " > "), (" > len(", " >= len("), (" > len(", " == len(")]
    {
        for (at, _) in code.match_indices(sign) {
            edits.put_in(at..at + sign.len(), &[other]);
        }
    }
    let found = indices(code);
    if let Some(condition) = ASKING.iter().find_map(|word| line.strip_prefix(word))
        && let Some((from, at, end)) = found.first()
    {
        let (chain, index) = (&code[*from..*at], &code[at + 1..*end]);
        let begin = code.len() - condition.len();
        if matches!(index, "0" | "-1") {
            edits.put_in(begin..begin, &[&format!("{chain} and "), &format!("len({chain}) > 0 and ")]);
        } else if !index.contains(':') {
            let bound = if index.starts_with(|it: char| it.is_ascii_digit()) {
                format!("len({chain}) > {index} and ")
            } else {
                format!("{index} < len({chain}) and ")
            };
            edits.put_in(begin..begin, &[&bound]);
        }
    }
    // What runs past the end begins again.
    for (from, at, end) in &found {
        let (chain, index) = (&code[*from..*at], &code[at + 1..*end]);
        if index.contains(" + ") && !index.contains(['%', ':']) {
            edits.put_in(at + 1..*end, &[&format!("({index}) % len({chain})")]);
        }
    }
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|it| is_part(it) || it == '.');
    let less: Vec<_> = found.iter().filter(|(_, at, end)| is_name(&code[at + 1..*end])).collect();
    for (_, _, end) in &less {
        edits.put_in(*end..*end, &[" - 1"]);
    }
    if less.len() > 1 {
        let mut text = code.to_owned();
        for (_, _, end) in less.iter().rev() {
            text.insert_str(*end, " - 1");
        }
        edits.put_in(0..code.len(), &[&text]);
    }
    for list in argument_lists(code, false) {
        if let (Some((_, end)), "range") =
            (list.arguments.get(1).or(list.arguments.first()), last_word(&code[..list.start - 1]))
        {
            match code[..*end].strip_suffix(" + 1") {
                Some(rest) => edits.put_in(rest.len()..*end, &[""]),
                None => edits.put_in(*end..*end, &[" - 1"]),
            }
        }
    }
    // A place that is counted on, for what the next lines put there.
    if let Some((target, value)) = line.trim_end().split_once(" = ").filter(|(target, _)| is_name(target))
        && value.contains(" + ")
        && !value.contains(['%', '[', '"', '\''])
    {
        let index = format!("[{target}]");
        let list = case.outline.lines().find_map(|line| {
            let at = line.find(&index)?;
            let chain = chain_start(line, at);
            (chain < at).then(|| &line[chain..at])
        });
        if let Some(list) = list {
            let at = start + target.len() + 3;
            edits.put_in(at..at + value.len(), &[&format!("({value}) % len({list})")]);
        }
    }
}

/// What is given where a key is not there.
fn keys(edits: &mut Rewrites<'_>, code: &str) {
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    for (from, at, end) in indices(code) {
        let (chain, key, after) = (&code[from..at], &code[at + 1..end], &code[end + 1..]);
        for sign in ["+", "-", "*", "|"] {
            if let Some(value) = after.strip_prefix(&format!(" {sign}= ")).filter(|_| from == start) {
                let nothing = if value.starts_with('[') {
                    "[]"
                } else if value.starts_with(['"', '\'']) || value.starts_with("f\"") {
                    "\"\""
                } else {
                    "0"
                };
                let whole = end + 1 + sign.len() + 3;
                edits.put_in(end + 1..whole, &[&format!(" = {chain}.get({key}, {nothing}) {sign} ")]);
            }
        }
        if after.starts_with(" = ") || after.starts_with(": ") {
            continue;
        }
        for (call, empty) in KEPT {
            if after.starts_with(call) {
                edits.put_in(from..end + 1, &[&format!("{chain}.setdefault({key}, {empty})")]);
            }
        }
        if let Some(begin) = code[..from].strip_suffix("del ") {
            edits.put_in(begin.len()..end + 1, &[&format!("{chain}.pop({key}, None)")]);
            continue;
        }
        let values: &[&str] =
            if line.starts_with("for ") { &[", []", ", {}", ""] } else { &["", ", 0", ", \"\"", ", []"] };
        for value in values {
            edits.put_in(from..end + 1, &[&format!("{chain}.get({key}{value})")]);
        }
    }
    for list in argument_lists(code, false) {
        let &[(_, end)] = list.arguments.as_slice() else { continue };
        let before = &code[..list.start - 1];
        if before.strip_suffix(".pop").is_some() {
            edits.put_in(end..end, &[", None"]);
        }
        if before.ends_with(".remove") {
            edits.put_in(list.start - 7..list.start - 1, &["discard"]);
        }
    }
    for (made, kinds) in
        [("{}", &["defaultdict(int)", "defaultdict(list)"][..]), ("dict()", &["defaultdict(int)"])]
    {
        if let Some(before) = line.strip_suffix(made).filter(|before| before.ends_with("= ")) {
            let at = start + before.len();
            edits.put_in(at..at + made.len(), kinds);
        }
    }
}

/// A whole number for one with a fraction, a row by its names, a list of its own places.
fn whole(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let is_index = case.says(&["indices must be integers"]);
    if case.says(&["'float' object cannot be interpreted as an integer"])
        || is_index && case.says(&["not float"])
    {
        for (at, sign) in code.match_indices(" / ") {
            edits.put_in(at..at + sign.len(), &[" // "]);
        }
        for (at, call) in code.match_indices("sqrt(").filter(|(at, _)| !code[..*at].ends_with(is_part)) {
            edits.put_in(at..at, &["i"]);
            if let Some(end) = closing(&code[at + call.len()..]).map(|end| at + call.len() + end + 1) {
                let begin = chain_start(code, at);
                edits.put_in(begin..end, &[&format!("int({})", &code[begin..end])]);
            }
        }
        for list in argument_lists(code, false) {
            for (start, end) in
                list.arguments.iter().filter(|_| last_word(&code[..list.start - 1]) == "range")
            {
                edits.put_in(*start..*end, &[&format!("int({})", &code[*start..*end])]);
            }
        }
    }
    if is_index && case.says(&["not str", "not 'str'"]) {
        for (from, to) in [("csv.reader(", "csv.DictReader("), ("= []", "= {}")] {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
        let line = code.trim_end();
        if let Some(head) = line
            .strip_suffix(':')
            .filter(|head| head.trim_start().starts_with("for ") && head.ends_with(is_part))
        {
            edits.put_in(head.len()..head.len(), &[".items()", ".values()"]);
        }
    }
    if is_index && case.says(&["NoneType"]) {
        for (at, text) in code.match_indices("[None] * ") {
            let from = at + text.len();
            let length = leading(&code[from..]).len();
            edits.put_in(at..from + length, &[&format!("list(range({}))", &code[from..from + length])]);
            edits.put_in(at..at + "[None]".len(), &["[0]"]);
        }
    }
}

/// A text that is no number as it stands.
fn converted(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let (is_float, is_int) =
        (case.says(&["could not convert string to float"]), case.says(&["invalid literal for int()"]));
    if is_float || is_int {
        let told = case.message.rsplit_once(": ").map_or("", |(_, told)| told.trim_matches(['"', '\'']));
        for list in argument_lists(code, false) {
            let name = last_word(&code[..list.start - 1]);
            let Some(&(start, end)) = list.arguments.first().filter(|_| matches!(name, "float" | "int"))
            else {
                continue;
            };
            let value = &code[start..end];
            if told.is_empty() {
                edits.put_in(end..end, &[" or 0"]);
            }
            if told.contains(['.', 'e']) && is_int && name == "int" {
                edits.put_in(list.start - 4..list.start - 1, &["float"]);
                edits.put_in(start..end, &[&format!("float({value})")]);
            }
            if told.contains(',') {
                edits.put_in(end..end, &[".replace(\",\", \"\")", ".replace(\",\", \".\")"]);
            }
            if told.contains(|it: char| "abcdefxABCDEF".contains(it)) && is_int {
                edits.put_in(end..end, &[", 16"]);
            }
            if told.contains(['$', '%', '€', ' ']) {
                edits.put_in(
                    end..end,
                    &[
                        ".strip()",
                        &format!(
                            ".strip(\"{}\")",
                            told.trim_matches(|it: char| it.is_ascii_digit() || it == '.')
                        ),
                    ],
                );
            }
        }
        let line = code.trim_end();
        if let Some(head) = line.strip_suffix(':').filter(|head| head.trim_start().starts_with("for "))
            && head.ends_with(|it: char| is_part(it) || it == ')')
        {
            edits.put_in(head.len()..head.len(), &[".split()", "[1:]"]);
        }
    }
    put_by(edits, case);
}

/// A text as a number and a number as a text, where it is put into a list, kept or given back.
fn put_by(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let is_text = case.says(&["expected str instance", "must be str, not", "must be string, not"]);
    let is_number = case.says(&[
        "'str' and 'int'",
        "'int' and 'str'",
        "'str' and 'float'",
        "'float' and 'str'",
        "non-int of type 'str'",
    ]);
    let is_plain_list =
        |line: &str| line.split(", ").all(|part| part.chars().all(is_part)) && line.contains(", ");
    if case.says(&["Tuples differ", "Lists differ"])
        && let Some(values) = code.trim().strip_prefix("return ").filter(|values| is_plain_list(values))
    {
        let end = code.trim_end().len();
        for kind in ["int", "float", "str"] {
            let each: Vec<String> = values.split(", ").map(|value| format!("{kind}({value})")).collect();
            edits.put_in(end - values.len()..end, &[&each.join(", ")]);
        }
    }
    if !is_text && !is_number {
        return;
    }
    let kinds: &[&str] = if is_text { &["str"] } else { &["int", "float"] };
    let is_plain = |value: &str| {
        !value.is_empty()
            && !value.starts_with(['"', '\''])
            && !kinds.iter().any(|kind| value.starts_with(&format!("{kind}(")))
    };
    for call in [".append(", ".add(", ".appendleft(", ".insert("] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let Some(end) =
                closing(&code[start..]).map(|end| start + end).filter(|end| is_plain(&code[start..*end]))
            else {
                continue;
            };
            let Some(value) = parts(&code[start..end]).pop() else { continue };
            for kind in kinds {
                edits.put_in(end - value.len()..end, &[&format!("{kind}({value})")]);
            }
        }
    }
    let signs = [" + ", " - ", " * ", " / ", " < ", " > ", " <= ", " >= "];
    if is_number && !signs.iter().any(|sign| code.contains(sign)) {
        let end = code.trim_end().trim_end_matches(',').len();
        for word in [" = ", "return ", "yield "] {
            let Some(start) = code.find(word).map(|at| at + word.len()).filter(|start| *start < end) else {
                continue;
            };
            let several = parts(&code[start..end]);
            for kind in kinds.iter().filter(|_| is_plain(&code[start..end])) {
                let each: Vec<String> = several.iter().map(|value| format!("{kind}({value})")).collect();
                edits.put_in(start..end, &[&each.join(", ")]);
            }
        }
    }
    // A letter is counted with by its number.
    if is_number && (case.outline.contains("chr(") || code.contains("ord(") || code.contains("chr(")) {
        for sign in [" - ", " + "] {
            for (at, _) in code.match_indices(sign) {
                let start = chain_start(code, at);
                let value = &code[start..at];
                if is_plain(value) && !value.ends_with(')') {
                    edits.put_in(start..at, &[&format!("ord({value})")]);
                }
            }
        }
    }
}

/// What is done where there is nothing: what is empty instead, or a condition that asks first.
fn nothing(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    let end = start + line.len();
    let attribute =
        case.message.split_once("has no attribute ").map(|(_, name)| name.trim_start_matches(['\'', '"']));
    let attribute = attribute.map_or("", leading);
    for (call, empty) in KEPT {
        for made in [".setdefault(", ".get("] {
            for (at, _) in code.match_indices(made) {
                let from = at + made.len();
                let Some(close) = closing(&code[from..]).map(|close| from + close) else { continue };
                if code[close + 1..].starts_with(call) && parts(&code[from..close]).len() == 1 {
                    edits.put_in(at..close, &[&format!(".setdefault({}, {empty}", &code[from..close])]);
                }
            }
        }
    }
    if case.says(&["not subscriptable"])
        && let Some((from, at, _)) = indices(code).first()
    {
        let chain = &code[*from..*at];
        if line.starts_with("return ") || line.contains(" = ") {
            edits.put_in(
                end..end,
                &[&format!(" if {chain} else None"), &format!(" if {chain} is not None else None")],
            );
        }
        if let Some(condition) = ASKING.iter().find_map(|word| line.strip_prefix(word)) {
            let begin = end - condition.len();
            edits.put_in(begin..begin, &[&format!("{chain} and "), &format!("{chain} is not None and ")]);
        }
    }
    if case.says(&["is not iterable", "not an iterator"]) {
        for (at, call) in code.match_indices(".sort(").chain(code.match_indices(".reverse(")) {
            let from = chain_start(code, at);
            let rest = &code[at + call.len()..];
            let comma = if rest.starts_with(')') { "" } else { ", " };
            let own = if call == ".sort(" { "sorted" } else { "reversed" };
            edits.put_in(from..at + call.len(), &[&format!("{own}({}{comma}", &code[from..at])]);
        }
        for list in argument_lists(code, false) {
            if let (&[(_, end)], true) =
                (list.arguments.as_slice(), code[..list.start - 1].strip_suffix(".get").is_some())
            {
                edits.put_in(end..end, &[", []", ", {}", ", ()"]);
            }
        }
    }
    if attribute.is_empty() {
        return;
    }
    // A loop that ends one too late.
    if let Some(condition) = line.strip_prefix("while ").and_then(|rest| rest.strip_suffix(':')) {
        let owner = condition.strip_suffix(" is not None").unwrap_or(condition);
        if owner.chars().all(|it| is_part(it) || it == '.') {
            let at = start + "while ".len() + owner.len();
            edits.put_in(at..at, &[&format!(".{attribute}")]);
        }
    }
    if let Some(condition) = ASKING.iter().find_map(|word| line.strip_prefix(word)) {
        let begin = end - condition.len();
        for (at, _) in code.match_indices(&format!(".{attribute}")).filter(|(at, _)| *at > begin) {
            let owner = &code[chain_start(code, at)..at];
            edits.put_in(begin..begin, &[&format!("{owner} and "), &format!("{owner} is not None and ")]);
        }
    }
    if attribute == "group" || attribute == "groups" {
        for (from, to) in [(".match(", ".search("), (".fullmatch(", ".match("), (".fullmatch(", ".search(")] {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
}

/// As many names as there are values.
fn parted(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let is_more = case.says(&["too many values to unpack"]);
    if !is_more && !case.says(&["not enough values to unpack"]) {
        return;
    }
    let start = code.len() - code.trim_start().len();
    let place = match code.find("for ") {
        Some(at) => code[at..].find(" in ").map(|end| at + "for ".len()..at + end),
        None => code.find(" = ").map(|end| start..end),
    };
    let Some(place) = place.filter(|place| place.start < place.end) else { return };
    let targets = parts(&code[place.clone()]);
    if targets.len() < 2 || code[place.clone()].contains(['(', '[']) {
        return;
    }
    if is_more {
        edits.put_in(place.end..place.end, &[", _", ", *_"]);
        let last = targets.last().map_or(0, |last| last.len());
        edits.put_in(place.end - last..place.end - last, &["*", "_, "]);
        edits.put_in(place.start..place.start, &["_, "]);
        for (at, call) in code.match_indices("split(") {
            let from = at + call.len();
            if let Some(end) = closing(&code[from..]).map(|end| from + end) {
                let most = targets.len() - 1;
                let more = if end == from { format!("maxsplit={most}") } else { format!(", {most}") };
                edits.put_in(end..end, &[&more]);
            }
        }
    } else if targets.len() > 2 {
        edits.put_in(place.clone(), &[&targets[..targets.len() - 1].join(", "), &targets[1..].join(", ")]);
    }
}

/// What has what is asked for, where the other is made: `set()` for `{}`.
fn made(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let Some((kind, rest)) = case.message.split_once("' object has no attribute '") else { return };
    let (kind, name) = (last_word(kind), leading(rest));
    let code = case.code;
    let line = code.trim_end();
    let own: &[&str] = match name {
        "add" | "discard" | "union" => &["set()"],
        "append" | "extend" | "sort" | "insert" => &["[]"],
        "popleft" | "appendleft" => &["deque()"],
        "get" | "items" | "keys" | "values" | "setdefault" | "update" => &["{}"],
        _ => return,
    };
    let wrong: &[&str] = match kind {
        "dict" => &["{}", "dict()"],
        "list" => &["[]", "list()"],
        "set" => &["set()"],
        "tuple" => &["()"],
        "NoneType" => &["None"],
        _ => return,
    };
    for text in wrong {
        for sign in [" = ", "="] {
            let at = line.rfind(&format!("{sign}{text}")).map(|at| at + sign.len());
            let Some(at) = at.filter(|at| {
                line[at + text.len()..].is_empty() || line[at + text.len()..].starts_with([',', ')', ' '])
            }) else {
                continue;
            };
            edits.put_in(at..at + text.len(), own);
        }
    }
    // With what it holds at first.
    if own == ["deque()"]
        && let Some((target, value)) = line.split_once(" = ")
        && value.starts_with('[')
        && value.ends_with(']')
    {
        edits.put_in(target.len() + 3..line.len(), &[&format!("deque({value})")]);
    }
}
