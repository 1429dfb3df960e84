//! Going on with a run: what is left out on the command line is as it was at the run's last start, and what is given and
//! differs is said.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{
    folder,
    record::{self, DataFile, Start},
    run::RunOptions,
};
use crate::config::RunConfig;

/// A run's last start; none where it kept no record.
///
/// # Errors
/// A record that cannot be read.
pub fn last_start(run: &Path) -> anyhow::Result<Option<Start>> {
    let starts = record::read(run).with_context(|| run.join(record::RECORD).display().to_string())?;
    Ok(starts.into_iter().next_back())
}

/// The config that a run keeps.
///
/// # Errors
/// There is none.
pub fn own_config(run: &Path) -> anyhow::Result<PathBuf> {
    let path = run.join(folder::CONFIG);
    if !path.is_file() {
        bail!("{}: there is no such file, so no run to resume; start one without --resume", path.display());
    }
    Ok(path)
}

/// Fills in the files and folders that were left out. With sources, an earlier validation file that is no longer one is held out.
pub fn inherit(options: &mut RunOptions, before: &Start, without_validation: bool) {
    let here = std::env::current_dir().ok();
    let path = |path: &PathBuf| match &before.folder {
        Some(folder) if before.folder != here => folder.join(path),
        _ => path.clone(),
    };
    let paths = |files: &[DataFile]| files.iter().map(|file| path(&file.path)).collect();
    if options.data.is_empty() {
        options.data = paths(&before.data);
    }
    if options.sources.is_empty() {
        options.sources = before.source_folders.iter().map(path).collect();
    }
    if options.held_out.is_empty() {
        options.held_out = paths(&before.held_out);
    }
    if options.validation.is_none() && !without_validation {
        options.validation = before.validation.as_ref().map(|file| path(&file.path));
    }
    options.skip_bad |= before.skip_bad;
    // Nothing that occurs in an earlier validation file is drawn later on.
    if let Some(validation) = &before.validation
        && !options.sources.is_empty()
    {
        let mut files = options.validation.iter().chain(&options.held_out);
        if !files.any(|file| validation.is_same(&DataFile::read(file))) {
            options.held_out.push(path(&validation.path));
        }
    }
}

/// A line for each key of the config that is not what it was.
pub(super) fn config_changes(before: &RunConfig, now: &RunConfig) -> Vec<String> {
    let (before, now) = (keys(before), keys(now));
    let mut names: Vec<_> = before.keys().chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let shown = |value: Option<&String>| value.map_or("unset".to_owned(), Clone::clone);
    let changed = names.into_iter().filter(|name| before.get(*name) != now.get(*name));
    changed
        .map(|name| {
            format!("{name} is {} from here on; it was {}", shown(now.get(name)), shown(before.get(name)))
        })
        .collect()
}

/// A config's values by `section.key`.
fn keys(config: &RunConfig) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    // What a run keeps as TOML can be made into TOML.
    let mut left: Vec<(String, toml::Value)> =
        toml::Table::try_from(config).unwrap_or_default().into_iter().collect();
    while let Some((name, value)) = left.pop() {
        match value {
            toml::Value::Table(table) => {
                left.extend(table.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
            }
            value => {
                found.insert(name, value.to_string());
            }
        }
    }
    found
}

/// A line for each file that is not what it was.
pub(super) fn file_changes(before: &Start, now: &Start) -> Vec<String> {
    let one = |file: &Option<DataFile>| file.iter().cloned().collect::<Vec<_>>();
    [
        ("--data", before.data.clone(), now.data.clone()),
        ("--held-out", before.held_out.clone(), now.held_out.clone()),
        ("--validation", one(&before.validation), one(&now.validation)),
    ]
    .into_iter()
    .flat_map(|(option, before, now)| changes(option, &before, &now))
    .collect()
}

fn changes(option: &str, before: &[DataFile], now: &[DataFile]) -> Vec<String> {
    let has = |files: &[DataFile], one: &DataFile| files.iter().any(|file| file.is_same(one));
    let gone = before.iter().filter(|file| !has(now, file));
    let new = now.iter().filter(|file| !has(before, file));
    let mut lines: Vec<String> = gone
        .map(|file| format!("{option}: what {} held is no longer read", file.path.display()))
        .chain(new.map(|file| format!("{option}: {} is read from here on", file.path.display())))
        .collect();
    let is_moved = before.len() == now.len() && before.iter().zip(now).any(|(one, two)| !one.is_same(two));
    if lines.is_empty() && (is_moved || before.len() != now.len()) {
        lines.push(format!("{option}: the files stand in another order"));
    }
    lines
}

