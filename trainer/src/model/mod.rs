//! The encoder-decoder transformer, bottom-up: shapes, parameters, attention, layers, the whole.
//!
//! Equal to Hugging Face's mBART (`norm = "pre"`) or BART (`norm = "post"`), tensor names included, so that a checkpoint
//! can be read by an independent implementation.

pub mod attention;
pub mod copying;
pub mod decoder;
pub mod encoder;
pub mod layers;
pub mod parameters;
pub mod shape;
#[cfg(test)]
mod tests;
pub mod transformer;

pub use parameters::Parameters;
pub use shape::{ModelError, expect_shape};
pub use transformer::Transformer;
