//! Slips in well-known ways to search, sort and count, as far as what stands around a line makes them certain.

use super::super::LONGEST;
use super::around::{Around, indentation};
use crate::{
    names::{first_word, is_part, last_word, names},
    rewrites::Rewrites,
};

/// The marked line without such mistakes.
pub(super) fn put_right(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    for rule in [
        exchanged as fn(&mut Rewrites<'_>, &Around<'_>),
        greatest,
        found,
        undone,
        sorted,
        summed,
        closed_brackets,
        mirrored,
        wrapped_round,
        doubled,
        filled,
        aliased,
        close_enough,
        nothing_left,
        flushed,
        first_of_all,
        waited,
        parted,
    ] {
        rule(edits, around);
    }
}

/// What is the best so far is kept: `best = a;` where `if (a < best) {` stands above and only its name is kept.
fn greatest(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(head) = around.lines_above().next().map(str::trim) else { return };
    let Some(asked) = head.strip_prefix("if (").and_then(|head| head.strip_suffix(") {")) else { return };
    let Some((new, best)) = [" < ", " > ", " <= ", " >= "].iter().find_map(|sign| asked.split_once(sign))
    else {
        return;
    };
    let small = best.to_lowercase();
    let is_best = [
        "best", "min", "max", "shortest", "longest", "closest", "nearest", "highest", "lowest", "smallest",
        "largest",
    ]
    .iter()
    .any(|word| small.contains(word));
    let is_statement =
        around.line.ends_with(';') && around.line.contains(" = ") && !around.line.starts_with("return");
    if !is_best || !is_statement || !best.chars().all(is_part) || new.contains(['(', '&', '|']) {
        return;
    }
    let set = format!("{best} = ");
    let is_set = around.line.starts_with(&set)
        || around.rest().any(|line| line.trim().starts_with(&set))
        || around.above.rsplit_once("for (").is_some_and(|(_, body)| body.contains(&format!(" {set}")));
    // It begins with nothing, and is no bound.
    let Some((_, body)) = around.method() else { return };
    let is_begun = body.iter().any(|line| {
        let made = line.trim().strip_suffix(';').and_then(|line| line.split_once(" = "));
        made.is_some_and(|(declared, value)| {
            let (kind, name) = declared.rsplit_once(' ').unwrap_or_default();
            let begins = ["MAX_VALUE", "MIN_VALUE", "INFINITY", "[0]", ".get(0)"];
            name == best
                && matches!(kind, "int" | "long" | "double" | "float")
                && (begins.iter().any(|end| value.ends_with(end))
                    || value.trim_start_matches('-').parse::<f64>().is_ok())
        })
    });
    let is_looped = body.iter().any(|line| {
        let line = line.trim();
        (line.starts_with("for (") || line.starts_with("while (")) && line.ends_with('{')
    });
    if !is_set && is_begun && is_looped && !around.line.ends_with(&format!(" = {best};")) {
        around.before(edits, &format!("{set}{new};"));
        around.behind(edits, &format!("{set}{new};"));
    }
}

/// What was found in the last round is the other pointer: `prev` for `cur` behind `while (cur != null)`.
fn found(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let mut above = around.lines_above();
    let Some(close) = above.next().filter(|line| line.trim() == "}" && indentation(line) == around.start)
    else {
        return;
    };
    let body: Vec<&str> = above.by_ref().take_while(|line| indentation(line) > indentation(close)).collect();
    let head = around.lines_above().nth(body.len() + 1).map(str::trim).unwrap_or_default();
    let Some(name) = head.strip_prefix("while (").and_then(|head| head.strip_suffix(" != null) {")) else {
        return;
    };
    let value = around.line.strip_prefix("return ").or_else(|| Some(around.line.split_once(" = ")?.1));
    if value != Some(&format!("{name};"))
        || body.iter().any(|line| ["break", "continue", "return"].iter().any(|word| line.contains(word)))
    {
        return;
    }
    let end = around.code.trim_end().len() - 1;
    for line in &body {
        if let Some(other) =
            line.trim().strip_suffix(&format!(" = {name};")).filter(|other| other.chars().all(is_part))
        {
            edits.put_in(end - name.len()..end, &[other]);
        }
    }
}

