//! Types that do not fit, where a message names both: what is gone over and not collected, texts that own what they hold, values in boxes,
//! blocks that give nothing back.

use super::{Case, both_sides, methods::ITERATORS, value_start};
use crate::{
    arguments::argument_lists,
    language::Language::Rust,
    lexical::texts,
    names::{is_part, leading},
    outline::rust::{NUMBERS, behind_generics, head, inside, parts, typed},
    rewrites::Rewrites,
    values::value_end,
};

/// What is collected.
const COLLECTED: [&str; 8] =
    ["BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "String", "Vec", "VecDeque"];
/// What holds one value.
const HOLDERS: [&str; 6] = ["Arc", "Box", "Cell", "Mutex", "Rc", "RefCell"];

/// Values as the message says that they are meant.
pub(super) fn fitted(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    lent(edits, case);
    let said = case.quoted();
    let &[.., expected, found] = said.as_slice() else { return };
    let end = code.trim_end().trim_end_matches([';', ',']).len();
    let is_collection = COLLECTED.contains(&head(expected)) && !expected.starts_with('&');
    if is_collection && ITERATORS.contains(&head(found)) {
        edits.put_in(end..end, &[".collect()", ".collect::<Vec<_>>()"]);
    }
    if is_collection && matches!(head(found), "Result" | "Option") {
        edits.put_in(end..end, &["?", ".unwrap()", ".unwrap_or_default()"]);
    }
    if is_collection && head(expected) == head(found) && found.contains('&') && !expected.contains('&') {
        for at in case.places(".iter()") {
            edits.put_in(at..at + ".iter()".len(), &[".into_iter()", ".iter().cloned()", ".iter().copied()"]);
        }
    }
    if head(expected) == "Option"
        && head(found) == "Option"
        && found.contains("<&")
        && !expected.contains("<&")
    {
        edits.put_in(end..end, &[".cloned()", ".copied()"]);
    }
    if expected == "char" && found == "&str" {
        for at in case.places(".push(") {
            edits.put_in(at..at + ".push(".len(), &[".push_str("]);
        }
    }
    if expected == "bool" && found == "()" {
        for at in case.places(" = ") {
            edits.put_in(at..at + " = ".len(), &[" == "]);
        }
    }
    if NUMBERS.contains(&expected) && NUMBERS.contains(&found) {
        for sign in [" + ", " - ", " * ", " / ", " % "] {
            for (one, other) in both_sides(code, sign) {
                edits.put_in(one.end..one.end, &[&format!(" as {found}")]);
                edits.put_in(other.end..other.end, &[&format!(" as {expected}")]);
            }
        }
    }
    if found == "()"
        && let Some((name, _)) = parameter(case, expected)
    {
        for at in case.places("(())") {
            edits.put_in(at + 1..at + 3, &[name]);
        }
    }
    if head(expected) == "Weak" && matches!(head(found), "Rc" | "Arc") {
        for at in case.places("::clone(") {
            edits.put_in(at + 2..at + "::clone".len(), &["downgrade"]);
        }
    }
    texts_of(edits, case, expected, found);
    if expected == "bool" && (found.starts_with(['u', 'i']) || found == "integer") {
        for word in ["if ", "while ", "&& ", "|| ", "return "] {
            for at in case.places(word) {
                let start = at + word.len();
                let stop = [" {", " &&", " ||", ";"].iter().filter_map(|sign| code[start..].find(sign)).min();
                if let Some(stop) = stop.map(|stop| start + stop) {
                    edits.put_in(stop..stop, &[" == 1", " != 0", " > 0", " == 0"]);
                }
            }
        }
        let line = code.trim();
        if !line.contains(['{', ';', '=']) {
            edits.put_in(end..end, &[" != 0", " == 1"]);
        }
    }
    held(edits, case, expected, found);
    if found == "()" || case.says(&["found `()`"]) {
        given_back(edits, case, expected);
    }
    // A span of time as a number.
    for call in [".elapsed()", ".duration_since("] {
        for at in case.places(call) {
            let stop = value_end(code, at + 1);
            if !code[at..stop].contains(".as_") {
                edits.put_in(stop..stop, &[".as_secs_f64()", ".as_secs()", ".as_millis()"]);
            }
        }
    }
    if expected.starts_with('&') && !found.starts_with('&') {
        for at in case.places(" in ") {
            let start = at + " in ".len();
            if code.trim_start().starts_with("for ") && !code[start..].starts_with('&') {
                edits.put_in(start..start, &["&"]);
            }
        }
    }
}

/// The parameter of a type that the function has that the lines stand in.
fn parameter<'a>(case: &Case<'a>, kind: &str) -> Option<(&'a str, &'a str)> {
    let at = case.above.rfind("fn ")?;
    let rest = &case.document[at + 3..];
    let (list, _) = inside(behind_generics(&rest[leading(rest).len()..]))?;
    typed(list).into_iter().find(|(_, own)| *own == kind)
}

