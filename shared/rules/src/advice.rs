//! What a message asks for beyond names: an address instead of a value, a conversion, an `await`, a declaration. Editors call such
//! answers quick fixes and offer them as they come; here the model says which of them fits the place.

mod c;
mod edit;
pub(super) mod exact;
mod idioms;
pub(super) mod python;
mod rules;
mod rust;
mod scripts;
mod types;
mod unknown;

use std::ops::Range;

use self::{
    edit::{Edit, apply},
    rules::{BROAD, PLAIN},
    scripts::Asked,
};
use crate::{
    complaint::Complaint,
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    operands::operands,
    prose::Prose,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
    synonyms,
};

/// Longer lines hold more than a slip.
const LONGEST: usize = 400;
/// Rust's macros that look like calls.
const MACROS: [&str; 17] = [
    "println",
    "print",
    "eprintln",
    "eprint",
    "format",
    "vec",
    "panic",
    "write",
    "writeln",
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "todo",
    "unreachable",
    "unimplemented",
    "matches",
];
/// How much of a document is searched for what it calls so itself, in bytes.
const REACH: usize = 128 << 10;
/// How far behind a text is read on for what fills it in, in lines.
const MOST_LINES: usize = 8;
/// Messages longer than this are not read to the end.
const LONGEST_MESSAGE: usize = 1024;
/// Words of so many letters or fewer stand in others: `const` in `constructor`.
const SHORT: usize = 5;

/// The marked lines changed in one place each as a message asks for, or as they ask for themselves. `known` tells names that stand elsewhere
/// in the document.
pub fn advised(
    marked: &Marked<'_>,
    language: Language,
    message: Option<&str>,
    known: impl Fn(&str) -> bool,
) -> Vec<Rewrite> {
    let mut found = asked_for(marked, language, message, known);
    if !found.is_empty() {
        let prose = Prose::new(marked, language);
        found.retain(|edit| prose.keeps_comments(marked.lines(), &edit.text));
    }
    found
}

/// The same, comments included.
fn asked_for(
    marked: &Marked<'_>,
    language: Language,
    message: Option<&str>,
    known: impl Fn(&str) -> bool,
) -> Vec<Rewrite> {
    let code = marked.lines();
    if code.len() > LONGEST {
        return Vec::new();
    }
    let mut edits = Rewrites::new(code);
    edits.turn(Rule::AdviceLine);
    templates(&mut edits, code, language, &marked.text[marked.range.start..], &known);
    if language == Rust {
        signs_of_rust(&mut edits, code, marked.text);
    }
    if !edits.found.is_empty() {
        let prose = Prose::new(marked, language);
        edits.found.retain(|edit| prose.is_kept(code, edit));
    }
    let Some(message) = message else { return edits.into_ruled() };
    let message = &message[..message.floor_char_boundary(LONGEST_MESSAGE)];
    let small = message.to_ascii_lowercase();
    let mut operands = operands(code, language);
    if language == Rust {
        operands = rust::values(code, &operands);
    }
    // What a message says exactly is all that is tried.
    let is_exact = match language {
        Python => python::asked(&mut edits, marked, code, message, &known),
        Rust => rust::asked_for(&mut edits, marked, code, message, &small),
        JavaScript | TypeScript => {
            let asked = Asked::new(marked, language, message, &operands);
            scripts::told(&mut edits, &asked)
        }
        Go | Java => exact::ask(&mut edits, marked, language, message, &operands),
        C | Cpp => c::exactly(&mut edits, marked, code, language, message),
    };
    if is_exact {
        return edits.into_ruled();
    }
    let n_of_itself = edits.found.len();
    edits.turn(Rule::AdviceUnknown);
    if let Some(name) = Complaint::read(message).unknown {
        unknown::declare(&mut edits, code, language, name);
        let qualifiers = unknown::qualifiers(marked, language, name);
        unknown::ask(&mut edits, code, language, name, &qualifiers);
        synonyms::rename(&mut edits, code, language, name);
    }
    edits.turn(Rule::AdviceTypes);
    types::convert(&mut edits, code, language, message, &operands);
    edits.turn(Rule::AdviceIdioms);
    // Where a message says what to do, nothing else is tried.
    let mut is_told = edits.found.len() > n_of_itself;
    is_told |= idioms::idioms(&mut edits, code, language, message, &small, &operands);
    if language == Rust {
        // Nothing is asked of a number.
        operands.retain(|operand| !code[operand.clone()].starts_with(|first: char| first.is_ascii_digit()));
    }
    for (rules, rule) in [(PLAIN, Rule::AdvicePlain), (BROAD, Rule::AdviceBroad)] {
        if is_told {
            break;
        }
        edits.turn(rule);
        let n_before = edits.found.len();
        let rules = rules.iter().filter(|rule| rule.languages.contains(&language));
        let rules = rules.filter(|rule| rule.says.iter().any(|phrase| says(&small, phrase)));
        for edit in rules.flat_map(|rule| rule.edits) {
            apply(*edit, &mut edits, code, &operands);
        }
        is_told = edits.found.len() > n_before;
    }
    edits.into_ruled()
}

