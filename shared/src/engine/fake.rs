//! A decoder without a network, for testing the loops: it leans towards one answer and has an opinion on every other.

use super::{
    CancelToken, EngineError,
    steps::{Saved, Steps},
    vocabulary::Vocabulary,
};

/// 64 rows: ids below 4 are special, 60 and above padding, 2 ends an answer.
pub(super) const VOCABULARY: Vocabulary = Vocabulary { first: 4, end: 60, stop: 2, width: 64 };

pub(super) struct Fake {
    answer: Vec<u32>,
    /// What each row's cache holds.
    rows: Vec<Vec<u32>>,
    logits: Vec<f32>,
    pub(super) passes: usize,
    /// Cancels the token in this pass.
    pub(super) cancel_after: Option<(usize, CancelToken)>,
}

/// Marked lines and what they are rewritten to.
pub(super) fn answers() -> Vec<(Vec<u32>, Vec<u32>)> {
    let span: Vec<u32> = (10..45).chain(10..20).collect();
    let mut cases =
        vec![(span.clone(), span.clone()), (span.clone(), Vec::new()), (Vec::new(), vec![7, 8, 9])];
    for at in [0, 1, 17, 34, 44] {
        let (mut changed, mut shorter, mut longer) = (span.clone(), span.clone(), span.clone());
        changed[at] = 50;
        shorter.remove(at);
        longer.insert(at, 12);
        cases.extend([changed, shorter, longer].map(|answer| (span.clone(), answer)));
    }
    cases.push((span.clone(), span.iter().rev().copied().collect()));
    cases.push((vec![10; 20], vec![10; 21]));
    cases.push((span, vec![4; 40]));
    cases
}

impl Fake {
    pub(super) fn answering(answer: &[u32]) -> Self {
        Self {
            answer: answer.to_vec(),
            rows: vec![Vec::new()],
            logits: Vec::new(),
            passes: 0,
            cancel_after: None,
        }
    }

    /// Sum of log-probabilities of an answer and the end token.
    pub(super) fn score(&self, ids: &[u32]) -> f64 {
        let mut prefix = vec![1];
        let mut sum = 0.0;
        for id in ids.iter().copied().chain([VOCABULARY.stop]) {
            let row = self.row(&prefix);
            let allowed = (VOCABULARY.first..VOCABULARY.end).chain([VOCABULARY.stop as usize]);
            let total: f64 = allowed.map(|id| f64::from(row[id]).exp()).sum();
            sum += f64::from(row[id as usize]) - total.ln();
            prefix.push(id);
        }
        sum
    }

    fn row(&self, prefix: &[u32]) -> Vec<f32> {
        let mut state = prefix.iter().fold(17_u32, |hash, id| hash.wrapping_mul(31).wrapping_add(*id));
        let mut row: Vec<f32> = (0..VOCABULARY.width)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32
            })
            .collect();
        let wanted = self.answer.get(prefix.len() - 1).copied().unwrap_or(VOCABULARY.stop);
        row[wanted as usize] += 6.0;
        // What is masked is what the network likes best.
        for masked in [0, 1, 3, 60, 63] {
            row[masked] += 20.0;
        }
        row
    }
}

impl Steps for Fake {
    fn step(&mut self, ids: &[u32], rows: usize) -> Result<(), EngineError> {
        assert_eq!(self.rows.len(), rows);
        self.passes += 1;
        if let Some((pass, token)) = &self.cancel_after
            && *pass == self.passes
        {
            token.cancel();
        }
        self.logits.clear();
        for (row, new) in ids.chunks_exact(ids.len() / rows).enumerate() {
            for id in new {
                assert!(self.rows[row].is_empty() == (*id == 1), "an answer begins with the start token");
                self.rows[row].push(*id);
                let logits = self.row(&self.rows[row]);
                self.logits.extend(logits);
            }
        }
        Ok(())
    }

    fn logits(&self) -> Result<&[f32], EngineError> {
        Ok(&self.logits)
    }

    fn keep(&mut self, rows: &[usize], length: usize) -> Result<(), EngineError> {
        self.rows = rows.iter().map(|row| self.rows[*row][..length].to_vec()).collect();
        Ok(())
    }

    fn save(&self) -> Saved {
        Saved::new(self.rows.clone())
    }

    fn restore(&mut self, saved: &Saved, length: usize) -> Result<(), EngineError> {
        self.rows.clone_from(saved.get::<Vec<Vec<u32>>>()?);
        self.keep(&[0], length)
    }
}
