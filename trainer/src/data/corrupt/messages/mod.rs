//! `data corrupt --messages`: what a compiler or linter of this machine says of an injected bug. It looks at the whole
//! correct file and at the whole buggy one, never runs either, and only what is new, at the bug, counts.

mod choose;
mod drivers;
mod gcc;
mod go;
mod process;
mod rust;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use fixerr_shared::language::Language;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use tempfile::TempDir;

use self::{
    choose::{Diagnostic, Marked, choose, choose_by_name},
    drivers::Driver,
    gcc::{Gcc, Headers},
    go::Go,
    rust::Rustc,
};
use super::{Mutant, classes::Class};

/// Which examples get a message.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct MessageArgs {
    /// Give bugs the message of this machine's compilers and linters: python3 (with pyflakes), node, tsc, javac, gcc, g++,
    /// gofmt, go, rustc, as far as they are there.
    #[arg(long)]
    messages: bool,
    /// Share of the examples whose message is asked for; the model learns to do without from the others.
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, requires = "messages")]
    messages_share: f64,
    /// A core's time for one look at one file; a tool that takes longer, or ten times as long while others use the cores,
    /// is stopped, and the example has no message.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, requires = "messages")]
    message_seconds: f64,
}

impl MessageArgs {
    pub(super) const fn is_asked(&self) -> bool {
        self.messages
    }
}

enum Tool {
    Driver(Driver),
    Gcc(Gcc),
    Go(Go),
    Rustc(Rustc),
}

/// What became of the questions of one language.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Asked {
    pub(super) questions: usize,
    pub(super) messages: usize,
    /// No answer: over a limit, or the tool could not look at the file.
    pub(super) failed: usize,
    /// Time that the files took, all cores together.
    pub(super) seconds: f64,
}

/// The tools, ready to be asked.
pub(super) struct Messages {
    tools: BTreeMap<Language, Tool>,
    /// Everything is written here, and goes with it.
    folder: TempDir,
    share: f64,
    asked: Mutex<BTreeMap<Language, Asked>>,
}

/// A correct file.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) language: Language,
    pub(super) jsx: bool,
    /// The checkout, and the path inside it.
    pub(super) root: &'a Path,
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl Messages {
    /// Looks for the tools of the languages that there are, and says which are missing; nothing without `--messages`.
    pub(super) fn find(
        args: &MessageArgs,
        languages: &BTreeSet<Language>,
        say: &mut dyn FnMut(&str),
    ) -> anyhow::Result<Option<Self>> {
        if !(0.0..=1.0).contains(&args.messages_share) {
            bail!("--messages-share is {}; it is a share from 0 to 1", args.messages_share);
        }
        if !(0.01..=3600.0).contains(&args.message_seconds) {
            bail!("--message-seconds is {}; give 0.01 to 3600", args.message_seconds);
        }
        if !args.is_asked() {
            return Ok(None);
        }
        let folder = tempfile::Builder::new()
            .prefix("fixerr-messages-")
            .tempdir()
            .context("no temporary folder for the tools' files")?;
        let time = Duration::from_secs_f64(args.message_seconds);
        let mut tools = BTreeMap::new();
        for language in languages {
            match find_tool(*language, folder.path(), time, say) {
                Ok(tool) => {
                    tools.insert(*language, tool);
                }
                Err(why) => say(&format!("{}: {why}; its examples have no messages", language.name())),
            }
        }
        Ok(Some(Self { tools, folder, share: args.messages_share, asked: Mutex::default() }))
    }

    /// What was asked so far.
    pub(super) fn asked(&self) -> BTreeMap<Language, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives a share of the mutants their message. The share is drawn from `seed`, which no mutant is drawn from.
    pub(super) fn attach(
        &self,
        source: &Source<'_>,
        seed: [u8; 32],
        mutants: &mut [Mutant],
    ) -> anyhow::Result<()> {
        let Some(tool) = self.tools.get(&source.language) else { return Ok(()) };
        let mut rng = ChaCha8Rng::from_seed(seed);
        // Another stream than that of the mutants.
        rng.set_stream(1);
        let mut chosen: Vec<&mut Mutant> = mutants
            .iter_mut()
            .filter(|mutant| rng.random_bool(self.share) && mutant.class.is_some())
            .collect();
        if chosen.is_empty() {
            return Ok(());
        }
        let start = Instant::now();
        let folder =
            tempfile::tempdir_in(self.folder.path()).context("no folder for the variants of a file")?;
        let file = File::open(tool, source, folder.path(), chosen.len())?;
        let mut asked = Asked { questions: chosen.len(), ..Asked::default() };
        let correct = file.look_at("correct", source.text, usize::MAX)?;
        asked.seconds = start.elapsed().as_secs_f64();
        if let Some(correct) = correct {
            let answers = chosen
                .par_iter_mut()
                .enumerate()
                .map(|(at, mutant)| {
                    let start = Instant::now();
                    let (text, marked) = whole(source.text, mutant);
                    let buggy = file.look_at(&at.to_string(), &text, mutant.row)?;
                    mutant.message = buggy.as_ref().and_then(|buggy| match mutant.class {
                        Some(Class::ImportMissing) => {
                            choose_by_name(&correct, buggy, (&mutant.buggy, &mutant.fixed))
                        }
                        _ => choose(&correct, buggy, marked),
                    });
                    Ok((buggy.is_none(), mutant.message.is_some(), start.elapsed().as_secs_f64()))
                })
                .collect::<anyhow::Result<Vec<_>>>()?;
            asked.failed = answers.iter().filter(|(failed, ..)| *failed).count();
            asked.messages = answers.iter().filter(|(_, got, _)| *got).count();
            asked.seconds += answers.iter().map(|(.., seconds)| seconds).sum::<f64>();
        } else {
            asked.failed = asked.questions;
        }
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = all.entry(source.language).or_default();
        *sum = Asked {
            questions: sum.questions + asked.questions,
            messages: sum.messages + asked.messages,
            failed: sum.failed + asked.failed,
            seconds: sum.seconds + asked.seconds,
        };
        Ok(())
    }
}

