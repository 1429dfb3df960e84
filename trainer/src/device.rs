//! Choosing where libtorch computes.

use anyhow::bail;
use tch::{Cuda, Device};

/// Asks the kernel for the tile registers of AMX, once, before the first bf16 product. PyTorch's Python half does this at
/// import; without it libtorch's bf16 attention dies of an illegal instruction on processors that have AMX.
pub fn allow_amx() {
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    {
        const ARCH_REQ_XCOMP_PERM: libc::c_long = 0x1023;
        const XFEATURE_XTILEDATA: libc::c_long = 18;
        // SAFETY: asks for a permission and touches no memory; a kernel or processor without AMX says no, and libtorch
        // then sees no AMX either.
        unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) };
    }
}

/// The device that `cpu`, `cuda` or `auto` names.
///
/// # Errors
/// An unknown name, or `cuda` where libtorch finds none.
pub fn choose(name: &str) -> anyhow::Result<Device> {
    allow_amx();
    if name != "cpu" {
        load_cuda();
    }
    match name {
        "cpu" => Ok(Device::Cpu),
        "cuda" if Cuda::is_available() => Ok(Device::Cuda(0)),
        "cuda" => {
            bail!("libtorch finds no CUDA device; `cargo xtask setup --cuda` gets the CUDA parts, --device cpu trains without")
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
