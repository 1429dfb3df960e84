//! One test for each thing that tower-lsp leaves to its users: order, concurrency, cancellation, questions to the client,
//! panics and the end of the session.

mod common;

use std::sync::atomic::{AtomicBool, Ordering};

use common::{Client, Event, begun, cursor, fake, next, notification, stepping};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

const URI: &str = "file:///a.java";
const OTHER: &str = "file:///other.java";
/// A document that the model works on until it is cancelled.
const SLOW: &str = "slow\n";

fn code_action(id: usize, uri: &str, line: u32) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/codeAction", "params": cursor(uri, line)})
}

fn cancellation(id: usize) -> Value {
    notification("$/cancelRequest", json!({"id": id}))
}

/// The text that the last repair so far began with, but for the slow one: where it waited when it was cancelled, it may still begin
/// behind newer ones, and ends at once.
fn last_begun(events: &mut UnboundedReceiver<Event>) -> Option<String> {
    let mut last = None;
    while let Ok(event) = events.try_recv() {
        if let Event::Began { text, .. } = event
            && text != SLOW
        {
            last = Some(text);
        }
    }
    last
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_1_changes_apply_in_the_order_they_came_among_handlers_that_wait() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "x").await;
    client.open(OTHER, "java", SLOW).await;
    let (mut model, mut version, mut random) = (vec!['x'], 1, 1_usize);
    for run in 0..20 {
        let first_id = 10_000 + run * 100;
        // The model has something to do, so all that comes behind it waits.
        let mut messages = vec![code_action(first_id, OTHER, 0)];
        for change in 0..40_u8 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Where a letter goes depends on all the changes before this one.
            let at = (random >> 33) % (model.len() + 1);
            let letter = char::from(b'a' + change % 26);
            model.insert(at, letter);
            version += 1;
            let place = json!({"line": 0, "character": at});
            messages.push(notification(
                "textDocument/didChange",
                json!({"textDocument": {"uri": URI, "version": version},
                       "contentChanges": [{"range": {"start": place, "end": place}, "text": letter.to_string()}]}),
            ));
            if change % 4 == 0 {
                messages.push(code_action(first_id + 1 + usize::from(change), URI, 0));
            }
        }
        messages.extend([cancellation(first_id), code_action(first_id + 99, URI, 0)]);
        client.send_all(&messages).await;
        let response = client.response(first_id as i64 + 99).await;
        assert!(response["error"].is_null(), "{response}");
        assert_eq!(last_begun(&mut events), Some(model.iter().collect()), "run {run}");
    }
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_2_a_cancellation_is_answered_while_20_requests_wait() {
    let (factory, mut events, allow) = stepping();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", &"step\n".repeat(20)).await;
    let mut ids = vec![client.request("textDocument/codeAction", cursor(URI, 0)).await];
    begun(&mut events).await;
    for line in 1..20 {
        ids.push(client.request("textDocument/codeAction", cursor(URI, line)).await);
    }
    // The model makes no step before all of them are answered.
    for id in ids.iter().rev() {
        client.cancel(*id).await;
        assert_eq!(client.response(*id).await["error"]["code"], -32800);
    }
    allow.send(()).unwrap();
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_3_cancelling_stops_the_model_within_one_step_and_what_waited_never_runs() {
    let (factory, mut events, allow) = stepping();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "step\n").await;
    client.open(OTHER, "java", "i <= 1\nj <= 1\nk <= 1\n").await;
    let running = client.request("textDocument/codeAction", cursor(URI, 0)).await;
    begun(&mut events).await;
    for _ in 0..3 {
        assert_eq!(next(&mut events).await, Event::Stepping);
        allow.send(()).unwrap();
        assert_eq!(next(&mut events).await, Event::Stepped);
    }
    assert_eq!(next(&mut events).await, Event::Stepping);
    let mut waiting = Vec::new();
    for line in [0, 1] {
        waiting.push(client.request("textDocument/codeAction", cursor(OTHER, line)).await);
    }
    for id in [waiting[0], waiting[1], running] {
        client.cancel(id).await;
        assert_eq!(client.response(id).await["error"]["code"], -32800);
    }
    // The model is in the middle of its fourth step. It may go on for a hundred, but it must not.
    for _ in 0..100 {
        allow.send(()).unwrap();
    }
    assert_eq!(next(&mut events).await, Event::Stepped);
    assert_eq!(next(&mut events).await, Event::Stopped);
    assert_eq!(client.actions(OTHER, 2).await["result"][0]["title"], "FixErr: '<=' → '<'");
    let Event::Began { .. } = next(&mut events).await else { panic!("the third line is repaired") };
    assert!(events.try_recv().is_err(), "a cancelled request came to the model");
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_4_a_client_that_answers_no_question_holds_up_nothing() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"configuration": true}, "window": {"workDoneProgress": true}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    client.open(URI, "java", "i <= 1\n").await;
    client.sent_by_server("window/workDoneProgress/create").await;
    for _ in 0..100 {
        client.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    }
    for threads in 1..100 {
        let settings = json!({"settings": {"fixerr": {"threads": threads}}});
        client.notify("workspace/didChangeConfiguration", settings).await;
    }
    for _ in 0..100 {
        client.sent_by_server("workspace/configuration").await;
    }
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
    assert_eq!(client.shut_down().await, 0);
}