/// What is marked before a search goes on is unmarked behind it, as what is added there is removed.
fn undone(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let is_removed = [".removeLast();", ".pop();"].iter().any(|end| around.line.ends_with(end))
        || (around.line.contains(".remove(") && around.line.ends_with(".size() - 1);"));
    if !is_removed {
        return;
    }
    let owner = first_word(around.line);
    let mut lines = around.lines_above().take_while(|line| indentation(line) == around.start);
    let marks = lines.find_map(|line| line.trim().strip_suffix(" = true;"));
    let is_added = around.lines_above().take(4).any(|line| {
        line.trim().starts_with(&format!("{owner}.add")) || line.trim().starts_with(&format!("{owner}.push"))
    });
    // What was seen once stays seen.
    let stays = |mark: &str| {
        ["visited", "seen", "marked", "done", "explored"]
            .iter()
            .any(|word| mark.to_lowercase().contains(word))
    };
    let Some(mark) = marks.filter(|mark| is_added && mark.ends_with(']') && !stays(mark)) else { return };
    let unmark = format!("{mark} = false;");
    let is_undone = around.rest().any(|line| line.contains(&unmark))
        || around.lines_above().take(4).any(|line| line.contains(&unmark));
    if !is_undone {
        around.behind(edits, &unmark);
        around.before(edits, &unmark);
    }
}

/// What is called sorted gets sorted.
fn sorted(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((declared, value)) = around.line.strip_suffix(';').and_then(|line| line.split_once(" = "))
    else {
        return;
    };
    let name = last_word(declared);
    let is_copy = value.ends_with(".clone()")
        || value.contains("Arrays.copyOf(")
        || value.starts_with("new ArrayList<>(");
    let small = name.to_lowercase();
    let is_other = small.contains("unsorted") || value.to_lowercase().contains("sorted");
    if !small.contains("sorted") || is_other || !is_copy || !declared.contains(' ') {
        return;
    }
    if around.rest().any(|line| {
        line.contains("sort(")
            || line.contains(&format!("({name})"))
            || line.contains(&format!("({name},"))
            || line.contains(&format!("{name}[")) && line.contains("] = ")
            || line.contains(&format!("{name}.set("))
    }) {
        return;
    }
    if declared.contains("[]") {
        around.behind(edits, &format!("Arrays.sort({name});"));
    } else if declared.contains("List<") {
        around.behind(edits, &format!("Collections.sort({name});"));
    }
}

/// What leaves a window is what came so many places before: `sum -= a[i - n];` where `sum += a[i];` stands above.
fn summed(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((sum, value)) = around.line.strip_suffix(';').and_then(|line| line.split_once(" -= ")) else {
        return;
    };
    let mut above = around.lines_above().map(str::trim);
    let Some((index, width)) = above
        .next()
        .and_then(|head| head.strip_prefix("if (")?.strip_suffix(") {"))
        .and_then(|asked| asked.split_once(" >= "))
    else {
        return;
    };
    let is_added = above.take(3).any(|line| line == format!("{sum} += {value};"));
    let end = around.code.trim_end().len() - 1;
    for (mark, inside) in [(format!("[{index}]"), end - 1), (format!(".get({index})"), end - 1)] {
        if is_added && value.ends_with(&mark) && width.chars().all(is_part) {
            edits.put_in(inside..inside, &[&format!(" - {width}")]);
        }
    }
}

