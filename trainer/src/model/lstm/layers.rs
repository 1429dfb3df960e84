//! One LSTM layer, and what keeps padding out of the direction that reads backwards.

use tch::{Kind, Tensor};

use super::super::{ModelError, Parameters, expect_shape, layers::Mode, shape::batch_and_length};

/// A layer's memory, both `[batch, width]`.
pub(super) struct State {
    pub(super) hidden: Tensor,
    pub(super) cell: Tensor,
}

impl State {
    /// Nothing seen; on the device and in the kind of `like`.
    pub(super) fn at_rest(batch: i64, width: i64, like: &Tensor) -> Result<Self, ModelError> {
        let zeros = || Tensor::f_zeros([batch, width], (like.kind(), like.device()));
        Ok(Self { hidden: zeros()?, cell: zeros()? })
    }

    /// Begins with this hidden state and an empty cell.
    pub(super) fn from(hidden: &Tensor) -> Result<Self, ModelError> {
        Ok(Self { hidden: hidden.shallow_clone(), cell: hidden.f_zeros_like()? })
    }

    /// These rows, in this order.
    pub(super) fn rows(&self, rows: &Tensor) -> Result<Self, ModelError> {
        Ok(Self { hidden: self.hidden.f_index_select(0, rows)?, cell: self.cell.f_index_select(0, rows)? })
    }
}

/// One layer in one direction. Gates in libtorch's order: input, forget, cell, output.
pub(super) struct Layer {
    name: String,
    weights: [Tensor; 4], // [4 · width, input], [4 · width, width], [4 · width], [4 · width]
}

impl Layer {
    /// Reads the layer's weights and biases.
    pub(super) fn new(parameters: &Parameters, name: &str) -> Result<Self, ModelError> {
        let get = |part: &str| parameters.get(&format!("{name}.{part}"));
        let weights = [get("weight_ih")?, get("weight_hh")?, get("bias_ih")?, get("bias_hh")?];
        Ok(Self { name: name.to_owned(), weights })
    }

    fn input(&self) -> i64 {
        self.weights[0].size()[1]
    }

    fn width(&self) -> i64 {
        self.weights[1].size()[1]
    }

    /// The states after each of `x` `[batch, length, input]`: `[batch, length, width]`.
    pub(super) fn run(&self, x: &Tensor, state: &State, mode: Mode) -> Result<Tensor, ModelError> {
        let (batch, _) = batch_and_length(&format!("{} input", self.name), x, self.input())?;
        let state = [&state.hidden, &state.cell];
        for part in state {
            expect_shape(&format!("{} state", self.name), part, &[batch, self.width()])?;
        }
        let state = [state[0].f_unsqueeze(0)?, state[1].f_unsqueeze(0)?];
        // One layer a call: the operation's own dropout between layers draws from a generator that, on CUDA, no seed of
        // a step reaches.
        Ok(x.f_lstm(&state, &self.weights, true, 1, 0.0, mode.train, false, true)?.0)
    }

    /// One token on: `x` is `[batch, input]`.
    pub(super) fn step(&self, x: &Tensor, state: &State) -> Result<State, ModelError> {
        let batch = state.hidden.size()[0];
        expect_shape(&format!("{} input", self.name), x, &[batch, self.input()])?;
        let [input, memory, input_bias, memory_bias] = &self.weights;
        let (hidden, cell) =
            x.f_lstm_cell(&[&state.hidden, &state.cell], input, memory, Some(input_bias), Some(memory_bias))?;
        Ok(State { hidden, cell })
    }
}

/// Where the windows of a batch end.
pub(super) struct Padding {
    reversal: Tensor, // [batch, source, 1]: for each place, that which stands there when the tokens are turned around
    last: Tensor,     // [batch, 1, 1]: place of the last token
}

impl Padding {
    /// From an additive mask `[batch, 1, source]`: 0 at tokens, which come first, and minus infinity at padding.
    pub(super) fn new(mask: &Tensor) -> Result<Self, ModelError> {
        let length = mask.size()[2];
        let tokens = mask.f_eq(0.0)?.f_sum_dim_intlist(2, true, Kind::Int64)?; // [batch, 1, 1]
        let last = tokens.f_sub_scalar(1)?;
        let places = Tensor::f_arange(length, (Kind::Int64, mask.device()))?.f_view([1, length, 1])?;
        let turned = last.f_sub(&places)?; // [batch, source, 1]
        // Padding stays where it is, behind the tokens: nothing that is read was made from it.
        let reversal = places.f_where_self(&turned.f_lt(0)?, &turned)?;
        Ok(Self { reversal, last })
    }
}

/// The sequence `[batch, source, width]` with each row's tokens in the opposite order.
pub(super) fn reversed(x: &Tensor, padding: Option<&Padding>) -> Result<Tensor, ModelError> {
    match padding {
        Some(padding) => Ok(x.f_gather(1, &padding.reversal.f_expand_as(x)?, false)?),
        None => Ok(x.f_flip([1])?),
    }
}

/// The state at each row's last token: `[batch, width]`.
pub(super) fn last(x: &Tensor, padding: Option<&Padding>) -> Result<Tensor, ModelError> {
    let (batch, length, width) = (x.size()[0], x.size()[1], x.size()[2]);
    match padding {
        Some(padding) => {
            Ok(x.f_gather(1, &padding.last.f_expand([batch, 1, width], false)?, false)?.f_squeeze_dim(1)?)
        }
        None => Ok(x.f_select(1, length - 1)?),
    }
}
