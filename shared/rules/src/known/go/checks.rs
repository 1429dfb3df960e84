//! What Go's functions are given back and have to look at, and what they find missing and have to make.

use super::{
    function::{Function, depth},
    stands_before,
};
use crate::{
    arguments::argument_lists,
    names::{first_word, is_part, last_word, names},
    outline::{
        go::{around, functions, zero},
        line::Line,
    },
    rewrites::Rewrites,
};

/// What many types have under the same name, and what is done at the end, whatever comes of it.
const CLOSING: [&str; 8] = ["Close", "Wait", "Stop", "Rollback", "Flush", "Sync", "Shutdown", "Run"];

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    if code.trim().contains('\n') {
        return;
    }
    matched(edits, document, function, code);
    ignored(edits, document, function, code);
    kept(edits, function, code);
    created(edits, function, code);
    read_into(edits, function, code);
    printed(edits, function, code);
    scanned(edits, function, code);
    framed(edits, function, code);
    summed(edits, function, code);
    labelled(edits, function, code);
}

/// What a function gives back where it cannot go on: nothing of each kind, and this error.
fn nothing(document: &Line<'_>, error: &str) -> Option<String> {
    let results = around(document)?.results;
    let values: Vec<String> = results
        .iter()
        .map(|kind| if *kind == "error" { error.to_owned() } else { zero(document, kind) })
        .collect();
    Some(if values.is_empty() { "return".to_owned() } else { format!("return {}", values.join(", ")) })
}

/// What does not match a pattern has no parts.
fn matched(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let Some((_, last)) = function.last_above().filter(|(_, last)| depth(last) == start) else { return };
    let Some((name, value)) = last.trim().split_once(" := ") else { return };
    let is_matched = value.contains(".FindStringSubmatch(") || value.contains(".FindSubmatch(");
    let is_known = code.contains("nil") || code.contains("len(") || function.has(".MatchString(");
    if !is_matched || !stands_before(code, name, "[") || is_known {
        return;
    }
    let indentation = &code[..start];
    let is_in_loop = function.heads(start).first().is_some_and(|head| head.trim_start().starts_with("for "));
    let mut ways = Vec::new();
    if is_in_loop {
        ways.push("continue".to_owned());
    }
    let results = around(document).map(|head| head.results).unwrap_or_default();
    if !results.contains(&"error") {
        ways.extend(nothing(document, "nil"));
    }
    for way in ways {
        edits.put_in(
            0..0,
            &[&format!("{indentation}if {name} == nil {{\n{indentation}\t{way}\n{indentation}}}\n")],
        );
    }
}

/// An error that a function of the document's gives is given on.
fn ignored(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let line = code.trim();
    let Some((called, _)) = line.split_once('(') else { return };
    let is_call = argument_lists(code, false).iter().any(|list| list.start == start + called.len() + 1);
    let name = last_word(called);
    if !is_call
        || !line.ends_with(')')
        || !called.chars().all(|it| is_part(it) || it == '.')
        || !called.starts_with(char::is_alphabetic)
        || name.is_empty()
        || line.matches('(').count() != line.matches(')').count()
        || CLOSING.contains(&name)
    {
        return;
    }
    // What is tidied up behind an error, and what goes on from the line above.
    let is_tidied = function.heads(start).iter().any(|head| head.contains("err != nil"));
    let goes_on = function.last_above().is_some_and(|(_, last)| last.trim_end().ends_with([',', '(', '+']));
    if is_tidied || goes_on {
        return;
    }
    let gives_error = if called == name {
        let is_inner = function.above.iter().any(|line| {
            let line = line.trim();
            let is_declared = line.starts_with(&format!("var {name} func("))
                || line.starts_with(&format!("{name} := func("));
            is_declared && (line.ends_with(") error") || line.ends_with(") error {"))
        });
        is_inner || functions(document, name).iter().any(|head| head.results == ["error"])
    } else {
        let heads = functions(document, name);
        // A package's function is called so, too.
        let is_method =
            document.lines().any(|line| line.starts_with("func (") && line.contains(&format!(") {name}(")));
        is_method && heads.iter().all(|head| head.results == ["error"])
    };
    let results = around(document).map(|head| head.results).unwrap_or_default();
    if !gives_error || results.last() != Some(&"error") {
        return;
    }
    let Some(way) = nothing(document, "err") else { return };
    let indentation = &code[..start];
    edits.put_in(
        start..code.trim_end().len(),
        &[&format!("if err := {line}; err != nil {{\n{indentation}\t{way}\n{indentation}}}")],
    );
}

