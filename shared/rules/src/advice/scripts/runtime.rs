//! What engines of JavaScript and Node say when a program runs: functions that are none, values that are not there, what cannot be gone through.

use super::{Asked, Call, chain_start, holes, members};
use crate::{
    names::{first_word, is_part, last_word},
    opposites::opposites_of,
    outline::scripts::{brackets, parameters, places},
    rewrites::Rewrites,
};

/// Functions of `Math` that other languages ask numbers for.
const OF_MATH: [&str; 8] = ["round", "floor", "ceil", "abs", "sqrt", "pow", "min", "max"];
/// Functions of classes that are asked of their values.
const OF_CLASSES: [(&str, &str); 8] = [
    ("isArray", "Array"),
    ("isInteger", "Number"),
    ("isNaN", "Number"),
    ("isFinite", "Number"),
    ("fromCharCode", "String"),
    ("stringify", "JSON"),
    ("parse", "JSON"),
    ("items", "Object"),
];

pub(super) fn runtime(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    no_function(edits, asked);
    not_iterable(edits, asked);
    unread(edits, asked);
    endless(edits, asked);
    arguments(edits, asked);
    modules(edits, asked);
    reserved(edits, asked);
    others(edits, asked);
    // Other tables know more of some of these.
    let is_broad = asked.says(&[
        "Cannot read propert",
        "is not a function",
        "is not iterable",
        "nexpected token",
        "nexpected number",
        "nexpected identifier",
        " expected",
        "xpected values to be",
        "to equal",
        "to be",
        "must be of type",
        "JSON",
        "reserved word",
        "Missing initializer",
    ]);
    edits.found.len() > n_before && !is_broad
}

/// `a.b is not a function`.
fn no_function(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let Some((path, _)) = asked.message.split_once(" is not a function") else { return };
    let path = path.rsplit_once(": ").map_or(path, |(_, path)| path);
    let (owner, name) = path.rsplit_once('.').unwrap_or(("", path));
    let code = asked.code;
    let mut is_called = false;
    for Call { name: at, brackets: pair, .. } in asked.calls() {
        if &code[at.clone()] != name {
            continue;
        }
        is_called = true;
        let start = chain_start(code, at.end);
        let whole = start..pair.end + 1;
        let value = code[start..at.start].trim_end_matches(['.', '?']);
        let list = &code[pair.start + 1..pair.end];
        if value.is_empty() || code[..start].ends_with("new ") {
            continue;
        }
        for (own, class) in OF_CLASSES.iter().filter(|(own, _)| *own == name) {
            let method = if *own == "items" { "entries" } else { own };
            let plus = if list.is_empty() { String::new() } else { format!(" + {list}") };
            edits.put_in(whole.clone(), &[&format!("{class}.{method}({value}{plus})")]);
        }
        if OF_MATH.contains(&name) {
            let comma = if list.is_empty() { String::new() } else { format!(", {list}") };
            if name == "round" && !list.is_empty() {
                edits.put_in(at.clone(), &["toFixed"]);
            }
            edits.put_in(
                whole.clone(),
                &[&format!("Math.{name}({value}{comma})"), &format!("Math.{name}({value})")],
            );
        }
        if name == "hexdigest" {
            edits.put_in(at.start..pair.end + 1, &["digest('hex')", "digest(\"hex\")"]);
        }
        // What is asked for as a value.
        if list.is_empty() && asked.text.contains(&format!("get {name}(")) {
            edits.put_in(pair.start..pair.end + 1, &[""]);
        }
        // What is asked of what a method gives.
        let method = last_word(value);
        if asked.text.contains(&format!(" {method}(")) && value.ends_with(is_part) {
            let end = start + value.len();
            edits.put_in(end..end, &["()"]);
        }
        members::called_otherwise(edits, code, &(start..start + value.len()), &at);
        if members::OF_LISTS.contains(&name) {
            let part = start..start + value.len();
            for made in
                ["[...{}]", "Object.values({})", "Object.entries({})", "Object.keys({})", "Array.from({})"]
            {
                edits.put_in(part.clone(), &[&made.replace("{}", value)]);
            }
            edits.put_in(part, &[&format!("(await {value})")]);
        }
    }
    made_otherwise(edits, asked, owner, name, is_called);
}

