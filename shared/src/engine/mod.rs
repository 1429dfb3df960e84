//! The engine: ONNX Runtime sessions for a bundle's two graphs, and the decoding loops over them.
//!
//! The encoder runs once for a window; the decoder takes any number of new tokens and any number of rows, and its
//! caches come back as outputs. The loops live here and not in the graph, so that they can be cancelled and drafted.

mod beam;
mod check;
mod draft;
#[cfg(test)]
mod fake;
mod greedy;
mod memory;
mod score;
mod search;
mod sessions;
mod steps;
mod untrusted;
mod vocabulary;

use std::{
    fmt, io,
    path::PathBuf,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Serialize};

pub use self::{
    score::Scorer,
    search::Search,
    sessions::default_threads,
    steps::{Encoded, Network, Saved, Steps},
};
use self::{steps::GraphNetwork, vocabulary::Vocabulary};
use crate::{bundle::Bundle, prompt::Prompt, runtime::RuntimeError};

/// Where the graphs run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// CUDA where the runtime, the machine and the bundle allow it, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// CUDA, or an error.
    Cuda,
}

/// A name that is no device.
#[derive(Debug, thiserror::Error)]
#[error("unknown device '{0}'; choose auto, cpu or cuda")]
pub struct UnknownDevice(pub String);

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::Cuda => "cuda",
        })
    }
}

impl FromStr for Device {
    type Err = UnknownDevice;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda),
            _ => Err(UnknownDevice(name.to_owned())),
        }
    }
}

/// How to run a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineOptions {
    /// Where.
    pub device: Device,
    /// Threads for one product on the CPU; 0 for [`default_threads`].
    pub threads: usize,
}

/// Stops a decoding loop from another thread. Clones stop together.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks every loop that holds this token to stop at its next step.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`Self::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// An error when [`Self::cancel`] was called.
    pub(crate) fn check(&self) -> Result<(), EngineError> {
        if self.is_cancelled() { Err(EngineError::Cancelled) } else { Ok(()) }
    }
}

/// An answer that decoding came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// Its tokens, without the start and the end token.
    pub ids: Vec<u32>,
    /// Natural logarithm of its probability: the sum over its tokens, the end token included.
    pub log_probability: f64,
    /// Number of tokens in that sum.
    pub tokens: usize,
    /// Whether it came to the end token; otherwise it was cut at the longest length.
    pub finished: bool,
}

impl Hypothesis {
    /// Mean over its tokens, by which answers of different lengths are compared.
    pub fn mean_log_probability(&self) -> f64 {
        self.log_probability / self.tokens.max(1) as f64
    }
}

