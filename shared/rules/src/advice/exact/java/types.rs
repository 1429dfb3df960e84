//! Values of Java that have another type than they should: the message names both.

use std::ops::Range;

use super::super::{Rewrites, asked, call_at, exchange, is_compound};
use crate::{
    arguments::argument_lists,
    language::Language::Java,
    lexical::{self, texts},
    names::{first_word, is_part, last_word},
    outline::{
        java::{NUMBERS, type_of_value},
        line::Line,
    },
};

/// Makes the values of one type ones of another.
pub(super) fn convert(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    operands: &[Range<usize>],
    given: &str,
    wanted: &str,
) {
    let code = line.code;
    if given == "void" {
        sorted(edits, code);
        unused(edits, code);
        return;
    }
    if wanted == "boolean" {
        compared(edits, code, given);
    }
    continued(edits, code, given, wanted);
    let values = values_of(line, operands, given);
    for value in &values {
        let text = &code[value.clone()];
        for made in made_of(text, given, wanted) {
            edits.put_in(value.clone(), &[&made]);
        }
    }
    if given == "Object[]" {
        for (kind, method) in
            [("int[]", ".mapToInt("), ("double[]", ".mapToDouble("), ("long[]", ".mapToLong(")]
        {
            for (at, text) in code.match_indices(".map(").filter(|_| kind == wanted) {
                edits.put_in(at..at + text.len(), &[method]);
            }
        }
    }
    declared_as(edits, code, given, wanted);
    // What stands in the other's place has the right type there.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for value in &values {
        if let Some((_, arguments)) = call_at(code, value.start)
            && let Some(at) = arguments.iter().position(|argument| argument.start == value.start)
            && let Some(first) = arguments.first()
            && !places.contains(&(first.start, at))
        {
            places.push((first.start, at));
            exchange(edits, code, &arguments, at);
        }
    }
}

/// The values that a type may be said of: those known to be of it, or else those of which nothing is known.
fn values_of(line: &Line<'_>, operands: &[Range<usize>], given: &str) -> Vec<Range<usize>> {
    let code = line.code;
    let mut known = Vec::new();
    let mut others = Vec::new();
    for value in candidates(code, operands) {
        let kind = type_of_value(line, &code[value.clone()]).map(|kind| kind.replace("...", "[]"));
        match kind {
            Some(kind)
                if kind == given
                    || first_word(&kind) == first_word(given)
                        && kind.ends_with(']') == given.ends_with(']') =>
            {
                known.push(value);
            }
            Some(_) => {}
            None => others.push(value),
        }
    }
    if known.is_empty() { others } else { known }
}

/// Where a value stands whose type counts: behind `=` and `return`, and the arguments of calls.
fn candidates(code: &str, operands: &[Range<usize>]) -> Vec<Range<usize>> {
    let end = code.trim_end().trim_end_matches([';', '{', ' ']).len();
    let mut found: Vec<Range<usize>> = Vec::new();
    for sign in [" = ", "return ", "-> ", " : "] {
        if let Some((at, _)) = code.match_indices(sign).find(|(at, _)| !code[..*at].contains('"')) {
            let start = at + sign.len();
            if start < end {
                found.push(start..end);
            }
        }
    }
    let mut lists = argument_lists(code, false);
    lists.sort_by_key(|list| list.start);
    found.extend(lists.iter().flat_map(|list| list.arguments.iter().map(|&(start, end)| start..end)));
    for operand in operands {
        if !found.iter().any(|other| other.start == operand.start) {
            found.push(operand.clone());
        }
    }
    // What is declared is none of them, nor is a keyword.
    found.retain(|value| {
        let text = &code[value.clone()];
        let is_word = ["if", "while", "for", "switch", "new", "null", "this"].contains(&first_word(text));
        let is_declared = text.contains(" = ") || code[value.end..].trim_start().starts_with("= ");
        let is_keyword = is_word && text.chars().all(is_part);
        !(text.is_empty() || is_declared || is_keyword || NUMBERS.contains(&text))
    });
    found
}

