//! Values of Go that have another type than they should: the compiler quotes the value and names both.

use std::ops::Range;

use super::super::{Rewrites, asked, call_at, exchange, is_compound, places};
use crate::{
    language::Language::Go,
    lexical::{self, texts},
    names::{first_word, is_part, last_word},
    outline::{
        go::{NUMBERS, zero},
        line::Line,
    },
};

/// What the compiler says of a value in brackets behind it.
const KINDS: [&str; 9] = [
    "variable of ",
    "value of ",
    "constant",
    "untyped ",
    "type ",
    "map index ",
    "comma, ok ",
    "struct type",
    "built-in",
];
/// The greatest values of small kinds of numbers.
const GREATEST: [(&str, &str); 4] = [("uint8", "255"), ("byte", "255"), ("int8", "127"), ("uint16", "65535")];

/// ``cannot use n (variable of type int) as string value in argument to f``.
pub(super) fn convert(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let rest = said.trim_start_matches("cannot use ");
    let nothing = rest.strip_prefix("nil as ").map(|rest| ("nil", "untyped nil", rest));
    let split = || {
        let (left, right) = rest.split_once(") as ")?;
        let (at, _) = left
            .match_indices(" (")
            .find(|(at, _)| KINDS.iter().any(|kind| left[at + 2..].starts_with(kind)))?;
        Some((&left[..at], &left[at + 2..], right))
    };
    let Some((quoted, kind, right)) = nothing.or_else(split) else { return };
    let given = kind.split_once("of type ").map_or(kind, |(_, kind)| kind);
    let right = right.strip_prefix("type ").unwrap_or(right);
    let Some((wanted, place)) = right.split_once(" value in ").or_else(|| right.split_once(" in ")) else {
        return;
    };
    let function = place
        .strip_prefix("argument to ")
        .map(|name| name.trim_end_matches(':').split(':').next().unwrap_or_default());
    // What is declared there is not what is used.
    for value in places(code, quoted).into_iter().filter(|value| !code[value.end..].starts_with(" := ")) {
        let text = &code[value.clone()];
        if text == "nil" {
            edits.put_in(value.clone(), &[&zero(line, wanted)]);
            continue;
        }
        spread(edits, code, &value, given, wanted);
        if let Some(function) = function {
            called_otherwise(edits, code, value.start, function, wanted);
        }
        for made in made_of(line, text, given, wanted) {
            edits.put_in(value.clone(), &[&made]);
        }
        let is_asked =
            function.is_some() && !matches!(first_word(function.unwrap_or_default()), "append" | "copy");
        if let Some((_, arguments)) = call_at(code, value.start).filter(|_| is_asked) {
            let at = arguments.iter().position(|argument| argument.contains(&value.start));
            if let Some(at) = at.filter(|_| arguments.len() < 5) {
                exchange(edits, code, &arguments, at);
            }
        }
    }
}

/// All of a list, or one of it.
fn spread(edits: &mut Rewrites<'_>, code: &str, value: &Range<usize>, given: &str, wanted: &str) {
    let text = &code[value.clone()];
    let is_spread = code[value.end..].starts_with("...");
    if is_spread && wanted.strip_prefix("[]") == Some(given) {
        edits.put_in(value.end..value.end + 3, &[""]);
    }
    if given.strip_prefix("[]") == Some(wanted) {
        if is_spread {
            // What it is put behind becomes a list of lists.
            if let Some((_, arguments)) = call_at(code, value.start)
                && let Some(first) = arguments.first().filter(|first| first.start < value.start)
            {
                edits.put_in(first.clone(), &[&format!("{given}{{{}}}", &code[first.clone()])]);
            }
        } else {
            edits.put_in(value.end..value.end, &["..."]);
            edits.put_in(value.end..value.end, &["[0]"]);
        }
    } else if wanted.strip_prefix("[]") == Some(given) && !is_spread {
        edits.put_in(value.clone(), &[&format!("{wanted}{{{text}}}")]);
    }
}

