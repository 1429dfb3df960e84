//! What a text says of its own mistakes. Rules read the marked lines, the document around them and a tool's message, and propose changes:
//! each a [`rewrites::Rewrite`] with the [`rule::Rule`] that makes it. How likely a proposal is, is not said here: a model and a ranking
//! do that. Nothing here is parsed with a grammar, and nothing is learned.
//!
//! What proposes, in the order in which one may use another; none of the others does:
//!
//! - [`advice`]: what a message asks for, with the help of
//! - [`known`]: mistakes that linters have a name for.
//! - [`slips`]: changes of meaning that people make by mistake.
//! - [`forms`]: what other languages write otherwise.
//! - [`signs`]: one sign or small word, where a parser sees an error.
//! - [`names`]: names that resemble one that stands nowhere else.
//!
//! What they read with:
//!
//! - the document: [`marked`] cuts it, [`outline`] says what it declares, [`complaint`] what a message says of names;
//! - a line: `lexical` tells its code from texts and comments and its brackets apart, [`words`], [`arguments`], `operands` and `values` what
//!   stands in it, `prose` what its texts and comments say;
//! - tables of words: [`synonyms`], [`opposites`] and the [`lexicon`] of a model.

pub mod advice;
pub mod arguments;
pub mod breaks;
pub mod complaint;
pub mod forms;
pub mod known;
pub mod language;
mod lexical;
pub mod lexicon;
pub mod marked;
pub mod names;
mod operands;
pub mod opposites;
pub mod outline;
mod prose;
pub mod rewrites;
pub mod rule;
pub mod signs;
pub mod slips;
pub mod synonyms;
mod values;
pub mod words;
