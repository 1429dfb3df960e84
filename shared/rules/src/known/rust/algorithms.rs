//! Mistakes in what well-known algorithms do: a bound that gets another value than the one that was compared, a look ahead that never moves
//! on, a channel that nobody closes, an angle in degrees, a parameter that nobody uses.

use super::names_function;
use crate::{
    arguments::argument_lists,
    marked::Marked,
    names::{is_part, last_word, leading, names},
    outline::rust::{NUMBERS, behind_generics, inside, typed},
    rewrites::Rewrites,
    values::{both_sides, value_start},
};

/// How far a field is looked for, in bytes each way.
const REACH: usize = 32 << 10;
/// How far a function is read, in lines each way.
const MOST_LINES: usize = 200;
/// Words for bounds of which one is never below the other.
const BOUNDS: [&str; 12] =
    ["end", "hi", "high", "last", "left", "lo", "low", "max", "min", "right", "start", "upper"];

/// How far a line is indented.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What is known of one line.
pub(super) fn algorithms(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    best(edits, marked, code);
    counted_twice(edits, code);
    close(edits, code);
    angles(edits, code);
    of_both(edits, marked, code);
    last(edits, marked, code);
    steps(edits, marked, code);
    lengths(edits, marked, code);
    unused(edits, marked, code);
}

/// What is known of one line or several.
pub(super) fn waiting(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    peeked(edits, marked, code);
    closed(edits, marked, code);
}

/// `best = n` for `best = m` where it was `n` that is better, and made of `m`.
fn best(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let Some((owner, value)) = code.trim().split_once(" = ") else { return };
    let Some(value) = value.strip_suffix(';').filter(|value| value.chars().all(is_part)) else { return };
    let mut above = marked.text[..marked.range.start].lines().rev().map(str::trim);
    let Some(condition) = above.next().and_then(|line| line.strip_prefix("if ")?.strip_suffix(" {")) else {
        return;
    };
    let compared = [" < ", " > ", " <= ", " >= "].iter().find_map(|sign| condition.split_once(sign));
    let Some((one, other)) = compared else { return };
    let better = if other == owner { one } else { other };
    let is_other = (one == owner || other == owner) && better != value && better.chars().all(is_part);
    let made = format!("let {better} = ");
    let is_made = above
        .take(3)
        .any(|line| line.strip_prefix(&made).is_some_and(|rest| names(rest).any(|(_, name)| name == value)));
    if is_other && is_made && !better.is_empty() && better.starts_with(char::is_alphabetic) {
        let end = code.trim_end().len() - 1;
        edits.put_in(end - value.len()..end, &[better]);
    }
}

/// `or_insert(0) += n` for `or_insert(n) += n`, which counts the first twice.
fn counted_twice(edits: &mut Rewrites<'_>, code: &str) {
    for (at, call) in code.match_indices(".or_insert(") {
        let start = at + call.len();
        let Some((inner, rest)) = inside(&code[start - 1..]) else { continue };
        let is_same =
            rest.strip_prefix(" += ").and_then(|rest| rest.trim_end().strip_suffix(';')) == Some(inner);
        if is_same && inner != "0" {
            edits.put_in(start..start + inner.len(), &["0"]);
        }
    }
}

/// `(a - b).abs() < 1e-9` for what is so whenever `a` is less.
fn close(edits: &mut Rewrites<'_>, code: &str) {
    for sign in [" < ", " <= "] {
        for (one, other) in both_sides(code, sign) {
            let left = &code[one.clone()];
            let is_tiny = code[other.start..].starts_with("1e-") || code[other].ends_with("EPSILON");
            let difference = left.strip_prefix('(').and_then(|left| left.strip_suffix(')'));
            let Some((a, b)) = difference.and_then(|it| it.split_once(" - ")) else { continue };
            let is_plain = |part: &str| part.chars().all(|it| is_part(it) || matches!(it, '.' | '[' | ']'));
            let is_bound =
                [a, b].iter().any(|part| last_word(part).split('_').any(|word| BOUNDS.contains(&word)));
            // `b - a` is how long an interval is.
            let is_interval = a.len() < 3 && b.len() == a.len() && a > b;
            let is_free = !is_bound && !is_interval && !code[..one.start].ends_with('-');
            if is_tiny && is_plain(a) && is_plain(b) && is_free {
                edits.put_in(one.end..one.end, &[".abs()"]);
            }
        }
    }
}

