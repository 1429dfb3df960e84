//! Calls with an argument too few or too many, and arguments that others want as one.

use super::{Case, chain_start};
use crate::{
    arguments::{ArgumentList, argument_lists},
    known::python::{
        document::lacking,
        functions::{factories, raises},
    },
    names::{is_part, last_word},
    outline::python::{
        calls::{called, given},
        closing, parts,
    },
    rewrites::Rewrites,
};

/// Most names that are tried as an argument.
const MOST_NAMES: usize = 4;
/// What takes one thing that holds all.
const TAKES_ONE: [&str; 14] = [
    "append",
    "add",
    "extend",
    "join",
    "writerow",
    "set",
    "frozenset",
    "list",
    "tuple",
    "sum",
    "sorted",
    "deque",
    "Counter",
    "appendleft",
];
/// Functions, and what those are called that have something more, or less.
const RELATED: [(&str, &str); 10] = [
    ("dump", "dumps"),
    ("dumps", "dump"),
    ("load", "loads"),
    ("loads", "load"),
    ("field", "fields"),
    ("fields", "field"),
    ("find", "findtext"),
    ("groups", "group"),
    ("strftime", "strptime"),
    ("sort", "sorted"),
];

/// The marked lines with what a message says of a call's arguments.
pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let lists = argument_lists(code, false);
    let callee = |list: &ArgumentList| last_word(&code[..list.start - 1]);
    let function = case.message.split_once("call to \"").or_else(|| case.message.split_once(" for \""));
    let function = function.and_then(|(_, rest)| rest.split('"').next());
    // Python itself: `f() missing 1 required positional argument: 'a'`.
    let function = function.or_else(|| case.message.split_once("() ").map(|(before, _)| last_word(before)));
    let function = function.unwrap_or_default();
    let is_meant = |list: &&ArgumentList| {
        function.is_empty() || callee(list) == function || lists.iter().all(|other| callee(other) != function)
    };
    if case.says(&[
        "Missing positional argument",
        "missing 1 required",
        "Too few arguments",
        "missing for parameter",
        "No value for argument",
    ]) {
        for list in lists.iter().filter(is_meant) {
            too_few(edits, case, list);
        }
    }
    let is_index = case.says(&["Invalid index type \"tuple"]);
    let is_overload = is_index || case.says(&["No overload variant of", "No matching overload"]);
    if case.says(&[
        "Too many arguments",
        "Too many positional",
        "expects at most",
        "takes exactly one argument",
        "expected at most",
        "Expected 1 positional",
    ]) || is_overload
    {
        for list in lists.iter().filter(is_meant) {
            too_many(edits, code, list, callee(list));
        }
    }
    if case.says(&[
        "Too many positional arguments for",
        "Too many arguments for",
        "Missing positional arguments",
    ]) {
        for list in lists.iter().filter(is_meant) {
            if let &[(start, end)] = list.arguments.as_slice()
                && code[start..end].chars().all(|letter| is_part(letter) || letter == '.')
            {
                edits.put_in(start..start, &["*", "**"]);
            }
        }
    }
    if case.says(&[
        "Unexpected keyword argument",
        "unexpected keyword argument",
        "No parameter named",
        "invalid keyword argument",
    ]) {
        unexpected(edits, case);
    }
    if is_overload || case.says(&["first argument must be callable", "default_factory"]) {
        overloads(edits, code, &lists);
    }
}

/// One argument more, or none at all.
fn too_few(edits: &mut Rewrites<'_>, case: &Case<'_>, list: &ArgumentList) {
    let code = case.code;
    let outline = &case.outline;
    let n_before = edits.found.len();
    let name = last_word(&code[..list.start - 1]);
    for (one, other) in RELATED.iter().filter(|(one, _)| *one == name) {
        edits.put_in(list.start - 1 - one.len()..list.start - 1, &[other]);
    }
    if let Some(function) = called(outline, code, list) {
        lacking(edits, outline, code, list, &function);
    }
    if name == "replace" && list.arguments.len() == 1 {
        edits.put_argument(list, 1, "\"\"");
    }
    if name == "map" || name == "filter" {
        overloads(edits, code, std::slice::from_ref(list));
    }
    // All that is needed, in brackets of its own.
    if let &[(start, end)] = list.arguments.as_slice()
        && let Some(inner) = code[start..end].strip_prefix('(').and_then(|it| it.strip_suffix(')'))
        && parts(inner).len() > 1
        && closing(inner).is_none()
    {
        edits.put_in(start..end, &[inner]);
    }
    if list.arguments.is_empty() {
        edits.put_in(list.start - 1..list.start + 1, &[""]);
    }
    let missing = case.message.split_once("argument \"").and_then(|(_, rest)| rest.split('"').next());
    if edits.found.len() == n_before || !outline.names_in_sight().contains(&missing.unwrap_or_default()) {
        let in_sight = outline.names_in_sight().into_iter().chain(outline.loop_variables());
        let used: Vec<&str> = list.arguments.iter().map(|(start, end)| &code[*start..*end]).collect();
        let target = code.split(" = ").next().unwrap_or_default().trim();
        let others = in_sight.filter(|name| !used.contains(name) && *name != target);
        for name in others.take(MOST_NAMES) {
            edits.put_argument(list, list.arguments.len(), name);
        }
    }
    // All of one that holds them.
    if let &[(start, end)] = list.arguments.as_slice()
        && code[start..end].chars().all(|letter| is_part(letter) || letter == '.')
    {
        edits.put_in(start..start, &["*"]);
    }
}

