//! Slips of JavaScript and TypeScript in what a value is made into: numbers, copies, lists, parts of what a call gives.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    outline::scripts::brackets,
    rewrites::Rewrites,
};

/// Names of numbers, as ends of longer ones, too.
const NUMBERS: [&str; 16] = [
    "amount", "price", "total", "count", "age", "year", "size", "port", "num", "number", "quantity", "limit",
    "page", "id", "cents", "status",
];
/// Functions that undo something, which is given back and not done at once.
const UNDOING: [&str; 11] = [
    "clear",
    "remove",
    "delete",
    "off",
    "unsubscribe",
    "abort",
    "disconnect",
    "close",
    "stop",
    "cancel",
    "dispose",
];
/// What texts are put together with.
const BETWEEN: [&str; 5] = [" ", "", "\\n", ", ", "&"];

/// The marked lines with such a slip undone.
pub(super) fn values(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    parts_of_calls(edits, code, language);
    quotients(edits, code, operands);
    missing(edits, code, operands);
    conditions(edits, code, operands);
    functions(edits, code);
    lists(edits, code);
    numbers(edits, code, operands);
    whole(edits, code);
    recursive(edits, code);
    objects(edits, code);
}

/// The marks of a text: those of the line, or both kinds.
fn marks(code: &str) -> &'static [&'static str] {
    match (code.contains('"'), code.contains('\'')) {
        (true, false) => &["\""],
        (false, true) => &["'"],
        _ => &["'", "\""],
    }
}

/// What a call is to give: a text of a file, the value of a step, a filled list, texts that are put together by something.
fn parts_of_calls(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    let marks = match language {
        Language::TypeScript if !code.contains('\'') => &["\""][..],
        _ => marks(code),
    };
    for list in argument_lists(code, false) {
        let caller = last_word(&code[..list.start - 1]);
        let end = list.arguments.last().map_or(list.start, |last| last.1);
        if !code[end..].starts_with(')') {
            continue;
        }
        match (caller, list.arguments.len()) {
            ("readFileSync" | "readFile", 1) => {
                for mark in marks {
                    edits.put_in(end..end, &[&format!(", {mark}utf8{mark}")]);
                }
            }
            ("next", 0) if !code[end + 1..].starts_with('.') && code[..list.start].ends_with(".next(") => {
                edits.put_in(end + 1..end + 1, &[".value"]);
            }
            ("Array", 1) if !code[end + 1..].starts_with('.') => {
                edits.put_in(end + 1..end + 1, &[".fill(0)", ".fill(false)", ".fill(true)"]);
            }
            ("join", 0) => {
                for (between, mark) in BETWEEN.iter().flat_map(|it| marks.iter().map(move |mark| (it, mark)))
                {
                    edits.put_in(end..end, &[&format!("{mark}{between}{mark}")]);
                }
            }
            ("digest", 0) => {
                for mark in marks {
                    edits.put_in(end..end, &[&format!("{mark}hex{mark}")]);
                }
            }
            ("end" | "send" | "write" | "setItem" | "writeFile" | "writeFileSync", 1..) => {
                let (start, _) = list.arguments[list.arguments.len() - 1];
                let value = &code[start..end];
                if value.chars().all(|it| is_part(it) || it == '.') {
                    edits.put_in(start..end, &[&format!("JSON.stringify({value})")]);
                }
            }
            ("getItem", 1) => {
                let start = code[..list.start - 1].trim_end_matches(|it| is_part(it) || it == '.').len();
                edits.put_in(start..end + 1, &[&format!("JSON.parse({})", &code[start..=end])]);
            }
            // From a place on so many.
            ("slice" | "substring", 2) => {
                let ((a, b), (c, _)) = (list.arguments[0], list.arguments[1]);
                let first = &code[a..b];
                if !first.starts_with(|it: char| it.is_ascii_digit() || it == '-') {
                    edits.put_in(c..c, &[&format!("{first} + ")]);
                }
            }
            _ => {}
        }
    }
}

/// `a + Math.floor((b - a) / 2)` for a quotient in a sum, and all of a sum before what divides it.
fn quotients(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let pairs = brackets(code);
    for sign in [" / ", " % "] {
        for (at, _) in code.match_indices(sign) {
            let group = pairs.iter().find(|pair| pair.end + 1 == at && code[pair.start..].starts_with('('));
            let start = match group {
                Some(pair) if !code[..pair.start].ends_with(is_part) => pair.start,
                _ => match operands.iter().find(|operand| operand.end == at) {
                    Some(operand) => operand.start,
                    None => continue,
                },
            };
            let rest = &code[at + sign.len()..];
            let end = at + sign.len() + rest.find(|it| !is_part(it) && it != '.').unwrap_or(rest.len());
            let is_sum = [" + ", " - "].iter().any(|it| code[..start].ends_with(it));
            if sign == " / " && is_sum {
                edits.put_in(start..end, &[&format!("Math.floor({})", &code[start..end])]);
            }
            // From where the value begins.
            for sign in ["= ", "return ", ": ", "? ", "("].into_iter().filter(|_| is_sum) {
                let Some(begin) = code[..start].rfind(sign).map(|begin| begin + sign.len()) else { continue };
                let value = &code[begin..at];
                if value.matches('(').count() == value.matches(')').count() {
                    edits.put_in(begin..at, &[&format!("({value})")]);
                }
            }
        }
    }
}

