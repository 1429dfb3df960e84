//! The small parts: linear map, layer norm, embeddings, feed-forward block, dropout.

use tch::Tensor;

use super::{ModelError, Parameters};

/// How a forward pass runs.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Whether dropout is on.
    pub train: bool,
    /// Share of activations dropped.
    pub dropout: f64,
}

impl Mode {
    /// No dropout.
    pub const EVALUATE: Self = Self { train: false, dropout: 0.0 };

    /// Dropout when training.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn dropout(self, x: Tensor) -> Result<Tensor, ModelError> {
        if self.train && self.dropout > 0.0 { Ok(x.f_dropout(self.dropout, true)?) } else { Ok(x) }
    }
}

/// `x · weightᵀ + bias`.
pub struct Linear {
    weight: Tensor, // [out, in]
    bias: Tensor,   // [out]
}

impl Linear {
    /// Reads `{name}.weight` and `{name}.bias`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, name: &str) -> Result<Self, ModelError> {
        Ok(Self {
            weight: parameters.get(&format!("{name}.weight"))?,
            bias: parameters.get(&format!("{name}.bias"))?,
        })
    }

    /// The map applied to the last dimension.
    ///
    /// # Errors
    /// [`ModelError::Torch`] when the last dimension is not the map's input width.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor, ModelError> {
        Ok(x.f_linear(&self.weight, Some(&self.bias))?)
    }
}

/// Layer normalization over the last dimension.
pub struct LayerNorm {
    weight: Tensor, // [hidden]
    bias: Tensor,   // [hidden]
    eps: f64,
}

impl LayerNorm {
    /// Reads `{name}.weight` and `{name}.bias`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, name: &str, eps: f64) -> Result<Self, ModelError> {
        Ok(Self {
            weight: parameters.get(&format!("{name}.weight"))?,
            bias: parameters.get(&format!("{name}.bias"))?,
            eps,
        })
    }

    /// The normalized tensor.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn forward(&self, x: &Tensor) -> Result<Tensor, ModelError> {
        Ok(x.f_layer_norm(self.weight.size(), Some(&self.weight), Some(&self.bias), self.eps, true)?)
    }
}

/// Token and position embeddings, summed and normalized.
pub struct Embeddings {
    tokens: Tensor,    // [vocab, hidden]
    positions: Tensor, // [max_positions + 2, hidden]
    norm: LayerNorm,
    max_positions: i64,
}

/// Hugging Face's BART and mBART leave the first two rows of a position table unused.
pub const POSITION_OFFSET: i64 = 2;

impl Embeddings {
    /// Reads the tied token table and the `side`'s ("encoder" or "decoder") own positions and norm.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, side: &str, eps: f64) -> Result<Self, ModelError> {
        let positions = parameters.get(&format!("model.{side}.embed_positions.weight"))?;
        let max_positions = positions.size()[0] - POSITION_OFFSET;
        Ok(Self {
            tokens: parameters.get("model.shared.weight")?,
            positions,
            norm: LayerNorm::new(parameters, &format!("model.{side}.layernorm_embedding"), eps)?,
            max_positions,
        })
    }

    /// Embeds ids `[batch, length]` as `[batch, length, hidden]`.
    ///
    /// # Errors
    /// [`ModelError::Shape`] when the sequence is longer than the position table.
    pub fn forward(&self, ids: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        let length = match ids.size()[..] {
            [_, length] if length <= self.max_positions => length,
            ref found => {
                return Err(ModelError::Shape {
                    tensor: "input ids".to_owned(),
                    found: found.to_vec(),
                    expected: vec![-1, self.max_positions],
                });
            }
        };
        let tokens = Tensor::f_embedding(&self.tokens, ids, -1, false, false)?; // [batch, length, hidden]
        let positions = self.positions.f_narrow(0, POSITION_OFFSET, length)?; // [length, hidden]
        mode.dropout(self.norm.forward(&tokens.f_add(&positions)?)?)
    }
}

/// Linear, GELU, linear.
pub struct FeedForward {
    fc1: Linear,
    fc2: Linear,
}

impl FeedForward {
    /// Reads `{name}.fc1` and `{name}.fc2`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, name: &str) -> Result<Self, ModelError> {
        Ok(Self {
            fc1: Linear::new(parameters, &format!("{name}.fc1"))?,
            fc2: Linear::new(parameters, &format!("{name}.fc2"))?,
        })
    }

    /// `[batch, length, hidden]` → the same shape.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn forward(&self, x: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        let inner = self.fc1.forward(x)?.f_gelu("none")?; // [batch, length, intermediate]
        mode.dropout(self.fc2.forward(&inner)?)
    }
}
