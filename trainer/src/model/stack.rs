//! What encoder and decoder share: embeddings first, layers in a row, and a last norm when norms stand first.

use fixerr_shared::config::{ModelConfig, NormPlacement};
use tch::Tensor;

use super::{
    ModelError, Parameters,
    layers::{Embeddings, LayerNorm, Mode},
};

/// One side of the model, over its own kind of layer.
pub(super) struct Stack<L> {
    embeddings: Embeddings,
    /// In the order in which they compute.
    pub(super) layers: Vec<L>,
    last_norm: Option<LayerNorm>,
}

impl<L> Stack<L> {
    /// Reads `model.{side}.*`; `layer` builds the layer of an index.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub(super) fn new(
        parameters: &Parameters,
        side: &str,
        n_layers: usize,
        config: &ModelConfig,
        layer: impl Fn(usize) -> Result<L, ModelError>,
    ) -> Result<Self, ModelError> {
        let eps = config.layer_norm_eps;
        let last_norm = match config.norm {
            NormPlacement::Pre => Some(LayerNorm::new(parameters, &format!("model.{side}.layer_norm"), eps)?),
            NormPlacement::Post => None,
        };
        Ok(Self {
            embeddings: Embeddings::new(parameters, side, eps)?,
            layers: (0..n_layers).map(layer).collect::<Result<_, _>>()?,
            last_norm,
        })
    }

    /// Ids `[batch, length]` → `[batch, length, hidden]`.
    pub(super) fn embed(&self, ids: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        self.embeddings.forward(ids, mode)
    }

    /// What follows the last layer; `[batch, length, hidden]` → the same shape.
    pub(super) fn finish(&self, x: Tensor) -> Result<Tensor, ModelError> {
        match &self.last_norm {
            Some(norm) => norm.forward(&x),
            None => Ok(x),
        }
    }
}
