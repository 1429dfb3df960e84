//! From a code action request to the lines to repair, and from candidates to code actions.

use std::{collections::HashMap, ops::Range as Bytes};

use ropey::Rope;
use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionContext, CodeActionDisabled, CodeActionKind, CodeActionTriggerKind, Diagnostic,
    DiagnosticSeverity, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::{
    documents,
    position::{self, Encoding},
};
use crate::{
    fixer::Fixes,
    span::{self, MAX_DIAGNOSTIC_LINES},
    titles,
};

/// The server's name in `Diagnostic::source`; diagnostics of its own say nothing new to the model.
const SOURCE: &str = "fixerr";

/// What to repair.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Lines as the model counts them, from 0, both inclusive.
    pub(crate) start_line: usize,
    pub(crate) end_line: usize,
    /// The text of these lines.
    original: String,
    /// Where it begins in the document, in bytes.
    start: usize,
    /// Whether the document's lines end with CRLF.
    crlf: bool,
    /// The diagnostic that is repaired.
    pub(crate) diagnostic: Option<Diagnostic>,
}

impl Plan {
    /// The lines before, these lines, and those behind, up to so many on each side.
    pub(crate) fn around(&self, rope: &Rope, lines: usize) -> [String; 3] {
        let end = self.start + self.original.len();
        let (first, last) = (rope.byte_to_line(self.start), rope.byte_to_line(end));
        let from = rope.line_to_byte(first.saturating_sub(lines));
        let to = rope.line_to_byte((last + lines).min(rope.len_lines()));
        let text = |bytes: Bytes<usize>| rope.byte_slice(bytes).to_string();
        [text(from..self.start), self.original.clone(), text(end..to.max(end))]
    }
}

/// Which kinds of code actions a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) quick_fixes: bool,
    pub(crate) fix_all: bool,
}

/// The kind of the action that applies all fixes that are certain.
pub(crate) const FIX_ALL: &str = "source.fixAll.fixerr";

impl Wanted {
    /// What `only` lets through: kinds are names with dots, and each stands for all that begin with it. Changing a whole file is
    /// offered to those who ask for that kind of action by name.
    pub(crate) fn of(only: Option<&[CodeActionKind]>) -> Self {
        let Some(only) = only.filter(|only| !only.is_empty()) else {
            return Self { quick_fixes: true, fix_all: false };
        };
        let within = |kind: &CodeActionKind, name: &str| {
            let rest = name.strip_prefix(kind.as_str());
            !kind.as_str().is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        Self {
            quick_fixes: only.iter().any(|kind| *kind == CodeActionKind::EMPTY || within(kind, "quickfix")),
            fix_all: only.iter().any(|kind| within(kind, FIX_ALL)),
        }
    }

    /// The kind that a refusal is told under; `None` where nothing of FixErr's is asked for.
    pub(crate) fn kind(self) -> Option<CodeActionKind> {
        match self {
            Self { quick_fixes: true, .. } => Some(CodeActionKind::QUICKFIX),
            Self { fix_all: true, .. } => Some(CodeActionKind::new(FIX_ALL)),
            _ => None,
        }
    }
}

/// Decides which lines a request for quick fixes is about; `None` when there is nothing to offer.
pub(crate) fn plan(rope: &Rope, range: Range, context: &CodeActionContext) -> Option<Plan> {
    plan_within(rope, range, context, MAX_DIAGNOSTIC_LINES)
}

/// The one line that counts, where a plan has a diagnostic's lines and they turn out to be too long: the cursor's, or the
/// diagnostic's first.
pub(crate) fn narrower(plan: &Plan, rope: &Rope, range: Range, context: &CodeActionContext) -> Option<Plan> {
    if plan.start_line == plan.end_line {
        return None;
    }
    let is_narrower = |narrow: &Plan| narrow.end_line - narrow.start_line < plan.end_line - plan.start_line;
    plan_within(rope, range, context, 1).filter(is_narrower)
}

fn plan_within(rope: &Rope, range: Range, context: &CodeActionContext, most_lines: u32) -> Option<Plan> {
    let selected = lines(range);
    let selection = range.start != range.end;
    let diagnostic = best_diagnostic(range, &context.diagnostics);
    // Editors ask on each movement of the cursor; only something to repair is a reason to answer.
    if context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC) && diagnostic.is_none() && !selection {
        return None;
    }
    let (first, last) = match diagnostic {
        // Whoever selected lines means these lines.
        _ if selected.1 > selected.0 => selected,
        Some(diagnostic) => diagnostic_lines(diagnostic, selected.0, most_lines),
        None => selected,
    };
    let last_line = rope.len_lines() - 1;
    let (first, last) = ((first as usize).min(last_line), (last as usize).min(last_line));
    let bytes = model_lines(rope, first, last);
    let original = rope.byte_slice(bytes.clone()).to_string();
    if original.trim().is_empty() {
        return None;
    }
    let breaks = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    let start_line = rope.byte_slice(..bytes.start).chunks().map(breaks).sum();
    let end_line = start_line + breaks(original.strip_suffix('\n').unwrap_or(&original));
    let (start, crlf) = (bytes.start, documents::uses_crlf(rope));
    Some(Plan { start_line, end_line, original, start, crlf, diagnostic: diagnostic.cloned() })
}

