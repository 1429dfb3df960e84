//! What a run shows to people while it runs: a progress bar.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `steps`, with time left; plain silence when standard error is no terminal.
pub fn bar(steps: u64, done: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps).with_position(done);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} steps  {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar.reset_eta();
    bar
}
