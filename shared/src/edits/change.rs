//! What two versions of a file differ in, as small replacements of whole lines.

use std::{ops::Range, sync::Arc};

use imara_diff::{Algorithm, Diff, InternedInput};

/// Changes of more lines are no edits that are made twice.
const MOST_LINES: usize = 8;
/// Nor are those of longer texts.
const MOST_BYTES: usize = 2000;
/// Files with more changes were rewritten, or are data.
const MOST_CHANGES: usize = 500;

/// Lines of a file and those that took their place. Neither ends with a line break; `new` is empty where the lines were deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file, relative to the project's root, with `/` between its parts.
    pub path: Arc<str>,
    /// The first changed line in the old version, counted from 0.
    pub line: usize,
    /// How many lines of the old version it changed.
    pub lines: usize,
    /// The first line that took their place in the new version, counted from 0.
    pub new_line: usize,
    /// How many took their place.
    pub new_lines: usize,
    /// The lines as they were.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

impl Change {
    /// Whether it is a change of some lines of the new version, counted from 0. What was deleted stood between two lines.
    pub fn touches(&self, lines: &Range<usize>) -> bool {
        match self.new_lines {
            0 => (lines.start..=lines.end).contains(&self.new_line),
            count => self.new_line < lines.end && lines.start < self.new_line + count,
        }
    }

    /// What was replaced by what: lines that were changed one by one each by itself.
    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        if self.lines > 1 && self.lines == self.new_lines {
            let pairs = self.old.split('\n').zip(self.new.split('\n'));
            return pairs.filter(|(old, new)| old != new).collect();
        }
        vec![(&self.old, &self.new)]
    }
}

/// The small changes between two versions of a file, in their order. Lines that were inserted are two: one of the line above them and one of
/// the line below, which tell where they may be wanted again. Line breaks of either kind are the same.
pub fn changes(path: &str, old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (lines(old), lines(new));
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let path: Arc<str> = path.into();
    let mut found = Vec::new();
    for hunk in diff.hunks() {
        let range = |range: &Range<u32>| range.start as usize..range.end as usize;
        let (before, after) = (range(&hunk.before), range(&hunk.after));
        let spans = if before.is_empty() {
            let above =
                before.start.checked_sub(1).map(|above| (above..before.end, after.start - 1..after.end));
            let below =
                (before.end < old.len()).then(|| (before.start..before.end + 1, after.start..after.end + 1));
            above.into_iter().chain(below).collect()
        } else {
            vec![(before, after)]
        };
        for (before, after) in spans {
            let change = Change {
                path: Arc::clone(&path),
                line: before.start,
                lines: before.len(),
                new_line: after.start,
                new_lines: after.len(),
                old: old[before].join("\n"),
                new: new[after].join("\n"),
            };
            let is_small = change.lines <= MOST_LINES && change.new_lines <= MOST_LINES;
            let has_words = change.old.contains(|letter: char| letter == '_' || letter.is_alphanumeric());
            if is_small && has_words && change.old.len() + change.new.len() <= MOST_BYTES {
                found.push(change);
            }
        }
        if found.len() > MOST_CHANGES {
            return Vec::new();
        }
    }
    found
}

/// The lines of a file, a byte order mark aside.
fn lines(text: &str) -> Vec<&str> {
    text.strip_prefix('\u{feff}').unwrap_or(text).lines().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_replacements_and_deletions_are_changes() {
        let old = "a\nb(x)\nc\nd\ne\nf\n";
        let new = "a\r\nb(x, y)\r\nc\r\nnew\r\nd\r\nf";
        let found = changes("src/a.rs", old, new);
        let found: Vec<_> = found.iter().map(|c| (c.line, c.new_line, &*c.old, &*c.new)).collect();
        let inserted = [(2, 2, "c", "c\nnew"), (3, 3, "d", "new\nd")];
        assert_eq!(found, [(1, 1, "b(x)", "b(x, y)"), inserted[0], inserted[1], (4, 5, "e", "")]);
        let (long, other) = ("a\n".repeat(MOST_LINES + 1), "b\n".repeat(MOST_LINES + 1));
        assert_eq!(changes("a", &long, &other), []);
        assert_eq!(changes("a", "", "a\n"), []);
        assert_eq!(changes("a", "\u{feff}a\n", "a\n"), []);
    }

    #[test]
    fn lines_that_were_deleted_touch_the_two_beside_them() {
        let touched = |old: &str, new: &str| {
            let change = changes("a", old, new).remove(0);
            (0..4).filter(move |line| change.touches(&(*line..line + 1))).collect::<Vec<_>>()
        };
        assert_eq!(touched("a\nb\nc\n", "a\nc\n"), [0, 1]);
        assert_eq!(touched("a\nb\nc\n", "a\nx\ny\nc\n"), [1, 2]);
    }

    #[test]
    fn lines_that_were_changed_one_by_one_are_pairs() {
        let [change] = &changes("a", "x\na = 1\nb = 2\n", "x\na = 3\nb = 4\n")[..] else {
            panic!("one change")
        };
        assert_eq!(change.pairs(), [("a = 1", "a = 3"), ("b = 2", "b = 4")]);
        let [change] = &changes("a", "x\na = 1\nb = 2\n", "x\na = 3\n")[..] else { panic!("one change") };
        assert_eq!(change.pairs(), [("a = 1\nb = 2", "a = 3")]);
    }
}
