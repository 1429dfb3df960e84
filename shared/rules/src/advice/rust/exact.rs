//! Messages of Rust's that say exactly what is meant: a borrow that may not change anything, a trait where a type stands, what is private, a
//! value that nobody waits for.

use super::{Case, value_start};
use crate::{
    language::Language::Rust,
    lexical::texts,
    names::{first_word, is_part, leading, names},
    outline::rust::{fields, head, inside},
    rewrites::Rewrites,
    values::both_sides,
};

/// What a message says, and one text for another that it asks for.
const SWAPS: [(&str, &[(&str, &str)]); 16] = [
    ("in dereference of `ref<", &[(".borrow()", ".borrow_mut()")]),
    ("in dereference of `std::cell::ref<", &[(".borrow()", ".borrow_mut()")]),
    ("rwlockreadguard<", &[(".read()", ".write()")]),
    ("unexpected token `||` in pattern", &[(" || ", " | ")]),
    ("unused `map` that must be used", &[(".map(", ".for_each(")]),
    ("read amount is not handled", &[(".read(", ".read_exact(")]),
    ("written amount is not handled", &[(".write(", ".write_all(")]),
    ("in module `std::f64`", &[("f64::", "f64::consts::")]),
    ("in module `std::f32`", &[("f32::", "f32::consts::")]),
    ("in module `f64`", &[("f64::", "f64::consts::")]),
    ("this pattern has 0 fields, but the corresponding tuple variant has 1 field", &[("()", "(_)")]),
    ("but its trait bounds were not satisfied: `f64", &[(".cmp(", ".total_cmp(")]),
    ("expected `&mut self`", &[("(self", "(&mut self"), ("(&self", "(&mut self")]),
    ("unused pinned boxed `future`", &[(";", ".await?;"), (";", ".await;")]),
    ("an inner attribute is not permitted", &[("#![", "#[")]),
    ("expected an array or slice, found `vec<", &[(" {", ".as_slice() {"), (" {", "[..] {")]),
];
/// Functions that only what is ordered wholly has.
const ORDERED: [&str; 3] = ["`f64: ord`", "`f32: ord`", "` is not an iterator"];

