//! `cargo xtask setup`: ONNX Runtime and libtorch from their Python wheels into one cache folder that all checkouts share.
//! packages (what) → pip (download) → unpack → manifest (is it whole?) → links (the project finds it).

mod links;
mod manifest;
mod packages;
mod pip;
mod unpack;

use std::{
    env,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use self::{
    manifest::State,
    pip::Pip,
    unpack::{BrokenWheel, Unpacked},
};
pub(crate) use self::{
    packages::{Component, Flavour, Runtime, Wheel},
    unpack::empty_library,
};
use crate::{paths::Paths, progress};

/// What to set up.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag on the command line")]
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// All CUDA parts, for training and serving on a GPU (several gigabytes), instead of the CPU's.
    #[arg(long)]
    cuda: bool,
    /// ONNX Runtime only: all that serving takes.
    #[arg(long)]
    runtime_only: bool,
    /// Compare every file's SHA-256 with the recorded one instead.
    #[arg(long)]
    check: bool,
    /// List what would be downloaded, and do nothing.
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
}

impl Options {
    /// What `cargo xtask demo` needs.
    pub(crate) fn serving() -> Self {
        Self { runtime_only: true, ..Self::default() }
    }
}

/// One runtime in one flavour, before its wheels are known.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    runtime: Runtime,
    flavour: Flavour,
}

impl Wanted {
    fn folder_name(self) -> String {
        self.runtime.folder_name(self.flavour)
    }

