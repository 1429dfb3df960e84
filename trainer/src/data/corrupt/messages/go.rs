//! Go: what `gofmt` says of the syntax, and where it says nothing, what the compiler says of names. Packages that are
//! imported are missing, which the compiler says of the correct file too; `go vet` would refuse such a file whole.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    choose::{Diagnostic, Severity},
    process,
};

/// `gofmt`, and the compiler that `go` runs.
pub(super) struct Go {
    gofmt: PathBuf,
    compiler: Option<PathBuf>,
    time: Duration,
}

impl Go {
    pub(super) fn find(time: Duration) -> Result<Self, String> {
        let gofmt = process::which("gofmt").ok_or("no gofmt found")?;
        let tools = process::which("go").and_then(|go| process::ask(&go, &["env", "GOTOOLDIR"]));
        let compiler = tools.map(|tools| Path::new(&tools).join("compile")).filter(|path| path.is_file());
        Ok(Self { gofmt, compiler, time })
    }

    /// What they say of `file.go` in `folder`.
    pub(super) fn look_at(&self, folder: &Path) -> io::Result<Option<Vec<Diagnostic>>> {
        let mut command = process::command(&self.gofmt, folder);
        // Errors and, instead of the text, the file's name.
        command.args(["-e", "-l", "file.go"]);
        let said = process::run(command, self.time)?.map(|said| parse(&said));
        let silent = said.as_ref().is_some_and(Vec::is_empty);
        let Some(compiler) = self.compiler.as_ref().filter(|_| silent) else { return Ok(said) };
        let mut command = process::command(compiler, folder);
        // A file of its own: after an error the compiler removes its output, be it /dev/null itself.
        command.args(["-e", "-p", "file", "-o", "file.o", "file.go"]);
        Ok(process::run(command, self.time)?.map(|said| parse(&said)))
    }
}

/// `file.go:12:3: text`; the compiler leaves the column out at times. Lines that are set in go on with the text.
fn parse(said: &str) -> Vec<Diagnostic> {
    let one = |line: &str| {
        let (number, rest) =
            line.strip_prefix("./").unwrap_or(line).strip_prefix("file.go:")?.split_once(':')?;
        let (column, text) = rest.split_once(':').unwrap_or(("", rest));
        let text = if column.bytes().all(|byte| byte.is_ascii_digit()) { text } else { rest };
        Diagnostic::new(number.parse().ok()?, Severity::Error, text)
    };
    said.replace("\n\t", " ").lines().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_tools() {
        let said = "file.go:11:9: missing ',' in argument list\nfile.go:3: not used: x\n\thave (number)\nother.go:1:1: x";
        let expected = [(11, "missing ',' in argument list"), (3, "not used: x have (number)")];
        assert_eq!(
            parse(said),
            expected.map(|(line, text)| Diagnostic { line, severity: Severity::Error, text: text.into() })
        );
    }
}
