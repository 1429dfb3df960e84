//! Refuses graphs that could do harm, before the runtime sees them and before memory is taken: weights in other files, which
//! could make the runtime read any file of the user's; tensors that claim more values than they hold; and nodes that no
//! export of ours writes.

/// Field numbers of ONNX's protobuf messages, as `onnx.proto` gives them.
mod field {
    pub(super) const MODEL_GRAPH: u64 = 7;
    pub(super) const MODEL_FUNCTIONS: u64 = 25;
    pub(super) const GRAPH_NODE: u64 = 1;
    pub(super) const GRAPH_INITIALIZER: u64 = 5;
    pub(super) const GRAPH_SPARSE_INITIALIZER: u64 = 15;
    pub(super) const FUNCTION_NODE: u64 = 7;
    pub(super) const NODE_TYPE: u64 = 4;
    pub(super) const NODE_ATTRIBUTE: u64 = 5;
    pub(super) const ATTRIBUTE_TENSOR: u64 = 5;
    pub(super) const ATTRIBUTE_GRAPH: u64 = 6;
    pub(super) const ATTRIBUTE_TENSORS: u64 = 10;
    pub(super) const ATTRIBUTE_GRAPHS: u64 = 11;
    pub(super) const ATTRIBUTE_SPARSE: u64 = 22;
    pub(super) const ATTRIBUTE_SPARSES: u64 = 23;
    pub(super) const TENSOR_DIMS: u64 = 1;
    pub(super) const TENSOR_TYPE: u64 = 2;
    pub(super) const TENSOR_NAME: u64 = 8;
    pub(super) const TENSOR_RAW_DATA: u64 = 9;
    pub(super) const TENSOR_EXTERNAL_DATA: u64 = 13;
    pub(super) const TENSOR_DATA_LOCATION: u64 = 14;
}

/// Graphs inside graphs; ours have none.
const MAX_DEPTH: usize = 16;
/// What our exports consist of, of ONNX and of ONNX Runtime's own operators.
const OPERATORS: [&str; 22] = [
    "Add",
    "BiasGelu",
    "Cast",
    "Concat",
    "DynamicQuantizeMatMul",
    "FastGelu",
    "FusedMatMul",
    "Gather",
    "Gelu",
    "LayerNormalization",
    "MatMul",
    "Mul",
    "MultiHeadAttention",
    "Range",
    "Reshape",
    "Shape",
    "SkipLayerNormalization",
    "Slice",
    "Split",
    "Sum",
    "Transpose",
    "Unsqueeze",
];

#[derive(Clone, Copy)]
enum Message {
    Model,
    Graph,
    Function,
    Node,
    Attribute,
    Tensor,
}

/// Checks a serialized model.
///
/// # Errors
/// What is wrong: a tensor with external data, or bytes that are no protobuf message.
pub(super) fn refuse(model: &[u8]) -> Result<(), String> {
    walk(model, Message::Model, MAX_DEPTH)
}

fn walk(bytes: &[u8], message: Message, depth: usize) -> Result<(), String> {
    if matches!(message, Message::Tensor) {
        return tensor(bytes);
    }
    let mut reader = Reader(bytes);
    while let Some((number, value)) = reader.next()? {
        let child = match (message, number) {
            (Message::Model, field::MODEL_GRAPH)
            | (Message::Attribute, field::ATTRIBUTE_GRAPH | field::ATTRIBUTE_GRAPHS) => Message::Graph,
            (Message::Model, field::MODEL_FUNCTIONS) => Message::Function,
            (Message::Graph, field::GRAPH_NODE) | (Message::Function, field::FUNCTION_NODE) => Message::Node,
            (Message::Graph, field::GRAPH_INITIALIZER)
            | (Message::Attribute, field::ATTRIBUTE_TENSOR | field::ATTRIBUTE_TENSORS) => Message::Tensor,
            // One value of such a tensor may stand for any number of zeros.
            (Message::Graph, field::GRAPH_SPARSE_INITIALIZER)
            | (Message::Attribute, field::ATTRIBUTE_SPARSE | field::ATTRIBUTE_SPARSES) => {
                return Err("holds a sparse tensor, which no export of FixErr writes; export the model anew"
                    .to_owned());
            }
            (Message::Node, field::NODE_ATTRIBUTE) => Message::Attribute,
            (Message::Node, field::NODE_TYPE) => {
                if let Value::Bytes(operator) = value
                    && !OPERATORS.iter().any(|known| known.as_bytes() == operator)
                {
                    let operator = String::from_utf8_lossy(operator);
                    return Err(format!(
                        "holds a node '{operator}', which no export of FixErr writes; export the model anew"
                    ));
                }
                continue;
            }
            _ => continue,
        };
        if let Value::Bytes(bytes) = value {
            // Only a graph in an attribute can nest without end.
            let depth = if matches!(child, Message::Graph) { depth.checked_sub(1) } else { Some(depth) };
            walk(bytes, child, depth.ok_or("graphs are nested too deep")?)?;
        }
    }
    Ok(())
}

