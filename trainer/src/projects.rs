//! The projects that examples were taken from, as they were then: `--projects` names a folder of checkouts, and the files around an
//! example, and the whole of its own, are read from their histories.

use std::{
    collections::HashMap,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::bail;
use fixerr_shared::{
    edits::{Change, Edits, EditsAround},
    example::RepairExample,
    history::History,
    language::Language,
    project::{Entry, LARGEST_FILE, Project, Runs, Tree},
};
use gix::{
    ObjectId,
    objs::{CommitRefIter, Find as _, Kind, TreeRefIter},
};
use lru::LruCache;

use crate::data::{
    corrupt::walk::plain_text,
    mine::history::{Objects, Refs, Repository},
};

/// Files whose runs are kept: neighbouring examples share most of theirs.
const KEPT_FILES: NonZero<usize> = NonZero::new(8192).unwrap();
/// Repositories that stay open, or one for each core where there are more. Examples of one are asked one after the other.
const KEPT_REPOSITORIES: NonZero<usize> = NonZero::new(8).unwrap();
/// Handles that are kept for the next example.
const KEPT_HANDLES: usize = 32;
/// Documents whose surroundings are kept, and commits before which edits are; again no fewer than cores.
const KEPT_PROJECTS: NonZero<usize> = NonZero::new(32).unwrap();
const KEPT_PASTS: NonZero<usize> = NonZero::new(8).unwrap();

/// A folder of checkouts named `OWNER+NAME`, with their histories.
pub struct Checkouts {
    folder: PathBuf,
    repositories: Mutex<LruCache<String, Option<Arc<Objects>>>>,
    /// Handles that nobody uses at the moment, the one used last at the end; each has caches of its own.
    idle: Mutex<Vec<(String, gix::Repository)>>,
    files: Mutex<LruCache<ObjectId, Option<Arc<Runs>>>>,
    around: Mutex<LruCache<Place, Option<Arc<Project>>>>,
    histories: Mutex<LruCache<String, Arc<Mutex<History>>>>,
    past: Mutex<LruCache<(ObjectId, Language), Arc<Past>>>,
}

/// The edits of the commits up to one.
struct Past {
    /// Newest first.
    commits: Vec<Arc<[Change]>>,
    edits: Arc<Edits>,
}

/// A commit's tree, and a document in it.
type Place = (ObjectId, PathBuf);

/// What an example says of where it was taken from.
struct Named<'e> {
    checkout: String,
    commit: ObjectId,
    path: &'e str,
}

impl<'e> Named<'e> {
    /// `None` for an example that names no commit.
    fn by(example: &'e RepairExample) -> Option<Self> {
        let origin = example.origin.as_ref()?;
        let commit = ObjectId::from_hex(origin.commit.as_ref()?.as_bytes()).ok()?;
        Some(Self { checkout: checkout(&origin.repository), commit, path: &origin.path })
    }
}

