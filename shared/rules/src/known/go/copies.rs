//! Values of Go's that are copies where the thing itself is meant, calls that never end, and what is left unlooked at.

use super::function::{Function, depth};
use crate::{
    names::{is_part, last_word, names},
    outline::{
        go::{around, fields, head, zero},
        line::Line,
    },
    rewrites::Rewrites,
};

/// Most fields that something may be sorted by.
const MOST_FIELDS: usize = 3;

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    ranged(edits, function, code);
    if code.trim().contains('\n') {
        return;
    }
    endless(edits, document, function, code);
    collected(edits, function, code);
    changed(edits, function, code);
    ordered(edits, document, function, code);
    sized(edits, document, code);
    unseen(edits, document, function, code);
    bounded(edits, function, code);
}

/// Whether a list is one of values, as far as the function tells: the type of its elements.
fn elements<'t>(lines: impl Iterator<Item = &'t str>, list: &str) -> Option<&'t str> {
    let mut found = None;
    for line in lines {
        for sign in [" []", " ...", " := []", " := make([]", " = []"] {
            let wanted = format!("{list}{sign}");
            for (at, text) in line.match_indices(&wanted) {
                let rest = &line[at + text.len()..];
                let kind = &rest[..rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len()];
                if kind.is_empty() {
                    return None;
                }
                if !line[..at].ends_with(is_part) {
                    found = Some(kind);
                }
            }
        }
    }
    found
}

/// What a loop gives is a copy: `for i := range a { a[i].b = c }`.
fn ranged(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let Some((first, rest)) = code.split_once('\n').filter(|(_, rest)| !rest.trim().is_empty()) else {
        return;
    };
    let Some((left, right)) = first.trim().strip_prefix("for ").and_then(|it| it.split_once(" := range "))
    else {
        return;
    };
    let Some((index, name)) = left.split_once(", ") else { return };
    let list = right.trim_end_matches('{').trim();
    let is_value = elements(function.lines(), list).is_some_and(|kind| kind.starts_with(char::is_uppercase));
    let stored = |line: &str| {
        let line = line.trim_start();
        line.starts_with(&format!("{name}."))
            && [" = ", " += ", " -= ", " *= ", "++", "--"].iter().any(|sign| line.contains(sign))
    };
    // What is done with the copy afterwards may be what is wanted.
    let mut others = rest.lines().chain(function.below.iter().copied().take(30));
    let mut is_changed = false;
    let is_used = others.any(|line| {
        let is_stored = stored(line);
        is_changed |= is_stored;
        !is_stored
            && names(line)
                .any(|(at, other)| other == name && (is_changed || !line[at + name.len()..].starts_with('.')))
    });
    if !is_value || is_used || !rest.lines().any(stored) || !list.chars().all(|it| is_part(it) || it == '.') {
        return;
    }
    let counter = if index == "_" { "i" } else { index };
    let mut body = String::new();
    let mut end = 0;
    for (at, _) in names(rest).filter(|(at, other)| *other == name && !rest[..*at].ends_with('.')) {
        body.push_str(&rest[end..at]);
        body.extend([list, "[", counter, "]"]);
        end = at + name.len();
    }
    body.push_str(&rest[end..]);
    let indentation = &first[..depth(first)];
    edits.put_in(0..code.len(), &[&format!("{indentation}for {counter} := range {list} {{\n{body}")]);
}

/// A function that calls itself with what it was given goes on for ever.
fn endless(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    let Some(first) = function.above.first() else { return };
    let Some(function_head) = head(first) else { return };
    let own = first.trim_start_matches("func ");
    let (receiver, own) = match own.strip_prefix('(').and_then(|rest| rest.split_once(") ")) {
        Some((receiver, rest)) => (receiver.split(' ').next(), rest),
        None => (None, own),
    };
    let name = own.split(['(', '[']).next().unwrap_or_default();
    let arguments: Vec<&str> = function_head.parameters.iter().map(|(name, _)| *name).collect();
    let prefix = receiver.map_or(String::new(), |it| format!("{it}."));
    let call = format!("{prefix}{name}({})", arguments.join(", "));
    let Some(at) = code
        .find(&call)
        .filter(|at| !name.is_empty() && !code[..*at].ends_with(|it| is_part(it) || it == '.'))
    else {
        return;
    };
    let start = depth(code);
    // `a.next[x] = a.find(x)`: it is asked of the next one.
    if let (Some((left, _)), &[argument]) = (code[start..].split_once(" = "), arguments.as_slice())
        && left.ends_with(&format!("[{argument}]"))
    {
        let end = at + call.len() - 1;
        edits.put_in(end - argument.len()..end, &[left]);
    }
    // What is embedded has the method, too.
    let line = code.trim().trim_start_matches("return ");
    let kind = own_kind(first).unwrap_or_default();
    if let Some(receiver) = receiver.filter(|_| line == call && start == 1) {
        let embedded = fields(document, kind).into_iter().find(|(field, kind)| {
            kind.rsplit(['.', '*']).next() == Some(*field) && field.starts_with(char::is_alphabetic)
        });
        if let Some((field, _)) = embedded {
            edits.put_in(at..at + receiver.len(), &[&format!("{receiver}.{field}")]);
        }
    }
}

