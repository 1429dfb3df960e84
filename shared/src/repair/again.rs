//! Declarations and imports that a candidate would repeat. A block declares a name once, so a line that stands in it already is not
//! meant a second time, however well it fits: similar names and other names of the surroundings lead there.

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    words::is_name,
};
use fixerr_rules::{
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    outline::declared::NO_TYPES,
};

/// Lines above the marked ones that are read, and below.
const REACH: usize = 2000;
/// What may stand in front of the word that says what is declared.
const MODIFIERS: [&str; 18] = [
    "abstract",
    "async",
    "const",
    "declare",
    "default",
    "export",
    "extern",
    "final",
    "inline",
    "private",
    "protected",
    "pub",
    "public",
    "readonly",
    "static",
    "transient",
    "unsafe",
    "volatile",
];
/// Words that say what is declared, with its name behind them.
const KINDS: [&str; 11] =
    ["class", "def", "enum", "fn", "func", "function", "interface", "mod", "struct", "trait", "type"];
/// Lists of cases; some people write them no deeper.
const CHOICES: [&str; 3] = ["match", "select", "switch"];
/// What stands above a function of which there may be several.
const OF_SEVERAL: [&str; 6] = ["cfg", "overload", ".setter", ".getter", ".deleter", ".register"];

/// The marked lines and those around them, without blank ones and without blanks at their ends.
pub(super) struct Block<'a> {
    language: Language,
    own: Vec<&'a str>,
    /// From the marked lines upwards.
    above: Vec<&'a str>,
    below: Vec<&'a str>,
}

/// What is declared.
#[derive(Clone, Copy)]
enum Declared<'l> {
    /// What the whole line says.
    Line,
    /// The case of a `switch`.
    Case,
    /// A name of an enumeration, whatever stands behind it.
    Name(&'l str),
}

impl<'a> Block<'a> {
    pub(super) fn new(marked: &Marked<'a>, language: Language) -> Self {
        let (before, after) = (&marked.text[..marked.range.start], &marked.text[marked.range.end..]);
        let above = before.lines().rev().take(REACH).filter_map(code).collect();
        let below = after.lines().take(REACH).filter_map(code).collect();
        Self { language, own: marked.span().lines().filter_map(code).collect(), above, below }
    }

    /// Whether a replacement has a line that the marked ones do not have, and that declares or imports what another line of its block
    /// does already.
    pub(super) fn declares_again(&self, replacement: &str) -> bool {
        let new: Vec<&str> = replacement.lines().filter_map(code).collect();
        let count = |lines: &[&str], line: &str| lines.iter().filter(|other| **other == line).count();
        (0..new.len()).any(|at| {
            count(&new, new[at]) > count(&self.own, new[at])
                && self.stands_again(&new[..at], new[at], &new[at + 1..])
        })
    }

    /// Whether a line that stands between these of a replacement is in its block already.
    fn stands_again(&self, before: &[&str], line: &str, after: &[&str]) -> bool {
        let above = || before.iter().rev().chain(&self.above).copied();
        let below = || after.iter().chain(&self.below).copied();
        let mut outer = above().skip_while(|other| depth(other) >= depth(line));
        let head = match outer.next().map(str::trim) {
            Some("{") => outer.next(),
            head => head,
        };
        let Some(declared) = declared(line, head.unwrap_or_default(), self.language) else { return false };
        let mut attributes =
            above().map(str::trim_start).take_while(|it| it.starts_with('@') || it.starts_with("#["));
        if attributes.any(|attribute| OF_SEVERAL.iter().any(|word| attribute.contains(word))) {
            return false;
        }
        let is_same = |other: &str| match declared {
            Declared::Line | Declared::Case => other == line,
            Declared::Name(name) => depth(other) == depth(line) && first_word(other) == name,
        };
        let is_in_block = |other: &&str| depth(other) >= depth(line) && !self.divides(other, line, declared);
        above().take_while(is_in_block).chain(below().take_while(is_in_block)).any(is_same)
    }

    /// Whether a line is the border between others that are as deep.
    fn divides(&self, border: &str, line: &str, declared: Declared<'_>) -> bool {
        let border_code = border.trim_start();
        let is_directive = matches!(self.language, C | Cpp)
            && border_code.strip_prefix('#').is_some_and(|directive| {
                ["if", "el", "endif"].iter().any(|word| directive.trim_start().starts_with(word))
            });
        // What is in one need not be indented.
        let is_namespace = self.language == Cpp && border_code.contains("namespace");
        let is_choice = matches!(declared, Declared::Case)
            && depth(border) == depth(line)
            && (border_code.starts_with('}') || CHOICES.contains(&first_word(border_code)));
        is_directive || is_namespace || is_choice
    }
}

