//! Progress bars that keep quiet where nobody watches.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over a known number of files.
pub(super) fn files(count: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(count as u64).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} files, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// A counter where the end is not known.
pub(super) fn examples(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {pos} examples, {per_sec}") {
        bar.set_style(style);
    }
    bar
}

/// A counter of commits over a known number of repositories; the prefix says how many are done.
pub(super) fn commits(repositories: usize) -> ProgressBar {
    let bar =
        ProgressBar::new_spinner().with_message(format!("of {repositories} repositories")).with_prefix("0");
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {prefix} {msg}, {human_pos} commits, {per_sec}")
    {
        bar.set_style(style);
    }
    bar
}
