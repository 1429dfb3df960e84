//! What the model's thread has to do: a queue that stays short because nothing waits in it that nobody waits for, and because
//! a newer request is worth more than an old one.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use fixerr_shared::engine::CancelToken;
use tokio::sync::oneshot;

use super::inference::Job;
use crate::{
    fixer::{FixError, Fixes},
    model::ModelSettings,
};

/// Repairs that may wait; an editor asks for one or two at a time, so more means that something is stuck.
pub(super) const MAX_WAITING: usize = 32;

/// What comes of a repair.
pub(super) type Reply = Result<Fixes, FixError>;

/// A repair to do and who waits for it.
pub(super) struct Waiting {
    pub(super) job: Job,
    pub(super) cancel: CancelToken,
    pub(super) reply: oneshot::Sender<Reply>,
}

impl Waiting {
    fn is_wanted(&self) -> bool {
        !self.cancel.is_cancelled() && !self.reply.is_closed()
    }

    fn refuse(self) {
        // Whoever asked may be gone; that is what cancelling means.
        let _ = self.reply.send(Err(FixError::Cancelled));
    }
}

/// One thing to do.
pub(super) enum Command {
    /// Loads a model; the number says which of all loads this is.
    Load(u64, ModelSettings),
    Repair(Waiting),
}

#[derive(Default)]
struct State {
    commands: VecDeque<Command>,
    /// Ends the repair that was taken last.
    taken: Option<CancelToken>,
    closed: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing below panics between two steps that belong together.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a model be loaded when what waits already is done.
    pub(super) fn load(&self, number: u64, settings: ModelSettings) {
        self.lock().commands.push_back(Command::Load(number, settings));
        self.arrived.notify_one();
    }

    /// Lets a repair wait; `false` when the queue is closed. Those that nobody waits for go, and the oldest when there are
    /// still too many.
    pub(super) fn repair(&self, waiting: Waiting) -> bool {
        let mut state = self.lock();
        if state.closed {
            return false;
        }
        let mut count = 0;
        let mut kept = VecDeque::with_capacity(state.commands.len() + 1);
        for command in std::mem::take(&mut state.commands) {
            match command {
                Command::Repair(old) if !old.is_wanted() => old.refuse(),
                command => {
                    count += usize::from(matches!(command, Command::Repair(_)));
                    kept.push_back(command);
                }
            }
        }
        if count >= MAX_WAITING
            && let Some(at) = kept.iter().position(|command| matches!(command, Command::Repair(_)))
            && let Some(Command::Repair(oldest)) = kept.remove(at)
        {
            tracing::info!("{MAX_WAITING} requests wait for the model; the oldest is given up");
            oldest.refuse();
        }
        kept.push_back(Command::Repair(waiting));
        state.commands = kept;
        self.arrived.notify_one();
        true
    }

    /// The next thing to do: what was asked for last, before what waits behind it for another model. Waits for something to do. `None` when
    /// the queue is closed.
    pub(super) fn next(&self) -> Option<Command> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            let repairs =
                state.commands.iter().take_while(|command| matches!(command, Command::Repair(_))).count();
            match state.commands.remove(repairs.saturating_sub(1)) {
                Some(Command::Repair(waiting)) if !waiting.is_wanted() => waiting.refuse(),
                Some(command) => {
                    state.taken = match &command {
                        Command::Repair(waiting) => Some(waiting.cancel.clone()),
                        Command::Load(..) => None,
                    };
                    return Some(command);
                }
                None => state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Ends it, and the repair that is under way; what still waits is answered.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        if let Some(taken) = state.taken.take() {
            taken.cancel();
        }
        for command in state.commands.drain(..) {
            if let Command::Repair(waiting) = command {
                waiting.refuse();
            }
        }
        self.arrived.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(number: usize) -> (Waiting, CancelToken, oneshot::Receiver<Reply>) {
        let job = Job::of_line(&number.to_string());
        let (cancel, (reply, answer)) = (CancelToken::new(), oneshot::channel());
        (Waiting { job, cancel: cancel.clone(), reply }, cancel, answer)
    }

    fn taken(queue: &Queue) -> String {
        match queue.next() {
            Some(Command::Repair(waiting)) => waiting.job.document.to_string(),
            Some(Command::Load(number, _)) => format!("load {number}"),
            None => "closed".to_owned(),
        }
    }

    #[test]
    fn what_nobody_waits_for_goes_and_then_the_oldest() {
        let queue = Queue::default();
        queue.load(1, ModelSettings::default());
        let mut all: Vec<_> = (0..MAX_WAITING)
            .map(|number| {
                let (waiting, cancel, answer) = waiting(number);
                assert!(queue.repair(waiting));
                (cancel, Some(answer))
            })
            .collect();
        all[5].0.cancel();
        all[6].1 = None;
        let mut answered = |at: usize| all[at].1.as_mut().unwrap().try_recv().is_ok();
        let mut others = Vec::new();
        let mut add = |number: usize| {
            let (waiting, _, answer) = waiting(number);
            assert!(queue.repair(waiting));
            others.push(answer);
        };
        add(100);
        add(101);
        assert!(answered(5) && !answered(0), "room was made by those that nobody waits for");
        add(102);
        assert!(answered(0) && !answered(1), "the oldest was given up");
        queue.load(2, ModelSettings::default());
        let mut expected = vec!["load 1".to_owned()];
        expected.extend(["102", "101", "100"].map(str::to_owned));
        expected.extend((1..MAX_WAITING).rev().filter(|n| ![5, 6].contains(n)).map(|n| n.to_string()));
        expected.push("load 2".to_owned());
        let found: Vec<String> = expected.iter().map(|_| taken(&queue)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_newest_repair_comes_first_and_none_passes_a_load() {
        let queue = Queue::default();
        let mut answers = Vec::new();
        let mut add = |number: usize| {
            let (waiting, _, answer) = waiting(number);
            assert!(queue.repair(waiting));
            answers.push(answer);
        };
        (1..=3).for_each(&mut add);
        queue.load(1, ModelSettings::default());
        (4..=5).for_each(&mut add);
        let found: Vec<String> = (0..6).map(|_| taken(&queue)).collect();
        assert_eq!(found, ["3", "2", "1", "load 1", "5", "4"]);
    }

    #[test]
    fn a_closed_queue_answers_and_takes_nothing() {
        let queue = Queue::default();
        let (first, _, mut answer) = waiting(0);
        assert!(queue.repair(first));
        queue.close();
        assert_eq!(answer.try_recv().unwrap().unwrap_err(), FixError::Cancelled);
        assert!(!queue.repair(waiting(1).0));
        assert_eq!(taken(&queue), "closed");
    }

    #[test]
    fn closing_a_queue_ends_the_repair_under_way() {
        let queue = Queue::default();
        let (first, cancel, _answer) = waiting(0);
        queue.repair(first);
        assert_eq!(taken(&queue), "0");
        assert!(!cancel.is_cancelled());
        queue.close();
        assert!(cancel.is_cancelled());
    }
}
