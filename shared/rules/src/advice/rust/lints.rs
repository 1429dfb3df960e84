//! What lints ask for.

use super::{Case, value_start};
use crate::{language::Language::Rust, lexical::texts, names::is_part, rewrites::Rewrites};

/// What a lint says, and one text for another that it asks for.
const SWAPS: [(&str, &[(&str, &str)]); 23] = [
    ("called `.nth(0)`", &[(".nth(0)", ".next()")]),
    ("called `skip(..).next()`", &[(".skip(", ".nth(")]),
    ("called `filter(..).next()`", &[(".filter(", ".find(")]),
    ("called `map(..).flatten()`", &[(".map(", ".flat_map(")]),
    ("called `filter_map(..).next()`", &[(".filter_map(", ".find_map(")]),
    ("is_some()` after", &[(".find(", ".any(")]),
    ("called `.iter().next()`", &[(".iter().next()", ".first()")]),
    (
        "use of `or_insert_with` to construct default value",
        &[
            (".or_insert_with(Vec::new)", ".or_default()"),
            (".or_insert_with(HashMap::new)", ".or_default()"),
            (".or_insert_with(String::new)", ".or_default()"),
        ],
    ),
    (
        "use of `unwrap_or_else` to construct default value",
        &[
            (".unwrap_or_else(Vec::new)", ".unwrap_or_default()"),
            (".unwrap_or_else(String::new)", ".unwrap_or_default()"),
        ],
    ),
    ("used `cloned` where `copied`", &[(".cloned()", ".copied()")]),
    ("it is more concise to loop over", &[(".iter()", ""), (".into_iter()", "")]),
    ("useless conversion to the same type", &[(".into()", ""), (".into_iter()", "")]),
    ("redundant clone", &[(".clone()", "")]),
    ("which implements the `copy` trait", &[(".clone()", "")]),
    ("unneeded `return` statement", &[("return ", "")]),
    ("does not need to be mutable", &[("mut ", "")]),
    ("unneeded unit return type", &[(" -> ()", "")]),
    ("writing `&vec` instead of `&[_]`", &[("&Vec<", "&[")]),
    ("writing `&string` instead of `&str`", &[("&String", "&str")]),
    ("immediately dereferenced", &[("&", "")]),
    ("the borrowed expression implements", &[("&", "")]),
    ("equality checks against true", &[(" == true", "")]),
    (
        "file opened with `create`",
        &[
            (".create(true)", ".create(true).truncate(true)"),
            (".write(true)", ".append(true)"),
            (".write(true)", ".write(true).truncate(true)"),
            (".create(true)", ".create(true).append(true)"),
        ],
    ),
];

