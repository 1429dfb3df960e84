//! Which files of a checkout are worth corrupting: source that people write, not vendored, generated, minified or made
//! for tests of other tools.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use anyhow::{Context as _, bail};
use fixerr_shared::language::Language;
use regex::Regex;

/// Longer files are data or generated.
pub(in crate::data) const MAX_BYTES: u64 = 400_000;
const MIN_BYTES: u64 = 200;
pub(in crate::data) const MAX_LINE: usize = 400;

const FOLDERS: &[&str] = &[
    "node_modules",
    "vendor",
    "_vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "external",
    "deps",
    "dist",
    "build",
    "out",
    "target",
    "bower_components",
    "venv",
    "virtualenv",
    "site-packages",
    "pods",
    "generated",
    "gen",
    "testdata",
    "test_data",
    "fixtures",
    "__fixtures__",
    "test_fixtures",
    "snapshots",
    "__snapshots__",
    "baselines",
    "jsfmt.spec.js",
    "amalgamation",
    "single_include",
    "locale",
    "locales",
    "i18n",
];

const FILE_PARTS: &[&str] = &[
    ".min.",
    ".pb.",
    "_pb2",
    "_generated",
    ".generated.",
    "generated_",
    "_gen.",
    "bundle.",
    ".d.ts",
    "zz_generated",
    "_string.go",
    "parsetab",
    "amalgamation",
];

/// Folders at a project's root that hold the text of each licence in a file of its own, as REUSE wants it.
const LICENSE_FOLDERS: &[&str] = &["LICENSES", "LICENCES"];

/// Endings of what is no text about licences, whatever its name, beside those of the eight languages.
const NO_TEXTS: &[&str] = &[
    "cs", "css", "csv", "gradle", "ini", "json", "kt", "lock", "lua", "php", "pl", "png", "ps1", "rb",
    "scala", "sh", "svg", "swift", "tmpl", "toml", "vue", "xml", "yaml", "yml",
];

/// What the identifiers of copyleft licences begin with.
const COPYLEFT: &[&str] = &["GPL", "LGPL", "AGPL", "MPL", "EPL"];

/// A repository's checkout.
pub(super) struct Checkout {
    pub(super) folder: PathBuf,
    /// `owner/name`.
    pub(super) repository: String,
    pub(super) license: Option<String>,
    /// Whether a licence file at its root says a copyleft licence.
    pub(super) copyleft: bool,
    pub(super) commit: Option<String>,
    /// Whether files that name a copyleft licence are refused.
    pub(super) permissive: bool,
}

/// A source file of a checkout.
pub(super) struct SourceFile {
    pub(super) checkout: usize,
    /// Inside the checkout, with forward slashes.
    pub(super) path: String,
    pub(super) language: Language,
}

/// What a file's text turned out to be.
pub(super) enum Loaded {
    Text(String),
    Refused,
}

