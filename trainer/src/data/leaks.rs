//! Pairs that are kept for tests, and what leaks them: the same pair, the same with other names, or nearly the same code
//! around it. `data split` and training on fresh bugs ask here.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    path::{Path, PathBuf},
};

use fixerr_shared::example::{ExampleError, ExampleReader, RepairExample};
use rayon::prelude::*;

use super::{
    near::{Index, Likeness, Shingles},
    normal::{Fingerprint, exact, near},
};

/// Examples that are checked together, on all cores.
const TOGETHER: usize = 1 << 12;

/// How a pair occurs among the held-out ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leak {
    /// But for spaces.
    Exact,
    /// But for spaces and names.
    Renamed,
    /// With its close context, but for a few words.
    Similar,
    /// With its close context, but for names and a few words.
    SimilarRenamed,
}

/// How many leaks there were of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Leaks {
    pub(crate) exact: usize,
    pub(crate) renamed: usize,
    pub(crate) similar: usize,
    pub(crate) similar_renamed: usize,
}

impl Leaks {
    pub(crate) fn count(&mut self, leak: Leak) {
        *match leak {
            Leak::Exact => &mut self.exact,
            Leak::Renamed => &mut self.renamed,
            Leak::Similar => &mut self.similar,
            Leak::SimilarRenamed => &mut self.similar_renamed,
        } += 1;
    }

    pub(crate) fn total(self) -> usize {
        self.exact + self.renamed + self.similar + self.similar_renamed
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.exact += other.exact;
        self.renamed += other.renamed;
        self.similar += other.similar;
        self.similar_renamed += other.similar_renamed;
    }
}

impl fmt::Display for Leaks {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { exact, renamed, similar, similar_renamed } = self;
        write!(
            out,
            "{exact} that occur in the held-out files, {renamed} that do with other names, {similar} that nearly do with \
             their context, {similar_renamed} that nearly do with other names"
        )
    }
}

/// The pairs that are kept for tests.
#[derive(Default)]
pub(crate) struct HeldOut {
    exact: HashSet<Fingerprint>,
    renamed: HashSet<Fingerprint>,
    similar: Option<Index>,
    /// Where the pairs come from.
    pub(crate) repositories: BTreeSet<String>,
}

impl HeldOut {
    /// Reads the files; a `threshold` of 0 leaves the look at the context out. `bad` counts broken lines passed over.
    pub(crate) fn read(
        files: &[PathBuf],
        skip_bad: bool,
        threshold: f64,
        bad: &mut usize,
    ) -> Result<Self, ExampleError> {
        let (mut held, mut shingles) = (Self::default(), Vec::new());
        for path in files {
            in_parts(path, skip_bad, bad, |part| -> Result<(), ExampleError> {
                shingles.extend(held.take(&part, threshold));
                Ok(())
            })?;
        }
        held.similar = (threshold > 0.0).then(|| Index::new(shingles, threshold));
        Ok(held)
    }

    /// The pairs of these examples, as [`HeldOut::read`] takes those of files.
    pub(crate) fn of(examples: &[RepairExample], threshold: f64) -> Self {
        let mut held = Self::default();
        let shingles = held.take(examples, threshold);
        held.similar = (threshold > 0.0).then(|| Index::new(shingles, threshold));
        held
    }

    /// Takes the pairs, and gives what the look at the context needs of them.
    fn take(&mut self, examples: &[RepairExample], threshold: f64) -> Vec<Shingles> {
        self.exact.par_extend(examples.par_iter().map(exact));
        self.renamed.par_extend(examples.par_iter().filter_map(near));
        let origins = examples.iter().filter_map(|example| example.origin.as_ref());
        self.repositories.extend(origins.map(|origin| origin.repository.clone()));
        if threshold > 0.0 { examples.par_iter().map(Shingles::of).collect() } else { Vec::new() }
    }

    /// How the pair occurs here, if it does.
    pub(crate) fn leak(&self, example: &RepairExample) -> Option<Leak> {
        if self.exact.contains(&exact(example)) {
            return Some(Leak::Exact);
        }
        if near(example).is_some_and(|pair| self.renamed.contains(&pair)) {
            return Some(Leak::Renamed);
        }
        self.similar.as_ref()?.likeness(&Shingles::of(example)).map(|likeness| match likeness {
            Likeness::Similar => Leak::Similar,
            Likeness::SimilarRenamed => Leak::SimilarRenamed,
        })
    }
}

/// Hands out a file's examples in parts that are worth all cores.
pub(super) fn in_parts<E: From<ExampleError>>(
    path: &Path,
    skip_bad: bool,
    bad: &mut usize,
    mut take: impl FnMut(Vec<RepairExample>) -> Result<(), E>,
) -> Result<(), E> {
    let mut part = Vec::with_capacity(TOGETHER);
    for example in ExampleReader::open(path)? {
        match example {
            Ok(example) => part.push(example),
            Err(ExampleError::Line { .. }) if skip_bad => *bad += 1,
            Err(error) => return Err(error.into()),
        }
        if part.len() == TOGETHER {
            take(std::mem::replace(&mut part, Vec::with_capacity(TOGETHER)))?;
        }
    }
    take(part)
}

#[cfg(test)]
mod tests;
