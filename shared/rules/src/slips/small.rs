//! Small slips that any line may hold: one more or less, a number beside the right one, a condition the wrong way round.

use std::ops::Range;

use super::{Kind, MOST, of_kind};
use crate::{
    arguments::argument_lists,
    language::Language::{self, Go, Python, Rust},
    lexical::texts,
    names::is_part,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Larger numbers are seldom one off.
const LARGEST: u32 = 256;
/// What a condition, or a part of one, stands behind.
const ASKING: &[&str] = &[
    "if (", "while (", "if ", "elif ", "while ", " && ", " || ", " and ", " or ", "return ", "=> ", "-> ",
    "| ", "assert ",
];
/// What follows a condition, or a part of one.
const ASKED: [&str; 9] = [")", " ?", " {", ":\n", " && ", " || ", " and ", " or ", ";"];
/// What a bound stands behind.
const BOUNDING: [&str; 14] =
    ["[", "(", ":", "..", "..=", ", ", " < ", " <= ", " > ", " >= ", "= ", "return ", " - ", " + "];

/// What joins two operands.
const SIGNS: [&str; 10] = [" + ", " - ", " * ", " / ", " % ", "+", "-", "*", "/", "%"];

/// The marked lines with one such slip undone.
pub(super) fn small(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<Rewrite> {
    let kinds = [
        (Rule::SlipNegations, negations as Kind, MOST),
        (Rule::SlipOffsets, offsets, 3 * MOST),
        (Rule::SlipRanges, ranges, MOST),
        (Rule::SlipSteps, steps, 2),
        (Rule::SlipUngrouped, ungrouped, MOST),
        (Rule::SlipNumbers, numbers, 2 * MOST),
    ];
    kinds.into_iter().flat_map(|kind| of_kind(kind, code, language, operands)).collect()
}

/// A condition the other way round.
fn negations(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let no = if language == Python { "not " } else { "!" };
    for operand in operands {
        let (before, after) = (&code[..operand.start], &code[operand.end..]);
        let is_value =
            code[operand.clone()].starts_with(|first: char| first.is_ascii_digit() || first == '"');
        if let Some(before) = before.strip_suffix(no).filter(|before| !before.ends_with(is_part)) {
            edits.put_in(before.len()..operand.start, &[""]);
        } else if !is_value
            && ASKING.iter().any(|word| before.ends_with(word))
            && ASKED.iter().any(|sign| after.starts_with(sign))
        {
            edits.put_in(operand.start..operand.start, &[no]);
        }
    }
    // What is set each time is turned each time.
    for value in ["true", "false", "True", "False"] {
        let Some((before, after)) = code.split_once(&format!(" = {value}")) else { continue };
        let owner = before.trim_end_matches(|it: char| is_part(it) || it == '.');
        let name = &before[owner.len()..];
        if !name.is_empty() && owner.trim_end_matches("=> ").trim_end().len() < owner.len().max(1)
            || owner.trim().is_empty()
        {
            let at = code.len() - after.len();
            edits.put_in(at - value.len()..at, &[&format!("{no}{name}")]);
        }
    }
}

/// A range that begins with one, or holds its end.
fn ranges(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    if language == Python {
        for list in argument_lists(code, false) {
            if let &[(start, end)] = list.arguments.as_slice()
                && code[..list.start - 1].ends_with("range")
            {
                let bound = &code[start..end];
                edits.put_in(start..end, &[&format!("1, {bound} + 1"), &format!("1, {bound}")]);
            }
        }
    }
    for (at, _) in code.match_indices("0..").filter(|_| language == Rust) {
        if !code[..at].ends_with(|before: char| is_part(before) || before == '.') {
            let rest = &code[at + "0..".len()..];
            let signs: &[&str] = if rest.starts_with('=') { &["1.."] } else { &["1..=", "1..", "0..="] };
            edits.put_in(at..at + "0..".len(), signs);
        }
    }
    if let Some(at) = code.find(" = 0; ").filter(|_| code.trim_start().starts_with("for ")) {
        let bound = operands.iter().find(|operand| code[..operand.start].ends_with(" < "));
        if let Some(sign) =
            bound.map(|bound| bound.start - " < ".len()).filter(|sign| *sign >= at + " = 0; ".len())
        {
            edits.put_in(at..sign + " < ".len(), &[&format!(" = 1; {}", &code[at + 6..sign + 3])]);
            edits.put_in(at..sign + 3, &[&format!(" = 1; {} <= ", &code[at + 6..sign])]);
        }
    }
}

/// Counting up for counting down, and the other way round.
fn steps(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    for (sign, other) in
        [("++", "--"), ("--", "++")].into_iter().filter(|_| language != Python && language != Rust)
    {
        for (at, _) in code.match_indices(sign) {
            let touches = code[..at].ends_with(is_part) || code[at + 2..].starts_with(is_part);
            if touches {
                edits.put_in(at..at + 2, &[other]);
            }
        }
    }
}

/// `a / b * c` for `a / (b * c)`.
fn ungrouped(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    for list in argument_lists(code, language == Rust) {
        let (open, inner) = (list.start - 1, list.arguments.as_slice());
        let &[(start, end)] = inner else { continue };
        let Some(after) = code[end..].strip_prefix(')') else { continue };
        let is_operand = SIGNS.iter().any(|sign| code[..open].ends_with(sign) || after.starts_with(sign));
        let is_sum = SIGNS.iter().any(|sign| code[start..end].contains(sign));
        if is_operand && is_sum && !code[..open].ends_with(is_part) {
            edits.put_in(open..end + 1, &[&code[start..end]]);
        }
    }
}

/// One more or less where something begins or ends.
fn offsets(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let is_bounding = |before: &str| BOUNDING.iter().any(|sign| before.ends_with(sign));
    for operand in operands {
        let (before, after) = (&code[..operand.start], &code[operand.end..]);
        let value = &code[operand.clone()];
        // With what is taken away or put on already.
        edits.turn(Rule::SlipOffsetsThere);
        for (sign, other) in [(" - 1", " + 1"), (" + 1", " - 1"), ("-1", "+1"), ("+1", "-1")] {
            let rest = after
                .strip_prefix(sign)
                .filter(|rest| !rest.starts_with(|next: char| is_part(next) || next == '.'));
            if rest.is_some() {
                edits.put_in(operand.end..operand.end + sign.len(), &["", other]);
            }
        }
        let is_number = value.starts_with(|first: char| first.is_ascii_digit());
        edits.turn(Rule::SlipOffsetsCompared);
        if [" < ", " <= "].iter().any(|sign| after.starts_with(sign)) && !is_number {
            edits.put_in(operand.end..operand.end, &[" + 1"]);
        }
        let is_end = after.starts_with([']', ')', ':', ';', '\n', ','])
            || after.starts_with("..")
            || after.starts_with(" {");
        if is_number || !is_end || !is_bounding(before) || value.starts_with('"') {
            continue;
        }
        let is_index = code[..operand.start].rfind('[') > code[..operand.start].rfind(']');
        let has_blanks = language != Go || !is_index;
        let signs: [&str; 2] = if has_blanks { [" + 1", " - 1"] } else { ["+1", "-1"] };
        // A name that gets the value of another is seldom one off.
        let is_copy = before.ends_with("= ") && value.chars().all(is_part);
        let is_argument = before.ends_with('(') || before.ends_with(", ");
        let is_range = ["range(", "slice(", "substr(", "substring(", "subList(", "clamp(", "get(", "at(", "resize("]
                .iter()
                .any(|call| before.contains(call))
            // Those are counted from nought.
            || value.ends_with("Month()")
            || value.ends_with("tm_mon");
        if !is_copy && (!is_argument || is_range) {
            edits.turn(Rule::SlipOffsets);
            edits.put_in(operand.end..operand.end, &signs);
        }
    }
}

/// A number beside the right one, or ten times as large or small.
fn numbers(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let texts = texts(code, language);
    let mut at = 0;
    while let Some(start) = code[at..].find(|letter: char| letter.is_ascii_digit()).map(|start| at + start) {
        let rest = &code[start..];
        let end = start + rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        at = end;
        let is_part_of_more = code[..start].ends_with(|before: char| is_part(before) || before == '.')
            && !code[..start].ends_with("..")
            || code[end..].starts_with(is_part)
            || (code[end..].starts_with('.') && !code[end..].starts_with(".."));
        if is_part_of_more || texts.iter().any(|text| text.contains(&start)) {
            continue;
        }
        let Ok(number) = code[start..end].parse::<u32>() else { continue };
        let is_round = number >= 10 && code[start..end].trim_end_matches('0') == "1";
        if is_round {
            edits.turn(Rule::SlipTenfold);
            edits.put_in(start..end, &[&format!("{number}0"), &(number / 10).to_string()]);
        }
        // A step back, or forth.
        edits.turn(Rule::SlipSigned);
        let before = &code[..start];
        if let Some(before) = before.strip_suffix('-').filter(|it| it.ends_with(['(', '[', ' ', '{'])) {
            edits.put_in(before.len()..start, &[""]);
        } else if number > 0 && ["(", ", ", "[", "{"].iter().any(|sign| before.ends_with(sign)) {
            edits.put_in(start..start, &["-"]);
        }
        if number <= LARGEST && !is_round {
            edits.turn(Rule::SlipNumbers);
            edits.put_in(start..end, &[&(number + 1).to_string()]);
            if let Some(less) = number.checked_sub(1) {
                edits.put_in(start..end, &[&less.to_string()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::Language::{C, Cpp, Java, JavaScript, TypeScript},
        operands::operands,
        rewrites::texts_of,
    };

    #[test]
    fn small_slips_are_undone() {
        for (language, code, expected) in [
            (C, "if (is_open(f))\n", "if (!is_open(f))\n"),
            (Python, "if not a and b:\n", "if a and b:\n"),
            (Python, "if a and b:\n", "if a and not b:\n"),
            (Java, "return seen.add(x);\n", "return !seen.add(x);\n"),
            (JavaScript, "a = s.slice(n);\n", "a = s.slice(n + 1);\n"),
            (Go, "s = s[n:]\n", "s = s[n+1:]\n"),
            (Python, "for i in range(n - 1):\n", "for i in range(n):\n"),
            (C, "return end - 1;\n", "return end + 1;\n"),
            (TypeScript, "if (a.length > 1) {\n", "if (a.length > 2) {\n"),
            (Rust, "let n = a / 100;\n", "let n = a / 1000;\n"),
            (Python, "for i in range(n):\n", "for i in range(1, n + 1):\n"),
            (Rust, "for i in 0..n {\n", "for i in 1..=n {\n"),
            (C, "for (i = 0; i < n; i++)\n", "for (i = 1; i <= n; i++)\n"),
            (Cpp, "for (i = n; i > 0; ++i)\n", "for (i = n; i > 0; --i)\n"),
            (Go, "x := a / (b * c)\n", "x := a / b * c\n"),
            (Java, "step(-1);\n", "step(1);\n"),
            (Java, "step(1);\n", "step(-1);\n"),
            (Rust, "v.retain(|a| a.is_empty());\n", "v.retain(|a| !a.is_empty());\n"),
            (C, "open = true;\n", "open = !open;\n"),
            (JavaScript, "f(d.getMonth());\n", "f(d.getMonth() + 1);\n"),
        ] {
            let found = texts_of(small(code, language, &operands(code, language)));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_holds_none_stays() {
        for language in Language::ALL {
            for code in ["", "é", "a = \"1\"\n", "x1 = 0.5\n", "é(ö", "f(", "0x10\n", "a, b\n", ")\n"] {
                let found = texts_of(small(code, language, &operands(code, language)));
                assert!(!found.contains(&code.to_owned()), "{code}");
                assert!(found.is_empty() || code.contains('='), "{code}: {found:?}");
            }
        }
    }
}
