//! What is more usual in a language than what stands there, though that may be meant.

use std::ops::Range;

use super::MOST;
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    names::{is_part, last_word, names},
    operands::{operands, sides},
    rewrites::Rewrites,
};

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
        Cpp => of_cpp(&mut edits, code),
        Rust => {
            let pairs =
                [("(&self", "(&mut self"), ("let ", "let mut "), (": &", ": &mut "), (" in ", " in &")];
            changed(&mut edits, code, &pairs);
        }
        C => of_c(&mut edits, code, &operands),
        Java => of_java(&mut edits, code, &operands),
    }
    edits.found.truncate(2 * MOST);
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

/// What is changed is the thing itself, and what changes nothing says so.
fn of_cpp(edits: &mut Rewrites<'_>, code: &str) {
    changed(
        edits,
        code,
        &[("(auto ", "(auto &"), ("(auto ", "(const auto &"), ("return this;", "return *this;")],
    );
    changed(edits, code, &[(") {", ") const {"), (") const {", ") {")]);
    // `for (char &c : text)`, `void f(Names &names)`.
    for (at, name) in names(code) {
        let (before, after) = (&code[..at], code[at + name.len()..].trim_start());
        let kind = before.trim_end().rsplit(['(', ',']).next().unwrap_or_default().trim();
        let is_value =
            before.ends_with(' ') && !kind.is_empty() && !kind.ends_with(['&', '*']) && before.contains('(');
        let is_type = kind.chars().all(|letter| is_part(letter) || matches!(letter, ':' | '<' | '>' | ' '));
        let is_declared =
            after.starts_with(')') || (after.starts_with(": ") && code.trim_start().starts_with("for "));
        if is_value && is_type && is_declared && !["return", "else", "case"].contains(&kind) {
            edits.put_in(at..at, &["&"]);
        }
    }
}

/// Texts are compared by a function, and what is declared has a value.
fn of_c(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let is_plain = |text: &str| {
        text.ends_with(|last: char| is_part(last) || last == ']')
            && !text.chars().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase() || it == '_')
    };
    for sign in [" == ", " != "] {
        for (range, a, b) in
            sides(code, operands, sign).into_iter().filter(|(_, a, b)| is_plain(a) && is_plain(b))
        {
            edits.put_in(range, &[&format!("strcmp({a}, {b}){sign}0")]);
        }
    }
    let line = code.trim();
    if let Some(declared) =
        line.strip_suffix(';').filter(|it| !it.contains(['=', '(', ',']) && !it.starts_with("return"))
    {
        let at = code.trim_end().len() - 1;
        if declared.contains(' ') && !declared.ends_with([' ', ']', '}']) {
            let value = if declared.starts_with("struct ") { " = { 0 }" } else { " = 0" };
            edits.put_in(at..at, &[if declared.contains('*') { " = NULL" } else { value }]);
        }
    }
}

/// What is the same need not be the same object.
fn of_java(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let is_object = |text: &str| {
        text.starts_with(char::is_lowercase)
            && !matches!(text, "null" | "true" | "false")
            && text.ends_with(|last| is_part(last) || last == ')')
    };
    for (sign, no) in [(" == ", ""), (" != ", "!")] {
        for (range, a, b) in
            sides(code, operands, sign).into_iter().filter(|(_, a, b)| is_object(a) && is_object(b))
        {
            edits.put_in(range, &[&format!("{no}{a}.equals({b})")]);
        }
    }
    // Behind a text, a number is put and not added.
    for (at, sign) in code.match_indices(" + 1").filter(|(at, _)| code[..*at].contains("\" + ")) {
        if let Some(operand) = operands.iter().find(|operand| operand.end == at) {
            let whole = operand.start..at + sign.len();
            edits.put_in(whole.clone(), &[&format!("({})", &code[whole])]);
        }
    }
    // What a call or a constructor gives may be what the method gives.
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    let is_alone = line.strip_suffix(';').is_some_and(|statement| {
        let value = statement.strip_prefix("new ").map_or(start, |_| start + "new ".len());
        operands.iter().any(|operand| operand.start == value && operand.end == start + statement.len())
    });
    let is_asked = line.starts_with("new ") || line.split('(').next().is_some_and(|name| name.contains('.'));
    if is_alone
        && is_asked
        && line.ends_with(");")
        && !line.starts_with("System.")
        && !line.starts_with("super")
    {
        edits.put_in(start..start, &["return "]);
    }
}

fn of_go(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    // What is to happen at the end.
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if [".Close()", ".Flush()", ".Unlock()", ".RUnlock()", ".Done()", ".Stop()"]
        .iter()
        .any(|end| line.ends_with(end))
        || line == "cancel()"
    {
        if let Some(rest) = line.strip_prefix("defer ") {
            edits.put_in(start..start + line.len(), &[rest]);
        } else if !line.contains(' ') {
            edits.put_in(start..start, &["defer "]);
        }
    }
    // The element, and not its place; or the place, or the key.
    if let Some((names, _)) = line.strip_prefix("for ").and_then(|rest| rest.split_once(" := range ")) {
        let at = start + "for ".len();
        match names.strip_prefix("_, ") {
            Some(_) => edits.put_in(at..at + "_, ".len(), &[""]),
            None if !names.contains(',') => edits.put_in(at..at, &["_, "]),
            None => {}
        }
    }
    // What is made here may be made already.
    if let Some((names, _)) = code.split_once(" := ").filter(|(names, _)| !names.contains("for ")) {
        edits.put_in(names.len()..names.len() + " := ".len(), &[" = "]);
    }
    wrapped(edits, code);
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
        let behind = receiver.trim_start_matches(is_part);
        let kind = behind.strip_prefix(' ').filter(|kind| kind.starts_with(is_part));
        if let Some(kind) = kind.filter(|_| behind.len() < receiver.len()) {
            let at = code.len() - kind.len();
            edits.put_in(at..at, &["*"]);
        }
    }
}

