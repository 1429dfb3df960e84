//! `fixerr-trainer evaluate`: exact match at 1, 5, 10 and 50 through the very engine that the server runs.

mod comparison;
mod conditions;
mod order;
mod request;
mod workers;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::ValueEnum;
use fixerr_shared::{
    engine::{CancelToken, Device, EngineOptions},
    example::{ExampleReader, RepairExample},
    repair::{RepairOptions, Repairer},
};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    order::by_origin,
    request::{Request, is_right, place_of},
};
use self::{
    order::{by_repository, in_place},
    workers::in_turns,
};
use crate::{
    projects::{Checkouts, Whole},
    report::evaluation::{self, Detail, Evaluation},
    subject::{self, Subject},
};

/// Ranks that are counted.
const RANKS: [usize; 4] = [1, 5, 10, 50];
/// Confidences at which changes are counted.
const LEAST: [f64; 4] = [0.5, 0.8, 0.9, 0.95];
/// Bins of the expected calibration error.
const BINS: usize = 10;

/// What `evaluate` is asked for.
#[derive(Debug, clap::Args)]
pub struct EvaluateArguments {
    /// A bundle. Several models, bundles or runs, give a table with one row for each model and set.
    #[arg(long, required_unless_present = "run")]
    model: Vec<PathBuf>,
    /// A run: its best checkpoint is measured, a transformer's exported as fp32, an LSTM's as it is.
    #[arg(long)]
    run: Vec<PathBuf>,
    /// Files of examples; each is a set, named after its file.
    #[arg(long, required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    /// Candidates to ask for: 1, 5, 10 or 50.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=50))]
    top: u16,
    /// Answers of the model that are looked at; default: a little more than --top.
    #[arg(long)]
    answers: Option<usize>,
    /// Read at most this many examples of each set, evenly spread over the file.
    #[arg(long)]
    limit: Option<usize>,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// cpu, cuda or auto.
    #[arg(long, default_value = "auto")]
    device: Device,
    /// Print so many examples of each set with the first answer.
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Write a line of JSON for each example: what was asked, what came first, and how sure the model was.
    #[arg(long, value_name = "FILE")]
    details: Option<PathBuf>,
    /// Keep figures and details in a run's folder, for `report`; default: each run that --run names. One evaluation of each set stays,
    /// or several that were asked under other conditions: --projects, --in-progress, --no-messages, --answers, --limit.
    #[arg(long, value_name = "RUN")]
    report_to: Option<PathBuf>,
    /// Ask as an editor does in whose project the other files lie, too: a folder of checkouts named OWNER+NAME that the examples were
    /// taken from, with their histories. Examples that are not found there are asked without.
    #[arg(long, value_name = "FOLDER")]
    projects: Option<PathBuf>,
    /// With --projects, ask as in the midst of a change: of a mined fix, the other edits of its commit count as made and in no commit
    /// yet; of other examples, those of the last commit that changed their file.
    #[arg(long, requires = "projects")]
    in_progress: bool,
    /// Leave diagnostics' messages out.
    #[arg(long)]
    no_messages: bool,
    /// Count broken lines of data and go on.
    #[arg(long)]
    skip_bad: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Hits of a set or a part of it. Ranks beyond `--top` are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Examples.
    pub n: usize,
    /// Share whose first candidate is exactly right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top1: Option<f64>,
    /// Share with a right candidate among the first five.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top5: Option<f64>,
    /// Among the first ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top10: Option<f64>,
    /// Among the first fifty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top50: Option<f64>,
}

/// A set's figures, whole and by part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SetFigures {
    /// The whole set.
    #[serde(flatten)]
    pub all: Figures,
    /// Examples that the model cannot read: the marked lines do not fit its window. They count as wrong.
    pub too_long: usize,
    /// By language.
    pub by_language: BTreeMap<String, Figures>,
    /// By bug class.
    pub by_class: BTreeMap<String, Figures>,
    /// What would be shown unasked if only changes of some confidence were.
    #[serde(default)]
    pub shown: Vec<Shown>,
    /// Mean distance between the confidence of first changes and the share of right ones, over ten bins weighed by their
    /// changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration_error: Option<f64>,
}

