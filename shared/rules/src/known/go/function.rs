//! The function of Go's that marked lines stand in, line by line.

use super::super::REACH;
use crate::marked::Marked;

/// Most lines that are read of it, each way.
const MOST_LINES: usize = 300;

/// A function without its marked lines.
pub(super) struct Function<'t> {
    /// Its lines above them, its head first.
    pub(super) above: Vec<&'t str>,
    /// Its lines below them, its last brace left out.
    pub(super) below: Vec<&'t str>,
}

impl<'t> Function<'t> {
    /// The function around the marked lines, if it is not too long.
    pub(super) fn around(marked: &Marked<'t>) -> Option<Self> {
        let above = &marked.text[..marked.range.start];
        let above = &above[above.ceil_char_boundary(above.len().saturating_sub(REACH))..];
        let head =
            above.rfind("\nfunc ").map(|at| at + 1).or_else(|| above.starts_with("func ").then_some(0))?;
        let above: Vec<&str> = above[head..].lines().collect();
        let is_open =
            above.first()?.trim_end().ends_with('{') && !above.iter().any(|line| line.starts_with('}'));
        if !is_open || above.len() > MOST_LINES {
            return None;
        }
        let below = &marked.text[marked.range.end..];
        let below = below[..below.floor_char_boundary(REACH)].lines();
        let below = below.take_while(|line| !line.starts_with('}')).take(MOST_LINES).collect();
        Some(Self { above, below })
    }

    /// All its lines but the marked ones.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'t str> {
        self.above.iter().chain(&self.below).copied()
    }

    /// Whether a text stands in it.
    pub(super) fn has(&self, text: &str) -> bool {
        self.lines().any(|line| line.contains(text))
    }

    /// The nearest line above the marked ones that is not empty, and where it stands.
    pub(super) fn last_above(&self) -> Option<(usize, &'t str)> {
        let at = self.above.iter().rposition(|line| !line.trim().is_empty())?;
        Some((at, self.above[at]))
    }

    /// The nearest line below the marked ones that is not empty, and where it stands.
    pub(super) fn next_below(&self) -> Option<(usize, &'t str)> {
        let at = self.below.iter().position(|line| !line.trim().is_empty())?;
        Some((at, self.below[at]))
    }

    /// The block that has just ended above the marked lines, this far in: where its head stands, and where its brace does.
    pub(super) fn ended(&self, indentation: usize) -> Option<(usize, usize)> {
        let (end, brace) = self.last_above()?;
        if depth(brace) != indentation || !brace.trim().starts_with('}') || brace.trim_end().ends_with('{') {
            return None;
        }
        let is_outside = |line: &&str| !line.trim().is_empty() && depth(line) <= indentation;
        let head = self.above[..end].iter().rposition(is_outside)?;
        (depth(self.above[head]) == indentation).then_some((head, end))
    }

    /// The lines of the block that a marked line with this indentation begins.
    pub(super) fn begun(&self, indentation: usize) -> &[&'t str] {
        let is_outside = |line: &&str| !line.trim().is_empty() && depth(line) <= indentation;
        let end = self.below.iter().position(is_outside).unwrap_or(self.below.len());
        &self.below[..end]
    }

    /// The heads of the blocks that a marked line with this indentation stands in, the inner ones first.
    pub(super) fn heads(&self, indentation: usize) -> Vec<&'t str> {
        let mut least = indentation;
        let mut found = Vec::new();
        for line in self.above.iter().rev().filter(|line| !line.trim().is_empty()) {
            if depth(line) < least {
                least = depth(line);
                found.push(*line);
            }
        }
        found
    }
}

/// How far in a line stands.
pub(super) fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