/// An example where it was taken from.
pub struct Whole {
    /// The whole document with the marked lines as the example has them.
    pub text: String,
    /// How many bytes of it stand before the example's `before`.
    pub offset: usize,
    /// What the files around it hold; `None` where there is too little.
    pub project: Option<Arc<Project>>,
    /// The edits around it. Those in progress are, of a mined fix, the other ones of its commit; of others, those of the last commit that
    /// changed the file.
    pub edits: EditsAround,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Checkouts {
    /// A folder of checkouts that some of these examples were taken from; they are opened when an example asks for one.
    ///
    /// # Errors
    /// There is no such folder, nothing in it that any of the examples was taken from, or a checkout of one that is no git
    /// repository.
    pub fn open<'e>(
        folder: &Path,
        examples: impl IntoIterator<Item = &'e RepairExample>,
    ) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            bail!("{}: no such folder; --projects takes one of checkouts named OWNER+NAME", folder.display());
        }
        let origins = examples.into_iter().filter_map(|example| example.origin.as_ref());
        let mut wanted: Vec<String> = origins.map(|origin| checkout(&origin.repository)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let there: Vec<PathBuf> =
            wanted.iter().map(|name| folder.join(name)).filter(|checkout| checkout.is_dir()).collect();
        for checkout in &there {
            Repository::open(checkout, Refs::Head)?;
        }
        if there.is_empty() {
            let such = wanted.first().map_or_else(
                || "the examples do not say where they were taken from".to_owned(),
                |name| {
                    format!(
                        "none is there of the {} that the examples were taken from, such as {name}",
                        wanted.len()
                    )
                },
            );
            bail!(
                "{}: --projects takes a folder of checkouts named OWNER+NAME, and {such}",
                folder.display()
            );
        }
        Ok(Self {
            folder: folder.to_owned(),
            repositories: Mutex::new(LruCache::new(one_a_core(KEPT_REPOSITORIES))),
            idle: Mutex::default(),
            files: Mutex::new(LruCache::new(KEPT_FILES)),
            around: Mutex::new(LruCache::new(one_a_core(KEPT_PROJECTS))),
            histories: Mutex::new(LruCache::new(one_a_core(KEPT_REPOSITORIES))),
            past: Mutex::new(LruCache::new(one_a_core(KEPT_PASTS))),
        })
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An example where it was taken from: a mined fix in the commit before it, others in the commit that they name. `None` where there is
    /// no checkout of its repository, or nothing in it that is the example's.
    ///
    /// # Errors
    /// A checkout that is no git repository.
    pub fn whole(&self, example: &RepairExample) -> anyhow::Result<Option<Whole>> {
        let mut found = self.without_edits(example)?;
        if let (Some(whole), Some(Named { checkout, commit, path })) = (&mut found, Named::by(example)) {
            whole.edits = self.edits(&checkout, commit, path, whole, example).unwrap_or_default();
        }
        Ok(found)
    }

    /// The same without the edits around it, which take far longer to read than all else.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub(crate) fn without_edits(&self, example: &RepairExample) -> anyhow::Result<Option<Whole>> {
        let Some(Named { checkout, commit, path }) = Named::by(example) else { return Ok(None) };
        let found =
            self.ask(&checkout, |repository| self.read(repository, commit, Path::new(path), example))?;
        Ok(found.flatten())
    }

    /// Whether the commit that an example names is in a checkout of its repository.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub(crate) fn holds(&self, example: &RepairExample) -> anyhow::Result<bool> {
        let Some(Named { checkout, commit, .. }) = Named::by(example) else { return Ok(false) };
        let found = self.ask(&checkout, |repository| tree(repository, commit).is_some())?;
        Ok(found.unwrap_or_default())
    }

    /// Asks a checkout; `None` where there is none of this name.
    fn ask<T>(
        &self,
        checkout: &str,
        question: impl FnOnce(&gix::Repository) -> T,
    ) -> anyhow::Result<Option<T>> {
        let Some(objects) = self.objects(checkout)? else { return Ok(None) };
        let known = {
            let mut idle = lock(&self.idle);
            idle.iter().position(|(other, _)| *other == checkout).map(|at| idle.remove(at).1)
        };
        let repository = known.unwrap_or_else(|| objects.handle());
        let answer = question(&repository);
        let mut idle = lock(&self.idle);
        idle.push((checkout.to_owned(), repository));
        let surplus = idle.len().saturating_sub(KEPT_HANDLES);
        idle.drain(..surplus);
        Ok(Some(answer))
    }

    fn objects(&self, name: &str) -> anyhow::Result<Option<Arc<Objects>>> {
        let mut repositories = lock(&self.repositories);
        if let Some(known) = repositories.get(name) {
            return Ok(known.clone());
        }
        let folder = self.folder.join(name);
        let objects = if folder.is_dir() {
            Some(Arc::new(Repository::open(&folder, Refs::Head)?.objects()?))
        } else {
            None
        };
        repositories.put(name.to_owned(), objects.clone());
        Ok(objects)
    }

    fn read(
        &self,
        repository: &gix::Repository,
        commit: ObjectId,
        path: &Path,
        example: &RepairExample,
    ) -> Option<Whole> {
        // What a mined fix mends stands in the commit before; what was put in stands in none, so the right lines do.
        let is_mined = example.source == "mined";
        let commit = if is_mined { parent(repository, commit)? } else { commit };
        let there = if is_mined { &example.buggy } else { &example.fixed };
        let root = tree(repository, commit)?;
        let mut tree = CommitTree { repository, root, listed: HashMap::new(), files: &self.files };
        let mut text = plain_text(&tree.text(path)?);
        let wanted = [&*example.before, there, &example.after].concat();
        let mut offset = text.find(&wanted);
        if offset.is_none() && !text.ends_with('\n') {
            // Mining ends a file's last line where the file does not.
            text.push('\n');
            offset = text.find(&wanted);
        }
        let offset = offset?;
        let start = offset + example.before.len();
        let text = [&text[..start], &example.buggy, &text[start + there.len()..]].concat();
        let place = (root, path.to_owned());
        let known = lock(&self.around).get(&place).cloned();
        let project = known.unwrap_or_else(|| {
            let project = Project::around(&mut tree, path, example.language).map(Arc::new);
            lock(&self.around).put(place, project.clone());
            project
        });
        Some(Whole { text, offset, project, edits: EditsAround::default() })
    }

    /// The edits around an example of a commit.
    fn edits(
        &self,
        name: &str,
        commit: ObjectId,
        path: &str,
        whole: &Whole,
        example: &RepairExample,
    ) -> Option<EditsAround> {
        let history = self.history(name)?;
        let mut history = lock(&history);
        let mut current = Edits::new(example.language);
        let past = if example.source == "mined" {
            let first = whole.text[..whole.offset + example.before.len()].matches('\n').count();
            let lines = first..first + example.buggy.lines().count();
            let is_own = |change: &Change| {
                *change.path == *path && change.line < lines.end && lines.start < change.line + change.lines
            };
            current.add(0, history.edits_of(commit).iter().filter(|change| !is_own(change)));
            let parent = history.parent(commit)?;
            self.past(&mut history, parent, example.language)
        } else {
            let past = self.past(&mut history, commit, example.language);
            let touches = |changes: &&Arc<[Change]>| changes.iter().any(|change| *change.path == *path);
            let last = past.commits.iter().find(touches).or_else(|| past.commits.first());
            current.add(0, last.into_iter().flat_map(|changes| changes.iter()));
            past
        };
        let past = Some(Arc::clone(&past.edits));
        Some(EditsAround { current: Some(Arc::new(current)), past, path: path.to_owned() })
    }

    /// The edits of a commit and those before it.
    fn past(&self, history: &mut History, commit: ObjectId, language: Language) -> Arc<Past> {
        let key = (commit, language);
        let known = lock(&self.past).get(&key).cloned();
        known.unwrap_or_else(|| {
            let commits = history.edits(commit, None);
            let mut edits = Edits::new(language);
            commits.iter().enumerate().for_each(|(age, changes)| edits.add(age as u32, changes.iter()));
            let past = Arc::new(Past { commits, edits: Arc::new(edits) });
            lock(&self.past).put(key, Arc::clone(&past));
            past
        })
    }

    fn history(&self, name: &str) -> Option<Arc<Mutex<History>>> {
        let mut histories = lock(&self.histories);
        if let Some(known) = histories.get(name) {
            return Some(Arc::clone(known));
        }
        let folder = self.folder.join(name);
        let history = History::open(&folder).or_else(|| History::open(&folder.join("repo")))?;
        let history = Arc::new(Mutex::new(history));
        histories.put(name.to_owned(), Arc::clone(&history));
        Some(history)
    }
}

