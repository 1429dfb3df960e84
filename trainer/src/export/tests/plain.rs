//! The model in plain loops, slow and easy to check by eye, and random checkpoints for it. Knows nothing of the export.

use std::{collections::HashMap, path::Path};

use fixerr_shared::config::{Architecture, ModelConfig, NormPlacement};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

/// A tensor's shape and values.
type Values = (Vec<usize>, Vec<f32>);

/// A model small enough for plain loops.
pub(super) fn config(norm: NormPlacement) -> ModelConfig {
    ModelConfig {
        architecture: Architecture::Transformer,
        vocab_size: 320,
        hidden_size: 24,
        encoder_layers: 2,
        decoder_layers: 2,
        attention_heads: 3,
        intermediate_size: 40,
        max_positions: 32,
        dropout: 0.1,
        layer_norm_eps: 1e-5,
        norm,
    }
}

/// Writes random weights; `edit` changes a tensor or leaves it out.
pub(super) fn write_checkpoint(
    config: &ModelConfig,
    path: &Path,
    mut edit: impl FnMut(&str, Values) -> Option<Values>,
) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut tensors = HashMap::new();
    for (name, shape) in tensor_shapes(config) {
        let is_scale = name.contains("norm") && name.ends_with(".weight");
        let center = if is_scale { 1.0 } else { 0.0 };
        let data = (0..shape.iter().product()).map(|_| center + rng.random_range(-0.3_f32..0.3)).collect();
        if let Some((shape, data)) = edit(&name, (shape, data)) {
            let bytes: Vec<u8> = data.iter().flat_map(|value| value.to_le_bytes()).collect();
            tensors.insert(name, (shape, bytes));
        }
    }
    let views = tensors
        .iter()
        .map(|(name, (shape, bytes))| (name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap()));
    std::fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

fn tensor_shapes(config: &ModelConfig) -> Vec<(String, Vec<usize>)> {
    let (h, f) = (config.hidden_size, config.intermediate_size);
    let mut shapes = vec![("model.shared.weight".to_owned(), vec![config.vocab_size, h])];
    for (side, layers) in [("encoder", config.encoder_layers), ("decoder", config.decoder_layers)] {
        let mut add = |name: &str, outputs: usize, inputs: Option<usize>| {
            let weight = inputs.map_or(vec![outputs], |inputs| vec![outputs, inputs]);
            shapes.push((format!("model.{side}.{name}.weight"), weight));
            shapes.push((format!("model.{side}.{name}.bias"), vec![outputs]));
        };
        add("layernorm_embedding", h, None);
        if config.norm == NormPlacement::Pre {
            add("layer_norm", h, None);
        }
        let attentions: &[&str] =
            if side == "decoder" { &["self_attn", "encoder_attn"] } else { &["self_attn"] };
        for layer in 0..layers {
            for attention in attentions {
                for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
                    add(&format!("layers.{layer}.{attention}.{part}"), h, Some(h));
                }
                add(&format!("layers.{layer}.{attention}_layer_norm"), h, None);
            }
            add(&format!("layers.{layer}.fc1"), f, Some(h));
            add(&format!("layers.{layer}.fc2"), h, Some(f));
            add(&format!("layers.{layer}.final_layer_norm"), h, None);
        }
        shapes.push((format!("model.{side}.embed_positions.weight"), vec![config.max_positions + 2, h]));
    }
    shapes
}

/// Rows of one width.
#[derive(Clone)]
struct Rows {
    width: usize,
    data: Vec<f32>,
}

impl Rows {
    fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.data.chunks_exact(self.width)
    }

    fn plus(&self, other: &Self) -> Self {
        let data = self.data.iter().zip(&other.data).map(|(a, b)| a + b).collect();
        Self { width: self.width, data }
    }
}

/// The model of a checkpoint.
pub(super) struct PlainModel {
    config: ModelConfig,
    tensors: HashMap<String, Values>,
}

impl PlainModel {
    pub(super) fn read(config: ModelConfig, checkpoint: &Path) -> Self {
        let bytes = std::fs::read(checkpoint).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let values = |view: &TensorView<'_>| {
            let (numbers, _) = view.data().as_chunks();
            (view.shape().to_vec(), numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
        };
        Self {
            config,
            tensors: tensors.iter().map(|(name, view)| (name.to_owned(), values(&view))).collect(),
        }
    }

    fn tensor(&self, name: &str) -> &[f32] {
        &self.tensors[name].1
    }

    /// [target, vocab]
    pub(super) fn logits(&self, source: &[i64], target: &[i64]) -> Vec<f32> {
        let mut x = self.embed("encoder", source);
        for layer in 0..self.config.encoder_layers {
            let prefix = format!("model.encoder.layers.{layer}");
            x = self.block(&x, &format!("{prefix}.self_attn_layer_norm"), |x| {
                self.attention(&format!("{prefix}.self_attn"), x, x, false)
            });
            x = self.feed_forward(&prefix, &x);
        }
        let memory = self.last_norm("encoder", x);

        let mut x = self.embed("decoder", target);
        for layer in 0..self.config.decoder_layers {
            let prefix = format!("model.decoder.layers.{layer}");
            x = self.block(&x, &format!("{prefix}.self_attn_layer_norm"), |x| {
                self.attention(&format!("{prefix}.self_attn"), x, x, true)
            });
            x = self.block(&x, &format!("{prefix}.encoder_attn_layer_norm"), |x| {
                self.attention(&format!("{prefix}.encoder_attn"), x, &memory, false)
            });
            x = self.feed_forward(&prefix, &x);
        }
        let x = self.last_norm("decoder", x);
        let hidden = self.config.hidden_size;
        let table = self.tensor("model.shared.weight");
        x.iter().flat_map(|row| table.chunks_exact(hidden).map(move |token| dot(row, token))).collect()
    }

