//! One word or sign for another, or none.

use fixerr_shared::{language::Language, opposites::opposites_of, synonyms::synonyms_of};
use rand::{Rng, seq::IndexedRandom as _};

use super::{
    super::{mutate::Edit, survey::TokenKind},
    cursor::Cursor,
    tables,
};

fn among(
    table: &'static [(&'static str, &'static [&'static str])],
    word: &str,
    rng: &mut impl Rng,
) -> Option<&'static str> {
    let (_, others) = table.iter().find(|(own, _)| *own == word)?;
    others.choose(rng).copied().filter(|other| *other != word)
}

/// A word of another language or library for the same.
pub(super) fn foreign(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    let text = here.text(0);
    if here.kind(0) == Some(TokenKind::Declared) {
        return None;
    }
    let member = matches!(here.kind(0), Some(TokenKind::Method | TokenKind::Member | TokenKind::Callee));
    if (!member || rng.random_bool(0.3))
        && let Some(other) = among(tables::foreign_words(here.language()), text, rng)
    {
        return here.replace(0, 0, other);
    }
    if let Some(edit) = as_elsewhere(here, rng).filter(|_| rng.random_bool(0.5)) {
        return Some(edit);
    }
    if !member {
        return None;
    }
    here.replace(0, 0, synonyms_of(text).choose(rng)?.as_str())
}

/// A function of this language as the method that others have, or the other way round.
fn as_elsewhere(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    match (here.language(), here.text(0)) {
        (Language::Python | Language::Go, "len") if here.text(1) == "(" => {
            let close = here.closing(1)?;
            let owner = here.span(2, close - 1).filter(|_| here.chain_end(2) == Some(close - 1))?;
            let as_written = [".length", ".length()", ".size()", ".len()"].choose(rng)?;
            here.replace(0, close, format!("{owner}{as_written}"))
        }
        // `a = append(a, b)`.
        (Language::Go, "append") if here.text(1) == "(" && here.text(-1) == "=" => {
            let close = here.closing(1)?;
            let owner = here.chain_end(2).filter(|last| here.text(last + 1) == ",")?;
            let first = here.chain_start(-2);
            if here.span(first, -2)? != here.span(2, owner)? {
                return None;
            }
            let rest = here.span(owner + 2, close - 1)?;
            match rng.random_range(0..3) {
                0 => here.replace(first, close, format!("{}.append({rest})", here.span(2, owner)?)),
                1 => here.replace(first, close, format!("append({}, {rest})", here.span(2, owner)?)),
                _ => here.replace(-1, close, format!("= append({rest})")),
            }
        }
        (Language::JavaScript | Language::TypeScript | Language::Java, "length" | "size")
            if matches!(here.text(-1), ".") && here.is_name(-2) =>
        {
            let first = here.chain_start(0);
            let last = if here.text(1) == "(" && here.text(2) == ")" { 2 } else { 0 };
            let owner = here.span(first, -2)?;
            here.replace(first, last, format!("len({owner})"))
        }
        (Language::Java, "println" | "print") if here.chain_start(0) == -4 && here.text(-4) == "System" => {
            here.replace(-4, 0, *["print", "println", "System.println", "console.log", "printf"].choose(rng)?)
        }
        (Language::JavaScript | Language::TypeScript, "log") if here.text(-2) == "console" => {
            here.replace(-2, 0, *["print", "println", "console.print", "Console.log", "log"].choose(rng)?)
        }
        (Language::Go, "Println" | "Printf") if here.text(-2) == "fmt" => {
            here.replace(-2, 0, *["print", "println", "fmt.Print", "fmt.println", "log"].choose(rng)?)
        }
        _ => None,
    }
}

/// A keyword or a sign of another language.
pub(super) fn foreign_syntax(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    let (language, text) = (here.language(), here.text(0));
    if here.is_name(0) || matches!(here.kind(0), Some(TokenKind::Text | TokenKind::Number)) {
        return None;
    }
    if text == "else" && here.text(1) == "if" && language != Language::Python && rng.random_bool(0.7) {
        return here.replace(0, 1, *["elif", "elseif", "elsif", "else"].choose(rng)?);
    }
    let pointed = matches!(language, Language::Rust | Language::Go | Language::Java);
    // The marks that stand everywhere are drawn less often than the words.
    let common = matches!(text, "=" | "," | ";" | ":" | "::" | "{" | "<<");
    if common && rng.random_bool(0.75) || text == "=" && pointed && rng.random_bool(0.5) {
        return None;
    }
    let blocks = matches!(text, ":") && language == Language::Python;
    // A colon of Python counts where it ends its line.
    if blocks && here.same_row(0, 1) {
        return None;
    }
    let other = among(tables::foreign_syntax(language), text, rng)?;
    if other.is_empty() && text.chars().all(char::is_alphabetic) {
        here.lose(0, 0)
    } else {
        here.replace(0, 0, other)
    }
}

