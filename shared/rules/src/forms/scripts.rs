//! Forms of other languages that only JavaScript and TypeScript have an answer to, and signs of their own in each other's places.

use super::line::{Line, is_name, is_part};
use crate::{language::Language::TypeScript, lexical::texts};

/// One text for another, wherever it stands outside quotation marks; what the language has none of.
const WORDS: [(&str, &[&str]); 16] = [
    (" ?: ", &[" ?? ", " || "]),
    (" <> ", &[" !== "]),
    (" is not ", &[" !== "]),
    (" is ", &[" === "]),
    ("yield return ", &["yield "]),
    (" of keyof ", &[" in keyof "]),
    ("raise new ", &["throw new "]),
    ("raise ", &["throw new ", "throw "]),
    ("instanceOf ", &["instanceof "]),
    ("typeOf ", &["typeof "]),
    ("private #", &["#"]),
    ("public #", &["#"]),
    ("Record<string: ", &["Record<string, "]),
    ("+)", &["++)"]),
    (" . ", &[" + "]),
    ("=> ->", &["=>"]),
];

pub(super) fn scripts(line: &Line<'_>) -> Vec<String> {
    if !line.is_script() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (other, own) in WORDS {
        for at in line.find(other) {
            let is_whole = !other.starts_with(is_part) || !line.mask[..at].ends_with(is_part);
            // Two signs that add one stand in `++)` already.
            if is_whole && !(other == "+)" && line.mask[..at].ends_with('+')) {
                found.extend(own.iter().map(|own| line.replace(at..at + other.len(), own)));
            }
        }
    }
    choices(line, &mut found);
    heads(line, &mut found);
    objects(line, &mut found);
    values(line, &mut found);
    types(line, &mut found);
    found
}

/// The signs of a choice in the wrong order, or one of them alone.
fn choices(line: &Line<'_>, found: &mut Vec<String>) {
    let (asks, colons) = (line.find(" ? "), line.find(" : "));
    match (asks.as_slice(), colons.as_slice()) {
        ([ask], [colon]) if colon < ask => {
            found.push(
                line.replace_all(&[(*colon..colon + 3, " ? ".to_owned()), (*ask..ask + 3, " : ".to_owned())]),
            );
        }
        ([ask], []) => {
            let end = line.value_end(ask + 3);
            if line.mask[end..].starts_with(", ") {
                found.push(line.replace(end..end + 2, " : "));
            }
            found.extend([" : undefined", " : null"].map(|other| line.replace(end..end, other)));
        }
        _ => {}
    }
}

/// Heads of loops, conditions, methods and what a call is given.
fn heads(line: &Line<'_>, found: &mut Vec<String>) {
    // `for (let i = 0, i < n, i++)`.
    if let Some(open) = line.mask.strip_prefix("for (").map(|_| "for ".len())
        && let Some(close) = line.closing(open)
    {
        let inside = &line.mask[open + 1..close];
        let signs: Vec<usize> = inside
            .match_indices([',', ';', ':'])
            .map(|(at, _)| open + 1 + at)
            .filter(|at| line.mask[at + 1..].starts_with(' '))
            .collect();
        if let &[one, two] = signs.as_slice() {
            found.push(line.replace_all(&[(one..one + 1, ";".to_owned()), (two..two + 1, ";".to_owned())]));
        }
    }
    if line.mask.starts_with("if (") {
        found.extend(line.find(" of ").into_iter().map(|at| line.replace(at..at + 4, " in ")));
    }
    // `if a: b`.
    if let Some(condition) = line.mask.strip_prefix("if ").filter(|rest| !rest.starts_with('('))
        && let Some(at) = condition.find(": ")
    {
        let (inside, rest) = (&line.body[3..3 + at], &line.body[3 + at + 2..]);
        found.push(format!("if ({inside}) {rest}"));
    }
    // `a not in b`.
    for at in line.find(" not in ") {
        let start = line.mask[..at].trim_end_matches(|letter| is_part(letter) || letter == '.').len();
        let behind = at + " not in ".len();
        let rest = &line.mask[behind..];
        let end =
            behind + rest.len() - rest.trim_start_matches(|letter| is_part(letter) || letter == '.').len();
        found.push(
            line.replace(start..end, &format!("!({} in {})", &line.body[start..at], &line.body[behind..end])),
        );
    }
    // `test("a") => {`.
    if let Some(call) = line.mask.strip_suffix(") => {")
        && let Some(open) = call.find('(')
        && call[..open].chars().all(|letter| is_part(letter) || letter == '.')
        && line.closing(open) == Some(call.len())
    {
        found.push(format!("{}, () => {{", &line.body[..call.len()]));
    }
    if let Some((name, rest)) = line.mask.split_once(": (")
        && is_name(name)
        && line.mask.ends_with(") {")
    {
        let rest = &line.body[line.body.len() - rest.len()..];
        found.push(format!("{name}({rest}"));
        found.push(format!("{name}: ({}=> {{", &rest[..rest.len() - 1]));
    }
    // A name with a colon in it.
    if let Some((name, rest)) = line.mask.split_once('(')
        && rest.ends_with(") {")
        && name.split(':').count() == 2
        && name.split(':').all(is_name)
    {
        let rest = &line.body[name.len()..];
        found.extend(['"', '\''].map(|mark| format!("{mark}{name}{mark}{rest}")));
    }
}

