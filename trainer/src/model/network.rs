//! The network that a run trains: a transformer, or the LSTM that it is compared with.

use fixerr_shared::config::{Architecture, ModelConfig};

use super::{
    ModelError, Parameters,
    layers::Mode,
    lstm::Lstm,
    transformer::{Batch, Output, Transformer},
};

/// Either kind of network; training and validation need not know which.
pub enum Network {
    /// Attention throughout.
    Transformer(Transformer),
    /// The baseline.
    Lstm(Lstm),
}

impl Network {
    /// Builds what `config` describes on parameters that stay where they are.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, config: &ModelConfig) -> Result<Self, ModelError> {
        Ok(match config.architecture {
            Architecture::Transformer => Self::Transformer(Transformer::new(parameters, config)?),
            Architecture::Lstm => Self::Lstm(Lstm::new(parameters, config)?),
        })
    }

    /// How a training pass runs.
    pub const fn training(&self) -> Mode {
        match self {
            Self::Transformer(model) => model.training(),
            Self::Lstm(model) => model.training(),
        }
    }

    /// Loss on a batch.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn forward(&self, batch: &Batch, label_smoothing: f64, mode: Mode) -> Result<Output, ModelError> {
        match self {
            Self::Transformer(model) => model.forward(batch, label_smoothing, mode),
            Self::Lstm(model) => model.forward(batch, label_smoothing, mode),
        }
    }
}
