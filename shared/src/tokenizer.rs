//! The tokenizer that training and serving share: Hugging Face `tokenizers`, byte-level BPE, lossless; or BERT's
//! [`wordpiece`], which knows only the characters of its vocabulary and says so.
//!
//! Text is tokenized line by line: no token crosses a line break, so a window of whole lines is the concatenation of its
//! lines' tokens, and a window can grow outward from the span without tokenizing the whole file.

pub mod wordpiece;

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use tokenizers::{
    AddedToken, SplitDelimiterBehavior, Tokenizer,
    decoders::byte_level::ByteLevel as ByteLevelDecoder,
    models::{ModelWrapper, bpe::BPE},
    pre_tokenizers::{
        PreTokenizerWrapper, byte_level::ByteLevel, sequence::Sequence, split::Split, split::SplitPattern,
    },
};

use crate::language::Language;

/// Padding; its embedding is never read by an unpadded position.
pub const PAD: &str = "<|pad|>";
/// Opens the marked lines in the input, and starts the answer: the answer is the marked region written anew.
pub const BUG: &str = "<|bug|>";
/// Closes the marked lines in the input, and ends the answer.
pub const BUG_END: &str = "<|/bug|>";
/// Stands before the lines that precede the marked ones.
pub const BEFORE: &str = "<|before|>";
/// Stands before a diagnostic's message.
pub const MESSAGE: &str = "<|msg|>";

/// How code is cut before byte-pair merges: words with one leading space, up to three digits, single brackets, quotes and
/// separators, runs of operator characters, runs of blanks, line breaks. Single brackets keep a lost `)` one token away.
const PATTERN: &str = concat!(
    r" ?[\p{L}_]+|\p{N}{1,3}|",
    r#" ?[()\[\]{},;:"'`]|"#,
    r#" ?[^\s\p{L}\p{N}_()\[\]{},;:"'`]+|"#,
    r"\r?\n|[^\S\n]+(?=[^\S\n]\S)|[^\S\n]+",
);

/// The special tokens in the order of their ids, which start at 0.
pub fn special_tokens() -> Vec<&'static str> {
    let mut tokens = vec![PAD, BUG, BUG_END, BEFORE, MESSAGE];
    tokens.extend(Language::ALL.map(Language::token));
    tokens.extend(["<|reserved0|>", "<|reserved1|>", "<|reserved2|>"]);
    tokens
}

/// How text becomes tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenizerKind {
    /// Byte-level byte-pair encoding: every text can be written back.
    #[default]
    Bpe,
    /// BERT's pieces of words: see [`wordpiece`].
    WordPiece,
}

/// A name that is no kind of tokenizer.
#[derive(Debug, thiserror::Error)]
#[error("unknown kind of tokenizer '{0}'; choose bpe or wordpiece")]
pub struct UnknownKind(pub String);

impl fmt::Display for TokenizerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bpe => "bpe",
            Self::WordPiece => "wordpiece",
        })
    }
}

impl FromStr for TokenizerKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "bpe" => Ok(Self::Bpe),
            "wordpiece" => Ok(Self::WordPiece),
            _ => Err(UnknownKind(name.to_owned())),
        }
    }
}

/// What can be wrong with a tokenizer file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// The file is not a tokenizer in Hugging Face's format.
    #[error("{}: not a tokenizer in Hugging Face's format: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        reason: String,
    },
    /// A token that the prompt needs is missing.
    #[error("{}: the special token {token} is missing; train the tokenizer with `fixerr-trainer tokenizer`", path.display())]
    MissingToken {
        /// The file.
        path: PathBuf,
        /// The token.
        token: String,
    },
    /// A vocab.txt is none.
    #[error("{}: {reason}", path.display())]
    Vocabulary {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line, and what would be right.
        reason: String,
    },
    /// Text holds a character that the vocabulary lacks, so that a fix of it could not be written back.
    #[error(
        "{text:?} cannot be written with this model's vocabulary; a model with a byte-level tokenizer can"
    )]
    Unwritable {
        /// The first such word or character.
        text: String,
    },
    /// Text could not be tokenized or ids not be decoded.
    #[error("the tokenizer failed: {0}")]
    Failed(String),
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands the error over")]
fn failed(error: tokenizers::Error) -> TokenizerError {
    TokenizerError::Failed(error.to_string())
}

/// Ids of the special tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialIds {
    /// [`PAD`].
    pub pad: u32,
    /// [`BUG`], the decoder's first input.
    pub bug: u32,
    /// [`BUG_END`], the answer's last token.
    pub bug_end: u32,
    /// [`BEFORE`].
    pub before: u32,
    /// [`MESSAGE`].
    pub message: u32,
    /// One id for each of [`Language::ALL`], in that order.
    pub languages: Vec<u32>,
}

/// A tokenizer whose special tokens are known to be there.
#[derive(Clone)]
pub struct CodeTokenizer {
    inner: Tokenizer,
    special: SpecialIds,
    kind: TokenizerKind,
    /// The token of characters outside of the vocabulary.
    unknown: Option<u32>,
    first_text: u32,
}

