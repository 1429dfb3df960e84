//! The bundle: a folder with `fixerr.json`, `tokenizer.json`, `encoder.onnx` and `decoder.onnx`. Opening one checks the
//! format version, every file's length and SHA-256, and that config, tokenizer and window agree.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    config::{Architecture, ModelConfig},
    files,
    language::Language,
    ranking::Ranking,
    tokenizer::{CodeTokenizer, SpecialIds, TokenizerError},
};

/// The format that this code writes and reads.
pub const FORMAT_VERSION: u32 = 1;
/// The manifest's file name.
pub const MANIFEST: &str = "fixerr.json";
/// The tokenizer's file name.
pub const TOKENIZER: &str = "tokenizer.json";
/// The encoder graph's file name.
pub const ENCODER: &str = "encoder.onnx";
/// The decoder graph's file name.
pub const DECODER: &str = "decoder.onnx";
/// No manifest is longer; a longer file is not read.
const MAX_MANIFEST_BYTES: u64 = 4 << 20;

/// No tokenizer is longer: a million tokens take less.
const MAX_TOKENIZER_BYTES: u64 = 128 << 20;
/// What a graph is beside its weights takes less, scales of 8-bit weights included.
const MAX_NODES_BYTES: u64 = 16 << 20;

/// How the weights are stored and multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats.
    Fp32,
    /// 16-bit floats, for CUDA.
    Fp16,
    /// 8-bit weights with one scale per column, activations quantized as they come; for CPU.
    Int8,
}

/// One file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
}

/// `fixerr.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] of the writer.
    pub format_version: u32,
    /// The model's name, for people.
    pub name: String,
    /// The model's shape.
    pub model: ModelConfig,
    /// How the weights are stored.
    pub precision: Precision,
    /// Ids that the prompt and the decoding loop need.
    pub special_tokens: SpecialIds,
    /// Languages the model was trained on.
    pub languages: Vec<Language>,
    /// Tokens in the longest window, at most `model.max_positions`.
    pub window: usize,
    /// Every other file of the bundle.
    pub files: BTreeMap<String, FileEntry>,
    /// How candidates are ranked and how sure to be of them, as `fixerr-trainer calibrate` fitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Ranking>,
    /// The same where the project's other files are known; without it nobody asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_ranking: Option<Ranking>,
    /// Measured quality: set name → figures, as `fixerr-trainer evaluate` printed them.
    #[serde(default)]
    pub quality: serde_json::Value,
    /// Where the training data came from, for people.
    #[serde(default)]
    pub data: Vec<String>,
}

/// Why a bundle was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The folder or its manifest is not there.
    #[error("no model at {}: {MANIFEST} is missing; point --model or FIXERR_MODEL at a bundle made by `fixerr-trainer export`", folder.display())]
    NotFound {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A file of the bundle is missing.
    #[error("{}: missing, though {MANIFEST} lists it; copy the bundle anew", path.display())]
    MissingFile {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest is from a newer FixErr.
    #[error("{}: format version {found}, but this FixErr reads up to {FORMAT_VERSION}; update FixErr or export the model anew", path.display())]
    NewerFormat {
        /// The manifest.
        path: PathBuf,
        /// Its version.
        found: u64,
    },
    /// The manifest is not what a manifest must be.
    #[error("{}: {reason}", path.display())]
    Invalid {
        /// The manifest.
        path: PathBuf,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// A file's content is not what was exported.
    #[error("{}: damaged ({found}, expected {expected}); copy the bundle anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the file is.
        found: String,
        /// What the manifest says.
        expected: String,
    },
    /// The tokenizer cannot be used.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
}

/// An opened, checked bundle.
#[derive(Clone)]
pub struct Bundle {
    /// Where it lies.
    pub folder: PathBuf,
    /// What its manifest says.
    pub manifest: Manifest,
    /// Its tokenizer.
    pub tokenizer: CodeTokenizer,
}

impl Bundle {
    /// Opens and checks a bundle. Nothing is allocated by a size that the bundle claims.
    ///
    /// # Errors
    /// The first thing that is wrong, by file.
    pub fn open(folder: &Path) -> Result<Self, BundleError> {
        let manifest = read_manifest(folder)?;
        let path = folder.join(MANIFEST);
        let invalid = |reason: String| BundleError::Invalid { path: path.clone(), reason };
        for name in [TOKENIZER, ENCODER, DECODER] {
            if !manifest.files.contains_key(name) {
                return Err(invalid(format!("'files' does not list {name}")));
            }
        }
        for (name, entry) in &manifest.files {
            let most = most_bytes(name, &manifest.model);
            if entry.bytes > most {
                let bytes = entry.bytes;
                return Err(invalid(format!(
                    "{name} is {bytes} bytes long; with this model it can be {most} at most"
                )));
            }
            check_file(folder, name, entry)?;
        }
        let tokenizer = CodeTokenizer::from_file(&folder.join(TOKENIZER))?;
        if *tokenizer.special() != manifest.special_tokens {
            return Err(invalid(format!("'special_tokens' are not those of {TOKENIZER}")));
        }
        if manifest.model.vocab_size != tokenizer.padded_vocab_size() {
            return Err(invalid(format!(
                "model.vocab_size = {}, but {TOKENIZER} has {} tokens, which needs {}",
                manifest.model.vocab_size,
                tokenizer.vocab_size(),
                tokenizer.padded_vocab_size()
            )));
        }
        Ok(Self { folder: folder.to_owned(), manifest, tokenizer })
    }

    /// Completes `manifest.files` from what lies in `folder` and writes the manifest, which makes the folder a bundle.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn seal(folder: &Path, mut manifest: Manifest) -> Result<(), BundleError> {
        manifest.files.clear();
        for name in [TOKENIZER, ENCODER, DECODER] {
            let path = folder.join(name);
            let (sha256, bytes) = files::sha256(&path).map_err(|source| BundleError::Io { path, source })?;
            manifest.files.insert(name.to_owned(), FileEntry { sha256, bytes });
        }
        write_manifest(folder, &manifest)
    }
}

