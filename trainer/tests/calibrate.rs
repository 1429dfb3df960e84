//! The trainer's own command, to a fit that nobody waits for.

#![cfg(unix)]

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use fixerr_shared::{
    bundle,
    example::{ExampleWriter, RepairExample},
    language::Language,
    tokenizer::train_bpe,
};

fn trainer(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-trainer"));
    command.current_dir(folder).args(arguments.split_whitespace()).stdin(Stdio::null());
    command
}

fn well(folder: &Path, arguments: &str) {
    let output = trainer(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_fit_whose_figures_nobody_reads_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = ExampleWriter::create(&folder.path().join("data.jsonl")).unwrap();
    for id in 0..200 {
        let name = ["a", "ab", "ac", "abcc"][id / 8 % 4];
        let fixed = format!("{name} = {};\n", id * id);
        let (wrong, right) = [(";", ""), ("=", "=="), (name, "none"), (" =", "+="), ("=", "+")][id % 5];
        // Most have no room in the window, so that they are not asked, and count all the same.
        let buggy = if id % 8 == 0 { fixed.replacen(wrong, right, 1) } else { "wrong ".repeat(99) + "\n" };
        let example = RepairExample {
            id: id.to_string(),
            language: Language::C,
            before: format!("int {name};\n"),
            buggy,
            after: String::new(),
            fixed,
            message: None,
            source: "jsonl".into(),
            class: None,
            origin: None,
        };
        writer.write(&example).unwrap();
    }
    writer.finish().unwrap();
    let tokenizer = train_bpe(std::iter::once("x 1\n"), 300).unwrap();
    fs::write(folder.path().join("tokenizer.json"), tokenizer.to_json().unwrap()).unwrap();
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../configs/tiny.toml");
    well(
        folder.path(),
        &format!(
            "train --device cpu --threads 1 --config {config} --run run --data data.jsonl --tokenizer tokenizer.json --set train.steps=1 \
             --set train.warmup_steps=1 --set train.decay_steps=0 --set train.batch_tokens=256 --set model.hidden_size=32"
        ),
    );
    well(folder.path(), "export --run run --out bundle");

    let mut command =
        trainer(folder.path(), "calibrate --device cpu --model bundle --data data.jsonl --top 2");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(bundle::read_manifest(&folder.path().join("bundle")).unwrap().ranking.is_some());
}
