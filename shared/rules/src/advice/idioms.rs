//! What some messages ask for in one language alone: a method for an operator, a bracket for an index, one letter for a text.

mod braces;
mod go;
mod java;
mod python;
mod rust;
mod scripts;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::{
    braces::{of_c, of_cpp},
    go::of_go,
    java::of_java,
    python::of_python,
    rust::of_rust,
    scripts::of_script,
};
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::texts,
    names::{is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// Of messages that say this, more can be tried.
const SAYS_LITTLE: [&str; 20] = [
    "possibly",
    "optional",
    "has no member",
    "incompatible pointer type",
    "operand types are",
    ", but got ",
    "no matching function",
    "no match for",
    "pointer from integer",
    "integer from pointer",
    "comparison between pointer",
    "reference of type",
    "cannot convert",
    "cannot be converted",
    "cannot be applied",
    "cannot find symbol",
    "is not assignable",
    "called object",
    "read-only",
    "bytes",
];
/// What compares values that have no operators: a sign, and what becomes of both sides.
type Comparison = (&'static str, &'static [(&'static str, &'static str)]);

/// The marked lines changed as a message of their language asks; `small` is the message in small letters. Returns whether that is all that can
/// be asked for.
pub(super) fn idioms(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    message: &str,
    small: &str,
    operands: &[Range<usize>],
) -> bool {
    let n_before = edits.found.len();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| super::says(small, phrase));
    if says(&[
        "unterminated",
        "missing terminating",
        "invalid or unexpected token",
        "unclosed",
        "unterminated string",
    ]) {
        // A backslash that hides the mark behind it.
        for (text, right) in [("'\\'", "'\\\\'"), ("\"\\\"", "\"\\\\\"")] {
            replace(edits, code, text, &[right]);
        }
    }
    match language {
        C => of_c(edits, code, operands, &says),
        Cpp => of_cpp(edits, code, message, operands, &says),
        Go => of_go(edits, code, operands, &says),
        Java => of_java(edits, code, message, operands, &says),
        JavaScript | TypeScript => of_script(edits, code, message, operands, &says),
        Python => of_python(edits, code, operands, &says),
        Rust => of_rust(edits, code, operands, &says),
    }
    // Of two types in Rust, which the compiler mostly does not name in one line, more can be tried as well.
    edits.found.len() > n_before && !says(&SAYS_LITTLE) && !(language == Rust && says(&["types", "cannot"]))
}

/// A text with another in its place, wherever it stands.
pub(super) fn replace(edits: &mut Rewrites<'_>, code: &str, from: &str, to: &[&str]) {
    for (at, _) in code.match_indices(from) {
        edits.put_in(at..at + from.len(), to);
    }
}

/// One call's brackets as those of an index: all that may be meant, one at a time.
fn called_as_indexed(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    for list in argument_lists(code, language == Rust) {
        let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) else { continue };
        let open = list.start - 1;
        let close = code[last.1..].find(')').map(|close| last.1 + close);
        if let Some(close) = close.filter(|_| code[..open].ends_with(is_part)) {
            edits.put_in(open..close + 1, &[&format!("[{}]", &code[first.0..last.1])]);
        }
    }
}

/// Indices as calls: all of them, and one at a time.
fn indexed_as_called(edits: &mut Rewrites<'_>, code: &str) {
    let mut whole = code.to_owned();
    for (open, close) in indices(code).into_iter().rev() {
        let call = format!("({})", &code[open + 1..close]);
        if close < whole.len() && whole.is_char_boundary(open) && whole.is_char_boundary(close + 1) {
            whole.replace_range(open..=close, &call);
        }
        edits.put_in(open..close + 1, &[&call]);
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// A name without the type in front of it: it is made already.
fn made_already(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    if let Some((declared, _)) = code[start..].split_once(" = ") {
        let name = last_word(declared);
        if name.starts_with(is_part) && name.len() < declared.len() && declared.ends_with(name) {
            edits.put_in(start..start + declared.len() - name.len(), &[""]);
        }
    }
}

/// Each operand in a call of these texts that holds nothing else, without the call: `a` for `Some(a)`.
fn unwrapped(edits: &mut Rewrites<'_>, code: &str, calls: &[&str], language: Language) {
    for list in argument_lists(code, language == Rust) {
        let open = list.start - 1;
        let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) else { continue };
        let Some(call) = calls.iter().find(|call| code[..open].ends_with(**call)) else { continue };
        let Some(close) = code[last.1..].find(')').map(|close| last.1 + close) else { continue };
        let start = open - call.len();
        if !code[..start].ends_with(is_part) {
            edits.put_in(start..close + 1, &[&code[first.0..last.1]]);
        }
    }
}

/// Texts of one letter with the other marks, those of letters for those of texts: all of them, and one at a time.
fn letters(edits: &mut Rewrites<'_>, code: &str, language: Language, from: char, to: char) {
    let mut whole = code.to_owned();
    for text in texts(code, language).into_iter().rev().filter(|text| code[text.clone()].starts_with(from)) {
        let inner = &code[text.start + 1..text.end - 1];
        let is_one = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
        if is_one && inner != "\"" && inner != "'" {
            let letter = format!("{to}{inner}{to}");
            whole.replace_range(text.clone(), &letter);
            edits.put_in(text, &[&letter]);
        }
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// Operators as calls.
fn compare(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], comparisons: &[Comparison]) {
    for (sign, calls) in comparisons {
        for (range, a, b) in sides(code, operands, sign) {
            for (before, after) in *calls {
                edits.put_in(range.clone(), &[&format!("{a}{before}{b}{after}")]);
            }
        }
    }
}

/// `a.equals(b)` as what it is asked of and what it is asked about.
fn split_call<'c>(
    code: &'c str,
    operand: Range<usize>,
    call: &str,
) -> Option<(Range<usize>, &'c str, &'c str)> {
    let (owner, rest) = code[operand.clone()].split_once(call)?;
    let argument = rest.strip_suffix(')')?;
    (!argument.contains(')')).then_some((operand, owner, argument))
}

/// Square brackets behind what they index: where they open and close.
pub(super) fn indices(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (open, _) in code.match_indices('[') {
        let is_index = code[..open].ends_with(|last: char| is_part(last) || matches!(last, ')' | ']'))
            && !matches!(last_word(&code[..open]), "return" | "in" | "new");
        let mut depth = 0_usize;
        let close = code[open..].find(|letter| {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        if let Some(close) = close.filter(|close| is_index && *close > 1) {
            found.push((open, open + close));
        }
    }
    found
}
