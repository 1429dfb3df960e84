//! Threads that answer examples in turns.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context, anyhow};

/// Hands out numbers up to `n` to one worker per core; the first error stops them all.
pub(super) fn in_turns<W, T: Clone + Send>(
    n: usize,
    open: impl Fn() -> anyhow::Result<W> + Sync,
    answer: impl Fn(&mut W, usize) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    /// Whoever leaves takes all numbers that are left along: at the end there are none.
    struct Leaving<'a>(&'a AtomicUsize, usize);

    impl Drop for Leaving<'_> {
        fn drop(&mut self) {
            self.0.fetch_max(self.1, Ordering::Relaxed);
        }
    }

    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(n.max(1));
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(vec![None; n]);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| -> anyhow::Result<()> {
                    let _leaving = Leaving(&next, n);
                    let mut worker = open()?;
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= n {
                            return Ok(());
                        }
                        let outcome = answer(&mut worker, index)?;
                        if let Ok(mut outcomes) = outcomes.lock() {
                            outcomes[index] = Some(outcome);
                        }
                    }
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
        assert_eq!(in_turns(100, || Ok(2), |by, index| Ok(*by * index)).unwrap()[99], 198);
        assert!(in_turns(0, || Ok(()), |(), index| Ok(index)).unwrap().is_empty());

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
        let error = in_turns(100_000, || Ok(()), answer).unwrap_err().to_string();
        assert_eq!(error, "the first one");
        assert!(asked.into_inner() < 100_000);
        let opened = in_turns(10, || -> anyhow::Result<()> { bail!("no model") }, |(), _| Ok(()));
        assert_eq!(opened.unwrap_err().to_string(), "no model");
    }
}
