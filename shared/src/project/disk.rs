//! Projects on the disk: which folder is one, what git ignores in it, and what was read of it before.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use ignore::{Match, gitignore::Gitignore};
use lru::LruCache;

use super::{Entry, LARGEST_FILE, Project, Runs, Tree};
use crate::language::Language;

/// Bytes that the runs of files may take up which are kept to be looked up again.
const KEPT_BYTES: usize = 8 << 20;
/// Documents whose surroundings are kept.
const KEPT_PROJECTS: usize = 8;
/// How long it is not asked whether files have changed.
const FRESH: Duration = Duration::from_secs(10);
/// Reading takes no longer, on slow disks and in large folders; what was read until then counts.
const PATIENCE: Duration = Duration::from_millis(500);

/// What was found around a document, and when.
type Reading = (Instant, Option<Arc<Project>>);

/// What the files around documents hold, read when it is first asked for and again when they may have changed.
#[derive(Debug)]
pub struct Projects {
    around: LruCache<(PathBuf, Language), Reading>,
    files: Files,
}

impl Default for Projects {
    fn default() -> Self {
        Self { around: LruCache::unbounded(), files: Files::default() }
    }
}

impl Projects {
    /// What the files around a document hold. Its project is the nearest folder above it that git keeps (`.git`), else the innermost
    /// of `folders` that it lies in, else the files of its own folder. `None` where there is too little to say anything.
    pub fn around(
        &mut self,
        document: &Path,
        language: Language,
        folders: &[PathBuf],
    ) -> Option<Arc<Project>> {
        let document = std::path::absolute(document).ok()?;
        let key = (document, language);
        if let Some((read, project)) = self.around.get(&key)
            && read.elapsed() < FRESH
        {
            return project.clone();
        }
        let own = key.0.parent()?;
        let found = root(own, folders);
        let is_alone = found.is_none();
        let root = found.unwrap_or(own).to_owned();
        let relative = key.0.strip_prefix(&root).ok()?.to_owned();
        let ignored = HashMap::new();
        let mut tree =
            Disk { root, is_alone, ignored, files: &mut self.files, until: Instant::now() + PATIENCE };
        let project = Project::around(&mut tree, &relative, language).map(Arc::new);
        self.around.push(key, (Instant::now(), project.clone()));
        while self.around.len() > KEPT_PROJECTS {
            self.around.pop_lru();
        }
        project
    }
}

/// The folder that is the project which a document's folder lies in.
fn root<'p>(own: &'p Path, folders: &'p [PathBuf]) -> Option<&'p Path> {
    let kept = || own.ancestors().find(|folder| folder.join(".git").exists());
    let opened = || {
        let around = folders.iter().filter(|folder| own.starts_with(folder));
        around.max_by_key(|folder| folder.components().count()).map(PathBuf::as_path)
    };
    kept().or_else(opened)
}

/// What was read of files, the least recently used first to go.
#[derive(Debug)]
struct Files {
    runs: LruCache<PathBuf, (Stamp, Arc<Runs>)>,
    bytes: usize,
}

/// When a file was written, and how long it is.
type Stamp = (Option<SystemTime>, u64);

impl Default for Files {
    fn default() -> Self {
        Self { runs: LruCache::unbounded(), bytes: 0 }
    }
}

impl Files {
    fn read(&mut self, path: &Path) -> Option<Arc<Runs>> {
        let metadata = fs::metadata(path).ok()?;
        if metadata.len() > LARGEST_FILE as u64 {
            return None;
        }
        let stamp = (metadata.modified().ok(), metadata.len());
        if let Some((known, runs)) = self.runs.get(path)
            && *known == stamp
        {
            return Some(Arc::clone(runs));
        }
        let runs = Arc::new(Runs::of(&String::from_utf8_lossy(&fs::read(path).ok()?)));
        self.bytes += runs.size();
        if let Some((_, (_, replaced))) = self.runs.push(path.to_owned(), (stamp, Arc::clone(&runs))) {
            self.bytes -= replaced.size();
        }
        while self.bytes > KEPT_BYTES {
            let Some((_, (_, oldest))) = self.runs.pop_lru() else { break };
            self.bytes -= oldest.size();
        }
        Some(runs)
    }
}

/// A folder on the disk.
struct Disk<'f> {
    root: PathBuf,
    /// Whether the folder is no project, and those in it are none of its business.
    is_alone: bool,
    /// By folder, what its `.gitignore` says.
    ignored: HashMap<PathBuf, Option<Gitignore>>,
    files: &'f mut Files,
    until: Instant,
}

