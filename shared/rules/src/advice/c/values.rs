//! Values of another type than a message says they should have.

use std::ops::Range;

use super::{
    Asked,
    standard::{Type, type_of},
};
use crate::{
    arguments::argument_lists,
    language::Language::{C, Cpp},
    lexical::texts,
    names::{is_part, last_word},
    operands::operands,
    outline::c::Declared,
    rewrites::Rewrites,
};

/// Most functions of which is asked whether they make a text of a value.
const MOST_MAKERS: usize = 16;
/// What prints a number of a type, behind its length.
const LENGTHS: [(&str, &str, &str); 14] = [
    ("int", "", "d"),
    ("unsigned int", "", "u"),
    ("uint32_t", "", "u"),
    ("long int", "l", "d"),
    ("long", "l", "d"),
    ("long unsigned int", "l", "u"),
    ("unsigned long", "l", "u"),
    ("size_t", "z", "u"),
    ("long long int", "ll", "d"),
    ("long long unsigned int", "ll", "u"),
    ("double", "", "f"),
    ("float", "", "f"),
    ("char", "", "c"),
    ("void *", "", "p"),
];

/// The type that is wanted, and the one that is there.
fn wanted_and_given<'a>(asked: &'a Asked<'_>) -> Option<(&'a str, &'a str)> {
    let (one, two) = (asked.quote(0), asked.quote(1));
    let reversed = [
        "cannot convert",
        "invalid conversion from",
        "conversion from",
        "incompatible types when returning",
        "returning ",
        "incompatible types in returning",
    ];
    let straight = [
        "assignment to",
        "initialization of",
        "when assigning to",
        "when initializing",
        "assigning to '",
        "initializing '",
    ];
    if asked.message.starts_with("could not convert") {
        return Some((asked.quote(2), two));
    }
    if reversed.iter().any(|phrase| asked.says(phrase)) {
        return Some((two, one));
    }
    straight.iter().any(|phrase| asked.says(phrase)).then_some((one, two))
}

/// What is declared, and what is given to it: where both stand in a line.
fn sides(code: &str, is_return: bool) -> Option<(Range<usize>, Range<usize>)> {
    let end = code.trim_end().trim_end_matches([';', '{']).trim_end().len();
    let start = code.len() - code.trim_start().len();
    let returned = code.find("return ").filter(|at| !code[..*at].ends_with(is_part));
    if let Some(at) = returned.filter(|_| is_return || !code.contains(" = ")) {
        let begin = at + "return ".len();
        let end = code[begin..].find(';').map_or(end, |length| begin + length);
        return (begin < end).then_some((at..at, begin..end));
    }
    let sign = code.find(" = ")?;
    let begin = sign + " = ".len();
    let end = code[begin..].find(';').map_or(end, |length| begin + length);
    let from = code[..sign].rfind([';', '{', '(']).map_or(start, |at| at + 1);
    let from = from + code[from..sign].len() - code[from..sign].trim_start().len();
    (begin < end && from < sign).then_some((from..sign, begin..end))
}

/// One pointer too many or too few, a letter for a text, a number for a text.
pub(super) fn pointers(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("declared void") || asked.says("has incomplete type 'void'") {
        let name = asked.quote(0);
        for (at, text) in code.match_indices(&format!("void {name}")) {
            edits.put_in(at + "void ".len()..at + text.len(), &[&format!("*{name}")]);
        }
        return;
    }
    if asked.says("invalid type argument of unary ‘*’") && code.contains("**") {
        powers(edits, asked, " ** ");
        return;
    }
    if asked.says("to binary ‘operator^’") {
        powers(edits, asked, " ^ ");
        return;
    }
    let is_initializer =
        asked.says("invalid initializer") || asked.says("invalid type argument of unary ‘*’ (have ‘struct");
    if is_initializer && let Some((left, _)) = sides(code, false) {
        let name = last_word(&code[left.clone()]);
        edits.put_in(left.end - name.len()..left.end - name.len(), &["*"]);
        return;
    }
    if asked.says("discards ‘const’ qualifier") && !asked.says("passing argument") {
        let start = code.len() - code.trim_start().len();
        edits.put_in(start..start, &["const "]);
        return;
    }
    let Some((wanted, given)) = wanted_and_given(asked) else { return };
    let (to, from) = (Type::read(wanted), Type::read(given));
    let Some((left, right)) = sides(code, asked.says("return")) else { return };
    let value = &code[right.clone()];
    if asked.says("return type") || asked.says("result type") {
        for field in asked.outline.fields(from.base).iter().filter(|field| field.base() == to.base) {
            let sign = if field.is_pointer() { "" } else { "&" };
            edits.put_in(right.clone(), &[&format!("{sign}{value}->{}", field.name)]);
        }
        if !edits.found.is_empty() {
            return;
        }
    }
    if asked.language == C && to.base != from.base && to.depth == 1 && from.depth == 1 && to.base != "void" {
        return;
    }
    if to.base == "char" && to.depth == 0 && from.depth > 0 {
        if letters(edits, asked, right.clone()) {
            return;
        }
    } else if to.is_number() && from.base == "char" && from.depth == 1 {
        numbers(edits, asked, right.clone(), to);
        return;
    }
    if from.base == "FILE" && to.is_number() && value.starts_with("fopen") {
        edits.put_in(right.start..right.start + 1, &[""]);
        edits.put_in(0..code.len(), &[&code.replacen("int ", "FILE *", 1)]);
        return;
    }
    of_depth(edits, asked, (left, right), to, from);
}

