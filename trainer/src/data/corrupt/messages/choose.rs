//! Which of a tool's messages belongs to the injected bug: one that the correct file does not get, on the marked lines
//! or a few lines off.

/// How far from the marked lines an error may be noticed.
const NEAR_LINES: usize = 3;
/// Longer messages are mostly types; a prompt shows less.
const MAX_CHARACTERS: usize = 200;

/// How a tool puts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Error,
    Warning,
    /// Another place that an error names, such as the bracket that was never closed.
    Related,
}

/// One thing that a tool says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Diagnostic {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) severity: Severity,
    pub(super) text: String,
}

impl Diagnostic {
    /// As a prompt shows it: in one line, without numbers of lines, which a prompt does not have.
    pub(super) fn new(line: usize, severity: Severity, text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut text = without_line_numbers(&text);
        if let Some((end, _)) = text.char_indices().nth(MAX_CHARACTERS) {
            text.truncate(end);
        }
        let text = text.trim_end().to_owned();
        (line > 0 && !text.is_empty()).then_some(Self { line, severity, text })
    }
}

/// Loses ` on line 12`, and the like.
fn without_line_numbers(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(at) = rest.find(" line ") {
        let (head, tail) = rest.split_at(at);
        let number = tail[" line ".len()..].bytes().take_while(u8::is_ascii_digit).count();
        let end = " line ".len() + number;
        match [" on", " at", " from", " in"].iter().find_map(|word| head.strip_suffix(word)) {
            Some(head) if number > 0 => kept.push_str(head),
            _ => kept.extend([head, &tail[..end]]),
        }
        rest = &tail[end..];
    }
    kept + rest
}

/// Where the bug is: rows counted from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marked {
    pub(super) row: usize,
    pub(super) buggy_lines: usize,
    pub(super) fixed_lines: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Marked,
    /// A line of the correct file.
    Line(usize),
}

impl Marked {
    fn place(&self, line: usize, lines: usize) -> Place {
        if line <= self.row {
            Place::Line(line)
        } else if line <= self.row + lines {
            Place::Marked
        } else {
            Place::Line(line - lines + self.fixed_lines)
        }
    }

    /// How many lines off the marked ones.
    fn distance(&self, line: usize) -> usize {
        let (first, last) = (self.row + 1, self.row + self.buggy_lines);
        first.saturating_sub(line).max(line.saturating_sub(last))
    }
}

/// The message that the bug gets, from what the tool says of the correct file and of the buggy one.
pub(super) fn choose(correct: &[Diagnostic], buggy: &[Diagnostic], marked: Marked) -> Option<String> {
    let count = |all: &[Diagnostic], text: &str, place: Option<Place>, lines: usize| {
        let here = |line| place.is_none_or(|place| marked.place(line, lines) == place);
        all.iter().filter(|other| other.text == text && here(other.line)).count()
    };
    let more = |text: &str, place: Option<Place>| {
        count(buggy, text, place, marked.buggy_lines) > count(correct, text, place, marked.fixed_lines)
    };
    buggy
        .iter()
        .filter_map(|diagnostic| {
            let distance = marked.distance(diagnostic.line);
            let rank = match (distance, diagnostic.severity) {
                (0, Severity::Error) => 0,
                (0, Severity::Warning) => 1,
                (0, Severity::Related) => 2,
                (1..=NEAR_LINES, Severity::Error) => 3,
                (1..=NEAR_LINES, Severity::Related) => 4,
                _ => return None,
            };
            let place = marked.place(diagnostic.line, marked.buggy_lines);
            // Missing imports are told again and again, and move: more of them than before count, and at this place.
            (more(&diagnostic.text, None) && more(&diagnostic.text, Some(place))).then_some((
                rank,
                distance,
                &diagnostic.text,
            ))
        })
        .min_by_key(|(rank, distance, _)| (*rank, *distance))
        .map(|(_, _, text)| text.clone())
}

