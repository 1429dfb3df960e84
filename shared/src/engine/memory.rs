//! Where keys and values lie between passes: in the machine's memory, or on the device that the graphs run on.

use ort::{
    editor::{Graph, Model, Node, ONNX_DOMAIN, Opset},
    memory::{AllocationDevice, AllocatorType, MemoryInfo, MemoryType},
    operator::Attribute,
    session::{Session, SessionInputValue, builder::SessionBuilder},
    value::{DynValue, Outlet, Shape, SymbolicDimensions, Tensor, TensorElementType, ValueType},
};

/// Of the operators that [`OnDevice::cutter`] is made of.
const OPSET: u32 = 17;

/// Where the outputs of a pass go.
pub(super) enum Memory {
    /// Memory that the CPU reads.
    Host,
    /// A device's. Only tokens and logits go to and fro.
    Device(Box<OnDevice>),
}

/// A device's memory, and how a cache in it is cut without leaving it.
pub(super) struct OnDevice {
    host: MemoryInfo<'static>,
    device: MemoryInfo<'static>,
    /// Takes rows and the first tokens of every cache of the decoder.
    cutter: Session,
}

impl Memory {
    /// The first CUDA device's, for a decoder that runs there. `builder` opens sessions there.
    pub(super) fn cuda(decoder: &Session, builder: &SessionBuilder) -> ort::Result<Self> {
        Self::device(AllocationDevice::CUDA, decoder, builder)
    }

    fn device(
        device: AllocationDevice<'_>,
        decoder: &Session,
        builder: &SessionBuilder,
    ) -> ort::Result<Self> {
        let memory = |device| MemoryInfo::new(device, 0, AllocatorType::Device, MemoryType::Default);
        Ok(Self::Device(Box::new(OnDevice {
            host: memory(AllocationDevice::CPU)?,
            device: memory(device)?,
            cutter: OnDevice::cutter(decoder, builder)?,
        })))
    }

    /// Runs a graph and gives the outputs of these names, those in `read` where the CPU reads them and those in `kept` where
    /// this memory is.
    pub(super) fn run(
        &self,
        session: &mut Session,
        inputs: &[(&str, &DynValue)],
        read: &[&str],
        kept: &[String],
    ) -> ort::Result<(Vec<DynValue>, Vec<DynValue>)> {
        let binding;
        let mut outputs = match self {
            Self::Host => {
                let inputs: Vec<_> =
                    inputs.iter().map(|(name, value)| (*name, SessionInputValue::from(*value))).collect();
                session.run(inputs)?
            }
            Self::Device(on) => {
                binding = on.bind(session, inputs, read, kept)?;
                session.run_binding(&binding)?
            }
        };
        let mut take =
            |name: &str| outputs.remove(name).ok_or_else(|| ort::Error::new(format!("no output {name}")));
        let read = read.iter().map(|name| take(name)).collect::<ort::Result<_>>()?;
        Ok((read, kept.iter().map(|name| take(name)).collect::<ort::Result<_>>()?))
    }
}

impl OnDevice {
    fn bind(
        &self,
        session: &Session,
        inputs: &[(&str, &DynValue)],
        read: &[&str],
        kept: &[String],
    ) -> ort::Result<ort::session::IoBinding> {
        let mut binding = session.create_binding()?;
        for (name, value) in inputs {
            binding.bind_input(*name, *value)?;
        }
        for name in read {
            binding.bind_output_to_device(*name, &self.host)?;
        }
        for name in kept {
            binding.bind_output_to_device(name, &self.device)?;
        }
        Ok(binding)
    }

    /// Copies rows of all the decoder's caches, cut to `length`. `names` are those of the decoder's inputs.
    pub(super) fn select(
        &mut self,
        names: &[String],
        caches: &[DynValue],
        rows: &[usize],
        length: usize,
    ) -> ort::Result<Vec<DynValue>> {
        let rows: Vec<i64> = rows.iter().map(|row| *row as i64).collect();
        let rows = Tensor::from_array(([rows.len()], rows))?.into_dyn();
        let length = Tensor::from_array(([1], vec![length as i64]))?.into_dyn();
        let mut inputs = vec![("rows", &rows), ("length", &length)];
        inputs.extend(names.iter().map(String::as_str).zip(caches));
        let kept: Vec<String> = names.iter().map(|name| kept(name)).collect();
        let binding = self.bind(&self.cutter, &inputs, &[], &kept)?;
        let mut outputs = self.cutter.run_binding(&binding)?;
        let take =
            |name: &String| outputs.remove(name).ok_or_else(|| ort::Error::new(format!("no output {name}")));
        kept.iter().map(take).collect()
    }

