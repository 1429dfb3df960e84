//! What is asked of something that has no such thing: what the type calls it, or what has it.

use std::ops::Range;

use super::{Case, base, chain_start};
use crate::{
    known::homes_of_python,
    names::{first_word, is_part, names},
    outline::python::closing,
    rewrites::Rewrites,
};

/// Methods of others, and what each of Python's types calls them.
const METHODS: [(&str, &str, &str); 33] = [
    ("list", "add", "append"),
    ("list", "push", "append"),
    ("list", "push_back", "append"),
    ("list", "update", "extend"),
    ("list", "addAll", "extend"),
    ("list", "concat", "extend"),
    ("list", "appendleft", "append"),
    ("list", "popleft", "pop"),
    ("list", "discard", "remove"),
    ("list", "find", "index"),
    ("list", "indexOf", "index"),
    ("set", "append", "add"),
    ("set", "push", "add"),
    ("set", "insert", "add"),
    ("set", "extend", "update"),
    ("deque", "push", "append"),
    ("deque", "add", "append"),
    ("deque", "shift", "popleft"),
    ("dict", "append", "update"),
    ("dict", "iteritems", "items"),
    ("dict", "itervalues", "values"),
    ("dict", "iterkeys", "keys"),
    ("dict", "entries", "items"),
    ("dict", "remove", "pop"),
    ("str", "decode", "encode"),
    ("bytes", "encode", "decode"),
    ("str", "trim", "strip"),
    ("str", "indexOf", "find"),
    ("str", "includes", "__contains__"),
    ("Pattern", "replace", "sub"),
    ("Pattern", "test", "search"),
    ("Pattern", "exec", "search"),
    ("Namespace", "get", "__dict__.get"),
];
/// What Python asks of itself and not of a value.
const FUNCTIONS: [&str; 20] = [
    "len",
    "next",
    "abs",
    "round",
    "sum",
    "min",
    "max",
    "sorted",
    "reversed",
    "divmod",
    "enumerate",
    "int",
    "float",
    "str",
    "list",
    "set",
    "any",
    "all",
    "isinstance",
    "iter",
];
/// What only a path has, and a text is asked for.
const OF_PATHS: [&str; 16] = [
    "exists",
    "is_file",
    "is_dir",
    "mkdir",
    "read_text",
    "write_text",
    "read_bytes",
    "iterdir",
    "glob",
    "rglob",
    "stem",
    "suffix",
    "parent",
    "unlink",
    "resolve",
    "with_suffix",
];

/// The type and the name of `"list[int]" has no attribute "add"` and what other tools say for it.
fn missing<'a>(case: &Case<'a>) -> Option<(&'a str, &'a str)> {
    let quoted = case.quoted.as_slice();
    if let Some((before, after)) =
        case.message.split_once(" has no attribute ").or_else(|| case.message.split_once(" has no "))
    {
        let marks = ['"', '\'', '`'];
        let name = after.trim_start_matches(marks).split(marks).next()?;
        let owner = match quoted.first() {
            Some(owner) if before.contains(owner) && *owner != "None" => owner,
            _ if before.starts_with("Item ") => quoted.get(1)?,
            _ if before.starts_with("Module") => "Module",
            _ => return None,
        };
        let owner = if before.to_lowercase().starts_with("module") { "Module" } else { owner };
        return Some((owner, name));
    }
    match quoted {
        [name, owner, ..] if case.says(&["annot access attribute"]) => Some((owner, name)),
        [name, ..] if case.says(&["is not a known attribute of module"]) => Some(("Module", name)),
        _ => None,
    }
}

