//! Calls with an argument too few or too many, and arguments that others want as one.

use super::{Case, chain_start};
use crate::{
    arguments::{ArgumentList, argument_lists},
    declared::python::{Function, Outline, closing, parts},
    names::{is_part, last_word},
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

/// What a call's arguments are: those without a name, and the names of the others.
pub(crate) struct Given<'c> {
    pub(crate) by_place: Vec<&'c str>,
    pub(crate) by_name: Vec<&'c str>,
}

/// A call's arguments, unless some of them hold any number.
pub(crate) fn given<'c>(code: &'c str, list: &ArgumentList) -> Option<Given<'c>> {
    let mut given = Given { by_place: Vec::new(), by_name: Vec::new() };
    for (start, end) in &list.arguments {
        let argument = &code[*start..*end];
        let name = argument.len() - argument.trim_start_matches(is_part).len();
        let rest = &argument[name..];
        if argument.starts_with('*') || argument.contains(" for ") {
            return None;
        }
        if name > 0 && rest.starts_with('=') && !rest.starts_with("==") {
            given.by_name.push(&argument[..name]);
        } else {
            given.by_place.push(argument);
        }
    }
    Some(given)
}

/// The function of the document that is called: by its name, of the object itself, or to make an object.
pub(crate) fn called<'a>(outline: &Outline<'a>, code: &str, list: &ArgumentList) -> Option<Function<'a>> {
    let before = &code[..list.start - 1];
    let name = last_word(before);
    let owner = before.strip_suffix(name)?;
    if name.is_empty() || !name.starts_with(is_part) || owner.ends_with("def ") || owner.ends_with("class ") {
        return None;
    }
    if let Some(owner) = owner.strip_suffix('.') {
        let own = last_word(owner);
        let is_own = matches!(own, "self" | "cls") && !owner.strip_suffix(own)?.ends_with('.');
        return outline.function(name).filter(|function| is_own && function.is_method);
    }
    match name.starts_with(char::is_uppercase) {
        true => outline.maker(name),
        false if name == "cls" => outline.class_name().and_then(|class| outline.maker(class)),
        false => outline.function(name).filter(|function| !function.is_method),
    }
}

/// What a call lacks by what the document says of its function: the names in sight that are called as one of the parameters.
pub(crate) fn lacking(
    edits: &mut Rewrites<'_>,
    outline: &Outline<'_>,
    code: &str,
    list: &ArgumentList,
    function: &Function<'_>,
) {
    let Some(given) = given(code, list) else { return };
    let required = function.parameters.iter().filter(|parameter| !parameter.has_default);
    let n_missing = required.filter(|parameter| !given.by_name.contains(&parameter.name)).count();
    if n_missing != given.by_place.len() + 1 {
        return;
    }
    let in_sight = outline.names_in_sight();
    for (at, parameter) in function.parameters.iter().enumerate().take(given.by_place.len() + 1) {
        let name = parameter.name;
        if given.by_name.contains(&name) || given.by_place.contains(&name) {
            continue;
        }
        if in_sight.contains(&name) {
            insert(edits, list, at, name);
        } else if outline.own_object() == Some("self") && outline.says(&format!("self.{name}")) {
            let own = format!("self.{name}");
            if !given.by_place.contains(&own.as_str()) {
                insert(edits, list, at, &own);
            }
        }
    }
}

/// A call with one more argument at a place.
fn insert(edits: &mut Rewrites<'_>, list: &ArgumentList, at: usize, argument: &str) {
    match (list.arguments.get(at), list.arguments.last()) {
        (Some((start, _)), _) => edits.put_in(*start..*start, &[&format!("{argument}, ")]),
        (None, Some((_, end))) => edits.put_in(*end..*end, &[&format!(", {argument}")]),
        (None, None) => edits.put_in(list.start..list.start, &[argument]),
    }
}

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
        insert(edits, list, 1, "\"\"");
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
            insert(edits, list, list.arguments.len(), name);
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

/// What makes a value when it is asked for, for the value: `defaultdict(list)` for `defaultdict([])`.
pub(crate) fn factories(edits: &mut Rewrites<'_>, code: &str) {
    for call in ["defaultdict(", "default_factory="] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let rest = &code[start..];
            let inner = parts(&rest[..closing(rest).unwrap_or(rest.len())]);
            let Some(argument) = inner.first().copied().filter(|argument| rest.starts_with(argument)) else {
                continue;
            };
            let made = match argument {
                "[]" => "list",
                "{}" => "dict",
                "0" => "int",
                "0.0" => "float",
                "\"\"" | "''" => "str",
                "False" => "bool",
                called => match called.strip_suffix("()") {
                    // What a function gives may be what makes a value; what makes an object is a class.
                    Some(class)
                        if matches!(
                            class,
                            "list" | "dict" | "set" | "int" | "deque" | "Counter" | "str" | "float"
                        ) || class.starts_with(char::is_uppercase) =>
                    {
                        class
                    }
                    _ => continue,
                },
            };
            edits.put_in(start..start + argument.len(), &[made]);
        }
    }
}

/// `with self.assertRaises(A):` for `with self.assertRaises(A, f(b)):`, and the function and its arguments where nothing is opened.
pub(crate) fn raises(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList) {
    let name = last_word(&code[..list.start - 1]);
    let is_raises = matches!(name, "assertRaises") || code[..list.start - 1].ends_with("pytest.raises");
    let &[(start, kind), (first, end)] = list.arguments.as_slice() else { return };
    let argument = &code[first..end];
    let is_class = code[start..kind].ends_with(is_part);
    let Some((function, rest)) = argument.split_once('(').filter(|_| is_raises && is_class) else { return };
    // What gives a function is called to be called.
    let gives_function =
        matches!(last_word(function), "partial" | "attrgetter" | "itemgetter" | "methodcaller");
    let is_call = function.chars().all(|letter| is_part(letter) || letter == '.')
        && !function.is_empty()
        && !gives_function;
    let Some(inner) = rest.strip_suffix(')').filter(|inner| is_call && closing(inner).is_none()) else {
        return;
    };
    if code.trim_start().starts_with("with ") {
        edits.put_in(kind..end, &[""]);
    } else {
        let comma = if inner.is_empty() { "" } else { ", " };
        edits.put_in(first..end, &[&format!("{function}{comma}{inner}")]);
    }
}
