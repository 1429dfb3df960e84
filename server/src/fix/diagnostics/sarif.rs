//! SARIF 2.1 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>): runs of tools with their results.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use url::Url;

use super::{Findings, Region};

/// Base names may rest on others; nobody nests them deeper, and a circle must end.
const MAX_BASES: usize = 16;

#[derive(Deserialize)]
pub(super) struct Log {
    version: Option<String>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    /// `null` where the tool did not get that far.
    results: Option<Vec<RunResult>>,
    #[serde(default)]
    original_uri_base_ids: HashMap<String, ArtifactLocation>,
    #[serde(default)]
    artifacts: Vec<Artifact>,
    #[serde(default)]
    tool: Tool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Driver {
    rules: Vec<Rule>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Rule {
    id: String,
    default_configuration: Configuration,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Configuration {
    level: Option<String>,
}

#[derive(Deserialize)]
struct Artifact {
    location: Option<ArtifactLocation>,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: Option<String>,
    uri_base_id: Option<String>,
    /// Place in the run's artifacts; -1 is none.
    index: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunResult {
    #[serde(default)]
    locations: Vec<Place>,
    #[serde(default)]
    message: Message,
    level: Option<String>,
    kind: Option<String>,
    rule_id: Option<String>,
    rule_index: Option<i64>,
    baseline_state: Option<String>,
    /// `null` where the tool does not know.
    suppressions: Option<Vec<Suppression>>,
}

#[derive(Deserialize)]
struct Suppression {
    /// `null` is accepted.
    status: Option<String>,
}

#[derive(Deserialize, Default)]
struct Message {
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    physical_location: Option<PhysicalLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Option<ArtifactLocation>,
    region: Option<SarifRegion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

pub(super) fn read(log: &Log, working: &Path, found: &mut Findings) -> Result<(), String> {
    if let Some(version) = log.version.as_deref().filter(|version| !version.starts_with("2.1")) {
        return Err(format!("SARIF of version {version}; FixErr reads 2.1"));
    }
    for run in &log.runs {
        for result in run.results.iter().flatten().filter(|result| result.is_open()) {
            let is_error = run.is_error(result);
            if result.locations.is_empty() {
                found.without_lines += 1;
            }
            for location in &result.locations {
                let place = location.physical_location.as_ref();
                let artifact = place.and_then(|place| place.artifact_location.as_ref());
                let region = place.and_then(|place| place.region.as_ref());
                let (Some(artifact), Some(region)) = (artifact, region) else {
                    found.without_lines += 1;
                    continue;
                };
                let SarifRegion { start_line, end_line, end_column } = *region;
                let region = Region { start_line, end_line, end_column };
                match run.path(artifact, working) {
                    Ok(path) => found.add(path, region, is_error, result.message.text.clone()),
                    // One such file has many findings.
                    Err(problem) if found.problems.contains(&problem) => {}
                    Err(problem) => found.problems.push(problem),
                }
            }
        }
    }
    Ok(())
}

impl RunResult {
    /// Whether it is a finding that nobody has dealt with.
    fn is_open(&self) -> bool {
        let is_finding = self.kind.as_deref().is_none_or(|kind| matches!(kind, "fail" | "open" | "review"));
        // One that is not accepted (yet) suppresses nothing, whatever the others say.
        let is_accepted = |one: &Suppression| one.status.as_deref().is_none_or(|status| status == "accepted");
        let list = self.suppressions.as_deref().unwrap_or_default();
        let is_suppressed = !list.is_empty() && list.iter().all(is_accepted);
        is_finding && !is_suppressed && self.baseline_state.as_deref() != Some("absent")
    }
}

impl Run {
    fn is_error(&self, result: &RunResult) -> bool {
        let rules = &self.tool.driver.rules;
        let by_index = result.rule_index.and_then(|index| rules.get(usize::try_from(index).ok()?));
        let rule = by_index.or_else(|| rules.iter().find(|rule| Some(&rule.id) == result.rule_id.as_ref()));
        let usual = || rule.and_then(|rule| rule.default_configuration.level.as_deref());
        // What says nothing is a warning, by the standard.
        result.level.as_deref().or_else(usual) == Some("error")
    }

    fn path(&self, artifact: &ArtifactLocation, working: &Path) -> Result<PathBuf, String> {
        let listed = artifact
            .index
            .and_then(|index| self.artifacts.get(usize::try_from(index).ok()?)?.location.as_ref());
        let artifact = if artifact.uri.is_some() { artifact } else { listed.unwrap_or(artifact) };
        let uri = artifact.uri.as_deref().ok_or("a SARIF result's file has no uri")?;
        let here = Url::from_directory_path(working)
            .map_err(|()| format!("{}: no whole path", working.display()))?;
        let base =
            artifact.uri_base_id.as_deref().map_or_else(|| Ok(here.clone()), |id| self.base(id, &here, 0))?;
        let path = local(&base, uri)?;
        // A report from another machine names that one's folders; below them, the files are the same.
        if !path.exists()
            && let Ok(path) = local(&here, uri)
            && path.exists()
        {
            return Ok(path);
        }
        Ok(path)
    }

    fn base(&self, id: &str, here: &Url, depth: usize) -> Result<Url, String> {
        let Some(base) = self.original_uri_base_ids.get(id).filter(|_| depth < MAX_BASES) else {
            return Ok(here.clone());
        };
        let below = match &base.uri_base_id {
            Some(id) => self.base(id, here, depth + 1)?,
            None => here.clone(),
        };
        // The standard wants a slash at the end of a folder, and not every tool writes one.
        let uri = base.uri.as_deref().unwrap_or_default();
        let uri = if uri.is_empty() || uri.ends_with('/') { uri.to_owned() } else { format!("{uri}/") };
        below.join(&uri).map_err(|error| format!("{uri}: {error}"))
    }
}

fn local(base: &Url, uri: &str) -> Result<PathBuf, String> {
    let url = base.join(uri).map_err(|error| format!("{uri}: {error}"))?;
    if url.scheme() != "file" {
        return Err(format!("{url}: not a file of this machine"));
    }
    url.to_file_path().map_err(|()| format!("{url}: not a file of this machine"))
}
