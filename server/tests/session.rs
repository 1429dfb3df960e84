//! Whole sessions with a fixer that needs no model: what goes over the wire and what a client makes of it.

mod common;

use std::sync::{Arc, Mutex, mpsc};

use common::{Client, Event, begun, cursor, edits, fake, next};
use fixerr_server::{
    fixer::FixerFactory,
    model::{LoadError, ModelSettings},
};
use serde_json::{Value, json};

const URI: &str = "file:///a.java";

fn applied(text: &str, edit: &Value, encoding: &str) -> String {
    edits::applied(text, &edit["range"], &edit["newText"], encoding)
}

#[tokio::test]
async fn open_change_repair_and_shut_down_in_each_encoding() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let (factory, _events) = fake();
        let capabilities = json!({"general": {"positionEncodings": [encoding]},
                                  "workspace": {"workspaceEdit": {"documentChanges": true}}});
        let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
        assert_eq!(client.initialized["capabilities"]["positionEncoding"], encoding);
        client.open(URI, "java", "a\r\n\"😀\" i < n;\r\nb\r\n").await;
        // Insert `=` behind `<`, which stands behind an emoji.
        let column = match encoding {
            "utf-8" => 10,
            "utf-16" => 8,
            _ => 7,
        };
        let place = json!({"line": 1, "character": column});
        let change = json!({"textDocument": {"uri": URI, "version": 2},
                            "contentChanges": [{"range": {"start": place, "end": place}, "text": "="}]});
        client.notify("textDocument/didChange", change).await;
        let actions = client.actions(URI, 1).await;
        let first = &actions["result"][0];
        assert_eq!(first["title"], "FixErr: '<=' → '<'", "{actions}");
        assert_eq!((&first["kind"], &first["isPreferred"]), (&json!("quickfix"), &Value::Null));
        let change = &first["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"], json!({"uri": URI, "version": 2}));
        let text = "a\r\n\"😀\" i <= n;\r\nb\r\n";
        assert_eq!(applied(text, &change["edits"][0], encoding), "a\r\n\"😀\" i < n;\r\nb\r\n");
        assert_eq!(actions["result"][1]["title"], "FixErr: delete line '\"😀\" i <= n;'");
        assert_eq!(client.shut_down().await, 0);
    }
}

