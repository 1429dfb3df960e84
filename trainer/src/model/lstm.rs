//! The baseline that the project grew out of: a bidirectional LSTM reads the window, an LSTM with attention writes the
//! answer (Bahdanau et al. 2015; Luong et al. 2015, their "general" score). Attention stands after the writer's last
//! layer and does not feed back into it, so that a training pass runs over the whole answer at once.

mod decoding;
mod layers;
#[cfg(test)]
mod tests;

use fixerr_shared::config::ModelConfig;
use tch::{Kind, Tensor};

pub use self::decoding::LstmDecoding;
use self::layers::{Layer, Padding, State};
use super::{
    ModelError, Parameters, expect_shape,
    layers::{Linear, Mode},
    parameters::{Specification, Start},
    shape::batch_and_length,
    transformer::{Batch, Output},
};

/// The tied token embedding; the transformer's has the same name.
const SHARED: &str = "model.shared.weight";

/// The tensors of an LSTM in their order before decayed ones are moved to the front.
pub(super) fn specifications(config: &ModelConfig) -> Vec<Specification> {
    let hidden = config.hidden_size as i64;
    let mut all = Vec::new();
    let mut add = |name: String, shape: Vec<i64>, start: Start| {
        let decay = shape.len() == 2;
        all.push(Specification { name, shape, decay, start });
    };
    let embedding = Start::Normal((hidden as f64).powf(-0.5));
    add(SHARED.to_owned(), vec![config.vocab_size as i64, hidden], embedding);
    let mut layer = |name: String, width: i64| {
        // As far spread as the usual uniform draw between ±1/√width.
        let spread = Start::Normal((3.0 * width as f64).powf(-0.5));
        add(format!("{name}.weight_ih"), vec![4 * width, hidden], spread);
        add(format!("{name}.weight_hh"), vec![4 * width, width], spread);
        // An open forget gate lets the first gradients reach far back (Jozefowicz et al. 2015).
        add(format!("{name}.bias_ih"), vec![4 * width], Start::ForgetGate);
        add(format!("{name}.bias_hh"), vec![4 * width], Start::Zeros);
    };
    for index in 0..config.encoder_layers {
        for direction in ["forward", "backward"] {
            layer(format!("encoder.layers.{index}.{direction}"), hidden / 2);
        }
    }
    for index in 0..config.decoder_layers {
        layer(format!("decoder.layers.{index}"), hidden);
    }
    let square = Start::Normal((hidden as f64).powf(-0.5));
    add("bridge.weight".to_owned(), vec![hidden, hidden], square);
    add("bridge.bias".to_owned(), vec![hidden], Start::Zeros);
    add("attention.weight".to_owned(), vec![hidden, hidden], square);
    let combine = Start::Normal((2.0 * hidden as f64).powf(-0.5));
    add("combine.weight".to_owned(), vec![hidden, 2 * hidden], combine);
    all
}

/// An encoder-decoder LSTM over [`Parameters`].
pub struct Lstm {
    shared: Tensor,           // [vocab, hidden]
    encoder: Vec<[Layer; 2]>, // forward and backward
    bridge: Linear,           // hidden → hidden
    decoder: Vec<Layer>,
    attention: Tensor, // [hidden, hidden]
    combine: Tensor,   // [hidden, 2 · hidden]
    hidden: i64,
    dropout: f64,
}

/// What the encoder makes of a batch of windows.
struct Source {
    states: Tensor,       // [batch, source, hidden]
    mask: Option<Tensor>, // [batch, 1, source]
    start: Tensor,        // [batch, hidden]: what every layer of the decoder starts from
}

