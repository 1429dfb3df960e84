//! Mistakes of Python's that show when the rest of the document is read: a call that does not fit the function, a method that a list has
//! not, a name that is imported nowhere.

use crate::{
    arguments::{ArgumentList, argument_lists},
    marked::Marked,
    names::{first_word, is_part, last_word, leading, names},
    outline::python::{
        Function, Kind, Outline,
        calls::{called, given},
        closing, depth,
    },
    rewrites::Rewrites,
};

/// Modules with a function or class of the same name, which is what they are mostly asked for.
const CALLED_AS_MODULE: [&str; 6] = ["fnmatch", "glob", "copy", "pprint", "deepcopy", "namedtuple"];
/// How `unittest` calls what it runs around each test.
const HOOKS: [(&str, &str); 4] = [
    ("setup", "setUp"),
    ("teardown", "tearDown"),
    ("setUpclass", "setUpClass"),
    ("tearDownclass", "tearDownClass"),
];
/// What gives a coroutine wherever it stands.
const AWAITED: [&str; 4] = ["asyncio.sleep(", "asyncio.gather(", "asyncio.wait_for(", "asyncio.wait("];
/// How far below what a file is used for is searched, in lines.
const BELOW: usize = 8;
/// What so many things have that a method of this name tells nothing of them.
const COMMON: [&str; 28] = [
    "active",
    "args",
    "closed",
    "code",
    "count",
    "data",
    "end",
    "height",
    "id",
    "index",
    "is_active",
    "key",
    "keys",
    "length",
    "name",
    "path",
    "shape",
    "size",
    "start",
    "state",
    "status",
    "text",
    "title",
    "type",
    "value",
    "values",
    "width",
    "year",
];

pub(super) fn of_document(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let outline = Outline::new(marked);
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    if line.contains('\n') {
        return;
    }
    for list in argument_lists(code, false) {
        let Some(function) = called(&outline, code, &list).filter(|it| is_sure(&outline, code, &list, it))
        else {
            continue;
        };
        lacking(edits, &outline, code, &list, &function);
        exchanged(edits, &outline, code, &list, &function);
    }
    kinds(edits, &outline, code);
    missing_names(edits, &outline, code);
    if outline.is_async() && !line.contains("await ") {
        let is_own = |call: &str| {
            let function = outline.function(call);
            function.is_some_and(|it| {
                it.is_async && it.decorators.is_empty() && (it.classes_between == 0 || !it.is_method)
            })
        };
        let chain = line.len() - line.trim_start_matches(|letter| is_part(letter) || letter == '.').len();
        let (callee, rest) = line.split_at(chain);
        let name = callee.strip_prefix("self.").unwrap_or(callee);
        let is_statement =
            rest.starts_with('(') && closing(&rest[1..]).is_none_or(|end| end + 2 == rest.len());
        if is_statement
            && (AWAITED.iter().any(|call| line.starts_with(call)) || (!name.contains('.') && is_own(name)))
        {
            edits.put_in(start..start, &["await "]);
        }
        // A queue gives what it has when there is something.
        if let Some((_, value)) = line.split_once(" = ")
            && let Some(queue) =
                value.strip_suffix(".get()").filter(|queue| queue.chars().all(|it| is_part(it) || it == '.'))
            && outline.lines().any(|line| {
                names(line).any(|(_, name)| name == last_word(queue)) && line.contains("asyncio.Queue")
            })
        {
            let at = start + line.len() - value.len();
            edits.put_in(at..at, &["await "]);
        }
    }
    if let Some(name) = line
        .strip_prefix("def ")
        .and_then(|head| head.strip_suffix("(self):").or_else(|| head.strip_suffix("(self) -> None:")))
        && let Some((_, own)) = HOOKS.iter().find(|(hook, _)| *hook == name)
        && outline
            .class_name()
            .and_then(|class| outline.class(class))
            .is_some_and(|(bases, _)| bases.contains("TestCase"))
    {
        edits.put_in(start + 4..start + 4 + name.len(), &[own]);
    }
    returned(edits, &outline, code);
    property(edits, &outline, code);
    fields(edits, marked, &outline, code);
}

