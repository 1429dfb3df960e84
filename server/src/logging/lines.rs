//! Lines of the log on their way to who reads them. Only the thread that writes them ever waits: what there is no room for meanwhile is
//! lost, and how much that was is told where it would stand.

use std::{
    collections::VecDeque,
    io::{self, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// Most that waits to be written.
const MOST_BYTES: usize = 1 << 20;

/// Lines that wait to be written.
#[derive(Default)]
pub(super) struct Lines {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Vec<u8>>,
    /// Of all that wait.
    bytes: usize,
    /// Lines that were lost after those that wait.
    lost: usize,
    /// Whether a line was taken and is not written yet.
    is_writing: bool,
}

impl Lines {
    /// Lines that a thread of their own writes.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn written_to(writer: impl Write + Send + 'static) -> io::Result<Arc<Self>> {
        let lines = Arc::new(Self::default());
        let own = Arc::clone(&lines);
        thread::Builder::new().name("log".to_owned()).spawn(move || own.write_on(writer))?;
        Ok(lines)
    }

    /// Waits until everything is written, but no longer than that.
    pub(super) fn wait(&self, patience: Duration) {
        let is_left = |state: &mut State| state.is_writing || !state.is_empty();
        drop(self.changed.wait_timeout_while(self.lock(), patience, is_left));
    }

    fn push(&self, line: &[u8]) {
        let mut state = self.lock();
        if state.bytes + line.len() > MOST_BYTES {
            state.lost += 1;
            return;
        }
        if state.lost > 0 {
            let note = state.note();
            state.add(note);
        }
        state.add(line.to_owned());
        drop(state);
        self.changed.notify_all();
    }

    fn write_on(&self, mut writer: impl Write) {
        let mut state = self.lock();
        loop {
            let waited = self.changed.wait_while(state, |state| state.is_empty());
            state = waited.unwrap_or_else(PoisonError::into_inner);
            let line = state.take();
            state.is_writing = true;
            drop(state);
            // Nothing is left to do when nobody can read the log.
            let _ = writer.write_all(&line).and_then(|()| writer.flush());
            state = self.lock();
            state.is_writing = false;
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.lost == 0
    }

    fn add(&mut self, line: Vec<u8>) {
        self.bytes += line.len();
        self.waiting.push_back(line);
    }

    /// What is to be written next.
    fn take(&mut self) -> Vec<u8> {
        let Some(line) = self.waiting.pop_front() else { return self.note() };
        self.bytes -= line.len();
        line
    }

    /// Tells what was lost.
    fn note(&mut self) -> Vec<u8> {
        format!("(lines lost here, because nobody read the log: {})\n", std::mem::take(&mut self.lost)).into()
    }
}

/// Whoever logs writes whole lines, each at once.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tracing_subscriber::fmt;

    use super::*;

    /// Says that it has a line, and writes nothing until the other end of its second channel is gone.
    struct Stuck(mpsc::Sender<()>, mpsc::Receiver<()>, Arc<Mutex<Vec<u8>>>);

    impl Write for Stuck {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            let _ = self.0.send(());
            let _ = self.1.recv();
            self.2.lock().unwrap().extend(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_logs_does_not_wait_for_who_reads() {
        let (begins, begun) = mpsc::channel();
        let (reader, waits) = mpsc::channel();
        let written = Arc::<Mutex<Vec<u8>>>::default();
        let lines = Lines::written_to(Stuck(begins, waits, Arc::clone(&written))).unwrap();
        let subscriber = fmt().with_writer(Arc::clone(&lines)).with_ansi(false).without_time().finish();
        let filling = "x".repeat(1000);
        let log = |number: usize| tracing::info!("{number} {filling}");
        tracing::subscriber::with_default(subscriber, || {
            log(0);
            // The line that the thread took would make room for another in between.
            begun.recv().unwrap();
            (1..3000).for_each(log);
            lines.wait(Duration::from_millis(1));
            drop(reader);
            lines.wait(Duration::from_mins(1));
            log(3000);
            lines.wait(Duration::from_mins(1));
        });
        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let [kept @ .., note, last] = &*lines else { panic!("{} lines", lines.len()) };
        for (number, line) in kept.iter().enumerate() {
            assert!(line.contains(&format!(" {number} xxx")), "{number}: {line}");
        }
        let count = 3000 - kept.len();
        // A line has somewhat more than 1,000 bytes, so nearly as many have room.
        assert!((900..2999).contains(&kept.len()), "{}", kept.len());
        assert_eq!(*note, format!("(lines lost here, because nobody read the log: {count})"));
        assert!(last.contains(" 3000 xxx"), "{last}");
    }
}