/// The line that makes what has no such function, or takes the function itself.
fn made_otherwise(edits: &mut Rewrites<'_>, asked: &Asked<'_>, owner: &str, name: &str, is_called: bool) {
    let code = asked.code;
    let statement = asked.statement();
    let line = &code[statement.clone()];
    let root = first_word(owner);
    if let Some((left, value)) = line.split_once(" = ") {
        let at = statement.end - value.len();
        let is_root = !root.is_empty() && places(left, root).next().is_some();
        let inner = value.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        if let Some(inner) = inner.filter(|inner| is_root && inner.contains(", ")) {
            edits.put_in(at..statement.end, &[&format!("[{inner}]")]);
        }
        if is_root && !is_called && value.ends_with(')') && !value.starts_with("await ") {
            edits.put_in(at..at, &["await "]);
        }
    }
    if !is_called {
        asked.swap(edits, "...", &[""]);
        // `now = Date.now()` for the function.
        for at in places(code, name) {
            let rest = &code[at + name.len()..];
            if let Some(value) = rest.strip_prefix(" = ")
                && let Some(end) = value.find("()")
                && value[..end].chars().all(|it| is_part(it) || it == '.')
            {
                let from = code.len() - value.len() + end;
                edits.put_in(from..from + 2, &[""]);
            }
        }
    }
    let start = statement.start;
    let is_head = code[start..].trim_start_matches("async ").starts_with(&format!("{name}("));
    if is_head && owner.starts_with(char::is_uppercase) && code.trim_end().ends_with('{') {
        edits.put_in(start..start, &["static "]);
    }
    // What a module has beside others.
    if owner.is_empty() && !name.is_empty() {
        for (before, after) in [("const ", " = require("), ("let ", " = require("), ("import ", " from ")] {
            let plain = format!("{before}{name}{after}");
            let taken = format!("{before}{{ {name} }}{after}");
            asked.swap(edits, &plain, &[&taken]);
            asked.swap(edits, &taken, &[&plain]);
        }
    }
}

/// `a is not iterable`.
fn not_iterable(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !asked.says(&["is not iterable"]) {
        return;
    }
    let code = asked.code;
    asked.swap(edits, "Promise.any(", &["Promise.all("]);
    asked.swap(edits, "Promise.race(", &["Promise.all("]);
    for (at, sign) in code.match_indices(" of ") {
        let start = at + sign.len();
        let Some(pair) = brackets(code).into_iter().find(|pair| pair.start < at && pair.end > start) else {
            continue;
        };
        let value = &code[start..pair.end];
        if let Some(owner) = value.strip_suffix(".length") {
            edits.put_in(start..pair.end, &[owner]);
        }
        let value = value.trim_end_matches(".items()");
        let is_pair = code[..at].ends_with(']');
        let functions: &[&str] = if is_pair { &["entries"] } else { &["values", "keys", "entries"] };
        for function in functions {
            edits.put_in(start..pair.end, &[&format!("Object.{function}({value})")]);
        }
        edits.put_in(start..start, &["await "]);
        edits.put_in(pair.end..pair.end, &[" ?? []"]);
        if let Some(before) = code[..pair.start].strip_suffix("for ") {
            edits.put_in(before.len()..pair.start, &["for await "]);
        }
    }
    for (at, dots) in code.match_indices("...") {
        let rest = &code[at + dots.len()..];
        let name = &rest[..rest.find(|it| !is_part(it) && it != '.').unwrap_or(rest.len())];
        let end = at + dots.len() + name.len();
        if !name.is_empty() {
            edits.put_in(end..end, &[" ?? []"]);
            edits.put_in(
                end - name.len()..end,
                &[&format!("({name} ?? [])"), &format!("Object.values({name})")],
            );
        }
    }
}

