//! The licences of what is in the archive: the Rust crates that the server is made of, Rust's standard library, ONNX Runtime, and
//! the compiler's libraries.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::paths::Paths;

/// Folders within a package that go into no program.
const UNSHIPPED: [&str; 3] = ["tests", "examples", "benches"];
/// Sources with a licence of their own at their head and nowhere else.
const HEADERS: [(&str, &[&str]); 1] = [("esaxx-rs", &["src/sais.hxx", "src/esa.hxx"])];
/// Where systems keep their documents.
pub(super) const SHARE: &str = "/usr/share";
/// Where, within that, the exception for GCC's libraries lies: on Debian, on Arch, and on Fedora and its like.
const EXCEPTIONS: [&str; 6] = [
    "doc/libgcc-s1/copyright",
    "licenses/gcc-libs/RUNTIME.LIBRARY.EXCEPTION",
    "licenses/libgcc/COPYING.RUNTIME",
    "licenses/libstdc++/COPYING.RUNTIME",
    "licenses/gcc-libs/COPYING.RUNTIME",
    "licenses/gcc/COPYING.RUNTIME",
];
/// And where the licence itself does.
const GPL_3: [&str; 7] = [
    "common-licenses/GPL-3",
    "licenses/libgcc/COPYING3",
    "licenses/libstdc++/COPYING3",
    "licenses/gcc-libs/COPYING3",
    "licenses/gcc/COPYING3",
    "licenses/spdx/GPL-3.0-or-later.txt",
    "licenses/common/GPL3/license.txt",
];

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
    let own = fs::read_to_string(paths.root.join("LICENSE-MIT"))?;
    fs::write(folder.join("rust-crates.txt"), crates(paths, host, &own)?)?;
    let (name, text) = standard_library(&sysroot()?, &own)?;
    fs::write(folder.join(name), text)?;
    for (from, to) in [
        (runtime.join("LICENSE"), "onnxruntime.txt"),
        (runtime.join("ThirdPartyNotices.txt"), "onnxruntime-third-party.txt"),
    ] {
        fs::copy(&from, folder.join(to)).with_context(|| from.display().to_string())?;
    }
    fs::write(folder.join("gcc-libraries.txt"), gcc(Path::new(SHARE))?)?;
    Ok(())
}

