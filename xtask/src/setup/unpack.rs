//! From wheels to a finished folder: everything is unpacked, checked and listed under a temporary name, then renamed.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufReader, Read, Write as _},
    path::{Component as Part, Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};
use indicatif::ProgressBar;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::{
    links,
    manifest::{Entry, Link, Manifest, hex, sha256},
    packages::{Component, Flavour, ONNXRUNTIME, Runtime},
};
use crate::progress;

/// Files that an earlier component of this run already has, by wheel and member: the CUDA parts of both runtimes
/// share gigabytes of libraries.
pub(crate) type Unpacked = HashMap<(PathBuf, String), (PathBuf, Entry)>;

/// A wheel that is broken, as opposed to a full disk or a missing compiler.
#[derive(Debug)]
pub(crate) struct BrokenWheel(pub(crate) PathBuf);

impl std::fmt::Display for BrokenWheel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is broken", self.0.display())
    }
}

/// Unpacks `wheels` into the component's folder in `cache`. A damaged folder of that name is replaced.
pub(crate) fn unpack(
    component: &Component,
    wheels: &[PathBuf],
    cache: &Path,
    unpacked: &mut Unpacked,
) -> Result<()> {
    let name = component.folder_name();
    let temporary = cache.join(format!(".{name}.partial"));
    remove(&temporary)?;
    fs::create_dir_all(&temporary).with_context(|| format!("cannot make {}", temporary.display()))?;

    let mut manifest = Manifest::new(&name);
    let mut origins = Vec::new();
    for wheel in wheels {
        let broken = || BrokenWheel(wheel.clone());
        let (sha256, bytes) = sha256(wheel).with_context(|| format!("cannot read {}", wheel.display()))?;
        let path = wheel.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // `torch-2.11.0` of the long name: a bar should fit into one line.
        let short = path.splitn(3, '-').take(2).collect::<Vec<_>>().join("-");
        manifest.wheels.push(Entry { path, bytes, sha256 });
        let file = File::open(wheel).with_context(|| format!("cannot read {}", wheel.display()))?;
        let mut archive = ZipArchive::new(BufReader::new(file)).with_context(broken)?;
        let mut wanted = Vec::new();
        let mut total = 0;
        for index in 0..archive.len() {
            let member = archive.by_index_raw(index).with_context(broken)?;
            if let Some(place) = component.place(&member.name().with_context(broken)?) {
                total += member.size();
                wanted.push((index, place));
            }
        }
        let bar = progress::bytes(total, &format!("Unpacking {short}"));
        for (index, place) in wanted {
            let mut member = archive.by_index(index).with_context(broken)?;
            let key = (wheel.clone(), member.name().with_context(broken)?.into_owned());
            ensure!(
                Path::new(&place).components().all(|part| matches!(part, Part::Normal(_))),
                "{} holds the unsafe path {:?}",
                wheel.display(),
                key.1
            );
            let target = temporary.join(&place);
            ensure!(!target.exists(), "two members of {name}'s wheels want to be {place}");
            let folder = target.parent().unwrap_or(&temporary);
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            let linked = unpacked.get(&key).filter(|(from, _)| fs::hard_link(from, &target).is_ok());
            let entry = match linked {
                Some((_, entry)) => Entry { path: place, ..entry.clone() },
                None => extract(&mut member, &target, place, wheel, &bar)?,
            };
            origins.push((key, entry.clone()));
            manifest.files.push(entry);
        }
        bar.finish_and_clear();
    }

    for file in component.essential() {
        ensure!(
            temporary.join(&file).is_file(),
            "none of {} holds {file}: not the wheels that this version of FixErr knows",
            wheels.iter().map(|wheel| wheel.display().to_string()).collect::<Vec<_>>().join(", ")
        );
    }
    add_made_files(component, &temporary, &mut manifest)?;
    manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
    manifest.write(&temporary)?;

    let folder = cache.join(&name);
    let old = cache.join(format!(".{name}.old"));
    remove(&old)?;
    if fs::symlink_metadata(&folder).is_ok() {
        fs::rename(&folder, &old).with_context(|| format!("cannot move {} away", folder.display()))?;
    }
    fs::rename(&temporary, &folder).with_context(|| format!("cannot move to {}", folder.display()))?;
    unpacked.extend(origins.into_iter().map(|(key, entry)| (key, (folder.join(&entry.path), entry))));
    remove(&old)
}

