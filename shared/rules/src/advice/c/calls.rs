//! What a call is given: too little, too much, in the wrong order, or of another type.

use super::{
    Asked,
    standard::{Parameter, Type, signature, type_of},
};
use crate::{
    arguments::argument_lists,
    names::{is_part, last_word},
    outline::c::Declared,
    rewrites::Rewrites,
};

/// Most ways to fill one place of a call.
const MOST_FILLED: usize = 4;
/// What takes one argument more, or more of them, by what takes less.
const LONGER: [(&str, &[&str]); 10] = [
    ("atof", &["strtod"]),
    ("atoi", &["strtol", "strtoul"]),
    ("gets", &["fgets"]),
    ("puts", &["printf"]),
    ("sprintf", &["snprintf"]),
    ("strcat", &["strncat"]),
    ("strchr", &["memchr"]),
    ("strcmp", &["strncmp", "memcmp"]),
    ("strcpy", &["memcpy", "strncpy"]),
    ("strstr", &["memmem"]),
];

/// A call in the code.
struct Call<'c> {
    name: &'c str,
    name_start: usize,
    /// Where its brackets begin to hold something and where they end.
    start: usize,
    end: usize,
    /// Where each argument stands.
    places: Vec<(usize, usize)>,
    arguments: Vec<&'c str>,
}

/// The calls of a function; `name` may have in front what it is asked of.
fn calls<'c>(code: &'c str, name: &str) -> Vec<Call<'c>> {
    let name = last_word(name);
    let mut found = Vec::new();
    for list in argument_lists(code, false) {
        let (name_start, called) = list.called(code);
        let end = list.arguments.last().map_or(list.start, |last| last.1);
        let Some(end) = code[end..].find(')').map(|at| end + at) else { continue };
        if called == name && !name.is_empty() {
            let arguments = list.arguments.iter().map(|&(start, end)| &code[start..end]).collect();
            found.push(Call {
                name: called,
                name_start,
                start: list.start,
                end,
                places: list.arguments,
                arguments,
            });
        }
    }
    found
}

/// Both last arguments of `memset` the other way round.
pub(super) fn swapped_sizes(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !(asked.says("transposed parameters") || asked.says("transpose the last two")) {
        return;
    }
    for call in calls(asked.code, "memset") {
        if let &[_, second, third] = call.places.as_slice() {
            swap(edits, asked.code, second, third);
        }
    }
}

fn swap(edits: &mut Rewrites<'_>, code: &str, one: (usize, usize), two: (usize, usize)) {
    let swapped = [&code[two.0..two.1], &code[one.1..two.0], &code[one.0..one.1]].concat();
    edits.put_in(one.0..two.1, &[&swapped]);
}

/// `passing argument 2 of ‘f’ …`, `incompatible type for argument 2 of ‘f’`, `no matching function for call to ‘f(A, B)’`,
/// `cannot convert ‘A’ to ‘B’`.
pub(super) fn arguments(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let number = asked.message.split("argument ").nth(1).and_then(|rest| {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse::<usize>().ok()
    });
    let is_passing =
        asked.message.starts_with("passing argument ") || asked.says("incompatible type for argument ");
    let (name, number) = match number {
        Some(number) if is_passing => (asked.quote(0), number),
        _ if asked.says("no matching function for call to") => {
            let call = asked.quote(0);
            (call.split(['(', '<']).next().unwrap_or_default(), 0)
        }
        _ => return,
    };
    for call in calls(asked.code, name) {
        if let Some(takes) = signature(&asked.outline, call.name) {
            in_other_order(edits, asked, &call, &takes);
            if call.arguments.len() < takes.len() {
                filled(edits, asked, &call, &takes);
            }
        }
        let Some(place) = number.checked_sub(1).and_then(|at| call.places.get(at)).copied() else { continue };
        closed_too_late(edits, asked.code, &call, place);
        if edits.found.is_empty() || !asked.says("incompatible pointer type") {
            one_argument(edits, asked, &call, place);
        }
    }
}

