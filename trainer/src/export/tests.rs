//! What is written, without running it but for [`verify`].

mod plain;

use std::{collections::BTreeSet, path::PathBuf};

use fixerr_shared::{
    config::NormPlacement,
    engine::{Device, Engine, EngineOptions},
    tokenizer::train_bpe,
};
use plain::PlainModel;
use tempfile::TempDir;

use super::*;
use crate::export::onnx::{DimensionProto, Element};

/// A checkpoint, a tokenizer and room for a bundle.
struct Fixture {
    folder: TempDir,
    config: ModelConfig,
}

impl Fixture {
    fn new(norm: NormPlacement) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = plain::config(norm);
        plain::write_checkpoint(&config, &folder.path().join("model.safetensors"), |_, tensor| Some(tensor));
        let tokenizer = train_bpe(std::iter::once("a b\n"), 300).unwrap();
        fs::write(folder.path().join("tokenizer.json"), tokenizer.to_json().unwrap()).unwrap();
        Self { folder, config }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn export(&self, precision: Precision) -> Result<PathBuf, ExportError> {
        let options = ExportOptions {
            name: "test".to_owned(),
            precision,
            window: 32,
            ranking: None,
            project_ranking: None,
            quality: serde_json::json!({"top1": 0.5}),
            data: vec!["nowhere".to_owned()],
        };
        let out = self.path("bundle");
        export(
            &self.path("model.safetensors"),
            &self.config,
            &self.path("tokenizer.json"),
            &out,
            &options,
            |_| Ok(()),
        )?;
        Ok(out)
    }

    fn model(&self) -> PlainModel {
        PlainModel::read(self.config.clone(), &self.path("model.safetensors"))
    }
}

/// What a written graph says of its inputs and outputs: name, element type, dimensions.
fn signature(bundle: &Path, name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let graph = ModelProto::decode(fs::read(bundle.join(name)).unwrap().as_slice()).unwrap().graph.unwrap();
    let text = |info: &onnx::ValueInfoProto| {
        let tensor = info.r#type.clone().unwrap().tensor_type.unwrap();
        let dims = tensor.shape.unwrap().dim.into_iter().map(|dim| match dim {
            DimensionProto { dim_value: Some(size), .. } => size.to_string(),
            DimensionProto { dim_param, .. } => dim_param.unwrap(),
        });
        format!("{}:{}[{}]", info.name, tensor.elem_type, dims.collect::<Vec<_>>().join(","))
    };
    let names: BTreeSet<_> = graph.node.iter().map(|node| &node.name).collect();
    assert_eq!(names.len(), graph.node.len(), "node names are unique");
    let weights: BTreeSet<_> = graph.initializer.iter().map(|tensor| &tensor.name).collect();
    assert_eq!(weights.len(), graph.initializer.len(), "weight names are unique");
    (graph.input.iter().map(text).collect(), graph.output.iter().map(text).collect())
}

#[test]
fn inputs_and_outputs_are_those_of_the_contract() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let set = |texts: &[String]| texts.iter().cloned().collect::<BTreeSet<_>>();
    for (precision, float) in
        [(Precision::Fp32, Element::F32), (Precision::Int8, Element::F32), (Precision::Fp16, Element::F16)]
    {
        let bundle = fixture.export(precision).unwrap();
        let float = float as i32;
        let each = |group: &str, shape: &str| -> Vec<String> {
            let names = [("key", 0), ("value", 0), ("key", 1), ("value", 1)];
            names.map(|(kind, layer)| format!("{group}_{kind}_{layer}:{float}{shape}")).to_vec()
        };
        let (inputs, outputs) = signature(&bundle, ENCODER);
        assert_eq!(inputs, set(&["input_ids:7[1,source]".to_owned()]));
        assert_eq!(outputs, set(&each("cross", "[1,3,source,8]")));
        let (inputs, outputs) = signature(&bundle, DECODER);
        let mut expected = each("past", "[batch,3,past,8]");
        expected.extend(each("cross", "[1,3,source,8]"));
        expected.push("input_ids:7[batch,n]".to_owned());
        assert_eq!(inputs, set(&expected));
        let mut expected = each("present", "[batch,3,total,8]");
        expected.push("logits:1[batch,n,320]".to_owned());
        assert_eq!(outputs, set(&expected));
    }
}

