//! Values become what a message says they should be: it names the type that is there and the one that is wanted.

use std::ops::Range;

use super::edit::{
    Edit::{self, Around, Before, Behind, End, Start, Swap, Whole},
    apply,
};
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    names::last_word,
    outline::{go, java, rust},
    rewrites::Rewrites,
    words::is_name,
};

/// What prints a value of a type, as C's compilers call it.
const DIRECTIVES: [(&str, &str); 14] = [
    ("int", "%d"),
    ("unsigned int", "%u"),
    ("uint32_t", "%u"),
    ("long int", "%ld"),
    ("long unsigned int", "%zu"),
    ("size_t", "%zu"),
    ("long long int", "%lld"),
    ("long long unsigned int", "%llu"),
    ("double", "%f"),
    ("float", "%f"),
    ("char", "%c"),
    ("char *", "%s"),
    ("const char *", "%s"),
    ("void *", "%p"),
];

/// The marked lines with one value each converted, where a message names both types.
pub(super) fn convert(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    message: &str,
    operands: &[Range<usize>],
) {
    let each = |edits: &mut Rewrites<'_>, of: &dyn Fn(&str) -> String| {
        for operand in operands {
            edits.put_in(operand.clone(), &[&of(&code[operand.clone()])]);
        }
    };
    let ways: &[Edit] = match language {
        C | Cpp => of_c(edits, code, message),
        Go => {
            for name in types_of_go(message).into_iter().filter(|name| go::NUMBERS.contains(name)) {
                each(edits, &|value| format!("{name}({value})"));
            }
            // A function that says nothing of what it returns.
            let have = between(message, "have (", ")").filter(|_| message.contains("want ()"));
            if let (Some(have), Some(at)) = (have, code.rfind('{')) {
                let returned = if have.contains(',') { format!("({have}) ") } else { format!("{have} ") };
                edits.put_in(at..at, &[&returned]);
            }
            match between(message, ") as ", " value") {
                Some("string") => {
                    &[Around("strconv.Itoa(", ")"), Around("string(", ")"), Behind(".String()")]
                }
                Some("[]byte") => &[Around("[]byte(", ")")],
                Some(wanted) if wanted.starts_with('*') => &[Before("&")],
                _ => &[],
            }
        }
        Java => {
            if let (Some(thrown), Some(at)) =
                (between(message, "unreported exception ", ";"), code.rfind('{'))
            {
                edits.put_in(at..at, &[&format!("throws {thrown} ")]);
            }
            if let Some((_, name)) =
                message.split_once("lossy conversion from ").and_then(|it| it.1.split_once(" to "))
            {
                let name = name.trim_end();
                if java::NUMBERS.contains(&name) {
                    each(edits, &|value| format!("({name}) {value}"));
                }
            }
            match between(message, "cannot be converted to ", "\n") {
                Some("String") => &[Around("String.valueOf(", ")"), Behind(".toString()")],
                Some("int") => &[Around("Integer.parseInt(", ")"), Behind(".length()"), Behind(".size()")],
                Some("double") => &[Around("Double.parseDouble(", ")")],
                _ => &[],
            }
        }
        Rust => {
            let (Some(wanted), Some(given)) =
                (between(message, "expected `", "`"), between(message, "found `", "`"))
            else {
                return;
            };
            if rust::NUMBERS.contains(&wanted) && rust::NUMBERS.contains(&given) {
                each(edits, &|value| format!("{value} as {wanted}"));
            }
            of_rust(wanted, given)
        }
        JavaScript | TypeScript => {
            let given = between(message, "ype '", "'");
            match (given, message.rsplit('\'').nth(1)) {
                (Some("string"), Some("number")) => &[Around("Number(", ")"), Behind(".length")],
                (Some("number"), Some("string")) => &[Around("String(", ")"), Behind(".toString()")],
                _ => &[],
            }
        }
        Python => {
            if message.contains("expected \"str\"")
                || message.contains("concatenate str")
                || message.contains("must be str")
            {
                &[Around("str(", ")")]
            } else if message.contains("expected \"int\"") {
                &[Around("int(", ")"), Around("len(", ")")]
            } else {
                &[]
            }
        }
    };
    for way in ways {
        apply(*way, edits, code, operands);
    }
}

