//! Statements and declarations that javac does not allow as they stand.

use std::ops::Range;

use super::super::{Rewrites, is_compound, library::methods_of_java};
use super::{heads, operands as values, syntax};
use crate::{
    arguments::argument_lists,
    language::Language::Java,
    lexical::{self, texts},
    names::{first_word, is_part, last_word},
    operands::sides,
    outline::{
        java::{class_around, method_around, result_of, type_of},
        line::{Line, indentation},
    },
};

/// Words for numbers and the like, and the classes that hold one.
const BOXES: [(&str, &str); 8] = [
    ("int", "Integer"),
    ("long", "Long"),
    ("double", "Double"),
    ("char", "Character"),
    ("boolean", "Boolean"),
    ("float", "Float"),
    ("byte", "Byte"),
    ("short", "Short"),
];
/// What is made where a class cannot be.
const MADE: [(&str, &[&str]); 12] = [
    ("ConcurrentMap", &["new ConcurrentHashMap"]),
    ("BlockingQueue", &["new LinkedBlockingQueue", "new ArrayBlockingQueue"]),
    ("SortedMap", &["new TreeMap"]),
    ("SortedSet", &["new TreeSet"]),
    ("Collection", &["new ArrayList"]),
    ("Iterable", &["new ArrayList"]),
    ("ReadWriteLock", &["new ReentrantReadWriteLock"]),
    ("Clock", &["Clock.systemUTC", "Clock.systemDefaultZone"]),
    ("Calendar", &["Calendar.getInstance"]),
    ("ByteBuffer", &["ByteBuffer.wrap", "ByteBuffer.allocate"]),
    ("ExecutorService", &["Executors.newFixedThreadPool", "Executors.newCachedThreadPool"]),
    ("Path", &["Path.of", "Paths.get"]),
];

pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, operands: &[Range<usize>]) {
    let code = line.code;
    let says = |phrase: &str| said.contains(phrase);
    if says("unexpected type") {
        boxed(edits, code);
    }
    if says("is abstract; cannot be instantiated") {
        made(edits, line, said);
    }
    if says("not a statement") {
        acts(edits, code);
    }
    if says("missing return value") || says("unexpected return value") || says("missing return statement") {
        returned(edits, line, said);
    }
    if says("for-each not applicable") {
        repeated(edits, line);
    }
    if says("bad operand types") {
        reckoned(edits, code, operands);
        values::put_right(edits, line, said, operands);
    }
    if says("illegal escape character") {
        escaped(edits, code);
    }
    if says("empty character literal") {
        // The other one of the two is a text then, too.
        let mut whole = code.to_owned();
        for text in texts(code, Java).into_iter().rev().filter(|text| code[text.clone()].starts_with('\'')) {
            whole.replace_range(text.clone(), &format!("\"{}\"", &code[text.start + 1..text.end - 1]));
        }
        edits.put_in(0..code.len(), &[&whole]);
        swap(edits, code, "''", &["\"\"", "' '", "'\\0'"]);
    }
    if says("integer number too large") || says("integer number too large:") {
        for operand in operands {
            let text = &code[operand.clone()];
            if text.starts_with(|first: char| first.is_ascii_digit()) && text.len() > 8 {
                edits.put_in(operand.end..operand.end, &["L"]);
            }
        }
    }
    if says("dereferenced") {
        boxed_calls(edits, code, said, operands);
    }
    if says("might not have been initialized") {
        let end = code.trim_end().trim_end_matches(';').len();
        if !code.contains(" = ") && code.trim_end().ends_with(';') {
            edits.put_in(end..end, &[" = 0", " = null", " = false"]);
        }
    }
    functions(edits, line, said);
    declarations(edits, line, said);
    heads::put_right(edits, line, said);
    syntax::put_right(edits, line, said);
}

