//! Names that nobody knows where the document says whose they are, patterns, and statements in the form of another language.

use super::{Case, both_sides, grouped};
use crate::{
    arguments::argument_lists,
    language::Language::Rust,
    lexical,
    names::{is_part, last_word, leading, names},
    outline::rust::{HOMES, enums, enums_with, fields, function, head, parts},
    rewrites::Rewrites,
};

/// Patterns that something is taken out of by.
const TAKEN_OUT: [&str; 3] = ["Some(", "Ok(", "Err("];
/// Functions of two numbers that are methods.
const OF_TWO: [&str; 6] = ["max", "min", "pow", "powi", "powf", "atan2"];
/// A name that nobody knows.
pub(super) fn names_of(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some(name) =
        case.quoted().first().copied().filter(|name| name.chars().all(is_part) && !name.is_empty())
    else {
        return;
    };
    let is_value = case.message.contains("cannot find value `");
    let is_function =
        case.message.contains("cannot find function `") || case.message.contains("cannot find function, ");
    let bare = || case.places(name).into_iter().filter(|at| !code[..*at].ends_with(['.', ':']));
    if case.says(&["is named the same as one of the variants"])
        || ((is_value || is_function) && name.starts_with(char::is_uppercase))
    {
        for owner in enums_with(case.document, name) {
            for at in bare() {
                edits.put_in(at..at, &[&format!("{owner}::")]);
            }
        }
        return;
    }
    let own = function(case.document, name);
    if is_function && let Some(receiver) = own.as_ref().map(|own| own.receiver) {
        let qualifier = if receiver.is_some() { "self." } else { "Self::" };
        for at in bare() {
            edits.put_in(at..at, &[qualifier]);
            // What is asked of the first argument.
            if let Some(rest) = code[at + name.len()..].strip_prefix('(').filter(|_| receiver.is_some()) {
                let owner =
                    &rest[..rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len()];
                let more = rest[owner.len()..].trim_start_matches([',', ' ']);
                if !owner.is_empty() && rest[owner.len()..].starts_with([',', ')']) {
                    edits.put_in(at..code.len(), &[&format!("{owner}.{name}({more}")]);
                }
            }
        }
        return;
    }
    if is_function && OF_TWO.contains(&name) {
        of_two(edits, code, name);
        return;
    }
    if is_value {
        taken_out(edits, code);
        if code.trim_start().starts_with("_ =>") || code.contains("(_)") || code.contains("|_|") {
            for at in case.places("_") {
                edits.put_in(at..at + 1, &[name]);
            }
            return;
        }
        nothing(edits, code, name);
        let is_field = case.document.contains(&format!("self.{name}")) || is_field_here(case, name);
        let has_self = case
            .above
            .rfind("fn ")
            .is_some_and(|at| case.document[at..].lines().take(6).collect::<String>().contains("self"));
        if is_field && has_self {
            for at in bare() {
                edits.put_in(at..at, &["self."]);
            }
        }
        return;
    }
    let is_type = case.says(&[
        "cannot find type `",
        "undeclared type `",
        "unlinked crate",
        "undeclared crate",
        "cannot find trait `",
    ]);
    let name =
        case.quoted().into_iter().find(|name| HOMES.iter().any(|(known, _)| known == name)).unwrap_or(name);
    if let Some((_, home)) = HOMES.iter().find(|(known, _)| *known == name && is_type) {
        for at in bare() {
            edits.put_in(at..at, &[home]);
        }
        // Another type of the same kind may be imported.
        for other in ["HashMap", "BTreeMap", "HashSet", "BTreeSet", "Rc", "Arc"] {
            let is_kin = name.ends_with("Map") && other.ends_with("Map")
                || name.ends_with("Set") && other.ends_with("Set")
                || matches!((name, other), ("Rc", "Arc") | ("Arc", "Rc"));
            if is_kin && other != name && names(case.document).any(|(_, word)| word == other) {
                for at in bare() {
                    edits.put_in(at..at + name.len(), &[other]);
                }
            }
        }
    }
}

