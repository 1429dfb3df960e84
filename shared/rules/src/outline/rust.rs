//! What a document of Rust's declares: functions with their parameters, fields, variants, derives. Read without a grammar, so that a
//! document with an error has them, too.

use crate::{
    language::Language::Rust,
    lexical,
    names::{first_word, is_part, leading},
};

/// How much of a document is read for what it declares, in bytes.
pub(crate) const REACH: usize = 128 << 10;

/// Types of numbers.
pub(crate) const NUMBERS: [&str; 14] =
    ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];

/// Where names of the standard library are at home.
pub(crate) const HOMES: [(&str, &str); 42] = [
    ("Arc", "std::sync::"),
    ("AtomicBool", "std::sync::atomic::"),
    ("AtomicU64", "std::sync::atomic::"),
    ("AtomicUsize", "std::sync::atomic::"),
    ("BTreeMap", "std::collections::"),
    ("BTreeSet", "std::collections::"),
    ("BinaryHeap", "std::collections::"),
    ("BufReader", "std::io::"),
    ("BufWriter", "std::io::"),
    ("Cell", "std::cell::"),
    ("Command", "std::process::"),
    ("Cow", "std::borrow::"),
    ("Debug", "std::fmt::"),
    ("Display", "std::fmt::"),
    ("Duration", "std::time::"),
    ("Error", "std::error::"),
    ("File", "std::fs::"),
    ("Formatter", "std::fmt::"),
    ("FromStr", "std::str::"),
    ("Future", "std::future::"),
    ("Hash", "std::hash::"),
    ("HashMap", "std::collections::"),
    ("HashSet", "std::collections::"),
    ("Instant", "std::time::"),
    ("Mutex", "std::sync::"),
    ("OnceLock", "std::sync::"),
    ("OpenOptions", "std::fs::"),
    ("Ordering", "std::cmp::"),
    ("Path", "std::path::"),
    ("PathBuf", "std::path::"),
    ("Pin", "std::pin::"),
    ("Rc", "std::rc::"),
    ("RefCell", "std::cell::"),
    ("Reverse", "std::cmp::"),
    ("RwLock", "std::sync::"),
    ("VecDeque", "std::collections::"),
    ("fmt", "std::"),
    ("fs", "std::"),
    ("io", "std::"),
    ("mem", "std::"),
    ("thread", "std::"),
    ("env", "std::"),
];

/// Traits that are derived, in the order in which they usually stand.
pub(crate) const DERIVED: [&str; 9] =
    ["Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Default"];

/// A list of derived traits with others: each where it usually stands, and all of them at the end.
pub(crate) fn with_derived(list: &str, missing: &[&str]) -> [String; 2] {
    let mut usual: Vec<&str> = parts(list);
    for of in missing {
        let rank = |of: &str| DERIVED.iter().position(|usual| *usual == of).unwrap_or(DERIVED.len());
        let place = usual.iter().position(|other| rank(other) > rank(of) && rank(other) < DERIVED.len());
        usual.insert(place.unwrap_or(usual.len()), of);
    }
    [usual.join(", "), [parts(list), missing.to_vec()].concat().join(", ")]
}

/// A function as its head declares it.
pub(crate) struct Function<'a> {
    /// Names and types, without what the function is of.
    pub(crate) parameters: Vec<(&'a str, &'a str)>,
    /// `self`, `&self` or `&mut self`, where it has one.
    pub(crate) receiver: Option<&'a str>,
    /// The type behind `->`, if any.
    pub(crate) returned: &'a str,
}

/// What stands behind each `word name` of a text, lines of comments left out.
fn behind<'a>(text: &'a str, word: &str, name: &str) -> Vec<&'a str> {
    let text = &text[..text.floor_char_boundary(REACH)];
    let sought = format!("{word} {name}");
    let found = text.match_indices(&sought).filter_map(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + sought.len()..]);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_whole = !before.ends_with(is_part) && !after.starts_with(is_part);
        (is_whole && !line.contains("//")).then_some(after)
    });
    found.collect()
}

/// A text without the generic parameters that it begins with.
pub(crate) fn behind_generics(text: &str) -> &str {
    if !text.starts_with('<') {
        return text;
    }
    let (mut depth, mut last) = (0_usize, ' ');
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if last != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
        last = letter;
    }
    ""
}

/// What stands between the bracket that a text begins with and the one that closes it, and what follows.
pub(crate) fn inside(text: &str) -> Option<(&str, &str)> {
    lexical::inside(text, Rust)
}

/// The parts of a list, cut at the commas that stand in no brackets of it.
pub(crate) fn parts(list: &str) -> Vec<&str> {
    lexical::types(list, Rust)
}

/// A declaration without the comments and attributes in front of it, and whether all may use it.
fn plain(part: &str) -> &str {
    let mut rest = part.trim_start();
    while rest.starts_with("//") || rest.starts_with("#[") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    if let Some(visible) = rest.strip_prefix("pub(") {
        rest = visible.split_once(')').map_or("", |(_, rest)| rest).trim_start();
    }
    rest.strip_prefix("pub ").unwrap_or(rest)
}

