//! What a compiler's or linter's message says of a name: that there is none such, and sometimes which may be meant. Tools know a whole
//! project; the model sees a few lines.

use std::borrow::Cow;

use crate::names::{is_part, names};

/// How tools say that they do not know a name, in small letters: javac, Eclipse, gcc, clang, rustc, go, tsc,
/// pyflakes, pylint, ruff, mypy, pyright, ESLint.
const UNKNOWN: [&str; 34] = [
    "not defined",
    "undefined: ",
    "undefined name",
    "undefined variable",
    "undefined (",
    "undeclared",
    "not declared",
    "not been declared",
    "implicit declaration of",
    "cannot find",
    "can't find",
    "cannot resolve",
    "cannot be resolved",
    "could not be resolved",
    "unresolved",
    "does not exist",
    "no member",
    "' member",
    "not a member of",
    "no exported member",
    "no field",
    "no method",
    "no variant",
    "no attribute",
    "no associated",
    "no template named",
    "no type named",
    "not found in",
    "no function",
    "is undefined for",
    "cannot access attribute",
    "unknown type",
    "does not name a type",
    "does not name a template",
];
/// The same, with what should hold the name behind it: the first name is the unknown one.
const PLACED: [&str; 5] = [
    "could not find `",
    "cannot import name",
    "no name '",
    "is not a known attribute of module",
    "is unknown import symbol",
];
/// What sounds so and is about a value: a name is known, and what it is asked of is not there.
const OF_VALUES: [&str; 7] = [
    "of undefined (",
    "of null (",
    "'nonetype' object has no attribute",
    "\"none\" has no attribute",
    "item \"none\" of",
    "circular import",
    "not declared as mutable",
];
/// What stands before a name that they propose, in small letters.
const PROPOSED: [&str; 6] =
    ["did you mean", "similar name exists", "perhaps you meant", "there is a", "but does have", "; maybe "];
/// What C's compilers want in front of a type's name.
const TAGS: [&str; 3] = ["struct", "union", "enum"];
/// Go's words before a name that it proposes.
const KINDS: [&str; 2] = ["method", "field"];
/// Messages longer than this are not read to the end.
const LONGEST: usize = 4096;

/// A message that does not know a name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Complaint<'a> {
    /// Names that may be the unknown one.
    pub names: Vec<&'a str>,
    /// The one that is the unknown one by the way in which the tool says so; in [`Self::names`], too.
    pub unknown: Option<&'a str>,
    /// What the tool proposes instead: names, some with what they are asked of.
    pub proposed: Vec<Cow<'a, str>>,
}

impl<'a> Complaint<'a> {
    /// Reads a message; empty when it complains of something else.
    pub fn read(message: &'a str) -> Self {
        let message = &message[..message.floor_char_boundary(LONGEST)];
        let small = message.to_ascii_lowercase();
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| small.contains(phrase));
        let is_placed = says(&PLACED);
        if !(is_placed || says(&UNKNOWN)) || says(&OF_VALUES) {
            return Self::default();
        }
        let proposal = PROPOSED.iter().filter_map(|phrase| small.find(phrase)).min().unwrap_or(message.len());
        let (complaint, proposal) = message.split_at(proposal);
        let mut names: Vec<&str> = quoted(complaint).collect();
        if is_placed {
            names.truncate(1);
        }
        let unknown = match names.as_slice() {
            // Go and javac quote nothing.
            [] => {
                names.extend(named(complaint));
                names.first().copied()
            }
            // `'Sum' has no member named 'totl'`, and in other orders `no method named 'totl' found for struct 'Sum'`.
            [.., last] if complaint.contains("has no ") => Some(*last),
            [first, ..] => Some(*first),
        };
        let mut proposed: Vec<_> = quoted_paths(proposal).map(Cow::Borrowed).collect();
        if let (true, Some((_, proposal))) = (proposed.is_empty(), proposal.split_once("but does have ")) {
            // Nor does Go here.
            let name = self::names(proposal).map(|(_, name)| name).find(|name| !KINDS.contains(name));
            proposed.extend(name.map(Cow::Borrowed));
        }
        if let (true, Some(name)) = (proposed.is_empty(), unknown) {
            proposed = implied(message, name);
        }
        Self { names, unknown, proposed }
    }
}