/// The marked lines with what is asked of something asked otherwise.
pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    called_or_indexed(edits, case);
    let Some((owner, name)) = missing(case) else { return };
    // An import may have its own.
    if name.is_empty() || !name.chars().all(is_part) {
        return;
    }
    if name == "__iter__" {
        return passed(edits, case, owner);
    }
    let code = case.code;
    let places: Vec<usize> = names(code)
        .filter(|(at, found)| *found == name && code[..*at].ends_with('.'))
        .map(|(at, _)| at)
        .collect();
    for at in places {
        let end = at + name.len();
        let start = chain_start(code, at - 1);
        let value = &code[start..at - 1];
        let after = &code[end..];
        let arguments = after.strip_prefix('(').and_then(|rest| Some(&rest[..closing(rest)?]));
        let whole = end + arguments.map_or(0, |arguments| arguments.len() + 2);
        if owner == "Module" {
            of_module(edits, case, (start, end), value, name);
            continue;
        }
        // `datetime.timedelta` of what is the class, and not the module.
        if matches!(value, "datetime" | "date" | "time") && case.outline.imports(name) {
            edits.put_in(start..end, &[name]);
        }
        // What a tool proposes stands among the names.
        let proposed = case.says(&["maybe \"", "did you mean"]);
        let kind = match base(owner).to_lowercase().as_str() {
            "defaultdict" | "mapping" | "ordereddict" | "counter" => "dict".to_owned(),
            "pattern" => "Pattern".to_owned(),
            "sequence" | "mutablesequence" => "list".to_owned(),
            kind => kind.to_owned(),
        };
        for (_, _, own) in METHODS.iter().filter(|(of, other, _)| *of == kind && *other == name && !proposed)
        {
            edits.put_in(at..end, &[own]);
        }
        if value.is_empty() {
            continue;
        }
        if (owner.starts_with("Callable[") || owner.starts_with("type[") || owner.starts_with("overloaded"))
            && !value.ends_with(')')
            && !name.starts_with(char::is_uppercase)
            && !case.outline.is_enumeration(owner.trim_start_matches("type[").trim_end_matches(']'))
        {
            edits.put_in(at - 1..at - 1, &["()"]);
        }
        if owner.starts_with("Coroutine[") {
            edits.put_in(start..at - 1, &[&format!("(await {value})")]);
        }
        by_itself(edits, &code[start..at - 1], start..whole, name, arguments);
        if OF_PATHS.contains(&name) && owner == "str" {
            edits.put_in(start..at - 1, &[&format!("{}({value})", case.outline.written("pathlib", "Path"))]);
        }
        of_kind(edits, &kind, (start, at, end), value, name, arguments);
        // `f(a.strip())` for `f(a).strip()`.
        if owner.contains("Match[")
            && arguments.is_some()
            && let Some(open) = value.rfind('(').filter(|_| value.ends_with(')'))
        {
            let close = start + value.len() - 1;
            let inner = &code[start + open + 1..close];
            if !inner.is_empty() && !inner.contains(',') {
                edits.put_in(close..whole, &[&format!("{})", &code[at - 1..whole])]);
            }
        }
        if value.contains(".groups(") {
            super::super::idioms::replace(edits, code, ".groups(", &[".group("]);
        }
        if value.contains(".strftime(") {
            super::super::idioms::replace(edits, code, ".strftime(", &[".strptime("]);
        }
        others(edits, case, start..at - 1, name);
    }
}

/// What is a method elsewhere and a function or an operator here.
fn by_itself(
    edits: &mut Rewrites<'_>,
    value: &str,
    place: Range<usize>,
    name: &str,
    arguments: Option<&str>,
) {
    if FUNCTIONS.contains(&name)
        && let Some(arguments) = arguments
    {
        let comma = if arguments.is_empty() { "" } else { ", " };
        edits.put_in(place.clone(), &[&format!("{name}({value}{comma}{arguments})")]);
    }
    if matches!(name, "length" | "size" | "len" | "count" | "Length" | "Count")
        && arguments.is_none_or(str::is_empty)
    {
        edits.put_in(place.clone(), &[&format!("len({value})")]);
    }
    if matches!(name, "contains" | "includes" | "has" | "has_key" | "containsKey" | "contains_key")
        && let Some(argument) = arguments
    {
        edits.put_in(place.clone(), &[&format!("{argument} in {value}")]);
    }
    if name == "join"
        && let Some(mark) = arguments
    {
        edits.put_in(place.clone(), &[&format!("{mark}.join({value})")]);
    }
}

/// What lists and dictionaries are asked for by an index or a key.
fn of_kind(
    edits: &mut Rewrites<'_>,
    kind: &str,
    (start, at, end): (usize, usize, usize),
    value: &str,
    name: &str,
    arguments: Option<&str>,
) {
    let whole = end + arguments.map_or(0, |arguments| arguments.len() + 2);
    if name == "get" && matches!(kind, "list" | "tuple" | "str") {
        match arguments {
            Some(argument) => edits.put_in(at - 1..whole, &[&format!("[{argument}]")]),
            None => edits.put_in(at..end, &["__getitem__"]),
        }
    }
    if matches!(kind, "list" | "tuple") && matches!(name, "items" | "entries" | "enumerate") {
        edits.put_in(start..whole, &[&format!("enumerate({value})"), value]);
    }
    if kind == "dict" && arguments.is_none() {
        let ways = [format!("[{name}]"), format!("[\"{name}\"]"), format!("['{name}']")];
        edits.put_in(at - 1..end, &ways.each_ref().map(String::as_str));
    }
    if kind == "dict"
        && name == "add"
        && let Some(key) = arguments
    {
        edits.put_in(at - 1..whole, &[&format!("[{key}] = True")]);
    }
}

/// What has a method of this name by what the document says, instead of the object itself.
fn others(edits: &mut Rewrites<'_>, case: &Case<'_>, owner: Range<usize>, name: &str) {
    let outline = &case.outline;
    let value = &case.code[owner.clone()];
    if value != "self" || !outline.says(&format!("def {name}")) && !outline.says(&format!(".{name}")) {
        return;
    }
    let variables = outline.loop_variables();
    for variable in variables.iter().take(2) {
        edits.put_in(owner.clone(), &[variable]);
    }
}