// The clock stands still but for when nothing else is to be done, so that a long wait takes no time.
#[tokio::test(start_paused = true)]
async fn row_4_an_answer_that_comes_too_late_does_no_harm() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"configuration": true}, "window": {"workDoneProgress": true}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    client.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    let create = client.sent_by_server("window/workDoneProgress/create").await;
    let question = client.sent_by_server("workspace/configuration").await;
    tokio::time::sleep(std::time::Duration::from_mins(1)).await;
    for (id, result) in [(&create["id"], json!(null)), (&question["id"], json!([{}]))] {
        client.send_all(&[json!({"jsonrpc": "2.0", "id": id, "result": result})]).await;
    }
    assert_eq!(client.actions("file:///never-opened.java", 0).await["result"], json!([]));
    assert_eq!(client.shut_down().await, 0);
}

/// Panics when a handler says that the fixer refused lines, if the lines ask for it: no handler panics otherwise.
struct PanickingLog;

static PANICKED: AtomicBool = AtomicBool::new(false);

impl tracing::Subscriber for PanickingLog {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("fixerr_server")
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::Id {
        tracing::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::Id, _: &tracing::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Message(String);
        impl tracing::field::Visit for Message {
            fn record_debug(&mut self, _: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.0 = format!("{value:?}");
            }
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        if message.0.contains("handler-panics.java") && message.0.contains("too long") {
            PANICKED.store(true, Ordering::Relaxed);
            panic!("the log of the handler");
        }
    }

    fn enter(&self, _: &tracing::Id) {}

    fn exit(&self, _: &tracing::Id) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_5_a_panic_in_a_handler_or_in_the_model_is_an_error_and_the_session_goes_on() {
    tracing::subscriber::set_global_default(PanickingLog).unwrap();
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    let handler = "file:///handler-panics.java";
    client.open(handler, "java", "too long\ni <= 1\n").await;
    client.open(URI, "java", "panic\ni <= 1\n").await;
    for (uri, said) in [(handler, "the log of the handler"), (URI, "the line says so")] {
        for _ in 0..3 {
            let response = client.actions(uri, 0).await;
            assert_eq!(response["error"]["code"], -32603, "{response}");
            assert!(response["error"]["message"].as_str().unwrap().contains(said), "{response}");
            assert_eq!(client.actions(uri, 1).await["result"].as_array().unwrap().len(), 2);
        }
    }
    assert!(PANICKED.load(Ordering::Relaxed));
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_6_exit_ends_the_session_while_the_input_is_open() {
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
