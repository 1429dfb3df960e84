//! Tests that cross crates: code is generated, a tiny model trained on it and exported, and the real programs run with it.
//! One binary, so that all of them share one model.

mod base;
mod calibrate;
mod candidates;
mod client;
mod corpus;
mod demo;
mod end_to_end;
mod fresh;
mod huggingface;
mod killed;
mod lifecycle;
mod linters;
mod lstm;
mod model;
mod neovim;
mod parity;
mod process;
mod projects;
mod remembered;
mod repeats;
mod report;
mod terminal;
mod tracking;
mod trainer;
