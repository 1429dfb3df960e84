//! What goes to which side, and what goes to neither.

use std::fs;

use fixerr_shared::example::{ExampleWriter, Origin};

use super::{pieces::PIECE, *};

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

fn groups(side: &[RepairExample]) -> HashSet<Group> {
    side.iter().map(Group::of).collect()
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
    let tally = split(&args(root.path()), PIECE).unwrap();
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
    let tally = split(&args, PIECE).unwrap();
    assert_eq!((tally.train, tally.validation), (340, 60));
    let read = |name: &str| ExampleReader::read_all(&args.out.join(name), false).unwrap().0;
    let (train, validation) = (read("train.jsonl.zst"), read("validation.jsonl.zst"));
    assert!(groups(&train).is_disjoint(&groups(&validation)));
    assert_ne!(train.iter().map(|e| &e.id).collect::<Vec<_>>(), {
        let mut sorted: Vec<_> = train.iter().map(|e| &e.id).collect();
        sorted.sort_by_key(|id| id.parse::<usize>().unwrap());
        sorted
    });
    split(&args, PIECE).unwrap();
    assert_eq!(read("train.jsonl.zst"), train);
}

#[test]
fn mistakes_of_one_program_without_an_origin_stay_together() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("held.jsonl"), &[]);
    // Ten mistakes in each of ten programs, each in a line of its own.
    let line = |program: usize, line: usize| format!("call{program}({line}, a)\n");
    let all: Vec<_> = (0..100)
        .map(|id| {
            let (program, at) = (id / 10, id % 10);
            let lines = |range: std::ops::Range<usize>| range.map(|at| line(program, at)).collect();
            let buggy = format!("call{program}({at}, b)");
            let example = example(id, "", &buggy, line(program, at).trim_end());
            RepairExample { before: lines(0..at), after: lines(at + 1..10), origin: None, ..example }
        })
        .collect();
    write(&root.path().join("in.jsonl"), &all);
    let args = SplitArgs { validation: 20, near: 0.0, ..args(root.path()) };
    let tally = split(&args, PIECE).unwrap();
    assert_eq!((tally.train, tally.validation, tally.surplus), (80, 20, 0));
    let read = |name: &str| ExampleReader::read_all(&args.out.join(name), false).unwrap().0;
    let (train, validation) = (groups(&read("train.jsonl.zst")), groups(&read("validation.jsonl.zst")));
    assert_eq!((train.len(), validation.len()), (8, 2));
    assert!(train.is_disjoint(&validation));
}

#[test]
fn repositories_of_held_out_files_are_counted_but_for_codrep() {
    let root = tempfile::tempdir().unwrap();
    let of_codrep =
        |id, buggy: &str| RepairExample { source: CODREP.into(), ..example(id, "c/c", buggy, "g()") };
    write(&root.path().join("held.jsonl"), &[example(0, "t/t", "f(0)", "g(0)"), of_codrep(1, "f(1)")]);
    let train = [
        example(2, "t/t", "f(2) + x", "g(2)"),
        example(3, "t/t", "f(3) + x", "g(3)"),
        // A leak, which is dropped.
        example(4, "t/t", "f(0)", "g(0)"),
        example(5, "a/a", "f(5) + x", "g(5)"),
        of_codrep(6, "f(6) + x"),
    ];
    write(&root.path().join("in.jsonl"), &train);
    let tally = split(&SplitArgs { near: 0.0, ..args(root.path()) }, PIECE).unwrap();
    assert_eq!(tally.of_held_out, BTreeMap::from([("t/t".to_owned(), 2)]));
}