/// The bytes of the model's lines, which only `\n` ends, that hold some lines of the protocol, which a lone `\r` ends as well. A byte
/// order mark is in none of them.
fn model_lines(rope: &Rope, mut first: usize, mut last: usize) -> Bytes<usize> {
    let is_model_line = |line: usize| line == 0 || rope.byte(rope.line_to_byte(line) - 1) == b'\n';
    while !is_model_line(first) {
        first -= 1;
    }
    while last + 1 < rope.len_lines() && !is_model_line(last + 1) {
        last += 1;
    }
    rope.line_to_byte(first).max(documents::mark_bytes(rope))..rope.line_to_byte(last + 1)
}

/// First and last line of a range; one that ends before a line's first character does not hold that line.
fn lines(range: Range) -> (u32, u32) {
    let (first, last) = (range.start.line, range.end.line);
    if last > first && range.end.character == 0 { (first, last - 1) } else { (first, last.max(first)) }
}

fn diagnostic_lines(diagnostic: &Diagnostic, cursor: u32, most: u32) -> (u32, u32) {
    let (first, last) = lines(diagnostic.range);
    let end = last.min(first.saturating_add(most - 1));
    if (end + 1..=last).contains(&cursor) { (cursor, cursor) } else { (first, end) }
}

/// The diagnostic on the selected lines that says most: one that touches the range itself, then the most severe, then the
/// shortest.
fn best_diagnostic(range: Range, diagnostics: &[Diagnostic]) -> Option<&Diagnostic> {
    let (first, last) = lines(range);
    let on_lines = |diagnostic: &&Diagnostic| {
        let (start, end) = lines(diagnostic.range);
        start <= last && first <= end
    };
    let touches =
        |diagnostic: &Diagnostic| diagnostic.range.start <= range.end && range.start <= diagnostic.range.end;
    let rank = |severity: Option<DiagnosticSeverity>| match severity {
        None | Some(DiagnosticSeverity::ERROR) => 0,
        Some(DiagnosticSeverity::WARNING) => 1,
        Some(DiagnosticSeverity::INFORMATION) => 2,
        Some(_) => 3,
    };
    diagnostics.iter().filter(|diagnostic| !is_own(diagnostic)).filter(on_lines).min_by_key(|diagnostic| {
        let (start, end) = lines(diagnostic.range);
        (!touches(diagnostic), rank(diagnostic.severity), end - start)
    })
}

fn is_own(diagnostic: &Diagnostic) -> bool {
    diagnostic.source.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(SOURCE))
}