/// Arguments in the order that the function takes them in, where they do not fit as they stand.
fn in_other_order(edits: &mut Rewrites<'_>, asked: &Asked<'_>, call: &Call<'_>, takes: &[Parameter<'_>]) {
    let types: Vec<Option<Type<'_>>> =
        call.arguments.iter().map(|argument| type_of(&asked.outline, argument)).collect();
    if types.len() != takes.len() {
        return;
    }
    let fits =
        |types: &[Option<Type<'_>>]| takes.iter().zip(types).all(|(one, other)| one.kind.takes(*other));
    if fits(&types) {
        return;
    }
    for one in 0..types.len() {
        for two in one + 1..types.len() {
            let mut swapped = types.clone();
            swapped.swap(one, two);
            let is_known = types[one].is_some() || types[two].is_some();
            if is_known && fits(&swapped) {
                swap(edits, asked.code, call.places[one], call.places[two]);
            }
        }
    }
}

/// `f(a, b) != 0` for `f(a, b != 0)`.
fn closed_too_late(edits: &mut Rewrites<'_>, code: &str, call: &Call<'_>, (start, end): (usize, usize)) {
    for sign in [" == ", " != ", " < ", " > ", " <= ", " >= "] {
        if end == call.end
            && let Some((argument, rest)) = code[start..end].split_once(sign)
            && !argument.contains('(')
        {
            edits.put_in(start..end + 1, &[&format!("{argument}){sign}{rest}")]);
        }
    }
}

/// What one argument may be instead, by how the message says what it is.
fn one_argument(edits: &mut Rewrites<'_>, asked: &Asked<'_>, call: &Call<'_>, place: (usize, usize)) {
    let code = asked.code;
    let argument = &code[place.0..place.1];
    let range = place.0..place.1;
    let kind = type_of(&asked.outline, argument);
    let is_name = |text: &str| text.starts_with(|first: char| is_part(first) && !first.is_ascii_digit());
    if asked.says("makes pointer from integer") {
        if argument.starts_with('\'') {
            edits.put_in(range.clone(), &[&format!("\"{}\"", argument.trim_matches('\''))]);
            if let Some(other) = call.name.strip_suffix("puts") {
                let start = call.name_start;
                edits.put_in(
                    start..start + call.name.len(),
                    &[&format!("{other}putc"), &format!("{other}putchar")],
                );
            }
        } else if is_name(argument) && !argument.ends_with(')') {
            edits.put_in(place.0..place.0, &["&"]);
        }
    } else if asked.says("makes integer from pointer") {
        if let Some(inner) = argument.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
            let is_letter = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
            if is_letter {
                edits.put_in(range.clone(), &[&format!("'{inner}'")]);
            } else if let Some(before) = call.name.strip_suffix("chr") {
                let start = call.name_start;
                edits.put_in(start..start + call.name.len(), &[&format!("{before}str")]);
            }
            if call.name == "snprintf" {
                let target = call.arguments.first().copied().unwrap_or_default();
                let sizes = [format!("sizeof({target}), "), format!("sizeof {target}, ")];
                edits.put_in(place.0..place.0, &[&sizes[0], &sizes[1]]);
            }
        } else if asked.outline.parameters(argument).is_some() {
            edits.put_in(place.1..place.1, &["()"]);
        } else {
            edits.put_in(place.0..place.0, &["*"]);
            let number = asked.outline.scope();
            let number = number.iter().find(|it| Type::read(it.kind).base == "int" && !it.is_pointer());
            if let Some(number) = number.filter(|_| call.name.starts_with('f')) {
                edits.put_in(range, &[number.name]);
            }
        }
    } else {
        of_other_depth(edits, asked, call, place, kind);
    }
}

/// An address for a value, or a value for an address.
fn of_other_depth(
    edits: &mut Rewrites<'_>,
    asked: &Asked<'_>,
    call: &Call<'_>,
    place: (usize, usize),
    kind: Option<Type<'_>>,
) {
    let code = asked.code;
    let argument = &code[place.0..place.1];
    if argument.starts_with('&') {
        edits.put_in(place.0..place.0 + 1, &[""]);
        return;
    }
    if argument.starts_with('"') {
        return;
    }
    let wanted = signature(&asked.outline, call.name);
    let at = call.places.iter().position(|other| *other == place);
    let wanted = wanted.zip(at).and_then(|(takes, at)| takes.get(at).map(|it| it.kind));
    if let (Some(wanted), Some(kind)) = (wanted, kind)
        && wanted.depth != kind.depth
    {
        let sign = if wanted.depth > kind.depth { "&" } else { "*" };
        edits.put_in(place.0..place.0, &[sign]);
        if wanted.depth < kind.depth {
            edits.put_in(place.1..place.1, &["[1]", "[0]", "[i]"]);
        }
        // The same may be wrong with those that follow.
        let others = call
            .places
            .iter()
            .filter(|other| other.0 > place.0 && code[other.0..other.1].chars().all(is_part));
        let mut whole = code.to_owned();
        let mut n_others = 0;
        for other in others.collect::<Vec<_>>().into_iter().rev() {
            let is_number = type_of(&asked.outline, &code[other.0..other.1]).is_some_and(Type::is_number);
            if sign == "&" && is_number {
                whole.insert(other.0, '&');
                n_others += 1;
            }
        }
        if n_others > 0 {
            whole.insert_str(place.0, sign);
            edits.put_in(0..code.len(), &[&whole]);
        }
        return;
    }
    edits.put_in(place.0..place.0, &["&", "*"]);
}

