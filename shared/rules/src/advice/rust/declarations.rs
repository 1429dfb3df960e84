//! Declarations: types of constants, what traits ask for, generic parameters, lifetimes, and fields that a value lacks.

use super::{Case, types::default_of};
use crate::{
    names::{first_word, is_part, last_word, names},
    outline::rust::{NUMBERS, behind_generics, fields, generics, head, inside, parts},
    rewrites::Rewrites,
};

/// What traits call what belongs to them.
const MEMBERS: [(&str, &[&str]); 24] = [
    ("FromStr", &["Err", "from_str"]),
    ("TryFrom", &["Error", "try_from"]),
    ("TryInto", &["Error", "try_into"]),
    ("Iterator", &["Item", "next"]),
    ("DoubleEndedIterator", &["next_back"]),
    ("IntoIterator", &["Item", "IntoIter", "into_iter"]),
    ("Future", &["Output", "poll"]),
    ("Deref", &["Target", "deref"]),
    ("DerefMut", &["deref_mut"]),
    ("Index", &["Output", "index"]),
    ("IndexMut", &["index_mut"]),
    ("Add", &["Output", "add"]),
    ("Sub", &["Output", "sub"]),
    ("Mul", &["Output", "mul"]),
    ("Div", &["Output", "div"]),
    ("Neg", &["Output", "neg"]),
    ("Not", &["Output", "not"]),
    ("AddAssign", &["add_assign"]),
    ("Display", &["fmt"]),
    ("Debug", &["fmt"]),
    ("Drop", &["drop"]),
    ("Default", &["default"]),
    ("From", &["from"]),
    ("PartialEq", &["eq"]),
];
/// Methods that change what they are of.
const CHANGING: [&str; 8] =
    ["next", "next_back", "drop", "deref_mut", "index_mut", "write", "flush", "add_assign"];

/// Types that a value may have by its look.
pub(super) fn types_of(value: &str, document: &str) -> Vec<String> {
    let value = value.trim();
    let own = |kind: &str| vec![kind.to_owned()];
    let Some(first) = value.chars().next() else { return Vec::new() };
    if value.starts_with('"') || value.starts_with("r\"") || value.starts_with("r#") {
        return vec!["&str".to_owned(), "&'static str".to_owned()];
    }
    if let Some(inner) = value.strip_prefix("&[").and_then(|rest| rest.strip_suffix(']')) {
        let each = parts(inner).first().map(|one| types_of(one, document)).unwrap_or_default();
        return each.into_iter().map(|kind| format!("&[{kind}]")).collect();
    }
    if let Some(inner) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let (one, n) = if let Some((one, n)) = inner.split_once("; ") {
            (one.to_owned(), n.to_owned())
        } else {
            let all = parts(inner);
            (all.first().copied().unwrap_or_default().to_owned(), all.len().to_string())
        };
        return types_of(&one, document).into_iter().map(|kind| format!("[{kind}; {n}]")).collect();
    }
    if first == '\'' {
        return own("char");
    }
    if matches!(value, "true" | "false") {
        return own("bool");
    }
    let number = value.strip_prefix('-').unwrap_or(value);
    if number.starts_with(|first: char| first.is_ascii_digit()) {
        let suffix = NUMBERS.iter().find(|kind| number.ends_with(*kind));
        if let Some(suffix) = suffix.filter(|_| !number.starts_with("0x")) {
            return own(suffix);
        }
        let is_fraction = number.contains('.') && !number.contains("..");
        let usual: &[&str] = if is_fraction { &["f64", "f32"] } else { &["usize", "u32", "u64", "i32"] };
        // As other constants of the document.
        let is_fraction_type = |kind: &str| kind.starts_with('f');
        let mut found: Vec<String> = Vec::new();
        for line in document
            .lines()
            .filter_map(|line| line.trim_start().trim_start_matches("pub ").strip_prefix("const "))
        {
            let kind =
                line.split_once(": ").and_then(|(_, rest)| rest.split_once(" =")).map(|(kind, _)| kind);
            if let Some(kind) = kind.filter(|kind| NUMBERS.contains(kind))
                && is_fraction_type(kind) == is_fraction
                && !found.iter().any(|other| other == kind)
            {
                found.push(kind.to_owned());
            }
        }
        if found.is_empty() {
            found.extend(usual.iter().map(|kind| (*kind).to_owned()));
        }
        return found;
    }
    if first.is_uppercase() {
        let path = &value[..value.len() - value.trim_start_matches(|it| is_part(it) || it == ':').len()];
        let kind = match path.rsplit_once("::") {
            Some((kind, last))
                if last.starts_with(char::is_lowercase) || kind.starts_with(char::is_uppercase) =>
            {
                kind
            }
            _ => path,
        };
        return own(kind.trim_end_matches(':'));
    }
    Vec::new()
}

