//! `data import parallel`: two text files, one method a line, the second with the fixes of the first. So come the BFP data
//! of Tufano et al. 2019 and `CodeXGLUE`'s code refinement.

use std::path::{Path, PathBuf};

use anyhow::bail;
use fixerr_shared::{
    example::{ExampleError, ExampleWriter, Lines, RepairExample},
    language::Language,
};

use super::progress;

/// Import two parallel text files.
#[derive(Clone, Debug, clap::Args)]
pub struct ParallelArgs {
    /// The methods with their bugs, one a line, plain or Zstandard-compressed.
    #[arg(long, value_name = "FILE")]
    buggy: PathBuf,
    /// The same methods, fixed, in the same order.
    #[arg(long, value_name = "FILE")]
    fixed: PathBuf,
    /// The methods' language, such as java.
    #[arg(long)]
    language: Language,
    /// The examples, compressed when the name ends in `.zst`.
    #[arg(long, value_name = "FILE.jsonl.zst")]
    out: PathBuf,
    /// Count pairs with an empty line or one that is not UTF-8, and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// Runs the command.
pub(super) fn run(args: &ParallelArgs) -> anyhow::Result<()> {
    let mut writer = ExampleWriter::create(&args.out)?;
    let mut sides = [Side::open(&args.buggy)?, Side::open(&args.fixed)?];
    let name = args.buggy.file_stem().unwrap_or_default().to_string_lossy();
    let (mut bad, bar) = (0, progress::examples("importing"));
    loop {
        let [buggy, fixed] = &mut sides;
        let (Some(buggy), Some(fixed)) = (buggy.next(), fixed.next()) else { break };
        let line = sides[0].read;
        match (buggy, fixed) {
            (Ok(buggy), Ok(fixed)) => {
                writer.write(&pair(format!("parallel:{name}:{line}"), args.language, buggy, fixed))?;
            }
            (Err(ExampleError::Line { .. }), Ok(_) | Err(ExampleError::Line { .. }))
            | (Ok(_), Err(ExampleError::Line { .. }))
                if args.skip_bad =>
            {
                bad += 1;
            }
            (Err(error), _) | (_, Err(error)) => return Err(error.into()),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    for side in &mut sides {
        side.count_rest()?;
    }
    let [buggy, fixed] = &sides;
    if buggy.read != fixed.read {
        bail!(
            "{} has {} lines and {} has {}; each line of the one must be the fix of the same line of the other",
            buggy.path.display(),
            buggy.read,
            fixed.path.display(),
            fixed.read
        );
    }
    tell!("{} examples; {bad} pairs were bad and left out", writer.finish()?);
    Ok(())
}

/// The span is the whole method, which is a single line: tokens and the single spaces between them stay as they are, since
/// a model that is measured on such data has to write them so.
fn pair(id: String, language: Language, buggy: String, fixed: String) -> RepairExample {
    RepairExample {
        id,
        language,
        before: String::new(),
        buggy: buggy + "\n",
        after: String::new(),
        fixed: fixed + "\n",
        message: None,
        source: "parallel".to_owned(),
        class: None,
        origin: None,
    }
}

/// One of the files.
struct Side {
    path: PathBuf,
    lines: Lines,
    /// Lines read so far.
    read: usize,
}

impl Side {
    fn open(path: &Path) -> Result<Self, ExampleError> {
        Ok(Self { path: path.to_owned(), lines: Lines::open(path)?, read: 0 })
    }

    /// The next line, without the break and the spaces around it.
    fn next(&mut self) -> Option<Result<String, ExampleError>> {
        let line = self.lines.next_line()?;
        self.read += 1;
        Some(line.and_then(|(line, bytes)| {
            let bad = |reason: String| ExampleError::Line { path: self.path.clone(), line, reason };
            let text = std::str::from_utf8(bytes).map_err(|error| bad(format!("not UTF-8: {error}")))?;
            match text.trim() {
                "" => Err(bad("empty; every line holds a method".to_owned())),
                text => Ok(text.to_owned()),
            }
        }))
    }

    fn count_rest(&mut self) -> Result<(), ExampleError> {
        while let Some(line) = self.lines.next_line() {
            match line {
                Ok(_) | Err(ExampleError::Line { .. }) => self.read += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use fixerr_shared::example::ExampleReader;

    use super::*;

    struct Files {
        folder: tempfile::TempDir,
        args: ParallelArgs,
    }

    impl Files {
        fn new(buggy: &[u8], fixed: &[u8]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = |name: &str| folder.path().join(name);
            fs::write(path("a.buggy"), buggy).unwrap();
            fs::write(path("a.fixed"), fixed).unwrap();
            let args = ParallelArgs {
                buggy: path("a.buggy"),
                fixed: path("a.fixed"),
                language: Language::Java,
                out: path("out.jsonl"),
                skip_bad: false,
            };
            Self { folder, args }
        }

        fn error(&self) -> String {
            let error = run(&self.args).unwrap_err().to_string();
            assert_eq!(fs::read_dir(self.folder.path()).unwrap().count(), 2, "nothing is left behind");
            error
        }
    }

    #[test]
    fn every_line_becomes_a_whole_method() {
        let files = Files::new(
            b"int f ( ) { return  VAR_1 ; } \r\nvoid g ( ) { }",
            b"int f ( ) { return VAR_1 ; }\nvoid g ( ) { \xe2\x80\xa8 }\n",
        );
        run(&files.args).unwrap();
        let (read, _) = ExampleReader::read_all(&files.args.out, false).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].buggy, "int f ( ) { return  VAR_1 ; }\n", "spaces between tokens stay");
        assert_eq!(read[0].fixed, "int f ( ) { return VAR_1 ; }\n");
        assert_eq!((read[0].before.as_str(), read[0].after.as_str()), ("", ""));
        assert_eq!((read[0].source.as_str(), read[1].id.as_str()), ("parallel", "parallel:a:2"));
        assert_eq!(read[1].fixed, "void g ( ) { \u{2028} }\n", "only LF ends a line");
    }

    #[test]
    fn different_lengths_name_both_files_and_their_lines() {
        let mut files = Files::new(b"a\nb\nc\n\n", b"a\nb\n");
        files.args.skip_bad = true;
        let error = files.error();
        for part in ["a.buggy has 4 lines", "a.fixed has 2;"] {
            assert!(error.contains(part), "{error}");
        }
        let error = Files::new(b"a\n", b"a\nb").error();
        assert!(error.contains("a.buggy has 1 lines") && error.contains("a.fixed has 2;"), "{error}");
    }

    #[test]
    fn bad_pairs_are_named_or_counted() {
        let mut files = Files::new(b"a\n \nc\nd\n", b"a\nb\n\xff\nd\n");
        let error = files.error();
        assert!(error.contains("a.buggy:2: empty"), "{error}");
        files.args.skip_bad = true;
        run(&files.args).unwrap();
        let (read, _) = ExampleReader::read_all(&files.args.out, false).unwrap();
        assert_eq!(read.iter().map(|example| example.buggy.as_str()).collect::<Vec<_>>(), ["a\n", "d\n"]);
    }

    #[test]
    fn a_cut_compressed_file_is_an_error_whatever_else() {
        let text = (0..3000).map(|line| format!("int f{line} ( ) {{ }}\n")).collect::<String>();
        let whole = zstd::encode_all(text.as_bytes(), 1).unwrap();
        let mut files = Files::new(text.as_bytes(), &whole[..whole.len() / 2]);
        files.args.skip_bad = true;
        let error = files.error();
        assert!(error.contains("a.fixed:") && error.contains("cut off"), "{error}");
    }
}
