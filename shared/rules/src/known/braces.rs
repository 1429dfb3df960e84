//! Mistakes of C, C++, Go and Java that are known.

use std::ops::Range;

use super::{own_method, without_comment};
use crate::{
    arguments::argument_lists,
    language::Language,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    rewrites::Rewrites,
};

/// Interfaces of Java, and classes that are meant where one is made.
const MADE_FOR: [(&str, &[&str]); 5] = [
    ("Deque", &["ArrayDeque", "LinkedList"]),
    ("List", &["ArrayList"]),
    ("Map", &["HashMap", "TreeMap", "LinkedHashMap"]),
    ("Set", &["HashSet", "TreeSet"]),
    ("Queue", &["ArrayDeque", "LinkedList"]),
];
/// Methods of other languages' texts and lists, and names in other letters than Java's.
const OWN_METHODS: &[(&str, &str)] = &[
    (".upper()", ".toUpperCase()"),
    (".lower()", ".toLowerCase()"),
    (".startswith(", ".startsWith("),
    (".endswith(", ".endsWith("),
    (".len()", ".length()"),
    ("system.out.", "System.out."),
    ("System.Out.", "System.out."),
    (".printLn(", ".println("),
    (".Println(", ".println("),
    (".ToString()", ".toString()"),
];
/// Packages of Go whose names begin with a capital, as all do that others may use.
const OF_GO: [&str; 20] = [
    "fmt", "strings", "strconv", "os", "math", "sort", "time", "errors", "bytes", "io", "log", "json",
    "http", "sync", "rand", "bufio", "regexp", "filepath", "unicode", "context",
];
/// What C++ keeps in `std`.
const OF_STD: [&str; 18] = [
    "vector",
    "string",
    "map",
    "set",
    "unordered_map",
    "unordered_set",
    "pair",
    "cout",
    "cin",
    "cerr",
    "endl",
    "make_pair",
    "make_unique",
    "unique_ptr",
    "shared_ptr",
    "to_string",
    "runtime_error",
    "optional",
];
/// Methods of C++ that give a place in a text.
const SEARCHES: [&str; 6] =
    ["find", "rfind", "find_first_of", "find_last_of", "find_first_not_of", "find_last_not_of"];
/// A statement is not read further than this, in bytes.
const LONGEST: usize = 400;
/// How much of a document is searched for what it writes elsewhere, in bytes.
const REACH: usize = 64 << 10;

pub(super) fn of_java(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, operands: &[Range<usize>]) {
    for (sign, no) in [(" == ", ""), (" != ", "!")] {
        for (range, a, b) in sides(code, operands, sign) {
            // A letter is none of a text's.
            let is_letter = a.rsplit_once('.').is_some_and(|(_, call)| call.starts_with("charAt("));
            let inner = b.trim_matches('"');
            if b.starts_with('"') && is_letter && inner.chars().count() == 1 {
                edits.put_in(range.end - b.len()..range.end, &[&format!("'{inner}'")]);
            } else if b.starts_with('"') {
                edits.put_in(range, &[&format!("{no}{a}.equals({b})"), &format!("{no}{b}.equals({a})")]);
            } else if a.starts_with('"') {
                edits.put_in(range, &[&format!("{no}{a}.equals({b})")]);
            }
        }
    }
    // All of them at once.
    let mut whole = code.to_owned();
    let mut pairs = sides(code, operands, " == ");
    pairs.sort_by_key(|(range, ..)| range.start);
    let mut n_left = code.len();
    for (range, a, b) in pairs.into_iter().rev().filter(|(.., b)| b.starts_with('"')) {
        // One may stand in another.
        if range.end <= n_left {
            n_left = range.start;
            whole.replace_range(range, &format!("{a}.equals({b})"));
        }
    }
    edits.put_in(0..code.len(), &[&whole]);
    // An error is made before it is thrown.
    for (at, word) in code.match_indices("throw ") {
        let rest = code[at + word.len()..].trim_start();
        let class = first_word(rest);
        if class.starts_with(char::is_uppercase) && rest[class.len()..].starts_with('(') {
            let start = code.len() - rest.len();
            edits.put_in(start..start, &["new "]);
        }
    }
    for (at, text) in code.match_indices("new Lock()") {
        edits.put_in(at..at + text.len(), &["new ReentrantLock()"]);
    }
    own_method(edits, marked, code, OWN_METHODS);
    for (interface, classes) in MADE_FOR {
        for class in classes {
            for (at, text) in code.match_indices(&format!("new {interface}<")) {
                edits.put_in(at..at + text.len(), &[&format!("new {class}<")]);
            }
        }
    }
}