impl Lstm {
    /// Builds the model on parameters that stay where they are: an optimizer's step is seen at once.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, config: &ModelConfig) -> Result<Self, ModelError> {
        let encoder = (0..config.encoder_layers).map(|index| {
            let base = format!("encoder.layers.{index}");
            Ok([
                Layer::new(parameters, &format!("{base}.forward"))?,
                Layer::new(parameters, &format!("{base}.backward"))?,
            ])
        });
        let decoder = (0..config.decoder_layers)
            .map(|index| Layer::new(parameters, &format!("decoder.layers.{index}")));
        Ok(Self {
            shared: parameters.get(SHARED)?,
            encoder: encoder.collect::<Result<_, ModelError>>()?,
            bridge: Linear::new(parameters, "bridge")?,
            decoder: decoder.collect::<Result<_, _>>()?,
            attention: parameters.get("attention.weight")?,
            combine: parameters.get("combine.weight")?,
            hidden: config.hidden_size as i64,
            dropout: config.dropout,
        })
    }

    /// How a training pass runs.
    pub const fn training(&self) -> Mode {
        Mode { train: true, dropout: self.dropout }
    }

    /// Loss on a batch. As the transformer's, it projects answer tokens only.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn forward(&self, batch: &Batch, label_smoothing: f64, mode: Mode) -> Result<Output, ModelError> {
        let source = self.read(&batch.source, batch.source_mask.as_ref(), mode)?;
        let (context, states) = self.write(&batch.decoder_input, &source, mode)?;
        let pick = |states: Tensor| states.f_flatten(0, 1)?.f_index_select(0, &batch.places);
        let logits = self.project(&pick(context)?, &pick(states)?, mode)?; // [places, vocab]
        Output::new(logits, &batch.labels, label_smoothing)
    }

    /// Scores of the next token after each of `decoder_ids` `[1, target]` beside `encoder_ids` `[1, source]`:
    /// `[target, vocab]`.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn logits(&self, encoder_ids: &Tensor, decoder_ids: &Tensor) -> Result<Tensor, ModelError> {
        let source = self.read(encoder_ids, None, Mode::EVALUATE)?;
        let (context, states) = self.write(decoder_ids, &source, Mode::EVALUATE)?;
        self.project(&context.f_squeeze_dim(0)?, &states.f_squeeze_dim(0)?, Mode::EVALUATE)
    }

    /// Embeds ids `[batch, length]` as `[batch, length, hidden]`.
    fn embed(&self, ids: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        if ids.dim() != 2 {
            return Err(ModelError::Shape {
                tensor: "input ids".to_owned(),
                found: ids.size(),
                expected: vec![-1, -1],
            });
        }
        // The table is drawn for the output's sake, so that it is small; gates want inputs of about one.
        let scale = (self.hidden as f64).sqrt();
        mode.dropout(Tensor::f_embedding(&self.shared, ids, -1, false, false)?.f_mul_scalar(scale)?)
    }

    /// Runs the encoder. `mask` is the additive one of a [`Batch`].
    fn read(&self, ids: &Tensor, mask: Option<&Tensor>, mode: Mode) -> Result<Source, ModelError> {
        let mut states = self.embed(ids, mode)?; // [batch, source, hidden]
        let (batch, length) = batch_and_length("embedded window", &states, self.hidden)?;
        let mask = match mask {
            Some(mask) => {
                expect_shape("source mask", mask, &[batch, 1, 1, length])?;
                Some(mask.f_squeeze_dim(1)?) // [batch, 1, source]
            }
            None => None,
        };
        let padding = mask.as_ref().map(Padding::new).transpose()?;
        let mut ends = None;
        for (index, [forward, backward]) in self.encoder.iter().enumerate() {
            if index > 0 {
                states = mode.dropout(states)?;
            }
            let rest = || State::at_rest(batch, self.hidden / 2, &states);
            let ahead = forward.run(&states, &rest()?, mode)?; // [batch, source, hidden / 2]
            let back = backward.run(&layers::reversed(&states, padding.as_ref())?, &rest()?, mode)?;
            // Reversed, the backward direction ends where the forward one does: at the last token that is none of
            // padding's.
            let end = |states: &Tensor| layers::last(states, padding.as_ref());
            ends = Some(Tensor::f_cat(&[end(&ahead)?, end(&back)?], -1)?); // [batch, hidden]
            states = Tensor::f_cat(&[ahead, layers::reversed(&back, padding.as_ref())?], -1)?;
        }
        let ends = ends.ok_or_else(|| ModelError::MissingParameter("encoder.layers.0".to_owned()))?;
        let start = self.bridge.forward(&mode.dropout(ends)?)?.f_tanh()?; // [batch, hidden]
        let mask = mask.map(|mask| mask.f_to_kind(states.kind())).transpose()?;
        Ok(Source { states: mode.dropout(states)?, mask, start })
    }

    /// Runs the decoder: what each place attends to, and its state, both `[batch, target, hidden]`.
    fn write(&self, ids: &Tensor, source: &Source, mode: Mode) -> Result<(Tensor, Tensor), ModelError> {
        expect_shape("source", &source.states, &[ids.size()[0], source.states.size()[1], self.hidden])?;
        let mut states = self.embed(ids, mode)?; // [batch, target, hidden]
        for (index, layer) in self.decoder.iter().enumerate() {
            if index > 0 {
                states = mode.dropout(states)?;
            }
            states = layer.run(&states, &State::from(&source.start)?, mode)?;
        }
        let states = mode.dropout(states)?;
        Ok((self.attend(&states, source)?, states))
    }

    /// The mean of the source's states, weighted by how well each fits: `[batch, target, hidden]`.
    fn attend(&self, states: &Tensor, source: &Source) -> Result<Tensor, ModelError> {
        let query = states.f_linear::<Tensor>(&self.attention, None)?; // [batch, target, hidden]
        let mut scores = query.f_matmul(&source.states.f_transpose(1, 2)?)?; // [batch, target, source]
        if let Some(mask) = &source.mask {
            scores = scores.f_add(mask)?;
        }
        Ok(scores.f_softmax(-1, None)?.f_matmul(&source.states)?)
    }

    /// `[places, hidden]` twice → `[places, vocab]`.
    fn project(&self, context: &Tensor, states: &Tensor, mode: Mode) -> Result<Tensor, ModelError> {
        let both = Tensor::f_cat(&[context, states], -1)?; // [places, 2 · hidden]
        let combined = mode.dropout(both.f_linear::<Tensor>(&self.combine, None)?.f_tanh()?)?;
        Ok(combined.f_linear::<Tensor>(&self.shared, None)?.f_to_kind(Kind::Float)?)
    }
}