/// Whether a call is surely of this function, which takes what its head lists.
fn is_sure(outline: &Outline<'_>, code: &str, list: &ArgumentList, function: &Function<'_>) -> bool {
    let before = &code[..list.start - 1];
    let owner = before.strip_suffix(last_word(before)).unwrap_or_default();
    // A method of another class, and one of a class's own that is called as a function.
    let is_other = owner.ends_with('.') && function.classes_between > 0 && !has_bases_here(outline)
        || !owner.ends_with('.') && function.decorators.contains(&"staticmethod");
    function.is_plain() && !is_other
}

/// Whether the class that the marked lines stand in has what another class of the document has.
fn has_bases_here(outline: &Outline<'_>) -> bool {
    let bases = outline.class_name().and_then(|class| outline.class(class)).map_or("", |(bases, _)| bases);
    names(bases).any(|(_, base)| outline.class(base).is_some())
}

/// Arguments that are called as each other's parameters.
fn exchanged(
    edits: &mut Rewrites<'_>,
    outline: &Outline<'_>,
    code: &str,
    list: &ArgumentList,
    function: &Function<'_>,
) {
    let Some(given) = given(code, list) else { return };
    // What calls itself may turn things round, and so may what orders.
    let name = last_word(&code[..list.start - 1]);
    let is_turned = outline.function_name() == Some(name)
        || code[..list.start].contains("lambda ")
        || code.matches(&format!("{name}(")).count() > 1;
    if is_turned || given.by_place.len() > function.parameters.len() {
        return;
    }
    let place = |argument: &str| function.parameters.iter().position(|parameter| parameter.name == argument);
    for (one, argument) in given.by_place.iter().enumerate().filter(|(_, argument)| argument.len() > 2) {
        let Some(two) = place(argument).filter(|two| *two > one) else { continue };
        let other = given.by_place.get(two).copied().unwrap_or_default();
        if place(other) == Some(one)
            && other.len() > 2
            && let (Some(&(a, b)), Some(&(c, d))) = (list.arguments.get(one), list.arguments.get(two))
        {
            edits.put_in(a..d, &[&[&code[c..d], &code[b..c], &code[a..b]].concat()]);
        }
    }
}

/// Methods and loops that do not fit what a value is made as.
fn kinds(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for (call, own, kind) in [
        (".add(", ".append(", Kind::List),
        (".append(", ".add(", Kind::Set),
        (".push(", ".append(", Kind::List),
    ] {
        for (at, _) in code.match_indices(call) {
            let chain = chain_before(code, at);
            if !chain.is_empty() && outline.kind(chain) == Some(kind) {
                edits.put_in(at..at + call.len(), &[own]);
            }
        }
    }
    for (at, word) in code.match_indices(" in ") {
        let start = at + word.len();
        let value = code[start..].len()
            - code[start..].trim_start_matches(|letter| is_part(letter) || letter == '.').len();
        let end = start + value;
        let targets = code[..at].rsplit_once("for ").map_or("", |(_, targets)| targets);
        let is_pair = targets.matches(", ").count() == 1
            && targets.chars().all(|it| is_part(it) || matches!(it, ',' | ' '));
        let is_whole = code[end..].starts_with([':', ']', ')', '}']) || code[end..].starts_with(" if ");
        if is_pair
            && is_whole
            && value > 0
            && outline.kind(&code[start..end]) == Some(Kind::Dict)
            && has_plain_keys(outline, &code[start..end])
        {
            edits.put_in(end..end, &[".items()"]);
        }
    }
    // A list and a number have no order between them.
    for sign in [" >= ", " > ", " < ", " <= "] {
        for (at, _) in code.match_indices(sign) {
            let chain = chain_before(code, at);
            let other = first_word(&code[at + sign.len()..]);
            let is_number = other.starts_with(|it: char| it.is_ascii_digit())
                || ["max", "limit", "size", "capacity", "count"]
                    .iter()
                    .any(|word| code[at..].to_lowercase().contains(word));
            // Sets are compared with each other.
            let is_list = |kind| kind != Kind::Set || other.starts_with(|it: char| it.is_ascii_digit());
            if !chain.is_empty() && is_number && outline.kind(chain).is_some_and(is_list) {
                edits.put_in(at - chain.len()..at, &[&format!("len({chain})")]);
            }
        }
    }
}

