//! Fits to candidates that were drawn by a ranking that is known.

use fixerr_shared::{ranking::Repeated, rule::Rule};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::*;

const TRUE: Ranking = Ranking {
    repeated: Some(RepeatWeights {
        current: 2.0,
        current_log_odds: 0.5,
        past: 1.0,
        past_log_odds: 0.8,
        from_edits: 0.5,
        sum_log_probability: -0.2,
        current_by: OutlookWeights::new([0.2, 0.5, -0.1, -0.8]),
        past_by: OutlookWeights::new([0.1, -0.5, 0.2, 0.6]),
    }),
    none_by: OutlookWeights::new([-0.2, 1.0, 0.3, -1.0]),
    unchanged_by: OutlookWeights::new([-0.3, 1.0, -0.2, -1.0]),
    rules: rules(),
    ..Ranking::new(
        [
            0.4, 3.0, -1.5, 4.0, 1.5, 2.0, 1.0, -1.0, 1.0, -0.7, -0.4, -0.8, -0.5, 0.5, -0.2, 0.6, -0.5, 0.3,
            0.2, 0.4, -0.3, 0.4, 0.3, -0.3, 0.4, -0.5, -0.6, 0.5, 0.3, -0.2, 2.0, 0.5, 1.0, 0.8, 0.5, -0.2,
            2.0, -0.3, 0.5, -0.2, 1.5, 2.0, 0.3, 0.4, 0.5, -0.2, 1.0, -0.5, -0.1, 1.5, -0.4, -0.1, 0.3, -0.2,
        ],
        -1.5,
        Some(-1.0),
    )
};

/// So many examples need no pull, which would show in weights that few of them speak for.
const RIDGE_OF_MANY: f64 = 1e-9;
/// Of these the examples have some.
const SOME_RULES: [(Rule, f64); 3] =
    [(Rule::KnownCalls, 1.5), (Rule::AdviceBroad, -0.75), (Rule::SlipOffsets, 0.5)];

const fn rules() -> RuleWeights {
    let mut weights = [0.0; N_RULES];
    let mut at = 0;
    while at < SOME_RULES.len() {
        weights[SOME_RULES[at].0 as usize] = SOME_RULES[at].1;
        at += 1;
    }
    RuleWeights(weights)
}

