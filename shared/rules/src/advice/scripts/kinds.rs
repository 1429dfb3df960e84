//! What tsc says of types that the document declares: enums, functions, private constructors, lists of lists, signatures that are told elsewhere.

use super::{Asked, chain_start, holes};
use crate::{
    names::{first_word, is_part, last_word},
    operands::sides,
    outline::scripts::{brackets, members, objects, places},
    rewrites::Rewrites,
};

/// Most members that may be meant.
const MOST: usize = 4;

pub(super) fn kinds(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    hidden(edits, asked);
    listed(edits, asked);
    signed(edits, asked);
    inherited(edits, asked);
    indexed(edits, asked);
    called(edits, asked);
    // The others know of some of these, too.
    edits.found.len() > n_before
        && asked.says(&["is private and only", "is private and can only", "inherited abstract member"])
}

/// `Property 'a' is private`, `Constructor of class 'A' is private`: what the class has for others.
fn hidden(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if let Some([name, class]) =
        holes::<2>(asked.message, "roperty '{}' is private and only accessible within class '{}'")
    {
        let mut letters = name.trim_start_matches(['#', '_']).chars();
        let capital: String =
            letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default();
        let own: Vec<String> = objects(asked.text, class)
            .into_iter()
            .flatten()
            .map(|it| it.name.to_owned())
            .filter(|it| it != name)
            .collect();
        let plain = name.trim_start_matches(['#', '_']);
        for other in [format!("get{capital}"), format!("is{capital}"), plain.to_owned()] {
            let is_called =
                asked.text.contains(&format!("{other}(")) && !asked.text.contains(&format!("get {other}("));
            if own.contains(&other) || is_called && asked.text.contains(&format!("  {other}(")) {
                let by = if is_called { format!(".{other}()") } else { format!(".{other}") };
                let whole = code.replace(&format!(".{name}"), &by);
                edits.put_in(0..code.len(), &[&whole]);
            }
        }
    }
    if let Some([class]) = holes::<1>(asked.message, "onstructor of class '{}' is private") {
        let mut seen: Vec<&str> = Vec::new();
        for (at, word) in asked.text.match_indices("static ") {
            let rest = &asked.text[at + word.len()..];
            let name = first_word(rest.trim_start_matches("async "));
            let is_method = rest
                .trim_start_matches("async ")
                .get(name.len()..)
                .is_some_and(|it| it.starts_with(['(', '<']));
            if is_method && name.starts_with(is_part) && !seen.contains(&name) && seen.len() < MOST {
                seen.push(name);
                asked.swap(edits, &format!("new {class}("), &[&format!("{class}.{name}(")]);
            }
        }
    }
}

/// What is asked of one of several, of what is inside lists, or of what is waited for.
fn listed(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let Some([name, kind]) = holes::<2>(asked.message, "roperty '{}' does not exist on type '{}'.") else {
        return;
    };
    let code = asked.code;
    let start = asked.statement().start;
    let line = &code[start..];
    if kind.ends_with("[]") {
        if line.starts_with('.') {
            edits.put_in(start..start, &[&format!(".flat()\n{}", &code[..start])]);
        }
        asked.swap(edits, ".filter(", &[".find("]);
        asked.swap(edits, ".map(", &[".flatMap("]);
    }
    if kind.starts_with("Promise<") {
        asked.swap(edits, " = ", if code.contains("await ") { &[] } else { &[" = await "] });
    }
    let is_record = kind.starts_with("Record<") || kind.starts_with("Partial<") || kind.starts_with('{');
    let is_function = kind.starts_with('(') && kind.contains("=>");
    for at in places(code, name) {
        let Some(dot) = code[..at].strip_suffix('.').map(str::len) else { continue };
        let begin = chain_start(code, dot);
        let owner = &code[begin..dot];
        if owner.is_empty() {
            continue;
        }
        if is_record && name == "length" {
            edits.put_in(begin..dot, &[&format!("Object.keys({owner})")]);
        }
        if is_record && super::members::OF_LISTS.contains(&name) {
            for function in ["values", "entries", "keys"] {
                edits.put_in(begin..dot, &[&format!("Object.{function}({owner})")]);
            }
        }
        if is_function {
            edits.put_in(dot..at + name.len(), &[""]);
        }
        if kind.starts_with("ServerResponse")
            && matches!(name, "json" | "send")
            && let Some(pair) = brackets(code).into_iter().find(|pair| pair.start == at + name.len())
        {
            let inner = &code[pair.start + 1..pair.end];
            edits.put_in(
                at..pair.end + 1,
                &[&format!("end(JSON.stringify({inner}))"), &format!("end({inner})")],
            );
        }
    }
    // A key of the object that the message is about.
    if let Some(body) = kind.strip_prefix('{').and_then(|it| it.trim_end().strip_suffix('}')) {
        for member in members(body).iter().filter(|it| !it.name.is_empty()).take(2 * MOST) {
            let key = format!("{}: ", member.name);
            for at in places(code, member.name).filter(|at| code[*at..].starts_with(&key)) {
                if code[..at].ends_with(['{', ' ']) {
                    edits.put_in(at..at + member.name.len(), &[name]);
                }
            }
        }
    }
    if matches!(name, "value" | "checked" | "files" | "disabled") && kind.ends_with("Element") {
        asked.swap(edits, ".querySelector(", &[".querySelector<HTMLInputElement>("]);
    }
}

