//! Runs of the trainer's own command that go on, and commands that end before their time.

#![cfg(unix)]

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Command, Output, Stdio},
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use fixerr_shared::{
    example::{ExampleWriter, RepairExample},
    language::Language,
    tokenizer::train_bpe,
};
use fixerr_trainer::{
    config::RunConfig,
    metrics::Tracking,
    train::{
        checkpoint, record,
        run::{Ended, RunOptions, train_until},
    },
};
use tch::Device;
use tempfile::TempDir;

/// How long a run may take to begin.
const PATIENCE: Duration = Duration::from_mins(2);

/// A folder with data, another file for validation, and a tokenizer.
fn files() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, n) in [("data.jsonl", 40), ("validation.jsonl", 10)] {
        let mut writer = ExampleWriter::create(&folder.path().join(name)).unwrap();
        for id in 0..n {
            let example = RepairExample {
                id: id.to_string(),
                language: Language::C,
                before: "x\n".repeat(id % 7),
                buggy: format!("{id}\n"),
                after: String::new(),
                fixed: format!("{id}{id}\n"),
                message: None,
                source: "jsonl".into(),
                class: None,
                origin: None,
            };
            writer.write(&example).unwrap();
        }
        writer.finish().unwrap();
    }
    let tokenizer = train_bpe(std::iter::once("x 1\n"), 300).unwrap();
    fs::write(folder.path().join("tokenizer.json"), tokenizer.to_json().unwrap()).unwrap();
    folder
}

/// `train` in a folder.
fn train(folder: &Path, more: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-trainer"));
    command.current_dir(folder).args(["train", "--device", "cpu", "--threads", "1"]);
    command.args(more.split_whitespace()).stdin(Stdio::null());
    command
}

/// What begins a run in `run`, short steps of a small model.
fn begin(steps: u64) -> String {
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../configs/tiny.toml");
    let set = format!(
        "train.steps={steps} train.warmup_steps=1 train.decay_steps=1 train.batch_tokens=256 train.log_every=1 train.eval_every=3 \
         train.checkpoint_every=3 model.hidden_size=32"
    );
    let set: Vec<String> = set.split(' ').map(|pair| format!("--set {pair}")).collect();
    format!("--config {config} --run run --data data.jsonl --tokenizer tokenizer.json {}", set.join(" "))
}

fn well(mut command: Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(status.success(), "{stderr}");
    stderr
}

fn best(run: &Path, step: u64) -> Option<u64> {
    checkpoint::read_state(&checkpoint::at_step(run, step)).unwrap().best.map(|(step, _)| step)
}

#[test]
fn a_run_goes_on_with_what_it_began_with_and_says_what_differs() {
    let folder = files();
    let (run, data) = (folder.path().join("run"), folder.path().join("data.jsonl"));
    let text = fs::read_to_string(&data).unwrap();
    fs::write(&data, format!("broken\n{text}")).unwrap();
    let more = "--validation validation.jsonl --skip-bad --no-tensorboard --wandb --wandb-project mine";
    well(train(folder.path(), &format!("{} {more}", begin(6))));
    assert_eq!(best(&run, 6), Some(6));

    // From elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    let go_on = format!("--run {} --resume", run.display());
    let said = well(train(elsewhere.path(), &format!("{go_on} --set train.steps=9")));
    let changed: Vec<_> = said.lines().filter(|line| line.contains("from here on")).collect();
    assert_eq!(changed, ["train.steps is 9 from here on; it was 6"], "{said}");
    assert!(said.contains("step 9: validation loss"), "{said}");
    assert!(best(&run, 9).is_some());
    let starts = record::read(&run).unwrap();
    assert_eq!(starts.len(), 2);
    let [first, second] = [&starts[0], &starts[1]];
    assert!(first.validation.as_ref().unwrap().is_same(second.validation.as_ref().unwrap()));
    assert!(second.skip_bad && second.tracking == first.tracking);
    let names = fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with("events")));

    // Without validation no loss compares with those before.
    let said = well(train(folder.path(), &format!("{go_on} --set train.steps=12 --no-validation")));
    assert!(said.contains("goes on without validation: step "), "{said}");
    assert!(said.contains("--validation: what") && !said.contains("step 12: validation loss"), "{said}");
    assert_eq!((best(&run, 12), best(&run, 9)), (None, None));
}

#[test]
fn losses_of_other_windows_are_not_compared() {
    let folder = files();
    let run = folder.path().join("run");
    well(train(folder.path(), &format!("{} --validation validation.jsonl", begin(6))));
    assert_eq!(best(&run, 6), Some(6));
    let go_on = "--run run --resume --set train.eval_examples=1 --set train.steps=9";
    let said = well(train(folder.path(), go_on));
    assert!(said.contains("validation reads other windows: step 6 is no longer the best"), "{said}");
    assert_eq!(best(&run, 9), Some(9));
}

