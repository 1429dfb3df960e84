//! A run's TOML file: model, data and training, with every unknown or contradictory key refused by name.

mod corrupt;

use std::path::{Path, PathBuf};

use fixerr_shared::{
    config::{Architecture, ConfigError, ModelConfig},
    tokenizer::TokenizerKind,
};
use serde::{Deserialize, Serialize};

pub use self::corrupt::{ClassWeights, CorruptConfig};
use crate::model::copying;

/// Everything that decides what a run computes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// The model's shape.
    pub model: ModelConfig,
    /// How to train it.
    pub train: TrainConfig,
    /// How `--sources` are corrupted; without the section, as its defaults say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrupt: Option<CorruptConfig>,
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
    /// bfloat16 on CUDA and on CPUs with AMX tiles or AVX-512's bf16 instructions; 32-bit floats elsewhere, and for an LSTM
    /// everywhere.
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
    /// The kind of tokenizer that the run asks for; none takes any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<TokenizerKind>,
    /// Optimizer steps in all; 0 when `epochs` says how long.
    #[serde(skip_serializing_if = "is_zero")]
    pub steps: u64,
    /// Passes over the data; 0 when `steps` says how long.
    #[serde(skip_serializing_if = "is_zero")]
    pub epochs: u64,
    /// Source tokens in a batch, padding included; 0 when `batch_size` says how many examples.
    #[serde(skip_serializing_if = "is_zero")]
    pub batch_tokens: usize,
    /// Examples in a batch; 0 when `batch_tokens` says how many tokens.
    #[serde(skip_serializing_if = "is_zero")]
    pub batch_size: usize,
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
    /// Instead of `decay_steps`, the share of the steps after warm-up that the decay takes: 1 is linear decay throughout.
    #[serde(skip_serializing_if = "is_zero")]
    pub decay_share: f64,
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
    /// How many of the encoder's first layers keep their weights, and with them the token embedding, which is the output projection, too: a
    /// run that goes on from a bundle takes less time and memory by as much, and forgets less. 0 trains everything. Transformers only.
    #[serde(skip_serializing_if = "is_zero")]
    pub frozen_layers: usize,
    /// What passes compute in.
    pub precision: ComputePrecision,
    /// Whether the backward pass computes each layer's activations anew instead of keeping them all: less memory, a
    /// third more arithmetic. Transformers only.
    pub activation_checkpointing: bool,
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
            tokenizer: None,
            steps: 0,
            epochs: 0,
            batch_tokens: 0,
            batch_size: 0,
            accumulation: 1,
            window: 0,
            learning_rate: 1e-3,
            warmup_steps: 200,
            decay_steps: 0,
            decay_share: 0.0,
            weight_decay: 0.01,
            betas: (0.9, 0.98),
            clip_norm: 1.0,
            label_smoothing: 0.0,
            seed: 1,
            start: Start::default(),
            frozen_layers: 0,
            precision: ComputePrecision::default(),
            activation_checkpointing: false,
            log_every: 10,
            eval_every: 500,
            eval_examples: 1000,
            checkpoint_every: 500,
            keep_checkpoints: 2,
        }
    }
}

/// Keys that say the same in two ways. Exactly one of the first two pairs must be there, at most one of the last.
const ALTERNATIVES: [(&str, &str); 3] =
    [("steps", "epochs"), ("batch_tokens", "batch_size"), ("decay_steps", "decay_share")];

