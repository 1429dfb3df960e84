//! The decoder: embeddings, layers of causal self-attention, cross-attention and feed-forward, and a last norm when norms
//! stand first.

use fixerr_shared::config::{ModelConfig, NormPlacement};
use tch::Tensor;

use super::{
    ModelError, Parameters,
    attention::{MultiHeadAttention, Visible},
    layers::{Embeddings, FeedForward, LayerNorm, Mode},
};

struct DecoderLayer {
    self_attention: MultiHeadAttention,
    self_attention_norm: LayerNorm,
    cross_attention: MultiHeadAttention,
    cross_attention_norm: LayerNorm,
    feed_forward: FeedForward,
    final_norm: LayerNorm,
    norm: NormPlacement,
}

impl DecoderLayer {
    fn new(parameters: &Parameters, index: usize, config: &ModelConfig) -> Result<Self, ModelError> {
        let name = format!("model.decoder.layers.{index}");
        let norm = |part: &str| LayerNorm::new(parameters, &format!("{name}.{part}"), config.layer_norm_eps);
        Ok(Self {
            self_attention: MultiHeadAttention::new(parameters, &format!("{name}.self_attn"), config)?,
            self_attention_norm: norm("self_attn_layer_norm")?,
            cross_attention: MultiHeadAttention::new(parameters, &format!("{name}.encoder_attn"), config)?,
            cross_attention_norm: norm("encoder_attn_layer_norm")?,
            feed_forward: FeedForward::new(parameters, &name)?,
            final_norm: norm("final_layer_norm")?,
            norm: config.norm,
        })
    }

    fn forward(
        &self,
        x: &Tensor,
        source: &Tensor,
        visible: Visible<'_>,
        mode: Mode,
    ) -> Result<Tensor, ModelError> {
        match self.norm {
            NormPlacement::Pre => {
                let normed = self.self_attention_norm.forward(x)?;
                let x = x.f_add(&self.self_attention.forward(&normed, &normed, Visible::Causal, mode)?)?;
                let normed = self.cross_attention_norm.forward(&x)?;
                let x = x.f_add(&self.cross_attention.forward(&normed, source, visible, mode)?)?;
                let normed = self.final_norm.forward(&x)?;
                Ok(x.f_add(&self.feed_forward.forward(&normed, mode)?)?)
            }
            NormPlacement::Post => {
                let attended = x.f_add(&self.self_attention.forward(x, x, Visible::Causal, mode)?)?;
                let x = self.self_attention_norm.forward(&attended)?;
                let attended = x.f_add(&self.cross_attention.forward(&x, source, visible, mode)?)?;
                let x = self.cross_attention_norm.forward(&attended)?;
                self.final_norm.forward(&x.f_add(&self.feed_forward.forward(&x, mode)?)?)
            }
        }
    }
}

/// Writes the answer, one position per token.
pub struct Decoder {
    embeddings: Embeddings,
    layers: Vec<DecoderLayer>,
    last_norm: Option<LayerNorm>,
}

impl Decoder {
    /// Reads `model.decoder.*`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, config: &ModelConfig) -> Result<Self, ModelError> {
        let eps = config.layer_norm_eps;
        let last_norm = match config.norm {
            NormPlacement::Pre => Some(LayerNorm::new(parameters, "model.decoder.layer_norm", eps)?),
            NormPlacement::Post => None,
        };
        Ok(Self {
            embeddings: Embeddings::new(parameters, "decoder", eps)?,
            layers: (0..config.decoder_layers)
                .map(|index| DecoderLayer::new(parameters, index, config))
                .collect::<Result<_, _>>()?,
            last_norm,
        })
    }

    /// Answer ids `[batch, target]` beside the encoder's `source` states `[batch, source, hidden]` → states
    /// `[batch, target, hidden]`. `visible` hides the source's padding.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn forward(
        &self,
        ids: &Tensor,
        source: &Tensor,
        visible: Visible<'_>,
        mode: Mode,
    ) -> Result<Tensor, ModelError> {
        let mut x = self.embed(ids, mode)?;
        for index in 0..self.layers.len() {
            x = self.layer(index, &x, source, visible, mode)?;
        }
        self.finish(x)
    }

    /// Number of layers.
    pub fn n_layers(&self) -> usize {
        self.layers.len()
    }

    /// Ids `[batch, target]` → `[batch, target, hidden]`.
    pub(super) fn embed(&self, ids: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        self.embeddings.forward(ids, mode)
    }

    /// One layer; `[batch, target, hidden]` → the same shape.
    pub(super) fn layer(
        &self,
        index: usize,
        x: &Tensor,
        source: &Tensor,
        visible: Visible<'_>,
        mode: Mode,
    ) -> Result<Tensor, ModelError> {
        self.layers[index].forward(x, source, visible, mode)
    }

    /// What follows the last layer.
    pub(super) fn finish(&self, x: Tensor) -> Result<Tensor, ModelError> {
        match &self.last_norm {
            Some(norm) => norm.forward(&x),
            None => Ok(x),
        }
    }
}
