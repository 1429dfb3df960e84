//! `fixerr-trainer calibrate`: fits a bundle's ranking to examples that the model did not train on, so that the best
//! candidate comes first and a confidence of 80 % is right four times in five. The fit is a maximum-likelihood one of the
//! conditional logit in `fixerr_shared::ranking::Ranking`.

mod kept;
mod logit;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use fixerr_shared::{
    bundle,
    engine::{CancelToken, Device},
    example::RepairExample,
    files,
    ranking::{Evidence, FEATURES, OUTLOOK, Outlook, OutlookWeights, Ranking, RepeatWeights},
    repair::{RepairOptions, Repairer},
    rule::{N_RULES, RuleWeights},
};
use serde::{Deserialize, Serialize};

use self::{
    kept::{Asked, Conditions, Kept},
    logit::{Choice, Row},
};
use crate::{
    evaluate::{self, Request, is_right},
    projects::Checkouts,
    subject::Subject,
};

/// Parameters: the weights of the evidence, that of none and that of the lines as they are, those of the outlook on both and on edits
/// that are made again, be they in progress or of the history, and those of the rules.
const PARAMETERS: usize = BY_RULE + N_RULES;
/// Where that of none stands among them.
const NONE: usize = FEATURES;
/// Where that of the lines as they are stands.
const UNCHANGED: usize = NONE + 1;
/// Where those of the outlook begin that are added to none.
const NONE_BY: usize = UNCHANGED + 1;
/// Where those begin that are added to the lines as they are.
const UNCHANGED_BY: usize = NONE_BY + OUTLOOK;
/// The same for edits in progress and of the history that are made again.
const CURRENT_BY: usize = UNCHANGED_BY + OUTLOOK;
const PAST_BY: usize = CURRENT_BY + OUTLOOK;
/// Where those of the rules begin.
const BY_RULE: usize = PAST_BY + OUTLOOK;
/// Pull towards zero, by example, on weights of evidence scaled to a spread of 1: only against what never occurs.
const RIDGE: f64 = 1e-4;
/// Of a rule that proposes little, little is known: its weight is drawn beforehand from a normal distribution with this spread.
const RULE_SPREAD: f64 = 1.0;
/// Parts of the cross-validation.
const FOLDS: usize = 5;
/// With fewer examples the weights would be noise.
const LEAST_EXAMPLES: usize = 200;

/// What `calibrate` is asked for.
#[derive(Debug, clap::Args)]
pub struct CalibrateArguments {
    /// The bundle; its fixerr.json gets the ranking.
    #[arg(long)]
    model: PathBuf,
    /// Files of examples that the model was not trained on, and that its quality is not measured on either.
    #[arg(long, required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    /// Read at most this many examples of each file, evenly spread.
    #[arg(long)]
    limit: Option<usize>,
    /// Candidates to ask for.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=50))]
    top: u16,
    /// Fit a second ranking, for editors in whose project the other files lie, too: a folder of checkouts named OWNER+NAME that the
    /// examples were taken from, with their histories. Without it, a second ranking that the bundle has goes.
    #[arg(long, value_name = "FOLDER")]
    projects: Option<PathBuf>,
    /// Keep what is found for each example in this file and take from it what it has: a fit that was stopped goes on where it was, and
    /// one to other files asks only the examples that are new.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// cpu, cuda or auto.
    #[arg(long, default_value = "auto")]
    device: Device,
    /// Print the figures and leave the bundle as it is.
    #[arg(long)]
    dry_run: bool,
    /// Count broken lines of data and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// One example's candidates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Case {
    candidates: Vec<Evidence>,
    /// The lines as they are.
    unchanged: Option<Evidence>,
    right: Right,
}

impl Case {
    fn is_finite(&self) -> bool {
        let mut all = self.candidates.iter().chain(&self.unchanged);
        all.all(|evidence| evidence.features().iter().all(|value| value.is_finite()))
    }
}

