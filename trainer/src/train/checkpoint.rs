//! Checkpoints: weights, optimizer state, step and place in the data, whole or absent. Written to a temporary folder,
//! synced, renamed; verified by checksum when read; the latest few and the best stay.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use fixerr_shared::files;
use safetensors::{Dtype, SafeTensorError, tensor::TensorView};
use serde::{Deserialize, Deserializer, Serialize};
use tch::{Device, TchError, Tensor, no_grad};

use super::{batches::Position, optimizer::AdamW};
use crate::model::{ModelError, Parameters};

/// Weights under Hugging Face's names.
pub const WEIGHTS: &str = "model.safetensors";
const OPTIMIZER: &str = "optimizer.safetensors";
/// Where the run stood, and the other files' checksums.
pub const STATE: &str = "state.json";

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Steps done.
    pub step: u64,
    /// Steps that the optimizer took; skipped ones are not among them.
    pub optimizer_steps: u64,
    /// The next batch.
    pub position: Position,
    /// Tokens seen, padding not counted.
    pub tokens: u64,
    /// Steps skipped because something was not finite.
    pub skipped: u64,
    /// Step and validation loss of the best checkpoint so far.
    #[serde(deserialize_with = "finite")]
    pub best: Option<(u64, f64)>,
    /// SHA-256 of the other files.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

impl State {
    /// Takes this step's validation loss as the best when it is lower. One that is no finite number is the best of nothing.
    pub(super) fn validated(&mut self, loss: f64) {
        if loss.is_finite() && self.best.is_none_or(|(_, best)| loss < best) {
            self.best = Some((self.step, loss));
        }
    }
}

/// Older checkpoints may name a loss that was no number, which JSON holds as null: then there is no best one.
fn finite<'de, D: Deserializer<'de>>(input: D) -> Result<Option<(u64, f64)>, D::Error> {
    let best = Option::<(u64, Option<f64>)>::deserialize(input)?;
    Ok(best.and_then(|(step, loss)| Some((step, loss?))))
}

/// What can go wrong with a checkpoint.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// A checkpoint cannot be written.
    #[error("cannot save step {step}: {source}; earlier checkpoints stay: make room and go on with --resume")]
    Save {
        /// The step.
        step: u64,
        /// Why.
        source: Box<CheckpointError>,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("{}: damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The run has no checkpoint.
    #[error("{}: no whole checkpoint to go on from; start a run without --resume, in another folder if this one holds damaged ones", run.display())]
    None {
        /// The run's folder.
        run: PathBuf,
    },
    /// A tensor does not fit the model.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ModelError,
    },
}

fn io_at(path: &Path) -> impl Fn(io::Error) -> CheckpointError + '_ {
    |source| CheckpointError::Io { path: path.to_owned(), source }
}

fn torch_at(path: &Path) -> impl Fn(TchError) -> CheckpointError + '_ {
    |error| match error {
        TchError::Io(source) => CheckpointError::Io { path: path.to_owned(), source },
        error => CheckpointError::Model { path: path.to_owned(), source: error.into() },
    }
}

/// The folder of a run's checkpoints.
pub fn folder(run: &Path) -> PathBuf {
    run.join("checkpoints")
}

/// The folder of one checkpoint.
pub fn at_step(run: &Path, step: u64) -> PathBuf {
    folder(run).join(format!("step-{step:08}"))
}

/// The step that a checkpoint's folder is named after.
pub fn step(checkpoint: &Path) -> Option<u64> {
    checkpoint.file_name()?.to_str()?.strip_prefix("step-")?.parse().ok()
}

/// Writes a checkpoint; it appears under its name only when whole.
///
/// # Errors
/// [`CheckpointError::Save`], a full disk for one; earlier checkpoints stay as they are.
pub fn save(
    run: &Path,
    parameters: &Parameters,
    optimizer: &AdamW,
    state: &State,
) -> Result<PathBuf, CheckpointError> {
    let target = at_step(run, state.step);
    let temporary = files::temporary_beside(&target);
    let written = write(&temporary, parameters, optimizer, state).and_then(|()| {
        if target.exists() {
            fs::remove_dir_all(&target).map_err(io_at(&target))?;
        }
        files::rename_durably(&temporary, &target).map_err(io_at(&target))
    });
    if written.is_err() {
        let _ = fs::remove_dir_all(&temporary);
    }
    match written {
        Ok(()) => Ok(target),
        Err(source) => Err(CheckpointError::Save { step: state.step, source: Box::new(source) }),
    }
}

