//! The edits around documents on the disk: those of their project's last commits, and what stands in them and is in no commit yet. Read when
//! it is first asked for, and again when something was committed.

use std::{
    fs,
    num::NonZero,
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use lru::LruCache;

use super::{History, Known, ObjectId};
use crate::{
    edits::{Change, Edits, changes},
    language::Language,
    project::project_root,
};

/// Projects whose edits are kept.
const KEPT_PROJECTS: NonZero<usize> = NonZero::new(4).unwrap();
/// Languages of one project for which they are kept ready.
const KEPT_LANGUAGES: NonZero<usize> = NonZero::new(3).unwrap();
/// Documents of which it is kept how they stand in the last commit.
const KEPT_DOCUMENTS: NonZero<usize> = NonZero::new(32).unwrap();
/// Projects of which it is kept what was committed last.
const KEPT_HEADS: NonZero<usize> = NonZero::new(32).unwrap();
/// How long it is not asked whether something was committed.
const FRESH: Duration = Duration::from_secs(5);
/// Reading takes no longer; what was read until then counts, and the rest comes with the next question.
const PATIENCE: Duration = Duration::from_millis(500);

/// The histories of the projects in which documents lie.
#[derive(Debug)]
pub struct Histories {
    projects: LruCache<PathBuf, Read>,
    /// The last commit of projects, and when it was asked for.
    heads: LruCache<PathBuf, (Instant, ObjectId)>,
    committed: LruCache<PathBuf, (ObjectId, Option<Arc<str>>)>,
}

impl Default for Histories {
    fn default() -> Self {
        Self {
            projects: LruCache::new(KEPT_PROJECTS),
            heads: LruCache::new(KEPT_HEADS),
            committed: LruCache::new(KEPT_DOCUMENTS),
        }
    }
}

/// A reading of a project's history. It may take its time while others ask what was known before.
#[derive(Debug)]
pub struct Reading {
    root: PathBuf,
    language: Language,
    read: Read,
}

impl Reading {
    /// Reads, for half a second at most.
    pub fn read(&mut self) {
        self.read.again(&self.root);
        self.read.edits(self.language);
    }
}

/// What was read of a project's history, and when.
#[derive(Debug)]
struct Read {
    asked: Instant,
    head: Option<ObjectId>,
    /// Whether nothing was left out for want of time.
    is_whole: bool,
    known: Known,
    commits: Vec<Arc<[Change]>>,
    /// By language, made when they are first asked for.
    ready: LruCache<Language, Arc<Edits>>,
}

/// A document in its project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    root: PathBuf,
    /// Relative to the root, with `/` between its parts.
    path: String,
}

impl Histories {
    /// The edits of the last commits of the project in which a document lies; `None` outside of git.
    pub fn past(&mut self, document: &Path, language: Language) -> Option<Arc<Edits>> {
        if let Some(mut reading) = self.reading(document, language) {
            reading.read();
            self.keep(reading);
        }
        self.known(document, language)?.0
    }

    /// The same as it was read before, if it was, and whether that is still fresh. Nothing is read for that.
    pub fn known(&mut self, document: &Path, language: Language) -> Option<(Option<Arc<Edits>>, bool)> {
        let Some(place) = place(document) else { return Some((None, true)) };
        let read = self.projects.get_mut(&place.root)?;
        Some((read.edits(language), read.is_fresh()))
    }

    /// What must be read to know more than [`Self::known`] does; `None` where that is fresh. [`Self::keep`] takes what comes of it.
    pub fn reading(&mut self, document: &Path, language: Language) -> Option<Reading> {
        let root = place(document)?.root;
        let read = match self.projects.get_mut(&root) {
            Some(old) if old.is_fresh() => return None,
            Some(old) => old.taken_on(),
            None => Read::nothing(),
        };
        Some(Reading { root, language, read })
    }

