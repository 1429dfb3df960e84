//! Mistakes of Rust that the document gives away: what is changed and is not `mut`, an import that lacks what is used, a derive that
//! another needs, a condition that gives a value.

mod algorithms;
mod changed;
mod derives;
mod imported;
mod order;

use super::statements::may_begin;
use crate::{
    language::Language::Rust,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, leading, names},
    outline::rust::{behind_generics, inside},
    rewrites::Rewrites,
    rule::Rule,
};

/// Methods that give back what they make, and change nothing.
const MAKING: [&str; 15] = [
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "to_lowercase",
    "to_owned",
    "to_string",
    "to_uppercase",
    "to_vec",
    "trim",
    "trim_end",
    "trim_start",
    "saturating_add",
    "saturating_sub",
    "wrapping_add",
    "wrapping_mul",
    "wrapping_sub",
];
/// What a function that gives a value may end with all the same.
const LEAVING: [&str; 16] = [
    "abort",
    "bail",
    "break",
    "continue",
    "exit",
    "fail",
    "handle_alloc_error",
    "loop",
    "panic",
    "panic_any",
    "resume_unwind",
    "return",
    "todo",
    "unimplemented",
    "unreachable",
    "yield",
];

/// Calls that take a closure whose value counts.
const TAKING: [&str; 9] = [
    ".all(|",
    ".any(|",
    ".filter(|",
    ".filter_map(|",
    ".find(|",
    ".flat_map(|",
    ".map(|",
    ".position(|",
    ".sort_by(|",
];

/// What is known of the texts in a line of Rust.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    order::escaped(edits, code);
}

/// What is known of a line of Rust.
pub(super) fn of_rust(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    // Parts of a macro have a grammar of their own.
    let texts = texts(code, Rust);
    let mut signs =
        code.match_indices(['$', '#']).filter(|(at, _)| !texts.iter().any(|text| text.contains(at)));
    let is_derive = code.trim_start().starts_with("#[derive(");
    let is_macro = signs.next().is_some() && !is_derive;
    edits.turn(Rule::KnownRust);
    if !is_macro {
        algorithms::waiting(edits, marked, code);
    }
    if code.trim_end().contains('\n') || is_macro {
        return;
    }
    algorithms::algorithms(edits, marked, code);
    taken_out(edits, code);
    otherwise(edits, code);
    sorted(edits, marked, code);
    kept(edits, marked, code);
    given_back(edits, marked, code);
    edits.turn(Rule::KnownRustOrder);
    order::order(edits, code);
    edits.turn(Rule::KnownRustChanged);
    changed::changed(edits, marked, code);
    edits.turn(Rule::KnownRustDerives);
    derives::derives(edits, marked, code);
    edits.turn(Rule::KnownRustImported);
    imported::imported(edits, marked, code);
}

/// `if let Some(a) = b` for what gives `Some(a)` a value, and `if a == b` for what gives `a` one.
fn taken_out(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_start_matches("} else ");
    for word in ["if ", "while "] {
        let Some(rest) = line.strip_prefix(word) else { continue };
        let at = code.len() - rest.len();
        let Some((one, _)) = rest.split_once(" = ") else { continue };
        if ["Some(", "Ok(", "Err("].iter().any(|pattern| one.starts_with(pattern)) && one.ends_with(')') {
            edits.put_in(at..at, &["let "]);
        } else if one.chars().all(|letter| is_part(letter) || letter == '.') && line.trim_end().ends_with('{')
        {
            edits.put_in(at + one.len()..at + one.len() + 3, &[" == "]);
        }
    }
}

/// `let Some(a) = b else {` for what has a name alone, which always fits.
fn otherwise(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some(rest) = code[start..].strip_prefix("let ").filter(|rest| rest.trim_end().ends_with(" else {"))
    else {
        return;
    };
    let name = leading(rest);
    let after = &rest[name.len()..];
    // Either of a condition's values may end so.
    let is_condition = after.trim_end().ends_with("} else {") || names(after).any(|(_, word)| word == "if");
    if name.starts_with(|first: char| first.is_lowercase()) && after.starts_with(" = ") && !is_condition {
        let at = start + "let ".len();
        edits.put_in(at..at + name.len(), &[&format!("Some({name})"), &format!("Ok({name})")]);
    }
}

