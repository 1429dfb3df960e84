//! Edits by the words that they change.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use imara_diff::{Algorithm, Diff, InternedInput};
use rustc_hash::{FxHashMap, FxHasher};

use super::Origin;

/// Tokens that an edit may take away, and that it may bring.
const MOST_OLD: usize = 16;
const MOST_NEW: usize = 32;
/// Places in one line that were changed; in more, it was written anew.
const MOST_PLACES: usize = 4;
/// Edits of the same words that are kept, the newest ones.
const MOST_ALIKE: usize = 64;
/// Tokens that a key may have: up to two on either side of those that went.
pub(super) const LONGEST_KEY: usize = MOST_OLD + 4;

/// Words of letters, digits and underscores; runs of blanks; line breaks; every other sign by itself.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        '\n' => 0,
        _ if letter == '_' || letter.is_alphanumeric() => 1,
        _ if letter.is_whitespace() => 2,
        _ => 0,
    };
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match kind(first) {
            0 => first.len_utf8(),
            own => rest.find(|letter| kind(letter) != own).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        found.push(token);
        rest = after;
    }
    found
}

/// Whether a token is a word.
pub(super) fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter == '_' || letter.is_alphanumeric())
}

/// The blanks that all lines begin with and the first one has.
pub(super) fn indentation(lines: &str) -> &str {
    &lines[..lines.len() - lines.trim_start_matches([' ', '\t']).len()]
}

/// Lines without an indentation, where they have it.
pub(super) fn dedented(lines: &str, indentation: &str) -> String {
    let lines: Vec<&str> =
        lines.split('\n').map(|line| line.strip_prefix(indentation).unwrap_or(line)).collect();
    lines.join("\n")
}

/// How an edit is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// By the tokens that it took away.
    Words,
    /// By the tokens beside it: it took away signs at most.
    Between,
    /// By the function at the end of whose arguments something was put in.
    LastArgument,
    /// By the function at the beginning of whose arguments something was put in.
    FirstArgument,
}

/// Tokens, or the name of a function, told from others by 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn of(kind: Kind, tokens: &[&str]) -> Self {
        let mut keys = Keys::new(kind);
        for token in tokens {
            keys.push(token);
        }
        keys.key()
    }
}

/// The keys of longer and longer runs of tokens.
pub(super) struct Keys(FxHasher);

impl Keys {
    pub(super) fn new(kind: Kind) -> Self {
        let mut hasher = FxHasher::default();
        kind.hash(&mut hasher);
        Self(hasher)
    }

    pub(super) fn push(&mut self, token: &str) {
        token.hash(&mut self.0);
    }

    pub(super) fn key(&self) -> Key {
        Key(self.0.finish())
    }
}

/// A pair of texts that took each other's place, without their indentation.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) old: Box<str>,
    pub(super) new: Box<str>,
    pub(super) origin: Origin,
}

/// One place in a pair where tokens were changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Which of the pairs.
    pub(super) pair: u32,
    /// The tokens of the old text that went.
    pub(super) old: Range<u16>,
    /// Those of the new text that came.
    pub(super) new: Range<u16>,
    /// Whether it is all that was changed there.
    pub(super) is_all: bool,
    /// Whether only the lines as a whole tell where it was made.
    pub(super) is_of_lines: bool,
}

/// Edits by their keys.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) pairs: Vec<Pair>,
    edits: FxHashMap<Key, Vec<Edit>>,
}

