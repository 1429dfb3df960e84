//! A run's folder: one process at a time, one config for good, and the checkpoint that counts.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use fixerr_shared::{files, tokenizer::CodeTokenizer};

use super::{checkpoint, epochs, fresh, record, run::RunOptions};
use crate::{
    config::RunConfig,
    export_command::{self, CHECK_WINDOWS},
    metrics::METRICS,
};

/// The resolved config's name in a run's folder.
pub(super) const CONFIG: &str = "config.toml";
const TOKENIZER: &str = "tokenizer.json";

/// Holds the run's folder: two processes in one run would overwrite each other's checkpoints. The system lets go when the
/// process ends, however it ends.
pub(super) fn lock(run: &Path) -> anyhow::Result<fs::File> {
    let path = run.join(".lock");
    let file = fs::File::create(&path).with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            bail!("another process is training this run; wait for it, or choose another folder")
        }
        Err(fs::TryLockError::Error(error)) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// Checks that an existing folder is this run's, or free for a new one; the config that the run had when it goes on.
pub(super) fn check(
    config: &RunConfig,
    options: &RunOptions,
    tokenizer: &CodeTokenizer,
) -> anyhow::Result<Option<RunConfig>> {
    let run = &options.run;
    if !options.resume {
        check_free(run)?;
        return Ok(None);
    }
    let (config_path, tokenizer_path) = (run.join(CONFIG), run.join(TOKENIZER));
    let before = fs::read_to_string(&config_path)
        .with_context(|| format!("{}: nothing to resume", config_path.display()))?;
    let before: RunConfig = toml::from_str(&before).with_context(|| config_path.display().to_string())?;
    if before.model != config.model {
        bail!(
            "{}: the run's model is another than the config's; resume with the run's own config",
            config_path.display()
        );
    }
    if before.train.frozen_layers != config.train.frozen_layers {
        bail!(
            "{}: train.frozen_layers is {} in this run, whose optimizer knows no others; resume with that, or start a new run with --init-from",
            config_path.display(),
            before.train.frozen_layers
        );
    }
    if !CodeTokenizer::from_file(&tokenizer_path)?.has_same_ids(tokenizer) {
        bail!(
            "{}: the run's tokenizer is another than the one given, whose ids mean other tokens; resume without --tokenizer",
            tokenizer_path.display()
        );
    }
    Ok(Some(before))
}

/// Whether a file's content is what a run keeps under the file's name.
type IsOurs = fn(&[u8]) -> bool;

/// What a run keeps in its folder besides.
const KEPT: [(&str, IsOurs); 4] = [
    (fresh::SOURCES, fresh::is_record),
    (epochs::PASS, epochs::is_count),
    (CHECK_WINDOWS, export_command::is_check_windows),
    (record::RECORD, record::is_record),
];

/// Refuses a folder for a new run that holds another, or files of anything else under the names that a run writes. A run
/// that never got to a checkpoint may begin again.
fn check_free(run: &Path) -> anyhow::Result<()> {
    if !checkpoint::list(run)?.is_empty() {
        bail!(
            "{} already holds a run; pass --resume to go on with it, or choose another folder",
            run.display()
        );
    }
    for (name, is_ours) in KEPT {
        let path = run.join(name);
        match fs::read(&path) {
            Ok(content) if is_ours(&content) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            _ => bail!("{}: would be overwritten, and is not a run's; choose another folder", path.display()),
        }
    }
    let Some(name) = [CONFIG, TOKENIZER, METRICS].into_iter().find(|name| run.join(name).exists()) else {
        return Ok(());
    };
    let starts = record::read(run).unwrap_or_default();
    if starts.is_empty() || starts.iter().any(|start| start.step > 0) {
        bail!(
            "{}: would be overwritten, and {} does not say that it is of a run that never got to a checkpoint; choose another folder",
            run.join(name).display(),
            record::RECORD
        );
    }
    Ok(())
}