/// Declarations that lack something, or have what they must not have.
pub(super) fn declarations(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    if case.says(&["missing type for `const`", "missing type for `static`"])
        && let Some((declared, value)) = code.split_once(" = ")
    {
        let value = value.trim_end().trim_end_matches(';');
        for kind in types_of(value, case.document) {
            edits.put_in(declared.len()..declared.len(), &[&format!(": {kind}")]);
        }
    }
    if case.says(&["declaration in the impl, but not in the trait"]) {
        for receiver in ["&mut self, ", "&self, ", "self, ", "&mut self", "&self", "self"] {
            if let Some(at) = code.find(&format!("({receiver}")) {
                edits.put_in(at + 1..at + 1 + receiver.len(), &[""]);
                break;
            }
        }
    }
    if case.says(&["declaration in the trait, but not in the impl"])
        && let Some(open) = code.find('(')
    {
        let receiver = if case.says(&["`&mut self`"]) {
            "&mut self"
        } else if case.says(&["`self`"]) {
            "self"
        } else {
            "&self"
        };
        let comma = if code[open + 1..].starts_with(')') { "" } else { ", " };
        edits.put_in(open + 1..open + 1, &[&format!("{receiver}{comma}")]);
    }
    if case.says(&["is not a member of trait"]) {
        let &[name, of, ..] = said.as_slice() else { return };
        let own =
            MEMBERS.iter().find(|(known, _)| *known == head(of)).map(|(_, own)| *own).unwrap_or_default();
        let is_type = name.starts_with(char::is_uppercase);
        for own in own.iter().filter(|own| own.starts_with(char::is_uppercase) == is_type) {
            for at in case.places(name) {
                edits.put_in(at..at + name.len(), &[own]);
            }
        }
    }
    if case.says(&["has an incompatible type for trait"]) {
        let name = said.first().copied().unwrap_or_default();
        if name == "fmt" {
            for from in ["&fmt::Formatter", "&std::fmt::Formatter", "&Formatter"] {
                for (at, _) in code.match_indices(from) {
                    edits.put_in(at + 1..at + 1, &["mut "]);
                }
            }
        }
        if CHANGING.contains(&name) {
            for (at, _) in code.match_indices("(&self") {
                edits.put_in(at + 2..at + 2, &["mut "]);
            }
        } else {
            for (at, _) in code.match_indices("(&mut self") {
                edits.put_in(at + 2..at + 6, &[""]);
            }
        }
        for (at, _) in code.match_indices("other: Self") {
            edits.put_in(at + 7..at + 7, &["&"]);
        }
    }
    missing_generics(edits, case);
    if case.says(&[
        "cannot be known at compilation time",
        "doesn't have a size known",
        "has no definite size",
    ]) {
        unsized_values(edits, case);
    }
    // A parameter that nothing declares.
    let parameter = said.first().filter(|name| name.len() == 1 && name.starts_with(char::is_uppercase));
    if let Some(name) = parameter.filter(|_| case.says(&["cannot find type `"])) {
        declare(edits, code, name);
    }
    bounds(edits, case);
}

