//! What `calibrate` found for its examples, kept in a file: a fit that was stopped goes on where it was, and one to another mixture of
//! examples asks only those that are new.

use std::{
    collections::{BTreeMap, HashMap},
    env,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context, bail};
use fixerr_shared::{bundle::Manifest, example::RepairExample, files};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Case;

/// What decides which candidates are found, examples aside: the first line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conditions {
    /// SHA-256 of the program that asked.
    program: String,
    /// SHA-256 of each of the bundle's files but its manifest.
    model: BTreeMap<String, String>,
    /// The window, in tokens.
    window: usize,
    /// Candidates that were asked for.
    top: usize,
    /// The folder of checkouts.
    projects: Option<PathBuf>,
}

impl Conditions {
    /// Those of this program.
    ///
    /// # Errors
    /// The program or the folder of checkouts cannot be read.
    pub(super) fn new(manifest: &Manifest, top: usize, projects: Option<&Path>) -> anyhow::Result<Self> {
        let program = env::current_exe().and_then(|program| files::sha256(&program));
        let (program, _) = program.context("cannot read the running program")?;
        let model = manifest.files.iter().map(|(name, entry)| (name.clone(), entry.sha256.clone())).collect();
        let whole = |folder: &Path| folder.canonicalize().with_context(|| folder.display().to_string());
        let projects = projects.map(whole).transpose()?;
        Ok(Self { program, model, window: manifest.window, top, projects })
    }

    /// What differs from those of a file, in words; `None` for the same.
    fn difference(&self, others: &Self) -> Option<&'static str> {
        let differs = [
            (self.program != others.program, "another program"),
            (self.model != others.model || self.window != others.window, "another bundle"),
            (self.top != others.top, "another --top"),
            (self.projects != others.projects, "another --projects"),
        ];
        differs.into_iter().find_map(|(differs, what)| differs.then_some(what))
    }
}

/// Every other line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// SHA-256 of the example, and of how it was asked.
    example: String,
    case: Case,
}

/// How an example was asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// With the files around it.
    pub(super) in_project: bool,
    /// Whether a checkout holds its commit, and so the edits around it: one may be put there later.
    pub(super) is_there: bool,
}

/// The file.
pub(super) struct Kept {
    path: PathBuf,
    file: Mutex<File>,
    cases: HashMap<String, Case>,
    taken: AtomicUsize,
}

impl Kept {
    /// Opens a file, or begins one. What a killed process left of its last line goes.
    ///
    /// # Errors
    /// A file that is something else, was made under other conditions or is in use, and what the system says.
    pub(super) fn open(path: &Path, conditions: &Conditions) -> anyhow::Result<Self> {
        let at = || path.display().to_string();
        files::check_replaceable(path).with_context(at)?;
        let file = File::options().create(true).read(true).append(true).open(path).with_context(at)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("{}: another process is using it", at()),
            Err(TryLockError::Error(error)) => return Err(error).with_context(at),
        }
        let text = fs::read(path).with_context(at)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut lines = text[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let first = lines.next();
        // Only what looks like a beginning of such a file may be begun anew.
        if first.is_none() && !text.is_empty() && !text.starts_with(b"{\"program\"") {
            bail!("{}: not a file that --keep made; name another one", at());
        }
        if let Some(first) = first {
            let Ok(others) = serde_json::from_slice::<Conditions>(first) else {
                bail!("{}: not a file that --keep made; name another one", at());
            };
            if let Some(what) = conditions.difference(&others) {
                bail!("{}: made with {what}; name another file, or delete it", at());
            }
        }
        let mut cases = HashMap::new();
        for (index, line) in lines.enumerate() {
            let line: Line = serde_json::from_slice(line)
                .with_context(|| format!("{}:{}: delete this line to go on without it", at(), index + 2))?;
            cases.insert(line.example, line.case);
        }
        file.set_len(whole as u64).with_context(at)?;
        let kept = Self { path: path.to_owned(), file: Mutex::new(file), cases, taken: AtomicUsize::new(0) };
        if first.is_none() {
            kept.write(conditions)?;
        }
        Ok(kept)
    }

    /// What was found for an example, which is asked if nothing was. That there is no project to ask it in is not kept: there may be
    /// one next time.
    ///
    /// # Errors
    /// What asking says, or a file that cannot be written.
    pub(super) fn get_or(
        &self,
        example: &RepairExample,
        asked: Asked,
        ask: impl FnOnce() -> anyhow::Result<Option<Case>>,
    ) -> anyhow::Result<Option<Case>> {
        let example = key(example, asked)?;
        if let Some(case) = self.cases.get(&example) {
            self.taken.fetch_add(1, Ordering::Relaxed);
            return Ok(Some(case.clone()));
        }
        let case = ask()?;
        // JSON has no numbers that are not finite.
        if let Some(case) = case.clone().filter(Case::is_finite) {
            self.write(&Line { example, case })?;
        }
        Ok(case)
    }

    /// How often the file knew what would have been asked.
    pub(super) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn write(&self, line: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written: io::Result<()> = file.write_all(&text);
        written.with_context(|| self.path.display().to_string())
    }
}

/// Tells examples apart, whatever their names.
fn key(example: &RepairExample, Asked { in_project, is_there }: Asked) -> anyhow::Result<String> {
    let nameless = RepairExample { id: String::new(), ..example.clone() };
    let mut digest = Sha256::new();
    digest.update(serde_json::to_vec(&nameless)?);
    digest.update([u8::from(in_project), u8::from(is_there)]);
    Ok(files::hex(&digest.finalize()))
}

