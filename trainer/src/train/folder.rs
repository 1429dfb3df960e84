//! A run's folder: one process at a time, one config for good, and the checkpoint that counts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use fixerr_shared::{files, tokenizer::CodeTokenizer};

use super::{checkpoint, run::RunOptions};
use crate::config::RunConfig;

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

/// Makes the run's folder, or checks that an existing one is this run's.
pub(super) fn prepare(
    config: &RunConfig,
    options: &RunOptions,
    tokenizer: &CodeTokenizer,
) -> anyhow::Result<()> {
    let run = &options.run;
    let (config_path, tokenizer_path) = (run.join("config.toml"), run.join("tokenizer.json"));
    let text = toml::to_string_pretty(config).context("cannot write the config as TOML")?;
    let has_checkpoints = !checkpoint::list(run)?.is_empty();
    if options.resume {
        let before = fs::read_to_string(&config_path)
            .with_context(|| format!("{}: nothing to resume", config_path.display()))?;
        let before: RunConfig = toml::from_str(&before).with_context(|| config_path.display().to_string())?;
        if before.model != config.model {
            bail!(
                "{}: the run's model is another than the config's; resume with the run's own config",
                config_path.display()
            );
        }
        if !CodeTokenizer::from_file(&tokenizer_path)?.has_same_ids(tokenizer) {
            bail!(
                "{}: the run's tokenizer is another than the one given, whose ids mean other tokens; resume without --tokenizer",
                tokenizer_path.display()
            );
        }
    } else if has_checkpoints {
        bail!(
            "{} already holds a run; pass --resume to go on with it, or choose another folder",
            run.display()
        );
    }
    fs::create_dir_all(run).with_context(|| run.display().to_string())?;
    files::write_atomically(&config_path, text.as_bytes())
        .with_context(|| config_path.display().to_string())?;
    files::write_atomically(&tokenizer_path, tokenizer.to_json()?.as_bytes())
        .with_context(|| tokenizer_path.display().to_string())
}

/// The folder that holds the weights that evaluation and export read: the best checkpoint, else the latest.
///
/// # Errors
/// When the run holds no checkpoint that verifies.
pub fn best_checkpoint(run: &Path) -> anyhow::Result<PathBuf> {
    let (latest, state) = checkpoint::latest(run, |error| eprintln!("warning: {error}"))?;
    if let Some((step, _)) = state.best {
        let best = checkpoint::at_step(run, step);
        if checkpoint::read_state(&best).is_ok() {
            return Ok(best);
        }
    }
    Ok(latest)
}
