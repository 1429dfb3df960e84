//! What the files around documents hold, read in a thread beside the model's where that can be: when a document is opened, and again
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
    language::Language,
    project::{Project, Projects},
};

use super::server::lock;

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
    /// Whether the model that runs makes something of projects.
    wanted: AtomicBool,
    /// The document that was opened last and is not read yet. Those before it can wait until someone asks for a fix there.
    next: Mutex<Option<Place>>,
}

impl Surroundings {
    /// Says whether the model that runs makes something of projects. What was asked for before is read then.
    pub(super) fn want(&self, wanted: bool) {
        self.0.wanted.store(wanted, Ordering::SeqCst);
        if wanted && lock(&self.0.next).is_some() {
            self.start();
        }
    }

    /// Reads the files around a document, before anybody asks for a fix in it.
    pub(super) fn prepare(&self, place: Place) {
        let has_thread = lock(&self.0.next).replace(place).is_some();
        if !has_thread && self.0.wanted.load(Ordering::SeqCst) {
            self.start();
        }
    }

    fn start(&self) {
        let shared = Arc::clone(&self.0);
        let read = move || {
            let mut projects = lock(&shared.projects);
            let next = lock(&shared.next).take();
            if let Some(Place { path, language, folders }) = next {
                projects.around(&path, language, &folders);
            }
        };
        if let Err(error) = thread::Builder::new().name("fixerr-project".to_owned()).spawn(read) {
            tracing::debug!("the files around a document are not read ahead: {error}");
        }
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
        surroundings.want(true);
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
