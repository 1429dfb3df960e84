//! Orders and pairs that cannot be meant: a letter that is replaced after what stands for it, conditions that nothing fulfils.

use crate::{
    lexical::texts,
    names::is_part,
    outline::rust::{inside, parts},
    rewrites::Rewrites,
    values::both_sides,
};

/// Words for what is at least, and at most.
const LEAST: [&str; 6] = ["min", "low", "lower", "first", "start", "lowest"];
const MOST: [&str; 6] = ["max", "high", "upper", "last", "end", "highest"];

pub(super) fn order(edits: &mut Rewrites<'_>, code: &str) {
    contradictions(edits, code);
    fields_of_both(edits, code);
    repeated_value(edits, code);
    repeated_field(edits, code);
}

/// `&` is replaced first, and what stands for it last.
pub(super) fn escaped(edits: &mut Rewrites<'_>, code: &str) {
    let Some(start) = code.find(".replace(") else { return };
    let mut calls = Vec::new();
    let mut at = start;
    while let Some(rest) = code[at..].strip_prefix(".replace") {
        let Some((inner, _)) = inside(rest) else { break };
        calls.push((&code[at..at + ".replace".len() + inner.len() + 2], parts(inner)));
        at += ".replace".len() + inner.len() + 2;
    }
    let is = |call: &(&str, Vec<&str>), from: &str, to: &str| {
        let texts: Vec<&str> = call.1.iter().map(|text| text.trim_matches(['"', '\''])).collect();
        texts == [from, to]
    };
    let mut sorted: Vec<&str> = Vec::new();
    if let Some(index) = calls.iter().position(|call| is(call, "&", "&amp;")).filter(|index| *index > 0) {
        sorted.extend(calls.get(index).map(|call| call.0));
        sorted.extend(calls.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, call)| call.0));
    } else if let Some(index) =
        calls.iter().position(|call| is(call, "&amp;", "&")).filter(|index| index + 1 < calls.len())
    {
        sorted.extend(calls.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, call)| call.0));
        sorted.extend(calls.get(index).map(|call| call.0));
    }
    if !sorted.is_empty() {
        edits.put_in(start..at, &[&sorted.concat()]);
    }
}

/// `a < min || a > max` for what nothing can be at once, and `a != b && a != c` for what everything is.
fn contradictions(edits: &mut Rewrites<'_>, code: &str) {
    let texts = texts(code, crate::language::Language::Rust);
    let has = |words: &[&str], value: &str| {
        value.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
    };
    for (joint, other) in [(" && ", " || "), (" || ", " && ")] {
        for (at, _) in code.match_indices(joint).filter(|(at, _)| !texts.iter().any(|text| text.contains(at)))
        {
            let (before, after) = (&code[..at], &code[at + joint.len()..]);
            let signs: &[(&str, &str)] =
                if joint == " && " { &[(" < ", " > "), (" == ", " == ")] } else { &[(" != ", " != ")] };
            for (one, two) in signs {
                let left = both_sides(before, one).pop().filter(|(_, right)| right.end == before.len());
                let right = both_sides(after, two).into_iter().next().filter(|(left, _)| left.start == 0);
                let (Some((a, b)), Some((c, d))) = (left, right) else { continue };
                let (a, b, c, d) = (&before[a], &before[b], &after[c], &after[d]);
                let is_fixed = |value: &str| {
                    value.starts_with(['"', '\'']) || value.starts_with(|it: char| it.is_ascii_digit())
                };
                let is_impossible = if *one == " < " {
                    has(&LEAST, b) && has(&MOST, d)
                } else {
                    is_fixed(b) && is_fixed(d) && b != d
                };
                if a == c && is_impossible {
                    edits.put_in(at..at + joint.len(), &[other]);
                }
            }
            // A text begins with one letter.
            let starts = |text: &str| {
                text.rsplit_once(".starts_with('")
                    .map(|(owner, rest)| (last_chain(owner).to_owned(), rest.to_owned()))
                    // What begins with neither may be.
                    .filter(|(chain, _)| !text.contains(&format!("!{chain}.starts_with")))
            };
            let next = after.split_once(')').map(|(call, _)| call);
            if joint == " && "
                && let (Some((one, a)), Some((two, b))) = (starts(before), next.and_then(starts))
                && one == two
                && a.ends_with("')")
                && a.trim_end_matches(')') != b
            {
                edits.put_in(at..at + joint.len(), &[other]);
            }
        }
    }
}

/// The names that a text ends with, and what they are asked of.
fn last_chain(text: &str) -> &str {
    &text[text.trim_end_matches(|letter| is_part(letter) || letter == '.').len()..]
}

