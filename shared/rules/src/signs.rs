//! The marked lines with one sign put in, left out or exchanged: what a syntax error comes from most often. There are hundreds of
//! such edits; the model says which are likely, and the parser which of those mend the document.

use crate::{
    language::Language,
    rewrites::Rewrites,
    words::{is_name, words},
};

/// Signs that stand right in front of what they belong to.
const IN_FRONT: [&str; 14] = ["(", "[", "{", "\"", "'", "`", "<", "&", "*", "!", "@", ".", ":", "-"];
/// What C's preprocessor knows.
const DIRECTIVES: [&str; 12] = [
    "include", "define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "error", "pragma", "line",
];
/// Signs that stand right behind what they belong to; a block also begins behind a blank.
const BEHIND: [&str; 14] = [")", "]", "}", ",", ";", ":", "\"", "'", "`", ">", " {", " =", ");", "))"];
/// Signs between two words that touch.
const BETWEEN: [&str; 20] =
    [".", "(", ")", "[", "]", "{", "}", ",", ";", ":", "::", "->", "\"", "'", "=", "-", "<", ">", "&", "+"];
/// Operators with a blank on both sides.
const OPERATORS: [&str; 21] = [
    "=", "==", "!=", ":=", "+", "-", "*", "/", "%", "<", ">", "<=", ">=", "<<", ">>", "&&", "||", "=>", "->",
    ":", "?",
];
/// Signs that are written for each other.
const CONFUSED: [&[&str]; 4] =
    [&[")", "]", "}"], &["(", "[", "{"], &[",", ";", ":", ".", "::"], &["\"", "'", "`"]];
/// Words between two others.
const fn infix(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &["in", "as", "import", "and", "or", "if", "else"],
        Language::JavaScript | Language::TypeScript => &["of", "in", "from", "as"],
        Language::Rust => &["in", "as"],
        Language::Go => &["range"],
        Language::Java | Language::C | Language::Cpp => &[],
    }
}
/// What the language writes otherwise than others, or than in a hurry.
const fn other_spellings(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Python => &[
            ("&&", "and"),
            ("||", "or"),
            ("!", "not "),
            ("else if", "elif"),
            ("elseif", "elif"),
            ("function ", "def "),
            ("func ", "def "),
            ("=>", ">="),
            ("=<", "<="),
            ("=>", "=="),
            ("++", " += 1"),
            ("--", " -= 1"),
            (" : ", " else "),
            (" of ", " in "),
        ],
        Language::Rust => &[
            ("elif", "else if"),
            ("function ", "fn "),
            ("func ", "fn "),
            ("def ", "fn "),
            ("var ", "let "),
            ("const ", "let "),
            ("): ", ") -> "),
            (" of ", " in "),
            (" : ", " in "),
            ("++", " += 1"),
            (" and ", " && "),
            (" or ", " || "),
            ("=>", ">="),
            ("=<", "<="),
        ],
        Language::Go => &[
            ("elif", "else if"),
            ("while ", "for "),
            (" in ", " := range "),
            (" of ", " := range "),
            (" : ", " := range "),
            ("fn ", "func "),
            ("function ", "func "),
            ("def ", "func "),
            (" and ", " && "),
            (" or ", " || "),
            ("=>", ">="),
            ("=<", "<="),
        ],
        Language::JavaScript | Language::TypeScript => &[
            ("elif", "else if"),
            ("def ", "function "),
            ("func ", "function "),
            ("fn ", "function "),
            (" and ", " && "),
            (" or ", " || "),
            ("not ", "!"),
            ("=<", "<="),
            ("->", "=>"),
            (") -> ", "): "),
            (" = ", ": "),
            (", ", " : "),
        ],
        Language::Java | Language::C | Language::Cpp => &[
            ("elif", "else if"),
            ("elsif", "else if"),
            (" and ", " && "),
            (" or ", " || "),
            ("not ", "!"),
            ("=>", ">="),
            ("=<", "<="),
            ("=>", "->"),
            (", ", " : "),
            (" in ", " : "),
            (" of ", " : "),
        ],
    }
}
/// Words that a line begins with and that may be forgotten.
const fn first_words(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &["def ", "class ", "if ", "for ", "while ", "from ", "import ", "return "],
        Language::Rust => &["fn ", "let ", "if ", "for ", "match ", "pub fn ", "use ", "impl "],
        Language::Go => &["func ", "var ", "if ", "for ", "switch ", "case ", "type ", "return "],
        Language::JavaScript | Language::TypeScript => {
            &["function ", "const ", "let ", "if ", "for ", "while ", "async ", "export "]
        }
        Language::Java | Language::C | Language::Cpp => {
            &["if ", "for ", "while ", "switch ", "case ", "else ", "return "]
        }
    }
}
/// Whether conditions stand in brackets.
const fn has_conditions_in_brackets(language: Language) -> bool {
    matches!(
        language,
        Language::Java | Language::C | Language::Cpp | Language::JavaScript | Language::TypeScript
    )
}
/// What stands in front of a condition.
const CONDITIONAL: [&str; 4] = ["if ", "while ", "switch ", "for "];
/// What may stand alone in a line and close something.
const CLOSING_LINES: [&str; 9] = ["}", ")", "]", "};", "});", "},", "),", "],", "})"];
/// Longer code holds more than a slip.
const MOST_WORDS: usize = 96;