fn find_tool(
    language: Language,
    folder: &Path,
    time: Duration,
    say: &mut dyn FnMut(&str),
) -> Result<Tool, String> {
    Ok(match language {
        Language::Python => {
            let (driver, pyflakes) = drivers::python(folder, time)?;
            if !pyflakes {
                say("Python: its python3 has no pyflakes; only the compiler is asked");
            }
            Tool::Driver(driver)
        }
        Language::JavaScript => Tool::Driver(drivers::node(folder, time)?.0),
        Language::TypeScript => match drivers::node(folder, time)? {
            (driver, true) => Tool::Driver(driver),
            _ => {
                return Err("no tsc found that has a lib/typescript.js beside it, as TypeScript 5 has and 7 has not; `npm install --global typescript@5` brings one".to_owned());
            }
        },
        Language::Java => Tool::Driver(drivers::java(folder, time)?),
        Language::Go => Tool::Go(Go::find(time)?),
        Language::Rust => Tool::Rustc(Rustc::find(time)?),
        Language::C | Language::Cpp => Tool::Gcc(Gcc::find(language, time)?),
    })
}

/// One file with its tool, made ready for many variants.
struct File<'a> {
    tool: &'a Tool,
    kind: &'static str,
    folder: &'a Path,
    headers: Option<Headers>,
}

impl<'a> File<'a> {
    fn open(tool: &'a Tool, source: &Source<'_>, folder: &'a Path, variants: usize) -> anyhow::Result<Self> {
        let kind = if source.jsx { "tsx" } else { source.language.id() };
        let headers = if let Tool::Gcc(gcc) = tool {
            write(&folder.join(gcc.file_name()), source.text)?;
            Some(gcc.headers(source.root, source.path, source.text, folder, variants))
        } else {
            None
        };
        Ok(Self { tool, kind, folder, headers })
    }

    /// What the tool says of a variant whose bug begins at `row`; nothing when it was stopped or could not look.
    fn look_at(&self, name: &str, text: &str, row: usize) -> anyhow::Result<Option<Vec<Diagnostic>>> {
        let folder = self.folder.join(name);
        fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        let said = match (self.tool, &self.headers) {
            (Tool::Driver(driver), _) => {
                let path = folder.join("file");
                write(&path, text)?;
                driver.look_at(self.kind, &path)
            }
            (Tool::Go(go), _) => {
                write(&folder.join("file.go"), text)?;
                go.look_at(&folder)
            }
            (Tool::Rustc(rustc), _) => {
                write(&folder.join("file.rs"), text)?;
                rustc.look_at(&folder)
            }
            (Tool::Gcc(gcc), Some(headers)) => gcc.look_at(headers, text, row, &folder),
            (Tool::Gcc(_), None) => Ok(None),
        };
        // A hundred variants of a long file would fill a temporary folder in memory.
        let _ = fs::remove_dir_all(&folder);
        said.with_context(|| format!("a tool for messages about {}", self.kind))
    }
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// The whole file with the bug in it, and where the bug is.
fn whole(text: &str, mutant: &Mutant) -> (String, Marked) {
    let start: usize = text.split_inclusive('\n').take(mutant.row).map(str::len).sum();
    let end = start + mutant.fixed.len();
    let marked = Marked {
        row: mutant.row,
        buggy_lines: mutant.buggy.lines().count(),
        fixed_lines: mutant.fixed.lines().count(),
    };
    ([&text[..start], &mutant.buggy, &text[end..]].concat(), marked)
}

#[cfg(test)]
mod tests;