/// What makes a value of one type one of another.
fn made_of(text: &str, given: &str, wanted: &str) -> Vec<String> {
    let class = first_word(wanted);
    let of = |made: &[&str]| made.iter().map(|it| it.replace('$', text)).collect::<Vec<_>>();
    let on = |made: &[&str]| made.iter().map(|it| asked(text, it)).collect::<Vec<_>>();
    let is_text = text.starts_with('"') && text.len() > 1;
    let inner = text.trim_matches(['"', '\'']);
    match (given, wanted) {
        ("char", "String") if text.starts_with('\'') => {
            vec![format!("\"{}\"", if inner.is_empty() { "'" } else { inner })]
        }
        ("char", "String") => of(&["String.valueOf($)", "Character.toString($)", "\"\" + $"]),
        ("String", "char" | "Character") if is_text => vec![format!("'{inner}'")],
        ("String", "char" | "Character") => on(&[".charAt(0)"]),
        ("String", "int" | "Integer" | "long" | "Long" | "double" | "Double")
            if is_text && inner.parse::<f64>().is_ok() =>
        {
            vec![inner.to_owned()]
        }
        ("String", "int" | "Integer") => [of(&["Integer.parseInt($)"]), on(&[".length()"])].concat(),
        ("String", "long" | "Long") => of(&["Long.parseLong($)"]),
        ("String", "double" | "Double") => of(&["Double.parseDouble($)"]),
        ("String", "float" | "Float") => of(&["Float.parseFloat($)"]),
        ("String", "boolean" | "Boolean") => {
            let has = text.strip_suffix("()").and_then(|call| {
                let at = call.rfind(".next")? + 1;
                Some(format!("{}hasN{}()", &text[..at], &call[at + 1..]))
            });
            has.into_iter()
                .chain(on(&[" != null", ".isEmpty()"]))
                .chain(of(&["Boolean.parseBoolean($)", "!$.isEmpty()"]))
                .collect()
        }
        ("String", "Path") => of(&["Path.of($)", "Paths.get($)"]),
        ("String", "BigDecimal" | "BigInteger" | "File" | "StringBuilder" | "Scanner") => {
            of(&[&format!("new {wanted}($)")])
        }
        ("String", "LocalDate" | "LocalDateTime" | "LocalTime" | "Instant" | "Duration") => {
            of(&[&format!("{wanted}.parse($)")])
        }
        ("String", "Charset") => of(&["StandardCharsets.UTF_8", "Charset.forName($)"]),
        ("int" | "long", "Duration") => {
            of(&["Duration.ofSeconds($)", "Duration.ofMillis($)", "Duration.ofMinutes($)"])
        }
        ("long", "Instant") => of(&["Instant.ofEpochMilli($)", "Instant.ofEpochSecond($)"]),
        ("Duration", "long" | "int") => on(&[".toMillis()", ".toSeconds()", ".toMinutes()", ".getSeconds()"]),
        ("Instant", "long") => {
            let clock = text.strip_suffix(".instant()").map(|clock| format!("{clock}.millis()"));
            clock.into_iter().chain(on(&[".toEpochMilli()", ".getEpochSecond()"])).collect()
        }
        ("LocalDateTime", "LocalDate" | "LocalTime") => on(&[&format!(".to{wanted}()")]),
        ("LocalDate", "LocalDateTime") => on(&[".atStartOfDay()"]),
        ("File", "Path") => on(&[".toPath()"]),
        ("Path", "File") => on(&[".toFile()"]),
        ("AtomicInteger" | "AtomicLong" | "AtomicBoolean", _) if wanted.starts_with(char::is_lowercase) => {
            on(&[".get()"])
        }
        ("BigDecimal" | "BigInteger", "double" | "int" | "long") => on(&[&format!(".{wanted}Value()")]),
        (_, "BigDecimal" | "BigInteger") if NUMBERS.contains(&given) => match (text, wanted) {
            ("0", _) => vec![format!("{wanted}.ZERO")],
            ("1", _) => vec![format!("{wanted}.ONE")],
            _ => of(&[&format!("{wanted}.valueOf($)"), &format!("new {wanted}(\"$\")")]),
        },
        ("Object", _) => vec![format!("({wanted}) {}", asked(text, ""))],
        ("<null>", _) => Vec::new(),
        (_, "String") => [of(&["String.valueOf($)"]), on(&[".toString()"])].concat(),
        (_, "boolean") if given == "int" || given == "long" => on(&[" > 0", " != 0", " == 0", " >= 0"]),
        (_, "boolean") if !NUMBERS.contains(&given) => on(&[" != null", " == null"]),
        (_, "int" | "byte" | "short" | "long")
            if given.starts_with(char::is_uppercase) && !given.contains('<') =>
        {
            on(&[".ordinal()", &format!(".{wanted}Value()"), ".length()", ".size()"])
        }
        (_, "int") => on(&[".size()", ".length", ".length()"]),
        _ if given.ends_with("[]") && given.strip_suffix("[]") == Some(wanted) => on(&["[0]"]),
        _ if given.ends_with("[]") => of_array(text, class),
        _ => of_collections(text, given, wanted),
    }
}

