//! Where things lie: the project's root and the cache folder that all checkouts share.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Names the cache folder.
pub(crate) const CACHE_VARIABLE: &str = "FIXERR_CACHE";

/// The two folders that chores work in.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// The checkout that `cargo xtask` was called in.
    pub(crate) root: PathBuf,
    /// `$FIXERR_CACHE`, or `fixerr` in the user's cache folder.
    pub(crate) cache: PathBuf,
}

impl Paths {
    pub(crate) fn find() -> Result<Self> {
        // Cargo names the package it runs; the compiled-in path may be another checkout's, since target folders
        // can be shared.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("xtask has no parent folder")?.to_path_buf();
        let cache = match named_cache() {
            Some(named) => absolute(Path::new(&named)).context("FIXERR_CACHE is not a usable path")?,
            None => dirs::cache_dir()
                .context("this system names no cache folder; set FIXERR_CACHE to a folder with 2 GB free")?
                .join("fixerr"),
        };
        Ok(Self { root, cache })
    }

    /// A path that an option gives, seen from the working folder; or the default, which lies in the project.
    pub(crate) fn given(&self, path: Option<&Path>, default: &str) -> Result<PathBuf> {
        path.map_or_else(|| Ok(self.root.join(default)), absolute)
    }
}

/// The cache folder that the user names, as it stands there.
pub(crate) fn named_cache() -> Option<OsString> {
    env::var_os(CACHE_VARIABLE).filter(|value| !value.is_empty())
}

/// A path seen from the working folder, for programs that run in another.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_path_is_the_working_folders_and_a_default_is_the_projects() {
        let paths = Paths { root: PathBuf::from("/checkout"), cache: PathBuf::from("/cache") };
        let given = |path: Option<&str>| paths.given(path.map(Path::new), "models/default").unwrap();
        assert_eq!(given(None), Path::new("/checkout/models/default"));
        assert_eq!(given(Some("/other/model")), Path::new("/other/model"));
        assert_eq!(given(Some("model")), env::current_dir().unwrap().join("model"));
    }
}
