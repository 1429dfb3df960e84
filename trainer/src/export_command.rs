//! `fixerr-trainer export`: from a run's best checkpoint, or from another bundle, to a bundle that was checked against libtorch.

mod average;
mod source;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;
use fixerr_shared::{
    bundle::Precision,
    example::RepairExample,
    language::Language,
    prompt::{PromptBuilder, PromptInput},
    tokenizer::CodeTokenizer,
};
use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor, no_grad};

use self::source::Source;
use crate::{
    export::{ExportOptions, Reference, export, huggingface, verify},
    model::{Parameters, Transformer},
    train::{batches, checkpoint},
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
    /// Instead of a run, a bundle: its weights, 8-bit ones as the floats they stand for, and its ranking.
    #[arg(long, conflicts_with = "run")]
    bundle: Option<PathBuf>,
    /// The folder to write.
    #[arg(long)]
    out: PathBuf,
    /// A bundle for the server, or a model folder for Hugging Face transformers.
    #[arg(long, value_enum, default_value_t = Format::Bundle)]
    format: Format,
    /// int8 for CPUs, fp32 to compare, fp16 for CUDA; default: int8. A folder for transformers is fp32 always.
    #[arg(long, value_parser = parse_precision)]
    precision: Option<Precision>,
    /// The model's name; default: the run's or the bundle's.
    #[arg(long)]
    name: Option<String>,
    /// Average the weights with those of a model of the same kind: of a bundle, a checkpoint's folder or a folder for
    /// transformers. Between a fine-tuned model and the one that it began as often lies a better one than either. The
    /// average has no ranking until it is calibrated.
    #[arg(long, value_name = "FOLDER")]
    average_with: Option<PathBuf>,
    /// How much of the average is the other model's, from 0 to 1.
    #[arg(long, requires = "average_with", default_value_t = 0.5)]
    share: f64,
    /// How many tokens a window may have, from 16 to the model's positions; default: what the run was trained with at last or
    /// the bundle has, and of an average the longer one.
    #[arg(long, value_name = "TOKENS")]
    window: Option<usize>,
    /// What `evaluate --format json` printed, to be kept in the bundle.
    #[arg(long)]
    quality: Option<PathBuf>,
    /// A line about the training data, to be kept in the bundle; may stand several times. Default: what the bundle says.
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

impl CheckWindow {
    /// The encoder's input, and the decoder's: the answer after the start token, without its last.
    fn teacher_forced(self, start: u32) -> (Vec<u32>, Vec<u32>) {
        let mut decoder = vec![start];
        decoder.extend(&self.target[..self.target.len().saturating_sub(1)]);
        (self.source, decoder)
    }
}

/// Whether a file's content is what a run keeps as [`CHECK_WINDOWS`].
pub(crate) fn is_check_windows(content: &[u8]) -> bool {
    serde_json::from_slice::<Vec<CheckWindow>>(content).is_ok()
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
    if arguments.format == Format::Hf {
        check_huggingface(arguments)?;
    }
    let other = arguments.average_with.as_deref().map(|folder| (folder, arguments.share));
    let source = match (&arguments.run, &arguments.bundle) {
        (Some(run), _) => Source::of_run(run, other)?,
        (None, Some(bundle)) => Source::of_bundle(bundle, other)?,
        (None, None) => bail!("give a run with --run, or a bundle with --bundle"),
    };
    let source = source.with_window(arguments.window)?;
    // Relative names such as `bundle/` have a parent that exists only in spirit.
    if let Some(parent) = arguments.out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
    }
    if arguments.format == Format::Hf {
        return write_huggingface(&source, &arguments.out);
    }
    let quality = match &arguments.quality {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            serde_json::from_str(&text).with_context(|| path.display().to_string())?
        }
        None => serde_json::Value::Null,
    };
    let data = if arguments.data_note.is_empty() { &source.data } else { &arguments.data_note };
    let options = ExportOptions {
        name: arguments.name.clone().unwrap_or_else(|| source.name.clone()),
        precision: arguments.precision.unwrap_or(Precision::Int8),
        window: source.window,
        ranking: source.ranking,
        project_ranking: source.project_ranking,
        quality,
        data: data.clone(),
    };
    let windows = match &arguments.run {
        Some(run) => check_windows(run, &source.tokenizer)?,
        None => own_windows(&source)?,
    };
    write_bundle(&source, &windows, &arguments.out, &options)
}

