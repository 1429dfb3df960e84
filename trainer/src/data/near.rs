//! Near-duplicates of held-out pairs: shingles of a pair's words with its close context, `MinHash` bands that find
//! candidates, and the Jaccard index of the shingles themselves, which decides. `MinHash` estimates that very index, so the
//! bands follow from the threshold; `SimHash` estimates an angle, and too roughly for sets of a hundred shingles.

use std::collections::{HashMap, HashSet};

use fixerr_shared::{
    example::RepairExample,
    words::{is_name, words},
};
use rayon::prelude::*;

use super::normal::is_all_names;

/// Above this share of common shingles a pair counts as nearly the same.
pub(crate) const SIMILAR: f64 = 0.8;

/// Words of context that are looked at: about five lines before and three after. Lines further away are common to many
/// pairs of one file.
const BEFORE: usize = 48;
const AFTER: usize = 32;
/// Words in a shingle. Short ones forgive edits; without names it takes longer ones to tell code apart.
const WORDS: usize = 3;
const FOLDED_WORDS: usize = 6;
/// Fewer shingles are alike by chance: short files, and lines that nothing stands around.
const FEWEST: usize = 16;
const FEWEST_FOLDED: usize = 48;
/// Minima in a signature.
const HASHES: usize = 128;
/// The bands must find a pair that just reaches the threshold this surely.
const SURELY: f64 = 0.995;

/// How a pair resembles a held-out one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Word for word, but for a few.
    Similar,
    /// So too once every name stands only for itself.
    SimilarRenamed,
}

/// The shingles of one pair, sorted: with its names, and with names folded.
pub(super) struct Shingles {
    plain: Vec<u32>,
    folded: Vec<u32>,
}

impl Shingles {
    pub(super) fn of(example: &RepairExample) -> Self {
        let before = last_words(&example.before);
        let after: Vec<&str> = example.after.lines().flat_map(code_words).take(AFTER).collect();
        let (mut plain, mut folded) = (Vec::new(), Vec::new());
        for side in [&example.buggy, &example.fixed] {
            let text: Vec<Word> = before
                .iter()
                .copied()
                .chain(words(side))
                .chain(after.iter().copied())
                .map(Word::new)
                .collect();
            plain.extend(text.windows(WORDS).map(|window| join(window.iter().map(|word| word.hash))));
            folded.extend(fold(&text).windows(FOLDED_WORDS).map(folded_shingle));
        }
        for set in [&mut plain, &mut folded] {
            set.sort_unstable();
            set.dedup();
        }
        if plain.len() < FEWEST {
            plain.clear();
        }
        let sides = [&example.buggy, &example.fixed];
        let all_names = sides.iter().any(|side| words(side).next().is_some_and(is_all_names));
        if all_names || folded.len() < FEWEST_FOLDED {
            folded.clear();
        }
        Self { plain, folded }
    }
}

#[derive(Clone, Copy)]
struct Word {
    hash: u64,
    is_name: bool,
}

impl Word {
    fn new(text: &str) -> Self {
        // FNV-1a: words are a few bytes long.
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { hash, is_name: is_name(text) }
    }
}

/// The words of a line of context; none of comments and imports, for licences and lists of imports make any two files
/// alike.
fn code_words(line: &str) -> impl Iterator<Item = &str> {
    let start = line.trim_start();
    let is_comment =
        ["//", "/*", "*/", "* "].iter().any(|mark| start.starts_with(mark)) || start.trim_end() == "*";
    let is_left_out = is_comment || words(start).next().is_some_and(is_all_names);
    words(if is_left_out { "" } else { line })
}

/// The last words of a text, read from its end.
fn last_words(text: &str) -> Vec<&str> {
    let (mut lines, mut count) = (Vec::new(), 0);
    for line in text.lines().rev() {
        let line: Vec<&str> = code_words(line).collect();
        count += line.len();
        lines.push(line);
        if count >= BEFORE {
            break;
        }
    }
    lines.into_iter().rev().flatten().skip(count.saturating_sub(BEFORE)).collect()
}