/// `a.max(b)` for `max(a, b)`.
fn of_two(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    for list in argument_lists(code, true) {
        let open = list.start - 1;
        if let (&[one, other], Some(before)) = (list.arguments.as_slice(), code[..open].strip_suffix(name))
            && !before.ends_with(|last| is_part(last) || last == '.')
            && let Some(close) = code[other.1..].find(')').map(|close| other.1 + close)
        {
            let (a, b) = (grouped(&code[one.0..one.1]), &code[other.0..other.1]);
            let call = format!("{a}.{name}({b})");
            edits.put_in(before.len()..close + 1, &[&call]);
            if matches!(name, "max" | "min") {
                edits.put_in(before.len()..before.len(), &["std::cmp::"]);
            }
        }
    }
}

/// Whether the type whose methods the code stands in has a field that is called so.
fn is_field_here(case: &Case<'_>, name: &str) -> bool {
    let Some(at) = case.above.rfind("\nimpl") else { return false };
    let line = case.above[at + 1..].lines().next().unwrap_or_default();
    let kind = line.rsplit_once(" for ").map_or(line, |(_, kind)| kind);
    let kind = kind.strip_prefix("impl").unwrap_or(kind);
    let kind = crate::outline::rust::behind_generics(kind).trim_start();
    fields(case.document, head(kind.trim_end_matches([' ', '{']))).iter().any(|(field, _)| *field == name)
}

/// `if let Some(a) = b` for what gives `Some(a)` a value.
fn taken_out(edits: &mut Rewrites<'_>, code: &str) {
    for word in ["if ", "while "] {
        for (at, _) in code.match_indices(word) {
            let rest = &code[at + word.len()..];
            let is_whole = !code[..at].ends_with(is_part);
            let head = rest.split(" = ").next().unwrap_or_default();
            if is_whole
                && TAKEN_OUT.iter().any(|pattern| rest.starts_with(pattern))
                && head.len() < rest.len()
                && !head.contains("==")
            {
                edits.put_in(at + word.len()..at + word.len(), &["let "]);
            }
        }
    }
}

/// `a.is_none()` for `a == null`.
fn nothing(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    if !["null", "nil", "NULL", "nullptr", "undefined"].contains(&name) {
        return;
    }
    for (sign, call) in [(" == ", ".is_none()"), (" != ", ".is_some()")] {
        for (one, other) in both_sides(code, sign) {
            if &code[other.clone()] == name {
                edits.put_in(one.end..other.end, &[call]);
            }
        }
    }
}

/// Values and patterns in the form that a type has.
pub(super) fn patterns(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    if case.says(&["expected unit struct, unit variant or constant, found"]) {
        let Some(path) = said.last() else { return };
        let more = if case.says(&["found tuple"]) { "(..)" } else { " { .. }" };
        for at in case.places(path) {
            edits.put_in(at + path.len()..at + path.len(), &[more]);
        }
        return;
    }
    let expects_value = case.says(&[
        "expected function, tuple struct or tuple variant, found struct",
        "expected value, found struct",
        "expected value, found enum",
        "expected value, found builtin type",
        "expected value, found type alias",
        "expected function, found struct",
    ]);
    if let Some(path) = said.last().filter(|_| expects_value) {
        let declared = fields(case.document, path.rsplit("::").next().unwrap_or(path));
        for at in case.places(path) {
            let end = at + path.len();
            if code[end..].starts_with('.') && code[end + 1..].starts_with(char::is_alphabetic) {
                edits.put_in(end..end + 1, &["::"]);
            }
            let Some((inner, _)) =
                code[end..].starts_with('(').then(|| crate::outline::rust::inside(&code[end..])).flatten()
            else {
                continue;
            };
            let values = parts(inner);
            if values.len() == declared.len() && !values.is_empty() {
                let given: Vec<String> = declared
                    .iter()
                    .zip(&values)
                    .map(
                        |((field, _), value)| {
                            if field == value { (*field).to_owned() } else { format!("{field}: {value}") }
                        },
                    )
                    .collect();
                edits.put_in(end..end + inner.len() + 2, &[&format!(" {{ {} }}", given.join(", "))]);
            }
            if values.iter().all(|value| value.chars().all(is_part)) && values.len() != declared.len() {
                edits.put_in(end..end + inner.len() + 2, &[&format!(" {{ {inner} }}")]);
            }
        }
    }
    if case.says(&["fields, but the corresponding tuple", "field, but the corresponding tuple"]) {
        let number = |text: &str| text.split_whitespace().find_map(|word| word.parse::<usize>().ok());
        let (Some(has), Some(wants)) =
            (number(case.small), case.small.split_once("but the").and_then(|(_, rest)| number(rest)))
        else {
            return;
        };
        for list in argument_lists(code, true).into_iter().filter(|list| list.arguments.len() == has) {
            let Some((first, last)) = list.arguments.first().zip(list.arguments.last()) else { continue };
            if wants == 1 {
                edits.put_in(first.0..last.1, &[&format!("({})", &code[first.0..last.1])]);
                edits.put_in(first.0..last.1, &[&code[first.0..first.1]]);
            } else if has == 1 && code[first.0..last.1].starts_with('(') {
                edits.put_in(first.0..last.1, &[code[first.0 + 1..last.1].trim_end_matches(')')]);
            } else if wants > has {
                edits.put_in(last.1..last.1, &[&", _".repeat(wants - has), ", .."]);
            }
        }
    }
    if case.says(&["pattern does not mention field", "pattern requires `..`"])
        && let Some(close) = code.rfind(" }")
    {
        edits.put_in(close..close, &[", .."]);
        for field in said.iter().filter(|field| field.chars().all(is_part)) {
            edits.put_in(close..close, &[&format!(", {field}")]);
        }
    }
    if case.says(&["unexpected `,` in pattern"]) {
        for (word, end) in [("let ", " ="), ("for ", " in ")] {
            let Some(start) = code.find(word).map(|at| at + word.len()) else { continue };
            if let Some(end) =
                code[start..].find(end).map(|end| start + end).filter(|end| code[start..*end].contains(','))
            {
                edits.put_in(start..end, &[&format!("({})", &code[start..end])]);
            }
        }
    }
    if case.says(&["non-exhaustive patterns"]) && code.trim_end().ends_with(',') {
        let indentation = &code[..code.len() - code.trim_start().len()];
        edits.put_in(code.len()..code.len(), &[&format!("{indentation}_ => {{}}\n")]);
    }
    if case.says(&["refutable pattern in local binding"])
        && let Some(value) = code.trim_end().strip_suffix(';')
    {
        let at = value.len();
        edits.put_in(at..at, &[" else { return }", " else { return None }", " else { continue }"]);
    }
}

