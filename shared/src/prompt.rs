//! The repair task as tokens: document + marked lines (+ message) → window, and answer → text. The only place that knows
//! the format:
//!
//! ```text
//! <|lang|> <|bug|> marked lines <|/bug|> [<|msg|> message] lines after <|before|> lines before
//! <|bug|>                                         → new lines <|/bug|>
//! ```
//!
//! Where the lines before do not fit, a part of the room goes to lines from further above: heads of the blocks that the marked lines
//! stand in, and lines with names that the rest of the window does not hold.
//!
//! The marked lines stand first, so that they begin at the same position in every window and the answer, which mostly
//! copies them, runs beside them.

use std::collections::{HashMap, HashSet};

use fixerr_rules::marked::Marked;

use crate::{
    breaks::in_lf,
    example::RepairExample,
    language::Language,
    tokenizer::{CodeTokenizer, TokenizerError},
    words::{is_name, words},
};

/// Longest message in tokens; what a compiler says beyond that is mostly code that the window shows anyway.
pub const MAX_MESSAGE_TOKENS: usize = 48;

/// The part of a window's room that may go to lines from further above.
const FAR_SHARE: usize = 4;
/// How far above the marked lines those are looked for, in bytes.
const FAR_REACH: usize = 128 << 10;
/// Longer lines are not shown out of their place.
const LONGEST_FAR: usize = 400;
/// What the head of a block does not begin with.
const NO_HEADS: [char; 7] = ['}', ')', ']', '#', '/', '*', '"'];

/// A document cut around its marked lines. Every part holds whole lines.
#[derive(Clone, Copy, Debug)]
pub struct PromptInput<'a> {
    /// The document's language.
    pub language: Language,
    /// Text before the marked lines.
    pub before: &'a str,
    /// The marked lines.
    pub buggy: &'a str,
    /// Text after the marked lines.
    pub after: &'a str,
    /// What a compiler or linter says of the marked lines.
    pub message: Option<&'a str>,
}

impl<'a> PromptInput<'a> {
    /// A document cut at its marked lines.
    pub fn of(marked: &'a Marked<'_>, language: Language, message: Option<&'a str>) -> Self {
        Self { language, before: marked.before(), buggy: marked.lines(), after: marked.after(), message }
    }
}

impl<'a> From<&'a RepairExample> for PromptInput<'a> {
    fn from(example: &'a RepairExample) -> Self {
        Self {
            language: example.language,
            before: &example.before,
            buggy: &example.buggy,
            after: &example.after,
            message: example.message.as_deref(),
        }
    }
}

/// A window of tokens, ready for the encoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The window, at most `max_positions` ids.
    pub ids: Vec<u32>,
    /// Where the marked lines' tokens stand in `ids`.
    pub span: std::ops::Range<usize>,
    /// Whether lines of the document were left out.
    pub cut: bool,
}

impl Prompt {
    /// Tokens of the marked lines: the draft that decoding starts from.
    pub fn span_ids(&self) -> &[u32] {
        &self.ids[self.span.clone()]
    }
}

/// Why no window could be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// The marked lines alone are longer than the window.
    #[error(
        "the marked lines are {tokens} tokens long and the model reads at most {limit}; mark fewer lines"
    )]
    SpanTooLong {
        /// Length of the marked lines.
        tokens: usize,
        /// Room for them in the window.
        limit: usize,
    },
    /// The tokenizer failed, or the marked lines or the answer hold a character that its vocabulary lacks.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
}

impl PromptError {
    /// Whether the text holds a character that the vocabulary lacks, so that a fix could not be written back.
    pub const fn is_unwritable(&self) -> bool {
        matches!(self, Self::Tokenizer(TokenizerError::Unwritable { .. }))
    }
}

/// Makes windows of at most `max_positions` tokens.
#[derive(Clone, Copy)]
pub struct PromptBuilder<'t> {
    tokenizer: &'t CodeTokenizer,
    max_positions: usize,
}

impl<'t> PromptBuilder<'t> {
    /// A builder for a model that reads `max_positions` tokens.
    pub const fn new(tokenizer: &'t CodeTokenizer, max_positions: usize) -> Self {
        Self { tokenizer, max_positions }
    }

