//! Edits that messages ask for, and where in a line each can be made.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    names::{is_part, names},
    rewrites::Rewrites,
    words::is_name,
};

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
