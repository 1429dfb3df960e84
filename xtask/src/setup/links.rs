//! `.runtime/libtorch` and `.runtime/onnxruntime` in the project point into the cache, so that configuration files
//! can name a runtime without knowing anyone's home folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// Makes `link` point to `target`; one that already does is left alone. Returns whether anything changed.
pub(crate) fn ensure(link: &Path, target: &Path) -> Result<bool> {
    match fs::symlink_metadata(link) {
        Ok(found) if !found.is_symlink() => bail!(
            "{} is in the way: it is no link that set-up made; move it away and run this again",
            link.display()
        ),
        Ok(_) if points_to(link).as_deref() == Some(target) => return Ok(false),
        _ => {}
    }
    let folder = link.parent().context("a link has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name = link.file_name().unwrap_or_default().to_string_lossy();
    // A link cannot be redirected, but a new one can take the old one's name in one step.
    let temporary = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let _ = fs::remove_file(&temporary);
    symlink(target, &temporary)
        .and_then(|()| fs::rename(&temporary, link))
        .with_context(|| format!("cannot link {} to {}", link.display(), target.display()))?;
    Ok(true)
}

/// Where a link leads; `None` when it is no link.
pub(crate) fn points_to(link: &Path) -> Option<PathBuf> {
    fs::read_link(link).ok()
}

#[cfg(unix)]
pub(crate) fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
pub(crate) fn symlink(_target: &Path, _link: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "set-up makes links on Unix systems only"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_kept_and_redirected() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        let link = folder.path().join(".runtime/libtorch");
        assert!(ensure(&link, &first).unwrap());
        assert!(!ensure(&link, &first).unwrap());
        assert!(ensure(&link, &second).unwrap());
        assert_eq!(points_to(&link), Some(second));
        assert_eq!(
            fs::read_dir(folder.path().join(".runtime")).unwrap().count(),
            1,
            "nothing temporary is left"
        );
    }

    #[test]
    fn a_folder_of_the_users_stays() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("libtorch");
        fs::create_dir(&link).unwrap();
        let error = ensure(&link, folder.path()).unwrap_err().to_string();
        assert!(error.contains("in the way"), "{error}");
        assert!(link.is_dir());
    }
}
