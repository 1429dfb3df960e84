//! Lines of JavaScript and TypeScript that are forgotten before or behind another one.

use crate::repair::{
    names::{first_word, is_part, last_word},
    nearby::argument_lists,
    rewrites::Rewrites,
};

/// Functions that answer somebody, after which nothing else is done.
const ANSWERING: [&str; 12] = [
    "end",
    "json",
    "send",
    "sendStatus",
    "redirect",
    "render",
    "reject",
    "resolve",
    "callback",
    "cb",
    "done",
    "next",
];

/// One line with the one that is missing beside it.
pub(super) fn added(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    if line.is_empty() || line.contains('\n') {
        return;
    }
    let blank = &code[..start];
    let end = start + line.len();
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|it| is_part(it) || matches!(it, '.' | '#'));
    if let Some((name, value)) = line.split_once(" = ").filter(|(name, _)| is_name(name)) {
        // What runs already is stopped.
        for (set, clear) in [("setTimeout(", "clearTimeout"), ("setInterval(", "clearInterval")] {
            if value.starts_with(set) {
                edits.put_in(start..start, &[&format!("{clear}({name});\n{blank}")]);
            }
        }
        let small = last_word(name).to_ascii_lowercase();
        let is_timer = ["timer", "timeout", "interval", "handle", "tick"].iter().any(|it| small.contains(it));
        if is_timer && matches!(value, "null;" | "undefined;" | "null" | "undefined") {
            for clear in ["clearInterval", "clearTimeout"] {
                edits.put_in(start..start, &[&format!("{clear}({name});\n{blank}")]);
            }
        }
        if name.starts_with("req.") || name.starts_with("request.") {
            edits.put_in(end..end, &[&format!("\n{blank}next();")]);
        }
    }
    if !line.ends_with(';') {
        return;
    }
    let is_call =
        line.ends_with(");") && !["return ", "await ", "throw ", "if "].iter().any(|it| line.starts_with(it));
    let called = line.split('(').next().unwrap_or_default();
    if is_call && is_name(called) {
        let answers = ANSWERING.contains(&last_word(called)) || called.starts_with("res.");
        let list = argument_lists(line, false).into_iter().find(|list| list.start == called.len() + 1);
        let first = list.and_then(|list| list.arguments.first().copied()).map(|(from, to)| &line[from..to]);
        if answers || matches!(first, Some("res" | "response")) {
            edits.put_in(end..end, &[&format!("\n{blank}return;")]);
        }
        // What is newest comes last.
        if let (Some(owner), Some(key)) = (called.strip_suffix(".set"), first) {
            edits.put_in(start..start, &[&format!("{owner}.delete({key});\n{blank}")]);
        }
    }
    let is_jump =
        ["return", "throw ", "break", "continue", "const ", "let "].iter().any(|it| line.starts_with(it));
    // Only what stands in a function and in something more of it.
    let is_inside = blank.len() >= 4 || blank.starts_with("\t\t");
    if !is_jump && is_inside && first_word(line).starts_with(is_part) {
        for jump in ["break;", "continue;"] {
            edits.put_in(end..end, &[&format!("\n{blank}{jump}")]);
        }
    }
}
