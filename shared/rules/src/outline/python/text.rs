//! Parts of lines of Python: what brackets hold, what commas part, what gets a value.

use super::{Kind, Parameter};
use crate::{
    language::Language::Python,
    lexical,
    names::{first_word, is_part, names},
};

/// What an annotation or what makes a value says of its kind.
pub(super) fn kind_of(annotation: &str, made: &str) -> Option<Kind> {
    let annotation = annotation.trim_start_matches("typing.").trim_start_matches("collections.");
    let name = match annotation {
        "" => made,
        annotation if annotation.contains('|') || annotation.starts_with("Optional") => return None,
        annotation => annotation,
    };
    let word = first_word(name);
    let rest = name.strip_prefix(word).unwrap_or_default();
    // `[0] * n` is a list, and `[a][0]` is not.
    let is_whole = |open: usize| {
        let end = closing(&name[open..]).map(|at| open + at + 1);
        end.is_some_and(|end| {
            matches!(name[end..].trim(), "" | ",")
                || name[end..].starts_with(" * ")
                || name[end..].trim_start().starts_with('#')
        })
    };
    let is_made = annotation.is_empty() && rest.starts_with('(');
    match word {
        "[" if is_whole(1) => Some(Kind::List),
        "{" if is_whole(1) => {
            let inner = &name[1..closing(&name[1..]).map_or(name.len(), |at| at + 1)];
            let is_dict =
                inner.trim().is_empty() || parts(inner).first().is_some_and(|first| has_colon(first));
            Some(if is_dict { Kind::Dict } else { Kind::Set })
        }
        "list" | "List" if !is_made || is_whole(5) => Some(Kind::List),
        "dict" | "Dict" | "defaultdict" | "OrderedDict" | "Counter"
            if !is_made || name[word.len() + 1..].contains(')') =>
        {
            Some(Kind::Dict)
        }
        "set" | "Set" if !is_made || is_whole(4) => Some(Kind::Set),
        _ => None,
    }
}

/// Whether a colon stands outside all brackets.
fn has_colon(text: &str) -> bool {
    lexical::outer(text, false, Python).any(|(_, letter)| letter == ':')
}

/// How far inside a line stands.
pub(crate) fn depth(line: &str) -> usize {
    let line = line.lines().next().unwrap_or_default();
    line.len() - line.trim_start().len()
}

/// Where the bracket closes that is open at a text's start.
pub(crate) fn closing(text: &str) -> Option<usize> {
    lexical::closing(text, 0, Python)
}

/// What commas outside of brackets and texts part, without the blanks around it.
pub(crate) fn parts(text: &str) -> Vec<&str> {
    lexical::values(text, Python)
}

/// The parameters of a list, and whether there are others than those that go by their place.
pub(super) fn parameters(list: &str) -> (Vec<Parameter<'_>>, bool) {
    let mut found = Vec::new();
    for part in parts(list) {
        if part == "/" {
            continue;
        }
        if part.starts_with('*') {
            return (found, true);
        }
        let name = first_word(part);
        let rest = part.strip_prefix(name).unwrap_or_default();
        let (kind, default) = match rest.split_once('=') {
            Some((kind, _)) => (kind, true),
            None => (rest, false),
        };
        let kind = kind.trim().trim_start_matches(':').trim();
        found.push(Parameter { name, kind, has_default: default });
    }
    (found, false)
}

/// The names that a line gives a value.
pub(super) fn made_in(line: &str) -> Vec<&str> {
    let line = line.trim_start();
    let targets = if let Some(rest) = line.strip_prefix("for ").or_else(|| line.strip_prefix("async for ")) {
        rest.split_once(" in ").map(|(targets, _)| targets)
    } else if line.starts_with("with ") || line.starts_with("async with ") || line.starts_with("except ") {
        line.rsplit_once(" as ").map(|(_, target)| target.trim_end_matches(':'))
    } else {
        line.split_once(" = ").map(|(targets, _)| targets.split(':').next().unwrap_or_default())
    };
    let Some(targets) =
        targets.filter(|targets| targets.chars().all(|it| is_part(it) || "(), *".contains(it)))
    else {
        return Vec::new();
    };
    names(targets).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_commas_of_texts_are_none() {
        assert_eq!(closing("a, ')', (b))"), Some(11));
        assert_eq!(closing("a"), None);
        assert_eq!(parts("a, f(b, c), \"d, e\""), ["a", "f(b, c)", "\"d, e\""]);
        assert_eq!(parts(""), [] as [&str; 0]);
    }
}