/// What stands between braces, and how it is taken out of a module.
fn objects(line: &Line<'_>, found: &mut Vec<String>) {
    for (open, close) in line.groups('{') {
        let inside = &line.mask[open + 1..close];
        if !line.is_value(open) || !inside.contains("; ") {
            continue;
        }
        let signs: Vec<usize> = inside.match_indices("; ").map(|(at, _)| open + 1 + at).collect();
        found.push(
            line.replace_all(&signs.iter().map(|at| (*at..at + 1, ",".to_owned())).collect::<Vec<_>>()),
        );
        if let [only] = signs.as_slice() {
            found.push(line.replace(*only..only + 1, ":"));
        }
    }
    if line.mask.starts_with("import {") && line.mask.contains("} = require(") {
        found.push(line.replace(0.."import".len(), "const"));
    }
}

/// Values that end in the wrong place.
fn values(line: &Line<'_>, found: &mut Vec<String>) {
    // `a / 10.toFixed(1)`.
    for at in line.find(".to") {
        let start = line.value_start(at);
        let number = line.mask[..at].trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        if number < at && start < number && line.mask[start..at].contains(' ') {
            found.push(line.replace(start..at, &format!("({})", &line.body[start..at])));
        }
    }
    // `"a[b="c"]"`.
    let all = texts(line.body, line.language);
    for pair in all.windows(2) {
        let [one, two] = pair else { continue };
        let mark = &line.body[one.start..=one.start];
        let between = &line.body[one.end..two.start];
        if mark == &line.body[two.start..=two.start]
            && !between.is_empty()
            && between.chars().all(is_part)
            && mark != "`"
        {
            let other = if mark == "\"" { '\'' } else { '"' };
            let whole = &line.body[one.start + 1..two.end - 1];
            found.push(line.replace(one.start..two.end, &format!("{other}{whole}{other}")));
        }
    }
}

/// Types that are one of several, and what they extend.
fn types(line: &Line<'_>, found: &mut Vec<String>) {
    if line.language != TypeScript {
        return;
    }
    let head = line.mask.strip_prefix("export ").unwrap_or(&line.mask);
    if head.starts_with("type ") && !line.mask.contains(['{', '<', '[', '(']) {
        let places = line.find(", ");
        found.push(
            line.replace_all(&places.iter().map(|at| (*at..at + 2, " | ".to_owned())).collect::<Vec<_>>()),
        );
    }
    for (other, own) in [(" : undefined", " | undefined"), (" : null", " | null")] {
        found.extend(line.find(other).into_iter().map(|at| line.replace(at..at + other.len(), own)));
    }
    for at in line.find(" implements ").into_iter().filter(|at| line.mask[..*at].contains('<')) {
        found.push(line.replace(at..at + " implements ".len(), " extends "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language::{self, JavaScript};

    fn found(language: Language, code: &str) -> Vec<String> {
        scripts(&Line::new(code, language))
    }

    #[test]
    fn forms_become_those_of_scripts() {
        for (code, expected) in [
            ("return a : b ? c;", "return a ? b : c;"),
            ("const a = b ? 1, 0;", "const a = b ? 1 : 0;"),
            ("const a = { b: c ? d };", "const a = { b: c ? d : undefined };"),
            ("return a[b] ?: 0;", "return a[b] ?? 0;"),
            ("for (let i = 0; i < n, i++) {", "for (let i = 0; i < n; i++) {"),
            ("for (let i = 0; i < n: i++) {", "for (let i = 0; i < n; i++) {"),
            ("if (key of names) {", "if (key in names) {"),
            ("if ready: start(a)", "if (ready) start(a)"),
            ("if (a not in this.b) {", "if (!(a in this.b)) {"),
            ("it('works') => {", "it('works', () => {"),
            ("enter: (node) {", "enter(node) {"),
            ("Block:exit(node) {", "\"Block:exit\"(node) {"),
            ("return { a; b: c };", "return { a, b: c };"),
            ("import { a } = require('b');", "const { a } = require('b');"),
            ("const km = a / 1000.toFixed(1);", "const km = (a / 1000).toFixed(1);"),
            ("f(\"a[b=\"c\"]\");", "f('a[b=\"c\"]');"),
            ("type Size = \"s\", \"m\", number;", "type Size = \"s\" | \"m\" | number;"),
            ("f(a: A): A : undefined;", "f(a: A): A | undefined;"),
            ("interface A<F implements B> {", "interface A<F extends B> {"),
            ("if (a < b) raise new Error(c);", "if (a < b) throw new Error(c);"),
            ("for (let i = 0; i < n; i+) {", "for (let i = 0; i < n; i++) {"),
        ] {
            assert!(
                found(TypeScript, code).contains(&expected.to_owned()),
                "{code}: {:?}",
                found(TypeScript, code)
            );
        }
    }

    #[test]
    fn own_forms_stay() {
        for code in [
            "return a ? b : c;",
            "for (let i = 0; i < n; i++) {",
            "for (const [a, b] of c) {",
            "f(\"a is b\", 'c not in d');",
            "items.map((a) => {",
            "enter(node) {",
            "",
            "é ? 'ö",
        ] {
            let found = found(JavaScript, code);
            assert!(found.iter().all(|it| it == code || code.contains("é")), "{code}: {found:?}");
        }
    }
}
