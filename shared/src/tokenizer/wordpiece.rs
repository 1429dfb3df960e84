//! BERT's WordPiece, cased, in a form that can be written back: nothing is lower-cased, stripped or normalized, and blanks
//! and line breaks are tokens.
//!
//! - Runs of letters and digits are words, cut into BERT's pieces (`return`, `##s`); every other character stands alone.
//! - One blank between two words is not written: two words in a row cannot have stood together otherwise.
//! - Every other blank is: runs of 16, 8, 4, 2 and 1, tabs, line breaks, and ASCII punctuation with one blank before it,
//!   behind it or on both sides (` = `, `, `) are tokens of their own.
//!
//! So text comes back exactly as long as its characters are in the vocabulary; others become `[UNK]`, which the model reads
//! but never writes.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::Path,
};

use tokenizers::{
    AddedToken, DecoderWrapper, OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer,
    SplitDelimiterBehavior, Tokenizer,
    decoders::{fuse::Fuse, sequence::Sequence as Decoders},
    models::{TrainerWrapper, wordpiece::WordPiece, wordpiece::WordPieceTrainer},
    normalizers::replace::{Replace, ReplacePattern},
    pre_tokenizers::{PreTokenizerWrapper, sequence::Sequence, split::Split, split::SplitPattern},
};

use super::{CodeTokenizer, TokenizerError, failed, special_tokens};

/// What a word with a character outside of the vocabulary becomes.
pub const UNKNOWN: &str = "[UNK]";
/// BERT's own special tokens. Only [`UNKNOWN`] is ever used; the others keep their rows so that a vocabulary stays whole.
const BERT_SPECIAL: [&str; 5] = ["[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]"];
/// BERT refuses longer words, too; it also bounds the work on text without an end of a word.
const LONGEST_WORD: usize = 100;
/// Before a piece that continues a word.
const CONTINUES: &str = "##";
/// A character of a word: letters, marks and digits, but Chinese characters stand alone as in BERT.
const WORD: &str = r"[\p{L}\p{M}\p{N}&&[^\p{Han}]]";
/// Stands before every word while ids are decoded. Unicode sets this code point aside from all text, and [`vocabulary`]
/// keeps it out of the tokens.
const WORD_START: char = '\u{ffff}';
/// Blanks that are tokens, longest first as the pattern takes them.
const BLANKS: [&str; 10] =
    ["                ", "        ", "    ", "  ", " ", "\t\t\t\t", "\t\t", "\t", "\n", "\r"];
/// No vocabulary in use is longer; a longer file is not one.
const MAX_TOKENS: usize = 1 << 20;
/// One character in so many tokens may be outside ASCII when a vocabulary is trained.
const TOKENS_FOR_A_CHARACTER: usize = 16;

/// Whether a line of a vocabulary is no text: `[PAD]`, `[UNK]`, … and BERT's `[unused1]`, `[unused2]`, ….
fn is_bert_special(token: &str) -> bool {
    let unused = token.strip_prefix("[unused").and_then(|rest| rest.strip_suffix(']'));
    BERT_SPECIAL.contains(&token) || unused.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// The first id of text in an opened tokenizer: FixErr's and BERT's special tokens come before.
pub(super) fn first_text(tokenizer: &Tokenizer) -> u32 {
    let from = special_tokens().len() as u32;
    let is_special = |id: u32| tokenizer.id_to_token(id).is_some_and(|token| is_bert_special(&token));
    let end = tokenizer.get_vocab_size(true) as u32;
    (from..end).find(|id| !is_special(*id)).unwrap_or(end)
}

/// Reads a `vocab.txt` of BERT: one token a line. FixErr's special tokens take the first ids, then come the file's own
/// (`[PAD]`, `[UNK]`, `[unused1]`, …), the blanks, and the file's tokens in their order; characters that ASCII or the file
/// has and that lack a piece to stand first in a word or further on get one, at the end.
///
/// # Errors
/// [`TokenizerError::Vocabulary`] for a file that is no vocabulary.
pub fn from_vocabulary(path: &Path) -> Result<CodeTokenizer, TokenizerError> {
    let refuse = |reason: String| TokenizerError::Vocabulary { path: path.to_owned(), reason };
    let bytes = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| refuse(format!("not UTF-8 from byte {}", error.utf8_error().valid_up_to())))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut lines = BTreeMap::new();
    let mut tokens = Vec::new();
    for (number, line) in (1..).zip(text.strip_suffix('\n').unwrap_or(text).split('\n')) {
        let token = line.strip_suffix('\r').unwrap_or(line);
        if text.is_empty() || tokens.len() == MAX_TOKENS {
            break;
        }
        if token.is_empty() || token.contains([' ', '\t']) {
            return Err(refuse(format!(
                "line {number}: {token:?} is no token; a vocabulary has one on each line"
            )));
        }
        if let Some(first) = lines.insert(token, number) {
            return Err(refuse(format!("line {number}: {token:?} again, after line {first}")));
        }
        tokens.push(token);
    }
    if tokens.is_empty() || tokens.len() == MAX_TOKENS {
        let what = if tokens.is_empty() { "empty" } else { "over a million lines" };
        return Err(refuse(format!("{what}; give the vocab.txt of a BERT model, one token on each line")));
    }
    if !lines.contains_key(UNKNOWN) {
        return Err(refuse(format!("no line {UNKNOWN}; give the vocab.txt of a BERT model")));
    }
    let (special, words): (Vec<&str>, Vec<&str>) =
        tokens.into_iter().partition(|token| is_bert_special(token));
    let mut all = Vocabulary::new(special);
    all.extend(words.iter().copied());
    all.extend_characters(words.iter().flat_map(|word| text_of(word).chars()))?;
    assemble(&all.tokens)
}

