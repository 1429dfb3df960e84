//! Passes that differ, chunks that follow from their place alone, leaks that are dropped, sources that must not change.

use std::{collections::BTreeSet, sync::Arc};

use fixerr_shared::{
    example::{ExampleReader, ExampleWriter, Origin},
    language::Language,
    tokenizer::train_bpe,
};
use tempfile::TempDir;

use super::*;
use crate::train::batches::{BatchStream, HostBatch, StreamOptions};

const PYTHON: &str = include_str!("../../data/corrupt/samples/sample.py");
const GO: &str = include_str!("../../data/corrupt/samples/sample.go");

/// Two checkouts of 20 files each, and a file of 30 examples beside them.
struct Corpus {
    root: TempDir,
    config: CorruptConfig,
}

impl Corpus {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for (repository, text, ending) in [("o+python", PYTHON, "py"), ("o+go", GO, "go")] {
            let folder = root.path().join(repository);
            fs::create_dir_all(&folder).unwrap();
            for copy in 0..20 {
                let text = text.replace("total", &format!("total{copy}"));
                fs::write(folder.join(format!("part{copy}.{ending}")), text).unwrap();
            }
        }
        let mut writer = ExampleWriter::create(&root.path().join("data.jsonl")).unwrap();
        for id in 0..30 {
            writer
                .write(&RepairExample {
                    id: id.to_string(),
                    language: Language::C,
                    before: String::new(),
                    buggy: format!("fixed {id}\n"),
                    after: String::new(),
                    fixed: format!("fixed {id};\n"),
                    message: None,
                    source: "mined".into(),
                    class: None,
                    origin: None,
                })
                .unwrap();
        }
        writer.finish().unwrap();
        Self { root, config: CorruptConfig { per_file: 8, right: 0.2, ..CorruptConfig::default() } }
    }

    fn sources(&self) -> Vec<PathBuf> {
        ["o+python", "o+go"].map(|name| self.root.path().join(name)).to_vec()
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("data.jsonl")
    }

    fn open(&self, held_out: &[PathBuf], with_data: bool, resume: bool) -> anyhow::Result<Fresh> {
        let options = FreshOptions {
            sources: &self.sources(),
            held_out,
            config: &self.config,
            seed: 5,
            with_data,
            skip_bad: false,
        };
        Fresh::open(options, self.root.path(), resume)
    }

    /// Cut so that a pass has several chunks, small as it is.
    fn cut(&self, chunks: usize, fixed: usize) -> Fresh {
        let mut fresh = self.open(&[], fixed > 0, false).unwrap();
        fresh.layout = Layout { chunks, fixed, ..fresh.layout };
        fresh
    }
}

fn chunk(fresh: &Fresh, files: &[PathBuf], epoch: u64, chunk: u64) -> Vec<RepairExample> {
    let position = Position { epoch, chunk, batch: 0 };
    fresh.pass(files, false, position).unwrap().next_chunk().unwrap().unwrap()
}

fn ids(examples: &[RepairExample]) -> Vec<&str> {
    examples.iter().map(|example| example.id.as_str()).collect()
}

#[test]
fn passes_draw_other_bugs_in_another_order_and_threads_change_nothing() {
    let corpus = Corpus::new();
    let fresh = corpus.cut(3, 0);
    let on = |threads: usize, epoch: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut pass = fresh.pass(&[], false, Position { epoch, ..Position::default() }).unwrap();
            std::iter::from_fn(|| pass.next_chunk().unwrap()).collect::<Vec<_>>()
        })
    };
    let (one, three, next) = (on(1, 0), on(3, 0), on(2, 1));
    assert_eq!(one, three);
    assert_eq!((one.len(), next.len()), (3, 3));
    let (first, second) = (one.concat(), next.concat());
    assert!(first.len() > 200, "{}", first.len());
    let path = |example: &RepairExample| example.origin.as_ref().unwrap().path.clone();
    let paths = |all: &[RepairExample]| all.iter().map(path).collect::<Vec<_>>();
    assert_ne!(paths(&first), paths(&second), "the order of the files");
    assert_eq!(
        paths(&first).into_iter().collect::<BTreeSet<_>>(),
        paths(&second).into_iter().collect::<BTreeSet<_>>()
    );
    let bugs = |all: &[RepairExample]| -> BTreeSet<(String, String)> {
        all.iter().map(|example| (path(example), example.buggy.clone())).collect()
    };
    let common = bugs(&first).intersection(&bugs(&second)).count();
    assert!(common * 4 < bugs(&first).len(), "{common} of {} bugs come again", bugs(&first).len());
    for chunk in &one {
        let of = |end: &str| chunk.iter().filter(|example| path(example).ends_with(end)).count();
        assert!(of(".py") > 0 && of(".go") > 0, "every chunk has both repositories");
        assert!(chunk.iter().any(|e| e.source == "right") && chunk.iter().any(|e| e.source == "corrupt"));
    }
    let other = Fresh { seed: 6, ..corpus.cut(3, 0) };
    assert_ne!(ids(&one[0]), ids(&chunk(&other, &[], 0, 0)));
}

