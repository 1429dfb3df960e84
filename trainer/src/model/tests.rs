//! The whole model: shapes, masks, causality, and what the copying start can do before any training.

use fixerr_shared::config::{Architecture, ModelConfig, NormPlacement};
use tch::{Device, Kind, Tensor, no_grad};

use super::{ModelError, Parameters, Transformer, copying, parameters::specifications};

fn config(norm: NormPlacement) -> ModelConfig {
    ModelConfig {
        architecture: Architecture::Transformer,
        vocab_size: 512,
        hidden_size: 128,
        encoder_layers: 2,
        decoder_layers: 2,
        attention_heads: 4,
        intermediate_size: 128,
        max_positions: 96,
        dropout: 0.0,
        layer_norm_eps: 1e-5,
        norm,
    }
}

fn model(config: &ModelConfig) -> (Parameters, Transformer) {
    let parameters = Parameters::new(config, Device::Cpu, Kind::Float, 3).unwrap();
    let model = Transformer::new(&parameters, config).unwrap();
    (parameters, model)
}

fn row(ids: &[i64]) -> Tensor {
    Tensor::from_slice(ids).unsqueeze(0)
}

fn logits(model: &Transformer, source: &[i64], target: &[i64]) -> Tensor {
    no_grad(|| model.logits(&row(source), &row(target))).unwrap()
}

#[test]
fn the_parameter_count_is_the_configs() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let config = config(norm);
        let (parameters, _) = model(&config);
        // Hugging Face's position tables hold two rows more on each side.
        let extra = 2 * 2 * config.hidden_size;
        assert_eq!(parameters.count() as usize, config.parameters() + extra);
        let names: std::collections::HashSet<_> =
            specifications(&config).into_iter().map(|specification| specification.name).collect();
        assert_eq!(names.len(), parameters.specifications().len(), "no name stands twice");
    }
}

#[test]
fn the_decoder_sees_no_later_token() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let (_parameters, model) = model(&config(norm));
        let source = [5, 1, 30, 31, 32, 2];
        let short = logits(&model, &source, &[1, 30]);
        let long = logits(&model, &source, &[1, 30, 77, 78]).narrow(0, 0, 2);
        assert!((short - long).abs().max().double_value(&[]) < 1e-5);
    }
}

#[test]
fn a_wrong_shape_names_tensor_and_both_shapes() {
    let config = config(NormPlacement::Pre);
    let (parameters, model) = model(&config);
    let long: Vec<i64> = vec![9; 97];
    let error = model.logits(&row(&long), &row(&[1])).unwrap_err();
    assert!(matches!(error, ModelError::Shape { .. }));
    assert_eq!(error.to_string(), "input ids has shape [1, 97], expected [-1, 96]");
    let narrow = Tensor::zeros([1, 4, 64], (Kind::Float, Device::Cpu));
    let attention =
        super::attention::MultiHeadAttention::new(&parameters, "model.encoder.layers.0.self_attn", &config)
            .unwrap();
    let error = attention
        .forward(&narrow, &narrow, super::attention::Visible::All, super::layers::Mode::EVALUATE)
        .unwrap_err()
        .to_string();
    assert!(error.contains("self_attn target has shape [1, 4, 64], expected [-1, -1, 128]"), "{error}");
}

#[test]
fn the_copying_start_copies_the_marked_tokens() {
    let config = config(NormPlacement::Pre);
    let (mut parameters, model) = model(&config);
    let span: Vec<i64> = (0..24).map(|i| 40 + (i * 37) % 400).collect();
    let source: Vec<i64> = [6, 1].into_iter().chain(span.clone()).chain([2, 3, 99, 98, 97]).collect();
    let target: Vec<i64> = std::iter::once(1).chain(span.clone()).collect();
    let hits = |model: &Transformer| {
        let found = Vec::<i64>::try_from(logits(model, &source, &target).argmax(-1, false)).unwrap();
        let wanted: Vec<i64> = span.iter().copied().chain([2]).collect();
        found.iter().zip(&wanted).filter(|(a, b)| a == b).count()
    };
    assert!(hits(&model) < 8, "a fresh draw does not copy");
    copying::start(&mut parameters, &config, 5).unwrap();
    assert!(hits(&model) >= 23, "{} of 25 tokens copied", hits(&model));
}
