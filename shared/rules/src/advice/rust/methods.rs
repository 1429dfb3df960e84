//! Methods, fields and functions that a type does not have: what it has instead, and what stands between.

use super::{Case, value_end, value_start};
use crate::{
    names::{first_word, is_part},
    outline::rust::{derived, fields as fields_of, head},
    rewrites::Rewrites,
};

/// Types, a method that they do not have, and what is meant.
type Foreign = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

const LISTS: &[&str] = &["Vec", "[T]", "[]", "array"];
const TEXTS: &[&str] = &["str", "String"];
const MAPS: &[&str] = &["HashMap", "BTreeMap"];
const SETS: &[&str] = &["HashSet", "BTreeSet"];
const FOREIGN: &[Foreign] = &[
    (&["VecDeque"], &["push", "append", "add", "enqueue", "offer"], &["push_back", "push_front"]),
    (&["VecDeque"], &["pop", "dequeue", "poll", "shift", "remove_first"], &["pop_front", "pop_back"]),
    (&["VecDeque"], &["peek", "first", "head"], &["front"]),
    (&["VecDeque"], &["last", "tail"], &["back"]),
    (&["BinaryHeap"], &["push_back", "insert", "add", "offer"], &["push"]),
    (&["BinaryHeap"], &["pop_front", "pop_back", "poll", "pop_max", "pop_min"], &["pop"]),
    (&["Vec"], &["push_back", "add", "append", "put"], &["push"]),
    (&["Vec"], &["extend_with", "add_all", "concat_with"], &["extend"]),
    (&["Vec"], &["pop_back"], &["pop"]),
    (&["Vec", "[T]"], &["peek", "back", "top"], &["last"]),
    (&["Vec", "[T]"], &["front", "head"], &["first"]),
    (MAPS, &["push", "add", "put", "set"], &["insert"]),
    (MAPS, &["contains", "has", "has_key", "containsKey"], &["contains_key"]),
    (MAPS, &["find", "at", "lookup"], &["get"]),
    (MAPS, &["delete", "erase", "pop"], &["remove"]),
    (MAPS, &["items", "entries", "pairs"], &["iter"]),
    (SETS, &["push", "add", "put"], &["insert"]),
    (SETS, &["has", "contains_key", "includes"], &["contains"]),
    (SETS, &["delete", "erase", "discard"], &["remove"]),
    (TEXTS, &["length", "size"], &["len"]),
    (TEXTS, &["lstrip", "trim_left", "ltrim"], &["trim_start", "trim_start_matches"]),
    (TEXTS, &["rstrip", "trim_right", "rtrim"], &["trim_end", "trim_end_matches"]),
    (TEXTS, &["strip"], &["trim", "trim_matches"]),
    (TEXTS, &["upper", "to_upper", "toUpperCase"], &["to_uppercase"]),
    (TEXTS, &["lower", "to_lower", "toLowerCase"], &["to_lowercase"]),
    (TEXTS, &["append", "add", "concat"], &["push_str"]),
    (TEXTS, &["includes", "has", "contains_str"], &["contains"]),
    (TEXTS, &["index_of", "indexOf", "index", "position"], &["find"]),
    (TEXTS, &["last_index_of", "lastIndexOf", "rindex"], &["rfind"]),
    (TEXTS, &["iter", "letters", "characters", "into_iter"], &["chars", "bytes"]),
    (TEXTS, &["split_lines", "splitlines"], &["lines"]),
    (TEXTS, &["equals", "eq_ignore_case", "equalsIgnoreCase"], &["eq", "eq_ignore_ascii_case"]),
    (&["char"], &["is_digit_char", "isdigit", "is_number"], &["is_ascii_digit", "is_numeric"]),
    (&["char"], &["isalpha", "is_letter"], &["is_alphabetic", "is_ascii_alphabetic"]),
    (&["f32", "f64"], &["pow"], &["powi", "powf"]),
    (&["f32", "f64"], &["modulo", "rem", "fmod"], &["rem_euclid"]),
    (&["i32", "i64", "u32", "u64", "usize", "u8", "i8", "u16", "i16", "u128"], &["powi", "powf"], &["pow"]),
    (&["JoinHandle", "Child"], &["wait", "join_all"], &["join", "wait"]),
    (&["Sender", "SyncSender", "UnboundedSender"], &["push", "put", "write", "emit"], &["send"]),
    (&["Receiver"], &["pop", "get", "read", "receive"], &["recv"]),
    (&[], &["length", "size"], &["len"]),
    (&[], &["empty", "isEmpty"], &["is_empty"]),
];
/// What iterators have, and lists have not.
const OF_ITERATORS: [&str; 38] = [
    "all",
    "any",
    "chain",
    "cloned",
    "collect",
    "copied",
    "count",
    "cycle",
    "enumerate",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "fold",
    "for_each",
    "inspect",
    "map",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "next",
    "nth",
    "partition",
    "peekable",
    "position",
    "product",
    "rev",
    "skip",
    "skip_while",
    "step_by",
    "sum",
    "take",
    "take_while",
    "zip",
];
/// What iterators are called.
pub(super) const ITERATORS: [&str; 27] = [
    "Bytes",
    "Chain",
    "CharIndices",
    "Chars",
    "Cloned",
    "Copied",
    "Enumerate",
    "Filter",
    "FilterMap",
    "FlatMap",
    "IntoIter",
    "Iter",
    "IterMut",
    "Keys",
    "Lines",
    "Map",
    "Peekable",
    "Range",
    "Rev",
    "Skip",
    "Split",
    "SplitWhitespace",
    "StepBy",
    "Take",
    "TakeWhile",
    "Values",
    "Zip",
];

