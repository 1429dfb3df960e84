//! A value of one type where another is wanted: what makes the one of the other.

use std::ops::Range;

use super::{Case, base, held, values_in};
use crate::{
    arguments::argument_lists,
    names::{is_part, last_word},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

/// What holds others, and is made of anything that can be gone through.
const MADE_OF_ANY: [&str; 10] =
    ["list", "set", "tuple", "frozenset", "deque", "dict", "Counter", "List", "Set", "Tuple"];
/// What can be gone through.
const PASSED_THROUGH: [&str; 7] =
    ["Iterable", "Sequence", "Collection", "Container", "Iterator", "Reversible", "Sized"];
/// Types with a length.
const WITH_LENGTH: [&str; 12] = [
    "list",
    "dict",
    "set",
    "tuple",
    "str",
    "bytes",
    "frozenset",
    "deque",
    "Counter",
    "defaultdict",
    "range",
    "bytearray",
];
/// Classes of the standard library that are made of a text or a number, and where they are at home.
const MADE_OF_TEXT: [(&str, &str); 6] = [
    ("Path", "pathlib"),
    ("PurePath", "pathlib"),
    ("Decimal", "decimal"),
    ("Fraction", "fractions"),
    ("UUID", "uuid"),
    ("deque", "collections"),
];

/// The types of a message: what a value is, and what is wanted.
fn types<'a>(case: &Case<'a>) -> Option<(&'a str, &'a str)> {
    let quoted = case.quoted.as_slice();
    if case.says(&["Dict entry"]) {
        return Some((quoted.get(1)?, quoted.get(3)?));
    }
    // Mypy: `List comprehension has incompatible type List[int]; expected List[str]`.
    if case.quoted.is_empty()
        && let Some((given, wanted)) = case.message.split_once("; expected ")
        && let Some((_, given)) = given.split_once("incompatible type ")
    {
        return Some((held(given), held(wanted)));
    }
    // Pyright: `Argument of type "int" cannot be assigned to parameter "a" of type "str" in function "f"`.
    if case.says(&["cannot be assigned to parameter", "is not assignable to parameter"])
        && let [given, _, wanted, ..] = quoted
    {
        return Some((given, wanted));
    }
    if case.says(&["is not assignable to", "cannot be assigned to"])
        && let [given, wanted, ..] = quoted
    {
        return Some((given, wanted));
    }
    let tells_both = case.says(&[
        "has incompatible type",
        "ncompatible return value type",
        "Incompatible types in ",
        "Incompatible default for",
        "has incompatible item type",
    ]);
    match quoted {
        [.., given, wanted] if tells_both => Some((given, wanted)),
        _ => None,
    }
}

/// The type of what pyright tells by its value: `str` for `Literal['a']`.
fn of_literal(kind: &str) -> &str {
    let Some(value) = kind.strip_prefix("Literal[") else { return kind };
    match value.chars().next() {
        Some('\'' | '"') => "str",
        Some('b') => "bytes",
        Some('T' | 'F') => "bool",
        Some(first) if first == '-' || first.is_ascii_digit() => "int",
        _ => kind,
    }
}