/// A letter for a text, and the zero of a text's end for no pointer; whether there is one.
fn letters(edits: &mut Rewrites<'_>, asked: &Asked<'_>, value: Range<usize>) -> bool {
    let code = asked.code;
    let n_before = edits.found.len();
    for text in texts(code, C).into_iter().filter(|text| value.contains(&text.start)) {
        let inner = &code[text.start + 1..text.end - 1];
        let is_letter = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
        if is_letter && code[text.clone()].starts_with('"') {
            edits.put_in(text, &[&format!("'{inner}'")]);
        }
    }
    if &code[value.clone()] == "NULL" {
        edits.put_in(value, &["'\\0'"]);
    }
    edits.found.len() > n_before
}

/// What makes a number of a text.
fn numbers(edits: &mut Rewrites<'_>, asked: &Asked<'_>, range: Range<usize>, to: Type<'_>) {
    let value = &asked.code[range.clone()];
    let is_fraction = matches!(to.base, "double" | "float");
    if asked.language == Cpp {
        let call = if is_fraction { "std::stod" } else { "std::stoi" };
        edits.put_in(range.clone(), &[&format!("{call}({value})")]);
    }
    let ways = if is_fraction {
        [format!("atof({value})"), format!("strtod({value}, NULL)")]
    } else {
        [format!("atoi({value})"), format!("strtol({value}, NULL, 10)")]
    };
    edits.put_in(range.clone(), &[&ways[0], &ways[1]]);
    edits.put_in(range.start..range.start, &["*"]);
}

/// An address for a value, and the other way round.
fn of_depth(
    edits: &mut Rewrites<'_>,
    asked: &Asked<'_>,
    (left, right): (Range<usize>, Range<usize>),
    to: Type<'_>,
    from: Type<'_>,
) {
    let code = asked.code;
    let value = &code[right.clone()];
    let target = &code[left.clone()];
    let is_return = left.is_empty();
    let is_declared = !is_return && target.contains(' ');
    let is_near = asked.language == C || to.base == from.base;
    if !is_near || value.starts_with('{') {
        return;
    }
    if to.depth > from.depth {
        // What is assigned goes where the pointer leads.
        if !is_declared && !is_return && (to.depth == from.depth + 1 || from.depth == 0) {
            edits.put_in(left.start..left.start, &["*"]);
        }
        let is_number =
            value.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '"' | '\'' | '('));
        if !value.ends_with(')') && !is_number {
            let end = value.find(", ").map_or(right.end, |at| right.start + at);
            edits.put_in(right.start..right.start, &["&"]);
            if let Some((list, index)) =
                code[right.start..end].strip_suffix(']').and_then(|it| it.split_once('['))
            {
                edits.put_in(right.start..end, &[&format!("{list} + {index}")]);
            }
        }
    } else if to.depth < from.depth {
        if let Some(inner) = value.strip_prefix('&') {
            edits.put_in(right.clone(), &[inner]);
            return;
        }
        // Casts in the whole line.
        if value.starts_with('(') && value.contains("*)") {
            let mut whole = code.to_owned();
            for (at, _) in code.match_indices("= (").collect::<Vec<_>>().into_iter().rev() {
                whole.insert(at + 2, '*');
            }
            edits.put_in(0..code.len(), &[&whole]);
        }
        if asked.outline.parameters(value).is_some() {
            edits.put_in(right.end..right.end, &["()"]);
        }
        edits.put_in(right.start..right.start, &["*"]);
        if is_declared {
            let name = last_word(target);
            edits.put_in(left.end - name.len()..left.end - name.len(), &["*"]);
        }
    }
}

