//! Values that are not there: `null` where something is asked of it, and the first of nothing.

use std::ops::Range;

use super::super::super::{Rewrites, between, calls_of};
use super::{condition, kinds_of, line_end};
use crate::{
    language::Language::Java,
    lexical,
    names::{first_word, is_part, last_word},
    outline::{
        java::{method_around, result_of},
        line::{Line, indentation},
    },
};

/// What stands for nothing of a class: where it is only read, and where it is added to.
const NOTHING: [(&str, &[&str], &[&str]); 12] = [
    ("Integer", &["0"], &[]),
    ("Long", &["0L", "0"], &[]),
    ("Double", &["0.0", "0"], &[]),
    ("Boolean", &["false"], &[]),
    ("String", &["\"\""], &[]),
    ("List", &["List.of()", "Collections.emptyList()"], &["new ArrayList<>()"]),
    ("Collection", &["List.of()"], &["new ArrayList<>()"]),
    ("Set", &["Set.of()", "Collections.emptySet()"], &["new HashSet<>()", "new TreeSet<>()"]),
    ("Map", &["Map.of()", "Collections.emptyMap()"], &["new HashMap<>()", "new TreeMap<>()"]),
    ("Deque", &["new ArrayDeque<>()"], &["new ArrayDeque<>()"]),
    ("Queue", &["new ArrayDeque<>()"], &["new ArrayDeque<>()"]),
    ("StringBuilder", &["new StringBuilder()"], &["new StringBuilder()"]),
];
/// Methods that add to what they are asked of.
const ADDING: [&str; 11] =
    ["add", "addAll", "addFirst", "addLast", "put", "putAll", "push", "offer", "merge", "append", "remove"];
/// Methods that fail where there is nothing, and those that give `null` instead.
const ASKING: [(&str, &str); 9] = [
    ("remove", "poll"),
    ("element", "peek"),
    ("pop", "poll"),
    ("pop", "pollFirst"),
    ("removeFirst", "pollFirst"),
    ("removeLast", "pollLast"),
    ("getFirst", "peekFirst"),
    ("getLast", "peekLast"),
    ("firstKey", "firstEntry"),
];

/// Something for `null`, or the question whether it is there.
pub(super) fn value(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, operands: &[Range<usize>]) {
    let code = line.code;
    let invoked = between(said, "Cannot invoke \"", "(").unwrap_or_default();
    let (class, method) = invoked.rsplit_once('.').unwrap_or_default();
    let class = last_word(class);
    if said.contains("return value of") {
        looked_up(edits, line, class, method);
    }
    let name = said.rsplit_once("because \"").and_then(|(_, rest)| rest.strip_suffix("\" is null"));
    // Compilers number what they have no name for.
    let Some(name) = name.filter(|name| !name.starts_with('<')) else { return };
    let bare = name.strip_prefix("this.").unwrap_or(name);
    let name = if code.contains(name) { name } else { bare };
    declared(edits, code, bare);
    looked_up_for(edits, code, bare);
    if stands_at(code, name).is_none() {
        return;
    }
    for operand in operands {
        let text = &code[operand.clone()];
        if let Some(other) = text
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix(".equals("))
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let turned =
                if other.starts_with('"') { vec![format!("{other}.equals({name})")] } else { vec![] };
            for text in turned.into_iter().chain([format!("Objects.equals({name}, {other})")]) {
                edits.put_in(operand.clone(), &[&text]);
            }
        }
        if text.strip_prefix(name) == Some(".toString()") {
            edits.put_in(operand.clone(), &[&format!("String.valueOf({name})")]);
        }
    }
    guarded(edits, line, name);
}

/// What a map gives for a key that it has not.
fn looked_up(edits: &mut Rewrites<'_>, line: &Line<'_>, class: &str, method: &str) {
    let code = line.code;
    let is_adding = ADDING.contains(&method);
    let row = NOTHING.iter().find(|(name, ..)| *name == class || class.strip_prefix("Array") == Some(name));
    let key_name = ["k", "key", "x"]
        .into_iter()
        .find(|name| line.document.contains(&format!(", {name} -> new ")))
        .unwrap_or("k");
    for (callee, arguments, _) in calls_of(code, ".get") {
        let [key] = arguments.as_slice() else { continue };
        let owner = code[callee.clone()].trim_end_matches(".get");
        let at = callee.end - "get".len()..key.end;
        let text = &code[key.clone()];
        for value in row.map_or(&[][..], |(_, read, added)| if is_adding { added } else { read }) {
            let call = if is_adding {
                format!("computeIfAbsent({text}, {key_name} -> {value}")
            } else {
                format!("getOrDefault({text}, {value}")
            };
            edits.put_in(at.clone(), &[&call]);
        }
        // `a.put(b, a.get(b) + 1)`
        let start = indentation(code);
        if let Some(step) = code[start..]
            .trim_end()
            .strip_prefix(&format!("{owner}.put({text}, {owner}.get({text}) + "))
            .and_then(|rest| rest.strip_suffix(");"))
            .filter(|_| row.is_some())
        {
            let merged = format!("{owner}.merge({text}, {step}, {class}::sum);");
            edits.put_in(start..code.trim_end().len(), &[&merged]);
        }
    }
}

