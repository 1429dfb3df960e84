//! Under what conditions examples are asked, where these are not the usual ones: figures of other conditions do not compare.

use super::EvaluateArguments;

/// The options that change what is asked, as they would be given.
pub(super) fn conditions(arguments: &EvaluateArguments) -> Vec<String> {
    let EvaluateArguments { projects, in_progress, no_messages, answers, limit, .. } = arguments;
    let given = |is_given: bool, option: &str| is_given.then(|| option.to_owned());
    [
        projects.as_ref().map(|folder| format!("--projects {}", folder.display())),
        given(*in_progress, "--in-progress"),
        given(*no_messages, "--no-messages"),
        answers.map(|n| format!("--answers {n}")),
        limit.map(|n| format!("--limit {n}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: EvaluateArguments,
    }

    #[test]
    fn only_what_changes_the_questions_is_a_condition() {
        let of = |more: &str| {
            let line = format!("evaluate --model m --data a.jsonl {more}");
            conditions(&Line::parse_from(line.split_whitespace()).arguments)
        };
        assert!(of("--top 5 --show 3 --skip-bad").is_empty());
        let all = ["--projects p/q", "--in-progress", "--no-messages", "--answers 7", "--limit 9"];
        assert_eq!(of(&all.join(" ")), all);
    }
}
