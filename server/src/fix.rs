//! `fixerr-server fix`: repair marked lines of one file and print the candidates, or write the best one into the file.

use std::{io::Write, path::Path, time::Instant};

use fixerr_shared::{
    engine::CancelToken,
    files,
    language::Language,
    prompt::uses_crlf,
    repair::{Candidate, RepairRequest},
};
use serde::Serialize;

use crate::{
    cli::{Failure, FixArgs, Format, Status},
    fixer::{FixError, Fixer},
    input::{self, InputError},
    model::{self, ModelSettings},
    paint::{self, Painter},
    span::{self, BOM},
};

/// Lines shown before and after a change, for orientation.
const CONTEXT_LINES: usize = 2;

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    file: &'a str,
    /// Counted from 1.
    start_line: usize,
    end_line: usize,
    original: &'a str,
    candidates: &'a [Suggestion],
    milliseconds: f64,
}

#[derive(Debug, Serialize)]
struct Suggestion {
    replacement: String,
    confidence: f32,
    log_probability: f32,
}

/// A file and the lines of it to repair.
struct Source<'a> {
    path: &'a Path,
    /// The whole file but for its byte order mark.
    text: &'a str,
    bom: bool,
    language: Language,
    /// Counted from 0, both inclusive.
    lines: (usize, usize),
}

/// Runs `fix`.
///
/// # Errors
/// [`Failure`] with the exit status.
pub fn run(args: &FixArgs, settings: &ModelSettings, out: &mut dyn Write) -> Result<Status, Failure> {
    // The input comes first: what is wrong with it can be said before the model is read.
    let bad = |error: InputError| Failure::new(Status::BadInput, error);
    let content = input::read(&args.file).map_err(bad)?;
    let language = args.language.or_else(|| Language::from_path(&args.file)).ok_or_else(|| {
        let known = Language::ALL.map(Language::id).join(", ");
        bad(InputError::UnknownLanguage { path: args.file.clone(), known })
    })?;
    let text = content.strip_prefix(BOM).unwrap_or(&content);
    let lines = input::span(&args.file, text, args.line as usize, args.end_line.map(|line| line as usize));
    let source = Source {
        path: &args.file,
        text,
        bom: text.len() != content.len(),
        language,
        lines: lines.map_err(bad)?,
    };
    let mut fixer = model::open(settings).map_err(|error| Failure::new(Status::NoModel, error))?;
    repair(args, &source, &mut fixer, out)
}

