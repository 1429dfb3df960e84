//! What Go's compiler says of a use and where it is put right: the declaration of what is used.

use super::super::{Rewrites, between, places, places_of};
use crate::{
    names::{first_word, is_part, last_word, names},
    outline::{
        go::NUMBERS,
        line::{Line, begins_as_name, indentation},
    },
};

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    if code.trim().is_empty() {
        return;
    }
    if let Some(rest) = said.strip_prefix("cannot use ")
        && let Some((left, right)) = rest.split_once(" as ")
        && let Some((wanted, _)) = right.trim_start_matches("type ").split_once(" in ")
    {
        let (quoted, kind) = left.split_once(" (").unwrap_or((left, ""));
        let given = kind.split_once("of type ").map_or(kind, |(_, kind)| kind);
        let given = given.split(" constrained by").next().unwrap_or(given).trim_end_matches(')');
        let wanted = wanted.trim_end_matches(" value");
        fits(edits, line, said, (quoted, given, wanted));
    } else if let Some((whole, kinds)) = said.split_once(" (mismatched types ") {
        let kinds = kinds.trim_end_matches(')').split_once(" and ");
        let name = first_word(whole.trim_start_matches("invalid operation: ").trim_start_matches('('));
        if let Some((one, two)) = kinds {
            made_as(edits, code, name, one, two);
            queried(edits, code, whole, (one, two));
        }
    } else if said.starts_with("cannot assign to ") {
        let name = first_word(said.trim_start_matches("cannot assign to "));
        if let Some(at) = code.find(&format!("{name} := \"")) {
            let start = at + name.len() + " := ".len();
            let end = code.trim_end().len();
            edits.put_in(
                start..end,
                &[&format!("[]byte({})", &code[start..end]), &format!("[]rune({})", &code[start..end])],
            );
        }
    } else if let Some(name) =
        between(said, "invalid recursive type ", ":").or_else(|| said.strip_prefix("invalid recursive type "))
    {
        for place in
            places_of(code, first_word(name)).filter(|place| code[..place.start].ends_with([' ', '\t', ']']))
        {
            if !code[..place.start].ends_with("type ") {
                edits.put_in(place.start..place.start, &["*"]);
            }
        }
    } else if said.contains("incomparable types")
        || said.contains("missing comparable")
        || said.contains("cannot compare")
    {
        edits.put_in(0..code.len(), &[&code.replacen(" any]", " comparable]", 1)]);
        edits.put_in(0..code.len(), &[&code.replacen(" any,", " comparable,", 1)]);
    } else if said.contains("too many return values") || said.contains("missing return") {
        heads(edits, line, said);
    } else if let Some(name) = said.strip_prefix("duplicate case ") {
        repeated(edits, line, first_word(name));
    } else if said.starts_with("impossible type ") || said.contains("does not implement") {
        renamed(edits, code, said);
    }
}

