//! What a document of JavaScript or TypeScript declares: parameters of functions, types of names, members of types. Nothing is resolved that
//! is not in sight; where in doubt there is nothing.

use std::ops::Range;

use crate::{
    language::Language::TypeScript,
    lexical,
    names::{first_word, is_part},
};

/// How much of a document is searched for declarations, in bytes.
const REACH: usize = 128 << 10;
/// Longer parameters, members and types are not read.
const LONGEST: usize = 2000;
/// How much of a line behind a name is read for its type or its value, in bytes.
const LONGEST_LINE: usize = 400;
/// Words in front of what a class declares.
const MODIFIERS: [&str; 13] = [
    "export",
    "default",
    "public",
    "private",
    "protected",
    "static",
    "readonly",
    "abstract",
    "override",
    "async",
    "declare",
    "get",
    "set",
];

/// A parameter, or a member of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared<'t> {
    /// Empty where several are taken from a value.
    pub(crate) name: &'t str,
    /// Its type, as far as it is told.
    pub(crate) kind: &'t str,
    pub(crate) is_optional: bool,
}

/// As much of a document as is searched.
pub(crate) fn reach(text: &str) -> &str {
    &text[..text.floor_char_boundary(REACH)]
}

/// As much of what stands before a place as is searched.
pub(crate) fn nearest(before: &str) -> &str {
    &before[before.ceil_char_boundary(before.len().saturating_sub(REACH))..]
}

/// The rest of the line that a text begins in, as far as it is read.
pub(crate) fn rest_of_line(text: &str) -> &str {
    let text = &text[..text.floor_char_boundary(LONGEST_LINE)];
    &text[..text.find('\n').unwrap_or(text.len())]
}

/// Where brackets open and close, those of texts aside.
pub(crate) fn brackets(code: &str) -> Vec<Range<usize>> {
    lexical::pairs(code)
}

/// What stands behind an opening bracket at the beginning of a text, up to its partner.
fn inside(text: &str) -> Option<&str> {
    Some(lexical::inside(&text[..text.floor_char_boundary(LONGEST)], TypeScript)?.0)
}

/// The parts between separators, outside brackets and what stands between the signs of generic types.
pub(crate) fn parts<'t>(text: &'t str, separators: &[char]) -> Vec<&'t str> {
    lexical::parts(text, separators, TypeScript)
}

/// The type that a text begins with: up to what ends it outside its own brackets.
fn beginning(text: &str) -> &str {
    let mut depth = 0_i32;
    let mut last = ' ';
    let end = text.char_indices().find(|(_, letter)| {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if last != '=' => depth -= 1,
            _ => {}
        }
        last = *letter;
        depth < 0 || (depth == 0 && matches!(letter, ',' | ';' | '='))
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Places of a whole name in a text.
pub(crate) fn places<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(name).map(|(at, _)| at).filter(move |at| is_whole(text, *at, name))
}

/// Whether a name that stands at a place of a text is no part of another one.
fn is_whole(text: &str, at: usize, name: &str) -> bool {
    !name.is_empty() && !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
}

/// Reads `name?: kind = value`.
fn declared(text: &str) -> Declared<'_> {
    let mut rest = text.trim_start_matches("...").trim();
    while let Some(word) = MODIFIERS.iter().find(|word| first_word(rest) == **word) {
        let behind = rest[word.len()..].trim_start();
        if !behind.starts_with(|first| is_part(first) || first == '#') {
            break;
        }
        rest = behind;
    }
    let is_got = text.trim_start().starts_with("get ") || text.contains(" get ");
    let length = rest.find(|letter| !is_part(letter) && letter != '#').unwrap_or(rest.len());
    let (name, behind) = rest.split_at(length);
    let (kind, value) = match behind.trim_start_matches(['?', '!']).trim_start().strip_prefix(':') {
        Some(kind) => kind.split_once(" = ").map_or((kind, ""), |(kind, value)| (kind, value)),
        // A method.
        None if behind.starts_with(['(', '<']) => (if is_got { "get" } else { "=>" }, ""),
        None => ("", behind.trim_start().strip_prefix('=').unwrap_or_default()),
    };
    let is_optional = behind.starts_with('?') || !value.is_empty() || text.starts_with("...");
    Declared { name, kind: kind.trim(), is_optional }
}

