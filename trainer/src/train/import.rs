//! `train --init-from`: weights from a folder of Hugging Face transformers (BART or mBART), from a checkpoint of ours or
//! from a bundle.
//! Every tensor is checked before the first one is copied; what does not fit is named with both shapes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use fixerr_shared::{
    bundle::MANIFEST,
    config::{Architecture, ModelConfig, NormPlacement},
};
use serde::Deserialize;
use serde_json::Value;
use tch::{Kind, TchError, Tensor, no_grad};

use super::checkpoint::{self, CheckpointError};
use crate::{
    config::RunConfig,
    export::{
        self, ExportError,
        huggingface::{CONFIG, WEIGHTS, model_type},
    },
    model::{ModelError, Parameters},
};

/// Which files hold which tensors, in a folder whose weights are more than one file.
const INDEX: &str = "model.safetensors.index.json";
/// How many problems an error lists.
const LISTED: usize = 6;
/// The token embedding, and the names under which some versions of transformers repeat it.
const SHARED: &str = "model.shared.weight";
const SHARED_AGAIN: [&str; 3] =
    ["lm_head.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"];
/// Added to every score by transformers; our models have none.
const OUTPUT_BIAS: &str = "final_logits_bias";

/// Why weights cannot be taken over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds no weights that we read.
    #[error(
        "{}: holds no {WEIGHTS}; give a bundle, a checkpoint's folder (RUN/checkpoints/step-…), one that `export --format hf` wrote, or one of transformers' save_pretrained",
        folder.display()
    )]
    NoWeights {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is not what its name says.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The weights belong to a model that computes something else.
    #[error("{}: {key} is {found}, but the run's config asks for {expected}; change the run's config", path.display())]
    OtherModel {
        /// The folder's config.
        path: PathBuf,
        /// The key in it.
        key: &'static str,
        /// Its value.
        found: String,
        /// The value that would fit.
        expected: String,
    },
    /// Tensors are missing, left over or of another shape.
    #[error("{}: does not fit the run's config: {}", folder.display(), listed(problems))]
    Tensors {
        /// The folder.
        folder: PathBuf,
        /// What does not fit, one tensor each.
        problems: Vec<String>,
    },
    /// Only in such a model can a layer begin without changing what the others compute.
    #[error(
        "--deepen needs a transformer with norms first (model.norm = \"pre\"), where a new layer can begin as one that changes nothing"
    )]
    NoDeepening,
    /// A checkpoint of ours is damaged.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] ExportError),
    /// libtorch refused an operation.
    #[error("{}: {source}", folder.display())]
    Model {
        /// The folder.
        folder: PathBuf,
        /// What it said.
        source: ModelError,
    },
}

fn listed(problems: &[String]) -> String {
    let mut text = problems.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if problems.len() > LISTED {
        text = format!("{text}; and {} more", problems.len() - LISTED);
    }
    text
}

/// Reads the weights in `folder` into `parameters`, which are those of a model of this config. With `deepen`, the folder's
/// model may have fewer layers: the others begin as copies that change nothing yet.
///
/// # Errors
/// [`ImportError`]; then no parameter has changed.
pub fn load(
    folder: &Path,
    config: &ModelConfig,
    parameters: &mut Parameters,
    deepen: bool,
) -> Result<(), ImportError> {
    if deepen && (config.architecture != Architecture::Transformer || config.norm != NormPlacement::Pre) {
        return Err(ImportError::NoDeepening);
    }
    if folder.join(checkpoint::STATE).is_file() {
        checkpoint::read_state(folder)?;
        check_run(folder, config)?;
    } else if folder.join(CONFIG).is_file() {
        check_config(&folder.join(CONFIG), config)?;
    }
    let at = |source: ModelError| ImportError::Model { folder: folder.to_owned(), source };
    let mut tensors = if folder.join(MANIFEST).is_file() {
        let (found, weights) = export::bundle_weights(folder)?;
        check_model(&folder.join(MANIFEST), &found, config)?;
        weights
            .into_iter()
            .map(|(name, (shape, data))| {
                let shape: Vec<_> = shape.into_iter().map(|size| size as i64).collect();
                Ok((name, Tensor::f_from_slice(&data)?.f_view(shape.as_slice())?))
            })
            .collect::<Result<_, TchError>>()
            .map_err(|error| at(error.into()))?
    } else {
        read(folder)?
    };
    if deepen {
        for (side, n_layers) in [("encoder", config.encoder_layers), ("decoder", config.decoder_layers)] {
            deepen::deepen(&mut tensors, side, n_layers).map_err(|error| at(error.into()))?;
        }
    }
    let (found, problems) = fit(&tensors, parameters).map_err(at)?;
    if !problems.is_empty() {
        return Err(ImportError::Tensors { folder: folder.to_owned(), problems });
    }
    for (name, tensor) in found {
        let mut view = parameters.master_view(&name).map_err(at)?;
        no_grad(|| view.f_copy_(tensor)).map_err(|error| at(error.into()))?;
    }
    parameters.refresh().map_err(at)
}

