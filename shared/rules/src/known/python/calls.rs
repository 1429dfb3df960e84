//! Calls of Python's that the language itself or its library says are wrong, whatever the program is.

use super::functions::{callables, factories, raises};
use crate::{
    arguments::{ArgumentList, argument_lists},
    language::Language::Python,
    lexical::texts,
    names::{first_word, is_part, last_word, leading},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

/// How much of a document is searched, in bytes.
const REACH: usize = 64 << 10;
/// Methods of text that change nothing, so that what they give has to be kept.
const OF_TEXT: [&str; 14] = [
    "strip",
    "title",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "capitalize",
    "casefold",
    "swapcase",
    "zfill",
    "removeprefix",
    "removesuffix",
    "splitlines",
    "expandtabs",
];
/// Those of them that may be given something.
const TAKES_LETTERS: [&str; 6] = ["strip", "lstrip", "rstrip", "zfill", "removeprefix", "removesuffix"];
/// Methods that nobody passes on in the middle of a chain.
const CALLED: [&str; 17] = [
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "isdigit",
    "isalpha",
    "isalnum",
    "isspace",
    "isupper",
    "islower",
    "isnumeric",
    "casefold",
    "splitlines",
    "total_seconds",
    "isoformat",
    "most_common",
];
/// What takes a key to order by.
const ORDERING: [&str; 4] = ["sort", "sorted", "min", "max"];
/// What changes what it is given, and gives nothing back.
const IN_PLACE: [&str; 6] =
    ["random.shuffle(", "heapq.heapify(", "heapq.heappush(", "bisect.insort(", "os.makedirs(", "time.sleep("];
/// How the time is asked for, which a default does once.
const CLOCKS: [&str; 8] = [
    "time.time()",
    "time.monotonic()",
    "time.perf_counter()",
    "datetime.now()",
    "datetime.utcnow()",
    "date.today()",
    "datetime.datetime.now()",
    "datetime.date.today()",
];
/// What `argparse` does with an option.
const ACTIONS: [&str; 8] =
    ["store_true", "store_false", "store_const", "store", "append", "append_const", "count", "extend"];

pub(super) fn calls(edits: &mut Rewrites<'_>, document: &str, code: &str) {
    factories(edits, code);
    callables(edits, code);
    for list in argument_lists(code, false) {
        raises(edits, code, &list);
        one_call(edits, code, &list);
    }
    for (wrong, right) in [
        ("super.__init__(", "super().__init__("),
        ("super().__init__(self, ", "super().__init__("),
        ("super().__init__(self)", "super().__init__()"),
        (".split(\"\")", ".split()"),
        (".split('')", ".split()"),
    ] {
        // Columns of texts may be split so.
        for (at, _) in code.match_indices(wrong).filter(|(at, _)| last_word(&code[..*at]) != "str") {
            edits.put_in(at..at + wrong.len(), &[right]);
        }
    }
    brackets(edits, code);
    gone_through(edits, document, code);
    uncalled(edits, code);
    kept(edits, code);
    if code.trim_start().starts_with("def ") {
        for clock in CLOCKS {
            for sign in ["=", " = "] {
                let default = format!("{sign}{clock}");
                for (at, _) in code.match_indices(&default) {
                    let end = at + default.len();
                    if !code[..at].ends_with(['=', ' ']) && code[end..].starts_with([',', ')']) {
                        edits.put_in(end - 2..end, &[""]);
                        edits.put_in(at + sign.len()..end, &["None"]);
                    }
                }
            }
        }
    }
}

/// What a single call of the library's takes.
fn one_call(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList) {
    let before = &code[..list.start - 1];
    let name = last_word(before);
    let owner = before.strip_suffix(name).unwrap_or_default();
    let is_method = owner.ends_with('.');
    let Some((last_start, last_end)) = list.arguments.last().copied() else { return };
    let argument = &code[last_start..last_end];
    let several = list.arguments.len() > 1;
    if name == "print" && !is_method && matches!(argument, "sys.stderr" | "sys.stdout") && several {
        edits.put_in(last_start..last_start, &["file="]);
    }
    if ORDERING.contains(&name)
        && (name == "sort") == is_method
        && argument.starts_with("lambda ")
        && several != is_method
    {
        edits.put_in(last_start..last_start, &["key="]);
    }
    if name == "isinstance"
        && list.arguments.len() == 2
        && let Some(inner) = argument.strip_prefix('[').and_then(|it| it.strip_suffix(']'))
    {
        edits.put_in(last_start..last_end, &[&format!("({inner})")]);
    }
    if name == "Decimal"
        && !several
        && argument.contains('.')
        && argument.trim_start_matches('-').chars().all(|it| it.is_ascii_digit() || it == '.')
    {
        edits.put_in(last_start..last_end, &[&format!("\"{argument}\"")]);
    }
    if name == "join" && several && (owner.ends_with("\".") || owner.ends_with("'.")) {
        let first = list.arguments.first().map_or(last_start, |first| first.0);
        edits.put_in(first..last_end, &[&format!("[{}]", &code[first..last_end])]);
    }
    if matches!(name, "map" | "filter")
        && !is_method
        && !several
        && let Some((function, rest)) = argument.split_once('(')
        && let Some(inner) =
            rest.strip_suffix(')').filter(|inner| closing(inner).is_none() && !inner.is_empty())
        && function.chars().all(|letter| is_part(letter) || letter == '.')
    {
        edits.put_in(last_start..last_end, &[&format!("{function}, {inner}")]);
    }
    // What is made one after the other has no length.
    if name == "len"
        && !is_method
        && !several
        && !argument.starts_with(['[', '(', '{', '"'])
        && let Some((one, rest)) = argument.split_once(" for ").filter(|(one, _)| one.chars().all(is_part))
    {
        if owner.ends_with('(') {
            edits.put_in(list.start..last_end + 1, &[&format!("{one}) for {rest}")]);
        }
        edits.put_in(list.start - 4..last_end + 1, &[&format!("sum(1 for {rest})")]);
    }
    other_functions(edits, code, list, name, argument);
    // `a[key] = a.get(key) + 1`.
    if name == "get"
        && is_method
        && !several
        && let Some((target, _)) = code.split_once(" = ")
    {
        let asked = format!(
            "{}[{argument}]",
            owner.trim_end_matches('.').rsplit(['(', ' ']).next().unwrap_or_default()
        );
        let after = code.get(last_end + 1..).unwrap_or_default();
        if target.trim() == asked && [" + ", " - "].iter().any(|sign| after.starts_with(sign)) {
            let nothing = if after[3..].starts_with('[') {
                ", []"
            } else if after[3..].starts_with(['"', '\'']) {
                ", \"\""
            } else {
                ", 0"
            };
            edits.put_in(last_end..last_end, &[nothing]);
        }
    }
    made_of_another(edits, code, list, name, argument);
}

/// Functions that are taken for others, by what they are given.
fn other_functions(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList, name: &str, argument: &str) {
    let owner = code[..list.start - 1].strip_suffix(name).unwrap_or_default();
    let nth = |at: usize| list.arguments.get(at).map(|(start, end)| &code[*start..*end]);
    let Some((last_start, last_end)) = list.arguments.last().copied() else { return };
    let several = list.arguments.len() > 1;
    // What is found may be anything, but a text.
    if name == "find"
        && owner.ends_with('.')
        && argument.strip_prefix("default=").is_some_and(|value| value.starts_with(['"', '\'']))
    {
        edits.put_in(list.start - 5..list.start - 1, &["findtext"]);
    }
    if name == "strftime"
        && owner.ends_with("datetime.")
        && list.arguments.len() == 2
        && argument.starts_with(['"', '\''])
        && nth(0).is_some_and(is_text)
    {
        edits.put_in(list.start - 9..list.start - 1, &["strptime"]);
    }
    if name == "dump"
        && owner.ends_with("json.")
        && nth(1).is_none_or(|second| second.contains('='))
        && !code.contains("fp=")
        && !code[list.start..last_end].contains('*')
    {
        edits.put_in(list.start - 1..list.start - 1, &["s"]);
    }
    if matches!(name, "assertTrue" | "assertFalse")
        && list.arguments.len() == 2
        && !argument.contains(['"', '\'', '=', '('])
        && argument.starts_with(|first: char| first.is_ascii_digit())
    {
        let own = if name == "assertTrue" { "assertEqual" } else { "assertNotEqual" };
        edits.put_in(list.start - 1 - name.len()..list.start - 1, &[own]);
    }
    if name == "assertEqual"
        && !several
        && let Some((one, other)) = argument.split_once(" == ")
    {
        edits.put_in(last_start..last_end, &[&format!("{one}, {other}")]);
    }
    if name == "fromkeys"
        && owner.ends_with("dict.")
        && let (Some(keys), "[]" | "{}" | "set()") = (nth(0), argument)
    {
        edits.put_in(
            owner.len() - "dict.".len()..last_end + 1,
            &[&format!("{{key: {argument} for key in {keys}}}")],
        );
    }
}

/// Whether a value is a text by how it is written or called.
fn is_text(value: &str) -> bool {
    let name = last_word(value).to_lowercase();
    value.starts_with(['"', '\''])
        || value.ends_with(is_part)
            && name.split('_').any(|word| {
                matches!(word, "str" | "string" | "text" | "line" | "raw" | "value" | "field" | "part" | "s")
            })
}

/// `setdefault(key, set()).add(a)` for a list, which has no such method.
fn made_of_another(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList, name: &str, argument: &str) {
    let Some((start, end)) = list.arguments.get(1).copied() else { return };
    let after = &code[end..];
    if matches!(name, "setdefault" | "get") {
        if matches!(argument, "[]" | "{}" | "list()") && after.starts_with(").add(") {
            edits.put_in(start..end, &["set()"]);
        }
        if matches!(argument, "set()" | "{}") && after.starts_with(").append(") {
            edits.put_in(start..end, &["[]"]);
        }
    }
}

/// What texts hold that stand for something: modes, actions, breaks of lines.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    if code.contains("add_argument(") {
        for list in argument_lists(code, false) {
            options(edits, code, &list);
        }
    }
    let is_pattern = ["re.compile(", "re.sub(", "re.split(", "re.match(", "re.search(", "re.findall("];
    if !is_pattern.iter().any(|call| code.contains(call)) {
        return;
    }
    for text in texts(code, Python).into_iter().filter(|text| code[..text.start].ends_with('r')) {
        let mut right = code[text.clone()].to_owned();
        for sign in ["/s*", "/s+", "/d+", "/w+", "/d{"] {
            // Two of them stand in an address.
            if !right.contains(&format!("/{sign}")) {
                right = right.replace(sign, &sign.replace('/', "\\"));
            }
        }
        // Breaks between what else stands for something.
        for end in ["\\", "*", "+"] {
            right = right.replace(&format!("/n{end}"), &format!("\\n{end}"));
        }
        if right != code[text.clone()] {
            for end in ["\"", "'"] {
                right = right.replace(&format!("/n{end}"), &format!("\\n{end}"));
            }
        }
        edits.put_in(text, &[&right]);
    }
}