/// The same where what a map gives has a name first.
fn looked_up_for(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    let Some((declared, _)) = code.split_once(&format!("{name} = ")) else { return };
    let class = first_word(declared.trim_start().trim_start_matches("final "));
    let Some((_, values, _)) = NOTHING.iter().find(|(kind, ..)| *kind == class) else { return };
    for (callee, arguments, _) in calls_of(code, ".get") {
        let [key] = arguments.as_slice() else { continue };
        for value in *values {
            let call = format!("getOrDefault({}, {value}", &code[key.clone()]);
            edits.put_in(callee.end - "get".len()..key.end, &[&call]);
        }
    }
}

/// A field that is declared and never made: `List<String> a;`.
fn declared(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    let end = code.trim_end().trim_end_matches(';').len();
    let Some(before) = code[..end].strip_suffix(&format!(" {name}")) else { return };
    let kind = before.trim_start().trim_end_matches(|it: char| it != '<' && !is_part(it));
    let kind = kind.split('<').next().map(last_word).unwrap_or_default();
    if let Some((_, read, made)) = NOTHING.iter().find(|(class, ..)| *class == kind) {
        for value in if made.is_empty() { *read } else { *made } {
            edits.put_in(end..end, &[&format!(" = {value}")]);
        }
    }
}

/// Where something stands that is asked for more: `a.b` in `a.b.c()`.
fn stands_at(code: &str, name: &str) -> Option<usize> {
    let mut places = code.match_indices(name).map(|(at, _)| at);
    places.find(|at| {
        let (before, after) = (&code[..*at], &code[at + name.len()..]);
        !before.ends_with(|it| is_part(it) || it == '.') && !after.starts_with(is_part)
    })
}

/// Asks first whether something is there.
fn guarded(edits: &mut Rewrites<'_>, line: &Line<'_>, name: &str) {
    let code = line.code;
    let (start, end) = (indentation(code), code.trim_end().len());
    let Some(at) = stands_at(code, name).filter(|_| start < end) else { return };
    if let Some(asked) = condition(code) {
        let inner = &code[asked.clone()];
        if asked.contains(&at) {
            for (sign, other, test) in [(" && ", " || ", " != null"), (" || ", " && ", " == null")] {
                let part =
                    code[asked.start..at].rfind(sign).map_or(asked.start, |at| asked.start + at + sign.len());
                if !inner.contains(other) {
                    edits.put_in(part..part, &[&format!("{name}{test}{sign}")]);
                } else if sign == " && " {
                    edits.put_in(asked.clone(), &[&format!("{name}{test}{sign}({inner})")]);
                }
            }
        }
        edits.put_in(asked.end..asked.end, &[&format!(" && {name} != null")]);
        return;
    }
    let statement = &code[start..end];
    if let Some(value) = statement.strip_prefix("return ").and_then(|it| it.strip_suffix(';')) {
        let kind = method_around(line).and_then(result_of).unwrap_or_default();
        let at = start + "return ".len();
        let nothing: &[&str] = match kind {
            "boolean" => {
                edits.put_in(at..at, &[&format!("{name} != null && ")]);
                &[]
            }
            "int" | "long" | "double" => &["0", "-1"],
            "String" => &["null", "\"\""],
            _ if kind.starts_with("List<") => &["List.of()", "null"],
            _ => &["null"],
        };
        for nothing in nothing {
            edits.put_in(at..end - 1, &[&format!("{name} == null ? {nothing} : {value}")]);
            edits.put_in(at..end - 1, &[&format!("{name} != null ? {value} : {nothing}")]);
        }
    } else if let Some((left, value)) = statement.strip_suffix(';').and_then(|it| it.split_once(" = ")) {
        let nothing = if left.starts_with("int ") { "0" } else { "null" };
        edits.put_in(
            start + left.len() + " = ".len()..end - 1,
            &[&format!("{name} == null ? {nothing} : {value}")],
        );
    } else if statement.ends_with(';') && at == start {
        let (outer, end_of_line) = (&code[..start], line_end(code));
        let step = if outer.starts_with('\t') { "\t" } else { "    " };
        let block = [
            &format!("if ({name} != null) {{{end_of_line}{outer}{step}"),
            statement,
            end_of_line,
            outer,
            "}",
        ]
        .concat();
        edits.put_in(start..end, &[&block]);
    }
}

