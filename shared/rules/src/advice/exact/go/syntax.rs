//! Forms that are nearly Go's, where the compiler says what it did not expect.

use super::super::Rewrites;
use crate::{
    arguments::argument_lists,
    language::Language::Go,
    lexical::{self, texts},
    names::{first_word, is_part},
    outline::line::{begins_as_name, indentation},
};

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| said.contains(phrase));
    let start = indentation(code);
    let end = code.trim_end().len();
    if start >= end {
        return;
    }
    if says(&["unexpected >, expecting"]) {
        swap(edits, code, " -> ", " <- ");
        if let Some((value, channel)) = code[start..end].split_once(" -> ") {
            let blanks = ["*", "+", "-", "/"]
                .iter()
                .fold(value.to_owned(), |text, sign| text.replace(sign, &format!(" {sign} ")));
            edits.put_in(start..end, &[&format!("{channel} <- {value}"), &format!("{channel} <- {blanks}")]);
        }
    }
    if says(&["outside function body"]) {
        if let Some((name, _)) =
            code[start..].split_once(" := ").filter(|(name, _)| name.chars().all(is_part))
        {
            let stop = start + name.len();
            edits.put_in(
                start..stop + " := ".len(),
                &[&format!("var {name} = "), &format!("const {name} = ")],
            );
        }
        for (word, kind) in [("interface ", "interface"), ("struct ", "struct"), ("class ", "struct")] {
            if let Some(rest) = code[start..].strip_prefix(word) {
                let name = first_word(rest);
                edits.put_in(start..start + word.len() + name.len(), &[&format!("type {name} {kind}")]);
            }
        }
    }
    if says(&["in struct type", "in interface type"]) {
        if let Some(at) = code.find(" = ") {
            edits.put_in(code[..at].trim_end().len()..end, &[""]);
        }
        if code[..end].ends_with([',', ';']) {
            edits.put_in(end - 1..end, &[""]);
        }
        if says(&["in interface type"]) {
            edits.put_in(0..code.len(), &[&code.replace(", ", " | ")]);
        }
    }
    if says(&["expecting ("]) && code[start..].starts_with("func ") {
        let lines: Vec<String> =
            code.split_inclusive('\n').map(|line| line.replacen("func ", "", 1)).collect();
        edits.put_in(0..code.len(), &[&lines.concat()]);
    }
    if says(&["in type declaration"]) && code[start..].starts_with("type ") {
        let name = first_word(&code[start + 5..]);
        let at = start + 5 + name.len();
        edits.put_in(
            at..at + code[at..].len() - code[at..].trim_start().len(),
            &[" struct ", " struct", " interface "],
        );
    }
    if says(&["unexpected {, expecting expression", "expected operand, found '{'"])
        && let Some(at) = code.find("= {").map(|at| at + 2)
    {
        let first = code[at + 1..].trim_start();
        let kind = match first.chars().next() {
            Some('"' | '`') => "[]string",
            Some(digit)
                if digit.is_ascii_digit() && first.split(',').next().is_some_and(|it| it.contains('.')) =>
            {
                "[]float64"
            }
            Some(digit) if digit.is_ascii_digit() => "[]int",
            _ => return,
        };
        edits.put_in(at..at, &[kind]);
    }
    if says(&["expecting operand", "expecting expression", "expected operand"]) {
        let statement = &code[start..end];
        if let Some((name, kind)) = statement.split_once(' ')
            && name.chars().all(is_part)
            && ["[]", "map[", "*", "chan "].iter().any(|word| kind.starts_with(word))
            && !kind.contains(['(', '{', '='])
        {
            edits.put_in(start..start, &["var "]);
            edits.put_in(start..end, &[&format!("{name} := {kind}{{}}")]);
        }
    }
    if says(&["unexpected in"]) {
        swap(edits, code, " in range ", " := range ");
        swap(edits, code, " in ", " := range ");
        if code[start..].starts_with("for ") {
            edits.put_in(
                0..code.len(),
                &[&code.replacen("for ", "for _, ", 1).replacen(" in ", " := range ", 1)],
            );
        }
    }
    if code[start..].starts_with("while ") {
        swap(edits, code, "while ", "for ");
    }
    clauses(edits, code, said);
    expressions(edits, code, said);
}