/// `pow(a, b)` for signs that other languages have for it.
fn powers(edits: &mut Rewrites<'_>, asked: &Asked<'_>, sign: &str) {
    let code = asked.code;
    let names: &[&str] = if asked.language == Cpp { &["std::pow", "pow"] } else { &["pow"] };
    let operands = operands(code, asked.language);
    for (at, _) in code.match_indices(sign) {
        let end = at + sign.len();
        let right = operands.iter().find(|operand| operand.start == end);
        let left = operands.iter().find(|operand| operand.end == at).map(|operand| operand.start);
        // What stands in brackets is the base without them.
        let group = code[..at].strip_suffix(')').and_then(|before| before.rfind('('));
        let Some((start, right)) = left.or(group).zip(right) else { continue };
        let value = code[start..at].trim_start_matches('(');
        let value = if left.is_none() { value.trim_end_matches(')') } else { &code[start..at] };
        for name in names {
            edits.put_in(start..right.end, &[&format!("{name}({value}, {})", &code[right.clone()])]);
        }
    }
}

/// Directives of `printf` and `scanf`, and what they print.
pub(super) fn formats(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let is_sign = asked.says("flag used with")
        || asked.says("unknown conversion type")
        || asked.says("spurious trailing")
        || asked.says("incomplete format specifier")
        || asked.says("invalid conversion specifier");
    if is_sign {
        for (at, _) in code.match_indices('%') {
            let next = code[at + 1..].chars().next();
            if next.is_some_and(|next| matches!(next, ' ' | '\\' | '"' | ',' | ')' | '.'))
                && !code[..at].ends_with('%')
            {
                edits.put_in(at..at, &["%"]);
            }
        }
        if edits.found.is_empty() && asked.says("‘%s’") {
            for (at, _) in code
                .match_indices('s')
                .filter(|(at, _)| code[..*at].trim_end_matches(|it: char| it.is_ascii_digit()).ends_with('%'))
            {
                edits.put_in(at..at + 1, &["x", "d", "u"]);
            }
        }
        return;
    }
    if asked.says("expects a matching") {
        matching(edits, asked);
        return;
    }
    let is_type = asked.says("expects argument of type") || asked.says("format specifies type");
    let number = asked.message.rsplit("argument ").next().and_then(|rest| rest.split_whitespace().next());
    let Some(number) = number.and_then(|number| number.parse::<usize>().ok()).filter(|_| is_type) else {
        return;
    };
    let (directive, given) = (asked.quote(0), asked.quote(2));
    for list in argument_lists(code, false) {
        let Some(format) = list.arguments.iter().position(|&(start, _)| code[start..].starts_with('"'))
        else {
            continue;
        };
        let Some(&(start, end)) = number.checked_sub(1).and_then(|at| list.arguments.get(at)) else {
            continue;
        };
        let argument = &code[start..end];
        let is_address = asked.quote(1).ends_with('*') && !given.ends_with('*') && !matches!(directive, "%s");
        if is_address {
            addresses(edits, asked, &list.arguments[format + 1..]);
            return;
        }
        if directive == ".*" || asked.says("field precision") || asked.says("field width") {
            edits.put_in(start..start, &["(int)"]);
            return;
        }
        values_printed(edits, asked, start..end, argument);
        let (first, last) = list.arguments[format];
        let place = number.checked_sub(format + 2).and_then(|at| nth_directive(&code[first..last], at));
        if let Some((at, length)) = place {
            printed_as(edits, asked, first + at..first + at + length, given);
        }
        return;
    }
}

