//! Repositories made on the spot, and what is found in them.

use std::{collections::BTreeMap, fs, path::Path};

use clap::Parser as _;
use fixerr_shared::example::{ExampleReader, RepairExample};
use gix::{ObjectId, objs::tree::EntryKind};

use super::*;

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    args: MineArgs,
}

/// A repository that grows commit by commit.
pub(crate) struct Maker {
    repository: gix::Repository,
    tree: ObjectId,
    tip: Option<ObjectId>,
    time: i64,
}

impl Maker {
    pub(crate) fn new(folder: &Path) -> Self {
        Self::on(gix::init(folder).unwrap())
    }

    fn on(repository: gix::Repository) -> Self {
        let tree = ObjectId::empty_tree(repository.object_hash());
        Self { repository, tree, tip: None, time: 1_700_000_000 }
    }

    /// Writes files, or removes those without a text, and commits.
    pub(crate) fn commit(&mut self, message: &str, files: &[(&str, Option<&str>)]) -> ObjectId {
        let parents: Vec<ObjectId> = self.tip.into_iter().collect();
        self.commit_on(message, files, parents)
    }

    fn commit_on(
        &mut self,
        message: &str,
        files: &[(&str, Option<&str>)],
        parents: Vec<ObjectId>,
    ) -> ObjectId {
        let mut editor = self.repository.edit_tree(self.tree).unwrap();
        for (path, text) in files {
            match text {
                Some(text) => {
                    let blob = self.repository.write_blob(text).unwrap();
                    editor.upsert(*path, EntryKind::Blob, blob).unwrap();
                }
                None => {
                    editor.remove(*path).unwrap();
                }
            }
        }
        self.tree = editor.write().unwrap().detach();
        self.time += 60;
        let time = format!("{} +0000", self.time);
        let who = gix::actor::SignatureRef { name: "a".into(), email: "a@a".into(), time: &time };
        let commit = self.repository.new_commit_as(who, who, message, self.tree, parents).unwrap();
        let id = commit.id().detach();
        self.tip = Some(id);
        let head = self.repository.head_name().unwrap().unwrap().as_bstr().to_string();
        let reference = self.repository.git_dir().join(head);
        fs::create_dir_all(reference.parent().unwrap()).unwrap();
        fs::write(reference, format!("{id}\n")).unwrap();
        id
    }

    /// Takes a file's content out of the repository.
    fn lose(&self, text: &str) {
        let id = self.repository.write_blob(text).unwrap().to_string();
        fs::remove_file(self.repository.git_dir().join("objects").join(&id[..2]).join(&id[2..])).unwrap();
    }
}

/// A C file of functions, one of them with the line given.
fn source(line: &str) -> String {
    let function = |number: usize| {
        let line = if number == 20 { line } else { "\tlog_it(a, b);\n" };
        format!("int f{number}(int a)\n{{\n\tint b = a + {number};\n\n{line}\treturn b;\n}}\n\n")
    };
    "#include <stdio.h>\n\n".to_owned() + &(0..40).map(function).collect::<String>()
}

fn arguments(repo: &Path, out: &Path, more: &[&str]) -> MineArgs {
    let mut line = vec!["mine", "--repo", repo.to_str().unwrap(), "--out", out.to_str().unwrap()];
    line.extend(more);
    Cli::parse_from(line).args
}

fn run_on(args: &MineArgs) -> anyhow::Result<()> {
    run_until(args, &AtomicBool::new(false))
}

fn mined(repo: &Path, more: &[&str]) -> Vec<RepairExample> {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("out.jsonl.zst");
    run_on(&arguments(repo, &path, more)).unwrap();
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1, "the parts are gone");
    ExampleReader::read_all(&path, false).unwrap().0
}

/// Drops of a repository that was opened and mined with the usual options.
fn drops(repo: &Path) -> BTreeMap<Reason, u64> {
    let args = arguments(repo, Path::new("x.jsonl"), &[]);
    let settings = Settings::of(&args).unwrap();
    let source = Repository::open(repo, args.refs).unwrap();
    let bar = ProgressBar::hidden();
    mine_one(&source, &source.objects().unwrap(), &settings, &AtomicBool::new(false), &bar).unwrap().1.drops
}

