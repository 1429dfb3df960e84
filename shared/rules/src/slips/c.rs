//! Slips of C and C++: signs of bits for those of conditions, what is counted from where, stars and types of what is declared.

mod classic;
mod within;

use std::ops::Range;

pub(super) use self::{classic::classic, within::within};

use super::{Kind, MOST, of_kind};
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp},
    lexical::texts,
    names::{is_part, last_word, names},
    operands::sides,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Signs that stand for each other.
const SIGNS: [(&str, &[&str]); 14] = [
    (" || ", &[" | "]),
    (" && ", &[" & "]),
    (" | ", &[" || "]),
    (" & ", &[" && ", " % "]),
    (" / ", &[" % "]),
    (" % ", &[" / ", " & "]),
    (" << ", &[" >> "]),
    (" >> ", &[" << "]),
    (" = ", &[" |= ", " *= "]),
    (" += ", &[" *= ", " |= "]),
    ("!(", &["~("]),
    ("++", &["--"]),
    ("--", &["++"]),
    ("**", &["*"]),
];
/// Names that are taken for each other.
const CONFUSED: [&[&str]; 33] = [
    &["strspn", "strcspn"],
    &["htons", "htonl"],
    &["ntohs", "ntohl"],
    &["toupper", "tolower"],
    &["reserve", "resize"],
    &["directory_iterator", "recursive_directory_iterator"],
    &["SEEK_SET", "SEEK_END", "SEEK_CUR"],
    &["find", "find_if"],
    &["count", "count_if"],
    &["strcpy", "strcat"],
    &["begin", "rbegin"],
    &["find_last_of", "find_last_not_of"],
    &["find_first_of", "find_first_not_of"],
    &["lock_guard", "unique_lock"],
    &["all_of", "any_of", "none_of"],
    &["lower_bound", "upper_bound"],
    &["ifstream", "ofstream"],
    &["pop_front", "pop_back"],
    &["push_front", "push_back"],
    &["front", "back"],
    &["begin", "end"],
    &["join", "detach"],
    &["stdin", "stdout", "stderr"],
    &["exit", "_exit"],
    &["true", "false"],
    &["memcpy", "memmove"],
    &["strchr", "strrchr"],
    &["isalpha", "isalnum", "isdigit"],
    &["signed", "unsigned"],
    &["fmin", "fmax"],
    &["count", "size"],
    &["atoi", "atol", "atof"],
    &["snprintf", "vsnprintf"],
];
/// Types that a number may have instead.
const TYPES: [(&str, &[&str]); 12] = [
    ("int", &["double", "size_t", "long"]),
    ("float", &["double"]),
    ("char", &["int", "unsigned char"]),
    ("size_t", &["int"]),
    ("long", &["double"]),
    ("unsigned", &["int"]),
    ("uint8_t", &["int", "uint32_t"]),
    ("uint16_t", &["uint32_t"]),
    ("uint32_t", &["int", "uint64_t"]),
    ("int32_t", &["int64_t"]),
    ("void", &["int", "bool"]),
    ("bool", &["int"]),
];

