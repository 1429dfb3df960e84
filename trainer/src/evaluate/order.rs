//! The order in which examples are asked: those of one repository, commit and file one after the other, so that what was read of
//! them serves the next. Files of examples are mostly shuffled.

use std::ops::Range;

use fixerr_shared::example::{Origin, RepairExample};

/// The examples' places, in the order in which to ask them.
pub(crate) fn by_origin(examples: &[RepairExample]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..examples.len()).collect();
    order.sort_by_key(|at| {
        let origin = examples[*at].origin.as_ref();
        origin.map(|Origin { repository, commit, path, .. }| (repository, commit, path))
    });
    order
}

/// Those of one repository, as places in that order: two that ask at once would wait for each other to read its history.
pub(super) fn by_repository(examples: &[RepairExample], order: &[usize]) -> Vec<Range<usize>> {
    let repository = |at: &usize| examples[*at].origin.as_ref().map(|origin| &origin.repository);
    let mut end = 0;
    let groups = order.chunk_by(|a, b| repository(a) == repository(b)).map(|group| {
        let start = end;
        end += group.len();
        start..end
    });
    groups.collect()
}

/// Puts what was found in that order back in the order of the examples.
pub(super) fn in_place<T>(order: Vec<usize>, found: Vec<T>) -> Vec<T> {
    let mut found: Vec<_> = order.into_iter().zip(found).collect();
    found.sort_unstable_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests {
    use fixerr_shared::language::Language;

    use super::*;

    #[test]
    fn examples_of_one_origin_are_asked_together_and_answered_in_place() {
        let origins = [("b/b", "1"), ("a/a", "2"), ("", ""), ("a/a", "1"), ("b/b", "1"), ("a/a", "2")];
        let examples = origins.map(|(repository, commit)| RepairExample {
            id: String::new(),
            language: Language::Go,
            before: String::new(),
            buggy: "a\n".into(),
            after: String::new(),
            fixed: "b\n".into(),
            message: None,
            source: "jsonl".into(),
            class: None,
            origin: (!repository.is_empty()).then(|| Origin {
                repository: repository.into(),
                commit: Some(commit.into()),
                ..Origin::default()
            }),
        });
        let order = by_origin(&examples);
        assert_eq!(order, [2, 3, 1, 5, 0, 4]);
        assert_eq!(by_repository(&examples, &order), [0..1, 1..4, 4..6]);
        let found: Vec<_> = order.iter().map(|at| origins[*at]).collect();
        assert_eq!(in_place(order, found), origins);
    }
}
