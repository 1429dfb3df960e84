//! The difference of two files as hunks of whole lines, grown into pairs that mark at least one line.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::reason::Reason;

/// Lines that stay between two hunks that are read as one.
const JOINED: usize = 1;
/// Hunks with fewer unchanged lines between them are not independent.
const APART: usize = 3;

/// A text and where its lines start.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) text: String,
    starts: Vec<usize>,
}

impl Lines {
    /// The text is made to end with a line break, so that every line is whole.
    pub(super) fn new(mut text: String) -> Self {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { text, starts }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whole lines; the range may reach past the end.
    pub(super) fn rows(&self, rows: Range<usize>) -> &str {
        let bytes = self.bytes(rows);
        &self.text[bytes]
    }

    pub(super) fn bytes(&self, rows: Range<usize>) -> Range<usize> {
        let last = self.len();
        self.starts[rows.start.min(last)]..self.starts[rows.end.clamp(rows.start.min(last), last)]
    }
}

/// Lines of the old file and the lines of the new one that replace them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// What kind of change a hunk was before it was grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Growth {
    Replaced,
    Inserted,
    Deleted,
}

/// All hunks of two texts, neighbours joined.
pub(super) fn hunks(old: &Lines, new: &Lines) -> Vec<Hunk> {
    let input =
        InternedInput::new(imara_diff::sources::lines(&old.text), imara_diff::sources::lines(&new.text));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in diff.hunks() {
        let range = |range: Range<u32>| range.start as usize..range.end as usize;
        let hunk = Hunk { old: range(hunk.before), new: range(hunk.after) };
        match joined.last_mut() {
            Some(last) if hunk.old.start - last.old.end <= JOINED => {
                last.old.end = hunk.old.end;
                last.new.end = hunk.new.end;
            }
            _ => joined.push(hunk),
        }
    }
    joined
}

/// Whether each hunk stands far enough from the others.
pub(super) fn stand_apart(hunks: &[Hunk]) -> Vec<bool> {
    let apart = |a: &Hunk, b: &Hunk| b.old.start - a.old.end >= APART;
    (0..hunks.len())
        .map(|at| {
            (at == 0 || apart(&hunks[at - 1], &hunks[at]))
                && hunks.get(at + 1).is_none_or(|next| apart(&hunks[at], next))
        })
        .collect()
}

/// Grows an insertion by the line before it, or the one after, so that something is marked.
pub(super) fn grow(hunk: &Hunk, old: &Lines) -> Result<(Hunk, Growth), Reason> {
    if !hunk.old.is_empty() {
        let growth = if hunk.new.is_empty() { Growth::Deleted } else { Growth::Replaced };
        return Ok((hunk.clone(), growth));
    }
    let at = hunk.old.start;
    let is_code = |row: usize| is_code(old.rows(row..row + 1));
    let grown = if at > 0 && is_code(at - 1) {
        Hunk { old: at - 1..at, new: hunk.new.start - 1..hunk.new.end }
    } else if at < old.len() && is_code(at) {
        Hunk { old: at..at + 1, new: hunk.new.start..hunk.new.end + 1 }
    } else {
        return Err(Reason::NoAnchor);
    };
    Ok((grown, Growth::Inserted))
}

/// Whether a line has code on it, as far as its beginning tells.
fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    line.chars().any(char::is_alphanumeric)
        && !["//", "/*", "*", "#", "\"\"\"", "\'\'\'"].iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
        let (old, new) = (Lines::new(old.to_owned()), Lines::new(new.to_owned()));
        hunks(&old, &new).into_iter().map(|hunk| (hunk.old, hunk.new)).collect()
    }

    #[test]
    fn neighbours_are_joined_and_distance_is_seen() {
        assert_eq!(of("a\nb\nc\nd", "a\nx\nc\ny\n"), [(1..4, 1..4)]);
        assert_eq!(of("a\n", "a\nb\n"), [(1..1, 1..2)]);
        assert_eq!(of("", "a\n"), [(0..0, 0..1)]);
        let old = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let found = of(old, "A\nb\nc\nD\ne\nf\ng\nh\n");
        assert_eq!(found, [(0..1, 0..1), (3..4, 3..4)]);
        let hunk = |old: Range<usize>| Hunk { old: old.clone(), new: old };
        assert_eq!(
            stand_apart(&[hunk(0..1), hunk(4..4), hunk(5..5), hunk(9..9)]),
            [true, false, false, true]
        );
    }

    #[test]
    fn insertions_mark_the_line_with_code() {
        let old = Lines::new("a\n\nb\n".to_owned());
        let insertion = Hunk { old: 2..2, new: 2..3 };
        let (grown, growth) = grow(&insertion, &old).unwrap();
        assert_eq!((grown, growth), (Hunk { old: 2..3, new: 2..4 }, Growth::Inserted));
        let comment = Lines::new("// a\n// b\n".to_owned());
        assert_eq!(grow(&Hunk { old: 1..1, new: 1..2 }, &comment), Err(Reason::NoAnchor));
        assert_eq!(old.rows(1..99), "\nb\n");
    }
}
