//! What some messages ask for in one language alone: a method for an operator, a bracket for an index, one letter for a text.

mod scripts;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::scripts::{of_python, of_script};
use super::{
    super::{
        known::chained,
        names::{first_word, is_part, last_word, names},
        nearby::argument_lists,
        rewrites::Rewrites,
    },
    edit::texts,
};
use crate::language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// Of messages that say this, more can be tried.
const SAYS_LITTLE: [&str; 5] =
    ["possibly", "optional", "has no member", "incompatible pointer type", "operand types are"];
/// What compares values that have no operators: a sign, and what becomes of both sides.
type Comparison = (&'static str, &'static [(&'static str, &'static str)]);
const OF_TIMES: &[Comparison] = &[
    (" < ", &[(".Before(", ")")]),
    (" > ", &[(".After(", ")")]),
    (" == ", &[(".Equal(", ")")]),
    (" - ", &[(".Sub(", ")")]),
    (" + ", &[(".Add(", ")")]),
];
const OF_OBJECTS: &[Comparison] = &[
    (" < ", &[(".compareTo(", ") < 0"), (".isBefore(", ")")]),
    (" > ", &[(".compareTo(", ") > 0"), (".isAfter(", ")")]),
    (" <= ", &[(".compareTo(", ") <= 0")]),
    (" >= ", &[(".compareTo(", ") >= 0")]),
    (" + ", &[(".add(", ")"), (".plus(", ")")]),
    (" - ", &[(".subtract(", ")"), (".minus(", ")")]),
    (" * ", &[(".multiply(", ")"), (".multiply(BigDecimal.valueOf(", "))")]),
    (" / ", &[(".divide(", ")")]),
];

/// The marked lines changed as a message of their language asks; `small` is the message in small letters. Returns whether that is all that can
/// be asked for.
pub(super) fn idioms(
    edits: &mut Rewrites<'_>,
    code: &str,
    language: Language,
    message: &str,
    small: &str,
    operands: &[Range<usize>],
) -> bool {
    let n_before = edits.found.len();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| small.contains(phrase));
    match language {
        C => of_c(edits, code, operands, &says),
        Cpp => of_cpp(edits, code, message, operands, &says),
        Go => of_go(edits, code, operands, &says),
        Java => of_java(edits, code, operands, &says),
        JavaScript | TypeScript => of_script(edits, code, message, operands, &says),
        Python => of_python(edits, code, &says),
        Rust => of_rust(edits, code, operands, &says),
    }
    // Of two types in Rust, which the compiler mostly does not name in one line, more can be tried as well.
    edits.found.len() > n_before && !says(&SAYS_LITTLE) && !(language == Rust && says(&["types", "cannot"]))
}

fn of_c(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["array type", "incompatible types when assigning to type"]) {
        for (range, a, b) in sides(code, operands, " = ") {
            edits.put_in(range, &[&format!("strcpy({a}, {b})")]);
        }
    }
    if says(&["incompatible pointer type"]) {
        for operand in operands {
            edits.put_in(operand.start..operand.start, &["*", "&"]);
        }
    }
    as_in_c(edits, code, operands, says);
}

/// What C and C++ ask for alike.
fn as_in_c(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["mathematical meaning"]) {
        chained(edits, code, operands);
    }
    if says(&["before ‘,’ token"])
        && let Some(cases) = code.trim().strip_prefix("case ").and_then(|rest| rest.strip_suffix(':'))
    {
        let start = code.len() - code.trim_start().len();
        let made = format!("case {}:", cases.split(',').map(str::trim).collect::<Vec<_>>().join(": case "));
        edits.put_in(start..code.trim_end().len(), &[&made]);
    }
    if says(&["to ‘char’", "from integer without a cast"]) {
        let texts = texts(code, C);
        for text in texts.into_iter().filter(|text| text.len() == 3 && code[text.clone()].starts_with('"')) {
            edits.put_in(text.clone(), &[&format!("'{}'", &code[text.start + 1..text.end - 1])]);
        }
    }
}

