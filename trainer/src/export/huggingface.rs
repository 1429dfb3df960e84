//! A checkpoint → a folder that Hugging Face transformers loads: `MBartForConditionalGeneration` when norms stand first,
//! `BartForConditionalGeneration` when they stand last. The tensors are copied as they are: they have those models' names.

use std::{collections::BTreeSet, fs, path::Path};

use fixerr_shared::{
    config::{Architecture, ModelConfig, NormPlacement},
    files,
    tokenizer::{BUG, BUG_END, PAD, SpecialIds, TokenizerError},
};
use safetensors::{Dtype, SafeTensorError, tensor::TensorView};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ExportError, Previous, TemporaryFolder, fitting_tokenizer, io_error, weights::Weights};
use crate::model::parameters::specifications;

/// The weights' file name.
pub const WEIGHTS: &str = "model.safetensors";
/// The model's config.
pub const CONFIG: &str = "config.json";
const GENERATION_CONFIG: &str = "generation_config.json";
const TOKENIZER: &str = "tokenizer.json";
const TOKENIZER_CONFIG: &str = "tokenizer_config.json";
const SPECIAL_TOKENS: &str = "special_tokens_map.json";
/// Everything that an export consists of.
const FILES: [&str; 6] = [WEIGHTS, CONFIG, GENERATION_CONFIG, TOKENIZER, TOKENIZER_CONFIG, SPECIAL_TOKENS];
/// The key in `config.json` that marks our exports.
const OURS: &str = "fixerr";
/// transformers gives every layer norm of these models this epsilon, and its configs have no key for it.
pub const LAYER_NORM_EPS: f64 = 1e-5;

/// `model_type` of the model in transformers that computes the same; an LSTM has none.
pub const fn model_type(config: &ModelConfig) -> Option<&'static str> {
    match (config.architecture, config.norm) {
        (Architecture::Lstm, _) => None,
        (Architecture::Transformer, NormPlacement::Pre) => Some("mbart"),
        (Architecture::Transformer, NormPlacement::Post) => Some("bart"),
    }
}

/// The part of `tokenizer.json` that other files repeat.
#[derive(Deserialize)]
struct TokenizerFile {
    added_tokens: Vec<AddedToken>,
    model: Value,
}

#[derive(Deserialize)]
struct AddedToken {
    id: u32,
    content: String,
    special: bool,
}

/// Writes the folder `out` from a checkpoint in safetensors, a config and a tokenizer. An earlier export at `out` is
/// replaced only when the new one is complete; other files in it are carried over.
///
/// # Errors
/// [`ExportError`]; then nothing has changed at `out`.
pub fn export(
    weights: &Path,
    config: &ModelConfig,
    tokenizer: &Path,
    out: &Path,
    window: usize,
) -> Result<(), ExportError> {
    config.validate()?;
    let Some(model_type) = model_type(config) else {
        return Err(ExportError::NoCounterpart);
    };
    let weights = Weights::read(weights)?;
    let previous = look(out)?;
    let code_tokenizer = fitting_tokenizer(tokenizer, config)?;
    let content = fs::read(tokenizer).map_err(io_error(tokenizer))?;
    let parsed: TokenizerFile = serde_json::from_slice(&content).map_err(|error| {
        let (path, reason) = (tokenizer.to_owned(), error.to_string());
        TokenizerError::Unreadable { path, reason }
    })?;

    let folder = TemporaryFolder::beside(out)?;
    write_weights(&folder.0.join(WEIGHTS), &weights, config)?;
    let special = code_tokenizer.special();
    let written = [
        (CONFIG, model_config(config, model_type, special, window)),
        (GENERATION_CONFIG, generation_config(&parsed, code_tokenizer.vocab_size(), config, special, window)),
        (TOKENIZER_CONFIG, tokenizer_config(&parsed, config)),
        (SPECIAL_TOKENS, Value::Object(token_names(&parsed))),
    ];
    for (name, value) in written {
        let path = folder.0.join(name);
        files::write_atomically(&path, format!("{value:#}\n").as_bytes()).map_err(io_error(&path))?;
    }
    let path = folder.0.join(TOKENIZER);
    files::write_atomically(&path, &content).map_err(io_error(&path))?;
    previous.replace_with(&folder, out)
}

/// What lies at `out`: nothing, an empty folder, or an export of ours.
fn look(out: &Path) -> Result<Previous, ExportError> {
    match Previous::look(out) {
        Err(ExportError::NotABundle { path }) => {
            let config = fs::read(out.join(CONFIG)).ok();
            let config: Option<Value> = config.and_then(|text| serde_json::from_slice(&text).ok());
            if config.is_some_and(|config| config.get(OURS).is_some()) {
                Ok(Previous::Bundle(FILES.map(str::to_owned).to_vec()))
            } else {
                Err(ExportError::NotHuggingFace { path })
            }
        }
        // A bundle is another thing under the name that the user gave.
        Ok(Previous::Bundle(_)) => Err(ExportError::NotHuggingFace { path: out.to_owned() }),
        other => other,
    }
}