/// What an option of `argparse` is called, and what its value is.
fn options(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList) {
    if last_word(&code[..list.start - 1]) != "add_argument" {
        return;
    }
    let named = |key: &str| {
        list.arguments.iter().find_map(|(start, end)| {
            let value = code[*start..*end].strip_prefix(key)?.strip_prefix('=')?;
            Some((end - value.len()..*end, value))
        })
    };
    if let Some((place, action)) = named("action") {
        let inner = action.trim_matches(['"', '\'']);
        let written = inner.to_lowercase().replace(['-', ' '], "_");
        if inner.len() + 2 == action.len() && inner != written && ACTIONS.contains(&written.as_str()) {
            edits.put_in(place.start + 1..place.end - 1, &[&written]);
        }
        return;
    }
    if let Some((place, default)) =
        named("default").filter(|_| named("type").is_none() && named("const").is_none())
    {
        let digits = default.trim_start_matches('-');
        let is_number = digits.starts_with(|it: char| it.is_ascii_digit())
            && digits.chars().all(|it| it.is_ascii_digit() || matches!(it, '.' | '_'));
        if is_number {
            let kind = if digits.contains('.') { "float" } else { "int" };
            let at = place.start - "default=".len();
            edits.put_in(at..at, &[&format!("type={kind}, ")]);
        }
    }
}

