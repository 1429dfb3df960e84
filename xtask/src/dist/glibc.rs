//! The oldest C library that a program or library runs with, read off the versions of the symbols that it needs.

use std::{fmt, path::Path, process::Command};

use anyhow::{Context as _, Result, ensure};

/// A version of the GNU C library, such as 2.34.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Glibc(u32, u32);

/// What README.md promises.
pub(super) const PROMISED: Glibc = Glibc(2, 34);

impl fmt::Display for Glibc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// The newest version of the C library that a file's symbols ask for.
pub(super) fn needed(file: &Path) -> Result<Glibc> {
    let output =
        Command::new("objdump").arg("-p").arg(file).output().context("cannot start objdump, of binutils")?;
    ensure!(output.status.success(), "objdump: {}", String::from_utf8_lossy(&output.stderr));
    newest(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("{}: objdump finds no version of the C library", file.display()))
}

fn newest(dump: &str) -> Option<Glibc> {
    let words = dump.split_whitespace().filter_map(|word| word.strip_prefix("GLIBC_"));
    let versions = words.filter_map(|version| {
        let (major, minor) = version.split_once('.')?;
        // As in 2.2.5.
        let minor = minor.split_once('.').map_or(minor, |(minor, _)| minor);
        Some(Glibc(major.parse().ok()?, minor.parse().ok()?))
    });
    versions.max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts() {
        let dump = "Version References:\n  required from libc.so.6:\n    0x0 0x00 03 GLIBC_2.9\n    0x0 0x00 02 GLIBC_2.34\n  \
                    required from libm.so.6:\n    0x0 0x00 04 GLIBC_2.2.5\n    0x0 0x00 04 GLIBC_PRIVATE\n    0x0 0x00 05 GLIBCXX_3.4.22\n";
        assert_eq!(newest(dump), Some(Glibc(2, 34)));
        assert_eq!(Glibc(2, 34).to_string(), "2.34");
        assert_eq!(newest("required from libstdc++.so.6:\n"), None);
    }
}
