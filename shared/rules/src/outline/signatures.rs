//! Functions as the document declares them: what their parameters are called, and how many of them a call gives.

use super::declared::NO_TYPES;
use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical,
    names::{is_part, last_word},
};

/// Lists of parameters are longer only in generated code.
const LONGEST: usize = 600;
/// Most declarations of one name that are read.
const MOST: usize = 8;
/// What may stand before the name of a method or of what makes an object.
const MODIFIERS: [&str; 14] = [
    "abstract",
    "async",
    "constexpr",
    "explicit",
    "export",
    "final",
    "get",
    "inline",
    "override",
    "private",
    "protected",
    "public",
    "static",
    "virtual",
];

/// Names that stand for each other where either order is meant.
const PAIRS: [[&str; 2]; 9] = [
    ["a", "b"],
    ["first", "second"],
    ["i", "j"],
    ["l", "r"],
    ["left", "right"],
    ["lhs", "rhs"],
    ["one", "other"],
    ["u", "v"],
    ["x", "y"],
];

/// Whether two names stand for each other where either order is meant.
pub(crate) fn is_pair(one: &str, other: &str) -> bool {
    PAIRS.iter().any(|[a, b]| (one == *a && other == *b) || (one == *b && other == *a))
}

/// What a function takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signature<'t> {
    /// The names of its parameters without the object that it is asked of; an empty one where there is none.
    pub(crate) parameters: Vec<&'t str>,
    /// How many have to be given.
    pub(crate) least: usize,
    /// How many can be given, where not any number can be.
    pub(crate) most: Option<usize>,
    /// Whether it is declared to be asked of an object.
    pub(crate) is_method: bool,
}

/// The functions of a name that a text declares.
pub(crate) fn signatures<'t>(text: &'t str, name: &str, language: Language) -> Vec<Signature<'t>> {
    let places = text.match_indices(name).map(|(at, _)| at);
    places.filter_map(|at| signature(text, at, name, language)).take(MOST).collect()
}

/// The function that is declared where a name stands, if it is declared there.
pub(crate) fn signature<'t>(
    text: &'t str,
    at: usize,
    name: &str,
    language: Language,
) -> Option<Signature<'t>> {
    let after = &text[at + name.len()..];
    if text[..at].ends_with(is_part) || after.starts_with(is_part) {
        return None;
    }
    // Longer lines are generated.
    let near = text.ceil_char_boundary(at.saturating_sub(LONGEST));
    let line_start = match text[near..at].rfind('\n') {
        Some(end) => near + end + 1,
        None if near == 0 => 0,
        None => return None,
    };
    let before = &text[line_start..at];
    if !may_declare(before, name, language) {
        return None;
    }
    // `f<T>(`, `const f = (`, `f: function (`.
    let after = match (language, after.chars().next()?) {
        (Rust | TypeScript | Go, '<' | '[') => {
            let close = if after.starts_with('<') { '>' } else { ']' };
            let end = after[..after.floor_char_boundary(LONGEST)].find(&format!("{close}("))?;
            (!after[..end].contains('\n')).then(|| &after[end + 1..])?
        }
        (JavaScript | TypeScript, ' ' | ':') => {
            let rest = after.strip_prefix(" = ").or_else(|| after.strip_prefix(": "))?;
            let rest = rest.strip_prefix("async ").unwrap_or(rest);
            let is_function = rest.starts_with("function");
            let rest = rest.strip_prefix("function").unwrap_or(rest).trim_start();
            let open = rest.starts_with('(').then_some(rest)?;
            let behind = &open[closing(open, language)? + 1..];
            let head = behind.split('\n').next().unwrap_or_default();
            if !is_function && !head.contains("=>") {
                return None;
            }
            return of_list(&open[1..closing(open, language)?], language);
        }
        _ => after,
    };
    let after = if language == C || language == Cpp { after.trim_start_matches(' ') } else { after };
    let inner = after.strip_prefix('(')?;
    let close = closing(after, language)?;
    let behind = after[close + 1..].trim_start();
    let mut found = of_list(&inner[..close - 1], language)?;
    let is_declared = match language {
        Python => {
            // A decorator may give it more, or less.
            let above = text[..line_start].trim_end();
            let above = above.rsplit('\n').next().unwrap_or_default().trim_start();
            if above.starts_with('@') && !["@staticmethod", "@classmethod"].contains(&above) {
                (found.least, found.most) = (0, None);
            }
            true
        }
        Rust => true,
        Go => {
            found.is_method = before.starts_with("func (");
            true
        }
        JavaScript | TypeScript => {
            let words = before.trim().trim_end_matches('#');
            let is_function = before.ends_with("function ") || before.ends_with("function* ");
            found.is_method = !is_function;
            let is_head = behind.starts_with('{')
                || (language == TypeScript
                    && behind.starts_with(':')
                    && behind.split('\n').next().is_some_and(|line| line.trim_end().ends_with('{')));
            let is_modified = words.split_whitespace().all(|word| MODIFIERS.contains(&word));
            is_function || (is_head && is_modified && !NO_TYPES.contains(&name) && !is_control(name))
        }
        C | Cpp | Java => {
            is_head(behind)
                && (has_type(before) || !behind.starts_with(';'))
                && found.parameters.iter().all(|it| !it.is_empty())
        }
    };
    is_declared.then_some(found)
}

