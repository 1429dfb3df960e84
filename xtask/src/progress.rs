//! Progress for people: bars on a terminal, a plain line per step elsewhere.

use std::{io::IsTerminal as _, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

/// A spinner that shows how many bytes have come so far.
pub(crate) fn growing(message: &str) -> ProgressBar {
    let bar = visible(ProgressBar::new_spinner(), message);
    bar.set_style(style("{spinner} {msg} {bytes} ({bytes_per_sec}, {elapsed})"));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A bar over a known number of bytes.
pub(crate) fn bytes(total: u64, message: &str) -> ProgressBar {
    let bar = visible(ProgressBar::new(total), message);
    bar.set_style(style("  {msg} [{bar:20}] {bytes}/{total_bytes} ({eta} left)"));
    bar
}

fn visible(bar: ProgressBar, message: &str) -> ProgressBar {
    // indicatif draws nothing when stderr is no terminal; a log still should say what takes so long.
    if !std::io::stderr().is_terminal() {
        eprintln!("{message} …");
    }
    bar.with_message(message.to_owned())
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