pub(super) fn of_c(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    // What sorts is told the size of one.
    for list in argument_lists(code, false) {
        let &[(start, end), _, (begin, stop), ..] = list.arguments.as_slice() else { continue };
        let array = &code[start..end];
        if code[..list.start - 1].ends_with("qsort")
            && [format!("sizeof({array})"), format!("sizeof {array}")].contains(&code[begin..stop].to_owned())
        {
            edits.put_in(
                begin..stop,
                &[
                    &format!("sizeof({array}[0])"),
                    &format!("sizeof(*{array})"),
                    &format!("sizeof {array}[0]"),
                    &format!("sizeof *{array}"),
                ],
            );
        }
    }
    for sign in [" == ", " != "] {
        for (range, a, b) in sides(code, operands, sign) {
            // One letter is none of a text's.
            if b.len() == 3 && b.starts_with('"') && (a.ends_with(']') || code[..range.start].ends_with('*'))
            {
                let letter = format!("'{}'", &b[1..2]);
                edits.put_in(range.end - b.len()..range.end, &[&letter]);
            }
            if a.starts_with('"') || b.starts_with('"') {
                edits.put_in(range, &[&format!("strcmp({a}, {b}){sign}0")]);
            }
        }
    }
}

/// What `scanf` writes to has to have an address, and the size of a pointer is not that of what it points to.
pub(super) fn of_memory(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let call = &code[..list.start - 1];
        let Some(&(first, end)) = list.arguments.first() else { continue };
        let format_at = usize::from(call.ends_with("fscanf") || call.ends_with("sscanf"));
        if call.ends_with("scanf")
            && let Some(&(start, stop)) = list.arguments.get(format_at)
        {
            let directives = code[start..stop].split('%').skip(1);
            for (directive, &(at, to)) in directives.zip(list.arguments.iter().skip(format_at + 1)) {
                let is_number = directive.trim_start_matches(['l', 'h']).starts_with(['d', 'i', 'u', 'f']);
                if is_number && code[at..to].chars().all(is_part) {
                    edits.put_in(at..at, &["&"]);
                }
            }
        }
        // A buffer has its own size.
        let written =
            ["snprintf", "fgets", "memset", "strncpy", "strncat"].iter().any(|it| call.ends_with(it));
        // What is reckoned from it is none.
        let is_buffer = code[first..end].replace("->", ".").chars().all(|it| is_part(it) || it == '.');
        for (at, word) in code.match_indices("sizeof").filter(|_| written && is_buffer) {
            let rest = code[at + word.len()..].trim_start_matches([' ', '(']);
            let size = rest.len()
                - rest.trim_start_matches(|it| is_part(it) || matches!(it, '.' | '-' | '>' | '*')).len();
            let start = code.len() - rest.len();
            if at > first
                && size > 0
                && code[start..start + size] != code[first..end]
                && code[first..end].contains(&code[start..start + size])
            {
                edits.put_in(start..start + size, &[&code[first..end]]);
            }
        }
        // A text ends with a zero.
        if call.ends_with("strlen")
            && call.trim_end_matches("strlen").ends_with("malloc(")
            && code[end..].starts_with("))")
        {
            edits.put_in(end + 1..end + 1, &[" + 1"]);
        }
        let owner = code.split_once(" = ").map(|(owner, _)| owner.trim_start());
        let owner = owner.map(|owner| owner.rsplit([' ', '*']).next().unwrap_or(owner));
        // Another statement's value has a size of its own.
        let owner = owner.filter(|_| !code[..first].contains(';'));
        if call.ends_with("sizeof") && owner == Some(&code[first..end]) {
            edits.put_in(first..first, &["*"]);
        }
    }
}

