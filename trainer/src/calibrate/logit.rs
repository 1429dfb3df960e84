//! The maximum-likelihood fit of a conditional logit: which of some alternatives is right is drawn with the softmax of their weighted
//! features. The likelihood is concave, so Newton's method finds its top.

use anyhow::{Context, bail};

/// Newton's method is done when no weight moves by more.
const CLOSE: f64 = 1e-7;
/// Newton's method needs about ten steps.
const MAX_STEPS: usize = 100;

/// One alternative's features that are not zero, each with its place among the weights; no place comes twice.
pub(super) type Row = Vec<(usize, f64)>;

/// Alternatives of which one was right.
pub(super) struct Choice {
    /// What the weights are multiplied with, by alternative: which weight, and by how much. Weights that are not named get nothing.
    pub(super) rows: Vec<Row>,
    /// What is added without a weight to be fitted: `[alternatives]`.
    pub(super) offsets: Vec<f64>,
    /// Which of them was right.
    pub(super) right: usize,
}

/// The weights that make what was right in all choices most likely. `ridge` pulls them towards zero, by choice.
///
/// # Errors
/// The choices do not determine the weights, or these do not settle.
pub(super) fn fit<const N: usize>(choices: &[Choice], ridge: f64) -> anyhow::Result<[f64; N]> {
    let mut weights = [0.0; N];
    let mut state = likelihood(choices, &weights, ridge);
    for _ in 0..MAX_STEPS {
        let step =
            solve(state.curvature, state.gradient).context("the evidence does not determine the weights")?;
        let mut length = 1.0;
        let (next, next_state) = loop {
            let next: [f64; N] = std::array::from_fn(|at| weights[at] + length * step[at]);
            let next_state = likelihood(choices, &next, ridge);
            if next_state.value >= state.value - 1e-12 || length < 1e-6 {
                break (next, next_state);
            }
            length /= 2.0;
        };
        let moved = next.iter().zip(&weights).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        (weights, state) = (next, next_state);
        if moved < CLOSE {
            return Ok(weights);
        }
    }
    bail!("the weights did not settle in {MAX_STEPS} steps")
}

/// Mean log-likelihood by choice less the ridge, its gradient and minus its second derivative.
struct Likelihood<const N: usize> {
    value: f64,
    gradient: [f64; N],
    /// `[N][N]`, symmetric.
    curvature: Vec<[f64; N]>,
}

fn likelihood<const N: usize>(choices: &[Choice], weights: &[f64; N], ridge: f64) -> Likelihood<N> {
    let mut sum = Likelihood { value: 0.0, gradient: [0.0; N], curvature: vec![[0.0; N]; N] };
    for Choice { rows, offsets, right } in choices {
        let utilities: Vec<f64> =
            rows.iter().zip(offsets).map(|(row, offset)| weighed(row, weights) + offset).collect();
        let highest = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let all: f64 = utilities.iter().map(|utility| (utility - highest).exp()).sum();
        sum.value += utilities[*right] - highest - all.ln();
        let mut mean = [0.0; N];
        let shares: Vec<f64> = utilities.iter().map(|utility| (utility - highest).exp() / all).collect();
        // The curvature is symmetric: what lies below the diagonal is enough.
        for (row, share) in rows.iter().zip(&shares) {
            for (place, &(at, value)) in row.iter().enumerate() {
                mean[at] += share * value;
                for &(other, by) in &row[..=place] {
                    sum.curvature[at.max(other)][at.min(other)] += share * value * by;
                }
            }
        }
        let held: Vec<usize> = (0..N).filter(|at| mean[*at] != 0.0).collect();
        for (place, &at) in held.iter().enumerate() {
            sum.gradient[at] -= mean[at];
            for &other in &held[..=place] {
                sum.curvature[at][other] -= mean[at] * mean[other];
            }
        }
        for &(at, value) in &rows[*right] {
            sum.gradient[at] += value;
        }
    }
    let n = choices.len().max(1) as f64;
    sum.value = sum.value / n - ridge * dot(weights, weights) / 2.0;
    for at in 0..N {
        for other in 0..at {
            sum.curvature[other][at] = sum.curvature[at][other];
        }
    }
    for (at, (slope, line)) in sum.gradient.iter_mut().zip(&mut sum.curvature).enumerate() {
        *slope = *slope / n - ridge * weights[at];
        for cell in line.iter_mut() {
            *cell /= n;
        }
        line[at] += ridge;
    }
    sum
}