/// `a.sort();` for `let a = a.sort();`, which gives nothing back.
fn sorted(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some((_, value)) = code[start..].strip_prefix("let ").and_then(|rest| rest.split_once(" = ")) else {
        return;
    };
    let owner = [".sort();", ".sort_unstable();"].iter().find_map(|call| value.trim_end().strip_suffix(call));
    if owner.is_some_and(|owner| owner.chars().all(|letter| is_part(letter) || letter == '.'))
        && !marked.text.contains("fn sort")
    {
        edits.put_in(start..code.len() - value.len(), &[""]);
    }
}

/// `let a = a.trim();` for `a.trim();`, which changes nothing.
fn kept(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some((owner, rest)) = code[start..].split_once('.') else { return };
    let method = leading(rest);
    let is_name = !owner.is_empty() && owner.chars().all(is_part) && owner != "self";
    let call = &rest[method.len()..];
    let is_whole = inside(call).is_some_and(|(_, after)| after.trim_end() == ";");
    if !is_name || !call.starts_with('(') || !is_whole || !MAKING.contains(&method) {
        return;
    }
    let above = &marked.text[..marked.range.start];
    // A type of the document's may change itself.
    if may_begin(above, Rust) && !marked.text.contains(&format!("fn {method}(&mut self")) {
        let own = above.rfind("fn ").map_or(above, |at| &above[at..]);
        let word = if own.contains(&format!("let mut {owner}")) || own.contains(&format!("mut {owner}:")) {
            ""
        } else {
            "let "
        };
        edits.put_in(start..start, &[&format!("{word}{owner} = ")]);
    }
}

/// What a function gives back has no `;` behind it.
fn given_back(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let line = code.trim();
    let Some(value) = line.strip_suffix(';') else { return };
    let (above, below) = (&marked.text[..marked.range.start], &marked.text[marked.range.end..]);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let Some(next) = below.lines().find(|line| !line.trim().is_empty()) else { return };
    let mut lines = above.lines().rev().filter(|line| !line.trim().is_empty());
    // What the line goes on with, and what its function begins with.
    let (mut first, mut own) = (line, depth(code));
    if line.starts_with('.') {
        let Some(head) = lines.by_ref().find(|line| depth(line) < own) else { return };
        (first, own) = (head.trim(), depth(head));
    }
    let Some(head) = lines.find(|line| depth(line) < own) else { return };
    let outer = depth(head);
    let is_end = next.trim() == "}" && depth(next) == outer;
    let head = head.trim();
    let is_function = names_function(head) || head.starts_with(") ->");
    // A closure whose value counts.
    let is_closure = head.ends_with("| {")
        && next.trim().starts_with("})")
        && depth(next) == outer
        && TAKING.iter().any(|call| head.contains(call));
    // Functions among the parameters give something, too.
    let behind = match head.strip_prefix(')') {
        Some(rest) => Some(rest),
        None => head.split_once("fn ").and_then(|(_, rest)| {
            inside(behind_generics(&rest[leading(rest).len()..])).map(|(_, rest)| rest)
        }),
    };
    let returned = behind.and_then(|rest| rest.trim_start().strip_prefix("->"));
    let returned = returned.map(|kind| kind.trim().trim_end_matches('{').trim());
    let gives = returned.is_some_and(|kind| {
        !kind.is_empty()
            && !matches!(first_word(kind), "!" | "where")
            && kind != "()"
            && !kind.starts_with("() where")
    });
    let word = first_word(first);
    let leaves = names(first).any(|(_, name)| LEAVING.contains(&name));
    // A value that is there or not may be gone through for what is done with it.
    let is_done = head.contains(".map(|")
        && value.ends_with([')', '?'])
        && !["format!(", "vec![", "Some(", "Ok(", "Err("].iter().any(|made| first.starts_with(made));
    let is_macro = first[word.len()..].starts_with('!')
        && !matches!(word, "write" | "writeln" | "format" | "vec" | "matches");
    let sets = ["=", "+=", "-="].iter().any(|sign| first.contains(&format!(" {sign} ")));
    let is_value = first
        .starts_with(|first: char| is_part(first) || matches!(first, '(' | '&' | '*' | '!' | '"'))
        && !matches!(word, "let" | "use" | "const" | "static" | "if" | "for" | "while" | "match" | "unsafe");
    if ((is_closure && !is_done) || (is_end && is_function && head.ends_with('{') && gives))
        && !leaves
        && !is_macro
        && !sets
        && is_value
        && !first.ends_with('{')
    {
        let at = code.trim_end().len() - 1;
        // What ends with nothing is something else.
        if !value.ends_with(['}', ';']) && is_closed(value) {
            edits.put_in(at..at + 1, &[""]);
        }
    }
}