/// The parameters of the function, method or class of this name that the document declares; the first one that it does.
pub(crate) fn parameters<'t>(text: &'t str, name: &'t str) -> Option<Vec<Declared<'t>>> {
    let text = reach(text);
    let list = places(text, name).find_map(|at| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        if before.ends_with("class ") {
            let body = &after[after.find('{')?..];
            let end = body.find("\n}").unwrap_or(body.len());
            let start = body[..end].find("constructor(")? + "constructor".len();
            return inside(&body[start..]);
        }
        let is_function = before.ends_with("function ") || before.ends_with("function* ");
        let is_value = ["const ", "let ", "var "].iter().any(|word| before.ends_with(word));
        let near = nearest_line(before);
        let line = &near[near.rfind('\n').map_or(0, |at| at + 1)..];
        let is_method = line.trim_start_matches([' ', '\t', '*', '#']).split(' ').all(|word| {
            word.is_empty() || MODIFIERS.contains(&word) || matches!(word, "get" | "set" | "*" | "#")
        }) && line.starts_with([' ', '\t']);
        let after = if is_value {
            let start = rest_of_line(after).find(" = ")? + " = ".len();
            let value = &after[start..];
            let value = value.strip_prefix("async ").unwrap_or(value);
            value.strip_prefix("function").unwrap_or(value).trim_start()
        } else {
            after
        };
        let open = if after.starts_with('<') { rest_of_line(after).find('(')? } else { 0 };
        let list = inside(after.get(open..).filter(|rest| rest.starts_with('('))?)?;
        let behind = after[open + list.len() + 2..].trim_start();
        let begins = if is_value {
            behind.starts_with("=>") || behind.starts_with(':') || behind.starts_with('{')
        } else {
            behind.starts_with(['{', ':'])
        };
        ((is_function || is_value || is_method) && begins).then_some(list)
    })?;
    Some(parts(list, &[',']).into_iter().map(declared).collect())
}

/// The end of a text, as much as may be one line.
fn nearest_line(before: &str) -> &str {
    &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_LINE))..]
}

/// The type of a name as it is told nearest before a place: by its declaration, or by the value that it is made with.
pub(crate) fn kind_of<'t>(before: &'t str, name: &str) -> Option<&'t str> {
    let before = nearest(before);
    let found = before.rmatch_indices(name).filter(|(at, _)| is_whole(before, *at, name));
    found.map(|(at, _)| rest_of_line(&before[at + name.len()..])).find_map(|line| {
        let typed = line.trim_start_matches(['?', '!']);
        if let Some(kind) = typed.strip_prefix(": ") {
            let kind = beginning(kind);
            let kind = kind.trim_end_matches([' ', '{']).trim();
            let is_type = kind.starts_with(char::is_uppercase)
                || matches!(first_word(kind), "string" | "number" | "boolean" | "readonly");
            is_type.then_some(kind)
        } else {
            let value = line.strip_prefix(" = ")?;
            let is_made = value.strip_prefix("new ").map(|made| {
                let end = made.find(['(', ';']).unwrap_or(made.len());
                &made[..end]
            });
            let is_list = value.starts_with('[') && value.trim_end_matches([';', ',']).ends_with(']');
            is_made.or(is_list.then_some("[]"))
        }
    })
}

/// The members of each object that a type of this name may be; more than one where it is one of several.
pub(crate) fn objects<'t>(text: &'t str, name: &'t str) -> Vec<Vec<Declared<'t>>> {
    let text = reach(text);
    let mut found = Vec::new();
    for at in places(text, name) {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let (is_class, is_type) =
            (before.ends_with("interface ") || before.ends_with("class "), before.ends_with("type "));
        if !is_class && !is_type {
            continue;
        }
        let head = &after[..after.find(['{', ';']).unwrap_or(after.len())];
        if is_class {
            found.extend(inside(&after[head.len()..]).map(members));
        } else if head.contains('=') && !head.contains("=>") {
            let end = after.find("\n\n").or_else(|| after.find(";\n")).unwrap_or(after.len());
            let body = &after[..after.floor_char_boundary(end.min(LONGEST))];
            let mut all = brackets(body);
            all.retain(|pair| body[pair.clone()].starts_with('{'));
            let outer = |pair: &Range<usize>| {
                !all.iter().any(|other| other.start < pair.start && other.end > pair.end)
            };
            found.extend(
                all.iter().filter(|pair| outer(pair)).map(|pair| members(&body[pair.start + 1..pair.end])),
            );
        }
    }
    found
}