    /// The window of a document: the span whole, then whole lines before and after at about 2:1, nearest first, and up to a quarter of the
    /// room for lines from further above. Work is bounded by the window and a fixed reach, not by the document.
    ///
    /// # Errors
    /// [`PromptError::SpanTooLong`] when the marked lines do not fit with room for an answer as long as they are, and
    /// [`PromptError::Tokenizer`] when they hold a character that no answer could write.
    pub fn build(&self, input: &PromptInput<'_>) -> Result<Prompt, PromptError> {
        let special = self.tokenizer.special();
        // Language, <|bug|>, <|/bug|> and <|before|>; the answer needs <|bug|> and some room to grow.
        let limit = self.max_positions.saturating_sub(4).min(self.max_positions * 3 / 4);
        // A byte is at most a token and a token rarely over 32 bytes: refuse a huge selection before tokenizing it.
        if input.buggy.len() > limit * 64 {
            return Err(PromptError::SpanTooLong { tokens: input.buggy.len() / 4, limit });
        }
        let span = self.tokenizer.encode_exact(&in_lf(input.buggy))?;
        if span.len() > limit {
            return Err(PromptError::SpanTooLong { tokens: span.len(), limit });
        }
        let mut room = self.max_positions - 4 - span.len();
        let mut message = Vec::new();
        if let Some(text) = input.message.map(str::trim).filter(|text| !text.is_empty()) {
            message.push(special.message);
            message.extend(self.tokenizer.encode(&in_one_line(text))?);
            message.truncate((MAX_MESSAGE_TOKENS + 1).min(room));
            room -= message.len();
        }
        let mut context = self.context(input, room)?;
        let mut far = Vec::new();
        if context.cut {
            far = self.far(input, &context, room / FAR_SHARE)?;
            if !far.is_empty() {
                context = self.context(input, room - far.len())?;
            }
        }
        let Context { before, after, cut, .. } = context;

        let mut ids = Vec::with_capacity(self.max_positions);
        ids.extend([self.tokenizer.language_id(input.language), special.bug]);
        ids.extend(&span);
        ids.push(special.bug_end);
        ids.extend(message);
        ids.extend(after);
        ids.push(special.before);
        ids.extend(far);
        ids.extend(before);
        debug_assert!(ids.len() <= self.max_positions);
        Ok(Prompt { ids, span: 2..2 + span.len(), cut })
    }

    /// The answer that training teaches: new lines and `<|/bug|>`, without the leading `<|bug|>`.
    ///
    /// # Errors
    /// [`PromptError::SpanTooLong`] when the answer would not fit the decoder's positions, [`PromptError::Tokenizer`] when
    /// it cannot be written.
    pub fn target(&self, fixed: &str) -> Result<Vec<u32>, PromptError> {
        let mut ids = self.tokenizer.encode_exact(&in_lf(fixed))?;
        ids.push(self.tokenizer.special().bug_end);
        if ids.len() > self.max_positions {
            return Err(PromptError::SpanTooLong { tokens: ids.len(), limit: self.max_positions });
        }
        Ok(ids)
    }

    /// [`Self::target`] without `<|/bug|>`. `lines` are the lines that were tokenized before, so that answers which have lines
    /// in common cost those once.
    ///
    /// # Errors
    /// Those of [`Self::target`].
    pub fn answer(&self, text: &str, lines: &mut HashMap<String, Vec<u32>>) -> Result<Vec<u32>, PromptError> {
        let mut ids = Vec::new();
        for line in in_lf(text).split_inclusive('\n') {
            if let Some(known) = lines.get(line) {
                ids.extend(known);
            } else {
                let new = self.tokenizer.encode_exact(line)?;
                ids.extend(&new);
                lines.insert(line.to_owned(), new);
            }
        }
        if ids.len() >= self.max_positions {
            return Err(PromptError::SpanTooLong { tokens: ids.len(), limit: self.max_positions });
        }
        Ok(ids)
    }

    /// The text of an answer, `<|/bug|>` left out. Line breaks are `\n`; [`with_breaks_of`](crate::breaks::with_breaks_of) puts the document's
    /// own back.
    ///
    /// # Errors
    /// [`PromptError::Tokenizer`].
    pub fn text(&self, answer: &[u32]) -> Result<String, PromptError> {
        Ok(self.tokenizer.decode(answer)?)
    }

    /// Whole lines around the span: two before for one after while both sides last, nearest first.
    fn context(&self, input: &PromptInput<'_>, mut room: usize) -> Result<Context, TokenizerError> {
        let mut lines_before = input.before.split_inclusive('\n').rev();
        let mut lines_after = input.after.split_inclusive('\n');
        let (mut before, mut after) = (Vec::<Vec<u32>>::new(), Vec::new());
        let (mut tokens_before, mut open_before, mut open_after) = (0, true, true);
        let (mut cut, mut n_after) = (false, 0);
        while open_before || open_after {
            let take_before = open_before && (!open_after || tokens_before <= 2 * after.len());
            let line = if take_before { lines_before.next() } else { lines_after.next() };
            let open = if take_before { &mut open_before } else { &mut open_after };
            let Some(line) = line else {
                *open = false;
                continue;
            };
            // A minified line is not worth tokenizing: it cannot fit.
            let ids = if line.len() > room.saturating_mul(64) {
                None
            } else {
                Some(self.tokenizer.encode(&in_lf(line))?)
            };
            match ids {
                Some(ids) if ids.len() <= room => {
                    room -= ids.len();
                    if take_before {
                        tokens_before += ids.len();
                        before.push(ids);
                    } else {
                        after.extend(ids);
                        n_after += 1;
                    }
                }
                _ => {
                    *open = false;
                    cut = true;
                }
            }
        }
        let n_before = before.len();
        Ok(Context { before: before.into_iter().rev().flatten().collect(), after, n_before, n_after, cut })
    }