/// Whether a text closes the brackets that it opens, and no others.
fn is_closed(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    count('(') == count(')') && count('[') == count(']') && count('{') == count('}')
}

/// Whether a line begins a function.
fn names_function(line: &str) -> bool {
    line.starts_with("fn ")
        || ["pub ", "pub(", "async ", "const ", "unsafe "].iter().any(|word| line.starts_with(word))
            && line.contains("fn ")
}

#[cfg(test)]
mod tests {
    use super::super::mended;
    use crate::{language::Language::Rust, marked::Marked, rewrites::texts_of};

    /// What is known of one line of a document.
    pub(super) fn known_in(document: &str, line: usize) -> Vec<String> {
        texts_of(mended(&Marked::new(document, line, line).unwrap(), Rust, |_| true))
    }

    #[test]
    fn values_that_are_lost_are_kept() {
        for (document, line, expected) in [
            ("if Some(a) = b.c() {\n", 0, "if let Some(a) = b.c() {\n"),
            ("    } else if a.b = c {\n", 0, "    } else if a.b == c {\n"),
            ("let b = a.rows.sort();\n", 0, "a.rows.sort();\n"),
            ("a.map(|it| {\n    it * 2;\n})\n", 1, "    it * 2\n"),
            ("fn f(a: &str) {\n    a.trim();\n    g(a);\n}\n", 1, "    let a = a.trim();\n"),
            ("fn f(n: u32) -> u32 {\n    n * 2;\n}\n", 1, "    n * 2\n"),
            (
                "fn f(n: &str) -> String {\n    n.trim()\n        .to_uppercase();\n}\n",
                2,
                "        .to_uppercase()\n",
            ),
        ] {
            assert_eq!(known_in(document, line), [expected], "{document}");
        }
    }

    #[test]
    fn a_name_alone_always_fits() {
        assert_eq!(
            known_in("let a = b.c() else {\n", 0),
            ["let Some(a) = b.c() else {\n", "let Ok(a) = b.c() else {\n"]
        );
    }

    #[test]
    fn right_lines_stay() {
        for (document, line) in [
            ("if let Some(a) = b.c() {\n", 0),
            ("while a <= b {\n", 0),
            ("let Some(a) = b.c() else {\n", 0),
            ("let a = if b { c } else {\n", 0),
            ("a.for_each(|it| {\n    it.b();\n})\n", 1),
            ("let b = a.iter().sorted();\n", 0),
            ("fn f(a: &str) {\n    a.trim().len();\n}\n", 1),
            ("fn f(n: u32) {\n    n.g();\n}\n", 1),
            ("fn f(n: u32) -> u32 {\n    panic!();\n}\n", 1),
            ("fn f(n: u32) -> u32 {\n    return n;\n}\n", 1),
            ("fn f(n: u32) -> u32 {\n    for a in b {\n        n.g();\n    }\n}\n", 2),
            ("let a = f(if b { c } else {\n", 0),
            ("fn f<F: Fn(u8) -> u8>(by: F) {\n    g(by);\n}\n", 1),
            ("fn f(by: impl Fn(u8) -> u8) {\n    g(by);\n}\n", 1),
            ("a.map(|it| {\n    all.push(it);\n});\n", 1),
            ("fn sort(&self) -> Vec<u8> {}\nlet b = a.sort();\n", 1),
            ("fn trim(&mut self) {}\nfn f(a: &mut A) {\n    a.trim();\n}\n", 2),
        ] {
            assert_eq!(known_in(document, line), [] as [&str; 0], "{document}");
        }
    }
}
