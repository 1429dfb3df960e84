//! Finds ONNX Runtime and opens it once for the process. The library is tried with plain `dlopen` first, because `ort`
//! panics on some libraries that it cannot use, and a user deserves a sentence.

use std::{
    env,
    ffi::{CStr, c_char, c_void},
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};

use ort::{environment::Environment, ep::ExecutionProvider, logging::LogLevel};

/// Names the library file or a folder that holds it.
pub const RUNTIME_VARIABLE: &str = "FIXERR_ONNXRUNTIME";
/// `ort`'s own variable for the same.
pub const ORT_VARIABLE: &str = "ORT_DYLIB_PATH";
/// Replaces the user's cache folder.
pub const CACHE_VARIABLE: &str = "FIXERR_CACHE";

/// ONNX Runtime's switch against its telemetry, read when the library starts.
const TELEMETRY_VARIABLE: &str = "ORT_DISABLE_TELEMETRY";

/// Keeps ONNX Runtime from its telemetry. The builds of it that set-up downloads write an id of the machine and a queue of events
/// into the user's cache folder (`Microsoft/DeveloperTools/.onnxruntime`) as they start, to be sent; ort's `with_telemetry(false)` comes too
/// late for that.
///
/// # Safety
/// Changes the environment: no other thread may run yet. A program calls this first.
pub unsafe fn forbid_telemetry() {
    // SAFETY: the caller's promise.
    unsafe { env::set_var(TELEMETRY_VARIABLE, "1") };
}

/// Where a library was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeLocation {
    /// The library; a bare file name where the system's loader finds it.
    pub path: PathBuf,
    /// What led to it.
    pub source: RuntimeSource,
}

/// What led to a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimeSource {
    /// An environment variable, by name.
    Variable(&'static str),
    /// The executable's folder.
    Executable,
    /// The cache folder that `cargo xtask setup` fills.
    Cache,
    /// The system's loader.
    System,
}

impl fmt::Display for RuntimeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::Executable => f.write_str("beside the executable"),
            Self::Cache => f.write_str("FixErr's cache folder"),
            Self::System => f.write_str("the system's libraries"),
        }
    }
}

/// Why there is no ONNX Runtime.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// It is at none of the places.
    #[error(
        "ONNX Runtime not found; run `cargo xtask setup --runtime-only`, or point {RUNTIME_VARIABLE} at {name}. Looked at: {}",
        list(looked_at), name = file_name()
    )]
    NotFound {
        /// Each place, in order.
        looked_at: Vec<String>,
    },
    /// A variable names a place where it is not.
    #[error("{variable}={}: no {} there; correct the variable or unset it", path.display(), file_name())]
    WrongVariable {
        /// The variable.
        variable: &'static str,
        /// Its value.
        path: PathBuf,
    },
    /// The file is not a library of this machine's kind, or one that it needs is missing.
    #[error("{}: cannot be opened as a library ({reason}); run `cargo xtask setup --runtime-only`", path.display())]
    Unloadable {
        /// The file.
        path: PathBuf,
        /// What the loader said.
        reason: String,
    },
    /// The library is another one.
    #[error("{}: not ONNX Runtime ({reason}); run `cargo xtask setup --runtime-only`", path.display())]
    NotRuntime {
        /// The file.
        path: PathBuf,
        /// What is missing in it.
        reason: String,
    },
    /// The library is older than this program can use.
    #[error(
        "{}: ONNX Runtime {version}, but FixErr needs 1.{} or newer; run `cargo xtask setup --runtime-only`",
        path.display(), ort::MINOR_VERSION
    )]
    TooOld {
        /// The file.
        path: PathBuf,
        /// What it says it is.
        version: String,
    },
    /// ONNX Runtime opened but did not start.
    #[error("{}: ONNX Runtime did not start: {reason}", path.display())]
    Start {
        /// The file.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
}

fn list(places: &[String]) -> String {
    // One line: logs and editors show no more of a message.
    places.join("; ")
}

/// An opened ONNX Runtime.
#[derive(Debug)]
pub struct RuntimeInfo {
    /// Where it was found.
    pub location: RuntimeLocation,
    /// Its version, such as `1.31.1`.
    pub version: String,
    /// Whether it was built with CUDA; a device and its driver may still be missing.
    pub cuda: bool,
    /// `ort`'s handle.
    pub(crate) environment: Environment,
}

/// The library's file name on this system.
pub const fn file_name() -> &'static str {
    if cfg!(windows) {
        "onnxruntime.dll"
    } else if cfg!(target_os = "macos") {
        "libonnxruntime.dylib"
    } else {
        "libonnxruntime.so"
    }
}

