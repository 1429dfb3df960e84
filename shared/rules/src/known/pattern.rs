//! Lines, and parts of a line, that follow their neighbour's pattern but for a name: `y = a.x;` below `x = a.x;`.

use crate::{
    language::Language,
    lexical::texts,
    marked::Marked,
    names::is_part,
    opposites::others_of,
    rewrites::Rewrites,
    words::{is_name, words},
};

/// How many lines above and below are neighbours.
const NEIGHBOURS: usize = 2;
/// Shorter lines, and shorter parts of a line, follow no pattern.
const SHORTEST_LINE: usize = 6;
const SHORTEST_PART: usize = 5;
/// What parts of a line stand between.
const BETWEEN: [&str; 4] = [", ", "; ", " && ", " || "];

pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    language: Language,
    is_known: impl Fn(&str) -> bool,
) {
    if code.trim_end().contains('\n') {
        return;
    }
    // What is imported follows none.
    if ["import ", "from ", "use ", "#include", "package "]
        .iter()
        .any(|word| code.trim_start().starts_with(word))
    {
        return;
    }
    let line: Vec<&str> = words(code).collect();
    if line.len() >= SHORTEST_LINE {
        let depth = |line: &str| line.len() - line.trim_start().len();
        let own = depth(code);
        // The next line may be a loop within a loop; behind it, a branch of its own may say the same of something else.
        let is_next = |(n, line): &(usize, &str)| !line.trim().is_empty() && (*n == 0 || depth(line) == own);
        let above = marked.text[..marked.range.start].lines().rev().take(NEIGHBOURS).enumerate();
        let below = marked.text[marked.range.end..].lines().take(NEIGHBOURS).enumerate();
        let (above, below) = (above.take_while(is_next), below.take_while(is_next));
        // Words of a line that is much longer are not even counted.
        for (_, neighbour) in above.chain(below).filter(|(_, other)| other.len() < 2 * code.len()) {
            let neighbour: Vec<&str> = words(neighbour).collect();
            put_in(edits, code, &following(&neighbour, &line, &is_known));
        }
    }
    let quoted = texts(code, language);
    for sign in BETWEEN {
        let ends: Vec<usize> = code.match_indices(sign).map(|(at, _)| at).collect();
        for (n, &end) in ends.iter().enumerate() {
            if quoted.iter().any(|text| text.contains(&end)) {
                continue;
            }
            let start = n.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |at| at + sign.len());
            let stop = ends.get(n + 1).copied().unwrap_or(code.len());
            let one: Vec<&str> = words(&code[start..end]).collect();
            let mut two: Vec<&str> = words(&code[end + sign.len()..stop]).collect();
            // What closes brackets that opened before.
            while two.last().is_some_and(|last| !last.starts_with(is_part))
                && two.len() > one.len().min(SHORTEST_PART)
            {
                two.pop();
            }
            if two.len() >= SHORTEST_PART && one.len() >= two.len() {
                put_in(edits, code, &following(&one[one.len() - two.len()..], &two, &is_known));
            }
        }
    }
}

/// Puts all of these names in the places of those that stand there.
fn put_in(edits: &mut Rewrites<'_>, code: &str, names: &[(&str, String)]) {
    let (mut text, mut end) = (String::new(), 0);
    for (name, other) in names {
        let at = name.as_ptr() as usize - code.as_ptr() as usize;
        text.push_str(&code[end..at]);
        text.push_str(other);
        end = at + name.len();
    }
    if end > 0 {
        text.push_str(&code[end..]);
        edits.put_in(0..code.len(), &[&text]);
    }
}

/// The words of a line that are the same in its neighbour and would be others if they followed the words that are not, with those others.
fn following<'c>(
    neighbour: &[&str],
    line: &[&'c str],
    is_known: impl Fn(&str) -> bool,
) -> Vec<(&'c str, String)> {
    if neighbour.len() != line.len() {
        return Vec::new();
    }
    let pairs = || neighbour.iter().copied().zip(line.iter().copied());
    let changed: Vec<(&str, &str)> = pairs().filter(|(one, other)| one != other).collect();
    let Some((first, rest)) = changed.split_first() else { return Vec::new() };
    // They all change in the same way, and none is a longer name of the other.
    let is_one_change = changed
        .iter()
        .all(|(one, other)| is_name(one) && is_name(other) && !one.contains(other) && !other.contains(one))
        && rest.iter().all(|pair| {
            pair == first
                || changed_as(pair.0, first.0, first.1).as_deref() == Some(pair.1)
                || changed_as(first.0, pair.0, pair.1).as_deref() == Some(first.1)
        });
    if !is_one_change {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, (one, word)) in pairs().enumerate() {
        // What others are asked of stays.
        let is_asked = line.get(at + 1).is_some_and(|next| *next == ".")
            && at.checked_sub(1).and_then(|before| line.get(before)).is_none_or(|before| *before != ".");
        if one != word || is_asked || !word.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            continue;
        }
        // Where both stand already, each may be meant.
        let other = changed.iter().find_map(|(from, to)| changed_as(word, from, to));
        if let Some(other) = other.filter(|other| other != word) {
            if !is_known(&other) || line.iter().zip(neighbour).any(|(a, b)| a == b && *a == other) {
                return Vec::new();
            }
            found.push((word, other));
        }
    }
    found
}

