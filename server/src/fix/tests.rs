//! Tests of `fix` with a model that answers by the marked lines.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use fixerr_shared::{
    edits::{EditContext, Edits},
    engine::CancelToken,
    ranking::Evidence,
    repair::{Candidate, RepairRequest},
};
use tempfile::TempDir;

use super::*;
use crate::{
    fixer::{FixError, Fixes},
    outcome::Format,
    span,
};

/// What the model answers to marked lines: a replacement and its confidence, best first.
const ANSWERS: [(&str, &[(&str, f32)]); 8] = [
    ("a\r\n", &[("x\ny\n", 0.914)]),
    ("gone\n", &[("", 0.914)]),
    ("b <= c\n", &[("b < c\n", 0.914), ("", 0.914)]),
    ("b", &[("b", 0.5), ("c\n", 0.4)]),
    ("one\n", &[("ONE\nand more\n", 0.9)]),
    ("two\nthree\n", &[("", 0.95)]),
    ("three\n", &[("THREE\n", 0.85)]),
    ("four\n", &[("FOUR\n", 0.6)]),
];
const NUMBERS: &str = "one\ntwo\nthree\nfour\nfive\n";

/// What a run asked the model: the lines and the message.
type Asked = Arc<Mutex<Vec<(String, Option<String>)>>>;

struct Table(Asked);

impl Fixer for Table {
    fn repair(&mut self, request: &RepairRequest<'_>, _: &CancelToken) -> Result<Fixes, FixError> {
        let marked = &request.text[span::line_bytes(request.text, request.start_line, request.end_line)];
        self.0.lock().unwrap().push((marked.to_owned(), request.message.map(str::to_owned)));
        match marked {
            marked if marked.contains("too long\n") => {
                return Err(FixError::Input("the marked lines are too long".into()));
            }
            "failure\n" => return Err(FixError::Model("the engine failed".into())),
            "panic\n" => panic!("index out of bounds"),
            _ => {}
        }
        let found = ANSWERS.iter().find(|(lines, _)| *lines == marked);
        let candidate = |(text, confidence): &(&str, f32)| Candidate {
            replacement: (*text).into(),
            confidence: *confidence,
            log_probability: -0.09,
            evidence: Evidence::default(),
            precedent: None,
        };
        let candidates = found.map(|(_, texts)| texts.iter().map(candidate).collect()).unwrap_or_default();
        // As of a ranking that weighs it.
        let unchanged = (marked == "four\n").then_some(0.3);
        Ok(Fixes { candidates, unchanged })
    }

    fn model(&self) -> String {
        String::new()
    }

    fn device(&self) -> String {
        String::new()
    }
}

/// A model that says how many files its requests' projects have.
struct Counting {
    wants: bool,
    found: Arc<Mutex<Vec<Option<usize>>>>,
}

impl Fixer for Counting {
    fn repair(&mut self, request: &RepairRequest<'_>, _: &CancelToken) -> Result<Fixes, FixError> {
        self.found.lock().unwrap().push(request.project.map(|project| project.files));
        Ok(Fixes::default())
    }

    fn wants_project(&self) -> bool {
        self.wants
    }

    fn model(&self) -> String {
        String::new()
    }

    fn device(&self) -> String {
        String::new()
    }
}

/// A model that says what edits would make of the marked line.
struct Editing(Asked);

impl Fixer for Editing {
    fn repair(&mut self, request: &RepairRequest<'_>, _: &CancelToken) -> Result<Fixes, FixError> {
        let marked = &request.text[span::line_bytes(request.text, request.start_line, request.end_line)];
        let EditContext { current, past, path } = request.edits;
        let found = |edits: Option<&Edits>| {
            edits
                .map(|edits| edits.find(marked, path).into_iter().map(|found| found.text).collect::<String>())
        };
        self.0.lock().unwrap().push((found(current).unwrap_or_default(), found(past)));
        Ok(Fixes::default())
    }

    fn wants_edits(&self) -> bool {
        true
    }

    fn model(&self) -> String {
        String::new()
    }

    fn device(&self) -> String {
        String::new()
    }
}

