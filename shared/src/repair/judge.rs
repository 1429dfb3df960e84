//! Judges answers beside the decoder: while the model says the next one, a second thread makes a candidate of the last, parses the
//! document with it and looks names up. The first parse of the document runs beside the encoder.

use std::{
    collections::{HashMap, HashSet},
    sync::mpsc::{Receiver, Sender, channel},
    thread::{Scope, ScopedJoinHandle},
};

use fixerr_rules::{
    advice,
    forms::forms,
    known,
    lexicon::Lexicon,
    marked::Marked,
    names::Names,
    rewrites::Rewrite,
    rule::{Rule, Rules},
    signs,
    slips::slips_here,
};

use super::{
    Candidate, RepairError, RepairOptions, RepairRequest,
    check::{Check, Mending},
    nearby::Nearby,
    repeats::Repeats,
};
use crate::{
    engine::{CancelToken, Hypothesis},
    project::Project,
    prompt::PromptBuilder,
    ranking::Evidence,
    syntax::SyntaxChecker,
};

/// Edits of one sign that are parsed, at most and at least, and the bytes that they may come to in between.
const MOST_PARSED: usize = 128;
const LEAST_PARSED: usize = 8;
const PARSED_BYTES: usize = 512 << 10;

/// What the judge is told and asked.
enum Word {
    /// An answer, and whose it is.
    Answer(Hypothesis, Author),
    /// Whether the first candidate will do.
    WillDo(Sender<bool>),
    /// What a message asks for.
    Advised(Sender<Vec<String>>),
    /// What the document suggests.
    Proposals(Sender<Vec<Proposal>>),
    /// The marked lines with one sign changed, where the document has a syntax error.
    Signs(Sender<Option<Signs>>),
    /// Which syntax errors each of these texts mends.
    Mending(Vec<String>, Sender<Vec<Mending>>),
    /// What the document says of the marked lines as they are.
    AsTheyAre(Sender<Evidence>),
}

/// Who thought of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    Model,
    /// A similar name in the document, or a tool's message.
    Names,
    /// The surroundings of the marked lines.
    Nearby,
    /// What is often meant by another word or another order.
    Slips,
    /// The parser.
    Parser,
    /// Edits that were made elsewhere.
    Edits,
    /// A tool's message, by what it asks for, or the line itself.
    Advice,
    /// What other languages write otherwise.
    Forms,
    /// What is known to be a mistake.
    Known,
}

/// What a syntax error may come from.
pub(super) struct Signs {
    /// The marked lines with one sign put in, left out or exchanged.
    pub(super) edits: Vec<String>,
    /// The marked lines in the language's own forms where they have others.
    pub(super) forms: Vec<String>,
    /// How probable the best answer so far is that mends all errors, as a natural logarithm.
    pub(super) best_mending: Option<f64>,
    /// How many of each may be parsed.
    pub(super) most: usize,
}

/// An answer that the document suggests, for the model to judge.
pub(super) type Proposal = (String, Author);

/// What a judge needs of a request.
pub(super) struct Case<'a> {
    pub(super) marked: &'a Marked<'a>,
    /// What the files around the document hold, where a ranking makes something of it.
    pub(super) project: Option<&'a Project>,
    /// Whether a ranking makes something of edits that were made elsewhere.
    pub(super) weighs_edits: bool,
    /// Whether forms of other languages are looked for.
    pub(super) has_forms: bool,
    /// Whether mistakes are looked for that are known.
    pub(super) has_known: bool,
    /// Words that many programs have; only with a ranking that makes something of advice.
    pub(super) lexicon: Option<&'a Lexicon>,
    pub(super) request: &'a RepairRequest<'a>,
    pub(super) options: RepairOptions,
    pub(super) builder: &'a PromptBuilder<'a>,
    pub(super) cancel: &'a CancelToken,
}

/// A candidate, and what it mends.
pub(super) type Judged = (Candidate, Mending);

