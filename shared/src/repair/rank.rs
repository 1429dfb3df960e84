//! Ranks candidates by what the model, the document and the size of the change say of them, and turns that into a chance
//! of being right: a conditional logit (Daniel `McFadden`, "Conditional logit analysis of qualitative choice behavior", 1974) over
//! the candidates, "nothing is wrong" and "none of them". `fixerr-trainer calibrate` fits its weights to a bundle; they live in the bundle.

use serde::{Deserialize, Serialize};

use super::Candidate;

/// Number of weights on [`Evidence`].
pub const FEATURES: usize = 8;
/// Above this many comparisons, the size of a change is estimated by its length.
const MAX_COMPARISONS: usize = 1 << 18;

/// What stands against a candidate with [`Evidence::keeps_unknown`]. Not fitted: few examples have a message of this kind.
const UNKNOWN_KEPT: f64 = -4.0;

/// What speaks for a candidate and against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
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
    /// Whether a name stays that a tool's message does not know.
    pub keeps_unknown: bool,
    /// Words and signs inserted, left out or replaced.
    pub changed_words: usize,
    /// Letters inserted, left out or replaced, blanks at both ends aside.
    pub changed_letters: usize,
}

impl Evidence {
    /// The size of a change, everything else empty.
    pub(super) fn of_change(original: &str, replacement: &str) -> Self {
        let (words, new_words): (Vec<_>, Vec<_>) = (words(original).collect(), words(replacement).collect());
        let letters = |text: &str| text.trim().chars().collect::<Vec<_>>();
        Self {
            changed_words: differences(&words, &new_words),
            changed_letters: differences(&letters(original), &letters(replacement)),
            ..Self::default()
        }
    }

    /// What the weights of a [`Ranking`] are multiplied with, in its order.
    pub fn features(&self) -> [f64; FEATURES] {
        [
            self.sum_log_probability,
            self.mean_log_probability,
            self.invented_names as f64,
            f64::from(u8::from(self.from_document)),
            f64::from(u8::from(self.mends)),
            f64::from(u8::from(self.restores_name)),
            (self.changed_words as f64).ln_1p(),
            (self.changed_letters as f64).ln_1p(),
        ]
    }

    /// What is added to the weighted evidence: what stands against a name that is kept.
    pub fn offset(&self) -> f64 {
        // A missing quotation mark makes names of words, and whoever mends that need not do away with them.
        if self.keeps_unknown && !self.mends { UNKNOWN_KEPT } else { 0.0 }
    }
}

/// Weights of the evidence. A candidate's chance of being right is the softmax of its weighted evidence over all candidates,
/// the marked lines as they are, and `none`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Of [`Evidence::sum_log_probability`].
    pub sum_log_probability: f64,
    /// Of [`Evidence::mean_log_probability`].
    pub mean_log_probability: f64,
    /// Of [`Evidence::invented_names`].
    pub invented_names: f64,
    /// Of [`Evidence::from_document`].
    pub from_document: f64,
    /// Of [`Evidence::mends`].
    pub mends: f64,
    /// Of [`Evidence::restores_name`]; bundles of before do not have it.
    #[serde(default)]
    pub restores_name: f64,
    /// Of the logarithm of one more than [`Evidence::changed_words`].
    pub changed_words: f64,
    /// Of the logarithm of one more than [`Evidence::changed_letters`].
    pub changed_letters: f64,
    /// What stands against all candidates: that none is right.
    pub none: f64,
    /// What is added for the marked lines as they are, which are weighed as a candidate that changes nothing. Without it,
    /// as in bundles of before, that nothing is wrong is not thought of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<f64>,
}

/// Chances of being right; with that of none of all these, they add up to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Chances {
    /// Each candidate's, in their order.
    pub candidates: Vec<f64>,
    /// That of the marked lines as they are; 0 where they were not weighed.
    pub unchanged: f64,
}

