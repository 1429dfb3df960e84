//! The licences of what is in the archive: the Rust crates that the server is made of, ONNX Runtime, and the compiler's libraries.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::paths::Paths;

/// What `cargo metadata` says, as far as it is needed.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    repository: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// `dev` or `build`; none for what goes into the program.
    kind: Option<String>,
}

/// Writes the folder.
pub(super) fn write(paths: &Paths, host: &str, runtime: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("rust-crates.txt"), crates(paths, host)?)?;
    for (from, to) in [
        (runtime.join("LICENSE"), "onnxruntime.txt"),
        (runtime.join("ThirdPartyNotices.txt"), "onnxruntime-third-party.txt"),
    ] {
        fs::copy(&from, folder.join(to)).with_context(|| from.display().to_string())?;
    }
    fs::write(folder.join("gcc-libraries.txt"), gcc()?)?;
    Ok(())
}

/// The licences of every crate in the server, each text once.
fn crates(paths: &Paths, host: &str) -> Result<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(&paths.root)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("what cargo metadata says")?;
    let packages = shipped(&metadata, "fixerr-server")?;
    let own = fs::read_to_string(paths.root.join("LICENSE-MIT"))?;
    let mut text = String::from(
        "The Rust crates that fixerr-server is made of, with their licences. Where a crate may be used under one of several, any of \
         them will do.\n\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or("see its files");
        writeln!(text, "{name}: {licence}  {}", package.repository.as_deref().unwrap_or_default())?;
        let found = files(package)?;
        if found.is_empty() {
            let terms = terms(package, &own).with_context(|| {
                format!("{name} has no licence text, and {licence:?} is none that FixErr knows by heart")
            })?;
            texts.entry(terms).or_default().push(name.clone());
        }
        for found in found {
            texts.entry(found).or_default().push(name.clone());
        }
    }
    for (licence, names) in texts {
        write!(
            text,
            "\n{}\n{}\n{}\n\n{}\n",
            "=".repeat(80),
            names.join(", "),
            "=".repeat(80),
            licence.trim_end()
        )?;
    }
    Ok(text)
}

/// The packages from elsewhere that a package links, sorted by name.
fn shipped<'m>(metadata: &'m Metadata, root: &str) -> Result<Vec<&'m Package>> {
    let packages: HashMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let nodes: HashMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let root = metadata.packages.iter().find(|package| package.name == root).context("no such package")?;
    let (mut todo, mut seen) = (vec![root.id.as_str()], HashSet::new());
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            let dependencies = nodes.get(id).map(|node| node.deps.as_slice()).unwrap_or_default();
            let linked = dependencies
                .iter()
                .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()));
            todo.extend(linked.map(|dependency| dependency.pkg.as_str()));
        }
    }
    let mut found: Vec<&Package> = seen
        .into_iter()
        .filter_map(|id| packages.get(id).copied())
        .filter(|package| package.source.is_some())
        .collect();
    found.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(found)
}

/// The licence texts in a package's folder.
fn files(package: &Package) -> Result<Vec<String>> {
    let folder = package.manifest_path.parent().context("a manifest without a folder")?;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|word| name.starts_with(word))
            && path.is_file()
        {
            found.push(
                fs::read_to_string(&path).with_context(|| path.display().to_string())?.replace("\r\n", "\n"),
            );
        }
    }
    found.sort();
    Ok(found)
}

/// The terms of a package that brings no text: MIT's are short, and others name MIT as a choice.
fn terms(package: &Package, mit: &str) -> Option<String> {
    let offers_mit = package.license.as_deref()?.split([' ', '/', '(', ')']).any(|word| word == "MIT");
    let conditions = mit.find("Permission is hereby granted").map(|at| &mit[at..])?;
    let authors = if package.authors.is_empty() {
        format!("the authors of {}", package.name)
    } else {
        package.authors.join(", ")
    };
    offers_mit.then(|| format!("MIT License\n\nCopyright (c) {authors}\n\n{conditions}"))
}

/// What stands for the compiler's libraries.
fn gcc() -> Result<String> {
    let path = Path::new("/usr/share/doc/libgcc-s1/copyright");
    let path = if path.is_file() {
        path
    } else {
        Path::new("/usr/share/licenses/gcc-libs/RUNTIME.LIBRARY.EXCEPTION")
    };
    let copyright = fs::read_to_string(path)
        .with_context(|| format!("the licence of libgcc and libstdc++, {}", path.display()))?;
    let gpl = fs::read_to_string("/usr/share/common-licenses/GPL-3").unwrap_or_default();
    Ok(format!(
        "libgcc_s.so.1 and libstdc++.so.6 are libraries of GCC, unchanged, under the GNU General Public License, version 3, with the GCC \
         Runtime Library Exception, version 3.1. Their source is at https://gcc.gnu.org.\n\n{copyright}\n{gpl}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_linked_counts() {
        let text = r#"{
            "packages": [
                {"id": "s", "name": "server", "version": "1.0.0", "license": null, "repository": null, "source": null, "manifest_path": "/s/Cargo.toml"},
                {"id": "b", "name": "b", "version": "1.0.0", "license": "MIT/Apache-2.0", "repository": null, "source": "r", "manifest_path": "/b/Cargo.toml"},
                {"id": "a", "name": "a", "version": "1.0.0", "license": "Zlib", "repository": null, "source": "r", "manifest_path": "/a/Cargo.toml"},
                {"id": "t", "name": "test", "version": "1.0.0", "license": "MIT", "repository": null, "source": "r", "manifest_path": "/t/Cargo.toml"}
            ],
            "resolve": {"nodes": [
                {"id": "s", "deps": [{"pkg": "b", "dep_kinds": [{"kind": null}]}, {"pkg": "t", "dep_kinds": [{"kind": "dev"}]}]},
                {"id": "b", "deps": [{"pkg": "a", "dep_kinds": [{"kind": "build"}, {"kind": null}]}]},
                {"id": "a", "deps": []},
                {"id": "t", "deps": []}
            ]}
        }"#;
        let metadata: Metadata = serde_json::from_str(text).unwrap();
        let found = shipped(&metadata, "server").unwrap();
        assert_eq!(found.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let mit = "MIT License\n\nCopyright (c) us\n\nPermission is hereby granted, free\n";
        assert_eq!(terms(found[0], mit), None);
        let expected =
            "MIT License\n\nCopyright (c) the authors of b\n\nPermission is hereby granted, free\n";
        assert_eq!(terms(found[1], mit).as_deref(), Some(expected));
    }
}
