//! Turns answers into candidates: unchanged, repeated and broken ones are dropped.

use std::collections::HashSet;

use super::{Candidate, RepairError, RepairOptions, RepairRequest, marked::Marked};
use crate::{engine::Hypothesis, language::Language, prompt::PromptBuilder, syntax::SyntaxChecker};

/// A text without blanks at the ends of its lines: two that are equal so are one candidate.
fn normalized(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    for line in text.lines() {
        normalized.push_str(line.trim_end());
        normalized.push('\n');
    }
    normalized
}

/// Turns answers into candidates and drops those that nobody wants.
pub(super) struct Check<'a, 's> {
    marked: &'a Marked<'a>,
    line: usize,
    seen: HashSet<String>,
    syntax: Option<Syntax<'a, 's>>,
}

struct Syntax<'a, 's> {
    checker: &'s mut SyntaxChecker,
    language: Language,
    jsx: bool,
    baseline: Baseline<'a>,
}

enum Baseline<'a> {
    /// The document is parsed when the first candidate asks.
    Unknown,
    Known(crate::syntax::Baseline<'a>),
    /// It cannot be parsed in time.
    Never,
}

impl<'a, 's> Check<'a, 's> {
    pub(super) fn new(
        marked: &'a Marked<'a>,
        request: &RepairRequest<'a>,
        options: RepairOptions,
        checker: &'s mut SyntaxChecker,
    ) -> Self {
        let mut seen = HashSet::new();
        if !options.keep_unchanged {
            seen.insert(normalized(marked.span()));
        }
        let syntax = options.syntax_check.then_some(Syntax {
            checker,
            language: request.language,
            jsx: request.jsx,
            baseline: Baseline::Unknown,
        });
        Self { marked, line: request.start_line, seen, syntax }
    }

    pub(super) fn candidate(
        &mut self,
        hypothesis: &Hypothesis,
        builder: &PromptBuilder<'_>,
    ) -> Result<Option<Candidate>, RepairError> {
        if !hypothesis.finished {
            return Ok(None);
        }
        let answer = builder.text(&hypothesis.ids)?;
        let mean = hypothesis.mean_log_probability();
        Ok(self.accept(&answer).map(|replacement| Candidate {
            replacement,
            confidence: mean.exp().clamp(0.0, 1.0) as f32,
            log_probability: mean as f32,
        }))
    }

    /// The replacement that an answer makes, when it is new and breaks nothing.
    fn accept(&mut self, answer: &str) -> Option<String> {
        // Bytes that are no UTF-8 came out as U+FFFD: the answer was cut inside a character.
        if answer.contains('\u{fffd}') && !self.marked.span().contains('\u{fffd}') {
            return None;
        }
        let replacement = self.marked.replacement(answer);
        if !self.seen.insert(normalized(&replacement)) || self.adds_errors(&replacement) {
            return None;
        }
        Some(replacement)
    }

    fn adds_errors(&mut self, replacement: &str) -> bool {
        let Some(Syntax { checker, language, jsx, baseline }) = &mut self.syntax else { return false };
        if matches!(baseline, Baseline::Unknown) {
            let parsed = checker.baseline(*language, *jsx, self.marked.text);
            *baseline = parsed.map_or(Baseline::Never, Baseline::Known);
        }
        let Baseline::Known(before) = baseline else { return false };
        let after = checker.errors_after(before, &self.marked.range, self.line, replacement);
        after.is_some_and(|after| after > before.errors())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::request, *};

    fn accepted(text: &str, line: usize, options: RepairOptions, answers: &[&str]) -> Vec<String> {
        let (mut checker, request) = (SyntaxChecker::new(), request(text, line, line));
        let marked = Marked::new(&request).unwrap();
        let mut check = Check::new(&marked, &request, options, &mut checker);
        answers.iter().filter_map(|answer| check.accept(answer)).collect()
    }

    const GO: &str = "package a\n\nfunc f(a int) int {\n\treturn a\n}\n";

    #[test]
    fn unchanged_repeated_and_broken_answers_are_dropped() {
        let answers = [
            "\treturn a\n",
            "\treturn a  \n",
            "\treturn a",
            "\treturn b\n",
            "\treturn b \n",
            "\treturn (a\n",
            "\treturn \u{fffd}\n",
            "",
        ];
        assert_eq!(accepted(GO, 3, RepairOptions::default(), &answers), ["\treturn b\n", ""]);
        let kept = RepairOptions { keep_unchanged: true, syntax_check: false, beam: 0 };
        let expected = ["\treturn a\n", "\treturn b\n", "\treturn (a\n", ""];
        assert_eq!(accepted(GO, 3, kept, &answers), expected);
        let crlf = GO.replace('\n', "\r\n");
        assert_eq!(accepted(&crlf, 3, RepairOptions::default(), &answers), ["\treturn b\r\n", ""]);
    }

    #[test]
    fn errors_that_were_there_before_are_not_held_against_a_candidate() {
        let broken = GO.replace("return a", "return (a");
        let answers = ["\treturn (b\n", "\treturn (a)\n", "\treturn ((a\n}}}\n"];
        let found = accepted(&broken, 3, RepairOptions::default(), &answers);
        assert_eq!(found[..2], ["\treturn (b\n", "\treturn (a)\n"]);
    }
}
