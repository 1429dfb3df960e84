//! Training data: from checkouts and data sets to files of repair examples.

pub mod cli;
mod codrep;
mod corrupt;
mod jsonl;
mod normal;
mod parallel;
mod parquet;
mod progress;
mod split;
mod stats;
mod timing;