/// What is made because a map has none yet is put into the map.
fn kept(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let line = code.trim();
    let Some((name, value)) = line.split_once(" = ") else { return };
    let is_made = value.starts_with('&') || value.starts_with("new(") || value.starts_with("make(map");
    let Some((at, head)) = function.last_above() else { return };
    if !is_made || !name.chars().all(is_part) || depth(head) + 1 != start {
        return;
    }
    let asked = head.trim();
    let looked_up = function.above[..=at].iter().rev().take(3).find_map(|line| {
        let line = line.trim().trim_start_matches("if ");
        let (left, right) = line.split_once(" := ")?;
        let place = right.split_once("; ").map_or(right, |(place, _)| place);
        let is_it = left == name || left.strip_prefix(name).is_some_and(|rest| rest.starts_with(", "));
        (is_it && place.ends_with(']') && !place.contains('(')).then_some(place)
    });
    let Some(place) = looked_up else { return };
    let is_missing = asked.ends_with("!ok {")
        || asked.ends_with(&format!("{name} == nil {{"))
        || asked.ends_with("!exists {");
    // What is done to it afterwards would be lost.
    let is_changed = function.below.iter().any(|line| {
        let line = line.trim_start();
        [".", "["].iter().any(|sign| line.starts_with(&format!("{name}{sign}")))
            && [" = ", " += ", "++", " -= ", "--"].iter().any(|sign| line.contains(sign))
    });
    // It may be given back or handed on.
    let is_given = function.below.iter().any(|line| {
        names(line).any(|(at, other)| {
            other == name && !line[..at].ends_with('.') && !line[at + name.len()..].starts_with(['.', '['])
        })
    });
    let is_stored = function.lines().any(|line| {
        line.contains(&format!("{place} = "))
            || line.contains(&format!("= {name}\n"))
            || line.trim_end().ends_with(&format!("= {name}"))
    });
    if is_missing && is_changed && !is_stored && !is_given {
        let indentation = &code[..start];
        edits.put_in(
            code.trim_end().len()..code.trim_end().len(),
            &[&format!("\n{indentation}{place} = {name}")],
        );
    }
}

/// What a map is given because it has none yet is made first.
fn created(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let Some((place, name)) = code.trim().split_once(" = ") else { return };
    let Some((_, head)) = function.last_above().filter(|(_, head)| depth(head) + 1 == start) else { return };
    if !place.ends_with(']') || !name.chars().all(is_part) || name.is_empty() {
        return;
    }
    let is_nothing = head.trim() == format!("if {name} == nil {{");
    let Some(map) = place.split('[').next().filter(|_| is_nothing) else { return };
    let kind = function.above.iter().find_map(|line| {
        let (_, rest) = line.split_once(&format!("{map} := "))?;
        let rest = rest.trim_start_matches("make(");
        let (_, kind) = rest.strip_prefix("map[")?.split_once(']')?;
        let kind = kind.strip_prefix('*')?;
        Some(&kind[..kind.len() - kind.trim_start_matches(|it| is_part(it) || it == '.').len()])
    });
    if let Some(kind) = kind.filter(|kind| !kind.is_empty()) {
        let indentation = &code[..start];
        for made in [format!("&{kind}{{}}"), format!("new({kind})")] {
            edits.put_in(0..0, &[&format!("{indentation}{name} = {made}\n")]);
        }
    }
}

/// What is read is read into what is pointed to.
fn read_into(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let call = last_word(&code[..list.start - 1]);
        let at = match call {
            "Unmarshal" => 1,
            "Decode" if list.arguments.len() == 1 && !code.contains("pem.") => 0,
            _ => continue,
        };
        let Some(&(start, end)) = list.arguments.get(at) else { continue };
        let name = &code[start..end];
        if !name.chars().all(is_part) || !name.starts_with(char::is_alphabetic) {
            continue;
        }
        let is_value = function.above.iter().any(|line| {
            let line = line.trim();
            let declared = line.strip_prefix(&format!("var {name} "));
            let made = line.strip_prefix(&format!("{name} := "));
            declared.is_some_and(|kind| !kind.starts_with('*') && !kind.contains('='))
                || made.is_some_and(|value| {
                    let kind = value.trim_start_matches(|it| is_part(it) || it == '.');
                    (value.starts_with(char::is_uppercase) && kind.starts_with('{'))
                        || (value.starts_with("[]") && !value.starts_with("[]byte"))
                })
        });
        let is_pointer = function.above.iter().any(|line| {
            line.contains(&format!("{name} := &"))
                || line.contains(&format!("{name} *"))
                || line.contains(&format!("{name} := new("))
                || line.trim_start().starts_with(&format!("{name} = "))
        });
        if is_value && !is_pointer {
            edits.put_in(start..start, &["&"]);
        }
    }
}

