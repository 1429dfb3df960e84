//! Steps from token to token, as the habits need them.

use fixerr_shared::language::Language;

use super::super::{
    mutate::Edit,
    survey::{Survey, Token, TokenKind},
};

/// A place in a file's tokens; offsets count from it.
pub(super) struct Cursor<'a, 's> {
    pub(super) survey: &'s Survey<'a>,
    pub(super) at: u32,
}

/// How many tokens a bracket may reach over.
const REACH: i64 = 60;

impl<'a> Cursor<'a, '_> {
    pub(super) fn language(&self) -> Language {
        self.survey.language
    }

    pub(super) fn token(&self, offset: i64) -> Option<Token> {
        self.survey.neighbour(self.at, offset)
    }

    /// A token's text; nothing beyond either end of the file.
    pub(super) fn text(&self, offset: i64) -> &'a str {
        self.survey.neighbour_text(self.at, offset)
    }

    pub(super) fn kind(&self, offset: i64) -> Option<TokenKind> {
        self.token(offset).map(|token| token.kind)
    }

    pub(super) fn is_name(&self, offset: i64) -> bool {
        self.kind(offset).is_some_and(TokenKind::is_name)
    }

    /// Whether a token and the next one stand in one line.
    pub(super) fn same_row(&self, one: i64, other: i64) -> bool {
        self.token(one).zip(self.token(other)).is_some_and(|(one, other)| one.row == other.row)
    }

    /// Whether nothing stands between a token and the next one.
    pub(super) fn touches(&self, offset: i64) -> bool {
        self.token(offset).zip(self.token(offset + 1)).is_some_and(|(one, next)| one.end == next.start)
    }

    /// The source from one token's start to another's end.
    pub(super) fn span(&self, first: i64, last: i64) -> Option<&'a str> {
        let (start, end) = (self.token(first)?.start, self.token(last)?.end);
        (start < end).then(|| self.survey.slice((start, end)))
    }

    /// The tokens from `first` to `last` become a text.
    pub(super) fn replace(&self, first: i64, last: i64, text: impl Into<String>) -> Option<Edit> {
        let (start, end) = (self.token(first)?.start, self.token(last)?.end);
        (start < end && self.same_row(first, last)).then(|| Edit { start, end, text: text.into() })
    }

    /// The tokens from `first` to `last` are lost, with the space after them.
    pub(super) fn lose(&self, first: i64, last: i64) -> Option<Edit> {
        let mut edit = self.replace(first, last, "")?;
        let rest = &self.survey.text[edit.end as usize..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        edit.end += blanks as u32;
        Some(edit)
    }

    /// A text stands before a token.
    pub(super) fn insert(&self, offset: i64, text: impl Into<String>) -> Option<Edit> {
        let start = self.token(offset)?.start;
        Some(Edit { start, end: start, text: text.into() })
    }

    /// The partner of an opening bracket.
    pub(super) fn closing(&self, open: i64) -> Option<i64> {
        let (from, to) = match self.text(open) {
            "(" => ("(", ")"),
            "[" => ("[", "]"),
            "{" => ("{", "}"),
            "<" => ("<", ">"),
            _ => return None,
        };
        let mut depth = 0_i32;
        for offset in open..open + REACH {
            match self.text(offset) {
                "" | ";" => return None,
                text if text == from => depth += 1,
                text if text == to => depth -= 1,
                ">>" if to == ">" => depth -= 2,
                _ => {}
            }
            if depth <= 0 {
                return (depth == 0 && self.text(offset) == to).then_some(offset);
            }
        }
        None
    }

    /// The tokens between two brackets, without those in other brackets between them. Angles are brackets within angles only.
    pub(super) fn within(&self, open: i64, close: i64) -> impl Iterator<Item = i64> {
        let angles = self.text(open) == "<";
        let mut depth = 0_i32;
        (open + 1..close).filter(move |offset| {
            let outside = depth == 0;
            depth += match self.text(*offset) {
                "(" | "[" | "{" => 1,
                ")" | "]" | "}" => -1,
                "<" if angles => 1,
                ">" if angles => -1,
                ">>" if angles => -2,
                _ => 0,
            };
            outside
        })
    }

    /// Whether a comma stands between two brackets, outside those between them.
    pub(super) fn has_comma(&self, open: i64, close: i64) -> bool {
        self.within(open, close).any(|offset| self.text(offset) == ",")
    }

    /// The first token of `a.b.c` or `a::b` that ends here.
    pub(super) fn chain_start(&self, last: i64) -> i64 {
        let mut first = last;
        while matches!(self.text(first - 1), "." | "->" | "::" | "?.")
            && (self.is_name(first - 2) || self.kind(first - 2) == Some(TokenKind::Receiver))
        {
            first -= 2;
        }
        first
    }

    /// The last token of `a.b.c`, `a.b[i]` or `a.b()` that begins here.
    pub(super) fn chain_end(&self, first: i64) -> Option<i64> {
        let mut last = first;
        let begins = self.is_name(first)
            || matches!(self.kind(first), Some(TokenKind::Receiver | TokenKind::Number | TokenKind::Text));
        if !begins {
            return None;
        }
        loop {
            match self.text(last + 1) {
                "." | "->" | "::" | "?." if self.is_name(last + 2) => last += 2,
                "(" | "[" if self.touches(last) => last = self.closing(last + 1)?,
                _ => return Some(last),
            }
        }
    }

    /// Whether a sign stands before an operand, not between two.
    pub(super) fn is_prefix(&self, offset: i64) -> bool {
        let before = self.text(offset - 1);
        let operand = self.is_name(offset + 1)
            || matches!(self.text(offset + 1), "(" | "mut")
            || self.kind(offset + 1) == Some(TokenKind::Receiver);
        operand
            && (matches!(
                before,
                "(" | ","
                    | "="
                    | "["
                    | "{"
                    | "return"
                    | ":"
                    | "=="
                    | "!="
                    | "<"
                    | ">"
                    | "&&"
                    | "||"
                    | "+"
                    | "-"
                    | "!"
                    | "?"
                    | ":="
            ) || before == ";")
    }
}
