//! Which letters of a text are code, where its brackets close, and what commas part. Read without a grammar, so that it serves lines with
//! mistakes and parts of lines.

use std::{iter, ops::Range};

use crate::{
    language::Language::{self, C, Cpp, Go, Java, Python, Rust, TypeScript},
    names::is_part,
    words::is_lifetime,
};

/// Brackets that hold more are not read, in bytes.
const LONGEST: usize = 32 << 10;

/// Where texts between quotation marks begin and end, marks included, as far as they end in the line that they begin in (those between
/// `` ` `` may be longer). Where one is left open, the rest of its line holds none.
pub(crate) fn texts(code: &str, language: Language) -> Vec<Range<usize>> {
    let (mut found, mut next) = (Vec::new(), 0);
    for (at, letter) in code.char_indices() {
        if at < next || !is_mark(code, at, letter, language) {
            continue;
        }
        next = match text_end(code, at, letter, language) {
            Some(end) => {
                found.push(at..end);
                end
            }
            None => line_end(code, at),
        };
    }
    found
}

/// The letters of a text with their places, but for those of texts between quotation marks and of comments.
pub(crate) fn letters(text: &str, language: Language) -> impl Iterator<Item = (usize, char)> {
    // Up to where nothing is code, and up to where nothing else begins.
    let (mut skipped, mut plain) = (0, 0);
    text.char_indices().filter(move |&(at, letter)| {
        if at < skipped {
            return false;
        }
        if at < plain {
            return true;
        }
        if let Some(end) = comment_end(text, at, language) {
            skipped = end;
        } else if is_mark(text, at, letter, language) {
            match long_text_end(text, at, language).or_else(|| text_end(text, at, letter, language)) {
                Some(end) => skipped = end,
                None => plain = line_end(text, at),
            }
        }
        skipped <= at
    })
}

/// Where brackets open and close, the inner ones first, those of the code within templates of scripts among them.
pub(crate) fn pairs(code: &str) -> Vec<Range<usize>> {
    let mut texts = texts(code, TypeScript);
    texts.retain(|text| !code[text.clone()].starts_with('`'));
    let mut texts = texts.into_iter().peekable();
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for (at, letter) in code.char_indices() {
        while texts.next_if(|text| text.end <= at).is_some() {}
        if texts.peek().is_some_and(|text| text.start <= at) {
            continue;
        }
        match letter {
            '(' | '[' | '{' => open.push(at),
            ')' | ']' | '}' => found.extend(open.pop().map(|start| start..at)),
            _ => {}
        }
    }
    found
}

/// Where the bracket closes that `start` stands behind, if that is not too far away; nothing where no letter begins there.
pub(crate) fn closing(text: &str, start: usize, language: Language) -> Option<usize> {
    let inner = text.get(start..text.floor_char_boundary(start.saturating_add(LONGEST)))?;
    let mut depth = 0_usize;
    let found = letters(inner, language).find(|(_, letter)| {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return true,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        false
    });
    found.map(|(at, _)| start + at)
}

/// What stands between the bracket that a text begins with and its partner, and what follows.
pub(crate) fn inside(text: &str, language: Language) -> Option<(&str, &str)> {
    let end = text.starts_with(['(', '[', '{']).then(|| closing(text, 1, language)).flatten()?;
    Some((&text[1..end], &text[end + 1..]))
}

/// The values that commas part outside all brackets, without the blanks around them and comments in front, and without
/// empty ones.
pub(crate) fn values(list: &str, language: Language) -> Vec<&str> {
    filled(list, ranges(list, &[','], false, language), language)
}

/// The types or parameters that commas part outside all brackets, `<` and `>` being brackets, too; else as [`values`].
pub(crate) fn types(list: &str, language: Language) -> Vec<&str> {
    parts(list, &[','], language)
}

/// What stands between separators outside all brackets, `<` and `>` being brackets, too; else as [`values`].
pub(crate) fn parts<'t>(text: &'t str, separators: &[char], language: Language) -> Vec<&'t str> {
    filled(text, ranges(text, separators, true, language), language)
}

fn filled(text: &str, ranges: impl Iterator<Item = Range<usize>>, language: Language) -> Vec<&str> {
    let parts = ranges.map(|range| uncommented(text[range].trim(), language));
    parts.filter(|part| !part.is_empty()).collect()
}

