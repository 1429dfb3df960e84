//! What a finished runtime folder holds, `manifest.json`: sizes are compared on every set-up, checksums on `--check`.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The manifest's name inside its folder.
pub(crate) const FILE_NAME: &str = "manifest.json";
const FORMAT: u32 = 1;

/// Every file of one runtime folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Rises when set-up lays the folder out differently, so that old folders are made anew.
    pub(crate) format: u32,
    /// The folder's name, such as `libtorch-2.11.0-cpu`.
    pub(crate) name: String,
    /// The wheels that the files came from.
    pub(crate) wheels: Vec<Entry>,
    pub(crate) files: Vec<Entry>,
    pub(crate) links: Vec<Link>,
}

/// One file, its path relative to the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A symbolic link inside the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) path: String,
    pub(crate) target: String,
}

/// How a folder compares with its manifest.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// All that the manifest names is there.
    Whole,
    /// There is no such folder.
    Absent,
    /// It is there but not usable; the text says why.
    Damaged(String),
}

impl Manifest {
    pub(crate) fn new(name: &str) -> Self {
        Self { format: FORMAT, name: name.to_owned(), wheels: vec![], files: vec![], links: vec![] }
    }

    /// Writes the manifest into its folder. The folder still has a temporary name then, so no reader sees a part.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE_NAME);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
            file.sync_all()
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Compares existence and sizes; takes milliseconds.
pub(crate) fn state(folder: &Path, name: &str) -> State {
    match read(folder, name) {
        Ok(manifest) => problems(folder, &manifest, |_, _| None).next().map_or(State::Whole, State::Damaged),
        Err(state) => state,
    }
}

/// Compares the contents as well, calling `seen` with the bytes of each file; returns every problem.
pub(crate) fn check(folder: &Path, name: &str, mut seen: impl FnMut(u64)) -> Vec<String> {
    let manifest = match read(folder, name) {
        Ok(manifest) => manifest,
        Err(State::Damaged(why)) => return vec![why],
        Err(_) => return vec![format!("{} is not there", folder.display())],
    };
    problems(folder, &manifest, |path, entry| {
        seen(entry.bytes);
        match sha256(path) {
            Ok((found, _)) if found == entry.sha256 => None,
            Ok(_) => Some(format!("{}: its SHA-256 is not the recorded one", path.display())),
            Err(error) => Some(format!("{}: {error}", path.display())),
        }
    })
    .collect()
}

/// Total bytes of the files; 0 when there is no manifest to read.
pub(crate) fn bytes(folder: &Path, name: &str) -> u64 {
    read(folder, name).map_or(0, |manifest| manifest.files.iter().map(|file| file.bytes).sum())
}

/// Every file and link that is not as recorded; `content` looks into files whose sizes are right.
fn problems<'a>(
    folder: &'a Path,
    manifest: &'a Manifest,
    mut content: impl FnMut(&Path, &Entry) -> Option<String> + 'a,
) -> impl Iterator<Item = String> + 'a {
    let files = manifest.files.iter().filter_map(move |entry| {
        let path = folder.join(&entry.path);
        match fs::symlink_metadata(&path) {
            Ok(found) if !found.is_file() => Some(format!("{} is no regular file", path.display())),
            Ok(found) if found.len() != entry.bytes => {
                Some(format!("{} has {} bytes instead of {}", path.display(), found.len(), entry.bytes))
            }
            Ok(_) => content(&path, entry),
            Err(error) => Some(format!("{}: {error}", path.display())),
        }
    });
    let links = manifest.links.iter().filter_map(move |link| {
        let path = folder.join(&link.path);
        (fs::read_link(&path).ok() != Some(PathBuf::from(&link.target)))
            .then(|| format!("{} is not a link to {}", path.display(), link.target))
    });
    files.chain(links)
}

fn read(folder: &Path, name: &str) -> Result<Manifest, State> {
    let path = folder.join(FILE_NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(_) if fs::symlink_metadata(folder).is_err() => return Err(State::Absent),
        Err(error) => return Err(State::Damaged(format!("{}: {error}", path.display()))),
    };
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| State::Damaged(format!("{}: {error}", path.display())))?;
    if manifest.format != FORMAT || manifest.name != name {
        return Err(State::Damaged(format!(
            "{} describes {} in format {}, not {name} in format {FORMAT}",
            path.display(),
            manifest.name,
            manifest.format
        )));
    }
    Ok(manifest)
}

/// SHA-256 of a file in lower-case hexadecimal, and its length.
pub(crate) fn sha256(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer, mut bytes) = (Sha256::new(), vec![0; 1 << 18], 0);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hex(&hasher.finalize()), bytes));
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with one file and one link, as set-up leaves it.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lib.so.1"), "library").unwrap();
        std::os::unix::fs::symlink("lib.so.1", folder.path().join("lib.so")).unwrap();
        let (sha256, bytes) = sha256(&folder.path().join("lib.so.1")).unwrap();
        let mut manifest = Manifest::new("thing-1");
        manifest.files.push(Entry { path: "lib.so.1".into(), bytes, sha256 });
        manifest.links.push(Link { path: "lib.so".into(), target: "lib.so.1".into() });
        manifest.write(folder.path()).unwrap();
        folder
    }

    #[track_caller]
    fn damaged(folder: &Path, name: &str, part: &str) {
        match state(folder, name) {
            State::Damaged(why) => assert!(why.contains(part), "{why:?} lacks {part:?}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn whole_and_absent() {
        let folder = folder();
        assert_eq!(state(folder.path(), "thing-1"), State::Whole);
        assert_eq!(check(folder.path(), "thing-1", |_| ()), Vec::<String>::new());
        assert_eq!(state(&folder.path().join("other"), "thing-1"), State::Absent);
    }

    #[test]
    fn a_short_file_a_lost_file_a_lost_link_and_another_name_are_damage() {
        let folder = folder();
        let path = folder.path();
        damaged(path, "thing-2", "describes thing-1");
        fs::write(path.join("lib.so.1"), "lib").unwrap();
        damaged(path, "thing-1", "3 bytes instead of 7");
        fs::remove_file(path.join("lib.so.1")).unwrap();
        damaged(path, "thing-1", "lib.so.1");
        fs::write(path.join("lib.so.1"), "library").unwrap();
        fs::remove_file(path.join("lib.so")).unwrap();
        damaged(path, "thing-1", "not a link to lib.so.1");
        fs::remove_file(path.join(FILE_NAME)).unwrap();
        damaged(path, "thing-1", FILE_NAME);
    }

    #[test]
    fn only_a_check_sees_a_flipped_byte() {
        let folder = folder();
        fs::write(folder.path().join("lib.so.1"), "librarY").unwrap();
        assert_eq!(state(folder.path(), "thing-1"), State::Whole);
        let problems = check(folder.path(), "thing-1", |_| ());
        assert!(problems.len() == 1 && problems[0].contains("SHA-256"), "{problems:?}");
    }

    #[test]
    fn a_check_names_every_problem() {
        let folder = folder();
        fs::write(folder.path().join("lib.so.1"), "x").unwrap();
        fs::remove_file(folder.path().join("lib.so")).unwrap();
        assert_eq!(check(folder.path(), "thing-1", |_| ()).len(), 2);
    }

    #[test]
    fn sha256_of_nothing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let (found, bytes) = sha256(file.path()).unwrap();
        assert_eq!((&found[..8], bytes), ("e3b0c442", 0));
    }
}
