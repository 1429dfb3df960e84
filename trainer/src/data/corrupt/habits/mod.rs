//! Mistakes of habit: what people write who come from another language, forget to convert, mix up two words, or put a
//! bracket in the wrong place. They are found from token to token, without the tree.

mod cursor;
mod forms;
mod heads;
mod idioms;
mod order;
mod tables;
mod words;

use rand::{Rng, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;

use self::cursor::Cursor;
use super::{
    classes::{Class, Weights},
    mutate::Edit,
    sites::{Change, Site},
    survey::{Survey, TokenKind},
};

/// Adds the sites of every habit that has a weight; the others cost nothing.
pub(super) fn sites(survey: &mut Survey<'_>, weights: &Weights, whole: bool) {
    let wanted: Vec<_> =
        Class::ALL.iter().copied().filter(|class| class.is_habit() && weights.of(*class) > 0.0).collect();
    let mut found = Vec::new();
    for (at, token) in survey.tokens.iter().enumerate().filter(|_| !wanted.is_empty()) {
        let clean = whole
            || survey.clean_functions.iter().any(|range| range.0 <= token.start && token.end <= range.1);
        if !clean {
            continue;
        }
        for class in &wanted {
            // Some draws find nothing where others do.
            let mut draw = ChaCha8Rng::seed_from_u64(at as u64);
            if (0..3).any(|_| edit(survey, *class, at as u32, &mut draw).is_some()) {
                let (start, end) = (token.start, token.end);
                found.push(Site { class: *class, start, end, token: at as u32, change: Change::Habit });
            }
        }
    }
    survey.sites.append(&mut found);
}

/// Makes the edit of a habit at a token, or nothing where it has no place.
pub(super) fn edit(survey: &Survey<'_>, class: Class, at: u32, rng: &mut impl Rng) -> Option<Edit> {
    let here = Cursor { survey, at };
    let edit = match class {
        Class::ForeignWord => words::foreign(&here, rng),
        Class::WordOpposite => words::opposite(&here, rng),
        Class::SyntaxForeign => words::foreign_syntax(&here, rng),
        Class::KeywordLost | Class::SyntaxKeywordLost => words::keyword_lost(&here),
        Class::TypeWrong => words::wrong_type(&here, rng),
        Class::StringFormat => words::format(&here, rng),
        Class::ConversionLost => conversion_lost(&here, rng),
        Class::ReferenceWrong => reference(&here, rng),
        Class::QualifierLost => qualifier_lost(&here),
        Class::CallParentheses => call_parentheses(&here),
        Class::AccessLost => access_lost(&here),
        Class::OperandsSwapped => order::operands(&here),
        Class::LinesSwapped => order::lines(&here),
        Class::BracketMoved => order::bracket(&here, rng),
        Class::SyntaxOrder => order::declaration(&here, rng),
        Class::IdiomWrong => idioms::meaning(&here, rng),
        Class::SyntaxIdiom => forms::syntax(&here, rng),
        _ => None,
    }?;
    (survey.slice((edit.start, edit.end)) != edit.text).then_some(edit)
}

/// `str(a)`, `a.clone()`, `a?` or `a as T` without what converts it.
fn conversion_lost(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    use fixerr_shared::language::Language as L;
    let (language, text) = (here.language(), here.text(0));
    match text {
        "?" if language == L::Rust && here.touches(-1) => return here.replace(0, 0, ""),
        "!" if language == L::TypeScript && here.touches(-1) && matches!(here.text(1), "." | ")" | ";") => {
            return here.replace(0, 0, "");
        }
        "as" if matches!(language, L::Rust | L::TypeScript) && (here.is_name(1) || here.is_word(1)) => {
            // The space before it goes, too.
            let (before, last) = (here.token(-1)?, here.token(1)?);
            let simple = !matches!(here.text(2), "<" | "::" | ".") && before.row == last.row;
            return simple.then(|| Edit { start: before.end, end: last.end, text: String::new() });
        }
        // A cast of C and Java.
        "(" if matches!(language, L::C | L::Cpp | L::Java) && !here.is_name(-1) => {
            let close = here.closing(0).filter(|close| *close <= 3)?;
            let words = (1..close).all(|at| here.text(at) == "*" || here.is_type_like(at));
            let cast = words && (here.is_name(close + 1) || here.text(close + 1) == "(");
            return if cast { here.lose(0, close) } else { None };
        }
        _ => {}
    }
    // `.clone()`: a call without arguments that everybody knows, or one that stands near again.
    if text == "." && here.is_name(1) && here.text(2) == "(" && here.text(3) == ")" {
        let (name, token) = (here.text(1), here.token(1)?);
        let known = tables::known_calls(language).contains(&name)
            || here.survey.stands_near(name, token.row, (token.start, token.end)) && rng.random_bool(0.5);
        return if known && here.same_row(-1, 3) { here.replace(0, 3, "") } else { None };
    }
    // `.skip(1)`.
    if text == "." && here.text(2) == "(" && tables::CHAINED.contains(&here.text(1)) {
        let close = here.closing(2).filter(|close| *close <= 8 && here.same_row(-1, *close))?;
        let begins_row = !here.same_row(-1, 0);
        return if begins_row { None } else { here.replace(0, close, "") };
    }
    if !here.is_word(0) || !tables::conversions(language).contains(&text) {
        return None;
    }
    let open = if here.text(1) == "<" && language == L::Cpp { here.closing(1)? + 1 } else { 1 };
    if here.text(open) != "(" {
        return None;
    }
    let close = here.closing(open).filter(|close| *close > open + 1)?;
    if here.has_comma(open, close) {
        return None;
    }
    let mut first = here.chain_start(0);
    if here.text(first - 1) == "new" {
        first -= 1;
    }
    if matches!(here.text(first - 1), "." | "->") {
        return None;
    }
    let inner = here.span(open + 1, close - 1)?;
    // A value that something follows as another thing's would be `(a + b).c`.
    let loose = close - open > 2 && here.chain_end(open + 1) != Some(close - 1);
    let followed = matches!(here.text(close + 1), "." | "[" | "->" | "?");
    if loose && followed {
        return None;
    }
    here.replace(first, close, inner)
}

/// `&a` for `a`, `*a` for `a`, `a.b` for `a->b`, and the other way round.
fn reference(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    use fixerr_shared::language::Language as L;
    let language = here.language();
    if !matches!(language, L::C | L::Cpp | L::Go | L::Rust) {
        return None;
    }
    match here.text(0) {
        "->" if matches!(language, L::C | L::Cpp) && here.touches(0) => here.replace(0, 0, "."),
        "." if matches!(language, L::C | L::Cpp) && here.touches(0) && here.is_name(-1) => {
            here.replace(0, 0, "->")
        }
        "&" if here.is_prefix(0) && here.text(1) == "mut" => {
            if rng.random_bool(0.6) {
                here.lose(1, 1)
            } else {
                here.lose(0, 1)
            }
        }
        sign @ ("&" | "*") if here.is_prefix(0) && here.touches(0) => {
            let other = if sign == "&" { "*" } else { "&" };
            here.replace(0, 0, if rng.random_bool(0.85) { "" } else { other })
        }
        // A sign too many, before an argument or an operand.
        _ if matches!(here.kind(0), Some(TokenKind::Variable)) => {
            let whole =
                matches!(here.text(-1), "(" | "," | "=" | "==") && matches!(here.text(1), ")" | "," | ";");
            let sign = ["&", "*"].choose(rng)?;
            if whole { here.insert(0, *sign) } else { None }
        }
        _ => None,
    }
}

/// `println` for `fmt.Println`, `vector` for `std::vector`, `RED` for `Color.RED`.
fn qualifier_lost(here: &Cursor<'_, '_>) -> Option<Edit> {
    if !here.is_name(0) || !matches!(here.text(1), "." | "::") || !here.is_name(2) {
        return None;
    }
    let (text, first) = (here.text(0), here.text(-1));
    if matches!(first, "." | "->" | "::" | "?.") || here.survey.is_declared(here.at) || here.imports() {
        return None;
    }
    // What is not declared here is a module, a package, a type or an enumeration.
    let typed = text.starts_with(char::is_uppercase) || here.text(1) == "::";
    let imported =
        here.survey.names.get(text).is_some_and(|uses| {
            uses.iter().any(|at| here.survey.tokens[*at as usize].kind == TokenKind::Name)
        });
    let package = here.language() == fixerr_shared::language::Language::Go;
    if !(typed || imported || package) || matches!(text, "self" | "this" | "super" | "crate") {
        return None;
    }
    here.replace(0, 1, "")
}

/// A call without its brackets, or brackets after what is no call.
fn call_parentheses(here: &Cursor<'_, '_>) -> Option<Edit> {
    match here.kind(0)? {
        TokenKind::Method if here.text(1) == "(" && here.text(2) == ")" => here.replace(1, 2, ""),
        TokenKind::Member if here.text(0).starts_with(char::is_lowercase) => {
            let used = matches!(
                here.text(1),
                ")" | "," | ";" | "." | ">" | "<" | "==" | "+" | "-" | "<=" | ">=" | ":"
            );
            if used && here.same_row(0, 1) { here.replace(0, 0, format!("{}()", here.text(0))) } else { None }
        }
        _ => None,
    }
}

/// `a` for `a[i]`, `a.b` or `a.b.c`.
fn access_lost(here: &Cursor<'_, '_>) -> Option<Edit> {
    let row = here.token(0)?.row;
    let last = match here.text(0) {
        "[" if here.touches(-1) && (here.is_name(-1) || matches!(here.text(-1), ")" | "]")) => {
            here.closing(0).filter(|close| *close > 1 && *close <= 8)?
        }
        "." | "->" if here.kind(1) == Some(TokenKind::Member) && here.same_row(-1, 1) => 1,
        _ => return None,
    };
    let range = (here.token(0)?.start, here.token(last)?.end);
    // What is lost must be readable nearby.
    if range.1 - range.0 > 30 || !here.survey.all_stand_near(range, row, range) {
        return None;
    }
    here.replace(0, last, "")
}

impl Cursor<'_, '_> {
    /// Whether a token is made of letters, a keyword included.
    pub(super) fn is_word(&self, offset: i64) -> bool {
        self.text(offset).starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
    }

    /// Whether the line brings names in.
    fn imports(&self) -> bool {
        let row = self.token(0).map_or(0, |token| token.row as usize);
        let line = self.survey.rows(row, row).trim_start();
        let line = line.strip_prefix("pub ").unwrap_or(line);
        ["import ", "from ", "use ", "using ", "package ", "namespace ", "export "]
            .iter()
            .any(|word| line.starts_with(word))
    }

    /// Whether a token can be a type's name.
    fn is_type_like(&self, offset: i64) -> bool {
        self.kind(offset) == Some(TokenKind::Type)
            || matches!(self.text(offset), "const" | "unsigned" | "signed" | "struct")
            || tables::types(self.language()).iter().any(|group| group.contains(&self.text(offset)))
    }
}

#[cfg(test)]
mod tests;
