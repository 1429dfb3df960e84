//! Edits as a client applies them: by the letter of the specification, and by other code than the server's.

use serde_json::Value;

/// The byte of a position, by the specification.
pub fn byte_of(text: &str, position: &Value, encoding: &str) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut column = position["character"].as_u64().unwrap() as usize;
    let mut at = start;
    for c in text[start..].chars() {
        if column == 0 {
            break;
        }
        column -= match encoding {
            "utf-8" => c.len_utf8(),
            "utf-16" => c.len_utf16(),
            _ => 1,
        };
        at += c.len_utf8();
    }
    at
}

/// The text with `new` in place of a range.
pub fn applied(text: &str, range: &Value, new: &Value, encoding: &str) -> String {
    let from = byte_of(text, &range["start"], encoding);
    let to = byte_of(text, &range["end"], encoding);
    format!("{}{}{}", &text[..from], new.as_str().unwrap(), &text[to..])
}