impl Checkout {
    /// A folder named `owner+name`, or any other name; a link counts by its own.
    pub(super) fn open(folder: &Path, permissive: bool) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            bail!("{} is no folder; give the checkouts of repositories", folder.display());
        }
        let given = folder;
        let folder = given.canonicalize().with_context(|| given.display().to_string())?;
        // `.` and `..` name nothing by themselves.
        let name = given.file_name().or(folder.file_name()).unwrap_or_default().to_string_lossy();
        let repository = name.replacen('+', "/", 1);
        let Licenses { name: license, copyleft } = detect_licenses(&folder);
        let commit = super::corpus::commit(&folder);
        Ok(Self { folder, repository, license, copyleft, commit, permissive })
    }

    /// The checkout's source files in the order of their paths, and how many folders in it cannot be read and are passed over;
    /// without `skip_bad` such a folder is an error. Links are not followed.
    pub(super) fn files(
        &self,
        checkout: usize,
        exclude: &[Glob],
        skip_bad: bool,
    ) -> anyhow::Result<(Vec<SourceFile>, usize)> {
        let (mut files, mut unreadable, mut folders) = (Vec::new(), 0, vec![String::new()]);
        while let Some(inside) = folders.pop() {
            let folder = self.folder.join(&inside);
            if !inside.is_empty() && is_another_project(&folder) {
                continue;
            }
            let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
                Ok(entries) => entries,
                Err(_) if skip_bad && !inside.is_empty() => {
                    unreadable += 1;
                    continue;
                }
                Err(error) => return Err(error).with_context(|| folder.display().to_string()),
            };
            for entry in entries {
                let name = entry.file_name();
                // A name that is not Unicode is no path that a record could hold.
                let Some(name) = name.to_str() else { continue };
                let path = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
                if name.starts_with('.') || exclude.iter().any(|glob| glob.matches(&path)) {
                    continue;
                }
                let kind = match entry.file_type() {
                    Ok(kind) => kind,
                    Err(_) if skip_bad => {
                        unreadable += 1;
                        continue;
                    }
                    Err(error) => return Err(error).context(path),
                };
                if kind.is_dir() {
                    if !is_foreign_folder(name) {
                        folders.push(path);
                    }
                } else if kind.is_file() && !is_made_file(name) {
                    let language = Language::from_path(Path::new(name));
                    let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
                    if let (Some(language), MIN_BYTES..=MAX_BYTES) = (language, bytes) {
                        files.push(SourceFile { checkout, path, language });
                    }
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((files, unreadable))
    }

    /// A file's text with line feeds only; refused when it looks generated or minified, or names a licence that is not wanted.
    pub(super) fn load(&self, file: &SourceFile) -> anyhow::Result<Loaded> {
        let path = self.folder.join(&file.path);
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(Loaded::Refused) };
        let text = plain_text(&text);
        let strange = is_strange(&text) || text.lines().any(|line| line.len() > MAX_LINE);
        let refused = strange || is_generated(&text) || self.permissive && names_copyleft(&text);
        Ok(if refused { Loaded::Refused } else { Loaded::Text(text) })
    }
}

/// Whether a folder inside a checkout is a repository of its own, such as a submodule, or an environment of Python.
fn is_another_project(folder: &Path) -> bool {
    folder.join(".git").exists() || folder.join("pyvenv.cfg").is_file()
}

/// Whether a folder of this name holds what the project's people did not write for it.
pub(in crate::data) fn is_foreign_folder(name: &str) -> bool {
    FOLDERS.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a file's name says that a tool wrote it.
pub(in crate::data) fn is_made_file(name: &str) -> bool {
    FILE_PARTS.iter().any(|part| name.contains(part))
}

/// A file's text with line feeds only and without a byte order mark.
pub(crate) fn plain_text(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

/// Whether a text holds characters that source code does not.
pub(in crate::data) fn is_strange(text: &str) -> bool {
    text.contains('\r') || text.contains('\0')
}

/// Whether a file's first lines say that a tool wrote it.
pub(in crate::data) fn is_generated(text: &str) -> bool {
    text.lines().take(12).any(|line| {
        let line = line.to_ascii_lowercase();
        line.contains("@generated")
            || line.contains("do not edit")
            || line.contains("autogenerated")
            || line.contains("automatically generated")
            || line.contains("generated automatically")
            || line.contains("generated by")
            || line.contains("code generated")
    })
}

/// Whether a file's first 3,000 bytes name a copyleft licence: as its own, as one of a choice, or of a part of it.
pub(in crate::data) fn names_copyleft(text: &str) -> bool {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        // A licence's words can stand in two lines of a comment.
        let gap = r"[\s*/#;-]+";
        let words =
            ["general public", "mozilla public", "eclipse public", "common development and distribution"];
        let words = words.map(|words| words.replace(' ', gap)).join("|");
        let short = r"\b[AL]?GPL|\bCDDL|\b[ME]PL(?:-?[0-9]|\b)";
        Regex::new(&format!("(?i:(?:{words}){gap}licen[cs]e)|{short}")).expect("a valid pattern")
    });
    NAMES.is_match(&text[..text.floor_char_boundary(3000)])
}

/// What the licence files at a project's root, and in a folder of licences there, say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::data) struct Licenses {
    /// As SPDX writes it; nothing where there is none, or one of the texts is not known.
    pub(in crate::data) name: Option<String>,
    /// Whether one of the texts is, or names, a copyleft licence.
    pub(in crate::data) copyleft: bool,
}

