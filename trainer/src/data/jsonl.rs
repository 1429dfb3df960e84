//! `data import jsonl`: records of our own format, checked, or plain pairs with only the code in them.

use std::path::PathBuf;

use fixerr_shared::{
    example::{ExampleError, ExampleWriter, Lines, Origin, RepairExample, json_reason},
    language::Language,
};
use serde::Deserialize;

use super::progress;

/// Import JSON Lines.
#[derive(Clone, Debug, clap::Args)]
pub struct JsonlArgs {
    /// Files of whole records, or of records with only `before`, `buggy`, `fixed`, `after`, `language` and, where it is known,
    /// the `repository` that they are from.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The examples, compressed when the name ends in `.zst`.
    #[arg(long, value_name = "FILE.jsonl.zst")]
    out: PathBuf,
    /// Count lines that are no valid record and go on.
    #[arg(long)]
    skip_bad: bool,
}

/// What a plain record may hold; the rest has defaults.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainRecord {
    #[serde(default)]
    id: Option<String>,
    language: Language,
    #[serde(default)]
    before: String,
    buggy: String,
    #[serde(default)]
    after: String,
    fixed: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    class: Option<String>,
    /// `owner/name`.
    #[serde(default)]
    repository: Option<String>,
}

/// Runs the command.
pub(super) fn run(args: &JsonlArgs) -> anyhow::Result<()> {
    let mut writer = ExampleWriter::create(&args.out)?;
    let (mut bad, bar) = (0, progress::examples("importing"));
    for path in &args.files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut lines = Lines::open(path)?;
        while let Some(line) = lines.next_record() {
            let example = line.and_then(|(line, text)| {
                parse(text, &format!("jsonl:{name}:{line}")).map_err(|reason| ExampleError::Line {
                    path: path.clone(),
                    line,
                    reason,
                })
            });
            match example {
                Ok(example) => writer.write(&example)?,
                Err(ExampleError::Line { .. }) if args.skip_bad => bad += 1,
                Err(error) => return Err(error.into()),
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    tell!("{} examples; {bad} lines were bad and left out", writer.finish()?);
    Ok(())
}

fn parse(text: &[u8], id: &str) -> Result<RepairExample, String> {
    let plain_error = match serde_json::from_slice::<PlainRecord>(text) {
        Ok(plain) => return from_plain(plain, id),
        Err(error) => error,
    };
    match serde_json::from_slice::<RepairExample>(text) {
        Ok(mut example) => {
            example.complete_line_break();
            example.validate().map(|()| example)
        }
        // A record with a source means to be whole; its own error says more.
        Err(error) if text.windows(8).any(|part| part == b"\"source\"") => Err(json_reason(&error, text)),
        Err(_) => Err(json_reason(&plain_error, text)),
    }
}

fn from_plain(plain: PlainRecord, id: &str) -> Result<RepairExample, String> {
    // Whole lines end in a break; people leave it out of short records.
    let is_dos = [&plain.before, &plain.buggy, &plain.after].iter().any(|text| text.contains("\r\n"));
    let whole = |mut text: String| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(if is_dos && !text.ends_with('\r') { "\r\n" } else { "\n" });
        }
        text
    };
    let repository = plain.repository.filter(|repository| !repository.is_empty());
    let example = RepairExample {
        id: plain.id.unwrap_or_else(|| id.to_owned()),
        language: plain.language,
        before: whole(plain.before),
        buggy: whole(plain.buggy),
        after: whole(plain.after),
        fixed: whole(plain.fixed),
        message: plain.message,
        source: "jsonl".to_owned(),
        class: plain.class,
        origin: repository.map(|repository| Origin { repository, ..Origin::default() }),
    };
    example.validate().map(|()| example)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use fixerr_shared::example::ExampleReader;

    use super::*;

    #[test]
    fn whole_and_plain_records() {
        let root = tempfile::tempdir().unwrap();
        let (input, out) = (root.path().join("in.jsonl"), root.path().join("out.jsonl"));
        let whole = r#"{"id":"a","language":"go","before":"","buggy":"x\n","after":"","fixed":"y\n","source":"mined"}"#;
        let plain = r#"{"language":"go","buggy":"x = 1","fixed":"x := 1"}"#;
        let with_repository = plain.replace('}', r#","repository":"o/n"}"#);
        fs::write(&input, format!("{whole}\n\n{plain}\n{with_repository}\n")).unwrap();
        let mut args = JsonlArgs { files: vec![input.clone()], out: out.clone(), skip_bad: false };
        run(&args).unwrap();
        let (read, _) = ExampleReader::read_all(&out, false).unwrap();
        assert_eq!((read[0].source.as_str(), read[1].source.as_str()), ("mined", "jsonl"));
        assert_eq!((read[1].id.as_str(), read[1].fixed.as_str()), ("jsonl:in:3", "x := 1\n"));
        let repositories = read.iter().map(|it| it.origin.as_ref().map(|origin| origin.repository.as_str()));
        assert_eq!(repositories.collect::<Vec<_>>(), [None, None, Some("o/n")]);

        // The last line break is easily lost.
        fs::write(&input, whole.replace(r"y\n", "y")).unwrap();
        run(&args).unwrap();
        assert_eq!(ExampleReader::read_all(&out, false).unwrap().0[0], read[0]);

        // It is one of the record's own kind.
        fs::write(&input, r#"{"language":"go","buggy":"x = 1\r\n","fixed":"x := 1"}"#).unwrap();
        run(&args).unwrap();
        assert_eq!(ExampleReader::read_all(&out, false).unwrap().0[0].fixed, "x := 1\r\n");

        fs::write(&input, format!("{whole}\n{{\"language\":\"go\",\"fixed\":\"\"}}\n")).unwrap();
        let error = run(&args).unwrap_err().to_string();
        assert!(error.contains("in.jsonl:2") && error.contains("buggy"), "{error}");
        args.skip_bad = true;
        run(&args).unwrap();
        assert_eq!(ExampleReader::read_all(&out, false).unwrap().0.len(), 1);
    }
}
