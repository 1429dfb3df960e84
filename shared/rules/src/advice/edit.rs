//! Edits that messages ask for, and where in a line each can be made.

use std::ops::Range;

use super::super::{
    arguments::argument_lists,
    names::{is_part, names},
    rewrites::Rewrites,
};
use crate::{
    language::Language,
    words::{is_lifetime, is_name, words},
};

/// Operands beyond these are not changed.
const MOST_OPERANDS: usize = 24;

/// What stands between a `%` and its verb is shorter.
const MOST_FLAGS: usize = 6;
/// What may stand behind a `%`.
const VERBS: [&str; 12] = ["d", "s", "f", "v", "q", "c", "p", "u", "ld", "lu", "zu", "x"];

/// A way to change a line.
#[derive(Clone, Copy)]
pub(super) enum Edit {
    /// Puts a text in front of an operand.
    Before(&'static str),
    /// Puts a text behind an operand.
    Behind(&'static str),
    /// Puts a text in front of a name that is declared.
    Declared(&'static str),
    /// Puts an operand between two texts.
    Around(&'static str, &'static str),
    /// Puts a whole expression between two texts: what is returned, or all of the line.
    Whole(&'static str, &'static str),
    /// Puts one text in the place of another.
    Swap(&'static str, &'static str),
    /// Puts a text in front of the line's first word.
    Start(&'static str),
    /// Puts a text at the line's end, in front of a semicolon.
    End(&'static str),
    /// Leaves one argument out.
    DropArgument,
    /// Puts another directive in the place of one like `%d`.
    Format,
    /// Makes `a == b` a call.
    Equals,
    /// Makes `print a` a call.
    PrintCall,
}

/// Makes one edit wherever it can be made.
pub(super) fn apply(edit: Edit, edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    match edit {
        Edit::Before(text) => {
            for operand in operands {
                edits.put_in(operand.start..operand.start, &[text]);
            }
        }
        Edit::Behind(text) => {
            for operand in operands {
                edits.put_in(operand.end..operand.end, &[text]);
            }
        }
        Edit::Declared(text) => {
            for (at, name) in names(code).filter(|(_, name)| is_name(name)) {
                let (before, after) = (&code[..at], code[at + name.len()..].trim_start());
                let is_behind_word = before.ends_with(' ') && before.trim_end().ends_with(is_part);
                if is_behind_word && after.starts_with(['=', ',', ')', ';']) && !before.ends_with("return ") {
                    edits.put_in(at..at, &[text]);
                }
            }
        }
        Edit::Around(before, after) => {
            for operand in operands {
                edits.put_in(operand.clone(), &[&[before, &code[operand.clone()], after].concat()]);
            }
        }
        Edit::Whole(before, after) => {
            let expression = code.trim().trim_end_matches([';', ',']);
            let start = code.len() - code.trim_start().len();
            let end = start + expression.len();
            let inner = ["return ", "=> ", "= ", ": "].into_iter().filter_map(|sign| {
                let at = code[start..end].find(sign)?;
                Some(start + at + sign.len())
            });
            for start in std::iter::once(start).chain(inner).filter(|start| *start < end) {
                edits.put_in(start..end, &[&[before, &code[start..end], after].concat()]);
            }
        }
        Edit::Swap(from, to) => {
            for (at, _) in code.match_indices(from) {
                let is_whole = !from.starts_with(is_part) || !code[..at].ends_with(is_part);
                let is_joined =
                    |sign: &str| code[..at].ends_with(sign) || code[at + from.len()..].starts_with(sign);
                // One sign is no part of another, as `&` is of `&&`.
                if is_whole && (from.len() > 1 || !is_joined(from)) {
                    edits.put_in(at..at + from.len(), &[to]);
                }
            }
        }
        Edit::Start(text) => {
            let start = code.len() - code.trim_start().len();
            edits.put_in(start..start, &[text]);
        }
        Edit::End(text) => {
            let end = code.trim_end().trim_end_matches(';').len();
            // Behind `return` alone there is a blank.
            let text = if code[..end].ends_with("return") {
                format!(" {}", text.trim_start_matches([',', ' ']))
            } else {
                text.to_owned()
            };
            edits.put_in(end..end, &[&text]);
        }
        Edit::DropArgument => {
            for list in argument_lists(code, false) {
                for (at, &(start, end)) in list.arguments.iter().enumerate() {
                    let start = if at == 0 { start } else { list.arguments[at - 1].1 };
                    let end = if at == 0 { list.arguments.get(1).map_or(end, |next| next.0) } else { end };
                    edits.put_in(start..end, &[""]);
                }
            }
        }
        Edit::Format => {
            for (at, _) in code.match_indices('%') {
                // Flags, width and precision, as in `%-8.3f`.
                let rest = &code[at + 1..];
                let flags = rest.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(rest.len());
                let verb = rest[flags..].trim_start_matches(['l', 'h', 'z']);
                let start = at + 1 + flags;
                if flags <= MOST_FLAGS && verb.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
                    edits.put_in(start..code.len() - verb.len() + 1, &VERBS);
                }
            }
        }
        Edit::Equals => {
            for pair in operands.windows(2) {
                for (sign, no) in [(" == ", ""), (" != ", "!")] {
                    // The second may stand in the first.
                    if code.get(pair[0].end..pair[1].start) == Some(sign) {
                        let (a, b) = (&code[pair[0].clone()], &code[pair[1].clone()]);
                        edits.put_in(pair[0].start..pair[1].end, &[&format!("{no}{a}.equals({b})")]);
                    }
                }
            }
        }
        Edit::PrintCall => {
            let end = code.trim_end().len();
            if let Some(at) = code[..end].find("print ") {
                let start = at + "print ".len();
                edits.put_in(start - 1..end, &[&format!("({})", &code[start..end])]);
            }
        }
    }
}

/// Where texts between quotation marks begin and end, marks included, as far as they end in the line that they begin in.
pub(crate) fn texts(code: &str, language: Language) -> Vec<Range<usize>> {
    let (mut found, mut open): (Vec<Range<usize>>, Option<(char, usize)>) = (Vec::new(), None);
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (open, letter) {
            (Some(_), '\\') => drop(letters.next()),
            (Some((mark, start)), _) if letter == mark => {
                found.push(start..at + 1);
                open = None;
            }
            (Some(('"' | '\'', _)), '\n') => open = None,
            (None, '\'') if language == Language::Rust && is_lifetime(&code[at + 1..]) => {}
            (None, '\'') if is_within_number(&code[..at], language) => {}
            (None, '"' | '\'' | '`') => open = Some((letter, at)),
            _ => {}
        }
    }
    found
}

/// Whether a mark behind this sets the digits of a number apart, as C++ and C write them.
pub(crate) fn is_within_number(before: &str, language: Language) -> bool {
    let number = &before[before.trim_end_matches(|letter| is_part(letter) || letter == '\'').len()..];
    matches!(language, Language::C | Language::Cpp)
        && number.starts_with(|first: char| first.is_ascii_digit())
        && number.ends_with(|last: char| last.is_ascii_hexdigit())
}

/// Names with what is asked of them, calls and texts, where a value may stand: `a.b(c)[d]`, and what stands between those brackets.
pub(crate) fn operands(code: &str, language: Language) -> Vec<Range<usize>> {
    let mut texts = texts(code, language);
    // In text with code in it that code counts.
    texts.retain(|text| !code[..text.start].ends_with(['f', 'F']) && !code[text.clone()].starts_with('`'));
    let mut found = Vec::new();
    let mut end_of_last = 0;
    let mut last = "";
    for word in words(code) {
        let start = word.as_ptr() as usize - code.as_ptr() as usize;
        let text = texts.iter().find(|text| text.contains(&start));
        let begins = match text {
            Some(text) => text.start == start,
            None => {
                is_name(word)
                    || matches!(word, "this" | "self")
                    || word.starts_with(|first: char| first.is_ascii_digit())
            }
        };
        // Behind `.`, `->` and `::` a name goes on; behind another name it is declared.
        let goes_on = [".", "->", "::"].iter().any(|sign| code[..end_of_last].ends_with(sign));
        let is_behind_word =
            last.starts_with(is_part) && last != "of" && (is_name(last) || is_type_word(last));
        if begins && !goes_on && !is_behind_word && found.len() < MOST_OPERANDS {
            let end = text.map_or(start + word.len(), |text| text.end);
            found.push(start..chain_end(code, end));
        }
        end_of_last = start + word.len();
        last = word;
    }
    found
}

/// Words that stand in front of a name that is declared.
fn is_type_word(word: &str) -> bool {
    [
        "int", "long", "float", "double", "char", "bool", "boolean", "void", "fn", "func", "function", "def",
        "class", "struct",
    ]
    .contains(&word)
}

/// Where what is asked of a name ends: members, calls and indices.
fn chain_end(code: &str, mut end: usize) -> usize {
    loop {
        let rest = &code[end..];
        let joint = [".", "->", "::", "?."].into_iter().find(|joint| rest.starts_with(joint));
        if let Some(joint) = joint {
            let length =
                rest[joint.len()..].find(|letter| !is_part(letter)).unwrap_or(rest.len() - joint.len());
            if length == 0 {
                return end;
            }
            end += joint.len() + length;
        } else if rest.starts_with(['(', '[']) {
            let mut depth = 0_usize;
            let close = rest.char_indices().find(|(_, letter)| {
                match letter {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            let Some((at, _)) = close else { return end };
            end += at + 1;
        } else {
            return end;
        }
    }
}