/// Functions that are given as values, what is stored and what kinds there are.
fn functions(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let says = |phrase: &str| said.contains(phrase);
    if says("is not a functional interface") {
        for list in argument_lists(code, false) {
            let arguments: Vec<_> = list.arguments.iter().map(|&(start, end)| start..end).collect();
            for at in 0..arguments.len().min(3) {
                super::super::exchange(edits, code, &arguments, at);
            }
        }
        swap(edits, code, ".remove(", &[".removeIf("]);
    }
    if says("incompatible parameter types in lambda") {
        swap(edits, code, "() -> ", &["k -> ", "c -> ", "e -> ", "(a, b) -> "]);
    }
    if says("cannot infer type arguments for") {
        for (at, word) in code.match_indices("new ").filter(|_| code.contains("computeIfAbsent(")) {
            if word.len() == 4 && code[..at].ends_with(", ") {
                edits.put_in(at..at, &["k -> "]);
                // It may be called by its first letter.
                let key = code.split_once("computeIfAbsent(").map_or("", |(_, rest)| first_word(rest));
                if let Some(letter) = key.chars().next().filter(|it| *it != 'k') {
                    edits.put_in(at..at, &[&format!("{letter} -> "), "key -> "]);
                }
            }
        }
    }
    if says("array required, but") {
        stored(edits, code, said);
    }
    if says("invalid method reference") {
        referred(edits, line);
    }
    if let Some(n) =
        said.split_once("type arguments; required ").and_then(|(_, n)| n.trim().parse::<usize>().ok())
    {
        for (open, _) in code.match_indices('<') {
            let Some(length) = code[open..].find('>') else { continue };
            let kinds = lexical::types(&code[open + 1..open + length], Java);
            if kinds.len() > n && n > 0 {
                edits.put_in(
                    open + 1..open + length,
                    &[&kinds[..n].join(", "), &kinds[kinds.len() - n..].join(", ")],
                );
            }
        }
    }
    if says("inference variable") {
        for text in texts(code, Java) {
            let inner = &code[text.start + 1..text.end - 1];
            if inner.parse::<f64>().is_ok() {
                edits.put_in(text.clone(), &[inner]);
            }
        }
    }
    if says("unreported exception InterruptedException") || says("unreported exception ExecutionException") {
        swap(edits, code, ".get()", &[".join()"]);
    }
    if says("empty statement after if")
        && let Some(at) = code.find(");")
    {
        edits.put_in(at + 1..at + 2, &[""]);
    }
}

/// What is put into a list or a map is given to a method.
fn stored(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let start = indentation(code);
    let end = code.trim_end().trim_end_matches(';').len();
    let Some((left, value)) = code.get(start..end).and_then(|line| line.split_once(" = ")) else { return };
    let Some((owner, key)) = left.strip_suffix(']').and_then(|left| left.split_once('[')) else { return };
    let method = if said.contains("Map") { "put" } else { "set" };
    edits.put_in(start..end, &[&format!("{owner}.{method}({key}, {value})")]);
}

/// A method by the name that the document has for it.
fn referred(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (at, sign) in code.match_indices("::") {
        let start = at + sign.len();
        let name = first_word(&code[start..]);
        let bare = name.strip_prefix("get").or_else(|| name.strip_prefix("is")).unwrap_or_default();
        let mut letters = bare.chars();
        let small: String =
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default();
        let mut letters = name.chars();
        let got: String = letters
            .next()
            .map(|first| "get".chars().chain(first.to_uppercase()).chain(letters).collect())
            .unwrap_or_default();
        for other in [small, got] {
            let is_there = !other.is_empty()
                && [format!(" {other}("), format!(" {other},"), format!(" {other})")]
                    .iter()
                    .any(|it| line.document.contains(it.as_str()));
            if is_there {
                edits.put_in(start..start + name.len(), &[&other]);
            }
        }
    }
}

