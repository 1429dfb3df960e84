//! Forms of declarations: where a type stands, and what tells it from its name.

use std::ops::Range;

use super::line::{Line, is_name, is_part};
use crate::language::Language::{C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// Words that make a name known.
const DECLARING: [&str; 6] = ["let", "const", "var", "auto", "val", "final"];
/// Words that make a function known.
const FUNCTIONS: [&str; 6] = ["function", "func", "fn", "fun", "def", "sub"];
/// Words that begin a statement which declares nothing.
const OTHERS: [&str; 20] = [
    "return", "if", "else", "for", "while", "switch", "case", "throw", "raise", "import", "package", "use",
    "new", "delete", "await", "yield", "goto", "not", "class", "struct",
];

/// A name and its type, in either order.
struct Declared<'a> {
    name: &'a str,
    kind: &'a str,
}

/// Reads `name: Type`, `Type name` or, where no other language writes it so, `name Type`.
fn declared<'a>(line: &Line<'_>, text: &'a str) -> Option<Declared<'a>> {
    let text = text.trim();
    if let Some((name, kind)) = text.split_once(':') {
        let is_whole = is_name(name.trim()) && !kind.starts_with([':', '=']) && is_type(kind.trim());
        return is_whole.then(|| Declared { name: name.trim(), kind: kind.trim() });
    }
    let at = text.rfind(' ')?;
    let (kind, name) = (text[..at].trim(), text[at + 1..].trim());
    // `int count` in Go; there `count int` is right.
    let is_gos = line.language == Go && is_known_type(name);
    let is_whole = is_name(name) && is_type(kind) && !is_gos;
    is_whole.then_some(Declared { name, kind })
}

