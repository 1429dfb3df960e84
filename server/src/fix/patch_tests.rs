//! Tests of `patch.rs` with the real `git apply`.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::*;

/// Runs git without what this machine's user has set; `None` where there is no git.
fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Option<(bool, Vec<u8>, String)> {
    use std::io::Write as _;
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    Some((output.status.success(), output.stdout, String::from_utf8(output.stderr).unwrap()))
}

/// Whether git, given the patch, makes `new` of `old`.
#[track_caller]
fn check(name: &str, old: &str, new: &str) -> String {
    let patch = patch(name.as_bytes(), old, new);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, old).unwrap();
    let Some((is_done, _, errors)) = git(folder.path(), &["apply", "-"], &patch) else {
        eprintln!("skipped: there is no git");
        return String::from_utf8(patch).unwrap();
    };
    let patch = String::from_utf8(patch).unwrap();
    assert!(is_done, "{errors}\n{patch}");
    assert_eq!(fs::read_to_string(&file).unwrap(), new, "{patch}");
    patch
}

fn numbered(lines: usize, ending: &str) -> String {
    (1..=lines).map(|line| format!("line {line}{ending}")).collect()
}

#[test]
fn a_patch_reads_as_gits_own() {
    let old = numbered(30, "\n");
    let new = old.replace("line 5\n", "fifth\n").replace("line 25\n", "");
    let expected = "\
diff --git a/src/a.py b/src/a.py
--- a/src/a.py
+++ b/src/a.py
@@ -2,7 +2,7 @@
 line 2
 line 3
 line 4
-line 5
+fifth
 line 6
 line 7
 line 8
@@ -22,7 +22,6 @@
 line 22
 line 23
 line 24
-line 25
 line 26
 line 27
 line 28
";
    assert_eq!(check("src/a.py", &old, &new), expected);
    assert!(patch(b"a.py", &old, &old).is_empty());
}

#[test]
fn neighbouring_hunks_are_one() {
    let old = numbered(30, "\n");
    for (second, hunks) in [(8, 1), (12, 1), (13, 2), (14, 2)] {
        let new = old.replace("line 5\n", "x\ny\n").replace(&format!("line {second}\n"), "z\n");
        let patch = check("a.py", &old, &new);
        // Up to six equal lines lie between two changes of one hunk.
        assert_eq!(patch.matches("@@ -").count(), hunks, "{second}: {patch}");
    }
}

#[test]
fn line_ends_are_kept() {
    let old = numbered(9, "\r\n");
    let patch = check("a.c", &old, &old.replace("line 4\r\n", "four\r\n"));
    assert!(patch.contains("-line 4\r\n+four\r\n line 5\r\n"), "{patch:?}");
    // A CR alone ends no line.
    check("a.c", "a\rb\nc\r", "a\rb\nd\r");
    check("a.c", "a\nb\r\nc\n", "a\nb\nc\n");
    let patch = check("a.c", "a\nb", "a\nc");
    let end = "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n";
    assert!(patch.ends_with(end), "{patch:?}");
    let patch = check("a.c", "x\nb", "y\nb");
    assert!(patch.ends_with("-x\n+y\n b\n\\ No newline at end of file\n"), "{patch:?}");
    check("a.c", "a\nb", "a\n");
    check("a.c", "\u{feff}a\nb\n", "\u{feff}c\nb\n");
}

#[test]
fn all_lines_may_go_and_the_first_ones_come() {
    let patch = check("a.go", "a\nb\nc", "");
    assert!(patch.contains("@@ -1,3 +0,0 @@\n"), "{patch}");
    check("a.go", "a\n", "");
    check("a.go", "a\n", "b\na\n");
    check("a.go", "a\n", "a\na\na\na\n");
}

#[test]
fn names_are_quoted_as_git_quotes_them() {
    let names =
        ["naïve.py", "a b.py", "ä b.py", "say \"hi\".py", "tab\there.py", "back\\slash.py", "b c/ö\n.py"];
    for name in names.into_iter().filter(|_| cfg!(unix)) {
        let ours = check(name, "a\n", "b\n");
        // What git itself writes of the same change.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "a\n").unwrap();
        let run = |arguments: &[&str]| git(folder.path(), arguments, b"").map(|(_, output, _)| output);
        let Some(_) = run(&["init", "-q"]) else { return };
        run(&["add", "--all"]);
        fs::write(&path, "b\n").unwrap();
        let theirs = String::from_utf8(run(&["diff"]).unwrap()).unwrap();
        let without_index: String =
            theirs.split_inclusive('\n').filter(|line| !line.starts_with("index ")).collect();
        assert_eq!(ours, without_index, "{name:?}");
    }
}

#[test]
fn many_changes_of_many_kinds_are_applied() {
    // A small generator, so that each run checks the same cases.
    let mut state = 0x2545_f491_u32;
    let mut draw = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    for _ in 0..40 {
        let ending = if draw(2) == 0 { "\n" } else { "\r\n" };
        let mut old: Vec<String> = (0..=draw(40)).map(|_| format!("{}{ending}", draw(4))).collect();
        if draw(2) == 0 {
            old.push("last".to_owned());
        }
        let mut new = Vec::new();
        for line in &old {
            match draw(6) {
                0 => {}
                1 => new.push(format!("new {line}")),
                2 => new.extend([format!("inserted{ending}"), line.clone()]),
                _ => new.push(line.clone()),
            }
        }
        let (old, new) = (old.concat(), new.concat());
        if old != new {
            check("dir/a.py", &old, &new);
        }
    }
}