/// The members between an object type's braces.
pub(crate) fn members(body: &str) -> Vec<Declared<'_>> {
    let mut found: Vec<Declared<'_>> = parts(body, &[',', ';', '\n'])
        .into_iter()
        .filter(|part| !part.starts_with("//"))
        .map(declared)
        .collect();
    found.retain(|member| !member.name.is_empty() && !matches!(member.name, "constructor" | "return"));
    found
}

/// The texts that a type may be: of `"a" | "b"`, or of a name that the document declares so.
pub(crate) fn literals<'t>(text: &'t str, kind: &'t str) -> Vec<&'t str> {
    let is_name = kind.chars().all(is_part);
    let kind = if is_name {
        let text = reach(text);
        let declared = places(text, kind).find_map(|at| {
            let rest =
                text[..at].ends_with("type ").then(|| text[at + kind.len()..].strip_prefix(" ="))??;
            let end = rest.find(';').or_else(|| rest.find("\n\n")).unwrap_or(rest.len());
            Some(&rest[..end])
        });
        let Some(declared) = declared else { return Vec::new() };
        declared
    } else {
        kind
    };
    let parts = parts(kind, &['|']).into_iter();
    parts
        .filter_map(|part| {
            let mark = part.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
            part.strip_prefix(mark)?.strip_suffix(mark)
        })
        .collect()
}

/// What a value of a type may begin as.
pub(crate) fn first_value(kind: &str) -> Option<&'static str> {
    Some(match kind {
        _ if kind.ends_with("| undefined") => "undefined",
        _ if kind.ends_with("| null") => "null",
        _ if kind.ends_with("[]") || kind.starts_with("Array<") => "[]",
        "number" => "0",
        "string" => "\"\"",
        "boolean" => "false",
        _ if kind.starts_with("Map<") => "new Map()",
        _ if kind.starts_with("Set<") => "new Set()",
        _ if kind.starts_with("Record<") => "{}",
        "Date" => "new Date()",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "type Shade = 'dark' | \"light\";\n\
        interface Lamp {\n  readonly watts: number;\n  name?: string;\n  size: { width: number };\n}\n\
        type Event =\n  | { type: \"on\"; at: number }\n  | { type: \"off\" };\n\n\
        export async function dim(lamp: Lamp, level = 1, ...rest: string[]): Promise<void> {\n}\n\
        const glow = async (lamp) => lamp;\n\
        class Room {\n  lamps = new Map<string, Lamp>();\n  constructor(private door: Door) {}\n  \
        async light(id: string): Promise<Lamp> {\n    glow(id);\n  }\n}\n";

    #[test]
    fn parameters_are_those_of_declarations() {
        let names = |name| -> Vec<&str> {
            parameters(DOCUMENT, name).unwrap_or_default().into_iter().map(|it| it.name).collect()
        };
        assert_eq!(names("dim"), ["lamp", "level", "rest"]);
        assert_eq!(names("glow"), ["lamp"]);
        assert_eq!(names("Room"), ["door"]);
        assert_eq!(names("light"), ["id"]);
        assert!(names("fetch").is_empty() && names("watts").is_empty());
    }

    #[test]
    fn types_are_told_by_declarations_and_values() {
        assert_eq!(kind_of(DOCUMENT, "lamps"), Some("Map<string, Lamp>"));
        assert_eq!(kind_of("f(a: number, b: Date) {", "b"), Some("Date"));
        assert_eq!(kind_of("const a = [1];\n", "a"), Some("[]"));
        assert_eq!(kind_of("f({ a: b })", "a"), None);
        assert_eq!(literals(DOCUMENT, "Shade"), ["dark", "light"]);
        assert_eq!(literals("", "\"a\" | 'b' | undefined"), ["a", "b"]);
        assert_eq!(literals(DOCUMENT, "Lamp"), [] as [&str; 0]);
    }

    #[test]
    fn members_are_those_of_the_type() {
        let lamp = objects(DOCUMENT, "Lamp");
        let found: Vec<_> = lamp.iter().flatten().map(|it| (it.name, it.kind, it.is_optional)).collect();
        assert_eq!(
            found,
            [("watts", "number", false), ("name", "string", true), ("size", "{ width: number }", false)]
        );
        let event = objects(DOCUMENT, "Event");
        assert_eq!(event.len(), 2);
        assert_eq!(event.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn odd_documents_do_no_harm() {
        for text in
            ["", "é", "class é", "type é = {", "é: ", "function é(", "interface é {{}", "é = new ", "<'é'>"]
        {
            let _ = (parameters(text, "é"), kind_of(text, "é"), objects(text, "é"), literals(text, "é"));
            let _ = (members(text), brackets(text), first_value(text));
        }
    }
}
