//! A property that a type does not have: what that type calls it, or what has it.

use std::ops::Range;

use super::{Asked, chain_start, holes};
use crate::{
    names::{first_word, is_part, last_word, names},
    outline::scripts::{brackets, kind_of, members, objects, parts, places},
    rewrites::Rewrites,
};

/// Methods that a list has, and a text, a set or what gives one value after another does not.
pub(super) const OF_LISTS: [&str; 17] = [
    "map",
    "filter",
    "reduce",
    "some",
    "every",
    "find",
    "findIndex",
    "sort",
    "reverse",
    "slice",
    "flatMap",
    "join",
    "forEach",
    "at",
    "includes",
    "toSorted",
    "concat",
];
/// Methods that a text has and a list does not.
pub(super) const OF_TEXTS: [&str; 11] = [
    "toLowerCase",
    "toUpperCase",
    "trim",
    "split",
    "replace",
    "replaceAll",
    "startsWith",
    "endsWith",
    "padStart",
    "padEnd",
    "charAt",
];
/// What an event asks its target for.
const OF_TARGETS: [&str; 8] =
    ["name", "value", "checked", "dataset", "id", "files", "classList", "textContent"];
/// Lines that are longer are not read, in bytes.
const LONGEST_LINE: usize = 1000;
/// How far above a variable is looked for, in lines.
const LINES_OF_NAMES: usize = 40;
/// Most members of a type that may be meant.
const MOST_MEMBERS: usize = 6;
/// Most members whose own members are looked through.
const MOST_OWNERS: usize = 16;

