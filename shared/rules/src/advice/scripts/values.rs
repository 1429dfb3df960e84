//! A value of one type where another is wanted: what makes the one of the other, by both types as the message quotes them.

use std::ops::Range;

use super::{Asked, Call, holes};
use crate::{
    lexical::texts,
    names::{first_word, is_part, last_word},
    outline::scripts::{brackets, first_value, kind_of, literals, members, objects, parameters, places},
    rewrites::Rewrites,
};

/// Most texts of a type that may be meant.
const MOST_TEXTS: usize = 6;

/// A text that is none of those that a type allows becomes one that is.
pub(super) fn literals_of<'a>(asked: &Asked<'a>, kind: &'a str) -> Vec<&'a str> {
    literals(asked.text, kind.trim_end_matches(" | undefined").trim_end_matches(" | null"))
}

/// `Type '"tbs"' is not assignable to type 'Unit'.`, and comparisons with what a value never is.
pub(super) fn literals_in_place(edits: &mut Rewrites<'_>, asked: &Asked<'_>, wrong: &str, right: &[&str]) {
    let code = asked.code;
    let wrong = wrong.trim_matches(|mark| matches!(mark, '"' | '\''));
    let proposed = holes::<1>(asked.message, "Did you mean '\"{}\"'");
    let mut right: Vec<&str> = right.iter().copied().filter(|text| *text != wrong).collect();
    if let Some([text]) = proposed {
        right = vec![text];
    }
    // The more of its beginning is the same, the likelier.
    let same = |text: &str| text.chars().zip(wrong.chars()).take_while(|(a, b)| a == b).count();
    right.sort_by_key(|text| std::cmp::Reverse(same(text)));
    for text in texts(code, asked.language).into_iter().filter(|it| code[it.start + 1..it.end - 1] == *wrong)
    {
        for other in right.iter().take(MOST_TEXTS) {
            edits.put_in(text.start + 1..text.end - 1, &[other]);
        }
    }
}

/// Texts where a type has others.
pub(super) fn literals_wanted(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    for pattern in
        ["ype '{}' is not assignable to type '{}'", "ype '{}' is not assignable to parameter of type '{}'"]
    {
        if let Some([given, wanted]) = holes::<2>(asked.message, pattern) {
            let texts = literals_of(asked, wanted);
            let given = given.split(" | ").next().unwrap_or(given);
            if given.starts_with('"') {
                literals_in_place(edits, asked, given, &texts);
                return edits.found.len() > n_before;
            }
        }
    }
    if let Some([given, wanted]) = holes::<2>(asked.message, "ype '{}' is not comparable to type '{}'") {
        literals_in_place(edits, asked, given, &literals_of(asked, wanted));
    } else if let Some([one, other]) = holes::<2>(asked.message, "the types '{}' and '{}' have no overlap") {
        for (wrong, right) in [(other, one), (one, other)] {
            let texts = literals_of(asked, right);
            if wrong.starts_with('"') && !wrong.contains('|') && texts.len() > 1 {
                literals_in_place(edits, asked, wrong, &texts);
            }
        }
    }
    edits.found.len() > n_before
}