/// The judge of one request, at work in a thread of its own.
pub(super) struct Judge<'scope> {
    words: Sender<Word>,
    thread: ScopedJoinHandle<'scope, Result<Vec<Judged>, RepairError>>,
}

impl<'scope> Judge<'scope> {
    /// Starts with what needs no answer: the document's names and its first parse.
    pub(super) fn start<'env: 'scope>(
        scope: &'scope Scope<'scope, 'env>,
        case: Case<'env>,
        checker: &'env mut SyntaxChecker,
    ) -> Self {
        let (words, inbox) = channel();
        let thread = scope.spawn(move || judge(&case, checker, &inbox));
        Self { words, thread }
    }

    /// Hands an answer over. If the judge has given up, [`Self::verdict`] says why.
    pub(super) fn take(&self, answer: Hypothesis, author: Author) {
        let _ = self.words.send(Word::Answer(answer, author));
    }

    /// Takes the first answer and says whether it will do. In a document with syntax errors, one that mends none may have a
    /// better one behind it, and so may one that keeps a name that a tool does not know, or does not do what a message asks for.
    pub(super) fn will_do(&self, first: Hypothesis) -> bool {
        self.take(first, Author::Model);
        self.ask(Word::WillDo)
    }

    /// The marked lines changed as the document suggests. Where an answer mends a syntax error, that was the mistake, and no
    /// variants are suggested.
    pub(super) fn proposals(&self) -> Vec<Proposal> {
        self.ask(Word::Proposals)
    }

    /// The marked lines changed as a message asks for, or as they ask for themselves. Where an answer mends a syntax error, that was the
    /// mistake.
    pub(super) fn advised(&self) -> Vec<String> {
        self.ask(Word::Advised)
    }

    /// Where the document has a syntax error: what it may come from.
    pub(super) fn signs(&self) -> Option<Signs> {
        self.ask(Word::Signs)
    }

    /// Which syntax errors each of some texts mends; none those that were answered already.
    pub(super) fn mending(&self, texts: Vec<String>) -> Vec<Mending> {
        self.ask(|reply| Word::Mending(texts, reply))
    }

    /// What the document says of the marked lines as they are.
    pub(super) fn as_they_are(&self) -> Evidence {
        self.ask(Word::AsTheyAre)
    }

    fn ask<T: Default>(&self, word: impl FnOnce(Sender<T>) -> Word) -> T {
        let (reply, answer) = channel();
        let _ = self.words.send(word(reply));
        answer.recv().unwrap_or_default()
    }

