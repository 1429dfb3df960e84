//! The edits around a file: those of its project's last commits, and what stands in it and is in no commit yet.

use std::{
    ops::Range,
    sync::Arc,
    thread::{self, JoinHandle},
};

use fixerr_shared::{
    edits::{Edits, EditsAround},
    history::{self, Histories},
};

use super::source::Source;

/// Those around a file. Of its own changes, those of the marked lines do not count.
pub(super) fn around(histories: &mut Histories, source: &Source<'_>, marked: Range<usize>) -> EditsAround {
    let current = histories.committed(source.path).map(|committed| {
        let changes = history::since(&committed, source.path, source.text());
        let mut edits = Edits::new(source.language);
        edits.add_of(source.language, changes.iter().filter(|change| !change.touches(&marked)));
        Arc::new(edits)
    });
    let past = histories.past(source.path, source.language);
    EditsAround { current, past, path: history::name(source.path) }
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
