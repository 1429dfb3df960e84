//! Names that something does not have, or that nothing declares.

use super::Asked;
use crate::{
    arguments::argument_lists,
    language::Language::{C, Cpp},
    names::{is_part, last_word, names},
    outline::c::{Declared, base},
    rewrites::Rewrites,
};

/// Most names that one may stand for.
const MOST: usize = 4;
/// What containers of C++ call what others call otherwise.
const METHODS: [(&[&str], &[&str], &[&str]); 19] = [
    (
        &["vector", "deque", "list", "string", "basic_string"],
        &["append", "add", "push", "insert", "put"],
        &["push_back"],
    ),
    (&["vector", "deque", "list", "string", "basic_string"], &["top", "peek", "last"], &["back"]),
    (&["vector", "deque", "list"], &["first", "head"], &["front"]),
    (
        &["vector", "deque", "list", "set", "map", "unordered_map", "unordered_set"],
        &["remove", "delete", "discard"],
        &["erase"],
    ),
    (&["vector", "deque", "string", "basic_string"], &["pop", "removeLast"], &["pop_back"]),
    (&["deque", "list"], &["pop", "shift", "popleft"], &["pop_front"]),
    (&["set", "unordered_set", "multiset"], &["push_back", "append", "add", "push"], &["insert"]),
    (
        &["set", "unordered_set", "map", "unordered_map", "multiset"],
        &["contains", "has", "includes", "containsKey"],
        &["count"],
    ),
    (&["map", "unordered_map"], &["put", "add", "set", "push_back"], &["emplace", "insert"]),
    (&["map", "unordered_map", "vector", "array"], &["get"], &["at"]),
    (&["string", "basic_string"], &["substring", "slice"], &["substr"]),
    (&["string", "basic_string"], &["indexOf", "index", "contains", "includes"], &["find"]),
    (&["string", "basic_string"], &["charAt", "get"], &["at"]),
    (&["bitset"], &["contains", "get", "at", "has"], &["test"]),
    (&["bitset"], &["add", "insert"], &["set"]),
    (&["queue", "stack", "priority_queue"], &["push_back", "append", "add", "enqueue", "insert"], &["push"]),
    (&["queue", "stack", "priority_queue"], &["pop_front", "pop_back", "dequeue"], &["pop"]),
    (&["stack", "priority_queue"], &["front", "back", "peek"], &["top"]),
    (&["queue"], &["top", "peek"], &["front"]),
];
/// What all containers call so.
const OF_ALL: [(&[&str], &str); 2] = [
    (&["length", "len", "Length", "count", "getSize", "Size", "Count"], "size"),
    (&["isEmpty", "is_empty"], "empty"),
];
/// What is asked through an arrow.
const POINTERS: [&str; 7] =
    ["iterator", "unique_ptr", "shared_ptr", "optional", "_Rb_tree", "_Node", "__normal_iterator"];

/// The name of a type of C++ without its space and what it is of.
fn outer_name(kind: &str) -> &str {
    let kind = base(kind.trim_start_matches("const "));
    let kind = kind.split('<').next().unwrap_or_default();
    last_word(kind)
}

/// `has no member named ‘m’`, `did you mean to use ‘->’`, `request for member ‘m’ in …`, `base operand of ‘->’ has non-pointer type`.
pub(super) fn members(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("has no member named") || asked.says("no member named '") {
        let (kind, name) = if asked.says("has no member named") {
            (asked.quote(0), asked.quote(1))
        } else {
            (asked.quote(1), asked.quote(0))
        };
        if asked.language == Cpp {
            of_containers(edits, asked, kind, name);
        }
        of_structure(edits, asked, kind, name);
    } else if asked.says("non-pointer type")
        || asked.says("invalid type argument of ‘->’")
        || asked.says("is not a pointer; did you mean to use '.'")
    {
        let n_arrows = code.matches("->").count();
        arrows(edits, asked, "->", ".", n_arrows > 1);
    } else if asked.says("is a pointer; did you mean to use") {
        let owner = asked.quote(0);
        match owner.rsplit_once('&').filter(|_| owner.starts_with('(')) {
            // A list has no fields.
            Some((_, list)) => of_list(edits, code, list),
            None if code.contains(&format!("{owner}.")) => {
                let arrow = format!("{owner}->");
                edits.put_in(0..code.len(), &[&code.replace(&format!("{owner}."), &arrow)]);
            }
            None => {}
        }
    } else if asked.says("request for member") {
        requested(edits, asked, asked.quote(0));
    }
}