/// What is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Right {
    /// Something else.
    #[default]
    None,
    /// One of the candidates.
    Candidate(usize),
    /// The lines as they are.
    Unchanged,
}

/// Fits and writes a bundle's ranking.
///
/// # Errors
/// No usable bundle, unreadable or too few data, an engine that failed, or a fit that does not settle.
pub fn run(arguments: &CalibrateArguments) -> anyhow::Result<()> {
    let mut examples = Vec::new();
    for path in &arguments.data {
        examples.extend(evaluate::read_set(path, arguments.limit, arguments.skip_bad)?);
    }
    let mistakes = examples.iter().filter(|example| !is_right(example)).count();
    if mistakes < LEAST_EXAMPLES {
        bail!("{mistakes} examples with a mistake: a calibration needs {LEAST_EXAMPLES} or more");
    }
    if !arguments.dry_run {
        check_writable(&arguments.model)?;
    }
    let checkouts = arguments.projects.as_deref().map(|folder| Checkouts::open(folder, &examples));
    let checkouts = checkouts.transpose()?;
    if let Some(checkouts) = &checkouts {
        check_projects(&examples, checkouts)?;
    }
    let subject = Subject::bundle(&arguments.model)?;
    let kept = kept(arguments)?;
    let top = usize::from(arguments.top);
    let cases = evaluate::each(&subject, &examples, arguments.device, "calibrating", |repairer, example| {
        let ask = || {
            let whole = checkouts.as_ref().map_or(Ok(None), |checkouts| checkouts.whole(example))?;
            let edits = whole.map(|whole| whole.edits).unwrap_or_default();
            case(repairer, &Request::alone(example, edits), example, top).map(Some)
        };
        Ok(found(kept.as_ref(), checkouts.as_ref(), example, false, ask)?.unwrap_or_default())
    })?;
    let alone = fitted(&cases)?;
    if alone.ranking.unchanged.is_none() {
        say!(
            "no lines that are right among the examples: confidence will not allow for lines without a mistake"
        );
    }
    let in_projects = checkouts
        .map(|checkouts| with_projects(&subject, &examples, cases, &checkouts, kept.as_ref(), arguments))
        .transpose()?;
    if let Some(kept) = kept.filter(|kept| kept.taken() > 0) {
        say!("{} answers were in {}", kept.taken(), kept.path().display());
    }
    // Before anything is printed: whatever becomes of that, the fit is kept.
    if !arguments.dry_run {
        write(&arguments.model, &alone, in_projects.as_ref())?;
    }
    table::print(&alone);
    if let Some(in_projects) = &in_projects {
        tell!("\nWith the files around the examples, where there are any:\n");
        table::print(in_projects);
    }
    Ok(())
}

/// Says before the hour of asking whether the manifest can be replaced after it.
fn check_writable(model: &Path) -> anyhow::Result<()> {
    let manifest = model.join(bundle::MANIFEST);
    let at = || format!("{}: the ranking could not be written", manifest.display());
    files::check_replaceable(&manifest).with_context(at)?;
    // What a link leads to is what is replaced. Without a manifest there is no bundle, which is said where it is opened.
    if let Ok(place) = manifest.canonicalize()
        && let Some(folder) = place.parent()
    {
        tempfile::NamedTempFile::new_in(folder).with_context(at)?;
    }
    Ok(())
}

/// Writes the rankings to the bundle.
fn write(model: &Path, alone: &Fitted, in_projects: Option<&Fitted>) -> anyhow::Result<()> {
    let mut manifest = bundle::read_manifest(model)?;
    if manifest.project_ranking.is_some() && in_projects.is_none() {
        say!(
            "the ranking for projects goes, since it does not belong to the new one: fit both with --projects"
        );
    }
    manifest.ranking = Some(alone.ranking);
    manifest.project_ranking = in_projects.map(|fitted| fitted.ranking);
    bundle::write_manifest(model, &manifest)?;
    say!("written to {}", model.join(bundle::MANIFEST).display());
    Ok(())
}

