//! Imports of the standard library that lack what the document uses, or that take it from another module than the one that is meant.

use crate::{
    marked::Marked,
    names::{is_part, leading, names},
    outline::rust::HOMES,
    rewrites::Rewrites,
};

/// How much of a document is searched for what it uses, in bytes.
const REACH: usize = 128 << 10;
/// How many places are looked at that something is written to.
const MOST_TARGETS: usize = 16;
/// Modules of `std` whose own name stands in front of what is asked of them.
const MODULES: [&str; 9] = ["env", "fmt", "fs", "io", "mem", "process", "ptr", "thread", "time"];
/// Names that others have, too.
const SHARED: [&str; 8] = ["Command", "Debug", "Display", "Error", "Formatter", "Hash", "Ordering", "Future"];

/// A document as an import sees it.
struct Document<'a> {
    text: &'a str,
    /// Its lines but for comments and the marked ones.
    lines: Vec<&'a str>,
    imports: Vec<&'a str>,
}

impl<'a> Document<'a> {
    fn new(marked: &Marked<'a>) -> Self {
        let text = &marked.text[..marked.text.floor_char_boundary(REACH)];
        let own = marked.span().trim();
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//") && *line != own);
        let lines: Vec<&str> = lines.map(|line| line.split(" //").next().unwrap_or(line)).collect();
        let imports = lines.iter().copied().filter(|line| is_import(line)).collect();
        Self { text, lines, imports }
    }

    fn contains(&self, text: &str) -> bool {
        self.text.contains(text) && self.lines.iter().any(|line| line.contains(text))
    }

    fn names(&self, name: &str) -> bool {
        self.text.contains(name)
            && self
                .lines
                .iter()
                .any(|line| line.contains(name) && names(line).any(|(_, other)| other == name))
    }

    /// Whether a name is used as one that is imported: in front of a sign that it is asked by, or of its parameters.
    fn uses(&self, name: &str, signs: &[&str]) -> bool {
        let is_used = |line: &str| {
            line.match_indices(name).any(|(at, _)| {
                let (before, after) = (&line[..at], &line[at + name.len()..]);
                let is_text = before.matches('"').count() % 2 == 1;
                !is_text
                    && !before.ends_with(|last| is_part(last) || matches!(last, ':' | '.' | '$' | '\'' | '#'))
                    && signs.iter().any(|sign| after.starts_with(sign))
                    && (after.starts_with(['<', ':']) || is_of_type(before))
            })
        };
        self.text.contains(name) && self.lines.iter().any(|line| is_used(line) && !is_import(line))
    }

    /// Whether a name may come from elsewhere.
    fn has(&self, name: &str) -> bool {
        let declares = |line: &str| {
            ["struct ", "enum ", "trait ", "type ", "mod ", "union ", "crate "].iter().any(|word| {
                line.match_indices(word).any(|(at, word)| {
                    let rest = &line[at + word.len()..];
                    rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_part))
                })
            })
        };
        let is_glob =
            |line: &&str| line.contains('*') || line.contains("prelude") || !line.trim_end().ends_with(';');
        self.imports.iter().any(is_glob)
            || self.imports.iter().any(|line| names(line).any(|(_, other)| other == name))
            || self.lines.iter().any(|line| declares(line) || line.contains("macro_rules!"))
    }
}

/// Whether what stands behind a text is a type, and no variant or parameter of the document's.
fn is_of_type(before: &str) -> bool {
    [": ", "<", "&", "-> ", "for ", "mut ", "dyn ", "= ", "(", ", "].iter().any(|sign| before.ends_with(sign))
        && !["impl<", "enum "].iter().any(|word| before.ends_with(word) || before.starts_with("enum "))
}

/// Whether a line imports something.
fn is_import(line: &str) -> bool {
    ["use ", "pub use ", "pub(crate) use ", "pub(super) use "].iter().any(|word| line.starts_with(word))
}

