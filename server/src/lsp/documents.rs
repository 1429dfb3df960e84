//! The open documents. Every change is applied under a lock before its handler first awaits: handlers run side by side,
//! and only their beginnings are in the client's order.

use std::{collections::HashMap, path::Path};

use fixerr_shared::{engine::CancelToken, language::Language};
use ropey::Rope;
use tower_lsp::lsp_types::{Range, TextDocumentContentChangeEvent, TextDocumentItem, Url};

use super::position::{self, Encoding};

/// One open document.
pub(crate) struct Document {
    pub(crate) rope: Rope,
    pub(crate) version: i32,
    /// Unlike `version`, never the same for two contents, even when a client closes and opens again.
    pub(crate) revision: u64,
    pub(crate) language: Option<Language>,
    pub(crate) jsx: bool,
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
        let document = Document {
            rope: Rope::from_str(&item.text),
            version: item.version,
            revision: self.next_revision(),
            language,
            jsx,
            running: Vec::new(),
        };
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
        for change in changes {
            apply(&mut document.rope, change.range, &change.text, encoding);
        }
        document.version = version;
        document.revision = revision;
        true
    }

    pub(crate) fn close(&mut self, uri: &Url) {
        if let Some(mut document) = self.open.remove(uri) {
            document.cancel_running();
        }
    }

    pub(crate) fn get_mut(&mut self, uri: &Url) -> Option<&mut Document> {
        self.open.get_mut(uri)
    }

    pub(crate) fn revision(&self, uri: &Url) -> Option<u64> {
        self.open.get(uri).map(|document| document.revision)
    }

    const fn next_revision(&mut self) -> u64 {
        self.revisions += 1;
        self.revisions
    }
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
mod tests {
    use tower_lsp::lsp_types::Position;

    use super::*;

    /// A small random number generator; the sequences are the same on each run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % bound as u64) as usize
        }
    }

    fn width(c: char, encoding: Encoding) -> usize {
        match encoding {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    /// The byte that a position means, by walking over the text once: the specification written down.
    fn naive_byte(text: &str, position: Position, encoding: Encoding) -> usize {
        let (mut line, mut column) = (0, 0);
        let mut at = 0;
        let bytes = text.as_bytes();
        while at < text.len() {
            let c = text[at..].chars().next().unwrap();
            let breaks = c == '\n' || c == '\r';
            let wide = width(c, encoding) as u32;
            if line == position.line && (breaks || column + wide > position.character) {
                return at;
            }
            at += c.len_utf8();
            column += wide;
            if breaks {
                if c == '\r' && bytes.get(at) == Some(&b'\n') {
                    at += 1;
                }
                (line, column) = (line + 1, 0);
            }
        }
        text.len()
    }

    #[test]
    fn random_edits_match_a_simple_model() {
        let pieces = [
            "a",
            "b c",
            "\n",
            "\r\n",
            "\r",
            "é",
            "😀",
            "\u{2028}",
            "if (x <= 1) {",
            "\n\n",
            "漢字",
            "e\u{301}",
            "",
        ];
        let uri = Url::parse("file:///a.java").unwrap();
        let mut random = Random(0x5eed);
        for sequence in 0..2000 {
            let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][sequence % 3];
            let text = |random: &mut Random| {
                (0..random.below(8)).map(|_| pieces[random.below(pieces.len())]).collect::<String>()
            };
            let mut model = text(&mut random);
            let mut documents = Documents::default();
            documents.open(TextDocumentItem::new(uri.clone(), "java".into(), 0, model.clone()));
            for version in 1..12 {
                let mut changes = Vec::new();
                for _ in 0..=random.below(2) {
                    let mut place = || Position::new(random.below(7) as u32, random.below(14) as u32);
                    let (one, two) = (place(), place());
                    let (start, end) = if one <= two { (one, two) } else { (two, one) };
                    let new = text(&mut random);
                    let whole = random.below(20) == 0;
                    if whole {
                        model.clone_from(&new);
                    } else {
                        let bytes = naive_byte(&model, start, encoding)..naive_byte(&model, end, encoding);
                        model.replace_range(bytes, &new);
                    }
                    let range = (!whole).then_some(Range::new(start, end));
                    changes.push(TextDocumentContentChangeEvent { range, range_length: None, text: new });
                }
                assert!(documents.change(&uri, version, changes, encoding));
                let document = documents.get_mut(&uri).unwrap();
                assert_eq!(document.rope.to_string(), model, "sequence {sequence}, version {version}");
                assert_eq!(document.version, version);
                // There and back: every byte between two characters has a position that leads to it, but for the one
                // between CR and LF, which no position names.
                let at = random.below(model.len() + 1);
                if model.is_char_boundary(at)
                    && !(model[..at].ends_with('\r') && model[at..].starts_with('\n'))
                {
                    let position = position::of_byte(&document.rope, at, encoding);
                    assert_eq!(naive_byte(&model, position, encoding), at);
                    let char = position::to_char(&document.rope, position, encoding);
                    assert_eq!(document.rope.char_to_byte(char), at);
                }
            }
        }
    }

    #[test]
    fn a_change_cancels_what_runs_on_the_old_text() {
        let uri = Url::parse("untitled:Untitled-1").unwrap();
        let mut documents = Documents::default();
        documents.open(TextDocumentItem::new(uri.clone(), "typescriptreact".into(), 1, "x".into()));
        let document = documents.get_mut(&uri).unwrap();
        assert_eq!((document.language, document.jsx), (Some(Language::TypeScript), true));
        let token = CancelToken::new();
        document.track(token.clone());
        let before = documents.revision(&uri);
        assert!(documents.change(&uri, 2, Vec::new(), Encoding::Utf16));
        assert!(token.is_cancelled());
        assert_ne!(documents.revision(&uri), before);
        documents.close(&uri);
        assert!(!documents.change(&uri, 3, Vec::new(), Encoding::Utf16));
    }

    #[test]
    fn an_unknown_language_id_falls_back_to_the_ending() {
        let mut documents = Documents::default();
        for (uri, id, expected) in [
            ("file:///a.cc", "c++", Some(Language::Cpp)),
            ("file:///a.py", "python3", Some(Language::Python)),
            ("file:///a.txt", "plaintext", None),
            ("untitled:1", "rust", Some(Language::Rust)),
        ] {
            let uri = Url::parse(uri).unwrap();
            documents.open(TextDocumentItem::new(uri.clone(), id.into(), 1, String::new()));
            assert_eq!(documents.get_mut(&uri).unwrap().language, expected, "{uri}");
        }
    }
}
