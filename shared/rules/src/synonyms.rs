//! What other libraries and languages call the same: who writes several mixes their names up.

use crate::{
    arguments::argument_lists,
    language::Language,
    names::{is_part, names},
    opposites::in_case_of,
    rewrites::Rewrites,
};

/// Names of the same, in small letters; the words of a name count, too.
const SYNONYMS: &[&[&str]] = &[
    &[
        "add",
        "append",
        "push",
        "push_back",
        "insert",
        "put",
        "set",
        "emplace",
        "emplace_back",
        "offer",
        "extend",
    ],
    &["size", "length", "len", "count"],
    &["contains", "includes", "has", "contains_key", "has_key", "containsKey", "find", "indexOf"],
    &["remove", "delete", "erase", "pop", "discard", "pop_back", "poll"],
    &["clear", "empty", "reset"],
    &["empty", "is_empty", "isEmpty"],
    &["get", "at", "value", "fetch"],
    &["add", "plus", "increment"],
    &["sub", "minus", "subtract"],
    &["find", "search", "match", "index", "get", "lookup"],
    &["print", "println", "log", "printf", "write"],
    &["starts_with", "startsWith", "startswith", "HasPrefix", "hasPrefix"],
    &["ends_with", "endsWith", "endswith", "HasSuffix", "hasSuffix"],
    &["to_string", "toString", "String", "str", "string"],
    &["to_lower", "toLowerCase", "lower", "to_lowercase", "tolower", "ToLower"],
    &["to_upper", "toUpperCase", "upper", "to_uppercase", "toupper", "ToUpper"],
    &["trim", "strip", "TrimSpace"],
    &["substr", "substring", "slice"],
    &["each", "forEach", "for_each", "map"],
    &["concat", "join", "extend", "addAll"],
    &["first", "front", "head", "peek"],
    &["last", "back", "tail", "top"],
    &["top", "front"],
    &["iter", "iterator", "into_iter", "iter_mut", "values", "items", "entries"],
    &["keys", "keySet", "entrySet"],
    &["equals", "eq", "is_equal", "isEqual", "Equal"],
    &["error", "err", "exception", "e", "ex"],
    &["message", "msg", "text"],
    &["replace", "replaceAll", "sub"],
    &["sort", "sorted", "sort_by"],
    &["reverse", "reversed", "rev"],
    &["parse", "parseInt", "loads", "parse_from_str"],
    &["random", "rand", "randint"],
    &["sqrt", "pow", "abs"],
];

/// Names that stand for each other in one library alone.
const RELATED: &[&[&str]] = &[
    &["match", "exec", "test"],
    &["copy", "copyOf", "clone"],
    &["seconds", "total_seconds"],
    &["matches", "find", "lookingAt"],
];

/// What others call the same: `push_back` for `append`, `addDays` for `plusDays`.
#[must_use]
pub fn synonyms_of(name: &str) -> Vec<String> {
    let others = |word: &str| -> Vec<&'static str> {
        let groups = SYNONYMS.iter().filter(|group| group.contains(&word));
        groups.flat_map(|group| group.iter().copied()).filter(|other| *other != word).collect()
    };
    let mut found: Vec<_> = others(name).into_iter().map(str::to_owned).collect();
    // The first of several words.
    let begins = |letter: char| letter == '_' || letter.is_uppercase();
    let skipped = name.chars().next().map_or(0, char::len_utf8);
    if let Some(end) = name[skipped..].find(begins).map(|end| skipped + end).filter(|end| *end > 0) {
        let word = &name[..end];
        let others = others(&word.to_lowercase());
        found.extend(others.into_iter().map(|other| in_case_of(word, other) + &name[end..]));
    }
    found
}

/// An unknown name is called as others call it.
pub(super) fn rename(edits: &mut Rewrites<'_>, code: &str, language: Language, name: &str) {
    for (at, _) in names(code).filter(|(_, found)| *found == name) {
        for other in synonyms_of(name) {
            edits.put_in(at..at + name.len(), &[&other]);
        }
        for other in RELATED.iter().filter(|group| group.contains(&name)).copied().flatten() {
            edits.put_in(at..at + name.len(), &[other]);
        }
        // The same in other letters.
        if code[..at].ends_with('.') {
            edits.put_in(at..at + name.len(), &[&name.to_lowercase(), &name.to_uppercase()]);
        }
        as_written_here(edits, code, language, at, name);
    }
}