/// One joint for another: each alone, where there are several, those of the names whose types the message tells first.
fn arrows(edits: &mut Rewrites<'_>, asked: &Asked<'_>, from: &str, to: &str, is_one_of_several: bool) {
    let kind = base(asked.quoted.last().copied().unwrap_or_default());
    let code = asked.code;
    for is_known in [true, false] {
        for (at, _) in code.match_indices(from) {
            let owner = asked.outline.kind_of(last_word(&code[..at]));
            let is_of_kind = owner.is_some_and(|owner| base(owner) == kind && !owner.ends_with('*'));
            if is_of_kind == is_known {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
        if is_known && is_one_of_several && !edits.found.is_empty() {
            return;
        }
    }
}

/// What a list is asked for: its length, or a field of one of its elements.
fn of_list(edits: &mut Rewrites<'_>, code: &str, list: &str) {
    for (at, _) in code.match_indices(&format!("{list}.")) {
        let start = at + list.len();
        let rest = &code[start + 1..];
        let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
        if matches!(name, "length" | "size" | "count" | "len") {
            let call = if rest[name.len()..].starts_with("()") { 2 } else { 0 };
            let end = start + 1 + name.len() + call;
            edits.put_in(
                at..end,
                &[
                    &format!("sizeof({list}) / sizeof({list}[0])"),
                    &format!("sizeof {list} / sizeof {list}[0]"),
                ],
            );
        } else {
            edits.put_in(start..start, &["[i]", "[0]"]);
        }
    }
}

/// A member of what has none: a method of other languages', a field of a pointer, a cast that reaches too far.
fn requested(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str) {
    let code = asked.code;
    for (at, _) in names(code).filter(|(_, found)| *found == name) {
        let Some(before) = code[..at].strip_suffix('.').or_else(|| code[..at].strip_suffix("->")) else {
            continue;
        };
        let start =
            before.trim_end_matches(|it| is_part(it) || matches!(it, '.' | '-' | '>' | '[' | ']')).len();
        let owner = before[start..].trim_start_matches(['-', '>']);
        let start = before.len() - owner.len();
        let end = at + name.len();
        let inner =
            code[end..].strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inner, _)| inner);
        let call_end = inner.map_or(end, |inner| end + inner.len() + 2);
        if owner.is_empty() && before.ends_with(')') {
            edits.put_in(before.len()..at, &[if code[..at].ends_with('.') { "->" } else { "." }]);
            continue;
        }
        if owner.is_empty() {
            // `.a = 1 .b = 2`.
            let gap = before.trim_end().len();
            if gap < before.len() && code[..at].ends_with('.') {
                edits.put_in(gap..gap, &[","]);
            }
            continue;
        }
        // `(T *)a->b` is a cast of the field.
        if code[at..].starts_with(name)
            && let Some(open) = code[..start].strip_suffix(')').and_then(|rest| rest.rfind('('))
            && code[open..start].contains('*')
        {
            edits.put_in(open..before.len(), &[&format!("({}{owner})", &code[open..start])]);
            return;
        }
        let is_pointer = asked.says("pointer type");
        match (asked.language, name, inner) {
            (C, "length" | "len" | "size" | "count", _) => {
                let ways =
                    [format!("strlen({owner})"), format!("sizeof({owner})"), format!("sizeof {owner}")];
                edits.put_in(start..call_end, &[&ways[0], &ways[1], &ways[2]]);
                if asked.outline.count(&format!("{owner}->")) > 0 {
                    edits.put_in(before.len()..at, &["->"]);
                }
            }
            (C, "equals" | "compare", Some(inner)) => {
                edits.put_in(start..call_end, &[&format!("strcmp({owner}, {inner}) == 0")]);
            }
            (C, "contains" | "indexOf" | "find" | "includes", Some(inner)) => {
                let function = if inner.starts_with('\'') { "strchr" } else { "strstr" };
                edits.put_in(start..call_end, &[&format!("{function}({owner}, {inner})")]);
            }
            (Cpp, "toString" | "to_string" | "str", Some(_)) => {
                edits.put_in(
                    start..call_end,
                    &[&format!("std::to_string({owner})"), &format!("to_string({owner})")],
                );
            }
            _ if is_pointer && code[..at].ends_with('.') => edits.put_in(before.len()..at, &["->"]),
            _ if code[..at].ends_with('.') => {
                edits.put_in(before.len()..at, &["->"]);
                // Two values with a full stop for the comma.
                if code[at..].starts_with(name) && asked.language == Cpp {
                    edits.put_in(before.len()..at, &[", "]);
                }
            }
            _ => edits.put_in(before.len()..at, &["."]),
        }
    }
}