fn repair(
    args: &FixArgs,
    source: &Source<'_>,
    fixer: &mut dyn Fixer,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let (start_line, end_line) = source.lines;
    let request = RepairRequest {
        text: source.text,
        language: source.language,
        jsx: source.path.extension().is_some_and(|ending| ending == "tsx" || ending == "jsx"),
        start_line,
        end_line,
        message: args.message.as_deref(),
        candidates: args.candidates as usize,
    };
    let started = Instant::now();
    let found = fixer.repair(&request, &CancelToken::new()).map_err(|error| match error {
        FixError::Input(_) => {
            Failure::new(Status::BadInput, format_args!("{}: {error}", source.path.display()))
        }
        FixError::Cancelled | FixError::Model(_) => Failure::new(Status::NoModel, error),
    })?;
    let milliseconds = (started.elapsed().as_secs_f64() * 1e4).round() / 10.0;
    let bytes = span::line_bytes(source.text, start_line, end_line);
    let original = &source.text[bytes.clone()];
    let suggestions = suggestions(original, found, uses_crlf(source.text));
    if args.apply
        && let Some(best) = suggestions.first()
    {
        let bom = if source.bom { BOM.to_string() } else { String::new() };
        let content =
            [&bom, &source.text[..bytes.start], &best.replacement, &source.text[bytes.end..]].concat();
        files::write_atomically(source.path, content.as_bytes()).map_err(|error| {
            Failure::new(Status::BadInput, format_args!("{}: cannot write: {error}", source.path.display()))
        })?;
    }
    let report = Report {
        file: &source.path.to_string_lossy(),
        start_line: start_line + 1,
        end_line: end_line + 1,
        original,
        candidates: &suggestions,
        milliseconds,
    };
    let written = match args.format {
        Format::Json => {
            serde_json::to_string(&report).map_err(Into::into).and_then(|json| writeln!(out, "{json}"))
        }
        Format::Text => print(&report, source, args.apply, Painter { colour: paint::wanted() }, out),
    };
    match written {
        // Whoever reads has seen enough, as with `| head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    Ok(if suggestions.is_empty() { Status::NoCandidate } else { Status::Done })
}

fn suggestions(original: &str, found: Vec<Candidate>, crlf: bool) -> Vec<Suggestion> {
    found
        .into_iter()
        .map(|candidate| Suggestion {
            replacement: span::fit(original, &candidate.replacement, crlf),
            confidence: candidate.confidence,
            log_probability: candidate.log_probability,
        })
        .filter(|suggestion| suggestion.replacement != original)
        .collect()
}

fn print(
    report: &Report<'_>,
    source: &Source<'_>,
    applied: bool,
    painter: Painter,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let (start, end) = source.lines;
    let place = if start == end {
        format!("{}:{}", report.file, report.start_line)
    } else {
        format!("{}:{}-{}", report.file, report.start_line, report.end_line)
    };
    let found = match report.candidates.len() {
        0 => "no candidate".to_owned(),
        1 => "1 candidate".to_owned(),
        n => format!("{n} candidates"),
    };
    writeln!(out, "{}  {found} in {:.0} ms", painter.bold(&place), report.milliseconds)?;
    let from = start.saturating_sub(CONTEXT_LINES);
    let before: Vec<&str> = source.text.split_inclusive('\n').skip(from).take(start - from).collect();
    let after: Vec<&str> = source.text.split_inclusive('\n').skip(end + 1).take(CONTEXT_LINES).collect();
    for (number, candidate) in (1..).zip(report.candidates) {
        let note = if applied && number == 1 { ", applied" } else { "" };
        let chance = match candidate.confidence {
            ..0.01 => "below 1 %".to_owned(),
            confidence => format!("{:.0} %", confidence * 100.0),
        };
        let head = format!("{number}: {chance}{note}");
        writeln!(out, "\n{}", painter.bold(&head))?;
        let (old, new) = (report.original, candidate.replacement.as_str());
        out.write_all(painter.diff(report.start_line, &before, old, new, &after).as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use fixerr_shared::repair::Evidence;

    use super::*;

    /// Answers every request with the same text.
    struct Fixed(Result<Vec<&'static str>, FixError>);

    impl Fixer for Fixed {
        fn repair(&mut self, _: &RepairRequest<'_>, _: &CancelToken) -> Result<Vec<Candidate>, FixError> {
            let candidate = |text: &&str| Candidate {
                replacement: (*text).into(),
                confidence: 0.914,
                log_probability: -0.09,
                evidence: Evidence::default(),
            };
            self.0.clone().map(|texts| texts.iter().map(candidate).collect())
        }

        fn model(&self) -> String {
            String::new()
        }

        fn device(&self) -> String {
            String::new()
        }
    }

    fn fix(
        content: &str,
        line: usize,
        answers: &[&'static str],
        change: impl FnOnce(&mut FixArgs),
    ) -> (String, String, Status) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("A.java");
        fs::write(&file, content).unwrap();
        let mut args = FixArgs {
            file: file.clone(),
            line: line as u32,
            end_line: None,
            candidates: 3,
            message: None,
            apply: false,
            format: Format::Text,
            language: None,
        };
        change(&mut args);
        let text = content.strip_prefix(BOM).unwrap_or(content);
        let source = Source {
            path: &file,
            text,
            bom: text.len() != content.len(),
            language: Language::Java,
            lines: input::span(&file, text, line, None).unwrap(),
        };
        let mut out = Vec::new();
        let status = repair(&args, &source, &mut Fixed(Ok(answers.to_vec())), &mut out).unwrap();
        (String::from_utf8(out).unwrap(), fs::read_to_string(&file).unwrap(), status)
    }

    #[test]
    fn text_shows_one_block_for_each_candidate() {
        let (text, file, status) = fix("a\nb <= c\nd\n", 2, &["b < c\n", ""], |_| {});
        let (head, blocks) = text.split_once('\n').unwrap();
        assert!(head.contains("A.java:2  2 candidates in "), "{head}");
        let expected =
            "\n1: 91 %\n1   a\n2 - b <= c\n2 + b < c\n3   d\n\n2: 91 %\n1   a\n2 - b <= c\n2   d\n";
        assert_eq!(blocks, expected);
        assert_eq!((file.as_str(), status), ("a\nb <= c\nd\n", Status::Done));
    }

    #[test]
    fn json_has_the_promised_keys() {
        let (text, _, status) = fix("a\r\nb", 2, &["b", "c\n"], |args| args.format = Format::Json);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((value["start_line"].as_u64(), value["end_line"].as_u64()), (Some(2), Some(2)));
        assert_eq!(value["original"], "b");
        // The unchanged candidate is gone, and the file's last line still has no line break.
        assert_eq!(value["candidates"].as_array().unwrap().len(), 1);
        assert_eq!(value["candidates"][0]["replacement"], "c");
        assert!(value["candidates"][0]["log_probability"].as_f64().is_some());
        assert!(
            value["milliseconds"].as_f64().is_some() && value["file"].as_str().unwrap().ends_with("A.java")
        );
        assert_eq!(status, Status::Done);
        let (text, _, status) = fix("a\n", 1, &[], |args| args.format = Format::Json);
        assert!(text.contains("\"candidates\":[]"));
        assert_eq!(status, Status::NoCandidate);
    }

    #[test]
    fn apply_keeps_line_breaks_and_the_byte_order_mark() {
        let (text, file, _) = fix("\u{feff}a\r\nb\r\n", 1, &["x\ny\n"], |args| args.apply = true);
        assert_eq!(file, "\u{feff}x\r\ny\r\nb\r\n");
        assert!(text.contains("applied"), "{text}");
        let (_, file, status) = fix("a\nb", 2, &[], |args| args.apply = true);
        assert_eq!((file.as_str(), status), ("a\nb", Status::NoCandidate));
        assert_eq!(fix("a\nb\n", 1, &[""], |args| args.apply = true).1, "b\n");
    }
}
