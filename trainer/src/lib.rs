//! Training: data, model, optimization, evaluation and export. Everything here may use libtorch; nothing that serves does.

#[macro_use]
mod say;

pub mod calibrate;
pub mod cli;
pub mod config;
pub mod data;
pub mod device;
pub mod evaluate;
pub mod export;
pub mod export_command;
pub mod memory;
pub mod metrics;
pub mod model;
pub mod projects;
pub mod report;
mod signals;
pub mod subject;
pub mod tiles;
pub mod tokenizer;
pub mod train;
