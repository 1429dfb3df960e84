//! `fixerr-trainer calibrate`: fits a bundle's ranking to examples that the model did not train on, so that the best
//! candidate comes first and a confidence of 80 % is right four times in five. The fit is a maximum-likelihood one of the
//! conditional logit in `fixerr_shared::repair::Ranking`, by Newton's method; the problem is convex.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fixerr_shared::example::RepairExample;
use fixerr_shared::{
    bundle,
    engine::{CancelToken, Device},
    repair::{Evidence, FEATURES, Ranking, RepairOptions, Repairer},
};

use crate::{
    evaluate::{self, Request},
    projects::Checkouts,
    subject::Subject,
};

/// Parameters: the weights, that of none and that of the lines as they are.
const PARAMETERS: usize = FEATURES + 2;
/// Where that of none stands among them.
const NONE: usize = FEATURES;
/// Where that of the lines as they are stands.
const UNCHANGED: usize = FEATURES + 1;
/// Pull towards zero, by example, on weights of features scaled to a spread of 1: only against features that never occur.
const RIDGE: f64 = 1e-4;
/// Newton's method is done when no weight moves by more.
const CLOSE: f64 = 1e-7;
/// Newton's method needs about ten steps.
const MAX_STEPS: usize = 100;
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
#[derive(Clone, Debug, Default)]
struct Case {
    candidates: Vec<Evidence>,
    /// The lines as they are.
    unchanged: Option<Evidence>,
    right: Right,
}

/// What is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    let mistakes = examples.iter().filter(|example| example.fixed != example.buggy).count();
    if mistakes < LEAST_EXAMPLES {
        bail!("{mistakes} examples with a mistake: a calibration needs {LEAST_EXAMPLES} or more");
    }
    let subject = Subject::bundle(&arguments.model)?;
    let top = usize::from(arguments.top);
    let cases = evaluate::each(&subject, &examples, arguments.device, "calibrating", |repairer, example| {
        case(repairer, &Request::new(example, None), example, top)
    })?;
    let ranking = fitted(&cases)?;
    if ranking.unchanged.is_none() {
        eprintln!(
            "no lines that are right among the examples: confidence will not allow for lines without a mistake"
        );
    }
    let project_ranking = match &arguments.projects {
        Some(folder) => Some(with_projects(&subject, &examples, folder, arguments)?),
        None => None,
    };
    if !arguments.dry_run {
        let mut manifest = bundle::read_manifest(&arguments.model)?;
        manifest.ranking = Some(ranking);
        if manifest.project_ranking.is_some() && project_ranking.is_none() {
            eprintln!(
                "the ranking for projects goes, since it does not belong to the new one: fit both with --projects"
            );
        }
        manifest.project_ranking = project_ranking;
        bundle::write_manifest(&arguments.model, &manifest)?;
        eprintln!("written to {}", arguments.model.join(bundle::MANIFEST).display());
    }
    Ok(())
}

/// Fits a ranking to those examples around which files are known.
fn with_projects(
    subject: &Subject,
    examples: &[RepairExample],
    folder: &Path,
    arguments: &CalibrateArguments,
) -> anyhow::Result<Ranking> {
    let checkouts = Checkouts::open(folder)?;
    let top = usize::from(arguments.top);
    let name = "calibrating with projects";
    let cases = evaluate::each(subject, examples, arguments.device, name, |repairer, example| {
        let whole = checkouts.whole(example)?.filter(|whole| whole.project.is_some());
        whole.map(|whole| case(repairer, &Request::new(example, Some(whole)), example, top)).transpose()
    })?;
    let cases: Vec<Case> = cases.into_iter().flatten().collect();
    let mistakes = cases.iter().filter(|case| case.right != Right::Unchanged).count();
    if mistakes < LEAST_EXAMPLES {
        bail!(
            "{}: {mistakes} examples with a mistake were found in its checkouts: a calibration needs {LEAST_EXAMPLES} or more",
            folder.display()
        );
    }
    println!("\nWith the files around the examples, where there are any:\n");
    fitted(&cases)
}

/// Fits a ranking and prints it.
fn fitted(cases: &[Case]) -> anyhow::Result<Ranking> {
    let ranking = fit(cases)?;
    let before: Vec<_> = cases.iter().map(by_model).collect();
    let after = cross_validated(cases)?;
    print(&ranking, &figures(cases, &before), &figures(cases, &after));
    Ok(ranking)
}

