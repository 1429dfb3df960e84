//! `fixerr-server fix` in the terminal: what it prints, what it writes, and what it says to everything that it cannot use.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use fixerr_shared::{
    bundle::{self, Bundle},
    runtime,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    model::{model, untrained},
    process::{self, Ran},
    report,
};

const BUGGY: &str = "\
# 🎉 size
def measure(count, limit):
    size = count + 3
    if size <= limit:
        size = size * 3
    retrun size
";

/// A folder of one test's files.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A copy of the tiny model with something wrong.
    fn bundle(&self, name: &str, damage: impl FnOnce(&Path)) -> PathBuf {
        let copy = self.0.path().join(name);
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(model().fp32()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
        damage(&copy);
        copy
    }
}

fn fix(command: Command, file: &Path, more: &[&str]) -> Ran {
    let arguments = ["fix", file.to_str().unwrap()];
    process::run(command, &arguments.into_iter().chain(more.iter().copied()).collect::<Vec<_>>())
}

/// Notes one bad input, which must give one line that holds all `parts`, and nothing else.
#[track_caller]
fn refused(case: &str, ran: &Ran, status: i32, parts: &[&str]) {
    let line = ran.stderr.trim_end();
    report::note(case, ran, line);
    assert_eq!(ran.status, Some(status), "{case}: {line}");
    assert_eq!(ran.stderr.lines().count(), 1, "{case}: {line}");
    assert!(line.starts_with("fixerr-server: ") && !line.contains("panicked"), "{case}: {line}");
    for part in parts {
        assert!(line.contains(part), "{case}: {part:?} in {line}");
    }
    assert_eq!(ran.stdout, "", "{case}");
}

#[test]
fn a_fix_leaves_nothing_in_the_home_folder() {
    let files = Files::new();
    let path = files.put("a.py", BUGGY);
    let home = files.0.path().join("home");
    fs::create_dir(&home).unwrap();
    let mut command = process::server(&model().int8());
    command
        .env("FIXERR_ONNXRUNTIME", runtime::locate().unwrap().path)
        .env("HOME", &home)
        .env_remove("XDG_CACHE_HOME")
        .env_remove("ORT_DISABLE_TELEMETRY");
    fix(command, &path, &["--line", "6"]).well();
    // ONNX Runtime would keep what it means to send there.
    let left: Vec<_> = fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn json_holds_the_promised_fields_and_apply_writes_the_file() {
    let files = Files::new();
    let path = files.put("a.py", BUGGY);
    let ran = fix(process::server(&model().int8()), &path, &["--line", "6", "--format", "json"]).well();
    let object: Value = serde_json::from_str(&ran.stdout).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    let expected = ["file", "start_line", "end_line", "original", "candidates", "milliseconds"];
    assert_eq!(keys(&object), expected.map(str::to_owned).into());
    assert_eq!(object["file"], path.to_str().unwrap());
    assert_eq!((object["start_line"].as_u64(), object["end_line"].as_u64()), (Some(6), Some(6)));
    assert_eq!(object["original"], "    retrun size\n");
    assert!(object["milliseconds"].as_f64().unwrap() > 0.0);
    let candidates = object["candidates"].as_array().unwrap();
    assert_eq!(candidates[0]["replacement"], "    return size\n");
    let mut last = 1.0;
    for candidate in candidates {
        assert_eq!(
            keys(candidate),
            ["replacement", "confidence", "log_probability"].map(str::to_owned).into()
        );
        let confidence = candidate["confidence"].as_f64().unwrap();
        assert!((candidate["log_probability"].as_f64().unwrap().exp() - confidence).abs() < 1e-3);
        assert!(confidence <= last && confidence > 0.0, "best first: {candidates:?}");
        last = confidence;
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), BUGGY, "nothing is written without --apply");

    for crlf in [false, true] {
        let text = |text: &str| if crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
        fs::write(&path, text(BUGGY)).unwrap();
        let ran = fix(process::server(&model().int8()), &path, &["--line", "6", "--apply"]).well();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            text(&BUGGY.replace("retrun", "return")),
            "crlf: {crlf}"
        );
        assert!(ran.stdout.contains("applied") && ran.stderr.is_empty(), "{ran:?}");
        let case = if crlf { "CRLF file, `--apply`" } else { "(for comparison) LF file, `--apply`" };
        report::note(case, &ran, ran.stdout.lines().next().unwrap_or_default());
    }
}

#[test]
fn a_model_that_finds_nothing_is_status_1() {
    let files = Files::new();
    let path = files.put("a.py", BUGGY);
    let ran = fix(process::server(untrained()), &path, &["--line", "6", "--apply", "--format", "json"]);
    report::note("(for comparison) no candidate", &ran, ran.stderr.trim_end());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(1), ""), "{ran:?}");
    let object: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["candidates"], Value::Array(Vec::new()));
    assert_eq!(fs::read_to_string(&path).unwrap(), BUGGY);
}

