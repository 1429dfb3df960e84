//! The edits around a file: those of its project's last commits, and what stands in it and is in no commit yet.

use std::{
    ops::Range,
    sync::Arc,
    thread::{self, JoinHandle},
};

use fixerr_shared::{
    edits::{EditContext, Edits},
    history::{self, Histories},
};

use super::source::Source;

#[derive(Debug, Default)]
pub(super) struct Edited {
    current: Option<Edits>,
    past: Option<Arc<Edits>>,
    path: String,
}

impl Edited {
    /// Of a file's own changes, those of the marked lines do not count.
    pub(super) fn around(histories: &mut Histories, source: &Source<'_>, marked: Range<usize>) -> Self {
        let current = histories.committed(source.path).map(|committed| {
            let changes = history::since(&committed, source.path, source.text());
            let mut edits = Edits::new(source.language);
            edits.add(0, changes.iter().filter(|change| !change.touches(&marked)));
            edits
        });
        let past = histories.past(source.path, source.language);
        Self { current, past, path: history::name(source.path) }
    }

    pub(super) fn context(&self) -> EditContext<'_> {
        EditContext { current: self.current.as_ref(), past: self.past.as_deref(), path: Some(&self.path) }
    }
}

/// Begins to read the history around a file, beside the model that is being loaded.
pub(super) fn read_ahead(source: &Source<'_>) -> JoinHandle<Histories> {
    let (path, language) = (source.path.to_owned(), source.language);
    thread::spawn(move || {
        let mut histories = Histories::default();
        histories.past(&path, language);
        histories
    })
}
