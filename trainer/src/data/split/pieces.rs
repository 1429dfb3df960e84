//! Writes the two sides in the drawn order while memory holds one piece of it: one pass over the files deals their lines out to
//! the pieces, which are then read one after the other.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, IntoInnerError, Seek as _, Write as _},
    path::Path,
};

use anyhow::Context as _;
use fixerr_shared::example::{ExampleError, ExampleWriter, Lines, RepairExample};
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{
    super::{leaks::HeldOut, progress},
    Entry, Side, SplitArgs, Tally,
};

/// Examples that memory holds at a time.
pub(super) const PIECE: usize = 200_000;
/// Compression of the pieces, which are read once.
const LEVEL: i32 = 1;

/// A part of the drawn order. Its file has no name, so that it goes with this process, whatever ends it.
struct Piece {
    /// Where in the piece each line goes, in the order in which they came.
    places: Vec<u32>,
    lines: zstd::Encoder<'static, BufWriter<File>>,
}

impl Piece {
    fn begin(folder: &Path) -> io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile_in(folder)?);
        Ok(Self { places: Vec::new(), lines: zstd::Encoder::new(file, LEVEL)? })
    }

    fn push(&mut self, place: usize, line: &[u8]) -> io::Result<()> {
        self.places.push(place as u32);
        self.lines.write_all(line.strip_suffix(b"\n").unwrap_or(line))?;
        self.lines.write_all(b"\n")
    }

    /// The lines of the `n` places; `None` where none came.
    fn sorted(self, n: usize) -> io::Result<Vec<Option<Vec<u8>>>> {
        let mut file = self.lines.finish()?.into_inner().map_err(IntoInnerError::into_error)?;
        file.rewind()?;
        let mut text = BufReader::new(zstd::Decoder::new(file)?);
        let mut sorted = vec![None; n];
        for place in self.places {
            let mut line = Vec::new();
            text.read_until(b'\n', &mut line)?;
            sorted[place as usize] = Some(line);
        }
        Ok(sorted)
    }
}

/// Writes both files in an order that the seed draws, with `most` examples in memory at a time.
pub(super) fn write_sides(
    args: &SplitArgs,
    entries: &[Entry],
    sides: &[Side],
    validation: Option<&HeldOut>,
    most: usize,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let mut order: Vec<u32> = (0..entries.len() as u32).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed ^ 0x5eed));
    let mut train = ExampleWriter::create(&args.out.join("train.jsonl.zst"))?;
    let mut side = ExampleWriter::create(&args.out.join("validation.jsonl.zst"))?;
    let pieces = deal(args, entries, &order, most)?;
    let bar = progress::examples("writing");
    for (piece, part) in pieces.into_iter().zip(order.chunks(most)) {
        let lines = piece.sorted(part.len()).with_context(|| args.out.display().to_string())?;
        let read = |(entry, line): (&u32, Option<Vec<u8>>)| {
            let example = line.and_then(|line| parse(&line));
            let example = example.context("a file changed while it was split; run it again")?;
            let is_train = sides[*entry as usize] == Side::Train;
            let leak = validation.filter(|_| is_train).and_then(|validation| validation.leak(&example));
            Ok((example, leak))
        };
        let read: Vec<_> = part.par_iter().zip(lines).map(read).collect::<anyhow::Result<_>>()?;
        for (entry, (example, leak)) in part.iter().zip(read) {
            bar.inc(1);
            if let Some(leak) = leak {
                tally.validated.count(leak);
                continue;
            }
            match sides[*entry as usize] {
                Side::Train => train.write(&example)?,
                Side::Validation => side.write(&example)?,
                Side::Neither => tally.surplus += 1,
            }
        }
    }
    bar.finish_and_clear();
    tally.train = train.finish()?;
    tally.validation = side.finish()?;
    Ok(())
}

/// Reads the files again and hands each line that is kept to its piece.
fn deal(args: &SplitArgs, entries: &[Entry], order: &[u32], most: usize) -> anyhow::Result<Vec<Piece>> {
    let out = || args.out.display().to_string();
    let mut places = vec![0; order.len()];
    for (place, entry) in order.iter().enumerate() {
        places[*entry as usize] = place as u32;
    }
    // A later copy may have taken the place of an earlier one.
    let mut by_line: Vec<u32> = (0..entries.len() as u32).collect();
    by_line.sort_unstable_by_key(|entry| (entries[*entry as usize].file, entries[*entry as usize].at));
    let mut by_line = by_line.into_iter().peekable();
    let pieces = (0..order.len().div_ceil(most)).map(|_| Piece::begin(&args.out));
    let mut pieces: Vec<Piece> = pieces.collect::<io::Result<_>>().with_context(out)?;
    let bar = progress::examples("reading again");
    for (file, path) in args.files.iter().enumerate() {
        let (mut lines, mut at) = (Lines::open(path)?, 0);
        while let Some(record) = lines.next_record() {
            let line = match record {
                Ok((_, line)) => line,
                // Bad lines were counted, or refused, by the first pass.
                Err(ExampleError::Line { .. }) => continue,
                Err(error) => return Err(error.into()),
            };
            if args.skip_bad && parse(line).is_none() {
                continue;
            }
            let is_here = |entry: &u32| {
                let entry = &entries[*entry as usize];
                (entry.file, entry.at) == (file as u32, at)
            };
            if let Some(entry) = by_line.next_if(is_here) {
                let place = places[entry as usize] as usize;
                pieces[place / most].push(place % most, line).with_context(out)?;
            }
            at += 1;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(pieces)
}

/// A valid example.
fn parse(line: &[u8]) -> Option<RepairExample> {
    serde_json::from_slice(line).ok().filter(|example: &RepairExample| example.validate().is_ok())
}
