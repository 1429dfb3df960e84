//! The table of settings as others read it: Markdown for people, and `contributes.configuration` for VS Code.

use std::fmt::Write as _;

use fixerr_shared::language::Language;
use serde_json::{Map, Value, json};

use super::settings::{KEYS, Key, Kind, Scope};

/// A table in Markdown.
pub fn markdown() -> String {
    let mut table = "| key | default | values | meaning |\n|---|---|---|---|\n".to_owned();
    for Key { name, kind, text, .. } in KEYS {
        let default = match kind.default_value() {
            Value::String(path) if path.is_empty() => String::new(),
            default => format!("`{default}`"),
        };
        // Writing into a string cannot fail.
        let _ = writeln!(table, "| `{name}` | {default} | {} | {text} |", values(kind));
    }
    table
}

fn values(kind: Kind) -> String {
    let quoted =
        |words: &[&str]| words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Flag(_) => "`true`, `false`".to_owned(),
        Kind::Folder => "a path".to_owned(),
        Kind::Choice(words) => quoted(words),
        Kind::Number { from, to, .. } => format!("{from} to {to}"),
        Kind::Share(_) => "0 to 1".to_owned(),
        Kind::Languages => format!("a list of {}", quoted(&Language::ALL.map(Language::id))),
    }
}

/// VS Code's `contributes.configuration`.
pub fn vscode() -> Value {
    let mut properties = Map::new();
    for (order, Key { name, kind, scope, text }) in KEYS.into_iter().enumerate() {
        let mut property = match kind {
            Kind::Flag(_) => json!({"type": "boolean"}),
            Kind::Folder => json!({"type": "string"}),
            Kind::Choice(words) => json!({"type": "string", "enum": words}),
            Kind::Number { from, to, .. } => json!({"type": "integer", "minimum": from, "maximum": to}),
            Kind::Share(_) => json!({"type": "number", "minimum": 0, "maximum": 1}),
            Kind::Languages => {
                let languages = Language::ALL.map(Language::id);
                json!({"type": "array", "uniqueItems": true, "items": {"type": "string", "enum": languages}})
            }
        };
        property["default"] = kind.default_value();
        property["order"] = json!(order);
        property["markdownDescription"] = json!(sentence(text));
        property["scope"] = json!(match scope {
            Scope::Machine => "machine",
            Scope::Window => "window",
            Scope::Resource => "resource",
        });
        properties.insert(format!("fixerr.{name}"), property);
    }
    json!({"title": "FixErr", "properties": properties})
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::lsp::settings::Settings;

    const BEGIN: &str = "<!-- `fixerr-server settings` begins -->\n";
    const END: &str = "<!-- `fixerr-server settings` ends -->\n";

    #[test]
    fn every_default_is_a_value_that_its_key_takes() {
        let all: Map<String, Value> =
            KEYS.iter().map(|key| (key.name.to_owned(), key.kind.default_value())).collect();
        assert_eq!(Settings::default().overlay(&Value::Object(all)), (Settings::default(), Vec::new()));
    }

    /// Brings a file up to date, and fails when it was not.
    fn check(path: &str, wanted: impl FnOnce(&str) -> String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        let found = fs::read_to_string(&path).unwrap_or_default();
        let wanted = wanted(&found);
        if found != wanted {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &wanted).unwrap();
            panic!(
                "{} did not say what the table in settings.rs says; now it does: commit it",
                path.display()
            );
        }
    }

    #[test]
    fn the_documentation_says_what_the_table_says() {
        check("editors/README.md", |page| {
            let (before, rest) = page.split_once(BEGIN).expect("the page marks the place of the table");
            let (_, after) = rest.split_once(END).expect("the page marks the table's end");
            format!("{before}{BEGIN}{}{END}{after}", markdown())
        });
    }

    /// The end of the JSON object that `text` begins with.
    fn end_of_object(text: &str) -> usize {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
        values.next().expect("a value").expect("an object");
        values.byte_offset()
    }

    #[test]
    fn the_schema_of_vs_code_says_what_the_table_says() {
        // The first of the extension's groups of settings; the second is its own.
        const GROUPS: &str = "    \"configuration\": [\n      ";
        check("editors/vscode/package.json", |manifest| {
            let start = manifest.find(GROUPS).expect("the manifest has groups of settings") + GROUPS.len();
            let end = start + end_of_object(&manifest[start..]);
            let schema = format!("{:#}", vscode()).replace('\n', "\n      ");
            format!("{}{schema}{}", &manifest[..start], &manifest[end..])
        });
    }

    #[test]
    fn what_runs_is_the_users_choice_alone() {
        let schema = vscode();
        for name in ["model", "device", "threads"] {
            assert_eq!(schema["properties"][format!("fixerr.{name}")]["scope"], "machine", "{name}");
        }
    }
}