/// The folder that `cargo xtask setup` fills: `FIXERR_CACHE`, or `fixerr` in the user's cache folder.
pub fn cache_folder() -> Option<PathBuf> {
    match env::var_os(CACHE_VARIABLE) {
        Some(folder) if !folder.is_empty() => Some(PathBuf::from(folder)),
        _ => dirs::cache_dir().map(|folder| folder.join("fixerr")),
    }
}

/// This program's file. Where the system does not say, as in a root without `/proc`, it is what the program was called as, if that is a
/// path.
pub fn executable() -> Option<PathBuf> {
    let called = || env::args_os().next().map(PathBuf::from).filter(|path| path.components().count() > 1);
    env::current_exe().ok().or_else(called)
}

/// Finds the library without opening it, but for the system's, which only the loader can find.
///
/// # Errors
/// [`RuntimeError::NotFound`] with each place looked at, [`RuntimeError::WrongVariable`].
pub fn locate() -> Result<RuntimeLocation, RuntimeError> {
    let variable =
        |name| env::var_os(name).filter(|value| !value.is_empty()).map(|value| (name, value.into()));
    Search {
        variable: variable(RUNTIME_VARIABLE).or_else(|| variable(ORT_VARIABLE)),
        executable: executable().and_then(|path| path.parent().map(Path::to_owned)),
        cache: cache_folder(),
        cuda: has_cuda_device(),
        system: system_names(),
    }
    .run()
}

/// Opens ONNX Runtime on the first call; later calls return the same. A failed call may be repeated.
///
/// # Errors
/// [`RuntimeError`].
pub fn initialize() -> Result<&'static RuntimeInfo, RuntimeError> {
    static RUNTIME: OnceLock<RuntimeInfo> = OnceLock::new();
    static OPENING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let _opening = OPENING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = open(locate()?)?;
    tracing::debug!(
        path = %runtime.location.path.display(),
        version = runtime.version,
        cuda = runtime.cuda,
        "ONNX Runtime opened"
    );
    Ok(RUNTIME.get_or_init(|| runtime))
}

fn open(location: RuntimeLocation) -> Result<RuntimeInfo, RuntimeError> {
    // The handle lives until `ort` has its own, so that the library is not unloaded in between.
    let (version, _library) = probe(&location.path)?;
    let start = |reason: String| RuntimeError::Start { path: location.path.clone(), reason };
    let builder = ort::init_from(&location.path).map_err(|error| start(error.to_string()))?;
    let environment = builder
        .with_name("fixerr")
        .with_telemetry(false)
        .build()
        .map_err(|error| start(error.to_string()))?;
    environment.set_log_level(LogLevel::Warning);
    let cuda = ort::ep::CUDA::is_available().unwrap_or(false);
    Ok(RuntimeInfo { location, version, cuda, environment })
}

/// The head of ONNX Runtime's C interface; its layout has been the same since version 1.0.
#[repr(C)]
struct ApiBase {
    get_api: unsafe extern "C" fn(u32) -> *const c_void,
    get_version_string: unsafe extern "C" fn() -> *const c_char,
}

/// Opens a library and asks for its version.
fn probe(path: &Path) -> Result<(String, libloading::Library), RuntimeError> {
    let not_runtime =
        |reason: &str| RuntimeError::NotRuntime { path: path.to_owned(), reason: reason.to_owned() };
    // SAFETY: loading runs the library's initializers; the place is one that the user or the installer chose.
    let library = unsafe { libloading::Library::new(path) }
        .map_err(|error| RuntimeError::Unloadable { path: path.to_owned(), reason: error.to_string() })?;
    let version = {
        // SAFETY: ONNX Runtime declares `OrtGetApiBase` with this signature.
        let get_base = unsafe { library.get::<unsafe extern "C" fn() -> *const ApiBase>(b"OrtGetApiBase\0") }
            .map_err(|_| not_runtime("it has no OrtGetApiBase"))?;
        // SAFETY: the function takes nothing and returns a pointer to a static, or null.
        let base = unsafe { get_base().as_ref() }.ok_or_else(|| not_runtime("OrtGetApiBase gave nothing"))?;
        // SAFETY: the string is a static of the library, which is still loaded.
        let version = unsafe { (base.get_version_string)() };
        if version.is_null() {
            return Err(not_runtime("it has no version"));
        }
        // SAFETY: not null, and ended by a NUL as ONNX Runtime's documentation says.
        let version = unsafe { CStr::from_ptr(version) }.to_string_lossy().into_owned();
        let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let number = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        // SAFETY: an unsupported version gives null.
        if number < (1, ort::MINOR_VERSION) || unsafe { (base.get_api)(ort::MINOR_VERSION) }.is_null() {
            return Err(RuntimeError::TooOld { path: path.to_owned(), version });
        }
        version
    };
    Ok((version, library))
}

