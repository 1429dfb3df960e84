//! The marked lines with one change each: what proposals are made of.

use std::collections::HashSet;

use crate::{arguments::ArgumentList, rule::Rule};

/// The marked lines with one change, and the rule that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The marked lines as they would be.
    pub text: String,
    /// What proposes it.
    pub rule: Rule,
}

/// The marked lines with one change each, every one another.
pub(super) struct Rewrites<'a> {
    code: &'a str,
    pub(super) found: Vec<String>,
    seen: HashSet<String>,
    /// Rules, and how much was found before each had its turn.
    turns: Vec<(usize, Rule)>,
}

impl<'a> Rewrites<'a> {
    /// None yet.
    pub(super) fn new(code: &'a str) -> Self {
        Self { code, found: Vec::new(), seen: HashSet::from([code.to_owned()]), turns: Vec::new() }
    }

    /// Whose turn it is: what is found from now on is this rule's.
    pub(super) fn turn(&mut self, rule: Rule) {
        self.turns.push((self.found.len(), rule));
    }

    /// Adds the code with each of these texts in the place of a part of it.
    pub(super) fn put_in(&mut self, part: std::ops::Range<usize>, texts: &[&str]) {
        // Half a letter is no part.
        let (Some(before), Some(after)) = (self.code.get(..part.start), self.code.get(part.end..)) else {
            return;
        };
        for text in texts {
            let edit = [before, text, after].concat();
            if self.seen.insert(edit.clone()) {
                self.found.push(edit);
            }
        }
    }

    /// Adds the code with one argument more in a call, in front of the one at a place or behind the last.
    pub(crate) fn put_argument(&mut self, list: &ArgumentList, at: usize, argument: &str) {
        match (list.arguments.get(at), list.arguments.last()) {
            (Some((start, _)), _) => self.put_in(*start..*start, &[&format!("{argument}, ")]),
            (None, Some((_, end))) => self.put_in(*end..*end, &[&format!(", {argument}")]),
            (None, None) => self.put_in(list.start..list.start, &[argument]),
        }
    }

    /// What was found, with the rules whose turn it was. What was found before the first turn is nobody's, and left out.
    pub(super) fn into_ruled(self) -> Vec<Rewrite> {
        let mut turns = self.turns.into_iter().peekable();
        let mut turn = None;
        let mut ruled = Vec::with_capacity(self.found.len());
        for (at, text) in self.found.into_iter().enumerate() {
            while let Some((_, rule)) = turns.next_if(|(start, _)| *start <= at) {
                turn = Some(rule);
            }
            ruled.extend(turn.map(|rule| Rewrite { text, rule }));
        }
        ruled
    }
}

/// The texts alone.
#[cfg(test)]
pub(super) fn texts_of(rewrites: Vec<Rewrite>) -> Vec<String> {
    rewrites.into_iter().map(|rewrite| rewrite.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_turn() {
        let mut edits = Rewrites::new("a + b\n");
        edits.turn(Rule::KnownSigns);
        edits.turn(Rule::KnownWords);
        edits.put_in(0..1, &["c", "a", "d"]);
        edits.turn(Rule::KnownCalls);
        edits.put_in(0..1, &["c"]);
        edits.turn(Rule::KnownSigns);
        edits.put_in(4..5, &["c"]);
        let found: Vec<_> = edits.into_ruled().into_iter().map(|it| (it.text, it.rule)).collect();
        let expected =
            [("c + b\n", Rule::KnownWords), ("d + b\n", Rule::KnownWords), ("a + c\n", Rule::KnownSigns)];
        assert_eq!(found, expected.map(|(text, rule)| (text.to_owned(), rule)));
    }
}