/// The marked lines with the value that a message is about made into what is wanted.
pub(super) fn convert(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    heads(edits, case);
    let Some((given, wanted)) = types(case) else { return };
    let (given, wanted) = (of_literal(given), of_literal(wanted));
    let code = case.code;
    if case.says(&["eturn value type", "return type"]) {
        yielded(edits, case, given, wanted);
    }
    if case.says(&["in \"yield\""])
        && given.ends_with(&format!("[{wanted}]"))
        && !code.contains("yield from ")
    {
        for (at, word) in code.match_indices("yield ") {
            edits.put_in(at + word.len()..at + word.len(), &["from "]);
        }
    }
    if appended(edits, case, given, wanted) {
        return;
    }
    if case.says(&["in assignment", "declared type"]) {
        assigned(edits, case, given, wanted);
    }
    if case.says(&["to \"contextmanager\""]) && given.contains("Async") {
        super::super::idioms::replace(edits, code, "contextmanager", &["asynccontextmanager"]);
    }
    let places = places(case, wanted);
    // What is forgotten once is forgotten in its neighbours, too.
    if places.len() > 1 && case.says(&["in assignment"]) && given.starts_with("Callable[") {
        let called: Vec<String> = places.iter().map(|place| format!("{}()", &code[place.clone()])).collect();
        if let (Some(first), Some(last)) = (places.first(), places.last())
            && called.iter().all(|call| !call.contains(")("))
        {
            edits.put_in(first.start..last.end, &[&called.join(", ")]);
        }
    }
    if given == "float" && wanted == "int" && code.matches(" / ").count() > 1 {
        edits.put_in(0..code.len(), &[&code.replace(" / ", " // ")]);
    }
    for place in places {
        let value = &code[place.clone()];
        for way in ways(case, value, given, wanted) {
            edits.put_in(place.clone(), &[&way]);
        }
    }
}

