//! Batches by tokens or by examples, from files of examples or drawn fresh: made in chunks, on all cores in the background
//! and a chunk ahead, similar lengths together, shuffled under a seed. A place in the stream is three numbers, so a resumed
//! run reads on exactly there.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::anyhow;
use fixerr_shared::{
    example::{ExampleError, ExampleReader, RepairExample},
    prompt::{PromptBuilder, PromptError, PromptInput},
    tokenizer::CodeTokenizer,
};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tch::{Device, Tensor};

use super::fresh::Fresh;
use crate::model::{
    ModelError,
    transformer::{Batch, IGNORED_LABEL},
};

/// Examples that are tokenized and sorted together: enough that lengths match, few enough to start at once.
pub(crate) const CHUNK: usize = 8192;
/// Batches that wait for the device.
const AHEAD: usize = 16;
/// Lengths are padded to multiples of this. oneDNN compiles a kernel for each shape that it meets, and CUDA's allocator
/// keeps memory for each: few shapes are worth a little padding.
const LENGTH_STEP: usize = 16;
/// The same for the number of scored places.
const PLACES_STEP: usize = 128;

/// A place in the stream: the batch that comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Passes over the data that are complete.
    pub epoch: u64,
    /// Chunks of this pass that are complete.
    pub chunk: u64,
    /// Batches of this chunk that are done.
    pub batch: u64,
}

/// One example as tokens.
#[derive(Clone, Debug)]
pub struct Window {
    /// The prompt.
    pub source: Vec<u32>,
    /// The answer with its end token.
    pub target: Vec<u32>,
}

/// A padded batch in ordinary memory.
#[derive(Clone, Debug, Default)]
pub struct HostBatch {
    /// Examples.
    pub rows: usize,
    /// Padded source length.
    pub source_length: usize,
    /// Padded target length.
    pub target_length: usize,
    source: Vec<i64>,
    source_lengths: Vec<usize>,
    decoder_input: Vec<i64>,
    places: Vec<i64>,
    labels: Vec<i64>,
    /// The stream's place after this batch.
    pub next: Position,
}

impl HostBatch {
    /// Pads windows to their longest, rounded up but not beyond `limit` tokens.
    pub fn new(windows: &[&Window], limit: usize, pad: u32, start: u32) -> Self {
        let source_length = windows.iter().map(|w| padded_length(w.source.len(), limit)).max().unwrap_or(0);
        let target_length = windows.iter().map(|w| padded_length(w.target.len(), limit)).max().unwrap_or(0);
        let mut batch = Self { rows: windows.len(), source_length, target_length, ..Self::default() };
        for (row, window) in windows.iter().enumerate() {
            let padded = |ids: &mut Vec<i64>, tokens: &mut dyn Iterator<Item = u32>, length: usize| {
                let end = ids.len() + length;
                ids.extend(tokens.map(i64::from));
                ids.resize(end, i64::from(pad));
            };
            padded(&mut batch.source, &mut window.source.iter().copied(), source_length);
            batch.source_lengths.push(window.source.len());
            let input =
                std::iter::once(start).chain(window.target[..window.target.len() - 1].iter().copied());
            padded(&mut batch.decoder_input, &mut { input }, target_length);
            let first = row * target_length;
            batch.places.extend((first..first + window.target.len()).map(|place| place as i64));
            batch.labels.extend(window.target.iter().map(|id| i64::from(*id)));
        }
        batch
    }

    /// Source and target tokens that are not padding.
    pub fn tokens(&self) -> usize {
        self.source_lengths.iter().sum::<usize>() + self.labels.len()
    }

    /// Answer tokens.
    pub fn labels(&self) -> usize {
        self.labels.len()
    }

    /// First label of each row, and one past the last row's end.
    pub fn row_starts(&self) -> Vec<usize> {
        let row = |place: &i64| *place as usize / self.target_length.max(1);
        let mut starts: Vec<usize> =
            (0..self.rows).map(|r| self.places.partition_point(|place| row(place) < r)).collect();
        starts.push(self.places.len());
        starts
    }

