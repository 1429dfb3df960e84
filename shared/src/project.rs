//! What the other files around a document hold: runs of three words, which say whether a candidate is written as the project
//! writes. A project repeats itself across its files, and most in those that lie near each other (Hellendoorn and Devanbu, "Are
//! deep neural networks the best choice for modeling source code?", 2017).

mod disk;

use std::{
    collections::VecDeque,
    ffi::OsString,
    hash::{Hash, Hasher},
    path::Path,
    sync::Arc,
};

use rustc_hash::{FxHashSet, FxHasher};

pub(crate) use self::disk::project_root;
pub use self::disk::{Projects, Reading};
use crate::{
    language::Language,
    words::{beginning, line_words},
};

/// Bytes of text that are enough: on held-out repositories a third of it brings nine tenths of what all files would.
const ENOUGH_BYTES: usize = 1 << 20;
/// With fewer bytes, a run that stands nowhere else says too little.
const FEWEST_BYTES: usize = 4 << 10;
/// Files of more bytes are data or generated.
pub const LARGEST_FILE: usize = 400_000;
/// Entries of folders that are looked at, at most.
const MOST_ENTRIES: usize = 20_000;
/// Folders that hold what others wrote, whether git is told so or not. Hidden ones are passed over, too.
const FOREIGN: [&str; 4] = ["node_modules", "site-packages", "venv", "__pycache__"];

/// A run of three words, told from others by 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RunKey(u64);

impl RunKey {
    pub(crate) fn of(run: [&str; 3]) -> Self {
        let mut hasher = FxHasher::default();
        run.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// The runs of one text, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    keys: Box<[RunKey]>,
    /// Bytes of the text.
    bytes: usize,
}

impl Runs {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let mut keys: Vec<RunKey> = keys(text.lines()).collect();
        keys.sort_unstable();
        keys.dedup();
        Self { keys: keys.into(), bytes: text.len() }
    }

    /// Bytes that these take up.
    fn size(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.keys)
    }
}

/// The runs of some lines, as they stand there.
pub(crate) fn keys<'t>(lines: impl Iterator<Item = &'t str>) -> impl Iterator<Item = RunKey> {
    lines.flat_map(|line| {
        let words = line_words(beginning(line));
        (2..words.len()).map(move |end| RunKey::of([words[end - 2], words[end - 1], words[end]]))
    })
}

/// What the files around a document hold, the document aside.
#[derive(Clone, Debug, Default)]
pub struct Project {
    runs: FxHashSet<RunKey>,
    /// How many files were read.
    pub files: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Other files, or others of their lines, give another one.
    pub fingerprint: u64,
}

impl Project {
    pub(crate) fn knows(&self, run: RunKey) -> bool {
        self.runs.contains(&run)
    }

    /// Reads the files nearest to a document that are of its language's family: those of its own folder, then those one folder up or
    /// down, and so on, until there is enough. `document` is relative to the tree's root. `None` where there is too little to
    /// say anything.
    pub fn around(tree: &mut impl Tree, document: &Path, language: Language) -> Option<Self> {
        let mut project = Self::default();
        let own = document.parent().unwrap_or(Path::new(""));
        let mut seen = FxHashSet::from_iter([own.to_owned()]);
        let mut folders = VecDeque::from([own.to_owned()]);
        let mut entries = 0;
        while let Some(folder) = folders.pop_front() {
            if let Some(parent) = folder.parent()
                && seen.insert(parent.to_owned())
            {
                folders.push_back(parent.to_owned());
            }
            for Entry { name, is_folder } in tree.list(&folder) {
                entries += 1;
                if entries > MOST_ENTRIES || project.bytes > ENOUGH_BYTES {
                    return project.enough();
                }
                let path = folder.join(&name);
                if is_folder {
                    if !is_foreign(&path) && seen.insert(path.clone()) {
                        folders.push_back(path);
                    }
                } else if path != document
                    && are_kin(&path, language)
                    && let Some(runs) = tree.read(&path)
                {
                    project.runs.extend(&runs.keys);
                    let sum = runs.keys.iter().fold(runs.bytes as u64, |sum, key| sum.wrapping_add(key.0));
                    project.fingerprint = project.fingerprint.rotate_left(1) ^ sum;
                    project.files += 1;
                    project.bytes += runs.bytes;
                }
            }
        }
        project.enough()
    }

    fn enough(self) -> Option<Self> {
        (self.bytes >= FEWEST_BYTES).then_some(self)
    }
}