/// What makes a list of an array.
fn of_array(text: &str, class: &str) -> Vec<String> {
    match class {
        "List" | "Collection" | "Iterable" => {
            vec![format!("List.of({text})"), format!("Arrays.asList({text})")]
        }
        "Set" => vec![format!("Set.of({text})"), format!("new HashSet<>(Arrays.asList({text}))")],
        "Stream" => vec![format!("Arrays.stream({text})"), format!("Stream.of({text})")],
        _ => Vec::new(),
    }
}

/// Values in what holds some, out of it, and functions of values.
fn of_collections(text: &str, given: &str, wanted: &str) -> Vec<String> {
    let (from, class) = (first_word(given), first_word(wanted));
    let is_held = |outer: &str, inner: &str| {
        outer
            .split_once('<')
            .and_then(|(_, rest)| rest.strip_suffix('>'))
            .is_some_and(|held| held == inner || held.trim_start_matches("? extends ") == inner)
    };
    let on = |made: &[&str]| made.iter().map(|it| asked(text, it)).collect::<Vec<_>>();
    let is_held_there = is_held(wanted, given);
    match class {
        "Optional" if is_held_there => {
            vec![format!("Optional.of({text})"), format!("Optional.ofNullable({text})")]
        }
        "Optional" => vec![format!("Optional.of({text})")],
        "CompletableFuture" if is_held_there => vec![format!("CompletableFuture.completedFuture({text})")],
        "List" if from == "Stream" => on(&[".toList()", ".collect(Collectors.toList())"]),
        "Set" if from == "Stream" => on(&[".collect(Collectors.toSet())"]),
        "List" if matches!(from, "Set" | "Collection") => vec![format!("new ArrayList<>({text})")],
        "List" if from == "Map" => {
            vec![format!("new ArrayList<>({text}.values())"), format!("new ArrayList<>({text}.keySet())")]
        }
        "Set" if matches!(from, "List" | "Collection") => vec![format!("new HashSet<>({text})")],
        "List" | "Set" | "Collection" if is_held_there => {
            vec![format!("{}.of({text})", class.replace("Collection", "List"))]
        }
        "Set" | "Collection" | "Iterable" if from == "Map" => on(&[".keySet()", ".values()", ".entrySet()"]),
        "Entry" if text.contains("keySet()") || text.contains("values()") => {
            vec![text.replace("keySet()", "entrySet()").replace("values()", "entrySet()")]
        }
        "Function" | "UnaryOperator" | "Predicate" | "Consumer" | "BiFunction" | "Supplier" | "Runnable"
        | "Callable" | "IntSupplier" | "LongSupplier" | "DoubleSupplier" | "BooleanSupplier" => {
            as_function(text, class)
        }
        _ if wanted.ends_with("[]") && from == "List" => {
            vec![format!("{text}.toArray(new {}[0])", wanted.trim_end_matches("[]"))]
        }
        _ if from == "Optional" && is_held(given, wanted) => {
            on(&[".orElseThrow()", ".get()", ".orElse(null)"])
        }
        _ if matches!(from, "CompletableFuture" | "Future") && is_held(given, wanted) => {
            on(&[".join()", ".get()"])
        }
        _ if matches!(from, "List" | "Deque" | "Queue") && is_held(given, wanted) => {
            on(&[".get(0)", ".getFirst()"])
        }
        _ if matches!(from, "Supplier" | "ThreadLocal" | "AtomicReference") && is_held(given, wanted) => {
            on(&[".get()"])
        }
        _ => Vec::new(),
    }
}

