//! Whole pages over run folders that are good, poor or hostile.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::{
    data::Run,
    draw,
    evaluation::{Detail, Evaluation, store},
    html::attribute,
};
use crate::evaluate::{Figures, SetFigures};

const CONFIG: &str = "[model]\nhidden_size = 64\nnorm = \"pre\"\n[train]\nsteps = 40\nbetas = [0.9, 0.98]\n";

/// Elements that have no end.
const VOID: [&str; 6] = ["meta", "br", "input", "link", "img", "hr"];

fn train_line(step: u64) -> String {
    format!(
        "{{\"step\":{step},\"loss\":{},\"tokens\":{},\"learning_rate\":0.001,\"gradient_norm\":1.5,\"tokens_per_second\":1000.0,\"wait_share\":0.01,\"skipped\":1}}\n",
        4.0 / (step as f64 + 1.0),
        step * 100
    )
}

fn metrics() -> String {
    let mut text: String = (1..=20).map(train_line).collect();
    text.push_str("{\"step\":20,\"validation_loss\":0.5,\"validation_exact\":0.25,\"validation_examples\":8,\"validation_groups\":{\"corrupt/<go>\":{\"n\":8,\"exact\":0.25}}}\n");
    text
}

/// A run's folder with these metrics.
fn folder(name: &str, config: &str, metrics: &str) -> (TempDir, PathBuf) {
    let parent = TempDir::new().unwrap();
    let path = parent.path().join(name);
    fs::create_dir(&path).unwrap();
    fs::write(path.join("config.toml"), config).unwrap();
    fs::write(path.join("metrics.jsonl"), metrics).unwrap();
    (parent, path)
}

