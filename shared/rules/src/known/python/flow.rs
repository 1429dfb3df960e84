//! Mistakes of Python that show in the function around the marked line: a search that does not end, a list that is put away and changed
//! later, a setter that calls itself.

use super::stands;
use crate::{
    arguments::argument_lists,
    marked::Marked,
    names::{first_word, is_part, last_word, leading, names},
    outline::python::{Near, Outline, closing, depth, has_name, is_chain, is_single, parts, sets},
    rewrites::Rewrites,
};

/// Methods that change what they are asked of.
const CHANGING: [&str; 10] =
    ["append(", "update(", "pop(", "clear(", "extend(", "insert(", "remove(", "setdefault(", "add(", "sort("];

/// The marked lines without what the function around them contradicts.
pub(super) fn of_function(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let near = Near::new(marked);
    let outline = Outline::new(marked);
    exchanged(edits, code);
    let Some(line) = near.line() else { return };
    let start = code.len() - code.trim_start().len();
    let at = (start, line);
    searches(edits, &near, at);
    counted(edits, &near, at);
    linked(edits, &near, at);
    shared(edits, &near, at);
    kept(edits, &near, at);
    beginnings(edits, &near, at);
    stands::bound(edits, &near, &outline, at);
    stands::alone(edits, &near, &outline, at);
    stands::changed(edits, &near, at);
    stands::recursion(edits, &near, at);
    stands::early(edits, &near, at);
    stands::given(edits, &near, &outline, at);
}

/// `a, b = b, a % b` for two lines of which the second one finds the new value.
fn exchanged(edits: &mut Rewrites<'_>, code: &str) {
    let lines: Vec<&str> = code.trim_end().lines().collect();
    let [one, two] = lines.as_slice() else { return };
    let start = one.len() - one.trim_start().len();
    let (Some((a, b)), Some((c, value))) = (one.trim().split_once(" = "), two.trim().split_once(" = "))
    else {
        return;
    };
    if depth(one) != depth(two) || b != c || a == b || a.contains(", ") {
        return;
    }
    let is_plain = is_single(a) && is_single(b);
    let is_sum = value.chars().all(|it| is_part(it) || [' ', '+', '-', '*', '/', '%'].contains(&it));
    // What has the same value twice says nothing; but an attribute may give back something else than it was given.
    let holds_both = is_plain
        && is_sum
        && has_name(value, a)
        && has_name(value, b)
        && !has_name(value, "if")
        && !has_name(value, "or");
    if value == a && (is_plain || a.ends_with(']') || b.contains('.')) || holds_both {
        edits.put_in(start..code.trim_end().len(), &[&format!("{a}, {b} = {b}, {value}")]);
    }
}

/// What is given the middle of two names.
fn of_middle<'l>(line: &'l str, a: &str, b: &str) -> Option<&'l str> {
    let (name, value) = line.trim().split_once(" = ")?;
    (value.contains("//") && has_name(value, a) && has_name(value, b)).then_some(name)
}