/// Keeps config and tokenizer in the run's folder.
pub(super) fn keep(config: &RunConfig, run: &Path, tokenizer: &CodeTokenizer) -> anyhow::Result<()> {
    let text = toml::to_string_pretty(config).context("cannot write the config as TOML")?;
    for (name, text) in [(CONFIG, text), (TOKENIZER, tokenizer.to_json()?)] {
        let path = run.join(name);
        files::write_atomically(&path, text.as_bytes()).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The folder that holds the weights that evaluation and export read: the best checkpoint, else the latest.
///
/// # Errors
/// When the run holds no checkpoint that verifies.
pub fn best_checkpoint(run: &Path) -> anyhow::Result<PathBuf> {
    best_or_latest(run, |line| say!("warning: {line}"))
}

fn best_or_latest(run: &Path, mut warn: impl FnMut(String)) -> anyhow::Result<PathBuf> {
    if checkpoint::list(run)?.is_empty() {
        bail!(
            "{}: no checkpoint yet; one is written every train.checkpoint_every steps and when the run is stopped",
            run.display()
        );
    }
    let (latest, state) = checkpoint::latest(run, |error| warn(error.to_string()))?;
    let Some((step, _)) = state.best else { return Ok(latest) };
    let best = checkpoint::at_step(run, step);
    match checkpoint::read_state(&best) {
        Ok(_) => Ok(best),
        Err(error) => {
            warn(format!(
                "the best checkpoint cannot be read, so {} is taken instead: {error}",
                latest.display()
            ));
            Ok(latest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{checkpoint::State, record::Start},
        *,
    };

    #[test]
    fn a_new_run_overwrites_nothing_but_one_that_never_got_to_a_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path();
        check_free(&run.join("none")).unwrap();
        check_free(run).unwrap();
        let said = || check_free(run).unwrap_err().to_string();
        for name in [CONFIG, TOKENIZER, METRICS] {
            fs::write(run.join(name), "").unwrap();
            assert!(said().contains(name) && said().contains("choose another folder"), "{}", said());
            fs::remove_file(run.join(name)).unwrap();
        }
        for (name, _) in KEPT {
            fs::write(run.join(name), "{\"mine\": [1]}").unwrap();
            assert!(said().contains(name) && said().contains("choose another folder"), "{}", said());
            fs::remove_file(run.join(name)).unwrap();
        }
        // What a run leaves that was stopped before its first step.
        fs::write(run.join(CHECK_WINDOWS), "[]").unwrap();
        check_free(run).unwrap();
        fs::write(run.join(CONFIG), "").unwrap();
        record::append(run, Start::now()).unwrap();
        check_free(run).unwrap();
        // Its checkpoints were taken away.
        record::append(run, Start { step: 70, ..Start::now() }).unwrap();
        assert!(said().contains("would be overwritten"), "{}", said());
        fs::create_dir_all(checkpoint::at_step(run, 70)).unwrap();
        assert!(said().contains("already holds a run"), "{}", said());
    }
    #[test]
    fn the_best_checkpoint_counts_and_a_damaged_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path();
        let error = best_checkpoint(run).unwrap_err().to_string();
        assert!(error.contains("no checkpoint yet") && !error.contains("--resume"), "{error}");
        let save = |step| {
            let at = checkpoint::at_step(run, step);
            let state = State { step, best: Some((3, 0.5)), ..State::default() };
            fs::create_dir_all(&at).unwrap();
            fs::write(at.join(checkpoint::STATE), serde_json::to_vec(&state).unwrap()).unwrap();
            at
        };
        let (best, latest) = (save(3), save(6));
        let chosen = || {
            let mut said = Vec::new();
            (best_or_latest(run, |line| said.push(line)).unwrap(), said)
        };
        assert_eq!(chosen(), (best.clone(), Vec::new()));
        fs::write(best.join(checkpoint::STATE), "{").unwrap();
        let (path, said) = chosen();
        assert_eq!((path, said.len()), (latest, 1));
        assert!(said[0].contains("step-00000003") && said[0].contains("step-00000006"), "{}", said[0]);
    }
}