/// What a container of C++ calls what was asked of it.
fn of_containers(edits: &mut Rewrites<'_>, asked: &Asked<'_>, kind: &str, name: &str) {
    let code = asked.code;
    let kind = if asked.other_name.is_empty() { kind } else { asked.other_name };
    let outer = outer_name(kind);
    let places: Vec<usize> = names(code).filter(|(_, found)| *found == name).map(|(at, _)| at).collect();
    if POINTERS.iter().any(|pointer| outer.contains(pointer)) {
        let members: Vec<_> = places.iter().filter(|at| code[..**at].ends_with('.')).collect();
        let mut whole = code.to_owned();
        for at in members.iter().rev() {
            whole.replace_range(**at - 1..**at, "->");
            edits.put_in(**at - 1..**at, &["->"]);
        }
        edits.put_in(0..code.len(), &[&whole]);
        // `best->first` for `*best.first`.
        for (at, _) in code.match_indices('*') {
            let rest = &code[at + 1..];
            let owner = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
            if !owner.is_empty() && rest[owner.len()..].starts_with('.') {
                edits.put_in(at..at + owner.len() + 2, &[&format!("{owner}->")]);
            }
        }
        return;
    }
    if outer == "pair" {
        let own: &[&str] = match name {
            "key" => &["first"],
            "value" => &["second"],
            _ => &["first", "second"],
        };
        for at in &places {
            edits.put_in(*at..*at + name.len(), own);
        }
        return;
    }
    if !kind.contains("std::") {
        return;
    }
    let of_all = OF_ALL.iter().filter(|(foreign, _)| foreign.contains(&name)).map(|(_, own)| *own);
    let of_one =
        METHODS.iter().filter(|(kinds, foreign, _)| kinds.contains(&outer) && foreign.contains(&name));
    let own: Vec<&str> = of_one.flat_map(|(_, _, own)| own.iter().copied()).chain(of_all).collect();
    for at in places {
        edits.put_in(at..at + name.len(), &own);
        // `a == b` for `a.equals(b)`.
        let inner = code[at + name.len()..].strip_prefix('(').and_then(|rest| rest.split_once(')'));
        if let ("equals", Some((inner, _)), Some(before)) = (name, inner, code[..at].strip_suffix('.')) {
            let list = argument_lists(code, false).into_iter().find(|list| list.start == at + name.len() + 1);
            let end = list.and_then(|list| list.arguments.last().map(|last| last.1 + 1));
            let end = end.unwrap_or(at + name.len() + inner.len() + 2);
            let argument = &code[at + name.len() + 1..end - 1];
            edits.put_in(before.len()..end, &[&format!(" == {argument}")]);
            if let Some(not) = before.rfind('!') {
                edits.put_in(not..end, &[&format!("{} != {argument}", &before[not + 1..])]);
            }
        }
    }
}