/// The type of a method's receiver, by the method's head.
fn own_kind(head: &str) -> Option<&str> {
    let (receiver, _) = head.strip_prefix("func (")?.split_once(')')?;
    Some(receiver.split_once(' ')?.1.trim_start_matches('*'))
}

/// What is changed further is copied before it is kept.
fn collected(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let line = code.trim();
    let Some((out, rest)) = line.split_once(" = append(") else { return };
    let Some(kept) = rest.strip_prefix(out).and_then(|rest| rest.strip_prefix(", ")?.strip_suffix(')'))
    else {
        return;
    };
    if !kept.chars().all(is_part) || out == kept {
        return;
    }
    let list = out.trim_start_matches('*');
    let kind = function.lines().find_map(|line| {
        let at = [
            format!("{list} [][]"),
            format!("{list} := [][]"),
            format!("{list} *[][]"),
            format!("{list} = [][]"),
        ]
        .iter()
        .find_map(|wanted| Some(line.find(wanted)? + wanted.len()))?;
        let rest = &line[at..];
        Some(&rest[..rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len()])
    });
    // What is made anew each time is nobody else's.
    let is_new = function.lines().any(|line| {
        let made = line.trim_start();
        depth(line) > 1
            && [format!("{kept} := "), format!("var {kept} ")].iter().any(|it| made.starts_with(it.as_str()))
    });
    if is_new {
        return;
    }
    let is_grown = function.has(&format!("{kept} = append({kept}, "));
    let is_swapped = |line: &str| {
        let line = line.trim();
        line.starts_with(&format!("{kept}[")) && line.contains("], ") && line.contains(" = ")
            || is_grown && line.starts_with(&format!("{kept} = {kept}[:len({kept})-1]"))
            || line.contains(&format!("(append({kept}, "))
            || line.contains(&format!(", append({kept}, "))
    };
    if let Some(kind) = kind.filter(|kind| !kind.is_empty() && function.lines().any(is_swapped)) {
        let end = depth(code) + line.len() - 1;
        let start = end - kept.len();
        edits.put_in(
            start..end,
            &[
                &format!("append([]{kind}(nil), {kept}...)"),
                &format!("append([]{kind}{{}}, {kept}...)"),
                &format!("slices.Clone({kept})"),
            ],
        );
    }
}

/// `a := &b[i]` for a copy that is changed and lost.
fn changed(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let line = code.trim();
    let Some((name, place)) = line.split_once(" := ") else { return };
    let Some((list, _)) = place.strip_suffix(']').and_then(|place| place.split_once('[')) else { return };
    let is_plain = name.chars().all(is_part) && list.chars().all(is_part) && !place.contains(['(', '"'])
        || place.contains("len(");
    let is_value = elements(function.lines(), list).is_some_and(|kind| kind.starts_with(char::is_uppercase));
    let rest = function.below.iter().take_while(|line| line.trim().is_empty() || depth(line) >= start);
    let (mut is_changed, mut is_used) = (false, false);
    for line in rest {
        let line = line.trim();
        let is_stored = line.starts_with(&format!("{name}."))
            && [" = ", " += ", " -= ", "++", "--"].iter().any(|sign| line.contains(sign));
        is_changed |= is_stored;
        // A copy that is read once it is changed is wanted.
        let is_read = is_changed && !is_stored;
        is_used |= names(line).any(|(at, other)| {
            other == name
                && (is_read || !line[at + name.len()..].starts_with('.'))
                && !line[..at].ends_with('.')
        });
    }
    if is_plain && is_value && is_changed && !is_used {
        let at = start + name.len() + " := ".len();
        edits.put_in(at..at, &["&"]);
    }
}

/// What stands in two places is compared, and not the places.
fn ordered(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    for call in ["sort.Slice(", "sort.SliceStable("] {
        let Some((_, rest)) = code.split_once(call) else { continue };
        let Some((list, rest)) = rest.split_once(", func(i, j int) bool { return ") else { continue };
        if list.is_empty() || !list.chars().all(|it| is_part(it) || it == '.') {
            continue;
        }
        let at = code.len() - rest.len();
        let lines = function.lines().chain(function.above.first().copied());
        let kind = elements(lines, last_word(list)).unwrap_or_default();
        let own = fields(document, kind);
        let comparable = own.iter().filter(|(_, kind)| !kind.starts_with(['[', '*', 'm']) && *kind != "bool");
        for sign in [" < ", " > "] {
            if !rest.starts_with(&format!("i{sign}j }}")) {
                continue;
            }
            let end = at + sign.len() + 2;
            for (field, _) in comparable.clone().take(MOST_FIELDS) {
                edits.put_in(at..end, &[&format!("{list}[i].{field}{sign}{list}[j].{field}")]);
            }
            if own.is_empty() {
                edits.put_in(at..end, &[&format!("{list}[i]{sign}{list}[j]")]);
            }
        }
    }
}

