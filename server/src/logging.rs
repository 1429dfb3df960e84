//! Logs go to standard error, where editors show them, or to a file; standard output is the protocol's. The level can change
//! while the server runs.

use std::{
    fs::OpenOptions,
    io::{self, IsTerminal},
    path::Path,
    sync::{Arc, OnceLock},
};

use tracing_subscriber::{
    EnvFilter, Registry,
    fmt::{self, writer::BoxMakeWriter},
    layer::SubscriberExt,
    reload,
    util::SubscriberInitExt,
};

static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// Starts logging. `FIXERR_LOG` (in `tracing`'s filter syntax) beats `level`.
///
/// # Errors
/// What to say when the file cannot be written.
pub(crate) fn start(level: &str, file: Option<&Path>) -> Result<(), String> {
    let (writer, colours) = match file {
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let file =
                file.map_err(|error| format!("cannot write the log to {}: {error}", path.display()))?;
            (BoxMakeWriter::new(Arc::new(file)), false)
        }
        None => (BoxMakeWriter::new(io::stderr), io::stderr().is_terminal()),
    };
    let filter = EnvFilter::try_from_env("FIXERR_LOG").unwrap_or_else(|_| filter(level));
    let (layer, handle) = reload::Layer::new(filter);
    let lines = fmt::layer().with_writer(writer).with_ansi(colours).with_target(false);
    // A second start, in tests, keeps the first.
    if tracing_subscriber::registry().with(layer).with(lines).try_init().is_ok() {
        let _ = FILTER.set(handle);
    }
    Ok(())
}

/// Changes the level of FixErr's own messages, unless `FIXERR_LOG` chose one.
pub(crate) fn set_level(level: &str) {
    if std::env::var_os("FIXERR_LOG").is_none()
        && let Some(handle) = FILTER.get()
    {
        let _ = handle.reload(filter(level));
    }
}

fn filter(level: &str) -> EnvFilter {
    // What dependencies say below a warning is of no use to someone who reads an editor's log.
    EnvFilter::new(format!("warn,fixerr_server={level},fixerr_shared={level},ort=error"))
}