/// `Cannot read properties of undefined (reading 'a')`.
fn unread(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if let Some([owner]) =
        holes::<1>(asked.message, " of '{}.shift(...)'").or_else(|| holes(asked.message, " of '{}.pop(...)'"))
        && let Some(end) = code.rfind(") {").filter(|_| code.trim_start().starts_with("while ("))
    {
        edits.put_in(end..end, &[&format!(" && {owner}.length > 0")]);
    }
    let name = holes::<1>(asked.message, "(reading '{}')")
        .or_else(|| holes(asked.message, "annot read property '{}' of"));
    if asked.says(&["Cannot convert undefined or null to object"]) {
        asked.swap(edits, " === undefined", &[" === null", " == null"]);
        asked.swap(edits, " === null", &[" == null"]);
    }
    let Some([name]) = name else { return };
    for at in places(code, name) {
        if code[..at].ends_with('.') && !code[..at].ends_with("?.") && !code[..at].ends_with("this.") {
            edits.put_in(at - 1..at - 1, &["?"]);
        }
    }
    for (at, sign) in code.match_indices("][") {
        edits.put_in(at + 1..at + sign.len() - 1, &["?."]);
    }
    for (one, other) in
        [(" === null", " === undefined"), (" === undefined", " === null"), (" !== null", " !== undefined")]
    {
        asked.swap(edits, one, &[other]);
    }
    // The next of the last one is the first.
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
        let start = chain_start(code, pair.start);
        let (owner, inner) = (&code[start..pair.start], &code[pair.start + 1..pair.end]);
        if inner.ends_with(" + 1") && !owner.is_empty() {
            edits.put_in(pair.start + 1..pair.end, &[&format!("({inner}) % {owner}.length")]);
        }
    }
    bound(edits, asked);
    let statement = asked.statement();
    let line = &code[statement.clone()];
    if let Some((_, value)) = line.split_once(" = ")
        && value.ends_with(|last: char| is_part(last) || matches!(last, ')' | ']'))
    {
        let other = match name {
            _ if members::OF_TEXTS.contains(&name) => &["''", "\"\""][..],
            _ if members::OF_LISTS.contains(&name) || name == "length" => &["[]", "''", "\"\""],
            _ => &["{}"],
        };
        for it in other {
            edits.put_in(statement.end..statement.end, &[&format!(" ?? {it}")]);
        }
        if !value.starts_with("await ") && value.ends_with(')') {
            let at = statement.end - value.len();
            edits.put_in(at..at, &["await "]);
        }
    }
    let is_value = !line.starts_with("return") && !line.contains([' ', '=', '{', '}']) && !line.is_empty();
    if is_value || line.starts_with("new ") {
        edits.put_in(statement.start..statement.start, &["return "]);
    }
}

/// Methods that are handed on without what they are of, and functions that have a `this` of their own.
fn bound(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for call in asked.calls() {
        for argument in &call.arguments {
            let value = &code[argument.clone()];
            let Some((owner, method)) = value.rsplit_once('.') else { continue };
            let is_plain = owner.chars().all(|it| is_part(it) || it == '.') && method.chars().all(is_part);
            if !is_plain || owner.starts_with(char::is_uppercase) {
                continue;
            }
            let given = parameters(asked.text, method).unwrap_or_default();
            let names: Vec<&str> = given.iter().map(|it| it.name).filter(|it| !it.is_empty()).collect();
            let names = names.join(", ");
            edits.put_in(
                argument.clone(),
                &[
                    &format!("({names}) => {owner}.{method}({names})"),
                    &format!("() => {owner}.{method}()"),
                    &format!("{value}.bind({owner})"),
                    &format!("(value) => {owner}.{method}(value)"),
                ],
            );
        }
    }
}