const WRONG: &str = "\tif (a < b && b <= limit)\n\t\tlog_it(a, b);\n";
const RIGHT: &str = "\tif (a < b && b < limit)\n\t\tlog_it(a, b);\n";

#[test]
fn a_fix_is_found_with_its_lines_and_surroundings() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("owner+name");
    let mut maker = Maker::new(&folder);
    let license = "Permission is hereby granted, free of charge, to any person obtaining a copy";
    maker.commit("first", &[("src/a.c", Some(&source(WRONG))), ("LICENSE", Some(license))]);
    let fix = maker.commit("Fix reading past the limit", &[("src/a.c", Some(&source(RIGHT)))]);
    let found = mined(&folder, &[]);
    assert_eq!(found.len(), 1);
    let example = &found[0];
    assert_eq!(example.buggy, "\tif (a < b && b <= limit)\n");
    assert_eq!(example.fixed, "\tif (a < b && b < limit)\n");
    assert_eq!((example.before.lines().count(), example.after.lines().count()), (60, 40));
    assert!(
        example.before.ends_with("\tint b = a + 20;\n\n") && example.after.starts_with("\t\tlog_it(a, b);\n")
    );
    assert_eq!((example.source.as_str(), example.class.as_deref()), ("mined", Some("mined.operator")));
    let origin = example.origin.as_ref().unwrap();
    assert_eq!((origin.repository.as_str(), origin.path.as_str()), ("owner/name", "src/a.c"));
    assert_eq!(origin.commit, Some(fix.to_string()));
    assert_eq!(origin.license.as_deref(), Some("MIT"));
    // Its git folder alone is a repository as well, under the same name.
    assert_eq!(mined(&folder.join(".git"), &[]), found);
}

#[test]
fn files_under_copyleft_go_where_they_are_not_wanted() {
    let root = tempfile::tempdir().unwrap();
    let mut maker = Maker::new(root.path());
    let gnu = |line: &str| format!("/* under the GNU General\n * Public License */\n{}", source(line));
    let other = |line: &str| source(line).replace("log_it", "write_it");
    maker.commit("first", &[("a.c", Some(&gnu(WRONG))), ("b.c", Some(&other(RIGHT)))]);
    maker.commit("Fix reading past the limit", &[("a.c", Some(&gnu(RIGHT)))]);
    maker.commit("Fix a wrong sum", &[("b.c", Some(&other(RIGHT).replace("a + 30", "a - 30")))]);
    let paths = |more: &[&str]| -> Vec<String> {
        mined(root.path(), more).into_iter().map(|example| example.origin.unwrap().path).collect()
    };
    assert!(paths(&[]).contains(&"a.c".to_owned()));
    let kept = paths(&["--permissive"]);
    assert!(!kept.is_empty() && kept.iter().all(|path| path == "b.c"), "{kept:?}");

    maker.commit("Licence", &[("COPYING", Some("GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991"))]);
    assert_eq!(mined(root.path(), &[])[0].origin.as_ref().unwrap().license.as_deref(), Some("GPL-2.0"));
    let args = arguments(root.path(), &root.path().join("out.jsonl"), &["--permissive"]);
    let error = run_on(&args).unwrap_err().to_string();
    assert!(error.contains("every repository given is under a copyleft licence"), "{error}");
}

#[test]
fn copyleft_in_a_folder_of_licences_counts_and_code_does_not() {
    let root = tempfile::tempdir().unwrap();
    let mut maker = Maker::new(root.path());
    let mit = "Permission is hereby granted, free of charge, to any person obtaining a copy";
    let gpl = "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007";
    let licenses = || {
        let source = Repository::open(root.path(), Refs::Head).unwrap();
        (source.license, source.copyleft)
    };
    maker.commit("first", &[("LICENSES/MIT.txt", Some(mit)), ("license.py", Some(gpl))]);
    assert_eq!(licenses(), (Some("MIT".to_owned()), false));
    maker.commit("second", &[("LICENSES/GPL-3.0-or-later.txt", Some(gpl))]);
    assert_eq!(licenses(), (Some("GPL-3.0 OR MIT".to_owned()), true));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_repository_has_the_name_that_it_gives() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("store");
    Maker::new(&folder).commit("first", &[("a.c", Some("int a;\n"))]);
    let name = |folder: &Path| Repository::open(folder, Refs::Head).unwrap().name;
    let link = root.path().join("acme+shop");
    std::os::unix::fs::symlink(&folder, &link).unwrap();
    assert_eq!((name(&link).as_str(), name(&link.join(".git")).as_str()), ("acme/shop", "acme/shop"));
    assert_eq!(name(&folder.join(".git/..")), "store");
}