impl CodeTokenizer {
    /// Reads `tokenizer.json`.
    ///
    /// # Errors
    /// [`TokenizerError`] that names the file and what is wrong with it.
    pub fn from_file(path: &Path) -> Result<Self, TokenizerError> {
        let unreadable = |reason: String| TokenizerError::Unreadable { path: path.to_owned(), reason };
        let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let inner = Tokenizer::from_bytes(bytes).map_err(|error| unreadable(error.to_string()))?;
        Self::new(inner, path)
    }

    /// Wraps a tokenizer; `path` is only for messages.
    ///
    /// # Errors
    /// [`TokenizerError::MissingToken`], and [`TokenizerError::Unreadable`] for a kind of tokenizer that is none of
    /// [`TokenizerKind`].
    pub fn new(mut inner: Tokenizer, path: &Path) -> Result<Self, TokenizerError> {
        let id = |token: &str| {
            inner.token_to_id(token).ok_or_else(|| TokenizerError::MissingToken {
                path: path.to_owned(),
                token: token.to_owned(),
            })
        };
        let special = SpecialIds {
            pad: id(PAD)?,
            bug: id(BUG)?,
            bug_end: id(BUG_END)?,
            before: id(BEFORE)?,
            message: id(MESSAGE)?,
            languages: Language::ALL.iter().map(|l| id(l.token())).collect::<Result<_, _>>()?,
        };
        let (kind, unknown, first_text) = match inner.get_model() {
            ModelWrapper::BPE(_) => (TokenizerKind::Bpe, None, special_tokens().len() as u32),
            ModelWrapper::WordPiece(_) => {
                (TokenizerKind::WordPiece, Some(id(wordpiece::UNKNOWN)?), wordpiece::first_text(&inner))
            }
            _ => {
                let reason = "neither BPE nor WordPiece; make one with `fixerr-trainer tokenizer`".to_owned();
                return Err(TokenizerError::Unreadable { path: path.to_owned(), reason });
            }
        };
        if inner.get_vocab_size(true) <= first_text as usize {
            let reason = "it has no tokens beside the special ones".to_owned();
            return Err(TokenizerError::Unreadable { path: path.to_owned(), reason });
        }
        // A source file may hold the text of a special token; it must stay text.
        inner.set_encode_special_tokens(true);
        let _ = inner.with_truncation(None);
        inner.with_padding(None);
        Ok(Self { inner, special, kind, unknown, first_text })
    }

    /// An untrained byte-level BPE tokenizer with FixErr's way of cutting code.
    ///
    /// # Errors
    /// [`TokenizerError::Failed`] when a part cannot be built.
    pub fn untrained() -> Result<Tokenizer, TokenizerError> {
        let mut tokenizer = Tokenizer::new(BPE::default());
        let split = Split::new(SplitPattern::Regex(PATTERN.into()), SplitDelimiterBehavior::Isolated, false)
            .map_err(failed)?;
        tokenizer.with_pre_tokenizer(Some(Sequence::new(vec![
            PreTokenizerWrapper::Split(split),
            PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, false, false)),
        ])));
        tokenizer.with_decoder(Some(ByteLevelDecoder::new(false, false, false)));
        let special: Vec<_> = special_tokens().into_iter().map(|t| AddedToken::from(t, true)).collect();
        tokenizer.add_special_tokens(&special);
        Ok(tokenizer)
    }

    /// Ids of the special tokens.
    pub const fn special(&self) -> &SpecialIds {
        &self.special
    }

    /// How text becomes tokens.
    pub const fn kind(&self) -> TokenizerKind {
        self.kind
    }

    /// The first id that stands for text; special tokens, which no answer may hold, come before.
    pub const fn first_text(&self) -> u32 {
        self.first_text
    }

    /// The texts that stand for themselves, with their ids.
    pub fn texts(&self) -> impl Iterator<Item = (u32, String)> {
        let ids = self.first_text..self.vocab_size() as u32;
        ids.filter_map(|id| Some((id, self.decode(&[id]).ok()?)))
    }

    /// Whether every token has the same id in both, so that a model of one understands the other's.
    pub fn has_same_ids(&self, other: &Self) -> bool {
        self.inner.get_vocab(true) == other.inner.get_vocab(true)
    }

    /// The id of a language's token.
    pub fn language_id(&self, language: Language) -> u32 {
        let index = Language::ALL.iter().position(|l| *l == language).unwrap_or_default();
        self.special.languages[index]
    }

    /// Number of tokens, special ones included.
    pub fn vocab_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// Rows that an embedding needs: [`Self::vocab_size`] padded to a multiple of 64, the width matrix kernels like.
    pub fn padded_vocab_size(&self) -> usize {
        self.vocab_size().next_multiple_of(64)
    }

    /// Tokens of a text, line by line; special tokens in the text are plain text. What the vocabulary lacks is unknown:
    /// see [`Self::encode_exact`].
    ///
    /// # Errors
    /// [`TokenizerError::Failed`].
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        let mut ids = Vec::with_capacity(text.len() / 3);
        for line in text.split_inclusive('\n') {
            ids.extend_from_slice(self.inner.encode_fast(line, false).map_err(failed)?.get_ids());
        }
        Ok(ids)
    }

    /// Tokens from which [`Self::decode`] makes the same text again.
    ///
    /// # Errors
    /// [`TokenizerError::Unwritable`] that shows what the vocabulary lacks, [`TokenizerError::Failed`].
    pub fn encode_exact(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        let ids = self.encode(text)?;
        match self.unknown.filter(|unknown| ids.contains(unknown)) {
            Some(unknown) => Err(TokenizerError::Unwritable { text: self.first_unknown(text, unknown)? }),
            None => Ok(ids),
        }
    }

    /// The first part of a text that becomes `unknown`.
    fn first_unknown(&self, text: &str, unknown: u32) -> Result<String, TokenizerError> {
        for line in text.split_inclusive('\n') {
            let encoding = self.inner.encode(line, false).map_err(failed)?;
            let at = encoding.get_ids().iter().position(|id| *id == unknown);
            let part = at.and_then(|at| encoding.get_offsets().get(at));
            if let Some(word) = part.and_then(|(start, end)| line.get(*start..*end)) {
                return Ok(word.to_owned());
            }
        }
        Ok(text.to_owned())
    }

    /// The text of a sequence of ids, special ones left out. Bytes that are not UTF-8, and unknown words, become U+FFFD.
    ///
    /// # Errors
    /// [`TokenizerError::Failed`].
    pub fn decode(&self, ids: &[u32]) -> Result<String, TokenizerError> {
        let is_text = |id: &u32| *id >= self.first_text || Some(*id) == self.unknown;
        let text: Vec<u32> = ids.iter().copied().filter(is_text).collect();
        self.inner.decode(&text, false).map_err(failed)
    }

    /// The tokenizer in Hugging Face's JSON.
    ///
    /// # Errors
    /// [`TokenizerError::Failed`].
    pub fn to_json(&self) -> Result<String, TokenizerError> {
        let mut inner = self.inner.clone();
        inner.set_encode_special_tokens(false);
        inner.to_string(false).map_err(failed)
    }
}