/// `Maximum call stack size exceeded`: what ends too late, and what asks itself.
fn endless(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !asked.says(&["Maximum call stack size exceeded", "too much recursion"]) {
        return;
    }
    let code = asked.code;
    for (from, to) in [
        (".length < 1)", &[".length < 2)", ".length <= 1)"][..]),
        (".length === 0)", &[".length <= 1)", ".length < 2)"]),
        (".length == 0)", &[".length <= 1)", ".length < 2)"]),
        ("!== 0", &["> 0"]),
        (" === 0", &[" <= 0", " <= 1"]),
        (" === 1", &[" <= 1"]),
        (" < 0", &[" <= 0"]),
        (" < 1", &[" <= 1"]),
    ] {
        asked.swap(edits, from, to);
    }
    for (at, this) in code.match_indices("this.") {
        let start = at + this.len();
        let name = first_word(&code[start..]);
        if !name.starts_with(is_part) {
            continue;
        }
        for sign in ["#", "_"] {
            if asked.text.contains(&format!("{sign}{name}")) {
                edits.put_in(start..start, &[sign]);
            }
        }
        if matches!(name, "size" | "length") {
            let mut seen: Vec<&str> = Vec::new();
            for (at, _) in asked.text.match_indices("this.") {
                let rest = &asked.text[at + this.len()..];
                let other = &rest[..rest.find(|it| !is_part(it) && it != '#').unwrap_or(rest.len())];
                let is_asked = rest[other.len()..].starts_with(['.', '[']);
                if other != name && is_asked && !other.is_empty() && !seen.contains(&other) && seen.len() < 3
                {
                    seen.push(other);
                    edits.put_in(start..start, &[&format!("{other}.")]);
                    let more = if name == "size" { "length" } else { "size" };
                    edits.put_in(start..start + name.len(), &[&format!("{other}.{more}")]);
                }
            }
        }
    }
}

/// What Node's own functions are given.
fn arguments(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked
        .says(&["\"cb\" argument must be of type function", "\"callback\" argument must be of type function"])
    {
        asked.swap(edits, "readFile(", &["readFileSync(", "createReadStream("]);
        asked.swap(edits, "writeFile(", &["writeFileSync(", "createWriteStream("]);
        asked.swap(edits, "readdir(", &["readdirSync("]);
        asked.swap(edits, "mkdir(", &["mkdirSync("]);
    }
    if asked.says(&["must be of type function"]) && (code.contains(" from ") || code.contains("require(")) {
        for mark in ["'", "\""] {
            for module in ["fs", "stream", "timers", "dns", "readline"] {
                asked.swap(edits, &format!("{module}{mark}"), &[&format!("{module}/promises{mark}")]);
            }
        }
    }
    if asked.says(&["must be of type string"]) {
        for call in asked.calls().iter().filter(|call| call.arguments.len() == 1) {
            let only = call.arguments[0].clone();
            let value = &code[only.clone()];
            edits.put_in(only, &[&format!("JSON.stringify({value})"), &format!("String({value})")]);
        }
        if let Some([number]) = holes::<1>(asked.message, "Received type number ({})") {
            for mark in ["'", "\""] {
                for sign in [": ", ", ", "("] {
                    for end in [" ", ",", ")", "\n"] {
                        let quoted = format!("{sign}{mark}{number}{mark}{end}");
                        asked.swap(edits, &format!("{sign}{number}{end}"), &[&quoted]);
                    }
                }
            }
        }
    }
    if asked.says(&["Invalid URL"]) {
        for call in
            asked.calls().iter().filter(|call| &code[call.name.clone()] == "URL" && call.arguments.len() == 1)
        {
            let end = call.brackets.end;
            edits.put_in(end..end, &[", 'http://localhost'", ", \"http://localhost\""]);
        }
    }
    if asked.says(&["is not valid JSON", "Unexpected token o in JSON", "in JSON at position"]) {
        asked.swap(edits, " = fs.readFile", &[" = await fs.readFile"]);
        for operand in asked.operands {
            let value = &code[operand.clone()];
            if value.ends_with(')')
                && [" = ", "(", "return "].iter().any(|it| code[..operand.start].ends_with(it))
            {
                edits.put_in(operand.start..operand.start, &["await "]);
            }
            if let Some(inner) = value.strip_prefix("JSON.parse(").and_then(|it| it.strip_suffix(')')) {
                edits.put_in(operand.clone(), &[inner]);
            }
        }
    }
    if asked.says(&["non-global RegExp"]) {
        for (at, _) in code.match_indices('/') {
            let rest = &code[at + 1..];
            let flags = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_lowercase()).len();
            if rest[flags..].starts_with([';', ')', ',']) && !rest[..flags].contains('g') {
                edits.put_in(at + 1..at + 1, &["g"]);
            }
        }
        asked.swap(edits, ".replaceAll(", &[".replace("]);
        asked.swap(edits, ".matchAll(", &[".match("]);
    }
}