/// So many, or one for each core where there are more: each may be in another repository.
fn one_a_core(least: NonZero<usize>) -> NonZero<usize> {
    std::thread::available_parallelism().map_or(least, |cores| cores.max(least))
}

fn parent(repository: &gix::Repository, commit: ObjectId) -> Option<ObjectId> {
    let mut buffer = Vec::new();
    let data = repository.objects.try_find(&commit, &mut buffer).ok()??;
    CommitRefIter::from_bytes(data.data, repository.object_hash()).parent_ids().next()
}

fn tree(repository: &gix::Repository, commit: ObjectId) -> Option<ObjectId> {
    let mut buffer = Vec::new();
    let data = repository.objects.try_find(&commit, &mut buffer).ok()??;
    CommitRefIter::from_bytes(data.data, repository.object_hash()).tree_id().ok()
}

/// What lies in a commit.
struct CommitTree<'r> {
    repository: &'r gix::Repository,
    root: ObjectId,
    /// By folder, its files and folders in the order of their names.
    listed: HashMap<PathBuf, Vec<(Entry, ObjectId)>>,
    files: &'r Mutex<LruCache<ObjectId, Option<Arc<Runs>>>>,
}

impl CommitTree<'_> {
    /// The object behind a path.
    fn find(&mut self, path: &Path) -> Option<ObjectId> {
        let Some(name) = path.file_name() else { return Some(self.root) };
        let listed = self.listed(path.parent()?)?;
        listed.iter().find(|(entry, _)| entry.name == name).map(|(_, id)| *id)
    }

    fn listed(&mut self, folder: &Path) -> Option<&[(Entry, ObjectId)]> {
        if !self.listed.contains_key(folder) {
            let id = self.find(folder)?;
            let mut buffer = Vec::new();
            let data = self.repository.objects.try_find(&id, &mut buffer).ok()??;
            let entries = TreeRefIter::from_bytes(data.data, self.repository.object_hash()).flatten();
            // Neither links nor other repositories.
            let entries = entries.filter(|entry| entry.mode.is_tree() || entry.mode.is_blob()).map(|entry| {
                let name = String::from_utf8_lossy(entry.filename).into_owned().into();
                (Entry { name, is_folder: entry.mode.is_tree() }, entry.oid.to_owned())
            });
            let mut entries: Vec<_> = entries.collect();
            entries.sort_unstable();
            self.listed.insert(folder.to_owned(), entries);
        }
        self.listed.get(folder).map(Vec::as_slice)
    }

    fn text(&mut self, file: &Path) -> Option<String> {
        let id = self.find(file)?;
        text(self.repository, id)
    }
}

