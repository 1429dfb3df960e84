//! A training run that is killed again and again, and goes on each time, is the run that was never killed: to the last bit.

use std::{
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    fresh,
    model::{model, train_arguments},
    process::{self, PATIENCE},
};

const STEPS: u64 = 160;
/// Kills of the ordinary test; `FIXERR_KILLS` asks for more.
const KILLS: u64 = 4;

fn arguments(run: &Path, more: &[&str]) -> Vec<String> {
    let steps = format!("train.steps={STEPS}");
    let set = [&steps, "train.warmup_steps=5", "train.decay_steps=40", "train.checkpoint_every=7"];
    let set = set.iter().chain(&["train.batch_tokens=512", "train.log_every=1", "train.eval_every=50"]);
    // Dropout, so that the random numbers too have to go on where they were; two batches for a step.
    let set = set.chain(&["model.dropout=0.1", "train.accumulation=2"]);
    let mut all = vec!["--threads", "1"];
    all.extend(set.flat_map(|pair| ["--set", pair]));
    let has_checkpoint = fs::read_dir(run.join("checkpoints")).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("step-"))
    });
    if has_checkpoint {
        all.push("--resume");
    }
    all.extend(more);
    train_arguments(model(), run, &all)
}

/// Step and loss of every line, the loss as the digits that stand in the file.
fn trace(run: &Path) -> Vec<(u64, String)> {
    let text = fs::read_to_string(run.join("metrics.jsonl")).unwrap_or_default();
    let values = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    values.filter_map(|value| Some((value.get("step")?.as_u64()?, value.get("loss")?.to_string()))).collect()
}

#[test]
fn a_run_killed_at_random_moments_has_the_losses_of_one_that_never_was() {
    let kills = std::env::var("FIXERR_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    kill_and_compare(kills, &[]);
}

#[test]
fn so_has_one_whose_bugs_are_drawn_anew_in_every_pass() {
    let folder = TempDir::new().unwrap();
    let sources = fresh::checkouts(folder.path());
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let held_out = model().held_out();
    let more = [
        &["--held-out", held_out.to_str().unwrap(), "--set", "corrupt.per_file=6", "--sources"],
        &sources[..],
    ];
    kill_and_compare(2, &more.concat());
}

/// Trains once undisturbed and once with kills.
fn kill_and_compare(kills: u64, more: &[&str]) {
    let folder = TempDir::new().unwrap();
    let (whole, killed) = (folder.path().join("whole"), folder.path().join("killed"));
    process::run(process::trainer(), &arguments(&whole, more)).well();
    let expected = trace(&whole);
    assert_eq!(expected.len() as u64, STEPS);

    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut happened = 0;
    for kill in 0..kills {
        let mut command = process::trainer();
        command
            .args(arguments(&killed, more))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        // Somewhere in this kill's share of the steps, and then somewhere in the middle of what a step does: computing,
        // logging, evaluating, saving.
        let until = kill * STEPS / kills + draw(STEPS / kills + 1);
        let deadline = Instant::now() + PATIENCE;
        while trace(&killed).last().is_none_or(|(step, _)| *step < until)
            && child.try_wait().unwrap().is_none()
        {
            assert!(Instant::now() < deadline, "kill {kill}: step {until} does not come");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(draw(40)));
        happened += u64::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(happened + 1 >= kills, "the run ended before it was killed: {happened} of {kills}");
    process::run(process::trainer(), &arguments(&killed, more)).well();

    let found = trace(&killed);
    assert_eq!(found.len(), expected.len(), "each step is logged once");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "after {happened} kills");
    }
    let weights = |run: &Path| {
        let file = run.join(format!("checkpoints/step-{STEPS:08}/model.safetensors"));
        fixerr_shared::files::sha256(&file).unwrap()
    };
    assert_eq!(weights(&killed), weights(&whole));
    let litter: Vec<_> = fs::read_dir(killed.join("checkpoints"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("step-"))
        .collect();
    assert!(litter.is_empty(), "{litter:?}");
    eprintln!("{happened} kills, {} losses equal to the last digit", found.len());
}