/// `degrees.to_radians().sin()` for `degrees.sin()`.
fn angles(edits: &mut Rewrites<'_>, code: &str) {
    for call in [".sin()", ".cos()", ".tan()", ".sin_cos()"] {
        for (at, _) in code.match_indices(call) {
            let name = last_word(&code[..at]);
            let is_name = code[..at].ends_with(name) && !name.to_lowercase().contains("rad");
            if is_name
                && name.to_lowercase().split('_').any(|word| matches!(word, "deg" | "degree" | "degrees"))
            {
                edits.put_in(at..at, &[".to_radians()"]);
            }
        }
    }
}

/// `self.a` and `other.a` for two different fields, where both are compared or added up.
fn of_both(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    if !code.contains("other.") {
        return;
    }
    let function = Function::around(marked, code);
    let name = function.as_ref().map(|own| own.name).unwrap_or_default();
    // Of a pair without an order, each is compared with both.
    let is_either = |own: &str, field: &str| {
        let turned = format!("self.{field} == other.{own}");
        function.as_ref().is_some_and(|function| function.text.contains(&turned))
    };
    for (at, word) in code.match_indices("other.") {
        let field = leading(&code[at + word.len()..]);
        let before = &code[..at];
        let rest = &code[at + word.len() + field.len()..];
        let owner = if matches!(name, "cmp" | "partial_cmp" | "eq") {
            [".cmp(&", ".partial_cmp(&", ".total_cmp(&", " == "]
                .iter()
                .find_map(|sign| before.strip_suffix(sign))
        } else {
            let is_letter = field.len() == 1;
            let is_whole = is_letter && rest.trim_end() == ";";
            [" += ", " -= "].iter().find_map(|sign| before.strip_suffix(sign)).filter(|_| is_whole)
        };
        let Some(owner) = owner.filter(|_| !field.is_empty() && !rest.starts_with(['(', '.', '['])) else {
            continue;
        };
        let start = value_start(owner, owner.len());
        let Some(own) = owner[start..].strip_prefix("self.").filter(|own| own.chars().all(is_part)) else {
            continue;
        };
        if own != field && !own.is_empty() && (own.len() == 1) >= (field.len() == 1) && !is_either(own, field)
        {
            let at = at + word.len();
            edits.put_in(at..at + field.len(), &[own]);
            let start = start + "self.".len();
            edits.put_in(start..start + own.len(), &[field]);
        }
    }
}

/// What a loop leaves behind for what it has used up: `while let Some(a) = b` ends when `b` is nothing.
fn last(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let line = code.trim().trim_end_matches(';');
    let value = line.rsplit_once(" = ").map_or(line, |(_, value)| value);
    if value.is_empty() || !value.chars().all(is_part) || value.starts_with(|it: char| it.is_ascii_digit()) {
        return;
    }
    let own = depth(code);
    let mut lines = marked.text[..marked.range.start].lines().rev();
    let is_end = lines.next().is_some_and(|line| line.trim() == "}" && depth(line) == own);
    let body: Vec<&str> = lines.by_ref().take(MOST_LINES).take_while(|line| depth(line) > own).collect();
    // What `take_while` stopped at is gone, so that the head is looked for once more.
    let head = marked.text[..marked.range.start].lines().rev().nth(body.len() + 1).unwrap_or_default().trim();
    let is_used_up = head.starts_with("while let Some(") && head.ends_with(&format!(") = {value} {{"));
    if !is_end || !is_used_up || body.iter().any(|line| line.contains("break")) {
        return;
    }
    let taken = head.split(['(', ')']).nth(1).unwrap_or_default().trim_start_matches("mut ");
    let kept = format!(" = Some({taken});");
    for name in body.iter().filter_map(|line| line.trim().strip_suffix(&kept)) {
        if name.chars().all(is_part) && name != value {
            let end = code.trim_end().trim_end_matches(';').len();
            edits.put_in(end - value.len()..end, &[name]);
        }
    }
}

/// `multiple += n` for `multiple += 1`, where all multiples are gone through from the square or the double of `n` on.
fn steps(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let Some(name) = code.trim().strip_suffix(" += 1;").filter(|name| name.chars().all(is_part)) else {
        return;
    };
    let above = marked.text[..marked.range.start].lines().rev().take(8).map(str::trim);
    let made = format!("let mut {name} = ");
    let value = above.clone().find_map(|line| line.strip_prefix(&made)?.strip_suffix(';'));
    let is_loop = above.clone().any(|line| line.starts_with(&format!("while {name} <")));
    // A sieve sets what it goes through.
    let is_set = above.into_iter().any(|line| line.contains(&format!("[{name}] = ")));
    let factors = value.and_then(|value| value.split_once(" * ").or_else(|| value.split_once(" + ")));
    let Some((one, other)) = factors.filter(|_| is_loop && is_set) else { return };
    let step = if matches!(one, "2" | "2usize") { other } else { one };
    let is_same = one == other || matches!(one, "2") || other == "2";
    if is_same && step.starts_with(char::is_alphabetic) && step.chars().all(is_part) {
        let end = code.trim_end().len() - 1;
        edits.put_in(end - 1..end, &[step]);
    }
}

