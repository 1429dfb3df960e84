//! A bundle that `calibrate` gave a ranking, and a run that starts from a bundle.

use std::{fs, path::Path};

use fixerr_shared::{
    bundle::{self, Precision},
    ranking::{FEATURES, OUTLOOK, Ranking},
};
use serde_json::Value;

use crate::{
    model::{model, train_arguments},
    process::{self, run, server, trainer},
};

/// Weights of edits that were made elsewhere, of what messages ask for and of known mistakes: these examples have none of them, so a ranking weighs
/// none.
const NOT_SEEN: usize = 6 + 4 + 3;

fn copied(bundle: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(bundle).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn manifest(bundle: &Path) -> Value {
    serde_json::from_slice(&fs::read(bundle.join("fixerr.json")).unwrap()).unwrap()
}

/// What `fix` offers, which may be nothing.
fn candidates(bundle: &Path, file: &Path, line: &str) -> Vec<(String, f64)> {
    let file = file.to_str().unwrap();
    let ran = run(server(bundle), &["fix", file, "--line", line, "--format", "json"]);
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let all = answer["candidates"].as_array().unwrap().iter();
    assert_eq!(all.len() == 0, ran.status == Some(1), "{ran:?}");
    all.map(|c| (c["replacement"].as_str().unwrap().to_owned(), c["confidence"].as_f64().unwrap())).collect()
}

/// How many numbers a bundle's ranking has, those of single rules aside.
fn count_weights(bundle: &Path) -> usize {
    fn count(value: &Value) -> usize {
        value.as_object().map_or(usize::from(value.is_number()), |fields| fields.values().map(count).sum())
    }
    let mut ranking = manifest(bundle)["ranking"].take();
    // What each rule gets hangs on which of them had something to propose.
    ranking.as_object_mut().and_then(|weights| weights.remove("rules"));
    count(&ranking)
}

#[test]
fn a_calibrated_bundle_knows_how_sure_it_is_and_reads_names_far_away() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle");
    copied(&model().int8(), &bundle);
    let (path, data) = (bundle.to_str().unwrap().to_owned(), model().held_out().to_str().unwrap().to_owned());
    let arguments = ["calibrate", "--model", &path, "--data", &data];

    let refused = run(trainer(), &[&arguments[..], &["--limit", "100"]].concat());
    assert!(
        refused.status == Some(1) && refused.stderr.contains("100 examples with a mistake"),
        "{refused:?}"
    );
    let nowhere = folder.path().join("checkouts");
    fs::create_dir(&nowhere).unwrap();
    let refused =
        run(trainer(), &[&arguments[..], &["--projects", nowhere.to_str().unwrap(), "--dry-run"]].concat());
    assert!(
        refused.status == Some(1)
            && refused.stderr.contains("OWNER+NAME, and the examples do not say where they were taken from"),
        "{refused:?}"
    );
    let evaluate = ["evaluate", "--model", &path, "--data", &data, "--limit", "1"];
    for (option, at, expected) in [
        ("--projects", &nowhere, "a folder of checkouts"),
        ("--report-to", &nowhere, "not a run"),
        ("--details", &nowhere.join("none/details.jsonl"), "No such file"),
        ("--details", &nowhere, "not an ordinary file"),
    ] {
        let refused = run(trainer(), &[&evaluate[..], &[option, at.to_str().unwrap()]].concat());
        let is_said = refused.stderr.contains(expected) && refused.stdout.is_empty();
        assert!(refused.status == Some(1) && is_said, "{option}: {refused:?}");
    }
    let dry = run(trainer(), &[&arguments[..], &["--dry-run"]].concat()).well();
    assert!(dry.stdout.contains("first candidate right"), "{}", dry.stdout);
    assert!(manifest(&bundle)["ranking"].is_null());
    let kept = folder.path().join("kept");
    let keeping = [&arguments[..], &["--keep", kept.to_str().unwrap()]].concat();
    let fitted = run(trainer(), &keeping).well();
    assert!(!fitted.stderr.contains("answers were in"), "{}", fitted.stderr);
    assert_eq!(count_weights(&bundle), FEATURES - NOT_SEEN + 1 + 2 * OUTLOOK);
    assert!(manifest(&bundle)["project_ranking"].is_null());
    let again = run(trainer(), &keeping).well();
    assert!(again.stdout == fitted.stdout && again.stderr.contains("300 answers were in"), "{again:?}");

    // No example needed the names of its document, so the fit had nothing to say of them, and the tiny model knows none.
    let mut weighed = manifest(&bundle);
    weighed["ranking"]["from_document"] = 1000.0.into();
    fs::write(bundle.join("fixerr.json"), weighed.to_string()).unwrap();
    // The names are further away than the window reaches, and no program that the model learned from held them.
    let far = "    # nothing to see\n".repeat(60);
    let file = folder.path().join("far.py");
    fs::write(&file, format!("def f(quarterly):\n{far}    return quartelry\n")).unwrap();
    let found = candidates(&bundle, &file, "62");
    assert_eq!(found[0].0, "    return quarterly\n", "{found:?}");
    assert!(found.is_sorted_by(|a, b| a.1 >= b.1), "{found:?}");
    assert!(found.iter().map(|(_, chance)| chance).sum::<f64>() <= 1.0 + 1e-6, "{found:?}");
    let plain = candidates(&model().int8(), &file, "62");
    assert!(plain.iter().all(|(text, _)| text != "    return quarterly\n"), "{plain:?}");
}

