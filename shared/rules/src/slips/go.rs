//! Slips of Go: loops and their bounds, what is stored where, words of its library that are taken for each other.

mod loops;
mod values;

use std::ops::Range;

use super::MOST;
use crate::{
    language::Language::Go,
    lexical::texts,
    names::{is_part, names},
    rewrites::Rewrites,
};

/// Names that are taken for each other.
const CONFUSED: [&[&str]; 46] = [
    &["ScanLines", "ScanWords"],
    &["ScanRunes", "ScanWords"],
    &["LittleEndian", "BigEndian"],
    &["Millisecond", "Second"],
    &["Microsecond", "Millisecond"],
    &["Second", "Minute"],
    &["Minute", "Hour"],
    &["Seconds", "Milliseconds"],
    &["Minutes", "Seconds"],
    &["Hours", "Minutes"],
    &["Unix", "UnixMilli"],
    &["StatusOK", "StatusCreated"],
    &["StatusUnauthorized", "StatusForbidden"],
    &["StatusNotFound", "StatusBadRequest"],
    &["StatusBadRequest", "StatusInternalServerError"],
    &["MethodGet", "MethodPost"],
    &["MethodPost", "MethodPut"],
    &["O_APPEND", "O_TRUNC"],
    &["O_RDONLY", "O_WRONLY"],
    &["O_WRONLY", "O_RDWR"],
    &["Contains", "HasPrefix"],
    &["Contains", "ContainsAny"],
    &["Index", "LastIndex"],
    &["Index", "IndexByte"],
    &["TrimSpace", "TrimRight"],
    &["ReplaceAll", "Replace"],
    &["IsLetter", "IsDigit"],
    &["IsUpper", "IsLower"],
    &["IsSpace", "IsPunct"],
    &["PushBack", "PushFront"],
    &["WriteString", "WriteRune"],
    &["WriteByte", "WriteRune"],
    &["Marshal", "Unmarshal"],
    &["NewReader", "NewWriter"],
    &["NewDecoder", "NewEncoder"],
    &["EncodeToString", "DecodeString"],
    &["StdEncoding", "URLEncoding"],
    &["Query", "QueryRow"],
    &["Query", "Exec"],
    &["RemoveAll", "Remove"],
    &["MkdirAll", "Mkdir"],
    &["Base", "Dir"],
    &["Floor", "Ceil"],
    &["Floor", "Round"],
    &["Wait", "Done"],
    &["Args", "NArg"],
];

/// The marked lines with such a slip undone.
pub(super) fn of_go(code: &str, operands: &[Range<usize>]) -> Vec<String> {
    let mut edits = Rewrites::new(code);
    loops::loops(&mut edits, code, operands);
    values::values(&mut edits, code, operands);
    edits.found.truncate(5 * MOST);
    let mut words = Rewrites::new(code);
    confused(&mut words, code);
    words.found.truncate(MOST);
    edits.found.extend(words.found);
    edits.found
}

/// The edits of one kind, but no more than a few.
fn few(edits: &mut Rewrites<'_>, most: usize, kind: impl FnOnce(&mut Rewrites<'_>)) {
    let n_before = edits.found.len();
    kind(edits);
    edits.found.truncate(n_before + most);
}

/// One word of the library for another.
fn confused(edits: &mut Rewrites<'_>, code: &str) {
    let texts = texts(code, Go);
    // One of two that stand for each other.
    for (at, name) in names(code).filter(|(at, _)| !code[..*at].ends_with('.')) {
        let other = match name {
            "a" => "b",
            "b" => "a",
            _ => continue,
        };
        if names(code).any(|(_, it)| it == other) || code.matches("(b").count() > 1 {
            edits.put_in(at..at + name.len(), &[other]);
        }
    }
    let library = names(code)
        .filter(|(at, _)| code[..*at].ends_with('.') && !texts.iter().any(|text| text.contains(at)));
    for (at, name) in library {
        for group in CONFUSED.iter().filter(|group| group.contains(&name)) {
            for other in group.iter().filter(|other| **other != name) {
                edits.put_in(at..at + name.len(), &[other]);
            }
        }
    }
}

/// How far in a line stands.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether something is a name with what is asked of it, and no more.
fn is_chain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|letter| is_part(letter) || letter == '.')
}

#[cfg(test)]
mod tests;
