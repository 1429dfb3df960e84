//! Trained weights by name, read from safetensors and checked against the shapes that the model's config implies.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use half::{bf16, f16};
use safetensors::{Dtype, SafeTensors};

use super::ExportError;

/// A table of floats: `data[row * columns + column]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matrix {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) data: Vec<f32>,
}

impl Matrix {
    pub(super) fn transposed(&self) -> Self {
        Self { rows: self.columns, columns: self.rows, data: transpose(&self.data, self.rows, self.columns) }
    }
}

/// `y = x · weight + bias`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Linear {
    /// [inputs, outputs]: the layout that matrix products read, the transpose of the checkpoint's.
    pub(super) weight: Matrix,
    /// [outputs]
    pub(super) bias: Vec<f32>,
}

impl Linear {
    /// One product for several that read the same input: their outputs side by side.
    pub(super) fn side_by_side(parts: &[Self]) -> Self {
        let rows = parts.first().map_or(0, |part| part.weight.rows);
        let columns = parts.iter().map(|part| part.weight.columns).sum();
        let mut data = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for Matrix { columns, data: part, .. } in parts.iter().map(|part| &part.weight) {
                data.extend_from_slice(&part[row * columns..(row + 1) * columns]);
            }
        }
        let bias = parts.iter().flat_map(|part| &part.bias).copied().collect();
        Self { weight: Matrix { rows, columns, data }, bias }
    }
}

/// Scale and shift of a layer norm, each [hidden].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Every tensor of a checkpoint.
pub(super) struct Weights {
    path: PathBuf,
    tensors: HashMap<String, (Vec<usize>, Vec<f32>)>,
}

impl Weights {
    /// Reads a safetensors file; 16-bit floats become 32-bit ones.
    pub(super) fn read(path: &Path) -> Result<Self, ExportError> {
        let unreadable = |reason: String| ExportError::Checkpoint { path: path.to_owned(), reason };
        let bytes = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let file = SafeTensors::deserialize(&bytes).map_err(|error| unreadable(error.to_string()))?;
        let mut tensors = HashMap::new();
        for (name, view) in file.iter() {
            let data = match view.dtype() {
                Dtype::F32 => floats(view.data(), f32::from_le_bytes),
                Dtype::F16 => floats(view.data(), |bytes| f16::from_le_bytes(bytes).to_f32()),
                Dtype::BF16 => floats(view.data(), |bytes| bf16::from_le_bytes(bytes).to_f32()),
                other => {
                    return Err(unreadable(format!("{name} holds {other:?}; weights are F32, F16 or BF16")));
                }
            };
            tensors.insert(name.to_owned(), (view.shape().to_vec(), data));
        }
        Ok(Self { path: path.to_owned(), tensors })
    }

    /// A tensor of exactly this shape, every value finite.
    pub(super) fn tensor(&self, name: &str, shape: &[usize]) -> Result<&[f32], ExportError> {
        let Some((found, data)) = self.tensors.get(name) else {
            return Err(ExportError::MissingTensor {
                path: self.path.clone(),
                name: name.to_owned(),
                expected: shape.to_vec(),
            });
        };
        if found != shape {
            return Err(ExportError::Shape {
                path: self.path.clone(),
                name: name.to_owned(),
                found: found.clone(),
                expected: shape.to_vec(),
            });
        }
        if data.iter().any(|value| !value.is_finite()) {
            return Err(ExportError::NotFinite { path: self.path.clone(), name: name.to_owned() });
        }
        Ok(data)
    }

    /// A table as the checkpoint holds it.
    pub(super) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Matrix, ExportError> {
        Ok(Matrix { rows, columns, data: self.tensor(name, &[rows, columns])?.to_vec() })
    }

    /// `{prefix}.weight` [outputs, inputs] and `{prefix}.bias` [outputs].
    pub(super) fn linear(&self, prefix: &str, inputs: usize, outputs: usize) -> Result<Linear, ExportError> {
        let weight = self.matrix(&format!("{prefix}.weight"), outputs, inputs)?.transposed();
        let bias = self.tensor(&format!("{prefix}.bias"), &[outputs])?.to_vec();
        Ok(Linear { weight, bias })
    }

    /// `{prefix}.weight` and `{prefix}.bias`, each [hidden].
    pub(super) fn norm(&self, prefix: &str, hidden: usize) -> Result<Norm, ExportError> {
        let weight = self.tensor(&format!("{prefix}.weight"), &[hidden])?.to_vec();
        let bias = self.tensor(&format!("{prefix}.bias"), &[hidden])?.to_vec();
        Ok(Norm { weight, bias })
    }
}

/// The bytes of little-endian numbers as floats.
pub(super) fn floats<const SIZE: usize>(bytes: &[u8], float: impl Fn([u8; SIZE]) -> f32) -> Vec<f32> {
    let (numbers, _) = bytes.as_chunks::<SIZE>();
    numbers.iter().map(|number| float(*number)).collect()
}

/// [rows, columns] → [columns, rows]
pub(super) fn transpose<T: Copy>(data: &[T], rows: usize, columns: usize) -> Vec<T> {
    (0..columns).flat_map(|column| (0..rows).map(move |row| data[row * columns + column])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_keeps_rows_together() {
        let linear = |columns: usize, start: u8| Linear {
            weight: Matrix { rows: 2, columns, data: (start..).take(2 * columns).map(f32::from).collect() },
            bias: vec![f32::from(start); columns],
        };
        let joined = Linear::side_by_side(&[linear(2, 0), linear(1, 10)]);
        assert_eq!(joined.weight, Matrix { rows: 2, columns: 3, data: vec![0., 1., 10., 2., 3., 11.] });
        assert_eq!(joined.bias, [0., 0., 10.]);
        assert_eq!(joined.weight.transposed().data, [0., 2., 1., 3., 10., 11.]);
    }
}