/// Whether the keys of a dictionary are no pairs, by how it is annotated or made.
fn has_plain_keys(outline: &Outline<'_>, chain: &str) -> bool {
    let name = last_word(chain);
    outline.lines().all(|line| {
        let mut places = line.match_indices(name).filter(|(at, _)| !line[..*at].ends_with(is_part));
        places.all(|(at, _)| {
            let after = &line[at + name.len()..];
            let annotation = after.strip_prefix(": ").map(str::to_lowercase).unwrap_or_default();
            let is_made_of_pairs = annotation.contains("dict[tuple") || annotation.contains("dict[any");
            let is_asked_for_pairs = after.starts_with('[') && after.contains(", ") && !after.contains(" = ");
            let is_of_pairs = after.starts_with("[(") || after.starts_with(" = {(") || is_asked_for_pairs;
            !(is_made_of_pairs || is_of_pairs)
        })
    }) && outline.lines().any(|line| {
        [
            format!("{name}: dict["),
            format!("{name}: Dict["),
            format!("{name} = {{\""),
            format!("{name} = {{'"),
        ]
        .iter()
        .any(|made| line.contains(made.as_str()))
            || is_made_by_name(line, name)
    })
}

/// Whether a line makes a dictionary of keys with one name: `a = {key: value for key in b}`.
fn is_made_by_name(line: &str, name: &str) -> bool {
    let made = line.split_once(&format!("{name} = {{")).map(|(_, made)| made);
    made.is_some_and(|made| {
        let key = leading(made);
        key.starts_with(is_part)
            && made[key.len()..].starts_with(": ")
            && made.contains(&format!(" for {key} in "))
    })
}

/// The chain of names that ends at a place.
fn chain_before(code: &str, at: usize) -> &str {
    let before = &code[..at];
    let chain = &before[before.trim_end_matches(|letter| is_part(letter) || letter == '.').len()..];
    if before.len() > chain.len() && before[..before.len() - chain.len()].ends_with([')', ']', '"', '\'']) {
        ""
    } else {
        chain
    }
}

/// Names that the document uses and that the module of an import has.
fn missing_names(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let line = code.trim_end();
    if let Some(module) = line.strip_prefix("import ").filter(|module| CALLED_AS_MODULE.contains(module)) {
        let calls = format!("{module}(");
        let is_called = outline.lines().any(|line| {
            line.match_indices(&calls).any(|(at, _)| !line[..at].ends_with(|it| is_part(it) || it == '.'))
        });
        let is_asked = outline.lines().any(|line| line.contains(&format!("{module}.")));
        if is_called && !is_asked && !outline.says(&format!("def {module}")) {
            edits.put_in(0..line.len(), &[&format!("from {module} import {module}")]);
        }
    }
    let Some((module, list)) = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import ")) else {
        return;
    };
    let own: Vec<&str> = list.split(", ").collect();
    if list.contains(['(', '*', '\\', '#']) || list.contains(" as ") || own.is_empty() {
        return;
    }
    for name in super::super::imports::names_of_python(module).filter(|name| !own.contains(name)) {
        if !is_used(outline, name) || outline.imports(name) || is_declared(outline, name) {
            continue;
        }
        let mut sorted = own.clone();
        sorted.push(name);
        let appended = sorted.join(", ");
        sorted.sort_unstable();
        let sorted = sorted.join(", ");
        let at = line.len() - list.len();
        edits.put_in(at..line.len(), &[&sorted, &appended]);
    }
}

/// Whether code of the document uses a name by itself.
fn is_used(outline: &Outline<'_>, name: &str) -> bool {
    outline.contains(name)
        && outline.lines().any(|line| {
            let line = line.split(" #").next().unwrap_or_default();
            line.match_indices(name).any(|(at, _)| {
                let (before, after) = (&line[..at], &line[at + name.len()..]);
                let is_alone = !before.ends_with(|it| is_part(it) || matches!(it, '.' | '"' | '\'' | '`'));
                let is_type = before.ends_with(": ")
                    || before.ends_with("-> ")
                    || before.ends_with('[')
                    || before.ends_with("= ")
                    || before.trim().is_empty()
                    || before.ends_with('(')
                    || before.ends_with('@')
                    || before.ends_with(", ")
                    || before.ends_with(' ');
                let has_capital = name.starts_with(char::is_uppercase);
                let goes_on = after.starts_with('(') || (has_capital && after.starts_with(['[', '.']));
                is_alone
                    && is_type
                    && goes_on
                    && before.matches(['"', '\'']).count().is_multiple_of(2)
                    && !before.trim_start().starts_with('#')
            })
        })
}

