//! The encoder-decoder transformer, bottom-up: shapes, parameters, attention, layers, the whole; and the LSTM that it is
//! compared with.
//!
//! Equal to Hugging Face's mBART (`norm = "pre"`) or BART (`norm = "post"`), tensor names included, so that a checkpoint
//! can be read by an independent implementation.

pub mod attention;
pub mod copying;
pub mod decoder;
pub mod encoder;
pub mod layers;
pub mod lstm;
pub mod network;
pub mod parameters;
pub mod recompute;
pub mod shape;
mod stack;
#[cfg(test)]
mod tests;
pub mod transformer;

/// Held by tests that drop out: libtorch has one generator for all threads.
#[cfg(test)]
static DRAWING: std::sync::Mutex<()> = std::sync::Mutex::new(());

pub use lstm::{Lstm, LstmDecoding};
pub use network::Network;
pub use parameters::Parameters;
pub use shape::{ModelError, expect_shape};
pub use transformer::Transformer;
