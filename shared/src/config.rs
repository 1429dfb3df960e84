//! The model's shape, in the field's terms, validated where it enters.

use serde::{Deserialize, Serialize};

/// Where layer normalization stands: before each block (mBART) or after it (BART, the original transformer).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the type's text names both")]
pub enum NormPlacement {
    #[default]
    Pre,
    Post,
}

/// What kind of network the model is. Only transformers are served; the LSTM is there to be compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// Attention throughout.
    #[default]
    Transformer,
    /// A bidirectional LSTM that reads and an LSTM with attention that writes.
    Lstm,
}

/// The shape of an encoder-decoder transformer. Equal to Hugging Face's mBART (`norm = "pre"`) or BART
/// (`norm = "post"`) with GELU, learned positions, a layer norm after the embeddings and one tied embedding matrix.
/// Or that of an LSTM, whose config must not hold the keys that it has no use for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Keys", into = "Keys")]
pub struct ModelConfig {
    /// What kind of network; not written for a transformer, so that a model's config reads as it always did.
    pub architecture: Architecture,
    /// Rows of the tied embedding: the tokenizer's size, padded to a multiple of 64. 0 in a preset means "ask the tokenizer".
    pub vocab_size: usize,
    /// Width of the residual stream; of an LSTM's states, both directions of its encoder together.
    pub hidden_size: usize,
    /// Number of encoder layers.
    pub encoder_layers: usize,
    /// Number of decoder layers.
    pub decoder_layers: usize,
    /// Heads of each attention; divides `hidden_size`. 1 for an LSTM.
    pub attention_heads: usize,
    /// Width of the feed-forward blocks. 0 for an LSTM.
    pub intermediate_size: usize,
    /// Longest window and longest answer, in tokens.
    pub max_positions: usize,
    /// Dropout on embeddings and block or layer outputs, 0 to below 1.
    pub dropout: f64,
    /// Epsilon of every layer norm. 0 for an LSTM.
    pub layer_norm_eps: f64,
    /// Layer norm before or after each block.
    pub norm: NormPlacement,
}

/// [`ModelConfig`] as files hold it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    architecture: Option<Architecture>,
    #[serde(default)]
    vocab_size: usize,
    hidden_size: usize,
    encoder_layers: usize,
    decoder_layers: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attention_heads: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intermediate_size: Option<usize>,
    max_positions: usize,
    dropout: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layer_norm_eps: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    norm: Option<NormPlacement>,
}

/// The value of a key that transformers alone have.
fn own<T>(architecture: Architecture, key: &str, value: Option<T>, without: T) -> Result<T, String> {
    match (architecture, value) {
        (Architecture::Transformer, Some(value)) => Ok(value),
        (Architecture::Transformer, None) => Err(format!("missing field `{key}`")),
        (Architecture::Lstm, None) => Ok(without),
        (Architecture::Lstm, Some(_)) => {
            Err(format!("model.{key}: an LSTM has no use for it; leave the key out"))
        }
    }
}

impl TryFrom<Keys> for ModelConfig {
    type Error = String;

    fn try_from(keys: Keys) -> Result<Self, String> {
        let architecture = keys.architecture.unwrap_or_default();
        let norm = match architecture {
            Architecture::Transformer => Some(keys.norm.unwrap_or_default()),
            Architecture::Lstm => keys.norm,
        };
        Ok(Self {
            architecture,
            vocab_size: keys.vocab_size,
            hidden_size: keys.hidden_size,
            encoder_layers: keys.encoder_layers,
            decoder_layers: keys.decoder_layers,
            attention_heads: own(architecture, "attention_heads", keys.attention_heads, 1)?,
            intermediate_size: own(architecture, "intermediate_size", keys.intermediate_size, 0)?,
            max_positions: keys.max_positions,
            dropout: keys.dropout,
            layer_norm_eps: own(architecture, "layer_norm_eps", keys.layer_norm_eps, 0.0)?,
            norm: own(architecture, "norm", norm, NormPlacement::default())?,
        })
    }
}