/// Trains WordPiece on `lines`, every blank and ASCII character included in `vocab_size`.
///
/// # Errors
/// [`TokenizerError::Failed`], a vocabulary too small for the characters for one.
pub fn train_wordpiece<'a>(
    lines: impl Iterator<Item = &'a str> + Clone + Send,
    vocab_size: usize,
) -> Result<CodeTokenizer, TokenizerError> {
    let mut all = Vocabulary::new(BERT_SPECIAL.to_vec());
    let counts = characters(lines.clone());
    all.extend_characters(most_frequent(&counts, vocab_size / TOKENS_FOR_A_CHARACTER))?;
    if all.tokens.len() > vocab_size {
        return Err(TokenizerError::Failed(format!(
            "a vocabulary of {vocab_size} has no room for the special tokens, blanks and characters; ask for at least {}",
            all.tokens.len()
        )));
    }
    let mut tokenizer = Tokenizer::new(WordPiece::default());
    let words = Split::new(SplitPattern::Regex(format!("{WORD}+")), SplitDelimiterBehavior::Removed, true);
    tokenizer.with_pre_tokenizer(Some(words.map_err(failed)?));
    // Left alone, the trainer numbers characters as it meets them in a hash map, and ties fall by number: what is given
    // as special keeps its order, and training is repeatable.
    let pieces = counts.keys().flat_map(|c| [c.to_string(), format!("{CONTINUES}{c}")]);
    let trainer = WordPieceTrainer::builder()
        // Enough, whatever is left out below.
        .vocab_size(vocab_size + 2 * counts.len())
        .special_tokens(pieces.map(|piece| AddedToken::from(piece, true)).collect())
        .show_progress(false)
        .min_frequency(2)
        .build();
    tokenizer.train(&mut TrainerWrapper::from(trainer), lines).map_err(failed)?;
    let mut learned: Vec<(String, u32)> = tokenizer.get_vocab(false).into_iter().collect();
    learned.sort_by_key(|(_, id)| *id);
    let known: HashSet<char> = all.tokens.iter().flat_map(|token| token.chars()).collect();
    let useful = |piece: &str| {
        let text = text_of(piece);
        text.chars().count() > 1 && text.chars().all(|character| known.contains(&character))
    };
    let words: Vec<&str> = learned.iter().map(|(piece, _)| &**piece).filter(|piece| useful(piece)).collect();
    let room = vocab_size - all.tokens.len();
    all.extend(words.into_iter().take(room));
    assemble(&all.tokens)
}

/// How often each character occurs, blanks left out.
fn characters<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeMap<char, u64> {
    let mut counts = BTreeMap::new();
    for character in lines.flat_map(str::chars).filter(|character| !character.is_whitespace()) {
        *counts.entry(character).or_default() += 1;
    }
    counts
}

/// The characters outside ASCII that occur most often, more than once, at most `limit`.
fn most_frequent(counts: &BTreeMap<char, u64>, limit: usize) -> Vec<char> {
    let mut frequent: Vec<(char, u64)> = counts.iter().map(|(c, n)| (*c, *n)).collect();
    frequent.retain(|(character, count)| !character.is_ascii() && *count > 1);
    frequent.sort_by_key(|(character, count)| (std::cmp::Reverse(*count), *character));
    frequent.into_iter().map(|(character, _)| character).take(limit).collect()
}

/// A piece's text.
fn text_of(token: &str) -> &str {
    token.strip_prefix(CONTINUES).filter(|rest| !rest.is_empty()).unwrap_or(token)
}

/// Tokens in the order of their ids, none twice.
struct Vocabulary {
    tokens: Vec<String>,
    seen: HashSet<String>,
}