    /// Takes what was read.
    pub fn keep(&mut self, reading: Reading) {
        self.projects.put(reading.root, reading.read);
    }

    /// How a document stands in its project's last commit; `None` where it is in none. The edits of the commits are not read for that.
    pub fn committed(&mut self, document: &Path) -> Option<Arc<str>> {
        let place = place(document)?;
        let head = self.head(&place.root)?;
        let own = place.root.join(&place.path);
        if let Some((known, text)) = self.committed.get(&own)
            && *known == head
        {
            return text.clone();
        }
        let text = History::open(&place.root).and_then(|mut history| history.text(head, &place.path));
        let text: Option<Arc<str>> = text.map(Into::into);
        self.committed.put(own, (head, text.clone()));
        text
    }

    fn head(&mut self, root: &Path) -> Option<ObjectId> {
        if let Some((asked, head)) = self.heads.get(root)
            && asked.elapsed() <= FRESH
        {
            return Some(*head);
        }
        let head = History::open(root)?.head()?;
        self.heads.put(root.to_owned(), (Instant::now(), head));
        Some(head)
    }
}

impl Read {
    fn nothing() -> Self {
        Self {
            asked: Instant::now(),
            head: None,
            is_whole: false,
            known: Known::default(),
            commits: Vec::new(),
            ready: LruCache::new(KEPT_LANGUAGES),
        }
    }

    /// The same, to be read on apart from it, with what is remembered of single commits: only reading needs that.
    fn taken_on(&mut self) -> Self {
        Self {
            known: std::mem::take(&mut self.known),
            commits: self.commits.clone(),
            ready: self.ready.clone(),
            ..*self
        }
    }

    fn is_fresh(&self) -> bool {
        self.head.is_some() && self.asked.elapsed() <= FRESH
    }

    fn edits(&mut self, language: Language) -> Option<Arc<Edits>> {
        self.head?;
        if let Some(ready) = self.ready.get(&language) {
            return Some(Arc::clone(ready));
        }
        let mut edits = Edits::new(language);
        self.commits.iter().enumerate().for_each(|(age, changes)| edits.add(age as u32, changes.iter()));
        let edits = Arc::new(edits);
        self.ready.put(language, Arc::clone(&edits));
        Some(edits)
    }

    fn again(&mut self, root: &Path) {
        let until = Instant::now() + PATIENCE;
        let mut history = History::open(root);
        let head = history.as_ref().and_then(History::head);
        if let (Some(history), Some(head)) = (&mut history, head)
            && (self.head != Some(head) || !self.is_whole)
        {
            history.known = std::mem::take(&mut self.known);
            self.commits = history.edits(head, Some(until));
            self.is_whole = Instant::now() < until;
            self.known = std::mem::take(&mut history.known);
            self.ready.clear();
        }
        (self.head, self.asked) = (head, Instant::now());
    }
}

/// What a document is called in its project, by which edits name it; outside of one, by its name alone.
pub fn name(document: &Path) -> String {
    let own = || document.file_name().unwrap_or_default().to_string_lossy().into_owned();
    place(document).map_or_else(own, |place| place.path)
}

/// What was changed in a document since an earlier version of it.
pub fn since(earlier: &str, document: &Path, text: &str) -> Vec<Change> {
    changes(&name(document), earlier, text)
}