/// A name of another language's, by what does the same here and is written in another way.
pub(crate) fn as_written_here(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    at: usize,
    name: &str,
) {
    as_a_function(edits, code, language, at, name);
    as_a_method(edits, code, language, at, name);
}

/// What is a method elsewhere is a function here: `a.append(b)` of Go, `a.length` of Python.
fn as_a_function(edits: &mut Rewrites<'_>, code: &str, language: Language, at: usize, name: &str) {
    let Some(before) = code[..at].strip_suffix('.') else { return };
    let start = before.trim_end_matches(|letter| is_part(letter) || letter == '.').len();
    let owner = &before[start..];
    let rest = &code[at + name.len()..];
    if owner.is_empty() {
        return;
    }
    match (language, name) {
        (Language::Go, "append" | "push" | "add" | "Append" | "Add") => {
            if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
                let end = code.len() - inner.1.len();
                edits.put_in(start..end, &[&format!("{owner} = append({owner}, {})", inner.0)]);
            }
        }
        (Language::Go | Language::Python, "length" | "size" | "len" | "count" | "Len" | "Length") => {
            let called = rest.strip_prefix("()").unwrap_or(rest);
            edits.put_in(start..code.len() - called.len(), &[&format!("len({owner})")]);
        }
        (Language::Go, _) => {
            let Some(function) = function_of_strings(name) else { return };
            let Some((arguments, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
            else {
                return;
            };
            let comma = if arguments.is_empty() { "" } else { ", " };
            let end = code.len() - after.len();
            edits.put_in(start..end, &[&format!("strings.{function}({owner}{comma}{arguments})")]);
        }
        (Language::Cpp, "sort" | "reverse" | "shuffle" | "unique") => {
            if let Some(after) = rest.strip_prefix("()") {
                let made = format!("{name}({owner}.begin(), {owner}.end())");
                edits.put_in(start..code.len() - after.len(), &[&format!("std::{made}"), &made]);
            }
        }
        _ => {}
    }
}

/// The function of Go's `strings` that does what a method of text does elsewhere.
fn function_of_strings(method: &str) -> Option<&'static str> {
    Some(match method {
        "ToLower" | "toLowerCase" | "lower" | "toLower" => "ToLower",
        "ToUpper" | "toUpperCase" | "upper" | "toUpper" => "ToUpper",
        "TrimSpace" | "trim" | "strip" | "Trim" => "TrimSpace",
        "Split" | "split" => "Split",
        "Fields" | "fields" => "Fields",
        "Contains" | "contains" | "includes" => "Contains",
        "HasPrefix" | "startsWith" | "startswith" | "StartsWith" => "HasPrefix",
        "HasSuffix" | "endsWith" | "endswith" | "EndsWith" => "HasSuffix",
        "Replace" | "replace" | "ReplaceAll" | "replaceAll" => "ReplaceAll",
        "Repeat" | "repeat" => "Repeat",
        "Index" | "indexOf" | "find" => "Index",
        _ => return None,
    })
}

/// What is a function elsewhere is a method or a member here: `len(a)` of Python, `str(a)`.
fn as_a_method(edits: &mut Rewrites<'_>, code: &str, language: Language, at: usize, name: &str) {
    let ways: &[(&str, &str)] = match (language, name) {
        (Language::JavaScript | Language::TypeScript, "len" | "length" | "size" | "count") => {
            &[("", ".length"), ("", ".size")]
        }
        (Language::Java, "len" | "length" | "size" | "count") => {
            &[("", ".length()"), ("", ".size()"), ("", ".length")]
        }
        (Language::Cpp, "len" | "length" | "size" | "count") => &[("", ".size()")],
        (Language::Rust, "len" | "length" | "size" | "count") => &[("", ".len()")],
        (Language::C, "len" | "length") => &[("strlen(", ")")],
        (Language::JavaScript | Language::TypeScript, "str" | "int" | "float") => {
            &[("String(", ")"), ("Number(", ")")]
        }
        (Language::Java, "str" | "int" | "float") => &[("String.valueOf(", ")"), ("Integer.parseInt(", ")")],
        (Language::Rust, "str" | "string") => &[("", ".to_string()")],
        (Language::Cpp, "str" | "to_string") => &[("std::to_string(", ")")],
        _ => &[],
    };
    let start = at + name.len();
    if ways.is_empty() || code[..at].ends_with(['.', ':', '>']) || !code[start..].starts_with('(') {
        return;
    }
    let lists = argument_lists(code, language == Language::Rust);
    let list = lists.iter().find(|list| list.start == start + 1);
    if let Some(&[(first, last)]) = list.map(|list| list.arguments.as_slice()) {
        let argument = &code[first..last];
        for (before, after) in ways {
            edits.put_in(at..last + 1, &[&format!("{before}{argument}{after}")]);
        }
    }
}

