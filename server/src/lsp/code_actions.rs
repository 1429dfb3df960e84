//! Code action requests: quick fixes within a budget, and those that are worked out when they are chosen. `fix_all.rs` has
//! `source.fixAll`.

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::{
    jsonrpc::{ErrorCode, Result},
    lsp_types::{
        CodeAction, CodeActionContext, CodeActionKind, CodeActionParams, CodeActionTriggerKind, Diagnostic,
        MessageType, Url,
    },
};

use fixerr_shared::{engine::CancelToken, language::Language};

use super::{
    actions::{self, Plan, Target, Wanted},
    documents::file_path,
    guard::internal,
    in_progress::OpenDocument,
    inference::{CancelOnDrop, Inference, Job, ModelState},
    queue::Reply,
    server::{Backend, error, lock},
    settings::Settings,
    surroundings::Place,
};
use crate::{
    fixer::{FixError, Fixes},
    input::MAX_FILE_BYTES,
};

/// LSP's code for a request that was understood and cannot be fulfilled.
const REQUEST_FAILED: ErrorCode = ErrorCode::ServerError(-32803);

/// Lines to repair.
pub(super) struct Task {
    pub(super) plan: Plan,
    pub(super) job: Job,
}

/// Lines to repair, with everything about the document that must be read before the handler first awaits.
pub(super) struct Prepared {
    pub(super) task: Task,
    /// What is repaired if these lines are too long.
    pub(super) narrower: Option<Task>,
    pub(super) cancel: CancelToken,
    pub(super) document: OwnedTarget,
    pub(super) settings: Settings,
}

/// A document as it was when the request came.
pub(super) struct OwnedTarget {
    uri: Url,
    version: i32,
    pub(super) revision: u64,
    pub(super) rope: ropey::Rope,
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
        if let Some((kind, reason)) = wanted.kind().zip(self.switched_off(&params.text_document.uri)) {
            return Ok(self.refuse(&params.context, &kind, reason).into_iter().collect());
        }
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

    pub(super) fn prepare(&self, params: &CodeActionParams) -> Option<Prepared> {
        let uri = &params.text_document.uri;
        let configuration = lock(&self.shared.configuration);
        let (settings, reads) = (configuration.of(uri).clone(), configuration.reads(uri));
        let folders = configuration.folders();
        let mut documents = lock(&self.shared.documents);
        let open: Arc<[OpenDocument]> = documents.around(uri, |other| configuration.reads(other)).into();
        drop(configuration);
        let document = documents.get_mut(uri)?;
        let language = document.language.filter(|language| settings.wants(*language))?;
        let place = place(uri, language, folders).filter(|_| reads);
        if document.rope.len_bytes() as u64 > MAX_FILE_BYTES {
            return None;
        }
        let task = |plan: Plan| Task {
            job: Job {
                document: document.rope.clone(),
                revision: document.revision,
                language,
                jsx: document.jsx,
                start_line: plan.start_line,
                end_line: plan.end_line,
                message: plan.diagnostic.as_ref().map(|diagnostic| diagnostic.message.clone()),
                candidates: settings.candidates,
                place: place.clone(),
                open: open.clone(),
            },
            plan,
        };
        let plan = actions::plan(&document.rope, params.range, &params.context)?;
        let narrower = actions::narrower(&plan, &document.rope, params.range, &params.context).map(task);
        let task = task(plan);
        let cancel = CancelToken::new();
        document.track(cancel.clone());
        let document = OwnedTarget {
            uri: uri.clone(),
            version: document.version,
            revision: document.revision,
            rope: document.rope.clone(),
        };
        Some(Prepared { task, narrower, cancel, document, settings })
    }

    /// The language of an open document whose text is known.
    pub(super) fn language(&self, uri: &Url) -> Option<Language> {
        lock(&self.shared.documents).get_mut(uri)?.language
    }

