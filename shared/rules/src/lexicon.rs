//! Words that a model's tokenizer has learned whole: they stand in many programs, so that a misspelt name of a library, which stands
//! nowhere else in the document, may be one of them.

use std::collections::HashMap;

use crate::{
    names::{differences, is_part},
    opposites::in_case_of,
};

/// Shorter words resemble too many others.
const SHORTEST: usize = 4;
/// Words from this length on may differ in two places, shorter ones in one.
const LONG: usize = 8;
/// Longer ones are none.
const LONGEST: usize = 24;
/// Most spellings for one word, and for a name.
const MOST_FOR_WORD: usize = 2;
const MOST: usize = 4;

/// Words in small letters, each with how early the tokenizer learned it: what occurs often comes first.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: HashMap<String, u32>,
}

impl Lexicon {
    /// The words among the texts of a vocabulary, each with its number there.
    pub fn new(vocabulary: impl IntoIterator<Item = (u32, String)>) -> Self {
        let mut words = HashMap::new();
        for (id, text) in vocabulary {
            let word = text.trim();
            let is_word = word.len() >= SHORTEST && word.chars().all(char::is_alphabetic);
            if is_word {
                words.entry(word.to_lowercase()).and_modify(|first| *first = id.min(*first)).or_insert(id);
            }
        }
        Self { words }
    }

    /// A name with one of its words spelt otherwise, most similar first.
    pub fn respelt(&self, name: &str) -> Vec<String> {
        let mut found: Vec<(usize, u32, String)> = Vec::new();
        for part in parts(name) {
            let start = part.as_ptr() as usize - name.as_ptr() as usize;
            for (differences, id, word) in self.similar(part) {
                let text = [&name[..start], &in_case_of(part, word), &name[start + part.len()..]].concat();
                found.push((differences, id, text));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(.., text)| text).take(MOST).collect()
    }

    /// Words that resemble one that is none: how many differences there are, and how early the tokenizer learned them.
    fn similar(&self, part: &str) -> Vec<(usize, u32, &str)> {
        let small = part.to_lowercase();
        let letters: Vec<char> = small.chars().collect();
        let is_word =
            (SHORTEST..=LONGEST).contains(&letters.len()) && letters.iter().all(|it| it.is_alphabetic());
        if !is_word || self.words.contains_key(&small) {
            return Vec::new();
        }
        let most = if letters.len() < LONG { 1 } else { 2 };
        let mut found: Vec<_> = self
            .words
            .iter()
            .filter(|(word, _)| word.len().abs_diff(small.len()) <= most)
            .filter_map(|(word, id)| {
                let others: Vec<char> = word.chars().collect();
                Some((differences(&letters, &others, most)?, *id, word.as_str()))
            })
            .collect();
        found.sort_unstable();
        found.truncate(MOST_FOR_WORD);
        found
    }
}

/// The words that a name is made of: `split_whitespace`, `toLowerCase`, `HTTPServer`.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| !is_part(letter) || letter == '_' || letter == '$' || letter.is_ascii_digit())
        .flat_map(|part| {
            let letters: Vec<(usize, char)> = part.char_indices().collect();
            let mut starts = vec![0];
            for window in letters.windows(2) {
                if window[0].1.is_lowercase() && window[1].1.is_uppercase() {
                    starts.push(window[1].0);
                }
            }
            starts.push(part.len());
            let bounds: Vec<(usize, usize)> =
                starts.array_windows().map(|[start, end]| (*start, *end)).collect();
            bounds.into_iter().map(move |(start, end)| &part[start..end])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respelt(name: &str) -> Vec<String> {
        let words =
            [("collections", 300), ("whitespace", 400), ("space", 310), ("lower", 320), ("length", 330)];
        Lexicon { words: words.map(|(word, id)| (word.to_owned(), id)).into() }.respelt(name)
    }

    #[test]
    fn words_that_are_none_are_spelt_as_others() {
        for (name, expected) in [
            ("colections", "collections"),
            ("split_whitespce", "split_whitespace"),
            ("toLowwerCase", "toLowerCase"),
            ("LENGHT", "LENGTH"),
            ("flower_ab", "lower_ab"),
        ] {
            assert_eq!(respelt(name), [expected]);
        }
        assert_eq!(respelt("space").len() + respelt("le").len() + respelt("").len(), 0);
    }

    #[test]
    fn words_of_a_vocabulary_are_whole() {
        let texts = ["Collections", " collections", "colection;", "wor", "12345"].map(str::to_owned);
        let lexicon = Lexicon::new((300..).zip(texts));
        assert_eq!(lexicon.words, HashMap::from([("collections".to_owned(), 300)]));
        assert_eq!(lexicon.respelt("colections"), ["collections"]);
    }
}
