//! Figures behind the drawings: smoothing, calibration, precision over coverage.

use super::evaluation::Detail;

/// Bins of confidence.
pub const N_BINS: usize = 10;

/// An exponential moving average over `span` points; fewer at the start, a third of the points so far, so that it does not
/// lag behind the steep first stretch. What is no number is passed over: its place holds the average so far.
pub fn smooth(values: &[f64], span: f64) -> Vec<f64> {
    let (mut average, mut n) = (f64::NAN, 0.0_f64);
    values
        .iter()
        .map(|value| {
            if value.is_finite() {
                n += 1.0;
                let share = 2.0 / ((n / 3.0).min(span).max(1.0) + 1.0);
                // Before the first number there is a gap, not a zero.
                average = if average.is_nan() { *value } else { average + share * (value - average) };
            }
            average
        })
        .collect()
}

/// The value below which `share` of the finite values lie; nothing when there is none.
pub fn quantile(values: impl Iterator<Item = f64>, share: f64) -> Option<f64> {
    let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(values[(share.clamp(0.0, 1.0) * last as f64).round() as usize])
}

/// Answers whose confidence lies in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Answers.
    pub n: usize,
    /// Right ones among them.
    pub right: usize,
    /// Their mean confidence; 0 for an empty bin.
    pub confidence: f64,
}

impl Bin {
    /// Share of right answers; 0 for an empty bin.
    pub fn share(&self) -> f64 {
        self.right as f64 / self.n.max(1) as f64
    }
}

/// How far confidence can be taken at its word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// By confidence, lowest first; the last bin holds 1 itself.
    pub bins: [Bin; N_BINS],
    /// Answers with a confidence.
    pub n: usize,
    /// Expected calibration error: the mean distance between confidence and share right, each bin weighed by its answers.
    pub error: f64,
}

/// Sorts answers into bins of confidence. Examples without an answer have no confidence and are left out.
pub fn calibration(details: &[Detail]) -> Calibration {
    let mut calibration = Calibration::default();
    for (is_right, confidence) in answered(details) {
        let bin = &mut calibration.bins[((confidence * N_BINS as f64) as usize).min(N_BINS - 1)];
        bin.n += 1;
        bin.right += usize::from(is_right);
        bin.confidence += confidence;
        calibration.n += 1;
    }
    for bin in &mut calibration.bins {
        bin.confidence /= bin.n.max(1) as f64;
        calibration.error += (bin.share() - bin.confidence).abs() * bin.n as f64;
    }
    calibration.error /= calibration.n.max(1) as f64;
    calibration
}

/// What is left when only answers of at least some confidence are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The least confidence shown.
    pub confidence: f64,
    /// Share of all examples, unanswered ones too, that get an answer.
    pub coverage: f64,
    /// Share of right ones among the answers shown.
    pub precision: f64,
}

/// Precision and coverage at each confidence that occurs, highest first.
pub fn coverage(details: &[Detail]) -> Vec<Threshold> {
    let mut answers: Vec<(f64, bool)> =
        answered(details).map(|(is_right, confidence)| (confidence, is_right)).collect();
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut points: Vec<Threshold> = Vec::new();
    let mut right = 0;
    for (index, (confidence, is_right)) in answers.iter().enumerate() {
        right += usize::from(*is_right);
        // A threshold keeps all answers of the same confidence or none.
        if answers.get(index + 1).is_none_or(|next| next.0 < *confidence) {
            points.push(Threshold {
                confidence: *confidence,
                coverage: (index + 1) as f64 / details.len() as f64,
                precision: right as f64 / (index + 1) as f64,
            });
        }
    }
    points
}

/// Coverage and precision when answers below `confidence` are not shown; nothing when no answer is left.
pub fn at_threshold(points: &[Threshold], confidence: f64) -> Option<Threshold> {
    points.iter().rev().find(|point| point.confidence >= confidence).copied()
}

