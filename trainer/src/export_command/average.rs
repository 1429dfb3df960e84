//! `export --average-with`: the weights halfway between a fine-tuned model and the one that it began as.
//!
//! What fine-tuning teaches costs some of what was known before; the mean of both weights keeps most of either
//! (Wortsman et al., *Robust fine-tuning of zero-shot models*, CVPR 2022). It works where one of the two was
//! trained from the other, so that the straight line between them leaves no valley of the loss.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use fixerr_shared::{config::ModelConfig, tokenizer::CodeTokenizer};
use tch::{Device, Kind, no_grad};

use crate::{model::Parameters, train::import};

/// Moves the weights of a model of this config and tokenizer towards those in `other` (a bundle, a checkpoint or a folder of
/// transformers) by `share`, 0 to 1: `(1 − share) · own + share · other`, for each weight.
///
/// # Errors
/// Another share, another tokenizer, or weights of another shape; then nothing has changed.
pub(super) fn move_towards(
    parameters: &mut Parameters,
    config: &ModelConfig,
    tokenizer: &Path,
    other: &Path,
    share: f64,
) -> anyhow::Result<()> {
    ensure!((0.0..=1.0).contains(&share), "--share {share}: give a number from 0 to 1");
    let Some(other_tokenizer) = import::tokenizer(other) else {
        bail!(
            "--average-with {}: holds no tokenizer.json; give a bundle or a checkpoint's folder",
            other.display()
        );
    };
    if !CodeTokenizer::from_file(tokenizer)?.has_same_ids(&CodeTokenizer::from_file(&other_tokenizer)?) {
        bail!(
            "--average-with {}: its tokenizer is another one, so the same row means another token; average models of which one was trained from the other (train --init-from)",
            other.display()
        );
    }
    let mut others = Parameters::new(config, Device::Cpu, Kind::Float, 0)?;
    import::load(other, config, &mut others, false).context("--average-with")?;
    let _ = no_grad(|| parameters.master.f_lerp_(&others.master, share))?;
    Ok(())
}

#[cfg(test)]
mod tests;
