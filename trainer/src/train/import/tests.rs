//! Out through `export --format hf` and back in, and what must not come in.

use fixerr_shared::{bundle::Precision, config::NormPlacement, tokenizer::train_bpe};
use safetensors::SafeTensors;
use tch::Device;

use super::*;
use crate::{
    export::{ExportError, ExportOptions, export, huggingface},
    model::Transformer,
    train::{
        checkpoint::State,
        optimizer::{AdamW, Coefficients},
    },
};

fn config(norm: NormPlacement) -> ModelConfig {
    ModelConfig {
        architecture: Architecture::Transformer,
        vocab_size: 320,
        hidden_size: 32,
        encoder_layers: 2,
        decoder_layers: 1,
        attention_heads: 4,
        intermediate_size: 48,
        max_positions: 64,
        dropout: 0.0,
        layer_norm_eps: 1e-5,
        norm,
    }
}

fn parameters(config: &ModelConfig, seed: i64) -> Parameters {
    Parameters::new(config, Device::Cpu, Kind::Float, seed).unwrap()
}

/// A checkpoint, its export and the weights in both.
struct Fixture {
    folder: tempfile::TempDir,
    config: ModelConfig,
    parameters: Parameters,
    checkpoint: PathBuf,
    hf: PathBuf,
}

impl Fixture {
    fn new(norm: NormPlacement) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(norm);
        let parameters = parameters(&config, 5);
        let coefficients = Coefficients { betas: (0.9, 0.98), eps: 1e-8, weight_decay: 0.0, clip_norm: 0.0 };
        let optimizer = AdamW::new(&parameters, coefficients).unwrap();
        let checkpoint = checkpoint::save(folder.path(), &parameters, &optimizer, &State::default()).unwrap();
        let tokenizer = folder.path().join("tokenizer.json");
        fs::write(&tokenizer, train_bpe(std::iter::once("a b\n"), 300).unwrap().to_json().unwrap()).unwrap();
        let hf = folder.path().join("hf");
        let fixture = Self { folder, config, parameters, checkpoint, hf };
        fixture.export().unwrap();
        fixture
    }

    fn export(&self) -> Result<(), ExportError> {
        let tokenizer = self.folder.path().join("tokenizer.json");
        huggingface::export(&self.checkpoint.join(WEIGHTS), &self.config, &tokenizer, &self.hf, 48)
    }

    /// A bundle of the checkpoint.
    fn bundle(&self, precision: Precision) -> PathBuf {
        let (tokenizer, out) = (self.folder.path().join("tokenizer.json"), self.folder.path().join("bundle"));
        let options = ExportOptions {
            name: "test".to_owned(),
            precision,
            window: 48,
            ranking: None,
            project_ranking: None,
            quality: Value::Null,
            data: Vec::new(),
        };
        export(&self.checkpoint.join(WEIGHTS), &self.config, &tokenizer, &out, &options, |_| Ok(())).unwrap();
        out
    }

    /// Writes the export's weights anew, each tensor as `change` leaves it.
    fn rewrite(&self, change: impl Fn(&str, Tensor) -> Vec<(String, Tensor)>) {
        let path = self.hf.join(WEIGHTS);
        let tensors = Tensor::read_safetensors(&path).unwrap();
        let tensors: Vec<_> = tensors.into_iter().flat_map(|(name, tensor)| change(&name, tensor)).collect();
        Tensor::write_safetensors(&tensors, &path).unwrap();
    }

    fn refusal(&self) -> String {
        let mut fresh = parameters(&self.config, 6);
        let before = fresh.master.copy();
        let error = load(&self.hf, &self.config, &mut fresh, false).unwrap_err().to_string();
        assert_eq!(fresh.master, before, "a refused folder changes nothing");
        error
    }
}

fn kept(name: &str, tensor: Tensor) -> Vec<(String, Tensor)> {
    vec![(name.to_owned(), tensor)]
}

#[test]
fn weights_come_back_exactly_from_both_kinds_of_folder() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let fixture = Fixture::new(norm);
        for folder in [&fixture.hf, &fixture.checkpoint] {
            let mut fresh = parameters(&fixture.config, 6);
            assert_ne!(fresh.master, fixture.parameters.master);
            load(folder, &fixture.config, &mut fresh, false).unwrap();
            assert_eq!(fresh.master, fixture.parameters.master);
        }
        fixture.export().unwrap();
        fs::write(fixture.hf.join("config.json"), "{}").unwrap();
        let error = fixture.export().unwrap_err().to_string();
        assert!(error.contains("no model folder"), "{error}");
    }
}