#[test]
fn what_is_in_no_commit_is_an_edit_that_may_be_made_again() {
    let files = Files::new(&[("a.py", "load(x)\nb\nc\nload(y)\n")]);
    let folder = files.path("a.py").parent().unwrap().to_owned();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(&folder).args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a",
            "-c",
            "commit.gpgsign=false",
        ]);
        assert!(git.args(arguments).output().unwrap().status.success(), "{arguments:?}");
    };
    let ask = |no_project| {
        let asked = Asked::default();
        let open = || Ok(Box::new(Editing(Arc::clone(&asked))) as Box<dyn Fixer>);
        let args =
            FixArgs { places: vec![files.path("a.py:4")], candidates: 3, no_project, ..FixArgs::default() };
        run_with(&args, &open, &mut Vec::new(), &mut Vec::new()).unwrap();
        asked.lock().unwrap().remove(0)
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "a"]);
    assert_eq!(ask(false), (String::new(), Some(String::new())));
    std::fs::write(files.path("a.py"), "load(x, 1)\nb\nc\nload(y)\n").unwrap();
    assert_eq!(ask(false), ("load(y, 1)\n".to_owned(), Some(String::new())));
    assert_eq!(ask(true), (String::new(), None));
}

#[test]
fn the_files_around_are_read_for_a_model_that_wants_them() {
    let beside = "beside.call(beside)\n".repeat(400);
    let files = Files::new(&[("a.py", "b <= c\n"), ("b.py", &beside), ("c.rs", &beside)]);
    let ask = |wants, no_project| {
        let found = Arc::<Mutex<Vec<Option<usize>>>>::default();
        let open = || Ok(Box::new(Counting { wants, found: Arc::clone(&found) }) as Box<dyn Fixer>);
        let places = vec![files.path("a.py:1")];
        let args = FixArgs { places, candidates: 3, no_project, ..FixArgs::default() };
        run_with(&args, &open, &mut Vec::new(), &mut Vec::new()).unwrap();
        found.lock().unwrap().clone()
    };
    assert_eq!(ask(true, false), [Some(1)]);
    assert_eq!((ask(true, true), ask(false, false)), (vec![None], vec![None]));
}

struct Ran {
    status: Status,
    out: String,
    err: String,
    asked: Vec<(String, Option<String>)>,
}

/// Files in a folder of their own, and runs over them.
struct Files(TempDir);

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `fix` for places in these files; what it prints has their folder cut out.
    fn fix(&self, places: &[&str], change: impl FnOnce(&mut FixArgs)) -> Ran {
        let places = places.iter().map(|place| self.path(place)).collect();
        let mut args = FixArgs { places, candidates: 3, ..FixArgs::default() };
        change(&mut args);
        let asked = Asked::default();
        let open = || Ok(Box::new(Table(Arc::clone(&asked))) as Box<dyn Fixer>);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = run_with(&args, &open, &mut out, &mut err).unwrap();
        let folder = format!("{}/", self.0.path().display());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&folder, "");
        let asked = asked.lock().unwrap().clone();
        Ran { status, out: text(out), err: text(err), asked }
    }

    /// Runs `fix --diagnostics` with a report of ruff's: file, first and last line, message.
    fn report(&self, findings: &[(&str, usize, usize, &str)], change: impl FnOnce(&mut FixArgs)) -> Ran {
        let finding = |(name, first, last, message): &(&str, usize, usize, &str)| {
            serde_json::json!({
                "filename": self.path(name),
                "location": {"row": first, "column": 1},
                "end_location": {"row": last, "column": 2},
                "message": message,
            })
        };
        let report = serde_json::Value::Array(findings.iter().map(finding).collect());
        fs::write(self.path("report.json"), report.to_string()).unwrap();
        self.fix(&[], |args| {
            args.diagnostics = Some(self.path("report.json"));
            change(args);
        })
    }
}

/// `fix A.java --line N` alone.
fn fix_one(content: &str, line: u32, change: impl FnOnce(&mut FixArgs)) -> (Ran, String) {
    let files = Files::new(&[("A.java", content)]);
    let ran = files.fix(&["A.java"], |args| {
        args.line = Some(line);
        change(args);
    });
    assert_eq!(ran.err, "");
    (ran, files.text("A.java"))
}

#[test]
fn text_shows_one_block_for_each_candidate() {
    let (ran, file) = fix_one("a\nb <= c\nd\n", 2, |_| {});
    let (head, blocks) = ran.out.split_once('\n').unwrap();
    assert!(head.starts_with("A.java:2  2 candidates in "), "{head}");
    let expected = "\n1: 91 %\n1   a\n2 - b <= c\n2 + b < c\n3   d\n\n2: 91 %\n1   a\n2 - b <= c\n2   d\n";
    assert_eq!(blocks, expected);
    assert_eq!((file.as_str(), ran.status), ("a\nb <= c\nd\n", Status::Done));
}

