//! The most probable answers, best first, by branching: each is the greedy continuation of a prefix that departs from an
//! earlier one by one token. A prefix's probability bounds that of all its continuations, so the search is uniform-cost
//! search with rollouts: what it has given when it stops are the most probable answers, not only good ones. Since an answer mostly
//! goes on as the one that it departs from does, a draft and one or two passes are all that most of them take.

use std::cmp::Ordering;

use super::{
    CancelToken, EngineError, Hypothesis,
    draft::Draft,
    greedy::{Choice, Rollout},
    steps::{Saved, Steps},
    vocabulary::Vocabulary,
};

/// Branches remembered for each answer that is wanted.
const BRANCHES_EACH: usize = 4;
/// Rollouts beyond one for each answer that is wanted. Where the model has no idea, thousands of answers have nearly the same
/// probability, and it would take as many rollouts to know which are the best. On 600 held-out examples of injected and 600
/// of real bugs, twice as many found no more of the right answers among five.
const ROLLOUTS_BESIDES: usize = 4;

/// Finds answers over one encoded window.
pub struct Search<'a> {
    steps: Box<dyn Steps + 'a>,
    vocabulary: &'a Vocabulary,
    start: u32,
    span: &'a [u32],
    limit: usize,
    /// Answers that will be asked for at most.
    count: usize,
    given: usize,
    /// Answers that others depart from.
    trunks: Vec<Trunk>,
    /// Worst first.
    open: Vec<Branch>,
    /// Worst first.
    found: Vec<Hypothesis>,
}

/// An answer, and the decoder's cache after it.
struct Trunk {
    ids: Vec<u32>,
    cache: Saved,
}