/// A method that a type does not have.
pub(super) fn methods(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let said = case.quoted();
    let n_before = edits.found.len();
    let value_of = case.message.contains("attempted to take value of method `");
    if let (true, Some(name)) = (value_of, said.first()) {
        called(edits, case, name);
        return;
    }
    if !case.message.contains("no method named `") {
        return;
    }
    let &[name, kind, ..] = said.as_slice() else { return };
    let places = case.asked(name);
    between(edits, case, &places, name, kind);
    if edits.found.len() > n_before {
        return;
    }
    let own_head = head(kind);
    let is_list = kind.trim_start_matches('&').trim_start_matches("mut ").starts_with('[');
    let matches =
        |types: &[&str]| types.is_empty() || types.contains(&own_head) || (is_list && types.contains(&"[T]"));
    // What a type of the document's has is told by names.
    let is_own = derived(case.document, own_head).is_some();
    let foreign = FOREIGN.iter().filter(|(types, foreign, _)| {
        matches(types) && foreign.contains(&name) && (!types.is_empty() || !is_own)
    });
    if let Some((_, _, own)) = foreign.into_iter().next() {
        for at in &places {
            let rest = &case.code[at + 1 + name.len()..];
            // With an argument it is the one that takes one.
            let has_argument = rest.starts_with('(') && !rest.starts_with("()");
            let own: Vec<&str> = own
                .iter()
                .copied()
                .filter(|it| {
                    !own.iter().any(|other| other.ends_with("_matches"))
                        || it.ends_with("_matches") == has_argument
                })
                .collect();
            edits.put_in(at + 1..at + 1 + name.len(), &own);
        }
        return;
    }
    of_iterators(edits, case, &places, name, own_head, is_list);
    if edits.found.len() == n_before && name.contains(char::is_uppercase) && !is_own {
        let own: String = name
            .chars()
            .flat_map(|it| it.is_uppercase().then_some('_').into_iter().chain(it.to_lowercase()))
            .collect();
        for at in places {
            edits.put_in(at + 1..at + 1 + name.len(), &[&own]);
        }
    }
}

/// Names of methods without brackets, as calls: all of them, and one at a time.
fn called(edits: &mut Rewrites<'_>, case: &Case<'_>, name: &str) {
    let ends: Vec<usize> = case.asked(name).into_iter().map(|at| at + 1 + name.len()).collect();
    let ends: Vec<usize> = ends.into_iter().filter(|end| !case.code[*end..].starts_with('(')).collect();
    // Of several methods each is a message of its own.
    let mut whole = case.code.to_owned();
    for end in ends.iter().rev() {
        whole.insert_str(*end, "()");
    }
    edits.put_in(0..case.code.len(), &[&whole]);
    for end in ends {
        edits.put_in(end..end, &["()"]);
    }
}

