//! `cargo xtask bench server`: the real server process under load, with the model that ships: whether every request is answered
//! once and no edit is stale, what memory it takes, and how long a change of a document takes while the model is busy; then what a
//! document of 100,000 lines costs.
//!
//! The time of a change is what the client sees: from just before it writes the `didChange` to its reading of the answer to a
//! request right behind it that needs no model. So it holds the writing, both pipes, reading, parsing, the change and an answer.

mod large;
mod ledger;
mod session;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use self::{ledger::Ledger, session::Session};
use super::{engine::build_release, rounded};
use crate::{paths::Paths, setup};

/// How to load it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Few requests: shows that it works.
    #[arg(long)]
    quick: bool,
    /// How many requests; more show whether memory has a bound.
    #[arg(long, default_value_t = 1000, conflicts_with = "quick", value_parser = clap::value_parser!(u32).range(1..))]
    requests: u32,
    /// The bundle; default: the one that ships.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// CPU threads of the model; 0 chooses as the server does.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// A server that is built already.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
}

const QUICK_REQUESTS: usize = 100;
/// Requests that may be under way at once: more than editors have, few enough that most are answered before their document
/// changes again.
const UNDER_WAY: usize = 3;
/// Far more than the slowest answer takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A document as its user sees it.
struct Document {
    uri: String,
    lines: Vec<String>,
    version: i64,
    /// The line that the last change but one added a digit to.
    touched: Option<usize>,
}

impl Document {
    fn new(path: &Path, language: &str) -> Result<(Self, Value)> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let uri = format!("file:///bench/{name}");
        let open = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        let lines = text.lines().map(str::to_owned).collect();
        Ok((Self { uri, lines, version: 1, touched: None }, open))
    }

    /// A line that is worth a repair.
    fn line(&self, random: &mut u64) -> usize {
        loop {
            *random ^= *random << 13;
            *random ^= *random >> 7;
            *random ^= *random << 17;
            let line = (*random % self.lines.len() as u64) as usize;
            if line > 0 && self.lines[line].trim().len() > 8 {
                return line;
            }
        }
    }

    /// Adds a digit to a line, or takes one away.
    fn edit(&mut self, line: usize, digit: Option<usize>) -> Value {
        let column = |line: &str| line.encode_utf16().count();
        let (start, text) = match digit {
            Some(digit) => (column(&self.lines[line]), digit.to_string()),
            None => (column(&self.lines[line]) - 1, String::new()),
        };
        let end = column(&self.lines[line]);
        match digit {
            Some(_) => self.lines[line] += &text,
            None => drop(self.lines[line].pop()),
        }
        self.version += 1;
        let place = |character: usize| json!({"line": line, "character": character});
        let change = json!({"range": {"start": place(start), "end": place(end)}, "text": text});
        json!({"textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": [change]})
    }
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let model = paths.given(options.model.as_deref(), "models/default")?;
    let done = setup::run(paths, &setup::Options::serving())?;
    if done != ExitCode::SUCCESS {
        return Ok(done);
    }
    let server = match &options.server {
        Some(path) => std::path::absolute(path).with_context(|| path.display().to_string())?,
        None => build_release(&paths.root, &["--package", "fixerr-server", "--bin", "fixerr-server"])?,
    };
    let requests = if options.quick { QUICK_REQUESTS } else { options.requests as usize };
    let mut session = Session::start(&server, &model, options.threads)?;
    let mut documents = Vec::new();
    for (file, language) in [
        ("SensorLog.java", "java"),
        ("expenses.py", "python"),
        ("intervals.ts", "typescript"),
        ("lru_cache.cpp", "cpp"),
        ("matrix.rs", "rust"),
        ("query.js", "javascript"),
        ("ring.c", "c"),
        ("settings.go", "go"),
    ] {
        let (document, open) = Document::new(&paths.root.join("tests/demo").join(file), language)?;
        session.notify("textDocument/didOpen", &json!({"textDocument": open}))?;
        documents.push(document);
    }
    eprintln!(
        "{requests} code actions, {} of them cancelled, and {} changes …",
        requests * 3 / 10,
        requests * 2
    );
    let (mut ledger, mut memory) = (Ledger::default(), serde_json::Map::new());
    let start = Instant::now();
    load(&mut session, &mut documents, requests, &mut ledger, &mut memory)?;
    let seconds = start.elapsed().as_secs_f64();
    memory.insert("peak_mb".to_owned(), json!(session.memory("VmHWM:")));
    let large = large::measure(&mut session, &paths.root.join("tests/demo/SensorLog.java"), options.quick)?;
    let ended = session.end(&mut ledger)?;
    let problems = ledger.problems();
    for problem in problems.iter().take(10) {
        eprintln!("wrong: {problem}");
    }
    let mut figures = ledger.figures();
    let more = json!({"requests": requests, "changes": requests * 2, "seconds": rounded(seconds, 1), "exit_ms": ended, "wrong": problems.len()});
    for (key, value) in more.as_object().into_iter().flatten().chain(&memory).chain(&large) {
        figures[key] = value.clone();
    }
    println!("{figures}");
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn load(
    session: &mut Session,
    documents: &mut [Document],
    requests: usize,
    ledger: &mut Ledger,
    memory: &mut serde_json::Map<String, Value>,
) -> Result<()> {
    let mut random = 0x9E37_79B9_7F4A_7C15;
    let count = documents.len();
    for request in 0..requests {
        let document = &mut documents[request % count];
        let line = document.line(&mut random);
        // Beside the line that the next request is about, so that the model has not read these lines before.
        let changes = [
            Some(document.edit(line - 1, Some(request % 10))),
            document
                .touched
                .filter(|touched| *touched != line - 1)
                .map(|touched| document.edit(touched, None)),
        ];
        let missing = changes.iter().filter(|change| change.is_none()).count();
        document.touched = Some(line - 1);
        for change in changes.into_iter().flatten() {
            session.change(&document.uri, document.version, &change, ledger)?;
        }
        for _ in 0..missing {
            let change = document.edit(0, Some(request % 10));
            session.change(&document.uri, document.version, &change, ledger)?;
        }
        let id = session.ask(&document.uri, line)?;
        ledger.asked(id, &document.uri, document.version);
        if request % 10 < 3 {
            session.notify("$/cancelRequest", &json!({"id": id}))?;
        }
        while ledger.under_way() > UNDER_WAY {
            session.receive(ledger)?;
        }
        if [100, 500].contains(&(request + 1)) || (request + 1) % 1000 == 0 {
            memory.insert(format!("rss_mb_{}", request + 1), json!(session.memory("VmRSS:")));
        }
    }
    while ledger.under_way() > 0 {
        session.receive(ledger)?;
    }
    ensure!(ledger.answers() >= requests, "{} answers to {requests} requests", ledger.answers());
    Ok(())
}
