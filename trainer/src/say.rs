//! What the trainer tells people: on standard error while it works, on standard output what it found. Nobody may be listening any
//! longer: neither a terminal that was closed nor `| head` must end a run, so what cannot be written is dropped.

use std::{
    fmt,
    io::{self, Write as _},
};

/// Writes a line to standard error as `eprintln!` does, without a panic where nobody takes it.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($part)*);
    }};
}

/// Writes a line of results to standard output as `println!` does, without a panic where nobody takes it.
macro_rules! tell {
    ($($part:tt)*) => {
        $crate::say::tell(format_args!($($part)*))
    };
}

pub(crate) fn tell(line: fmt::Arguments<'_>) {
    // A pipe that its reader has closed is the reader's will; a full disk is nobody's.
    if let Err(error) = writeln!(io::stdout(), "{line}")
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        say!("standard output cannot be written: {error}");
    }
}
