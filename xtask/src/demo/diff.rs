//! A repair as a diff: old lines with `-` in red, new ones with `+` in green, the words that differ inverted.

use std::{env, io::IsTerminal as _};

/// Whether and how to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paint {
    is_on: bool,
}

/// The colours in use, as ANSI codes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Colour {
    Red,
    Green,
    Faint,
    Bold,
}

impl Paint {
    #[cfg(test)]
    pub(crate) const OFF: Self = Self { is_on: false };

    /// Colours on a terminal, unless `NO_COLOR` is set (no-color.org); `CLICOLOR_FORCE` asks for them elsewhere.
    pub(crate) fn for_stdout() -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { is_on: !refused && (std::io::stdout().is_terminal() || is_set("CLICOLOR_FORCE")) }
    }

    pub(crate) fn text(self, colour: Colour, text: &str) -> String {
        if !self.is_on || text.is_empty() {
            return text.to_owned();
        }
        format!("\x1b[{}m{text}\x1b[0m", colour.code())
    }

    fn inverted(self, colour: Colour, text: &str) -> String {
        if !self.is_on || text.is_empty() {
            return text.to_owned();
        }
        format!("\x1b[7;{}m{text}\x1b[0m", colour.code())
    }
}

impl Colour {
    fn code(self) -> u8 {
        match self {
            Self::Red => 31,
            Self::Green => 32,
            Self::Faint => 2,
            Self::Bold => 1,
        }
    }
}

/// The diff of two runs of whole lines, each line ended. An empty text has no lines.
pub(crate) fn render(old: &str, new: &str, paint: Paint) -> String {
    let (old, new) = (words(old), words(new));
    let (old_kept, new_kept) = common(&old, &new);
    side('-', Colour::Red, &old, &old_kept, paint) + &side('+', Colour::Green, &new, &new_kept, paint)
}

fn side(sign: char, colour: Colour, words: &[&str], kept: &[bool], paint: Paint) -> String {
    if words.is_empty() {
        return String::new();
    }
    // Text of one kind is painted in one go, but never across a line's end.
    let start = |rendered: &mut String| rendered.push_str(&paint.text(colour, &format!("{sign} ")));
    let (mut rendered, mut run, mut run_kept) = (String::new(), String::new(), true);
    let flush = |rendered: &mut String, run: &mut String, kept: bool| {
        rendered.push_str(&if kept { paint.text(colour, run) } else { paint.inverted(colour, run) });
        run.clear();
    };
    start(&mut rendered);
    for (word, &kept) in words.iter().zip(kept) {
        if *word == "\n" {
            flush(&mut rendered, &mut run, run_kept);
            rendered.push('\n');
            start(&mut rendered);
            continue;
        }
        if kept != run_kept {
            flush(&mut rendered, &mut run, run_kept);
            run_kept = kept;
        }
        run.push_str(word);
    }
    flush(&mut rendered, &mut run, run_kept);
    rendered.push('\n');
    rendered
}

/// Identifiers and numbers, runs of spaces, and every other character by itself; line ends are `\n`.
fn words(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '\n' => 0,
        c if c.is_alphanumeric() || c == '_' => 1,
        c if c.is_whitespace() => 2,
        _ => 3,
    };
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    let (mut words, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let length = match kind(first) {
            1 | 2 => rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        words.push(word);
        rest = after;
    }
    words
}

/// For either side, which words belong to a longest common subsequence.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (mut old_kept, mut new_kept) = (vec![false; old.len()], vec![false; new.len()]);
    // A whole method against another takes a table of this size; beyond it, highlighting words helps nobody.
    if old.len() * new.len() > 4_000_000 {
        return (vec![true; old.len()], vec![true; new.len()]);
    }
    let width = new.len() + 1;
    let mut length = vec![0_u32; (old.len() + 1) * width]; // [old, new]: of what is left from there
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            length[i * width + j] = if old[i] == new[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            (old_kept[i], new_kept[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (old_kept, new_kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURED: Paint = Paint { is_on: true };

    /// Inverted words stand in «».
    fn marked(old: &str, new: &str) -> String {
        render(old, new, COLOURED)
            .replace("\x1b[7;31m", "«")
            .replace("\x1b[7;32m", "«")
            .split("\x1b[0m")
            .map(|part| if part.contains('«') { format!("{part}»") } else { part.to_owned() })
            .collect::<String>()
            .replace("\x1b[31m", "")
            .replace("\x1b[32m", "")
    }

    #[test]
    fn plain_text_has_no_codes() {
        assert_eq!(render("  a <= b\n", "  a < b\n", Paint::OFF), "-   a <= b\n+   a < b\n");
        assert_eq!(render("gone\r\n", "", Paint::OFF), "- gone\n");
        assert_eq!(render("a", "a\nb", Paint::OFF), "- a\n+ a\n+ b\n");
    }

    #[test]
    fn the_words_that_differ_stand_out() {
        assert_eq!(
            marked("for i <= count {", "for i < count {"),
            "- for i <«=» count {\n+ for i < count {\n"
        );
        assert_eq!(marked("first(a, b)", "second(a, b)"), "- «first»(a, b)\n+ «second»(a, b)\n");
    }

    #[test]
    fn a_line_end_is_never_painted() {
        let rendered = render("a\nb\n", "c\nd\n", COLOURED);
        assert!(rendered.lines().all(|line| line.ends_with("\x1b[0m")), "{rendered:?}");
        assert_eq!(rendered.lines().count(), 4);
    }
}
