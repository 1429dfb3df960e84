//! Threads that answer examples in turns.

use std::{
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use anyhow::{Context, anyhow};

/// Numbers that are handed out by groups, each number once.
struct Turns {
    groups: Vec<Range<usize>>,
    /// By group, the number that is handed out next.
    next: Vec<AtomicUsize>,
    /// The group that nobody has begun with.
    begun: AtomicUsize,
    stopped: AtomicBool,
}

impl Turns {
    /// Large groups come first: begun at the end, one would keep a single worker busy.
    fn new(mut groups: Vec<Range<usize>>) -> Self {
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let next = groups.iter().map(|group| AtomicUsize::new(group.start)).collect();
        Self { groups, next, begun: AtomicUsize::new(0), stopped: AtomicBool::new(false) }
    }

    /// The next number for a worker that is in this group, or has none yet: of the group, of the next one, or of those in which others
    /// still are.
    fn take(&self, group: &mut Option<usize>) -> Option<usize> {
        if self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        loop {
            if let Some(number) = group.and_then(|group| self.of(group)) {
                return Some(number);
            }
            let begun = self.begun.fetch_add(1, Ordering::Relaxed);
            if begun >= self.groups.len() {
                return (0..self.groups.len()).find_map(|group| self.of(group));
            }
            *group = Some(begun);
        }
    }

    fn of(&self, group: usize) -> Option<usize> {
        let end = self.groups[group].end;
        // What is beyond the end stays there, however often it is asked for.
        self.next[group]
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| (at < end).then_some(at + 1))
            .ok()
    }
}

/// Hands out the numbers of groups that together are `0..n` to one worker per core; the first error stops them all. As long as there are
/// enough groups, no two workers are in the same one.
pub(super) fn in_turns<W, T: Clone + Send>(
    groups: Vec<Range<usize>>,
    open: impl Fn() -> anyhow::Result<W> + Sync,
    answer: impl Fn(&mut W, usize) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    /// Whoever leaves stops the others: there was an error, or nothing is left.
    struct Leaving<'a>(&'a AtomicBool);

    impl Drop for Leaving<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    let n: usize = groups.iter().map(Range::len).sum();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(n.max(1));
    let turns = Turns::new(groups);
    let outcomes = Mutex::new(vec![None; n]);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| -> anyhow::Result<()> {
                    let _leaving = Leaving(&turns.stopped);
                    let mut worker = open()?;
                    let mut group = None;
                    while let Some(index) = turns.take(&mut group) {
                        let outcome = answer(&mut worker, index)?;
                        if let Ok(mut outcomes) = outcomes.lock() {
                            outcomes[index] = Some(outcome);
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow!("an evaluation thread panicked"))??;
        }
        anyhow::Ok(())
    })?;
    let outcomes = outcomes.into_inner().map_err(|_| anyhow!("an evaluation thread panicked"))?;
    outcomes.into_iter().collect::<Option<Vec<_>>>().context("not every example was answered")
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn all_is_answered_and_the_first_error_stops_every_worker() {
        assert_eq!(
            in_turns(vec![0..40, 40..41, 41..100], || Ok(2), |by, index| Ok(*by * index)).unwrap()[99],
            198
        );
        assert!(in_turns(Vec::new(), || Ok(()), |(), index| Ok(index)).unwrap().is_empty());

        let (asked, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let answer = |(): &mut (), index: usize| {
            asked.fetch_add(1, Ordering::Relaxed);
            if index == 0 {
                failed.store(1, Ordering::Relaxed);
                bail!("the first one");
            }
            // The others work on, each for the time that it takes to see the error.
            while failed.load(Ordering::Relaxed) == 0 {
                std::thread::yield_now();
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
            Ok(())
        };
        let error = in_turns(vec![0..50_000, 50_000..100_000], || Ok(()), answer).unwrap_err().to_string();
        assert_eq!(error, "the first one");
        assert!(asked.into_inner() < 100_000);
        let opened =
            in_turns(vec![0..5, 5..10], || -> anyhow::Result<()> { bail!("no model") }, |(), _| Ok(()));
        assert_eq!(opened.unwrap_err().to_string(), "no model");
    }

    #[test]
    fn a_worker_stays_in_its_group_and_then_helps() {
        let turns = Turns::new(vec![0..2, 2..6]);
        let (mut one, mut other) = (None, None);
        let first = [turns.take(&mut one), turns.take(&mut other), turns.take(&mut one)];
        assert_eq!(first, [Some(2), Some(0), Some(3)], "the larger group comes first");
        assert_eq!([turns.take(&mut other), turns.take(&mut other)], [Some(1), Some(4)]);
        assert_eq!([turns.take(&mut one), turns.take(&mut one)], [Some(5), None]);
        assert_eq!(turns.take(&mut other), None);
    }
}
