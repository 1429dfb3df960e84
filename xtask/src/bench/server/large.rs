//! What a document of 100,000 lines costs: opening it, changing it, and repairing a line of it.

use std::{fs, path::Path, time::Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use super::session::Session;
use crate::bench::rounded;

const LINES: usize = 100_000;
const ROUNDS: usize = 100;
const QUICK_ROUNDS: usize = 5;
const URI: &str = "file:///bench/Large.java";

/// Opens the file, again and again below itself, and then changes and repairs it by turns. Keys begin with `large_`.
pub(super) fn measure(session: &mut Session, file: &Path, quick: bool) -> Result<Map<String, Value>> {
    let part = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    // A line that this model repairs with certainty.
    let line = part.lines().position(|line| line.contains("i <= count;")).context("the bug is gone")?;
    let lines = part.lines().count();
    let copies = LINES.div_ceil(lines);
    let text = part.repeat(copies);
    let mut figures = Map::new();
    let mut note = |key: &str, value: f64| figures.insert(format!("large_{key}"), json!(rounded(value, 2)));
    note("mb", text.len() as f64 / 1e6);

    let document = json!({"uri": URI, "languageId": "java", "version": 1, "text": text});
    let start = Instant::now();
    session.notify("textDocument/didOpen", &json!({"textDocument": document}))?;
    let probe = session.ask("file:///bench/never-opened", 0)?;
    note("open_ms", session.answer(probe, start)?.1);

    let (mut change_times, mut action_times) = (Vec::new(), Vec::new());
    for round in 0..if quick { QUICK_ROUNDS } else { ROUNDS } {
        // A comment grows at one place, and another place is repaired.
        let (changed, asked) = (copies / 3 * lines, (copies / 2 + round) * lines + line);
        let place = json!({"line": changed, "character": 0});
        let change =
            json!({"range": {"start": place, "end": place}, "text": if round == 0 { "// \n" } else { "//" }});
        let document = json!({"uri": URI, "version": round + 2});
        let start = Instant::now();
        let params = json!({"textDocument": document, "contentChanges": [change]});
        session.notify("textDocument/didChange", &params)?;
        let probe = session.ask("file:///bench/never-opened", 0)?;
        change_times.push(session.answer(probe, start)?.1);
        let start = Instant::now();
        let id = session.ask(URI, asked + 1)?;
        let (answer, milliseconds) = session.answer(id, start)?;
        ensure!(
            answer.as_array().is_some_and(|actions| !actions.is_empty()),
            "no fix in the large document: {answer}"
        );
        if round == 0 {
            note("first_action_ms", milliseconds);
        } else {
            action_times.push(milliseconds);
        }
    }
    for (key, times) in [("change_p50_ms", &mut change_times), ("action_p50_ms", &mut action_times)] {
        times.sort_by(f64::total_cmp);
        note(key, times[times.len() / 2]);
    }
    figures.insert("large_rss_mb".to_owned(), json!(session.memory("VmRSS:")));
    Ok(figures)
}
