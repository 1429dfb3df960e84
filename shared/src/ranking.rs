//! Ranks candidates by what the model, the document and the size of the change say of them, and turns that into a chance
//! of being right: a conditional logit (Daniel `McFadden`, "Conditional logit analysis of qualitative choice behavior", 1974) over
//! the candidates, "nothing is wrong" and "none of them". `fixerr-trainer calibrate` fits its weights to a bundle; they live in the bundle.

mod evidence;
mod parts;

use fixerr_rules::rule::{N_RULES, RuleWeights};
use serde::{Deserialize, Serialize};

pub use self::{
    evidence::{Evidence, FEATURES, OUTLOOK, Outlook, Repeated},
    parts::{
        AdviceWeights, FormWeights, KeepingWeights, KnownWeights, OutlookWeights, RepeatWeights, SlipWeights,
        VariantWeights,
    },
};

/// Weights of the evidence. A candidate's chance of being right is the softmax of its weighted evidence over all candidates,
/// the marked lines as they are, and `none`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Of [`Evidence::sum_log_probability`].
    pub sum_log_probability: f64,
    /// Of [`Evidence::mean_log_probability`].
    pub mean_log_probability: f64,
    /// Of the probability that the model gives the whole answer; bundles of before do not have it.
    #[serde(default)]
    pub probability: f64,
    /// The same by token.
    #[serde(default)]
    pub mean_probability: f64,
    /// Of [`Evidence::invented_names`].
    pub invented_names: f64,
    /// Of [`Evidence::from_document`].
    pub from_document: f64,
    /// To [`Self::sum_log_probability`] where that is so; bundles of before do not have it.
    #[serde(default)]
    pub from_document_sum_log_probability: f64,
    /// Of [`Evidence::mends`].
    pub mends: f64,
    /// Of [`Evidence::restores_name`]; bundles of before do not have it.
    #[serde(default)]
    pub restores_name: f64,
    /// Of [`Evidence::restores_unknown`], on top of that; bundles of before do not have it.
    #[serde(default)]
    pub restores_unknown: f64,
    /// Of the logarithm of one more than [`Evidence::new_strange_runs`]; bundles of before do not have it.
    #[serde(default)]
    pub new_strange_runs: f64,
    /// Of the logarithm of one more than [`Evidence::lost_strange_runs`]; bundles of before do not have it.
    #[serde(default)]
    pub lost_strange_runs: f64,
    /// Of the logarithm of one more than [`Evidence::lost_known_words`]; bundles of before do not have it.
    #[serde(default)]
    pub lost_known_words: f64,
    /// Of the logarithm of one more than [`Evidence::lost_strange_words`]; bundles of before do not have it.
    #[serde(default)]
    pub lost_strange_words: f64,
    /// Of the logarithm of one more than [`Evidence::changed_words`].
    pub changed_words: f64,
    /// Of the logarithm of one more than [`Evidence::changed_letters`].
    pub changed_letters: f64,
    /// What is added for a variant; bundles of before know none.
    #[serde(default)]
    pub variant: VariantWeights,
    /// What is added on top of that for one that takes no word away; bundles of before know none.
    #[serde(default)]
    pub keeping: KeepingWeights,
    /// Of [`Evidence::from_parser`]; bundles of before do not have it.
    #[serde(default)]
    pub from_parser: f64,
    /// Of the logarithm of one more than [`Evidence::new_foreign_runs`].
    #[serde(default)]
    pub new_foreign_runs: f64,
    /// Of the logarithm of one more than [`Evidence::lost_foreign_runs`].
    #[serde(default)]
    pub lost_foreign_runs: f64,
    /// Of its product with that of [`Evidence::changed_letters`]: a large change takes many runs away, whether they are right or not.
    /// Bundles of before do not have it.
    #[serde(default)]
    pub lost_foreign_runs_by_letters: f64,
    /// Of the square of [`Evidence::mean_log_probability`]; bundles of before do not have it.
    #[serde(default)]
    pub mean_log_probability_squared: f64,
    /// Of the square of the logarithm of one more than [`Evidence::changed_letters`]; bundles of before do not have it.
    #[serde(default)]
    pub changed_letters_squared: f64,
    /// Of edits that were made elsewhere. Without it, as in bundles of before, nobody looks at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated: Option<RepeatWeights>,
    /// Of what a message asks for. Without it, as in bundles of before, nobody looks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<AdviceWeights>,
    /// Of forms that other languages have. Without it, as in bundles of before, nobody looks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forms: Option<FormWeights>,
    /// Of mistakes that are known by what they look like. Without it, as in bundles of before, nobody looks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownWeights>,
    /// Of slips; bundles of before do not have it.
    #[serde(default)]
    pub slips: SlipWeights,
    /// Of the rules that propose a candidate, on top of what is said of their kind; bundles of before do not have it.
    #[serde(default, skip_serializing_if = "RuleWeights::is_empty")]
    pub rules: RuleWeights,
    /// What stands against all candidates: that none is right.
    pub none: f64,
    /// What is added for the marked lines as they are, which are weighed as a candidate that changes nothing. Without it,
    /// as in bundles of before, that nothing is wrong is not thought of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<f64>,
    /// What is added to `none` where the marked lines as they are are weighed; bundles of before do not have it.
    #[serde(default)]
    pub none_by: OutlookWeights,
    /// What is added to `unchanged`; bundles of before do not have it.
    #[serde(default)]
    pub unchanged_by: OutlookWeights,
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
    /// From weights in the order of [`Evidence::features`], that of none, and that of the lines as they are; the outlook and which rule
    /// proposes a candidate count nothing.
    pub const fn new(weights: [f64; FEATURES], none: f64, unchanged: Option<f64>) -> Self {
        Self {
            sum_log_probability: weights[0],
            mean_log_probability: weights[1],
            probability: weights[40],
            mean_probability: weights[41],
            from_document_sum_log_probability: weights[42],
            lost_foreign_runs_by_letters: weights[43],
            mean_log_probability_squared: weights[44],
            changed_letters_squared: weights[45],
            invented_names: weights[2],
            from_document: weights[3],
            mends: weights[4],
            restores_name: weights[5],
            restores_unknown: weights[6],
            new_strange_runs: weights[7],
            lost_strange_runs: weights[8],
            lost_known_words: weights[9],
            lost_strange_words: weights[10],
            changed_words: weights[11],
            changed_letters: weights[12],
            variant: VariantWeights {
                constant: weights[13],
                sum_log_probability: weights[14],
                new_strange_runs: weights[15],
                lost_strange_runs: weights[16],
                lost_known_words: weights[17],
                lost_strange_words: weights[18],
                changed_words: weights[19],
                changed_letters: weights[20],
                new_foreign_runs: weights[28],
                lost_foreign_runs: weights[29],
            },
            keeping: KeepingWeights {
                constant: weights[21],
                sum_log_probability: weights[22],
                new_strange_runs: weights[23],
                lost_strange_runs: weights[24],
            },
            from_parser: weights[25],
            new_foreign_runs: weights[26],
            lost_foreign_runs: weights[27],
            repeated: Some(RepeatWeights {
                current: weights[30],
                current_log_odds: weights[31],
                past: weights[32],
                past_log_odds: weights[33],
                from_edits: weights[34],
                sum_log_probability: weights[35],
                current_by: OutlookWeights::new([0.0; OUTLOOK]),
                past_by: OutlookWeights::new([0.0; OUTLOOK]),
            }),
            advice: Some(AdviceWeights {
                advised: weights[36],
                choices: weights[37],
                from_advice: weights[38],
                sum_log_probability: weights[39],
            }),
            forms: Some(FormWeights {
                form: weights[46],
                from_forms: weights[47],
                sum_log_probability: weights[48],
            }),
            known: Some(KnownWeights {
                known: weights[49],
                from_known: weights[50],
                sum_log_probability: weights[51],
            }),
            slips: SlipWeights { constant: weights[52], sum_log_probability: weights[53] },
            rules: RuleWeights([0.0; N_RULES]),
            none,
            unchanged,
            none_by: OutlookWeights::new([0.0; OUTLOOK]),
            unchanged_by: OutlookWeights::new([0.0; OUTLOOK]),
        }
    }

    /// The weights in the order of [`Evidence::features`].
    pub fn weights(&self) -> [f64; FEATURES] {
        let repeated = self.repeated.unwrap_or_default();
        let advice = self.advice.unwrap_or_default();
        let forms = self.forms.unwrap_or_default();
        let known = self.known.unwrap_or_default();
        [
            self.sum_log_probability,
            self.mean_log_probability,
            self.invented_names,
            self.from_document,
            self.mends,
            self.restores_name,
            self.restores_unknown,
            self.new_strange_runs,
            self.lost_strange_runs,
            self.lost_known_words,
            self.lost_strange_words,
            self.changed_words,
            self.changed_letters,
            self.variant.constant,
            self.variant.sum_log_probability,
            self.variant.new_strange_runs,
            self.variant.lost_strange_runs,
            self.variant.lost_known_words,
            self.variant.lost_strange_words,
            self.variant.changed_words,
            self.variant.changed_letters,
            self.keeping.constant,
            self.keeping.sum_log_probability,
            self.keeping.new_strange_runs,
            self.keeping.lost_strange_runs,
            self.from_parser,
            self.new_foreign_runs,
            self.lost_foreign_runs,
            self.variant.new_foreign_runs,
            self.variant.lost_foreign_runs,
            repeated.current,
            repeated.current_log_odds,
            repeated.past,
            repeated.past_log_odds,
            repeated.from_edits,
            repeated.sum_log_probability,
            advice.advised,
            advice.choices,
            advice.from_advice,
            advice.sum_log_probability,
            self.probability,
            self.mean_probability,
            self.from_document_sum_log_probability,
            self.lost_foreign_runs_by_letters,
            self.mean_log_probability_squared,
            self.changed_letters_squared,
            forms.form,
            forms.from_forms,
            forms.sum_log_probability,
            known.known,
            known.from_known,
            known.sum_log_probability,
            self.slips.constant,
            self.slips.sum_log_probability,
        ]
    }

    /// The chance that each candidate is the right one. `unchanged` is the evidence for the marked lines as they are, where
    /// it is known.
    pub fn chances<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a Evidence>,
        unchanged: Option<&Evidence>,
    ) -> Chances {
        let (weights, mut none) = (self.weights(), self.none);
        let weigh = |evidence: &Evidence| {
            dot(&weights, &evidence.features()) + self.rules.of(evidence.rules) + evidence.offset()
        };
        let candidates: Vec<_> = candidates.into_iter().collect();
        let mut utilities: Vec<f64> = candidates.iter().copied().map(weigh).collect();
        let as_is = match (self.unchanged, unchanged) {
            (Some(weight), Some(evidence)) => {
                let outlook = Outlook::of(evidence, candidates.iter().copied()).features();
                if let Some(repeated) = &self.repeated {
                    for (utility, candidate) in utilities.iter_mut().zip(&candidates) {
                        *utility += repeated.by_outlook(candidate, &outlook);
                    }
                }
                none += dot(&self.none_by.weights(), &outlook);
                weight + dot(&self.unchanged_by.weights(), &outlook) + weigh(evidence)
            }
            _ => f64::NEG_INFINITY,
        };
        let highest = utilities.iter().copied().fold(none.max(as_is), f64::max);
        let share = |utility: f64| (utility - highest).exp();
        let all = utilities.iter().map(|utility| share(*utility)).sum::<f64>() + share(as_is) + share(none);
        Chances {
            candidates: utilities.iter().map(|utility| share(*utility) / all).collect(),
            unchanged: share(as_is) / all,
        }
    }
}

