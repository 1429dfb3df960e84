//! Values of a type that does not fit, where the document says which would: parameters, fields and what a function returns. And types that
//! nothing tells.

use super::{Case, both_sides, grouped};
use crate::{
    arguments::argument_lists,
    names::{first_word, is_part, last_word, names},
    outline::rust::{NUMBERS, declared_type, fields, function, head, inside, kind_of_field, parts},
    rewrites::Rewrites,
};

/// What a value of a type is where nothing is said.
pub(super) fn default_of(kind: &str) -> Option<&'static str> {
    let kind = kind.trim();
    if kind.starts_with("&'static str") || kind == "&str" {
        return Some("\"\"");
    }
    if kind.starts_with('&') {
        return None;
    }
    Some(match head(kind) {
        "bool" => "false",
        "f32" | "f64" => "0.0",
        "Option" => "None",
        "String" => "String::new()",
        "Vec" => "Vec::new()",
        "HashMap" => "HashMap::new()",
        "HashSet" => "HashSet::new()",
        "BTreeMap" => "BTreeMap::new()",
        "BTreeSet" => "BTreeSet::new()",
        "VecDeque" => "VecDeque::new()",
        number if NUMBERS.contains(&number) => "0",
        _ => return None,
    })
}

/// Types that cannot be inferred.
pub(super) fn inferred(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    if case.says(&["cannot be built from an iterator over elements of type `"]) {
        let element = case.quoted().last().map(|kind| head(kind)).unwrap_or_default();
        if matches!(element, "Option" | "Result") {
            let whole = if element == "Option" { "Option<_>" } else { "Result<_, _>" };
            let list = if element == "Option" { "Option<Vec<_>>" } else { "Result<Vec<_>, _>" };
            for (at, call) in code.match_indices(".collect()") {
                edits.put_in(
                    at..at + call.len(),
                    &[
                        &format!(".collect::<{whole}>()?"),
                        &format!(".collect::<{list}>()?"),
                        ".flatten().collect()",
                    ],
                );
            }
            for (at, call) in code.match_indices(".map(") {
                edits.put_in(at..at + call.len(), &[".filter_map(", ".flat_map("]);
            }
        }
        return;
    }
    if !case.says(&["type annotations needed"]) {
        return;
    }
    let declared = code.split_once(" = ").map(|(declared, _)| declared).filter(|declared| {
        let name = declared.trim_start().strip_prefix("let ").map(|rest| rest.trim_start_matches("mut "));
        name.is_some_and(|name| name.chars().all(is_part))
    });
    let mut kinds: Vec<String> = Vec::new();
    let mut propose = |kind: &str| {
        if !kind.is_empty() && !kinds.iter().any(|other| other == kind) {
            kinds.push(kind.to_owned());
        }
    };
    let call = ["collect", "sum", "product", "parse", "into", "default", "new"]
        .into_iter()
        .find(|call| code.contains(&format!(".{call}()")) || code.contains(&format!("::{call}()")));
    match call {
        Some("collect") => {
            propose("Vec<_>");
            if code.contains(".chars()") || code.contains("char") {
                propose("String");
            }
            propose("HashSet<_>");
            propose("HashMap<_, _>");
        }
        Some("sum" | "product" | "parse" | "into") => {
            // The type of a field that is asked for, and those that the document's numbers have.
            for (at, name) in names(code).filter(|(at, _)| code[..*at].ends_with('.')) {
                if code[at + name.len()..].starts_with('(') {
                    continue;
                }
                if let Some(kind) = kind_of_field(case.document, name) {
                    propose(kind);
                }
            }
            if code.contains(" as f64") {
                propose("f64");
            }
            let returned = enclosing(case).unwrap_or_default();
            if NUMBERS.contains(&returned) {
                propose(returned);
            }
            let mut numbers = NUMBERS.map(|kind| (0, kind));
            for (_, name) in names(case.document) {
                if let Some((count, _)) = numbers.iter_mut().find(|(_, kind)| *kind == name) {
                    *count += 1;
                }
            }
            numbers.sort_by_key(|number| std::cmp::Reverse(number.0));
            for (_, kind) in numbers.into_iter().take(4).filter(|(count, _)| *count > 0) {
                propose(kind);
            }
        }
        Some("new") if code.contains("Vec::new()") => {
            propose("Vec<String>");
            propose("Vec<u8>");
            propose("Vec<usize>");
        }
        _ => {
            propose("usize");
            propose("String");
        }
    }
    for kind in &kinds {
        if let Some(declared) = declared {
            edits.put_in(declared.len()..declared.len(), &[&format!(": {kind}")]);
        }
        if let Some(call) = call.filter(|call| matches!(*call, "collect" | "sum" | "product" | "parse")) {
            for (at, _) in code.match_indices(&format!(".{call}()")) {
                let end = at + 1 + call.len();
                edits.put_in(end..end, &[&format!("::<{kind}>")]);
            }
        }
    }
}

