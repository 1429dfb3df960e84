//! What the server needs of an engine: one trait, so that the protocol can be tested without a model.

use std::{any::Any, sync::Arc};

use fixerr_shared::{
    engine::CancelToken,
    repair::{Candidate, RepairError, RepairRequest},
};

use crate::model::{LoadError, ModelSettings};

/// What a fixer found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fixes {
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// The chance that nothing is wrong with the marked lines, from 0 to 1; `None` where the model does not say.
    pub unchanged: Option<f32>,
}

/// Something that repairs marked lines.
pub trait Fixer: Send {
    /// Candidates, best first. Stops soon after `cancel` is set.
    ///
    /// # Errors
    /// [`FixError`].
    fn repair(&mut self, request: &RepairRequest<'_>, cancel: &CancelToken) -> Result<Fixes, FixError>;

    /// Whether it makes something of a request's project. Nobody reads one for those that do not.
    fn wants_project(&self) -> bool {
        false
    }

    /// Whether it makes something of a request's edits. Nobody looks for any for those that do not.
    fn wants_edits(&self) -> bool {
        false
    }

    /// The model's name.
    fn model(&self) -> String;

    /// Where it runs: `cpu` or `cuda`.
    fn device(&self) -> String;
}

/// Makes a fixer; called on the thread that will own it.
pub type FixerFactory = Arc<dyn Fn(&ModelSettings) -> Result<Box<dyn Fixer>, LoadError> + Send + Sync>;

/// Why there are no candidates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixError {
    /// The request was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The marked lines cannot be repaired, whatever the model.
    #[error("{0}")]
    Input(String),
    /// The model failed.
    #[error("{0}")]
    Model(String),
}

impl From<RepairError> for FixError {
    fn from(error: RepairError) -> Self {
        if error.is_cancelled() {
            Self::Cancelled
        } else if error.is_input() {
            Self::Input(error.to_string())
        } else {
            Self::Model(error.to_string())
        }
    }
}

/// What a panic of an engine, or of what is read for it, said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
