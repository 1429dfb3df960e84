//! What `evaluate` measures: a bundle, or the best checkpoint of a run. All of them answer through one
//! [`Repairer`], so that window, decoding, checks and ranking are those of the server.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use fixerr_shared::{
    bundle::{self, Bundle, FORMAT_VERSION, Manifest, Precision},
    config::Architecture,
    engine::{Engine, EngineOptions},
    language::Language,
    repair::Repairer,
    tokenizer::CodeTokenizer,
};
use tch::Kind;
use tempfile::TempDir;

use crate::{
    config::RunConfig,
    device, export_command,
    model::{Lstm, LstmDecoding, Parameters},
    signals,
    train::{checkpoint, folder::best_checkpoint},
};

/// A model to measure.
pub struct Subject {
    /// Its name in tables: that of its folder.
    pub name: String,
    /// Where it was found.
    pub path: PathBuf,
    /// Trained values.
    pub parameters: usize,
    /// The step of a run's checkpoint.
    pub step: Option<u64>,
    form: Form,
}

enum Form {
    /// A bundle and, when it was exported for the evaluation, the folder that goes when that is over.
    Bundle(PathBuf, Option<TempDir>),
    /// A checkpoint that no bundle can be made of. The bundle lies nowhere: its tokenizer and sizes are the run's.
    Lstm { checkpoint: PathBuf, bundle: Box<Bundle> },
}

impl Subject {
    /// A bundle.
    ///
    /// # Errors
    /// When its manifest cannot be read.
    pub fn bundle(path: &Path) -> anyhow::Result<Self> {
        let parameters = bundle::read_manifest(path)?.model.parameters();
        let form = Form::Bundle(path.to_owned(), None);
        Ok(Self { name: folder_name(path), path: path.to_owned(), parameters, step: None, form })
    }

    /// The best checkpoint of a run. A transformer's is exported as fp32; an LSTM runs in libtorch as it is.
    ///
    /// # Errors
    /// An incomplete run, or an export that differs from the model.
    pub fn run(path: &Path) -> anyhow::Result<Self> {
        let config = RunConfig::read(&path.join("config.toml"), &[])?;
        let (checkpoint, form) = match config.model.architecture {
            Architecture::Transformer => exported(path)?,
            Architecture::Lstm => {
                let checkpoint = best_checkpoint(path)?;
                let bundle = Box::new(unwritten_bundle(path, &config)?);
                (checkpoint.clone(), Form::Lstm { checkpoint, bundle })
            }
        };
        let (parameters, step) = (config.model.parameters(), checkpoint::step(&checkpoint));
        Ok(Self { name: folder_name(path), path: path.to_owned(), parameters, step, form })
    }

    /// Whether it is a run's checkpoint.
    pub const fn is_run(&self) -> bool {
        !matches!(self.form, Form::Bundle(_, None))
    }

    /// Loads the model; each thread of an evaluation has its own.
    ///
    /// # Errors
    /// A damaged checkpoint or bundle, or a device that is not there.
    pub fn open(&self, options: &EngineOptions) -> anyhow::Result<Repairer> {
        let (checkpoint, bundle) = match &self.form {
            Form::Bundle(path, _) => return Ok(Repairer::open(path, options)?),
            Form::Lstm { checkpoint, bundle } => (checkpoint, bundle),
        };
        if options.threads > 0 {
            // libtorch counts threads for each thread that calls it.
            tch::set_num_threads(options.threads as i32);
        }
        let device = device::choose(&options.device.to_string())?;
        let config = &bundle.manifest.model;
        let mut parameters = Parameters::new(config, device, Kind::Float, 0)?;
        checkpoint::load_weights(checkpoint, &mut parameters)?;
        let network = LstmDecoding::new(Lstm::new(&parameters, config)?, device);
        let engine = Engine::over(bundle, Box::new(network));
        Ok(Repairer::over(Bundle::clone(bundle), engine))
    }
}

/// Exports a run to a temporary folder; the checkpoint that was exported, and that.
fn exported(run: &Path) -> anyhow::Result<(PathBuf, Form)> {
    let temporary = signals::temporary_folder()?;
    let bundle = temporary.path().join("bundle");
    let checkpoint = export_command::export_run(run, &bundle, "evaluated run")?;
    Ok((checkpoint, Form::Bundle(bundle, Some(temporary))))
}

/// What a bundle of this run would say, if there could be one.
fn unwritten_bundle(run: &Path, config: &RunConfig) -> anyhow::Result<Bundle> {
    let tokenizer = CodeTokenizer::from_file(&run.join("tokenizer.json"))?;
    let manifest = Manifest {
        format_version: FORMAT_VERSION,
        name: folder_name(run),
        model: config.model.clone(),
        precision: Precision::Fp32,
        special_tokens: tokenizer.special().clone(),
        languages: Language::ALL.to_vec(),
        window: config.window(),
        files: BTreeMap::new(),
        ranking: None,
        project_ranking: None,
        quality: serde_json::Value::Null,
        data: Vec::new(),
    };
    Ok(Bundle { folder: run.to_owned(), manifest, tokenizer })
}

/// The last part of a path, also of one such as `.`.
pub(crate) fn folder_name(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Gives subjects of the same name their paths as names.
pub fn tell_apart(subjects: &mut [Subject]) {
    let names: Vec<String> = subjects.iter().map(|subject| subject.name.clone()).collect();
    for subject in subjects {
        if names.iter().filter(|name| **name == subject.name).count() > 1 {
            subject.name = subject.path.display().to_string();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_where_one_stands_has_a_name() {
        let here = std::env::current_dir().unwrap();
        let name = here.file_name().unwrap().to_str().unwrap();
        assert_eq!(folder_name(Path::new(".")), name);
        assert_eq!(folder_name(&here.join("none/such")), "such");
    }
}