/// What is still open at the end is not closed: `return stack.isEmpty();` for `return true;`.
fn closed_brackets(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    if around.line != "return true;" {
        return;
    }
    let Some((head, body)) = around.method() else { return };
    let is_last = around.lines_below().next().is_some_and(|line| line.trim() == "}");
    for class in ["Deque<Character> ", "Stack<Character> ", "Deque<String> ", "Stack<String> "] {
        let made = body.iter().find_map(|line| Some(first_word(line.trim().strip_prefix(class)?)));
        let Some(stack) = made.filter(|_| is_last && head.contains("boolean ")) else { continue };
        let holds = |what: &str| body.iter().any(|line| line.contains(&format!("{stack}.{what}(")));
        // What is put there in one loop and taken in another is empty, or asked for.
        let n_loops =
            body.iter().filter(|line| ["for (", "while ("].iter().any(|it| line.trim().starts_with(it)));
        if holds("push") && holds("pop") && n_loops.count() < 2 {
            let at = around.start + "return ".len();
            edits.put_in(at..at + "true".len(), &[&format!("{stack}.isEmpty()")]);
        }
    }
}

/// What joins two joins them both ways: `f(b).add(a)` behind `f(a).add(b)`.
fn mirrored(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(above) = around.lines_above().next().map(str::trim).filter(|line| line.len() < LONGEST) else {
        return;
    };
    let (one, two): (Vec<_>, Vec<_>) = (names(above).collect(), names(around.line).collect());
    if one.len() != two.len() || above == around.line || !above.contains(".add(") {
        return;
    }
    // They differ in one name, which stands in the other's place below.
    let differing: Vec<usize> =
        (0..one.len()).filter(|at| one.get(*at).map(|it| it.1) != two.get(*at).map(|it| it.1)).collect();
    let [at] = differing.as_slice() else { return };
    let (Some(&(_, a)), Some(&(_, b))) = (one.get(*at), two.get(*at)) else { return };
    let same: Vec<&(usize, &str)> = two.iter().filter(|(_, name)| *name == b).collect();
    if let [_, (place, _)] = same.as_slice()
        && above.len() + b.len() == around.line.len() + a.len()
        && one.iter().filter(|(_, name)| *name == a).count() == 1
        && one.iter().filter(|(_, name)| *name == b).count() == 1
    {
        let place = around.start + place;
        edits.put_in(place..place + b.len(), &[a]);
    }
}

/// A place in a ring goes round: `a[(b + c) % a.length]` for `a[b + c]`, as elsewhere in the document.
fn wrapped_round(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let code = around.code;
    for (open, _) in code.match_indices('[') {
        let start = code[..open].trim_end_matches(is_part).len();
        let Some(close) = code[open..].find(']').map(|close| open + close) else { continue };
        let (owner, index) = (&code[start..open], &code[open + 1..close]);
        let Some((base, step)) = index.split_once(" + ") else { continue };
        let is_plain = |text: &str| text.chars().all(is_part) && text.starts_with(char::is_alphabetic);
        if !is_plain(owner) || !is_plain(base) || !is_plain(step) {
            continue;
        }
        let round = format!("% {owner}.length");
        let is_ring = [around.above, around.below].iter().any(|text| {
            text.lines().any(|line| line.contains(&round) && line.contains(&format!("({base} + ")))
        });
        if is_ring {
            edits.put_in(open + 1..close, &[&format!("({index}) {round}")]);
        }
    }
}

/// The same question twice in a row is one about the other direction: `a[i][j]` and `a[j][i]`.
fn doubled(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    if !around.line.starts_with("if (") || !around.line.contains("][") {
        return;
    }
    let same = around
        .lines_above()
        .take(4)
        .find(|line| indentation(line) == around.start && line.trim().starts_with("if ("));
    if same.map(str::trim) != Some(around.line) {
        return;
    }
    let mut whole = String::with_capacity(around.code.len());
    let mut rest = around.code;
    while let Some((open, middle)) =
        rest.find('[').and_then(|open| Some((open, open + rest[open..].find("][")?)))
    {
        let Some(close) = rest[middle + 2..].find(']').map(|close| middle + 2 + close) else { break };
        whole.push_str(
            &[&rest[..=open], &rest[middle + 2..close], "][", &rest[open + 1..middle], "]"].concat(),
        );
        rest = &rest[close + 1..];
    }
    whole.push_str(rest);
    edits.put_in(0..around.code.len(), &[&whole]);
}

