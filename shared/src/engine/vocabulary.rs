//! From a row of logits to log-probabilities over the tokens that an answer may hold, without sorting the vocabulary.

use std::{cmp::Ordering, collections::BinaryHeap, ops::Range};

use multiversion::multiversion;

use super::{EngineError, greedy::Choice};

/// Which tokens an answer may hold: the text's and the end token. Special tokens and the embedding's padding rows are
/// never produced, and get no share of the probability.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    /// The first token of text: special tokens, and WordPiece's unknown one, have lower ids.
    pub(super) first: usize,
    /// One past the last token; padding rows follow.
    pub(super) end: usize,
    /// The token that ends an answer.
    pub(super) stop: u32,
    /// Length of a row of logits.
    pub(super) width: usize,
}

/// Independent sums, so that the compiler can use vector registers.
const LANES: usize = 16;

impl Vocabulary {
    fn text(&self) -> Range<usize> {
        self.first..self.end
    }

    /// The most probable token, the first among equals, and its log-probability.
    pub(super) fn best(&self, row: &[f32]) -> Result<(u32, f64), EngineError> {
        let (text, stop) = (&row[self.text()], row[self.stop as usize]);
        let (highest, normalizer) = normalize(text, stop)?;
        let id = if stop >= highest {
            self.stop
        } else {
            (self.first + position(text, highest).ok_or(EngineError::NotFinite)?) as u32
        };
        Ok((id, f64::from(row[id as usize]) - normalizer))
    }

    /// The log-probability of one token; minus infinity for one that no answer may hold.
    pub(super) fn log_probability(&self, row: &[f32], id: u32) -> Result<f64, EngineError> {
        if id != self.stop && !self.text().contains(&(id as usize)) {
            return Ok(f64::NEG_INFINITY);
        }
        let normalizer = normalize(&row[self.text()], row[self.stop as usize])?.1;
        Ok(f64::from(row[id as usize]) - normalizer)
    }

    /// Calls `found` with each token other than the chosen one that takes its answer's sum above `lowest`, and with that sum;
    /// it returns the new `lowest`.
    pub(super) fn others(
        &self,
        choice: &Choice<'_>,
        mut lowest: f64,
        mut found: impl FnMut(u32, f64) -> f64,
    ) {
        let Choice { sum, id, log_probability, logits, .. } = *choice;
        let normalizer = f64::from(logits[id as usize]) - log_probability;
        // Rounding down lets a few too many in, never too few.
        let floor = |lowest: f64| ((lowest - sum + normalizer) as f32).next_down();
        let mut offer = |other: u32, logit: f32| {
            let sum = sum + (f64::from(logit) - normalizer);
            if other != id && sum > lowest {
                lowest = found(other, sum);
            }
            floor(lowest)
        };
        let high = offer(self.stop, logits[self.stop as usize]);
        self.above(logits, high, offer);
    }

    /// Calls `found` with each text token whose logit is above `high`, which it returns anew.
    fn above(&self, logits: &[f32], mut high: f32, mut found: impl FnMut(u32, f32) -> f32) {
        let (text, mut from) = (&logits[self.text()], 0);
        while let Some(at) = next_above(text, from, high) {
            high = found((self.first + at) as u32, text[at]);
            from = at + 1;
        }
    }

    /// The `count` best continuations of all rows, best first; `scores` are the rows' sums so far.
    pub(super) fn top(
        &self,
        logits: &[f32],
        scores: &[f64],
        count: usize,
    ) -> Result<Vec<Continuation>, EngineError> {
        let mut kept = BinaryHeap::with_capacity(count + 1);
        for (row, (logits, score)) in logits.chunks_exact(self.width).zip(scores).enumerate() {
            let (text, stop) = (&logits[self.text()], logits[self.stop as usize]);
            let normalizer = normalize(text, stop)?.1;
            let mut offer = |id: u32, logit: f32| {
                kept.push(Continuation { row, id, score: score + (f64::from(logit) - normalizer) });
                if kept.len() > count {
                    kept.pop();
                }
                // What a later token must exceed, as a logit. Rounding down lets a few too many in, never too few.
                match kept.peek() {
                    Some(worst) if kept.len() == count => {
                        ((worst.score - score + normalizer) as f32).next_down()
                    }
                    _ => f32::NEG_INFINITY,
                }
            };
            let floor = offer(self.stop, stop);
            self.above(logits, floor, offer);
        }
        Ok(kept.into_sorted_vec())
    }
}

/// A row continued by one token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Continuation {
    /// The row that it continues.
    pub(super) row: usize,
    /// The token.
    pub(super) id: u32,
    /// Sum of log-probabilities with that token.
    pub(super) score: f64,
}

impl Eq for Continuation {}

impl Ord for Continuation {
    /// The better one is less, so that a heap's top is the worst and a sorted list begins with the best.
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then((self.row, self.id).cmp(&(other.row, other.id)))
    }
}

impl PartialOrd for Continuation {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Logits compared at once before any of them is looked at.
const BLOCK: usize = 64;

/// Where the first logit from `from` on stands that is above `high`.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn next_above(text: &[f32], from: usize, high: f32) -> Option<usize> {
    let mut at = from;
    for block in text[from..].chunks(BLOCK) {
        if block.iter().fold(f32::NEG_INFINITY, |highest, logit| highest.max(*logit)) > high {
            return block.iter().position(|logit| *logit > high).map(|within| at + within);
        }
        at += block.len();
    }
    None
}