/// Changes of at least some confidence. Where the marked lines are right, no change is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The least confidence.
    pub confidence: f64,
    /// Share of all examples whose first change has it.
    pub coverage: f64,
    /// Share of right ones among these changes; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
}

/// What one example gave.
#[derive(Clone, Debug)]
struct Outcome {
    /// Rank of the right candidate, counted from 1.
    rank: Option<usize>,
    first: Option<String>,
    /// How sure the model is of the first candidate.
    confidence: Option<f32>,
    /// How sure the server would be of the first change: where the marked lines are right, candidates hold them too.
    change: Option<f32>,
    too_long: bool,
    /// Whether it was asked with the files around it.
    in_project: bool,
}

/// Measures sets of examples.
///
/// # Errors
/// No usable model, unreadable data, or an engine that failed.
pub fn run(arguments: &EvaluateArguments) -> anyhow::Result<()> {
    let several = arguments.model.len() + arguments.run.len() > 1;
    for (option, given) in
        [("--details", arguments.details.is_some()), ("--report-to", arguments.report_to.is_some())]
    {
        if several && given {
            bail!("{option} holds one model's examples: name one model, or let --run keep each run's own");
        }
    }
    let sets = read_sets(arguments)?;
    let examples = || sets.iter().flat_map(|(_, examples)| examples);
    let checkouts = arguments.projects.as_deref().map(|folder| Checkouts::open(folder, examples()));
    let checkouts = checkouts.transpose()?;
    let mut subjects = Vec::new();
    for path in &arguments.model {
        subjects.push(Subject::bundle(path)?);
    }
    for path in &arguments.run {
        subjects.push(Subject::run(path)?);
    }
    subject::tell_apart(&mut subjects);
    // An evaluation may take an hour: what cannot be kept in the end is said before.
    if let Some(run) = &arguments.report_to {
        evaluation::check_run(run)?;
    }
    if let Some(path) = &arguments.details {
        evaluation::check_details(path)?;
    }
    let mut measured = Vec::new();
    for subject in &subjects {
        let kept = arguments.report_to.as_deref().or(subject.is_run().then_some(&subject.path));
        measured.push(Measured {
            name: subject.name.clone(),
            parameters: subject.parameters,
            sets: measure_sets(subject, &sets, kept, checkouts.as_ref(), arguments)?,
        });
    }
    match (arguments.format, measured.as_slice()) {
        (Format::Json, [one]) => tell!("{}", serde_json::json!({ "sets": one.sets })),
        (Format::Text, [one]) => print_table(&one.sets),
        (Format::Json, models) => tell!("{}", comparison::json(models)),
        (Format::Text, models) => comparison::print(models),
    }
    Ok(())
}

/// What was measured of one model.
struct Measured {
    name: String,
    parameters: usize,
    sets: BTreeMap<String, SetFigures>,
}

/// The sets by name, as the arguments want them cut.
fn read_sets(arguments: &EvaluateArguments) -> anyhow::Result<Vec<(String, Vec<RepairExample>)>> {
    let mut sets = Vec::new();
    for path in &arguments.data {
        let mut examples = read_set(path, arguments.limit, arguments.skip_bad)?;
        if examples.is_empty() {
            bail!("{}: holds no example, so nothing can be measured; leave it out", path.display());
        }
        if arguments.no_messages {
            for example in &mut examples {
                example.message = None;
            }
        }
        let name = set_name(path);
        if sets.iter().any(|(other, _)| *other == name) {
            bail!("{}: another file's set is called {name}, too; rename one of them", path.display());
        }
        sets.push((name, examples));
    }
    Ok(sets)
}

/// The examples of a file, at most `limit` of them, evenly spread over it.
pub(crate) fn read_set(
    path: &Path,
    limit: Option<usize>,
    skip_bad: bool,
) -> anyhow::Result<Vec<RepairExample>> {
    let (mut examples, skipped) = ExampleReader::read_all(path, skip_bad)?;
    if skipped > 0 {
        say!("{}: {skipped} broken lines passed over", path.display());
    }
    if let Some(limit) = limit.filter(|limit| *limit > 0 && *limit < examples.len()) {
        let step = examples.len() as f64 / limit as f64;
        examples = (0..limit).map(|i| examples[(i as f64 * step) as usize].clone()).collect();
    }
    Ok(examples)
}