/// A line that is not blank, without a byte order mark and the blanks at its end.
fn code(line: &str) -> Option<&str> {
    Some(line.trim_start_matches('\u{feff}').trim_end()).filter(|line| !line.is_empty())
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What a line declares that cannot be declared again in its block; `head` is the line that begins that one.
fn declared<'l>(line: &'l str, head: &str, language: Language) -> Option<Declared<'l>> {
    let code = line.trim_start();
    let rest = without_modifiers(code);
    let word = first_word(rest);
    let behind = &rest[word.len()..];
    let name = behind.trim_start();
    let is_line = match word {
        "#" => matches!(language, C | Cpp) && name.starts_with("include"),
        _ if !behind.starts_with([' ', '<']) => false,
        "case" if language != Rust => return Some(Declared::Case),
        "import" => matches!(language, Go | Java | JavaScript | Python | TypeScript),
        "from" => language == Python && name.contains(" import "),
        "use" => language == Rust,
        // What is of a type alone may stand in several places.
        "impl" => language == Rust && name.contains(" for "),
        // The receiver of a method.
        "func" if behind.starts_with(" (") => language == Go,
        word => KINDS.contains(&word) && name.starts_with(is_part),
    };
    if is_line || is_field(code, language) || is_listed_import(code, head, language) {
        return Some(Declared::Line);
    }
    enumerator(code, head, language).map(Declared::Name)
}

/// A line from the first word on that is no modifier.
fn without_modifiers(code: &str) -> &str {
    let mut rest = code;
    loop {
        let word = first_word(rest);
        let behind = rest[word.len()..].trim_start();
        if !MODIFIERS.contains(&word) || behind.is_empty() {
            return rest;
        }
        // `pub(crate)`.
        let bracket = if word == "pub" { behind.strip_prefix('(') } else { None };
        rest = bracket.and_then(|inner| inner.split_once(')')).map_or(behind, |(_, rest)| rest.trim_start());
    }
}

/// Whether a line declares a field or a variable and gives it no value: `T name;`, `name: T`, in Go `name T`.
fn is_field(code: &str, language: Language) -> bool {
    let code = without_modifiers(code);
    if code.contains(['=', '(']) || !code.starts_with(is_part) {
        return false;
    }
    match language {
        C | Cpp | Java => {
            let Some(declared) = code.strip_suffix(';') else { return false };
            // `char *name[3]`, `unsigned name : 3`.
            let declared = declared.split('[').next().unwrap_or_default();
            let declared = declared.split(" :").next().unwrap_or_default().trim_end();
            let name = last_word(declared);
            let kind = &declared[..declared.len() - name.len()];
            is_name(name) && kind.ends_with([' ', '*', '&']) && !NO_TYPES.contains(&first_word(kind))
        }
        Python | Rust | TypeScript => {
            let Some((declared, kind)) = code.split_once(':') else { return false };
            let name = declared.trim_end_matches('?');
            is_name(name) && name.chars().all(is_part) && !kind.is_empty() && !kind.starts_with(':')
        }
        Go => {
            let name = first_word(code);
            let kind = &code[name.len()..];
            is_name(name)
                && !NO_TYPES.contains(&name)
                && kind.starts_with(' ')
                && kind.trim_start().starts_with(|first: char| is_part(first) || matches!(first, '*' | '['))
                && !code.ends_with(['{', ':'])
        }
        JavaScript => false,
    }
}

/// Whether a line is one of a list of imports: a name, or in Go a path.
fn is_listed_import(code: &str, head: &str, language: Language) -> bool {
    let head = without_modifiers(head.trim_start());
    match (language, first_word(head)) {
        (Go, "import") => code.ends_with('"'),
        (JavaScript | TypeScript, "import") | (Python, "from") | (Rust, "use") => {
            code.trim_end_matches(',').chars().all(is_part)
        }
        _ => false,
    }
}