    /// Why nothing is offered in a document whose language FixErr knows, if the user chose that for this language.
    fn switched_off(&self, uri: &Url) -> Option<String> {
        let language = self.language(uri)?;
        let configuration = lock(&self.shared.configuration);
        let settings = configuration.of(uri);
        let is_off = settings.enable && !settings.wants(language);
        is_off.then(|| format!("switched off for {language} by the settings"))
    }

    /// Reads the files around a document that was opened, if the settings let it.
    pub(super) fn prepare_project(&self, uri: &Url) {
        let configuration = lock(&self.shared.configuration);
        if !configuration.reads(uri) {
            return;
        }
        let (settings, folders) = (configuration.of(uri).clone(), configuration.folders());
        drop(configuration);
        let language = self.language(uri).filter(|language| settings.wants(*language));
        if let Some(place) = language.and_then(|language| place(uri, language, folders)) {
            self.inference.surroundings.prepare(place);
        }
    }

    async fn quick_fixes(&self, params: CodeActionParams, prepared: Prepared) -> Result<Vec<CodeAction>> {
        let Prepared { task, narrower, cancel, document, settings } = prepared;
        let guard = CancelOnDrop(cancel.clone());
        let loading = lock(&self.shared.configuration).loading_wait();
        let put_off = actions::deferred(&task.plan);
        let about = task.plan.diagnostic.clone();
        let repair = repair(self.inference.clone(), task, narrower, cancel, loading);
        let (plan, answer) = if self.features().resolve {
            let mut repair = tokio::spawn(repair);
            match tokio::time::timeout(settings.budget, &mut repair).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(panic)) => return Err(internal(&panic.to_string())),
                Err(_) => {
                    // It goes on, and what comes of it is remembered until the action is chosen.
                    guard.disarm();
                    self.unchanged(&document)?;
                    return Ok(vec![CodeAction {
                        data: Some(deferred(about, &document, params)),
                        ..put_off
                    }]);
                }
            }
        } else {
            repair.await
        };
        self.unchanged(&document)?;
        match found(&document, answer)? {
            Found::Fixes(fixes) => {
                let preferred = self.features().preferred.then_some(settings.certainty);
                Ok(actions::actions(&plan, &fixes, &self.target(&document), preferred))
            }
            Found::Refused(reason) => {
                Ok(self.refuse(&params.context, &CodeActionKind::QUICKFIX, reason).into_iter().collect())
            }
            Found::NoModel => {
                let reason = self.no_model();
                Ok(self.refuse(&params.context, &CodeActionKind::QUICKFIX, reason).into_iter().collect())
            }
        }
    }

    /// Works out an action that was put off.
    pub(super) async fn resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let Some(data) = action.data.clone().filter(|_| action.edit.is_none()) else { return Ok(action) };
        let Ok(Deferred { revision, params }) = serde_json::from_value(data) else {
            return Err(error(ErrorCode::InvalidParams, "this code action is none of FixErr's"));
        };
        let changed = || error(ErrorCode::ContentModified, "the document has changed");
        let prepared = self.prepare(&params).filter(|prepared| prepared.document.revision == revision);
        let Prepared { task, narrower, cancel, document, .. } = prepared.ok_or_else(changed)?;
        let _guard = CancelOnDrop(cancel.clone());
        let loading = lock(&self.shared.configuration).loading_wait();
        let (plan, answer) = repair(self.inference.clone(), task, narrower, cancel, loading).await;
        self.unchanged(&document)?;
        let fixes = match found(&document, answer)? {
            Found::Fixes(fixes) => fixes,
            Found::Refused(reason) => return Err(error(REQUEST_FAILED, reason)),
            Found::NoModel => return Err(error(REQUEST_FAILED, self.no_model())),
        };
        let best = actions::actions(&plan, &fixes, &self.target(&document), None).into_iter().next();
        match best {
            Some(best) => Ok(CodeAction { title: best.title, edit: best.edit, data: best.data, ..action }),
            None => Err(error(REQUEST_FAILED, "no fix was found here")),
        }
    }

    /// Why there is no model to ask.
    fn no_model(&self) -> String {
        match &*self.inference.state().borrow() {
            ModelState::Failed(reason) => reason.clone(),
            ModelState::Loading | ModelState::Ready(_) => "the model is still being loaded".to_owned(),
        }
    }

    /// Tells whoever asked why there is nothing: in the menu, where the client can show that, or in a message.
    pub(super) fn refuse(
        &self,
        context: &CodeActionContext,
        kind: &CodeActionKind,
        reason: String,
    ) -> Option<CodeAction> {
        if context.trigger_kind != Some(CodeActionTriggerKind::INVOKED) {
            return None;
        }
        if self.features().disabled {
            return Some(actions::disabled(kind.clone(), reason));
        }
        let client = self.client.clone();
        tokio::spawn(
            async move { client.show_message(MessageType::INFO, format!("FixErr: {reason}")).await },
        );
        None
    }

    pub(super) fn unchanged(&self, document: &OwnedTarget) -> Result<()> {
        if lock(&self.shared.documents).revision(&document.uri) == Some(document.revision) {
            Ok(())
        } else {
            Err(error(ErrorCode::ContentModified, "the document has changed"))
        }
    }

    pub(super) fn target<'d>(&self, document: &'d OwnedTarget) -> Target<'d> {
        let features = self.features();
        Target {
            uri: &document.uri,
            version: document.version,
            rope: &document.rope,
            encoding: features.encoding,
            names_encodings: features.names_encodings,
            versioned: features.versioned_edits,
            keeps_data: features.keeps_data,
        }
    }
}

