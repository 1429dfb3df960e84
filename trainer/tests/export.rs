//! Exported graphs in ONNX Runtime against plain loops, step by step. These tests open sessions of their own, which only
//! a process of their own can do: the runtime's bindings allow one environment, and the engine keeps its to itself.

#[path = "../src/export/tests/plain.rs"]
mod plain;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use fixerr_shared::{
    bundle::{DECODER, ENCODER, Precision},
    config::{ModelConfig, NormPlacement},
    tokenizer::train_bpe,
};
use fixerr_trainer::export::{self, ExportOptions};
use ort::{
    environment::Environment,
    session::{Session, SessionInputValue},
    value::Tensor,
};
use plain::PlainModel;
use tempfile::TempDir;

const TOLERANCE: f32 = 1e-4;
const SOURCE: [i64; 9] = [1, 17, 40, 3, 3, 300, 299, 0, 5];
const TARGET: [i64; 7] = [1, 30, 31, 250, 2, 30, 319];

/// A checkpoint and room for a bundle.
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

    fn run(&self, precision: Precision) -> Runtime {
        let options = ExportOptions {
            name: "test".to_owned(),
            precision,
            window: 32,
            ranking: None,
            project_ranking: None,
            quality: serde_json::Value::Null,
            data: vec![],
        };
        let (weights, tokenizer) = (self.path("model.safetensors"), self.path("tokenizer.json"));
        export::export(&weights, &self.config, &tokenizer, &self.path("bundle"), &options, |_| Ok(()))
            .unwrap();
        Runtime::open(&self.path("bundle"), &self.config)
    }

    fn model(&self) -> PlainModel {
        PlainModel::read(self.config.clone(), &self.path("model.safetensors"))
    }
}

/// A tensor between two runs.
#[derive(Clone, Debug)]
struct Array {
    shape: Vec<usize>,
    data: Vec<f32>,
}

/// A handle of the runtime's that sessions may be opened with here; all handles share one runtime.
fn environment() -> &'static Environment {
    static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let location = fixerr_shared::runtime::locate().unwrap();
        ort::init_from(&location.path).unwrap().build().unwrap()
    })
}

/// Both graphs in ONNX Runtime.
struct Runtime {
    encoder: Session,
    decoder: Session,
    config: ModelConfig,
}

impl Runtime {
    fn open(bundle: &Path, config: &ModelConfig) -> Self {
        let open = |name: &str| {
            // Exact on every processor.
            let builder = Session::builder(environment()).unwrap();
            let mut builder = builder.with_config_entry("session.x64quantprecision", "1").unwrap();
            builder.commit_from_file(bundle.join(name)).unwrap()
        };
        Self { encoder: open(ENCODER), decoder: open(DECODER), config: config.clone() }
    }

    /// Cross keys and values, layer by layer.
    fn encode(&mut self, ids: &[i64]) -> Vec<Array> {
        let ids = Tensor::from_array(([1, ids.len()], ids.to_vec())).unwrap();
        let outputs = self.encoder.run(ort::inputs!["input_ids" => ids]).unwrap();
        let names = (0..self.config.decoder_layers)
            .flat_map(|l| [format!("cross_key_{l}"), format!("cross_value_{l}")]);
        names.map(|name| array(&outputs[name.as_str()])).collect()
    }

    fn empty_past(&self, batch: usize) -> Vec<Array> {
        let shape = vec![batch, self.config.attention_heads, 0, self.config.head_dim()];
        vec![Array { shape, data: vec![] }; 2 * self.config.decoder_layers]
    }

    /// Logits of [batch, n] new tokens, and the grown past.
    fn decode(&mut self, ids: &[&[i64]], past: &[Array], cross: &[Array]) -> (Array, Vec<Array>) {
        let shape = [ids.len(), ids[0].len()];
        let mut inputs: Vec<(String, SessionInputValue<'_>)> =
            vec![("input_ids".to_owned(), Tensor::from_array((shape, ids.concat())).unwrap().into())];
        for (group, arrays) in [("past", past), ("cross", cross)] {
            for (at, Array { shape, data }) in arrays.iter().enumerate() {
                let kind = if at % 2 == 0 { "key" } else { "value" };
                // The runtime's bindings refuse a dimension of 0 in data that they are given, but can allocate it.
                let tensor = if data.is_empty() {
                    Tensor::<f32>::new(&ort::memory::Allocator::default(), shape.clone()).unwrap()
                } else {
                    Tensor::from_array((shape.clone(), data.clone())).unwrap()
                };
                inputs.push((format!("{group}_{kind}_{}", at / 2), tensor.into()));
            }
        }
        let outputs = self.decoder.run(inputs).unwrap();
        let names = (0..self.config.decoder_layers)
            .flat_map(|l| [format!("present_key_{l}"), format!("present_value_{l}")]);
        let present = names.map(|name| array(&outputs[name.as_str()])).collect();
        (array(&outputs["logits"]), present)
    }
}

fn array(value: &ort::value::DynValue) -> Array {
    let (shape, data) = value.try_extract_tensor::<f32>().unwrap();
    Array { shape: shape.iter().map(|dim| *dim as usize).collect(), data: data.to_vec() }
}

#[track_caller]
fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    let worst = found.iter().zip(expected).fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
    assert!(worst <= tolerance, "differs by {worst}");
}