/// Statements as other languages write them.
pub(super) fn statements(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    if case.says(&["no ternary operator", "ternary"])
        && let Some((condition, rest)) = code.trim_end().split_once(" ? ")
        && let Some((one, other)) = rest.split_once(" : ")
    {
        let from = ["= ", "return ", "=> ", "("].iter().filter_map(|sign| {
            let at = condition.rfind(sign)?;
            let is_open =
                *sign != "(" || condition[at..].matches('(').count() > condition[at..].matches(')').count();
            is_open.then_some(at + sign.len())
        });
        let from = from.max().unwrap_or(start);
        let end = code.trim_end().len() - other.len() + value_span(other);
        let other = &other[..value_span(other)];
        let made = format!("if {} {{ {one} }} else {{ {other} }}", &condition[from..]);
        edits.put_in(from..end, &[&made]);
    }
    if case.says(&["expected one of `.`, `;`, `?`, `else`", "refutable pattern"])
        && code[start..].starts_with("let ")
    {
        let head = code.trim_end();
        if let Some(value) = head.strip_suffix(" {").filter(|value| !value.ends_with("else")) {
            edits.put_in(value.len()..value.len(), &[" else"]);
        }
    }
    if case.says(&["expected item, found"]) && case.says(&["`let`"]) {
        for (from, to) in [("let mut ", "static mut "), ("let ", "const "), ("let ", "static ")] {
            if code[start..].starts_with(from) {
                edits.put_in(start..start + from.len(), &[to]);
            }
        }
    }
    if case.says(&["expected type, found `{`"]) {
        for (at, arrow) in code.match_indices(" -> {") {
            let behind = at + arrow.len() - 1;
            edits.put_in(at..at + arrow.len(), &[" {"]);
            edits.put_in(
                behind..behind,
                &["bool ", "usize ", "Self ", "String ", "u32 ", "f64 ", "Option<usize> "],
            );
        }
    }
    if case.says(&["type alias without body"])
        && let Some(colon) = code.find(": ").filter(|_| code[start..].contains("type "))
    {
        edits.put_in(colon..colon + 2, &[" = "]);
    }
    if case.says(&["expected type, found lifetime", "unexpected lifetime"]) {
        for (at, _) in code.match_indices('\'') {
            let name = leading(&code[at + 1..]);
            if code[at + 1 + name.len()..].starts_with(" &") {
                edits.put_in(at..at + name.len() + 3, &[&format!("&'{name} ")]);
            }
        }
    }
    if case.says(&["found `->`"]) {
        for name in ["FnOnce", "FnMut", "Fn"] {
            for at in case.places(name) {
                let end = at + name.len();
                if code[end..].starts_with(" ->") {
                    edits.put_in(end..end, &["()"]);
                }
            }
        }
    }
    if case.says(&["expected trait, found", "expected type, found", "expected one of", "path separator"]) {
        for (at, word) in code.match_indices("Self:") {
            let rest = &code[at + word.len()..];
            if rest.starts_with(char::is_uppercase) && !code[..at].ends_with(is_part) {
                edits.put_in(at + word.len()..at + word.len(), &[":"]);
            }
        }
    }
    if case.says(&["expected identifier, found `"]) || case.says(&["expected one of `,`, `:`"]) {
        shorthand(edits, case);
    }
    // Types in round brackets, as a variant has them, and in pointed ones, as a type has its parameters.
    if case.says(&["parenthesized type parameters"]) {
        in_brackets(edits, code, ('(', ')'), ('<', '>'));
    }
    if case.says(&["found `<`"]) && code.trim_end().ends_with(',') {
        in_brackets(edits, code, ('<', '>'), ('(', ')'));
    }
    if case.says(&["`allocator_api`", "generic arguments were supplied", "generic arguments but"]) {
        for (at, word) in code.match_indices("Vec<").chain(code.match_indices("Option<")) {
            let open = at + word.len() - 1;
            let rest = &code[open..];
            let inner = &rest[1..(rest.len() - crate::outline::rust::behind_generics(rest).len()).max(2) - 1];
            if parts(inner).len() > 1 {
                edits.put_in(open + 1..open + 1 + inner.len(), &[&format!("({inner})")]);
            }
        }
    }
}