/// Another function of the same package takes what is given.
fn called_otherwise(edits: &mut Rewrites<'_>, code: &str, at: usize, function: &str, wanted: &str) {
    let Some((callee, arguments)) = call_at(code, at) else { return };
    let name = last_word(&code[callee.clone()]);
    let start = callee.end - name.len();
    let is_first = arguments.first().is_some_and(|first| first.contains(&at));
    let mut put = |other: &str| edits.put_in(start..callee.end, &[other]);
    match (name, wanted) {
        ("Printf" | "Println" | "Print", _) if is_first => put(&format!("F{}", name.to_ascii_lowercase())),
        ("Match" | "Find" | "FindAll" | "ReplaceAll" | "FindSubmatch" | "FindIndex", "[]byte") => {
            put(&format!("{name}String"));
        }
        ("MatchString" | "FindString" | "FindAllString" | "ReplaceAllString", "string") => {
            put(name.trim_end_matches("String"));
        }
        ("WriteString", "string") => {
            put("WriteByte");
            put("WriteRune");
            put("Write");
        }
        ("WriteByte" | "WriteRune", _) => {
            put("WriteString");
            put(if name == "WriteByte" { "WriteRune" } else { "WriteByte" });
        }
        ("Fprintln" | "Fprintf" | "Fprint", "io.Writer") => {
            put(&name.replacen("Fp", "P", 1));
            let first = callee.end + 1;
            edits.put_in(first..first, &["os.Stderr, ", "w, ", "os.Stdout, "]);
        }
        ("Handle", "http.Handler") => put("HandleFunc"),
        ("HandleFunc", _) if wanted.starts_with("func(") => put("Handle"),
        ("NewDecoder", "io.Reader") => put("NewEncoder"),
        ("NewEncoder", "io.Writer") => put("NewDecoder"),
        ("NewReader", "io.Reader") => put("NewWriter"),
        ("NewScanner", "io.Reader") => {
            let inner = arguments.first().cloned().unwrap_or(at..at);
            edits.put_in(inner.clone(), &[&format!("strings.NewReader({})", &code[inner])]);
        }
        ("Error", "string") if function == "http.Error" && !is_first => {}
        _ => {}
    }
}

/// What makes a value of one type one of another.
fn made_of(line: &Line<'_>, text: &str, given: &str, wanted: &str) -> Vec<String> {
    let on = |what: &str| vec![asked(text, what)];
    if wanted.strip_prefix('*') == Some(given) {
        return vec![format!("&{text}")];
    }
    if given.strip_prefix('*') == Some(wanted) {
        return vec![format!("*{text}")];
    }
    if let Some(result) = given.strip_prefix("func()").map(str::trim)
        && (result == wanted || !wanted.starts_with("func"))
    {
        return on("()");
    }
    if let Some((inner, result)) = given.strip_prefix("func(").and_then(|kind| kind.split_once(") "))
        && result == wanted
        && !inner.is_empty()
        && !inner.contains(',')
    {
        // It is called with what the loop goes through.
        let looped = line
            .above
            .lines()
            .rev()
            .find_map(|it| it.trim_start().strip_prefix("for ")?.split_once(" := range "));
        let name = looped.map(|(names, _)| names.rsplit(", ").next().unwrap_or(names));
        return name.map(|name| asked(text, &format!("({name})"))).into_iter().collect();
    }
    if wanted.strip_prefix("func()").map(str::trim) == Some(given) {
        return text.strip_suffix("()").map(str::to_owned).into_iter().collect();
    }
    if matches!(given, "any" | "interface{}") {
        return on(&format!(".({wanted})"));
    }
    // `cannot use 256 (untyped int constant) as uint8 value in assignment (overflows)`
    if line.message.contains("(overflows)")
        && let Some((_, greatest)) = GREATEST.iter().find(|(kind, _)| *kind == wanted)
    {
        return vec![(*greatest).to_owned()];
    }
    by_types(line, text, given, wanted)
}

