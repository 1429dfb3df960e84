//! Calls of what is none, with more or fewer arguments than are wanted, or without `new`.

use super::{Asked, Call, chain_start, holes};
use crate::{
    names::{is_part, last_word},
    outline::scripts::{brackets, parameters, parts, places, rest_of_line},
    rewrites::Rewrites,
};

/// Most lists of arguments that other calls have.
const MOST_CALLS: usize = 4;
/// Most places of a function's name that are looked at for them.
const MOST_PLACES: usize = 64;

/// What is made with `new`.
pub(super) fn made(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    if !asked.says(&["mean to include 'new'", "cannot be invoked without 'new'", "must be called with `new`"])
    {
        return false;
    }
    let code = asked.code;
    let n_before = edits.found.len();
    let class =
        holes::<1>(asked.message, "Value of type '{}'").or_else(|| holes(asked.message, "constructor {} "));
    let class = class.map(|[name]| {
        name.strip_prefix("typeof ").or_else(|| name.strip_suffix("Constructor")).unwrap_or(name)
    });
    for call in asked.calls() {
        let name = &code[call.name.clone()];
        let is_it = if class.is_some_and(|class| class.chars().all(is_part)) {
            class == Some(name)
        } else {
            name.starts_with(char::is_uppercase)
        };
        let start = chain_start(code, call.name.end);
        if is_it && !code[start..].starts_with("new ") {
            edits.put_in(start..start, &["new "]);
        }
    }
    edits.found.len() > n_before
}

/// `Expected 2 arguments, but got 1.`
pub(super) fn counted(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let Some([expected, got]) = holes::<2>(asked.message, "xpected {} arguments, but got {}") else {
        return false;
    };
    let expected = expected.trim_start_matches("at least ");
    let (least, most) = expected.split_once('-').unwrap_or((expected, expected));
    let number = |text: &str| text.trim_end_matches('.').parse::<usize>().ok();
    let (Some(least), Some(most), Some(got)) = (number(least), number(most), number(got)) else {
        return false;
    };
    let n_before = edits.found.len();
    for call in asked.calls().into_iter().filter(|call| call.arguments.len() == got) {
        if got < least {
            fewer(edits, asked, &call);
        } else if got > most {
            more(edits, asked, &call, most);
        }
    }
    // `new A` gets nothing.
    if got == 0 && asked.calls().is_empty() {
        asked.swap(edits, "new ", &[""]);
    }
    edits.found.len() > n_before
}

/// More arguments, as the function's parameters are called, or as other calls have them.
fn fewer(edits: &mut Rewrites<'_>, asked: &Asked<'_>, call: &Call) {
    let code = asked.code;
    let name = &code[call.name.clone()];
    let given = &code[call.brackets.start + 1..call.brackets.end];
    let got = call.arguments.len();
    let inside = call.brackets.start + 1..call.brackets.end;
    // A sum begins with 0, and what is destructured with nothing.
    let own = parameters(asked.text, name).unwrap_or_default();
    let is_known = |name: &str| places(asked.before, name).next().is_some();
    let missing: Vec<&str> = own.iter().skip(got).filter(|it| !it.is_optional).map(|it| it.name).collect();
    if !missing.is_empty() && missing.iter().all(|name| !name.is_empty() && is_known(name)) {
        let comma = if got == 0 { "" } else { ", " };
        edits.put_in(inside.end..inside.end, &[&format!("{comma}{}", missing.join(", "))]);
    }
    // Others call it, too.
    let mut n_calls = 0;
    let others = places(asked.text, name).filter(|at| !asked.text[..*at].ends_with("function "));
    for at in others.take(MOST_PLACES) {
        let rest = rest_of_line(&asked.text[at + name.len()..]);
        let Some(pair) = brackets(rest).into_iter().find(|pair| pair.start == 0) else { continue };
        let others = parts(&rest[1..pair.end], &[',']);
        if others.len() <= got || rest[pair.end + 1..].trim_start().starts_with('{') || n_calls == MOST_CALLS
        {
            continue;
        }
        n_calls += 1;
        match given {
            "" => edits.put_in(inside.clone(), &[&others.join(", ")]),
            _ if others.len() == got + 1 => edits.put_in(
                inside.clone(),
                &[&format!("{given}, {}", others[got]), &format!("{}, {given}", others[0])],
            ),
            _ => {}
        }
    }
    // What was added is removed.
    if let Some(what) = name.strip_prefix("remove").filter(|_| got == 1) {
        let added = format!("add{what}({given}, ");
        for (at, found) in asked.text.match_indices(&added) {
            let rest = &asked.text[at + found.len()..];
            let rest = &rest[..rest.find(')').unwrap_or(0)];
            if !rest.is_empty() && rest.chars().all(|letter| is_part(letter) || matches!(letter, '.' | '#')) {
                edits.put_in(inside.end..inside.end, &[&format!(", {rest}")]);
            }
        }
    }
    // What was kept is given back.
    if let Some(what) =
        ["clear", "cancel"].iter().find_map(|word| name.strip_prefix(word)).filter(|_| got == 0)
    {
        let what = if what.starts_with("Animation") { "frame" } else { "timer" };
        let mut seen = Vec::new();
        for (at, _) in asked.text.match_indices(" = set") {
            let before = &asked.text[..at];
            let start = before.trim_end_matches(|it| is_part(it) || matches!(it, '.' | '#')).len();
            let kept = &before[start..];
            if !kept.is_empty() && !seen.contains(&kept) && seen.len() < MOST_CALLS {
                seen.push(kept);
                edits.put_in(inside.clone(), &[kept]);
            }
        }
        if seen.is_empty() {
            edits.put_in(inside.clone(), &[what]);
        }
    }
    if got == 0 {
        edits.put_in(inside.clone(), &["undefined"]);
        // What the function gets that this stands in.
        let head = asked
            .before
            .lines()
            .rev()
            .find(|line| line.contains("function ") || line.trim_end().ends_with("=> {"));
        let outer = head.and_then(|head| head.split_once('(')).map(|(name, _)| last_word(name));
        let outer = outer.and_then(|name| parameters(asked.text, name)).unwrap_or_default();
        for parameter in outer.iter().filter(|it| !it.name.is_empty()).take(2) {
            edits.put_in(inside.clone(), &[parameter.name]);
        }
    }
}

