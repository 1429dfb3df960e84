//! What the lines below change has to be `mut`: `&self`, a variable, a parameter that is called, what a loop goes over.

use super::names_function;
use crate::{
    marked::Marked,
    names::{first_word, is_part, leading, names},
    outline::rust::{function, head, kind_of_field},
    rewrites::Rewrites,
};

/// How far a block is read, in lines.
const MOST_LINES: usize = 200;
/// How many names of a block are looked up in the document.
const MOST_NAMES: usize = 8;
const SETTING: [&str; 11] =
    [" = ", " += ", " -= ", " *= ", " /= ", " %= ", " |= ", " &= ", " ^= ", " <<= ", " >>= "];
/// Methods of collections that change them.
const CHANGING: [&str; 21] = [
    "append",
    "clear",
    "dedup",
    "drain",
    "entry",
    "extend",
    "insert",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "remove",
    "resize",
    "retain",
    "reverse",
    "sort",
    "sort_unstable",
    "truncate",
];
const COLLECTIONS: [&str; 8] =
    ["BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "String", "Vec", "VecDeque"];
/// How a loop goes over what it does not change, and over what it does.
const WAYS: [(&str, &str); 4] = [
    (".iter()", ".iter_mut()"),
    (".values()", ".values_mut()"),
    (".chunks(", ".chunks_mut("),
    (".chunks_exact(", ".chunks_exact_mut("),
];

pub(super) fn changed(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let own = code.len() - code.trim_start().len();
    let line = code.trim();
    let below = &marked.text[marked.range.end..];
    let depth = |line: &str| line.len() - line.trim_start().len();
    let block = |least: usize| {
        let lines = below.lines().take(MOST_LINES);
        lines.take_while(move |line| line.trim().is_empty() || depth(line) >= least).map(str::trim)
    };
    if names_function(line) && line.ends_with('{') {
        let body: Vec<&str> = block(own + 1).collect();
        if body.iter().any(|line| line.contains("fn ") || line.contains("quote!")) {
            return;
        }
        if let Some(at) = code.find("(&self").filter(|at| code[at + 6..].starts_with([',', ')']))
            && changes_self(&body, marked.text)
        {
            edits.put_in(at + 2..at + 2, &["mut "]);
        }
        called(edits, code, &body);
        waiting(edits, code, &body);
    } else if names_function(line) && line.contains('(') && !line.ends_with([';', '}', ',']) {
        // Where bounds stand between the head and the body.
        let mut rest = below.lines().take(MOST_LINES).map(str::trim);
        let bounds: Vec<&str> = rest.by_ref().take_while(|line| *line != "{").take(8).collect();
        if bounds.first() == Some(&"where") {
            let body: Vec<&str> = block(own).collect();
            called(edits, code, &[vec![bounds.join(" ").as_str()], body].concat());
        }
    } else if line.starts_with("let ") && line.ends_with(';') {
        declared(edits, code, block(own));
    } else if line.starts_with("for ") && line.ends_with('{') {
        gone_over(edits, code, block(own + 1));
    }
}

/// What a line gives a value to: the names and places in front of the sign.
fn set_in(line: &str) -> Option<&str> {
    let (at, _) = SETTING.iter().filter_map(|sign| Some((line.find(sign)?, sign))).min()?;
    let owner = &line[..at];
    let is_place = owner.chars().all(|letter| is_part(letter) || matches!(letter, '.' | '[' | ']' | '*'));
    (is_place && !owner.is_empty()).then_some(owner)
}

/// Whether lines change what their method is of.
fn changes_self(body: &[&str], document: &str) -> bool {
    if body.iter().any(|line| set_in(line).is_some_and(|owner| owner.starts_with("self."))) {
        return true;
    }
    let (mut called, mut changed): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for rest in body.iter().filter_map(|line| line.strip_prefix("self.")) {
        let name = leading(rest);
        let rest = &rest[name.len()..];
        let method = rest.strip_prefix('.').map(leading).unwrap_or_default();
        if rest.starts_with('(') && !called.contains(&name) {
            called.push(name);
        } else if CHANGING.contains(&method)
            && rest[1 + method.len()..].starts_with('(')
            && !changed.contains(&name)
        {
            changed.push(name);
        }
    }
    let is_collection = |kind: &str| COLLECTIONS.contains(&head(kind)) && !kind.starts_with('&');
    let borrows = |name: &&str| function(document, name).and_then(|own| own.receiver) == Some("&mut self");
    called.iter().take(MOST_NAMES).any(borrows)
        || changed
            .iter()
            .take(MOST_NAMES)
            .any(|name| kind_of_field(document, name).is_some_and(is_collection))
}

/// `async fn` for one that waits.
fn waiting(edits: &mut Rewrites<'_>, code: &str, body: &[&str]) {
    let waits = body.iter().any(|line| {
        line.match_indices(".await").any(|(at, word)| {
            let is_text = line[..at].matches('"').count() % 2 == 1;
            !is_text && !line[at + word.len()..].starts_with(is_part) && !line.starts_with("//")
        })
    });
    let has_async =
        body.iter().any(|line| line.contains("async") || line.contains('!') && line.ends_with('{'));
    if let Some(at) = code.find("fn ").filter(|_| waits && !has_async && !code.contains("async ")) {
        edits.put_in(at..at, &["async "]);
    }
}

/// A parameter that changes what it holds when it is called.
fn called(edits: &mut Rewrites<'_>, code: &str, body: &[&str]) {
    let clause = body.first().copied().unwrap_or_default();
    for (at, name) in names(code) {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let Some(kind) =
            after.strip_prefix(": ").filter(|_| before.ends_with(['(', ' ']) && !before.ends_with("mut "))
        else {
            continue;
        };
        let kind_name = first_word(kind);
        let is_function = kind.starts_with("impl FnMut(")
            || (code.contains(&format!("{kind_name}: FnMut("))
                || clause.contains(&format!("{kind_name}: FnMut(")))
                && kind[kind_name.len()..].starts_with([',', ')']);
        let call = format!("{name}(");
        let is_called = body.iter().any(|line| {
            line.match_indices(&call)
                .any(|(at, _)| !line[..at].ends_with(|last| is_part(last) || matches!(last, '.' | ':')))
        });
        let is_hidden = body.iter().any(|line| line.contains(&format!("let mut {name} ")));
        if is_function && is_called && !is_hidden {
            edits.put_in(at..at, &["mut "]);
        }
    }
}

/// A variable that is changed below.
fn declared<'l>(edits: &mut Rewrites<'_>, code: &str, lines: impl Iterator<Item = &'l str>) {
    let start = code.len() - code.trim_start().len() + "let ".len();
    let name = leading(&code[start..]);
    let Some((kind, value)) = code[start + name.len()..].split_once("= ") else { return };
    if name == "mut" || name == "_" || !name.starts_with(is_part) || !(kind == " " || kind.starts_with(": "))
    {
        return;
    }
    let value = value.trim_end().trim_end_matches(';');
    let is_fresh = ["::new()", "::default()"].iter().any(|end| value.ends_with(end))
        || value.starts_with("vec![")
        || ["String::from(", "Vec::with_capacity(", "String::with_capacity("]
            .iter()
            .any(|it| value.starts_with(it));
    let is_collection = COLLECTIONS.contains(&head(value.split("::new").next().unwrap_or_default()))
        || value.starts_with("vec![")
        || value.starts_with("String::")
        || value.starts_with("Vec::");
    for line in lines {
        let rest = line.strip_prefix(name).filter(|rest| !rest.starts_with(is_part));
        // What ends with a comma is an argument with a name.
        let is_set = line.ends_with([';', '{', '(', '['])
            && rest.is_some_and(|rest| SETTING.iter().any(|sign| rest.starts_with(sign)));
        let method = rest.and_then(|rest| rest.strip_prefix('.')).map(first_word).unwrap_or_default();
        let is_changed = is_fresh && is_collection && CHANGING.contains(&method);
        let borrow = format!("&mut {name}");
        let is_lent = line.match_indices(&borrow).any(|(at, _)| {
            let after = &line[at + borrow.len()..];
            after.starts_with([',', ')', ';'])
        });
        // Another with this name hides it.
        let is_hidden = names(line).any(|(at, other)| {
            let (before, after) = (&line[..at], &line[at + other.len()..]);
            other == name
                && (before.ends_with("let ")
                    || before.ends_with("mut ") && !before.ends_with("&mut ")
                    || before.ends_with(['|', '$', '#'])
                    || before.contains("let ") && after.contains(" = ") && !before.contains(" = ")
                    || after.trim_start().starts_with("=>")
                    || after.starts_with('|')
                    || before.contains("for ") && after.contains(" in "))
        });
        if is_hidden || line.starts_with("fn ") || line.starts_with("//") {
            return;
        }
        if is_set || is_changed || is_lent {
            edits.put_in(start..start, &["mut "]);
            return;
        }
    }
}