/// Measures one model on all sets, and keeps what it did where `kept` names a run and where the arguments say.
fn measure_sets(
    subject: &Subject,
    sets: &[(String, Vec<RepairExample>)],
    kept: Option<&Path>,
    checkouts: Option<&Checkouts>,
    arguments: &EvaluateArguments,
) -> anyhow::Result<BTreeMap<String, SetFigures>> {
    let mut found = BTreeMap::new();
    let mut details = Vec::new();
    for (name, examples) in sets {
        let outcomes = each(subject, examples, arguments.device, name, |repairer, example| {
            let mut whole = checkouts.map_or(Ok(None), |checkouts| checkouts.whole(example))?;
            if let Some(whole) = whole.as_mut().filter(|_| !arguments.in_progress) {
                whole.edits.current = None;
            }
            ask(repairer, example, whole, arguments)
        })?;
        if checkouts.is_some() {
            say_missing(name, &outcomes);
        }
        show(examples, &outcomes, arguments.show);
        let figures = figures(examples, &outcomes, usize::from(arguments.top));
        let lines = examples.iter().zip(&outcomes).map(|(example, outcome)| detail(example, outcome, name));
        let lines: Vec<Detail> = lines.collect();
        if let Some(run) = kept {
            let model = subject.path.display().to_string();
            let evaluation = Evaluation {
                conditions: conditions::conditions(arguments),
                step: subject.step,
                ..Evaluation::new(name, model, arguments.top, figures.clone())
            };
            evaluation::store(run, &evaluation, &lines)?;
        }
        details.extend(lines);
        found.insert(name.clone(), figures);
    }
    if let Some(path) = &arguments.details {
        evaluation::write_details(path, &details)?;
    }
    Ok(found)
}

/// Says how many examples were asked without a project.
fn say_missing(name: &str, outcomes: &[Outcome]) {
    let missing = outcomes.iter().filter(|outcome| !outcome.in_project).count();
    if missing > 0 {
        say!(
            "{name}: {missing} of {} examples asked without a project: --projects holds no checkout of their repository, or not their \
             commit, or too few files",
            outcomes.len()
        );
    }
}

/// A file's name without `.jsonl` and `.zst`.
fn set_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".zst").unwrap_or(&name);
    name.strip_suffix(".jsonl").unwrap_or(name).to_owned()
}

/// Puts each example to a single-threaded engine, one per core: windows are independent, so that is faster than one engine
/// on all cores. What they gave is in the examples' order.
pub(crate) fn each<T: Clone + Send>(
    subject: &Subject,
    examples: &[RepairExample],
    device: Device,
    name: &str,
    ask: impl Fn(&mut Repairer, &RepairExample) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    let bar = ProgressBar::new(examples.len() as u64).with_message(format!("{}: {name}", subject.name));
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}  {eta} left") {
        bar.set_style(style);
    }
    let order = by_origin(examples);
    let outcomes = in_turns(
        by_repository(examples, &order),
        || subject.open(&EngineOptions { device, threads: 1 }),
        |repairer, turn| {
            let example = &examples[order[turn]];
            let outcome =
                ask(repairer, example).with_context(|| format!("{name}: example {}", example.id))?;
            bar.inc(1);
            Ok(outcome)
        },
    )?;
    bar.finish_and_clear();
    Ok(in_place(order, outcomes))
}

