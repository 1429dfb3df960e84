//! One test for each thing that tower-lsp leaves to its users: order, concurrency, cancellation, questions to the client,
//! panics and the end of the session.

mod common;

use common::{Client, Event, begun, cursor, fake, next, notification};
use serde_json::{Value, json};

const URI: &str = "file:///a.java";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_apply_in_the_order_they_came() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "x\n").await;
    for round in 0..20 {
        let mut messages = Vec::new();
        for change in 0..20 {
            let start = json!({"line": 0, "character": change});
            let range = json!({"start": start, "end": if change == 0 { json!({"line": 9, "character": 0}) } else { start.clone() }});
            let letter = char::from(b'a' + change).to_string();
            messages.push(notification(
                "textDocument/didChange",
                json!({"textDocument": {"uri": URI, "version": round * 20 + i32::from(change) + 2},
                       "contentChanges": [{"range": range, "text": letter}]}),
            ));
        }
        let unique = json!({"textDocument": {"uri": URI, "version": round * 20 + 30},
                            "contentChanges": [{"range": {"start": {"line": 0, "character": 20}, "end": {"line": 0, "character": 20}},
                                                "text": round.to_string()}]});
        messages.push(notification("textDocument/didChange", unique));
        messages.push(json!({"jsonrpc": "2.0", "id": 1000 + round, "method": "textDocument/codeAction", "params": cursor(URI, 0)}));
        client.send_all(&messages).await;
        let response = client.response(1000 + i64::from(round)).await;
        assert!(response["error"].is_null(), "{response}");
        assert_eq!(begun(&mut events).await, format!("abcdefghijklmnopqrst{round}"));
    }
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_is_read_behind_many_running_requests_and_stops_the_work() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    let text: String =
        (0..16).flat_map(|line| ["slow ".to_owned(), line.to_string(), "\n".to_owned()]).collect();
    client.open(URI, "java", &text).await;
    // Handlers run side by side, so only a request that is alone is known to be the one in the model.
    let mut ids = vec![client.request("textDocument/codeAction", cursor(URI, 0)).await];
    begun(&mut events).await;
    for line in 1..16 {
        ids.push(client.request("textDocument/codeAction", cursor(URI, line)).await);
    }
    // All sixteen are under way, one in the model and fifteen behind it. Those behind never reach the model.
    for id in ids.iter().rev() {
        client.cancel(*id).await;
        assert_eq!(client.response(*id).await["error"]["code"], -32800);
    }
    assert_eq!(next(&mut events).await, Event::Stopped);
    client.open("file:///b.java", "java", "i <= 1\n").await;
    assert_eq!(client.actions("file:///b.java", 0).await["result"][0]["title"], "FixErr: '<=' → '<'");
    assert_eq!(begun(&mut events).await, "i <= 1\n");
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_answers_nothing_holds_up_nothing() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"configuration": true}, "window": {"workDoneProgress": true}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    client.open(URI, "java", "i <= 1\n").await;
    for _ in 0..100 {
        client.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    }
    client.sent_by_server("workspace/configuration").await;
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_is_an_error_and_the_session_goes_on() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "panic\ni <= 1\n").await;
    for _ in 0..3 {
        let response = client.actions(URI, 0).await;
        assert_eq!(response["error"]["code"], -32603, "{response}");
        assert!(response["error"]["message"].as_str().unwrap().contains("the line says so"), "{response}");
    }
    assert_eq!(client.actions(URI, 1).await["result"].as_array().unwrap().len(), 2);
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exit_ends_the_session_while_the_input_is_open() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "slow\n").await;
    let id = client.request("textDocument/codeAction", cursor(URI, 0)).await;
    begun(&mut events).await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.response(id).await["error"]["code"], -32800);
    assert_eq!(client.ended().await, 1, "nobody asked for the shutdown");
    assert_eq!(next(&mut events).await, Event::Stopped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inputs_end_cancels_work_and_ends_the_session() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "slow\n").await;
    client.request("textDocument/codeAction", cursor(URI, 0)).await;
    begun(&mut events).await;
    client.hang_up().await;
    assert_eq!(client.ended().await, 1);
    assert_eq!(next(&mut events).await, Event::Stopped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shutdown_and_then_the_inputs_end_is_a_clean_end() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.call("shutdown", Value::Null).await;
    client.hang_up().await;
    assert_eq!(client.ended().await, 0);
}

// Other systems cannot see a process that is not their parent, and end when the input does.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_ends_when_the_editor_is_gone() {
    let (factory, _events) = fake();
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let mut client = Client::start(factory, json!({"processId": editor.id()})).await;
    client.open(URI, "java", "i <= 1\n").await;
    assert!(client.actions(URI, 0).await["error"].is_null());
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.ended().await, 1);
}
