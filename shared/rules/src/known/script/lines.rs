//! Mistakes of JavaScript and TypeScript that a line alone shows.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language::{self, TypeScript},
    lexical::texts,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    rewrites::Rewrites,
};

/// Events of documents, which are called so without `on`.
const EVENTS: [&str; 22] = [
    "click",
    "dblclick",
    "change",
    "input",
    "submit",
    "reset",
    "load",
    "unload",
    "error",
    "focus",
    "blur",
    "keydown",
    "keyup",
    "keypress",
    "mousedown",
    "mouseup",
    "mousemove",
    "mouseover",
    "mouseout",
    "scroll",
    "resize",
    "message",
];
/// Methods that get nothing, and that nobody asks for without calling them.
const CALLED: [&str; 7] =
    ["toLowerCase", "toUpperCase", "toISOString", "getTime", "getFullYear", "getMinutes", "toLocaleString"];
/// What is called so is what somebody wants, and not all that there is.
const WANTED: [&str; 10] =
    ["option", "opts", "config", "setting", "override", "custom", "user", "param", "given", "props"];
/// What the first of two names is called that a list of pairs gives, where it is the pair, and the second, where it is a number.
const PAIRS: [&str; 16] = [
    "entry", "pair", "kv", "item", "e", "it", "x", "tuple", "row", "acc", "prev", "_", "result", "memo", "o",
    "el",
];
const INDICES: [&str; 6] = ["i", "j", "index", "idx", "n", "k"];

pub(super) fn lines(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    of_calls(edits, code, language);
    of_lists(edits, code);
    of_pairs(edits, code);
    of_loops(edits, code);
    of_conditions(edits, code, operands);
    of_classes(edits, code, language, operands);
    of_spreads(edits, code);
}

/// Events with `on`, identifiers with `#`, patterns between quotation marks, endings without a dot.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    for text in texts(code, language).into_iter().filter(|text| !code[text.clone()].starts_with('`')) {
        let (before, inner) = (&code[..text.start], &code[text.start + 1..text.end - 1]);
        let is_listened = before.ends_with("EventListener(");
        if let Some(event) = inner.strip_prefix("on").filter(|event| is_listened && EVENTS.contains(event)) {
            edits.put_in(text.start + 1..text.end - 1, &[event]);
        }
        let signs = [("getElementById(", '#'), ("getElementsByClassName(", '.'), ("classList.add(", '.')];
        for (call, sign) in signs {
            let name = inner.strip_prefix(sign).filter(|_| before.ends_with(call));
            if let Some(name) = name.filter(|name| name.starts_with(char::is_alphabetic)) {
                edits.put_in(text.start + 1..text.end - 1, &[name]);
            }
        }
        let is_searched =
            [".split(", ".replace(", ".match(", ".search("].iter().any(|call| before.ends_with(call));
        if is_searched && is_pattern(inner) {
            edits.put_in(text.clone(), &[inner]);
        }
        let is_ending = ["extname(", ") === ", ") !== ", ") == ", ") != "];
        if before.contains(is_ending[0])
            && is_ending[1..].iter().any(|sign| before.ends_with(sign))
            && before.rfind("extname(").is_some_and(|at| !before[at..].contains(['&', '|']))
            && inner.starts_with(|first: char| first.is_ascii_alphanumeric())
        {
            edits.put_in(text.start + 1..text.start + 1, &["."]);
        }
    }
}

/// Whether a text is a pattern with its strokes: `/\s+/g`.
fn is_pattern(text: &str) -> bool {
    let Some((pattern, flags)) = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) else {
        return false;
    };
    pattern.contains(['\\', '[', '(', '+', '*'])
        && flags.chars().all(|flag| matches!(flag, 'g' | 'i' | 'm' | 's' | 'u' | 'y'))
}