/// The diagnostics that fixing everything is about: others' errors and then their warnings, each in the document's order, one for
/// each line.
pub(crate) fn problems(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let severity = |diagnostic: &Diagnostic| diagnostic.severity.unwrap_or(DiagnosticSeverity::ERROR);
    let is_problem =
        |diagnostic: &&Diagnostic| !is_own(diagnostic) && severity(diagnostic) <= DiagnosticSeverity::WARNING;
    let mut problems: Vec<Diagnostic> = diagnostics.iter().filter(is_problem).cloned().collect();
    problems.sort_by_key(|problem| (problem.range.start.line, severity(problem)));
    problems.dedup_by_key(|problem| problem.range.start.line);
    problems.sort_by_key(severity);
    problems
}

/// What an edit needs to know of its document and client.
pub(crate) struct Target<'a> {
    pub(crate) uri: &'a Url,
    pub(crate) version: i32,
    pub(crate) rope: &'a Rope,
    pub(crate) encoding: Encoding,
    /// Whether the client named encodings at all.
    pub(crate) names_encodings: bool,
    /// Whether the client takes `documentChanges`.
    pub(crate) versioned: bool,
    /// Whether the client keeps the `data` of a code action.
    pub(crate) keeps_data: bool,
}

/// A candidate less likely than this only fills the menu. The best one is offered however unlikely it is.
const LEAST_CONFIDENCE: f32 = 0.01;

/// One code action for each candidate that changes something, best first. The first is preferred when it is at least as likely as
/// `preferred` and mends what someone complained of.
pub(crate) fn actions(
    plan: &Plan,
    fixes: &Fixes,
    target: &Target<'_>,
    preferred: Option<f32>,
) -> Vec<CodeAction> {
    let original = plan.original.as_str();
    let mut seen = Vec::<String>::new();
    let mut titles = HashMap::<String, usize>::new();
    let mut actions = Vec::<CodeAction>::new();
    for candidate in &fixes.candidates {
        let replacement = span::fit(original, &candidate.replacement, plan.crlf);
        let is_hopeless = !actions.is_empty() && candidate.confidence < LEAST_CONFIDENCE;
        if replacement == original || seen.contains(&replacement) || is_hopeless {
            continue;
        }
        let mut title = titles::title(original, &replacement);
        let mut earlier = actions.iter().zip(&seen);
        if let Some((_, earlier)) = earlier.find(|(action, _)| action.title == title)
            && let Some(apart) = titles::apart(earlier, &replacement)
        {
            title = format!("{title}, {apart}");
        }
        if let Some(precedent) = &candidate.precedent {
            title = format!("{title}, {}", titles::precedent(precedent));
        }
        // Long changes may be shortened to the same words; a menu must not show one entry twice.
        let count = titles.entry(title.clone()).or_default();
        *count += 1;
        if *count > 1 {
            title = format!("{title} ({count})");
        }
        let is_certain = preferred.is_some_and(|least| candidate.confidence >= least);
        actions.push(CodeAction {
            title,
            edit: Some(workspace_edit(target, vec![text_edit(plan, &replacement, target)])),
            data: target.keeps_data.then(|| chances(candidate.confidence, fixes.unchanged)),
            is_preferred: (is_certain && actions.is_empty() && plan.diagnostic.is_some()).then_some(true),
            ..quick_fix(plan)
        });
        seen.push(replacement);
    }
    actions
}

/// What clients may show: how likely the action is to be right, and how likely it is that nothing is wrong.
fn chances(confidence: f32, unchanged: Option<f32>) -> Value {
    let rounded = |chance: f32| (f64::from(chance) * 1e3).round() / 1e3;
    let mut data = json!({"confidence": rounded(confidence)});
    if let Some(unchanged) = unchanged {
        data["unchanged"] = json!(rounded(unchanged));
    }
    data
}

fn quick_fix(plan: &Plan) -> CodeAction {
    CodeAction {
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: plan.diagnostic.clone().map(|diagnostic| vec![diagnostic]),
        ..CodeAction::default()
    }
}