/// What is compared below is great at first: distances.
fn filled(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((place, _)) = around
        .line
        .strip_suffix(" = 0;")
        .and_then(|left| left.strip_suffix(']'))
        .and_then(|left| left.split_once('['))
    else {
        return;
    };
    let Some(made) = around.lines_above().next().map(str::trim) else { return };
    let kind = around.kind(place);
    let class = match kind {
        "int[]" => "Integer",
        "long[]" => "Long",
        "double[]" => "Double",
        _ => return,
    };
    let is_new = made.starts_with(&format!("{kind} {place} = new "));
    let is_compared = around.rest().any(|line| line.contains(&format!(" < {place}[")));
    let is_filled =
        around.rest().any(|line| line.contains(&format!("fill({place},")) || line.contains("MAX_VALUE"));
    if is_new && is_compared && !is_filled {
        around.before(edits, &format!("Arrays.fill({place}, {class}.MAX_VALUE);"));
    }
}

/// The next state is not the one that it is made from.
fn aliased(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((declared, value)) = around.line.strip_suffix(';').and_then(|line| line.split_once(" = "))
    else {
        return;
    };
    let Some((kind, name)) = declared.rsplit_once(' ') else { return };
    let small = name.to_lowercase();
    let is_other = ["next", "copy", "result", "clone", "sorted"].iter().any(|word| small.contains(word));
    let is_plain = value.chars().all(is_part) && value.starts_with(char::is_lowercase) && value != "null";
    if !kind.ends_with("[]") || !is_other || !is_plain {
        return;
    }
    let is_written =
        around.rest().any(|line| line.trim().starts_with(&format!("{name}[")) && line.contains(" = "));
    // By its elements, as it was.
    let element = format!("{value}[");
    let is_read = around.rest().any(|line| {
        let read = line.split_once(" = ").map_or(line, |(_, read)| read);
        names(read).any(|(at, other)| other == value && read[at..].starts_with(&element))
    });
    if !is_written || !is_read {
        return;
    }
    let end = around.code.trim_end().len() - 1;
    let at = end - value.len()..end;
    if let Some(base) = kind.strip_suffix("[][]") {
        let size = |of: &str| {
            around
                .lines_above()
                .take(6)
                .find_map(|line| line.trim().strip_prefix("int ")?.strip_suffix(&format!(" = {value}{of};")))
        };
        let (rows, columns) = (size(".length"), size("[0].length"));
        let rows = rows.map_or_else(|| format!("{value}.length"), str::to_owned);
        let columns = columns.map_or_else(|| format!("{value}[0].length"), str::to_owned);
        edits.put_in(at, &[&format!("new {base}[{rows}][{columns}]")]);
    } else if let Some(base) = kind.strip_suffix("[]") {
        edits.put_in(at, &[&format!("{value}.clone()"), &format!("new {base}[{value}.length]")]);
    }
}

/// Fractions are nearly the same.
fn close_enough(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((a, b)) = around
        .line
        .strip_prefix("return ")
        .and_then(|it| it.strip_suffix(';'))
        .and_then(|it| it.split_once(" == "))
    else {
        return;
    };
    let Some(head) = around.lines_above().next().map(str::trim) else { return };
    let name = head.split('(').next().map(last_word).unwrap_or_default().to_lowercase();
    let is_near = ["almost", "approx", "near", "close", "roughly"].iter().any(|word| name.contains(word));
    let are_fractions = [a, b]
        .iter()
        .all(|it| head.contains(&format!("double {it}")) || head.contains(&format!("float {it}")));
    if is_near && are_fractions {
        let start = around.start + "return ".len();
        let end = around.code.trim_end().len() - 1;
        edits.put_in(
            start..end,
            &[
                &format!("Math.abs({a} - {b}) < 1e-9"),
                &format!("Math.abs({a} - {b}) < 1e-6"),
                &format!("Math.abs({a} - {b}) < EPSILON"),
            ],
        );
    }
}

