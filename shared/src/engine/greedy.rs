//! Greedy decoding: the most probable token at each step, many steps in one pass where a draft says which they will be.

use super::{CancelToken, EngineError, Hypothesis, draft::Draft, steps::Steps, vocabulary::Vocabulary};

/// Decodes one answer. An empty `span` decodes one token at a time.
pub(super) fn decode(
    steps: &mut (impl Steps + ?Sized),
    vocabulary: &Vocabulary,
    start: u32,
    span: &[u32],
    limit: usize,
    cancel: &CancelToken,
) -> Result<Hypothesis, EngineError> {
    let mut rollout = Rollout { ids: Vec::new(), sum: 0.0, finished: false };
    rollout.go_on(steps, vocabulary, start, Draft::new(span), limit, cancel, |_| true)?;
    Ok(rollout.into())
}

/// An answer that is being decoded greedily, from the start or from a prefix that was chosen otherwise.
#[derive(Clone, Debug)]
pub(super) struct Rollout {
    /// Its tokens, without the start and the end token. The decoder's cache holds the start token and all but the last.
    pub(super) ids: Vec<u32>,
    /// Their log-probabilities' sum, the end token's included when it is finished.
    pub(super) sum: f64,
    /// Whether it came to the end token.
    pub(super) finished: bool,
}

/// A token that was decoded, and what else could have stood there.
pub(super) struct Choice<'r> {
    /// Where it stands in the answer.
    pub(super) at: usize,
    /// Sum of the log-probabilities of the tokens before it.
    pub(super) sum: f64,
    /// The token.
    pub(super) id: u32,
    /// Its log-probability.
    pub(super) log_probability: f64,
    /// The logits that it is the highest of.
    pub(super) logits: &'r [f32],
}

impl Rollout {
    /// Decodes on until the end token, until `limit` tokens (the end token counts) or, between two passes, until `each` has said
    /// that it has seen enough.
    #[expect(
        clippy::too_many_arguments,
        reason = "what decoding is made of; a struct of them would be used once"
    )]
    pub(super) fn go_on(
        &mut self,
        steps: &mut (impl Steps + ?Sized),
        vocabulary: &Vocabulary,
        start: u32,
        mut draft: Draft<'_>,
        limit: usize,
        cancel: &CancelToken,
        mut each: impl FnMut(&Choice<'_>) -> bool,
    ) -> Result<(), EngineError> {
        let (mut input, mut wanted) = (Vec::new(), true);
        while self.ids.len() < limit && !self.finished && wanted {
            cancel.check()?;
            let past = self.ids.len();
            let proposed = draft.tokens(limit - past - 1);
            input.clear();
            input.push(self.ids.last().copied().unwrap_or(start));
            input.extend_from_slice(proposed);
            steps.step(&input, 1)?;

            let mut accepted = 0;
            for logits in steps.logits()?.chunks_exact(vocabulary.width) {
                let (id, log_probability) = vocabulary.best(logits)?;
                wanted &= each(&Choice { at: self.ids.len(), sum: self.sum, id, log_probability, logits });
                self.sum += log_probability;
                self.finished = id == vocabulary.stop;
                if self.finished {
                    break;
                }
                self.ids.push(id);
                if proposed.get(accepted) != Some(&id) {
                    break;
                }
                accepted += 1;
            }
            if !self.finished {
                // The cache holds the whole proposal; what was rejected must go.
                steps.keep(&[0], past + 1 + accepted)?;
                draft.advance(&self.ids, self.ids.len() - past, proposed.len());
            }
        }
        Ok(())
    }
}

impl From<Rollout> for Hypothesis {
    fn from(Rollout { ids, sum, finished }: Rollout) -> Self {
        let tokens = ids.len() + usize::from(finished);
        Self { ids, log_probability: sum, tokens, finished }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::fake::{Fake, VOCABULARY, answers},
        *,
    };

    fn run(fake: &mut Fake, span: &[u32], limit: usize) -> Hypothesis {
        decode(fake, &VOCABULARY, 1, span, limit, &CancelToken::new()).unwrap()
    }

    #[test]
    fn drafts_change_the_number_of_passes_and_nothing_else() {
        let mut saved = 0;
        for (span, answer) in answers() {
            let mut plain = Fake::answering(&answer);
            let mut drafted = Fake::answering(&answer);
            let expected = run(&mut plain, &[], 64);
            let found = run(&mut drafted, &span, 64);
            assert_eq!(found, expected);
            assert_eq!((found.ids, found.finished), (answer.clone(), true));
            assert_eq!(found.tokens, answer.len() + 1);
            assert!(drafted.passes <= plain.passes, "{span:?} {answer:?}");
            saved += plain.passes - drafted.passes;
        }
        assert!(saved > 50, "{saved}");
    }

    #[test]
    fn a_copy_with_one_change_takes_few_passes() {
        let span: Vec<u32> = (10..40).collect();
        let mut answer = span.clone();
        answer[15] = 50;
        let mut fake = Fake::answering(&answer);
        assert_eq!(run(&mut fake, &span, 64).ids, answer);
        // 4 + 1 tokens, 8 + 1, one and the change; 4 + 1, 8 + 1, and the end.
        assert_eq!(fake.passes, 6);
    }

    #[test]
    fn the_limit_holds_with_and_without_drafts() {
        let answer: Vec<u32> = (10..40).collect();
        for limit in [0, 1, 2, 29, 30] {
            let plain = run(&mut Fake::answering(&answer), &[], limit);
            let drafted = run(&mut Fake::answering(&answer), &answer, limit);
            assert_eq!(plain, drafted);
            assert_eq!((plain.ids.as_slice(), plain.finished), (&answer[..limit], false));
        }
        assert!(run(&mut Fake::answering(&answer), &answer, 31).finished);
    }

    #[test]
    fn a_cancelled_token_stops_the_loop() {
        let cancel = CancelToken::new();
        let mut fake = Fake::answering(&[10, 11, 12]);
        fake.cancel_after = Some((2, cancel.clone()));
        let error = decode(&mut fake, &VOCABULARY, 1, &[], 64, &cancel).unwrap_err();
        assert!(matches!(error, EngineError::Cancelled));
        assert_eq!(fake.passes, 2);
    }
}
