//! Refuses graphs whose weights lie in other files. A bundle's graphs hold theirs; one that does not could make the
//! runtime read any file of the user's.

/// Field numbers of ONNX's protobuf messages, as `onnx.proto` gives them.
mod field {
    pub(super) const MODEL_GRAPH: u64 = 7;
    pub(super) const MODEL_FUNCTIONS: u64 = 25;
    pub(super) const GRAPH_NODE: u64 = 1;
    pub(super) const GRAPH_INITIALIZER: u64 = 5;
    pub(super) const GRAPH_SPARSE_INITIALIZER: u64 = 15;
    pub(super) const FUNCTION_NODE: u64 = 7;
    pub(super) const NODE_ATTRIBUTE: u64 = 5;
    pub(super) const ATTRIBUTE_TENSOR: u64 = 5;
    pub(super) const ATTRIBUTE_GRAPH: u64 = 6;
    pub(super) const ATTRIBUTE_TENSORS: u64 = 10;
    pub(super) const ATTRIBUTE_GRAPHS: u64 = 11;
    pub(super) const ATTRIBUTE_SPARSE: u64 = 22;
    pub(super) const ATTRIBUTE_SPARSES: u64 = 23;
    pub(super) const SPARSE_VALUES: u64 = 1;
    pub(super) const SPARSE_INDICES: u64 = 2;
    pub(super) const TENSOR_NAME: u64 = 8;
    pub(super) const TENSOR_EXTERNAL_DATA: u64 = 13;
    pub(super) const TENSOR_DATA_LOCATION: u64 = 14;
}

/// Graphs inside graphs; ours have none.
const MAX_DEPTH: usize = 16;

#[derive(Clone, Copy)]
enum Message {
    Model,
    Graph,
    Function,
    Node,
    Attribute,
    SparseTensor,
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
    let (mut reader, mut name, mut external) = (Reader(bytes), None, false);
    while let Some((number, value)) = reader.next()? {
        let child = match (message, number) {
            (Message::Model, field::MODEL_GRAPH)
            | (Message::Attribute, field::ATTRIBUTE_GRAPH | field::ATTRIBUTE_GRAPHS) => Message::Graph,
            (Message::Model, field::MODEL_FUNCTIONS) => Message::Function,
            (Message::Graph, field::GRAPH_NODE) | (Message::Function, field::FUNCTION_NODE) => Message::Node,
            (Message::Graph, field::GRAPH_INITIALIZER)
            | (Message::Attribute, field::ATTRIBUTE_TENSOR | field::ATTRIBUTE_TENSORS)
            | (Message::SparseTensor, field::SPARSE_VALUES | field::SPARSE_INDICES) => Message::Tensor,
            (Message::Graph, field::GRAPH_SPARSE_INITIALIZER)
            | (Message::Attribute, field::ATTRIBUTE_SPARSE | field::ATTRIBUTE_SPARSES) => {
                Message::SparseTensor
            }
            (Message::Node, field::NODE_ATTRIBUTE) => Message::Attribute,
            (Message::Tensor, number) => {
                match (number, value) {
                    (field::TENSOR_NAME, Value::Bytes(text)) => name = Some(text),
                    (field::TENSOR_EXTERNAL_DATA, _) => external = true,
                    (field::TENSOR_DATA_LOCATION, Value::Number(location)) => external |= location != 0,
                    _ => {}
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
    if external {
        let name = String::from_utf8_lossy(name.unwrap_or_default());
        return Err(format!(
            "the weights of '{name}' lie in another file, but a bundle's graphs hold their own; export the model anew"
        ));
    }
    Ok(())
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
        let mut tensor = message(&[(field::TENSOR_NAME, b"weight"), (9, &[0; 16])]);
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
