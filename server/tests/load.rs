//! Requests, cancellations and edits of several documents at once: each request is answered once, and no edit is for a text
//! that the server knew to be gone. `cargo xtask bench server` does the same with the model that ships, and measures.

mod common;

use std::collections::HashMap;

use common::{Client, cursor, fake, notification};
use serde_json::{Value, json};

const REQUESTS: usize = 200;
const DOCUMENTS: usize = 4;

fn uri(document: usize) -> String {
    format!("file:///{document}.java")
}

/// What the client knows of a request.
struct Asked {
    uri: String,
    version: i64,
    answers: usize,
}

/// What the client knows of the session.
#[derive(Default)]
struct Ledger {
    asked: HashMap<i64, Asked>,
    /// Probes that are not answered yet, and the versions that they came behind.
    probes: HashMap<i64, (String, i64)>,
    /// The versions that the server is known to have seen.
    seen: HashMap<String, i64>,
    codes: HashMap<i64, usize>,
    edits: usize,
}

impl Ledger {
    /// The rule: an edit is for the version that its request was about, and never comes behind the answer to something that the
    /// client sent after a newer version. Messages are read in order, so then the server knew that version.
    fn take(&mut self, message: &Value) {
        let Some(id) = message["id"].as_i64().filter(|_| message.get("method").is_none()) else { return };
        if let Some((uri, version)) = self.probes.remove(&id) {
            let seen = self.seen.entry(uri).or_default();
            *seen = version.max(*seen);
            return;
        }
        let asked = self.asked.get_mut(&id).unwrap();
        asked.answers += 1;
        let code = message["error"]["code"].as_i64().unwrap_or_default();
        assert!([0, -32800, -32801].contains(&code), "{message}");
        *self.codes.entry(code).or_default() += 1;
        for action in message["result"].as_array().into_iter().flatten() {
            let document = &action["edit"]["documentChanges"][0]["textDocument"];
            assert_eq!(document, &json!({"uri": asked.uri, "version": asked.version}), "{message}");
            let seen = self.seen.get(&asked.uri).copied().unwrap_or_default();
            assert!(seen <= asked.version, "version {seen} was known: {message}");
            self.edits += 1;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_answered_once_and_no_edit_is_stale() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    let text = (0..40).map(|line| format!("{} {line} <= n\n", if line % 8 == 0 { "slow" } else { "i" }));
    let text: String = text.collect();
    for document in 0..DOCUMENTS {
        client.open(&uri(document), "java", &text).await;
    }
    let (mut ledger, mut versions) = (Ledger::default(), [1; DOCUMENTS]);
    let mut id = 100;
    for request in 0..REQUESTS {
        let mut messages = Vec::new();
        for edit in 0..2 {
            let document = (request + edit * 3) % DOCUMENTS;
            versions[document] += 1;
            let place = json!({"line": 39, "character": 0});
            messages.push(notification(
                "textDocument/didChange",
                json!({"textDocument": {"uri": uri(document), "version": versions[document]},
                       "contentChanges": [{"range": {"start": place, "end": place}, "text": "x"}]}),
            ));
            id += 1;
            let params = cursor("file:///never-opened.java", 0);
            messages.push(
                json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/codeAction", "params": params}),
            );
            ledger.probes.insert(id, (uri(document), versions[document]));
        }
        let document = request % DOCUMENTS;
        id += 1;
        // Every fifth request is for a line that keeps the model busy; some of these are cancelled, and edits end the others.
        let line = if request % 5 == 0 { 8 } else { request as u32 % 7 + 1 };
        let params = cursor(&uri(document), line);
        messages
            .push(json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/codeAction", "params": params}));
        ledger.asked.insert(id, Asked { uri: uri(document), version: versions[document], answers: 0 });
        if request % 10 < 3 {
            messages.push(notification("$/cancelRequest", json!({"id": id})));
        }
        client.send_all(&messages).await;
        // Now and then, what is under way may end before the next edit.
        if request % 3 == 0 {
            while !ledger.probes.is_empty() {
                ledger.take(&client.receive().await);
            }
        }
    }
    // Whatever is still under way is slow, and closing its document ends it.
    for document in 0..DOCUMENTS {
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(document)}})).await;
    }
    while ledger.asked.values().any(|asked| asked.answers == 0) || !ledger.probes.is_empty() {
        ledger.take(&client.receive().await);
    }
    assert_eq!(client.call("shutdown", Value::Null).await["result"], Value::Null);
    while let Some(message) = client.received() {
        ledger.take(&message);
    }
    assert!(ledger.asked.values().all(|asked| asked.answers == 1));
    assert_eq!(ledger.asked.len(), REQUESTS);
    assert!(ledger.edits > 0 && ledger.codes.len() == 3, "{:?}, {} edits", ledger.codes, ledger.edits);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.ended().await, 0);
}
