//! `data split`: training and validation sides without leaks. Repositories go to one side or the other, never lines;
//! whatever occurs in a held-out file, exactly or nearly, is dropped and counted.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
};

use anyhow::bail;
use fixerr_shared::{
    example::{ExampleError, ExampleReader, ExampleWriter, RepairExample},
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

/// Drop leaks and repeats, shuffle, and split by repository.
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
}

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
    let tally = split(args)?;
    println!(
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
    Ok(())
}

fn split(args: &SplitArgs) -> anyhow::Result<Tally> {
    if args.near != 0.0 && !(0.3..=1.0).contains(&args.near) {
        bail!("--near is {}; it is a share from 0.3 to 1, or 0 to leave the check out", args.near);
    }
    let mut tally = Tally::default();
    let held_out = HeldOut::read(&args.held_out, args.skip_bad, args.near, &mut tally.bad)?;
    let reach =
        args.reach.map(|lines| Reach::read(&args.files, usize::from(lines), args.skip_bad)).transpose()?;
    let (mut entries, mut groups) = (Vec::new(), HashMap::new());
    let mut seen = HashSet::new();
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
                } else if !seen.insert(whole) {
                    tally.repeated += 1;
                } else {
                    let next = groups.len() as u32;
                    let group = *groups.entry(repository(example)).or_insert(next);
                    let stratum = (example.language, example.source == "codrep");
                    entries.push(Entry { file: file as u32, at, group, stratum });
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
    // Two passes over the files: the order is drawn here, the examples are read again to be written in it.
    write_sides(args, &entries, &sides, &mut tally)?;
    Ok(tally)
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

/// The repository, or the example's own name where none is known.
fn repository(example: &RepairExample) -> String {
    example.origin.as_ref().map_or_else(
        || example.id.clone(),
        |origin| {
            // CodRep mixes projects without naming them, so its files have to stand for them.
            if example.source == "codrep" { origin.path.clone() } else { origin.repository.clone() }
        },
    )
}

/// The pair with its surroundings: the same fix in two places is two examples.
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

/// Reads the files again in pieces of the drawn order: memory holds one piece of the whole.
fn write_sides(args: &SplitArgs, entries: &[Entry], sides: &[Side], tally: &mut Tally) -> anyhow::Result<()> {
    const PIECE: usize = 200_000;
    let mut order: Vec<u32> = (0..entries.len() as u32).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed ^ 0x5eed));
    let mut train = ExampleWriter::create(&args.out.join("train.jsonl.zst"))?;
    let mut side = ExampleWriter::create(&args.out.join("validation.jsonl.zst"))?;
    let bar = progress::examples("writing");
    for piece in order.chunks(PIECE) {
        let places: HashMap<(u32, u32), usize> = piece
            .iter()
            .enumerate()
            .map(|(place, entry)| (&entries[*entry as usize], place))
            .map(|(entry, place)| ((entry.file, entry.at), place))
            .collect();
        let mut examples: Vec<Option<RepairExample>> = vec![None; piece.len()];
        for (file, path) in args.files.iter().enumerate() {
            let mut at = 0;
            // Bad lines were counted, or refused, by the first pass.
            each(path, true, &mut 0, |example| {
                if let Some(place) = places.get(&(file as u32, at)) {
                    examples[*place] = Some(example);
                }
                at += 1;
                Ok(())
            })?;
        }
        for (entry, example) in piece.iter().zip(examples) {
            let Some(example) = example else { bail!("a file changed while it was split; run it again") };
            match sides[*entry as usize] {
                Side::Train => train.write(&example)?,
                Side::Validation => side.write(&example)?,
                Side::Neither => tally.surplus += 1,
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    tally.train = train.finish()?;
    tally.validation = side.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use fixerr_shared::example::Origin;

    use super::*;

    fn example(id: usize, repository: &str, buggy: &str, fixed: &str) -> RepairExample {
        RepairExample {
            id: id.to_string(),
            language: Language::Java,
            before: format!("before {id}\n"),
            buggy: format!("{buggy}\n"),
            after: String::new(),
            fixed: format!("{fixed}\n"),
            message: None,
            source: "mined".into(),
            class: None,
            origin: Some(Origin { repository: repository.into(), ..Origin::default() }),
        }
    }

    fn write(path: &Path, examples: &[RepairExample]) {
        let mut writer = ExampleWriter::create(path).unwrap();
        for example in examples {
            writer.write(example).unwrap();
        }
        writer.finish().unwrap();
    }

    fn args(root: &Path) -> SplitArgs {
        SplitArgs {
            files: vec![root.join("in.jsonl")],
            out: root.join("out"),
            held_out: vec![root.join("held.jsonl")],
            near: SIMILAR,
            reach: None,
            validation: 0,
            seed: 1,
            skip_bad: false,
        }
    }

    #[test]
    fn leaks_are_dropped_and_counted() {
        let root = tempfile::tempdir().unwrap();
        let held = example(0, "t/t", "if (a < size && next(a, 1)) {", "if (a <= size && next(a, 1)) {");
        write(&root.path().join("held.jsonl"), &[held]);
        let train = [
            example(1, "a/a", "if (a < size && next(a, 1)) {", "if (a <= size && next(a, 1)) {"),
            example(2, "a/a", "  if (a<size  &&  next(a, 1)) {", "if (a <= size && next(a, 1)) {"),
            example(3, "a/a", "if (i < max && more(i, 1)) {", "if (i <= max && more(i, 1)) {"),
            example(4, "a/a", "if (i < max && more(i, 1)) {", "if (i >= max && more(i, 1)) {"),
            example(4, "b/b", "if (i < max && more(i, 1)) {", "if (i >= max && more(i, 1)) {"),
            example(5, "b/b", "if (a < size && next(a, 1)) {", "if (a == size && next(a, 1)) {"),
        ];
        write(&root.path().join("in.jsonl"), &train);
        let tally = split(&args(root.path())).unwrap();
        let expected = Tally {
            read: 6,
            leaks: Leaks { exact: 2, renamed: 1, ..Leaks::default() },
            repeated: 1,
            train: 2,
            ..Tally::default()
        };
        assert_eq!(tally, expected);
        let (kept, _) = ExampleReader::read_all(&root.path().join("out/train.jsonl.zst"), false).unwrap();
        assert!(kept.iter().all(|example| ["4", "5"].contains(&example.id.as_str())));
    }

    #[test]
    fn repositories_stay_whole_and_the_order_is_the_seed_s() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("held.jsonl"), &[]);
        let all: Vec<_> = (0..400)
            .map(|id| example(id, &format!("r/{}", id % 20), &format!("f({id}) + x"), &format!("g({id})")))
            .collect();
        write(&root.path().join("in.jsonl"), &all);
        let mut args = args(root.path());
        args.validation = 60;
        let tally = split(&args).unwrap();
        assert_eq!((tally.train, tally.validation), (340, 60));
        let read = |name: &str| ExampleReader::read_all(&args.out.join(name), false).unwrap().0;
        let (train, validation) = (read("train.jsonl.zst"), read("validation.jsonl.zst"));
        let names = |side: &[RepairExample]| -> HashSet<String> { side.iter().map(repository).collect() };
        assert!(names(&train).is_disjoint(&names(&validation)));
        assert_ne!(train.iter().map(|e| &e.id).collect::<Vec<_>>(), {
            let mut sorted: Vec<_> = train.iter().map(|e| &e.id).collect();
            sorted.sort_by_key(|id| id.parse::<usize>().unwrap());
            sorted
        });
        split(&args).unwrap();
        assert_eq!(read("train.jsonl.zst"), train);
    }

    #[test]
    fn no_language_is_taken_out_of_training_whole() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("held.jsonl"), &[]);
        let in_language = |id: usize, repository: &str, language| RepairExample {
            language,
            ..example(id, repository, &format!("f({id}) + x"), &format!("g({id})"))
        };
        // The smallest repository with Python has all TypeScript.
        let mut all: Vec<_> = (0..90).map(|id| in_language(id, "me/web", Language::TypeScript)).collect();
        all.extend((90..100).map(|id| in_language(id, "me/web", Language::Python)));
        all.extend((100..300).map(|id| in_language(id, "me/core", Language::Python)));
        all.extend((300..600).map(|id| in_language(id, "me/tools", Language::Python)));
        write(&root.path().join("in.jsonl"), &all);
        for seed in 0..8 {
            let args = SplitArgs { validation: 50, seed, ..args(root.path()) };
            let tally = split(&args).unwrap();
            assert!(tally.validation > 0);
            let (train, _) = ExampleReader::read_all(&args.out.join("train.jsonl.zst"), false).unwrap();
            assert_eq!(
                train.iter().filter(|e| e.language == Language::TypeScript).count(),
                90,
                "seed {seed}"
            );
        }
        // With one repository there is nothing to validate with, and that is said.
        write(&root.path().join("in.jsonl"), &all[..90]);
        let said = split(&SplitArgs { validation: 50, ..args(root.path()) }).unwrap_err().to_string();
        assert!(said.contains("give more repositories"), "{said}");
    }

    #[test]
    fn each_language_has_its_share_of_validation_though_repositories_mix_them() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("held.jsonl"), &[]);
        // Each repository is nine parts Java and one part C, and begins with C.
        let all: Vec<_> = (0..2000)
            .map(|id| {
                let mut one = example(id, &format!("r/{}", id / 50), &format!("f({id}) + x"), "g()");
                one.language = if id % 10 == 0 { Language::C } else { Language::Java };
                one
            })
            .collect();
        write(&root.path().join("in.jsonl"), &all);
        let mut args = args(root.path());
        args.validation = 200;
        split(&args).unwrap();
        let (validation, _) = ExampleReader::read_all(&args.out.join("validation.jsonl.zst"), false).unwrap();
        let n_c = validation.iter().filter(|example| example.language == Language::C).count();
        assert_eq!((validation.len(), n_c), (200, 20));
    }

    #[test]
    fn validation_is_drawn_from_all_files_alike() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("held.jsonl"), &[]);
        for (file, first) in [("in.jsonl", 0), ("more.jsonl", 1000)] {
            let all: Vec<_> = (first..first + 1000)
                .map(|id| example(id, &format!("r/{}", id % 4), &format!("f({id}) + x"), "g()"))
                .collect();
            write(&root.path().join(file), &all);
        }
        let mut args = args(root.path());
        args.files.push(root.path().join("more.jsonl"));
        args.validation = 200;
        split(&args).unwrap();
        let (validation, _) = ExampleReader::read_all(&args.out.join("validation.jsonl.zst"), false).unwrap();
        let later = validation.iter().filter(|example| example.id.len() == 4).count();
        assert!(validation.len() == 200 && (70..130).contains(&later), "{later}");
    }

    #[test]
    fn fixes_beyond_reach_are_left_out_and_counted() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("held.jsonl"), &[]);
        let far = "a;\n".repeat(200);
        let near = example(1, "a/a", "f(a) + x", "f(x) + x");
        write(&root.path().join("in.jsonl"), &[near, example(2, "a/a", "f(a) + x", &far)]);
        let mut args = args(root.path());
        args.reach = Some(8);
        let tally = split(&args).unwrap();
        assert_eq!((tally.beyond_reach, tally.train), (1, 1));
    }

    #[test]
    fn a_bad_line_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("held.jsonl"), "").unwrap();
        fs::write(root.path().join("in.jsonl"), "{}\n").unwrap();
        assert!(split(&args(root.path())).unwrap_err().to_string().contains("in.jsonl:1"));
    }
}
