//! Every tensor by its Hugging Face name. All of them are views into one flat fp32 master buffer (decayed
//! matrices first, then the rest, then what is frozen), so that the optimizer is a handful of operations on one tensor; when computing in
//! bf16 the views look into a bf16 copy that [`Parameters::refresh`] renews.

use std::collections::HashMap;

use fixerr_shared::config::{Architecture, ModelConfig, NormPlacement};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, StandardNormal};
use tch::{Device, Kind, Tensor, no_grad};

use super::{ModelError, layers::POSITION_OFFSET, lstm};

/// How a tensor starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Start {
    Zeros,
    Ones,
    Normal(f64),
    /// The bias of an LSTM's four gates: one for the second, which forgets, else zero.
    ForgetGate,
}

/// One tensor.
#[derive(Clone, Debug)]
pub struct Specification {
    /// Hugging Face's name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<i64>,
    /// Whether weight decay applies: matrices yes, biases, norms and positions no.
    pub decay: bool,
    pub(super) start: Start,
}

/// The model's tensors in their order in the flat buffer.
pub fn specifications(config: &ModelConfig) -> Vec<Specification> {
    let mut all = match config.architecture {
        Architecture::Transformer => transformer(config),
        Architecture::Lstm => lstm::specifications(config),
    };
    all.sort_by_key(|specification| !specification.decay);
    all
}

/// A transformer's tensors.
fn transformer(config: &ModelConfig) -> Vec<Specification> {
    let (hidden, inner) = (config.hidden_size as i64, config.intermediate_size as i64);
    // Small steps per block keep a deep residual stream near its input at the start (GPT-2's rule).
    let depth = (2 * config.encoder_layers.max(config.decoder_layers)) as f64;
    let (spread, residual) = (0.02, 0.02 / depth.sqrt());
    let mut all = Vec::new();
    let mut add = |name: String, shape: Vec<i64>, start: Start| {
        let decay = shape.len() == 2 && !name.contains("embed_positions");
        all.push(Specification { name, shape, decay, start });
    };
    let embedding = Start::Normal((hidden as f64).powf(-0.5));
    add("model.shared.weight".to_owned(), vec![config.vocab_size as i64, hidden], embedding);
    for (side, layers) in [("encoder", config.encoder_layers), ("decoder", config.decoder_layers)] {
        let mut norm = |name: String| {
            add(format!("{name}.weight"), vec![hidden], Start::Ones);
            add(format!("{name}.bias"), vec![hidden], Start::Zeros);
        };
        norm(format!("model.{side}.layernorm_embedding"));
        if config.norm == NormPlacement::Pre {
            norm(format!("model.{side}.layer_norm"));
        }
        for layer in 0..layers {
            let base = format!("model.{side}.layers.{layer}");
            norm(format!("{base}.self_attn_layer_norm"));
            norm(format!("{base}.final_layer_norm"));
            if side == "decoder" {
                norm(format!("{base}.encoder_attn_layer_norm"));
            }
        }
        let rows = config.max_positions as i64 + POSITION_OFFSET;
        add(format!("model.{side}.embed_positions.weight"), vec![rows, hidden], embedding);
        let mut linear = |name: String, rows: i64, columns: i64, spread: f64| {
            add(format!("{name}.weight"), vec![rows, columns], Start::Normal(spread));
            add(format!("{name}.bias"), vec![rows], Start::Zeros);
        };
        for layer in 0..layers {
            let base = format!("model.{side}.layers.{layer}");
            let attentions: &[&str] =
                if side == "decoder" { &["self_attn", "encoder_attn"] } else { &["self_attn"] };
            for attention in attentions {
                for part in ["q", "k", "v"] {
                    linear(format!("{base}.{attention}.{part}_proj"), hidden, hidden, spread);
                }
                linear(format!("{base}.{attention}.out_proj"), hidden, hidden, residual);
            }
            linear(format!("{base}.fc1"), inner, hidden, spread);
            linear(format!("{base}.fc2"), hidden, inner, residual);
        }
    }
    all
}

/// Whether a tensor keeps its values when that many of the encoder's first layers do: these, and what feeds them. The token embedding
/// is among it, so the output projection is, too.
fn is_frozen(name: &str, frozen_layers: usize) -> bool {
    let layer = || name.strip_prefix("model.encoder.layers.")?.split('.').next()?.parse::<usize>().ok();
    frozen_layers > 0
        && (["model.shared.", "model.encoder.embed_positions.", "model.encoder.layernorm_embedding."]
            .iter()
            .any(|prefix| name.starts_with(prefix))
            || layer().is_some_and(|layer| layer < frozen_layers))
}

/// The model's tensors and the flat buffers behind them.
pub struct Parameters {
    specifications: Vec<Specification>,
    leaves: Vec<Tensor>,
    /// How many of the leaves, from the start, are trained.
    trained_leaves: usize,
    by_name: HashMap<String, usize>,
    /// fp32 master values, `[parameters]`.
    pub master: Tensor,
    /// What the leaves look into: the master itself, or its bf16 copy.
    compute: Tensor,
    /// How many values, from the start, weight decay applies to.
    pub decayed: i64,
    /// How many values, from the start, are trained; the others are frozen.
    pub trained: i64,
}

