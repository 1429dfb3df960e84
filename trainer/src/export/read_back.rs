//! A bundle → the tensors that it was written from, under Hugging Face's names: the export backwards, so that training
//! can go on from a model of which only the bundle is left. 8-bit weights come back as the floats they stand for.

use std::{collections::BTreeMap, fs, path::Path};

use fixerr_shared::{
    bundle::{Bundle, DECODER, ENCODER},
    config::{ModelConfig, NormPlacement},
};
use half::f16;
use prost::Message as _;

use super::{
    ExportError,
    layers::POSITION_OFFSET,
    onnx::{Element, ModelProto, TensorProto},
    weights::{floats, transpose},
};

/// Shape and values of a tensor, the last dimension fastest.
pub type Stored = (Vec<usize>, Vec<f32>);

/// The model's shape and every tensor of a checkpoint, read from the bundle in `folder`.
///
/// What a graph does not hold is not there: the two rows before position 0, which nothing reads, are zeros.
///
/// # Errors
/// [`ExportError::Bundle`] for a folder that is no whole bundle, [`ExportError::Graph`] for graphs that no export of ours
/// wrote.
pub fn bundle_weights(folder: &Path) -> Result<(ModelConfig, BTreeMap<String, Stored>), ExportError> {
    let config = Bundle::open(folder)?.manifest.model;
    let mut tensors = BTreeMap::new();
    for (file, side, layers) in
        [(ENCODER, "encoder", config.encoder_layers), (DECODER, "decoder", config.decoder_layers)]
    {
        let path = folder.join(file);
        let broken = |reason: String| ExportError::Graph { path: path.clone(), reason };
        let bytes = fs::read(&path).map_err(|source| ExportError::Io { path: path.clone(), source })?;
        let model = ModelProto::decode(bytes.as_slice()).map_err(|error| broken(error.to_string()))?;
        let initializers = model.graph.map(|graph| graph.initializer).unwrap_or_default();
        let mut reader = Reader {
            config: &config,
            side,
            initializers: initializers.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect(),
            tensors: &mut tensors,
        };
        reader.side(layers).map_err(broken)?;
    }
    Ok((config, tensors))
}

/// Reads one of the two graphs.
struct Reader<'a> {
    config: &'a ModelConfig,
    /// `encoder` or `decoder`.
    side: &'static str,
    initializers: BTreeMap<&'a str, &'a TensorProto>,
    tensors: &'a mut BTreeMap<String, Stored>,
}

