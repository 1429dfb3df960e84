//! The marked lines as edits that were made elsewhere would change them: which of these are worth asking the model, and how likely each
//! is by itself.

use std::collections::HashMap;

use fixerr_rules::marked::Marked;

use super::RepairRequest;
use crate::{
    edits::{EditContext, Edits, Found},
    ranking::Repeated,
};

/// Edits that the model is asked about, at most: on held-out repositories the first eight hold seven in ten of those that were made
/// again, and all that were being made.
const MOST_ASKED: usize = 8;
/// Bytes beside the marked lines in which it is looked for what an edit would insert.
const MOST_INSERTED: usize = 4000;
/// Least probability of one that is asked about, by [`Odds`] alone.
const LEAST: f64 = 0.005;

/// An edit that can be made again.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    /// The marked lines as it leaves them, as the model would write them.
    pub(super) text: String,
    pub(super) repeated: Repeated,
    pub(super) precedent: Precedent,
}

/// Where an edit was made before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedent {
    /// The file, relative to the project's root; `None` for the document itself.
    pub path: Option<String>,
    /// The line there after the edit, counted from 0.
    pub line: usize,
    /// How many commits ago, 0 being the last one; `None` while it is being made.
    pub commits_ago: Option<u32>,
}

/// What edits suggest.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// The likeliest ones, best first.
    pub(super) best: Vec<String>,
    by_text: HashMap<String, (Repeated, Precedent)>,
}

/// Weights of a logit: whether an edit that can be made is the one that was made. Fitted to 3,804 real fixes of the twelve calibration
/// repositories: to the edits of the commits before, and to the other edits of their own commit.
struct Odds {
    constant: f64,
    before: f64,
    after: f64,
    nothing_before: f64,
    nothing_after: f64,
    same_line: f64,
    between: f64,
    argument: f64,
    other_call: f64,
    everywhere: f64,
    all: f64,
    times: f64,
    age: f64,
    same_file: f64,
    old_tokens: f64,
    new_tokens: f64,
}

const PAST: Odds = Odds {
    before: 0.15,
    after: 0.24,
    same_line: 1.26,
    nothing_before: -0.21,
    nothing_after: -0.20,
    between: -0.69,
    argument: 0.49,
    other_call: 0.01,
    everywhere: -0.56,
    all: 1.93,
    times: 0.05,
    age: -0.49,
    same_file: 1.05,
    old_tokens: 0.90,
    new_tokens: -0.80,
    constant: -5.77,
};

const CURRENT: Odds = Odds {
    before: -0.01,
    after: 0.01,
    same_line: 0.63,
    nothing_before: -0.49,
    nothing_after: -0.56,
    between: -0.27,
    argument: -0.19,
    other_call: -0.76,
    everywhere: 0.07,
    all: 2.64,
    times: 1.00,
    age: 0.0,
    same_file: -0.18,
    old_tokens: 0.08,
    new_tokens: -0.40,
    constant: -3.22,
};

impl Odds {
    fn log(&self, found: &Found) -> f64 {
        let flag = |weight: f64, is_so: bool| if is_so { weight } else { 0.0 };
        let is_line = found.before == Found::MOST_CONTEXT && found.after == Found::MOST_CONTEXT;
        self.constant
            + self.before * found.before as f64
            + self.after * found.after as f64
            + flag(self.nothing_before, found.before == 0)
            + flag(self.nothing_after, found.after == 0)
            + flag(self.same_line, is_line)
            + flag(self.between, found.is_between)
            + flag(self.argument, found.is_argument)
            + flag(self.other_call, found.is_of_other_call)
            + flag(self.everywhere, found.is_everywhere)
            + flag(self.all, found.is_all)
            + self.times * (found.times as f64).ln()
            + self.age * f64::from(found.age).ln_1p()
            + flag(self.same_file, found.same_file)
            + self.old_tokens * (found.old_tokens as f64).ln_1p()
            + self.new_tokens * (found.new_tokens as f64).ln_1p()
    }
}