/// Whether a text may be a type.
fn is_type(text: &str) -> bool {
    let signs = |letter: char| is_part(letter) || " <>[],.&*:?|'".contains(letter);
    let first = text.split(|letter: char| !is_part(letter)).next().unwrap_or_default();
    !text.is_empty()
        && text.chars().all(signs)
        && !OTHERS.contains(&first)
        && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether a name is that of a type that many languages have.
fn is_known_type(name: &str) -> bool {
    ["int", "string", "bool", "float", "float64", "byte", "error", "any"].contains(&name)
}

/// A name with its type as the language writes them.
fn written(line: &Line<'_>, declared: &Declared<'_>) -> String {
    let Declared { name, kind } = *declared;
    match line.type_sign() {
        Some(sign) => format!("{name}{sign}{kind}"),
        None if line.language == JavaScript => name.to_owned(),
        None => format!("{kind} {name}"),
    }
}

/// Whether a name with its type stands there in the language's own form.
fn is_own(line: &Line<'_>, text: &str) -> bool {
    match line.language {
        Rust | TypeScript | Python => text.contains(':'),
        Go => !text.contains(':') && text.trim().rsplit(' ').next().is_some_and(is_known_type),
        C | Cpp | Java => !text.contains(": "),
        JavaScript => !text.contains([':', ' ']),
    }
}

/// The parameters of a function.
pub(super) fn parameters(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in line.groups('(') {
        let mut parts: Vec<(Range<usize>, String)> = Vec::new();
        let pieces = line.pieces(open + 1..close, ',', true);
        for piece in &pieces {
            let text = &line.body[piece.clone()];
            let value = line.mask[piece.clone()].find('=').unwrap_or(text.len());
            let head = text[..value].trim();
            if let Some(declared) = declared(line, head).filter(|_| !is_own(line, head)) {
                let start = piece.start + text.len() - text.trim_start().len();
                parts.push((start..start + head.len(), written(line, &declared)));
            }
        }
        if !parts.is_empty() {
            found.push(line.replace_all(&parts));
        }
    }
    found
}

/// What a function returns.
pub(super) fn returns(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in line.groups('(') {
        let rest = line.mask[close + 1..].trim_start();
        let start = line.mask.len() - rest.len();
        let Some(sign) = ["->", "=>", ":"].into_iter().find(|sign| rest.starts_with(sign)) else { continue };
        let from = start + sign.len();
        let stops: &[char] = if sign == "=>" { &['{', ';'] } else { &['{', ';', '='] };
        let end = line.mask[from..].find(stops).map_or(line.mask.len(), |length| from + length);
        let kind = line.trimmed(from..end);
        let kind = if line.language == Python { kind.trim_end_matches(':') } else { kind };
        if !is_type(kind) {
            continue;
        }
        let whole = close + 1..from + line.body[from..end].trim_end().len();
        let behind = |text: &str| line.replace(whole.clone(), text);
        match (line.language, sign) {
            (Rust, ":" | "=>") => found.push(behind(&format!(" -> {kind}"))),
            (Python, "=>") => found.push(behind(&format!(" -> {kind}:"))),
            (Python, ":") if line.body.ends_with(':') => found.push(behind(&format!(" -> {kind}:"))),
            (TypeScript, "->") => found.push(behind(&format!(": {kind}"))),
            // The type of a function has an arrow.
            (TypeScript, ":") => found.push(behind(&format!(" => {kind}"))),
            (Go, _) => found.push(behind(&format!(" {kind}"))),
            (JavaScript, _) => found.push(behind("")),
            (C | Cpp | Java, "->" | ":") => {
                // The type goes in front of the name, and takes the place of a word for functions.
                let name = line.mask[..open].trim_end_matches(is_part).len();
                let word = FUNCTIONS.iter().find(|word| line.mask[..name].trim_end().ends_with(**word));
                let from = word.map_or(name, |word| line.mask[..name].trim_end().len() - word.len());
                let own = if kind == "None" { "void" } else { kind };
                found.push(
                    line.replace_all(&[(from..name, format!("{own} ")), (whole.clone(), String::new())]),
                );
            }
            _ => {}
        }
    }
    found
}

/// A name that is made known: `String name = value;`, `let name: String = value`, `name := value`.
pub(super) fn declarations(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let end = line.body.trim_end_matches([';', ',']).len();
    let (body, closed) = (&line.body[..end], &line.body[end..]);
    let sign = line.find("=").into_iter().find(|at| {
        let (before, after) = (&line.mask[..*at], &line.mask[at + 1..]);
        !before.ends_with(['=', '!', '<', '>', '+', '-', '*', '/', '%', '&', '|'])
            && !after.starts_with(['=', '>'])
    });
    let head = sign.map_or(body, |at| &line.body[..at.min(end)]);
    let value = sign.filter(|at| *at < end).map(|at| body[at + 1..].trim());
    if head.contains(['(', '{', '"']) || line.first_word(&OTHERS).is_some() {
        return found;
    }
    let short = head.ends_with(':').then(|| head.trim_end_matches(':').trim());
    let word = line.first_word(&DECLARING);
    let rest = word.map_or(head, |word| head[word.len()..].trim_start());
    let rest = rest.strip_prefix("mut ").unwrap_or(rest);
    let stop = if line.is_like_c() || line.language == Rust { ";" } else { "" };
    let mut put = |text: String| found.push(text);
    // Without a type.
    let untyped = short.or_else(|| (word.is_some() && is_name(rest.trim())).then(|| rest.trim()));
    if let (Some(name), Some(value)) = (untyped.filter(|name| is_name(name)), value) {
        match line.language {
            Python => put(format!("{name} = {value}")),
            Go => put(format!("{name} := {value}")),
            Rust if short.is_some() || word != Some("let") => {
                put(format!("let {name} = {value}{stop}"));
                put(format!("let mut {name} = {value}{stop}"));
            }
            JavaScript | TypeScript if short.is_some() || word == Some("auto") => {
                put(format!("const {name} = {value}{stop}"));
                put(format!("let {name} = {value}{stop}"));
            }
            Cpp => put(format!("auto {name} = {value}{stop}")),
            Java => put(format!("var {name} = {value}{stop}")),
            C => put(format!("int {name} = {value}{stop}")),
            _ => {}
        }
        return found;
    }
    if short.is_some() {
        return found;
    }
    let Some(declared) = declared(line, rest) else { return found };
    let (own, name) = (written(line, &declared), declared.name);
    let from_colon = rest.contains(':');
    match (line.language, value) {
        (Rust, Some(value)) if !from_colon || word != Some("let") => {
            put(format!("let {own} = {value}{stop}"));
            put(format!("let mut {own} = {value}{stop}"));
            put(format!("let {name} = {value}{stop}"));
        }
        (TypeScript, Some(value)) if !from_colon || word.is_none() => {
            put(format!("const {own} = {value}{stop}"));
            put(format!("let {own} = {value}{stop}"));
            put(format!("const {name} = {value}{stop}"));
        }
        (JavaScript, Some(value)) => {
            put(format!("const {name} = {value}{stop}"));
            put(format!("let {name} = {value}{stop}"));
        }
        (Go, Some(value)) => {
            put(format!("{name} := {value}"));
            put(format!("var {own} = {value}"));
        }
        (Python, Some(value)) => {
            put(format!("{own} = {value}"));
            put(format!("{name} = {value}"));
        }
        (C | Cpp | Java, Some(value)) if from_colon || word.is_some() => {
            put(format!("{own} = {value}{stop}"));
        }
        (Go, None) => {
            put(own.clone());
            put(format!("var {own}"));
        }
        (Rust, None) => {
            put(format!("{own},"));
            put(format!("let {own};"));
            put(format!("{own}{closed}"));
        }
        (TypeScript, None) => {
            put(format!("{own};"));
            put(format!("{own}{closed}"));
            put(format!("let {own};"));
        }
        (JavaScript, None) => put(format!("let {name};")),
        (Python, None) => put(own),
        (C | Cpp | Java, None) if from_colon => put(format!("{own};")),
        _ => {}
    }
    found
}

/// The type of a list.
pub(super) fn arrays(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for at in line.find("[]") {
        let before = &line.mask[..at];
        let start = before.trim_end_matches(|letter| is_part(letter) || letter == '.').len();
        let (kind, rest) = (&line.body[start..at], &line.mask[at + 2..]);
        let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
        if kind.is_empty() {
            // `[]Type` as `Type[]`.
            if matches!(line.language, Java | TypeScript) && !name.is_empty() {
                found.push(line.replace(at..at + 2 + name.len(), &format!("{name}[]")));
            }
            continue;
        }
        let behind = rest.trim_start();
        let variable = &behind[..behind.len() - behind.trim_start_matches(is_part).len()];
        let end = line.mask.len() - behind.len() + variable.len();
        match line.language {
            Go => found.push(line.replace(start..at + 2, &format!("[]{kind}"))),
            Rust => {
                for text in [format!("Vec<{kind}>"), format!("&[{kind}]"), format!("[{kind}]")] {
                    found.push(line.replace(start..at + 2, &text));
                }
            }
            C | Cpp if !variable.is_empty() => {
                found.push(line.replace(start..end, &format!("{kind} {variable}[]")));
                if line.language == Cpp {
                    found.push(line.replace(start..end, &format!("std::vector<{kind}> {variable}")));
                }
            }
            Python => found.push(line.replace(start..at + 2, &format!("list[{kind}]"))),
            _ => {}
        }
    }
    found
}

/// The head of a type or a function.
pub(super) fn heads(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let body = line.body;
    let open = body.trim_end_matches([' ', '{', ':']);
    let kinds = ["struct", "class", "interface", "type", "record", "enum"];
    let kind = kinds.into_iter().find_map(|word| Some((*line.find_word(word).first()?, word)));
    let kind = kind.filter(|(at, _)| line.mask[..*at].chars().all(|letter| is_part(letter) || letter == ' '));
    if let Some((at, word)) = kind {
        let rest = open.get(at + word.len()..).unwrap_or_default().trim();
        let before = &body[..at];
        let name = rest.trim_end_matches("()").trim();
        if is_name(name) {
            match line.language {
                Go if word == "interface" => found.push(format!("type {name} interface {{")),
                Go => found.push(format!("type {name} struct {{")),
                Rust if word != "enum" => {
                    found.push(format!("{before}struct {name} {{"));
                    found.push(format!("{before}trait {name} {{"));
                }
                Python => found.push(format!("class {name}:")),
                _ if rest != name => found.push(format!("{before}{word} {name} {{")),
                C if word == "class" => found.push(format!("{before}struct {name} {{")),
                _ => {}
            }
        }
        // `class A extends B`, `class A(B)`, `class A : B`.
        let parts: Vec<&str> = rest.split([' ', '(', ')', ':']).filter(|part| !part.is_empty()).collect();
        if let [name, .., base] = parts[..]
            && parts.len() <= 4
            && is_name(base)
        {
            match line.language {
                Python => found.push(format!("class {name}({base}):")),
                Java | JavaScript | TypeScript => {
                    found.push(format!("{before}class {name} extends {base} {{"));
                }
                Cpp => found.push(format!("{word} {name} : public {base} {{")),
                _ => {}
            }
        }
    }
    if let Some(word) = FUNCTIONS.iter().find(|word| !line.find_word(word).is_empty()) {
        let at = line.find_word(word)[0];
        let own = match line.language {
            Python => "def ",
            Rust => "fn ",
            Go => "func ",
            JavaScript | TypeScript => "function ",
            C | Cpp | Java => "void ",
        };
        let end = body.len() - body[at + word.len()..].trim_start().len();
        found.push(line.replace(at..end, own));
        // A method has no word in front of its name.
        if line.is_script() || line.has_types_first() {
            found.push(line.replace(at..end, ""));
        }
    } else if line
        .groups('(')
        .first()
        .is_some_and(|(_, close)| body[close + 1..].trim_start().starts_with(['{', ':', '-']))
    {
        // `int f(a) {`, `f(a) {`.
        let (at, _) = line.groups('(')[0];
        let start = line.mask[..at].trim_end_matches(is_part).len();
        let before = body[..start].trim_end();
        if start < at && !OTHERS.contains(&before) && !OTHERS.contains(&&body[start..at]) {
            match (line.language, before) {
                (Python, _) => found.push(format!("def {}", &body[start..])),
                (Go, "") => found.push(format!("func {body}")),
                (Rust, "") => found.push(format!("fn {body}")),
                (Go, kind) if is_type(kind) => {
                    let (_, close) = line.groups('(')[0];
                    let kind = if kind == "void" { String::new() } else { format!(" {kind}") };
                    found.push(format!("func {}{kind}{}", &body[start..=close], &body[close + 1..]));
                }
                (Rust, kind) if is_type(kind) => {
                    let (_, close) = line.groups('(')[0];
                    let kind = if kind == "void" { String::new() } else { format!(" -> {kind}") };
                    found.push(format!("fn {}{kind}{}", &body[start..=close], &body[close + 1..]));
                }
                (JavaScript | TypeScript, kind) if is_type(kind) => {
                    found.push(body[start..].to_owned());
                    found.push(format!("function {}", &body[start..]));
                }
                _ => {}
            }
        }
    }
    found
}
