//! `data import codrep`: one-line fixes in whole Java files, from the `CodRep` competition.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use fixerr_shared::{
    example::{ExampleWriter, Origin, RepairExample},
    language::Language,
};

use super::{corrupt::detect_licenses, progress};

/// How much of the file an example keeps around its line.
const LINES_BEFORE: usize = 60;
const LINES_AFTER: usize = 40;

/// Import the `CodRep` data sets.
#[derive(Clone, Debug, clap::Args)]
pub struct CodrepArgs {
    /// The checkout of `CodRep`; `Datasets/Dataset1/Tasks/1.txt` and so on lie in it.
    folder: PathBuf,
    /// Which data sets. The fourth one is for tests only.
    #[arg(long, value_delimiter = ',', default_value = "1,2,3,5")]
    datasets: Vec<u32>,
    /// The examples, compressed when the name ends in `.zst`.
    #[arg(long, value_name = "FILE.jsonl.zst")]
    out: PathBuf,
    /// Count tasks that cannot be read and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// Runs the command.
pub(super) fn run(args: &CodrepArgs) -> anyhow::Result<()> {
    let license = detect_licenses(&args.folder).name;
    let mut writer = ExampleWriter::create(&args.out)?;
    let mut bad = 0;
    for dataset in &args.datasets {
        let folder = args.folder.join("Datasets").join(format!("Dataset{dataset}"));
        let numbers = task_numbers(&folder.join("Tasks"))?;
        let bar = progress::files(numbers.len(), "reading tasks");
        for number in numbers {
            match read_task(&folder, number) {
                Ok(task) => writer.write(&task.into_example(*dataset, number, license.clone()))?,
                Err(_) if args.skip_bad => bad += 1,
                Err(error) => return Err(error.context("--skip-bad counts such tasks and goes on")),
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
    }
    tell!("{} examples; {bad} tasks were bad and left out", writer.finish()?);
    Ok(())
}

fn task_numbers(folder: &Path) -> anyhow::Result<Vec<u32>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{}: give CodRep's checkout, where Datasets lies", folder.display()))?;
    let mut numbers = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| folder.display().to_string())?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.extension().is_some_and(|ending| ending == "txt")
            && let Ok(number) = name.parse()
        {
            numbers.push(number);
        }
    }
    if numbers.is_empty() {
        bail!("{} holds no tasks such as 1.txt", folder.display());
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// One task with its solution.
struct Task {
    before: String,
    buggy: String,
    fixed: String,
    after: String,
}

fn read_task(folder: &Path, number: u32) -> anyhow::Result<Task> {
    let (task, solution) =
        (folder.join(format!("Tasks/{number}.txt")), folder.join(format!("Solutions/{number}.txt")));
    let read = |path: &Path| -> anyhow::Result<String> {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        // A few files are Latin-1; their odd letters stand in comments and strings.
        Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
    };
    let line: usize = read(&solution)?
        .split_whitespace()
        .next()
        .and_then(|line| line.parse().ok())
        .with_context(|| format!("{} does not hold a line number", solution.display()))?;
    parse_task(&read(&task)?, line).with_context(|| task.display().to_string())
}

/// The new line, an empty line, the whole file; the line number counts from 1 in that file.
fn parse_task(text: &str, line: usize) -> anyhow::Result<Task> {
    let (fixed, file) =
        text.split_once('\n').context("the task is one line; it should hold a line and a file")?;
    let file = file.strip_prefix('\n').context("the line after the new one should be empty")?;
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let at = line
        .checked_sub(1)
        .filter(|at| *at < lines.len())
        .with_context(|| format!("the solution is line {line}, but the file has {} lines", lines.len()))?;
    let buggy = lines[at].to_owned();
    let ending = if buggy.ends_with('\n') { "\n" } else { "" };
    if buggy.is_empty() {
        bail!("line {line} is empty");
    }
    // New lines stand in CodRep without their indentation. A model that learned from them would take it from every line.
    let indentation = if fixed.starts_with(char::is_whitespace) {
        ""
    } else {
        &buggy[..buggy.len() - buggy.trim_start_matches([' ', '\t']).len()]
    };
    Ok(Task {
        before: lines[at.saturating_sub(LINES_BEFORE)..at].concat(),
        fixed: format!("{indentation}{}{ending}", fixed.trim_end_matches('\r')),
        buggy,
        after: lines[at + 1..(at + 1 + LINES_AFTER).min(lines.len())].concat(),
    })
}

impl Task {
    fn into_example(self, dataset: u32, number: u32, license: Option<String>) -> RepairExample {
        let class = line_class(&self.before, &self.buggy, &self.fixed);
        RepairExample {
            id: format!("codrep:{dataset}:{number}"),
            language: Language::Java,
            before: self.before,
            buggy: self.buggy,
            after: self.after,
            fixed: self.fixed,
            message: None,
            source: "codrep".to_owned(),
            class: Some(class.to_owned()),
            origin: Some(Origin {
                repository: "ASSERT-KTH/CodRep".to_owned(),
                commit: None,
                path: format!("Datasets/Dataset{dataset}/Tasks/{number}.txt"),
                license,
            }),
        }
    }
}

/// What kind of line changed: imports, comments and versions are many, and no repair of code.
fn line_class(before: &str, buggy: &str, fixed: &str) -> &'static str {
    let (buggy, fixed) = (buggy.trim(), fixed.trim());
    let both = |start: &str| buggy.starts_with(start) && fixed.starts_with(start);
    let open_comment = before.rfind("/*").is_some_and(|open| !before[open..].contains("*/"));
    let either_comment = |line: &str| ["//", "/*", "*", "*/"].iter().any(|start| line.starts_with(start));
    if both("import ") || both("package ") {
        "import"
    } else if open_comment || either_comment(buggy) && either_comment(fixed) || code(buggy) == code(fixed) {
        "comment"
    } else if versions_apart(buggy, fixed) {
        "version"
    } else {
        "code"
    }
}

/// A line without its comment and its spaces.
fn code(line: &str) -> String {
    let mut inside = None;
    let mut end = line.len();
    for (at, letter) in line.char_indices() {
        match (inside, letter) {
            (None, '"' | '\'') => inside = Some(letter),
            (Some(quote), _) if letter == quote && !line[..at].ends_with('\\') => inside = None,
            (None, '/') if line[at..].starts_with("//") || line[at..].starts_with("/*") => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    line[..end].split_whitespace().collect()
}

/// Whether two lines are one but for a string that reads as a version, or for a serial version id.
fn versions_apart(buggy: &str, fixed: &str) -> bool {
    let quoted = |line: &str, inside: usize| -> Vec<String> {
        line.split('"').skip(inside).step_by(2).map(str::to_owned).collect()
    };
    if buggy.contains("serialVersionUID") && fixed.contains("serialVersionUID") {
        return true;
    }
    let named = buggy.to_ascii_lowercase().contains("version");
    let is_version = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        digits > 0 && (text.contains('.') && digits * 3 > text.len() || named)
    };
    let (old, new) = (quoted(buggy, 1), quoted(fixed, 1));
    quoted(buggy, 0) == quoted(fixed, 0)
        && old.iter().zip(&new).any(|(old, new)| old != new && is_version(old) && is_version(new))
}

#[cfg(test)]
mod tests {
    use fixerr_shared::example::ExampleReader;

    use super::*;

    #[test]
    fn a_small_folder_is_read() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("Datasets/Dataset1");
        fs::create_dir_all(folder.join("Tasks")).unwrap();
        fs::create_dir_all(folder.join("Solutions")).unwrap();
        let file = (1..=200).map(|line| format!("  line {line};\r\n")).collect::<Vec<_>>().concat();
        fs::write(folder.join("Tasks/2.txt"), format!("right 100;\r\n\r\n{file}")).unwrap();
        fs::write(folder.join("Solutions/2.txt"), "100").unwrap();
        fs::write(folder.join("Tasks/10.txt"), "last\n\na\n\nb").unwrap();
        fs::write(folder.join("Solutions/10.txt"), "3\n").unwrap();
        fs::write(folder.join("Tasks/11.txt"), "x\n\na\n").unwrap();
        fs::write(folder.join("Solutions/11.txt"), "9").unwrap();
        let out = root.path().join("out.jsonl");
        let mut args = CodrepArgs {
            folder: root.path().to_owned(),
            datasets: vec![1],
            out: out.clone(),
            skip_bad: false,
        };
        let error = format!("{:#}", run(&args).unwrap_err());
        assert!(error.contains("11.txt") && error.contains("line 9") && !out.exists(), "{error}");
        args.skip_bad = true;
        run(&args).unwrap();
        let (examples, _) = ExampleReader::read_all(&out, false).unwrap();
        assert_eq!(examples.len(), 2);
        // CodRep gives new lines without their indentation.
        assert_eq!(
            (examples[0].buggy.as_str(), examples[0].fixed.as_str()),
            ("  line 100;\n", "  right 100;\n")
        );
        assert_eq!(examples[0].before.lines().next(), Some("  line 40;"));
        assert_eq!(examples[0].after.lines().last(), Some("  line 140;"));
        assert_eq!((examples[1].before.as_str(), examples[1].buggy.as_str()), ("a\n\n", "b"));
        assert_eq!(examples[1].fixed, "last");
        let own = parse_task("\tx\n\n  a\n", 1).unwrap();
        assert_eq!((own.buggy.as_str(), own.fixed.as_str()), ("  a\n", "\tx\n"));
    }

    #[test]
    fn kinds_of_lines() {
        let check = |buggy, fixed, class| assert_eq!(line_class("", buggy, fixed), class, "{buggy}");
        check("import a.B;\n", "import a.C;\n", "import");
        check(" * text\n", " * other\n", "comment");
        check("x = 1; // one\n", "x = 1; // two\n", "comment");
        check("String VERSION = \"1.2.3\";\n", "String VERSION = \"1.3.0\";\n", "version");
        check("long serialVersionUID = 1L;\n", "long serialVersionUID = 2L;\n", "version");
        check("a(VERSION_1, 10);\n", "a(VERSION_1, 20);\n", "code");
        check("int a = b;\n", "int a = c;\n", "code");
        check("a(\"http://x\");\n", "a(\"http://y\");\n", "code");
        assert_eq!(line_class("/* open\n", "a\n", "b\n"), "comment");
    }
}
