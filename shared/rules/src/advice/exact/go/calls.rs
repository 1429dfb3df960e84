//! Calls of Go's that are given too little, too much, or what their text does not say.

use std::ops::Range;

use super::super::{Rewrites, between, calls_of, exchange};
use crate::{
    names::{first_word, is_part, last_word, names},
    outline::{
        go::{around, fields, functions, is_in_scope, receiver, zero},
        line::Line,
    },
};

/// What functions of the library take behind what is often given alone.
const MORE: [(&str, usize, &[&str]); 20] = [
    ("strconv.ParseInt", 1, &[", 10, 64"]),
    ("strconv.ParseInt", 2, &[", 64"]),
    ("strconv.ParseUint", 1, &[", 10, 64"]),
    ("strconv.ParseUint", 2, &[", 64"]),
    ("strconv.ParseFloat", 1, &[", 64"]),
    ("strconv.FormatInt", 1, &[", 10"]),
    ("strconv.FormatUint", 1, &[", 10"]),
    ("strconv.FormatFloat", 1, &[", 'f', -1, 64", ", 'f', 2, 64"]),
    ("strings.Replace", 3, &[", -1"]),
    ("strings.SplitN", 2, &[", 2"]),
    ("os.WriteFile", 2, &[", 0o644", ", 0644"]),
    ("os.MkdirAll", 1, &[", 0o755", ", 0755"]),
    ("os.Mkdir", 1, &[", 0o755", ", 0755"]),
    ("os.OpenFile", 2, &[", 0o644", ", 0644"]),
    ("time.Unix", 1, &[", 0"]),
    ("time.Date", 7, &[", time.UTC"]),
    ("regexp.MatchString", 1, &[", s"]),
    ("strings.Repeat", 1, &[", 2"]),
    ("sort.Slice", 1, &[", func(i, j int) bool {"]),
    ("strings.TrimLeft", 1, &[", \" \""]),
];
/// Functions that take one argument more or less, and take the place of others.
const INSTEAD: [(&str, &str); 12] = [
    ("strconv.ParseInt", "strconv.Atoi"),
    ("strings.Split", "strings.SplitN"),
    ("strings.Fields", "strings.Split"),
    ("strings.ReplaceAll", "strings.Replace"),
    ("strings.Replace", "strings.ReplaceAll"),
    ("sort.Sort", "sort.Slice"),
    ("sort.Strings", "sort.Slice"),
    ("errors.New", "fmt.Errorf"),
    ("strings.TrimSpace", "strings.Trim"),
    ("strings.Trim", "strings.TrimSpace"),
    ("os.Open", "os.OpenFile"),
    ("strconv.Itoa", "strconv.FormatInt"),
];
/// Functions that print as a text says, and those that print what they are given.
const PRINTERS: [&str; 10] =
    ["Println", "Print", "Fatal", "Fatalln", "Error", "Log", "Skip", "Panic", "Fprintln", "Fprint"];
/// Most arguments that are put in, of which one may be meant.
const MOST: usize = 8;

