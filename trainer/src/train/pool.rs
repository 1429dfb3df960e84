//! The threads that prepare data beside the training itself.

use anyhow::Context as _;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// All cores, but a step behind what else wants them: on a CPU the threads of libtorch wait for one another at every
/// operation, and one that has to share its core holds up all. Only a step, lest other programs starve the training of data.
pub(super) fn background() -> anyhow::Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .thread_name(|number| format!("data-{number}"))
        .start_handler(|_| step_back())
        .build()
        .context("cannot start threads for the data")
}

#[cfg(target_os = "linux")]
fn step_back() {
    // SAFETY: on Linux this sets the nice value of the calling thread alone; no memory is touched. A refusal does no harm.
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, 5);
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}
