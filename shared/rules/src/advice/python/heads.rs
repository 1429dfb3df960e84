//! What a message says of a declaration: a parameter, a decorator or a name that it lacks, a type of what it gives back.

use super::Case;
use crate::{
    names::{first_word, is_part, last_word, leading},
    outline::python::{closing, depth},
    rewrites::Rewrites,
};

/// A head of a function: where it begins, its name, and where its parameters stand.
struct Head<'c> {
    start: usize,
    name: &'c str,
    open: usize,
    close: usize,
}

/// The marked lines with their declaration as a message asks for it.
pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    unbound(edits, case);
    if case.says(&["returned non-string (type NoneType)", "should return", "returned NoneType"])
        && let Some(rest) = line.strip_prefix("print(").and_then(|rest| rest.strip_suffix(')'))
    {
        edits.put_in(start..start + line.len(), &[&format!("return {rest}")]);
    }
    if case.says(&["is not an iterator", "object is not a generator"])
        && let Some(rest) = line.strip_prefix("return")
        && (rest.is_empty() || rest.starts_with(' '))
    {
        edits.put_in(start..start + "return".len(), &["yield"]);
    }
    if case.says(&[
        "'await' outside",
        "\"await\" allowed only",
        "outside async function",
        "\"await\" outside",
    ]) {
        for head in ["def ", "with ", "for "] {
            if line.starts_with(head) {
                edits.put_in(start..start, &["async "]);
            }
        }
        super::super::idioms::replace(edits, code, "await ", &["", "asyncio.run("]);
    }
    if line.starts_with("@property.") {
        property(edits, case);
    }
    if case.says(&["maximum recursion depth"]) {
        recursion(edits, case);
    }
    let Some(head) = head(code) else { return };
    bound(edits, case, &head);
    renamed(edits, case, &head);
    let parameters = &code[head.open..head.close];
    if case.says(&["is not defined", "ndefined name", "ndefined variable"])
        && let Some(name) = case.quoted.first().filter(|name| !name.is_empty() && name.chars().all(is_part))
    {
        as_elsewhere(edits, case, &head);
        more(edits, &head, parameters, name);
    }
    if case.says(&["unexpected keyword argument"])
        && let Some((_, rest)) = case.message.split_once("argument ")
    {
        let name = leading(rest.trim_start_matches(['\'', '"']));
        if !name.is_empty() {
            more(edits, &head, parameters, &format!("{name}=None"));
            more(edits, &head, parameters, name);
            more(edits, &head, parameters, "**kwargs");
        }
    }
    returned(edits, case, &head);
}

/// The function that the marked line begins.
fn head(code: &str) -> Option<Head<'_>> {
    let line = code.trim_start();
    let start = code.len() - line.len();
    let rest = line.strip_prefix("async ").unwrap_or(line).strip_prefix("def ")?;
    let name = leading(rest);
    let open = code.len() - rest.len() + name.len() + 1;
    if name.is_empty() || code.get(open - 1..open) != Some("(") {
        return None;
    }
    let close = open + closing(&code[open..])?;
    Some(Head { start, name, open, close })
}

/// One parameter more, at the end or in front.
fn more(edits: &mut Rewrites<'_>, head: &Head<'_>, parameters: &str, name: &str) {
    if parameters.is_empty() {
        edits.put_in(head.open..head.open, &[name]);
        return;
    }
    edits.put_in(head.close..head.close, &[&format!(", {name}")]);
    let own = first_word(parameters);
    if matches!(own, "self" | "cls") && parameters.len() > own.len() && !name.contains(['=', '*']) {
        let at = head.open + own.len();
        edits.put_in(at..at, &[&format!(", {name}")]);
    } else if own != parameters && !name.contains(['=', '*']) && !matches!(own, "self" | "cls") {
        edits.put_in(head.open..head.open, &[&format!("{name}, ")]);
    }
}

/// The parameters that another declaration of the same name has.
fn as_elsewhere(edits: &mut Rewrites<'_>, case: &Case<'_>, head: &Head<'_>) {
    let sought = format!("def {}(", head.name);
    for line in case.outline.lines().filter(|line| line.contains(&sought)).take(2) {
        let Some((_, rest)) = line.split_once(&sought) else { continue };
        if let Some(end) = closing(rest) {
            edits.put_in(head.open..head.close, &[&rest[..end]]);
        }
    }
}

/// `self` for a method that has no parameter for its object, or the decorator of one that needs none.
fn bound(edits: &mut Rewrites<'_>, case: &Case<'_>, head: &Head<'_>) {
    let code = case.code;
    let is_given =
        case.says(&["positional argument but", "positional arguments but"]) && case.says(&["given"]);
    let is_missing = case.says(&["missing 1 required positional argument"]);
    let is_meant = case.message.contains(&format!("{}()", head.name));
    if !(is_given || is_missing) || !is_meant {
        return;
    }
    let parameters = &code[head.open..head.close];
    let own = first_word(parameters);
    let blank = &code[..head.start];
    let is_method = head.start > 0 && case.outline.class_name().is_some();
    if matches!(head.name, "__exit__") && is_given && parameters == "self" {
        edits.put_in(
            head.close..head.close,
            &[", exc_type, exc, tb", ", exc_type, exc_value, traceback", ", *args"],
        );
    }
    if is_given && own != "self" && own != "cls" {
        let text = if parameters.is_empty() { "self" } else { "self, " };
        edits.put_in(head.open..head.open, &[text]);
    }
    if is_method && (is_missing || own != "self") {
        let decorator = if own == "cls" { "@classmethod" } else { "@staticmethod" };
        edits.put_in(0..0, &[&format!("{blank}{decorator}\n")]);
        if own == "self" {
            edits.put_in(head.open..head.open + own.len(), &["cls"]);
        }
    }
    if is_given {
        as_elsewhere(edits, case, head);
        more(edits, head, parameters, "*args");
    }
}

