//! Lengths in tokens, and what a window of some size makes of the examples: the very windows that training makes.

use std::collections::BTreeMap;

use fixerr_shared::{
    breaks::in_lf,
    example::RepairExample,
    prompt::{PromptBuilder, PromptError, PromptInput},
    tokenizer::{CodeTokenizer, TokenizerError},
};
use rayon::prelude::*;
use serde::Serialize;

use super::Lengths;

/// The parts of an example that are counted in tokens.
const PARTS: [&str; 5] = ["before", "buggy", "fixed", "after", "message"];

/// How many windows of a size hold all that their examples hold, and how long they are.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Windows {
    /// Their size in tokens.
    pub(super) window: usize,
    /// Windows with every line of the example.
    pub(super) whole: usize,
    /// Windows that lack some of the lines before or after.
    pub(super) cut: usize,
    /// Examples whose marked lines or answer do not fit; training leaves them out.
    pub(super) too_long: usize,
    /// Examples with a character that the vocabulary cannot write; training leaves them out, too.
    pub(super) unwritable: usize,
    /// Tokens of a window.
    pub(super) tokens: Lengths,
    /// Tokens of an answer, its end included.
    pub(super) answer_tokens: Lengths,
}

/// Counts tokens, on all cores.
pub(super) struct TokenCounter {
    tokenizer: CodeTokenizer,
    window: Option<usize>,
    lengths: [Vec<u32>; PARTS.len()],
    made: Windows,
    windows: Vec<u32>,
    answers: Vec<u32>,
}

/// What one example comes to.
struct Counted {
    parts: [Option<u32>; PARTS.len()],
    window: Option<Result<Made, PromptError>>,
}

struct Made {
    tokens: u32,
    answer_tokens: u32,
    is_cut: bool,
}

impl TokenCounter {
    pub(super) fn new(tokenizer: CodeTokenizer, window: Option<usize>) -> Self {
        Self {
            tokenizer,
            window,
            lengths: Default::default(),
            made: Windows { window: window.unwrap_or_default(), ..Windows::default() },
            windows: Vec::new(),
            answers: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, examples: &[RepairExample]) -> Result<(), TokenizerError> {
        let counted: Vec<Counted> =
            examples.par_iter().map(|example| self.count(example)).collect::<Result<_, _>>()?;
        for Counted { parts, window } in counted {
            for (lengths, part) in self.lengths.iter_mut().zip(parts) {
                lengths.extend(part);
            }
            match window {
                None => {}
                Some(Ok(made)) => {
                    self.windows.push(made.tokens);
                    self.answers.push(made.answer_tokens);
                    *(if made.is_cut { &mut self.made.cut } else { &mut self.made.whole }) += 1;
                }
                Some(Err(error)) if error.is_unwritable() => self.made.unwritable += 1,
                Some(Err(_)) => self.made.too_long += 1,
            }
        }
        Ok(())
    }

    fn count(&self, example: &RepairExample) -> Result<Counted, TokenizerError> {
        let texts = [
            Some(example.before.as_str()),
            Some(&example.buggy),
            Some(&example.fixed),
            Some(&example.after),
            example.message.as_deref(),
        ];
        let mut parts = [None; PARTS.len()];
        for (part, text) in parts.iter_mut().zip(texts) {
            *part =
                text.map(|text| self.tokenizer.encode(&in_lf(text))).transpose()?.map(|ids| ids.len() as u32);
        }
        Ok(Counted { parts, window: self.window.map(|window| self.make(example, window)) })
    }

    fn make(&self, example: &RepairExample, window: usize) -> Result<Made, PromptError> {
        let builder = PromptBuilder::new(&self.tokenizer, window);
        let prompt = builder.build(&PromptInput::from(example))?;
        let answer_tokens = builder.target(&example.fixed)?.len() as u32;
        Ok(Made { tokens: prompt.ids.len() as u32, answer_tokens, is_cut: prompt.cut })
    }

    /// The lengths, and the windows when their size was given.
    pub(super) fn finish(self) -> (BTreeMap<&'static str, Lengths>, Option<Windows>) {
        let lengths = PARTS.into_iter().zip(self.lengths.map(Lengths::of)).collect();
        let (tokens, answer_tokens) = (Lengths::of(self.windows), Lengths::of(self.answers));
        (lengths, self.window.map(|_| Windows { tokens, answer_tokens, ..self.made }))
    }
}

#[cfg(test)]
mod tests {
    use fixerr_shared::{language::Language, tokenizer::train_bpe};

    use super::*;

    fn example(before: &str, buggy: &str, fixed: &str, message: Option<&str>) -> RepairExample {
        RepairExample {
            id: "1".to_owned(),
            language: Language::Go,
            before: before.to_owned(),
            buggy: buggy.to_owned(),
            after: String::new(),
            fixed: fixed.to_owned(),
            message: message.map(str::to_owned),
            source: "s".to_owned(),
            class: None,
            origin: None,
        }
    }

    #[test]
    fn whole_cut_and_too_long_windows_are_told_apart() {
        // No merges: a token is a byte.
        let tokenizer = train_bpe(std::iter::once("a b c\n"), 272).unwrap();
        let examples = [
            example("", "x\r\n", "y\r\n", Some("bad")),
            example(&"line\n".repeat(20), "x\n", "y\n", None),
            example("", &"x".repeat(40), "y\n", None),
            example("", "x\n", &"y".repeat(40), None),
        ];
        let mut counter = TokenCounter::new(tokenizer.clone(), Some(32));
        counter.add(&examples[..1]).unwrap();
        counter.add(&examples[1..]).unwrap();
        let (lengths, windows) = counter.finish();
        let windows = windows.unwrap();
        assert_eq!((windows.whole, windows.cut, windows.too_long, windows.unwritable), (1, 1, 2, 0));
        assert_eq!(windows.answer_tokens, Lengths { median: 3, p90: 3, max: 3 });
        // Four special tokens, the line, the message with its mark; and five lines of context that still fit.
        assert_eq!(windows.tokens, Lengths { median: 31, p90: 31, max: 31 });
        assert_eq!(lengths["before"].max, 100);
        assert_eq!(lengths["message"], Lengths { median: 3, p90: 3, max: 3 });
        assert_eq!(lengths["buggy"].median, 2, "CRLF is one character to the model");
        let mut counter = TokenCounter::new(tokenizer, None);
        counter.add(&examples).unwrap();
        assert_eq!(counter.finish().1, None);
    }
}