impl Ranking {
    /// From weights in the order of [`Evidence::features`], that of none, and that of the lines as they are.
    pub const fn new(weights: [f64; FEATURES], none: f64, unchanged: Option<f64>) -> Self {
        let [
            sum_log_probability,
            mean_log_probability,
            invented_names,
            from_document,
            mends,
            restores_name,
            changed_words,
            changed_letters,
        ] = weights;
        Self {
            sum_log_probability,
            mean_log_probability,
            invented_names,
            from_document,
            mends,
            restores_name,
            changed_words,
            changed_letters,
            none,
            unchanged,
        }
    }

    /// The weights in the order of [`Evidence::features`].
    pub const fn weights(&self) -> [f64; FEATURES] {
        [
            self.sum_log_probability,
            self.mean_log_probability,
            self.invented_names,
            self.from_document,
            self.mends,
            self.restores_name,
            self.changed_words,
            self.changed_letters,
        ]
    }

    /// The chance that each candidate is the right one. `unchanged` is the evidence for the marked lines as they are, where
    /// it is known.
    pub fn chances<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a Evidence>,
        unchanged: Option<&Evidence>,
    ) -> Chances {
        let weights = self.weights();
        let weigh = |evidence: &Evidence| {
            let weighed = weights.iter().zip(evidence.features()).map(|(weight, feature)| weight * feature);
            weighed.sum::<f64>() + evidence.offset()
        };
        let utilities: Vec<f64> = candidates.into_iter().map(weigh).collect();
        let as_is = match (self.unchanged, unchanged) {
            (Some(weight), Some(evidence)) => weight + weigh(evidence),
            _ => f64::NEG_INFINITY,
        };
        let highest = utilities.iter().copied().fold(self.none.max(as_is), f64::max);
        let share = |utility: f64| (utility - highest).exp();
        let all =
            utilities.iter().map(|utility| share(*utility)).sum::<f64>() + share(as_is) + share(self.none);
        Chances {
            candidates: utilities.iter().map(|utility| share(*utility) / all).collect(),
            unchanged: share(as_is) / all,
        }
    }
}

/// Puts candidates in order, best first, and says how sure to be of each. A candidate that leaves the marked lines as they
/// are has the chance that nothing is wrong. Where that is not weighed it comes first when the model finds it more probable
/// than any change, and last otherwise.
pub(super) fn order(
    candidates: &mut [Candidate],
    ranking: Option<&Ranking>,
    unchanged: Option<&Evidence>,
    original: &str,
) {
    if let Some(ranking) = ranking {
        let likeliest = candidates.iter().map(|c| c.log_probability).fold(f32::NEG_INFINITY, f32::max);
        let changes: Vec<_> =
            candidates.iter().filter(|c| c.replacement != original).map(|c| c.evidence).collect();
        let found = ranking.chances(&changes, unchanged);
        let mut shares = found.candidates.into_iter();
        for candidate in candidates.iter_mut() {
            candidate.confidence = if candidate.replacement != original {
                shares.next().unwrap_or_default() as f32
            } else if ranking.unchanged.is_some() && unchanged.is_some() {
                found.unchanged as f32
            } else if candidate.log_probability < likeliest {
                0.0
            } else {
                1.0
            };
        }
    }
    candidates.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then(b.log_probability.total_cmp(&a.log_probability))
    });
}