/// Refuses checkouts that too few of the examples are found in: before the hour that the first ranking may take.
fn check_projects(examples: &[RepairExample], checkouts: &Checkouts) -> anyhow::Result<()> {
    let mut found = 0;
    let order = evaluate::by_origin(examples);
    for example in order.iter().map(|at| &examples[*at]).filter(|example| !is_right(example)) {
        found += usize::from(checkouts.without_edits(example)?.is_some_and(|whole| whole.project.is_some()));
        if found == LEAST_EXAMPLES {
            return Ok(());
        }
    }
    bail!(
        "{}: {found} examples with a mistake were found in its checkouts: a calibration needs {LEAST_EXAMPLES} or more",
        checkouts.folder().display()
    );
}

/// Fits a ranking to those examples around which files are known. Of those written by hand, which belong to no project, `alone` tells
/// all: what they teach of messages is not for want of one.
fn with_projects(
    subject: &Subject,
    examples: &[RepairExample],
    alone: Vec<Case>,
    checkouts: &Checkouts,
    kept: Option<&Kept>,
    arguments: &CalibrateArguments,
) -> anyhow::Result<Fitted> {
    let top = usize::from(arguments.top);
    let name = "calibrating with projects";
    let cases = evaluate::each(subject, examples, arguments.device, name, |repairer, example| {
        found(kept, Some(checkouts), example, true, || {
            match checkouts.whole(example)?.filter(|whole| whole.project.is_some()) {
                Some(whole) => case(repairer, &Request::new(example, Some(whole)), example, top).map(Some),
                None => Ok(None),
            }
        })
    })?;
    let by_hand = |example: &RepairExample| example.origin.is_none();
    let cases = examples.iter().zip(cases).zip(alone);
    let cases: Vec<Case> = cases
        .filter_map(|((example, in_project), alone)| in_project.or_else(|| by_hand(example).then_some(alone)))
        .collect();
    fitted(&cases)
}

/// The file that keeps what is found, if there is to be one.
fn kept(arguments: &CalibrateArguments) -> anyhow::Result<Option<Kept>> {
    let Some(path) = &arguments.keep else { return Ok(None) };
    let manifest = bundle::read_manifest(&arguments.model)?;
    let conditions = Conditions::new(&manifest, usize::from(arguments.top), arguments.projects.as_deref())?;
    Kept::open(path, &conditions).map(Some)
}

/// What is kept of an example, or what asking finds.
fn found(
    kept: Option<&Kept>,
    checkouts: Option<&Checkouts>,
    example: &RepairExample,
    in_project: bool,
    ask: impl FnOnce() -> anyhow::Result<Option<Case>>,
) -> anyhow::Result<Option<Case>> {
    let Some(kept) = kept else { return ask() };
    let is_there = checkouts.map_or(Ok(false), |checkouts| checkouts.holds(example))?;
    kept.get_or(example, Asked { in_project, is_there }, ask)
}

/// A ranking, and how good the model alone and the ranking are.
struct Fitted {
    ranking: Ranking,
    before: Figures,
    after: Figures,
}

fn fitted(cases: &[Case]) -> anyhow::Result<Fitted> {
    let ranking = fit(cases)?;
    let before: Vec<_> = cases.iter().map(by_model).collect();
    let after = cross_validated(cases)?;
    Ok(Fitted { ranking, before: figures(cases, &before), after: figures(cases, &after) })
}

