//! LSP positions ↔ places in the text, in the encoding that client and server agreed on. Whatever a client sends, the
//! result lies in the text and between two characters.

use ropey::Rope;
use tower_lsp::lsp_types::{Position, PositionEncodingKind, Range};

/// The unit in which a position's `character` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// What LSP says when nobody says anything.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The first that the client offers; the list is in its order of preference.
    pub(crate) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        offered.unwrap_or_default().iter().find_map(Self::from_kind).unwrap_or_default()
    }

    fn from_kind(kind: &PositionEncodingKind) -> Option<Self> {
        [Self::Utf8, Self::Utf16, Self::Utf32].into_iter().find(|encoding| encoding.kind() == *kind)
    }

    pub(crate) const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// The character that a position points at. A line beyond the end is the end, a column beyond a line's end is its end (as
/// LSP wants), and a position inside a character is its beginning.
pub(crate) fn to_char(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let start = rope.line_to_char(line);
    let end = start + chars_without_break(rope, line);
    let column = position.character as usize;
    match encoding {
        Encoding::Utf32 => (start + column).min(end),
        Encoding::Utf16 => {
            let unit = (rope.char_to_utf16_cu(start) + column).min(rope.char_to_utf16_cu(end));
            rope.utf16_cu_to_char(unit)
        }
        Encoding::Utf8 => rope.byte_to_char((rope.char_to_byte(start) + column).min(rope.char_to_byte(end))),
    }
}

fn chars_without_break(rope: &Rope, line: usize) -> usize {
    let line = rope.line(line);
    let mut length = line.len_chars();
    if length > 0 && line.char(length - 1) == '\n' {
        length -= 1;
    }
    if length > 0 && line.char(length - 1) == '\r' {
        length -= 1;
    }
    length
}

/// The position of a byte.
pub(crate) fn of_byte(rope: &Rope, byte: usize, encoding: Encoding) -> Position {
    let at = rope.byte_to_char(byte.min(rope.len_bytes()));
    let line = rope.char_to_line(at);
    let start = rope.line_to_char(line);
    let column = match encoding {
        Encoding::Utf32 => at - start,
        Encoding::Utf16 => rope.char_to_utf16_cu(at) - rope.char_to_utf16_cu(start),
        Encoding::Utf8 => rope.char_to_byte(at) - rope.char_to_byte(start),
    };
    Position::new(line as u32, column as u32)
}

/// The range of some bytes.
pub(crate) fn of_bytes(rope: &Rope, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
    Range::new(of_byte(rope, bytes.start, encoding), of_byte(rope, bytes.end, encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn the_clients_first_choice_wins() {
        let kinds = |names: &[&'static str]| {
            names.iter().map(|name| PositionEncodingKind::new(name)).collect::<Vec<_>>()
        };
        assert_eq!(Encoding::negotiate(None), Encoding::Utf16);
        assert_eq!(Encoding::negotiate(Some(&[])), Encoding::Utf16);
        assert_eq!(Encoding::negotiate(Some(&kinds(&["utf-8", "utf-32", "utf-16"]))), Encoding::Utf8);
        assert_eq!(Encoding::negotiate(Some(&kinds(&["utf-7", "utf-32"]))), Encoding::Utf32);
        assert_eq!(Encoding::negotiate(Some(&kinds(&["utf-7"]))), Encoding::Utf16);
    }

    #[test]
    fn columns_count_in_the_encodings_units() {
        let rope = Rope::from_str("x\r\né😀z\n");
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let byte = "x\r\né😀".len();
            assert_eq!(of_byte(&rope, byte, encoding), Position::new(1, column));
            assert_eq!(to_char(&rope, Position::new(1, column), encoding), 5);
        }
        // Inside the surrogate pair, and inside the four bytes.
        assert_eq!(to_char(&rope, Position::new(1, 2), Encoding::Utf16), 4);
        assert_eq!(to_char(&rope, Position::new(1, 5), Encoding::Utf8), 4);
    }

    #[test]
    fn positions_beyond_the_text_are_pulled_back() {
        let rope = Rope::from_str("ab\r\ncd");
        for encoding in ALL {
            assert_eq!(to_char(&rope, Position::new(0, 99), encoding), 2);
            assert_eq!(to_char(&rope, Position::new(0, u32::MAX), encoding), 2);
            assert_eq!(to_char(&rope, Position::new(1, 99), encoding), 6);
            assert_eq!(to_char(&rope, Position::new(u32::MAX, 3), encoding), 6);
            assert_eq!(of_byte(&rope, 99, encoding), Position::new(1, 2));
        }
    }

    #[test]
    fn only_lsp_line_breaks_break_lines() {
        let rope = Rope::from_str("a\u{2028}b\u{b}c\u{85}d\re\nf");
        assert_eq!(rope.len_lines(), 3);
        assert_eq!(to_char(&rope, Position::new(1, 9), Encoding::Utf16), 9);
    }
}
