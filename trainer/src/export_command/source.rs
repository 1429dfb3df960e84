//! What an export is made from: a run's best checkpoint or a bundle, either as it is or averaged with another model.

use std::path::{Path, PathBuf};

use anyhow::{bail, ensure};
use fixerr_shared::{
    bundle::{Bundle, TOKENIZER},
    config::{Architecture, ModelConfig},
    ranking::Ranking,
};
use tch::{Device, Kind};
use tempfile::TempDir;

use super::average::move_towards;
use crate::{
    config::RunConfig,
    model::Parameters,
    signals,
    subject::folder_name,
    train::{checkpoint, folder::best_checkpoint, import},
};

/// Weights, and what else makes a model of them.
pub(super) struct Source {
    /// The model's name, for people.
    pub(super) name: String,
    /// The weights, as safetensors.
    pub(super) weights: PathBuf,
    /// The model's shape.
    pub(super) config: ModelConfig,
    /// The model's `tokenizer.json`.
    pub(super) tokenizer: PathBuf,
    /// Tokens in the longest window.
    pub(super) window: usize,
    /// How its candidates are ranked, if that was fitted to these very weights.
    pub(super) ranking: Option<Ranking>,
    /// The same where the project is known.
    pub(super) project_ranking: Option<Ranking>,
    /// Where the training data came from, for people.
    pub(super) data: Vec<String>,
    /// Where the weights came from, for people.
    pub(super) origin: String,
    /// Holds the weights when they are no checkpoint.
    _temporary: Option<TempDir>,
}

impl Source {
    /// A run's best checkpoint, or its average with another model's weights, which have this share.
    ///
    /// # Errors
    /// An incomplete run, an LSTM's, or models that have no average.
    pub(super) fn of_run(run: &Path, other: Option<(&Path, f64)>) -> anyhow::Result<Self> {
        let config = RunConfig::read(&run.join("config.toml"), &[])?;
        if config.model.architecture == Architecture::Lstm {
            bail!(
                "{}: an LSTM is not served, so there is nothing to export: `evaluate --run` measures it; export a run of a transformer, such as configs/small.toml",
                run.display()
            );
        }
        let best = best_checkpoint(run)?;
        let source = Self {
            name: folder_name(run),
            weights: best.join(checkpoint::WEIGHTS),
            tokenizer: run.join("tokenizer.json"),
            window: config.window(),
            config: config.model,
            ranking: None,
            project_ranking: None,
            data: Vec::new(),
            origin: best.display().to_string(),
            _temporary: None,
        };
        let Some(other) = other else { return Ok(source) };
        let mut parameters = Parameters::new(&source.config, Device::Cpu, Kind::Float, 0)?;
        checkpoint::load_weights(&best, &mut parameters)?;
        source.averaged(parameters, other)
    }

    /// A bundle's weights, 8-bit ones as the floats they stand for, or their average with another model's.
    ///
    /// # Errors
    /// A folder that is no whole bundle, or models that have no average.
    pub(super) fn of_bundle(folder: &Path, other: Option<(&Path, f64)>) -> anyhow::Result<Self> {
        let manifest = Bundle::open(folder)?.manifest;
        let mut parameters = Parameters::new(&manifest.model, Device::Cpu, Kind::Float, 0)?;
        import::load(folder, &manifest.model, &mut parameters, false)?;
        let source = Self {
            name: manifest.name,
            weights: PathBuf::new(),
            config: manifest.model,
            tokenizer: folder.join(TOKENIZER),
            window: manifest.window,
            ranking: manifest.ranking,
            project_ranking: manifest.project_ranking,
            data: manifest.data,
            origin: folder.display().to_string(),
            _temporary: None,
        };
        match other {
            Some(other) => source.averaged(parameters, other),
            None => source.with(&parameters),
        }
    }

    /// With windows of up to so many tokens, if that is said.
    ///
    /// # Errors
    /// More than the model has positions, or fewer than 16.
    pub(super) fn with_window(self, window: Option<usize>) -> anyhow::Result<Self> {
        let Some(window) = window else { return Ok(self) };
        let most = self.config.max_positions;
        ensure!(
            (16..=most).contains(&window),
            "--window {window}: give 16 to {most}, as many as the model has positions"
        );
        // What a ranking knows was found in other windows.
        let is_same = window == self.window;
        let of_these = |ranking: Option<Ranking>| ranking.filter(|_| is_same);
        Ok(Self {
            window,
            ranking: of_these(self.ranking),
            project_ranking: of_these(self.project_ranking),
            ..self
        })
    }

    /// With weights that lie between these and another model's. A model that was taught in short windows for the sake of speed still reads
    /// the long ones of a bundle that it began as.
    fn averaged(self, mut parameters: Parameters, (other, share): (&Path, f64)) -> anyhow::Result<Self> {
        move_towards(&mut parameters, &self.config, &self.tokenizer, other, share)?;
        let source = self.with(&parameters)?;
        let origin = format!("{} with a share of {share} of {}", source.origin, other.display());
        let window =
            Bundle::open(other).map_or(source.window, |other| source.window.max(other.manifest.window));
        Ok(Self { origin, window, ranking: None, project_ranking: None, ..source })
    }

    /// With these weights, in a file of their own.
    fn with(self, parameters: &Parameters) -> anyhow::Result<Self> {
        let temporary = signals::temporary_folder()?;
        let weights = checkpoint::write_weights(temporary.path(), parameters)?;
        Ok(Self { weights, _temporary: Some(temporary), ..self })
    }
}