/// The standard error of each weight at the top of the likelihood: the roots of the inverse information's diagonal.
#[cfg(test)]
pub(super) fn standard_errors<const N: usize>(choices: &[Choice], weights: &[f64; N]) -> [f64; N] {
    let mut information = likelihood(choices, weights, 0.0).curvature;
    // Of what never occurs, nothing is learned, and nothing else is told by it.
    let never: [bool; N] = std::array::from_fn(|at| information[at][at] == 0.0);
    for (at, line) in information.iter_mut().enumerate().filter(|(at, _)| never[*at]) {
        line[at] = 1.0;
    }
    std::array::from_fn(|at| {
        let unit = std::array::from_fn(|other| f64::from(u8::from(other == at)));
        let column = if never[at] { Some(unit) } else { solve(information.clone(), unit) };
        (column.expect("the evidence determines the weights")[at] / choices.len() as f64).sqrt()
    })
}

fn weighed<const N: usize>(row: &[(usize, f64)], weights: &[f64; N]) -> f64 {
    row.iter().map(|(at, value)| value * weights[*at]).sum()
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Gaussian elimination; the matrix is positive definite, so no rows need to change places.
fn solve<const N: usize>(mut matrix: Vec<[f64; N]>, mut right: [f64; N]) -> Option<[f64; N]> {
    for at in 0..N {
        let pivot = matrix[at][at];
        if !(pivot.is_finite() && pivot > 0.0) {
            return None;
        }
        for below in at + 1..N {
            let factor = matrix[below][at] / pivot;
            let row = matrix[at];
            for (cell, above) in matrix[below].iter_mut().zip(&row).skip(at) {
                *cell -= factor * above;
            }
            right[below] -= factor * right[at];
        }
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIDGE: f64 = 1e-4;

    #[test]
    fn the_gradient_and_the_curvature_are_those_of_the_likelihood() {
        let value = |at: usize| ((at * at * 7919 + 31 * at) % 97) as f64 / 48.5 - 1.0;
        let choices: Vec<Choice> = (0..40)
            .map(|choice| {
                let n = 2 + choice % 4;
                let row = |alternative: usize| {
                    let held = (0..5).filter(|at| !(choice + alternative + at).is_multiple_of(3));
                    held.map(|at| (at, value(choice * 100 + alternative * 10 + at))).collect()
                };
                let offsets = (0..n).map(|at| value(choice + at)).collect();
                Choice { rows: (0..n).map(row).collect(), offsets, right: choice % n }
            })
            .collect();
        let weights: [f64; 5] = std::array::from_fn(|at| 0.3 - 0.1 * at as f64);
        let at = |index: usize, by: f64| {
            let mut moved = weights;
            moved[index] += by;
            likelihood(&choices, &moved, RIDGE)
        };
        let exact = likelihood(&choices, &weights, RIDGE);
        for i in 0..5 {
            let (up, down) = (at(i, 1e-5), at(i, -1e-5));
            assert!(((up.value - down.value) / 2e-5 - exact.gradient[i]).abs() < 1e-7);
            for j in 0..5 {
                let slope = (up.gradient[j] - down.gradient[j]) / 2e-5;
                assert!((slope + exact.curvature[i][j]).abs() < 1e-7);
            }
        }
        let top = likelihood(&choices, &fit::<5>(&choices, RIDGE).unwrap(), RIDGE);
        assert!(top.gradient.iter().all(|slope| slope.abs() < 1e-9), "the top is flat");
        assert!(top.value > exact.value);
    }

    #[test]
    fn a_feature_that_never_occurs_gets_no_weight() {
        let choices: Vec<Choice> = (0..20)
            .map(|at| Choice {
                rows: vec![vec![(0, 1.0)], Vec::new()],
                offsets: vec![0.0; 2],
                right: usize::from(at % 3 == 0),
            })
            .collect();
        let [found, never] = fit(&choices, RIDGE).unwrap();
        assert!((found - (13.0_f64 / 7.0).ln()).abs() < 1e-2 && never.abs() < 1e-9, "{found} {never}");
    }
}