/// The same by what both types are.
fn by_types(line: &Line<'_>, text: &str, given: &str, wanted: &str) -> Vec<String> {
    let of = |name: &str| vec![format!("{name}({text})")];
    let on = |what: &str| vec![asked(text, what)];
    let is_literal = text.starts_with(['"', '\'', '`']);
    let inner = if is_literal { text.trim_matches(['"', '\'', '`']) } else { text };
    let is_number = |kind: &str| {
        NUMBERS.contains(&kind) || kind.starts_with("untyped int") || kind.starts_with("untyped float")
    };
    match (given, wanted) {
        (_, "byte" | "rune" | "uint8" | "int32") if text.starts_with('"') => {
            let letter = if inner == "'" {
                "\\'"
            } else {
                inner.strip_prefix('\\').filter(|it| *it == "\"").unwrap_or(inner)
            };
            vec![format!("'{letter}'")]
        }
        (_, "string") if text.starts_with('\'') => {
            vec![format!("\"{}\"", if inner == "\"" { "\\\"" } else { inner })]
        }
        ("error", "string") => on(".Error()"),
        (_, "error") if given == "string" || given.starts_with("untyped string") => {
            [of("errors.New"), of("fmt.Errorf")].concat()
        }
        (_, "error") if given.starts_with("untyped") => vec!["nil".to_owned()],
        (_, "error") if first_word(given).starts_with(is_part) => vec![format!("&{text}")],
        ("int", "string") => of("strconv.Itoa"),
        ("int64" | "uint64", "string") => {
            let function = if given == "int64" { "FormatInt" } else { "FormatUint" };
            vec![format!("strconv.{function}({text}, 10)"), format!("fmt.Sprint({text})")]
        }
        ("float64" | "float32", "string") => {
            vec![format!("strconv.FormatFloat({text}, 'f', -1, 64)"), format!("fmt.Sprint({text})")]
        }
        ("bool", "string") => of("strconv.FormatBool"),
        ("byte" | "rune" | "uint8" | "int32", "string") => {
            // `text[0]` as a text is `text[:1]`.
            let first = text.strip_suffix("[0]").map(|whole| format!("{whole}[:1]"));
            first.into_iter().chain(of("string")).collect()
        }
        ("[]byte" | "[]rune", "string") => of("string"),
        ("[]string", "string") => {
            [vec![format!("strings.Join({text}, \", \")"), format!("strings.Join({text}, \" \")")], on("[0]")]
                .concat()
        }
        (_, "string") if given.starts_with("untyped") => {
            vec![format!("\"{text}\""), format!("strconv.Itoa({text})")]
        }
        (_, "string") => [on(".String()"), of("string"), of("fmt.Sprint")].concat(),
        ("string", "int") => of("len"),
        ("string" | _, "[]byte" | "[]rune") if given.contains("string") => of(wanted),
        ("string", "io.Reader") => of("strings.NewReader"),
        ("[]byte", "io.Reader") => of("bytes.NewReader"),
        ("bool", _) if wanted.starts_with("func") => Vec::new(),
        (_, "bool") if is_number(given) => vec![
            format!("{text} != 0"),
            format!("{} != 0", text.replace(" & ", "&")),
            format!("{text} > 0"),
            format!("{text} == 0"),
        ],
        ("string", "bool") => vec![format!("{text} != \"\"")],
        (_, "bool") if given.starts_with("[]") || given.starts_with("map[") => {
            vec![format!("len({text}) > 0")]
        }
        (_, "bool") => vec![format!("{text} != nil"), format!("{text} == nil")],
        (_, "http.Handler") if given.starts_with("func(") => of("http.HandlerFunc"),
        (_, "int") if given.starts_with("[]") || given.starts_with("map[") => of("len"),
        _ if is_number(wanted) && is_number(given) => of(wanted),
        // A type of the document's, or of a package, that is a number or a text below.
        _ if is_number(given)
            || given == "string"
            || given == "[]byte"
            || given.starts_with("untyped string") =>
        {
            if wanted.starts_with(['*', '[', '<']) || wanted.contains(' ') { Vec::new() } else { of(wanted) }
        }
        _ if line.message.contains("pointer receiver") || line.message.contains("does not implement") => {
            vec![format!("&{text}")]
        }
        _ => Vec::new(),
    }
}