/// Types with the parameters that their declaration has.
fn missing_generics(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let said = case.quoted();
    if !case.says(&["missing generics for"]) {
        return;
    }
    let code = case.code;
    let Some(path) = said.first() else { return };
    let name = head(path);
    for at in case.places(name).into_iter().filter(|at| !code[at + name.len()..].starts_with('<')) {
        let end = at + name.len();
        if let Some(own) = generics(case.document, name) {
            let plain: Vec<&str> = parts(own.trim_start_matches('<').trim_end_matches('>'))
                .into_iter()
                .filter_map(|part| part.split(':').next().map(str::trim))
                .collect();
            edits.put_in(end..end, &[&format!("<{}>", plain.join(", "))]);
        } else if name == "Result" {
            if code.contains("Formatter") {
                edits.put_in(at..at, &["fmt::", "std::fmt::"]);
            } else {
                edits.put_in(at..at, &["fmt::", "io::"]);
                edits.put_in(
                    end..end,
                    &["<()>", "<(), String>", "<(), Box<dyn std::error::Error>>", "<Self, String>"],
                );
            }
        } else if matches!(name, "HashMap" | "BTreeMap") {
            edits.put_in(end..end, &["<String, String>", "<String, usize>", "<_, _>"]);
        } else {
            edits.put_in(end..end, &["<String>", "<T>", "<_>", "<u8>", "<usize>"]);
        }
    }
}

/// Puts a generic parameter, or a lifetime, where the line declares something.
fn declare(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    let start = code.len() - code.trim_start().len();
    for word in ["fn ", "struct ", "enum ", "trait ", "type "] {
        let Some(at) = code.find(word).filter(|at| !code[..*at].ends_with(is_part)) else { continue };
        let end = at + word.len() + first_word(&code[at + word.len()..]).len();
        put_parameter(edits, code, end, name);
        return;
    }
    let line = code[start..].trim_start_matches("unsafe ");
    if line.starts_with("impl") {
        put_parameter(edits, code, code.len() - line.len() + "impl".len(), name);
    }
}

/// Adds a generic parameter at the end of what declares them, lifetimes in front of types.
fn put_parameter(edits: &mut Rewrites<'_>, code: &str, at: usize, name: &str) {
    match code[at..].strip_prefix('<') {
        Some(_) if name.starts_with('\'') => edits.put_in(at + 1..at + 1, &[&format!("{name}, ")]),
        Some(_) => {
            let end = code.len() - behind_generics(&code[at..]).len();
            if end > at + 1 {
                edits.put_in(end - 1..end - 1, &[&format!(", {name}")]);
            }
        }
        None => edits.put_in(at..at, &[&format!("<{name}>")]),
    }
}

/// Bounds that a generic parameter lacks.
fn bounds(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let said = case.quoted();
    let is_parameter = |name: &str| name.len() == 1 && name.starts_with(char::is_uppercase);
    let (name, bound) = match said.as_slice() {
        [asked, ..] if case.says(&["the trait bound `"]) => match asked.split_once(": ") {
            Some((name, bound)) => (name, bound.to_owned()),
            None => return,
        },
        [name, bound, ..] if case.says(&["doesn't implement `"]) => (*name, (*bound).to_owned()),
        [sign, name, ..] if case.says(&["binary operation `"]) => {
            let bound = if matches!(*sign, "==" | "!=") { "PartialEq" } else { "PartialOrd" };
            (*name, bound.to_owned())
        }
        _ => return,
    };
    let name = name.trim_start_matches('&');
    if !is_parameter(name) {
        return;
    }
    let short = head(&bound).to_owned();
    let is_known = ["Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Default", "Send", "Sync"]
        .contains(&short.as_str());
    let bound = if is_known || names(case.document).any(|(_, word)| word == short) { short } else { bound };
    let code = case.code;
    for open in code.match_indices('<').map(|(at, _)| at) {
        let Some(end) = code[open..].find('>').map(|end| open + end) else { continue };
        for part in parts(&code[open + 1..end]) {
            let at = part.as_ptr() as usize - code.as_ptr() as usize;
            let is_declared = code[..open].trim_end().ends_with("impl")
                || ["fn ", "struct ", "enum ", "trait "].iter().any(|word| code[..open].contains(word));
            if part == name && is_declared {
                edits.put_in(at + part.len()..at + part.len(), &[&format!(": {bound}")]);
            } else if part.starts_with(&format!("{name}: ")) {
                edits.put_in(at + part.len()..at + part.len(), &[&format!(" + {bound}")]);
                let own = at + name.len() + ": ".len();
                edits.put_in(own..own, &[&format!("{bound} + ")]);
                // What is ordered wholly is compared, too.
                for weak in ["Eq", "PartialEq"].iter().filter(|weak| &code[own..at + part.len()] == **weak) {
                    edits.put_in(own..own + weak.len(), &[bound.as_str(), "Ord"]);
                }
            }
        }
    }
    let where_clause = format!("{name}: ");
    if code.trim_start().starts_with(&where_clause) {
        let end = code.trim_end().trim_end_matches([',', '{', ' ']).len();
        edits.put_in(end..end, &[&format!(" + {bound}")]);
    }
}

