//! Modifiers, heads of classes and interfaces, types, and declarations that say too much or too little.

use super::{Asked, holes};
use crate::{
    names::{first_word, is_part},
    outline::scripts::{brackets, first_value, parts},
    rewrites::Rewrites,
};

/// `'private' modifier must precede 'readonly' modifier.`
pub(super) fn modifiers(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    if let Some([one, other]) = holes::<2>(asked.message, "'{}' modifier must precede '{}' modifier") {
        asked.swap(edits, &format!("{other} {one} "), &[&format!("{one} {other} ")]);
        return edits.found.len() > n_before;
    }
    if let Some([word]) = holes::<1>(asked.message, "'{}' modifier cannot ") {
        asked.swap(edits, &format!("{word} "), &[""]);
        return edits.found.len() > n_before;
    }
    if asked.says(&["cannot have an implementation because it is marked abstract"]) {
        for pair in brackets(asked.code).into_iter().filter(|pair| asked.code[pair.start..].starts_with("{}"))
        {
            let start = asked.code[..pair.start].trim_end().len();
            edits.put_in(start..pair.end + 1, &[";"]);
        }
        asked.swap(edits, "abstract ", &[""]);
        return edits.found.len() > n_before;
    }
    if asked.says(&[
        "A constructor, method, accessor, or property was expected",
        "Unexpected keyword or identifier",
    ]) {
        asked.swap(edits, "function* ", &["*"]);
        asked.swap(edits, "function ", &[""]);
        for word in ["let ", "const ", "var ", "def ", "func "] {
            if asked.code.trim_start().starts_with(word) {
                asked.swap(edits, word, &[""]);
            }
        }
    }
    edits.found.len() > n_before
}

/// What a class extends, and what it implements.
pub(super) fn heads(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    if asked.says(&[
        "cannot have 'implements' clause",
        "Did you mean to extend '",
        "incorrectly implements interface",
    ]) || (asked.says(&["nexpected token implements"]))
    {
        asked.swap(edits, " implements ", &[" extends "]);
    }
    if asked.says(&["Cannot extend an interface"]) {
        asked.swap(edits, " extends ", &[" implements "]);
    }
    // `class A(B) {`.
    let code = asked.code;
    if let Some(at) = code.find("class ").filter(|_| asked.says(&["xpected"])) {
        let rest = &code[at + "class ".len()..];
        let name = first_word(rest);
        if let Some(pair) = brackets(code).into_iter().find(|pair| code[pair.start..].starts_with('('))
            && rest[name.len()..].starts_with('(')
        {
            let base = &code[pair.start + 1..pair.end];
            edits.put_in(
                pair.start..pair.end + 1,
                &[&if base.is_empty() { String::new() } else { format!(" extends {base}") }],
            );
        }
    }
    if asked.says(&["'{' expected", "'{'"]) && code.trim_end().ends_with("= {") {
        asked.swap(edits, " = {", &[" {"]);
    }
    edits.found.len() > n_before
}

