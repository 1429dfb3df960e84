//! The edits that are being made: what the open documents differ in from the last commit or, where they are in none, from what they were when
//! they were opened. Whoever changes a call in one place may want to change it in the next.

use std::{
    num::NonZero,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use fixerr_shared::{
    edits::{Change, Edits},
    history::{self, Histories},
    language::Language,
};
use lru::LruCache;
use ropey::Rope;

/// Documents whose changes are kept.
const KEPT: NonZero<usize> = NonZero::new(32).unwrap();
/// Longer documents have no changes: to compare them takes too long.
const LONGEST: usize = 400_000;

/// A document that is open.
#[derive(Clone, Debug)]
pub(crate) struct OpenDocument {
    /// Where it lies; for one that lies nowhere, what its URI says.
    pub(crate) path: PathBuf,
    /// Whether what lies around it on the disk may be read.
    pub(crate) may_read: bool,
    pub(crate) language: Option<Language>,
    pub(crate) rope: Rope,
    /// The text that it was opened with.
    pub(crate) opened: Rope,
    /// Never the same for two contents.
    pub(crate) revision: u64,
}

/// What documents were compared with, and what they differ in.
pub(super) struct InProgress(LruCache<PathBuf, Compared>);

struct Compared {
    revision: u64,
    committed: Option<Arc<str>>,
    changes: Arc<[Change]>,
}

impl Default for InProgress {
    fn default() -> Self {
        Self(LruCache::new(KEPT))
    }
}

impl InProgress {
    /// The edits that are being made in some documents, of which the first is the one with the marked lines: edits of these lines
    /// themselves do not count. Without `histories`, nothing is read from the disk.
    pub(super) fn edits(
        &mut self,
        documents: &[OpenDocument],
        marked: Range<usize>,
        language: Language,
        mut histories: Option<&mut Histories>,
    ) -> Edits {
        let mut edits = Edits::new(language);
        for (at, document) in documents.iter().enumerate() {
            let histories = histories.as_deref_mut().filter(|_| document.may_read);
            let is_read = histories.is_some();
            let committed = histories.and_then(|histories| histories.committed(&document.path));
            let changes = self.changes(document, committed, is_read);
            let changes = changes.iter().filter(|change| at > 0 || !change.touches(&marked));
            if let Some(language) = document.language {
                edits.add_of(language, changes);
            }
        }
        edits
    }

    fn changes(
        &mut self,
        document: &OpenDocument,
        committed: Option<Arc<str>>,
        is_read: bool,
    ) -> Arc<[Change]> {
        if let Some(known) = self.0.get(&document.path)
            && known.revision == document.revision
            && known.committed == committed
        {
            return Arc::clone(&known.changes);
        }
        let changes = changes(document, committed.as_deref(), is_read).into();
        let compared = Compared { revision: document.revision, committed, changes: Arc::clone(&changes) };
        self.0.put(document.path.clone(), compared);
        changes
    }
}

fn changes(document: &OpenDocument, committed: Option<&str>, is_read: bool) -> Vec<Change> {
    let OpenDocument { path, rope, opened, .. } = document;
    let is_same = committed.is_none() && rope.is_instance(opened);
    if is_same || rope.len_bytes().max(opened.len_bytes()) > LONGEST {
        return Vec::new();
    }
    let earlier = committed.map_or_else(|| opened.to_string(), ToOwned::to_owned);
    fixerr_shared::edits::changes(&name(path, is_read), &earlier, &rope.to_string())
}

/// What edits name a document by. The disk tells where its project begins.
pub(super) fn name(path: &Path, is_read: bool) -> String {
    if is_read { history::name(path) } else { path.to_string_lossy().into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(path: &str, opened: &str, text: &str, revision: u64) -> OpenDocument {
        OpenDocument {
            path: path.into(),
            may_read: true,
            language: Language::from_path(path.as_ref()),
            rope: Rope::from_str(text),
            opened: Rope::from_str(opened),
            revision,
        }
    }

    fn found(documents: &[OpenDocument], marked: usize, lines: &str) -> Vec<String> {
        let mut in_progress = InProgress::default();
        let edits = in_progress.edits(documents, marked..marked + 1, Language::Python, None);
        edits.find(lines, None).into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn what_was_typed_since_a_document_was_opened_is_an_edit_but_for_the_marked_lines() {
        let opened = "load(a)\nx = 1\nload(b)\nx = 2\nload(c)\n";
        let text = opened.replace("load(a)", "load(a, True)").replace("load(c)", "loads(c)");
        let documents = [document("/w/a.py", opened, &text, 1)];
        let lines = "load(b)\n";
        assert_eq!(found(&documents, 2, lines), ["load(b, True)\n", "loads(b)\n"]);
        assert_eq!(found(&documents, 0, lines), ["loads(b)\n"]);
        assert_eq!(found(&documents, 4, lines), ["load(b, True)\n"]);
    }

    #[test]
    fn other_documents_count_and_those_of_other_languages_do_not() {
        let own = document("/w/a.py", "load(b)\n", "load(b)\n", 1);
        let other = |path: &str| document(path, "load(a)\n", "loads(a)\n", 2);
        assert_eq!(found(&[own.clone(), other("/w/b.py")], 0, "load(b)\n"), ["loads(b)\n"]);
        assert_eq!(found(&[own.clone(), other("/w/b.go")], 0, "load(b)\n"), [""; 0]);
        // An editor may know the language of what has no ending.
        let script = OpenDocument { language: Some(Language::Python), ..other("/w/script") };
        assert_eq!(found(&[own, script], 0, "load(b)\n"), ["loads(b)\n"]);
    }
}
