//! Opens a repository and walks its history: which commits are worth a look, newest first.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use gix::{
    ObjectId,
    objs::{CommitRefIter, Find as _, Kind, TreeRefIter, tree::EntryMode},
};

use super::{
    message::{Strength, Wishes},
    reason::Reason,
    tally::Tally,
};
use crate::data::corrupt::walk::{
    Licenses, is_license_folder, is_license_name, is_license_text, licenses_among,
};

/// Bytes that each thread may keep of objects that others are built on.
const PACK_CACHE: usize = 48 << 20;
/// Bytes that each thread may keep of trees, which neighbouring commits share.
const TREE_CACHE: usize = 24 << 20;

/// Which branches are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Refs {
    /// The history of HEAD.
    Head,
    /// HEAD and all branches, local and remote.
    Branches,
    /// Whatever has a name: tags and pull requests as well.
    All,
}

/// A repository, ready to be walked.
pub(crate) struct Repository {
    /// `owner/name`.
    pub(super) name: String,
    pub(super) head: ObjectId,
    pub(super) license: Option<String>,
    /// Whether a licence file at its root says a copyleft licence.
    pub(super) copyleft: bool,
    /// Where the walk starts: HEAD, then the others in the order of their hashes.
    pub(super) tips: Vec<ObjectId>,
    shallow: HashSet<ObjectId>,
    /// The git folder.
    path: PathBuf,
}

/// A repository's objects, mapped into memory for as long as this lives: many large ones at once would fill it.
pub(crate) struct Objects(gix::ThreadSafeRepository);

/// A commit that is worth a look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) id: ObjectId,
    pub(super) parent: ObjectId,
    pub(super) tree: ObjectId,
    pub(super) time: i64,
    pub(super) strength: Strength,
}

/// Which commits are worth a look.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    /// Seconds since 1970.
    pub(super) since: Option<i64>,
    pub(super) until: Option<i64>,
}

impl Repository {
    /// Opens a bare repository, a work tree, or a folder that holds one of them under the name `repo`.
    pub(crate) fn open(folder: &Path, refs: Refs) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            bail!("{} is no folder; --repo takes git repositories", folder.display());
        }
        let given = std::path::absolute(folder).with_context(|| folder.display().to_string())?;
        let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
        let inside = folder.join("repo");
        let opened = gix::open_opts(&folder, isolated());
        let repository = match opened {
            Ok(repository) => repository,
            Err(_) if inside.is_dir() => {
                gix::open_opts(&inside, isolated()).with_context(|| not_a_repository(&inside))?
            }
            Err(error) => return Err(error).with_context(|| not_a_repository(&folder)),
        };
        // A link names the repository, unless it was given as `..`.
        let name = Some(name_of(&given)).filter(|name| !name.is_empty()).unwrap_or_else(|| name_of(&folder));
        let head = repository
            .head_id()
            .with_context(|| format!("{}: HEAD names no commit; there is nothing to mine", folder.display()))?
            .detach();
        let tips = tips(&repository, head, refs).with_context(|| folder.display().to_string())?;
        let shallow = repository
            .shallow_commits()
            .ok()
            .flatten()
            .map(|commits| commits.iter().copied().collect())
            .unwrap_or_default();
        let Licenses { name: license, copyleft } = licenses(&repository, head).unwrap_or_default();
        Ok(Self { name, head, license, copyleft, tips, shallow, path: repository.git_dir().to_owned() })
    }

    /// Maps the objects.
    pub(crate) fn objects(&self) -> anyhow::Result<Objects> {
        let repository =
            gix::open_opts(&self.path, isolated()).with_context(|| not_a_repository(&self.path))?;
        Ok(Objects(repository.into_sync()))
    }

    /// Walks all commits and returns those worth a look, newest first.
    pub(super) fn candidates(
        &self,
        objects: &Objects,
        wishes: &Wishes,
        span: &Span,
        tally: &mut Tally,
        mut stop: impl FnMut() -> bool,
    ) -> Vec<Candidate> {
        let repository = objects.handle();
        let mut found = Vec::new();
        let mut seen: HashSet<ObjectId> = self.tips.iter().copied().collect();
        let mut open = self.tips.clone();
        let mut buffer = Vec::new();
        while let Some(id) = open.pop() {
            if stop() {
                break;
            }
            let commit = match repository.objects.try_find(&id, &mut buffer) {
                Ok(Some(data)) if data.kind == Kind::Commit => {
                    CommitRefIter::from_bytes(data.data, repository.object_hash())
                }
                // A ref may name something other than a commit.
                Ok(Some(_)) => continue,
                Ok(None) | Err(_) => {
                    tally.missing += 1;
                    continue;
                }
            };
            tally.commits += 1;
            let parents: Vec<ObjectId> =
                if self.shallow.contains(&id) { Vec::new() } else { commit.parent_ids().collect() };
            open.extend(parents.iter().copied().filter(|parent| seen.insert(*parent)));
            let &[parent] = parents.as_slice() else {
                tally.drop(Reason::Merge);
                continue;
            };
            let time = commit.committer().map_or(0, |who| who.seconds());
            if span.since.is_some_and(|since| time < since) || span.until.is_some_and(|until| time >= until) {
                tally.drop(Reason::OutsideDates);
                continue;
            }
            let strength =
                commit.message().ok().and_then(|text| wishes.judge(&String::from_utf8_lossy(text)));
            let Some(strength) = strength else {
                tally.drop(Reason::Message);
                continue;
            };
            let mut head = commit;
            let Ok(tree) = head.tree_id() else {
                tally.missing += 1;
                continue;
            };
            found.push(Candidate { id, parent, tree, time, strength });
        }
        // Neighbours in time share most of their trees, whichever branch they stand on.
        found.sort_unstable_by(|a, b| b.time.cmp(&a.time).then(a.id.cmp(&b.id)));
        found
    }
}

