//! A source file as the terminal's `fix` takes it: checked for size, kind and encoding before anyone reads it as code.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Longest file that is read. Generated files beyond that are nothing that one repairs by hand.
pub(crate) const MAX_FILE_BYTES: u64 = 16 << 20;

/// Why a file or a span of it cannot be repaired.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error("{}: no such file", .0.display())]
    Missing(PathBuf),
    #[error("{}: a folder, not a file", .0.display())]
    Folder(PathBuf),
    #[error("{}: not a regular file", .0.display())]
    Special(PathBuf),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {bytes} bytes long, but FixErr reads files up to {} MiB", path.display(), MAX_FILE_BYTES >> 20)]
    TooLarge { path: PathBuf, bytes: u64 },
    #[error("{}: a binary file (a NUL byte at byte {at})", path.display())]
    Binary { path: PathBuf, at: usize },
    #[error("{}: not UTF-8 (invalid at byte {at}); convert the file first", path.display())]
    NotUtf8 { path: PathBuf, at: usize },
    #[error("{}: empty, there is nothing to repair", .0.display())]
    Empty(PathBuf),
    #[error("{}: cannot tell the language from the file's name; say it with --language ({known})", path.display())]
    UnknownLanguage { path: PathBuf, known: String },
    #[error("{}: line {line} is beyond the end, the file has {lines} {}", path.display(), if *lines == 1 { "line" } else { "lines" })]
    BeyondTheEnd { path: PathBuf, line: usize, lines: usize },
    #[error("--end-line {end} comes before --line {start}")]
    Backwards { start: usize, end: usize },
}

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String, InputError> {
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => InputError::Missing(path.to_owned()),
        _ => InputError::Io { path: path.to_owned(), source },
    };
    let metadata = fs::metadata(path).map_err(io)?;
    if metadata.is_dir() {
        return Err(InputError::Folder(path.to_owned()));
    }
    if !metadata.is_file() {
        return Err(InputError::Special(path.to_owned()));
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(InputError::TooLarge { path: path.to_owned(), bytes: metadata.len() });
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    // The file may grow between the two calls; one byte over the limit is enough to know.
    fs::File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(io)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(InputError::TooLarge { path: path.to_owned(), bytes: bytes.len() as u64 });
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(InputError::Binary { path: path.to_owned(), at });
    }
    if bytes.is_empty() {
        return Err(InputError::Empty(path.to_owned()));
    }
    String::from_utf8(bytes)
        .map_err(|error| InputError::NotUtf8 { path: path.to_owned(), at: error.utf8_error().valid_up_to() })
}

/// The lines that `--line` and `--end-line` name (from 1), counted from 0.
pub(crate) fn span(
    path: &Path,
    text: &str,
    start: usize,
    end: Option<usize>,
) -> Result<(usize, usize), InputError> {
    let end = end.unwrap_or(start);
    if end < start {
        return Err(InputError::Backwards { start, end });
    }
    let lines = crate::span::count_lines(text);
    if let Some(line) = [start, end].into_iter().find(|line| *line > lines) {
        return Err(InputError::BeyondTheEnd { path: path.to_owned(), line, lines });
    }
    Ok((start.saturating_sub(1), end.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_file_is_one_clear_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.java");
        let error_of = |content: &[u8]| {
            fs::write(&path, content).unwrap();
            read(&path).unwrap_err().to_string()
        };
        assert!(error_of(b"ab\xffcd").ends_with("not UTF-8 (invalid at byte 2); convert the file first"));
        assert!(error_of(b"a\0b").ends_with("a binary file (a NUL byte at byte 1)"));
        assert!(error_of(b"").ends_with("empty, there is nothing to repair"));
        assert!(read(folder.path()).unwrap_err().to_string().ends_with("a folder, not a file"));
        assert!(read(&folder.path().join("b")).unwrap_err().to_string().ends_with("no such file"));
    }

    #[test]
    fn a_huge_file_is_refused_by_its_size_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.java");
        // A sparse file: reading it would take long, its length does not.
        fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("1099511627776 bytes long") && error.contains("16 MiB"), "{error}");
    }

    #[test]
    fn spans_lie_in_the_file() {
        let path = Path::new("a.java");
        assert_eq!(span(path, "a\nb\n", 2, None).unwrap(), (1, 1));
        assert_eq!(span(path, "a\nb", 1, Some(2)).unwrap(), (0, 1));
        let error = span(path, "a\nb\n", 1, Some(3)).unwrap_err().to_string();
        assert_eq!(error, "a.java: line 3 is beyond the end, the file has 2 lines");
        assert!(span(path, "a", 2, None).unwrap_err().to_string().ends_with("the file has 1 line"));
        assert_eq!(
            span(path, "a", 3, Some(2)).unwrap_err().to_string(),
            "--end-line 2 comes before --line 3"
        );
    }
}
