//! The pieces of a transformer that encoder and decoder share, in each precision's fastest nodes.

use fixerr_shared::{
    bundle::Precision,
    config::{ModelConfig, NormPlacement},
};

use super::{
    ExportError,
    graph::{GraphBuilder, Value},
    onnx::{AttributeProto, Element},
    quantize,
    weights::{Linear, Matrix, Norm, Weights},
};

/// Rows that Hugging Face's learned positions keep free before position 0.
pub(super) const POSITION_OFFSET: usize = 2;

/// The value between two blocks: what the next block reads and what its result is added to. With a norm after the block
/// both are one value.
pub(super) struct Stream {
    pub(super) normed: Value,
    residual: Value,
}

/// Writes layers into a graph.
pub(super) struct Layers<'a> {
    pub(super) graph: GraphBuilder,
    pub(super) config: &'a ModelConfig,
    weights: &'a Weights,
}

impl<'a> Layers<'a> {
    pub(super) const fn new(graph: GraphBuilder, config: &'a ModelConfig, weights: &'a Weights) -> Self {
        Self { graph, config, weights }
    }

    pub(super) fn linear_weights(&self, name: &str) -> Result<Linear, ExportError> {
        let ModelConfig { hidden_size, intermediate_size, .. } = *self.config;
        let (inputs, outputs) = match name.rsplit('.').next() {
            Some("fc1") => (hidden_size, intermediate_size),
            Some("fc2") => (intermediate_size, hidden_size),
            _ => (hidden_size, hidden_size),
        };
        self.weights.linear(name, inputs, outputs)
    }

    /// The tied embedding as the checkpoint holds it, [vocab, hidden].
    pub(super) fn embedding(&self) -> Result<Matrix, ExportError> {
        self.weights.matrix("model.shared.weight", self.config.vocab_size, self.config.hidden_size)
    }

    /// The size of one dimension, as a scalar.
    pub(super) fn size(&mut self, value: &Value, axis: i64) -> Value {
        let shape = self.graph.node("Shape", &[value], vec![]);
        let axis = self.graph.integers("axis", &[], &[axis]);
        self.graph.node("Gather", &[&shape, &axis], vec![])
    }

    /// Rows of the learned positions from `start` (or 0) to before `end`. [n, hidden]
    ///
    /// The engine keeps within the table. The runtime turns these two nodes into a Slice, which would give fewer rows.
    pub(super) fn positions(
        &mut self,
        side: &str,
        start: Option<&Value>,
        end: &Value,
    ) -> Result<Value, ExportError> {
        let ModelConfig { max_positions, hidden_size, .. } = *self.config;
        let name = format!("model.{side}.embed_positions.weight");
        let table = self.weights.tensor(&name, &[max_positions + POSITION_OFFSET, hidden_size])?;
        let rows = &table[POSITION_OFFSET * hidden_size..];
        let table = self.graph.floats("embed_positions", &[max_positions, hidden_size], rows);
        let start = match start {
            Some(start) => start.clone(),
            None => self.graph.integers("first_position", &[], &[0]),
        };
        let one = self.graph.integers("position_step", &[], &[1]);
        let range = self.graph.node("Range", &[&start, end, &one], vec![]);
        Ok(self.graph.node("Gather", &[&table, &range], vec![]))
    }

    /// Embeddings of tokens out of 8-bit rows that keep their scale. [batch, n, hidden]
    pub(super) fn dequantized(&mut self, rows: &Value, scales: &Value, ids: &Value) -> Value {
        let scale = self.graph.node("Gather", &[scales, ids], vec![]); // [batch, n]
        let last = self.graph.integers("last_axis", &[1], &[-1]);
        let scale = self.graph.node("Unsqueeze", &[&scale, &last], vec![]); // [batch, n, 1]
        let rows = self.graph.node("Cast", &[rows], vec![AttributeProto::int("to", Element::F32 as i64)]);
        self.graph.node("Mul", &[&rows, &scale], vec![])
    }

    /// Adds positions to embeddings, normalizes, and enters the first block, whose own norm is `first`.
    pub(super) fn enter(
        &mut self,
        side: &str,
        embedded: &Value,
        positions: &Value,
        first: &str,
    ) -> Result<Stream, ExportError> {
        let sum = self.graph.node("Add", &[embedded, positions], vec![]);
        let normed = self.normalize(&sum, &format!("model.{side}.layernorm_embedding"))?;
        match self.config.norm {
            NormPlacement::Pre => Ok(Stream { normed: self.normalize(&normed, first)?, residual: normed }),
            NormPlacement::Post => Ok(Stream { residual: normed.clone(), normed }),
        }
    }

    /// The three inputs of a self-attention out of one product, so that 8-bit products quantize the state once.
    pub(super) fn query_key_value(
        &mut self,
        state: &Value,
        attention: &str,
    ) -> Result<Vec<Value>, ExportError> {
        let parts = ["q_proj", "k_proj", "v_proj"]
            .map(|name| self.linear_weights(&format!("{attention}.{name}")))
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let product = self.product(state, &Linear::side_by_side(&parts), "qkv_proj");
        Ok(self.graph.split(&product, -1, parts.len()))
    }

