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
    settings::{KEYS, Settings},
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
    /// Whether the client said its settings, or will not say any. What lies around documents is not read before: the user may not
    /// want that.
    heard: bool,
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

    /// Whether what lies around a document may be read.
    pub(super) fn reads(&self, document: &Url) -> bool {
        self.heard && self.of(document).project
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

    /// Takes the options of `initialize`; `asks` says whether the client will be asked for more.
    pub(super) fn start(
        &mut self,
        options: Option<&Value>,
        folders: Vec<WorkspaceFolder>,
        asks: bool,
    ) -> Vec<String> {
        self.heard = !asks;
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

    /// Takes note that the client will be asked for its settings.
    pub(super) const fn ask(&mut self) {
        self.heard = false;
    }

    /// Takes note that the client answered for these folders, or does not answer. Others may have come meanwhile, about which it is
    /// still being asked.
    fn answered(&mut self, folders: &[Url]) {
        self.heard = self.folders.iter().all(|(folder, _)| folders.contains(folder));
    }

    /// Takes settings for everything. Nothing said is no reason to forget what was.
    fn set(&mut self, value: &Value) -> Vec<String> {
        if says_nothing(value) {
            return Vec::new();
        }
        let (settings, problems) = self.initial.overlay(value);
        self.current = settings;
        self.unheard(problems)
    }

    /// Takes the settings of one folder, for which those of everything hold where nothing is said. What runs is the same in all of
    /// them.
    fn set_folder(&mut self, uri: &Url, value: &Value) -> Vec<String> {
        if says_nothing(value) {
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

/// Whether there is nothing about FixErr: null, or the sections of other servers. Some editors send all that they have.
fn says_nothing(value: &Value) -> bool {
    match (value.get(SECTION), value) {
        (Some(section), _) => section.is_null(),
        (None, Value::Object(sections)) => {
            let is_foreign = |(name, value): (&String, &Value)| {
                value.is_object() && KEYS.iter().all(|key| key.name != name)
            };
            !sections.is_empty() && sections.iter().all(is_foreign)
        }
        (None, value) => value.is_null(),
    }
}

/// What runs: what the command line chose, else what the settings say.
fn chosen(overrides: &ModelSettings, settings: &ModelSettings) -> ModelSettings {
    ModelSettings {
        folder: overrides.folder.clone().or_else(|| settings.folder.clone()),
        device: overrides.device.or(settings.device),
        threads: overrides.threads.or(settings.threads),
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
            self.take_settings(&params.settings);
            self.settings_taken();
        }
        if self.features().configuration {
            // Waiting for the client's answer in a handler could block the answer itself.
            let backend = self.clone();
            tokio::spawn(async move { backend.pull_configuration().await });
        }
    }

    fn take_settings(&self, value: &Value) {
        let problems = lock(&self.shared.configuration).set(value);
        self.warn(problems);
    }

    /// Reads around the document that was opened last, if the settings that were just taken over let it, and loads the model when they
    /// name another one.
    fn settings_taken(&self) {
        self.inference.surroundings.forget();
        let last = lock(&self.shared.documents).opened_last();
        if let Some(uri) = last {
            self.prepare_project(&uri);
        }
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
        let chosen = chosen(&self.shared.overrides, &settings.model);
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
                self.take_settings(answers.first().unwrap_or(&Value::Null));
                for (uri, value) in folders.iter().zip(answers.iter().skip(1)) {
                    let problems = lock(&self.shared.configuration).set_folder(uri, value);
                    self.warn(problems);
                }
            }
            Err(error) => tracing::warn!("the client did not say its settings: {error}"),
        }
        lock(&self.shared.configuration).answered(&folders);
        self.settings_taken();
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
            false,
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
        configuration.start(None, vec![folder("file:///w"), folder("file:///v")], false);
        configuration.set(&json!({"fixerr": {"candidates": 2}}));
        configuration.set(&Value::Null);
        configuration.set_folder(&uri, &Value::Null);
        assert_eq!(configuration.of(&uri).candidates, 2);
        configuration.set_folder(&uri, &json!({"candidates": 3}));
        configuration.set_folder(&uri, &Value::Null);
        assert_eq!(configuration.of(&uri).candidates, 3);
        let others = json!({"pylsp": {"plugins": {}}, "gopls": {"candidates": 3}});
        for nothing in [json!({"fixerr": null}), json!({"fixerr": null, "pylsp": {}}), others] {
            assert!(configuration.set(&nothing).is_empty(), "{nothing}");
            assert_eq!(configuration.current.candidates, 2, "{nothing}");
        }
        // An object says what holds from now on, and one with a key of FixErr's or with plain values is FixErr's own.
        assert_eq!(configuration.set(&json!({"colour": "red"})).len(), 1);
        assert_eq!(configuration.set(&json!({"pylsp": {}, "candidates": 3})).len(), 1);
        assert_eq!(configuration.current.candidates, 3);
        configuration.set(&json!({}));
        assert_eq!(configuration.current.candidates, Settings::default().candidates);
    }

    #[test]
    fn nothing_is_read_around_documents_before_the_client_said_its_settings() {
        let uri = |text: &str| Url::parse(text).unwrap();
        let (own, new) = (uri("file:///w/a.c"), uri("file:///new/a.c"));
        let mut configuration = Configuration::default();
        configuration.start(None, vec![folder("file:///w")], false);
        assert!(configuration.reads(&own));
        configuration.start(None, vec![folder("file:///w")], true);
        assert!(!configuration.reads(&own));
        configuration.answered(&[uri("file:///w")]);
        assert!(configuration.reads(&own));
        // An answer says nothing of a folder that was not there when the client was asked.
        configuration.change_folders(vec![folder("file:///new")], &[]);
        configuration.ask();
        configuration.answered(&[uri("file:///w")]);
        assert!(!configuration.reads(&new));
        configuration.set_folder(&uri("file:///new"), &json!({"project": false}));
        configuration.answered(&[uri("file:///w"), uri("file:///new")]);
        assert!(configuration.reads(&own) && !configuration.reads(&new));
    }

    #[test]
    fn the_command_line_beats_the_settings() {
        let with = |threads: Option<usize>| ModelSettings { threads, ..ModelSettings::default() };
        assert_eq!(chosen(&with(None), &with(Some(4))), with(Some(4)));
        // By the machine, although the settings name a number.
        assert_eq!(chosen(&with(Some(0)), &with(Some(4))), with(Some(0)));
    }

    #[test]
    fn a_problem_is_said_once() {
        let mut configuration = Configuration::default();
        assert_eq!(configuration.start(Some(&json!({"colour": 1})), Vec::new(), false).len(), 1);
        assert!(configuration.set(&json!({"colour": 1})).is_empty());
        assert_eq!(configuration.set(&json!({"colour": 1, "size": 1})).len(), 1);
    }
}