/// What a language calls what others call so.
pub(crate) const fn own_words(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Python => &[
            ("null", "None"),
            ("nil", "None"),
            ("undefined", "None"),
            ("true", "True"),
            ("false", "False"),
            ("this", "self"),
        ],
        Language::Rust => &[
            ("null", "None"),
            ("nil", "None"),
            ("string", "String"),
            ("boolean", "bool"),
            ("int", "i32"),
            ("float", "f64"),
            ("this", "self"),
            ("True", "true"),
            ("False", "false"),
        ],
        Language::Go => &[
            ("null", "nil"),
            ("None", "nil"),
            ("NULL", "nil"),
            ("boolean", "bool"),
            ("String", "string"),
            ("True", "true"),
            ("False", "false"),
            ("double", "float64"),
        ],
        Language::JavaScript | Language::TypeScript => &[
            ("None", "null"),
            ("nil", "null"),
            ("NULL", "null"),
            ("True", "true"),
            ("False", "false"),
            ("self", "this"),
            ("print", "console.log"),
            ("bool", "boolean"),
            ("int", "number"),
        ],
        Language::Java => &[
            ("None", "null"),
            ("nil", "null"),
            ("NULL", "null"),
            ("string", "String"),
            ("bool", "boolean"),
            ("True", "true"),
            ("False", "false"),
            ("self", "this"),
            ("print", "System.out.println"),
            ("println", "System.out.println"),
        ],
        Language::C => &[
            ("null", "NULL"),
            ("nullptr", "NULL"),
            ("None", "NULL"),
            ("boolean", "bool"),
            ("string", "char *"),
        ],
        Language::Cpp => &[
            ("null", "nullptr"),
            ("NULL", "nullptr"),
            ("nil", "nullptr"),
            ("boolean", "bool"),
            ("string", "std::string"),
            ("self", "this"),
            ("True", "true"),
            ("False", "false"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_libraries_become_those_of_this() {
        for (language, code, name, expected) in [
            (Language::Java, "a.addDays(n);\n", "addDays", "a.plusDays(n);\n"),
            (Language::Cpp, "a.push(n);\n", "push", "a.push_back(n);\n"),
            (Language::TypeScript, "a.b.add(n, c);\n", "add", "a.b.set(n, c);\n"),
            (Language::Go, "a.b.append(n)\n", "append", "a.b = append(a.b, n)\n"),
            (Language::Python, "if self.a.length() > 1:\n", "length", "if len(self.a) > 1:\n"),
            (Language::Go, "n := a.size + 1\n", "size", "n := len(a) + 1\n"),
            (Language::Go, "a.Add(n)\n", "Add", "a = append(a, n)\n"),
            (Language::Go, "b[a.toLowerCase()]++\n", "toLowerCase", "b[strings.ToLower(a)]++\n"),
            (Language::Cpp, "a.reverse();\n", "reverse", "std::reverse(a.begin(), a.end());\n"),
            (Language::JavaScript, "if (len(a) > 1) {\n", "len", "if (a.length > 1) {\n"),
            (Language::Rust, "let n = len(a.b);\n", "len", "let n = a.b.len();\n"),
        ] {
            let mut edits = Rewrites::new(code);
            rename(&mut edits, code, language, name);
            let found = edits.found;
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }
}
