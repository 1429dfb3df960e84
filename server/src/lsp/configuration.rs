//! Settings as they stand: what the client said at the start, what it said since, and what it says for single folders.

use std::{collections::HashSet, path::PathBuf, time::Duration};

use serde_json::Value;
use tower_lsp::lsp_types::{
    ConfigurationItem, DidChangeConfigurationParams, MessageType, Registration, Url, WorkspaceFolder,
};

use super::{
    ask::ask,
    documents::file_path,
    progress,
    server::{Backend, CLIENT_PATIENCE, lock},
    settings::Settings,
};
use crate::{logging, model::ModelSettings};

/// How long loading the model waits for the client's settings at the start, which may name another model.
const START_PATIENCE: Duration = Duration::from_secs(1);
const SECTION: &str = "fixerr";

#[derive(Default)]
pub(super) struct Configuration {
    /// From `initializationOptions`; later settings lie over these.
    initial: Settings,
    /// What holds where no folder says otherwise.
    current: Settings,
    /// The workspace's folders, and what holds in those that the client was asked about.
    folders: Vec<(Url, Option<Settings>)>,
    /// The model that was last asked for.
    loaded: Option<ModelSettings>,
    warned: HashSet<String>,
}

impl Configuration {
    /// What holds for a document: its innermost folder's settings.
    pub(super) fn of(&self, document: &Url) -> &Settings {
        let within = |folder: &Url| {
            let (folder, document) = (folder.as_str().trim_end_matches('/'), document.as_str());
            document.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let inside = self.folders.iter().filter(|(folder, _)| within(folder));
        let innermost = inside.max_by_key(|(folder, _)| folder.as_str().len());
        innermost.and_then(|(_, settings)| settings.as_ref()).unwrap_or(&self.current)
    }

    /// The workspace's folders that lie on the disk.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        self.folders.iter().filter_map(|(uri, _)| file_path(uri)).collect()
    }

    /// Whether anything is offered anywhere.
    pub(super) fn is_on(&self) -> bool {
        let folders = self.folders.iter().filter_map(|(_, settings)| settings.as_ref());
        self.current.enable || folders.into_iter().any(|settings| settings.enable)
    }

    pub(super) const fn loading_wait(&self) -> Duration {
        self.current.loading_wait
    }

    /// Takes the options of `initialize`.
    pub(super) fn start(&mut self, options: Option<&Value>, folders: Vec<WorkspaceFolder>) -> Vec<String> {
        let (settings, problems) = Settings::default().overlay(options.unwrap_or(&Value::Null));
        self.initial = settings.clone();
        self.current = settings;
        self.change_folders(folders, &[]);
        self.unheard(problems)
    }

    pub(super) fn change_folders(&mut self, added: Vec<WorkspaceFolder>, removed: &[WorkspaceFolder]) {
        self.folders.retain(|(uri, _)| removed.iter().all(|folder| folder.uri != *uri));
        self.folders.extend(added.into_iter().map(|folder| (folder.uri, None)));
    }

    /// Takes settings for everything. Nothing said is no reason to forget what was.
    fn set(&mut self, value: &Value) -> Vec<String> {
        if value.is_null() {
            return Vec::new();
        }
        let (settings, problems) = self.initial.overlay(value);
        self.current = settings;
        self.unheard(problems)
    }

    /// Takes the settings of one folder, for which those of everything hold where nothing is said. What runs is the same in all of
    /// them.
    fn set_folder(&mut self, uri: &Url, value: &Value) -> Vec<String> {
        if value.is_null() {
            return Vec::new();
        }
        let (mut settings, problems) = self.initial.overlay(value);
        settings.model = self.current.model.clone();
        for (folder, place) in &mut self.folders {
            if folder == uri {
                *place = Some(settings.clone());
            }
        }
        self.unheard(problems)
    }

    /// The problems that nobody heard of yet.
    fn unheard(&mut self, problems: Vec<String>) -> Vec<String> {
        problems.into_iter().filter(|problem| self.warned.insert(problem.clone())).collect()
    }
}

impl Backend {
    /// Loads the model, with the settings that the client says when it is asked, if it can be.
    pub(super) async fn start(&self) {
        if self.features().configuration {
            let mut asking = tokio::spawn({
                let backend = self.clone();
                async move { backend.pull_configuration().await }
            });
            if tokio::time::timeout(START_PATIENCE, &mut asking).await.is_ok() {
                return;
            }
        }
        self.load_if_needed();
    }

    /// Asks the client to tell of changed settings; many tell nothing unasked.
    pub(super) async fn register(&self) {
        let registration = Registration {
            id: "fixerr/configuration".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(serde_json::json!({"section": SECTION})),
        };
        let client = self.client.clone();
        let asked = ask(CLIENT_PATIENCE, async move { client.register_capability(vec![registration]).await });
        if let Err(error) = asked.await {
            tracing::info!("the client does not tell of changed settings: {error}");
        }
    }

    /// Takes over what the client said, and asks it for more where it can answer.
    pub(super) fn settings_changed(&self, params: &DidChangeConfigurationParams) {
        if !params.settings.is_null() {
            self.configure(&params.settings);
        }
        if self.features().configuration {
            // Waiting for the client's answer in a handler could block the answer itself.
            let backend = self.clone();
            tokio::spawn(async move { backend.pull_configuration().await });
        }
    }

