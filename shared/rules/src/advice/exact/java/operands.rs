//! Operators between values of Java that have none, by the types that a message names: objects that are added up, numbers that are
//! compared with `null`, bits that are compared first.

use std::ops::Range;

use super::super::{Rewrites, between, is_compound};
use crate::{
    names::first_word,
    operands::sides,
    outline::line::{Line, indentation},
};

/// Numbers, and the classes that hold one.
const BOXED: [(&str, &str); 6] = [
    ("int ", "Integer "),
    ("long ", "Long "),
    ("double ", "Double "),
    ("boolean ", "Boolean "),
    ("char ", "Character "),
    ("float ", "Float "),
];

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, operands: &[Range<usize>]) {
    let code = line.code;
    let types = said.split_once("first type:").map_or_else(
        || line.message.split_once("first type:").map_or("", |(_, types)| types),
        |(_, types)| types,
    );
    let first = types.split([',', '\n']).next().unwrap_or_default().trim();
    let start = indentation(code);
    let end = code.trim_end().trim_end_matches(';').len();
    // `a = a.add(b)` for `a += b`
    for (sign, method) in [(" += ", "add"), (" -= ", "subtract"), (" *= ", "multiply"), (" /= ", "divide")] {
        let Some((left, value)) = code[start..end.max(start)].split_once(sign) else { continue };
        let value = if value.starts_with(|it: char| it.is_ascii_digit()) || is_compound(value) {
            vec![format!("BigDecimal.valueOf({value})"), value.to_owned()]
        } else {
            vec![value.to_owned(), format!("BigDecimal.valueOf({value})")]
        };
        for value in value {
            edits.put_in(start..end, &[&format!("{left} = {left}.{method}({value})")]);
        }
    }
    let is_nothing = types.contains("<null>") || types.contains("<nulltype>");
    if is_nothing {
        for (sign, other) in [(" == null", " == 0"), (" != null", " != 0")] {
            for (at, _) in code.match_indices(sign) {
                edits.put_in(at..at + sign.len(), &[other]);
                // What is asked of an object may be a method of it.
                edits.put_in(at..at + sign.len(), &[&format!("(){other}")]);
            }
        }
        for (primitive, class) in BOXED {
            if code[start..].starts_with(primitive)
                && first.is_empty() | primitive.starts_with(first_word(first))
            {
                edits.put_in(start..start + primitive.len(), &[class]);
            }
        }
    }
    // Both sides are compared whole.
    let sign = between(said, "operator '", "'").unwrap_or_default();
    if matches!(sign, "&" | "|" | "^") {
        let masks = sides(code, operands, &format!(" {sign} "));
        let mut whole = code.to_owned();
        let mut left = code.len();
        for (range, ..) in masks.iter().rev() {
            if range.end <= left {
                whole.insert(range.end, ')');
                whole.insert(range.start, '(');
                left = range.start;
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
}