/// Several arguments as one, or one for each call, or one fewer.
fn too_many(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList, name: &str) {
    let (Some((start, _)), Some((_, end))) = (list.arguments.first(), list.arguments.last()) else { return };
    let inner = &code[*start..*end];
    let several = list.arguments.len() > 1;
    let is_named = given(code, list).is_none_or(|given| !given.by_name.is_empty());
    if TAKES_ONE.contains(&name) && several && !is_named {
        let ways: &[(&str, &str)] = match name {
            "writerow" | "join" | "list" | "tuple" | "sum" | "sorted" | "deque" | "Counter" => {
                &[("[", "]"), ("(", ")")]
            }
            "set" | "frozenset" => &[("{", "}"), ("[", "]"), ("(", ")")],
            "extend" => &[("[", "]")],
            _ => &[("(", ")"), ("[", "]")],
        };
        for (open, close) in ways {
            edits.put_in(*start..*end, &[&[open, inner, close].concat()]);
        }
        return;
    }
    if inner == "self" {
        edits.put_in(*start..*end, &[""]);
    } else if let Some(rest) = inner.strip_prefix("self, ") {
        edits.put_in(*start..*end, &[rest]);
    }
    // `f(a), f(b)` for `f(a, b)`.
    if let &[(a, b), (c, d)] = list.arguments.as_slice()
        && code.split_once(" = ").is_some_and(|(targets, _)| targets.contains(", "))
    {
        let open = chain_start(code, list.start - 1);
        let function = &code[open..list.start - 1];
        edits.put_in(open..d + 1, &[&format!("{function}({}), {function}({})", &code[a..b], &code[c..d])]);
    }
}

/// A keyword that is called otherwise, or none.
fn unexpected(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some((_, rest)) = case.message.split_once("argument ").or_else(|| case.message.split_once("named "))
    else {
        return;
    };
    let name = rest.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    for list in argument_lists(code, false) {
        for (start, end) in &list.arguments {
            let Some(value) = code[*start..*end].strip_prefix(name).and_then(|rest| rest.strip_prefix('='))
            else {
                continue;
            };
            if let Some(function) = called(&case.outline, code, &list) {
                let given = given(code, &list);
                let free = function
                    .parameters
                    .iter()
                    .filter(|it| given.as_ref().is_none_or(|given| !given.by_name.contains(&it.name)));
                for parameter in free.take(MOST_NAMES) {
                    edits.put_in(*start..start + name.len(), &[parameter.name]);
                }
            }
            edits.put_in(*start..*end, &[value]);
            let before = code[..*start].trim_end().trim_end_matches(',').len();
            edits.put_in(before.max(list.start)..*end, &[""]);
        }
    }
}

/// What a function of the standard library takes that is called in another way.
fn overloads(edits: &mut Rewrites<'_>, code: &str, lists: &[ArgumentList]) {
    factories(edits, code);
    for list in lists {
        let name = last_word(&code[..list.start - 1]);
        if let Some(&(start, end)) = list.arguments.first()
            && list.arguments.get(1).is_none_or(|(start, end)| code[*start..*end].contains('='))
        {
            applied(edits, name, &code[start..end], start..end);
            for (one, other) in RELATED.iter().filter(|(one, _)| *one == name && *one == "field") {
                edits.put_in(list.start - 1 - one.len()..list.start - 1, &[other]);
            }
        }
        for (start, end) in &list.arguments {
            let argument = &code[*start..*end];
            if let Some(called) = argument.strip_prefix("key=").and_then(|key| key.strip_suffix("()")) {
                edits.put_in(*start..*end, &[&format!("key={called}")]);
            }
            if argument.starts_with("lambda ") && matches!(name, "sort" | "sorted" | "min" | "max") {
                edits.put_in(*start..*start, &["key="]);
            }
            if let Some(value) =
                argument.strip_prefix("default=").filter(|_| name == "get" || name == "pop" || name == "next")
            {
                edits.put_in(*start..*end, &[value]);
            }
        }
        if let &[(a, b), (c, d)] = list.arguments.as_slice()
            && !code[a..d].contains('=')
            && !TAKES_ONE.contains(&name)
        {
            edits.put_in(a..d, &[&format!("{}, {}", &code[c..d], &code[a..b])]);
        }
        raises(edits, code, list);
    }
    for (at, call) in code.match_indices("super.__init__(") {
        edits.put_in(at..at + call.len(), &["super().__init__("]);
    }
    let indices =
        code.match_indices('[').filter(|(at, _)| code[..*at].ends_with(|it| is_part(it) || it == ']'));
    for (at, _) in indices {
        let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
        if let [one, two] = parts(&code[at + 1..end]).as_slice() {
            edits.put_in(at + 1..end, &[&format!("{one}][{two}"), &format!("{one}:{two}")]);
        }
    }
}

/// `map(f, a)` for `map(f(a))`.
fn applied(edits: &mut Rewrites<'_>, name: &str, argument: &str, place: std::ops::Range<usize>) {
    let is_of_all = matches!(name, "min" | "max" | "sum" | "any" | "all" | "sorted");
    if !matches!(name, "map" | "filter") && !is_of_all {
        return;
    }
    if let Some((function, rest)) = argument.split_once('(')
        && let Some(inner) = rest.strip_suffix(')').filter(|inner| closing(inner).is_none())
    {
        if is_of_all {
            edits.put_in(place.clone(), &[&format!("map({function}, {inner})")]);
            // `max(len(a) for a in b)` for `max(len(a for a in b))`.
            if let Some((one, rest)) = inner.split_once(" for ") {
                edits.put_in(place, &[&format!("{function}({one}) for {rest}")]);
            }
        } else {
            edits.put_in(place, &[&format!("{function}, {inner}")]);
        }
    }
}