/// A name becomes how many words ago it last stood, any other word its hash; a second value tells the two apart.
fn fold(text: &[Word]) -> Vec<(u64, bool)> {
    let mut last: HashMap<u64, usize> = HashMap::new();
    let folded = |(at, word): (usize, &Word)| {
        if word.is_name {
            ((at - last.insert(word.hash, at).unwrap_or(at)) as u64, true)
        } else {
            (word.hash, false)
        }
    };
    text.iter().enumerate().map(folded).collect()
}

/// Names count within the shingle alone, so that an edit elsewhere changes nothing here.
fn folded_shingle(window: &[(u64, bool)]) -> u32 {
    join(window.iter().enumerate().map(|(at, (value, is_name))| match is_name {
        true if *value > at as u64 => 0,
        _ => *value,
    }))
}

fn join(words: impl Iterator<Item = u64>) -> u32 {
    let sum = words.fold(0u64, |sum, word| (sum.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    ((sum ^ sum >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// The share of all shingles of two sorted sets that both hold.
fn jaccard(one: &[u32], other: &[u32]) -> f64 {
    let (mut a, mut b, mut common) = (0, 0, 0usize);
    while a < one.len() && b < other.len() {
        let (left, right) = (one[a], other[b]);
        common += usize::from(left == right);
        a += usize::from(left <= right);
        b += usize::from(right <= left);
    }
    common as f64 / (one.len() + other.len() - common).max(1) as f64
}

/// Finds out whether a pair resembles one of many held-out ones. About 1.3 kB for each.
pub(super) struct Index {
    plain: Table,
    folded: Table,
}

impl Index {
    /// Of held-out pairs, for a threshold above 0 and up to 1.
    pub(super) fn new(held_out: Vec<Shingles>, threshold: f64) -> Self {
        let (mut plain, mut folded) = (Vec::new(), Vec::new());
        for shingles in held_out {
            plain.push(shingles.plain);
            folded.push(shingles.folded);
        }
        Self { plain: Table::new(plain, threshold), folded: Table::new(folded, threshold) }
    }

    /// How the pair resembles a held-out one.
    pub(super) fn likeness(&self, shingles: &Shingles) -> Option<Likeness> {
        if self.plain.holds_alike(&shingles.plain) {
            return Some(Likeness::Similar);
        }
        self.folded.holds_alike(&shingles.folded).then_some(Likeness::SimilarRenamed)
    }
}

/// Sets of shingles by the bands of their signatures.
struct Table {
    threshold: f64,
    /// Minima in a band.
    rows: usize,
    /// All sets, one after the other, and where each begins.
    shingles: Vec<u32>,
    starts: Vec<usize>,
    /// For each band its hashes with the sets that have them, sorted.
    bands: Vec<Vec<(u32, u32)>>,
}

impl Table {
    fn new(mut sets: Vec<Vec<u32>>, threshold: f64) -> Self {
        let mut seen = HashSet::new();
        // Bugs in one place of one file share all or most; equal sets need one entry.
        sets.retain(|set| !set.is_empty() && seen.insert(set.clone()));
        drop(seen);
        let rows = rows(threshold);
        let mut bands = vec![Vec::with_capacity(sets.len()); HASHES / rows];
        for (from, part) in sets.chunks(1 << 13).enumerate() {
            let signatures: Vec<_> = part.par_iter().map(|set| signature(set)).collect();
            for (at, signature) in signatures.iter().enumerate() {
                let id = ((from << 13) + at) as u32;
                for (band, key) in bands.iter_mut().zip(keys(signature, rows)) {
                    band.push((key, id));
                }
            }
        }
        bands.par_iter_mut().for_each(|band| band.sort_unstable());
        let mut starts = vec![0];
        starts.extend(sets.iter().scan(0, |end, set| {
            *end += set.len();
            Some(*end)
        }));
        Self { threshold, rows, shingles: sets.concat(), starts, bands }
    }

    fn holds_alike(&self, set: &[u32]) -> bool {
        if set.is_empty() || self.starts.len() == 1 {
            return false;
        }
        let mut candidates: Vec<u32> = Vec::new();
        for (band, key) in self.bands.iter().zip(keys(&signature(set), self.rows)) {
            let from = band.partition_point(|entry| entry.0 < key);
            candidates.extend(band[from..].iter().take_while(|entry| entry.0 == key).map(|entry| entry.1));
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates.into_iter().any(|id| {
            let other = &self.shingles[self.starts[id as usize]..self.starts[id as usize + 1]];
            let (few, many) = (set.len().min(other.len()), set.len().max(other.len()));
            few as f64 >= self.threshold * many as f64 && jaccard(set, other) >= self.threshold
        })
    }
}

/// The longest bands, which give the fewest false candidates, that still find a pair at the threshold.
fn rows(threshold: f64) -> usize {
    let found = |rows: usize| 1.0 - (1.0 - threshold.powi(rows as i32)).powi((HASHES / rows) as i32);
    (1..=16).rev().find(|rows| found(*rows) >= SURELY).unwrap_or(1)
}

/// The least value of the set under each of [`HASHES`] hash functions.
fn signature(set: &[u32]) -> [u32; HASHES] {
    let mut least = [u32::MAX; HASHES];
    for shingle in set {
        for (least, (mask, factor)) in least.iter_mut().zip(&FUNCTIONS) {
            *least = (*least).min((shingle ^ mask).wrapping_mul(*factor));
        }
    }
    least
}

fn keys(signature: &[u32; HASHES], rows: usize) -> impl Iterator<Item = u32> {
    signature.chunks_exact(rows).map(|band| join(band.iter().map(|least| u64::from(*least))))
}

/// Masks and odd factors of the hash functions, from a fixed stream of random numbers (`SplitMix64`).
const FUNCTIONS: [(u32, u32); HASHES] = {
    let mut functions = [(0, 0); HASHES];
    let (mut at, mut state) = (0, 0u64);
    while at < HASHES {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        functions[at] = ((mixed >> 32) as u32, mixed as u32 | 1);
        at += 1;
    }
    functions
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_agree_as_often_as_the_sets() {
        let set = |range: std::ops::Range<u32>| -> Vec<u32> {
            let mut set: Vec<u32> = range.map(|n| join(std::iter::once(u64::from(n)))).collect();
            set.sort_unstable();
            set
        };
        for (common, expected) in [(90, 0.8182), (50, 0.3333), (10, 0.0526)] {
            let (one, other) = (set(0..100), set(100 - common..200 - common));
            assert!((jaccard(&one, &other) - expected).abs() < 1e-3);
            let (a, b) = (signature(&one), signature(&other));
            let equal = a.iter().zip(&b).filter(|(a, b)| a == b).count() as f64 / HASHES as f64;
            assert!((equal - expected).abs() < 0.12, "{equal} for {expected}");
        }
    }

    #[test]
    fn bands_fit_the_threshold() {
        assert_eq!((rows(0.5), rows(0.8), rows(0.95), rows(1.0)), (3, 6, 14, 16));
    }

    #[test]
    fn every_set_at_the_threshold_is_found() {
        // Sets of 100 that share 90: an index of 0.818. Hundreds of others lie around.
        let set = |first: u32| -> Vec<u32> {
            let mut set: Vec<u32> =
                (first..first + 100).map(|n| join(std::iter::once(u64::from(n)))).collect();
            set.sort_unstable();
            set
        };
        let table = Table::new((0..500).map(|at| set(at * 1000)).collect(), 0.8);
        let found = (0..500).filter(|at| table.holds_alike(&set(at * 1000 + 10))).count();
        assert!(found >= 495, "{found}");
        assert_eq!((0..500).filter(|at| table.holds_alike(&set(at * 1000 + 20))).count(), 0);
    }

    #[test]
    fn close_context_is_the_last_words() {
        let text = (0..100).map(|n| format!("w{n} (\n")).collect::<String>();
        let words = last_words(&text);
        assert_eq!((words.len(), words[0], words[BEFORE - 1]), (BEFORE, "w76", "("));
        assert_eq!(last_words("a b\n\nc\n"), ["a", "b", "c"]);
        let header =
            "/*\n * Licensed to all\n *\n */\nimport a.b.c;\n#include <d>\n// remark\n*at = b * c;\n";
        assert_eq!(last_words(header), ["*", "at", "=", "b", "*", "c", ";"]);
    }
}