/// Functions whose types are told elsewhere: `(a: A) => B`.
fn signed(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says(&["is not assignable to the same property in base type"])
        && let Some([_, _, wanted, _]) =
            holes::<4>(asked.message, "ype '({}) => {}' is not assignable to type '({}) => {}'")
        && let Some(pair) = brackets(code).into_iter().find(|pair| code[pair.start..].starts_with('('))
    {
        edits.put_in(pair.start + 1..pair.end, &[wanted]);
    }
    // A test of a type says which.
    for returned in ["): boolean {", "): boolean;", "): boolean =>"] {
        let Some(at) =
            code.find(returned).filter(|_| asked.says(&["is not assignable to", "does not exist on type"]))
        else {
            continue;
        };
        let Some(open) = code[..at].rfind('(') else { continue };
        let (name, parameter) = (last_word(&code[..open]), first_word(&code[open + 1..at]));
        if let Some(kind) = name.strip_prefix("is").filter(|it| it.starts_with(char::is_uppercase))
            && ["type ", "interface ", "class "].iter().any(|it| asked.text.contains(&format!("{it}{kind}")))
        {
            let start = at + "): ".len();
            edits.put_in(start..start + "boolean".len(), &[&format!("{parameter} is {kind}")]);
        }
    }
    // A list of functions.
    if asked.says(&["'never[]' is not assignable to type '("]) {
        for (at, _) in code.match_indices(": (") {
            let start = at + 2;
            let rest = &code[start..];
            if let Some(end) = rest.find("[] =").filter(|end| rest[..*end].contains("=>")) {
                edits.put_in(start..start + end, &[&format!("({})", &rest[..end])]);
            }
        }
    }
    // What orders is the number itself.
    if asked.says(&["'boolean' is not assignable to type 'number'", "=> boolean'"]) {
        for sign in [" < 0", " > 0", " === 0"] {
            for (at, _) in code.match_indices(sign).filter(|(at, _)| code[..*at].ends_with(')')) {
                let start = chain_start(code, at);
                edits.put_in(at..at + sign.len(), &[""]);
                let name = code[start..at].split('(').next().unwrap_or_default();
                if let Some(open) = code[..start].rfind(".sort(").map(|open| open + ".sort(".len()) {
                    edits.put_in(open..at + sign.len(), &[name]);
                }
            }
        }
    }
    // Braces behind an arrow are a block.
    if asked.says(&[
        "';' expected",
        "':' expected",
        "',' expected",
        "Declaration or statement expected",
        "Unexpected token",
    ]) {
        for pair in brackets(code).into_iter().filter(|pair| code[..pair.start].ends_with("=> ")) {
            if code[pair.start..].starts_with('{') && code[pair.start..pair.end].contains(": ") {
                edits.put_in(pair.start..pair.end + 1, &[&format!("({})", &code[pair.start..=pair.end])]);
            }
        }
    }
}

/// A member that a class has to have.
fn inherited(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let name = holes::<1>(asked.message, "does not implement inherited abstract member {} from class")
        .or_else(|| holes(asked.message, "Property '{}' is missing in type"));
    let Some([name]) = name.map(|[name]| [name.trim_matches('\'')]) else { return };
    let start = asked.statement().start;
    let head = code[start..].trim_start_matches("async ").trim_start_matches("public ");
    let own = first_word(head);
    let at = code.len() - head.len();
    let is_method = head.get(own.len()..).is_some_and(|rest| rest.starts_with(['(', '<']))
        && !matches!(own, "if" | "for" | "while" | "switch" | "constructor" | "return" | "super");
    if is_method && own != name && name.chars().all(is_part) {
        edits.put_in(at..at + own.len(), &[name]);
    }
}

