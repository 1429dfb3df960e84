//! Documents in the archive: what they link to in the project and is not in the archive, they find on the project's page.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Where the project's files are shown.
const PAGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/");

/// Copies a Markdown document of the project into the stage; both names are relative to their roots.
pub(super) fn copy(project: &Path, from: &str, stage: &Path, to: &str) -> Result<()> {
    let (source, place) = (project.join(from), stage.join(to));
    let text = fs::read_to_string(&source).with_context(|| source.display().to_string())?;
    let beside = place.parent().unwrap_or(stage);
    // What a target such as `../x` leads to may lie outside the stage.
    let text = resolve(&text, from, |path| !path.starts_with("..") && beside.join(path).exists());
    fs::write(&place, text).with_context(|| format!("cannot write {}", place.display()))
}

/// The text with full addresses for relative links, but for those whose target is there. `document` is its name in the project.
fn resolve(text: &str, document: &str, is_there: impl Fn(&Path) -> bool) -> String {
    let mut parts = text.split("](");
    let mut resolved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        resolved += "](";
        let (target, rest) = part.split_at(part.find(')').unwrap_or(0));
        let (path, section) = target.split_at(target.find('#').unwrap_or(target.len()));
        // Neither a place in the document itself nor an address.
        if path.is_empty() || path.contains(':') || is_there(Path::new(path)) {
            resolved += target;
        } else {
            resolved += PAGE;
            resolved += &in_project(document, path);
            resolved += section;
        }
        resolved += rest;
    }
    resolved
}

/// Where a document's relative link leads in the project.
fn in_project(document: &str, target: &str) -> String {
    let mut path = PathBuf::from(document);
    path.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_what_is_not_in_the_archive_lead_to_the_projects_page() {
        let (project, stage) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir_all(project.path().join("editors")).unwrap();
        fs::create_dir_all(stage.path().join("neovim/lua")).unwrap();
        let text = "[a](neovim) [b](neovim/lua#x) [c](neovim/tests/run.sh), ![d](../docs/d.png)\n\
                    [e](https://example.org/x) [f](#here) [g](../README.md#measured) x](\n";
        fs::write(project.path().join("editors/README.md"), text).unwrap();
        copy(project.path(), "editors/README.md", stage.path(), "editors.md").unwrap();
        assert_eq!(
            fs::read_to_string(stage.path().join("editors.md")).unwrap(),
            format!(
                "[a](neovim) [b](neovim/lua#x) [c]({PAGE}editors/neovim/tests/run.sh), ![d]({PAGE}docs/d.png)\n\
                 [e](https://example.org/x) [f](#here) [g]({PAGE}README.md#measured) x](\n"
            )
        );
    }

    #[test]
    fn a_link_upwards_ends_in_the_project() {
        assert_eq!(in_project("models/default/README.md", "../../tests/x.jsonl"), "tests/x.jsonl");
        assert_eq!(in_project("models/default/README.md", "./fixerr.json"), "models/default/fixerr.json");
    }
}