/// What a tool means without saying so.
fn implied<'a>(message: &'a str, name: &'a str) -> Vec<Cow<'a, str>> {
    // C: `unknown type name 'point'; use 'struct' keyword to refer to the type`.
    if message.contains("keyword to refer to the type") {
        return quoted(message)
            .filter(|word| TAGS.contains(word))
            .map(|tag| format!("{tag} {name}").into())
            .collect();
    }
    // javac.
    let Some((_, symbol)) = message.split_once("symbol:") else { return Vec::new() };
    match symbol.split_whitespace().next() {
        Some("method") if name.starts_with(char::is_uppercase) => vec![format!("new {name}").into()],
        // A list has a size, text has a length, and both are methods.
        Some("variable") if matches!(name, "length" | "size") => {
            let mut both = ["size()", "length()"];
            if symbol.contains("String\n") || symbol.trim_end().ends_with("String") {
                both.reverse();
            }
            both.map(Cow::Borrowed).to_vec()
        }
        _ => Vec::new(),
    }
}

/// The name that a message without quotation marks complains of.
fn named(message: &str) -> Option<&str> {
    let behind = |phrase: &str| message.split_once(phrase).map(|(_, rest)| rest);
    // javac: `symbol:   variable totl`, with the kind of the symbol in front.
    let symbol = behind("symbol:").map(|rest| rest.trim_start().trim_start_matches(|letter| letter != ' '));
    let rest = symbol.or_else(|| {
        let phrases = ["undefined: ", "no field or method ", "The method "];
        // Eclipse begins with the name: `totl cannot be resolved`.
        phrases
            .into_iter()
            .find_map(behind)
            .or_else(|| message.contains(" cannot be resolved").then_some(message))
    })?;
    // Go puts the package in front: `undefined: strings.Jon`.
    let path = rest.split_whitespace().next()?;
    let path = path.split(['(', ')', ',', ';']).next()?;
    names(path).last().map(|(_, name)| name)
}

/// Names that stand alone between quotation marks of any kind.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    quoted_paths(text).filter(|path| path.chars().all(is_part))
}

