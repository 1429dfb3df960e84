//! Two things in each other's place: names of a pair, operators, indices, in all of the line at once.

use std::ops::Range;

use super::MOST;
use crate::{
    language::Language,
    lexical::texts,
    names::{is_part, names},
    opposites::others_of,
    rewrites::Rewrites,
    words::is_name,
};

/// Names that come in pairs beside opposites: a line that has both may have each in the other's place, and one that has the first
/// several times may mean the second.
const PAIRS: [(&str, &str); 30] = [
    ("a", "b"),
    ("x", "y"),
    ("i", "j"),
    ("r", "c"),
    ("dx", "dy"),
    ("nx", "ny"),
    ("dr", "dc"),
    ("lat", "lon"),
    ("lat", "lng"),
    ("latitude", "longitude"),
    ("row", "col"),
    ("row", "column"),
    ("width", "height"),
    ("w", "h"),
    ("lo", "hi"),
    ("low", "high"),
    ("lower", "upper"),
    ("left", "right"),
    ("lhs", "rhs"),
    ("min", "max"),
    ("start", "end"),
    ("first", "second"),
    ("first", "last"),
    ("from", "to"),
    ("src", "dst"),
    ("source", "target"),
    ("old", "new"),
    ("key", "value"),
    ("numerator", "denominator"),
    ("num", "den"),
];
/// Operators that stand in each other's place.
const OPERATORS: [(&str, &str); 3] = [(" / ", " % "), (" * ", " / "), (" << ", " >> ")];
/// Names beyond these stay where they are.
const MOST_NAMES: usize = 12;

