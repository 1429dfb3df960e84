//! Settings from `initializationOptions`, `workspace/configuration` and `workspace/didChangeConfiguration`. One table says what
//! there is; the documentation and VS Code's schema are made of it. A bad or unknown key never takes the good ones down with
//! it: it keeps its value and is reported.

use std::time::Duration;

use fixerr_shared::{engine::Device, language::Language};
use serde_json::{Map, Value};

use crate::model::{ModelSettings, expand_home};

/// What a value must be, and what it is when nobody says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Flag(bool),
    /// A path; empty for none.
    Folder,
    /// The first is the default.
    Choice(&'static [&'static str]),
    /// A whole number, both ends included.
    Number {
        from: u64,
        to: u64,
        default: u64,
    },
    /// A number from 0 to 1.
    Share(f64),
    Languages,
}

/// Who may set a key, in VS Code's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The user only: it decides what runs, and a workspace that someone else wrote must not.
    Machine,
    /// The user or a workspace.
    Window,
    /// The user, a workspace or one of its folders.
    Resource,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) scope: Scope,
    /// What it does: Markdown, without a full stop.
    pub(super) text: &'static str,
}

const fn key(name: &'static str, kind: Kind, scope: Scope, text: &'static str) -> Key {
    Key { name, kind, scope, text }
}

/// Every setting, in the order of the documentation.
pub(super) const KEYS: [Key; 11] = [
    key("enable", Kind::Flag(true), Scope::Resource, "offer anything at all"),
    key(
        "model",
        Kind::Folder,
        Scope::Machine,
        "folder of the model; without it: `FIXERR_MODEL`, beside the program, the user's data folder, `models/default` above the program",
    ),
    key(
        "device",
        Kind::Choice(&["auto", "cpu", "cuda"]),
        Scope::Machine,
        "where the model runs; `auto` takes a GPU if there is one and the model is made for it",
    ),
    key(
        "threads",
        Kind::Number { from: 0, to: 1024, default: 0 },
        Scope::Machine,
        "threads on the processor; 0 chooses by the machine, and leaves one core to the editor",
    ),
    key(
        "candidates",
        Kind::Number { from: 1, to: 10, default: 5 },
        Scope::Resource,
        "how many fixes to offer at most; those less likely than 1 % are left out, the best excepted",
    ),
    key(
        "budgetMs",
        Kind::Number { from: 10, to: 600_000, default: 800 },
        Scope::Resource,
        "how long an editor waits for its menu, in milliseconds; what takes longer is computed when it is chosen, by editors that \
         can resolve code actions",
    ),
    key(
        "certainty",
        Kind::Share(0.9),
        Scope::Resource,
        "how likely a fix must be to be applied unseen, by `source.fixAll.fixerr` and by an editor's *auto fix*",
    ),
    key(
        "project",
        Kind::Flag(true),
        Scope::Resource,
        "read the files around a document and the edits of the last commits, so that fixes are like what the project usually writes; they stay on this machine",
    ),
    key("disabledLanguages", Kind::Languages, Scope::Resource, "languages to leave alone"),
    key(
        "loadingWaitMs",
        Kind::Number { from: 0, to: 600_000, default: 5000 },
        Scope::Window,
        "how long a request waits while the model is being loaded, in milliseconds",
    ),
    key(
        "logLevel",
        Kind::Choice(&["info", "error", "warn", "debug", "trace"]),
        Scope::Window,
        "what is logged, to standard error or to the file that `--log-file` names",
    ),
];

/// What a user can choose; see [`KEYS`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    pub(crate) enable: bool,
    /// `model`, `device` and `threads`.
    pub(crate) model: ModelSettings,
    pub(crate) candidates: usize,
    pub(crate) budget: Duration,
    pub(crate) certainty: f32,
    pub(crate) project: bool,
    pub(crate) disabled_languages: Vec<Language>,
    pub(crate) loading_wait: Duration,
    pub(crate) log_level: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Self {
            enable: false,
            model: ModelSettings::default(),
            candidates: 0,
            budget: Duration::ZERO,
            certainty: 0.0,
            project: false,
            disabled_languages: Vec::new(),
            loading_wait: Duration::ZERO,
            log_level: "",
        };
        for Key { name, kind, .. } in KEYS {
            settings.set(name, kind.default());
        }
        settings
    }
}

