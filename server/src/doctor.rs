//! `fixerr-server doctor`: what is installed, where it was found, and whether it works.

use std::{collections::BTreeMap, io::Write, path::Path, time::Instant};

use fixerr_shared::{
    bundle::{self, Manifest},
    edits::EditContext,
    engine::CancelToken,
    files,
    language::Language,
    repair::{RepairRequest, Repairer},
    runtime,
};
use serde::Serialize;

use crate::{
    fixer::Fixer,
    model::{self, ModelSettings, Seeker},
    outcome::{Failure, Format, Status, unless_closed},
    paint::{self, Painter},
};

/// A mistake that every model for Java should have a guess at.
const SAMPLE: &str = "class Sum {\n    static int of(int[] values) {\n        int sum = 0;\n        \
                      for (int i = 0; i <= values.length; i++) {\n            sum += values[i];\n        }\n        \
                      return sum;\n    }\n}\n";
const SAMPLE_LINE: usize = 3;

#[derive(Serialize)]
struct Report {
    version: &'static str,
    runtime: Part<RuntimeReport>,
    model: Part<ModelReport>,
    device: Part<String>,
    self_test: Part<SelfTest>,
    ok: bool,
}

/// A thing that is there, or why not.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Part<T> {
    Found(T),
    Error(String),
}

impl<T> Part<T> {
    fn of(result: Result<T, impl ToString>) -> Self {
        result.map_or_else(|error| Self::Error(error.to_string()), Self::Found)
    }

    const fn is_found(&self) -> bool {
        matches!(self, Self::Found(_))
    }
}

#[derive(Serialize)]
struct RuntimeReport {
    path: String,
    found_by: String,
    version: String,
    cuda: bool,
}

#[derive(Serialize)]
struct ModelReport {
    path: String,
    found_by: &'static str,
    name: String,
    precision: bundle::Precision,
    parameters: usize,
    languages: Vec<&'static str>,
    window: usize,
    /// File name → `ok` or what is wrong.
    files: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct SelfTest {
    load_milliseconds: f64,
    repair_milliseconds: f64,
    original: &'static str,
    candidates: Vec<String>,
}

/// Runs `doctor`.
///
/// # Errors
/// [`Failure`] when the report cannot be written.
pub fn run(format: Format, settings: &ModelSettings, out: &mut dyn Write) -> Result<Status, Failure> {
    let report = examine(settings);
    let written = match format {
        Format::Json => {
            serde_json::to_string(&report).map_err(Into::into).and_then(|json| writeln!(out, "{json}"))
        }
        Format::Text => print(&report, Painter { colour: paint::wanted() }, out),
    };
    unless_closed(written)?;
    Ok(if report.ok { Status::Done } else { Status::NoModel })
}

fn examine(settings: &ModelSettings) -> Report {
    let runtime = Part::of(runtime::initialize().map(|info| RuntimeReport {
        path: info.location.path.display().to_string(),
        found_by: info.location.source.to_string(),
        version: info.version.clone(),
        cuda: info.cuda,
    }));
    let model = Part::of(examine_model(settings));
    let opened = match (&runtime, &model) {
        (Part::Found(_), Part::Found(_)) => {
            let started = Instant::now();
            model::open(settings, Seeker::Terminal)
                .map(|repairer| (repairer, milliseconds(started)))
                .map_err(|error| error.to_string())
        }
        _ => Err("not tried, because the runtime or the model is missing".to_owned()),
    };
    let device = Part::of(opened.as_ref().map(|(repairer, _)| {
        let note = repairer.device_note().map(ToOwned::to_owned);
        format!("{} ({})", repairer.device(), note.unwrap_or_else(|| why(settings)))
    }));
    let self_test = Part::of(opened.and_then(|(mut repairer, load)| self_test(&mut repairer, load)));
    let whole = matches!(&model, Part::Found(model) if model.files.values().all(|state| state == "ok"));
    let ok = whole && runtime.is_found() && device.is_found() && self_test.is_found();
    Report { version: env!("CARGO_PKG_VERSION"), runtime, model, device, self_test, ok }
}

fn why(settings: &ModelSettings) -> String {
    settings
        .device
        .map_or_else(|| "chosen automatically".to_owned(), |device| format!("{device} was asked for"))
}

fn examine_model(settings: &ModelSettings) -> Result<ModelReport, String> {
    let location =
        model::locate(settings.folder.as_deref(), Seeker::Terminal).map_err(|error| error.to_string())?;
    let manifest = bundle::read_manifest(&location.folder).map_err(|error| error.to_string())?;
    Ok(ModelReport {
        path: location.folder.display().to_string(),
        found_by: location.found_by,
        name: manifest.name.clone(),
        precision: manifest.precision,
        parameters: manifest.model.parameters(),
        languages: manifest.languages.iter().map(|language| language.id()).collect(),
        window: manifest.window,
        files: check_files(&location.folder, &manifest),
    })
}

/// Every file's state, not only the first that is wrong.
fn check_files(folder: &Path, manifest: &Manifest) -> BTreeMap<String, String> {
    let check = |name: &str, entry: &bundle::FileEntry| match files::sha256(&folder.join(name)) {
        Err(error) => error.to_string(),
        Ok((_, bytes)) if bytes != entry.bytes => format!("damaged: {bytes} bytes, expected {}", entry.bytes),
        Ok((sha256, _)) if sha256 != entry.sha256 => "damaged: the checksum differs".to_owned(),
        Ok(_) => "ok".to_owned(),
    };
    manifest.files.iter().map(|(name, entry)| (name.clone(), check(name, entry))).collect()
}

fn self_test(repairer: &mut Repairer, load_milliseconds: f64) -> Result<SelfTest, String> {
    let request = RepairRequest {
        text: SAMPLE,
        language: Language::Java,
        jsx: false,
        start_line: SAMPLE_LINE,
        end_line: SAMPLE_LINE,
        message: None,
        candidates: 3,
        project: None,
        edits: EditContext::default(),
    };
    // The first repair also pays for what the runtime allocates; people wait for the second, which must not be the
    // first remembered.
    repairer.set_cache_bytes(0);
    let fixer: &mut dyn Fixer = repairer;
    fixer.repair(&request, &CancelToken::new()).map_err(|error| error.to_string())?;
    let started = Instant::now();
    let found = fixer.repair(&request, &CancelToken::new()).map_err(|error| error.to_string())?;
    Ok(SelfTest {
        load_milliseconds,
        repair_milliseconds: milliseconds(started),
        original: &SAMPLE[crate::span::line_bytes(SAMPLE, SAMPLE_LINE, SAMPLE_LINE)],
        candidates: found.candidates.into_iter().map(|candidate| candidate.replacement).collect(),
    })
}

fn milliseconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1e4).round() / 10.0
}