/// Calls that do something else than they say.
fn of_calls(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    for (call, right) in [
        (
            ".map(parseInt)",
            &[".map(Number)", ".map((part) => parseInt(part, 10))", ".map((n) => parseInt(n, 10))"][..],
        ),
        (".map(Number.parseInt)", &[".map(Number)", ".map((n) => Number.parseInt(n, 10))"]),
        (".unshift()", &[".shift()"]),
        ("Array.prototype.forEach(", &["Array.prototype.forEach.call("]),
        ("Array.prototype.map(", &["Array.prototype.map.call("]),
        ("Array.prototype.slice(", &["Array.prototype.slice.call("]),
        // A file becomes a text of a program between the braces of a template.
        (" = JSON.stringify(readFileSync(", &[" = JSON.parse(readFileSync("]),
        (" = JSON.stringify(fs.readFileSync(", &[" = JSON.parse(fs.readFileSync("]),
        (" = JSON.stringify(await readFile(", &[" = JSON.parse(await readFile("]),
        ("new Promise((reject) =>", &["new Promise((_, reject) =>"]),
    ] {
        for (at, _) in code.match_indices(call) {
            edits.put_in(at..at + call.len(), right);
        }
    }
    for list in argument_lists(code, false) {
        let open = list.start - 1;
        let caller = last_word(&code[..open]);
        let argument = match list.arguments.as_slice() {
            [(start, end)] => Some(*start..*end),
            _ => None,
        };
        // `!Number.isInteger(a)` for `Number.isInteger(!a)`.
        if let Some(argument) = argument.clone()
            && matches!(caller, "isInteger" | "isNaN" | "isFinite" | "isArray" | "isSafeInteger")
            && let Some(value) = code[argument.clone()].strip_prefix('!')
        {
            let start = code[..open].trim_end_matches(|letter| is_part(letter) || letter == '.').len();
            edits.put_in(start..argument.end, &[&format!("!{}{value}", &code[start..argument.start])]);
        }
        // A sum without a beginning begins with the first of the list, which is no number.
        if let (Some(argument), "reduce") = (argument.clone(), caller)
            && let Some((head, body)) = code[argument.clone()].split_once("=>")
        {
            let names: Vec<&str> = head.trim().trim_matches(['(', ')']).split(", ").collect();
            if let [sum, item] = names.as_slice() {
                let added = [" + ", " * "].iter().find_map(|sign| {
                    let rest = body.strip_prefix(' ')?.strip_prefix(sum)?.strip_prefix(sign)?;
                    rest.strip_prefix(item)?.strip_prefix('.')
                });
                // What a method gives may be a text.
                let is_number = |rest: &str| !rest[first_word(rest).len()..].starts_with(['(', '.']);
                if added.is_some_and(is_number) && !body.contains(&format!("{sum}.")) {
                    edits.put_in(argument.end..argument.end, &[", 0"]);
                }
            }
        }
    }
    // What is asked for is called.
    let texts = texts(code, language);
    for (at, name) in names(code).filter(|(at, name)| CALLED.contains(name) && code[..*at].ends_with('.')) {
        let after = &code[at + name.len()..];
        let is_value =
            after.starts_with([';', ')', '\n', ',']) || after.starts_with(" - ") || after.starts_with(" + ");
        let is_quoted = texts.iter().any(|text| text.contains(&at));
        let is_given = after.starts_with([')', ',']) && !code[..at].contains(" - ");
        if is_value && !is_quoted && !is_given && !code[..at].ends_with("prototype.") {
            edits.put_in(at + name.len()..at + name.len(), &["()"]);
        }
    }
    // What each gives is lost.
    for (at, call) in code.match_indices(".forEach(") {
        if let Some((head, body)) = code[at + call.len()..].split_once(" => ")
            && let Some((value, _)) = body.split_once(')')
            && value.contains('.')
            && value.chars().all(|letter| is_part(letter) || letter == '.')
            && !head.contains('{')
        {
            let end = code.len() - body.len() + value.len();
            edits.put_in(end..end, &["()"]);
        }
    }
}

/// One list many times, the place behind the last, and dates that are made of weekdays.
fn of_lists(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let open = list.start - 1;
        if let (Some(before), [(start, end)]) =
            (code[..open].strip_suffix(").fill"), list.arguments.as_slice())
        {
            let value = &code[*start..*end];
            let is_shared = value.starts_with("new Array(")
                || value.starts_with("new Array<")
                || value.starts_with('[')
                || value == "{}";
            let made =
                ["new Array(", "Array("].iter().find_map(|made| Some((before.rfind(made)?, made.len())));
            if let Some((at, length)) = made.filter(|_| is_shared) {
                let count = &before[at + length..];
                let value = if value == "{}" { "({})" } else { value };
                // What only holds the places of others is not kept.
                let is_kept = !code[end + 1..].starts_with('.');
                if !count.contains('(') && is_kept {
                    edits
                        .put_in(at..end + 1, &[&format!("Array.from({{ length: {count} }}, () => {value})")]);
                }
            }
        }
    }
    // `a[a.length]`.
    for (open, _) in code.match_indices('[') {
        let start =
            code[..open].trim_end_matches(|letter| is_part(letter) || matches!(letter, '.' | '#')).len();
        let owner = &code[start..open];
        let length = format!("[{owner}.length]");
        if !owner.is_empty()
            && code[open..].starts_with(&length)
            && !code[open + length.len()..].trim_start_matches(['+', '-', '|', '&', '?']).starts_with(" =")
        {
            let at = open + length.len() - 1;
            edits.put_in(at..at, &[" - 1"]);
        }
    }
    for (date, day) in [("getMonth(), ", "getDay()"), ("getUTCMonth(), ", "getUTCDay()")] {
        if code.contains("getFullYear(), ") || code.contains("getUTCFullYear(), ") {
            for (at, _) in code.match_indices(day).filter(|(at, _)| {
                let start = code[..*at].trim_end_matches(|letter| is_part(letter) || letter == '.').len();
                code[..start].ends_with(date)
            }) {
                edits.put_in(at..at + day.len(), &[&day.replace("Day", "Date")]);
            }
        }
    }
}

