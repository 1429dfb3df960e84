//! The repair of a document: marked lines in, ranked and checked candidates out. What the language server, the terminal
//! command and the evaluation all call.

mod check;
mod marked;
mod names;
mod rank;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use self::{check::Check, marked::Marked, names::Names};
pub use self::{
    marked::lines,
    rank::{Evidence, FEATURES, Ranking},
};
use crate::{
    bundle::{Bundle, BundleError},
    engine::{CancelToken, Engine, EngineError, EngineOptions},
    language::Language,
    prompt::{PromptBuilder, PromptError},
    syntax::SyntaxChecker,
};

/// Answers that are looked at, at least: the most probable one may be the marked lines themselves, or break the syntax.
const MIN_ANSWERS: usize = 5;
/// Answers that are looked at, at most: each costs memory and time.
const MAX_ANSWERS: usize = 64;
/// Tokens that an answer may have beyond twice those of the marked lines.
const EXTRA_TOKENS: usize = 32;

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
    /// Detokenizing, and parsing each candidate.
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
    /// Where the time went.
    pub timings: Timings,
}

/// Why a document was not repaired.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RepairError {
    /// The bundle cannot be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The engine failed, or was cancelled.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The marked lines do not fit the window.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// There is nothing to repair.
    #[error("the file is empty")]
    EmptyFile,
    /// A line that is not there.
    #[error("line {line} is beyond the end: the file has {lines} line{}", if *lines == 1 { "" } else { "s" })]
    BeyondEnd {
        /// The line asked for, counted from 1.
        line: usize,
        /// How many there are.
        lines: usize,
    },
    /// The last line is before the first.
    #[error("the marked lines end at line {end}, before they start at line {start}")]
    Backwards {
        /// The first line, counted from 1.
        start: usize,
        /// The last line, counted from 1.
        end: usize,
    },
    /// The model was not trained on the language.
    #[error("this model does not know {}; it knows {known}", language.name())]
    Language {
        /// The document's language.
        language: Language,
        /// The model's languages.
        known: String,
    },
}

impl RepairError {
    /// Whether the caller cancelled the request.
    pub const fn is_cancelled(&self) -> bool {
        matches!(self, Self::Engine(EngineError::Cancelled))
    }

    /// Whether the document or the marked lines are at fault, and not the model or the runtime.
    pub const fn is_input(&self) -> bool {
        !matches!(self, Self::Bundle(_) | Self::Engine(_))
    }
}

/// A model that is ready to repair documents.
pub struct Repairer {
    bundle: Bundle,
    engine: Engine,
    syntax: SyntaxChecker,
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
        Self { bundle, engine, syntax: SyntaxChecker::new() }
    }

    /// The bundle.
    pub const fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// Ranks by these weights instead of the bundle's own; `None` ranks by the model's probability alone.
    pub const fn set_ranking(&mut self, ranking: Option<Ranking>) {
        self.bundle.manifest.ranking = ranking;
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
        let marked = Marked::new(request)?;
        let mut timings = Timings::default();
        let wanted = request.candidates.max(1);

        let mut clock = Clock::start();
        let builder = PromptBuilder::new(&self.bundle.tokenizer, self.bundle.manifest.window);
        let prompt = builder.build(&marked.input(request))?;
        timings.tokenize = clock.lap();
        cancel.check()?;
        let encoded = self.engine.encode(&prompt.ids)?;
        timings.encode = clock.lap();

        let names = Names::new(&marked);
        let mut check = Check::new(&marked, request, options, &mut self.syntax);
        let limit = prompt.span.len() * 2 + EXTRA_TOKENS;
        // Candidates, each with whether it mends a syntax error.
        let mut ranked = Vec::new();
        let mut enough = false;
        let answers = if options.answers == 0 { (wanted + 1).max(MIN_ANSWERS) } else { options.answers };
        let mut search =
            self.engine.search_from(&encoded, prompt.span_ids(), answers.min(MAX_ANSWERS), limit)?;
        if wanted == 1 && options.answers == 0 {
            // One good answer is what greedy decoding gives, at a fraction of the time. In a document with syntax errors,
            // an answer that mends none may have a better one behind it.
            let best = search.greedy(cancel)?;
            timings.decode += clock.lap();
            ranked.extend(check.candidate(&best, &names, &builder)?);
            enough = ranked.first().is_some_and(|(_, mends)| *mends || !check.broken());
            timings.check += clock.lap();
        }
        let mut looked_at = 0;
        while !enough && looked_at < answers.min(MAX_ANSWERS) {
            let Some(hypothesis) = search.next(cancel)? else { break };
            timings.decode += clock.lap();
            ranked.extend(check.candidate(&hypothesis, &names, &builder)?);
            timings.check += clock.lap();
            looked_at += 1;
        }
        drop(search);
        // What the document suggests. Only a bundle with a ranking knows what to make of it.
        let proposals = if self.bundle.manifest.ranking.is_some() { names.proposals() } else { Vec::new() };
        for proposal in proposals {
            cancel.check()?;
            let Ok(ids) = builder.target(&proposal) else { continue };
            let [ids @ .., _] = ids.as_slice() else { continue };
            let hypothesis = match self.engine.score_from(&encoded, ids) {
                Err(EngineError::Input(_)) => continue, // too long to write
                scored => scored?,
            };
            timings.decode += clock.lap();
            let proposed = check.candidate(&hypothesis, &names, &builder)?;
            ranked.extend(proposed.map(|(mut candidate, mends)| {
                candidate.evidence.from_document = true;
                (candidate, mends)
            }));
            timings.check += clock.lap();
        }
        // The parser knows better than the model: where one candidate mends a syntax error, those that leave it are wrong.
        if ranked.iter().any(|(_, mends)| *mends) {
            ranked.retain(|(_, mends)| *mends);
        }
        let mut candidates: Vec<Candidate> = ranked.into_iter().map(|(candidate, _)| candidate).collect();
        rank::order(&mut candidates, self.bundle.manifest.ranking.as_ref(), marked.span());
        candidates.truncate(wanted);
        Ok(Repair {
            original: marked.span().to_owned(),
            start_line: request.start_line,
            end_line: request.end_line,
            candidates,
            timings,
        })
    }
}

/// Measures one stage after another.
struct Clock(Instant);

impl Clock {
    fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the last call.
    fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now - std::mem::replace(&mut self.0, now)
    }
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
        }
    }
}
