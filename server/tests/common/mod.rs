//! A client that drives the real server over a duplex stream, and a fixer that needs no model: it makes `<` of `<=`, waits
//! to be cancelled on lines that say `slow`, does one step for each that a test allows on lines that say `step`, panics on
//! lines that say `panic`, finds nothing on lines that say so, and doubts on lines that say `rash` if it may think longer.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses another part of this module")]

pub mod edits;
mod messages;
pub mod questions;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use fixerr_server::{
    fixer::{FixError, Fixer, FixerFactory, Fixes},
    lsp::{self, ServeOptions},
    model::ModelSettings,
};
use fixerr_shared::{
    engine::CancelToken,
    ranking::Evidence,
    repair::{Candidate, RepairRequest},
};
pub use messages::{cursor, notification};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};

/// Far more than anything here takes; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What the fake fixer did.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    Loaded(ModelSettings),
    /// Began to repair this document with this message.
    Began {
        text: String,
        message: Option<String>,
    },
    /// Is in the middle of a step.
    Stepping,
    /// Did a step.
    Stepped,
    /// Saw its token cancelled.
    Stopped,
}

struct Fake {
    events: UnboundedSender<Event>,
    steps: Arc<Mutex<Receiver<()>>>,
}

impl Fixer for Fake {
    fn repair(&mut self, request: &RepairRequest<'_>, cancel: &CancelToken) -> Result<Fixes, FixError> {
        let text = request.text.to_owned();
        let _ = self.events.send(Event::Began { text, message: request.message.map(ToOwned::to_owned) });
        let lines: Vec<&str> = request.text.split_inclusive('\n').collect();
        let marked = lines[request.start_line..=request.end_line].concat();
        assert!(!marked.contains("panic"), "the line says so");
        if marked.contains("too long") {
            return Err(FixError::Input("the marked lines are too long".into()));
        }
        while marked.contains("slow") {
            if cancel.is_cancelled() {
                let _ = self.events.send(Event::Stopped);
                return Err(FixError::Cancelled);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let steps = self.steps.lock().unwrap();
        // Like decoding: the token is looked at before each step, and a step cannot be interrupted.
        while marked.contains("step") {
            if cancel.is_cancelled() {
                let _ = self.events.send(Event::Stopped);
                return Err(FixError::Cancelled);
            }
            let _ = self.events.send(Event::Stepping);
            if steps.recv().is_err() {
                break;
            }
            let _ = self.events.send(Event::Stepped);
        }
        if marked.contains("nothing") {
            return Ok(Fixes::default());
        }
        let confidence = if marked.contains("rash") && request.candidates > 1 { 0.7 } else { 0.9 };
        let candidate = |replacement: String| Candidate {
            replacement,
            confidence,
            log_probability: -0.1,
            evidence: Evidence::default(),
            precedent: None,
        };
        // A lost bracket can be put back behind more than one line.
        let closed = if marked.contains("close();") { format!("{marked}}}\n") } else { marked.clone() };
        let all = [candidate(closed.replace("<=", "<")), candidate(String::new())];
        let changes = all.into_iter().filter(|candidate| candidate.replacement != marked);
        Ok(Fixes { candidates: changes.take(request.candidates).collect(), unchanged: Some(0.05) })
    }

    fn model(&self) -> String {
        "fake".into()
    }

    fn device(&self) -> String {
        "cpu".into()
    }
}

/// A factory of fake fixers, and what they do.
pub fn fake() -> (FixerFactory, UnboundedReceiver<Event>) {
    let (factory, events, _) = stepping();
    (factory, events)
}

/// The same, and what allows a step. Without it, a fixer goes on to its result.
pub fn stepping() -> (FixerFactory, UnboundedReceiver<Event>, Sender<()>) {
    let (events, received) = unbounded_channel();
    let (allow, steps) = channel();
    let steps = Arc::new(Mutex::new(steps));
    let factory: FixerFactory = Arc::new(move |settings| {
        let _ = events.send(Event::Loaded(settings.clone()));
        Ok(Box::new(Fake { events: events.clone(), steps: Arc::clone(&steps) }))
    });
    (factory, received, allow)
}

/// A client and the server that it talks to.
pub struct Client {
    writer: Option<WriteHalf<DuplexStream>>,
    incoming: UnboundedReceiver<Value>,
    /// Messages that came while another one was awaited.
    stash: VecDeque<Value>,
    next_id: i64,
    server: JoinHandle<u8>,
    pub initialized: Value,
}

async fn read_messages(reader: ReadHalf<DuplexStream>, messages: UnboundedSender<Value>) {
    let mut reader = BufReader::new(reader);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).await.unwrap();
        let _ = messages.send(serde_json::from_slice(&body).unwrap());
    }
}

