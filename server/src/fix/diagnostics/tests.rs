//! Tests of the readers against reports as the programs write them.

use std::fs;

use super::*;

/// Where the recorded programs ran.
const HOME: &str = "/project/shop";

/// Path, lines, whether it is an error, message.
type Row<'a> = (&'a str, (usize, usize), bool, &'a str);

#[track_caller]
fn check(report: &str, expected: &[Row<'_>]) -> Findings {
    let found = parse(report, Path::new(HOME)).unwrap();
    let row = |finding: &'_ Finding| {
        let message = finding.message.clone().unwrap_or_default();
        (finding.path.to_str().unwrap().to_owned(), (finding.first, finding.last), finding.is_error, message)
    };
    let rows: Vec<_> = found.list.iter().map(row).collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(path, lines, is_error, message)| {
            ((*path).to_owned(), *lines, *is_error, (*message).to_owned())
        })
        .collect();
    assert_eq!(rows, expected);
    found
}

#[track_caller]
fn refused(report: &str, parts: &[&str]) {
    let error = parse(report, Path::new(HOME)).unwrap_err();
    for part in parts {
        assert!(error.contains(part), "{part:?} in {error}");
    }
    assert!(!error.contains('\n'), "{error}");
}

#[test]
fn ruff() {
    let report = include_str!("../../../../tests/ruff/report.json");
    let (billing, stock) = ("/project/shop/billing.py", "/project/shop/stock.py");
    let expected = [
        (billing, (7, 7), true, "Simple statements must be separated by newlines or semicolons"),
        // This one ends before the first character of line 11.
        (billing, (10, 10), true, "Expected `:`, found newline"),
        (stock, (5, 5), true, "Undefined name `mising_names`"),
        (stock, (13, 13), true, "Undefined name `coutner`"),
        (stock, (13, 13), true, "Local variable `coutner` is assigned to but never used"),
    ];
    let found = check(report, &expected);
    assert!(found.problems.is_empty() && found.notes.is_empty(), "{found:?}");
    // As versions before 0.9 wrote it.
    let old = r#"[{"cell":null,"code":"F401","end_location":{"column":10,"row":1},"filename":"a.py","fix":null,
        "location":{"column":8,"row":1},"message":"`os` imported but unused","noqa_row":1,"url":null}]"#;
    check(old, &[("/project/shop/a.py", (1, 1), true, "`os` imported but unused")]);
    check("[]\n", &[]);
}

#[test]
fn eslint() {
    let report = include_str!("../../../tests/diagnostics/eslint.json");
    let expected = [
        ("/project/shop/src/area.js", (2, 2), true, "Parsing error: Unexpected token width"),
        ("/project/shop/src/total.js", (3, 3), false, "'unused' is assigned a value but never used."),
        ("/project/shop/src/total.js", (4, 4), false, "'value' is assigned a value but never used."),
        ("/project/shop/src/total.js", (5, 5), true, "'vlaue' is not defined."),
    ];
    // The first message says that a whole file is ignored.
    assert_eq!(check(report, &expected).notes, ["1 finding names no line and is passed over"]);
}

#[test]
fn cargo() {
    let report = include_str!("../../../tests/diagnostics/cargo.jsonl");
    let message = "1 positional argument in format string, but no arguments were given";
    let rows = [(7, 7), (5, 5)].map(|lines| ("/project/shop/inner/src/lib.rs", lines));
    let help = "help: a local variable with a similar name exists: `value`";
    let unknown = format!("cannot find value `vlaue` in this scope\n{help}");
    let messages = [message, unknown.as_str()];
    let expected: Vec<_> =
        rows.into_iter().zip(messages).map(|((path, lines), message)| (path, lines, true, message)).collect();
    check(report, &expected);

    // Cargo's names begin at the workspace, wherever one is in it.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("shop");
    fs::create_dir_all(root.join("inner/src")).unwrap();
    fs::write(root.join("inner/src/lib.rs"), "").unwrap();
    let moved = report.replace(HOME, root.to_str().unwrap());
    for working in [root.clone(), root.join("inner"), root.join("inner/src"), folder.path().to_owned()] {
        let found = parse(&moved, &working).unwrap();
        assert_eq!(found.list[1].path, root.join("inner/src/lib.rs"), "{}", working.display());
    }
}

