//! The command line. Exit status: 0 done, 1 no candidate found (`fix --check`: a fix found), 2 bad arguments or input, 3 no
//! usable model or runtime.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{OsStringValueParser, TypedValueParser as _},
};

use crate::{
    doctor, fix, logging,
    lsp::{self, settings_docs},
    model::{self, ModelSettings, expand_home},
    paint, stdio,
};

/// How a command ended, as its exit status says it; a later one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// Done; candidates found.
    Done = 0,
    /// No candidate found.
    NoCandidate = 1,
    /// Bad arguments or input.
    BadInput = 2,
    /// No usable model or runtime.
    NoModel = 3,
}

impl Status {
    /// What `--check` says when there is something to fix: the same status as [`Self::NoCandidate`], as other checkers do.
    pub const FIX_FOUND: Self = Self::NoCandidate;
}

/// What a command could not do, and the exit status that says so.
#[derive(Debug)]
pub struct Failure {
    /// The exit status.
    pub status: Status,
    /// One line for people.
    pub message: String,
}

impl Failure {
    /// A failure with a message.
    pub fn new(status: Status, message: impl std::fmt::Display) -> Self {
        Self { status, message: message.to_string() }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(Status::BadInput, format_args!("cannot write the result: {error}"))
    }
}

/// What the help calls the options that every command takes.
const MODEL_AND_LOG: &str = "Model and log";

/// FixErr repairs code where people write it.
///
/// Without a command this is the language server: it speaks LSP on standard input and output.
#[derive(Debug, Parser)]
#[command(name = "fixerr-server", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    model: ModelArgs,
    /// Append the log to FILE instead of writing it to standard error.
    // clap's own reader of paths would refuse an empty variable, which elsewhere is as good as none.
    #[arg(long, value_name = "FILE", env = "FIXERR_LOG_FILE", global = true, help_heading = MODEL_AND_LOG,
        value_parser = OsStringValueParser::new().map(PathBuf::from))]
    log_file: Option<PathBuf>,
    /// Speak LSP on standard input and output, which is what happens anyway.
    #[arg(long, hide = true)]
    stdio: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Which model runs, and where.
