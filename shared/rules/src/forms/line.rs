//! One line, and what stands where in it.

use std::ops::Range;

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::{self, texts},
};

/// One line of code.
pub(super) struct Line<'a> {
    pub(super) language: Language,
    indentation: &'a str,
    /// Without indentation, comment and line break.
    pub(super) body: &'a str,
    rest: &'a str,
    /// The body with each byte of its texts as `_`, so that what is looked for is code.
    pub(super) mask: String,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str, language: Language) -> Self {
        let start = text.len() - text.trim_start().len();
        let code = &text[start..];
        let mask = masked(code, language);
        let comment = if language == Python { "#" } else { "//" };
        let end = mask.find(comment).unwrap_or(code.len());
        let end = mask[..end].trim_end().len();
        Self {
            language,
            indentation: &text[..start],
            body: &code[..end],
            rest: &code[end..],
            mask: mask[..end].to_owned(),
        }
    }

    /// The line with another body.
    pub(super) fn with(&self, body: &str) -> String {
        [self.indentation, body, self.rest].concat()
    }

    /// Whether statements end by `;` and conditions stand in brackets.
    pub(super) fn is_like_c(&self) -> bool {
        matches!(self.language, C | Cpp | Java | JavaScript | TypeScript)
    }

    pub(super) fn is_script(&self) -> bool {
        matches!(self.language, JavaScript | TypeScript)
    }

    /// Whether types stand in front of names.
    pub(super) fn has_types_first(&self) -> bool {
        matches!(self.language, C | Cpp | Java)
    }

    /// What stands between a name and its type behind it; nothing where types stand first or nowhere.
    pub(super) fn type_sign(&self) -> Option<&'static str> {
        match self.language {
            Rust | TypeScript | Python => Some(": "),
            Go => Some(" "),
            C | Cpp | Java | JavaScript => None,
        }
    }

    /// Places of a text outside quotation marks.
    pub(super) fn find(&self, text: &str) -> Vec<usize> {
        self.mask.match_indices(text).map(|(at, _)| at).collect()
    }

    /// Places of a whole word outside quotation marks.
    pub(super) fn find_word(&self, word: &str) -> Vec<usize> {
        let mut found = self.find(word);
        found.retain(|at| {
            !self.mask[..*at].ends_with(is_part) && !self.mask[at + word.len()..].starts_with(is_part)
        });
        found
    }

    /// Which of some words the body begins with.
    pub(super) fn first_word<'w>(&self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|word| self.find_word(word).first() == Some(&0))
    }

    /// The partner of an opening bracket.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        lexical::closing(&self.mask, open + 1, self.language)
    }

    /// The parts between a separator, outside brackets; with `angles`, those of generic types count.
    pub(super) fn pieces(&self, range: Range<usize>, separator: char, angles: bool) -> Vec<Range<usize>> {
        lexical::ranges(&self.mask[range.clone()], &[separator], angles, self.language)
            .map(|part| range.start + part.start..range.start + part.end)
            .collect()
    }

    /// Where the value begins that a place is in: behind a bracket, a comma, `=`, `return` or `=>`.
    pub(super) fn value_start(&self, place: usize) -> usize {
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, letter) in self.mask[..place].char_indices().rev() {
            let (before, behind) = (&self.mask[..at], &self.mask[at + letter.len_utf8()..]);
            match letter {
                ')' | ']' | '}' => depth += 1,
                '(' | '[' | '{' if depth > 0 => depth -= 1,
                '(' | '[' | '{' | ',' | ';' if depth == 0 => start = at + 1,
                '=' if depth == 0
                    && !behind.starts_with(['=', '>'])
                    && !before.ends_with(['=', '!', '<', '>']) =>
                {
                    start = at + 1;
                }
                '>' if depth == 0 && before.ends_with(['=', '-']) => start = at + 1,
                ' ' if depth == 0 && (before.ends_with("return") || before.ends_with("yield")) => {
                    start = at + 1;
                }
                _ => {}
            }
            if start > 0 {
                break;
            }
        }
        start + self.mask[start..].len() - self.mask[start..].trim_start().len()
    }

    /// Where the value ends that a place is in: in front of a bracket, a comma or `;`.
    pub(super) fn value_end(&self, place: usize) -> usize {
        let end = lexical::expression_end(&self.mask, place, self.language);
        end.map_or(self.mask.len(), |end| place + self.mask[place..end].trim_end().len())
    }

    /// The body with another text in the place of a part.
    pub(super) fn replace(&self, part: Range<usize>, text: &str) -> String {
        self.replace_all(&[(part, text.to_owned())])
    }

    /// The body with other texts in the places of parts, which follow each other. One that begins in the last one
    /// is left out.
    pub(super) fn replace_all(&self, parts: &[(Range<usize>, String)]) -> String {
        let (mut body, mut from) = (String::new(), 0);
        for (part, text) in parts {
            if part.start < from {
                continue;
            }
            body.push_str(&self.body[from..part.start]);
            body.push_str(text);
            from = part.end;
        }
        body + &self.body[from..]
    }

    /// A part without blanks around it; nothing where it ends before it begins.
    pub(super) fn trimmed(&self, part: Range<usize>) -> &'a str {
        self.body.get(part).unwrap_or_default().trim()
    }

    /// Where brackets of one kind open and close.
    pub(super) fn groups(&self, open: char) -> Vec<(usize, usize)> {
        let places = self.mask.match_indices(open).map(|(at, _)| at);
        places.filter_map(|at| Some((at, self.closing(at)?))).collect()
    }

    /// Whether a value may begin at a place: behind a sign or a word that one follows.
    pub(super) fn is_value(&self, at: usize) -> bool {
        let before = self.mask[..at].trim_end();
        before.ends_with(['=', '(', ',', '{', '[', ':', '?'])
            || before.ends_with("return")
            || before.ends_with("=>")
    }
}

/// Whether a letter may be part of a name.
pub(super) fn is_part(letter: char) -> bool {
    letter == '_' || letter == '$' || letter.is_alphanumeric()
}

/// Whether a text is one name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| is_part(first) && !first.is_ascii_digit()) && text.chars().all(is_part)
}

/// The code with its texts as `_`.
fn masked(code: &str, language: Language) -> String {
    let mut mask = code.as_bytes().to_vec();
    for text in texts(code, language) {
        mask[text].fill(b'_');
    }
    // Texts begin and end between letters.
    String::from_utf8(mask).unwrap_or_else(|_| code.to_owned())
}
