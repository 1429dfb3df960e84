//! The server's process and what goes in and out of it.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::{PATIENCE, ledger::Ledger};
use crate::bench::rounded;

/// See the module.
pub(super) struct Session {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<(Instant, Value)>,
    id: i64,
}

impl Session {
    /// Starts the server and waits until the model is loaded.
    pub(super) fn start(server: &Path, model: &Path, threads: usize) -> Result<Self> {
        let mut command = Command::new(server);
        command.arg("--model").arg(model).args(["--threads", &threads.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", server.display()))?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("a server without stdout")?;
        let (sender, messages) = channel();
        thread::spawn(move || read(output, &sender));
        let mut session = Self { child, input, messages, id: 0 };
        let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
        let params = json!({"processId": std::process::id(), "rootUri": null, "capabilities": capabilities});
        session.send(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}))?;
        session.next()?;
        session.notify("initialized", &json!({}))?;
        loop {
            let (_, message) = session.next()?;
            let text = message["params"]["message"].as_str().unwrap_or_default();
            match message["method"].as_str() {
                Some("window/logMessage") if text.contains("FixErr is ready") => return Ok(session),
                Some("window/showMessage") => bail!("{text}"),
                _ => {}
            }
        }
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let text = message.to_string();
        let input = self.input.as_mut().context("the input is closed")?;
        input
            .write_all(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes())
            .context("the server went away")
    }

    fn next(&mut self) -> Result<(Instant, Value)> {
        self.messages.recv_timeout(PATIENCE).context("no message from the server, or its end")
    }

    pub(super) fn notify(&mut self, method: &str, params: &Value) -> Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    /// Asks for code actions on a line.
    pub(super) fn ask(&mut self, uri: &str, line: usize) -> Result<i64> {
        self.id += 1;
        let place = json!({"line": line, "character": 0});
        let params = json!({"textDocument": {"uri": uri}, "range": {"start": place, "end": place},
                            "context": {"diagnostics": [], "triggerKind": 1}});
        let method = "textDocument/codeAction";
        self.send(&json!({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}))?;
        Ok(self.id)
    }

    /// Waits for the answer to one request while no other is under way: its result and milliseconds since `start`.
    pub(super) fn answer(&mut self, id: i64, start: Instant) -> Result<(Value, f64)> {
        loop {
            let (arrived, message) = self.next()?;
            if message["id"] == id && message.get("method").is_none() {
                return Ok((message["result"].clone(), (arrived - start).as_secs_f64() * 1e3));
            }
        }
    }

    /// Takes the next message.
    pub(super) fn receive(&mut self, ledger: &mut Ledger) -> Result<()> {
        let (_, message) = self.next()?;
        ledger.take(&message);
        Ok(())
    }

    /// Sends a change, and waits for the answer to a request behind it that needs no model.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: i64,
        change: &Value,
        ledger: &mut Ledger,
    ) -> Result<()> {
        let start = Instant::now();
        self.notify("textDocument/didChange", change)?;
        let probe = self.ask("file:///bench/never-opened", 0)?;
        loop {
            let (arrived, message) = self.next()?;
            if message["id"] == probe && message.get("method").is_none() {
                ledger.changed(uri, version, (arrived - start).as_secs_f64() * 1e3);
                return Ok(());
            }
            ledger.take(&message);
        }
    }

    /// A figure of the process in MB, where the system says.
    pub(super) fn memory(&self, key: &str) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        Some(rounded(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0 / 1e6, 1))
    }

    /// Ends the session with work under way; milliseconds until the process is gone.
    pub(super) fn end(mut self, ledger: &mut Ledger) -> Result<f64> {
        self.send(&json!({"jsonrpc": "2.0", "id": 1_000_000, "method": "shutdown"}))?;
        loop {
            let (_, message) = self.next()?;
            if message["id"] == 1_000_000 {
                break;
            }
            ledger.take(&message);
        }
        let start = Instant::now();
        self.send(&json!({"jsonrpc": "2.0", "method": "exit"}))?;
        self.child.wait()?;
        Ok(rounded(start.elapsed().as_secs_f64() * 1e3, 1))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads until the server ends.
fn read(output: ChildStdout, messages: &Sender<(Instant, Value)>) -> Option<()> {
    let mut output = BufReader::new(output);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse().ok()?;
            }
        }
        let mut content = vec![0; length];
        output.read_exact(&mut content).ok()?;
        let message = serde_json::from_slice(&content).ok()?;
        messages.send((Instant::now(), message)).ok()?;
    }
}