/// Texts and slices that are borrowed, or owned.
fn unsized_values(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    // `const NAMES: [T] = [..]`
    if let Some((declared, value)) = code.split_once(" = ") {
        if let Some((name, kind)) = declared.split_once(": ") {
            let list = value.trim_end().trim_end_matches(';');
            if let Some(inner) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
                let elements = list
                    .strip_prefix('[')
                    .and_then(|list| list.strip_suffix(']'))
                    .map(|list| parts(list).len());
                let start = name.len() + 2;
                if let Some(n) = elements {
                    edits.put_in(start..declared.len(), &[&format!("[{inner}; {n}]")]);
                }
                let borrowed = format!("&{kind} = &{value}");
                edits.put_in(start..code.len(), &[&borrowed]);
            }
        }
        let start = declared.len() + 3;
        let end = code.trim_end().trim_end_matches(';').len();
        if !value.starts_with('&') && start < end && value.contains('[') && !declared.contains(':') {
            edits.put_in(start..start, &["&"]);
            let ways: &[&str] =
                if case.says(&["type `str`"]) { &[".to_string()", ".to_owned()"] } else { &[".to_vec()"] };
            edits.put_in(end..end, ways);
        }
        if value.contains(".collect()") && !declared.contains(':') {
            let element = case
                .quoted()
                .iter()
                .find_map(|kind| kind.strip_prefix('[')?.strip_suffix(']'))
                .unwrap_or("_")
                .to_owned();
            edits.put_in(declared.len()..declared.len(), &[&format!(": Vec<{element}>"), ": Vec<_>"]);
            for (at, call) in code.match_indices(".collect()") {
                edits.put_in(at..at + call.len(), &[".collect::<Vec<_>>()"]);
            }
        }
    }
    for at in case.places("str") {
        let before = &code[..at];
        let is_bare = !before.ends_with(['&', ':'])
            && !before.ends_with("mut ")
            && !before.trim_end().ends_with(|last| is_part(last) && before.contains('\''));
        if is_bare || before.ends_with(": ") {
            edits.put_in(at..at, &["&", "&'static "]);
            edits.put_in(at..at + 3, &["String"]);
        }
    }
    for (at, _) in code.match_indices('[') {
        let is_type = [": ", "<", "-> "].iter().any(|sign| code[..at].ends_with(sign));
        let is_slice = inside(&code[at..]).is_some_and(|(inner, _)| {
            !inner.contains(';') && inner.starts_with(|first: char| first.is_alphabetic() || first == '&')
        });
        if is_type && is_slice && !code.contains(" = ") {
            edits.put_in(at..at, &["&", "&mut "]);
        }
    }
    for at in case.places("dyn") {
        if !code[..at].ends_with(['&', '<']) {
            edits.put_in(at..at, &["&"]);
            let end = at + code[at..].find([',', ')', ';', '{']).unwrap_or(code.len() - at);
            let kind = code[at..end].trim_end();
            edits.put_in(
                at..at + kind.len(),
                &[&format!("Box<{kind}>"), &format!("impl {}", kind.trim_start_matches("dyn "))],
            );
        }
    }
}