/// Examples whose right candidates are drawn by `TRUE`.
fn drawn(n: usize, seed: u64) -> Vec<Case> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut cases = Vec::new();
    for _ in 0..n {
        let candidates: Vec<Evidence> = (0..random.random_range(0..8))
            .map(|_| {
                // Some far from the others, or the line and the curves through them were one.
                let most = if random.random_bool(0.2) { 4.0 } else { 1.0 };
                let mean = -random.random_range(0.0..most);
                let restores_name = random.random_bool(0.2);
                // Half of them take no word away.
                let most_lost = if random.random_bool(0.5) { 0 } else { 3 };
                let advised = random.random_bool(0.3).then(|| random.random_range(1..50));
                let form = random.random_bool(0.3);
                let known = random.random_bool(0.3);
                let variant = random.random_bool(0.4);
                let repeated = random.random_bool(0.4).then(|| Repeated {
                    is_current: random.random_bool(0.5),
                    log_odds: random.random_range(-3.0..1.0),
                });
                let some = SOME_RULES.iter().filter(|_| random.random_bool(0.3));
                let rules = some.map(|(rule, _)| *rule).collect();
                Evidence {
                    rules,
                    sum_log_probability: mean * f64::from(random.random_range(3..20)),
                    mean_log_probability: mean,
                    invented_names: random.random_range(0..3),
                    from_document: random.random_bool(0.2),
                    keeps_unknown: random.random_bool(0.1),
                    mends: random.random_bool(0.5),
                    restores_name,
                    restores_unknown: restores_name && random.random_bool(0.5),
                    variant,
                    slip: variant && random.random_bool(0.5),
                    from_parser: random.random_bool(0.2),
                    from_edits: repeated.is_some() && random.random_bool(0.5),
                    advised,
                    from_advice: advised.is_some() && random.random_bool(0.5),
                    form,
                    from_forms: form && random.random_bool(0.5),
                    known,
                    from_known: known && random.random_bool(0.5),
                    repeated,
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
        // Likely ones, too: what the outlook's probabilities are worth shows in these.
        let unchanged = Some(Evidence {
            sum_log_probability: mean * f64::from(random.random_range(1..10)),
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
    let cases = drawn(160_000, 3);
    let found = fit_with(&cases, RIDGE_OF_MANY).unwrap();
    let others = [(found.none, TRUE.none), (found.unchanged.unwrap(), TRUE.unchanged.unwrap())];
    let outlook = |ranking: &Ranking| {
        let repeated = ranking.repeated.unwrap();
        [ranking.none_by, ranking.unchanged_by, repeated.current_by, repeated.past_by].map(|by| by.weights())
    };
    let by = outlook(&found).into_iter().flatten().zip(outlook(&TRUE).into_iter().flatten());
    let pairs = found.weights().into_iter().zip(TRUE.weights()).chain(others).chain(by);
    let pairs = pairs.chain(found.rules.0.into_iter().zip(TRUE.rules.0));
    let pairs: Vec<_> = pairs.collect();
    // Where two weights say nearly the same, the examples tell less of each: how much less is known.
    let scales = scales(&cases, RIDGE_OF_MANY);
    let scale = |at: usize| match at {
        BY_RULE.. => scales.rule.recip(),
        _ => scales.evidence.get(at).copied().unwrap_or(1.0),
    };
    let choices: Vec<_> = cases.iter().map(|case| alternatives(case, &scales, true)).collect();
    let fitted: [f64; PARAMETERS] = std::array::from_fn(|at| pairs[at].0 * scale(at));
    let errors = logit::standard_errors(&choices, &fitted);
    assert_eq!(pairs.len(), errors.len());
    let wrong: Vec<_> = pairs
        .iter()
        .zip(errors)
        .enumerate()
        .map(|(at, ((found, expected), error))| (at, *found, *expected, error / scale(at)))
        .filter(|(_, found, expected, error)| {
            (found - expected).abs() >= 4.0 * error || *error >= 0.25 * expected.abs().max(1.0)
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
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

#[test]
fn too_few_examples_in_the_checkouts_are_said_before_any_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let checkout = folder.path().join("owner+name");
    std::fs::create_dir(&checkout).unwrap();
    let mut maker = crate::data::mine::tests::Maker::new(&checkout);
    let beside = "beside.call(beside)\n".repeat(400);
    let commit = maker.commit("first", &[("own.py", Some("a = 1\n")), ("beside.py", Some(&beside))]);
    let example = |buggy: &str| RepairExample {
        id: "1".into(),
        language: fixerr_shared::language::Language::Python,
        before: String::new(),
        buggy: buggy.into(),
        after: String::new(),
        fixed: "a = 1\n".into(),
        message: None,
        source: "corrupt".into(),
        class: None,
        origin: Some(fixerr_shared::example::Origin {
            repository: "owner/name".into(),
            commit: Some(commit.to_string()),
            path: "own.py".into(),
            license: None,
        }),
    };
    let mut examples = vec![example("a = 2\n"); LEAST_EXAMPLES];
    let checkouts = Checkouts::open(folder.path(), &examples).unwrap();
    check_projects(&examples, &checkouts).unwrap();
    // What is right is no mistake.
    examples[0] = example("a = 1\n");
    let error = check_projects(&examples, &checkouts).unwrap_err().to_string();
    assert!(error.contains("199 examples with a mistake"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_manifest_that_cannot_be_replaced_is_said_before_any_example_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join(bundle::MANIFEST);
    std::fs::write(&manifest, "{}").unwrap();
    check_writable(folder.path()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    // Nobody may put a file there, whatever their rights.
    std::fs::remove_file(&manifest).unwrap();
    std::os::unix::fs::symlink("/proc/version", &manifest).unwrap();
    let error = check_writable(folder.path()).unwrap_err().to_string();
    assert!(error.contains("could not be written"), "{error}");
}