/// What stands between a value and what is in it: a lock, a borrow, an `await`, nothing or an error.
fn between(edits: &mut Rewrites<'_>, case: &Case<'_>, places: &[usize], name: &str, kind: &str) {
    let code = case.code;
    let (own, is_call) = (head(kind), case.message.contains("no method"));
    let steps: &[&str] = if kind.contains("RwLock<") {
        &[".read().unwrap()", ".write().unwrap()", ".read().await", ".write().await"]
    } else if kind.contains("Mutex<") && !kind.contains("MutexGuard<") {
        &[".lock().unwrap()", ".lock().await"]
    } else if kind.contains("RefCell<") {
        &[".borrow()", ".borrow_mut()"]
    } else if own == "Cell" {
        &[".get()"]
    } else if own == "Weak" {
        &[".upgrade().unwrap()"]
    } else if own == "Entry" {
        &[".or_default()", ".or_insert_with(Vec::new)"]
    } else if own == "Option" {
        &["?", ".unwrap()", ".as_ref().unwrap()", ".as_mut().unwrap()", ".unwrap_or_default()"]
    } else if own == "Result" {
        &["?", ".unwrap()", ".unwrap_or_default()"]
    } else if kind.contains("Future<") && name == "poll" {
        &[".as_mut()"]
    } else if kind.contains("Future<") || kind.starts_with("impl std::future") {
        &[".await", ".await?"]
    } else {
        &[]
    };
    for at in places {
        edits.put_in(*at..*at, steps);
        let end = at + 1 + name.len();
        let Some(list) =
            code[end..].starts_with('(').then(|| crate::outline::rust::inside(&code[end..])).flatten()
        else {
            continue;
        };
        let close = end + list.0.len() + 2;
        if own == "Option" && is_call {
            let call = &code[at + 1..close];
            edits.put_in(
                *at..close,
                &[&format!(".map(|it| it.{call})"), &format!(".is_some_and(|it| it.{call})")],
            );
        }
        // What was waited for too late.
        if steps.first() == Some(&".await") && code[close..].starts_with(".await") {
            edits.put_in(*at..close + ".await".len(), &[&format!(".await{}", &code[*at..close])]);
        }
        if own.starts_with("Split") && matches!(name, "ok_or" | "ok_or_else" | "unwrap" | "expect") {
            for (split, word) in code[..*at].match_indices(".split(") {
                edits.put_in(split..split + word.len(), &[".split_once("]);
            }
            edits.put_in(*at..*at, &[".next()"]);
        }
    }
}

/// What iterators have and lists do not, and the other way round.
fn of_iterators(
    edits: &mut Rewrites<'_>,
    case: &Case<'_>,
    places: &[usize],
    name: &str,
    own: &str,
    is_list: bool,
) {
    let code = case.code;
    for &at in places {
        let end = at + 1 + name.len();
        if OF_ITERATORS.contains(&name) {
            let steps: &[&str] = match own {
                "str" | "String" => &[".chars()", ".lines()", ".bytes()"],
                "HashMap" | "BTreeMap" => &[".iter()", ".values()", ".keys()", ".into_iter()"],
                _ if is_list || LISTS.contains(&own) || SETS.contains(&own) || own.starts_with("VecD") => {
                    &[".iter()", ".into_iter()", ".iter_mut()"]
                }
                _ => &[],
            };
            edits.put_in(at..at, steps);
        }
        // A letter has no methods of texts.
        let mark = code[..at].strip_suffix('\'').and_then(|before| before.rfind('\''));
        if let Some(open) =
            mark.filter(|_| own == "char" && matches!(name, "repeat" | "len" | "to_owned" | "as_str"))
        {
            edits.put_in(open..at, &[&format!("\"{}\"", &code[open + 1..at - 1])]);
        }
        if !ITERATORS.contains(&own) {
            continue;
        }
        let is_empty = code[end..].starts_with("()");
        let renamed: &[&str] = match name {
            "len" | "length" | "size" => &["count"],
            "first" | "front" | "pop" | "pop_front" => &["next"],
            "pop_back" | "back" => &["next_back", "last"],
            "get" => &["nth"],
            "reverse" | "reversed" => &["rev"],
            _ => &[],
        };
        edits.put_in(at + 1..end, renamed);
        if matches!(name, "iter" | "into_iter") && is_empty {
            edits.put_in(at..end + 2, &[""]);
        }
        if matches!(
            name,
            "join" | "concat" | "len" | "is_empty" | "contains" | "windows" | "chunks" | "to_vec"
        ) {
            edits.put_in(at..at, &[".collect::<Vec<_>>()"]);
        }
        if name == "sort" {
            let start = value_start(code, at);
            let declared = code[..start].trim_end().strip_suffix('=').is_some();
            if declared {
                edits.put_in(at..value_end(code, end), &[".collect::<Vec<_>>()"]);
            }
        }
    }
}