/// What the function returns that the lines stand in.
fn enclosing<'a>(case: &Case<'a>) -> Option<&'a str> {
    let at = case.above.rfind("fn ")?;
    let name = first_word(&case.above[at + 3..]);
    Some(function(case.document, name)?.returned)
}

/// A value of a type that is wanted, the ways in which it may be one.
fn fitted(value: &str, kind: &str) -> Vec<String> {
    let is_text = value.starts_with('"');
    let is_digits = value.chars().all(|letter| letter.is_ascii_digit());
    if value.starts_with('|') || value.starts_with("move |") {
        return if head(kind) == "Box" { vec![format!("Box::new({value})")] } else { Vec::new() };
    }
    if let Some(inner) = kind.strip_prefix("&mut ") {
        let plain = value.trim_start_matches('&');
        return if value.starts_with("&mut ") || inner.starts_with("dyn") {
            Vec::new()
        } else {
            vec![format!("&mut {plain}")]
        };
    }
    if kind.starts_with('&') {
        let mut ways = Vec::new();
        if !value.starts_with('&') && !is_text {
            ways.push(format!("&{value}"));
        }
        if kind.ends_with("[u8]") {
            ways.push(format!("{}.as_bytes()", value.trim_start_matches('&')));
        }
        return ways;
    }
    let plain = value.trim_start_matches('&');
    match head(kind) {
        "String" if is_text || !value.contains("format!") => {
            vec![
                format!("{plain}.to_string()"),
                format!("{plain}.to_owned()"),
                format!("{plain}.into()"),
                format!("{plain}.clone()"),
            ]
        }
        "Option" if matches!(value, "0" | "-1" | "\"\"" | "null") => {
            vec!["None".to_owned(), format!("Some({value})")]
        }
        "Option" if value != "None" && !value.starts_with("Some(") => {
            vec![format!("Some({value})"), format!("{value}.ok()")]
        }
        "Box" if !value.starts_with("Box::") => {
            vec![format!("Box::new({value})"), format!("Box::pin({value})")]
        }
        "Rc" | "Arc" | "RefCell" | "Mutex" if !value.contains("::new(") => {
            vec![format!("{}::new({value})", head(kind)), format!("{plain}.clone()")]
        }
        "f32" | "f64" if is_digits => vec![format!("{value}.0")],
        "char" if is_text => vec![value.replace('"', "'")],
        "Cow" => {
            vec![format!("Cow::Borrowed({value})"), format!("Cow::Owned({value})"), format!("{value}.into()")]
        }
        number if NUMBERS.contains(&number) && !is_digits => {
            let mut ways = vec![format!("{} as {number}", grouped(value))];
            if value.starts_with('&') {
                ways.insert(0, plain.to_owned());
            }
            ways.extend([format!("*{value}"), format!("{number}::from({value})"), format!("{value}?")]);
            ways
        }
        _ if value.starts_with('&') => vec![plain.to_owned(), format!("{plain}.clone()")],
        _ => Vec::new(),
    }
}