    /// Lines above those of a context that say most of the marked ones, in the document's order: the heads of the blocks that these
    /// stand in, outermost last to go, and the last use of each name that the context does not hold.
    fn far(
        &self,
        input: &PromptInput<'_>,
        context: &Context,
        mut room: usize,
    ) -> Result<Vec<u32>, TokenizerError> {
        // Whole lines: a part of one would seem to begin there.
        let start = input.before.ceil_char_boundary(input.before.len().saturating_sub(FAR_REACH));
        let above = match start {
            0 => input.before,
            _ => input.before[start..].split_once('\n').map_or("", |(_, lines)| lines),
        };
        let near: Vec<&str> = above.split_inclusive('\n').rev().take(context.n_before).collect();
        let lines: Vec<&str> = above.split_inclusive('\n').rev().skip(context.n_before).collect();
        let is_said = |line: &str| !line.trim_start().starts_with(['#', '/', '*']);
        let mut wanted: Vec<usize> = Vec::new();
        let indentation = |line: &str| line.len() - line.trim_start().len();
        let heads = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with(NO_HEADS);
        let mut least =
            near.iter().filter(|line| heads(line)).map(|line| indentation(line)).min().unwrap_or(usize::MAX);
        least = input.buggy.lines().find(heads).map_or(least, |line| least.min(indentation(line)));
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| heads(line)) {
            if least == 0 {
                break;
            }
            if indentation(line) < least {
                least = indentation(line);
                wanted.push(at);
            }
        }
        let shown = near.iter().copied().chain(input.after.split_inclusive('\n').take(context.n_after));
        let mut known: HashSet<&str> = shown.flat_map(words).collect();
        for word in words(input.buggy).filter(|word| word.len() > 1 && is_name(word)) {
            if known.insert(word) {
                let use_of = |line: &&str| is_said(line) && words(line).any(|other| other == word);
                wanted.extend(lines.iter().position(use_of));
            }
        }
        let mut found: Vec<(usize, Vec<u32>)> = Vec::new();
        for at in wanted {
            if found.iter().any(|(other, _)| *other == at) || lines[at].len() > LONGEST_FAR {
                continue;
            }
            let ids = self.tokenizer.encode(&in_lf(lines[at]))?;
            if ids.len() <= room {
                room -= ids.len();
                found.push((at, ids));
            }
        }
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(found.into_iter().flat_map(|(_, ids)| ids).collect())
    }
}

/// What a window shows around the marked lines.
struct Context {
    /// Tokens of the lines before.
    before: Vec<u32>,
    /// Tokens of the lines after.
    after: Vec<u32>,
    /// How many lines these are.
    n_before: usize,
    n_after: usize,
    /// Whether lines were left out.
    cut: bool,
}