/// Names and values of an object, where only its names are asked for or both are taken as one.
fn of_pairs(edits: &mut Rewrites<'_>, code: &str) {
    for (at, keys) in code.match_indices("Object.keys(") {
        let Some(end) = code[at..].find(')').map(|end| at + end + 1) else { continue };
        let is_taken = (code[..at].ends_with("] of ") && code.trim_start().starts_with("for ("))
            || [".map(([", ".forEach(([", ".filter(([", ".every(([", ".some((["]
                .iter()
                .any(|it| code[end..].starts_with(it));
        // The letters of a name are taken so, too.
        if is_taken && !code.contains("...") {
            edits.put_in(at..at + keys.len(), &["Object.entries("]);
        }
    }
    for (at, _) in code.match_indices("Object.entries(") {
        for call in [".map((", ".forEach((", ".filter((", ".every((", ".some((", ".flatMap(("] {
            let Some(end) = code[at..].find(')').map(|end| at + end + 1) else { continue };
            // Behind other calls it may be something else.
            let Some(start) = code[end..].starts_with(call).then_some(end + call.len()) else { continue };
            let Some((inner, rest)) = code[start..].split_once(')') else { continue };
            let Some((key, value)) = inner.split_once(", ") else { continue };
            let is_name = |text: &str| !text.is_empty() && text.chars().all(is_part);
            if is_name(key)
                && is_name(value)
                && rest.starts_with(" =>")
                && !PAIRS.contains(&key)
                && !INDICES.contains(&value)
                && !["index", "idx", "position", "pos"]
                    .iter()
                    .any(|it| value.to_ascii_lowercase().ends_with(it))
            {
                edits.put_in(start..start + inner.len(), &[&format!("[{inner}]")]);
            }
        }
    }
    // The number of a place comes second.
    for call in [".map((", ".forEach((", ".filter((", ".every((", ".some(("] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let Some((inner, rest)) = code[start..].split_once(')') else { continue };
            let Some((one, two)) = inner.split_once(", ") else { continue };
            let is_index = |name: &str| matches!(name, "i" | "idx" | "index");
            // Letters may be called in any order, and elements of documents are given their number first by some libraries.
            let is_value = two.len() > 2 && !two.starts_with("el") && two.chars().all(is_part);
            let is_of_document = code.contains("$(") || matches!(two, "node" | "key" | "num");
            if is_index(one)
                && is_value
                && !is_index(two)
                && !is_of_document
                && call != ".filter(("
                && rest.starts_with(" =>")
            {
                edits.put_in(start..start + inner.len(), &[&format!("{two}, {one}")]);
            }
        }
    }
}