/// Brackets of one kind where another is meant.
fn brackets(edits: &mut Rewrites<'_>, code: &str) {
    for (call, name) in [("os.environ(", "os.environ"), ("sys.argv(", "sys.argv")] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
            let inner = &code[start..end];
            let right = if inner.is_empty() { name.to_owned() } else { format!("{name}[{inner}]") };
            edits.put_in(at..end + 1, &[&right]);
        }
    }
    // A list of so many, and not a list with the product.
    for (at, _) in code
        .match_indices('[')
        .filter(|(at, _)| !code[..*at].ends_with(|it| is_part(it) || matches!(it, ']' | ')')))
    {
        let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
        if let Some((one, times)) = code[at + 1..end].split_once(" * ")
            && matches!(one, "0" | "None" | "False" | "0.0" | "\"\"" | "''" | "True")
            && parts(times).len() == 1
            // Nothing of a unit.
            && !times.starts_with("u.")
        {
            edits.put_in(at..end + 1, &[&format!("[{one}] * {times}")]);
        }
    }
    // What has its elements once has a length, too.
    for sign in [" == ", " != ", " < "] {
        for (at, _) in code.match_indices(sign) {
            let before = &code[..at];
            let Some(start) = before
                .rfind("set(")
                .filter(|start| !before[..*start].ends_with(|it| is_part(it) || it == '('))
            else {
                continue;
            };
            let is_whole = closing(&before[start + 4..]).is_some_and(|end| start + 5 + end == at);
            if is_whole && code[at + sign.len()..].starts_with("len(") {
                edits.put_in(start..at, &[&format!("len({})", &code[start..at])]);
            }
        }
    }
}

