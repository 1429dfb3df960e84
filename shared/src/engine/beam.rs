//! Beam search, batched: all open beams go through the decoder as rows of one pass.

use super::{CancelToken, EngineError, Hypothesis, steps::Steps, vocabulary::Vocabulary};

/// A beam that has not come to the end token.
struct Open {
    ids: Vec<u32>,
    sum: f64,
}

/// The best finished answers, best mean log-probability first, at most `width`.
pub(super) fn decode(
    steps: &mut (impl Steps + ?Sized),
    vocabulary: &Vocabulary,
    start: u32,
    width: usize,
    limit: usize,
    cancel: &CancelToken,
) -> Result<Vec<Hypothesis>, EngineError> {
    let width = width.max(1);
    let mut open = vec![Open { ids: Vec::new(), sum: 0.0 }];
    let mut finished: Vec<Hypothesis> = Vec::new();
    for length in 1..=limit {
        cancel.check()?;
        let input: Vec<u32> = open.iter().map(|beam| beam.ids.last().copied().unwrap_or(start)).collect();
        let sums: Vec<f64> = open.iter().map(|beam| beam.sum).collect();
        steps.step(&input, open.len())?;

        // Every row can end at most once, so twice the width always leaves `width` beams to go on with.
        let best = vocabulary.top(steps.logits()?, &sums, 2 * width)?;
        let (mut next, mut rows) = (Vec::with_capacity(width), Vec::with_capacity(width));
        for (rank, continuation) in best.into_iter().enumerate() {
            let ids = &open[continuation.row].ids;
            if continuation.id != vocabulary.stop {
                let ids = [ids, &[continuation.id][..]].concat();
                next.push(Open { ids, sum: continuation.score });
                rows.push(continuation.row);
                if next.len() == width {
                    break;
                }
            } else if rank < width {
                finished.push(Hypothesis {
                    ids: ids.clone(),
                    log_probability: continuation.score,
                    tokens: length,
                    finished: true,
                });
            }
        }
        finished.sort_by(|a, b| b.mean_log_probability().total_cmp(&a.mean_log_probability()));
        finished.truncate(width);
        open = next;
        // A beam's mean rarely rises by much once `width` better answers are there: stop as soon as it is below theirs.
        let best_open = open.first().map_or(f64::NEG_INFINITY, |beam| beam.sum / length as f64);
        let worst_kept = finished.last().map_or(f64::NEG_INFINITY, Hypothesis::mean_log_probability);
        if open.is_empty() || (finished.len() == width && worst_kept >= best_open) {
            break;
        }
        if length < limit {
            steps.keep(&rows, length)?;
        }
    }
    Ok(finished)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            fake::{Fake, VOCABULARY, answers},
            greedy,
        },
        *,
    };

    fn run(fake: &mut Fake, width: usize, limit: usize) -> Vec<Hypothesis> {
        decode(fake, &VOCABULARY, 1, width, limit, &CancelToken::new()).unwrap()
    }

    #[test]
    fn a_beam_of_one_is_greedy() {
        for (span, answer) in answers() {
            let expected =
                greedy::decode(&mut Fake::answering(&answer), &VOCABULARY, 1, &span, 64, &CancelToken::new());
            assert_eq!(run(&mut Fake::answering(&answer), 1, 64), vec![expected.unwrap()]);
        }
    }

    #[test]
    fn answers_are_different_ranked_and_scored_as_the_model_does() {
        let answer = [10, 11, 12, 13];
        let mut fake = Fake::answering(&answer);
        let found = run(&mut fake, 8, 64);
        assert_eq!(found.len(), 8);
        assert_eq!(found[0].ids, answer);
        for (at, hypothesis) in found.iter().enumerate() {
            assert!(hypothesis.finished && hypothesis.tokens == hypothesis.ids.len() + 1);
            assert!(found[..at].iter().all(|other| other.ids != hypothesis.ids));
            let scored = fake.score(&hypothesis.ids);
            assert!((scored - hypothesis.log_probability).abs() < 1e-6, "{scored} {hypothesis:?}");
            if let Some(next) = found.get(at + 1) {
                assert!(hypothesis.mean_log_probability() >= next.mean_log_probability());
            }
        }
    }

    #[test]
    fn a_wide_beam_finds_what_trying_everything_finds() {
        // Answers of up to two tokens over the whole vocabulary.
        let mut fake = Fake::answering(&[20]);
        let mut all = vec![Vec::new()];
        let text = VOCABULARY.first as u32..VOCABULARY.end as u32;
        all.extend(text.clone().map(|a| vec![a]));
        let mut scored: Vec<(f64, Vec<u32>)> =
            all.into_iter().map(|ids| (fake.score(&ids) / (ids.len() + 1) as f64, ids)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let found = run(&mut fake, 50, 2);
        assert_eq!(found[0].ids, scored[0].1);
        let expected: Vec<_> = scored.iter().take(5).map(|(_, ids)| ids.clone()).collect();
        assert_eq!(found.iter().take(5).map(|h| h.ids.clone()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn only_finished_answers_come_back_and_the_loop_can_be_stopped() {
        assert_eq!(run(&mut Fake::answering(&[10; 30]), 1, 10), vec![]);
        assert_eq!(run(&mut Fake::answering(&[10]), 3, 0), vec![]);
        let cancel = CancelToken::new();
        let mut fake = Fake::answering(&[10, 11, 12]);
        fake.cancel_after = Some((2, cancel.clone()));
        let error = decode(&mut fake, &VOCABULARY, 1, 4, 64, &cancel).unwrap_err();
        assert!(matches!(error, EngineError::Cancelled));
        assert_eq!(fake.passes, 2);
    }
}
