//! Patterns of dates and times: months that are written as minutes, another language's letters.

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::texts,
    rewrites::Rewrites,
};

/// Letters of a pattern and what Go's own date has in their place, longer ones first.
const OF_GO: [(&str, &str); 20] = [
    ("YYYY", "2006"),
    ("yyyy", "2006"),
    ("%Y", "2006"),
    ("%m", "01"),
    ("%d", "02"),
    ("%H", "15"),
    ("%M", "04"),
    ("%S", "05"),
    ("-MM", "-01"),
    ("/MM", "/01"),
    ("MM-", "01-"),
    ("-mm", "-01"),
    ("DD", "02"),
    ("dd", "02"),
    ("HH", "15"),
    ("hh", "15"),
    (":MM", ":04"),
    (":mm", ":04"),
    (":SS", ":05"),
    (":ss", ":05"),
];
/// What stands beside each other in a pattern of strftime and of Java, and what it should be.
const OF_C: [(&str, &str); 7] = [
    ("%Y-%M", "%Y-%m"),
    ("%Y/%M", "%Y/%m"),
    ("%d-%M", "%d-%m"),
    ("%d.%M", "%d.%m"),
    ("%H:%m", "%H:%M"),
    ("%h:%M", "%H:%M"),
    ("%M:%s", "%M:%S"),
];
const OF_JAVA: [(&str, &str); 9] = [
    ("YYYY", "yyyy"),
    ("yyyy-mm", "yyyy-MM"),
    ("yyyy/mm", "yyyy/MM"),
    ("dd.mm", "dd.MM"),
    ("MM-DD", "MM-dd"),
    ("MM/DD", "MM/dd"),
    ("HH:MM", "HH:mm"),
    ("hh:MM", "HH:mm"),
    ("mm:SS", "mm:ss"),
];

/// Texts that are patterns of dates as the language writes them.
pub(super) fn put_right(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    let pairs: &[(&str, &str)] = match language {
        C | Cpp | Python => &OF_C,
        Java => &OF_JAVA,
        Go if ["ormat(", "Parse(", "ayout"].iter().any(|word| code.contains(word)) => &OF_GO,
        Go | JavaScript | Rust | TypeScript => return,
    };
    // Other texts stand in such lines, too.
    let is_pattern =
        |text: &str| language != Go || ["YYY", "yyy", "%Y", "2006", "HH"].iter().any(|it| text.contains(it));
    for text in texts(code, language).into_iter().filter(|text| is_pattern(&code[text.clone()])) {
        let mut pattern = code[text.clone()].to_owned();
        for (wrong, right) in pairs {
            pattern = pattern.replace(wrong, right);
        }
        if language == Go {
            // Its months come first, as in America.
            pattern = pattern.replace("2006-02-01", "2006-01-02").replace("2006/02/01", "2006/01/02");
        }
        edits.put_in(text, &[&pattern]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_the_language() {
        for (language, code, expected) in [
            (Python, "A = \"%Y-%M-%d\"\n", Some("A = \"%Y-%m-%d\"\n")),
            (Python, "a.strftime('%Y-%m-%d %H:%m')\n", Some("a.strftime('%Y-%m-%d %H:%M')\n")),
            (Python, "A = \"%Y-%m-%d %H:%M:%S\"\n", None),
            (Java, "f(\"YYYY-MM-DD HH:MM\");\n", Some("f(\"yyyy-MM-dd HH:mm\");\n")),
            (Java, "f(\"yyyy-MM-dd\");\n", None),
            (Go, "a.Format(\"YYYY-MM-DD\")\n", Some("a.Format(\"2006-01-02\")\n")),
            (Go, "time.Parse(\"%Y-%m-%d %H:%M:%S\", a)\n", Some("time.Parse(\"2006-01-02 15:04:05\", a)\n")),
            (Go, "a.Format(\"2006-01-02\")\n", None),
            (Go, "f(\"YYYY\")\n", None),
            (Go, "f(\"%d\", a.Format(b))\n", None),
            (JavaScript, "f(\"YYYY-MM-DD\")\n", None),
        ] {
            let mut edits = Rewrites::new(code);
            put_right(&mut edits, code, language);
            assert_eq!(edits.found, expected.into_iter().collect::<Vec<_>>(), "{code}");
        }
    }
}
