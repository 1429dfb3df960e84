//! The encoder: embeddings, layers of self-attention and feed-forward, and a last norm when norms stand first.

use fixerr_shared::config::{ModelConfig, NormPlacement};
use tch::Tensor;

use super::{
    ModelError, Parameters,
    attention::{MultiHeadAttention, Visible},
    layers::{Embeddings, FeedForward, LayerNorm, Mode},
};

struct EncoderLayer {
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

    fn forward(&self, x: &Tensor, visible: Visible<'_>, mode: Mode) -> Result<Tensor, ModelError> {
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
    embeddings: Embeddings,
    layers: Vec<EncoderLayer>,
    last_norm: Option<LayerNorm>,
}

impl Encoder {
    /// Reads `model.encoder.*`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, config: &ModelConfig) -> Result<Self, ModelError> {
        let eps = config.layer_norm_eps;
        let last_norm = match config.norm {
            NormPlacement::Pre => Some(LayerNorm::new(parameters, "model.encoder.layer_norm", eps)?),
            NormPlacement::Post => None,
        };
        Ok(Self {
            embeddings: Embeddings::new(parameters, "encoder", eps)?,
            layers: (0..config.encoder_layers)
                .map(|index| EncoderLayer::new(parameters, index, config))
                .collect::<Result<_, _>>()?,
            last_norm,
        })
    }

    /// Ids `[batch, source]` → states `[batch, source, hidden]`.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn forward(&self, ids: &Tensor, visible: Visible<'_>, mode: Mode) -> Result<Tensor, ModelError> {
        let mut x = self.embed(ids, mode)?;
        for index in 0..self.layers.len() {
            x = self.layer(index, &x, visible, mode)?;
        }
        self.finish(x)
    }

    /// Number of layers.
    pub fn n_layers(&self) -> usize {
        self.layers.len()
    }

    /// Ids `[batch, source]` → `[batch, source, hidden]`.
    pub(super) fn embed(&self, ids: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        self.embeddings.forward(ids, mode)
    }

    /// One layer; `[batch, source, hidden]` → the same shape.
    pub(super) fn layer(
        &self,
        index: usize,
        x: &Tensor,
        visible: Visible<'_>,
        mode: Mode,
    ) -> Result<Tensor, ModelError> {
        self.layers[index].forward(x, visible, mode)
    }

    /// What follows the last layer.
    pub(super) fn finish(&self, x: Tensor) -> Result<Tensor, ModelError> {
        match &self.last_norm {
            Some(norm) => norm.forward(&x),
            None => Ok(x),
        }
    }
}
