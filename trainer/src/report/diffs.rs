//! Line diffs with emphasis on the words that changed, as HTML.

use std::fmt::Write as _;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::html::escape;

/// Lines of a diff that are shown at most.
const MOST_LINES: usize = 40;
/// Longest line that is shown whole, in characters.
const LONGEST_LINE: usize = 300;

/// A diff with a few unchanged lines around it.
pub(super) fn diff(before: &str, old: &str, new: &str, after: &str) -> String {
    let mut rows = Vec::new();
    let plain = |sign: char, lines: &[&str], rows: &mut Vec<(char, String)>| {
        rows.extend(lines.iter().map(|line| (sign, marked(&[(false, line)]))));
    };
    let [before, old, new, after] = dedented([before, old, new, after].map(lines));
    // Blank lines at the rim say nothing.
    let first = before.iter().position(|line| !line.trim().is_empty()).unwrap_or(before.len());
    plain('~', &before[first..], &mut rows);
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => plain(' ', gone, &mut rows),
            DiffOp::Delete { .. } => plain('-', gone, &mut rows),
            DiffOp::Insert { .. } => plain('+', come, &mut rows),
            DiffOp::Replace { .. } => {
                let (gone, come) = words(&gone.join("\n"), &come.join("\n"));
                rows.extend(gone.into_iter().map(|line| ('-', line)));
                rows.extend(come.into_iter().map(|line| ('+', line)));
            }
        }
    }
    let last = after.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    plain('~', &after[..last], &mut rows);
    let mut out = String::from("<div class=\"diff\">");
    for (sign, line) in rows.iter().take(MOST_LINES) {
        let (element, class, sign) = match sign {
            '-' => ("del", "gone", "−"),
            '+' => ("ins", "come", "+"),
            '~' => ("div", "around", ""),
            _ => ("div", "same", ""),
        };
        let _ = write!(out, "<{element} class=\"{class}\"><i>{sign}</i>{line}</{element}>");
    }
    if rows.len() > MOST_LINES {
        let _ = write!(out, "<div class=\"around\"><i></i>… {} more lines</div>", rows.len() - MOST_LINES);
    }
    out.push_str("</div>");
    out
}

/// Lines without their line breaks; a carriage return at the end is part of the break.
fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// Without the indentation that all lines share: cards are narrow.
fn dedented(texts: [Vec<&str>; 4]) -> [Vec<&str>; 4] {
    let mut shared: Option<&str> = None;
    for line in texts.iter().flatten().filter(|line| !line.trim().is_empty()) {
        let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let common = shared.map_or(indentation.len(), |shared| {
            shared.bytes().zip(indentation.bytes()).take_while(|(a, b)| a == b).count()
        });
        shared = Some(&indentation[..common]);
    }
    let shared = shared.unwrap_or("");
    texts.map(|lines| lines.into_iter().map(|line| line.strip_prefix(shared).unwrap_or("")).collect())
}

/// Both sides of a change by line, as HTML with the changed words emphasised.
fn words(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (a, b) = (tokens(old), tokens(new));
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let changed = !matches!(op, DiffOp::Equal { .. });
        gone.extend(a[op.old_range()].iter().map(|token| (changed, *token)));
        come.extend(b[op.new_range()].iter().map(|token| (changed, *token)));
    }
    (by_line(&gone), by_line(&come))
}

fn by_line(tokens: &[(bool, &str)]) -> Vec<String> {
    if tokens.is_empty() {
        return Vec::new();
    }
    tokens.split(|(_, token)| *token == "\n").map(marked).collect()
}

/// Neighbouring changed tokens in one mark; a very long line is cut.
fn marked(tokens: &[(bool, &str)]) -> String {
    let mut out = String::new();
    let mut left = LONGEST_LINE;
    for chunk in tokens.chunk_by(|a, b| a.0 == b.0) {
        let text: String = chunk.iter().map(|(_, token)| *token).collect();
        let shown: String = text.chars().take(left).collect();
        left -= shown.chars().count();
        let shown = if shown.len() < text.len() { format!("{}…", escape(&shown)) } else { escape(&shown) };
        let _ = if chunk[0].0 { write!(out, "<mark>{shown}</mark>") } else { write!(out, "{shown}") };
        if left == 0 {
            break;
        }
    }
    out
}

/// Words, runs of spaces, line breaks, and every other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        ' ' | '\t' => 2,
        _ => 0,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = 0;
    for (index, c) in text.char_indices() {
        let now = kind(c);
        if index > start && (now != last || now == 0) {
            tokens.push(&text[start..index]);
            start = index;
        }
        last = now;
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_words_spaces_and_signs() {
        assert_eq!(
            tokens("if (größe_1 <=  2)\n"),
            ["if", " ", "(", "größe_1", " ", "<", "=", "  ", "2", ")", "\n"]
        );
        assert!(tokens("").is_empty());
    }

    #[test]
    fn changed_words_are_marked_and_escaped() {
        let html = diff("a\n", "if (x < 1) {\n", "if (x <= 1) {\n", "</script>\n");
        assert_eq!(
            html,
            "<div class=\"diff\"><div class=\"around\"><i></i>a</div>\
             <del class=\"gone\"><i>−</i>if (x &lt; 1) {</del>\
             <ins class=\"come\"><i>+</i>if (x &lt;<mark>=</mark> 1) {</ins>\
             <div class=\"around\"><i></i>&lt;/script&gt;</div></div>"
        );
    }

    #[test]
    fn shared_indentation_and_blank_rims_go() {
        let html = diff("\n    if a:\n", "\t\tb\n", "\t\tc\n", "\n");
        assert!(
            html.starts_with("<div class=\"diff\"><div class=\"around\"><i></i>    if a:</div>"),
            "{html}"
        );
        let html = diff("\n    if a:\n\n", "        b\n", "        c\n", "\n");
        assert!(html.contains("<i></i>if a:</div><div class=\"around\"><i></i></div>"), "{html}");
        assert!(
            html.contains("<i>−</i>    <mark>b</mark></del>") && html.ends_with("</ins></div>"),
            "{html}"
        );
    }

    #[test]
    fn lines_that_go_come_or_stay() {
        let html = diff("", "a\nb\n", "a\n", "");
        assert!(
            html.contains("<div class=\"same\"><i></i>a</div><del class=\"gone\"><i>−</i>b</del>"),
            "{html}"
        );
        assert!(diff("", "a\n", "a\nb\n", "").contains("<ins class=\"come\"><i>+</i>b</ins>"));
        assert!(diff("", "a\n", "", "").contains("<del"));
        assert_eq!(diff("", "", "", ""), "<div class=\"diff\"></div>");
        let long = diff("", &"x ".repeat(1000), &"y\n".repeat(100), "");
        assert!(long.contains('…') && long.contains("more lines"), "{long}");
    }
}