fn ask(
    repairer: &mut Repairer,
    example: &RepairExample,
    whole: Option<Whole>,
    arguments: &EvaluateArguments,
) -> anyhow::Result<Outcome> {
    // A line that is right is answered rightly by leaving it alone, so the unchanged candidate must be in the list.
    let right = is_right(example);
    let top = usize::from(arguments.top);
    let answers = arguments.answers.unwrap_or(if top == 1 { 5 } else { top + 2 });
    let options = RepairOptions { keep_unchanged: right, syntax_check: !right, answers };
    let in_project = whole.as_ref().is_some_and(|whole| whole.project.is_some());
    let (request, cancel) = (Request::new(example, whole), CancelToken::new());
    match repairer.repair_with(&request.repair(top), options, &cancel) {
        Ok(repair) => {
            let confidence = repair.candidates.first().map(|candidate| candidate.confidence);
            let change = if right {
                let as_served = RepairOptions { answers, ..RepairOptions::default() };
                let served = repairer.repair_with(&request.repair(top), as_served, &cancel)?;
                served.candidates.first().map(|candidate| candidate.confidence)
            } else {
                confidence
            };
            Ok(Outcome {
                rank: place_of(&example.fixed, repair.candidates.iter().map(|c| &*c.replacement))
                    .map(|place| place + 1),
                confidence,
                change,
                first: repair.candidates.into_iter().next().map(|candidate| candidate.replacement),
                too_long: false,
                in_project,
            })
        }
        Err(error) if error.is_input() => Ok(Outcome {
            rank: None,
            first: None,
            confidence: None,
            change: None,
            too_long: true,
            in_project,
        }),
        Err(error) => Err(error.into()),
    }
}

/// What the report needs of an example and its outcome.
fn detail(example: &RepairExample, outcome: &Outcome, set: &str) -> Detail {
    let (before, after) = evaluation::context(example);
    Detail {
        id: example.id.clone(),
        set: set.to_owned(),
        language: example.language.id().to_owned(),
        class: example.class.clone(),
        rank: outcome.rank,
        confidence: outcome.confidence.map(f64::from),
        change: outcome.change.map(f64::from),
        first: outcome.first.clone(),
        before,
        buggy: example.buggy.clone(),
        after,
        fixed: example.fixed.clone(),
        too_long: outcome.too_long,
    }
}

fn figures(examples: &[RepairExample], outcomes: &[Outcome], top: usize) -> SetFigures {
    let count = |keep: &dyn Fn(&RepairExample) -> bool| {
        let kept: Vec<&Outcome> = examples
            .iter()
            .zip(outcomes)
            .filter(|(example, _)| keep(example))
            .map(|(_, outcome)| outcome)
            .collect();
        let at = |rank: usize| {
            (rank <= top).then(|| {
                let hits =
                    kept.iter().filter(|outcome| outcome.rank.is_some_and(|found| found <= rank)).count();
                hits as f64 / kept.len().max(1) as f64
            })
        };
        let [top1, top5, top10, top50] = RANKS.map(at);
        Figures { n: kept.len(), top1, top5, top10, top50 }
    };
    let mut set = SetFigures { all: count(&|_| true), ..SetFigures::default() };
    set.too_long = outcomes.iter().filter(|outcome| outcome.too_long).count();
    for example in examples {
        let language = example.language;
        set.by_language.entry(language.id().to_owned()).or_insert_with(|| count(&|e| e.language == language));
        if let Some(class) = &example.class {
            set.by_class.entry(class.clone()).or_insert_with(|| count(&|e| e.class.as_ref() == Some(class)));
        }
    }
    let changes: Vec<(f64, bool)> = examples
        .iter()
        .zip(outcomes)
        .filter_map(|(example, outcome)| {
            let is_hit = !is_right(example) && outcome.rank == Some(1);
            Some((f64::from(outcome.change?), is_hit))
        })
        .collect();
    set.shown = LEAST.map(|confidence| shown(&changes, examples.len(), confidence)).to_vec();
    set.calibration_error = calibration_error(&changes);
    set
}

fn shown(changes: &[(f64, bool)], n: usize, confidence: f64) -> Shown {
    let sure: Vec<bool> =
        changes.iter().filter(|change| change.0 >= confidence).map(|change| change.1).collect();
    let right = sure.iter().filter(|right| **right).count();
    Shown {
        confidence,
        coverage: sure.len() as f64 / n.max(1) as f64,
        precision: (!sure.is_empty()).then(|| right as f64 / sure.len() as f64),
    }
}