/// The model's tensors, each of the shape that the config implies, and the output bias, which transformers keeps although
/// it is zero.
fn write_weights(path: &Path, weights: &Weights, config: &ModelConfig) -> Result<(), ExportError> {
    let bias = ("final_logits_bias".to_owned(), vec![1, config.vocab_size], vec![0; 4 * config.vocab_size]);
    let mut parts = vec![bias];
    for specification in specifications(config) {
        let shape: Vec<usize> = specification.shape.iter().map(|n| *n as usize).collect();
        let values = weights.tensor(&specification.name, &shape)?;
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        parts.push((specification.name, shape, bytes));
    }
    let views: Result<Vec<_>, _> = parts
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect();
    // transformers reads the format from here.
    let metadata = [("format".to_owned(), "pt".to_owned())].into();
    let bytes = views.and_then(|views| safetensors::serialize(views, Some(metadata)));
    let bytes = bytes.map_err(|error: SafeTensorError| io_error(path)(std::io::Error::other(error)))?;
    files::write_atomically(path, &bytes).map_err(io_error(path))
}

fn model_config(config: &ModelConfig, model_type: &str, special: &SpecialIds, window: usize) -> Value {
    let class = if model_type == "mbart" { "MBart" } else { "Bart" };
    json!({
        "architectures": [format!("{class}ForConditionalGeneration")],
        "model_type": model_type,
        "vocab_size": config.vocab_size,
        "d_model": config.hidden_size,
        "encoder_layers": config.encoder_layers,
        "decoder_layers": config.decoder_layers,
        "encoder_attention_heads": config.attention_heads,
        "decoder_attention_heads": config.attention_heads,
        "encoder_ffn_dim": config.intermediate_size,
        "decoder_ffn_dim": config.intermediate_size,
        "max_position_embeddings": config.max_positions,
        "activation_function": "gelu",
        "dropout": config.dropout,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
        "classifier_dropout": 0.0,
        "encoder_layerdrop": 0.0,
        "decoder_layerdrop": 0.0,
        "init_std": 0.02,
        "scale_embedding": false,
        "tie_word_embeddings": true,
        "is_encoder_decoder": true,
        "use_cache": true,
        "pad_token_id": special.pad,
        "bos_token_id": special.bug,
        "eos_token_id": special.bug_end,
        "decoder_start_token_id": special.bug,
        "forced_bos_token_id": null,
        "forced_eos_token_id": null,
        "torch_dtype": "float32",
        OURS: {
            "version": env!("CARGO_PKG_VERSION"),
            "window": window,
            "layer_norm_eps": config.layer_norm_eps,
        },
    })
}

/// `generate` then may write what our engine may: text, and the end of the answer.
fn generation_config(
    tokenizer: &TokenizerFile,
    tokens: usize,
    config: &ModelConfig,
    special: &SpecialIds,
    window: usize,
) -> Value {
    let added = tokenizer.added_tokens.iter().filter(|token| token.special).map(|token| token.id);
    let padding = tokens as u32..config.vocab_size as u32;
    let silent: BTreeSet<u32> = added.chain(padding).filter(|id| *id != special.bug_end).collect();
    json!({
        "pad_token_id": special.pad,
        "bos_token_id": special.bug,
        "eos_token_id": special.bug_end,
        "decoder_start_token_id": special.bug,
        "max_length": window,
        "suppress_tokens": silent,
    })
}

fn token_names(tokenizer: &TokenizerFile) -> serde_json::Map<String, Value> {
    let named = [PAD, BUG, BUG_END];
    let unknown = tokenizer.model.get("unk_token").and_then(Value::as_str);
    let others: Vec<&str> = tokenizer
        .added_tokens
        .iter()
        .filter(|token| token.special)
        .map(|token| token.content.as_str())
        .filter(|content| !named.contains(content) && Some(*content) != unknown)
        .collect();
    let mut all = serde_json::Map::new();
    all.insert("bos_token".to_owned(), BUG.into());
    all.insert("eos_token".to_owned(), BUG_END.into());
    all.insert("pad_token".to_owned(), PAD.into());
    if let Some(unknown) = unknown {
        all.insert("unk_token".to_owned(), unknown.into());
    }
    all.insert("additional_special_tokens".to_owned(), others.into());
    all
}

fn tokenizer_config(tokenizer: &TokenizerFile, config: &ModelConfig) -> Value {
    let mut all = token_names(tokenizer);
    all.insert("tokenizer_class".to_owned(), "PreTrainedTokenizerFast".into());
    all.insert("model_max_length".to_owned(), config.max_positions.into());
    all.insert("clean_up_tokenization_spaces".to_owned(), false.into());
    all.insert("model_input_names".to_owned(), json!(["input_ids", "attention_mask"]));
    Value::Object(all)
}