/// Fewer arguments: the last ones as a list, in an inner call, or not at all.
fn more(edits: &mut Rewrites<'_>, asked: &Asked<'_>, call: &Call, most: usize) {
    let code = asked.code;
    let name = &code[call.name.clone()];
    if matches!(name, "Date" | "Map" | "Set" | "Promise") && !code[..call.name.start].ends_with("new ") {
        edits.put_in(call.name.start..call.name.start, &["new "]);
        return;
    }
    let (Some(first), Some(last)) = (call.arguments.first(), call.arguments.last()) else { return };
    // A bracket that closes too early.
    for pair in call.arguments.windows(2) {
        if let [one, two] = pair
            && code[one.clone()].ends_with(')')
        {
            let inner = &code[one.start..one.end - 1];
            edits.put_in(
                one.start..two.end,
                &[&format!("{inner}{}{})", &code[one.end..two.start], &code[two.clone()])],
            );
        }
    }
    if let Some(from) = most.checked_sub(1).and_then(|at| call.arguments.get(at)) {
        edits.put_in(from.start..last.end, &[&format!("[{}]", &code[from.start..last.end])]);
        let kept = &call.arguments[most - 1];
        edits.put_in(kept.end..last.end, &[""]);
    }
    if most == 0 || name == "super" {
        edits.put_in(first.start..last.end, &[""]);
    }
}