/// Writes one member. The `zip` crate compares its checksum at the end.
fn extract(
    member: &mut zip::read::ZipFile<'_, BufReader<File>>,
    target: &Path,
    place: String,
    wheel: &Path,
    bar: &ProgressBar,
) -> Result<Entry> {
    let cannot_write = || format!("cannot write {}", target.display());
    let mut file = File::create(target).with_context(cannot_write)?;
    let (mut hasher, mut buffer, mut bytes) = (Sha256::new(), vec![0; 1 << 18], 0);
    loop {
        let read = match member.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(anyhow::Error::new(error).context(BrokenWheel(wheel.to_path_buf()))),
        };
        file.write_all(&buffer[..read]).with_context(cannot_write)?;
        hasher.update(&buffer[..read]);
        bytes += read as u64;
        bar.inc(read as u64);
    }
    // Thousands of small headers would take long to sync one by one, and their sizes are compared on each set-up.
    if bytes > 1 << 20 {
        file.sync_all().with_context(cannot_write)?;
    }
    Ok(Entry { path: place, bytes, sha256: hex(&hasher.finalize()) })
}

/// What is in no wheel: names that linkers and loaders look for.
fn add_made_files(component: &Component, folder: &Path, manifest: &mut Manifest) -> Result<()> {
    match component.runtime {
        Runtime::OnnxRuntime => {
            let link =
                Link { path: "libonnxruntime.so".into(), target: format!("libonnxruntime.so.{ONNXRUNTIME}") };
            links::symlink(Path::new(&link.target), &folder.join(&link.path))
                .with_context(|| format!("cannot make {}", folder.join(&link.path).display()))?;
            manifest.links.push(link);
        }
        // tch links with `-ltorch`. The real one pulls in the CUDA libraries, so the CPU parts get an empty one.
        Runtime::Libtorch if component.flavour == Flavour::Cpu => {
            let path = "lib/libtorch.so".to_owned();
            empty_library(&folder.join(&path))?;
            let (sha256, bytes) = sha256(&folder.join(&path)).context("cannot read the empty library")?;
            manifest.files.push(Entry { path, bytes, sha256 });
        }
        Runtime::Libtorch => {}
    }
    Ok(())
}

/// Fails before gigabytes are downloaded when there is no C compiler.
pub(crate) fn ensure_compiler(component: &Component, staging: &Path) -> Result<()> {
    if component.runtime == Runtime::Libtorch && component.flavour == Flavour::Cpu {
        empty_library(&staging.join("libtorch.so"))?;
    }
    Ok(())
}

/// A shared library that holds nothing.
pub(crate) fn empty_library(target: &Path) -> Result<()> {
    let chosen = std::env::var("CC").ok().filter(|compiler| !compiler.trim().is_empty());
    let mut said = Vec::new();
    for compiler in chosen.as_deref().into_iter().chain(["cc", "gcc", "clang", "c++"]) {
        // CC may carry flags or a wrapper such as ccache.
        let mut words = compiler.split_whitespace();
        let Some(program) = words.next() else { continue };
        let ran = Command::new(program)
            .args(words)
            .args(["-shared", "-x", "c", "/dev/null", "-o"])
            .arg(target)
            .stdin(Stdio::null())
            .output();
        match ran {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => {
                said.push(format!("{compiler}: {}", String::from_utf8_lossy(&output.stderr).trim()));
            }
            Err(error) => said.push(format!("{compiler}: {error}")),
        }
    }
    bail!(
        "no C compiler works here, and libtorch's users are compiled with one; install it \
         (Debian and Ubuntu: apt-get install build-essential; Fedora: dnf install gcc-c++) and run this again.\n{}",
        said.join("\n")
    )
}

/// Removes a folder or file that may not be there.
fn remove(path: &Path) -> Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
    };
    removed.with_context(|| format!("cannot remove {}", path.display()))
}

#[cfg(test)]
mod tests {
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::setup::manifest::{self, State};