/// A message as the window has it: all its lines in one, of which `symbol: variable lenght` may be the second.
fn in_one_line(message: &str) -> String {
    let start: String = message.chars().take(512).collect();
    start.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::train_bpe;

    fn input<'a>(before: &'a str, buggy: &'a str, after: &'a str) -> PromptInput<'a> {
        PromptInput { language: Language::Go, before, buggy, after, message: None }
    }

    #[test]
    fn a_window_holds_the_span_and_the_nearest_lines() {
        let tokenizer = train_bpe(std::iter::once("a b c\n"), 300).unwrap();
        let builder = PromptBuilder::new(&tokenizer, 32);
        let before: String = (10..40).map(|i| format!("{i}\n")).collect();
        let after: String = (50..80).map(|i| format!("{i}\n")).collect();
        let prompt = builder.build(&input(&before, "xx\n", &after)).unwrap();
        assert!(prompt.cut && prompt.ids.len() <= 32 && prompt.ids.len() > 28);
        assert_eq!(tokenizer.decode(prompt.span_ids()).unwrap(), "xx\n");
        let text = tokenizer.decode(&prompt.ids).unwrap();
        assert!(text.starts_with("xx\n50\n") && text.ends_with("39\n"), "{text:?}");
        let at = prompt.ids.iter().position(|id| *id == tokenizer.special().before).unwrap();
        let (n_after, n_before) = (at - prompt.span.end - 1, prompt.ids.len() - at - 1);
        assert!(n_before >= n_after && n_before <= 3 * n_after, "{n_before} before, {n_after} after");
        assert_eq!(prompt.ids[..2], [tokenizer.language_id(Language::Go), tokenizer.special().bug]);
    }

    #[test]
    fn lines_from_further_above_are_shown_where_they_say_more() {
        let text =
            "type box struct {\n  lid int\n  far lid = 3\n  far lid = 4\n}\nfunc open(b box) {\n  loop {\n";
        let before = text.to_owned() + &"    next()\n".repeat(40);
        let whole = before.clone() + "    use(lid)\n    next()\n";
        let tokenizer = train_bpe(std::iter::repeat_n(whole.as_str(), 8), 320).unwrap();
        let builder = PromptBuilder::new(&tokenizer, 96);
        let prompt = builder.build(&input(&before, "    use(lid)\n", "    next()\n")).unwrap();
        let at = prompt.ids.iter().position(|id| *id == tokenizer.special().before).unwrap();
        let shown = tokenizer.decode(&prompt.ids[at + 1..]).unwrap();
        // The heads of the blocks that the line stands in, and the last line that its name stands in, in their order.
        assert!(shown.starts_with("  far lid = 4\nfunc open(b box) {\n  loop {\n    next()\n"), "{shown}");
        assert!(prompt.cut && prompt.ids.len() <= 96 && prompt.ids.len() > 90);
        // What the window holds anyway is not shown twice, and neither is what says nothing of the line.
        let near = builder.build(&input(&before, "    next()\n", "")).unwrap();
        let shown = tokenizer.decode(&near.ids).unwrap();
        assert!(
            shown.contains("func open(b box) {\n  loop {\n    next()\n") && !shown.contains("far"),
            "{shown}"
        );
        let long = format!("{}\n{}", "q".repeat(FAR_REACH), "    next()\n".repeat(40));
        let shown = builder.build(&input(&long, "    use(lid)\n", "")).unwrap();
        assert!(!tokenizer.decode(&shown.ids).unwrap().contains('q'), "a part of a line is none");
    }

    #[test]
    fn a_short_document_is_whole_and_crlf_does_not_matter() {
        let tokenizer = train_bpe(std::iter::once("a b c\n"), 300).unwrap();
        let builder = PromptBuilder::new(&tokenizer, 64);
        let prompt = builder.build(&input("a\n", "b\n", "c\n")).unwrap();
        assert!(!prompt.cut);
        assert_eq!(builder.build(&input("a\r\n", "b\r\n", "c\r\n")).unwrap(), prompt);
        let target = builder.target("c\n").unwrap();
        assert_eq!(target.last(), Some(&tokenizer.special().bug_end));
        assert_eq!(builder.text(&target).unwrap(), "c\n");
    }

    #[test]
    fn a_span_that_cannot_fit_is_refused_with_its_length() {
        let tokenizer = train_bpe(std::iter::once("a b c\n"), 300).unwrap();
        let builder = PromptBuilder::new(&tokenizer, 32);
        let error = builder.build(&input("", &"x\n".repeat(40), "")).unwrap_err().to_string();
        assert!(error.contains("80 tokens") && error.contains("at most 24"), "{error}");
        assert!(builder.build(&input("", &"x".repeat(50 << 20), "")).is_err());
        assert!(builder.target(&"x\n".repeat(40)).is_err());
        let mut lines = HashMap::new();
        for text in ["c\n", "a\nc\n", "a\r\nc", ""] {
            let target = builder.target(text).unwrap();
            assert_eq!(builder.answer(text, &mut lines).unwrap(), target[..target.len() - 1]);
        }
        assert!(builder.answer(&"x\n".repeat(40), &mut lines).is_err());
    }

    #[test]
    fn a_message_is_bounded_and_marked() {
        let tokenizer = train_bpe(std::iter::once("a b c\n"), 300).unwrap();
        let builder = PromptBuilder::new(&tokenizer, 128);
        let long = "expected ';' ".repeat(50);
        let with = PromptInput { message: Some(&long), ..input("a\n", "b\n", "c\n") };
        let prompt = builder.build(&with).unwrap();
        let at = prompt.ids.iter().position(|id| *id == tokenizer.special().message).unwrap();
        assert_eq!(at, prompt.span.end + 1);
        assert!(prompt.ids.len() <= 128);
        assert_eq!(builder.build(&PromptInput { message: Some("  "), ..with }).unwrap().ids.len(), 10);
        let in_lines = PromptInput { message: Some("a b\n  c\n"), ..with };
        let in_one = PromptInput { message: Some("a b c"), ..with };
        assert_eq!(builder.build(&in_lines).unwrap(), builder.build(&in_one).unwrap());
    }
}
