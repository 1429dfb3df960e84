//! A checkpoint → a bundle that the engine runs: two ONNX graphs, the tokenizer and the manifest. No graph tracing: the
//! graphs are written node by node, from the checkpoint's tensors under Hugging Face's names.

mod decoder;
mod encoder;
mod graph;
pub mod huggingface;
mod layers;
mod onnx;
mod quantize;
mod read_back;
#[cfg(test)]
mod tests;
mod verify;
mod weights;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use fixerr_shared::{
    bundle::{
        self, Bundle, BundleError, DECODER, ENCODER, FORMAT_VERSION, MANIFEST, Manifest, Precision, TOKENIZER,
    },
    config::{ConfigError, ModelConfig},
    engine::EngineError,
    files,
    language::Language,
    ranking::Ranking,
    tokenizer::{CodeTokenizer, TokenizerError},
};
use onnx::ModelProto;
use prost::Message as _;
use weights::Weights;

pub use self::{
    read_back::{Stored, bundle_weights},
    verify::{Reference, VerifyReport, verify},
};

/// Protobuf's limit on one message, which a graph with its weights is.
const MAX_GRAPH_BYTES: usize = (1 << 31) - 1;

/// What an export needs besides the model.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// The model's name, for people.
    pub name: String,
    /// How the weights are stored.
    pub precision: Precision,
    /// Tokens in the longest window, at most `max_positions`.
    pub window: usize,
    /// How candidates are ranked, where weights for that were fitted to this model.
    pub ranking: Option<Ranking>,
    /// The same where the project is known.
    pub project_ranking: Option<Ranking>,
    /// Measured quality, as `fixerr-trainer evaluate` printed it.
    pub quality: serde_json::Value,
    /// Where the training data came from, for people.
    pub data: Vec<String>,
}

