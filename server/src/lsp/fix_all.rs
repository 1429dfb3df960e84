//! `source.fixAll`: every fix that is certain, in one action. What does not fit into the budget is said, and each further request
//! goes on where the last one stopped.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use tokio::time::Instant;
use tower_lsp::{
    jsonrpc::{ErrorCode, Result},
    lsp_types::{
        CodeAction, CodeActionContext, CodeActionKind, CodeActionParams, Diagnostic, PartialResultParams,
        Range, TextEdit, Url, WorkDoneProgressParams,
    },
};

use super::{
    actions::{self, FIX_ALL, Plan},
    code_actions::{Found, OwnedTarget, Prepared, found, repair},
    guard::internal,
    inference::{CancelOnDrop, Job, ModelState},
    server::{Backend, error, lock},
};
use crate::edits::Edits;

/// Lines on each side of a place that decide whether it is the same; the model reads no more of most texts.
const LINES_AROUND: usize = 20;
/// Places that are remembered.
const MOST_PLACES: usize = 10_000;

/// Places that were looked at and have no fix that is certain enough. They are told apart by what stands there, so that a change
/// elsewhere in the document is no reason to look again.
#[derive(Default)]
pub(super) struct Hopeless(HashSet<u64>);

impl Hopeless {
    fn holds(&self, place: u64) -> bool {
        self.0.contains(&place)
    }

    fn add(&mut self, place: u64) {
        if self.0.len() == MOST_PLACES {
            self.0.clear();
        }
        self.0.insert(place);
    }
}

/// A fix that will be made.
struct Certain {
    line: usize,
    edit: TextEdit,
    mended: Diagnostic,
}

impl Backend {
    /// One action with every fix that is certain, as far as the budget goes.
    pub(super) async fn fix_all(&self, params: &CodeActionParams) -> Result<Option<CodeAction>> {
        let uri = &params.text_document.uri;
        let settings = lock(&self.shared.configuration).of(uri).clone();
        let budget = settings.budget;
        let deadline = Instant::now() + budget;
        let Some(revision) = lock(&self.shared.documents).revision(uri) else { return Ok(None) };
        let language = self.language(uri);
        let problems = actions::problems(&params.context.diagnostics);
        // Nothing is to be done, so nobody who saves is to wait for a model.
        if problems.is_empty() || !language.is_some_and(|language| settings.wants(language)) {
            return Ok(None);
        }
        let mut has_time = self.inference.ready(budget).await;
        if matches!(*self.inference.state().borrow(), ModelState::Failed(_)) {
            return Ok(None);
        }
        let mut certain = Vec::<Certain>::new();
        let mut together: Option<Edits> = None;
        let mut of: Option<OwnedTarget> = None;
        let mut left = 0;
        let count = problems.len();
        for (at, problem) in problems.into_iter().enumerate() {
            if !has_time {
                // To look what lies there takes its time, too.
                left += count - at;
                break;
            }
            // There may be thousands, and others wait for their answers meanwhile.
            tokio::task::yield_now().await;
            let Some(prepared) = self.prepare(&about(params, &problem)) else { continue };
            let Prepared { task, narrower, cancel, document, settings } = prepared;
            let guard = CancelOnDrop(cancel.clone());
            if document.revision != revision {
                return Err(error(ErrorCode::ContentModified, "the document has changed"));
            }
            let lines = (task.plan.start_line, task.plan.end_line);
            let place = place(uri, &task.plan, &task.job, self.inference.loads(), settings.certainty);
            let overlaps = together.as_ref().is_some_and(|edits| edits.overlapping(lines).is_some());
            if overlaps || lock(&self.shared.hopeless).holds(place) {
                continue;
            }
            let (language, jsx) = (task.job.language, task.job.jsx);
            let loading = deadline.saturating_duration_since(Instant::now());
            let mut repair = tokio::spawn(repair(self.inference.clone(), task, narrower, cancel, loading));
            let Ok(answer) = tokio::time::timeout_at(deadline, &mut repair).await else {
                // It goes on, and what comes of it is remembered until someone asks again.
                guard.disarm();
                has_time = false;
                left += 1;
                continue;
            };
            let (plan, answer) = answer.map_err(|panic| internal(&panic.to_string()))?;
            self.unchanged(&document)?;
            let best = match found(&document, answer)? {
                Found::Fixes(fixes) => actions::certain(&plan, &fixes, settings.certainty),
                Found::Refused(_) => None,
                Found::NoModel => {
                    has_time = false;
                    left += 1;
                    continue;
                }
            };
            match best {
                None => lock(&self.shared.hopeless).add(place),
                Some(replacement) => {
                    let before = together.take().unwrap_or_else(|| Edits::new(language, jsx));
                    let (after, goes_with_it) = added(before, &plan, &document, &replacement).await?;
                    together = Some(after);
                    if goes_with_it {
                        let edit = actions::text_edit(&plan, &replacement, &self.target(&document));
                        certain.push(Certain { line: plan.start_line, edit, mended: problem });
                    }
                }
            }
            of = Some(document);
        }
        if certain.is_empty() {
            let reason = (left > 0).then(|| actions::out_of_time(left));
            return Ok(
                reason.and_then(|reason| self.refuse(&params.context, &CodeActionKind::new(FIX_ALL), reason))
            );
        }
        let Some(document) = of else { return Ok(None) };
        self.unchanged(&document)?;
        certain.sort_by_key(|fix| fix.line);
        let (edits, mended) = certain.into_iter().map(|fix| (fix.edit, fix.mended)).unzip();
        Ok(Some(actions::fix_all(edits, mended, left, &self.target(&document))))
    }
}

