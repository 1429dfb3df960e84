//! Values of C++ that do not become what is wanted, and a few of its own messages.

use super::{Asked, standard::Type};
use crate::{
    arguments::argument_lists,
    language::Language::Cpp,
    names::{first_word, is_part, last_word, names},
    rewrites::Rewrites,
};

/// Ends of the names of errors that are thrown.
const ERRORS: [&str; 5] = ["error", "exception", "argument", "range", "Error"];

/// `conversion from ‘A’ to non-scalar type ‘B’ requested`, `could not convert ‘a’ from ‘A’ to ‘B’`, `cannot convert ‘A’ to ‘B’`.
pub(super) fn conversions(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if asked.language != Cpp {
        return;
    }
    let code = asked.code;
    let (given, wanted) = match asked.message {
        message if message.contains("could not convert") => (asked.quote(1), asked.quote(2)),
        message if message.contains("conversion from") || message.contains("cannot convert") => {
            (asked.quote(0), asked.quote(1))
        }
        message if message.contains("initialization of") => {
            (asked.quoted.last().copied().unwrap_or_default(), asked.quote(0))
        }
        message if message.contains("converting to") => (asked.quote(1), asked.quote(0)),
        _ => return,
    };
    let end = code.trim_end().trim_end_matches(';').len();
    let value = value_start(code);
    if given == "void" {
        emptied(edits, asked);
    } else if wanted.contains("optional<")
        && (given.contains("nullptr") || code.contains("NULL") || code.contains("nullptr"))
    {
        for (at, word) in names(code).filter(|(_, name)| matches!(*name, "nullptr" | "NULL")) {
            let ways: &[&str] =
                if asked.outline.count("std::nullopt") == 0 && asked.outline.count("nullopt") > 0 {
                    &["nullopt", "{}"]
                } else {
                    &["std::nullopt", "{}", "nullopt"]
                };
            edits.put_in(at..at + word.len(), ways);
        }
    } else if wanted == "bool" && given.contains("nullptr") {
        for (at, word) in code.match_indices("nullptr") {
            edits.put_in(at..at + word.len(), &["false"]);
        }
    } else if asked.quote(0).starts_with("((void)0, ") {
        if let Some(start) = value {
            edits.put_in(start..end, &[&format!("{{{}}}", &code[start..end])]);
        }
    } else if wanted.contains("duration<") || asked.other_name.contains("duration<") && given.contains("int")
    {
        let kind = last_word(asked.quote(2));
        for (at, number) in numbers(code) {
            let made = [
                format!("{number}ms"),
                format!("{kind}({number})"),
                format!("std::chrono::milliseconds({number})"),
                format!("{number}s"),
            ];
            edits.put_in(at..at + number.len(), &[&made[0], &made[1], &made[2], &made[3]]);
        }
    } else if ERRORS.iter().any(|end| plain(given).ends_with(end)) && code.contains("return ") {
        for (at, word) in code.match_indices("return ") {
            edits.put_in(at..at + word.len(), &["throw "]);
        }
    } else if given.contains("::*)") || given.contains("::)(") || given.contains("function type>") {
        let name = last_word(asked.quote(0));
        for (at, _) in
            names(code).filter(|(at, found)| *found == name && !code[at + name.len()..].starts_with('('))
        {
            edits.put_in(at + name.len()..at + name.len(), &["()"]);
        }
    } else if asked.says("non-scalar") && asked.quote(0).ends_with('*') && !wanted.ends_with('*') {
        let class = plain(wanted);
        declared_as(
            edits,
            code,
            &[&format!("const {class}* "), &format!("{class}* "), &format!("{class} *"), "auto "],
        );
    } else if wanted.contains("size_t") && given.contains("char") && code.contains("snprintf(") {
        for list in argument_lists(code, false) {
            let argument = list.arguments.first().map_or("", |&(start, end)| &code[start..end]);
            let second = list.arguments.get(1).map_or(0, |second| second.0);
            if code[..list.start - 1].ends_with("snprintf") && second > 0 {
                edits.put_in(
                    second..second,
                    &[&format!("sizeof({argument}), "), &format!("sizeof {argument}, ")],
                );
            }
        }
    } else if given.contains("_ptr<") && wanted.ends_with('*') {
        if let Some(start) = value {
            let end = code[start..].find(';').map_or(end, |length| start + length);
            edits.put_in(end..end, &[".get()"]);
        }
    } else if given.contains("shared_ptr<") || given.contains("unique_ptr<") {
        declared_as(edits, code, &["auto "]);
    } else if given.trim_end_matches(['*', ' ']).len() < given.len()
        && plain(given) == plain(wanted)
        && asked.says("non-scalar")
    {
        let class = plain(wanted);
        declared_as(
            edits,
            code,
            &[&format!("const {class}* "), &format!("{class}* "), &format!("{class} *"), "auto "],
        );
    } else {
        of_classes(edits, asked, given, wanted);
    }
}