/// Another directive for a value of C, or what makes a pointer of one argument; where that is not told, of any.
fn of_c(edits: &mut Rewrites<'_>, code: &str, message: &str) -> &'static [Edit] {
    let argument = argument_of(message).and_then(|number| nth_argument(code, number));
    match format_types(message) {
        Some((_, wanted, given)) if wanted.strip_suffix(" *") == Some(given) => match argument {
            Some(at) => {
                edits.put_in(at..at, &["&"]);
                &[]
            }
            None => &[Before("&")],
        },
        Some((directive, _, given)) => {
            if let Some((_, right)) = DIRECTIVES.iter().find(|(name, _)| *name == given) {
                for (at, _) in code.match_indices(directive) {
                    edits.put_in(at..at + directive.len(), &[right]);
                }
            }
            &[]
        }
        None => {
            let is_pointer =
                message.contains("makes pointer from") || message.contains("incompatible type for");
            if let Some(at) = argument.filter(|_| is_pointer) {
                edits.put_in(at..at, &["&", "*"]);
            }
            &[]
        }
    }
}

/// What makes a value of one of Rust's types one of another.
fn of_rust(wanted: &str, given: &str) -> &'static [Edit] {
    if wanted.strip_prefix("&mut ") == Some(given) {
        &[Before("&mut ")]
    } else if wanted == "&str" && given == "String" {
        &[Before("&"), Behind(".as_str()")]
    } else if wanted.strip_prefix('&') == Some(given) {
        &[Before("&")]
    } else if wanted == "String" {
        &[Behind(".to_string()"), Behind(".to_owned()"), Behind(".clone()"), Behind(".into()")]
    } else if given.strip_prefix('&') == Some(wanted) {
        &[Before("*"), Behind(".clone()"), Swap("&", "")]
    } else if wanted.starts_with("Option<") {
        &[Whole("Some(", ")"), Behind(".ok()")]
    } else if wanted.starts_with("Result<") {
        &[Whole("Ok(", ")"), Whole("Err(", ")")]
    } else if given.starts_with("Option<") || given.starts_with("Result<") {
        &[Behind("?"), Behind(".unwrap()")]
    } else if given == "()" {
        &[Swap(";\n", "\n"), Start("return ")]
    } else if wanted == "()" {
        &[End(";"), Start("return ")]
    } else {
        &[]
    }
}

/// The directive and both types of ``format ‘%d’ expects argument of type ‘int *’, but argument 2 has type ‘int’``.
fn format_types(message: &str) -> Option<(&str, &str, &str)> {
    if !message.contains("expects argument of type") {
        return None;
    }
    let mut quoted = message.split('‘').skip(1).filter_map(|part| part.split('’').next());
    Some((quoted.next()?, quoted.next()?, quoted.next()?))
}

/// The number of the argument that a message is about, counted from 1.
fn argument_of(message: &str) -> Option<usize> {
    // `expects argument of type` comes before `but argument 2`.
    message.split("argument ").skip(1).find_map(|rest| {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().ok()
    })
}

/// Where an argument of the first call begins that has so many.
fn nth_argument(code: &str, number: usize) -> Option<usize> {
    let mut lists = argument_lists(code, false);
    // What stands behind `if` is none.
    lists.retain(|list| is_name(last_word(&code[..list.start - 1])));
    lists.sort_by_key(|list| list.arguments.first().map(|argument| argument.0));
    let index = number.checked_sub(1)?;
    lists.iter().find_map(|list| list.arguments.get(index)).map(|argument| argument.0)
}

/// The types of ``cannot use n (variable of type int) as float64 value in argument`` and ``mismatched types int and float64``.
fn types_of_go(message: &str) -> Vec<&str> {
    let wanted = between(message, ") as ", " value");
    let pair = message.split_once("mismatched types ").map(|(_, pair)| pair.trim_end().trim_end_matches(')'));
    wanted.into_iter().chain(pair.into_iter().flat_map(|pair| pair.split(" and "))).collect()
}

