//! What the model said of a window is remembered, and only as long as the window is the same.

use std::{fmt::Write as _, path::Path};

use fixerr_shared::{
    edits::EditContext,
    engine::{CancelToken, Device, EngineOptions},
    language::Language,
    repair::{Repair, RepairRequest, Repairer},
};

/// Functions before and after the one with the mistake: far more than a window holds.
const AROUND: usize = 40;

fn open() -> Repairer {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/default");
    Repairer::open(&bundle, &EngineOptions { device: Device::Cpu, threads: 1 }).unwrap()
}

/// A Go file, and the line of its mistake counted from 0.
fn document(near: &str, far: &str) -> (String, usize) {
    let mut text = format!("package sizes\n\n// {far}\n");
    let function = |text: &mut String, n: usize, operator: &str| {
        write!(
            text,
            "func Largest{n}(values []int) int {{\n\tlargest := {near}\n\tfor _, v := range values {{\n"
        )
        .unwrap();
        write!(
            text,
            "\t\tif v {operator} largest {{\n\t\t\tlargest = v\n\t\t}}\n\t}}\n\treturn largest\n}}\n\n"
        )
        .unwrap();
    };
    for n in 0..AROUND {
        function(&mut text, n, ">");
    }
    let line = text.lines().count() + 3;
    function(&mut text, AROUND, "=");
    for n in AROUND + 1..2 * AROUND {
        function(&mut text, n, ">");
    }
    (text, line)
}

fn ask(repairer: &mut Repairer, (text, line): &(String, usize), candidates: usize) -> Repair {
    let request = RepairRequest {
        text,
        language: Language::Go,
        jsx: false,
        start_line: *line,
        end_line: *line,
        message: None,
        candidates,
        project: None,
        edits: EditContext::default(),
    };
    repairer.repair(&request, &CancelToken::new()).unwrap()
}

#[test]
fn an_unchanged_window_is_answered_from_memory() {
    let mut repairer = open();
    let original = document("values[0]", "Sizes of things.");
    for candidates in [1, 5] {
        let first = ask(&mut repairer, &original, candidates);
        assert_eq!(first.original, "\t\tif v = largest {\n");
        assert!(!first.remembered && !first.candidates.is_empty());
        let second = ask(&mut repairer, &original, candidates);
        assert!(second.remembered);
        assert_eq!(second.candidates, first.candidates);

        // What is beyond the window may change, and the place in the document with it.
        let moved = document("values[0]", "Sizes.\n// Of things.");
        let third = ask(&mut repairer, &moved, candidates);
        assert!(third.remembered);
        assert_eq!((third.start_line, &third.candidates), (first.start_line + 1, &first.candidates));
        // Another question about the same window is another question.
        assert!(!ask(&mut repairer, &original, candidates + 5).remembered);
    }
}

#[test]
fn a_changed_window_or_message_is_not() {
    let mut repairer = open();
    let original = document("values[0]", "Sizes of things.");
    ask(&mut repairer, &original, 5);
    assert!(!ask(&mut repairer, &document("0", "Sizes of things."), 5).remembered);
    let (text, line) = &original;
    let request = RepairRequest {
        text,
        language: Language::Go,
        jsx: false,
        start_line: *line,
        end_line: *line,
        message: Some("cannot use assignment as value"),
        candidates: 5,
        project: None,
        edits: EditContext::default(),
    };
    assert!(!repairer.repair(&request, &CancelToken::new()).unwrap().remembered);
    assert!(ask(&mut repairer, &original, 5).remembered);
}

#[test]
fn without_room_nothing_is_remembered_and_the_answers_are_the_same() {
    let (mut with, mut without) = (open(), open());
    without.set_cache_bytes(0);
    let original = document("values[0]", "Sizes of things.");
    for _ in 0..2 {
        let (a, b) = (ask(&mut with, &original, 5), ask(&mut without, &original, 5));
        assert!(!b.remembered);
        assert_eq!(a.candidates, b.candidates);
    }
}

#[test]
fn a_cancelled_request_leaves_nothing_half_done() {
    let mut repairer = open();
    let original = document("values[0]", "Sizes of things.");
    let (text, line) = &original;
    let request = RepairRequest {
        text,
        language: Language::Go,
        jsx: false,
        start_line: *line,
        end_line: *line,
        message: None,
        candidates: 5,
        project: None,
        edits: EditContext::default(),
    };
    let cancel = CancelToken::new();
    cancel.cancel();
    assert!(repairer.repair(&request, &cancel).unwrap_err().is_cancelled());
    let found = ask(&mut repairer, &original, 5);
    assert_eq!(found.candidates, ask(&mut open(), &original, 5).candidates);
}