/// Checks that every element that opens closes, in order, and that attributes are quoted.
#[track_caller]
fn well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a stray >: {}", &rest[..at]);
        rest = &rest[at + 1..];
        // The end of an element is the first > outside quotes.
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let tag = &rest[..end.unwrap_or_else(|| panic!("no end: {}", &rest[..rest.len().min(80)]))];
        rest = &rest[tag.len() + 1..];
        let name: &str = tag.trim_end_matches('/').split_whitespace().next().unwrap_or("");
        if name.eq_ignore_ascii_case("!doctype") || tag.ends_with('/') || VOID.contains(&name) {
            continue;
        }
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "before: {}", &rest[..rest.len().min(80)]);
            continue;
        }
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()) && !name.is_empty(), "<{tag}>");
        open.push(name);
        if name == "script" || name == "style" {
            rest = &rest[rest.find(&format!("</{name}")).unwrap()..];
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[track_caller]
fn self_contained(page: &str) {
    let text = page.replace("http-equiv", "");
    assert!(!text.contains("http:") && !text.contains("https:"), "the page refers to the network");
    for word in ["<link", "src=", "@import", "url(\"", "url('", "NaN", "Infinity"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[track_caller]
fn drawn(runs: &[&PathBuf]) -> String {
    let runs: Vec<PathBuf> = runs.iter().map(|run| (*run).clone()).collect();
    let page = draw(&runs, 60).unwrap();
    well_formed(&page);
    self_contained(&page);
    page
}

#[test]
fn the_checker_finds_faults() {
    for bad in ["<p><b></p></b>", "<p>", "</p>", "<p>a > b</p>"] {
        assert!(std::panic::catch_unwind(|| well_formed(bad)).is_err(), "{bad}");
    }
    well_formed(
        "<!DOCTYPE html><p title=\"a > b\">x<br></p><script>if (a < b) {}</script><svg><path d=\"\"/></svg>",
    );
}

#[test]
fn a_run_is_read_whole() {
    let (_parent, path) = folder("one", CONFIG, &metrics());
    let run = Run::read(&path).unwrap();
    assert_eq!((run.steps.len(), run.last_step(), run.skipped, run.name.as_str()), (20, 20, 1, "one"));
    assert_eq!(run.setting("train", "betas").as_deref(), Some("0.9, 0.98"));
    assert_eq!(run.best_validation().map(|line| line.step), Some(20));
    assert!((run.tokens_at(7) - 700.0).abs() < 1e-9 && (run.tokens_at(30) - 3000.0).abs() < 1e-9);
    assert!(run.notes.is_empty() && run.started.is_some() && run.started <= run.ended);
    let page = drawn(&[&path]);
    for part in [
        "<h1>one</h1>",
        "20 <small>of 40</small>",
        "0.5 <small>at step 20</small>",
        "25.0 %",
        "corrupt/&lt;go&gt;",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn broken_and_missing_parts_are_told_and_passed_over() {
    // A line cut by a crash, and a step whose loss is no number.
    let mut text = metrics();
    text.push_str("{\"step\":21,\"loss\":null,\"tokens\":2100,\"gradient_norm\":null}\n");
    text.push_str(&train_line(22)[..30]);
    let (_parent, path) = folder("cut", "[model\n", &text);
    let run = Run::read(&path).unwrap();
    assert_eq!(run.last_step(), 21);
    assert!(run.steps[20].loss.is_nan());
    assert!(
        run.notes[0].contains("config.toml") && run.notes[1].contains("metrics.jsonl:23"),
        "{:?}",
        run.notes
    );
    assert!(drawn(&[&path]).contains("metrics.jsonl:23"));

    // A run that has just begun, and one where all went wrong.
    let (_empty_parent, empty) = folder("empty", CONFIG, "");
    let page = drawn(&[&empty]);
    for part in ["No validation yet", "Nothing logged yet", "No evaluation yet", "No examples yet"] {
        assert!(page.contains(part), "{part}");
    }
    let nothing: String =
        (1..9).map(|step| format!("{{\"step\":{step},\"loss\":null,\"tokens\":null}}\n")).collect();
    let (_nan_parent, nan) = folder("nan", CONFIG, &nothing);
    drawn(&[&nan, &path, &empty]);

    let folder = TempDir::new().unwrap();
    let error = draw(&[folder.path().to_owned()], 60).unwrap_err().to_string();
    assert!(
        error.contains("not a run") && error.contains("metrics.jsonl") && !error.contains('\n'),
        "{error}"
    );
}

#[test]
fn runs_called_the_same_are_told_apart() {
    let (_a_parent, a) = folder("run", CONFIG, &metrics());
    let (_b_parent, b) = folder("run", CONFIG, &metrics());
    let page = drawn(&[&a, &b]);
    for path in [&a, &b] {
        let parent = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        assert!(page.contains(&format!("{parent}/run")));
    }
}

#[test]
fn rows_of_other_conditions_are_marked() {
    let (_parent, path) = folder("one", CONFIG, &metrics());
    let figures = Figures { n: 20, top1: Some(0.5), ..Figures::default() };
    let set = SetFigures { all: figures, ..SetFigures::default() };
    let whole = Evaluation { step: Some(20), ..Evaluation::new("held-out", "runs/one".to_owned(), 1, set) };
    store(&path, &whole, &[]).unwrap();
    assert!(!drawn(&[&path]).contains("<small>--limit"));
    assert!(drawn(&[&path]).contains("<code>runs/one</code> at step 20,"));
    let conditions = vec!["--limit 20".to_owned(), "--no-messages".to_owned()];
    store(&path, &Evaluation { conditions, ..whole }, &[]).unwrap();
    let page = drawn(&[&path]);
    assert!(page.contains("one <small>--limit 20 --no-messages</small></td>"));
    assert!(page.contains("up to 1 candidates each, asked with <code>--limit 20 --no-messages</code>;"));
    assert_eq!(page.matches("<td class=\"who marked\">").count(), 2);
}

#[test]
fn code_and_names_cannot_break_out_of_the_page() {
    let hostile = "</script><script>alert(1)</script><!-- & \" ' \u{202e}";
    let (_parent, path) = folder("a<b>&", CONFIG, &metrics());
    let figures = Figures { n: 2, top1: Some(0.5), top5: Some(0.5), ..Figures::default() };
    let parts = [(hostile.to_owned(), figures.clone())];
    let set = SetFigures {
        all: figures,
        too_long: 1,
        by_language: parts.clone().into(),
        by_class: parts.into(),
        ..SetFigures::default()
    };
    let detail = |id: &str, rank| Detail {
        id: format!("{id}{hostile}"),
        language: hostile.to_owned(),
        class: Some(hostile.to_owned()),
        rank,
        confidence: Some(0.75),
        first: Some(format!("x {hostile}\n")),
        before: format!("{hostile}\n"),
        buggy: format!("y {hostile}\n"),
        fixed: format!("z {hostile}\n"),
        ..Detail::default()
    };
    let details = [detail("a", Some(1)), detail("b", None), Detail { too_long: true, ..Detail::default() }];
    store(&path, &Evaluation::new("held-out", hostile.to_owned(), 5, set), &details).unwrap();
    let page = drawn(&[&path]);
    assert_eq!(page.matches("<script").count(), 2);
    for name in ["data-class", "option value"] {
        assert!(page.contains(&format!("{name}=\"{}\"", attribute(hostile))), "{name}");
    }
    assert!(!page.contains("<script>alert") && !page.contains("<!-- &"));
    assert!(page.contains("<mark>z</mark> &lt;/script&gt;"), "the fix is drawn as a diff");
    assert_eq!(page.matches("<article").count(), 3);
    assert!(page.contains("do not fit the window"));
    // Two answers of confidence 0.75, one of them right.
    assert!(page.contains("expected calibration error 25.0 % over 2 answers"));
}