/// Each parameter's tensor, and what does not fit.
#[expect(clippy::type_complexity, reason = "two lists, used in one place")]
fn fit<'a>(
    tensors: &'a BTreeMap<String, Tensor>,
    parameters: &Parameters,
) -> Result<(Vec<(String, &'a Tensor)>, Vec<String>), ModelError> {
    // transformers' models without an output layer leave the prefix out.
    let prefix = if tensors.contains_key("shared.weight") { "model." } else { "" };
    let mut unused: BTreeSet<&str> = tensors.keys().map(String::as_str).collect();
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for specification in parameters.specifications() {
        let name = &specification.name;
        let Some((stored, tensor)) = tensors.get_key_value(name.strip_prefix(prefix).unwrap_or(name)) else {
            problems.push(format!("tensor {name} {:?} is missing", specification.shape));
            continue;
        };
        unused.remove(stored.as_str());
        if let Some(problem) = unfit(name, tensor, &specification.shape)? {
            problems.push(problem);
        }
        found.push((name.clone(), tensor));
    }
    let shared = tensors.get(SHARED.strip_prefix(prefix).unwrap_or(SHARED));
    for name in unused {
        let tensor = &tensors[name];
        let full = format!("{}{name}", if SHARED_AGAIN.contains(&name) { "" } else { prefix });
        let problem = if name == OUTPUT_BIAS {
            let is_zero = tensor.f_count_nonzero(None::<i64>)?.f_int64_value(&[])? == 0;
            (!is_zero).then(|| format!("tensor {name} is not zero, and our models add nothing to the scores"))
        } else if SHARED_AGAIN.contains(&full.as_str()) {
            let is_tied = shared.is_some_and(|shared| shared.size() == tensor.size() && shared == tensor);
            (!is_tied)
                .then(|| format!("tensor {name} differs from {SHARED}, and our models have one for both"))
        } else {
            Some(format!("tensor {name} {:?} has no place in it", tensor.size()))
        };
        problems.extend(problem);
    }
    Ok((found, problems))
}

/// What is wrong with a tensor, if anything is.
fn unfit(name: &str, tensor: &Tensor, expected: &[i64]) -> Result<Option<String>, TchError> {
    let size = tensor.size();
    if size != expected {
        return Ok(Some(format!("tensor {name} is {size:?}, expected {expected:?}")));
    }
    if !matches!(tensor.kind(), Kind::Float | Kind::Half | Kind::BFloat16) {
        return Ok(Some(format!(
            "tensor {name} holds {:?}; weights are 32-bit floats, fp16 or bf16",
            tensor.kind()
        )));
    }
    let is_finite = tensor.f_isfinite()?.f_all()?.f_int64_value(&[])? != 0;
    Ok((!is_finite).then(|| format!("tensor {name} holds values that are not finite")))
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

/// All tensors of the folder.
fn read(folder: &Path) -> Result<BTreeMap<String, Tensor>, ImportError> {
    let index = folder.join(INDEX);
    let mut names = BTreeSet::from([WEIGHTS.to_owned()]);
    if !folder.join(WEIGHTS).is_file() {
        if !index.is_file() {
            return Err(ImportError::NoWeights { folder: folder.to_owned() });
        }
        let text = fs::read(&index).map_err(|source| ImportError::Io { path: index.clone(), source })?;
        let parsed: Index = serde_json::from_slice(&text)
            .map_err(|error| ImportError::Unreadable { path: index.clone(), reason: error.to_string() })?;
        names = parsed.weight_map.into_values().collect();
    }
    let mut tensors = BTreeMap::new();
    for name in names {
        // A name with a path in it could read any file.
        if Path::new(&name).file_name().is_none_or(|file| file != name.as_str()) {
            let reason = format!("{name:?} is no file name");
            return Err(ImportError::Unreadable { path: index, reason });
        }
        let path = folder.join(name);
        let read = Tensor::read_safetensors(&path).map_err(|error| match error {
            TchError::Io(source) => ImportError::Io { path: path.clone(), source },
            error => ImportError::Unreadable { path: path.clone(), reason: error.to_string() },
        })?;
        tensors.extend(read);
    }
    Ok(tensors)
}

/// What the shapes of tensors do not tell, in a config of transformers.
fn check_config(path: &Path, config: &ModelConfig) -> Result<(), ImportError> {
    let text = fs::read(path).map_err(|source| ImportError::Io { path: path.to_owned(), source })?;
    let found: Value = serde_json::from_slice(&text)
        .map_err(|error| ImportError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    let expected = [
        ("model_type", Value::from(model_type(config).unwrap_or("an LSTM, which transformers lacks")), true),
        ("encoder_attention_heads", Value::from(config.attention_heads), true),
        ("decoder_attention_heads", Value::from(config.attention_heads), true),
        ("activation_function", Value::from("gelu"), false),
        ("scale_embedding", Value::from(false), false),
        ("tie_word_embeddings", Value::from(true), false),
    ];
    for (key, expected, is_required) in expected {
        let value = found.get(key).unwrap_or(&Value::Null);
        if *value != expected && (is_required || !value.is_null()) {
            let (found, expected) = (value.to_string(), expected.to_string());
            return Err(ImportError::OtherModel { path: path.to_owned(), key, found, expected });
        }
    }
    Ok(())
}

/// The folder of a checkpoint's run, also of a checkpoint that is named from inside the folder of checkpoints.
fn run_of(checkpoint: &Path) -> Option<PathBuf> {
    let whole = checkpoint.canonicalize().ok()?;
    Some(whole.parent()?.parent()?.to_owned())
}

/// The same for a checkpoint of ours, whose run keeps its config.
fn check_run(checkpoint: &Path, config: &ModelConfig) -> Result<(), ImportError> {
    let Some(run) = run_of(checkpoint) else { return Ok(()) };
    let path = run.join("config.toml");
    // A checkpoint may have been moved away from its run, or its run be one of an older version.
    let Ok(RunConfig { model: found, .. }) = RunConfig::read(&path, &[]) else { return Ok(()) };
    check_model(&path, &found, config)
}

/// What the shapes of tensors do not tell, between two configs of ours.
fn check_model(path: &Path, found: &ModelConfig, config: &ModelConfig) -> Result<(), ImportError> {
    let name = |architecture: Architecture| format!("{architecture:?}").to_lowercase();
    let placement = |config: &ModelConfig| format!("{:?}", config.norm).to_lowercase();
    let pairs = [
        ("model.architecture", name(found.architecture), name(config.architecture)),
        ("model.norm", placement(found), placement(config)),
        ("model.attention_heads", found.attention_heads.to_string(), config.attention_heads.to_string()),
    ];
    pairs
        .into_iter()
        .find(|(_, found, expected)| found != expected)
        .map_or(Ok(()), |(key, found, expected)| {
            Err(ImportError::OtherModel { path: path.to_owned(), key, found, expected })
        })
}

/// The tokenizer that came with the weights, when the folder has one.
pub fn tokenizer(folder: &Path) -> Option<PathBuf> {
    let own = folder.join("tokenizer.json");
    let of_run = run_of(folder).map(|run| run.join("tokenizer.json"));
    let of_run = of_run.filter(|_| folder.join(checkpoint::STATE).is_file());
    Some(own).into_iter().chain(of_run).find(|path| path.is_file())
}

mod deepen;
#[cfg(test)]
mod tests;
