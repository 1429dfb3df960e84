//! The command line. Exit status: 0 done, 1 no candidate found, 2 bad arguments or input, 3 no usable model or runtime.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    doctor, fix, logging,
    lsp::{self, settings_docs},
    model::{self, ModelSettings},
};

/// How a command ended, as its exit status says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// FixErr repairs code where people write it.
///
/// Without a command this is the language server: it speaks LSP on standard input and output.
#[derive(Debug, Parser)]
#[command(name = "fixerr-server", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    model: ModelArgs,
    /// Write the log to this file, at its end, and not to standard error.
    #[arg(long, value_name = "FILE", env = "FIXERR_LOG_FILE", global = true)]
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
    /// models/default.
    #[arg(long, value_name = "DIR", global = true)]
    model: Option<PathBuf>,
    /// Where the model runs: auto, cpu or cuda; auto takes CUDA where there is one.
    #[arg(long, global = true, value_name = "DEVICE")]
    device: Option<fixerr_shared::engine::Device>,
    /// Threads on the processor; 0 chooses by the machine.
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Repair lines of a file: print the candidates, or apply the best.
    Fix(FixArgs),
    /// Say what is installed and whether it works.
    Doctor {
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print the language server's settings.
    Settings {
        /// How to print: a table in Markdown, or as VS Code's `contributes.configuration`.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// Arguments of `fix`.
#[derive(Debug, Args)]
pub struct FixArgs {
    /// The file.
    pub file: PathBuf,
    /// First line to repair, counted from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub line: u32,
    /// Last line to repair. Default: the first.
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..))]
    pub end_line: Option<u32>,
    /// How many candidates to look for; more take longer.
    #[arg(long, value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub candidates: u32,
    /// What a compiler, a linter or a test says of these lines.
    #[arg(long, value_name = "TEXT")]
    pub message: Option<String>,
    /// Write the best candidate into the file.
    #[arg(long)]
    pub apply: bool,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The file's language, when its name does not tell: java, python, javascript, typescript, go, rust, c or cpp.
    #[arg(long, value_name = "ID")]
    pub language: Option<fixerr_shared::language::Language>,
}

/// How a command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object.
    Json,
}

/// Runs the program that the command line asks for.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = ModelSettings {
        folder: cli.model.model,
        device: cli.model.device,
        threads: cli.model.threads.unwrap_or_default().into(),
    };
    let level = if cli.command.is_none() { "info" } else { "warn" };
    if let Err(error) = logging::start(level, cli.log_file.as_deref()) {
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
            finish(result.and_then(|status| Ok(stdout.flush().map(|()| status)?)))
        }
    }
}

fn print_settings(format: Format, out: &mut dyn Write) -> Result<Status, Failure> {
    match format {
        Format::Text => write!(out, "{}", settings_docs::markdown())?,
        Format::Json => writeln!(out, "{:#}", settings_docs::vscode())?,
    }
    Ok(Status::Done)
}

fn finish(result: Result<Status, Failure>) -> ExitCode {
    let status = match result {
        Ok(status) => status,
        Err(failure) => {
            // Nothing is left to do when even standard error is gone.
            let _ = writeln!(io::stderr(), "fixerr-server: {}", failure.message);
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
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return finish(Err(Failure::new(Status::NoModel, format_args!("cannot start: {error}"))));
        }
    };
    let options = lsp::ServeOptions { factory: model::factory(), overrides };
    let code = runtime.block_on(lsp::serve(tokio::io::stdin(), tokio::io::stdout(), options));
    // Reading standard input cannot be interrupted, so the runtime must not wait for it.
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
        for bad in ["0", "-1", "x"] {
            let line = format!("--line={bad}");
            let error = Cli::try_parse_from(["fixerr-server", "fix", "a.java", &line]).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{error}");
        }
        let error =
            Cli::try_parse_from(["fixerr-server", "fix", "a", "--line=1", "--language=cobol"]).unwrap_err();
        assert!(error.to_string().contains("cobol"), "{error}");
    }
}