/// What a loop changes.
fn gone_over<'l>(edits: &mut Rewrites<'_>, code: &str, lines: impl Iterator<Item = &'l str>) {
    let Some((pattern, list)) = code.split_once(" in ") else { return };
    let bound: Vec<&str> = names(pattern)
        .map(|(_, name)| name)
        .filter(|name| !matches!(*name, "for" | "mut" | "ref" | "_"))
        .collect();
    let at = code.len() - list.len();
    if list.contains("_mut") || list.contains("&mut ") || list.contains("..") || pattern.contains("mut ") {
        return;
    }
    for line in lines {
        if bound
            .iter()
            .any(|name| line.contains(&format!("let {name}")) || line.contains(&format!("let mut {name}")))
        {
            return;
        }
        let owner = set_in(line);
        let plain = owner.map(|owner| owner.trim_start_matches('*'));
        let is_set = bound.iter().any(|name| {
            plain.and_then(|it| it.strip_prefix(name)).is_some_and(|rest| {
                (owner != plain && rest.is_empty()) || (rest.starts_with(['.', '[']) && !rest.contains("[["))
            }) || ["reverse();", "sort();", "sort_unstable();"]
                .iter()
                .any(|call| line.starts_with(&format!("{name}.{call}")))
                // What is atomic is swapped as it is.
                || (line.starts_with(&format!("{name}.swap(")) && line.contains(", ") && !line.contains("Ordering"))
        }) && !owner.is_some_and(|owner| owner.starts_with("**"));
        if !is_set {
            continue;
        }
        for (from, to) in WAYS {
            if let Some(found) = list.find(from) {
                edits.put_in(at + found..at + found + from.len(), &[to]);
                return;
            }
        }
        if list.starts_with('&') {
            edits.put_in(at + 1..at + 1, &["mut "]);
        }
        return;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::known_in;

    #[test]
    fn what_is_changed_is_mutable() {
        for (document, expected) in [
            ("fn f(&self, n: u8) {\n    self.n += n;\n}\n", "fn f(&mut self, n: u8) {\n"),
            ("fn f(&self) {\n    self.all.clear();\n}\nstruct A { all: Vec<u8> }\n", "fn f(&mut self) {\n"),
            ("fn f(&self) {\n    self.g();\n}\nfn g(&mut self) {}\n", "fn f(&mut self) {\n"),
            ("fn f<F: FnMut(u8)>(by: F) {\n    by(1);\n}\n", "fn f<F: FnMut(u8)>(mut by: F) {\n"),
            (
                "fn f<F>(by: F) -> u8\nwhere\n    F: FnMut() -> u8,\n{\n    by()\n}\n",
                "fn f<F>(mut by: F) -> u8\n",
            ),
            ("pub fn f() -> u8 {\n    g().await\n}\n", "pub async fn f() -> u8 {\n"),
            ("let n = 0;\nfor a in b {\n    n += a;\n}\n", "let mut n = 0;\n"),
            ("let all = Vec::new();\nall.push(1);\n", "let mut all = Vec::new();\n"),
            ("let a = String::new();\nb.read_line(&mut a)?;\n", "let mut a = String::new();\n"),
            ("for it in all.iter() {\n    it.n = 0;\n}\n", "for it in all.iter_mut() {\n"),
            ("for (_, it) in &all {\n    *it += 1;\n}\n", "for (_, it) in &mut all {\n"),
            ("for row in cells.chunks(8) {\n    row.reverse();\n}\n", "for row in cells.chunks_mut(8) {\n"),
        ] {
            assert_eq!(known_in(document, 0), [expected], "{document}");
        }
    }

    #[test]
    fn what_is_not_changed_stays() {
        for document in [
            "fn f(&self) -> bool {\n    self.n == 1\n}\n",
            "fn f(&self) {\n    self.n.set(1);\n    *self.m.lock().unwrap() = 2;\n}\n",
            "fn f<F: Fn(u8)>(by: F) {\n    by(1);\n}\n",
            "fn f<F: FnMut(u8)>(by: F) {\n    let mut by = by;\n    by(1);\n}\n",
            "match is_fn {\n    true => f.await,\n}\n",
            "let name = f();\ng!(\n    name = name,\n);\n",
            "for flag in &flags {\n    flag.swap(true, Ordering::SeqCst);\n}\n",
            "for shape in shapes.iter() {\n    shape.fill(canvas);\n}\n",
            "let n = 0;\nlet mut n = n + 1;\nn += 1;\n",
            "let n;\nn = 1;\n",
            "fn f() -> u8 {\n    g(async { h().await })\n}\n",
            "let n = a.iter_mut().next().unwrap();\n*n += 1;\n",
            "let tx = a.sender();\ntx.push(1);\n",
            "let a = 1;\nb.map(|a| {\n    a = 2;\n});\n",
            "for it in all.iter() {\n    it.n.set(0);\n    let m = it.n;\n}\n",
            "for it in all {\n    it.n = 0;\n}\n",
        ] {
            assert_eq!(known_in(document, 0), [] as [&str; 0], "{document}");
        }
    }
}