/// ``not enough arguments in call to f``, ``too many arguments in call to f``.
pub(super) fn count(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let is_too_many = said.contains("too many");
    let place =
        ["in call to ", "in conversion to ", "arguments for "].iter().find_map(|word| said.split_once(word));
    let Some(name) = place.map(|(_, name)| name.split(['\n', '(', ':']).next().unwrap_or_default().trim())
    else {
        return;
    };
    if said.contains("arguments for ") {
        of_builtins(edits, code, name);
        return;
    }
    if said.contains("in conversion to") && said.starts_with("missing argument") {
        for (callee, _, start) in calls_of(code, name) {
            for made in [format!("{name}{{}}"), format!("make({name})"), format!("&{name}{{}}")] {
                edits.put_in(callee.start..start + 1, &[&made]);
            }
        }
        return;
    }
    if said.contains("in conversion to") {
        // `image.Point(x, y)`: a value of several fields.
        for (callee, arguments, start) in calls_of(code, name) {
            let end = arguments.last().map_or(start, |last| last.end);
            let short =
                if name.ends_with("Point") { name.replace("Point", "Pt") } else { format!("New{name}") };
            edits.put_in(
                callee.start..end + 1,
                &[&format!("{name}{{{}}}", &code[start..end]), &format!("{short}({})", &code[start..end])],
            );
        }
        return;
    }
    let short = last_word(name);
    // The call may go on in the next lines.
    for (_, other) in INSTEAD.iter().filter(|(it, _)| *it == name) {
        for (at, _) in code.match_indices(&format!("{name}(")) {
            edits.put_in(at..at + name.len(), &[other]);
        }
    }
    for (callee, arguments, start) in
        calls_of(code, name).into_iter().chain(calls_of(code, &format!(".{short}")))
    {
        let end = arguments.last().map_or(start, |last| last.end);
        for (_, _, more) in
            MORE.iter().filter(|(it, n, _)| !is_too_many && *it == name && *n == arguments.len())
        {
            edits.put_in(end..end, more);
        }
        for (_, other) in INSTEAD.iter().filter(|(it, _)| *it == name) {
            edits.put_in(callee.clone(), &[other]);
        }
        if !is_too_many {
            too_few(edits, line, (short, &callee, &arguments, start));
        } else if !arguments.is_empty() {
            // Two texts may be one.
            for pair in arguments.windows(2).filter(|_| said.contains("string, string")) {
                let are_values = pair.iter().all(|it| !code[it.clone()].starts_with(['"', '`']));
                if are_values {
                    edits.put_in(pair[0].end..pair[1].start, &["+\" \"+", "+"]);
                }
            }
            // `1,8` is `1.8` elsewhere.
            for pair in arguments.windows(2) {
                let is_number =
                    |it: &Range<usize>| code[it.clone()].chars().all(|letter| letter.is_ascii_digit());
                if is_number(&pair[0]) && is_number(&pair[1]) && pair[0].end + 1 == pair[1].start {
                    edits.put_in(pair[0].end..pair[1].start, &["."]);
                }
            }
            for (at, argument) in arguments.iter().enumerate().rev() {
                let part = match (at.checked_sub(1).and_then(|at| arguments.get(at)), arguments.get(1)) {
                    (Some(last), _) => last.end..argument.end,
                    (None, Some(next)) => argument.start..next.start,
                    (None, None) => argument.clone(),
                };
                edits.put_in(part, &[""]);
            }
        }
    }
}

type Called<'c> = (&'c str, &'c Range<usize>, &'c [Range<usize>], usize);

/// What a function takes more, by how it is declared; or it is not called but given.
fn too_few(edits: &mut Rewrites<'_>, line: &Line<'_>, (name, callee, arguments, start): Called<'_>) {
    let code = line.code;
    let end = arguments.last().map_or(start, |last| last.end);
    if name == "Sum" && arguments.is_empty() {
        edits.put_in(start..start, &["nil"]);
    }
    if name == "Date" && arguments.len() == 7 {
        edits.put_in(end..end, &[", time.UTC"]);
        if let Some(last) = arguments.last() {
            edits.put_in(last.start..last.start, &["0, "]);
        }
    }
    for head in functions(line, name) {
        if head.parameters.len() != arguments.len() + 1 {
            continue;
        }
        for (gap, (parameter, kind)) in head.parameters.iter().enumerate() {
            let is_last = gap == arguments.len();
            let mut values = Vec::new();
            if is_in_scope(line, parameter) && !arguments.iter().any(|it| code[it.clone()] == **parameter) {
                values.push((*parameter).to_owned());
            }
            if is_last {
                values.push(zero(line, kind));
            }
            for value in values {
                match arguments.get(gap) {
                    Some(next) => edits.put_in(next.start..next.start, &[&format!("{value}, ")]),
                    None if arguments.is_empty() => edits.put_in(start..start, &[&value]),
                    None => edits.put_in(end..end, &[&format!(", {value}")]),
                }
            }
        }
    }
    // What is given as a function is not called.
    if arguments.is_empty()
        && code[callee.end..].starts_with("()")
        && !code.trim().starts_with(&code[callee.clone()])
    {
        edits.put_in(callee.end..callee.end + 2, &[""]);
    }
}

/// ``not enough arguments for delete(m[k])``, ``too many arguments for new(T, n)``.
fn of_builtins(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    for (callee, arguments, _) in calls_of(code, name) {
        let (Some(first), Some(last)) = (arguments.first(), arguments.last()) else { continue };
        if name == "new" {
            edits.put_in(callee.clone(), &["make"]);
        }
        let text = &code[first.clone()];
        if let Some((owner, key)) =
            text.strip_suffix(']').and_then(|text| text.rsplit_once('[')).filter(|_| name == "delete")
        {
            edits.put_in(first.start..last.end, &[&format!("{owner}, {key}")]);
        }
    }
}

