//! What the trainer tells people on standard error while it works. Nobody may be listening any longer: a terminal that was
//! closed must not end a run, so what cannot be written is dropped.

/// Writes a line to standard error as `eprintln!` does, without a panic where nobody takes it.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($part)*);
    }};
}