#[test]
fn what_a_killed_export_left_is_in_nobodys_way() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let left = files::temporary_beside(&fixture.path("bundle"));
    fs::create_dir(&left).unwrap();
    fs::write(left.join(ENCODER), "half").unwrap();
    let bundle = fixture.export(Precision::Fp32).unwrap();
    Bundle::open(&bundle).unwrap();
    assert!(!left.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn what_other_processes_left_goes_when_they_are_gone() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let mut child = std::process::Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    let name = |number: u32| fixture.path(&format!(".bundle.{number}.tmp"));
    let (gone, there) = (name(child.id()), name(1));
    let others = [".bundle.x.tmp", ".bundle.tmp", ".other.4294967295.tmp"].map(|name| fixture.path(name));
    for folder in [&gone, &there].into_iter().chain(&others) {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join(ENCODER), "half").unwrap();
    }
    fixture.export(Precision::Fp32).unwrap();
    assert!(!gone.exists() && there.exists() && others.iter().all(|other| other.exists()));
}

#[test]
fn each_table_is_stored_once_and_precision_shows_in_the_size() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let size = |precision| {
        let bundle = fixture.export(precision).unwrap();
        let bytes = |name: &str| fs::metadata(bundle.join(name)).unwrap().len() as usize;
        bytes(ENCODER) + bytes(DECODER)
    };
    let (full, half, byte) = (size(Precision::Fp32), size(Precision::Fp16), size(Precision::Int8));
    // Both graphs hold the embedding; besides it the parameters are there once, and the graph's text is small.
    let parameters = fixture.config.parameters() + fixture.config.vocab_size * fixture.config.hidden_size;
    assert!(full < 4 * parameters + 40_000, "{full} bytes for {parameters} parameters");
    assert!(half < full * 6 / 10 && byte < full * 5 / 10, "{full} {half} {byte}");
}

#[test]
fn a_wrong_checkpoint_is_refused_by_tensor() {
    let mut fixture = Fixture::new(NormPlacement::Pre);
    let path = fixture.path("model.safetensors");
    let name = "model.decoder.layers.1.encoder_attn.k_proj.weight";
    plain::write_checkpoint(&fixture.config, &path, |n, tensor| (n != name).then_some(tensor));
    let missing = fixture.export(Precision::Fp32).unwrap_err().to_string();
    assert!(missing.contains(name) && missing.contains("[24, 24] is missing"), "{missing}");

    plain::write_checkpoint(&fixture.config, &path, |n, (shape, mut data)| {
        if n == name {
            data[3] = f32::NAN;
        }
        Some((shape, data))
    });
    let nan = fixture.export(Precision::Fp32).unwrap_err().to_string();
    assert!(nan.contains(name) && nan.contains("not finite"), "{nan}");

    plain::write_checkpoint(&fixture.config, &path, |_, tensor| Some(tensor));
    fixture.config.intermediate_size = 48;
    let shape = fixture.export(Precision::Fp32).unwrap_err().to_string();
    assert!(shape.contains("fc1.weight is [40, 24], but the config makes it [48, 24]"), "{shape}");

    fixture.config.vocab_size = 384;
    let vocab = fixture.export(Precision::Fp32).unwrap_err().to_string();
    assert!(vocab.contains("tokenizer.json: has 272 tokens") && vocab.contains("384"), "{vocab}");

    fs::write(&path, "not tensors").unwrap();
    fixture.config.vocab_size = 320;
    let text = fixture.export(Precision::Fp32).unwrap_err().to_string();
    assert!(text.contains("model.safetensors"), "{text}");
    assert!(!fixture.path("bundle").exists());
    assert_eq!(fs::read_dir(fixture.folder.path()).unwrap().count(), 2, "no litter");
}

