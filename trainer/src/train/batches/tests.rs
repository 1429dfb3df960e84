//! Order, size and content of batches, and reading on where a stream stopped.

use fixerr_shared::{example::ExampleWriter, language::Language, tokenizer::train_bpe};

use super::*;

pub(in crate::train) fn options(folder: &std::path::Path) -> StreamOptions {
    let path = folder.join("a.jsonl");
    let mut writer = ExampleWriter::create(&path).unwrap();
    for id in 0..50 {
        let example = RepairExample {
            id: id.to_string(),
            language: Language::C,
            before: "x\n".repeat(id % 7),
            buggy: format!("{id}\n"),
            after: String::new(),
            fixed: format!("{id}{id}\n"),
            message: None,
            source: "jsonl".into(),
            class: None,
            origin: None,
        };
        writer.write(&example).unwrap();
    }
    writer.finish().unwrap();
    let tokenizer = train_bpe(std::iter::once("x 1\n"), 300).unwrap();
    StreamOptions {
        files: vec![path],
        tokenizer,
        window: 64,
        batch_tokens: 64,
        batch_size: 0,
        seed: 7,
        skip_bad: false,
        fresh: None,
    }
}

fn take(stream: &mut BatchStream, n: usize) -> Vec<HostBatch> {
    (0..n).map(|_| stream.next_batch().unwrap().unwrap()).collect()
}

#[test]
fn a_resumed_stream_reads_on_exactly_there() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let whole = take(&mut BatchStream::open(options.clone(), Position::default()), 40);
    assert!(whole.last().unwrap().next.epoch > 0, "the test crosses an epoch");
    for at in [0, 3, 11, 25] {
        let rest = take(&mut BatchStream::open(options.clone(), whole[at].next), 10);
        for (a, b) in whole[at + 1..].iter().zip(&rest) {
            assert_eq!((&a.source, &a.labels, a.next), (&b.source, &b.labels, b.next));
        }
    }
}

#[test]
fn batches_hold_their_tokens_and_labels_match_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut stream = BatchStream::open(options(folder.path()), Position::default());
    for batch in take(&mut stream, 10) {
        assert!(batch.rows * batch.source_length <= 64 || batch.rows == 1);
        let starts = batch.row_starts();
        assert_eq!((starts.len(), starts[batch.rows]), (batch.rows + 1, batch.labels()));
        for row in 0..batch.rows {
            assert_eq!(batch.labels[starts[row + 1] - 1], 2, "every answer ends with its end token");
        }
        let ready = batch.to_device(Device::Cpu).unwrap();
        assert_eq!(ready.source.size(), [batch.rows as i64, batch.source_length as i64]);
    }
}

#[test]
fn an_empty_file_ends_the_stream() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    std::fs::write(&options.files[0], "\n").unwrap();
    options.skip_bad = true;
    assert!(BatchStream::open(options, Position::default()).next_batch().is_none());
}

#[test]
fn batches_of_a_number_of_examples_are_full_and_resume() {
    let folder = tempfile::tempdir().unwrap();
    let options = StreamOptions { batch_tokens: 0, batch_size: 8, ..options(folder.path()) };
    let whole = take(&mut BatchStream::open(options.clone(), Position::default()), 20);
    // 50 examples in one chunk: six batches of 8 and one of 2 a pass.
    for pass in whole.chunks(7).take(2) {
        let mut rows: Vec<usize> = pass.iter().map(|batch| batch.rows).collect();
        rows.sort_unstable();
        assert_eq!(rows, [2, 8, 8, 8, 8, 8, 8]);
    }
    assert_eq!(whole[6].next, Position { epoch: 0, chunk: 1, batch: 0 });
    let rest = take(&mut BatchStream::open(options, whole[9].next), 10);
    for (a, b) in whole[10..].iter().zip(&rest) {
        assert_eq!((&a.source, &a.labels, a.next), (&b.source, &b.labels, b.next));
    }
}

#[test]
fn what_is_left_out_is_counted_by_reason() {
    let folder = tempfile::tempdir().unwrap();
    let words = || std::iter::repeat_n("x 1\n", 3);
    let tokenizer = fixerr_shared::tokenizer::wordpiece::train_wordpiece(words(), 400).unwrap();
    let options = StreamOptions { tokenizer, ..options(folder.path()) };
    let (mut examples, _) = ExampleReader::read_all(&options.files[0], false).unwrap();
    examples[0].fixed = "🦀\n".to_owned();
    examples[1].buggy = "🦀\n".to_owned();
    examples[2].before = "🦀\n".to_owned();
    examples[3].buggy = "1\n".repeat(100);
    let (batches, dropped) = cut(&options, &examples, Position::default());
    assert_eq!(dropped, Dropped { too_long: 1, unwritable: 2 });
    assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), 47, "context is only read");
    let words = dropped.words(47).unwrap();
    assert!(words.starts_with("47 of 50 examples") && words.contains("2 hold characters"), "{words}");
    assert_eq!(Dropped::default().words(50), None);
}

#[test]
fn a_panic_while_batches_are_made_is_no_end_of_the_data() {
    let (sender, receiver) = sync_channel(1);
    let worker = std::thread::spawn(move || {
        let _sender: SyncSender<anyhow::Result<HostBatch>> = sender;
        panic!("as a bug would");
    });
    let mut stream = BatchStream { receiver: Some(receiver), worker: Some(worker), waited: Duration::ZERO };
    let error = stream.next_batch().unwrap().unwrap_err().to_string();
    assert!(error.contains("panicked"), "{error}");
}
