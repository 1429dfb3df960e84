//! The table's columns: flat strings, the optional ones null where an example has none. No repository means no origin.

use std::fmt;

use fixerr_shared::example::{Origin, RepairExample};
use sha2::{Digest as _, Sha256};

/// How many columns there are.
pub(super) const COUNT: usize = 13;

/// A column by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) is_optional: bool,
    /// Whether the same values come again and again, so that a dictionary of them is worth it.
    pub(super) repeats: bool,
}

const fn column(name: &'static str, is_optional: bool, repeats: bool) -> Column {
    Column { name, is_optional, repeats }
}

/// In the order in which they are written; any order is read.
pub(super) const COLUMNS: [Column; COUNT] = [
    column("id", false, false),
    column("language", false, true),
    column("before", false, false),
    column("buggy", false, false),
    column("after", false, false),
    column("fixed", false, false),
    column("message", true, true),
    column("source", false, true),
    column("class", true, true),
    column("repository", true, true),
    column("commit", true, true),
    column("path", true, true),
    column("license", true, true),
];

/// An example's values in the columns' order.
pub(super) fn values(example: &RepairExample) -> [Option<&str>; COUNT] {
    let origin = example.origin.as_ref();
    [
        Some(example.id.as_str()),
        Some(example.language.id()),
        Some(&example.before),
        Some(&example.buggy),
        Some(&example.after),
        Some(&example.fixed),
        example.message.as_deref(),
        Some(&example.source),
        example.class.as_deref(),
        origin.map(|origin| origin.repository.as_str()),
        origin.and_then(|origin| origin.commit.as_deref()),
        origin.map(|origin| origin.path.as_str()),
        origin.and_then(|origin| origin.license.as_deref()),
    ]
}

/// The example that a row holds.
pub(super) fn example(row: [Option<String>; COUNT]) -> Result<RepairExample, String> {
    let [id, language, before, buggy, after, fixed, message, source, class, origin @ ..] = row;
    let there = |value: Option<String>, name: &str| {
        value.ok_or_else(|| format!("'{name}' is null, and every example has one"))
    };
    let origin = match origin {
        [Some(repository), commit, path, license] => {
            let path = path.ok_or("'repository' is there and 'path' is null; an origin has both")?;
            Some(Origin { repository, commit, path, license })
        }
        [None, None, None, None] => None,
        _ => {
            return Err(
                "'repository' is null and 'commit', 'path' or 'license' is not; a row without a repository has no origin"
                    .to_owned(),
            );
        }
    };
    let mut example = RepairExample {
        id: there(id, "id")?,
        language: there(language, "language")?
            .parse()
            .map_err(|error: fixerr_shared::language::UnknownLanguage| error.to_string())?,
        before: there(before, "before")?,
        buggy: there(buggy, "buggy")?,
        after: there(after, "after")?,
        fixed: there(fixed, "fixed")?,
        message,
        source: there(source, "source")?,
        class,
        origin,
    };
    example.complete_line_break();
    example.validate().map(|()| example)
}

/// What tells whether a row group's content is what was written: pages have no checksum of their own.
#[derive(Default)]
pub(super) struct Checksum(Sha256);

impl Checksum {
    pub(super) fn add<T: AsRef<[u8]>>(&mut self, row: &[Option<T>; COUNT]) {
        for value in row.iter().map(|value| value.as_ref().map(AsRef::as_ref)) {
            self.0.update(value.map_or(u64::MAX, |bytes: &[u8]| bytes.len() as u64).to_le_bytes());
            self.0.update(value.unwrap_or_default());
        }
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixerr_shared::files::hex(&self.0.clone().finalize()[..16]))
    }
}