impl From<ModelConfig> for Keys {
    fn from(config: ModelConfig) -> Self {
        let transformer = config.architecture == Architecture::Transformer;
        Self {
            architecture: (!transformer).then_some(config.architecture),
            vocab_size: config.vocab_size,
            hidden_size: config.hidden_size,
            encoder_layers: config.encoder_layers,
            decoder_layers: config.decoder_layers,
            attention_heads: transformer.then_some(config.attention_heads),
            intermediate_size: transformer.then_some(config.intermediate_size),
            max_positions: config.max_positions,
            dropout: config.dropout,
            layer_norm_eps: transformer.then_some(config.layer_norm_eps),
            norm: transformer.then_some(config.norm),
        }
    }
}

/// A model shape that cannot be built.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("model.{key} = {value}: {reason}")]
pub struct ConfigError {
    /// The offending key.
    pub key: &'static str,
    /// Its value as text.
    pub value: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl ModelConfig {
    /// Width of one attention head.
    pub const fn head_dim(&self) -> usize {
        self.hidden_size / self.attention_heads
    }

    /// Checks every bound, so that no later product of sizes can overflow or divide by zero.
    ///
    /// # Errors
    /// The first key that is out of range or contradicts another.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let transformer = self.architecture == Architecture::Transformer;
        let bounds = [
            ("vocab_size", self.vocab_size, 0, 1 << 20),
            ("hidden_size", self.hidden_size, 1, 1 << 14),
            ("encoder_layers", self.encoder_layers, 1, 128),
            ("decoder_layers", self.decoder_layers, 1, 128),
            ("attention_heads", self.attention_heads, 1, 256),
            ("intermediate_size", self.intermediate_size, usize::from(transformer), 1 << 16),
            ("max_positions", self.max_positions, 16, 1 << 16),
        ];
        for (key, value, low, high) in bounds {
            if value < low || value > high {
                let reason = format!("must be {low} to {high}");
                return Err(ConfigError { key, value: value.to_string(), reason });
            }
        }
        if !self.hidden_size.is_multiple_of(self.attention_heads) {
            return Err(ConfigError {
                key: "attention_heads",
                value: self.attention_heads.to_string(),
                reason: format!("must divide hidden_size = {}", self.hidden_size),
            });
        }
        if !transformer && !self.hidden_size.is_multiple_of(2) {
            return Err(ConfigError {
                key: "hidden_size",
                value: self.hidden_size.to_string(),
                reason: "must be even: each direction of an LSTM's encoder has half of it".to_owned(),
            });
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return Err(ConfigError {
                key: "dropout",
                value: self.dropout.to_string(),
                reason: "must be at least 0 and below 1".to_owned(),
            });
        }
        if transformer && !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 0.1) {
            return Err(ConfigError {
                key: "layer_norm_eps",
                value: self.layer_norm_eps.to_string(),
                reason: "must be above 0 and below 0.1".to_owned(),
            });
        }
        Ok(())
    }

    /// Number of trained parameters, the tied embedding counted once.
    pub const fn parameters(&self) -> usize {
        let (h, f) = (self.hidden_size, self.intermediate_size);
        if matches!(self.architecture, Architecture::Lstm) {
            // Each gate: a matrix of the input, one of the state, two biases (cuDNN's layout).
            let encoder_layer = 2 * 4 * (h / 2) * (h + h / 2 + 2);
            let decoder_layer = 4 * h * (2 * h + 2);
            let (bridge, attention, combine) = (h * h + h, h * h, 2 * h * h);
            return self.vocab_size * h
                + self.encoder_layers * encoder_layer
                + self.decoder_layers * decoder_layer
                + bridge
                + attention
                + combine;
        }
        let norm = 2 * h;
        let attention = 4 * (h * h + h);
        let feed_forward = h * f + f + f * h + h;
        let encoder_layer = attention + feed_forward + 2 * norm;
        let decoder_layer = 2 * attention + feed_forward + 3 * norm;
        let final_norms = match self.norm {
            NormPlacement::Pre => 2 * norm,
            NormPlacement::Post => 0,
        };
        self.vocab_size * h
            + 2 * (self.max_positions * h + norm)
            + self.encoder_layers * encoder_layer
            + self.decoder_layers * decoder_layer
            + final_norms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> ModelConfig {
        ModelConfig {
            architecture: Architecture::Transformer,
            vocab_size: 30_528,
            hidden_size: 768,
            encoder_layers: 6,
            decoder_layers: 6,
            attention_heads: 12,
            intermediate_size: 3072,
            max_positions: 512,
            dropout: 0.1,
            layer_norm_eps: 1e-12,
            norm: NormPlacement::Post,
        }
    }

    #[test]
    fn contradictions_name_the_key() {
        assert_eq!(seed().validate(), Ok(()));
        let heads = ModelConfig { attention_heads: 7, ..seed() }.validate().unwrap_err();
        assert_eq!(heads.to_string(), "model.attention_heads = 7: must divide hidden_size = 768");
        assert_eq!(ModelConfig { dropout: 1.0, ..seed() }.validate().unwrap_err().key, "dropout");
        assert_eq!(ModelConfig { dropout: f64::NAN, ..seed() }.validate().unwrap_err().key, "dropout");
        let wide = ModelConfig { hidden_size: usize::MAX, ..seed() };
        assert_eq!(wide.validate().unwrap_err().key, "hidden_size");
        assert_eq!(
            ModelConfig { attention_heads: 0, ..seed() }.validate().unwrap_err().key,
            "attention_heads"
        );
    }

    #[test]
    fn unknown_keys_are_refused() {
        let text = "hidden_size = 8\nhiden_layers = 2";
        assert!(toml::from_str::<ModelConfig>(text).unwrap_err().to_string().contains("hiden_layers"));
    }
    const LSTM: &str = "architecture = \"lstm\"\nvocab_size = 640\nhidden_size = 32\nencoder_layers = 2\n\
        decoder_layers = 1\nmax_positions = 64\ndropout = 0.1\n";

    #[test]
    fn an_lstm_has_its_own_keys_and_refuses_the_others_by_name() {
        let config: ModelConfig = toml::from_str(LSTM).unwrap();
        assert_eq!((config.architecture, config.validate()), (Architecture::Lstm, Ok(())));
        let text = toml::to_string(&config).unwrap();
        assert!(!text.contains("heads") && !text.contains("norm"), "{text}");
        assert_eq!(toml::from_str::<ModelConfig>(&text).unwrap(), config);
        for key in
            ["attention_heads = 4", "intermediate_size = 64", "layer_norm_eps = 1e-5", "norm = \"pre\""]
        {
            let error = toml::from_str::<ModelConfig>(&format!("{LSTM}{key}\n")).unwrap_err().to_string();
            let name = key.split(' ').next().unwrap();
            assert!(error.contains(&format!("model.{name}: an LSTM has no use for it")), "{error}");
        }
        let odd = ModelConfig { hidden_size: 33, ..config }.validate().unwrap_err();
        assert_eq!(odd.key, "hidden_size");
    }

    #[test]
    fn a_transformers_config_reads_and_writes_as_before_there_was_a_choice() {
        let text = toml::to_string(&seed()).unwrap();
        assert!(!text.contains("architecture"), "{text}");
        assert_eq!(toml::from_str::<ModelConfig>(&text).unwrap(), seed());
        let default_norm = text.replace("norm = \"post\"\n", "");
        assert_eq!(toml::from_str::<ModelConfig>(&default_norm).unwrap().norm, NormPlacement::Pre);
        let missing = toml::from_str::<ModelConfig>(&text.replace("attention_heads = 12\n", "")).unwrap_err();
        assert!(missing.to_string().contains("missing field `attention_heads`"), "{missing}");
    }
}
