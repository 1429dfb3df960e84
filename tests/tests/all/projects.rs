//! The files around a document decide between candidates that it leaves open.

use std::{fs, path::Path};

use serde_json::Value;

use crate::process::{self, run, server};

/// Which candidate for the second line is meant, counted from 0, and how sure the model is of it.
fn found(meant: &str, file: &Path, more: &[&str]) -> (usize, f64) {
    let bundle = process::root().join("models/default");
    let arguments = ["fix", file.to_str().unwrap(), "--line", "2", "--format", "json"];
    let ran = run(server(&bundle), &[&arguments[..], more].concat()).well();
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let candidates = answer["candidates"].as_array().unwrap();
    let at = candidates.iter().position(|one| one["replacement"].as_str().unwrap().trim() == meant);
    let at = at.unwrap_or_else(|| panic!("{answer}"));
    (at, candidates[at]["confidence"].as_f64().unwrap())
}

#[test]
fn a_line_is_repaired_as_the_project_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("src");
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir(&source).unwrap();
    let file = source.join("page.py");
    fs::write(
        &file,
        "def page(rows, first, limit):\n    if first > limit:\n        return []\n    return rows[first:limit]\n",
    )
    .unwrap();
    // Which of the two is meant is a guess, unless something says how it is written here: whichever comes first without the project, the
    // other is put first by one that writes it so.
    for meant in ["if first < limit:", "if first >= limit:"] {
        let part = |number: usize| {
            format!(
                "def part_{number}(rows, first, limit):\n    {meant}\n        return []\n    return rows[{number}:first]\n\n"
            )
        };
        fs::write(source.join("parts.py"), (0..60).map(part).collect::<String>()).unwrap();
        let ((_, alone), (at, in_project)) =
            (found(meant, &file, &["--no-project"]), found(meant, &file, &[]));
        assert_eq!(at, 0, "{meant}");
        assert!(in_project > 2.0 * alone, "{meant} {in_project} {alone}");
    }
}
