//! A source file as `fix` works on it: read once, and every place in it repaired against that text.

use std::path::Path;

use fixerr_shared::{breaks::uses_crlf, language::Language};

use crate::{
    input::{self, InputError},
    span::BOM,
};

/// A file that was read.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    /// The whole file, byte order mark included.
    pub(super) content: String,
    /// Bytes of the byte order mark, which is the file's and not the first line's.
    bom_bytes: usize,
    pub(super) language: Language,
    /// Whether the file is written in its language's React dialect.
    pub(super) jsx: bool,
    pub(super) crlf: bool,
}

impl<'a> Source<'a> {
    /// Reads a file; without a `language`, its name tells.
    pub(super) fn read(path: &'a Path, language: Option<Language>) -> Result<Self, InputError> {
        let content = input::read(path)?;
        let language = language.or_else(|| Language::from_path(path)).ok_or_else(|| {
            let known = Language::ALL.map(Language::id).join(", ");
            InputError::UnknownLanguage { path: path.to_owned(), known }
        })?;
        let bom_bytes = if content.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        let jsx = path.extension().is_some_and(|ending| ending == "tsx" || ending == "jsx");
        let crlf = uses_crlf(&content[bom_bytes..]);
        Ok(Self { path, content, bom_bytes, language, jsx, crlf })
    }

    /// The file but for its byte order mark.
    pub(super) fn text(&self) -> &str {
        &self.content[self.bom_bytes..]
    }

    /// The file with another text behind its byte order mark.
    pub(super) fn with_text(&self, text: &str) -> String {
        [&self.content[..self.bom_bytes], text].concat()
    }
}