fn case(
    repairer: &mut Repairer,
    request: &Request<'_>,
    example: &RepairExample,
    top: usize,
) -> anyhow::Result<Case> {
    let otherwise = if is_right(example) { Right::Unchanged } else { Right::None };
    // Any ranking makes the repairer ask the document; the order does not matter here.
    repairer.set_ranking(Some(Ranking::new([1.0; FEATURES], 0.0, Some(0.0))));
    let options = RepairOptions { answers: top + 2, ..RepairOptions::default() };
    // All that is found is wanted: the ranking will choose among all.
    match repairer.repair_with(&request.repair(usize::MAX), options, &CancelToken::new()) {
        Ok(repair) => {
            let usable = repair
                .candidates
                .iter()
                .filter(|c| c.evidence.features().iter().all(|value| value.is_finite()));
            let (texts, candidates): (Vec<_>, Vec<_>) =
                usable.map(|candidate| (&candidate.replacement, candidate.evidence)).unzip();
            let right = evaluate::place_of(&example.fixed, texts.iter().map(|text| text.as_str()));
            let right = right.map_or(otherwise, Right::Candidate);
            Ok(Case { candidates, unchanged: repair.unchanged, right })
        }
        Err(error) if error.is_input() => Ok(Case { right: otherwise, ..Case::default() }),
        Err(error) => Err(error.into()),
    }
}

/// The first candidate and how sure to be of it; `None` without candidates.
type First = Option<(usize, f64)>;

/// What the model's probability alone says.
fn by_model(case: &Case) -> First {
    let means = case.candidates.iter().map(|evidence| evidence.mean_log_probability.exp());
    means.enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
}

fn by_ranking(case: &Case, ranking: &Ranking) -> First {
    let chances = ranking.chances(&case.candidates, case.unchanged.as_ref()).candidates;
    chances.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Each example ranked with weights that were fitted without it.
fn cross_validated(cases: &[Case]) -> anyhow::Result<Vec<First>> {
    let mut found = vec![None; cases.len()];
    for fold in 0..FOLDS {
        let others: Vec<Case> = cases
            .iter()
            .enumerate()
            .filter(|(at, _)| at % FOLDS != fold)
            .map(|(_, case)| case.clone())
            .collect();
        let ranking = fit(&others)?;
        for at in (fold..cases.len()).step_by(FOLDS) {
            found[at] = by_ranking(&cases[at], &ranking);
        }
    }
    Ok(found)
}

/// How good a ranking is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figures {
    /// Examples with a mistake.
    n: usize,
    /// Share of them whose first candidate is right.
    top1: f64,
    /// Expected calibration error of the first candidate's confidence, over all examples. Where the lines are right, no
    /// candidate is.
    error: f64,
}

fn figures(cases: &[Case], firsts: &[First]) -> Figures {
    let answered = cases.iter().zip(firsts).filter_map(|(case, first)| {
        let (at, confidence) = (*first)?;
        Some((confidence, case.right == Right::Candidate(at)))
    });
    let answered: Vec<(f64, bool)> = answered.collect();
    let right = answered.iter().filter(|(_, right)| *right).count();
    let n = cases.iter().filter(|case| case.right != Right::Unchanged).count();
    let error = evaluate::calibration_error(&answered).unwrap_or_default();
    Figures { n, top1: right as f64 / n.max(1) as f64, error }
}

/// The weights that make what was observed most likely.
fn fit(cases: &[Case]) -> anyhow::Result<Ranking> {
    fit_with(cases, RIDGE)
}

