//! Where the model lies, and opening it. A place that someone named is taken or refused; only without one are the usual
//! places tried.

use std::{
    env,
    num::NonZero,
    path::{Path, PathBuf},
};

use fixerr_shared::{
    bundle::MANIFEST,
    engine::{CancelToken, Device, EngineOptions, default_threads},
    repair::{RepairError, RepairRequest, Repairer},
    runtime::executable,
};

use crate::fixer::{FixError, Fixer, FixerFactory, Fixes};

/// Names the folder of the model.
pub const MODEL_VARIABLE: &str = "FIXERR_MODEL";
/// What led to a model in the working directory.
const WORKING: &str = "the working directory, where the language server does not look";

/// What decides which model runs and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelSettings {
    /// The bundle's folder, if someone named it.
    pub folder: Option<PathBuf>,
    /// Where it runs, if someone chose.
    pub device: Option<Device>,
    /// Threads on the processor, if someone chose; 0 is what the machine suggests.
    pub threads: Option<usize>,
}

impl ModelSettings {
    /// The engine's part.
    pub fn engine(&self) -> EngineOptions {
        EngineOptions { device: self.device.unwrap_or_default(), threads: self.threads.unwrap_or_default() }
    }
}

/// A path whose `~/` stands for the user's folder: who wrote it into settings had no shell to say so.
pub(crate) fn expand_home(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), dirs::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

/// A bundle's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelLocation {
    /// The folder.
    pub folder: PathBuf,
    /// What led to it, for people.
    pub found_by: &'static str,
}

/// Why no model runs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// No usual place holds one.
    #[error(
        "no model found; name its folder with --model or {MODEL_VARIABLE}. Looked at: {}",
        list(looked_at)
    )]
    NotFound {
        /// Every place tried, in order.
        looked_at: Vec<PathBuf>,
    },
    /// The bundle, the runtime or the engine refused.
    #[error("{0}")]
    Refused(String),
}

fn list(places: &[PathBuf]) -> String {
    places.iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(", ")
}

