//! What `calibrate` prints of a ranking.

use fixerr_shared::{ranking::FEATURES, rule::RULES};

use super::Fitted;

/// How good a ranking is, and its weights.
pub(super) fn print(Fitted { ranking, before, after }: &Fitted) {
    tell!("{} mistakes{:>22}{:>22}", before.n, "model alone", "with ranking (*)");
    tell!("first candidate right {:>15.1}%{:>20.1}%", 100.0 * before.top1, 100.0 * after.top1);
    tell!("expected calibration error {:>10.1}%{:>20.1}%", 100.0 * before.error, 100.0 * after.error);
    tell!("(*) cross-validated: each example ranked by weights fitted without it\n");
    let names: [&str; FEATURES] = [
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
        "an edit in progress again",
        "– its own log-odds",
        "an edit of the history again",
        "– its own log-odds",
        "from edits",
        "– sum of log-probabilities",
        "what a message asks for",
        "– of how many choices (log)",
        "– from advice",
        "– sum of log-probabilities",
        "probability",
        "mean probability",
        "– sum of log-pr. from document",
        "lost foreign runs × letters",
        "mean log-probability, squared",
        "changed letters, squared",
        "a form of the language",
        "– from forms",
        "– sum of log-probabilities",
        "a known mistake undone",
        "– from those",
        "– sum of log-probabilities",
        "a slip undone",
        "– sum of log-probabilities",
    ];
    let repeated = ranking.repeated.unwrap_or_default();
    let by_rule = RULES.into_iter().zip(ranking.rules.0).filter(|(_, weight)| *weight != 0.0);
    let groups = [
        ("none is right", Some(ranking.none), ranking.none_by),
        ("nothing is wrong", ranking.unchanged, ranking.unchanged_by),
        ("an edit in progress, by", None, repeated.current_by),
        ("an edit of the history, by", None, repeated.past_by),
    ];
    let outlook = [
        "– log-probability as it is",
        "– probability as it is",
        "– log-probability of a change",
        "– probability of a change",
    ];
    for (name, weight) in names.into_iter().zip(ranking.weights()) {
        tell!("{name:<30} {weight:>8.3}");
    }
    for (name, weight, by) in groups {
        tell!("{name:<30} {}", weight.map(|weight| format!("{weight:>8.3}")).unwrap_or_default());
        for (name, weight) in outlook.into_iter().zip(by.weights()) {
            tell!("{name:<30} {weight:>8.3}");
        }
    }
    for (rule, weight) in by_rule {
        tell!("{:<30} {weight:>8.3}", format!("{rule:?}"));
    }
}