/// A token at which to depart from an answer.
#[derive(Clone, Copy, Debug)]
struct Branch {
    /// Log-probability of the tokens up to and with this one.
    sum: f64,
    trunk: usize,
    at: usize,
    id: u32,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        steps: Box<dyn Steps + 'a>,
        vocabulary: &'a Vocabulary,
        start: u32,
        span: &'a [u32],
        limit: usize,
        count: usize,
    ) -> Self {
        Self {
            steps,
            vocabulary,
            start,
            span,
            limit,
            count,
            given: 0,
            trunks: Vec::new(),
            open: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The greedy answer, which [`Self::next`] gives again in its turn. It may have been cut at the longest length.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn greedy(&mut self, cancel: &CancelToken) -> Result<Hypothesis, EngineError> {
        let rollout = Rollout { ids: Vec::new(), sum: 0.0, finished: false };
        self.roll(rollout, Draft::new(self.span), cancel).map(Hypothesis::from)
    }

    /// The next most probable finished answer. After the promised number of answers, or when the model is so undecided that
    /// it would take too long, a less probable one may come in its place, and a more probable one after it.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn next(&mut self, cancel: &CancelToken) -> Result<Option<Hypothesis>, EngineError> {
        if self.trunks.is_empty() {
            self.greedy(cancel)?;
        }
        let most = self.count + ROLLOUTS_BESIDES;
        while let Some(branch) = self.open.last().copied() {
            let is_next = self.found.last().is_some_and(|found| found.log_probability >= branch.sum);
            let is_spent = self.trunks.len() >= most && !self.found.is_empty();
            if is_next || is_spent || self.trunks.len() >= 2 * most {
                break;
            }
            self.open.pop();
            self.follow(branch, cancel)?;
        }
        self.given += 1;
        Ok(self.found.pop())
    }

    fn follow(&mut self, branch: Branch, cancel: &CancelToken) -> Result<(), EngineError> {
        let Branch { sum, trunk, at, id } = branch;
        let trunk = &self.trunks[trunk];
        let mut ids = trunk.ids[..at].to_vec();
        if id == self.vocabulary.stop {
            let tokens = at + 1;
            self.keep(Hypothesis { ids, log_probability: sum, tokens, finished: true });
            return Ok(());
        }
        ids.push(id);
        self.steps.restore(&trunk.cache, at + 1)?;
        let text = trunk.ids.clone();
        // Either a token was left out, or this one stands for another.
        let next = if text.get(at + 1) == Some(&id) { at + 2 } else { at + 1 };
        self.roll(Rollout { ids, sum, finished: false }, Draft::from(&text, next), cancel).map(drop)
    }

    /// Decodes on and notes where the answer could have gone elsewhere.
    fn roll(
        &mut self,
        mut rollout: Rollout,
        draft: Draft<'_>,
        cancel: &CancelToken,
    ) -> Result<Rollout, EngineError> {
        let trunk = self.trunks.len();
        let wanted = self.count.saturating_sub(self.given);
        // Worse than this and it is not among those that will be asked for.
        let floor = match self.found.len().checked_sub(wanted) {
            Some(worst) if wanted > 0 => self.found[worst].log_probability,
            _ => f64::NEG_INFINITY,
        };
        let (vocabulary, open) = (self.vocabulary, &mut self.open);
        let most = BRANCHES_EACH * self.count;
        let note = |choice: &Choice<'_>| {
            let lowest = if open.len() < most { floor } else { floor.max(open[0].sum) };
            vocabulary.others(choice, lowest, |id, sum| {
                let branch = Branch { sum, trunk, at: choice.at, id };
                let place = open.partition_point(|other| other.sum < sum);
                open.insert(place, branch);
                if open.len() > most {
                    open.remove(0);
                }
                if open.len() < most { floor } else { floor.max(open[0].sum) }
            });
            choice.sum + choice.log_probability >= floor
        };
        let steps = self.steps.as_mut();
        rollout.go_on(steps, vocabulary, self.start, draft, self.limit, cancel, note)?;
        self.trunks.push(Trunk { ids: rollout.ids.clone(), cache: self.steps.save() });
        if rollout.finished {
            self.keep(rollout.clone().into());
        }
        Ok(rollout)
    }

    fn keep(&mut self, answer: Hypothesis) {
        let place = self.found.partition_point(|other| {
            other.log_probability.total_cmp(&answer.log_probability) == Ordering::Less
        });
        self.found.insert(place, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::fake::{Fake, VOCABULARY, answers},
        *,
    };

    fn run(fake: Fake, span: &[u32], count: usize, limit: usize) -> Vec<Hypothesis> {
        let mut search = Search::new(Box::new(fake), &VOCABULARY, 1, span, limit, count);
        let cancel = CancelToken::new();
        let mut found = Vec::new();
        while found.len() < count {
            let Some(next) = search.next(&cancel).unwrap() else { break };
            found.push(next);
        }
        found
    }

    #[test]
    fn answers_are_different_scored_as_the_model_does_and_come_best_first() {
        for (span, answer) in answers() {
            let fake = Fake::answering(&answer);
            let found = run(Fake::answering(&answer), &span, 8, 64);
            assert_eq!(found.len(), 8, "{answer:?}");
            // Of many tokens' probability that of a few can be more.
            assert!(found[0].ids == answer || found[0].log_probability > fake.score(&answer));
            for (at, hypothesis) in found.iter().enumerate() {
                assert!(hypothesis.finished && hypothesis.tokens == hypothesis.ids.len() + 1);
                assert!(found[..at].iter().all(|other| other.ids != hypothesis.ids));
                let scored = fake.score(&hypothesis.ids);
                assert!((scored - hypothesis.log_probability).abs() < 1e-6, "{scored} {hypothesis:?}");
                if let Some(next) = found.get(at + 1) {
                    assert!(hypothesis.log_probability >= next.log_probability);
                }
            }
        }
    }

    #[test]
    fn it_finds_what_trying_everything_finds() {
        // All answers of up to two tokens over the whole vocabulary.
        let fake = Fake::answering(&[20]);
        let text = VOCABULARY.first as u32..VOCABULARY.end as u32;
        let mut all = vec![Vec::new()];
        all.extend(text.clone().map(|a| vec![a]));
        all.extend(text.clone().flat_map(|a| text.clone().map(move |b| vec![a, b])));
        let mut scored: Vec<(f64, Vec<u32>)> = all.into_iter().map(|ids| (fake.score(&ids), ids)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let expected: Vec<_> = scored.into_iter().take(10).map(|(_, ids)| ids).collect();
        let found: Vec<_> = run(fake, &[20, 21], 10, 3).into_iter().map(|found| found.ids).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_few_passes_find_several_answers() {
        let span: Vec<u32> = (10..40).collect();
        let mut answer = span.clone();
        answer[15] = 50;
        let mut search = Search::new(Box::new(Fake::answering(&answer)), &VOCABULARY, 1, &span, 64, 5);
        let cancel = CancelToken::new();
        assert_eq!(search.greedy(&cancel).unwrap().ids, answer);
        for _ in 0..5 {
            assert!(search.next(&cancel).unwrap().is_some());
        }
        assert!(search.trunks.len() <= 2 * 5 + 4, "{}", search.trunks.len());
    }

    #[test]
    fn only_finished_answers_come_and_the_search_can_be_stopped() {
        let greedy_is_too_long = run(Fake::answering(&[10; 30]), &[], 3, 10);
        assert!(greedy_is_too_long.iter().all(|found| found.finished && found.ids.len() < 10));
        assert_eq!(run(Fake::answering(&[10]), &[], 3, 0), vec![]);
        let cancel = CancelToken::new();
        let mut fake = Fake::answering(&[10, 11, 12]);
        fake.cancel_after = Some((2, cancel.clone()));
        let mut search = Search::new(Box::new(fake), &VOCABULARY, 1, &[], 64, 4);
        assert!(matches!(search.next(&cancel), Err(EngineError::Cancelled)));
    }
}