fn print(report: &Report, painter: Painter, out: &mut dyn Write) -> std::io::Result<()> {
    let mut line = |name: &str, text: &str| writeln!(out, "{}  {text}", painter.bold(&format!("{name:<9}")));
    line("FixErr", report.version)?;
    match &report.runtime {
        Part::Found(runtime) => {
            let cuda = if runtime.cuda { ", with CUDA" } else { "" };
            line("Runtime", &format!("ONNX Runtime {}{cuda}", runtime.version))?;
            line("", &format!("{} ({})", runtime.path, runtime.found_by))?;
        }
        Part::Error(error) => line("Runtime", error)?,
    }
    match &report.model {
        Part::Found(model) => {
            let millions = model.parameters as f64 / 1e6;
            let precision = format!("{:?}", model.precision).to_lowercase();
            line(
                "Model",
                &format!(
                    "{}, {millions:.1} M parameters, {precision}, window {} tokens",
                    model.name, model.window
                ),
            )?;
            line("", &format!("{} ({})", model.path, model.found_by))?;
            line("", &model.languages.join(", "))?;
            for (file, state) in &model.files {
                line("", &format!("{file}: {state}"))?;
            }
        }
        Part::Error(error) => line("Model", error)?,
    }
    match &report.device {
        Part::Found(device) => line("Device", device)?,
        Part::Error(error) => line("Device", error)?,
    }
    match &report.self_test {
        Part::Found(test) => {
            let (load, repair) = (test.load_milliseconds, test.repair_milliseconds);
            line("Self-test", &format!("a repair took {repair:.0} ms, loading {load:.0} ms"))?;
            line("", test.original.trim())?;
            line("", &format!("→ {}", test.candidates.first().map_or("no candidate", |best| best.trim())))?;
        }
        Part::Error(error) => line("Self-test", error)?,
    }
    let found_nothing = matches!(&report.self_test, Part::Found(test) if test.candidates.is_empty());
    line(
        "Result",
        match (report.ok, found_nothing) {
            (true, false) => "everything works",
            (true, true) => {
                "everything runs, but the model has no fix for the self-test's line: it may need more training"
            }
            (false, _) => "FixErr cannot repair anything yet; see above",
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_self_test_without_a_candidate_is_not_called_working() {
        let error = || "not looked at".to_owned();
        let test = |candidates: &[&str]| SelfTest {
            load_milliseconds: 1.0,
            repair_milliseconds: 1.0,
            original: "a\n",
            candidates: candidates.iter().map(ToString::to_string).collect(),
        };
        let result = |candidates: &[&str]| {
            let report = Report {
                version: "1",
                runtime: Part::Error(error()),
                model: Part::Error(error()),
                device: Part::Error(error()),
                self_test: Part::Found(test(candidates)),
                ok: true,
            };
            let mut out = Vec::new();
            print(&report, Painter { colour: false }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(result(&["b\n"]).contains("everything works"));
        let nothing = result(&[]);
        assert!(nothing.contains("no fix") && !nothing.contains("everything works"), "{nothing}");
    }

    #[test]
    fn without_a_model_it_says_so_and_exits_with_3() {
        let folder = tempfile::tempdir().unwrap();
        let settings = ModelSettings { folder: Some(folder.path().to_owned()), ..ModelSettings::default() };
        let mut out = Vec::new();
        assert_eq!(run(Format::Json, &settings, &mut out).unwrap(), Status::NoModel);
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert!(value["model"]["error"].as_str().unwrap().contains("no model at"), "{value}");
        assert_eq!(value["ok"], false);
        out.clear();
        assert_eq!(run(Format::Text, &settings, &mut out).unwrap(), Status::NoModel);
        assert!(String::from_utf8(out).unwrap().contains("cannot repair"));
    }

    #[test]
    fn the_sample_marks_the_loop() {
        let bytes = crate::span::line_bytes(SAMPLE, SAMPLE_LINE, SAMPLE_LINE);
        assert!(SAMPLE[bytes].contains("<="));
    }
}
