//! Training data: from checkouts and data sets to files of repair examples.

pub mod cli;
mod codrep;
pub(crate) mod corrupt;
mod jsonl;
pub(crate) mod leaks;
mod lines;
pub(crate) mod near;
mod normal;
mod progress;
mod split;
mod stats;

pub use self::corrupt::corpus::SourceRecord;