    /// The candidates in the order of their answers, as soon as all are judged.
    pub(super) fn verdict(self) -> Result<Vec<Judged>, RepairError> {
        drop(self.words);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn judge(
    case: &Case<'_>,
    checker: &mut SyntaxChecker,
    inbox: &Receiver<Word>,
) -> Result<Vec<Judged>, RepairError> {
    let Case { marked, project, weighs_edits, has_forms, lexicon, request, options, builder, cancel, .. } =
        *case;
    let names = Names::new(marked, request.language, request.message, lexicon);
    let nearby = Nearby::new(marked, request.language, project);
    let repeats = if weighs_edits { Repeats::new(marked, request) } else { Repeats::default() };
    let mut check = Check::new(marked, request, options, checker);
    let is_broken = check.broken();
    let forms = if has_forms { forms(marked.lines(), request.language) } else { Vec::new() };
    let (known, advised) = asked_for(case, &names, &forms, is_broken, check.is_broken_here());
    let all_forms: HashSet<String> = forms.iter().map(|text| marked.replacement(text)).collect();
    let replacements = |rewrites: &[Rewrite]| -> HashSet<String> {
        texts(rewrites).map(|text| marked.replacement(text)).collect()
    };
    let (all_known, all_advised) = (replacements(&known), replacements(&advised));
    let mut rules: HashMap<String, Rules> = HashMap::new();
    note(&mut rules, marked, &known);
    note(&mut rules, marked, &advised);
    let mut judged: Vec<Judged> = Vec::new();
    for word in inbox {
        match word {
            // Each may take long in a large document, and nobody waits any more.
            Word::Answer(..) if cancel.is_cancelled() => {}
            Word::Answer(answer, author) => {
                if let Some((mut candidate, mending)) = check.candidate(&answer, &names, &nearby, builder)? {
                    attribute(&mut candidate.evidence, author);
                    let text = &candidate.replacement;
                    candidate.evidence.form = all_forms.contains(text) && mending == Mending::All;
                    candidate.evidence.known = all_known.contains(text);
                    let is_advised = all_advised.contains(text);
                    candidate.evidence.advised = is_advised.then_some(advised.len());
                    // It does what the message asks for, be it that the name stays.
                    candidate.evidence.keeps_unknown &= !is_advised;
                    if let Some((repeated, precedent)) = repeats.get(&candidate.replacement) {
                        candidate.evidence.repeated = Some(*repeated);
                        candidate.precedent = Some(precedent.clone());
                    } else if mending == Mending::None && check.changes_signs_of_prose(&candidate.replacement)
                    {
                        continue;
                    }
                    judged.push((candidate, mending));
                }
            }
            Word::WillDo(reply) => {
                // Where something is asked for, what does something else may have a better one behind it.
                let will_do = |(first, mending): &Judged| {
                    let Evidence { keeps_unknown, advised: asked_for, known: is_known, .. } = first.evidence;
                    let is_asked_for =
                        (advised.is_empty() || asked_for.is_some()) && (known.is_empty() || is_known);
                    *mending == Mending::All || (!is_broken && !keeps_unknown && is_asked_for)
                };
                let _ = reply.send(judged.first().is_some_and(will_do));
            }
            Word::Advised(reply) => {
                let is_mended = is_mended(&judged);
                let advised = if is_mended { Vec::new() } else { texts(&advised).cloned().collect() };
                let _ = reply.send(advised);
            }
            Word::Proposals(reply) => {
                let is_mended = is_mended(&judged);
                let mut proposals: Vec<Proposal> = by(names.proposals(), Author::Names).collect();
                proposals.extend(by(texts(&known), Author::Known));
                if !is_mended {
                    proposals.extend(by(&repeats.best, Author::Edits));
                    proposals.extend(by(&nearby.variants(), Author::Nearby));
                }
                if !is_mended && lexicon.is_some() {
                    proposals.extend(by(&nearby.forgotten_calls(), Author::Nearby));
                    let slips = slips_here(marked, request.language);
                    note(&mut rules, marked, &slips);
                    proposals.extend(by(texts(&slips), Author::Slips));
                }
                let _ = reply.send(proposals);
            }
            Word::Signs(reply) => {
                let signs = is_broken.then(|| Signs {
                    edits: signs::edits(
                        marked.lines(),
                        request.language,
                        marked.outer_indentation(),
                        |name| names.knows(name),
                    ),
                    forms: forms.clone(),
                    best_mending: judged
                        .iter()
                        .filter(|(_, mending)| *mending == Mending::All)
                        .map(|(candidate, _)| candidate.evidence.sum_log_probability)
                        .max_by(f64::total_cmp),
                    most: (PARSED_BYTES / marked.text.len().max(1)).clamp(LEAST_PARSED, MOST_PARSED),
                });
                let _ = reply.send(signs);
            }
            Word::Mending(texts, reply) => {
                let mends =
                    |text: &String| if cancel.is_cancelled() { Mending::None } else { check.mends(text) };
                let _ = reply.send(texts.iter().map(mends).collect());
            }
            Word::AsTheyAre(reply) => drop(reply.send(as_they_are(&names))),
        }
    }
    for (candidate, _) in &mut judged {
        candidate.evidence.rules = rules.get(&candidate.replacement).copied().unwrap_or_default();
    }
    Ok(judged)
}

/// What the document says of the marked lines as they are; what the model says is left to others.
fn as_they_are(names: &Names<'_>) -> Evidence {
    Evidence { keeps_unknown: names.has_unknown(), ..Evidence::default() }
}

/// The marked lines without the mistakes that are known, and as a message or they themselves ask for.
fn asked_for(
    case: &Case<'_>,
    names: &Names<'_>,
    forms: &[String],
    is_broken: bool,
    is_broken_here: bool,
) -> (Vec<Rewrite>, Vec<Rewrite>) {
    let Case { marked, request, .. } = *case;
    // Where something is broken, the parser says what mends; what it does not know of macros elsewhere says nothing here.
    let known = if case.has_known && !is_broken_here {
        known::mended(marked, request.language, |name| names.knows(name))
    } else {
        Vec::new()
    };
    let mut advised = if case.lexicon.is_some() {
        advice::advised(marked, request.language, request.message, |name| names.knows(name))
    } else {
        Vec::new()
    };
    // What compilers call wrong and the parser does not.
    if !is_broken && request.message.is_some_and(advice::is_of_syntax) {
        let is_new = |form: &&String| advised.iter().all(|advice| advice.text != **form);
        let forms = forms.iter().filter(is_new).cloned();
        let forms: Vec<_> = forms.map(|text| Rewrite { text, rule: Rule::AdviceForms }).collect();
        advised.extend(forms);
    }
    (known, advised)
}

/// Whether an answer that was not made for that mends a syntax error: that was the mistake.
fn is_mended(judged: &[Judged]) -> bool {
    judged.iter().any(|(it, mending)| *mending > Mending::None && !it.evidence.from_parser)
}

/// Notes which rules propose what.
fn note(rules: &mut HashMap<String, Rules>, marked: &Marked<'_>, rewrites: &[Rewrite]) {
    for Rewrite { text, rule } in rewrites {
        rules.entry(marked.replacement(text)).or_default().insert(*rule);
    }
}

/// Answers of one author.
fn by<'t>(texts: impl IntoIterator<Item = &'t String>, author: Author) -> impl Iterator<Item = Proposal> {
    texts.into_iter().map(move |text| (text.clone(), author))
}

/// What rules propose, without saying which.
fn texts(rewrites: &[Rewrite]) -> impl Iterator<Item = &String> {
    rewrites.iter().map(|rewrite| &rewrite.text)
}

/// Notes who thought of a candidate.
fn attribute(evidence: &mut Evidence, author: Author) {
    evidence.from_document = author == Author::Names;
    evidence.variant = matches!(author, Author::Nearby | Author::Slips);
    evidence.slip = author == Author::Slips;
    evidence.from_parser = author == Author::Parser;
    evidence.from_edits = author == Author::Edits;
    evidence.from_advice = author == Author::Advice;
    evidence.from_forms = author == Author::Forms;
    evidence.from_known = author == Author::Known;
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, thread};

