//! The LSTM behind the decoding loops of the engine that serves transformers: both are measured by one pipeline.

use std::rc::Rc;

use fixerr_shared::engine::{Encoded, EngineError, Network, Saved, Steps};
use tch::{Device, Tensor, no_grad};

use super::{Lstm, Source, layers::State};
use crate::model::{ModelError, layers::Mode};

/// An LSTM that answers are decoded from.
pub struct LstmDecoding {
    lstm: Lstm,
    device: Device,
}

impl LstmDecoding {
    /// `lstm`'s parameters lie on `device`.
    pub const fn new(lstm: Lstm, device: Device) -> Self {
        Self { lstm, device }
    }
}

fn failed(error: &ModelError) -> EngineError {
    EngineError::Network(error.to_string())
}

impl Network for LstmDecoding {
    fn encode(&mut self, ids: &[u32]) -> Result<Encoded, EngineError> {
        let encode = || {
            let ids: Vec<i64> = ids.iter().map(|id| i64::from(*id)).collect();
            let ids = Tensor::f_from_slice(&ids)?.f_unsqueeze(0)?.f_to_device(self.device)?;
            self.lstm.read(&ids, None, Mode::EVALUATE)
        };
        let source = no_grad(encode).map_err(|error| failed(&error))?;
        let bytes = [&source.states, &source.start].iter().map(|tensor| tensor.numel() * 4).sum();
        Ok(Encoded::new(source, bytes))
    }

    fn steps<'a>(&'a mut self, window: &'a Encoded) -> Result<Box<dyn Steps + 'a>, EngineError> {
        let source: &Source = window.get()?;
        let at_start = || self.lstm.decoder.iter().map(|_| State::from(&source.start)).collect();
        let states: Result<Vec<_>, ModelError> = no_grad(at_start);
        let states = states.map_err(|error| failed(&error))?;
        let (lstm, device) = (&self.lstm, self.device);
        Ok(Box::new(LstmSteps { lstm, device, source, states: vec![states.into()], logits: None }))
    }
}

/// The decoder over one encoded window.
struct LstmSteps<'a> {
    lstm: &'a Lstm,
    device: Device,
    source: &'a Source,
    /// Each layer's state before the first token and after every one: a draft may be cut anywhere.
    states: Vec<Rc<[State]>>,
    /// Logits of the last step, `[rows, new, vocab]`.
    logits: Option<Vec<f32>>,
}

impl LstmSteps<'_> {
    /// One token for each row: states after it, and logits `[rows, vocab]`.
    fn token(&self, ids: &[i64], states: &[State]) -> Result<(Vec<State>, Tensor), ModelError> {
        let ids = Tensor::f_from_slice(ids)?.f_unsqueeze(1)?.f_to_device(self.device)?; // [rows, 1]
        let mut x = self.lstm.embed(&ids, Mode::EVALUATE)?.f_squeeze_dim(1)?; // [rows, hidden]
        let mut after = Vec::with_capacity(states.len());
        for (layer, state) in self.lstm.decoder.iter().zip(states) {
            let state = layer.step(&x, state)?;
            x = state.hidden.shallow_clone();
            after.push(state);
        }
        // All rows read one window: to attention they are places of one row.
        let context = self.lstm.attend(&x.f_unsqueeze(0)?, self.source)?.f_squeeze_dim(0)?; // [rows, hidden]
        let logits = self.lstm.project(&context, &x, Mode::EVALUATE)?; // [rows, vocab]
        Ok((after, logits))
    }

    fn feed(&mut self, ids: &[u32], rows: usize) -> Result<(), ModelError> {
        let new = ids.len() / rows;
        let mut logits = Vec::with_capacity(new);
        for at in 0..new {
            let column: Vec<i64> = ids.chunks_exact(new).map(|row| i64::from(row[at])).collect();
            let before = self.states.last().map(AsRef::as_ref).unwrap_or_default();
            let (after, scores) = self.token(&column, before)?;
            self.states.push(after.into());
            logits.push(scores);
        }
        let logits = Tensor::f_stack(&logits, 1)?; // [rows, new, vocab]
        self.logits = Some(Vec::try_from(logits.f_flatten(0, -1)?)?);
        Ok(())
    }
}

impl Steps for LstmSteps<'_> {
    fn step(&mut self, ids: &[u32], rows: usize) -> Result<(), EngineError> {
        let had =
            self.states.last().and_then(|layers| layers.first()).map_or(0, |state| state.hidden.size()[0]);
        if ids.is_empty() || rows as i64 != had || !ids.len().is_multiple_of(rows) {
            let n = ids.len();
            return Err(EngineError::Network(format!("{n} tokens for {rows} rows, where {had} are open")));
        }
        no_grad(|| self.feed(ids, rows)).map_err(|error| failed(&error))
    }

    fn logits(&self) -> Result<&[f32], EngineError> {
        let none = || EngineError::Network("no step was made".to_owned());
        self.logits.as_deref().ok_or_else(none)
    }

    fn keep(&mut self, rows: &[usize], length: usize) -> Result<(), EngineError> {
        if length >= self.states.len() {
            let had = self.states.len() - 1;
            return Err(EngineError::Network(format!("cannot keep {length} tokens of {had}")));
        }
        self.states.truncate(length + 1);
        let had =
            self.states.last().and_then(|layers| layers.first()).map_or(0, |state| state.hidden.size()[0]);
        if rows.iter().copied().eq(0..had as usize) {
            return Ok(());
        }
        let rows: Vec<i64> = rows.iter().map(|row| *row as i64).collect();
        let select = || {
            let rows = Tensor::f_from_slice(&rows)?.f_to_device(self.device)?;
            let layers = |states: &Rc<[State]>| states.iter().map(|state| state.rows(&rows)).collect();
            self.states.iter().map(layers).collect::<Result<Vec<_>, ModelError>>()
        };
        self.states = no_grad(select).map_err(|error| failed(&error))?;
        Ok(())
    }

    fn save(&self) -> Saved {
        Saved::new(self.states.clone())
    }

    fn restore(&mut self, saved: &Saved, length: usize) -> Result<(), EngineError> {
        self.states.clone_from(saved.get::<Vec<Rc<[State]>>>()?);
        self.keep(&[0], length)
    }
}
