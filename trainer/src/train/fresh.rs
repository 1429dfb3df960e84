//! Examples drawn anew in every pass over a corpus of checkouts, alone or beside files of examples. What a chunk holds
//! follows from seed, pass and chunk alone, so a resumed run makes its chunk again without those before it.

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, bail};
use fixerr_shared::{example::RepairExample, files};
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tree_sitter::Parser;

use super::batches::{CHUNK, Chunks, Position};
use crate::{
    config::CorruptConfig,
    data::{
        corrupt::{
            Plan,
            corpus::{Choice, SourceRecord, StockedCorpus, difference},
        },
        leaks::{HeldOut, Leaks},
        near::SIMILAR,
    },
};

/// The file in a run's folder that says what its stream is drawn from.
pub(super) const SOURCES: &str = "sources.json";
/// Files that the number of examples in a file is estimated from.
const SAMPLE: usize = 384;

/// What a stream of fresh examples is made of.
#[derive(Clone, Copy, Debug)]
pub struct FreshOptions<'a> {
    /// Checkouts of repositories.
    pub sources: &'a [PathBuf],
    /// Files of examples that must not be trained on, nor their repositories.
    pub held_out: &'a [PathBuf],
    /// How files are corrupted.
    pub config: &'a CorruptConfig,
    /// What everything random follows.
    pub seed: u64,
    /// Whether files of examples are read besides.
    pub with_data: bool,
    /// Whether files and folders that cannot be read are passed over.
    pub skip_bad: bool,
}

impl FreshOptions<'_> {
    /// Reads the pairs that must not be drawn.
    fn held_out(&self) -> anyhow::Result<Option<HeldOut>> {
        let mut bad = 0;
        let held_out = (!self.held_out.is_empty())
            .then(|| HeldOut::read(self.held_out, self.skip_bad, SIMILAR, &mut bad))
            .transpose()?;
        if bad > 0 {
            say!("{bad} broken lines of the held-out files passed over");
        }
        Ok(held_out)
    }
}

/// What a run must find again when it goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stream {
    sources: Vec<SourceRecord>,
    settings: CorruptConfig,
    with_data: bool,
    /// SHA-256 of each file.
    held_out: Vec<String>,
    /// What one file gives on average.
    examples_per_file: f64,
}

/// Whether a file's content is what a run keeps as [`SOURCES`].
pub(super) fn is_record(content: &[u8]) -> bool {
    serde_json::from_slice::<Stream>(content).is_ok()
}

/// What was drawn since the run was started or resumed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drawn {
    files: usize,
    unparsed: usize,
    examples: usize,
    leaks: Leaks,
}

impl fmt::Display for Drawn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, unparsed, examples, leaks } = self;
        write!(
            out,
            "{examples} examples from {files} files so far ({unparsed} that the parser cannot read whole); dropped {leaks}"
        )
    }
}

/// A corpus and how it is drawn from.
pub struct Fresh {
    corpus: StockedCorpus,
    config: CorruptConfig,
    held_out: Option<HeldOut>,
    seed: u64,
    layout: Layout,
    drawn: Mutex<Drawn>,
}

/// How a pass is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    /// Files of the corpus.
    files: usize,
    /// Chunks of a pass, of as many files each as can be.
    chunks: usize,
    /// Examples of the data in each.
    fixed: usize,
}

impl Layout {
    /// Chunks of about [`CHUNK`] examples, of which `share` are fresh.
    fn new(files: usize, examples_per_file: f64, share: f64) -> Self {
        let files_wanted = (CHUNK as f64 * share / examples_per_file.max(1e-3)).max(1.0);
        let chunks = (files as f64 / files_wanted).ceil().max(1.0) as usize;
        let drawn = files as f64 / chunks as f64 * examples_per_file;
        Self { files, chunks, fixed: (drawn * (1.0 - share) / share).round() as usize }
    }

    /// The places in a pass's order that a chunk draws from.
    fn places(self, chunk: usize) -> std::ops::Range<usize> {
        self.files * chunk / self.chunks..self.files * (chunk + 1) / self.chunks
    }
}