/// A tensor: its values are in it, and as many as its dimensions say.
fn tensor(bytes: &[u8]) -> Result<(), String> {
    let mut reader = Reader(bytes);
    let (mut name, mut external, mut values, mut kind, mut raw) = (&b""[..], false, 1_u64, 0, 0);
    let mut dimension = |n: u64| {
        // Negative ones are huge here.
        values = values.saturating_mul(n);
    };
    while let Some((number, value)) = reader.next()? {
        match (number, value) {
            (field::TENSOR_DIMS, Value::Number(n)) => dimension(n),
            (field::TENSOR_DIMS, Value::Bytes(packed)) => {
                let mut packed = Reader(packed);
                while !packed.0.is_empty() {
                    dimension(packed.number()?);
                }
            }
            (field::TENSOR_TYPE, Value::Number(n)) => kind = n,
            (field::TENSOR_NAME, Value::Bytes(text)) => name = text,
            (field::TENSOR_RAW_DATA, Value::Bytes(data)) => raw = data.len() as u64,
            (field::TENSOR_EXTERNAL_DATA, _) => external = true,
            (field::TENSOR_DATA_LOCATION, Value::Number(location)) => external |= location != 0,
            _ => {}
        }
    }
    let name = String::from_utf8_lossy(name);
    if external {
        return Err(format!(
            "the weights of '{name}' lie in another file, but a bundle's graphs hold their own; export the model anew"
        ));
    }
    let Some(size) = value_bytes(kind) else {
        return Err(format!(
            "tensor '{name}' is of type {kind}, which no export of FixErr writes; export the model anew"
        ));
    };
    if values.checked_mul(size) != Some(raw) {
        return Err(format!(
            "tensor '{name}' claims {values} values of {size} bytes and holds {raw} bytes; export the model anew"
        ));
    }
    Ok(())
}

/// Bytes of one value, by ONNX's numbers of the types that our exports use: float, int8, int64 and float16.
const fn value_bytes(kind: u64) -> Option<u64> {
    match kind {
        1 => Some(4),
        3 => Some(1),
        7 => Some(8),
        10 => Some(2),
        _ => None,
    }
}

enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
    Fixed,
}