/// A value that is what its key asks for.
enum Found {
    Flag(bool),
    /// An empty one is no path.
    Text(String),
    Word(&'static str),
    Number(u64),
    Share(f64),
    Languages(Vec<Language>),
}

impl Kind {
    /// The default as a client would write it.
    pub(super) fn default_value(self) -> Value {
        match self {
            Self::Flag(flag) => flag.into(),
            Self::Folder => "".into(),
            Self::Choice(words) => words[0].into(),
            Self::Number { default, .. } => default.into(),
            Self::Share(share) => share.into(),
            Self::Languages => Value::Array(Vec::new()),
        }
    }

    fn default(self) -> Found {
        match self {
            Self::Flag(flag) => Found::Flag(flag),
            Self::Folder => Found::Text(String::new()),
            Self::Choice(words) => Found::Word(words[0]),
            Self::Number { default, .. } => Found::Number(default),
            Self::Share(share) => Found::Share(share),
            Self::Languages => Found::Languages(Vec::new()),
        }
    }

    fn read(self, value: &Value) -> Option<Found> {
        match self {
            Self::Flag(_) => value.as_bool().map(Found::Flag),
            Self::Folder => value.as_str().map(|text| Found::Text(text.trim().to_owned())),
            Self::Choice(words) => {
                words.iter().find(|word| value.as_str() == Some(word)).map(|word| Found::Word(word))
            }
            Self::Number { from, to, .. } => {
                value.as_u64().filter(|number| (from..=to).contains(number)).map(Found::Number)
            }
            Self::Share(_) => value.as_f64().filter(|share| (0.0..=1.0).contains(share)).map(Found::Share),
            Self::Languages => {
                let language = |value: &Value| Language::from_lsp_id(value.as_str()?);
                let languages: Option<Vec<Language>> = value.as_array()?.iter().map(language).collect();
                languages.map(Found::Languages)
            }
        }
    }

    /// What a value must be, for people.
    fn expected(self) -> String {
        match self {
            Self::Flag(_) => "true or false".to_owned(),
            Self::Folder => "the path of a folder".to_owned(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Number { from, to, .. } => format!("a whole number from {from} to {to}"),
            Self::Share(_) => "a number from 0 to 1".to_owned(),
            Self::Languages => format!("a list of {}", Language::ALL.map(Language::id).join(", ")),
        }
    }
}

impl Settings {
    /// These settings with `value` laid over them, and what was wrong with it. `value` is the section itself or an object
    /// that holds it under `fixerr`.
    pub(crate) fn overlay(&self, value: &Value) -> (Self, Vec<String>) {
        let (mut settings, mut problems) = (self.clone(), Vec::new());
        let section = value.get("fixerr").unwrap_or(value);
        match section {
            Value::Null => {}
            Value::Object(section) => settings.read(section, &mut problems),
            other => problems.push(format!("settings must be an object, not {other}")),
        }
        (settings, problems)
    }

    /// Whether anything is offered in a language.
    pub(crate) fn wants(&self, language: Language) -> bool {
        self.enable && !self.disabled_languages.contains(&language)
    }

    fn read(&mut self, section: &Map<String, Value>, problems: &mut Vec<String>) {
        for (name, value) in section {
            // Editors send null for what their user did not set.
            if value.is_null() {
                continue;
            }
            let Some(Key { name, kind, .. }) = KEYS.into_iter().find(|key| key.name == name) else {
                problems.push(format!("unknown setting fixerr.{name}; it is ignored"));
                continue;
            };
            match kind.read(value) {
                Some(found) => self.set(name, found),
                None => problems.push(format!(
                    "setting fixerr.{name}: {value} is not {}; it is ignored",
                    kind.expected()
                )),
            }
        }
    }