/// What can go wrong between a bundle and an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// No ONNX Runtime.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// A graph cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A graph cannot be run.
    #[error("{}: {reason}", path.display())]
    Graph {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// A graph's tensor is not what the manifest says.
    #[error("{}: {tensor} is {found}, expected {expected} by fixerr.json; export the model anew", path.display())]
    Tensor {
        /// The file.
        path: PathBuf,
        /// The input or output.
        tensor: String,
        /// Its type and shape in the file.
        found: String,
        /// What they must be.
        expected: String,
    },
    /// The wanted device cannot be used.
    #[error("cannot run on CUDA: {0}; choose device cpu or auto")]
    Cuda(String),
    /// The tokens do not fit the model.
    #[error("{0}")]
    Input(String),
    /// ONNX Runtime failed while running a graph.
    #[error("{}: ONNX Runtime failed: {reason}", path.display())]
    Run {
        /// The graph.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
    /// A network other than a bundle's graphs failed.
    #[error("the network failed: {0}")]
    Network(String),
    /// The model is broken.
    #[error("the model gave values that are not numbers; export it anew, or use one of higher precision")]
    NotFinite,
    /// The caller lost interest.
    #[error("cancelled")]
    Cancelled,
}

/// A bundle's graphs, ready to run.
pub struct Engine {
    network: Box<dyn Network>,
    vocabulary: Vocabulary,
    start: u32,
    max_positions: usize,
    cuda: bool,
    device_note: Option<String>,
}

impl Engine {
    /// Opens both graphs and checks their inputs and outputs against the manifest.
    ///
    /// # Errors
    /// [`EngineError`] that names the file and what is wrong.
    pub fn load(bundle: &Bundle, options: &EngineOptions) -> Result<Self, EngineError> {
        let sessions::Opened { encoder, decoder, memory, cuda, note } = sessions::open(bundle, options)?;
        let graphs = check::graphs(bundle, &encoder, &decoder)?;
        Ok(Self {
            cuda,
            device_note: note,
            ..Self::over(bundle, Box::new(GraphNetwork { encoder, decoder, graphs, memory }))
        })
    }

    /// An engine over a network that is not the bundle's graphs but reads and writes the same tokens. Nothing of the
    /// bundle's folder is read.
    pub fn over(bundle: &Bundle, network: Box<dyn Network>) -> Self {
        let special = &bundle.manifest.special_tokens;
        Self {
            network,
            vocabulary: Vocabulary {
                first: bundle.tokenizer.first_text() as usize,
                end: bundle.tokenizer.vocab_size(),
                stop: special.bug_end,
                width: bundle.manifest.model.vocab_size,
            },
            start: special.bug,
            max_positions: bundle.manifest.model.max_positions,
            cuda: false,
            device_note: None,
        }
    }

    /// Where the graphs run: `cpu` or `cuda`.
    pub const fn device(&self) -> &'static str {
        if self.cuda { "cuda" } else { "cpu" }
    }

    /// Why [`Device::Auto`] chose the CPU.
    pub fn device_note(&self) -> Option<&str> {
        self.device_note.as_deref()
    }

    /// Runs the encoder over a window.
    ///
    /// # Errors
    /// [`EngineError::Input`] for a window that the model cannot read, [`EngineError::Run`].
    pub fn encode(&mut self, ids: &[u32]) -> Result<Encoded, EngineError> {
        check_ids("window", ids, self.max_positions, self.vocabulary.width)?;
        self.network.encode(ids)
    }

    /// The most probable token at each step. With `draft`, the marked lines are proposed and checked many tokens at a
    /// time ("Instantaneous Grammatical Error Correction with Shallow Aggressive Decoding", Sun et al. 2021); the
    /// answer is the same.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn greedy(
        &mut self,
        prompt: &Prompt,
        max_new_tokens: usize,
        draft: bool,
        cancel: &CancelToken,
    ) -> Result<Hypothesis, EngineError> {
        cancel.check()?;
        let encoded = self.encode(&prompt.ids)?;
        self.greedy_from(&encoded, draft.then_some(prompt.span_ids()), max_new_tokens, cancel)
    }

    /// [`Self::greedy`] on an encoded window; `draft` are the marked lines' tokens.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn greedy_from(
        &mut self,
        encoded: &Encoded,
        draft: Option<&[u32]>,
        max_new_tokens: usize,
        cancel: &CancelToken,
    ) -> Result<Hypothesis, EngineError> {
        let limit = self.limit(max_new_tokens);
        let mut steps = self.network.steps(encoded)?;
        greedy::decode(steps.as_mut(), &self.vocabulary, self.start, draft.unwrap_or_default(), limit, cancel)
    }

    /// The best answers of a beam search, best mean log-probability first, at most `width`.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn beam(
        &mut self,
        prompt: &Prompt,
        width: usize,
        max_new_tokens: usize,
        cancel: &CancelToken,
    ) -> Result<Vec<Hypothesis>, EngineError> {
        cancel.check()?;
        let encoded = self.encode(&prompt.ids)?;
        self.beam_from(&encoded, width, max_new_tokens, cancel)
    }

    /// [`Self::beam`] on an encoded window.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn beam_from(
        &mut self,
        encoded: &Encoded,
        width: usize,
        max_new_tokens: usize,
        cancel: &CancelToken,
    ) -> Result<Vec<Hypothesis>, EngineError> {
        let limit = self.limit(max_new_tokens);
        let mut steps = self.network.steps(encoded)?;
        beam::decode(steps.as_mut(), &self.vocabulary, self.start, width, limit, cancel)
    }

    /// The most probable answers on an encoded window, one after the other: at most `count`, best first unless the model is
    /// undecided ([`Search::next`]). `span` are the marked lines' tokens, which most answers resemble.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn search_from<'a>(
        &'a mut self,
        encoded: &'a Encoded,
        span: &'a [u32],
        count: usize,
        max_new_tokens: usize,
    ) -> Result<Search<'a>, EngineError> {
        let limit = self.limit(max_new_tokens);
        let steps = self.network.steps(encoded)?;
        Ok(Search::new(steps, &self.vocabulary, self.start, span, limit, count))
    }

    /// The first `count` answers of [`Self::search_from`], best first.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn candidates_from(
        &mut self,
        encoded: &Encoded,
        span: &[u32],
        count: usize,
        max_new_tokens: usize,
        cancel: &CancelToken,
    ) -> Result<Vec<Hypothesis>, EngineError> {
        let mut search = self.search_from(encoded, span, count, max_new_tokens)?;
        let mut found = Vec::with_capacity(count);
        while found.len() < count {
            let Some(next) = search.next(cancel)? else { break };
            found.push(next);
        }
        found.sort_by(|a, b| b.log_probability.total_cmp(&a.log_probability));
        Ok(found)
    }

    /// For answers that were not decoded but proposed: the probability that the model gives them.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn scorer<'a>(&'a mut self, encoded: &'a Encoded) -> Result<Scorer<'a>, EngineError> {
        let steps = self.network.steps(encoded)?;
        Ok(Scorer::new(steps, &self.vocabulary, self.start, self.max_positions))
    }

    /// The decoder's raw logits over a given answer, in one pass: `[decoder_ids.len(), vocab_size]`. `decoder_ids`
    /// begins with the start token. For checking an export.
    ///
    /// # Errors
    /// [`EngineError`].
    pub fn decoder_logits(
        &mut self,
        encoder_ids: &[u32],
        decoder_ids: &[u32],
    ) -> Result<Vec<f32>, EngineError> {
        check_ids("answer", decoder_ids, self.max_positions, self.vocabulary.width)?;
        let encoded = self.encode(encoder_ids)?;
        let mut steps = self.network.steps(&encoded)?;
        steps.step(decoder_ids, 1)?;
        Ok(steps.logits()?.to_vec())
    }

    fn limit(&self, max_new_tokens: usize) -> usize {
        max_new_tokens.min(self.max_positions - 1)
    }
}

