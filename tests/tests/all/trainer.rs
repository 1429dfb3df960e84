//! The trainer's program: bad data and configs, a full disk, Ctrl-C, and runs that go on as if nothing had happened.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    model::{model, train_arguments},
    process::{self, PATIENCE, Ran},
    report,
};

/// Notes one bad input: the program must end with one line of error, its last, that holds all `parts`.
#[track_caller]
fn refused(case: &str, ran: &Ran, parts: &[&str]) {
    let errors: Vec<&str> = ran.stderr.lines().skip_while(|line| !line.starts_with("error: ")).collect();
    report::note(case, ran, &errors.join(" ⏎ "));
    assert_eq!(ran.status, Some(1), "{case}: {}", ran.stderr);
    assert_eq!(errors.len(), 1, "{case}: {}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{case}: {}", ran.stderr);
    for part in parts {
        assert!(errors[0].contains(part), "{case}: {part:?} in {}", errors[0]);
    }
}

/// Arguments of a run of some steps on the generated programs, the same in every process.
fn arguments(run: &Path, steps: u64, more: &[&str]) -> Vec<String> {
    let steps = format!("train.steps={steps}");
    let set = [&steps, "train.warmup_steps=2", "train.decay_steps=5", "train.checkpoint_every=10"];
    let set = set.iter().chain(&["train.batch_tokens=512", "train.log_every=1"]);
    let mut all = vec!["--threads", "1"];
    all.extend(set.flat_map(|pair| ["--set", pair]));
    all.extend(more);
    train_arguments(model(), run, &all)
}

fn train(arguments: &[String]) -> Ran {
    process::run(process::trainer(), arguments)
}

fn checkpoint(run: &Path, step: u64) -> PathBuf {
    run.join(format!("checkpoints/step-{step:08}"))
}

/// Checksum of a checkpoint's weights.
fn weights(run: &Path, step: u64) -> String {
    fixerr_shared::files::sha256(&checkpoint(run, step).join("model.safetensors")).unwrap().0
}

fn checkpoints(run: &Path) -> Vec<String> {
    let names = fs::read_dir(run.join("checkpoints")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_broken_line_is_named_by_file_and_number_or_skipped() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let text = fs::read_to_string(model().train_data()).unwrap();
    let lines: Vec<&str> = text.lines().take(400).collect();
    let broken = format!("{}\n{{\"id\": 1\n{}\n", lines[..2].join("\n"), lines[2..].join("\n"));
    fs::write(path("broken.jsonl"), broken).unwrap();

    let data = path("broken.jsonl");
    let out = path("tokenizer.json");
    let tokenizer = ["tokenizer", "--data", &data, "--out", &out, "--vocab-size", "400"].map(str::to_owned);
    let out = path("imported.jsonl");
    let import = ["data", "import", "jsonl", &data, "--out", &out].map(str::to_owned);
    let run = folder.path().join("run");
    let mut training = arguments(&run, 8, &[]);
    let at = training.iter().position(|argument| argument == "--data").unwrap();
    training[at + 1] = data.clone();
    let commands =
        [("`tokenizer`", tokenizer.to_vec()), ("`data import`", import.to_vec()), ("`train`", training)];
    for (name, mut arguments) in commands {
        let case = format!("JSONL with a broken line, {name}");
        refused(&case, &train(&arguments), &["broken.jsonl:3: ", "--skip-bad"]);
        arguments.push("--skip-bad".to_owned());
        let ran = train(&arguments);
        let said = format!("{}\n{}", ran.stdout, ran.stderr);
        let counted = said.lines().find(|line| line.contains("bad") || line.contains("broken line"));
        let counted = counted.unwrap_or_else(|| panic!("{case}: the bad line is not counted: {said}"));
        assert!(counted.contains('1'), "{case}: {counted}");
        report::note(&format!("{case}, `--skip-bad`"), &ran, counted);
        ran.well();
    }
}

#[test]
fn configs_with_wrong_keys_are_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let run = folder.path().join("run");
    let tiny = fs::read_to_string(process::root().join("configs/tiny.toml")).unwrap();
    let cases = [
        (
            "a config with an unknown key",
            tiny.replace("hidden_size", "hiden_size"),
            &["hiden_size", "line 3"][..],
        ),
        ("a config with a value of the wrong type", tiny.replace("= 64", "= \"64\""), &["line 3", "64"]),
        ("a config that is no TOML", format!("{tiny}\nsteps\n"), &["line 2"]),
        (
            "a config with contradictory keys (heads)",
            tiny.replace("attention_heads = 4", "attention_heads = 5"),
            &["attention_heads = 5", "must divide hidden_size = 64"],
        ),
        (
            "a config with contradictory keys (steps)",
            tiny.replace("decay_steps = 100", "decay_steps = 1000"),
            &["train.steps", "decay_steps = 1000"],
        ),
    ];
    for (case, text, parts) in cases {
        assert_ne!(text, tiny, "{case}");
        let config = folder.path().join("wrong.toml");
        fs::write(&config, text).unwrap();
        let mut arguments = train_arguments(model(), &run, &[]);
        arguments[2] = config.to_str().unwrap().to_owned();
        let ran = train(&arguments);
        refused(case, &ran, &[&["wrong.toml: "], parts].concat());
    }
    let ran = train(&train_arguments(model(), &run, &["--set", "train.rate=1"]));
    refused("an unknown key with `--set`", &ran, &["rate"]);
    assert!(!run.exists(), "a refused config leaves nothing behind");
}