    /// A wheel with ONNX Runtime's layout and three bytes of library.
    fn wheel(folder: &Path, members: &[(&str, &str)]) -> PathBuf {
        let path = folder.join("onnxruntime-0-cp311.whl");
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for (name, content) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    const LIBRARY: (&str, &str) = ("onnxruntime/capi/libonnxruntime.so.1.31.1", "a library, or so it says");

    #[test]
    fn a_wheel_becomes_a_whole_folder() {
        let cache = tempfile::tempdir().unwrap();
        let component = Component::cpu(Runtime::OnnxRuntime);
        let members = [LIBRARY, ("onnxruntime/LICENSE", "MIT"), ("onnxruntime/__init__.py", "import this")];
        let wheel = wheel(cache.path(), &members);
        unpack(&component, &[wheel], cache.path(), &mut Unpacked::new()).unwrap();
        let folder = cache.path().join(component.folder_name());
        assert_eq!(manifest::state(&folder, &component.folder_name()), State::Whole);
        assert!(manifest::check(&folder, &component.folder_name(), |_| ()).is_empty());
        assert_eq!(fs::read_to_string(folder.join("libonnxruntime.so")).unwrap(), LIBRARY.1);
        assert!(folder.join("LICENSE").is_file() && !folder.join("__init__.py").exists());
    }

    #[test]
    fn a_damaged_folder_and_an_interrupted_run_are_replaced() {
        let cache = tempfile::tempdir().unwrap();
        let component = Component::cpu(Runtime::OnnxRuntime);
        let name = component.folder_name();
        for stale in [format!(".{name}.partial"), format!(".{name}.old"), name.clone()] {
            fs::create_dir(cache.path().join(&stale)).unwrap();
            fs::write(cache.path().join(stale).join("stale"), "").unwrap();
        }
        let wheel = wheel(cache.path(), &[LIBRARY]);
        unpack(&component, &[wheel], cache.path(), &mut Unpacked::new()).unwrap();
        assert_eq!(manifest::state(&cache.path().join(&name), &name), State::Whole);
        assert!(!cache.path().join(&name).join("stale").exists());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 2, "the wheel and the folder, nothing else");
    }

    #[test]
    fn a_flipped_byte_or_a_cut_wheel_is_a_broken_wheel_and_leaves_no_folder() {
        let cache = tempfile::tempdir().unwrap();
        let component = Component::cpu(Runtime::OnnxRuntime);
        let wheel = wheel(cache.path(), &[LIBRARY]);
        let whole = fs::read(&wheel).unwrap();
        let mut flipped = whole.clone();
        flipped[30 + LIBRARY.0.len() + 4] ^= 0x10;
        for content in [flipped.as_slice(), &whole[..whole.len() / 2], b""] {
            fs::write(&wheel, content).unwrap();
            let error = unpack(&component, std::slice::from_ref(&wheel), cache.path(), &mut Unpacked::new());
            let error = error.unwrap_err();
            assert!(error.downcast_ref::<BrokenWheel>().is_some(), "{error:#}");
            assert!(!cache.path().join(component.folder_name()).exists());
        }
    }

    #[test]
    fn a_wheel_without_the_library_is_refused() {
        let cache = tempfile::tempdir().unwrap();
        let wheel = wheel(cache.path(), &[("onnxruntime/LICENSE", "MIT")]);
        let component = Component::cpu(Runtime::OnnxRuntime);
        let error = unpack(&component, &[wheel], cache.path(), &mut Unpacked::new()).unwrap_err().to_string();
        assert!(error.contains("libonnxruntime.so"), "{error}");
    }

    #[test]
    fn a_library_that_two_runtimes_use_is_stored_once() {
        use std::os::unix::fs::MetadataExt as _;
        let cache = tempfile::tempdir().unwrap();
        let mut component = Component { flavour: Flavour::Cuda, ..Component::cpu(Runtime::OnnxRuntime) };
        let shared = ("nvidia/cu13/lib/libcufft.so.12", "transform");
        let provider = ("onnxruntime/capi/libonnxruntime_providers_cuda.so", "provider");
        let wheels = [wheel(cache.path(), &[LIBRARY, provider, shared])];
        let mut unpacked = Unpacked::new();
        unpack(&component, &wheels, cache.path(), &mut unpacked).unwrap();
        let first = cache.path().join(component.folder_name());
        // The same wheel again, for a folder of another name.
        fs::rename(&first, cache.path().join("first")).unwrap();
        for (path, _) in unpacked.values_mut() {
            *path = cache.path().join("first").join(path.strip_prefix(&first).unwrap());
        }
        component.wheels.clear();
        unpack(&component, &wheels, cache.path(), &mut unpacked).unwrap();
        let inode = |folder: &Path| fs::metadata(folder.join("libcufft.so.12")).unwrap().ino();
        assert_eq!(inode(&cache.path().join("first")), inode(&first));
        assert!(manifest::check(&first, &component.folder_name(), |_| ()).is_empty());
    }
}