impl Repeats {
    /// What the edits around a request suggest for its marked lines.
    pub(super) fn new(marked: &Marked<'_>, request: &RepairRequest<'_>) -> Self {
        let EditContext { current, past, path } = request.edits;
        let lines = marked.lines().replace("\r\n", "\n");
        let before = near_end(&marked.text[..marked.range.start]).replace("\r\n", "\n");
        let after = near_start(&marked.text[marked.range.end..]).replace("\r\n", "\n");
        let of = |edits: Option<&Edits>, odds: &Odds, is_current: bool| {
            let mut found = edits.map(|edits| edits.find(&lines, path)).unwrap_or_default();
            found.retain(|found| !is_made(&found.text, &lines, &before, &after));
            let repeat = |found: Found| Repeat {
                repeated: Repeated { is_current, log_odds: odds.log(&found) },
                precedent: Precedent {
                    path: Some(found.path).filter(|found| Some(&**found) != path),
                    line: found.line,
                    commits_ago: (!is_current).then_some(found.age),
                },
                text: found.text,
            };
            found.into_iter().map(repeat).collect::<Vec<_>>()
        };
        let mut all = of(current, &CURRENT, true);
        all.extend(of(past, &PAST, false));
        let odds = |repeat: &Repeat| repeat.repeated.log_odds;
        let is_past = |repeat: &Repeat| !repeat.repeated.is_current;
        all.sort_by(|a, b| {
            let by_odds = || odds(b).total_cmp(&odds(a)).then_with(|| a.text.cmp(&b.text));
            is_past(a).cmp(&is_past(b)).then_with(by_odds)
        });
        let least = (LEAST / (1.0 - LEAST)).ln();
        let mut repeats = Self::default();
        for repeat in all {
            let is_new = !repeats.by_text.contains_key(key(&repeat.text));
            if is_new && repeats.best.len() < MOST_ASKED && odds(&repeat) >= least {
                repeats.best.push(repeat.text.clone());
            }
            if is_new {
                let key = key(&repeat.text).to_owned();
                repeats.by_text.insert(key, (repeat.repeated, repeat.precedent));
            }
        }
        repeats
    }

    /// The edit that leads to a replacement, and where it was made.
    pub(super) fn get(&self, replacement: &str) -> Option<&(Repeated, Precedent)> {
        if self.by_text.is_empty() {
            return None;
        }
        self.by_text.get(key(&replacement.replace("\r\n", "\n")))
    }
}

/// Whether the lines that an edit would insert above or below the marked ones stand there already.
fn is_made(text: &str, lines: &str, before: &str, after: &str) -> bool {
    let below = text.strip_prefix(lines).is_some_and(|below| !below.is_empty() && after.starts_with(below));
    let above = text.strip_suffix(lines).is_some_and(|above| !above.is_empty() && before.ends_with(above));
    below || above
}

/// As much of a text's beginning as an edit may insert, and of its end.
fn near_start(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_INSERTED)]
}

fn near_end(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(MOST_INSERTED))..]
}

/// A text without the line break at its end and what may stand before its beginning.
fn key(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches('\n')
}

#[cfg(test)]
mod tests {
    use super::{super::tests::request, *};
    use crate::{edits::changes, language::Language};

    fn edits(old: &str, new: &str) -> Edits {
        let mut edits = Edits::new(Language::Go);
        edits.add(3, &changes("a.go", &format!("{old}\n"), &format!("{new}\n")));
        edits
    }

    #[test]
    fn an_edit_that_is_being_made_comes_before_one_that_was() {
        let (current, past) = (edits("\tread(x)", "\tread(x, y)"), edits("\tread(x)", "\twrite(x)"));
        let text = "package a\r\nfunc f() {\r\n\tread(x)\r\n}\r\n";
        let edits = EditContext { current: Some(&current), past: Some(&past), path: Some("a.go") };
        let request = RepairRequest { edits, ..request(text, 2, 2) };
        let marked = request.marked().unwrap();
        let repeats = Repeats::new(&marked, &request);
        assert_eq!(repeats.best, ["\tread(x, y)\n", "\twrite(x)\n"]);
        let (repeated, precedent) = repeats.get("\twrite(x)\r\n").unwrap();
        assert!(!repeated.is_current);
        assert!(repeats.get("\tread(x, y)\r\n").unwrap().0.is_current);
        assert_eq!(*precedent, Precedent { path: None, line: 0, commits_ago: Some(3) });
        assert!(repeats.get("\tread(y)\r\n").is_none());
    }

    #[test]
    fn lines_that_stand_there_are_not_inserted_again() {
        let current = edits("\topen(x)\n", "\topen(x)\n\tcheck(x)\n");
        let edits = EditContext { current: Some(&current), ..EditContext::default() };
        let asked = |text: &str| {
            let request = RepairRequest { edits, ..request(text, 1, 1) };
            Repeats::new(&request.marked().unwrap(), &request).best
        };
        assert_eq!(asked("package a\n\topen(x)\n\tclose(x)\n"), ["\topen(x)\n\tcheck(x)\n"]);
        assert_eq!(asked("package a\n\topen(x)\n\tcheck(x)\n"), [""; 0]);
        assert_eq!(asked("package a\r\n\topen(x)\r\n\tcheck(x)\r\n"), [""; 0]);
    }

    #[test]
    fn edits_that_hardly_fit_are_not_asked_about() {
        let past = edits("x := first(a, b) + second", "y := first(a, b, c) - third");
        let edits = EditContext { past: Some(&past), ..EditContext::default() };
        let text = "package a\nvar second = 1\n";
        let request = RepairRequest { edits, ..request(text, 1, 1) };
        let repeats = Repeats::new(&request.marked().unwrap(), &request);
        assert_eq!(repeats.best, [""; 0]);
        assert!(repeats.get("var third = 1\n").is_some(), "the model may think of it");
    }
}