/// Where the last value of a choice ends.
fn value_span(text: &str) -> usize {
    lexical::expression_end(text, 0, Rust).unwrap_or_else(|| text.trim_end().len())
}

/// A field with its name in front where something is asked of the value: `Point { x: a.x, y }`, and braces for a pair's brackets.
fn shorthand(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for (at, _) in code.match_indices('{') {
        let Some((inner, _)) = crate::outline::rust::inside(&code[at..]) else { continue };
        let values = parts(inner);
        let end = at + inner.len() + 2;
        if code[..at].trim_end().ends_with('|') && values.len() > 1 && !inner.contains([';', ':']) {
            edits.put_in(at..end, &[&format!("({})", inner.trim())]);
        }
        for value in values {
            let name = leading(value);
            let start = value.as_ptr() as usize - code.as_ptr() as usize;
            if value.len() > name.len()
                && value[name.len()..].starts_with('.')
                && name.starts_with(char::is_lowercase)
            {
                edits.put_in(start..start, &[&format!("{name}: ")]);
                // A field that is asked for has its own name.
                let asked = last_word(value);
                if name == "self" || asked != name {
                    edits.put_in(start..start, &[&format!("{asked}: ")]);
                }
            }
        }
    }
}

/// Brackets of one kind behind a name with an initial capital as those of another.
fn in_brackets(edits: &mut Rewrites<'_>, code: &str, from: (char, char), to: (char, char)) {
    for (open, _) in code.match_indices(from.0) {
        let name = last_word(&code[..open]);
        let rest = &code[open..];
        let end = if from.0 == '<' {
            rest.len() - crate::outline::rust::behind_generics(rest).len()
        } else {
            crate::outline::rust::inside(rest).map_or(0, |(inner, _)| inner.len() + 2)
        };
        if end > 2
            && name.starts_with(char::is_uppercase)
            && code[..open].ends_with(is_part)
            && !name.starts_with("Fn")
        {
            edits
                .put_in(open..open + end, &[&format!("{}{}{}", to.0, &code[open + 1..open + end - 1], to.1)]);
        }
    }
}

/// The variants of an enumeration of the document's, by its name.
pub(super) fn variants<'a>(case: &Case<'a>, name: &str) -> Vec<&'a str> {
    let all = enums(case.document).into_iter();
    all.filter(|(own, _)| *own == name).flat_map(|(_, variants)| variants).collect()
}

