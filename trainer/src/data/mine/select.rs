//! What of one repository's pairs is kept: no pair twice, few of one edit, and the likeliest when there are too many.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use fixerr_shared::example::RepairExample;

use super::{commit::Found, reason::Reason, tally::Tally};
use crate::data::normal::{Fingerprint, exact, near};

/// Pairs seen so far, names folded where a pair is long enough to be told apart without them.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<Fingerprint>);

impl Seen {
    /// Whether the pair is new.
    pub(super) fn insert(&mut self, example: &RepairExample) -> bool {
        self.0.insert(near(example).unwrap_or_else(|| exact(example)))
    }
}

/// Applies the caps of one repository; the order stays.
pub(super) fn select(
    found: Vec<Found>,
    per_edit: usize,
    per_repository: usize,
    tally: &mut Tally,
) -> Vec<RepairExample> {
    let (mut seen, mut edits) = (Seen::default(), HashMap::new());
    let mut kept = Vec::with_capacity(found.len());
    for one in found {
        if !seen.insert(&one.example) {
            tally.drop(Reason::Repeated);
            continue;
        }
        let edit: &mut usize = edits.entry(one.edit).or_default();
        *edit += 1;
        if *edit > per_edit {
            tally.drop(Reason::PerEdit);
            continue;
        }
        kept.push(one);
    }
    if kept.len() > per_repository {
        tally.drop_many(Reason::PerRepository, (kept.len() - per_repository) as u64);
        // The surest message first, then the commit with the fewest hunks, then the newest.
        let mut order: Vec<usize> = (0..kept.len()).collect();
        order.sort_by_key(|at| (Reverse(kept[*at].candidate.strength), kept[*at].hunks, *at));
        let best: HashSet<usize> = order.into_iter().take(per_repository).collect();
        let mut at = 0..;
        kept.retain(|_| at.next().is_some_and(|at| best.contains(&at)));
    }
    let mut ids = HashSet::new();
    let mut examples: Vec<RepairExample> = kept.into_iter().map(|one| one.example).collect();
    // Two branches can hold the same commit under hashes that begin alike.
    examples.retain(|example| ids.insert(example.id.clone()));
    examples
}

/// How many of each part to keep so that all together stay within `limit`: large ones give first.
pub(crate) fn shares(counts: &[usize], limit: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|at| counts[*at]);
    let (mut left, mut shares) = (limit, vec![0; counts.len()]);
    for (done, at) in order.iter().enumerate() {
        shares[*at] = counts[*at].min(left.div_ceil(counts.len() - done));
        left -= shares[*at];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_repositories_give_first() {
        assert_eq!(shares(&[10, 2, 30], 100), [10, 2, 30]);
        assert_eq!(shares(&[10, 2, 30], 12), [5, 2, 5]);
        assert_eq!(shares(&[10, 2, 30], 0), [0, 0, 0]);
        assert_eq!(shares(&[3, 3], 5).iter().sum::<usize>(), 5);
    }
}