/// Names and types of a list of declarations.
pub(crate) fn typed(list: &str) -> Vec<(&str, &str)> {
    let pairs = parts(list).into_iter().filter_map(|part| plain(part).split_once(':'));
    let pairs = pairs.map(|(name, kind)| (name.trim().trim_start_matches("mut "), kind.trim()));
    pairs.filter(|(name, _)| !name.is_empty() && name.chars().all(is_part)).collect()
}

/// The only function of a document with this name.
pub(crate) fn function<'a>(text: &'a str, name: &str) -> Option<Function<'a>> {
    let found = behind(text, "fn", name);
    let &[rest] = found.as_slice() else { return None };
    let (list, rest) = inside(behind_generics(rest).trim_start())?;
    let receiver = parts(list).into_iter().next().filter(|first| {
        first.split(':').next().unwrap_or_default().trim_end().rsplit([' ', '&']).next() == Some("self")
    });
    let returned = rest.trim_start().strip_prefix("->").unwrap_or_default();
    let end = ["{", ";", "where ", "where\n"].iter().filter_map(|end| returned.find(end)).min();
    let returned = returned[..end.unwrap_or(returned.len())].trim();
    let mut parameters = typed(list);
    parameters.retain(|(name, _)| *name != "self");
    Some(Function { parameters, receiver, returned })
}

/// The structures of a document whose fields have names, with what declares those.
pub(crate) fn structures(text: &str) -> Vec<(&str, &str)> {
    let text = &text[..text.floor_char_boundary(REACH)];
    let mut found = Vec::new();
    for (at, word) in text.match_indices("struct ") {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let name = leading(after);
        let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
        if name.is_empty() || before.ends_with(is_part) || line.contains("//") {
            continue;
        }
        let rest = behind_generics(&after[name.len()..]).trim_start();
        if let Some((body, _)) = rest.starts_with('{').then(|| inside(rest)).flatten() {
            found.push((name, body));
        }
    }
    found
}

/// The fields of a structure, or of a variant, with their types.
pub(crate) fn fields<'a>(text: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let declared = behind(text, "struct", name);
    let bodies = declared.iter().filter_map(|rest| {
        let rest = behind_generics(rest).trim_start();
        rest.starts_with('{').then(|| inside(rest)).flatten()
    });
    let own: Vec<_> = bodies.flat_map(|(body, _)| typed(body)).collect();
    if !own.is_empty() {
        return own;
    }
    let variants = enums(text).into_iter().flat_map(|(_, variants)| variants);
    let mut bodies = variants.filter_map(|variant| {
        let rest = variant.strip_prefix(name)?.trim_start();
        rest.starts_with('{').then(|| inside(rest)).flatten()
    });
    bodies.next().map(|(body, _)| typed(body)).unwrap_or_default()
}

/// The type that every structure gives a field that is called so.
pub(crate) fn kind_of_field<'a>(document: &'a str, field: &str) -> Option<&'a str> {
    let mut found = None;
    for (_, body) in structures(document).into_iter().filter(|(_, body)| body.contains(field)) {
        for (_, kind) in typed(body).into_iter().filter(|(own, _)| *own == field) {
            if found.is_some_and(|other| other != kind) {
                return None;
            }
            found = Some(kind);
        }
    }
    found
}

/// The enumerations of a document, with what declares their variants.
pub(crate) fn enums(text: &str) -> Vec<(&str, Vec<&str>)> {
    let text = &text[..text.floor_char_boundary(REACH)];
    let mut found = Vec::new();
    for (at, word) in text.match_indices("enum ").filter(|(at, _)| !text[..*at].ends_with(is_part)) {
        let rest = &text[at + word.len()..];
        let name = leading(rest);
        let body = behind_generics(&rest[name.len()..]).trim_start();
        if let Some((body, _)) = body.starts_with('{').then(|| inside(body)).flatten() {
            found.push((name, parts(body).into_iter().map(plain).collect()));
        }
    }
    found
}

/// The enumerations that have a variant with this name.
pub(crate) fn enums_with<'a>(text: &'a str, variant: &str) -> Vec<&'a str> {
    let all = enums(text).into_iter();
    all.filter(|(_, own)| own.iter().any(|own| leading(own) == variant)).map(|(name, _)| name).collect()
}

/// The generic parameters of a type of the document's, as its declaration has them: `<'a, T>`.
pub(crate) fn generics<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let declared = ["struct", "enum", "trait"].iter().flat_map(|word| behind(text, word, name));
    let mut generic = declared.filter(|rest| rest.starts_with('<'));
    generic.next().map(|rest| &rest[..rest.len() - behind_generics(rest).len()])
}

/// What a type derives, and whether the document has that type.
pub(crate) fn derived<'a>(text: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let rest = ["struct", "enum"].iter().find_map(|word| behind(text, word, name).first().copied())?;
    let before = &text[..text.len() - rest_length(text, rest)];
    let mut found = Vec::new();
    for line in before.lines().rev().skip(1).map(str::trim) {
        let list = line.strip_prefix("#[derive(").and_then(|rest| rest.split_once(')'));
        match list {
            Some((list, _)) => found.extend(parts(list)),
            None if line.starts_with("#[") || line.starts_with("//") => {}
            None => break,
        }
    }
    Some(found)
}