/// What `go vet` says of texts that say how to print.
pub(super) fn print(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    if said.contains("possible formatting directive") {
        for (at, name) in names(code).filter(|(_, name)| PRINTERS.contains(name)) {
            let end = at + name.len();
            if code[end..].starts_with('(') {
                edits.put_in(at..end, &[&format!("{}f", name.trim_end_matches("ln"))]);
                told(edits, code, at, end);
            }
        }
        return;
    }
    if said.contains("redundant newline") {
        for (at, text) in code.match_indices("\\n\"") {
            edits.put_in(at..at + text.len() - 1, &[""]);
        }
        return;
    }
    let Some(call) = said.split(" format ").next().map(|call| last_word(call).trim()) else { return };
    for (_, arguments, _) in calls_of(code, call) {
        let Some(format) = arguments.iter().position(|it| code[it.clone()].starts_with(['"', '`'])) else {
            continue;
        };
        if said.contains(" but call has ") && said.contains(" reads arg ") {
            missing(edits, line, &arguments, format);
        } else if let Some((quoted, kind)) = between(said, " has arg ", "\n")
            .or_else(|| Some(said.split_once(" has arg ")?.1))
            .and_then(|it| it.split_once(" of wrong type "))
        {
            let directive = between(said, " format ", " has arg").unwrap_or_default();
            wrong(edits, code, &arguments, format, (directive, quoted, kind.trim()));
        } else if let Some(name) = between(said, " arg ", " is a func value") {
            for argument in arguments.iter().filter(|it| code[(*it).clone()] == *name) {
                edits.put_in(argument.end..argument.end, &["()"]);
            }
        } else if said.contains(" call needs ")
            && let Some(last) = arguments.last().filter(|last| last.start > arguments[format].start)
        {
            let before = arguments[arguments.len() - 2].end;
            edits.put_in(before..last.end, &[""]);
            let text = &code[arguments[format].clone()];
            if let Some(inner) = text.strip_suffix('"') {
                let inner = inner.strip_suffix("\\n").unwrap_or(inner);
                let at = arguments[format].start + inner.len();
                edits.put_in(at..at, &[" %v", ": %v", "%v", "%d", "%s"]);
            }
        }
    }
}

/// What is printed as it is has no directives, and what is printed as a text says ends its line.
fn told(edits: &mut Rewrites<'_>, code: &str, at: usize, end: usize) {
    let Some((_, arguments, _)) = calls_of(code, &code[at..end]).into_iter().next() else { return };
    let Some(format) = arguments.iter().find(|it| code[(*it).clone()].starts_with('"')) else { return };
    let Some(inner) = code[format.clone()].strip_suffix('"') else { return };
    if code[at..end].ends_with("ln") && !inner.ends_with("\\n") {
        let name = code[at..end].trim_end_matches("ln");
        edits.put_in(at..format.end, &[&format!("{name}f{}{inner}\\n\"", &code[end..format.start])]);
    }
    if let Some(bare) = ["%v", "%d", "%s", "%q"].iter().find_map(|verb| inner.strip_suffix(*verb)) {
        edits.put_in(format.clone(), &[&format!("{}\"", bare.trim_end())]);
    }
}

