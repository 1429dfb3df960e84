//! What git knows of a project: the edits of its last commits, and how a file stood in one. Objects and refs are read and nothing else: no
//! program, hook or filter is run, whatever a repository's configuration says.

mod disk;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashSet},
    ops::ControlFlow,
    path::Path,
    sync::Arc,
    time::Instant,
};

use gix::{
    bstr::BStr,
    diff::tree::{
        Recorder, State, Visit,
        recorder::Location,
        visit::{Action, Change as TreeChange},
    },
    objs::{CommitRefIter, Find as _, Kind, TreeRefIter},
};
use rustc_hash::FxHashMap;

use crate::{
    edits::{Change, changes},
    language::Language,
    project::LARGEST_FILE,
};

pub use self::disk::{Histories, Reading, name, since};
pub use gix::ObjectId;

/// Commits whose edits are looked at: of those of held-out repositories that were made again, five in six had been made in the last
/// thousand.
pub const COMMITS: usize = 1000;
/// A commit that changes more files sweeps over the project.
const MOST_FILES: usize = 60;
/// Commits that are walked over, merges among them.
const MOST_WALKED: usize = 4 * COMMITS;
/// Bytes of text that the edits of one listing may come to.
const MOST_BYTES: usize = 8 << 20;
/// Commits whose edits are remembered.
const MOST_KNOWN: usize = 8 * COMMITS;
/// Bytes that may be kept of objects that others are built on, and of trees, which neighbouring commits share.
const PACK_CACHE: usize = 16 << 20;
const TREE_CACHE: usize = 8 << 20;

/// The history of a repository. What was read of a commit is remembered.
pub struct History {
    repository: gix::Repository,
    /// Commits whose parents are not there.
    shallow: HashSet<ObjectId>,
    known: Known,
}

/// What was read of commits.
#[derive(Debug, Default)]
struct Known {
    commits: FxHashMap<ObjectId, Arc<Commit>>,
    edits: FxHashMap<ObjectId, Arc<[Change]>>,
}

/// A commit as it is walked over.
#[derive(Debug)]
struct Commit {
    tree: ObjectId,
    parents: Vec<ObjectId>,
    /// Seconds since 1970.
    time: i64,
}

impl History {
    /// Opens the repository of a work tree or a bare one; `None` where there is none that can be read.
    pub fn open(folder: &Path) -> Option<Self> {
        let mut repository = gix::open_opts(folder, gix::open::Options::isolated()).ok()?;
        let cache = || Box::new(gix::odb::pack::cache::lru::MemoryCappedHashmap::new(PACK_CACHE)) as Box<_>;
        repository.objects.set_pack_cache(cache);
        repository.object_cache_size(TREE_CACHE);
        let shallow = repository.shallow_commits().ok().flatten();
        let shallow = shallow.map(|commits| commits.iter().copied().collect()).unwrap_or_default();
        Some(Self { repository, shallow, known: Known::default() })
    }

    /// The commit that is checked out.
    pub fn head(&self) -> Option<ObjectId> {
        Some(self.repository.head_id().ok()?.detach())
    }

    /// The first parent of a commit.
    pub fn parent(&mut self, commit: ObjectId) -> Option<ObjectId> {
        if self.shallow.contains(&commit) {
            return None;
        }
        self.commit(commit)?.parents.first().copied()
    }