/// A change of line 0 as a client writes it, with what it puts at the line's beginning.
fn change_as_sent(version: i32, text: &str) -> Vec<u8> {
    let place = r#"{"line":0,"character":0}"#;
    let body = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{URI}","version":{version}}},"contentChanges":[{{"range":{{"start":{place},"end":{place}}},"text":{text}}}]}}}}"#
    );
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn half_a_surrogate_pair_leaves_the_places_behind_it_right() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "i < 1\n").await;
    client.send_bytes(&change_as_sent(2, r#""\ud83d""#)).await;
    let place = json!({"line": 0, "character": 4});
    let change = json!({"textDocument": {"uri": URI, "version": 3},
                        "contentChanges": [{"range": {"start": place, "end": place}, "text": "="}]});
    client.notify("textDocument/didChange", change).await;
    client.actions(URI, 0).await;
    assert_eq!(begun(&mut events).await, "\u{fffd}i <= 1\n");
}

#[tokio::test]
async fn behind_a_change_that_cannot_be_read_only_a_whole_text_is_worked_on() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    let whole = json!({"textDocument": {"uri": URI, "version": 9}, "contentChanges": [{"text": "j <= 1\n"}]});
    // No JSON, and no text.
    for broken in [r#""\x""#, "7"] {
        client.open(URI, "java", "i <= 1\n").await;
        assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
        client.send_bytes(&change_as_sent(2, broken)).await;
        client.send_bytes(&change_as_sent(3, r#""x""#)).await;
        assert_eq!(client.actions(URI, 0).await["result"], json!([]), "{broken}");
        client.notify("textDocument/didChange", whole.clone()).await;
        let actions = client.actions(URI, 0).await;
        assert_eq!(actions["result"][0]["title"], "FixErr: '<=' → '<'", "{broken}: {actions}");
    }
}

#[tokio::test]
async fn behind_a_change_of_nobody_knows_which_document_only_whole_texts_are_worked_on() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    let body =
        r#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"contentChanges":[{"text":"x"}]"#;
    // It breaks off before it says whose it is, or is longer than anything that is read.
    for length in [body.len(), 1 << 40] {
        for uri in [URI, "file:///b.java"] {
            client.open(uri, "java", "i <= 1\n").await;
            assert_eq!(client.actions(uri, 0).await["result"].as_array().unwrap().len(), 2);
        }
        client.send_bytes(format!("Content-Length: {length}\r\n\r\n{body}").as_bytes()).await;
        for uri in [URI, "file:///b.java"] {
            assert_eq!(client.actions(uri, 0).await["result"], json!([]), "{length}");
            let whole =
                json!({"textDocument": {"uri": uri, "version": 9}, "contentChanges": [{"text": "j <= 1\n"}]});
            client.notify("textDocument/didChange", whole).await;
            assert_eq!(client.actions(uri, 0).await["result"].as_array().unwrap().len(), 2, "{length}");
        }
    }
}

#[tokio::test]
async fn a_client_that_declares_nothing_gets_utf_16_and_plain_changes() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    assert_eq!(client.initialized["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(
        client.initialized["capabilities"]["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix", "source.fixAll.fixerr"])
    );
    client.open("untitled:Untitled-1", "python", "while i <= n:\n").await;
    let actions = client.actions("untitled:Untitled-1", 0).await;
    let edit = &actions["result"][0]["edit"];
    assert!(edit["documentChanges"].is_null(), "{actions}");
    let change = &edit["changes"]["untitled:Untitled-1"][0];
    assert_eq!(applied("while i <= n:\n", change, "utf-16"), "while i < n:\n");
    for (uri, line) in [("file:///never-opened.java", 0), ("untitled:Untitled-1", 99)] {
        assert_eq!(client.actions(uri, line).await["result"], json!([]));
    }
    client.open("file:///notes.txt", "plaintext", "i <= n\n").await;
    assert_eq!(client.actions("file:///notes.txt", 0).await["result"], json!([]));
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test]
async fn a_diagnostics_message_reaches_the_model() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "a\ni <= n\n").await;
    let mut params = cursor(URI, 1);
    let range = json!({"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 4}});
    params["context"] = json!({"triggerKind": 2, "diagnostics": [{"range": range, "message": "off by one"}]});
    let response = client.call("textDocument/codeAction", params.clone()).await;
    assert_eq!(response["result"][0]["diagnostics"][0]["message"], "off by one", "{response}");
    assert_eq!(next(&mut events).await, Event::Loaded(ModelSettings::default()));
    assert_eq!(
        next(&mut events).await,
        Event::Began { text: "a\ni <= n\n".into(), message: Some("off by one".into()) }
    );
    // Without the diagnostic an automatic request is left alone, and the same request again is answered from memory.
    params["context"]["diagnostics"] = json!([]);
    assert_eq!(client.call("textDocument/codeAction", params).await["result"], json!([]));
    for _ in 0..3 {
        assert_eq!(client.actions(URI, 1).await["result"].as_array().unwrap().len(), 2);
    }
    assert_eq!(next(&mut events).await, Event::Began { text: "a\ni <= n\n".into(), message: None });
    assert!(events.try_recv().is_err());
}

#[tokio::test]
async fn a_changed_document_stops_the_work_and_says_so() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "slow\n").await;
    let id = client.request("textDocument/codeAction", cursor(URI, 0)).await;
    begun(&mut events).await;
    let change =
        json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "i <= n\n"}]});
    client.notify("textDocument/didChange", change).await;
    assert_eq!(client.response(id).await["error"]["code"], -32801);
    assert_eq!(next(&mut events).await, Event::Stopped);
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_span_that_the_model_refuses_is_no_error() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "too long\n").await;
    assert_eq!(client.actions(URI, 0).await["result"], json!([]));
}

/// A factory that loads when told to.
fn gated() -> (FixerFactory, mpsc::Sender<()>) {
    let (factory, _) = fake();
    let (open, gate) = mpsc::channel();
    let gate = Mutex::new(gate);
    (
        Arc::new(move |settings| {
            gate.lock().unwrap().recv().map_err(|_| LoadError::Refused("the test is over".into()))?;
            factory(settings)
        }),
        open,
    )
}

