//! Where comments and texts stand in the marked lines, those included that begin in lines above: what is known of code is not known
//! of them. Read without a grammar, so that it costs next to nothing.

use std::ops::Range;

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::is_within_number,
    marked::Marked,
    names::is_part,
    words::is_lifetime,
};

/// How much of a document above the marked lines is read, in bytes.
const REACH: usize = 1 << 20;
/// Behind these a `/` begins a regular expression of JavaScript.
const BEFORE_PATTERN: [char; 12] = ['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', ';', '>'];

/// The comments and texts of the marked lines, without the signs that they begin and end with.
pub(super) struct Prose {
    /// What begins in lines above counts as a comment, whatever it is.
    comments: Vec<Range<usize>>,
    texts: Vec<Range<usize>>,
}

impl Prose {
    pub(super) fn new(marked: &Marked<'_>, language: Language) -> Self {
        let before = &marked.text[..marked.range.start];
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(REACH))..];
        let text = [near, marked.lines()].concat();
        let (mut comments, mut texts) = (Vec::new(), Vec::new());
        for Part { range, begin, is_comment } in parts(&text, language) {
            if range.end < near.len() {
                continue;
            }
            let own = range.start.saturating_sub(near.len())..range.end - near.len();
            if is_comment || begin < near.len() {
                comments.push(own);
            } else {
                texts.push(own);
            }
        }
        Self { comments, texts }
    }

    /// Whether an edit of the marked lines leaves their comments as they are.
    pub(super) fn keeps_comments(&self, code: &str, edit: &str) -> bool {
        let changed = changed(code, edit);
        !self.comments.iter().any(|comment| is_in(comment, &changed))
    }

    /// Whether an edit of the marked lines leaves their comments and texts as they are.
    pub(super) fn is_kept(&self, code: &str, edit: &str) -> bool {
        let changed = changed(code, edit);
        !self.comments.iter().chain(&self.texts).any(|part| is_in(part, &changed))
    }
}

/// Whether a change begins or ends in a part of the code, or adds something there.
fn is_in(part: &Range<usize>, changed: &Range<usize>) -> bool {
    if changed.is_empty() {
        return (part.start..=part.end).contains(&changed.start);
    }
    part.contains(&changed.start) || part.contains(&(changed.end - 1))
}

/// The bytes of the code that an edit has others for.
fn changed(code: &str, edit: &str) -> Range<usize> {
    let same = |(one, other): &(u8, u8)| one == other;
    let start = code.bytes().zip(edit.bytes()).take_while(same).count();
    let end = code.bytes().rev().zip(edit.bytes().rev()).take_while(same).count();
    start..code.len() - end.min(code.len().min(edit.len()) - start)
}

/// A comment, or a piece of a text between what is code in it.
struct Part {
    range: Range<usize>,
    /// Where the whole begins.
    begin: usize,
    is_comment: bool,
}

/// How a text or a comment goes on and ends.
struct Kind {
    /// The length of the sign that it begins with.
    n_open: usize,
    close: String,
    is_comment: bool,
    has_escapes: bool,
    /// Otherwise it ends with its line.
    has_lines: bool,
    /// Behind this there is code up to a brace.
    code: Option<&'static str>,
}

/// The comments and texts of a whole text.
fn parts(text: &str, language: Language) -> Vec<Part> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = text[at..].find(['#', '/', '"', '\'', '`']) {
        at += sign;
        at = match kind(&text[..at], &text[at..], language) {
            Some(kind) => read(&mut found, text, at, &kind),
            None => at + 1 + pattern(&text[..at], &text[at..], language),
        };
    }
    found
}