/// What messages ask for exactly.
pub(super) fn exact(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (_, swaps) in SWAPS.iter().filter(|(phrase, _)| case.small.contains(phrase)) {
        for (from, to) in *swaps {
            for at in case.places(from).into_iter().take(4) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    if case.says(&ORDERED) && case.says(&["f64", "f32"]) {
        for (at, call) in code.match_indices(".cmp(") {
            let Some((inner, _)) = inside(&code[at + call.len() - 1..]) else { continue };
            let end = at + call.len() + inner.len() + 1;
            edits.put_in(
                at..end,
                &[&format!(".total_cmp({inner})"), &format!(".partial_cmp({inner}).unwrap()")],
            );
        }
    }
    if case.says(&["expected a type, found a trait", "trait objects must include the `dyn` keyword"]) {
        for sign in ["Box<", "Rc<", "Arc<", "&mut ", "&"] {
            for end in case.places(sign).into_iter().map(|at| at + sign.len()) {
                if code[end..].starts_with(char::is_uppercase) {
                    edits.put_in(end..end, &["dyn "]);
                }
            }
        }
    }
    if case.says(&["takes at least 2 generic arguments but 1", "takes 2 generic arguments but 1"]) {
        for (at, word) in code.match_indices("Map<") {
            let start = at + word.len();
            let inner = inner_type(&code[start - 1..]);
            edits.put_in(start..start, &["String, "]);
            for other in ["String", "usize", "Vec<String>"] {
                edits.put_in(start + inner.len()..start + inner.len(), &[&format!(", {other}")]);
            }
        }
    }
    values(edits, case);
    declared(edits, case);
    statements(edits, case);
}

/// What stands in the pointed brackets that a text begins with.
fn inner_type(text: &str) -> &str {
    let end = text.len() - crate::outline::rust::behind_generics(text).len();
    text.get(1..end.max(2) - 1).unwrap_or_default()
}

/// Values that are asked for what they do not have.
fn values(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    let &[first, ref rest @ ..] = said.as_slice() else { return };
    let second = rest.first().copied().unwrap_or_default();
    if case.says(&["the method `"]) && case.says(&["exists for enum `result<", "exists for enum `option<"]) {
        for at in case.asked(first) {
            edits.put_in(at..at, &["?", ".unwrap()", ".as_ref()"]);
        }
    }
    if case.message.contains("` cannot be dereferenced") && matches!(head(first), "Result" | "Option") {
        for call in [".lock()", ".read()", ".write()", ".get_mut()", ".borrow()"] {
            for at in case.places(call) {
                let end = at + call.len();
                edits.put_in(end..end, &[".unwrap()", "?"]);
            }
        }
    }
    if case.says(&["cannot return reference to local data", "cannot return value referencing local"]) {
        for call in [".map(", ".and_then(", ".unwrap()"] {
            for at in case.places(call) {
                edits.put_in(at..at, &[".as_ref()", ".as_deref()"]);
            }
        }
        for at in case.places("&") {
            edits.put_in(at..at + 1, &[""]);
        }
    }
    if case.says(&["can't compare `vec<", "can't compare `string"]) && head(second) == "Option" {
        for (sign, no) in [(" == None", ""), (" != None", "!")] {
            for at in case.places(sign) {
                let start = value_start(code, at);
                let asked = format!("{no}{}.is_empty()", &code[start..at]);
                edits.put_in(start..at + sign.len(), &[&asked]);
            }
        }
    }
    if case.says(&["expected function, found macro"]) {
        for at in case.places(second).into_iter().chain(case.places(first)) {
            let name = if code[at..].starts_with(second) && !second.is_empty() { second } else { first };
            edits.put_in(at + name.len()..at + name.len(), &["!"]);
        }
    }
    if case.says(&["cannot add `&str` to `to", "cannot add `string` to `to", "cannot add `&str` to `map<"]) {
        for (one, _) in both_sides(code, " + ") {
            edits.put_in(one.end..one.end, &[".collect::<String>()", ".to_string()"]);
        }
    }
    if case.says(&["cannot multiply `&str` by", "cannot multiply `string` by", "cannot multiply `char` by"]) {
        for (one, other) in both_sides(code, " * ") {
            let text = code[one.clone()].replace('\'', "\"");
            edits.put_in(one.start..other.end, &[&format!("{text}.repeat({})", &code[other])]);
        }
    }
    if case.says(&["`&[u8; "]) {
        for text in texts(code, Rust) {
            let inner = code.get(text.start + 1..text.end - 1).unwrap_or_default();
            if inner.chars().count() == 1 && code[..text.start].ends_with('b') {
                edits.put_in(text, &[&format!("'{inner}'")]);
            }
        }
    }
    if case.says(&["` cannot be applied to type `atomic", "` cannot be applied to type `std::sync::atomic"]) {
        let order = ["Relaxed", "AcqRel", "Release", "SeqCst"]
            .into_iter()
            .find(|order| case.document.contains(&format!("Ordering::{order}")))
            .unwrap_or("SeqCst");
        for (sign, name) in [(" += ", "add"), (" -= ", "sub"), (" |= ", "or"), (" &= ", "and")] {
            for (one, other) in both_sides(code, sign) {
                let call = format!(".fetch_{name}({}, Ordering::{order})", &code[other.clone()]);
                edits.put_in(one.end..other.end, &[&call]);
            }
        }
    }
    if case.message.contains("no method named `peek` found") && case.places(".peek(").is_empty() {
        let line = code.lines().next().unwrap_or_default().trim_end();
        let end = line.trim_end_matches(';').len();
        if line.contains("let ") && line.ends_with(';') {
            edits.put_in(end..end, &[".peekable()"]);
        }
    }
}

/// Declarations that are not as others need them.
fn declared(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    let Some(name) = said.first().copied() else { return };
    if case.message.contains("` is private") {
        let kinds = ["fn ", "async fn ", "const fn ", "struct ", "enum ", "const ", "mod ", "trait "];
        let is_field = code.trim_start().starts_with(&format!("{name}: "));
        for word in kinds {
            for at in case.places(&format!("{word}{name}")) {
                if code[..at].trim().is_empty() || code[..at].ends_with('\n') {
                    edits.put_in(at..at, &["pub ", "pub(crate) "]);
                }
            }
        }
        if is_field && let Some(at) = code.find(name) {
            edits.put_in(at..at, &["pub "]);
        }
    }
    if case.message.contains("` has infinite size") {
        let kind = head(name);
        let kind = if kind.is_empty() { name } else { kind };
        for at in case.places(kind) {
            let end = at + kind.len() + crate::outline::rust::generics(code, kind).map_or(0, str::len);
            let is_declared = code[..at].ends_with("struct ") || code[..at].ends_with("enum ");
            if !is_declared && !code[..at].ends_with("Box<") {
                edits.put_in(at..end, &[&format!("Box<{}>", &code[at..end])]);
            }
        }
    }
    if case.says(&["may not live long enough"]) {
        let bound = format!("{name}: ");
        for at in case.places(&bound) {
            let rest = &code[at + bound.len()..];
            let line = rest.lines().next().unwrap_or_default();
            let end = at + bound.len() + line.trim_end().trim_end_matches([',', '{', ' ']).len();
            let (mut depth, mut last) = (0_usize, ' ');
            let closing = code[at..end].char_indices().find(|(_, letter)| {
                let is_arrow = last == '-';
                last = *letter;
                match letter {
                    '(' | '<' | '[' => depth += 1,
                    '>' if is_arrow => {}
                    ')' | '>' | ']' if depth == 0 => return true,
                    ')' | '>' | ']' => depth -= 1,
                    _ => {}
                }
                false
            });
            let end = closing.map_or(end, |(closing, _)| at + closing);
            edits.put_in(end..end, &[" + 'static"]);
        }
    }
    if case.message.contains("has an incompatible type for trait") {
        let receiver = said.get(1).map_or("", |kind| if kind.starts_with("&mut ") { "&mut " } else { "&" });
        let wants = said.get(1).is_some_and(|kind| kind.starts_with('&'));
        if let Some(at) = code.find("(self").filter(|_| wants) {
            edits.put_in(at + 1..at + 1, &[receiver]);
        }
    }
    if case.message.contains("not all trait items implemented") {
        missing(edits, case);
    }
    if case.says(&["unused variable: `other`"]) {
        for sign in [" == ", " < ", " > ", " + ", " - "] {
            for (one, other) in both_sides(code, sign) {
                if code[one.clone()] == code[other.clone()] && code[other.clone()].starts_with("self.") {
                    edits.put_in(other.start..other.start + "self".len(), &["other"]);
                }
            }
        }
    }
}

/// Types that a trait asks for, where what is implemented begins.
fn missing(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some(line) = code.lines().find(|line| line.trim_start().starts_with("impl") && line.ends_with('{'))
    else {
        return;
    };
    let at = line.as_ptr() as usize - code.as_ptr() as usize + line.len() + 1;
    let blanks = &line[..line.len() - line.trim_start().len()];
    let own = line.trim_end_matches(['{', ' ']).rsplit_once(" for ").map_or("", |(_, own)| own);
    let below = case.document.rsplit_once(line).map_or("", |(_, below)| below);
    let returned = below
        .split_once("-> ")
        .map_or("", |(_, rest)| rest.split([';', '{']).next().unwrap_or_default())
        .trim();
    for name in case.quoted().into_iter().filter(|name| name.starts_with(char::is_uppercase)) {
        let inner =
            returned.split_once('<').map_or("", |(_, inner)| inner.strip_suffix('>').unwrap_or(inner));
        let kinds: Vec<&str> = match name {
            "Err" | "Error" => vec![inner.rsplit(", ").next().unwrap_or_default(), "String"],
            "Item" => vec![inner],
            _ => vec![returned.trim_start_matches('&'), own.trim_start_matches('&')],
        };
        for kind in
            kinds.into_iter().filter(|kind| !kind.is_empty() && !kind.contains(&format!("Self::{name}")))
        {
            edits.put_in(at..at, &[&format!("{blanks}    type {name} = {kind};\n")]);
        }
    }
}

/// Statements that lack something.
fn statements(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["does not need to be mutable"]) && !code.contains("let mut ") && !code.contains("mut ") {
        let start = code.len() - code.trim_start().len();
        let name = leading(&code[start..]);
        if !name.is_empty() && code[start + name.len()..].starts_with('.') && code.trim_end().ends_with(';') {
            edits.put_in(start..start, &[&format!("{name} = ")]);
        }
    }
    if case.says(&["`?` operator has incompatible types"]) && case.says(&["found `()`"]) {
        let mut start = 0;
        for line in code.split_inclusive('\n') {
            let end = start + line.trim_end().len();
            start += line.len();
            if line.trim_end().ends_with('?') {
                let blanks = &line[..line.len() - line.trim_start().len()];
                edits.put_in(end..end, &[&format!(";\n{blanks}Ok(())")]);
                edits.put_in(end - 1..end, &[""]);
            }
        }
    }
    // In an arm, something else is missing.
    let asks = ["if ", "while ", "} else if "].iter().any(|word| code.trim_start().starts_with(word));
    for at in case.places(" => ").into_iter().filter(|_| asks && case.says(&["found `=>`"])) {
        edits.put_in(at..at + " => ".len(), &[" >= "]);
    }
    for (sign, put) in [("++", " += 1"), ("--", " -= 1")] {
        for at in case.places(sign).into_iter().filter(|_| case.says(&["has no postfix", "has no prefix"])) {
            edits.put_in(at..at + 2, &[put]);
        }
    }
    if case.says(&["unexpected token `||` in pattern"]) {
        edits.put_in(0..code.len(), &[&code.replace(" || ", " | ")]);
    }
    if case.says(&["temporary value dropped while borrowed"]) {
        kept(edits, case);
    }
    if case.says(&[
        "cannot find function `",
        "cannot find type `",
        "cannot find value `",
        "undeclared type `",
        "cannot find struct",
    ]) {
        let above = case.above.trim_end();
        let own = code.find("mod tests {\n").map(|at| at + "mod tests {\n".len());
        let has_import = code.contains("use super");
        if !has_import && (above.ends_with("mod tests {") || own.is_some()) {
            edits.put_in(
                own.unwrap_or(0)..own.unwrap_or(0),
                &["    use super::*;\n", "    use super::*;\n\n"],
            );
        }
    }
    if case.says(&["path separator must be a double colon", "found `:`"]) {
        for (at, _) in code.match_indices(':') {
            let is_single = !code[..at].ends_with(':') && !code[at + 1..].starts_with([':', ' ']);
            if is_single && code[..at].ends_with(is_part) && code[at + 1..].starts_with(is_part) {
                edits.put_in(at..at + 1, &["::"]);
            }
        }
    }
    if case.says(&["expected item, found keyword `let`", "`let` cannot be used for global variables"]) {
        for (from, to) in [("    let ", "    const "), ("    let ", "    static ")] {
            for at in case.places(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    if case.says(&["this function takes 0 arguments but 1 argument was supplied"]) {
        for word in ["FnMut()", "Fn()", "FnOnce()"] {
            for end in case.places(word).into_iter().map(|at| at + word.len() - 1) {
                for kind in ["u32", "usize", "i32", "&str"] {
                    edits.put_in(end..end, &[kind]);
                }
            }
        }
    }
    if case.says(&["argument but 0 arguments were supplied"])
        && let Some((owner, _)) = code.trim_start().split_once(" = ")
    {
        let name = first_word(owner.trim_start_matches("let ").trim_start_matches("mut "));
        for at in case.places("()") {
            if owner == name && name.chars().all(is_part) {
                edits.put_in(at + 1..at + 1, &[name]);
            }
        }
    }
}

/// One alternative more of an arm; others have an arm of their own.
pub(super) fn alternatives(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["non-exhaustive patterns: `"]) && code.contains(" => ") {
        let variants: Vec<&str> = case.quoted().into_iter().filter(|it| it.contains("::")).take(1).collect();
        for variant in variants {
            let Some((pattern, _)) = code.split_once(" => ") else { continue };
            let plain = variant.split(['(', '{', ' ']).next().unwrap_or(variant);
            let short = plain.rsplit("::").next().unwrap_or(plain);
            let is_held = !fields(case.document, short).is_empty() || plain.len() < variant.len();
            if !is_held && names(pattern).count() > 0 && !pattern.contains('\n') {
                edits.put_in(pattern.len()..pattern.len(), &[&format!(" | {plain}")]);
            }
        }
    }
}

/// A value that is borrowed from, kept in a variable of its own.
fn kept(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let line = code.lines().next().unwrap_or_default();
    let blanks = &line[..line.len() - line.trim_start().len()];
    let Some((declared, value)) =
        line.trim_start().strip_prefix("let ").and_then(|rest| rest.split_once(" = "))
    else {
        return;
    };
    let own = declared.split(':').next().unwrap_or_default().trim_start_matches("mut ");
    for (at, _) in value.match_indices('.').filter(|(at, _)| value[..*at].ends_with(['?', ')'])) {
        let (made, asked) = value.split_at(at);
        let first = leading(made);
        for name in [first, own] {
            if !name.is_empty() && name.starts_with(char::is_lowercase) && name.chars().all(is_part) {
                let put = format!("{blanks}let {name} = {made};\n{blanks}let {declared} = {name}{asked}");
                edits.put_in(0..line.len(), &[&put]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn messages_get_what_they_say() {
        for (code, message, expected) in [
            (
                "*a.b.borrow() = c;",
                "cannot assign to data in dereference of `Ref<'_, u8>`",
                "*a.b.borrow_mut() = c;",
            ),
            (
                "self.all.read().unwrap().clear();",
                "cannot borrow data in dereference of `std::sync::RwLockReadGuard<'_, Vec<u8>>` as mutable",
                "self.all.write().unwrap().clear();",
            ),
            (
                "let a: Vec<Box<Tool>> = vec![];",
                "expected a type, found a trait",
                "let a: Vec<Box<dyn Tool>> = vec![];",
            ),
            (
                "std::f64::TAU * r",
                "cannot find value `TAU` in module `std::f64`",
                "std::f64::consts::TAU * r",
            ),
            (
                "all: HashMap<u8>,",
                "struct takes at least 2 generic arguments but 1 generic argument was supplied",
                "all: HashMap<String, u8>,",
            ),
            (
                "a.sort_by(|a, b| a.n.cmp(&b.n));",
                "the trait bound `f64: Ord` is not satisfied",
                "a.sort_by(|a, b| a.n.total_cmp(&b.n));",
            ),
            ("2 || 3 => 1,", "unexpected token `||` in pattern", "2 | 3 => 1,"),
            (
                "let a = b(c).trim();",
                "the method `trim` exists for enum `Result<&str, Bad>`, but its trait bounds were not satisfied",
                "let a = b(c)?.trim();",
            ),
            (
                "*all.lock() += 1;",
                "type `Result<MutexGuard<'_, u8>, PoisonError<...>>` cannot be dereferenced",
                "*all.lock().unwrap() += 1;",
            ),
            (
                "self.a.map(|b| &b.c)",
                "cannot return reference to local data `b.c`",
                "self.a.as_ref().map(|b| &b.c)",
            ),
            ("if a.rows == None {", "can't compare `Vec<u8>` with `Option<_>`", "if a.rows.is_empty() {"),
            ("let bar = \"=\" * n;", "cannot multiply `&str` by `usize`", "let bar = \"=\".repeat(n);"),
            ("b - b\"0\"", "cannot subtract `&[u8; 1]` from `u8`", "b - b'0'"),
            (
                "self.hits += 1;",
                "binary assignment operation `+=` cannot be applied to type `AtomicUsize`",
                "self.hits.fetch_add(1, Ordering::SeqCst);",
            ),
            ("fn low(&self) -> u8 {", "method `low` is private", "pub fn low(&self) -> u8 {"),
            ("next: Option<Item>,", "recursive type `Item` has infinite size", "next: Option<Box<Item>>,"),
            (
                "F: Fn(u8) -> u8,",
                "the parameter type `F` may not live long enough",
                "F: Fn(u8) -> u8 + 'static,",
            ),
            (
                "fn next(self) -> Option<u8> {",
                "method `next` has an incompatible type for trait: expected `&mut A`, found `A`",
                "fn next(&mut self) -> Option<u8> {",
            ),
            (
                "let a = b?.trim();",
                "temporary value dropped while borrowed",
                "let b = b?;\nlet a = b.trim();",
            ),
            ("2 || 3 || 4 => 1,", "unexpected token `||` in pattern", "2 | 3 | 4 => 1,"),
            ("a.n++;", "Rust has no postfix increment operator", "a.n += 1;"),
            (
                "fn on<F: Fn() -> u8>(f: F) {",
                "the parameter type `F` may not live long enough",
                "fn on<F: Fn() -> u8 + 'static>(f: F) {",
            ),
            ("light.next();", "variable does not need to be mutable", "light = light.next();"),
            ("Side:Left => 1,", "path separator must be a double colon", "Side::Left => 1,"),
            (
                "Side::Left => 1,",
                "non-exhaustive patterns: `Side::Right` not covered",
                "Side::Left | Side::Right => 1,",
            ),
            ("self.id == self.id", "unused variable: `other`", "self.id == other.id"),
            (
                "let mut a = b.chars();",
                "no method named `peek` found for struct `Chars<'a>`",
                "let mut a = b.chars().peekable();",
            ),
        ] {
            check(code, message, expected, 8);
        }
        let document = "impl Neg for Coin {\n    fn neg(self) -> Coin {\n";
        assert_eq!(
            asked_in(document, 0, "not all trait items implemented, missing: `Output`"),
            ["impl Neg for Coin {\n    type Output = Coin;\n"]
        );
    }
}