/// Fields of a structure of the document: through one that has it, or another one.
fn of_structure(edits: &mut Rewrites<'_>, asked: &Asked<'_>, kind: &str, name: &str) {
    let code = asked.code;
    let fields = asked.outline.fields(last_word(base(kind)));
    let places = names(code).filter(|(at, found)| *found == name && code[..*at].ends_with(['.', '>']));
    for (at, _) in places {
        for field in &fields {
            let inner = asked.outline.fields(last_word(field.base()));
            if inner.iter().any(|it| it.name == name) {
                let joint = if field.is_pointer() { "->" } else { "." };
                edits.put_in(at..at, &[&format!("{}{joint}", field.name)]);
            }
        }
        // Where the compiler knows a similar one, that is proposed anyhow.
        if asked.says("did you mean") {
            continue;
        }
        for field in likeliest(name, &fields) {
            edits.put_in(at..at + name.len(), &[field]);
        }
    }
}

/// The fields that a name may stand for, those that share a word or the beginning with it first.
fn likeliest<'f>(name: &str, fields: &[Declared<'f>]) -> Vec<&'f str> {
    let small = name.to_lowercase();
    let weight = |field: &Declared<'_>| {
        let other = field.name.to_lowercase();
        let n_same = small.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let is_part_of = other.contains(&small) || small.contains(&other);
        let begins = small.chars().all(|letter| other.contains(letter))
            && other.starts_with(&small[..small.floor_char_boundary(1)]);
        usize::from(is_part_of) * 100 + usize::from(begins) * 50 + n_same
    };
    let mut found: Vec<_> = fields.iter().filter(|field| field.name != name).collect();
    found.sort_by_key(|field| std::cmp::Reverse(weight(field)));
    found.into_iter().take(MOST).map(|field| field.name).collect()
}

/// A name that nothing declares: a field of what is in scope, the name of a structure without its word, or what has the same words.
pub(super) fn undeclared(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let says =
        ["undeclared", "not declared", "undeclared identifier", "unknown type name", "not been declared"];
    if !says.iter().any(|phrase| asked.says(phrase)) {
        return;
    }
    let (code, name) = (asked.code, asked.quote(0));
    if name.is_empty() || !name.chars().all(is_part) {
        return;
    }
    let tag = asked.outline.tag_of(name).filter(|_| asked.language == C);
    let scope = asked.outline.scope();
    for (at, _) in names(code).filter(|(_, found)| *found == name) {
        let (before, after) = (&code[..at], code[at + name.len()..].trim_start());
        if before.ends_with(['.', '>']) {
            continue;
        }
        if let Some(tag) = tag {
            edits.put_in(at..at, &[&format!("{tag} ")]);
            continue;
        }
        // In a list of values a field has a full stop in front.
        let is_listed = before.trim_end().ends_with(['{', ',']) || before.trim().is_empty();
        if is_listed && after.starts_with("= ") && (after.contains(',') || after.contains('}')) {
            let mut whole = code.to_owned();
            whole.insert(at, '.');
            edits.put_in(0..code.len(), &[&whole]);
            // Others of the list, too.
            let mut all = code.to_owned();
            let fields = names(code).filter(|(at, field)| {
                code[at + field.len()..].starts_with(" = ") && code[..*at].trim_end().ends_with(['{', ','])
            });
            for (at, _) in fields.collect::<Vec<_>>().into_iter().rev() {
                all.insert(at, '.');
            }
            edits.put_in(0..code.len(), &[&all]);
        }
        // `int a = 0; b = 0;`.
        if after.starts_with("= ") && before.trim_end().ends_with(';') {
            let gap = before.trim_end().len();
            edits.put_in(gap - 1..gap, &[","]);
        }
        let mut owners: Vec<String> = Vec::new();
        for it in &scope {
            let joint = if it.is_pointer() { "->" } else { "." };
            let owner = format!("{}{joint}", it.name);
            if asked.outline.fields(last_word(it.base())).iter().any(|field| field.name == name)
                && !owners.contains(&owner)
            {
                owners.push(owner);
            }
        }
        owners.truncate(MOST);
        for owner in &owners {
            edits.put_in(at..at, &[owner]);
        }
    }
    if tag.is_none() {
        called_otherwise(edits, asked, name);
    }
}

