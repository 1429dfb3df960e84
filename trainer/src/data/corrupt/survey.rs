//! What one file holds: its tokens, the names that it declares and where they are visible. The mutations read this and
//! never the tree.

use std::collections::HashMap;

use fixerr_shared::language::Language;

use super::sites::Site;

/// What a token is, as far as mutations care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A variable that is used.
    Variable,
    /// A variable where it is declared.
    Declared,
    /// A name that is called without a receiver.
    Callee,
    /// A name that is called on a receiver.
    Method,
    /// An attribute of a receiver.
    Member,
    Type,
    /// Any other name: labels, keys, names of definitions, imports.
    Name,
    Receiver,
    Keyword,
    /// Punctuation and operators.
    Mark,
    Number,
    Text,
    /// Literals and everything else without parts.
    Other,
}

impl TokenKind {
    pub(super) fn is_name(self) -> bool {
        use TokenKind as K;
        matches!(self, K::Variable | K::Declared | K::Callee | K::Method | K::Member | K::Type | K::Name)
    }
}

/// A leaf of the tree; strings count as leaves, comments are left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) row: u32,
    pub(super) kind: TokenKind,
}

/// A declared name and where it can be used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration {
    pub(super) token: u32,
    pub(super) scope: (u32, u32),
    /// Inside a function; others (fields, globals) are visible before their line too.
    pub(super) local: bool,
}

/// `receiver.name`, called or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct MemberUse {
    pub(super) receiver: (u32, u32),
    pub(super) token: u32,
    pub(super) called: bool,
}

/// One parsed file.
pub(super) struct Survey<'a> {
    pub(super) language: Language,
    pub(super) text: &'a str,
    /// Byte offset of each line; the last entry is the length of the text.
    pub(super) lines: Vec<u32>,
    pub(super) tokens: Vec<Token>,
    pub(super) declarations: Vec<Declaration>,
    pub(super) members: Vec<MemberUse>,
    pub(super) exceptions: Vec<u32>,
    pub(super) sites: Vec<Site>,
    /// The functions that the parser understood in a file that it did not understand whole.
    pub(super) clean_functions: Vec<(u32, u32)>,
    /// The tokens of each name, in order.
    pub(super) names: HashMap<&'a str, Vec<u32>>,
    /// The tokens of each number and string, in order.
    pub(super) literals: HashMap<&'a str, Vec<u32>>,
}

/// How many lines before and after the marked ones an example keeps.
pub(super) const LINES_BEFORE: usize = 40;
pub(super) const LINES_AFTER: usize = 24;
/// The right answer should be readable this near: a prompt may hold less than the example.
const NEAR_BEFORE: u32 = 30;
const NEAR_AFTER: u32 = 16;

impl<'a> Survey<'a> {
    pub(super) fn new(language: Language, text: &'a str) -> Self {
        let mut lines = vec![0];
        lines
            .extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        if lines.last().is_none_or(|last| *last as usize != text.len()) {
            lines.push(text.len() as u32);
        }
        Self {
            language,
            text,
            lines,
            tokens: Vec::new(),
            declarations: Vec::new(),
            members: Vec::new(),
            exceptions: Vec::new(),
            sites: Vec::new(),
            clean_functions: Vec::new(),
            names: HashMap::new(),
            literals: HashMap::new(),
        }
    }

    pub(super) fn row_count(&self) -> usize {
        self.lines.len() - 1
    }