/// One document asks for modules in one way.
fn modules(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let statement = asked.statement();
    let line = &asked.code[statement.clone()];
    if asked.says(&["import statement outside a module"])
        && let Some((names, source)) = line.strip_prefix("import ").and_then(|rest| rest.split_once(" from "))
    {
        let names = names.trim_start_matches("* as ").replace(" as ", ": ");
        edits.put_in(statement.clone(), &[&format!("const {names} = require({source})")]);
    }
    if asked.says(&["require is not defined"])
        && let Some((names, source)) =
            line.strip_prefix("const ").and_then(|rest| rest.split_once(" = require("))
    {
        let source = source.trim_end_matches(')');
        let plain = names.replace(": ", " as ");
        edits.put_in(
            statement,
            &[&format!("import {plain} from {source}"), &format!("import * as {plain} from {source}")],
        );
    }
}

/// Words that only some functions may use, and classes that are made too late.
fn reserved(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let start = asked.statement().start;
    if asked.says(&[
        "reserved word",
        "'yield' expression is only allowed",
        "nexpected token yield",
        "nexpected identifier",
    ]) {
        let is_method = code.trim_end().ends_with('{')
            && code.contains('(')
            && !["if", "for", "while", "switch", "function", "export", "class", "const", "return"]
                .contains(&first_word(code));
        if is_method {
            edits.put_in(start..start, &["*", "async "]);
        }
        asked.swap(edits, "function ", &["function* ", "async function "]);
        asked.swap(edits, " implements ", &[" extends "]);
    }
    if asked.says(&["Must call super constructor"]) && code.trim_start().starts_with("this.") {
        let blank = &code[..start];
        let head = asked.before.trim_end().rsplit('\n').next().unwrap_or_default();
        let taken =
            head.split_once("constructor(").and_then(|(_, rest)| rest.split_once(')')).map(|(list, _)| list);
        if let Some(name) = taken.map(first_word).filter(|name| name.starts_with(char::is_alphabetic)) {
            edits.put_in(0..0, &[&format!("{blank}super({name});\n")]);
        }
        edits.put_in(0..0, &[&format!("{blank}super();\n")]);
    }
    if let Some([name]) = holes::<1>(asked.message, "annot access '{}' before initialization")
        .or_else(|| holes(asked.message, "variable '{}' used before its declaration"))
    {
        for word in ["const ", "let ", "var "] {
            asked.swap(edits, &format!("{word}{name} = "), &[&format!("{name} = ")]);
        }
    }
    let member = holes::<1>(asked.message, "annot assign to '{}' because it is a read-only")
        .or_else(|| holes(asked.message, "annot set property {} of #<"));
    if let Some([name]) = member {
        for sign in ["#", "_"].into_iter().filter(|sign| asked.text.contains(&format!("this.{sign}{name}"))) {
            asked.swap(edits, &format!("this.{name}"), &[&format!("this.{sign}{name}")]);
        }
    }
}