#[test]
fn what_repairs_no_code_is_left_out() {
    let root = tempfile::tempdir().unwrap();
    let mut maker = Maker::new(root.path());
    let (wrong, right) = (source(WRONG), source(RIGHT));
    let start = [
        ("a.c", Some(wrong.as_str())),
        ("b.c", Some(&wrong)),
        ("test/a.c", Some(&wrong)),
        ("vendor/a.c", Some(&wrong)),
    ];
    let first = maker.commit("first", &start);
    let comment = wrong.replace("\treturn b;\n}\n\nint f21", "\treturn b; /* the sum */\n}\n\nint f21");
    maker.commit("Fix a crash", &[("a.c", Some(&comment))]);
    let spaces = comment.replace("(a < b && b <= limit)", "( a < b  &&  b <= limit )");
    maker.commit("Fix a crash", &[("a.c", Some(&spaces))]);
    maker.commit("Fix a crash", &[("test/a.c", Some(&right))]);
    maker.commit("Fix a crash", &[("vendor/a.c", Some(&right))]);
    maker.commit("Fix a crash", &[("b.c", None), ("c.c", Some(&right))]);
    let bulk = spaces.replacen("log_it(a, b)", "log_all(a, b)", 5);
    maker.commit("Fix a crash", &[("a.c", Some(&bulk))]);
    let include = bulk.replace("<stdio.h>", "<string.h>");
    maker.commit("Fix a crash", &[("a.c", Some(&include))]);
    let broken = include.replace("\tint b = a + 30;", "\tint b = (a + 30;");
    maker.commit("Fix a crash", &[("a.c", Some(&broken))]);
    maker.commit("Fix the docs of a crash", &[("a.c", Some(&include))]);
    let tip = maker.tip.unwrap();
    maker.commit_on("Fix a crash", &[("a.c", Some(&right))], vec![tip, first]);
    let drops = drops(root.path());
    let expected = [
        (Reason::Merge, 2),
        (Reason::Message, 1),
        (Reason::NoSource, 2),
        (Reason::NewFiles, 1),
        (Reason::Layout, 2),
        (Reason::Import, 1),
        (Reason::Syntax, 1),
        (Reason::Bulk, 5),
    ];
    assert_eq!(drops, BTreeMap::from(expected));
    assert!(mined(root.path(), &[]).is_empty());
    assert_eq!(mined(root.path(), &["--include-tests"]).len(), 1);
    assert_eq!(mined(root.path(), &["--message", "docs"]).len(), 1);
}

#[test]
fn hunks_stand_for_themselves() {
    let root = tempfile::tempdir().unwrap();
    let mut maker = Maker::new(root.path());
    let wrong = source(WRONG);
    maker.commit("first", &[("a.c", Some(&wrong))]);
    // One changes an operator, one comes in, one goes, and two need each other.
    let fixed = source(RIGHT)
        .replace("\tint b = a + 3;\n", "\tint b = a + 3;\n\tif (b > limit)\n\t\treturn limit;\n")
        .replace("\tint b = a + 35;\n\n\tlog_it(a, b);\n", "\tint b = a + 35;\n\n")
        .replace("int f10(int a)", "int f10(int a, int depth)")
        .replace(
            "\tint b = a + 10;\n\n\tlog_it(a, b);\n\treturn b;",
            "\tint b = a + 10;\n\n\tlog_it(a, b);\n\treturn b + depth;",
        );
    maker.commit("Fix several crashes", &[("a.c", Some(&fixed))]);
    let found = mined(root.path(), &[]);
    let kinds: Vec<_> =
        found.iter().map(|e| (e.class.as_deref().unwrap(), e.buggy.as_str(), e.fixed.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("mined.insert", "\tint b = a + 3;\n", "\tint b = a + 3;\n\tif (b > limit)\n\t\treturn limit;\n"),
            ("mined.operator", "\tif (a < b && b <= limit)\n", "\tif (a < b && b < limit)\n"),
            ("mined.delete", "\tlog_it(a, b);\n", ""),
        ]
    );
    // What surrounds a hunk is the old file, though the commit changes it too.
    assert!(
        found[1].before.contains("int f14(int a)")
            && wrong
                .contains(&[&found[1].before, &found[1].buggy, &found[1].after].map(String::as_str).concat())
    );
}

