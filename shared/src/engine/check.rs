//! Compares both graphs' inputs and outputs with the manifest, so that a wrong file is named here and not by a failure
//! deep inside a run.

use std::path::Path;

use ort::{
    session::Session,
    value::{Outlet, TensorElementType, ValueType},
};

use super::{EngineError, steps::Graphs};
use crate::bundle::{Bundle, DECODER, ENCODER, MANIFEST};

/// A tensor as the manifest would have it; `None` is a length that varies.
struct Expected {
    name: String,
    ty: TensorElementType,
    shape: Vec<Option<usize>>,
}

impl Expected {
    fn new(name: impl Into<String>, ty: TensorElementType, shape: &[Option<usize>]) -> Self {
        Self { name: name.into(), ty, shape: shape.to_vec() }
    }
}

/// Checks both graphs and gives their names and shapes.
pub(super) fn graphs(bundle: &Bundle, encoder: &Session, decoder: &Session) -> Result<Graphs, EngineError> {
    let model = &bundle.manifest.model;
    let per_layer = |kind: &str| -> Vec<String> {
        let layers = 0..model.decoder_layers;
        layers.flat_map(|layer| [format!("{kind}_key_{layer}"), format!("{kind}_value_{layer}")]).collect()
    };
    let graphs = Graphs {
        encoder: bundle.folder.join(ENCODER),
        decoder: bundle.folder.join(DECODER),
        heads: model.attention_heads,
        head_dim: model.head_dim(),
        vocab: model.vocab_size,
        // The exporter chooses whether caches are halves; all of them must be the same.
        float: match decoder.inputs().iter().find(|input| input.name() == "past_key_0").map(Outlet::dtype) {
            Some(ValueType::Tensor { ty: TensorElementType::Float16, .. }) => TensorElementType::Float16,
            _ => TensorElementType::Float32,
        },
        cross: per_layer("cross"),
        past: per_layer("past"),
        present: per_layer("present"),
    };
    let (heads, dim) = (Some(graphs.heads), Some(graphs.head_dim));
    let caches = |names: &[String], batch: Option<usize>| -> Vec<Expected> {
        names.iter().map(|name| Expected::new(name, graphs.float, &[batch, heads, None, dim])).collect()
    };
    let ids = |batch| Expected::new("input_ids", TensorElementType::Int64, &[batch, None]);

    let file = &graphs.encoder;
    compare(file, "input", encoder.inputs(), &[ids(Some(1))])?;
    compare(file, "output", encoder.outputs(), &caches(&graphs.cross, Some(1)))?;
    let mut inputs = vec![ids(None)];
    inputs.extend(caches(&graphs.past, None));
    inputs.extend(caches(&graphs.cross, Some(1)));
    let mut outputs =
        vec![Expected::new("logits", TensorElementType::Float32, &[None, None, Some(graphs.vocab)])];
    outputs.extend(caches(&graphs.present, None));
    let file = &graphs.decoder;
    compare(file, "input", decoder.inputs(), &inputs)?;
    compare(file, "output", decoder.outputs(), &outputs)?;
    Ok(graphs)
}

fn compare(file: &Path, side: &str, found: &[Outlet], expected: &[Expected]) -> Result<(), EngineError> {
    let graph = |reason: String| EngineError::Graph { path: file.to_owned(), reason };
    for wanted in expected {
        let Some(outlet) = found.iter().find(|outlet| outlet.name() == wanted.name) else {
            let names: Vec<&str> = found.iter().map(Outlet::name).collect();
            return Err(graph(format!(
                "no {side} '{}', which {MANIFEST} asks for; there are: {}; export the model anew",
                wanted.name,
                names.join(", ")
            )));
        };
        let fits = match outlet.dtype() {
            ValueType::Tensor { ty, shape, .. } => *ty == wanted.ty && shape_fits(shape, &wanted.shape),
            _ => false,
        };
        if !fits {
            return Err(EngineError::Tensor {
                path: file.to_owned(),
                tensor: format!("{side} '{}'", wanted.name),
                found: describe(outlet.dtype()),
                expected: format!("{} {}", wanted.ty, dims(wanted.shape.iter().map(|n| n.map(|n| n as i64)))),
            });
        }
    }
    match found.iter().find(|outlet| expected.iter().all(|wanted| wanted.name != outlet.name())) {
        Some(extra) if side == "input" => Err(graph(format!(
            "an input '{}', for which there is no value; export the model with this version of FixErr",
            extra.name()
        ))),
        _ => Ok(()),
    }
}

/// A length that the graph leaves open fits any; the pass itself finds out.
fn shape_fits(found: &[i64], expected: &[Option<usize>]) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| {
            *found < 0 || expected.is_none_or(|expected| usize::try_from(*found) == Ok(expected))
        })
}

fn describe(ty: &ValueType) -> String {
    match ty {
        ValueType::Tensor { ty, shape, .. } => {
            format!("{ty} {}", dims(shape.iter().map(|n| (*n >= 0).then_some(*n))))
        }
        other => format!("{other}"),
    }
}

fn dims(shape: impl Iterator<Item = Option<i64>>) -> String {
    let dims: Vec<String> = shape.map(|n| n.map_or_else(|| "?".to_owned(), |n| n.to_string())).collect();
    format!("[{}]", dims.join(", "))
}

#[cfg(test)]
mod tests {
    use ort::value::{Shape, SymbolicDimensions};

    use super::*;

    fn outlet(name: &str, ty: TensorElementType, shape: &[i64]) -> Outlet {
        let dimension_symbols = SymbolicDimensions::empty(shape.len());
        Outlet::new(
            name,
            ValueType::Tensor { ty, shape: Shape::new(shape.iter().copied()), dimension_symbols },
        )
    }

    fn expected() -> [Expected; 1] {
        [Expected::new("past_key_0", TensorElementType::Float32, &[None, Some(8), None, Some(64)])]
    }

    #[track_caller]
    fn refusal(found: &[Outlet]) -> String {
        compare(Path::new("decoder.onnx"), "input", found, &expected()).unwrap_err().to_string()
    }

    #[test]
    fn lengths_that_vary_fit_and_wrong_ones_are_shown() {
        // Outlets need the runtime; without one there is nothing to compare.
        if crate::runtime::initialize().is_err() {
            return;
        }
        let right = outlet("past_key_0", TensorElementType::Float32, &[-1, 8, -1, 64]);
        compare(Path::new("decoder.onnx"), "input", &[right], &expected()).unwrap();

        let message = refusal(&[outlet("past_key_0", TensorElementType::Float32, &[-1, 4, -1, 64])]);
        for part in ["decoder.onnx", "input 'past_key_0'", "f32 [?, 4, ?, 64]", "f32 [?, 8, ?, 64]"] {
            assert!(message.contains(part), "{part}: {message}");
        }
        let message = refusal(&[outlet("past_key_0", TensorElementType::Float16, &[-1, 8, -1, 64])]);
        assert!(message.contains("f16"), "{message}");
        let message = refusal(&[outlet("past_key_0", TensorElementType::Float32, &[8, -1, 64])]);
        assert!(message.contains("[8, ?, 64]"), "{message}");
        let message = refusal(&[outlet("past", TensorElementType::Float32, &[1])]);
        assert!(
            message.contains("no input 'past_key_0'") && message.contains("there are: past"),
            "{message}"
        );
        let right = || outlet("past_key_0", TensorElementType::Float32, &[-1, 8, -1, 64]);
        let message = refusal(&[right(), outlet("mask", TensorElementType::Bool, &[1])]);
        assert!(message.contains("an input 'mask'"), "{message}");
    }
}