#[test]
fn a_chunk_follows_from_its_place_and_takes_its_slice_of_the_data() {
    let corpus = Corpus::new();
    let fresh = corpus.cut(3, 13);
    let files = [corpus.data()];
    let mut stream = Vec::new();
    for epoch in 0..2 {
        let mut pass = fresh.pass(&files, false, Position { epoch, ..Position::default() }).unwrap();
        while let Some(examples) = pass.next_chunk().unwrap() {
            stream.push(examples);
        }
    }
    assert_eq!(stream.len(), 6);
    for (at, expected) in stream.iter().enumerate() {
        assert_eq!(chunk(&fresh, &files, at as u64 / 3, at as u64 % 3), *expected, "chunk {at}");
    }
    // The data goes round and round, 13 of 30 at a time.
    let fixed: Vec<_> = stream.iter().flatten().filter(|example| example.source == "mined").collect();
    let numbers: Vec<usize> = fixed.iter().map(|example| example.id.parse().unwrap()).collect();
    assert_eq!(numbers, (0..78).map(|at| at % 30).collect::<Vec<_>>());
    // Far on, a whole round is not read twice.
    let far = chunk(&fresh, &files, 1000, 1);
    let first = far.iter().find(|example| example.source == "mined").unwrap();
    assert_eq!(first.id, ((3001 * 13) % 30).to_string());
    fs::write(corpus.data(), "").unwrap();
    let empty = fresh.pass(&files, false, Position::default()).unwrap().next_chunk().unwrap_err();
    assert!(empty.to_string().contains("--data hold no example"), "{empty}");
}

#[test]
fn broken_lines_of_the_data_are_counted_once() {
    let corpus = Corpus::new();
    let text = fs::read_to_string(corpus.data()).unwrap();
    fs::write(corpus.data(), format!("broken\n{text}broken, too\n")).unwrap();
    let files = [corpus.data()];
    // A run that goes on in the middle of the first round counts what came before, too.
    for before in [0, 17] {
        let mut slices = Slices::open(&files, true, before).unwrap();
        assert_eq!(slices.next_slice(30 - before as usize).unwrap().len(), 30 - before as usize);
        assert!(!slices.is_told && slices.chunks.next_chunk(1).unwrap().is_empty());
        assert_eq!(slices.next_round().unwrap(), Some(2));
        assert_eq!(slices.next_slice(45).unwrap().len(), 45);
        assert_eq!(slices.next_round().unwrap(), None);
    }
    let mut slices = Slices::open(&files, true, 31).unwrap();
    assert_eq!(slices.next_round().unwrap(), None, "an earlier pass said it");
    let mut slices = Slices::open(&files, true, 0).unwrap();
    slices.next_slice(31).unwrap();
    assert!(slices.is_told);
}

#[test]
fn the_share_is_kept() {
    for (files, per_file, share) in [(100_000, 12.5, 0.7), (40, 8.0, 0.5), (700, 3.0, 0.1), (5000, 16.0, 1.0)]
    {
        let layout = Layout::new(files, per_file, share);
        let drawn = files as f64 / layout.chunks as f64 * per_file;
        let found = drawn / (drawn + layout.fixed as f64);
        assert!((found - share).abs() < 0.01, "{found} for {share}");
        assert!(drawn + layout.fixed as f64 <= CHUNK as f64 * 1.01);
        assert_eq!((layout.places(0).start, layout.places(layout.chunks - 1).end), (0, files));
    }
}