/// Where a document lies in the work tree of a repository.
fn place(document: &Path) -> Option<Place> {
    let document = std::path::absolute(document).ok()?;
    let folder = document.parent()?;
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let root = project_root(&folder)?.to_owned();
    let document = folder.join(document.file_name()?);
    let parts = document.strip_prefix(&root).ok()?.components();
    let parts =
        parts.filter(|part| matches!(part, Component::Normal(_))).map(|part| part.as_os_str().to_str());
    // Without a part that is not UTF-8, the rest would name another file.
    let path = parts.collect::<Option<Vec<_>>>()?.join("/");
    Some(Place { root, path })
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{commit, git},
        *,
    };

    #[test]
    fn what_was_committed_meanwhile_is_found_and_other_places_have_no_past() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("work");
        fs::create_dir(&root).unwrap();
        git(&root, &["init", "-q"]);
        let document = root.join("src/a.py");
        let mut histories = Histories::default();
        assert!(histories.past(&document, Language::Python).is_none(), "nothing is committed");
        commit(&root, &[("src/a.py", "call(a)\n")]);
        assert!(histories.past(&document, Language::Python).unwrap().is_empty());
        assert_eq!(histories.committed(&document).as_deref(), Some("call(a)\n"));
        assert_eq!(histories.committed(&root.join("src/b.py")), None);
        commit(&root, &[("src/a.py", "call(a, b)\n")]);
        // What was asked just now is believed for a while.
        assert!(histories.past(&document, Language::Python).unwrap().is_empty());
        let long_ago = Instant::now().checked_sub(2 * FRESH).unwrap();
        histories.projects.iter_mut().for_each(|(_, read)| read.asked = long_ago);
        histories.heads.iter_mut().for_each(|(_, (asked, _))| *asked = long_ago);
        assert!(!histories.past(&document, Language::Python).unwrap().is_empty());
        assert!(histories.past(&document, Language::Java).unwrap().is_empty(), "none of its language");
        assert_eq!(histories.committed(&document).as_deref(), Some("call(a, b)\n"));
        assert_eq!(name(&document), "src/a.py");
        assert_eq!(since("call(a, b)\n", &document, "call(b)\n")[0].new, "call(b)");
    }

    #[cfg(unix)]
    #[test]
    fn a_document_in_a_folder_whose_name_is_not_utf_8_is_no_other_one() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q"]);
        commit(folder.path(), &[("a.py", "call(a)\n")]);
        let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
        // Some file systems refuse such names.
        if fs::create_dir(&odd).is_err() {
            return;
        }
        fs::write(odd.join("a.py"), "call(b)\n").unwrap();
        assert_eq!(Histories::default().committed(&odd.join("a.py")), None);
        assert_eq!(name(&odd.join("a.py")), "a.py");
    }

    #[test]
    fn what_was_read_before_is_known_while_it_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("a.py");
        git(folder.path(), &["init", "-q"]);
        commit(folder.path(), &[("a.py", "call(a)\n")]);
        let mut histories = Histories::default();
        assert!(histories.known(&document, Language::Python).is_none(), "nothing was read");
        assert!(histories.past(&document, Language::Python).unwrap().is_empty());
        assert!(histories.reading(&document, Language::Python).is_none(), "it is fresh");
        commit(folder.path(), &[("a.py", "call(a, b)\n")]);
        let long_ago = Instant::now().checked_sub(2 * FRESH).unwrap();
        histories.projects.iter_mut().for_each(|(_, read)| read.asked = long_ago);
        let mut reading = histories.reading(&document, Language::Python).unwrap();
        reading.read();
        let (earlier, is_fresh) = histories.known(&document, Language::Python).unwrap();
        assert!(earlier.unwrap().is_empty() && !is_fresh);
        histories.keep(reading);
        let (later, is_fresh) = histories.known(&document, Language::Python).unwrap();
        assert!(!later.unwrap().is_empty() && is_fresh);
        // Outside of git there is nothing to read.
        let outside = tempfile::tempdir().unwrap();
        assert!(histories.known(&outside.path().join("a.py"), Language::Python).unwrap().0.is_none());
    }

    #[test]
    fn a_documents_last_commit_is_known_without_reading_the_edits_of_all() {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q"]);
        commit(folder.path(), &[("a.py", "call(a)\n")]);
        let mut histories = Histories::default();
        assert_eq!(histories.committed(&folder.path().join("a.py")).as_deref(), Some("call(a)\n"));
        assert!(histories.projects.is_empty());
    }
}