#[test]
fn how_likely_it_is_that_nothing_is_wrong_is_shown_where_the_model_says() {
    let (ran, _) = fix_one(NUMBERS, 4, |_| {});
    assert!(ran.out.ends_with("5   five\n\nNothing wrong here: 30 %; another fix: 10 %\n"), "{}", ran.out);
    let (ran, _) = fix_one(NUMBERS, 4, |args| args.format = Format::Json);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let confidence = value["unchanged_confidence"].as_f64().unwrap();
    assert!((confidence - 0.3).abs() < 1e-6, "{confidence}");
}

#[test]
fn json_has_the_promised_keys() {
    let (ran, _) = fix_one("a\r\nb", 2, |args| args.format = Format::Json);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((value["start_line"].as_u64(), value["end_line"].as_u64()), (Some(2), Some(2)));
    assert_eq!(value["original"], "b");
    // The unchanged candidate is gone, and the file's last line still has no line break.
    assert_eq!(value["candidates"].as_array().unwrap().len(), 1);
    assert_eq!(value["candidates"][0]["replacement"], "c");
    assert!(value["candidates"][0]["log_probability"].as_f64().is_some());
    assert!(value.get("unchanged_confidence").is_none(), "nobody said");
    assert!(value["milliseconds"].as_f64().is_some() && value["file"].as_str().unwrap().ends_with("A.java"));
    assert_eq!(ran.status, Status::Done);
    let (ran, _) = fix_one("a\n", 1, |args| args.format = Format::Json);
    assert!(ran.out.contains("\"candidates\":[]"));
    assert_eq!(ran.status, Status::NoCandidate);
}

#[test]
fn apply_keeps_line_breaks_and_the_byte_order_mark() {
    let (ran, file) = fix_one("\u{feff}a\r\nb\r\n", 1, |args| args.apply = true);
    assert_eq!(file, "\u{feff}x\r\ny\r\nb\r\n");
    assert!(ran.out.contains("1: 91 %, applied\n"), "{}", ran.out);
    let (ran, file) = fix_one("a\nx", 2, |args| args.apply = true);
    assert_eq!((file.as_str(), ran.status), ("a\nx", Status::NoCandidate));
    assert_eq!(fix_one("gone\nb\n", 1, |args| args.apply = true).1, "b\n");
    // However unlikely: someone named this one place.
    assert_eq!(fix_one("a\nb", 2, |args| args.apply = true).1, "a\nc");
    let (ran, file) = fix_one("a\nb", 2, |args| {
        args.apply = true;
        args.min_confidence = Some(0.45);
    });
    assert!(ran.out.contains("1: 40 %, not applied: less than 45 %\n"), "{}", ran.out);
    assert_eq!((file.as_str(), ran.status), ("a\nb", Status::NoCandidate));
}

#[test]
fn several_places_are_blocks_in_line_order() {
    let files = Files::new(&[("A.java", NUMBERS), ("B.java", "b <= c\n")]);
    let ran = files.fix(&["A.java:3", "B.java:1", "A.java:1", "A.java:3"], |_| {});
    let heads: Vec<_> =
        ran.out.lines().filter_map(|line| line.split_once("  1 candidate")).map(|(place, _)| place).collect();
    assert_eq!(heads, ["A.java:1", "A.java:3"]);
    assert!(ran.out.contains("\n\nB.java:1  2 candidates in "), "{}", ran.out);
    assert_eq!((ran.status, ran.err.as_str(), ran.asked.len()), (Status::Done, "", 3));
    let ran = files.fix(&["A.java:1", "A.java:2-3"], |args| args.format = Format::Json);
    let ends: Vec<_> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["end_line"].as_u64().unwrap())
        .collect();
    assert_eq!(ends, [1, 3]);
}

