//! Which real fixes a model can learn from: those whose words stand near, or are common anyway. The others bring in what
//! nobody could know from the window, and teach to guess.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use fixerr_shared::{example::RepairExample, language::Language, words::words};

use super::{corrupt, leaks::in_parts};

/// A word among so many that answers of its language hold most often can be known without seeing it.
const COMMON: usize = 150;
/// A fix may be so many characters longer than what it replaces.
const LONGER: usize = 60;

/// What is near, and what is common.
pub(super) struct Reach {
    before: usize,
    after: usize,
    common: HashMap<Language, HashSet<String>>,
}

impl Reach {
    /// Counts the words of all answers. `lines` before the marked ones are near, and five eighths as many after them: about
    /// what a window holds.
    pub(super) fn read(files: &[PathBuf], lines: usize, skip_bad: bool) -> anyhow::Result<Self> {
        let mut counts: HashMap<Language, HashMap<String, usize>> = HashMap::new();
        for path in files {
            in_parts(path, skip_bad, &mut 0, |part| -> anyhow::Result<()> {
                for example in part.iter().filter(|example| is_real(example)) {
                    let counts = counts.entry(example.language).or_default();
                    for word in letters(&example.fixed).collect::<HashSet<_>>() {
                        match counts.get_mut(word) {
                            Some(count) => *count += 1,
                            None => _ = counts.insert(word.to_owned(), 1),
                        }
                    }
                }
                Ok(())
            })?;
        }
        let most = |counts: HashMap<String, usize>| {
            let mut words: Vec<_> = counts.into_iter().collect();
            words.sort_unstable_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
            words.into_iter().take(COMMON).map(|(word, _)| word).collect()
        };
        let common = counts.into_iter().map(|(language, counts)| (language, most(counts))).collect();
        Ok(Self { before: lines, after: lines * 5 / 8, common })
    }

    /// Whether an example's answer can be found. Injected mistakes promise that by themselves.
    pub(super) fn holds(&self, example: &RepairExample) -> bool {
        if !is_real(example) {
            return true;
        }
        let n_lines = |text: &str| text.lines().count();
        if n_lines(&example.fixed) > n_lines(&example.buggy) + 1
            || example.fixed.chars().count() > example.buggy.chars().count() + LONGER
        {
            return false;
        }
        let mut near: HashSet<&str> = letters(&example.buggy).collect();
        for line in
            example.before.lines().rev().take(self.before).chain(example.after.lines().take(self.after))
        {
            near.extend(letters(line));
        }
        near.extend(letters(example.message.as_deref().unwrap_or_default()));
        let common = self.common.get(&example.language);
        letters(&example.fixed)
            .all(|word| near.contains(word) || common.is_some_and(|common| common.contains(word)))
    }
}

/// Whether people made the change.
fn is_real(example: &RepairExample) -> bool {
    ![corrupt::SOURCE, corrupt::RIGHT].contains(&example.source.as_str())
}

/// Words but no numbers.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| word.starts_with(|first: char| first.is_alphabetic() || first == '_'))
}

#[cfg(test)]
mod tests {
    use fixerr_shared::example::ExampleWriter;

    use super::*;

    fn example(before: &str, buggy: &str, fixed: &str, source: &str) -> RepairExample {
        RepairExample {
            id: "1".into(),
            language: Language::C,
            before: before.into(),
            buggy: buggy.into(),
            after: "a1\na2\na3\n".into(),
            fixed: fixed.into(),
            message: None,
            source: source.into(),
            class: None,
            origin: None,
        }
    }

    #[test]
    fn words_are_near_or_common() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("in.jsonl");
        let mut writer = ExampleWriter::create(&path).unwrap();
        // More words than are common, each once, and one twice.
        for word in 0..COMMON + 50 {
            writer.write(&example("", "x;\n", &format!("w{word:03};\nNULL;\n"), "mined")).unwrap();
        }
        writer.write(&example("", "x;\n", "injected;\n", corrupt::SOURCE)).unwrap();
        writer.finish().unwrap();
        let reach = Reach::read(&[path], 2, false).unwrap();
        let holds =
            |before: &str, buggy: &str, fixed: &str| reach.holds(&example(before, buggy, fixed, "mined"));
        assert!(holds("", "f(a);\n", "f(NULL, 17);\n"), "common, and a number");
        assert!(holds("", "f(a);\n", "f(w000);\n"), "the first of those that are alike");
        assert!(!holds("", "f(a);\n", "f(w199);\n"), "one too many");
        assert!(holds("near\nx\n", "f(a);\n", "f(near, a1);\n"));
        assert!(!holds("far\nx\ny\n", "f(a);\n", "f(far);\n"));
        assert!(!holds("", "f(a);\n", "f(a2);\n"), "two lines before are one after");
        assert!(!holds("", "f(a);\n", "f(injected);\n"), "injected mistakes' words do not count");
        assert!(holds("", "f(a);\n", "f(a);\nf(a);\n") && !holds("", "f(a);\n", "a;\na;\na;\n"));
        assert!(!holds("", "f(a);\n", &format!("f({});\n", "a, ".repeat(30))), "much longer");
        assert!(reach.holds(&example("", "f(a);\n", "f(far);\n", corrupt::SOURCE)));
        let mut said = example("", "f(a);\n", "f(told);\n", "mined");
        said.message = Some("did you mean 'told'?".into());
        assert!(reach.holds(&said));
    }
}
