//! The whole model: encoder, decoder and the output projection, which is the token embedding again.

use fixerr_shared::config::ModelConfig;
use tch::{Kind, Reduction, Tensor};

use super::{ModelError, Parameters, attention::Visible, decoder::Decoder, encoder::Encoder, layers::Mode};

/// The label of a place that is not scored.
pub const IGNORED_LABEL: i64 = -100;

/// One padded batch on the device.
pub struct Batch {
    /// Windows, `[batch, source]`, int64.
    pub source: Tensor,
    /// Additive mask of the source's padding, `[batch, 1, 1, source]`; absent when nothing is padded.
    pub source_mask: Option<Tensor>,
    /// Decoder inputs, `[batch, target]`: `<|bug|>` and the answer but for its last token; padded at the end.
    pub decoder_input: Tensor,
    /// Places of real answer tokens in the flattened `[batch · target]`, int64, then fillers.
    pub places: Tensor,
    /// The answer's tokens at these places, int64; [`IGNORED_LABEL`] at fillers.
    pub labels: Tensor,
}

/// Loss and hits of a batch.
pub struct Output {
    /// Mean cross-entropy for each answer token, with label smoothing, in nats.
    pub loss: Tensor,
    /// Scores at the answer's places, `[places, vocab]`.
    pub logits: Tensor,
}

impl Output {
    /// Compares scores `[places, vocab]` with the answer's tokens `[places]`.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn new(logits: Tensor, labels: &Tensor, label_smoothing: f64) -> Result<Self, ModelError> {
        let loss = logits.f_cross_entropy_loss::<Tensor>(
            labels,
            None,
            Reduction::Mean,
            IGNORED_LABEL,
            label_smoothing,
        )?;
        Ok(Self { loss, logits })
    }
}

/// An encoder-decoder transformer over [`Parameters`].
pub struct Transformer {
    pub(super) encoder: Encoder,
    pub(super) decoder: Decoder,
    pub(super) shared: Tensor, // [vocab, hidden]
    dropout: f64,
}

impl Transformer {
    /// Builds the model on parameters that stay where they are: an optimizer's step is seen at once.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, config: &ModelConfig) -> Result<Self, ModelError> {
        Ok(Self {
            encoder: Encoder::new(parameters, config)?,
            decoder: Decoder::new(parameters, config)?,
            shared: parameters.get("model.shared.weight")?,
            dropout: config.dropout,
        })
    }

    /// How a training pass runs.
    pub const fn training(&self) -> Mode {
        Mode { train: true, dropout: self.dropout }
    }

    /// Loss on a batch. Padding costs nothing in the projection: only answer tokens are scored.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn forward(&self, batch: &Batch, label_smoothing: f64, mode: Mode) -> Result<Output, ModelError> {
        let mask = batch.source_mask.as_ref().map(|mask| mask.f_to_kind(self.shared.kind())).transpose()?;
        let visible = mask.as_ref().map_or(Visible::All, Visible::Mask);
        let source = self.encoder.forward(&batch.source, visible, mode)?; // [batch, source, hidden]
        let states = self.decoder.forward(&batch.decoder_input, &source, visible, mode)?; // [batch, target, hidden]
        self.score(&states, batch, label_smoothing)
    }

    /// Scores and loss from the decoder's states `[batch, target, hidden]`.
    pub(super) fn score(
        &self,
        states: &Tensor,
        batch: &Batch,
        label_smoothing: f64,
    ) -> Result<Output, ModelError> {
        let states = states.f_flatten(0, 1)?.f_index_select(0, &batch.places)?; // [places, hidden]
        let logits = self.project(&states)?; // [places, vocab]
        Output::new(logits, &batch.labels, label_smoothing)
    }

    /// Scores of the next token after each of `decoder_ids` `[1, target]` beside `encoder_ids` `[1, source]`:
    /// `[target, vocab]`.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn logits(&self, encoder_ids: &Tensor, decoder_ids: &Tensor) -> Result<Tensor, ModelError> {
        let source = self.encoder.forward(encoder_ids, Visible::All, Mode::EVALUATE)?;
        let states = self.decoder.forward(decoder_ids, &source, Visible::All, Mode::EVALUATE)?;
        self.project(&states.f_squeeze_dim(0)?)
    }

    fn project(&self, states: &Tensor) -> Result<Tensor, ModelError> {
        Ok(states.f_linear::<Tensor>(&self.shared, None)?.f_to_kind(Kind::Float)?)
    }
}