    /// How a file stood in a commit. `path` is relative to the root, with `/` between its parts.
    pub fn text(&mut self, commit: ObjectId, path: &str) -> Option<String> {
        let mut object = self.commit(commit)?.tree;
        let mut buffer = Vec::new();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let data = self.repository.objects.try_find(&object, &mut buffer).ok()??;
            let mut entries = TreeRefIter::from_bytes(data.data, self.repository.object_hash()).flatten();
            let entry = entries.find(|entry| entry.filename == part)?;
            let is_such = if parts.peek().is_some() { entry.mode.is_tree() } else { entry.mode.is_blob() };
            object = is_such.then(|| entry.oid.to_owned())?;
        }
        self.blob(object)
    }

    /// The edits of a commit and those before it, newest first, each commit's together: up to [`COMMITS`] that are no merges, and
    /// as many as can be read by then.
    pub fn edits(&mut self, from: ObjectId, until: Option<Instant>) -> Vec<Arc<[Change]>> {
        let mut found = Vec::new();
        let (mut seen, mut open) = (HashSet::from([from]), BinaryHeap::new());
        let mut walked = 0;
        let mut bytes = 0;
        // Of two commits of one second, the one that was come to first.
        let mut push = |open: &mut BinaryHeap<_>, id: ObjectId, commit: Option<Arc<Commit>>| {
            if let Some(commit) = commit {
                walked += 1;
                open.push((commit.time, Reverse(walked), id));
            }
            walked
        };
        push(&mut open, from, self.commit(from));
        while let Some((_, _, id)) = open.pop() {
            let is_late = until.is_some_and(|until| Instant::now() > until);
            if is_late || found.len() >= COMMITS || bytes > MOST_BYTES {
                break;
            }
            let Some(commit) = self.commit(id) else { continue };
            let parents: &[ObjectId] = if self.shallow.contains(&id) { &[] } else { &commit.parents };
            for parent in parents {
                if seen.insert(*parent) && push(&mut open, *parent, self.commit(*parent)) > MOST_WALKED {
                    return found;
                }
            }
            if let [parent] = parents {
                let edits = self.of(id, commit.tree, *parent);
                bytes += edits.iter().map(|edit| edit.old.len() + edit.new.len()).sum::<usize>();
                found.push(edits);
            }
        }
        found
    }

    /// The edits of one commit that has one parent.
    pub fn edits_of(&mut self, commit: ObjectId) -> Arc<[Change]> {
        let found = self.commit(commit);
        match found.as_deref().map(|commit| (commit.tree, &*commit.parents)) {
            Some((tree, [parent])) if !self.shallow.contains(&commit) => self.of(commit, tree, *parent),
            _ => Arc::default(),
        }
    }

    fn of(&mut self, id: ObjectId, tree: ObjectId, parent: ObjectId) -> Arc<[Change]> {
        if let Some(known) = self.known.edits.get(&id) {
            return Arc::clone(known);
        }
        if self.known.edits.len() >= MOST_KNOWN {
            self.known.edits.clear();
        }
        let found: Arc<[Change]> = self.read(tree, parent).unwrap_or_default().into();
        self.known.edits.insert(id, Arc::clone(&found));
        found
    }

    /// The edits of source files from a parent to a tree, in the order of their paths.
    fn read(&mut self, tree: ObjectId, parent: ObjectId) -> Option<Vec<Change>> {
        let old = self.commit(parent)?.tree;
        let objects = &self.repository.objects;
        let hash = self.repository.object_hash();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        objects.try_find(&old, &mut before).ok()??;
        objects.try_find(&tree, &mut after).ok()??;
        let mut watcher = Watcher {
            recorder: Recorder::default().track_location(Some(Location::Path)),
            files: Vec::new(),
            count: 0,
        };
        let trees = (TreeRefIter::from_bytes(&before, hash), TreeRefIter::from_bytes(&after, hash));
        let compared = gix::diff::tree(trees.0, trees.1, State::default(), objects, &mut watcher);
        compared.ok()?;
        watcher.files.sort_unstable();
        let mut found = Vec::new();
        for (path, old, new) in watcher.files {
            if let (Some(old), Some(new)) = (self.blob(old), self.blob(new)) {
                found.extend(changes(&path, &old, &new));
            }
        }
        Some(found)
    }

    fn commit(&mut self, id: ObjectId) -> Option<Arc<Commit>> {
        if let Some(known) = self.known.commits.get(&id) {
            return Some(Arc::clone(known));
        }
        let mut buffer = Vec::new();
        let data = self.repository.objects.try_find(&id, &mut buffer).ok()??;
        if data.kind != Kind::Commit {
            return None;
        }
        let mut commit = CommitRefIter::from_bytes(data.data, self.repository.object_hash());
        let parents = commit.parent_ids().collect();
        let time = commit.committer().map_or(0, |who| who.seconds());
        let commit = Arc::new(Commit { tree: commit.tree_id().ok()?, parents, time });
        if self.known.commits.len() >= MOST_KNOWN {
            self.known.commits.clear();
        }
        self.known.commits.insert(id, Arc::clone(&commit));
        Some(commit)
    }

    /// The text of a file that is not too long.
    fn blob(&self, id: ObjectId) -> Option<String> {
        let header = self.repository.try_find_header(id).ok()??;
        if header.size() > LARGEST_FILE as u64 {
            return None;
        }
        let mut buffer = Vec::new();
        let data = self.repository.objects.try_find(&id, &mut buffer).ok()??;
        (data.kind == Kind::Blob).then(|| String::from_utf8_lossy(data.data).into_owned())
    }
}