/// The variant of an enumeration that holds one value alone.
pub(super) fn holding<'a>(variant: &'a str, kind: &str) -> Option<&'a str> {
    let name = leading(variant);
    let inner = variant[name.len()..].trim().strip_prefix('(')?.strip_suffix(')')?;
    (kind.is_empty() || head(inner) == head(kind)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn unknown_names_are_asked_of_what_has_them() {
        let document = "enum Lamp { On, Off(u8) }\nstruct Room { lamp: Lamp, n: u32 }\nimpl Room {\n    fn dim(&self) -> bool {\n        n > 0 && lit(self)\n    }\n    fn lit(&self) -> bool { self.lamp == On }\n}\n";
        for (line, message, expected) in [
            (4, "cannot find value `n` in this scope", "        self.n > 0 && lit(self)\n"),
            (4, "cannot find function `lit` in this scope", "        n > 0 && self.lit()\n"),
            (
                6,
                "cannot find value `On` in this scope",
                "    fn lit(&self) -> bool { self.lamp == Lamp::On }\n",
            ),
        ] {
            let found = asked_in(document, line, message);
            assert!(found.contains(&expected.to_owned()) && found.len() < 3, "{message}: {found:?}");
        }
        for (code, message, expected) in [
            (
                "while Some(it) = a.pop() {",
                "cannot find value `it` in this scope",
                "while let Some(it) = a.pop() {",
            ),
            ("_ => Err(Bad(it)),", "cannot find value `it` in this scope", "it => Err(Bad(it)),"),
            ("let a = max(b[1], c);", "cannot find function `max` in this scope", "let a = b[1].max(c);"),
            ("if a.b(c) == null {", "cannot find value `null` in this scope", "if a.b(c).is_none() {"),
            (
                "rooms: HashMap<u8, Room>,",
                "cannot find type `HashMap` in this scope",
                "rooms: std::collections::HashMap<u8, Room>,",
            ),
        ] {
            check(code, message, expected, 4);
        }
    }

    #[test]
    fn patterns_have_the_form_of_their_types() {
        let document = "struct Pair { left: u8, right: u8 }\nenum A { B { c: u8 } }\nlet p = Pair(left, 2);\nA::B => 0,\n";
        let found =
            asked_in(document, 2, "expected function, tuple struct or tuple variant, found struct `Pair`");
        assert_eq!(found, ["let p = Pair { left, right: 2 };\n"]);
        let found = asked_in(
            document,
            3,
            "expected unit struct, unit variant or constant, found struct variant `A::B`",
        );
        assert_eq!(found, ["A::B { .. } => 0,\n"]);
        for (code, message, expected) in [
            (
                "Some(a, b) => a,",
                "this pattern has 2 fields, but the corresponding tuple variant has 1 field",
                "Some((a, b)) => a,",
            ),
            ("let a, b = pair();", "unexpected `,` in pattern", "let (a, b) = pair();"),
            ("let a = Day.today();", "expected value, found struct `Day`", "let a = Day::today();"),
        ] {
            check(code, message, expected, 3);
        }
    }

    #[test]
    fn statements_of_other_languages_become_rusts() {
        for (code, message, expected) in [
            ("let a = b > 0 ? b : 1;", "Rust has no ternary operator", "let a = if b > 0 { b } else { 1 };"),
            (
                "let Some(a) = b.get(c) {",
                "expected one of `.`, `;`, `?`, `else`, or an operator, found `{`",
                "let Some(a) = b.get(c) else {",
            ),
            ("let LIMIT: u8 = 3;", "expected item, found keyword `let`", "const LIMIT: u8 = 3;"),
            ("pub type Names: Vec<String>;", "free type alias without body", "pub type Names = Vec<String>;"),
            (
                "last: Option(u8),",
                "parenthesized type parameters may only be used with a `Fn` trait",
                "last: Option<u8>,",
            ),
            (
                "fn f() -> Result<A, Self:Err> {",
                "expected trait, found variant `Err`",
                "fn f() -> Result<A, Self::Err> {",
            ),
            (
                "all: Vec<String, u8>,",
                "use of unstable library feature `allocator_api`",
                "all: Vec<(String, u8)>,",
            ),
            ("Point { at.x(), y }", "expected one of `,`, `:`, or `}`, found `.`", "Point { at: at.x(), y }"),
        ] {
            check(code, message, expected, 9);
        }
    }
}
