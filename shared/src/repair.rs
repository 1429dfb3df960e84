//! The repair of a document: marked lines in, ranked and checked candidates out. What the language server, the terminal
//! command and the evaluation all call.

mod again;
mod cache;
mod check;
#[cfg(test)]
mod damaged;
mod error;
mod judge;
mod nearby;
mod order;
mod repeats;
mod round;

use std::{path::Path, thread, time::Duration};

pub use fixerr_rules::marked::{LinesError, lines};
use fixerr_rules::{complaint::Complaint, lexicon::Lexicon, marked::Marked};

use self::{
    cache::{Window, WindowCache},
    check::Mending,
    judge::{Case, Judge, Judged},
    round::{Clock, Round},
};
pub use self::{error::RepairError, repeats::Precedent};
use crate::{
    bundle::Bundle,
    edits::EditContext,
    engine::{CancelToken, Engine, EngineOptions},
    language::Language,
    project::Project,
    prompt::{PromptBuilder, PromptInput},
    ranking::{Evidence, Ranking},
    syntax::SyntaxChecker,
};

/// Answers that are looked at, at least: the most probable one may be the marked lines themselves, or break the syntax.
const MIN_ANSWERS: usize = 5;
/// Answers that are looked at, at most: each costs memory and time.
const MAX_ANSWERS: usize = 64;
/// What a [`Repairer`] remembers of windows, in bytes: about 20 of 256 tokens for the model that ships.
pub const DEFAULT_CACHE_BYTES: usize = 64 << 20;
/// Where one candidate is wanted, the greedy answer ends the search if it is at least this probable, as a natural logarithm (of 0.9): below
/// that, a ranking may prefer another.
const SURE: f64 = -0.105;
/// An edit whose probability is this much smaller than that of an answer is not worth a look, as a natural logarithm.
const FAR_BEHIND: f64 = 6.0;

/// A document, the marked lines in it and how many candidates are wanted.
#[derive(Clone, Copy, Debug)]
pub struct RepairRequest<'a> {
    /// The whole document.
    pub text: &'a str,
    /// Its language.
    pub language: Language,
    /// Whether it is the language's React dialect.
    pub jsx: bool,
    /// The first marked line, counted from 0.
    pub start_line: usize,
    /// The last marked line, counted from 0.
    pub end_line: usize,
    /// What a compiler or linter says of the marked lines.
    pub message: Option<&'a str>,
    /// How many candidates are wanted at most; 0 counts as 1.
    pub candidates: usize,
    /// What the files around the document hold; `None` where that is not known. It counts with a bundle that has a ranking for it.
    pub project: Option<&'a Project>,
    /// The edits that are being made and those of the project's history. They count with a bundle whose ranking weighs them.
    pub edits: EditContext<'a>,
}

impl<'a> RepairRequest<'a> {
    /// The document cut at its marked lines.
    fn marked(&self) -> Result<Marked<'a>, LinesError> {
        Marked::new(self.text, self.start_line, self.end_line)
    }
}

/// How candidates are found and which are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepairOptions {
    /// Keeps a candidate that is equal to the marked lines.
    pub keep_unchanged: bool,
    /// Drops candidates that add syntax errors.
    pub syntax_check: bool,
    /// How many of the model's answers are looked at; 0 chooses by the number of candidates.
    pub answers: usize,
}

impl Default for RepairOptions {
    fn default() -> Self {
        Self { keep_unchanged: false, syntax_check: true, answers: 0 }
    }
}

/// One proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The whole new text of the marked lines with the document's line endings; empty deletes them.
    pub replacement: String,
    /// 0 to 1, by which candidates are ranked. Of a bundle with a [`Ranking`], the chance that this candidate is the right
    /// one; of one without, the exponential of [`Self::log_probability`].
    pub confidence: f32,
    /// Mean natural logarithm of the probabilities that the model gives the tokens.
    pub log_probability: f32,
    /// What speaks for it and against it.
    pub evidence: Evidence,
    /// Where the same edit was made before.
    pub precedent: Option<Precedent>,
}

/// Where the time went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timings {
    /// Cutting and tokenizing the window.
    pub tokenize: Duration,
    /// The encoder.
    pub encode: Duration,
    /// The decoder, all passes.
    pub decode: Duration,
    /// Waiting until candidates were judged, detokenized and parsed for the most part beside encoder and decoder.
    pub check: Duration,
}

impl Timings {
    /// All of it.
    pub fn total(&self) -> Duration {
        self.tokenize + self.encode + self.decode + self.check
    }
}

/// The answer to a [`RepairRequest`].
#[derive(Clone, Debug)]
pub struct Repair {
    /// The marked lines as they are.
    pub original: String,
    /// The first marked line, counted from 0.
    pub start_line: usize,
    /// The last marked line, counted from 0.
    pub end_line: usize,
    /// Best first; may be empty.
    pub candidates: Vec<Candidate>,
    /// What speaks for the marked lines as they are. Only found out for a ranking that weighs it.
    pub unchanged: Option<Evidence>,
    /// The chance that nothing is wrong with the marked lines, from 0 to 1; `None` where that was not weighed.
    pub unchanged_confidence: Option<f32>,
    /// Whether everything that the model said was remembered: the window and the question were those of an earlier request.
    pub remembered: bool,
    /// Where the time went.
    pub timings: Timings,
}