/// Collects source files that were changed, and stops at too many.
struct Watcher {
    recorder: Recorder,
    files: Vec<(String, ObjectId, ObjectId)>,
    count: usize,
}

impl Visit for Watcher {
    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_front_tracked_path_and_set_current();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.recorder.push_back_tracked_path_component(component);
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.recorder.push_path_component(component);
    }

    fn pop_path_component(&mut self) {
        self.recorder.pop_path_component();
    }

    fn visit(&mut self, change: TreeChange) -> Action {
        if !change.entry_mode().is_blob() {
            return ControlFlow::Continue(());
        }
        self.count += 1;
        if self.count > MOST_FILES {
            return ControlFlow::Break(());
        }
        if let TreeChange::Modification { previous_entry_mode, previous_oid, oid, .. } = change
            && previous_entry_mode.is_blob()
            && previous_oid != oid
            && let Ok(path) = std::str::from_utf8(self.recorder.path())
            && Language::from_path(Path::new(path)).is_some()
        {
            self.files.push((path.to_owned(), previous_oid, oid));
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use super::*;

    /// Runs git in a folder; what it prints.
    pub(super) fn git(folder: &Path, arguments: &[&str]) -> String {
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
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(super) fn commit(folder: &Path, files: &[(&str, &str)]) -> ObjectId {
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-q", "--allow-empty", "-m", "a"]);
        ObjectId::from_hex(git(folder, &["rev-parse", "HEAD"]).as_bytes()).unwrap()
    }

    #[test]
    fn edits_of_source_files_are_read_newest_first_and_merges_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert!(History::open(root).is_none());
        git(root, &["init", "-q", "-b", "main"]);
        let first = commit(root, &[("src/a.py", "a\nb\nc\n"), ("notes.txt", "a\n")]);
        let second = commit(root, &[("src/a.py", "a\nB\nc\n"), ("notes.txt", "b\n"), ("new.py", "x\n")]);
        git(root, &["checkout", "-q", "-b", "other", &first.to_string()]);
        commit(root, &[("other.py", "y\n")]);
        git(root, &["checkout", "-q", "main"]);
        git(root, &["merge", "-q", "--no-edit", "other"]);
        let last = commit(root, &[("src/a.py", "a\nB\n")]);
        let mut history = History::open(root).unwrap();
        assert_eq!(history.head(), Some(last));
        let edits = history.edits(last, None);
        let edits: Vec<Vec<_>> = edits
            .iter()
            .map(|of| of.iter().map(|e| (&*e.path, e.line, &*e.old, &*e.new)).collect())
            .collect();
        // The two in the middle are of one second, and the first commit has nothing before it.
        assert_eq!(edits.len(), 3, "{edits:?}");
        assert_eq!(edits[0], [("src/a.py", 2, "c", "")]);
        let mut middle = edits[1..].concat();
        middle.sort_unstable();
        assert_eq!(middle, [("src/a.py", 1, "b", "B")]);
        assert_eq!(history.edits_of(second).len(), 1);
        assert_eq!(history.edits_of(first).len(), 0);
        assert_eq!(history.parent(second), Some(first));
        assert_eq!(history.text(first, "src/a.py").as_deref(), Some("a\nb\nc\n"));
        assert_eq!(history.text(first, "src"), None);
        assert_eq!(history.text(first, "new.py"), None);
        let past = Instant::now().checked_sub(std::time::Duration::from_secs(1));
        assert_eq!(history.edits(last, past).len(), 0);
    }

    #[test]
    fn a_commit_over_too_many_files_is_no_edit() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        git(root, &["init", "-q"]);
        let names: Vec<String> = (0..=MOST_FILES).map(|at| format!("f{at}.py")).collect();
        let files = |text| names.iter().map(|name| (&**name, text)).collect::<Vec<_>>();
        commit(root, &files("a\n"));
        let last = commit(root, &files("b\n"));
        assert_eq!(History::open(root).unwrap().edits_of(last).len(), 0);
    }
}