#[derive(Debug, Args)]
struct ModelArgs {
    /// Folder of the model. Default: `FIXERR_MODEL`, then beside this program, then the user's data folder, then
    /// models/default in a folder above this program, and for commands models/default in the working directory.
    #[arg(long, value_name = "DIR", global = true, help_heading = MODEL_AND_LOG)]
    model: Option<PathBuf>,
    /// Where the model runs: auto, cpu or cuda; auto takes CUDA where there is one.
    #[arg(long, global = true, value_name = "DEVICE", help_heading = MODEL_AND_LOG)]
    device: Option<fixerr_shared::engine::Device>,
    /// Threads on the processor; 0 chooses by the machine.
    #[arg(long, value_name = "N", global = true, help_heading = MODEL_AND_LOG, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Repair lines of files: print the candidates, or apply the best.
    ///
    /// Name the lines as `FILE --line N`, as `FILE:LINE` or `FILE:LINE-END` for each of several places (a column behind the line, as
    /// compilers print it, is ignored), or pass on a linter's report with --diagnostics. Places are worked through file by file and in line order, each for the file as it is;
    /// several fixes of one file are then made together.
    #[command(after_help = FIX_STATUS, after_long_help = FIX_LONG_HELP)]
    Fix(FixArgs),
    /// Say what is installed and whether it works.
    Doctor {
        /// How to print: text for people, or json, which is one object.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print the language server's settings.
    Settings {
        /// How to print: text is a table in Markdown, json is VS Code's `contributes.configuration`.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// The end of `fix`'s help.
const FIX_STATUS: &str = "\
Exit status, the worst of all places:
  0  every place has a candidate (--apply, --diff: a fix of at least --min-confidence)
  1  some place has none
  2  bad arguments or input
  3  no usable model or runtime
With --check: 0 no fix would be made, 1 some would; 2 and 3 as above.";

/// The end of `fix`'s long help.
const FIX_LONG_HELP: &str = "\
Examples:
  fixerr-server fix src/a.py --line 12
  fixerr-server fix src/a.py:12 src/b.rs:30-32 --apply
  ruff check --output-format json | fixerr-server fix --diagnostics - --diff | git apply --allow-empty
  cargo check --message-format json | fixerr-server fix --diagnostics - --check

Exit status, the worst of all places:
  0  every place has a candidate (--apply, --diff: a fix of at least --min-confidence)
  1  some place has none
  2  bad arguments or input: a file that cannot be read, a line that is not there
  3  no usable model or runtime
With --check: 0 no fix would be made, 1 some would; 2 and 3 as above.
What is wrong with one place is said on standard error, and the others are still repaired.";

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

/// How a command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Runs the program that the command line asks for.
pub fn main() -> ExitCode {
    let code = run(Cli::parse());
    logging::finish();
    code
}

fn run(cli: Cli) -> ExitCode {
    let settings = ModelSettings {
        folder: cli.model.model.map(expand_home),
        device: cli.model.device,
        threads: cli.model.threads.map(usize::from),
    };
    let level = if cli.command.is_none() { "info" } else { "warn" };
    let log_file = cli.log_file.filter(|path| !path.as_os_str().is_empty());
    if let Err(error) = logging::start(level, log_file.as_deref()) {
        return finish(Err(Failure::new(Status::BadInput, error)));
    }
    match cli.command {
        None => serve(settings),
        Some(command) => {
            let mut stdout = io::stdout().lock();
            let result = match command {
                Command::Fix(args) => fix::run(&args, &settings, &mut stdout),
                Command::Doctor { format } => doctor::run(format, &settings, &mut stdout),
                Command::Settings { format } => print_settings(format, &mut stdout),
            };
            finish(result.and_then(|status| {
                unless_closed(stdout.flush())?;
                Ok(status)
            }))
        }
    }
}

fn print_settings(format: Format, out: &mut dyn Write) -> Result<Status, Failure> {
    unless_closed(match format {
        Format::Text => write!(out, "{}", settings_docs::markdown()),
        Format::Json => writeln!(out, "{:#}", settings_docs::vscode()),
    })?;
    Ok(Status::Done)
}

/// What became of writing to standard output. That nobody reads any more, as behind `| head`, is no error.
pub(crate) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn finish(result: Result<Status, Failure>) -> ExitCode {
    let status = match result {
        Ok(status) => status,
        Err(failure) => {
            // Nothing is left to do when even standard error is gone.
            let message: Vec<String> = failure.message.lines().map(paint::printable).collect();
            let _ = writeln!(io::stderr(), "fixerr-server: {}", message.join("\n"));
            failure.status
        }
    };
    ExitCode::from(status as u8)
}

fn serve(overrides: ModelSettings) -> ExitCode {
    if io::stdin().is_terminal() {
        let _ = writeln!(
            io::stderr(),
            "fixerr-server: this is the language server and it waits for an editor on standard input; in a terminal, \
             see `fixerr-server fix --help` (Ctrl-C ends this)"
        );
    }
    // One thread reads, answers and writes; the model has its own. Nothing in a message is worth waking a second one for.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return finish(Err(Failure::new(Status::NoModel, format_args!("cannot start: {error}"))));
        }
    };
    let options = lsp::ServeOptions { factory: model::factory(), overrides };
    let code = runtime.block_on(async { lsp::serve(stdio::input(), stdio::output(), options).await });
    // Where another thread reads standard input, that cannot be interrupted, so the runtime must not wait for it.
    runtime.shutdown_background();
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
        let cli =
            Cli::try_parse_from(["fixerr-server", "fix", "a.java", "--line", "3", "--model", "m"]).unwrap();
        assert_eq!(cli.model.model, Some("m".into()));
        assert!(Cli::try_parse_from(["fixerr-server", "--stdio"]).unwrap().command.is_none());
        // As an empty variable.
        let cli = Cli::try_parse_from(["fixerr-server", "--log-file="]).unwrap();
        assert_eq!(cli.log_file, Some(PathBuf::new()));
        for bad in ["0", "-1", "x"] {
            let line = format!("--line={bad}");
            let error = Cli::try_parse_from(["fixerr-server", "fix", "a.java", &line]).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{error}");
        }
        let error =
            Cli::try_parse_from(["fixerr-server", "fix", "a", "--line=1", "--language=cobol"]).unwrap_err();
        assert!(error.to_string().contains("cobol"), "{error}");
    }

    #[test]
    fn the_help_says_what_each_command_prints() {
        let help = |command: &str| {
            let mut cli = Cli::command();
            cli.build();
            let words = cli.find_subcommand_mut(command).unwrap().render_help().to_string();
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        for command in ["fix", "doctor", "settings"] {
            let help = help(command);
            let (own, every) = help.split_once("Model and log:").unwrap();
            assert_eq!(own.contains("for each place"), command == "fix", "{own}");
            for option in ["--model", "--device", "--threads", "--log-file <FILE> Append the log to FILE"] {
                assert!(every.contains(option) && !own.contains(option), "{option} in {help}");
            }
        }
        assert!(help("fix").contains("1 to 50"));
    }

    #[test]
    fn what_cannot_go_together_is_refused() {
        use clap::error::ErrorKind;
        let parse = |arguments: &[&str]| Cli::try_parse_from([&["fixerr-server", "fix"], arguments].concat());
        let all = ["a.py:3", "--apply", "--diff", "--check", "--format=json", "--min-confidence=1"];
        assert!(parse(&all[..2]).is_ok() && parse(&["--diagnostics", "-"]).is_ok());
        assert_eq!(parse(&[]).unwrap_err().kind(), ErrorKind::MissingRequiredArgument);
        assert_eq!(parse(&["a.py", "--end-line=3"]).unwrap_err().kind(), ErrorKind::MissingRequiredArgument);
        for pair in [
            ["--apply", "--diff"],
            ["--apply", "--check"],
            ["--diff", "--check"],
            ["--diff", "--format=text"],
            ["--check", "--format=json"],
            ["--diagnostics=-", "--line=3"],
            ["--diagnostics=-", "--message=x"],
        ] {
            let error = parse(&[&["a.py"], &pair[..]].concat()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ArgumentConflict, "{pair:?}");
        }
        for bad in ["--min-confidence=1.5", "--min-confidence=nan", "--min-confidence=80%"] {
            assert!(parse(&["a.py:3", bad]).unwrap_err().to_string().contains("from 0 to 1"));
        }
    }
}