/// The marked lines with one such slip undone.
pub(super) fn of_c(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<Rewrite> {
    if !matches!(language, C | Cpp) {
        return Vec::new();
    }
    let kinds = [
        (Rule::SlipC, negated as Kind, MOST),
        (Rule::SlipC, signs, 2 * MOST),
        (Rule::SlipCNames, confused, MOST),
        (Rule::SlipC, all_at_once, MOST),
        (Rule::SlipC, quotients, MOST),
        (Rule::SlipCPlaces, places, 2 * MOST),
        (Rule::SlipCPlaces, steps, MOST),
        (Rule::SlipC, members, MOST),
        (Rule::SlipCTypes, declared, 2 * MOST),
        (Rule::SlipC, calls, MOST),
    ];
    kinds.into_iter().flat_map(|kind| of_kind(kind, code, language, operands)).collect()
}

/// A condition, or a part of one, for its opposite.
fn negated(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    for operand in operands {
        let before = &code[..operand.start];
        let is_negated = before.ends_with('!');
        let front = before.trim_end_matches('!');
        let is_asked = ["if (", "while (", " && ", " || ", "return "].iter().any(|it| front.ends_with(it));
        let ends = [")", " &&", " ||", ";", " ?"].iter().any(|it| code[operand.end..].starts_with(it));
        if !is_asked || !ends {
            continue;
        }
        if is_negated {
            edits.put_in(operand.start - 1..operand.start, &[""]);
        } else {
            edits.put_in(operand.start..operand.start, &["!"]);
            // What gives nought where all is well.
            if code[..operand.end].ends_with(')') {
                edits.put_in(operand.end..operand.end, &[" == 0"]);
            }
        }
    }
}

fn signs(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    let texts = texts(code, language);
    for (sign, others) in SIGNS {
        for (at, _) in code.match_indices(sign).filter(|(at, _)| !texts.iter().any(|text| text.contains(at)))
        {
            edits.put_in(at..at + sign.len(), others);
        }
    }
}

fn confused(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for (at, name) in names(code) {
        for group in CONFUSED.into_iter().filter(|group| group.contains(&name)) {
            for other in group.iter().filter(|other| **other != name) {
                edits.put_in(at..at + name.len(), &[other]);
            }
        }
    }
}

/// What stands in a line several times, another everywhere: `>=` for `>`, and `min` for `max` and the other way round.
fn all_at_once(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    for (sign, other) in [
        (" > ", " >= "),
        (" >= ", " > "),
        (" < ", " <= "),
        (" <= ", " < "),
        ("++", "--"),
        (" + ", " - "),
        (" - ", " + "),
    ] {
        if code.matches(sign).count() > 1 {
            edits.put_in(0..code.len(), &[&code.replace(sign, other)]);
        }
    }
    for (one, other) in [("min(", "max("), ("begin()", "end()"), ("first", "second")] {
        if code.contains(one) && code.contains(other) {
            let exchanged = code.replace(one, "\u{0}").replace(other, one).replace('\u{0}', other);
            edits.put_in(0..code.len(), &[&exchanged]);
        }
    }
}

/// Quotients: of fractions, and with the factors in another order.
fn quotients(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    for (at, sign) in code.match_indices(" / ") {
        let start = at + sign.len();
        let digits = code[start..].find(|it: char| !it.is_ascii_digit()).unwrap_or(0);
        let end = start + digits;
        if digits > 0 && !code[end..].starts_with(|it: char| is_part(it) || it == '.') {
            edits.put_in(end..end, &[".0"]);
        }
    }
    for pair in operands.windows(3) {
        let [one, two, three] = pair else { continue };
        let joints = (code.get(one.end..two.start), code.get(two.end..three.start));
        let (a, b, c) = (&code[one.clone()], &code[two.clone()], &code[three.clone()]);
        match joints {
            (Some(" * "), Some(" / ")) => edits.put_in(one.start..three.end, &[&format!("{a} * {c} / {b}")]),
            (Some(" / "), Some(" * ")) => {
                edits.put_in(
                    one.start..three.end,
                    &[&format!("{a} * {b} / {c}"), &format!("{a} / ({b} * {c})")],
                );
            }
            _ => {}
        }
    }
    if language == C {
        for (range, a, b) in sides(code, operands, " / ") {
            edits.put_in(range, &[&format!("(double){a} / {b}")]);
        }
    }
}

/// One more or one less, where something is counted.
fn places(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    for operand in operands {
        let text = &code[operand.clone()];
        let (before, after) = (&code[..operand.start], &code[operand.end..]);
        let is_name = text.replace("->", ".").chars().all(|it| is_part(it) || it == '.')
            && text.starts_with(|it: char| is_part(it) && !it.is_ascii_digit());
        let is_index = before.ends_with('[') && after.starts_with(']');
        let is_bound = [" < ", " <= ", " > ", " >= "].iter().any(|sign| before.ends_with(sign))
            && after.starts_with([';', ')', ' ']);
        let is_start =
            before.ends_with(" = ") && after.starts_with(';') && code.trim_start().starts_with("for (");
        let is_argument = (before.ends_with('(') || before.ends_with(", ")) && after.starts_with(')');
        if is_name && (is_index || is_bound || is_start || is_argument) {
            edits.put_in(operand.end..operand.end, &[" - 1", " + 1"]);
        }
    }
    // One that is there already.
    for sign in [" + 1", " - 1"] {
        for (at, _) in code
            .match_indices(sign)
            .filter(|(at, _)| !code[at + sign.len()..].starts_with(|it: char| is_part(it) || it == '.'))
        {
            edits.put_in(at..at + sign.len(), &["", if sign == " + 1" { " - 1" } else { " + 1" }]);
        }
    }
    for list in argument_lists(code, false) {
        let end = list.arguments.last().map_or(list.start, |last| last.1);
        if ["malloc", "realloc", "calloc"].contains(&last_word(&code[..list.start - 1])) {
            edits.put_in(end..end, &[" + 1"]);
        }
    }
}

/// How a loop goes on.
fn steps(edits: &mut Rewrites<'_>, code: &str, _: Language, _: &[Range<usize>]) {
    let line = code.trim_start();
    let Some(close) = code.rfind(')').filter(|_| line.starts_with("for (")) else { return };
    let Some(at) = code[..close].rfind("; ").map(|at| at + 2) else { return };
    let step = &code[at..close];
    let name = step.trim_matches(['+', '-']);
    if name.is_empty() || !name.chars().all(is_part) {
        return;
    }
    edits.put_in(at..close, &[&format!("{name} = {name}->next"), &format!("{name} += 2")]);
    // What is at its end is zero, and not where it stands.
    let condition = format!("; {name};");
    if let Some(place) = code.find(&condition) {
        edits.put_in(place + 2..place + 2, &["*"]);
    }
}

/// The same field on both sides, or the same of two things.
fn members(edits: &mut Rewrites<'_>, code: &str, _: Language, operands: &[Range<usize>]) {
    for sign in [" += ", " -= ", " = ", " - ", " + ", " == ", " < "] {
        for (range, a, b) in sides(code, operands, sign) {
            let field = |text: &str| text.rfind(['.', '>']).map(|at| text[at + 1..].to_owned());
            let (Some(one), Some(other)) = (field(a), field(b)) else { continue };
            let is_plain = [&one, &other].iter().all(|it| !it.is_empty() && it.chars().all(is_part));
            if one == other || !is_plain {
                continue;
            }
            edits.put_in(range.end - other.len()..range.end, &[&one]);
            let end = range.start + a.len();
            edits.put_in(end - one.len()..end, &[&other]);
        }
    }
}

/// Stars, references and types of what a line declares.
fn declared(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    for (at, name) in names(code) {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let is_behind = before.ends_with([' ', '*', '&']);
        let kind = before.trim_end_matches(['*', '&', ' ']);
        let is_typed = is_behind
            && kind.ends_with(|it| is_part(it) || it == '>')
            && !["return", "else", "case", "goto", "delete", "new", "throw", "struct", "enum", "class"]
                .contains(&last_word(kind));
        let is_declared = is_typed
            && (after.starts_with([';', ',', ')', '['])
                || after.starts_with(" = ")
                || (after.starts_with('(') && !code[..at].contains(['=', '('])));
        let is_named_alone = kind.trim_start().len() < kind.len()
            || kind.contains(['(', ','])
            || !kind.contains(' ')
            || after.starts_with('(');
        if !is_declared || !is_named_alone {
            continue;
        }
        if before.ends_with('*') {
            edits.put_in(at..at, &["*"]);
            edits.put_in(at - 1..at, &[""]);
        } else {
            edits.put_in(at..at, &["*"]);
        }
        if language == Cpp && before.ends_with(' ') {
            edits.put_in(at..at, &["&"]);
            edits.put_in(at - 1..at, &["& "]);
        }
    }
    for (at, name) in names(code) {
        if let Some((_, others)) = TYPES.iter().find(|(kind, _)| *kind == name)
            && code[at + name.len()..].starts_with(' ')
        {
            edits.put_in(at..at + name.len(), others);
        }
    }
    for (from, to) in
        [("(const ", "("), (", const ", ", "), ("auto ", "auto& "), ("const auto ", "const auto& ")]
    {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
}

/// What calls of C's library give back, and sizes.
fn calls(edits: &mut Rewrites<'_>, code: &str, language: Language, _: &[Range<usize>]) {
    for list in argument_lists(code, false) {
        let call = &code[..list.start - 1];
        let name = last_word(call);
        let Some(&(first, last)) = list.arguments.first() else { continue };
        let argument = &code[first..last];
        let start = list.start - 1 - name.len();
        let end = list.arguments.last().map_or(last, |it| it.1);
        if !code[end..].starts_with(')') {
            continue;
        }
        let end = end + 1;
        if name == "sizeof" && argument.chars().all(is_part) {
            edits.put_in(end..end, &[&format!(" / sizeof({argument}[0])")]);
            edits.put_in(first..first, &["*"]);
            if language == C {
                edits.put_in(start..start + name.len(), &["strlen"]);
            }
        }
        let compares = matches!(name, "strcmp" | "strncmp" | "memcmp" | "strcasecmp");
        let is_compared = code[end..].starts_with(" == ") || code[end..].starts_with(" != ");
        if compares && !is_compared {
            if code[..start].ends_with('!') {
                edits.put_in(start - 1..start, &[""]);
            } else {
                edits.put_in(end..end, &[" == 0"]);
                edits.put_in(start..start, &["!"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{operands::operands, rewrites::texts_of};

    fn found(language: Language, code: &str) -> Vec<String> {
        texts_of(of_c(code, language, &operands(code, language)))
    }

    #[test]
    fn slips_of_c_are_undone() {
        for (language, code, expected) in [
            (C, "    if (ready(a)) {\n", "    if (!ready(a)) {\n"),
            (C, "    while (!done && a) {\n", "    while (done && a) {\n"),
            (C, "x = (a << 8) || b;\n", "x = (a << 8) | b;\n"),
            (C, "if (a > n || b > n) {\n", "if (a >= n || b >= n) {\n"),
            (Cpp, "x = std::max(1, std::min(9, n));\n", "x = std::min(1, std::max(9, n));\n"),
            (C, "x = turns * STEP / FULL;\n", "x = turns * FULL / STEP;\n"),
            (Cpp, "double half = sum() / 2;\n", "double half = sum() / 2.0;\n"),
            (C, "last = items[n];\n", "last = items[n - 1];\n"),
            (C, "char *copy = malloc(length);\n", "char *copy = malloc(length + 1);\n"),
            (C, "for (it = list; it != NULL; it++) {\n", "for (it = list; it != NULL; it = it->next) {\n"),
            (C, "for (; text; text++) {\n", "for (; *text; text++) {\n"),
            (C, "sum.words += one.lines;\n", "sum.words += one.words;\n"),
            (C, "int fill(char *list, int n)\n", "int fill(char **list, int n)\n"),
            (Cpp, "auto list = lists_[name];\n", "auto& list = lists_[name];\n"),
            (Cpp, "void add(List list) {\n", "void add(List& list) {\n"),
            (C, "int n = sizeof(list);\n", "int n = sizeof(list) / sizeof(list[0]);\n"),
            (C, "if (strcmp(a, b))\n", "if (strcmp(a, b) == 0)\n"),
            (Cpp, "auto at = s.find_last_of(\" \");\n", "auto at = s.find_last_not_of(\" \");\n"),
        ] {
            let found = found(language, code);
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn other_languages_and_odd_code_have_none() {
        assert_eq!(found(Language::Java, "if (ready(a)) {\n"), [] as [&str; 0]);
        for code in ["", "\n", "é", ")", "for (", "sizeof()", "(é", "*", "é[é", "for (; é)", "a.é == b"]
        {
            found(Cpp, code);
        }
    }
}