/// The licences of every crate in the server, each text once.
fn crates(paths: &Paths, host: &str, own: &str) -> Result<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(&paths.root)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("what cargo metadata says")?;
    let packages = shipped(&metadata, "fixerr-server")?;
    let mut text = String::from(
        "The Rust crates that fixerr-server is made of, with their licences. Where a crate may be used under one of several, any of \
         them will do.\n\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or("see its files");
        writeln!(text, "{name}: {licence}  {}", package.repository.as_deref().unwrap_or_default())?;
        for found in licences(package, own)? {
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

/// A package's licence texts, each once: those at its root or, where there are none, the terms that it names; and those of what others
/// wrote and it carries along.
fn licences(package: &Package, mit: &str) -> Result<BTreeSet<String>> {
    let root = package.manifest_path.parent().context("a manifest without a folder")?;
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry.with_context(|| folder.display().to_string())?;
            let name = entry.file_name().to_string_lossy().to_uppercase();
            let kind = entry.file_type().with_context(|| entry.path().display().to_string())?;
            if kind.is_dir() && !UNSHIPPED.iter().any(|unshipped| name.eq_ignore_ascii_case(unshipped)) {
                folders.push(entry.path());
            } else if kind.is_file()
                && ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"]
                    .iter()
                    .any(|word| name.starts_with(word))
            {
                found.insert(read(&entry.path())?);
            }
        }
        // The root is the first.
        if found.is_empty() {
            found.insert(terms(package, mit).with_context(|| {
                format!(
                    "{} {} has no licence text, and {:?} is none that FixErr knows by heart",
                    package.name, package.version, package.license
                )
            })?);
        }
    }
    for (_, headers) in HEADERS.iter().filter(|(name, _)| *name == package.name) {
        for header in *headers {
            let path = root.join(header);
            let notice = head_comment(&read(&path)?);
            found.insert(notice.with_context(|| format!("{} begins without its licence", path.display()))?);
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    Ok(fs::read_to_string(path).with_context(|| path.display().to_string())?.replace("\r\n", "\n"))
}

/// The words of the comment that a C++ file begins with.
fn head_comment(text: &str) -> Option<String> {
    let (comment, _) = text.trim_start().strip_prefix("/*")?.split_once("*/")?;
    let lines = comment.trim().lines().map(|line| {
        let line = line.trim();
        line.strip_prefix('*').unwrap_or(line).trim_start()
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The terms of a package that brings no text: MIT's are short, and others name MIT as a choice.
fn terms(package: &Package, mit: &str) -> Option<String> {
    let offers_mit = package.license.as_deref()?.split([' ', '/', '(', ')']).any(|word| word == "MIT");
    let authors = if package.authors.is_empty() {
        format!("the authors of {}", package.name)
    } else {
        package.authors.join(", ")
    };
    if offers_mit { mit_of(&authors, mit) } else { None }
}

/// The MIT licence of others, by our own text.
fn mit_of(authors: &str, mit: &str) -> Option<String> {
    let conditions = mit.find("Permission is hereby granted").map(|at| &mit[at..])?;
    Some(format!("MIT License\n\nCopyright (c) {authors}\n\n{conditions}"))
}

/// Where the Rust that builds the server lies.
fn sysroot() -> Result<PathBuf> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().context("cannot start rustc")?;
    ensure!(output.status.success(), "rustc: {}", String::from_utf8_lossy(&output.stderr));
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// The notices of Rust's standard library, which `cargo metadata` does not name, under the name that their file shall have.
fn standard_library(sysroot: &Path, mit: &str) -> Result<(&'static str, String)> {
    let notices = sysroot.join("share/doc/rust/COPYRIGHT-library.html");
    if notices.is_file() {
        return Ok(("rust-std.html", read(&notices)?));
    }
    let licence = mit_of("The Rust Project Developers (see https://thanks.rust-lang.org)", mit)
        .context("LICENSE-MIT does not hold MIT's terms")?;
    let text = format!(
        "Rust's standard library, of which fixerr-server holds a part, is under the Apache License, version 2.0 (LICENSE-APACHE), or the \
         MIT licence, at your option.\n\n{licence}"
    );
    Ok(("rust-std.txt", text))
}

/// What stands for the compiler's libraries; `share` is where the system keeps its documents.
pub(super) fn gcc(share: &Path) -> Result<String> {
    let (exception, gpl) = (first_text(share, &EXCEPTIONS)?, first_text(share, &GPL_3)?);
    Ok(format!(
        "libgcc_s.so.1 and libstdc++.so.6 are libraries of GCC, unchanged, under the GNU General Public License, version 3, with the GCC \
         Runtime Library Exception, version 3.1. Their source is at https://gcc.gnu.org.\n\n{exception}\n{gpl}"
    ))
}

/// The first of the files that is there and holds a text.
fn first_text(share: &Path, files: &[&str]) -> Result<String> {
    let texts = files.iter().filter_map(|file| fs::read_to_string(share.join(file)).ok());
    texts.into_iter().find(|text| !text.trim().is_empty()).with_context(|| {
        format!(
            "the archive must hold the licences of libgcc and libstdc++, but in {} there is none of {}",
            share.display(),
            files.join(", ")
        )
    })
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
    fn package(folder: &Path, name: &str, license: &str) -> Package {
        serde_json::from_value(serde_json::json!({
            "id": name, "name": name, "version": "1.0.0", "license": license, "repository": null, "source": "r",
            "manifest_path": folder.join("Cargo.toml"),
        }))
        .unwrap()
    }

    /// Files with their texts in a new folder.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    const MIT: &str = "MIT License\n\nCopyright (c) us\n\nPermission is hereby granted, free\n";

    #[test]
    fn what_a_package_carries_along_has_its_licence_too() {
        let carried = [("sub/COPYING", "theirs\r\n"), ("sub/code.c", "x"), ("tests/LICENSE", "not shipped")];
        let own = folder(&[&carried[..], &[("LICENSE", "ours"), ("a/LICENSE", "ours")]].concat());
        let found = licences(&package(own.path(), "a", "Zlib"), MIT).unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["ours", "theirs\n"]);

        // Another's text does not stand for the package's own terms.
        let without = folder(&carried);
        let found = licences(&package(without.path(), "a", "MIT"), MIT).unwrap();
        assert!(found.len() == 2 && found.contains("theirs\n"), "{found:?}");
        assert!(found.iter().any(|text| text.contains("Copyright (c) the authors of a")), "{found:?}");
        let error = licences(&package(without.path(), "a", "Zlib"), MIT).unwrap_err().to_string();
        assert!(error.contains("a 1.0.0") && error.contains("Zlib"), "{error}");
    }

    #[test]
    fn a_licence_at_the_head_of_a_source_is_found() {
        let head = |name: &str| format!("/*\n * Copyright {name}\n *\n * Free.\n */\nint x; /* y */\n");
        let sources = folder(&[
            ("LICENSE", "ours"),
            ("src/sais.hxx", &head("Yuta Mori")),
            ("src/esa.hxx", &head("Daisuke Okanohara")),
        ]);
        let package = package(sources.path(), "esaxx-rs", "Apache-2.0");
        let found = licences(&package, MIT).unwrap();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            ["Copyright Daisuke Okanohara\n\nFree.", "Copyright Yuta Mori\n\nFree.", "ours"]
        );
        fs::write(sources.path().join("src/esa.hxx"), "int x;").unwrap();
        assert!(licences(&package, MIT).unwrap_err().to_string().contains("esa.hxx"));
    }

    #[test]
    fn rusts_standard_library_has_its_notices() {
        let path = "share/doc/rust/COPYRIGHT-library.html";
        let found = standard_library(folder(&[(path, "<p>notices")]).path(), MIT).unwrap();
        assert_eq!(found, ("rust-std.html", "<p>notices".to_owned()));
        let (name, text) = standard_library(folder(&[]).path(), MIT).unwrap();
        assert_eq!(name, "rust-std.txt");
        assert!(text.contains("The Rust Project Developers") && text.contains("Permission is"), "{text}");
    }

    #[test]
    fn gccs_licences_are_found_on_each_system_and_never_empty() {
        for (exception, gpl) in [
            ("doc/libgcc-s1/copyright", "common-licenses/GPL-3"),
            ("licenses/libgcc/COPYING.RUNTIME", "licenses/libgcc/COPYING3"),
            ("licenses/gcc-libs/RUNTIME.LIBRARY.EXCEPTION", "licenses/spdx/GPL-3.0-or-later.txt"),
        ] {
            let share = folder(&[(exception, "the exception"), (gpl, "the licence")]);
            let text = gcc(share.path()).unwrap();
            assert!(text.ends_with("\n\nthe exception\nthe licence"), "{text}");
            fs::write(share.path().join(gpl), "\n").unwrap();
            let error = gcc(share.path()).unwrap_err().to_string();
            assert!(error.contains("common-licenses/GPL-3") && error.contains("COPYING3"), "{error}");
        }
    }
}
