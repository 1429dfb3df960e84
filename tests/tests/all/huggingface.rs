//! Exports in Hugging Face's format, computed by transformers itself: the same logits, the same greedy answer, and the
//! weights back through `--init-from`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use fixerr_shared::tokenizer::{CodeTokenizer, special_tokens};
use fixerr_trainer::{
    config::RunConfig,
    model::{Parameters, Transformer},
    train::{checkpoint, folder::best_checkpoint, import},
};
use serde_json::Value;
use tch::{Device, Kind, Tensor, no_grad};

use crate::{
    model::{Model, model, train_arguments},
    process,
};

const TOLERANCE: f64 = 1e-4;
/// Tokens of the answers that are compared, the start's included; the script asks for as many.
const LIMIT: usize = 32;
/// The run's windows for checking exports, see `fixerr-trainer export`.
const CHECK_WINDOWS: &str = "check-windows.json";

/// A Python with torch and transformers; `cargo xtask bench interchange` makes one and names it.
fn python() -> Option<PathBuf> {
    let named = env::var_os("FIXERR_HF_PYTHON").filter(|value| !value.is_empty()).map(PathBuf::from);
    let is_required = env::var_os("FIXERR_REQUIRE_HF").is_some_and(|value| value == "1");
    assert!(named.is_some() || !is_required, "FIXERR_REQUIRE_HF=1, but FIXERR_HF_PYTHON names no Python");
    if named.is_none() {
        println!(
            "skipped: transformers was not asked; `cargo xtask bench interchange` runs this test with it"
        );
    }
    named
}

#[test]
fn transformers_computes_what_we_compute() {
    let Some(python) = python() else { return };
    let model = model();
    let folder = tempfile::tempdir().unwrap();
    let post = folder.path().join("post");
    let set = ["model.norm=post", "train.start=normal", "train.steps=60", "train.decay_steps=20"];
    let more: Vec<&str> = set.iter().flat_map(|pair| ["--set", pair]).collect();
    process::run(process::trainer(), &train_arguments(model, &post, &more)).well();
    for (run, class) in
        [(model.run(), "MBartForConditionalGeneration"), (post, "BartForConditionalGeneration")]
    {
        let work = folder.path().join(class);
        let said = compare(&python, model, &run, &work);
        println!("{class}: {said}");
        assert_eq!(said["class"], class);
        assert_eq!(
            (&said["missing_keys"], &said["unexpected_keys"]),
            (&serde_json::json!([]), &serde_json::json!([]))
        );
        assert_eq!(said["windows"], 64);
        assert!(said["worst"].as_f64().unwrap() <= TOLERANCE, "{said}");
        assert!(said["worst_padded"].as_f64().unwrap() <= TOLERANCE, "{said}");
        assert_eq!(said["decoded"], true, "{said}");
    }
}

/// Exports a run, has transformers compare its logits with ours, and reads back what it saved.
fn compare(python: &Path, model: &Model, run: &Path, work: &Path) -> Value {
    let exported = work.join("hf");
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let arguments = ["export", "--format", "hf", "--run", &path(run), "--out", &path(&exported)];
    process::run(process::trainer(), &arguments).well();

    tch::set_num_threads(1);
    let config = RunConfig::read(&run.join("config.toml"), &[]).unwrap().model;
    let mut parameters = Parameters::new(&config, Device::Cpu, Kind::Float, 0).unwrap();
    checkpoint::load_weights(&best_checkpoint(run).unwrap(), &mut parameters).unwrap();
    let ours = Transformer::new(&parameters, &config).unwrap();
    let tokenizer = CodeTokenizer::from_file(&model.tokenizer()).unwrap();
    let windows: Vec<Value> =
        serde_json::from_slice(&std::fs::read(run.join(CHECK_WINDOWS)).unwrap()).unwrap();
    let row = |ids: &[i64]| Tensor::from_slice(ids).unsqueeze(0);
    let mut tensors = Vec::new();
    for (number, window) in windows.iter().enumerate() {
        let ids = |key: &str| -> Vec<i64> { serde_json::from_value(window[key].clone()).unwrap() };
        let (source, target) = (ids("source"), ids("target"));
        let start = [i64::from(tokenizer.special().bug)];
        let decoder = [&start, &target[..target.len() - 1]].concat();
        let logits = no_grad(|| ours.logits(&row(&source), &row(&decoder))).unwrap();
        tensors.push((format!("source.{number}"), Tensor::from_slice(&source)));
        tensors.push((format!("decoder.{number}"), Tensor::from_slice(&decoder)));
        tensors.push((format!("logits.{number}"), logits));
    }
    let greedy =
        greedy(&ours, &tokenizer, &serde_json::from_value::<Vec<i64>>(windows[0]["source"].clone()).unwrap());

    let (file, saved) = (work.join("windows.safetensors"), work.join("saved"));
    Tensor::write_safetensors(&tensors, &file).unwrap();

    let mut command = Command::new(python);
    // The folder is local, and so it shall stay.
    command.env("HF_HUB_OFFLINE", "1").current_dir(process::root());
    let arguments = ["tests/python/huggingface.py", &path(&exported), &path(&file), &path(&saved)];
    let ran = process::run(command, &arguments).well();
    let said: Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();

    let ids: Vec<u32> = serde_json::from_value(said["ids"].clone()).unwrap();
    assert_eq!(tokenizer.decode(&ids).unwrap(), "    size = count + 3  # 🚀 é\n");
    assert_eq!(tokenizer.encode("    size = count + 3  # 🚀 é\n").unwrap(), ids);
    assert_eq!(said["answer"], serde_json::json!(greedy), "{said}");
    let special = tokenizer.special();
    assert_eq!(said["special"], serde_json::json!([special.pad, special.bug, special.bug_end]));
    for (name, tolerance) in [("fp32", 1e-6), ("bf16", 1e-2)] {
        let mut back = Parameters::new(&config, Device::Cpu, Kind::Float, 1).unwrap();
        import::load(&saved.join(name), &config, &mut back, false).unwrap();
        let difference = (&back.master - &parameters.master).abs().max().double_value(&[]);
        assert!(difference <= tolerance, "{name}: {difference}");
    }
    said
}

/// The best allowed token after each other, the whole decoder anew for each.
fn greedy(model: &Transformer, tokenizer: &CodeTokenizer, source: &[i64]) -> Vec<i64> {
    let end = i64::from(tokenizer.special().bug_end);
    let text = special_tokens().len() as i64..tokenizer.vocab_size() as i64;
    let row = |ids: &[i64]| Tensor::from_slice(ids).unsqueeze(0);
    let mut answer = vec![i64::from(tokenizer.special().bug)];
    while answer.len() < LIMIT && answer.last() != Some(&end) {
        let logits = no_grad(|| model.logits(&row(source), &row(&answer))).unwrap();
        let last = Vec::<f32>::try_from(logits.get(-1)).unwrap();
        let allowed = (0..last.len()).filter(|id| text.contains(&(*id as i64)) || *id as i64 == end);
        answer.push(allowed.max_by(|a, b| last[*a].total_cmp(&last[*b])).unwrap() as i64);
    }
    answer
}
