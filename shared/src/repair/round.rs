//! One request on its way through the model, or through what the model said before.

use std::{
    collections::{HashMap, hash_map::Entry},
    time::{Duration, Instant},
};

use super::{
    FAR_BEHIND, RepairError, Timings,
    cache::Window,
    check::Mending,
    judge::{Author, Judge, Signs},
};
use crate::{
    engine::{CancelToken, Engine, EngineError, Hypothesis},
    prompt::{Prompt, PromptBuilder},
    ranking::Evidence,
};

/// Edits of one sign that mend a syntax error and that the model is asked about, at most.
const MOST_SIGNS: usize = 32;
/// Answers that a message asks for and that the model is asked about, at most.
const MOST_ADVISED: usize = 24;
/// Slips that the model is asked about, at most.
const MOST_SLIPS: usize = 16;
/// Tokens that an answer may have beyond twice those of the marked lines.
const EXTRA_TOKENS: usize = 32;

/// One request on its way through the model, or through what the model said before.
pub(super) struct Round<'r, 'scope> {
    pub(super) engine: &'r mut Engine,
    pub(super) window: &'r mut Window,
    pub(super) prompt: &'r Prompt,
    pub(super) builder: &'r PromptBuilder<'r>,
    pub(super) cancel: &'r CancelToken,
    pub(super) judge: &'r Judge<'scope>,
    pub(super) clock: Clock,
    pub(super) timings: Timings,
    pub(super) remembered: bool,
}

impl Round<'_, '_> {
    /// The model's own answers, and whether all were looked at: the greedy one is enough if it will do and has this log-probability
    /// or more.
    pub(super) fn answers(&mut self, count: usize, greedy_from: Option<f64>) -> Result<bool, RepairError> {
        if let (Some(greedy), Some(least)) = (&self.window.greedy, greedy_from) {
            let is_enough = is_enough(self.judge, greedy, least);
            self.timings.check += self.clock.lap();
            if is_enough {
                return Ok(false);
            }
        }
        if let Some(known) = self.window.answers.get(&count) {
            for answer in known {
                self.judge.take(answer.clone(), Author::Model);
            }
            return Ok(true);
        }
        self.remembered = false;
        let limit = self.prompt.span.len() * 2 + EXTRA_TOKENS;
        let Window { encoded, greedy, .. } = &mut *self.window;
        let mut search = self.engine.search_from(encoded, self.prompt.span_ids(), count, limit)?;
        if let (None, Some(least)) = (&greedy, greedy_from) {
            let greedy = greedy.insert(search.greedy(self.cancel)?);
            self.timings.decode += self.clock.lap();
            let is_enough = is_enough(self.judge, greedy, least);
            self.timings.check += self.clock.lap();
            if is_enough {
                return Ok(false);
            }
        }
        let mut found = Vec::with_capacity(count);
        while found.len() < count {
            let Some(answer) = search.next(self.cancel)? else { break };
            self.judge.take(answer.clone(), Author::Model);
            found.push(answer);
        }
        drop(search);
        self.timings.decode += self.clock.lap();
        self.window.answers.insert(count, found);
        Ok(true)
    }

    /// Where the document has a syntax error, what mends it: the lines in other forms, and edits of one sign, of these the likeliest
    /// ones and none that must be much less likely than an answer that mends it.
    pub(super) fn signs(&mut self) -> Result<(), RepairError> {
        let Some(Signs { edits, mut forms, best_mending, most }) = self.judge.signs() else { return Ok(()) };
        let least = best_mending.map_or(f64::NEG_INFINITY, |best| best - FAR_BEHIND);
        let likeliest = self.likeliest(edits, least, most)?.into_iter();
        let signs = likeliest.map(|(ids, text)| ((ids, Author::Parser), text));
        // A form differs in several places, of which the first says little.
        forms.truncate(most);
        let mut lines = HashMap::new();
        let forms = forms
            .into_iter()
            .filter_map(|text| Some(((self.builder.answer(&text, &mut lines).ok()?, Author::Forms), text)));
        let (proposals, texts): (Vec<_>, Vec<_>) = forms.chain(signs).unzip();
        let mends = self.judge.mending(texts);
        let least = |author| if author == Author::Forms { Mending::All } else { Mending::Some };
        let mending = proposals.into_iter().zip(mends);
        let mut mending: Vec<_> =
            mending.filter(|((_, author), mending)| *mending >= least(*author)).collect();
        // Those that leave no error, and among equals the likelier ones.
        mending.sort_by(|(_, a), (_, b)| b.cmp(a));
        mending.truncate(MOST_SIGNS);
        self.timings.check += self.clock.lap();
        self.propose(mending.into_iter().map(|(proposal, _)| proposal).collect())
    }

    /// What a message asks for: the likeliest ways.
    pub(super) fn advised(&mut self) -> Result<(), RepairError> {
        let likeliest = self.likeliest(self.judge.advised(), f64::NEG_INFINITY, MOST_ADVISED)?;
        self.propose(likeliest.into_iter().map(|(ids, _)| (ids, Author::Advice)).collect())
    }