/// What a word becomes as another becomes a third: `lat` or `LAT` is to `lon` as `dlat` to `dlon`.
fn changed_as(word: &str, from: &str, to: &str) -> Option<String> {
    // One letter alone is another in capitals.
    if from.chars().count() == 1 && word.chars().count() == 1 && word != from {
        return None;
    }
    let is_case =
        |name: &str| others_of(name, &[(from, to)]).into_iter().find(|it| !it.eq_ignore_ascii_case(name));
    if word.to_lowercase().contains(&from.to_lowercase()) {
        let lower = from.to_lowercase();
        let upper = to.to_lowercase();
        return is_case(word).or_else(|| others_of(word, &[(&lower, &upper)]).into_iter().next());
    }
    // The part of both names that begins one letter in, or behind a sign.
    let starts = from
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at == 1 || from[..*at].ends_with('_') || from[*at..].starts_with(char::is_uppercase));
    let word_in_small = word.to_lowercase();
    for start in starts {
        let (Some(part), Some(other)) = (from.get(start..), to.get(start..)) else { continue };
        let (small, other) =
            (part.trim_start_matches('_').to_lowercase(), other.trim_start_matches('_').to_lowercase());
        let is_part = if start == 1 { word_in_small == small } else { word_in_small.contains(&small) };
        if from[..start] == to[..start] && is_part && !other.is_empty() {
            return others_of(word, &[(&small, &other)]).into_iter().next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_right_in(text: &str, line: usize) -> Vec<String> {
        let marked = Marked::new(text, line, line).unwrap();
        let mut edits = Rewrites::new(marked.lines());
        let others = [&text[..marked.range.start], &text[marked.range.end..]].concat();
        let is_known = |name: &str| words(&others).any(|word| word == name);
        put_right(&mut edits, &marked, marked.lines(), Language::Go, is_known);
        edits.found
    }

    #[test]
    fn lines_follow_their_neighbours() {
        for (text, line, expected) in [
            ("p.x, p.y\nx := a.x * 2\ny := a.x * 2\n", 2, "y := a.y * 2\n"),
            (
                "p.lon\ndlat := rad(b.lat - a.lat)\ndlon := rad(b.lat - a.lat)\n",
                2,
                "dlon := rad(b.lon - a.lon)\n",
            ),
            (
                "put(POST)\nget(p) { add(\"GET\", p) }\npost(p) { add(\"GET\", p) }\n",
                2,
                "post(p) { add(\"POST\", p) }\n",
            ),
            (
                "minWidth = box.maxWidth - 1\nminHeight = box.maxWidth - 1\nmaxHeight\n",
                1,
                "minHeight = box.maxHeight - 1\n",
            ),
            ("p.y\nt := T{x: p.x / 2, y: p.x / 2}\n", 1, "t := T{x: p.x / 2, y: p.y / 2}\n"),
        ] {
            assert!(
                put_right_in(text, line).contains(&expected.to_owned()),
                "{text}: {:?}",
                put_right_in(text, line)
            );
        }
    }

    #[test]
    fn what_follows_or_need_not_stays() {
        for (text, line) in [
            ("x := a.x * 2\ny := a.y * 2\n", 1),
            ("lo := mid(a, b)\nhi := mid(a, b)\n", 1),
            ("sum := f(sum, n)\nsum2 := f(sum, n)\n", 1),
            ("x := a.x * 2\nz := a.x * 2\n", 1),
            ("é := f(ö, ü)\nß := f(ö, ü)\n", 1),
            ("min := f(a.x)\nmax := g(a.x)\n", 1),
            ("c, C\nu := f(A, 'a', B, n)\nu := f(A, 'c', B, n)\n", 2),
        ] {
            assert_eq!(put_right_in(text, line), [] as [&str; 0], "{text}");
        }
    }
}
