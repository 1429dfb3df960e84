//! `configs/base.toml`, cut down in size but not in kind: norms after the blocks, WordPiece, dropout, epochs and a batch of
//! eight examples; from a tokenizer to an answer in the terminal.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fixerr_shared::tokenizer::CodeTokenizer;
use fixerr_trainer::config::RunConfig;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    corpus,
    process::{self, Ran},
};

/// 20 batches of 8.
const EXAMPLES: usize = 160;
/// What three passes come to.
const STEPS: u64 = 60;

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        corpus::write(&files.path("train.jsonl"), EXAMPLES, 5);
        corpus::write(&files.path("validation.jsonl"), 30, 6);
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// A run of the seed's preset with a model that a test can afford.
    fn train(&self, run: &str, tokenizer: &Path, more: &[&str]) -> Ran {
        let (data, validation, run) =
            (self.text("train.jsonl"), self.text("validation.jsonl"), self.text(run));
        let tokenizer = tokenizer.to_str().unwrap();
        let mut arguments =
            vec!["train", "--config", "configs/base.toml", "--device", "cpu", "--threads", "1"];
        arguments.extend([
            "--data",
            &data,
            "--validation",
            &validation,
            "--run",
            &run,
            "--tokenizer",
            tokenizer,
        ]);
        for pair in [
            "model.hidden_size=48",
            "model.encoder_layers=2",
            "model.decoder_layers=2",
            "model.attention_heads=4",
            "model.intermediate_size=96",
            "model.max_positions=192",
            "train.learning_rate=2e-3",
            "train.warmup_steps=10",
            "train.eval_every=20",
            "train.checkpoint_every=20",
            "train.keep_checkpoints=9",
            "train.log_every=1",
            "train.precision=fp32",
        ] {
            arguments.extend(["--set", pair]);
        }
        arguments.extend(more);
        process::run(process::trainer(), &arguments)
    }

    fn tokenizer(&self, kind: &str) -> PathBuf {
        let (data, out) = (self.text("train.jsonl"), self.path("tokenizer.json"));
        let arguments = ["tokenizer", "--kind", kind, "--data", &data, "--vocab-size", "600", "--out"];
        let arguments = arguments.into_iter().chain([out.to_str().unwrap()]).collect::<Vec<_>>();
        process::run(process::trainer(), &arguments).well();
        out
    }
}

fn weights(run: &Path) -> String {
    let path = run.join(format!("checkpoints/step-{STEPS:08}/model.safetensors"));
    fixerr_shared::files::sha256(&path).unwrap().0
}

