//! Edits that were made elsewhere and may be wanted once more: those that are being made, and those of the project's history. Changes
//! repeat themselves: the call that got an argument in one place gets it in the next, and a name that went goes everywhere (Nguyen et
//! al., "A study of repetitiveness of code changes in software evolution", 2013; Meng et al., "Sydit", 2011). What was changed in a line
//! is kept with the words around it, and found again wherever the same words stand.

mod change;
mod index;
mod matching;

use std::{
    hash::{Hash as _, Hasher as _},
    path::Path,
    sync::Arc,
};

use rustc_hash::FxHasher;

use self::index::Index;
pub use self::{
    change::{Change, changes},
    matching::Found,
};
use crate::{
    language::Language,
    project::{are_akin, are_kin},
};

/// Where a change was made: how many commits ago, and in which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Origin {
    age: u32,
    /// Which of [`Edits::paths`].
    path: u32,
    /// The first line that came, counted from 0.
    line: u32,
}

/// The edits around a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct EditContext<'a> {
    /// Those that are being made: of changes that are in no commit yet.
    pub current: Option<&'a Edits>,
    /// Those of the project's last commits.
    pub past: Option<&'a Edits>,
    /// The document, named as the edits name their files.
    pub path: Option<&'a str>,
}

/// The edits around a document, and what they name it by: what an [`EditContext`] borrows.
#[derive(Clone, Debug, Default)]
pub struct EditsAround {
    /// Those that are being made: of changes that are in no commit yet.
    pub current: Option<Arc<Edits>>,
    /// Those of the project's last commits.
    pub past: Option<Arc<Edits>>,
    /// The document, named as the edits name their files; empty where it has no name.
    pub path: String,
}

impl EditsAround {
    /// What a request takes.
    pub fn context(&self) -> EditContext<'_> {
        let path = Some(self.path.as_str()).filter(|path| !path.is_empty());
        EditContext { current: self.current.as_deref(), past: self.past.as_deref(), path }
    }

    /// Others for other edits.
    pub fn fingerprints(&self) -> [u64; 2] {
        [&self.current, &self.past].map(|edits| edits.as_deref().map(Edits::fingerprint).unwrap_or_default())
    }
}

/// Edits, ready to be found again.
#[derive(Debug)]
pub struct Edits {
    language: Language,
    index: Index,
    paths: Vec<String>,
    /// Other edits give another one.
    fingerprint: u64,
}

impl Edits {
    /// None yet. They will be found again in documents of a language; only edits of its files and of those akin are taken up.
    pub fn new(language: Language) -> Self {
        Self { language, index: Index::default(), paths: Vec::new(), fingerprint: 0 }
    }