/// Bytes that are printed are printed as a text.
fn printed(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    for list in argument_lists(code, false) {
        if !matches!(last_word(&code[..list.start - 1]), "Println" | "Print" | "Fatalln") {
            continue;
        }
        for &(start, end) in &list.arguments {
            let name = &code[start..end];
            let is_bytes = name.chars().all(is_part)
                && function.above.iter().any(|line| {
                    let line = line.trim().trim_start_matches("if ");
                    let Some((left, right)) = line.split_once(" := ").or_else(|| line.split_once(" = "))
                    else {
                        return false;
                    };
                    let gives_bytes = [
                        "json.Marshal(",
                        "json.MarshalIndent(",
                        "io.ReadAll(",
                        "ioutil.ReadAll(",
                        "os.ReadFile(",
                        "xml.Marshal(",
                        "yaml.Marshal(",
                    ]
                    .iter()
                    .any(|call| right.starts_with(call));
                    gives_bytes && left.split(", ").next() == Some(name)
                });
            if is_bytes {
                edits.put_in(start..end, &[&format!("string({name})")]);
            }
        }
    }
}

/// The columns of a query are read in its order.
fn scanned(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    for list in argument_lists(code, false).into_iter().filter(|list| code[..list.start].ends_with(".Scan("))
    {
        let lines = [code].into_iter().chain(function.above.iter().rev().copied());
        let Some(columns) = lines.take(30).find_map(columns) else { continue };
        let fields: Vec<&str> = list.arguments.iter().map(|&(start, end)| &code[start..end]).collect();
        let plain = |name: &str| last_word(name).replace('_', "").to_lowercase();
        let wanted: Option<Vec<&str>> = columns
            .iter()
            .map(|column| fields.iter().copied().find(|field| plain(field) == plain(column)))
            .collect();
        let is_each = |wanted: &Vec<&str>| fields.iter().all(|field| wanted.contains(field));
        let Some(wanted) =
            wanted.filter(|wanted| wanted.len() == fields.len() && *wanted != fields && is_each(wanted))
        else {
            continue;
        };
        if let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) {
            edits.put_in(first.0..last.1, &[&wanted.join(", ")]);
        }
    }
}

/// The columns that a query in a line asks for.
fn columns(line: &str) -> Option<Vec<&str>> {
    let small = line.to_ascii_lowercase();
    let start = small.find("select ")? + "select ".len();
    let end = start + small[start..].find(" from ")?;
    let columns: Vec<&str> = line[start..end].split(',').map(str::trim).collect();
    let is_plain = |column: &&str| !column.is_empty() && column.chars().all(|it| is_part(it) || it == '.');
    (columns.len() > 1 && columns.iter().all(is_plain)).then_some(columns)
}

/// What is put behind a head stands behind it: `copy(out[4:], data)` for what has room for four more.
fn framed(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let line = code.trim();
    let Some((out, data)) =
        line.strip_prefix("copy(").and_then(|rest| rest.strip_suffix(')')?.split_once(", "))
    else {
        return;
    };
    if !out.chars().all(is_part) {
        return;
    }
    let room = function.above.iter().rev().find_map(|line| {
        let size = line.trim().strip_prefix(&format!("{out} := make([]byte, "))?.strip_suffix(')')?;
        let size: String = size.split_whitespace().collect();
        let length = format!("len({data})");
        let room =
            size.strip_suffix(&format!("+{length}")).or_else(|| size.strip_prefix(&format!("{length}+")))?;
        room.chars().all(is_part).then(|| room.to_owned())
    });
    let is_filled = function
        .above
        .iter()
        .any(|line| ["({}, ", "{}[0", "{}[:"].iter().any(|form| line.contains(&form.replace("{}", out))));
    if let Some(room) = room.filter(|_| is_filled) {
        let at = depth(code) + "copy(".len() + out.len();
        edits.put_in(at..at, &[&format!("[{room}:]")]);
    }
}

/// A sum is put behind what it is given, which is no part of what it is of.
fn summed(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    for list in argument_lists(code, false).into_iter().filter(|list| code[..list.start].ends_with(".Sum(")) {
        let &[(start, end)] = list.arguments.as_slice() else { continue };
        let before = &code[..list.start - ".Sum(".len()];
        let owner = &before[before.trim_end_matches(is_part).len()..];
        let written = format!("{owner}.Write({})", &code[start..end]);
        if !owner.is_empty() && function.above.iter().any(|line| line.trim() == written) {
            edits.put_in(start..end, &["nil"]);
        }
    }
}

/// A loop that has a name and is never called by it is the one that is left.
fn labelled(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let line = code.trim();
    if line != "break" && line != "continue" {
        return;
    }
    let labels = function.above.iter().filter_map(|line| line.trim().strip_suffix(':'));
    let labels = labels.filter(|label| {
        !label.is_empty()
            && label.chars().all(is_part)
            && !matches!(*label, "default")
            && first_word(label) == *label
    });
    for label in labels {
        let is_used = |line: &str| {
            names(line).any(|(at, name)| name == label && !line[at + name.len()..].starts_with(':'))
        };
        if !function.lines().any(is_used) {
            let end = code.trim_end().len();
            edits.put_in(end..end, &[&format!(" {label}")]);
        }
    }
}