/// The loss of each step.
fn losses(run: &Path) -> Vec<f64> {
    let text = fs::read_to_string(run.join("metrics.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter_map(|line| line["loss"].as_f64()).collect()
}

#[test]
fn the_preset_trains_resumes_exports_and_answers() {
    let files = Files::new();
    let tokenizer = files.tokenizer("wordpiece");
    let ran = files.train("whole", &tokenizer, &[]).well();
    let said = format!("3 passes over {EXAMPLES} examples in 20 batches: {STEPS} steps");
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    let run = files.path("whole");
    let RunConfig { model: shape, train, .. } = RunConfig::read(&run.join("config.toml"), &[]).unwrap();
    assert_eq!((train.epochs, train.steps, train.batch_size), (3, 0, 8), "kept as it was asked for");
    assert_eq!(shape.vocab_size, CodeTokenizer::from_file(&tokenizer).unwrap().padded_vocab_size());
    // Two rows more in each table of positions than the model has places, as in BART.
    let parameters = shape.parameters() + 2 * 2 * shape.hidden_size;
    assert!(ran.stderr.contains(&format!("{parameters} parameters")), "{}", ran.stderr);
    let losses_whole = losses(&run);
    assert_eq!(losses_whole.len() as u64, STEPS);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let (first, last) = (mean(&losses_whole[..5]), mean(&losses_whole[55..]));
    assert!(last < 0.7 * first, "the loss does not fall: {first} → {last}");

    // What a run that died after step 20 left behind.
    let parts = files.path("parts");
    files.train("parts", &tokenizer, &[]).well();
    for step in [40, 60] {
        fs::remove_dir_all(parts.join(format!("checkpoints/step-{step:08}"))).unwrap();
    }
    let ran = files.train("parts", &tokenizer, &["--resume"]).well();
    assert!(ran.stderr.contains(&format!("from step 20 to {STEPS}")), "{}", ran.stderr);
    assert!(!ran.stderr.contains("counting"), "a pass is counted once: {}", ran.stderr);
    assert_eq!(losses(&parts), losses_whole);
    assert_eq!(weights(&parts), weights(&run));

    let file = files.path("sums.py");
    fs::write(&file, "# 🎉 size\ndef measure(count, limit):\n    size = count + 3\n    retrun size  # ℵ\n")
        .unwrap();
    let file = file.to_str().unwrap();
    for precision in ["fp32", "int8"] {
        let (from, bundle) = (files.text("whole"), files.path(precision));
        let arguments =
            ["export", "--run", &from, "--precision", precision, "--out", bundle.to_str().unwrap()];
        let ran = process::run(process::trainer(), &arguments).well();
        assert!(ran.stderr.contains("checked against libtorch: 64 windows"), "{}", ran.stderr);

        // A model that has seen so little may have nothing to offer, but what it offers is text.
        let ran = process::run(process::server(&bundle), &["fix", file, "--line", "3", "--format", "json"]);
        assert!(matches!(ran.status, Some(0 | 1)), "{precision}: {}", ran.stderr);
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(answer["original"], "    size = count + 3\n");
        assert!(!ran.stdout.contains("##") && !ran.stdout.contains("UNK"), "{}", ran.stdout);

        let ran = process::run(process::server(&bundle), &["fix", file, "--line", "4"]);
        assert_eq!(ran.status, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains("\"ℵ\" cannot be written"), "{}", ran.stderr);
    }
}

#[test]
fn a_tokenizer_of_another_kind_is_refused_by_name() {
    let files = Files::new();
    let ran = files.train("run", &files.tokenizer("bpe"), &[]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(!files.path("run").exists(), "a refused run leaves nothing behind");
    for part in ["train.tokenizer = \"wordpiece\"", "of kind bpe", "--kind wordpiece"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
}

#[test]
fn a_vocabulary_becomes_a_tokenizer_and_what_is_none_is_refused() {
    let files = Files::new();
    let (vocabulary, out) = (files.path("vocab.txt"), files.text("from-vocab.json"));
    let make = |text: &str, kind: &str| {
        fs::write(&vocabulary, text).unwrap();
        let arguments = ["tokenizer", "--kind", kind, "--vocab", vocabulary.to_str().unwrap(), "--out", &out];
        process::run(process::trainer(), &arguments)
    };
    let ran = make("[PAD]\n[UNK]\n[CLS]\nReturn\nreturn\n##ing\n", "wordpiece").well();
    assert!(!ran.stderr.contains("cased"), "{}", ran.stderr);
    let tokenizer = CodeTokenizer::from_file(Path::new(&out)).unwrap();
    let line = "\treturning += \"Return\";  // done\n";
    assert_eq!(tokenizer.decode(&tokenizer.encode_exact(line).unwrap()).unwrap(), line);
    let ran = make("[UNK]\nreturn\n", "wordpiece").well();
    assert!(ran.stderr.contains("note: ") && ran.stderr.contains("cased"), "{}", ran.stderr);
    for (text, kind, said) in [
        ("[PAD]\nreturn\n", "wordpiece", "vocab.txt: no line [UNK]"),
        ("[UNK]\nreturn\nreturn\n", "wordpiece", "vocab.txt: line 3: \"return\" again, after line 2"),
        ("", "wordpiece", "vocab.txt: empty"),
        ("[UNK]\n", "bpe", "--kind wordpiece"),
    ] {
        let ran = make(text, kind);
        assert_eq!(ran.status, Some(1), "{said}: {}", ran.stderr);
        assert!(ran.stderr.lines().last().unwrap().contains(said), "{said}: {}", ran.stderr);
    }
}
