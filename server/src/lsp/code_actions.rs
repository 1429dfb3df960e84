//! Code action requests: quick fixes within a budget, those that are worked out when they are chosen, and `source.fixAll`.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::Instant;
use tower_lsp::{
    jsonrpc::{ErrorCode, Result},
    lsp_types::{CodeAction, CodeActionContext, CodeActionParams, Diagnostic, Range, Url},
};

use fixerr_shared::{engine::CancelToken, language::Language};

use super::{
    actions::{self, Plan, Target, Wanted},
    guard::internal,
    inference::{CancelOnDrop, Inference, Job},
    server::{Backend, error, lock},
    settings::Settings,
    surroundings::Place,
};
use crate::{
    edits::Edits,
    fixer::{FixError, Fixes},
    input::MAX_FILE_BYTES,
};

/// Most problems that one request fixes.
const MAX_FIX_ALL: usize = 100;
/// LSP's code for a request that was understood and cannot be fulfilled.
const REQUEST_FAILED: ErrorCode = ErrorCode::ServerError(-32803);

/// Lines to repair, with everything about the document that must be read before the handler first awaits.
struct Prepared {
    plan: Plan,
    job: Job,
    cancel: CancelToken,
    document: OwnedTarget,
    settings: Settings,
}

/// A document as it was when the request came.
struct OwnedTarget {
    uri: Url,
    version: i32,
    revision: u64,
    rope: ropey::Rope,
}

/// What a put-off action carries to the client and back.
#[derive(Serialize, Deserialize)]
struct Deferred {
    revision: u64,
    params: CodeActionParams,
}

impl Backend {
    pub(super) async fn code_actions(&self, params: CodeActionParams) -> Result<Vec<CodeAction>> {
        let wanted = Wanted::of(params.context.only.as_deref());
        let prepared = wanted.quick_fixes.then(|| self.prepare(&params)).flatten();
        let mut actions = Vec::new();
        if wanted.fix_all {
            actions.extend(self.fix_all(&params).await?);
        }
        if let Some(prepared) = prepared {
            actions.extend(self.quick_fixes(params, prepared).await?);
        }
        Ok(actions)
    }

    fn prepare(&self, params: &CodeActionParams) -> Option<Prepared> {
        let uri = &params.text_document.uri;
        let (settings, folders) = self.settings_and_folders(uri);
        let mut documents = lock(&self.shared.documents);
        let document = documents.get_mut(uri)?;
        let language = document.language.filter(|language| settings.wants(*language))?;
        let place = place(uri, language, &settings, folders);
        if document.rope.len_bytes() as u64 > MAX_FILE_BYTES {
            return None;
        }
        let plan = actions::plan(&document.rope, params.range, &params.context)?;
        let job = Job {
            document: document.rope.clone(),
            revision: document.revision,
            language,
            jsx: document.jsx,
            start_line: plan.start_line,
            end_line: plan.end_line,
            message: plan.diagnostic.as_ref().map(|diagnostic| diagnostic.message.clone()),
            candidates: settings.candidates,
            place,
        };
        let cancel = CancelToken::new();
        document.track(cancel.clone());
        let document = OwnedTarget {
            uri: uri.clone(),
            version: document.version,
            revision: document.revision,
            rope: document.rope.clone(),
        };
        Some(Prepared { plan, job, cancel, document, settings })
    }

    /// Reads the files around a document that was opened.
    pub(super) fn prepare_project(&self, uri: &Url) {
        let (settings, folders) = self.settings_and_folders(uri);
        let language = lock(&self.shared.documents).get_mut(uri).and_then(|document| document.language);
        let language = language.filter(|language| settings.wants(*language));
        if let Some(place) = language.and_then(|language| place(uri, language, &settings, folders)) {
            self.inference.surroundings.prepare(place);
        }
    }

    fn settings_and_folders(&self, uri: &Url) -> (Settings, Vec<PathBuf>) {
        let configuration = lock(&self.shared.configuration);
        (configuration.of(uri).clone(), configuration.folders())
    }