/// What a module has not, and one of its classes, another module, or the document has.
fn of_module(
    edits: &mut Rewrites<'_>,
    case: &Case<'_>,
    (start, end): (usize, usize),
    value: &str,
    name: &str,
) {
    let outline = &case.outline;
    // `datetime.now()` of what is imported as a whole.
    if matches!(value, "datetime" | "date" | "time" | "Decimal" | "pprint") && outline.module(value).is_some()
    {
        edits.put_in(start..start + value.len(), &[&format!("{value}.{value}")]);
    }
    for module in homes_of_python(name) {
        if let Some(own) = outline.module(module) {
            edits.put_in(start..end, &[&format!("{own}.{name}")]);
        }
    }
    if outline.imports(name) {
        edits.put_in(start..end, &[name]);
    }
    let renamed: &[&str] = match name {
        "arcsin" => &["asin"],
        "arccos" => &["acos"],
        "arctan" => &["atan"],
        "arctan2" => &["atan2"],
        "abs" | "round" | "sum" | "min" | "max" | "open" => &[],
        "power" => &["pow"],
        "ln" => &["log"],
        _ => return,
    };
    for own in renamed {
        edits.put_in(end - name.len()..end, &[own]);
    }
    if renamed.is_empty() {
        edits.put_in(start..end, &[name]);
    }
}

/// What cannot be gone through, made into what can.
fn passed(edits: &mut Rewrites<'_>, case: &Case<'_>, owner: &str) {
    let code = case.code;
    for (at, word) in code.match_indices(" in ") {
        let start = at + word.len();
        let rest = &code[start..];
        let value = match rest.find([']', ')', ':']).map(|_| super::values_in(rest)) {
            Some(values) => {
                values.into_iter().find(|value| value.start == 0).map_or("", |value| &rest[value])
            }
            None => first_word(rest),
        };
        let end = start + value.len();
        if value.is_empty() {
            continue;
        }
        match base(owner) {
            "int" => edits.put_in(start..end, &[&format!("range({value})"), &format!("range(len({value}))")]),
            "Callable" => edits.put_in(end..end, &["()"]),
            _ if case.message.starts_with("Item \"None\"") => edits.put_in(end..end, &[" or []", " or ()"]),
            _ => {
                if let Some((list, index)) = value.rsplit_once('[') {
                    edits.put_in(start..end, &[&format!("{list}[{}:]", index.trim_end_matches(']'))]);
                }
                for field in
                    case.outline.fields(base(owner)).iter().filter(|field| field.kind.contains('[')).take(3)
                {
                    edits.put_in(end..end, &[&format!(".{}", field.name)]);
                }
            }
        }
    }
}

/// What is called and can only be indexed, and the other way round.
fn called_or_indexed(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let kind = case.quoted.first().copied().unwrap_or_default();
    if case.says(&["not indexable", "not subscriptable", "is not generic"]) {
        for (at, _) in
            code.match_indices('[').filter(|(at, _)| code[..*at].ends_with(|it| is_part(it) || it == ')'))
        {
            let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
            let inner = &code[at + 1..end];
            let name = inner.trim_matches(['"', '\'']);
            let is_name = name.len() + 2 == inner.len() && name.chars().all(is_part);
            if kind.starts_with("Callable[")
                || case.says(&["is not generic", "'method'", "'function'", "builtin_function_or_method"])
            {
                edits.put_in(at..end + 1, &[&format!("({inner})")]);
                edits.put_in(at..at, &["()"]);
            } else if kind.contains("| None") {
                edits.put_in(at..end + 1, &[""]);
            } else if is_name && !kind.starts_with("Coroutine") {
                edits.put_in(at..end + 1, &[&format!(".{name}")]);
            } else if kind.starts_with("Coroutine[") {
                let start = chain_start(code, at);
                edits.put_in(start..at, &[&format!("(await {})", &code[start..at])]);
            }
        }
    }
    if case.says(&["\" not callable", "object is not callable"]) {
        for (at, _) in
            code.match_indices('(').filter(|(at, _)| code[..*at].ends_with(|it| is_part(it) || it == ']'))
        {
            let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
            let inner = &code[at + 1..end];
            let is_indexed = ["dict", "list", "tuple", "str", "_environ", "mapping", "defaultdict", "deque"]
                .contains(&base(kind).to_lowercase().as_str());
            if inner.is_empty() {
                edits.put_in(at..end + 1, &[""]);
            } else if is_indexed || !case.message.contains('"') {
                edits.put_in(at..end + 1, &[&format!("[{inner}]")]);
            }
        }
    }
}