#[test]
fn a_bad_validation_file_leaves_a_run_as_it_was() {
    let folder = files();
    let run = folder.path().join("run");
    well(train(folder.path(), &format!("{} --validation validation.jsonl", begin(6))));
    fs::write(folder.path().join("bad.jsonl"), "no example\n").unwrap();
    let go_on = "--run run --resume --set train.steps=9";
    let Output { status, stderr, .. } =
        train(folder.path(), &format!("{go_on} --validation bad.jsonl")).output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert!(!status.success() && said.contains("bad.jsonl:1"), "{said}");
    assert_eq!((best(&run, 3), best(&run, 6)), (Some(3), Some(6)));
    assert_eq!(record::read(&run).unwrap().len(), 1);
    let said = well(train(folder.path(), go_on));
    assert!(said.contains("step 9: validation loss"), "{said}");
}

#[test]
fn a_run_whose_standard_error_is_closed_comes_to_its_end() {
    let folder = files();
    let mut command = train(folder.path(), &format!("{} --validation validation.jsonl", begin(6)));
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert!(child.wait().unwrap().success());
    assert!(best(&folder.path().join("run"), 6).is_some());
}

#[test]
fn a_second_signal_ends_a_run_that_has_not_begun() {
    let folder = files();
    // Nobody writes to the pipe, so the run waits to open it for ever.
    let data = std::ffi::CString::new(folder.path().join("data.pipe").to_str().unwrap()).unwrap();
    // SAFETY: the name is a string that ends with its nul.
    assert_eq!(unsafe { libc::mkfifo(data.as_ptr(), 0o600) }, 0);
    let begin = begin(6).replace("data.jsonl", "data.pipe");
    let mut child = train(folder.path(), &begin).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !folder.path().join("run/.lock").exists() {
        assert!(Instant::now() < deadline, "the run does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Two that come at once may count as one.
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < deadline, "the run does not end");
        // SAFETY: the child has not been waited for, so its id is its own.
        assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGINT) }, 0);
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(status.code(), Some(130));
    assert!(record::read(&folder.path().join("run")).unwrap().is_empty());
}

#[test]
fn a_run_that_is_stopped_before_its_first_step_leaves_no_record() {
    let folder = files();
    let run = folder.path().join("run");
    let config = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../configs/tiny.toml"));
    let config = RunConfig::read(config, &[]).unwrap();
    let options = RunOptions {
        run: run.clone(),
        data: vec![folder.path().join("data.jsonl")],
        sources: Vec::new(),
        held_out: Vec::new(),
        validation: None,
        tokenizer: folder.path().join("tokenizer.json"),
        device: Device::Cpu,
        resume: false,
        skip_bad: false,
        init_from: None,
        deepen: false,
        tracking: Tracking { tensorboard: false, wandb: None },
    };
    for _ in 0..2 {
        let ended = train_until(&config, &options, &AtomicBool::new(true)).unwrap();
        assert_eq!(ended, Ended::NotBegun);
    }
    assert!(record::read(&run).unwrap().is_empty() && !run.join("config.toml").exists());
}

#[test]
fn an_evaluation_that_is_stopped_leaves_no_model_behind() {
    let folder = files();
    well(train(folder.path(), &begin(3)));
    // So many that it lasts.
    let text = fs::read_to_string(folder.path().join("data.jsonl")).unwrap();
    fs::write(folder.path().join("many.jsonl"), text.repeat(1000)).unwrap();
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-trainer"));
    command.current_dir(folder.path()).env("TMPDIR", &temporary).stdin(Stdio::null()).stderr(Stdio::null());
    command.args("evaluate --run run --data many.jsonl --device cpu".split_whitespace());
    let mut child = command.spawn().unwrap();
    let n_left = || fs::read_dir(&temporary).unwrap().count();
    let deadline = Instant::now() + PATIENCE;
    while n_left() == 0 {
        assert!(Instant::now() < deadline, "the evaluation does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    // SAFETY: the child has not been waited for, so its id is its own.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGINT) }, 0);
    assert!(!child.wait().unwrap().success());
    assert_eq!(n_left(), 0);
}

#[test]
fn a_run_saves_and_stops_when_its_terminal_is_closed() {
    let folder = files();
    let run = folder.path().join("run");
    let mut command = train(folder.path(), &begin(1_000_000));
    // SAFETY: `signal` may be called there; whoever runs the tests may ignore the signal, and children inherit that.
    unsafe {
        command.pre_exec(|| {
            libc::signal(libc::SIGHUP, libc::SIG_DFL);
            Ok(())
        });
    }
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while fs::read_to_string(run.join("metrics.jsonl")).unwrap_or_default().lines().count() < 4 {
        assert!(Instant::now() < deadline, "the run does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    // SAFETY: the child has not been waited for, so its id is its own.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGHUP) }, 0);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("all saved"), "{said}");
    let (_, state) = checkpoint::latest(&run, |error| panic!("{error}")).unwrap();
    assert!(said.contains(&format!("stopped at step {}", state.step)), "{said}");
}
