//! Names that Go's compiler does not know: what the type or the package has instead.

use super::super::{
    Rewrites, alike,
    library::{members_of_go, methods_of_go, paths_of_go},
    places_of,
};
use crate::{
    language::Language::Go,
    lexical,
    names::{is_part, last_word, names},
    outline::{
        go::{fields, functions, methods, receiver},
        line::Line,
    },
};

/// Most fields of a type that are tried for one that it does not have.
const MOST_FIELDS: usize = 6;

/// Makes the edits; what is not known here is left to others.
pub(super) fn find(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    if let Some(path) = said.strip_prefix("undefined: ").map(str::trim) {
        match path.split_once('.') {
            Some((package, name)) => member(edits, line.code, package, name),
            None => bare(edits, line, path),
        }
    } else if let Some((name, kind)) =
        said.strip_prefix("unknown field ").and_then(|rest| rest.split_once(" in struct literal of type "))
    {
        let name = name.trim_matches('\'');
        let others = fields(line, kind);
        put(edits, line, name, others.iter().map(|(field, _)| *field));
    } else if let Some((path, rest)) = said.split_once(" undefined (type ") {
        let name = last_word(path);
        if rest.contains("but does have") {
            return;
        }
        let kind = rest.split(" has no ").next().unwrap_or_default();
        asked_of(edits, line, path, name, kind);
    }
}

/// Names of a package that resemble what it does not have.
fn member(edits: &mut Rewrites<'_>, code: &str, package: &str, name: &str) {
    for place in places_of(code, name).filter(|place| code[..place.start].ends_with(&format!("{package}."))) {
        for other in alike(name, members_of_go(package)) {
            edits.put_in(place.clone(), &[other]);
        }
    }
    // All of them at once.
    if let Some(other) = alike(name, members_of_go(package)).first() {
        let wrong = format!("{package}.{name}(");
        edits.put_in(0..code.len(), &[&code.replace(&wrong, &format!("{package}.{other}("))]);
    }
    // Another package has it.
    let others = [
        "crypto/rand",
        "math/rand",
        "strings",
        "strconv",
        "errors",
        "fmt",
        "os",
        "io",
        "bytes",
        "unicode",
        "math",
        "sort",
        "utf8",
    ];
    for other in others.into_iter().map(|path| path.rsplit('/').next().unwrap_or(path)) {
        if other != package && members_of_go(other).any(|it| it == name) {
            for (at, text) in code.match_indices(&format!("{package}.{name}")) {
                edits.put_in(at..at + text.len(), &[&format!("{other}.{name}")]);
            }
        }
    }
}

/// A field or method of the receiver's, or of a package's that is called so.
fn bare(edits: &mut Rewrites<'_>, line: &Line<'_>, name: &str) {
    let code = line.code;
    if let Some((own, kind)) = receiver(line) {
        let has_it =
            fields(line, kind).iter().any(|(field, _)| *field == name) || methods(line, kind).contains(&name);
        for place in places_of(code, name).filter(|place| has_it && !code[..place.start].ends_with('.')) {
            edits.put_in(place.start..place.start, &[&format!("{own}.")]);
        }
    }
    // What a loop counts, and names that are made here.
    if let Some((counter, _)) =
        code.trim_start().strip_prefix("for ").and_then(|rest| rest.split_once(" := "))
    {
        for place in places_of(code, name)
            .filter(|place| code[place.end..].starts_with("++") || code[place.end..].starts_with("--"))
        {
            edits.put_in(place, &[counter]);
        }
    }
    if let Some((left, _)) =
        code.split_once(" = ").filter(|(left, _)| left.split(',').any(|it| it.trim() == name))
    {
        edits.put_in(left.len()..left.len() + 3, &[" := "]);
        if !left.contains(',') {
            let start = left.len() - left.trim_start().len();
            edits.put_in(start..start, &["var "]);
        }
    }
    // The same with another first letter.
    let mut letters = name.chars();
    if let Some(first) = letters.next() {
        let turned: String = if first.is_uppercase() {
            first.to_lowercase().collect()
        } else {
            first.to_uppercase().collect()
        };
        let other = [turned.as_str(), letters.as_str()].concat();
        if !functions(line, &other).is_empty() || line.document.contains(&format!("type {other} ")) {
            for place in places_of(code, name) {
                edits.put_in(place, &[&other]);
            }
        }
    }
}

