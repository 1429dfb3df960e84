//! Projects on the disk: which folder is one, what git ignores in it, and what was read of it before.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};
use lru::LruCache;

use super::{Entry, LARGEST_FILE, MOST_ENTRIES, Project, Runs, Tree, is_foreign};
use crate::language::Language;

/// Bytes that the runs of files may take up which are kept to be looked up again.
const KEPT_BYTES: usize = 8 << 20;
/// Documents whose surroundings are kept.
const KEPT_PROJECTS: usize = 8;
/// How long it is not asked whether files have changed.
const FRESH: Duration = Duration::from_secs(10);
/// Reading takes no longer, on slow disks and in large folders; what was read until then counts.
const PATIENCE: Duration = Duration::from_millis(500);

/// A document: the root of its project, `None` where it lies in none, its own path and its language.
type Key = (Option<PathBuf>, PathBuf, Language);
/// What was found around a document, and when.
type Found = (Instant, Option<Arc<Project>>);

/// What the files around documents hold, read when it is first asked for and again when they may have changed.
#[derive(Debug)]
pub struct Projects {
    around: LruCache<Key, Found>,
    files: Files,
}

impl Default for Projects {
    fn default() -> Self {
        Self { around: LruCache::unbounded(), files: Files::default() }
    }
}

impl Projects {
    /// What the files around a document hold. Its project is the nearest folder above it that git keeps (`.git`), else the innermost
    /// of `folders` that it lies in. What lies in no project, or in a folder that the project ignores, has the files of its own folder
    /// around it. `None` where there is too little to say anything.
    pub fn around(
        &mut self,
        document: &Path,
        language: Language,
        folders: &[PathBuf],
    ) -> Option<Arc<Project>> {
        if let Some(mut reading) = self.reading(document, language, folders) {
            reading.read();
            self.keep(reading);
        }
        self.known(document, language, folders)?.0
    }

    /// The same as it was found before, if it was, and whether that is still fresh. No file is read for that.
    pub fn known(
        &mut self,
        document: &Path,
        language: Language,
        folders: &[PathBuf],
    ) -> Option<(Option<Arc<Project>>, bool)> {
        let (read, project) = self.around.get(&key(document, language, folders)?)?;
        Some((project.clone(), read.elapsed() < FRESH))
    }

    /// What must be read to know more than [`Self::known`] does; `None` where that is fresh. [`Self::keep`] takes what comes of it.
    pub fn reading(&mut self, document: &Path, language: Language, folders: &[PathBuf]) -> Option<Reading> {
        let key = key(document, language, folders)?;
        let is_fresh = self.around.peek(&key).is_some_and(|(read, _)| read.elapsed() < FRESH);
        (!is_fresh).then(|| Reading { key, files: std::mem::take(&mut self.files), found: None })
    }

    /// Takes what was read.
    pub fn keep(&mut self, reading: Reading) {
        let Reading { key, files, found } = reading;
        self.files = files;
        self.around.push(key, (Instant::now(), found));
        while self.around.len() > KEPT_PROJECTS {
            self.around.pop_lru();
        }
    }
}

/// A reading of the files around a document. It may take its time while others ask what was known before.
#[derive(Debug)]
pub struct Reading {
    key: Key,
    /// What is remembered of single files: only reading needs that.
    files: Files,
    found: Option<Arc<Project>>,
}

impl Reading {
    /// Reads, for half a second at most.
    pub fn read(&mut self) {
        self.found = self.around().map(Arc::new);
    }

    fn around(&mut self) -> Option<Project> {
        let (root, document, language) = &self.key;
        let own = document.parent()?;
        let mut tree = Disk {
            root: root.as_deref().unwrap_or(own).to_owned(),
            is_alone: root.is_none(),
            ignored: HashMap::new(),
            files: &mut self.files,
            until: Instant::now() + PATIENCE,
        };
        let within = own.ancestors().take_while(|folder| *folder != tree.root);
        let within: Vec<PathBuf> = within.map(Path::to_owned).collect();
        if within.iter().any(|folder| is_foreign(folder) || tree.is_ignored(folder, true)) {
            (tree.root, tree.is_alone) = (own.to_owned(), true);
        }
        let relative = document.strip_prefix(&tree.root).ok()?.to_owned();
        Project::around(&mut tree, &relative, *language)
    }
}

