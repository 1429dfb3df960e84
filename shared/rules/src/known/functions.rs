//! Functions that other languages have, where nothing in the document is called so: `len(a)` in JavaScript, `print(a)` in Java.

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::texts,
    names::names,
    rewrites::Rewrites,
    synonyms::as_written_here,
};

/// What prints a line.
const PRINTERS: [&str; 12] = [
    "System.out.println",
    "System.out.print",
    "console.log",
    "fmt.Println",
    "print",
    "println",
    "printf",
    "puts",
    "echo",
    "Print",
    "Println",
    "Printf",
];

/// Calls of what the language does not have; `is_known` tells names that stand elsewhere in the document.
pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    is_known: impl Fn(&str) -> bool,
) {
    let texts = texts(code, language);
    for (at, name) in names(code).filter(|(at, _)| !texts.iter().any(|text| text.contains(at))) {
        let end = at + name.len();
        let is_called = code[end..].starts_with('(');
        let is_member = code[..at].ends_with('.');
        let is_declared =
            ["fn ", "func ", "function ", "def ", "void ", "::"].iter().any(|it| code[..at].ends_with(it));
        if is_declared || is_known(name) {
            continue;
        }
        let is_foreign = match (language, name) {
            (JavaScript | TypeScript | Java, "str")
            | (JavaScript | TypeScript | Java | C | Cpp | Rust, "len") => is_called && !is_member,
            (Python, "length")
            // What is called `size` or `push` there may be a method of another file's.
            | (Go, "length" | "toLowerCase" | "toUpperCase" | "trim" | "startsWith" | "endsWith") => is_member,
            _ => false,
        };
        if is_foreign {
            as_written_here(edits, code, language, at, name);
        }
    }
    let own = match language {
        JavaScript | TypeScript => "console.log",
        Java => "System.out.println",
        Python => "print",
        Go => "fmt.Println",
        Rust => "println!",
        C => "printf",
        Cpp => return,
    };
    for printer in PRINTERS.into_iter().filter(|printer| !is_own(language, printer)) {
        let start = code.len() - code.trim_start().len();
        if code[start..].strip_prefix(printer).is_some_and(|rest| rest.starts_with('('))
            && !names(printer).any(|(_, name)| is_known(name))
        {
            edits.put_in(start..start + printer.len(), &[own]);
        }
    }
}

/// Whether the language has it, or may well have it.
fn is_own(language: Language, printer: &str) -> bool {
    match language {
        JavaScript | TypeScript => printer == "console.log",
        Java => printer.starts_with("System"),
        Python => printer == "print",
        Go => matches!(printer, "fmt.Println" | "print" | "println"),
        // Without its sign, a macro is what advice knows.
        Rust => matches!(printer, "print" | "println"),
        C | Cpp => matches!(printer, "printf" | "puts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(language: Language, code: &str) -> Vec<String> {
        let mut edits = Rewrites::new(code);
        put_right(&mut edits, code, language, |name| name == "known");
        edits.found
    }

    #[test]
    fn functions_of_others_become_the_languages_own() {
        for (language, code, expected) in [
            (JavaScript, "if (len(a) > 1) {\n", "if (a.length > 1) {\n"),
            (Java, "int n = len(a);\n", "int n = a.size();\n"),
            (Python, "n = self.a.length\n", "n = len(self.a)\n"),
            (Go, "n := a.length()\n", "n := len(a)\n"),
            (Go, "if a.startsWith(b) {\n", "if strings.HasPrefix(a, b) {\n"),
            (Rust, "    printf(\"{a}\");\n", "    println!(\"{a}\");\n"),
            (JavaScript, "  print(a);\n", "  console.log(a);\n"),
            (Python, "    console.log(a)\n", "    print(a)\n"),
            (Java, "print(a);\n", "System.out.println(a);\n"),
            (C, "len(a);\n", "strlen(a);\n"),
        ] {
            assert!(
                found(language, code).contains(&expected.to_owned()),
                "{code}: {:?}",
                found(language, code)
            );
        }
    }

    #[test]
    fn what_is_called_as_a_printer_stays() {
        let code = "console.log(\"started\")\n";
        let mut edits = Rewrites::new(code);
        put_right(&mut edits, code, Python, |name| name == "console");
        assert_eq!(edits.found, [] as [&str; 0]);
    }

    #[test]
    fn own_functions_stay() {
        for (language, code) in [
            (Python, "print(len(a))\n"),
            (Go, "println(len(a))\n"),
            (JavaScript, "a.len(b); const c = \"len(a)\";\n"),
            (Java, "this.print(a);\n"),
            (Rust, "fn format(a: A) {\n"),
            (Rust, "std::fmt::write(a, b);\n"),
            (C, "printf(a);\n"),
            (Go, "n := q.items.size()\n"),
            (Go, "q.heap.push(n)\n"),
        ] {
            assert_eq!(found(language, code), [] as [&str; 0], "{code}");
        }
    }
}
