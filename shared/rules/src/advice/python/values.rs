//! Other messages of type checkers and linters: what stands alone, what is formatted, what is annotated.

use super::{Case, chain_start};
use crate::{
    arguments::argument_lists,
    known::python::functions::callables,
    language::Language::Python,
    lexical::texts,
    names::{is_part, last_word},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if case.says(&[
        "constant literals",
        "\"is\" with a literal",
        "\"is not\" with a literal",
        "comparison-with-literal",
        "literal-comparison",
    ]) {
        literals(edits, case);
    }
    if case.says(&[
        "seems to have no effect",
        "expression value is unused",
        "seseless comparison",
        "ointless comparison",
        "pointless-statement",
        "Useless expression",
    ]) {
        alone(edits, case);
    }
    if case.says(&[
        "always be true in boolean context",
        "must be used",
        "Need type annotation for",
        "derived from BaseException",
        "were never awaited",
        "was never awaited",
    ]) {
        uncalled(edits, case);
    }
    if case.says(&["format string", "placeholder(s)", "logging format", "not all arguments converted"]) {
        formats(edits, case);
    }
    annotations(edits, case);
    nothing_given(edits, case);
    unpacked(edits, case);
    heads(edits, case);
}

/// What is written at the head of a function, and texts.
fn heads(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&[
        "assigned to but never used",
        "assigned but never used",
        "is not accessed",
        "nused variable",
    ]) && let Some((target, _)) = code.split_once(" = ")
    {
        let name = target.trim();
        let start = target.len() - target.trim_start().len();
        if case.outline.own_object() == Some("self") && case.outline.says(&format!("self.{name}")) {
            edits.put_in(start..start, &["self."]);
        }
    }
    if case.says(&["Anomalous backslash", "invalid escape sequence", "W605"]) {
        for text in texts(code, Python) {
            if code[text.clone()].contains('\\') && !code[..text.start].ends_with(is_part) {
                edits.put_in(text.start..text.start, &["r"]);
            }
        }
    }
    if case.says(&["does not match variable name"])
        && let [.., given, name] = case.quoted.as_slice()
    {
        super::super::idioms::replace(edits, code, &format!("\"{given}\""), &[&format!("\"{name}\"")]);
        super::super::idioms::replace(edits, code, &format!("'{given}'"), &[&format!("'{name}'")]);
        for at in super::places(code, name).take(1) {
            edits.put_in(at..at + name.len(), &[given]);
        }
    }
    if case.says(&[
        "Invalid signature",
        "at least one argument",
        "o argument \"self\"",
        "have \"self\" as first",
        "should have 'self'",
        "should have self",
    ]) && let Some(at) = code.find("def ").and_then(|def| code[def..].find('(').map(|open| def + open + 1))
    {
        edits.put_in(at..at, &[if code[at..].starts_with(')') { "self" } else { "self, " }]);
    }
}

/// What gives nothing is not kept.
fn nothing_given(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["does not return a value", "only ever returns None"]) {
        let start = code.len() - code.trim_start().len();
        if let Some((targets, value)) = code.split_once(" = ")
            && value.trim_end().ends_with(')')
        {
            edits.put_in(start..targets.len() + 3, &[""]);
        }
        if code[start..].starts_with("return ") {
            edits.put_in(start..start + "return ".len(), &[""]);
        }
        for (method, function) in [(".sort(", "sorted"), (".reverse(", "reversed")] {
            for (at, _) in code.match_indices(method) {
                let owner = chain_start(code, at);
                let rest = &code[at + method.len()..];
                let comma = if rest.starts_with(')') { "" } else { ", " };
                edits.put_in(owner..at + method.len(), &[&format!("{function}({}{comma}", &code[owner..at])]);
                if method == ".reverse(" {
                    edits.put_in(at..at + method.len() + 1, &["[::-1]"]);
                }
            }
        }
    }
}

