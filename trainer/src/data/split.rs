//! `data split`: training and validation sides without leaks. Repositories go to one side or the other, never lines;
//! whatever occurs in a held-out file, exactly or nearly, is dropped and counted.

mod pieces;

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map},
    path::{Path, PathBuf},
};

use anyhow::bail;
use fixerr_shared::{
    example::{ExampleError, ExampleReader, RepairExample},
    language::Language,
};
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{
    leaks::{HeldOut, Leaks, in_parts},
    near::SIMILAR,
    normal::Fingerprint,
    progress,
    reach::Reach,
};

/// Drop leaks and repeats, shuffle, and split by repository, or by program where no repository is known.
#[derive(Clone, Debug, clap::Args)]
pub struct SplitArgs {
    /// Examples for training and validation.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where `train.jsonl.zst` and `validation.jsonl.zst` go.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Files of examples that are kept for tests: nothing that occurs in them is trained on.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    held_out: Vec<PathBuf>,
    /// Above this share of common code a pair with its close context counts as nearly held out, with its names or without
    /// them; 0 leaves this check out.
    #[arg(long, value_name = "SHARE", default_value_t = SIMILAR)]
    near: f64,
    /// Leave out real fixes that need a name which stands neither within so many lines of the marked ones nor among the
    /// commonest in its language's fixes, and those much longer than what they replace; 8 suits a window of 128 tokens.
    #[arg(long, value_name = "LINES", value_parser = clap::value_parser!(u16).range(1..))]
    reach: Option<u16>,
    /// How many examples go to validation; training sees nothing of their repositories.
    #[arg(long, default_value_t = 0)]
    validation: usize,
    /// Another seed shuffles otherwise.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Count lines that are no valid example and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// What was dropped, and where the rest went.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    read: usize,
    bad: usize,
    leaks: Leaks,
    repeated: usize,
    beyond_reach: usize,
    /// How many of what is left are of a repository that the held-out files hold.
    of_held_out: BTreeMap<String, usize>,
    /// What training lost because it occurs in validation.
    validated: Leaks,
    /// Examples of validation's repositories that it does not need and training must not see.
    surplus: usize,
    train: usize,
    validation: usize,
}

/// Where one kept example stands, so that the examples themselves need not stay in memory.
struct Entry {
    file: u32,
    /// Counted over the valid examples of its file.
    at: u32,
    group: u32,
    stratum: Stratum,
    has_message: bool,
}

/// What stands on one side together.
#[derive(PartialEq, Eq, Hash)]
enum Group {
    Repository(String),
    /// CodRep mixes projects without naming them, so its files have to stand for them.
    File(String),
    /// The right text, where nothing else is known: the mistakes that were put into it share all but their own lines.
    Program(Fingerprint),
}

impl Group {
    fn of(example: &RepairExample) -> Self {
        match &example.origin {
            Some(origin) if example.source == CODREP => Self::File(origin.path.clone()),
            Some(origin) => Self::Repository(origin.repository.clone()),
            None => {
                let text = [&*example.before, &example.fixed, &example.after].concat();
                Self::Program(Fingerprint::of(&[&text]))
            }
        }
    }
}

/// The source of CodRep's examples.
const CODREP: &str = "codrep";

/// A language, and whether the example is CodRep's.
type Stratum = (Language, bool);

/// Where an example goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Train,
    Validation,
    Neither,
}

/// Runs the command.
pub(super) fn run(args: &SplitArgs) -> anyhow::Result<()> {
    let tally = split(args, pieces::PIECE)?;
    for (repository, count) in &tally.of_held_out {
        say!(
            "warning: {count} examples are of {repository}, which the held-out files hold; a repository belongs to one side"
        );
    }
    tell!(
        "{} examples read, {} bad lines passed over; dropped {}, {} beyond reach, and {} repeats; {} for training, {} for \
         validation, whose repositories hold {} more that go to neither",
        tally.read,
        tally.bad,
        tally.leaks,
        tally.beyond_reach,
        tally.repeated,
        tally.train,
        tally.validation,
        tally.surplus
    );
    let Leaks { exact, renamed, similar, similar_renamed } = tally.validated;
    tell!(
        "{} more are left out of training because they occur in validation: {exact} exactly, {renamed} with other names, {similar} \
         nearly with their context, {similar_renamed} nearly with other names",
        tally.validated.total()
    );
    Ok(())
}

