//! The order of candidates, and how sure to be of each.

use super::Candidate;
use crate::ranking::{Evidence, Ranking};

/// Puts candidates in order, best first, and says how sure to be of each. A candidate that leaves the marked lines as they
/// are has the chance that nothing is wrong. Where that is not weighed it comes first when the model finds it more probable
/// than any change, and last otherwise. Returns the chance that nothing is wrong, where it is weighed.
pub(super) fn order(
    candidates: &mut [Candidate],
    ranking: Option<&Ranking>,
    unchanged: Option<&Evidence>,
    original: &str,
) -> Option<f32> {
    let mut as_is = None;
    if let Some(ranking) = ranking {
        let likeliest = candidates.iter().map(|c| c.log_probability).fold(f32::NEG_INFINITY, f32::max);
        let changes: Vec<_> =
            candidates.iter().filter(|c| c.replacement != original).map(|c| c.evidence).collect();
        let found = ranking.chances(&changes, unchanged);
        as_is = ranking.unchanged.and(unchanged).map(|_| found.unchanged as f32);
        let mut shares = found.candidates.into_iter();
        for candidate in candidates.iter_mut() {
            candidate.confidence = if candidate.replacement != original {
                shares.next().unwrap_or_default() as f32
            } else if let Some(as_is) = as_is {
                as_is
            } else if candidate.log_probability < likeliest {
                0.0
            } else {
                1.0
            };
        }
    }
    candidates.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then(b.log_probability.total_cmp(&a.log_probability))
    });
    as_is
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::tests::RANKING;

    fn candidate(replacement: &str, mean: f64, evidence: Evidence) -> Candidate {
        let evidence = Evidence { sum_log_probability: mean * 5.0, mean_log_probability: mean, ..evidence };
        let log_probability = mean as f32;
        Candidate {
            replacement: replacement.into(),
            confidence: mean.exp() as f32,
            log_probability,
            evidence,
            precedent: None,
        }
    }

    #[test]
    fn evidence_outweighs_the_model() {
        let invented = Evidence { invented_names: 1, ..Evidence::default() };
        let proposed = Evidence { from_document: true, ..Evidence::default() };
        let all = [
            candidate("lenth\n", -0.1, invented),
            candidate("length\n", -0.4, proposed),
            candidate("n\n", -0.3, Evidence::default()),
        ];
        let in_order = |ranking: Option<&Ranking>| {
            let mut candidates = all.to_vec();
            order(&mut candidates, ranking, None, "lenght\n");
            assert!(candidates.is_sorted_by(|a, b| a.confidence >= b.confidence));
            candidates.into_iter().map(|c| c.replacement).collect::<Vec<_>>()
        };
        assert_eq!(in_order(Some(&RANKING)), ["length\n", "n\n", "lenth\n"]);
        assert_eq!(in_order(None), ["lenth\n", "n\n", "length\n"]);
    }

    #[test]
    fn leaving_the_lines_alone_is_for_the_model_to_say() {
        for (mean, first) in [(-0.05, "same\n"), (-0.2, "new\n")] {
            let mut candidates = [
                candidate("new\n", -0.1, Evidence::default()),
                candidate("same\n", mean, Evidence::default()),
            ];
            order(&mut candidates, Some(&RANKING), None, "same\n");
            assert_eq!(candidates[0].replacement, first);
        }
        // Where the ranking weighs it, a change has to be much more probable to be likely.
        let weighing = Ranking { unchanged: Some(3.0), ..RANKING };
        let mut candidates =
            [candidate("new\n", -0.1, Evidence::default()), candidate("same\n", -0.3, Evidence::default())];
        let same = candidates[1].evidence;
        let before = weighing.chances([&candidates[0].evidence], None).candidates[0];
        let as_is = order(&mut candidates, Some(&weighing), Some(&same), "same\n");
        assert_eq!(candidates[0].replacement, "same\n");
        assert_eq!(as_is, Some(candidates[0].confidence));
        assert_eq!(order(&mut candidates, Some(&weighing), None, "same\n"), None);
        assert_eq!(order(&mut candidates, None, Some(&same), "same\n"), None);
        order(&mut candidates, Some(&weighing), Some(&same), "same\n");
        assert!(f64::from(candidates[1].confidence) < before / 2.0);
    }
}
