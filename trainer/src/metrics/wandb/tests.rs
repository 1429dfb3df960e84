//! What a log says, across a resume and after a crash.

use std::fs::OpenOptions;

use super::*;

fn value(step: u64) -> Vec<(String, f64)> {
    vec![("train/loss".to_owned(), 1.0 / step as f64)]
}

fn read(path: &Path) -> Vec<Record> {
    let records = blocks::records(&fs::read(path).unwrap());
    records.into_iter().map(|(_, record)| Record::decode(&*record).unwrap()).collect()
}

/// Steps of a log's history, each with the value of a key.
fn history(path: &Path, key: &str) -> Vec<(i64, f64)> {
    let rows = read(path).into_iter().filter_map(|record| record.history);
    rows.map(|row| {
        let item = row.item.iter().find(|item| item.key == key);
        (row.step.unwrap().num, item.unwrap().value_json.parse().unwrap())
    })
    .collect()
}

#[test]
fn a_log_begins_with_the_run_and_ends_with_its_exit() {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"model": {"hidden_size": 64}, "train": {"steps": 3}});
    let mut log = WandbLog::create(folder.path(), "fixerr", 0, &config).unwrap();
    let path = log.path.clone();
    log.write(1, &value(1)).unwrap();
    log.write(1, &[("validation/loss".to_owned(), 2.0)]).unwrap();
    log.write(2, &value(2)).unwrap();
    log.finish(0).unwrap();

    let records = read(&path);
    assert_eq!(records.iter().map(|record| record.num).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    let run = records[0].run.as_ref().unwrap();
    assert_eq!((run.project.as_str(), run.run_id.len(), run.resume), ("fixerr", ID_LENGTH, false));
    let config = &run.config.as_ref().unwrap().update;
    assert_eq!((config[0].key.as_str(), config[0].value_json.as_str()), ("model", "{\"hidden_size\":64}"));
    let name = path.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, format!("run-{}.wandb", run.run_id));

    // One row for a step, whatever was written of it when.
    assert_eq!(history(&path, "train/loss"), [(1, 1.0), (2, 0.5)]);
    let keys = |record: &Record| {
        let items = &record.history.as_ref().unwrap().item;
        items.iter().map(|item| item.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&records[1]), ["_runtime", "_timestamp", "train/loss", "validation/loss", "_step"]);
    assert_eq!(records[6].exit.as_ref().unwrap().exit_code, 0);
}

#[test]
fn a_run_that_is_dropped_keeps_its_values_and_has_no_exit() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = WandbLog::create(folder.path(), "fixerr", 0, &json!({})).unwrap();
    let path = log.path.clone();
    log.write(1, &value(1)).unwrap();
    drop(log);
    assert_eq!(history(&path, "train/loss"), [(1, 1.0)]);
    assert!(read(&path).iter().all(|record| record.exit.is_none()));
}

#[test]
fn a_resumed_run_goes_on_under_its_id_and_cuts_what_it_writes_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = WandbLog::create(folder.path(), "fixerr", 0, &json!({})).unwrap();
    let first = log.path.clone();
    for step in 1..=5 {
        log.write(step, &value(step)).unwrap();
    }
    log.file.sync_all().unwrap();
    // Killed: step 5 is held back still, and a record is half written.
    std::mem::forget(log);
    OpenOptions::new().append(true).open(&first).unwrap().write_all(&[1, 2, 3, 4, 9, 0, 1, 7]).unwrap();
    assert_eq!(history(&first, "train/loss").len(), 4);

    let mut log = WandbLog::create(folder.path(), "fixerr", 3, &json!({})).unwrap();
    let second = log.path.clone();
    assert_eq!(log.logged(), 3);
    log.write(4, &value(4)).unwrap();
    log.finish(0).unwrap();
    assert_eq!(history(&first, "train/loss").iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
    let bytes = fs::read(&first).unwrap();
    assert_eq!(blocks::records(&bytes).last().unwrap().0, bytes.len(), "no half record is left");
    assert_eq!(history(&second, "train/loss"), [(4, 0.25)]);
    let runs = [&first, &second].map(|path| read(path)[0].run.clone().unwrap());
    assert_eq!(runs[0].run_id, runs[1].run_id);
    assert!(runs[1].resume);
    assert!(runs[0].start_time.unwrap().seconds < runs[1].start_time.unwrap().seconds);
    assert!(first.parent() < second.parent(), "`wandb sync` is given them in this order");
    assert!(history(&second, "_runtime")[0].1 >= history(&first, "_runtime")[2].1);

    let unrelated = WandbLog::create(folder.path(), "fixerr", 0, &json!({})).unwrap();
    assert_ne!(read(&unrelated.path)[0].run.as_ref().unwrap().run_id, runs[0].run_id);
}

#[test]
fn times_are_those_of_the_calendar() {
    let cases = [
        (0, "19700101_000000"),
        (951_782_399, "20000228_235959"),
        (951_782_400, "20000229_000000"),
        (1_709_251_200, "20240301_000000"),
        (1_798_761_599, "20261231_235959"),
    ];
    for (second, expected) in cases {
        assert_eq!(stamp(second), expected);
    }
}