/// Splits with `piece` examples in memory at a time.
fn split(args: &SplitArgs, piece: usize) -> anyhow::Result<Tally> {
    if args.near != 0.0 && !(0.3..=1.0).contains(&args.near) {
        bail!("--near is {}; it is a share from 0.3 to 1, or 0 to leave the check out", args.near);
    }
    let mut tally = Tally::default();
    let held_out = HeldOut::read(&args.held_out, args.skip_bad, args.near, &mut tally.bad)?;
    let reach =
        args.reach.map(|lines| Reach::read(&args.files, usize::from(lines), args.skip_bad)).transpose()?;
    let (mut entries, mut groups) = (Vec::new(), HashMap::new());
    let mut seen: HashMap<Fingerprint, usize> = HashMap::new();
    let bar = progress::examples("checking");
    for (file, path) in args.files.iter().enumerate() {
        let mut at = 0;
        in_parts(path, args.skip_bad, &mut tally.bad, |part| -> anyhow::Result<()> {
            let check = |example| {
                let is_near = reach.as_ref().is_none_or(|reach| reach.holds(example));
                (held_out.leak(example), is_near, whole(example))
            };
            let checked: Vec<_> = part.par_iter().map(check).collect();
            for (example, (leak, is_near, whole)) in part.iter().zip(checked) {
                if let Some(leak) = leak {
                    tally.leaks.count(leak);
                } else if !is_near {
                    tally.beyond_reach += 1;
                } else {
                    let next = groups.len() as u32;
                    let group = *groups.entry(Group::of(example)).or_insert(next);
                    let stratum = (example.language, example.source == CODREP);
                    let has_message = example.message.is_some();
                    let entry = Entry { file: file as u32, at, group, stratum, has_message };
                    match seen.entry(whole) {
                        hash_map::Entry::Vacant(place) => {
                            place.insert(entries.len());
                            entries.push(entry);
                            if let Some(repository) = shared(example, &held_out) {
                                *tally.of_held_out.entry(repository.to_owned()).or_default() += 1;
                            }
                        }
                        hash_map::Entry::Occupied(place) => {
                            tally.repeated += 1;
                            let kept: &mut Entry = &mut entries[*place.get()];
                            // A message is worth keeping, and says all that the copy without it does.
                            if has_message && !kept.has_message {
                                *kept = entry;
                            }
                        }
                    }
                }
                at += 1;
            }
            tally.read += part.len();
            bar.inc(part.len() as u64);
            Ok(())
        })?;
    }
    bar.finish_and_clear();
    drop(seen);
    if entries.is_empty() {
        bail!("nothing is left for training: {tally:?}");
    }
    let Choice { sides, short } = choose(&entries, args);
    if args.validation > 0 && !sides.contains(&Side::Validation) {
        bail!(
            "no example for validation, which takes whole repositories: each language here has one alone, or too few examples; give more repositories, or leave --validation out"
        );
    }
    for note in short {
        say!("warning: {note}");
    }
    let validation = validation(args, &entries, &sides)?;
    // The order is drawn there, and the examples are read again to be written in it.
    pieces::write_sides(args, &entries, &sides, validation.as_ref(), piece, &mut tally)?;
    Ok(tally)
}

/// What training may not repeat of validation: repositories copy from each other.
fn validation(args: &SplitArgs, entries: &[Entry], sides: &[Side]) -> anyhow::Result<Option<HeldOut>> {
    let chosen: HashSet<(u32, u32)> = entries
        .iter()
        .zip(sides)
        .filter(|(_, side)| **side == Side::Validation)
        .map(|(entry, _)| (entry.file, entry.at))
        .collect();
    if chosen.is_empty() {
        return Ok(None);
    }
    let mut examples = Vec::with_capacity(chosen.len());
    for (file, path) in args.files.iter().enumerate() {
        let mut at = 0;
        // Bad lines were counted, or refused, by the first pass.
        each(path, true, &mut 0, |example| {
            if chosen.contains(&(file as u32, at)) {
                examples.push(example);
            }
            at += 1;
            Ok(())
        })?;
    }
    Ok(Some(HeldOut::of(&examples, args.near)))
}

