//! Slips of Python that show in what stands around the marked line, though it may be meant so: a name of which another one was made, what a
//! loop forgets, a parameter that nobody uses.

use super::super::MOST;
use crate::{
    arguments::argument_lists,
    marked::Marked,
    names::{leading, names},
    outline::python::{Near, depth, has_name, is_chain, is_single, parts, sets},
    rewrites::Rewrites,
};

/// How slips of one kind are undone.
type Kind = fn(&mut Rewrites<'_>, &Near<'_>);

/// The marked lines with one such slip undone.
pub(in crate::slips) fn within(marked: &Marked<'_>) -> Vec<String> {
    let near = Near::new(marked);
    let mut found: Vec<String> = Vec::new();
    if near.line().is_none() {
        return found;
    }
    let kinds: [(Kind, usize); 6] =
        [(variants, 3), (forgotten, 3), (unused, MOST), (nested, 3), (further_out, 1), (compared, 2)];
    for (kind, most) in kinds {
        let mut edits = Rewrites::new(near.code);
        kind(&mut edits, &near);
        edits.found.truncate(most);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

/// Whether a name is another one with something in front of it or behind it: `root_a`, `na`, `a_new` for `a`.
fn is_variant(name: &str, of: &str) -> bool {
    let rest = name.strip_suffix(of).or_else(|| name.strip_prefix(of));
    rest.is_some_and(|rest| {
        let word = rest.trim_matches('_');
        !word.is_empty() && (rest.contains('_') || (rest.len() == 1 && of.len() < 3)) && word.len() < 9
    })
}

/// Names of which others were made in this function: all of them at once, and one at a time.
fn variants(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let own: Vec<(usize, &str)> =
        names(code).filter(|(at, _)| !code[..*at].ends_with(['.', '"', '\''])).take(24).collect();
    let mut made: Vec<&str> = Vec::new();
    for line in near.above.iter().take(30) {
        if let Some((targets, _)) =
            line.split_once(" = ").filter(|(targets, _)| targets.trim().split(", ").all(is_single))
        {
            made.extend(targets.trim().split(", "));
        }
    }
    let other = |name: &str| {
        made.iter().find(|other| is_variant(other, name) && !own.iter().any(|(_, it)| it == *other)).copied()
    };
    let places: Vec<(usize, &str, &str)> =
        own.iter().filter_map(|(at, name)| Some((*at, *name, other(name)?))).collect();
    if places.len() > 1 {
        let mut text = code.to_owned();
        for (at, name, other) in places.iter().rev() {
            text.replace_range(*at..at + name.len(), other);
        }
        edits.put_in(0..code.len(), &[&text]);
    }
    for (at, name, other) in places {
        edits.put_in(at..at + name.len(), &[other]);
    }
}

/// What a loop or a condition changes at its end: the place, the last value, a flag.
fn forgotten(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let start = near.depth;
    let end = code.trim_end().len();
    let blank = &code[..start];
    let is_last = near.below.first().is_none_or(|next| depth(next) < start);
    if !is_last || !near.is_statement() || code.trim().ends_with(':') {
        return;
    }
    let mut add = |text: String| edits.put_in(end..end, &[&format!("\n{blank}{text}")]);
    // A flag that is asked for here, and set elsewhere.
    if let Some((_, head)) = near.heads().next()
        && let Some(flag) = head
            .trim()
            .strip_prefix("if ")
            .and_then(|rest| rest.strip_suffix(':'))
            .filter(|flag| is_chain(flag))
    {
        let on = format!("{flag} = True");
        let off = format!("{flag} = False");
        let is_on = near.lines().any(|line| line.trim() == on);
        let n_off = near.lines().filter(|line| line.trim() == off).count();
        if is_on
            && n_off < 3
            && code.trim() != off
            && !near.above.iter().take_while(|line| depth(line) >= start).any(|line| line.trim() == off)
        {
            add(off);
        }
    }
    let Some((head, others)) = near.innermost_loop() else { return };
    if near.heads().next().is_none_or(|(_, it)| it.trim() != head) {
        return;
    }
    let is_changed = |name: &str| others.iter().chain([&code]).any(|line| sets(line, name));
    let is_used =
        |name: &str| others.iter().chain([&code]).any(|line| has_name(line, name)) || has_name(head, name);
    let variable = head.strip_prefix("for ").map_or("", leading);
    for line in near
        .above
        .iter()
        .skip(others.len().min(near.above.len()))
        .chain(&near.above)
        .filter(|line| depth(line) < start)
    {
        let Some((name, value)) = line.trim().split_once(" = ").filter(|(name, _)| is_single(name)) else {
            continue;
        };
        if is_changed(name) || !is_used(name) {
            continue;
        }
        let small = name.to_lowercase();
        let is_last_one = ["last", "prev", "previous", "before", "old"]
            .iter()
            .any(|word| small.split('_').any(|part| part == *word));
        if is_last_one && !variable.is_empty() {
            add(format!("{name} = {variable}"));
        } else if head.starts_with("while ") && value.chars().all(|it| it.is_ascii_digit()) {
            add(format!("{name} += 1"));
        }
    }
}

/// What is made or taken and stands nowhere: put in for another name, handed on, or added.
fn unused(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let line = code.trim();
    let end = code.trim_end().len();
    let lines: Vec<&str> = near.lines().collect();
    let is_used = |name: &str| {
        has_name(code, name)
            || lines.iter().any(|line| {
                has_name(line, name) && !line.trim_start().starts_with(&format!("{name} = "))
                    || line.contains(&format!("{{{name}"))
            })
    };
    let parameters = near.parameters();
    let made = near.above.iter().take(12).filter_map(|line| line.trim().split_once(" = ").map(|it| it.0));
    let made: Vec<&str> =
        made.filter(|name| is_single(name) && !name.starts_with('_') && !is_used(name)).take(2).collect();
    let taken: Vec<&str> = parameters
        .iter()
        .copied()
        .filter(|name| {
            !matches!(*name, "self" | "cls" | "args" | "kwargs") && !name.starts_with('_') && !is_used(name)
        })
        .take(2)
        .collect();
    for name in made.iter().chain(&taken) {
        // What is asked of the object itself may be meant of another.
        if taken.contains(name) {
            for (at, own) in code.match_indices("self.") {
                if code[at + own.len()..].contains('(') {
                    edits.put_in(at..at + "self".len(), &[name]);
                }
            }
        }
        for list in argument_lists(code, false) {
            let by_name = list
                .arguments
                .iter()
                .any(|(from, to)| code[*from..*to].contains('=') && !code[*from..*to].contains("=="));
            let Some(&(_, last)) = list.arguments.last() else { continue };
            if by_name {
                edits.put_in(last..last, &[&format!(", {name}={name}")]);
            } else {
                edits.put_in(last..last, &[&format!(", {name}")]);
            }
            for (from, to) in list.arguments.iter().take(2).filter(|(from, to)| is_single(&code[*from..*to]))
            {
                edits.put_in(*from..*to, &[name]);
            }
        }
        let stop = if line.ends_with(',') { end - 1 } else { end };
        if made.contains(name) && !line.ends_with(':') {
            edits.put_in(stop..stop, &[&format!(" + {name}")]);
        }
    }
}

/// A loop in a loop: what is left for the inner one.
fn nested(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some((_, outer)) = near.heads().find(|(_, head)| head.trim_start().starts_with("for ")) else {
        return;
    };
    let Some((variable, range)) = outer.trim().strip_prefix("for ").and_then(|rest| rest.split_once(" in "))
    else {
        return;
    };
    if !is_single(variable) || !range.starts_with("range(") || !code.trim_start().starts_with("for ") {
        return;
    }
    for list in argument_lists(code, false).iter().filter(|list| code[..list.start - 1].ends_with("range")) {
        match *list.arguments.as_slice() {
            [(from, to)] => {
                let bound = &code[from..to];
                let less = bound.strip_suffix(" - 1").unwrap_or(bound);
                edits.put_in(
                    from..to,
                    &[
                        &format!("{variable} + 1, {bound}"),
                        &format!("{less} - {variable} - 1"),
                        &format!("{less} - 1 - {variable}"),
                    ],
                );
            }
            [(from, to), (_, end)] if &code[from..to] == variable => {
                edits.put_in(to..to, &[" + 1"]);
                edits.put_in(from..to, &["0"]);
                edits.put_in(end..end, &[" - 1"]);
            }
            [(from, to), (_, end)] if &code[from..to] == "0" => {
                edits.put_in(end..end, &[&format!(" - {variable}"), &format!(" - {variable} - 1")]);
            }
            _ => {}
        }
    }
}

/// The last statement of a block that stands one step too far in.
fn further_out(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let Some((_, head)) = near.heads().next() else { return };
    let is_last = near.below.first().is_none_or(|next| depth(next) < near.depth);
    let is_first = near.above.first().is_none_or(|line| depth(line) < near.depth);
    let is_block =
        ["for ", "while ", "if ", "else", "with "].iter().any(|word| head.trim_start().starts_with(word));
    if is_last && !is_first && is_block && near.is_statement() {
        edits.put_in(depth(head)..near.depth, &[""]);
    }
}

/// What another line of the function has been compared with: the smallest so far, by its own place.
fn compared(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    for line in near.above.iter().take(6) {
        let Some((copy, from)) =
            line.trim().split_once(" = ").filter(|(copy, from)| is_single(copy) && is_single(from))
        else {
            continue;
        };
        if matches!(from, "None" | "True" | "False") || has_name(code, copy) || parts(from).len() > 1 {
            continue;
        }
        for (at, name) in names(code).filter(|(_, name)| *name == from) {
            if code[..at].ends_with('[') {
                edits.put_in(at..at + name.len(), &[copy]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found for the last line that begins with `>`.
    fn found(document: &str) -> Vec<String> {
        let line = document.lines().position(|line| line.starts_with('>')).unwrap_or_default();
        let text = document.replacen("\n>", "\n", 1);
        within(&Marked::new(&text, line, line).unwrap())
    }

    #[test]
    fn slips_are_found_by_what_stands_around_them() {
        for (document, expected) in [
            ("def f(a, b):\n    top_a, top_b = g(a), g(b)\n>    up[b] = a\n", "    up[top_b] = top_a\n"),
            ("def f(self, to, n):\n    self.take(n)\n>    self.give(n)\n", "    to.give(n)\n"),
            (
                "def f(rows):\n    prev = None\n    for row in rows:\n        if row == prev:\n            continue\n>        out.append(row)\n    return out\n",
                "        out.append(row)\n        prev = row\n",
            ),
            (
                "def f(lines):\n    is_open = False\n    for line in lines:\n        if line:\n            is_open = True\n        if is_open:\n>            out.append(1)\n        g(line)\n",
                "            out.append(1)\n            is_open = False\n",
            ),
            ("def f(n, check=True):\n>    run(n, text=True)\n", "    run(n, text=True, check=check)\n"),
            ("def f(n):\n    rest = n % 2\n>    a = g(n)\n    return a\n", "    a = g(n) + rest\n"),
            (
                "def f(a, n):\n    for i in range(n):\n>        for j in range(n):\n            g(i, j)\n",
                "        for j in range(i + 1, n):\n",
            ),
            ("def f(a):\n    for b in a:\n        g(b)\n>        h.done = True\n\n", "    h.done = True\n"),
            ("def f(a, i):\n    least = i\n>    if a[j] < a[i]:\n", "    if a[j] < a[least]:\n"),
        ] {
            let found = found(document);
            assert!(found.contains(&expected.to_owned()), "{document}: {found:?}");
        }
    }
}
