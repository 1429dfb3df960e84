//! Training data: from checkouts and data sets to files of repair examples.

pub mod cli;
mod codrep;
mod corrupt;
mod jsonl;
mod lines;
mod mine;
mod normal;
mod progress;
mod split;
mod stats;