/// `a.len()` for `a.length`, where nothing has a field that is called so.
fn lengths(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let sought = ".length";
    if !code.contains(sought) {
        return;
    }
    let start = marked.text.ceil_char_boundary(marked.range.start.saturating_sub(REACH));
    let end = marked.text.floor_char_boundary(marked.range.end + REACH);
    let text = &marked.text[start..end];
    // Other modules may have such a field, and then it is asked for more than once.
    let is_field = ["length:", "length,", "extern"].iter().any(|word| text.contains(word))
        || text.matches(sought).count() > code.matches(sought).count();
    for (at, _) in code.match_indices(sought) {
        let end = at + sought.len();
        let name = last_word(&code[..at]);
        let is_list = name.ends_with('s')
            || ["list", "vec", "array", "arr", "text", "str", "string", "name", "word", "line", "]", ")"]
                .iter()
                .any(|word| name.split('_').any(|part| part == *word));
        let is_text = code[..at].matches('"').count() % 2 == 1 || code[..at].contains("//");
        let is_asked = code[..at].ends_with(|last: char| is_part(last) || matches!(last, ')' | ']'));
        if is_asked
            && is_list
            && !is_field
            && !is_text
            && !code[end..].starts_with(|next: char| is_part(next) || next == '(')
        {
            let is_set = code[end..].starts_with(" = ");
            if !is_set {
                edits.put_in(at + 1..end, &["len()"]);
            }
        }
    }
}

/// The function that a line stands in.
struct Function<'a> {
    name: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
    /// Its head and body.
    text: &'a str,
}

impl<'a> Function<'a> {
    fn around(marked: &Marked<'a>, code: &str) -> Option<Self> {
        let above = &marked.text[..marked.range.start];
        let (mut own, mut start) = (depth(code), above.len());
        let mut head = None;
        for line in above.split_inclusive('\n').rev().take(MOST_LINES) {
            start -= line.len();
            if line.trim().is_empty() || depth(line) >= own {
                continue;
            }
            own = depth(line);
            if names_function(line.trim()) {
                head = Some(start);
                break;
            }
        }
        let start = head?;
        let mut end = marked.range.end;
        for line in marked.text[end..].split_inclusive('\n').take(MOST_LINES) {
            end += line.len();
            if line.trim() == "}" && depth(line) == own {
                let text = &marked.text[start..end];
                let rest = text.split_once("fn ")?.1;
                let name = leading(rest);
                let (list, _) = inside(behind_generics(&rest[name.len()..]))?;
                return Some(Self { name, parameters: typed(list), text });
            }
        }
        None
    }
}

/// A parameter that nobody uses, where the same value or a number stands instead.
fn unused(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let Some(own) = Function::around(marked, code) else { return };
    let leaves = ["todo!", "unimplemented!", "unused", "cfg", "asm!", "macro", "include"];
    if own.parameters.is_empty() || leaves.iter().any(|word| own.text.contains(word)) {
        return;
    }
    let is_unused = |name: &str| names(own.text).filter(|(_, other)| *other == name).count() == 1;
    let mut lost = own.parameters.iter().filter(|(name, _)| !name.starts_with('_') && is_unused(name));
    let (Some((name, kind)), None) = (lost.next(), lost.next()) else { return };
    let is_number = NUMBERS.contains(kind);
    let same: Vec<&str> = own
        .parameters
        .iter()
        .filter(|(other, of)| other != name && of == kind)
        .map(|(other, _)| *other)
        .collect();
    let head = |value: &str| leading(value.trim_start_matches(['&', '*'])).len();
    let skipped = |value: &str| value.len() - value.trim_start_matches(['&', '*']).len();
    // Twice the same where two are given.
    for list in argument_lists(code, true) {
        for pair in list.arguments.windows(2) {
            let &[(start, end), (from, to)] = pair else { continue };
            if code[start..end] == code[from..to] {
                for at in [from, start] {
                    let at = at + skipped(&code[at..]);
                    edits.put_in(at..at + head(&code[at..]), &[name]);
                }
            }
        }
        for &(start, end) in list.arguments.iter().filter(|_| is_number) {
            if matches!(&code[start..end], "0" | "1") {
                edits.put_in(start..end, &[name]);
            }
        }
    }
    for sign in [" == ", " != ", " < ", " > ", " + ", " - "] {
        for (one, two) in both_sides(code, sign) {
            if code[one.clone()] == code[two.clone()] && code[two.clone()].starts_with(is_part) {
                for at in [two.start, one.start] {
                    edits.put_in(at..at + head(&code[at..]), &[name]);
                }
            }
        }
    }
    for (at, other) in names(code).filter(|(_, other)| same.contains(other)).take(4) {
        // What stands nowhere else is needed here.
        let is_spare = names(own.text).filter(|(_, name)| *name == other).count() > 2;
        if is_spare && !code[..at].ends_with('.') && !code[at + other.len()..].starts_with(": ") {
            edits.put_in(at..at + other.len(), &[name]);
        }
    }
}