fn of_cpp(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["optional"]) {
        replace(edits, code, "nullptr", &["std::nullopt"]);
        replace(edits, code, "NULL", &["std::nullopt"]);
        for operand in operands {
            edits.put_in(operand.start..operand.start, &["*"]);
            edits.put_in(operand.end..operand.end, &[".value()"]);
        }
    }
    if says(&["has no member", "unique_ptr", "shared_ptr"]) {
        replace(edits, code, ".", &["->"]);
        replace(edits, code, "->", &["."]);
    }
    if says(&["discards qualifiers", "no viable overloaded operator[]"]) {
        for (open, close) in indices(code) {
            edits.put_in(open..close + 1, &[&format!(".at({})", &code[open + 1..close])]);
        }
    }
    if says(&["‘void’", "'void'", "void value"]) {
        replace(edits, code, ".pop()", &[".top()", ".front()", ".back()"]);
        replace(edits, code, ".pop_back()", &[".back()"]);
        replace(edits, code, ".pop_front()", &[".front()"]);
    }
    if says(&["before string constant", "before ‘(’", "operand types are"]) {
        streamed(edits, code);
    }
    if says(&["unique_ptr"]) {
        made_of_itself(edits, code);
    }
    if says(&["to ‘bool’"]) {
        for operand in operands {
            let asked = code[operand.clone()].split_once(".find(");
            if let Some((owner, key)) = asked.and_then(|(owner, rest)| Some((owner, rest.strip_suffix(')')?)))
            {
                let ways =
                    [format!("{owner}.count({key}) > 0"), format!("{owner}.find({key}) != {owner}.end()")];
                edits.put_in(operand.clone(), &[&ways[0], &ways[1]]);
            }
            if code[operand.clone()].contains(".insert(") {
                edits.put_in(operand.end..operand.end, &[".second"]);
            }
        }
    }
    if says(&["is not captured"]) {
        let captured = names(message).map(|(_, name)| name).next().unwrap_or_default();
        replace(
            edits,
            code,
            "[]",
            &[&format!("[{captured}]"), &format!("[&{captured}]"), "[&]", "[=]", "[this]"],
        );
    }
    as_in_c(edits, code, operands, says);
}

/// `<<` between what stands side by side, and one way of the arrows for the other.
fn streamed(edits: &mut Rewrites<'_>, code: &str) {
    for text in texts(code, Cpp) {
        let before = code[..text.start].trim_end();
        if before.ends_with(|last: char| is_part(last) || matches!(last, ')' | ']')) {
            edits.put_in(before.len()..text.start, &[" << "]);
        }
        let after = code.len() - code[text.end..].trim_start().len();
        if code[after..].starts_with(is_part) {
            edits.put_in(text.end..after, &[" << "]);
        }
    }
    for (one, other) in [(" << ", " >> "), (" >> ", " << ")] {
        replace(edits, code, one, &[other]);
        if code.matches(one).count() > 1 {
            edits.put_in(0..code.len(), &[&code.replace(one, other)]);
        }
    }
}

/// `new A(b)` as `std::make_unique<A>(b)`.
fn made_of_itself(edits: &mut Rewrites<'_>, code: &str) {
    for (at, word) in code.match_indices("new ") {
        let class = first_word(&code[at + word.len()..]);
        let end = at + word.len() + class.len();
        if !class.is_empty() && code[end..].starts_with('(') && !code[..at].ends_with(is_part) {
            edits.put_in(at..end, &[&format!("std::make_unique<{class}>")]);
        }
    }
}