/// Where the first logit stands that is not below `high`.
fn position(text: &[f32], high: f32) -> Option<usize> {
    // The next smaller number, so that one loop does for both.
    next_above(text, 0, high.next_down())
}

/// The highest logit of the text tokens, and the logarithm of the sum of all exponentials. The lanes are summed in the same
/// order with all instructions, so that every machine gives the same figures.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn normalize(text: &[f32], stop: f32) -> Result<(f32, f64), EngineError> {
    let (chunks, rest) = text.as_chunks::<LANES>();
    let (mut high, mut not_number) = ([f32::NEG_INFINITY; LANES], [stop.is_nan(); LANES]);
    for chunk in chunks {
        for lane in 0..LANES {
            high[lane] = if chunk[lane] > high[lane] { chunk[lane] } else { high[lane] };
            not_number[lane] |= chunk[lane].is_nan();
        }
    }
    let highest = high.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    let shift = highest.max(stop);
    if !shift.is_finite() || not_number.contains(&true) || rest.iter().any(|logit| logit.is_nan()) {
        return Err(EngineError::NotFinite);
    }
    let mut sums = [0.0_f32; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += exp(chunk[lane] - shift);
        }
    }
    let sum = sums.iter().chain(&[exp(stop - shift)]).map(|part| f64::from(*part)).sum::<f64>()
        + rest.iter().map(|logit| f64::from(exp(logit - shift))).sum::<f64>();
    Ok((highest, f64::from(shift) + sum.ln()))
}

/// `e^x` for `x ≤ 0` within 2e-7 of its value; below -87 it is that of -87, which no sum notices. Cephes' polynomial: the
/// standard library's function is exact to the last bit and cannot be vectorized, and a beam of 50 takes 800,000 a step.
#[inline]
fn exp(x: f32) -> f32 {
    /// Adding this to a small float rounds it to an integer, which then stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.max(-87.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    // ln 2 in two parts, so that the product with n is exact.
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * r + coefficient;
    }
    let value = p * r * r + r + 1.0;
    let exponent = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32).wrapping_add(127) << 23;
    value * f32::from_bits(exponent as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(width: usize) -> Vocabulary {
        Vocabulary { first: 4, end: width - 3, stop: 2, width }
    }

    /// Logits that look random and are the same in every run.
    fn logits(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        };
        (0..n).map(|_| next() * 20.0 - 10.0).collect()
    }

    fn naive(vocabulary: &Vocabulary, row: &[f32]) -> Vec<(u32, f64)> {
        let ids = (vocabulary.first..vocabulary.end).chain([vocabulary.stop as usize]);
        let sum: f64 = ids.clone().map(|id| f64::from(row[id]).exp()).sum();
        ids.map(|id| (id as u32, f64::from(row[id]) - sum.ln())).collect()
    }

    #[test]
    fn the_exponential_is_close() {
        for i in 0..=87_000 {
            let x = -(i as f32) / 1000.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) - exact).abs() <= 2e-7 * exact, "{x}");
        }
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
        assert_eq!(exp(0.0).to_bits(), 1.0_f32.to_bits());
    }

    #[test]
    fn masked_tokens_never_win_and_take_no_probability() {
        let vocabulary = vocabulary(100);
        let mut row = logits(100, 1);
        for masked in [0, 1, 3, 97, 98, 99] {
            row[masked] = 1000.0;
        }
        let expected = naive(&vocabulary, &row).into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let (id, log_probability) = vocabulary.best(&row).unwrap();
        assert_eq!(id, expected.0);
        assert!((log_probability - expected.1).abs() < 1e-6);
        row[2] = 50.0;
        assert_eq!(vocabulary.best(&row).unwrap().0, 2);
        let top = vocabulary.top(&row, &[0.0], 100).unwrap();
        assert_eq!(top.len(), 94);
        assert!((top.iter().map(|c| c.score.exp()).sum::<f64>() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_top_is_what_sorting_everything_gives() {
        let vocabulary = vocabulary(1000);
        let rows: Vec<f32> = (0..7).flat_map(|row| logits(1000, row)).collect();
        let scores = [-1.0, -0.5, -3.0, -2.0, -9.0, -0.25, -1.5];
        let mut expected: Vec<(usize, u32, f64)> = Vec::new();
        for (row, score) in scores.iter().enumerate() {
            let logits = &rows[row * 1000..][..1000];
            expected.extend(naive(&vocabulary, logits).iter().map(|(id, value)| (row, *id, value + score)));
        }
        expected.sort_by(|a, b| b.2.total_cmp(&a.2));
        let top = vocabulary.top(&rows, &scores, 100).unwrap();
        assert_eq!(top.len(), 100);
        for (found, (row, id, score)) in top.iter().zip(&expected) {
            assert_eq!((found.row, found.id), (*row, *id));
            assert!((found.score - score).abs() < 1e-5);
        }
    }

    #[test]
    fn values_that_are_not_numbers_are_an_error() {
        let vocabulary = vocabulary(100);
        for (at, value) in [(50, f32::NAN), (2, f32::NAN), (95, f32::NAN), (50, f32::INFINITY)] {
            let mut row = logits(100, 1);
            row[at] = value;
            assert!(matches!(vocabulary.best(&row), Err(EngineError::NotFinite)), "{at} {value}");
        }
        assert!(vocabulary.best(&[f32::NEG_INFINITY; 100]).is_err());
    }
}
