//! The `[corrupt]` section: how `train --sources` puts bugs into correct code, other ones in every pass.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::data::corrupt::{Glob, Plan, Weights};

/// Bugs that are drawn anew in every pass over `--sources`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorruptConfig {
    /// At most this many examples from one file in one pass, and never more than one for every four lines.
    pub per_file: usize,
    /// Share of drawn examples whose lines are right, so that the model learns to leave them alone.
    pub right: f64,
    /// With `--data` beside `--sources`: what part of the examples is drawn fresh, above 0 and below 1.
    pub share: f64,
    /// Path patterns inside a checkout to leave out, as `data corrupt --exclude` takes them.
    pub exclude: Vec<String>,
    /// Whether repositories and files under a copyleft licence are left out, as `data corrupt --permissive` does.
    pub permissive: bool,
    /// How often each class is drawn: a table of `"class.name" = weight`, or a file of such lines, found from where the
    /// command is run. The run's own config holds the table.
    pub weights: ClassWeights,
}

/// Weights of classes; those that are not named keep their default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a file's name, or a table of \"class.name\" = weight with the names in quotes"
)]
pub enum ClassWeights {
    /// By name.
    Table(BTreeMap<String, f64>),
    /// A TOML file of the same lines.
    File(PathBuf),
}

impl Default for CorruptConfig {
    fn default() -> Self {
        Self {
            per_file: 16,
            right: 0.05,
            share: 0.5,
            exclude: Vec::new(),
            permissive: false,
            weights: ClassWeights::Table(BTreeMap::new()),
        }
    }
}

impl CorruptConfig {
    /// Reads the file of weights when one is named, and checks every key.
    pub(super) fn complete(&mut self) -> Result<(), (&'static str, String)> {
        if let ClassWeights::File(path) = &self.weights {
            let table = Weights::read_table(path).map_err(|error| ("weights", format!("{error:#}")))?;
            self.weights = ClassWeights::Table(table);
        }
        self.weights().map_err(|error| ("weights", format!("{error:#}")))?;
        self.globs().map_err(|reason| ("exclude", reason))?;
        if self.per_file == 0 {
            return Err(("per_file", "must be at least 1".to_owned()));
        }
        if !(0.0..1.0).contains(&self.right) {
            return Err(("right", format!("{}: must be from 0 up to, but not, 1", self.right)));
        }
        if !(0.01..=0.99).contains(&self.share) {
            return Err((
                "share",
                format!(
                    "{}: must be 0.01 to 0.99; leave --data or --sources out for all or nothing",
                    self.share
                ),
            ));
        }
        Ok(())
    }

    /// The patterns of `exclude`.
    pub(crate) fn globs(&self) -> Result<Vec<Glob>, String> {
        self.exclude.iter().map(|pattern| pattern.parse()).collect()
    }

    /// What files are corrupted with under a seed.
    pub(crate) fn plan(&self, seed: u64) -> anyhow::Result<Plan> {
        Ok(Plan { weights: self.weights()?, per_file: self.per_file, seed, right: self.right })
    }

    fn weights(&self) -> anyhow::Result<Weights> {
        match &self.weights {
            ClassWeights::Table(table) => Weights::from_table(table),
            ClassWeights::File(path) => Weights::read(path),
        }
    }
}
