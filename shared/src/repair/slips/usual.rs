//! What is more usual in a language than what stands there, though that may be meant.

use std::ops::Range;

use super::{
    super::{
        advice::{operands, sides},
        names::{first_word, is_part, last_word},
        rewrites::Rewrites,
    },
    MOST,
};
use crate::language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// The marked lines as the language more usually says it.
pub(super) fn usual(code: &str, language: Language) -> Vec<String> {
    let operands = operands(code, language);
    let mut edits = Rewrites::new(code);
    match language {
        Python => {
            for (at, sign) in code.match_indices(" / ") {
                edits.put_in(at..at + sign.len(), &[" // "]);
            }
        }
        Go => of_go(&mut edits, code, &operands),
        JavaScript | TypeScript => of_script(&mut edits, code),
        // What is changed has to be the thing itself.
        Cpp => {
            changed(&mut edits, code, &[("(auto ", "(auto &"), ("(auto ", "(const auto &")]);
        }
        Rust => {
            let pairs = [("(&self", "(&mut self"), ("let ", "let mut "), (": &", ": &mut ")];
            changed(&mut edits, code, &pairs);
        }
        C | Java => {}
    }
    edits.found.truncate(MOST);
    edits.found
}

/// One text for another, where none of it stands there already.
fn changed(edits: &mut Rewrites<'_>, code: &str, pairs: &[(&str, &str)]) {
    for (from, to) in pairs.iter().filter(|(_, to)| !code.contains(to)) {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
}

fn of_go(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (sign, no) in [(" == ", ""), (" != ", "!")] {
        for (range, a, b) in sides(code, operands, sign) {
            let is_error = |name: &str| name.starts_with("err") || name.starts_with("Err");
            if is_error(last_word(a)) && is_error(last_word(b)) {
                edits.put_in(range, &[&format!("{no}errors.Is({a}, {b})")]);
            }
        }
    }
    // What changes a receiver has to have the address of it.
    if let Some(receiver) = code.trim_start().strip_prefix("func (") {
        let name = first_word(receiver);
        let at = code.len() - receiver.len() + name.len() + 1;
        if !name.is_empty() && code[at - 1..].starts_with(' ') && code[at..].starts_with(is_part) {
            edits.put_in(at..at, &["*"]);
        }
    }
}

fn of_script(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sort) in code.match_indices(".sort()") {
        edits.put_in(at..at + sort.len(), &[".sort((a, b) => a - b)"]);
        let start = code[..at]
            .rfind(|letter: char| !is_part(letter) && letter != '.')
            .map_or(0, |before| before + code[before..].chars().next().map_or(1, char::len_utf8));
        if start < at {
            edits.put_in(start..at, &[&format!("[...{}]", &code[start..at])]);
        }
    }
    // A quotient is no index.
    for before in ["= ", "return "] {
        let Some(start) = code.find(before).map(|at| at + before.len()) else { continue };
        let end = code.trim_end().trim_end_matches(';').len();
        if end > start && code[start..end].contains(" / ") && !code[start..end].starts_with("Math.") {
            edits.put_in(start..end, &[&format!("Math.floor({})", &code[start..end])]);
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_what_is_usual() {
        for (language, code, expected) in [
            (Python, "n = a / 2\n", "n = a // 2\n"),
            (Go, "if err == ErrNone {\n", "if errors.Is(err, ErrNone) {\n"),
            (Go, "func (i Item) Add() {\n", "func (i *Item) Add() {\n"),
            (Cpp, "for (auto a : b) {\n", "for (auto &a : b) {\n"),
            (Rust, "fn f(&self) {\n", "fn f(&mut self) {\n"),
            (JavaScript, "const a = b.sort();\n", "const a = b.sort((a, b) => a - b);\n"),
            (JavaScript, "const a = (i - 1) / 2;\n", "const a = Math.floor((i - 1) / 2);\n"),
        ] {
            let found = usual(code, language);
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_says_nothing_of_it_is_left_alone() {
        for language in Language::ALL {
            for code in ["", "é[ö", "f(a, b);\n", "a[b] = c;\n", "func (\n", "="] {
                assert_eq!(usual(code, language), [] as [&str; 0], "{code}");
            }
        }
    }
}
