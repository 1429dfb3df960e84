//! How far a run over many places is, for whoever looks at a terminal.

use std::{
    io::{self, IsTerminal},
    path::Path,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::paint;

/// A bar on standard error, or nothing.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar over `places`. What is listed on the same terminal shows the progress by itself.
    pub(super) fn new(places: usize, is_list: bool) -> Self {
        let is_seen = places > 1 && io::stderr().is_terminal() && !(is_list && io::stdout().is_terminal());
        let target = if is_seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(places as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{pos}/{len} {bar:20} {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    pub(super) fn file(&self, path: &Path) {
        self.bar.set_message(paint::printable(&path.display().to_string()));
    }

    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    /// Prints something, the bar out of the way.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