/// `b = old` where `old = a; a = b;` stands above and `b = a;` here.
fn exchanged(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((left, right)) = around.line.strip_suffix(';').and_then(|line| line.split_once(" = ")) else {
        return;
    };
    let mut above = around.lines_above().map(str::trim);
    if above.next() != Some(&format!("{right} = {left};")) {
        return;
    }
    let kept = above.next().and_then(|line| line.strip_suffix(&format!(" = {right};"))).map(last_word);
    if let Some(kept) = kept.filter(|kept| !kept.is_empty()) {
        let end = around.code.trim_end().len() - 1;
        edits.put_in(end - right.len()..end, &[kept]);
    }
}

/// Another one is asked whether it is empty than the one that is taken from: `if (b.isEmpty())` where `b.pop()` stands below. And what is
/// locked is unlocked at the end.
fn nothing_left(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    if let Some(name) = around.line.strip_prefix("if (").and_then(|line| line.strip_suffix(".isEmpty()) {"))
        && name.chars().all(is_part)
        && let mut below = around.lines_below()
        && below.next().is_some_and(|line| matches!(first_word(line.trim()), "return" | "throw"))
        && below.next().is_some_and(|line| line.trim() == "}")
    {
        let rest: Vec<&str> = around.rest().skip(1).collect();
        let takes = |name: &str| {
            ["pop(", "poll(", "remove(", "removeFirst(", "removeLast(", "pollFirst(", "pollLast("]
                .iter()
                .any(|call| rest.iter().any(|line| line.contains(&format!("{name}.{call}"))))
        };
        let is_used = rest
            .iter()
            .any(|line| line.contains(&format!("{name}.push(")) || line.contains(&format!("{name}.add(")));
        let others =
            rest.iter().flat_map(|line| line.match_indices(".pop()").map(|(at, _)| last_word(&line[..at])));
        if let Some(other) =
            others.into_iter().next().filter(|other| *other != name && is_used && !takes(name))
        {
            let at = around.start + "if (".len();
            if around.kind(other) == around.kind(name) {
                edits.put_in(at..at + name.len(), &[other]);
            }
        }
    }
    if let Some(name) = around.line.strip_suffix(".lock();").filter(|name| name.chars().all(is_part)) {
        let is_end = around.lines_above().next().is_some_and(|line| line.trim().ends_with("finally {"));
        // What was unlocked for a while is locked again.
        let unlock = format!("{name}.unlock();");
        if is_end && !around.lines_above().any(|line| line.contains(&unlock)) {
            let at = around.start + name.len() + 1;
            edits.put_in(at..at + "lock".len(), &["unlock"]);
        }
    }
}

/// What was collected last is put down behind the loop, too: `a.add(b);` in a loop that begins `b` anew each time.
fn flushed(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(name) = around.line.strip_prefix("return ").map(first_word).filter(|name| !name.is_empty())
    else {
        return;
    };
    let mut above = around.lines_above();
    if above.next().is_none_or(|line| line.trim() != "}" || indentation(line) != around.start) {
        return;
    }
    let mut body: Vec<&str> = above.take_while(|line| indentation(line) > around.start).collect();
    body.reverse();
    let head = around.lines_above().nth(body.len() + 1).map(str::trim).unwrap_or_default();
    // The last round may be one behind the end.
    let is_one_more =
        head.contains("<=") || body.iter().any(|line| line.contains("== ") && line.contains(".length"));
    if !["for (", "while ("].iter().any(|word| head.starts_with(word)) || is_one_more {
        return;
    }
    for pair in body.windows(2) {
        let [put, anew] = pair else { continue };
        let is_put =
            [".append(", ".add("].iter().any(|call| put.trim().starts_with(&format!("{name}{call}")));
        let Some((collected, value)) =
            anew.trim().split_once(" = ").filter(|_| is_put && put.trim().ends_with(';'))
        else {
            continue;
        };
        // What goes along a list or a tree is no part of a text.
        let is_whole = [")", ".toString())"].iter().any(|end| put.contains(&format!("({collected}{end}")));
        let goes_along = names(value).any(|(_, other)| other == collected)
            || names(head).any(|(_, other)| other == collected);
        let is_own = collected.chars().all(is_part) && is_whole && !goes_along;
        let is_rare = indentation(put) > body.first().map_or(0, |line| indentation(line));
        if is_own && is_rare && indentation(put) == indentation(anew) && !around.kind(collected).is_empty() {
            around.before(edits, put.trim());
        }
    }
}

