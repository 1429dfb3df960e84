//! What `evaluate` leaves in a run's folder for the report: `evaluation/SET.json` holds the figures, `evaluation/SET.jsonl`
//! one line for each example. Where not all was asked as usual, a checksum of the conditions follows the set's name.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use fixerr_shared::{example::RepairExample, files};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ReportError;
use crate::evaluate::SetFigures;

/// The folder inside a run's folder.
pub const FOLDER: &str = "evaluation";
/// Lines of context that a detail keeps on either side.
const CONTEXT_LINES: usize = 2;
/// Longest line of context in bytes; minified code has lines of a megabyte.
const CONTEXT_BYTES: usize = 400;

/// One example of an evaluation, with what the model made of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// The example's id.
    pub id: String,
    /// The set's name.
    pub set: String,
    /// The language's id.
    pub language: String,
    /// The bug's class.
    #[serde(default)]
    pub class: Option<String>,
    /// Rank of the right candidate counted from 1, where it is among the candidates.
    pub rank: Option<usize>,
    /// How sure the model is of its first candidate, 0 to 1.
    pub confidence: Option<f64>,
    /// How sure it is of the first candidate that changes something, which is what an editor shows, 0 to 1.
    #[serde(default)]
    pub change: Option<f64>,
    /// The first candidate.
    pub first: Option<String>,
    /// A few lines before the marked ones.
    #[serde(default)]
    pub before: String,
    /// The marked lines.
    pub buggy: String,
    /// A few lines after the marked ones.
    #[serde(default)]
    pub after: String,
    /// What is right.
    pub fixed: String,
    /// Whether the marked lines do not fit the model's window.
    pub too_long: bool,
}

impl Detail {
    /// Whether the first candidate is right.
    pub fn right(&self) -> bool {
        self.rank == Some(1)
    }
}

/// The figures of one set, with what they were measured on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The set's name.
    pub set: String,
    /// The bundle or run as it was named.
    pub model: String,
    /// The step of a run's checkpoint that was measured.
    #[serde(default)]
    pub step: Option<u64>,
    /// What was asked otherwise than usual, as options of the command.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Candidates asked for.
    pub top: u16,
    /// Seconds since 1970.
    pub unix_time: u64,
    /// The figures.
    pub figures: SetFigures,
}

impl Evaluation {
    /// Figures measured now.
    pub fn new(set: &str, model: String, top: u16, figures: SetFigures) -> Self {
        let unix_time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
        Self { set: set.to_owned(), model, top, unix_time, figures, ..Self::default() }
    }

    /// The name of its files without an ending. Another checkpoint's evaluation has the same, one under other conditions
    /// another.
    fn file_stem(&self) -> String {
        if self.conditions.is_empty() {
            return self.set.clone();
        }
        // Folders among the conditions may be long and hold any sign.
        let hash = files::hex(&Sha256::digest(self.conditions.join("\n")));
        format!("{}.{}", self.set, &hash[..8])
    }
}

/// The lines next to the marked ones.
pub fn context(example: &RepairExample) -> (String, String) {
    let fits = |line: &&str| line.len() <= CONTEXT_BYTES;
    let mut before: Vec<&str> =
        example.before.split_inclusive('\n').rev().take(CONTEXT_LINES).take_while(fits).collect();
    before.reverse();
    let after = example.after.split_inclusive('\n').take(CONTEXT_LINES).take_while(fits).collect();
    (before.concat(), after)
}

/// Writes details as JSON Lines.
///
/// # Errors
/// [`ReportError::Io`].
pub fn write_details(path: &Path, details: &[Detail]) -> Result<(), ReportError> {
    let io = |source| ReportError::Io { path: path.to_owned(), source };
    let mut text = Vec::new();
    for detail in details {
        serde_json::to_writer(&mut text, detail).map_err(|error| io(error.into()))?;
        text.push(b'\n');
    }
    files::write_atomically(path, &text).map_err(io)
}

/// Whether a file of details can be made.
///
/// # Errors
/// [`ReportError::Io`]: its folder is not there, or what stands in its place is no file.
pub fn check_details(path: &Path) -> Result<(), ReportError> {
    files::check_writable(path).map_err(|source| ReportError::Io { path: path.to_owned(), source })
}

/// Whether a folder is a run's, so that an evaluation can be kept there.
///
/// # Errors
/// [`ReportError::NoRun`].
pub fn check_run(run: &Path) -> Result<(), ReportError> {
    if super::data::is_run(run) { Ok(()) } else { Err(ReportError::NoRun { path: run.to_owned() }) }
}

/// Keeps an evaluation in a run's folder; one of the same set under the same conditions that is there already is replaced.
///
/// # Errors
/// [`ReportError::NoRun`] for a folder that is no run, or [`ReportError::Io`].
pub fn store(run: &Path, evaluation: &Evaluation, details: &[Detail]) -> Result<(), ReportError> {
    check_run(run)?;
    let folder = run.join(FOLDER);
    let io = |path: &Path, source| ReportError::Io { path: path.to_owned(), source };
    fs::create_dir_all(&folder).map_err(|source| io(&folder, source))?;
    let stem = evaluation.file_stem();
    let path = folder.join(format!("{stem}.json"));
    let json = serde_json::to_vec_pretty(evaluation).map_err(|error| io(&path, error.into()))?;
    // The figures name the set to readers, so they come last: details without them are an evaluation cut short.
    write_details(&folder.join(format!("{stem}.jsonl")), details)?;
    files::write_atomically(&path, &json).map_err(|source| io(&path, source))
}