    /// Moves the batch to the device. Its megabyte goes from ordinary memory: tch's way to pinned memory names a device,
    /// which libtorch warns of at every call.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn to_device(&self, device: Device) -> Result<Batch, ModelError> {
        let (rows, length) = (self.rows as i64, self.source_length as i64);
        let moved = |tensor: Tensor| tensor.f_to_device(device);
        let ids =
            |values: &[i64], columns: i64| moved(Tensor::f_from_slice(values)?.f_view([rows, columns])?);
        let padded = self.source_lengths.iter().any(|n| *n < self.source_length);
        let source_mask = if padded {
            let mut mask = vec![0f32; self.rows * self.source_length];
            for (row, used) in self.source_lengths.iter().enumerate() {
                mask[row * self.source_length + used..(row + 1) * self.source_length].fill(f32::NEG_INFINITY);
            }
            Some(moved(Tensor::f_from_slice(&mask)?.f_view([rows, 1, 1, length])?)?)
        } else {
            None
        };
        Ok(Batch {
            source: ids(&self.source, length)?,
            source_mask,
            decoder_input: ids(&self.decoder_input, self.target_length as i64)?,
            places: moved(Tensor::f_from_slice(&filled(&self.places, 0))?)?,
            labels: moved(Tensor::f_from_slice(&filled(&self.labels, IGNORED_LABEL))?)?,
        })
    }
}

/// A length rounded up to the step, but not beyond `limit`.
fn padded_length(length: usize, limit: usize) -> usize {
    length.next_multiple_of(LENGTH_STEP).min(limit.max(length))
}

/// `values` filled up to the step.
fn filled(values: &[i64], filler: i64) -> Vec<i64> {
    let mut all = values.to_vec();
    all.resize(values.len().next_multiple_of(PLACES_STEP), filler);
    all
}

/// Tokenizes an example; `None` when it does not fit the window or cannot be written with the vocabulary.
pub fn window(tokenizer: &CodeTokenizer, example: &RepairExample, window: usize) -> Option<Window> {
    try_window(tokenizer, example, window).ok()
}

fn try_window(
    tokenizer: &CodeTokenizer,
    example: &RepairExample,
    window: usize,
) -> Result<Window, PromptError> {
    let builder = PromptBuilder::new(tokenizer, window);
    let source = builder.build(&PromptInput::from(example))?.ids;
    let target = builder.target(&example.fixed)?;
    Ok(Window { source, target })
}

/// Examples that no batch holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Longer than the window.
    pub too_long: u64,
    /// Marked lines or answer hold a character that the vocabulary lacks.
    pub unwritable: u64,
}

impl Dropped {
    pub(super) fn add(&mut self, other: Self) {
        self.too_long += other.too_long;
        self.unwritable += other.unwritable;
    }

    /// What to tell of a pass that used `used` examples; `None` when it used all.
    pub(super) fn words(self, used: u64) -> Option<String> {
        let Self { too_long, unwritable } = self;
        let all = used + too_long + unwritable;
        (all > used).then(|| {
            format!(
                "{used} of {all} examples are trained on: {too_long} do not fit the window, {unwritable} hold characters that the vocabulary cannot write"
            )
        })
    }
}

/// What the stream reads and how it cuts it.
#[derive(Clone)]
pub struct StreamOptions {
    /// Files of examples, read in this order.
    pub files: Vec<PathBuf>,
    /// Tokenizer of the run.
    pub tokenizer: CodeTokenizer,
    /// Longest window in tokens.
    pub window: usize,
    /// Padded source tokens in a batch; not looked at when `batch_size` is given.
    pub batch_tokens: usize,
    /// Examples in a batch; 0 when `batch_tokens` rules.
    pub batch_size: usize,
    /// What the order follows.
    pub seed: u64,
    /// Whether broken lines are passed over.
    pub skip_bad: bool,
    /// Examples that are drawn anew in every pass, beside those of the files.
    pub fresh: Option<Arc<Fresh>>,
}

/// Batches without end, made in the background.
pub struct BatchStream {
    receiver: Option<Receiver<anyhow::Result<HostBatch>>>,
    worker: Option<JoinHandle<()>>,
    /// Time spent waiting for batches.
    pub waited: Duration,
}

