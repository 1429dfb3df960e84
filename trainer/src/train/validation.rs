//! The validation set during training: loss, and how many answers greedy decoding would get exactly right. A greedy answer
//! is right exactly when every token is the most likely one after the right tokens before it, so no decoding is needed.

use std::collections::BTreeMap;

use fixerr_shared::{example::RepairExample, tokenizer::CodeTokenizer};
use rayon::prelude::*;
use tch::{Device, Kind, Tensor, no_grad};

use super::batches::{HostBatch, Window, window};
use crate::model::{ModelError, Network, layers::Mode};

/// A tokenized validation set.
pub struct Validation {
    windows: Vec<(Window, String)>,
    batch_tokens: usize,
    length: usize,
    pad: u32,
    start: u32,
}

/// What an evaluation found.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Examples that fit the window.
    pub examples: usize,
    /// Mean cross-entropy for each answer token, in nats.
    pub loss: f64,
    /// Share of examples whose greedy answer is exactly right.
    pub exact: f64,
    /// The same by group (source and language).
    pub by_group: BTreeMap<String, (usize, f64)>,
}

impl Validation {
    /// Tokenizes `examples`.
    pub fn new(
        examples: &[RepairExample],
        tokenizer: &CodeTokenizer,
        length: usize,
        batch_tokens: usize,
    ) -> Self {
        let mut windows: Vec<_> = examples
            .par_iter()
            .filter_map(|example| {
                let group = format!("{}/{}", example.source, example.language);
                Some((window(tokenizer, example, length)?, group))
            })
            .collect();
        windows.sort_by_key(|(window, _)| window.source.len());
        let special = tokenizer.special();
        Self { windows, batch_tokens, length, pad: special.pad, start: special.bug }
    }

    /// Whether nothing fits the window.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Runs the model over the whole set.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn run(&self, model: &Network, device: Device) -> Result<Figures, ModelError> {
        let mut figures = Figures { examples: self.windows.len(), ..Figures::default() };
        let (mut loss, mut tokens, mut right) = (0.0, 0usize, 0usize);
        let mut first = 0;
        while first < self.windows.len() {
            let mut end = first + 1;
            while end < self.windows.len()
                && (end + 1 - first) * self.windows[end].0.source.len() <= self.batch_tokens
            {
                end += 1;
            }
            let rows = &self.windows[first..end];
            let windows: Vec<_> = rows.iter().map(|(window, _)| window).collect();
            let batch = HostBatch::new(&windows, self.length, self.pad, self.start);
            let ready = batch.to_device(device)?;
            let (batch_loss, hits) = no_grad(|| {
                let output = model.forward(&ready, 0.0, Mode::EVALUATE)?;
                let hits = output.logits.f_argmax(-1, false)?.f_eq_tensor(&ready.labels)?;
                let hits = Vec::<i64>::try_from(hits.f_to_kind(Kind::Int64)?.f_to_device(Device::Cpu)?)?;
                Ok::<_, ModelError>((Tensor::f_double_value(&output.loss, &[])?, hits))
            })?;
            loss += batch_loss * batch.labels() as f64;
            tokens += batch.labels();
            for (pair, (_, group)) in batch.row_starts().windows(2).zip(rows) {
                let exact = hits[pair[0]..pair[1]].iter().all(|hit| *hit == 1);
                right += usize::from(exact);
                let group = figures.by_group.entry(group.clone()).or_default();
                group.0 += 1;
                group.1 += f64::from(u8::from(exact));
            }
            first = end;
        }
        figures.loss = loss / tokens.max(1) as f64;
        figures.exact = right as f64 / figures.examples.max(1) as f64;
        for (count, exact) in figures.by_group.values_mut() {
            *exact /= *count as f64;
        }
        Ok(figures)
    }
}
