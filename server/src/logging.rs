//! Logs go to standard error, where editors show them, or to a file; standard output is the protocol's. The level can change
//! while the server runs. A thread of its own writes them, so that nobody else waits for who should read them.

mod lines;

use std::{
    env,
    ffi::OsStr,
    fmt::Display,
    fs::OpenOptions,
    io::{self, IsTerminal, Write},
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tracing_subscriber::{EnvFilter, Registry, fmt, layer::SubscriberExt, reload, util::SubscriberInitExt};

use self::lines::Lines;

/// Holds a filter in `tracing`'s syntax.
const VARIABLE: &str = "FIXERR_LOG";
/// How long the program's end waits for the last lines to be written.
const PATIENCE: Duration = Duration::from_millis(500);

static LOG: OnceLock<Log> = OnceLock::new();

struct Log {
    filter: reload::Handle<EnvFilter, Registry>,
    /// Whether the filter is the variable's.
    is_chosen: bool,
    lines: Arc<Lines>,
}

/// Starts logging. `FIXERR_LOG` (in `tracing`'s filter syntax) beats `level`.
///
/// # Errors
/// What to say when the file cannot be written.
pub(crate) fn start(level: &str, file: Option<&Path>) -> Result<(), String> {
    let (writer, colours): (Box<dyn Write + Send>, bool) = match file {
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let file =
                file.map_err(|error| format!("cannot write the log to {}: {error}", path.display()))?;
            (Box::new(file), false)
        }
        None => (Box::new(io::stderr()), io::stderr().is_terminal()),
    };
    let lines = Lines::written_to(writer).map_err(|error| format!("cannot write a log: {error}"))?;
    let (chosen, problem) = match chosen(env::var_os(VARIABLE).as_deref()) {
        Ok(chosen) => (chosen, None),
        Err(problem) => (None, Some(problem)),
    };
    let is_chosen = chosen.is_some();
    let (layer, handle) = reload::Layer::new(chosen.unwrap_or_else(|| filter(level)));
    let layers = fmt::layer().with_writer(Arc::clone(&lines)).with_ansi(colours).with_target(false);
    // A second start, in tests, keeps the first.
    if tracing_subscriber::registry().with(layer).with(layers).try_init().is_ok() {
        let _ = LOG.set(Log { filter: handle, is_chosen, lines });
    }
    if let Some(problem) = problem {
        tracing::warn!("{problem}");
    }
    Ok(())
}

/// Changes the level of FixErr's own messages, unless `FIXERR_LOG` chose one.
pub(crate) fn set_level(level: &str) {
    if let Some(log) = LOG.get().filter(|log| !log.is_chosen) {
        let _ = log.filter.reload(filter(level));
    }
}

/// Waits a moment for the last lines to be written, before the program ends.
pub(crate) fn finish() {
    if let Some(log) = LOG.get() {
        log.lines.wait(PATIENCE);
    }
}

/// The filter that the variable holds; an empty one is as good as none.
fn chosen(value: Option<&OsStr>) -> Result<Option<EnvFilter>, String> {
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    let bad = |reason: &dyn Display| {
        format!("{VARIABLE}={} does not count, it is no filter: {reason}", value.display())
    };
    let text = value.to_str().ok_or_else(|| bad(&"not UTF-8"))?;
    EnvFilter::try_new(text).map(Some).map_err(|error| bad(&error))
}

fn filter(level: &str) -> EnvFilter {
    // What dependencies say below a warning is of no use to someone who reads an editor's log.
    EnvFilter::new(format!("warn,fixerr_server={level},fixerr_shared={level},ort=error"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_holds_a_filter_or_says_why_not() {
        let read = |text: &str| chosen(Some(text.as_ref()));
        assert!(chosen(None).unwrap().is_none() && read("").unwrap().is_none());
        assert_eq!(read("debug").unwrap().unwrap().to_string(), "debug");
        let problem = read("fixerr_server=loud").unwrap_err();
        assert!(problem.starts_with("FIXERR_LOG=fixerr_server=loud does not count"), "{problem}");
    }
}