/// The action that stands for fixes that are still being looked for, without what it is recognized by.
pub(crate) fn deferred(plan: &Plan) -> CodeAction {
    let title = if plan.start_line == plan.end_line {
        format!("FixErr: repair line {}", plan.start_line + 1)
    } else {
        format!("FixErr: repair lines {} to {}", plan.start_line + 1, plan.end_line + 1)
    };
    CodeAction { title, ..quick_fix(plan) }
}

/// The edit of the most likely candidate, if it changes something and is at least so likely.
pub(crate) fn certain(plan: &Plan, fixes: &Fixes, least: f32) -> Option<String> {
    let original = plan.original.as_str();
    let best = fixes.candidates.first().filter(|best| best.confidence >= least)?;
    let replacement = span::fit(original, &best.replacement, plan.crlf);
    (replacement != original).then_some(replacement)
}

/// One action that makes all edits, which do not overlap. Its title counts the problems that nobody had the time to look at, too.
pub(crate) fn fix_all(
    edits: Vec<TextEdit>,
    mended: Vec<Diagnostic>,
    left: usize,
    target: &Target<'_>,
) -> CodeAction {
    let rest = if left > 0 { format!(" ({left} not looked at yet)") } else { String::new() };
    let title = format!("FixErr: fix {}{rest}", count_problems(edits.len()));
    CodeAction {
        title,
        kind: Some(CodeActionKind::new(FIX_ALL)),
        diagnostics: Some(mended),
        edit: Some(workspace_edit(target, edits)),
        ..CodeAction::default()
    }
}

/// Why fixing everything does nothing yet.
pub(crate) fn out_of_time(left: usize) -> String {
    let are = if left == 1 { "is" } else { "are" };
    format!("out of time, and {} {are} not looked at yet; ask again to go on", count_problems(left))
}

fn count_problems(number: usize) -> String {
    match number {
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    }
}

/// An action that cannot be chosen and says why.
pub(crate) fn disabled(kind: CodeActionKind, reason: String) -> CodeAction {
    CodeAction {
        title: format!("FixErr: {reason}"),
        kind: Some(kind),
        disabled: Some(CodeActionDisabled { reason }),
        ..CodeAction::default()
    }
}

/// The edit that puts new lines in the place of the marked ones.
pub(crate) fn text_edit(plan: &Plan, replacement: &str, target: &Target<'_>) -> TextEdit {
    let original = plan.original.as_str();
    let (mut old, mut new) = span::minimal_edit(original, replacement);
    if !target.names_encodings {
        avoid_columns(original, &mut old, &mut new);
    }
    let base = plan.start;
    let range = position::of_bytes(target.rope, base + old.start..base + old.end, target.encoding);
    TextEdit::new(range, replacement[new].to_owned())
}

/// Makes an edit begin and end with a line where its columns are not the same in every encoding. A client that names no
/// encoding should count in UTF-16, but some (such as ALE) count bytes, and would put the edit into the wrong place.
fn avoid_columns(original: &str, old: &mut Bytes<usize>, new: &mut Bytes<usize>) {
    let line_start = |at: usize| original[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let (start, end) = (line_start(old.start), line_start(old.end));
    if original[start..old.start].is_ascii() && original[end..old.end].is_ascii() {
        return;
    }
    new.start -= old.start - start;
    old.start = start;
    if end < old.end {
        let rest = original[old.end..].find('\n').map_or(original.len() - old.end, |newline| newline + 1);
        new.end += rest;
        old.end += rest;
    }
}

fn workspace_edit(target: &Target<'_>, edits: Vec<TextEdit>) -> WorkspaceEdit {
    if !target.versioned {
        return WorkspaceEdit::new(HashMap::from([(target.uri.clone(), edits)]));
    }
    let text_document =
        OptionalVersionedTextDocumentIdentifier { uri: target.uri.clone(), version: Some(target.version) };
    let edits = edits.into_iter().map(OneOf::Left).collect();
    let edits = vec![TextDocumentEdit { text_document, edits }];
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..WorkspaceEdit::default() }
}

#[cfg(test)]
#[path = "actions_tests.rs"]
mod tests;