    /// Those of some edits that the model may find likeliest: at most `most`, and none whose log-probability must be `least` or less.
    fn likeliest(
        &mut self,
        edits: Vec<String>,
        least: f64,
        most: usize,
    ) -> Result<Vec<(Vec<u32>, String)>, RepairError> {
        let mut lines = HashMap::new();
        let edits = edits.into_iter();
        let edits = edits.filter_map(|text| Some((self.builder.answer(&text, &mut lines).ok()?, text)));
        let edits: Vec<(Vec<u32>, String)> = edits.collect();
        self.timings.check += self.clock.lap();
        if edits.is_empty() {
            return Ok(edits);
        }
        let bounds = self.bounds(&edits)?;
        let mut likely: Vec<_> = edits.into_iter().zip(bounds).filter(|(_, bound)| *bound > least).collect();
        likely.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        likely.truncate(most);
        self.timings.decode += self.clock.lap();
        Ok(likely.into_iter().map(|(edit, _)| edit).collect())
    }

    /// For each edit what its log-probability cannot exceed. It hangs on where the edit departs from the marked lines, and on
    /// the token there.
    fn bounds(&mut self, edits: &[(Vec<u32>, String)]) -> Result<Vec<f64>, RepairError> {
        let Window { encoded, bounds, .. } = &mut *self.window;
        let span = self.prompt.span_ids();
        let departure = |ids: &[u32]| {
            let same = span.iter().zip(ids).take_while(|(a, b)| a == b).count();
            (same, ids.get(same).copied())
        };
        if edits.iter().any(|(ids, _)| !bounds.contains_key(&departure(ids))) {
            self.remembered = false;
            let mut scorer = self.engine.scorer(encoded)?;
            match scorer.first(span) {
                // Lines that are too long for an answer have no edits either.
                Err(EngineError::Input(_)) => return Ok(vec![f64::NEG_INFINITY; edits.len()]),
                found => drop(found?),
            }
            for (ids, _) in edits {
                if let Entry::Vacant(place) = bounds.entry(departure(ids)) {
                    place.insert(scorer.bound(ids)?);
                }
            }
        }
        Ok(edits.iter().map(|(ids, _)| bounds[&departure(ids)]).collect())
    }

    /// What the document suggests, with the probability that the model gives it; of slips, the likeliest ones.
    pub(super) fn proposals(&mut self) -> Result<(), RepairError> {
        let mut lines = HashMap::new();
        let (slips, proposals): (Vec<_>, Vec<_>) =
            self.judge.proposals().into_iter().partition(|(_, author)| *author == Author::Slips);
        let slips = slips.into_iter().map(|(text, _)| text).collect();
        let slips = self.likeliest(slips, f64::NEG_INFINITY, MOST_SLIPS)?;
        let mut proposals: Vec<_> = proposals
            .into_iter()
            .filter_map(|(text, author)| Some((self.builder.answer(&text, &mut lines).ok()?, author)))
            .collect();
        proposals.extend(slips.into_iter().map(|(ids, _)| (ids, Author::Slips)));
        self.timings.check += self.clock.lap();
        self.propose(proposals)
    }

    /// Hands proposals to the judge, with the probability that the model gives them.
    fn propose(&mut self, proposals: Vec<(Vec<u32>, Author)>) -> Result<(), RepairError> {
        self.score(proposals.iter().map(|(ids, _)| ids.as_slice()))?;
        for (ids, author) in proposals {
            // One with a sign of the model's own has no probability.
            let scored = self.window.scored.get(&ids).filter(|scored| scored.log_probability.is_finite());
            if let Some(scored) = scored {
                self.judge.take(scored.clone(), author);
            }
        }
        self.timings.decode += self.clock.lap();
        Ok(())
    }

    /// How the model finds the marked lines as they are. `count` answers were asked for.
    pub(super) fn unchanged(&mut self, count: usize) -> Result<Option<Evidence>, RepairError> {
        let span = self.prompt.span_ids();
        let answers = self.window.answers.get(&count).into_iter().flatten().chain(&self.window.greedy);
        let mut scored = answers.into_iter().find(|answer| answer.ids == span).cloned();
        if scored.is_none() {
            self.score([span])?;
            scored = self.window.scored.get(span).cloned();
        }
        self.timings.decode += self.clock.lap();
        // Marked lines with one of the model's own signs in them have no probability.
        let scored = scored.filter(|answer| answer.log_probability.is_finite());
        Ok(scored.map(|answer| Evidence {
            sum_log_probability: answer.log_probability,
            mean_log_probability: answer.mean_log_probability(),
            ..self.judge.as_they_are()
        }))
    }

    /// Asks the model how probable answers are, as far as nobody has yet; those that are too long to write are left out.
    fn score<'i>(&mut self, answers: impl IntoIterator<Item = &'i [u32]>) -> Result<(), RepairError> {
        let Window { encoded, scored: known, .. } = &mut *self.window;
        let unknown: Vec<&[u32]> = answers.into_iter().filter(|ids| !known.contains_key(*ids)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        self.remembered = false;
        let mut scorer = self.engine.scorer(encoded)?;
        // Answers resemble the marked lines, so these come first.
        let span = self.prompt.span_ids();
        match scorer.first(span) {
            Err(EngineError::Input(_)) => return Ok(()),
            found => drop(known.insert(span.to_vec(), found?)),
        }
        let unknown: Vec<&[u32]> =
            unknown.into_iter().filter(|ids| *ids != span && scorer.fits(ids)).collect();
        let answers = scorer.score(&unknown, self.cancel)?;
        known.extend(answers.into_iter().map(|answer| (answer.ids.clone(), answer)));
        Ok(())
    }
}

/// Whether the greedy answer ends the search. One that does not is found again by it.
fn is_enough(judge: &Judge<'_>, greedy: &Hypothesis, least: f64) -> bool {
    greedy.log_probability >= least && judge.will_do(greedy.clone())
}

/// Measures one stage after another.
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the last call.
    pub(super) fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now - std::mem::replace(&mut self.0, now)
    }
}