/// Protobuf's wire format.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn next(&mut self) -> Result<Option<(u64, Value<'b>)>, String> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = self.number()?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = self.number()?;
                Value::Bytes(self.take(usize::try_from(length).unwrap_or(usize::MAX))?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(Self::damaged()),
        };
        Ok(Some((key >> 3, value)))
    }

    fn number(&mut self) -> Result<u64, String> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Self::damaged())
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], String> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(Self::damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn damaged() -> String {
        "not an ONNX model; export the model anew".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(fields: &[(u64, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, content) in fields {
            bytes.push((number << 3 | 2) as u8);
            if number << 3 > 127 {
                *bytes.last_mut().unwrap() |= 0x80;
                bytes.push((number >> 4) as u8);
            }
            bytes.push(u8::try_from(content.len()).unwrap());
            bytes.extend_from_slice(content);
        }
        bytes
    }

    fn tensor(external: bool) -> Vec<u8> {
        // Two by two floats.
        let mut tensor =
            message(&[(field::TENSOR_DIMS, &[2, 2]), (field::TENSOR_NAME, b"weight"), (9, &[0; 16])]);
        tensor.extend([(field::TENSOR_TYPE << 3) as u8, 1]);
        if external {
            tensor.extend([(field::TENSOR_DATA_LOCATION << 3) as u8, 1]);
        }
        tensor
    }

    #[test]
    fn weights_in_another_file_are_refused_wherever_they_are_named() {
        for external in [false, true] {
            let tensor = tensor(external);
            let in_graph = message(&[(7, &message(&[(5, &tensor)]))]);
            let constant = message(&[(5, &message(&[(5, &tensor)]))]);
            let in_node = message(&[(7, &message(&[(1, &constant)]))]);
            let branch = message(&[(5, &message(&[(6, &message(&[(5, &tensor)]))]))]);
            let in_branch = message(&[(7, &message(&[(1, &branch)]))]);
            let in_function = message(&[(25, &message(&[(7, &constant)]))]);
            for model in [in_graph, in_node, in_branch, in_function] {
                let result = refuse(&model);
                assert_eq!(result.is_err(), external, "{result:?}");
                assert!(!external || result.unwrap_err().contains("'weight'"));
            }
        }
    }

    #[test]
    fn a_tensor_holds_as_many_values_as_it_claims() {
        let claiming = |dims: &[u8], kind: u8, bytes: usize| {
            let mut tensor =
                message(&[(field::TENSOR_DIMS, dims), (field::TENSOR_NAME, b"weight"), (9, &vec![0; bytes])]);
            tensor.extend([(field::TENSOR_TYPE << 3) as u8, kind]);
            refuse(&message(&[(7, &message(&[(5, &tensor)]))]))
        };
        claiming(&[3, 2], 1, 24).unwrap();
        claiming(&[3, 2], 3, 6).unwrap();
        claiming(&[], 7, 8).unwrap();
        claiming(&[0, 9], 10, 0).unwrap();
        for (dims, kind, bytes) in
            [(&[3_u8, 2][..], 1, 23), (&[3, 3], 1, 24), (&[], 7, 0), (&[0x7f, 0x7f, 0x7f], 3, 100)]
        {
            assert!(claiming(dims, kind, bytes).unwrap_err().contains("claims"), "{dims:?}");
        }
        // 2^62 by 2^62, and one below zero: products that overflow.
        let huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
        let negative = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert!(claiming(&[huge, huge].concat(), 1, 0).unwrap_err().contains("claims"));
        assert!(claiming(&negative, 1, 4).unwrap_err().contains("claims"));
        assert!(claiming(&[2], 8, 4).unwrap_err().contains("type 8"));
    }

    #[test]
    fn sparse_tensors_are_refused_wherever_they_are() {
        let graph = message(&[(15, b"")]);
        let node = |field| message(&[(1, &message(&[(5, &message(&[(field, b"")]))]))]);
        for graph in [graph, node(22), node(23)] {
            assert!(refuse(&message(&[(7, &graph)])).unwrap_err().contains("sparse"));
        }
    }

    #[test]
    fn nodes_that_no_export_writes_are_refused() {
        let node = |operator: &[u8]| refuse(&message(&[(7, &message(&[(1, &message(&[(4, operator)]))]))]));
        node(b"MatMul").unwrap();
        assert!(node(b"ConstantOfShape").unwrap_err().contains("'ConstantOfShape'"));
        assert!(node(b"If").is_err());
    }

    #[test]
    fn bytes_that_are_no_model_are_refused() {
        let right = message(&[(7, &message(&[(5, &tensor(false))]))]);
        assert!(refuse(&right).is_ok());
        for cut in 1..right.len() {
            assert!(refuse(&right[..cut]).is_err(), "{cut}");
        }
        assert!(refuse(&[0xff; 40]).is_err());
        let mut nested = Vec::new();
        for _ in 0..20 {
            nested = message(&[(1, &message(&[(5, &message(&[(6, &nested)]))]))]);
        }
        assert!(refuse(&message(&[(7, &nested)])).unwrap_err().contains("nested"));
    }
}