/// Whether a folder by its name holds nothing of the project's own.
fn is_foreign(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || FOREIGN.contains(&&*name)
}

/// Whether a file is in a language, or in one that shares its files or its words.
pub(crate) fn are_kin(path: &Path, language: Language) -> bool {
    Language::from_path(path).is_some_and(|other| are_akin(other, language))
}

/// Whether what is written in one language is written in another, too.
pub(crate) fn are_akin(one: Language, other: Language) -> bool {
    let family = |language| match language {
        Language::C | Language::Cpp => Language::Cpp,
        Language::JavaScript | Language::TypeScript => Language::TypeScript,
        other => other,
    };
    family(one) == family(other)
}

/// One thing in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name.
    pub name: OsString,
    /// Whether it is a folder, and not a file.
    pub is_folder: bool,
}

/// Where a project's files lie. Paths are relative to its root, which is the empty path.
pub trait Tree {
    /// What a folder holds that is the project's own, in the order of the names; nothing where it cannot be read.
    fn list(&mut self, folder: &Path) -> Vec<Entry>;

    /// What a file holds; `None` where it cannot be read or is longer than [`LARGEST_FILE`].
    fn read(&mut self, file: &Path) -> Option<Arc<Runs>>;
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{collections::BTreeMap, path::PathBuf};

    use super::*;

    /// Files by their paths.
    struct Files(BTreeMap<PathBuf, String>);

    impl Files {
        fn new(files: &[(&str, &str)]) -> Self {
            Self(files.iter().map(|(path, text)| (path.into(), (*text).to_owned())).collect())
        }
    }

    impl Tree for Files {
        fn list(&mut self, folder: &Path) -> Vec<Entry> {
            let inside = self.0.keys().filter_map(|path| path.strip_prefix(folder).ok());
            let entries = inside.filter_map(|path| {
                let mut parts = path.components();
                let name = parts.next()?.as_os_str().to_owned();
                Some(Entry { name, is_folder: parts.next().is_some() })
            });
            entries.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
        }

        fn read(&mut self, file: &Path) -> Option<Arc<Runs>> {
            self.0.get(file).map(|text| Arc::new(Runs::of(text)))
        }
    }

    /// A project that holds a text.
    pub(crate) fn project(text: &str) -> Project {
        Project { runs: keys(text.lines()).collect(), files: 1, bytes: text.len(), fingerprint: 0 }
    }

    fn knows(project: &Project, run: [&str; 3]) -> bool {
        project.knows(RunKey::of(run))
    }

    #[test]
    fn kin_around_a_document_are_read_and_the_document_is_not() {
        let long = "queue.push(item)\n".repeat(300);
        let mut files = Files::new(&[
            ("src/own.ts", "own.own(own)\n"),
            ("src/near.js", &long),
            ("src/other.py", "python.python(python)\n"),
            ("src/deep/far.ts", "far.far(far)\n"),
            ("top.tsx", "top.top(top)\n"),
            ("node_modules/a/b.ts", "foreign.foreign(foreign)\n"),
            (".cache/b.ts", "hidden.hidden(hidden)\n"),
        ]);
        let project = Project::around(&mut files, Path::new("src/own.ts"), Language::TypeScript).unwrap();
        assert_eq!((project.files, project.bytes), (3, long.len() + 26));
        for run in [["queue", ".", "push"], ["item", ")", "\n"], ["far", ".", "far"], ["\n", "top", "."]] {
            assert!(knows(&project, run), "{run:?}");
        }
        for word in ["own", "python", "foreign", "hidden"] {
            assert!(!knows(&project, [word, ".", word]), "{word}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_too_little_is_none() {
        let large = "a = b\n".repeat(ENOUGH_BYTES / 6 + 1);
        let mut files = Files::new(&[
            ("a/b/c/far.go", "far.far()\n"),
            ("a/b/x.go", ""),
            ("a/near.go", "near.near()\n"),
            ("a/o.go", &large),
        ]);
        let project = Project::around(&mut files, Path::new("a/b/x.go"), Language::Go).unwrap();
        // One folder up and one down are as near; the one above comes first.
        assert!(knows(&project, ["near", ".", "near"]) && !knows(&project, ["far", ".", "far"]));
        assert_eq!(project.files, 2);
        files.0.remove(Path::new("a/o.go"));
        assert!(Project::around(&mut files, Path::new("a/b/x.go"), Language::Go).is_none());
    }
}
