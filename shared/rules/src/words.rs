//! Words of code, told apart without a grammar: what counts changes, finds names and recognizes repeated pairs.

use std::{collections::HashSet, sync::LazyLock};

/// Words of letters, digits and underscores; every other mark by itself; no blanks.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter == '_' || letter.is_alphanumeric();
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = if is_part(first) { rest.find(|letter| !is_part(letter)) } else { Some(first.len_utf8()) };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

/// What stands for the beginning of a line and for its end in [`line_words`].
pub const EDGE: &str = "\n";
/// Longer lines are data or generated.
const LONGEST_LINE: usize = 1000;

/// As much of a line as is read where it is one of many.
pub fn beginning(line: &str) -> &str {
    &line[..line.floor_char_boundary(LONGEST_LINE)]
}

/// A line's words and signs between two edges.
pub fn line_words(line: &str) -> Vec<&str> {
    std::iter::once(EDGE).chain(words(line)).chain([EDGE]).collect()
}

/// Whether what follows a `'` makes that the beginning of a lifetime or label of Rust and no quotation mark.
pub fn is_lifetime(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next().is_some_and(|first| first == '_' || first.is_alphabetic()) && letters.next() != Some('\'')
}

/// Whether a word is a name: it begins as one and means nothing itself in any of the languages.
pub fn is_name(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| KEYWORDS.iter().copied().collect());
    let first = word.chars().next().unwrap_or(' ');
    (first.is_alphabetic() || first == '_') && !KNOWN.contains(word)
}

/// Words that mean something themselves; names stand between them.
const KEYWORDS: &[&str] = &[
    "if",
    "else",
    "elif",
    "for",
    "while",
    "do",
    "return",
    "break",
    "continue",
    "switch",
    "case",
    "default",
    "match",
    "try",
    "catch",
    "except",
    "finally",
    "throw",
    "raise",
    "throws",
    "new",
    "delete",
    "class",
    "struct",
    "enum",
    "interface",
    "trait",
    "impl",
    "fn",
    "func",
    "function",
    "def",
    "lambda",
    "let",
    "const",
    "var",
    "static",
    "final",
    "public",
    "private",
    "protected",
    "pub",
    "mut",
    "void",
    "int",
    "long",
    "float",
    "double",
    "char",
    "bool",
    "boolean",
    "true",
    "false",
    "True",
    "False",
    "null",
    "None",
    "nil",
    "nullptr",
    "undefined",
    "this",
    "self",
    "super",
    "import",
    "from",
    "use",
    "package",
    "and",
    "or",
    "not",
    "in",
    "is",
    "await",
    "async",
    "yield",
    "assert",
    "instanceof",
    "typeof",
    "as",
    "with",
    "go",
    "defer",
    "range",
    "type",
    "extends",
    "implements",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_signs_and_names_from_keywords() {
        let found: Vec<&str> = words("  if größe_2 <=3 {\n}").collect();
        assert_eq!(found, ["if", "größe_2", "<", "=", "3", "{", "}"]);
        assert_eq!(found.into_iter().filter(|word| is_name(word)).collect::<Vec<_>>(), ["größe_2"]);
        assert_eq!(words(" \n").next(), None);
    }
}