/// Values as what the document says that they are for.
pub(super) fn mismatched(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for list in argument_lists(code, true) {
        let open = list.start - 1;
        let name = last_word(&code[..open]);
        let Some(declared) = function(case.document, name)
            .filter(|_| !code[..open].trim_end().trim_end_matches(name).ends_with("fn "))
        else {
            continue;
        };
        if declared.parameters.len() != list.arguments.len() {
            continue;
        }
        let given = |index: usize| list.arguments.get(index).map(|&(start, end)| &code[start..end]);
        for (index, (parameter, kind)) in declared.parameters.iter().enumerate() {
            let Some(&(start, end)) = list.arguments.get(index) else { continue };
            for way in fitted(&code[start..end], kind) {
                edits.put_in(start..end, &[&way]);
            }
            // Arguments in the order of the parameters that are called so.
            for (other_index, (other, _)) in declared.parameters.iter().enumerate().skip(index + 1) {
                let is_called = |index: usize, name: &str| {
                    given(index).is_some_and(|value| last_word(value.trim_start_matches('&')) == name)
                };
                if (is_called(index, other) || is_called(other_index, parameter))
                    && let (Some(one), Some(&(from, to))) = (given(index), list.arguments.get(other_index))
                {
                    edits.put_in(start..to, &[&[&code[from..to], &code[end..from], one].concat()]);
                }
            }
        }
    }
    // Fields of a value.
    for (at, _) in code.match_indices('{') {
        let path = code[..at].trim_end();
        let kind = last_word(path);
        let kind = if kind == "Self" { implemented(case) } else { kind };
        let declared = fields(case.document, kind);
        let Some((inner, _)) = inside(&code[at..]).filter(|_| !declared.is_empty()) else { continue };
        for part in parts(inner) {
            field_fitted(edits, code, part, &declared);
        }
    }
    // A field alone in its line, and one that gets a value.
    let line = code.trim();
    if let Some((field, value)) = line.split_once(": ").filter(|(field, _)| field.chars().all(is_part))
        && let Some(kind) = kind_of_field(case.document, field)
    {
        let value = value.trim_end_matches(',');
        let start = value.as_ptr() as usize - code.as_ptr() as usize;
        for way in fitted(value, kind) {
            edits.put_in(start..start + value.len(), &[&way]);
        }
    }
    for (one, _) in both_sides(code, " = ").into_iter().take(1) {
        let owner = &code[one.clone()];
        let value = code[one.end + 3..].trim_end().trim_end_matches(';');
        let start = one.end + 3;
        let kind = match owner.rsplit_once('.') {
            Some((_, field)) => kind_of_field(case.document, field),
            None => declared_type(case.above, owner),
        };
        for way in kind.map(|kind| fitted(value, kind)).unwrap_or_default() {
            edits.put_in(start..start + value.len(), &[&way]);
        }
    }
    // Comparisons with a field that may have none.
    for sign in [" == ", " != "] {
        for (one, other) in both_sides(code, sign) {
            let asked = code[one].rsplit_once('.').and_then(|(_, field)| kind_of_field(case.document, field));
            let value = &code[other.clone()];
            if asked.is_some_and(|kind| head(kind) == "Option")
                && !value.starts_with("Some(")
                && value != "None"
            {
                edits.put_in(other, &[&format!("Some({value})")]);
            }
        }
    }
    returned(edits, case);
}

/// What is put into a list as the list holds it.
pub(super) fn put_in(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    for list in argument_lists(code, true) {
        let open = list.start - 1;
        let method = last_word(&code[..open]);
        let Some(owner) = code[..open].strip_suffix(method).and_then(|owner| owner.strip_suffix('.')) else {
            continue;
        };
        if !matches!(method, "push" | "push_back" | "push_front" | "insert" | "contains" | "fill") {
            continue;
        }
        let name = last_word(owner);
        let is_field = owner.strip_suffix(name).is_some_and(|before| before.ends_with('.'));
        let kind =
            if is_field { kind_of_field(case.document, name) } else { declared_type(case.above, name) };
        let Some((_, held)) = kind.and_then(|kind| kind.split_once('<')) else { continue };
        let held = parts(held.strip_suffix('>').unwrap_or(held));
        for (&(start, end), kind) in list.arguments.iter().zip(held) {
            for way in fitted(&code[start..end], kind) {
                edits.put_in(start..end, &[&way]);
            }
        }
    }
}

/// Choices that give values of several types.
pub(super) fn chosen(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let end = code.trim_end().trim_end_matches(',').len();
    let Some(start) = code.find("=> ").map(|at| at + "=> ".len()).filter(|start| *start < end) else {
        return;
    };
    let value = &code[start..end];
    if value.ends_with('{') {
        return;
    }
    for call in ["Some(", "Ok("] {
        match value.strip_prefix(call).and_then(|inner| inner.strip_suffix(')')) {
            Some(inner) => edits.put_in(start..end, &[inner]),
            None if value != "None" => edits.put_in(start..end, &[&format!("{call}{value})")]),
            None => {}
        }
    }
    edits.put_in(start..start, &["return ", "&"]);
    edits.put_in(end..end, &[".to_string()", "?", ".into()"]);
    if value.starts_with('"') {
        edits.put_in(end..end, &[".to_owned()"]);
    }
    edits.put_in(start..end, &[&format!("{{ {value}; }}")]);
}