fn of_go(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["byte and untyped string", "rune and untyped string", "as byte value", "as rune value"]) {
        // All of them at once are the likeliest.
        let letters: Vec<_> =
            texts(code, Go).into_iter().filter(|text| code[text.clone()].starts_with('"')).collect();
        let letter = |text: &Range<usize>| {
            let inner = &code[text.start + 1..text.end - 1];
            let is_one = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
            let inner = if inner == "\\\"" { "\"" } else { inner };
            is_one.then(|| format!("'{inner}'"))
        };
        let mut whole = code.to_owned();
        for text in letters.iter().rev() {
            if let Some(letter) = letter(text) {
                whole.replace_range(text.clone(), &letter);
                edits.put_in(text.clone(), &[&letter]);
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
    if says(&["non-pointer", "pointer receiver"]) {
        for list in argument_lists(code, false) {
            for (start, _) in list.arguments {
                edits.put_in(start..start, &["&"]);
            }
        }
    }
    if says(&["not defined on struct", "time.time", "time.duration"]) {
        compare(edits, code, operands, OF_TIMES);
        for operand in operands {
            edits.put_in(
                operand.clone(),
                &[
                    &format!("time.Duration({})", &code[operand.clone()]),
                    &format!("&{}", &code[operand.clone()]),
                ],
            );
        }
    }
    if says(&["type any has no", "type interface{} has no", "need type assertion"]) {
        for (at, _) in code.match_indices('.').filter(|(at, _)| code[at + 1..].starts_with(is_part)) {
            edits.put_in(at..at, &[".(string)", ".(int)", ".(map[string]any)"]);
        }
    }
    if says(&["select case must be"]) {
        replace(edits, code, "case ", &["case <-"]);
    }
    if says(&["is not exported"]) {
        let start = code.len() - code.trim_start().len();
        let name = first_word(&code[start..]);
        if let Some(first) = name.chars().next() {
            let upper: String = first.to_uppercase().collect();
            edits.put_in(start..start + first.len_utf8(), &[&upper]);
        }
    }
    if says(&["not defined on"]) {
        for (range, a, _) in sides(code, operands, " ^ ").into_iter().filter(|(.., b)| *b == "2") {
            edits.put_in(range, &[&format!("{a} * {a}")]);
        }
    }
    if says(&["errorf format", "fprintf", "fprintln", "as type io.writer"]) {
        for (call, first) in
            [("Fprintln(", "os.Stderr, "), ("Fprintf(", "os.Stderr, "), ("Fprint(", "os.Stderr, ")]
        {
            for (at, _) in code.match_indices(call) {
                edits.put_in(at + call.len()..at + call.len(), &[first, "w, ", "os.Stdout, "]);
            }
        }
    }
    if says(&["undefined: "]) && code.contains("func ") {
        named_last(edits, code);
    }
}

/// Go's parameters with their names in front: `(a string, b int)` for `(string a, int b)`.
fn named_last(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let turned: Option<Vec<String>> = list
            .arguments
            .iter()
            .map(|(start, end)| {
                let (kind, name) = code[*start..*end].split_once(' ')?;
                name.chars().all(is_part).then(|| format!("{name} {kind}"))
            })
            .collect();
        if let (Some(turned), Some(last)) = (turned, list.arguments.last()) {
            edits.put_in(list.arguments[0].0..last.1, &[&turned.join(", ")]);
        }
    }
}

fn of_rust(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["single 2-tuple", "single 3-tuple"]) {
        let bars: Vec<usize> = code.match_indices('|').map(|(at, _)| at).collect();
        for pair in bars.windows(2) {
            let inner = &code[pair[0] + 1..pair[1]];
            if inner.contains(',') {
                edits.put_in(pair[0] + 1..pair[1], &[&format!("({inner})")]);
            }
        }
    }
    if says(&[
        "found integer",
        "mismatched types",
        "cannot add",
        "cannot multiply",
        "cannot subtract",
        "cannot divide",
    ]) {
        for operand in operands {
            if code[operand.clone()].chars().all(|letter| letter.is_ascii_digit()) {
                edits.put_in(operand.end..operand.end, &[".0"]);
            }
        }
    }
}

