//! The session: capabilities, documents, settings and code action requests.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use fixerr_shared::engine::CancelToken;
use serde_json::Value;
use tower_lsp::{
    Client, LanguageServer,
    jsonrpc::{Error, ErrorCode, Result},
    lsp_types::{
        ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionParams,
        CodeActionProviderCapability, CodeActionResponse, ConfigurationItem, DidChangeConfigurationParams,
        DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeParams,
        InitializeResult, InitializedParams, MessageType, ServerCapabilities, ServerInfo,
        TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    },
};

use super::{
    actions::{self, Plan, Target},
    ask::ask,
    documents::Documents,
    guard::internal,
    inference::{CancelOnDrop, Inference, Job},
    lifecycle::Lifecycle,
    position::Encoding,
    progress,
    settings::Settings,
};
use crate::{fixer::FixError, input::MAX_FILE_BYTES, logging, model::ModelSettings};

/// How long the client may take to answer a question of the server's.
pub(super) const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// The server of one session.
#[derive(Clone)]
pub(super) struct Backend {
    client: Client,
    inference: Inference,
    lifecycle: Arc<Lifecycle>,
    shared: Arc<Shared>,
}

/// What tasks that outlive a handler also need.
struct Shared {
    overrides: ModelSettings,
    /// Set by `initialize`, before any other request.
    features: OnceLock<Features>,
    documents: Mutex<Documents>,
    configuration: Mutex<Configuration>,
}

/// What the client can do.
#[derive(Clone, Copy, Default)]
struct Features {
    encoding: Encoding,
    names_encodings: bool,
    versioned_edits: bool,
    progress: bool,
    configuration: bool,
}

impl Features {
    fn of(client: &ClientCapabilities) -> Self {
        let general = client.general.as_ref();
        let workspace = client.workspace.as_ref();
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let window = client.window.as_ref();
        Self {
            encoding: Encoding::negotiate(general.and_then(|general| general.position_encodings.as_deref())),
            names_encodings: general.is_some_and(|general| general.position_encodings.is_some()),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            progress: window.and_then(|window| window.work_done_progress).unwrap_or_default(),
            configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or_default(),
        }
    }
}

#[derive(Default)]
struct Configuration {
    /// From `initializationOptions`; later settings lie over these.
    initial: Settings,
    current: Settings,
    /// The model that was last asked for.
    loaded: Option<ModelSettings>,
    warned: HashSet<String>,
}

/// A code action request, understood.
struct Prepared {
    plan: Plan,
    job: Job,
    target: OwnedTarget,
    cancel: CancelToken,
    revision: u64,
    patience: Duration,
}

struct OwnedTarget {
    version: i32,
    rope: ropey::Rope,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A handler that panicked left the data as consistent as any of these small changes do.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The problems that nobody heard of yet.
fn fresh(configuration: &mut Configuration, problems: Vec<String>) -> Vec<String> {
    problems.into_iter().filter(|problem| configuration.warned.insert(problem.clone())).collect()
}

fn error(code: ErrorCode, message: &'static str) -> Error {
    Error { code, message: message.into(), data: None }
}

impl Backend {
    pub(super) fn new(
        client: Client,
        inference: Inference,
        lifecycle: Arc<Lifecycle>,
        overrides: ModelSettings,
    ) -> Self {
        let shared = Shared {
            overrides,
            features: OnceLock::new(),
            documents: Mutex::default(),
            configuration: Mutex::default(),
        };
        Self { client, inference, lifecycle, shared: Arc::new(shared) }
    }

    fn features(&self) -> Features {
        self.shared.features.get().copied().unwrap_or_default()
    }

    /// Everything about a request that must be read before the handler first awaits.
    fn prepare(&self, params: &CodeActionParams) -> Option<Prepared> {
        let settings = lock(&self.shared.configuration).current.clone();
        let mut documents = lock(&self.shared.documents);
        let document = documents.get_mut(&params.text_document.uri)?;
        let language = document.language?;
        if !settings.enable || settings.disabled_languages.contains(&language) {
            return None;
        }
        if document.rope.len_bytes() as u64 > MAX_FILE_BYTES {
            return None;
        }
        let plan = actions::plan(&document.rope, params.range, &params.context)?;
        let job = Job {
            text: plan.text.clone(),
            language,
            jsx: document.jsx,
            start_line: plan.start_line,
            end_line: plan.end_line,
            message: plan.diagnostic.as_ref().map(|diagnostic| diagnostic.message.clone()),
            candidates: settings.candidates,
        };
        let cancel = CancelToken::new();
        document.track(cancel.clone());
        let target = OwnedTarget { version: document.version, rope: document.rope.clone() };
        let patience = settings.loading_wait;
        Some(Prepared { plan, job, target, cancel, revision: document.revision, patience })
    }