fn case(
    repairer: &mut Repairer,
    request: &Request<'_>,
    example: &RepairExample,
    top: usize,
) -> anyhow::Result<Case> {
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
            let right = match texts.iter().position(|text| **text == example.fixed) {
                Some(at) => Right::Candidate(at),
                None if example.fixed == example.buggy => Right::Unchanged,
                None => Right::None,
            };
            Ok(Case { candidates, unchanged: repair.unchanged, right })
        }
        Err(error) if error.is_input() => Ok(Case::default()),
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

fn print(ranking: &Ranking, before: &Figures, after: &Figures) {
    println!("{} mistakes{:>22}{:>22}", before.n, "model alone", "with ranking (*)");
    println!("first candidate right {:>15.1}%{:>20.1}%", 100.0 * before.top1, 100.0 * after.top1);
    println!("expected calibration error {:>10.1}%{:>20.1}%", 100.0 * before.error, 100.0 * after.error);
    println!("(*) cross-validated: each example ranked by weights fitted without it\n");
    let names = [
        "sum of log-probabilities",
        "mean log-probability",
        "invented names",
        "from the document",
        "mends a syntax error",
        "restores a name",
        "– that a tool misses",
        "new strange runs (log)",
        "lost strange runs (log)",
        "lost known words (log)",
        "lost strange words (log)",
        "changed words (log)",
        "changed letters (log)",
        "for a variant",
        "– sum of log-probabilities",
        "– new strange runs",
        "– lost strange runs",
        "– lost known words",
        "– lost strange words",
        "– changed words",
        "– changed letters",
        "for one that keeps words",
        "– sum of log-probabilities",
        "– new strange runs",
        "– lost strange runs",
        "from the parser",
        "new foreign runs (log)",
        "lost foreign runs (log)",
        "– new ones, for a variant",
        "– lost ones, for a variant",
    ];
    let others =
        [Some(("none is right", ranking.none)), ranking.unchanged.map(|weight| ("nothing is wrong", weight))];
    for (name, weight) in names.into_iter().zip(ranking.weights()).chain(others.into_iter().flatten()) {
        println!("{name:<26} {weight:>8.3}");
    }
}

type Vector = [f64; PARAMETERS];

/// The weights that make what was observed most likely.
fn fit(cases: &[Case]) -> anyhow::Result<Ranking> {
    let scales = scales(cases);
    // Without a line that is right there is nothing to learn of them.
    let weigh_unchanged = cases.iter().any(|case| case.right == Right::Unchanged && case.unchanged.is_some());
    let choices: Vec<Choice> =
        cases.iter().map(|case| alternatives(case, &scales, weigh_unchanged)).collect();
    let mut weights = [0.0; PARAMETERS];
    let mut state = likelihood(&choices, &weights);
    for _ in 0..MAX_STEPS {
        let step =
            solve(state.curvature, state.gradient).context("the evidence does not determine the weights")?;
        let mut length = 1.0;
        let (next, next_state) = loop {
            let next: Vector = std::array::from_fn(|at| weights[at] + length * step[at]);
            let next_state = likelihood(&choices, &next);
            if next_state.value >= state.value - 1e-12 || length < 1e-6 {
                break (next, next_state);
            }
            length /= 2.0;
        };
        let moved = next.iter().zip(&weights).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        (weights, state) = (next, next_state);
        if moved < CLOSE {
            let weight = |at: usize| weights[at] / scales[at];
            let unchanged = weigh_unchanged.then_some(weights[UNCHANGED]);
            return Ok(Ranking::new(std::array::from_fn(weight), weights[NONE], unchanged));
        }
    }
    bail!("the weights did not settle in {MAX_STEPS} steps")
}

/// Each feature's spread; 1 for one that never varies.
fn scales(cases: &[Case]) -> [f64; FEATURES] {
    let rows: Vec<_> = cases.iter().flat_map(|case| &case.candidates).map(Evidence::features).collect();
    let n = rows.len().max(1) as f64;
    std::array::from_fn(|at| {
        let mean = rows.iter().map(|row| row[at]).sum::<f64>() / n;
        let spread = (rows.iter().map(|row| (row[at] - mean).powi(2)).sum::<f64>() / n).sqrt();
        if spread > 0.0 { spread } else { 1.0 }
    })
}

/// What an example's candidates, its lines as they are and "none of them" say.
struct Choice {
    /// What the weights are multiplied with: `[alternatives][parameters]`.
    rows: Vec<Vector>,
    /// What is added without a weight to be fitted: `[alternatives]`.
    offsets: Vec<f64>,
    /// Which of them was right.
    right: usize,
}