fn write(
    temporary: &Path,
    parameters: &Parameters,
    optimizer: &AdamW,
    state: &State,
) -> Result<(), CheckpointError> {
    let _ = fs::remove_dir_all(temporary);
    fs::create_dir_all(temporary).map_err(io_at(temporary))?;
    let weights = write_weights(temporary, parameters)?;
    let moments = temporary.join(OPTIMIZER);
    let state_tensors = [("mean", &optimizer.mean), ("square", &optimizer.square)];
    write_tensors(&moments, &state_tensors.map(|(name, tensor)| (name.to_owned(), tensor.shallow_clone())))?;
    let mut state = state.clone();
    state.optimizer_steps = optimizer.steps;
    state.files.clear();
    for path in [&weights, &moments] {
        fs::File::open(path).and_then(|file| file.sync_all()).map_err(io_at(path))?;
        let (sha256, _) = files::sha256(path).map_err(io_at(path))?;
        state.files.insert(path.file_name().unwrap_or_default().to_string_lossy().into_owned(), sha256);
    }
    write_state(temporary, &state)
}

fn write_state(checkpoint: &Path, state: &State) -> Result<(), CheckpointError> {
    let path = checkpoint.join(STATE);
    let json = serde_json::to_vec_pretty(state).map_err(|error| io_at(&path)(error.into()))?;
    files::write_atomically(&path, &json).map_err(io_at(&path))
}

/// Makes the run's checkpoints name no best one: what they were measured on no longer counts.
///
/// # Errors
/// [`CheckpointError::Io`].
pub fn forget_best(run: &Path) -> Result<(), CheckpointError> {
    for (_, path) in list(run)? {
        // Damaged ones are never read again.
        let Ok(state) = read_state(&path) else { continue };
        write_state(&path, &State { best: None, ..state })?;
    }
    Ok(())
}

/// Writes the fp32 weights into a folder, under Hugging Face's names.
///
/// # Errors
/// [`CheckpointError`].
pub fn write_weights(folder: &Path, parameters: &Parameters) -> Result<PathBuf, CheckpointError> {
    let path = folder.join(WEIGHTS);
    let tensors = parameters
        .specifications()
        .iter()
        .map(|s| Ok((s.name.clone(), parameters.master_view(&s.name)?)))
        .collect::<Result<Vec<_>, ModelError>>()
        .map_err(|source| CheckpointError::Model { path: path.clone(), source })?;
    write_tensors(&path, &tensors)?;
    Ok(path)
}

/// Writes fp32 tensors. libtorch's bindings can do that, too, but bury what the system said about a full disk.
fn write_tensors(path: &Path, tensors: &[(String, Tensor)]) -> Result<(), CheckpointError> {
    let mut parts = Vec::with_capacity(tensors.len());
    for (name, tensor) in tensors {
        let shape: Vec<usize> = tensor.size().iter().map(|n| *n as usize).collect();
        let flat = tensor.f_to_device(Device::Cpu).and_then(|tensor| tensor.f_flatten(0, -1));
        let values = flat.and_then(Vec::<f32>::try_from).map_err(torch_at(path))?;
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        parts.push((name, shape, bytes));
    }
    let views: Result<Vec<_>, _> = parts
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect();
    let written = views.and_then(|views| safetensors::serialize_to_file(views, None, path));
    written.map_err(|error| match error {
        SafeTensorError::IoError(source) => CheckpointError::Io { path: path.to_owned(), source },
        error => CheckpointError::Io { path: path.to_owned(), source: io::Error::other(error) },
    })
}

/// Checkpoints of a run by step, latest first.
///
/// # Errors
/// [`CheckpointError::Io`] when the folder cannot be listed.
pub fn list(run: &Path) -> Result<Vec<(u64, PathBuf)>, CheckpointError> {
    let folder = folder(run);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_at(&folder)(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(io_at(&folder))?.path();
        found.extend(step(&path).map(|step| (step, path)));
    }
    found.sort_by_key(|(step, _)| std::cmp::Reverse(*step));
    Ok(found)
}

