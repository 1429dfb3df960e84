//! What stands in the wrong order or place: operands, lines, brackets, a type and its name.

use fixerr_shared::language::Language;
use rand::{Rng, seq::IndexedRandom as _};

use super::{
    super::{mutate::Edit, survey::TokenKind},
    cursor::Cursor,
};

/// `b - a` for `a - b`, and `b = a` for `a = b`.
pub(super) fn operands(here: &Cursor<'_, '_>) -> Option<Edit> {
    let sign = here.text(0);
    let assigns = sign == "=";
    if !assigns && !matches!(sign, "-" | "/" | "%" | "<" | ">" | "<=" | ">=" | "-=") {
        return None;
    }
    // One operand ends before the sign, the other begins after it.
    let (mut first, last) = (here.operand_before(-1)?, here.chain_end(1)?);
    if here.text(first - 1) == "*" && assigns {
        first -= 1;
    }
    let (one, other) = (here.span(first, -1)?, here.span(1, last)?);
    let ends = matches!(
        here.text(last + 1),
        "" | ";" | ")" | "," | "]" | "{" | ":" | "&&" | "||" | "and" | "or" | "?"
    ) || !here.same_row(last, last + 1);
    let begins = matches!(
        here.text(first - 1),
        "" | ";"
            | "("
            | ","
            | "["
            | "="
            | "return"
            | "if"
            | "while"
            | "&&"
            | "||"
            | ":="
            | "{"
            | "}"
            | "+="
            | "=>"
            | "|"
            | "and"
            | "or"
            | ":"
    ) || !here.same_row(first - 1, first);
    let named = here.is_name(-1) || here.is_name(last) || here.text(-1) == ")" || here.text(last) == ")";
    if !ends || !begins || !named || one == other || !here.same_row(first, last) {
        return None;
    }
    if assigns {
        // Both sides can be assigned to, and neither is declared here.
        let place = |from: i64, to: i64| here.is_name(to) && here.kind(from) != Some(TokenKind::Declared);
        let alone = !here.same_row(first - 1, first)
            && (here.text(last + 1) == ";" || !here.same_row(last, last + 1));
        if !place(first, -1) || !place(1, last) || !alone {
            return None;
        }
    }
    here.replace(first, last, format!("{other} {sign} {one}"))
}

/// Two statements in the other order, of which one needs the other.
pub(super) fn lines(here: &Cursor<'_, '_>) -> Option<Edit> {
    let survey = here.survey;
    let row = here.token(0)?.row as usize;
    if here.same_row(-1, 0) || row + 2 > survey.row_count() {
        return None;
    }
    let (one, other) = (survey.rows(row, row), survey.rows(row + 1, row + 1));
    let level = |line: &str| line.len() - line.trim_start().len();
    let simple = |line: &str| {
        let line = line.trim();
        let ends = match survey.language {
            Language::Python => !line.ends_with([':', ',', '(', '[', '{', '\\', '.']),
            Language::Go => {
                !line.ends_with(['{', ',', '(', '[', '.', '}', ')'])
                    || line.ends_with(')') && !line.starts_with(')')
            }
            _ => line.ends_with(';'),
        };
        let begins = !line
            .starts_with(['}', ')', ']', '.', '#', '/', '*', '@', '"', '\'', '&', '|', '?', ':'])
            && !["import", "from", "use ", "using", "package", "else", "case", "public:", "pub use"]
                .iter()
                .any(|word| line.starts_with(word));
        let balance = |open: char, close: char| line.matches(open).count() == line.matches(close).count();
        ends && begins && balance('(', ')') && balance('[', ']') && balance('{', '}') && line.len() > 3
    };
    if level(one) != level(other) || !other.ends_with('\n') || !simple(one) || !simple(other) || one == other
    {
        return None;
    }
    // The second uses what the first sets or calls upon, or leaves the block.
    let tokens =
        || (0..40).map_while(|offset| here.token(offset)).filter(|token| token.row as usize <= row + 1);
    let first: Vec<&str> = tokens()
        .filter(|token| token.row as usize == row && token.kind.is_name())
        .map(|token| survey.token_text(token))
        .collect();
    let shared = tokens().any(|token| {
        token.row as usize == row + 1 && token.kind.is_name() && first.contains(&survey.token_text(token))
    });
    let sets = one.contains('=') || one.contains("++") || one.contains('(');
    let leaves = ["return", "break", "continue", "raise", "throw"]
        .iter()
        .any(|word| other.trim_start().starts_with(word));
    if !(shared && sets || leaves) {
        return None;
    }
    let (start, end) = (survey.lines[row], survey.lines[row + 2]);
    Some(Edit { start, end, text: format!("{other}{one}") })
}