/// An error is wrapped by `%w`, and not printed.
fn wrapped(edits: &mut Rewrites<'_>, code: &str) {
    for list in
        argument_lists(code, false).into_iter().filter(|list| code[..list.start].ends_with("fmt.Errorf("))
    {
        let Some((&(start, end), given)) = list.arguments.split_first() else { continue };
        let directives: Vec<usize> = code[start..end].match_indices('%').map(|(at, _)| start + at).collect();
        for (at, &(a, b)) in directives.into_iter().zip(given) {
            let is_error = last_word(&code[a..b]).to_lowercase().starts_with("err");
            if is_error && ["%v", "%s"].contains(&code.get(at..at + 2).unwrap_or_default()) {
                edits.put_in(at..at + 2, &["%w"]);
            }
        }
    }
}

fn of_script(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sort) in code.match_indices(".sort()") {
        edits.put_in(at..at + sort.len(), &[".sort((a, b) => a - b)"]);
        let start = code[..at].trim_end_matches(|letter| is_part(letter) || letter == '.').len();
        if start < at {
            edits.put_in(start..at, &[&format!("[...{}]", &code[start..at])]);
        }
    }
    for (at, call) in code.match_indices(".reverse()") {
        let start =
            code[..at].trim_end_matches(|letter| is_part(letter) || matches!(letter, '.' | '#')).len();
        if start < at {
            edits.put_in(start..at + call.len(), &[&format!("[...{}].reverse()", &code[start..at])]);
        }
    }
    // All of them, and not the first alone.
    for (at, call) in code.match_indices(".replace(") {
        let rest = &code[at + call.len()..];
        let mark = rest.chars().next().filter(|mark| matches!(mark, '\'' | '"'));
        if let Some(end) = mark.and_then(|mark| rest[1..].find(mark)) {
            let text = &rest[1..=end];
            let special = text.chars().all(|letter| r"\.+*?()[]{}^$|/".contains(letter));
            let escaped = if special { format!("\\{text}") } else { text.to_owned() };
            let start = at + call.len();
            edits.put_in(start..start + end + 2, &[&format!("/{escaped}/g")]);
            edits.put_in(at..start, &[".replaceAll("]);
        }
    }
    // What is made in a loop or a block may be made already.
    let start = code.len() - code.trim_start().len();
    for word in ["const ", "let ", "var "] {
        if code[start..].starts_with(word) && code.contains(" = ") {
            edits.put_in(start..start + word.len(), &[""]);
            if word == "const " {
                edits.put_in(start..start + word.len(), &["let "]);
            }
        }
    }
    changed(edits, code, &[("[^", "["), ("/[", "/[^"), ("/[", "/^[")]);
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
            (Rust, "for a in self.b {\n", "for a in &self.b {\n"),
            (Cpp, "for (char c : text) {\n", "for (char &c : text) {\n"),
            (Cpp, "bool f(const string &a, Grades grades)\n", "bool f(const string &a, Grades &grades)\n"),
            (Cpp, "int n() {\n", "int n() const {\n"),
            (C, "if (a.text == b)\n", "if (strcmp(a.text, b) == 0)\n"),
            (C, "struct arena a;\n", "struct arena a = { 0 };\n"),
            (Java, "if (a.b() != c) {\n", "if (!a.b().equals(c)) {\n"),
            (Go, "\tout.Flush()\n", "\tdefer out.Flush()\n"),
            (Go, "\tfor _, c := range cups {\n", "\tfor c := range cups {\n"),
            (Go, "\tfor c := range cups {\n", "\tfor _, c := range cups {\n"),
            (Go, "\tlast := f(a)\n", "\tlast = f(a)\n"),
            (
                Go,
                "\treturn fmt.Errorf(\"%s: %v\", name, err)\n",
                "\treturn fmt.Errorf(\"%s: %w\", name, err)\n",
            ),
            (Java, "return \"a\" + f(b) + 1;\n", "return \"a\" + (f(b) + 1);\n"),
            (Java, "task.call();\n", "return task.call();\n"),
            (Java, "new Mug(2);\n", "return new Mug(2);\n"),
            (TypeScript, "return this.#a.reverse();\n", "return [...this.#a].reverse();\n"),
            (JavaScript, "return a.replace('+', ' ');\n", "return a.replace(/\\+/g, ' ');\n"),
            (JavaScript, "    const set = new Set();\n", "    set = new Set();\n"),
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
            for code in ["", "é[ö", "f(a, b);\n", "func (\n", "func ( é", "="] {
                assert_eq!(usual(code, language), [] as [&str; 0], "{code}");
            }
        }
    }
}
