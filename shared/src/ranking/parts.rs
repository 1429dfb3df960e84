//! Weights of a [`Ranking`] that belong together.

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, OUTLOOK};
#[cfg(doc)]
use super::{Ranking, evidence::Outlook};

/// What is added to the weights of a [`Ranking`] for a variant. It may hold names that the model's window does not, so that the
/// model's word counts for less there, and that of the surroundings for more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantWeights {
    /// For being one.
    pub constant: f64,
    /// To [`Ranking::sum_log_probability`].
    pub sum_log_probability: f64,
    /// To [`Ranking::new_strange_runs`].
    pub new_strange_runs: f64,
    /// To [`Ranking::lost_strange_runs`].
    pub lost_strange_runs: f64,
    /// To [`Ranking::lost_known_words`].
    pub lost_known_words: f64,
    /// To [`Ranking::lost_strange_words`].
    pub lost_strange_words: f64,
    /// To [`Ranking::changed_words`].
    pub changed_words: f64,
    /// To [`Ranking::changed_letters`].
    pub changed_letters: f64,
    /// To [`Ranking::new_foreign_runs`].
    #[serde(default)]
    pub new_foreign_runs: f64,
    /// To [`Ranking::lost_foreign_runs`].
    #[serde(default)]
    pub lost_foreign_runs: f64,
}

/// What is added on top of that for a variant that takes no word away: one with an argument more, or with two swapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepingWeights {
    /// For being one.
    pub constant: f64,
    /// To [`Ranking::sum_log_probability`].
    pub sum_log_probability: f64,
    /// To [`Ranking::new_strange_runs`].
    pub new_strange_runs: f64,
    /// To [`Ranking::lost_strange_runs`].
    pub lost_strange_runs: f64,
}

/// Weights of an edit that was made elsewhere, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatWeights {
    /// For one that is being made.
    pub current: f64,
    /// Of its [`Repeated::log_odds`](super::Repeated::log_odds).
    pub current_log_odds: f64,
    /// For one of the project's history.
    pub past: f64,
    /// Of its [`Repeated::log_odds`](super::Repeated::log_odds).
    pub past_log_odds: f64,
    /// Of [`Evidence::from_edits`].
    pub from_edits: f64,
    /// To [`Ranking::sum_log_probability`] where that is so: an edit may bring names that the model's window does not hold.
    pub sum_log_probability: f64,
    /// What is added to `current` by the [`Outlook`]: where the model finds a slip, that is what is wrong.
    pub current_by: OutlookWeights,
    /// What is added to `past` by it.
    pub past_by: OutlookWeights,
}

/// Weights of what a message asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdviceWeights {
    /// For being [`Evidence::advised`].
    pub advised: f64,
    /// Of the logarithm of the number of choices.
    pub choices: f64,
    /// Of [`Evidence::from_advice`].
    pub from_advice: f64,
    /// To [`Ranking::sum_log_probability`] where that is so: the model has not learned to heed such messages.
    pub sum_log_probability: f64,
}

/// Weights of forms that other languages have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormWeights {
    /// For being a [`Evidence::form`].
    pub form: f64,
    /// Of [`Evidence::from_forms`].
    pub from_forms: f64,
    /// To [`Ranking::sum_log_probability`] where that is so: to the model each of its changes is one that it did not think of.
    pub sum_log_probability: f64,
}

/// Weights of what undoes a mistake that is known by what it looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownWeights {
    /// For being [`Evidence::known`].
    pub known: f64,
    /// Of [`Evidence::from_known`].
    pub from_known: f64,
    /// To [`Ranking::sum_log_probability`] where that is so.
    pub sum_log_probability: f64,
}

/// What is added on top of that of a variant for one with a slip undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipWeights {
    /// For being an [`Evidence::slip`].
    pub constant: f64,
    /// To [`Ranking::sum_log_probability`].
    pub sum_log_probability: f64,
}

impl RepeatWeights {
    /// What is added to the weighted evidence of a candidate where the outlook is known.
    pub(super) fn by_outlook(&self, evidence: &Evidence, outlook: &[f64; OUTLOOK]) -> f64 {
        evidence.repeated.map_or(0.0, |repeated| {
            let by = if repeated.is_current { self.current_by } else { self.past_by };
            super::dot(&by.weights(), outlook)
        })
    }
}

/// What is added to the weight of "none of them", or of the marked lines as they are, by the [`Outlook`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlookWeights {
    /// Of [`Outlook::unchanged`].
    pub log_unchanged: f64,
    /// Of the probability of which that is the logarithm.
    pub unchanged: f64,
    /// Of [`Outlook::change`].
    pub log_change: f64,
    /// Of the probability of which that is the logarithm.
    pub change: f64,
}

impl OutlookWeights {
    /// From weights in the order of [`Outlook::features`].
    pub const fn new([log_unchanged, unchanged, log_change, change]: [f64; OUTLOOK]) -> Self {
        Self { log_unchanged, unchanged, log_change, change }
    }

    /// The weights in the order of [`Outlook::features`].
    pub const fn weights(&self) -> [f64; OUTLOOK] {
        [self.log_unchanged, self.unchanged, self.log_change, self.change]
    }
}