#[test]
fn the_exports_files_are_those_that_transformers_reads() {
    for (norm, name) in [(NormPlacement::Pre, "MBart"), (NormPlacement::Post, "Bart")] {
        let fixture = Fixture::new(norm);
        let read = |name: &str| -> Value {
            serde_json::from_slice(&fs::read(fixture.hf.join(name)).unwrap()).unwrap()
        };
        let config = read("config.json");
        assert_eq!(config["architectures"][0], format!("{name}ForConditionalGeneration"));
        assert_eq!(config["model_type"], name.to_lowercase());
        assert_eq!((&config["decoder_start_token_id"], &config["eos_token_id"]), (&1.into(), &2.into()));
        assert_eq!(config["max_position_embeddings"], 64);
        let silent = read("generation_config.json")["suppress_tokens"].clone();
        let silent: Vec<u32> = serde_json::from_value(silent).unwrap();
        assert!(silent.contains(&0) && silent.contains(&319) && !silent.contains(&2), "{silent:?}");
        assert_eq!(read("tokenizer_config.json")["eos_token"], "<|/bug|>");
        let bytes = fs::read(fixture.hf.join(WEIGHTS)).unwrap();
        let file = SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.tensor("model.encoder.embed_positions.weight").unwrap().shape(), [66, 32]);
        let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
        assert_eq!(metadata.metadata().as_ref().unwrap()["format"], "pt");
    }
}

#[test]
fn sixteen_bits_and_repeated_embeddings_are_taken() {
    let fixture = Fixture::new(NormPlacement::Pre);
    fixture.rewrite(|name, tensor| {
        let kind = if name.ends_with("bias") { Kind::Half } else { Kind::BFloat16 };
        let tensor = tensor.to_kind(kind);
        let mut all = kept(name, tensor.copy());
        if name == SHARED {
            all.extend(SHARED_AGAIN.map(|again| (again.to_owned(), tensor.copy())));
        }
        all
    });
    let mut fresh = parameters(&fixture.config, 6);
    load(&fixture.hf, &fixture.config, &mut fresh, false).unwrap();
    let expected = fixture.parameters.master.to_kind(Kind::BFloat16).to_kind(Kind::Float);
    assert!((&fresh.master - expected).abs().max().double_value(&[]) < 1e-6);
}

#[test]
fn what_does_not_fit_is_named() {
    let fixture = Fixture::new(NormPlacement::Pre);
    fixture.rewrite(|name, tensor| match name {
        "model.encoder.layers.1.fc1.weight" => kept(name, tensor.narrow(0, 0, 40).contiguous()),
        "model.decoder.layer_norm.bias" => Vec::new(),
        OUTPUT_BIAS => kept(name, tensor + 1.0),
        SHARED => [kept(name, tensor.copy()), kept("lm_head.weight", tensor * 2.0)].concat_tensors(),
        "model.encoder.layers.0.fc1.bias" => {
            [kept(name, tensor.copy()), kept("model.encoder.layers.2.fc1.bias", tensor)].concat_tensors()
        }
        _ => kept(name, tensor),
    });
    let error = fixture.refusal();
    for part in [
        "tensor model.encoder.layers.1.fc1.weight is [40, 32], expected [48, 32]",
        "tensor model.decoder.layer_norm.bias [32] is missing",
        "tensor final_logits_bias is not zero",
        "tensor lm_head.weight differs from model.shared.weight",
        "tensor model.encoder.layers.2.fc1.bias [48] has no place in it",
    ] {
        assert!(error.contains(part), "{part:?} in {error}");
    }
}

/// Joins lists whose elements cannot be cloned.
trait Concat {
    fn concat_tensors(self) -> Vec<(String, Tensor)>;
}

impl Concat for [Vec<(String, Tensor)>; 2] {
    fn concat_tensors(self) -> Vec<(String, Tensor)> {
        self.into_iter().flatten().collect()
    }
}

#[test]
fn what_shapes_do_not_tell_is_compared() {
    let fixture = Fixture::new(NormPlacement::Post);
    let heads = ModelConfig { attention_heads: 2, ..fixture.config.clone() };
    let error = load(&fixture.hf, &heads, &mut parameters(&heads, 1), false).unwrap_err().to_string();
    assert!(error.contains("encoder_attention_heads is 4, but the run's config asks for 2"), "{error}");
    let pre = config(NormPlacement::Pre);
    let error = load(&fixture.hf, &pre, &mut parameters(&pre, 1), false).unwrap_err().to_string();
    assert!(error.contains("model_type is \"bart\"") && error.contains("\"mbart\""), "{error}");
    let error = load(fixture.folder.path(), &pre, &mut parameters(&pre, 1), false).unwrap_err().to_string();
    assert!(error.contains("holds no model.safetensors"), "{error}");
    fs::write(fixture.hf.join(WEIGHTS), "no tensors").unwrap();
    assert!(fixture.refusal().contains(WEIGHTS));
}