/// Whether tokens can be read by a model of `max_positions` positions and `width` tokens.
fn check_ids(what: &str, ids: &[u32], max_positions: usize, width: usize) -> Result<(), EngineError> {
    if ids.is_empty() || ids.len() > max_positions {
        return Err(EngineError::Input(format!(
            "the {what} is {} tokens long; the model reads 1 to {max_positions}",
            ids.len()
        )));
    }
    match ids.iter().find(|id| **id as usize >= width) {
        Some(id) => {
            Err(EngineError::Input(format!("the {what} holds token {id}, but the model has {width} tokens")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_names() {
        for device in [Device::Auto, Device::Cpu, Device::Cuda] {
            assert_eq!(device.to_string().parse::<Device>().unwrap(), device);
            assert_eq!(serde_json::to_string(&device).unwrap(), format!("\"{device}\""));
        }
        assert!("tpu".parse::<Device>().unwrap_err().to_string().contains("auto, cpu or cuda"));
    }

    #[test]
    fn clones_of_a_token_are_cancelled_together() {
        let token = CancelToken::new();
        let clone = token.clone();
        assert!(clone.check().is_ok());
        token.cancel();
        assert!(clone.is_cancelled() && matches!(clone.check(), Err(EngineError::Cancelled)));
    }
}
