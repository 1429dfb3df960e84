//! Exchanges of real editors (`editors/*.json`), played again: the recorded client's messages go to the server, and what
//! comes back must be something that this very client can use.
//!
//! In each recording a user types `=` behind the `<` of [`INTACT`], behind letters that every encoding counts differently,
//! asks for code actions on two selected lines and at the cursor, and applies one, which makes the text [`INTACT`] again.

mod common;

use std::{collections::HashSet, path::Path};

use common::{
    Client, Event,
    edits::{applied, byte_of},
    fake, questions,
};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

const URI: &str = "file:///project/Sum.java";

/// The document of every recording.
const INTACT: &str = "class Sum {
    static int of(int[] a) {
        int s = 0;
        /* é😀 */ for (int i = 0; i < a.length; i++) {
            s += a[i];
        }
        return s;
    }
}
";

fn broken() -> String {
    INTACT.replace("i < a", "i <= a")
}

/// An editor that says and answers what it said and answered when it was recorded.
struct Player {
    client: Client,
    events: UnboundedReceiver<Event>,
    messages: Vec<Value>,
    capabilities: Value,
    encoding: String,
    /// The document, by the editor's own changes.
    text: String,
    version: Value,
    /// Requests that have been answered.
    answered: HashSet<String>,
    /// The quick fix that was offered last.
    offered: Value,
    fixes_at_a_cursor: usize,
    fixes_of_a_selection: usize,
}

impl Player {
    fn open(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editors").join(name);
        let mut recording: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let Value::Array(messages) = recording["messages"].take() else { panic!("{name} has no messages") };
        let (factory, events) = fake();
        Self {
            client: Client::connect(factory),
            events,
            messages,
            capabilities: Value::Null,
            encoding: String::new(),
            text: String::new(),
            version: Value::Null,
            answered: HashSet::new(),
            offered: Value::Null,
            fixes_at_a_cursor: 0,
            fixes_of_a_selection: 0,
        }
    }

    async fn play(mut self) {
        let (mut asks_for_the_end, mut says_exit) = (false, false);
        for message in self.messages.clone() {
            let Some(method) = message["method"].as_str() else { continue };
            match method {
                "initialize" => self.initialize(message).await,
                "textDocument/codeAction" => self.ask_for_actions(message).await,
                "codeAction/resolve" => self.resolve_again(message).await,
                _ if message.get("id").is_some() => {
                    asks_for_the_end |= method == "shutdown";
                    let response = self.request(message).await;
                    assert!(response["error"].is_null(), "{response}");
                }
                _ => {
                    says_exit |= method == "exit";
                    self.follow(method, &message["params"]);
                    self.client.send_all(&[message]).await;
                }
            }
        }
        assert!(self.fixes_at_a_cursor > 0 && self.fixes_of_a_selection > 0, "the recording asks too little");
        if !says_exit {
            self.client.hang_up().await;
        }
        // LSP wants status 1 where nobody asked for the shutdown, and some editors do not.
        assert_eq!(self.client.ended().await, u8::from(!asks_for_the_end));
        for message in self.client.rest().await {
            let again = message.get("method").is_none() && self.answered.contains(&message["id"].to_string());
            assert!(!again, "a second answer: {message}");
        }
    }

    async fn initialize(&mut self, message: Value) {
        self.capabilities = message["params"]["capabilities"].clone();
        let response = self.request(message).await;
        self.client.initialized = response["result"].clone();
        let encoding = &self.client.initialized["capabilities"]["positionEncoding"];
        let offered = self.capabilities["general"]["positionEncodings"].as_array();
        assert!(
            offered.map_or(encoding == "utf-16", |offered| offered.contains(encoding)),
            "{encoding} of {offered:?}"
        );
        encoding.as_str().unwrap().clone_into(&mut self.encoding);
    }

    /// Sends a request and waits for its answer, while it answers what the server asks.
    async fn request(&mut self, message: Value) -> Value {
        let id = message["id"].clone();
        self.client.send_all(&[message]).await;
        loop {
            let is_question = |message: &Value| message.get("method").is_some();
            let wanted = |message: &Value| {
                message.get("id").is_some() && (is_question(message) || message["id"] == id)
            };
            let message = self.client.find("response", wanted).await;
            if !is_question(&message) {
                assert!(self.answered.insert(id.to_string()), "the recording has two requests {id}");
                return message;
            }
            let answer = questions::answer(&message, &self.messages, &self.capabilities);
            self.client.send_all(&[answer]).await;
        }
    }

    /// Keeps the editor's own text.
    fn follow(&mut self, method: &str, params: &Value) {
        match method {
            "textDocument/didOpen" => {
                params["textDocument"]["text"].as_str().unwrap().clone_into(&mut self.text);
                assert_eq!(self.text, INTACT);
            }
            "textDocument/didChange" => {
                for change in params["contentChanges"].as_array().unwrap() {
                    self.text = if change["range"].is_null() {
                        change["text"].as_str().unwrap().to_owned()
                    } else {
                        applied(&self.text, &change["range"], &change["text"], &self.encoding)
                    };
                }
                assert!(self.text == INTACT || self.text == broken(), "the editor's text: {}", self.text);
            }
            _ => return,
        }
        assert_eq!(params["textDocument"]["uri"], URI);
        self.version = params["textDocument"]["version"].clone();
    }