pub(super) fn imported(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some(path) =
        code[start..].trim_end().strip_prefix("use std::").and_then(|path| path.strip_suffix(';'))
    else {
        return;
    };
    // A module within the document's has imports of its own.
    if start > 0 || path.contains(" as ") || path.contains('*') || path.matches('{').count() > 1 {
        return;
    }
    let document = Document::new(marked);
    let at = start + "use std::".len();
    let whole = at..at + path.len();
    elsewhere(edits, &document, path, at);
    let Some((module, list)) = path.rsplit_once("::").and_then(|(module, last)| {
        // The list's own paths are none of the module's.
        match path.split_once("::{") {
            Some((module, list)) => Some((module, list.strip_suffix('}')?)),
            None => Some((module, last)),
        }
    }) else {
        return;
    };
    let own: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let home = format!("std::{module}::");
    let mut missing: Vec<&str> = Vec::new();
    for (name, _) in HOMES.iter().filter(|(name, at)| *at == home && !SHARED.contains(name)) {
        if !own.contains(name)
            && document.uses(name, &["<", "::", " {", ">", ",", ")"])
            && !document.has(name)
        {
            missing.push(name);
        }
    }
    if module == "io" {
        missing.extend(traits(&document, &own));
    }
    let short = module.rsplit("::").next().unwrap_or(module);
    let lacks_module = MODULES.contains(&short)
        && module == short
        && !own.contains(&"self")
        && document.uses(short, &["::"])
        && !document.has(short);
    if !missing.is_empty() {
        let mut all = [own.clone(), missing.clone()].concat();
        if own.is_sorted() {
            all.sort_unstable_by_key(|name| (*name != "self", *name));
        }
        let appended = [own.clone(), missing].concat();
        for all in [all, appended] {
            edits.put_in(whole.clone(), &[&format!("{module}::{{{}}}", all.join(", "))]);
        }
    } else if lacks_module {
        edits.put_in(whole, &[&format!("{module}::{{self, {}}}", own.join(", "))]);
    }
}

/// Traits of reading and writing whose methods are used.
fn traits(document: &Document<'_>, own: &[&str]) -> Vec<&'static str> {
    let mut found = Vec::new();
    let is_async = document.contains("tokio") || document.contains("async ") || document.contains("futures");
    let mut lacks = |name: &'static str, is_used: bool| {
        if is_used
            && !is_async
            && !own.contains(&name)
            && !document.names(name)
            && !document.contains("prelude")
        {
            found.push(name);
        }
    };
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| document.contains(phrase));
    let reads_lines = document.lines.iter().any(|line| {
        (line.contains("BufReader::new(") || line.contains("stdin().lock()"))
            && (line.contains(").lines()") || line.contains(").read_line("))
    });
    lacks("BufRead", reads_lines);
    lacks(
        "Write",
        has(&["BufWriter::new(", "stdout()", "File::create("])
            && (has(&[".flush()", ".write_all("]) || written_to(&document.lines).contains(&Target::Other))
            && !has(&["fmt::Write"]),
    );
    lacks(
        "Read",
        has(&["File::open(", "stdin()"])
            && has(&[".read_to_string(&mut", ".read_to_end(&mut", ".read_exact(&mut"]),
    );
    found
}

/// What is written to by `write!` and `writeln!`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// A text.
    Text,
    /// What a value is shown by.
    Formatter,
    Other,
}

/// All that is written to.
fn written_to(lines: &[&str]) -> Vec<Target> {
    let mut found = Vec::new();
    for line in lines {
        for (at, word) in line.match_indices("write!(").chain(line.match_indices("writeln!(")) {
            let target = line[at + word.len()..].trim_start_matches("&mut ");
            let target = leading(target);
            if matches!(target, "f" | "fmt" | "formatter") {
                found.push(Target::Formatter);
                continue;
            }
            let made = [
                format!("let mut {target} = String::"),
                format!("{target}: &mut String"),
                format!("mut {target}: String"),
            ];
            let is_text =
                !target.is_empty() && lines.iter().any(|line| made.iter().any(|made| line.contains(made)));
            found.push(if is_text { Target::Text } else { Target::Other });
            if found.len() == MOST_TARGETS {
                return found;
            }
        }
    }
    found
}

