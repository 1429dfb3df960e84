//! What the model said of windows that it has read before. An editor asks again and again about lines that nobody has
//! changed; then neither encoder nor decoder runs a second time.

use std::collections::HashMap;

use lru::LruCache;

use crate::engine::{Encoded, Hypothesis};

/// Windows by their tokens, the least recently used first to go.
pub(super) struct WindowCache {
    windows: LruCache<Box<[u32]>, Window>,
    bytes: usize,
    most: usize,
}

/// What the model said of one window. The marked lines and the message are among its tokens, so that nothing else decides it.
pub(super) struct Window {
    pub(super) encoded: Encoded,
    pub(super) greedy: Option<Hypothesis>,
    /// By how many were asked for: a search for more prunes less, and may find others.
    pub(super) answers: HashMap<usize, Vec<Hypothesis>>,
    /// Answers that were proposed to it.
    pub(super) scored: HashMap<Vec<u32>, Hypothesis>,
    /// What answers' log-probabilities cannot exceed, by how many tokens they begin with that the marked lines begin with, too,
    /// and by the token that follows; `None` is the end.
    pub(super) bounds: HashMap<(usize, Option<u32>), f64>,
}

impl Window {
    pub(super) fn new(encoded: Encoded) -> Self {
        Self {
            encoded,
            greedy: None,
            answers: HashMap::new(),
            scored: HashMap::new(),
            bounds: HashMap::new(),
        }
    }

    fn bytes(&self) -> usize {
        let answers = self.answers.values().flatten().chain(self.scored.values()).chain(&self.greedy);
        // A scored answer's tokens stand there twice.
        let tokens = answers.map(|answer| size_of::<Hypothesis>() + 2 * size_of_val(answer.ids.as_slice()));
        let bounds = self.bounds.len() * size_of::<((usize, Option<u32>), f64)>();
        self.encoded.bytes() + size_of::<Self>() + tokens.sum::<usize>() + bounds
    }
}

impl WindowCache {
    /// A cache that holds at most so many bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { windows: LruCache::unbounded(), bytes: 0, most }
    }

    /// Takes a window out, to be put back by [`Self::put`].
    pub(super) fn take(&mut self, ids: &[u32]) -> Option<Window> {
        let window = self.windows.pop(ids)?;
        self.bytes -= weight(ids, &window);
        Some(window)
    }

    /// Puts a window in; older ones go to make room. One that would not fit by itself is not kept.
    pub(super) fn put(&mut self, ids: &[u32], window: Window) {
        let weight_of_this = weight(ids, &window);
        if weight_of_this > self.most {
            return;
        }
        while self.bytes + weight_of_this > self.most {
            let Some((ids, oldest)) = self.windows.pop_lru() else { break };
            self.bytes -= weight(&ids, &oldest);
        }
        self.bytes += weight_of_this;
        if let Some((ids, replaced)) = self.windows.push(ids.into(), window) {
            self.bytes -= weight(&ids, &replaced);
        }
    }
}

fn weight(ids: &[u32], window: &Window) -> usize {
    size_of_val(ids) + window.bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(bytes: usize) -> Window {
        Window::new(Encoded::new((), bytes))
    }

    #[test]
    fn the_least_recently_used_goes_when_the_bytes_are_spent() {
        let mut cache = WindowCache::new(4000);
        for id in 0..3 {
            cache.put(&[id], window(1000));
        }
        assert!(cache.bytes > 3000 && cache.bytes <= 4000, "{}", cache.bytes);
        // The first is used again, and the second makes room.
        let first = cache.take(&[0]).unwrap();
        cache.put(&[0], first);
        cache.put(&[3], window(1000));
        assert!(cache.take(&[1]).is_none());
        for id in [0, 2, 3] {
            assert!(cache.take(&[id]).is_some(), "{id}");
        }
        assert_eq!(cache.bytes, 0);
    }

    #[test]
    fn what_would_not_fit_is_not_kept_and_drives_nothing_out() {
        let mut cache = WindowCache::new(4000);
        cache.put(&[1], window(1000));
        cache.put(&[2], window(5000));
        assert!(cache.take(&[2]).is_none());
        assert!(cache.take(&[1]).is_some());
        let mut none = WindowCache::new(0);
        none.put(&[1], window(0));
        assert!(none.take(&[1]).is_none());
    }

    #[test]
    fn a_window_put_twice_counts_once_and_answers_count() {
        let mut cache = WindowCache::new(1 << 20);
        cache.put(&[1], window(100));
        let empty = cache.bytes;
        cache.put(&[1], window(100));
        assert_eq!(cache.bytes, empty);
        let mut more = cache.take(&[1]).unwrap();
        let answer = Hypothesis { ids: vec![7; 100], log_probability: -1.0, tokens: 101, finished: true };
        more.answers.insert(5, vec![answer; 3]);
        cache.put(&[1], more);
        assert!(cache.bytes >= empty + 3 * 400);
    }
}