/// What a map may not have begins with nothing, and the least that is not known yet with more than anything.
fn missing(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for operand in operands.iter().filter(|it| code[(*it).clone()].contains(".get(")) {
        let value = &code[operand.clone()];
        let after = &code[operand.end..];
        if value.ends_with(')') && [" + ", " - "].iter().any(|sign| after.starts_with(sign)) {
            edits.put_in(operand.clone(), &[&format!("({value} ?? 0)"), &format!("({value} || 0)")]);
        }
    }
    for sign in [" ?? 0", " || 0"] {
        for (at, _) in code.match_indices(sign) {
            let end = at + sign.len();
            if !code[end..].starts_with(|next: char| is_part(next) || next == '.') {
                edits.put_in(end - 1..end, &["Infinity"]);
            }
        }
    }
    for (at, _) in code.match_indices(".reduce(") {
        let Some(list) = argument_lists(code, false).into_iter().find(|list| list.start == at + 8) else {
            continue;
        };
        if let &[(_, end)] = list.arguments.as_slice() {
            edits.put_in(end..end, &[", 0", ", null", ", {}", ", []"]);
        }
    }
}

/// Conditions that ask for more than whether there is something.
fn conditions(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for operand in operands {
        let (before, after) = (&code[..operand.start], &code[operand.end..]);
        let value = &code[operand.clone()];
        let is_plain = value.chars().all(|it| is_part(it) || matches!(it, '.' | '#'))
            && !value.starts_with(|it: char| it.is_ascii_digit());
        let is_ended = after.starts_with(") ");
        if is_plain && is_ended && before.ends_with("if (") {
            for more in [" !== undefined", " !== null", ".length > 0"] {
                edits.put_in(operand.end..operand.end, &[more]);
            }
        } else if is_plain && is_ended && before.ends_with("if (!") {
            for more in [" === undefined", " === null", ".length === 0"] {
                edits.put_in(operand.start - 1..operand.end, &[&format!("{value}{more}")]);
            }
        }
        // A number is compared with how long it is.
        let is_text = !value.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '"' | '\''))
            && !["length", "size", "Length"].iter().any(|it| value.ends_with(it));
        let compared = [" < ", " > ", " <= ", " >= ", " === "].iter().find_map(|it| after.strip_prefix(it));
        if is_text && compared.is_some_and(|other| other.starts_with(|it: char| it.is_ascii_digit())) {
            edits.put_in(operand.end..operand.end, &[".length"]);
        }
    }
    // How far two are from each other.
    for (range, a, b) in sides(code, operands, " - ") {
        if [" < ", " > ", " <= ", " >= "].iter().any(|sign| code[range.end..].starts_with(sign)) {
            edits.put_in(range, &[&format!("Math.abs({a} - {b})")]);
        }
    }
    // Nothing is an object, too.
    for (at, word) in code.match_indices("typeof ") {
        for (sign, is_other) in [(" === ", false), (" !== ", true)] {
            let Some((value, kind)) = code[at + word.len()..].split_once(sign) else { continue };
            if value.contains(' ') || !(kind.starts_with("\"object\"") || kind.starts_with("'object'")) {
                continue;
            }
            let end = code.len() - kind.len() + "'object'".len();
            if is_other {
                edits.put_in(at..at, &[&format!("{value} === null || ")]);
            } else {
                edits.put_in(end..end, &[&format!(" && {value} !== null")]);
            }
        }
    }
    membership(edits, code);
    for (at, call) in code.match_indices("Boolean(") {
        let rest = &code[at + call.len()..];
        if let Some(value) = rest.split(')').next().filter(|value| value.contains("env.")) {
            for mark in marks(code) {
                let whole = at..at + call.len() + value.len() + 1;
                edits.put_in(whole, &[&format!("{value} === {mark}true{mark}")]);
            }
        }
    }
}