/// What one kind of value calls what others call otherwise; what ends with `()` is a method that gets nothing.
fn names_of(kind: &Kind) -> &'static [(&'static [&'static str], &'static [&'static str])] {
    match kind {
        Kind::List => &[
            (&["add", "append", "push_back", "put", "insert", "Add", "addLast"], &["push"]),
            (&["contains", "has", "include", "contain", "Contains"], &["includes"]),
            (&["size", "count", "len", "Length", "Count", "size()", "len()", "count()"], &["length"]),
            (&["any", "exists", "Any"], &["some"]),
            (&["all", "All"], &["every"]),
            (&["first", "first()", "head"], &["at(0)"]),
            (&["last", "last()", "tail"], &["at(-1)"]),
            (&["each", "foreach", "ForEach", "for_each"], &["forEach"]),
            (&["select", "Select", "collect"], &["map"]),
            (&["where", "Where", "select", "findAll"], &["filter"]),
            (&["implode", "Join"], &["join"]),
            (&["index", "IndexOf", "indexof"], &["indexOf"]),
            (&["extend", "addAll", "append_all"], &["push"]),
            (&["fold", "inject", "aggregate", "sum"], &["reduce"]),
            (&["sorted", "order", "orderBy"], &["sort"]),
            (&["reversed"], &["reverse()"]),
            (&["remove", "delete"], &["splice"]),
            (&["pop_front", "dequeue", "popleft", "poll"], &["shift"]),
            (&["push_front", "prepend", "appendleft"], &["unshift"]),
            (&["get"], &["at"]),
        ],
        Kind::Text => &[
            (&["strip", "Trim"], &["trim"]),
            (&["lstrip", "trimLeft"], &["trimStart"]),
            (&["rstrip", "trimRight"], &["trimEnd"]),
            (&["upper", "toUpper", "ToUpper", "upcase", "toUppercase"], &["toUpperCase"]),
            (&["lower", "toLower", "ToLower", "downcase", "toLowercase"], &["toLowerCase"]),
            (&["contains", "has", "include", "Contains"], &["includes"]),
            (&["startswith", "hasPrefix", "starts_with"], &["startsWith"]),
            (&["endswith", "hasSuffix", "ends_with"], &["endsWith"]),
            (&["len", "size", "count", "Length", "len()", "size()"], &["length"]),
            (&["find", "index", "IndexOf"], &["indexOf"]),
            (&["gsub", "replace_all"], &["replaceAll"]),
            (&["format"], &["concat"]),
            (&["rjust", "zfill", "leftPad"], &["padStart"]),
            (&["ljust"], &["padEnd"]),
            (&["ord", "charCode"], &["charCodeAt"]),
        ],
        Kind::Map => &[
            (&["put", "add", "insert", "push"], &["set"]),
            (&["contains", "includes", "containsKey", "has_key", "hasKey", "exists"], &["has"]),
            (&["remove", "del", "erase", "pop"], &["delete"]),
            (&["length", "count", "len", "size()", "length()"], &["size"]),
            (&["items", "entrySet"], &["entries"]),
            (&["keySet"], &["keys"]),
            (&["find", "at", "fetch", "getOrDefault", "lookup"], &["get"]),
        ],
        Kind::Set => &[
            (&["push", "append", "put", "insert", "set", "unshift"], &["add"]),
            (&["contains", "includes", "exists", "get"], &["has"]),
            (&["remove", "del", "discard", "erase", "pop"], &["delete"]),
            (&["length", "count", "len", "size()", "length()"], &["size"]),
        ],
        Kind::Json => &[
            (
                &["dumps", "dump", "encode", "serialize", "toString", "Stringify", "stringfy", "marshal"],
                &["stringify"],
            ),
            (&["loads", "load", "decode", "deserialize", "Parse", "unmarshal", "read"], &["parse"]),
        ],
        Kind::Math => &[
            (&["ln"], &["log"]),
            (&["fabs", "Abs"], &["abs"]),
            (&["power"], &["pow"]),
            (&["rand"], &["random"]),
            (&["ceiling", "Ceil"], &["ceil"]),
            (&["pi", "Pi"], &["PI"]),
            (&["truncate"], &["trunc"]),
            (&["hypotenuse"], &["hypot"]),
            (&["squareRoot", "root"], &["sqrt"]),
        ],
        Kind::Date => &[
            (&["getYear", "year", "getFullyear"], &["getFullYear"]),
            (&["month"], &["getMonth"]),
            (&["day", "getDayOfMonth"], &["getDate"]),
            (
                &["toMillis", "getMillis", "millis", "timestamp", "getTimestamp", "unix", "time", "getEpoch"],
                &["getTime"],
            ),
            (&["format", "isoformat", "toIsoString", "strftime"], &["toISOString"]),
        ],
        Kind::Pattern => &[(&["match", "search", "find", "matches"], &["exec", "test"])],
        Kind::Console => &[(&["print", "println", "write", "Log", "writeLine", "WriteLine"], &["log"])],
        Kind::Assert => &[
            (&["equals", "isEqual", "Equal", "assertEquals", "toEqual", "eq"], &["strictEqual", "equal"]),
            (&["isTrue", "assertTrue"], &["ok"]),
            (&["deepEquals"], &["deepStrictEqual", "deepEqual"]),
        ],
        Kind::Element => &[
            (&["class"], &["className", "classList"]),
            (&["text", "innerHtml", "html", "value"], &["textContent"]),
            (&["getElementById", "find", "query"], &["querySelector"]),
            (&["append_child", "add"], &["append"]),
            (&["on"], &["addEventListener"]),
        ],
        Kind::Number | Kind::Promise | Kind::Sequence | Kind::Function | Kind::Object => &[],
    }
}

/// What kind of value a type is of.
enum Kind {
    List,
    Text,
    Number,
    Map,
    Set,
    Json,
    Math,
    Date,
    Pattern,
    Console,
    Assert,
    Element,
    Promise,
    /// One value after another: iterators, generators, lists of nodes.
    Sequence,
    Function,
    Object,
}

impl Kind {
    fn of(kind: &str) -> Self {
        let head = first_word(kind);
        match head {
            _ if kind.contains("=>") && kind.starts_with(['(', '<']) => Self::Function,
            _ if kind.ends_with("[]") || kind.starts_with('[') => Self::List,
            "ReadonlyArray" | "Array" => Self::List,
            "string" | "\"" | "String" => Self::Text,
            "number" | "boolean" | "bigint" => Self::Number,
            "Map" | "ReadonlyMap" | "WeakMap" | "URLSearchParams" | "FormData" | "Headers" => Self::Map,
            "Set" | "ReadonlySet" | "WeakSet" => Self::Set,
            "JSON" => Self::Json,
            "Math" => Self::Math,
            "Date" => Self::Date,
            "RegExp" => Self::Pattern,
            "Console" => Self::Console,
            "typeof" if kind.contains("assert") => Self::Assert,
            "Promise" => Self::Promise,
            _ if head.starts_with("HTML") && head.ends_with("Element") => Self::Element,
            "Element" | "DocumentFragment" => Self::Element,
            _ if head.ends_with("Iterator") || head.ends_with("Generator") => Self::Sequence,
            _ if head.starts_with("NodeList") || head.starts_with("HTMLCollection") => Self::Sequence,
            "IterableIterator" | "FileList" | "DOMTokenList" | "NamedNodeMap" => Self::Sequence,
            _ => Self::Object,
        }
    }
}

/// Where a property is asked for that is missing: where its owner begins, the dot, and the name.
struct Place {
    start: usize,
    dot: usize,
    name: Range<usize>,
}

/// `Property 'a' does not exist on type 'B'.`
pub(super) fn missing(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let Some([name, rest]) = holes::<2>(asked.message, "roperty '{}' does not exist on type '{}") else {
        return false;
    };
    if name.is_empty() || !name.chars().all(is_part) {
        return false;
    }
    let code = asked.code;
    let meant = rest.split_once("Did you mean ").map(|(_, meant)| meant);
    let kind = rest.split_once("'. Did you").map_or(rest, |(kind, _)| kind);
    let kind = kind.split_once("'.\n").map_or(kind, |(kind, _)| kind);
    let kind = kind.trim_end().trim_end_matches('.').trim_end_matches('\'');
    let places: Vec<Place> = places(code, name)
        .filter_map(|at| {
            let dot = code[..at].strip_suffix('.').filter(|before| !before.ends_with(".."))?.len();
            let end = dot - usize::from(code[..dot].ends_with('?'));
            Some(Place { start: chain_start(code, end), dot: end, name: at..at + name.len() })
        })
        .collect();
    if let Some(meant) = meant {
        return proposed(edits, asked, &places, meant);
    }
    if places.is_empty() {
        return taken(edits, asked, kind);
    }
    let n_before = edits.found.len();
    for place in &places {
        renamed(edits, code, place, &Kind::of(kind));
        of_kind(edits, asked, place, kind);
    }
    edits.found.len() > n_before
}

/// What a message proposes instead: `'#members'`, `'dry-run'`, `the static member 'A.b'`.
fn proposed(edits: &mut Rewrites<'_>, asked: &Asked<'_>, places: &[Place], meant: &str) -> bool {
    let Some([name]) = holes::<1>(meant, "'{}'") else { return false };
    for Place { start, dot, name: at } in places {
        if meant.contains("static member") {
            edits.put_in(*start..at.end, &[name]);
        } else if name.trim_start_matches('#').chars().all(is_part) {
            edits.put_in(at.clone(), &[name]);
        } else {
            let mark = asked.mark();
            edits.put_in(*dot..at.end, &[&format!("[{mark}{name}{mark}]")]);
        }
    }
    !places.is_empty()
}

/// Names that braces take from a list are taken by square brackets.
fn taken(edits: &mut Rewrites<'_>, asked: &Asked<'_>, kind: &str) -> bool {
    if matches!(Kind::of(kind), Kind::Function) {
        let end = asked.statement().end;
        edits.put_in(end..end, &["()"]);
        return true;
    }
    let is_list = kind.ends_with("[]") || kind.starts_with('[') || kind.starts_with("readonly [");
    for pair in brackets(asked.code).into_iter().filter(|_| is_list) {
        let is_pattern =
            ["const ", "let ", "var "].iter().any(|word| asked.code[..pair.start].ends_with(word));
        if asked.code[pair.start..].starts_with('{') && is_pattern {
            let inner = asked.code[pair.start + 1..pair.end].trim();
            edits.put_in(pair.start..pair.end + 1, &[&format!("[{inner}]")]);
        }
    }
    is_list
}

/// What any kind of value calls the same: a function that the owner at one place does not have by the name at another.
pub(super) fn called_otherwise(
    edits: &mut Rewrites<'_>,
    code: &str,
    owner: &Range<usize>,
    name: &Range<usize>,
) {
    let place = Place { start: owner.start, dot: owner.end, name: name.clone() };
    for kind in
        [Kind::Set, Kind::Map, Kind::List, Kind::Text, Kind::Date, Kind::Json, Kind::Console, Kind::Element]
    {
        renamed(edits, code, &place, &kind);
    }
}

/// What the kind of value calls the same.
fn renamed(edits: &mut Rewrites<'_>, code: &str, place: &Place, kind: &Kind) {
    let name = &code[place.name.clone()];
    let is_called = code[place.name.end..].starts_with('(');
    let is_empty = code[place.name.end..].starts_with("()");
    for (others, own) in names_of(kind) {
        for other in *others {
            let (other, is_whole) = other.strip_suffix("()").map_or((*other, false), |other| (other, true));
            if other != name || (is_whole && !is_empty) || (is_called && !is_whole && own[0] == "length") {
                continue;
            }
            let end = place.name.end + if is_whole { 2 } else { 0 };
            for own in *own {
                // What is called has its brackets already, and what is asked for has none.
                let own = if is_called && !is_whole { own.trim_end_matches("()") } else { own };
                let end = if own.ends_with(')') && is_empty && !is_whole { end + 2 } else { end };
                edits.put_in(place.name.start..end, &[own]);
            }
        }
    }
}

/// What a kind of value has to become, or what has the property.
fn of_kind(edits: &mut Rewrites<'_>, asked: &Asked<'_>, place: &Place, kind: &str) {
    let code = asked.code;
    let (owner, name) = (&code[place.start..place.dot], &code[place.name.clone()]);
    let whole = place.start..place.dot;
    if owner.is_empty() {
        return;
    }
    // `new Date.now()` asks the class.
    let class = kind.strip_prefix("typeof ").or_else(|| kind.strip_suffix("Constructor"));
    if class.is_some() && owner.starts_with("new ") {
        edits.put_in(place.dot..place.dot, &["()"]);
        return;
    }
    match Kind::of(kind) {
        Kind::List => of_lists(edits, asked, place),
        Kind::Text => of_texts(edits, asked, place),
        Kind::Number if matches!(name, "isNaN" | "isInteger" | "isFinite") => {
            let end = place.name.end + if code[place.name.end..].starts_with("()") { 2 } else { 0 };
            edits.put_in(place.start..end, &[&format!("Number.{name}({owner})")]);
        }
        Kind::Number if OF_TEXTS.contains(&name) || matches!(name, "length" | "slice" | "substring") => {
            edits.put_in(whole, &[&format!("String({owner})"), &format!("{owner}.toString()")]);
        }
        Kind::Map if OF_LISTS.contains(&name) => edits.put_in(
            whole,
            &[
                &format!("[...{owner}.values()]"),
                &format!("[...{owner}]"),
                &format!("[...{owner}.entries()]"),
                &format!("[...{owner}.keys()]"),
            ],
        ),
        Kind::Set | Kind::Sequence if OF_LISTS.contains(&name) || name == "length" => {
            edits.put_in(whole, &[&format!("[...{owner}]"), &format!("Array.from({owner})")]);
        }
        Kind::Promise => edits.put_in(whole, &[&format!("(await {owner})")]),
        Kind::Function => edits.put_in(place.dot..place.dot, &["()"]),
        Kind::Element if matches!(name, "value" | "checked" | "files" | "disabled") => {
            edits.put_in(whole, &[&format!("({owner} as HTMLInputElement)")]);
        }
        Kind::Number => of_second(edits, asked, owner),
        Kind::Assert if matches!(name, "isNull" | "isUndefined" | "isFalse" | "isNotNull") => {
            asserted(edits, asked, place);
        }
        Kind::Object if kind.ends_with("Event") && OF_TARGETS.contains(&name) => {
            edits.put_in(place.dot..place.dot, &[".target"]);
        }
        Kind::Object => of_objects(edits, asked, place, kind),
        _ => {}
    }
}

/// What takes names and values of an object takes them as pairs: `([name, info]) => info.a` for `(name, info) => info.a`.
fn of_second(edits: &mut Rewrites<'_>, asked: &Asked<'_>, owner: &str) {
    let code = asked.code;
    for pair in brackets(code).into_iter().filter(|pair| code[pair.end + 1..].starts_with(" =>")) {
        let inner = &code[pair.start + 1..pair.end];
        if inner.split_once(", ").is_some_and(|(_, second)| second == owner) {
            edits.put_in(pair.start + 1..pair.end, &[&format!("[{inner}]")]);
        }
    }
}

/// What Node's assertions compare.
fn asserted(edits: &mut Rewrites<'_>, asked: &Asked<'_>, place: &Place) {
    let code = asked.code;
    let value = match &code[place.name.clone()] {
        "isNull" | "isNotNull" => "null",
        "isFalse" => "false",
        _ => "undefined",
    };
    let not = code[place.name.clone()].contains("Not");
    if let Some(call) = brackets(code).into_iter().find(|pair| pair.start == place.name.end) {
        let argument = &code[call.start + 1..call.end];
        let names = if not { ["notStrictEqual", "notEqual"] } else { ["strictEqual", "equal"] };
        for name in names {
            edits.put_in(place.name.start..call.end + 1, &[&format!("{name}({argument}, {value})")]);
        }
    }
}

fn of_lists(edits: &mut Rewrites<'_>, asked: &Asked<'_>, place: &Place) {
    let code = asked.code;
    let (owner, name) = (&code[place.start..place.dot], &code[place.name.clone()]);
    // A list that is not to be changed is copied.
    if matches!(name, "sort" | "reverse" | "push" | "splice" | "fill")
        && asked.says(&["readonly ", "ReadonlyArray"])
    {
        edits.put_in(place.start..place.dot, &[&format!("[...{owner}]")]);
        if let "sort" | "reverse" = name {
            let other = if name == "sort" { "toSorted" } else { "toReversed" };
            edits.put_in(place.name.clone(), &[other]);
        }
        return;
    }
    // What a text is asked for comes before it is split.
    if OF_TEXTS.contains(&name)
        && let Some(end) =
            brackets(code).into_iter().find(|it| it.start == place.name.end).map(|it| it.end + 1)
        && let Some(at) = ["?.split(", ".split("].iter().find_map(|it| owner.rfind(it))
    {
        let (text, split) = owner.split_at(at);
        edits.put_in(place.start..end, &[&format!("{text}{}{split}", &code[place.dot..end])]);
        return;
    }
    let is_own = OF_LISTS.contains(&name) || edits.found.iter().any(|it| it.len() != code.len());
    if !is_own && !code[place.name.end..].starts_with('(') {
        edits.put_in(place.dot..place.dot, &["[0]"]);
    }
}

fn of_texts(edits: &mut Rewrites<'_>, asked: &Asked<'_>, place: &Place) {
    let code = asked.code;
    let (owner, name) = (&code[place.start..place.dot], &code[place.name.clone()]);
    let call = brackets(code).into_iter().find(|pair| pair.start == place.name.end);
    let argument = call.as_ref().map(|call| &code[call.start + 1..call.end]);
    let whole = place.start..call.map_or(place.name.end, |call| call.end + 1);
    match (name, argument) {
        ("test" | "exec" | "join", Some(argument)) => {
            edits.put_in(whole, &[&format!("{argument}.{name}({owner})")]);
        }
        ("toNumber" | "toFloat" | "toInt" | "parseInt" | "to_i", _) => {
            edits.put_in(whole, &[&format!("Number({owner})"), &format!("parseInt({owner}, 10)")]);
        }
        ("equals" | "eq" | "isEqual", Some(argument)) => {
            edits.put_in(whole, &[&format!("{owner} === {argument}")]);
        }
        ("isEmpty" | "empty", _) => {
            let no = code[..place.start].ends_with('!');
            let start = place.start - usize::from(no);
            edits.put_in(start..whole.end, &[&format!("{owner}.length {} 0", if no { ">" } else { "===" })]);
        }
        ("getTime" | "getFullYear" | "toISOString" | "getMonth" | "getDate" | "getDay" | "getHours", _) => {
            edits.put_in(place.start..place.dot, &[&format!("new Date({owner})")]);
        }
        ("reverse", Some("")) => {
            for mark in ["''", "\"\""] {
                edits.put_in(whole.clone(), &[&format!("{owner}.split({mark}).reverse().join({mark})")]);
            }
            edits.put_in(place.start..place.dot, &[&format!("[...{owner}]")]);
        }
        ("push" | "append", Some(argument)) => edits.put_in(whole, &[&format!("{owner} += {argument}")]),
        _ if OF_LISTS.contains(&name) => {
            edits
                .put_in(place.start..place.dot, &[&format!("[...{owner}]"), &format!("Array.from({owner})")]);
        }
        // Two texts are put together, not asked of each other.
        (_, None) if owner.starts_with(['"', '\'']) => {
            let dot = place.dot..place.dot + 1;
            edits.put_in(owner_end(code, &dot)..place.name.start, &[" + "]);
        }
        _ => {}
    }
}

/// Where an owner ends without the blanks behind it.
fn owner_end(code: &str, dot: &Range<usize>) -> usize {
    code[..dot.start].trim_end().len()
}

/// A property of a type that the document declares: its other members, those of its members, or a variable of the same name.
fn of_objects(edits: &mut Rewrites<'_>, asked: &Asked<'_>, place: &Place, kind: &str) {
    let code = asked.code;
    let (owner, name) = (&code[place.start..place.dot], &code[place.name.clone()]);
    if owner == "this" {
        match name {
            "target" => edits.put_in(place.start..place.dot, &["new"]),
            // It is a variable.
            _ if kind_of(asked.before, name).is_some() || is_made(asked.before, name) => {
                edits.put_in(place.start..place.name.start, &[""]);
            }
            _ => {}
        }
    }
    if name == "equals"
        && let Some(call) = brackets(code).into_iter().find(|pair| pair.start == place.name.end)
    {
        let other = &code[call.start + 1..call.end];
        let whole = place.start..call.end + 1;
        edits.put_in(whole, &[&format!("{owner} === {other}"), &format!("Object.is({owner}, {other})")]);
    }
    // What a name stands for is asked for by brackets.
    if is_key(asked.before, name) {
        edits.put_in(place.dot..place.name.end, &[&format!("[{name}]")]);
    }
    let inline = kind.strip_prefix('{').and_then(|body| body.strip_suffix('}')).map(members);
    let alternatives = inline.map_or_else(|| objects(asked.text, first_word(kind)), |members| vec![members]);
    let all: Vec<_> = alternatives.into_iter().flatten().collect();
    for member in all.iter().take(MOST_OWNERS) {
        let inner = member.kind.strip_prefix('{').and_then(|body| body.strip_suffix('}')).map(members);
        let inner = inner
            .unwrap_or_else(|| objects(asked.text, first_word(member.kind)).into_iter().flatten().collect());
        if inner.iter().any(|it| it.name == name) {
            edits.put_in(place.dot..place.dot, &[&format!(".{}", member.name)]);
        }
    }
    // A method is no value.
    let is_called = code[place.name.end..].starts_with('(');
    let fits = |kind: &str| is_called == kind.contains("=>");
    let mut seen = Vec::new();
    let others = all.iter().filter(|it| it.name != name && fits(it.kind) && !it.kind.is_empty());
    for other in others {
        if !seen.contains(&other.name) && seen.len() < MOST_MEMBERS {
            seen.push(other.name);
            edits.put_in(place.name.clone(), &[other.name]);
        }
    }
    // What is asked so elsewhere is asked of that.
    if is_called && parts(kind, &['|']).len() == 1 {
        let asks = format!(".{name}(");
        let mut owners: Vec<&str> = Vec::new();
        for (at, _) in asked.text.match_indices(&asks) {
            let other = last_word(&asked.text[..at]);
            if other.starts_with(is_part) && other != owner && !owners.contains(&other) && owners.len() < 2 {
                owners.push(other);
            }
        }
        for other in owners.into_iter().filter(|other| kind_of(asked.before, other).is_some()) {
            edits.put_in(place.start..place.dot, &[other]);
        }
    }
}

/// Whether a variable of this name is made before.
fn is_made(before: &str, name: &str) -> bool {
    ["const ", "let ", "var "].iter().any(|word| {
        let made = format!("{word}{name}");
        before.match_indices(&made).any(|(at, _)| !before[at + made.len()..].starts_with(is_part))
    })
}

/// Whether a name is a variable before that may be a key: one of a loop, a parameter, or one that is a text.
fn is_key(before: &str, name: &str) -> bool {
    let mut lines = before.lines().rev().take(LINES_OF_NAMES);
    lines.any(|line| {
        // Longer lines are no code that somebody wrote.
        let line = if line.len() < LONGEST_LINE { line } else { "" };
        names(line).any(|(at, other)| {
            let (ahead, behind) = (line[..at].trim_end(), &line[at + other.len()..]);
            other == name
                && !ahead.ends_with('.')
                && (((ahead.ends_with("const") || ahead.ends_with("let"))
                    && behind.starts_with([' ', ',', ']']))
                    || (ahead.ends_with(['(', ',', '['])
                        && behind.starts_with([':', ',', ')', ']'])
                        && (line.contains("=>") || line.ends_with('{'))))
        })
    })
}