/// Why no bundle was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The checkpoint cannot be read.
    #[error("{}: {reason}; give a safetensors file that `fixerr-trainer train` wrote", path.display())]
    Checkpoint {
        /// The checkpoint.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The checkpoint lacks a tensor that the config asks for.
    #[error("{}: tensor {name} {expected:?} is missing; is the config that of this checkpoint?", path.display())]
    MissingTensor {
        /// The checkpoint.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape as the config implies it.
        expected: Vec<usize>,
    },
    /// A tensor's shape is not what the config implies.
    #[error("{}: tensor {name} is {found:?}, but the config makes it {expected:?}; is the config that of this checkpoint?", path.display())]
    Shape {
        /// The checkpoint.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape in the checkpoint.
        found: Vec<usize>,
        /// Its shape as the config implies it.
        expected: Vec<usize>,
    },
    /// A tensor holds infinities or NaN.
    #[error("{}: tensor {name} holds values that are not finite: training diverged; export an earlier checkpoint", path.display())]
    NotFinite {
        /// The checkpoint.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
    /// The model's shape is impossible.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The tokenizer cannot be used.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The tokenizer is not the model's.
    #[error("{}: has {tokens} tokens, which needs {padded} rows, but the model's embedding has {vocab_size}; give the tokenizer that the model was trained with", path.display())]
    OtherTokenizer {
        /// The tokenizer's file.
        path: PathBuf,
        /// Its number of tokens.
        tokens: usize,
        /// The rows that these need.
        padded: usize,
        /// The model's rows.
        vocab_size: usize,
    },
    /// The graph would be too long for its format.
    #[error("{graph} would be {bytes} bytes long and ONNX allows {MAX_GRAPH_BYTES}; export as fp16 or int8")]
    TooLarge {
        /// The graph's file name.
        graph: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// Something that no export wrote lies where the bundle should go.
    #[error("{}: exists and is no bundle; give another folder, or remove it yourself", path.display())]
    NotABundle {
        /// The place.
        path: PathBuf,
    },
    /// Something else lies where a folder for transformers should go.
    #[error("{}: exists and is no model folder that `export --format hf` wrote; give another folder, or remove it yourself", path.display())]
    NotHuggingFace {
        /// The place.
        path: PathBuf,
    },
    /// transformers has no model that computes what this one does.
    #[error("an LSTM cannot be exported: transformers has no such model; train a transformer")]
    NoCounterpart,
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A graph is not one that an export wrote.
    #[error("{}: {reason}; give a bundle that `fixerr-trainer export` wrote", path.display())]
    Graph {
        /// The graph's file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The bundle was refused by its own reader.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The bundle cannot be run.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The model that the bundle was made from cannot be run.
    #[error("the model that the bundle was made from failed: {0:#}")]
    Reference(anyhow::Error),
    /// Model or bundle gave another number of logits than was asked for.
    #[error(
        "the {side} gave {found} logits for {positions} positions and a vocabulary of {vocab}; is it another model's?"
    )]
    LogitCount {
        /// Which of them.
        side: &'static str,
        /// What it gave.
        found: usize,
        /// Positions asked for.
        positions: usize,
        /// Logits for each.
        vocab: usize,
    },
    /// The bundle does not do what the model does.
    #[error("{}: not the model it was made from ({:?}: {report}); keep the checkpoint and report this", folder.display(), report.precision)]
    Disagrees {
        /// The bundle.
        folder: PathBuf,
        /// How far it is off.
        report: Box<VerifyReport>,
    },
}

/// Writes the bundle `out` from a checkpoint in safetensors, a config and a tokenizer. `check` sees the bundle before it
/// has its name: what it refuses never gets there. An existing bundle is replaced only
/// when the new one is complete; files beside it in its folder that no manifest lists are carried over. The folder around it
/// must be there.
///
/// # Errors
/// [`ExportError`]; then nothing has changed at `out`.
pub fn export<R>(
    weights: &Path,
    config: &ModelConfig,
    tokenizer: &Path,
    out: &Path,
    options: &ExportOptions,
    check: impl FnOnce(&Bundle) -> Result<R, ExportError>,
) -> Result<R, ExportError> {
    config.validate()?;
    let previous = Previous::look(out)?;
    let code_tokenizer = fitting_tokenizer(tokenizer, config)?;
    let weights = Weights::read(weights)?;

    let folder = TemporaryFolder::beside(out)?;
    let encoder = encoder::build(config, &weights, options.precision)?;
    write_graph(&folder.0, ENCODER, &encoder)?;
    drop(encoder);
    let decoder = decoder::build(config, &weights, options.precision)?;
    write_graph(&folder.0, DECODER, &decoder)?;
    drop(decoder);
    // The text that was read, not what this version of the library would write: the bundle's tokenizer is the training's.
    let content = fs::read(tokenizer).map_err(io_error(tokenizer))?;
    let path = folder.0.join(TOKENIZER);
    files::write_atomically(&path, &content).map_err(io_error(&path))?;
    Bundle::seal(
        &folder.0,
        Manifest {
            format_version: FORMAT_VERSION,
            name: options.name.clone(),
            model: config.clone(),
            precision: options.precision,
            special_tokens: code_tokenizer.special().clone(),
            languages: Language::ALL.to_vec(),
            window: options.window,
            files: BTreeMap::new(),
            ranking: options.ranking,
            project_ranking: options.project_ranking,
            quality: options.quality.clone(),
            data: options.data.clone(),
        },
    )?;
    let checked = check(&Bundle::open(&folder.0)?)?;
    previous.replace_with(&folder, out)?;
    Ok(checked)
}

fn write_graph(folder: &Path, name: &'static str, model: &ModelProto) -> Result<(), ExportError> {
    let bytes = model.encoded_len();
    if bytes > MAX_GRAPH_BYTES {
        return Err(ExportError::TooLarge { graph: name, bytes });
    }
    let path = folder.join(name);
    files::write_atomically(&path, &model.encode_to_vec()).map_err(io_error(&path))
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let path = path.to_owned();
    move |source| ExportError::Io { path, source }
}

/// A folder that is gone at the end unless it was renamed.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn beside(out: &Path) -> Result<Self, ExportError> {
        let path = files::temporary_beside(out);
        // Whole models, of exports that were killed.
        files::sweep_beside(out);
        // What a process of the same number left behind when it was killed.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).map_err(io_error(&path))?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What lies where the bundle should go.
enum Previous {
    Nothing,
    EmptyFolder,
    /// Names of the files that the bundle consists of.
    Bundle(Vec<String>),
}

impl Previous {
    fn look(out: &Path) -> Result<Self, ExportError> {
        let not_a_bundle = || ExportError::NotABundle { path: out.to_owned() };
        if out.file_name().is_none() {
            return Err(not_a_bundle());
        }
        match fs::symlink_metadata(out) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(source) => return Err(ExportError::Io { path: out.to_owned(), source }),
            Ok(metadata) if !metadata.is_dir() => return Err(not_a_bundle()),
            Ok(_) => {}
        }
        if fs::read_dir(out).map_err(io_error(out))?.next().is_none() {
            return Ok(Self::EmptyFolder);
        }
        let manifest = bundle::read_manifest(out).map_err(|_| not_a_bundle())?;
        let mut names: Vec<_> = manifest.files.into_keys().collect();
        // A name with a path in it could delete anything; the reader refuses such bundles, and so does this.
        if names.iter().any(|name| Path::new(name).file_name().is_none_or(|file| file != name.as_str())) {
            return Err(not_a_bundle());
        }
        names.push(MANIFEST.to_owned());
        Ok(Self::Bundle(names))
    }

    /// Puts the new folder in place. The old one steps aside by a rename and comes back if the second rename fails.
    fn replace_with(self, new: &TemporaryFolder, out: &Path) -> Result<(), ExportError> {
        let names = match self {
            Self::Nothing => return fs::rename(&new.0, out).map_err(io_error(out)),
            Self::EmptyFolder => Vec::new(),
            Self::Bundle(names) => names,
        };
        let old = new.0.with_extension("old");
        fs::rename(out, &old).map_err(io_error(out))?;
        if let Err(source) = fs::rename(&new.0, out) {
            let _ = fs::rename(&old, out);
            return Err(ExportError::Io { path: out.to_owned(), source });
        }
        for name in names {
            let _ = fs::remove_file(old.join(name));
        }
        for entry in fs::read_dir(&old).map_err(io_error(&old))? {
            let entry = entry.map_err(io_error(&old))?;
            let kept = out.join(entry.file_name());
            if !kept.exists() {
                fs::rename(entry.path(), &kept).map_err(io_error(&kept))?;
            }
        }
        // Fails, as it should, when something is left in it.
        fs::remove_dir(&old).map_err(io_error(&old))
    }
}

/// Opens the tokenizer that a model was trained with.
fn fitting_tokenizer(path: &Path, config: &ModelConfig) -> Result<CodeTokenizer, ExportError> {
    let tokenizer = CodeTokenizer::from_file(path)?;
    if tokenizer.padded_vocab_size() == config.vocab_size {
        return Ok(tokenizer);
    }
    Err(ExportError::OtherTokenizer {
        path: path.to_owned(),
        tokens: tokenizer.vocab_size(),
        padded: tokenizer.padded_vocab_size(),
        vocab_size: config.vocab_size,
    })
}