    fn embed(&self, side: &str, ids: &[i64]) -> Rows {
        let h = self.config.hidden_size;
        let tokens = self.tensor("model.shared.weight");
        let name = format!("model.{side}.embed_positions.weight");
        let positions = self.tensor(&name);
        let data = ids
            .iter()
            .enumerate()
            .flat_map(|(at, id)| {
                (0..h).map(move |i| tokens[*id as usize * h + i] + positions[(at + 2) * h + i])
            })
            .collect();
        self.norm(&format!("model.{side}.layernorm_embedding"), &Rows { width: h, data })
    }

    fn block(&self, x: &Rows, norm: &str, inner: impl Fn(&Rows) -> Rows) -> Rows {
        match self.config.norm {
            NormPlacement::Pre => x.plus(&inner(&self.norm(norm, x))),
            NormPlacement::Post => self.norm(norm, &x.plus(&inner(x))),
        }
    }

    fn last_norm(&self, side: &str, x: Rows) -> Rows {
        match self.config.norm {
            NormPlacement::Pre => self.norm(&format!("model.{side}.layer_norm"), &x),
            NormPlacement::Post => x,
        }
    }

    fn feed_forward(&self, prefix: &str, x: &Rows) -> Rows {
        let (h, f) = (self.config.hidden_size, self.config.intermediate_size);
        self.block(x, &format!("{prefix}.final_layer_norm"), |x| {
            let mut inner = self.linear(&format!("{prefix}.fc1"), x, f);
            inner.data.iter_mut().for_each(|value| *value = gelu(*value));
            self.linear(&format!("{prefix}.fc2"), &inner, h)
        })
    }

    fn attention(&self, prefix: &str, x: &Rows, memory: &Rows, causal: bool) -> Rows {
        let h = self.config.hidden_size;
        let head_dim = self.config.head_dim();
        let query = self.linear(&format!("{prefix}.q_proj"), x, h);
        let key = self.linear(&format!("{prefix}.k_proj"), memory, h);
        let value = self.linear(&format!("{prefix}.v_proj"), memory, h);
        let mut data = vec![0.0; query.data.len()];
        for (target, (query, out)) in query.iter().zip(data.chunks_exact_mut(h)).enumerate() {
            for head in 0..self.config.attention_heads {
                let part = head * head_dim..(head + 1) * head_dim;
                let seen = if causal { target + 1 } else { usize::MAX };
                let scale = (head_dim as f32).sqrt().recip();
                let scores = key
                    .iter()
                    .take(seen)
                    .map(|key| (scale * dot(&query[part.clone()], &key[part.clone()])).exp());
                let scores: Vec<f32> = scores.collect();
                let total: f32 = scores.iter().sum();
                for (score, value) in scores.iter().zip(value.iter()) {
                    for i in part.clone() {
                        out[i] += score / total * value[i];
                    }
                }
            }
        }
        self.linear(&format!("{prefix}.out_proj"), &Rows { width: h, data }, h)
    }

    fn linear(&self, prefix: &str, x: &Rows, outputs: usize) -> Rows {
        let weight = self.tensor(&format!("{prefix}.weight"));
        let bias = self.tensor(&format!("{prefix}.bias"));
        let row =
            |row| weight.chunks_exact(x.width).zip(bias).map(move |(weight, bias)| dot(row, weight) + bias);
        Rows { width: outputs, data: x.iter().flat_map(row).collect() }
    }

    fn norm(&self, name: &str, x: &Rows) -> Rows {
        let weight = self.tensor(&format!("{name}.weight"));
        let bias = self.tensor(&format!("{name}.bias"));
        let mut data = Vec::with_capacity(x.data.len());
        for row in x.iter() {
            let mean = row.iter().sum::<f32>() / row.len() as f32;
            let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / row.len() as f32;
            let scale = (variance + self.config.layer_norm_eps as f32).sqrt().recip();
            data.extend((0..row.len()).map(|i| (row[i] - mean) * scale * weight[i] + bias[i]));
        }
        Rows { width: x.width, data }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `x · Φ(x)` with the normal distribution's Φ, by its Taylor series around 0, which converges for the small values here.
fn gelu(x: f32) -> f32 {
    let z = f64::from(x) / std::f64::consts::SQRT_2;
    let (mut term, mut sum) = (z, z);
    for n in 1..200_i32 {
        term *= -z * z / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    let erf = sum * 2.0 / std::f64::consts::PI.sqrt();
    (0.5 * f64::from(x) * (1.0 + erf)) as f32
}