    use super::{super::tests::request, *};
    use crate::{language::Language, tokenizer::train_bpe};

    /// Asks the judge of a request.
    fn asked_of<T>(request: &RepairRequest<'_>, ask: impl FnOnce(Judge<'_>, &PromptBuilder<'_>) -> T) -> T {
        let tokenizer = train_bpe(std::iter::once("a b c\n"), 300).unwrap();
        let (cancel, mut checker, lexicon) =
            (CancelToken::new(), SyntaxChecker::new(), Lexicon::new(tokenizer.texts()));
        let marked = request.marked().unwrap();
        let builder = PromptBuilder::new(&tokenizer, 64);
        let options = RepairOptions::default();
        let case = Case {
            marked: &marked,
            project: None,
            weighs_edits: false,
            has_forms: true,
            has_known: true,
            lexicon: request.message.map(|_| &lexicon),
            request,
            options,
            builder: &builder,
            cancel: &cancel,
        };
        thread::scope(|scope| ask(Judge::start(scope, case, &mut checker), &builder))
    }

    /// Asks the judge of a Go file's fourth line.
    fn asked<T>(text: &str, ask: impl FnOnce(&Judge<'_>) -> T) -> T {
        asked_of(&request(text, 3, 3), |judge, _| ask(&judge))
    }

    /// Candidates for a line, and whether each is a form, is known and is asked for.
    fn flags(
        language: Language,
        text: &str,
        line: usize,
        message: Option<&str>,
        answers: &[&str],
    ) -> Vec<(String, bool, bool, bool)> {
        let mut request = request(text, line, line);
        (request.language, request.message) = (language, message);
        let judged = asked_of(&request, |judge, builder| {
            for answer in answers {
                let ids = builder.answer(answer, &mut HashMap::new()).unwrap();
                let tokens = ids.len() + 1;
                judge.take(Hypothesis { ids, log_probability: -1.0, tokens, finished: true }, Author::Model);
            }
            judge.verdict().unwrap()
        });
        let flags = |(candidate, _): Judged| {
            let Evidence { form, known, advised, .. } = candidate.evidence;
            (candidate.replacement, form, known, advised.is_some())
        };
        judged.into_iter().map(flags).collect()
    }

    #[test]
    fn the_last_line_needs_no_line_break() {
        for (language, text, line, message, answer, expected) in [
            (
                Language::JavaScript,
                "const a = [1];\nif (a === []) f()\n",
                1,
                None,
                "if (a.length === 0) f()\n",
                (false, true, false),
            ),
            (
                Language::Python,
                "a = f()\nthrow new ValueError(a);\n",
                1,
                None,
                "raise ValueError(a)\n",
                (true, false, false),
            ),
            (
                Language::Python,
                "import a\na.f()\na.f(b == None)\n",
                2,
                Some("E711 comparison to None should be `if cond is None:`"),
                "a.f(b is None)\n",
                (false, false, true),
            ),
        ] {
            for text in [text, text.trim_end(), &text.replace('\n', "\r\n")] {
                let found = flags(language, text, line, message, &[answer]);
                let found: Vec<_> = found.iter().map(|it| (it.0.trim_end(), (it.1, it.2, it.3))).collect();
                assert_eq!(found, [(answer.trim_end(), expected)], "{text:?}");
            }
        }
    }

    #[test]
    fn errors_elsewhere_hide_no_known_mistake() {
        let text = "class A : public B {\n    Q_OBJECT\npublic slots:\n    void g();\n};\n\nbool f(const std::string &s) {\n    size_t at = s.find(\"x\");\n    return at == -1;\n}\n";
        let answer = "    return at == std::string::npos;\n";
        let found = |text: &str| flags(Language::Cpp, text, 8, None, &[answer]);
        assert_eq!(found(text), [(answer.to_owned(), false, true, false)]);
        let broken = text.replace(";\n}\n", ";\n    g(;\n}\n").replace("-1;", "-1");
        assert_eq!(found(&broken), [(answer.to_owned(), false, false, false)], "it is broken itself");
    }

    #[test]
    fn the_parser_says_which_edits_mend() {
        let text = "package a\n\nfunc f(a int) int {\n\treturn (a\n}\n";
        let (edits, mends) = asked(text, |judge| {
            let edits = judge.signs().expect("the document has a syntax error").edits;
            let mends = judge.mending(edits.clone());
            (edits, mends)
        });
        let mending: Vec<_> = edits
            .iter()
            .zip(mends)
            .filter(|(_, mends)| *mends > Mending::None)
            .map(|(edit, _)| edit)
            .collect();
        assert!(mending.contains(&&"\treturn (a)\n".to_owned()), "{mending:?}");
        assert!(!mending.contains(&&"\treturn (a]\n".to_owned()), "{mending:?}");
        assert!(asked(&text.replace("(a\n", "a\n"), |judge| judge.signs().is_none()), "nothing is broken");
    }
}