/// The evaluations of a run by set; what cannot be read is told in the second value.
pub fn read_all(run: &Path) -> (Vec<(Evaluation, Vec<Detail>)>, Vec<String>) {
    let mut notes = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(run.join(FOLDER))
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let evaluation = fs::read(&path)
            .and_then(|bytes| serde_json::from_slice::<Evaluation>(&bytes).map_err(io::Error::from));
        match evaluation {
            Ok(evaluation) => {
                let (details, note) = read_details(&path.with_extension("jsonl"));
                notes.extend(note);
                found.push((evaluation, details));
            }
            Err(error) => notes.push(format!("{}: passed over: {error}", path.display())),
        }
    }
    (found, notes)
}

fn read_details(path: &Path) -> (Vec<Detail>, Option<String>) {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return (Vec::new(), Some(format!("{}: {error}", path.display()))),
    };
    let mut details = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match serde_json::from_str(line) {
            Ok(detail) => details.push(detail),
            Err(error) => {
                let note = format!("{}:{}: read up to here: {error}", path.display(), index + 1);
                return (details, Some(note));
            }
        }
    }
    (details, None)
}

#[cfg(test)]
mod tests {
    use fixerr_shared::language::Language;

    use super::*;

    fn example(before: &str, after: &str) -> RepairExample {
        RepairExample {
            id: "1".to_owned(),
            language: Language::Python,
            before: before.to_owned(),
            buggy: "x\n".to_owned(),
            after: after.to_owned(),
            fixed: "y\n".to_owned(),
            message: None,
            source: "test".to_owned(),
            class: None,
            origin: None,
        }
    }

    #[test]
    fn context_is_two_lines_and_no_endless_one() {
        let (before, after) = context(&example("a\nb\nc\n", "d\ne"));
        assert_eq!((before.as_str(), after.as_str()), ("b\nc\n", "d\ne"));
        let long = format!("{}\nc\n", "m".repeat(1000));
        assert_eq!(context(&example(&long, "")), ("c\n".to_owned(), String::new()));
    }

    #[test]
    fn what_is_stored_is_read_back_and_a_cut_line_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let evaluation = Evaluation::new("held-out", "models/x".to_owned(), 10, SetFigures::default());
        let details = vec![
            Detail { id: "1".to_owned(), rank: Some(2), ..Detail::default() },
            Detail { id: "2".to_owned(), confidence: Some(0.5), ..Detail::default() },
        ];
        let error = store(folder.path(), &evaluation, &details).unwrap_err().to_string();
        assert!(error.contains("not a run"), "{error}");
        fs::write(folder.path().join("config.toml"), "").unwrap();
        store(folder.path(), &evaluation, &details).unwrap();
        let (found, notes) = read_all(folder.path());
        assert_eq!((found, notes.len()), (vec![(evaluation.clone(), details.clone())], 0));

        // Under other conditions it is another, of a later step the same.
        let limited = Evaluation { conditions: vec!["--limit 5".to_owned()], ..evaluation.clone() };
        for step in [1, 2] {
            store(folder.path(), &Evaluation { step: Some(step), ..limited.clone() }, &details[..1]).unwrap();
        }
        let (found, _) = read_all(folder.path());
        let lengths: Vec<_> = found.iter().map(|(of, details)| (of.step, details.len())).collect();
        assert_eq!(lengths.len(), 2, "{lengths:?}");
        assert!(lengths.contains(&(None, 2)) && lengths.contains(&(Some(2), 1)), "{lengths:?}");
        for entry in fs::read_dir(folder.path().join(FOLDER)).unwrap() {
            let path = entry.unwrap().path();
            if path.file_stem().is_some_and(|stem| stem != "held-out") {
                fs::remove_file(path).unwrap();
            }
        }

        let path = folder.path().join("evaluation/held-out.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 5]).unwrap();
        fs::write(folder.path().join("evaluation/other.json"), "{").unwrap();
        let (found, notes) = read_all(folder.path());
        assert_eq!(found[0].1, details[..1]);
        assert!(notes[0].contains("held-out.jsonl:2") && notes[1].contains("other.json"), "{notes:?}");
    }

    #[test]
    fn evaluations_of_earlier_programs_are_read() {
        let old = r#"{"set": "s", "model": "m", "top": 5, "unix_time": 1, "figures": {"n": 2, "too_long": 0, "by_language": {}, "by_class": {}}}"#;
        let read: Evaluation = serde_json::from_str(old).unwrap();
        assert_eq!((read.step, read.conditions.len(), read.figures.all.n), (None, 0, 2));
    }
}
