//! The probability of given answers, in a few passes of the decoder. Answers that begin as the marked lines do share that part's
//! pass, and the rest of several is fed as rows of one.

use std::ops::Range;

use super::{
    CancelToken, EngineError, Hypothesis,
    steps::{Saved, Steps},
    vocabulary::Vocabulary,
};

/// What a pass costs besides its tokens, in tokens: the weights must be read. With the model that ships, 10 with VNNI and 8 without.
const PASS: usize = 10;
/// Tokens of a pass with several rows, at most: each costs a row of logits.
const MOST_TOKENS: usize = 256;

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
        self.check_length(ids)?;
        let input = [&[self.start], ids].concat();
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

    /// Scores other answers, in their order; only what differs from the first goes through the decoder, of several in one pass.
    ///
    /// # Errors
    /// [`EngineError::Input`] when one is longer than the model can write or when none was scored first,
    /// [`EngineError::Cancelled`], [`EngineError::Run`].
    pub fn score(
        &mut self,
        answers: &[&[u32]],
        cancel: &CancelToken,
    ) -> Result<Vec<Hypothesis>, EngineError> {
        let (first, vocabulary) = (self.first.as_ref().ok_or_else(no_first)?, self.vocabulary);
        let mut scored = Vec::with_capacity(answers.len());
        let mut rest = Vec::new();
        for (at, ids) in answers.iter().enumerate() {
            let tokens = ids.len() + 1;
            self.check_length(ids)?;
            // What the decoder says behind the common part is known.
            let same = first.same(ids);
            let next = ids.get(same).copied().unwrap_or(vocabulary.stop);
            let sum = first.sums[same] + vocabulary.log_probability(first.row(same, vocabulary), next)?;
            scored.push(Hypothesis { ids: ids.to_vec(), log_probability: sum, tokens, finished: true });
            if same < ids.len() {
                rest.push(Rest { at, from: same, to: ids.len() });
            }
        }
        rest.sort_by_key(|rest| rest.from);
        for pass in passes(&rest) {
            cancel.check()?;
            let rest = &rest[pass];
            let from = rest[0].from;
            let length = rest.iter().map(|rest| rest.to).max().unwrap_or(from) - from;
            let mut input = Vec::with_capacity(rest.len() * length);
            for Rest { at, to, .. } in rest {
                input.extend_from_slice(&answers[*at][from..]);
                // What stands behind the end is not looked at.
                input.resize(input.len() + from + length - to, vocabulary.stop);
            }
            self.steps.restore(&first.cache, from + 1)?;
            self.steps.keep(&vec![0; rest.len()], from + 1)?;
            self.steps.step(&input, rest.len())?;
            let logits = self.steps.logits()?;
            for (Rest { at, from: same, .. }, rows) in
                rest.iter().zip(logits.chunks_exact(length * vocabulary.width))
            {
                let next = answers[*at][same + 1..].iter().copied().chain([vocabulary.stop]);
                for (row, id) in rows.chunks_exact(vocabulary.width).skip(same - from).zip(next) {
                    scored[*at].log_probability += vocabulary.log_probability(row, id)?;
                }
            }
        }
        Ok(scored)
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

    /// Whether the model can write so long an answer.
    pub const fn fits(&self, ids: &[u32]) -> bool {
        ids.len() < self.most
    }

    fn check_length(&self, ids: &[u32]) -> Result<(), EngineError> {
        super::check_ids("answer", &[&[self.start], ids].concat(), self.most, self.vocabulary.width)
    }
}

/// What of an answer goes through the decoder.
#[derive(Clone, Copy)]
struct Rest {
    /// Which answer.
    at: usize,
    /// Its first token that is not the first answer's.
    from: usize,
    /// How many tokens it has.
    to: usize,
}

/// Which answers share a pass, so that all passes together take the least time. A pass feeds as many tokens to each of its rows, from
/// the earliest that any needs to the latest. The answers come in the order of their first tokens.
fn passes(rest: &[Rest]) -> Vec<Range<usize>> {
    // The least cost of the first so many answers, and where the last of their passes begins.
    let mut best = vec![(0, 0)];
    for end in 1..=rest.len() {
        let (mut least, mut longest) = ((usize::MAX, 0), 0);
        for begin in (0..end).rev() {
            longest = longest.max(rest[begin].to);
            let tokens = (end - begin) * (longest - rest[begin].from);
            if end - begin > 1 && tokens > MOST_TOKENS {
                break;
            }
            least = least.min((best[begin].0 + PASS + tokens, begin));
        }
        best.push(least);
    }
    let mut passes = Vec::new();
    let mut end = rest.len();
    while end > 0 {
        let begin = best[end].1;
        passes.push(begin..end);
        end = begin;
    }
    passes.reverse();
    passes
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

    fn alone(scorer: &mut Scorer<'_>, ids: &[u32]) -> Result<Hypothesis, EngineError> {
        Ok(scorer.score(&[ids], &CancelToken::new())?.remove(0))
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
            let found = shared.score(&others, &CancelToken::new()).unwrap();
            for (ids, found) in others.into_iter().zip(found) {
                let alone = scorer(&wanted).first(ids).unwrap();
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
                let (bound, found) = (shared.bound(ids).unwrap(), alone(&mut shared, ids).unwrap());
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
        assert!(alone(&mut scorer, &[10, 3, 12]).unwrap().log_probability == f64::NEG_INFINITY);
        assert!(alone(&mut scorer, &[10, 11]).unwrap().log_probability.is_finite());
    }

    #[test]
    fn answers_that_are_too_long_or_come_too_early_are_refused() {
        let mut scorer = scorer(&[10, 11]);
        assert!(matches!(alone(&mut scorer, &[10]), Err(EngineError::Input(_))));
        assert!(matches!(scorer.first(&[10; 64]), Err(EngineError::Input(_))));
    }

    #[test]
    fn answers_share_a_pass_where_that_takes_less_time() {
        let split = |parts: &[(usize, usize)]| {
            let rest: Vec<Rest> =
                parts.iter().map(|(from, to)| Rest { at: 0, from: *from, to: *to }).collect();
            passes(&rest)
        };
        assert!(split(&[]).is_empty());
        assert_eq!(split(&[(3, 20)]), vec![0..1]);
        assert_eq!(split(&[(3, 20), (4, 20), (5, 21)]), vec![0..3]);
        assert_eq!(split(&[(0, 40), (1, 40), (35, 40), (36, 40), (38, 41)]), vec![0..2, 2..5]);
        let long: Vec<_> = (0..10).map(|_| (0, 100)).collect();
        assert_eq!(split(&long), vec![0..2, 2..4, 4..6, 6..8, 8..10], "each row of logits takes memory");
        assert_eq!(split(&[(0, 300)]), vec![0..1]);
    }

    #[test]
    fn scoring_can_be_stopped() {
        let (mut scorer, cancel) = (scorer(&[10, 11]), CancelToken::new());
        scorer.first(&[10, 11]).unwrap();
        cancel.cancel();
        assert!(matches!(scorer.score(&[&[10, 12]], &cancel), Err(EngineError::Cancelled)));
    }
}
