//! Signals that end a command before its time. A run saves and stops at the first and ends at once at the second; what
//! only writes a temporary folder takes that along.

#[cfg(unix)]
use std::{fs, thread, time::Duration};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, Once, PoisonError, atomic::AtomicBool},
};

use anyhow::Context as _;
use tempfile::TempDir;

/// How often a folder that something is still being written to is tried to be removed.
#[cfg(unix)]
const TRIES: usize = 20;

/// Temporary folders that a signal takes along; those that are gone by themselves are still named.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The signals that a command stops at. A closed terminal sends SIGHUP, unless `nohup` made the process ignore it.
fn stop_signals() -> Vec<i32> {
    let mut signals = vec![signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
    #[cfg(unix)]
    {
        // SAFETY: asks what the signal does at present, and changes nothing.
        let is_ignored = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            libc::sigaction(libc::SIGHUP, std::ptr::null(), &raw mut action) == 0
                && action.sa_sigaction == libc::SIG_IGN
        };
        if !is_ignored {
            signals.push(signal_hook::consts::SIGHUP);
        }
    }
    signals
}

/// A flag that the first such signal sets. The second ends the process as one that no one handles would: with the status
/// of a shell's child, 130 for SIGINT.
///
/// # Errors
/// The system lets no one watch for a signal.
pub(crate) fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in stop_signals() {
        // In this order: the first signal finds the flag unset here, and sets it there.
        signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)))
            .context("cannot watch for signals")?;
    }
    Ok(stop)
}

/// A folder that is gone at the end, also when a signal ends the process: a whole model may lie in it.
///
/// # Errors
/// The folder cannot be made, or no one can watch for signals.
pub(crate) fn temporary_folder() -> anyhow::Result<TempDir> {
    static WATCHED: Once = Once::new();
    let mut watched = Ok(());
    WATCHED.call_once(|| watched = watch());
    watched?;
    // Locked before it is there: a signal in between would not know of it.
    let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    folders.push(folder.path().to_owned());
    Ok(folder)
}

/// Starts a thread that waits for a signal, removes the folders and ends the process.
#[cfg(unix)]
fn watch() -> anyhow::Result<()> {
    let mut signals =
        signal_hook::iterator::Signals::new(stop_signals()).context("cannot watch for signals")?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
            for folder in folders.drain(..) {
                // Other threads write on until the process ends, but make no folder anew.
                for _ in 0..TRIES {
                    if fs::remove_dir_all(&folder).is_ok() || !folder.exists() {
                        break;
                    }
                    thread::sleep(Duration::from_millis(5));
                }
            }
            // Not `process::exit`, whose clean-up other threads would run into.
            signal_hook::low_level::exit(128 + signal);
        }
    });
    Ok(())
}

#[cfg(not(unix))]
const fn watch() -> anyhow::Result<()> {
    Ok(())
}
