//! What Python's library says when it is given the wrong thing, and what it should be given.

use super::{Case, chain_start, values_in};
use crate::{
    arguments::argument_lists,
    known::python::library::columns,
    language::Language::Python,
    lexical::texts,
    names::{is_part, last_word, leading, names},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

/// What is said, what stands there then, and what should.
const SAID: [(&str, &str, &str); 23] = [
    ("execute one statement at a time", ".execute(", ".executescript("),
    ("not TextIOWrapper", "json.loads(", "json.load("),
    ("not BufferedReader", "json.loads(", "json.load("),
    ("has no attribute 'read'", "json.load(", "json.loads("),
    ("write() argument must be str", "json.dump(", "json.dumps("),
    ("FileExistsError", ".mkdir()", ".mkdir(exist_ok=True)"),
    ("FileExistsError", "parents=True)", "parents=True, exist_ok=True)"),
    ("FileNotFoundError", ".mkdir()", ".mkdir(parents=True)"),
    ("FileNotFoundError", "exist_ok=True)", "parents=True, exist_ok=True)"),
    ("FileNotFoundError", "os.mkdir(", "os.makedirs("),
    ("FileNotFoundError", ".unlink()", ".unlink(missing_ok=True)"),
    ("PosixPath' and 'str'", " + \"/", " / \""),
    ("PosixPath' and 'str'", " + ", " / "),
    ("'str' and 'PosixPath'", " + ", " / "),
    ("truth value of a", " and ", " & "),
    ("truth value of a", " or ", " | "),
    ("truth value of a", "not ", "~"),
    ("takes no arguments (1 given)", ".pop(0)", ".popleft()"),
    ("not writable", "\"r\"", "\"w\""),
    ("not readable", "\"w\"", "\"r\""),
    ("not readable", "\"a\"", "\"r\""),
    ("not 'tuple'", ".groups()", ".group()"),
    ("offset-naive and offset-aware", ".now()", ".now(timezone.utc)"),
];
/// Functions that are asked of what they take first, and their modules.
const OF_MODULES: [(&str, &str); 12] = [
    ("heappush", "heapq"),
    ("heappop", "heapq"),
    ("heapify", "heapq"),
    ("shuffle", "random"),
    ("choice", "random"),
    ("sample", "random"),
    ("insort", "bisect"),
    ("bisect", "bisect"),
    ("sqrt", "math"),
    ("deepcopy", "copy"),
    ("mean", "statistics"),
    ("median", "statistics"),
];
/// Functions of modules that others call so.
const CALLED_OTHERWISE: [(&str, &str, &str); 14] = [
    ("statistics", "average", "mean"),
    ("statistics", "avg", "mean"),
    ("statistics", "std", "stdev"),
    ("math", "round", "floor"),
    ("math", "max", "fmax"),
    ("random", "randInt", "randint"),
    ("random", "random_int", "randint"),
    ("random", "rand", "random"),
    ("time", "now", "time"),
    ("os", "exists", "path.exists"),
    ("os", "join", "path.join"),
    ("json", "parse", "loads"),
    ("json", "stringify", "dumps"),
    ("string", "letters", "ascii_letters"),
];

/// The marked lines with what the library takes.
pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (said, from, to) in SAID {
        if case.says(&[said]) {
            super::super::idioms::replace(edits, code, from, &[to]);
        }
    }
    errors(edits, case);
    if case.says(&[
        "FileExistsError",
        "FileNotFoundError",
        "No such file",
        "io.UnsupportedOperation",
        "not writable",
    ]) {
        files(edits, case);
    }
    if case.says(&["takes no arguments", "takes 0 positional arguments but"]) {
        for list in argument_lists(code, false) {
            if let &[(start, end)] = list.arguments.as_slice()
                && case.message.contains(&format!("{}()", last_word(&code[..list.start - 1])))
            {
                edits.put_in(start..end, &[""]);
            }
        }
    }
    if case.says(&["from float to Decimal"])
        || case.says(&["'float' and 'decimal.Decimal'", "'decimal.Decimal' and 'float'"])
    {
        fractions(edits, case);
    }
    if case.says(&["was never awaited"]) {
        let line = code.trim();
        let start = code.len() - code.trim_start().len();
        if line.ends_with(')')
            && !leading(line).is_empty()
            && !case.outline.is_async()
            && case.outline.module("asyncio").is_some()
        {
            edits.put_in(start..start + line.len(), &[&format!("asyncio.run({line})")]);
        }
    }
    specifications(edits, case);
    if case.says(&["for 'str' object", "has no attribute '"]) {
        of_modules(edits, case);
    }
    patterns(edits, case);
    if case.says(&["values for", "bindings supplied", "has no column", "number of bindings"]) {
        columns(edits, code);
    }
    if case.says(&[
        "must be a bytes object",
        "bytes-like object is required, not 'str'",
        "a bytes-like object is required",
        "must be encoded before",
    ]) {
        bytes(edits, case);
    }
    if case.says(&["is not JSON serializable"]) {
        serialized(edits, case);
    }
}