/// Whether the document makes a name itself, or gets it in a way that is not read.
fn is_declared(outline: &Outline<'_>, name: &str) -> bool {
    outline.lines().any(|line| {
        let rest = line.trim_start();
        let rest = rest.strip_prefix("async ").unwrap_or(rest);
        let is_made = ["def ", "class "]
            .iter()
            .any(|word| rest.strip_prefix(word).is_some_and(|rest| first_word(rest) == name));
        let is_given = rest.strip_prefix(name).is_some_and(|after| {
            after.starts_with([',', ' ', ')', '\n']) || after.is_empty() || after.starts_with(" =")
        });
        let is_parameter = rest.contains("def ")
            && names(rest).any(|(_, other)| other == name)
            && !rest.contains(&format!("{name}["));
        is_made
            || is_given
            || is_parameter
            || rest.contains("import *")
            || rest.contains(&format!("as {name}"))
            || rest.contains(&format!("{name} ="))
    })
}

/// What a function gives back that is to be called by others, or thrown.
fn returned(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if let Some(name) =
        line.strip_suffix(" = cls").filter(|name| name.chars().all(is_part) && !name.contains("cl"))
        && outline.own_object() == Some("cls")
        && outline.says(&format!("return {name}"))
    {
        let end = start + line.len();
        edits.put_in(end..end, &["()"]);
    }
    let Some(value) = line.strip_prefix("return ") else { return };
    let at = start + "return ".len();
    // A wrapper is not called where it is made.
    if let Some(name) = value.strip_suffix("()")
        && let Some(function) = outline.function(name)
        && function.takes_others
        && !function.is_method
        && outline.above().contains(&format!("{}def {name}(*", " ".repeat(start)))
    {
        edits.put_in(at + name.len()..at + value.len(), &[""]);
    }
    if outline.function_name() == Some(value)
        && let Some(function) = outline.function(value)
    {
        let inner = outline
            .above()
            .lines()
            .rev()
            .take_while(|line| !line.contains(&format!("def {value}(")))
            .find_map(|line| {
                (depth(line) == start)
                    .then(|| line.trim_start().strip_prefix("def "))
                    .flatten()
                    .map(first_word)
            });
        let meant = inner.or_else(|| {
            function.parameters.first().map(|it| it.name).filter(|_| function.parameters.len() == 1)
        });
        if let Some(meant) = meant.filter(|meant| *meant != value) {
            edits.put_in(at..at + value.len(), &[meant]);
        }
    }
}

/// A method that the document asks for its value and never calls.
fn property(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some((name, rest)) = code.trim().strip_prefix("def ").and_then(|head| head.split_once("(self)"))
    else {
        return;
    };
    let is_decorated =
        outline.above().lines().next_back().is_some_and(|line| line.trim_start().starts_with('@'));
    if is_decorated || start == 0 || !rest.ends_with(':') || name.starts_with('_') || rest.contains("None") {
        return;
    }
    // Something else may have a field that is called so.
    if COMMON.contains(&name) || outline.lines().any(|line| gives(line, name)) {
        return;
    }
    let asked = format!(".{name}");
    let mut is_value = false;
    for line in outline.lines() {
        for (at, _) in line.match_indices(&asked) {
            let after = &line[at + asked.len()..];
            if after.starts_with('(') || line.trim_start().starts_with(['#', '*']) {
                return;
            }
            let goes_on = [
                " < ", " > ", " <= ", " >= ", " == ", " + ", " - ", " * ", " / ", ":", " and ", " or ",
                " else ", " if ", " for ",
            ];
            is_value |= !after.starts_with(is_part)
                && goes_on.iter().any(|sign| after.starts_with(sign))
                && !after.starts_with(": ");
        }
    }
    if is_value {
        edits.put_in(0..0, &[&format!("{}@property\n", &code[..start])]);
    }
}

/// Whether a line gives a field of this name a value, or declares one.
fn gives(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        let is_set = after.starts_with(" = ") || after.starts_with('=') || after.starts_with(": ");
        !before.ends_with(is_part) && is_set && !after.starts_with("==")
    })
}