/// A type without `const` and signs.
fn plain(kind: &str) -> &str {
    kind.trim_start_matches("const ").trim_end_matches(['&', '*', ' '])
}

/// Where the value begins that a line gives to something or gives back.
fn value_start(code: &str) -> Option<usize> {
    let end = code.trim_end().trim_end_matches(';').len();
    let given = code.split_once(" = ").map(|(before, _)| before.len() + " = ".len());
    given.or_else(|| code.find("return ").map(|at| at + "return ".len())).filter(|start| *start < end)
}

/// The same for lists, texts and what leads to others.
fn of_classes(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str, wanted: &str) {
    let code = asked.code;
    let end = code.trim_end().trim_end_matches(';').len();
    let value = value_start(code);
    if wanted.contains("vector<") && !given.contains("vector<") {
        for list in argument_lists(code, false) {
            let last = list.arguments.last().map_or(list.start, |last| last.1);
            let before = code[..list.start - 1].trim_end();
            if !before.ends_with(is_part) && !before.ends_with('>') && list.arguments.len() > 1 {
                let inner = &code[list.start..last];
                edits.put_in(list.start - 1..last + 1, &[&format!("{{{inner}}}")]);
                if let Some(before) = before.strip_suffix(" =") {
                    edits.put_in(before.len()..last + 1, &[&format!("{{{inner}}}")]);
                }
            }
        }
        let name = value.map(|start| &code[start..end]).filter(|name| name.chars().all(is_part));
        if let (Some(name), Some(start)) = (name, value) {
            let several = asked.outline.scope().into_iter().filter(|it| it.kind.contains("vector<"));
            several.take(3).for_each(|it| edits.put_in(start..end, &[it.name]));
            edits.put_in(start..end, &[&format!("{{{name}}}")]);
        }
    } else if given.contains("string") && wanted.contains("char*")
        || given.contains("basic_string") && wanted.contains("char")
    {
        for (from, to) in [
            ("std::atoi(", "std::stoi("),
            ("std::atof(", "std::stod("),
            ("atoi(", "std::stoi("),
            ("atof(", "std::stod("),
            ("std::atol(", "std::stol("),
        ] {
            for (at, _) in code.match_indices(from).filter(|(at, _)| !code[..*at].ends_with(':')) {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    } else if given.contains("_iterator<") && Type::read(wanted).is_number() {
        if let Some(start) = value {
            edits.put_in(start..start, &["*"]);
        }
    } else if wanted.trim_end_matches('*') == given && wanted.ends_with('*') {
        addresses(edits, asked, given);
    }
}

/// The address of what is of a type, as far as the document tells.
fn addresses(edits: &mut Rewrites<'_>, asked: &Asked<'_>, given: &str) {
    let code = asked.code;
    for list in argument_lists(code, false) {
        for &(start, end) in &list.arguments {
            let kind = asked.outline.kind_of(&code[start..end]);
            let is_given = kind.is_some_and(|kind| {
                Type::read(kind).base.ends_with(last_word(Type::read(given).base))
                    || kind.matches('*').count() + 1 == given.matches('*').count() + 1
                        && Type::read(given).depth > 0
            });
            if is_given {
                edits.put_in(start..start, &["&"]);
            }
        }
    }
}

/// Whole numbers that stand for themselves.
fn numbers(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = code[at..].find(|it: char| it.is_ascii_digit()) {
        let start = at + next;
        let length = code[start..].find(|it: char| !it.is_ascii_digit()).unwrap_or(code.len() - start);
        at = start + length;
        if !code[..start].ends_with(|it: char| is_part(it) || it == '.')
            && !code[at..].starts_with(|it: char| is_part(it) || it == '.')
        {
            found.push((start, &code[start..at]));
        }
    }
    found
}

/// Another type in front of the name that a line declares.
fn declared_as(edits: &mut Rewrites<'_>, code: &str, kinds: &[&str]) {
    let start = code.len() - code.trim_start().len();
    let Some((declared, _)) = code.split_once(" = ").or_else(|| code.split_once('(')) else { return };
    let name = last_word(declared);
    let end = declared.len() - name.len();
    if start < end {
        edits.put_in(start..end, kinds);
    }
}

/// What is taken out is read before.
pub(super) fn emptied(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let indentation = &code[..code.len() - code.trim_start().len()];
    for (wrong, rights) in [
        (".pop_front()", &[".front()"][..]),
        (".pop_back()", &[".back()"]),
        (".pop()", &[".top()", ".front()"]),
        (".wait()", &[".get()"]),
    ] {
        for (at, _) in code.match_indices(wrong) {
            let owner = &code[code[..at]
                .trim_end_matches(|it: char| is_part(it) || matches!(it, '.' | '-' | '>'))
                .len()..at];
            for right in rights {
                let read = [&code[..at], right, &code[at + wrong.len()..]].concat();
                if wrong.starts_with(".pop") {
                    let both = format!("{read}{indentation}{owner}{wrong};\n");
                    edits.put_in(0..code.len(), &[&both]);
                }
                edits.put_in(0..code.len(), &[&read]);
            }
        }
    }
}

/// What only C++ says.
pub(super) fn others(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if asked.language != Cpp {
        return;
    }
    let code = asked.code;
    if asked.says("before ‘.’ token") || asked.says("'.' token") || asked.says("does not refer to a value")
    {
        for (at, _) in code.match_indices('.') {
            let name = last_word(&code[..at]);
            let is_type = name.starts_with(char::is_uppercase)
                || code[..at].ends_with('>')
                || code[..at].ends_with(&format!("std::{name}"));
            if is_type && code[at + 1..].starts_with(|it: char| is_part(it) && !it.is_ascii_digit()) {
                edits.put_in(at..at + 1, &["::"]);
                let field = format!("{}_", name.to_lowercase());
                if asked.outline.kind_of(&field).is_some() {
                    edits.put_in(at - name.len()..at, &[&field]);
                }
            }
        }
    } else if asked.says("was not captured") || asked.says("cannot be implicitly captured") {
        let name = asked.quote(0);
        for (at, open) in code.match_indices('[') {
            let Some(close) = code[at..].find(']').map(|length| at + length) else { continue };
            let inner = &code[at + open.len()..close];
            let comma = if inner.is_empty() { "" } else { ", " };
            if code[close..].starts_with("](") || code[close..].starts_with("] ") {
                edits.put_in(close..close, &[&format!("{comma}{name}")]);
                if inner.is_empty() {
                    edits.put_in(close..close, &["&"]);
                }
            }
        }
    } else if asked.says("as ‘this’ argument discards qualifiers") {
        unchanged(edits, asked);
    } else if asked.says("‘<’ before ‘(’ token") {
        for cast in ["static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"] {
            for (at, text) in code.match_indices(&format!("{cast}(")) {
                let start = at + text.len();
                if let Some((kind, _)) = code[start..].split_once(')') {
                    edits.put_in(start - 1..start + kind.len() + 1, &[&format!("<{kind}>")]);
                }
            }
        }
    } else if asked.says("wrong number of template arguments") && code.contains("function<") {
        let Some((before, rest)) = code.split_once("function<") else { return };
        let Some((result, rest)) = rest.split_once(", ") else { return };
        let Some(end) = rest.rfind('>') else { return };
        let start = before.len() + "function<".len();
        edits.put_in(start..code.len() - rest.len() + end, &[&format!("{result}({})", &rest[..end])]);
    } else if asked.says("type/value mismatch at argument 1") {
        for (at, _) in code.match_indices('<') {
            let inner = code[at + 1..].split_once('>').map(|(inner, _)| inner);
            if let Some((one, two)) = inner.and_then(|inner| inner.split_once(", ")) {
                edits.put_in(at + 1..at + 1 + one.len() + 2 + two.len(), &[&format!("{two}, {one}")]);
            }
        }
    } else if asked.says("deduction failed") || asked.says("shadows a parm") {
        if let Some(open) = code.find('(').filter(|open| code[..*open].contains("lock")) {
            edits.put_in(open..open, &[" lock", " guard"]);
        }
    } else if asked.says("is not a type") && code.contains("); ") {
        if let Some(at) = code.find("); ") {
            edits.put_in(at + 1..at + 2, &[" :"]);
        }
    } else {
        of_templates(edits, asked);
    }
}

/// What only C++ says of templates, of what is caught and of functions that are not called.
fn of_templates(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("missing template arguments") || asked.says("requires template arguments") {
        let name = first_word(asked.quote(0));
        let kind = code.split_once("typename ").map(|(_, rest)| first_word(rest));
        for (at, _) in
            names(code).filter(|(at, found)| *found == name && !code[at + name.len()..].starts_with('<'))
        {
            if let Some(kind) = kind {
                edits.put_in(at + name.len()..at + name.len(), &[&format!("<{kind}>")]);
            }
        }
    } else if asked.says("will be caught by earlier handler") || asked.says("will be caught") {
        let places: Vec<usize> = code.match_indices("} catch").map(|(at, _)| at).collect();
        if let [one, two] = *places {
            let start = code[..two].rfind('\n').map_or(two, |at| at + 1);
            let first = code[..one].rfind('\n').map_or(0, |at| at + 1);
            let swapped = [&code[..first], &code[start..], &code[first..start]].concat();
            edits.put_in(0..code.len(), &[&swapped]);
        }
    } else if asked.says("did you forget the ‘()’") || asked.says("invalid use of non-static member function")
    {
        let head = asked.quote(0).split('(').next().unwrap_or_default();
        let name = last_word(head);
        let places: Vec<usize> = names(code)
            .filter(|(at, found)| *found == name && !code[at + name.len()..].starts_with('('))
            .map(|(at, _)| at)
            .collect();
        let mut whole = code.to_owned();
        places.iter().rev().for_each(|at| whole.insert_str(at + name.len(), "()"));
        edits.put_in(0..code.len(), &[&whole]);
        for at in places {
            let after = &code[at + name.len()..];
            if after.starts_with(" = ") {
                edits.put_in(at + name.len()..at + name.len(), &["_"]);
            } else {
                edits.put_in(at + name.len()..at + name.len(), &["()"]);
            }
        }
    }
}

/// What must not be changed is read otherwise, or is let be changed.
fn unchanged(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for (at, text) in code.match_indices(" = ") {
        if code[..at].contains("if (") && code[at..].contains("end()") {
            edits.put_in(at..at + text.len(), &[" == "]);
        }
    }
    // What is changed is a copy of its own.
    for list in argument_lists(code, false) {
        for &(start, end) in &list.arguments {
            if let Some((kind, name)) =
                code[start..end].strip_prefix("const ").and_then(|it| it.rsplit_once(['&', ' ']))
            {
                let kind = kind.trim_end_matches(['&', ' ']);
                if code.contains(&format!("{name} +=")) || code.contains(&format!("{name} -=")) {
                    edits.put_in(start..end, &[&format!("{kind} {name}")]);
                }
            }
        }
    }
    for (open, _) in code.match_indices('[') {
        let Some(close) = code[open..].find(']').map(|length| open + length) else { continue };
        let inner = &code[open + 1..close];
        if code[..open].ends_with(is_part) && !inner.is_empty() {
            edits.put_in(open..close + 1, &[&format!(".at({inner})")]);
            if code[..open].contains("auto") {
                edits.put_in(open..close + 1, &[&format!(".find({inner})")]);
            }
        } else if !inner.is_empty() && inner.chars().all(is_part) {
            edits.put_in(open + 1..open + 1, &["&"]);
        }
    }
}
