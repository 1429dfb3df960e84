//! What the files around documents hold and what edits were made there, read in a thread beside the model's where that can be: when a document is opened, and again
//! when what was read is old.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use fixerr_shared::{
    edits::EditsAround,
    history::Histories,
    language::Language,
    project::{Project, Projects},
};

use super::{
    in_progress::{self, InProgress, OpenDocument},
    inference::Job,
    server::lock,
};

/// A document on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) language: Language,
    /// The folders that the editor has open.
    pub(super) folders: Vec<PathBuf>,
}

/// Shared by the session and the model's thread.
#[derive(Clone, Default)]
pub(super) struct Surroundings(Arc<Shared>);

#[derive(Default)]
struct Shared {
    projects: Mutex<Projects>,
    histories: Mutex<Histories>,
    in_progress: Mutex<InProgress>,
    /// Whether the model that runs makes something of projects, and of edits.
    wanted: AtomicBool,
    wants_edits: AtomicBool,
    /// The document that was opened last and is not read yet. Those before it can wait until someone asks for a fix there.
    next: Mutex<Option<Place>>,
}

impl Surroundings {
    /// Says whether the model that runs makes something of projects, and of edits. What was asked for before is read then.
    pub(super) fn want(&self, wanted: bool, edits: bool) {
        self.0.wanted.store(wanted, Ordering::SeqCst);
        self.0.wants_edits.store(edits, Ordering::SeqCst);
        if (wanted || edits) && lock(&self.0.next).is_some() {
            self.start();
        }
    }

    /// Reads the files around a document, before anybody asks for a fix in it.
    pub(super) fn prepare(&self, place: Place) {
        let has_thread = lock(&self.0.next).replace(place).is_some();
        let is_wanted = self.0.wanted.load(Ordering::SeqCst) || self.0.wants_edits.load(Ordering::SeqCst);
        if !has_thread && is_wanted {
            self.start();
        }
    }

    fn start(&self) {
        let shared = Arc::clone(&self.0);
        let read = move || {
            let mut projects = lock(&shared.projects);
            let next = lock(&shared.next).take();
            if let Some(Place { path, language, folders }) = next {
                if shared.wanted.load(Ordering::SeqCst) {
                    projects.around(&path, language, &folders);
                }
                drop(projects);
                if shared.wants_edits.load(Ordering::SeqCst) {
                    let mut histories = lock(&shared.histories);
                    histories.past(&path, language);
                    histories.committed(&path);
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("fixerr-project".to_owned()).spawn(read) {
            tracing::debug!("the files around a document are not read ahead: {error}");
        }
    }

    /// The edits around the document of a job.
    pub(super) fn edits(&self, job: &Job) -> EditsAround {
        let mut histories = job.place.as_ref().map(|_| lock(&self.0.histories));
        let mut in_progress = lock(&self.0.in_progress);
        let marked = job.start_line..job.end_line + 1;
        let read = histories.as_deref_mut();
        let current = Some(Arc::new(in_progress.edits(&job.open, marked, job.language, read)));
        let past = job.place.as_ref().zip(histories.as_mut());
        let past = past.and_then(|(place, histories)| histories.past(&place.path, job.language));
        let name = |own: &OpenDocument| in_progress::name(&own.path, job.place.is_some() && own.may_read);
        EditsAround { current, past, path: job.open.first().map(name).unwrap_or_default() }
    }

    /// What the files around a document hold, as it was read before or, where it was not, now.
    pub(super) fn of(&self, place: &Place) -> Option<Arc<Project>> {
        let Place { path, language, folders } = place;
        let known = lock(&self.0.projects).known(path, *language, folders);
        match known {
            Some((project, is_fresh)) => {
                if !is_fresh {
                    self.prepare(place.clone());
                }
                project
            }
            None => lock(&self.0.projects).around(path, *language, folders),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::Path,
        time::{Duration, Instant},
    };

    use super::*;

    fn is_read(surroundings: &Surroundings, path: &Path) -> bool {
        lock(&surroundings.0.projects).known(path, Language::Python, &[]).is_some()
    }

    #[test]
    fn files_are_read_ahead_for_a_model_that_wants_them_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["first.py", "second.py"].map(|name| folder.path().join(name));
        for path in &paths {
            fs::write(path, "call(it)\n".repeat(600)).unwrap();
        }
        let surroundings = Surroundings::default();
        for path in &paths {
            let place = Place { path: path.clone(), language: Language::Python, folders: Vec::new() };
            surroundings.prepare(place);
        }
        assert_eq!(Arc::strong_count(&surroundings.0), 1, "no thread was started");
        surroundings.want(true, false);
        let start = Instant::now();
        while !is_read(&surroundings, &paths[1]) {
            assert!(start.elapsed() < Duration::from_secs(30), "nothing is read");
            thread::sleep(Duration::from_millis(1));
        }
        assert!(!is_read(&surroundings, &paths[0]), "the last one opened counts");
        let place = Place { path: paths[0].clone(), language: Language::Python, folders: Vec::new() };
        assert_eq!(surroundings.of(&place).unwrap().files, 1);
    }
}
