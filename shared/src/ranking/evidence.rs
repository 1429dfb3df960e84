//! What speaks for a candidate and against it, in numbers: what the model, the document, the parser and the project say of it, and
//! how much it changes.

use fixerr_rules::rule::Rules;
use serde::{Deserialize, Serialize};

use crate::words::words;

/// Number of weights on [`Evidence`].
pub const FEATURES: usize = 54;
/// Number of weights on an [`Outlook`].
pub const OUTLOOK: usize = 4;
/// Natural logarithm of a probability below which all are alike to an [`Outlook`].
const LEAST: f64 = -15.0;
/// Mean logarithms below this are alike where they are squared: a curve fitted to likely answers says nothing of others.
const LEAST_MEAN: f64 = -3.0;
/// Above this many comparisons, the size of a change is estimated by its length.
const MAX_COMPARISONS: usize = 1 << 18;

/// What stands against a candidate with [`Evidence::keeps_unknown`]. Not fitted: few examples have a message of this kind.
pub(crate) const UNKNOWN_KEPT: f64 = -4.0;

/// That a candidate makes an edit again which was made elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repeated {
    /// Whether it is one that is being made; else it is of the project's history.
    pub is_current: bool,
    /// Natural logarithm of the odds that the edit is wanted here, before anything else is known.
    pub log_odds: f64,
}

/// What speaks for a candidate and against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other, most with a weight of their own"
)]
pub struct Evidence {
    /// Natural logarithm of the probability that the model gives the whole answer.
    pub sum_log_probability: f64,
    /// The same by token.
    pub mean_log_probability: f64,
    /// Names in it that stand nowhere in the document.
    pub invented_names: usize,
    /// Whether a similar name in the document or a tool's message suggested it, and not the model.
    pub from_document: bool,
    /// Whether the document has fewer syntax errors with it.
    pub mends: bool,
    /// Whether all it does is to put the most similar name of the document, or the one that a tool proposed, in the place of
    /// one that stands nowhere else; whoever thought of it.
    pub restores_name: bool,
    /// The same, where a tool's message does not know the name that goes.
    pub restores_unknown: bool,
    /// Whether a name stays that a tool's message does not know.
    pub keeps_unknown: bool,
    /// Whether it is a variant of the marked lines that their surroundings or a usual slip suggested, and not the model.
    pub variant: bool,
    /// Whether it is a variant with one slip undone: a word for its opposite, operands in the wrong order.
    pub slip: bool,
    /// Whether it changes one sign that the parser trips over, and the model did not think of it.
    pub from_parser: bool,
    /// Whether edits that were made elsewhere suggested it, and not the model.
    pub from_edits: bool,
    /// Of how many things that a tool's message, or the line itself, may ask for it is one; whoever thought of it.
    pub advised: Option<usize>,
    /// The same, where the model did not think of it.
    pub from_advice: bool,
    /// Whether it writes the marked lines in the language's own forms where they have others, and leaves no syntax error; whoever
    /// thought of it.
    pub form: bool,
    /// The same, where the model did not think of it.
    pub from_forms: bool,
    /// Whether it undoes a mistake that is known by what it looks like; whoever thought of it.
    pub known: bool,
    /// The same, where the model did not think of it.
    pub from_known: bool,
    /// Which rules propose it, whoever else thought of it.
    #[serde(default)]
    pub rules: Rules,
    /// The edit that it makes once more, whoever thought of it.
    pub repeated: Option<Repeated>,
    /// Runs of three words and signs that it brings and that stand nowhere near.
    pub new_strange_runs: usize,
    /// Runs of three words and signs that it takes away and that stand nowhere near.
    pub lost_strange_runs: usize,
    /// Of the runs that it brings, those that stand nowhere in the document or the project; 0 where no project is known.
    pub new_foreign_runs: usize,
    /// Of the runs that it takes away, those that stand nowhere in the document or the project; 0 where no project is known.
    pub lost_foreign_runs: usize,
    /// Words and signs that it takes away and that stand near, too.
    pub lost_known_words: usize,
    /// Words and signs that it takes away and that stand nowhere near.
    pub lost_strange_words: usize,
    /// Words and signs inserted, left out or replaced.
    pub changed_words: usize,
    /// Letters inserted, left out or replaced, blanks at both ends aside.
    pub changed_letters: usize,
}