#[test]
fn cargo_finds_fault_with_files_that_are_not_the_users() {
    let script = |folder: &str| {
        serde_json::json!({
            "reason": "build-script-executed", "package_id": "path+file:///project/shop#0.1.0", "linked_libs": [],
            "linked_paths": [], "cfgs": [], "env": [], "out_dir": folder,
        })
        .to_string()
    };
    let message = |package: &str, file: &str| {
        let span = serde_json::json!({
            "file_name": file, "line_start": 2, "line_end": 2, "column_end": 9, "is_primary": true,
        });
        serde_json::json!({
            "reason": "compiler-message", "package_id": package, "manifest_path": "/project/shop/Cargo.toml",
            "message": {"message": "m", "level": "error", "spans": [span], "children": []},
        })
        .to_string()
    };
    let (own, written) = ("path+file:///project/shop#0.1.0", "/project/shop/target/debug/build/shop-1/out");
    let report = [
        script(written),
        message(
            "registry+https://github.com/rust-lang/crates.io-index#rand@0.9.0",
            "/registry/rand/src/lib.rs",
        ),
        message("sparse+https://example.org/index/#rand@0.9.0", "/registry/rand/src/lib.rs"),
        message("git+https://example.org/rand?branch=main#0.9.0", "/git/rand/src/lib.rs"),
        message(
            "rand 0.9.0 (registry+https://github.com/rust-lang/crates.io-index)",
            "/registry/rand/src/lib.rs",
        ),
        message(own, &format!("{written}/table.rs")),
        message(own, "src/main.rs"),
        message("shop 0.1.0 (path+file:///project/shop)", "src/old.rs"),
    ];
    let expected = ["src/main.rs", "src/old.rs"].map(|file| format!("{HOME}/{file}"));
    let found =
        check(&report.join("\n"), &expected.each_ref().map(|file| (file.as_str(), (2, 2), true, "m")));
    let notes = [
        "4 findings in other packages are passed over",
        "1 finding in what build scripts wrote is passed over",
    ];
    assert_eq!(found.notes, notes);
}

#[test]
fn rustc_with_macros() {
    let report = include_str!("../../../tests/diagnostics/rustc.jsonl");
    let name = "/project/shop/main.rs";
    // The first error's code is the standard library's; what the user wrote is the call.
    let expected = [
        (name, (2, 2), true, "can't compare `{integer}` with `&str`"),
        (name, (3, 3), true, "mismatched types"),
    ];
    check(report, &expected);
    let without_call = r#"{"$message_type":"diagnostic","message":"m","code":null,"level":"warning","children":[],"spans":
        [{"file_name":"<anon macros>","line_start":1,"line_end":1,"column_end":2,"is_primary":true,"expansion":null}]}"#;
    check(without_call, &[]);
}

#[test]
fn rustc_proposes_names() {
    let diagnostic = |message: &str, help: &str, name: &str| {
        let span = serde_json::json!({
            "file_name": "main.rs", "line_start": 2, "line_end": 2, "column_end": 9, "is_primary": true,
            "suggested_replacement": name,
        });
        let child = |message: &str| serde_json::json!({"message": message, "level": "help", "spans": [span], "children": []});
        serde_json::json!({
            "$message_type": "diagnostic", "message": message, "level": "error", "spans": [span],
            "children": [child(help), child("consider importing it")],
        })
        .to_string()
    };
    let name = "/project/shop/main.rs";
    for (message, help, expected) in [
        (
            "cannot find value `itmes` in this scope",
            "a local variable with a similar name exists",
            "cannot find value `itmes` in this scope\nhelp: a local variable with a similar name exists: `items`",
        ),
        (
            "no method named `itmes` found",
            "there is a method `items` with a similar name",
            "no method named `itmes` found\nhelp: there is a method `items` with a similar name",
        ),
    ] {
        check(&diagnostic(message, help, "items"), &[(name, (2, 2), true, expected)]);
    }
}