/// Where a document lies, if it is a file.
fn place(uri: &Url, language: Language, folders: Vec<PathBuf>) -> Option<Place> {
    Some(Place { path: file_path(uri)?, language, folders })
}

/// What the model said of some lines.
pub(super) enum Found {
    Fixes(Fixes),
    /// It cannot repair these lines, for this reason.
    Refused(String),
    /// It did not come in time.
    NoModel,
}

/// What an answer means; lines that cannot be repaired are no error.
pub(super) fn found(document: &OwnedTarget, answer: Option<Reply>) -> Result<Found> {
    let uri = &document.uri;
    match answer {
        None => Ok(Found::NoModel),
        Some(Ok(fixes)) => Ok(Found::Fixes(fixes)),
        Some(Err(FixError::Cancelled)) => Err(error(ErrorCode::RequestCancelled, "cancelled")),
        Some(Err(FixError::Input(reason))) => {
            tracing::info!("{uri}: {reason}");
            Ok(Found::Refused(reason))
        }
        Some(Err(FixError::Model(reason))) => {
            tracing::error!("{uri}: {reason}");
            Err(internal(&reason))
        }
    }
}

/// Repairs when the model is there, and says which lines; nothing is found when it does not come in time. Dropping the future or
/// setting the token ends it.
pub(super) async fn repair(
    inference: Inference,
    task: Task,
    narrower: Option<Task>,
    cancel: CancelToken,
    loading: Duration,
) -> (Plan, Option<Reply>) {
    let _guard = CancelOnDrop(cancel.clone());
    if !inference.ready(loading).await {
        return (task.plan, None);
    }
    let answer = inference.repair(task.job, cancel.clone()).await;
    match (answer, narrower) {
        (Err(FixError::Input(_)), Some(Task { plan, job })) => {
            (plan, Some(inference.repair(job, cancel).await))
        }
        (answer, _) => (task.plan, Some(answer)),
    }
}

/// What a put-off action carries. Only the diagnostic that it is about travels: a document's may be thousands.
fn deferred(about: Option<Diagnostic>, document: &OwnedTarget, params: CodeActionParams) -> Value {
    let context = CodeActionContext { diagnostics: about.into_iter().collect(), ..params.context };
    let params = CodeActionParams { context, ..params };
    json!(Deferred { revision: document.revision, params })
}