/// A field that a type does not have, or does not show.
pub(super) fn fields(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let said = case.quoted();
    let &[first, second, ..] = said.as_slice() else { return };
    let code = case.code;
    if case.message.contains("field `") && case.message.contains("` is private") {
        for at in case.asked(first) {
            let end = at + 1 + first.len();
            match code[end..].strip_prefix(" = ").and_then(|value| value.trim_end().strip_suffix(';')) {
                Some(value) => {
                    let close = code.trim_end().len() - 1;
                    edits.put_in(at + 1..close, &[&format!("set_{first}({value})")]);
                }
                None => edits.put_in(end..end, &["()"]),
            }
        }
        return;
    }
    let (name, kind) = if case.message.contains("no field `") {
        (first, second)
    } else if case.small.contains("does not have a field named `")
        || case.small.contains("has no field named `")
    {
        (second, first)
    } else {
        return;
    };
    if case.message.contains("no field `") {
        let places = case.asked(name);
        let places: Vec<usize> =
            places.into_iter().filter(|at| !code[at + 1 + name.len()..].starts_with('(')).collect();
        between(edits, case, &places, name, kind);
        let is_own = derived(case.document, head(kind)).is_some();
        for at in &places {
            let part = at + 1..at + 1 + name.len();
            if matches!(name, "length" | "size" | "count" | "len") && !is_own {
                edits.put_in(part.clone(), &["len()"]);
            }
            if crate::outline::rust::function(case.document, name).is_some_and(|it| it.receiver.is_some()) {
                edits.put_in(part.end..part.end, &["()"]);
            }
            if let Some(inner) = kind.trim_start_matches('&').strip_prefix('(') {
                let n = crate::outline::rust::parts(inner.trim_end_matches(')')).len();
                for index in 0..n {
                    edits.put_in(part.clone(), &[&index.to_string()]);
                }
            }
        }
    }
    let own = fields_of(case.document, head(kind));
    for (field, _) in own.iter().filter(|(field, _)| case.places(field).is_empty()) {
        for at in case.places(name) {
            edits.put_in(at..at + name.len(), &[field]);
        }
    }
}