/// The addresses of what is read: all numbers that have none, and each.
fn addresses(edits: &mut Rewrites<'_>, asked: &Asked<'_>, arguments: &[(usize, usize)]) {
    let code = asked.code;
    let mut whole = code.to_owned();
    for &(start, end) in arguments.iter().rev() {
        let argument = &code[start..end];
        let is_number = type_of(&asked.outline, argument).is_none_or(|kind| kind.depth == 0);
        if is_number && !argument.starts_with(['&', '*']) {
            whole.insert(start, '&');
            edits.put_in(start..start, &["&"]);
        }
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// What of an argument can be printed as the directive says.
fn values_printed(edits: &mut Rewrites<'_>, asked: &Asked<'_>, range: Range<usize>, argument: &str) {
    let (directive, given) = (asked.quote(0), asked.quote(2));
    let is_text = directive.ends_with('s');
    let kind = Type::read(given);
    if is_text && given.contains("string") {
        edits.put_in(range.end..range.end, &[".c_str()"]);
    } else if is_text && argument == "errno" {
        edits.put_in(range.clone(), &["strerror(errno)"]);
    } else if is_text && kind.depth == 0 {
        for field in asked.outline.fields(kind.base).iter().filter(|field| field.base() == "char") {
            edits.put_in(range.end..range.end, &[&format!(".{}", field.name)]);
        }
        let makers = asked.outline.functions(|it| it.is_pointer() && it.base() == "char");
        for Declared { name, .. } in makers.into_iter().take(MOST_MAKERS).filter(|_| !argument.contains('('))
        {
            let takes = asked.outline.parameters(name).unwrap_or_default();
            if let [only] = takes.as_slice()
                && Type::read(only.kind).takes(Some(kind))
            {
                edits.put_in(range.clone(), &[&format!("{name}({argument})")]);
            }
        }
    } else if let Some(value) = argument.strip_prefix('&').filter(|_| !is_text && kind.depth > 0) {
        edits.put_in(range, &[value]);
    } else if !is_text && kind.depth > 0 && kind.base != "char" && kind.base != "void" {
        edits.put_in(range.start..range.start, &["*"]);
        edits.put_in(range.end..range.end, &["[i]"]);
    }
}

/// Where a directive stands in a format, and how long it is, counted from 0.
fn nth_directive(format: &str, number: usize) -> Option<(usize, usize)> {
    let mut at = 0;
    let mut n_seen = 0;
    while let Some(next) = format[at..].find('%') {
        at += next;
        let rest = &format[at + 1..];
        if rest.starts_with('%') {
            at += 2;
            continue;
        }
        let length = rest.find(|letter: char| {
            letter.is_ascii_alphabetic() && !matches!(letter, 'l' | 'h' | 'z' | 'j' | 't')
        });
        let length = length? + 1;
        // A star takes an argument of its own.
        n_seen += rest[..length].matches('*').count();
        if n_seen == number {
            return Some((at, length + 1));
        }
        n_seen += 1;
        at += 1 + length;
    }
    None
}

/// A directive with its flags for a value of another type.
fn printed_as(edits: &mut Rewrites<'_>, asked: &Asked<'_>, range: Range<usize>, given: &str) {
    let text = &asked.code[range.clone()];
    let verb = &text[text.len().saturating_sub(1)..];
    let flags = text.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    // A pointer's size is none of what it reads.
    if given == "float *" && text.contains('l') {
        edits.put_in(0..asked.code.len(), &[&asked.code.replace("%lf", "%f")]);
        edits.put_in(range, &[&text.replace('l', "")]);
        return;
    }
    if given == "double *" {
        edits.put_in(range, &[&format!("{flags}lf")]);
        return;
    }
    let given = given.trim_start_matches("const ");
    if matches!(given, "char *" | "char*") {
        edits.put_in(range, &[&format!("{flags}s")]);
        return;
    }
    let named = if given.ends_with("_t") { asked.other_name } else { given };
    for kind in [given, named] {
        let Some((_, length, own)) = LENGTHS.iter().find(|(name, ..)| *name == kind) else { continue };
        let keeps =
            matches!((verb, *own), ("x" | "X" | "o" | "i" | "u" | "d", "u" | "d") | ("g" | "e" | "f", "f"));
        let verb = match verb {
            "u" | "d" => own,
            _ if keeps => verb,
            _ => own,
        };
        edits.put_in(range.clone(), &[&format!("{flags}{length}{verb}")]);
        if kind == "long unsigned int" && asked.code.contains("size") || asked.code.contains("strlen") {
            edits.put_in(range.clone(), &[&format!("{flags}z{verb}")]);
        }
    }
    if matches!(given, "uint64_t" | "int64_t") {
        let sign = if given.starts_with('u') { "u" } else { "d" };
        edits.put_in(range, &[&format!("{flags}\" PRI{sign}64 \""), &format!("{flags}ll{sign}")]);
    }
}

/// What is printed last and stands nowhere.
fn matching(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let wanted = Type::read(asked.quote(1));
    for list in argument_lists(code, false) {
        let has_format = list.arguments.iter().any(|&(start, _)| code[start..].starts_with('"'));
        let Some(last) = list.arguments.last().filter(|_| has_format) else { continue };
        let mut found: Vec<String> = Vec::new();
        for it in asked.outline.scope() {
            let kind = Type::read(it.kind);
            let is_given = list.arguments.iter().any(|&(start, end)| &code[start..end] == it.name);
            if wanted.takes(Some(kind)) && !is_given && !found.iter().any(|other| other == it.name) {
                found.push(it.name.to_owned());
            }
        }
        for value in found.iter().take(4) {
            edits.put_in(last.1..last.1, &[&format!(", {value}")]);
        }
        return;
    }
}

/// `return;` where a value is to be given back.
pub(super) fn returned(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let is_empty = asked.says("with no value") || asked.says("should return a value");
    if is_empty && let Some(at) = code.find("return;") {
        let kind = asked.outline.function().map(|(kind, _)| kind).unwrap_or_default();
        let mut values: Vec<String> = Vec::new();
        let kind = if asked.language == Cpp && !asked.quote(0).is_empty() { asked.quote(0) } else { kind };
        let given = Type::read(kind);
        if kind.ends_with('&') {
            let scope = asked.outline.scope();
            let same = scope.iter().filter(|it| it.base() == given.base).map(|it| it.name.to_owned());
            values.extend(same.take(2));
            values.push("*this".to_owned());
        } else if given.depth > 0 {
            values.push(if asked.language == Cpp { "nullptr" } else { "NULL" }.to_owned());
        } else if given.base.ends_with("bool") {
            values.extend(["false", "true"].map(str::to_owned));
        } else if given.base.contains("optional") {
            values.push("std::nullopt".to_owned());
        } else if given.base.contains("string") {
            values.extend(["\"\"", "{}"].map(str::to_owned));
        } else if given.is_number() {
            values.extend(["0", "-1", "1"].map(str::to_owned));
        } else {
            values.extend(["NULL", "-1", "0", "false", "true"].map(str::to_owned));
        }
        for value in values {
            edits.put_in(at..at + "return;".len(), &[&format!("return {value};")]);
        }
    } else if asked.says("‘return’ with a value")
        || asked.says("should not return a value")
        || asked.says("return-statement with a value")
    {
        if let Some(at) = code.find("return ") {
            let end = code[at..].find(';').map_or(code.len(), |length| at + length);
            edits.put_in(at..end, &["return"]);
        }
    } else if asked.says("no return statement")
        || asked.says("control reaches end")
        || asked.says("non-void function does not return")
    {
        at_the_end(edits, asked);
    }
}

/// What a function gives back at its end.
fn at_the_end(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if let Some((open, close)) = code.rfind('{').zip(code.rfind('}')).filter(|(open, close)| open < close) {
        let start = open + 1 + code[open + 1..close].len() - code[open + 1..close].trim_start().len();
        if start < close {
            edits.put_in(start..start, &["return "]);
        }
    } else if code.trim() == "}" {
        let Some((kind, _)) = asked.outline.function() else { return };
        let wanted = Type::read(kind);
        let above = asked.outline.above();
        let line = above.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let indentation = &line[..line.len() - line.trim_start().len()];
        let mut names: Vec<&str> = Vec::new();
        for it in asked.outline.scope() {
            let kind = Type::read(it.kind);
            if kind.base == wanted.base && kind.depth == wanted.depth && !names.contains(&it.name) {
                names.push(it.name);
            }
        }
        for name in names.iter().take(3) {
            edits.put_in(0..0, &[&format!("{indentation}return {name};\n")]);
        }
    }
}

/// Values that cannot be compared: a text with a letter, a pointer with what it leads to.
pub(super) fn compared(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let says = [
        "comparison between pointer and integer",
        "forbids comparison between pointer",
        "comparison of a pointer",
        "comparison of pointer",
    ];
    if !says.iter().any(|phrase| asked.says(phrase)) {
        return;
    }
    let code = asked.code;
    for text in texts(code, C).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
        let inner = &code[text.start + 1..text.end - 1];
        let is_compared = [" == ", " != "].iter().any(|sign| code[..text.start].ends_with(sign));
        let is_letter = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
        if is_compared && is_letter {
            edits.put_in(text, &[&format!("'{inner}'")]);
        } else if is_compared
            && inner.len() > 1
            && inner.chars().all(|it| it.is_ascii_uppercase() || it == '_' || it.is_ascii_digit())
        {
            edits.put_in(text, &[inner]);
        }
    }
    if !edits.found.is_empty() {
        return;
    }
    for operand in operands(code, asked.language) {
        let text = &code[operand.clone()];
        let is_compared = [" == '", " != '", " < '", " > '", " >= '", " <= '"]
            .iter()
            .any(|sign| code[operand.end..].starts_with(sign));
        let is_pointer = type_of(&asked.outline, text).is_none_or(|kind| kind.depth > 0);
        if is_compared && is_pointer {
            edits.put_in(operand.start..operand.start, &["*"]);
        }
    }
}
