//! Greedy decoding with input-copy drafts: the marked lines' tokens are proposed, one pass checks them all, and the
//! longest prefix that agrees is kept together with the first token that differs.

use super::{CancelToken, EngineError, Hypothesis, steps::Steps, vocabulary::Vocabulary};

/// Longest proposal. A pass over 16 tokens costs one or two single steps; far longer ones are wasted when the first
/// tokens are rejected.
const MAX_DRAFT: usize = 32;
/// Longest run of tokens by which a place in the span is recognized.
const MAX_MATCH: usize = 8;

/// Decodes one answer. An empty `span` decodes one token at a time.
pub(super) fn decode(
    steps: &mut (impl Steps + ?Sized),
    vocabulary: &Vocabulary,
    start: u32,
    span: &[u32],
    limit: usize,
    cancel: &CancelToken,
) -> Result<Hypothesis, EngineError> {
    let mut answer = Hypothesis { ids: Vec::new(), log_probability: 0.0, tokens: 0, finished: false };
    let mut draft = Draft::new(span);
    let (mut last, mut input) = (start, Vec::with_capacity(MAX_DRAFT + 1));
    while answer.tokens < limit && !answer.finished {
        cancel.check()?;
        let proposed = draft.tokens((limit - answer.tokens - 1).min(MAX_DRAFT));
        input.clear();
        input.push(last);
        input.extend_from_slice(proposed);
        let past = answer.tokens;
        steps.step(&input, 1)?;

        let logits = steps.logits()?;
        let mut accepted = 0;
        for row in logits.chunks_exact(vocabulary.width) {
            let (id, log_probability) = vocabulary.best(row)?;
            answer.log_probability += log_probability;
            answer.tokens += 1;
            answer.finished = id == vocabulary.stop;
            if answer.finished {
                break;
            }
            answer.ids.push(id);
            if proposed.get(accepted) != Some(&id) {
                break;
            }
            accepted += 1;
        }
        if let (false, Some(id)) = (answer.finished, answer.ids.last()) {
            last = *id;
            // The cache holds the whole proposal; what was rejected must go.
            steps.keep(&[0], past + 1 + accepted)?;
            draft.advance(&answer.ids, answer.tokens - past);
        }
    }
    Ok(answer)
}

/// Where the answer stands in the marked lines.
struct Draft<'s> {
    span: &'s [u32],
    /// The span's next token, when the answer's last ones were found in it.
    at: Option<usize>,
    /// The span's next token if every token of the answer replaced one of the span's.
    aligned: usize,
}

impl<'s> Draft<'s> {
    const fn new(span: &'s [u32]) -> Self {
        Self { span, at: Some(0), aligned: 0 }
    }

    fn tokens(&self, limit: usize) -> &'s [u32] {
        let rest = self.at.map_or(&[][..], |at| &self.span[at..]);
        &rest[..rest.len().min(limit)]
    }

    /// Takes note of the answer, which grew by `new` tokens.
    fn advance(&mut self, answer: &[u32], new: usize) {
        let tail = &answer[answer.len() - new..];
        self.aligned += new;
        self.at = match self.at {
            Some(at) if self.span.get(at..at + new) == Some(tail) => Some(at + new),
            _ => self.find(answer),
        };
        if let Some(at) = self.at {
            self.aligned = at;
        }
    }

    /// The place after the answer's shortest ending that stands in the span exactly once; when there is none, after the
    /// occurrence of the longest ending that is nearest to the aligned place.
    fn find(&self, answer: &[u32]) -> Option<usize> {
        let last = *answer.last()?;
        let mut places: Vec<usize> = (1..=self.span.len()).filter(|end| self.span[end - 1] == last).collect();
        for n in 2..=answer.len().min(MAX_MATCH) {
            if places.len() <= 1 {
                break;
            }
            let ending = &answer[answer.len() - n..];
            let longer: Vec<usize> = places
                .iter()
                .copied()
                .filter(|end| *end >= n && self.span[end - n..*end] == *ending)
                .collect();
            if longer.is_empty() {
                break;
            }
            places = longer;
        }
        places.into_iter().rev().min_by_key(|place| place.abs_diff(self.aligned))
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
        // Up to the change, the token after it, and the rest.
        assert_eq!(fake.passes, 3);
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

    #[test]
    fn a_place_is_found_by_the_shortest_ending_that_is_unique() {
        let draft = |aligned| Draft { span: &[5, 6, 7, 5, 6, 8], at: None, aligned };
        assert_eq!(draft(0).find(&[9, 8]), Some(6));
        assert_eq!(draft(0).find(&[7, 5, 6]), Some(5));
        assert_eq!(draft(0).find(&[9]), None);
        assert_eq!(draft(1).find(&[9, 6]), Some(2));
        assert_eq!(draft(5).find(&[9, 6]), Some(5));
    }
}