/// Texts that own what they hold where a pattern, or a value, is a plain one.
fn texts_of(edits: &mut Rewrites<'_>, case: &Case<'_>, expected: &str, found: &str) {
    let code = case.code;
    if head(expected) == "String" && found == "&str" {
        for at in case.places("match ") {
            let start = at + "match ".len();
            let Some(value) = code[start..].split(" {").next().filter(|value| !value.contains('\n')) else {
                continue;
            };
            let inner = value.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
            let all = inner.map_or_else(|| vec![value], parts);
            let plain: Vec<String> =
                all.into_iter().map(|one| format!("{}.as_str()", one.trim_start_matches('&'))).collect();
            let plain = plain.join(", ");
            let whole = if inner.is_some() { format!("({plain})") } else { plain };
            edits.put_in(start..start + value.len(), &[&whole]);
        }
        for text in texts(code, Rust) {
            let inner = &code[text.clone()];
            let is_filled = inner
                .find('{')
                .is_some_and(|open| inner[open + 1..].starts_with(|it: char| is_part(it) || it == '}'));
            if is_filled && inner.starts_with('"') && !code[..text.start].ends_with("!(") {
                edits.put_in(text.clone(), &[&format!("format!({inner})")]);
            }
        }
    }
}

/// A letter for a byte, and a byte for a letter.
pub(super) fn letters(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let is_byte =
        case.says(&["found `u8`", "expected `u8`"]) && case.says(&["found `char`", "expected `char`"]);
    for text in texts(code, Rust).into_iter().filter(|text| is_byte && code[text.clone()].starts_with('\'')) {
        match code[..text.start].strip_suffix('b').filter(|before| !before.ends_with(is_part)) {
            Some(before) => edits.put_in(before.len()..text.start, &[""]),
            None => edits.put_in(text.start..text.start, &["b"]),
        }
    }
}

/// What is lent to be changed, and pairs behind references.
fn lent(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for list in argument_lists(code, true) {
        let call = &code[..list.start - 1];
        let changes = ["mem::swap", "mem::replace", "mem::take"].iter().any(|name| call.ends_with(name));
        let Some((first, last)) = list.arguments.first().zip(list.arguments.last()).filter(|_| changes)
        else {
            continue;
        };
        let n = if call.ends_with("swap") { 2 } else { 1 };
        let lent: Vec<String> = list
            .arguments
            .iter()
            .enumerate()
            .map(|(at, &(start, end))| {
                let value = &code[start..end];
                let is_lent = at >= n || value.starts_with("&mut ");
                if is_lent { value.to_owned() } else { format!("&mut {}", value.trim_start_matches('&')) }
            })
            .collect();
        edits.put_in(first.0..last.1, &[&lent.join(", ")]);
    }
    let start = code.len() - code.trim_start().len();
    if code[start..].starts_with("for (") && code.contains(" in ") {
        let at = start + "for ".len();
        edits.put_in(at..at, &["&"]);
    }
}

/// A value in what holds it: `Box::new(Node { .. })` for `Node { .. }`.
fn held(edits: &mut Rewrites<'_>, case: &Case<'_>, expected: &str, found: &str) {
    let code = case.code;
    let (holder, own) = (head(expected), head(found));
    let is_held = HOLDERS.contains(&holder) && !own.is_empty() && own != holder && expected.contains(own);
    for at in case.places(own).into_iter().filter(|_| is_held) {
        let end = at + own.len();
        let rest = &code[end..];
        let blank = rest.len() - rest.trim_start().len();
        let close = if rest.trim_start().starts_with('{') {
            inside(rest.trim_start()).map(|(inner, _)| end + blank + inner.len() + 2)
        } else {
            Some(value_end(code, end)).filter(|close| *close > end && code[..*close].ends_with(')'))
        };
        if let Some(close) = close.filter(|_| !code[..at].ends_with("new(")) {
            edits.put_in(at..close, &[&format!("{holder}::new({})", &code[at..close])]);
        }
    }
}

