//! Opens a bundle's graphs as ONNX Runtime sessions on the wanted device.

use std::{collections::HashSet, fs, num::NonZero, path::Path, thread};

use ort::{
    ep::CUDA,
    logging::LogLevel,
    session::{
        Session,
        builder::{GraphOptimizationLevel, SessionBuilder},
    },
};

use super::{Device, EngineError, EngineOptions, memory::Memory, untrusted};
use crate::{
    bundle::{Bundle, DECODER, ENCODER, Precision},
    runtime::{self, RuntimeInfo},
};

/// Threads beyond this gain little at these sizes and take cores from the user's editor and compiler.
const MAX_DEFAULT_THREADS: usize = 4;

/// From this hidden size on, a pass of the decoder is worth sharing among threads. Of 256, one of a few tokens takes a fifth of a
/// millisecond, and two threads take half as long again.
const WIDE: usize = 512;

/// Both sessions and where they run.
pub(super) struct Opened {
    pub(super) encoder: Session,
    pub(super) decoder: Session,
    /// Where the decoder's caches lie.
    pub(super) memory: Memory,
    pub(super) cuda: bool,
    /// Why `auto` chose the CPU.
    pub(super) note: Option<String>,
}

/// Opens both graphs.
pub(super) fn open(bundle: &Bundle, options: &EngineOptions) -> Result<Opened, EngineError> {
    let runtime = runtime::initialize()?;
    let threads = if options.threads == 0 { default_threads() } else { options.threads };
    let files = [ENCODER, DECODER].map(|name| bundle.folder.join(name));
    let decoder_threads = if bundle.manifest.model.hidden_size < WIDE { 1 } else { threads };
    let both = |cuda: bool| -> Result<Opened, EngineError> {
        let encoder = session(runtime, &files[0], threads, cuda)?;
        let decoder = session(runtime, &files[1], decoder_threads, cuda)?;
        let memory = if cuda {
            let builder = configure(runtime, 1, true);
            let memory = builder.and_then(|builder| Memory::cuda(&decoder, &builder));
            memory
                .map_err(|error| EngineError::Graph { path: files[1].clone(), reason: error.to_string() })?
        } else {
            Memory::Host
        };
        Ok(Opened { encoder, decoder, memory, cuda, note: None })
    };
    let obstacle = match options.device {
        Device::Cpu => return both(false),
        Device::Auto | Device::Cuda => match cuda_obstacle(runtime, bundle.manifest.precision) {
            Some(obstacle) => obstacle,
            None => match both(true) {
                Ok(opened) => return Ok(opened),
                Err(error) => in_plain_words(&error.to_string()),
            },
        },
    };
    if options.device == Device::Cuda {
        return Err(EngineError::Cuda(obstacle));
    }
    tracing::debug!(obstacle, "running on the CPU");
    Ok(Opened { note: Some(obstacle), ..both(false)? })
}

/// What can be known to stand against CUDA before trying it.
fn cuda_obstacle(runtime: &RuntimeInfo, precision: Precision) -> Option<String> {
    if precision == Precision::Int8 {
        // DynamicQuantizeMatMul has no CUDA kernel: every product would move to the CPU and back without a word.
        Some(
            "this bundle is int8, which is made for the CPU; `fixerr-trainer export --bundle … --precision fp16` makes one for CUDA"
                .to_owned(),
        )
    } else if !runtime.cuda {
        Some(format!(
            "ONNX Runtime {} at {} was built without CUDA; run `cargo xtask setup --cuda`",
            runtime.version,
            runtime.location.path.display()
        ))
    } else {
        None
    }
}

/// What ONNX Runtime says of a library that its CUDA provider cannot load, for whoever has to install it; other errors as they
/// are.
fn in_plain_words(error: &str) -> String {
    let missing = error.split_once(" with error: ").and_then(|(_, cause)| {
        let (library, rest) = cause.split_once(": ")?;
        rest.starts_with("cannot open shared object file").then_some(library)
    });
    match missing {
        Some(driver @ "libcuda.so.1") => format!("there is no {driver}, which comes with NVIDIA's driver"),
        Some(library) => format!("ONNX Runtime does not find {library}; run `cargo xtask setup --cuda`"),
        None => error.trim().to_owned(),
    }
}