/// The error that came up for another one that is waited for, or beside it.
fn errors(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let Some((raised, _)) = case.message.split_once(": ") else { return };
    let error = last_word(raised);
    let is_error = |name: &str| {
        name.starts_with(char::is_uppercase)
            && (name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Warning"))
    };
    let code = case.code;
    let line = code.trim_start();
    let waits = line.starts_with("except ")
        || ["suppress(", "assertRaises(", "pytest.raises("].iter().any(|call| code.contains(call));
    if !is_error(error) || raised.contains(' ') || !waits {
        return;
    }
    let others: Vec<_> = names(code).filter(|(_, name)| is_error(name)).collect();
    if others.iter().any(|(_, name)| *name == error) {
        return;
    }
    for (at, name) in &others {
        edits.put_in(*at..at + name.len(), &[error]);
    }
    if let [(at, name)] = others.as_slice() {
        let both = format!("{name}, {error}");
        let both = if line.starts_with("except ") { format!("({both})") } else { both };
        edits.put_in(*at..at + name.len(), &[&both]);
    } else if let Some((at, name)) = others.last() {
        edits.put_in(at + name.len()..at + name.len(), &[&format!(", {error}")]);
    }
}

/// How a file or a folder is made.
fn files(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for list in argument_lists(code, false) {
        let before = &code[..list.start - 1];
        let (name, Some((_, first))) = (last_word(before), list.arguments.first()) else { continue };
        let has = |key: &str| list.arguments.iter().any(|(start, end)| code[*start..*end].starts_with(key));
        if name == "makedirs" && case.says(&["FileExistsError"]) && !has("exist_ok") {
            let end = list.arguments.last().map_or(*first, |last| last.1);
            edits.put_in(end..end, &[", exist_ok=True"]);
        }
        let is_second_mode =
            list.arguments.get(1).is_some_and(|(start, end)| !code[*start..*end].contains('='));
        if name == "open" && before.strip_suffix(".open").is_none() && !is_second_mode && !has("mode=") {
            edits.put_in(*first..*first, &[", \"w\"", ", \"a\""]);
        }
    }
}

/// Fractions as what is counted with exactly.
fn fractions(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let class = case.outline.written("decimal", "Decimal");
    for value in values_in(code) {
        let text = &code[value.clone()];
        if text.contains('.') && text.chars().all(|it| it.is_ascii_digit() || it == '.') {
            edits.put_in(value.clone(), &[&format!("{class}(\"{text}\")")]);
        } else if text.chars().all(is_part) && !text.starts_with(|it: char| it.is_ascii_digit()) {
            edits.put_in(value, &[&format!("{class}(str({text}))"), &format!("{class}({text})")]);
        }
    }
}

/// How a value is written into a text.
fn specifications(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let Some((_, rest)) = case.message.split_once("Unknown format code '") else { return };
    let code = case.code;
    let Some(letter) = rest.chars().next().filter(char::is_ascii_alphabetic) else { return };
    let kind = rest.rsplit('\'').nth(1).unwrap_or_default();
    for (at, _) in code.match_indices(&format!("{letter}}}")) {
        let Some(colon) = code[..at].rfind(':').filter(|colon| !code[*colon..at].contains(['{', ' '])) else {
            continue;
        };
        match kind {
            "float" => edits.put_in(at..at + 1, &["f", "g", ""]),
            "str" => {
                edits.put_in(colon..at + 1, &[""]);
                edits.put_in(at..at + 1, &["s", ""]);
                let open = code[..colon].rfind('{').map_or(colon, |open| open + 1);
                let number = if letter == 'd' { "int" } else { "float" };
                edits.put_in(open..colon, &[&format!("{number}({})", &code[open..colon])]);
            }
            _ => edits.put_in(at..at + 1, &["s", ""]),
        }
    }
}

/// `heapq.heappush(a, b)` for `a.heappush(b)`.
fn of_modules(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (name, module) in OF_MODULES {
        if !case.message.contains(&format!("attribute '{name}'")) {
            continue;
        }
        for (at, call) in code.match_indices(&format!(".{name}(")) {
            let start = chain_start(code, at);
            let rest = &code[at + call.len()..];
            let comma = if rest.starts_with(')') { "" } else { ", " };
            let own = case.outline.written(module, name);
            if start < at {
                edits.put_in(start..at + call.len(), &[&format!("{own}({}{comma}", &code[start..at])]);
                // What was one for the wrong call is none for the right one.
                if let Some(inner) = closing(rest)
                    .map(|end| &rest[..end])
                    .and_then(|it| it.strip_prefix('(')?.strip_suffix(')'))
                    && parts(inner).len() == 2
                {
                    edits.put_in(
                        start..at + call.len() + inner.len() + 2,
                        &[&format!("{own}({}, {inner}", &code[start..at])],
                    );
                }
            }
        }
    }
    for (module, name, own) in CALLED_OTHERWISE {
        if case.message.contains(&format!("module '{module}' has no attribute '{name}'")) {
            super::super::idioms::replace(
                edits,
                code,
                &format!("{module}.{name}("),
                &[&format!("{module}.{own}(")],
            );
        }
    }
}

/// A bracket of a pattern that is open, or too many.
fn patterns(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if !case.says(&["re.error", "PatternError", "error: "]) {
        return;
    }
    let code = case.code;
    let lost: &[&str] = if case.says(&["unterminated character set"]) {
        &["]"]
    } else if case.says(&["missing ), unterminated subpattern"]) {
        &[")"]
    } else {
        &[]
    };
    let is_unbalanced = case.says(&["unbalanced parenthesis"]);
    let is_repeated = case.says(&["nothing to repeat", "multiple repeat"]);
    for text in texts(code, Python) {
        let Some(inner) = code.get(text.start + 1..text.end - 1) else { continue };
        edits.put_in(text.end - 1..text.end - 1, lost);
        for sign in lost {
            // In front of what repeats it, too.
            if inner.ends_with(['+', '*', '?']) {
                edits.put_in(text.end - 2..text.end - 2, &[sign]);
            }
        }
        let open = if lost == ["]"] { '[' } else { '(' };
        for (at, _) in inner.match_indices(open).filter(|_| !lost.is_empty()) {
            if !inner[..at].ends_with('\\') {
                edits.put_in(text.start + 1 + at..text.start + 1 + at, &["\\"]);
            }
        }
        if is_unbalanced {
            for (at, _) in inner.match_indices(')').filter(|(at, _)| !inner[..*at].ends_with('\\')) {
                edits.put_in(text.start + 1 + at..text.start + 2 + at, &["", "\\)"]);
            }
        }
        if is_repeated {
            for (at, _) in
                inner.match_indices(['*', '+', '?']).filter(|(at, _)| !inner[..*at].ends_with('\\'))
            {
                edits.put_in(text.start + 1 + at..text.start + 1 + at, &["\\", "."]);
            }
        }
    }
}

/// Bytes for a text.
fn bytes(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for text in texts(code, Python) {
        let before = &code[..text.start];
        if !before.ends_with(is_part) && !before.ends_with("open(") {
            edits.put_in(text.start..text.start, &["b"]);
        }
    }
    let ways: &[&str] =
        if case.outline.contains("encode(\"utf-8\")") || case.outline.contains("encode(\"utf8\")") {
            &[".encode(\"utf-8\")", ".encode()"]
        } else {
            &[".encode()", ".encode(\"utf-8\")"]
        };
    for list in argument_lists(code, false) {
        for (_, end) in list.arguments.iter().take(4) {
            if code[..*end].ends_with(|it: char| is_part(it) || matches!(it, ')' | ']')) {
                edits.put_in(*end..*end, ways);
            }
        }
    }
    for mode in ["r", "w", "a"] {
        for mark in ['"', '\''] {
            super::super::idioms::replace(
                edits,
                code,
                &format!("{mark}{mode}b{mark}"),
                &[&format!("{mark}{mode}{mark}")],
            );
        }
    }
    if !code.contains('(') {
        for value in values_in(code).into_iter().take(4) {
            edits.put_in(value.end..value.end, ways);
        }
    }
}

/// What can be written as JSON for what can't.
fn serialized(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some((_, rest)) = case.message.split_once("bject of type ") else { return };
    let kind = leading(rest);
    for list in argument_lists(code, false)
        .iter()
        .filter(|list| code[..list.start - 1].strip_suffix(".dump").is_some())
    {
        if let (Some(&(a, b)), Some(&(c, d)), true) =
            (list.arguments.first(), list.arguments.get(1), kind == "TextIOWrapper")
        {
            edits.put_in(a..d, &[&[&code[c..d], &code[b..c], &code[a..b]].concat()]);
        }
    }
    let ways: &[(&str, &str)] = match kind {
        "set" | "frozenset" => &[("sorted(", ")"), ("list(", ")")],
        "datetime" | "date" => &[("", ".isoformat()"), ("str(", ")")],
        "Decimal" => &[("str(", ")"), ("float(", ")")],
        "PosixPath" | "UUID" => &[("str(", ")")],
        "bytes" => &[("", ".decode()")],
        "dict_keys" | "dict_values" | "generator" | "map" | "filter" => &[("list(", ")")],
        _ => return,
    };
    for value in values_in(code).into_iter().take(8) {
        let text = &code[value.clone()];
        if text.starts_with(['"', '\'']) || text.starts_with("json") {
            continue;
        }
        for (open, close) in ways {
            edits.put_in(value.clone(), &[&[open, text, close].concat()]);
        }
    }
}