/// Names that two modules have, taken from the other one.
fn elsewhere(edits: &mut Rewrites<'_>, document: &Document<'_>, path: &str, at: usize) {
    let mut put = |other: &str| edits.put_in(at..at + path.len(), &[other]);
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| document.contains(phrase));
    let of_atomics = [
        "Ordering::SeqCst",
        "Ordering::Relaxed",
        "Ordering::Acquire",
        "Ordering::Release",
        "Ordering::AcqRel",
    ];
    let of_order =
        ["Ordering::Less", "Ordering::Greater", "Ordering::Equal", "-> Ordering", "Option<Ordering>"];
    match path {
        "cmp::Ordering" if has(&of_atomics) && !has(&of_order) => put("sync::atomic::Ordering"),
        "sync::atomic::Ordering" if has(&of_order) && !has(&of_atomics) => put("cmp::Ordering"),
        "io::Write"
            if !has(&["io::", "stdout", "stderr", "File", ".flush()", ".write_all("]) && {
                let targets = written_to(&document.lines);
                targets.contains(&Target::Text) && !targets.contains(&Target::Other)
            } =>
        {
            put("fmt::Write");
        }
        _ => {}
    }
    for (one, other) in [("f32", "f64"), ("f64", "f32")] {
        if let Some(rest) = path.strip_prefix(one).filter(|rest| rest.starts_with("::consts"))
            && document.names(other)
            && !document.names(one)
        {
            put(&format!("{other}{rest}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::known_in;

    #[test]
    fn imports_have_what_is_used() {
        for (document, expected) in [
            (
                "use std::collections::HashMap;\nfn f(a: HashMap<u8, u8>, b: HashSet<u8>) {}\n",
                "use std::collections::{HashMap, HashSet};\n",
            ),
            (
                "use std::io::{BufRead, Write};\nfn f() -> io::Result<()> {}\n",
                "use std::io::{self, BufRead, Write};\n",
            ),
            (
                "use std::io::BufReader;\nfn f(a: File) { for b in BufReader::new(a).lines() {} }\n",
                "use std::io::{BufRead, BufReader};\n",
            ),
            (
                "use std::io::{self, BufWriter};\nfn f() { let out = BufWriter::new(io::stdout()); out.flush(); }\n",
                "use std::io::{self, BufWriter, Write};\n",
            ),
            ("use std::cmp::Ordering;\na.load(Ordering::SeqCst);\n", "use std::sync::atomic::Ordering;\n"),
            ("use std::f32::consts::PI;\nfn f(a: f64) -> f64 { a * PI }\n", "use std::f64::consts::PI;\n"),
            (
                "use std::io::Write;\nfn f() { let mut s = String::new(); write!(s, \"a\"); }\n",
                "use std::fmt::Write;\n",
            ),
        ] {
            let found = known_in(document, 0);
            assert!(found.contains(&expected.to_owned()) && found.len() < 3, "{document}: {found:?}");
        }
    }

    #[test]
    fn imports_that_suffice_stay() {
        for document in [
            "use std::collections::HashMap;\nfn f(a: HashMap<u8, u8>) {}\n",
            "use std::collections::HashMap;\n// HashSet::new()\nuse hashes::HashSet;\nfn f(a: HashSet<u8>) {}\n",
            "use std::collections::HashMap;\nuse a::prelude::*;\nfn f(a: HashSet<u8>) {}\n",
            "use std::fs::OpenOptions;\nenum Kind {\n    File,\n    Dir,\n}\n",
            "use std::io::BufReader;\nimpl Display for A { fn fmt(&self) { write!(f, \"a\") } }\nfn g() { h(stdout()) }\n",
            "use std::io::Write;\nuse std::io;\nfn f() -> io::Result<()> {}\n",
            "use std::io::Write;\nfn f() -> std::io::Result<()> { std::io::stdout().flush() }\n",
            "use std::cmp::Ordering;\nfn f() -> Ordering {}\n",
            "use std::f32::consts::PI;\nfn f(a: f32) -> f64 {}\n",
        ] {
            assert_eq!(known_in(document, 0), [] as [&str; 0], "{document}");
        }
    }
}