/// Keys of types, and objects that have none yet.
fn indexed(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if let Some([_, kind]) = holes::<2>(asked.message, "ype '{}' cannot be used to index type '{}'") {
        asked.swap(edits, &format!("extends {kind}>"), &[&format!("extends keyof {kind}>")]);
        asked.swap(edits, &format!("extends {kind},"), &[&format!("extends keyof {kind},")]);
        if kind.starts_with("Map<") || kind.starts_with("ReadonlyMap<") {
            for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
                let key = &code[pair.start + 1..pair.end];
                if chain_start(code, pair.start) == pair.start {
                    continue;
                }
                if let Some(value) = code[pair.end + 1..].strip_prefix(" = ") {
                    let end = code.len() - value.len() + value.trim_end().trim_end_matches(';').len();
                    let value = value.trim_end().trim_end_matches(';');
                    edits.put_in(pair.start..end, &[&format!(".set({key}, {value})")]);
                } else {
                    edits.put_in(pair.start..pair.end + 1, &[&format!(".get({key})")]);
                }
            }
        }
    }
    // What a generic key leads to.
    if let Some([_, kind]) = holes::<2>(asked.message, "ype '{}' is not assignable to type '{}'") {
        let generic = format!(" extends keyof {kind}>");
        if let Some((before, _)) = code.split_once(&generic) {
            let key = last_word(before);
            asked.swap(edits, &format!("): {kind} {{"), &[&format!("): {kind}[{key}] {{")]);
        }
        // What may be missing is kept as it is.
        if let Some([given]) = holes::<1>(asked.message, "ype '{} | undefined' is not assignable to type") {
            asked.swap(edits, &format!(": {given} = "), &[" = ", &format!(": {given} | undefined = ")]);
        }
        if let Some([given]) = holes::<1>(asked.message, "ype '{} | null' is not assignable to type") {
            asked.swap(edits, &format!(": {given} = "), &[" = ", &format!(": {given} | null = ")]);
        }
    }
    if asked.says(&[
        "can't be used to index type '{}'",
        "does not exist on type '{}'",
        "was found on type '{}'",
    ]) {
        // What the function gives back.
        let head =
            asked.before.lines().rev().find(|line| line.trim_end().ends_with('{') && line.contains("): "));
        let returned =
            head.and_then(|head| head.rsplit_once("): ")).map(|(_, kind)| kind.trim_end_matches(['{', ' ']));
        for kind in returned.into_iter().filter(|kind| kind.starts_with("Record<")).chain([
            "Record<string, number>",
            "Record<string, string>",
            "Record<string, unknown>",
            "Record<string, any>",
        ]) {
            asked.swap(edits, " = {}", &[&format!(": {kind} = {{}}")]);
        }
    }
}

/// What has to be called, or asked of the object's class.
fn called(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let statement = asked.statement();
    let line = &code[statement.clone()];
    if asked.says(&["This expression is not callable"])
        && let Some(value) =
            line.strip_prefix("return ").or_else(|| line.split_once(" = ").map(|(_, value)| value))
        && value.chars().all(|it| is_part(it) || matches!(it, '.' | '#'))
        && !value.is_empty()
    {
        let at = statement.end - value.len();
        for function in ["values", "entries", "keys"] {
            edits.put_in(at..statement.end, &[&format!("Object.{function}({value})")]);
        }
    }
    if let Some([_, one, other]) =
        holes::<3>(asked.message, "Operator '{}' cannot be applied to types '{}' and '{}'")
        && one == other
        && one.starts_with(char::is_uppercase)
    {
        // A function that makes something of one.
        let takes = format!(": {one})");
        let functions = asked.text.match_indices(&takes).filter_map(|(at, _)| {
            let before = &asked.text[..at];
            let open = before.rfind('(').filter(|open| before.len() - open < 40)?;
            let start = before[..open].trim_end_matches(is_part).len();
            before[..start].ends_with("function ").then_some(&before[start..open])
        });
        let functions: Vec<&str> = functions.take(MOST).collect();
        for sign in [" + ", " - ", " * ", " / ", " < ", " > "] {
            for (range, a, b) in sides(code, asked.operands, sign) {
                for name in &functions {
                    edits.put_in(range.clone(), &[&format!("{name}({a}){sign}{name}({b})")]);
                }
            }
        }
    }
    if let Some([given]) = holes::<1>(asked.message, "ype '{}' is not assignable to type") {
        let alias = format!("type {given} = (");
        let name = first_word(given);
        let is_function = asked.text.contains(&alias)
            || asked.text.lines().any(|line| {
                line.contains(&format!("type {name}<")) && line.contains("= (") && line.contains("=>")
            });
        if is_function && name.starts_with(is_part) && !line.ends_with("()") {
            edits.put_in(statement.end..statement.end, &["()"]);
        }
    }
    if let Some([name]) = holes::<1>(asked.message, "'{}' is of type 'unknown'") {
        let takes = format!("({name}: unknown)");
        for (at, _) in asked.text.match_indices(&takes).take(2) {
            let function = last_word(&asked.text[..at]);
            if function.starts_with(is_part) {
                asked.swap(edits, &format!("{name}.message"), &[&format!("{function}({name})")]);
            }
        }
        asked.swap(
            edits,
            &format!("{name}.message"),
            &[&format!("String({name})"), &format!("({name} as Error).message")],
        );
    }
}