/// Removes what a run that was killed while saving left behind. Only one process may train a run at a time.
///
/// # Errors
/// [`CheckpointError::Io`].
pub fn sweep(run: &Path) -> Result<(), CheckpointError> {
    let folder = folder(run);
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
    for entry in entries {
        let path = entry.map_err(io_at(&folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Whole checkpoints are called step-…; see `files::temporary_beside`.
        if name.starts_with(".step-") {
            fs::remove_dir_all(&path).map_err(io_at(&path))?;
        }
    }
    Ok(())
}

/// Removes checkpoints but the latest `keep` and the best.
///
/// # Errors
/// [`CheckpointError::Io`].
pub fn prune(run: &Path, keep: usize, best: Option<u64>) -> Result<(), CheckpointError> {
    for (_, path) in list(run)?.into_iter().skip(keep).filter(|(step, _)| Some(*step) != best) {
        fs::remove_dir_all(&path).map_err(io_at(&path))?;
    }
    Ok(())
}

/// Gives checkpoints behind a step other names: they are damaged, or the run would not go on from that step, and must not count among
/// those that are kept.
///
/// # Errors
/// [`CheckpointError::Io`].
pub fn set_aside(run: &Path, step: u64) -> Result<(), CheckpointError> {
    for (_, path) in list(run)?.into_iter().filter(|(other, _)| *other > step) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let aside = path.with_file_name(format!("damaged-{name}"));
        if aside.is_dir() {
            fs::remove_dir_all(&aside).map_err(io_at(&aside))?;
        }
        fs::rename(&path, &aside).map_err(io_at(&path))?;
        say!("{} is now {}", path.display(), aside.display());
    }
    Ok(())
}

/// Reads and verifies a checkpoint's state.
///
/// # Errors
/// [`CheckpointError::Damaged`] that names the file.
pub fn read_state(checkpoint: &Path) -> Result<State, CheckpointError> {
    let path = checkpoint.join(STATE);
    let text = fs::read(&path).map_err(io_at(&path))?;
    let state: State = serde_json::from_slice(&text)
        .map_err(|error| CheckpointError::Damaged { path: path.clone(), reason: error.to_string() })?;
    for (name, expected) in &state.files {
        let path = checkpoint.join(name);
        let (found, _) = files::sha256(&path).map_err(io_at(&path))?;
        if found != *expected {
            let reason = format!("sha256 {found}, expected {expected}");
            return Err(CheckpointError::Damaged { path, reason });
        }
    }
    Ok(state)
}

/// The latest checkpoint that verifies; damaged ones are passed over and told through `warn`.
///
/// # Errors
/// [`CheckpointError::None`] when none verifies.
pub fn latest(
    run: &Path,
    mut warn: impl FnMut(&CheckpointError),
) -> Result<(PathBuf, State), CheckpointError> {
    for (_, path) in list(run)? {
        match read_state(&path) {
            Ok(state) => return Ok((path, state)),
            Err(error) => warn(&error),
        }
    }
    Err(CheckpointError::None { run: run.to_owned() })
}

/// Reads weights into `parameters`.
///
/// # Errors
/// [`CheckpointError::Model`] when a tensor is missing or has another shape.
pub fn load_weights(checkpoint: &Path, parameters: &mut Parameters) -> Result<(), CheckpointError> {
    let path = checkpoint.join(WEIGHTS);
    let tensors = Tensor::read_safetensors(&path).map_err(torch_at(&path))?;
    let at = |source: ModelError| CheckpointError::Model { path: path.clone(), source };
    for specification in parameters.specifications().to_vec() {
        let (_, tensor) = tensors
            .iter()
            .find(|(name, _)| *name == specification.name)
            .ok_or_else(|| at(ModelError::MissingParameter(specification.name.clone())))?;
        crate::model::expect_shape(&specification.name, tensor, &specification.shape).map_err(at)?;
        let mut view = parameters.master_view(&specification.name).map_err(at)?;
        no_grad(|| view.f_copy_(tensor)).map_err(torch_at(&path))?;
    }
    parameters.refresh().map_err(at)
}

/// Reads the optimizer's state.
///
/// # Errors
/// [`CheckpointError`].
pub fn load_optimizer(
    checkpoint: &Path,
    state: &State,
    optimizer: &mut AdamW,
) -> Result<(), CheckpointError> {
    let path = checkpoint.join(OPTIMIZER);
    for (name, tensor) in Tensor::read_safetensors(&path).map_err(torch_at(&path))? {
        let moment = if name == "mean" { &mut optimizer.mean } else { &mut optimizer.square };
        crate::model::expect_shape(&name, &tensor, &moment.size())
            .map_err(|source| CheckpointError::Model { path: path.clone(), source })?;
        no_grad(|| moment.f_copy_(&tensor)).map_err(torch_at(&path))?;
    }
    // Checkpoints once lacked the count; every step was either taken or skipped.
    optimizer.steps = match state.optimizer_steps {
        0 => state.step.saturating_sub(state.skipped),
        steps => steps,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_is_the_best_loss() {
        let mut state = State { step: 1, ..State::default() };
        for loss in [f64::NAN, f64::INFINITY] {
            state.validated(loss);
            assert_eq!(state.best, None);
        }
        for (step, loss, best) in [(2, 3.0, 2), (3, f64::NAN, 2), (4, 3.5, 2), (5, 2.0, 5)] {
            state.step = step;
            state.validated(loss);
            assert_eq!(state.best.map(|(step, _)| step), Some(best));
        }
    }

    #[test]
    fn a_best_loss_that_was_no_number_is_read_as_none_and_the_best_can_be_forgotten() {
        let run = tempfile::tempdir().unwrap();
        let state = State { step: 7, best: Some((7, f64::NAN)), ..State::default() };
        let folder = at_step(run.path(), 7);
        fs::create_dir_all(&folder).unwrap();
        write_state(&folder, &state).unwrap();
        assert!(fs::read_to_string(folder.join(STATE)).unwrap().contains("null"));
        assert_eq!(read_state(&folder).unwrap(), State { best: None, ..state.clone() });

        write_state(&folder, &State { best: Some((5, 1.5)), ..state.clone() }).unwrap();
        assert_eq!(read_state(&folder).unwrap().best, Some((5, 1.5)));
        forget_best(run.path()).unwrap();
        assert_eq!(read_state(&folder).unwrap(), State { best: None, ..state });
    }
}