/// `self.a == other.a` for `self.a == other.b`, where `b` is compared, too.
fn fields_of_both(edits: &mut Rewrites<'_>, code: &str) {
    for (one, other) in both_sides(code, " == ") {
        let (a, b) = (&code[one], &code[other.clone()]);
        let fields = a.strip_prefix("self.").zip(b.strip_prefix("other."));
        if let Some((a, b)) =
            fields.filter(|(a, b)| a != b && code.contains(&format!("self.{b} == other.{b}")))
            && a.chars().all(is_part)
            && b.chars().all(is_part)
        {
            edits.put_in(other.end - b.len()..other.end, &[a]);
        }
    }
}

/// `{ x: a.x, y: a.y }` for `{ x: a.x, y: a.x }`.
fn repeated_field(edits: &mut Rewrites<'_>, code: &str) {
    for (at, _) in code.match_indices('{') {
        let Some((inner, _)) = inside(&code[at..]) else { continue };
        let fields: Vec<(&str, &str)> =
            parts(inner).into_iter().filter_map(|part| part.split_once(": ")).collect();
        for (name, value) in &fields {
            let asked = |field: &str| -> Vec<usize> {
                let sought = format!(".{field}");
                let found = value.match_indices(&sought).map(|(at, _)| at + 1);
                found
                    .filter(|at| {
                        !value[at + field.len()..].starts_with(|next: char| is_part(next) || next == '(')
                    })
                    .collect()
            };
            let is_simple = name.chars().all(is_part) && asked(name).is_empty();
            for (other, _) in
                fields.iter().filter(|(other, same)| is_simple && other != name && same == value)
            {
                if let &[place] = asked(other).as_slice() {
                    let start = value.as_ptr() as usize - code.as_ptr() as usize + place;
                    edits.put_in(start..start + other.len(), &[name]);
                }
            }
        }
    }
}

/// `vec![0; n]` for `vec![n; 0]`.
fn repeated_value(edits: &mut Rewrites<'_>, code: &str) {
    for (at, word) in code.match_indices("vec![") {
        let Some((inner, _)) = inside(&code[at + word.len() - 1..]) else { continue };
        let Some((value, n)) = inner.split_once("; ").filter(|(_, n)| !n.contains(';')) else { continue };
        let is_no_length =
            matches!(n, "0" | "0.0" | "1.0" | "false" | "true" | "None" | "String::new()" | "Vec::new()")
                || n.starts_with(['\'', '"']);
        let is_length = value.starts_with(is_part)
            && !matches!(value, "0" | "None" | "false" | "true" | "0.0")
            && !value.contains("::");
        if is_no_length
            && is_length
            && !value.starts_with(|it: char| it.is_ascii_digit())
            && !value.contains('!')
        {
            let start = at + word.len();
            edits.put_in(start..start + inner.len(), &[&format!("{n}; {value}")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::known_in;

    #[test]
    fn orders_are_put_right() {
        for (code, expected) in [
            (
                "a.replace('>', \"&gt;\").replace('&', \"&amp;\")\n",
                "a.replace('&', \"&amp;\").replace('>', \"&gt;\")\n",
            ),
            (
                "a.replace(\"&amp;\", \"&\").replace(\"&gt;\", \">\")\n",
                "a.replace(\"&gt;\", \">\").replace(\"&amp;\", \"&\")\n",
            ),
            ("if n < range.min && n > range.max {\n", "if n < range.min || n > range.max {\n"),
            ("if a == 1 && a == 2 {\n", "if a == 1 || a == 2 {\n"),
            ("a.starts_with('/') && a.starts_with('#')\n", "a.starts_with('/') || a.starts_with('#')\n"),
            ("self.a == other.a && self.b == other.a\n", "self.a == other.a && self.b == other.b\n"),
            ("Point { x: a.x / 2, y: a.x / 2 }\n", "Point { x: a.x / 2, y: a.y / 2 }\n"),
            ("let a = vec![size; 0];\n", "let a = vec![0; size];\n"),
        ] {
            assert_eq!(known_in(code, 0), [expected], "{code}");
        }
    }

    #[test]
    fn orders_that_are_right_stay() {
        for code in [
            "a.replace('&', \"&amp;\").replace('<', \"&lt;\")\n",
            "a.replace('a', \"b\").replace('c', \"d\")\n",
            "if n > range.min && n < range.max {\n",
            "if n < max && n > min {\n",
            "if a == 1 && b == 2 {\n",
            "if a != 1 && a != 2 {\n",
            "if !a.starts_with('/') && !a.starts_with('#') {\n",
            "self.a == other.b\n",
            "Point { x: a.x, y: a.y }\n",
            "Span { start: at, end: at }\n",
            "let a = vec![0; n];\n",
            "let a = vec![b; n];\n",
        ] {
            assert_eq!(known_in(code, 0), [] as [&str; 0], "{code}");
        }
    }
}
