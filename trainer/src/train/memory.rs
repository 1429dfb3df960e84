//! What to do when memory runs out, wherever in a run that happens: libtorch names neither the batch nor a key of the config.

use anyhow::anyhow;

use super::batches::HostBatch;
use crate::{
    config::{RunConfig, TrainConfig},
    model::ModelError,
};

/// Whether an error of libtorch's says that memory ran out: the words of its allocators, for CUDA and for the CPU.
fn ran_out(error: &ModelError) -> bool {
    let text = error.to_string();
    text.contains("out of memory") || text.contains("can't allocate memory")
}

/// The key that sets how large a batch is, and its value.
const fn batch_key(train: &TrainConfig) -> (&'static str, usize) {
    match train.batch_size {
        0 => ("batch_tokens", train.batch_tokens),
        size => ("batch_size", size),
    }
}

/// Says which batch an error came from and, when memory ran out, what to lower.
pub(super) fn explain(error: ModelError, step: u64, batch: &HostBatch, train: &TrainConfig) -> anyhow::Error {
    let (rows, source, target) = (batch.rows, batch.source_length, batch.target_length);
    let shape = format!("{rows} windows of {source} tokens with answers of {target}");
    if ran_out(&error) {
        let (tokens, accumulation) = (rows * (source + target), train.accumulation);
        let (key, limit) = batch_key(train);
        return anyhow!(
            "step {step}: out of memory in a batch of {shape}, {tokens} tokens in all; halve train.{key} (now {limit}) and double train.accumulation (now {accumulation}) for the same updates in half the memory, set train.activation_checkpointing, or shorten train.window; the last checkpoint stays, go on with --resume"
        );
    }
    anyhow::Error::new(error).context(format!("step {step}: a batch of {shape}"))
}

/// The same of a validation, whose batches are of the same size and keep no activations.
pub(super) fn explain_validation(error: ModelError, step: u64, config: &RunConfig) -> anyhow::Error {
    if ran_out(&error) {
        let (tokens, (key, limit)) = (config.batch_limit(), batch_key(&config.train));
        return anyhow!(
            "step {step}: validation: out of memory in batches of up to {tokens} tokens; lower train.{key} (now {limit}), or shorten train.window; the last checkpoint stays, go on with --resume"
        );
    }
    anyhow::Error::new(error).context(format!("step {step}: validation"))
}

/// The same of the optimizer's step, which takes what the model's size asks for.
pub(super) fn explain_update(error: ModelError, step: u64) -> anyhow::Error {
    if ran_out(&error) {
        return anyhow!(
            "step {step}: out of memory in the optimizer's step, which no smaller batch would spare; end what else uses the device's memory, or train a smaller model; the last checkpoint stays, go on with --resume"
        );
    }
    anyhow::Error::new(error).context(format!("step {step}: the optimizer"))
}

#[cfg(test)]
mod tests {
    use tch::TchError;

    use super::{super::batches::Window, *};

    #[test]
    fn out_of_memory_is_told_with_what_to_lower() {
        let mut config: RunConfig = toml::from_str(include_str!("../../../configs/tiny.toml")).unwrap();
        let torch = |text: &str| ModelError::Torch(TchError::Torch(text.to_owned()));
        let window = Window { source: vec![5; 32], target: vec![6; 16] };
        let batch = HostBatch::new(&[&window, &window], 128, 0, 1);
        for text in [
            "CUDA out of memory. Tried to allocate 2.00 GiB\nException raised from malloc",
            "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes",
        ] {
            let error = || torch(text);
            let said = explain(error(), 7, &batch, &config.train).to_string();
            assert!(said.contains("step 7: out of memory in a batch of 2 windows of 32"), "{said}");
            let said = explain_validation(error(), 7, &config).to_string();
            assert!(said.contains("validation: out of memory in batches of up to 1024 tokens"), "{said}");
            assert!(said.contains("lower train.batch_tokens (now 1024)"), "{said}");
            let said = explain_update(error(), 7).to_string();
            assert!(
                said.contains("out of memory in the optimizer's step") && !said.contains("GiB"),
                "{said}"
            );
        }
        (config.train.batch_tokens, config.train.batch_size) = (0, 8);
        let said = explain_validation(torch("out of memory"), 7, &config).to_string();
        assert!(said.contains("train.batch_size (now 8)"), "{said}");
        // Other errors stay, with their place.
        let said = format!("{:#}", explain_validation(torch("no kernel"), 7, &config));
        assert!(said.starts_with("step 7: validation") && said.contains("no kernel"), "{said}");
    }
}