/// Loops that count something else, or nowhere.
fn of_loops(edits: &mut Rewrites<'_>, code: &str) {
    let Some(head) =
        code.trim_start().strip_prefix("for (let ").or_else(|| code.trim_start().strip_prefix("for (var "))
    else {
        return;
    };
    let name = first_word(head);
    let parts: Vec<&str> = head.split("; ").collect();
    let &[first, condition, step] = parts.as_slice() else { return };
    let at = code.len() - step.len();
    let stepped = step.trim_start_matches("++").trim_start_matches("--");
    let counted = first_word(stepped);
    let rest = &stepped[counted.len()..];
    if first.contains(", ") || !name.starts_with(is_part) {
        return;
    }
    // Another name is counted.
    if counted != name
        && counted.starts_with(char::is_alphabetic)
        && (rest.starts_with("++)")
            || rest.starts_with("--)")
            || rest.starts_with(" += ")
            || step.len() > stepped.len())
        && !rest.contains(", ")
        && first_word(condition) == name
    {
        let start = at + step.len() - stepped.len();
        edits.put_in(start..start + counted.len(), &[name]);
    }
    // The next number goes nowhere.
    for (sign, right) in [(" + ", " += "), (" - ", " -= ")] {
        if counted == name && rest.starts_with(sign) && !step.contains('=') {
            let start = at + counted.len();
            edits.put_in(start..start + sign.len(), &[right]);
        }
    }
    let is_down =
        condition.starts_with(&format!("{name} > ")) || condition.starts_with(&format!("{name} >= 0"));
    if is_down && step.starts_with(&format!("{name}++)")) {
        let start = at + name.len();
        edits.put_in(start..start + 2, &["--"]);
    }
}

/// Conditions that are always the same.
fn of_conditions(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    // Below the least and above the most at once.
    for (lower, upper) in [(" < ", " > "), (" <= ", " >= ")] {
        for (range, a, least) in sides(code, operands, lower) {
            let behind = code.get(range.end..).and_then(|rest| rest.strip_prefix(" && "));
            let Some(most) =
                behind.and_then(|rest| rest.strip_prefix(a)).and_then(|rest| rest.strip_prefix(upper))
            else {
                continue;
            };
            let most = &most[..most.find([')', ' ', ';']).unwrap_or(most.len())];
            if is_between(least, most) {
                edits.put_in(range.end..range.end + 4, &[" || "]);
            }
        }
    }
    // The same value is two others at once, or is not one of them, whatever it is.
    for (sign, joint, right) in [
        (" === ", " && ", " || "),
        (" == ", " && ", " || "),
        (" !== ", " || ", " && "),
        (" != ", " || ", " && "),
    ] {
        for (range, a, b) in sides(code, operands, sign) {
            let Some(rest) = code.get(range.end..).and_then(|rest| rest.strip_prefix(joint)) else {
                continue;
            };
            let other = rest.strip_prefix(a).and_then(|rest| rest.strip_prefix(sign));
            let is_constant =
                |text: &str| text.starts_with(|it: char| matches!(it, '"' | '\'') || it.is_ascii_digit());
            if other.is_some_and(|other| is_constant(b) && is_constant(other) && !other.starts_with(b)) {
                edits.put_in(range.end..range.end + joint.len(), &[right]);
            }
        }
    }
    // `a === "b" || "c"`.
    for (sign, joint) in [(" === ", " || "), (" == ", " || "), (" !== ", " && "), (" != ", " && ")] {
        for (range, a, b) in sides(code, operands, sign) {
            let Some(rest) = code.get(range.end..).and_then(|rest| rest.strip_prefix(joint)) else {
                continue;
            };
            let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\'') && b.starts_with(*mark));
            let Some(end) = mark.and_then(|mark| Some(rest[1..].find(mark)? + 2)) else { continue };
            if rest[end..].starts_with(") {") || rest[end..].starts_with(") return") {
                let at = range.end + joint.len();
                edits.put_in(at..at, &[&format!("{a}{sign}")]);
            }
        }
    }
    // A list holds values as values, not as names.
    for (at, sign) in code.match_indices(" in [") {
        let start =
            code[..at].trim_end_matches(|letter| is_part(letter) || matches!(letter, '.' | '(' | ')')).len();
        let start = start + code[start..at].find(|letter: char| letter != '(').unwrap_or(0);
        let open = at + sign.len() - 1;
        let Some(end) = code[open..].find(']').map(|end| open + end + 1) else { continue };
        let value = &code[start..at];
        let is_whole = value.matches('(').count() == value.matches(')').count() && !value.is_empty();
        if is_whole
            && code[open + 1..].starts_with(['"', '\''])
            && !code.trim_start().starts_with("for ")
            && code[..start].ends_with(['(', '!', ' '])
        {
            let last = last_word(&code[..start]);
            if !matches!(last, "const" | "let" | "var") {
                edits.put_in(start..end, &[&format!("{}.includes({value})", &code[open..end])]);
            }
        }
    }
}