/// What is gone through in pairs.
fn unpacked(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&[
        "Unpacking a string",
        "cannot unpack",
        "is not iterable",
        "unpack non-iterable",
        "values to unpack",
    ]) && let Some((_, rest)) = code.split_once(" in ").filter(|_| code.contains("for "))
    {
        let start = code.len() - rest.len();
        let end = super::values_in(rest)
            .into_iter()
            .find(|value| value.start == 0)
            .map_or(start, |value| start + value.end);
        let targets = code[..start].rsplit_once("for ").map_or("", |(_, targets)| targets);
        if end > start && !code[start..end].ends_with("items()") {
            let value = &code[start..end];
            if targets.contains(", ") {
                edits.put_in(end..end, &[".items()"]);
                // `sorted(a)` may be of what has pairs.
                if value.ends_with(')')
                    && ["sorted(", "list(", "reversed("].iter().any(|call| value.starts_with(call))
                {
                    edits.put_in(end - 1..end - 1, &[".items()"]);
                }
                edits
                    .put_in(start..end, &[&format!("list({value}.items())"), &format!("enumerate({value})")]);
            } else {
                edits.put_in(start..end, &[&format!("range({value})"), &format!("range(len({value}))")]);
            }
        }
    }
}

/// What is compared with a literal as an object.
fn literals(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (sign, other) in [(" is not ", " != "), (" is ", " == ")] {
        for (at, _) in code.match_indices(sign) {
            let start = at + sign.len();
            let rest = &code[start..];
            let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '"' | '\'')) else {
                edits.put_in(at..start, &[other]);
                continue;
            };
            let end = rest[1..].find(mark).map_or(rest.len(), |end| end + 2);
            for member in case.outline.members_of_value(&rest[..end]) {
                edits.put_in(start..start + end, &[&member]);
            }
            edits.put_in(at..start, &[other]);
        }
    }
}

/// What is done with what stands alone.
fn alone(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().len();
    let Some(line) = code.get(start..end) else { return };
    for (sign, given) in [
        (" == ", " = "),
        (" + ", " += "),
        (" - ", " -= "),
        (" * ", " *= "),
        (" / ", " /= "),
        (" // ", " //= "),
        (" | ", " |= "),
    ] {
        if let Some((target, _)) = line.split_once(sign)
            && target.chars().all(|letter| is_part(letter) || matches!(letter, '.' | '[' | ']'))
        {
            let at = start + target.len();
            edits.put_in(at..at + sign.len(), &[given]);
        }
    }
    let is_chain = line.chars().all(|letter| is_part(letter) || letter == '.');
    let below_is_head = case.outline.imports(line)
        || last_word(line) == "dataclass"
        || line == "property"
        || line == "staticmethod"
        || line == "classmethod";
    if is_chain && below_is_head {
        edits.put_in(start..start, &["@"]);
    } else if is_chain {
        edits.put_in(end..end, &["()"]);
    }
    if !is_chain || edits.found.is_empty() {
        edits.put_in(start..start, &["return ", "yield "]);
    }
}