/// `a.next();` in a loop that looks ahead and never moves on.
fn peeked(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let Some((head, more)) = code.split_once('\n') else { return };
    let line = head.trim();
    let own = depth(head);
    if !line.starts_with("while ") || !line.ends_with('{') || line.contains(".next") {
        return;
    }
    let Some(at) = line.find(".peek()") else { return };
    let owner = &line[value_start(line, at)..at];
    let below = &marked.text[marked.range.end..];
    let all = || more.lines().chain(below.lines()).take(MOST_LINES);
    let body = || all().take_while(|line| line.trim().is_empty() || depth(line) > own);
    let leaves = ["break", "return", "?", "panic!", "let ", "!("];
    let moves = body().any(|line| line.contains(owner) || leaves.iter().any(|word| line.contains(word)));
    let is_whole = all().nth(body().count()).is_some_and(|line| line.trim() == "}");
    if owner.is_empty() || moves || !is_whole || body().count() == 0 {
        return;
    }
    let at = head.len() + 1;
    let step = format!("{}    {owner}.next();\n", &head[..own]);
    edits.put_in(at..at, &[&step]);
}

/// `drop(tx);` before all is received, where only copies of it are given away.
fn closed(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let line = code.lines().next().unwrap_or_default();
    let own = depth(line);
    let above: Vec<&str> = marked.text[..marked.range.start].lines().rev().take(MOST_LINES).collect();
    let Some(at) = above
        .iter()
        .position(|line| depth(line) == own && line.trim().starts_with("let (") && line.contains("channel"))
    else {
        return;
    };
    let pair = above.get(at).and_then(|line| line.trim().strip_prefix("let (")?.split_once(')'));
    let Some((tx, rx)) = pair.and_then(|(pair, _)| pair.split_once(", ")) else { return };
    let waits =
        [format!(" in {rx} "), format!(" in &{rx} "), format!("{rx}.iter()"), format!("{rx}.into_iter()")];
    let copy = format!("let {tx} = {tx}.clone();");
    if tx.contains(' ') || rx.contains(' ') || !waits.iter().any(|word| line.contains(word)) {
        return;
    }
    let between: Vec<&str> = above.into_iter().take(at).collect::<Vec<_>>().into_iter().rev().collect();
    let (mut copied, mut has_copy) = (None, false);
    for line in between.iter().chain(&code.lines().collect::<Vec<_>>()) {
        let names_it = names(line).any(|(_, name)| name == tx);
        if copied.is_some_and(|inner| depth(line) < inner && !line.trim().is_empty()) {
            copied = None;
        }
        if line.trim() == copy && depth(line) > own {
            (copied, has_copy) = (Some(depth(line)), true);
        } else if names_it && copied.is_none() {
            return;
        }
    }
    let below = marked.text[marked.range.end..].lines().take(MOST_LINES);
    let is_used = below
        .take_while(|line| line.trim().is_empty() || depth(line) >= own)
        .any(|line| names(line).any(|(_, name)| name == tx));
    if has_copy && !is_used {
        edits.put_in(0..0, &[&format!("{}drop({tx});\n", &line[..own])]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::known_in;

    #[test]
    fn algorithms_do_what_they_are_for() {
        for (document, line, expected) in [
            (
                "let sum = a + cost;\nif sum < best[at] {\n    best[at] = cost;\n}\n",
                2,
                "    best[at] = sum;\n",
            ),
            ("*counts.entry(key).or_insert(n) += n;\n", 0, "*counts.entry(key).or_insert(0) += n;\n"),
            ("    (a.x - b) < 1e-6\n", 0, "    (a.x - b).abs() < 1e-6\n"),
            ("let x = r * angle_deg.cos();\n", 0, "let x = r * angle_deg.to_radians().cos();\n"),
            (
                "fn cmp(&self, other: &Self) -> Ordering {\n    self.year.cmp(&other.day)\n}\n",
                1,
                "    self.year.cmp(&other.year)\n",
            ),
            ("        self.y += other.x;\n", 0, "        self.y += other.y;\n"),
            (
                "while let Some(mut it) = rest {\n    rest = it.next.take();\n    it.next = done;\n    done = Some(it);\n}\nself.top = rest;\n",
                5,
                "self.top = done;\n",
            ),
            (
                "fn put(&mut self, key: &str, value: &str) {\n    self.all.push((key.to_owned(), key.to_owned()));\n}\n",
                1,
                "    self.all.push((key.to_owned(), value.to_owned()));\n",
            ),
            (
                "fn record(&self, size: u64) {\n    self.bytes.fetch_add(1, Relaxed);\n}\n",
                1,
                "    self.bytes.fetch_add(size, Relaxed);\n",
            ),
            (
                "let mut at = n * n;\nwhile at <= top {\n    off[at] = true;\n    at += 1;\n}\n",
                3,
                "    at += n;\n",
            ),
            ("let n = rows.length as f64;\n", 0, "let n = rows.len() as f64;\n"),
            (
                "while all.peek() == Some(&a) {\n    n += 1;\n}\n",
                0,
                "while all.peek() == Some(&a) {\n    all.next();\n",
            ),
            (
                "    let (tx, rx) = channel();\n    for n in 0..3 {\n        let tx = tx.clone();\n        spawn(move || tx.send(n));\n    }\n    for n in rx {\n        log(n);\n    }\n",
                5,
                "    drop(tx);\n    for n in rx {\n",
            ),
        ] {
            let found = known_in(document, line);
            assert!(found.contains(&expected.to_owned()), "{document}: {found:?}");
        }
    }

    #[test]
    fn algorithms_that_are_right_stay() {
        for (document, line) in [
            ("let sum = a + cost;\nif sum < best[at] {\n    best[at] = sum;\n}\n", 2),
            ("if used > limit {\n    used = spare;\n}\n", 1),
            ("*counts.entry(key).or_insert(n) += 1;\n", 0),
            ("if (hi - lo) < 1e-6 {\n", 0),
            ("let x = r * angle_rad.cos();\n", 0),
            ("fn overlaps(&self, other: &Self) -> bool {\n    self.end.cmp(&other.start)\n}\n", 1),
            ("        self.x += other.x;\n", 0),
            ("fn f(a: &str, _b: &str) {\n    g((a.len(), a.len()));\n}\n", 1),
            ("fn f(a: &str, b: &str) {\n    g((a.len(), a.len()));\n    h(b);\n}\n", 1),
            ("while all.peek() == Some(&a) {\n    all.next();\n}\n", 0),
            ("let mut at = 0;\nwhile at <= top {\n    off[at] = true;\n    at += 1;\n}\n", 3),
            ("struct Rope { length: f64 }\nlet n = rope.length as f64;\n", 1),
            ("let n = header.length as usize;\n", 0),
            ("    (b - a) < 1e-9\n", 0),
            (
                "fn eq(&self, other: &Self) -> bool {\n    (self.a == other.a && self.b == other.b)\n        || (self.a == other.b && self.b == other.a)\n}\n",
                2,
            ),
            ("self.x -= other.y * angle;\n", 0),
            ("let mut at = 2 * n;\nwhile at <= top {\n    sum += all[at];\n    at += 1;\n}\n", 3),
            ("fn keep(&mut self, now: u64) {\n    self.until = 3600;\n}\n", 1),
            ("while all.peek().is_some() {\n    step(&mut all);\n}\n", 0),
            (
                "    let (tx, rx) = channel();\n    spawn(move || tx.send(1));\n    for n in rx {\n        log(n);\n    }\n",
                2,
            ),
            (
                "    let (tx, rx) = channel();\n    for n in 0..3 {\n        let tx = tx.clone();\n        spawn(move || tx.send(n));\n    }\n    drop(tx);\n    for n in rx {\n        log(n);\n    }\n",
                6,
            ),
            ("while let Some(it) = rest {\n    rest = it.next();\n}\nself.top = done;\n", 3),
        ] {
            assert_eq!(known_in(document, line), [] as [&str; 0], "{document}");
        }
    }
}
