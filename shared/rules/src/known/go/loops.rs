//! Loops of Go's: how far they go, what is there behind their end, and what they are left with.

use super::{
    function::{Function, depth},
    rest_of_block, stands_before,
};
use crate::{
    names::{first_word, is_part, names},
    outline::{
        go::{fields, methods},
        line::Line,
    },
    rewrites::Rewrites,
};

/// Makes the edits.
pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    document: &Line<'_>,
    function: &Function<'_>,
    code: &str,
    below: &str,
) {
    left_early(edits, function, code);
    if code.trim().contains('\n') {
        return;
    }
    downwards(edits, function, code);
    one_more(edits, code, below);
    beyond(edits, function, code);
    guarded(edits, function, code);
    until_nothing(edits, function, code);
    behind_nothing(edits, function, code);
    merged(edits, function, code);
    emptied(edits, document, function, code);
}

/// `return a` at the end of a loop's body that would be left at once, where the same is returned behind the loop.
fn left_early(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    let is_blank = |line: &&str| !line.trim().is_empty();
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        let mut following =
            lines[at + 1..].iter().copied().chain(function.below.iter().copied()).filter(is_blank);
        let end = start + line.len();
        let part = start..end;
        start = end;
        let statement = line.trim();
        if !statement.starts_with("return") {
            continue;
        }
        let (Some(brace), Some(next)) = (following.next(), following.next()) else { continue };
        let outside = depth(line).checked_sub(1);
        let is_end = brace.trim() == "}" && Some(depth(brace)) == outside;
        if !is_end || next.trim() != statement || depth(next) != depth(brace) {
            continue;
        }
        let above = function.above.iter().chain(&lines[..at]).rev();
        let head = above.filter(|line| is_blank(line)).find(|line| depth(line) < depth(brace) + 1);
        let is_loop = head.is_some_and(|head| {
            depth(head) == depth(brace)
                && head.trim_start().starts_with("for ")
                && head.trim_end().ends_with('{')
        });
        // A loop that is left at once after a jump back goes on, and so does one with other ways to its beginning.
        let mut inner = function
            .above
            .iter()
            .chain(&lines[..at])
            .rev()
            .take_while(|line| !is_blank(line) || depth(line) > depth(brace));
        let goes_on = inner.any(|line| line.trim() == "continue" || line.trim().starts_with("continue "));
        if is_loop && !goes_on {
            edits.put_in(part, &[""]);
        }
    }
}

/// The three parts of a loop that counts.
fn counting(line: &str) -> Option<(&str, &str, &str)> {
    let head = line.trim().strip_prefix("for ")?.strip_suffix('{')?.trim_end();
    let (first, rest) = head.split_once("; ")?;
    let (condition, step) = rest.split_once(';')?;
    Some((first, condition.trim(), step.trim()))
}

/// `for i := len(a) - 1; i >= 0; i--` for one that begins behind the end.
fn downwards(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let Some((first, condition, step)) = counting(code) else { return };
    let Some((name, value)) = first.split_once(" := ") else { return };
    let is_length = value.starts_with("len(") && value.find(')') == Some(value.len() - 1);
    // Behind the end something may be cut.
    let list = value.trim_start_matches("len(").trim_end_matches(')');
    let element = format!("{list}[{name}]");
    let is_asked = function.begun(depth(code)).iter().any(|line| line.contains(&element));
    if is_length && is_asked && condition == format!("{name} >= 0") && step == format!("{name}--") {
        let start = code.find(value).unwrap_or_default() + value.len();
        edits.put_in(start..start, &[" - 1"]);
    }
}

/// `make([]int, n+1)` for what is asked for its element `n`.
fn one_more(edits: &mut Rewrites<'_>, code: &str, below: &str) {
    let line = code.trim();
    let Some((name, value)) = line.split_once(" := make([]") else { return };
    let Some((_, size)) = value.strip_suffix(')').and_then(|value| value.split_once(", ")) else { return };
    let is_chain = |text: &str| text.chars().all(|it| is_part(it) || it == '.');
    let is_plain =
        is_chain(size) || size.strip_prefix("len(").and_then(|it| it.strip_suffix(')')).is_some_and(is_chain);
    if !name.chars().all(is_part) || !is_plain || size.chars().all(|it| it.is_ascii_digit()) {
        return;
    }
    let lines = rest_of_block(code, below);
    let is_last = |line: &&str| stands_before(line, name, &format!("[{size}]"));
    let is_counted = |(at, line): (usize, &&str)| {
        counting(line).is_some_and(|(first, condition, step)| {
            let counter = first.split(" := ").next().unwrap_or_default();
            let ends = condition == format!("{counter} <= {size}")
                && step.starts_with(counter)
                && !step.ends_with("--");
            let body = lines[at + 1..]
                .iter()
                .take_while(|line| line.trim().is_empty() || depth(line) > depth(lines[at]));
            ends && !counter.is_empty()
                && body.into_iter().any(|line| stands_before(line, name, &format!("[{counter}]")))
        })
    };
    let is_other = lines.iter().any(|line| {
        let is_moved =
            ["--", "++", " -= ", " += ", " = ", " := "].iter().any(|it| stands_before(line, size, it));
        is_moved
            || line.trim_start().starts_with(&format!("{name} = "))
            || line.contains(&format!(" < len({name})"))
    });
    if !is_other && (lines.iter().any(is_last) || lines.iter().enumerate().any(is_counted)) {
        let end = depth(code) + line.len() - 1;
        edits.put_in(end..end, &["+1"]);
    }
}