#[test]
fn lines_that_are_right_teach_when_nothing_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle");
    copied(&model().int8(), &bundle);
    let held_out = fs::read_to_string(model().held_out()).unwrap();
    let right = held_out.lines().map(|line| {
        let mut example: Value = serde_json::from_str(line).unwrap();
        example["buggy"] = example["fixed"].clone();
        format!("{example}\n")
    });
    let right_path = folder.path().join("right.jsonl");
    fs::write(&right_path, right.collect::<String>()).unwrap();
    let (path, data) = (bundle.to_str().unwrap(), model().held_out());
    let right_path = right_path.to_str().unwrap();
    let calibrate = ["calibrate", "--model", path, "--data", data.to_str().unwrap(), right_path];
    let said = run(trainer(), &calibrate).well();
    assert!(
        said.stdout.contains("300 mistakes") && said.stdout.contains("nothing is wrong"),
        "{}",
        said.stdout
    );
    assert_eq!(count_weights(&bundle), FEATURES - NOT_SEEN + 2 + 2 * OUTLOOK);
}

#[test]
fn a_bundle_is_written_in_another_precision_with_its_ranking() {
    let folder = tempfile::tempdir().unwrap();
    let (from, out) = (folder.path().join("ranked"), folder.path().join("halves"));
    let ranking = Ranking::new([0.5; FEATURES], 1.0, Some(0.25));
    copied(&model().int8(), &from);
    let mut before = bundle::read_manifest(&from).unwrap();
    before.ranking = Some(ranking);
    before.project_ranking = Some(Ranking::new([0.25; FEATURES], 2.0, None));
    bundle::write_manifest(&from, &before).unwrap();
    let [from, out] = [from, out].map(|path| path.to_str().unwrap().to_owned());
    let export = ["export", "--bundle", &from, "--precision", "fp16", "--out", &out];
    let said = run(trainer(), &export).well();
    assert!(said.stderr.contains("checked against libtorch: 64 windows"), "{said:?}");
    let after = bundle::read_manifest(Path::new(&out)).unwrap();
    assert_eq!((after.precision, after.ranking), (Precision::Fp16, Some(ranking)));
    assert_eq!(after.project_ranking, before.project_ranking);
    assert_eq!((after.name, after.window, after.model), (before.name, before.window, before.model));

    // Averaged weights are another model.
    let other = model().fp32();
    let average = ["--average-with", other.to_str().unwrap(), "--share", "0.5"];
    run(trainer(), &[&export[..], &average].concat()).well();
    assert_eq!(bundle::read_manifest(Path::new(&out)).unwrap().ranking, None);
}

#[test]
fn training_goes_on_from_a_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let first_loss = |name: &str, more: &[&str]| {
        let at = folder.path().join(name);
        let set = ["train.steps=2", "train.log_every=1", "train.warmup_steps=0", "train.decay_steps=0"];
        let set: Vec<&str> =
            set.iter().flat_map(|pair| ["--set", pair]).chain(more.iter().copied()).collect();
        run(process::trainer(), &train_arguments(model(), &at, &set)).well();
        let text = fs::read_to_string(at.join("metrics.jsonl")).unwrap();
        let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        line["loss"].as_f64().unwrap()
    };
    let bundle = model().int8();
    let (fresh, warm) =
        (first_loss("fresh", &[]), first_loss("warm", &["--init-from", bundle.to_str().unwrap()]));
    assert!(warm < 0.1 && fresh > 5.0 * warm, "{fresh} {warm}");
    let (tuned, out) = (folder.path().join("warm"), folder.path().join("averaged"));
    let (tuned, out) = (tuned.to_str().unwrap(), out.to_str().unwrap());
    let average = ["--average-with", bundle.to_str().unwrap(), "--share", "0.3"];
    let export = [&["export", "--run", tuned, "--out", out][..], &average].concat();
    let said = run(trainer(), &export).well();
    assert!(
        said.stderr.contains("with a share of 0.3") && said.stderr.contains("checked against libtorch"),
        "{said:?}"
    );
}

#[test]
fn windows_of_an_export_are_as_long_as_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (short, out) = (folder.path().join("short"), folder.path().join("out"));
    let bundle = model().int8();
    let from = ["--init-from", bundle.to_str().unwrap()];
    let set = ["train.steps=2", "train.warmup_steps=0", "train.decay_steps=0", "train.window=48"];
    let set: Vec<&str> = set.iter().flat_map(|pair| ["--set", pair]).chain(from).collect();
    run(process::trainer(), &train_arguments(model(), &short, &set)).well();
    let whole = bundle::read_manifest(&bundle).unwrap().window;
    assert!(whole > 64, "{whole}");
    let export = ["export", "--run", short.to_str().unwrap(), "--out", out.to_str().unwrap()];
    for (more, expected) in [
        (&[][..], 48),
        (&["--window", "64"], 64),
        (&["--average-with", bundle.to_str().unwrap()], whole),
        (&["--average-with", bundle.to_str().unwrap(), "--window", "32"], 32),
    ] {
        let said = run(trainer(), &[&export[..], more].concat()).well();
        assert_eq!(bundle::read_manifest(&out).unwrap().window, expected, "{more:?}");
        assert!(said.stderr.contains(&format!("windows of up to {expected} tokens")), "{said:?}");
    }
    let refused = run(trainer(), &[&export[..], &["--window", "100000"]].concat());
    assert!(refused.stderr.contains("--window 100000: give 16 to "), "{refused:?}");
}