/// Where the value stands that is meant.
fn places(case: &Case<'_>, wanted: &str) -> Vec<Range<usize>> {
    let code = case.code;
    let end = code.trim_end().len();
    let behind = |word: &str| {
        code.find(word).map(|at| at + word.len()).filter(|start| *start < end).map(|start| start..end)
    };
    if case.says(&["Generator has", "comprehension has"]) {
        return comprehended(code);
    }
    if case.says(&["Argument ", "argument "]) {
        let number = case
            .message
            .split("rgument ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
        if let Some(index) = number.and_then(|number| number.checked_sub(1)) {
            return argument(case, index);
        }
        return values_in(code);
    }
    if case.says(&["Incompatible default"]) {
        let Some(name) = case.quoted.first() else { return Vec::new() };
        return super::places(code, name)
            .filter_map(|at| {
                let rest = &code[at..];
                let start = at + rest.find('=')? + 1;
                let start = start + code[start..].len() - code[start..].trim_start().len();
                let length = parts(&code[start..]).first()?.len();
                let length = closing(&code[start..]).map_or(length, |end| end.min(length));
                Some(start..start + length)
            })
            .collect();
    }
    if case.says(&["in \"yield\""]) {
        return behind("yield ").into_iter().collect();
    }
    if case.says(&["return"]) {
        return behind("return ").into_iter().collect();
    }
    if case.says(&["assignment", "declared type", "Dict entry"]) {
        let sign = if case.says(&["Dict entry"]) { ": " } else { " = " };
        let whole =
            behind(sign).map(|place| place.start..place.start + code[place].trim_end_matches(',').len());
        let Some(whole) = whole else { return Vec::new() };
        // Of several values it may be any.
        let several = parts(&code[whole.clone()]);
        if several.len() > 1 && !wanted.starts_with("tuple") {
            return several.into_iter().map(|part| within(code, part)).collect();
        }
        // So it may be of two of which one is chosen.
        if let Some((one, rest)) = code[whole.clone()].split_once(" if ")
            && let Some((_, other)) = rest.rsplit_once(" else ")
            && !one.contains(['(', '['])
        {
            return vec![within(code, one), within(code, other.trim_end())];
        }
        return vec![whole];
    }
    values_in(code)
}

/// Where a part of a code stands in it.
fn within(code: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - code.as_ptr() as usize;
    start..start + part.len()
}

/// What a comprehension gives for each.
fn comprehended(code: &str) -> Vec<Range<usize>> {
    let Some(at) = code.find(" for ") else { return Vec::new() };
    let mut depth = 0_usize;
    let open = code[..at].char_indices().rev().find(|(_, letter)| {
        match letter {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth == 0 => return true,
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
        false
    });
    open.map(|(open, _)| open + 1..at).into_iter().collect()
}

/// One argument of the call that a message names, or of any where it names none here.
fn argument(case: &Case<'_>, index: usize) -> Vec<Range<usize>> {
    let code = case.code;
    // `Argument 1 to "get" of "dict"`.
    let function = case.quoted.first().copied().unwrap_or_default();
    let class =
        case.message.split_once("\" of \"").map(|(_, rest)| rest.split('"').next().unwrap_or_default());
    if matches!(function, "__getitem__" | "__delitem__" | "__setitem__") {
        let (before, after) = code.split_once(" = ").unwrap_or((code, ""));
        if index == 1 {
            let value = after.trim();
            return if value.is_empty() { Vec::new() } else { vec![within(code, value)] };
        }
        let indices = before.match_indices('[').filter_map(|(at, _)| {
            let end = closing(&before[at + 1..])?;
            before[..at].ends_with(|it| is_part(it) || it == ']').then_some(at + 1..at + 1 + end)
        });
        return indices.collect();
    }
    let lists = argument_lists(code, false);
    let is_called = |start: usize| {
        let name = last_word(&code[..start - 1]);
        name == function || class == Some(name) || function.ends_with(&format!("_{name}"))
    };
    let of =
        |list: &crate::arguments::ArgumentList| list.arguments.get(index).map(|(start, end)| *start..*end);
    let named: Vec<_> = lists.iter().filter(|list| is_called(list.start)).filter_map(of).collect();
    // In a text there may be code.
    let call = format!("{function}(");
    if lists.iter().all(|list| !is_called(list.start))
        && let Some(start) = code.find(&call).map(|at| at + call.len())
        && let Some(end) = closing(&code[start..])
        && let Some(part) = parts(&code[start..start + end]).get(index)
    {
        return vec![within(code, part)];
    }
    if named.is_empty() { lists.iter().filter_map(of).collect() } else { named }
}

/// What a list gets one of, and should get all of, and the other way round.
fn appended(edits: &mut Rewrites<'_>, case: &Case<'_>, given: &str, wanted: &str) -> bool {
    let n_before = edits.found.len();
    let code = case.code;
    let is_of = |one: &str| case.quoted.first() == Some(&one);
    let holds = !held(given).is_empty()
        && (held(given).split(", ").next() == Some(wanted) || held(given) == wanted || held(given) == "Any");
    let is_bytes = given.starts_with("bytes") && wanted == "SupportsIndex";
    if (is_of("append") || is_of("add")) && (holds || is_bytes) {
        for (from, to) in [(".append(", ".extend("), (".add(", ".update(")] {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
                if let Some(end) = closing(&code[at + from.len()..]).filter(|_| from == ".append(") {
                    let start = at + from.len();
                    let made = format!(" += {}", &code[start..start + end]);
                    edits.put_in(at..start + end + 1, &[&made]);
                }
            }
        }
    }
    if is_of("extend") || is_of("update") {
        for (from, to) in [(".extend(", ".append("), (".update(", ".add(")] {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    if is_of("__iadd__")
        && let Some((list, value)) = code.split_once(" += ")
    {
        let value = value.trim_end();
        edits.put_in(list.len()..list.len() + 4 + value.len(), &[&format!(".append({value})")]);
        let start = list.len() + 4;
        edits.put_in(start..start + value.len(), &[&format!("[{value}]")]);
    }
    if is_of("isinstance") {
        for list in argument_lists(code, false) {
            if let &[(a, b), (c, d)] = list.arguments.as_slice()
                && code[..list.start - 1].ends_with("isinstance")
            {
                let (one, two) = (&code[a..b], &code[c..d]);
                edits.put_in(a..d, &[&format!("{two}, {one}")]);
                if let Some(inner) = two.strip_prefix('[').and_then(|two| two.strip_suffix(']')) {
                    edits.put_in(c..d, &[&format!("({inner})")]);
                }
                edits.put_in(c..d, &[&format!("type({two})")]);
            }
        }
    }
    edits.found.len() > n_before
}

/// `yield a` for `return a` in what gives one after the other.
fn yielded(edits: &mut Rewrites<'_>, case: &Case<'_>, given: &str, wanted: &str) {
    let is_generator =
        ["Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncGenerator"].contains(&base(wanted));
    let Some(at) = case.code.find("return ").filter(|_| is_generator) else { return };
    let end = at + "return ".len();
    let one = held(wanted).split(", ").next().unwrap_or_default();
    let is_one = held(wanted) == given || one == given || given == "None";
    if is_one {
        edits.put_in(at..end, &["yield "]);
    } else if !held(given).is_empty() {
        let value = case.code[end..].trim_end();
        edits.put_in(at..end, &["yield from "]);
        edits.put_in(end..end + value.len(), &[&format!("iter({value})")]);
    }
}

/// What gets a value: with a type that fits, or as one of several.
fn assigned(edits: &mut Rewrites<'_>, case: &Case<'_>, given: &str, wanted: &str) {
    let code = case.code;
    let Some((target, value)) = code.split_once(" = ") else { return };
    let start = target.len() - target.trim_start().len();
    if given == "None" {
        // What changes a list gives nothing back.
        let is_list = [
            ".sort(",
            ".reverse(",
            ".append(",
            ".extend(",
            ".update(",
            ".add(",
            ".insert(",
            "shuffle(",
            "heapify(",
        ];
        if is_list.iter().any(|call| value.contains(call)) {
            edits.put_in(start..target.len() + 3, &[""]);
        } else if let Some((_, kind)) = target.split_once(": ") {
            let at = target.len();
            if case.outline.imports("Optional") {
                edits.put_in(at - kind.len()..at, &[&format!("Optional[{kind}]")]);
            }
            edits.put_in(at..at, &[" | None"]);
        }
        return;
    }
    let is_name = target.trim().chars().all(|letter| is_part(letter) || letter == '.');
    if base(given).eq_ignore_ascii_case("tuple") && is_name {
        let inner = parts(held(given));
        let at = inner.iter().position(|kind| *kind == wanted);
        if let Some(at) = at.filter(|_| inner.len() < 5) {
            let name = target.trim();
            let targets: Vec<&str> =
                (0..inner.len()).map(|place| if place == at { name } else { "_" }).collect();
            edits.put_in(start..target.len(), &[&targets.join(", ")]);
            let end = code.trim_end().len();
            edits.put_in(end..end, &[&format!("[{at}]")]);
        }
    }
}

/// What a value becomes by each way of making what is wanted of it.
fn ways(case: &Case<'_>, value: &str, given: &str, wanted: &str) -> Vec<String> {
    let optional = wanted
        .strip_suffix(" | None")
        .or_else(|| wanted.strip_prefix("Optional[").and_then(|it| it.strip_suffix(']')));
    let wanted = optional.unwrap_or(wanted);
    let is_call = value.ends_with(')');
    let value = value.trim_end();
    let is_function =
        ["Callable[", "def ", "overloaded function", "type["].iter().any(|kind| given.starts_with(kind));
    let takes_function = wanted.starts_with("Callable[") || wanted.contains("-> ");
    if given.starts_with("type[NotImplemented") {
        return vec!["NotImplemented".to_owned()];
    }
    if is_function && !takes_function {
        return if is_call { Vec::new() } else { vec![format!("{value}()")] };
    }
    if takes_function {
        let called = value.strip_suffix("()").map(str::to_owned);
        return vec![called.unwrap_or_else(|| format!("lambda: {value}"))];
    }
    if given.starts_with("Coroutine[") || given.starts_with("CoroutineType[") {
        return vec![format!("await {value}")];
    }
    let mut found: Vec<String> = Vec::new();
    let class = base(given);
    let fields = case.outline.fields(class);
    found.extend(
        fields.iter().filter(|field| field.kind == wanted).map(|field| format!("{value}.{}", field.name)),
    );
    if case.outline.is_enumeration(class) {
        found.extend([format!("{value}.value"), format!("{value}.name")]);
    }
    let rest = given.strip_suffix(" | None").filter(|rest| *rest == wanted);
    if rest.is_some() {
        let nothing = nothing_of(wanted);
        found.extend(nothing.map(|nothing| format!("{value} or {nothing}")));
    }
    of_base(&mut found, case, value, given, wanted);
    found
}

/// What is empty of a type.
fn nothing_of(kind: &str) -> Option<&'static str> {
    Some(match base(kind) {
        "str" => "\"\"",
        "bytes" => "b\"\"",
        "int" => "0",
        "float" => "0.0",
        "list" | "List" | "Iterable" | "Sequence" => "[]",
        "dict" | "Dict" | "Mapping" => "{}",
        "set" | "Set" => "set()",
        "tuple" | "Tuple" => "()",
        _ => return None,
    })
}

/// What makes a value of one of the usual types.
fn of_base(found: &mut Vec<String>, case: &Case<'_>, value: &str, given: &str, wanted: &str) {
    let (from, to) = (base(given), base(wanted));
    let literal = value.trim_matches(['"', '\'']);
    let is_text = value.starts_with(['"', '\'']) && literal.len() + 2 == value.len();
    let has_length = WITH_LENGTH.contains(&from);
    let mut add = |way: String| found.push(way);
    match (from, to) {
        ("bytes" | "bytearray", "str") => {
            if let Some(text) = value.strip_prefix('b').filter(|text| text.starts_with(['"', '\''])) {
                add(text.to_owned());
            } else {
                add(format!("{value}.decode()"));
            }
        }
        ("str", "bytes" | "Buffer" | "bytearray" | "ReadableBuffer") => {
            if is_text {
                add(format!("b{value}"));
            } else {
                add(format!("{value}.encode()"));
            }
        }
        ("datetime" | "date" | "time", "str") => {
            add(format!("{value}.isoformat()"));
            add(format!("str({value})"));
        }
        ("datetime", "date" | "time") => add(format!("{value}.{to}()")),
        ("str", "datetime" | "date") => {
            add(format!("{}.fromisoformat({value})", case.outline.written("datetime", to)));
        }
        ("Match" | "re.Match", "str") => add(format!("{value}.group()")),
        ("list" | "tuple" | "set" | "Generator" | "Iterator" | "map" | "deque", "str") => {
            for mark in ["", " ", ", "] {
                add(format!("\"{mark}\".join({value})"));
            }
        }
        (_, "str" | "LiteralString") => add(format!("str({value})")),
        ("str", "int" | "float") if is_text && literal.chars().all(|it| it.is_ascii_digit() || it == '.') => {
            add(literal.to_owned());
        }
        ("float", "int" | "SupportsIndex") => {
            if value.contains(" / ") {
                add(value.replace(" / ", " // "));
            }
            add(format!("int({value})"));
            add(format!("round({value})"));
        }
        ("timedelta", "float" | "int") => add(format!("{value}.total_seconds()")),
        (_, "int" | "SupportsIndex") if has_length && from != "str" => add(format!("len({value})")),
        (_, "int" | "float") => {
            add(format!("{to}({value})"));
            if has_length {
                add(format!("len({value})"));
            }
        }
        (_, "set" | "Set" | "frozenset") if value == "{}" => add("set()".to_owned()),
        (_, "list" | "List") if value == "{}" => add("[]".to_owned()),
        (_, "dict" | "Dict" | "defaultdict") if matches!(value, "[]" | "set()") => add("{}".to_owned()),
        _ => of_others(found, case, value, given, wanted),
    }
}

/// What makes a value of what holds others, or of a class.
fn of_others(found: &mut Vec<String>, case: &Case<'_>, value: &str, given: &str, wanted: &str) {
    let (from, to) = (base(given), base(wanted));
    let elements = held(wanted);
    let is_one = !elements.is_empty() && (elements == given || elements.split(", ").next() == Some(given));
    let small = to.to_lowercase();
    if is_one {
        found.push(match small.as_str() {
            "set" | "frozenset" => format!("{{{value}}}"),
            "tuple" => format!("({value},)"),
            _ => format!("[{value}]"),
        });
    }
    if PASSED_THROUGH.contains(&to) || MADE_OF_ANY.contains(&to) {
        if elements == "str" && !is_one && !held(given).is_empty() && from != "dict" {
            // All of it as texts.
            if let Some((inner, rest)) = value.split_once(" for ").filter(|(inner, _)| !inner.contains('(')) {
                let open = inner.len() - inner.trim_start_matches(['[', '(', '{']).len();
                found.push(format!("{}str({}) for {rest}", &inner[..open], &inner[open..]));
            } else {
                found.push(format!("map(str, {value})"));
                found.push(format!("[str(it) for it in {value}]"));
            }
        }
        if from == "dict" {
            for method in ["values", "keys", "items"] {
                found.push(format!("{value}.{method}()"));
            }
        }
    }
    if MADE_OF_ANY.contains(&to) && !is_one && from != small {
        let inner = value.strip_prefix(['[', '{']).and_then(|it| it.strip_suffix([']', '}']));
        match (small.as_str(), inner.filter(|inner| closing(inner).is_none() && !inner.is_empty())) {
            ("list", Some(inner)) if !inner.contains(':') => found.push(format!("[{inner}]")),
            ("set", Some(inner)) if !inner.contains(':') => found.push(format!("{{{inner}}}")),
            ("tuple", Some(inner)) if !inner.contains(" for ") => found.push(format!("({inner})")),
            _ => {}
        }
        let home =
            if matches!(to, "deque" | "Counter") { case.outline.written("collections", to) } else { small };
        found.push(format!("{home}({value})"));
    }
    if let Some((name, module)) = MADE_OF_TEXT.iter().find(|(name, _)| *name == to && *name != "deque") {
        let class = case.outline.written(module, name);
        let is_number = value.contains('.') && value.chars().all(|it| it.is_ascii_digit() || it == '.');
        found.push(if is_number { format!("{class}(\"{value}\")") } else { format!("{class}({value})") });
    } else if case.outline.class(to).is_some() && from != to {
        let is_enumeration = case.outline.is_enumeration(to);
        let members = if is_enumeration && value.starts_with(['"', '\'']) {
            case.outline.members_of_value(value)
        } else {
            Vec::new()
        };
        found.extend(members.into_iter().filter(|member| member.starts_with(to)));
        found.push(format!("{to}({value})"));
    }
    // A name that is of what is wanted by the annotation of a parameter.
    if let Some(name) = case.outline.function_name()
        && let Some(function) = case.outline.function(name)
    {
        let fitting = function.parameters.iter().filter(|it| it.kind == wanted && it.name != value);
        found.extend(fitting.take(2).map(|it| it.name.to_owned()));
    }
}

/// Annotations that a message says how to write.
fn heads(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let arrow = code.find(" -> ").map(|at| at + 4);
    let end = code.trim_end().trim_end_matches(':').len();
    if case.says(&["incompatible with return type", "incompatible with override"])
        && let (Some(start), Some([.., wanted, _])) =
            (arrow.filter(|start| *start < end), Some(case.quoted.as_slice()))
        && case.says(&["eturn type"])
    {
        edits.put_in(start..end, &[wanted]);
    }
    if let Some((_, wanted)) = case.message.split_once("supertype defines the argument type as \"") {
        let wanted = wanted.split('"').next().unwrap_or_default();
        let number = case
            .message
            .split("rgument ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
        for list in argument_lists(code, false) {
            let Some((start, stop)) = number.and_then(|number| list.arguments.get(number)) else { continue };
            if let Some((name, kind)) = code[*start..*stop].split_once(": ") {
                let at = start + name.len() + 2;
                edits.put_in(at..at + kind.split(" = ").next().unwrap_or_default().len(), &[wanted]);
            }
        }
    }
}