/// Types that say too little, and names that are none.
pub(super) fn types(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    if let Some([name, number]) = holes::<2>(asked.message, "Generic type '{}' requires {} type argument") {
        let name = first_word(name);
        for (at, _) in
            code.match_indices(name).filter(|(at, _)| !name.is_empty() && !code[..*at].ends_with(is_part))
        {
            let end = at + name.len();
            if let Some(inner) = code[end..].strip_prefix('<') {
                if number.starts_with('2') {
                    let start = code.len() - inner.len();
                    edits.put_in(start..start, &["string, "]);
                }
            } else if !code[end..].starts_with(is_part) {
                let all: &[&str] = match (name, number.chars().next()) {
                    (_, Some('2')) => &["<string, string>", "<string, number>", "<string, unknown>"],
                    ("Promise", _) => &["<void>", "<string>", "<unknown>"],
                    _ => &["<string>", "<number>", "<unknown>"],
                };
                edits.put_in(end..end, all);
            }
        }
        return edits.found.len() > n_before;
    }
    if let Some([name]) = holes::<1>(asked.message, "Did you mean 'typeof {}'") {
        for at in asked.free(name) {
            let end = at + name.len();
            if code[end..].starts_with('[') {
                edits.put_in(at..end, &[&format!("(typeof {name})")]);
            } else {
                edits.put_in(at..at, &["typeof "]);
            }
        }
        return edits.found.len() > n_before;
    }
    if let Some([path, property]) = holes::<2>(asked.message, "Cannot access '{}' because {}with '")
        && property.contains("not a namespace")
        && let Some((head, member)) = path.rsplit_once('.')
    {
        asked.swap(edits, path, &[&format!("{head}[\"{member}\"]")]);
        return edits.found.len() > n_before;
    }
    if let Some([kind]) = holes::<1>(asked.message, "Did you mean 'arg0: {}'") {
        asked.swap(edits, &format!("({kind})"), &[&format!("(value: {kind})"), &format!("(arg0: {kind})")]);
        return edits.found.len() > n_before;
    }
    if let Some([given, wanted]) =
        holes::<2>(asked.message, "onversion of type '{}' to type '{}' may be a mistake")
    {
        if given.ends_with("[]") {
            asked.swap(
                edits,
                &format!(" as {wanted}"),
                &[&format!(" as ({wanted})[]"), &format!(" as unknown as {wanted}")],
            );
        } else {
            asked.swap(edits, &format!(" as {wanted}"), &[&format!(" as unknown as {wanted}")]);
        }
        return false;
    }
    if asked.says(&["must be the global Promise<T> type"])
        && let Some([wanted]) = holes::<1>(asked.message, "write 'Promise<{}>'?")
    {
        let head = first_word(wanted);
        for (at, colon) in code.match_indices("): ") {
            let start = at + colon.len();
            let end = code.trim_end().trim_end_matches(['{', ' ']).len();
            if code[start..].starts_with(head) && start < end {
                edits.put_in(start..end, &[&format!("Promise<{}>", &code[start..end])]);
            }
        }
        return edits.found.len() > n_before;
    }
    if let Some([name]) = holes::<1>(asked.message, "'{}' is of type 'unknown'") {
        for at in asked.free(name) {
            let end = at + name.len();
            if code[end..].starts_with('.') {
                edits.put_in(at..end, &[&format!("({name} as Error)")]);
                if code[end..].starts_with(".message") {
                    let test = format!("{name} instanceof Error ? {name}.message : String({name})");
                    edits.put_in(at..end + ".message".len(), &[&test]);
                }
            }
        }
        return edits.found.len() > n_before;
    }
    false
}

/// Declarations of variables, members and parameters.
pub(super) fn declarations(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    if asked.says(&["has no initializer and is not definitely assigned"]) {
        initialized(edits, asked);
    }
    if asked.says(&["declarations must be initialized", "issing initializer in const"]) {
        asked.swap(edits, "const ", &["let "]);
        initialized(edits, asked);
    }
    if asked.says(&[
        "An interface property cannot have an initializer",
        "A type literal property cannot have an initializer",
    ]) && let Some(at) = code.find(" = ")
    {
        edits.put_in(at..asked.statement().end, &[""]);
    }
    if asked.says(&["Catch clause variable"]) {
        for pair in brackets(code).into_iter().filter(|pair| code[..pair.start].ends_with("catch ")) {
            if let Some((name, _)) = code[pair.start + 1..pair.end].split_once(':') {
                edits.put_in(
                    pair.start + 1..pair.end,
                    &[name, &format!("{name}: unknown"), &format!("{name}: any")],
                );
            }
        }
    }
    if asked.says(&[
        "A rest parameter must be last",
        "Rest parameter must be last",
        "cannot follow an optional parameter",
    ]) {
        parameters_in_order(edits, asked);
    }
    if asked.says(&["implicitly has an 'any' type"])
        && let Some([name]) = holes::<1>(asked.message, "Parameter '{}'")
    {
        // What is taken from one value stands in braces.
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('(')) {
            let inner = &code[pair.start + 1..pair.end];
            if let Some((names, kind)) = inner.split_once(": ")
                && names.split(", ").count() > 1
                && names.split(", ").all(|it| !it.is_empty() && it.chars().all(is_part))
            {
                edits.put_in(pair.start + 1..pair.end, &[&format!("{{ {names} }}: {kind}")]);
            } else if inner == name {
                edits.put_in(
                    pair.start + 1..pair.end,
                    &[&format!("{name}: string"), &format!("{name}: number")],
                );
            }
        }
    }
    if asked.says(&["'?' at the start of a type"]) {
        asked.swap(edits, ": ?", &["?: "]);
        if let Some(start) = code.find(": ?").map(|at| at + 2) {
            let end = asked.statement().end;
            edits.put_in(start..end, &[&format!("{} | null", &code[start + 1..end])]);
        }
    }
    if asked.says(&["'for...in' statement cannot be", "right-hand side of a 'for...in' statement"]) {
        asked.swap(edits, " in ", &[" of "]);
    }
    if asked.says(&["Only a single variable declaration is allowed in a 'for"])
        && let Some([names]) = holes::<1>(code, "(const {} of ").or_else(|| holes(code, "(let {} of "))
    {
        asked.swap(edits, names, &[&format!("[{names}]")]);
    }
    if asked.says(&["An enum member name must be followed by"]) {
        asked.swap(edits, ";", &[","]);
    }
    if asked.says(&["Property or signature expected"]) {
        let start = asked.statement().start;
        if let Some(rest) = code[start..].strip_prefix('?') {
            let name = first_word(rest);
            edits.put_in(start..start + 1 + name.len(), &[&format!("{name}?")]);
        }
    }
    if asked.says(&["Identifier expected", "nvalid destructuring assignment target"]) {
        defaults(edits, asked);
    }
    if asked.says(&["must return a value"]) {
        asked.swap(edits, "function ", &["function* "]);
        for pair in brackets(code).into_iter().filter(|pair| code[..pair.start].ends_with("=> ")) {
            if code[pair.start..].starts_with('{') {
                edits.put_in(pair.start..pair.end + 1, &[&format!("({})", &code[pair.start..=pair.end])]);
            }
        }
    }
    constants(edits, asked);
    edits.found.len() > n_before
}