/// Of confidences, and whether each was right.
pub(crate) fn calibration_error(changes: &[(f64, bool)]) -> Option<f64> {
    let mut bins = [(0_usize, 0.0_f64); BINS];
    for (confidence, is_right) in changes {
        let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + usize::from(*is_right), bin.1 + confidence);
    }
    let off: f64 = bins.iter().map(|(right, confidence)| (*right as f64 - confidence).abs()).sum();
    (!changes.is_empty()).then(|| off / changes.len() as f64)
}

fn show(examples: &[RepairExample], outcomes: &[Outcome], n: usize) {
    let step = (examples.len() / n.max(1)).max(1);
    for (example, outcome) in examples.iter().zip(outcomes).step_by(step).take(n) {
        let verdict = outcome.rank.map_or("wrong".to_owned(), |rank| format!("right at {rank}"));
        let class = example.class.as_deref().unwrap_or("-");
        let prefixed = |sign: char, text: &str| {
            text.lines().map(|line| format!("  {sign} {line}\n")).collect::<String>()
        };
        say!(
            "{} {} {class}: {verdict}\n{}{}{}",
            example.id,
            example.language,
            prefixed('-', &example.buggy),
            prefixed('+', outcome.first.as_deref().unwrap_or("")),
            if outcome.rank == Some(1) { String::new() } else { prefixed('=', &example.fixed) }
        );
    }
}

fn print_table(sets: &BTreeMap<String, SetFigures>) {
    let cell =
        |share: Option<f64>| share.map_or("     -".to_owned(), |share| format!("{:5.1}%", 100.0 * share));
    let row = |name: &str, f: &Figures| {
        tell!("{name:<34} {:>6}  {} {} {} {}", f.n, cell(f.top1), cell(f.top5), cell(f.top10), cell(f.top50));
    };
    tell!("{:<34} {:>6}  {:>6} {:>6} {:>6} {:>6}", "exact match", "n", "top 1", "top 5", "top 10", "top 50");
    for (name, set) in sets {
        row(name, &set.all);
        for (part, figures) in
            set.by_language.iter().filter(|_| set.by_language.len() > 1).chain(&set.by_class)
        {
            row(&format!("  {part}"), figures);
        }
        if set.too_long > 0 {
            tell!("  ({} did not fit the window or the vocabulary and count as wrong)", set.too_long);
        }
        for Shown { confidence, coverage, precision } in &set.shown {
            let right = precision
                .map_or(String::new(), |share| format!(", of which {:.1}% are right", 100.0 * share));
            tell!(
                "  changes at {:.0}% or more: {:.1}% of the examples{right}",
                100.0 * confidence,
                100.0 * coverage
            );
        }
        if let Some(error) = set.calibration_error {
            tell!("  expected calibration error: {:.1}%", 100.0 * error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_without_an_example_is_refused() {
        use clap::Parser as _;

        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            arguments: EvaluateArguments,
        }

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.jsonl");
        std::fs::write(&path, "").unwrap();
        let line = ["evaluate", "--model", "m", "--data", path.to_str().unwrap()];
        let arguments = Line::parse_from(line).arguments;
        let error = read_sets(&arguments).unwrap_err().to_string();
        assert!(error.contains("none.jsonl: holds no example"), "{error}");
    }

    #[test]
    fn what_would_be_shown_is_counted_over_all_examples() {
        let changes = [(0.95, true), (0.85, false), (0.8, true), (0.3, false)];
        let at = |confidence| shown(&changes, 8, confidence);
        assert_eq!(at(0.8), Shown { confidence: 0.8, coverage: 3.0 / 8.0, precision: Some(2.0 / 3.0) });
        assert_eq!(at(0.96), Shown { confidence: 0.96, coverage: 0.0, precision: None });
        // Bins of a tenth: 0.95 and 1 right; 0.85 and 0.8 and 1 right; 0.3 and 0 right.
        let expected = (0.05 + 0.65 + 0.3) / 4.0;
        assert!((calibration_error(&changes).unwrap() - expected).abs() < 1e-12);
        assert_eq!(calibration_error(&[]), None);
    }
}
