//! What a fix is called, in an editor's menu and in the terminal: the change itself, so that nobody applies blindly.

use fixerr_shared::repair::Precedent;

use crate::words;

/// Longest piece of code that a title quotes, in characters; menus cut longer titles anyway.
const LONGEST_QUOTE: usize = 32;

/// The title of the fix that makes `new` of the lines `old`.
pub(crate) fn title(old: &str, new: &str) -> String {
    format!("FixErr: {}", change(old, new))
}

fn change(old: &str, new: &str) -> String {
    if new.is_empty() {
        return match crate::span::count_lines(old) {
            1 => format!("delete line {}", quote(old)),
            lines => format!("delete {lines} lines"),
        };
    }
    let (removed, added) = words::changed(old, new);
    let indents = begins_a_line(old, removed.start);
    match (old[removed].trim(), new[added].trim()) {
        ("", "") if indents => "change the indentation".to_owned(),
        ("", "") => "change the spacing".to_owned(),
        ("", word) => format!("add {}", quote(word)),
        (word, "") => format!("remove {}", quote(word)),
        (from, to) => format!("{} → {}", quote(from), quote(to)),
    }
}

/// Where the same edit was made before.
pub(crate) fn precedent(precedent: &Precedent) -> String {
    let Precedent { path, line, commits_ago } = precedent;
    match (commits_ago, path) {
        (None, None) => format!("as in line {}", line + 1),
        (None, Some(path)) => format!("as in {}:{}", path.rsplit('/').next().unwrap_or(path), line + 1),
        (Some(0), _) => "as in the last commit".to_owned(),
        (Some(age), _) => format!("as {} commits ago", age + 1),
    }
}

/// What tells a fix from an earlier one with the same title, where only white space does.
pub(crate) fn apart(earlier: &str, new: &str) -> Option<&'static str> {
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    if letters(earlier) != letters(new) {
        return None;
    }
    let indentation = |line: &str| line[..line.len() - line.trim_start().len()].to_owned();
    let indentations = |text: &str| text.lines().map(indentation).collect::<Vec<_>>();
    Some(if earlier.lines().count() != new.lines().count() {
        "other line breaks"
    } else if indentations(earlier) != indentations(new) {
        "other indentation"
    } else {
        "other spacing"
    })
}

fn begins_a_line(lines: &str, at: usize) -> bool {
    let before = lines[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

fn quote(code: &str) -> String {
    let line = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_QUOTE {
        return format!("'{line}'");
    }
    let head: String = line.chars().take(LONGEST_QUOTE - 1).collect();
    format!("'{}…'", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precedents_are_named_by_their_place_or_their_age() {
        let said = |path: Option<&str>, commits_ago| {
            precedent(&Precedent { path: path.map(Into::into), line: 11, commits_ago })
        };
        assert_eq!(said(None, None), "as in line 12");
        assert_eq!(said(Some("src/util.py"), None), "as in util.py:12");
        assert_eq!(said(Some("src/util.py"), Some(0)), "as in the last commit");
        assert_eq!(said(None, Some(4)), "as 5 commits ago");
    }

    #[test]
    fn titles_say_the_change() {
        #[track_caller]
        fn check(old: &str, new: &str, expected: &str) {
            assert_eq!(title(old, new), format!("FixErr: {expected}"));
        }
        check("for (i = 0; i <= n; i++) {\n", "for (i = 0; i < n; i++) {\n", "'<=' → '<'");
        check("  foo()\n", "  foo();\n", "add ';'");
        check("foo(x, y);\n", "foo(x);\n", "remove ', y'");
        check("  log(x);\n", "", "delete line 'log(x);'");
        check("a\nb\n", "", "delete 2 lines");
        check("  a\n", "    a\n", "change the indentation");
        check("x\n  a\n", "x\n\ta\n", "change the indentation");
        check("a  b\n", "a b\n", "change the spacing");
        check("b();\n", "a();\nb();\n", "add 'a();'");
        check("x = 😀;\n", "x = 😁;\n", "'😀' → '😁'");
        check("return a;\r\n", "return b;\r\n", "'a' → 'b'");
    }

    #[test]
    fn fixes_that_differ_in_white_space_alone_are_told_apart() {
        assert_eq!(apart("  return x\n", "    return x\n"), Some("other indentation"));
        assert_eq!(apart("f(a,b)\n", "f(a, b)\n"), Some("other spacing"));
        assert_eq!(apart("a(); b();\n", "a();\nb();\n"), Some("other line breaks"));
        assert_eq!(apart("a(1)\n", "a(2)\n"), None);
    }

    #[test]
    fn long_changes_are_shortened() {
        let title = title("x\n", &format!("{}\n", "word(1) ".repeat(40)));
        assert!(title.starts_with("FixErr: 'x' → 'word(1)") && title.ends_with("…'"), "{title}");
        assert!(title.chars().count() < 60, "{title}");
    }
}