#[test]
fn the_files_do_not_depend_on_the_pieces_and_nothing_else_stays() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("held.jsonl"), &[]);
    for (file, first) in [("in.jsonl", 0), ("more.jsonl", 50)] {
        let all: Vec<_> = (first..first + 50)
            .map(|id| example(id, &format!("r/{}", id % 9), &format!("f({id}) + x"), &format!("g({id})")))
            .collect();
        write(&root.path().join(file), &all);
    }
    // Broken lines, one that is no example, and a last line without its break.
    let text = fs::read_to_string(root.path().join("in.jsonl")).unwrap();
    let broken = text.lines().next().unwrap().replace("f(0) + x\\n", "");
    fs::write(root.path().join("in.jsonl"), format!("{{}}\n\n{broken}\n{}", text.trim_end())).unwrap();
    let mut args = SplitArgs { validation: 20, skip_bad: true, near: 0.0, ..args(root.path()) };
    args.files.push(root.path().join("more.jsonl"));
    let mut written = Vec::new();
    for piece in [3, 1000] {
        let tally = split(&args, piece).unwrap();
        assert_eq!((tally.bad, tally.train, tally.validation), (2, 100 - 20 - tally.surplus, 20));
        let mut names: Vec<_> = fs::read_dir(&args.out).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["train.jsonl.zst", "validation.jsonl.zst"]);
        let texts: Vec<_> = names.iter().map(|name| fs::read(args.out.join(name)).unwrap()).collect();
        written.push(texts);
    }
    assert_eq!(written[0], written[1]);
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
        let tally = split(&args, PIECE).unwrap();
        assert!(tally.validation > 0);
        let (train, _) = ExampleReader::read_all(&args.out.join("train.jsonl.zst"), false).unwrap();
        assert_eq!(train.iter().filter(|e| e.language == Language::TypeScript).count(), 90, "seed {seed}");
    }
    // With one repository there is nothing to validate with, and that is said.
    write(&root.path().join("in.jsonl"), &all[..90]);
    let said = split(&SplitArgs { validation: 50, ..args(root.path()) }, PIECE).unwrap_err().to_string();
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
    split(&args, PIECE).unwrap();
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
    split(&args, PIECE).unwrap();
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
    let tally = split(&args, PIECE).unwrap();
    assert_eq!((tally.beyond_reach, tally.train), (1, 1));
}

#[test]
fn a_bad_line_is_named() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("held.jsonl"), "").unwrap();
    fs::write(root.path().join("in.jsonl"), "{}\n").unwrap();
    assert!(split(&args(root.path()), PIECE).unwrap_err().to_string().contains("in.jsonl:1"));
}

#[test]
fn of_copies_the_one_with_a_message_stays() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("held.jsonl"), &[]);
    let without = |id| example(id, "a/a", "f(a) + x", "g(a)");
    let with = |id| RepairExample { before: without(1).before, message: Some("no f".into()), ..without(id) };
    let copy = RepairExample { before: without(1).before, ..without(4) };
    write(&root.path().join("in.jsonl"), &[without(1), with(2), with(3), copy]);
    let tally = split(&args(root.path()), PIECE).unwrap();
    assert_eq!((tally.train, tally.repeated), (1, 3));
    let (kept, _) = ExampleReader::read_all(&root.path().join("out/train.jsonl.zst"), false).unwrap();
    assert_eq!(kept, [with(2)]);
}

#[test]
fn what_occurs_in_validation_leaves_training() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("held.jsonl"), &[]);
    // Every repository holds a copy of the same file.
    let copied = "if (a < size && next(a, 1)) {";
    let mut all = Vec::new();
    for repository in 0..6 {
        let name = format!("r/{repository}");
        all.push(example(all.len(), &name, copied, "if (a <= size && next(a, 1)) {"));
        for _ in 0..20 {
            let id = all.len();
            all.push(example(id, &name, &format!("f({id}) + x"), &format!("g({id})")));
        }
    }
    write(&root.path().join("in.jsonl"), &all);
    let args = SplitArgs { validation: 21, near: 0.0, ..args(root.path()) };
    let tally = split(&args, PIECE).unwrap();
    let expected = Leaks { exact: 5, ..Leaks::default() };
    assert_eq!((tally.validation, tally.train, tally.validated), (21, 100, expected));
    let (train, _) = ExampleReader::read_all(&args.out.join("train.jsonl.zst"), false).unwrap();
    assert!(train.iter().all(|example| !example.buggy.contains("next")));
}