/// `name: T = value` with what a value of that type begins as.
fn initialized(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let statement = asked.statement();
    let line = &code[statement.clone()];
    let Some((name, kind)) = line.split_once(": ") else { return };
    let at = statement.start + name.len();
    if kind.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '"' | '\'' | '[' | '{')) {
        edits.put_in(at..at + 2, &[" = "]);
    }
    if let Some(value) = first_value(kind) {
        edits.put_in(statement.end..statement.end, &[&format!(" = {value}")]);
        if value.starts_with("new ") {
            edits.put_in(at..statement.end, &[&format!(" = new {kind}()")]);
        }
    }
    if !line.starts_with("const ") && !line.starts_with("let ") {
        edits.put_in(at..at, &["!", "?"]);
    }
}

/// What takes all that follows, or may be missing, comes last.
fn parameters_in_order(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('(')) {
        let inner = &code[pair.start + 1..pair.end];
        let mut all = parts(inner, &[',']);
        let is_last = |part: &&str| part.starts_with("...");
        if let Some(at) = all.iter().position(is_last).filter(|at| at + 1 < all.len()) {
            let rest = all.remove(at);
            all.push(rest);
            edits.put_in(pair.start + 1..pair.end, &[&all.join(", ")]);
        } else if all.len() > 1 && inner.contains("?: ") {
            let plain: Vec<String> = all.iter().map(|part| part.replacen("?: ", ": ", 1)).collect();
            if let Some((last, others)) = plain.split_last() {
                let last = last.replacen(": ", "?: ", 1);
                edits.put_in(
                    pair.start + 1..pair.end,
                    &[&format!("{}, {last}", others.join(", ")), &plain.join(", ")],
                );
            }
        }
    }
}

/// Defaults of what is taken from a value are set by `=`.
fn defaults(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('{')) {
        let list = super::arguments(code, &pair);
        let (mut whole, mut from) = (String::new(), 0);
        for part in list {
            if let Some((name, value)) = code[part.clone()].split_once(": ")
                && (!value.starts_with(|first: char| is_part(first))
                    || value.starts_with(|first: char| first.is_ascii_digit())
                    || matches!(value, "true" | "false" | "null"))
                && !value.starts_with(['{', '['])
            {
                whole.push_str(&code[from..part.start]);
                whole.push_str(name);
                whole.push_str(" = ");
                whole.push_str(value);
                from = part.end;
            }
        }
        whole.push_str(&code[from..]);
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// What is constant is changed in place, or compared.
fn constants(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let constant = holes::<1>(asked.message, "Cannot assign to '{}' because it is a constant");
    let read_only = holes::<1>(asked.message, "Cannot assign to '{}' because it is a read-only");
    if let Some([name]) = constant {
        let statement = asked.statement();
        let line = &code[statement.clone()];
        if let Some(value) = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(" = ")) {
            match value {
                "[]" => edits.put_in(statement.clone(), &[&format!("{name}.length = 0")]),
                "{}" | "new Map()" | "new Set()" => {
                    edits.put_in(statement.clone(), &[&format!("{name}.clear()")]);
                }
                _ => {}
            }
        }
        if let Some(value) = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(" += ")) {
            let list = format!("const {name}");
            let is_list = asked.before.rsplit_once(&list).is_some_and(|(_, rest)| {
                rest.lines().next().is_some_and(|line| line.contains("[]") || line.contains("= ["))
            });
            if is_list {
                edits.put_in(statement, &[&format!("{name}.push({value})")]);
            }
        }
        if ["if (", "while (", " ? ", "return "].iter().any(|it| code.contains(it)) {
            asked.swap(edits, &format!("{name} = "), &[&format!("{name} === ")]);
        }
    }
    if let Some([name]) = read_only {
        asked.swap(edits, &format!("{name}++"), &[&format!("{name} + 1")]);
        asked.swap(edits, &format!("{name}--"), &[&format!("{name} - 1")]);
    }
}
