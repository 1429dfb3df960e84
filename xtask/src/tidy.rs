//! What rustfmt and clippy do not look at: headers, lengths, stray whitespace, and paths of somebody's machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::paths::Paths;

const MAX_LINES: usize = 600;
/// Text files beyond this are data, not something that a person wrote.
const MAX_TEXT_BYTES: u64 = 1 << 20;

#[test]
fn rust_files_have_headers_and_are_short_and_clean() {
    let root = Paths::find().unwrap().root;
    let mut problems = Vec::new();
    for member in ["shared", "trainer", "server", "tests", "xtask"] {
        for file in rust_files(&root.join(member)) {
            // A file that went away between listing and reading is nobody's mistake.
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let name = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            problems.extend(problems_of(&text).into_iter().map(|problem| format!("{name}{problem}")));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    let root = Paths::find().unwrap().root;
    let mut problems = Vec::new();
    for name in git_files(&root) {
        let path = root.join(&name);
        let is_text =
            fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= MAX_TEXT_BYTES);
        // Trained tokenizers hold words of all kinds.
        let is_ours = !name.starts_with("models/");
        let Some(text) = (is_text && is_ours).then(|| fs::read_to_string(&path).ok()).flatten() else {
            continue;
        };
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(found) = machine_path(line) {
                problems.push(format!("{name}:{number}: {found}"));
            }
        }
    }
    assert!(problems.is_empty(), "paths that exist on one machine only:\n{}", problems.join("\n"));
}

/// All `.rs` files below a folder, but for sources that are test data.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "demo" | "fixtures" | "target") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") && path.is_file() {
            files.push(path);
        }
    }
    files
}

/// What is wrong with a Rust file, each with its line.
fn problems_of(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if !text.starts_with("//! ") {
        problems.push(": begins without a `//!` header that says what it is for".to_owned());
    }
    let lines = text.lines().count();
    if lines > MAX_LINES {
        problems.push(format!(
            ": has {lines} lines; split it so that it can be read in one sitting ({MAX_LINES})"
        ));
    }
    for (number, line) in (1..).zip(text.lines()) {
        if line.contains('\t') {
            problems.push(format!(":{number}: a tab; write \\t in a string"));
        }
        if line.ends_with(' ') {
            problems.push(format!(":{number}: trailing spaces"));
        }
    }
    problems
}

/// The files that git knows or would add; none outside a checkout.
fn git_files(root: &Path) -> Vec<String> {
    if !root.join(".git").exists() {
        eprintln!("skipped: not a git checkout");
        return Vec::new();
    }
    let output = Command::new("git")
        .current_dir(root)
        // The checkout may be another user's, as it often is in a container.
        .args(["-c", "safe.directory=*"])
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8_lossy(&output.stdout);
    names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The first absolute path in a line that only one machine has.
fn machine_path(line: &str) -> Option<&str> {
    // Written in parts, so that this file is tidy itself.
    let starts = [["/ro", "ot"], ["/ho", "me/"], ["/Use", "rs/"], ["/wo", "rk"]].map(|parts| parts.concat());
    starts.iter().find_map(|start| {
        line.match_indices(start.as_str()).find_map(|(at, _)| {
            let is_path_part =
                |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '}' | ')');
            let (before, after) = (line[..at].chars().next_back(), &line[at + start.len()..]);
            // `server/working` and `https://example.org/work` are no absolute paths; nor is `/workspace` this one.
            if before.is_some_and(is_path_part) || (!start.ends_with('/') && after.starts_with(is_path_part))
            {
                return None;
            }
            let rest = &line[at..];
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | ','))
                .unwrap_or(rest.len());
            // Documentation's own people.
            let is_example =
                ["user", "you", "me", "alice"].iter().any(|name| after.split('/').next() == Some(name));
            (!(start.ends_with('/') && is_example)).then_some(&rest[..end])
        })
    })
}

#[test]
fn each_rule_is_enforced() {
    assert_eq!(problems_of("//! Role.\nfn f() {}\n"), Vec::<String>::new());
    assert_eq!(problems_of("fn f() {} \n\tx\n").len(), 3);
    assert_eq!(problems_of(&format!("//! Role.\n{}", "\n".repeat(MAX_LINES))).len(), 1);
    let found = |line: &str| machine_path(line).map(str::to_owned);
    let work = ["/wo", "rk"].concat();
    assert_eq!(found(&format!("see `{work}/main` there")), Some(format!("{work}/main")));
    assert_eq!(found(&format!("cd {work}")), Some(work.clone()));
    assert_eq!(found(&format!("https://example.org{work}/x and ours{work}, {work}space")), None);
    let home = ["/ho", "me/"].concat();
    assert_eq!(found(&format!("file://{home}ann/a.rs")), Some(format!("{home}ann/a.rs")));
    assert_eq!(found(&format!("file://{home}user/a.rs")), None);
}