#[test]
fn a_full_disk_leaves_the_checkpoints_that_are_there() {
    let folder = TempDir::new().unwrap();
    let run = folder.path().join("run");
    train(&arguments(&run, 20, &[])).well();
    assert_eq!(checkpoints(&run), ["step-00000010", "step-00000020"]);
    let before = weights(&run, 20);

    // 256 blocks of 512 or 1024 bytes: enough for everything but a checkpoint.
    let resume = arguments(&run, 40, &["--resume"]);
    let ran = process::run(process::with_short_files(&process::trainer(), 256), &resume);
    refused(
        "a full disk while saving",
        &ran,
        &["model.safetensors", "File too large", "earlier checkpoints"],
    );
    assert_eq!(checkpoints(&run), ["step-00000010", "step-00000020"], "no litter and no loss");
    assert_eq!(weights(&run, 20), before);

    train(&resume).well();
    assert_eq!(checkpoints(&run), ["step-00000030", "step-00000040"]);
}

#[test]
fn a_run_goes_on_before_damaged_checkpoints_and_with_its_own_tokenizer() {
    let folder = TempDir::new().unwrap();
    let run = folder.path().join("run");
    let keep = ["--set", "train.keep_checkpoints=3"];
    train(&arguments(&run, 30, &keep)).well();
    for step in [20, 30] {
        fs::write(checkpoint(&run, step).join("model.safetensors"), "damaged").unwrap();
    }
    train(&arguments(&run, 15, &["--resume"])).well();
    let names = ["damaged-step-00000020", "damaged-step-00000030", "step-00000010", "step-00000015"];
    assert_eq!(checkpoints(&run), names);

    // Of the same size, with two tokens exchanged.
    let before = fs::read_to_string(run.join("tokenizer.json")).unwrap();
    let mut other: Value = serde_json::from_str(&before).unwrap();
    for id in other["model"]["vocab"].as_object_mut().unwrap().values_mut() {
        *id = match id.as_u64().unwrap() {
            100 => 101.into(),
            101 => 100.into(),
            same => same.into(),
        };
    }
    let path = folder.path().join("other.json");
    fs::write(&path, other.to_string()).unwrap();
    let mut resume = arguments(&run, 20, &["--resume"]);
    let given = resume.iter().position(|argument| argument == "--tokenizer").unwrap() + 1;
    resume[given] = path.to_str().unwrap().to_owned();
    let ran = train(&resume);
    refused(
        "another tokenizer for a run that goes on",
        &ran,
        &["ids mean other tokens", "without --tokenizer"],
    );
    assert_eq!(fs::read_to_string(run.join("tokenizer.json")).unwrap(), before);
}

#[test]
fn an_interrupted_run_saves_and_goes_on_to_the_same_weights() {
    let folder = TempDir::new().unwrap();
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let steps = 300;
    let mut command: Command = process::trainer();
    command.args(arguments(&parts, steps, &[])).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let deadline = Instant::now() + PATIENCE;
    while steps_logged(&parts) < 5 {
        assert!(Instant::now() < deadline, "the run does not begin");
        std::thread::sleep(Duration::from_millis(2));
    }
    process::signal(id, "INT");
    let ran = process::finish(child);
    let last = ran.stderr.lines().last().unwrap_or_default();
    report::note("Ctrl-C while training", &ran, last);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(last.starts_with("stopped at step ") && last.ends_with("go on with --resume"), "{}", ran.stderr);
    let step: u64 = last["stopped at step ".len()..].split(',').next().unwrap().parse().unwrap();
    assert!((5..steps).contains(&step), "{step}");
    assert!(checkpoint(&parts, step).join("state.json").is_file());

    let ran = train(&arguments(&parts, steps, &["--resume"])).well();
    assert!(ran.stderr.contains(&format!("from step {step} to {steps}")), "{}", ran.stderr);
    train(&arguments(&whole, steps, &[])).well();
    assert_eq!(weights(&parts, steps), weights(&whole, steps), "resumed at step {step}");
    assert_eq!(steps_logged(&parts), steps, "each step is logged once");
}

/// Lines in a run's metrics, each of another step.
fn steps_logged(run: &Path) -> u64 {
    let text = fs::read_to_string(run.join("metrics.jsonl")).unwrap_or_default();
    // The last line may be half written.
    let values = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    values.filter(|value| value.get("learning_rate").is_some()).count() as u64
}
