//! What is usual in one language, and lines that only nearly say it: `x.sort()` where the sorted list is wanted, a default that all calls
//! share, a comparison with NaN.

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

/// The marked lines as the language usually says it.
pub(super) fn usual(code: &str, language: Language) -> Vec<String> {
    let operands = operands(code, language);
    let mut edits = Rewrites::new(code);
    match language {
        Python => of_python(&mut edits, code),
        Go => of_go(&mut edits, code, &operands),
        JavaScript | TypeScript => of_script(&mut edits, code, &operands),
        C | Cpp | Java | Rust => {}
    }
    if language == TypeScript {
        unions(&mut edits, code);
    }
    squares(&mut edits, code, language, &operands);
    two_indices(&mut edits, code, language);
    given(&mut edits, code, language);
    edits.found.truncate(2 * MOST);
    edits.found
}

fn of_python(edits: &mut Rewrites<'_>, code: &str) {
    // All calls and objects share a list that is made once.
    for (made, kind) in [("[]", "list"), ("{}", "dict"), ("set()", "set")] {
        for (at, text) in code.match_indices(&format!("={made}")) {
            edits.put_in(at..at + text.len(), &["=None"]);
        }
        for start in [format!("field(default={made})"), format!("= {made}")] {
            let is_field = code.split_once(':').is_some_and(|(name, _)| name.trim().chars().all(is_part));
            for (at, text) in code.match_indices(&start).filter(|_| is_field) {
                let equals = if text.starts_with('=') { "= " } else { "" };
                edits.put_in(at..at + text.len(), &[&format!("{equals}field(default_factory={kind})")]);
            }
        }
    }
    // What changes a list gives nothing back.
    for (method, function) in [(".sort(", "sorted"), (".reverse(", "reversed")] {
        for (at, _) in code.match_indices(method) {
            let start = owner_start(code, at);
            let arguments = &code[at + method.len()..];
            let is_wanted = code[..start].ends_with("= ") || code[..start].ends_with("return ");
            if is_wanted && start < at {
                let comma = if arguments.starts_with(')') { "" } else { ", " };
                edits.put_in(start..at + method.len(), &[&format!("{function}({}{comma}", &code[start..at])]);
            }
        }
    }
    // The rows of `[[a] * n] * m` are one and the same.
    if let Some((inner, times)) = code.split_once("] * ")
        && let Some((columns, rows)) = times.split_once("] * ")
        && let Some(at) = inner.rfind("[[")
    {
        let end = rows.find(|letter: char| !is_part(letter) && letter != '.').unwrap_or(rows.len());
        let start = at + 1;
        let stop = code.len() - rows.len() + end;
        let made = format!("{}] * {columns} for _ in range({})]", &inner[start..], &rows[..end]);
        edits.put_in(start..stop, &[&made]);
    }
    if code.contains("__name__") {
        for mark in ["\"", "'"] {
            for wrong in ["main", "_main_", "__main"] {
                let text = format!("{mark}{wrong}{mark}");
                for (at, _) in code.match_indices(&text) {
                    edits.put_in(at..at + text.len(), &[&format!("{mark}__main__{mark}")]);
                }
            }
        }
    }
    for (at, sign) in code.match_indices(" / ") {
        edits.put_in(at..at + sign.len(), &[" // "]);
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

fn of_script(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (sign, no) in [(" === ", ""), (" == ", ""), (" !== ", "!"), (" != ", "!")] {
        for (range, a, _) in sides(code, operands, sign).into_iter().filter(|(.., b)| b.ends_with("NaN")) {
            edits.put_in(range, &[&format!("{no}Number.isNaN({a})"), &format!("{no}isNaN({a})")]);
        }
    }
    for (at, sort) in code.match_indices(".sort()") {
        edits.put_in(at..at + sort.len(), &[".sort((a, b) => a - b)"]);
        let start = owner_start(code, at);
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

/// `type A = "b" | "c";` for `type A = "b", "c";`.
fn unions(edits: &mut Rewrites<'_>, code: &str) {
    let is_type = code.trim_start().trim_start_matches("export ").starts_with("type ");
    if let Some((_, kinds)) = code.split_once(" = ").filter(|(_, kinds)| is_type && kinds.starts_with('"')) {
        edits.put_in(code.len() - kinds.len()..code.len(), &[&kinds.replace("\", \"", "\" | \"")]);
    }
}

/// `a * a` and `a ** 2` for `a ^ 2`, which is something else.
fn squares(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    for (at, sign) in code.match_indices(" ^ 2") {
        if matches!(language, Python | JavaScript | TypeScript) {
            edits.put_in(at..at + sign.len(), &[" ** 2"]);
        } else if let Some(base) = operands.iter().find(|operand| operand.end == at) {
            let base_text = &code[base.clone()];
            edits.put_in(base.start..at + sign.len(), &[&format!("{base_text} * {base_text}")]);
        } else if let Some(open) = code[..at].strip_suffix(')').and_then(|before| before.rfind('(')) {
            let base = &code[open..at];
            edits.put_in(open..at + sign.len(), &[&format!("{base} * {base}")]);
        }
    }
}

/// `a[b][c]` for `a[b, c]`.
fn two_indices(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    if language == Python {
        return;
    }
    for (open, _) in code.match_indices('[').filter(|(open, _)| code[..*open].ends_with(is_part)) {
        let Some(close) = code[open..].find(']').map(|close| open + close) else { continue };
        let inner = &code[open + 1..close];
        if let Some((row, column)) = inner.split_once(", ").filter(|_| inner.matches(',').count() == 1) {
            edits.put_in(open + 1..close, &[&format!("{row}][{column}")]);
        }
    }
}

/// `while ((a = b()) != c)` for `while (a = b() != c)`.
fn given(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    if !matches!(language, C | Cpp | Java | JavaScript | TypeScript) {
        return;
    }
    for word in ["while (", "if ("] {
        let Some(start) = code.find(word).map(|at| at + word.len()) else { continue };
        let Some((value, _)) = code[start..].split_once(" != ") else { continue };
        if value.contains(" = ") && !value.contains("==") && !value.starts_with('(') {
            edits.put_in(start..start + value.len(), &[&format!("({value})")]);
        }
    }
}

/// Where the chain of names begins that something is asked of.
fn owner_start(code: &str, at: usize) -> usize {
    code[..at]
        .rfind(|letter: char| !is_part(letter) && letter != '.')
        .map_or(0, |before| before + code[before..].chars().next().map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_what_is_usual() {
        for (language, code, expected) in [
            (Python, "def f(a, b=[]):\n", "def f(a, b=None):\n"),
            (Python, "    tags: list[str] = []\n", "    tags: list[str] = field(default_factory=list)\n"),
            (Python, "    a: list = field(default=[])\n", "    a: list = field(default_factory=list)\n"),
            (Python, "    a = self.b.sort()\n", "    a = sorted(self.b)\n"),
            (Python, "    return a.sort(key=len)\n", "    return sorted(a, key=len)\n"),
            (Python, "return [[0] * n] * self.m\n", "return [[0] * n for _ in range(self.m)]\n"),
            (Python, "if __name__ == \"main\":\n", "if __name__ == \"__main__\":\n"),
            (Go, "if err == ErrNone {\n", "if errors.Is(err, ErrNone) {\n"),
            (Go, "func (i Item) Add() {\n", "func (i *Item) Add() {\n"),
            (JavaScript, "if (a === NaN) {\n", "if (Number.isNaN(a)) {\n"),
            (JavaScript, "const a = b.sort();\n", "const a = b.sort((a, b) => a - b);\n"),
            (JavaScript, "const a = (i - 1) / 2;\n", "const a = Math.floor((i - 1) / 2);\n"),
            (TypeScript, "export type A = \"b\", \"c\";\n", "export type A = \"b\" | \"c\";\n"),
            (Java, "sum += (v - m) ^ 2;\n", "sum += (v - m) * (v - m);\n"),
            (Java, "cells[r, c] = 1;\n", "cells[r][c] = 1;\n"),
            (Java, "while (line = in.readLine() != null) {\n", "while ((line = in.readLine()) != null) {\n"),
        ] {
            let found = usual(code, language);
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_says_nothing_of_it_is_left_alone() {
        for language in Language::ALL {
            for code in
                ["", "é[ö", "f(a, b);\n", "a[b] = c;\n", "] * ] * \n", "func (\n", ".sort()\n", "=[", "="]
            {
                let found = usual(code, language);
                assert!(found.is_empty() || code.contains("sort"), "{code}: {found:?}");
            }
        }
    }
}
