//! Counts of one repository's mining, or of several together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::reason::Reason;

/// What was seen and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// Commits walked.
    pub(super) commits: u64,
    /// Commits whose message read as a fix.
    pub(super) fixes: u64,
    /// Objects that the repository lacks or that cannot be read.
    pub(super) missing: u64,
    pub(super) drops: BTreeMap<Reason, u64>,
}

impl Tally {
    pub(super) fn drop(&mut self, reason: Reason) {
        self.drop_many(reason, 1);
    }

    pub(super) fn drop_many(&mut self, reason: Reason, count: u64) {
        if count > 0 {
            *self.drops.entry(reason).or_default() += count;
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.commits += other.commits;
        self.fixes += other.fixes;
        self.missing += other.missing;
        for (reason, count) in &other.drops {
            self.drop_many(*reason, *count);
        }
    }
}
