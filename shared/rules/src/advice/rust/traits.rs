//! Traits that a type lacks, where it is declared, and imports that lack what a message is about.

use super::Case;
use crate::{
    names::{is_part, leading, names},
    outline::rust::{HOMES, derived as derives_of, head, parts, with_derived},
    rewrites::Rewrites,
};

/// What a method is of that has to be imported: names of methods, parts of the types that have it, and where it is at home.
const METHODS: [(&[&str], &[&str], &str); 9] = [
    (
        &["lines", "read_line", "read_until", "split"],
        &["BufReader", "StdinLock", "BufRead"],
        "std::io::BufRead",
    ),
    (
        &["write_all", "flush", "write_fmt", "write"],
        &["File", "BufWriter", "Stdout", "TcpStream", "Vec<u8>"],
        "std::io::Write",
    ),
    (
        &["read_to_string", "read_to_end", "read_exact", "read", "bytes"],
        &["File", "BufReader", "Stdin", "TcpStream"],
        "std::io::Read",
    ),
    (&["seek", "rewind"], &["File", "BufReader", "Cursor"], "std::io::Seek"),
    (&["finish"], &["Hasher"], "std::hash::Hasher"),
    (&["hash"], &[""], "std::hash::Hash"),
    (&["write_str", "write_char", "write_fmt"], &["String"], "std::fmt::Write"),
    (&["from_str"], &[""], "std::str::FromStr"),
    (&["deref"], &[""], "std::ops::Deref"),
];

/// Traits that a type has to derive for what a message says.
fn wanted(case: &Case<'_>) -> Option<(String, Vec<&'static str>)> {
    let said = case.quoted();
    let &[first, ref rest @ ..] = said.as_slice() else { return None };
    let second = rest.first().copied().unwrap_or_default();
    let of_sign = |sign: &str| match sign {
        "==" | "!=" => vec!["PartialEq"],
        _ => vec!["PartialEq", "PartialOrd"],
    };
    let of_trait = |name: &str| -> Vec<&'static str> {
        match head(name) {
            "Debug" => vec!["Debug"],
            "Clone" => vec!["Clone"],
            "Copy" => vec!["Clone", "Copy"],
            "PartialEq" => vec!["PartialEq"],
            "Eq" => vec!["PartialEq", "Eq"],
            "PartialOrd" => vec!["PartialEq", "PartialOrd"],
            "Ord" => vec!["PartialEq", "Eq", "PartialOrd", "Ord"],
            "Hash" => vec!["PartialEq", "Eq", "Hash"],
            "Default" => vec!["Default"],
            _ => Vec::new(),
        }
    };
    let own = |kind: &str| head(kind).to_owned();
    if case.message.contains("the trait bound `") {
        let (kind, of) = first.split_once(": ")?;
        return Some((own(kind), of_trait(of)));
    }
    if case.message.contains("doesn't implement `") {
        return Some((own(first), of_trait(second)));
    }
    if case.message.contains("binary operation `") {
        return Some((own(second), of_sign(first)));
    }
    if case.message.contains("can't compare `") {
        let sign = if case.message.contains(" < ") || case.message.contains(" > ") { "<" } else { "==" };
        return Some((own(first), of_sign(sign)));
    }
    if case.message.contains("no function or associated item named `default`") {
        return Some((own(second), vec!["Default"]));
    }
    if case.message.contains("no method named `") || case.message.contains("the method `") {
        let kind = second;
        let key =
            kind.split_once('<').map_or("", |(_, inner)| inner.split([',', '>']).next().unwrap_or_default());
        return match first {
            "clone" => Some((own(kind), vec!["Clone"])),
            "cmp" | "max" | "min" | "sort" => Some((own(kind), of_trait("Ord"))),
            _ if kind.starts_with("Hash") => Some((own(key), of_trait("Hash"))),
            _ if kind.starts_with("BTree") || kind.starts_with("BinaryHeap") => {
                Some((own(key), of_trait("Ord")))
            }
            _ => None,
        };
    }
    if case.message.contains("does not implement the `Copy` trait") {
        let kind = case.message.split("has type `").nth(1)?.split('`').next()?;
        return Some((own(kind), vec!["Clone", "Copy"]));
    }
    None
}

/// Traits that a type has to derive, where the marked lines derive others, or declare it.
pub(super) fn derived(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let declares = ["#[derive(", "struct ", "enum "].iter().any(|word| code.contains(word));
    let Some((kind, traits)) =
        wanted(case).filter(|(kind, traits)| declares && !kind.is_empty() && !traits.is_empty())
    else {
        return;
    };
    let Some(own) = derives_of(case.document, &kind) else { return };
    let missing: Vec<&str> = traits.iter().copied().filter(|of| !own.contains(of)).collect();
    if missing.is_empty() {
        return;
    }
    let mut more = vec![missing.clone()];
    if missing.contains(&"PartialEq") && !missing.contains(&"Eq") && !own.contains(&"Eq") {
        more.push(
            missing
                .iter()
                .flat_map(|of| if *of == "PartialEq" { vec!["PartialEq", "Eq"] } else { vec![*of] })
                .collect(),
        );
    }
    if missing == ["Clone"] {
        more.push(vec!["Clone", "Copy"]);
    }
    if let Some(start) = code.find("#[derive(").map(|at| at + "#[derive(".len()) {
        let Some(list) = code[start..].split(")]").next() else { return };
        for missing in more {
            for all in with_derived(list, &missing) {
                edits.put_in(start..start + list.len(), &[&all]);
            }
        }
        // Some write it beside what it goes with.
        if let Some(at) = list.find(" Eq,").filter(|_| missing == ["Hash"]) {
            let at = start + at + " Eq,".len();
            edits.put_in(at..at, &[" Hash,"]);
        }
        return;
    }
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let is_declared = names(line)
            .zip(names(line).skip(1))
            .any(|((_, word), (_, name))| matches!(word, "struct" | "enum") && name == kind);
        if is_declared {
            let blanks = &line[..line.len() - line.trim_start().len()];
            for missing in &more {
                edits.put_in(start..start, &[&format!("{blanks}#[derive({})]\n", missing.join(", "))]);
            }
        }
        start += line.len();
    }
}

