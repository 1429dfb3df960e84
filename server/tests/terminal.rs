//! The real program in the terminal: each bad input is one clear line and the promised exit status.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fixerr-server"))
        .args(arguments)
        // No test may find a model or logs by accident.
        .env("FIXERR_MODEL", "no/such/model")
        .env_remove("FIXERR_LOG")
        .output()
        .unwrap()
}

#[track_caller]
fn check(file: &Path, more: &[&str], status: i32, expected: &str) {
    let mut arguments = vec!["fix", file.to_str().unwrap()];
    arguments.extend(more);
    let output = run(&arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{stderr}");
    assert!(stderr.contains(expected), "{expected:?} in {stderr:?}");
    assert_eq!(stderr.lines().count(), 1, "{stderr:?}");
    assert!(output.stdout.is_empty());
}

#[test]
fn bad_input_is_one_line_and_status_2() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let good = put("A.java", b"class A {\n}\n");
    check(&good, &["--line", "9"], 2, "line 9 is beyond the end, the file has 2 lines");
    check(&good, &["--line", "2", "--end-line", "1"], 2, "--end-line 1 comes before --line 2");
    check(&put("Empty.java", b""), &["--line", "1"], 2, "empty");
    check(&put("Latin.java", b"\"caf\xe9\"\n"), &["--line", "1"], 2, "not UTF-8 (invalid at byte 4)");
    check(&put("Binary.java", b"\x7fELF\0\0"), &["--line", "1"], 2, "binary");
    check(&put("notes.txt", b"a\n"), &["--line", "1"], 2, "--language");
    check(&folder.path().join("None.java"), &["--line", "1"], 2, "no such file");
    check(folder.path(), &["--line", "1"], 2, "a folder");
    for arguments in [vec!["fix", "a.java"], vec!["fix", "a.java", "--line", "0"], vec!["repair"]] {
        assert_eq!(run(&arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn variables_of_the_log_may_be_empty_and_a_bad_filter_is_named() {
    let settings = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-server"));
        command.arg("settings").env_remove("FIXERR_LOG").env_remove("FIXERR_LOG_FILE");
        let output = command.envs(variables.iter().copied()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(settings(&[("FIXERR_LOG", ""), ("FIXERR_LOG_FILE", "")]), (Some(0), String::new()));
    let (status, stderr) = settings(&[("FIXERR_LOG", "fixerr_server=loud")]);
    assert_eq!(status, Some(0));
    assert!(
        stderr.contains("WARN FIXERR_LOG=fixerr_server=loud does not count, it is no filter: "),
        "{stderr}"
    );
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let named = [("FIXERR_LOG", "fixerr_server=loud"), ("FIXERR_LOG_FILE", log.to_str().unwrap())];
    assert_eq!(settings(&named), (Some(0), String::new()));
    assert!(fs::read_to_string(log).unwrap().contains("does not count"), "written before the program ends");
}

#[test]
fn a_file_of_50_mb_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Big.java");
    fs::write(&path, vec![b'a'; 50 << 20]).unwrap();
    let started = Instant::now();
    check(&path, &["--line", "1"], 2, "52428800 bytes long, but FixErr reads files up to 16 MiB");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn no_model_or_a_damaged_one_is_status_3() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("A.java");
    fs::write(&file, "class A {\n}\n").unwrap();
    check(&file, &["--line", "1"], 3, "no model at no/such/model");
    let model = folder.path().join("model");
    fs::create_dir(&model).unwrap();
    fs::write(model.join("fixerr.json"), "{\"format_version\": 99}").unwrap();
    check(&file, &["--line", "1", "--model", model.to_str().unwrap()], 3, "format version 99");
    let doctor = run(&["doctor", "--format", "json"]);
    assert_eq!(doctor.status.code(), Some(3));
    let report: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert_eq!(report["ok"], false);
}

#[cfg(unix)]
#[test]
fn a_reader_that_stops_early_is_no_error() {
    for (arguments, status) in [(vec!["settings"], 0), (vec!["doctor"], 3)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-server"));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.args(&arguments).env("FIXERR_MODEL", "no/such/model").stdout(writer).stderr(Stdio::piped());
        let output = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(status), ""), "{arguments:?}");
    }
}

#[test]
fn the_server_process_ends_with_its_input_and_with_exit() {
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-server"));
        command.arg("--stdio").env("FIXERR_MODEL", "no/such/model").stderr(Stdio::null());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
    };
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let initialize = frame(r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#);
    let shutdown = frame(r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#);
    let exit = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);

    let mut server = start();
    drop(server.stdin.take());
    assert_eq!(server.wait().unwrap().code(), Some(1));

    let mut server = start();
    // The input stays open: `exit` alone must end the process.
    let mut input = server.stdin.take().unwrap();
    input.write_all(initialize.as_bytes()).unwrap();
    read_message(server.stdout.as_mut().unwrap());
    input.write_all(format!("{shutdown}{exit}").as_bytes()).unwrap();
    let answer = read_message(server.stdout.as_mut().unwrap());
    assert!(answer.contains("\"id\":2") && answer.contains("\"result\":null"), "{answer}");
    assert_eq!(server.wait().unwrap().code(), Some(0));
    drop(input);
}

fn read_message(output: &mut impl std::io::Read) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        output.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.split("Content-Length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    output.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}