/// The name of a repository's checkout.
fn checkout(repository: &str) -> String {
    repository.replace('/', "+")
}

fn text(repository: &gix::Repository, id: ObjectId) -> Option<String> {
    let mut buffer = Vec::new();
    let data = repository.objects.try_find(&id, &mut buffer).ok()??;
    (data.kind == Kind::Blob).then(|| String::from_utf8_lossy(data.data).into_owned())
}

impl Tree for CommitTree<'_> {
    fn list(&mut self, folder: &Path) -> Vec<Entry> {
        let listed = self.listed(folder).unwrap_or_default();
        listed.iter().map(|(entry, _)| entry.clone()).collect()
    }

    fn read(&mut self, file: &Path) -> Option<Arc<Runs>> {
        let id = self.find(file)?;
        if let Some(known) = lock(self.files).get(&id) {
            return known.clone();
        }
        let header = self.repository.try_find_header(id).ok().flatten();
        let is_read = header.is_some_and(|header| header.size() <= LARGEST_FILE as u64);
        let text = if is_read { text(self.repository, id) } else { None };
        let runs = text.map(|text| Arc::new(Runs::of(&text)));
        lock(self.files).put(id, runs.clone());
        runs
    }
}

#[cfg(test)]
mod tests {
    use fixerr_shared::example::Origin;

    use super::*;
    use crate::data::mine::tests::Maker;

    fn example(source: &str, commit: ObjectId, buggy: &str, fixed: &str) -> RepairExample {
        RepairExample {
            id: "1".into(),
            language: Language::Python,
            before: "    a = 1\n".into(),
            buggy: buggy.into(),
            after: "    return a\n".into(),
            fixed: fixed.into(),
            message: None,
            source: source.into(),
            class: None,
            origin: Some(Origin {
                repository: "owner/name".into(),
                commit: Some(commit.to_string()),
                path: "pkg/own.py".into(),
                license: None,
            }),
        }
    }

