//! The open documents. Every change is applied under a lock before its handler first awaits: handlers run side by side,
//! and only their beginnings are in the client's order.

use std::{
    cmp::Reverse,
    collections::HashMap,
    path::{Path, PathBuf},
};

use fixerr_shared::{engine::CancelToken, language::Language};
use ropey::Rope;
use tower_lsp::lsp_types::{Range, TextDocumentContentChangeEvent, TextDocumentItem, Url};

use super::{
    in_progress::OpenDocument,
    position::{self, Encoding},
};
use crate::span::BOM;

/// Documents whose edits are looked at when fixes for one of them are looked for.
const MOST_AROUND: usize = 12;

/// One open document.
pub(crate) struct Document {
    pub(crate) rope: Rope,
    /// The text that it was opened with.
    opened: Rope,
    pub(crate) version: i32,
    /// Unlike `version`, never the same for two contents, even when a client closes and opens again.
    pub(crate) revision: u64,
    pub(crate) language: Option<Language>,
    pub(crate) jsx: bool,
    /// Whether a change could not be read, so that the client's text is another one.
    lost: bool,
    /// Repairs of this very content that may still run.
    running: Vec<CancelToken>,
}

impl Document {
    /// Registers a repair that a change of the text makes useless.
    pub(crate) fn track(&mut self, token: CancelToken) {
        self.running.retain(|token| !token.is_cancelled());
        self.running.push(token);
    }

    fn cancel_running(&mut self) {
        for token in self.running.drain(..) {
            token.cancel();
        }
    }
}

/// All open documents by URI.
#[derive(Default)]
pub(crate) struct Documents {
    open: HashMap<Url, Document>,
    opened_last: Option<Url>,
    revisions: u64,
}

impl Documents {
    pub(crate) fn open(&mut self, item: TextDocumentItem) {
        let path = item.uri.path();
        // Untitled buffers have no ending, and some editors send ids of their own for a language.
        let language =
            Language::from_lsp_id(&item.language_id).or_else(|| Language::from_path(Path::new(path)));
        let jsx = item.language_id.ends_with("react")
            || Path::new(path).extension().is_some_and(|ending| ending == "tsx" || ending == "jsx");
        let rope = Rope::from_str(&item.text);
        let document = Document {
            opened: rope.clone(),
            rope,
            version: item.version,
            revision: self.next_revision(),
            language,
            jsx,
            lost: false,
            running: Vec::new(),
        };
        self.opened_last = Some(item.uri.clone());
        if let Some(mut old) = self.open.insert(item.uri, document) {
            old.cancel_running();
        }
    }

    /// Applies changes in order; `false` when the document is not open.
    pub(crate) fn change(
        &mut self,
        uri: &Url,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let revision = self.next_revision();
        let Some(document) = self.open.get_mut(uri) else { return false };
        document.cancel_running();
        // Behind a change that is missing, only a whole text is certain.
        document.lost &= changes.iter().all(|change| change.range.is_some());
        for change in changes {
            apply(&mut document.rope, change.range, &change.text, encoding);
        }
        document.version = version;
        document.revision = revision;
        true
    }

    /// Takes note that a change of a document, or of one that nobody knows, cannot be read: until its whole text comes, nobody knows
    /// what stands there.
    pub(crate) fn lose(&mut self, uri: Option<&Url>) {
        for (open, document) in &mut self.open {
            if uri.is_some_and(|uri| uri != open) {
                continue;
            }
            tracing::warn!(
                "a change of {open} cannot be read; nothing is offered there until it is opened again"
            );
            self.revisions += 1;
            document.cancel_running();
            document.lost = true;
            document.revision = self.revisions;
        }
    }

    /// The document that was opened last; it may be closed by now.
    pub(crate) fn opened_last(&self) -> Option<Url> {
        self.opened_last.clone()
    }

    pub(crate) fn close(&mut self, uri: &Url) {
        if let Some(mut document) = self.open.remove(uri) {
            document.cancel_running();
        }
    }

    /// A document whose text is known.
    pub(crate) fn get_mut(&mut self, uri: &Url) -> Option<&mut Document> {
        self.open.get_mut(uri).filter(|document| !document.lost)
    }

    /// The revision of a document whose text is known.
    pub(crate) fn revision(&self, uri: &Url) -> Option<u64> {
        self.open.get(uri).filter(|document| !document.lost).map(|document| document.revision)
    }

    /// A document and others that are open, those that were changed last first; `reads` says of which what lies around them on the disk
    /// may be read.
    pub(crate) fn around(&self, uri: &Url, reads: impl Fn(&Url) -> bool) -> Vec<OpenDocument> {
        let mut open: Vec<_> = self.open.iter().filter(|(_, document)| !document.lost).collect();
        open.sort_by_key(|(other, document)| (*other != uri, Reverse(document.revision)));
        let open = open.into_iter().take(MOST_AROUND).map(|(uri, document)| OpenDocument {
            path: file_path(uri).unwrap_or_else(|| uri.path().into()),
            may_read: file_path(uri).is_some() && reads(uri),
            language: document.language,
            rope: document.rope.clone(),
            opened: document.opened.clone(),
            revision: document.revision,
        });
        open.collect()
    }

    const fn next_revision(&mut self) -> u64 {
        self.revisions += 1;
        self.revisions
    }
}

/// Where a document lies. `Url::to_file_path` gives other URIs' paths, too: `git:/a.py` is an older version of a file, and
/// `untitled:/a.py` none yet.
pub(crate) fn file_path(uri: &Url) -> Option<PathBuf> {
    (uri.scheme() == "file").then(|| uri.to_file_path().ok()).flatten()
}

/// Bytes of a byte order mark at the beginning; it is the file's, not the first line's.
pub(crate) fn mark_bytes(rope: &Rope) -> usize {
    rope.get_char(0).filter(|first| *first == BOM).map_or(0, char::len_utf8)
}

/// Whether the first line that ends with `\n` ends with CRLF.
pub(crate) fn uses_crlf(rope: &Rope) -> bool {
    let end = rope.lines().find_map(|line| {
        let before = line.len_chars().checked_sub(1).filter(|last| line.char(*last) == '\n')?;
        Some(before > 0 && line.char(before - 1) == '\r')
    });
    end.unwrap_or_default()
}

fn apply(rope: &mut Rope, range: Option<Range>, text: &str, encoding: Encoding) {
    let Some(range) = range else {
        *rope = Rope::from_str(text);
        return;
    };
    let start = position::to_char(rope, range.start, encoding);
    let end = position::to_char(rope, range.end, encoding);
    // A range from a confused client may run backwards; the text between is meant all the same.
    let (start, end) = (start.min(end), start.max(end));
    rope.remove(start..end);
    rope.insert(start, text);
}

#[cfg(test)]
#[path = "documents_tests.rs"]
mod tests;