#[test]
fn line_ends_are_folded() {
    let root = tempfile::tempdir().unwrap();
    let mut maker = Maker::new(root.path());
    let (wrong, right) = (source(WRONG), source(RIGHT));
    maker.commit(
        "first",
        &[("a.c", Some(&wrong.replace('\n', "\r\n"))), ("b.c", Some(&wrong.replace('\n', "\r\n")))],
    );
    maker.commit("Fix line ends", &[("a.c", Some(&wrong))]);
    maker.commit("Fix a crash", &[("b.c", Some(&right.replace('\n', "\r\n")))]);
    let found = mined(root.path(), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].fixed, "\tif (a < b && b < limit)\n");
}

#[test]
fn a_bare_shallow_repository_with_holes_is_mined() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("owner+name/repo");
    fs::create_dir_all(&folder).unwrap();
    let mut maker = Maker::on(gix::init_bare(&folder).unwrap());
    let (wrong, right) = (source(WRONG), source(RIGHT));
    let hole = wrong.replace("a + 7", "a - 7");
    maker.commit("never fetched", &[("a.c", Some("int a;\n"))]);
    let border = maker.commit("first", &[("a.c", Some(&wrong))]);
    maker.commit("Fix a wrong sign", &[("a.c", Some(&hole))]);
    maker.commit("Fix another wrong sign", &[("a.c", Some(&wrong))]);
    maker.commit("Fix reading past the limit", &[("a.c", Some(&right))]);
    maker.lose(&hole);
    fs::write(folder.join("shallow"), format!("{border}\n")).unwrap();
    // The folder around it will do.
    let found = mined(&root.path().join("owner+name"), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].origin.as_ref().unwrap().repository, "owner/name");
    let drops = drops(&folder);
    assert_eq!((drops[&Reason::Missing], drops[&Reason::Merge]), (2, 1));
}

/// Fixes of all sorts in two repositories.
fn two_repositories(root: &Path) {
    for (name, files) in [("a+one", 30), ("b+two", 12)] {
        let mut maker = Maker::new(&root.join(name));
        for number in 0..files {
            let path = format!("src/{name}{number}.c");
            let line = |mark: &str| {
                source(&format!("\tif (a {mark} b{number} && check_{number}(a))\n\t\treturn a;\n"))
            };
            maker.commit("first", &[(&path, Some(&line("<")))]);
            let mark = if number % 2 == 0 { "<=" } else { ">" };
            maker.commit(&format!("Fix bound {number}"), &[(&path, Some(&line(mark)))]);
        }
    }
}