    pub(super) fn slice(&self, (start, end): (u32, u32)) -> &'a str {
        &self.text[start as usize..end as usize]
    }

    pub(super) fn token_text(&self, token: Token) -> &'a str {
        self.slice((token.start, token.end))
    }

    /// The text of the rows `first..=last`.
    pub(super) fn rows(&self, first: usize, last: usize) -> &'a str {
        let last = (last + 1).min(self.row_count());
        self.slice((self.lines[first.min(last)], self.lines[last]))
    }

    pub(super) fn row_of(&self, offset: u32) -> usize {
        self.lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
            .min(self.row_count().saturating_sub(1))
    }

    pub(super) fn is_blank(&self, row: usize) -> bool {
        self.rows(row, row).trim().is_empty()
    }

    /// The token before, or after, another one.
    pub(super) fn neighbour(&self, token: u32, step: i64) -> Option<Token> {
        usize::try_from(i64::from(token) + step).ok().and_then(|at| self.tokens.get(at)).copied()
    }

    pub(super) fn neighbour_text(&self, token: u32, step: i64) -> &'a str {
        self.neighbour(token, step).map_or("", |token| self.token_text(token))
    }

    /// Whether the same name stands near `row`, outside the range that is about to change.
    pub(super) fn stands_near(&self, name: &str, row: u32, without: (u32, u32)) -> bool {
        self.near(&self.names, name, row, without)
    }

    /// Whether the same number or string stands near.
    pub(super) fn literal_stands_near(&self, literal: &str, row: u32, without: (u32, u32)) -> bool {
        self.near(&self.literals, literal, row, without)
    }

    fn near(
        &self,
        index: &HashMap<&'a str, Vec<u32>>,
        text: &str,
        row: u32,
        (start, end): (u32, u32),
    ) -> bool {
        index.get(text).is_some_and(|tokens| {
            let from = tokens.partition_point(|at| self.tokens[*at as usize].row + NEAR_BEFORE < row);
            tokens[from..]
                .iter()
                .map(|at| self.tokens[*at as usize])
                .take_while(|token| token.row <= row + NEAR_AFTER)
                .any(|token| token.start >= end || token.end <= start)
        })
    }

    /// Whether code soon after `row` uses an imported name.
    pub(super) fn is_used_soon(&self, name: &str, row: u32) -> bool {
        self.names.get(name).is_some_and(|tokens| {
            let from = tokens.partition_point(|at| self.tokens[*at as usize].row <= row);
            let used = tokens[from..].iter().map(|at| self.tokens[*at as usize]);
            // Imports and declarations of the same name are no uses.
            used.take_while(|token| token.row <= row + NEAR_AFTER)
                .any(|token| !matches!(token.kind, TokenKind::Name | TokenKind::Declared))
        })
    }

    /// Whether every name and string of a range that is about to be lost stands near as well.
    pub(super) fn all_stand_near(&self, range: (u32, u32), row: u32, without: (u32, u32)) -> bool {
        let from = self.tokens.partition_point(|token| token.start < range.0);
        self.tokens[from..].iter().take_while(|token| token.end <= range.1).all(|token| match token.kind {
            kind if kind.is_name() => self.stands_near(self.token_text(*token), row, without),
            TokenKind::Text => self.literal_stands_near(self.token_text(*token), row, without),
            TokenKind::Number => self.token_text(*token).len() == 1,
            _ => true,
        })
    }

    /// Names that could stand where `token` stands, nearest declaration first.
    pub(super) fn visible(&self, token: u32) -> Vec<(&'a str, bool)> {
        let site = self.tokens[token as usize];
        let own = self.token_text(site);
        let mut names: Vec<(u32, &str, bool)> = Vec::new();
        for declaration in &self.declarations {
            if declaration.local && declaration.token >= token {
                break;
            }
            let declared = self.tokens[declaration.token as usize];
            let name = self.token_text(declared);
            let reachable = declaration.scope.0 <= site.start && site.end <= declaration.scope.1;
            // A name on the same line is being declared by the very statement that would use it.
            if name == own || !reachable || declared.row == site.row && declared.start > site.start {
                continue;
            }
            let distance = declared.row.abs_diff(site.row) + if declaration.local { 0 } else { 200 };
            match names.iter_mut().find(|(_, known, _)| *known == name) {
                Some(known) if known.0 > distance => *known = (distance, name, declaration.local),
                Some(_) => {}
                None => names.push((distance, name, declaration.local)),
            }
        }
        names.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)));
        names.into_iter().map(|(_, name, local)| (name, local)).collect()
    }

    /// Whether a visible declaration of this very name exists.
    pub(super) fn is_declared(&self, token: u32) -> bool {
        let site = self.tokens[token as usize];
        let Some(known) = self.names.get(self.token_text(site)) else { return false };
        known.iter().any(|at| {
            self.declarations.binary_search_by_key(at, |declaration| declaration.token).is_ok_and(|found| {
                let declaration = self.declarations[found];
                declaration.scope.0 <= site.start && site.end <= declaration.scope.1
            })
        })
    }

    /// Whether a local variable of this name is visible at `offset`.
    pub(super) fn is_hidden(&self, name: &str, offset: u32) -> bool {
        self.names.get(name).is_some_and(|known| {
            known.iter().any(|at| {
                self.declarations.binary_search_by_key(at, |declaration| declaration.token).is_ok_and(
                    |found| {
                        let Declaration { scope, local, .. } = self.declarations[found];
                        local && scope.0 <= offset && offset < scope.1
                    },
                )
            })
        })
    }
}
