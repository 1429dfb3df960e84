//! What a changed file is by its path: source that people wrote, a test, or nothing for us.

use std::path::Path;

use fixerr_shared::language::Language;

use crate::data::corrupt::walk::{Glob, is_foreign_folder, is_made_file};

/// Folders of tests, and of code that shows rather than works.
const TEST_FOLDERS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "__tests__",
    "__mocks__",
    "mocks",
    "spec",
    "specs",
    "e2e",
    "it",
    "testsuite",
    "testsuites",
    "test-utils",
    "testutil",
    "testutils",
    "testlib",
    "unittest",
    "unittests",
    "unit_tests",
    "integration",
    "integration-tests",
    "integration_tests",
    "androidtest",
    "testfixtures",
    "typetests",
    "type-tests",
    "conformance",
    "fuzz",
    "fuzzing",
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "docs",
    "doc",
    "documentation",
    "website",
    "examples",
    "example",
    "demo",
    "demos",
    "samples",
    "playground",
];

/// What a path says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathKind {
    Source(Language),
    Test,
    Other,
}

/// What the options ask of paths.
#[derive(Clone, Debug, Default)]
pub(super) struct PathWishes {
    /// Empty: all of them.
    pub(super) languages: Vec<Language>,
    pub(super) tests: bool,
    pub(super) exclude: Vec<Glob>,
}

impl PathWishes {
    /// Judges a path inside a repository, with forward slashes.
    pub(super) fn kind(&self, path: &str) -> PathKind {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(language) = Language::from_path(Path::new(name)) else { return PathKind::Other };
        let mut parents = folders.split('/').filter(|folder| !folder.is_empty());
        if parents.clone().any(|folder| folder.starts_with('.') || is_foreign_folder(folder))
            || name.starts_with('.')
            || is_made_file(name)
            || self.is_excluded(path)
        {
            return PathKind::Other;
        }
        if !self.tests && (is_test_name(name) || parents.any(is_test_folder)) {
            return PathKind::Test;
        }
        if !self.languages.is_empty() && !self.languages.contains(&language) {
            return PathKind::Other;
        }
        PathKind::Source(language)
    }

    /// Whether a pattern fits the path or one of the folders that it stands in.
    fn is_excluded(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        folders.chain([path]).any(|part| self.exclude.iter().any(|glob| glob.matches(part)))
    }
}

fn is_test_folder(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TEST_FOLDERS.contains(&name.as_str()) || name.ends_with("-tests") || name.ends_with("_tests")
}

/// Names that the languages' tools take for tests.
fn is_test_name(name: &str) -> bool {
    let (stem, _) = name.rsplit_once('.').unwrap_or((name, ""));
    let lower = stem.to_ascii_lowercase();
    lower == "test"
        || lower == "tests"
        || lower == "conftest"
        || ["test_", "tests_", "test-", "bench_"].iter().any(|start| lower.starts_with(start))
        || ["_test", "_tests", "-test", ".test", ".tests", ".spec", "_spec", "-spec", "_bench", ".bench"]
            .iter()
            .any(|end| lower.ends_with(end))
        || ["Test", "Tests", "TestCase", "TestBase", "IT", "Benchmark"].iter().any(|end| stem.ends_with(end))
        || stem.strip_prefix("Test").is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_paths() {
        let wishes = PathWishes { exclude: vec!["skip/*".parse().unwrap()], ..PathWishes::default() };
        let check = |path: &str, kind| assert_eq!(wishes.kind(path), kind, "{path}");
        check("src/a/Latest.java", PathKind::Source(Language::Java));
        check("src/protest.py", PathKind::Source(Language::Python));
        check("src/Testament.java", PathKind::Source(Language::Java));
        for path in ["src/test/A.java", "a/ATest.java", "test_a.py", "a_test.go", "a.spec.ts", "x/TestA.java"]
        {
            check(path, PathKind::Test);
        }
        for path in [
            "vendor/a.go",
            "a.min.js",
            ".github/a.js",
            "README.md",
            "skip/a.c",
            "Makefile",
            "node_modules/x/a.js",
        ] {
            check(path, PathKind::Other);
        }
        for pattern in ["skip", "a/skip", "skip/"] {
            let wishes = PathWishes { exclude: vec![pattern.parse().unwrap()], ..PathWishes::default() };
            assert_eq!(wishes.kind("a/skip/b/x.c"), PathKind::Other, "{pattern}");
            assert_eq!(wishes.kind("a/skipped/x.c"), PathKind::Source(Language::C), "{pattern}");
        }
        let only = PathWishes { languages: vec![Language::Go], tests: true, ..PathWishes::default() };
        assert_eq!(only.kind("a.c"), PathKind::Other);
        assert_eq!(only.kind("a_test.go"), PathKind::Source(Language::Go));
    }
}