/// Functions that a type does not have: those of it that make one.
pub(super) fn associated(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    if !case.message.contains("no function or associated item named `") {
        return;
    }
    let &[name, kind, ..] = case.quoted().as_slice() else { return };
    let kind = head(kind);
    let makers = ["new", "default", "create", "make", "init", "empty", "from", "with_capacity"];
    if !makers.contains(&name) {
        return;
    }
    let call = format!("{kind}::{name}");
    let mut others: Vec<String> = Vec::new();
    let gives_default = derived(case.document, kind).is_some_and(|all| all.contains(&"Default"))
        || case.document.contains(&format!("impl Default for {kind}"));
    if gives_default {
        others.push("default".to_owned());
    }
    for (at, word) in case.document.match_indices("impl") {
        let rest = crate::outline::rust::behind_generics(&case.document[at + word.len()..]).trim_start();
        let Some(rest) = rest.strip_prefix(kind).filter(|rest| !rest.starts_with(is_part)) else { continue };
        let rest = crate::outline::rust::behind_generics(rest).trim_start();
        let Some((body, _)) = rest.starts_with('{').then(|| crate::outline::rust::inside(rest)).flatten()
        else {
            continue;
        };
        for (at, word) in body.match_indices("fn ") {
            let own = first_word(&body[at + word.len()..]);
            let line = body[at..].lines().next().unwrap_or_default();
            let gives_one = line.contains("-> Self") || line.contains(&format!("-> {kind}"));
            if gives_one && !line.contains("self") && others.len() < 4 {
                others.push(own.to_owned());
            }
        }
    }
    for at in case.places(&call).into_iter().chain(case.places(&format!("Self::{name}"))) {
        let end = at + case.code[at..].find(name).unwrap_or(0) + name.len();
        for other in &others {
            edits.put_in(end - name.len()..end, &[other]);
            if other == "default" && case.code[end..].starts_with('(') {
                edits.put_in(end - name.len()..value_end(case.code, end), &["default()"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{asked_in, check};

    #[test]
    fn methods_are_those_that_the_type_has() {
        for (code, message, expected) in [
            (
                "jobs.push(job);",
                "no method named `push` found for struct `std::collections::VecDeque<T, A>` in the current scope",
                "jobs.push_back(job);",
            ),
            (
                "let a = b.lstrip();",
                "no method named `lstrip` found for reference `&str` in the current scope",
                "let a = b.trim_start();",
            ),
            (
                "let a = b.lstrip('0');",
                "no method named `lstrip` found for reference `&str` in the current scope",
                "let a = b.trim_start_matches('0');",
            ),
            (
                "let a = base.pow(2);",
                "no method named `pow` found for type `f32` in the current scope",
                "let a = base.powi(2);",
            ),
            (
                "let n = rows.map(f).max();",
                "no method named `map` found for struct `Vec<Row>` in the current scope",
                "let n = rows.iter().map(f).max();",
            ),
            (
                "let n = line.chars().len();",
                "no method named `len` found for struct `Chars<'a>` in the current scope",
                "let n = line.chars().count();",
            ),
            (
                "let bar = '='.repeat(9);",
                "no method named `repeat` found for type `char` in the current scope",
                "let bar = \"=\".repeat(9);",
            ),
            (
                "let it = jobs.pop();",
                "no method named `pop` found for struct `Arc<Mutex<Vec<Job>>>` in the current scope",
                "let it = jobs.lock().unwrap().pop();",
            ),
            (
                "rooms.entry(id).push(guest);",
                "no method named `push` found for enum `std::collections::hash_map::Entry<'a, K, V, A>` in the current scope",
                "rooms.entry(id).or_default().push(guest);",
            ),
            (
                "let a = load(id).len().await;",
                "no method named `len` found for opaque type `impl std::future::Future<Output = Vec<u8>>` in the current scope",
                "let a = load(id).await.len();",
            ),
            (
                "let (a, b) = line.split(':').ok_or(Bad)?;",
                "no method named `ok_or` found for struct `std::str::Split<'a, P>` in the current scope",
                "let (a, b) = line.split_once(':').ok_or(Bad)?;",
            ),
            (
                "f(a.width, b.width);",
                "attempted to take value of method `width` on type `Area`",
                "f(a.width(), b.width());",
            ),
            (
                "if a.startsWith(b) {",
                "no method named `startsWith` found for reference `&str` in the current scope",
                "if a.starts_with(b) {",
            ),
        ] {
            check(code, message, expected, 8);
        }
    }

    #[test]
    fn fields_and_functions_are_those_of_the_document() {
        let document = "#[derive(Default)]\nstruct Tank { limit: u32, level: u32 }\nf(tank.size, tank.limit);\nlet a = Tank::new();\nlet b = tank.hidden;\n";
        let found = asked_in(document, 2, "no field `size` on type `&Tank`");
        assert_eq!(found, ["f(tank.level, tank.limit);\n"]);
        let found = asked_in(
            document,
            3,
            "no function or associated item named `new` found for struct `Tank` in the current scope",
        );
        assert_eq!(found, ["let a = Tank::default();\n"]);
        let found = asked_in(document, 4, "field `hidden` of struct `Tank` is private");
        assert_eq!(found, ["let b = tank.hidden();\n"]);
    }
}
