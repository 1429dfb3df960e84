//! Finds edits in lines where the same words stand.

use std::{collections::BTreeMap, ops::Range};

use rustc_hash::FxHashSet;

use super::{
    Edits, Origin,
    index::{
        Edit, Key, Keys, Kind, LONGEST_KEY, dedented, indentation, is_word, keys, open_bracket, sides, tokens,
    },
};

/// Some lines as edits would change them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub struct Found {
    /// The lines as the edit leaves them, with a line break at the end; empty where it deletes them.
    pub text: String,
    /// Tokens before it that are the same as where the edit was made, at most [`Self::MOST_CONTEXT`]; as many where lines begin in both
    /// places.
    pub before: usize,
    /// The same of those after it.
    pub after: usize,
    /// Whether the edit took no word away, and was found by its neighbours.
    pub is_between: bool,
    /// Whether it is an argument more for the same function.
    pub is_argument: bool,
    /// Whether it is an argument more, for another function.
    pub is_of_other_call: bool,
    /// Whether it was made in several places of the lines.
    pub is_everywhere: bool,
    /// Whether the edit is all that was changed where it was made.
    pub is_all: bool,
    /// In how many commits and files such an edit was made.
    pub times: usize,
    /// How many commits ago it was made last.
    pub age: u32,
    /// Whether it was made in the same file.
    pub same_file: bool,
    /// Tokens that it took away.
    pub old_tokens: usize,
    /// Tokens that it brought.
    pub new_tokens: usize,
    /// The file in which it was made last.
    pub path: String,
    /// The line there after the edit, counted from 0.
    pub line: usize,
}

impl Found {
    /// Tokens on each side that are compared; as many count as the same where the lines end on both.
    pub const MOST_CONTEXT: usize = 6;
}

/// A place where an edit can be made.
#[derive(Clone, Copy)]
struct Place<'e> {
    edit: &'e Edit,
    kind: Kind,
    /// The first token that goes, and how many.
    at: usize,
    count: usize,
    before: usize,
    after: usize,
    call: Call,
}

/// Whether an edit puts an argument into a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    None,
    /// Of the same function as where it was made.
    Same,
    Other,
}

/// What is known of one text.
struct Sum<'e> {
    best: Place<'e>,
    is_everywhere: bool,
    origins: FxHashSet<Origin>,
}

/// The lines, and how they are put together again.
struct Lines<'t> {
    tokens: Vec<&'t str>,
    outer: &'t str,
}