impl BatchStream {
    /// Starts reading at `position`.
    pub fn open(options: StreamOptions, position: Position) -> Self {
        let (sender, receiver) = sync_channel(AHEAD);
        let worker = std::thread::spawn(move || produce(&options, position, &sender));
        Self { receiver: Some(receiver), worker: Some(worker), waited: Duration::ZERO }
    }

    /// The next batch; `None` when there is no usable example.
    pub fn next_batch(&mut self) -> Option<anyhow::Result<HostBatch>> {
        let asked = Instant::now();
        let batch = self.receiver.as_ref()?.recv().ok();
        self.waited += asked.elapsed();
        if batch.is_none() && self.worker.take().is_some_and(|worker| worker.join().is_err()) {
            return Some(Err(anyhow!(
                "the thread that makes batches panicked; this is a bug in the trainer"
            )));
        }
        batch
    }
}

impl Drop for BatchStream {
    fn drop(&mut self) {
        // The worker ends at its next send.
        self.receiver = None;
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

/// A chunk cut into batches; the position is its own, with no batch done.
struct CutChunk {
    position: Position,
    batches: Vec<Vec<Window>>,
}

/// Pads and sends batches while the next chunk is being made.
fn produce(options: &StreamOptions, position: Position, sender: &SyncSender<anyhow::Result<HostBatch>>) {
    let (made, chunks) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Err(error) = make(options, position, &made) {
                let _ = made.send(Err(error));
            }
        });
        let special = options.tokenizer.special();
        let mut done = position.batch as usize;
        // Left early, the loop drops the channel, and the maker ends at its next send.
        for chunk in chunks {
            let CutChunk { position: Position { epoch, chunk, .. }, batches } = match chunk {
                Ok(chunk) => chunk,
                Err(error) => {
                    let _ = sender.send(Err(error));
                    return;
                }
            };
            for (index, windows) in batches.iter().enumerate().skip(std::mem::take(&mut done)) {
                let windows: Vec<&Window> = windows.iter().collect();
                let mut batch = HostBatch::new(&windows, options.window, special.pad, special.bug);
                batch.next = if index + 1 == batches.len() {
                    Position { epoch, chunk: chunk + 1, batch: 0 }
                } else {
                    Position { epoch, chunk, batch: index as u64 + 1 }
                };
                if sender.send(Ok(batch)).is_err() {
                    return;
                }
            }
        }
    });
}

/// Makes chunks from `position` on until nobody takes them or a pass holds nothing.
fn make(
    options: &StreamOptions,
    mut position: Position,
    sender: &SyncSender<anyhow::Result<CutChunk>>,
) -> anyhow::Result<()> {
    // Every pass over files meets the same examples: the first says what became of them.
    let mut first = position == Position::default();
    loop {
        let mut dropped = Dropped::default();
        let mut supply = Supply::open(options, position)?;
        // What came before the position was of use, or nothing would have got here.
        let mut used = usize::from(position.chunk > 0);
        while let Some(examples) = supply.next_chunk(position.epoch == 0)? {
            let (batches, left_out) = cut(options, &examples, position);
            dropped.add(left_out);
            used += batches.iter().map(Vec::len).sum::<usize>();
            if !batches.is_empty() && sender.send(Ok(CutChunk { position, batches })).is_err() {
                return Ok(());
            }
            position = Position { epoch: position.epoch, chunk: position.chunk + 1, batch: 0 };
        }
        if used == 0 {
            return Ok(());
        }
        if let Some(words) = dropped.words(used as u64).filter(|_| first) {
            say!("{words}");
        }
        if let Some(fresh) = &options.fresh {
            say!("pass {} over the sources is drawn: {}", position.epoch + 1, fresh.drawn());
        }
        first = false;
        position = Position { epoch: position.epoch + 1, chunk: 0, batch: 0 };
    }
}

/// The chunks of one pass.
enum Supply<'a> {
    Files(Chunks),
    Fresh(super::fresh::Pass<'a>),
}

