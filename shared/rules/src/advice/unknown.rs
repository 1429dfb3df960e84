//! What a name that a tool does not know asks for: a declaration, what the language calls it, or what has it.

use std::collections::HashMap;

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    rewrites::Rewrites,
    synonyms::own_words,
};

/// How much of a document is searched for what asks names of others, in bytes.
const REACH: usize = 128 << 10;
/// Most names that an unknown one is asked of: those that the document asks anything of, and those that it asks that name of.
const MOST_QUALIFIERS: usize = 6;
const MOST_OWNERS: usize = 4;
/// A name that nobody knows is made where it gets its value.
pub(super) fn declare(edits: &mut Rewrites<'_>, code: &str, language: Language, name: &str) {
    let words: &[&str] = match language {
        JavaScript | TypeScript => &["const ", "let ", "var "],
        Rust => &["let ", "let mut "],
        Go => &["var "],
        Java => &["int ", "String ", "double ", "long ", "boolean ", "var "],
        C => &["int ", "size_t ", "double ", "char ", "long ", "const char *", "char *"],
        Cpp => {
            &["auto ", "int ", "std::string ", "double ", "size_t ", "const auto ", "auto &", "const auto &"]
        }
        Python => &[],
    };
    for (at, _) in names(code).filter(|(_, found)| *found == name) {
        let after = &code[at + name.len()..];
        let after = after.trim_start();
        let gets_value = (after.starts_with('=') && !after.starts_with("=="))
            || after.starts_with("of ")
            || after.starts_with("in ")
            || after.starts_with(": ");
        let stands_alone = code[..at].trim_end().is_empty() || code[..at].ends_with('(');
        if gets_value && stands_alone {
            edits.put_in(at..at, words);
            if language == Go {
                let sign = code.len() - after.len();
                edits.put_in(sign..sign, &[":"]);
            }
        }
    }
}

/// What the document asks for a name elsewhere, with the sign that does so: `Status.` where there is `Status.OPEN` or an enumeration of that
/// name with it. In languages that write `fmt::`, other names that the document asks most often as well.
pub(super) fn qualifiers(marked: &Marked<'_>, language: Language, name: &str) -> Vec<String> {
    let text = &marked.text[..marked.text.floor_char_boundary(REACH)];
    let mut found = owners(text, language, name);
    if matches!(language, Cpp | Rust) {
        let others = askers(text).into_iter().filter(|other| !found.contains(other)).collect::<Vec<_>>();
        found.extend(others);
    }
    found
}

/// Enumerations that are longer are not read to their ends, in bytes.
const LONGEST_ENUMERATION: usize = 4 << 10;

/// What has a name elsewhere: what it is asked of, and the enumeration that lists it.
fn owners(text: &str, language: Language, name: &str) -> Vec<String> {
    let joints: &[&str] = match language {
        C => &[],
        Cpp | Rust => &["::"],
        Go | Java | JavaScript | Python | TypeScript => &["."],
    };
    let mut found: Vec<String> = Vec::new();
    let has_enumerations = text.contains("enum ");
    for (at, _) in text.match_indices(name) {
        let is_whole = !text[at + name.len()..].starts_with(is_part) && !text[..at].ends_with(is_part);
        if !is_whole {
            continue;
        }
        let asked = joints.iter().find_map(|joint| Some((text[..at].strip_suffix(joint)?, joint)));
        let owner = match asked {
            Some((before, joint)) => Some((last_word(before), *joint)),
            None if !has_enumerations => None,
            None => enumeration(&text[..at]).zip(joints.first().copied()),
        };
        if let Some((owner, joint)) = owner.filter(|(owner, _)| owner.starts_with(char::is_alphabetic)) {
            let owner = format!("{owner}{joint}");
            if !found.contains(&owner) && found.len() < MOST_OWNERS {
                found.push(owner);
            }
        }
    }
    found
}

/// The enumeration whose braces are open at a text's end.
fn enumeration(before: &str) -> Option<&str> {
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_ENUMERATION))..];
    let at = before.rfind("enum ")?;
    let (head, body) = before[at + "enum ".len()..].split_once('{')?;
    let head = head.trim_start_matches("class ").trim_start();
    (!body.contains(['}', ';'])).then(|| first_word(head))
}

/// Names that the document asks others of, those that it asks most often.
fn askers(text: &str) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (at, _) in text.match_indices("::") {
        let name = last_word(&text[..at]);
        if name.starts_with(is_part) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut found: Vec<_> = counts.into_iter().collect();
    found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    found.into_iter().take(MOST_QUALIFIERS).map(|(name, _)| format!("{name}::")).collect()
}

/// A name that nobody knows is called otherwise, or asked of what has it.
pub(super) fn ask(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    name: &str,
    qualifiers: &[String],
) {
    if let Some((_, own)) = own_words(language).iter().find(|(foreign, _)| *foreign == name) {
        for (at, _) in names(code).filter(|(_, found)| *found == name) {
            edits.put_in(at..at + name.len(), &[own]);
        }
        return;
    }
    // What is imported is asked of nothing.
    if ["import ", "from ", "use ", "#include"].iter().any(|word| code.trim_start().starts_with(word)) {
        return;
    }
    let owners: &[&str] = match language {
        Cpp => &["std::", "this->"],
        // A class is no member.
        JavaScript | TypeScript if name.starts_with(char::is_uppercase) => &[],
        Java | JavaScript | TypeScript => &["this."],
        Rust => &["self.", "Self::"],
        C | Go | Python => &[],
    };
    let of_numbers = ["abs", "ceil", "floor", "max", "min", "pow", "random", "round", "sqrt"].contains(&name);
    let owner_of_numbers = matches!(language, Java | JavaScript | TypeScript).then_some("Math.");
    for (at, _) in names(code).filter(|(_, found)| *found == name) {
        if !code[..at].ends_with(['.', ':', '>']) {
            if let Some(owner) = owner_of_numbers.filter(|_| of_numbers) {
                edits.put_in(at..at, &[owner]);
            }
            edits.put_in(at..at, owners);
            for qualifier in qualifiers {
                edits.put_in(at..at, &[qualifier]);
            }
        }
    }
}
