//! The logs for TensorBoard and Weights & Biases hold what metrics.jsonl holds, as the packages themselves read them, after
//! a run that was killed, resumed, interrupted and resumed again.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    model::{model, train_arguments},
    process::{self, PATIENCE},
};

const STEPS: u64 = 120;

fn arguments(run: &Path, more: &[&str]) -> Vec<String> {
    let model = model();
    let validation = model.held_out();
    let steps = format!("train.steps={STEPS}");
    let set = [&steps, "train.warmup_steps=5", "train.decay_steps=40", "train.checkpoint_every=10"];
    let set = set.iter().chain(&["train.batch_tokens=512", "train.log_every=1"]);
    let set = set.chain(&["train.eval_every=12", "train.eval_examples=40"]);
    let mut all = vec!["--threads", "1", "--validation", validation.to_str().unwrap()];
    all.extend(["--wandb", "--wandb-project", "tracking-test"]);
    all.extend(set.flat_map(|pair| ["--set", pair]));
    all.extend(more);
    train_arguments(model, run, &all)
}

/// Starts the trainer and waits until it has logged `lines` more lines.
fn start(run: &Path, lines: usize, more: &[&str]) -> Child {
    let logged = || fs::read_to_string(run.join("metrics.jsonl")).unwrap_or_default().lines().count();
    let mut command = process::trainer();
    command.args(arguments(run, more)).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let before = if more.is_empty() { 0 } else { logged() };
    let child = command.spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while logged() < before + lines {
        assert!(Instant::now() < deadline, "the run does not begin");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

#[test]
fn tensorboard_and_wandb_read_back_what_was_logged() {
    let is_required = env::var_os("FIXERR_REQUIRE_TRACKING").is_some_and(|value| value == "1");
    let python = env::var_os("FIXERR_TRACKING_PYTHON").filter(|value| !value.is_empty());
    let python = python.unwrap_or_else(|| "python3".into());
    let imports = ["-c", "import tomllib, wandb.sdk.internal.datastore, tensorboard"];
    let has_packages = Command::new(&python).args(imports).output();
    if !has_packages.is_ok_and(|output| output.status.success()) {
        let python = python.to_string_lossy();
        assert!(
            !is_required,
            "{python} has no wandb 0.29 and tensorboard and FIXERR_REQUIRE_TRACKING=1: install both, as .ci/run does"
        );
        println!("skipped: {python} has no wandb 0.29 and tensorboard; FIXERR_TRACKING_PYTHON names another");
        return;
    }
    let folder = TempDir::new().unwrap();
    let run = folder.path().join("run");

    // Killed after the checkpoint of step 10 and the evaluation of step 12.
    let child = start(&run, 16, &[]);
    process::signal(child.id(), "KILL");
    assert_eq!(process::finish(child).status, None);
    let child = start(&run, 20, &["--resume"]);
    process::signal(child.id(), "INT");
    process::finish(child).well();
    process::run(process::trainer(), &arguments(&run, &["--resume"])).well();

    let mut reader = Command::new(&python);
    reader.current_dir(folder.path());
    let script = process::root().join("tests/python/read_back.py");
    let read = [script.as_os_str(), run.as_os_str(), "none,0,0".as_ref()];
    let read = process::run(reader, &read).well();
    assert!(read.stdout.contains(" numbers compared: "), "{}", read.stdout);
    println!("{}", read.stdout.trim());
}
