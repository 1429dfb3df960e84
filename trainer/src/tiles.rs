//! bf16 on a CPU: whether its matrix products run on AMX tiles or in AVX-512's bf16 instructions, and the one obstacle to the tiles.
//!
//! oneDNN, which computes libtorch's bf16 products, reads the tiles' size from CPUID leaf 0x1D. Some virtual machines
//! (Firecracker's, for one) blank that leaf although the tiles work; oneDNN then configures no tiles and dies of an
//! illegal instruction. oneDNN asks once for each process, so [`prepare`] lets CPUID trap during its first product and
//! answers that leaf as the architecture fixes it (Intel SDM volume 2, CPUID, leaves 0x1D and 0x1E; palette 1 is the
//! only one there is).

/// What a bf16 product costs on this CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bf16 {
    /// It runs on AMX tiles, several times as fast as fp32.
    Tiles,
    /// It runs in AVX-512's bf16 instructions: training took 1.5 times as many tokens a second as in fp32 (AMD Zen 4).
    Vectors,
    /// It works, and is slower than fp32.
    Slow,
    /// The processor has tiles that the machine hides and that cannot be uncovered: libtorch would die using them.
    Hidden,
}

/// Finds out, and uncovers hidden tiles where that is possible: before anything else in the process called libtorch, since
/// the first answer that oneDNN gets stays. Called later, it says [`Bf16::Hidden`].
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
pub fn prepare() -> Bf16 {
    use std::sync::OnceLock;
    static FOUND: OnceLock<Bf16> = OnceLock::new();
    *FOUND.get_or_init(linux::prepare)
}

