//! Why a document was not repaired.

use fixerr_rules::marked::LinesError;

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
    /// The document does not have the marked lines.
    #[error(transparent)]
    Lines(#[from] LinesError),
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