/// Names of the document with the same words, and parameters of the same line that nothing uses.
fn called_otherwise(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str) {
    let code = asked.code;
    let mut found: Vec<&str> = Vec::new();
    for text in [asked.outline.above(), asked.outline.below()] {
        for (_, other) in names(text) {
            if other != name && has_same_words(name, other) && !found.contains(&other) && found.len() < MOST {
                found.push(other);
            }
        }
    }
    let is_unused =
        |parameter: &&Declared<'_>| names(code).filter(|(_, it)| *it == parameter.name).count() == 1;
    if code.contains('}') {
        for list in argument_lists(code, false) {
            let read = list.arguments.iter().map(|&(start, end)| Declared::read(&code[start..end]));
            let parameters: Option<Vec<_>> = read.collect();
            found.extend(parameters.unwrap_or_default().iter().filter(is_unused).map(|it| it.name).take(2));
        }
    }
    let is_called = code.contains(&format!("{name}("));
    for (at, _) in names(code).filter(|(at, it)| *it == name && !code[..*at].ends_with(['.', '>', ':'])) {
        for other in found
            .iter()
            .filter(|other| !is_called || asked.outline.any(other, |_, after| after.starts_with('(')))
        {
            edits.put_in(at..at + name.len(), &[other]);
        }
    }
    for (from, to) in [("return self;", "return *this;"), ("Math::PI", "M_PI")] {
        for (at, _) in code.match_indices(from).filter(|_| from.contains(name)) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
    if name == "new" {
        made(edits, asked);
    }
}

/// Whether one name says the same as another: the same letters aside from capitals, lines and a sign for what is a field or constant, or the
/// same words in another order, or one word more.
fn has_same_words(name: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    let (one, two) = (plain(name), plain(other));
    if one == two
        || (other.starts_with('k') && two.strip_prefix('k') == Some(&one))
        || two.strip_prefix('m') == Some(&one) && other.starts_with("m_")
    {
        return true;
    }
    let words =
        |text: &str| text.split('_').map(str::to_lowercase).filter(|it| it.len() > 2).collect::<Vec<_>>();
    let (mine, others) = (words(name), words(other));
    let is_long = mine.iter().map(String::len).sum::<usize>() >= 5;
    is_long
        && other.contains('_')
        && mine.iter().all(|word| others.contains(word))
        && others.len() <= mine.len() + 1
        && name.chars().any(char::is_lowercase) == other.chars().any(char::is_lowercase)
}

/// `calloc(1, sizeof(*a))` for `new A()` in C.
fn made(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let Some(at) = code.find("new ") else { return };
    let rest = &code[at + "new ".len()..];
    let kind = &rest[..rest.len() - rest.trim_start_matches(|it| is_part(it) || it == ' ').len()];
    let Some(inner) = rest[kind.len()..].strip_prefix('(').and_then(|it| it.split_once(')')) else { return };
    let end = at + "new ".len() + kind.len() + inner.0.len() + 2;
    let target = code[..at].trim_end().strip_suffix('=').map(|before| last_word(before.trim_end()));
    let ways = [
        target.map(|target| format!("calloc(1, sizeof(*{target}))")),
        target.map(|target| format!("malloc(sizeof(*{target}))")),
        Some(format!("calloc(1, sizeof({kind}))")),
        Some(format!("malloc(sizeof({kind}))")),
        target.map(|target| format!("malloc(sizeof *{target})")),
    ];
    for way in ways.iter().flatten() {
        edits.put_in(at..end, &[way]);
    }
}