/// What a function gives back.
fn returned(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    let value = line.strip_prefix("return ").map_or(line, |rest| rest.trim_end_matches(';'));
    let from = start + line.len() - line.strip_prefix("return ").map_or(line.len(), str::len);
    let is_last = value.len() < line.len() || !line.ends_with([';', '{', '}', ',']);
    let Some(kind) = enclosing(case).filter(|_| is_last && !line.starts_with("let ") && !line.contains('\n'))
    else {
        return;
    };
    let end = from + value.len();
    match head(kind) {
        "Result" if !value.starts_with("Ok(") && !value.starts_with("Err(") => {
            edits.put_in(
                from..end,
                &[
                    &format!("Ok({value})"),
                    &format!("{value}?"),
                    &format!("{value}.map_err(|e| e.to_string())"),
                ],
            );
        }
        "Option" => {
            let wrapped = !value.starts_with("Some(") && value != "None";
            edits.put_in(
                from..end,
                &if wrapped { vec![format!("Some({value})"), format!("{value}.ok()")] } else { Vec::new() }
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
            );
        }
        _ => {
            for way in fitted(value, kind) {
                edits.put_in(from..end, &[&way]);
            }
        }
    }
    // An error that a variant holds, and a value that an enumeration of the document's has.
    let error =
        parts(kind.strip_prefix("Result<").and_then(|rest| rest.strip_suffix('>')).unwrap_or_default())
            .get(1)
            .copied();
    if let (Some(error), Some(inner)) =
        (error, value.strip_prefix("Err(").and_then(|rest| rest.strip_suffix(')')))
    {
        for variant in super::patterns::variants(case, head(error)) {
            if let Some(variant) = super::patterns::holding(variant, "") {
                edits.put_in(from..end, &[&format!("Err({}::{variant}({inner}))", head(error))]);
            }
        }
    }
    if value == "None" && !matches!(head(kind), "Option") {
        for variant in super::patterns::variants(case, head(kind)) {
            if variant == "None" {
                edits.put_in(from..end, &[&format!("{}::None", head(kind)), "Self::None"]);
            }
        }
    }
}

/// The type whose methods the lines stand in.
fn implemented<'a>(case: &Case<'a>) -> &'a str {
    let line =
        case.above.rfind("\nimpl").and_then(|at| case.above[at + 1..].lines().next()).unwrap_or_default();
    let kind = line.rsplit_once(" for ").map_or_else(
        || crate::outline::rust::behind_generics(line.strip_prefix("impl").unwrap_or(line)).trim_start(),
        |(_, kind)| kind,
    );
    head(kind.trim_end_matches([' ', '{']))
}

/// A field of a value as its type has it.
fn field_fitted(edits: &mut Rewrites<'_>, code: &str, part: &str, declared: &[(&str, &str)]) {
    let (field, value) = part.split_once(": ").unwrap_or((part, part));
    let Some((_, kind)) = declared.iter().find(|(name, _)| *name == field) else { return };
    let start = value.as_ptr() as usize - code.as_ptr() as usize;
    for way in fitted(value, kind) {
        let way = if field.len() == part.len() { format!("{field}: {way}") } else { way };
        edits.put_in(start..start + value.len(), &[&way]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn types_are_said_where_nothing_tells_them() {
        for (code, message, expected) in [
            (
                "let a = b.lines().collect();",
                "type annotations needed",
                "let a: Vec<_> = b.lines().collect();",
            ),
            (
                "let a: Vec<B> = c.iter().map(f).collect();",
                "a value of type `Vec<B>` cannot be built from an iterator over elements of type `Option<B>`",
                "let a: Vec<B> = c.iter().filter_map(f).collect();",
            ),
        ] {
            check(code, message, expected, 8);
        }
        let document = "struct Part { grams: u16 }\nlet all = parts.iter().map(|it| it.grams).sum();\n";
        let found = asked_in(document, 1, "type annotations needed");
        assert_eq!(
            found.first().map(String::as_str),
            Some("let all: u16 = parts.iter().map(|it| it.grams).sum();\n")
        );
    }

    #[test]
    fn values_fit_what_the_document_says() {
        let document = "struct Tank { name: String, level: Option<f64> }\nfn fill(tank: &mut Tank, by: f64) -> Result<f64, Bad> {\n    fill(tank, 2);\n    tank.level = by;\n    Tank { name: \"a\", level: None };\n    return by;\n}\nenum Bad { Io(Error) }\n";
        for (line, expected) in [
            (2, "    fill(tank, 2.0);\n"),
            (2, "    fill(&mut tank, 2);\n"),
            (3, "    tank.level = Some(by);\n"),
            (4, "    Tank { name: \"a\".to_string(), level: None };\n"),
            (5, "    return Ok(by);\n"),
        ] {
            let found = asked_in(document, line, "mismatched types");
            assert!(found.contains(&expected.to_owned()), "{line}: {found:?}");
        }
    }
}