impl Fresh {
    /// Takes stock of the sources but for the repositories of held-out pairs. A run that goes on must find what it began with; one that
    /// begins writes it down.
    ///
    /// # Errors
    /// Sources or held-out files that cannot be read, or are others than when the run began.
    pub fn open(options: FreshOptions<'_>, run: &Path, resume: bool) -> anyhow::Result<Self> {
        let FreshOptions { config, seed, with_data, .. } = options;
        let path = run.join(SOURCES);
        let before = resume.then(|| Stream::read(&path)).transpose()?;
        let held_out = options.held_out()?;
        let mut barred =
            held_out.as_ref().map_or_else(BTreeSet::new, |held_out| held_out.repositories.clone());
        for record in before.iter().flat_map(|before| &before.sources) {
            // A run that an earlier program began goes on with all that it began with.
            if barred.remove(&record.repository) {
                say!(
                    "warning: {} is among the sources and in the held-out files; a repository belongs to one side",
                    record.repository
                );
            }
        }
        let exclude = &config.globs().map_err(anyhow::Error::msg)?;
        let (permissive, skip_bad) = (config.permissive, options.skip_bad);
        let choice = Choice { exclude, permissive, skip_bad, barred: &barred };
        let corpus = StockedCorpus::open(options.sources, choice)?;
        if corpus.unreadable > 0 {
            say!("{} source files or folders cannot be read and are passed over", corpus.unreadable);
        }
        let hash = |path: &PathBuf| {
            files::sha256(path).map(|(hash, _)| hash).with_context(|| path.display().to_string())
        };
        let mut stream = Stream {
            sources: corpus.records.clone(),
            settings: config.clone(),
            with_data,
            held_out: options.held_out.iter().map(hash).collect::<anyhow::Result<_>>()?,
            examples_per_file: 0.0,
        };
        let mut fresh = Self {
            layout: Layout { files: corpus.len(), chunks: 1, fixed: 0 },
            corpus,
            config: config.clone(),
            held_out,
            seed,
            drawn: Mutex::default(),
        };
        stream.examples_per_file = if let Some(before) = before {
            stream.goes_on(&before).map_err(|reason| {
                anyhow::anyhow!(
                    "{}: {reason}; a run goes on only with what it began with: put that back, or start another run with --init-from",
                    path.display()
                )
            })?;
            for (file, hash) in options.held_out.iter().zip(&stream.held_out) {
                if !before.held_out.contains(hash) {
                    say!("nothing is drawn from here on that occurs in {}", file.display());
                }
            }
            before.examples_per_file
        } else {
            fresh.examples_per_file()?
        };
        let share = if with_data { config.share } else { 1.0 };
        fresh.layout = Layout::new(fresh.corpus.len(), stream.examples_per_file, share);
        let json = serde_json::to_vec_pretty(&stream).context("cannot write JSON")?;
        files::write_atomically(&path, &json).with_context(|| path.display().to_string())?;
        say!(
            "{} source files of {} checkouts, about {:.0} fresh examples in a pass, {} chunks",
            fresh.layout.files,
            stream.sources.len(),
            fresh.layout.files as f64 * stream.examples_per_file,
            fresh.layout.chunks
        );
        Ok(fresh)
    }

    /// Refuses to go on without the sources that a run began with; a new run forgets those of an older one.
    ///
    /// # Errors
    /// The run began with `--sources`.
    pub fn absent(run: &Path, resume: bool) -> anyhow::Result<()> {
        let path = run.join(SOURCES);
        if !path.exists() {
            return Ok(());
        }
        if resume {
            bail!("{}: the run began with --sources; give them again", path.display());
        }
        fs::remove_file(&path).with_context(|| path.display().to_string())
    }

    /// The checkouts.
    pub fn records(&self) -> &[SourceRecord] {
        &self.corpus.records
    }

    /// What was drawn so far.
    pub fn drawn(&self) -> Drawn {
        *self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Some examples of the first pass, to look at.
    ///
    /// # Errors
    /// A file that changed.
    pub fn some(&self) -> anyhow::Result<Vec<RepairExample>> {
        let order = self.order(0);
        let (examples, _) = self.draw(0, &order[..order.len().min(32)])?;
        Ok(examples)
    }

    /// The chunks of a pass from the position's on, each with its slice of the `files`.
    pub(super) fn pass(
        &self,
        files: &[PathBuf],
        skip_bad: bool,
        position: Position,
    ) -> anyhow::Result<Pass<'_>> {
        let before = (position.epoch * self.layout.chunks as u64 + position.chunk) * self.layout.fixed as u64;
        let slices = match self.layout.fixed {
            0 => None,
            _ => Some(Slices::open(files, skip_bad, before)?),
        };
        let chunk = position.chunk as usize;
        Ok(Pass { fresh: self, epoch: position.epoch, chunk, order: self.order(position.epoch), slices })
    }

    /// The files in a pass's order: every repository anywhere.
    fn order(&self, epoch: u64) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.corpus.len() as u32).collect();
        let mut random = ChaCha8Rng::seed_from_u64(self.seed ^ 0x5eed);
        random.set_stream(epoch);
        order.shuffle(&mut random);
        order
    }

    /// Corrupts files with the bugs of a pass and drops what is held out.
    fn draw(&self, epoch: u64, files: &[u32]) -> anyhow::Result<(Vec<RepairExample>, Drawn)> {
        let plan: Plan = self.config.plan(pass_seed(self.seed, epoch))?;
        let drawn: Vec<(Vec<RepairExample>, Drawn)> = files
            .par_iter()
            .map_init(Parser::new, |parser, file| {
                let mut drawn = Drawn { files: 1, ..Drawn::default() };
                let Some(mut examples) = self.corpus.draw(parser, *file as usize, &plan)? else {
                    return Ok((Vec::new(), Drawn { unparsed: 1, ..drawn }));
                };
                if let Some(held_out) = &self.held_out {
                    examples.retain(|example| {
                        let leak = held_out.leak(example);
                        if let Some(leak) = leak {
                            drawn.leaks.count(leak);
                        }
                        leak.is_none()
                    });
                }
                drawn.examples = examples.len();
                Ok((examples, drawn))
            })
            .collect::<anyhow::Result<_>>()?;
        let mut sum = Drawn::default();
        for (_, drawn) in &drawn {
            sum.add(*drawn);
        }
        Ok((drawn.into_iter().flat_map(|(examples, _)| examples).collect(), sum))
    }

    /// How many examples a file gives on average, from a sample of them.
    fn examples_per_file(&self) -> anyhow::Result<f64> {
        let order = self.order(0);
        let sample = &order[..order.len().min(SAMPLE)];
        let (examples, drawn) = self.draw(u64::MAX, sample)?;
        if examples.is_empty() {
            bail!("{} source files give no example; dropped {}", sample.len(), drawn.leaks);
        }
        Ok(examples.len() as f64 / sample.len() as f64)
    }
}