fn alternatives(case: &Case, scales: &[f64; FEATURES], weigh_unchanged: bool) -> Choice {
    let unchanged = case.unchanged.as_ref().filter(|_| weigh_unchanged);
    let all = case.candidates.iter().chain(unchanged);
    let mut rows: Vec<Vector> = all
        .clone()
        .map(|evidence| {
            let features = evidence.features();
            std::array::from_fn(|at| if at < FEATURES { features[at] / scales[at] } else { 0.0 })
        })
        .collect();
    if unchanged.is_some()
        && let Some(row) = rows.last_mut()
    {
        row[UNCHANGED] = 1.0;
    }
    let offsets = all.map(Evidence::offset).chain([0.0]).collect();
    let mut none = [0.0; PARAMETERS];
    none[NONE] = 1.0;
    rows.push(none);
    let right = match case.right {
        Right::Candidate(at) => at,
        Right::Unchanged if unchanged.is_some() => case.candidates.len(),
        Right::Unchanged | Right::None => rows.len() - 1,
    };
    Choice { rows, offsets, right }
}

/// Mean log-likelihood by example less the ridge, its gradient and minus its second derivative.
struct Likelihood {
    value: f64,
    gradient: Vector,
    curvature: [Vector; PARAMETERS],
}

fn likelihood(choices: &[Choice], weights: &Vector) -> Likelihood {
    let mut sum =
        Likelihood { value: 0.0, gradient: [0.0; PARAMETERS], curvature: [[0.0; PARAMETERS]; PARAMETERS] };
    for Choice { rows, offsets, right } in choices {
        let utilities: Vec<f64> =
            rows.iter().zip(offsets).map(|(row, offset)| dot(row, weights) + offset).collect();
        let highest = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let all: f64 = utilities.iter().map(|utility| (utility - highest).exp()).sum();
        sum.value += utilities[*right] - highest - all.ln();
        let mut mean = [0.0; PARAMETERS];
        let shares: Vec<f64> = utilities.iter().map(|utility| (utility - highest).exp() / all).collect();
        for (row, share) in rows.iter().zip(&shares) {
            for at in 0..PARAMETERS {
                mean[at] += share * row[at];
            }
        }
        for (row, share) in rows.iter().zip(&shares) {
            let off: Vector = std::array::from_fn(|at| row[at] - mean[at]);
            for (line, x) in sum.curvature.iter_mut().zip(&off) {
                for (cell, y) in line.iter_mut().zip(&off) {
                    *cell += share * x * y;
                }
            }
        }
        for at in 0..PARAMETERS {
            sum.gradient[at] += rows[*right][at] - mean[at];
        }
    }
    let n = choices.len().max(1) as f64;
    sum.value = sum.value / n - RIDGE * dot(weights, weights) / 2.0;
    for (at, (slope, line)) in sum.gradient.iter_mut().zip(&mut sum.curvature).enumerate() {
        *slope = *slope / n - RIDGE * weights[at];
        for cell in line.iter_mut() {
            *cell /= n;
        }
        line[at] += RIDGE;
    }
    sum
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Gaussian elimination; the matrix is positive definite, so no rows need to change places.
fn solve(mut matrix: [Vector; PARAMETERS], mut right: Vector) -> Option<Vector> {
    for at in 0..PARAMETERS {
        let pivot = matrix[at][at];
        if !(pivot.is_finite() && pivot > 0.0) {
            return None;
        }
        for below in at + 1..PARAMETERS {
            let factor = matrix[below][at] / pivot;
            let row = matrix[at];
            for (cell, above) in matrix[below].iter_mut().zip(&row).skip(at) {
                *cell -= factor * above;
            }
            right[below] -= factor * right[at];
        }
    }
    for at in (0..PARAMETERS).rev() {
        let known: f64 = (at + 1..PARAMETERS).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const TRUE: Ranking = Ranking::new(
        [
            0.4, 3.0, -1.5, 4.0, 1.5, 2.0, 1.0, -1.0, 1.0, -0.7, -0.4, -0.8, -0.5, 0.5, -0.2, 0.6, -0.5, 0.3,
            0.2, 0.4, -0.3, 0.4, 0.3, -0.3, 0.4, -0.5, -0.6, 0.5, 0.3, -0.2,
        ],
        -3.0,
        Some(-1.0),
    );

    /// Examples whose right candidates are drawn by `TRUE`.
    fn drawn(n: usize, seed: u64) -> Vec<Case> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut cases = Vec::new();
        for _ in 0..n {
            let candidates: Vec<Evidence> = (0..random.random_range(0..8))
                .map(|_| {
                    let mean = -random.random_range(0.0..1.0);
                    let restores_name = random.random_bool(0.2);
                    // Half of them take no word away.
                    let most_lost = if random.random_bool(0.5) { 0 } else { 3 };
                    Evidence {
                        sum_log_probability: mean * f64::from(random.random_range(3..20)),
                        mean_log_probability: mean,
                        invented_names: random.random_range(0..3),
                        from_document: random.random_bool(0.2),
                        keeps_unknown: random.random_bool(0.1),
                        mends: random.random_bool(0.5),
                        restores_name,
                        restores_unknown: restores_name && random.random_bool(0.5),
                        variant: random.random_bool(0.4),
                        from_parser: random.random_bool(0.2),
                        new_strange_runs: random.random_range(0..5),
                        lost_strange_runs: random.random_range(0..5),
                        new_foreign_runs: random.random_range(0..5),
                        lost_foreign_runs: random.random_range(0..5),
                        lost_known_words: random.random_range(0..=most_lost),
                        lost_strange_words: random.random_range(0..=most_lost),
                        changed_words: random.random_range(0..9),
                        changed_letters: random.random_range(0..30),
                    }
                })
                .collect();
            let mean = -random.random_range(0.0..1.0);
            let unchanged = Some(Evidence {
                sum_log_probability: mean * f64::from(random.random_range(3..20)),
                mean_log_probability: mean,
                ..Evidence::default()
            });
            let mut draw = random.random_range(0.0..1.0);
            let chances = TRUE.chances(&candidates, unchanged.as_ref());
            let drawn = chances.candidates.iter().chain([&chances.unchanged]).position(|chance| {
                draw -= chance;
                draw < 0.0
            });
            let right = match drawn {
                Some(at) if at < candidates.len() => Right::Candidate(at),
                Some(_) => Right::Unchanged,
                None => Right::None,
            };
            cases.push(Case { candidates, unchanged, right });
        }
        cases
    }

    #[test]
    fn the_fit_finds_the_weights_that_drew_the_examples() {
        let found = fit(&drawn(100_000, 1)).unwrap();
        let others = [(found.none, TRUE.none), (found.unchanged.unwrap(), TRUE.unchanged.unwrap())];
        let pairs = found.weights().into_iter().zip(TRUE.weights()).chain(others);
        for (found, expected) in pairs {
            assert!((found - expected).abs() < 0.12 * expected.abs().max(1.0), "{found} {expected}");
        }
    }

    #[test]
    fn the_gradient_and_the_curvature_are_those_of_the_likelihood() {
        let cases = drawn(50, 2);
        let choices: Vec<_> = cases.iter().map(|case| alternatives(case, &scales(&cases), true)).collect();
        let weights: Vector = std::array::from_fn(|at| 0.3 - 0.1 * at as f64);
        let at = |index: usize, by: f64| {
            let mut moved = weights;
            moved[index] += by;
            likelihood(&choices, &moved)
        };
        let exact = likelihood(&choices, &weights);
        for i in 0..PARAMETERS {
            let (up, down) = (at(i, 1e-5), at(i, -1e-5));
            assert!(((up.value - down.value) / 2e-5 - exact.gradient[i]).abs() < 1e-7);
            for j in 0..PARAMETERS {
                let slope = (up.gradient[j] - down.gradient[j]) / 2e-5;
                assert!((slope + exact.curvature[i][j]).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn a_fitted_ranking_is_calibrated_and_no_worse_than_the_model() {
        let cases = drawn(4000, 3);
        let before = figures(&cases, &cases.iter().map(by_model).collect::<Vec<_>>());
        let after = figures(&cases, &cross_validated(&cases).unwrap());
        assert!(after.error < 0.03 && after.error < before.error, "{before:?} {after:?}");
        assert!(after.top1 > before.top1, "{before:?} {after:?}");
    }

    #[test]
    fn without_lines_that_are_right_nothing_is_said_of_them() {
        let mut cases = drawn(500, 5);
        cases.retain(|case| case.right != Right::Unchanged);
        assert_eq!(fit(&cases).unwrap().unchanged, None);
    }

    #[test]
    fn features_that_never_occur_do_no_harm() {
        let mut cases = drawn(500, 4);
        for candidate in cases.iter_mut().flat_map(|case| &mut case.candidates) {
            candidate.from_document = false;
        }
        assert!(fit(&cases).unwrap().from_document.abs() < 1e-6);
    }
}