/// Refuses what a folder for transformers has no place for.
fn check_huggingface(arguments: &ExportArguments) -> anyhow::Result<()> {
    for (option, given) in [
        ("--precision", arguments.precision.is_some()),
        ("--name", arguments.name.is_some()),
        ("--data-note", !arguments.data_note.is_empty()),
        ("--quality", arguments.quality.is_some()),
    ] {
        if given {
            bail!("{option} is for bundles; with --format hf, which writes fp32 weights alone, leave it out");
        }
    }
    Ok(())
}

/// Exports a run's best checkpoint as an fp32 bundle, to be measured; the checkpoint's folder.
///
/// # Errors
/// As [`run`].
pub fn export_run(run: &Path, out: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let source = Source::of_run(run, None)?;
    let options = ExportOptions {
        name: name.to_owned(),
        precision: Precision::Fp32,
        window: source.window,
        ranking: None,
        project_ranking: None,
        quality: serde_json::Value::Null,
        data: Vec::new(),
    };
    write_bundle(&source, &check_windows(run, &source.tokenizer)?, out, &options)?;
    Ok(source.weights.parent().unwrap_or(run).to_owned())
}

/// Writes a bundle and checks it against libtorch.
fn write_bundle(
    source: &Source,
    windows: &[(Vec<u32>, Vec<u32>)],
    out: &Path,
    options: &ExportOptions,
) -> anyhow::Result<()> {
    say!("exporting {} as {:?}, windows of up to {} tokens", source.origin, options.precision, source.window);
    let mut reference = TchReference::open(source)?;
    let report = export(&source.weights, &source.config, &source.tokenizer, out, options, |bundle| {
        verify(bundle, &mut reference, windows)
    })?;
    say!("checked against libtorch: {report}");
    Ok(())
}

/// Writes a folder that Hugging Face transformers loads.
fn write_huggingface(source: &Source, out: &Path) -> anyhow::Result<()> {
    huggingface::export(&source.weights, &source.config, &source.tokenizer, out, source.window)?;
    say!("wrote {} for Hugging Face transformers, from {}", out.display(), source.origin);
    let eps = source.config.layer_norm_eps;
    if (eps - huggingface::LAYER_NORM_EPS).abs() > 1e-12 {
        say!(
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
    Ok(windows.into_iter().map(|window| window.teacher_forced(start)).collect())
}

/// Windows for a bundle, which keeps none of its run's: each marks a line of this file.
fn own_windows(source: &Source) -> anyhow::Result<Vec<(Vec<u32>, Vec<u32>)>> {
    let tokenizer = CodeTokenizer::from_file(&source.tokenizer)?;
    let (builder, special) = (PromptBuilder::new(&tokenizer, source.window), tokenizer.special());
    let lines: Vec<&str> = include_str!("export_command.rs").split_inclusive('\n').collect();
    let window = |at: usize| {
        let (before, after) = (lines[..at].concat(), lines[at + 1..].concat());
        let input = PromptInput {
            language: Language::Rust,
            before: &before,
            buggy: lines[at],
            after: &after,
            message: None,
        };
        let prompt = builder.build(&input).ok()?;
        let target = [prompt.span_ids(), &[special.bug_end]].concat();
        Some(CheckWindow { source: prompt.ids, target }.teacher_forced(special.bug))
    };
    let written = (0..lines.len()).filter(|at| !lines[*at].trim().is_empty());
    let windows: Vec<_> = written.filter_map(window).take(N_CHECK_WINDOWS).collect();
    ensure!(
        !windows.is_empty(),
        "{}: no line of code fits its window of {} tokens",
        source.origin,
        source.window
    );
    Ok(windows)
}

/// The model in libtorch, for comparison.
struct TchReference {
    model: Transformer,
}

impl TchReference {
    fn open(source: &Source) -> anyhow::Result<Self> {
        let mut parameters = Parameters::new(&source.config, Device::Cpu, Kind::Float, 0)?;
        let folder = source.weights.parent().unwrap_or_else(|| Path::new(""));
        checkpoint::load_weights(folder, &mut parameters)?;
        Ok(Self { model: Transformer::new(&parameters, &source.config)? })
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: ExportArguments,
    }

    #[test]
    fn what_only_bundles_have_is_refused_for_transformers() {
        let said = |more: &[&str]| {
            let line = [&["export", "--run", "none", "--out", "out", "--format", "hf"], more].concat();
            run(&Line::parse_from(line).arguments).unwrap_err().to_string()
        };
        for (option, value) in
            [("--precision", "fp32"), ("--name", "n"), ("--data-note", "d"), ("--quality", "q.json")]
        {
            let error = said(&[option, value]);
            assert!(error.starts_with(option) && error.contains("leave it out"), "{error}");
        }
        assert!(!said(&[]).contains("leave it out"), "there is no such run");
    }
}