#[test]
fn a_layout_survives_json() {
    for files in 30..=384_usize {
        for examples in [files / 2 + 1, files * 7 + 3, files * 15 - 55, files * 16] {
            let per_file = examples as f64 / files as f64;
            let kept: f64 = serde_json::from_str(&serde_json::to_string(&per_file).unwrap()).unwrap();
            for share in [0.3, 0.5, 0.9] {
                let layout = Layout::new(files, per_file, share);
                assert_eq!(layout, Layout::new(files, kept, share), "{examples} of {files}");
            }
        }
    }
}

#[test]
fn held_out_pairs_are_dropped_and_counted() {
    let corpus = Corpus::new();
    let all = corpus.cut(1, 0);
    let drawn = chunk(&all, &[], 0, 0);
    let held_out = corpus.root.path().join("held.jsonl");
    let mut writer = ExampleWriter::create(&held_out).unwrap();
    let held: Vec<_> = drawn.iter().step_by(40).cloned().collect();
    for example in &held {
        // Pairs alone: their repositories would be passed over whole.
        writer.write(&RepairExample { origin: None, ..example.clone() }).unwrap();
    }
    writer.finish().unwrap();
    let fresh = corpus.open(std::slice::from_ref(&held_out), false, false).unwrap();
    let kept = chunk(&fresh, &[], 0, 0);
    assert!(kept.len() < drawn.len());
    let kept_ids: BTreeSet<_> = ids(&kept).into_iter().collect();
    assert!(held.iter().all(|example| !kept_ids.contains(example.id.as_str())));
    let counted = fresh.drawn();
    assert!(counted.leaks.exact >= held.len() && counted.leaks.similar > 0, "{counted}");
    let leaks = counted.leaks;
    let sum = leaks.exact + leaks.renamed + leaks.similar + leaks.similar_renamed;
    assert_eq!((counted.examples, counted.examples + sum, counted.files), (kept.len(), drawn.len(), 40));
}

/// A file of an example from the repository.
fn held_out_of(corpus: &Corpus, name: &str, repository: &str) -> PathBuf {
    let path = corpus.root.path().join(name);
    let (mut examples, _) = ExampleReader::read_all(&corpus.data(), false).unwrap();
    let origin = Origin { repository: repository.to_owned(), path: "a.c".to_owned(), ..Origin::default() };
    let mut writer = ExampleWriter::create(&path).unwrap();
    writer.write(&RepairExample { origin: Some(origin), ..examples.swap_remove(0) }).unwrap();
    writer.finish().unwrap();
    path
}

#[test]
fn nothing_is_drawn_from_the_repositories_of_held_out_pairs() {
    let corpus = Corpus::new();
    let names = |fresh: &Fresh| fresh.records().iter().map(|r| r.repository.clone()).collect::<Vec<_>>();
    // A run that an earlier program began has both, and keeps them.
    let old = corpus.open(&[], false, false).unwrap();
    let held_out = [held_out_of(&corpus, "held.jsonl", "o/go")];
    let resumed = corpus.open(&held_out, false, true).unwrap();
    assert_eq!(names(&resumed), ["o/go", "o/python"]);
    assert_eq!(resumed.layout, old.layout);
    assert_eq!(chunk(&resumed, &[], 0, 0), chunk(&old, &[], 0, 0));
    for resume in [false, true] {
        let fresh = corpus.open(&held_out, false, resume).unwrap();
        assert_eq!(names(&fresh), ["o/python"]);
        let drawn = chunk(&fresh, &[], 0, 0);
        assert!(drawn.iter().all(|example| example.origin.as_ref().unwrap().repository == "o/python"));
    }
    let both = [held_out[0].clone(), held_out_of(&corpus, "other.jsonl", "o/python")];
    let error = corpus.open(&both, false, false).err().unwrap().to_string();
    assert!(error.contains("nothing is left of the checkouts given"), "{error}");
}