fn dot<const N: usize>(weights: &[f64; N], features: &[f64; N]) -> f64 {
    weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum()
}

#[cfg(test)]
pub(crate) mod tests {
    use fixerr_rules::rule::Rule;

    use super::{evidence::UNKNOWN_KEPT, *};

    pub(crate) const RANKING: Ranking = Ranking::new(
        [
            1.0, 2.0, -1.5, 3.0, 1.0, 2.0, 1.5, -1.5, 1.25, -1.0, -0.75, -0.5, -0.25, 0.5, -0.4, 0.75, -0.2,
            0.1, 0.3, -0.6, 0.7, 0.2, 0.1, -0.3, 0.4, -1.0, -0.9, 0.8, -0.3, 0.2, 3.0, 0.5, 2.0, 0.75, -1.0,
            -0.5, 1.5, -0.3, 0.5, -0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, -0.5, -0.2, 1.5, -0.4, -0.1, 0.3,
            -0.2,
        ],
        -4.0,
        None,
    );

    #[test]
    fn chances_and_that_of_none_add_up_to_one() {
        let evidence = |mean: f64| Evidence {
            sum_log_probability: 9.0 * mean,
            mean_log_probability: mean,
            ..Evidence::default()
        };
        let check = |ranking: &Ranking, as_is: f64, none: f64| {
            let chances = ranking.chances(&[evidence(-0.1), evidence(-0.4)], Some(&evidence(-0.2)));
            let utilities = [-0.9 - 0.2, -3.6 - 0.8, as_is, -4.0 + none].map(f64::exp);
            let all: f64 = utilities.iter().sum();
            for (chance, utility) in chances.candidates.iter().chain([&chances.unchanged]).zip(utilities) {
                assert!((chance - utility / all).abs() < 1e-12);
            }
        };
        check(&RANKING, f64::NEG_INFINITY, 0.0);
        check(&Ranking { unchanged: Some(1.0), ..RANKING }, -1.8 - 0.4 + 1.0, 0.0);
        // The model finds the lines as likely as e^-1.8, and its best change as e^-0.9.
        let by = |weights| OutlookWeights::new(weights);
        let outlook = Ranking {
            unchanged: Some(1.0),
            none_by: by([0.5, 1.0, -0.25, -2.0]),
            unchanged_by: by([0.0, 3.0, 0.0, 1.0]),
            ..RANKING
        };
        let (as_is, change) = ((-1.8_f64).exp(), (-0.9_f64).exp());
        check(&outlook, -1.8 - 0.4 + 1.0 + 3.0 * as_is + change, -0.9 + as_is + 0.225 - 2.0 * change);
        let impossible = Evidence { sum_log_probability: f64::NEG_INFINITY, ..evidence(-1.0) };
        let hopeless = RANKING.chances(&[impossible], None);
        assert_eq!((hopeless.candidates, RANKING.chances(&[], None).candidates), (vec![0.0], vec![]));
        assert_eq!(Ranking::new(RANKING.weights(), RANKING.none, None), RANKING);
        let numbers: [f64; FEATURES] = std::array::from_fn(|at| at as f64);
        let back = Ranking::new(numbers, 0.0, None).weights();
        assert!(back.iter().zip(numbers).all(|(found, number)| found.total_cmp(&number).is_eq()));
    }