/// A file that is opened for something else than it is used for below.
pub(super) fn files(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let Some((before, name)) = code.trim_end().trim_end_matches(':').rsplit_once(" as ") else { return };
    let Some(open) = before.find("open(").map(|at| at + "open(".len()) else { return };
    if !code.trim_start().starts_with("with ")
        || !name.chars().all(is_part)
        || before.matches("open(").count() > 1
    {
        return;
    }
    let below: Vec<&str> = marked.text[marked.range.end..]
        .lines()
        .take(BELOW)
        .take_while(|line| line.trim().is_empty() || depth(line) > depth(code))
        .collect();
    let does = |verbs: &[&str]| {
        below.iter().any(|line| {
            verbs.iter().any(|verb| {
                let sought = verb.replace('~', name);
                line.match_indices(&sought).any(|(at, _)| {
                    let after = &line[at + sought.len()..];
                    let begins_before =
                        verb.starts_with('~') && line[..at].ends_with(|it| is_part(it) || it == '.');
                    !(begins_before || verb.ends_with('~') && after.starts_with(is_part))
                })
            })
        })
    };
    let writes =
        does(&["~.write(", "~.writelines(", "csv.writer(~", "DictWriter(~", "file=~", "pickle.dump("]);
    let reads = does(&[
        "~.read(",
        "~.readlines(",
        "~.readline(",
        " in ~:",
        "json.load(~",
        "csv.reader(~",
        "DictReader(~",
        "pickle.load(~",
        " in ~)",
        " in ~]",
    ]);
    let Some(end) = closing(&before[open..]).map(|end| open + end) else { return };
    let inner = &code[open..end];
    for mark in ['"', '\''] {
        for (from, to, is_meant) in [
            ("r", "w", writes && !reads),
            ("w", "r", reads && !writes),
            ("rb", "wb", writes && !reads),
            ("wb", "rb", reads && !writes),
        ] {
            let mode = format!("{mark}{from}{mark}");
            if let Some(at) = inner.find(&mode).filter(|_| is_meant) {
                edits.put_in(open + at + 1..open + at + 1 + from.len(), &[to]);
            }
        }
    }
    let is_plain = !inner.contains(',') && !inner.is_empty() && before[..open].ends_with(" open(");
    if is_plain && writes && !reads && does(&["~.write("]) {
        edits.put_in(end..end, &[", \"w\""]);
    }
}

/// Fields of a dataclass whose type is given to them.
fn fields(edits: &mut Rewrites<'_>, marked: &Marked<'_>, outline: &Outline<'_>, code: &str) {
    let Some((name, kind)) = code.trim().split_once(" = ") else { return };
    let is_type = matches!(
        kind,
        "int"
            | "float"
            | "str"
            | "bool"
            | "list"
            | "dict"
            | "bytes"
            | "datetime"
            | "date"
            | "Path"
            | "Decimal"
    ) || (kind.ends_with(']')
        && ["list[", "dict[", "List[", "Dict[", "Optional["].iter().any(|it| kind.starts_with(it)));
    if is_type
        && name.chars().all(is_part)
        && super::is_of_dataclass(marked, code)
        && outline.class_name().is_some()
    {
        let at = code.len() - code.trim_start().len() + name.len();
        edits.put_in(at..at + 3, &[": "]);
    }
}

/// What a call lacks by what the document says of its function: the names in sight that are called as one of the parameters.
pub(crate) fn lacking(
    edits: &mut Rewrites<'_>,
    outline: &Outline<'_>,
    code: &str,
    list: &ArgumentList,
    function: &Function<'_>,
) {
    let Some(given) = given(code, list) else { return };
    let required = function.parameters.iter().filter(|parameter| !parameter.has_default);
    let n_missing = required.filter(|parameter| !given.by_name.contains(&parameter.name)).count();
    if n_missing != given.by_place.len() + 1 {
        return;
    }
    let in_sight = outline.names_in_sight();
    for (at, parameter) in function.parameters.iter().enumerate().take(given.by_place.len() + 1) {
        let name = parameter.name;
        if given.by_name.contains(&name) || given.by_place.contains(&name) {
            continue;
        }
        if in_sight.contains(&name) {
            edits.put_argument(list, at, name);
        } else if outline.own_object() == Some("self") && outline.says(&format!("self.{name}")) {
            let own = format!("self.{name}");
            if !given.by_place.contains(&own.as_str()) {
                edits.put_argument(list, at, &own);
            }
        }
    }
}
