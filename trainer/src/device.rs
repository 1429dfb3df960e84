//! Choosing where libtorch computes.

use anyhow::bail;
use tch::{Cuda, Device};

/// The device that `cpu`, `cuda` or `auto` names.
///
/// # Errors
/// An unknown name, or `cuda` where libtorch finds none.
pub fn choose(name: &str) -> anyhow::Result<Device> {
    if name != "cpu" {
        load_cuda();
    }
    match name {
        "cpu" => Ok(Device::Cpu),
        "cuda" if Cuda::is_available() => Ok(Device::Cuda(0)),
        "cuda" => {
            bail!(
                "libtorch finds no CUDA device; `cargo xtask setup --cuda` gets the CUDA parts, --device cpu trains without"
            )
        }
        "auto" => Ok(if Cuda::is_available() { Device::Cuda(0) } else { Device::Cpu }),
        other => bail!("--device {other}: write cpu, cuda or auto"),
    }
}

/// Opens libtorch's CUDA half when it is there. The linker drops a library that no symbol names, and libtorch finds CUDA
/// only when that half is in memory.
fn load_cuda() {
    // SAFETY: libtorch's own library; its initializers register kernels and have no other effect.
    if let Ok(library) = unsafe { libloading::Library::new("libtorch_cuda.so") } {
        // Kernels stay registered for the life of the process.
        std::mem::forget(library);
    }
}