/// Whether a message says something, both in small letters. A short word has to be a whole one.
fn says(small: &str, phrase: &str) -> bool {
    let is_short = phrase.len() <= SHORT && phrase.chars().all(char::is_alphabetic);
    small.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&small[..at], &small[at + phrase.len()..]);
        let is_inside = before.ends_with(is_part) || after.starts_with(is_part);
        !(is_short && is_inside)
    })
}

/// Whether a message is of what the parser should have seen, and may not have.
pub fn is_of_syntax(message: &str) -> bool {
    let small = message[..message.floor_char_boundary(LONGEST_MESSAGE)].to_ascii_lowercase();
    ["expected", "syntax", "unexpected", "illegal start", "pars", "invalid", "operators cannot be chained"]
        .iter()
        .any(|phrase| small.contains(phrase))
}

/// Names of Rust's macros, and types behind a method's name, with the signs that tell them from calls and comparisons.
fn signs_of_rust(edits: &mut Rewrites<'_>, code: &str, document: &str) {
    let texts = texts(code, Rust);
    for (at, name) in names(code).filter(|(at, _)| !texts.iter().any(|text| text.contains(at))) {
        let (before, end) = (&code[..at], at + name.len());
        if MACROS.contains(&name)
            && code[end..].starts_with(['(', '['])
            && !before.ends_with(['.', ':'])
            && !before.ends_with("fn ")
            && !has_function(document, name)
        {
            edits.put_in(end..end, &["!"]);
        }
        if before.ends_with('.') && code[end..].starts_with('<') {
            edits.put_in(end..end, &["::"]);
        }
    }
}

/// Whether a document of Rust's has a function of its own that is called so, or imports one.
fn has_function(document: &str, name: &str) -> bool {
    let document = &document[..document.floor_char_boundary(REACH)];
    let is_own = ["fn ", "let "].iter().any(|word| {
        document.match_indices(&format!("{word}{name}")).any(|(at, found)| {
            let after = &document[at + found.len()..];
            after.starts_with(['(', '<']) || after.starts_with(" =")
        })
    });
    let mut imports =
        document.lines().filter(|line| line.trim_start().trim_start_matches("pub ").starts_with("use "));
    let is_whole = |(at, other): (usize, &str), line: &str| {
        other == name && !line[at + name.len()..].starts_with(['!', ':'])
    };
    is_own || imports.any(|line| names(line).any(|found| is_whole(found, line)))
}