    /// The norm that a pre-norm layer opens with; after the last layer it is the stack's own.
    pub(super) fn norm_before(side: &str, layer: usize, layers: usize) -> String {
        if layer < layers {
            format!("model.{side}.layers.{layer}.self_attn_layer_norm")
        } else {
            format!("model.{side}.layer_norm")
        }
    }

    /// Ends a block: `residual + linear(branch)`, then the norm that stands there: the next block's or this one's.
    pub(super) fn join(
        &mut self,
        stream: &Stream,
        branch: &Value,
        linear: &str,
        norm_of_this: &str,
        norm_of_next: &str,
    ) -> Result<Stream, ExportError> {
        let linear = self.linear_weights(linear)?;
        let (norm, has_sum) = match self.config.norm {
            NormPlacement::Pre => (norm_of_next, true),
            NormPlacement::Post => (norm_of_this, false),
        };
        if self.graph.precision() != Precision::Fp16 {
            // On CPU SkipLayerNormalization runs one float after the other: three times as long as the two nodes here.
            // The runtime would turn an Add into that node, but it leaves a Sum alone.
            let branch = self.product(branch, &linear, "out");
            let sum = self.graph.node("Sum", &[&branch, &stream.residual], vec![]);
            let normed = self.normalize(&sum, norm)?;
            return Ok(Stream { residual: if has_sum { sum } else { normed.clone() }, normed });
        }
        let branch = self.plain_product(branch, &linear.weight, "out");
        let bias = self.graph.floats("out.bias", &[linear.bias.len()], &linear.bias);
        let (weight, shift) = self.norm(norm)?;
        let [normed, _, _, sum] = self.graph.node_with_outputs(
            "SkipLayerNormalization",
            &[&branch, &stream.residual, &weight, &shift, &bias],
            vec![AttributeProto::float("epsilon", self.config.layer_norm_eps as f32)],
            [true, false, false, has_sum],
        );
        Ok(Stream { residual: if has_sum { sum } else { normed.clone() }, normed })
    }

    /// `fc2(gelu(fc1(x)))` and the norm after it.
    pub(super) fn feed_forward(
        &mut self,
        stream: &Stream,
        layer: &str,
        norm_of_next: &str,
    ) -> Result<Stream, ExportError> {
        let fc1 = self.linear_weights(&format!("{layer}.fc1"))?;
        let inner = match self.graph.precision() {
            Precision::Int8 => {
                let product = self.product(&stream.normed, &fc1, "fc1");
                self.graph.node("Gelu", &[&product], vec![])
            }
            Precision::Fp32 | Precision::Fp16 => {
                let product = self.plain_product(&stream.normed, &fc1.weight, "fc1");
                let bias = self.graph.floats("fc1.bias", &[fc1.bias.len()], &fc1.bias);
                self.graph.node("BiasGelu", &[&product, &bias], vec![])
            }
        };
        let norm_of_this = format!("{layer}.final_layer_norm");
        self.join(stream, &inner, &format!("{layer}.fc2"), &norm_of_this, norm_of_next)
    }

    /// `x · weight + bias`.
    pub(super) fn product(&mut self, x: &Value, linear: &Linear, name: &str) -> Value {
        match self.graph.precision() {
            Precision::Int8 => {
                let quantized = quantize::by_column(&linear.weight);
                let shape = [quantized.rows, quantized.columns];
                let weight = self.graph.bytes(&format!("{name}.weight"), &shape, &quantized.values);
                let scales = self.graph.floats(&format!("{name}.scale"), &[shape[1]], &quantized.scales);
                let bias = self.graph.floats(&format!("{name}.bias"), &[shape[1]], &linear.bias);
                self.graph.node(
                    "DynamicQuantizeMatMul",
                    &[x, &weight, &scales, &Value::none(), &bias],
                    vec![],
                )
            }
            Precision::Fp32 | Precision::Fp16 => {
                let product = self.plain_product(x, &linear.weight, name);
                let bias = self.graph.floats(&format!("{name}.bias"), &[linear.bias.len()], &linear.bias);
                self.graph.node("Add", &[&product, &bias], vec![])
            }
        }
    }

    fn plain_product(&mut self, x: &Value, weight: &Matrix, name: &str) -> Value {
        let shape = [weight.rows, weight.columns];
        let weight = self.graph.floats(&format!("{name}.weight"), &shape, &weight.data);
        self.graph.node("MatMul", &[x, &weight], vec![])
    }

    fn normalize(&mut self, x: &Value, norm: &str) -> Result<Value, ExportError> {
        let (weight, bias) = self.norm(norm)?;
        let epsilon = AttributeProto::float("epsilon", self.config.layer_norm_eps as f32);
        let axis = AttributeProto::int("axis", -1);
        Ok(self.graph.node("LayerNormalization", &[x, &weight, &bias], vec![axis, epsilon]))
    }

    fn norm(&mut self, name: &str) -> Result<(Value, Value), ExportError> {
        let hidden = self.config.hidden_size;
        let Norm { weight, bias } = self.weights.norm(name, hidden)?;
        let short = name.rsplit('.').next().unwrap_or(name);
        let weight = self.graph.floats(&format!("{short}.weight"), &[hidden], &weight);
        Ok((weight, self.graph.floats(&format!("{short}.bias"), &[hidden], &bias)))
    }
}