#[test]
fn what_is_wrong_with_one_place_does_not_lose_the_others() {
    let files = Files::new(&[("A.java", "one\ntoo long\nfailure\nx\n"), ("notes.txt", "a\n")]);
    let places = ["A.java", "A.java:9", "A.java:1", "A.java:2", "B.java:1", "notes.txt:1", "A.java:4"];
    let ran = files.fix(&places, |_| {});
    let errors = [
        "A.java: which line? write FILE:LINE or FILE:LINE-END, or FILE --line N",
        "A.java:2: the marked lines are too long",
        "A.java: line 9 is beyond the end, the file has 4 lines",
        "B.java: no such file",
        "notes.txt: cannot tell the language from the file's name; say it with --language",
    ];
    let lines: Vec<_> = ran.err.lines().map(|line| line.strip_prefix("fixerr-server: ").unwrap()).collect();
    assert_eq!(lines.len(), errors.len(), "{lines:?}");
    assert!(lines.iter().zip(errors).all(|(line, error)| line.starts_with(error)), "{lines:?}");
    assert!(
        ran.out.contains("A.java:1  1 candidate") && ran.out.contains("A.java:4  no candidate"),
        "{}",
        ran.out
    );
    assert_eq!(ran.status, Status::BadInput);
    assert_eq!(files.fix(&["A.java:1", "A.java:4"], |_| {}).status, Status::NoCandidate);
    let ran = files.fix(&["A.java:1", "A.java:3", "B.java:1"], |_| {});
    assert_eq!(ran.status, Status::NoModel);
    assert!(ran.err.contains("fixerr-server: A.java:3: the engine failed\n"), "{}", ran.err);
    let several = FixArgs { places: vec!["a".into(), "b".into()], line: Some(3), ..FixArgs::default() };
    let failure = run(&several, &ModelSettings::default(), &mut Vec::new()).unwrap_err();
    assert_eq!(failure.status, Status::BadInput);
    assert!(failure.message.contains("--line 3 is for one file"), "{}", failure.message);
}

