//! Heads of functions, blocks and loops: what they return, what they take, and marks that do not belong there.

use fixerr_shared::language::Language as L;

use super::{
    super::{mutate::Edit, survey::TokenKind},
    cursor::Cursor,
    forms::{Found, pick},
};

/// Heads of functions, and what they return.
pub(super) fn functions(here: &Cursor<'_, '_>, draw: usize) -> Found {
    match (here.language(), here.text(0)) {
        // A method with a keyword that only functions have.
        (L::JavaScript | L::TypeScript, name)
            if here.kind(0) == Some(TokenKind::Name) && here.text(1) == "(" =>
        {
            let close = here.closing(1)?;
            let method = (close + 1..close + 8).any(|at| here.text(at) == "{" && here.same_row(0, at));
            let begins =
                !here.same_row(-1, 0) || matches!(here.text(-1), "private" | "public" | "async" | "static");
            let plain = method && begins && !name.is_empty();
            if plain {
                here.insert(0, format!("{} ", pick(&["function", "function", "def", "func"], draw)))
            } else {
                None
            }
        }
        (L::TypeScript, ":") if here.text(-1) == ")" => {
            let last = here.type_end(1).filter(|last| matches!(here.text(last + 1), "{" | ";" | "=>"))?;
            here.replace(0, last, format!("{} {}", pick(&["->", "=>", ""], draw), here.span(1, last)?))
        }
        (L::Rust, "->") => {
            let wrong = pick(&[":", "=>", "", "-"], draw);
            if wrong == ":" { here.tight_before(0, ":") } else { here.replace(0, 0, wrong) }
        }
        (L::Python, "->") => here.replace(0, 0, pick(&["=>", ":", ""], draw)),
        (L::Go, ")")
            if here.kind(1) == Some(TokenKind::Type) && here.text(2) == "{" && here.same_row(0, 2) =>
        {
            let kind = here.text(1);
            here.replace(
                0,
                1,
                match draw % 2 {
                    0 => format!(") -> {kind}"),
                    _ => format!("): {kind}"),
                },
            )
        }
        _ => None,
    }
}

/// All parameters as another language has them: `(a: int, b: int)` for `(int a, int b)`.
pub(super) fn parameters(here: &Cursor<'_, '_>, draw: usize) -> Found {
    if here.text(0) != "(" || !here.is_name(-1) {
        return None;
    }
    let close = here.closing(0).filter(|close| *close > 1 && here.same_row(0, *close))?;
    let (mut pairs, mut first) = (Vec::new(), 1);
    while first < close {
        let (name, kind, last) = parameter(here, first)?;
        pairs.push((name, kind));
        if last + 1 == close {
            break;
        }
        first = if here.text(last + 1) == "," { last + 2 } else { return None };
    }
    let typed = pairs.iter().all(|(_, kind)| !kind.is_empty());
    let as_written = |one: &(&str, &str)| match (here.language(), draw % 3) {
        (L::JavaScript, 0 | 1) => format!("{}: string", one.0),
        (L::JavaScript, _) => format!("const {}", one.0),
        (L::Java | L::C | L::Cpp, 0 | 1) | (L::Go, 0) => format!("{}: {}", one.0, one.1),
        (L::Java | L::C | L::Cpp, _) => format!("{} {}", one.0, one.1),
        (_, 2) => one.0.to_owned(),
        (..) => format!("{} {}", one.1, one.0),
    };
    if pairs.is_empty() || typed == (here.language() == L::JavaScript) {
        return None;
    }
    here.replace(0, close, format!("({})", pairs.iter().map(as_written).collect::<Vec<_>>().join(", ")))
}

/// A parameter's name and type, as far as it has one, and its last token.
fn parameter<'a>(here: &Cursor<'a, '_>, first: i64) -> Option<(&'a str, &'a str, i64)> {
    let declared = |offset: i64| here.kind(offset) == Some(TokenKind::Declared);
    match here.language() {
        L::Java | L::C | L::Cpp => {
            let name = (first + 1..first + 7).find(|at| declared(*at))?;
            let separate = (first..name).all(|at| !matches!(here.text(at), "," | "(" | ")"));
            separate.then_some((here.text(name), here.span(first, name - 1)?, name))
        }
        L::Go if declared(first) && here.kind(first + 1) == Some(TokenKind::Type) => {
            Some((here.text(first), here.text(first + 1), first + 1))
        }
        L::Rust | L::TypeScript | L::Python if declared(first) && here.text(first + 1) == ":" => {
            let last = here.type_end(first + 2)?;
            Some((here.text(first), here.span(first + 2, last)?, last))
        }
        L::JavaScript if declared(first) => Some((here.text(first), "", first)),
        _ => None,
    }
}

/// A mark that does not belong there: `if (a); {`, `def f(a);`, `for a in b: {`.
pub(super) fn strays(here: &Cursor<'_, '_>, draw: usize) -> Found {
    // Such heads are many, and such mistakes few.
    if !draw.is_multiple_of(5) {
        return None;
    }
    let (draw, ends_row) = (draw / 5, !here.same_row(0, 1));
    match (here.language(), here.text(0)) {
        (L::C | L::Cpp | L::Java | L::JavaScript | L::TypeScript, "{")
            if here.text(-1) == ")" && here.same_row(-1, 0) =>
        {
            let mark = pick(&[";", ":", ";", ":", " then"], draw);
            here.tight_before(0, &format!("{mark} {{"))
        }
        (L::Go | L::Rust, "{") if ends_row && here.same_row(-1, 0) => {
            here.tight_before(0, pick(&[": {", "; {", " then {"], draw))
        }
        (L::Python, ":") if ends_row => here.replace(0, 0, pick(&[": {", ";", "::", " then:"], draw)),
        _ => None,
    }
}

impl Cursor<'_, '_> {
    /// A token becomes a sign that stands right after the one before.
    fn tight_before(&self, offset: i64, sign: &str) -> Found {
        let (before, token) = (self.token(offset - 1)?, self.token(offset)?);
        (before.row == token.row).then(|| Edit { start: before.end, end: token.end, text: sign.to_owned() })
    }
}
