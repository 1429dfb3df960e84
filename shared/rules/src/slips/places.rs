//! Slips in what stands where: the wrong comparison, an order that matters, a word that leads elsewhere, a value that nobody keeps.

use std::ops::Range;

use super::{Kind, MOST, of_kind};
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::texts,
    names::is_part,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Comparisons and operators, and what is meant by each.
const COMPARED: &[(&str, &[&str])] = &[
    (" === ", &[" !== "]),
    (" !== ", &[" === "]),
    (" == ", &[" != ", " >= "]),
    (" != ", &[" == "]),
    (" <= ", &[" < ", " >= "]),
    (" >= ", &[" > ", " <= ", " == "]),
    (" < ", &[" <= ", " > ", " << "]),
    (" > ", &[" >= ", " < ", " == "]),
    (" && ", &[" || "]),
    (" || ", &[" && "]),
    (" and ", &[" or "]),
    (" or ", &[" and "]),
    (" + ", &[" - ", " * "]),
    (" - ", &[" + "]),
    (" * ", &[" / ", " + "]),
    (" / ", &[" * ", " % "]),
    (" % ", &[" / "]),
    (" is not ", &[" is "]),
    (" is ", &[" is not ", " in "]),
    (" not in ", &[" in "]),
];
/// Words that lead elsewhere, each with others.
const JUMPS: [(&str, &[&str]); 5] = [
    ("break", &["continue", "return"]),
    ("continue", &["break", "return"]),
    ("return", &["continue", "break"]),
    ("yield ", &["return ", "yield from "]),
    ("return ", &["yield "]),
];
/// The marked lines with one such slip undone.
pub(super) fn places(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<Rewrite> {
    let kinds = [
        (Rule::SlipCompared, compared as Kind, 2 * MOST),
        (Rule::SlipJoined, joined, MOST),
        (Rule::SlipConditions, conditions, MOST),
        (Rule::SlipJumps, jumps, MOST),
        (Rule::SlipKept, kept, MOST),
        (Rule::SlipLetters, letters, 2),
        (Rule::SlipCounted, counted, MOST),
        (Rule::SlipSpread, spread, MOST),
        (Rule::SlipLengths, lengths, 2),
    ];
    kinds.into_iter().flat_map(|kind| of_kind(kind, code, language, operands)).collect()
}

/// Whether a place is in a text.
fn is_quoted(texts: &[Range<usize>], at: usize) -> bool {
    texts.iter().any(|text| text.contains(&at))
}

fn compared(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let texts = texts(code, language);
    for &(sign, others) in COMPARED {
        // `is not` is another.
        let is_whole = |at: usize| sign != " is " || !code[at..].starts_with(" is not ");
        for (at, _) in code.match_indices(sign).filter(|(at, _)| !is_quoted(&texts, *at) && is_whole(*at)) {
            edits.put_in(at..at + sign.len(), others);
        }
    }
    // A loop's `in` has nothing to do with it.
    for (at, sign) in
        code.match_indices(" in ").filter(|(at, _)| language == Python && !is_quoted(&texts, *at))
    {
        let is_loop = code[..at].rfind("for ").is_some_and(|start| !code[start..at].contains(" in "));
        if !is_loop && !code[..at].ends_with(" not") {
            edits.put_in(at..at + sign.len(), &[" not in "]);
        }
    }
}

/// One operator of bits for another, and operators that stand without blanks.
fn joined(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    // Elsewhere these are types, streams and lambdas.
    if !matches!(language, TypeScript) {
        for (sign, others) in [
            (" << ", &[" >> "][..]),
            (" >> ", &[" << "]),
            (" & ", &[" && ", " | "]),
            (" | ", &[" || ", " & "]),
        ] {
            let mut places = code.match_indices(sign);
            if let (Some((at, _)), None) = (places.next(), places.next()) {
                edits.put_in(at..at + sign.len(), others);
            }
        }
    }
    if matches!(language, C | Cpp) {
        for (at, _) in code.match_indices("& !") {
            edits.put_in(at..at + 3, &["& ~"]);
        }
    }
    for (sign, others) in [("%", &["/"][..]), ("/", &["%", "*"]), ("*", &["/"]), ("+", &["-"]), ("-", &["+"])]
        .into_iter()
        .filter(|_| language == Go)
    {
        let texts = texts(code, language);
        for (at, _) in code.match_indices(sign).filter(|(at, _)| !is_quoted(&texts, *at)) {
            let is_between = code[..at].ends_with(|it: char| is_part(it) || matches!(it, ')' | ']'))
                && code[at + 1..].starts_with(|it: char| is_part(it) || it == '(');
            if is_between {
                edits.put_in(at..at + 1, others);
            }
        }
    }
}

/// Both sides of a condition in the other order, and a condition that is asked once or again and again.
fn conditions(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let open = if language == Python || language == Go || language == Rust { " " } else { " (" };
    for (word, other) in [("if", "while"), ("while", "if")] {
        let Some(rest) = code[start..].strip_prefix(word).and_then(|rest| rest.strip_prefix(open)) else {
            continue;
        };
        if language != Go {
            edits.put_in(start..start + word.len(), &[other]);
        }
        let begin = code.len() - rest.len();
        let end =
            [") {", ")\n", " {", ":\n"].iter().filter_map(|end| rest.rfind(end)).min().map(|end| begin + end);
        let Some(condition) = end.map(|end| &code[begin..end]) else { continue };
        for sign in [" && ", " || ", " and ", " or "] {
            if let Some((one, two)) = condition.split_once(sign).filter(|(_, two)| !two.contains(sign)) {
                edits.put_in(begin..begin + condition.len(), &[&format!("{two}{sign}{one}")]);
            }
        }
    }
}

fn jumps(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end().trim_end_matches(';');
    for (word, others) in JUMPS {
        let is_alone = line == word;
        // Behind a condition, or for one of several cases.
        if let Some(at) = code.find(word).filter(|_| !is_alone && !word.ends_with(' ')) {
            let (before, after) = (&code[..at], &code[at + word.len()..]);
            let is_end = after.starts_with([';', ',']) || after.starts_with(" }") || after.trim().is_empty();
            if is_end && [") ", "=> ", "{ ", ": "].iter().any(|sign| before.ends_with(sign)) {
                edits.put_in(at..at + word.len(), others);
            }
        }
        let is_behind = word.ends_with(' ')
            && language == Python
            && line.starts_with(word)
            && !line.contains("yield from");
        if is_alone || is_behind {
            edits.put_in(start..start + word.len(), others);
        }
    }
}

/// What a call gives back is kept: `a = a.trim();` for `a.trim();`.
fn kept(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    if matches!(language, Rust) {
        return;
    }
    let start = code.len() - code.trim_start().len();
    let statement = code[start..].trim_end().trim_end_matches(';');
    // In a loop's head the last part changes what is counted.
    let last = statement.strip_suffix(") {").and_then(|head| head.rfind("; ")).map(|at| start + at + 2);
    for operand in operands {
        let whole = operand.start == start && operand.end == start + statement.len();
        if !whole && last != Some(operand.start) {
            continue;
        }
        let call = &code[operand.clone()];
        let Some((asked, rest)) = call.split_once('(') else { continue };
        if let Some((owner, _)) =
            asked.rsplit_once('.').filter(|(owner, _)| owner.chars().all(|it| is_part(it) || it == '.'))
        {
            edits.put_in(operand.start..operand.start, &[&format!("{owner} = ")]);
        }
        let behind = rest.trim_start_matches(is_part);
        let argument = &rest[..rest.len() - behind.len()];
        if !argument.is_empty() && behind.starts_with([',', ')']) && !asked.contains('.') {
            edits.put_in(operand.start..operand.start, &[&format!("{argument} = ")]);
        }
    }
}

/// A text of one letter for a letter, and the other way round.
fn letters(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    if matches!(language, JavaScript | Python | TypeScript) {
        return;
    }
    for text in texts(code, language) {
        let inner = &code[text.start + 1..text.end - 1];
        let mark = if code[text.clone()].starts_with('"') { '\'' } else { '"' };
        if inner.chars().count() == 1 && inner != "'" && inner != "\"" && !code[text.clone()].starts_with('`')
        {
            edits.put_in(text, &[&format!("{mark}{inner}{mark}")]);
        }
    }
}

/// `a[n++]` for `a[++n]`, and the other way round.
fn counted(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    if matches!(language, Go | Python | Rust) {
        return;
    }
    for sign in ["++", "--"] {
        for (at, _) in code.match_indices(sign) {
            let after = &code[at + 2..];
            let name = &after[..after.len() - after.trim_start_matches(is_part).len()];
            if !name.is_empty() && !code[..at].ends_with(is_part) {
                edits.put_in(at..at + 2 + name.len(), &[&format!("{name}{sign}")]);
            }
            let start = code[..at].trim_end_matches(is_part).len();
            // As a statement it is all the same.
            if start < at
                && code[..start].ends_with(['[', '(', '*', ' '])
                && !after.trim_end().ends_with(") {")
                && after.trim() != ";"
            {
                edits.put_in(start..at + 2, &[&format!("{sign}{}", &code[start..at])]);
            }
        }
    }
}

/// All of a list for the list, where others in the line are spread, too, or a call takes any number.
fn spread(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    match language {
        JavaScript | TypeScript => {
            let takes_many =
                ["Math.max(", "Math.min(", "...", ".push(", ".concat("].iter().any(|it| code.contains(it));
            for operand in operands.iter().filter(|_| takes_many) {
                let before = &code[..operand.start];
                let is_item = before.ends_with(['[', '(']) || before.ends_with(", ");
                if is_item && code[operand.end..].starts_with([',', ')', ']']) {
                    edits.put_in(operand.start..operand.start, &["..."]);
                }
            }
        }
        Python => {
            for list in argument_lists(code, false) {
                for (start, end) in list.arguments {
                    match &code[start..end] {
                        "args" => edits.put_in(start..start, &["*"]),
                        "kwargs" => edits.put_in(start..start, &["**"]),
                        _ => {}
                    }
                }
            }
            if code.contains("(args, kwargs)") {
                edits.put_in(0..code.len(), &[&code.replace("(args, kwargs)", "(*args, **kwargs)")]);
            }
        }
        C | Cpp | Go | Java | Rust => {}
    }
}

/// A length for an end: `substr(a, b - a)`.
fn lengths(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    if !matches!(language, Cpp | JavaScript | TypeScript) {
        return;
    }
    for list in argument_lists(code, false) {
        if let &[(start, end), (begin, stop)] = list.arguments.as_slice()
            && code[..list.start - 1].ends_with("substr")
        {
            let first = &code[start..end];
            edits.put_in(stop..stop, &[&format!(" - {first}")]);
            // `i + 1, i + 3` are two.
            let numbers = [first, &code[begin..stop]].map(|text| text.rsplit_once(" + "));
            if let [Some((a, n)), Some((b, m))] = numbers
                && a == b
                && let (Ok(n), Ok(m)) = (n.parse::<usize>(), m.parse::<usize>())
                && m > n
            {
                edits.put_in(begin..stop, &[&(m - n).to_string()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{operands::operands, rewrites::texts_of};

    #[test]
    fn what_stands_in_the_wrong_place_is_put_right() {
        for (language, code, expected) in [
            (TypeScript, "return a === 0 && b === 0;\n", "return a === 0 && b !== 0;\n"),
            (C, "while (n->key != key && n != NULL)\n", "while (n != NULL && n->key != key)\n"),
            (C, "if (q->used == n)\n", "while (q->used == n)\n"),
            (Java, "    break;\n", "    continue;\n"),
            (Rust, "    Err(_) => continue,\n", "    Err(_) => return,\n"),
            (C, "n = b << 8 | a;\n", "n = b >> 8 | a;\n"),
            (Go, "a := b[n%10]\n", "a := b[n/10]\n"),
            (Python, "if a in b:\n", "if a not in b:\n"),
            (Python, "    yield a\n", "    yield from a\n"),
            (Java, "    total.add(n);\n", "    total = total.add(n);\n"),
            (
                Java,
                "for (D d = a; d.isBefore(b); d.plusDays(1)) {\n",
                "for (D d = a; d.isBefore(b); d = d.plusDays(1)) {\n",
            ),
            (C, "align(n, 8);\n", "n = align(n, 8);\n"),
            (Cpp, "out.push_back(\"c\");\n", "out.push_back('c');\n"),
            (C, "return &a[++n];\n", "return &a[n++];\n"),
            (C, "a = b[n++];\n", "a = b[++n];\n"),
            (JavaScript, "f([...own, wild]);\n", "f([...own, ...wild]);\n"),
            (Python, "value = f(args, kwargs)\n", "value = f(*args, **kwargs)\n"),
            (Cpp, "a = s.substr(start, end);\n", "a = s.substr(start, end - start);\n"),
            (Cpp, "a = s.substr(i + 1, i + 3);\n", "a = s.substr(i + 1, 2);\n"),
        ] {
            let found = texts_of(places(code, language, &operands(code, language)));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn odd_lines_do_no_harm() {
        for language in Language::ALL {
            for code in [
                "",
                "é",
                "if \n",
                "while (é && ö) {\n",
                "é++ö",
                "++",
                "--é",
                "log(\"Attention -- été\");\n",
                "x = 1; // -- 初始化\n",
                "alert( café );\n",
                "é.ö(ü",
                "f(é, 'ö')[ß",
                "substr(é, ö)",
                "...é, ö)",
            ] {
                let found = texts_of(places(code, language, &operands(code, language)));
                assert!(!found.contains(&code.to_owned()), "{code}");
            }
        }
    }
}