/// What a function gives back at its end.
fn given_back(edits: &mut Rewrites<'_>, case: &Case<'_>, expected: &str) {
    let code = case.code;
    let value = match head(expected) {
        "Result" if expected.contains("<()") => "Ok(())",
        _ => "self",
    };
    let takes_self = case.above.rfind("fn ").is_some_and(|at| {
        let rest = &case.document[at + 3..];
        let rest = behind_generics(&rest[leading(rest).len()..]);
        inside(rest).is_some_and(|(list, rest)| {
            list.starts_with("mut self")
                || list.starts_with("self")
                || list.starts_with("&mut self") && rest.trim_start().starts_with("-> &mut Self")
        })
    });
    let in_code = code.contains("fn ") && code.contains("self");
    if value == "self" && !takes_self && !in_code {
        return;
    }
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        if line.trim() == "}" {
            let blanks = &line[..line.len() - line.trim_start().len()];
            edits.put_in(start..start, &[&format!("{blanks}    {value}\n")]);
        }
        start += line.len();
        let is_last = start == code.len() && line.ends_with('\n') && line.trim_end().ends_with(';');
        if is_last {
            let blanks = &line[..line.len() - line.trim_start().len()];
            edits.put_in(start..start, &[&format!("{blanks}{value}\n")]);
        }
    }
    // What is given back may be what is asked for last.
    let end = code.trim_end().len();
    if code[..end].ends_with("?;") && value == "Ok(())" {
        edits.put_in(end - 2..end, &[""]);
        let start = value_start(code, end - 2);
        if leading(&code[start..end]).is_empty() {
            return;
        }
        edits.put_in(start..end, &[&format!("Ok({})", &code[start..end - 1])]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn values_become_what_is_expected() {
        for (code, message, expected) in [
            (
                "let all = a.iter().map(f);",
                "mismatched types: expected `Vec<u8>`, found `Map<Iter<'_, u8>, ...>`",
                "let all = a.iter().map(f).collect();",
            ),
            (
                ".collect::<Result<_, _>>();",
                "mismatched types: expected `Vec<u8>`, found `Result<_, String>`",
                ".collect::<Result<_, _>>()?;",
            ),
            (
                "let all: Vec<_> = a.iter().collect();",
                "mismatched types: expected `Vec<String>`, found `Vec<&String>`",
                "let all: Vec<_> = a.into_iter().collect();",
            ),
            (
                "a.up = Rc::clone(b);",
                "mismatched types: expected `Weak<Leaf>`, found `Rc<Leaf>`",
                "a.up = Rc::downgrade(b);",
            ),
            ("match word {", "mismatched types: expected `&String`, found `&str`", "match word.as_str() {"),
            (
                "match (a.b, &c) {",
                "mismatched types: expected `String`, found `&str`",
                "match (a.b.as_str(), c.as_str()) {",
            ),
            (
                "return Err(\"no {name}\");",
                "mismatched types: expected `String`, found `&str`",
                "return Err(format!(\"no {name}\"));",
            ),
            ("if bits & 1 {", "mismatched types: expected `bool`, found `u64`", "if bits & 1 == 1 {"),
            (
                "*slot = Some(Leaf { n, next: None });",
                "mismatched types: expected `Box<Leaf>`, found `Leaf`",
                "*slot = Some(Box::new(Leaf { n, next: None }));",
            ),
            (
                "all.get(key)",
                "mismatched types: expected `Option<String>`, found `Option<&String>`",
                "all.get(key).cloned()",
            ),
            ("out.push(sign);", "mismatched types: expected `char`, found `&str`", "out.push_str(sign);"),
            (
                "let to = at + by;",
                "mismatched types: expected `usize`, found `i32`",
                "let to = at as i32 + by;",
            ),
            ("f(a) & b = c", "mismatched types: expected `bool`, found `()`", "f(a) & b == c"),
            (
                "std::mem::swap(a, b);",
                "arguments to this function are incorrect",
                "std::mem::swap(&mut a, &mut b);",
            ),
            ("for (a, b) in pairs {", "arguments to this method are incorrect", "for &(a, b) in pairs {"),
            (
                "for a in b.all[n] {",
                "mismatched types: expected `&str`, found `String`",
                "for a in &b.all[n] {",
            ),
            (
                "let t = a.elapsed();",
                "mismatched types: expected `u32`, found `f64`",
                "let t = a.elapsed().as_secs_f64();",
            ),
        ] {
            check(code, message, expected, 999);
        }
        let document = "fn by(mut self, n: u8) -> Self {\n    self.n = n;\n}\n";
        let found = asked_in(document, 1, "mismatched types: expected `Rope`, found `()`");
        assert!(found.contains(&"    self.n = n;\n    self\n".to_owned()), "{found:?}");
        check(
            "'a' => 'b',",
            "`match` arms have incompatible types: expected `char`, found `u8`",
            "'a' => b'b',",
            12,
        );
    }
}