/// A value as what gives it when it is asked for.
fn as_function(text: &str, class: &str) -> Vec<String> {
    let reference = text
        .strip_suffix("()")
        .and_then(|call| call.rsplit_once('.'))
        .map(|(owner, name)| format!("{owner}::{name}"));
    let lambda = match class {
        "Supplier" | "Runnable" | "Callable" => format!("() -> {text}"),
        _ if class.ends_with("Supplier") => format!("() -> {text}"),
        "BiFunction" => format!("(a, b) -> {text}"),
        _ => format!("e -> {text}"),
    };
    reference.into_iter().chain([lambda]).collect()
}

/// A chain of several lines goes on to collect what it gives: `.collect(Collectors.toList());` in a line of its own.
fn continued(edits: &mut Rewrites<'_>, code: &str, given: &str, wanted: &str) {
    let end = code.trim_end().trim_end_matches(';').len();
    let start = code.len() - code.trim_start().len();
    let Some(chain) = code.get(start..end) else { return };
    let outer = &code[..start];
    if !chain.starts_with('.') || first_word(given) != "Stream" {
        return;
    }
    let mark = if code.ends_with("\r\n") { "\r\n" } else { "\n" };
    let collects: &[&str] = match first_word(wanted) {
        "List" | "Collection" => &[".collect(Collectors.toList())", ".toList()"],
        "Set" => &[".collect(Collectors.toSet())"],
        "String" => &[".collect(Collectors.joining())", ".collect(Collectors.joining(\", \"))"],
        _ => &[],
    };
    for collect in collects {
        edits.put_in(end..end, &[&format!("{mark}{outer}{collect}"), collect]);
    }
}

/// What is sorted is a copy: `int[] a = b.clone();` and `Arrays.sort(a);` for `int[] a = Arrays.sort(b);`.
fn sorted(edits: &mut Rewrites<'_>, code: &str) {
    let end = code.trim_end().trim_end_matches(';').len();
    let Some((left, value)) = code[..end].split_once(" = ") else { return };
    let name = last_word(left);
    let outer = &code[..code.len() - code.trim_start().len()];
    let mark = if code.ends_with("\r\n") { "\r\n" } else { "\n" };
    for (call, copy) in [
        ("Arrays.sort(", "$.clone()"),
        ("Collections.sort(", "new ArrayList<>($)"),
        ("Collections.reverse(", "new ArrayList<>($)"),
        ("Collections.shuffle(", "new ArrayList<>($)"),
    ] {
        let Some(list) = value.strip_prefix(call).and_then(|rest| rest.strip_suffix(')')) else { continue };
        let copy = copy.replace('$', list);
        edits.put_in(left.len() + 3..end, &[&format!("{copy};{mark}{outer}{call}{name})")]);
    }
    if let Some((list, rest)) = value.split_once(".sort(") {
        edits.put_in(
            left.len() + 3..end,
            &[
                &format!("new ArrayList<>({list});{mark}{outer}{name}.sort({rest}"),
                &format!("{list}.stream().sorted({rest}.toList()"),
            ],
        );
    }
}

/// What gives nothing back is given to nothing.
fn unused(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    if let Some((left, _)) = code.split_once(" = ").filter(|(left, _)| !left.contains('(')) {
        edits.put_in(start..left.len() + 3, &[""]);
    }
    if code[start..].starts_with("return ") {
        edits.put_in(start..start + "return ".len(), &[""]);
    }
}

/// A condition compares.
fn compared(edits: &mut Rewrites<'_>, code: &str, given: &str) {
    let head = ["if (", "while ("].iter().any(|word| code.contains(word)) || code.contains(" ? ");
    for (at, sign) in code.match_indices(" = ").filter(|_| head) {
        edits.put_in(at..at + sign.len(), &[" == "]);
        if given == "String" || given.starts_with(char::is_uppercase) {
            // `while ((a = b()) != null)`
            let rest = &code[at + sign.len()..];
            let start = code[..at].rfind('(').map_or(at, |open| open + 1);
            if let Some(close) = rest.rfind(") {").filter(|_| !rest.contains("!=")) {
                let end = at + sign.len() + close;
                edits.put_in(start..end, &[&format!("({}) != null", &code[start..end])]);
            }
        }
    }
}

