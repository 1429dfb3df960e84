//! `fixerr-server fix --diagnostics` with the model that ships: what a linter found becomes a patch that git applies.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::process::{self, Ran, root};

/// Where the recorded linter ran.
const HOME: &str = "/project/shop";
/// The files it looked at, and the mistakes in them with what stood there before.
const FILES: [(&str, &[(&str, &str)]); 2] = [
    (
        "billing.py",
        &[("retrun amount", "return amount"), ("in items\n        amount", "in items:\n        amount")],
    ),
    ("stock.py", &[("mising_names", "missing_names"), ("coutner", "counter")]),
];

/// A git work tree with the files in `src folder`, and the linter's report on them.
struct Project {
    folder: TempDir,
    report: String,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recorded = root().join("tests/ruff");
        let source = folder.path().join("src folder");
        fs::create_dir(&source).unwrap();
        for (name, _) in FILES {
            fs::copy(recorded.join(name), source.join(name)).unwrap();
        }
        let report = fs::read_to_string(recorded.join("report.json")).unwrap();
        let report = report.replace(HOME, source.to_str().unwrap());
        Self { folder, report }
    }

    /// Runs `fix --diagnostics -` in the project, with the report as its input.
    fn fix(&self, more: &[&str]) -> Ran {
        let mut command = process::server(&root().join("models/default"));
        command.args(["fix", "--diagnostics", "-"]).args(more);
        feed(command.current_dir(self.folder.path()), &self.report)
    }

    fn git(&self, arguments: &[&str], input: &str) -> Ran {
        let mut git = Command::new("git");
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        feed(git.args(arguments).current_dir(self.folder.path()), input)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("src folder").join(name)).unwrap()
    }

    #[track_caller]
    fn is_mended(&self) {
        for (name, mistakes) in FILES {
            let mut right = fs::read_to_string(root().join("tests/ruff").join(name)).unwrap();
            for (wrong, good) in mistakes {
                assert!(right.contains(wrong), "{wrong}");
                right = right.replacen(wrong, good, 1);
            }
            assert_eq!(self.text(name), right);
            parses(&self.folder.path().join("src folder").join(name));
        }
    }
}

/// Runs a program with this text as its input.
fn feed(command: &mut Command, input: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    let ran = process::finish(child);
    writer.join().unwrap().unwrap();
    ran
}

/// Has Python read a file, where there is one.
fn parses(path: &Path) {
    let program = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
    match Command::new("python3").args(["-c", program]).arg(path).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => println!("skipped: python3: {error}"),
    }
}

#[test]
fn what_ruff_finds_becomes_a_patch_that_git_applies() {
    let project = Project::new();
    project.git(&["init", "--quiet"], "").well();
    let patch = project.fix(&["--diff"]).well();
    assert_eq!(patch.stderr, "");
    assert!(
        patch.stdout.starts_with("diff --git a/src folder/billing.py b/src folder/billing.py\n"),
        "{patch:?}"
    );
    let untouched = project.text("stock.py");
    assert!(untouched.contains("coutner"), "a patch changes nothing by itself");
    project.git(&["apply"], &patch.stdout).well();
    project.is_mended();
    // What the report says of line 7 is true no more, and the model is not sure of anything.
    let again = project.fix(&["--diff", "--min-confidence", "1"]);
    assert_eq!((again.status, again.stdout.as_str()), (Some(1), ""));
}

#[test]
fn the_same_fixes_are_checked_and_applied() {
    let project = Project::new();
    let check = project.fix(&["--check"]);
    let separator = std::path::MAIN_SEPARATOR;
    let expected = [
        "billing.py:7: FixErr: 'retrun' → 'return'",
        "billing.py:10: FixErr: add ':'",
        "stock.py:5: FixErr: 'mising_names' → 'missing_names'",
        "stock.py:13: FixErr: 'coutner' → 'counter'",
    ];
    let expected: String = expected.map(|line| format!("src folder{separator}{line}\n")).concat();
    assert_eq!((check.status, check.stdout, check.stderr.as_str()), (Some(1), expected, ""));
    let only = project.fix(&["--check", "src folder/stock.py"]);
    assert_eq!((only.status, only.stdout.lines().count()), (Some(1), 2));
    assert_eq!(project.fix(&["--check", "--min-confidence", "1"]).status, Some(0));
    let applied = project.fix(&["--apply", "--candidates", "1"]).well();
    assert_eq!(applied.stdout.matches(", applied\n").count(), 4, "{}", applied.stdout);
    project.is_mended();
}
