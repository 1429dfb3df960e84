//! The encoder: embeddings, layers of self-attention and feed-forward, and a last norm when norms stand first.

use fixerr_shared::config::{ModelConfig, NormPlacement};
use tch::Tensor;

use super::{
    ModelError, Parameters,
    attention::{MultiHeadAttention, Visible},
    layers::{FeedForward, LayerNorm, Mode},
    stack::Stack,
};

/// Self-attention and feed-forward, each on a residual stream.
pub(super) struct EncoderLayer {
    self_attention: MultiHeadAttention,
    self_attention_norm: LayerNorm,
    feed_forward: FeedForward,
    final_norm: LayerNorm,
    norm: NormPlacement,
}

impl EncoderLayer {
    fn new(parameters: &Parameters, index: usize, config: &ModelConfig) -> Result<Self, ModelError> {
        let name = format!("model.encoder.layers.{index}");
        let eps = config.layer_norm_eps;
        Ok(Self {
            self_attention: MultiHeadAttention::new(parameters, &format!("{name}.self_attn"), config)?,
            self_attention_norm: LayerNorm::new(parameters, &format!("{name}.self_attn_layer_norm"), eps)?,
            feed_forward: FeedForward::new(parameters, &name)?,
            final_norm: LayerNorm::new(parameters, &format!("{name}.final_layer_norm"), eps)?,
            norm: config.norm,
        })
    }

    /// `[batch, source, hidden]` → the same shape.
    pub(super) fn forward(&self, x: &Tensor, visible: Visible<'_>, mode: Mode) -> Result<Tensor, ModelError> {
        match self.norm {
            NormPlacement::Pre => {
                let normed = self.self_attention_norm.forward(x)?;
                let x = x.f_add(&self.self_attention.forward(&normed, &normed, visible, mode)?)?;
                let normed = self.final_norm.forward(&x)?;
                Ok(x.f_add(&self.feed_forward.forward(&normed, mode)?)?)
            }
            NormPlacement::Post => {
                let attended = x.f_add(&self.self_attention.forward(x, x, visible, mode)?)?;
                let x = self.self_attention_norm.forward(&attended)?;
                self.final_norm.forward(&x.f_add(&self.feed_forward.forward(&x, mode)?)?)
            }
        }
    }
}

/// Reads a window of tokens.
pub struct Encoder {
    pub(super) stack: Stack<EncoderLayer>,
}

impl Encoder {
    /// Reads `model.encoder.*`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, config: &ModelConfig) -> Result<Self, ModelError> {
        let layer = |index| EncoderLayer::new(parameters, index, config);
        Ok(Self { stack: Stack::new(parameters, "encoder", config.encoder_layers, config, layer)? })
    }

    /// Ids `[batch, source]` → states `[batch, source, hidden]`.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn forward(&self, ids: &Tensor, visible: Visible<'_>, mode: Mode) -> Result<Tensor, ModelError> {
        let mut x = self.stack.embed(ids, mode)?;
        for layer in &self.stack.layers {
            x = layer.forward(&x, visible, mode)?;
        }
        self.stack.finish(x)
    }
}
