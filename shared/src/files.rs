//! Files that are whole or absent: temporary file, sync, rename.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// A name beside `path` that no other process of this user picks.
pub fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Removes what writers of `path` that are gone left beside it, files and folders. Only Linux says in a folder which processes there are; elsewhere nothing
/// is removed.
pub fn sweep_beside(path: &Path) {
    let processes = Path::new("/proc");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Some(name), Ok(entries)) = (path.file_name(), fs::read_dir(folder)) else { return };
    if !processes.join(std::process::id().to_string()).exists() {
        return;
    }
    let start = format!(".{}.", name.to_string_lossy());
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // As `temporary_beside` names them.
        let process = name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(".tmp"));
        if process.is_some_and(|number| number.parse::<u32>().is_ok() && !processes.join(number).exists()) {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let _ = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

/// Most names that are tried for a temporary file.
const MOST_NAMES: usize = 1000;

/// Makes a new file beside `path`. What has its name already, such as a link that leads elsewhere, is left alone, and another name taken.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let first = temporary_beside(path);
    let mut temporary = first.clone();
    for number in 1..=MOST_NAMES {
        match File::options().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                temporary = first.with_extension(format!("{number}.tmp"));
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                let reason =
                    format!("{error}; its folder must be writable, because a new file takes its place");
                return Err(io::Error::new(error.kind(), reason));
            }
            made => return made.map(|file| (temporary, file)),
        }
    }
    let reason = format!("{MOST_NAMES} temporary files of this name are there already; remove them");
    Err(io::Error::new(io::ErrorKind::AlreadyExists, reason))
}

/// Checks that a new file may take the place of what is at `path`. A rename would replace a device such as `/dev/null`, too.
///
/// # Errors
/// `path` is a folder, a device, a pipe or a socket.
pub fn check_replaceable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not an ordinary file, and a new file would replace it; give another name",
        )),
        _ => Ok(()),
    }
}

/// Checks beforehand that a file can be written at `path`, for work that takes long before it is.
///
/// # Errors
/// As [`check_replaceable`], or the folder is not there.
pub fn check_writable(path: &Path) -> io::Result<()> {
    check_replaceable(path)?;
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs::metadata(folder).map(drop),
        None => Ok(()),
    }
}