/// An argument that a text tells of and that is not there: an error, or what the function has that is not printed yet.
fn missing(edits: &mut Rewrites<'_>, line: &Line<'_>, arguments: &[Range<usize>], format: usize) {
    let code = line.code;
    let Some(last) = arguments.last() else { return };
    let given: Vec<&str> = arguments.iter().map(|it| &code[it.clone()]).collect();
    let text = given.get(format).copied().unwrap_or_default();
    let mut values: Vec<String> = Vec::new();
    let is_of_error = text.contains("%w") || text.trim_end_matches(['"', 'n', '\\']).ends_with(": %v");
    if is_of_error && is_in_scope(line, "err") && !given.contains(&"err") {
        values.push("err".to_owned());
    }
    if !text.contains("%w") || values.is_empty() {
        let (parameters, receiver) =
            (around(line).map(|head| head.parameters).unwrap_or_default(), receiver(line));
        // Names that the text speaks of.
        let words: Vec<String> = text
            .split(|it: char| !it.is_alphanumeric())
            .map(str::to_lowercase)
            .filter(|it| it.len() > 2)
            .collect();
        let mut others: Vec<String> = Vec::new();
        others.extend(parameters.iter().map(|(name, _)| (*name).to_owned()));
        if let Some((name, kind)) = receiver {
            others.extend(fields(line, kind).into_iter().map(|(field, _)| format!("{name}.{field}")));
        }
        for argument in &given {
            if let Some((owner, field)) =
                argument.split_once('.').filter(|(_, field)| field.chars().all(is_part))
            {
                others.push(format!("{owner}.{}", if field == "got" { "want" } else { field }));
            }
        }
        // What is compared or made in the lines above.
        let lines: Vec<&str> = line.above.lines().rev().take(4).collect();
        for near in lines {
            for (at, name) in names(near) {
                let start = near[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
                let end = at + name.len();
                let is_value = !near[end..].starts_with(['(', '.', '{']) && !near[..start].ends_with('"');
                let chain = &near[start..end];
                if is_value
                    && !["if", "for", "range", "err", "nil", "return", "func", "var"]
                        .contains(&first_word(chain))
                {
                    others.push(chain.to_owned());
                }
            }
        }
        others.retain(|it| {
            !given.contains(&it.as_str()) && !it.is_empty() && it != "_" && !it.starts_with('.')
        });
        let is_spoken_of = |it: &String| {
            let name = it.rsplit('.').next().unwrap_or_default().to_lowercase();
            !words.iter().any(|word| *word == name || word.trim_end_matches('s') == name)
        };
        others.sort_by_key(is_spoken_of);
        let mut seen = std::collections::HashSet::new();
        others.retain(|it| seen.insert(it.clone()));
        values.extend(others);
    }
    for value in values.iter().take(MOST) {
        // An error stands last.
        if given.last() == Some(&"err") && arguments.len() > format + 1 {
            edits.put_in(last.start..last.start, &[&format!("{value}, ")]);
        }
        edits.put_in(last.end..last.end, &[&format!(", {value}")]);
    }
}

/// A directive that does not fit what it prints, or arguments in another order.
fn wrong(
    edits: &mut Rewrites<'_>,
    code: &str,
    arguments: &[Range<usize>],
    format: usize,
    (directive, quoted, kind): (&str, &str, &str),
) {
    let without: String = quoted.split_whitespace().collect();
    let of = |it: &Range<usize>| code[it.clone()].split_whitespace().collect::<String>();
    let position = arguments.iter().skip(format + 1).position(|it| of(it) == without);
    let verb = match kind {
        "float64" | "float32" => "f",
        "string" | "error" | "[]string" | "[]byte" => "s",
        "bool" => "t",
        _ if kind.starts_with("int") || kind.starts_with("uint") || matches!(kind, "byte" | "rune") => "d",
        _ => "v",
    };
    // The directives of the text, in order; `%%` prints a sign.
    let Some(text) = arguments.get(format) else { return };
    // Where the same stands twice, both are wrong.
    if code[text.clone()].matches(directive).count() > 1 && directive.len() > 1 {
        let own = &directive[..directive.len() - 1];
        edits.put_in(text.clone(), &[&code[text.clone()].replace(directive, &format!("{own}{verb}"))]);
    }
    let mut n_seen = 0;
    let mut rest = text.start;
    while let Some(at) = code.get(rest..text.end).and_then(|text| text.find('%')).map(|at| rest + at) {
        if code[at + 1..].starts_with('%') {
            rest = at + 2;
            continue;
        }
        let Some(flags) = code[at + 1..text.end].find(|it: char| it.is_ascii_alphabetic()) else { break };
        let end = at + 1 + flags + 1;
        if code[at..end] == *directive && position.is_none_or(|it| it == n_seen) {
            let own = &code[at..end - 1];
            edits.put_in(at..end, &[&format!("{own}{verb}"), &format!("{own}v")]);
            if verb == "f" && !own.contains('.') {
                edits.put_in(at..end, &[&format!("{own}.2f"), &format!("{own}.1f")]);
            }
            if verb == "s" {
                edits.put_in(at..end, &[&format!("{own}q")]);
            }
        }
        n_seen += 1;
        rest = end;
    }
    if let Some(at) = position {
        let given: Vec<_> = arguments.iter().skip(format + 1).cloned().collect();
        if given.len() > 1 {
            exchange(edits, code, &given, at);
        }
    }
}