/// What stands between two texts, or behind the first where the second is missing.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after).map_or(rest, |(inner, _)| inner).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operands::operands;

    fn converted(code: &str, language: Language, message: &str) -> Vec<String> {
        let mut edits = Rewrites::new(code);
        convert(&mut edits, code, language, message, &operands(code, language));
        edits.found
    }

    #[test]
    fn a_value_becomes_what_is_wanted() {
        for (language, code, message, expected) in [
            (
                C,
                "scanf(\"%d\", n);\n",
                "format ‘%d’ expects argument of type ‘int *’, but argument 2 has type ‘int’",
                "scanf(\"%d\", &n);\n",
            ),
            (
                C,
                "printf(\"%s\", n);\n",
                "format ‘%s’ expects argument of type ‘char *’, but argument 2 has type ‘int’ [-Wformat=]",
                "printf(\"%d\", n);\n",
            ),
            (
                Go,
                "f(n)\n",
                "cannot use n (variable of type int) as float64 value in argument to f",
                "f(float64(n))\n",
            ),
            (
                Go,
                "x := a * n\n",
                "invalid operation: a * n (mismatched types float64 and int)",
                "x := a * float64(n)\n",
            ),
            (
                Go,
                "f(n)\n",
                "cannot use n (variable of type int) as string value in argument to f",
                "f(strconv.Itoa(n))\n",
            ),
            (
                Go,
                "func (l *L) Total() {\n",
                "too many return values\n\thave (int)\n\twant ()",
                "func (l *L) Total() int {\n",
            ),
            (
                Go,
                "func Total() {\n",
                "too many return values\n\thave (int, error)\n\twant ()",
                "func Total() (int, error) {\n",
            ),
            (
                Java,
                "int n = total;\n",
                "incompatible types: possible lossy conversion from double to int",
                "int n = (int) total;\n",
            ),
            (
                Java,
                "void f() {\n",
                "unreported exception IOException; must be caught or declared to be thrown",
                "void f() throws IOException {\n",
            ),
            (
                Java,
                "return n;\n",
                "incompatible types: int cannot be converted to String",
                "return String.valueOf(n);\n",
            ),
            (
                Java,
                "int n = text;\n",
                "incompatible types: String cannot be converted to int",
                "int n = Integer.parseInt(text);\n",
            ),
        ] {
            let found = converted(code, language, message);
            assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
        }
    }

    #[test]
    fn types_of_other_languages_are_read_as_well() {
        for (language, code, message, expected) in [
            (Rust, "f(n);\n", "mismatched types\nexpected `f64`, found `i32`", "f(n as f64);\n"),
            (Rust, "f(text);\n", "mismatched types: expected `&str`, found `String`", "f(&text);\n"),
            (
                Rust,
                "f(a, list);\n",
                "mismatched types: expected `&mut Vec<u8>`, found `Vec<u8>`",
                "f(a, &mut list);\n",
            ),
            (
                Rust,
                "f(text);\n",
                "mismatched types: expected `String`, found `&str`",
                "f(text.to_string());\n",
            ),
            (Rust, "f(n);\n", "mismatched types: expected `u8`, found `&u8`", "f(*n);\n"),
            (Rust, "n\n", "mismatched types: expected `Option<u8>`, found `u8`", "Some(n)\n"),
            (Rust, "()\n", "mismatched types: expected `Result<(), Error>`, found `()`", "Ok(())\n"),
            (Rust, "f(n);\n", "mismatched types: expected `u8`, found `Option<u8>`", "f(n?);\n"),
            (Rust, "a + b;\n", "mismatched types: expected `u8`, found `()`", "a + b\n"),
            (
                TypeScript,
                "f(a);\n",
                "Argument of type 'string' is not assignable to parameter of type 'number'.",
                "f(Number(a));\n",
            ),
            (
                TypeScript,
                "f(a);\n",
                "Argument of type 'number' is not assignable to parameter of type 'string'.",
                "f(String(a));\n",
            ),
            (
                Python,
                "f(a)\n",
                "Argument 1 to \"f\" has incompatible type \"int\"; expected \"str\"",
                "f(str(a))\n",
            ),
        ] {
            let found = converted(code, language, message);
            assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
        }
    }

    #[test]
    fn a_message_about_an_argument_is_about_that_one() {
        for (message, expected) in [
            (
                "format ‘%d’ expects argument of type ‘int *’, but argument 2 has type ‘int’",
                &["if (f(\"%d\", &n)) {\n"][..],
            ),
            (
                "passing argument 1 of ‘f’ makes pointer from integer",
                &["if (f(&\"%d\", n)) {\n", "if (f(*\"%d\", n)) {\n"],
            ),
            ("incompatible type for argument 3 of ‘f’", &[]),
        ] {
            assert_eq!(converted("if (f(\"%d\", n)) {\n", C, message), expected, "{message}");
        }
    }

    #[test]
    fn types_that_are_not_understood_are_left_to_others() {
        for (language, message) in [
            (Rust, "mismatched types"),
            (Rust, "expected `;`, found `}`"),
            (Go, "undefined: a"),
            (Java, "cannot find symbol\n  symbol:   variable a\n  location: class B"),
            (TypeScript, "Cannot find name 'a'."),
            (C, "‘a’ undeclared"),
        ] {
            assert_eq!(converted("f(a);\n", language, message), [] as [&str; 0], "{message}");
        }
    }
}