#[test]
fn threads_and_stops_do_not_change_the_bytes() {
    let root = tempfile::tempdir().unwrap();
    two_repositories(root.path());
    let out = |name: &str| root.path().join(format!("{name}.jsonl.zst"));
    let repos = [root.path().join("a+one"), root.path().join("b+two")];
    let second = repos[1].to_str().unwrap();
    let with = |name: &str, more: &[&str]| {
        let mut all = vec!["--repo", second, "--per-edit", "100"];
        all.extend(more);
        arguments(&repos[0], &out(name), &all)
    };
    run_on(&with("one", &["--threads", "1"])).unwrap();
    let sources = root.path().join("sources.json");
    run_on(&with("three", &["--threads", "3", "--sources", sources.to_str().unwrap()])).unwrap();
    let bytes = fs::read(out("one")).unwrap();
    assert!(bytes == fs::read(out("three")).unwrap());
    let listed: serde_json::Value = serde_json::from_slice(&fs::read(sources).unwrap()).unwrap();
    assert_eq!((listed[0]["repository"].as_str(), listed[0]["pairs"].as_u64()), (Some("a/one"), Some(30)));
    // Stopped before the first one, then after it: what is done is kept, and the rest follows.
    let args = with("stopped", &[]);
    let error = run_until(&args, &AtomicBool::new(true)).unwrap_err().to_string();
    assert!(error.contains("0 of 2") && !out("stopped").exists(), "{error}");
    let settings = Settings::of(&args).unwrap();
    let (sources, parts) = (open_all(&args).unwrap(), Parts::beside(&args.out).unwrap());
    mine_all(&sources[..1], &settings, None, &parts, &AtomicBool::new(false)).unwrap();
    let error = run_until(&args, &AtomicBool::new(true)).unwrap_err().to_string();
    assert!(error.contains("1 of 2") && error.contains("stopped.jsonl.zst.parts"), "{error}");
    // So they are when it is stopped while it brings the parts together.
    let sources = open_all(&args).unwrap();
    mine_all(&sources, &settings, None, &parts, &AtomicBool::new(false)).unwrap();
    let error = run_until(&args, &AtomicBool::new(true)).unwrap_err().to_string();
    assert!(error.contains("all repositories are done") && !out("stopped").exists(), "{error}");
    run_on(&args).unwrap();
    assert!(bytes == fs::read(out("stopped")).unwrap());
    assert!(!root.path().join("stopped.jsonl.zst.parts").exists());
}

#[test]
fn caps_and_repeats() {
    let root = tempfile::tempdir().unwrap();
    two_repositories(root.path());
    let one = root.path().join("a+one");
    let second = root.path().join("b+two");
    let both = |more: &[&str]| {
        let mut all = vec!["--repo", second.to_str().unwrap()];
        all.extend(more);
        mined(&one, &all)
    };
    // The two repositories share the fixes of their first twelve files.
    assert_eq!(both(&["--per-edit", "100"]).len(), 30);
    // Three of each of two edits from each repository, the newest, which the two do not share.
    assert_eq!(both(&[]).len(), 12);
    assert_eq!(mined(&one, &["--per-edit", "100", "--per-repository", "7"]).len(), 7);
    let few = both(&["--per-edit", "100", "--limit", "5"]);
    assert_eq!(few.len(), 5);
    assert!(mined(&one, &["--languages", "java,go"]).is_empty());
    assert!(mined(&one, &["--exclude", "src/*"]).is_empty());
    assert!(mined(&one, &["--exclude", "src"]).is_empty());
    assert!(mined(&one, &["--not-message", "bound [0-9]+"]).is_empty());
    assert!(mined(&one, &["--until", "2023-11-14"]).is_empty());
    assert_eq!(mined(&one, &["--since", "2023-11-14", "--per-edit", "9"]).len(), 18);
}

#[test]
fn bad_values_are_named() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out.jsonl");
    let says = |more: &[&str]| format!("{:#}", run_on(&arguments(root.path(), &out, more)).unwrap_err());
    assert!(says(&["--max-lines", "0"]).contains("--max-lines"));
    assert!(says(&["--since", "2024-01-02", "--until", "2024-01-02"]).contains("--since"));
    assert!(says(&[]).contains("cannot be opened as a git repository"));
    gix::init(root.path()).unwrap();
    assert!(says(&[]).contains("HEAD names no commit"));
    let parse = |option: &str, value: &str| {
        let error = Cli::try_parse_from(["mine", "--repo", "x", "--out", "y", option, value]).err();
        error.map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(parse("--since", "last week").contains("no day such as"));
    assert!(parse("--until", "2024-13-01").contains("no day such as"));
    assert!(parse("--message", "(").contains("regex parse error"));
    assert!(parse("--languages", "cobol").contains("cobol"));
}
