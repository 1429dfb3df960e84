//! What the borrow checker asks for, and what is said of `?` and of numbers whose type is not told.

use super::{Case, both_sides, value_end, value_start};
use crate::{names::last_word, outline::rust::head, rewrites::Rewrites};

/// What is changed has to be `mut`.
pub(super) fn mutable(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    let Some(path) = said.first().copied() else { return };
    let name = path.trim_start_matches('*');
    if case.says(&[
        "as it is not declared as mutable",
        "cannot assign twice to immutable variable",
        "cannot assign to immutable argument",
    ]) {
        for at in case.places(name) {
            let before = &code[..at];
            let is_declared =
                before.ends_with("let ") || before.ends_with(['(', '|']) || before.ends_with(", ");
            let is_typed = code[at + name.len()..].starts_with([':', ',', ')', '|', ' ']);
            if is_declared
                && is_typed
                && (before.ends_with("let ")
                    || code.contains("fn ")
                    || code.contains('|')
                    || code.contains("let ("))
            {
                edits.put_in(at..at, &["mut "]);
            }
        }
        return;
    }
    if case.says(&["behind a `&` reference", "through a `&` reference", "is a `&` reference"])
        && !case.says(&["cannot move"])
    {
        let owner = name.split(['.', '[']).next().unwrap_or(name);
        if owner == "self" {
            for (at, _) in code.match_indices("(&self") {
                edits.put_in(at + 2..at + 2, &["mut "]);
            }
        }
        for (at, _) in code.match_indices(&format!("{owner}: &")) {
            let end = at + owner.len() + 3;
            if !code[end..].starts_with("mut ") {
                edits.put_in(end..end, &["mut "]);
            }
        }
        let is_taken_out = ["match ", "if let ", "while let "].iter().any(|word| code.contains(word));
        if code.contains(&format!("let {owner} = &")) || code.contains(" in ") || is_taken_out {
            for (from, to) in [
                ("= &", "= &mut "),
                (" in &", " in &mut "),
                (".iter()", ".iter_mut()"),
                (".values()", ".values_mut()"),
                (".get(", ".get_mut("),
                (".chunks(", ".chunks_mut("),
                (".as_ref()", ".as_mut()"),
                (".borrow()", ".borrow_mut()"),
            ] {
                for (at, _) in code.match_indices(from).filter(|_| !code.contains(to)) {
                    edits.put_in(at..at + from.len(), &[to]);
                }
            }
        }
    }
}

/// What is taken where it cannot be, or twice.
pub(super) fn moved(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    let Some(path) = said.first().copied() else { return };
    let name = path.trim_start_matches('*');
    if case.says(&[
        "cannot move out of",
        "use of moved value",
        "borrow of moved value",
        "value used after being moved",
    ]) {
        if case.says(&["index of", "non-copy slice", "non-copy array"]) {
            for (at, _) in code.match_indices(']') {
                let (from, end) = (value_start(code, at + 1), at + 1);
                if value_end(code, end) == end && !code[..from].ends_with('&') {
                    edits.put_in(from..from, &["&", "&mut "]);
                    edits.put_in(end..end, &[".clone()"]);
                    if case.says(&["`option<"]) {
                        edits.put_in(end..end, &[".take()"]);
                    }
                }
            }
            return;
        }
        for at in case.places(name) {
            let end = at + name.len();
            // What is asked of it may be asked of a part.
            if code[end..].starts_with(['.', '(', ':']) || code[..at].ends_with(['&', '.']) {
                if code[end..].starts_with(".unwrap()")
                    || code[end..].starts_with(".map(")
                    || code[end..].starts_with(".expect(")
                {
                    edits.put_in(end..end, &[".as_ref()", ".clone()", ".take()", ".as_mut()"]);
                } else if code[end..].starts_with(".into_iter()") {
                    edits.put_in(end..end + ".into_".len() + "iter()".len(), &[".iter()"]);
                }
                continue;
            }
            edits.put_in(at..at, &["&"]);
            edits.put_in(end..end, &[".clone()"]);
            // A field that is called so takes it, one of several owners is counted, and what is filled anew is taken away.
            let is_field = code[end..].trim_start().starts_with(['}', ','])
                && code[..at].trim_end().ends_with(['{', ','])
                && code[..at].contains('{');
            for kind in ["Rc", "Arc"].iter().filter(|kind| case.document.contains(&format!("{kind}::clone(")))
            {
                let field = if is_field { format!("{name}: ") } else { String::new() };
                edits.put_in(at..end, &[&format!("{field}{kind}::clone(&{name})")]);
            }
            if is_field {
                edits.put_in(at..end, &[&format!("{name}: {name}.clone()")]);
            } else if case.above.contains(&format!("let mut {name} = ")) {
                edits.put_in(at..end, &[&format!("std::mem::take(&mut {name})")]);
            }
            if case.says(&["cannot move out of"]) {
                edits.put_in(at..at, &["&mut "]);
                edits.put_in(end..end, &[".take()", ".as_ref()"]);
                edits.put_in(at..end, &[&format!("std::mem::take(&mut {name})")]);
            }
        }
    }
}