/// Knows the common licences by their words.
pub(in crate::data) fn detect_licenses(folder: &Path) -> Licenses {
    let inside = |folder: &Path, is_wanted: fn(&str) -> bool| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter(move |entry| is_wanted(&entry.file_name().to_string_lossy())).map(|entry| entry.path())
    };
    let folders = inside(folder, is_license_folder);
    let paths =
        inside(folder, is_license_name).chain(folders.flat_map(|folder| inside(&folder, is_license_text)));
    // Folders cannot be read.
    let texts = paths.filter_map(|path| fs::read(path).ok());
    licenses_among(texts.map(|text| String::from_utf8_lossy(&text).into_owned()))
}

/// Whether a file of this name at a project's root is where it keeps its licence.
pub(in crate::data) fn is_license_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let starts = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "UNLICENSE"];
    starts.iter().any(|start| upper.starts_with(start)) && is_license_text(name)
}

/// Whether a folder of this name at a project's root holds licences.
pub(in crate::data) fn is_license_folder(name: &str) -> bool {
    LICENSE_FOLDERS.contains(&name)
}

/// Whether a file of this name in a folder of licences is one of them, by its ending: `GPL-2.0` has none.
pub(in crate::data) fn is_license_text(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_other = lower.rsplit_once('.').is_some_and(|(_, ending)| NO_TEXTS.contains(&ending))
        || Language::from_path(Path::new(name)).is_some();
    !is_other && !lower.starts_with("readme") && !lower.starts_with('.')
}

/// The licences of a project by the texts of its licence files.
pub(in crate::data) fn licenses_among(texts: impl Iterator<Item = String>) -> Licenses {
    let (mut found, mut all_known, mut copyleft) = (Vec::new(), true, false);
    for text in texts {
        if let Some(name) = license_of(&text) {
            copyleft |= COPYLEFT.iter().any(|start| name.starts_with(start));
            found.push(name);
        } else {
            copyleft |= names_copyleft(&text);
            all_known = false;
        }
    }
    found.sort_unstable();
    found.dedup();
    Licenses { name: (all_known && !found.is_empty()).then(|| found.join(" OR ")), copyleft }
}

/// The licence that a text names first: later ones are those of bundled parts.
fn license_of(text: &str) -> Option<&'static str> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    let has = |phrase: &str| words.contains(phrase);
    let bsd = if has("neither the name") || has("names of its contributors") || has("used to endorse") {
        "BSD-3-Clause"
    } else {
        "BSD-2-Clause"
    };
    // A phrase, another that must stand somewhere as well, and the identifier.
    [
        ("apache license", "version 2.0", "Apache-2.0"),
        ("permission is hereby granted, free of charge, to any person obtaining a copy", "", "MIT"),
        ("redistribution and use in source and binary forms", "", bsd),
        ("permission to use, copy, modify, and/or distribute this software", "", "ISC"),
        ("permission to use, copy, modify, and distribute this software", "", "ISC"),
        ("this software is provided 'as-is', without any express or implied warranty", "", "Zlib"),
        ("mozilla public license", "2.0", "MPL-2.0"),
        ("mozilla public license", "1.1", "MPL-1.1"),
        ("eclipse public license", "2.0", "EPL-2.0"),
        ("eclipse public license", "1.0", "EPL-1.0"),
        ("gnu affero general public license", "version 3", "AGPL-3.0"),
        ("gnu lesser general public license", "version 3", "LGPL-3.0"),
        ("gnu lesser general public license", "version 2.1", "LGPL-2.1"),
        ("gnu library general public license", "version 2", "LGPL-2.0"),
        ("gnu general public license", "version 3", "GPL-3.0"),
        ("gnu general public license", "version 2", "GPL-2.0"),
        ("this is free and unencumbered software released into the public domain", "", "Unlicense"),
        ("boost software license", "", "BSL-1.0"),
    ]
    .into_iter()
    .filter(|(_, also, _)| has(also))
    .filter_map(|(phrase, _, name)| Some((words.find(phrase)?, name)))
    // Of two that begin at the same place, the one that stands first above.
    .min_by_key(|(place, _)| *place)
    .map(|(_, name)| name)
}

/// A path pattern: `*` within a name, `**` across names, `?` one character; without a slash it is looked for in every
/// folder.
#[derive(Clone, Debug)]
pub(crate) struct Glob(String);

