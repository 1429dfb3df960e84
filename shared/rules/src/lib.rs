//! What a text says of its own mistakes. Rules read the marked lines, the document around them and a tool's message, and propose changes:
//! each a [`rewrites::Rewrite`] with the [`rule::Rule`] that makes it. How likely a proposal is, is not said here: a model and a ranking
//! do that. Nothing here is parsed with a grammar, and nothing learned.
//!
//! - [`known`]: mistakes that linters have a name for.
//! - [`advice`]: what a message asks for.
//! - [`slips`]: changes of meaning that people make by mistake.
//! - [`forms`]: what other languages write otherwise.
//! - [`signs`]: one sign or small word, where a parser sees an error.
//! - [`names`]: names that resemble one that stands nowhere else.
//!
//! The other modules read documents for these.

pub mod advice;
pub mod arguments;
pub mod breaks;
pub mod complaint;
pub mod declared;
pub mod forms;
mod items;
pub mod known;
pub mod language;
pub mod lexicon;
pub mod marked;
pub mod names;
mod outline;
mod prose;
pub mod rewrites;
pub mod rule;
mod signatures;
pub mod signs;
pub mod slips;
mod typings;
mod values;
pub mod words;