/// A list of a structure that is stored into by place has room from the beginning.
fn sized(edits: &mut Rewrites<'_>, document: &Line<'_>, code: &str) {
    for (at, text) in code.match_indices(": make([]") {
        let name = last_word(&code[..at]);
        let Some(close) = code[at + text.len()..].find(')').map(|close| at + text.len() + close) else {
            continue;
        };
        let Some(zero) = code[at..close].find(", 0, ").map(|zero| at + zero) else { continue };
        if name.is_empty() || code[zero + 5..close].contains(['(', ',']) {
            continue;
        }
        let (mut is_stored, mut is_grown) = (false, false);
        for line in document.lines() {
            let line = line.trim();
            is_grown |= line.contains(&format!("{name} = append(")) || line.contains(&format!(".{name}[:"));
            is_stored |= line.contains(&format!(".{name}[")) && line.contains("] = ");
        }
        if is_stored && !is_grown {
            edits.put_in(zero..zero + ", 0".len(), &[""]);
        }
    }
}

/// An error that is kept and never looked at.
fn unseen(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let line = code.trim();
    let sign = [", err := ", ", err = "].into_iter().find(|sign| line.contains(sign));
    let Some(sign) = sign.filter(|_| line.ends_with(')') && line.starts_with(is_part)) else { return };
    let results = around(document).map(|head| head.results).unwrap_or_default();
    if results.last() != Some(&"error") || line.starts_with("return") {
        return;
    }
    // Whatever is done with it next says so, but for another value.
    let mut rest = function.below.iter().take_while(|line| line.trim().is_empty() || depth(line) >= start);
    let next = rest.find_map(|line| {
        let (at, _) = names(line).find(|(at, name)| *name == "err" && !line[..*at].ends_with('.'))?;
        Some((at, *line))
    });
    // Behind the block it may be looked at.
    if next.map_or(start != 1, |(_, line)| depth(line) != start) {
        return;
    }
    let is_overwritten = next.is_none_or(|(at, line)| {
        let rest = &line[at + "err".len()..];
        (rest.starts_with(" = ") || rest.starts_with(" := ")) && !line[..at].contains("err")
    });
    if !is_overwritten || function.has("(err error)") || function.has(", err error)") || function.has("&err")
    {
        return;
    }
    let values: Vec<String> = results
        .iter()
        .map(|kind| if *kind == "error" { "err".to_owned() } else { zero(document, kind) })
        .collect();
    let (way, indentation) = (format!("return {}", values.join(", ")), &code[..start]);
    let end = start + line.len();
    if sign.contains(':') {
        edits.put_in(
            end..end,
            &[&format!("\n{indentation}if err != nil {{\n{indentation}\t{way}\n{indentation}}}")],
        );
    } else {
        edits.put_in(
            start..end,
            &[&format!("if {line}; err != nil {{\n{indentation}\t{way}\n{indentation}}}")],
        );
        edits.put_in(
            end..end,
            &[&format!("\n{indentation}if err != nil {{\n{indentation}\t{way}\n{indentation}}}")],
        );
    }
}

/// What is asked whether it is within one list's length is asked of that list.
fn bounded(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let Some((_, head)) = function.last_above().filter(|(_, head)| depth(head) + 1 == start) else { return };
    let Some((index, list)) =
        head.trim().strip_prefix("if ").and_then(|rest| rest.strip_suffix(") {")?.split_once(" < len("))
    else {
        return;
    };
    if !index.chars().all(is_part) || !list.chars().all(is_part) || names(code).any(|(_, name)| name == list)
    {
        return;
    }
    let indexed = format!("[{index}]");
    let places: Vec<usize> = code.match_indices(&indexed).map(|(at, _)| at).collect();
    if let &[at] = places.as_slice() {
        let begin = code[..at].trim_end_matches(is_part).len();
        let is_guarded = function.above.iter().any(|line| {
            line.contains(&format!("{index} < len({})", &code[begin..at]))
                || line.contains(&format!("range {} ", &code[begin..at]))
        });
        let is_other = function.has(&format!("if {index} < len({})", &code[begin..at]));
        let is_around = function.heads(start).iter().skip(1).any(|head| head.contains(" < len("));
        let is_both = function.begun(start - 1).iter().any(|line| line.contains(&format!("{list}[")));
        if begin < at
            && !is_around
            && !is_both
            && !code[..begin].ends_with('.')
            && is_guarded
            && is_other
            && !code[at + indexed.len()..].starts_with(" = ")
        {
            edits.put_in(begin..at, &[list]);
        }
    }
}