/// A model that is ready to repair documents.
pub struct Repairer {
    bundle: Bundle,
    engine: Engine,
    syntax: SyntaxChecker,
    cache: WindowCache,
    lexicon: Lexicon,
}

impl Repairer {
    /// Opens a bundle and loads its graphs.
    ///
    /// # Errors
    /// [`RepairError::Bundle`], [`RepairError::Engine`].
    pub fn open(folder: &Path, options: &EngineOptions) -> Result<Self, RepairError> {
        let bundle = Bundle::open(folder)?;
        let engine = Engine::load(&bundle, options)?;
        Ok(Self::over(bundle, engine))
    }

    /// A repairer over an engine that is there already; of the bundle, the tokenizer, window and languages count.
    pub fn over(bundle: Bundle, engine: Engine) -> Self {
        let cache = WindowCache::new(DEFAULT_CACHE_BYTES);
        let lexicon = Lexicon::new(bundle.tokenizer.texts());
        Self { bundle, engine, syntax: SyntaxChecker::new(), cache, lexicon }
    }

    /// The bundle.
    pub const fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// Ranks by these weights instead of the bundle's own, whether the project is known or not; `None` ranks by the model's probability
    /// alone.
    pub const fn set_ranking(&mut self, ranking: Option<Ranking>) {
        self.bundle.manifest.ranking = ranking;
        self.bundle.manifest.project_ranking = ranking;
    }

    /// Remembers at most so many bytes of what the model said of windows, and nothing of what it said until now; 0 remembers
    /// nothing.
    pub fn set_cache_bytes(&mut self, bytes: usize) {
        self.cache = WindowCache::new(bytes);
    }

    /// The engine, for callers that decode in their own way.
    pub const fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// Where the model runs: `cpu` or `cuda`.
    pub const fn device(&self) -> &'static str {
        self.engine.device()
    }

    /// Why the CPU was chosen, when it was not asked for.
    pub fn device_note(&self) -> Option<&str> {
        self.engine.device_note()
    }

    /// Finds candidates that change the marked lines and add no syntax errors.
    ///
    /// # Errors
    /// [`RepairError`].
    pub fn repair(
        &mut self,
        request: &RepairRequest<'_>,
        cancel: &CancelToken,
    ) -> Result<Repair, RepairError> {
        self.repair_with(request, RepairOptions::default(), cancel)
    }

    /// [`Self::repair`] with a say in how.
    ///
    /// # Errors
    /// [`RepairError`].
    pub fn repair_with(
        &mut self,
        request: &RepairRequest<'_>,
        options: RepairOptions,
        cancel: &CancelToken,
    ) -> Result<Repair, RepairError> {
        let known = &self.bundle.manifest.languages;
        if !known.contains(&request.language) {
            let known: Vec<&str> = known.iter().map(|language| language.name()).collect();
            return Err(RepairError::Language { language: request.language, known: known.join(", ") });
        }
        let marked = request.marked()?;
        let manifest = &self.bundle.manifest;
        let (ranking, project) = match (request.project, manifest.project_ranking.as_ref()) {
            (Some(project), Some(ranking)) => (Some(ranking), Some(project)),
            _ => (manifest.ranking.as_ref(), None),
        };
        let mut timings = Timings::default();
        let wanted = request.candidates.max(1);
        // One answer is what greedy decoding gives, at a fraction of the time. What ranks by more than the model's probability looks
        // at others, too, unless the model is sure of this one.
        let greedy_from = match (ranking, wanted, options.answers) {
            (None, 1, 0) => Some(f64::NEG_INFINITY),
            (Some(_), 1, 0) => Some(SURE),
            _ => None,
        };
        let count = match options.answers {
            0 => (wanted + 1).max(MIN_ANSWERS),
            answers => answers,
        };
        let count = count.min(MAX_ANSWERS);

        let mut clock = Clock::start();
        let builder = PromptBuilder::new(&self.bundle.tokenizer, self.bundle.manifest.window);
        let message = request.message.filter(|message| is_of_use(message, request, &mut self.syntax));
        let prompt = builder.build(&PromptInput::of(&marked, request.language, message))?;
        timings.tokenize = clock.lap();
        cancel.check()?;

        let (engine, cache, syntax) = (&mut self.engine, &mut self.cache, &mut self.syntax);
        let weighs_edits = ranking.is_some_and(|ranking| ranking.repeated.is_some());
        let has_forms = ranking.is_some_and(|ranking| ranking.forms.is_some());
        let has_known = ranking.is_some_and(|ranking| ranking.known.is_some());
        let lexicon = ranking.and_then(|ranking| ranking.advice).map(|_| &self.lexicon);
        let case = Case {
            marked: &marked,
            project,
            weighs_edits,
            has_forms,
            has_known,
            lexicon,
            request,
            options,
            builder: &builder,
            cancel,
        };
        let (judged, unchanged, remembered, timings) = thread::scope(|scope| -> Result<_, RepairError> {
            let judge = Judge::start(scope, case, syntax);
            let known = cache.take(&prompt.ids);
            let remembered = known.is_some();
            let mut window = match known {
                Some(window) => window,
                None => Window::new(engine.encode(&prompt.ids)?),
            };
            timings.encode = clock.lap();
            let mut round = Round {
                engine,
                window: &mut window,
                prompt: &prompt,
                builder: &builder,
                cancel,
                judge: &judge,
                clock,
                timings,
                remembered,
            };
            // What the document suggests, and how the lines are as they are. Only a ranking knows what to make of it.
            let done = round.answers(count, greedy_from).and_then(|were_all| match ranking {
                Some(ranking) => {
                    // What the model did not think of ranks by other weights, and that is known of all its answers only.
                    if were_all {
                        round.signs()?;
                    }
                    round.advised()?;
                    round.proposals()?;
                    if ranking.unchanged.is_some() { round.unchanged(count) } else { Ok(None) }
                }
                None => Ok(None),
            });
            let Round { mut clock, mut timings, remembered, .. } = round;
            // What was found out before a cancellation counts as well.
            cache.put(&prompt.ids, window);
            let judged = judge.verdict()?;
            timings.check += clock.lap();
            done.map(|unchanged| (judged, unchanged, remembered, timings))
        })?;
        let (candidates, unchanged_confidence) =
            best(judged, wanted, ranking, unchanged.as_ref(), marked.span());
        Ok(Repair {
            original: marked.span().to_owned(),
            start_line: request.start_line,
            end_line: request.end_line,
            candidates,
            unchanged,
            unchanged_confidence,
            remembered,
            timings,
        })
    }
}