/// The marked lines with two things exchanged.
pub(super) fn exchanged(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<String> {
    // Of several lines one is wrong.
    if code.trim_end().contains('\n') {
        return Vec::new();
    }
    let texts = texts(code, language);
    let is_code = |at: usize| !texts.iter().any(|text| text.contains(&at));
    let mut edits = Rewrites::new(code);
    let found: Vec<(usize, &str)> = names(code).filter(|(at, name)| is_code(*at) && is_name(name)).collect();
    let whole = 0..code.len();
    // Operators.
    for (one, other) in OPERATORS {
        if let ([at], [place]) = (places(code, one).as_slice(), places(code, other).as_slice()) {
            let (first, last) = (*at.min(place), *at.max(place));
            // Two signs in a row share a blank.
            if last < first + one.len() {
                continue;
            }
            let (before, between, after) =
                (&code[..first], &code[first + one.len()..last], &code[last + one.len()..]);
            if is_code(first) && is_code(last) && one.len() == other.len() {
                let (a, b) = if at < place { (other, one) } else { (one, other) };
                edits.put_in(whole.clone(), &[&[before, a, between, b, after].concat()]);
            }
        }
    }
    factors(&mut edits, code, operands);
    indices(&mut edits, code);
    listed(&mut edits, code, is_code);
    let mut own: Vec<&str> = Vec::new();
    for (_, name) in &found {
        if !own.contains(name) && own.len() < MOST_NAMES {
            own.push(name);
        }
    }
    let count = |name: &str| found.iter().filter(|(_, other)| *other == name).count();
    for (n, one) in own.iter().enumerate() {
        for other in &own[n + 1..] {
            if !are_pair(one, other) && !are_asked_the_same(code, &found, one, other) {
                continue;
            }
            let exchange = |name: &str| match name {
                _ if name == *one => Some((*other).to_owned()),
                _ if name == *other => Some((*one).to_owned()),
                _ => None,
            };
            // The first may be the parameters, as in `|a, b| a < b`.
            if count(one) > 1 && count(other) > 1 {
                edits.put_in(whole.clone(), &[&renamed(code, &found, true, exchange)]);
            }
            edits.put_in(whole.clone(), &[&renamed(code, &found, false, exchange)]);
        }
    }
    for one in own.iter().filter(|name| count(name) > 1) {
        for other in others_of(one, &PAIRS).iter().filter(|other| count(other) == 0) {
            let put = |name: &str| (name == *one).then(|| other.clone());
            edits.put_in(whole.clone(), &[&renamed(code, &found, false, put)]);
        }
    }
    edits.found.truncate(2 * MOST);
    edits.found
}

/// `for b, a in`, `[b, a]` and `{ b, a }` for what has `a` first: two names that stand in a list.
fn listed(edits: &mut Rewrites<'_>, code: &str, is_code: impl Fn(usize) -> bool) {
    let is_name_part = |it: char| is_part(it) || it == '.' || it == '&';
    for (at, sign) in code.match_indices(", ").filter(|(at, _)| is_code(*at)) {
        let start = code[..at].trim_end_matches(is_name_part).len();
        let rest = &code[at + sign.len()..];
        let end = code.len() - rest.trim_start_matches(is_name_part).len();
        let (one, other) = (&code[start..at], &code[at + sign.len()..end]);
        let is_alone = code[..start].trim().is_empty()
            || [" ", "[", "|", "(|", "{"].iter().any(|before| code[..start].ends_with(before));
        let is_list = !code[..start].ends_with(", ") && !code[end..].starts_with([',', '(', '[', '=', ':']);
        if is_alone
            && is_list
            && one != other
            && [one, other]
                .iter()
                .all(|it| it.starts_with(|it: char| it.is_alphabetic() || it == '_' || it == '.'))
        {
            edits.put_in(start..end, &[&[other, sign, one].concat()]);
        }
    }
}

/// Whether two names come in a pair: as they are, or as parts of names that are the same otherwise.
fn are_pair(one: &str, other: &str) -> bool {
    others_of(one, &PAIRS).iter().any(|it| it == other)
}

/// Whether the same is asked of two names: `a.b` and `c.b`.
fn are_asked_the_same(code: &str, found: &[(usize, &str)], one: &str, other: &str) -> bool {
    let asked = |name: &str| -> Vec<&str> {
        let heads = found.iter().filter(|(at, it)| *it == name && !code[..*at].ends_with(['.', '>', ':']));
        heads.filter_map(|(at, _)| member(&code[at + name.len()..])).collect()
    };
    let members = asked(other);
    asked(one).iter().any(|member| members.contains(member))
}

/// The code with other names; with `keeps_first` the first place of each stays.
fn renamed(
    code: &str,
    found: &[(usize, &str)],
    keeps_first: bool,
    by: impl Fn(&str) -> Option<String>,
) -> String {
    let (mut text, mut end) = (String::with_capacity(code.len()), 0);
    for (n, (at, name)) in found.iter().enumerate() {
        let is_kept = keeps_first && !found[..n].iter().any(|(_, other)| other == name);
        if let Some(other) = by(name).filter(|_| !is_kept) {
            text.push_str(&code[end..*at]);
            text.push_str(&other);
            end = at + name.len();
        }
    }
    text.push_str(&code[end..]);
    text
}

/// What is asked of a name, by what stands behind it.
fn member(after: &str) -> Option<&str> {
    let rest = ["->", "."].iter().find_map(|joint| after.strip_prefix(joint))?;
    let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// Where an operator stands.
fn places(code: &str, sign: &str) -> Vec<usize> {
    code.match_indices(sign).map(|(at, _)| at).collect()
}

/// `(a * c) / b` for `(a * b) / c`.
fn factors(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for one in operands.iter().filter(|one| code[..one.start].ends_with(" * ")) {
        let other = operands.iter().find(|other| other.start >= one.end);
        if let Some(other) = other.filter(|other| &code[one.end..other.start] == ") / ") {
            let swapped = [&code[other.clone()], ") / ", &code[one.clone()]].concat();
            edits.put_in(one.start..other.end, &[&swapped]);
        }
    }
}

/// `a[j][i]` for `a[i][j]`.
fn indices(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sign) in code.match_indices("][") {
        let start = code[..at].rfind('[').map(|start| start + 1);
        let end = code[at + sign.len()..].find(['[', ']']).map(|end| at + sign.len() + end);
        if let (Some(start), Some(end)) = (start, end)
            && code[end..].starts_with(']')
            && !code[start..at].contains(']')
        {
            let (one, other) = (&code[start..at], &code[at + sign.len()..end]);
            edits.put_in(start..end, &[&[other, sign, one].concat()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::Language::{C, Go, Java, JavaScript, Python, Rust, TypeScript},
        operands::operands,
    };

    #[test]
    fn things_change_places() {
        for (language, code, expected) in [
            (Rust, "v.sort_by(|a, b| a.0.cmp(&b.0));\n", "v.sort_by(|a, b| b.0.cmp(&a.0));\n"),
            (Java, "return dst.of(src.of(v));\n", "return src.of(dst.of(v));\n"),
            (Go, "return math.Max(hi, math.Min(lo, v))\n", "return math.Min(hi, math.Max(lo, v))\n"),
            (Python, "i = x * self.width + y\n", "i = y * self.width + x\n"),
            (Python, "d = (b.lat - a.lat) * R\n", "d = (b.lon - a.lon) * R\n"),
            (C, "printf(\"%d:%d\", s % 60, s / 60);\n", "printf(\"%d:%d\", s / 60, s % 60);\n"),
            (C, "n = a / b * c;\n", "n = a * b / c;\n"),
            (TypeScript, "return (deg * 180) / Math.PI;\n", "return (deg * Math.PI) / 180;\n"),
            (Python, "for name, count in counts:\n", "for count, name in counts:\n"),
            (JavaScript, "const o = { ...own, ...usual };\n", "const o = { ...usual, ...own };\n"),
            (JavaScript, "board[c][r] = 1;\n", "board[r][c] = 1;\n"),
        ] {
            let found = exchanged(code, language, &operands(code, language));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_pair_stays() {
        for language in Language::ALL {
            for code in [
                "",
                "é",
                "n / % m\n",
                "a = f(count, names)\n",
                "a[é",
                "ü][",
                "log(\"x / y % z\")\n",
                "n = m / 2\n",
            ] {
                let found = exchanged(code, language, &operands(code, language));
                assert_eq!(found, [] as [&str; 0], "{code}");
            }
        }
    }
}