/// What is taken from nothing.
pub(super) fn element(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let is_optional = said.contains("No value present");
    for call in [".get()", ".getAsInt()", ".getAsDouble()", ".getAsLong()", ".orElseThrow()"] {
        for (at, _) in code.match_indices(call).filter(|_| is_optional) {
            let mut values: Vec<&str> = Vec::new();
            for (from, sign) in line.document.match_indices(".orElse(") {
                let rest = &line.document[from + sign.len()..];
                values.extend(lexical::closing(rest, 0, Java).map(|close| &rest[..close]));
            }
            values.truncate(2);
            values.extend(match call {
                ".get()" | ".orElseThrow()" => &["null", "\"\"", "0"][..],
                ".getAsDouble()" => &["0.0", "0"],
                _ => &["0", "-1"],
            });
            for value in values {
                edits.put_in(at..at + call.len(), &[&format!(".orElse({value})")]);
            }
        }
    }
    if is_optional {
        return;
    }
    for (from, to) in ASKING {
        for (callee, arguments, _) in calls_of(code, &format!(".{from}")) {
            if arguments.is_empty() {
                edits.put_in(callee.end - from.len()..callee.end, &[to]);
            }
        }
    }
    // Another one that holds the same is asked whether it is empty.
    for (at, call) in code.match_indices(".isEmpty()") {
        let start = code[..at].trim_end_matches(is_part).len();
        let owner = &code[start..at];
        for other in same_kind(line, owner) {
            let is_taken =
                ["pop", "remove", "poll", "removeFirst", "removeLast", "getFirst", "getLast", "peek"]
                    .iter()
                    .any(|method| line.below.contains(&format!("{other}.{method}(")));
            if is_taken {
                edits.put_in(start..at + call.len(), &[&format!("{other}{call}")]);
            }
        }
    }
    if let Some(asked) = condition(code) {
        for (callee, _, _) in calls_of(code, ".next").into_iter().chain(calls_of(code, ".nextLine")) {
            let owner = code[callee.clone()].rsplit_once('.').map_or("", |(owner, _)| owner);
            edits.put_in(asked.start..asked.start, &[&format!("{owner}.hasNext() && ")]);
        }
        taken(edits, code, &asked);
        if code[asked.clone()] == *"true" {
            for kind in ["Scanner", "Iterator"] {
                for name in kinds_of(line.above, kind) {
                    let more = if kind == "Scanner" {
                        &["hasNextLine", "hasNext", "hasNextInt"][..]
                    } else {
                        &["hasNext"]
                    };
                    for more in more {
                        edits.put_in(asked.clone(), &[&format!("{name}.{more}()")]);
                    }
                }
            }
        }
    }
}

/// `a.isEmpty() || a.pop() != b` for a condition that takes the last of nothing.
fn taken(edits: &mut Rewrites<'_>, code: &str, asked: &Range<usize>) {
    for method in
        [".pop", ".peek", ".poll", ".removeFirst", ".removeLast", ".getFirst", ".getLast", ".remove"]
    {
        for (callee, _, _) in calls_of(code, method) {
            let owner = &code[callee.start..callee.end - method.len()];
            if asked.contains(&callee.start) && !owner.is_empty() && !code[asked.clone()].contains("isEmpty")
            {
                edits.put_in(
                    asked.start..asked.start,
                    &[&format!("{owner}.isEmpty() || "), &format!("!{owner}.isEmpty() && ")],
                );
            }
        }
    }
}

/// Other names that the document declares with the same class.
fn same_kind<'a>(line: &Line<'a>, name: &str) -> Vec<&'a str> {
    let Some(kind) = crate::outline::java::type_of(line, name) else { return Vec::new() };
    let class = first_word(kind);
    let mut found: Vec<&str> = kinds_of(line.above, class);
    found.retain(|other| *other != name);
    found.dedup();
    found.truncate(3);
    found
}

/// One value for another in what a method is given: `toMap(a, b, (c, d) -> c)`.
pub(super) fn merged(edits: &mut Rewrites<'_>, code: &str) {
    let choices = [", (a, b) -> a", ", (a, b) -> b", ", Integer::sum"];
    let calls = calls_of(code, "toMap");
    for (_, arguments, _) in &calls {
        if let [_, value] = arguments.as_slice() {
            edits.put_in(value.end..value.end, &choices);
        }
    }
    // The call may have begun in the lines above.
    if let Some(at) = super::unopened(code).filter(|_| calls.is_empty()) {
        edits.put_in(at..at, &choices);
    }
}
