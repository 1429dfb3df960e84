//! A run's TOML file: model, data and training, with every unknown or contradictory key refused by name.

use std::path::{Path, PathBuf};

use fixerr_shared::config::{ConfigError, ModelConfig};
use serde::{Deserialize, Serialize};

use crate::model::copying;

/// Everything that decides what a run computes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// The model's shape.
    pub model: ModelConfig,
    /// How to train it.
    pub train: TrainConfig,
}

/// What the weights start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// Normal draws, as BART does.
    Normal,
    /// Normal draws and heads that copy: see [`copying`].
    #[default]
    Copying,
}

/// What forward and backward passes compute in; master weights and the optimizer are fp32 always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ComputePrecision {
    /// bfloat16 on CUDA and on CPUs with AMX tiles, 32-bit floats elsewhere.
    #[default]
    Auto,
    /// 32-bit floats.
    Fp32,
    /// bfloat16.
    Bf16,
}

/// Optimization, batches and bookkeeping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainConfig {
    /// Optimizer steps in all.
    pub steps: u64,
    /// Source tokens in a batch, padding included.
    pub batch_tokens: usize,
    /// Batches for each optimizer step.
    pub accumulation: usize,
    /// Longest window in tokens; 0 means `model.max_positions`.
    pub window: usize,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// Steps of linear warm-up.
    pub warmup_steps: u64,
    /// Steps of linear decay to zero at the end; constant in between.
    pub decay_steps: u64,
    /// `AdamW`'s decoupled weight decay, on matrices only.
    pub weight_decay: f64,
    /// `AdamW`'s β₁ and β₂.
    pub betas: (f64, f64),
    /// Largest norm of the whole gradient; 0 turns clipping off.
    pub clip_norm: f64,
    /// Probability spread evenly over wrong tokens.
    pub label_smoothing: f64,
    /// What everything random follows.
    pub seed: u64,
    /// What the weights start from.
    pub start: Start,
    /// What passes compute in.
    pub precision: ComputePrecision,
    /// Steps between lines in metrics.jsonl.
    pub log_every: u64,
    /// Steps between evaluations on the validation file.
    pub eval_every: u64,
    /// Examples of the validation file that an evaluation reads.
    pub eval_examples: usize,
    /// Steps between checkpoints.
    pub checkpoint_every: u64,
    /// How many of the latest checkpoints stay; the best stays besides.
    pub keep_checkpoints: usize,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            steps: 10_000,
            batch_tokens: 8192,
            accumulation: 1,
            window: 0,
            learning_rate: 1e-3,
            warmup_steps: 200,
            decay_steps: 2000,
            weight_decay: 0.01,
            betas: (0.9, 0.98),
            clip_norm: 1.0,
            label_smoothing: 0.0,
            seed: 1,
            start: Start::default(),
            precision: ComputePrecision::default(),
            log_every: 10,
            eval_every: 500,
            eval_examples: 1000,
            checkpoint_every: 500,
            keep_checkpoints: 2,
        }
    }
}

/// Why a config cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunConfigError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key or a value of the wrong type.
    #[error("{}: {reason}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// What the parser said, with the line.
        reason: String,
    },
    /// A model shape that cannot be built.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// The key.
        source: ConfigError,
    },
    /// A training key that is out of range or contradicts another.
    #[error("{}: train.{key}: {reason}", path.display())]
    Train {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
}