/// Writes a file so that readers see the old content or the new, never a part. A link stays one: what it leads to is replaced. The file
/// keeps its permissions and, as far as this process may give it away, its owner and group; access lists and other attributes are lost.
///
/// # Errors
/// What the system said; the temporary file is removed and the old content stays.
pub fn write_atomically(path: &Path, content: &[u8]) -> io::Result<()> {
    check_replaceable(path)?;
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (temporary, mut file) = create_beside(path)?;
    let written = (|| {
        // An existing file's permissions are the user's choice; keep them.
        if let Ok(metadata) = fs::metadata(path) {
            keep_access(&file, &metadata)?;
        }
        file.write_all(content)?;
        file.sync_all()?;
        rename_durably(&temporary, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Gives a new file the owner, the group and the permissions of the one whose place it takes.
#[cfg(unix)]
fn keep_access(file: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let chown = |uid, gid| fchown(file, uid, gid);
    keep_access_by(chown, file, (old.uid(), old.gid()), old.permissions())
}

#[cfg(not(unix))]
fn keep_access(file: &File, old: &fs::Metadata) -> io::Result<()> {
    file.set_permissions(old.permissions())
}

/// Who may not give files away stays the owner, and may still give them to a group that they are in. Any other group gets no more than
/// what everybody had.
#[cfg(unix)]
fn keep_access_by(
    chown: impl Fn(Option<u32>, Option<u32>) -> io::Result<()>,
    file: &File,
    (uid, gid): (u32, u32),
    mut permissions: fs::Permissions,
) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (uid, gid)
        && chown(Some(uid), Some(gid)).is_err()
        && new.gid() != gid
        && chown(None, Some(gid)).is_err()
    {
        let mode = permissions.mode();
        permissions.set_mode(mode & (!0o070 | ((mode & 0o007) << 3)));
    }
    file.set_permissions(permissions)
}

/// Renames, and waits until the new name itself is on the disk, where the system lets one wait for that.
///
/// # Errors
/// What the system said, and nothing was renamed.
pub fn rename_durably(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    // A folder can be opened and synced on Unix alone; elsewhere the rename is as durable as the system makes it.
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // The new content is in its place. Not every folder may be read, and not every file system syncs them.
        if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
            tracing::debug!("{}: the folder was not synced: {error}", folder.display());
        }
    }
    Ok(())
}

/// SHA-256 of a file as lower-case hexadecimal, and its length in bytes.
///
/// # Errors
/// What the system said while reading.
pub fn sha256(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer, mut bytes) = (Sha256::new(), vec![0; 1 << 20], 0);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok((hex(&hasher.finalize()), bytes))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_atomically(&folder.path().join("no/such/folder"), b"x").is_err());
        let error = write_atomically(folder.path(), b"x").unwrap_err().to_string();
        assert!(error.contains("not an ordinary file"), "{error}");
        check_writable(&path).unwrap();
        check_writable(Path::new("new.txt")).unwrap();
        assert!(check_writable(&folder.path().join("no/file")).is_err());
        assert!(check_writable(folder.path()).is_err());
        #[cfg(unix)]
        {
            let link = folder.path().join("link.txt");
            std::os::unix::fs::symlink("a.txt", &link).unwrap();
            write_atomically(&link, b"two").unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
        let (hash, bytes) = sha256(&path).unwrap();
        assert_eq!(bytes, 3);
        assert!(hash.starts_with("3fc4ccfe7458"), "{hash}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_processes_that_are_gone_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        // No process has a number as high.
        let gone = 4_000_000_000_u32;
        let left = folder.path().join(format!(".a.jsonl.{gone}.tmp"));
        let others = [
            temporary_beside(&path),
            folder.path().join(format!(".b.jsonl.{gone}.tmp")),
            folder.path().join(".a.jsonl.part.tmp"),
            folder.path().join(format!("a.jsonl.{gone}.tmp")),
        ];
        for file in others.iter().chain([&left]) {
            fs::write(file, "").unwrap();
        }
        sweep_beside(&path);
        assert!(!left.exists() && others.iter().all(|file| file.exists()));
    }

    #[cfg(unix)]
    #[test]
    fn what_a_folder_allows_decides_and_nothing_is_said_to_fail_that_was_done() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_atomically(&path, b"one").unwrap();
        let allow = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        allow(0o300);
        // The superuser may do everything.
        if File::open(folder.path()).is_err() {
            write_atomically(&path, b"two").unwrap();
            allow(0o500);
            let error = write_atomically(&path, b"three").unwrap_err().to_string();
            assert!(
                error.ends_with("its folder must be writable, because a new file takes its place"),
                "{error}"
            );
            assert_eq!(fs::read(&path).unwrap(), b"two");
        }
        allow(0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_cannot_be_given_away_stays_with_its_group() {
        use std::{
            cell::RefCell,
            os::unix::fs::{MetadataExt as _, PermissionsExt as _},
        };
        let file = tempfile::tempfile().unwrap();
        let metadata = file.metadata().unwrap();
        let (uid, gid) = (metadata.uid(), metadata.gid());
        // The mode afterwards, and what was asked of the system.
        let keep = |owner, mode, grants: &dyn Fn(Option<u32>) -> bool| {
            let asked = RefCell::new(Vec::new());
            let chown = |uid: Option<u32>, gid: Option<u32>| {
                asked.borrow_mut().push((uid, gid));
                if grants(uid) { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
            };
            keep_access_by(chown, &file, owner, fs::Permissions::from_mode(mode)).unwrap();
            (file.metadata().unwrap().mode() & 0o777, asked.into_inner())
        };
        let (other, group) = ((uid + 1, gid + 1), (None, Some(gid + 1)));
        let both = (Some(uid + 1), Some(gid + 1));
        assert_eq!(keep((uid, gid), 0o664, &|_| false), (0o664, vec![]));
        assert_eq!(keep(other, 0o664, &|_| true), (0o664, vec![both]));
        assert_eq!(keep(other, 0o660, &|uid| uid.is_none()), (0o660, vec![both, group]));
        assert_eq!(keep(other, 0o660, &|_| false), (0o600, vec![both, group]));
        assert_eq!(keep(other, 0o664, &|_| false), (0o644, vec![both, group]));
        assert_eq!(keep((uid + 1, gid), 0o660, &|_| false), (0o660, vec![(Some(uid + 1), Some(gid))]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_has_the_temporary_files_name_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.txt"), folder.path().join("other"));
        fs::write(&other, "mine").unwrap();
        std::os::unix::fs::symlink(&other, temporary_beside(&path)).unwrap();
        write_atomically(&path, b"one").unwrap();
        assert_eq!(
            (fs::read(&path).unwrap(), fs::read(&other).unwrap()),
            (b"one".to_vec(), b"mine".to_vec())
        );
        assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());
    }
}