/// `b.includes(a)` and `b.has(a)` for `a in b`.
fn membership(edits: &mut Rewrites<'_>, code: &str) {
    let is_chain = |it: char| is_part(it) || matches!(it, '.' | '#');
    for (at, sign) in code.match_indices(" in ") {
        let start = code[..at].trim_end_matches(is_chain).len();
        let rest = &code[at + sign.len()..];
        let owner = &rest[..rest.len() - rest.trim_start_matches(is_chain).len()];
        let end = at + sign.len() + owner.len();
        let value = &code[start..at];
        if value.is_empty() || owner.is_empty() || code.trim_start().starts_with("for ") {
            continue;
        }
        let is_negated = code[..start].ends_with("!(") && code[end..].starts_with(')');
        let whole = if is_negated { start - 1..end + 1 } else { start..end };
        for method in ["includes", "has"] {
            edits.put_in(whole.clone(), &[&format!("{owner}.{method}({value})")]);
        }
    }
}

/// Functions that keep what `this` is, and what is undone later.
fn functions(edits: &mut Rewrites<'_>, code: &str) {
    for (at, word) in code.match_indices("function (") {
        let open = at + word.len() - 1;
        let Some(pair) = brackets(code).into_iter().find(|pair| pair.start == open) else { continue };
        if code[pair.end + 1..].starts_with(" {") {
            edits.put_in(at..pair.end + 1, &[&format!("{} =>", &code[open..=pair.end])]);
        }
    }
    let start = code.len() - code.trim_start().len();
    if let Some(rest) = code[start..].strip_prefix("return ")
        && rest.trim_end().trim_end_matches(';').ends_with(')')
    {
        let name = rest.split('(').next().unwrap_or_default();
        let last = last_word(name);
        if UNDOING.iter().any(|word| last.starts_with(word))
            && name.chars().all(|it| is_part(it) || it == '.')
        {
            let at = code.len() - rest.len();
            edits.put_in(at..at, &["() => "]);
        }
    }
    for (at, word) in code.match_indices("yield ") {
        let rest = &code[at + word.len()..];
        let name = &rest[..rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len()];
        if !name.is_empty() && rest[name.len()..].starts_with('(') {
            edits.put_in(at..at + word.len(), &["yield* "]);
        }
    }
}

/// All of what calls give in a list, a set as a list, promises that are waited for together.
fn lists(edits: &mut Rewrites<'_>, code: &str) {
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
        let inner = &code[pair.start + 1..pair.end];
        let parts: Vec<&str> = inner.split(", ").collect();
        let is_call = |part: &&str| {
            let name = first_word(part);
            let is_called = part.strip_prefix(name).is_some_and(|rest| rest.starts_with('('));
            part.ends_with(')') && name.starts_with(is_part) && is_called
        };
        if parts.len() > 1 && parts.iter().filter(|part| is_call(part)).count() > 1 {
            let all: Vec<String> = parts
                .iter()
                .map(|part| if is_call(part) { format!("...{part}") } else { (*part).to_owned() })
                .collect();
            edits.put_in(pair.start + 1..pair.end, &[&all.join(", ")]);
        }
    }
    let end = code.trim_end().trim_end_matches(';').len();
    for (before, awaited) in [(" = ", "await Promise.all"), ("return ", "Promise.all")] {
        let Some(start) = code.find(before).map(|at| at + before.len()).filter(|start| *start < end) else {
            continue;
        };
        let value = &code[start..end];
        if value.contains(".map(")
            && value.ends_with(')')
            && !value.contains("Promise.")
            && !code.contains("await ")
        {
            edits.put_in(start..end, &[&format!("{awaited}({value})")]);
        }
        if value.starts_with("new Set(") && value.ends_with(')') {
            edits.put_in(start..end, &[&format!("[...{value}]")]);
        }
    }
}

/// Texts that are to be numbers, and places that are counted from one.
fn numbers(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for operand in operands {
        let (before, after) = (&code[..operand.start], &code[operand.end..]);
        let value = &code[operand.clone()];
        let is_chain = value.contains(['.', '[']) && !value.contains('(') && !value.starts_with(['"', '\'']);
        let is_value = ["return ", "= ", "? ", ": "].iter().any(|sign| before.ends_with(sign));
        let is_end = after.starts_with([';', ',', ')']) || after.starts_with(" :") || after.starts_with(" }");
        if is_chain && is_value && is_end {
            edits.put_in(operand.clone(), &[&format!("Number({value})")]);
        }
        let is_index = matches!(value, "i" | "index" | "idx" | "pos" | "position");
        if is_index && is_value && is_end && !before.ends_with("return ") {
            edits.put_in(operand.end..operand.end, &[" + 1"]);
        }
    }
    // `{ a: Number(a), b }`.
    if code.contains("Number(") {
        for (at, name) in names(code) {
            let end = at + name.len();
            let is_alone = code[..at].ends_with(", ") || code[..at].ends_with("{ ");
            if is_alone && (code[end..].starts_with(" }") || code[end..].starts_with(", ")) {
                edits.put_in(at..end, &[&format!("{name}: Number({name})")]);
            }
        }
    }
    let start = code.len() - code.trim_start().len();
    for word in ["const ", "let "] {
        let Some((name, value)) = code[start..].strip_prefix(word).and_then(|rest| rest.split_once(" = "))
        else {
            continue;
        };
        let small = name.to_ascii_lowercase();
        let at = code.len() - value.len();
        let end = code.trim_end().trim_end_matches(';').len();
        // `message` ends with no age.
        let is_number = NUMBERS.iter().any(|it| {
            small.strip_suffix(it).is_some_and(|before| {
                before.is_empty()
                    || before.ends_with('_')
                    || name[before.len()..].starts_with(char::is_uppercase)
            })
        });
        if is_number && end > at && code[at..end].ends_with([')', ']']) {
            for function in ["Number", "Number.parseFloat", "parseFloat"] {
                edits.put_in(at..end, &[&format!("{function}({})", &code[at..end])]);
            }
        }
    }
}

