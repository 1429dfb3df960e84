//! Settings from `initializationOptions` and `workspace/didChangeConfiguration`. A bad or unknown key never takes the good
//! ones down with it: it keeps its default and is reported.

use std::{path::PathBuf, time::Duration};

use fixerr_shared::language::Language;
use serde_json::{Map, Value};

use crate::model::ModelSettings;

/// Most candidates that one request may ask for; menus with more help nobody.
const MAX_CANDIDATES: u64 = 10;

/// What a user can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `enable`: offers anything at all.
    pub(crate) enable: bool,
    /// `model`, `device` and `threads`.
    pub(crate) model: ModelSettings,
    /// `candidates`: how many fixes a request offers at most.
    pub(crate) candidates: usize,
    /// `disabledLanguages`: languages left alone.
    pub(crate) disabled_languages: Vec<Language>,
    /// `loadingWaitMs`: how long a request waits for a model that is being loaded.
    pub(crate) loading_wait: Duration,
    /// `logLevel`.
    pub(crate) log_level: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enable: true,
            model: ModelSettings::default(),
            candidates: 3,
            disabled_languages: Vec::new(),
            loading_wait: Duration::from_secs(5),
            log_level: "info",
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

    fn read(&mut self, section: &Map<String, Value>, problems: &mut Vec<String>) {
        for (key, value) in section {
            // Editors send null for what their user did not set.
            if value.is_null() {
                continue;
            }
            if let Err(expected) = self.read_key(key, value) {
                problems.push(match expected {
                    Some(expected) => {
                        format!("setting fixerr.{key}: {value} is not {expected}; it is ignored")
                    }
                    None => format!("unknown setting fixerr.{key}; it is ignored"),
                });
            }
        }
    }

    /// `Err` holds what would be right, or nothing for an unknown key.
    fn read_key(&mut self, key: &str, value: &Value) -> Result<(), Option<String>> {
        let expected = |text: &str| Some(text.to_owned());
        let number = |from: u64, to: u64| {
            let found = value.as_u64().filter(|number| (from..=to).contains(number));
            found.ok_or_else(|| Some(format!("a whole number from {from} to {to}")))
        };
        match key {
            "enable" => self.enable = value.as_bool().ok_or_else(|| expected("true or false"))?,
            "model" => {
                let text = value.as_str().ok_or_else(|| expected("the path of a folder"))?.trim();
                self.model.folder = (!text.is_empty()).then(|| expand_home(text));
            }
            "device" => {
                let device = value.as_str().and_then(|name| name.parse().ok());
                self.model.device = Some(device.ok_or_else(|| expected("\"auto\", \"cpu\" or \"cuda\""))?);
            }
            "threads" => self.model.threads = number(0, 1024)? as usize,
            "candidates" => self.candidates = number(1, MAX_CANDIDATES)? as usize,
            "disabledLanguages" => {
                let languages = value.as_array().and_then(|languages| {
                    languages.iter().map(|language| Language::from_lsp_id(language.as_str()?)).collect()
                });
                self.disabled_languages = languages.ok_or_else(|| {
                    Some(format!("a list of {}", Language::ALL.map(Language::id).join(", ")))
                })?;
            }
            "loadingWaitMs" => self.loading_wait = Duration::from_millis(number(0, 600_000)?),
            "logLevel" => {
                let levels = ["error", "warn", "info", "debug", "trace"];
                let level = levels.into_iter().find(|level| value.as_str() == Some(level));
                self.log_level = level.ok_or_else(|| Some(format!("one of {}", levels.join(", "))))?;
            }
            _ => return Err(None),
        }
        Ok(())
    }
}

fn expand_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), dirs::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use fixerr_shared::engine::Device;
    use serde_json::json;

    use super::*;

    #[test]
    fn good_keys_are_read_bare_or_under_the_name() {
        let section = json!({
            "enable": false, "model": "/m", "device": "cpu", "threads": 2, "candidates": 5,
            "disabledLanguages": ["c", "typescriptreact"], "loadingWaitMs": 0, "logLevel": "debug",
        });
        let expected = Settings {
            enable: false,
            model: ModelSettings { folder: Some("/m".into()), device: Some(Device::Cpu), threads: 2 },
            candidates: 5,
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
            "logLevel": "loud", "loadingWaitMs": 10,
        }));
        assert_eq!(settings, Settings { loading_wait: Duration::from_millis(10), ..Settings::default() });
        assert_eq!(problems.len(), 6, "{problems:?}");
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
        assert!(expand_home("~/m").is_absolute() || dirs::home_dir().is_none());
    }
}