    #[test]
    fn a_mined_fix_is_asked_for_in_the_commit_before_it_and_others_in_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = folder.path().join("owner+name");
        std::fs::create_dir(&checkout).unwrap();
        let mut maker = Maker::new(&checkout);
        let own = |line: &str| format!("def f():\n    a = 1\n{line}    return a\n");
        let beside = |name: &str| format!("{name}.call({name})\n").repeat(400);
        let (wrong, right) = ("    a += one\n", "    a += two\n");
        let text = own(wrong);
        maker.commit("first", &[("pkg/own.py", Some(&text)), ("beside.py", Some(&beside("old")))]);
        let text = own(right);
        let fix = maker.commit("fix", &[("pkg/own.py", Some(&text)), ("beside.py", Some(&beside("new")))]);
        let checkouts = Checkouts::open(folder.path(), &[example("mined", fix, wrong, right)]).unwrap();
        let size = |whole: &Whole| {
            let project = whole.project.as_ref().unwrap();
            (project.files, project.bytes)
        };
        for source in ["mined", "corrupt"] {
            let whole = checkouts.whole(&example(source, fix, wrong, right)).unwrap().unwrap();
            assert_eq!((&*whole.text, whole.offset), (&*own(wrong), "def f():\n".len()), "{source}");
            assert_eq!(size(&whole), (1, beside("old").len()));
        }
        let none = |example| checkouts.whole(&example).unwrap().is_none();
        assert!(none(example("mined", fix, "    a += three\n", right)), "the lines are not there");
        let mut other = example("corrupt", fix, wrong, right);
        other.origin.as_mut().unwrap().repository = "owner/other".into();
        let said = |folder: &Path, examples: &[RepairExample]| {
            Checkouts::open(folder, examples).err().map(|error| error.to_string()).unwrap_or_default()
        };
        let others = said(folder.path(), std::slice::from_ref(&other));
        assert!(others.contains("none is there of the 1") && others.contains("owner+other"), "{others}");
        assert_eq!(said(folder.path(), &[example("mined", fix, wrong, right), other.clone()]), "");
        assert!(none(other.clone()), "there is no checkout");
        other.origin = None;
        assert!(said(folder.path(), &[other]).contains("do not say where"));
        assert!(said(&folder.path().join("none"), &[]).contains("no such folder"));
        std::fs::create_dir(folder.path().join("owner+other")).unwrap();
        let mut other = example("corrupt", fix, wrong, right);
        other.origin.as_mut().unwrap().repository = "owner/other".into();
        assert!(said(folder.path(), &[other]).contains("cannot be opened as a git repository"));
    }

    #[test]
    fn a_checkout_may_stand_in_a_folder_of_its_own_and_holds_what_is_in_its_history() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = folder.path().join("owner+name/repo");
        std::fs::create_dir_all(&checkout).unwrap();
        let mut maker = Maker::new(&checkout);
        let own = |line: &str| format!("def f():\n    a = 1\n{line}    return a\n");
        let (wrong, right) = ("    a += one\n", "    a += two\n");
        maker.commit("first", &[("pkg/own.py", Some(&own(wrong)))]);
        let fix = maker.commit("fix", &[("pkg/own.py", Some(&own(right)))]);
        let example = example("corrupt", fix, wrong, right);
        let checkouts = Checkouts::open(folder.path(), [&example]).unwrap();
        let whole = checkouts.whole(&example).unwrap().unwrap();
        assert!(whole.edits.current.is_some() && whole.edits.past.is_some());
        assert!(checkouts.without_edits(&example).unwrap().unwrap().edits.past.is_none());

        let holds = |commit: Option<ObjectId>, repository: &str| {
            let mut other = example.clone();
            let origin = other.origin.as_mut().unwrap();
            (origin.commit, origin.repository) = (commit.map(|it| it.to_string()), repository.to_owned());
            checkouts.holds(&other).unwrap()
        };
        assert!(holds(Some(fix), "owner/name"));
        assert!(!holds(Some(fix), "owner/other"));
        assert!(!holds(Some(ObjectId::null(gix::hash::Kind::Sha1)), "owner/name"));
        assert!(!holds(None, "owner/name"));
    }

    #[test]
    fn a_fix_at_the_end_of_a_file_is_found_though_its_last_line_has_no_break() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = folder.path().join("owner+name");
        std::fs::create_dir(&checkout).unwrap();
        let mut maker = Maker::new(&checkout);
        let own = |line: &str| format!("    a = 1\n{line}    return a");
        let (wrong, right) = ("    a += one\n", "    a += two\n");
        maker.commit("first", &[("pkg/own.py", Some(&own(wrong)))]);
        let fix = maker.commit("fix", &[("pkg/own.py", Some(&own(right)))]);
        let example = example("mined", fix, wrong, right);
        let checkouts = Checkouts::open(folder.path(), [&example]).unwrap();
        let whole = checkouts.whole(&example).unwrap().unwrap();
        assert_eq!((whole.text, whole.offset), (own(wrong) + "\n", 0));
    }
}