/// What can be wrong with heads of classes and methods.
fn declarations(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let says = |phrase: &str| said.contains(phrase);
    let start = indentation(code);
    if says("no interface expected here") {
        swap(edits, code, " extends ", &[" implements "]);
    } else if says("interface expected here") {
        swap(edits, code, " implements ", &[" extends "]);
    }
    if says("return type required") {
        let head = &code[..code.find('(').unwrap_or(code.len())];
        let name = last_word(head);
        let at = head.len() - name.len();
        if name.starts_with(char::is_lowercase) {
            edits.put_in(at..at, &["void "]);
        }
        if let Some(class) =
            class_around(line).filter(|class| *class != name && name.starts_with(char::is_uppercase))
        {
            edits.put_in(at..head.len(), &[class]);
        }
    }
    if says("abstract methods cannot have") {
        let end = code.trim_end().len();
        let open = code.rfind('{').unwrap_or(end);
        edits.put_in(code[..open].trim_end().len()..end, &[";"]);
        if says("interface") {
            edits.put_in(start..start, &["default "]);
        }
    }
    if says("missing method body") {
        let end = code.trim_end().len();
        edits.put_in(start..start, &["abstract "]);
        if code[..end].ends_with(';') {
            edits.put_in(end - 1..end, &[" {}", " {"]);
        }
    }
    if says("cannot override") || says("cannot implement") || says("weaker access") {
        let word = first_word(&code[start..]);
        if matches!(word, "private" | "protected") {
            edits.put_in(
                start..start + word.len(),
                if word == "private" { &["protected", "public"] } else { &["public"] },
            );
        } else if word != "public" {
            edits.put_in(start..start, &["public ", "protected "]);
        }
    }
    if let Some(modifier) = super::super::between(said, "modifier ", " not allowed") {
        for word in modifier.split(',') {
            swap(edits, code, &format!("{word} "), &[""]);
        }
    }
    if says("does not override abstract method compareTo") {
        if let Some(class) = said.split_whitespace().next() {
            swap(edits, code, "Comparable {", &[&format!("Comparable<{class}> {{")]);
        }
    } else if says("is not abstract and does not override") {
        swap(edits, code, "class ", &["abstract class "]);
    }
    if let Some(class) = said.split_once("found raw type: ").map(|(_, class)| class.trim()) {
        for place in super::super::places_of(code, class).filter(|place| !code[place.end..].starts_with('<'))
        {
            let kinds: &[&str] = if class.ends_with("Map") {
                &["<String, String>", "<?, ?>"]
            } else {
                &["<String>", "<?>", "<Integer>"]
            };
            edits.put_in(place.end..place.end, kinds);
        }
    }
    if says("UnsupportedEncodingException") {
        swap(edits, code, "\"UTF-8\"", &["StandardCharsets.UTF_8"]);
    }
    if says("enum constant expected here") {
        let mut whole = code.to_owned();
        for text in texts(code, Java).into_iter().rev() {
            whole.replace_range(text.clone(), &code[text.start + 1..text.end - 1]);
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// One text for another, wherever it stands as a whole.
fn swap(edits: &mut Rewrites<'_>, code: &str, from: &str, to: &[&str]) {
    for (at, _) in code.match_indices(from) {
        if !(from.starts_with(is_part) && code[..at].ends_with(is_part)) {
            edits.put_in(at..at + from.len(), to);
        }
    }
}

/// Collections hold objects, and what a call gives cannot be counted up.
fn boxed(edits: &mut Rewrites<'_>, code: &str) {
    let mut whole = code.to_owned();
    for (primitive, class) in BOXES {
        for (before, after) in
            [("<", ">"), ("<", ","), (", ", ">"), ("instanceof ", ")"), ("instanceof ", " ")]
        {
            let (from, to) = (format!("{before}{primitive}{after}"), format!("{before}{class}{after}"));
            whole = whole.replace(&from, &to);
        }
    }
    edits.put_in(0..code.len(), &[&whole]);
    for (sign, made) in [("++", " + 1"), ("--", " - 1")] {
        swap(edits, code, &format!("){sign}"), &[&format!("){made}")]);
    }
    for (at, _) in code.match_indices(" = ") {
        let start = code.len() - code.trim_start().len();
        if code[..at].ends_with(')') && start < at {
            edits.put_in(at..at + 3, &[" == "]);
        }
    }
}

/// What is one of its kind is made instead.
fn made(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let class = said.split(" is abstract").next().map(last_word).unwrap_or_default();
    let new = format!("new {class}");
    for (_, others) in MADE.iter().filter(|(name, _)| *name == class) {
        swap(edits, code, &new, others);
    }
    for word in ["extends ", "implements "] {
        for (at, _) in line.document.match_indices(&format!("{word}{class}")) {
            let head = line.document[..at].rsplit('\n').next().unwrap_or_default();
            if let Some((_, rest)) = head.split_once("class ") {
                swap(edits, code, &new, &[&format!("new {}", first_word(rest))]);
            }
        }
    }
}

/// What does nothing is meant to change something.
fn acts(edits: &mut Rewrites<'_>, code: &str) {
    let start = indentation(code);
    let end = code.trim_end().trim_end_matches(';').len();
    if start >= end {
        return;
    }
    let statement = &code[start..end];
    if let Some((left, right)) = statement.split_once(" == ") {
        edits.put_in(start..end, &[&format!("{left} = {right}")]);
    }
    if let Some((left, right)) = statement.split_once(" != ").filter(|(left, right)| left == right) {
        edits.put_in(start..end, &[&format!("{left} = !{right}")]);
    }
    // `i + step` in a loop's head, or alone.
    let last = statement.rfind("; ").map_or(start, |at| start + at + 2);
    for sign in ["+", "-", "*", "/", "<<"] {
        let text = format!(" {sign} ");
        if let Some(at) = code[last..end]
            .find(&text)
            .map(|at| last + at)
            .filter(|at| code[last..*at].chars().all(|it| is_part(it) || it == '.'))
        {
            edits.put_in(at..at + text.len(), &[&format!(" {sign}= ")]);
        }
    }
    if statement.ends_with(|last: char| is_part(last)) && statement.contains('.') && !statement.contains(' ')
    {
        edits.put_in(end..end, &["()"]);
    }
}

/// What a method says it gives back.
fn returned(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let start = indentation(code);
    let end = code.trim_end().len();
    if said.contains("unexpected return value") {
        if code[start..].starts_with("return ") {
            edits.put_in(start..end, &["return;"]);
        }
        return;
    }
    let is_head = code.trim_end().ends_with('}') && code.contains('{') && code.contains('(');
    let head = if is_head { Some(code) } else { method_around(line) };
    let Some(kind) = head.and_then(result_of) else { return };
    let own = class_around(line);
    let values: Vec<&str> = match kind {
        "boolean" => vec!["true", "false"],
        "int" | "long" | "short" | "byte" => vec!["0", "-1", "1"],
        "double" | "float" => vec!["0", "0.0"],
        "String" => vec!["null", "\"\""],
        _ if own == Some(first_word(kind)) => vec!["this", "null"],
        _ if kind.starts_with("Optional") => vec!["Optional.empty()"],
        _ if kind.starts_with("List") => vec!["List.of()", "null"],
        _ => vec!["null"],
    };
    for value in values {
        if code.trim() == "return;" {
            edits.put_in(start..end, &[&format!("return {value};")]);
        } else if let Some(close) =
            code.rfind('}').filter(|_| is_head && said.contains("missing return statement"))
        {
            edits.put_in(close..close, &[&format!("return {value}; ")]);
        }
    }
}

/// What a loop goes through.
fn repeated(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let Some((head, rest)) = code.split_once(" : ") else { return };
    let Some(close) = rest.rfind(')') else { return };
    let end = code.len() - rest.len() + close;
    let value = &rest[..close];
    let kind = type_of(line, last_word(value)).unwrap_or_default();
    let is_entry = head.contains("Entry<")
        || head.contains("Entry ")
        || (head.contains("var ") && code.contains("getKey"));
    let is_map = kind.contains("Map<");
    let ways: &[&str] = if is_entry {
        &[".entrySet()"]
    } else if head.contains("char ") || kind == "String" {
        &[".toCharArray()", ".split(\"\")"]
    } else if is_map {
        &[".keySet()", ".values()", ".entrySet()"]
    } else if value.ends_with("()") {
        &[".toList()", ".get()"]
    } else {
        &[".values()", ".keySet()", ".entrySet()", ".toList()"]
    };
    if is_compound(value) {
        return;
    }
    edits.put_in(end..end, ways);
    // `for (int i : n)`
    if matches!(kind, "int" | "long") {
        let name = last_word(head);
        let open = head.find('(').map_or(0, |open| open + 1);
        edits.put_in(open..end, &[&format!("int {name} = 0; {name} < {value}; {name}++")]);
    }
}

/// Operators between values that have none.
fn reckoned(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (range, a, b) in sides(code, operands, " * ") {
        for (text, n) in [(a, b), (b, a)] {
            if text.starts_with('"') || text.starts_with('\'') {
                let text = if text.starts_with('\'') { text.replace('\'', "\"") } else { text.to_owned() };
                edits.put_in(range.clone(), &[&format!("{text}.repeat({n})")]);
            }
        }
    }
    // An object is more than nothing by what it says of itself.
    for sign in [" <= ", " >= ", " < ", " > ", " == ", " != "] {
        for (range, a, _) in sides(code, operands, sign).into_iter().filter(|(.., b)| *b == "0") {
            edits.put_in(
                range,
                &[&format!("{a}.signum(){sign}0"), &format!("{a}.compareTo(BigDecimal.ZERO){sign}0")],
            );
        }
    }
    // Bits are joined by one sign.
    for (sign, one) in [(" && ", " & "), (" || ", " | ")] {
        for (at, _) in code.match_indices(sign) {
            let rest = code[at + sign.len()..].trim_start_matches('(');
            if rest.starts_with("0x") || rest.starts_with(|it: char| it.is_ascii_digit()) {
                edits.put_in(at..at + sign.len(), &[one]);
            }
        }
    }
    // A letter is none of a text's.
    for text in texts(code, Java).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
        let inner = &code[text.start + 1..text.end - 1];
        let is_one = inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() == 2);
        let letter = match inner {
            "\\\"" => "'\"'".to_owned(),
            "'" => "'\\''".to_owned(),
            other => format!("'{other}'"),
        };
        if is_one
            && [" == ", " != ", " - ", " < ", " > ", " <= ", " >= "]
                .iter()
                .any(|sign| code[..text.start].ends_with(sign))
        {
            edits.put_in(text, &[&letter]);
        }
    }
    for (at, sign) in code.match_indices(" = ") {
        let before = &code[..at];
        if before.contains(" && ") || before.contains(" || ") || code.contains("if (") {
            edits.put_in(at..at + sign.len(), &[" == "]);
        }
    }
}

/// A backslash of a pattern stands twice.
fn escaped(edits: &mut Rewrites<'_>, code: &str) {
    let mut whole = String::with_capacity(code.len() + 4);
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        whole.push(letter);
        if letter == '\\' {
            match letters.peek() {
                Some(next) if "\\\"'nrtbf0u".contains(*next) => whole.extend(letters.next()),
                Some(_) => whole.push('\\'),
                None => {}
            }
        }
    }
    edits.put_in(0..code.len(), &[&whole]);
    swap(edits, code, "\\/", &["/"]);
}

