//! Forms of values: conditions in one line, functions without a name, lists, texts with code in them.

use std::ops::Range;

use super::line::{Line, is_name, is_part};
use crate::language::Language::{C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// `a and not b` for `a && !b`, all of a line at once; in types `A || B` for `A | B`.
pub(super) fn logic(line: &Line<'_>) -> Vec<String> {
    let mut parts: Vec<(Range<usize>, String)> = Vec::new();
    let mut put = |places: Vec<usize>, length: usize, text: &str| {
        parts.extend(places.into_iter().map(|at| (at..at + length, text.to_owned())));
    };
    if line.language == Python {
        put(line.find("&&"), 2, "and");
        put(line.find("||"), 2, "or");
        let nots = line.find("!").into_iter().filter(|at| !line.mask[at + 1..].starts_with('='));
        put(nots.collect(), 1, "not ");
    } else {
        put(line.find_word("and"), 3, "&&");
        put(line.find_word("or"), 2, "||");
        let nots = line.find_word("not").into_iter().filter(|at| line.mask[at + 3..].starts_with(' '));
        put(nots.collect(), 4, "!");
    }
    if !line.is_script() {
        // One that begins in another sign is none.
        let equal = line.find("===").into_iter().filter(|at| !line.mask[..*at].ends_with(['!', '=']));
        put(equal.collect(), 3, "==");
        put(line.find("!=="), 3, "!=");
    }
    parts.sort_by_key(|(part, _)| part.start);
    let mut found = vec![line.replace_all(&parts)];
    if line.language == TypeScript {
        found.push(line.body.replace("||", "|"));
    }
    found
}

/// `a ? b : c`, `b if a else c` and `if a { b } else { c }` for each other.
pub(super) fn ternaries(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut put = |whole: Range<usize>, condition: &str, yes: &str, no: &str| {
        if [condition, yes, no].iter().any(|part| part.is_empty()) {
            return;
        }
        let text = match line.language {
            Python => format!("{yes} if {condition} else {no}"),
            Rust => format!("if {condition} {{ {yes} }} else {{ {no} }}"),
            _ => format!("{condition} ? {yes} : {no}"),
        };
        found.push(line.replace(whole, &text));
    };
    if matches!(line.language, Python | Rust) {
        for at in line.find(" ? ") {
            let (start, end) = (line.value_start(at), line.value_end(at + 3));
            let colon =
                line.pieces(at + 3..end, ':', false).first().map(|yes| yes.end).filter(|colon| *colon < end);
            if let (Some(colon), true) = (colon, start < at) {
                let (yes, no) = (line.trimmed(at + 3..colon), line.trimmed(colon + 1..end));
                put(start..end, line.trimmed(start..at), yes, no);
            }
        }
    }
    if !matches!(line.language, Python | Go) {
        for at in line.find(" if ") {
            let (start, end) = (line.value_start(at), line.value_end(at));
            let other = line.find(" else ").into_iter().find(|other| *other > at && *other < end);
            if let (Some(other), true) = (other, start < at) {
                let (condition, no) = (line.trimmed(at + 4..other), line.trimmed(other + 6..end));
                put(start..end, condition, line.trimmed(start..at), no);
            }
        }
    }
    found
}

/// A function without a name in the language's own form.
pub(super) fn lambdas(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut put = |start: usize, parameters: &str, body: usize| {
        let end = line.value_end(body);
        let parameters: Vec<&str> =
            parameters.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        let value = line.trimmed(body..end);
        if line.language == Cpp && value.starts_with('{') {
            found.push(line.replace(start..end, &format!("[]({}) {value}", parameters.join(", "))));
            found.push(line.replace(start..end, &format!("[&]({}) {value}", parameters.join(", "))));
        }
        // With types, they would have to be written otherwise, too.
        if value.is_empty() || !parameters.iter().all(|name| is_name(name.trim_start_matches('&'))) {
            return;
        }
        let (all, is_one) = (parameters.join(", "), parameters.len() == 1);
        let forms = match line.language {
            Python if parameters.is_empty() => vec![format!("lambda: {value}")],
            Python => vec![format!("lambda {all}: {value}")],
            Rust => vec![format!("|{all}| {value}")],
            JavaScript | TypeScript if is_one => {
                vec![format!("{all} => {value}"), format!("({all}) => {value}")]
            }
            JavaScript | TypeScript => vec![format!("({all}) => {value}")],
            Java if is_one => vec![format!("{all} -> {value}")],
            Java => vec![format!("({all}) -> {value}")],
            Cpp => {
                let all: Vec<String> = parameters.iter().map(|name| format!("const auto& {name}")).collect();
                vec![format!("[&]({}) {{ return {value}; }}", all.join(", "))]
            }
            Go if value.starts_with('{') => {
                vec![format!("func({all}) {value}"), format!("func({all} int) bool {value}")]
            }
            Go => vec![format!("func({all} int) bool {{ return {value} }}")],
            C => Vec::new(),
        };
        found.extend(forms.iter().map(|text| line.replace(start..end, text)));
    };
    for arrow in ["=>", "->"] {
        let is_own = match line.language {
            JavaScript | TypeScript => arrow == "=>",
            // Here it means something else.
            Java | C | Cpp => arrow == "->",
            Rust | Go | Python => false,
        };
        for at in line.find(arrow).into_iter().filter(|_| !is_own) {
            let head = line.mask[..at].trim_end();
            let start = if head.ends_with(')') {
                line.groups('(').into_iter().find(|(_, close)| close + 1 == head.len()).map(|(open, _)| open)
            } else {
                Some(head.trim_end_matches(is_part).len())
            };
            if let Some(start) = start.filter(|start| line.is_value(*start)) {
                put(start, line.body[start..head.len()].trim_matches(['(', ')']), at + 2);
            }
        }
    }
    if line.language != Python {
        for at in line.find_word("lambda") {
            if let Some(colon) = line.mask[at..].find(':') {
                put(at, &line.body[at + 6..at + colon], at + colon + 1);
            }
        }
    }
    if line.language != Rust {
        for at in line.find("|").into_iter().filter(|at| line.is_value(*at)) {
            if let Some(length) = line.mask[at + 1..].find('|') {
                put(at, &line.body[at + 1..at + 1 + length], at + length + 2);
            }
        }
    }
    found
}

/// An object as an arrow's value stands in brackets of its own: `() => ({ a })`.
pub(super) fn bodies(line: &Line<'_>) -> Vec<String> {
    let groups = line.groups('{').into_iter();
    let groups = groups.filter(|(open, _)| line.is_script() && line.mask[..*open].trim_end().ends_with("=>"));
    groups
        .map(|(open, close)| line.replace(open..close + 1, &format!("({})", &line.body[open..=close])))
        .collect()
}

/// A list in the brackets of the language.
pub(super) fn lists(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let (open, close, open_own, close_own) = match line.language {
        C | Cpp | Java | Go => ('[', ']', "{", "}"),
        JavaScript | TypeScript | Rust => ('{', '}', "[", "]"),
        Python => return found,
    };
    for (start, end) in line.groups(open).into_iter().filter(|(start, _)| line.is_value(*start)) {
        let inside = &line.mask[start + 1..end];
        if open == '{' && (inside.contains([':', ';', '=']) || inside.trim().is_empty()) {
            continue;
        }
        let whole = line.body[start..=end].replace(open, open_own).replace(close, close_own);
        match line.language {
            Go => {
                let first = line.body[start + 1..end].trim_start();
                let types: &[&str] = match first.chars().next() {
                    Some('"' | '`') => &["string"],
                    Some('0'..='9' | '-') => &["int", "float64"],
                    _ => &["string", "int", "any"],
                };
                found.extend(types.iter().map(|it| line.replace(start..end + 1, &format!("[]{it}{whole}"))));
            }
            Rust => {
                found.push(line.replace(start..end + 1, &whole));
                found.push(line.replace(start..end + 1, &format!("vec!{whole}")));
            }
            Java => {
                found.push(line.replace(start..end + 1, &whole));
                found.push(line.replace(start..end + 1, &format!("List.of({})", &line.body[start + 1..end])));
            }
            _ => found.push(line.replace(start..end + 1, &whole)),
        }
    }
    found
}

/// Fields of an object, or arguments with names, by the language's sign.
pub(super) fn fields(line: &Line<'_>) -> Vec<String> {
    let (bracket, own): (char, &str) = match line.language {
        JavaScript | TypeScript | Rust | Go => ('{', ": "),
        Python => ('(', "="),
        C | Cpp => ('{', " = "),
        Java => return Vec::new(),
    };
    let mut found = Vec::new();
    for (open, close) in line.groups(bracket) {
        let mut parts = Vec::new();
        for piece in line.pieces(open + 1..close, ',', false) {
            let text = &line.mask[piece.clone()];
            let blank = text.len() - text.trim_start().len();
            let name = text.trim_start().trim_start_matches('.').trim_start_matches(is_part);
            let sign = text.len() - name.len();
            let length =
                ["=>", " => ", " = ", "=", ": ", ":"].into_iter().find(|sign| name.starts_with(sign));
            let is_other = |sign: &&str| !name[sign.len()..].starts_with(['=', ':']);
            let Some(length) = length.filter(is_other) else { continue };
            if length.trim() == own.trim() && !matches!(line.language, C | Cpp) {
                continue;
            }
            let dot = matches!(line.language, C | Cpp) && !text.trim_start().starts_with('.');
            if dot {
                parts.push((piece.start + blank..piece.start + blank, ".".to_owned()));
            }
            parts.push((piece.start + sign..piece.start + sign + length.len(), own.to_owned()));
        }
        found.push(line.replace_all(&parts));
    }
    found
}

/// `**a`, `...a`, `*a`: all of something, as the language writes it.
pub(super) fn spreads(line: &Line<'_>) -> Vec<String> {
    let signs: (&[&str], &[&str]) = match line.language {
        JavaScript | TypeScript => (&["**", "*"], &["..."]),
        Python => (&["..."], &["*", "**"]),
        Rust => (&["...", "**"], &[".."]),
        Go | Java | C | Cpp => return Vec::new(),
    };
    let mut found = Vec::new();
    for other in signs.0 {
        let places = line.find(other).into_iter().filter(|at| {
            let rest = &line.mask[at + other.len()..];
            line.is_value(*at) && rest.starts_with(is_part)
        });
        for at in places {
            found.extend(signs.1.iter().map(|own| line.replace(at..at + other.len(), own)));
        }
    }
    found
}

/// Text with code in it.
pub(super) fn templates(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut put = |start: usize, open: &str, close: &str, from: &str, to: &str| {
        let inside = start + open.len();
        if let Some(length) = line.body[inside..].find(close) {
            let end = inside + length;
            let text = line.body[inside..end].replace(from, to);
            let text = if line.is_script() { format!("`{text}`") } else { format!("f\"{text}\"") };
            found.push(line.replace(start..end + close.len(), &text));
        }
    };
    if line.is_script() {
        for (open, close) in [("f\"", "\""), ("f'", "'"), ("$\"", "\"")] {
            let places: Vec<usize> = line.body.match_indices(open).map(|(at, _)| at).collect();
            for at in places.into_iter().filter(|at| !line.body[..*at].ends_with(is_part)) {
                put(at, open, close, "{", "${");
            }
        }
    } else if line.language == Python {
        for at in line.body.match_indices('`').map(|(at, _)| at).step_by(2).collect::<Vec<_>>() {
            put(at, "`", "`", "${", "{");
        }
    }
    found
}

/// A new object.
pub(super) fn new_objects(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for at in line.find_word("new").into_iter().filter(|at| line.mask[at + 3..].starts_with(' ')) {
        let rest = &line.mask[at + 4..];
        let name =
            &rest[..rest.len() - rest.trim_start_matches(|letter| is_part(letter) || letter == '.').len()];
        let open = at + 4 + name.len();
        let end = if line.mask[open..].starts_with('(') { line.closing(open) } else { None };
        let whole = at..end.map_or(open, |close| close + 1);
        let arguments = end.map_or("", |close| &line.body[open + 1..close]);
        match line.language {
            _ if name.is_empty() => {}
            Python => found.push(line.replace(at..at + 4, "")),
            Rust => found.push(line.replace(whole, &format!("{name}::new({arguments})"))),
            Go => {
                found.push(line.replace(whole.clone(), &format!("&{name}{{{arguments}}}")));
                found.push(line.replace(whole.clone(), &format!("New{name}({arguments})")));
                found.push(line.replace(whole, &format!("make({name})")));
            }
            C | Cpp | Java | JavaScript | TypeScript => {}
        }
    }
    found
}

/// What is thrown or raised.
pub(super) fn thrown(line: &Line<'_>) -> Vec<String> {
    let raises = line.first_word(&["raise"]).map(|_| line.body["raise".len()..].trim_start());
    let throws = line.first_word(&["throw"]).map(|_| line.body["throw".len()..].trim_start());
    match (line.language, raises, throws) {
        (Python, _, Some(value)) => {
            let value = value.trim_start_matches("new ").trim_end_matches(';');
            vec![format!("raise {value}")]
        }
        (Java | JavaScript | TypeScript, Some(value), _) => {
            let value = value.trim_end_matches(';');
            vec![format!("throw new {value};"), format!("throw {value};")]
        }
        (Cpp, Some(value), _) => vec![format!("throw {};", value.trim_end_matches(';'))],
        _ => Vec::new(),
    }
}