/// What linters ask for.
pub(super) fn lints(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().trim_end_matches(';').len();
    for (_, swaps) in SWAPS.iter().filter(|(phrase, _)| case.small.contains(phrase)) {
        for (from, to) in *swaps {
            for (at, _) in code
                .match_indices(from)
                .filter(|(at, _)| !from.starts_with(is_part) || !code[..*at].ends_with(is_part))
            {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    if case.says(&["length comparison to zero", "explicit check for emptiness", "length comparison to one"]) {
        for (sign, no) in [(" == 0", ""), (" != 0", "!"), (" > 0", "!"), (" < 1", ""), (" >= 1", "!")] {
            for (at, _) in code.match_indices(&format!(".len(){sign}")) {
                let owner = value_start(code, at);
                let close = at + ".len()".len() + sign.len();
                edits.put_in(owner..close, &[&format!("{no}{}.is_empty()", &code[owner..at])]);
            }
        }
    }
    if case.says(&[
        "single-character string constant used as pattern",
        "using a single-character string literal",
    ]) {
        for text in texts(code, Rust).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
            let inner = &code[text.start + 1..text.end - 1];
            if inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2) {
                let letter = format!("'{}'", inner.replace("\\\"", "\"").replace('\'', "\\'"));
                let push = code[..text.start].strip_suffix("push_str(");
                let from = push.map_or(text.start, str::len);
                let put = if push.is_some() { format!("push({letter}") } else { letter };
                edits.put_in(from..text.end, &[&put]);
            }
        }
    }
    if case.says(&["unnecessary parentheses"]) {
        for (open, _) in code
            .match_indices('(')
            .filter(|(open, _)| !code[..*open].ends_with(|last| is_part(last) || last == '>'))
        {
            if let Some((inner, _)) = crate::outline::rust::inside(&code[open..]) {
                edits.put_in(open..open + inner.len() + 2, &[inner]);
                // A range that runs down is empty.
                if let Some(("0", up)) = inner.rsplit_once("..").map(|(up, to)| (to, up)) {
                    edits.put_in(open..open + inner.len() + 2, &[&format!("(0..{up}).rev()")]);
                }
            }
        }
    }
    if case.says(&["manual implementation of an assign operation"])
        && let Some((owner, value)) = code[start..end].split_once(" = ")
    {
        for sign in [" + ", " - ", " * ", " / ", " % ", " | ", " & ", " ^ "] {
            if let Some(rest) = value.strip_prefix(owner).and_then(|rest| rest.strip_prefix(sign)) {
                edits.put_in(start..end, &[&format!("{owner}{}= {rest}", sign.trim_end())]);
            }
        }
    }
    if case.says(&["redundant closure"]) {
        for (at, _) in code.match_indices('|') {
            let rest = &code[at + 1..];
            let Some((name, call)) = rest.split_once("| ") else { continue };
            let Some((function, tail)) = call.split_once('(') else { continue };
            if tail.starts_with(&format!("{name})")) && function.chars().all(|it| is_part(it) || it == ':') {
                let close = at + 1 + name.len() + 2 + function.len() + 1 + name.len() + 1;
                edits.put_in(at..close, &[function]);
            }
        }
    }
    lost(edits, case);
}

/// Values that nobody uses, and comparisons that say nothing.
fn lost(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().trim_end_matches(';').len();
    if case.says(&["unused variable: `"]) {
        let Some(name) = case.quoted().first().copied() else { return };
        for at in case.places(name) {
            edits.put_in(at..at, &["_"]);
            let is_field = code[..at].trim_end().ends_with(['{', ',']) && code[at..].contains('}');
            if is_field {
                edits.put_in(at..at + name.len(), &[&format!("{name}: _")]);
            }
        }
    }
    if case.says(&["comparison involving the minimum or maximum", "comparison is useless due to type limits"])
    {
        for (from, to) in
            [(" >= 0", " > 0"), (" < 0", " == 0"), (" < 0", " <= 0"), (" <= 0", " == 0"), (" >= 0", " != 0")]
        {
            for (at, _) in code.match_indices(from) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    if case.says(&["unused comparison"])
        || (case.says(&["statement with no effect", "path statement"]) && code.contains(" == "))
    {
        for (at, sign) in code.match_indices(" == ") {
            edits.put_in(at..at + sign.len(), &[" = "]);
        }
    }
    if case.says(&["statement with no effect", "unused implementer of", "futures do nothing"])
        && code[start..end].ends_with(')')
    {
        edits.put_in(end..end, &[".await", ".await?"]);
    }
    if case.says(&["unused return value of", "unused arithmetic operation"]) && !case.says(&["result"]) {
        // What is given back is kept.
        if let Some(owner) =
            code[start..end].split_once('.').map(|(owner, _)| owner).filter(|it| it.chars().all(is_part))
        {
            let kept = if owner == "self" { String::new() } else { format!("{owner} = ") };
            edits.put_in(start..start, &[&kept, &format!("let {owner} = ")]);
        }
        let chain = code[start..end].rsplit_once('(').and_then(|(call, _)| call.rsplit_once('.'));
        if let Some((owner, _)) = chain.filter(|(owner, _)| owner.contains('.') && !owner.contains('(')) {
            edits.put_in(start..start, &[&format!("{owner} = ")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn lints_get_what_they_ask_for() {
        for (code, message, expected) in [
            ("if rows.len() > 0 {", "length comparison to zero", "if !rows.is_empty() {"),
            (
                "out.push_str(\"a\");",
                "calling `push_str()` using a single-character string literal",
                "out.push('a');",
            ),
            ("if (a > b) {", "unnecessary parentheses around `if` condition", "if a > b {"),
            ("total = total + n;", "manual implementation of an assign operation", "total += n;"),
            ("a.map(|b| f(b))", "redundant closure", "a.map(f)"),
            ("let mut a = 1;", "variable does not need to be mutable", "let a = 1;"),
            ("a == 1;", "unused comparison that must be used", "a = 1;"),
            (
                "sum.wrapping_add(n);",
                "unused return value of `core::num::<impl u32>::wrapping_add` that must be used",
                "sum = sum.wrapping_add(n);",
            ),
            ("let n = 5;", "unused variable: `n`", "let _n = 5;"),
        ] {
            check(code, message, expected, 3);
        }
    }
}
