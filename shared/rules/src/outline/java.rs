//! How a document of Java's declares names: the types of variables, the parameters of methods.

use super::line::Line;
use crate::{
    language::Language::Java,
    lexical,
    names::{first_word, is_part, last_word},
};

/// Types of numbers that are no objects.
pub(crate) const NUMBERS: [&str; 7] = ["byte", "short", "int", "long", "float", "double", "char"];
/// Words in front of a name that are no types.
const NO_TYPES: [&str; 12] = [
    "return",
    "new",
    "else",
    "throw",
    "case",
    "instanceof",
    "import",
    "package",
    "extends",
    "implements",
    "throws",
    "in",
];

/// The type of a variable or field, as the nearest declaration above says, or else the first below.
pub(crate) fn type_of<'a>(line: &Line<'a>, name: &str) -> Option<&'a str> {
    if name.is_empty() {
        return None;
    }
    let mut above = line.above.rmatch_indices(name);
    let mut below = line.below.match_indices(name);
    let found = above.find_map(|(at, _)| declared(line.above, at, name));
    found.or_else(|| below.find_map(|(at, _)| declared(line.below, at, name)))
}

/// The type that a text declares a name with at a place.
fn declared<'t>(text: &'t str, at: usize, name: &str) -> Option<&'t str> {
    let before = text[..at].strip_suffix(' ')?;
    let after = &text[at + name.len()..];
    let is_whole = !after.starts_with(is_part);
    let after = after.trim_start();
    let is_made =
        after.starts_with(['=', ';', ',', ')', ':']) && !after.starts_with("==") && !after.starts_with("::");
    (is_whole && is_made).then(|| type_before(before.trim_end())).flatten()
}

/// The type that a text ends with.
fn type_before(text: &str) -> Option<&str> {
    let mut start = text.trim_end_matches("...").trim_end_matches("[]").len();
    if text[..start].ends_with('>') {
        let mut depth = 0_usize;
        let open = text[..start].char_indices().rev().find(|(_, letter)| {
            match letter {
                '>' => depth += 1,
                '<' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        start = open?.0;
    }
    let start = text[..start].trim_end_matches(|it| is_part(it) || it == '.').len();
    let found = &text[start..];
    let word = first_word(found);
    let is_type = found.starts_with(char::is_uppercase)
        || ["int", "long", "double", "float", "char", "byte", "short", "boolean", "var"].contains(&word);
    (is_type && !NO_TYPES.contains(&word)).then_some(found)
}

/// The parameters, with their types, of each method, constructor or record with a name.
pub(crate) fn parameters<'a>(line: &Line<'a>, name: &str) -> Vec<Vec<(&'a str, &'a str)>> {
    let text = line.document;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&format!("{name}(")) {
        let before = &text[..at];
        let word = last_word(before);
        let is_declared = !before.ends_with(|it| is_part(it) || it == '.')
            && (word.starts_with(is_part) || before.trim_end().ends_with(['>', ']', '}', ';', '{']))
            && !NO_TYPES.contains(&word);
        let start = at + name.len() + 1;
        let Some(end) = lexical::closing(text, start, Java).filter(|_| is_declared) else { continue };
        let after = text[end + 1..].trim_start();
        let is_behind =
            after.starts_with('{') || after.starts_with("throws ") || after.starts_with("implements ");
        // A call ends with a semicolon, too.
        let is_abstract =
            after.starts_with(';') && before.ends_with(' ') && type_before(before.trim_end()).is_some();
        if is_behind || is_abstract {
            let list = lexical::types(&text[start..end], Java).into_iter();
            found.push(list.filter_map(|part| part.trim_start_matches("final ").rsplit_once(' ')).collect());
        }
    }
    found
}

/// The type of a value, as far as its look or the document says.
pub(crate) fn type_of_value(line: &Line<'_>, value: &str) -> Option<String> {
    let value = value.trim();
    let first = value.chars().next()?;
    let is_plain = value.chars().all(is_part);
    Some(match first {
        '"' if value[1..].find('"') == value.len().checked_sub(2) => "String".to_owned(),
        '\'' => "char".to_owned(),
        '0'..='9' if value.chars().all(|it| it.is_ascii_digit() || it == '_') => "int".to_owned(),
        '0'..='9' if value.chars().all(|it| it.is_ascii_digit() || it == '.') => "double".to_owned(),
        '0'..='9' if value.ends_with('L') => "long".to_owned(),
        _ if matches!(value, "true" | "false") => "boolean".to_owned(),
        _ if is_plain => type_of(line, value)?.to_owned(),
        _ => {
            let field = value.strip_prefix("this.").filter(|name| name.chars().all(is_part));
            match (field, value.strip_prefix("new ")) {
                (Some(name), _) => type_of(line, name)?.to_owned(),
                (None, Some(made)) => first_word(made).to_owned(),
                (None, None) => returned(line, value)?.to_owned(),
            }
        }
    })
}

/// What a method that is called gives back, where the document declares it.
fn returned<'a>(line: &Line<'a>, call: &str) -> Option<&'a str> {
    let open = call.rfind('(')?;
    let name = last_word(&call[..open]);
    let text = line.document;
    text.match_indices(&format!(" {name}(")).find_map(|(at, _)| type_before(&text[..at]))
}

