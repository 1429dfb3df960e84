//! A folder that a benchmark works in; it goes when the benchmark ends.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::paths::Paths;

/// In the cache folder, since the system's temporary one may be a small one in memory.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new(paths: &Paths) -> Result<Self> {
        let folder = paths.cache.join(format!("bench-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| {
            format!("cannot make {}; FIXERR_CACHE can name another cache folder", folder.display())
        })?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
