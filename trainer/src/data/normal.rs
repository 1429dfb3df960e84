//! Normal forms of a pair, to find the same fix again: with spaces folded, and with names folded too.

use std::{collections::HashMap, fmt::Write as _};

use fixerr_shared::{
    example::RepairExample,
    words::{is_name, words},
};
use sha2::{Digest as _, Sha256};

/// Half a SHA-256: enough to tell hundreds of millions of pairs apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Of some texts, in their order.
    pub(super) fn of(parts: &[&str]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut half = [0; 16];
        half.copy_from_slice(&hasher.finalize()[..16]);
        Self(half)
    }
}

/// The pair with its spaces folded.
pub(super) fn exact(example: &RepairExample) -> Fingerprint {
    let fold = |text: &str| words(text).collect::<Vec<_>>().join(" ");
    Fingerprint::of(&[&fold(&example.buggy), &fold(&example.fixed)])
}

/// Shorter lines look alike by chance once their names are gone: `if ($1 == null) {` is no one's.
const NEAR_WORDS: usize = 16;

/// The pair with names folded: the first name becomes 1, the next one 2, and so on through both sides. Nothing for
/// lines that are too short to be told apart without their names, and for imports, which are nothing but names.
pub(super) fn near(example: &RepairExample) -> Option<Fingerprint> {
    let first = words(&example.buggy).next()?;
    if is_all_names(first) || words(&example.buggy).count().max(words(&example.fixed).count()) < NEAR_WORDS {
        return None;
    }
    let mut names = HashMap::new();
    let (buggy, fixed) = (fold_names(&example.buggy, &mut names), fold_names(&example.fixed, &mut names));
    Some(Fingerprint::of(&[&buggy, &fixed]))
}

/// Whether a line that begins with this word is nothing but names.
pub(super) fn is_all_names(first: &str) -> bool {
    matches!(first, "import" | "package" | "from" | "use" | "#")
}

fn fold_names<'a>(text: &'a str, names: &mut HashMap<&'a str, usize>) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if is_name(word) {
            let next = names.len() + 1;
            let name = *names.entry(word).or_insert(next);
            let _ = write!(folded, "${name} ");
        } else {
            folded.push_str(word);
            folded.push(' ');
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use fixerr_shared::language::Language;

    use super::*;

    fn pair(buggy: &str, fixed: &str) -> RepairExample {
        RepairExample {
            id: String::new(),
            language: Language::Java,
            before: String::new(),
            buggy: buggy.into(),
            after: String::new(),
            fixed: fixed.into(),
            message: None,
            source: String::new(),
            class: None,
            origin: None,
        }
    }

    #[test]
    fn spaces_and_names_fold_but_meaning_stays() {
        let one = pair("if (a<b && next(a, 1)) {\n", "if (a<=b && next(a, 1)) {\n");
        let spaced = pair("\tif ( a < b &&  next(a,1) ) {\n", "if (a <= b && next(a, 1)) {\n");
        let renamed = pair("if (left<right && more(left, 1)) {\n", "if (left<=right && more(left, 1)) {\n");
        let swapped = pair("if (left<right && more(left, 1)) {\n", "if (right<=left && more(left, 1)) {\n");
        assert_eq!(exact(&one), exact(&spaced));
        assert_ne!(exact(&one), exact(&renamed));
        assert_eq!(near(&one), near(&renamed));
        assert_ne!(near(&one), near(&swapped));
        // Too short, and nothing but names.
        assert_eq!(near(&pair("if (a == null) {\n", "if (a != null) {\n")), None);
        let import = "import static org.example.one.two.three.four.Five.six;\n";
        assert_eq!(near(&pair(import, "import org.example.Five;\n")), None);
    }
}