#[cfg(test)]
mod tests {
    use fixerr_shared::{language::Language, ranking::Evidence};

    use super::{super::Right, *};

    fn conditions() -> Conditions {
        Conditions {
            program: "p".into(),
            model: BTreeMap::from([("encoder.onnx".into(), "e".into())]),
            window: 128,
            top: 10,
            projects: None,
        }
    }

    fn example(buggy: &str) -> RepairExample {
        RepairExample {
            id: buggy.into(),
            language: Language::Go,
            before: String::new(),
            buggy: buggy.into(),
            after: String::new(),
            fixed: "x\n".into(),
            message: None,
            source: "jsonl".into(),
            class: None,
            origin: None,
        }
    }

    fn case(sum_log_probability: f64) -> Case {
        let evidence = Evidence { sum_log_probability, advised: Some(3), ..Evidence::default() };
        Case { candidates: vec![evidence; 2], unchanged: Some(evidence), right: Right::Candidate(1) }
    }

    const ALONE: Asked = Asked { in_project: false, is_there: false };
    const IN_PROJECT: Asked = Asked { in_project: true, is_there: true };

    fn not_asked() -> anyhow::Result<Option<Case>> {
        bail!("asked")
    }

    #[test]
    fn what_was_found_is_not_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let kept = Kept::open(&path, &conditions()).unwrap();
        let found = case(-0.25);
        let asked = kept.get_or(&example("a\n"), ALONE, || Ok(Some(found.clone()))).unwrap();
        assert_eq!((asked.unwrap().candidates, kept.taken()), (found.candidates.clone(), 0));
        kept.get_or(&example("a\n"), IN_PROJECT, || Ok(Some(case(-0.5)))).unwrap();
        kept.get_or(&example("b\n"), ALONE, || Ok(Some(case(f64::NEG_INFINITY)))).unwrap();
        let in_use = Kept::open(&path, &conditions()).err().unwrap();
        assert!(in_use.to_string().contains("another process"), "{in_use}");
        drop(kept);

        // Killed while it wrote.
        let whole = fs::read(&path).unwrap();
        fs::write(&path, [&whole[..], b"{\"example\":\"1"].concat()).unwrap();
        let kept = Kept::open(&path, &conditions()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole);
        let named = RepairExample { id: "other".into(), ..example("a\n") };
        let again = kept.get_or(&named, ALONE, not_asked).unwrap().unwrap();
        assert_eq!((again.candidates, again.unchanged), (found.candidates, found.unchanged));
        assert!(again.right == Right::Candidate(1));
        let again = kept.get_or(&example("a\n"), IN_PROJECT, not_asked).unwrap().unwrap();
        assert_eq!(again.candidates, case(-0.5).candidates);
        assert_eq!(kept.taken(), 2);
        kept.get_or(&example("b\n"), ALONE, not_asked).unwrap_err();
        kept.get_or(&example("c\n"), ALONE, not_asked).unwrap_err();
    }

    #[test]
    fn a_checkout_that_was_put_there_later_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let missing = |in_project| Asked { in_project, is_there: false };
        let kept = Kept::open(&path, &conditions()).unwrap();
        kept.get_or(&example("a\n"), missing(false), || Ok(Some(case(-0.25)))).unwrap();
        assert!(kept.get_or(&example("a\n"), missing(true), || Ok(None)).unwrap().is_none());
        drop(kept);
        let kept = Kept::open(&path, &conditions()).unwrap();
        assert!(kept.get_or(&example("a\n"), missing(false), not_asked).unwrap().is_some());
        kept.get_or(&example("a\n"), missing(true), not_asked).unwrap_err();
        kept.get_or(&example("a\n"), IN_PROJECT, not_asked).unwrap_err();
        kept.get_or(&example("a\n"), Asked { in_project: false, ..IN_PROJECT }, not_asked).unwrap_err();
    }

    #[test]
    fn files_of_other_conditions_and_foreign_ones_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let refused = |conditions: &Conditions, expected: &str| {
            let before = fs::read(&path).unwrap();
            let error = Kept::open(&path, conditions).err().unwrap().to_string();
            assert!(error.contains(expected), "{error}");
            assert_eq!(fs::read(&path).unwrap(), before);
        };
        drop(Kept::open(&path, &conditions()).unwrap());
        refused(&Conditions { program: "q".into(), ..conditions() }, "made with another program");
        refused(&Conditions { model: BTreeMap::new(), ..conditions() }, "made with another bundle");
        refused(&Conditions { window: 64, ..conditions() }, "made with another bundle");
        refused(&Conditions { top: 5, ..conditions() }, "made with another --top");
        refused(&Conditions { projects: Some("/".into()), ..conditions() }, "made with another --projects");
        let begun = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{begun}{{}}\n")).unwrap();
        refused(&conditions(), "kept:2: delete this line");
        for foreign in ["notes", "notes\n", "{\"id\": 1}\n"] {
            fs::write(&path, foreign).unwrap();
            refused(&conditions(), "not a file that --keep made");
        }
        // A process that was killed at the first line, or before.
        for rest in ["", &begun[..20]] {
            fs::write(&path, rest).unwrap();
            drop(Kept::open(&path, &conditions()).unwrap());
            assert_eq!(fs::read_to_string(&path).unwrap(), begun);
        }
    }
}