impl<'a> Supply<'a> {
    /// From the position's chunk on.
    fn open(options: &'a StreamOptions, position: Position) -> anyhow::Result<Self> {
        if let Some(fresh) = &options.fresh {
            return Ok(Self::Fresh(fresh.pass(&options.files, options.skip_bad, position)?));
        }
        let mut chunks = Chunks::open(&options.files, options.skip_bad)?;
        for _ in 0..position.chunk {
            chunks.next_chunk(CHUNK)?;
        }
        Ok(Self::Files(chunks))
    }

    fn next_chunk(&mut self, tell: bool) -> anyhow::Result<Option<Vec<RepairExample>>> {
        match self {
            Self::Files(chunks) => {
                let bad_before = chunks.bad;
                let examples = chunks.next_chunk(CHUNK)?;
                // Every pass meets the same ones: the first says it.
                if chunks.bad > bad_before && tell {
                    say!("{} broken lines of data passed over so far", chunks.bad);
                }
                Ok(Some(examples).filter(|examples| !examples.is_empty()))
            }
            Self::Fresh(pass) => pass.next_chunk(),
        }
    }
}

/// Tokenizes a chunk and cuts it into batches of similar lengths in a random order. How many there are depends on the
/// examples alone.
pub(super) fn cut(
    options: &StreamOptions,
    examples: &[RepairExample],
    position: Position,
) -> (Vec<Vec<Window>>, Dropped) {
    let made: Vec<Result<Window, PromptError>> =
        examples.par_iter().map(|example| try_window(&options.tokenizer, example, options.window)).collect();
    let mut dropped = Dropped::default();
    let mut windows = Vec::with_capacity(made.len());
    for window in made {
        match window {
            Ok(window) => windows.push(window),
            Err(error) if error.is_unwritable() => dropped.unwritable += 1,
            Err(_) => dropped.too_long += 1,
        }
    }
    let stream = position.epoch << 32 | position.chunk;
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    random.set_stream(stream);
    windows.shuffle(&mut random);
    let padded = |length: usize| padded_length(length, options.window);
    // Answers of like lengths together too: the decoder's padding is the dearer one.
    windows.sort_by_key(|window| (padded(window.source.len()), window.target.len()));
    let mut batches: Vec<Vec<Window>> = Vec::new();
    for window in windows {
        // Sorted: the newcomer is the longest, so it sets the padded length.
        let length = padded(window.source.len());
        let fits = |rows: usize| match options.batch_size {
            0 => rows * length <= options.batch_tokens,
            size => rows <= size,
        };
        match batches.last_mut() {
            Some(batch) if fits(batch.len() + 1) => batch.push(window),
            _ => batches.push(vec![window]),
        }
    }
    batches.shuffle(&mut random);
    (batches, dropped)
}

/// Reads files one after the other in chunks, mostly of [`CHUNK`] examples.
pub(super) struct Chunks {
    files: VecDeque<PathBuf>,
    reader: Option<ExampleReader>,
    skip_bad: bool,
    /// Broken lines passed over so far.
    pub(super) bad: usize,
}

impl Chunks {
    pub(super) fn open(files: &[PathBuf], skip_bad: bool) -> Result<Self, ExampleError> {
        let mut files: VecDeque<PathBuf> = files.iter().cloned().collect();
        let reader = files.pop_front().map(|file| ExampleReader::open(&file)).transpose()?;
        Ok(Self { files, reader, skip_bad, bad: 0 })
    }

    /// The next examples, at most `size` of them; none at the end.
    pub(super) fn next_chunk(&mut self, size: usize) -> Result<Vec<RepairExample>, ExampleError> {
        let mut examples = Vec::with_capacity(size);
        while let Some(reader) = &mut self.reader {
            match reader.next() {
                Some(Ok(example)) => {
                    examples.push(example);
                    if examples.len() == size {
                        break;
                    }
                }
                Some(Err(ExampleError::Line { .. })) if self.skip_bad => self.bad += 1,
                Some(Err(error)) => return Err(error),
                None => {
                    self.reader =
                        self.files.pop_front().map(|file| ExampleReader::open(&file)).transpose()?;
                }
            }
        }
        Ok(examples)
    }
}

#[cfg(test)]
pub(super) mod tests;
