//! `cargo xtask demo`: builds the server and lets it repair the real files in `tests/demo`, each with one mistake,
//! and shows honestly what came out.

mod cases;
mod diff;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;

use self::{
    cases::Case,
    diff::{Colour, Paint},
};
use crate::{paths::Paths, setup};

/// What to show.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// The bundle; default: the one that ships.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

/// What `fixerr-server fix --format json` prints, as far as it is shown.
#[derive(Debug, Deserialize)]
struct Fixed {
    candidates: Vec<Candidate>,
    milliseconds: f64,
}

#[derive(Debug, Deserialize)]
struct Candidate {
    replacement: String,
    confidence: f64,
}

/// Why there is nothing to show for a case.
#[derive(Debug)]
enum Trouble {
    /// Bad input: the other cases may still work.
    Case(String),
    /// No usable model or runtime: no case will work.
    All(String),
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let folder = Path::new("tests/demo");
    let cases = cases::read(&paths.root.join(folder).join("demo.toml"))?;
    let model = paths.given(options.model.as_deref(), "models/default")?;
    setup::run(paths, &setup::Options::serving())?;
    let server = build(&paths.root)?;
    let paint = Paint::for_stdout();
    let (mut right, mut failed) = (0, 0);
    for case in &cases {
        let file = folder.join(&case.file);
        println!("\n{}", heading(case, &file, paint));
        match fix(&server, &paths.root, &model, &file, case) {
            Ok(fixed) => {
                let (text, is_right) = outcome(case, fixed.as_ref(), paint);
                print!("{text}");
                right += usize::from(is_right);
            }
            Err(Trouble::Case(said)) => {
                failed += 1;
                eprintln!("error: {said}");
            }
            Err(Trouble::All(said)) => bail!("{said}"),
        }
    }
    println!(
        "\n{}",
        paint.text(Colour::Bold, &format!("{right} of {} first fixes equal the original line", cases.len()))
    );
    if failed > 0 {
        eprintln!("error: fixerr-server failed on {failed} of {} files", cases.len());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the server in the development profile and returns its path as Cargo names it. The engine is optimized, since it is timed; the rules
/// are not: that would take minutes, and they run for a moment.
fn build(root: &Path) -> Result<PathBuf> {
    eprintln!("Building fixerr-server …");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["build", "--locked", "--package", "fixerr-server", "--message-format=json-render-diagnostics"])
        .args(["--config", "profile.dev.package.fixerr-shared.opt-level=2"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo build --package fixerr-server failed ({})", output.status);
    }
    executable(&String::from_utf8_lossy(&output.stdout), "fixerr-server")
        .context("cargo built fixerr-server but named no executable of that name")
}

/// The path of a binary in Cargo's messages, one JSON object a line.
pub(crate) fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()).find_map(
        |message| {
            let is_it = message["reason"] == "compiler-artifact" && message["target"]["name"] == name;
            is_it.then(|| message["executable"].as_str().map(PathBuf::from)).flatten()
        },
    )
}

/// Asks the server for fixes; `None` when it found none.
fn fix(server: &Path, root: &Path, model: &Path, file: &Path, case: &Case) -> Result<Option<Fixed>, Trouble> {
    let mut command = Command::new(server);
    command.current_dir(root).arg("fix").arg(file).arg("--model").arg(model).args(["--format", "json"]);
    command.args(["--line", &case.start_line.to_string(), "--end-line", &case.end_line.to_string()]);
    if let Some(message) = &case.message {
        command.args(["--message", message]);
    }
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Trouble::All(format!("cannot start {}: {error}", server.display())))?;
    let said = || {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if said.is_empty() {
            format!("fixerr-server said nothing and ended with {}", output.status)
        } else {
            said
        }
    };
    match output.status.code() {
        Some(0) => serde_json::from_slice(&output.stdout)
            .map(Some)
            .map_err(|error| Trouble::Case(format!("fixerr-server's JSON is not as documented: {error}"))),
        Some(1) => Ok(None),
        Some(3) => Err(Trouble::All(said())),
        _ => Err(Trouble::Case(said())),
    }
}