    async fn quick_fixes(&self, params: CodeActionParams, prepared: Prepared) -> Result<Vec<CodeAction>> {
        let Prepared { plan, job, cancel, document, settings } = prepared;
        let guard = CancelOnDrop(cancel.clone());
        let loading = lock(&self.shared.configuration).loading_wait();
        let repair = repair(self.inference.clone(), job, cancel, loading);
        let answer = if self.features().resolve {
            let mut repair = tokio::spawn(repair);
            match tokio::time::timeout(settings.budget, &mut repair).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(panic)) => return Err(internal(&panic.to_string())),
                Err(_) => {
                    // It goes on, and what comes of it is remembered until the action is chosen.
                    guard.disarm();
                    self.unchanged(&document)?;
                    return Ok(vec![put_off(&plan, &document, params)]);
                }
            }
        } else {
            repair.await
        };
        self.unchanged(&document)?;
        let fixes = found(&document, answer)?;
        let preferred = self.features().preferred.then_some(settings.certainty);
        Ok(actions::actions(&plan, &fixes, &self.target(&document), preferred))
    }

    /// Works out an action that was put off.
    pub(super) async fn resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let Some(data) = action.data.clone().filter(|_| action.edit.is_none()) else { return Ok(action) };
        let Ok(Deferred { revision, params }) = serde_json::from_value(data) else {
            return Err(error(ErrorCode::InvalidParams, "this code action is none of FixErr's"));
        };
        let changed = || error(ErrorCode::ContentModified, "the document has changed");
        let prepared = self.prepare(&params).filter(|prepared| prepared.document.revision == revision);
        let Prepared { plan, job, cancel, document, .. } = prepared.ok_or_else(changed)?;
        let _guard = CancelOnDrop(cancel.clone());
        let loading = lock(&self.shared.configuration).loading_wait();
        let answer = repair(self.inference.clone(), job, cancel, loading).await;
        self.unchanged(&document)?;
        let fixes = found(&document, answer)?;
        let best = actions::actions(&plan, &fixes, &self.target(&document), None).into_iter().next();
        match best {
            Some(CodeAction { edit, .. }) => Ok(CodeAction { edit, data: None, ..action }),
            None => Err(error(REQUEST_FAILED, "FixErr found no fix here")),
        }
    }

    /// One action with every fix that is certain, as far as the budget goes. The rest can be asked for again.
    async fn fix_all(&self, params: &CodeActionParams) -> Result<Option<CodeAction>> {
        let deadline = {
            let configuration = lock(&self.shared.configuration);
            Instant::now() + configuration.of(&params.text_document.uri).budget
        };
        let (mut edits, mut mended) = (Vec::new(), Vec::new());
        let mut together: Option<Edits> = None;
        let mut first: Option<OwnedTarget> = None;
        let mut behind = 0;
        for problem in actions::problems(&params.context.diagnostics).into_iter().take(MAX_FIX_ALL) {
            let Some(Prepared { plan, mut job, cancel, document, settings }) =
                self.prepare(&about(params, &problem))
            else {
                continue;
            };
            if first.as_ref().is_some_and(|first| first.revision != document.revision) {
                return Err(error(ErrorCode::ContentModified, "the document has changed"));
            }
            let lines = plan.start_line..plan.end_line + 1;
            if lines.start >= behind {
                let _guard = CancelOnDrop(cancel.clone());
                job.candidates = 1;
                let (language, jsx) = (job.language, job.jsx);
                let loading = deadline.saturating_duration_since(Instant::now());
                let repair = repair(self.inference.clone(), job, cancel, loading);
                let Ok(answer) = tokio::time::timeout_at(deadline, repair).await else { break };
                self.unchanged(&document)?;
                let fixes = found(&document, answer)?;
                if let Some(replacement) = actions::certain(&plan, &fixes, settings.certainty) {
                    let before = together.take().unwrap_or_else(|| Edits::new(language, jsx));
                    let (after, goes_with_it) = added(before, &plan, &document, &replacement).await?;
                    together = Some(after);
                    if goes_with_it {
                        edits.push(actions::text_edit(&plan, &replacement, &self.target(&document)));
                        mended.push(problem);
                        behind = lines.end;
                    }
                }
            }
            first.get_or_insert(document);
        }
        let Some(document) = first.filter(|_| !edits.is_empty()) else { return Ok(None) };
        self.unchanged(&document)?;
        Ok(Some(actions::fix_all(edits, mended, &self.target(&document))))
    }

    fn unchanged(&self, document: &OwnedTarget) -> Result<()> {
        if lock(&self.shared.documents).revision(&document.uri) == Some(document.revision) {
            Ok(())
        } else {
            Err(error(ErrorCode::ContentModified, "the document has changed"))
        }
    }

    fn target<'d>(&self, document: &'d OwnedTarget) -> Target<'d> {
        let features = self.features();
        Target {
            uri: &document.uri,
            version: document.version,
            rope: &document.rope,
            encoding: features.encoding,
            names_encodings: features.names_encodings,
            versioned: features.versioned_edits,
            keeps_data: features.resolve,
        }
    }
}

/// Where a document lies, if it is a file and those around it may be read.
fn place(uri: &Url, language: Language, settings: &Settings, folders: Vec<PathBuf>) -> Option<Place> {
    let path = uri.to_file_path().ok().filter(|_| settings.project)?;
    Some(Place { path, language, folders })
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

/// What the model found; lines that it cannot repair are no error.
fn found(document: &OwnedTarget, answer: std::result::Result<Fixes, FixError>) -> Result<Fixes> {
    let uri = &document.uri;
    match answer {
        Ok(fixes) => Ok(fixes),
        Err(FixError::Cancelled) => Err(error(ErrorCode::RequestCancelled, "cancelled")),
        Err(FixError::Input(reason)) => {
            tracing::info!("{uri}: {reason}");
            Ok(Fixes::default())
        }
        Err(FixError::Model(reason)) => {
            tracing::error!("{uri}: {reason}");
            Err(internal(&reason))
        }
    }
}

/// Repairs when the model is there; nothing is found when it does not come in time.
async fn repair(
    inference: Inference,
    job: Job,
    cancel: CancelToken,
    loading: Duration,
) -> std::result::Result<Fixes, FixError> {
    if inference.ready(loading).await { inference.repair(job, cancel).await } else { Ok(Fixes::default()) }
}

/// The same request about one diagnostic alone.
fn about(params: &CodeActionParams, problem: &Diagnostic) -> CodeActionParams {
    let start = problem.range.start;
    CodeActionParams {
        range: Range::new(start, start),
        context: CodeActionContext { diagnostics: vec![problem.clone()], ..CodeActionContext::default() },
        ..params.clone()
    }
}

fn put_off(plan: &Plan, document: &OwnedTarget, params: CodeActionParams) -> CodeAction {
    // Only what decides the plan travels: a document's diagnostics may be thousands.
    let context =
        CodeActionContext { diagnostics: plan.diagnostic.iter().cloned().collect(), ..params.context };
    let deferred = Deferred { revision: document.revision, params: CodeActionParams { context, ..params } };
    actions::deferred(plan, json!(deferred))
}
