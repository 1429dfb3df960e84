//! Which names are alike: spelt nearly so, short for one another, or two that stand together as one.

use std::collections::HashMap;

use super::MOST;

/// Shorter names resemble too many others.
const SHORTEST: usize = 3;
/// Names from this length on may differ in two places, shorter ones in one.
const LONG: usize = 5;
/// Names are longer only in generated code.
const LONGEST: usize = 64;
/// Most names that one may be short for.
const MOST_ABBREVIATED: usize = 3;

/// Known names that resemble `name`: the fewest differences first, the nearest first among equals. Of a series, as `KEY_1` and `KEY_2`
/// are, each member is known as well as others unless a tool says that it `is_unknown`.
pub(super) fn similar<'a>(name: &str, known: &HashMap<&'a str, usize>, is_unknown: bool) -> Vec<&'a str> {
    let letters: Vec<char> = name.chars().collect();
    if !(SHORTEST..=LONGEST).contains(&letters.len()) {
        return Vec::new();
    }
    let most = if letters.len() < LONG { 1 } else { 2 };
    let mut found: Vec<_> = known
        .iter()
        .filter(|(other, _)| other.len().abs_diff(name.len()) <= 4 * most && other.len() >= SHORTEST)
        .filter(|(other, _)| is_unknown || !are_in_series(name, other))
        .filter_map(|(other, distance)| {
            let others: Vec<char> = other.chars().collect();
            let differences = differences(&letters, &others, most)?;
            (others.len() >= SHORTEST).then_some((differences, *distance, *other))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, _, other)| other).take(MOST).collect()
}

/// Whether two names differ in their numbers and in nothing else.
fn are_in_series(one: &str, other: &str) -> bool {
    let is_numbered = |name: &str| name.contains(|letter: char| letter.is_ascii_digit());
    let letters = |name: &str| name.replace(|letter: char| letter.is_ascii_digit(), "");
    is_numbered(one) && is_numbered(other) && letters(one) == letters(other)
}

/// Known names that `name` may be short for, or long for: the nearest first.
pub(super) fn abbreviated<'a>(name: &str, known: &HashMap<&'a str, usize>) -> Vec<&'a str> {
    let is_short = |one: &str, other: &str| {
        one.len() >= SHORTEST
            && one.len() < other.len()
            && other.is_char_boundary(one.len())
            && other[..one.len()].eq_ignore_ascii_case(one)
    };
    let mut found: Vec<_> = known
        .iter()
        .filter(|(other, _)| is_short(name, other) || is_short(other, name))
        .map(|(other, distance)| (*distance, *other))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, other)| other).take(MOST_ABBREVIATED).collect()
}

/// The two known names that `name` is made of when it lost a sign between them: those that stand nearest. Neither is shorter than
/// `shortest` bytes.
pub(super) fn joined<'n>(
    name: &'n str,
    known: &HashMap<&str, usize>,
    shortest: usize,
) -> Option<(&'n str, &'n str)> {
    let parts = name.char_indices().skip(1).map(|(at, _)| name.split_at(at));
    let distance = |part: &str| known.get(part).copied().filter(|_| part.len() >= shortest);
    let known = parts.filter_map(|(one, other)| Some((distance(one)?.max(distance(other)?), (one, other))));
    known.min().map(|(_, parts)| parts)
}

/// Letters inserted, left out, replaced, or swapped with their neighbour (the restricted Damerau–Levenshtein distance);
/// `None` for more than `most`.
pub(crate) fn differences(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        if row.iter().all(|differences| *differences > most) {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|differences| *differences <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_count_swaps_as_one() {
        let count = |a: &str, b: &str, most| {
            differences(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most)
        };
        assert_eq!(count("lenght", "length", 2), Some(1));
        assert_eq!(count("retrun", "return", 1), Some(1));
        assert_eq!(count("name", "nome", 2), Some(1));
        assert_eq!(count("ab", "ba", 2), Some(1));
        assert_eq!(count("abcdef", "abc", 2), None);
        assert_eq!(count("abcdef", "fedcba", 2), None);
        assert_eq!(count("same", "same", 0), Some(0));
    }

    #[test]
    fn members_of_a_series_are_not_each_other() {
        let known = HashMap::from([("KeyF1", 1), ("KeyF12", 2), ("KeyG2", 3), ("KeyF", 4)]);
        assert_eq!(similar("KeyF2", &known, false), ["KeyG2", "KeyF"]);
        assert_eq!(similar("KeyF2", &known, true), ["KeyF1", "KeyF12", "KeyG2", "KeyF"]);
    }
}