#[test]
fn a_panic_costs_one_place_and_the_next_has_a_new_model() {
    let files = Files::new(&[("A.java", "panic\nthree\nfive\n")]);
    let opened = std::cell::Cell::new(0);
    let open = || {
        opened.set(opened.get() + 1);
        Ok(Box::new(Table(Asked::default())) as Box<dyn Fixer>)
    };
    let places = ["A.java:1", "A.java:2", "A.java:3"].map(|place| files.path(place)).into();
    let args = FixArgs { places, candidates: 3, apply: true, ..FixArgs::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    assert_eq!(run_with(&args, &open, &mut out, &mut err).unwrap(), Status::NoModel);
    let err = String::from_utf8(err).unwrap();
    assert!(err.ends_with("A.java:1: the model failed: index out of bounds\n"), "{err}");
    assert_eq!((files.text("A.java").as_str(), opened.get()), ("panic\nTHREE\nfive\n", 2));
}

#[test]
fn of_a_finding_that_is_too_long_the_first_line_is_repaired() {
    let files = Files::new(&[("A.java", "one\ntoo long\nthree\ntoo long\n")]);
    let findings = [("A.java", 1, 2, "both"), ("A.java", 2, 2, "long"), ("A.java", 3, 3, "other")];
    let note = "fixerr-server: A.java:2: passed over, the marked lines are too long\n";
    let ran = files.report(&findings, |args| args.check = true);
    assert_eq!(ran.out, "A.java:1: FixErr: 'one' → 'ONE and more'\nA.java:3: FixErr: 'three' → 'THREE'\n");
    assert_eq!((ran.err.as_str(), ran.status), (note, Status::FIX_FOUND));
    assert_eq!(ran.asked[1], ("one\n".to_owned(), Some("both".to_owned())));
    let ran = files.report(&findings, |args| args.apply = true);
    assert_eq!((ran.err.as_str(), ran.status), (note, Status::NoCandidate));
    assert!(ran.out.starts_with("A.java:1  1 candidate"), "{}", ran.out);
    assert_eq!(files.text("A.java"), "ONE\nand more\ntoo long\nTHREE\ntoo long\n");
    // Whoever names lines means them.
    let ran = files.fix(&["A.java:4-5"], |_| {});
    assert_eq!((ran.asked.len(), ran.status), (1, Status::BadInput));
}

#[test]
fn a_line_whose_number_is_uncertain_is_passed_over() {
    let files = Files::new(&[("a.py", "one\rx\nthree\nb <= c\n")]);
    // For ruff, line 2 is `x` and line 3 `three`.
    let findings = [("a.py", 1, 1, "sure"), ("a.py", 3, 3, "not sure"), ("a.py", 4, 4, "not there")];
    let ran = files.report(&findings, |args| args.apply = true);
    let asked: Vec<_> = ran.asked.iter().map(|(lines, _)| lines.as_str()).collect();
    assert_eq!(asked, ["one\rx\n"]);
    assert_eq!(ran.err.matches("its number may be of another line").count(), 2, "{}", ran.err);
    assert_eq!((files.text("a.py").as_str(), ran.status), ("one\rx\nthree\nb <= c\n", Status::NoCandidate));
    // Whoever names lines counts as the rest of FixErr.
    assert_eq!(files.fix(&["a.py:3"], |_| {}).asked[0].0, "b <= c\n");
}

#[test]
fn json_says_what_was_applied() {
    let files = Files::new(&[("A.java", NUMBERS)]);
    let json = |apply| {
        let ran = files.fix(&["A.java:1", "A.java:4", "A.java:5"], |args| {
            (args.apply, args.format) = (apply, Format::Json);
        });
        let value = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
        ran.out.lines().map(|line| value(line)["applied"].as_bool()).collect::<Vec<_>>()
    };
    assert_eq!(json(false), [None, None, None]);
    assert_eq!(json(true), [Some(true), Some(false), Some(false)]);
    assert_eq!(files.text("A.java"), "ONE\nand more\ntwo\nthree\nfour\nfive\n");
}

#[test]
fn a_patch_says_what_it_leaves_out() {
    // A patch names files by where they stand in the working folder.
    let files = Files(tempfile::Builder::new().prefix(".patch").tempdir_in(".").unwrap());
    fs::write(files.path("A.java"), NUMBERS).unwrap();
    let ran = files.fix(&["A.java:4", "A.java:5"], |args| args.diff = true);
    assert_eq!((ran.out.as_str(), ran.status), ("", Status::NoCandidate));
    assert_eq!(
        ran.err,
        "fixerr-server: A.java:4: left out, the best fix is at 60 % and --min-confidence at 80 %; without --diff it is shown\n\
         fixerr-server: A.java:5: left out, no fix was found\n"
    );
}

#[test]
fn several_fixes_of_one_file_are_made_together() {
    let files = Files::new(&[("A.java", NUMBERS)]);
    let ran = files.fix(&["A.java:4", "A.java:3", "A.java:2-3", "A.java:1"], |args| args.apply = true);
    // The first fix adds a line, the second takes two away; the unlikely one is shown and not made.
    assert_eq!(files.text("A.java"), "ONE\nand more\nfour\nfive\n");
    let notes: Vec<_> = ran.out.lines().filter(|line| line.starts_with("1: ")).collect();
    assert_eq!(notes, ["1: 90 %, applied", "1: 95 %, applied", "1: 60 %, not applied: less than 80 %"]);
    assert_eq!(
        ran.err,
        "fixerr-server: A.java:3: left out, shares lines with the fix of A.java:2-3; run again to see what is left\n"
    );
    assert_eq!(ran.status, Status::NoCandidate);
    // The same under its other names.
    let files = Files::new(&[("A.java", NUMBERS)]);
    let places = ["A.java:1", "./A.java:3"];
    assert_eq!(files.fix(&places, |args| args.apply = true).status, Status::Done);
    assert_eq!(files.text("A.java"), "ONE\nand more\ntwo\nTHREE\nfour\nfive\n");
}

#[test]
fn a_report_is_repaired_where_it_is_sure() {
    let files = Files::new(&[
        ("A.java", "one\n\nthree\nfour\n"),
        ("B.java", "b <= c\n"),
        ("c.ipynb", "one\n"),
        ("e.py", ""),
    ]);
    let findings = [
        ("A.java", 1, 1, "first of its lines"),
        ("A.java", 1, 1, "second of its lines"),
        ("A.java", 2, 2, "blank"),
        ("A.java", 4, 4, "unlikely"),
        ("A.java", 5, 5, "unexpected end"),
        ("c.ipynb", 1, 1, "of another language"),
        ("e.py", 1, 1, "no docstring"),
        ("B.java", 1, 1, "compare"),
    ];
    let ran = files.report(&findings, |_| {});
    let message = |text: &str| Some(text.to_owned());
    let asked = [("one\n", "first of its lines"), ("four\n", "unlikely"), ("b <= c\n", "compare")];
    assert_eq!(ran.asked, asked.map(|(lines, text)| (lines.to_owned(), message(text))));
    assert!(ran.out.contains(" ms\nfirst of its lines\n\n1: 90 %\n"), "{}", ran.out);
    let notes = [
        "A.java:2: passed over, an empty line",
        "A.java:5: passed over, the end of the file is no line",
        "c.ipynb: passed over, FixErr does not know its language",
        "e.py: passed over, the file is empty",
    ];
    assert_eq!(ran.err, notes.map(|note| format!("fixerr-server: {note}\n")).concat());
    assert_eq!(ran.status, Status::NoCandidate);

    let only = files.report(&findings, |args| args.places = vec![files.path("./B.java")]);
    assert_eq!((only.asked.len(), only.err.as_str(), only.status), (1, "", Status::Done));
    let none = files.report(&findings, |args| args.places = vec![files.path("D.java")]);
    assert!(none.asked.is_empty() && none.err.contains("D.java: "), "{}", none.err);
    assert_eq!(none.status, Status::BadInput);
    let missing = files.report(&[("D.java", 1, 1, "gone"), ("B.java", 1, 1, "compare")], |_| {});
    assert_eq!((missing.err.as_str(), missing.asked.len()), ("fixerr-server: D.java: no such file\n", 1));
    assert_eq!(missing.status, Status::BadInput);

    assert_eq!(files.report(&findings, |args| args.apply = true).status, Status::NoCandidate);
    assert_eq!(files.text("A.java"), "ONE\nand more\n\nthree\nfour\n");
    assert_eq!(files.text("B.java"), "b < c\n");
    assert_eq!(files.report(&[], |_| {}).status, Status::Done);
}

#[test]
fn check_lists_what_apply_would_do() {
    let files = Files::new(&[("A.java", NUMBERS)]);
    let ran = files.fix(&["A.java:2-3", "A.java:1", "A.java:4", "A.java:5"], |args| args.check = true);
    assert_eq!(ran.out, "A.java:1: FixErr: 'one' → 'ONE and more'\nA.java:2-3: FixErr: delete 2 lines\n");
    assert_eq!((ran.status, ran.err.as_str()), (Status::FIX_FOUND, ""));
    assert_eq!(files.text("A.java"), NUMBERS);
    let ran = files.fix(&["A.java:4", "A.java:5"], |args| args.check = true);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Status::Done, "", ""));
    let ran = files.fix(&["A.java:1", "A.java:9"], |args| args.check = true);
    assert_eq!(ran.status, Status::BadInput);
}