/// Why earlier validation losses compare with none to come, if they do not.
pub(super) fn other_validation(before: Option<&Start>, now: &Start) -> Option<&'static str> {
    match (before.and_then(|start| start.validation.as_ref()), &now.validation) {
        (_, None) => Some("the run goes on without validation"),
        (Some(before), Some(now)) if !before.is_same(now) => Some("the validation file is another"),
        _ => None,
    }
}

/// The same where the file is, but other windows of it are read.
pub(super) fn other_windows(before: &RunConfig, now: &RunConfig) -> Option<&'static str> {
    let read = |config: &RunConfig| (config.window(), config.train.eval_examples);
    (read(before) != read(now)).then_some("validation reads other windows")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const TINY: &str = include_str!("../../../configs/tiny.toml");

    #[test]
    fn each_key_that_differs_has_a_line() {
        let before: RunConfig = toml::from_str(TINY).unwrap();
        assert!(config_changes(&before, &before).is_empty());
        let text = TINY.replace("decay_steps = 100", "window = 64\ndecay_steps = 50");
        let now: RunConfig = toml::from_str(&text).unwrap();
        let lines =
            ["train.decay_steps is 50 from here on; it was 100", "train.window is 64 from here on; it was 0"];
        assert_eq!(config_changes(&before, &now), lines);
        assert_eq!(other_windows(&before, &now), Some("validation reads other windows"));
        assert_eq!(other_windows(&before, &before), None);
        let now = RunConfig { corrupt: Some(crate::config::CorruptConfig::default()), ..before.clone() };
        let lines = config_changes(&before, &now).join("\n");
        assert!(lines.contains("corrupt.share is 0.5 from here on; it was unset"), "{lines}");
    }

    #[test]
    fn an_earlier_validation_file_is_held_out_from_sources() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let [old, copy, new] = [file("old", "1"), file("copy", "1"), file("new", "2")];
        let before = Start { validation: Some(DataFile::read(&old)), ..Start::now() };
        let held_out = |sources: &[PathBuf], validation: Option<&PathBuf>, without_validation| {
            let mut options = RunOptions {
                run: PathBuf::new(),
                data: Vec::new(),
                sources: sources.to_vec(),
                held_out: Vec::new(),
                validation: validation.cloned(),
                tokenizer: PathBuf::new(),
                device: tch::Device::Cpu,
                resume: true,
                skip_bad: false,
                init_from: None,
                deepen: false,
                tracking: crate::metrics::Tracking::default(),
            };
            inherit(&mut options, &before, without_validation);
            options.held_out
        };
        let sources = [PathBuf::from("sources")];
        let expected = [old];
        assert_eq!(held_out(&sources, None, true), expected);
        assert_eq!(held_out(&sources, Some(&new), false), expected);
        for same in [None, Some(&copy)] {
            assert!(held_out(&sources, same, false).is_empty());
        }
        // Without sources there is nothing to hold it out from.
        assert!(held_out(&[], None, true).is_empty());
    }

    #[test]
    fn each_file_that_differs_has_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            DataFile::read(&path)
        };
        let (one, two, copy) = (file("one", "1"), file("two", "2"), file("copy", "1"));
        let start = |data: &[&DataFile], validation: Option<&DataFile>| Start {
            data: data.iter().map(|file| (*file).clone()).collect(),
            validation: validation.cloned(),
            ..Start::now()
        };
        let before = start(&[&one, &two], Some(&one));
        assert!(
            file_changes(&before, &start(&[&copy, &two], Some(&copy))).is_empty(),
            "what counts is the content"
        );
        let moved = file_changes(&before, &start(&[&two, &one], Some(&one)));
        assert_eq!(moved, ["--data: the files stand in another order"]);
        let other = file_changes(&before, &start(&[&two], Some(&two)));
        assert!(
            other[0].ends_with("one held is no longer read")
                && other[2].ends_with("two is read from here on")
        );
        assert_eq!(other.len(), 3, "{other:?}");

        assert_eq!(other_validation(Some(&before), &start(&[], Some(&copy))), None);
        let is_other = |start: &Start| other_validation(Some(&before), start).is_some();
        assert!(is_other(&start(&[], Some(&two))) && is_other(&start(&[], None)));
        // A record that knows lengths alone.
        let old = Start { validation: Some(DataFile { sha256: None, ..one }), ..before };
        assert_eq!(other_validation(Some(&old), &start(&[], Some(&two))), None);
    }
}