/// A search that halves what is left, and does not get on, or misses the last one.
fn searches(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    if let Some(condition) = line.strip_prefix("while ").and_then(|rest| rest.strip_suffix(':'))
        && let Some((low, high)) = condition.split_once(" < ").filter(|(a, b)| is_single(a) && is_single(b))
    {
        let Some(middle) = near.block().find_map(|line| of_middle(line, low, high)) else { return };
        let has = |text: String| near.block().any(|line| line.trim() == text);
        let begins_inside = near.above.iter().any(|line| {
            line.trim().starts_with(&format!("{high} = ")) && line.ends_with("- 1")
                || line.contains(&format!("{low}, {high} = 0, len(")) && line.ends_with("- 1")
        });
        let tests = near.block().any(|line| line.contains(&format!("[{middle}] == ")));
        if tests
            && begins_inside
            && has(format!("{low} = {middle} + 1"))
            && has(format!("{high} = {middle} - 1"))
        {
            let at = start + "while ".len() + low.len();
            edits.put_in(at..at + " < ".len(), &[" <= "]);
        }
        return;
    }
    if let Some((target, value)) = line.split_once(" = ")
        && is_single(target)
        && is_single(value)
        && let Some((head, others)) = near.innermost_loop()
        && let Some((low, high)) =
            head.strip_prefix("while ").and_then(|rest| rest.trim_end_matches(':').split_once(" <= "))
        && [low, high].contains(&target)
        && others.iter().any(|line| of_middle(line, low, high) == Some(value))
    {
        let end = start + line.len();
        edits.put_in(end..end, &[if target == low { " + 1" } else { " - 1" }]);
    }
    // All places, where the last one is looked at.
    if let Some((high, value)) = line
        .split_once(" = ")
        .and_then(|(targets, value)| Some((targets.rsplit(", ").next()?, parts(value).pop()?)))
        && value.starts_with("len(")
        && closing(&value[4..]).is_some_and(|end| end + 5 == value.len())
        && near.below.iter().any(|line| {
            line.trim().starts_with("while ") && line.trim_end().ends_with(&format!(" <= {high}:"))
        })
        && near
            .below
            .iter()
            .any(|line| line.trim().starts_with(&format!("{high} = ")) && line.trim_end().ends_with(" - 1"))
        && near.below.iter().find(|line| line.contains("//")).is_some_and(|line| {
            // A place between two values may be behind the last one.
            let middle = leading(line.trim());
            near.below.iter().any(|line| line.contains(&format!("[{middle}] == ")))
                && !near.below.iter().any(|line| line.contains(&format!("[{middle} - 1]")))
        })
    {
        let end = start + line.len();
        edits.put_in(end..end, &[" - 1"]);
    }
}

/// What a loop never gets to: `a == n` in `for a in range(n):`.
fn counted(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let Some((word, condition)) = line.split_once(' ').filter(|(word, _)| matches!(*word, "if" | "elif"))
    else {
        return;
    };
    let Some((name, bound)) = condition.trim_end_matches(':').split_once(" == ") else { return };
    let Some((head, others)) = near.innermost_loop().filter(|_| is_single(name)) else { return };
    let whole = head.strip_prefix("for ").and_then(|rest| rest.split_once(" in "));
    let Some((targets, value)) = whole.map(|(targets, value)| (targets, value.trim_end_matches(':'))) else {
        return;
    };
    let last = value.strip_prefix("range(").and_then(|rest| rest.strip_suffix(')')).map(parts);
    let is_of_range =
        targets == name && last.is_some_and(|bounds| bounds.len() < 3 && bounds.last() == Some(&bound));
    let all = value.strip_prefix("enumerate(").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    let is_of_list =
        targets.starts_with(&format!("{name}, ")) && !all.is_empty() && bound == format!("len({all})");
    let is_kept = !others.iter().any(|line| sets(line, name) || sets(line, bound));
    if (is_of_range || is_of_list) && is_kept {
        let end = start + word.len() + 1 + name.len() + 4 + bound.len();
        edits.put_in(end..end, &[" - 1"]);
    }
}

/// The next of a list that is turned round: it was put by before the link was changed.
fn linked(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    if let Some((name, value)) = line.split_once(" = ")
        && let Some(link) =
            value.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).filter(|link| is_single(link))
        && is_single(name)
        && let Some((_, others)) = near.innermost_loop()
    {
        let own = format!("{name}.{link} = ");
        let saved = others.iter().find_map(|line| line.trim().strip_suffix(&format!(" = {name}.{link}")));
        if let Some(saved) = saved.filter(|saved| is_single(saved) && *saved != name)
            && others.iter().any(|line| line.trim().starts_with(&own))
            && near
                .above
                .iter()
                .take(8)
                .take_while(|line| depth(line) >= start)
                .any(|line| depth(line) == start && line.trim().starts_with(&own))
        {
            let at = start + name.len() + 3;
            edits.put_in(at..at + value.len(), &[saved]);
        }
    }
    // A walk whose end is wanted stops at it.
    let walked = line.strip_prefix("while ").and_then(|rest| rest.strip_suffix(':'));
    let Some(condition) = walked else { return };
    let name = condition.strip_suffix(" is not None").unwrap_or(condition);
    let block: Vec<&str> = near.block().collect();
    if let ([step], true) = (block.as_slice(), is_single(name))
        && let Some(link) =
            step.trim().strip_prefix(&format!("{name} = {name}.")).filter(|link| is_single(link))
        && near
            .below
            .get(1)
            .is_some_and(|next| depth(next) == near.depth && next.trim().starts_with(&format!("{name}.")))
    {
        let at = start + "while ".len() + name.len();
        edits.put_in(at..at, &[&format!(".{link}")]);
    }
}