/// Whether a key is as good as absent.
fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
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
    /// A key of the corruption that is out of range.
    #[error("{}: corrupt.{key}: {reason}", path.display())]
    Corrupt {
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
        let mut config: Self = if set.is_empty() {
            toml::from_str(text).map_err(|error| parse(in_one_line(text, &error)))?
        } else {
            let mut table: toml::Table =
                toml::from_str(text).map_err(|error| parse(in_one_line(text, &error)))?;
            for pair in set {
                apply(&mut table, pair).map_err(|reason| parse(format!("--set {pair}: {reason}")))?;
            }
            drop_replaced(&mut table, set);
            // Places in the table are none in the file.
            table.try_into().map_err(|error: toml::de::Error| parse(error.message().replace('\n', "; ")))?
        };
        config.model.validate().map_err(|source| RunConfigError::Model { path: path.to_owned(), source })?;
        config.validate().map_err(|(key, reason)| RunConfigError::Train {
            path: path.to_owned(),
            key,
            reason,
        })?;
        if let Some(corrupt) = &mut config.corrupt {
            let refused = |(key, reason)| RunConfigError::Corrupt { path: path.to_owned(), key, reason };
            corrupt.complete().map_err(refused)?;
        }
        Ok(config)
    }

    /// The longest window in tokens.
    pub const fn window(&self) -> usize {
        if self.train.window == 0 { self.model.max_positions } else { self.train.window }
    }

    /// How many tokens a batch holds at most, padding included.
    pub const fn batch_limit(&self) -> usize {
        let TrainConfig { batch_tokens, batch_size, .. } = self.train;
        if batch_size == 0 { batch_tokens } else { batch_size * self.window() }
    }

    /// The config with its steps counted out: `epochs` passes of `batches` each, and the decay that fits them. A config
    /// that names its steps keeps them.
    ///
    /// # Errors
    /// [`RunConfigError::Train`] when warm-up and decay are longer than the run.
    pub fn with_steps(&self, batches: u64, path: &Path) -> Result<Self, RunConfigError> {
        let mut config = self.clone();
        let train = &mut config.train;
        if train.epochs > 0 {
            // Batches that are left over at the end and fill no step are not trained on.
            train.steps = (train.epochs.saturating_mul(batches) / train.accumulation as u64).max(1);
        }
        if train.decay_share > 0.0 {
            let after = train.steps.saturating_sub(train.warmup_steps);
            train.decay_steps = (after as f64 * train.decay_share).round() as u64;
        }
        train.fits_its_steps().map_err(|(key, reason)| RunConfigError::Train {
            path: path.to_owned(),
            key,
            reason,
        })?;
        Ok(config)
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
        train.alternatives()?;
        if train.batch_size == 0 && train.batch_tokens < self.window() {
            return refuse(
                "batch_tokens",
                format!(
                    "{}: a batch must hold at least one window of {} tokens",
                    train.batch_tokens,
                    self.window()
                ),
            );
        }
        if train.epochs == 0 {
            train.fits_its_steps()?;
        }
        for (key, value, low, high) in [
            ("learning_rate", train.learning_rate, 0.0, 1.0),
            ("weight_decay", train.weight_decay, 0.0, 1.0),
            ("clip_norm", train.clip_norm, 0.0, 1e9),
            ("label_smoothing", train.label_smoothing, 0.0, 0.999),
            ("decay_share", train.decay_share, 0.0, 1.0),
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
            ("eval_examples", train.eval_examples as u64),
            ("checkpoint_every", train.checkpoint_every),
            ("keep_checkpoints", train.keep_checkpoints as u64),
        ] {
            if value == 0 {
                return refuse(key, "must be at least 1".to_owned());
            }
        }
        if train.activation_checkpointing && model.architecture == Architecture::Lstm {
            return refuse(
                "activation_checkpointing",
                "works on transformers only; leave the key out".to_owned(),
            );
        }
        if train.frozen_layers > 0 && model.architecture == Architecture::Lstm {
            return refuse("frozen_layers", "works on transformers only; leave the key out".to_owned());
        }
        if train.frozen_layers > model.encoder_layers {
            return refuse(
                "frozen_layers",
                format!(
                    "{}: must be 0 to model.encoder_layers = {}",
                    train.frozen_layers, model.encoder_layers
                ),
            );
        }
        if train.frozen_layers > 0 && train.activation_checkpointing {
            return refuse(
                "frozen_layers",
                "does not go with train.activation_checkpointing; frozen layers keep no activations as it is"
                    .to_owned(),
            );
        }
        if train.start == Start::Copying && model.architecture == Architecture::Lstm {
            return refuse(
                "start",
                "\"copying\" is a start for attention heads, and an LSTM has none; set start = \"normal\""
                    .to_owned(),
            );
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

impl TrainConfig {
    /// Refuses keys that say the same twice or not at all.
    fn alternatives(&self) -> Result<(), (&'static str, String)> {
        let given = [
            (self.steps > 0, self.epochs > 0),
            (self.batch_tokens > 0, self.batch_size > 0),
            (self.decay_steps > 0, self.decay_share != 0.0),
        ];
        for ((one, other), given) in ALTERNATIVES.into_iter().zip(given) {
            match given {
                (true, true) => {
                    return Err((other, format!("contradicts train.{one}: give one of the two")));
                }
                (false, false) if one != "decay_steps" => {
                    return Err((one, format!("missing: give train.{one} or train.{other}, at least 1")));
                }
                _ => {}
            }
        }
        if self.batch_size > 1 << 16 {
            return Err(("batch_size", format!("{}: must be 1 to 65536", self.batch_size)));
        }
        Ok(())
    }

    /// Refuses warm-up and decay that are longer than the run.
    fn fits_its_steps(&self) -> Result<(), (&'static str, String)> {
        let Self { steps, warmup_steps, decay_steps, .. } = self;
        if warmup_steps.saturating_add(*decay_steps) > *steps {
            return Err((
                "steps",
                format!(
                    "{steps} steps cannot hold warmup_steps = {warmup_steps} and decay_steps = {decay_steps}; lower these, too, such as with --set train.decay_steps={}",
                    steps.saturating_sub(*warmup_steps) / 2
                ),
            ));
        }
        Ok(())
    }
}

/// Drops keys of the file whose alternative was set on the command line.
fn drop_replaced(table: &mut toml::Table, set: &[String]) {
    let is_set = |key: &str| {
        set.iter()
            .filter_map(|pair| pair.split_once('='))
            .any(|(k, _)| k.trim().strip_prefix("train.") == Some(key))
    };
    let Some(train) = table.get_mut("train").and_then(toml::Value::as_table_mut) else { return };
    for (one, other) in ALTERNATIVES {
        for (new, old) in [(one, other), (other, one)] {
            if is_set(new) && !is_set(old) {
                train.remove(old);
            }
        }
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
mod tests;
