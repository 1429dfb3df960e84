//! How many batches a pass over the data has, counted once and kept in the run's folder: a run by epochs follows from it,
//! and a resumed run needs no second count. Fresh bugs make passes of other lengths, so runs on them count steps.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use fixerr_shared::{example::ExampleError, files};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    batches::{CHUNK, Chunks, Dropped, Position, StreamOptions, cut},
    record::DataFile,
};
use crate::config::RunConfig;

/// The file in a run's folder that keeps the count.
pub(super) const PASS: &str = "pass.json";

/// One pass over the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pass {
    /// Batches.
    batches: u64,
    /// Examples in them.
    examples: u64,
    /// Examples in none.
    dropped: Dropped,
    /// SHA-256 of what the count depends on: files by name and length, tokenizer, window, size of batches.
    of: String,
}

/// Whether a file's content is what a run keeps as [`PASS`].
pub(super) fn is_count(content: &[u8]) -> bool {
    serde_json::from_slice::<Pass>(content).is_ok()
}

/// The config with its steps: counted when it names epochs.
///
/// # Errors
/// Data that cannot be read or fits no window, a schedule that is longer than the run, a count that cannot be kept.
pub fn with_steps(config: &RunConfig, run: &Path, options: &StreamOptions) -> anyhow::Result<RunConfig> {
    let config_path = run.join("config.toml");
    if config.train.epochs == 0 {
        return Ok(config.with_steps(0, &config_path)?);
    }
    if options.fresh.is_some() {
        bail!(
            "{}: train.epochs = {}: passes over --sources differ in length, for each draws other bugs; say --set train.steps=N instead",
            config_path.display(),
            config.train.epochs
        );
    }
    let path = run.join(PASS);
    let of = key(options)?;
    let kept = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<Pass>(&text).ok());
    let pass = if let Some(pass) = kept.filter(|pass| pass.of == of) {
        pass
    } else {
        say!("counting the examples of a pass over the data");
        let pass = count(options, of)?;
        let json = serde_json::to_vec_pretty(&pass).context("cannot write JSON")?;
        files::write_atomically(&path, &json).with_context(|| path.display().to_string())?;
        pass
    };
    if pass.batches == 0 {
        let words = pass.dropped.words(pass.examples).unwrap_or_else(|| "the files hold none".to_owned());
        bail!("nothing to train on: {words}");
    }
    let config = config.with_steps(pass.batches, &config_path)?;
    say!(
        "{} passes over {} examples in {} batches: {} steps",
        config.train.epochs,
        pass.examples,
        pass.batches,
        config.train.steps
    );
    Ok(config)
}

/// Cuts every chunk as training will, and counts.
fn count(options: &StreamOptions, of: String) -> Result<Pass, ExampleError> {
    let mut pass = Pass { batches: 0, examples: 0, dropped: Dropped::default(), of };
    let mut chunks = Chunks::open(&options.files, options.skip_bad)?;
    loop {
        let examples = chunks.next_chunk(CHUNK)?;
        if examples.is_empty() {
            return Ok(pass);
        }
        let (batches, dropped) = cut(options, &examples, Position::default());
        pass.batches += batches.len() as u64;
        pass.examples += batches.iter().map(|batch| batch.len() as u64).sum::<u64>();
        pass.dropped.add(dropped);
    }
}

fn key(options: &StreamOptions) -> anyhow::Result<String> {
    // Everything that `cut` and `Chunks` look at; the seed decides the order alone.
    let StreamOptions { files, tokenizer, window, batch_tokens, batch_size, seed: _, skip_bad, fresh: _ } =
        options;
    let files: Vec<(PathBuf, u64)> =
        files.iter().map(|path| DataFile::new(path)).map(|file| (file.path, file.bytes)).collect();
    let text = format!("{files:?} {window} {batch_tokens} {batch_size} {skip_bad} {}", tokenizer.to_json()?);
    Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::{
        super::batches::{BatchStream, tests::options},
        *,
    };

    const TINY: &str = include_str!("../../../configs/tiny.toml");

    fn config(folder: &Path, set: &[&str]) -> RunConfig {
        let path = folder.join("c.toml");
        fs::write(&path, TINY).unwrap();
        let set: Vec<String> = set.iter().map(ToString::to_string).collect();
        RunConfig::read(&path, &set).unwrap()
    }

    #[test]
    fn a_pass_has_as_many_batches_as_the_stream_cuts() {
        let folder = tempfile::tempdir().unwrap();
        for (batch_tokens, batch_size) in [(64, 0), (200, 0), (0, 8), (0, 1)] {
            let options = StreamOptions { batch_tokens, batch_size, ..options(folder.path()) };
            let pass = count(&options, String::new()).unwrap();
            let mut stream = BatchStream::open(StreamOptions { seed: 99, ..options }, Position::default());
            let mut batches = 0;
            while stream.next_batch().unwrap().unwrap().next.epoch == 0 && batches < 100 {
                batches += 1;
            }
            assert_eq!((pass.batches, pass.examples), (batches, 50));
        }
    }

    #[test]
    fn epochs_become_steps_and_the_count_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let options = StreamOptions { batch_tokens: 0, batch_size: 8, ..options(folder.path()) };
        let set = ["train.epochs=3", "train.batch_size=8", "train.warmup_steps=1", "train.decay_share=0.5"];
        let asked = config(folder.path(), &set);
        let config = with_steps(&asked, folder.path(), &options).unwrap();
        assert_eq!((config.train.steps, config.train.decay_steps), (21, 10));
        // A file of another length is another count.
        let kept = fs::read_to_string(folder.path().join(PASS)).unwrap();
        fs::write(folder.path().join(PASS), kept.replace("\"batches\": 7", "\"batches\": 9")).unwrap();
        assert_eq!(with_steps(&asked, folder.path(), &options).unwrap().train.steps, 27);
        let text = fs::read_to_string(&options.files[0]).unwrap();
        let half: Vec<&str> = text.lines().take(24).collect();
        fs::write(&options.files[0], half.join("\n")).unwrap();
        assert_eq!(with_steps(&asked, folder.path(), &options).unwrap().train.steps, 9);
        fs::write(&options.files[0], "").unwrap();
        let nothing = with_steps(&asked, folder.path(), &options).unwrap_err().to_string();
        assert!(nothing.contains("nothing to train on"), "{nothing}");
    }

    #[test]
    fn accumulated_batches_make_one_step_and_a_schedule_must_fit() {
        let folder = tempfile::tempdir().unwrap();
        let options = StreamOptions { batch_tokens: 0, batch_size: 8, ..options(folder.path()) };
        let set = ["train.epochs=3", "train.batch_size=8", "train.decay_steps=0"];
        let accumulated = [&set[..], &["train.accumulation=2", "train.warmup_steps=1"]].concat();
        let config = with_steps(&config(folder.path(), &accumulated), folder.path(), &options).unwrap();
        assert_eq!(config.train.steps, 10, "the 21st batch fills no step");
        let long = self::config(folder.path(), &[&set[..], &["train.warmup_steps=22"]].concat());
        let refused = with_steps(&long, folder.path(), &options).unwrap_err().to_string();
        assert!(refused.contains("train.steps: 21 steps cannot hold warmup_steps = 22"), "{refused}");
    }
}