/// Answers as an editor would show them: whether each is right, and how sure the model is. Of lines that are right, any change is wrong.
fn answered(details: &[Detail]) -> impl Iterator<Item = (bool, f64)> {
    details.iter().filter_map(|detail| {
        let is_right_as_is = detail.buggy == detail.fixed;
        let confidence = if is_right_as_is { detail.change } else { detail.confidence };
        let confidence = confidence.filter(|confidence| confidence.is_finite())?;
        Some((detail.right() && !is_right_as_is, confidence.clamp(0.0, 1.0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(of: &[(f64, bool)]) -> Vec<Detail> {
        of.iter()
            .map(|&(confidence, right)| Detail {
                confidence: Some(confidence),
                rank: right.then_some(1),
                buggy: "a = b\n".to_owned(),
                ..Detail::default()
            })
            .collect()
    }

    #[track_caller]
    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }

    #[test]
    fn of_lines_that_are_right_the_change_that_is_offered_counts_and_is_wrong() {
        let left_alone =
            |change| Detail { confidence: Some(0.9), rank: Some(1), change, ..Detail::default() };
        let found = calibration(&[left_alone(Some(0.3)), left_alone(None)]);
        assert_eq!((found.n, found.bins.iter().map(|bin| bin.right).sum::<usize>()), (1, 0));
        close(found.error, 0.3);
    }

    #[test]
    fn smoothing_is_quick_at_first_and_calm_later() {
        // Points 1 to 3 stand for themselves; the sixth has a span of 2 and weighs 2/3, the ninth 3 and 1/2.
        let values = [8.0, 6.0, 4.0, 4.0, 4.0, 1.0, 2.0, 2.0, 6.0];
        let smoothed = smooth(&values, 3.0);
        assert_eq!(smoothed[..5], values[..5]);
        close(smoothed[5], 4.0 - 2.0 / 3.0 * 3.0);
        close(smoothed[8], f64::midpoint(2.0, 6.0));
        for value in smooth(&[2.5; 9], 20.0) {
            close(value, 2.5);
        }
        assert_eq!(smooth(&values, 1.0), values);
    }

    #[test]
    fn what_is_no_number_neither_spreads_nor_counts() {
        let smoothed = smooth(&[f64::NAN, 4.0, f64::INFINITY, 1.0], 3.0);
        assert!(smoothed[0].is_nan());
        assert_eq!(smoothed[1..], [4.0, 4.0, 1.0]);
        assert_eq!(quantile([1.0, f64::NAN, 3.0, 2.0].into_iter(), 0.5), Some(2.0));
        assert_eq!(quantile([f64::NAN].into_iter(), 0.5), None);
    }

    #[test]
    fn bins_and_error_are_those_of_a_hand_calculation() {
        let mut details = answers(&[
            (0.95, true),
            (1.0, true),
            (0.9, false),
            (0.90, true),
            (0.25, false),
            (0.21, true),
            (0.0, false),
        ]);
        details.push(Detail { too_long: true, ..Detail::default() });
        details.push(Detail { confidence: Some(f64::NAN), ..Detail::default() });
        let found = calibration(&details);
        assert_eq!(found.n, 7);
        let counts: Vec<_> = found.bins.iter().map(|bin| (bin.n, bin.right)).collect();
        let none = (0, 0);
        assert_eq!(counts, [(1, 0), none, (2, 1), none, none, none, none, none, none, (4, 3)]);
        close(found.bins[9].confidence, 0.9375);
        close(found.bins[2].confidence, 0.23);
        // 4/7·|0.75 − 0.9375| + 2/7·|0.5 − 0.23| + 1/7·0
        close(found.error, (4.0 * 0.1875 + 2.0 * 0.27) / 7.0);
        assert_eq!(calibration(&[]), Calibration::default());
    }

    #[test]
    fn coverage_counts_examples_without_an_answer_and_keeps_ties_together() {
        let mut details = answers(&[(0.9, true), (0.5, false), (0.9, true), (0.5, true), (0.1, false)]);
        details.extend([Detail::default(), Detail::default(), Detail::default()]);
        let points = coverage(&details);
        let rows: Vec<_> = points.iter().map(|p| (p.confidence, p.coverage, p.precision)).collect();
        assert_eq!(rows, [(0.9, 0.25, 1.0), (0.5, 0.5, 0.75), (0.1, 0.625, 0.6)]);
        assert_eq!(at_threshold(&points, 0.5).map(|p| p.precision), Some(0.75));
        assert_eq!(at_threshold(&points, 0.6).map(|p| p.precision), Some(1.0));
        assert_eq!(at_threshold(&points, 0.95), None);
        assert!(coverage(&[]).is_empty());
    }
}
