//! The archive: a gzipped tar, the same bytes for the same files.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};
use tar::{Builder, EntryType, Header};

/// Packs a folder under its own name; written aside and renamed.
pub(super) fn write(folder: &Path, archive: &Path) -> Result<PathBuf> {
    let name = folder.file_name().context("a folder without a name")?;
    let partial = archive.with_extension("partial");
    let file = File::create(&partial).with_context(|| format!("cannot write {}", partial.display()))?;
    let mut builder = Builder::new(GzEncoder::new(file, Compression::best()));
    add(&mut builder, folder, Path::new(name))?;
    let mut file = builder.into_inner()?.finish()?;
    file.flush()?;
    file.sync_all()?;
    fs::rename(&partial, archive).with_context(|| format!("cannot write {}", archive.display()))?;
    Ok(archive.to_owned())
}

fn add<W: std::io::Write>(builder: &mut Builder<W>, path: &Path, name: &Path) -> Result<()> {
    let mut header = Header::new_gnu();
    header.set_mtime(0);
    if path.is_dir() {
        header.set_entry_type(EntryType::Directory);
        header.set_mode(0o755);
        header.set_size(0);
        builder.append_data(&mut header, name, std::io::empty())?;
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries {
            add(builder, &entry, &name.join(entry.file_name().unwrap_or_default()))?;
        }
        return Ok(());
    }
    let file = File::open(path).with_context(|| path.display().to_string())?;
    header.set_entry_type(EntryType::Regular);
    header.set_mode(if name.ends_with("fixerr-server") { 0o755 } else { 0o644 });
    header.set_size(file.metadata()?.len());
    builder.append_data(&mut header, name, file).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_same_files_make_the_same_archive() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("fixerr-1");
        fs::create_dir_all(root.join("model")).unwrap();
        fs::write(root.join("fixerr-server"), "program").unwrap();
        fs::write(root.join("model/fixerr.json"), "{}").unwrap();
        let read = |name: &str| fs::read(write(&root, &folder.path().join(name)).unwrap()).unwrap();
        let first = read("a.tar.gz");
        fs::write(root.join("model/fixerr.json"), "{}").unwrap();
        assert_eq!(first, read("b.tar.gz"));

        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(first.as_slice()));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let path = entry.path().unwrap().display().to_string();
            found.push(format!("{:o} {} {text}", entry.header().mode().unwrap(), path.trim_end_matches('/')));
        }
        assert_eq!(
            found,
            [
                "755 fixerr-1 ",
                "755 fixerr-1/fixerr-server program",
                "755 fixerr-1/model ",
                "644 fixerr-1/model/fixerr.json {}"
            ]
        );
    }
}
