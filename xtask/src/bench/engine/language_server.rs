//! The server as an editor runs it: how soon the first fix is there, and what memory it takes.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// Memory in MB, where the system says.
pub(super) struct Memory {
    /// When the model is loaded and the first fix given.
    pub(super) loaded: Option<f64>,
    /// After half of the requests.
    pub(super) halfway: Option<f64>,
    /// After all of them.
    pub(super) after: Option<f64>,
    /// The most that it ever was.
    pub(super) peak: Option<f64>,
    /// Milliseconds from the process's start to the first answer with a fix.
    pub(super) first_fix: Option<f64>,
    pub(super) requests: usize,
    /// Requests that were answered with a fix.
    pub(super) fixes: usize,
}

impl Memory {
    pub(super) fn sentence(&self) -> String {
        let mb = |value: Option<f64>| value.map_or_else(|| "?".to_owned(), |value| format!("{value:.0}"));
        format!(
            "fixerr-server: first fix {} ms after its start; {} MB then, {} MB after {} requests, {} MB after {} ({} with fixes), {} MB at most.",
            mb(self.first_fix),
            mb(self.loaded),
            mb(self.halfway),
            self.requests / 2,
            mb(self.after),
            self.requests,
            self.fixes,
            mb(self.peak),
        )
    }
}

/// Starts the server, opens a document for each example and asks for code actions on its bug.
pub(super) fn measure(server: &Path, model: &Path, examples: &[&Value], requests: usize) -> Result<Memory> {
    let start = Instant::now();
    let mut client = Client::start(server, model)?;
    let folder = json!({"processId": null, "rootUri": null, "capabilities": {}});
    client.ask("initialize", &folder)?;
    client.tell("initialized", &json!({}))?;
    let mut memory =
        Memory { loaded: None, halfway: None, after: None, peak: None, first_fix: None, requests, fixes: 0 };
    for request in 0..requests {
        // More requests than examples begin anew, on documents that are new to the server.
        let example = examples[request % examples.len()];
        let fixed = client.fix(example, request)?;
        memory.fixes += usize::from(fixed);
        if fixed && memory.first_fix.is_none() {
            memory.first_fix = Some(start.elapsed().as_secs_f64() * 1e3);
            memory.loaded = client.status("VmRSS:");
        }
        if request + 1 == requests / 2 {
            memory.halfway = client.status("VmRSS:");
        }
    }
    memory.after = client.status("VmRSS:");
    memory.peak = client.status("VmHWM:");
    client.ask("shutdown", &Value::Null)?;
    client.tell("exit", &Value::Null)?;
    Ok(memory)
}

/// The least of a language client.
struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: i64,
}

impl Client {
    fn start(server: &Path, model: &Path) -> Result<Self> {
        let mut command = Command::new(server);
        command.arg("--model").arg(model).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", server.display()))?;
        let input = child.stdin.take().context("a server without stdin")?;
        let output = BufReader::new(child.stdout.take().context("a server without stdout")?);
        Ok(Self { child, input, output, id: 0 })
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).context("the server went away")?;
        self.input.flush().context("the server went away")
    }

    fn tell(&mut self, method: &str, params: &Value) -> Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn ask(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.id += 1;
        let id = self.id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))?;
        loop {
            let message = self.receive()?;
            if message["id"] == id && message.get("method").is_none() {
                return Ok(message);
            }
            // A question of the server's; it can do without a real answer.
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": null}))?;
            }
        }
    }

    fn receive(&mut self) -> Result<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            ensure!(self.output.read_line(&mut line)? > 0, "the server ended");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse().with_context(|| format!("a header that is no length: {line}"))?;
            }
        }
        let mut content = vec![0; length];
        self.output.read_exact(&mut content)?;
        serde_json::from_slice(&content).context("the server sent no JSON")
    }

    /// Whether code actions on the example's bug come with a fix.
    fn fix(&mut self, example: &Value, number: usize) -> Result<bool> {
        let part = |name: &str| example[name].as_str().unwrap_or_default();
        let (before, bug) = (part("before"), part("buggy"));
        let text = [before, bug, part("after")].concat();
        let uri = format!("file:///bench/{number}");
        let language = part("language");
        self.tell(
            "textDocument/didOpen",
            &json!({"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": text}}),
        )?;
        let first = before.matches('\n').count();
        let last = first + bug.lines().count().max(1) - 1;
        let place = |line: usize| json!({"line": line, "character": 0});
        let answer = self.ask(
            "textDocument/codeAction",
            &json!({
                "textDocument": {"uri": uri},
                "range": {"start": place(first), "end": place(last)},
                "context": {"diagnostics": [], "triggerKind": 1},
            }),
        )?;
        self.tell("textDocument/didClose", &json!({"textDocument": {"uri": uri}}))?;
        Ok(answer["result"].as_array().is_some_and(|actions| !actions.is_empty()))
    }

    /// A figure of the process in MB.
    fn status(&self, key: &str) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0 / 1e6)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