    #[test]
    fn a_restored_name_speaks_for_a_change() {
        let restores = |restores_name, restores_unknown| Evidence {
            restores_name,
            restores_unknown,
            ..Evidence::default()
        };
        let all = [restores(true, true), restores(true, false), restores(false, false)];
        let chances = RANKING.chances(&all, None).candidates;
        assert!((chances[0] / chances[1] - 1.5_f64.exp()).abs() < 1e-12, "more where a tool says so, too");
        assert!((chances[1] / chances[2] - 2.0_f64.exp()).abs() < 1e-12);
    }

    #[test]
    fn some_rules_are_trusted_more_than_others() {
        let by = |rules: &[Rule]| Evidence { rules: rules.iter().copied().collect(), ..Evidence::default() };
        let mut ranking = RANKING;
        ranking.rules.0[Rule::SlipOffsets as usize] = -0.5;
        ranking.rules.0[Rule::KnownSigns as usize] = 1.25;
        let all = [by(&[]), by(&[Rule::SlipOffsets]), by(&[Rule::KnownSigns, Rule::SlipOffsets])];
        let chances = ranking.chances(&all, None).candidates;
        assert!((chances[1] / chances[0] - (-0.5_f64).exp()).abs() < 1e-12);
        assert!((chances[2] / chances[0] - 0.75_f64.exp()).abs() < 1e-12);
    }

    #[test]
    fn a_variant_is_weighed_on_its_own() {
        let evidence = |variant| Evidence {
            variant,
            sum_log_probability: -2.0,
            new_strange_runs: 1,
            changed_letters: 3,
            ..Evidence::default()
        };
        let chances = RANKING.chances(&[evidence(true), evidence(false)], None).candidates;
        let more = 0.5 + 0.4 * 2.0 + 0.75 * 2.0_f64.ln() + 0.7 * 4.0_f64.ln();
        // It takes no word away.
        let keeping = 0.2 - 0.1 * 2.0 - 0.3 * 2.0_f64.ln();
        assert!((chances[0] / chances[1] - (more + keeping).exp()).abs() < 1e-9);
        let changing = |variant| Evidence { lost_known_words: 1, ..evidence(variant) };
        let chances = RANKING.chances(&[changing(true), changing(false)], None).candidates;
        assert!((chances[0] / chances[1] - (more + 0.1 * 2.0_f64.ln()).exp()).abs() < 1e-9);
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
}