#[test]
fn nobody_elses_changes_are_overwritten() {
    let files = Files::new(&[("A.java", NUMBERS)]);
    let path = files.path("A.java");
    let args =
        FixArgs { places: vec![files.path("A.java:1")], candidates: 3, apply: true, ..FixArgs::default() };
    let open = || {
        // Between reading and writing, someone saves the file.
        fs::write(&path, "else\n").unwrap();
        Ok(Box::new(Table(Asked::default())) as Box<dyn Fixer>)
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    assert_eq!(run_with(&args, &open, &mut out, &mut err).unwrap(), Status::BadInput);
    assert!(String::from_utf8(err).unwrap().contains("changed while it was repaired"));
    assert!(out.is_empty());
    assert_eq!(files.text("A.java"), "else\n");
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let files = Files::new(&[("A.java", NUMBERS), ("B.java", NUMBERS)]);
    let path = files.path("A.java");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let ran = files.fix(&["A.java:1", "B.java:1"], |args| args.apply = true);
    assert_eq!((ran.status, files.text("A.java").as_str()), (Status::BadInput, NUMBERS));
    assert!(ran.err.contains("A.java: is read-only; make it writable and run again"), "{}", ran.err);
    assert_ne!(files.text("B.java"), NUMBERS, "the others are still repaired");
    // What writes nothing may read it.
    assert_eq!(files.fix(&["A.java:1"], |_| {}).status, Status::Done);
}

#[cfg(unix)]
#[test]
fn a_hard_link_is_not_cut() {
    let files = Files::new(&[("A.java", NUMBERS)]);
    fs::hard_link(files.path("A.java"), files.path("other")).unwrap();
    let ran = files.fix(&["A.java:1"], |args| args.apply = true);
    assert_eq!((ran.status, files.text("A.java").as_str()), (Status::BadInput, NUMBERS));
    assert!(ran.err.contains("is one of 2 hard links"), "{}", ran.err);
    fs::remove_file(files.path("other")).unwrap();
    assert_eq!(files.fix(&["A.java:1"], |args| args.apply = true).status, Status::Done);
}