/// Words and single signs.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter == '_' || letter.is_alphanumeric();
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = if is_part(first) { rest.find(|letter| !is_part(letter)) } else { Some(first.len_utf8()) };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
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

    const RANKING: Ranking = Ranking::new([1.0, 2.0, -1.5, 3.0, 1.0, 2.0, -0.5, -0.25], -4.0, None);

    fn candidate(replacement: &str, mean: f64, evidence: Evidence) -> Candidate {
        let evidence = Evidence { sum_log_probability: mean * 5.0, mean_log_probability: mean, ..evidence };
        let log_probability = mean as f32;
        Candidate {
            replacement: replacement.into(),
            confidence: mean.exp() as f32,
            log_probability,
            evidence,
        }
    }

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
    fn chances_and_that_of_none_add_up_to_one() {
        let evidence = |mean: f64| Evidence {
            sum_log_probability: 9.0 * mean,
            mean_log_probability: mean,
            ..Evidence::default()
        };
        let check = |ranking: &Ranking, as_is: f64| {
            let chances = ranking.chances(&[evidence(-0.1), evidence(-0.4)], Some(&evidence(-0.2)));
            let utilities = [-0.9 - 0.2, -3.6 - 0.8, as_is, -4.0_f64].map(f64::exp);
            let all: f64 = utilities.iter().sum();
            for (chance, utility) in chances.candidates.iter().chain([&chances.unchanged]).zip(utilities) {
                assert!((chance - utility / all).abs() < 1e-12);
            }
        };
        check(&RANKING, f64::NEG_INFINITY);
        check(&Ranking { unchanged: Some(1.0), ..RANKING }, -1.8 - 0.4 + 1.0);
        let impossible = Evidence { sum_log_probability: f64::NEG_INFINITY, ..evidence(-1.0) };
        let hopeless = RANKING.chances(&[impossible], None);
        assert_eq!((hopeless.candidates, RANKING.chances(&[], None).candidates), (vec![0.0], vec![]));
        assert_eq!(Ranking::new(RANKING.weights(), RANKING.none, None), RANKING);
    }

    #[test]
    fn evidence_outweighs_the_model() {
        let invented = Evidence { invented_names: 1, ..Evidence::default() };
        let proposed = Evidence { from_document: true, ..Evidence::default() };
        let all = [
            candidate("lenth\n", -0.1, invented),
            candidate("length\n", -0.4, proposed),
            candidate("n\n", -0.3, Evidence::default()),
        ];
        let in_order = |ranking: Option<&Ranking>| {
            let mut candidates = all.to_vec();
            order(&mut candidates, ranking, None, "lenght\n");
            assert!(candidates.is_sorted_by(|a, b| a.confidence >= b.confidence));
            candidates.into_iter().map(|c| c.replacement).collect::<Vec<_>>()
        };
        assert_eq!(in_order(Some(&RANKING)), ["length\n", "n\n", "lenth\n"]);
        assert_eq!(in_order(None), ["lenth\n", "n\n", "length\n"]);
    }

    #[test]
    fn a_restored_name_speaks_for_a_change() {
        let restores = |restores_name| Evidence { restores_name, ..Evidence::default() };
        let chances = RANKING.chances(&[restores(true), restores(false)], None).candidates;
        assert!((chances[0] / chances[1] - 2.0_f64.exp()).abs() < 1e-12);
    }

    #[test]
    fn a_name_that_a_tool_does_not_know_weighs_against_those_who_keep_it() {
        let keeps = |mends| Evidence { keeps_unknown: true, mends, ..Evidence::default() };
        let chances = RANKING.chances(&[keeps(false), Evidence::default()], None).candidates;
        assert!((chances[0] / chances[1] - UNKNOWN_KEPT.exp()).abs() < 1e-12);
        let mending =
            RANKING.chances(&[keeps(true), Evidence { mends: true, ..Evidence::default() }], None).candidates;
        assert!((mending[0] - mending[1]).abs() < 1e-12);
    }

    #[test]
    fn leaving_the_lines_alone_is_for_the_model_to_say() {
        for (mean, first) in [(-0.05, "same\n"), (-0.2, "new\n")] {
            let mut candidates = [
                candidate("new\n", -0.1, Evidence::default()),
                candidate("same\n", mean, Evidence::default()),
            ];
            order(&mut candidates, Some(&RANKING), None, "same\n");
            assert_eq!(candidates[0].replacement, first);
        }
        // Where the ranking weighs it, a change has to be much more probable to be likely.
        let weighing = Ranking { unchanged: Some(3.0), ..RANKING };
        let mut candidates =
            [candidate("new\n", -0.1, Evidence::default()), candidate("same\n", -0.3, Evidence::default())];
        let same = candidates[1].evidence;
        let before = weighing.chances([&candidates[0].evidence], None).candidates[0];
        order(&mut candidates, Some(&weighing), Some(&same), "same\n");
        assert_eq!(candidates[0].replacement, "same\n");
        assert!(f64::from(candidates[1].confidence) < before / 2.0);
    }
}