/// Arrows of streams that point the wrong way, and names of `std` where the document says so elsewhere.
pub(super) fn of_cpp(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    arrows(edits, code);
    searched(edits, marked, code);
    let text = &marked.text[..marked.text.floor_char_boundary(REACH)];
    if !text.contains("std::") || text.contains("using namespace std") || code.contains('#') {
        return;
    }
    let mut whole = code.to_owned();
    let bare: Vec<_> = names(code)
        .filter(|(at, name)| {
            let (before, after) = (&code[..*at], &code[at + name.len()..]);
            let is_declared = before.ends_with([' ', '(', '<', '\t', ',']) || *at == 0;
            let is_behind_name = before.trim_end().ends_with(is_part) && !before.ends_with("return ");
            OF_STD.contains(name)
                && stands_as_in_std(name, before, after)
                && is_declared
                && !is_behind_name
                && !declares(text, name)
        })
        .collect();
    for (at, _) in bare.iter().rev() {
        whole.insert_str(*at, "std::");
        edits.put_in(*at..*at, &["std::"]);
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// Arrows behind a stream's name that point the other way, with those that follow; what stands in brackets is shifted.
fn arrows(edits: &mut Rewrites<'_>, code: &str) {
    let texts = texts(code, Language::Cpp);
    let is_in_text = |at: usize| texts.iter().any(|text| text.contains(&at));
    for (at, name) in names(code) {
        let (wrong, right) = match name {
            "cout" | "cerr" => (">>", "<<"),
            "cin" => ("<<", ">>"),
            _ => continue,
        };
        let start = at + name.len();
        if is_in_text(at) || !code[start..].trim_start().starts_with(wrong) {
            continue;
        }
        let mut whole = code.to_owned();
        let mut depth = 0_usize;
        for (at, letter) in code.char_indices().filter(|(at, _)| *at >= start && !is_in_text(*at)) {
            match letter {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth > 0 => depth -= 1,
                ')' | ']' | '}' | ';' => break,
                _ if depth == 0 && code[at..].starts_with(wrong) => {
                    whole.replace_range(at..at + wrong.len(), right);
                }
                _ => {}
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// Whether a name of `std` stands between these texts as that is written, and not as a variable that is called so.
fn stands_as_in_std(name: &str, before: &str, after: &str) -> bool {
    let next = after.trim_start();
    match name {
        "make_pair" | "to_string" | "runtime_error" => after.starts_with('('),
        "cout" | "cerr" => next.starts_with("<<"),
        "cin" => next.starts_with(">>") || after.starts_with([',', ')']),
        "endl" => before.ends_with("<< "),
        "string" => {
            let is_type = after.starts_with(' ') && next.starts_with(|first: char| is_part(first));
            is_type || after.starts_with(['&', '>']) || (before.ends_with('<') && after.starts_with(','))
        }
        _ => after.starts_with('<'),
    }
}

/// Whether the document makes a name of its own of what `std` has, or takes it from there.
fn declares(document: &str, name: &str) -> bool {
    let words =
        ["const", "constexpr", "static", "inline", "return", "new", "throw", "else", "case", "typename"];
    if document.contains(&format!("using std::{name};")) {
        return true;
    }
    document.lines().filter(|line| line.contains(name)).any(|line| {
        let line = without_comment(line, Language::Cpp);
        names(line).filter(|(_, other)| *other == name).any(|(at, _)| {
            let (before, after) = (line[..at].trim_end(), line[at + name.len()..].trim_start());
            let is_typed = before.ends_with(is_part) && !words.contains(&last_word(before));
            let is_pointed = before.ends_with(['>', '&', '*'])
                && ![">>", "->", "&&"].iter().any(|sign| before.ends_with(sign));
            let is_made = after.is_empty() || after.starts_with([';', '=', ',', ')', '(', '{', '[', ':']);
            (is_typed || is_pointed) && is_made
        })
    })
}

/// What is not found is at no place, and an object is none of its pointers.
fn searched(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = marked.text.ceil_char_boundary(marked.range.end.saturating_sub(REACH));
    let document = &marked.text[start..marked.range.end];
    for (at, sign) in code.match_indices(" -1") {
        let before = code[..at].strip_suffix("==").or_else(|| code[..at].strip_suffix("!="));
        let Some(value) = before.map(str::trim_end) else { continue };
        let goes_on = code[at + sign.len()..].starts_with(|next: char| is_part(next) || next == '.');
        if !goes_on && is_place(code, value, document) {
            edits.put_in(at..at + sign.len(), &[" std::string::npos"]);
        }
    }
    for list in argument_lists(code, false) {
        let Some(before) = code[..list.start - 1].strip_suffix(".find") else { continue };
        let start = before.trim_end_matches(|letter| is_part(letter) || letter == '.').len();
        let end = list.arguments.last().map(|last| last.1 + 1).filter(|end| code[..*end].ends_with(')'));
        if let (Some(before), Some(end)) = (before[..start].strip_suffix('!'), end) {
            edits.put_in(before.len()..end, &[&format!("{} == std::string::npos", &code[start..end])]);
        }
    }
    for (from, to) in [
        ("(this == ", "(*this == "),
        ("(this != ", "(*this != "),
        ("this[", "(*this)["),
        ("this(", "(*this)("),
    ] {
        for (at, _) in code.match_indices(from).filter(|(at, _)| !code[..*at].ends_with(is_part)) {
            // Addresses are compared as they are.
            if !code[at + from.len()..].starts_with('&') {
                edits.put_in(at..at + from.len(), &[to]);
            }
        }
    }
    for (at, call) in code.match_indices("cin.getline(") {
        let inner = &code[at + call.len()..];
        if let Some(end) = inner.find(')').filter(|end| !inner[..*end].contains(',')) {
            let start = at - if code[..at].ends_with("std::") { 5 } else { 0 };
            let space = if start < at { "std::" } else { "" };
            edits.put_in(
                start..at + call.len() + end,
                &[&format!("{space}getline({space}cin, {}", &inner[..end])],
            );
        }
    }
}

/// Whether a value at the beginning of the code is a place that a search gives: one called here, or where the
/// document gives the value.
fn is_place(code: &str, value: &str, document: &str) -> bool {
    if value.ends_with(')') {
        return argument_lists(code, false).iter().any(|list| {
            let call = &code[..list.start - 1];
            let is_grouped = !call.trim_end().ends_with(|letter: char| is_part(letter) || letter == '>');
            list.arguments.last().is_some_and(|last| last.1 + 1 == value.len())
                && (is_search(call) || (is_grouped && searches(&value[list.start..])))
        });
    }
    let name = last_word(value);
    if !name.starts_with(is_part) {
        return false;
    }
    document.match_indices(&format!("{name} = ")).any(|(at, sign)| {
        let given = &document[at + sign.len()..];
        let given = &given[..given.floor_char_boundary(LONGEST)];
        !document[..at].ends_with(is_part) && given.split(';').next().is_some_and(searches)
    })
}

/// Whether what ends here names a search of something.
fn is_search(call: &str) -> bool {
    let call = call.trim_end();
    let name = last_word(call);
    SEARCHES.contains(&name) && call[..call.len() - name.len()].ends_with(['.', '>'])
}

/// Whether something is searched in a text.
fn searches(text: &str) -> bool {
    text.match_indices('(').any(|(open, _)| is_search(&text[..open]))
}

/// Names of Go's packages in small letters, and a time without a unit.
pub(super) fn of_go(edits: &mut Rewrites<'_>, code: &str) {
    for call in ["time.Sleep(", "time.After(", "time.NewTimer(", "time.NewTicker("] {
        for (at, _) in code.match_indices(call) {
            let digits = code[at + call.len()..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(0);
            let end = at + call.len() + digits;
            if digits > 0 && code[end..].starts_with(')') {
                edits.put_in(end..end, &[" * time.Millisecond", " * time.Second"]);
            }
        }
    }
    for (at, name) in names(code) {
        let package = code[..at].strip_suffix('.').map(super::last_word).unwrap_or_default();
        let first = name.chars().next().filter(char::is_ascii_lowercase);
        if let Some(first) =
            first.filter(|_| OF_GO.contains(&package) && code[at + name.len()..].starts_with('('))
        {
            edits.put_in(at..at + 1, &[&first.to_ascii_uppercase().to_string()]);
        }
    }
}