/// The class that a place stands in: the last one above that begins further out.
pub(crate) fn class_around<'a>(line: &Line<'a>) -> Option<&'a str> {
    let mut least = crate::outline::line::indentation(line.code).max(1);
    line.above.lines().rev().filter(|it| !it.trim().is_empty()).find_map(|head| {
        let depth = crate::outline::line::indentation(head);
        if depth >= least {
            return None;
        }
        least = depth;
        let words = ["class ", "record ", "enum ", "interface "];
        let at = words.iter().find_map(|word| Some(head.find(word)? + word.len()))?;
        let name = first_word(&head[at..]);
        (name.starts_with(char::is_uppercase) && !head.trim_start().starts_with(['*', '/'])).then_some(name)
    })
}

/// The constants of an enumeration that the document declares.
pub(crate) fn constants<'a>(line: &Line<'a>, name: &str) -> Vec<&'a str> {
    let Some((_, rest)) = line.document.split_once(&format!("enum {name} ")) else { return Vec::new() };
    let Some(open) = rest.find('{') else { return Vec::new() };
    let Some(end) = lexical::closing(rest, open + 1, Java) else { return Vec::new() };
    let list = rest[open + 1..end].split(';').next().unwrap_or_default();
    lexical::types(list, Java)
        .into_iter()
        .map(first_word)
        .filter(|word| word.starts_with(char::is_uppercase))
        .collect()
}

/// The names of the enumerations that the document declares.
pub(crate) fn enumerations<'a>(line: &Line<'a>) -> impl Iterator<Item = &'a str> {
    line.document.match_indices("enum ").filter_map(|(at, word)| {
        let is_word = !line.document[..at].ends_with(is_part);
        let name = first_word(&line.document[at + word.len()..]);
        (is_word && name.starts_with(char::is_uppercase)).then_some(name)
    })
}

/// The head of the method that a place stands in.
pub(crate) fn method_around<'a>(line: &Line<'a>) -> Option<&'a str> {
    let own = crate::outline::line::indentation(line.code);
    let code = line.code.trim();
    let mut least = own;
    line.above.lines().rev().filter(|it| !it.trim().is_empty()).find(|head| {
        let depth = crate::outline::line::indentation(head);
        let is_out = depth < least && !code.is_empty();
        least = least.min(depth);
        let first = first_word(head);
        is_out
            && head.contains('(')
            && head.trim_end().ends_with('{')
            && !["if", "for", "while", "switch", "try", "catch", "synchronized", "}", "else", "return"]
                .contains(&first)
            && !head.contains("->")
            && !head.contains(" = ")
    })
}

/// What a method gives back, by its head.
pub(crate) fn result_of(head: &str) -> Option<&str> {
    let open = head.find('(')?;
    let before = head[..open].trim_end_matches(is_part).trim_end();
    if before.ends_with("void") {
        return Some("void");
    }
    type_before(before)
}

/// The type that a document of Java's declares a name with, by what stands above a place and below it.
pub(crate) fn type_in<'a>(above: &'a str, below: &'a str, name: &str) -> Option<&'a str> {
    type_of(&Line { code: "", document: "", above, below, message: "" }, name)
}
