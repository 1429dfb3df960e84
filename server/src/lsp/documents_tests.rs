//! Random edits against a model of the text that shares nothing with the rope.

use tower_lsp::lsp_types::Position;

use super::*;

const SEQUENCES: usize = 10_000;
const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
const PIECES: [&str; 14] = [
    "a",
    "b c",
    "\n",
    "\r\n",
    "\r",
    "é",
    "😀",
    "\u{2028}",
    "if (x <= 1) {",
    "\n\n",
    "漢字",
    "e\u{301}",
    "👩\u{200d}👩\u{200d}👧",
    "",
];

/// A small random number generator; the sequences are the same on each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn text(&mut self) -> String {
        (0..self.below(8)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    /// Somewhere: near a character of the text, at its end, behind it, or anywhere.
    fn position(&mut self, text: &str, encoding: Encoding) -> Position {
        match self.below(8) {
            0 => Position::new(self.below(7) as u32, self.below(14) as u32),
            1 => naive_position(text, text.len(), encoding),
            2 => {
                let end = naive_position(text, text.len(), encoding);
                Position::new(end.line + self.below(3) as u32, end.character + self.below(3) as u32)
            }
            3 => [Position::new(0, u32::MAX), Position::new(u32::MAX, 0), Position::new(u32::MAX, u32::MAX)]
                [self.below(3)],
            _ => {
                let places = text.char_indices().map(|(at, _)| at);
                let at = places.clone().nth(self.below(places.count().max(1))).unwrap_or(0);
                let mut position = naive_position(text, at, encoding);
                // One more may be inside the character, between CR and LF, or behind the line.
                position.character += self.below(3) as u32;
                position
            }
        }
    }
}

fn width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

