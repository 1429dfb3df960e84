//! Input-copy drafts: tokens of a text that the answer resembles are proposed, and one pass of the decoder checks them all
//! ("Instantaneous Grammatical Error Correction with Shallow Aggressive Decoding", Sun et al. 2021).

/// Tokens of the first proposal. One that is accepted whole is followed by one twice as long: a pass over four tokens costs
/// hardly more than one over a single token, but most of a long one is wasted when its first tokens are rejected.
const FIRST_DRAFT: usize = 4;
/// Longest proposal.
const MAX_DRAFT: usize = 32;
/// Longest run of tokens by which a place in the text is recognized.
const MAX_MATCH: usize = 8;

/// Where an answer stands in the text that it resembles.
#[derive(Clone, Debug)]
pub(super) struct Draft<'t> {
    text: &'t [u32],
    /// The text's next token, when the answer's last ones were found in it.
    at: Option<usize>,
    /// The text's next token if every token of the answer replaced one of the text's.
    aligned: usize,
    /// Tokens of the next proposal at most.
    most: usize,
}

impl<'t> Draft<'t> {
    /// An answer that has not begun.
    pub(super) const fn new(text: &'t [u32]) -> Self {
        Self::from(text, 0)
    }

    /// An answer that goes on with the text's token `at`.
    pub(super) const fn from(text: &'t [u32], at: usize) -> Self {
        Self { text, at: Some(at), aligned: at, most: FIRST_DRAFT }
    }

    /// What to propose, at most `limit` tokens.
    pub(super) fn tokens(&self, limit: usize) -> &'t [u32] {
        let rest = self.at.and_then(|at| self.text.get(at..)).unwrap_or_default();
        &rest[..rest.len().min(limit.min(self.most))]
    }

    /// Takes note of the answer, which grew by `new` tokens: those that were `proposed`, as far as they were accepted, and one.
    pub(super) fn advance(&mut self, answer: &[u32], new: usize, proposed: usize) {
        self.most = if new > proposed { MAX_DRAFT.min(2 * self.most) } else { FIRST_DRAFT };
        let tail = &answer[answer.len() - new..];
        self.aligned += new;
        self.at = match self.at {
            Some(at) if self.text.get(at..at + new) == Some(tail) => Some(at + new),
            _ => self.find(answer),
        };
        if let Some(at) = self.at {
            self.aligned = at;
        }
    }

    /// The place after the answer's shortest ending that stands in the text exactly once; when there is none, after the
    /// occurrence of the longest ending that is nearest to the aligned place.
    fn find(&self, answer: &[u32]) -> Option<usize> {
        let last = *answer.last()?;
        let mut places: Vec<usize> = (1..=self.text.len()).filter(|end| self.text[end - 1] == last).collect();
        for n in 2..=answer.len().min(MAX_MATCH) {
            if places.len() <= 1 {
                break;
            }
            let ending = &answer[answer.len() - n..];
            let longer: Vec<usize> = places
                .iter()
                .copied()
                .filter(|end| *end >= n && self.text[end - n..*end] == *ending)
                .collect();
            if longer.is_empty() {
                break;
            }
            places = longer;
        }
        places.into_iter().rev().min_by_key(|place| place.abs_diff(self.aligned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_the_shortest_ending_that_is_unique() {
        let draft = |aligned| Draft { text: &[5, 6, 7, 5, 6, 8], at: None, aligned, most: 1 };
        assert_eq!(draft(0).find(&[9, 8]), Some(6));
        assert_eq!(draft(0).find(&[7, 5, 6]), Some(5));
        assert_eq!(draft(0).find(&[9]), None);
        assert_eq!(draft(1).find(&[9, 6]), Some(2));
        assert_eq!(draft(5).find(&[9, 6]), Some(5));
    }
}