/// The length that a file of a bundle can have: it is read as a whole.
fn most_bytes(name: &str, model: &ModelConfig) -> u64 {
    // Weights as 32-bit floats, and the nodes.
    if name == TOKENIZER { MAX_TOKENIZER_BYTES } else { 4 * model.parameters() as u64 + MAX_NODES_BYTES }
}

/// Writes `fixerr.json`.
///
/// # Errors
/// [`BundleError::Io`].
pub fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), BundleError> {
    let path = folder.join(MANIFEST);
    let io = |source| BundleError::Io { path: path.clone(), source };
    let mut text = serde_json::to_string_pretty(manifest).map_err(|error| io(error.into()))?;
    text.push('\n');
    files::write_atomically(&path, text.as_bytes()).map_err(io)
}

/// Reads and checks the manifest alone.
///
/// # Errors
/// [`BundleError`] but for the other files' damage.
pub fn read_manifest(folder: &Path) -> Result<Manifest, BundleError> {
    let path = folder.join(MANIFEST);
    let invalid = |reason: String| BundleError::Invalid { path: path.clone(), reason };
    let metadata = fs::metadata(&path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => BundleError::NotFound { folder: folder.to_owned() },
        _ => BundleError::Io { path: path.clone(), source },
    })?;
    if metadata.len() > MAX_MANIFEST_BYTES {
        return Err(invalid(format!(
            "{} bytes long; a manifest is under {MAX_MANIFEST_BYTES}",
            metadata.len()
        )));
    }
    let bytes = fs::read(&path).map_err(|source| BundleError::Io { path: path.clone(), source })?;
    let value: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| invalid(format!("not JSON: {error}")))?;
    // The version comes first: a newer manifest may hold keys that this code does not know.
    let version = value
        .get("format_version")
        .and_then(serde_json::Value::as_u64)
        .ok_or_else(|| invalid("'format_version' is missing".to_owned()))?;
    if version > u64::from(FORMAT_VERSION) {
        return Err(BundleError::NewerFormat { path, found: version });
    }
    let manifest: Manifest = serde_json::from_value(value).map_err(|error| invalid(error.to_string()))?;
    manifest.model.validate().map_err(|error| invalid(error.to_string()))?;
    if manifest.model.architecture != Architecture::Transformer {
        return Err(invalid("model.architecture: only transformers are served; export one".to_owned()));
    }
    if manifest.model.vocab_size == 0 {
        return Err(invalid("model.vocab_size = 0: an exported model has a vocabulary".to_owned()));
    }
    if manifest.window < 16 || manifest.window > manifest.model.max_positions {
        return Err(invalid(format!(
            "window = {}: must be 16 to model.max_positions = {}",
            manifest.window, manifest.model.max_positions
        )));
    }
    Ok(manifest)
}

