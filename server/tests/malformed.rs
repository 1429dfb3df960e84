//! 100,000 messages that no client should send, with good requests among them: each good one gets its right answer, each bad
//! one that asks for an answer gets one, and nothing ends the session.

mod common;
#[path = "common/nonsense.rs"]
mod nonsense;

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
};

use common::{Client, cursor, fake};
use nonsense::{Nonsense, Random, framed};
use serde_json::{Value, json};

const URI: &str = "file:///good.java";
const MESSAGES: usize = 100_000;
/// Bad messages for each good one.
const BETWEEN: usize = 25;
/// Ids of good requests; those of bad ones begin at 0.
const GOOD: i64 = 1_000_000;

/// Which ids must still be answered, and how.
#[derive(Default)]
struct Expected(HashMap<i64, &'static [i64]>);

impl Expected {
    fn add(&mut self, answer: Option<(i64, &'static [i64])>) {
        self.0.extend(answer);
    }

    fn answered(&mut self, message: &Value) {
        let Some(id) = message["id"].as_i64().filter(|_| message.get("method").is_none()) else { return };
        let Some(codes) = self.0.remove(&id) else {
            assert!(id < GOOD, "a good request was answered twice: {message}");
            return;
        };
        let code = message["error"]["code"].as_i64().unwrap_or_default();
        assert!(codes.contains(&code), "{message} is none of {codes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_before_and_between_good_requests_changes_no_answer() {
    let (factory, mut events) = fake();
    let mut client = Client::connect(factory);
    let (mut random, mut expected) = (Random(0x5eed), Expected::default());

    // Before `initialize`. What might be one in spite of everything is left out.
    for id in 0..1000 {
        let Nonsense { bytes, answer } = random.nonsense(id);
        if !bytes.windows(10).any(|part| part == b"initialize") {
            client.send_bytes(&bytes).await;
            expected.add(answer);
        }
    }
    let parameters = json!({"processId": null, "rootUri": null, "capabilities": {}});
    let initialize = json!({"jsonrpc": "2.0", "id": GOOD, "method": "initialize", "params": parameters});
    client.send_bytes(&framed(initialize.to_string().as_bytes())).await;
    expected.add(Some((GOOD, &[0])));
    while expected.0.contains_key(&GOOD) {
        expected.answered(&client.receive().await);
    }
    client.notify("initialized", json!({})).await;
    let lines: String = (0..50).map(|line| format!("i{line} <= {line}\n")).collect();
    client.open(URI, "java", &lines).await;

    for round in 0..MESSAGES / BETWEEN {
        let mut bytes = Vec::new();
        for message in 0..BETWEEN {
            let nonsense = random.nonsense((1000 + round * BETWEEN + message) as i64);
            bytes.extend(nonsense.bytes);
            expected.add(nonsense.answer);
        }
        let id = GOOD + 1 + round as i64;
        let line = random.below(50) as u32;
        let good = json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/codeAction", "params": cursor(URI, line)});
        bytes.extend(framed(good.to_string().as_bytes()));
        client.send_bytes(&bytes).await;
        expected.add(Some((id, &[0])));
        loop {
            let message = client.receive().await;
            expected.answered(&message);
            if message["id"] == id && message.get("method").is_none() {
                let title = message["result"][0]["title"].as_str();
                assert_eq!(title, Some("FixErr: '<=' → '<'"), "round {round}: {message}");
                let edits = &message["result"][0]["edit"]["changes"][URI];
                assert_eq!(edits[0]["range"]["start"]["line"], line, "round {round}: {message}");
                break;
            }
        }
        while events.try_recv().is_ok() {}
    }
    assert_eq!(client.call("shutdown", json!({})).await["result"], Value::Null);
    // What was not answered before the last answer never will be.
    while let Some(message) = client.received() {
        expected.answered(&message);
    }
    assert!(expected.0.is_empty(), "never answered: {:?}", expected.0);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.ended().await, 0);
}

#[test]
fn the_real_process_reads_on_behind_nonsense() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixerr-server"));
    command.env("FIXERR_MODEL", "no/such/model").stderr(Stdio::null());
    let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = server.stdin.take().unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    let (initialized, wait) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut answers = HashMap::<i64, Value>::new();
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 {
            let length: usize = line.strip_prefix("Content-Length: ").unwrap().trim().parse().unwrap();
            let mut body = vec![0; length + 2];
            output.read_exact(&mut body).unwrap();
            let message: Value = serde_json::from_slice(&body[2..]).unwrap();
            if let Some(id) = message["id"].as_i64().filter(|_| message.get("method").is_none()) {
                let old = answers.insert(id, message);
                assert!(id < GOOD || old.is_none(), "answered twice: {old:?}");
                let _ = initialized.send(());
            }
            line.clear();
        }
        answers
    });
    let mut send = |message: Value| input.write_all(&framed(message.to_string().as_bytes())).unwrap();
    send(json!({"jsonrpc": "2.0", "id": GOOD, "method": "initialize", "params": {"capabilities": {}}}));
    wait.recv_timeout(common::PATIENCE).unwrap();
    let mut random = Random(0xfeed);
    for round in 1..200 {
        for id in 0..10 {
            input.write_all(&random.nonsense(id).bytes).unwrap();
        }
        let params = cursor("file:///never-opened.java", 0);
        let good = json!({"jsonrpc": "2.0", "id": GOOD + round, "method": "textDocument/codeAction", "params": params});
        input.write_all(&framed(good.to_string().as_bytes())).unwrap();
    }
    let shutdown = json!({"jsonrpc": "2.0", "id": GOOD + 200, "method": "shutdown", "params": null});
    input.write_all(&framed(shutdown.to_string().as_bytes())).unwrap();
    input.write_all(&framed(br#"{"jsonrpc":"2.0","method":"exit"}"#)).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(0));
    let answers = reader.join().unwrap();
    for round in 1..200 {
        assert_eq!(answers[&(GOOD + round)]["result"], json!([]), "round {round}");
    }
}