/// The candidates to offer, best first, and the chance that nothing is wrong.
fn best(
    mut judged: Vec<Judged>,
    wanted: usize,
    ranking: Option<&Ranking>,
    unchanged: Option<&Evidence>,
    span: &str,
) -> (Vec<Candidate>, Option<f32>) {
    // The parser knows better than the model: where one of its candidates mends a syntax error, those that leave it are wrong.
    // A sign that nobody but the parser thought of may mend an error that has nothing to do with the mistake, and so may an answer that
    // the model finds far less likely than another: what it does not know of C's macros are errors to a parser.
    // Nor is mending some enough where another mends all, whoever thought of that. A form of the language in the place of another's is
    // no accident, and the more it changes, the less likely the model finds it.
    let log_probability = |judged: &Judged| judged.0.evidence.sum_log_probability;
    let any = judged.iter().map(log_probability).max_by(f64::total_cmp);
    for least in [Mending::Some, Mending::All] {
        let counts = |it: &Candidate| least == Mending::All || !it.evidence.from_parser;
        let mending = judged.iter().filter(|(it, mending)| *mending >= least && counts(it));
        let mending = mending.map(log_probability).max_by(f64::total_cmp);
        let is_near = mending.zip(any).is_some_and(|(mending, any)| mending > any - FAR_BEHIND);
        if is_near || judged.iter().any(|(it, _)| it.evidence.form) {
            judged.retain(|(_, mending)| *mending >= least);
        }
    }
    let mut candidates: Vec<Candidate> = judged.into_iter().map(|(candidate, _)| candidate).collect();
    let unchanged_confidence = order::order(&mut candidates, ranking, unchanged, span);
    candidates.truncate(wanted);
    (candidates, unchanged_confidence)
}

/// Whether the model makes something of a message: of one about a name or about indentation, and of any where there is a syntax error. What
/// tools say of types leads it astray more often than not.
fn is_of_use(message: &str, request: &RepairRequest<'_>, syntax: &mut SyntaxChecker) -> bool {
    let mut is_broken = || {
        let parsed = syntax.baseline(request.language, request.jsx, request.text);
        parsed.is_none_or(|parsed| parsed.errors() > 0)
    };
    // Python's grammar here takes lines that stand too deep.
    !Complaint::read(message).names.is_empty()
        || message.to_ascii_lowercase().contains("indent")
        || is_broken()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request for lines of a Go file.
    pub(super) fn request(text: &str, start_line: usize, end_line: usize) -> RepairRequest<'_> {
        RepairRequest {
            text,
            language: Language::Go,
            jsx: false,
            start_line,
            end_line,
            message: None,
            candidates: 3,
            project: None,
            edits: EditContext::default(),
        }
    }

    #[test]
    fn messages_about_types_are_of_no_use() {
        let mut syntax = SyntaxChecker::new();
        let right = "package a\n\nfunc f(a int) int {\n\treturn a\n}\n";
        let broken = right.replace("return a", "return (a");
        let types = "cannot use a (variable of type int) as string value in return statement";
        for (text, message, expected) in [
            (right, types, false),
            (&broken, types, true),
            (right, "undefined: a", true),
            (right, "IndentationError: unexpected indent", true),
        ] {
            assert_eq!(is_of_use(message, &request(text, 3, 3), &mut syntax), expected, "{message}");
        }
    }
}