/// Numbers and letters have no methods, their classes have.
fn boxed_calls(edits: &mut Rewrites<'_>, code: &str, said: &str, operands: &[Range<usize>]) {
    let kind = said.split(" cannot be").next().map(last_word).unwrap_or_default();
    let Some((_, class)) = BOXES.iter().find(|(name, _)| *name == kind) else { return };
    for operand in operands {
        let text = &code[operand.clone()];
        let Some((value, call)) = text.rsplit_once('.').filter(|(_, call)| call.ends_with(')')) else {
            continue;
        };
        let Some((method, inner)) = call.split_once('(') else { continue };
        let inner = inner.trim_end_matches(')');
        let made = match method {
            "equals" => vec![format!("{value} == {inner}")],
            "toString" => vec![format!("String.valueOf({value})"), format!("{class}.toString({value})")],
            "compareTo" => vec![format!("{class}.compare({value}, {inner})")],
            "intValue" | "doubleValue" | "longValue" => vec![value.to_owned()],
            _ if class == &"Character" && methods_of_java("String").any(|own| own == method) => {
                vec![
                    format!("String.valueOf({value}).{method}({inner})"),
                    format!("{class}.{method}({value})"),
                ]
            }
            _ => vec![format!("{class}.{method}({value})")],
        };
        for made in made {
            edits.put_in(operand.clone(), &[&made]);
        }
    }
}
