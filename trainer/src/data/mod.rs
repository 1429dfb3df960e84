//! Training data: from checkouts and data sets to files of repair examples.

pub mod cli;
mod codrep;
pub(crate) mod corrupt;
mod jsonl;
pub(crate) mod leaks;
pub(crate) mod mine;
pub(crate) mod near;
mod normal;
mod parallel;
mod parquet;
mod progress;
mod reach;
mod split;
mod stats;
mod timing;

pub use self::corrupt::corpus::SourceRecord;