/// The same document has the same key, whatever way leads to its folder.
fn key(document: &Path, language: Language, folders: &[PathBuf]) -> Option<Key> {
    let document = std::path::absolute(document).ok()?;
    let own = canonical(document.parent()?);
    let root = root(&own, folders);
    Some((root, own.join(document.file_name()?), language))
}

fn canonical(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

/// The work tree in which a folder lies: the nearest folder above it that git keeps.
pub(crate) fn project_root(own: &Path) -> Option<&Path> {
    own.ancestors().find(|folder| folder.join(".git").exists())
}

/// The folder that is the project which a document's folder lies in.
fn root(own: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    project_root(own).map(Path::to_owned).or_else(|| {
        let folders = folders.iter().map(|folder| canonical(folder));
        folders.filter(|folder| own.starts_with(folder)).max_by_key(|folder| folder.components().count())
    })
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
        // A pipe would be waited for.
        if !metadata.is_file() || metadata.len() > LARGEST_FILE as u64 {
            return None;
        }
        let stamp = (metadata.modified().ok(), metadata.len());
        if let Some((known, runs)) = self.runs.get(path)
            && *known == stamp
        {
            return Some(Arc::clone(runs));
        }
        let runs = Arc::new(Runs::of(&String::from_utf8_lossy(&fs::read(path).ok()?)));
        self.bytes += size(path, &runs);
        if let Some((_, (_, replaced))) = self.runs.push(path.to_owned(), (stamp, Arc::clone(&runs))) {
            self.bytes -= size(path, &replaced);
        }
        while self.bytes > KEPT_BYTES {
            let Some((path, (_, oldest))) = self.runs.pop_lru() else { break };
            self.bytes -= size(&path, &oldest);
        }
        Some(runs)
    }
}

/// Bytes that a file's entry takes up, the links between entries aside.
fn size(path: &Path, runs: &Runs) -> usize {
    path.as_os_str().len() + size_of::<(PathBuf, (Stamp, Arc<Runs>))>() + runs.size()
}

