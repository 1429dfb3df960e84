//! Slips in several lines: a statement on the wrong side of a brace, branches in each other's place, a word that leads elsewhere, a step that
//! is left out.

use super::classic::Code;
use crate::{
    names::{is_part, names},
    opposites::opposites_of,
    rewrites::Rewrites,
};

/// All kinds of them.
pub(super) const KINDS: [fn(&mut Rewrites<'_>, &Code<'_>); 6] =
    [braces, branches, jumps, truths, sorted, copied];

/// The blanks that a line begins with.
fn blanks(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// A statement behind the brace that it stands in front of, and the other way round.
fn braces(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let lines: Vec<&str> = code.code.split_inclusive('\n').collect();
    let mut start = 0;
    for pair in lines.windows(2) {
        let &[one, other] = pair else { continue };
        let whole = start..start + one.len() + other.len();
        start += one.len();
        if other.trim() == "}" && one.trim_end().ends_with(';') && other.ends_with('\n') {
            edits.put_in(whole, &[&format!("{other}{}{}", blanks(other), one.trim_start())]);
        } else if one.trim() == "}" && other.trim_end().ends_with(';') && other.ends_with('\n') {
            edits.put_in(whole, &[&format!("{}    {}{one}", blanks(one), other.trim_start())]);
        }
    }
}

/// Both conditions of a choice, with what they lead to, in the other order.
fn branches(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let lines: Vec<&str> = code.code.split_inclusive('\n').collect();
    let mut start = 0;
    for four in lines.windows(4) {
        let &[one, first, other, second] = four else { continue };
        let whole = start..start + one.len() + first.len() + other.len() + second.len();
        start += one.len();
        let Some((head, condition)) =
            one.split_once("if ").filter(|(head, _)| head.trim().is_empty() || head.trim() == "} else")
        else {
            continue;
        };
        if let Some((between, next)) = other.split_once("} else if ").filter(|(it, _)| it.trim().is_empty()) {
            edits.put_in(whole, &[&format!("{head}if {next}{second}{between}}} else if {condition}{first}")]);
        }
    }
}

/// Among several lines, a jump to another place.
fn jumps(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    if !code.code.trim_end().contains('\n') {
        return;
    }
    let mut start = 0;
    for line in code.code.split_inclusive('\n') {
        let at = start + blanks(line).len();
        start += line.len();
        let (word, others) = match line.trim() {
            "break;" => ("break", ["continue", "return"]),
            "continue;" => ("continue", ["break", "return"]),
            "return;" => ("return", ["continue", "break"]),
            _ => continue,
        };
        edits.put_in(at..at + word.len(), &others);
    }
}

/// `true` and `false` in each other's place, and a pair's names.
fn truths(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    if !code.code.trim_end().contains('\n') {
        return;
    }
    let (mut text, mut end, mut has) = (String::new(), 0, [false; 2]);
    for (at, word) in names(code.code).filter(|(_, word)| matches!(*word, "true" | "false")) {
        text.push_str(&code.code[end..at]);
        text.push_str(if word == "true" { "false" } else { "true" });
        end = at + word.len();
        has[usize::from(word == "true")] = true;
    }
    text.push_str(&code.code[end..]);
    if has == [true; 2] {
        edits.put_in(0..code.code.len(), &[&text]);
    }
    for (at, word) in code.code.match_indices("let (") {
        let start = at + word.len();
        let Some(inner) = code.code[start..].split_once(") = ").map(|(inner, _)| inner) else { continue };
        if let Some((one, other)) = inner.split_once(", ")
            && [one, other].iter().all(|name| name.chars().all(is_part))
        {
            edits.put_in(start..start + inner.len(), &[&format!("{other}, {one}")]);
        }
    }
}

/// What is the same stands side by side once it is sorted.
fn sorted(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let line = code.code.lines().next().unwrap_or_default();
    let Some(owner) = line.trim().strip_suffix(".dedup();") else { return };
    if owner.chars().all(|it| is_part(it) || it == '.') {
        for call in ["sort", "sort_unstable"] {
            edits.put_in(0..0, &[&format!("{}{owner}.{call}();\n", blanks(line))]);
        }
    }
}

/// Of two lines that are the same, the second one with a word for its opposite.
fn copied(edits: &mut Rewrites<'_>, code: &Code<'_>) {
    let lines: Vec<&str> = code.code.split_inclusive('\n').take(12).collect();
    let mut start = 0;
    for (n, line) in lines.iter().enumerate() {
        if line.trim().len() > 3 && lines[..n].contains(line) {
            for (at, name) in names(line) {
                let at = start + at;
                for other in opposites_of(name) {
                    edits.put_in(at..at + name.len(), &[&other]);
                }
            }
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::classic::classic;

    #[test]
    fn slips_in_several_lines_are_undone() {
        for (code, expected) in [
            ("        n += 1;\n    }\n", "    }\n    n += 1;\n"),
            ("    }\n    n += 1;\n", "        n += 1;\n    }\n"),
            (
                "if n > 1 {\n    a()\n} else if n > 9 {\n    b()\n",
                "if n > 9 {\n    b()\n} else if n > 1 {\n    a()\n",
            ),
            ("    log(n);\n    break;\n", "    log(n);\n    continue;\n"),
            ("    true\n} else {\n    false\n", "    false\n} else {\n    true\n"),
            ("let (a, b) = f();\ng(a - b);\n", "let (b, a) = f();\ng(a - b);\n"),
            ("f(n.left);\ng(n);\nf(n.left);\n", "f(n.left);\ng(n);\nf(n.right);\n"),
            ("all.dedup();\n", "all.sort();\nall.dedup();\n"),
        ] {
            let found = classic(code);
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
        for code in ["}", "é\n}", "}\né", "if é {\n\n} else if \n\n", "let (é, ö\n\n", ".dedup();\n"] {
            assert!(!classic(code).contains(&code.to_owned()), "{code}");
        }
    }
}
