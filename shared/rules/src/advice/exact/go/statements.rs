//! Statements and declarations that Go's compiler or `go vet` does not allow as they stand.

use std::ops::Range;

use super::super::{Rewrites, between, calls_of, places, places_of};
use super::{
    operations::{indexed, operated},
    symbols::import,
};
use crate::{
    language::Language::Go,
    lexical,
    names::{first_word, is_part, last_word},
    outline::{
        go::{around, fields, head, zero},
        line::{Line, begins_as_name, indentation},
    },
};

/// What a package's name alone stands for.
const TYPES_OF: [(&str, &[&str]); 6] = [
    ("time", &[".Time", ".Duration"]),
    ("context", &[".Context"]),
    ("sync", &[".Mutex", ".WaitGroup"]),
    ("regexp", &[".Regexp"]),
    ("error", &[".New"]),
    ("url", &[".URL", ".Values"]),
];

/// Most names that are missing in front of a sign.
const MOST_VALUES: usize = 8;

/// ``not enough return values``, ``too many return values``: what the function says it gives back.
pub(super) fn returned(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let start = indentation(code);
    // What begins behind the marked statement is another function.
    let inline = code.lines().next().and_then(|first| head(&first[first.find("func ")?..]));
    let Some(head) = inline.or_else(|| around(line)) else { return };
    let Some(at) = code.rfind("return") else { return };
    let begin = at + "return".len();
    let end =
        begin + code[begin..].lines().next().unwrap_or_default().trim_end().trim_end_matches(" }").len();
    if begin > end || start > at {
        return;
    }
    let values = lexical::values(&code[begin..end], Go);
    let is_error = |text: &str| text.contains("err") || text.contains("Err");
    if said.contains("too many") {
        let n = head.results.len();
        if n > 0 && n < values.len() {
            edits.put_in(
                begin..end,
                &[
                    &format!(" {}", values[..n].join(", ")),
                    &format!(" {}", values[values.len() - n..].join(", ")),
                ],
            );
        }
        return;
    }
    let n_missing = head.results.len().saturating_sub(values.len());
    if n_missing == 0 || values.len() > head.results.len() {
        return;
    }
    let zeros: Vec<String> = head.results.iter().map(|kind| zero(line, kind)).collect();
    let last = values.last().copied().unwrap_or_default();
    if values.is_empty() {
        let mut own = zeros.clone();
        if head.results.last() == Some(&"error")
            && line.above.lines().rev().take(2).any(|it| it.contains("err"))
            && let Some(last) = own.last_mut()
        {
            "err".clone_into(last);
        }
        edits.put_in(
            begin..end.max(begin),
            &[&format!(" {}", own.join(", ")), &format!(" {}", zeros.join(", "))],
        );
    } else if head.results.last() == Some(&"error") && is_error(last) {
        let front = zeros[..n_missing].join(", ");
        edits.put_in(begin..end, &[&format!(" {front}, {}", values.join(", "))]);
        if zeros[..n_missing] == ["0".to_owned()] {
            edits.put_in(begin..end, &[&format!(" -1, {}", values.join(", "))]);
        }
    } else {
        let behind = zeros[values.len()..].join(", ");
        edits.put_in(begin..end, &[&format!(" {}, {behind}", values.join(", "))]);
        if behind == "false" {
            edits.put_in(begin..end, &[&format!(" {}, true", values.join(", "))]);
        } else if behind == "nil"
            && line.above.lines().rev().take(3).any(|it| it.contains("err :=") || it.contains("err ="))
        {
            edits.put_in(begin..end, &[&format!(" {}, err", values.join(", "))]);
        }
    }
}

pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, operands: &[Range<usize>]) {
    let code = line.code;
    let says = |phrase: &str| said.contains(phrase);
    if says("non-boolean condition") {
        condition(edits, code);
    } else if says("assignment mismatch") {
        assigned(edits, line, said);
    } else if says("declared but not used") || says("declared and not used") {
        unused(edits, line, said);
    } else if says(" is not used") {
        kept(edits, code, said);
    } else if says("(no value) used as value") {
        let start = indentation(code);
        for sign in [" = ", " := "] {
            if let Some((left, _)) = code.split_once(sign) {
                edits.put_in(start..left.len() + sign.len(), &[""]);
            }
        }
        if code[start..].starts_with("return ") {
            edits.put_in(start..start + "return ".len(), &[""]);
        }
    } else if says("(type) is not an expression") {
        typed(edits, code, said);
    } else if says("first argument to append must be a slice") {
        pointed(edits, code, said);
    } else if says("is not in GOROOT") || says("is not in std") || says("cannot find package") {
        if let Some(name) = said.split_once("package ").map(|(_, rest)| rest.trim_start_matches('"')) {
            import(edits, code, name.split([' ', '"']).next().unwrap_or_default());
        }
    } else if says("imported and not used") {
        unimported(edits, code, said);
    } else if says("struct field") {
        tagged(edits, code, said);
    } else if says("invalid argument: ") || says("must be integer") {
        indexed(edits, code, said);
    } else if says("invalid operation: ") || says("cannot convert ") || says("cannot range over") {
        operated(edits, line, said, operands);
    } else {
        declared(edits, line, said);
    }
}

/// A condition is true or false.
fn condition(edits: &mut Rewrites<'_>, code: &str) {
    let end = code.trim_end().trim_end_matches('{').trim_end().len();
    let Some(start) =
        ["; ", "if ", "for "].iter().find_map(|word| Some(code[..end].rfind(word)? + word.len()))
    else {
        return;
    };
    let value = &code[start..end];
    // `if a := m[k]; a`: whether it is there.
    if let Some((name, _)) =
        code.split_once(" := ").filter(|(left, right)| last_word(left) == value && right.contains('['))
    {
        let at = name.len() - value.len();
        edits.put_in(at..at, &["_, "]);
        return;
    }
    if value.chars().all(is_part) {
        edits.put_in(start..start, &["*"]);
    }
    if value.starts_with(is_part) && value.contains('.') && !value.ends_with(')') {
        edits.put_in(end..end, &["()"]);
    }
    if value.contains(['%', '&']) || value.starts_with("len(") {
        let bare = [" == 0", " != 0", " > 0"];
        let close = [" & ", " << ", " >> "]
            .iter()
            .fold(value.to_owned(), |text, sign| text.replace(sign, sign.trim()));
        edits.put_in(start..end, &[&format!("{close} != 0"), &format!("{close} == 0")]);
        edits.put_in(end..end, &bare);
    } else if !value.is_empty() {
        edits.put_in(end..end, &[" != nil", " != \"\"", " > 0", " != 0", " == nil"]);
        edits.put_in(start..end, &[&format!("len({value}) > 0")]);
    }
    for (at, sign) in code[start..end].match_indices(" = ") {
        edits.put_in(start + at..start + at + sign.len(), &[" == "]);
    }
}

/// As many names as values: what the next lines use, or none.
fn assigned(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let numbers: Vec<usize> =
        said.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect();
    let (Some(&names), Some(&values)) = (numbers.first(), numbers.last()) else { return };
    let sign = [" := ", " = "].iter().find_map(|sign| Some((code.find(sign)?, *sign)));
    let Some((at, _)) = sign else { return };
    let start = code[..at].rfind(['(', ';', '{']).map_or(0, |at| at + 1).max(indentation(code)).min(at);
    let start = start + code[start..at].len()
        - code[start..at].trim_start_matches("if ").trim_start_matches("for ").trim_start().len();
    if values > names.saturating_add(MOST_VALUES) {
        return;
    }
    if names < values {
        let near: Vec<&str> = line.below.lines().take(4).chain([&code[at..]]).collect();
        let is_used = |name: &str| {
            near.iter().any(|it| {
                it.contains(&format!("if {name}"))
                    || it.contains(&format!("!{name}"))
                    || it.contains(&format!("return {name}"))
                    || it.contains(&format!("{name} !="))
                    || it.contains(&format!("{name}()"))
                    || it.contains(&format!("{name})"))
            })
        };
        let used: Vec<&str> = ["err", "ok", "cancel"].into_iter().filter(|name| is_used(name)).collect();
        let usual = if code.contains("context.With") { "cancel" } else { "err" };
        for other in used.iter().copied().chain(["_", usual]) {
            edits.put_in(at..at, &[&format!(", {}", vec![other; values - names].join(", "))]);
        }
        if values - names == 1 {
            edits.put_in(start..start, &["_, "]);
        }
    } else {
        let left = lexical::values(&code[start..at], Go);
        if left.len() == names && values > 0 && values < names {
            edits.put_in(start..at, &[&left[..values].join(", "), &left[names - values..].join(", ")]);
        }
        // Rows are asked for one at a time, or all of them.
        for (one, all) in [("QueryRowContext(", "QueryContext("), ("QueryRow(", "Query(")] {
            for (at, text) in code.match_indices(one) {
                edits.put_in(at..at + text.len(), &[all]);
            }
        }
    }
}