/// Whether a word begins a statement that looks like a method's head.
fn is_control(word: &str) -> bool {
    ["if", "for", "while", "switch", "catch", "with"].contains(&word)
}

/// Whether what stands before a name in its line may stand before one that is declared.
fn may_declare(before: &str, name: &str, language: Language) -> bool {
    match language {
        Python => before.ends_with("def "),
        Rust => before.ends_with("fn "),
        Go if before.starts_with("func (") => before.ends_with(") "),
        Go => before == "func ",
        JavaScript | TypeScript => true,
        C | Cpp | Java => has_type(before) || (language != C && makes_object(before, name)),
    }
}

/// Whether a type stands at the end of what stands before a name.
fn has_type(before: &str) -> bool {
    let text = before.trim();
    let kind = text.strip_suffix("::").map_or(text, |owner| owner.trim_end_matches(is_part).trim_end());
    !kind.is_empty()
        && kind.ends_with(|last: char| is_part(last) || matches!(last, '*' | '&' | '>' | ']'))
        && kind.chars().all(|it| is_part(it) || " *&<>,:[]?@".contains(it))
        && !kind.split_whitespace().any(|word| NO_TYPES.contains(&word))
        && !NO_TYPES.contains(&last_word(kind))
        && !kind.ends_with("->")
}

/// Whether a name may be that of what makes an object.
fn makes_object(before: &str, name: &str) -> bool {
    name.starts_with(char::is_uppercase) && before.split_whitespace().all(|word| MODIFIERS.contains(&word))
}

/// Whether this may stand behind the parameters of what is declared.
fn is_head(behind: &str) -> bool {
    behind.starts_with(['{', ';'])
        || ["const", "noexcept", "override", "throws", "final", ":"]
            .iter()
            .any(|word| behind.starts_with(word))
}

/// The function that takes what stands between brackets.
fn of_list(list: &str, language: Language) -> Option<Signature<'_>> {
    let mut found = Signature { most: Some(0), ..Signature::default() };
    if !lexical::is_balanced(list, language) {
        return None;
    }
    for parameter in lexical::types(list, language) {
        if parameter == "void" && matches!(language, C | Cpp) {
            continue;
        }
        let first = found.parameters.is_empty() && !found.is_method;
        let is_self = match language {
            Python => matches!(parameter, "self" | "cls"),
            Rust => parameter.trim_start_matches('&').trim_start_matches("mut ").ends_with("self"),
            TypeScript => parameter.starts_with("this:"),
            _ => false,
        };
        if first && is_self {
            found.is_method = true;
            continue;
        }
        // What is given by name alone says nothing of an order.
        if language == Python && matches!(parameter, "*" | "/") {
            return None;
        }
        let is_any = match language {
            Python => parameter.starts_with('*'),
            JavaScript | TypeScript | Go | Java | C | Cpp => parameter.contains("..."),
            Rust => false,
        };
        if is_any {
            found.most = None;
            continue;
        }
        let (head, default) = match parameter.split_once('=') {
            Some((head, _)) if language != Rust && language != Go => (head.trim_end(), true),
            _ => (parameter, false),
        };
        let (name, kind) = match language {
            Python | JavaScript | TypeScript | Rust => {
                head.split_once(':').map_or((head, ""), |(name, kind)| (name.trim_end(), kind))
            }
            Go => head.split_once(' ').unwrap_or((head, "")),
            C | Cpp | Java => (without_lengths(head), head),
        };
        let is_optional = default || name.ends_with('?');
        let name = name.trim_end_matches('?');
        let word = name[name.trim_end_matches(is_part).len()..].trim();
        // A type alone, a pattern or a function has no name.
        let is_named = match language {
            C | Cpp | Java => word.len() < kind.trim_end().len() && !head.contains('('),
            JavaScript | Python | Rust | Go | TypeScript => !name.contains(['{', '[', '(', ')', '.']),
        };
        found.parameters.push(if is_named { word } else { "" });
        found.least += usize::from(!is_optional);
        found.most = found.most.map(|most| most + 1);
    }
    Some(found)
}

