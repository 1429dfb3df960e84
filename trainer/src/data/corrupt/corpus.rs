//! Checkouts as a corpus: `data corrupt` goes through its files once; training takes stock of them first, so that it can
//! draw other bugs from the same texts again and again and notices when a text is no longer the same.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::bail;
use fixerr_shared::example::RepairExample;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tree_sitter::Parser;

use super::{
    Outcome, Plan, corrupt_file, examples,
    walk::{Checkout, Glob, Loaded, SourceFile},
};
use crate::data::progress;

/// Checkouts with their source files, in the order of their paths.
pub(super) struct SourceCorpus {
    pub(super) checkouts: Vec<Checkout>,
    pub(super) files: Vec<SourceFile>,
    /// Folders that cannot be read and were passed over.
    pub(super) unreadable: usize,
}

/// Which files of the checkouts are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'a> {
    /// Patterns of files and folders to leave out.
    pub(crate) exclude: &'a [Glob],
    /// Whether those under a copyleft licence are left out.
    pub(crate) permissive: bool,
    /// Whether files and folders that cannot be read are passed over.
    pub(crate) skip_bad: bool,
    /// Repositories that nothing is taken from.
    pub(crate) barred: &'a BTreeSet<String>,
}

impl SourceCorpus {
    /// Lists the files of the folders.
    pub(super) fn open(folders: &[PathBuf], choice: Choice<'_>) -> anyhow::Result<Self> {
        let Choice { exclude, permissive, skip_bad, barred } = choice;
        let open = |folder: &PathBuf| Checkout::open(folder, permissive);
        let mut checkouts = folders.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        if permissive {
            checkouts.retain(|checkout| {
                if checkout.copyleft {
                    say!(
                        "{} is passed over: a licence file at its root says a copyleft licence",
                        checkout.repository
                    );
                }
                !checkout.copyleft
            });
        }
        checkouts.retain(|checkout| {
            let is_barred = barred.contains(&checkout.repository);
            if is_barred {
                say!(
                    "{} is passed over: held-out or validation files hold examples of it",
                    checkout.repository
                );
            }
            !is_barred
        });
        if checkouts.is_empty() {
            bail!(
                "nothing is left of the checkouts given: each is under a copyleft licence, or in the held-out or validation files"
            );
        }
        let (mut files, mut unreadable) = (Vec::new(), 0);
        for (at, checkout) in checkouts.iter().enumerate() {
            let (found, passed_over) = checkout.files(at, exclude, skip_bad)?;
            files.extend(found);
            unreadable += passed_over;
        }
        if files.is_empty() {
            bail!(
                "no source files of the eight languages in the folders given; if they hold checkouts, give the checkouts themselves: FOLDER/*"
            );
        }
        Ok(Self { checkouts, files, unreadable })
    }
}

/// What a checkout held when stock was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// `owner/name`.
    pub repository: String,
    /// What was checked out, where that is known.
    pub commit: Option<String>,
    /// SPDX identifier, where it is known.
    pub license: Option<String>,
    /// Source files that people wrote.
    pub files: usize,
    /// Their length.
    pub bytes: u64,
    /// SHA-256 of their paths and texts.
    pub sha256: String,
}

/// Files whose texts are known: without those that look generated, each text once.
pub(crate) struct StockedCorpus {
    corpus: SourceCorpus,
    /// SHA-256 of each file's text.
    hashes: Vec<[u8; 32]>,
    /// The checkouts.
    pub(crate) records: Vec<SourceRecord>,
    /// Files and folders that cannot be read and were passed over.
    pub(crate) unreadable: usize,
}