/// Where the parts stand that separators part outside all brackets, `<` and `>` being brackets, too, where `has_angles` says so.
pub(crate) fn ranges(
    text: &str,
    separators: &[char],
    has_angles: bool,
    language: Language,
) -> impl Iterator<Item = Range<usize>> {
    let mut cuts = outer(text, has_angles, language).filter(|(_, letter)| separators.contains(letter));
    let mut start = Some(0);
    iter::from_fn(move || {
        let begin = start?;
        let cut = cuts.next();
        start = cut.map(|(at, letter)| at + letter.len_utf8());
        Some(begin..cut.map_or(text.len(), |(at, _)| at))
    })
}

/// The letters of code that stand in no brackets, closing ones included; `<` and `>` are brackets, too, where `has_angles` says so.
pub(crate) fn outer(text: &str, has_angles: bool, language: Language) -> impl Iterator<Item = (usize, char)> {
    let mut depth = Depth::new(has_angles);
    letters(text, language).filter(move |(_, letter)| {
        depth.add(*letter);
        depth.inside == 0
    })
}

/// Where the expression ends that begins at a place: at a comma, a semicolon, or the bracket that it stands in. Nothing where the text
/// ends first.
pub(crate) fn expression_end(text: &str, start: usize, language: Language) -> Option<usize> {
    let rest = &text[start..];
    let end = outer(rest, false, language).find(|(_, letter)| matches!(letter, ',' | ';')).map(|(at, _)| at);
    // The bracket is an unmatched one.
    let close = closing(text, start, language).map(|at| at - start);
    [end, close].into_iter().flatten().min().map(|at| start + at)
}

/// Whether each bracket has its partner, `<` and `>` being brackets, too.
pub(crate) fn is_balanced(text: &str, language: Language) -> bool {
    let mut depth = Depth::new(true);
    letters(text, language).for_each(|(_, letter)| depth.add(letter));
    depth.inside == 0 && !depth.has_closed_more
}

/// How many brackets are open.
struct Depth {
    inside: usize,
    /// Whether some bracket closed that was not open.
    has_closed_more: bool,
    has_angles: bool,
    last: char,
}

impl Depth {
    const fn new(has_angles: bool) -> Self {
        Self { inside: 0, has_closed_more: false, has_angles, last: ' ' }
    }

    fn add(&mut self, letter: char) {
        // `->` and `=>` are no brackets.
        let is_arrow = letter == '>' && matches!(self.last, '-' | '=');
        self.last = letter;
        match letter {
            '(' | '[' | '{' => self.inside += 1,
            '<' if self.has_angles => self.inside += 1,
            ')' | ']' | '}' => self.close(),
            '>' if self.has_angles && !is_arrow => self.close(),
            _ => {}
        }
    }

    fn close(&mut self) {
        self.has_closed_more |= self.inside == 0;
        self.inside = self.inside.saturating_sub(1);
    }
}

/// Whether a letter is a quotation mark, and none that belongs to a lifetime or a number.
fn is_mark(code: &str, at: usize, letter: char, language: Language) -> bool {
    match letter {
        '"' | '`' => true,
        '\'' if language == Rust => !is_lifetime(&code[at + 1..]),
        '\'' => !is_within_number(&code[..at], language),
        _ => false,
    }
}

/// Where a text ends that begins with a mark; nothing where it is left open.
fn text_end(code: &str, start: usize, mark: char, language: Language) -> Option<usize> {
    let mut letters = code[start + 1..].char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if !(mark == '`' && language == Go) => drop(letters.next()),
            '\n' if mark != '`' => return None,
            _ if letter == mark => return Some(start + 1 + at + 1),
            _ => {}
        }
    }
    None
}

/// Where a text of several lines ends that begins with three marks.
fn long_text_end(text: &str, start: usize, language: Language) -> Option<usize> {
    let rest = &text[start..];
    let marks = ["\"\"\"", "'''"].into_iter().find(|marks| rest.starts_with(marks))?;
    let has_such = language == Python || (language == Java && marks == "\"\"\"");
    has_such.then(|| rest[3..].find(marks).map(|at| start + at + 6)).flatten()
}

