//! The probability of a given answer, in one pass of the decoder.

use super::{EngineError, Hypothesis, steps::Steps, vocabulary::Vocabulary};

/// Scores the answer in `input`, which begins with the start token and lacks the end token.
pub(super) fn score(
    steps: &mut (impl Steps + ?Sized),
    vocabulary: &Vocabulary,
    input: &[u32],
) -> Result<Hypothesis, EngineError> {
    steps.step(input, 1)?;
    let ids = input.get(1..).unwrap_or_default();
    let next = ids.iter().copied().chain([vocabulary.stop]);
    let mut log_probability = 0.0;
    for (row, id) in steps.logits()?.chunks_exact(vocabulary.width).zip(next) {
        log_probability += vocabulary.log_probability(row, id)?;
    }
    Ok(Hypothesis { ids: ids.to_vec(), log_probability, tokens: input.len(), finished: true })
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
            let mut fake = Fake::answering(&wanted);
            let scored = score(&mut fake, &VOCABULARY, &[&[1], greedy.ids.as_slice()].concat()).unwrap();
            assert_eq!((&scored.ids, scored.tokens, scored.finished), (&greedy.ids, greedy.tokens, true));
            assert!((scored.log_probability - greedy.log_probability).abs() < 1e-6);
            assert_eq!(fake.passes, 1);
        }
    }

    #[test]
    fn special_tokens_have_no_probability() {
        let mut fake = Fake::answering(&[10, 11]);
        let scored = score(&mut fake, &VOCABULARY, &[1, 10, 3]).unwrap();
        assert!(scored.log_probability == f64::NEG_INFINITY);
    }
}