/// `a[i-1]` for `a[i]`, where `i` goes from one to the length of `a`.
fn beyond(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let mut whole = code.to_owned();
    for head in function.heads(depth(code)) {
        let Some((first, condition, step)) = counting(head) else { continue };
        let Some((counter, "1")) = first.split_once(" := ") else { continue };
        let Some(list) = condition
            .strip_prefix(counter)
            .and_then(|rest| rest.strip_prefix(" <= len("))
            .and_then(|rest| rest.strip_suffix(')'))
        else {
            continue;
        };
        if step != format!("{counter}++") || counter.is_empty() {
            continue;
        }
        let wrong = format!("{list}[{counter}]");
        let places: Vec<usize> = whole
            .match_indices(&wrong)
            .map(|(at, _)| at)
            .filter(|at| !whole[..*at].ends_with(|it| is_part(it) || it == '.'))
            .collect();
        for at in places.into_iter().rev() {
            whole.replace_range(at..at + wrong.len(), &format!("{list}[{counter}-1]"));
        }
    }
    // The last round, or the one before, may be another one.
    let is_asked = function.above.iter().any(|line| {
        line.trim_start().starts_with("if ")
            && [" == len(", " != len(", " < len(", " >= len("].iter().any(|it| line.contains(it))
    });
    if whole != code && !code.contains("len(") && !code.contains("-1]") && !is_asked {
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// `if len(a) < 3` for `if len(a) < 2`, where `a[2]` is asked for below, and nobody looks again.
fn guarded(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let Some((before, rest)) = code.split_once("if len(") else { return };
    let Some((list, rest)) = rest.split_once(") < ") else { return };
    let digits = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let (Ok(least), true) = (rest[..digits].parse::<usize>(), rest[digits..].trim() == "{") else { return };
    let Some((jump, _)) = function.next_below() else { return };
    if !before.trim().is_empty() || !list.chars().all(|it| is_part(it) || it == '.') {
        return;
    }
    let leaves = function.begun(depth(code)).iter().any(|line| {
        ["return", "continue", "break", "panic(", "os.Exit("]
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    });
    let rest_of_it = &function.below[jump..];
    let opening = format!("{list}[");
    // What is asked for in a block of its own may be asked for otherwise.
    let always = rest_of_it.iter().filter(|line| depth(line) == depth(code));
    let asked = always.flat_map(|line| {
        let places = line.match_indices(&opening).filter(|(at, _)| !line[..*at].ends_with(is_part));
        places.filter_map(|(at, text)| {
            let inner = line[at + text.len()..].split(']').next()?;
            inner.parse::<usize>().ok()
        })
    });
    let is_asked_again = rest_of_it.iter().any(|line| {
        line.contains(&format!("len({list})"))
            || line.contains(&format!("range {list}"))
            || line.trim_start().starts_with(&format!("{list} = "))
            || line.contains(&format!("{list} := "))
            || line.contains("default:")
    });
    if let Some(greatest) = asked.max().filter(|it| *it >= least && *it < 100)
        && leaves
        && !is_asked_again
    {
        let at = code.len() - rest.len();
        edits.put_in(at..at + digits, &[&(greatest + 1).to_string()]);
    }
}

/// What a loop goes along, as in `a = a.next`: the name, and what is asked of it.
fn step_of<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let rest = line.trim().strip_prefix(name)?.strip_prefix(" = ")?.strip_prefix(name)?.strip_prefix('.')?;
    rest.chars().all(is_part).then_some(rest)
}

/// `for a.next != nil` for a loop behind which `a` is asked for something.
fn until_nothing(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let Some(name) = code.trim().strip_prefix("for ").and_then(|rest| rest.strip_suffix(" != nil {")) else {
        return;
    };
    let body = function.begun(depth(code));
    let Some(field) = body.iter().find_map(|line| step_of(line, name)) else { return };
    let is_left = body.iter().any(|line| line.contains("break") || line.contains("goto "));
    let Some(next) = function.below[body.len()..].iter().skip(1).find(|line| !line.trim().is_empty()) else {
        return;
    };
    let is_asked = next.trim_start().starts_with(&format!("{name}.")) && !next.contains("nil");
    if name.chars().all(is_part) && !is_left && is_asked && depth(next) == depth(code) {
        let at = depth(code) + "for ".len() + name.len();
        edits.put_in(at..at, &[&format!(".{field}")]);
    }
}

/// The last one before the end, and not nothing, behind a loop that goes on until nothing is left.
fn behind_nothing(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let line = code.trim();
    let Some((head, end)) = function.ended(start) else { return };
    let Some(name) =
        function.above[head].trim().strip_prefix("for ").and_then(|rest| rest.strip_suffix(" != nil {"))
    else {
        return;
    };
    let body = &function.above[head + 1..end];
    let is_left = body.iter().any(|line| line.contains("break") || line.contains("goto "));
    let is_found = body.iter().any(|line| line.contains("return"));
    if is_left || is_found || !name.chars().all(is_part) || name == "err" {
        return;
    }
    let others = body.iter().filter_map(|line| line.trim().strip_suffix(name)?.strip_suffix(" = "));
    for other in others.filter(|other| other.chars().all(is_part)) {
        let is_whole = line.strip_suffix(name).is_some_and(|rest| rest.ends_with(" = ") || rest == "return ");
        if is_whole && !line.starts_with(&format!("{name} ")) {
            let at = start + line.len() - name.len();
            edits.put_in(at..at + name.len(), &[other]);
        }
    }
}

/// What is left of either list when two are gone through together.
fn merged(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let Some((at, previous)) = function.last_above() else { return };
    let Some((out, rest)) = previous.trim().split_once(" = append(") else { return };
    let Some(rest) = rest.strip_prefix(out).and_then(|rest| rest.strip_prefix(", ")) else { return };
    let Some((list, place)) = rest.strip_suffix(":]...)").and_then(|rest| rest.split_once('[')) else {
        return;
    };
    let head = function.above[..at]
        .iter()
        .rev()
        .find(|line| depth(line) == start && line.trim_start().starts_with("for "));
    let Some(condition) = head.and_then(|head| head.trim().strip_prefix("for ")?.strip_suffix(" {")) else {
        return;
    };
    let part = |text: &str| -> Option<(String, String)> {
        let (counter, list) = text.split_once(" < len(")?;
        Some((list.strip_suffix(')')?.to_owned(), counter.to_owned()))
    };
    let both: Option<Vec<_>> = condition.split(" && ").map(part).collect();
    let Some([one, two]) = both.as_deref() else { return };
    let own = (list.to_owned(), place.to_owned());
    let other = match &own {
        own if own == one => two,
        own if own == two => one,
        _ => return,
    };
    let rest_of_other = format!("{}[{}:]", other.0, other.1);
    // The one without the other has no rest of the other.
    if function.has(&format!("append({out}, {}[{}]", other.0, other.1))
        && !function.has(&rest_of_other)
        && !code.contains(&rest_of_other)
        && !function.has(&format!("for {} < len(", other.1))
        && depth(previous) == start
        && code.trim().starts_with("return")
    {
        edits.put_in(0..0, &[&format!("{}{out} = append({out}, {rest_of_other}...)\n", &code[..start])]);
    }
}

/// What was put on a stack and is left there was not closed: `return len(stack) == 0` for `return true`.
fn emptied(edits: &mut Rewrites<'_>, document: &Line<'_>, function: &Function<'_>, code: &str) {
    if code.trim() != "return true" || depth(code) != 1 || function.next_below().is_some() {
        return;
    }
    let popped = function.above.iter().filter_map(|line| {
        let (name, rest) = line.trim().split_once(" = ")?;
        let rest = rest.strip_prefix(name)?;
        (rest == format!("[:len({name})-1]") && name.chars().all(is_part)).then_some(name)
    });
    for name in popped {
        let is_gone_through = function
            .above
            .iter()
            .any(|line| line.trim_start().starts_with("for ") && line.contains(&format!("len({name})")));
        let is_local = function
            .above
            .iter()
            .any(|line| line.contains(&format!("{name} := ")) || line.contains(&format!("var {name} []")));
        if is_local && !is_gone_through {
            let end = code.trim_end().len();
            edits.put_in(end - "true".len()..end, &[&format!("len({name}) == 0")]);
        }
    }
    // The same where a type of the document's is the stack.
    let mut called = function.above.iter().flat_map(|line| {
        names(line).filter(|(at, name)| line[at + name.len()..].starts_with(".Pop(")).map(|(_, name)| name)
    });
    let Some(name) = called.next().filter(|name| function.has(&format!("{name}.Push("))) else { return };
    let made = function.above.iter().find_map(|line| {
        let value = line.trim().strip_prefix(&format!("{name} := "));
        let value = value.map(|value| value.trim_start_matches('&').trim_start_matches("New"));
        value.or_else(|| line.trim().strip_prefix(&format!("var {name} ")))
    });
    let kind = made.map(first_word).unwrap_or_default();
    let is_gone_through = function.has(&format!("for {name}.")) || function.has(&format!("for !{name}."));
    if kind.is_empty() || is_gone_through {
        return;
    }
    let end = code.trim_end().len();
    let declared = methods(document, kind);
    for (method, way) in
        [("IsEmpty", ".IsEmpty()"), ("Empty", ".Empty()"), ("Len", ".Len() == 0"), ("Size", ".Size() == 0")]
    {
        if declared.contains(&method) {
            edits.put_in(end - "true".len()..end, &[&format!("{name}{way}")]);
        }
    }
    if let Some((field, _)) = fields(document, kind).into_iter().find(|(_, kind)| kind.starts_with("[]")) {
        edits.put_in(end - "true".len()..end, &[&format!("len({name}.{field}) == 0")]);
    }
}
