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

/// The shape of an encoder-decoder transformer. Equal to Hugging Face's mBART (`norm = "pre"`) or BART
/// (`norm = "post"`) with GELU, learned positions, a layer norm after the embeddings and one tied embedding matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Rows of the tied embedding: the tokenizer's size, padded to a multiple of 64. 0 in a preset means "ask the tokenizer".
    #[serde(default)]
    pub vocab_size: usize,
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Number of encoder layers.
    pub encoder_layers: usize,
    /// Number of decoder layers.
    pub decoder_layers: usize,
    /// Heads of each attention; divides `hidden_size`.
    pub attention_heads: usize,
    /// Width of the feed-forward blocks.
    pub intermediate_size: usize,
    /// Longest window and longest answer, in tokens.
    pub max_positions: usize,
    /// Dropout on embeddings and block outputs, 0 to below 1.
    pub dropout: f64,
    /// Epsilon of every layer norm.
    pub layer_norm_eps: f64,
    /// Layer norm before or after each block.
    #[serde(default)]
    pub norm: NormPlacement,
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
        let bounds = [
            ("vocab_size", self.vocab_size, 0, 1 << 20),
            ("hidden_size", self.hidden_size, 1, 1 << 14),
            ("encoder_layers", self.encoder_layers, 1, 128),
            ("decoder_layers", self.decoder_layers, 1, 128),
            ("attention_heads", self.attention_heads, 1, 256),
            ("intermediate_size", self.intermediate_size, 1, 1 << 16),
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
        if !(0.0..1.0).contains(&self.dropout) {
            return Err(ConfigError {
                key: "dropout",
                value: self.dropout.to_string(),
                reason: "must be at least 0 and below 1".to_owned(),
            });
        }
        if !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 0.1) {
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
}
