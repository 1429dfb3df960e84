//! What stands in a line where a value may: texts, and names with what is asked of them. Read without a grammar.

use std::ops::Range;

use crate::{
    language::Language,
    lexical::{closing, texts},
    names::is_part,
    words::{is_name, words},
};

/// Operands beyond these are not changed.
const MOST_OPERANDS: usize = 24;

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
            found.push(start..chain_end(code, end, language));
        }
        end_of_last = start + word.len();
        last = word;
    }
    found
}

/// Two operands with a sign between them: where they stand, and what they are.
pub(crate) fn sides<'c>(
    code: &'c str,
    operands: &[Range<usize>],
    sign: &str,
) -> Vec<(Range<usize>, &'c str, &'c str)> {
    let mut found = Vec::new();
    for one in operands {
        let other = operands.iter().find(|other| other.start == one.end + sign.len());
        if let Some(other) = other.filter(|_| code[one.end..].starts_with(sign)) {
            found.push((one.start..other.end, &code[one.clone()], &code[other.clone()]));
        }
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
fn chain_end(code: &str, mut end: usize, language: Language) -> usize {
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
            let Some(close) = closing(code, end + 1, language) else { return end };
            end = close + 1;
        } else {
            return end;
        }
    }
}