/// A value that does not fit where it is used, by how it or that is declared.
fn fits(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, (quoted, given, wanted): (&str, &str, &str)) {
    let code = line.code;
    let start = indentation(code);
    let end = code.trim_end().len();
    // A type of the document's that is made of what is given.
    for declared in line.document.lines().filter_map(|it| it.strip_prefix("type ")) {
        let Some((name, kind)) = declared.split_once(' ') else { continue };
        if kind.trim() == given && given.starts_with(['[', 'm', 'f']) {
            for place in places(code, quoted) {
                edits.put_in(place.clone(), &[&format!("{name}({})", &code[place])]);
            }
        }
    }
    // A function makes one of the other: a parameter, or one of the document's.
    let wanted_by = format!("func({given}) {wanted}");
    for place in places(code, quoted) {
        let functions = line.document.lines().filter_map(|head| {
            let rest = head.strip_prefix("func ")?;
            let at = head.find(&wanted_by)?;
            Some(last_word(head[..at].trim_end())).filter(|name| !name.is_empty() && !rest.is_empty())
        });
        for name in functions.take(2) {
            edits.put_in(place.clone(), &[&format!("{name}({})", &code[place.clone()])]);
        }
    }
    if code[start..end].starts_with("sort.Slice") && wanted.starts_with("func(i") {
        sorted(edits, code);
    }
    renamed(edits, code, said);
    let is_declared = code[start..end].starts_with(&format!("{quoted} := "));
    if !places(code, quoted).is_empty() && quoted != "nil" && !is_declared {
        return;
    }
    // The type that is declared is the other one.
    for place in places_of(code, wanted.trim_start_matches(['*', '[', ']'])) {
        let is_result = quoted == "nil" && code[..place.start].ends_with(") ");
        if is_result || (quoted == "nil" && code[..place.start].ends_with(['(', ' '])) {
            edits.put_in(place.start..place.start, &["*"]);
        }
    }
    if !given.is_empty() && quoted != "nil" {
        for (at, text) in code.match_indices(wanted) {
            let is_whole = !code[..at].ends_with(is_part) && !code[at + text.len()..].starts_with(is_part);
            if is_whole && wanted.len() > 1 {
                edits.put_in(at..at + text.len(), &[given]);
            }
        }
    }
    if let Some((_, value)) = code[start..end].split_once(&format!("{quoted} := ")) {
        let begin = end - value.len();
        let is_pointer = said.contains("pointer receiver") || wanted.strip_prefix('*') == Some(given);
        if is_pointer {
            edits.put_in(begin..begin, &["&"]);
        }
        made_as(edits, code, quoted, given, wanted);
        if matches!(wanted, "byte" | "rune" | "uint8" | "int32")
            && value.starts_with('"')
            && value.ends_with('"')
            && value.len() == 3
        {
            edits.put_in(
                begin..end,
                &[&format!("{wanted}('{}')", &value[1..2]), &format!("'{}'", &value[1..2])],
            );
        }
        if !is_pointer && !wanted.contains(' ') && !wanted.starts_with(['*', '[']) {
            edits.put_in(begin..end, &[&format!("{wanted}({value})")]);
        }
    }
}

/// A name is made as a number of the other kind.
fn made_as(edits: &mut Rewrites<'_>, code: &str, name: &str, given: &str, wanted: &str) {
    let start = indentation(code);
    let end = code.trim_end().len();
    let line = &code[start..end];
    let is_number = |kind: &str| NUMBERS.contains(&kind);
    if !is_number(wanted) || !is_number(given) || line.contains(" += ") {
        return;
    }
    if let Some(value) = line.strip_prefix(&format!("{name} := ")) {
        let begin = end - value.len();
        let is_whole = value.bytes().all(|it| it.is_ascii_digit());
        if wanted == "float64" && is_whole {
            edits.put_in(end..end, &[".0"]);
        }
        edits.put_in(begin..end, &[&format!("{wanted}({value})")]);
        edits.put_in(start..end, &[&format!("var {name} {wanted}")]);
    } else if ["var ", ""].iter().any(|word| line.starts_with(&format!("{word}{name} ")))
        || line.starts_with("func ")
    {
        for place in places_of(code, given) {
            edits.put_in(place, &[wanted]);
        }
    }
}

/// What an answer's code is, and how often a text is repeated.
fn queried(edits: &mut Rewrites<'_>, code: &str, whole: &str, (one, two): (&str, &str)) {
    if one == "string" && two.ends_with("int") && whole.contains(".Status ") {
        for place in places_of(code, "Status") {
            edits.put_in(place, &["StatusCode"]);
        }
    }
    if one == "string" && two == "int" || one == "int" && two == "string" {
        let quoted = whole.trim_start_matches("invalid operation: ");
        if let Some((a, b)) = quoted.split_once(" * ") {
            let (text, count) = if one == "string" { (a, b) } else { (b, a) };
            for place in places(code, quoted) {
                edits.put_in(place, &[&format!("strings.Repeat({text}, {count})")]);
            }
        }
    }
    for (own, other, side) in [(one, two, 0), (two, one, 1)] {
        // A pointer's value is changed.
        if own.strip_prefix('*') == Some(other) && side == 0 {
            let quoted = whole.trim_start_matches("invalid operation: ");
            for place in places(code, quoted) {
                edits.put_in(place.start..place.start, &["*"]);
            }
        }
    }
}