/// What all share that is to be changed: a copy of a constant, a copy of what is taken back later, a function of each own value.
fn shared(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let end = start + line.len();
    if let Some((name, value)) = line.split_once(" = ")
        && is_single(name)
        && is_single(value)
        && value.len() > 2
        && value.chars().all(|it| it.is_uppercase() || it == '_' || it.is_ascii_digit())
        && near.head.is_some()
    {
        let below = near.below.iter().map(|line| line.trim()).take_while(|line| !sets(line, name));
        let is_changed = below.clone().any(|line| {
            CHANGING.iter().any(|call| line.starts_with(&format!("{name}.{call}")))
                || line.strip_prefix(name).is_some_and(|rest| {
                    rest.starts_with('[') && (rest.contains("] = ") || rest.contains("] += "))
                })
        });
        // What begins empty is filled on purpose.
        let begins = |line: &&str, sign: char| {
            line.strip_prefix(value)
                .and_then(|rest| rest.split_once(" = "))
                .is_some_and(|(_, made)| made.starts_with(sign) && !matches!(made.trim_end(), "{}" | "[]"))
        };
        let is_of_keys = near.over.iter().any(|line| begins(line, '{'));
        let is_list = near.over.iter().any(|line| begins(line, '['));
        if is_changed && (is_of_keys || is_list) {
            let at = end - value.len();
            let made = if is_of_keys { format!("dict({value})") } else { format!("list({value})") };
            edits.put_in(at..end, &[&made, &format!("{value}.copy()")]);
        }
    }
    // What is taken back after each attempt is kept as it is now.
    if let Some(inner) = line
        .split_once(".append(")
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .or_else(|| line.strip_prefix("yield "))
        && is_single(inner)
    {
        let has = |call: &str| {
            near.lines().any(|line| {
                line.trim() == format!("{inner}.{call}")
                    || line.trim().starts_with(&format!("{inner}.{call}"))
            })
        };
        if has("append(")
            && (has("pop()") || has("remove("))
            && near.lines().any(|line| calls_itself(near, line))
            // A list of this call's own is nobody else's.
            && !near.lines().any(|line| sets(line, inner))
        {
            let at = end - inner.len() - usize::from(line.ends_with(')'));
            edits.put_in(
                at..at + inner.len(),
                &[
                    &format!("list({inner})"),
                    &format!("{inner}[:]"),
                    &format!("{inner}.copy()"),
                    &format!("tuple({inner})"),
                ],
            );
        }
    }
    // A function that is made in a loop has the last of its values.
    for (at, _) in line.match_indices("lambda ") {
        let rest = &line[at + "lambda ".len()..];
        let Some((taken, body)) = rest.split_once(": ") else { continue };
        let Some((body, looped)) = body.split_once(" for ") else { continue };
        let Some((name, _)) = looped.split_once(" in ").filter(|(name, _)| is_single(name)) else { continue };
        let is_list = line[..at].ends_with(['[', '(', ' ']) && closing(body).is_none();
        if is_list
            && has_name(body, name)
            && !taken.contains('=')
            && !has_name(taken, name)
            && line[..at].ends_with('[')
        {
            let stop = start + at + "lambda ".len() + taken.len();
            edits.put_in(stop..stop, &[&format!(", {name}={name}")]);
        }
    }
}