impl Parameters {
    /// Freshly drawn tensors; the draw follows `seed` alone, whatever else draws from libtorch's generator meanwhile.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn new(config: &ModelConfig, device: Device, kind: Kind, seed: i64) -> Result<Self, ModelError> {
        Self::partly_frozen(config, 0, device, kind, seed)
    }

    /// The same, of which the encoder's first `frozen_layers` and what feeds them keep their values: no gradient is taken of them.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn partly_frozen(
        config: &ModelConfig,
        frozen_layers: usize,
        device: Device,
        kind: Kind,
        seed: i64,
    ) -> Result<Self, ModelError> {
        let mut random = ChaCha8Rng::seed_from_u64(seed as u64);
        let mut specifications = specifications(config);
        specifications.sort_by_key(|specification| is_frozen(&specification.name, frozen_layers));
        let trained_leaves = specifications
            .iter()
            .filter(|specification| !is_frozen(&specification.name, frozen_layers))
            .count();
        let parts = specifications
            .iter()
            .map(|specification| {
                let options = (Kind::Float, Device::Cpu);
                let shape = &specification.shape[..];
                Ok(match specification.start {
                    Start::Zeros => Tensor::f_zeros(shape, options)?,
                    Start::Ones => Tensor::f_ones(shape, options)?,
                    Start::Normal(spread) => {
                        let n = shape.iter().product::<i64>() as usize;
                        let draws = StandardNormal.sample_iter(&mut random).take(n);
                        let values: Vec<f32> = draws.map(|value: f64| (value * spread) as f32).collect();
                        Tensor::f_from_slice(&values)?
                    }
                    Start::ForgetGate => {
                        let bias = Tensor::f_zeros(shape, options)?;
                        let width = bias.size()[0] / 4;
                        let _ = bias.f_narrow(0, width, width)?.f_fill_(1.0)?;
                        bias
                    }
                }
                .f_flatten(0, -1)?)
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        let master = Tensor::f_cat(&parts, 0)?.f_to_device(device)?;
        let compute = if kind == Kind::Float { master.shallow_clone() } else { master.f_to_kind(kind)? };
        let count = |only_decayed: bool| {
            let trained = specifications[..trained_leaves].iter().filter(|s| s.decay || !only_decayed);
            trained.map(|s| s.shape.iter().product::<i64>()).sum()
        };
        let (decayed, trained) = (count(true), count(false));
        let mut offset = 0;
        let mut leaves = Vec::with_capacity(specifications.len());
        for (place, specification) in specifications.iter().enumerate() {
            let length: i64 = specification.shape.iter().product();
            let view = compute.f_narrow(0, offset, length)?.f_view(&specification.shape[..])?;
            leaves.push(view.f_detach()?.f_set_requires_grad(place < trained_leaves)?);
            offset += length;
        }
        let by_name = specifications.iter().enumerate().map(|(i, s)| (s.name.clone(), i)).collect();
        Ok(Self { specifications, leaves, trained_leaves, by_name, master, compute, decayed, trained })
    }

    /// A tensor by name; shares its memory with the flat buffer.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn get(&self, name: &str) -> Result<Tensor, ModelError> {
        self.by_name
            .get(name)
            .map(|index| self.leaves[*index].shallow_clone())
            .ok_or_else(|| ModelError::MissingParameter(name.to_owned()))
    }

    /// What the leaves hold: fp32 or bf16.
    pub fn kind(&self) -> Kind {
        self.compute.kind()
    }

    /// Number of values, frozen ones included.
    pub fn count(&self) -> i64 {
        self.master.size()[0]
    }

    /// Names and shapes in the order of the flat buffer.
    pub fn specifications(&self) -> &[Specification] {
        &self.specifications
    }

    /// The leaves that gradients are taken of, in the order of the flat buffer.
    pub fn leaves(&self) -> &[Tensor] {
        &self.leaves[..self.trained_leaves]
    }

    /// Places, in [`Parameters::leaves`], of the tensors whose names start with `prefix`.
    pub fn under(&self, prefix: &str) -> Vec<usize> {
        let named = self.specifications.iter().enumerate();
        named.filter(|(_, s)| s.name.starts_with(prefix)).map(|(place, _)| place).collect()
    }

    /// Takes over the master's values after it was changed.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn refresh(&mut self) -> Result<(), ModelError> {
        if self.compute.kind() != Kind::Float {
            no_grad(|| self.compute.f_copy_(&self.master))?;
        }
        Ok(())
    }

    /// A view of one tensor in the fp32 master.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn master_view(&self, name: &str) -> Result<Tensor, ModelError> {
        let mut offset = 0;
        for specification in &self.specifications {
            let length: i64 = specification.shape.iter().product();
            if specification.name == name {
                return Ok(self.master.f_narrow(0, offset, length)?.f_view(&specification.shape[..])?);
            }
            offset += length;
        }
        Err(ModelError::MissingParameter(name.to_owned()))
    }
}