/// `code` with one sign more, less or another. `known` tells names that stand elsewhere in the document: an unknown one may be
/// two, with a sign lost between them. `indentation` is that of a line which closes what the marked lines stand in.
pub fn edits(
    code: &str,
    language: Language,
    indentation: Option<&str>,
    known: impl Fn(&str) -> bool,
) -> Vec<String> {
    let is_c = matches!(language, Language::C | Language::Cpp);
    let words: Vec<(usize, &str)> =
        words(code).map(|word| (word.as_ptr() as usize - code.as_ptr() as usize, word)).collect();
    if words.len() > MOST_WORDS {
        return Vec::new();
    }
    let mut edits = Rewrites::new(code);
    let mut last_end = None;
    for (at, &(start, word)) in words.iter().enumerate() {
        let end = start + word.len();
        let touches = last_end == Some(start);
        if touches {
            edits.put_in(start..start, &BETWEEN);
        } else {
            edits.put_in(start..start, &IN_FRONT);
            let line_start = code[..start].rfind('\n').map_or(0, |at| at + 1);
            // In front of any other word of C it makes a directive that every parser accepts.
            if !(is_c && code[line_start..start].trim().is_empty()) || DIRECTIVES.contains(&word) {
                edits.put_in(start..start, &["#"]);
            }
            // A line's first word has no operator in front of it.
            if let Some(last) = last_end.filter(|last| *last > line_start) {
                for sign in OPERATORS.iter().chain(infix(language)) {
                    edits.put_in(last..start, &[&format!(" {sign} ")]);
                }
            } else {
                // The end of the block above, as in front of an `else`.
                edits.put_in(start..start, &["} "]);
            }
        }
        if !code[end..].starts_with(|next: char| !next.is_whitespace()) {
            edits.put_in(end..end, &BEHIND);
        }
        if word.starts_with(|first: char| first == '_' || first.is_alphanumeric()) {
            let cuts = word.char_indices().skip(1).map(|(at, _)| at).filter(|_| !known(word));
            for at in cuts.filter(|at| known(&word[..*at]) || known(&word[*at..])) {
                edits.put_in(start + at..start + at, &BETWEEN);
            }
            // A word that means something itself, such as a second `return`.
            if !is_name(word) && !word.starts_with(|first: char| first.is_ascii_digit()) {
                let blank = code[end..].len() - code[end..].trim_start_matches(' ').len();
                edits.put_in(start..end + blank, &[""]);
            }
        } else {
            edits.put_in(start..end, &[""]);
            // Two signs that touch, in the other order.
            if let Some((_, next)) = words.get(at + 1).filter(|(next, sign)| *next == end && is_sign(sign)) {
                edits.put_in(start..end + next.len(), &[&format!("{next}{word}")]);
            }
            for others in CONFUSED.iter().filter(|others| others.contains(&word)) {
                edits.put_in(start..end, others);
            }
        }
        last_end = Some(end);
    }
    for (from, to) in other_spellings(language) {
        for (at, _) in code.match_indices(from) {
            let is_whole =
                !from.starts_with(char::is_alphabetic) || !code[..at].ends_with(char::is_alphanumeric);
            if is_whole {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    let mut line_start = 0;
    for line in code.split_inclusive('\n') {
        let start = line_start + line.len() - line.trim_start().len();
        if !line.trim().is_empty() {
            edits.put_in(start..start, first_words(language));
        }
        line_start += line.len();
    }
    if has_conditions_in_brackets(language) {
        for (at, word) in CONDITIONAL.iter().flat_map(|word| code.match_indices(word)) {
            let start = at + word.len();
            let end = code[start..].find(['{', '\n']).map_or(code.len(), |length| start + length);
            let start = end - code[start..end].trim_start().len();
            let condition = code[start..end].trim_end();
            edits.put_in(start..start + condition.len(), &[&format!("({condition})")]);
        }
    }
    if !matches!(language, Language::Python | Language::JavaScript | Language::TypeScript) {
        // A letter stands between single marks, a text does not.
        let marks: Vec<usize> = code.match_indices('\'').map(|(at, _)| at).collect();
        for [start, end] in marks.array_windows() {
            edits.put_in(*start..end + 1, &[&format!("\"{}\"", &code[start + 1..*end])]);
        }
    }
    // A compiler names the line behind a bracket that is missing.
    let first = &code[..code.len() - code.trim_start().len()];
    for line in CLOSING_LINES {
        edits.put_in(0..0, &[&format!("{first}{line}\n")]);
    }
    let own = &code[code.trim_end().rfind('\n').map_or(0, |at| at + 1)..];
    let own = &own[..own.len() - own.trim_start().len()];
    for indentation in [Some(own), indentation].into_iter().flatten() {
        for line in CLOSING_LINES {
            edits.put_in(code.len()..code.len(), &[&format!("{indentation}{line}\n")]);
        }
    }
    edits.found
}

fn is_sign(word: &str) -> bool {
    !word.starts_with(|first: char| first == '_' || first.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn has(code: &str, edit: &str) -> bool {
        let known = |name: &str| ["bin", "getTwo", "cfFile", "buffer"].contains(&name);
        edits(code, Language::Go, Some("    "), known).contains(&edit.to_owned())
    }

    #[test]
    fn one_sign_is_put_in_left_out_or_exchanged() {
        for (code, edit) in [
            ("f(a, b;\n", "f(a, b);\n"),
            ("f(a b)\n", "f(a, b)\n"),
            ("f(\"a)\n", "f(\"a\")\n"),
            ("f a\")\n", "f \"a\")\n"),
            ("a  b\n", "a = b\n"),
            ("f(x) > Self {\n", "f(x) -> Self {\n"),
            ("if (a)\n    b\n", "if (a) {\n    b\n"),
            ("f((a)\n", "f(a)\n"),
            ("f(a]\n", "f(a)\n"),
            ("Catch.cerr()\n", "Catch::cerr()\n"),
            ("let a = 1,\n", "let a = 1;\n"),
            ("a:: b\n", "a: b\n"),
            ("bingetTwo()\n", "bin.getTwo()\n"),
            ("größecfFile)\n", "größe(cfFile)\n"),
            ("buffer65536]\n", "buffer[65536]\n"),
            ("        f();\n", "        f();\n    }\n"),
            ("        f();\n", "        f();\n        }\n"),
            ("    f();\n", "    }\n    f();\n"),
            ("else {\n", "} else {\n"),
            ("f(g(a)\n", "f(g(a));\n"),
            ("out  \"a\";\n", "out << \"a\";\n"),
        ] {
            assert!(has(code, edit), "{code}{edit}");
        }
    }

    #[test]
    fn a_line_of_c_becomes_no_directive_of_its_own() {
        let has =
            |code: &str, edit: &str| edits(code, Language::C, None, |_| false).contains(&edit.to_owned());
        assert!(has("include <a.h>\n", "#include <a.h>\n"));
        assert!(!has("static int a\n", "#static int a\n"));
    }

    #[test]
    fn a_known_name_is_not_cut() {
        assert!(!has("cfFile\n", "cf.File\n"));
        assert!(!has("unlike\n", "un.like\n"));
    }

    #[test]
    fn every_edit_is_another_and_long_code_has_none() {
        let found = edits("f(a, b)\n", Language::Go, None, |_| false);
        assert_eq!(found.iter().collect::<HashSet<_>>().len(), found.len());
        assert!(!found.contains(&"f(a, b)\n".to_owned()));
        assert!(edits(&"a ".repeat(MOST_WORDS + 1), Language::Go, None, |_| false).is_empty());
        assert_eq!(edits("", Language::Go, None, |_| false).len(), CLOSING_LINES.len());
    }

    #[test]
    fn words_between_others_are_put_in_too() {
        for (code, language, edit) in [
            ("for row rows:\n", Language::Python, "for row in rows:\n"),
            ("for (const a list) {\n", Language::JavaScript, "for (const a of list) {\n"),
            ("for _, a := rows {\n", Language::Go, "for _, a := range rows {\n"),
            ("let n = a u32;\n", Language::Rust, "let n = a as u32;\n"),
        ] {
            assert!(edits(code, language, None, |_| false).contains(&edit.to_owned()), "{code}");
        }
    }

    #[test]
    fn conditions_get_brackets() {
        for (code, edit) in [
            ("if a == b {\n", "if (a == b) {\n"),
            ("if  a == b {\n", "if  (a == b) {\n"),
            ("if  (a == b) // 检查\n", "if  ((a == b) // 检查)\n"),
        ] {
            let found = edits(code, Language::C, None, |_| false);
            assert!(found.contains(&edit.to_owned()), "{code}");
        }
    }
}