impl Reader<'_> {
    fn side(&mut self, layers: usize) -> Result<(), String> {
        let side = self.side;
        self.norm(side, &format!("model.{side}.layernorm_embedding"))?;
        self.positions()?;
        if side == "encoder" {
            self.embedding()?;
            self.cross_attention()?;
        }
        for layer in 0..layers {
            self.layer(layer, layers)?;
        }
        Ok(())
    }

    fn layer(&mut self, layer: usize, layers: usize) -> Result<(), String> {
        let side = self.side;
        let (scope, name) = (format!("{side}.layers.{layer}"), format!("model.{side}.layers.{layer}"));
        let [own, cross, inner] =
            ["self_attn", "encoder_attn", "feed_forward"].map(|b| format!("{scope}.{b}"));
        self.linears(
            &own,
            "qkv_proj",
            &["q_proj", "k_proj", "v_proj"].map(|p| format!("{name}.self_attn.{p}")),
        )?;
        self.linears(&own, "out", &[format!("{name}.self_attn.out_proj")])?;
        self.linears(&inner, "fc1", &[format!("{name}.fc1")])?;
        self.linears(&inner, "out", &[format!("{name}.fc2")])?;
        let mut blocks = vec![(own, "self_attn_layer_norm")];
        if side == "decoder" {
            self.linears(&cross, "q_proj", &[format!("{name}.encoder_attn.q_proj")])?;
            self.linears(&cross, "out", &[format!("{name}.encoder_attn.out_proj")])?;
            blocks.push((cross, "encoder_attn_layer_norm"));
        }
        blocks.push((inner, "final_layer_norm"));
        match self.config.norm {
            NormPlacement::Post => {
                for (block, norm) in blocks {
                    self.norm(&block, &format!("{name}.{norm}"))?;
                }
            }
            // A block ends with the norm that the next one opens with.
            NormPlacement::Pre => {
                if layer == 0 {
                    self.norm(side, &format!("{name}.self_attn_layer_norm"))?;
                }
                for pair in blocks.windows(2) {
                    self.norm(&pair[0].0, &format!("{name}.{}", pair[1].1))?;
                }
                let after = if layer + 1 < layers {
                    format!("model.{side}.layers.{}.self_attn_layer_norm", layer + 1)
                } else {
                    format!("model.{side}.layer_norm")
                };
                self.norm(&format!("{scope}.feed_forward"), &after)?;
            }
        }
        Ok(())
    }

    /// The tied embedding. [vocab, hidden]
    fn embedding(&mut self) -> Result<(), String> {
        let ModelConfig { vocab_size: rows, hidden_size: columns, .. } = *self.config;
        let mut data = self.values("encoder/embed_tokens", &[rows, columns])?;
        if let Some(scales) = self.scales("encoder/embed_tokens", rows)? {
            for (row, scale) in data.chunks_exact_mut(columns).zip(scales) {
                for value in row {
                    *value *= scale;
                }
            }
        }
        self.tensors.insert("model.shared.weight".to_owned(), (vec![rows, columns], data));
        Ok(())
    }

    fn positions(&mut self) -> Result<(), String> {
        let ModelConfig { max_positions: rows, hidden_size: columns, .. } = *self.config;
        let side = self.side;
        let mut data = vec![0.0; POSITION_OFFSET * columns];
        data.extend(self.values(&format!("{side}/embed_positions"), &[rows, columns])?);
        self.tensors.insert(
            format!("model.{side}.embed_positions.weight"),
            (vec![rows + POSITION_OFFSET, columns], data),
        );
        Ok(())
    }

    /// The keys and values that the encoder's graph computes for the decoder's layers.
    fn cross_attention(&mut self) -> Result<(), String> {
        let names: Vec<_> = (0..self.config.decoder_layers)
            .flat_map(|layer| {
                ["k_proj", "v_proj"].map(|part| format!("model.decoder.layers.{layer}.encoder_attn.{part}"))
            })
            .collect();
        self.linears("cross_attention", "key_value", &names)
    }

    /// Products that the graph holds side by side as one.
    fn linears(&mut self, scope: &str, stored: &str, names: &[String]) -> Result<(), String> {
        let ModelConfig { hidden_size, intermediate_size, .. } = *self.config;
        let (inputs, outputs) = match names[0].rsplit('.').next() {
            Some("fc1") => (hidden_size, intermediate_size),
            Some("fc2") => (intermediate_size, hidden_size),
            _ => (hidden_size, hidden_size),
        };
        let columns = outputs * names.len();
        let at = format!("{scope}/{stored}");
        let table = self.values(&format!("{at}.weight"), &[inputs, columns])?;
        let mut table = transpose(&table, inputs, columns); // [columns, inputs]
        if let Some(scales) = self.scales(&at, columns)? {
            for (row, scale) in table.chunks_exact_mut(inputs).zip(scales) {
                for value in row {
                    *value *= scale;
                }
            }
        }
        let bias = self.values(&format!("{at}.bias"), &[columns])?;
        let parts = table.chunks_exact(outputs * inputs).zip(bias.chunks_exact(outputs));
        for (name, (weight, bias)) in names.iter().zip(parts) {
            self.tensors.insert(format!("{name}.weight"), (vec![outputs, inputs], weight.to_vec()));
            self.tensors.insert(format!("{name}.bias"), (vec![outputs], bias.to_vec()));
        }
        Ok(())
    }

    fn norm(&mut self, scope: &str, name: &str) -> Result<(), String> {
        let short = name.rsplit('.').next().unwrap_or(name);
        for part in ["weight", "bias"] {
            let data = self.values(&format!("{scope}/{short}.{part}"), &[self.config.hidden_size])?;
            self.tensors.insert(format!("{name}.{part}"), (vec![data.len()], data));
        }
        Ok(())
    }

    /// The factor of each output of a table in 8 bits; `None` for one of floats.
    fn scales(&self, table: &str, outputs: usize) -> Result<Option<Vec<f32>>, String> {
        let name = format!("{table}.scale");
        if self.initializers.contains_key(name.as_str()) {
            self.values(&name, &[outputs]).map(Some)
        } else {
            Ok(None)
        }
    }

    fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let tensor = self.initializers.get(name).ok_or_else(|| format!("holds no weights {name}"))?;
        if !tensor.dims.iter().copied().eq(shape.iter().map(|size| *size as i64)) {
            return Err(format!("weights {name} are {:?}, expected {shape:?}", tensor.dims));
        }
        let bytes = tensor.raw_data.as_slice();
        let data = match tensor.data_type {
            kind if kind == Element::F32 as i32 => floats(bytes, f32::from_le_bytes),
            kind if kind == Element::F16 as i32 => floats(bytes, |bytes| f16::from_le_bytes(bytes).to_f32()),
            kind if kind == Element::I8 as i32 => {
                bytes.iter().map(|byte| f32::from(byte.cast_signed())).collect()
            }
            other => {
                return Err(format!(
                    "weights {name} are of ONNX type {other}, expected float, float16 or int8"
                ));
            }
        };
        let expected: usize = shape.iter().product();
        if data.len() == expected {
            Ok(data)
        } else {
            Err(format!("weights {name} hold {} values, expected {expected}", data.len()))
        }
    }
}