/// Text that holds what its quotation marks do not replace: `"{name}"` without an `f`, `"${name}"` without backticks.
/// `document` is the document from the marked lines on.
fn templates(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    document: &str,
    known: &impl Fn(&str) -> bool,
) {
    let opening = match language {
        Python => "{",
        JavaScript | TypeScript => "${",
        C | Cpp | Go | Java | Rust => {
            // A letter stands between single marks, a text does not.
            let mut whole = code.to_owned();
            let inner = |text: &Range<usize>| &code[text.start + 1..text.end - 1];
            let wrong: Vec<_> = texts(code, language)
                .into_iter()
                .filter(|text| {
                    let inner = inner(text);
                    code[text.clone()].starts_with('\'')
                        && inner.chars().count() > 1
                        && !inner.starts_with('\\')
                })
                .collect();
            for text in wrong.iter().rev() {
                whole.replace_range(text.clone(), &format!("\"{}\"", inner(text)));
            }
            edits.put_in(0..code.len(), &[&whole]);
            for text in wrong {
                edits.put_in(text.clone(), &[&format!("\"{}\"", inner(&text))]);
            }
            return;
        }
    };
    let printed = code.trim_start().strip_prefix("print ").map(str::trim_start);
    if language == Python && printed.is_some_and(|printed| !printed.starts_with(['(', '='])) {
        apply(Edit::PrintCall, edits, code, &[]);
    }
    for text in texts(code, language) {
        let inner = &code[text.start + 1..text.end - 1];
        let is_known = |part: &str| names(part).next().is_some_and(|(at, name)| at == 0 && known(name));
        let mut ends = inner.match_indices(opening).map(|(at, _)| inner.split_at(at + opening.len()));
        let holds = ends
            .any(|(before, part)| part.contains('}') && is_known(part) && is_hole(before, part, language));
        if !holds || code[..text.start].ends_with(is_part) || code[text.end..].starts_with(".format") {
            continue;
        }
        let start = code[..text.start].rfind('\n').map_or(0, |at| at + 1);
        if is_filled_elsewhere(&code[start..text.start], document) {
            continue;
        }
        if language == Python {
            // Three marks are of a docstring.
            let mark = &code[text.start..=text.start];
            let is_tripled = code[..text.start].ends_with(mark) || code[text.end..].starts_with(mark);
            if !is_tripled && !is_filled_behind(code, &text, document) {
                edits.put_in(text.start..text.start, &["f"]);
            }
        } else if !code[text.clone()].starts_with('`') {
            edits.put_in(text, &[&format!("`{inner}`")]);
        }
    }
}

/// Whether a brace at the end of some text may be meant to be filled in with what follows it.
fn is_hole(before: &str, part: &str, language: Language) -> bool {
    let rest = part[first_word(part).len()..].trim_start();
    // Others have signs in front of theirs.
    language != Python
        || (!["${", "%{"].iter().any(|sign| before.ends_with(sign))
            && rest.starts_with(['}', '.', '[', '(', '!', ':', '+', '-', '*', '/', '%'])
            && !rest.starts_with("://"))
}

/// Whether what stands behind a text of Python's fills it in: `.format(` of what it is a part of, or a keyword with the name of
/// what is to be filled in. `document` is the document from the code on.
fn is_filled_behind(code: &str, text: &Range<usize>, document: &str) -> bool {
    let after = code[text.end..].lines().next().unwrap_or_default();
    let holes = code[text.clone()].split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
    let names: Vec<&str> = holes.map(first_word).filter(|name| name.starts_with(is_part)).collect();
    let is_keyword = |part: &str| {
        let name = first_word(part);
        let rest = part.trim_start()[name.len()..].trim_start();
        names.contains(&name) && rest.starts_with('=') && !rest.starts_with("==")
    };
    let fills = |line: &str| line.contains(".format(") || line.contains(".format_map(");
    // The text may go on in the next lines, and the call that it is given to.
    let is_open = after.trim_end().ends_with(',');
    let n_lines = code[..text.end].matches('\n').count() + 1;
    let next = document.lines().skip(n_lines).take(MOST_LINES).map(str::trim_start);
    let parts =
        next.clone().take_while(|line| line.starts_with(['"', '\'', ')', '.']) || line.starts_with("f\""));
    let keywords = next.take_while(|line| is_open && !line.is_empty() && !line.starts_with(')'));
    fills(after)
        || after.split([',', '(']).skip(1).any(is_keyword)
        || parts.clone().any(fills)
        || keywords.clone().any(is_keyword)
}

