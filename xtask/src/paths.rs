//! Where things lie: the project's root and the cache folder that all checkouts share.

use std::{env, path::PathBuf};

use anyhow::{Context as _, Result};

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
        let cache = match env::var_os("FIXERR_CACHE").filter(|value| !value.is_empty()) {
            Some(named) => {
                std::path::absolute(PathBuf::from(named)).context("FIXERR_CACHE is not a usable path")?
            }
            None => dirs::cache_dir()
                .context("this system names no cache folder; set FIXERR_CACHE to a folder with 2 GB free")?
                .join("fixerr"),
        };
        Ok(Self { root, cache })
    }
}