fn stacked(rows: &[&Array]) -> Array {
    let mut shape = rows[0].shape.clone();
    shape[0] = rows.len();
    Array { shape, data: rows.iter().flat_map(|row| row.data.clone()).collect() }
}

#[test]
fn fp32_graphs_are_the_model_in_every_way_of_stepping() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let fixture = Fixture::new(norm);
        let mut runtime = fixture.run(Precision::Fp32);
        let vocab = fixture.config.vocab_size;
        let expected = fixture.model().logits(&SOURCE, &TARGET);

        let cross = runtime.encode(&SOURCE);
        assert_eq!(cross[0].shape, [1, 3, SOURCE.len(), 8]);
        let (logits, _) = runtime.decode(&[&TARGET], &runtime.empty_past(1), &cross);
        assert_eq!(logits.shape, [1, TARGET.len(), vocab]);
        assert_close(&logits.data, &expected, TOLERANCE);

        // Cuts of the target: one by one; a few and then a few more after a past; all but one.
        for cuts in [vec![1, 1, 1, 1, 1, 1, 1], vec![1, 4, 2], vec![3, 4], vec![6, 1]] {
            let mut past = runtime.empty_past(1);
            let mut at = 0;
            for n in cuts {
                let (logits, present) = runtime.decode(&[&TARGET[at..at + n]], &past, &cross);
                assert_close(&logits.data, &expected[at * vocab..(at + n) * vocab], TOLERANCE);
                at += n;
                assert_eq!(present[3].shape, [1, 3, at, 8]);
                past = present;
            }
        }
    }
}

#[test]
fn candidates_share_one_source_and_have_pasts_of_their_own() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let fixture = Fixture::new(norm);
        let mut runtime = fixture.run(Precision::Fp32);
        let vocab = fixture.config.vocab_size;
        let model = fixture.model();
        let cross = runtime.encode(&SOURCE);
        let targets: Vec<Vec<i64>> =
            (0..5).map(|row| (0..6).map(|at| (row * 61 + at * 7) % 320).collect()).collect();
        let pasts: Vec<Vec<Array>> = targets
            .iter()
            .map(|target| runtime.decode(&[&target[..3]], &runtime.empty_past(1), &cross).1)
            .collect();
        let past: Vec<Array> = (0..pasts[0].len())
            .map(|at| stacked(&pasts.iter().map(|past| &past[at]).collect::<Vec<_>>()))
            .collect();
        let new: Vec<&[i64]> = targets.iter().map(|target| &target[3..]).collect();
        let (logits, present) = runtime.decode(&new, &past, &cross);
        assert_eq!(logits.shape, [5, 3, vocab]);
        assert_eq!(present[0].shape, [5, 3, 6, 8]);
        for (row, target) in targets.iter().enumerate() {
            let expected = model.logits(&SOURCE, target);
            assert_close(
                &logits.data[row * 3 * vocab..(row + 1) * 3 * vocab],
                &expected[3 * vocab..],
                TOLERANCE,
            );
        }
    }
}

#[test]
fn int8_graphs_stay_near_the_model() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let fixture = Fixture::new(norm);
        let mut runtime = fixture.run(Precision::Int8);
        let vocab = fixture.config.vocab_size;
        let expected = fixture.model().logits(&SOURCE, &TARGET);
        let spread = expected.iter().fold(0.0_f32, |spread, value| spread.max(value.abs()));
        let cross = runtime.encode(&SOURCE);
        let (first, past) = runtime.decode(&[&TARGET[..2]], &runtime.empty_past(1), &cross);
        assert_close(&first.data, &expected[..2 * vocab], 0.08 * spread);
        let (rest, _) = runtime.decode(&[&TARGET[2..]], &past, &cross);
        assert_close(&rest.data, &expected[2 * vocab..], 0.08 * spread);
    }
}

#[test]
fn the_runtime_refuses_positions_beyond_the_table() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let mut runtime = fixture.run(Precision::Fp32);
    let ids = Tensor::from_array(([1, 33], vec![5_i64; 33])).unwrap();
    assert!(runtime.encoder.run(ort::inputs!["input_ids" => ids]).is_err());
}