/// `f(a + b)` for `f(a) + b` and the other way round, or a sum without its brackets.
pub(super) fn bracket(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    const SIGNS: [&str; 17] =
        ["+", "-", "*", "/", "%", "==", "!=", "===", "!==", "<", ">", "<=", ">=", "&&", "||", "and", "or"];
    let is_sign = |offset: i64| SIGNS.contains(&here.text(offset));
    if here.text(0) != "(" {
        return None;
    }
    let close = here.closing(0)?;
    let called = (here.is_name(-1) || matches!(here.text(-1), ")" | "]")) && here.touches(-1);
    if called {
        if is_sign(close + 1) && close > 1 && rng.random_bool(0.6) {
            // The bracket closes after the next operand.
            let last = here.chain_end(close + 2)?;
            let moved = here.span(0, close - 1)?.to_owned()
                + &here.survey.text[here.token(close)?.end as usize..here.token(last)?.end as usize]
                + ")";
            return here.replace(0, last, moved);
        }
        // It closes before the last sign.
        let sign = here.within(0, close).filter(|offset| *offset > 1 && is_sign(*offset)).last()?;
        if here.chain_end(sign + 1)? != close - 1 || here.has_comma(0, close) {
            return None;
        }
        let moved = format!("{}) {}", here.span(0, sign - 1)?, here.span(sign, close - 1)?);
        return here.replace(0, close, moved);
    }
    // Brackets around a sum or a condition that something else joins.
    let joined = is_sign(-1) || is_sign(close + 1) || matches!(here.text(-1), "!" | "not");
    let holds = here.within(0, close).any(is_sign);
    let keyword = matches!(here.text(-1), "if" | "while" | "for" | "switch" | "match" | "catch");
    if !joined || !holds || keyword {
        return None;
    }
    here.replace(0, close, here.span(1, close - 1)?)
}

/// `name: T` for `T name`, `T name` for `name T`.
pub(super) fn declaration(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Option<Edit> {
    let ends = |offset: i64| matches!(here.text(offset), "," | ")" | ";" | "=" | "{");
    let name = here.text(0);
    if here.kind(0)? != TokenKind::Declared {
        return None;
    }
    match here.language() {
        Language::Java | Language::C | Language::Cpp => {
            let typed = here.is_type_like(-1) && here.same_row(-1, 0);
            if !typed || !ends(1) || !matches!(here.text(-2), "(" | "," | ";" | "{" | "}" | "final") {
                return None;
            }
            let kind = here.text(-1);
            let wrong = match rng.random_range(0..4) {
                0 => format!("{kind}: {name}"),
                1 => format!("{name} {kind}"),
                2 => name.to_owned(),
                _ => format!("{name}: {kind}"),
            };
            here.replace(-1, 0, wrong)
        }
        Language::Go => {
            let typed = here.kind(1) == Some(TokenKind::Type) && matches!(here.text(2), "," | ")");
            if !typed || !here.same_row(0, 1) {
                return None;
            }
            let kind = here.text(1);
            let wrong = [format!("{kind} {name}"), format!("{name}: {kind}"), format!("{kind}: {name}")];
            here.replace(0, 1, wrong.choose(rng)?.as_str())
        }
        Language::Rust | Language::TypeScript | Language::Python => {
            let last = if matches!(here.text(2), "&") { 3 } else { 2 };
            if here.text(1) != ":" || !ends(last + 1) || !here.same_row(0, last) {
                return None;
            }
            let kind = here.span(2, last)?;
            let wrong = match rng.random_range(0..4) {
                0 => format!("{kind} {name}"),
                1 => format!("{name} {kind}"),
                2 => format!("{kind}: {name}"),
                _ => name.to_owned(),
            };
            here.replace(0, last, wrong)
        }
        Language::JavaScript => None,
    }
}

impl Cursor<'_, '_> {
    /// The first token of the operand that ends here.
    pub(super) fn operand_before(&self, last: i64) -> Option<i64> {
        if self.is_name(last) || matches!(self.kind(last), Some(TokenKind::Number | TokenKind::Text)) {
            return Some(self.chain_start(last));
        }
        // `a.b(c)` and `a[b]`.
        let close = self.text(last);
        if !matches!(close, ")" | "]") {
            return None;
        }
        let open = (1..30).map(|back| last - back).find(|at| self.closing(*at) == Some(last))?;
        (self.is_name(open - 1) && self.touches(open - 1)).then(|| self.chain_start(open - 1))
    }
}