fn each(
    path: &Path,
    skip_bad: bool,
    bad: &mut usize,
    mut take: impl FnMut(RepairExample) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for example in ExampleReader::open(path)? {
        match example {
            Ok(example) => take(example)?,
            Err(ExampleError::Line { .. }) if skip_bad => *bad += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The repository of an example, if it is one that the held-out files hold, too. All of CodRep is one, so that says nothing.
fn shared<'e>(example: &'e RepairExample, held_out: &HeldOut) -> Option<&'e str> {
    let origin = example.origin.as_ref().filter(|_| example.source != CODREP)?;
    held_out.repositories.contains(&origin.repository).then_some(&origin.repository)
}

/// The pair with its surroundings: the same fix in two places is two examples, with and without a message one.
fn whole(example: &RepairExample) -> Fingerprint {
    Fingerprint::of(&[&example.before, &example.buggy, &example.after, &example.fixed])
}

/// What `choose` found.
struct Choice {
    /// Each entry's side.
    sides: Vec<Side>,
    /// Where validation gets less than its share, for people.
    short: Vec<String>,
}

/// Draws repositories for validation until each language has its share. They come from the smaller half, and what a
/// drawn repository holds beyond the need goes to neither side: less is lost than with a giant. The last repository of a language stays
/// with the training side.
fn choose(entries: &[Entry], args: &SplitArgs) -> Choice {
    // By language and kind: how many examples each group holds. A group may hold several languages.
    let mut strata: BTreeMap<Stratum, BTreeMap<u32, usize>> = BTreeMap::new();
    let mut whole: HashMap<u32, usize> = HashMap::new();
    for entry in entries {
        *whole.entry(entry.group).or_default() += 1;
        *strata.entry(entry.stratum).or_default().entry(entry.group).or_default() += 1;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(args.seed);
    let (mut wanted, mut chosen) = (HashMap::new(), HashSet::new());
    let mut short = Vec::new();
    for (stratum, sizes) in &strata {
        let total: usize = sizes.values().sum();
        let share = (args.validation * total).div_ceil(entries.len());
        wanted.insert(*stratum, share);
        let mut groups: Vec<u32> = sizes.keys().copied().collect();
        groups.sort_by_key(|group| (whole[group], *group));
        let smaller = groups.len().div_ceil(2);
        groups[..smaller].shuffle(&mut rng);
        // What another language's drawing brought along counts.
        let mut found: usize = groups.iter().filter(|g| chosen.contains(*g)).map(|g| sizes[g]).sum();
        for group in &groups {
            if found >= share {
                break;
            }
            // Another language's as well as this one's: a repository takes all that it holds along.
            let is_last = |sizes: &BTreeMap<u32, usize>| {
                sizes.contains_key(group)
                    && sizes.keys().all(|other| other == group || chosen.contains(other))
            };
            if !chosen.contains(group) && !strata.values().any(is_last) {
                chosen.insert(*group);
                found += sizes[group];
            }
        }
        if found < share {
            let (language, is_codrep) = stratum;
            let of = if *is_codrep { " of CodRep" } else { "" };
            short.push(format!(
                "validation gets {found} instead of {share} {} examples{of}: {} hold{} them, and one must stay for training",
                language.id(),
                if sizes.len() == 1 { "one repository".to_owned() } else { format!("{} repositories", sizes.len()) },
                if sizes.len() == 1 { "s" } else { "" },
            ));
        }
    }
    let mut side = |entry: &Entry| {
        if !chosen.contains(&entry.group) {
            return Side::Train;
        }
        match wanted.get_mut(&entry.stratum) {
            Some(left) if *left > 0 => {
                *left -= 1;
                Side::Validation
            }
            _ => Side::Neither,
        }
    };
    // In a drawn order: the files given first, and the repositories first in them, would fill validation otherwise.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.shuffle(&mut rng);
    let mut sides = vec![Side::Neither; entries.len()];
    for index in order {
        sides[index] = side(&entries[index]);
    }
    Choice { sides, short }
}

#[cfg(test)]
mod tests;