/// ``invalid operation: a * n (mismatched types float64 and int)``.
pub(super) fn reconcile(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let Some((quoted, kinds)) = said.split_once(" (mismatched types ") else { return };
    let quoted = quoted.trim_start_matches("invalid operation: ");
    let Some((one, two)) = kinds.trim_end_matches(')').split_once(" and ") else { return };
    if two == "untyped string" && matches!(one, "byte" | "rune" | "uint8" | "int32") {
        // All texts of one letter that something is compared with.
        let mut whole = code.to_owned();
        for text in texts(code, Go).into_iter().rev().filter(|text| text.len() == 3) {
            if [" == ", " != "].iter().any(|sign| code[..text.start].ends_with(sign)) {
                whole.replace_range(text.clone(), &format!("'{}'", &code[text.start + 1..text.end - 1]));
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
    for whole in places(code, quoted) {
        for (sign, left, right) in splits(code, &whole) {
            unequal(edits, line, &whole, (sign, left, right), (one, two));
        }
    }
}

/// The ways to read an expression as an operation: the sign, and both sides; the loosest sign counts.
fn splits<'c>(code: &'c str, whole: &Range<usize>) -> Vec<(&'c str, Range<usize>, Range<usize>)> {
    const LOOSEST: [&[&str]; 5] = [
        &["+=", "-=", "*=", "/=", "%="],
        &["||"],
        &["&&"],
        &["==", "!=", "<=", ">=", "<", ">"],
        &["+", "-", "|", "^"],
    ];
    const TIGHTEST: &[&str] = &["*", "/", "%", "<<", ">>", "&"];
    let text = &code[whole.clone()];
    for signs in LOOSEST.into_iter().chain([TIGHTEST]) {
        let mut last = None;
        for (at, _) in lexical::outer(text, false, Go).filter(|(at, _)| *at > 0) {
            if let Some(sign) = signs.iter().find(|sign| text[at..].starts_with(**sign)) {
                let before = text[..at].trim_end();
                let is_binary = before.ends_with(|it: char| is_part(it) || ")]}\"'`".contains(it));
                // One sign is no part of another.
                let is_whole = sign.len() > 1
                    || !(text[at + 1..].starts_with(['=', '&', '|', '<', '>'])
                        || text[..at].ends_with(['<', '>', '&', '|', '=', '!']));
                if is_binary && is_whole {
                    last = Some((at, *sign));
                }
            }
        }
        if let Some((at, sign)) = last {
            let left = whole.start..whole.start + text[..at].trim_end().len();
            let behind = &text[at + sign.len()..];
            let right = whole.end - behind.trim_start().len()..whole.end;
            return vec![(&code[whole.start + at..whole.start + at + sign.len()], left, right)];
        }
    }
    Vec::new()
}

/// Both sides of an operation become one type.
fn unequal(
    edits: &mut Rewrites<'_>,
    line: &Line<'_>,
    whole: &Range<usize>,
    (sign, left, right): (&str, Range<usize>, Range<usize>),
    (one, two): (&str, &str),
) {
    let code = line.code;
    let (a, b) = (&code[left.clone()], &code[right.clone()]);
    let is_given = sign.ends_with('=') && !["==", "!=", "<=", ">="].contains(&sign);
    if let Some((value, kind)) =
        if two == "untyped nil" { Some((a, one)) } else { (one == "untyped nil").then_some((b, two)) }
    {
        let no = if sign == "!=" { "!" } else { "" };
        match kind {
            "time.Time" => edits.put_in(whole.clone(), &[&format!("{no}{value}.IsZero()")]),
            "bool" => {
                edits.put_in(whole.clone(), &[&format!("{}{value}", if sign == "==" { "!" } else { "" })]);
            }
            _ => edits.put_in(whole.clone(), &[&format!("{value} {sign} {}", zero(line, kind))]),
        }
        return;
    }
    if matches!(sign, "||" | "&&") {
        // `a == b || c`: the comparison again.
        let compared = a.rsplit(['|', '&']).next().unwrap_or(a).trim();
        for compare in [" == ", " != "] {
            if let Some((what, _)) = compared.split_once(compare) {
                edits.put_in(right.clone(), &[&format!("{what}{compare}{b}")]);
            }
        }
        let single = if sign == "&&" { "&" } else { "|" };
        for joint in [format!(" {single} "), single.to_owned()] {
            edits.put_in(left.end..right.start, &[&joint]);
        }
        return;
    }
    for (side, own, other) in [(left.clone(), one, two), (right.clone(), two, one)] {
        if is_given && side == left {
            continue;
        }
        if let Some(made) = alike(&code[side.clone()], own, other) {
            for made in made {
                edits.put_in(side.clone(), &[&made]);
            }
        }
    }
    if one.starts_with("time.") || two.starts_with("time.") {
        of_times(edits, code, whole, (sign, a, b), (one, two));
    }
    // A conversion that holds too little or too much.
    if let (Some(open), true) = (a.find('('), a.ends_with(')') && NUMBERS.contains(&one)) {
        let (kind, inner) = (&a[..open], &a[open + 1..a.len() - 1]);
        if NUMBERS.contains(&kind) {
            edits.put_in(whole.clone(), &[&format!("{kind}({inner} {sign} {b})")]);
        }
    }
    let open = code[..whole.start].strip_suffix('(');
    if let Some(kind) =
        open.map(last_word).filter(|kind| NUMBERS.contains(kind) && code[whole.end..].starts_with(')'))
    {
        let start = whole.start - 1 - kind.len();
        let joint = &code[left.end..right.start];
        edits.put_in(start..whole.end + 1, &[&format!("{kind}({a}){joint}{b}")]);
    }
}

/// A side of an operation as one of the other's type.
fn alike(text: &str, own: &str, other: &str) -> Option<Vec<String>> {
    let other_is_text = other == "string" || other == "untyped string";
    if let Some(result) = own.strip_prefix("func()").map(str::trim) {
        return (result == other || other.starts_with("untyped")).then(|| vec![asked(text, "()")]);
    }
    if own.strip_prefix('*') == Some(other) {
        return Some(vec![format!("*{text}")]);
    }
    if other.strip_prefix('*') == Some(own) {
        return Some(vec![format!("&{text}")]);
    }
    Some(match own {
        "untyped string" if matches!(other, "byte" | "rune" | "uint8" | "int32") => {
            let inner = text.trim_matches('"');
            vec![format!("'{}'", if inner == "'" { "\\'" } else { inner })]
        }
        "error" if other_is_text => vec![asked(text, ".Error()")],
        "int" if other_is_text => vec![format!("strconv.Itoa({text})"), format!("fmt.Sprint({text})")],
        "byte" | "rune" | "uint8" | "int32" | "[]byte" | "[]rune" if other_is_text => {
            vec![format!("string({text})")]
        }
        "[]string" if other_is_text => {
            vec![format!("strings.Join({text}, \", \")"), format!("strings.Join({text}, \" \")")]
        }
        "url.Values" if other_is_text => vec![asked(text, ".Encode()")],
        _ if NUMBERS.contains(&own) && NUMBERS.contains(&other) => {
            // The first factor of several is converted.
            let first = text.split([' ', '*']).next().unwrap_or(text);
            let rest = &text[first.len()..];
            if is_compound(text) && rest.trim_start().starts_with('*') {
                let closely = text.replace(" * ", "*");
                vec![
                    format!("{other}({first}){rest}"),
                    format!("{other}({closely})"),
                    format!("{other}({text})"),
                ]
            } else {
                vec![format!("{other}({text})")]
            }
        }
        _ if other_is_text && !own.starts_with("untyped") => {
            vec![asked(text, ".String()"), format!("string({text})"), format!("fmt.Sprint({text})")]
        }
        _ if own == "string" && !other.starts_with(['[', '*', 'u']) => vec![format!("{other}({text})")],
        _ if NUMBERS.contains(&own) && first_word(other).len() == other.len() => {
            vec![format!("{other}({text})")]
        }
        _ => return None,
    })
}

/// Times and durations are reckoned with by their methods.
fn of_times(
    edits: &mut Rewrites<'_>,
    code: &str,
    whole: &Range<usize>,
    (sign, a, b): (&str, &str, &str),
    (one, two): (&str, &str),
) {
    let mut put = |made: &str| edits.put_in(whole.clone(), &[made]);
    match (sign, one, two) {
        ("+", "time.Time", "time.Duration") => put(&format!("{a}.Add({b})")),
        ("-", "time.Time", "time.Duration") => put(&format!("{a}.Add(-{b})")),
        ("*" | "/", "time.Duration", "float64") => {
            put(&format!("{a}.Seconds() {sign} {b}"));
            put(&format!("time.Duration(float64({a}) {sign} {b})"));
        }
        ("*", "float64", "time.Duration") => put(&format!("time.Duration({a} * float64({b}))")),
        ("*", "int" | "int64", "time.Duration") if code[..whole.start].ends_with("* ") => {}
        _ => {}
    }
}
