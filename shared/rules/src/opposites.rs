//! Words that are mistaken for each other, and words in the letters of others.

/// Words that are mistaken for each other, in small letters; they may be parts of names.
const OPPOSITES: [(&str, &str); 38] = [
    ("before", "after"),
    ("min", "max"),
    ("minimum", "maximum"),
    ("first", "last"),
    ("start", "end"),
    ("begin", "end"),
    ("add", "remove"),
    ("add", "sub"),
    ("push", "pop"),
    ("open", "close"),
    ("left", "right"),
    ("top", "bottom"),
    ("width", "height"),
    ("row", "col"),
    ("rows", "cols"),
    ("row", "column"),
    ("key", "value"),
    ("keys", "values"),
    ("next", "prev"),
    ("next", "previous"),
    ("upper", "lower"),
    ("floor", "ceil"),
    ("any", "all"),
    ("some", "every"),
    ("some", "none"),
    ("lock", "unlock"),
    ("get", "set"),
    ("read", "write"),
    ("input", "output"),
    ("in", "out"),
    ("src", "dst"),
    ("source", "target"),
    ("from", "to"),
    ("old", "new"),
    ("parent", "child"),
    ("success", "error"),
    ("increment", "decrement"),
    ("load", "store"),
];

/// A name with one of its words as the opposite: `isBefore` for `isAfter`.
#[must_use]
pub fn opposites_of(name: &str) -> Vec<String> {
    others_of(name, &OPPOSITES)
}

/// A name with one of its words as the other of a pair.
pub(crate) fn others_of(name: &str, pairs: &[(&str, &str)]) -> Vec<String> {
    let small = name.to_lowercase();
    let mut found = Vec::new();
    for (one, other) in pairs.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]) {
        for (start, _) in small.match_indices(one) {
            let end = start + one.len();
            // Letters that are longer in small ones would be cut elsewhere.
            if let Some(word) = name.get(start..end).filter(|word| is_word(name, start, word)) {
                found.push([&name[..start], &in_case_of(word, other), &name[end..]].concat());
            }
        }
    }
    found
}

/// Whether a part of a name is one of the words it is made of.
fn is_word(name: &str, start: usize, word: &str) -> bool {
    let (before, after) = (name[..start].chars().next_back(), name[start + word.len()..].chars().next());
    let begins = before
        .is_none_or(|it| !it.is_alphabetic() || (it.is_lowercase() && word.starts_with(char::is_uppercase)));
    let ends = after
        .is_none_or(|it| !it.is_alphabetic() || (it.is_uppercase() && word.ends_with(char::is_lowercase)));
    begins && ends
}

/// A word in capitals where another has them.
pub(crate) fn in_case_of(model: &str, word: &str) -> String {
    let mut letters = word.chars();
    if model.chars().all(char::is_uppercase) {
        word.to_uppercase()
    } else if model.starts_with(char::is_uppercase) {
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    } else {
        word.to_owned()
    }
}
