//! Sound and broken frames, whole and byte by byte.

use serde_json::{Value, json};

use super::*;
use crate::lsp::message::{LOST_CHANGE, REFUSED};

const GOOD: &str = r#"{"jsonrpc":"2.0","method":"good"}"#;

fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The bodies in what is passed on.
fn bodies(mut bytes: &[u8]) -> Vec<Value> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let rest = bytes.strip_prefix(b"Content-Length: ").unwrap();
        let end = rest.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        let length: usize = std::str::from_utf8(&rest[..end]).unwrap().parse().unwrap();
        all.push(serde_json::from_slice(&rest[end + 4..end + 4 + length]).unwrap());
        bytes = &rest[end + 4 + length..];
    }
    all
}

/// What comes of `bytes`, in pieces of `size`.
fn read(bytes: &[u8], size: usize) -> Vec<Value> {
    let mut framing = Framing::new();
    for piece in bytes.chunks(size) {
        framing.push(piece);
    }
    bodies(&framing.output)
}

/// `good` for a good message, else the refusal's code.
#[track_caller]
fn check(bytes: &[u8], expected: &[&str]) {
    for size in [1, 2, 7, 64, usize::MAX] {
        let found: Vec<String> = read(bytes, size)
            .iter()
            .map(|message| match message["method"].as_str().unwrap() {
                REFUSED => message["params"]["code"].to_string(),
                name => name.to_owned(),
            })
            .collect();
        assert_eq!(found, expected, "in pieces of {size}");
    }
}

#[test]
fn sound_messages_pass_with_any_headers() {
    let body = format!("{GOOD} ");
    let more = format!(
        "Content-Type: application/vscode-jsonrpc\r\nX: 1\r\nY: 2\r\ncontent-length:{}\r\nZ: 3\r\n\r\n{body}\r\n",
        body.len()
    );
    let sloppy = format!("Content-Length: {}\n\n{GOOD}", GOOD.len());
    let bytes = [framed(GOOD), more.into_bytes(), sloppy.into_bytes(), framed(GOOD)].concat();
    check(&bytes, &["good"; 4]);
}

#[test]
fn nonsense_between_messages_costs_one_answer() {
    for nonsense in [
        "garbage",
        "gar\nbage\n\nof many: lines\r\n",
        "Content-Type: utf-8\r\n\r\n",
        "Content-Length: -5\r\n\r\n",
        "Content-Length: +5\r\n\r\n",
        "Content-Length: 5 bytes\r\n\r\n12345",
        "Content-Length: 99999999999999999999999\r\n\r\n{}",
        "Content-Length: 12\r\n",
        "Content-Length: 12\r\n\r",
        "Content-Length:\r\n\r\n",
        "\u{0}\u{1}\n",
        "{\"jsonrpc\": \"2.0\"}\n",
    ] {
        let bytes = [framed(GOOD), nonsense.into(), framed(GOOD), framed(GOOD)].concat();
        check(&bytes, &["good", "-32700", "good", "good"]);
    }
    let long = "x".repeat(3 * MAX_LINE);
    check(&[long.into_bytes(), framed(GOOD)].concat(), &["-32700", "good"]);
}

#[test]
fn a_wrong_length_costs_only_its_message() {
    for wrong in 0..GOOD.len() + 200 {
        let body = format!("Content-Length: {wrong}\r\n\r\n{GOOD}");
        let bytes = [body.into_bytes(), framed(GOOD), framed(GOOD)].concat();
        let first = if wrong == GOOD.len() { "good" } else { "-32700" };
        check(&bytes, &[first, "good", "good"]);
        let nothing = format!("Content-Length: {}\r\n\r\n", wrong + 1);
        check(&[nothing.into_bytes(), framed(GOOD), framed(GOOD)].concat(), &["-32700", "good", "good"]);
    }
    let huge = format!("Content-Length: {}\r\n\r\n{GOOD}", u64::MAX);
    check(&[huge.into_bytes(), framed(GOOD)].concat(), &["-32600", "good"]);
}

#[test]
fn a_message_over_the_limit_is_skipped_without_being_kept() {
    let mut framing = Framing::new();
    framing.push(format!("Content-Length: {}\r\n\r\n", MAX_BODY + 1).as_bytes());
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..100 {
        framing.push(&piece);
        assert!(framing.input.len() <= LONGEST_HEADER, "{}", framing.input.len());
    }
    framing.push(b"x");
    framing.push(&framed(GOOD));
    let all = bodies(&framing.output);
    assert_eq!(
        (all.len(), &all[0]["params"]["code"], &all[1]["method"]),
        (2, &json!(-32600), &json!("good"))
    );
}

#[test]
fn a_change_that_is_too_long_is_lost_and_nobody_knows_whose_it_was() {
    let change = r#"{"method":"textDocument/didChange","params":{"contentChanges":[{"text":"x"}]}}"#;
    let other = change.replace("didChange", "didOpen");
    // These say that they are too long, and end with the next header; in between lies more than is kept.
    let filler = " ".repeat(3 * LONGEST_HEADER);
    let long = |body: &str| format!("Content-Length: {}\r\n\r\n{filler}{body}{filler}", MAX_BODY + 1);
    check(&[long(change).into(), framed(GOOD)].concat(), &["-32600", LOST_CHANGE, "good"]);
    check(&[long(&other).into(), framed(GOOD)].concat(), &["-32600", "good"]);
    // And this one is.
    let mut framing = Framing::new();
    framing.push(format!("Content-Length: {}\r\n\r\n{change}", MAX_BODY + 1).as_bytes());
    let left = MAX_BODY as usize + 1 - change.len();
    framing.push(&vec![b' '; left]);
    framing.push(&framed(GOOD));
    let methods: Vec<Value> =
        bodies(&framing.output).iter().map(|message| message["method"].clone()).collect();
    assert_eq!(methods, [REFUSED, LOST_CHANGE, "good"]);
}

#[test]
fn text_that_looks_like_a_header_may_stand_in_a_string() {
    let body =
        json!({"jsonrpc": "2.0", "method": "good", "params": ["Content-Length: 5\r\n\r\n{}", "Content-Le"]});
    let pretty = serde_json::to_string_pretty(&body).unwrap().replace('\n', "\r\n");
    check(&[framed(&body.to_string()), framed(&pretty), framed(GOOD)].concat(), &["good"; 3]);
}