/// Whether a CUDA driver is there. Only decides which of two downloads is looked at first.
fn has_cuda_device() -> bool {
    if cfg!(windows) {
        env::var_os("SystemRoot").is_some_and(|root| Path::new(&root).join("System32/nvcuda.dll").exists())
    } else {
        Path::new("/dev/nvidiactl").exists() || Path::new("/dev/dxg").exists()
    }
}

fn system_names() -> Vec<&'static str> {
    if cfg!(windows) {
        // Windows ships an old one of its own in System32; taking it would be an accident.
        Vec::new()
    } else if cfg!(target_os = "macos") {
        vec![
            "libonnxruntime.dylib",
            "/opt/homebrew/lib/libonnxruntime.dylib",
            "/usr/local/lib/libonnxruntime.dylib",
        ]
    } else {
        vec!["libonnxruntime.so.1", "libonnxruntime.so"]
    }
}

/// The places, so that tests can have their own.
struct Search {
    variable: Option<(&'static str, PathBuf)>,
    executable: Option<PathBuf>,
    cache: Option<PathBuf>,
    cuda: bool,
    system: Vec<&'static str>,
}

impl Search {
    fn run(self) -> Result<RuntimeLocation, RuntimeError> {
        let mut looked_at = Vec::new();
        if let Some((variable, path)) = self.variable {
            let found = if path.is_file() { Some(path.clone()) } else { in_folder(&path) };
            // A wrong variable must not be passed over in silence: its owner believes that it works.
            let path = found.ok_or(RuntimeError::WrongVariable { variable, path })?;
            return Ok(RuntimeLocation { path, source: RuntimeSource::Variable(variable) });
        }
        looked_at.push(format!("{RUNTIME_VARIABLE} and {ORT_VARIABLE} (not set)"));
        if let Some(folder) = self.executable {
            if let Some(path) = in_folder(&folder) {
                return Ok(RuntimeLocation { path, source: RuntimeSource::Executable });
            }
            looked_at.push(format!("{} (beside the executable)", folder.display()));
        }
        match self.cache {
            Some(folder) => {
                for download in downloads(&folder, self.cuda) {
                    if let Some(path) = in_folder(&download) {
                        return Ok(RuntimeLocation { path, source: RuntimeSource::Cache });
                    }
                }
                looked_at.push(format!("{} (cache, in onnxruntime-VERSION-cpu or -cuda)", folder.display()));
            }
            None => looked_at.push(format!("the cache folder (there is none; set {CACHE_VARIABLE})")),
        }
        for name in self.system {
            if probe(Path::new(name)).is_ok() {
                return Ok(RuntimeLocation { path: name.into(), source: RuntimeSource::System });
            }
            looked_at.push(format!("{name} (system)"));
        }
        Err(RuntimeError::NotFound { looked_at })
    }
}

/// The library in a folder or where wheels and archives put it below.
fn in_folder(folder: &Path) -> Option<PathBuf> {
    let name = file_name();
    for folder in [folder.to_owned(), folder.join("lib"), folder.join("capi")] {
        let plain = folder.join(name);
        if plain.is_file() {
            return Some(plain);
        }
        // `libonnxruntime.so.1.31.1` and `libonnxruntime.1.31.1.dylib`; the newest where there are several.
        let (stem, _) = name.split_once('.')?;
        let versioned = entries(&folder).unwrap_or_default().into_iter().filter(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let linux = file.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            let mac = cfg!(target_os = "macos")
                && path.extension().is_some_and(|ending| ending == "dylib")
                && file.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'));
            (linux || mac) && path.is_file()
        });
        if let Some(path) = versioned.max_by_key(|path| numbers(path)) {
            return Some(path);
        }
    }
    None
}

/// The cache's downloads, best first: the kind that fits the machine, then the newest.
fn downloads(cache: &Path, cuda: bool) -> Vec<PathBuf> {
    let mut found: Vec<_> = entries(cache)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?;
            let (_, kind) = name.strip_prefix("onnxruntime-")?.split_once('-')?;
            let fits = match kind {
                "cuda" => cuda,
                "cpu" => !cuda,
                _ => return None,
            };
            Some((fits, numbers(&path), path))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, _, path)| path).collect()
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