/// What a sign begins, if anything.
fn kind(before: &str, rest: &str, language: Language) -> Option<Kind> {
    let plain = Kind {
        n_open: 1,
        close: rest[..1].to_owned(),
        is_comment: false,
        has_escapes: true,
        has_lines: false,
        code: None,
    };
    let is_letters = |sign: &str| before.ends_with(sign);
    let tripled = ["\"\"\"", "'''"].into_iter().find(|sign| rest.starts_with(sign));
    match &rest[..1] {
        "#" if language == Python => {
            Some(Kind { close: "\n".to_owned(), is_comment: true, has_escapes: false, ..plain })
        }
        "/" if language != Python && rest.starts_with("//") => {
            Some(Kind { n_open: 2, close: "\n".to_owned(), is_comment: true, has_escapes: false, ..plain })
        }
        "/" if language != Python && rest.starts_with("/*") => Some(Kind {
            n_open: 2,
            close: "*/".to_owned(),
            is_comment: true,
            has_escapes: false,
            has_lines: true,
            ..plain
        }),
        "`" => match language {
            JavaScript | TypeScript => Some(Kind { has_lines: true, code: Some("${"), ..plain }),
            Go => Some(Kind { has_lines: true, has_escapes: false, ..plain }),
            C | Cpp | Java | Python | Rust => None,
        },
        "\"" | "'" => match language {
            Python => {
                let letters = before.len() - before.trim_end_matches(|letter: char| is_part(letter)).len();
                let is_filled = before[before.len() - letters..].contains(['f', 'F']) && letters <= 2;
                let code = is_filled.then_some("{");
                Some(match tripled {
                    Some(sign) => Kind { n_open: 3, close: sign.to_owned(), has_lines: true, code, ..plain },
                    None => Kind { code, ..plain },
                })
            }
            Java if rest.starts_with("\"\"\"") => {
                Some(Kind { n_open: 3, close: "\"\"\"".to_owned(), has_lines: true, ..plain })
            }
            Rust if rest.starts_with('\'') => (!is_lifetime(&rest[1..])).then_some(plain),
            Rust => {
                let marks = before.len() - before.trim_end_matches('#').len();
                let is_raw = before[..before.len() - marks].ends_with('r');
                let close = format!("\"{}", if is_raw { "#".repeat(marks) } else { String::new() });
                Some(Kind { close, has_lines: true, has_escapes: !is_raw, ..plain })
            }
            Cpp if rest.starts_with('"') && is_letters("R") => {
                let mark = rest[1..].split_once('(').map_or("", |(mark, _)| mark);
                let close = format!("){mark}\"");
                Some(Kind { close, has_lines: true, has_escapes: false, ..plain })
            }
            C | Cpp if rest.starts_with('\'') && is_within_number(before, language) => None,
            C | Cpp | Go | Java | JavaScript | TypeScript => Some(plain),
        },
        _ => None,
    }
}

/// Reads what begins at a place, and says where it ends.
fn read(found: &mut Vec<Part>, text: &str, begin: usize, kind: &Kind) -> usize {
    let mut at = begin + kind.n_open;
    let mut start = at;
    let mut add = |range: Range<usize>| found.push(Part { range, begin, is_comment: kind.is_comment });
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with(&kind.close) {
            add(start..at);
            return at + kind.close.len();
        }
        if letter == '\n' && !kind.has_lines {
            break;
        }
        if let Some(sign) = kind.code.filter(|sign| rest.starts_with(sign) && !rest.starts_with("{{"))
            && let Some(end) = braced(&rest[sign.len()..], kind.has_lines)
        {
            add(start..at);
            at += sign.len() + end + 1;
            start = at;
            continue;
        }
        // Of what is behind a backslash, or doubled, nothing is a sign.
        let n_letters = 1 + usize::from(
            (kind.has_escapes && letter == '\\') || (kind.code == Some("{") && letter == '{'),
        );
        at += rest.chars().take(n_letters).map(char::len_utf8).sum::<usize>();
    }
    add(start..at);
    at
}