    fn set(&mut self, name: &str, found: Found) {
        match (name, found) {
            ("enable", Found::Flag(flag)) => self.enable = flag,
            ("model", Found::Text(path)) => {
                self.model.folder = (!path.is_empty()).then(|| expand_home(path.into()));
            }
            // `auto` is what the engine does when nobody chose.
            ("device", Found::Word(word)) => {
                self.model.device = word.parse().ok().filter(|device| *device != Device::Auto);
            }
            // 0 is what happens when nobody chose.
            ("threads", Found::Number(number)) => {
                self.model.threads = Some(number as usize).filter(|threads| *threads > 0);
            }
            ("candidates", Found::Number(number)) => self.candidates = number as usize,
            ("budgetMs", Found::Number(number)) => self.budget = Duration::from_millis(number),
            ("certainty", Found::Share(share)) => self.certainty = share as f32,
            ("project", Found::Flag(flag)) => self.project = flag,
            ("disabledLanguages", Found::Languages(languages)) => self.disabled_languages = languages,
            ("loadingWaitMs", Found::Number(number)) => self.loading_wait = Duration::from_millis(number),
            ("logLevel", Found::Word(word)) => self.log_level = word,
            (name, _) => unreachable!("{name} is in the table and has no place in the settings"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn good_keys_are_read_bare_or_under_the_name() {
        let section = json!({
            "enable": false, "model": "/m", "device": "cpu", "threads": 2, "candidates": 7, "budgetMs": 100, "certainty": 1,
            "project": false, "disabledLanguages": ["c", "typescriptreact"], "loadingWaitMs": 0, "logLevel": "debug",
        });
        let expected = Settings {
            enable: false,
            model: ModelSettings { folder: Some("/m".into()), device: Some(Device::Cpu), threads: Some(2) },
            candidates: 7,
            budget: Duration::from_millis(100),
            certainty: 1.0,
            project: false,
            disabled_languages: vec![Language::C, Language::TypeScript],
            loading_wait: Duration::ZERO,
            log_level: "debug",
        };
        let none = Vec::<String>::new();
        assert_eq!(Settings::default().overlay(&section), (expected.clone(), none.clone()));
        assert_eq!(
            Settings::default().overlay(&json!({"fixerr": section, "rust": {}})),
            (expected, none.clone())
        );
        for nothing in [json!(null), json!({}), json!({"fixerr": null}), json!({"fixerr": {"model": null}})] {
            assert_eq!(Settings::default().overlay(&nothing), (Settings::default(), none.clone()));
        }
    }

    #[test]
    fn bad_keys_are_reported_and_the_others_kept() {
        let (settings, problems) = Settings::default().overlay(&json!({
            "candidates": 0, "device": "gpu", "disabledLanguages": ["cobol"], "threads": "2", "colour": 1,
            "logLevel": "loud", "loadingWaitMs": 10, "certainty": 1.5, "budgetMs": -1, "model": 1, "enable": "yes", "project": 1,
        }));
        assert_eq!(settings, Settings { loading_wait: Duration::from_millis(10), ..Settings::default() });
        assert_eq!(problems.len(), 11, "{problems:?}");
        assert!(
            problems.contains(&"unknown setting fixerr.colour; it is ignored".to_owned()),
            "{problems:?}"
        );
        let candidates = "setting fixerr.candidates: 0 is not a whole number from 1 to 10; it is ignored";
        assert!(problems.contains(&candidates.to_owned()), "{problems:?}");
        assert_eq!(Settings::default().overlay(&json!([])).1.len(), 1);
    }

    #[test]
    fn an_overlay_keeps_what_it_does_not_name() {
        let (first, _) = Settings::default().overlay(&json!({"candidates": 5, "model": "/m"}));
        let (second, _) = first.overlay(&json!({"fixerr": {"candidates": 7, "model": ""}}));
        assert_eq!((second.candidates, second.model.folder), (7, None));
        assert!(expand_home("~/m".into()).is_absolute() || dirs::home_dir().is_none());
    }
}
