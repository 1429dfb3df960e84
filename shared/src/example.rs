//! [`RepairExample`], the one record of training data, and its files.

#[cfg(feature = "data")]
mod lines;
#[cfg(feature = "data")]
mod stored;

use serde::{Deserialize, Serialize};

#[cfg(feature = "data")]
pub use self::{
    lines::{Lines, json_reason},
    stored::{ExampleError, ExampleReader, ExampleWriter},
};
use crate::language::Language;

/// One repair: marked whole lines in their context, and the lines that replace them.
///
/// Every text field holds whole lines, each ending in a line break but perhaps the file's last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairExample {
    /// Unique within its file; says where the example came from.
    pub id: String,
    /// Language of the code.
    pub language: Language,
    /// Lines before the marked ones, from the start of the file or nearer.
    pub before: String,
    /// The marked lines; never empty.
    pub buggy: String,
    /// Lines after the marked ones, to the end of the file or nearer.
    pub after: String,
    /// What replaces the marked lines; empty deletes them, equal to `buggy` says that nothing is wrong.
    pub fixed: String,
    /// A compiler's or linter's message about the marked lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The kind of data: `codrep`, `corrupt`, `right`, `mined`, `jsonl`, `parallel`.
    pub source: String,
    /// The bug's class, such as `operator.comparison`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Where the code came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Where an example's code came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// `owner/name`, or the name of the data set.
    pub repository: String,
    /// Commit hash, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Path inside the repository.
    pub path: String,
    /// SPDX identifier, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
}

impl RepairExample {
    /// Checks what serde cannot: that the marked lines are there and that every part ends where a line ends.
    ///
    /// # Errors
    /// A sentence that names the field.
    pub fn validate(&self) -> Result<(), String> {
        if self.buggy.is_empty() {
            return Err("'buggy' is empty; it must hold at least one line".to_owned());
        }
        if !self.before.is_empty() && !self.before.ends_with('\n') {
            return Err("'before' must end with a line break".to_owned());
        }
        if !self.after.is_empty() && !self.buggy.ends_with('\n') {
            return Err("'buggy' must end with a line break when lines follow it".to_owned());
        }
        if self.lacks_line_break() {
            return Err("'fixed' must end with a line break where 'buggy' does".to_owned());
        }
        Ok(())
    }

    /// Gives `fixed` the line break at its end that `buggy` has.
    pub fn complete_line_break(&mut self) {
        if self.lacks_line_break() {
            let is_dos = self.buggy.ends_with("\r\n") && !self.fixed.ends_with('\r');
            self.fixed.push_str(if is_dos { "\r\n" } else { "\n" });
        }
    }

    /// Answers are whole lines, so nothing would ever be equal to such a `fixed`.
    fn lacks_line_break(&self) -> bool {
        self.buggy.ends_with('\n') && !self.fixed.is_empty() && !self.fixed.ends_with('\n')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn example(id: usize) -> RepairExample {
        RepairExample {
            id: id.to_string(),
            language: Language::Cpp,
            before: "int f() {\n".into(),
            buggy: "\treturn \"é😀\"\n".into(),
            after: "}\n".into(),
            fixed: "\treturn \"é😀\";\n".into(),
            message: None,
            source: "corrupt".into(),
            class: Some("syntax.semicolon".into()),
            origin: None,
        }
    }

    #[test]
    fn a_fix_ends_with_a_line_break_where_the_marked_lines_do() {
        let with = |buggy: &str, fixed: &str| RepairExample {
            buggy: buggy.into(),
            fixed: fixed.into(),
            after: String::new(),
            ..example(1)
        };
        for (buggy, fixed) in [("a\n", "b\n"), ("a\n", ""), ("a", "b"), ("a", "b\n")] {
            let mut pair = with(buggy, fixed);
            pair.validate().unwrap();
            pair.complete_line_break();
            assert_eq!(pair, with(buggy, fixed));
        }
        let mut pair = with("a\n", "b");
        assert!(pair.validate().unwrap_err().contains("'fixed' must end with a line break"));
        pair.complete_line_break();
        assert_eq!(pair, with("a\n", "b\n"));
        for fixed in ["b", "b\r"] {
            let mut pair = with("a\r\n", fixed);
            pair.complete_line_break();
            assert_eq!(pair, with("a\r\n", "b\r\n"));
        }
    }
}