/// Properties that are missing, or that nothing is known of.
pub(super) fn properties(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    if let Some([name, kind]) = holes::<2>(asked.message, "'{}' does not exist in type '{}'")
        && asked.says(&["Object literal may only"])
    {
        for at in places(code, name) {
            let end = at + name.len();
            let (before, after) = (code[..at].trim_end(), &code[end..]);
            let is_last = after.trim_start().starts_with([',', '}']) || after.trim().is_empty();
            if (before.is_empty() || before.ends_with(['{', ','])) && is_last {
                edits.put_in(at..at, &["..."]);
            }
            if let Some(value) = after.strip_prefix(": ") {
                let value = &value[..value.find([',', ' ', '}', ';']).unwrap_or(value.len())];
                if !value.is_empty() && value.chars().all(is_part) {
                    edits.put_in(at..end + 2, &[""]);
                }
            }
            let inline =
                kind.strip_prefix('{').and_then(|body| body.trim_end().strip_suffix('}')).map(members);
            let own = inline
                .map_or_else(|| objects(asked.text, first_word(kind)), |own| vec![own])
                .into_iter()
                .flatten();
            let is_alone = !after.starts_with(':');
            for member in own
                .filter(|it| !it.name.is_empty() && places(code, it.name).next().is_none())
                .take(MOST_TEXTS)
            {
                let other =
                    if is_alone { format!("{}: {name}", member.name) } else { member.name.to_owned() };
                edits.put_in(at..end, &[&other]);
            }
            if kind.starts_with("ArrayLike") || kind.starts_with("Iterable") {
                edits.put_in(at..end, &["length"]);
            }
        }
        return edits.found.len() > n_before;
    }
    let missing = holes::<3>(asked.message, "roperty '{}' is missing in type '{}' but required in type '{}'")
        .map(|[name, given, wanted]| (vec![name], given, wanted))
        .or_else(|| {
            let [given, wanted, names] =
                holes::<3>(asked.message, "ype '{}' is missing the following properties from type '{}': {}")?;
            Some((names.split(", ").collect(), given, wanted))
        });
    let Some((names, given, wanted)) = missing else { return false };
    // An iterator of many is one of what it gives.
    if names.first() == Some(&"[Symbol.asyncIterator]") || asked.says(&["[Symbol.asyncIterator]"]) {
        let start = asked.statement().start;
        let at = code[start..].find('*').map_or(start, |star| start + star);
        let at = if code[..at].ends_with("function") { at - "function".len() } else { at };
        edits.put_in(at..at, &["async "]);
        return true;
    }
    whole_values(edits, asked, given, wanted);
    let is_tuple_of_names = given.ends_with("[]");
    for pair in brackets(code) {
        let inner = code[pair.start + 1..pair.end].trim();
        let whole = pair.start..pair.end + 1;
        if is_tuple_of_names && code[pair.start..].starts_with('[') && inner == names.join(", ") {
            edits.put_in(whole, &[&format!("{{ {inner} }}")]);
        } else if code[pair.start..].starts_with('{') && inner.contains([':', ',']) && given.starts_with('{')
        {
            let mut fitting: Vec<String> = vec![String::new()];
            for name in &names {
                let values = values_of(asked, wanted, name, inner);
                fitting = values
                    .iter()
                    .flat_map(|value| fitting.iter().map(move |before| format!("{before}, {value}")))
                    .take(MOST_TEXTS)
                    .collect();
            }
            let end = pair.start + 1 + code[pair.start + 1..pair.end].trim_end_matches([' ', ',']).len();
            for more in &fitting {
                edits.put_in(end..end, &[more]);
            }
        }
    }
    edits.found.len() > n_before
}

/// What a missing property may be given: a variable of its name, what others are asked of, or what its type begins as.
fn values_of(asked: &Asked<'_>, wanted: &str, name: &str, inner: &str) -> Vec<String> {
    let mut found = Vec::new();
    let owner = inner.split([',', ' ', ':']).find_map(|value| value.split_once('.')).map(|(owner, _)| owner);
    let members: Vec<_> = objects(asked.text, first_word(wanted)).into_iter().flatten().collect();
    let kind = members.iter().find(|it| it.name == name).map_or("", |it| it.kind);
    if kind_of(asked.before, name).is_some() {
        found.push(name.to_owned());
    }
    if let Some(owner) = owner.filter(|owner| !owner.is_empty() && owner.chars().all(is_part)) {
        found.push(format!("{name}: {owner}.{name}"));
    }
    match first_value(kind) {
        Some("false") => found.extend([format!("{name}: true"), format!("{name}: false")]),
        Some(value) => found.push(format!("{name}: {value}")),
        None if found.is_empty() && (wanted.contains("number") || inner.contains(": 0")) => {
            // The others may be counted.
            let n_others = inner.matches(": ").count();
            found.extend([format!("{name}: 0"), format!("{name}: {n_others}")]);
        }
        None if found.is_empty() => found.push(name.to_owned()),
        None => {}
    }
    found
}