/// The numbers in a file's name, so that 1.31 sorts after 1.9.
fn numbers(path: &Path) -> Vec<u64> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nowhere() -> Search {
        Search { variable: None, executable: None, cache: None, cuda: false, system: Vec::new() }
    }

    fn put(folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"not a library").unwrap();
        path
    }

    #[test]
    fn a_variable_goes_before_everything_and_a_wrong_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = put(folder.path(), file_name());
        for value in [folder.path().to_owned(), file.clone()] {
            let search = Search { variable: Some((RUNTIME_VARIABLE, value)), ..nowhere() };
            let found = search.run().unwrap();
            assert_eq!(
                found,
                RuntimeLocation { path: file.clone(), source: RuntimeSource::Variable(RUNTIME_VARIABLE) }
            );
        }
        let wrong = folder.path().join("nothing");
        let search = Search {
            variable: Some((RUNTIME_VARIABLE, wrong)),
            executable: Some(folder.path().to_owned()),
            ..nowhere()
        };
        let message = search.run().unwrap_err().to_string();
        assert!(message.contains("FIXERR_ONNXRUNTIME=") && message.contains("nothing"), "{message}");
    }

    #[test]
    fn beside_the_executable_goes_before_the_cache() {
        let (executable, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let cached = put(cache.path(), &format!("onnxruntime-1.31.1-cpu/{}", file_name()));
        let search = || Search {
            executable: Some(executable.path().to_owned()),
            cache: Some(cache.path().to_owned()),
            ..nowhere()
        };
        assert_eq!(search().run().unwrap(), RuntimeLocation { path: cached, source: RuntimeSource::Cache });
        let beside = put(executable.path(), &format!("lib/{}", file_name()));
        assert_eq!(
            search().run().unwrap(),
            RuntimeLocation { path: beside, source: RuntimeSource::Executable }
        );
    }

    #[test]
    fn the_cache_gives_the_kind_that_fits_then_the_newest() {
        let cache = tempfile::tempdir().unwrap();
        let [old, cpu, cuda] = ["1.9.0-cpu", "1.31.1-cpu", "1.31.1-cuda"]
            .map(|name| put(cache.path(), &format!("onnxruntime-{name}/{}", file_name())));
        let found = |with_cuda| {
            let search = Search { cache: Some(cache.path().to_owned()), cuda: with_cuda, ..nowhere() };
            search.run().unwrap().path
        };
        assert_eq!(found(false), cpu);
        assert_eq!(found(true), cuda);
        fs::remove_file(&cuda).unwrap();
        assert_eq!(found(true), cpu);
        fs::remove_file(&cpu).unwrap();
        assert_eq!(found(false), old);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_with_a_version_in_its_name_is_found() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "libonnxruntime.so.1.9.0");
        let newest = put(folder.path(), "libonnxruntime.so.1.31.1");
        put(folder.path(), "libonnxruntime_providers_shared.so");
        assert_eq!(in_folder(folder.path()), Some(newest));
    }

    #[test]
    fn nothing_found_lists_each_place_and_the_command() {
        let folder = tempfile::tempdir().unwrap();
        let search = Search {
            executable: Some(folder.path().join("bin")),
            cache: Some(folder.path().join("cache")),
            system: vec!["libfixerr_no_such_library.so"],
            ..nowhere()
        };
        let message = search.run().unwrap_err().to_string();
        for part in [
            "cargo xtask setup --runtime-only",
            RUNTIME_VARIABLE,
            ORT_VARIABLE,
            "bin (beside the executable)",
            "cache (cache",
            "libfixerr_no_such_library.so (system)",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }

    #[test]
    fn a_file_that_is_no_library_is_named_and_not_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        let path = put(folder.path(), file_name());
        let location = RuntimeLocation { path, source: RuntimeSource::Executable };
        let error = open(location).unwrap_err();
        assert!(matches!(error, RuntimeError::Unloadable { .. }), "{error}");
        assert!(error.to_string().contains(file_name()), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn another_library_is_not_taken_for_onnx_runtime() {
        let error = probe(Path::new("libc.so.6")).unwrap_err();
        assert!(matches!(error, RuntimeError::NotRuntime { .. }), "{error}");
    }

    #[test]
    fn the_runtime_of_this_machine_opens_once() {
        // A machine may have none; then the error must say what to do.
        match initialize() {
            Ok(runtime) => {
                assert!(runtime.version.starts_with("1."), "{}", runtime.version);
                let others: Vec<_> = (0..4)
                    .map(|_| {
                        std::thread::spawn(|| initialize().map(std::ptr::from_ref).ok().map(<*const _>::addr))
                    })
                    .collect();
                for other in others {
                    assert_eq!(other.join().unwrap(), Some(std::ptr::from_ref(runtime).addr()));
                }
            }
            Err(error) => assert!(error.to_string().contains("cargo xtask setup"), "{error}"),
        }
    }
}
