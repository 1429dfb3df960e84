//! Mistakes of Python that are known.

mod calls;
pub(crate) mod document;
mod flow;
pub(crate) mod functions;
pub(crate) mod library;
mod lines;
mod stands;
#[cfg(test)]
mod tests;

use super::{outer, own_method, owner_start};
use crate::{
    marked::Marked,
    names::{first_word, is_part, last_word},
    outline::python::Outline,
    rewrites::Rewrites,
    rule::Rule,
};

/// Methods of other languages' texts and lists, and what Python calls them.
const OWN_METHODS: &[(&str, &str)] = &[
    (".push(", ".append("),
    (".toUpperCase()", ".upper()"),
    (".toLowerCase()", ".lower()"),
    (".to_lowercase()", ".lower()"),
    (".trim()", ".strip()"),
    (".startsWith(", ".startswith("),
    (".endsWith(", ".endswith("),
    (".indexOf(", ".index("),
];

/// What a program is called that is run.
pub(super) fn main_name(edits: &mut Rewrites<'_>, code: &str) {
    if code.contains("__name__") {
        for text in ["\"main\"", "'main'", "\"_main_\"", "'_main_'", "\"__main\"", "\"__main__.py\""] {
            for (at, _) in code.match_indices(text) {
                let mark = &text[..1];
                edits.put_in(at..at + text.len(), &[&format!("{mark}__main__{mark}")]);
            }
        }
    }
}

/// What texts hold that stand for something.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    calls::of_texts(edits, code);
    lines::of_texts(edits, code);
    document::files(edits, marked, code);
    library::of_texts(edits, code);
}

pub(super) fn of_python(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    is_known: impl Fn(&str) -> bool,
) {
    edits.turn(Rule::KnownPythonCalls);
    calls::calls(edits, marked.text, code);
    edits.turn(Rule::KnownPythonLines);
    lines::lines(edits, code);
    edits.turn(Rule::KnownPythonDocument);
    document::of_document(edits, marked, code);
    library::of_library(edits, marked, code);
    flow::of_function(edits, marked, code);
    edits.turn(Rule::KnownPython);
    defaults(edits, marked, code);
    // What changes a list gives nothing back.
    for (method, function, own) in
        [(".sort(", "sorted", &[")", "key=", "reverse="][..]), (".reverse(", "reversed", &[")"])]
    {
        for (at, _) in code.match_indices(method) {
            let start = owner_start(code, at);
            let arguments = &code[at + method.len()..];
            let is_wanted = ["= ", "return ", "in "].iter().any(|before| code[..start].ends_with(before));
            // With other arguments it is no list's.
            let is_own = own.iter().any(|argument| arguments.starts_with(argument));
            if is_wanted && is_own && start < at {
                let comma = if arguments.starts_with(')') { "" } else { ", " };
                edits.put_in(start..at + method.len(), &[&format!("{function}({}{comma}", &code[start..at])]);
            }
        }
    }
    // The rows of `[[a] * n] * m` are one and the same.
    if let Some((inner, times)) = code.split_once("] * ")
        && let Some((columns, rows)) = times.split_once("] * ")
        && let Some(at) = inner.rfind("[[")
    {
        let end = rows.find(|letter: char| !is_part(letter) && letter != '.').unwrap_or(rows.len());
        let start = at + 1;
        let stop = code.len() - rows.len() + end;
        let made = format!("{}] * {columns} for _ in range({})]", &inner[start..], &rows[..end]);
        edits.put_in(start..stop, &[&made]);
    }
    own_method(edits, marked, code, OWN_METHODS);
    // What Python calls by itself has two signs on either side; what the document calls is its own.
    if let Some((name, at)) =
        code.split_once("def _").map(|(before, _)| (first_word(&code[before.len() + 4..]), before.len() + 4))
    {
        let word = name.trim_matches('_');
        let is_special = [
            "init", "len", "str", "repr", "eq", "iter", "next", "enter", "exit", "getitem", "setitem",
            "contains", "call", "hash", "lt",
        ]
        .contains(&word);
        if is_special && name != format!("__{word}__") && !is_known(name) {
            edits.put_in(at..at + name.len(), &[&format!("__{word}__")]);
        }
    }
    // One line is no list of lines.
    if code.trim_start().starts_with("for ") {
        for (at, call) in code.match_indices(".readline()") {
            edits.put_in(at..at + call.len(), &["", ".readlines()"]);
        }
    }
    for kind in ["Optional", "Union", "List", "Dict"] {
        for (at, call) in code.match_indices(&format!(": {kind}(")) {
            let start = at + call.len();
            if let Some(end) = code[start..].find(')').map(|end| start + end) {
                edits.put_in(start - 1..end + 1, &[&format!("[{}]", &code[start..end])]);
            }
        }
    }
    // What is the same number or text need not be the same object.
    for (sign, other) in [(" is not ", " != "), (" is ", " == ")] {
        for (at, _) in code.match_indices(sign) {
            if code[at + sign.len()..]
                .starts_with(|first: char| first.is_ascii_digit() || matches!(first, '"' | '\''))
            {
                edits.put_in(at..at + sign.len(), &[other]);
            }
        }
    }
}

/// All calls and objects share a list that is made once.
fn defaults(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let is_head = code.trim_start().starts_with("def ") || code.trim_start().starts_with("async def ");
    let is_field = code
        .split_once(':')
        .is_some_and(|(name, _)| name.starts_with(' ') && name.trim().chars().all(is_part))
        && is_of_dataclass(marked, code);
    if !is_head && !is_field {
        return;
    }
    let field = if is_field { Outline::new(marked).written("dataclasses", "field") } else { String::new() };
    for (made, kind) in [("[]", "list"), ("{}", "dict"), ("set()", "set")] {
        for default in [format!("={made}"), format!(" = {made}")] {
            let others: Vec<_> = code.match_indices(&default).filter(|_| is_head).collect();
            for (at, text) in others {
                // What is kept from call to call may be meant to be.
                let name = last_word(&code[..at]);
                if name.starts_with('_') || ["cache", "memo"].iter().any(|kept| name.contains(kept)) {
                    continue;
                }
                let none = if text.starts_with('=') { "=None" } else { " = None" };
                edits.put_in(at..at + text.len(), &[none]);
            }
        }
        for (default, before) in [(format!("field(default={made})"), ""), (format!("= {made}"), "= ")] {
            for (at, text) in code.match_indices(&default).filter(|_| is_field) {
                let own = if before.is_empty() { "field" } else { &field };
                edits.put_in(at..at + text.len(), &[&format!("{before}{own}(default_factory={kind})")]);
            }
        }
    }
}

/// Whether the code stands in the body of a class that is decorated as a dataclass.
fn is_of_dataclass(marked: &Marked<'_>, code: &str) -> bool {
    let depth = |line: &str| line.len() - line.trim_start().len();
    if depth(code) == 0 {
        return false;
    }
    let Some((above, class)) = outer(&marked.text[..marked.range.start], depth(code)) else { return false };
    // A decorator may take several lines.
    let decorators = above.lines().rev().filter(|line| !line.trim().is_empty()).take_while(|line| {
        let is_decorator = line.trim_start().starts_with(['@', ')']);
        depth(line) > depth(class) || (is_decorator && depth(line) == depth(class))
    });
    class.trim_start().starts_with("class ")
        && decorators
            .filter(|line| depth(line) == depth(class))
            .any(|line| line.trim_start().starts_with("@dataclass"))
}