/// Loops over a number, and over a method that is not called.
fn gone_through(edits: &mut Rewrites<'_>, document: &str, code: &str) {
    let line = code.trim_start();
    let Some((targets, rest)) = line.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")) else {
        return;
    };
    let start = code.len() - rest.len();
    let value = rest.trim_end().trim_end_matches(':');
    let end = start + value.len();
    if value.starts_with("len(") && closing(&value[4..]).is_some_and(|close| close + 5 == value.len()) {
        edits.put_in(start..end, &[&format!("range({value})")]);
    }
    let Some(owner) = value.strip_suffix(".items") else { return };
    // A field may be called so.
    let is_field = owner == "self"
        || [".items = ", ".items: ", ".items.", " items: ", " items = ", "def items", "(items", " items,"]
            .iter()
            .any(|sign| document[..document.floor_char_boundary(REACH)].contains(sign));
    if targets.contains(", ") && !is_field {
        edits.put_in(end..end, &["()"]);
    }
}

/// What follows a method of text whose name others give their own fields, too: an end of a range, a strip of lights.
fn goes_on_as_text(after: &str) -> bool {
    [" == \"", " == '", " != \"", " != '"].iter().any(|sign| after.starts_with(sign))
        || after.strip_prefix('.').is_some_and(|rest| {
            let method = leading(rest);
            rest[method.len()..].starts_with('(')
                && (OF_TEXT.contains(&method)
                    || matches!(
                        method,
                        "split"
                            | "rsplit"
                            | "replace"
                            | "startswith"
                            | "endswith"
                            | "encode"
                            | "isdigit"
                            | "find"
                    ))
        })
}

/// Methods of text in the middle of a chain, or compared, that are not called.
fn uncalled(edits: &mut Rewrites<'_>, code: &str) {
    for method in CALLED {
        for (at, _) in code.match_indices(&format!(".{method}")) {
            let end = at + method.len() + 1;
            let (owner, after) = (last_word(&code[..at]), &code[end..]);
            let is_class = matches!(owner, "str" | "bytes") || owner.starts_with(char::is_uppercase);
            let goes_on =
                [".", " == ", " != ", " >= ", " > ", " < ", " <= ", " else ", " and ", " or ", ":\n", "["]
                    .iter()
                    .any(|sign| after.starts_with(sign));
            let is_shared = matches!(method, "strip" | "lower" | "upper");
            if goes_on
                && (!is_shared || goes_on_as_text(after))
                && !is_class
                && code[..at].ends_with(|it| is_part(it) || matches!(it, ')' | ']' | '"' | '\''))
            {
                edits.put_in(end..end, &["()"]);
            }
        }
    }
    // A list of parts is no text.
    for call in [".split(", ".rsplit("] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let Some(end) = closing(&code[start..]).map(|end| start + end + 1) else { continue };
            let method = code[end..].strip_prefix('.').map(first_word).unwrap_or_default();
            if matches!(
                method,
                "split"
                    | "strip"
                    | "lower"
                    | "upper"
                    | "replace"
                    | "startswith"
                    | "rstrip"
                    | "lstrip"
                    | "encode"
            ) {
                edits.put_in(end..end, &["[0]", "[-1]"]);
            }
        }
    }
    let end = code.trim_end().len();
    if code[..end].ends_with(").date") && code.contains(".strptime(") {
        edits.put_in(end..end, &["()"]);
    }
}

/// What a method of text gives is kept, and what changes its argument gives nothing.
fn kept(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    let chain = line.len() - line.trim_start_matches(|letter| is_part(letter) || letter == '.').len();
    if let Some((owner, method)) = line[..chain].rsplit_once('.')
        && OF_TEXT.contains(&method)
        && !matches!(owner, "" | "self" | "cls")
        // A picture and a page are given a title.
        && (TAKES_LETTERS.contains(&method) || line[chain..].starts_with("()"))
        && line[chain..].starts_with('(')
        && closing(&line[chain + 1..]).is_some_and(|end| chain + 2 + end == line.len())
    {
        edits.put_in(start..start, &[&format!("{owner} = ")]);
    }
    if let Some((target, value)) = line.split_once(" = ")
        && IN_PLACE.iter().any(|call| value.starts_with(call))
        && target.chars().all(|letter| is_part(letter) || letter == '.')
    {
        edits.put_in(start..start + target.len() + 3, &[""]);
    }
    if let Some(value) = line
        .strip_prefix("return ")
        .filter(|value| value.starts_with("random.shuffle(") || value.starts_with("heapq.heapify("))
    {
        edits.put_in(start..start + line.len() - value.len(), &[""]);
    }
}