/// `too few arguments to function ‘f’`.
pub(super) fn too_few(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let is_macro = asked.says("requires ") && asked.says(" arguments, but only ");
    if !(asked.says("too few arguments to function") || is_macro) {
        return;
    }
    let quote = if is_macro { asked.message.split('"').nth(1).unwrap_or_default() } else { asked.quote(0) };
    let name = quote.split('(').next().unwrap_or_default();
    for call in calls(asked.code, name) {
        let is_argument = asked.code[..call.start].trim_end_matches(['(', ' ']).len() + 1 > call.name.len()
            && asked.code[..call.name_start].trim_end().ends_with([',', '(']);
        if call.arguments.is_empty() && is_argument {
            // What is called later is none of a call's.
            edits.put_in(call.start - 1..call.end + 1, &[""]);
        }
        let last = asked.outline.function().and_then(|(_, parameters)| parameters.last().copied());
        if let ("va_start", Some(last)) = (call.name, last) {
            edits.put_in(call.end..call.end, &[&format!(", {}", last.name)]);
        } else if call.name == "open" || call.name == "fopen" {
            edits.put_in(call.end..call.end, &[", \"r\"", ", \"w\"", ", O_RDONLY"]);
        } else if let Some(takes) = signature(&asked.outline, call.name) {
            filled(edits, asked, &call, &takes);
        } else {
            member_called(edits, asked, &call);
        }
    }
}

/// A function that a structure keeps is given more of it: `s->cb(e, s->user)` for `s->cb(e)`.
fn member_called(edits: &mut Rewrites<'_>, asked: &Asked<'_>, call: &Call<'_>) {
    let before = &asked.code[..call.name_start];
    let Some(owner) = before.strip_suffix("->").map(last_word) else { return };
    let Some(kind) = asked.outline.kind_of(owner) else { return };
    let comma = if call.arguments.is_empty() { "" } else { ", " };
    for field in asked
        .outline
        .fields(kind)
        .into_iter()
        .filter(|field| field.kind.contains("void") && field.is_pointer())
    {
        edits.put_in(call.end..call.end, &[&format!("{comma}{owner}->{}", field.name)]);
    }
}

/// The one argument that is missing, wherever those that are there leave a place for it.
fn filled(edits: &mut Rewrites<'_>, asked: &Asked<'_>, call: &Call<'_>, takes: &[Parameter<'_>]) {
    if takes.len() != call.arguments.len() + 1 {
        return;
    }
    let types: Vec<Option<Type<'_>>> =
        call.arguments.iter().map(|argument| type_of(&asked.outline, argument)).collect();
    let scope = asked.outline.scope();
    for (at, missing) in takes.iter().enumerate().rev() {
        let fits = |takes: &[Parameter<'_>], types: &[Option<Type<'_>>]| {
            takes.iter().zip(types).all(|(one, other)| one.kind.takes(*other))
        };
        if !(fits(&takes[..at], &types[..at]) && fits(&takes[at + 1..], &types[at..])) {
            continue;
        }
        for value in values(asked, call, *missing, at, &scope).iter().take(MOST_FILLED) {
            if call.arguments.contains(&value.as_str()) {
                continue;
            }
            match call.places.get(at) {
                Some((start, _)) => edits.put_in(*start..*start, &[&format!("{value}, ")]),
                None if call.arguments.is_empty() => edits.put_in(call.end..call.end, &[value]),
                None => edits.put_in(call.end..call.end, &[&format!(", {value}")]),
            }
        }
    }
}

