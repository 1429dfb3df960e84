//! The marked lines with one change each: what proposals are made of.

use std::collections::HashSet;

/// The marked lines with one change each, every one another.
pub(super) struct Rewrites<'a> {
    code: &'a str,
    pub(super) found: Vec<String>,
    seen: HashSet<String>,
}

impl<'a> Rewrites<'a> {
    /// None yet.
    pub(super) fn new(code: &'a str) -> Self {
        Self { code, found: Vec::new(), seen: HashSet::from([code.to_owned()]) }
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
}