/// The length of code up to the brace that closes it.
fn braced(code: &str, has_lines: bool) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, letter) in code.char_indices() {
        match letter {
            '\n' if !has_lines => return None,
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The length of a regular expression behind the `/` that it begins with; there is none in most lines.
fn pattern(before: &str, rest: &str, language: Language) -> usize {
    let line = before.rsplit('\n').next().unwrap_or_default().trim_end();
    let may_begin = line.is_empty() || line.ends_with(BEFORE_PATTERN) || line.ends_with("return");
    if !matches!(language, JavaScript | TypeScript) || !rest.starts_with('/') || !may_begin {
        return 0;
    }
    let (mut is_escaped, mut is_listed) = (false, false);
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '\n' => return 0,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => is_listed = true,
            ']' => is_listed = false,
            '/' if !is_listed => return at,
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The comments and the texts of a document's last line.
    fn of_last(text: &str, language: Language) -> (Vec<String>, Vec<String>) {
        let last = text.split_inclusive('\n').count() - 1;
        let marked = Marked::new(text, last, last).unwrap();
        let prose = Prose::new(&marked, language);
        let cut = |parts: &[Range<usize>]| {
            let parts = parts.iter().map(|part| marked.lines()[part.clone()].to_owned());
            parts.filter(|part| !part.is_empty()).collect()
        };
        (cut(&prose.comments), cut(&prose.texts))
    }

    #[test]
    fn comments_and_texts_are_told_from_code() {
        for (language, text, comments, texts) in [
            (Python, "a = 'b' # don't\n", &[" don't"][..], &["b"][..]),
            (Python, "a = f'b {c[\"d\"]} {{e}}'\n", &[], &["b ", " {{e}}"]),
            (Python, "\"\"\"A.\n\nb is 3.\n", &["b is 3.\n"], &[]),
            (Python, "\"\"\"A 'b.\"\"\"\nb is 3.\n", &[], &[]),
            (Java, "a = '\"'; // \"b\" it's\n", &[" \"b\" it's"], &["\""]),
            (C, "/* a\n * b */ c /* d */ = \"e // f\";\n", &[" * b ", " d "], &["e // f"]),
            (Cpp, "a = 1'000'000 + 0xfe'ff; b = R\"(c\" // d)\"; // e\n", &[" e"], &["(c\" // d"]),
            (Rust, "fn f<'a>(b: &'a str) { \"c\" } // d\n", &[" d"], &["c"]),
            (Rust, "a = r#\"b \"c\" // d\"#; '\"'\n", &[], &["b \"c\" // d", "\""]),
            (JavaScript, "a = `\n/* b ${c} d`; // e\n", &["/* b ", " d", " e"], &[]),
            (JavaScript, "a.replace(/[/`'\"]/g, b); // c\n", &[" c"], &[]),
            (JavaScript, "a = b / c; d = \"e\" / f;\n", &[], &["e"]),
            (Go, "a := `b\\` + \"c\"\n", &[], &["b\\", "c"]),
        ] {
            let found = of_last(text, language);
            assert_eq!(
                found,
                (
                    comments.iter().map(|it| (*it).to_owned()).collect(),
                    texts.iter().map(|it| (*it).to_owned()).collect()
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn edits_are_of_code_or_of_prose() {
        let text = "/* é\n a */ b('ü', c); // d\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let (prose, code) = (Prose::new(&marked, JavaScript), marked.lines());
        for (from, to, keeps_comments, is_kept) in [
            ("b(", "bb(", true, true),
            ("c", "c, c", true, true),
            ("b('ü', c)", "e('ü', f)", true, true),
            ("ü", "ö", true, false),
            ("'ü'", "\"ü\"", true, true),
            (" a", " e", false, false),
            ("d", "e", false, false),
            ("d", "d.", false, false),
            ("c); // d", "e); // f", false, false),
        ] {
            let edit = code.replace(from, to);
            assert_eq!(
                (prose.keeps_comments(code, &edit), prose.is_kept(code, &edit)),
                (keeps_comments, is_kept),
                "{edit}"
            );
        }
    }

    #[test]
    fn odd_lines_are_read_to_their_end() {
        for text in
            ["'", "\"é", "`${é", "/*é", "R\"é(", "r##\"é", "f'{é", "f'{{", "'\\", "/é\\", "é'é'", "//é", "#é"]
        {
            for language in Language::ALL {
                of_last(text, language);
                of_last(&format!("{text}\né\n"), language);
            }
        }
    }
}
