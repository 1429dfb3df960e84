//! The tiny model that all tests share: trained once by the real `fixerr-trainer`, exported as fp32 and int8.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use crate::{corpus, process};

/// Tokens of the vocabulary: the bytes, the special tokens and the words of the generated programs.
const VOCABULARY: &str = "512";

/// A trained model and what it was made of.
pub(crate) struct Model {
    folder: PathBuf,
    /// Keeps other runs of these tests out of the folder.
    _lock: File,
}

impl Model {
    pub(crate) fn train_data(&self) -> PathBuf {
        self.folder.join("train.jsonl")
    }

    pub(crate) fn held_out(&self) -> PathBuf {
        self.folder.join("held-out.jsonl")
    }

    pub(crate) fn tokenizer(&self) -> PathBuf {
        self.folder.join("tokenizer.json")
    }

    pub(crate) fn run(&self) -> PathBuf {
        self.folder.join("run")
    }

    pub(crate) fn fp32(&self) -> PathBuf {
        self.folder.join("fp32")
    }

    pub(crate) fn int8(&self) -> PathBuf {
        self.folder.join("int8")
    }
}

static MODEL: LazyLock<Model> = LazyLock::new(make);
static UNTRAINED: LazyLock<PathBuf> = LazyLock::new(make_untrained);

/// The tiny model; the first caller trains it.
pub(crate) fn model() -> &'static Model {
    &MODEL
}

/// A bundle of another shape with the same tokenizer, which has learned nothing.
pub(crate) fn untrained() -> &'static Path {
    &UNTRAINED
}

/// Where these tests write.
pub(crate) fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixerr-tests")
}

/// The arguments of a training run on the generated programs, but for its folder.
pub(crate) fn train_arguments(model: &Model, run: &Path, more: &[&str]) -> Vec<String> {
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let mut arguments = vec!["train".to_owned(), "--config".to_owned(), "configs/tiny.toml".to_owned()];
    arguments.extend(["--data".to_owned(), path(&model.train_data())]);
    arguments.extend(["--tokenizer".to_owned(), path(&model.tokenizer())]);
    arguments.extend(["--run".to_owned(), path(run)]);
    arguments.extend(["--device".to_owned(), "cpu".to_owned()]);
    arguments.extend(more.iter().map(ToString::to_string));
    arguments
}

fn make() -> Model {
    let folder = scratch();
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir_all(&folder).unwrap();
    let model = Model { folder, _lock: lock };
    let validation = model.folder.join("validation.jsonl");
    corpus::write(&model.train_data(), 6000, 1);
    corpus::write(&validation, 150, 2);
    corpus::write(&model.held_out(), 300, 3);

    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (data, tokenizer, run) = (path(&model.train_data()), path(&model.tokenizer()), path(&model.run()));
    let arguments = ["tokenizer", "--data", &data, "--out", &tokenizer, "--vocab-size", VOCABULARY];
    process::run(process::trainer(), &arguments).well();
    // The preset's 300 steps leave one program in a hundred wrong; no test may hang on which one.
    let more = ["--validation", &path(&validation), "--set", "train.steps=500"];
    let arguments = train_arguments(&model, &model.run(), &more);
    process::run(process::trainer(), &arguments).well();
    for (precision, bundle) in [("fp32", model.fp32()), ("int8", model.int8())] {
        let arguments = ["export", "--run", &run, "--out", &path(&bundle), "--precision", precision];
        let exported = process::run(process::trainer(), &arguments).well();
        assert!(exported.stderr.contains("checked against libtorch: 64 windows"), "{}", exported.stderr);
    }
    model
}

fn make_untrained() -> PathBuf {
    let model = model();
    let (run, bundle) = (model.folder.join("untrained-run"), model.folder.join("untrained"));
    let set = ["model.hidden_size=32", "train.steps=1", "train.warmup_steps=0", "train.decay_steps=0"];
    let set = set.iter().chain(&["train.start=normal", "train.learning_rate=0"]);
    let more: Vec<&str> = set.flat_map(|pair| ["--set", pair]).collect();
    process::run(process::trainer(), &train_arguments(model, &run, &more)).well();
    let (from, to) = (run.to_str().unwrap(), bundle.to_str().unwrap());
    process::run(process::trainer(), &["export", "--run", from, "--out", to, "--precision", "fp32"]).well();
    bundle
}