    async fn ask_for_actions(&mut self, message: Value) {
        let params = message["params"].clone();
        let response = self.request(message).await;
        let (range, context) = (&params["range"], &params["context"]);
        let is_cursor = range["start"] == range["end"];
        if context["triggerKind"] == 2 && is_cursor {
            assert_eq!(response["result"], json!([]), "nobody asked");
            return;
        }
        assert_eq!(self.text, broken());
        let actions = response["result"].as_array().unwrap_or_else(|| panic!("no actions: {response}"));
        if let Some(only) = context["only"].as_array().filter(|only| !only.is_empty()) {
            for action in actions {
                let kind = format!("{}.", action["kind"].as_str().unwrap());
                let wanted = |only: &Value| kind.starts_with(&format!("{}.", only.as_str().unwrap()));
                assert!(only.iter().any(wanted), "{kind} is none of {only:?}");
            }
        }
        let fix = actions.iter().find(|action| action["kind"] == "quickfix");
        self.offered = fix.unwrap_or_else(|| panic!("no quick fix: {response}")).clone();
        assert_eq!(self.offered["title"], "FixErr: '<=' → '<'");
        let complete = match self.offered.get("edit") {
            Some(_) => self.offered.clone(),
            None => self.resolve(json!(format!("resolve {}", self.answered.len()))).await,
        };
        self.check_edit(&complete["edit"]);
        // A repair that the server remembers begins only once.
        while let Ok(event) = self.events.try_recv() {
            if let Event::Began { text, .. } = event {
                assert_eq!(text, self.text, "the server's text");
            }
        }
        let is_one_line = range["start"]["line"] == range["end"]["line"];
        self.fixes_at_a_cursor += usize::from(is_one_line);
        self.fixes_of_a_selection += usize::from(!is_one_line);
    }

    /// Asks for the rest of the action that was offered last.
    async fn resolve(&mut self, id: Value) -> Value {
        let support = &self.capabilities["textDocument"]["codeAction"];
        let properties = support["resolveSupport"]["properties"].as_array();
        assert!(
            properties.is_some_and(|properties| properties.contains(&json!("edit"))),
            "{} is not complete, and this editor does not resolve",
            self.offered
        );
        assert_eq!(support["dataSupport"], true, "this editor does not bring data back");
        assert!(self.resolves(), "the server does not resolve either");
        let params = self.offered.clone();
        let message = json!({"jsonrpc": "2.0", "id": id, "method": "codeAction/resolve", "params": params});
        let response = self.request(message).await;
        assert_eq!(response["result"]["title"], self.offered["title"], "{response}");
        response["result"].clone()
    }

    fn resolves(&self) -> bool {
        self.client.initialized["capabilities"]["codeActionProvider"]["resolveProvider"] == true
    }

    /// A recorded editor resolves what the server of that day offered; this one resolves what it was offered now.
    async fn resolve_again(&mut self, message: Value) {
        if self.resolves() {
            let complete = self.resolve(message["id"].clone()).await;
            self.check_edit(&complete["edit"]);
        }
    }

    /// The edit has the form that this editor takes, and does what its title says.
    fn check_edit(&self, edit: &Value) {
        let changes = if self.capabilities["workspace"]["workspaceEdit"]["documentChanges"] == true {
            assert!(edit["changes"].is_null(), "{edit}");
            let changes = edit["documentChanges"].as_array().unwrap();
            assert_eq!(changes.len(), 1, "{edit}");
            assert_eq!(changes[0]["textDocument"], json!({"uri": URI, "version": self.version}), "{edit}");
            &changes[0]["edits"]
        } else {
            assert!(edit["documentChanges"].is_null(), "{edit}");
            assert_eq!(edit["changes"].as_object().unwrap().len(), 1, "{edit}");
            &edit["changes"][URI]
        };
        let [change] = changes.as_array().unwrap().as_slice() else { panic!("one edit, not {edit}") };
        // Some editors that name no encoding count UTF-16, as they should, and others, such as ALE, count bytes.
        let encodings = match self.capabilities["general"]["positionEncodings"] {
            Value::Null => vec!["utf-8", "utf-16", "utf-32"],
            _ => vec![self.encoding.as_str()],
        };
        for encoding in encodings {
            assert!(byte_of(&self.text, &change["range"]["end"], encoding) <= self.text.len());
            let text = applied(&self.text, &change["range"], &change["newText"], encoding);
            assert_eq!(text, INTACT, "{edit} in {encoding}");
        }
    }
}

macro_rules! recordings {
    ($($test:ident: $file:literal),+ $(,)?) => {
        $(#[tokio::test]
        async fn $test() {
            Player::open($file).play().await;
        })+

        #[test]
        fn every_recording_is_played() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editors");
            let entries = std::fs::read_dir(folder).unwrap();
            let mut found: Vec<String> =
                entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            found.sort();
            assert_eq!(found, [$($file),+]);
        }
    };
}

recordings! {
    vim_with_ale: "ale.json",
    emacs_30: "eglot-1.17.json",
    emacs_28: "eglot-1.9.json",
    helix: "helix.json",
    kakoune: "kak-lsp.json",
    neovim_0_12: "neovim-0.12.json",
    neovim_0_7: "neovim-0.7.json",
    vs_code: "vscode.json",
}