/// Values of structures that lack fields.
pub(super) fn literals(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if !case.says(&["missing field `", "missing fields `", "missing structure fields"])
        || !case.says(&["initializer", "missing structure fields"])
    {
        return;
    }
    let code = case.code;
    let said = case.quoted();
    // What the message says once more behind the type.
    let Some(at) = said.iter().rposition(|kind| kind.starts_with(char::is_uppercase)) else { return };
    let (kind, missing) = (&said[at], &said[..at]);
    let Some(close) = code.rfind('}').filter(|close| code[..*close].contains('{')) else { return };
    let end = code[..close].trim_end().len();
    let comma = if code[..end].ends_with([',', '{']) { " " } else { ", " };
    let declared = fields(case.document, head(kind));
    let near = case.above.rfind("fn ").map_or("", |at| &case.above[at..]);
    let mut ways: Vec<String> = vec![String::new()];
    for field in missing {
        let kind = declared.iter().find(|(name, _)| name == field).map_or("", |(_, kind)| *kind);
        let mut values = Vec::new();
        if names(near).any(|(at, name)| name == *field && !near[..at].ends_with('.')) {
            values.push((*field).to_owned());
        }
        values.extend(default_of(kind).map(|value| format!("{field}: {value}")));
        if values.is_empty() {
            values.push(format!("{field}: Default::default()"));
        }
        ways = ways
            .iter()
            .flat_map(|way| {
                values
                    .iter()
                    .map(move |value| if way.is_empty() { value.clone() } else { format!("{way}, {value}") })
            })
            .take(4)
            .collect();
    }
    for way in ways {
        edits.put_in(end..end, &[&format!("{comma}{way}")]);
    }
    edits.put_in(end..end, &[&format!("{comma}..Default::default()")]);
}