/// Whether one bound is below the other, as numbers and names say.
fn is_between(least: &str, most: &str) -> bool {
    if let (Ok(least), Ok(most)) = (least.parse::<f64>(), most.parse::<f64>()) {
        return least <= most;
    }
    let text = |bound: &str| {
        let mark = bound.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
        Some(bound.strip_prefix(mark)?.strip_suffix(mark)?.to_owned())
    };
    if let (Some(least), Some(most)) = (text(least), text(most)) {
        return least <= most;
    }
    let (least, most) = (last_word(least).to_ascii_lowercase(), last_word(most).to_ascii_lowercase());
    [("min", "max"), ("lo", "hi"), ("low", "high"), ("lower", "upper"), ("least", "most")]
        .iter()
        .any(|(low, high)| least.starts_with(low) && most.starts_with(high))
}

/// Classes where `typeof` gives a text, and types that are objects of their own.
fn of_classes(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let mark = if code.matches('\'').count() > code.matches('"').count() { '\'' } else { '"' };
    let basic = |name: &str| match name {
        "String" => Some("string"),
        "Number" => Some("number"),
        "Boolean" => Some("boolean"),
        "Function" => Some("function"),
        _ => None,
    };
    for (at, word) in code.match_indices("typeof ") {
        for (sign, no) in [(" === ", ""), (" !== ", "!"), (" == ", ""), (" != ", "!")] {
            let Some((value, kind)) =
                code[at + word.len()..].split_once(sign).filter(|(value, _)| !value.contains(' '))
            else {
                continue;
            };
            let name = first_word(kind);
            let start = code.len() - kind.len();
            if let Some(kind) = basic(name) {
                edits.put_in(start..start + name.len(), &[&format!("{mark}{kind}{mark}")]);
            } else if name.starts_with(char::is_uppercase)
                && name.contains(char::is_lowercase)
                && kind.starts_with(name)
            {
                let test = format!("{value} instanceof {name}");
                edits.put_in(
                    at..start + name.len(),
                    &[&if no.is_empty() { test } else { format!("!({test})") }],
                );
            }
        }
    }
    for (range, a, b) in sides(code, operands, " instanceof ") {
        // Others ask for both, or want to see that it is an object.
        let is_meant = ["typeof ", " || ", "expect(", "assert"].iter().any(|it| code.contains(it));
        if let Some(kind) = basic(b).filter(|kind| *kind != "function" && !is_meant) {
            edits.put_in(range, &[&format!("typeof {a} === {mark}{kind}{mark}")]);
        }
    }
    if language == TypeScript {
        for class in ["Boolean", "String", "Number"] {
            let small = class.to_ascii_lowercase();
            for (at, sign) in code.match_indices("): ") {
                let start = at + sign.len();
                let rest = code[start..].strip_prefix(class);
                if rest.is_some_and(|rest| {
                    rest.starts_with([' ', ';', '[']) && rest.trim_end().ends_with(['{', ';'])
                }) {
                    edits.put_in(start..start + class.len(), &[&small]);
                }
            }
        }
    }
}

/// What is usual is given first, and what somebody wants after it.
fn of_spreads(edits: &mut Rewrites<'_>, code: &str) {
    let is_constant = |name: &str| {
        let small = name.to_ascii_lowercase();
        name.len() > 2
            && (small.starts_with("default") || name.contains("DEFAULT"))
            && name.chars().all(|letter| is_part(letter) || letter == '.')
    };
    for (at, open) in code.match_indices("{ ...") {
        let start = at + open.len();
        let Some((inner, _)) = code[start..].split_once(" }") else { continue };
        let Some((one, two)) = inner.split_once(", ...") else { continue };
        let small = last_word(one).to_ascii_lowercase();
        // A state is set back by what is usual.
        let is_wanted = WANTED.iter().any(|word| small.contains(word));
        if is_constant(two)
            && is_wanted
            && !is_constant(one)
            && one.chars().all(|letter| is_part(letter) || letter == '.')
        {
            edits.put_in(start..start + inner.len(), &[&format!("{two}, ...{one}")]);
        }
    }
    for (at, call) in code.match_indices("Object.assign(") {
        let start = at + call.len();
        let first = &code[start..start + code[start..].find([',', ')']).unwrap_or(0)];
        // Alone it is there to change them.
        if is_constant(first) && code[..at].ends_with(['=', ' ', '(', ',']) && !code[..at].trim().is_empty() {
            edits.put_in(start..start, &["{}, "]);
        }
    }
    for end in [" && {};", " && [];"] {
        if let Some(at) = code.find(end).filter(|_| code.contains(" = ")) {
            edits.put_in(at..at + 4, &[" || "]);
        }
    }
}
