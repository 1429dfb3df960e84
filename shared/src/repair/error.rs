//! Why a document was not repaired.

use crate::{bundle::BundleError, engine::EngineError, language::Language, prompt::PromptError};

/// Why a document was not repaired.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RepairError {
    /// The bundle cannot be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The engine failed, or was cancelled.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The marked lines do not fit the window.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// There is nothing to repair.
    #[error("the file is empty")]
    EmptyFile,
    /// A line that is not there.
    #[error("line {line} is beyond the end: the file has {lines} line{}", if *lines == 1 { "" } else { "s" })]
    BeyondEnd {
        /// The line asked for, counted from 1.
        line: usize,
        /// How many there are.
        lines: usize,
    },
    /// The last line is before the first.
    #[error("the marked lines end at line {end}, before they start at line {start}")]
    Backwards {
        /// The first line, counted from 1.
        start: usize,
        /// The last line, counted from 1.
        end: usize,
    },
    /// The model was not trained on the language.
    #[error("this model does not know {}; it knows {known}", language.name())]
    Language {
        /// The document's language.
        language: Language,
        /// The model's languages.
        known: String,
    },
}

impl RepairError {
    /// Whether the caller cancelled the request.
    pub const fn is_cancelled(&self) -> bool {
        matches!(self, Self::Engine(EngineError::Cancelled))
    }

    /// Whether the document or the marked lines are at fault, and not the model or the runtime.
    pub const fn is_input(&self) -> bool {
        !matches!(self, Self::Bundle(_) | Self::Engine(_))
    }
}
