//! `fixerr-trainer export`: from a run's best checkpoint to a bundle that was checked against libtorch.

mod average;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;
use fixerr_shared::{
    bundle::Precision,
    config::{Architecture, ModelConfig},
    example::RepairExample,
    tokenizer::CodeTokenizer,
};
use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor, no_grad};
use tempfile::TempDir;

use crate::{
    config::RunConfig,
    export::{ExportOptions, Reference, export, huggingface, verify},
    model::{Parameters, Transformer},
    train::{batches, checkpoint, folder::best_checkpoint},
};

/// The file in a run's folder with the windows that its exports are checked on.
pub const CHECK_WINDOWS: &str = "check-windows.json";
/// How many windows that file holds.
const N_CHECK_WINDOWS: usize = 64;

/// What `export` is asked for.
#[derive(Debug, clap::Args)]
pub struct ExportArguments {
    /// The run's folder.
    #[arg(long, required_unless_present = "bundle")]
    run: Option<PathBuf>,
    /// Instead of a run, a bundle, to be written for transformers: with --format hf.
    #[arg(long, conflicts_with = "run")]
    bundle: Option<PathBuf>,
    /// The folder to write.
    #[arg(long)]
    out: PathBuf,
    /// A bundle for the server, or a model folder for Hugging Face transformers.
    #[arg(long, value_enum, default_value_t = Format::Bundle)]
    format: Format,
    /// int8 for CPUs, fp32 to compare, fp16 for CUDA.
    #[arg(long, value_parser = parse_precision, default_value = "int8")]
    precision: Precision,
    /// The model's name; default: the run's.
    #[arg(long)]
    name: Option<String>,
    /// Average the run's weights with those of a model of the same kind: of a bundle, a checkpoint's folder or a folder for
    /// transformers. Between a fine-tuned model and the one that it began as often lies a better one than either.
    #[arg(long, value_name = "FOLDER", requires = "run")]
    average_with: Option<PathBuf>,
    /// How much of the average is the other model's, from 0 to 1.
    #[arg(long, requires = "average_with", default_value_t = 0.5)]
    share: f64,
    /// What `evaluate --format json` printed, to be kept in the bundle.
    #[arg(long)]
    quality: Option<PathBuf>,
    /// A line about the training data, to be kept in the bundle; may stand several times.
    #[arg(long, value_name = "TEXT")]
    data_note: Vec<String>,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Bundle,
    Hf,
}

fn parse_precision(text: &str) -> Result<Precision, String> {
    match text {
        "fp32" => Ok(Precision::Fp32),
        "fp16" => Ok(Precision::Fp16),
        "int8" => Ok(Precision::Int8),
        _ => Err("write int8, fp32 or fp16".to_owned()),
    }
}

/// One window to check an export on.
#[derive(Debug, Serialize, Deserialize)]
struct CheckWindow {
    source: Vec<u32>,
    target: Vec<u32>,
}

/// Keeps the windows of the first examples in the run's folder, so that exports are checked on real code.
///
/// # Errors
/// A folder that cannot be written.
pub fn keep_check_windows(
    run: &Path,
    examples: impl Iterator<Item = RepairExample>,
    tokenizer: &CodeTokenizer,
    window: usize,
) -> anyhow::Result<()> {
    let windows: Vec<CheckWindow> = examples
        .filter_map(|example| batches::window(tokenizer, &example, window))
        .take(N_CHECK_WINDOWS)
        .map(|window| CheckWindow { source: window.source, target: window.target })
        .collect();
    let path = run.join(CHECK_WINDOWS);
    let json = serde_json::to_vec(&windows).context("cannot write JSON")?;
    fixerr_shared::files::write_atomically(&path, &json).with_context(|| path.display().to_string())
}

/// Runs the command.
///
/// # Errors
/// An incomplete run, a folder that is no bundle, or an export that differs from the model.
pub fn run(arguments: &ExportArguments) -> anyhow::Result<()> {
    let other = arguments.average_with.as_deref().map(|folder| (folder, arguments.share));
    let run = match (&arguments.run, &arguments.bundle, arguments.format) {
        (Some(run), _, Format::Hf) => return export_huggingface(run, other, &arguments.out),
        (Some(run), _, Format::Bundle) => run,
        (None, Some(bundle), Format::Hf) => {
            huggingface::export_bundle(bundle, &arguments.out)?;
            eprintln!(
                "wrote {} for Hugging Face transformers, from {}",
                arguments.out.display(),
                bundle.display()
            );
            return Ok(());
        }
        (None, _, _) => bail!("a bundle can only be written as --format hf; give --run to write a bundle"),
    };
    let quality = match &arguments.quality {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            serde_json::from_str(&text).with_context(|| path.display().to_string())?
        }
        None => serde_json::Value::Null,
    };
    let default_name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = arguments.name.clone().unwrap_or(default_name);
    let data = arguments.data_note.clone();
    export_run(run, other, &arguments.out, arguments.precision, &name, quality, data)
}

