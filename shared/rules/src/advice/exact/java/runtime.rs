//! What a program of Java's says when it fails: which value was missing, which index was beyond, what could not be read.

mod bounds;
mod missing;
mod texts;

use std::ops::Range;

use super::super::{Rewrites, asked, between, calls_of};
use crate::{
    language::Language::Java,
    lexical,
    names::{first_word, is_part, last_word},
    outline::{
        java::{class_around, method_around, type_of},
        line::{Line, indentation},
    },
};

/// Methods of another count of things that are known not to change.
const FIXED: [(&str, &str); 7] = [
    ("Arrays.asList(", "new ArrayList<>("),
    ("List.of(", "new ArrayList<>("),
    ("Collections.emptyList(", "new ArrayList<>("),
    ("Set.of(", "new HashSet<>("),
    ("Map.of(", "new HashMap<>("),
    ("Collections.emptyMap(", "new HashMap<>("),
    ("Collections.unmodifiableList(", "new ArrayList<>("),
];

/// The class of what a message says was thrown.
pub(super) fn thrown(said: &str) -> Option<&str> {
    let said = said
        .strip_prefix("Exception in thread ")
        .map_or(said, |rest| rest.trim_start_matches('"').split_once("\" ").map_or(rest, |(_, said)| said));
    let class = said.trim_start_matches("Caused by: ").split([':', ' ']).next()?;
    let name = class.rsplit(['.', '$']).next()?;
    let is_class = ["Exception", "Error"].iter().any(|end| name.ends_with(end) && name.len() > end.len());
    (is_class && name.starts_with(char::is_uppercase)).then_some(name)
}

/// Makes the edits.
pub(super) fn explain(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    said: &str,
    class: &str,
    operands: &[Range<usize>],
) {
    let code = line.code;
    match class {
        "NullPointerException" => missing::value(edits, line, said, operands),
        "IndexOutOfBoundsException"
        | "ArrayIndexOutOfBoundsException"
        | "StringIndexOutOfBoundsException" => {
            bounds::put_right(edits, line, said);
        }
        "NoSuchElementException" | "EmptyStackException" => missing::element(edits, line, said),
        "ConcurrentModificationException" => changed(edits, line),
        "UnsupportedOperationException" => fixed(edits, code),
        "ArithmeticException" => divided(edits, line, said, operands),
        "ClassCastException" => cast(edits, line, said),
        "StackOverflowError" => endless(edits, line),
        "IllegalStateException" if said.contains("Duplicate key") => missing::merged(edits, code),
        "IllegalMonitorStateException" => locked(edits, line),
        "NumberFormatException" => texts::numbers(edits, code, said),
        "IllegalFormatConversionException" | "UnknownFormatConversionException" => {
            texts::printed(edits, code, said);
        }
        "DateTimeParseException" | "UnsupportedTemporalTypeException" => texts::dated(edits, code),
        "IllegalArgumentException" if said.contains("No enum constant") => texts::constant(edits, code),
        "PatternSyntaxException" => texts::pattern(edits, code, said),
        _ => {}
    }
}

/// Where the condition of the marked line stands.
fn condition(code: &str) -> Option<Range<usize>> {
    let start = ["if (", "while ("].iter().find_map(|word| Some(code.find(word)? + word.len()))?;
    let end = lexical::closing(code, start, Java).filter(|end| start < *end)?;
    Some(start..end)
}

/// How the marked lines end theirs.
fn line_end(code: &str) -> &'static str {
    if code.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// The names that a text declares with a class, the last one first.
