//! What `fix` found for one place, for people and for programs.

use std::io::{self, Write};

use fixerr_shared::repair::{Candidate, Precedent};
use serde::Serialize;

use super::{place, source::Source};
use crate::{
    paint::{self, Painter},
    span, titles,
};

/// Lines shown before and after a change, for orientation.
const CONTEXT_LINES: usize = 2;

/// The answer for one place.
#[derive(Debug)]
pub(super) struct Found {
    /// Counted from 0, both inclusive.
    pub(super) lines: (usize, usize),
    /// The lines as they are.
    pub(super) original: String,
    /// Best first; none of them changes nothing.
    pub(super) suggestions: Vec<Suggestion>,
    /// The chance that nothing is wrong with the lines; `None` where the model does not say.
    pub(super) unchanged: Option<f32>,
    pub(super) milliseconds: f64,
    /// What becomes of the best one.
    pub(super) fate: Fate,
}

impl Found {
    /// `path:3` or `path:3-5`.
    pub(super) fn label(&self, source: &Source<'_>) -> String {
        place::label(source.path, self.lines.0 + 1, self.lines.1 + 1)
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Suggestion {
    pub(super) replacement: String,
    pub(super) confidence: f32,
    log_probability: f32,
    /// Where the same edit was made before.
    #[serde(skip_serializing_if = "Option::is_none")]
    precedent: Option<Before>,
}

/// Where an edit was made before.
#[derive(Debug, Serialize)]
struct Before {
    /// The file, relative to the project's root; none for the file itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Counted from 1.
    line: usize,
    /// 0 is the last commit; none for an edit that is in no commit yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    commits_ago: Option<u32>,
    #[serde(skip)]
    title: String,
}

impl From<Precedent> for Before {
    fn from(precedent: Precedent) -> Self {
        let title = paint::printable(&titles::precedent(&precedent));
        let Precedent { path, line, commits_ago } = precedent;
        Self { file: path, line: line + 1, commits_ago, title }
    }
}

/// What becomes of the best suggestion.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Fate {
    /// It is shown and no more.
    #[default]
    Shown,
    /// It is written into the file.
    Applied,
    /// It is less probable than this.
    Unlikely(f32),
    /// It does not go with the fix of another place.
    InTheWay,
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    file: &'a str,
    /// Counted from 1.
    start_line: usize,
    end_line: usize,
    original: &'a str,
    candidates: &'a [Suggestion],
    /// Whether the first candidate was written into the file, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<bool>,
    /// The chance that nothing is wrong, where the model says.
    #[serde(skip_serializing_if = "Option::is_none")]
    unchanged_confidence: Option<f32>,
    milliseconds: f64,
}

/// Candidates as the file needs them.
pub(super) fn suggestions(original: &str, found: Vec<Candidate>, crlf: bool) -> Vec<Suggestion> {
    found
        .into_iter()
        .map(|candidate| Suggestion {
            replacement: span::fit(original, &candidate.replacement, crlf),
            confidence: candidate.confidence,
            log_probability: candidate.log_probability,
            precedent: candidate.precedent.map(Into::into),
        })
        .filter(|suggestion| suggestion.replacement != original)
        .collect()
}

/// One line of JSON.
pub(super) fn json(
    found: &Found,
    source: &Source<'_>,
    applied: Option<bool>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report {
        file: &source.path.to_string_lossy(),
        start_line: found.lines.0 + 1,
        end_line: found.lines.1 + 1,
        original: &found.original,
        candidates: &found.suggestions,
        applied,
        unchanged_confidence: found.unchanged,
        milliseconds: found.milliseconds,
    };
    writeln!(out, "{}", serde_json::to_string(&report)?)
}

/// One block of text; `message` is what a linter said.
pub(super) fn text(
    found: &Found,
    source: &Source<'_>,
    message: Option<&str>,
    painter: Painter,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (start, end) = found.lines;
    let place = found.label(source);
    let number = match found.suggestions.len() {
        0 => "no candidate".to_owned(),
        1 => "1 candidate".to_owned(),
        n => format!("{n} candidates"),
    };
    writeln!(out, "{}  {number} in {:.0} ms", painter.bold(&place), found.milliseconds)?;
    if let Some(message) = message.and_then(|message| message.lines().find(|line| !line.trim().is_empty())) {
        writeln!(out, "{}", painter.dim(&paint::printable(message)))?;
    }
    let from = start.saturating_sub(CONTEXT_LINES);
    let before: Vec<&str> = source.text().split_inclusive('\n').skip(from).take(start - from).collect();
    let after: Vec<&str> = source.text().split_inclusive('\n').skip(end + 1).take(CONTEXT_LINES).collect();
    for (number, candidate) in (1..).zip(&found.suggestions) {
        let note = if number == 1 { found.fate.note() } else { String::new() };
        let precedent = candidate.precedent.as_ref().map(|before| format!(", {}", before.title));
        let precedent = precedent.unwrap_or_default();
        let head = format!("{number}: {}{precedent}{note}", percent(candidate.confidence));
        writeln!(out, "\n{}", painter.bold(&head))?;
        let (old, new) = (found.original.as_str(), candidate.replacement.as_str());
        out.write_all(painter.diff(start + 1, &before, old, new, &after).as_bytes())?;
    }
    if let Some(unchanged) = found.unchanged {
        let shown: f32 = found.suggestions.iter().map(|suggestion| suggestion.confidence).sum();
        let (unchanged, other) = (percent(unchanged), percent((1.0 - shown - unchanged).max(0.0)));
        let rest = format!("Nothing wrong here: {unchanged}; another fix: {other}");
        writeln!(out, "\n{}", painter.dim(&rest))?;
    }
    Ok(())
}

/// A confidence as people read it.
pub(super) fn percent(confidence: f32) -> String {
    match confidence {
        ..0.01 => "below 1 %".to_owned(),
        confidence => format!("{:.0} %", confidence * 100.0),
    }
}

impl Fate {
    fn note(self) -> String {
        match self {
            Self::Shown => String::new(),
            Self::Applied => ", applied".to_owned(),
            Self::Unlikely(least) => format!(", not applied: less than {} %", least * 100.0),
            Self::InTheWay => ", not applied: does not go with another fix".to_owned(),
        }
    }
}