    /// Takes settings over and loads the model when they name another one.
    fn configure(&self, value: &Value) {
        let problems = {
            let mut configuration = lock(&self.shared.configuration);
            let (settings, problems) = configuration.initial.overlay(value);
            configuration.current = settings;
            fresh(&mut configuration, problems)
        };
        self.warn(problems);
        self.load_if_needed();
    }

    fn warn(&self, problems: Vec<String>) {
        for problem in problems {
            tracing::warn!("{problem}");
            let client = self.client.clone();
            tokio::spawn(async move { client.log_message(MessageType::WARNING, problem).await });
        }
    }

    fn load_if_needed(&self) {
        let mut configuration = lock(&self.shared.configuration);
        let settings = &configuration.current;
        logging::set_level(settings.log_level);
        let overrides = &self.shared.overrides;
        let chosen = ModelSettings {
            folder: overrides.folder.clone().or_else(|| settings.model.folder.clone()),
            device: overrides.device.or(settings.model.device),
            threads: if overrides.threads == 0 { settings.model.threads } else { overrides.threads },
        };
        if !settings.enable || configuration.loaded.as_ref() == Some(&chosen) {
            return;
        }
        configuration.loaded = Some(chosen.clone());
        drop(configuration);
        self.inference.load(chosen);
        progress::report(&self.client, self.features().progress, self.inference.state());
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let features = Features::of(&params.capabilities);
        let _ = self.shared.features.set(features);
        if let Some(process) = params.process_id {
            self.lifecycle.watch_client(process);
        }
        if let Some(options) = &params.initialization_options {
            let mut configuration = lock(&self.shared.configuration);
            let (settings, problems) = Settings::default().overlay(options);
            configuration.initial = settings.clone();
            configuration.current = settings;
            let problems = fresh(&mut configuration, problems);
            drop(configuration);
            self.warn(problems);
        }
        if let Some(client) = params.client_info {
            tracing::info!("{} {}", client.name, client.version.unwrap_or_default());
        }
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        };
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(features.encoding.kind()),
                text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
                code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "fixerr".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.load_if_needed();
    }

    async fn shutdown(&self) -> Result<()> {
        self.lifecycle.shut_down();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        lock(&self.shared.documents).open(params.text_document);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let encoding = self.features().encoding;
        let mut documents = lock(&self.shared.documents);
        if !documents.change(&document.uri, document.version, params.content_changes, encoding) {
            tracing::warn!("{} changed but is not open", document.uri);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        lock(&self.shared.documents).close(&params.text_document.uri);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if !params.settings.is_null() {
            self.configure(&params.settings);
        } else if self.features().configuration {
            // The client wants to be asked. Waiting for its answer here could block the answer itself.
            let backend = self.clone();
            tokio::spawn(async move { backend.pull_configuration().await });
        }
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some(prepared) = self.prepare(&params) else { return Ok(Some(Vec::new())) };
        tokio::select! {
            biased;
            () = self.lifecycle.ended() => Err(error(ErrorCode::RequestCancelled, "the server is shutting down")),
            answer = self.answer(&params, prepared) => answer.map(Some),
        }
    }
}

impl Backend {
    async fn answer(&self, params: &CodeActionParams, prepared: Prepared) -> Result<CodeActionResponse> {
        let Prepared { plan, job, target, cancel, revision, patience } = prepared;
        let _guard = CancelOnDrop(cancel.clone());
        if !self.inference.ready(patience).await {
            return Ok(Vec::new());
        }
        let answer = self.inference.repair(job, cancel).await;
        let uri = &params.text_document.uri;
        if lock(&self.shared.documents).revision(uri) != Some(revision) {
            return Err(error(ErrorCode::ContentModified, "the document has changed"));
        }
        let candidates = match answer {
            Ok(candidates) => candidates,
            Err(FixError::Cancelled) => return Err(error(ErrorCode::RequestCancelled, "cancelled")),
            Err(FixError::Input(reason)) => {
                tracing::info!("{uri}: {reason}");
                return Ok(Vec::new());
            }
            Err(FixError::Model(reason)) => {
                tracing::error!("{uri}: {reason}");
                return Err(internal(&reason));
            }
        };
        let features = self.features();
        let target = Target {
            uri,
            version: target.version,
            rope: &target.rope,
            encoding: features.encoding,
            names_encodings: features.names_encodings,
            versioned: features.versioned_edits,
        };
        Ok(actions::actions(&plan, &candidates, &target))
    }

    async fn pull_configuration(&self) {
        let item = ConfigurationItem { scope_uri: None, section: Some("fixerr".to_owned()) };
        let client = self.client.clone();
        match ask(CLIENT_PATIENCE, async move { client.configuration(vec![item]).await }).await {
            Ok(answers) => self.configure(answers.first().unwrap_or(&Value::Null)),
            Err(error) => tracing::warn!("the client did not say its settings: {error}"),
        }
    }
}