/// A function that is not called, or not awaited.
fn uncalled(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    if case.says(&["Value of type \"Coroutine", "never awaited"]) {
        edits.put_in(start..start, &["await "]);
        for (call, own) in [(".put(", ".put_nowait("), (".get(", ".get_nowait(")] {
            super::super::idioms::replace(edits, code, call, &[own]);
        }
        for (at, _) in code.match_indices(" = ") {
            edits.put_in(at + 3..at + 3, &["await "]);
        }
    }
    if let Some(name) = case.quoted.first().filter(|_| case.says(&["always be true"])) {
        for at in crate::names::names(code).filter(|(_, found)| found == name).map(|(at, _)| at) {
            let end = at + name.len();
            if !code[end..].starts_with('(') {
                edits.put_in(end..end, &["()"]);
            }
        }
    }
    if case.says(&["derived from BaseException"])
        && let Some((before, raised)) = code.split_once("raise ")
    {
        let at = before.len() + "raise ".len();
        let end = code.trim_end().len();
        let raised = raised.trim_end();
        if raised.starts_with(['"', '\'']) || raised.starts_with("f\"") || raised.starts_with("f'") {
            edits.put_in(
                at..end,
                &[
                    &format!("ValueError({raised})"),
                    &format!("RuntimeError({raised})"),
                    &format!("Exception({raised})"),
                ],
            );
        } else if raised == "NotImplemented" {
            edits.put_in(end..end, &["Error", "Error()"]);
        } else if raised.ends_with(is_part) {
            edits.put_in(end..end, &["()"]);
        }
    }
    if case.says(&["Need type annotation"]) {
        for (from, to) in [("{}", "set()"), ("set()", "{}"), ("[]", "{}"), ("[]", "set()"), ("()", "[]")] {
            if code.trim_end().ends_with(&format!(" = {from}")) {
                let end = code.trim_end().len();
                edits.put_in(end - from.len()..end, &[to]);
            }
        }
        for list in argument_lists(code, false) {
            if let &[(_, end), ..] = list.arguments.as_slice()
                && code[..end].ends_with(is_part)
                && ["create_task", "gather", "wait_for", "ensure_future", "run"]
                    .contains(&last_word(&code[..list.start - 1]))
            {
                edits.put_in(end..end, &["()"]);
            }
        }
        // With what it holds, as the hint has it.
        if let Some((_, hint)) = case.message.split_once("hint: \"")
            && let Some(kind) = hint
                .split_once(": ")
                .and_then(|(_, kind)| kind.split(" = ").next())
                .filter(|kind| !kind.contains('<'))
            && let Some((target, _)) = code.split_once(" = ")
        {
            edits.put_in(target.len()..target.len(), &[&format!(": {kind}")]);
        }
    }
}

/// As many values as a text has places.
fn formats(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for mark in ["\" % ", "' % "] {
        for (at, _) in code.match_indices(mark) {
            let start = at + mark.len();
            let rest = &code[start..];
            let end = start + closing(rest).unwrap_or(rest.trim_end().len());
            let values = &code[start..end];
            if !values.starts_with('(') {
                edits.put_in(start..end, &[&format!("({values})")]);
                if code[end..].starts_with(')') {
                    edits.put_in(at + 1..start, &[", "]);
                }
            } else if let Some(inner) = values.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
                let inner = parts(inner);
                if let [one, _] = inner.as_slice() {
                    edits.put_in(start..end, &[one]);
                }
                for left_out in 0..inner.len() {
                    let kept: Vec<_> = inner
                        .iter()
                        .enumerate()
                        .filter(|(place, _)| *place != left_out)
                        .map(|(_, it)| *it)
                        .collect();
                    if kept.len() > 1 && case.says(&["not all arguments", "Too many", "too many"]) {
                        edits.put_in(start..end, &[&format!("({})", kept.join(", "))]);
                    }
                }
                let fields = case.outline.names_in_sight().into_iter().map(str::to_owned);
                for name in fields.take(3) {
                    for place in 0..=inner.len() {
                        let mut more: Vec<&str> = inner.clone();
                        more.insert(place, &name);
                        if !inner.contains(&name.as_str())
                            && case.says(&["Not enough", "not enough", "placeholder(s) but"])
                            && place == inner.len()
                        {
                            edits.put_in(start..end, &[&format!("({})", more.join(", "))]);
                        }
                    }
                }
            }
        }
    }
    if case.says(&["logging format", "Too many arguments for format"]) {
        for list in argument_lists(code, false) {
            if let Some((start, end)) = list.arguments.first()
                && list.arguments.len() > 1
                && code[*start..*end].ends_with(['"', '\''])
            {
                let text = code[*start..end - 1].trim_end_matches(' ');
                let sign = if text.ends_with(['"', '\'']) { "%s" } else { " %s" };
                edits.put_in(start + text.len()..end - 1, &[sign]);
            }
        }
    }
}