/// A name that nobody uses: it is there already, or stands for another.
fn unused(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let name = said.split_once("not used: ").map_or_else(|| first_word(said), |(_, name)| name.trim());
    if let Some(at) = code.find(" := ") {
        edits.put_in(at..at + 4, &[" = "]);
    }
    for place in places_of(code, name) {
        let is_made = code[place.end..].contains(":=") && !code[..place.start].ends_with('.');
        if is_made {
            let is_looked_up = code.trim_end().ends_with(']') && name == "err";
            edits.put_in(place.clone(), if is_looked_up { &["ok"] } else { &["_"] });
            // It may be the one that the next lines use.
            for other in ["err", "ok"].into_iter().filter(|other| *other != name) {
                if line
                    .below
                    .lines()
                    .take(2)
                    .any(|it| it.contains(&format!("if {other}")) || it.contains(&format!("!{other}")))
                    && !code.contains(other)
                {
                    edits.put_in(place.clone(), &[other]);
                }
            }
        }
    }
}

/// What a statement gives is kept.
fn kept(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let quoted = said
        .split(" (")
        .next()
        .unwrap_or(said)
        .trim_end_matches(" is not used")
        .trim_start_matches("invalid operation: ");
    for place in places(code, quoted) {
        let text = &code[place.clone()];
        if let Some(first) = calls_of(text, "append")
            .first()
            .and_then(|(callee, arguments, _)| arguments.first().filter(|_| callee.start == 0))
        {
            edits.put_in(place.start..place.start, &[&format!("{} = ", &text[first.clone()])]);
            continue;
        }
        for (sign, right) in [
            (" == ", " = "),
            (" - 1", "--"),
            (" + 1", "++"),
            (" + ", " += "),
            (" - ", " -= "),
            (" * ", " *= "),
            (" / ", " /= "),
        ] {
            if let Some(at) = text.find(sign) {
                let is_last = at + sign.len() == text.len();
                if sign.ends_with(' ') || is_last {
                    edits.put_in(place.start + at..place.start + at + sign.len(), &[right]);
                }
            }
        }
        if text.chars().all(|it| is_part(it) || it == '.') {
            edits.put_in(place.end..place.end, &["()"]);
        }
        if code[..place.start].ends_with("{ ") {
            edits.put_in(place.start..place.start, &["return "]);
        }
        if code.trim() == text {
            edits.put_in(place.start..place.start, &["return ", "_ = "]);
        }
    }
    if let Some(at) = code.find("if ") {
        edits.put_in(at + 3..at + 3, &["_, ok := "]);
    }
}

/// A value of a type.
fn typed(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let quoted = said.split(" (type)").next().unwrap_or_default();
    for place in places(code, quoted) {
        let text = &code[place.clone()];
        edits.put_in(place.end..place.end, &["{}"]);
        if text.starts_with("map[") || text.starts_with("[]") || text.starts_with("chan ") {
            let size = if text.starts_with("[]") { ", 0" } else { "" };
            edits.put_in(place.clone(), &[&format!("make({text}{size})")]);
        } else if begins_as_name(text) && !text.starts_with("struct") {
            edits.put_in(place.start..place.start, &["&"]);
            edits.put_in(place.clone(), &[&format!("&{text}{{}}"), &format!("new({text})")]);
            let start = indentation(code);
            if let Some((name, _)) =
                code[start..].strip_prefix("var ").and_then(|rest| rest.split_once(" = "))
            {
                edits.put_in(start..code.trim_end().len(), &[&format!("var {name} {text}")]);
            }
            if let Some((name, _)) = code[start..].split_once(" := ") {
                edits.put_in(start..code.trim_end().len(), &[&format!("var {name} {text}")]);
            }
        }
    }
}