impl std::str::FromStr for Glob {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty pattern matches nothing; leave the option out".to_owned());
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

impl Glob {
    /// Whether a path inside a repository fits.
    pub(in crate::data) fn matches(&self, path: &str) -> bool {
        let target = if self.0.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
        glob(self.0.as_bytes(), target.as_bytes())
    }
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', rest @ ..] => {
            let rest = rest.strip_prefix(b"/").unwrap_or(rest);
            (0..=text.len()).any(|at| glob(rest, &text[at..]))
        }
        [b'*', rest @ ..] => (0..=text.len())
            .take_while(|at| *at == 0 || text[at - 1] != b'/')
            .any(|at| glob(rest, &text[at..])),
        [b'?', rest @ ..] => text.first().is_some_and(|first| *first != b'/') && glob(rest, &text[1..]),
        [first, rest @ ..] => text.first() == Some(first) && glob(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        let check = |pattern: &str, path: &str| pattern.parse::<Glob>().unwrap().matches(path);
        assert!(check("*.spec.ts", "a/b/c.spec.ts"));
        assert!(!check("*.spec.ts", "a/b/c.ts"));
        assert!(check("a/**/c.ts", "a/b/x/c.ts") && check("a/**/c.ts", "a/c.ts"));
        assert!(check("docs", "x/docs") && !check("a/*.ts", "a/b/c.ts"));
        assert!("".parse::<Glob>().is_err());
    }