/// The weights that an export is made from.
struct Chosen {
    /// Holds them.
    folder: PathBuf,
    /// Where they came from, for people.
    origin: String,
    /// The folder, when they are no checkpoint.
    _temporary: Option<TempDir>,
}

/// A run's best checkpoint, or its average with another model's weights, which have this share.
fn choose(run: &Path, config: &ModelConfig, other: Option<(&Path, f64)>) -> anyhow::Result<Chosen> {
    let best = best_checkpoint(run)?;
    let origin = best.display().to_string();
    let Some((folder, share)) = other else {
        return Ok(Chosen { folder: best, origin, _temporary: None });
    };
    let averaged = average::average(&best, config, &run.join("tokenizer.json"), folder, share)?;
    Ok(Chosen {
        folder: averaged.path().to_owned(),
        origin: format!("{origin} with a share of {share} of {}", folder.display()),
        _temporary: Some(averaged),
    })
}

/// Exports a run's best checkpoint, or its average with another model's weights and their share, and checks the bundle against libtorch.
///
/// # Errors
/// As [`run`].
pub fn export_run(
    run: &Path,
    other: Option<(&Path, f64)>,
    out: &Path,
    precision: Precision,
    name: &str,
    quality: serde_json::Value,
    data: Vec<String>,
) -> anyhow::Result<()> {
    let config = RunConfig::read(&run.join("config.toml"), &[])?;
    if config.model.architecture == Architecture::Lstm {
        bail!(
            "{}: an LSTM is not served, so there is nothing to export: `evaluate --run` measures it; export a run of a transformer, such as configs/small.toml",
            run.display()
        );
    }
    let chosen = choose(run, &config.model, other)?;
    eprintln!("exporting {} as {precision:?}", chosen.origin);
    let options = ExportOptions { name: name.to_owned(), precision, window: config.window(), quality, data };
    let mut reference = TchReference::open(&chosen.folder, &config.model)?;
    let windows = check_windows(run, &run.join("tokenizer.json"))?;
    let weights = chosen.folder.join(checkpoint::WEIGHTS);
    let report = export(&weights, &config.model, &run.join("tokenizer.json"), out, &options, |bundle| {
        verify(bundle, &mut reference, &windows)
    })?;
    eprintln!("checked against libtorch: {report}");
    Ok(())
}

/// Writes a run's best checkpoint as a folder that Hugging Face transformers loads.
///
/// # Errors
/// An incomplete run, an LSTM, or a folder that holds something else.
pub fn export_huggingface(run: &Path, other: Option<(&Path, f64)>, out: &Path) -> anyhow::Result<()> {
    let config = RunConfig::read(&run.join("config.toml"), &[])?;
    let chosen = choose(run, &config.model, other)?;
    let weights = chosen.folder.join(checkpoint::WEIGHTS);
    huggingface::export(&weights, &config.model, &run.join("tokenizer.json"), out, config.window())?;
    eprintln!("wrote {} for Hugging Face transformers, from {}", out.display(), chosen.origin);
    let eps = config.model.layer_norm_eps;
    if (eps - huggingface::LAYER_NORM_EPS).abs() > 1e-12 {
        eprintln!(
            "warning: transformers computes every layer norm of this model with an epsilon of {}, and it was trained with {eps}: set `eps` of its LayerNorm modules after loading",
            huggingface::LAYER_NORM_EPS
        );
    }
    Ok(())
}

/// The run's windows as encoder ids and decoder inputs.
fn check_windows(run: &Path, tokenizer: &Path) -> anyhow::Result<Vec<(Vec<u32>, Vec<u32>)>> {
    let path = run.join(CHECK_WINDOWS);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let windows: Vec<CheckWindow> =
        serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    if windows.is_empty() {
        bail!("{}: holds no window to check the export on", path.display());
    }
    let start = CodeTokenizer::from_file(tokenizer)?.special().bug;
    let with_start = |window: CheckWindow| {
        let mut decoder = vec![start];
        decoder.extend(&window.target[..window.target.len().saturating_sub(1)]);
        (window.source, decoder)
    };
    Ok(windows.into_iter().map(with_start).collect())
}

/// The model in libtorch, for comparison.
struct TchReference {
    model: Transformer,
}

impl TchReference {
    fn open(checkpoint: &Path, config: &ModelConfig) -> anyhow::Result<Self> {
        let mut parameters = Parameters::new(config, Device::Cpu, Kind::Float, 0)?;
        checkpoint::load_weights(checkpoint, &mut parameters)?;
        Ok(Self { model: Transformer::new(&parameters, config)? })
    }
}

impl Reference for TchReference {
    fn logits(&mut self, encoder_ids: &[u32], decoder_ids: &[u32]) -> anyhow::Result<Vec<f32>> {
        let row = |ids: &[u32]| {
            let ids: Vec<i64> = ids.iter().map(|id| i64::from(*id)).collect();
            Tensor::f_from_slice(&ids)?.f_unsqueeze(0)
        };
        let logits = no_grad(|| self.model.logits(&row(encoder_ids)?, &row(decoder_ids)?))?;
        Ok(Vec::<f32>::try_from(logits.f_flatten(0, -1)?)?)
    }
}
