//! Memory of the C library's allocator, which libtorch uses on a CPU.

/// Keeps freed memory for the next step. Training frees and takes the same large tensors at every step; by default the
/// C library gives each back to the kernel, which then clears every page anew: a tenth of a small model's step.
pub fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets limits of the allocator, under its own lock.
    unsafe {
        // Blocks of any size come from the heap, and the heap does not shrink.
        libc::mallopt(libc::M_MMAP_MAX, 0);
        libc::mallopt(libc::M_TRIM_THRESHOLD, i32::MAX);
        libc::mallopt(libc::M_TOP_PAD, 64 << 20);
    }
}
