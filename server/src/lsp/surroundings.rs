//! What the files around documents hold and what edits were made there, read in a thread beside the model's where that can be: when a document is opened, and again
//! when what was read is old. Until it has been read again, what was read before counts, and nobody waits.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard,
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
    /// What was read; held for no longer than it takes to look something up, because the model's thread does that.
    projects: Mutex<Projects>,
    histories: Mutex<Histories>,
    /// Held while the disk is read.
    reading_files: Mutex<()>,
    reading_commits: Mutex<()>,
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

    /// Drops what waits to be read.
    pub(super) fn forget(&self) {
        lock(&self.0.next).take();
    }

    fn start(&self) {
        let shared = Arc::clone(&self.0);
        let read = move || {
            // What is read next is what was opened last when its turn comes.
            let turn = lock(&shared.reading_files);
            let next = lock(&shared.next).take();
            if let Some(place) = next {
                if shared.wanted.load(Ordering::SeqCst) {
                    shared.read_files(&place, &turn);
                }
                drop(turn);
                if shared.wants_edits.load(Ordering::SeqCst) {
                    shared.read_commits(&place);
                    lock(&shared.histories).committed(&place.path);
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("fixerr-project".to_owned()).spawn(read) {
            tracing::debug!("the files around a document are not read ahead: {error}");
        }
    }

    /// The edits around the document of a job.
    /// What was committed is told as it was read before or, where it was not, is read now.
    pub(super) fn edits(&self, job: &Job) -> EditsAround {
        if let Some(place) = &job.place {
            let known = lock(&self.0.histories).known(&place.path, place.language);
            match known {
                Some((_, true)) => {}
                Some((_, false)) => self.prepare(place.clone()),
                None => self.0.read_commits(place),
            }
        }
        let mut histories = job.place.as_ref().map(|_| lock(&self.0.histories));
        let mut in_progress = lock(&self.0.in_progress);
        let marked = job.start_line..job.end_line + 1;
        let read = histories.as_deref_mut();
        let current = Some(Arc::new(in_progress.edits(&job.open, marked, job.language, read)));
        let past = job.place.as_ref().zip(histories.as_mut());
        let past = past.and_then(|(place, histories)| histories.known(&place.path, job.language)?.0);
        let name = |own: &OpenDocument| in_progress::name(&own.path, job.place.is_some() && own.may_read);
        EditsAround { current, past, path: job.open.first().map(name).unwrap_or_default() }
    }

    /// What the files around a document hold, as it was read before or, where it was not, now.
    pub(super) fn of(&self, place: &Place) -> Option<Arc<Project>> {
        let Place { path, language, folders } = place;
        let known = lock(&self.0.projects).known(path, *language, folders);
        let Some((project, is_fresh)) = known else {
            self.0.read_files(place, &lock(&self.0.reading_files));
            return lock(&self.0.projects).known(path, *language, folders)?.0;
        };
        if !is_fresh {
            self.prepare(place.clone());
        }
        project
    }
}

impl Shared {
    /// Reads the files around a document, if what is known of them is not fresh.
    fn read_files(&self, place: &Place, _turn: &MutexGuard<'_, ()>) {
        let reading = lock(&self.projects).reading(&place.path, place.language, &place.folders);
        if let Some(mut reading) = reading {
            reading.read();
            lock(&self.projects).keep(reading);
        }
    }

    /// Reads the edits of the last commits, if what is known of them is not fresh.
    fn read_commits(&self, place: &Place) {
        let _turn = lock(&self.reading_commits);
        let reading = lock(&self.histories).reading(&place.path, place.language);
        if let Some(mut reading) = reading {
            reading.read();
            lock(&self.histories).keep(reading);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::Path,
        process::Command,
        sync::mpsc,
        time::{Duration, Instant},
    };

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

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
            assert!(start.elapsed() < PATIENCE, "nothing is read");
            thread::sleep(Duration::from_millis(1));
        }
        assert!(!is_read(&surroundings, &paths[0]), "the last one opened counts");
        let place = Place { path: paths[0].clone(), language: Language::Python, folders: Vec::new() };
        assert_eq!(surroundings.of(&place).unwrap().files, 1);
    }

    #[test]
    fn what_is_forgotten_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.py");
        let surroundings = Surroundings::default();
        let place = Place { path: path.clone(), language: Language::Python, folders: Vec::new() };
        surroundings.prepare(place);
        surroundings.forget();
        surroundings.want(true, true);
        assert_eq!(Arc::strong_count(&surroundings.0), 1, "no thread was started");
        assert!(!is_read(&surroundings, &path));
    }

    fn git(folder: &Path, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(folder).args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a",
            "-c",
            "commit.gpgsign=false",
        ]);
        let output = git.args(arguments).output().expect("git can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[test]
    fn a_repair_does_not_wait_for_what_is_read_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.py");
        fs::write(folder.path().join("beside.py"), "call(it)\n".repeat(600)).unwrap();
        git(folder.path(), &["init", "-q"]);
        for text in ["load(a)\n", "load(a, 1)\n"] {
            fs::write(&path, text).unwrap();
            git(folder.path(), &["add", "-A"]);
            git(folder.path(), &["commit", "-q", "-m", "a"]);
        }
        let place = Place { path, language: Language::Python, folders: Vec::new() };
        let job = Job { place: Some(place.clone()), language: Language::Python, ..Job::of_line("load(b)\n") };
        let surroundings = Surroundings::default();
        let first = (surroundings.of(&place).unwrap(), surroundings.edits(&job).past.unwrap());
        assert!(!first.1.is_empty());
        // Somebody reads and does not come to an end.
        let _files = lock(&surroundings.0.reading_files);
        let _commits = lock(&surroundings.0.reading_commits);
        let (tell, told) = mpsc::channel();
        let asking = surroundings.clone();
        thread::spawn(move || tell.send((asking.of(&place).unwrap(), asking.edits(&job).past.unwrap())));
        let second = told.recv_timeout(PATIENCE).expect("the repair waits");
        assert!(Arc::ptr_eq(&first.0, &second.0) && Arc::ptr_eq(&first.1, &second.1));
    }
}
