//! Whether a line may declare a name, in any of the languages and by its look alone. Where in doubt it says yes: a name that stands in a
//! document and is declared nowhere in it is one slip made several times, or comes from elsewhere.

use crate::{
    language::Language,
    names::{first_word, is_part, last_word, names},
};

/// Words after which the rest of a line declares something.
const DECLARING: [&str; 30] = [
    "as",
    "auto",
    "catch",
    "class",
    "const",
    "def",
    "define",
    "enum",
    "except",
    "final",
    "fn",
    "for",
    "from",
    "func",
    "function",
    "global",
    "import",
    "interface",
    "lambda",
    "let",
    "match",
    "mod",
    "package",
    "static",
    "struct",
    "type",
    "typedef",
    "using",
    "var",
    "with",
];
/// Words that stand before an expression and are no types.
pub const NO_TYPES: [&str; 33] = [
    "and",
    "assert",
    "await",
    "break",
    "case",
    "co_await",
    "co_return",
    "continue",
    "defer",
    "del",
    "delete",
    "do",
    "echo",
    "elif",
    "else",
    "go",
    "goto",
    "if",
    "in",
    "instanceof",
    "is",
    "new",
    "not",
    "of",
    "or",
    "print",
    "raise",
    "return",
    "sizeof",
    "throw",
    "typeof",
    "while",
    "yield",
];

/// Whether some line of a text may declare a name.
pub(crate) fn may_declare(text: &str, name: &str, language: Language) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let (before, after) = (&text[start..at], &text[at + name.len()..end]);
        !before.ends_with(is_part) && !after.starts_with(is_part) && declares(before, after, language)
    })
}

/// Whether a name with this before and after it in its line may be declared there.
fn declares(before: &str, after: &str, language: Language) -> bool {
    let (touching, before, after) = (before, before.trim(), after.trim());
    let word = last_word(before);
    // `int name`, `List<String> name`, `char *name`, but neither `return name` nor `a > name`.
    let has_type = (word.starts_with(is_part) && !NO_TYPES.contains(&word))
        || (before.ends_with('>') && !before.trim_end_matches('>').ends_with([' ', '-', '=']))
        || touching.ends_with(['*', '&']) && word.len() == 1 && before.len() > 1;
    let is_set = after.starts_with('=') && !after.starts_with("==");
    let is_typed = after.starts_with(':') && !after.starts_with("::");
    // Go: `name Type`.
    let has_type_behind = language == Language::Go && first_word(after).starts_with(is_part);
    // An enum's, or a method's.
    let is_alone = before.is_empty() && (after.is_empty() || after.starts_with(',') || after.ends_with('{'));
    let begins_so = names(before).any(|(_, word)| DECLARING.contains(&word));
    has_type
        || is_set
        || is_typed
        || has_type_behind
        || is_alone
        || begins_so
        || before.ends_with('|')
        || after.starts_with('|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_may_declare_a_name_are_told_from_those_that_use_it() {
        use Language::{C, Go, Java, JavaScript, Python, Rust, TypeScript};
        for (line, language) in [
            ("int totl;", C),
            ("char *totl;", C),
            ("#define totl 3", C),
            ("List<String> totl;", Java),
            ("void sum(Map<String, List<String>> totl) {", Java),
            ("let (a, totl) = pair;", Rust),
            ("items.map(|totl| 1)", Rust),
            ("totl: u32,", Rust),
            ("def sum(self, totl):", Python),
            ("totl = 0", Python),
            ("for totl in items:", Python),
            ("a, totl := pair()", Go),
            ("func sum(totl int) {", Go),
            ("\ttotl int", Go),
            ("const { totl } = props", JavaScript),
            ("xs.map(totl => 1)", JavaScript),
            ("totl() {", JavaScript),
            ("import { totl } from 'sum'", TypeScript),
            ("  totl,", TypeScript),
        ] {
            assert!(may_declare(&format!("x();\n{line}\ny();\n"), "totl", language), "{line}");
        }
        for (line, language) in [
            ("return totl;", C),
            ("x = totl;", C),
            ("if (a > totl) {", C),
            ("a * totl", C),
            ("totl(1);", C),
            ("totl += 1;", Java),
            ("x.totl == 1", Java),
            ("print(totl, end)", Python),
            ("x.totl(1)", Go),
            ("yield totl", JavaScript),
            ("x = subtotl = totls = 1", Python),
            ("x::totl::y()", Rust),
            ("p->totl;", C),
            ("retrun totl;", C),
        ] {
            let found = may_declare(&format!("x();\n{line}\ny();\n"), "totl", language);
            assert_eq!(found, line.starts_with("retrun"), "{line}");
        }
        assert!(!may_declare("\tretrun totl;\n", "retrun", C));
        assert!(!may_declare("é = 1\n", "totl", Python));
    }
}