/// A declared name without the lengths of an array behind it.
fn without_lengths(head: &str) -> &str {
    let mut head = head.trim_end();
    while let Some(open) = head.strip_suffix(']').and_then(|before| before.rfind('[')) {
        head = head[..open].trim_end();
    }
    head
}

/// Where the bracket closes that a text begins with.
fn closing(text: &str, language: Language) -> Option<usize> {
    lexical::closing(&text[..text.floor_char_boundary(LONGEST)], 1, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_say_what_is_taken() {
        for (language, text, name, parameters, least, most) in [
            (Python, "def mix(self, low, high=2):\n", "mix", &["low", "high"][..], 1, Some(2)),
            (Python, "def mix(low: dict[str, int], *rest):\n", "mix", &["low"], 1, None),
            (Python, "@click.command()\ndef mix(low, high):\n", "mix", &["low", "high"], 0, None),
            (Python, "@staticmethod\ndef mix(low):\n", "mix", &["low"], 1, Some(1)),
            (
                Rust,
                "    pub fn mix<T>(&mut self, low: &T, high: Vec<(T, T)>) -> T {\n",
                "mix",
                &["low", "high"],
                2,
                Some(2),
            ),
            (Go, "func (m *Mixer) Mix(low, high int) int {\n", "Mix", &["low", "high"], 2, Some(2)),
            (Go, "func Mix(low int, rest ...int) {\n", "Mix", &["low"], 1, None),
            (JavaScript, "export function mix(low, { a, b }) {\n", "mix", &["low", ""], 2, Some(2)),
            (JavaScript, "  async mix(low, high = 1) {\n", "mix", &["low", "high"], 1, Some(2)),
            (
                TypeScript,
                "const mix = (low: number, high?: number): number => low;\n",
                "mix",
                &["low", "high"],
                1,
                Some(2),
            ),
            (
                Java,
                "    public static <T> Map<T, T> mix(List<T> low, int[] high) throws E {\n",
                "mix",
                &["low", "high"],
                2,
                Some(2),
            ),
            (Java, "    Mixer(final int low) {\n", "Mixer", &["low"], 1, Some(1)),
            (C, "static char *mix(const char *low, size_t n);\n", "mix", &["low", "n"], 2, Some(2)),
            (
                Cpp,
                "int Mixer::mix(std::map<int, int> &low, int high) const {\n",
                "mix",
                &["low", "high"],
                2,
                Some(2),
            ),
        ] {
            let found = signatures(text, name, language);
            let [Signature { parameters: names, least: n, most: m, .. }] = found.as_slice() else {
                panic!("{text}: {found:?}")
            };
            assert_eq!((names.as_slice(), *n, *m), (parameters, least, most), "{text}");
        }
    }

    #[test]
    fn calls_declare_nothing() {
        for (language, text) in [
            (Python, "mix(low, high)\n"),
            (Rust, "let a = mix(low, high);\n"),
            (Go, "a := mix(low, high)\n"),
            (JavaScript, "  mix(low, high);\n"),
            (TypeScript, "return mix(low, high);\n"),
            (Java, "return mix(low, high);\n"),
            (C, "else mix(low, high);\n"),
            (C, "a = mix(low, high);\n"),
            (Cpp, "remix(low, high) {\n"),
            (Cpp, "mix"),
            (Rust, "mix<é"),
        ] {
            assert_eq!(signatures(text, "mix", language), [], "{text}");
        }
    }
}