/// The same in heads, and of texts and channels.
fn clauses(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| said.contains(phrase));
    if says(&["expecting { after for clause"]) {
        steps(edits, code);
    }
    if says(&["unexpected else", "unexpected keyword else", "else must be"]) {
        let lines: Vec<&str> = code.lines().map(str::trim).collect();
        for pair in lines.windows(2).filter(|pair| pair[0] == "}" && pair[1].starts_with("else")) {
            let wrong = code.find("}\n").zip(code.find(pair[1]));
            if let Some((brace, word)) = wrong.filter(|(brace, word)| brace < word) {
                edits.put_in(brace + 1..word, &[" "]);
            }
        }
    }
    if says(&["mixed named and unnamed parameters"]) {
        results(edits, code);
    }
    if says(&["unknown escape"]) {
        for text in texts(code, Go).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
            let inner = &code[text.start + 1..text.end - 1];
            if !inner.contains('`') {
                edits.put_in(text.clone(), &[&format!("`{inner}`")]);
            }
            edits.put_in(text.clone(), &[&format!("\"{}\"", inner.replace('\\', "\\\\"))]);
        }
    }
    if says(&["empty rune literal"]) {
        swap(edits, code, "''", "\"\"");
    }
    if says(&[") to type chan ", ") to chan "]) {
        let kind = said.split_once("chan ").map(|(_, kind)| kind.trim()).unwrap_or_default();
        let size = said.trim_start_matches("cannot convert ").split(' ').next().unwrap_or_default();
        swap(edits, code, &format!("chan {kind}({size})"), &format!("make(chan {kind}, {size})"));
    }
}

/// `a, b = c, d` for `a = c, b = d`, and `i, j = i+1, j-1` for `i++, j--`.
fn steps(edits: &mut Rewrites<'_>, code: &str) {
    let Some(end) = code.rfind(" {") else { return };
    let Some(start) = code[..end].rfind("; ").map(|at| at + 2) else { return };
    let (mut left, mut right): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for part in code[start..end].split(", ") {
        if let Some((name, value)) = part.split_once(" = ") {
            left.push(name);
            right.push(value.to_owned());
        } else if let Some(name) = part.strip_suffix("++") {
            left.push(name);
            right.push(format!("{name}+1"));
        } else if let Some(name) = part.strip_suffix("--") {
            left.push(name);
            right.push(format!("{name}-1"));
        } else {
            return;
        }
    }
    edits.put_in(start..end, &[&format!("{} = {}", left.join(", "), right.join(", "))]);
}

/// Results of which only some have names: all get one, or none.
fn results(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false).into_iter().filter(|list| code[..list.start].ends_with(" (")) {
        let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) else { continue };
        let parts: Vec<&str> = list.arguments.iter().map(|&(start, end)| &code[start..end]).collect();
        let named: Vec<String> = parts
            .iter()
            .map(|part| match *part {
                "bool" => "ok bool".to_owned(),
                "error" => "err error".to_owned(),
                "int" => "n int".to_owned(),
                part => part.to_owned(),
            })
            .collect();
        let bare: Vec<&str> = parts.iter().map(|part| part.rsplit(' ').next().unwrap_or(part)).collect();
        edits.put_in(first.0..last.1, &[&named.join(", "), &bare.join(", ")]);
    }
}

/// `if v, ok := m[k]; ok {` for what has no condition, and for one behind a comma.
pub(super) fn asked(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    if said.contains("assignment") {
        swap(edits, code, " = ", " == ");
    }
    let first = code.lines().next().unwrap_or(code);
    let Some(end) = first.rfind(" {") else { return };
    let Some((left, _)) = first.split_once(" := ") else { return };
    let name = left.rsplit([' ', ',']).next().unwrap_or_default();
    if name.starts_with("err") {
        edits.put_in(end..end, &[&format!("; {name} != nil")]);
    } else {
        edits.put_in(end..end, &[&format!("; {name}")]);
        edits.put_in(end..end, &[&format!("; {name} != nil")]);
    }
    for (at, _) in first.match_indices(", ").filter(|(at, _)| *at > left.len()) {
        edits.put_in(at..at + 1, &[";"]);
    }
}