    #[test]
    fn walks_past_what_nobody_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("owner+name+x");
        let long = "int a = 1;\n".repeat(40);
        for path in [
            "src/b.c",
            "src/a.java",
            "vendor/a.c",
            "node_modules/x/i.js",
            "x.min.js",
            ".git/a.c",
            "api.pb.go",
            "module/a.c",
            "environment/lib/a.py",
            "env/lib/site-packages/x/a.py",
            "ios/Pods/a.c",
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &long).unwrap();
        }
        fs::write(root.join("short.c"), "int a;\n").unwrap();
        // A submodule has a file there.
        fs::write(root.join("module/.git"), "gitdir: ../.git/modules/module\n").unwrap();
        fs::write(root.join("environment/pyvenv.cfg"), "").unwrap();
        fs::write(
            root.join("LICENSE"),
            "Permission is hereby granted, free of charge, to any\nperson obtaining a copy",
        )
        .unwrap();
        let checkout = Checkout::open(&root, false).unwrap();
        assert_eq!(
            (checkout.repository.as_str(), checkout.license.as_deref()),
            ("owner/name+x", Some("MIT"))
        );
        let (files, unreadable) = checkout.files(0, &["b.*".parse().unwrap()], false).unwrap();
        assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["src/a.java"]);
        assert_eq!(unreadable, 0);
    }

    /// Not even root can read a folder whose path is longer than the system takes.
    #[cfg(target_os = "linux")]
    #[test]
    fn folders_that_cannot_be_read_are_named_or_counted() {
        let folder = tempfile::tempdir().unwrap();
        let (root, rest) = (folder.path().join("root"), folder.path().join("rest"));
        let deep = |root: &Path| (0..10).fold(root.to_owned(), |path, _| path.join("x".repeat(240)));
        fs::create_dir_all(deep(&root)).unwrap();
        fs::create_dir_all(deep(&rest)).unwrap();
        fs::rename(rest, deep(&root).join("rest")).unwrap();
        fs::write(root.join("a.c"), "int a = 1;\n".repeat(40)).unwrap();
        let checkout = Checkout::open(&root, false).unwrap();
        let error = format!("{:#}", checkout.files(0, &[], false).err().unwrap());
        assert!(error.contains("xxx/rest/xxx"), "{error}");
        let (files, unreadable) = checkout.files(0, &[], true).unwrap();
        assert_eq!((files.len(), unreadable), (1, 1));
        fs::remove_dir_all(&root).unwrap();
        assert!(checkout.files(0, &[], true).is_err(), "the checkout itself must be there");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_checkout_has_the_name_that_it_gives() {
        let folder = tempfile::tempdir().unwrap();
        let (store, link) = (folder.path().join("store"), folder.path().join("acme+shop"));
        fs::create_dir(&store).unwrap();
        std::os::unix::fs::symlink(&store, &link).unwrap();
        let name = |folder: &Path| Checkout::open(folder, false).unwrap().repository;
        assert_eq!(name(&link), "acme/shop");
        fs::create_dir(store.join("inside")).unwrap();
        for path in [".", "inside/..", "../store"] {
            assert_eq!(name(&store.join(path)), "store", "{path}");
        }
        let here = std::env::current_dir().unwrap();
        assert_eq!(name(Path::new(".")), here.file_name().unwrap().to_str().unwrap());
    }

    #[test]
    fn folders_of_licences_count_and_code_about_them_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let detect = || detect_licenses(folder.path());
        let mit = "Permission is hereby granted, free of charge, to any person obtaining a copy of this";
        let gpl = "GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991";
        write("LICENSE-MIT", mit);
        write("LICENSES/README.md", "Texts.");
        for name in ["license.rs", "license_check.py", "licenses.json", "LICENSE-third-party.csv"] {
            write(name, gpl);
        }
        assert_eq!(detect(), Licenses { name: Some("MIT".to_owned()), copyleft: false });
        write("LICENSES/GPL-2.0", gpl);
        assert_eq!(detect(), Licenses { name: Some("GPL-2.0 OR MIT".to_owned()), copyleft: true });
        for name in ["LICENSE", "copying.txt", "COPYING.LESSER", "LICENSE-APACHE-2.0", "licence.MD"] {
            assert!(is_license_name(name), "{name}");
        }
    }

    #[test]
    fn copyleft_licences_are_known_by_their_names() {
        for text in [
            "/* under the GNU General Public\n * License */",
            "// SPDX-License-Identifier: GPL-2.0-or-later",
            "# under the MPL 2.0",
            "// MIT or LGPLv3, as you like",
        ] {
            assert!(names_copyleft(text), "{text}");
        }
        let far = format!("{}\n// GPL", "int a;\n".repeat(500));
        for text in
            ["// SPDX-License-Identifier: MIT", "import matplotlib as mpl\nreplica", "EPLx MPLS", &far]
        {
            assert!(!names_copyleft(text), "{text}");
        }
    }

    #[test]
    fn the_licence_named_first_counts() {
        let bsd =
            "Redistribution and use in source and binary forms, with or without\nmodification, are permitted";
        let mit = "Permission is hereby granted, free of charge, to any person obtaining a copy of this";
        assert_eq!(license_of(&format!("{bsd}\n\nParts of it: {mit}")), Some("BSD-2-Clause"));
        let endorse = format!("{bsd} 3. The name of the author may not be used to endorse products\n{mit}");
        assert_eq!(license_of(&endorse), Some("BSD-3-Clause"));
        assert_eq!(license_of(&format!("{mit}\n\n{bsd}")), Some("MIT"));
        assert_eq!(license_of("Apache License\nVersion 2.0, January 2004"), Some("Apache-2.0"));
        assert_eq!(license_of("All rights reserved."), None);
    }

    #[test]
    fn copyleft_and_unknown_texts_at_the_root_are_told() {
        let mit = "Permission is hereby granted, free of charge, to any person obtaining a copy of this";
        let gpl =
            "GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991\n use the GNU Lesser General Public License";
        for (text, name) in [
            (gpl, "GPL-2.0"),
            ("GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", "GPL-3.0"),
            ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3, of the GNU General Public License", "LGPL-3.0"),
            ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 2.1, February 1999", "LGPL-2.1"),
            ("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007", "AGPL-3.0"),
            ("Mozilla Public License Version 2.0", "MPL-2.0"),
            ("Eclipse Public License - v 2.0", "EPL-2.0"),
        ] {
            // What is bundled is under another one.
            let text = format!("{text}\n\nParts of it: {mit}");
            let found = licenses_among(std::iter::once(text));
            assert_eq!(found, Licenses { name: Some(name.to_owned()), copyleft: true });
        }
        let among = |texts: &[&str]| licenses_among(texts.iter().map(ToString::to_string));
        let found = |name: Option<&str>, copyleft| Licenses { name: name.map(str::to_owned), copyleft };
        assert_eq!(among(&[mit]), found(Some("MIT"), false));
        assert_eq!(among(&[mit, gpl]), found(Some("GPL-2.0 OR MIT"), true));
        assert_eq!(among(&[mit, "All rights reserved."]), found(None, false));
        assert_eq!(among(&["This program is under the GPL."]), found(None, true));
        assert_eq!(among(&[]), found(None, false));
    }
}
