//! The LSTM baseline through the real trainer: resumed exactly, measured beside the transformer, not exported.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    model::{model, train_arguments},
    process::{self, Ran},
    report,
};

/// Trains an LSTM of few values on the generated programs.
fn train(run: &Path, steps: u64, more: &[&str]) -> Ran {
    let steps = format!("train.steps={steps}");
    let small = ["model.hidden_size=32", "train.batch_tokens=512", "train.log_every=1"];
    // A rate that does not depend on the number of steps: a run cut short is the beginning of a longer one.
    let rate = ["train.warmup_steps=2", "train.decay_steps=0", "train.checkpoint_every=100"];
    let set = small.iter().chain(&rate).copied().chain([steps.as_str()]);
    let mut all = vec!["--threads", "1"];
    all.extend(set.flat_map(|pair| ["--set", pair]));
    all.extend(more);
    let mut arguments = train_arguments(model(), run, &all);
    "configs/lstm.toml".clone_into(&mut arguments[2]);
    process::run(process::trainer(), &arguments)
}

/// A checkpoint's file.
fn saved(run: &Path, step: u64, name: &str) -> Vec<u8> {
    fs::read(run.join(format!("checkpoints/step-{step:08}")).join(name)).unwrap()
}

#[test]
fn an_lstm_is_resumed_exactly_measured_beside_a_transformer_and_not_exported() {
    let folder = TempDir::new().unwrap();
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    train(&whole, 24, &[]).well();
    train(&parts, 11, &[]).well();
    let resumed = train(&parts, 24, &["--resume"]).well();
    assert!(resumed.stderr.contains("from step 11 to 24"), "{}", resumed.stderr);
    for name in ["model.safetensors", "optimizer.safetensors"] {
        assert!(saved(&whole, 24, name) == saved(&parts, 24, name), "{name} is another after resuming");
    }

    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (data, transformer) = (path(&model().held_out()), path(&model().fp32()));
    let (whole, parts) = (path(&whole), path(&parts));
    let evaluate = |more: &[&str]| {
        let all = ["evaluate", "--data", &data, "--limit", "6", "--top", "5", "--device", "cpu"];
        process::run(process::trainer(), &[&all, more].concat()).well().stdout
    };
    let several = ["--run", &whole, "--run", &parts, "--model", &transformer, "--format", "json"];
    let several: Value = serde_json::from_str(&evaluate(&several)).unwrap();
    let figures = |name: &str| several["models"][name]["sets"]["held-out"].clone();
    for name in ["fp32", "whole", "parts"] {
        assert_eq!((figures(name)["n"].as_u64(), figures(name)["too_long"].as_u64()), (Some(6), Some(0)));
        assert!(figures(name)["top5"].as_f64() >= figures(name)["top1"].as_f64(), "{several}");
    }
    assert_eq!(figures("whole"), figures("parts"));
    assert!(figures("fp32")["top1"].as_f64() > Some(0.5), "{several}");
    let alone: Value = serde_json::from_str(&evaluate(&["--run", &whole, "--format", "json"])).unwrap();
    assert_eq!(alone["sets"]["held-out"], figures("whole"));
    let table = evaluate(&["--run", &whole, "--model", &transformer]);
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("held-out")).collect();
    assert!(rows.len() == 2 && rows[0].contains("fp32") && rows[1].contains("whole"), "{table}");

    let bundle = path(&folder.path().join("bundle"));
    let ran = process::run(process::trainer(), &["export", "--run", &whole, "--out", &bundle]);
    let error = ran.stderr.lines().last().unwrap_or_default();
    report::note("export of an LSTM", &ran, error);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(error.contains("an LSTM is not served") && error.contains("configs/small.toml"), "{error}");
    assert!(!Path::new(&bundle).exists());
}