/// The same inside of functions, and where packages are imported.
fn expressions(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| said.contains(phrase));
    let (start, end) = (indentation(code), code.trim_end().len());
    if says(&["at end of statement"]) {
        for (at, word) in code.match_indices("new ") {
            let name = first_word(&code[at + word.len()..]);
            let open = at + word.len() + name.len();
            // A value is made without a word.
            if code[open..].starts_with('{') {
                edits.put_in(at..at + word.len(), &["&", ""]);
            }
            let close = code[open..].starts_with('(').then(|| lexical::closing(code, open + 1, Go)).flatten();
            if let Some(close) = close.filter(|_| begins_as_name(name)) {
                let inner = &code[open + 1..close];
                edits.put_in(
                    at..close + 1,
                    &[&format!("{name}{{{inner}}}"), &format!("&{name}{{{inner}}}"), &format!("new({name})")],
                );
            }
        }
    }
    if says(&["in parameter list"]) {
        parameters(edits, code);
    }
    // What goes on in the next line ends with a comma.
    if says(&["possibly missing comma or"]) && says(&["unexpected newline"]) && !code[..end].ends_with(',') {
        let close = said.rsplit(' ').next().unwrap_or_default();
        edits.put_in(end..end, &[",", close]);
    }
    if says(&["more than one character in rune literal"]) {
        for text in texts(code, Go).into_iter().filter(|text| code[text.clone()].starts_with('\'')) {
            let inner = &code[text.start + 1..text.end - 1];
            let marks: &[char] = if inner.contains(['"', '\\', '$']) { &['`'] } else { &['"', '`'] };
            for mark in marks {
                edits.put_in(text.clone(), &[&format!("{mark}{inner}{mark}")]);
            }
        }
    }
    if says(&["expected 'STRING'", "missing import path", "import path must be a string"])
        && code[start..end].chars().all(|it| is_part(it) || it == '/')
    {
        edits.put_in(start..end, &[&format!("\"{}\"", &code[start..end])]);
    }
    if says(&["found '{'"])
        && code[..end].ends_with('}')
        && let Some(open) = code.rfind('{')
    {
        edits.put_in(code[..open].trim_end().len()..end, &[""]);
    }
    if says(&["exponent has no digits", "at end of statement", "unexpected name"]) {
        factors(edits, code);
    }
    if says(&["select case must be"]) {
        swap(edits, code, ":= ", ":= <-");
        swap(edits, code, "case ", "case <-");
    }
    if says(&["second argument to errors.As"]) {
        swap(edits, code, "errors.As(", "errors.Is(");
        for list in
            argument_lists(code, false).into_iter().filter(|list| code[..list.start].ends_with("errors.As("))
        {
            if let Some((start, _)) = list.arguments.get(1) {
                edits.put_in(*start..*start, &["&"]);
            }
        }
    }
}

/// One text for another, wherever it stands.
fn swap(edits: &mut Rewrites<'_>, code: &str, from: &str, to: &str) {
    for (at, _) in code.match_indices(from) {
        edits.put_in(at..at + from.len(), &[to]);
    }
}

/// `(fields ...string)` for `(fields []string...)`, `(a, b string)` for `(a b string)`, commas for semicolons.
fn parameters(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sign) in code.match_indices("...") {
        let start = code[..at].trim_end_matches(|it| is_part(it) || ".[]*".contains(it)).len();
        let kind = code[start..at].trim_start_matches("[]");
        if !kind.is_empty() {
            edits.put_in(start..at + sign.len(), &[&format!("...{kind}")]);
        }
    }
    for list in argument_lists(code, false) {
        for (start, end) in list.arguments {
            let part = &code[start..end];
            if let [one, _, _] = part.split(' ').collect::<Vec<_>>().as_slice() {
                let at = start + one.len();
                edits.put_in(at..at, &[","]);
            }
        }
    }
    swap(edits, code, "; ", ", ");
}

/// A number in front of a name is its factor.
fn factors(edits: &mut Rewrites<'_>, code: &str) {
    let mut whole = String::with_capacity(code.len() + 8);
    let letters: Vec<char> = code.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = letters[..at].iter().rev().take_while(|it| it.is_ascii_digit()).count();
        let is_alone = letters[..at - before].last().is_none_or(|it| !is_part(*it) && *it != '.');
        // `0x10` and `1e9` are numbers.
        let is_base = before == 1 && letters[at - 1] == '0' && "xXbBoO".contains(*letter);
        let is_power = "eE".contains(*letter)
            && letters.get(at + 1).is_some_and(|it| it.is_ascii_digit() || matches!(it, '+' | '-'));
        if before > 0 && is_alone && letter.is_alphabetic() && !is_base && !is_power {
            whole.push('*');
        }
        whole.push(*letter);
    }
    edits.put_in(0..code.len(), &[&whole]);
}