    /// Takes up the changes of one commit, or those that are being made, `age` commits ago; 0 is the newest. The newest ones are to come
    /// first: of an edit that was made very often, later ones are left out.
    pub fn add<'c>(&mut self, age: u32, changes: impl IntoIterator<Item = &'c Change>) {
        let language = self.language;
        self.take(age, changes.into_iter().filter(|change| are_kin(Path::new(&*change.path), language)));
    }

    /// Takes up changes that are being made to a document of a language that is known, whatever the document is called.
    pub fn add_of<'c>(&mut self, language: Language, changes: impl IntoIterator<Item = &'c Change>) {
        if are_akin(language, self.language) {
            self.take(0, changes);
        }
    }

    fn take<'c>(&mut self, age: u32, changes: impl IntoIterator<Item = &'c Change>) {
        for change in changes {
            let path = self.paths.iter().rposition(|path| *path == *change.path).unwrap_or_else(|| {
                self.paths.push(change.path.to_string());
                self.paths.len() - 1
            });
            let origin = Origin { age, path: path as u32, line: change.new_line as u32 };
            let mut hasher = FxHasher::default();
            (self.fingerprint, origin, &change.path, &change.old, &change.new).hash(&mut hasher);
            self.fingerprint = hasher.finish();
            for (old, new) in change.pairs() {
                self.index.add(origin, old, new);
            }
        }
    }

    /// What tells these edits from others.
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Whether nothing was taken up.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Some lines as these edits would change them, each text once, in the order of the texts. `lines` end with a line break, and so do
    /// the texts unless they are empty. `path` is the file in which they stand, named as the changes name theirs.
    pub fn find(&self, lines: &str, path: Option<&str>) -> Vec<Found> {
        matching::find(self, lines, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(pairs: &[(&str, &str)]) -> Edits {
        let mut edits = Edits::new(Language::Rust);
        for (age, (old, new)) in pairs.iter().enumerate() {
            edits.add(age as u32, &changes("src/a.rs", &format!("{old}\n"), &format!("{new}\n")));
        }
        edits
    }

    fn texts(edits: &Edits, lines: &str) -> Vec<String> {
        edits.find(lines, None).into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn the_same_words_change_in_the_same_way_wherever_they_stand() {
        let edits = edits(&[("    let n = list.size();", "    let n = list.length();")]);
        assert_eq!(texts(&edits, "\twhile i < list.size() {\n"), ["\twhile i < list.length() {\n"]);
        assert_eq!(texts(&edits, "\twhile i < list.length() {\n"), [""; 0]);
        let [found] = &edits.find("    let n = list.size();\n", Some("src/a.rs"))[..] else {
            panic!("one text")
        };
        assert_eq!(
            (found.before, found.after, found.same_file, found.is_all, found.times),
            (6, 6, true, true, 1)
        );
        let both = texts(&edits, "f(a.size(), b.size());\n");
        assert_eq!(
            both,
            ["f(a.length(), b.length());\n", "f(a.length(), b.size());\n", "f(a.size(), b.length());\n",]
        );
    }

    #[test]
    fn an_argument_more_is_found_by_the_function() {
        let edits = edits(&[("open(path)", "open(path, flags)")]);
        assert_eq!(texts(&edits, "  x = open(other[0])\n"), ["  x = open(other[0], flags)\n"]);
        assert_eq!(texts(&edits, "  x = close(other)\n"), [""; 0]);
        let [found] = &edits.find("  x = open(other)\n", None)[..] else { panic!("one text") };
        assert_eq!((found.is_argument, found.before, found.after), (true, 2, 6));
        let between = edits.find("  x = close(path)\n", None);
        assert!(between[0].is_of_other_call && between[0].is_between);
        assert!(edits.find("  x = open(path)\n", None)[0].is_argument);
        let first = super::tests::edits(&[("run(a)", "run(ctx, a)")]);
        assert_eq!(texts(&first, "run(b, c)\n"), ["run(ctx, b, c)\n"]);
    }

    #[test]
    fn signs_change_between_the_words_that_they_stood_between() {
        let edits = edits(&[("if n <= len {", "if n < len {")]);
        assert_eq!(texts(&edits, "while n <= len {\n"), ["while n < len {\n"]);
        assert_eq!(texts(&edits, "while m <= other {\n"), [""; 0]);
    }

    #[test]
    fn lines_keep_their_indentation_and_whole_lines_alone_are_deleted() {
        let edits = edits(&[
            ("        log(x);", "        if (on) {\n            log(x);\n        }"),
            ("trace();", ""),
        ]);
        assert_eq!(texts(&edits, "    log(x);\n"), ["    if (on) {\n        log(x);\n    }\n"]);
        assert_eq!(texts(&edits, "    trace();\n"), [""]);
        assert_eq!(texts(&edits, "    f(); trace();\n"), [""; 0]);
    }

    #[test]
    fn lines_are_inserted_beside_the_same_line_and_signs_at_its_end() {
        let mut inserted = Edits::new(Language::Rust);
        inserted.add(0, &changes("a.rs", "  open(x)\n\n", "  open(x)\n  check(x)\n\n"));
        assert_eq!(texts(&inserted, "    open(x)\n"), ["    open(x)\n    check(x)\n"]);
        assert_eq!(texts(&inserted, "    open(x) + 1\n"), [""; 0]);
        let ended = edits(&[("call(a)", "call(a);")]);
        assert_eq!(texts(&ended, "  call(a)\n"), ["  call(a);\n"]);
        assert_eq!(texts(&ended, "  call(b)\n"), [""; 0]);
    }

    #[test]
    fn what_was_made_is_not_made_twice() {
        let argument = edits(&[("open(path)", "open(path, flags)")]);
        assert_eq!(texts(&argument, "open(path, flags)\n"), [""; 0]);
        assert_eq!(texts(&argument, "f(open(a, flags), open(b))\n"), ["f(open(a, flags), open(b, flags))\n"]);
        let wrapped = edits(&[("x = name", "x = str(name)")]);
        assert_eq!(texts(&wrapped, "y = str(name) + name\n"), ["y = str(name) + str(name)\n"]);
    }

    #[test]
    fn edits_of_other_languages_are_not_taken_up() {
        let mut edits = Edits::new(Language::Cpp);
        edits.add(0, &changes("a.py", "x\n", "y\n"));
        assert!(edits.is_empty());
        edits.add(0, &changes("a.h", "x\n", "y\n"));
        assert!(!edits.is_empty());
    }

    #[test]
    fn how_often_and_when_it_was_made_last_is_known() {
        let edits = edits(&[("use(a.b)", "use(a.c)"), ("x", "y"), ("call(a.b)", "call(a.c)")]);
        let [found] = &edits.find("do(a.b)\n", Some("src/b.rs"))[..] else { panic!("one text") };
        assert_eq!((&*found.text, found.age, found.times, found.same_file), ("do(a.c)\n", 0, 2, false));
        assert_eq!((&*found.path, found.line), ("src/a.rs", 0));
    }
}