fn of_java(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["array required, but"]) {
        let method = if says(&["but string found"]) { "charAt" } else { "get" };
        for (open, close) in indices(code) {
            edits.put_in(open..close + 1, &[&format!(".{method}({})", &code[open + 1..close])]);
        }
        replace(edits, code, ".length", &[".size()", ".length()"]);
    }
    if says(&["optional<"]) {
        for operand in operands {
            edits.put_in(operand.end..operand.end, &[".orElseThrow()", ".get()", ".orElse(null)"]);
        }
    }
    if says(&["bad operand types"]) {
        compare(edits, code, operands, OF_OBJECTS);
    }
    if says(&["int cannot be dereferenced", "cannot be dereferenced"]) {
        for (range, a, b) in
            operands.iter().filter_map(|operand| split_call(code, operand.clone(), ".equals("))
        {
            edits.put_in(range, &[&format!("{a} == {b}")]);
        }
        replace(edits, code, ".length()", &[".length"]);
    }
    if says(&["final variable"]) {
        replace(edits, code, "++", &[".incrementAndGet()"]);
        replace(edits, code, "--", &[".decrementAndGet()"]);
    }
    if says(&["'void' type not allowed"]) {
        for operand in operands.iter().filter(|operand| code[(*operand).clone()].ends_with("()")) {
            let call = &code[operand.clone()];
            let name = call.trim_end_matches("()");
            edits.put_in(operand.clone(), &[&format!("this::{name}"), &format!("() -> {call}")]);
        }
    }
    if says(&["symbol:   method length", "symbol:   method size"]) {
        replace(edits, code, ".length()", &[".length", ".size()"]);
        replace(edits, code, ".size()", &[".length", ".length()"]);
    }
}

/// A text with another in its place, wherever it stands.
fn replace(edits: &mut Rewrites<'_>, code: &str, from: &str, to: &[&str]) {
    for (at, _) in code.match_indices(from) {
        edits.put_in(at..at + from.len(), to);
    }
}

/// Two operands with a sign between them: where they stand, and what they are.
pub(in crate::repair) fn sides<'c>(
    code: &'c str,
    operands: &[Range<usize>],
    sign: &str,
) -> Vec<(Range<usize>, &'c str, &'c str)> {
    let mut found = Vec::new();
    for one in operands {
        let other = operands.iter().find(|other| other.start == one.end + sign.len());
        if let Some(other) = other.filter(|_| code[one.end..].starts_with(sign)) {
            found.push((one.start..other.end, &code[one.clone()], &code[other.clone()]));
        }
    }
    found
}

/// Operators as calls.
fn compare(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], comparisons: &[Comparison]) {
    for (sign, calls) in comparisons {
        for (range, a, b) in sides(code, operands, sign) {
            for (before, after) in *calls {
                edits.put_in(range.clone(), &[&format!("{a}{before}{b}{after}")]);
            }
        }
    }
}

/// `a.equals(b)` as what it is asked of and what it is asked about.
fn split_call<'c>(
    code: &'c str,
    operand: Range<usize>,
    call: &str,
) -> Option<(Range<usize>, &'c str, &'c str)> {
    let (owner, rest) = code[operand.clone()].split_once(call)?;
    let argument = rest.strip_suffix(')')?;
    (!argument.contains(')')).then_some((operand, owner, argument))
}

/// Square brackets behind what they index: where they open and close.
fn indices(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (open, _) in code.match_indices('[') {
        let is_index = code[..open].ends_with(|last: char| is_part(last) || matches!(last, ')' | ']'))
            && !matches!(last_word(&code[..open]), "return" | "in" | "new");
        let mut depth = 0_usize;
        let close = code[open..].find(|letter| {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        if let Some(close) = close.filter(|close| is_index && *close > 1) {
            found.push((open, open + close));
        }
    }
    found
}