/// Whether a line calls the function that the marked lines are of.
fn calls_itself(near: &Near<'_>, line: &str) -> bool {
    let name = near.head.and_then(|head| head.split_once("def ")).map_or("", |(_, rest)| leading(rest));
    !name.is_empty()
        && line
            .match_indices(name)
            .any(|(at, _)| !line[..at].ends_with(is_part) && line[at + name.len()..].starts_with('('))
}

/// A step that is taken back, what is written and kept, the object of a `with`, a loop that gets on.
fn kept(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let blank = &near.code[..start];
    let end = start + line.len();
    let next = near.below.first().map_or("", |line| line.trim());
    // What is written and not kept.
    if let Some(name) = next
        .strip_suffix(".close()")
        .filter(|name| is_chain(name) && !last_word(name).to_lowercase().contains("cur"))
        && !matches!(line, "finally:" | "else:")
        && !line.starts_with("except")
        // Not all have to be told.
        && !near.over.iter().any(|line| line.contains("duckdb") || line.contains("autocommit"))
        && near.lines().chain([near.code]).any(|line| {
            line.contains(&format!("{name}.execute("))
                && ["INSERT ", "UPDATE ", "DELETE "].iter().any(|word| line.contains(word))
        })
        && !near.lines().any(|line| {
            line.contains("commit")
                || line.contains(&format!("with {name}"))
                || line.contains("isolation_level")
        })
    {
        let inside = near.below.first().map_or(start, |line| depth(line));
        edits.put_in(end..end, &[&format!("\n{}{name}.commit()", " ".repeat(inside))]);
    }
    if !near.is_statement() {
        return;
    }
    let mut add = |text: &str| edits.put_in(end..end, &[&format!("\n{blank}{text}")]);
    // What each attempt has added.
    if let Some(name) = near.above.first().and_then(|line| line.trim().split_once(".append(")).map(|it| it.0)
        && is_single(name)
        && near.above.first().is_some_and(|line| depth(line) == near.depth)
        && calls_itself(near, line)
        && has_name(line, name)
        && !line.starts_with("return ")
        && !line.ends_with(':')
        && !near
            .lines()
            .any(|line| ["pop(", "remove("].iter().any(|call| line.contains(&format!("{name}.{call}"))))
        && !near.lines().any(|line| line.contains(&format!("del {name}")) || sets(line, name))
        && !["[:]", ".copy()", ")) ", ".append("].iter().any(|own| line.contains(&format!("{name}{own}")))
        && !["list(", "tuple("].iter().any(|own| line.contains(&format!("{own}{name})")))
    {
        let is_copied = [
            format!("(list({name}))"),
            format!("({name}[:])"),
            format!("({name}.copy())"),
            format!("(tuple({name}))"),
            format!("join({name}))"),
        ];
        if near.lines().any(|line| is_copied.iter().any(|copy| line.contains(copy.as_str()))) {
            add(&format!("{name}.pop()"));
        }
    }
    let head = near.head.unwrap_or_default();
    let is_last = near.below.is_empty();
    if head.starts_with("def __enter__(self)")
        && is_last
        // What is only held may have no name.
        && line.starts_with("self.")
        && line.contains(" = ")
        && !near.lines().any(|line| line.trim().starts_with("return"))
        && !line.starts_with("return")
        && !line.starts_with("raise")
        && near.heads().next().is_none()
    {
        add("return self");
    }
    // Nothing of what a loop asks for changes in it.
    let Some((head, others)) = near.innermost_loop() else { return };
    let is_end = near.below.first().is_none_or(|next| depth(next) < near.depth)
        && near.heads().next().is_some_and(|(_, it)| it.trim() == head);
    let own =
        |line: &str| names(head).any(|(_, name)| sets(line, name) || line.contains(&format!("{name}.")));
    if let Some((name, _)) = head
        .strip_prefix("while ")
        .and_then(|rest| rest.split_once(" < ").or_else(|| rest.split_once(" <= ")))
        && is_end
        && is_single(name)
        && !head.contains(" and ")
        && !head.contains(" or ")
        && !others.iter().chain([&near.code]).any(|line| {
            own(line)
                || ["break", "return", "raise", "yield", "exit(", "del ", "next("]
                    .iter()
                    .any(|word| line.contains(word))
                || ["global", "nonlocal"].contains(&first_word(line))
                // What is handed on may be changed elsewhere.
                || names(head).any(|(_, it)| {
                    it != name && head.contains("len(") && is_given(line, it) && it != "len"
                })
        })
        && near.above.iter().any(|line| line.trim().starts_with(&format!("{name} = ")))
    {
        add(&format!("{name} += 1"));
    }
}

