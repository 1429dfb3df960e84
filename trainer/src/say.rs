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
    match writeln!(io::stdout(), "{line}") {
        // Its reader has closed the pipe.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        // As `println!` does: whoever wanted the results, on a full disk for one, must not take a part for the whole.
        written => written.expect("standard output can be written"),
    }
}