impl From<RepairError> for LoadError {
    fn from(error: RepairError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Who looks for the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeker {
    /// The language server. An editor starts it in whatever folder someone opened, and what lies there decides nothing.
    Editor,
    /// A command that someone types, in a folder of their choice.
    Terminal,
}

impl Seeker {
    /// The working directory, if it counts.
    fn working_directory(self) -> Option<PathBuf> {
        match self {
            Self::Editor => None,
            Self::Terminal => env::current_dir().ok(),
        }
    }
}

/// Finds the bundle: what is named, then `FIXERR_MODEL`, beside the executable, the user's data folder, `models/default` above the
/// executable and, for [`Seeker::Terminal`], in the working directory.
///
/// # Errors
/// [`LoadError::NotFound`] with the places. A named folder is not checked here: opening it says more.
pub fn locate(named: Option<&Path>, seeker: Seeker) -> Result<ModelLocation, LoadError> {
    let variable = env::var_os(MODEL_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = named.filter(|folder| !folder.as_os_str().is_empty()) {
        return Ok(ModelLocation { folder: folder.to_owned(), found_by: "named" });
    }
    if let Some(folder) = variable {
        return Ok(ModelLocation { folder, found_by: MODEL_VARIABLE });
    }
    let executable = executable();
    let working = seeker.working_directory();
    search(&usual_places(executable.as_deref(), dirs::data_dir().as_deref(), working.as_deref()))
}

fn usual_places(
    executable: Option<&Path>,
    data: Option<&Path>,
    working: Option<&Path>,
) -> Vec<(PathBuf, &'static str)> {
    let mut places = Vec::new();
    let beside = executable.and_then(Path::parent);
    if let Some(beside) = beside {
        places.push((beside.join("model"), "beside the executable"));
        places.push((beside.join("models/default"), "beside the executable"));
    }
    if let Some(data) = data {
        places.push((data.join("fixerr/model"), "the user's data folder"));
    }
    // A program built with cargo lies in target/debug of the project that holds models/default.
    for above in beside.into_iter().flat_map(|beside| beside.ancestors().skip(1).take(3)) {
        places.push((above.join("models/default"), "above the executable"));
    }
    if let Some(working) = working {
        places.push((working.join("models/default"), WORKING));
    }
    places
}

fn search(places: &[(PathBuf, &'static str)]) -> Result<ModelLocation, LoadError> {
    let found = places.iter().find(|(folder, _)| folder.join(MANIFEST).is_file());
    match found {
        Some((folder, found_by)) => Ok(ModelLocation { folder: folder.clone(), found_by }),
        None => {
            Err(LoadError::NotFound { looked_at: places.iter().map(|(folder, _)| folder.clone()).collect() })
        }
    }
}

/// Finds and opens the model.
///
/// # Errors
/// [`LoadError`].
pub fn open(settings: &ModelSettings, seeker: Seeker) -> Result<Repairer, LoadError> {
    let location = locate(settings.folder.as_deref(), seeker)?;
    Ok(Repairer::open(&location.folder, &settings.engine())?)
}

/// The factory that the language server runs with.
pub fn factory() -> FixerFactory {
    std::sync::Arc::new(|settings| {
        let threads =
            settings.threads.filter(|threads| *threads > 0).unwrap_or_else(threads_beside_an_editor);
        let settings = ModelSettings { threads: Some(threads), ..settings.clone() };
        Ok(Box::new(open(&settings, Seeker::Editor)?))
    })
}

/// Threads where nobody chose: one core is left to the keys that are pressed meanwhile, unless there is only one.
fn threads_beside_an_editor() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    default_threads().min(cores - 1).max(1)
}

impl Fixer for Repairer {
    fn repair(&mut self, request: &RepairRequest<'_>, cancel: &CancelToken) -> Result<Fixes, FixError> {
        let repair = Self::repair(self, request, cancel)?;
        Ok(Fixes { candidates: repair.candidates, unchanged: repair.unchanged_confidence })
    }

    fn wants_project(&self) -> bool {
        self.bundle().manifest.project_ranking.is_some()
    }

    fn wants_edits(&self) -> bool {
        let manifest = &self.bundle().manifest;
        [&manifest.ranking, &manifest.project_ranking].into_iter().flatten().any(|it| it.repeated.is_some())
    }

    fn model(&self) -> String {
        self.bundle().manifest.name.clone()
    }

    fn device(&self) -> String {
        Self::device(self).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_tried_in_order_and_listed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let executable = root.join("target/debug/fixerr-server");
        let places = usual_places(Some(&executable), Some(&root.join("data")), Some(&root.join("work")));
        let error = search(&places).unwrap_err().to_string();
        for place in
            ["target/debug/model", "data/fixerr/model", "work/models/default", "--model", MODEL_VARIABLE]
        {
            assert!(error.contains(place), "{place} in {error}");
        }
        assert!(!error.contains('\n'));

        let put = |place: &str| {
            std::fs::create_dir_all(root.join(place)).unwrap();
            std::fs::write(root.join(place).join(MANIFEST), "{}").unwrap();
            search(&places).unwrap()
        };
        assert_eq!(put("work/models/default").found_by, WORKING);
        assert_eq!(put("models/default").found_by, "above the executable");
        assert_eq!(put("data/fixerr/model").found_by, "the user's data folder");
        assert_eq!(put("target/debug/model").folder, root.join("target/debug/model"));
    }

    #[test]
    fn an_editor_takes_no_model_from_the_folder_that_it_runs_in() {
        assert_eq!(Seeker::Editor.working_directory(), None);
        assert_eq!(Seeker::Terminal.working_directory(), env::current_dir().ok());
        let places = usual_places(None, None, Some(Path::new("work")));
        assert_eq!(places, [(PathBuf::from("work/models/default"), WORKING)]);
        assert!(usual_places(None, None, None).is_empty());
    }

    #[test]
    fn a_named_folder_is_never_passed_over() {
        let location = locate(Some(Path::new("no/such/folder")), Seeker::Editor).unwrap();
        assert_eq!(location, ModelLocation { folder: "no/such/folder".into(), found_by: "named" });
    }
}