/// Where a comment ends that begins at a place.
fn comment_end(text: &str, start: usize, language: Language) -> Option<usize> {
    let rest = &text[start..];
    let line = if language == Python { "#" } else { "//" };
    if rest.starts_with(line) {
        return Some(line_end(text, start));
    }
    let is_long = language != Python && rest.starts_with("/*");
    is_long.then(|| rest[2..].find("*/").map_or(text.len(), |at| start + at + 4))
}

/// A text without the comments in front of it.
fn uncommented(mut text: &str, language: Language) -> &str {
    while let Some(end) = comment_end(text, 0, language) {
        text = text[end..].trim_start();
    }
    text
}

/// Where the line of a place ends.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

/// Whether a mark behind this sets the digits of a number apart, as C++ and C write them.
pub(crate) fn is_within_number(before: &str, language: Language) -> bool {
    let number = &before[before.trim_end_matches(|letter| is_part(letter) || letter == '\'').len()..];
    matches!(language, C | Cpp)
        && number.starts_with(|first: char| first.is_ascii_digit())
        && number.ends_with(|last: char| last.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_in_their_line() {
        for (language, code, expected) in [
            (Python, "f('a', \"b\\\"c\")", &["'a'", "\"b\\\"c\""][..]),
            (Rust, "fn f<'a>(x: &'a str) -> char { 'a' }", &["'a'"]),
            (C, "int n = 1'000'000; char c = 'x';", &["'x'"]),
            (TypeScript, "a(`b\n'c`, 'd", &["`b\n'c`"]),
            (Go, "a := `\\`", &["`\\`"]),
            (Java, "it's \"said\"\n\"new\"", &["\"new\""]),
        ] {
            let found: Vec<_> = texts(code, language).into_iter().map(|text| &code[text]).collect();
            assert_eq!(found, expected, "{code}");
        }
    }

    #[test]
    fn texts_and_comments_are_no_code() {
        for (language, text, expected) in [
            (Python, "a '#' # b\nc", "a  \nc"),
            (Python, "\"\"\"Do (it.\n'x\n\"\"\" + a", " + a"),
            (Rust, "a // it's\n/* ( */ 'b' 'c", "a \n  'c"),
            (Java, "\"\"\"\n  (\"a\"\n\"\"\".b", ".b"),
            (C, "a /* open", "a "),
            (Go, "'it", "'it"),
        ] {
            assert_eq!(letters(text, language).map(|(_, letter)| letter).collect::<String>(), expected);
        }
    }

    #[test]
    fn brackets_have_partners() {
        assert_eq!(closing("f(a[0], ')') + b)", 2, Python), Some(11));
        assert_eq!(closing("(a /* ) */ )", 1, C), Some(11));
        for (text, start) in [("(a", 1), ("(", 2), ("é", 1)] {
            assert_eq!(closing(text, start, C), None);
        }
        assert_eq!(inside("{ a(); } b", Go), Some((" a(); ", " b")));
        assert_eq!(inside("a()", Go), None);
        assert_eq!(pairs("f(`${a[0]}`, '(')"), [6..8, 4..9, 1..16]);
        let code = "f(a, g(b), c)";
        assert_eq!(expression_end(code, 5, Rust), Some(9));
        assert_eq!(expression_end(code, 11, Rust), Some(12));
        assert_eq!(expression_end("a + (b; c)", 0, Rust), None);
        assert!(is_balanced("a: Vec<(u8, char)>, f: fn() -> u8", Rust));
        assert!(!is_balanced("a < b", Rust) && !is_balanced("a)(", Rust));
    }

    #[test]
    fn lists_have_parts() {
        for (language, list, expected) in [
            (Java, "Map<String, Integer> a, int b", &["Map<String, Integer> a", "int b"][..]),
            (TypeScript, "a: (b: C, d: E) => F, g", &["a: (b: C, d: E) => F", "g"]),
            (C, "RED, // the first, of course\n GREEN, /* b */ BLUE,", &["RED", "GREEN", "BLUE"]),
            (Rust, "\"a, b\", 'c',", &["\"a, b\"", "'c'"]),
        ] {
            assert_eq!(types(list, language), expected);
        }
        assert_eq!(values("a < b, c > d", Python), ["a < b", "c > d"]);
        assert_eq!(parts("int a; int b[2];", &[';'], C), ["int a", "int b[2]"]);
    }
}