fn kinds_of<'t>(text: &'t str, class: &str) -> Vec<&'t str> {
    if class.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, _) in text.rmatch_indices(class) {
        let rest = &text[at + class.len()..];
        let rest = match rest.strip_prefix('<') {
            Some(inner) => {
                let end = inner.find(['\n', ';', '=', '(']).unwrap_or(inner.len());
                let Some(close) = inner[..end].rfind('>') else { continue };
                &inner[close + 1..]
            }
            None => rest,
        };
        let Some(name) = rest.strip_prefix(' ').map(first_word).filter(|name| !name.is_empty()) else {
            continue;
        };
        let after = rest[1 + name.len()..].trim_start();
        let is_declared = after.starts_with([';', '=', ',', ')', ':']);
        if is_declared && !text[..at].ends_with(is_part) && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The first bracket that closes what the lines above opened.
fn unopened(code: &str) -> Option<usize> {
    lexical::closing(code, 0, Java).filter(|at| code[*at..].starts_with(')'))
}

/// What is gone through is not changed meanwhile.
fn changed(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (callee, arguments, _) in calls_of(code, ".remove") {
        let owner = code[callee.clone()].trim_end_matches(".remove");
        let iterator =
            line.above.rsplit_once(&format!(" = {owner}.iterator()")).map(|(before, _)| last_word(before));
        if let (Some(iterator), [argument]) = (iterator, arguments.as_slice()) {
            edits.put_in(callee.start..argument.end, &[&format!("{iterator}.remove(")]);
        }
    }
    if let Some(open) = code.find("for (").map(|at| at + "for (".len())
        && let Some(close) = lexical::closing(code, open, Java)
        && let Some((head, list)) = code[open..close].split_once(" : ")
    {
        let at = open + head.len() + " : ".len()..close;
        let copies = ["ArrayList", "HashSet"].map(|class| format!("new {class}<>({list})"));
        edits.put_in(at.clone(), &[&copies[0], &copies[1], &format!("List.copyOf({list})")]);
    }
}

/// A list that may be changed for one that may not.
fn fixed(edits: &mut Rewrites<'_>, code: &str) {
    for (call, made) in FIXED {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let Some(close) = lexical::closing(code, start, Java) else {
                // It goes on in the next lines.
                if call == "List.of(" {
                    edits.put_in(at..start, &["Arrays.asList("]);
                }
                continue;
            };
            if code[start..close].trim().is_empty() {
                edits.put_in(at..close, &[made]);
            } else {
                edits.put_in(at..close + 1, &[&format!("{made}{})", &code[at..=close])]);
            }
            if call == "List.of(" {
                edits.put_in(at..start, &["Arrays.asList("]);
            }
        }
    }
    for (at, call) in code.match_indices(".toList()") {
        if code[..at].ends_with("Collectors") {
            continue;
        }
        let collected =
            [".collect(Collectors.toList())", ".collect(Collectors.toCollection(ArrayList::new))"];
        edits.put_in(at..at + call.len(), &collected);
        if let Some(start) = code[..at].find(" = ").map(|at| at + 3) {
            let end = at + call.len();
            edits.put_in(start..end, &[&format!("new ArrayList<>({})", &code[start..end])]);
        }
    }
}

/// A quotient that has an end, and no part of nothing.
fn divided(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str, operands: &[Range<usize>]) {
    let code = line.code;
    if said.contains("by zero") {
        for sign in [" / ", " % "] {
            for (range, a, b) in crate::operands::sides(code, operands, sign) {
                let begins = [" = ", "return ", "(", ", "].iter().any(|it| code[..range.start].ends_with(it));
                if begins && code[range.end..].starts_with([';', ')', ',']) {
                    edits.put_in(range.clone(), &[&format!("{b} == 0 ? 0 : {a}{sign}{b}")]);
                }
                edits.put_in(range, &[&format!("{a}{sign}Math.max(1, {b})")]);
            }
        }
    }
    let is_endless = said.contains("Non-terminating");
    let call = if is_endless { ".divide" } else { ".setScale" };
    if !is_endless && !said.contains("Rounding necessary") {
        return;
    }
    // As the document rounds elsewhere.
    let own = line.document.match_indices("RoundingMode.").find_map(|(at, word)| {
        let before = line.document[..at].trim_end_matches(", ");
        let digits = before.len() - before.trim_end_matches(is_part).len();
        let name = first_word(&line.document[at + word.len()..]);
        let scale = &before[before.len() - digits..];
        (digits > 0 && name.starts_with(char::is_uppercase)).then(|| format!(", {scale}, {word}{name}"))
    });
    for (_, arguments, _) in calls_of(code, call) {
        let [argument] = arguments.as_slice() else { continue };
        let at = argument.end..argument.end;
        if is_endless {
            if let Some(own) = &own {
                edits.put_in(at.clone(), &[own]);
            }
            edits.put_in(
                at,
                &[
                    ", 2, RoundingMode.HALF_UP",
                    ", RoundingMode.HALF_UP",
                    ", MathContext.DECIMAL128",
                    ", 10, RoundingMode.HALF_UP",
                ],
            );
        } else {
            edits.put_in(at, &[", RoundingMode.HALF_UP", ", RoundingMode.DOWN", ", RoundingMode.HALF_EVEN"]);
        }
    }
}

/// What cannot be compared gets what compares it, and what is taken for something is asked whether it is that.
fn cast(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let given = between(said, "class ", " cannot be cast")
        .map(|class| class.rsplit(['.', '$']).next().unwrap_or(class));
    if said.contains("java.lang.Comparable") {
        for class in ["PriorityQueue", "TreeSet", "TreeMap", "PriorityBlockingQueue"] {
            for (at, text) in code.match_indices(&format!("new {class}<>()")) {
                let inside = at + text.len() - 1;
                for comparator in comparators(line, given.unwrap_or_default()) {
                    edits.put_in(inside..inside, &[&comparator]);
                }
            }
        }
        return;
    }
    // The condition is the other way round.
    for (at, _) in code.match_indices("!(").filter(|_| code.contains(" instanceof ")) {
        if let Some(close) = lexical::closing(code, at + 2, Java) {
            edits.put_in(at..close + 1, &[&code[at + 2..close]]);
        }
    }
    for (at, sign) in code.match_indices("(String) ") {
        let end = at + sign.len();
        let value =
            code[end..].len() - code[end..].trim_start_matches(|it| is_part(it) || "().".contains(it)).len();
        let text = code[end..end + value].trim_end_matches(')');
        if !text.is_empty() {
            edits.put_in(at..end + text.len(), &[&format!("String.valueOf({text})")]);
        }
    }
}