/// A method as what its class has to have is called.
fn renamed(edits: &mut Rewrites<'_>, case: &Case<'_>, head: &Head<'_>) {
    let Some((_, rest)) = case
        .message
        .split_once("abstract method ")
        .or_else(|| case.message.split_once("abstract methods "))
        .or_else(|| case.message.split_once("implementation for abstract method "))
    else {
        return;
    };
    let at = head.open - 1 - head.name.len();
    for part in rest.split(", ").take(3) {
        let name = leading(part.trim_start_matches(['\'', '"']));
        if !name.is_empty()
            && name != head.name
            && !case.outline.lines().any(|line| {
                depth(line) == head.start
                    && line.contains(&format!("def {name}("))
                    && !case.outline.says("abstractmethod")
            })
        {
            edits.put_in(at..at + head.name.len(), &[name]);
        }
    }
}

/// What a function gives back, by what is said of it.
fn returned(edits: &mut Rewrites<'_>, case: &Case<'_>, head: &Head<'_>) {
    let code = case.code;
    let end = code.trim_end().trim_end_matches(':').len();
    let Some(arrow) = code.get(head.close..end).and_then(|rest| rest.find("-> ")) else { return };
    let start = head.close + arrow + 3;
    let kind = &code[start..end];
    if case.says(&["return type of a generator function", "return type of an async generator function"]) {
        let is_async = case.says(&["async generator"]);
        for class in if is_async { ["AsyncIterator", "AsyncGenerator"] } else { ["Iterator", "Generator"] } {
            if class.ends_with("Generator") && !case.outline.imports(class) {
                continue;
            }
            edits.put_in(start..end, &[&format!("{class}[{kind}]")]);
        }
    }
    // Nothing may come back, too.
    if let [given, wanted, ..] = case.quoted.as_slice()
        && case.says(&["return"])
        && *wanted == kind
        && (given.ends_with("| None") || *given == "None" || given.starts_with("Optional["))
    {
        let optional = case.outline.written("typing", "Optional");
        if case.outline.imports("Optional") || optional.contains('.') {
            edits.put_in(start..end, &[&format!("{optional}[{kind}]")]);
        }
        edits.put_in(end..end, &[" | None"]);
    }
}

/// A name of a function around, of the module or of the class that is given a value here.
fn unbound(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if !case.says(&[
        "cannot access local variable",
        "referenced before assignment",
        "sing variable",
        "ossibly unbound",
    ]) {
        return;
    }
    let Some(name) = case.quoted.first().filter(|name| !name.is_empty() && name.chars().all(is_part)) else {
        return;
    };
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    let outline = &case.outline;
    let is_made = |line: &str| {
        let line = line.trim_start();
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with(" = ") || rest.starts_with(": "))
    };
    let is_of_module = outline.lines().any(|line| depth(line) == 0 && is_made(line));
    let is_around =
        outline.above().lines().any(|line| depth(line) > 0 && depth(line) <= start && is_made(line));
    let mut words: Vec<&str> = Vec::new();
    if is_around {
        words.push("nonlocal");
    }
    if is_of_module {
        words.push("global");
    }
    if let Some(head) = head(code) {
        let blank = " ".repeat(head.start + 4);
        for word in &words {
            let end = code.trim_end().len();
            edits.put_in(end..end, &[&format!("\n{blank}{word} {name}")]);
        }
        return;
    }
    for word in words {
        edits.put_in(0..0, &[&format!("{}{word} {name}\n", &code[..start])]);
    }
    for at in super::places(code, name) {
        if let Some(class) = outline.class_name().filter(|_| outline.own_object().is_some()) {
            edits.put_in(at..at, &[&format!("{class}.")]);
        }
        if let Some(own) = outline.own_object() {
            edits.put_in(at..at, &[&format!("{own}.")]);
        }
    }
}

/// The property whose setter this is, by the function below.
fn property(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    if let Some(name) =
        case.outline.below().lines().find_map(|line| line.trim_start().strip_prefix("def ")).map(leading)
    {
        let rest = line.trim_start_matches("@property.");
        edits.put_in(start..start + line.len(), &[&format!("@{name}.{rest}")]);
    }
}

/// A call of the function itself that gets nearer to its end, and a field that is no property of its own.
fn recursion(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some(name) = case.outline.function_name() else { return };
    for own in [format!("self.{name}"), format!("cls.{name}")] {
        for (at, _) in code.match_indices(&own) {
            let end = at + own.len();
            if !code[end..].starts_with(|it: char| is_part(it) || it == '(') {
                edits.put_in(end - name.len()..end - name.len(), &["_"]);
            }
        }
    }
    for list in crate::arguments::argument_lists(code, false) {
        if last_word(&code[..list.start - 1]) != name {
            continue;
        }
        for (start, end) in list.arguments.iter().take(3) {
            if code[*start..*end].chars().all(is_part) {
                edits.put_in(*end..*end, &[" - 1", " + 1", "[1:]"]);
            }
        }
    }
}