#[test]
fn a_checkpoint_that_is_named_from_inside_its_folder_is_its_runs_all_the_same() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let mut run: RunConfig = toml::from_str(include_str!("../../../../configs/tiny.toml")).unwrap();
    run.model = fixture.config.clone();
    fs::write(fixture.folder.path().join("config.toml"), toml::to_string(&run).unwrap()).unwrap();
    // As `step-00000000` does in the folder of checkpoints, the name lacks the run's.
    let inside = fixture.checkpoint.join("..").join(fixture.checkpoint.file_name().unwrap());
    let heads = ModelConfig { attention_heads: 2, ..fixture.config.clone() };
    for named in [&fixture.checkpoint, &inside] {
        let error = load(named, &heads, &mut parameters(&heads, 1), false).unwrap_err().to_string();
        assert!(error.contains("model.attention_heads is 4, but the run's config asks for 2"), "{error}");
        let found = tokenizer(named).unwrap().canonicalize().unwrap();
        assert_eq!(found, fixture.folder.path().join("tokenizer.json").canonicalize().unwrap());
    }
}

#[test]
fn weights_come_back_from_a_bundle() {
    for norm in [NormPlacement::Pre, NormPlacement::Post] {
        let fixture = Fixture::new(norm);
        let trained = Tensor::read_safetensors(fixture.checkpoint.join(WEIGHTS)).unwrap();
        // The largest error as a share of a tensor's largest value.
        for (precision, tolerance) in
            [(Precision::Fp32, 0.0), (Precision::Fp16, 1e-3), (Precision::Int8, 0.3)]
        {
            let bundle = fixture.bundle(precision);
            let mut fresh = parameters(&fixture.config, 6);
            load(&bundle, &fixture.config, &mut fresh, false).unwrap();
            for (name, expected) in &trained {
                let (mut found, mut expected) = (fresh.master_view(name).unwrap(), expected.shallow_clone());
                if name.ends_with("embed_positions.weight") {
                    // No graph holds the rows before position 0.
                    (found, expected) = (found.narrow(0, 2, 64), expected.narrow(0, 2, 64));
                }
                let number = |tensor: Tensor| tensor.abs().max().double_value(&[]);
                let off = number(&found - &expected);
                assert!(off <= tolerance * number(expected), "{norm:?} {precision:?} {name}: off by {off}");
            }
        }
        assert_eq!(
            tokenizer(&fixture.bundle(Precision::Int8)),
            Some(fixture.bundle(Precision::Int8).join("tokenizer.json"))
        );
    }
}

#[test]
fn a_deeper_model_begins_as_the_one_it_grows_out_of() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let deeper = ModelConfig { encoder_layers: 5, decoder_layers: 3, ..fixture.config.clone() };
    let mut grown = parameters(&deeper, 6);
    let error = load(&fixture.hf, &deeper, &mut grown, false).unwrap_err().to_string();
    assert!(error.contains("tensor model.encoder.layers.2") && error.contains("is missing"), "{error}");
    load(&fixture.hf, &deeper, &mut grown, true).unwrap();

    let ids = |ids: &[i64]| Tensor::from_slice(ids).unsqueeze(0);
    let logits = |parameters: &Parameters, config: &ModelConfig| {
        let model = Transformer::new(parameters, config).unwrap();
        model.logits(&ids(&[5, 1, 30, 31, 32, 2]), &ids(&[1, 30, 77])).unwrap()
    };
    let (before, after) = (logits(&fixture.parameters, &fixture.config), logits(&grown, &deeper));
    let off = (&before - &after).abs().max().double_value(&[]);
    assert!(off < 1e-5, "off by {off}");
    // Two layers over five: the second is followed by one copy more than the first.
    let values = |parameters: &Parameters, name: &str| {
        parameters.master_view(&format!("model.encoder.layers.{name}.weight")).unwrap().copy()
    };
    for (new, old) in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1)] {
        for name in ["self_attn.q_proj", "fc1", "final_layer_norm"] {
            let (new, old) = (format!("{new}.{name}"), format!("{old}.{name}"));
            assert_eq!(values(&grown, &new), values(&fixture.parameters, &old), "{new}");
        }
    }
}

#[test]
fn only_a_transformer_with_norms_first_is_deepened() {
    let fixture = Fixture::new(NormPlacement::Post);
    let deeper = ModelConfig { encoder_layers: 3, ..fixture.config.clone() };
    let error = load(&fixture.hf, &deeper, &mut parameters(&deeper, 1), true).unwrap_err().to_string();
    assert!(error.contains("--deepen needs a transformer with norms first"), "{error}");
}

#[test]
fn a_bundle_of_another_model_is_refused() {
    let fixture = Fixture::new(NormPlacement::Pre);
    let bundle = fixture.bundle(Precision::Int8);
    let refusal = |config: &ModelConfig| {
        load(&bundle, config, &mut parameters(config, 1), false).unwrap_err().to_string()
    };
    let error = refusal(&ModelConfig { attention_heads: 2, ..fixture.config.clone() });
    assert!(error.contains("model.attention_heads is 4, but the run's config asks for 2"), "{error}");
    let error = refusal(&ModelConfig { hidden_size: 64, ..fixture.config.clone() });
    assert!(error.contains("tensor model.shared.weight is [320, 32], expected [320, 64]"), "{error}");
    fs::write(bundle.join("encoder.onnx"), "no graph").unwrap();
    let error = refusal(&fixture.config);
    assert!(error.contains("encoder.onnx: ") && error.contains("copy the bundle anew"), "{error}");
}