pub(super) fn find(edits: &Edits, lines: &str, path: Option<&str>) -> Vec<Found> {
    let lines = lines.strip_suffix('\n').unwrap_or(lines);
    let outer = indentation(lines);
    let code = dedented(lines, outer);
    let lines = Lines { tokens: tokens(&code), outer };
    let mut by_text: BTreeMap<String, Sum<'_>> = BTreeMap::new();
    let mut places = lines.places(edits);
    // The places of one edit stand together, those of calls by themselves.
    let is_call = |place: &Place<'_>| matches!(place.kind, Kind::LastArgument | Kind::FirstArgument);
    // The newest ones come first, so that of two that are alike in all else the newer one counts.
    let edit =
        |place: &Place<'_>| (place.edit.pair, place.edit.old.start, place.edit.old.end, is_call(place));
    places.sort_by_key(|place| (edit(place), place.at));
    let same = |a: &Place<'_>, b: &Place<'_>| edit(a) == edit(b);
    for places in places.chunk_by(same) {
        let pair = &edits.index.pairs[places[0].edit.pair as usize];
        let new_tokens = tokens(&pair.new);
        let new = &new_tokens[range(&places[0].edit.new)];
        let mut texts: Vec<(String, Place<'_>, bool)> = Vec::new();
        let places: Vec<_> = places.iter().filter(|place| !lines.is_made(place, new)).copied().collect();
        for place in &places {
            texts.extend(lines.with(std::slice::from_ref(place), new).map(|text| (text, *place, false)));
        }
        if places.len() > 1 {
            let best = *places.iter().max_by_key(|place| place.before + place.after).unwrap_or(&places[0]);
            texts.extend(lines.with(&places, new).map(|text| (text, best, true)));
        }
        for (text, place, is_everywhere) in texts {
            let origin = pair.origin;
            let sum = by_text.entry(text).or_insert_with(|| Sum {
                best: place,
                is_everywhere,
                origins: FxHashSet::default(),
            });
            sum.origins.insert(origin);
            let context = |place: &Place<'_>| place.before + place.after;
            if context(&place) > context(&sum.best) {
                (sum.best, sum.is_everywhere) = (place, is_everywhere);
            }
        }
    }
    by_text.remove(&lines.text(&lines.tokens.concat()));
    let own = path.and_then(|path| edits.paths.iter().position(|known| known == path));
    let found = by_text.into_iter().map(|(text, sum)| {
        let Sum { best, is_everywhere, origins } = sum;
        let newest = origins.iter().min().copied().unwrap_or(Origin { age: 0, path: 0, line: 0 });
        let commits: FxHashSet<(u32, u32)> = origins.iter().map(|origin| (origin.age, origin.path)).collect();
        Found {
            text,
            before: best.before,
            after: best.after,
            is_between: best.kind == Kind::Between && best.call != Call::Same,
            is_argument: best.call == Call::Same,
            is_of_other_call: best.call == Call::Other,
            is_everywhere,
            is_all: best.edit.is_all,
            times: commits.len(),
            age: newest.age,
            same_file: own.is_some_and(|own| origins.iter().any(|origin| origin.path as usize == own)),
            old_tokens: best.edit.old.len(),
            new_tokens: best.edit.new.len(),
            path: edits.paths[newest.path as usize].clone(),
            line: newest.line as usize,
        }
    });
    found.collect()
}

fn range(range: &Range<u16>) -> Range<usize> {
    usize::from(range.start)..usize::from(range.end)
}

impl Lines<'_> {
    /// Whole lines with their indentation, from the text without.
    fn text(&self, code: &str) -> String {
        if code.is_empty() {
            return String::new();
        }
        let lines: Vec<String> = code
            .split('\n')
            .map(|line| if line.is_empty() { String::new() } else { format!("{}{line}", self.outer) })
            .collect();
        lines.join("\n") + "\n"
    }

    /// The lines with an edit made in some places, which stand in their order; nothing where two are in each other's way.
    fn with(&self, places: &[Place<'_>], new: &[&str]) -> Option<String> {
        let mut code = String::new();
        let mut done = 0;
        for place in places {
            if place.at < done {
                return None;
            }
            code.push_str(&self.tokens[done..place.at].concat());
            code.extend(new.iter().copied());
            done = place.at + place.count;
        }
        code.push_str(&self.tokens[done..].concat());
        Some(self.text(&code))
    }

    /// Whether what an edit would bring stands at a place already, around the tokens that it would take away.
    fn is_made(&self, place: &Place<'_>, new: &[&str]) -> bool {
        let old = &self.tokens[place.at..place.at + place.count];
        let around = |before: usize| {
            let start = place.at.checked_sub(before)?;
            self.tokens.get(start..start + new.len())
        };
        new.len() > old.len()
            && (0..=new.len() - old.len())
                .any(|before| new[before..].starts_with(old) && around(before) == Some(new))
    }

    /// All places where one of the edits can be made.
    fn places<'e>(&self, edits: &'e Edits) -> Vec<Place<'e>> {
        let mut places = Vec::new();
        for start in 0..self.tokens.len() {
            let (mut words, mut between) = (Keys::new(Kind::Words), Keys::new(Kind::Between));
            for end in start + 1..=self.tokens.len().min(start + LONGEST_KEY) {
                words.push(self.tokens[end - 1]);
                between.push(self.tokens[end - 1]);
                let run = start..end;
                let by_words = edits.index.get(words.key()).iter();
                places.extend(by_words.filter_map(|edit| self.place(edits, edit, Kind::Words, &run)));
                let by_sides = edits.index.get(between.key()).iter();
                places.extend(by_sides.filter_map(|edit| self.place(edits, edit, Kind::Between, &run)));
            }
        }
        let mut open = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match *token {
                "(" | "[" | "{" => open.push(at),
                ")" | "]" | "}" => {
                    let Some(start) = open.pop() else { continue };
                    if *token != ")" || start == 0 || !is_word(self.tokens[start - 1]) {
                        continue;
                    }
                    let name = &self.tokens[start - 1..start];
                    for (kind, at) in [(Kind::LastArgument, at), (Kind::FirstArgument, start + 1)] {
                        let alike = edits.index.get(Key::of(kind, name)).iter();
                        places.extend(alike.filter_map(|edit| self.argument(edits, edit, kind, start, at)));
                    }
                }
                _ => {}
            }
        }
        places
    }

    /// An edit whose key is that of a run of tokens, if it is made in such a run.
    fn place<'e>(
        &self,
        edits: &'e Edits,
        edit: &'e Edit,
        kind: Kind,
        run: &Range<usize>,
    ) -> Option<Place<'e>> {
        let pair = &edits.index.pairs[edit.pair as usize];
        let (old, own) = (tokens(&pair.old), range(&edit.old));
        let keyed = if kind == Kind::Between { sides(&old, &own)? } else { own.clone() };
        if self.tokens[run.clone()] != old[keyed.clone()] {
            return None;
        }
        let (at, count) = (run.start + own.start - keyed.start, own.len());
        let end = at + count;
        let before = alike(old[..own.start].iter().rev(), self.tokens[..at].iter().rev());
        let after = alike(old[own.end..].iter(), self.tokens[end..].iter());
        // Some edits are of whole lines, and so is what deletes them.
        let is_whole = before == Found::MOST_CONTEXT && after == Found::MOST_CONTEXT;
        let is_found = is_whole || !(edit.is_of_lines || pair.new.is_empty());
        let call = if kind == Kind::Between && own.is_empty() {
            match (function(&old[..own.start]), function(&self.tokens[..at])) {
                (None, None) => Call::None,
                (theirs, mine) if theirs == mine => Call::Same,
                _ => Call::Other,
            }
        } else {
            Call::None
        };
        is_found.then_some(Place { edit, kind, at, count, before, after, call })
    }
    /// An edit that put an argument into a call, at such a place of another call of the same function, whose arguments begin behind the bracket
    /// `open`. What stands before the function is compared, as if the arguments in between were the same.
    fn argument<'e>(
        &self,
        edits: &'e Edits,
        edit: &'e Edit,
        kind: Kind,
        open: usize,
        at: usize,
    ) -> Option<Place<'e>> {
        let pair = &edits.index.pairs[edit.pair as usize];
        let (old, own) = (tokens(&pair.old), range(&edit.old));
        let name = open.checked_sub(1)?;
        let their_name = open_bracket(&old[..own.start])?.checked_sub(1)?;
        if old[their_name] != self.tokens[name]
            || !keys(&old, &own).contains(&Key::of(kind, &[old[their_name]]))
        {
            return None;
        }
        // The function and its bracket.
        let before = 2 + alike(old[..their_name].iter().rev(), self.tokens[..name].iter().rev());
        let before = before.min(Found::MOST_CONTEXT);
        let after = alike(old[own.end..].iter(), self.tokens[at..].iter());
        Some(Place { edit, kind, at, count: 0, before, after, call: Call::Same })
    }
}

/// The function whose arguments some tokens end in.
fn function<'t>(tokens: &[&'t str]) -> Option<&'t str> {
    let open = open_bracket(tokens)?;
    let name = tokens[open.checked_sub(1)?];
    (tokens[open] == "(" && is_word(name)).then_some(name)
}

/// How many tokens are the same, nearest first, up to the most that are compared; all of these where the edited text ends and a line of the
/// other, too.
fn alike<'t>(theirs: impl Iterator<Item = &'t &'t str>, mine: impl Iterator<Item = &'t &'t str>) -> usize {
    let (mut theirs, mut mine) = (theirs, mine);
    for count in 0..Found::MOST_CONTEXT {
        match (theirs.next(), mine.next()) {
            (None, None | Some(&"\n")) => return Found::MOST_CONTEXT,
            (Some(theirs), Some(mine)) if theirs == mine => {}
            _ => return count,
        }
    }
    Found::MOST_CONTEXT
}