/// Lifetimes that nothing declares, or that are missing.
pub(super) fn lifetimes(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["use of undeclared lifetime name"]) {
        let Some(name) = case.quoted().first().copied() else { return };
        declare(edits, code, name);
        let start = code.len() - code.trim_start().len();
        if !["fn ", "struct ", "enum ", "impl", "trait ", "type "]
            .iter()
            .any(|word| code[start..].contains(word))
        {
            let whole = code.replace(&format!("{name} "), "");
            edits.put_in(0..code.len(), &[&whole, &code.replace(name, "'static"), &code.replace(name, "'_")]);
        }
        return;
    }
    if !case.says(&["missing lifetime specifier"]) {
        return;
    }
    let plain: Vec<usize> = code
        .match_indices('&')
        .filter(|(at, _)| !code[at + 1..].starts_with(['\'', '&']) && !code[..*at].ends_with('&'))
        .map(|(at, _)| at)
        .collect();
    if let Some(open) = code.find('(').filter(|_| code.contains("fn ")) {
        let name_end = code[..open].find('<').unwrap_or(open);
        let own = ["'a", "'b", "'c"].into_iter().find(|own| code.contains(own)).unwrap_or("'a");
        let mut whole = code.to_owned();
        for at in plain.iter().rev() {
            whole.insert_str(at + 1, &format!("{own} "));
        }
        if !code.contains(own) {
            if name_end < open {
                whole.insert_str(name_end + 1, &format!("{own}, "));
            } else {
                whole.insert_str(open, &format!("<{own}>"));
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
        if let Some(at) = plain.last().filter(|at| code[..**at].trim_end().ends_with("->")) {
            edits.put_in(at + 1..at + 1, &["'static "]);
        }
        return;
    }
    // A field has the lifetime of its structure, or a static one.
    let owner = case.above.lines().rev().find(|line| {
        let line = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
        ["struct ", "enum ", "impl", "trait "].iter().any(|word| line.starts_with(word))
    });
    let own = owner.and_then(|line| line.split_once('<')).and_then(|(_, rest)| {
        let name = rest.strip_prefix('\'').map(first_word)?;
        Some(format!("'{name} "))
    });
    for at in plain {
        edits.put_in(at + 1..at + 1, &[own.as_deref().unwrap_or("'static ")]);
    }
    // A type that has a lifetime is told of it.
    for (at, name) in names(code) {
        let has_lifetime = generics(case.document, name).is_some_and(|own| own.starts_with("<'"));
        if has_lifetime
            && !code[at + name.len()..].starts_with(['<', ':'])
            && last_word(&code[..at]) != "struct"
        {
            let lifetime = own.as_deref().unwrap_or("'_").trim_end();
            edits.put_in(at + name.len()..at + name.len(), &[&format!("<{lifetime}>")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn declarations_are_completed() {
        for (code, message, expected) in [
            ("const NAME = \"a\";", "missing type for `const` item", "const NAME: &str = \"a\";"),
            (
                "const SIZES = [1.5, 2.0];",
                "missing type for `const` item",
                "const SIZES: [f64; 2] = [1.5, 2.0];",
            ),
            (
                "static HOME = Point { x: 0 };",
                "missing type for `static` item",
                "static HOME: Point = Point { x: 0 };",
            ),
            (
                "fn try_from(&self, a: A) -> B {",
                "method `try_from` has a `&self` declaration in the impl, but not in the trait",
                "fn try_from(a: A) -> B {",
            ),
            (
                "fn next() -> B {",
                "method `next` has a `&mut self` declaration in the trait, but not in the impl",
                "fn next(&mut self) -> B {",
            ),
            ("type Result = u8;", "type `Result` is not a member of trait `Add`", "type Output = u8;"),
            (
                "fn fmt(&self, f: &fmt::Formatter) -> fmt::Result {",
                "method `fmt` has an incompatible type for trait",
                "fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {",
            ),
            ("impl Show for List<T> {", "cannot find type `T` in this scope", "impl<T> Show for List<T> {"),
            (
                "fn best<T>(a: &[T]) -> &T {",
                "binary operation `>` cannot be applied to type `T`",
                "fn best<T: PartialOrd>(a: &[T]) -> &T {",
            ),
            (
                "const DAYS: [&str] = [\"a\", \"b\"];",
                "the size for values of type `[&str]` cannot be known at compilation time",
                "const DAYS: [&str; 2] = [\"a\", \"b\"];",
            ),
            (
                "let a = b[1..];",
                "the size for values of type `str` cannot be known at compilation time",
                "let a = &b[1..];",
            ),
            (
                "impl From<str> for A {",
                "the size for values of type `str` cannot be known at compilation time",
                "impl From<&str> for A {",
            ),
        ] {
            check(code, message, expected, 5);
        }
    }

    #[test]
    fn values_get_the_fields_that_they_lack() {
        let document = "struct Tank { level: u32, name: Option<String> }\nfn new(level: u32) -> Tank {\n    Tank { level }\n}\n";
        let found = asked_in(document, 2, "missing field `name` in initializer of `Tank`");
        assert_eq!(found.first().map(String::as_str), Some("    Tank { level, name: None }\n"));
    }

    #[test]
    fn lifetimes_are_declared_and_used() {
        for (code, message, expected) in [
            (
                "fn f(a: &'x str) -> &'x str {",
                "use of undeclared lifetime name `'x`",
                "fn f<'x>(a: &'x str) -> &'x str {",
            ),
            ("impl Row<'a> {", "use of undeclared lifetime name `'a`", "impl<'a> Row<'a> {"),
            (
                "fn f(a: &str, b: &str) -> &str {",
                "missing lifetime specifier",
                "fn f<'a>(a: &'a str, b: &'a str) -> &'a str {",
            ),
            ("    name: &str,", "missing lifetime specifier", "    name: &'static str,"),
        ] {
            check(code, message, expected, 2);
        }
        let found = asked_in("struct Row<'r> {\n    name: &str,\n}\n", 1, "missing lifetime specifier");
        assert_eq!(found, ["    name: &'r str,\n"]);
    }
}