/// The message, wherever it stands, that names what an import no longer brings.
pub(super) fn choose_by_name(
    correct: &[Diagnostic],
    buggy: &[Diagnostic],
    (buggy_text, fixed_text): (&str, &str),
) -> Option<String> {
    let words = |text| -> Vec<&str> {
        str::split(text, |c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
    };
    let left = words(buggy_text);
    let lost = words(fixed_text).into_iter().rfind(|word| !left.contains(word))?;
    let is_new = |diagnostic: &&Diagnostic| !correct.iter().any(|other| other.text == diagnostic.text);
    buggy
        .iter()
        .filter(is_new)
        .find(|diagnostic| words(&diagnostic.text).contains(&lost))
        .map(|diagnostic| diagnostic.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(list: &[(usize, Severity, &str)]) -> Vec<Diagnostic> {
        list.iter().map(|(line, severity, text)| Diagnostic::new(*line, *severity, text).unwrap()).collect()
    }

    #[track_caller]
    fn check(
        correct: &[(usize, Severity, &str)],
        buggy: &[(usize, Severity, &str)],
        (row, buggy_lines, fixed_lines): (usize, usize, usize),
        expected: Option<&str>,
    ) {
        let marked = Marked { row, buggy_lines, fixed_lines };
        assert_eq!(choose(&all(correct), &all(buggy), marked).as_deref(), expected);
    }

    #[test]
    fn the_new_message_nearest_to_the_marked_lines() {
        use Severity::{Error, Related, Warning};
        // Row 9 is line 10.
        check(&[], &[(12, Error, "far"), (10, Error, "here")], (9, 1, 1), Some("here"));
        check(&[], &[(12, Error, "two off"), (11, Error, "one off")], (9, 1, 1), Some("one off"));
        check(&[], &[(11, Error, "off"), (10, Warning, "here")], (9, 1, 1), Some("here"));
        check(&[], &[(90, Error, "end"), (10, Related, "never closed")], (9, 1, 1), Some("never closed"));
        check(&[], &[(14, Error, "four off"), (11, Warning, "unused")], (9, 1, 1), None);
        check(&[], &[(6, Error, "four before"), (7, Error, "three before")], (9, 1, 1), Some("three before"));
    }

    #[test]
    fn what_the_correct_file_gets_too_is_no_message() {
        use Severity::Error;
        let import = (2, Error, "package does not exist");
        check(&[import], &[import], (1, 1, 1), None);
        // A line is lost, and all below it moves up.
        check(&[(12, Error, "unknown")], &[(11, Error, "unknown")], (9, 1, 2), None);
        // Told once a file: it only moved from line 4 to the marked line.
        check(&[(4, Error, "undeclared")], &[(10, Error, "undeclared")], (9, 1, 1), None);
        // One more of the same on the same line is the bug's.
        let symbol = (10, Error, "cannot find symbol");
        check(&[symbol], &[symbol, symbol], (9, 1, 1), Some("cannot find symbol"));
        check(&[symbol, (30, Error, "x")], &[symbol, (30, Error, "x")], (9, 1, 1), None);
    }

    #[test]
    fn a_lost_import_is_named_far_away() {
        use Severity::Error;
        let correct = all(&[(9, Error, "undefined name 'c'")]);
        let buggy = all(&[
            (8, Error, "undefined name 'c'"),
            (40, Error, "undefined name 'bb'"),
            (50, Error, "undefined name 'b'"),
        ]);
        let name = |buggy_text, fixed_text| choose_by_name(&correct, &buggy, (buggy_text, fixed_text));
        assert_eq!(name("from x import a\n", "from x import a, b\n").as_deref(), Some("undefined name 'b'"));
        assert_eq!(name("from x import a\n", "from x import a, c\n"), None);
        assert_eq!(name("import os\n", "import os\nimport bb\n").as_deref(), Some("undefined name 'bb'"));
    }

    #[test]
    fn messages_are_tidied() {
        let tidy = |text: &str| Diagnostic::new(1, Severity::Error, text).map(|diagnostic| diagnostic.text);
        let same = |text: &str| assert_eq!(tidy(text).as_deref(), Some(text));
        assert_eq!(
            tidy("  '(' does not match ']' on line 12\n  more").as_deref(),
            Some("'(' does not match ']' more")
        );
        assert_eq!(
            tidy("redefinition of unused 'x' from line 5, again").as_deref(),
            Some("redefinition of unused 'x', again")
        );
        same("unexpected line break");
        same("expected an indented block after line 'a'");
        same("the line 12");
        assert_eq!(tidy(&"é".repeat(300)).unwrap().chars().count(), 200);
        assert_eq!(tidy(" \n "), None);
    }
}