fn fit_with(cases: &[Case], ridge: f64) -> anyhow::Result<Ranking> {
    let scales = scales(cases, ridge);
    // Without a line that is right there is nothing to learn of them.
    let weigh_unchanged = cases.iter().any(|case| case.right == Right::Unchanged && case.unchanged.is_some());
    let choices: Vec<_> = cases.iter().map(|case| alternatives(case, &scales, weigh_unchanged)).collect();
    let weights: [f64; PARAMETERS] = logit::fit(&choices, ridge)?;
    let weight = |at: usize| weights[at] / scales.evidence[at];
    let by = |at: usize| OutlookWeights::new(std::array::from_fn(|index| weights[at + index]));
    let ranking = Ranking::new(
        std::array::from_fn(weight),
        weights[NONE],
        weigh_unchanged.then_some(weights[UNCHANGED]),
    );
    // Without an edit that was made again, nothing is known of them, and nobody is to look at any.
    let mut evidence = cases.iter().flat_map(|case| &case.candidates);
    let repeated = ranking.repeated.filter(|_| evidence.any(|evidence| evidence.repeated.is_some()));
    let repeated =
        repeated.map(|it| RepeatWeights { current_by: by(CURRENT_BY), past_by: by(PAST_BY), ..it });
    // The same goes for what messages ask for, for forms of other languages, and for mistakes that are known.
    let mut evidence = cases.iter().flat_map(|case| &case.candidates);
    let advice = ranking.advice.filter(|_| evidence.any(|evidence| evidence.advised.is_some()));
    let mut evidence = cases.iter().flat_map(|case| &case.candidates);
    let forms = ranking.forms.filter(|_| evidence.any(|evidence| evidence.form));
    let mut evidence = cases.iter().flat_map(|case| &case.candidates);
    let known = ranking.known.filter(|_| evidence.any(|evidence| evidence.known));
    let (none_by, unchanged_by) = (by(NONE_BY), by(UNCHANGED_BY));
    let rules = RuleWeights(std::array::from_fn(|at| weights[BY_RULE + at] * scales.rule));
    Ok(Ranking { none_by, unchanged_by, repeated, advice, forms, known, rules, ..ranking })
}

/// What makes weights alike, so that one ridge does for all.
struct Scales {
    /// Each feature's spread, which it is divided by; 1 for one that never varies.
    evidence: [f64; FEATURES],
    /// What a rule's proposals are worth, so that the ridge is the spread that is expected of its weight.
    rule: f64,
}

fn scales(cases: &[Case], ridge: f64) -> Scales {
    let rows: Vec<_> = cases.iter().flat_map(|case| &case.candidates).map(Evidence::features).collect();
    let n = rows.len().max(1) as f64;
    let evidence = std::array::from_fn(|at| {
        let mean = rows.iter().map(|row| row[at]).sum::<f64>() / n;
        let spread = (rows.iter().map(|row| (row[at] - mean).powi(2)).sum::<f64>() / n).sqrt();
        if spread > 0.0 { spread } else { 1.0 }
    });
    Scales { evidence, rule: RULE_SPREAD * (ridge * cases.len().max(1) as f64).sqrt() }
}

/// An example's candidates, its lines as they are and "none of them", in this order.
fn alternatives(case: &Case, scales: &Scales, weigh_unchanged: bool) -> Choice {
    let unchanged = case.unchanged.as_ref().filter(|_| weigh_unchanged);
    let all = case.candidates.iter().chain(unchanged);
    let by_scale = |at: usize, feature: f64| (feature != 0.0).then(|| (at, feature / scales.evidence[at]));
    let mut rows: Vec<Row> = all
        .clone()
        .map(|evidence| {
            let features = evidence.features().into_iter().enumerate();
            let rules = evidence.rules.iter().map(|rule| (BY_RULE + rule as usize, scales.rule));
            features.filter_map(|(at, feature)| by_scale(at, feature)).chain(rules).collect()
        })
        .collect();
    let mut none = vec![(NONE, 1.0)];
    if let Some(unchanged) = unchanged
        && let Some(row) = rows.last_mut()
    {
        let outlook = Outlook::of(unchanged, &case.candidates).features();
        let by = |start: usize| outlook.into_iter().enumerate().map(move |(at, value)| (start + at, value));
        row.push((UNCHANGED, 1.0));
        row.extend(by(UNCHANGED_BY));
        none.extend(by(NONE_BY));
        for (row, evidence) in rows.iter_mut().zip(&case.candidates) {
            if let Some(repeated) = evidence.repeated {
                row.extend(by(if repeated.is_current { CURRENT_BY } else { PAST_BY }));
            }
        }
    }
    let offsets = all.map(Evidence::offset).chain([0.0]).collect();
    rows.push(none);
    let right = match case.right {
        Right::Candidate(at) => at,
        Right::Unchanged if unchanged.is_some() => case.candidates.len(),
        Right::Unchanged | Right::None => rows.len() - 1,
    };
    Choice { rows, offsets, right }
}

#[cfg(test)]
mod tests;
