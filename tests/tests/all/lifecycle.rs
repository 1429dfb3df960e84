//! However a session ends, with the model at work, the server's process ends soon: the client killed, the input closed, `exit`
//! without `shutdown`, and the process gone that the client named.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{client, process};

/// Set for the process that plays the client which is killed.
const CLIENT: &str = "FIXERR_LIFECYCLE_CLIENT";
/// It takes well under a second; a machine that does ten things at once may need longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Requests, each for ten answers: several seconds of work.
const REQUESTS: usize = 30;
const URI: &str = "file:///ring.c";

struct Session {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
}

impl Session {
    /// Starts the server with the model that ships and gives the model more to do than it can do soon.
    fn busy(process_id: u32) -> Self {
        let mut command = process::server(&process::root().join("models/default"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let (sender, messages) = channel();
        let output = server.stdout.take().unwrap();
        std::thread::spawn(move || client::read_messages(output, &sender));
        let input = server.stdin.take().unwrap();
        let mut session = Self { server, input, messages };
        let options = json!({"candidates": 10, "loadingWaitMs": 60_000});
        let params = json!({"processId": process_id, "capabilities": {}, "initializationOptions": options});
        session.send(&json!({"id": 0, "method": "initialize", "params": params}));
        session.answered(0);
        session.send(&json!({"method": "initialized", "params": {}}));
        let text = std::fs::read_to_string(process::root().join("tests/demo/ring.c")).unwrap();
        let document = json!({"uri": URI, "languageId": "c", "version": 1, "text": text});
        session.send(&json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}));
        let lines = text.lines().enumerate().filter(|(_, line)| line.trim().len() > 10);
        for (id, (line, _)) in (1..=REQUESTS).zip(lines) {
            let place = json!({"line": line, "character": 0});
            let params = json!({"textDocument": {"uri": URI}, "range": {"start": place, "end": place},
                                "context": {"diagnostics": []}});
            session.send(&json!({"id": id, "method": "textDocument/codeAction", "params": params}));
        }
        // The model is loaded and has begun with the others.
        session.answered(1);
        session
    }

    fn send(&mut self, message: &Value) {
        let mut message = message.clone();
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }

    fn answered(&mut self, id: usize) {
        while self.messages.recv_timeout(process::PATIENCE).unwrap()["id"] != id {}
    }

    /// Waits for the process's end. The input stays open unless `end` closes it.
    fn ends(mut self, what: &str, code: i32, end: impl FnOnce(&mut Self)) {
        let results = self.messages.try_iter().filter(|message| message["result"].is_array()).count();
        assert!(results + 1 < REQUESTS, "{what}: the model has nothing left to do");
        let start = Instant::now();
        end(&mut self);
        let status = loop {
            if let Some(status) = self.server.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > PATIENCE {
                self.server.kill().unwrap();
                panic!("{what}: the server still runs");
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        eprintln!("{what}: gone after {} ms", start.elapsed().as_millis());
        assert_eq!(status.code(), Some(code), "{what}");
    }
}

#[test]
fn closing_the_input_ends_the_server() {
    let session = Session::busy(std::process::id());
    session.ends("the input closed", 1, |session| {
        // A pipe that nobody holds any more, in the place of ours.
        let mut other = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        session.input = other.stdin.take().unwrap();
        other.wait().unwrap();
    });
}

#[test]
fn exit_without_shutdown_ends_the_server() {
    let session = Session::busy(std::process::id());
    session.ends("exit without shutdown", 1, |session| session.send(&json!({"method": "exit"})));
}

// Other systems let nobody see a process that is not its parent.
#[cfg(target_os = "linux")]
#[test]
fn the_end_of_the_named_process_ends_the_server() {
    let mut editor = Command::new("sleep").arg("600").spawn().unwrap();
    let session = Session::busy(editor.id());
    session.ends("the named process gone", 1, |_| {
        editor.kill().unwrap();
        editor.wait().unwrap();
    });
}

#[cfg(target_os = "linux")]
#[test]
fn killing_the_client_ends_the_server() {
    // This test's own program plays the client.
    if env::var_os(CLIENT).is_some() {
        let session = Session::busy(std::process::id());
        println!("\nserver {}", session.server.id());
        std::thread::sleep(process::PATIENCE);
        return;
    }
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["lifecycle::killing_the_client_ends_the_server", "--exact", "--nocapture"]);
    let mut client = command.env(CLIENT, "1").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(client.stdout.take().unwrap()).lines();
    let server = lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("server ")?.to_owned()));
    let state_file = format!("/proc/{}/stat", server.expect("the client starts a server"));
    // Whoever inherits the process may not have collected it yet: then its state is Z.
    let runs = || std::fs::read_to_string(&state_file).is_ok_and(|line| !line.contains(") Z "));
    assert!(runs());
    let start = Instant::now();
    client.kill().unwrap();
    client.wait().unwrap();
    while runs() {
        assert!(start.elapsed() < PATIENCE, "the server still runs");
        std::thread::sleep(Duration::from_millis(1));
    }
    eprintln!("the client killed: gone after {} ms", start.elapsed().as_millis());
}
