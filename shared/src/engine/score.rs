//! The probability of given answers, in one pass of the decoder each. Answers that begin as the marked lines do share that part's pass.

use super::{
    EngineError, Hypothesis,
    steps::{Saved, Steps},
    vocabulary::Vocabulary,
};

/// Scores answers on one window.
pub struct Scorer<'a> {
    steps: Box<dyn Steps + 'a>,
    vocabulary: &'a Vocabulary,
    start: u32,
    /// Most tokens of an answer, the start token included.
    most: usize,
    first: Option<First<'a>>,
}

/// The answer that was scored first, which the others resemble.
struct First<'a> {
    ids: &'a [u32],
    /// What the decoder says behind each of its tokens, the start token included: `[tokens, vocabulary]`.
    logits: Vec<f32>,
    /// The sums of the log-probabilities of its first tokens: of none, of one, and so on.
    sums: Vec<f64>,
    cache: Saved,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(
        steps: Box<dyn Steps + 'a>,
        vocabulary: &'a Vocabulary,
        start: u32,
        most: usize,
    ) -> Self {
        Self { steps, vocabulary, start, most, first: None }
    }

    /// Scores the answer that the others resemble. `ids` are its tokens without the start and the end token.
    ///
    /// # Errors
    /// [`EngineError::Input`] for an answer longer than the model can write, [`EngineError::Run`].
    pub fn first(&mut self, ids: &'a [u32]) -> Result<Hypothesis, EngineError> {
        let input = [&[self.start], ids].concat();
        self.check(&input)?;
        self.steps.step(&input, 1)?;
        let logits = self.steps.logits()?.to_vec();
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for (row, id) in logits.chunks_exact(self.vocabulary.width).zip(ids) {
            sum += self.vocabulary.log_probability(row, *id)?;
            sums.push(sum);
        }
        let first = self.first.insert(First { ids, logits, sums, cache: self.steps.save() });
        let end =
            self.vocabulary.log_probability(first.row(ids.len(), self.vocabulary), self.vocabulary.stop)?;
        Ok(Hypothesis { ids: ids.to_vec(), log_probability: sum + end, tokens: input.len(), finished: true })
    }

    /// Scores another answer; only what differs from the first goes through the decoder.
    ///
    /// # Errors
    /// [`EngineError::Input`] for an answer longer than the model can write or when none was scored first, [`EngineError::Run`].
    pub fn score(&mut self, ids: &[u32]) -> Result<Hypothesis, EngineError> {
        let input = [&[self.start], ids].concat();
        self.check(&input)?;
        let first = self.first.as_ref().ok_or_else(no_first)?;
        let same = first.same(ids);
        let mut next = ids[same..].iter().copied().chain([self.vocabulary.stop]);
        // What the decoder says behind the common part is known.
        let mut sum = first.sums[same];
        if let Some(id) = next.next() {
            sum += self.vocabulary.log_probability(first.row(same, self.vocabulary), id)?;
        }
        if same < ids.len() {
            self.steps.restore(&first.cache, same + 1)?;
            self.steps.step(&ids[same..], 1)?;
            for (row, id) in self.steps.logits()?.chunks_exact(self.vocabulary.width).zip(next) {
                sum += self.vocabulary.log_probability(row, id)?;
            }
        }
        Ok(Hypothesis { ids: ids.to_vec(), log_probability: sum, tokens: input.len(), finished: true })
    }

    /// What another answer's log-probability cannot exceed: that of its beginning, up to and with the first token that is not the
    /// first answer's. Nothing goes through the decoder.
    ///
    /// # Errors
    /// [`EngineError::Input`] when none was scored first.
    pub fn bound(&self, ids: &[u32]) -> Result<f64, EngineError> {
        let first = self.first.as_ref().ok_or_else(no_first)?;
        let same = first.same(ids);
        let next = ids.get(same).copied().unwrap_or(self.vocabulary.stop);
        Ok(first.sums[same] + self.vocabulary.log_probability(first.row(same, self.vocabulary), next)?)
    }

    fn check(&self, input: &[u32]) -> Result<(), EngineError> {
        super::check_ids("answer", input, self.most, self.vocabulary.width)
    }
}