/// A place by what decides about its fixes.
fn place(uri: &Url, plan: &Plan, job: &Job, loads: u64, certainty: f32) -> u64 {
    let mut hasher = DefaultHasher::new();
    let settings = (job.candidates, job.place.is_some(), certainty.to_bits());
    let text = plan.around(&job.document, LINES_AROUND);
    (uri, job.language, job.jsx, &job.message, loads, settings, text).hash(&mut hasher);
    hasher.finish()
}

/// The same request about one diagnostic alone.
fn about(params: &CodeActionParams, problem: &Diagnostic) -> CodeActionParams {
    let start = problem.range.start;
    CodeActionParams {
        text_document: params.text_document.clone(),
        range: Range::new(start, start),
        context: CodeActionContext { diagnostics: vec![problem.clone()], ..CodeActionContext::default() },
        work_done_progress_params: WorkDoneProgressParams::default(),
        partial_result_params: PartialResultParams::default(),
    }
}

/// The fixes with one more, and whether that goes with those before: two diagnostics may be about one mistake, and each fix alone
/// mend it. Counting syntax errors of a large document takes a while.
async fn added(
    mut edits: Edits,
    plan: &Plan,
    document: &OwnedTarget,
    replacement: &str,
) -> Result<(Edits, bool)> {
    let (lines, rope) = ((plan.start_line, plan.end_line), document.rope.clone());
    let replacement = replacement.to_owned();
    let adding = tokio::task::spawn_blocking(move || {
        let goes_with_it = edits.add(&rope.to_string(), lines, &replacement).is_ok();
        (edits, goes_with_it)
    });
    adding.await.map_err(|panic| internal(&panic.to_string()))
}

#[cfg(test)]
mod tests {
    use tower_lsp::lsp_types::{Position, TextDocumentIdentifier};

    use super::*;

    #[test]
    fn a_request_about_one_problem_holds_no_other() {
        let at = |line: u32| Range::new(Position::new(line, 2), Position::new(line, 4));
        let problem = |line: u32| Diagnostic { range: at(line), ..Diagnostic::default() };
        let diagnostics: Vec<Diagnostic> = (0..5000).map(problem).collect();
        let params = CodeActionParams {
            text_document: TextDocumentIdentifier::new(Url::parse("file:///a.c").unwrap()),
            range: at(0),
            context: CodeActionContext { diagnostics, ..CodeActionContext::default() },
            work_done_progress_params: WorkDoneProgressParams::default(),
            partial_result_params: PartialResultParams::default(),
        };
        let about = about(&params, &problem(7));
        assert_eq!(about.context.diagnostics, [problem(7)]);
        assert_eq!(
            (about.text_document, about.range),
            (params.text_document, Range::new(at(7).start, at(7).start))
        );
    }
}
