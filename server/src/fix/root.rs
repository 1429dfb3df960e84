//! What the names in a patch are relative to: the git work tree that holds the working folder or, outside one, that folder.

use std::{
    env, fs, io,
    path::{Component, Path, PathBuf},
};

/// The folder that `git apply` counts from.
pub(super) struct PatchRoot {
    folder: PathBuf,
    is_work_tree: bool,
}

impl PatchRoot {
    /// The root for patches that are applied in the working folder.
    pub(super) fn here() -> io::Result<Self> {
        Self::above(&env::current_dir()?)
    }

    fn above(working: &Path) -> io::Result<Self> {
        let working = fs::canonicalize(working)?;
        // A folder in a repository, but a file in a submodule or a linked work tree.
        let tree = working.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned);
        let is_work_tree = tree.is_some();
        Ok(Self { folder: tree.unwrap_or(working), is_work_tree })
    }

    /// A file's name from the root on, with `/` between its parts, in the system's bytes.
    ///
    /// # Errors
    /// The file is not below the root, in one line.
    pub(super) fn name(&self, path: &Path) -> Result<Vec<u8>, String> {
        // Through links, because git refuses to patch a file behind one.
        let whole = fs::canonicalize(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let below = whole.strip_prefix(&self.folder).map_err(|_| {
            let root = if self.is_work_tree { "git work tree" } else { "working folder" };
            format!(
                "{}: outside the {root} {}, so no patch for it can name the file; run FixErr where the file is, or use \
                 --apply",
                path.display(),
                self.folder.display()
            )
        })?;
        let parts = below.components().filter_map(|part| match part {
            Component::Normal(name) => Some(name.as_encoded_bytes()),
            _ => None,
        });
        Ok(parts.collect::<Vec<_>>().join(&b'/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_at_the_work_tree() {
        let folder = tempfile::tempdir().unwrap();
        let (tree, sub) = (folder.path().join("tree"), folder.path().join("tree/a b/c"));
        fs::create_dir_all(&sub).unwrap();
        let (file, outside) = (sub.join("d.py"), folder.path().join("e.py"));
        fs::write(&file, "").unwrap();
        fs::write(&outside, "").unwrap();
        // The temporary folder may itself lie in a work tree; then only the inner one can be tested.
        let root = PatchRoot::above(&sub).unwrap();
        if !root.is_work_tree {
            assert_eq!(root.name(&file).unwrap(), b"d.py");
            let error = root.name(&outside).unwrap_err();
            assert!(error.contains("e.py: outside the working folder"), "{error}");
        }
        fs::create_dir(tree.join(".git")).unwrap();
        let root = PatchRoot::above(&sub).unwrap();
        assert_eq!(root.name(&file).unwrap(), b"a b/c/d.py");
        let error = root.name(&outside).unwrap_err();
        assert!(error.contains("e.py: outside the git work tree") && error.contains("--apply"), "{error}");
        assert!(root.name(Path::new("no/such.py")).unwrap_err().starts_with("no/such.py: "));
    }
}