/// `func(i, j int) bool { return a[i].x < a[j].x }` for what compares two of them.
fn sorted(edits: &mut Rewrites<'_>, code: &str) {
    let Some((before, rest)) = code.split_once(", func(") else { return };
    let Some(list) = before.rsplit('(').next().filter(|list| begins_as_name(list)) else { return };
    let Some((parameters, body)) = rest.split_once(") bool {") else { return };
    let Some((one, other)) = parameters.split_once(", ") else { return };
    let (one, other) = (first_word(one), first_word(other));
    let mut made = String::with_capacity(body.len());
    let mut end = 0;
    for (at, name) in names(body).filter(|(at, _)| !body[..*at].ends_with('.')) {
        let index = if name == one {
            "i"
        } else if name == other {
            "j"
        } else {
            continue;
        };
        made.push_str(&body[end..at]);
        made.extend([list, "[", index, "]"]);
        end = at + name.len();
    }
    made.push_str(&body[end..]);
    edits.put_in(0..code.len(), &[&format!("{before}, func(i, j int) bool {{{made}")]);
}

/// A method has the name that an interface wants.
fn renamed(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let Some(name) = between(said, "(missing ", " method)").or_else(|| between(said, "missing method ", ")"))
    else {
        return;
    };
    if let Some(rest) = code.strip_prefix("func (")
        && let Some((receiver, rest)) = rest.split_once(") ")
    {
        let start = "func (".len() + receiver.len() + ") ".len();
        edits.put_in(start..start + first_word(rest).len(), &[first_word(name)]);
    }
}

/// What a function gives back stands in its head.
fn heads(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let first = code.lines().next().unwrap_or(code);
    let Some(open) = first.find('{').filter(|_| first.starts_with("func ")) else { return };
    let head = first[..open].trim_end();
    let Some(close) = head.rfind(')') else { return };
    if said.contains("missing return") {
        let result = &head[close + 1..];
        if !result.is_empty() {
            let blanks = " ".repeat(result.len());
            edits.put_in(close + 1..head.len(), &["", &blanks]);
        }
        return;
    }
    let have = between(said, "have (", ")").or_else(|| between(line.message, "have (", ")"));
    if let Some(have) = have.filter(|_| head.ends_with(')')) {
        let kinds: Vec<&str> = have.split(", ").collect();
        let ways = match kinds.as_slice() {
            ["number"] => vec!["int".to_owned(), "float64".to_owned()],
            [kind] => vec![(*kind).to_owned()],
            _ => vec![format!("({})", have.replace("number", "int").replace("nil", "error"))],
        };
        for way in ways {
            edits.put_in(head.len()..head.len(), &[&format!(" {way}")]);
        }
    }
}

/// Another constant of the same block, for one that stands in a case before.
fn repeated(edits: &mut Rewrites<'_>, line: &Line<'_>, name: &str) {
    let code = line.code;
    let Some(at) = line.document.find(&format!("\n\t{name}")) else { return };
    let start = line.document[..at].rfind('(').unwrap_or(at);
    let end = line.document[at..].find("\n)").map_or(at, |end| at + end);
    let block = line.document[start..end].lines().skip(1).map(|it| first_word(it.trim()));
    let is_used = |other: &str| {
        line.document.contains(&format!("case {other}:")) || line.document.contains(&format!("case {other},"))
    };
    for other in block.filter(|other| begins_as_name(other) && *other != name && !is_used(other)).take(4) {
        for place in places_of(code, name) {
            edits.put_in(place, &[other]);
        }
    }
    // Constants that are all the same count up.
    if let Some(at) = code.find(" = 0").filter(|_| code.trim_end().ends_with(" = 0")) {
        edits.put_in(at..at + " = 0".len(), &[" = iota"]);
    }
}