fn heading(case: &Case, file: &Path, paint: Paint) -> String {
    let lines = if case.start_line == case.end_line {
        case.start_line.to_string()
    } else {
        format!("{}-{}", case.start_line, case.end_line)
    };
    let place = paint.text(Colour::Bold, &format!("{}:{lines}", file.display()));
    let message = case.message.as_ref().map(|message| paint.text(Colour::Faint, &format!("\n  {message}")));
    format!("{place}  {}{}", case.language, message.unwrap_or_default())
}

/// What is shown below the heading, and whether the first fix is the original text.
fn outcome(case: &Case, fixed: Option<&Fixed>, paint: Paint) -> (String, bool) {
    let verdict = |sign: &str, colour: Colour, text: &str| {
        format!("{} {}\n", paint.text(colour, sign), paint.text(Colour::Faint, text))
    };
    let first = fixed.and_then(|fixed| Some((fixed.candidates.first()?, fixed.milliseconds)));
    let Some((first, milliseconds)) = first else {
        let marked: Vec<String> = case.original.lines().map(|line| "  ".to_owned() + line + "\n").collect();
        return (marked.concat() + &verdict("✗", Colour::Red, "no fix found"), false);
    };
    let replacement = first.replacement.replace("\r\n", "\n");
    let is_right = replacement.trim_end_matches('\n') == case.fixed.replace("\r\n", "\n");
    let mut text = diff::render(&case.original, &replacement, paint);
    let figures = format!("confidence {:.0}%, {milliseconds:.0} ms", first.confidence * 100.0);
    if is_right {
        text += &verdict("✓", Colour::Green, &figures);
    } else {
        text += &verdict("✗", Colour::Red, &(figures + "; the original was:"));
        for line in case.fixed.lines() {
            text += "  ";
            text += &paint.text(Colour::Faint, line);
            text += "\n";
        }
    }
    (text, is_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        Case {
            file: "a.go".into(),
            language: "Go".into(),
            start_line: 3,
            end_line: 3,
            message: None,
            original: "\tif a <= b {".into(),
            fixed: "\tif a < b {".into(),
        }
    }

    fn fixed(replacement: &str) -> Fixed {
        let json = serde_json::json!({
            "file": "a.go", "start_line": 3, "end_line": 3, "original": "",
            "candidates": [{"replacement": replacement, "confidence": 0.914, "log_probability": -0.09}],
            "milliseconds": 48.13
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_right_fix_a_wrong_one_and_none() {
        let paint = Paint::OFF;
        let (text, is_right) = outcome(&case(), Some(&fixed("\tif a < b {\r\n")), paint);
        assert_eq!(text, "- \tif a <= b {\n+ \tif a < b {\n✓ confidence 91%, 48 ms\n");
        assert!(is_right);
        let (text, is_right) = outcome(&case(), Some(&fixed("\tif a == b {\n")), paint);
        assert!(
            text.contains("✗ confidence 91%, 48 ms; the original was:\n  \tif a < b {\n") && !is_right,
            "{text}"
        );
        let (text, is_right) = outcome(&case(), None, paint);
        assert_eq!(text, "  \tif a <= b {\n✗ no fix found\n");
        assert!(!is_right);
    }

    #[test]
    fn the_heading_names_place_language_and_message() {
        let case = Case { end_line: 5, message: Some("undefined: x".into()), ..case() };
        let heading = heading(&case, Path::new("tests/demo/a.go"), Paint::OFF);
        assert_eq!(heading, "tests/demo/a.go:3-5  Go\n  undefined: x");
    }

    #[test]
    fn cargo_names_the_executable() {
        let messages = "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"fixerr_server\"},\"executable\":null}\n\
                        not json\n\
                        {\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"fixerr-server\"},\"executable\":\"/t/fixerr-server\"}\n";
        assert_eq!(executable(messages, "fixerr-server"), Some(PathBuf::from("/t/fixerr-server")));
        assert_eq!(executable(messages, "other"), None);
    }
}
