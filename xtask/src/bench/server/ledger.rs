//! What the client knows: what it asked and changed, what came back, and whether that is right.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::bench::rounded;

const REQUEST_CANCELLED: i64 = -32800;
const CONTENT_MODIFIED: i64 = -32801;

struct Asked {
    uri: String,
    version: i64,
    answers: usize,
}

/// See the module.
#[derive(Default)]
pub(super) struct Ledger {
    asked: HashMap<i64, Asked>,
    under_way: usize,
    /// The versions that the server is known to have read.
    seen: HashMap<String, i64>,
    /// Milliseconds of each change while requests were under way.
    times: Vec<f64>,
    results: usize,
    fixes: usize,
    cancelled: usize,
    modified: usize,
    stale: usize,
    problems: Vec<String>,
}

impl Ledger {
    pub(super) fn asked(&mut self, id: i64, uri: &str, version: i64) {
        self.asked.insert(id, Asked { uri: uri.to_owned(), version, answers: 0 });
        self.under_way += 1;
    }

    pub(super) fn under_way(&self) -> usize {
        self.under_way
    }

    pub(super) fn answers(&self) -> usize {
        self.results + self.cancelled + self.modified
    }

    /// The server has answered something that was sent behind this version.
    pub(super) fn changed(&mut self, uri: &str, version: i64, milliseconds: f64) {
        self.seen.insert(uri.to_owned(), version);
        // With nothing under way, the model is idle.
        if self.under_way > 0 {
            self.times.push(milliseconds);
        }
    }

    /// An edit must be for the version that its request was about. It is stale when it comes behind the answer to something that
    /// the client sent after a newer version: messages are read in order, so the server knew that version. One that crosses a
    /// change on its way is nobody's fault; the version in it tells the client.
    pub(super) fn take(&mut self, message: &Value) {
        let Some(id) = message["id"].as_i64().filter(|_| message.get("method").is_none()) else { return };
        let Some(asked) = self.asked.get_mut(&id) else {
            self.problems.push(format!("an answer to nothing: {message}"));
            return;
        };
        asked.answers += 1;
        if asked.answers > 1 {
            self.problems.push(format!("answered twice: {message}"));
            return;
        }
        self.under_way -= 1;
        match message["error"]["code"].as_i64() {
            None => self.results += 1,
            Some(REQUEST_CANCELLED) => self.cancelled += 1,
            Some(CONTENT_MODIFIED) => self.modified += 1,
            Some(_) => self.problems.push(format!("a wrong answer: {message}")),
        }
        let actions = message["result"].as_array().map(Vec::as_slice).unwrap_or_default();
        self.fixes += usize::from(!actions.is_empty());
        let seen = self.seen.get(&asked.uri).copied().unwrap_or_default();
        for action in actions.iter().filter(|action| action.get("edit").is_some()) {
            let document = &action["edit"]["documentChanges"][0]["textDocument"];
            if *document != json!({"uri": asked.uri, "version": asked.version}) {
                self.problems.push(format!("version {} was asked about: {action}", asked.version));
            }
            if seen > asked.version {
                self.stale += 1;
                self.problems.push(format!("version {seen} was known: {action}"));
            }
        }
    }

    pub(super) fn problems(&self) -> Vec<String> {
        let missing = self.asked.iter().filter(|(_, asked)| asked.answers == 0);
        missing.map(|(id, _)| format!("request {id} is not answered")).chain(self.problems.clone()).collect()
    }

    pub(super) fn figures(&self) -> Value {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let quantile = |share: f64| {
            let last = times.len().saturating_sub(1);
            times.get((last as f64 * share).round() as usize).map(|time| rounded(*time, 3))
        };
        json!({
            "results": self.results,
            "fixes": self.fixes,
            "cancelled": self.cancelled,
            "modified": self.modified,
            "stale": self.stale,
            "changes_timed": times.len(),
            "change_p50_ms": quantile(0.5),
            "change_p99_ms": quantile(0.99),
            "change_max_ms": quantile(1.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(id: i64, version: i64) -> Value {
        let document = json!({"uri": "file:///a", "version": version});
        json!({"id": id, "result": [{"edit": {"documentChanges": [{"textDocument": document}]}}]})
    }

    #[test]
    fn each_wrong_answer_is_noticed() {
        let mut ledger = Ledger::default();
        for id in 0..5 {
            ledger.asked(id, "file:///a", 3);
        }
        ledger.take(&edit(0, 3));
        ledger.take(&json!({"id": 1, "error": {"code": -32800}}));
        ledger.take(&json!({"method": "window/logMessage"}));
        assert_eq!((ledger.problems().len(), ledger.under_way()), (3, 3), "three are not answered");
        ledger.take(&edit(1, 3));
        ledger.take(&edit(2, 2));
        ledger.take(&json!({"id": 3, "error": {"code": -32603}}));
        ledger.changed("file:///a", 4, 0.5);
        ledger.take(&edit(4, 3));
        assert_eq!((ledger.problems().len(), ledger.stale), (4, 1));
        let figures = ledger.figures();
        assert_eq!((&figures["change_p99_ms"], &figures["results"]), (&json!(0.5), &json!(3)));
    }
}