/// Errors that are given on as what they are not.
pub(super) fn given_on(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    if case.says(&["couldn't convert the error"]) {
        for (at, _) in code.match_indices('?') {
            if said.iter().any(|kind| last_word(kind) == "String") {
                edits.put_in(at..at, &[".map_err(|e| e.to_string())", ".map_err(|err| err.to_string())"]);
            }
            let wanted = said.last().map(|kind| head(kind)).unwrap_or_default();
            for variant in super::patterns::variants(case, wanted) {
                if let Some(variant) = super::patterns::holding(variant, "") {
                    edits.put_in(at..at, &[&format!(".map_err({wanted}::{variant})")]);
                }
            }
            edits.put_in(at..at, &[".ok()"]);
        }
        return;
    }
    if case.says(&["the `?` operator can only be"]) {
        let is_try = case.says(&["applied to values"]);
        for (at, _) in code.match_indices('?') {
            edits.put_in(at..at + 1, if is_try { &["", ".await?"][..] } else { &[".unwrap()", ""][..] });
        }
        if code.contains("fn main()") && !code.contains("->") {
            for (at, word) in code.match_indices("fn main()") {
                let end = at + word.len();
                edits.put_in(
                    end..end,
                    &[" -> Result<(), Box<dyn std::error::Error>>", " -> std::io::Result<()>"],
                );
            }
        }
        return;
    }
    if case.says(&["the `?` operator on a `result`", "`?` on `result`s in a function that returns `option`"])
    {
        for (at, _) in code.match_indices('?') {
            edits.put_in(at..at, &[".ok()"]);
        }
    }
}

/// Numbers of no type, and what stands behind a reference.
pub(super) fn numbers(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let said = case.quoted();
    let Some(path) = said.first().copied() else { return };
    if case.says(&["can't call method `"]) && case.says(&["ambiguous numeric type"]) {
        let kind = if case.says(&["{float}"])
            || ["powf", "sqrt", "sin", "cos", "powi", "abs_sub", "floor", "ceil", "round"].contains(&path)
        {
            "f64"
        } else {
            "i32"
        };
        for at in case.asked(path) {
            let from = value_start(code, at);
            let number = &code[from..at];
            if number.starts_with(|first: char| first.is_ascii_digit()) {
                let fraction = if number.contains('.') || kind == "i32" {
                    number.to_owned()
                } else {
                    format!("{number}.0")
                };
                edits.put_in(
                    from..at,
                    &[&format!("{number}_{kind}"), &format!("{number}{kind}"), &format!("{fraction}_{kind}")],
                );
            }
        }
        return;
    }
    if case.says(&["binary assignment operation"]) {
        let signs = [" += ", " -= ", " *= ", " /= ", " %= ", " |= ", " &= ", " ^= "];
        for (one, _) in signs.iter().flat_map(|sign| both_sides(code, sign)) {
            edits.put_in(one.start..one.start, &["*"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn the_borrow_checker_gets_what_it_asks_for() {
        for (code, message, expected) in [
            (
                "let all = Vec::new();",
                "cannot borrow `all` as mutable, as it is not declared as mutable",
                "let mut all = Vec::new();",
            ),
            (
                "fn f(&self, a: &A) {",
                "cannot assign to `self.b`, which is behind a `&` reference",
                "fn f(&mut self, a: &A) {",
            ),
            (
                "match self.a {",
                "cannot move out of `self.a` as enum variant `Some` which is behind a shared reference",
                "match &self.a {",
            ),
            ("let a = rows[at];", "cannot move out of index of `Vec<Row>`", "let a = &rows[at];"),
            (
                "let a = load(b)?;",
                "`?` couldn't convert the error to `std::string::String`",
                "let a = load(b).map_err(|e| e.to_string())?;",
            ),
            (
                "let a = 2.powf(b);",
                "can't call method `powf` on ambiguous numeric type `{integer}`",
                "let a = 2f64.powf(b);",
            ),
            (
                "total += 1;",
                "binary assignment operation `+=` cannot be applied to type `&mut u32`",
                "*total += 1;",
            ),
        ] {
            check(code, message, expected, 6);
        }
    }
}