/// `This expression is not callable.`, and functions that are called too early.
pub(super) fn called(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    if asked.says(&["because it is a 'get' accessor"]) {
        asked.swap(edits, "()", &[""]);
        return true;
    }
    if asked.says(&["This expression is not callable", "is not a function"]) {
        for call in asked.calls() {
            let start = chain_start(code, call.name.end);
            let whole_owner = code[start..call.name.start].trim_end_matches(['.', '?']).len();
            // A number has no methods of texts.
            let name = &code[call.name.clone()];
            let is_of_text =
                matches!(name, "padStart" | "padEnd" | "split" | "trim" | "toLowerCase" | "toUpperCase");
            if is_of_text && whole_owner > 0 && asked.says(&["is not a function"]) {
                let owner = &code[start..start + whole_owner];
                edits.put_in(start..start + whole_owner, &[&format!("String({owner})")]);
                continue;
            }
            let list = &code[call.brackets.start + 1..call.brackets.end];
            let whole = start..call.brackets.end + 1;
            let name = &code[call.name.clone()];
            if matches!(name, "length" | "size") && list.is_empty() {
                edits.put_in(call.brackets.start..call.brackets.end + 1, &[""]);
            }
            let owner = code[start..call.name.start].trim_end_matches(['.', '?']);
            match name {
                "entries" | "keys" | "values" if list.is_empty() && !owner.is_empty() => {
                    edits.put_in(whole, &[&format!("Object.{name}({owner})")]);
                }
                "delete" if !owner.is_empty() => edits.put_in(whole, &[&format!("delete {owner}[{list}]")]),
                "has" if !owner.is_empty() => edits.put_in(whole, &[&format!("{list} in {owner}")]),
                "get" if !owner.is_empty() => edits.put_in(whole, &[&format!("{owner}[{list}]")]),
                "forEach" | "map" if !owner.is_empty() => {
                    edits.put_in(start..call.name.start - 1, &[&format!("Object.values({owner})")]);
                }
                _ if !list.is_empty() => {
                    edits.put_in(call.brackets.start..call.brackets.end + 1, &[&format!("[{list}]")]);
                }
                _ => {}
            }
        }
        return false;
    }
    if asked.says(&[
        "to index type 'MapIterator",
        "to index type 'SetIterator",
        "to index type 'IterableIterator",
    ]) {
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
            let start = chain_start(code, pair.start);
            edits.put_in(start..pair.start, &[&format!("[...{}]", &code[start..pair.start])]);
            edits.put_in(pair.start..pair.end + 1, &[".next().value"]);
        }
    }
    // Nothing that takes a function takes what it gives back.
    if asked.says(&["No overload matches this call"]) {
        overloads(edits, asked);
    }
    if asked.says(&["Did you mean to call 'set'", ".set'?", "no index signature. Did you mean to call"]) {
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
            let key = &code[pair.start + 1..pair.end];
            match code[pair.end + 1..].strip_prefix(" = ") {
                Some(value) => {
                    let end = code.len() - value.len() + value.trim_end().trim_end_matches(';').len();
                    let value = value.trim_end().trim_end_matches(';');
                    edits.put_in(pair.start..end, &[&format!(".set({key}, {value})")]);
                }
                None => edits.put_in(pair.start..pair.end + 1, &[&format!(".get({key})")]),
            }
        }
    }
    if let Some([class]) = holes::<1>(asked.message, "can't be used to index type '{}Constructor'") {
        for pair in brackets(code).into_iter().filter(|pair| code[..pair.start].ends_with(class)) {
            edits.put_in(pair.start..pair.end + 1, &[&format!("({})", &code[pair.start + 1..pair.end])]);
        }
    }
    edits.found.len() > n_before
}

/// Functions that are called too early, texts and objects where the other is wanted.
fn overloads(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for call in asked.calls() {
        let name = &code[call.name.clone()];
        for argument in &call.arguments {
            let value = &code[argument.clone()];
            let takes = name.starts_with("set")
                || name.starts_with("queue")
                || name.starts_with("request")
                || matches!(
                    name,
                    "addEventListener" | "on" | "once" | "throws" | "rejects" | "nextTick" | "then"
                );
            match value.strip_suffix("()") {
                Some(function) if takes => {
                    edits.put_in(argument.clone(), &[function, &format!("() => {value}")]);
                }
                None if takes && value.ends_with(')') && !value.contains("=>") => {
                    edits.put_in(argument.start..argument.start, &["() => "]);
                }
                _ => {}
            }
            if matches!(name, "replace" | "replaceAll" | "append" | "setAttribute" | "set")
                && value.ends_with(is_part)
                && !value.starts_with(['"', '\'', '/'])
            {
                edits
                    .put_in(argument.clone(), &[&format!("String({value})"), &format!("{value}.toString()")]);
            }
        }
        if let ("Map" | "Set", [only]) = (name, call.arguments.as_slice()) {
            let value = &code[only.clone()];
            if value.starts_with('[') {
                edits.put_in(only.clone(), &[&format!("[{value}]")]);
            }
            if let Some((head, inner)) = value.split_once("=> { ") {
                let inner = inner.trim_end_matches([' ', ')', '}']);
                edits.put_in(only.clone(), &[&format!("{head}=> [{inner}])")]);
            }
        }
    }
    let line = code.trim();
    if let Some(value) = line.strip_prefix("body: ") {
        let value = value.trim_end_matches(',');
        let at = code.find("body: ").map_or(0, |at| at + "body: ".len());
        edits.put_in(at..at + value.len(), &[&format!("JSON.stringify({value})")]);
    } else if line.starts_with("body,") {
        asked.swap(edits, "body,", &["body: JSON.stringify(body),"]);
    }
    asked.swap(edits, "{ size: ", &["{ length: "]);
}