/// No tiles are known elsewhere.
#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
pub fn prepare() -> Bf16 {
    Bf16::Slow
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod linux {
    use std::{
        arch::x86_64::{__cpuid, __cpuid_count, CpuidResult},
        ptr,
        sync::atomic::{AtomicBool, Ordering},
    };

    use libc::{REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RIP, c_int, c_long, c_void, siginfo_t, ucontext_t};
    use tch::{Device, Kind, Tensor, no_grad};

    use super::Bf16;

    /// `arch_prctl` requests (Linux, asm/prctl.h).
    const CPUID_SET: c_long = 0x1012;
    const REQUEST_PERMISSION: c_long = 0x1023;
    /// The processor state that holds the tiles' data.
    const TILE_DATA: c_long = 18;
    const TILE_INFORMATION: u32 = 0x1D;
    const TILE_MULTIPLY_INFORMATION: u32 = 0x1E;

    pub(super) fn prepare() -> Bf16 {
        let last_leaf = __cpuid(0).eax;
        if last_leaf < 7 {
            return Bf16::Slow;
        }
        let features = __cpuid_count(7, 0).edx;
        let (has_bf16_tiles, has_tiles) = (features & 1 << 22 != 0, features & 1 << 24 != 0);
        if !has_bf16_tiles || !has_tiles {
            return without_tiles();
        }
        // The kernel gives the tiles' large state only to programs that ask.
        if arch_prctl(REQUEST_PERMISSION, TILE_DATA) != 0 {
            return Bf16::Slow;
        }
        let told = last_leaf >= TILE_INFORMATION && __cpuid_count(TILE_INFORMATION, 0).eax > 0;
        if told || uncover() { Bf16::Tiles } else { Bf16::Hidden }
    }

    fn without_tiles() -> Bf16 {
        // AVX512_BF16: CPUID leaf 7, subleaf 1, EAX bit 5.
        let has_vectors = __cpuid_count(7, 0).eax >= 1 && __cpuid_count(7, 1).eax & 1 << 5 != 0;
        if has_vectors { Bf16::Vectors } else { Bf16::Slow }
    }

    fn arch_prctl(request: c_long, argument: c_long) -> c_long {
        // SAFETY: both requests change this thread's permissions only and touch no memory.
        unsafe { libc::syscall(libc::SYS_arch_prctl, request, argument) }
    }

    /// Set when the tiles' leaves were asked for while CPUID trapped.
    static ANSWERED: AtomicBool = AtomicBool::new(false);

    /// Has oneDNN ask about the tiles while this thread's CPUID instructions trap; whether it did.
    fn uncover() -> bool {
        // SAFETY: an all-zero sigaction is a valid one; `answer` is async-signal-safe, and the old handler, which Rust
        // uses to report stack overflow, comes back before this function returns.
        unsafe {
            let mut handler: libc::sigaction = std::mem::zeroed();
            let mut before: libc::sigaction = std::mem::zeroed();
            handler.sa_sigaction = answer as *const () as usize;
            handler.sa_flags = libc::SA_SIGINFO | libc::SA_NODEFER | libc::SA_ONSTACK;
            libc::sigaction(libc::SIGSEGV, &raw const handler, &raw mut before) == 0 && {
                if arch_prctl(CPUID_SET, 0) == 0 {
                    first_product();
                    arch_prctl(CPUID_SET, 1);
                }
                libc::sigaction(libc::SIGSEGV, &raw const before, ptr::null_mut());
                ANSWERED.load(Ordering::Relaxed)
            }
        }
    }

    /// A product as small as oneDNN takes. An error shows again, with its place, at the first real product.
    fn first_product() {
        let threads = tch::get_num_threads();
        // Threads inherit the trap: none may be started meanwhile.
        tch::set_num_threads(1);
        no_grad(|| {
            let ones = Tensor::f_ones([64, 64], (Kind::BFloat16, Device::Cpu));
            let _ = ones.and_then(|ones| ones.f_matmul(&ones));
        });
        tch::set_num_threads(threads);
    }

    /// Emulates a CPUID instruction that trapped; any other fault gets the default treatment when it comes again.
    extern "C" fn answer(_signal: c_int, _information: *mut siginfo_t, context: *mut c_void) {
        // SAFETY: the kernel hands a valid context to a handler installed with SA_SIGINFO, and the instruction pointer
        // in it points at the two bytes of the instruction that faulted.
        unsafe {
            let registers = &mut (*context.cast::<ucontext_t>()).uc_mcontext.gregs;
            let instruction = registers[REG_RIP as usize] as *const u8;
            if instruction.read() != 0x0F || instruction.add(1).read() != 0xA2 {
                libc::signal(libc::SIGSEGV, libc::SIG_DFL);
                return;
            }
            let (leaf, subleaf) = (registers[REG_RAX as usize] as u32, registers[REG_RCX as usize] as u32);
            arch_prctl(CPUID_SET, 1);
            let told = __cpuid_count(leaf, subleaf);
            arch_prctl(CPUID_SET, 0);
            let known = tile_leaf(leaf, subleaf);
            ANSWERED.fetch_or(known.is_some(), Ordering::Relaxed);
            let CpuidResult { eax, ebx, ecx, edx } = known.unwrap_or(told);
            registers[REG_RAX as usize] = i64::from(eax);
            registers[REG_RBX as usize] = i64::from(ebx);
            registers[REG_RCX as usize] = i64::from(ecx);
            registers[REG_RDX as usize] = i64::from(edx);
            registers[REG_RIP as usize] += 2;
        }
    }

    /// The blanked leaves as the architecture defines palette 1: eight tiles of 16 rows of 64 bytes.
    const fn tile_leaf(leaf: u32, subleaf: u32) -> Option<CpuidResult> {
        let (eax, ebx, ecx) = match (leaf, subleaf) {
            (TILE_INFORMATION, 0) => (1, 0, 0),
            (TILE_INFORMATION, 1) => (8192 | 1024 << 16, 64 | 8 << 16, 16),
            (TILE_MULTIPLY_INFORMATION, 0) => (0, 16 | 64 << 8, 0),
            _ => return None,
        };
        Some(CpuidResult { eax, ebx, ecx, edx: 0 })
    }
}

#[cfg(test)]
mod tests {
    use tch::{Device, Kind, Tensor};

    use super::{Bf16, prepare};

    /// Dies of an illegal instruction where `prepare` is wrong about the machine.
    #[test]
    fn products_are_right_on_many_threads() {
        if prepare() == Bf16::Hidden {
            return;
        }
        // Above zero, so that no sum cancels and leaves rounding alone.
        let waves = |rows: i64, columns: i64, pace: f64| {
            let numbers = Tensor::arange(rows * columns, (Kind::Float, Device::Cpu));
            ((numbers * pace).sin() + 1.5).view([rows, columns])
        };
        let (a, b) = (waves(300, 192, 0.37), waves(192, 256, 0.73));
        let exact = a.matmul(&b);
        let rounded = a.to_kind(Kind::BFloat16).matmul(&b.to_kind(Kind::BFloat16)).to_kind(Kind::Float);
        let error = (rounded - &exact).norm().double_value(&[]) / exact.norm().double_value(&[]);
        assert!(error < 0.01, "{error}");
    }
}