impl Drawn {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.unparsed += other.unparsed;
        self.examples += other.examples;
        self.leaks.add(other.leaks);
    }
}

impl Stream {
    /// What a run began with.
    fn read(path: &Path) -> anyhow::Result<Self> {
        let json = fs::read(path).with_context(|| {
            format!(
                "{}: the run did not begin with --sources; start another one with --init-from",
                path.display()
            )
        })?;
        serde_json::from_slice(&json).with_context(|| path.display().to_string())
    }

    /// Whether this is the stream that a run began with, but for what more is held out.
    fn goes_on(&self, before: &Self) -> Result<(), String> {
        if let Some(difference) = difference(&before.sources, &self.sources) {
            return Err(format!("the sources changed: {difference}"));
        }
        if self.settings != before.settings {
            return Err("the config's [corrupt] changed".to_owned());
        }
        if before.held_out.iter().any(|hash| !self.held_out.contains(hash)) {
            return Err("a file of --held-out or --validation is missing or changed".to_owned());
        }
        if self.with_data != before.with_data {
            return Err(format!(
                "the run began {} --data",
                if before.with_data { "with" } else { "without" }
            ));
        }
        Ok(())
    }
}

/// The seed of a pass: neighbouring passes and neighbouring seeds share nothing.
fn pass_seed(seed: u64, epoch: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(epoch);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// One pass over the corpus.
pub(super) struct Pass<'a> {
    fresh: &'a Fresh,
    epoch: u64,
    chunk: usize,
    order: Vec<u32>,
    slices: Option<Slices>,
}

impl Pass<'_> {
    /// The next chunk's examples; nothing at the end of the pass. They are mixed when they are cut into batches.
    pub(super) fn next_chunk(&mut self) -> anyhow::Result<Option<Vec<RepairExample>>> {
        let layout = self.fresh.layout;
        if self.chunk >= layout.chunks {
            return Ok(None);
        }
        let (mut examples, drawn) = self.fresh.draw(self.epoch, &self.order[layout.places(self.chunk)])?;
        self.fresh.drawn.lock().unwrap_or_else(PoisonError::into_inner).add(drawn);
        if let Some(slices) = &mut self.slices {
            examples.extend(slices.next_slice(layout.fixed)?);
        }
        self.chunk += 1;
        Ok(Some(examples))
    }
}

/// Files of examples round and round, in slices.
struct Slices {
    files: Vec<PathBuf>,
    skip_bad: bool,
    chunks: Chunks,
    /// Whether the first round is over, whose end says how many lines are broken.
    is_told: bool,
}

impl Slices {
    /// From the example number `before` on, counted through all rounds.
    fn open(files: &[PathBuf], skip_bad: bool, mut before: u64) -> anyhow::Result<Self> {
        let chunks = Chunks::open(files, skip_bad)?;
        let mut slices = Self { files: files.to_vec(), skip_bad, chunks, is_told: false };
        let mut round = 0;
        while before > 0 {
            let passed = slices.chunks.next_chunk(CHUNK.min(before as usize))?.len() as u64;
            if passed > 0 {
                (round, before) = (round + passed, before - passed);
            } else if round == 0 {
                bail!("the files of --data hold no example");
            } else {
                // Now a round's length is known, and whole rounds need not be read.
                before %= round;
                slices.next_round()?;
            }
        }
        Ok(slices)
    }

    /// Begins again. After the first round, how many broken lines were passed over in it, if any.
    fn next_round(&mut self) -> anyhow::Result<Option<usize>> {
        let bad = self.chunks.bad;
        self.chunks = Chunks::open(&self.files, self.skip_bad)?;
        let was_told = std::mem::replace(&mut self.is_told, true);
        Ok((!was_told && bad > 0).then_some(bad))
    }

    fn next_slice(&mut self, size: usize) -> anyhow::Result<Vec<RepairExample>> {
        let mut slice = Vec::with_capacity(size);
        let mut at_start = false;
        while slice.len() < size {
            let more = self.chunks.next_chunk(size - slice.len())?;
            if more.is_empty() {
                if at_start {
                    bail!("the files of --data hold no example");
                }
                if let Some(bad) = self.next_round()? {
                    say!("{bad} broken lines of data passed over");
                }
            }
            at_start = more.is_empty();
            slice.extend(more);
        }
        Ok(slice)
    }
}

#[cfg(test)]
mod tests;