/// The best of all is one of them: `best = a[0];` for `best = 0;`, as the line beside it has it.
fn first_of_all(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((declared, _)) = around.line.split_once(" = 0;") else { return };
    let best = last_word(declared);
    let beside = [around.lines_above().next(), around.lines_below().next()];
    for line in beside.into_iter().flatten().map(str::trim) {
        let Some((other, value)) = line.strip_suffix(';').and_then(|line| line.split_once(" = ")) else {
            continue;
        };
        let other = last_word(other);
        let is_first = value.ends_with("[0]") || value.ends_with(".get(0)");
        let greatest = ["max", "min"].map(|call| format!("{best} = Math.{call}({best}, {other})"));
        let is_compared = around.rest().any(|line| greatest.iter().any(|it| line.contains(it.as_str())));
        if is_first && is_compared && !best.is_empty() {
            let end = around.code.trim_end().len() - 1;
            edits.put_in(end - 1..end, &[value]);
        }
    }
}

/// Who adds waits while it is full, and who takes while it is empty.
fn waited(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(asked) = around.line.strip_prefix("while (").and_then(|line| line.strip_suffix(") {")) else {
        return;
    };
    let is_waiting = around
        .lines_below()
        .next()
        .is_some_and(|line| line.trim() == "wait();" || line.trim().ends_with(".await();"));
    let Some((size, _)) = asked.split_once(" < ").filter(|_| is_waiting) else { return };
    let owner = size.strip_suffix(".size()").unwrap_or_default();
    let calls = |call: &&str| around.rest().any(|line| line.trim().starts_with(&format!("{owner}.{call}")));
    if !owner.is_empty() && ["add", "offer", "put", "push"].iter().any(calls) {
        let at = around.start + "while (".len() + size.len();
        edits.put_in(at..at + " < ".len(), &[" == ", " >= "]);
    }
}

/// What parts a list is put between both parts: `swap(a, i, hi);` where the last is what the others are compared with.
fn parted(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(place) = around.line.strip_prefix("return ").and_then(|line| line.strip_suffix(';')) else {
        return;
    };
    if around.lines_above().next().is_none_or(|line| line.trim() != "}" || indentation(line) != around.start)
    {
        return;
    }
    let Some((_, body)) = around.method() else { return };
    // Others go from both ends.
    if body
        .iter()
        .any(|line| line.trim_start().starts_with("while (") || line.trim_start().starts_with("do {"))
    {
        return;
    }
    let pivot = body.iter().find_map(|line| {
        let (declared, value) = line.trim().strip_suffix("];")?.split_once(" = ")?;
        let (owner, end) = value.split_once('[')?;
        (last_word(declared) == "pivot").then_some((owner, end))
    });
    let Some((owner, end)) = pivot.filter(|(_, end)| place.chars().all(is_part) && end.chars().all(is_part))
    else {
        return;
    };
    let swap = format!("swap({owner}, {place}, ");
    if body.iter().any(|line| line.trim().starts_with(&swap)) {
        around.before(edits, &format!("{swap}{end});"));
    }
}