#[test]
fn only_a_bundle_is_replaced_and_other_files_are_kept() {
    let fixture = Fixture::new(NormPlacement::Post);
    let out = fixture.path("bundle");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("thesis.txt"), "years of work").unwrap();
    let refused = fixture.export(Precision::Fp32).unwrap_err().to_string();
    assert!(refused.contains("is no bundle"), "{refused}");
    assert_eq!(fs::read_to_string(out.join("thesis.txt")).unwrap(), "years of work");

    fs::remove_file(out.join("thesis.txt")).unwrap();
    fixture.export(Precision::Fp32).unwrap();
    fs::write(out.join("README.md"), "kept").unwrap();
    fixture.export(Precision::Int8).unwrap();
    assert_eq!(Bundle::open(&out).unwrap().manifest.precision, Precision::Int8);
    assert_eq!(fs::read_to_string(out.join("README.md")).unwrap(), "kept");
    assert_eq!(fs::read_dir(fixture.folder.path()).unwrap().count(), 3, "no litter");
}

impl Reference for PlainModel {
    fn logits(&mut self, encoder_ids: &[u32], decoder_ids: &[u32]) -> anyhow::Result<Vec<f32>> {
        let ids = |ids: &[u32]| ids.iter().map(|id| i64::from(*id)).collect::<Vec<_>>();
        Ok(Self::logits(self, &ids(encoder_ids), &ids(decoder_ids)))
    }
}

#[test]
fn verification_passes_the_model_and_refuses_another() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let windows: Vec<(Vec<u32>, Vec<u32>)> = (0..8_u32)
        .map(|at| ((0..12).map(|i| (at * 31 + i * 7) % 272).collect(), vec![1, 40 + at, 41, 200 - at]))
        .collect();
    for precision in [Precision::Fp32, Precision::Int8, Precision::Fp16] {
        let bundle = Bundle::open(&fixture.export(precision).unwrap()).unwrap();
        let report = verify(&bundle, &mut fixture.model(), &windows).unwrap();
        assert_eq!((report.windows, report.positions), (8, 32));
        assert!(report.mean_abs <= f64::from(report.max_abs), "{report}");
    }
    let path = fixture.path("other.safetensors");
    plain::write_checkpoint(&fixture.config, &path, |name, (shape, mut data)| {
        if name == "model.decoder.layers.1.fc2.bias" {
            data[0] += 0.5;
        }
        Some((shape, data))
    });
    let mut other = PlainModel::read(fixture.config.clone(), &path);
    let bundle = Bundle::open(&fixture.export(Precision::Fp32).unwrap()).unwrap();
    let refused = verify(&bundle, &mut other, &windows).unwrap_err().to_string();
    assert!(refused.contains("not the model it was made from (Fp32: 8 windows"), "{refused}");
    assert!(verify(&bundle, &mut fixture.model(), &[]).is_err(), "nothing compared is nothing shown");
}

/// On a machine with CUDA its answers are compared; on one without, the refusal is looked at. `Auto` works on both.
#[test]
fn cuda_answers_as_the_cpu_does_or_says_why_it_cannot() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let bundle = Bundle::open(&fixture.export(Precision::Fp16).unwrap()).unwrap();
    let engine = |device| Engine::load(&bundle, &EngineOptions { device, ..EngineOptions::default() });
    let (window, answer) = ([7, 40, 200, 41, 113], [1, 40, 41, 200]);
    let expected = engine(Device::Cpu).unwrap().decoder_logits(&window, &answer).unwrap();
    let agrees = |found: &[f32]| {
        let far = expected.iter().zip(found).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(found.len() == expected.len() && far < 0.05, "{far}");
    };

    let mut auto = engine(Device::Auto).unwrap();
    match engine(Device::Cuda) {
        Ok(mut cuda) => {
            assert_eq!((cuda.device(), auto.device()), ("cuda", "cuda"));
            agrees(&cuda.decoder_logits(&window, &answer).unwrap());
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains("cannot run on CUDA: "), "{error}");
            assert!(error.contains("choose device cpu or auto"), "{error}");
            assert_eq!(auto.device(), "cpu");
            let note = auto.device_note().unwrap();
            assert!(!note.is_empty() && error.contains(note), "{note}: {error}");
        }
    }
    agrees(&auto.decoder_logits(&window, &answer).unwrap());

    let bundle = Bundle::open(&fixture.export(Precision::Int8).unwrap()).unwrap();
    let options = EngineOptions { device: Device::Cuda, ..EngineOptions::default() };
    let refused = Engine::load(&bundle, &options).err().unwrap().to_string();
    assert!(refused.contains("--precision fp16"), "{refused}");
}
