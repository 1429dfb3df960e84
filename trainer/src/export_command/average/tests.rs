//! Each weight's mean, and what has none.

use std::{fs, path::PathBuf};

use fixerr_shared::{
    config::{Architecture, NormPlacement},
    tokenizer::train_bpe,
};

use super::*;
use crate::train::checkpoint;

fn config() -> ModelConfig {
    ModelConfig {
        architecture: Architecture::Transformer,
        vocab_size: 320,
        hidden_size: 16,
        encoder_layers: 1,
        decoder_layers: 1,
        attention_heads: 2,
        intermediate_size: 24,
        max_positions: 32,
        dropout: 0.0,
        layer_norm_eps: 1e-5,
        norm: NormPlacement::Pre,
    }
}

/// A folder with drawn weights and a tokenizer that learned from `text`.
fn model(root: &Path, name: &str, seed: i64, text: &str) -> (PathBuf, Parameters) {
    let folder = root.join(name);
    fs::create_dir(&folder).unwrap();
    let parameters = Parameters::new(&config(), Device::Cpu, Kind::Float, seed).unwrap();
    checkpoint::write_weights(&folder, &parameters).unwrap();
    let tokenizer = train_bpe(std::iter::once(text), 300).unwrap().to_json().unwrap();
    fs::write(folder.join("tokenizer.json"), tokenizer).unwrap();
    (folder, parameters)
}

#[test]
fn every_weight_is_the_mean_by_shares() {
    let root = tempfile::tempdir().unwrap();
    let (tuned, a) = model(root.path(), "tuned", 1, "let a = b;\n");
    let (base, b) = model(root.path(), "base", 2, "let a = b;\n");
    // The same tokens, written otherwise.
    let path = base.join("tokenizer.json");
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let compact = json.to_string();
    assert_ne!(compact, fs::read_to_string(&path).unwrap());
    fs::write(&path, compact).unwrap();
    for share in [0.0, 0.25, 1.0] {
        let mut found = Parameters::new(&config(), Device::Cpu, Kind::Float, 1).unwrap();
        move_towards(&mut found, &config(), &tuned.join("tokenizer.json"), &base, share).unwrap();
        let expected = (1.0 - share) * &a.master + share * &b.master;
        let off = (&found.master - expected).abs().max().double_value(&[]);
        assert!(off < 1e-6, "share {share}: off by {off}");
    }
}

#[test]
fn models_that_do_not_belong_together_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let (tuned, mut own) = model(root.path(), "tuned", 1, "let a = b;\n");
    let (base, _) = model(root.path(), "base", 2, "let a = b;\n");
    let (other, _) = model(root.path(), "other", 2, "printf printf printf printf\n");
    let tokenizer = tuned.join("tokenizer.json");
    let mut said = |other: &Path, share: f64| {
        format!("{:#}", move_towards(&mut own, &config(), &tokenizer, other, share).unwrap_err())
    };
    assert!(said(&base, 1.5).contains("from 0 to 1"));
    assert!(said(&base, f64::NAN).contains("from 0 to 1"));
    assert!(said(&other, 0.5).contains("another token"), "{}", said(&other, 0.5));
    assert!(said(root.path(), 0.5).contains("no tokenizer.json"));
    fs::remove_file(base.join("model.safetensors")).unwrap();
    assert!(said(&base, 0.5).contains("holds no model.safetensors"), "{}", said(&base, 0.5));
}