    fn state(self, cache: &Path) -> State {
        let name = self.folder_name();
        manifest::state(&cache.join(&name), &name)
    }
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let wanted = wanted(paths, options);
    if options.check {
        return Ok(check(paths, &wanted));
    }
    let missing: Vec<Wanted> =
        wanted.iter().copied().filter(|wanted| wanted.state(&paths.cache) != State::Whole).collect();
    if options.dry_run {
        return dry_run(paths, &wanted, &missing);
    }
    if !missing.is_empty() {
        let start = Instant::now();
        let lock = lock(&paths.cache)?;
        fetch(paths, &missing)?;
        drop(lock);
        eprintln!("Set up in {:.0} s", start.elapsed().as_secs_f64());
    }
    for wanted in &wanted {
        let link = paths.root.join(".runtime").join(wanted.runtime.link_name());
        links::ensure(&link, &paths.cache.join(wanted.folder_name()))?;
    }
    if !wanted.is_empty() {
        let names: Vec<String> = wanted.iter().map(|wanted| wanted.folder_name()).collect();
        eprintln!("In place: {} in {}", names.join(" and "), paths.cache.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The runtimes to care for: those that the user does not bring along.
fn wanted(paths: &Paths, options: &Options) -> Vec<Wanted> {
    let mut runtimes = vec![Runtime::OnnxRuntime];
    if !options.runtime_only {
        runtimes.push(Runtime::Libtorch);
    }
    runtimes.retain(|runtime| match by_hand(*runtime, env::var_os(runtime.variable()).map(PathBuf::from)) {
        Some(path) => {
            eprintln!("{} names {}: using that one", runtime.variable(), path.display());
            false
        }
        None => true,
    });
    let flavour = |runtime: Runtime| {
        let cuda = Wanted { runtime, flavour: Flavour::Cuda };
        let link = paths.root.join(".runtime").join(runtime.link_name());
        let is_linked = links::points_to(&link) == Some(paths.cache.join(cuda.folder_name()));
        flavour_of(options.cuda, is_linked, &cuda.state(&paths.cache))
    };
    runtimes.into_iter().map(|runtime| Wanted { runtime, flavour: flavour(runtime) }).collect()
}

/// Who once asked for CUDA keeps it, whole or damaged, when the demo or the tests set up again.
fn flavour_of(is_asked_for: bool, is_linked: bool, cuda: &State) -> Flavour {
    if is_asked_for || (is_linked && *cuda != State::Absent) { Flavour::Cuda } else { Flavour::Cpu }
}

/// The ONNX Runtime that the user brings along.
pub(crate) fn own_onnxruntime() -> Option<PathBuf> {
    by_hand(Runtime::OnnxRuntime, env::var_os(Runtime::OnnxRuntime.variable()).map(PathBuf::from))
}

/// The runtime that a variable names, unless it is the link that `.cargo/config.toml` puts there itself.
fn by_hand(runtime: Runtime, value: Option<PathBuf>) -> Option<PathBuf> {
    value.filter(|path| {
        !path.as_os_str().is_empty() && !path.ends_with(Path::new(".runtime").join(runtime.link_name()))
    })
}

/// Downloads and unpacks what is still missing once no other set-up runs.
fn fetch(paths: &Paths, missing: &[Wanted]) -> Result<()> {
    ensure_platform()?;
    let mut rest = Vec::new();
    for wanted in missing {
        match wanted.state(&paths.cache) {
            // Another process was faster.
            State::Whole => continue,
            State::Absent => {}
            State::Damaged(why) => eprintln!("{} is made anew: {why}", wanted.folder_name()),
        }
        rest.push(*wanted);
    }
    if rest.is_empty() {
        return Ok(());
    }
    let staging = paths.cache.join("staging");
    fs::create_dir_all(&staging).with_context(|| format!("cannot make {}", staging.display()))?;
    pip::clear_partial(&staging)?;
    let flavour =
        if rest.iter().any(|wanted| wanted.flavour == Flavour::Cuda) { Flavour::Cuda } else { Flavour::Cpu };
    let pip = Pip::find(flavour)?;
    let mut unpacked = Unpacked::new();
    let components = components(&pip, &rest, &staging)?;
    components.iter().try_for_each(|component| unpack::ensure_compiler(component, &staging))?;
    for component in components {
        make(&pip, &component, &paths.cache, &staging, &mut unpacked)?;
    }
    fs::remove_dir_all(&staging).with_context(|| format!("cannot remove {}", staging.display()))
}

/// The components with their wheels. For the CUDA ones pip is asked once, so that both runtimes agree on NVIDIA's.
fn components(pip: &Pip, wanted: &[Wanted], staging: &Path) -> Result<Vec<Component>> {
    let is_cuda = |wanted: &&Wanted| wanted.flavour == Flavour::Cuda;
    let requirements: Vec<String> =
        wanted.iter().filter(is_cuda).map(|wanted| wanted.runtime.cuda_requirement()).collect();
    let report = if requirements.is_empty() { None } else { Some(pip.resolve(&requirements, staging)?) };
    wanted
        .iter()
        .map(|wanted| match (&report, wanted.flavour) {
            (Some(report), Flavour::Cuda) => Component::cuda(wanted.runtime, report),
            _ => Ok(Component::cpu(wanted.runtime)),
        })
        .collect()
}

/// Downloads a component's wheels and unpacks them; a broken wheel is downloaded once more.
fn make(
    pip: &Pip,
    component: &Component,
    cache: &Path,
    staging: &Path,
    unpacked: &mut Unpacked,
) -> Result<()> {
    let download = || -> Result<Vec<PathBuf>> {
        component.wheels.iter().map(|wheel| pip.download(wheel, staging)).collect()
    };
    let made = unpack::unpack(component, &download()?, cache, unpacked);
    let Err(error) = made else { return Ok(()) };
    let Some(BrokenWheel(path)) = error.downcast_ref::<BrokenWheel>() else { return Err(error) };
    eprintln!("{error:#}; downloading it again");
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    unpack::unpack(component, &download()?, cache, unpacked)
}

fn check(paths: &Paths, wanted: &[Wanted]) -> ExitCode {
    let mut is_whole = true;
    for wanted in wanted {
        let name = wanted.folder_name();
        let folder = paths.cache.join(&name);
        let bar = progress::bytes(manifest::bytes(&folder, &name), &format!("Checking {name}"));
        let problems = manifest::check(&folder, &name, |bytes| bar.inc(bytes));
        bar.finish_and_clear();
        for problem in &problems {
            eprintln!("error: {problem}");
        }
        if problems.is_empty() {
            eprintln!("{name}: every file is as recorded");
        } else {
            is_whole = false;
            let command = command_for(wanted.flavour);
            eprintln!("Delete {} and run `{command}` to get it anew.", folder.display());
        }
    }
    if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What sets up a flavour.
const fn command_for(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Cpu => "cargo xtask setup",
        Flavour::Cuda => "cargo xtask setup --cuda",
    }
}

fn dry_run(paths: &Paths, wanted: &[Wanted], missing: &[Wanted]) -> Result<ExitCode> {
    for wanted in wanted.iter().filter(|wanted| wanted.state(&paths.cache) == State::Whole) {
        println!("{}: in place", wanted.folder_name());
    }
    if missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    ensure_platform()?;
    let staging = paths.cache.join("staging");
    let needs_pip = missing.iter().any(|wanted| wanted.flavour == Flavour::Cuda);
    let components = if needs_pip {
        let lock = lock(&paths.cache)?;
        let components = components(&Pip::find(Flavour::Cuda)?, missing, &staging)?;
        drop(lock);
        // An earlier run's wheels may wait there; only an empty folder goes.
        let _ = fs::remove_dir(&staging);
        components
    } else {
        missing.iter().map(|wanted| Component::cpu(wanted.runtime)).collect()
    };
    for component in components {
        println!("{}: would be made from", paths.cache.join(component.folder_name()).display());
        for wheel in &component.wheels {
            println!("  {}", wheel.requirement());
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn ensure_platform() -> Result<()> {
    if cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) {
        return Ok(());
    }
    bail!(
        "set-up knows Linux on x86-64 with glibc only. On this machine, get the runtimes by hand and name them:\n  \
         FIXERR_ONNXRUNTIME=the shared library of ONNX Runtime {} (from its releases or the onnxruntime wheel)\n  \
         LIBTORCH=a folder with libtorch {}'s include/ and lib/ (only for training and its tests)",
        packages::ONNXRUNTIME,
        packages::TORCH
    )
}

/// One set-up at a time; the lock goes when its file is closed.
pub(crate) fn lock(cache: &Path) -> Result<File> {
    fs::create_dir_all(cache)
        .with_context(|| format!("cannot make {}; FIXERR_CACHE can name another folder", cache.display()))?;
    let path = cache.join("setup.lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        eprintln!("Waiting for another set-up to finish …");
    }
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_link_is_not_the_users_choice() {
        let value = |path: &str| by_hand(Runtime::Libtorch, Some(PathBuf::from(path)));
        assert_eq!(value("/checkout/.runtime/libtorch"), None);
        assert_eq!(value(""), None);
        assert_eq!(value("/opt/libtorch"), Some(PathBuf::from("/opt/libtorch")));
        assert_eq!(by_hand(Runtime::Libtorch, None), None);
    }

    #[test]
    fn who_has_cuda_keeps_it_also_where_it_is_damaged() {
        let (cpu, cuda) = ("cargo xtask setup", "cargo xtask setup --cuda");
        for (is_asked_for, is_linked, state, command) in [
            (false, false, State::Absent, cpu),
            (false, false, State::Whole, cpu),
            (false, true, State::Absent, cpu),
            (false, true, State::Whole, cuda),
            (false, true, State::Damaged("a short file".to_owned()), cuda),
            (true, false, State::Absent, cuda),
        ] {
            let found = command_for(flavour_of(is_asked_for, is_linked, &state));
            assert_eq!(found, command, "{is_asked_for} {is_linked} {state:?}");
        }
    }
}
