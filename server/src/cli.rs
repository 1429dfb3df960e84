//! The command line: what it takes, and which command runs. How each may end is said in [`crate::outcome`].

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{
    Args, Parser, Subcommand,
    builder::{OsStringValueParser, TypedValueParser as _},
};

use crate::{
    doctor,
    fix::{self, FixArgs},
    logging,
    lsp::{self, settings_docs},
    model::{self, ModelSettings, expand_home},
    outcome::{Failure, Format, Status, unless_closed},
    paint, stdio,
};

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
