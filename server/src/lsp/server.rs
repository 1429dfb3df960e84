//! The session: capabilities, documents, settings and code action requests.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use serde::Deserialize;
use tower_lsp::{
    Client, LanguageServer,
    jsonrpc::{Error, ErrorCode, Result},
    lsp_types::{
        CodeAction, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams,
        CodeActionProviderCapability, CodeActionResponse, DidChangeConfigurationParams,
        DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
        DidOpenTextDocumentParams, InitializeParams, InitializeResult, InitializedParams, OneOf,
        ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
        TextDocumentSyncOptions, Url, WorkspaceFolder, WorkspaceFoldersServerCapabilities,
        WorkspaceServerCapabilities,
    },
};

use super::{
    actions, configuration::Configuration, documents::Documents, features::Features, fix_all::Hopeless,
    inference::Inference, lifecycle::Lifecycle, status::StatusBell,
};
use crate::model::ModelSettings;

/// How long the client may take to answer a question of the server's.
pub(super) const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

const SHUTTING_DOWN: &str = "the server is shutting down";

/// The server of one session.
#[derive(Clone)]
pub(super) struct Backend {
    pub(super) client: Client,
    pub(super) inference: Inference,
    pub(super) lifecycle: Arc<Lifecycle>,
    pub(super) shared: Arc<Shared>,
}

/// What tasks that outlive a handler also need.
pub(super) struct Shared {
    pub(super) overrides: ModelSettings,
    /// Set by `initialize`, before any other request.
    features: OnceLock<Features>,
    pub(super) documents: Mutex<Documents>,
    pub(super) configuration: Mutex<Configuration>,
    pub(super) hopeless: Mutex<Hopeless>,
    pub(super) status: StatusBell,
}

/// Says whose change was lost; where nobody knows, it may be that of any document.
#[derive(Deserialize)]
pub(super) struct Lost {
    uri: Option<Url>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A handler that panicked left the data as consistent as any of these small changes do.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn error(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Error {
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
            hopeless: Mutex::default(),
            status: StatusBell::default(),
        };
        Self { client, inference, lifecycle, shared: Arc::new(shared) }
    }

    /// Takes [`LOST_CHANGE`](super::message::LOST_CHANGE).
    #[expect(clippy::unused_async, reason = "tower-lsp takes futures")]
    pub(super) async fn lost_change(&self, lost: Lost) {
        lock(&self.shared.documents).lose(lost.uri.as_ref());
    }

    pub(super) fn features(&self) -> Features {
        self.shared.features.get().copied().unwrap_or_default()
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
        // Clients that do not know of folders name the root of one.
        let root = params.root_uri.map(|uri| WorkspaceFolder { uri, name: String::new() });
        let folders = params.workspace_folders.unwrap_or_else(|| root.into_iter().collect());
        let options = params.initialization_options.as_ref();
        let problems = lock(&self.shared.configuration).start(options, folders, features.configuration);
        self.warn(problems);
        if let Some(client) = params.client_info {
            tracing::info!("{} {}", client.name, client.version.unwrap_or_default());
        }
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::new(actions::FIX_ALL)]),
            resolve_provider: features.resolve.then_some(true),
            ..CodeActionOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        };
        let workspace = WorkspaceServerCapabilities {
            workspace_folders: Some(folders),
            ..WorkspaceServerCapabilities::default()
        };
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(features.encoding.kind()),
                text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
                code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
                workspace: Some(workspace),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "fixerr".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        // Each asks or tells the client something, which no handler may wait for.
        let features = self.features();
        let backend = self.clone();
        tokio::spawn(async move { backend.start().await });
        if features.registers_configuration {
            let backend = self.clone();
            tokio::spawn(async move { backend.register().await });
        }
        if features.status {
            tokio::spawn(self.clone().tell_status());
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.lifecycle.shut_down();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let uri = params.text_document.uri.clone();
        lock(&self.shared.documents).open(params.text_document);
        self.prepare_project(&uri);
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
        self.settings_changed(&params);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let event = params.event;
        let asks = self.features().configuration;
        let mut configuration = lock(&self.shared.configuration);
        configuration.change_folders(event.added, &event.removed);
        if asks {
            configuration.ask();
            drop(configuration);
            let backend = self.clone();
            tokio::spawn(async move { backend.pull_configuration().await });
        }
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        tokio::select! {
            // What needs no waiting is answered even at the end.
            biased;
            actions = self.code_actions(params) => {
                actions.map(|actions| Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
            }
            () = self.lifecycle.ended() => Err(error(ErrorCode::RequestCancelled, SHUTTING_DOWN)),
        }
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        tokio::select! {
            biased;
            action = self.resolve(action) => action,
            () = self.lifecycle.ended() => Err(error(ErrorCode::RequestCancelled, SHUTTING_DOWN)),
        }
    }
}
