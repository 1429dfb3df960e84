//! Which files a commit changes: a walk over two trees that stops as soon as there are too many.

use std::ops::ControlFlow;

use fixerr_shared::language::Language;
use gix::{
    ObjectId,
    bstr::BStr,
    diff::tree::{
        Recorder, State, Visit,
        recorder::Location,
        visit::{Action, Change},
    },
    objs::TreeRefIter,
};

use super::{
    history::Candidate,
    paths::{PathKind, PathWishes},
    reason::Reason,
};

/// A commit that changes more files of any kind sweeps over the project.
const MAX_ANY: usize = 60;

/// A source file before and after a commit.
#[derive(Clone, Debug)]
pub(super) struct FileChange {
    pub(super) path: String,
    pub(super) language: Language,
    pub(super) old: ObjectId,
    pub(super) new: ObjectId,
}

/// Why there is no list of changes.
pub(super) enum NoChanges {
    Missing,
    Because(Reason),
}

/// The source files that a commit changes, in the order of their paths.
pub(super) fn changes(
    repository: &gix::Repository,
    candidate: &Candidate,
    wishes: &PathWishes,
    max_files: usize,
) -> Result<Vec<FileChange>, NoChanges> {
    use gix::objs::{CommitRefIter, Find as _};

    let hash = repository.object_hash();
    let mut buffers = (Vec::new(), Vec::new(), Vec::new());
    let missing = |_| NoChanges::Missing;
    let find = |id: &gix::oid, buffer: &mut Vec<u8>| match repository.objects.try_find(id, buffer) {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(_) => Err(NoChanges::Missing),
    };
    find(&candidate.parent, &mut buffers.0)?;
    let parent = CommitRefIter::from_bytes(&buffers.0, hash).tree_id().map_err(missing)?;
    find(&parent, &mut buffers.1)?;
    find(&candidate.tree, &mut buffers.2)?;
    let mut watcher = Watcher {
        recorder: Recorder::default().track_location(Some(Location::Path)),
        wishes,
        max_files,
        changes: Vec::new(),
        any: 0,
        stopped: None,
    };
    let compared = gix::diff::tree(
        TreeRefIter::from_bytes(&buffers.1, hash),
        TreeRefIter::from_bytes(&buffers.2, hash),
        State::default(),
        &repository.objects,
        &mut watcher,
    );
    if let Some(reason) = watcher.stopped {
        return Err(NoChanges::Because(reason));
    }
    if compared.is_err() {
        return Err(NoChanges::Missing);
    }
    if watcher.changes.is_empty() {
        return Err(NoChanges::Because(Reason::NoSource));
    }
    watcher.changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(watcher.changes)
}

struct Watcher<'a> {
    recorder: Recorder,
    wishes: &'a PathWishes,
    max_files: usize,
    changes: Vec<FileChange>,
    any: usize,
    stopped: Option<Reason>,
}

impl Watcher<'_> {
    fn stop(&mut self, reason: Reason) -> Action {
        self.stopped = Some(reason);
        ControlFlow::Break(())
    }
}

impl Visit for Watcher<'_> {
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

    fn visit(&mut self, change: Change) -> Action {
        if !change.entry_mode().is_blob() {
            return ControlFlow::Continue(());
        }
        self.any += 1;
        if self.any > MAX_ANY {
            return self.stop(Reason::ManyFiles);
        }
        // A path that is not Unicode is no path that a record could hold.
        let Ok(path) = std::str::from_utf8(self.recorder.path()) else { return ControlFlow::Continue(()) };
        let PathKind::Source(language) = self.wishes.kind(path) else { return ControlFlow::Continue(()) };
        let Change::Modification { previous_entry_mode, previous_oid, oid, .. } = change else {
            return self.stop(Reason::NewFiles);
        };
        if previous_entry_mode.is_blob() && previous_oid != oid {
            let path = path.to_owned();
            self.changes.push(FileChange { path, language, old: previous_oid, new: oid });
        }
        if self.changes.len() > self.max_files {
            return self.stop(Reason::ManyFiles);
        }
        ControlFlow::Continue(())
    }
}
