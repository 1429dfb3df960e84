//! The arguments of calls and the parameters of functions, read without a grammar.

use crate::{names::is_part, words::is_lifetime};

/// Where a part of a text begins and ends.
pub type Part = (usize, usize);

/// The arguments of a call, or the parameters of a function.
#[derive(Debug)]
pub struct ArgumentList {
    /// Where the bracket ends.
    pub start: usize,
    /// The arguments without the blanks around them.
    pub arguments: Vec<Part>,
}

/// Where an argument is set off from its neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comma {
    /// It has none.
    None,
    /// One in front of it.
    InFront,
    /// One behind it.
    Behind,
}

impl ArgumentList {
    /// What is called, if anything is, and where its name begins.
    pub fn called<'c>(&self, code: &'c str) -> (usize, &'c str) {
        let before = code[..self.start - 1].trim_end();
        let start = before.trim_end_matches(is_part).len();
        (start, &before[start..])
    }

    /// Where another argument would stand: in front of each, and behind the last.
    pub fn places(&self) -> Vec<(usize, Comma)> {
        let mut places: Vec<_> = self.arguments.iter().map(|(start, _)| (*start, Comma::Behind)).collect();
        places.push(self.arguments.last().map_or((self.start, Comma::None), |last| (last.1, Comma::InFront)));
        places
    }
}

/// What stands between round brackets that close in the same lines, the inner ones first. `has_lifetimes` is so for Rust.
pub fn argument_lists(code: &str, has_lifetimes: bool) -> Vec<ArgumentList> {
    let mut lists = Vec::new();
    // Each open bracket, where the argument that is being read began, and the ones read.
    let mut open: Vec<(char, usize, usize, Vec<Part>)> = Vec::new();
    let mut quote = None;
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some(_), '\\') => drop(letters.next()),
            (Some(mark), _) if letter == mark => quote = None,
            // An apostrophe of a comment ends with it.
            (Some('"' | '\''), '\n') => quote = None,
            (None, '\'') if has_lifetimes && is_lifetime(&code[at + 1..]) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '(' | '[' | '{') => open.push((letter, at + 1, at + 1, Vec::new())),
            (None, ',') => {
                if let Some((_, _, start, arguments)) = open.last_mut() {
                    arguments.push(trimmed(code, (*start, at)));
                    *start = at + 1;
                }
            }
            (None, ')' | ']' | '}') => {
                let Some((bracket, start, last, mut arguments)) = open.pop() else { continue };
                arguments.push(trimmed(code, (last, at)));
                arguments.retain(|(start, end)| start < end);
                if bracket == '(' {
                    lists.push(ArgumentList { start, arguments });
                }
            }
            _ => {}
        }
    }
    lists
}

/// A part without the blanks around it.
fn trimmed(code: &str, (start, end): Part) -> Part {
    let part = &code[start..end];
    let start = start + part.len() - part.trim_start().len();
    (start, start + part.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_have_names() {
        for (code, expected) in
            [("a = f (b)", (4, "f")), ("é\u{a0}(ö)", (0, "é")), ("(b)", (0, "")), ("a = (b)", (3, ""))]
        {
            let found: Vec<_> = argument_lists(code, false).iter().map(|list| list.called(code)).collect();
            assert_eq!(found, [expected], "{code}");
        }
    }
}