/// Trains byte-level BPE on `lines`.
///
/// # Errors
/// [`TokenizerError::Failed`], a vocabulary too small for the bytes and special tokens for one.
pub fn train_bpe<'a>(
    lines: impl Iterator<Item = &'a str> + Send,
    vocab_size: usize,
) -> Result<CodeTokenizer, TokenizerError> {
    use tokenizers::models::{TrainerWrapper, bpe::BpeTrainer};
    let floor = 256 + special_tokens().len();
    if vocab_size < floor {
        return Err(TokenizerError::Failed(format!(
            "a vocabulary of {vocab_size} has no room for 256 bytes and the special tokens; ask for at least {floor}"
        )));
    }
    let trainer = BpeTrainer::builder()
        .vocab_size(vocab_size)
        .show_progress(false)
        .min_frequency(2)
        .special_tokens(special_tokens().into_iter().map(|t| AddedToken::from(t, true)).collect())
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
        .build();
    let mut tokenizer = CodeTokenizer::untrained()?;
    tokenizer.train(&mut TrainerWrapper::from(trainer), lines).map_err(failed)?;
    CodeTokenizer::new(tokenizer, Path::new("new tokenizer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str =
        "def f(a, b):\n    if a <= b:\n        return \"é😀\" # <|bug|>\n\treturn None\r\n  \n\n";

    #[test]
    fn encoding_is_lossless_and_line_by_line() {
        let tokenizer = train_bpe(std::iter::repeat_n(CODE, 4), 300).unwrap();
        let ids = tokenizer.encode(CODE).unwrap();
        assert_eq!(tokenizer.decode(&ids).unwrap(), CODE);
        let joined: Vec<u32> =
            CODE.split_inclusive('\n').flat_map(|l| tokenizer.encode(l).unwrap()).collect();
        assert_eq!(ids, joined);
        assert!(!ids.contains(&tokenizer.special().bug), "text that looks like a special token stays text");
        let all_bytes: String = (0..=0x2ff).filter_map(char::from_u32).collect();
        assert_eq!(tokenizer.decode(&tokenizer.encode(&all_bytes).unwrap()).unwrap(), all_bytes);
    }

    #[test]
    fn a_file_reads_back_and_a_wrong_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenizer.json");
        let tokenizer = train_bpe(std::iter::once(CODE), 300).unwrap();
        std::fs::write(&path, tokenizer.to_json().unwrap()).unwrap();
        let read = CodeTokenizer::from_file(&path).unwrap();
        assert_eq!(read.encode(CODE).unwrap(), tokenizer.encode(CODE).unwrap());
        assert_eq!(read.special(), tokenizer.special());
        std::fs::write(&path, "{}").unwrap();
        assert!(CodeTokenizer::from_file(&path).err().unwrap().to_string().contains("tokenizer.json"));
        assert!(train_bpe(std::iter::once(CODE), 100).err().unwrap().to_string().contains("272"));
    }
}