/// Whether a call that may change it takes a name.
fn is_given(line: &str, name: &str) -> bool {
    argument_lists(line, false).iter().any(|list| {
        !matches!(last_word(&line[..list.start - 1]), "len" | "print" | "range")
            && list.arguments.iter().any(|(from, to)| &line[*from..*to] == name)
    })
}

/// What a sum, a product or the nearest way begins with.
fn beginnings(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let Some((name, value)) = line.split_once(" = ") else { return };
    let end = start + line.len();
    let below: Vec<&str> = near.below.iter().map(|line| line.trim()).take(6).collect();
    // None is nearer than nought.
    if is_chain(name) {
        let is_reset =
            below.iter().take(3).any(|line| line.starts_with(&format!("{name}[")) && line.ends_with("] = 0"));
        let is_compared = near.below.iter().enumerate().any(|(at, line)| {
            // The largest of them is looked for.
            let is_largest =
                || near.below.get(at + 1).is_some_and(|next| next.contains(&format!(" = {name}[")));
            line.contains(&format!(" < {name}[")) && !is_largest()
        });
        let far = if near
            .over
            .iter()
            .chain(&near.above)
            .any(|line| line.contains("math.inf") || line.trim() == "import math")
        {
            "math.inf"
        } else {
            "float(\"inf\")"
        };
        let nought =
            value.find(": 0 for ").map(|at| at + 2).or_else(|| value.strip_prefix("[0] * ").map(|_| 1));
        if let Some(at) = nought.filter(|_| is_reset && is_compared) {
            let at = end - value.len() + at;
            edits.put_in(at..at + 1, &["float(\"inf\")", far]);
        }
    }
    let (name, value) = line.rsplit_once(" = ").unwrap_or((name, value));
    let last = name.rsplit(" = ").next().unwrap_or(name);
    let first = near.below.first().map_or("", |line| line.trim());
    if value == "0" && is_single(last) && name.split(" = ").all(is_single) {
        let times = format!("{last} *= ");
        if first.starts_with(['f', 'w'])
            && near
                .below
                .iter()
                .skip(1)
                .take(4)
                .take_while(|line| depth(line) > near.depth)
                .any(|line| line.trim().starts_with(&times))
            // A polynomial begins with nought.
            && !near
                .below
                .iter()
                .skip(1)
                .take_while(|line| depth(line) > near.depth)
                .any(|line| sets(line, last) && !line.trim().starts_with(&times))
        {
            edits.put_in(end - 1..end, &["1"]);
        }
        if let Some((_, list)) =
            first.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")).filter(|(each, _)| {
                near.below.iter().skip(1).take_while(|line| depth(line) > near.depth).any(|line| {
                    (line.contains(&format!("{last} = max(")) || line.contains(&format!("{last} = min(")))
                        && has_name(line, each)
                        || line.contains(&format!("if {each} > {last}:"))
                        || line.contains(&format!("if {each} < {last}:"))
                })
            })
            && let Some(list) = list.strip_suffix("[1:]:")
            && is_chain(list)
        {
            edits.put_in(end - 1..end, &[&format!("{list}[0]")]);
        }
    }
}