/// Names of a type's in the place of one that it does not have.
fn put<'n>(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    name: &str,
    others: impl Iterator<Item = &'n str> + Clone,
) {
    let mut likely = alike(name, others.clone());
    for other in others.take(MOST_FIELDS) {
        if !likely.contains(&other) {
            likely.push(other);
        }
    }
    for place in places_of(line.code, name) {
        for other in &likely {
            edits.put_in(place.clone(), &[other]);
        }
    }
}

/// ``x.y undefined (type T has no field or method y)``.
fn asked_of(edits: &mut Rewrites<'_>, line: &Line<'_>, path: &str, name: &str, kind: &str) {
    let code = line.code;
    let owner = path.strip_suffix(name).and_then(|it| it.strip_suffix('.')).unwrap_or_default();
    let bare = kind.trim_start_matches('*');
    for (at, _) in
        code.match_indices(path).filter(|(at, _)| !code[..*at].ends_with(|it| is_part(it) || it == '.'))
    {
        let end = at + path.len();
        let rest = &code[end..];
        let call = rest
            .starts_with('(')
            .then(|| lexical::closing(code, end + 1, Go))
            .flatten()
            .map(|close| (&code[end + 1..close], close + 1));
        // `x.Get(k)` of a map.
        if let Some((inner, stop)) =
            call.filter(|(inner, _)| kind.starts_with("map[") && !inner.is_empty() && !inner.contains(", "))
        {
            edits.put_in(at..stop, &[&format!("{owner}[{inner}]")]);
        }
        if let Some((inner, stop)) = call
            .filter(|_| kind.starts_with("map[") && matches!(name, "delete" | "Delete" | "remove" | "Remove"))
        {
            edits.put_in(at..stop, &[&format!("delete({owner}, {inner})")]);
        }
        if let Some((_, stop)) =
            call.filter(|_| kind.starts_with("chan ") && name.eq_ignore_ascii_case("close"))
        {
            edits.put_in(at..stop, &[&format!("close({owner})")]);
        }
        if let Some((inner, stop)) = call.filter(|_| kind == "[]string" && name.eq_ignore_ascii_case("join"))
        {
            edits.put_in(at..stop, &[&format!("strings.Join({owner}, {inner})")]);
        }
        if let Some((inner, stop)) = call.filter(|_| {
            kind.starts_with("[]") && ["append", "push", "add"].iter().any(|it| name.eq_ignore_ascii_case(it))
        }) {
            let is_kept =
                code[..at].trim_end().ends_with(&format!("{owner} =")) || code[..at].ends_with("return ");
            let kept = if is_kept { String::new() } else { format!("{owner} = ") };
            edits.put_in(at..stop, &[&format!("{kept}append({owner}, {inner})")]);
        }
        // A function with the value as its argument: one of the document's, or as an index.
        if let Some((inner, stop)) =
            call.filter(|(inner, _)| !inner.is_empty() && !functions(line, name).is_empty())
        {
            edits.put_in(
                at..stop,
                &[&format!("{owner}[{name}({inner})]"), &format!("{name}({owner}, {inner})")],
            );
        }
    }
    if let Some((package, _)) = bare.split_once('.') {
        for place in places_of(code, name) {
            for other in alike(name, methods_of_go(package)) {
                edits.put_in(place.clone(), &[other]);
            }
        }
        return;
    }
    let own = fields(line, bare);
    // A field of the type that is asked for.
    let of_type = own.iter().filter(|(_, kind)| kind.trim_start_matches(['*', '[', ']']) == name);
    let declared = methods(line, bare);
    let is_called = names(code).any(|(at, other)| other == name && code[at + name.len()..].starts_with('('));
    let others: Vec<&str> = if is_called {
        declared.into_iter().chain(own.iter().map(|(field, _)| *field)).collect()
    } else {
        of_type.chain(own.iter()).map(|(field, _)| *field).chain(declared).collect()
    };
    if !others.is_empty() {
        put(edits, line, name, others.iter().copied());
    }
}

/// A package by its whole path.
pub(super) fn import(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    let quoted = format!("\"{name}\"");
    let short = name.rsplit('/').next().unwrap_or(name);
    let named = match short {
        "logging" => "log",
        "string" => "strings",
        "error" => "errors",
        "random" => "rand",
        "format" => "fmt",
        "system" => "os",
        "datetime" => "time",
        "regex" | "re" => "regexp",
        "threading" => "sync",
        other => other,
    };
    let small = named.to_lowercase();
    for (at, text) in code.match_indices(&quoted) {
        for path in paths_of_go(&small) {
            edits.put_in(at..at + text.len(), &[&format!("\"{path}\"")]);
        }
    }
}