    /// Takes settings over and loads the model when they name another one.
    fn configure(&self, value: &Value) {
        let problems = lock(&self.shared.configuration).set(value);
        self.warn(problems);
        self.load_if_needed();
    }

    pub(super) fn warn(&self, problems: Vec<String>) {
        for problem in problems {
            tracing::warn!("{problem}");
            let client = self.client.clone();
            tokio::spawn(async move { client.log_message(MessageType::WARNING, problem).await });
        }
    }

    pub(super) fn load_if_needed(&self) {
        let mut configuration = lock(&self.shared.configuration);
        let settings = &configuration.current;
        logging::set_level(settings.log_level);
        let overrides = &self.shared.overrides;
        let chosen = ModelSettings {
            folder: overrides.folder.clone().or_else(|| settings.model.folder.clone()),
            device: overrides.device.or(settings.model.device),
            threads: if overrides.threads == 0 { settings.model.threads } else { overrides.threads },
        };
        if !configuration.is_on() || configuration.loaded.as_ref() == Some(&chosen) {
            drop(configuration);
            self.shared.status.changed();
            return;
        }
        configuration.loaded = Some(chosen.clone());
        drop(configuration);
        self.inference.load(chosen);
        progress::report(&self.client, self.features().progress, &self.inference);
        self.shared.status.changed();
    }

    /// Asks for the settings of everything and of each folder.
    pub(super) async fn pull_configuration(&self) {
        let folders: Vec<Url> =
            lock(&self.shared.configuration).folders.iter().map(|(uri, _)| uri.clone()).collect();
        let scopes = [None].into_iter().chain(folders.iter().cloned().map(Some));
        let items =
            scopes.map(|scope_uri| ConfigurationItem { scope_uri, section: Some(SECTION.to_owned()) });
        let (client, items) = (self.client.clone(), items.collect());
        match ask(CLIENT_PATIENCE, async move { client.configuration(items).await }).await {
            Ok(answers) => {
                self.configure(answers.first().unwrap_or(&Value::Null));
                for (uri, value) in folders.iter().zip(answers.iter().skip(1)) {
                    let problems = lock(&self.shared.configuration).set_folder(uri, value);
                    self.warn(problems);
                }
                self.load_if_needed();
            }
            Err(error) => {
                tracing::warn!("the client did not say its settings: {error}");
                self.load_if_needed();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn folder(uri: &str) -> WorkspaceFolder {
        WorkspaceFolder { uri: Url::parse(uri).unwrap(), name: String::new() }
    }

    #[test]
    fn the_innermost_folder_decides() {
        let mut configuration = Configuration::default();
        configuration.start(
            Some(&json!({"candidates": 4})),
            vec![folder("file:///w"), folder("file:///w/deep/"), folder("file:///other")],
        );
        configuration.set(&json!({"candidates": 2, "model": "/m"}));
        let uri = |text: &str| Url::parse(text).unwrap();
        let value = json!({"enable": false, "model": "/evil"});
        assert!(configuration.set_folder(&uri("file:///w/deep/"), &value).is_empty());
        let of = |text: &str| configuration.of(&uri(text));
        assert_eq!((of("file:///w/a.c").candidates, of("file:///w/a.c").enable), (2, true));
        assert_eq!((of("file:///w/deep/a.c").candidates, of("file:///w/deep/a.c").enable), (4, false));
        assert!(of("file:///w/deeper/a.c").enable && of("untitled:1").enable);
        assert_eq!(of("file:///w/deep/a.c").model, of("file:///w/a.c").model, "a folder chooses no model");
        configuration.set_folder(&uri("file:///w"), &value);
        configuration.change_folders(Vec::new(), &[folder("file:///w/deep/")]);
        assert!(!configuration.of(&uri("file:///w/deep/a.c")).enable);
        // What was said of the last folder left holds on.
        configuration.change_folders(Vec::new(), &[folder("file:///other")]);
        assert!(!configuration.of(&uri("file:///w/deep/a.c")).enable);
    }

    #[test]
    fn nothing_said_keeps_what_stands() {
        let mut configuration = Configuration::default();
        let uri = Url::parse("file:///w").unwrap();
        configuration.start(None, vec![folder("file:///w"), folder("file:///v")]);
        configuration.set(&json!({"fixerr": {"candidates": 2}}));
        configuration.set(&Value::Null);
        configuration.set_folder(&uri, &Value::Null);
        assert_eq!(configuration.of(&uri).candidates, 2);
        configuration.set_folder(&uri, &json!({"candidates": 3}));
        configuration.set_folder(&uri, &Value::Null);
        assert_eq!(configuration.of(&uri).candidates, 3);
        // An object says what holds from now on.
        configuration.set(&json!({}));
        assert_eq!(configuration.current.candidates, Settings::default().candidates);
    }

    #[test]
    fn a_problem_is_said_once() {
        let mut configuration = Configuration::default();
        assert_eq!(configuration.start(Some(&json!({"colour": 1})), Vec::new()).len(), 1);
        assert!(configuration.set(&json!({"colour": 1})).is_empty());
        assert_eq!(configuration.set(&json!({"colour": 1, "size": 1})).len(), 1);
    }
}