/// What compares objects of a class by one of their numbers.
fn comparators(line: &Line<'_>, class: &str) -> Vec<String> {
    if class.starts_with('[') {
        let of = |at: usize| {
            [
                format!("(a, b) -> Integer.compare(a[{at}], b[{at}])"),
                format!("Comparator.comparingInt(a -> a[{at}])"),
                format!("(a, b) -> a[{at}] - b[{at}]"),
                format!("(x, y) -> Integer.compare(x[{at}], y[{at}])"),
            ]
        };
        return [of(0), of(1)].concat();
    }
    let mut found = Vec::new();
    for (kind, way) in [("int ", "comparingInt"), ("double ", "comparingDouble"), ("long ", "comparingLong")]
    {
        let Some((_, fields)) = line.document.split_once(&format!("record {class}(")) else { continue };
        let fields = fields.split(')').next().unwrap_or_default();
        for (at, _) in fields.match_indices(kind) {
            let name = first_word(&fields[at + kind.len()..]);
            found.push(format!("Comparator.{way}({class}::{name})"));
        }
    }
    found.truncate(4);
    found
}

/// What calls itself comes to an end: with less each time, or by calling another.
fn endless(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let Some(head) = method_around(line) else { return };
    let name = last_word(head.split('(').next().unwrap_or_default());
    if name.is_empty() {
        return;
    }
    for (callee, arguments, start) in calls_of(code, name) {
        for argument in &arguments {
            let text = &code[argument.clone()];
            if text.chars().all(is_part)
                && type_of(line, text).is_some_and(|kind| matches!(kind, "int" | "long"))
            {
                edits.put_in(argument.end..argument.end, &[" - 1", " + 1"]);
            }
        }
        let begin = callee.end - name.len();
        for other in methods(line, arguments.len()).into_iter().filter(|other| *other != name) {
            edits.put_in(begin..callee.end, &[other]);
        }
        // What gives a field is called like it.
        let field = name.strip_prefix("get").or_else(|| name.strip_prefix("is")).unwrap_or_default();
        let mut letters = field.chars();
        if let Some(first) = letters.next().filter(|_| arguments.is_empty()) {
            let field = first.to_lowercase().chain(letters).collect::<String>();
            edits.put_in(callee.start..start + 1, &[&field, &format!("this.{field}")]);
        }
        if begin == callee.start {
            edits.put_in(callee.start..callee.start, &["super."]);
        }
    }
}

/// The methods of the document that take so many arguments, some of them.
fn methods<'a>(line: &Line<'a>, count: usize) -> Vec<&'a str> {
    let mut found = Vec::new();
    for text in line.document.lines().filter(|text| text.trim_end().ends_with(") {")) {
        let Some((before, list)) = text.split_once('(') else { continue };
        let name = last_word(before);
        let list = list.rsplit_once(')').map_or("", |(list, _)| list);
        let is_method = before.trim_end_matches(is_part).ends_with(' ')
            && crate::outline::java::result_of(text).is_some()
            && name.starts_with(char::is_lowercase);
        if is_method && lexical::types(list, Java).len() == count && !found.contains(&name) && found.len() < 4
        {
            found.push(name);
        }
    }
    found
}

/// What is unlocked is locked before, and who waits owns what it waits for.
fn locked(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let start = indentation(code);
    let lock = line.below.split_once(".unlock()").map(|(before, _)| last_word(before));
    if let Some(lock) = lock.filter(|lock| !lock.is_empty() && code[start..].starts_with("try")) {
        edits.put_in(start..start, &[&format!("{lock}.lock();{}{}", line_end(code), &code[..start])]);
    }
    for word in [".notify()", ".wait()", ".notifyAll()"] {
        for (at, _) in code.match_indices(word) {
            let owner = last_word(&code[..at]);
            let end = code.trim_end().len();
            if !owner.is_empty() && code[..end].ends_with(';') {
                let made = [
                    &format!("synchronized ({owner}) {{{}{}    ", line_end(code), &code[..start]),
                    &code[start..end],
                    line_end(code),
                    &code[..start],
                    "}",
                ];
                edits.put_in(start..end, &[&made.concat()]);
            }
        }
    }
    let is_head = code.trim_end().ends_with('{') && code.contains('(') && class_around(line).is_some();
    if is_head && !code.contains("synchronized") {
        let modifiers = ["public ", "protected ", "private "];
        let at = start
            + modifiers.iter().find(|word| code[start..].starts_with(**word)).map_or(0, |word| word.len());
        edits.put_in(at..at, &["synchronized "]);
    }
}

/// What is asked of a value, once more in brackets where it needs some.
fn trimmed(value: &str) -> String {
    asked(value, ".trim()")
}