/// Imports of what a message does not know.
pub(super) fn imported(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let code = case.code;
    let Some(at) =
        code.find("use ").filter(|at| code[..*at].trim().is_empty() || code[..*at].ends_with('\n'))
    else {
        return;
    };
    let said = case.quoted();
    let Some(first) = said.first().copied() else { return };
    let second = said.get(1).copied().unwrap_or_default();
    let path = if case.message.contains("no method named `")
        || case.message.contains("no function or associated item")
    {
        let found = METHODS
            .iter()
            .find(|(own, kinds, _)| own.contains(&first) && kinds.iter().any(|kind| second.contains(kind)));
        found.map(|(.., path)| (*path).to_owned())
    } else if case.message.contains("cannot write into `") {
        Some(if first.contains("String") { "std::fmt::Write" } else { "std::io::Write" }.to_owned())
    } else if case.says(&[
        "cannot find type `",
        "undeclared type `",
        "cannot find trait `",
        "unlinked crate",
        "undeclared crate",
    ]) {
        let name = said.iter().find_map(|name| HOMES.iter().find(|(own, _)| own == name));
        name.map(|(name, home)| format!("{home}{name}"))
    } else {
        None
    };
    let Some(path) = path else { return };
    let Some((home, name)) = path.rsplit_once("::") else { return };
    let mut start = at;
    for line in code[at..].split_inclusive('\n') {
        let from = start;
        start += line.len();
        let Some(own) = line.trim().strip_prefix("use ").and_then(|own| own.strip_suffix(';')) else {
            continue;
        };
        edits.put_in(start..start, &[&format!("use {path};\n")]);
        edits.put_in(from..from, &[&format!("use {path};\n")]);
        let Some(list) = own.strip_prefix(home).and_then(|list| list.strip_prefix("::")) else {
            continue;
        };
        let place = from + line.find(list).unwrap_or_default();
        let inner = list.strip_prefix('{').and_then(|list| list.strip_suffix('}')).unwrap_or(list);
        let held = parts(inner);
        if list == inner && leading(inner) != inner || list.contains("::") || !inner.contains(is_part) {
            continue;
        }
        let appended = [held.clone(), vec![name]].concat();
        let mut sorted = appended.clone();
        sorted.sort_unstable_by_key(|name| (*name != "self", *name));
        for all in [sorted, appended] {
            edits.put_in(place..place + list.len(), &[&format!("{{{}}}", all.join(", "))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::asked_in;

    #[test]
    fn types_derive_what_is_asked_of_them() {
        let document = "#[derive(Debug, Eq, Ord)]\nstruct Mug {\n    n: u8,\n}\nenum Size {\n    S,\n}\n";
        for (line, message, expected) in [
            (
                0,
                "can't compare `Mug` with `Mug`: no implementation for `Mug == Mug`",
                "#[derive(Debug, PartialEq, Eq, Ord)]\n",
            ),
            (
                0,
                "no function or associated item named `default` found for struct `Mug`",
                "#[derive(Debug, Eq, Ord, Default)]\n",
            ),
            (0, "the trait bound `Mug: Copy` is not satisfied", "#[derive(Debug, Clone, Copy, Eq, Ord)]\n"),
            (4, "`Size` doesn't implement `Debug`", "#[derive(Debug)]\nenum Size {\n"),
            (
                4,
                "the method `insert` exists for struct `HashMap<Size, u8>`, but its trait bounds were not satisfied",
                "#[derive(PartialEq, Eq, Hash)]\nenum Size {\n",
            ),
            (
                4,
                "binary operation `==` cannot be applied to type `Size`",
                "#[derive(PartialEq, Eq)]\nenum Size {\n",
            ),
        ] {
            let found = asked_in(document, line, message);
            assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
        }
    }

    #[test]
    fn imports_have_what_is_used() {
        for (code, message, expected) in [
            (
                "use std::io::{self, BufReader};\n",
                "no method named `lines` found for struct `BufReader<R>` in the current scope",
                "use std::io::{self, BufRead, BufReader};\n",
            ),
            (
                "use std::fs::File;\n",
                "cannot find type `OpenOptions` in this scope",
                "use std::fs::{File, OpenOptions};\n",
            ),
            ("use std::fs;\n", "cannot write into `&mut String`", "use std::fs;\nuse std::fmt::Write;\n"),
        ] {
            let found = asked_in(code, 0, message);
            assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
        }
    }
}
