//! `fixerr-server fix`: repair marked lines of files and print the candidates, or put the best ones into the files or into
//! a patch. Places are worked through file by file and in line order, each for the file as it was.

mod args;
mod diagnostics;
mod edited;
mod patch;
mod place;
mod progress;
mod report;
mod root;
mod source;
mod work;

use std::io::{self, Write};

use fixerr_shared::{history::Histories, project::Projects};

pub use self::args::FixArgs;
use self::{progress::Progress, work::Work};
use crate::{
    fixer::Fixer,
    model::{self, ModelSettings, Seeker},
    outcome::{Failure, Status},
};

/// Least confidence of a fix that is made without anyone looking, where nobody chose another: of the first answers that
/// are as sure, README.md says how many are right.
pub const MANY_MIN_CONFIDENCE: f32 = 0.8;

/// What happens with the fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// All candidates are printed.
    List,
    /// The same, and the best are written into the files.
    Apply,
    /// The best are printed as a patch.
    Diff,
    /// The best are named.
    Check,
}

impl Mode {
    fn of(args: &FixArgs) -> Self {
        match (args.apply, args.diff, args.check) {
            (true, ..) => Self::Apply,
            (_, true, _) => Self::Diff,
            (.., true) => Self::Check,
            _ => Self::List,
        }
    }
}

/// Runs `fix`.
///
/// # Errors
/// [`Failure`] with the exit status, when nothing can be repaired at all. What is wrong with one place is said on standard
/// error, and the worst of all is the status.
pub fn run(args: &FixArgs, settings: &ModelSettings, out: &mut dyn Write) -> Result<Status, Failure> {
    let open = || {
        let fixer =
            model::open(settings, Seeker::Terminal).map_err(|error| Failure::new(Status::NoModel, error))?;
        Ok(Box::new(fixer) as Box<dyn Fixer>)
    };
    run_with(args, &open, out, &mut io::stderr())
}

fn run_with(
    args: &FixArgs,
    open: &dyn Fn() -> Result<Box<dyn Fixer>, Failure>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, Failure> {
    let places = place::gather(args)?;
    let mode = Mode::of(args);
    let is_one = args.diagnostics.is_none() && args.places.len() == 1;
    let usual = if is_one || mode == Mode::List { 0.0 } else { MANY_MIN_CONFIDENCE };
    let mut work = Work {
        args,
        open,
        fixer: None,
        projects: Projects::default(),
        histories: Histories::default(),
        mode,
        least: args.min_confidence.unwrap_or(usual),
        root: None,
        progress: Progress::new(places.count(), mode == Mode::List),
        out,
        err,
        is_first: true,
        is_closed: false,
        status: Status::Done,
    };
    for note in &places.notes {
        work.say(note);
    }
    for problem in &places.problems {
        work.complain(Status::BadInput, problem);
    }
    for file in &places.files {
        work.file(file)?;
        if work.is_closed && mode != Mode::Apply {
            break;
        }
    }
    Ok(work.status)
}

#[cfg(test)]
mod tests;
