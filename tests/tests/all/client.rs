//! An editor of a few lines: starts the real server, speaks JSON-RPC over its standard input and output, and applies edits.
//! Nothing here is shared with the server, so that a mistake in it cannot cancel itself out.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
};

use serde_json::{Value, json};

use crate::process::{self, PATIENCE};

/// A running server and the connection to it.
pub(crate) struct Client {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// Messages that came while another one was awaited.
    stash: Vec<Value>,
    log: Arc<Mutex<String>>,
    next_id: u64,
}

impl Client {
    /// Starts the server, agrees on a position encoding and waits for the model.
    pub(crate) fn start(bundle: &Path, encoding: &str) -> Self {
        let mut command = process::server(bundle);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let (sender, messages) = channel();
        let output = server.stdout.take().unwrap();
        std::thread::spawn(move || read_messages(output, &sender));
        let log = Arc::new(Mutex::new(String::new()));
        let (errors, lines) = (server.stderr.take().unwrap(), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                lines.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let input = server.stdin.take().unwrap();
        let mut client = Self { server, input, messages, stash: Vec::new(), log, next_id: 0 };
        let capabilities = json!({
            "general": {"positionEncodings": [encoding]},
            "workspace": {"workspaceEdit": {"documentChanges": true}},
        });
        let process = std::process::id();
        let params = json!({"processId": process, "rootUri": null, "capabilities": capabilities});
        let result = client.call("initialize", Some(params));
        assert_eq!(result["capabilities"]["positionEncoding"], encoding);
        client.notify("initialized", Some(json!({})));
        client.find("the model", |message| {
            let text = message["params"]["message"].as_str().unwrap_or_default();
            message["method"] == "window/logMessage" && text.contains("FixErr is ready")
        });
        client
    }

    /// Opens a document at version 1.
    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", Some(json!({"textDocument": document})));
    }

    /// Replaces a range of a document.
    pub(crate) fn change(&mut self, uri: &str, version: u32, range: &Value, text: &str) {
        let params = json!({
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"range": range, "text": text}],
        });
        self.notify("textDocument/didChange", Some(params));
    }

    /// The code actions for the cursor at the start of a line.
    pub(crate) fn actions(&mut self, uri: &str, line: usize) -> Vec<Value> {
        let place = json!({"line": line, "character": 0});
        let params = json!({
            "textDocument": {"uri": uri},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": []},
        });
        self.call("textDocument/codeAction", Some(params)).as_array().unwrap().clone()
    }

    /// Ends the session as LSP asks for; the server's exit status.
    pub(crate) fn shut_down(mut self) -> Option<i32> {
        assert_eq!(self.call("shutdown", None), Value::Null);
        self.notify("exit", None);
        // The input stays open until the process has ended: `exit` alone must end it.
        let Self { server, input, .. } = self;
        let ran = process::finish(server);
        drop(input);
        ran.status
    }

    fn send(&mut self, mut message: Value, params: Option<Value>) {
        message["jsonrpc"] = json!("2.0");
        if let Some(params) = params {
            message["params"] = params;
        }
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn notify(&mut self, method: &str, params: Option<Value>) {
        self.send(json!({"method": method}), params);
    }

    fn call(&mut self, method: &str, params: Option<Value>) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        self.send(json!({"id": id, "method": method}), params);
        let answer = self.find(method, |message| message["id"] == id && message.get("method").is_none());
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The first message, old or new, that `wanted` says yes to.
    fn find(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.stash.iter().position(&wanted) {
            return self.stash.remove(at);
        }
        loop {
            let message = self.messages.recv_timeout(PATIENCE).unwrap_or_else(|_| {
                let log = self.log.lock().unwrap().clone();
                panic!("no answer about {what}; instead: {:?}\nthe server said:\n{log}", self.stash)
            });
            if wanted(&message) {
                return message;
            }
            self.stash.push(message);
        }
    }
}

pub(crate) fn read_messages(output: ChildStdout, messages: &Sender<Value>) {
    let mut output = BufReader::new(output);
    loop {
        let mut length = None;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let line = line.strip_suffix("\r\n").expect("headers end in CRLF");
            if line.is_empty() {
                break;
            }
            length = line.strip_prefix("Content-Length: ").map(|n| n.parse().unwrap()).or(length);
        }
        let mut body = vec![0; length.expect("a message has a length")];
        if output.read_exact(&mut body).is_err() {
            return;
        }
        let _ = messages.send(serde_json::from_slice(&body).unwrap());
    }
}

/// Applies a code action's edit of one document, whose version it must name.
#[track_caller]
pub(crate) fn apply(action: &Value, uri: &str, version: u32, text: &str, encoding: &str) -> String {
    let changes = action["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{action}");
    assert_eq!(changes[0]["textDocument"], json!({"uri": uri, "version": version}));
    let edits = changes[0]["edits"].as_array().unwrap();
    let mut ranges: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let byte = |place: &str| offset(text, &edit["range"][place], encoding);
            (byte("start"), byte("end"), edit["newText"].as_str().unwrap())
        })
        .collect();
    ranges.sort_unstable_by_key(|range| std::cmp::Reverse(range.0));
    let mut edited = text.to_owned();
    for (start, end, new) in ranges {
        edited.replace_range(start..end, new);
    }
    edited
}

/// The byte that an LSP position points at; positions that an editor would have to correct fail the test.
#[track_caller]
pub(crate) fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let number = |key: &str| position[key].as_u64().unwrap() as usize;
    let (mut start, character) = (0, number("character"));
    for _ in 0..number("line") {
        let rest = &text[start..];
        let end = rest.find(['\n', '\r']).expect("a position's line exists");
        start += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    let mut column = 0;
    for (at, c) in text[start..].char_indices() {
        if column >= character {
            assert_eq!(column, character, "the position points into {c:?}");
            return start + at;
        }
        assert!(!matches!(c, '\n' | '\r'), "the position points behind its line");
        column += units(c, encoding);
    }
    assert_eq!(column, character, "the position points behind the text");
    text.len()
}

/// The LSP position of a byte.
pub(crate) fn position(text: &str, byte: usize, encoding: &str) -> Value {
    let before = &text[..byte];
    let line = before.matches('\n').count();
    let column: usize =
        before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().map(|c| units(c, encoding)).sum();
    json!({"line": line, "character": column})
}

fn units(c: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => c.len_utf8(),
        "utf-16" => c.len_utf16(),
        "utf-32" => 1,
        other => panic!("no encoding of LSP's: {other}"),
    }
}

#[test]
fn positions_count_as_the_specification_says() {
    // The specification's own example: `a𐐀b`, where b is at 5, 3 and 2.
    for (encoding, column) in [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)] {
        let text = "x\r\na𐐀b\r\n";
        let byte = text.find('b').unwrap();
        let place = json!({"line": 1, "character": column});
        assert_eq!(position(text, byte, encoding), place);
        assert_eq!(offset(text, &place, encoding), byte);
    }
}