impl StockedCorpus {
    /// Reads every file once. The order of the folders does not matter.
    pub(crate) fn open(folders: &[PathBuf], choice: Choice<'_>) -> anyhow::Result<Self> {
        let mut folders = folders.to_vec();
        folders.sort_by(|a, b| (a.file_name(), a).cmp(&(b.file_name(), b)));
        let SourceCorpus { checkouts, files, mut unreadable } = SourceCorpus::open(&folders, choice)?;
        let bar = progress::files(files.len(), "reading the sources");
        // Hash and length of each text that people wrote.
        let load = |file: &SourceFile| -> anyhow::Result<Option<([u8; 32], u64)>> {
            bar.inc(1);
            Ok(match checkouts[file.checkout].load(file)? {
                Loaded::Text(text) => Some((Sha256::digest(text.as_bytes()).into(), text.len() as u64)),
                Loaded::Refused => None,
            })
        };
        let loaded: Vec<_> = files.par_iter().map(load).collect();
        bar.finish_and_clear();
        let mut records: Vec<(SourceRecord, Sha256)> = checkouts
            .iter()
            .map(|checkout| {
                let record = SourceRecord {
                    repository: checkout.repository.clone(),
                    commit: checkout.commit.clone(),
                    license: checkout.license.clone(),
                    files: 0,
                    bytes: 0,
                    sha256: String::new(),
                };
                (record, Sha256::new())
            })
            .collect();
        let (mut kept, mut hashes, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (file, loaded) in files.into_iter().zip(loaded) {
            let (hash, bytes) = match loaded {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(_) if choice.skip_bad => {
                    unreadable += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let (record, digest) = &mut records[file.checkout];
            record.files += 1;
            record.bytes += bytes;
            digest.update((file.path.len() as u64).to_le_bytes());
            digest.update(file.path.as_bytes());
            digest.update(hash);
            if seen.insert(hash) {
                kept.push(file);
                hashes.push(hash);
            }
        }
        if kept.is_empty() {
            bail!("no source file of the folders given was written by people");
        }
        let finish = |(record, digest): (SourceRecord, Sha256)| {
            let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            SourceRecord { sha256, ..record }
        };
        let records = records.into_iter().map(finish).collect();
        Ok(Self {
            corpus: SourceCorpus { checkouts, files: kept, unreadable: 0 },
            hashes,
            records,
            unreadable,
        })
    }

    /// How many files there are to draw from.
    pub(crate) fn len(&self) -> usize {
        self.corpus.files.len()
    }

    /// Corrupts one file; nothing when the parser cannot read it whole. The plan's seed and the file's text alone decide.
    pub(crate) fn draw(
        &self,
        parser: &mut Parser,
        file: usize,
        plan: &Plan,
    ) -> anyhow::Result<Option<Vec<RepairExample>>> {
        let (known, file) = (self.hashes[file], &self.corpus.files[file]);
        let checkout = &self.corpus.checkouts[file.checkout];
        match corrupt_file(parser, checkout, file, plan) {
            Outcome::Mutants(found) if found.hash == known => {
                Ok(Some(examples(checkout, file, plan, found.mutants).collect()))
            }
            Outcome::Unparsed(hash) if hash == known => Ok(None),
            Outcome::Bad(error) => Err(error.context("a source file can no longer be read")),
            _ => bail!(
                "{}: the file changed since the run began; put it back and go on with --resume",
                checkout.folder.join(&file.path).display()
            ),
        }
    }
}

/// The commit that is checked out in a folder. Its `.git` can be a file that leads elsewhere.
pub(super) fn commit(folder: &Path) -> Option<String> {
    let opened = gix::open_opts(folder, gix::open::Options::isolated()).ok();
    let head = opened.and_then(|repository| Some(repository.head_id().ok()?.to_string()));
    head.or_else(|| commit_of_files(&folder.join(".git")))
}

/// The same from a `.git` folder of which only some files are there.
fn commit_of_files(git: &Path) -> Option<String> {
    let is_hash = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let head = fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(branch) = head.trim().strip_prefix("ref: ") else {
        return Some(head.trim().to_owned()).filter(|head| is_hash(head));
    };
    if branch.split('/').any(|part| part == "..") {
        return None;
    }
    let loose = fs::read_to_string(git.join(branch)).ok().map(|text| text.trim().to_owned());
    let packed = || {
        let text = fs::read_to_string(git.join("packed-refs")).ok()?;
        let line = text.lines().find(|line| line.split_once(' ').is_some_and(|(_, name)| name == branch))?;
        Some(line.split_once(' ')?.0.to_owned())
    };
    loose.or_else(packed).filter(|hash| is_hash(hash))
}

/// The first thing that is not as it was. What is drawn depends on the order of the checkouts, so that counts as well.
pub(crate) fn difference(before: &[SourceRecord], now: &[SourceRecord]) -> Option<String> {
    let is_same = |(one, two): (&SourceRecord, &SourceRecord)| {
        one.repository == two.repository && one.sha256 == two.sha256
    };
    if before.len() == now.len() && before.iter().zip(now).all(is_same) {
        return None;
    }
    let at = |record: &SourceRecord| {
        let short = |commit: &String| commit.chars().take(12).collect::<String>();
        record.commit.as_ref().map_or(String::new(), |commit| format!(" at {}", short(commit)))
    };
    for (place, record) in before.iter().enumerate() {
        let hashes = |all: &[SourceRecord]| {
            let mut hashes: Vec<_> = namesakes(all, record).map(|one| one.sha256.clone()).collect();
            hashes.sort_unstable();
            hashes
        };
        match namesakes(now, record).nth(namesakes(&before[..place], record).count()) {
            None => return Some(format!("{}{} is missing", record.repository, at(record))),
            Some(found) if found.sha256 == record.sha256 => {}
            Some(_) if hashes(before) == hashes(now) => {
                return Some(format!("the checkouts named {} stand in another order", record.repository));
            }
            Some(found) => {
                return Some(format!(
                    "{} is another: {} files of {} bytes{} then, {} files of {} bytes{} now",
                    record.repository,
                    record.files,
                    record.bytes,
                    at(record),
                    found.files,
                    found.bytes,
                    at(found)
                ));
            }
        }
    }
    let is_new = |(place, record): &(usize, &SourceRecord)| {
        namesakes(&now[..*place], record).count() >= namesakes(before, record).count()
    };
    let new = now.iter().enumerate().find(is_new);
    Some(new.map_or_else(
        || "the checkouts stand in another order".to_owned(),
        |(_, record)| format!("{} is new", record.repository),
    ))
}

/// The records of the same repository, or of folders that happen to have one name.
fn namesakes<'a>(all: &'a [SourceRecord], one: &'a SourceRecord) -> impl Iterator<Item = &'a SourceRecord> {
    all.iter().filter(|record| record.repository == one.repository)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::mine::tests::Maker;

    #[test]
    fn folders_of_one_name_are_told_apart() {
        let record = |repository: &str, sha256: &str| SourceRecord {
            repository: repository.to_owned(),
            commit: None,
            license: None,
            files: 1,
            bytes: 1,
            sha256: sha256.to_owned(),
        };
        let [one, two, other] = [record("src", "1"), record("src", "2"), record("x", "3")];
        let differ = |before: &[&SourceRecord], now: &[&SourceRecord]| {
            let owned =
                |all: &[&SourceRecord]| all.iter().map(|record| (*record).clone()).collect::<Vec<_>>();
            difference(&owned(before), &owned(now)).unwrap_or_default()
        };
        assert_eq!(differ(&[&one, &two, &other], &[&one, &two, &other]), "");
        let order = "the checkouts named src stand in another order";
        assert_eq!(differ(&[&one, &two], &[&two, &one]), order);
        assert_eq!(differ(&[&one, &other], &[&other, &one]), "the checkouts stand in another order");
        assert_eq!(differ(&[&one, &two], &[&one]), "src is missing");
        assert_eq!(differ(&[&one], &[&one, &two]), "src is new");
        let third = record("src", "4");
        assert!(differ(&[&one, &two], &[&one, &third]).starts_with("src is another"));
    }

    #[test]
    fn commits_of_branches_are_found() {
        let root = tempfile::tempdir().unwrap();
        let git = root.path().join(".git");
        let (one, two) = ("1".repeat(40), "2".repeat(40));
        let write = |name: &str, text: &str| {
            let path = git.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let commit = || commit(root.path());
        assert_eq!(commit(), None);
        write("HEAD", &format!("{one}\n"));
        assert_eq!(commit(), Some(one.clone()));
        write("HEAD", "ref: refs/heads/main\n");
        assert_eq!(commit(), None);
        write("packed-refs", &format!("# pack-refs with: peeled\n{two} refs/heads/main\n"));
        assert_eq!(commit(), Some(two));
        write("refs/heads/main", &format!("{one}\n"));
        assert_eq!(commit(), Some(one));
    }

    #[test]
    fn commits_are_found_where_git_is_a_file() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        let write = |name: &str, text: &str| {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), text).unwrap();
        };
        let id = Maker::new(&path("main")).commit("first", &[("a.c", Some("int a;\n"))]).to_string();
        assert_eq!(commit(&path("main")), Some(id.clone()));
        // What `git worktree add --detach` makes.
        let git = path("main/.git/worktrees/side");
        write("side/.git", &format!("gitdir: {}\n", git.display()));
        write("main/.git/worktrees/side/HEAD", &format!("{id}\n"));
        write("main/.git/worktrees/side/commondir", "../..\n");
        write("main/.git/worktrees/side/gitdir", &format!("{}\n", path("side/.git").display()));
        assert_eq!(commit(&path("side")), Some(id.clone()));
        // And `git clone --separate-git-dir`.
        write("apart/.git", &format!("gitdir: {}\n", path("main/.git").display()));
        assert_eq!(commit(&path("apart")), Some(id));
    }

    #[test]
    fn stock_names_what_changed() {
        let root = tempfile::tempdir().unwrap();
        let text = "int a = 1;\n".repeat(40);
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("o+one/a.c", &text);
        write("o+one/copy.c", &text);
        write("o+one/generated.c", &format!("// do not edit\n{text}"));
        write("o+two/b.c", &text.replace('a', "b"));
        let folders = [root.path().join("o+two"), root.path().join("o+one")];
        let nothing = BTreeSet::new();
        let choice = |permissive| Choice { exclude: &[], permissive, skip_bad: false, barred: &nothing };
        let open = |folders: &[PathBuf]| StockedCorpus::open(folders, choice(false)).unwrap();
        let stock = open(&folders);
        assert_eq!(stock.len(), 2, "each text once, nothing generated");
        write("o+one/gnu.c", &format!("// GPL-3.0\n{text}"));
        let len = |permissive| StockedCorpus::open(&folders, choice(permissive)).unwrap().len();
        assert_eq!((len(false), len(true)), (3, 2), "copyleft where it is not unwanted");
        fs::remove_file(root.path().join("o+one/gnu.c")).unwrap();
        write("o+one/COPYING", "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007");
        assert_eq!((len(false), len(true)), (2, 1), "nothing of a repository under it");
        fs::remove_file(root.path().join("o+one/COPYING")).unwrap();
        let files: Vec<_> = stock.records.iter().map(|r| (r.repository.as_str(), r.files)).collect();
        assert_eq!(files, [("o/one", 2), ("o/two", 1)]);
        let turned: Vec<_> = folders.iter().rev().cloned().collect();
        assert_eq!(difference(&stock.records, &open(&turned).records), None);
        let missing = difference(&stock.records, &open(&folders[..1]).records).unwrap();
        assert_eq!(missing, "o/one is missing");
        assert_eq!(difference(&open(&folders[..1]).records, &stock.records).unwrap(), "o/one is new");

        // As long as before, and yet another.
        write("o+two/b.c", &text.replace('a', "c"));
        let changed = difference(&stock.records, &open(&folders).records).unwrap();
        assert!(changed.starts_with("o/two is another: 1 files of 440 bytes then"), "{changed}");
        let plan = Plan { weights: super::super::Weights::default(), per_file: 4, seed: 1, right: 0.0 };
        let drawn: Vec<_> = (0..2).map(|file| stock.draw(&mut Parser::new(), file, &plan)).collect();
        assert!(drawn[0].as_ref().is_ok_and(Option::is_some));
        let error = drawn[1].as_ref().unwrap_err().to_string();
        assert!(error.contains("b.c: the file changed since the run began"), "{error}");
    }
}