/// A word of a name that means the contrary.
pub(super) fn opposite(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    let (text, token) = (here.text(0), here.token(0)?);
    let called = matches!(here.kind(0)?, TokenKind::Method | TokenKind::Member | TokenKind::Callee);
    let known = here.kind(0)? == TokenKind::Variable
        && here.survey.stands_near(text, token.row, (token.start, token.end));
    if !(called || known) {
        return None;
    }
    let mut found = opposites_of(text);
    // A variable's contrary should be there, too.
    found.retain(|name| called || here.survey.names.contains_key(name.as_str()));
    here.replace(0, 0, found.choose(rng)?.as_str())
}

/// A keyword is left out.
pub(super) fn keyword_lost(here: &Cursor<'_, '_>) -> Option<Edit> {
    let text = here.text(0);
    let is_self = here.language() == Language::Python
        && here.kind(0) == Some(TokenKind::Declared)
        && matches!(text, "self" | "cls")
        && here.text(-1) == "(";
    if is_self {
        return if here.text(1) == "," { here.lose(0, 1) } else { here.replace(0, 0, "") };
    }
    // `println!` without its mark.
    if here.language() == Language::Rust
        && text == "!"
        && here.is_name(-1)
        && here.touches(-1)
        && here.text(1) == "("
    {
        return here.replace(0, 0, "");
    }
    let named = here.is_name(0) || here.kind(0) == Some(TokenKind::Text);
    (!named && tables::lost_keywords(here.language()).contains(&text)).then(|| here.lose(0, 0))?
}

/// Another type, the type inside of one, or one without its pointer.
pub(super) fn wrong_type(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    let (language, text) = (here.language(), here.text(0));
    if here.kind(0)? == TokenKind::Declared || matches!(here.kind(0)?, TokenKind::Text | TokenKind::Number) {
        return None;
    }
    // `Option<T>` as `T`.
    if tables::WRAPPERS.contains(&text) && here.text(1) == "<" && rng.random_bool(0.8) {
        let close = here.closing(1)?;
        let first = here.chain_start(0);
        let end = here.within(1, close).find(|at| here.text(*at) == ",").unwrap_or(close);
        let inner = here.span(2, end - 1)?;
        return here.replace(first, close, inner);
    }
    match (language, text) {
        // `let` that changes later.
        (Language::JavaScript | Language::TypeScript, "let") if here.is_changed(1) => {
            return here.replace(0, 0, "const");
        }
        (Language::C | Language::Cpp, "*")
            if here.kind(1) == Some(TokenKind::Declared) && here.is_type_before() =>
        {
            return here.replace(0, 0, if rng.random_bool(0.7) { "" } else { "**" });
        }
        (Language::Cpp, "&")
            if matches!(here.text(-1), "auto" | "string" | "int" | ">")
                || here.kind(-1) == Some(TokenKind::Type) =>
        {
            return here.replace(0, 0, if rng.random_bool(0.7) { "" } else { "*" });
        }
        (Language::Go, "*") if here.kind(1) == Some(TokenKind::Type) && !here.is_name_before_operator() => {
            return here.replace(0, 0, "");
        }
        (Language::Go, "[") if here.text(1) == "]" => {
            let elements = here.kind(2) == Some(TokenKind::Type) && here.text(3) != "{";
            return if elements { here.replace(0, 1, "") } else { None };
        }
        (Language::Java, "[") if here.text(1) == "]" && here.kind(2) == Some(TokenKind::Declared) => {
            return here.replace(0, 1, "");
        }
        (Language::Rust, "&")
            if matches!(here.text(-1), ":" | "->" | "<" | "," | "(") && here.type_follows() =>
        {
            return here.replace(0, 0, "");
        }
        // A function of Go that returns nothing.
        (Language::Go, ")")
            if here.kind(1) == Some(TokenKind::Type) && here.text(2) == "{" && here.same_row(0, 2) =>
        {
            return here.lose(1, 1);
        }
        _ => {}
    }
    let named = here.kind(0)? != TokenKind::Variable
        && here.kind(0)? != TokenKind::Method
        && here.kind(0)? != TokenKind::Member;
    let typed = named || language == Language::Python || language == Language::JavaScript;
    let groups: Vec<_> =
        tables::types(language).iter().filter(|group| typed && group.contains(&text)).collect();
    let others: Vec<_> = groups.choose(rng)?.iter().filter(|other| **other != text).collect();
    let other = others.choose(rng)?;
    // A called type is a conversion, which another would be, too.
    let called = here.text(1) == "(" && !matches!(language, Language::Python | Language::Go);
    if called { None } else { here.replace(0, 0, **other) }
}

