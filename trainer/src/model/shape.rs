//! Shapes are checked where tensors enter a block, and a mismatch names the tensor and both shapes.

use tch::{TchError, Tensor};

/// What can go wrong inside the model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A tensor does not have the shape that a block reads.
    #[error("{tensor} has shape {found:?}, expected {expected:?}")]
    Shape {
        /// Which tensor.
        tensor: String,
        /// Its shape.
        found: Vec<i64>,
        /// What the block reads.
        expected: Vec<i64>,
    },
    /// A parameter that the model needs is not there.
    #[error("the parameter {0} is missing")]
    MissingParameter(String),
    /// libtorch refused an operation.
    #[error("libtorch: {0}")]
    Torch(#[from] TchError),
}

/// Checks that `tensor` has shape `expected`.
///
/// # Errors
/// [`ModelError::Shape`] with the name and both shapes.
pub fn expect_shape(name: &str, tensor: &Tensor, expected: &[i64]) -> Result<(), ModelError> {
    let found = tensor.size();
    if found == expected {
        return Ok(());
    }
    Err(ModelError::Shape { tensor: name.to_owned(), found, expected: expected.to_vec() })
}

/// The three sizes of a `[batch, length, hidden]` tensor.
///
/// # Errors
/// [`ModelError::Shape`] when it does not have three dimensions of which the last is `hidden`.
pub fn batch_and_length(name: &str, tensor: &Tensor, hidden: i64) -> Result<(i64, i64), ModelError> {
    match tensor.size()[..] {
        [batch, length, width] if width == hidden => Ok((batch, length)),
        ref found => Err(ModelError::Shape {
            tensor: name.to_owned(),
            found: found.to_vec(),
            expected: vec![-1, -1, hidden],
        }),
    }
}