impl Vocabulary {
    /// FixErr's special tokens, BERT's, blanks, and punctuation with a blank beside it.
    fn new(bert_special: Vec<&str>) -> Self {
        let mut all = Self { tokens: Vec::new(), seen: HashSet::new() };
        all.extend(special_tokens().into_iter());
        all.extend(bert_special.into_iter());
        all.extend(BLANKS.into_iter());
        for sign in (0x21..0x7f_u8).map(char::from).filter(char::is_ascii_punctuation) {
            for token in [format!(" {sign}"), format!("{sign} "), format!(" {sign} ")] {
                all.extend(std::iter::once(token.as_str()));
            }
        }
        all
    }

    fn extend<'a>(&mut self, tokens: impl Iterator<Item = &'a str>) {
        for token in tokens.filter(|token| !token.contains(WORD_START)) {
            if self.seen.insert(token.to_owned()) {
                self.tokens.push(token.to_owned());
            }
        }
    }

    /// ASCII and `more`: each as a first piece, and those that words are made of as a later piece, too.
    fn extend_characters(&mut self, more: impl IntoIterator<Item = char>) -> Result<(), TokenizerError> {
        let cut = pre_tokenizer()?;
        let characters: BTreeSet<char> = ('!'..='~').chain(more).collect();
        for character in characters {
            let alone = character.to_string();
            self.extend(std::iter::once(alone.as_str()));
            // Two in a row stay together only in a word.
            let mut twice = PreTokenizedString::from(alone.repeat(2));
            cut.pre_tokenize(&mut twice).map_err(failed)?;
            if twice.get_splits(OffsetReferential::Original, OffsetType::None).len() == 1 {
                self.extend(std::iter::once(format!("{CONTINUES}{alone}").as_str()));
            }
        }
        Ok(())
    }
}

/// Cuts a line into words, blanks and single characters.
fn pre_tokenizer() -> Result<Sequence, TokenizerError> {
    let sign = r"[!-/:-@\[-`{-~]";
    let pattern = format!(
        r"{WORD}+|(?:(?<! ) )?{sign}(?: (?! ))?| {{16}}| {{8}}| {{4}}| {{2}}| |\t{{4}}|\t{{2}}|\t|(?m:.)"
    );
    let split = |pattern: String, behavior| {
        Split::new(SplitPattern::Regex(pattern), behavior, false)
            .map(PreTokenizerWrapper::Split)
            .map_err(failed)
    };
    Ok(Sequence::new(vec![
        split(format!("(?<={WORD}) (?={WORD})"), SplitDelimiterBehavior::Removed)?,
        split(pattern, SplitDelimiterBehavior::Isolated)?,
    ]))
}

/// Puts pieces together and the blanks between words back.
fn decoder() -> Result<Decoders, TokenizerError> {
    let replace = |pattern: String, content: &str| {
        Replace::new(ReplacePattern::Regex(pattern), content).map(DecoderWrapper::Replace).map_err(failed)
    };
    let start = WORD_START.to_string();
    Ok(Decoders::new(vec![
        // The unknown stays visible.
        replace(r"\A\[UNK\]\z".to_owned(), "\u{fffd}")?,
        replace(format!(r"\A(?={WORD})"), &start)?,
        replace(format!(r"\A{CONTINUES}(?=.)"), "")?,
        DecoderWrapper::Fuse(Fuse::new()),
        replace(format!("(?<={WORD}){start}"), " ")?,
        replace(start.clone(), "")?,
    ]))
}

/// The tokenizer of a vocabulary.
fn assemble(tokens: &[String]) -> Result<CodeTokenizer, TokenizerError> {
    let ids: serde_json::Map<String, serde_json::Value> =
        tokens.iter().zip(0_u32..).map(|(token, id)| (token.clone(), id.into())).collect();
    // Through the text of the file's format: the builder wants another library's hash map.
    let model = serde_json::json!({
        "type": "WordPiece",
        "unk_token": UNKNOWN,
        "continuing_subword_prefix": CONTINUES,
        "max_input_chars_per_word": LONGEST_WORD,
        "vocab": ids,
    });
    let model: WordPiece = serde_json::from_str(&model.to_string())
        .map_err(|error| TokenizerError::Failed(error.to_string()))?;
    let mut tokenizer = Tokenizer::new(model);
    tokenizer.with_pre_tokenizer(Some(pre_tokenizer()?));
    tokenizer.with_decoder(Some(decoder()?));
    let ours = special_tokens().len();
    let special = tokens.iter().enumerate().filter(|(id, token)| *id < ours || is_bert_special(token));
    let special: Vec<_> = special.map(|(_, token)| AddedToken::from(token.as_str(), true)).collect();
    tokenizer.add_special_tokens(&special);
    CodeTokenizer::new(tokenizer, Path::new("new tokenizer"))
}

#[cfg(test)]
mod tests;