/// A folder on the disk.
struct Disk<'f> {
    root: PathBuf,
    /// Whether the folder is no project, and those in it are none of its business.
    is_alone: bool,
    /// By folder, what its `.gitignore` says, and at the root `.git/info/exclude`.
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
                let exclude = (folder == self.root).then(|| folder.join(".git/info/exclude"));
                let files = exclude.into_iter().chain([folder.join(".gitignore")]);
                let files: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
                let mut rules = GitignoreBuilder::new(folder);
                for file in &files {
                    // A line that means nothing is passed over, as git does.
                    drop(rules.add(file));
                }
                if files.is_empty() { None } else { rules.build().ok() }
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
        let folder = if folder.as_os_str().is_empty() { self.root.clone() } else { self.root.join(folder) };
        let Ok(found) = fs::read_dir(&folder) else { return Vec::new() };
        let in_time = found.flatten().take(MOST_ENTRIES).take_while(|_| Instant::now() < self.until);
        // A link may lead anywhere, and round in circles.
        let entries = in_time.filter_map(|entry| {
            let kind = entry.file_type().ok().filter(|kind| kind.is_file() || kind.is_dir())?;
            Some(Entry { name: entry.file_name(), is_folder: kind.is_dir() })
        });
        let mut entries: Vec<Entry> = entries.collect();
        entries.retain(|entry| {
            let path = folder.join(&entry.name);
            // A folder with a history of its own is another project.
            let is_other = entry.is_folder && (self.is_alone || path.join(".git").exists());
            !(is_other || self.is_ignored(&path, entry.is_folder))
        });
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

    /// Writes files that call their own names.
    fn write_all(folder: &Path, names: &[&str]) {
        for name in names {
            write(folder, name, &lines(Path::new(name).file_stem().unwrap().to_str().unwrap()));
        }
    }

    #[track_caller]
    fn check(document: &Path, folders: &[PathBuf], known: &[&str], unknown: &[&str]) {
        let project = Projects::default().around(document, Language::Python, folders);
        for (names, is_known) in [(known, true), (unknown, false)] {
            for name in names {
                assert_eq!(knows(project.as_ref(), name), is_known, "{name}");
            }
        }
    }

    #[test]
    fn a_project_is_what_git_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let (root, work) = (folder.path(), folder.path().join("work"));
        write_all(root, &["outside.py"]);
        write(&work, ".git/HEAD", "");
        write(&work, ".git/info/exclude", "mine.py\n");
        write(&work, ".gitignore", "/made/\n*_pb.py\n!keep_pb.py\n");
        write(&work, "b/.gitignore", "nested.py\n");
        write(&work, "other/.git", "gitdir: elsewhere\n");
        let names = [
            "a/own.py",
            "b/other.py",
            "made/built.py",
            "made/twin.py",
            "b/x_pb.py",
            "b/keep_pb.py",
            "mine.py",
            "b/nested.py",
        ];
        write_all(&work, &names);
        write_all(
            &work,
            &["other/within.py", "a/node_modules/m/package.py", "a/node_modules/n/dependency.py"],
        );
        #[cfg(unix)]
        std::os::unix::fs::symlink(root, work.join("loop")).unwrap();
        let unknown = ["x_pb", "built", "outside", "own", "mine", "nested", "within", "package"];
        check(&work.join("a/own.py"), &[], &["other", "keep_pb"], &unknown);
        // What git ignores is no part of the project, nor the project of what lies there.
        check(&work.join("made/built.py"), &[], &["twin"], &["other", "built"]);
        check(&work.join("a/node_modules/m/new.py"), &[], &["package"], &["other", "dependency"]);
    }

    #[test]
    fn a_document_is_itself_whatever_way_leads_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, ".git/HEAD", "");
        write_all(root, &["a/b/deep.py", "a/c/own.py"]);
        check(&root.join("a/b/../c/own.py"), &[], &["deep"], &["own"]);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.join("a/c"), root.join("link")).unwrap();
            check(&root.join("link/own.py"), &[], &["deep"], &["own"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write_all(root, &["beside.py"]);
        let made = std::process::Command::new("mkfifo").arg(root.join("pipe.py")).status().unwrap();
        assert!(made.success());
        check(&root.join("own.py"), &[], &["beside"], &["own"]);
        assert!(Files::default().read(&root.join("pipe.py")).is_none());
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
    fn what_was_read_before_is_known_while_it_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("own.py");
        write_all(folder.path(), &["first.py"]);
        let mut projects = Projects::default();
        assert!(projects.known(&document, Language::Python, &[]).is_none(), "nothing was read");
        projects.around(&document, Language::Python, &[]);
        assert!(projects.reading(&document, Language::Python, &[]).is_none(), "it is fresh");
        write_all(folder.path(), &["second.py"]);
        let long_ago = Instant::now().checked_sub(2 * FRESH).unwrap();
        projects.around.iter_mut().for_each(|(_, (read, _))| *read = long_ago);
        let mut reading = projects.reading(&document, Language::Python, &[]).unwrap();
        reading.read();
        let (earlier, is_fresh) = projects.known(&document, Language::Python, &[]).unwrap();
        assert!(!knows(earlier.as_ref(), "second") && !is_fresh);
        projects.keep(reading);
        let (later, is_fresh) = projects.known(&document, Language::Python, &[]).unwrap();
        assert!(knows(later.as_ref(), "first") && knows(later.as_ref(), "second") && is_fresh);
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
        assert_eq!(files.bytes, size(&root.join("beside.py"), &second));
        assert!(files.read(&root.join("none.py")).is_none());
    }
}