impl Index {
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The edits behind a key; some may be of other tokens.
    pub(super) fn get(&self, key: Key) -> &[Edit] {
        self.edits.get(&key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add(&mut self, origin: Origin, old: &str, new: &str) {
        let outer = indentation(old);
        let (old, new) = (dedented(old, outer), dedented(new, outer));
        let (old_tokens, new_tokens) = (tokens(&old), tokens(&new));
        if old_tokens.len() > usize::from(u16::MAX) || new_tokens.len() > usize::from(u16::MAX) {
            return;
        }
        let pair = self.pairs.len() as u32;
        let mut is_used = false;
        for (old, new, is_all) in places(&old_tokens, &new_tokens) {
            if old.len() > MOST_OLD || new.len() > MOST_NEW {
                continue;
            }
            let narrow = |range: &Range<usize>| range.start as u16..range.end as u16;
            let mut edit = Edit { pair, old: narrow(&old), new: narrow(&new), is_all, is_of_lines: false };
            let mut keys = keys(&old_tokens, &old);
            if keys.is_empty() && is_all && (1..=MOST_OLD).contains(&old_tokens.len()) {
                edit.is_of_lines = true;
                edit.old = narrow(&(0..old_tokens.len()));
                edit.new = narrow(&(0..new_tokens.len()));
                keys.push(Key::of(Kind::Words, &old_tokens));
            }
            for key in keys {
                let alike = self.edits.entry(key).or_default();
                if alike.len() < MOST_ALIKE {
                    alike.push(edit.clone());
                    is_used = true;
                }
            }
        }
        if is_used {
            self.pairs.push(Pair { old: old.into(), new: new.into(), origin });
        }
    }
}

/// The keys of an edit that took tokens away from a text.
pub(super) fn keys(tokens: &[&str], old: &Range<usize>) -> Vec<Key> {
    let mut keys = Vec::new();
    if tokens[old.clone()].iter().any(|token| is_word(token)) {
        keys.push(Key::of(Kind::Words, &tokens[old.clone()]));
    } else if let Some(sides) = sides(tokens, old) {
        keys.push(Key::of(Kind::Between, &tokens[sides]));
    }
    if old.is_empty()
        && let Some(open) = open_bracket(&tokens[..old.start])
        && open > 0
        && tokens[open] == "("
        && is_word(tokens[open - 1])
    {
        let name = &tokens[open - 1..open];
        if tokens.get(old.end) == Some(&")") {
            keys.push(Key::of(Kind::LastArgument, name));
        } else if old.start == open + 1 {
            keys.push(Key::of(Kind::FirstArgument, name));
        }
    }
    keys
}

/// Some tokens with their neighbours on both sides, blanks aside.
pub(super) fn sides(tokens: &[&str], own: &Range<usize>) -> Option<Range<usize>> {
    let is_blank = |token: &str| token.starts_with([' ', '\t']);
    let start = tokens[..own.start].iter().rposition(|token| !is_blank(token))?;
    let end = own.end + tokens[own.end..].iter().position(|token| !is_blank(token))?;
    Some(start..end + 1)
}

/// The last bracket among tokens that none of them closes.
pub(super) fn open_bracket(tokens: &[&str]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().rev() {
        match *token {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" if depth == 0 => return Some(at),
            "(" | "[" | "{" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where two texts differ, and whether that is all: from the first difference to the last, and where there are some in between that they
/// share, each by itself.
fn places(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>, bool)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let whole = (start..old.len() - end, start..new.len() - end);
    if whole.0.is_empty() && whole.1.is_empty() {
        return Vec::new();
    }
    let mut input = InternedInput::default();
    input.update_before(old[whole.0.clone()].iter().copied());
    input.update_after(new[whole.1.clone()].iter().copied());
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let moved = |range: &Range<u32>| start + range.start as usize..start + range.end as usize;
    let parts: Vec<_> = diff.hunks().map(|hunk| (moved(&hunk.before), moved(&hunk.after), false)).collect();
    let is_divided = (2..=MOST_PLACES).contains(&parts.len());
    let mut found = vec![(whole.0, whole.1, true)];
    found.extend(parts.into_iter().filter(|_| is_divided));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_tokens_and_words_are_whole() {
        assert_eq!(
            tokens("if  größe_2<=\t3 {\n}"),
            ["if", "  ", "größe_2", "<", "=", "\t", "3", " ", "{", "\n", "}"]
        );
    }

    #[test]
    fn places_are_all_of_it_and_each() {
        let of = |old: &str, new: &str| places(&tokens(old), &tokens(new));
        assert_eq!(of("f(a)", "f(a, b)"), [(3..3, 3..6, true)]);
        assert_eq!(of("x.f(x)", "y.f(y)"), [(0..5, 0..5, true), (0..1, 0..1, false), (4..5, 4..5, false)]);
        assert_eq!(of("same", "same"), []);
        assert_eq!(of("gone", ""), [(0..1, 0..0, true)]);
    }

    #[test]
    fn the_bracket_that_is_open_is_found() {
        assert_eq!(open_bracket(&["f", "(", "a", "[", "0", "]", ","]), Some(1));
        assert_eq!(open_bracket(&["f", "(", ")"]), None);
    }
}
