//! Builds an ONNX graph node by node. Knows ONNX and nothing of transformers.

use fixerr_shared::bundle::Precision;
use half::f16;

use super::onnx::{
    AttributeProto, DimensionProto, Element, GraphProto, IR_VERSION, MICROSOFT, ModelProto, NodeProto, OPSET,
    OperatorSetIdProto, TensorProto, TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};

/// Operators that ONNX Runtime adds to ONNX's own.
const MICROSOFT_OPERATORS: [&str; 6] = [
    "BiasGelu",
    "DynamicQuantizeMatMul",
    "FusedMatMul",
    "Gelu",
    "MultiHeadAttention",
    "SkipLayerNormalization",
];

/// A tensor that flows through the graph, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value(String);

impl Value {
    /// Stands for an optional input that is not given.
    pub(super) const fn none() -> Self {
        Self(String::new())
    }
}

/// A dimension of a graph's input or output.
#[derive(Clone, Debug)]
pub(super) enum Dim {
    Fixed(usize),
    Named(&'static str),
}

/// A graph under construction.
pub(super) struct GraphBuilder {
    graph: GraphProto,
    precision: Precision,
    /// Put before the names of nodes and weights, so that the runtime's messages and profiles say where.
    scope: String,
}

impl GraphBuilder {
    pub(super) fn new(name: &str, precision: Precision) -> Self {
        let graph = GraphProto { name: name.to_owned(), ..GraphProto::default() };
        Self { graph, precision, scope: String::new() }
    }

    pub(super) const fn precision(&self) -> Precision {
        self.precision
    }

    /// The type of everything between two nodes that is not an integer.
    pub(super) const fn float(&self) -> Element {
        match self.precision {
            Precision::Fp32 | Precision::Int8 => Element::F32,
            Precision::Fp16 => Element::F16,
        }
    }

    /// Names the part of the model that the next nodes belong to.
    pub(super) fn enter(&mut self, scope: impl Into<String>) {
        self.scope = scope.into();
    }

    pub(super) fn input(&mut self, name: &str, element: Element, shape: &[Dim]) -> Value {
        self.graph.input.push(value_info(name, element, shape));
        Value(name.to_owned())
    }

    /// Makes a value an output of the graph under the given name.
    pub(super) fn output(&mut self, value: &Value, name: &str, element: Element, shape: &[Dim]) {
        for node in &mut self.graph.node {
            for used in node.input.iter_mut().chain(&mut node.output).filter(|used| **used == value.0) {
                name.clone_into(used);
            }
        }
        self.graph.output.push(value_info(name, element, shape));
    }

    /// Floats as the graph's precision has them; scales of 8-bit weights and whatever stands beside them stay 32-bit.
    pub(super) fn floats(&mut self, name: &str, shape: &[usize], data: &[f32]) -> Value {
        let bytes = match self.float() {
            Element::F16 => data.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect(),
            _ => data.iter().flat_map(|value| value.to_le_bytes()).collect(),
        };
        self.tensor(name, self.float(), shape, bytes)
    }

    pub(super) fn bytes(&mut self, name: &str, shape: &[usize], data: &[i8]) -> Value {
        self.tensor(name, Element::I8, shape, data.iter().map(|value| value.cast_unsigned()).collect())
    }

    /// Whole numbers: shapes, indices and axes. An empty shape makes a scalar.
    pub(super) fn integers(&mut self, name: &str, shape: &[usize], data: &[i64]) -> Value {
        let bytes = data.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(name, Element::I64, shape, bytes)
    }

    fn tensor(&mut self, name: &str, element: Element, shape: &[usize], raw_data: Vec<u8>) -> Value {
        let mut name = self.scoped(name);
        if self.graph.initializer.iter().any(|tensor| tensor.name == name) {
            name = format!("{name}_{}", self.graph.initializer.len());
        }
        let dims = shape.iter().map(|dim| *dim as i64).collect();
        self.graph.initializer.push(TensorProto {
            dims,
            data_type: element as i32,
            name: name.clone(),
            raw_data,
        });
        Value(name)
    }

    /// Adds a node with one output.
    pub(super) fn node(
        &mut self,
        operator: &str,
        inputs: &[&Value],
        attributes: Vec<AttributeProto>,
    ) -> Value {
        let [output] = self.node_with_outputs(operator, inputs, attributes, [true]);
        output
    }

    /// Adds a node; outputs marked `false` are left out.
    pub(super) fn node_with_outputs<const N: usize>(
        &mut self,
        operator: &str,
        inputs: &[&Value],
        attribute: Vec<AttributeProto>,
        wanted: [bool; N],
    ) -> [Value; N] {
        let name = self.scoped(&format!("{operator}_{}", self.graph.node.len()));
        let mut position = 0;
        let outputs = wanted.map(|wanted| {
            position += 1;
            Value(if wanted { format!("{name}:{}", position - 1) } else { String::new() })
        });
        let is_microsoft = MICROSOFT_OPERATORS.contains(&operator);
        self.graph.node.push(NodeProto {
            input: inputs.iter().map(|value| value.0.clone()).collect(),
            output: outputs.iter().map(|value| value.0.clone()).collect(),
            name,
            op_type: operator.to_owned(),
            attribute,
            domain: if is_microsoft { MICROSOFT.to_owned() } else { String::new() },
        });
        outputs
    }

    /// Adds a node with a number of outputs known only now, such as `Split`.
    pub(super) fn split(&mut self, value: &Value, axis: i64, parts: usize) -> Vec<Value> {
        let name = self.scoped(&format!("Split_{}", self.graph.node.len()));
        let outputs: Vec<_> = (0..parts).map(|part| format!("{name}:{part}")).collect();
        self.graph.node.push(NodeProto {
            input: vec![value.0.clone()],
            output: outputs.clone(),
            name,
            op_type: "Split".to_owned(),
            attribute: vec![
                AttributeProto::int("axis", axis),
                AttributeProto::int("num_outputs", parts as i64),
            ],
            domain: String::new(),
        });
        outputs.into_iter().map(Value).collect()
    }

    pub(super) fn finish(self) -> ModelProto {
        ModelProto {
            ir_version: IR_VERSION,
            producer_name: "fixerr-trainer".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            graph: Some(self.graph),
            opset_import: vec![
                OperatorSetIdProto { domain: String::new(), version: OPSET },
                OperatorSetIdProto { domain: MICROSOFT.to_owned(), version: 1 },
            ],
        }
    }

    fn scoped(&self, name: &str) -> String {
        if self.scope.is_empty() { name.to_owned() } else { format!("{}/{name}", self.scope) }
    }
}

fn value_info(name: &str, element: Element, shape: &[Dim]) -> ValueInfoProto {
    let dim = shape
        .iter()
        .map(|dim| match dim {
            Dim::Fixed(size) => DimensionProto { dim_value: Some(*size as i64), dim_param: None },
            Dim::Named(name) => DimensionProto { dim_value: None, dim_param: Some((*name).to_owned()) },
        })
        .collect();
    let tensor = TensorTypeProto { elem_type: element as i32, shape: Some(TensorShapeProto { dim }) };
    ValueInfoProto { name: name.to_owned(), r#type: Some(TypeProto { tensor_type: Some(tensor) }) }
}