#[test]
fn a_run_goes_on_with_its_held_out_files_in_any_order_and_with_more() {
    let corpus = Corpus::new();
    let [one, two, more] = ["one", "two", "more"].map(|name| held_out_of(&corpus, name, name));
    let began = corpus.open(&[one.clone(), two.clone()], false, false).unwrap();
    let expected = chunk(&began, &[], 0, 0);
    let open = |files: &[&PathBuf]| {
        corpus.open(&files.iter().map(|file| (*file).clone()).collect::<Vec<_>>(), false, true)
    };
    for files in [&[&two, &one][..], &[&one, &two, &one], &[&more, &one, &two]] {
        assert_eq!(chunk(&open(files).unwrap(), &[], 0, 0), expected);
    }
    // Once it is one of them, it stays.
    for files in [&[&one, &two][..], &[&one, &more]] {
        let error = open(files).err().unwrap().to_string();
        assert!(error.contains("a file of --held-out or --validation is missing"), "{error}");
    }
}

#[test]
fn a_run_goes_on_only_with_what_it_began_with() {
    let mut corpus = Corpus::new();
    let refusal = |corpus: &Corpus, held_out: &[PathBuf], with_data| {
        corpus.open(held_out, with_data, true).err().expect("refused").to_string()
    };
    let none = refusal(&corpus, &[], false);
    assert!(none.contains("sources.json: the run did not begin with --sources"), "{none}");
    let began = corpus.open(&[], false, false).unwrap();
    assert_eq!(corpus.open(&[], false, true).unwrap().layout, began.layout);
    assert!(refusal(&corpus, &[], true).contains("began without --data"));
    corpus.config.right = 0.1;
    assert!(refusal(&corpus, &[], false).contains("[corrupt] changed"));
    corpus.config.right = 0.2;
    let path = corpus.root.path().join("o+go/part3.go");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("total3", "total9")).unwrap();
    let changed = refusal(&corpus, &[], false);
    assert!(changed.contains("the sources changed: o/go is another"), "{changed}");
    // The run that reads them notices as well.
    let mut pass = began.pass(&[], false, Position::default()).unwrap();
    let error = std::iter::from_fn(|| pass.next_chunk().transpose()).find_map(Result::err).unwrap();
    assert!(error.to_string().contains("part3.go: the file changed since the run began"), "{error}");
    fs::write(&path, text).unwrap();
    corpus.open(&[], false, true).unwrap();
    let without = Fresh::absent(corpus.root.path(), true).unwrap_err().to_string();
    assert!(without.contains("give them again"), "{without}");
    Fresh::absent(corpus.root.path(), false).unwrap();
    Fresh::absent(corpus.root.path(), true).unwrap();
}

#[test]
fn a_resumed_stream_reads_on_from_the_middle_of_a_chunk() {
    let corpus = Corpus::new();
    let texts = [PYTHON, GO];
    let options = StreamOptions {
        files: vec![corpus.data()],
        tokenizer: train_bpe(texts.into_iter(), 400).unwrap(),
        window: 96,
        batch_tokens: 0,
        batch_size: 9,
        seed: 5,
        skip_bad: false,
        fresh: Some(Arc::new(corpus.cut(2, 7))),
    };
    let take = |position: Position, n: usize| -> Vec<HostBatch> {
        let mut stream = BatchStream::open(options.clone(), position);
        (0..n).map(|_| stream.next_batch().unwrap().unwrap()).collect()
    };
    let whole = take(Position::default(), 80);
    assert!(whole.last().unwrap().next.epoch > 0, "the test crosses a pass");
    let in_chunk = whole.iter().filter(|batch| batch.next.batch > 0).count();
    assert!(in_chunk > 60);
    for at in [0, 5, 17, 40, 66] {
        for (a, b) in whole[at + 1..].iter().zip(&take(whole[at].next, 12)) {
            assert_eq!((a.tokens(), a.next), (b.tokens(), b.next));
            assert_eq!(format!("{a:?}"), format!("{b:?}"), "after {at}");
        }
    }
    // The files are read as they were.
    assert_eq!(ExampleReader::read_all(&corpus.data(), false).unwrap().0.len(), 30);
}
