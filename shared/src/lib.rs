//! What training and serving must agree on: the repair task's formats, its prompt, the tokenizer, the model bundle and
//! the engine that runs it. This crate knows neither libtorch nor LSP. What proposes changes without the model is in `fixerr_rules`.

pub mod bundle;
pub mod config;
pub mod edits;
pub mod engine;
pub mod example;
pub mod files;
pub mod history;
pub mod project;
pub mod prompt;
pub mod ranking;
pub mod repair;
pub mod runtime;
pub mod syntax;
pub mod tokenizer;

pub use fixerr_rules::{breaks, language, opposites, rule, synonyms, words};
