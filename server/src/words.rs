//! Code cut into words for people: identifiers, operators and spaces each stay whole, so that a title says
//! `'<=' → '<'` and a diff marks `length`, not `th`.

use std::ops::Range;

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Space,
    Word,
    Operator,
    Single,
}

fn kind(c: char) -> Kind {
    match c {
        '\n' => Kind::Single,
        c if c.is_whitespace() => Kind::Space,
        '_' | '$' => Kind::Word,
        '<' | '>' | '=' | '!' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '~' | '?' | ':' => {
            Kind::Operator
        }
        c if c.is_ascii_punctuation() => Kind::Single,
        _ => Kind::Word,
    }
}

/// The words of `text`, in order; joined, they are `text` again.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let this = kind(c);
        if last.is_some_and(|last| last != this || this == Kind::Single) {
            found.push(&text[start..at]);
            start = at;
        }
        last = Some(this);
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// Bytes of the words of `old` and `new` that differ, from the first difference to the last.
pub(crate) fn changed(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let (olds, news) = (words(old), words(new));
    let prefix = olds.iter().zip(&news).take_while(|(a, b)| a == b).count();
    let (olds, news) = (&olds[prefix..], &news[prefix..]);
    let suffix = olds.iter().rev().zip(news.iter().rev()).take_while(|(a, b)| a == b).count();
    let skip: usize = words(old)[..prefix].iter().map(|word| word.len()).sum();
    let length = |part: &[&str]| part[..part.len() - suffix].iter().map(|word| word.len()).sum::<usize>();
    (skip..skip + length(olds), skip..skip + length(news))
}

/// Byte ranges of `old` and of `new` that a word-level diff calls removed and added, neighbours joined.
pub(crate) fn highlights(old: &str, new: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (olds, news) = (words(old), words(new));
    let starts = |words: &[&str]| {
        let mut at = 0;
        let mut starts = vec![0];
        starts.extend(words.iter().map(|word| {
            at += word.len();
            at
        }));
        starts
    };
    let (old_at, new_at) = (starts(&olds), starts(&news));
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for operation in similar::capture_diff_slices(similar::Algorithm::Myers, &olds, &news) {
        if operation.tag() != similar::DiffTag::Equal {
            join(&mut removed, old_at[operation.old_range().start]..old_at[operation.old_range().end]);
            join(&mut added, new_at[operation.new_range().start]..new_at[operation.new_range().end]);
        }
    }
    (removed, added)
}

fn join(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        _ if range.is_empty() => {}
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        assert_eq!(words("a_1 <= foo(x);\n"), ["a_1", " ", "<=", " ", "foo", "(", "x", ")", ";", "\n"]);
        assert_eq!(words("naïve 😀😀"), ["naïve", " ", "😀😀"]);
        assert!(words("").is_empty());
    }

    #[test]
    fn changes_grow_to_whole_words() {
        #[track_caller]
        fn check(old: &str, new: &str, expected: (&str, &str)) {
            let (removed, added) = changed(old, new);
            assert_eq!((&old[removed], &new[added]), expected);
        }
        check("i <= n", "i < n", ("<=", "<"));
        check("foo()", "foo();", ("", ";"));
        // Either copy could go; the beginning is matched first, so the second does.
        check("a b a b", "a b", (" a b", ""));
        check("same", "same", ("", ""));
    }

    #[test]
    fn a_diff_marks_words() {
        let (removed, added) =
            highlights("for (i = 0; i <= a.lenght; i++)", "for (i = 0; i < a.length; i++)");
        let old = "for (i = 0; i <= a.lenght; i++)";
        let new = "for (i = 0; i < a.length; i++)";
        assert_eq!(removed.iter().map(|r| &old[r.clone()]).collect::<Vec<_>>(), ["<=", "lenght"]);
        assert_eq!(added.iter().map(|r| &new[r.clone()]).collect::<Vec<_>>(), ["<", "length"]);
    }
}