/// A text's prefix or placeholders.
pub(super) fn format(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    let text = here.text(0);
    if here.kind(0)? != TokenKind::Text || text.contains('\n') || text.len() > 120 {
        return None;
    }
    let plain = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    match here.language() {
        Language::Python if text.starts_with(['f', 'F']) && text.contains('{') => {
            if rng.random_bool(0.6) {
                return here.replace(0, 0, plain);
            }
            // The same quotation marks inside and outside.
            if text.starts_with("f\"") && text.matches('\'').count() == 2 && rng.random_bool(0.5) {
                return here.replace(0, 0, text.replace('\'', "\""));
            }
            placeholder(here, text, &["{", "}"], &["", "", "{", "${", "%("], rng)
        }
        Language::JavaScript | Language::TypeScript if text.starts_with('`') && text.contains("${") => {
            let inner = &text[1..text.len() - 1];
            let quoted = !inner.contains('"') && rng.random_bool(0.5);
            if quoted {
                return here.replace(0, 0, format!("\"{inner}\""));
            }
            placeholder(here, text, &["${"], &["{", "$", "#{", "%{", "$("], rng)
        }
        Language::Rust if text.contains('{') => {
            placeholder(here, text, &["{:?}", "{}", "{"], &["{}", "{:?}", "", "%s", "{:", "{} {}", "${"], rng)
        }
        _ if text.contains('%') => {
            const SIGNS: &[&str] = &[
                "%d", "%s", "%f", "%ld", "%lu", "%zu", "%u", "%v", "%q", "%w", "%x", "%i", "%c", "%p", "%Y",
                "%m", "%M", "%H", "%lf", "%02d", "%n", "%r",
            ];
            const OTHERS: &[&str] =
                &["%d", "%s", "%s", "%f", "%d", "%u", "%i", "%v", "%c", "%m", "%M", "{}", ""];
            placeholder(here, text, SIGNS, OTHERS, rng)
        }
        _ if text.contains("\\n") => placeholder(here, text, &["\\n"], &["", "/n"], rng),
        _ => None,
    }
}

/// One of the signs in a text becomes another.
fn placeholder(
    here: &Cursor<'_, '_>,
    text: &str,
    signs: &[&str],
    others: &[&str],
    rng: &mut impl Rng,
) -> Option<Edit> {
    let places: Vec<_> =
        signs.iter().flat_map(|sign| text.match_indices(sign).map(|(at, sign)| (at, sign.len()))).collect();
    let (at, length) = *places.choose(rng)?;
    let other = others.choose(rng)?;
    here.replace(0, 0, [&text[..at], other, &text[at + length..]].concat())
}

impl Cursor<'_, '_> {
    /// Whether the name that is declared here gets another value later.
    fn is_changed(&self, offset: i64) -> bool {
        let Some(declared) = self.token(offset).filter(|token| token.kind == TokenKind::Declared) else {
            return false;
        };
        let uses = self.survey.names.get(self.text(offset)).map_or(&[][..], Vec::as_slice);
        uses.iter().filter(|at| self.survey.tokens[**at as usize].start > declared.start).any(|at| {
            let next = self.survey.neighbour_text(*at, 1);
            matches!(next, "=" | "+=" | "-=" | "++" | "--" | "*=")
                || self.survey.neighbour_text(*at, -1) == "++"
        })
    }

    fn is_type_before(&self) -> bool {
        self.kind(-1) == Some(TokenKind::Type)
            || tables::types(self.language()).iter().any(|group| group.contains(&self.text(-1)))
    }

    fn is_name_before_operator(&self) -> bool {
        matches!(self.kind(-1), Some(TokenKind::Variable | TokenKind::Number))
    }

    fn type_follows(&self) -> bool {
        self.kind(1) == Some(TokenKind::Type) || matches!(self.text(1), "str" | "[" | "mut" | "Self" | "dyn")
    }
}