#[tokio::test]
async fn requests_wait_for_a_model_that_is_being_loaded() {
    let (factory, open) = gated();
    let options = json!({"fixerr": {"loadingWaitMs": 60_000}});
    let progress = json!({"window": {"workDoneProgress": true}});
    let mut client =
        Client::start(factory, json!({"capabilities": progress, "initializationOptions": options})).await;
    client.open(URI, "java", "i <= n\n").await;
    let id = client.request("textDocument/codeAction", cursor(URI, 0)).await;
    let create = client.sent_by_server("window/workDoneProgress/create").await;
    client.send_all(&[json!({"jsonrpc": "2.0", "id": create["id"], "result": null})]).await;
    let begin = client.sent_by_server("$/progress").await;
    assert_eq!(
        (&begin["params"]["token"], &begin["params"]["value"]["kind"]),
        (&create["params"]["token"], &json!("begin"))
    );
    open.send(()).unwrap();
    assert_eq!(client.response(id).await["result"].as_array().unwrap().len(), 2);
    let end = client.sent_by_server("$/progress").await;
    assert_eq!(end["params"]["value"], json!({"kind": "end", "message": "ready: fake on cpu"}));
    let ready = client.sent_by_server("window/logMessage").await;
    assert_eq!(ready["params"]["message"], "FixErr is ready: fake on cpu");
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test]
async fn requests_do_not_wait_for_ever() {
    let (factory, open) = gated();
    let mut client = Client::start(factory, json!({"initializationOptions": {"loadingWaitMs": 10}})).await;
    client.open(URI, "java", "i <= n\n").await;
    assert_eq!(client.actions(URI, 0).await["result"], json!([]));
    open.send(()).unwrap();
    client.sent_by_server("window/logMessage").await;
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_model_that_cannot_be_loaded_is_reported_once_and_another_can_be_chosen() {
    let (fakes, _events) = fake();
    let factory: FixerFactory = Arc::new(move |settings| match settings.folder {
        None => Err(LoadError::Refused("no model at /x".into())),
        Some(_) => fakes(settings),
    });
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "i <= n\n").await;
    let message = client.sent_by_server("window/showMessage").await;
    assert_eq!(message["params"]["type"], 1);
    assert!(message["params"]["message"].as_str().unwrap().contains("no model at /x"), "{message}");
    for _ in 0..3 {
        assert_eq!(client.actions(URI, 0).await["result"], json!([]));
    }
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"fixerr": {"model": "/y"}}})).await;
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test]
async fn settings_switch_languages_and_count_off_and_are_warned_of_once() {
    let (factory, _events) = fake();
    let options = json!({"candidates": 1, "colour": "red"});
    let mut client = Client::start(factory, json!({"initializationOptions": options})).await;
    client.open(URI, "java", "i <= n\n").await;
    let warning = client.sent_by_server("window/logMessage").await;
    let text = "unknown setting fixerr.colour; it is ignored";
    let warning = if warning["params"]["message"] == text {
        warning
    } else {
        client.sent_by_server("window/logMessage").await
    };
    assert_eq!(warning["params"], json!({"type": 2, "message": text}));
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 1);
    for (settings, expected) in [
        (json!({"fixerr": {"disabledLanguages": ["java"], "colour": "red"}}), 0),
        (json!({"fixerr": {"candidates": 2}}), 2),
        (json!({"pylsp": {"plugins": {}}, "gopls": {}}), 2),
        (json!({"fixerr": null}), 2),
        (json!({"fixerr": {"enable": false}}), 0),
        (json!({}), 1),
    ] {
        client.notify("workspace/didChangeConfiguration", json!({"settings": settings})).await;
        let actions = client.actions(URI, 0).await;
        assert_eq!(actions["result"].as_array().unwrap().len(), expected, "{settings}: {actions}");
    }
    // One more warning would be a second one of the same key.
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"fixerr": {"size": 1}}})).await;
    let other = client
        .find("second warning", |message| {
            message["params"]["type"] == 2 && message["method"] == "window/logMessage"
        })
        .await;
    assert_eq!(other["params"]["message"], "unknown setting fixerr.size; it is ignored");
}

#[tokio::test]
async fn settings_are_pulled_from_clients_that_want_that() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"configuration": true}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    client.open(URI, "java", "i <= n\n").await;
    client.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    let question = client.sent_by_server("workspace/configuration").await;
    assert_eq!(question["params"]["items"], json!([{"section": "fixerr"}]));
    let answer =
        json!({"jsonrpc": "2.0", "id": question["id"], "result": [{"candidates": 1, "nonsense": 1}]});
    client.send_all(&[answer]).await;
    // The warning comes when the answer has been read.
    client.find("warning", |message| message["params"]["type"] == 2).await;
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 1);
}