/// What is empty becomes what is wanted, and a type that is not filled in says so.
fn whole_values(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str) {
    let code = asked.code;
    let empty = if given == "{}" { "{}" } else { "[]" };
    let made: &[&str] = match first_word(wanted) {
        "Map" | "ReadonlyMap" => &["new Map()"],
        "Set" | "ReadonlySet" => &["new Set()"],
        "WeakMap" => &["new WeakMap()"],
        "WeakSet" => &["new WeakSet()"],
        "Date" => &["new Date()"],
        _ if wanted.ends_with("[]") || wanted.starts_with("Array<") => &["[]"],
        _ if given == "never[]" => &["{}"],
        _ => &[],
    };
    if given == "{}" || given == "never[]" {
        asked.swap(edits, empty, made);
    }
    // An error is thrown.
    if given.ends_with("Error") || given.ends_with("Exception") {
        asked.swap(edits, "return new ", &["throw new "]);
    }
    let declared = format!(": {wanted} = {{");
    if made.is_empty() && code.contains(&declared) {
        asked.swap(edits, &declared, &[&format!(": Partial<{wanted}> = {{")]);
    }
    // A generator gives what it is asked for one after another.
    for head in ["Generator", "AsyncGenerator"] {
        if let Some(inner) = wanted.strip_suffix("[]").filter(|_| first_word(given) == head) {
            asked.swap(edits, &format!(": {wanted}"), &[&format!(": {head}<{inner}>")]);
        }
    }
}

/// `Type 'A' is not assignable to type 'B'.`, of arguments, too.
pub(super) fn assigned(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let argument =
        holes::<2>(asked.message, "rgument of type '{}' is not assignable to parameter of type '{}'");
    let value = holes::<2>(asked.message, "ype '{}' is not assignable to type '{}'");
    let n_before = edits.found.len();
    let values: Vec<Range<usize>> = if argument.is_some() {
        asked.calls().into_iter().flat_map(|call| call.arguments).collect()
    } else {
        let mut wholes = asked.wholes();
        wholes.extend(properties_of(asked));
        wholes
    };
    let Some([given, wanted]) = argument.or(value) else { return false };
    let mut put = |edits: &mut Rewrites<'_>, of: &dyn Fn(&str) -> Vec<String>| {
        for value in &values {
            for other in of(&asked.code[value.clone()]) {
                edits.put_in(value.clone(), &[&other]);
            }
        }
    };
    let is_exact = between(edits, asked, given, wanted, &mut put);
    if argument.is_some() {
        arguments(edits, asked, given, wanted);
    } else {
        results(edits, asked, given, wanted);
    }
    is_exact && edits.found.len() > n_before
}

/// The values of properties between braces.
fn properties_of(asked: &Asked<'_>) -> Vec<Range<usize>> {
    let code = asked.code;
    let pairs = brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('{'));
    let parts = pairs.flat_map(|pair| super::arguments(code, &pair));
    parts
        .filter_map(|part| {
            let at = code[part.clone()].find(": ")?;
            let is_key = code[part.start..part.start + at].chars().all(is_part);
            is_key.then_some(part.start + at + 2..part.end)
        })
        .collect()
}