/// The name that a line puts into an enumeration, in Go into a list of constants.
fn enumerator<'l>(code: &'l str, head: &str, language: Language) -> Option<&'l str> {
    let is_list = match language {
        Go => head.trim_start().starts_with("const ("),
        C | Cpp | Java | Rust | TypeScript => {
            names(head).any(|(_, word)| word == "enum") && !head.contains('(')
        }
        JavaScript | Python => false,
    };
    let name = first_word(code);
    let rest = code[name.len()..].trim_start();
    // Java has more than names there.
    let is_alone = rest.is_empty() || rest.starts_with([',', ';']);
    let is_one =
        is_alone || (language != Java && (rest.starts_with(['=', '(', '{']) || rest.contains(" = ")));
    (is_list && is_one && is_name(name) && name != "_").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{super::tests::request, *};

    /// Whether line `line` of a text, with this in its place, is in its block already.
    fn again(language: Language, text: &str, line: usize, replacement: &str) -> bool {
        let marked = request(text, line, line).marked().unwrap();
        Block::new(&marked, language).declares_again(replacement)
    }

    #[test]
    fn what_a_block_declares_is_not_declared_again() {
        for (language, text, line, replacement) in [
            (C, "#include <a.h>\n#include <b.h>\n", 0, "#include <b.h>\n"),
            (C, "#include <a.h>\r\n#include <b.h>\r\n", 0, "#include <b.h>\r\n"),
            (C, "struct a {\n    int a1;\n    int a2;\n};\n", 2, "    int a1;\n"),
            (C, "struct a\n{\n    char *a[3];\n    T b;\n};\n", 3, "    char *a[3];\n"),
            (C, "enum a {\n    A1 = 1,\n    A2,\n};\n", 2, "    A1,\n"),
            (Java, "enum A {\n    A1,\n    A2;\n}\n", 2, "    A1;\n"),
            (Java, "class A {\n    private int a;\n    private int b;\n}\n", 1, "    private int b;\n"),
            (Go, "const (\n\tA1 Key = iota\n\tA2\n)\n", 2, "\tA1\n"),
            (Go, "import (\n\t\"a\"\n\t\"b\"\n)\n", 1, "\t\"b\"\n"),
            (Go, "type A struct {\n\ta int\n\tb []int\n}\n", 2, "\ta int\n"),
            (Go, "func (a *A) B() {\n}\n\nfunc (a *A) Bs() {\n}\n", 3, "func (a *A) B() {\n"),
            (Python, "import a\nimport b\n", 1, "import b\nimport a\n"),
            (Python, "import a\nb = 1\n", 1, "b = 1\nimport c\nimport c\n"),
            (Python, "from a import (\n    b,\n    bs,\n)\n", 2, "    b,\n"),
            (Python, "class A:\n    def a1(b):\n        pass\n\n    def a2(b):\n", 4, "    def a1(b):\n"),
            (Python, "class A:\n    a: int\n    b: int\n", 2, "    a: int\n"),
            (TypeScript, "interface A {\n  a?: B[];\n  b?: B[];\n}\n", 2, "  a?: B[];\n"),
            (
                JavaScript,
                "export function a() {\n}\n\nexport function as() {\n",
                3,
                "export function a() {\n",
            ),
            (JavaScript, "switch (a) {\n  case B1:\n    f();\n  case B2:\n}\n", 3, "  case B1:\n"),
            (Rust, "impl A for B<u8> {\n}\n\nimpl A for B<u16> {\n}\n", 3, "impl A for B<u8> {\n"),
            (Rust, "struct A {\n    pub(crate) a: u8,\n    b: u8,\n}\n", 2, "    pub(crate) a: u8,\n"),
            (Rust, "pub enum A {\n    B1(u8),\n    B2(u8),\n}\n", 2, "    B1(u8),\n"),
        ] {
            assert!(again(language, text, line, replacement), "{text} {replacement}");
        }
    }

    #[test]
    fn what_may_stand_twice_is_left_alone() {
        for (language, text, line, replacement) in [
            (C, "int i = 0;\nint j = 0;\n", 1, "int i = 0;\n"),
            (C, "f(\n    a,\n    b,\n    c);\n", 2, "    a,\n"),
            (C, "    if (a)\n        return b;\n    return a;\n", 2, "    return b;\n"),
            (C, "#ifdef A\n#include <a.h>\n#else\n#include <b.h>\n#endif\n", 3, "#include <a.h>\n"),
            (C, "enum a f(enum a b)\n{\n    b = 1;\n    c = 2;\n}\n", 3, "    b = 2;\n"),
            (C, "switch (a) {\ncase A:\n    f();\n}\nswitch (b) {\ncase B:\n    f();\n}\n", 5, "case A:\n"),
            (C, "typedef struct {\n    int a;\n} A;\ntypedef struct\n", 3, "typedef struct {\n"),
            (Cpp, "namespace a {\nclass B;\n}\nnamespace c {\nclass D;\n}\n", 4, "class B;\n"),
            (Cpp, "{\n    int a;\n}\n{\n    int b;\n}\n", 4, "    int a;\n"),
            (
                Java,
                "class A {\n    void a(int b) {\n    }\n    void c(int b) {\n",
                3,
                "    void a(long b) {\n",
            ),
            (Go, "go func() {\n}()\nfunc() {\n", 2, "go func() {\n"),
            (Go, "\ta <- b\n\tc <- b\n", 1, "\ta <- b\n"),
            (Python, "@a.getter\ndef a(b):\n    pass\n\n@a.setter\ndef c(b):\n", 5, "def a(b):\n"),
            (Python, "try:\n    import a\nexcept E:\n    import b\n", 3, "    import a\n"),
            (Python, "if a:\n    b()\nelse:\n    c()\nif a:\n    b()\nels:\n", 6, "else:\n"),
            (JavaScript, "const a = [\n  b,\n  c,\n];\n", 2, "  b,\n"),
            (Rust, "impl A {\n}\n\nimpl Aa {\n}\n", 3, "impl A {\n"),
            (Rust, "#[cfg(a)]\nfn b() {\n}\n#[cfg(c)]\nfn d() {\n", 4, "fn b() {\n"),
        ] {
            assert!(!again(language, text, line, replacement), "{text} {replacement}");
        }
        let text = "import a\nimport b\n";
        let marked = request(text, 0, 1).marked().unwrap();
        assert!(!Block::new(&marked, Python).declares_again("import b\nimport a\n"), "another order");
    }
}