impl Disk<'_> {
    /// Whether git is told to ignore a path; the nearest folder that says something of it counts.
    fn is_ignored(&mut self, path: &Path, is_folder: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        for folder in folders {
            let rules = self.ignored.entry(folder.to_owned()).or_insert_with(|| {
                let file = folder.join(".gitignore");
                file.is_file().then(|| Gitignore::new(file).0)
            });
            match rules.as_ref().map_or(Match::None, |rules| rules.matched(path, is_folder)) {
                Match::None => {}
                found => return found.is_ignore(),
            }
        }
        false
    }
}

impl Tree for Disk<'_> {
    fn list(&mut self, folder: &Path) -> Vec<Entry> {
        if Instant::now() > self.until {
            return Vec::new();
        }
        let folder = if folder.as_os_str().is_empty() { self.root.clone() } else { self.root.join(folder) };
        let Ok(found) = fs::read_dir(&folder) else { return Vec::new() };
        // A link may lead anywhere, and round in circles.
        let entries = found.flatten().filter_map(|entry| {
            let kind = entry.file_type().ok().filter(|kind| !kind.is_symlink())?;
            Some(Entry { name: entry.file_name(), is_folder: kind.is_dir() })
        });
        let mut entries: Vec<Entry> = entries.collect();
        entries.retain(|entry| !(self.is_alone && entry.is_folder));
        entries.retain(|entry| !self.is_ignored(&folder.join(&entry.name), entry.is_folder));
        entries.sort_unstable();
        entries
    }

    fn read(&mut self, file: &Path) -> Option<Arc<Runs>> {
        if Instant::now() > self.until {
            return None;
        }
        self.files.read(&self.root.join(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::RunKey;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn lines(name: &str) -> String {
        format!("{name}.call({name})\n").repeat(400)
    }

    fn knows(project: Option<&Arc<Project>>, name: &str) -> bool {
        project.is_some_and(|project| project.knows(RunKey::of([name, ".", "call"])))
    }

    #[test]
    fn a_project_is_what_git_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "outside.py", &lines("outside"));
        write(root, "work/.git/HEAD", "");
        write(root, "work/.gitignore", "/made/\n*_pb.py\n!keep_pb.py\n");
        for name in ["a/own.py", "b/other.py", "made/built.py", "b/x_pb.py", "b/keep_pb.py"] {
            let stem = Path::new(name).file_stem().unwrap().to_str().unwrap().to_owned();
            write(&root.join("work"), name, &lines(&stem));
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root, root.join("work/loop")).unwrap();
        let mut projects = Projects::default();
        let project = projects.around(&root.join("work/a/own.py"), Language::Python, &[]);
        for (name, is_known) in [
            ("other", true),
            ("keep_pb", true),
            ("x_pb", false),
            ("built", false),
            ("outside", false),
            ("own", false),
        ] {
            assert_eq!(knows(project.as_ref(), name), is_known, "{name}");
        }
    }

    #[test]
    fn without_git_it_is_the_folder_that_was_opened_or_the_documents_own() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "a/own.py", "");
        write(root, "a/beside.py", &lines("beside"));
        write(root, "a/deep/within.py", &lines("within"));
        write(root, "b/other.py", &lines("other"));
        let (own, opened) = (root.join("a/own.py"), [root.to_owned()]);
        let around = |folders| Projects::default().around(&own, Language::Python, folders);
        let alone = around(&[]);
        for (name, is_known) in [("beside", true), ("within", false), ("other", false)] {
            assert_eq!(knows(alone.as_ref(), name), is_known, "{name}");
        }
        let opened = around(&opened);
        assert!(knows(opened.as_ref(), "other") && knows(opened.as_ref(), "within"));
    }

    #[test]
    fn what_changed_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "beside.py", &lines("beside"));
        let mut files = Files::default();
        let first = files.read(&root.join("beside.py")).unwrap();
        assert!(Arc::ptr_eq(&first, &files.read(&root.join("beside.py")).unwrap()));
        write(root, "beside.py", &lines("changed"));
        let second = files.read(&root.join("beside.py")).unwrap();
        assert_ne!(first, second);
        assert_eq!(files.bytes, second.size());
        assert!(files.read(&root.join("none.py")).is_none());
    }
}
