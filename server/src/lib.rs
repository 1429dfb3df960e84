//! FixErr in the editor and in the terminal: the language server (`lsp`), `fix` and `doctor`. This crate never links
//! libtorch, and only `lsp` knows the protocol.

// Standard output belongs to the protocol; the terminal commands write to it through an explicit `Write`.
#![deny(clippy::print_stdout)]

pub mod cli;
pub mod doctor;
mod edits;
pub mod fix;
pub mod fixer;
mod input;
mod logging;
pub mod lsp;
pub mod model;
pub mod outcome;
mod paint;
mod span;
mod stdio;
mod titles;
mod words;