impl RunConfig {
    /// Reads, completes and checks a config; `set` holds `section.key=value` pairs that override the file.
    ///
    /// # Errors
    /// [`RunConfigError`] that names the file and the key.
    pub fn read(path: &Path, set: &[String]) -> Result<Self, RunConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| RunConfigError::Io { path: path.to_owned(), source })?;
        Self::parse(&text, path, set)
    }

    fn parse(text: &str, path: &Path, set: &[String]) -> Result<Self, RunConfigError> {
        let parse = |reason: String| RunConfigError::Parse { path: path.to_owned(), reason };
        let config: Self = if set.is_empty() {
            toml::from_str(text).map_err(|error| parse(in_one_line(text, &error)))?
        } else {
            let mut table: toml::Table =
                toml::from_str(text).map_err(|error| parse(in_one_line(text, &error)))?;
            for pair in set {
                apply(&mut table, pair).map_err(|reason| parse(format!("--set {pair}: {reason}")))?;
            }
            // Places in the table are none in the file.
            table.try_into().map_err(|error: toml::de::Error| parse(error.message().replace('\n', "; ")))?
        };
        config.model.validate().map_err(|source| RunConfigError::Model { path: path.to_owned(), source })?;
        config.validate().map_err(|(key, reason)| RunConfigError::Train {
            path: path.to_owned(),
            key,
            reason,
        })?;
        Ok(config)
    }

    /// The longest window in tokens.
    pub const fn window(&self) -> usize {
        if self.train.window == 0 { self.model.max_positions } else { self.train.window }
    }

    fn validate(&self) -> Result<(), (&'static str, String)> {
        let (train, model) = (&self.train, &self.model);
        let refuse = |key, reason: String| Err((key, reason));
        if train.window > model.max_positions || (train.window != 0 && train.window < 16) {
            return refuse(
                "window",
                format!("{}: must be 16 to model.max_positions = {}", train.window, model.max_positions),
            );
        }
        if train.batch_tokens < self.window() {
            return refuse(
                "batch_tokens",
                format!(
                    "{}: a batch must hold at least one window of {} tokens",
                    train.batch_tokens,
                    self.window()
                ),
            );
        }
        if train.steps == 0 || train.warmup_steps + train.decay_steps > train.steps {
            return refuse(
                "steps",
                format!(
                    "{} steps cannot hold warmup_steps = {} and decay_steps = {}",
                    train.steps, train.warmup_steps, train.decay_steps
                ),
            );
        }
        for (key, value, low, high) in [
            ("learning_rate", train.learning_rate, 0.0, 1.0),
            ("weight_decay", train.weight_decay, 0.0, 1.0),
            ("clip_norm", train.clip_norm, 0.0, 1e9),
            ("label_smoothing", train.label_smoothing, 0.0, 0.999),
            ("betas", train.betas.0, 0.0, 0.9999),
            ("betas", train.betas.1, 0.0, 0.999_999),
        ] {
            if !(low..=high).contains(&value) {
                return refuse(key, format!("{value}: must be {low} to {high}"));
            }
        }
        for (key, value) in [
            ("accumulation", train.accumulation as u64),
            ("log_every", train.log_every),
            ("eval_every", train.eval_every),
            ("checkpoint_every", train.checkpoint_every),
            ("keep_checkpoints", train.keep_checkpoints as u64),
        ] {
            if value == 0 {
                return refuse(key, "must be at least 1".to_owned());
            }
        }
        if train.start == Start::Copying && !copying::possible(model) {
            return refuse(
                "start",
                "\"copying\" needs norm = \"pre\", attention_heads divisible by 4 and heads of a width divisible by 8; set start = \"normal\"".to_owned(),
            );
        }
        Ok(())
    }
}

/// What the parser said and where; its own form draws the place over several lines.
fn in_one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().replace('\n', "; ");
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => format!("line {}: {message}", before.matches('\n').count() + 1),
        None => message,
    }
}

/// Applies one `section.key=value`.
fn apply(table: &mut toml::Table, pair: &str) -> Result<(), String> {
    let (key, value) = pair.split_once('=').ok_or("write section.key=value")?;
    let (section, key) = key.trim().split_once('.').ok_or("write section.key=value")?;
    let section = table
        .entry(section)
        .or_insert_with(|| toml::Value::Table(toml::Table::new()))
        .as_table_mut()
        .ok_or_else(|| format!("'{section}' is no section"))?;
    let value = value.trim();
    // A bare word is a string, so that train.start=normal needs no quotes within quotes.
    let parsed = toml::from_str::<toml::Table>(&format!("v = {value}")).ok().and_then(|mut t| t.remove("v"));
    section.insert(key.to_owned(), parsed.unwrap_or_else(|| toml::Value::String(value.to_owned())));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: &str = include_str!("../../configs/tiny.toml");

    fn refusal(text: &str, set: &[&str]) -> String {
        let set: Vec<String> = set.iter().map(ToString::to_string).collect();
        RunConfig::parse(text, Path::new("x.toml"), &set).unwrap_err().to_string()
    }

    #[test]
    fn presets_are_valid_and_keys_can_be_set() {
        for text in [TINY, include_str!("../../configs/small.toml"), include_str!("../../configs/base.toml")]
        {
            RunConfig::parse(text, Path::new("x.toml"), &[]).unwrap();
        }
        let set = ["train.learning_rate=3e-4".to_owned(), "train.start=normal".to_owned()];
        let config = RunConfig::parse(TINY, Path::new("x.toml"), &set).unwrap();
        assert!((config.train.learning_rate - 3e-4).abs() < 1e-12);
        assert_eq!(config.train.start, Start::Normal);
        let again = toml::to_string(&config).unwrap();
        assert_eq!(RunConfig::parse(&again, Path::new("x.toml"), &[]).unwrap(), config);
    }

    #[test]
    fn unknown_and_contradictory_keys_are_named() {
        assert!(refusal(TINY, &["train.learning_rat=1"]).contains("learning_rat"));
        assert!(refusal(TINY, &["model.attention_heads=3"]).contains("model.attention_heads = 3"));
        assert!(refusal(TINY, &["train.steps=3", "train.warmup_steps=5"]).contains("train.steps"));
        assert!(refusal(TINY, &["model.norm=post"]).contains("train.start"));
        assert!(refusal(TINY, &["train.batch_tokens=8"]).contains("train.batch_tokens"));
        assert!(refusal(TINY, &["learning_rate"]).contains("section.key=value"));
        assert!(refusal("[model", &[]).contains("x.toml"));
    }
}