/// A copy of a date or of all that a value holds, in the place of the value itself.
fn whole(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some((_, value)) = code[start..].split_once(" = ") else { return };
    let at = code.len() - value.len();
    let value = value.trim_end().trim_end_matches(';');
    let name = value.strip_prefix("{ ...").and_then(|it| it.strip_suffix(" }")).unwrap_or(value);
    let is_plain = name.starts_with(char::is_alphabetic) && name.chars().all(|it| is_part(it) || it == '.');
    if is_plain && !matches!(name, "true" | "false" | "null" | "undefined") {
        edits.put_in(at..at + value.len(), &[&format!("structuredClone({name})")]);
        let small = name.to_ascii_lowercase();
        if ["date", "start", "day", "end", "from", "time", "now"].iter().any(|it| small.contains(it)) {
            edits.put_in(at..at + value.len(), &[&format!("new Date({name})")]);
        }
    }
}

/// What functions that call themselves forget: one more, where what comes back goes, which comes next.
fn recursive(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().trim_end_matches(';').len();
    for list in argument_lists(code, false) {
        let caller = &code[..list.start - 1];
        if let &[(a, b), (c, d)] = list.arguments.as_slice() {
            let (one, two) = (&code[a..b], &code[c..d]);
            let name_of =
                |text: &str| text.split('(').next().map(str::to_owned).filter(|_| text.ends_with(')'));
            let at = caller.trim_end_matches(is_part).len();
            let at = if code[..at].ends_with("Math.") { at - "Math.".len() } else { at };
            if code[at..].starts_with("Math.m") && name_of(one).is_some() && name_of(one) == name_of(two) {
                edits.put_in(at..at, &["1 + "]);
            }
            // `gcd(b, a % b)`.
            let parts = two.split_once(" % ").or_else(|| one.split_once(" % "));
            if let Some((dividend, divisor)) = parts {
                edits.put_in(a..d, &[&format!("{divisor}, {dividend} % {divisor}")]);
            }
        }
        // `a.b = f(a.b, c);` for `f(a.b, c);`.
        let is_statement = caller[start.min(caller.len())..].chars().all(is_part) && start < caller.len();
        if let Some(&(a, b)) = list.arguments.first()
            && is_statement
            && list.arguments.last().is_some_and(|last| last.1 + 1 == end)
        {
            let owner = &code[a..b];
            if owner.contains('.') && owner.chars().all(|it| is_part(it) || it == '.') {
                edits.put_in(start..start, &[&format!("{owner} = ")]);
            }
        }
    }
    // The next one comes first: digits from the last to the first.
    if let Some((name, value)) = code[start..end.max(start)].split_once(" += ")
        && name.chars().all(|it| is_part(it) || it == '.')
    {
        let value = if value.contains(' ') { format!("({value})") } else { value.to_owned() };
        edits.put_in(start..end, &[&format!("{name} = {value} + {name}")]);
    }
    // Letters go round.
    if code.contains(".charCodeAt(") && !code.contains('%') {
        let value = code.find(" = ").map(|at| at + 3).or_else(|| Some(code.find("return ")? + 7));
        if let Some(value) = value.filter(|value| *value < end && code[*value..end].contains(" + ")) {
            edits.put_in(value..end, &[&format!("({} + 26) % 26", &code[value..end])]);
        }
    }
}

/// What is there already comes before what is new.
fn objects(edits: &mut Rewrites<'_>, code: &str) {
    for (at, sign) in code.match_indices(", ...") {
        let Some(open) = code[..at].rfind("{ ").map(|open| open + 2) else { continue };
        let rest = &code[at + sign.len()..];
        let end = rest.find(" }").unwrap_or(0);
        let (first, last) = (&code[open..at], &rest[..end]);
        if !first.starts_with("...") && !last.is_empty() && last.chars().all(|it| is_part(it) || it == '.') {
            edits.put_in(open..at + sign.len() + end, &[&format!("...{last}, {first}")]);
        }
    }
}