impl Client {
    /// Starts a server without initializing it.
    pub fn connect(factory: FixerFactory) -> Self {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (reader, writer) = tokio::io::split(theirs);
        let options = ServeOptions { factory, overrides: ModelSettings::default() };
        let server = tokio::spawn(lsp::serve(reader, writer, options));
        let (our_reader, our_writer) = tokio::io::split(ours);
        let (messages, incoming) = unbounded_channel();
        tokio::spawn(read_messages(our_reader, messages));
        Self {
            writer: Some(our_writer),
            incoming,
            stash: VecDeque::new(),
            next_id: 0,
            server,
            initialized: Value::Null,
        }
    }

    /// Starts and initializes a server.
    pub async fn start(factory: FixerFactory, params: Value) -> Self {
        let mut client = Self::connect(factory);
        let mut all = json!({"processId": null, "rootUri": null, "capabilities": {}});
        for (key, value) in params.as_object().unwrap() {
            all[key] = value.clone();
        }
        let response = client.call("initialize", all).await;
        client.initialized = response["result"].clone();
        client.notify("initialized", json!({})).await;
        client
    }

    pub async fn send_all(&mut self, messages: &[Value]) {
        let mut bytes = Vec::new();
        for message in messages {
            let body = message.to_string();
            bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
        }
        self.writer.as_mut().unwrap().write_all(&bytes).await.unwrap();
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send_all(&[notification(method, params)]).await;
    }

    /// Sends a request and returns its id.
    pub async fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        // `shutdown` has no parameters, and tower-lsp refuses null ones.
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send_all(&[message]).await;
        id
    }

    /// The first message, old or new, that `wanted` says yes to.
    pub async fn find(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.stash.iter().position(&wanted) {
            return self.stash.remove(at).unwrap();
        }
        loop {
            let message = tokio::time::timeout(PATIENCE, self.incoming.recv()).await;
            let message = message.unwrap_or_else(|_| panic!("no {what} came; but: {:?}", self.stash));
            let message = message.unwrap_or_else(|| panic!("the server ended without {what}"));
            if wanted(&message) {
                return message;
            }
            self.stash.push_back(message);
        }
    }

    pub async fn response(&mut self, id: i64) -> Value {
        self.find("response", |message| message["id"] == id && message.get("method").is_none()).await
    }

    /// The next request or notification of this name from the server.
    pub async fn sent_by_server(&mut self, method: &str) -> Value {
        self.find(method, |message| message["method"] == method).await
    }

    pub async fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params).await;
        self.response(id).await
    }

    pub async fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    /// Asks for code actions with the cursor on a line.
    pub async fn actions(&mut self, uri: &str, line: u32) -> Value {
        self.call("textDocument/codeAction", cursor(uri, line)).await
    }

    pub async fn cancel(&mut self, id: i64) {
        self.notify("$/cancelRequest", json!({"id": id})).await;
    }

    /// The next message, whatever it is, that nothing has looked for yet.
    pub async fn receive(&mut self) -> Value {
        if let Some(message) = self.stash.pop_front() {
            return message;
        }
        let message = tokio::time::timeout(PATIENCE, self.incoming.recv()).await;
        message.expect("no message came").expect("the server ended")
    }

    /// A message that has come already.
    pub fn received(&mut self) -> Option<Value> {
        self.stash.pop_front().or_else(|| self.incoming.try_recv().ok())
    }

    /// Sends bytes as they are.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        self.writer.as_mut().unwrap().write_all(bytes).await.unwrap();
    }

    /// Closes the server's input.
    pub async fn hang_up(&mut self) {
        self.writer.take().unwrap().shutdown().await.unwrap();
    }

    /// Waits for the server's end and returns its exit status. The input stays open.
    pub async fn ended(&mut self) -> u8 {
        tokio::time::timeout(PATIENCE, &mut self.server).await.expect("the server does not end").unwrap()
    }

    /// What has come and was not asked for, after the server's end.
    pub async fn rest(mut self) -> Vec<Value> {
        while let Some(message) = self.incoming.recv().await {
            self.stash.push_back(message);
        }
        self.stash.into()
    }

    /// The polite end.
    pub async fn shut_down(mut self) -> u8 {
        let response = self.call("shutdown", Value::Null).await;
        assert_eq!(response["result"], Value::Null);
        self.notify("exit", Value::Null).await;
        self.ended().await
    }
}

/// The next thing that the fixer did.
pub async fn next(events: &mut UnboundedReceiver<Event>) -> Event {
    tokio::time::timeout(PATIENCE, events.recv()).await.expect("the fixer does nothing").unwrap()
}

/// Waits until the fixer begins a repair.
pub async fn begun(events: &mut UnboundedReceiver<Event>) -> String {
    loop {
        if let Event::Began { text, .. } = next(events).await {
            return text;
        }
    }
}