fn no_first() -> EngineError {
    EngineError::Input("no first answer was scored".to_owned())
}

impl First<'_> {
    /// How many tokens another answer has in common with this one at the beginning.
    fn same(&self, ids: &[u32]) -> usize {
        self.ids.iter().zip(ids).take_while(|(a, b)| a == b).count()
    }

    /// What the decoder says behind so many of the answer's tokens.
    fn row(&self, behind: usize, vocabulary: &Vocabulary) -> &[f32] {
        &self.logits[behind * vocabulary.width..][..vocabulary.width]
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            CancelToken,
            fake::{Fake, VOCABULARY, answers},
            greedy,
        },
        *,
    };

    fn scorer(answer: &[u32]) -> Scorer<'static> {
        Scorer::new(Box::new(Fake::answering(answer)), &VOCABULARY, 1, 64)
    }

    #[test]
    fn an_answer_has_the_probability_that_decoding_gives_it() {
        for (span, wanted) in answers() {
            let greedy = greedy::decode(
                &mut Fake::answering(&wanted),
                &VOCABULARY,
                1,
                &span,
                100,
                &CancelToken::new(),
            )
            .unwrap();
            let scored = scorer(&wanted).first(&greedy.ids).unwrap();
            assert_eq!((&scored.ids, scored.tokens, scored.finished), (&greedy.ids, greedy.tokens, true));
            assert!((scored.log_probability - greedy.log_probability).abs() < 1e-6);
        }
    }

    #[test]
    fn an_answer_has_the_same_probability_whatever_was_scored_first() {
        for (span, wanted) in answers() {
            let others: [&[u32]; 6] =
                [&wanted, &span, &[], &span[..span.len() / 2], &[&span[..], &[33, 34]].concat(), &[35, 36]];
            let mut shared = scorer(&wanted);
            shared.first(&span).unwrap();
            for ids in others {
                let (found, alone) = (shared.score(ids).unwrap(), scorer(&wanted).first(ids).unwrap());
                assert_eq!((&found.ids, found.tokens, found.finished), (&alone.ids, alone.tokens, true));
                assert!((found.log_probability - alone.log_probability).abs() < 1e-6, "{span:?} {ids:?}");
            }
        }
    }

    #[test]
    fn an_answer_is_no_more_probable_than_its_bound() {
        for (span, wanted) in answers() {
            let mut shared = scorer(&wanted);
            assert!(matches!(shared.bound(&wanted), Err(EngineError::Input(_))), "nothing was scored");
            let first = shared.first(&span).unwrap();
            let end = shared.bound(&span).unwrap();
            assert!(
                (end - first.log_probability).abs() < 1e-9,
                "with the first answer itself nothing is left"
            );
            for ids in [&wanted[..], &[], &span[..span.len() / 2], &[&span[..], &[33]].concat(), &[35, 36]] {
                let (bound, found) = (shared.bound(ids).unwrap(), shared.score(ids).unwrap());
                assert!(found.log_probability <= bound + 1e-9, "{span:?} {ids:?}");
                // One token and the end are left at most.
                let same = span.iter().zip(ids).take_while(|(a, b)| a == b).count();
                assert!(same < ids.len() || (found.log_probability - bound).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn special_tokens_have_no_probability() {
        let mut scorer = scorer(&[10, 11]);
        assert!(scorer.first(&[10, 3]).unwrap().log_probability == f64::NEG_INFINITY);
        assert!(scorer.score(&[10, 3, 12]).unwrap().log_probability == f64::NEG_INFINITY);
        assert!(scorer.score(&[10, 11]).unwrap().log_probability.is_finite());
    }

    #[test]
    fn answers_that_are_too_long_or_come_too_early_are_refused() {
        let mut scorer = scorer(&[10, 11]);
        assert!(matches!(scorer.score(&[10]), Err(EngineError::Input(_))));
        assert!(matches!(scorer.first(&[10; 64]), Err(EngineError::Input(_))));
    }
}