/// How long a text is from a part of it on.
fn rest_length(text: &str, part: &str) -> usize {
    text.len() - (part.as_ptr() as usize - text.as_ptr() as usize)
}

/// The last part of a path without its generic parameters and signs in front: `Vec` of `&mut std::vec::Vec<u8>`.
pub(crate) fn head(kind: &str) -> &str {
    let mut kind = kind.trim();
    loop {
        let rest = kind.trim_start_matches('&').trim_start();
        let rest = rest.strip_prefix("mut ").unwrap_or(rest);
        let rest = match rest.strip_prefix('\'') {
            Some(lifetime) => lifetime.trim_start_matches(is_part).trim_start(),
            None => rest,
        };
        if rest.len() == kind.len() {
            break;
        }
        kind = rest;
    }
    kind.split(['<', '(']).next().and_then(|path| path.rsplit("::").next()).unwrap_or(kind).trim()
}

/// The type that a variable or a parameter is declared with, by the last line that says it.
pub(crate) fn declared_type<'a>(above: &'a str, name: &str) -> Option<&'a str> {
    let sought = format!("{name}: ");
    let near = &above[above.rfind("fn ")?..];
    let at =
        near.match_indices(&sought).map(|(at, _)| at).filter(|at| !near[..*at].ends_with(is_part)).last()?;
    let kind = &near[at + sought.len()..];
    let (mut depth, mut last) = (0_usize, ' ');
    for (at, letter) in kind.char_indices() {
        match letter {
            '(' | '[' | '<' => depth += 1,
            '>' if last == '-' => {}
            ',' | ')' | '=' | ';' | '{' | '\n' | '|' if depth == 0 => return Some(kind[..at].trim()),
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = letter;
    }
    None
}

/// Whether a document implements a trait for a type itself.
pub(crate) fn implements(text: &str, of: &str, name: &str) -> bool {
    let lines = text[..text.floor_char_boundary(REACH)].lines().filter(|line| line.contains(" for "));
    let mut own = lines.filter(|line| line.trim_start().starts_with("impl") || line.contains("unsafe impl"));
    own.any(|line| {
        line.rsplit_once(" for ").is_some_and(|(before, after)| {
            first_word(after) == name && crate::names::names(before).any(|(_, word)| word == of)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "\
/// A tank.
#[derive(Debug, Clone)]
pub struct Tank<'a, T: Level> {
    /// How full, at most.
    pub limit: u32,
    #[serde(default)]
    pub(crate) name: &'a str,
    level: Option<T>,
}

enum Fill {
    Empty,
    Part { share: f64, of: u32 },
    Full(u32),
}

impl<'a, T: Level> Tank<'a, T> {
    // fn drain(&self) is no more.
    pub fn fill<F: Fn(u32) -> u8>(&mut self, amount: u32, mut by: F) -> Result<u32, String> {
        Ok(amount)
    }
}
";

    #[test]
    fn what_a_document_declares_is_read() {
        let function = function(DOCUMENT, "fill").unwrap();
        assert_eq!(function.parameters, [("amount", "u32"), ("by", "F")]);
        assert_eq!((function.receiver, function.returned), (Some("&mut self"), "Result<u32, String>"));
        assert!(super::function(DOCUMENT, "drain").is_none());
        assert_eq!(fields(DOCUMENT, "Tank"), [("limit", "u32"), ("name", "&'a str"), ("level", "Option<T>")]);
        assert_eq!(fields(DOCUMENT, "Part"), [("share", "f64"), ("of", "u32")]);
        assert_eq!(enums_with(DOCUMENT, "Full"), ["Fill"]);
        assert_eq!(generics(DOCUMENT, "Tank"), Some("<'a, T: Level>"));
        assert_eq!(derived(DOCUMENT, "Tank"), Some(vec!["Debug", "Clone"]));
        assert_eq!(declared_type(DOCUMENT, "amount"), Some("u32"));
        assert_eq!((derived(DOCUMENT, "Fill"), derived(DOCUMENT, "Other")), (Some(vec![]), None));
    }

    #[test]
    fn lists_and_types_are_taken_apart() {
        assert_eq!(
            parts("a, f(b, c), Map<d, e>, |x| -> y, \"g, h\","),
            ["a", "f(b, c)", "Map<d, e>", "|x| -> y", "\"g, h\""]
        );
        assert_eq!(head("&'a mut std::vec::Vec<u8>"), "Vec");
        assert_eq!(head("&str"), "str");
        assert_eq!(inside("(a(b), '(') c"), Some(("a(b), '('", " c")));
        for odd in ["", "(", "<", ">é", "é", "enum", "enum é {", "struct A", "fn a", "fn a(", "\"'(["] {
            assert!(inside(odd).is_none_or(|(inner, _)| inner.len() < odd.len()));
            let _ = (parts(odd), enums(odd), head(odd), behind_generics(odd), fields(odd, "A"));
            let _ = (function(odd, "a").is_some(), derived(odd, "A"));
        }
    }
}