    /// A graph that has the decoder's caches as inputs: `cache[rows, :, :length, :]` of each.
    fn cutter(decoder: &Session, builder: &SessionBuilder) -> ort::Result<Session> {
        let caches = || decoder.inputs().iter().filter(|input| input.name().starts_with("past_"));
        let varying = |name: &str| {
            let (shape, dimension_symbols) = (Shape::new([-1]), SymbolicDimensions::empty(1));
            Outlet::new(name, ValueType::Tensor { ty: TensorElementType::Int64, shape, dimension_symbols })
        };
        let mut inputs = vec![varying("rows"), varying("length")];
        inputs.extend(caches().map(|cache| Outlet::new(cache.name(), cache.dtype().clone())));

        let mut graph = Graph::new()?;
        graph.set_inputs(inputs)?;
        graph.set_outputs(caches().map(|cache| Outlet::new(kept(cache.name()), cache.dtype().clone())))?;
        for (name, value) in [("begin", 0_i64), ("axis", 2)] {
            let value = [Attribute::new("value_ints", vec![value])?];
            graph.add_node(Node::new::<&str, _>("Constant", ONNX_DOMAIN, name, [], [name], value)?)?;
        }
        for cache in caches() {
            let name = cache.name();
            let chosen = format!("chosen_{name}");
            let axis = [Attribute::new("axis", 0_i64)?];
            graph.add_node(Node::new("Gather", ONNX_DOMAIN, &chosen, [name, "rows"], [&chosen], axis)?)?;
            let cut = kept(name);
            let slice = [chosen.as_str(), "begin", "length", "axis"];
            graph.add_node(Node::new("Slice", ONNX_DOMAIN, &cut, slice, [&cut], [])?)?;
        }
        let mut model = Model::new([Opset::new(ONNX_DOMAIN, OPSET)?])?;
        model.set_graph(graph)?;
        model.into_session(builder)
    }
}

/// What [`OnDevice::cutter`] calls a cache that it cut.
fn kept(name: &str) -> String {
    format!("kept_{name}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{
        super::{
            CancelToken, Device, Engine, EngineOptions, Hypothesis, check, sessions,
            steps::{GraphNetwork, Network},
        },
        *,
    };
    use crate::{
        bundle::Bundle,
        language::Language,
        prompt::{Prompt, PromptBuilder, PromptInput},
        runtime,
    };

    /// The model that ships on the CPU, its caches in host memory or bound to it as they would be to a device's.
    fn engine(bundle: &Bundle, bound: bool) -> Engine {
        let options = EngineOptions { device: Device::Cpu, threads: 1 };
        let sessions::Opened { encoder, decoder, mut memory, .. } = sessions::open(bundle, &options).unwrap();
        if bound {
            let builder = sessions::configure(runtime::initialize().unwrap(), 1, false).unwrap();
            memory = Memory::device(AllocationDevice::CPU, &decoder, &builder).unwrap();
        }
        let graphs = check::graphs(bundle, &encoder, &decoder).unwrap();
        let network: Box<dyn Network> = Box::new(GraphNetwork { encoder, decoder, graphs, memory });
        Engine::over(bundle, network)
    }

    fn answers(engine: &mut Engine, prompt: &Prompt) -> Vec<Hypothesis> {
        let (cancel, encoded, span) =
            (CancelToken::new(), engine.encode(&prompt.ids).unwrap(), prompt.span_ids());
        let mut answers = vec![engine.greedy_from(&encoded, Some(span), 40, &cancel).unwrap()];
        answers.extend(engine.beam_from(&encoded, 4, 40, &cancel).unwrap());
        answers.extend(engine.candidates_from(&encoded, span, 6, 40, &cancel).unwrap());
        answers
    }

    #[test]
    fn caches_that_never_leave_a_device_give_the_same_answers() {
        // Without a runtime there is nothing to compare.
        if runtime::initialize().is_err() {
            return;
        }
        let bundle = Bundle::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/default")).unwrap();
        let (mut host, mut device) = (engine(&bundle, false), engine(&bundle, true));
        let prompts = PromptBuilder::new(&bundle.tokenizer, bundle.manifest.window);
        for (language, before, buggy, after) in [
            (
                Language::Java,
                "double sum = 0;\n",
                "for (int i = 0; i <= count; i++) {\n",
                "    sum += readings[i];\n}\n",
            ),
            (Language::JavaScript, "", "if (values[key] = undefined) {\n", "  values[key] = [];\n}\n"),
            (
                Language::Python,
                "import math\n\n",
                "def mean(values)\n",
                "    return sum(values) / len(values)\n",
            ),
        ] {
            let input = PromptInput { language, before, buggy, after, message: None };
            let prompt = prompts.build(&input).unwrap();
            let expected = answers(&mut host, &prompt);
            assert!(expected.len() > 8, "{expected:?}");
            assert_eq!(answers(&mut device, &prompt), expected, "{buggy}");
        }
    }
}