impl Objects {
    /// A handle for one thread, with caches of a bounded size.
    pub(crate) fn handle(&self) -> gix::Repository {
        let mut repository = self.0.to_thread_local();
        repository
            .objects
            .set_pack_cache(|| Box::new(gix::odb::pack::cache::lru::MemoryCappedHashmap::new(PACK_CACHE)));
        repository.object_cache_size(TREE_CACHE);
        // Nothing is added while we read; a missing object need not be looked for again.
        repository.objects.refresh_never();
        repository
    }
}

/// Nothing of the user's own configuration.
fn isolated() -> gix::open::Options {
    gix::open::Options::isolated()
}

fn not_a_repository(folder: &Path) -> String {
    format!("{} cannot be opened as a git repository", folder.display())
}

/// The folder's name, or its parent's for a folder that is named after what it is; `owner+name` is `owner/name`.
fn name_of(folder: &Path) -> String {
    let part = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut path: PathBuf = folder.to_owned();
    while matches!(part(&path).as_str(), "repo" | ".git") && path.pop() {}
    let name = part(&path);
    name.strip_suffix(".git").unwrap_or(&name).replacen('+', "/", 1)
}

fn tips(repository: &gix::Repository, head: ObjectId, refs: Refs) -> anyhow::Result<Vec<ObjectId>> {
    let mut others = Vec::new();
    if refs != Refs::Head {
        let platform = repository.references().context("the refs cannot be read")?;
        let mut take = |iterator: gix::reference::iter::Iter<'_, '_>| {
            for reference in iterator.flatten() {
                // A tag of a missing object, or a symbolic ref to nothing, is passed over.
                if let Ok(id) = reference.into_fully_peeled_id() {
                    others.push(id.detach());
                }
            }
        };
        if refs == Refs::All {
            take(platform.all().context("the refs cannot be read")?);
        } else {
            take(platform.local_branches().context("the branches cannot be read")?);
            take(platform.remote_branches().context("the branches cannot be read")?);
        }
    }
    others.sort_unstable();
    others.dedup();
    others.retain(|id| *id != head);
    others.insert(0, head);
    Ok(others)
}

/// The licences by the files at the root of HEAD's tree and in a folder of licences there.
fn licenses(repository: &gix::Repository, head: ObjectId) -> Option<Licenses> {
    let mut commit = Vec::new();
    let hash = repository.object_hash();
    let data = repository.objects.try_find(&head, &mut commit).ok()??;
    let root = CommitRefIter::from_bytes(data.data, hash).tree_id().ok()?;
    let mut texts = Vec::new();
    for (name, mode, id) in entries(repository, root)? {
        if mode.is_blob() && is_license_name(&name) {
            texts.extend(blob(repository, id));
        } else if mode.is_tree() && is_license_folder(&name) {
            let files = entries(repository, id).unwrap_or_default();
            let named = files.into_iter().filter(|(name, mode, _)| mode.is_blob() && is_license_text(name));
            texts.extend(named.filter_map(|(.., id)| blob(repository, id)));
        }
    }
    Some(licenses_among(texts.into_iter()))
}

/// What stands in a folder of the history, in its order.
fn entries(repository: &gix::Repository, tree: ObjectId) -> Option<Vec<(String, EntryMode, ObjectId)>> {
    let mut buffer = Vec::new();
    let data = repository.objects.try_find(&tree, &mut buffer).ok()??;
    let entries = TreeRefIter::from_bytes(data.data, repository.object_hash()).flatten();
    let owned = entries.map(|entry| {
        (String::from_utf8_lossy(entry.filename).into_owned(), entry.mode, entry.oid.to_owned())
    });
    Some(owned.collect())
}

fn blob(repository: &gix::Repository, id: ObjectId) -> Option<String> {
    let mut buffer = Vec::new();
    let data = repository.objects.try_find(&id, &mut buffer).ok()??;
    Some(String::from_utf8_lossy(data.data).into_owned())
}