fn session(runtime: &RuntimeInfo, path: &Path, threads: usize, cuda: bool) -> Result<Session, EngineError> {
    let graph = |reason: String| EngineError::Graph { path: path.to_owned(), reason };
    // Read here and not by ONNX Runtime, which would follow references from the graph to other files.
    let bytes = fs::read(path).map_err(|source| EngineError::Io { path: path.to_owned(), source })?;
    untrusted::refuse(&bytes).map_err(&graph)?;
    let mut builder = configure(runtime, threads, cuda).map_err(|error| graph(error.to_string()))?;
    builder
        .commit_from_memory(&bytes)
        .map_err(|error| graph(format!("ONNX Runtime {} cannot load it: {error}", runtime.version)))
}

pub(super) fn configure(runtime: &RuntimeInfo, threads: usize, cuda: bool) -> ort::Result<SessionBuilder> {
    let mut builder = Session::builder(&runtime.environment)?
        .with_log_level(LogLevel::Warning)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(threads)?
        .with_inter_threads(1)?
        .with_parallel_execution(false)?
        // Patterns are remembered by shape, and here nearly every pass has its own.
        .with_memory_pattern(false)?
        // Threads wait for the next node awake, but must sleep between requests: a language server idles for hours.
        .with_intra_op_spinning(true)?
        .with_config_entry("session.force_spinning_stop", "1")?
        .with_inter_op_spinning(false)?;
    // ONNX Runtime heeds this wherever there is AVX2, and its exact products take twice as long as VNNI's, which are exact as well.
    if !has_vnni() {
        builder = builder.with_config_entry("session.x64quantprecision", "1")?;
    }
    if cuda {
        builder = builder.with_execution_providers([CUDA::default().build().error_on_failure()])?;
    }
    Ok(builder)
}

/// Whether the processor sums four products of eight bits in one instruction. On x86-64 without it, ONNX Runtime's usual products
/// clamp sums of two to sixteen bits, which costs accuracy, unless it is asked for exact ones.
fn has_vnni() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        // Where there is AVX-512, its products are taken, whatever AVX2 has.
        if is_x86_feature_detected!("avx512f") {
            is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512vl")
        } else {
            is_x86_feature_detected!("avxvnni")
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// The machine's physical cores that this process may use, at most 4.
pub fn default_threads() -> usize {
    let usable = thread::available_parallelism().map_or(1, NonZero::get);
    physical_cores().unwrap_or(usable).min(usable).clamp(1, MAX_DEFAULT_THREADS)
}

/// Cores without their hyper-threads, where the system says.
fn physical_cores() -> Option<usize> {
    let mut cores = HashSet::new();
    for entry in fs::read_dir("/sys/devices/system/cpu").ok()? {
        let siblings = entry.ok()?.path().join("topology/thread_siblings_list");
        if let Ok(siblings) = fs::read_to_string(siblings) {
            cores.insert(siblings);
        }
    }
    (!cores.is_empty()).then_some(cores.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_named_with_what_brings_it() {
        let says = |library: &str| {
            in_plain_words(&format!(
                "encoder.onnx: provider_bridge_ort.cc:2043 [ONNXRuntimeError] : 1 : FAIL : Failed to load library \
                 /opt/libonnxruntime_providers_cuda.so with error: {library}: cannot open shared object file: No such file or directory\n"
            ))
        };
        assert_eq!(says("libcuda.so.1"), "there is no libcuda.so.1, which comes with NVIDIA's driver");
        assert!(says("libcublasLt.so.13").contains("libcublasLt.so.13; run `cargo xtask setup --cuda`"));
        assert_eq!(in_plain_words("encoder.onnx: no kernel\n"), "encoder.onnx: no kernel");
    }

    #[test]
    fn there_is_a_thread_and_not_too_many() {
        assert!((1..=MAX_DEFAULT_THREADS).contains(&default_threads()));
    }
}