impl Evidence {
    /// The size of a change, everything else empty.
    pub(crate) fn of_change(original: &str, replacement: &str) -> Self {
        let (words, new_words): (Vec<_>, Vec<_>) = (words(original).collect(), words(replacement).collect());
        // Line breaks of either kind are one letter.
        let letters = |text: &str| text.trim().chars().filter(|letter| *letter != '\r').collect::<Vec<_>>();
        Self {
            changed_words: differences(&words, &new_words),
            changed_letters: differences(&letters(original), &letters(replacement)),
            ..Self::default()
        }
    }

    /// What the weights of a [`Ranking`](super::Ranking) are multiplied with, in its order.
    pub fn features(&self) -> [f64; FEATURES] {
        let flag = |is_so: bool| f64::from(u8::from(is_so));
        let log = |count: usize| (count as f64).ln_1p();
        let [new_runs, lost_runs, new_foreign, lost_foreign, known_words, strange_words, words, letters] = [
            self.new_strange_runs,
            self.lost_strange_runs,
            self.new_foreign_runs,
            self.lost_foreign_runs,
            self.lost_known_words,
            self.lost_strange_words,
            self.changed_words,
            self.changed_letters,
        ]
        .map(log);
        // One with an argument more, or with two swapped.
        let keeps_words = self.variant && self.lost_known_words + self.lost_strange_words == 0;
        let in_keeping = |value: f64| if keeps_words { value } else { 0.0 };
        let repeated = |is_current: bool| match self.repeated {
            Some(repeated) if repeated.is_current == is_current => [1.0, repeated.log_odds],
            _ => [0.0, 0.0],
        };
        let ([current, current_odds], [past, past_odds]) = (repeated(true), repeated(false));
        let in_variant = |value: f64| if self.variant { value } else { 0.0 };
        [
            self.sum_log_probability,
            self.mean_log_probability,
            self.invented_names as f64,
            flag(self.from_document),
            flag(self.mends),
            flag(self.restores_name),
            flag(self.restores_unknown),
            new_runs,
            lost_runs,
            known_words,
            strange_words,
            words,
            letters,
            flag(self.variant),
            in_variant(self.sum_log_probability),
            in_variant(new_runs),
            in_variant(lost_runs),
            in_variant(known_words),
            in_variant(strange_words),
            in_variant(words),
            in_variant(letters),
            in_keeping(1.0),
            in_keeping(self.sum_log_probability),
            in_keeping(new_runs),
            in_keeping(lost_runs),
            flag(self.from_parser),
            new_foreign,
            lost_foreign,
            in_variant(new_foreign),
            in_variant(lost_foreign),
            current,
            current_odds,
            past,
            past_odds,
            flag(self.from_edits),
            if self.from_edits { self.sum_log_probability } else { 0.0 },
            flag(self.advised.is_some()),
            self.advised.map_or(0.0, |choices| (choices as f64).ln()),
            flag(self.from_advice),
            if self.from_advice { self.sum_log_probability } else { 0.0 },
            self.sum_log_probability.exp(),
            self.mean_log_probability.exp(),
            if self.from_document { self.sum_log_probability } else { 0.0 },
            lost_foreign * letters,
            self.mean_log_probability.max(LEAST_MEAN).powi(2),
            letters.powi(2),
            flag(self.form),
            flag(self.from_forms),
            if self.from_forms { self.sum_log_probability } else { 0.0 },
            flag(self.known),
            flag(self.from_known),
            if self.from_known { self.sum_log_probability } else { 0.0 },
            flag(self.slip),
            if self.slip { self.sum_log_probability } else { 0.0 },
        ]
    }

    /// Whether the model thought of it.
    pub const fn is_the_models_own(&self) -> bool {
        !(self.from_document
            || self.variant
            || self.from_parser
            || self.from_edits
            || self.from_advice
            || self.from_forms
            || self.from_known)
    }