type Put<'p> = &'p mut dyn FnMut(&mut Rewrites<'_>, &dyn Fn(&str) -> Vec<String>);

/// Conversions that both types name.
fn between(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str, put: Put<'_>) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|it| it.is_ascii_digit() || it == '.');
    let mark = asked.mark();
    let ends_with_number =
        given.strip_prefix("string | ").is_some_and(|rest| rest.rsplit(" | ").next().is_some_and(is_number));
    match (given, wanted) {
        ("string", "number")
            if asked.code.trim_start().starts_with("for (const ") && asked.code.contains(" in ") =>
        {
            asked.swap(edits, " in ", &[" of "]);
        }
        ("string", "number") => put(edits, &|value| {
            let inner = value.trim_matches(|it| matches!(it, '"' | '\''));
            if inner.len() < value.len() && is_number(inner) {
                vec![inner.to_owned()]
            } else if value.starts_with(['"', '\'']) {
                vec![format!("{value}.length")]
            } else if value.contains(".charAt(") {
                vec![value.replace(".charAt(", ".charCodeAt(")]
            } else {
                vec![
                    format!("Number({value})"),
                    format!("parseInt({value}, 10)"),
                    format!("Number.parseInt({value}, 10)"),
                    format!("Number.parseFloat({value})"),
                    format!("parseFloat({value})"),
                    format!("{value}.length"),
                ]
            }
        }),
        ("number", "string") => put(edits, &|value| {
            if is_number(value) {
                vec![format!("{mark}{value}{mark}")]
            } else {
                vec![format!("String({value})"), format!("{value}.toString()")]
            }
        }),
        ("number", "Date") => {
            edits.put_in(0..asked.code.len(), &[&asked.code.replace("Date.parse(", "new Date(")]);
            asked.swap(edits, "Date.parse(", &["new Date("]);
            asked.swap(edits, "Date.now()", &["new Date()"]);
            put(edits, &|value| vec![format!("new Date({value})")]);
        }
        ("string", "Date") => put(edits, &|value| vec![format!("new Date({value})")]),
        ("Date", "number") => put(edits, &|value| {
            if value == "new Date()" {
                vec!["Date.now()".to_owned()]
            } else {
                vec![format!("{value}.getTime()")]
            }
        }),
        ("Date", "string") => put(edits, &|value| vec![format!("{value}.toISOString()")]),
        _ if ends_with_number && wanted == "string" => {
            or_number(edits, asked, mark);
        }
        _ if ends_with_number && wanted == "number" => put(edits, &|value| {
            let quoted = value.rsplit_once(" ?? ").or_else(|| value.rsplit_once(" || "));
            let quoted = quoted.filter(|(_, number)| is_number(number)).map(|(text, number)| {
                let sign = &value[text.len()..value.len() - number.len()];
                format!("Number({text}{sign}{mark}{number}{mark})")
            });
            quoted.into_iter().chain([format!("Number({value})")]).collect()
        }),
        _ => return fitted(edits, asked, given, wanted, put),
    }
    true
}

/// What may be missing, lists and what they hold, promises, and functions for what they give.
fn fitted(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str, put: Put<'_>) -> bool {
    let plain = given.strip_suffix(" | undefined").or_else(|| given.strip_suffix(" | null"));
    match (given, wanted) {
        ("boolean | undefined", "boolean") => {
            put(edits, &|value| vec![format!("{value} ?? false"), format!("!!{value}")]);
        }
        (_, "boolean") if plain.is_some() => {
            put(edits, &|value| {
                vec![format!("{value} !== undefined"), format!("!!{value}"), format!("Boolean({value})")]
            });
        }
        _ if plain == Some(wanted) => {
            let value_of = first_value(wanted);
            put(edits, &|value| {
                let other = value_of.map(|other| format!("{value} ?? {other}"));
                other.into_iter().chain([format!("{value}!"), format!("{value} as {wanted}")]).collect()
            });
        }
        (_, "number") if given.ends_with("[]") && given != "number[]" => {
            put(edits, &|value| vec![format!("{value}.length")]);
        }
        _ if given.strip_suffix("[]") == Some(wanted) => {
            if wanted == "number" && asked.code.contains("Math.m") {
                let whole =
                    asked.code.replace("Math.max(", "Math.max(...").replace("Math.min(", "Math.min(...");
                edits.put_in(0..asked.code.len(), &[&whole]);
            }
            if wanted != "number" || asked.says(&["rgument"]) {
                put(edits, &|value| vec![format!("...{value}"), format!("{value}[0]")]);
            }
            return asked.says(&["rgument"]);
        }
        // What `push` gives is how many there are.
        ("number", _) if wanted.ends_with("[]") && asked.code.contains(".push(") => put(edits, &|value| {
            let pushed =
                value.split_once(".push(").and_then(|(list, rest)| Some((list, rest.strip_suffix(')')?)));
            pushed.map(|(list, item)| format!("[...{list}, {item}]")).into_iter().collect()
        }),
        _ if wanted.strip_suffix("[]") == Some(given) => put(edits, &|value| vec![format!("[{value}]")]),
        _ if given.strip_prefix('[').and_then(|it| it.strip_suffix(']')) == Some(wanted) => {
            put(edits, &|value| vec![format!("...{value}")]);
        }
        _ if given.strip_suffix("[][]").is_some_and(|inner| wanted.strip_suffix("[]") == Some(inner)) => {
            asked.swap(edits, ".map(", &[".flatMap("]);
            put(edits, &|value| vec![format!("{value}.flat()")]);
        }
        _ if given.strip_prefix("Promise<").and_then(|it| it.strip_suffix('>')) == Some(wanted) => {
            put(edits, &|value| vec![format!("await {value}")]);
        }
        _ if given.contains("<Promise<") => {
            for call in asked.calls() {
                if let [only] = call.arguments.as_slice() {
                    edits.put_in(only.start..only.start, &["await "]);
                }
            }
        }
        _ if given.strip_prefix("() => ") == Some(wanted) => put(edits, &|value| {
            if value.contains(['(', ' ']) { vec![] } else { vec![format!("{value}()")] }
        }),
        (_, "number") if ["Buffer", "Uint8Array", "Float32Array"].contains(&first_word(given)) => {
            put(edits, &|value| vec![format!("{value}.length")]);
        }
        (_, "number") if matches!(first_word(given), "Map" | "Set") => {
            put(edits, &|value| vec![format!("{value}.size")]);
        }
        ("Window & typeof globalThis", _) => asked.swap(edits, "self", &["this"]),
        _ => return wraps(edits, asked, given, wanted, put),
    }
    true
}

/// A number that stands for a text that may be missing.
fn or_number(edits: &mut Rewrites<'_>, asked: &Asked<'_>, mark: char) {
    let code = asked.code;
    for sign in [" || ", " ?? "] {
        for (at, _) in code.match_indices(sign) {
            let start = at + sign.len();
            let length = code[start..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(0);
            if length > 0 {
                let number = &code[start..start + length];
                edits.put_in(start..start + length, &[&format!("{mark}{number}{mark}")]);
            }
        }
    }
}

/// A value that one of its members is of the wanted type, or that stands for one of several objects.
fn wraps(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str, put: Put<'_>) -> bool {
    let n_before = edits.found.len();
    let generic =
        |kind: &str| kind.split_once('<').and_then(|(_, rest)| Some(rest.strip_suffix('>')?.to_owned()));
    let inline = given.strip_prefix('{').and_then(|body| body.trim_end().strip_suffix('}'));
    let own: Vec<_> = match inline {
        Some(body) => members(body),
        None => objects(asked.text, first_word(given)).into_iter().flatten().collect(),
    };
    let argument = generic(given);
    let fitting = own.iter().filter(|it| {
        !it.kind.is_empty()
            && (it.kind == wanted || argument.as_deref() == Some(wanted) && it.kind.len() == 1)
    });
    for member in fitting.take(2) {
        put(edits, &|value| {
            if value.ends_with(|last: char| is_part(last) || last == ')') && !value.contains("=>") {
                vec![format!("{value}.{}", member.name)]
            } else {
                vec![]
            }
        });
    }
    // `return "free"` where an object says so.
    if given == "string" || given.starts_with('"') {
        for member in
            objects(asked.text, first_word(wanted)).into_iter().filter_map(|it| it.into_iter().next())
        {
            put(edits, &|value| {
                let inner = value.trim_matches(|it| matches!(it, '"' | '\''));
                let is_it = inner.len() < value.len() && literals("", member.kind).contains(&inner);
                if is_it { vec![format!("{{ {}: {value} }}", member.name)] } else { vec![] }
            });
        }
    }
    // A text of what is no text.
    if wanted == "string" && (given.starts_with('{') || given.ends_with("[]")) && asked.says(&["rgument"]) {
        put(edits, &|value| {
            if value.starts_with('"') { vec![] } else { vec![format!("JSON.stringify({value})")] }
        });
    }
    edits.found.len() > n_before
}

/// Arguments that stand in the wrong order, are given one by one, or are called too early.
fn arguments(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str) {
    let code = asked.code;
    for Call { name, brackets, arguments } in asked.calls() {
        let callee = &code[name.clone()];
        if let ("indexOf", true) = (callee, given.contains("=>")) {
            edits.put_in(name.clone(), &["findIndex"]);
        }
        if let ("includes", true) = (callee, given.contains("=>")) {
            edits.put_in(name.clone(), &["some"]);
        }
        // `push(a, b)` of what has two members.
        if matches!(callee, "push" | "unshift" | "add") && arguments.len() > 1 {
            let list = &code[brackets.start + 1..brackets.end];
            let alternatives = objects(asked.text, first_word(wanted));
            if let Some(own) = alternatives.iter().find(|own| own.len() == arguments.len()) {
                let pairs = own.iter().zip(&arguments).map(|(member, argument)| {
                    let value = &code[argument.clone()];
                    if member.name == value { value.to_owned() } else { format!("{}: {value}", member.name) }
                });
                let pairs: Vec<_> = pairs.collect();
                edits.put_in(brackets.start + 1..brackets.end, &[&format!("{{ {} }}", pairs.join(", "))]);
            } else {
                edits.put_in(brackets.start + 1..brackets.end, &[&format!("[{list}]")]);
            }
        }
        for pair in arguments.windows(2) {
            if let [one, two] = pair {
                let (a, b) = (&code[one.clone()], &code[two.clone()]);
                edits.put_in(one.start..two.end, &[&format!("{b}{}{a}", &code[one.end..two.start])]);
            }
        }
        if wanted.ends_with("[]") && arguments.len() > 1 {
            let list = &code[brackets.start + 1..brackets.end];
            edits.put_in(brackets.start + 1..brackets.end, &[&format!("[{list}]")]);
        }
        let function = wanted.contains("=>")
            || wanted == "TimerHandler"
            || asked.text.contains(&format!("type {wanted} = ("));
        // What may be missing is asked for first.
        let missing = if given.ends_with("| null") { "null" } else { "undefined" };
        if let [only] = arguments.as_slice()
            && (given.ends_with("| null") || given.ends_with("| undefined"))
        {
            let name = &code[only.clone()];
            asked.swap(edits, &format!(" {name} ? "), &[&format!(" {name} === {missing} ? ")]);
            if let Some(default) = first_value(wanted) {
                edits.put_in(only.end..only.end, &[&format!(" ?? {default}")]);
            }
        }
        for argument in arguments.iter().filter(|_| function && !given.contains("=>")) {
            let value = &code[argument.clone()];
            if let Some(called) = value.strip_suffix("()") {
                edits.put_in(argument.clone(), &[called, &format!("() => {value}")]);
            } else if value.ends_with(')') && !value.contains("=>") {
                edits.put_in(argument.start..argument.start, &["() => "]);
            }
        }
    }
}

/// Another type for what is declared.
fn declared(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str) {
    let kind = match given {
        "never[]" => format!("{wanted}[]"),
        "null" | "undefined" => format!("{wanted} | {given}"),
        _ if given.starts_with(['"', '{']) || given.contains("=>") => return,
        _ => given.to_owned(),
    };
    asked.swap(edits, &format!(": {wanted} ="), &[&format!(": {kind} =")]);
    asked.swap(edits, &format!("): {wanted} "), &[&format!("): {kind} ")]);
    // A list with one in it for a list of any length.
    if let Some(inner) =
        wanted.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).filter(|_| given == "[]")
    {
        asked.swap(edits, &format!(": {wanted}"), &[&format!(": {inner}[]")]);
    }
}

/// What is returned, or kept.
fn results(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str) {
    let code = asked.code;
    let statement = asked.statement();
    let line = &code[statement.clone()];
    if given == "undefined"
        && let Some(at) = line.rfind("return").filter(|at| line[*at..].len() == "return".len())
    {
        let end = statement.start + at + "return".len();
        // What the function is given and gives back is of one type.
        let head = asked
            .before
            .lines()
            .rev()
            .find(|line| line.contains("function ") || line.trim_end().ends_with("=> {"));
        let name = head.and_then(|head| head.split_once('(')).map(|(name, _)| last_word(name));
        let own = name.and_then(|name| parameters(asked.text, name)).unwrap_or_default();
        for parameter in own.iter().filter(|it| it.kind == wanted).take(2) {
            edits.put_in(end..end, &[&format!(" {}", parameter.name)]);
        }
        if let Some(value) = first_value(wanted) {
            edits.put_in(end..end, &[&format!(" {value}")]);
        }
    }
    if given == "boolean" && line.ends_with("return false") {
        asked.swap(edits, "return false", &["return null", "return undefined", "return"]);
    }
    if wanted == "string | number | symbol" {
        asked.swap(edits, &format!(" in {given}]"), &[&format!(" in keyof {given}]")]);
    }
    declared(edits, asked, given, wanted);
    if line.contains(".reduce(") {
        super::operators::reduced(edits, asked);
    }
    if given == "never[]" || given == "{}" {
        whole_values(edits, asked, given, wanted);
    }
    // What is asked for one of its members is given back itself.
    if given.len() == 1
        && let Some((owner, _)) = line.rsplit_once('.').filter(|(owner, _)| owner.contains("return "))
    {
        edits.put_in(statement.start + owner.len()..statement.end, &[""]);
    }
    if given.ends_with("[]") && line.contains("yield ") {
        asked.swap(edits, "yield ", &["yield* "]);
    }
    if let Some(inner) = line.split_once("yield ").map(|(_, inner)| inner)
        && inner.contains(", ")
        && wanted.starts_with('[')
    {
        edits.put_in(statement.end - inner.len()..statement.end, &[&format!("[{inner}]")]);
    }
    if line.starts_with("return ") && given.starts_with("Record<") {
        edits.put_in(statement.end..statement.end, &[&format!(" as {wanted}")]);
    }
    // `a === 1 || 2`.
    if wanted == "boolean" && given.contains("boolean") && given.contains('|') {
        super::operators::completed(edits, asked);
    }
}