/// A variable is declared as what it is.
fn declared_as(edits: &mut Rewrites<'_>, code: &str, given: &str, wanted: &str) {
    let is_name = given.starts_with(|first: char| first.is_alphabetic()) && !given.starts_with("CAP#");
    for (at, _) in code.match_indices(&format!("{wanted} ")).filter(|_| is_name) {
        let next = first_word(&code[at + wanted.len()..]);
        if !code[..at].ends_with(is_part) && next.starts_with(is_part) && !code[..at].ends_with("new ") {
            edits.put_in(at..at + wanted.len(), &[given]);
        }
    }
}

/// A number becomes one of a smaller kind, or is kept in one of the greater.
pub(super) fn narrow(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    operands: &[Range<usize>],
    given: &str,
    wanted: &str,
) {
    let code = line.code;
    if !NUMBERS.contains(&given) || !NUMBERS.contains(&wanted) {
        return;
    }
    let end = code.trim_end().trim_end_matches(';').len();
    // Fractions that are meant as whole numbers.
    if matches!(given, "double" | "float") && !matches!(wanted, "float" | "double") {
        let whole = code.replace(".0 ", " ").replace(".0)", ")").replace(".0;", ";").replace(".0,", ",");
        edits.put_in(0..code.len(), &[&whole]);
    }
    if given == "double" && wanted == "float" {
        for operand in operands {
            let text = &code[operand.clone()];
            if text.starts_with(|first: char| first.is_ascii_digit()) && text.contains('.') {
                edits.put_in(operand.end..operand.end, &["f"]);
            }
        }
    }
    // A cast that holds too little.
    let cast = format!("({wanted}) ");
    for (at, _) in code.match_indices(&cast) {
        let start = at + cast.len();
        let stop = stop(code, start).min(end);
        if stop > start && is_compound(&code[start..stop]) {
            edits.put_in(start..stop, &[&format!("({})", &code[start..stop])]);
        }
    }
    for sign in [" = ", "return ", " ? ", " : "] {
        let Some(start) = code.find(sign).map(|at| at + sign.len()).filter(|start| *start < end) else {
            continue;
        };
        let stop = if sign == " ? " { code[start..].find(" : ").map_or(end, |at| start + at) } else { end };
        let value = &code[start..stop];
        if value.starts_with(&cast) {
            continue;
        }
        let value = if is_compound(value) && !value.contains(" ? ") {
            format!("({value})")
        } else {
            value.to_owned()
        };
        edits.put_in(start..stop, &[&[&cast, value.as_str()].concat()]);
        if given == "long" && wanted == "int" && sign != " : " {
            edits.put_in(start..stop, &[&format!("Math.toIntExact({})", &code[start..stop])]);
        }
    }
    for (at, name) in code.match_indices(&format!("{wanted} ")) {
        let next = first_word(&code[at + name.len()..]);
        if !code[..at].ends_with(|it| is_part(it) || it == '(') && next.starts_with(is_part) {
            edits.put_in(at..at + wanted.len(), &[given]);
        }
    }
    let texts = texts(code, Java);
    for list in argument_lists(code, false) {
        let call = last_word(&code[..list.start - 1]);
        for (start, end) in list.arguments {
            let value = &code[start..end];
            let kind = type_of_value(line, value);
            let fits = kind.as_deref().is_none_or(|kind| kind == given);
            if fits
                && !texts.iter().any(|text| text.contains(&start))
                && !matches!(call, "if" | "for" | "while")
                && !value.starts_with(&cast)
            {
                let value = if is_compound(value) { format!("({value})") } else { value.to_owned() };
                edits.put_in(start..end, &[&[&cast, value.as_str()].concat()]);
            }
        }
    }
}

/// Where an expression ends that begins at a place: at a comma, or the bracket that it stands in.
fn stop(code: &str, start: usize) -> usize {
    lexical::expression_end(code, start, Java).unwrap_or_else(|| code.trim_end().len())
}