/// What a pointer points to is appended to.
fn pointed(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let Some(name) = between(said, "have ", " (") else { return };
    let kind = said.split_once("of type ").map_or("", |(_, kind)| kind);
    let mut whole = code.to_owned();
    if kind.starts_with('*') {
        for place in places(code, name).into_iter().rev() {
            whole.insert(place.start, '*');
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// An import that is not needed goes.
fn unimported(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let Some(path) =
        between(said, "not used: ", "\n").or_else(|| said.split_once("not used: ").map(|(_, path)| path))
    else {
        return;
    };
    let path = path.split(" as ").next().unwrap_or(path).trim();
    let lines: Vec<&str> = code.split_inclusive('\n').filter(|it| !it.contains(path)).collect();
    edits.put_in(0..code.len(), &[&lines.concat()]);
}

/// Tags of fields are read by their signs.
fn tagged(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let Some(open) = code.find(['`', '"']) else { return };
    let end = code.trim_end().len();
    let tag = &code[open..end];
    if said.contains("repeats ") {
        let name = first_word(code.trim_start());
        let mut words = String::new();
        for (at, letter) in name.char_indices() {
            if letter.is_uppercase() && at > 0 {
                words.push('_');
            }
            words.extend(letter.to_lowercase());
        }
        let small: String =
            name.chars().take(1).flat_map(char::to_lowercase).chain(name.chars().skip(1)).collect();
        if let Some((before, rest)) = tag.split_once(":\"")
            && let Some((inner, after)) = rest.split_once('"')
        {
            let more = inner.split_once(',').map_or(String::new(), |(_, more)| format!(",{more}"));
            for other in [words, small, name.to_lowercase()] {
                edits.put_in(open..end, &[&format!("{before}:\"{other}{more}\"{after}")]);
            }
        }
    } else if said.contains("not compatible") || said.contains("bad syntax") {
        let inner = tag.trim_matches(['`', '"']);
        let Some((key, value)) = inner.split_once(':') else { return };
        let value =
            value.trim().trim_matches(['"', '\'']).trim_end_matches("\\\"").trim_start_matches("\\\"");
        edits.put_in(open..end, &[&format!("`{}:\"{value}\"`", key.trim())]);
    } else if said.contains("is not exported") {
        let start = indentation(code);
        if let Some(first) = code[start..].chars().next() {
            edits.put_in(start..start + first.len_utf8(), &[&first.to_uppercase().to_string()]);
        }
    }
}

/// Heads and declarations.
fn declared(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let says = |phrase: &str| said.contains(phrase);
    if let Some(right) = said.split_once("must be: ").map(|(_, right)| right.trim()) {
        let end = code.rfind('{').unwrap_or(code.trim_end().len());
        edits.put_in(indentation(code)..end, &[&format!("{right} ")]);
    } else if let Some((own, right)) = said
        .split_once(" should have signature ")
        .map(|(own, right)| (own.trim_start_matches("method "), right.trim()))
    {
        signed(edits, code, own, right);
    } else if says("missing comparable constraint") {
        edits.put_in(0..code.len(), &[&code.replacen(" any]", " comparable]", 1)]);
        edits.put_in(0..code.len(), &[&code.replacen(" any,", " comparable,", 1)]);
    } else if let Some(key) = said.split_once("invalid map key type ").map(|(_, key)| key.trim()) {
        for (at, text) in code.match_indices(&format!("map[{key}]")) {
            let value = &code[at + text.len()..];
            let value = &value
                [..value.len() - value.trim_start_matches(|it| is_part(it) || it == '.' || it == '*').len()];
            edits.put_in(at..at + text.len() + value.len(), &[&format!("map[{value}]{key}")]);
        }
    } else if says("must be invoked in") || says("must be function call") {
        let first = code.lines().next().filter(|first| first.trim() == "}");
        let end = first.map_or(code.trim_end().len(), str::len);
        edits.put_in(end..end, &["()"]);
    } else if says("without instantiation") {
        if let Some((name, rest)) =
            said.split_once("generic type ").and_then(|(_, rest)| rest.split_once('['))
        {
            let inner = rest.split(']').next().unwrap_or_default();
            let variables: Vec<&str> = lexical::values(inner, Go).into_iter().map(first_word).collect();
            for place in places_of(code, name).filter(|place| !code[place.end..].starts_with('[')) {
                edits.put_in(place.end..place.end, &[&format!("[{}]", variables.join(", "))]);
            }
        }
    } else if says("without selector") || says("not in selector") {
        let name = said.split_once("package ").map(|(_, rest)| first_word(rest)).unwrap_or_default();
        for (_, kinds) in TYPES_OF.iter().filter(|(package, _)| *package == name) {
            for place in places_of(code, name).filter(|place| !code[place.end..].starts_with('.')) {
                edits.put_in(place.end..place.end, kinds);
            }
        }
    } else if says("is not constant") {
        if let Some(at) = code.find("const ") {
            edits.put_in(at..at + 5, &["var"]);
        }
    } else if says("permits only one iteration variable") {
        if let Some(at) = code.find("for _, ") {
            edits.put_in(at + 4..at + 7, &[""]);
        }
    } else if let Some(name) = said.strip_prefix("non-name ").and_then(|_| code.find(" := ")) {
        edits.put_in(name..name + 4, &[" = "]);
    } else if let Some((name, _)) =
        said.strip_prefix("self-assignment of ").and_then(|rest| rest.split_once(" to "))
    {
        if let Some(at) = code.find(" = ") {
            if name.chars().all(is_part)
                && line.above.lines().next_back().is_some_and(|above| above.contains("range "))
            {
                edits.put_in(at..at + 3, &[" := "]);
            }
            if let Some((own, _)) = crate::outline::go::receiver(line)
                .filter(|(_, kind)| fields(line, kind).iter().any(|(field, _)| *field == name))
            {
                let start = indentation(code);
                edits.put_in(start..start, &[&format!("{own}.")]);
            }
        }
    } else if says("yields a string of one rune") {
        for (callee, ..) in calls_of(code, "string") {
            edits.put_in(callee, &["strconv.Itoa", "fmt.Sprint"]);
        }
    } else if says("should be called, not discarded") {
        edits.put_in(0..code.len(), &[&code.replacen(", _ :=", ", cancel :=", 1)]);
    } else if says("passes lock by value") {
        for (at, _) in code
            .match_indices(|it: char| is_part(it))
            .filter(|(at, _)| code[..*at].ends_with(' ') && code[..*at].contains('('))
        {
            edits.put_in(at..at, &["*"]);
        }
    } else if says("no new variables on left side") {
        edits.put_in(0..code.len(), &[&code.replacen(" := ", " = ", 1)]);
        if code.contains(", _ := ") && code.contains("context.With") {
            edits.put_in(0..code.len(), &[&code.replacen(", _ := ", ", cancel := ", 1)]);
        }
    } else if says("must be called") {
        // A built-in is a word, not a value: `"delete"`.
        let name = first_word(said);
        for place in places_of(code, name) {
            edits.put_in(place, &[&format!("\"{name}\"")]);
        }
    }
}

/// A method has the parameters and results that an interface wants.
fn signed(edits: &mut Rewrites<'_>, code: &str, own: &str, right: &str) {
    let name = first_word(own);
    let Some(at) = code.find(&format!(" {name}(")).map(|at| at + 1 + name.len()) else { return };
    let (Some(close), Some(open)) = (lexical::closing(code, at + 1, Go), right.find('(')) else { return };
    let Some(end) = lexical::closing(right, open + 1, Go) else { return };
    let kinds = lexical::values(&right[open + 1..end], Go);
    let names: Vec<&str> = lexical::values(&code[at + 1..close], Go).into_iter().map(first_word).collect();
    let results = right[end + 1..].trim();
    let brace = code[close..].find('{').map_or(code.trim_end().len(), |brace| close + brace);
    if kinds.len() == names.len() {
        let list: Vec<String> =
            names.iter().zip(&kinds).map(|(name, kind)| format!("{name} {kind}")).collect();
        let results = if results.is_empty() { String::new() } else { format!("{results} ") };
        edits.put_in(at..brace, &[&format!("({}) {results}", list.join(", "))]);
    }
}