    /// What is added to the weighted evidence: what stands against a name that is kept.
    pub fn offset(&self) -> f64 {
        // A missing quotation mark makes names of words, and whoever mends that need not do away with them.
        if self.keeps_unknown && !self.mends { UNKNOWN_KEPT } else { 0.0 }
    }
}

/// How the model judges the place that is marked: whether it finds the lines likely as they are, and whether it has an idea of what
/// else should stand there. Slips look unlikely to it and it knows better; of most lines that were changed for another reason it finds
/// nothing wrong, or nothing likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// Natural logarithm of the probability of the marked lines as they are.
    pub unchanged: f64,
    /// That of the most probable of the model's own changes.
    pub change: f64,
}

impl Outlook {
    /// From what is known of the lines as they are and of all candidates that change them; only what the model wrote by itself counts.
    pub fn of<'a>(unchanged: &Evidence, changes: impl IntoIterator<Item = &'a Evidence>) -> Self {
        let own = changes.into_iter().filter(|c| c.is_the_models_own());
        let change = own.map(|candidate| candidate.sum_log_probability).fold(LEAST, f64::max);
        Self { unchanged: unchanged.sum_log_probability.max(LEAST), change }
    }

    /// What the weights of an `OutlookWeights` are multiplied with, in its order.
    pub fn features(&self) -> [f64; OUTLOOK] {
        [self.unchanged, self.unchanged.exp(), self.change, self.change.exp()]
    }
}

/// The Levenshtein distance, from what differs between the common beginning and the common end.
fn differences<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.len().saturating_mul(b.len()) > MAX_COMPARISONS {
        return a.len().max(b.len());
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted_in_words_and_letters() {
        let count = |a: &str, b: &str| {
            let Evidence { changed_words, changed_letters, .. } = Evidence::of_change(a, b);
            (changed_words, changed_letters)
        };
        assert_eq!(count("  if a <= b {\n", "if a < b {\n"), (1, 1));
        assert_eq!(count("f(lenght, x)\n", "f(length, x)\n"), (1, 2));
        assert_eq!(count("f(a, b)\n", "f(b, a)\n"), (2, 2));
        assert_eq!(count("x\n", ""), (1, 1));
        assert_eq!(count("größe = 1\n", "größe = 12\n"), (1, 1));
        assert_eq!(count("a\n", "a\n"), (0, 0));
        let (long, other) = ("a ".repeat(2000), "b ".repeat(1990));
        assert_eq!(count(&long, &other), (2000, 3999));
    }

    #[test]
    fn differences_are_the_levenshtein_distance() {
        for (a, b, expected) in
            [("kitten", "sitting", 3), ("", "abc", 3), ("flaw", "lawn", 2), ("ab", "ba", 2)]
        {
            let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
            assert_eq!((differences(&a, &b), differences(&b, &a)), (expected, expected));
        }
    }

    #[test]
    fn the_outlook_is_of_the_models_own_best_change() {
        let evidence = |sum_log_probability| Evidence { sum_log_probability, ..Evidence::default() };
        let changes = [
            evidence(-3.0),
            evidence(-1.0),
            evidence(-4.0),
            Evidence { variant: true, ..evidence(-0.1) },
            Evidence { from_document: true, ..evidence(-0.1) },
            Evidence { from_parser: true, ..evidence(-0.1) },
            Evidence { from_edits: true, ..evidence(-0.1) },
            Evidence { from_advice: true, ..evidence(-0.1) },
            Evidence { from_forms: true, ..evidence(-0.1) },
            Evidence { from_known: true, ..evidence(-0.1) },
        ];
        let outlook = Outlook::of(&evidence(-2.0), &changes);
        assert_eq!(outlook, Outlook { unchanged: -2.0, change: -1.0 });
        let expected = [-2.0, (-2.0_f64).exp(), -1.0, (-1.0_f64).exp()];
        assert!(
            outlook.features().iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12)
        );
        assert_eq!(Outlook::of(&evidence(-40.0), []), Outlook { unchanged: LEAST, change: LEAST });
    }
}