/// What stands twice, what goes on, numbers with the comma of other countries, what an effect depends on.
fn others(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let statement = asked.statement();
    let blank = &code[..statement.start];
    if asked.says(&["Expected a 'break' statement before", "Fallthrough case in switch"]) {
        let end = code.trim_end().len();
        edits.put_in(end..end, &[&format!("\n{blank}break;")]);
    }
    if asked.says(&["return a value in getter", "lacks ending return statement", "Not all code paths return"])
    {
        let last = code[..statement.end].rfind('\n').map_or(0, |at| at + 1);
        let at = last + code[last..].len() - code[last..].trim_start().len();
        if !code[at..].starts_with("return") && at < statement.end {
            edits.put_in(at..at, &["return "]);
        }
        for call in
            asked.calls().iter().filter(|call| call.arguments.len() == 1 && statement.start < call.name.start)
        {
            if code[statement.start..call.name.start].starts_with("console.") {
                let value = &code[call.arguments[0].clone()];
                edits.put_in(statement.clone(), &[&format!("throw {value}"), &format!("return {value}")]);
            }
        }
    }
    if let Some([key]) = holes::<1>(asked.message, "uplicate key '{}'") {
        for other in opposites_of(key) {
            asked.swap(edits, &format!("{key}:"), &[&format!("{other}:")]);
        }
    }
    if asked.says(&["Duplicate case label"])
        && let Some((_, rest)) = code.split_once("case ")
        && let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '\'' | '"'))
    {
        let below = asked.text.get(asked.before.len() + code.len()..).unwrap_or_default();
        let next = below.lines().next().unwrap_or_default();
        if let Some(text) = next.split(mark).nth(1).filter(|text| text.chars().all(is_part)) {
            let end = code.rfind(mark).map_or(0, |at| at + 1);
            let start = code.len() - rest.len();
            if start < end {
                edits.put_in(start..end, &[&format!("{mark}{}{mark}", text.to_lowercase())]);
            }
        }
    }
    if asked.says(&[
        "Unexpected token",
        "Unexpected number",
        "Missing initializer",
        "';' expected",
        "',' expected",
    ]) {
        for (at, _) in code.match_indices(',') {
            let is_number = code[..at].ends_with(|it: char| it.is_ascii_digit())
                && code[at + 1..].starts_with(|it: char| it.is_ascii_digit());
            if is_number {
                edits.put_in(at..at + 1, &["."]);
            }
        }
    }
    // What came out is right, and what was expected is not.
    if asked.says(&["xpected values to be", "to equal", "to be"])
        && let Some((before, after)) = asked.message.split_once(" !== ")
    {
        let (actual, expected) =
            (before.lines().last().unwrap_or(before).trim(), after.lines().next().unwrap_or(after).trim());
        let plain = |text: &str| text.trim_matches(['\'', '"']).to_owned();
        if !plain(expected).is_empty() {
            asked.swap(edits, &plain(expected), &[&plain(actual)]);
        }
    }
    if let Some([name]) = holes::<1>(asked.message, "Private field '{}' must be declared") {
        let own = &code[statement.clone()];
        if let Some(rest) = own.strip_prefix('#') {
            let length = 1 + rest.find(|it| !is_part(it)).unwrap_or(rest.len());
            edits.put_in(statement.start..statement.start + length, &[name]);
        }
    }
    if let Some([name]) = holes::<1>(asked.message, "has a missing dependency: '{}'") {
        asked.swap(edits, "[])", &[&format!("[{name}])")]);
        if let Some(end) = code.rfind("])").filter(|end| !code[..*end].ends_with('[')) {
            edits.put_in(end..end, &[&format!(", {name}")]);
        }
    }
}