/// How a type is written.
fn annotations(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["Please use \"Callable[[", "The first argument to Callable"]) {
        callables(edits, code);
    }
    if case.says(&["Optional[...] must have exactly one", "Optional requires a single"]) {
        for (at, open) in code.match_indices("Optional[") {
            let start = at + open.len();
            let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
            let inner = parts(&code[start..end]);
            let kept: Vec<_> = inner.iter().copied().filter(|part| *part != "None").collect();
            edits.put_in(start..end, &[&kept.join(", ")]);
            edits.put_in(at..end, &[&format!("Union[{}", inner.join(", "))]);
        }
    }
    if case.says(&[
        "expects 1 type argument",
        "expected 1 type",
        "xpected only one type",
        "Too many type arguments",
    ]) {
        for name in ["list[", "List[", "set[", "Set[", "Sequence[", "Iterable[", "Iterator[", "deque["] {
            for (at, _) in code.match_indices(name) {
                let start = at + name.len();
                let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
                let inner = &code[start..end];
                if parts(inner).len() > 1 {
                    let tuple = if case.outline.imports("Tuple") { "Tuple" } else { "tuple" };
                    edits.put_in(start..end, &[&format!("{tuple}[{inner}]")]);
                }
            }
        }
    }
    if case.says(&["Invalid type comment or annotation", "Call expression not allowed in type"]) {
        for list in argument_lists(code, false) {
            let before = &code[..list.start - 1];
            let kind = last_word(before);
            let is_annotation = [": ", "-> ", "[", ", ", "| "].iter().any(|sign| {
                before.trim_end().trim_end_matches(kind).trim_end_matches("typing.").ends_with(sign)
            });
            if let (true, Some((start, _)), Some((_, end))) =
                (is_annotation && kind.starts_with(is_part), list.arguments.first(), list.arguments.last())
            {
                edits.put_in(list.start - 1..end + 1, &[&format!("[{}]", &code[*start..*end])]);
            }
        }
    }
    no_types(edits, case);
    if case.says(&["Type application is only supported", "\"callable\" is not", "xpected class but received"])
    {
        for at in super::places(code, "callable") {
            edits.put_in(at..at + "callable".len(), &["Callable"]);
        }
    }
    // What an instance is not made of.
    if case.says(&["Static method with 'cls'", "Static method with \"cls\""]) {
        super::super::idioms::replace(edits, code, "@staticmethod", &["@classmethod"]);
    }
}

/// A module, a function or a value where a type is wanted.
fn no_types(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&[
        "is not valid as a type",
        "not valid as a type",
        "Module cannot be used as a type",
        "Module is not allowed",
    ]) {
        if let Some(module) = case.quoted.first().filter(|_| case.message.starts_with("Module")) {
            let class = match *module {
                "enum" => "Enum",
                "abc" => "ABC",
                "pathlib" => "Path",
                "decimal" => "Decimal",
                "fractions" => "Fraction",
                "array" => "array",
                other => other,
            };
            for at in super::places(code, module) {
                edits.put_in(at..at + module.len(), &[&format!("{module}.{class}")]);
            }
        }
        for (wrong, right) in
            [("any", "Any"), ("callable", "Callable"), ("object()", "object"), ("iter", "Iterator")]
        {
            for at in super::places(code, wrong) {
                edits.put_in(at..at + wrong.len(), &[right]);
            }
        }
        for (at, _) in code.match_indices('[') {
            let name = last_word(&code[..at]);
            let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
            let inner = &code[at + 1..end];
            if matches!(name, "list" | "set" | "dict" | "tuple" | "frozenset")
                && case.message.starts_with("Variable")
            {
                edits.put_in(at..end + 1, &[&format!("({inner})")]);
            }
        }
    }
}