/// What a parameter may be given here.
fn values(
    asked: &Asked<'_>,
    call: &Call<'_>,
    missing: Parameter<'_>,
    at: usize,
    scope: &[Declared<'_>],
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |value: String| {
        if !found.contains(&value) {
            found.push(value);
        }
    };
    let same = scope.iter().filter(|it| it.name == missing.name && !it.name.is_empty());
    same.for_each(|it| add(it.name.to_owned()));
    match call.name {
        "strtol" | "strtoul" => add("10".to_owned()),
        "sigaction" | "nanosleep" => add("NULL".to_owned()),
        "fread" | "fwrite" if at == 1 || at == 2 => {
            add("1".to_owned());
            let target = call.arguments.first().copied().unwrap_or_default();
            add(format!("sizeof({target})"));
        }
        _ => {}
    }
    let text = call.arguments.iter().find(|argument| argument.starts_with('"'));
    if let (Some(text), "size_t") = (text, missing.kind.base) {
        let escapes = text.matches('\\').count();
        add(text.chars().count().saturating_sub(2 + escapes).to_string());
    }
    if missing.kind.base == "FILE" {
        add("stdout".to_owned());
        add("stderr".to_owned());
        add("stdin".to_owned());
    }
    for it in scope {
        let kind = Type::read(it.kind);
        if kind.base == missing.kind.base && kind.depth == missing.kind.depth {
            add(it.name.to_owned());
        } else if kind.base == missing.kind.base && kind.depth + 1 == missing.kind.depth {
            add(format!("&{}", it.name));
        } else if it.name == "argv" && missing.kind.base == "char" && missing.kind.depth == 1 {
            add("argv[0]".to_owned());
        }
    }
    if missing.kind.base == "size_t" && at > 0 {
        let target = call.arguments.get(at - 1).copied().unwrap_or_default();
        if type_of(&asked.outline, target).is_some_and(|kind| kind.depth > 0) {
            add(format!("sizeof({target})"));
            add(format!("sizeof {target}"));
        }
    }
    if missing.kind.base == "time_t" {
        add("time(NULL)".to_owned());
    }
    found
}

/// `too many arguments to function ‘f’`.
pub(super) fn too_many(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !asked.says("too many arguments to function") {
        return;
    }
    let name = asked.quote(0).split('(').next().unwrap_or_default();
    for call in calls(asked.code, name) {
        let start = call.name_start;
        let longer = LONGER.iter().find(|(short, _)| *short == call.name).map(|(_, longer)| *longer);
        for longer in longer.into_iter().flatten() {
            edits.put_in(start..start + call.name.len(), &[longer]);
        }
        // What is printed with its text alone.
        if let ("perror", Some(&(first, _)), Some(&(second, _))) =
            (call.name, call.places.first(), call.places.get(1))
        {
            edits.put_in(first..second, &[""]);
        }
        let Some(takes) = signature(&asked.outline, call.name).filter(|it| it.len() + 1 == call.places.len())
        else {
            continue;
        };
        let types: Vec<_> = call.arguments.iter().map(|argument| type_of(&asked.outline, argument)).collect();
        for at in (0..types.len()).rev() {
            let mut rest = types.clone();
            rest.remove(at);
            if !takes.iter().zip(&rest).all(|(one, other)| one.kind.takes(*other)) {
                continue;
            }
            match (at.checked_sub(1).and_then(|before| call.places.get(before)), call.places.get(at + 1)) {
                (Some(before), _) => edits.put_in(before.1..call.places[at].1, &[""]),
                (None, Some(next)) => edits.put_in(call.places[at].0..next.0, &[""]),
                (None, None) => edits.put_in(call.start..call.end, &[""]),
            }
        }
    }
}

/// `fprintf(stderr, "…")` for `fprintf("…")`.
pub(super) fn streams(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for (at, call) in code.match_indices("fprintf(\"") {
        if !(asked.says("fprintf") || asked.says("FILE")) || code[..at].ends_with(is_part) {
            continue;
        }
        let mut found: Vec<String> = Vec::new();
        for it in asked.outline.scope() {
            if it.base() == "FILE" {
                found.push(format!("{}, ", it.name));
            }
            let fields = asked.outline.fields(last_word(it.base()));
            let joint = if it.is_pointer() { "->" } else { "." };
            let streams = fields.iter().filter(|field| field.base() == "FILE");
            found.extend(streams.map(|field| format!("{}{joint}{}, ", it.name, field.name)));
        }
        found.truncate(MOST_FILLED);
        found.extend(["stderr, ", "stdout, "].map(str::to_owned));
        let start = at + call.len() - 1;
        for stream in &found {
            edits.put_in(start..start, &[stream]);
        }
    }
}