/// The lines, without what ends them, and where each begins: the specification written down.
fn naive_lines(text: &str) -> Vec<(usize, &str)> {
    let (mut lines, mut start) = (Vec::new(), 0);
    while let Some(found) = text[start..].find(['\n', '\r']) {
        let end = start + found;
        lines.push((start, &text[start..end]));
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    lines.push((start, &text[start..]));
    lines
}

/// The byte that a position means, by walking over its line.
fn naive_byte(text: &str, position: Position, encoding: Encoding) -> usize {
    let Some((start, line)) = naive_lines(text).get(position.line as usize).copied() else {
        return text.len();
    };
    let mut column = 0;
    for (at, c) in line.char_indices() {
        column += width(c, encoding);
        if column > position.character as usize {
            return start + at;
        }
    }
    start + line.len()
}

/// The position of a byte; between CR and LF it is the line's end.
fn naive_position(text: &str, byte: usize, encoding: Encoding) -> Position {
    let lines = naive_lines(text);
    let line = lines.iter().rposition(|(start, _)| *start <= byte).unwrap();
    let (start, content) = lines[line];
    let before = &content[..(byte - start).min(content.len())];
    Position::new(line as u32, before.chars().map(|c| width(c, encoding)).sum::<usize>() as u32)
}

/// How often what is worth a test has happened.
#[derive(Debug, Default)]
struct Seen {
    empty: usize,
    at_the_end: usize,
    beyond_the_end: usize,
    inside_a_character: usize,
    inside_crlf: usize,
    crlf_made_or_broken: usize,
    several_ranges: usize,
    backwards: usize,
}

impl Seen {
    fn position(&mut self, text: &str, position: Position, encoding: Encoding) {
        let byte = naive_byte(text, position, encoding);
        let back = naive_position(text, byte, encoding);
        self.at_the_end += usize::from(byte == text.len());
        self.beyond_the_end += usize::from(position.line > back.line);
        if position.line == back.line && position.character > back.character {
            let rest = &text[byte..];
            self.inside_crlf += usize::from(rest.starts_with("\r\n"));
            self.inside_a_character += usize::from(!rest.is_empty() && !rest.starts_with(['\r', '\n']));
        }
    }
}

#[test]
fn random_edits_match_a_simple_model() {
    let uri = Url::parse("file:///a.java").unwrap();
    let (mut random, mut seen) = (Random(0x5eed), Seen::default());
    for sequence in 0..SEQUENCES {
        let encoding = ENCODINGS[sequence % 3];
        let mut model = random.text();
        let mut documents = Documents::default();
        documents.open(TextDocumentItem::new(uri.clone(), "java".into(), 0, model.clone()));
        for version in 1..10 {
            let mut changes = Vec::new();
            let count = random.below(4);
            seen.several_ranges += usize::from(count > 1);
            for _ in 0..count {
                seen.empty += usize::from(model.is_empty());
                let mut text = random.text();
                let range = match random.below(20) {
                    0 => None,
                    kind => {
                        let (one, two) =
                            (random.position(&model, encoding), random.position(&model, encoding));
                        seen.position(&model, one, encoding);
                        // Most changes insert or take a little away, or else the text stays short.
                        let two = if kind < 10 { one } else { two };
                        if kind > 16 {
                            text.clear();
                        }
                        seen.backwards += usize::from(one > two);
                        Some(Range::new(one, two))
                    }
                };
                let lone = |text: &str| text.matches("\r\n").count();
                match range {
                    None => model.clone_from(&text),
                    Some(range) => {
                        let (one, two) = (
                            naive_byte(&model, range.start, encoding),
                            naive_byte(&model, range.end, encoding),
                        );
                        let bytes = one.min(two)..one.max(two);
                        let (outside, inside) = (lone(&model) - lone(&model[bytes.clone()]), lone(&text));
                        model.replace_range(bytes, &text);
                        seen.crlf_made_or_broken += usize::from(lone(&model) != outside + inside);
                    }
                }
                changes.push(TextDocumentContentChangeEvent { range, range_length: None, text });
            }
            assert!(documents.change(&uri, version, changes, encoding));
            let document = documents.get_mut(&uri).unwrap();
            assert_eq!(document.rope.to_string(), model, "sequence {sequence}, version {version}");
            assert_eq!(document.version, version);
            // There and back: every place between two characters has a position that leads to it, but for the one between
            // CR and LF, which no position names.
            let at = random.below(model.len() + 1);
            if model.is_char_boundary(at) {
                let position = position::of_byte(&document.rope, at, encoding);
                if !(model[..at].ends_with('\r') && model[at..].starts_with('\n')) {
                    assert_eq!(position, naive_position(&model, at, encoding));
                    let char = position::to_char(&document.rope, position, encoding);
                    assert_eq!(document.rope.char_to_byte(char), at);
                }
            }
        }
    }
    let Seen { empty, at_the_end, beyond_the_end, inside_a_character, .. } = seen;
    let all = [empty, at_the_end, beyond_the_end, inside_a_character, seen.inside_crlf];
    let all = all.into_iter().chain([seen.crlf_made_or_broken, seen.several_ranges, seen.backwards]);
    assert!(all.clone().all(|times| times > 1000), "too rare to say anything: {seen:?}");
}

#[test]
fn a_change_cancels_what_runs_on_the_old_text() {
    let uri = Url::parse("untitled:Untitled-1").unwrap();
    let mut documents = Documents::default();
    documents.open(TextDocumentItem::new(uri.clone(), "typescriptreact".into(), 1, "x".into()));
    let document = documents.get_mut(&uri).unwrap();
    assert_eq!((document.language, document.jsx), (Some(Language::TypeScript), true));
    let token = CancelToken::new();
    document.track(token.clone());
    let before = documents.revision(&uri);
    assert!(documents.change(&uri, 2, Vec::new(), Encoding::Utf16));
    assert!(token.is_cancelled());
    assert_ne!(documents.revision(&uri), before);
    documents.close(&uri);
    assert!(!documents.change(&uri, 3, Vec::new(), Encoding::Utf16));
}

#[test]
fn an_unknown_language_id_falls_back_to_the_ending() {
    let mut documents = Documents::default();
    for (uri, id, expected) in [
        ("file:///a.cc", "c++", Some(Language::Cpp)),
        ("file:///a.py", "python3", Some(Language::Python)),
        ("file:///a.txt", "plaintext", None),
        ("untitled:1", "rust", Some(Language::Rust)),
    ] {
        let uri = Url::parse(uri).unwrap();
        documents.open(TextDocumentItem::new(uri.clone(), id.into(), 1, String::new()));
        assert_eq!(documents.get_mut(&uri).unwrap().language, expected, "{uri}");
    }
}