#[test]
fn sarif() {
    let report = include_str!("../../../tests/diagnostics/codeql.sarif");
    let expected = [
        ("/project/shop/src/naïve name.py", (4, 4), true, "'vlaue' is undefined."),
        // Forty lines are about something else than a line; the first one stays.
        ("/project/shop/sub folder/listed.py", (10, 10), false, "This function has 40 lines."),
        ("/project/other/a#b.py", (2, 3), false, "Whole."),
        ("/project/shop/lib/b.c", (7, 7), false, "No base of that name."),
    ];
    let found = check(report, &expected);
    assert_eq!(found.problems, ["https://example.org/a.py: not a file of this machine"]);
    assert_eq!(found.notes, ["2 findings name no line and are passed over"]);
    refused(r#"{"version":"2.0.0","runs":[]}"#, &["version 2.0.0", "2.1"]);
}

#[test]
fn sarif_findings_whose_suppression_is_not_accepted_are_open() {
    let with = |suppressions: &str| {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"results":[{{"message":{{"text":"m"}},"suppressions":{suppressions},"locations":
            [{{"physicalLocation":{{"artifactLocation":{{"uri":"a.py"}},"region":{{"startLine":3}}}}}}]}}]}}]}}"#
        )
    };
    for open in [
        "null",
        "[]",
        r#"[{"kind":"external","status":"rejected"}]"#,
        r#"[{"kind":"inSource"},{"kind":"external","status":"underReview"}]"#,
    ] {
        check(&with(open), &[("/project/shop/a.py", (3, 3), false, "m")]);
    }
    check(&with(r#"[{"kind":"inSource"},{"kind":"external","status":"accepted"}]"#), &[]);
}

#[test]
fn sarif_of_another_machine_is_read_here() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/naïve name.py"), "").unwrap();
    let found = parse(include_str!("../../../tests/diagnostics/codeql.sarif"), folder.path()).unwrap();
    assert_eq!(found.list[0].path, folder.path().join("src/naïve name.py"));
    // A circle of bases ends.
    let circle = r#"{"version":"2.1.0","runs":[{"originalUriBaseIds":{"A":{"uriBaseId":"B"},"B":{"uriBaseId":"A"}},
        "results":[{"message":{},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.py","uriBaseId":"A"},
        "region":{"startLine":3}}}]}]}]}"#;
    check(circle, &[("/project/shop/a.py", (3, 3), false, "")]);
}

#[test]
fn reports_may_follow_each_other() {
    let one = r#"[{"filename":"a.py","location":{"row":2,"column":1},"end_location":{"row":3,"column":1},"message":"m"}]"#;
    let expected = ("/project/shop/a.py", (2, 2), true, "m");
    check(&format!("\u{feff}{one}\n[]{one}"), &[expected, expected]);
}

#[test]
fn what_is_no_report_is_said() {
    let formats = ["SARIF 2.1", "ruff", "ESLint", "cargo", "rustc"];
    refused("", &[&["empty"], &formats[..]].concat());
    refused("{\"a\": 1}", &[&["no report that FixErr knows"], &formats[..]].concat());
    refused("[{\"file\": \"a.py\"}]", &formats);
    refused("3", &formats);
    refused("[\n  {\"filename\": }\n]", &[&["not JSON", "line 2 column 16"], &formats[..]].concat());
    refused("error: could not compile\n", &["not JSON", "line 1 column 1"]);
    // Behind whole documents, lines are still counted from the beginning.
    refused("{\"reason\":\"build-finished\"}\n   Compiling a v0.1.0\n", &["line 2 column 4"]);
    refused("[{\"filename\": \"a.py\", \"location\": 3}]", &["looks like ruff's JSON, but", "integer `3`"]);
    refused("[{\"filename\": \"a.py\"", &["EOF", "line 1 column 20"]);
}