#[test]
fn bad_files_and_lines_are_one_line_and_status_2() {
    let files = Files::new();
    let check = |case: &str, path: &Path, more: &[&str], parts: &[&str]| {
        refused(case, &fix(process::server(&model().int8()), path, more), 2, parts);
    };
    let good = files.put("a.py", BUGGY);
    check("a line beyond the end", &good, &["--line", "9"], &["a.py", "line 9", "6 lines"]);
    let long = files.put("long.py", "value = value + 1\n".repeat(300));
    let all = ["--line", "1", "--end-line", "300"];
    check("a span too long for the window", &long, &all, &["long.py", "tokens", "mark fewer lines"]);
    check("empty file", &files.put("empty.py", ""), &["--line", "1"], &["empty.py", "empty"]);
    let latin = files.put("latin.py", b"name = \"caf\xe9\"\n");
    check("invalid UTF-8", &latin, &["--line", "1"], &["latin.py", "not UTF-8", "byte 11"]);
    let binary = files.put("binary.c", b"\x7fELF\x02\x01\x01\0\0\0");
    check("binary file", &binary, &["--line", "1"], &["binary.c", "binary"]);
    let big = files.put("big.py", "");
    fs::OpenOptions::new().write(true).open(&big).unwrap().set_len(50_000_000).unwrap();
    check("50 MB file", &big, &["--line", "1"], &["big.py", "50000000 bytes"]);
    let unknown = files.put("notes.xyz", "a\n");
    check(
        "a file of an unknown language",
        &unknown,
        &["--line", "1"],
        &["notes.xyz", "--language", "python"],
    );
}

#[test]
fn unusable_models_are_one_line_and_status_3() {
    let files = Files::new();
    let path = files.put("a.py", BUGGY);
    let check = |case: &str, bundle: &Path, parts: &[&str]| {
        refused(case, &fix(process::server(bundle), &path, &["--line", "6"]), 3, parts);
    };
    check(
        "no model",
        &files.0.path().join("nothing"),
        &["nothing", "fixerr.json is missing", "FIXERR_MODEL"],
    );

    let flip = |folder: &Path| {
        let file = folder.join(bundle::DECODER);
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).unwrap();
    };
    check(
        "a bundle with a flipped byte",
        &files.bundle("flipped", flip),
        &["decoder.onnx", "damaged", "sha256"],
    );
    let remove = |folder: &Path| fs::remove_file(folder.join(bundle::ENCODER)).unwrap();
    check("a bundle with a missing file", &files.bundle("missing", remove), &["encoder.onnx", "missing"]);

    let edit = |folder: &Path, change: &dyn Fn(&mut Value)| {
        let file = folder.join(bundle::MANIFEST);
        let mut manifest = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        change(&mut manifest);
        fs::write(&file, manifest.to_string()).unwrap();
    };
    let newer = |folder: &Path| {
        edit(folder, &|manifest| {
            manifest["format_version"] = 2.into();
            manifest["a_key_of_the_future"] = true.into();
        });
    };
    check(
        "a bundle of a newer format",
        &files.bundle("newer", newer),
        &["format version 2", "update FixErr"],
    );
    let heads = |folder: &Path| edit(folder, &|manifest| manifest["model"]["attention_heads"] = 8.into());
    let parts = ["encoder.onnx", "cross_key_0", "[1, 4, ?, 16]", "[1, 8, ?, 8]"];
    check("a bundle whose manifest has another shape", &files.bundle("heads", heads), &parts);
    // The checksums are right, so only the engine can notice.
    let swap = |folder: &Path| {
        fs::copy(untrained().join(bundle::DECODER), folder.join(bundle::DECODER)).unwrap();
        Bundle::seal(folder, bundle::read_manifest(folder).unwrap()).unwrap();
    };
    let parts = ["decoder.onnx", "past_key_0", "[?, 4, ?, 8]", "[?, 4, ?, 16]"];
    check("a bundle with a graph of another shape", &files.bundle("swapped", swap), &parts);
}

#[test]
fn no_runtime_is_one_line_and_status_3() {
    let files = Files::new();
    let path = files.put("a.py", BUGGY);
    let mut command = process::server(&model().int8());
    command.env("FIXERR_ONNXRUNTIME", "/nowhere");
    let parts = ["FIXERR_ONNXRUNTIME=/nowhere", "no libonnxruntime", "correct the variable or unset it"];
    refused("no runtime where a variable says", &fix(command, &path, &["--line", "6"]), 3, &parts);

    let mut command = process::server(&model().int8());
    command.env_remove("FIXERR_ONNXRUNTIME").env_remove("ORT_DYLIB_PATH");
    command.env("FIXERR_CACHE", files.0.path().join("empty-cache"));
    let ran = fix(command, &path, &["--line", "6"]);
    if ran.status == Some(0) {
        println!("skipped: this system has an ONNX Runtime of its own, so there is no way to be without one");
        return;
    }
    let parts = ["ONNX Runtime not found", "cargo xtask setup", "beside the executable", "empty-cache"];
    refused("no runtime at all", &ran, 3, &parts);
}
