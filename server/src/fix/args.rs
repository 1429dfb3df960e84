//! The arguments of `fix`.

use std::path::PathBuf;

use clap::Args;

use crate::outcome::Format;

/// Arguments of `fix`.
#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct FixArgs {
    /// Where to repair: a file with --line, otherwise `FILE:LINE` or `FILE:LINE-END`, as often as you like. With
    /// --diagnostics: files or folders outside which nothing is repaired.
    #[arg(value_name = "FILE[:LINE[-END]]", required_unless_present = "diagnostics")]
    pub places: Vec<PathBuf>,
    /// First line to repair in FILE, counted from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub line: Option<u32>,
    /// Last line to repair. Default: the first.
    #[arg(long, value_name = "M", requires = "line", value_parser = clap::value_parser!(u32).range(1..))]
    pub end_line: Option<u32>,
    /// Repair what a linter found: its report, `-` for standard input. Understood are SARIF 2.1, ruff's `--output-format
    /// json`, ESLint's `-f json`, and `--message-format json` of cargo or `--error-format json` of rustc.
    ///
    /// The linter's message goes to the model. Findings on the same lines are one place, with the message of the first
    /// error; of a finding that covers more than ten lines, or more than the model can read, the first is repaired. Files of
    /// other languages and of other packages are passed over.
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["line", "end_line", "message"])]
    pub diagnostics: Option<PathBuf>,
    /// How many candidates to look for, 1 to 50; more take longer.
    #[arg(long, value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub candidates: u32,
    /// What a compiler, a linter or a test says of these lines.
    #[arg(long, value_name = "TEXT")]
    pub message: Option<String>,
    /// Leave the files around FILE and git's history unread. Otherwise fixes are ranked by what the project usually writes, too, and
    /// edits that FILE or the last commits hold are proposed again.
    ///
    /// The project is the nearest folder above FILE that git keeps, else the working folder. Its files in FILE's language are read, the
    /// nearest first, up to one megabyte; those that .gitignore files name are not.
    #[arg(long)]
    pub no_project: bool,
    /// Write the best candidate into the file.
    #[arg(long)]
    pub apply: bool,
    /// Print the best candidates as a patch for `git apply`, and nothing else.
    ///
    /// Names are relative to the root of the git work tree around the working folder or, outside one, to that folder.
    #[arg(long, conflicts_with_all = ["apply", "format"])]
    pub diff: bool,
    /// Write nothing; list the fixes that --apply would make, as `FILE:LINE: TITLE`, and exit with status 1 if there are
    /// any.
    #[arg(long, conflicts_with_all = ["apply", "diff", "format"])]
    pub check: bool,
    /// Least confidence, from 0 to 1, of a fix that --apply, --diff and --check make; it also decides which places count
    /// as repaired for the exit status. Default: 0.8 when those three work on several places or on --diagnostics,
    /// otherwise 0.
    #[arg(long, value_name = "P", value_parser = confidence)]
    pub min_confidence: Option<f32>,
    /// How to print: text for people, or json, which is one object a line for each place.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The files' language, when their names do not tell: java, python, javascript, typescript, go, rust, c or cpp.
    #[arg(long, value_name = "ID")]
    pub language: Option<fixerr_shared::language::Language>,
}

fn confidence(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|value| (0.0..=1.0).contains(value))
        .ok_or_else(|| "a number from 0 to 1, please".to_owned())
}
