//! Training on bugs that are drawn anew in every pass over checkouts: what it says, what it records, what it refuses.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    model::model,
    process::{self, Ran},
};

/// Two checkouts with a few dozen files each: the small programs that the trainer's own tests corrupt, under other names.
pub(crate) fn checkouts(root: &Path) -> Vec<String> {
    let samples = process::root().join("trainer/src/data/corrupt/samples");
    let repositories = [
        ("one+first", ["sample.py", "sample.go", "Sample.java"]),
        ("two+second", ["sample.c", "sample.rs", "sample.ts"]),
    ];
    let make = |(repository, names): (&str, [&str; 3])| {
        let folder = root.join(repository);
        for (name, copy) in names.iter().flat_map(|name| (0..12).map(move |copy| (name, copy))) {
            let text = fs::read_to_string(samples.join(name)).unwrap();
            let text = text.replace("total", &format!("total{copy}")).replace("index", &format!("at{copy}"));
            let path = folder.join(format!("part{copy}")).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let git = folder.join(".git");
        fs::create_dir_all(&git).unwrap();
        fs::write(git.join("HEAD"), format!("{}\n", "ab12".repeat(10))).unwrap();
        folder.to_str().unwrap().to_owned()
    };
    repositories.map(make).to_vec()
}

fn train(run: &Path, sources: &[String], more: &[&str]) -> Ran {
    let tokenizer = model().tokenizer();
    let mut arguments = vec!["train", "--config", "configs/tiny.toml", "--device", "cpu", "--threads", "1"];
    arguments.extend(["--run", run.to_str().unwrap(), "--tokenizer", tokenizer.to_str().unwrap()]);
    arguments.extend([
        "--set",
        "train.warmup_steps=2",
        "--set",
        "train.decay_steps=5",
        "--set",
        "corrupt.per_file=6",
    ]);
    arguments.extend(more);
    arguments.push("--sources");
    arguments.extend(sources.iter().map(String::as_str));
    process::run(process::trainer(), &arguments)
}

#[test]
fn sources_alone_train_a_model_that_can_be_exported() {
    let folder = TempDir::new().unwrap();
    let sources = checkouts(folder.path());
    let run = folder.path().join("run");
    let ran = train(&run, &sources, &["--set", "train.steps=60"]).well();
    assert!(ran.stderr.contains("--sources without --held-out"), "{}", ran.stderr);
    assert!(ran.stderr.contains("72 source files of 2 checkouts"), "{}", ran.stderr);
    assert!(ran.stderr.contains("pass 1 over the sources is drawn"), "{}", ran.stderr);

    let record: Value = serde_json::from_slice(&fs::read(run.join("run.json")).unwrap()).unwrap();
    let named = &record[0]["sources"][1];
    assert_eq!(
        (named["repository"].as_str(), named["files"].as_u64()),
        (Some("two/second"), Some(36)),
        "{record}"
    );
    assert_eq!(named["commit"].as_str().unwrap(), "ab12".repeat(10));
    let kept = fs::read_to_string(run.join("config.toml")).unwrap();
    assert!(kept.contains("[corrupt]") && kept.contains("per_file = 6"), "{kept}");

    let bundle = folder.path().join("bundle");
    let export = ["export", "--run", run.to_str().unwrap(), "--out", bundle.to_str().unwrap()];
    process::run(process::trainer(), &export).well();

    // What it began with must be there when it goes on.
    let go_on = |sources: &[String]| train(&run, sources, &["--set", "train.steps=80", "--resume"]);
    let refused = |ran: Ran, part: &str| {
        assert_eq!(ran.status, Some(1), "{}", ran.stderr);
        let last = ran.stderr.lines().last().unwrap();
        assert!(last.starts_with("error: ") && last.contains(part), "{}", ran.stderr);
    };
    refused(go_on(&sources[..1]), "two/second at ab12ab12ab12 is missing");
    let path = Path::new(&sources[0]).join("part3/sample.go");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nvar extra = 1\n")).unwrap();
    refused(go_on(&sources), "the sources changed: one/first is another");
    fs::write(&path, text).unwrap();
    go_on(&sources).well();
}

#[test]
fn passes_over_sources_cannot_be_counted_beforehand() {
    let folder = TempDir::new().unwrap();
    let sources = checkouts(folder.path());
    let ran = train(&folder.path().join("run"), &sources, &["--set", "train.epochs=2"]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    let last = ran.stderr.lines().last().unwrap();
    assert!(last.contains("train.epochs = 2") && last.contains("--set train.steps=N"), "{last}");
}