/// Whether what stands in front of a text in its line says that others fill it in: a decorator, or a name of which
/// the document asks that.
fn is_filled_elsewhere(before: &str, document: &str) -> bool {
    if before.trim_start().starts_with('@') {
        return true;
    }
    let Some(declared) = before.trim_end_matches([' ', '(']).strip_suffix('=') else { return false };
    let name = last_word(declared.rsplit_once(':').map_or(declared, |(name, _)| name));
    let is_whole = |at: usize| !document[..at].ends_with(is_part);
    let call = format!("{name}.format");
    // A constant is filled in elsewhere, if it is.
    if name.contains(char::is_uppercase) && !name.contains(char::is_lowercase) {
        return true;
    }
    name.starts_with(is_part) && document.match_indices(&call).any(|(at, _)| is_whole(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrites::texts_of;

    fn asked(code: &str, language: Language, message: Option<&str>) -> Vec<String> {
        let end = code.split_inclusive('\n').count().saturating_sub(1);
        let Ok(marked) = Marked::new(code, 0, end) else { return Vec::new() };
        texts_of(advised(&marked, language, message, |name| name == "name"))
    }

    fn all(code: &str, language: Language, message: &str) -> Vec<String> {
        asked(code, language, Some(message))
    }

    #[test]
    fn macros_and_types_of_rust_get_their_signs() {
        for (code, expected) in [
            ("writeln(out, \"{}\", line)?;\n", "writeln!(out, \"{}\", line)?;\n"),
            ("let a = b.parse<f64>()?;\n", "let a = b.parse::<f64>()?;\n"),
        ] {
            assert!(asked(code, Rust, None).contains(&expected.to_owned()), "{code}");
        }
        for code in ["out.write(a);\n", "fn format(a: u8) {\n", "fmt::write(a);\n", "println!(\"a\");\n"] {
            assert!(
                asked(code, Rust, None)
                    .iter()
                    .all(|edit| edit.matches('!').count() == code.matches('!').count())
            );
        }
    }

    #[test]
    fn short_words_are_whole_ones() {
        assert!(says("'no-const-assign'", "const") && says("a constructor of a const value", "const"));
        assert!(says("undefined names", "undefined") && says("expected `()`", "`()`"));
        assert!(!says("no matching constructor", "const") && !says("'finally' expected", "final"));
        assert!(!says("", "const") && !says("größenconst", "const"));
        let message = "constructor Foo in class Foo cannot be applied to given types;";
        let found = all("final Foo f = new Foo(a, b);\n", Java, message);
        assert!(!found.contains(&"Foo f = new Foo(a, b);\n".to_owned()), "{found:?}");
        let found = all("const Foo f(a, b);\n", Cpp, "no matching constructor for initialization of 'Foo'");
        assert!(!found.contains(&"Foo f(a, b);\n".to_owned()), "{found:?}");
    }

    #[test]
    fn messages_of_syntax_are_told_from_others() {
        assert!(is_of_syntax("';' expected.") && is_of_syntax("Parsing error: Unexpected token"));
        assert!(!is_of_syntax("'a' is not defined") && !is_of_syntax(""));
    }

    #[test]
    fn messages_ask_for_edits() {
        for (language, code, message, expected) in [
            (
                C,
                "f(a, &b);\n",
                "passing argument 1 of ‘f’ makes pointer from integer without a cast",
                "f(&a, &b);\n",
            ),
            (
                C,
                "int items = f(n);\n",
                "initialization of ‘int’ makes integer from pointer",
                "int *items = f(n);\n",
            ),
            (C, "a.b = 1;\n", "‘a’ is a pointer; did you mean to use ‘->’?", "a->b = 1;\n"),
            (C, "count = 0;\n", "‘count’ undeclared (first use in this function)", "int count = 0;\n"),
            (Cpp, "vector<int> a;\n", "‘vector’ does not name a type", "std::vector<int> a;\n"),
            (
                Go,
                "for a := range list {\n",
                "a.b undefined (type int has no field or method b)",
                "for _, a := range list {\n",
            ),
            (Go, "a := f()\n", "assignment mismatch: 1 variable but f returns 2 values", "a, err := f()\n"),
            (Go, "a := f()\n", "no new variables on left side of :=", "a = f()\n"),
            (
                Java,
                "if (a.b() == c) {\n",
                "Strings should be compared with equals",
                "if (a.b().equals(c)) {\n",
            ),
            (Java, "if (a != c) {\n", "reference comparison", "if (!a.equals(c)) {\n"),
            (JavaScript, "const a = 0;\n", "'a' is constant.", "let a = 0;\n"),
            (JavaScript, "a = 0;\n", "'a' is not defined.", "const a = 0;\n"),
            (TypeScript, "const a = f(b);\n", "Promises must be awaited", "const a = await f(b);\n"),
            (
                TypeScript,
                "f((a) => a.b = c);\n",
                "Type 'number' is not assignable to type 'boolean'.",
                "f((a) => a.b === c);\n",
            ),
            (TypeScript, "a.b.c();\n", "'a.b' is possibly 'undefined'.", "a.b?.c();\n"),
            (TypeScript, "f(null, c);\n", "Expected 1 arguments, but got 2.", "f(null);\n"),
            (
                Python,
                "if a == None:\n",
                "E711 comparison to None should be `if cond is None:`",
                "if a is None:\n",
            ),
            (
                Python,
                "for a, b in f():\n",
                "too many values to unpack (expected 2)",
                "for a, b in f().items():\n",
            ),
            (Python, "def f(a):\n", "f() takes 1 positional argument but 2 were given", "def f(self, a):\n"),
            (
                Python,
                "print a\n",
                "Missing parentheses in call to 'print'. Did you mean print(...)?",
                "print(a)\n",
            ),
            (Python, "return null\n", "name 'null' is not defined", "return None\n"),
            (Rust, "let a = b;\n", "cannot assign twice to immutable variable `a`", "let mut a = b;\n"),
            (
                Rust,
                "fn f(&self) {\n",
                "cannot assign to `self.a`, which is behind a `&` reference",
                "fn f(&mut self) {\n",
            ),
            (Rust, "f(a);\n", "use of moved value: `a`", "f(a.clone());\n"),
            (Rust, "a as f64 / 2.0\n", "casting `&usize` as `f64` is invalid", "*a as f64 / 2.0\n"),
            (Rust, "f(a);\n", "mismatched types", "f(&a);\n"),
            (Rust, "a + b;\r\n", "mismatched types: expected `u8`, found `()`", "a + b\n"),
            (Rust, "a = f()?;\n", "cannot find value `a` in this scope", "let a = f()?;\n"),
            (Rust, "f(a);\n", "cannot find value `a` in this scope", "f(self.a);\n"),
            (
                Rust,
                "println!(\"{}\", a);\n",
                "`Vec<u8>` doesn't implement `std::fmt::Display`",
                "println!(\"{:?}\", a);\n",
            ),
            (
                Cpp,
                "double pay() override;\n",
                "‘double A::pay()’ marked ‘override’, but does not override",
                "double pay() const override;\n",
            ),
            (
                Java,
                "int a = max(b, c);\n",
                "cannot find symbol\n  symbol:   method max(int,int)",
                "int a = Math.max(b, c);\n",
            ),
        ] {
            let found = all(code, language, message);
            assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
        }
        assert_eq!(all("import a\n", Python, "name 'a' is not defined"), [] as [&str; 0]);
        assert_eq!(all("f(a);\n", C, "expected ‘;’ before ‘}’ token"), [] as [&str; 0]);
    }

    #[test]
    fn names_are_asked_of_what_has_them_elsewhere() {
        for (language, text, line, name, expected) in [
            (
                Java,
                "enum Status { OPEN, CLOSED }\nif (a == OPEN) {\n",
                1,
                "cannot find symbol\n  symbol:   variable OPEN",
                "if (a == Status.OPEN) {\n",
            ),
            (Python, "a = os.path\nb = path\n", 1, "undefined name 'path'", "b = os.path\n"),
            (
                Cpp,
                "enum class Kind { number, text };\nf(text);\n",
                1,
                "‘text’ was not declared in this scope",
                "f(Kind::text);\n",
            ),
        ] {
            let found =
                texts_of(advised(&Marked::new(text, line, line).unwrap(), language, Some(name), |_| false));
            assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
        }
    }

    #[test]
    fn some_lines_ask_for_it_themselves() {
        let found = |language, code: &str| asked(code, language, None);
        for (language, code, expected) in [
            (Python, "a = \"{name}: {b}\"\n", "a = f\"{name}: {b}\"\n"),
            (Python, "    print \"a\"\n", "    print(\"a\")\n"),
            (
                Python,
                "text = \"{name}\"\nprint(context.format(name))\n",
                "text = f\"{name}\"\nprint(context.format(name))\n",
            ),
            (JavaScript, "f(\"a ${name.b}\");\n", "f(`a ${name.b}`);\n"),
            (Java, "throw new E('no such name');\n", "throw new E(\"no such name\");\n"),
        ] {
            assert_eq!(found(language, code), [expected]);
        }
        for (language, code) in [
            (Python, "a = f\"{name}\"\n"),
            (Python, "a = \"{name}\".format(name=b)\n"),
            (Python, "a = \"{b}\"\n"),
            (Python, "@app.get(\"/items/{name}\")\n"),
            (Python, "text = \"{name}\"\nprint(text.format(name=b))\n"),
            (Python, "class A:\n    text: str = (\"{name}\")\n    b = A.text.format(name=b)\n"),
            (JavaScript, "f(`a ${name.b}`);\n"),
            (Java, "f('a', '\\n', '\\u0041');\n"),
            (Rust, "fn f<'a>(b: &'a str) -> &'a str {\n"),
            (Java, "// don't count what isn't there\n"),
            (C, "n++; /* don't */ m++; /* it isn't */\n"),
            (Cpp, "int n = 1'000'000 + 0xfe'dc'ba;\n"),
            (Rust, "let a = r#\"['\"]([^'\"]+)['\"]\"#;\n"),
            (Python, "a = \"https://%{name}/${name}\"\n"),
            (Python, "loads(\"server {name test.com};\")\n"),
            (Python, "MESSAGE = \"{name} is deprecated\"\n"),
            (Rust, "print(left);\nfn print(tree: &Tree) {\n"),
            (Rust, "write(a);\nuse crate::out::{self, write};\n"),
            (Rust, "a.push(\"print(b)\"); // print(b)\n"),
            (Python, "logger.info(\"user {name} logged in\", name=name)\n"),
            (Python, "logger.info(\n    \"user {name} logged in\",\n    name=name,\n)\n"),
            (Python, "\"\"\"Return a greeting for {name}.\"\"\"\n"),
            (Python, "a = _(\"Hello {name}\").format(name=name)\n"),
            (Python, "a = (\n    \"Hello {name}\"\n    \"!\".format(name=name)\n)\n"),
            (Python, "print (\"total\", a)\n"),
            (Python, "# f(\"{name}\")\n"),
        ] {
            assert_eq!(found(language, code), [] as [&str; 0], "{code}");
        }
    }

    #[test]
    fn every_rule_can_be_tried_on_any_line() {
        let lines = [
            "",
            "\n",
            "%é",
            "f(%-08",
            "a.b(c == d) == e[",
            "é = 'ö\n'",
            "return;\n",
            "print \n",
            "{((\n",
            "a?.b\n",
        ];
        for code in lines {
            for rule in PLAIN.iter().chain(BROAD) {
                assert!(rule.says.iter().all(|phrase| *phrase == phrase.to_ascii_lowercase()));
                for language in rule.languages {
                    for phrase in rule.says {
                        let found = all(code, *language, phrase);
                        assert!(!found.contains(&code.to_owned()));
                    }
                }
            }
        }
    }
}