/// The same, and names with what they are asked of: `this.total`, `std::max`.
fn quoted_paths(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |letter: char| matches!(letter, '\'' | '"' | '`' | '‘' | '’' | '“' | '”');
    let mut parts = text.split(is_mark);
    // What stands before the first mark and after the last is not between two.
    parts.next();
    parts.next_back();
    parts.filter(|part| {
        let mut names = part.split("::").flat_map(|part| part.split("->")).flat_map(|part| part.split('.'));
        names.all(|name| {
            let starts = name.starts_with(|first: char| is_part(first) && !first.is_ascii_digit());
            starts && name.chars().all(is_part)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> (Option<&str>, Vec<Cow<'_, str>>) {
        let Complaint { names, unknown, proposed } = Complaint::read(message);
        assert!(unknown.is_none_or(|unknown| names.contains(&unknown)), "{message}: {names:?}");
        (unknown, proposed)
    }

    #[test]
    fn what_tools_say_of_unknown_names_is_understood() {
        for (message, name, proposed) in [
            ("cannot find value `itm` in this scope", "itm", None),
            ("no method named `pus` found for struct `Vec<i32>` in the current scope", "pus", None),
            (
                "cannot find function `totl` in this scope\nhelp: a function with a similar name exists: `total`",
                "totl",
                Some("total"),
            ),
            ("'itm' undeclared (first use in this function); did you mean 'item'?", "itm", Some("item")),
            (
                "‘std::vector<int>’ has no member named ‘pus_back’; did you mean ‘push_back’?",
                "pus_back",
                Some("push_back"),
            ),
            (
                "Property 'lenght' does not exist on type 'string[]'. Did you mean 'length'?",
                "lenght",
                Some("length"),
            ),
            ("'fonud' is not defined.", "fonud", None),
            ("Undefined name `fonud`", "fonud", None),
            ("\"fonud\" is not defined", "fonud", None),
            ("module 'os' has no attribute 'getcwdd'", "getcwdd", None),
            ("Cannot access attribute \"lenght\" for class \"str\"", "lenght", None),
            ("itm cannot be resolved to a variable", "itm", None),
            ("The method lenght() is undefined for the type String", "lenght", None),
            ("'strng' does not name a type; did you mean 'string'?", "strng", Some("string")),
            ("undefined: fonud", "fonud", None),
            ("undefined: strings.Jon", "Jon", None),
            ("s.totl undefined (type Sum has no field or method totl)", "totl", None),
            ("'Sum' object has no attribute 'totl'", "totl", None),
            ("no member named 'totl' in 'Sum'", "totl", None),
            ("no field `totl` on type `Sum`", "totl", None),
            (
                "cannot find symbol\n  symbol:   method totl(int)\n  location: variable sum of type Sum",
                "totl",
                None,
            ),
            ("cannot find symbol\n  symbol:   variable itm\n  location: class Sum", "itm", None),
            (
                "implicit declaration of function ‘prinft’; did you mean ‘printf’? [-Wimplicit-function-declaration]",
                "prinft",
                Some("printf"),
            ),
            (
                "no method named `totl` found for reference `&Sum` in the current scope\nthere is a method `total` with a similar name",
                "totl",
                Some("total"),
            ),
            (
                "b.totl undefined (type *Sum has no field or method totl, but does have method Total)",
                "totl",
                Some("Total"),
            ),
            (
                "b.totl undefined (type *Sum has no field or method totl, but does have field total)",
                "totl",
                Some("total"),
            ),
            ("'\"./sum\"' has no exported member named 'totl'. Did you mean 'total'?", "totl", Some("total")),
            (
                "Cannot find name 'total'. Did you mean the instance member 'this.total'?",
                "total",
                Some("this.total"),
            ),
            ("\"str\" has no attribute \"lenght\"; maybe \"length\"?", "lenght", Some("length")),
            ("Instance of 'Sum' has no 'totl' member", "totl", None),
            ("‘strng’ is not a member of ‘std’; did you mean ‘string’?", "strng", Some("string")),
            (
                "no variant or associated item named `Totl` found for enum `Sum` in the current scope",
                "Totl",
                None,
            ),
            (
                "failed to resolve: could not find `Hashmap` in `collections`\nhelp: a struct with a similar name exists: `HashMap`",
                "Hashmap",
                Some("HashMap"),
            ),
            ("\"deqeu\" is not a known attribute of module \"collections\"", "deqeu", None),
            ("\"deqeu\" is unknown import symbol", "deqeu", None),
            ("cannot import name 'deqeu' from 'collections' (/lib/collections/__init__.py)", "deqeu", None),
            ("No name 'deqeu' in module 'collections'", "deqeu", None),
            ("no template named 'vectr' in namespace 'std'; did you mean 'vector'?", "vectr", Some("vector")),
        ] {
            let (unknown, proposals) = read(message);
            assert_eq!(unknown, Some(name), "{message}");
            assert_eq!(proposals, proposed.into_iter().collect::<Vec<_>>(), "{message}");
        }
    }

    #[test]
    fn what_tools_mean_without_saying_so_is_proposed() {
        for (message, expected) in [
            ("unknown type name ‘point’; use ‘struct’ keyword to refer to the type", &["struct point"][..]),
            ("cannot find symbol\n  symbol:   method Point(int)\n  location: class Sum", &["new Point"]),
            ("cannot find symbol\n  symbol:   method point(int)\n  location: class Sum", &[]),
            (
                "cannot find symbol\n  symbol:   variable length\n  location: variable a of type List<String>",
                &["size()", "length()"],
            ),
            (
                "cannot find symbol\n  symbol:   variable size\n  location: class String",
                &["length()", "size()"],
            ),
        ] {
            assert_eq!(read(message).1, expected, "{message}");
        }
    }

    #[test]
    fn other_messages_complain_of_no_name() {
        for message in [
            "'found' is constant.",
            "'x' is assigned a value but never used.",
            "'values' is possibly 'undefined'.",
            "expected `;`, found `}`",
            "Cannot read properties of undefined (reading 'age')",
            "'NoneType' object has no attribute 'group'",
            "Item \"None\" of \"str | None\" has no attribute \"lower\"",
            "\"None\" has no attribute \"lower\"",
            "cannot import name 'a' from partially initialized module 'b' (most likely due to a circular import)",
            "Could not find a declaration file for module 'lodash'.",
            "cannot borrow `sums` as mutable, as it is not declared as mutable",
            "invalid syntax",
            "",
        ] {
            assert_eq!(Complaint::read(message), Complaint::default(), "{message}");
        }
        let message = "could not find `Hashmap` in `collections`";
        assert_eq!(Complaint::read(message).names, ["Hashmap"], "what should hold it is known");
        let long = format!("{}ö 'x' is not defined", "é".repeat(LONGEST));
        assert_eq!(Complaint::read(&long), Complaint::default());
    }
}