fn check_file(folder: &Path, name: &str, entry: &FileEntry) -> Result<(), BundleError> {
    // A bundle's files lie in its folder: a name with a path could make the server read anything.
    if Path::new(name).file_name().is_none_or(|file| file != name) {
        return Err(BundleError::Invalid {
            path: folder.join(MANIFEST),
            reason: format!("'files' lists {name:?}, which is not a plain file name"),
        });
    }
    let path = folder.join(name);
    let metadata = fs::metadata(&path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => BundleError::MissingFile { path: path.clone() },
        _ => BundleError::Io { path: path.clone(), source },
    })?;
    let damaged =
        |found: String, expected: String| BundleError::Damaged { path: path.clone(), found, expected };
    if metadata.len() != entry.bytes {
        return Err(damaged(format!("{} bytes", metadata.len()), format!("{} bytes", entry.bytes)));
    }
    let (sha256, _) =
        files::sha256(&path).map_err(|source| BundleError::Io { path: path.clone(), source })?;
    if sha256 != entry.sha256 {
        return Err(damaged(format!("sha256 {sha256}"), format!("sha256 {}", entry.sha256)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::NormPlacement, tokenizer::train_bpe};

    fn sealed() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let tokenizer = train_bpe(std::iter::once("a b\n"), 300).unwrap();
        fs::write(folder.path().join(TOKENIZER), tokenizer.to_json().unwrap()).unwrap();
        fs::write(folder.path().join(ENCODER), b"encoder").unwrap();
        fs::write(folder.path().join(DECODER), b"decoder").unwrap();
        let manifest = Manifest {
            format_version: FORMAT_VERSION,
            name: "test".into(),
            model: ModelConfig {
                architecture: Architecture::Transformer,
                vocab_size: tokenizer.padded_vocab_size(),
                hidden_size: 8,
                encoder_layers: 1,
                decoder_layers: 1,
                attention_heads: 2,
                intermediate_size: 16,
                max_positions: 32,
                dropout: 0.0,
                layer_norm_eps: 1e-5,
                norm: NormPlacement::Pre,
            },
            precision: Precision::Fp32,
            special_tokens: tokenizer.special().clone(),
            languages: Language::ALL.to_vec(),
            window: 32,
            files: BTreeMap::new(),
            ranking: None,
            project_ranking: None,
            quality: serde_json::Value::Null,
            data: Vec::new(),
        };
        Bundle::seal(folder.path(), manifest).unwrap();
        folder
    }

    fn refusal(change: impl FnOnce(&Path)) -> String {
        let folder = sealed();
        change(folder.path());
        Bundle::open(folder.path()).err().expect("refused").to_string()
    }

    fn edit(folder: &Path, from: &str, to: &str) {
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    #[test]
    fn a_whole_bundle_opens() {
        let folder = sealed();
        let bundle = Bundle::open(folder.path()).unwrap();
        assert_eq!(bundle.manifest.name, "test");
    }

    #[test]
    fn a_flipped_byte_a_missing_file_and_a_cut_file_are_named() {
        let flipped = refusal(|f| fs::write(f.join(ENCODER), b"encodes").unwrap());
        assert!(flipped.contains("encoder.onnx: damaged (sha256"), "{flipped}");
        let missing = refusal(|f| fs::remove_file(f.join(DECODER)).unwrap());
        assert!(missing.contains("decoder.onnx: missing"), "{missing}");
        let cut = refusal(|f| fs::write(f.join(DECODER), b"dec").unwrap());
        assert!(cut.contains("decoder.onnx: damaged (3 bytes, expected 7 bytes)"), "{cut}");
        let none = refusal(|f| fs::remove_file(f.join(MANIFEST)).unwrap());
        assert!(none.contains("no model at") && none.contains("FIXERR_MODEL"), "{none}");
    }

    #[test]
    fn a_manifest_that_contradicts_is_refused() {
        let newer = refusal(|f| edit(f, "\"format_version\": 1", "\"novelty\": {}, \"format_version\": 99"));
        assert!(newer.contains("format version 99") && newer.contains("up to 1"), "{newer}");
        let shape = refusal(|f| edit(f, "\"vocab_size\": 320", "\"vocab_size\": 640"));
        assert!(shape.contains("vocab_size"), "{shape}");
        let heads = refusal(|f| edit(f, "\"attention_heads\": 2", "\"attention_heads\": 3"));
        assert!(heads.contains("attention_heads"), "{heads}");
        let outside = refusal(|f| edit(f, "\"encoder.onnx\"", "\"../../etc/passwd\""));
        assert!(outside.contains("encoder.onnx"), "{outside}");
        let oversized = refusal(|f| edit(f, "\"bytes\": 7", "\"bytes\": 70000000000"));
        assert!(oversized.contains("decoder.onnx is 70000000000 bytes long"), "{oversized}");
        assert!(refusal(|f| edit(f, "\"window\": 32", "\"window\": 33")).contains("window = 33"));
        assert!(refusal(|f| fs::write(f.join(MANIFEST), "[").unwrap()).contains("not JSON"));
        assert!(refusal(|f| fs::write(f.join(MANIFEST), "{}").unwrap()).contains("format_version"));
    }
}
