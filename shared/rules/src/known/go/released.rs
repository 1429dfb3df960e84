//! What Go's functions open, begin or wait for: it is closed, written out and waited for.

use super::{
    function::{Function, depth},
    stands_before,
};
use crate::{
    names::{first_word, is_part, names},
    rewrites::Rewrites,
};

/// What is opened by these, and how it is closed.
const OPENING: [(&str, &str); 21] = [
    ("os.Open(", ".Close()"),
    ("os.Create(", ".Close()"),
    ("os.OpenFile(", ".Close()"),
    ("os.CreateTemp(", ".Close()"),
    ("net.Dial(", ".Close()"),
    ("net.DialTimeout(", ".Close()"),
    ("tls.Dial(", ".Close()"),
    ("zip.OpenReader(", ".Close()"),
    (".Query(", ".Close()"),
    (".QueryContext(", ".Close()"),
    (".Queryx(", ".Close()"),
    (".Prepare(", ".Close()"),
    (".PrepareContext(", ".Close()"),
    ("http.Get(", ".Body.Close()"),
    ("http.Head(", ".Body.Close()"),
    ("http.Post(", ".Body.Close()"),
    ("http.PostForm(", ".Body.Close()"),
    ("http.DefaultClient.Do(", ".Body.Close()"),
    ("lient.Do(", ".Body.Close()"),
    (".Do(req)", ".Body.Close()"),
    ("lient.Get(", ".Body.Close()"),
];
/// What keeps what is written until it is told to write it.
const KEEPING: [&str; 4] =
    ["bufio.NewWriter(", "bufio.NewWriterSize(", "tabwriter.NewWriter(", "csv.NewWriter("];
/// What answers a request, so that nothing else may.
const ANSWERING: [&str; 3] = ["http.Error(", "http.NotFound(", "http.Redirect("];

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    opened(edits, function, code);
    awaited(edits, function, code);
    answered(edits, function, code);
    written(edits, function, code);
    read(edits, function, code);
}

/// Whether something may be closed elsewhere, since a function gives it back, keeps it or hands it on to be closed.
fn escapes(function: &Function<'_>, code: &str, name: &str) -> bool {
    let is_kept = |line: &str| {
        let line = line.split(" //").next().unwrap_or(line);
        let is_given = line.trim_start().starts_with("return ") && !line.contains(&format!("({name})."));
        names(line).filter(|(at, other)| *other == name && !line[..*at].ends_with('.')).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            let is_whole = !after.starts_with('.');
            let is_stored = ["= ", ": ", "{", "return ", "<- "].iter().any(|sign| before.ends_with(sign));
            (is_whole && (is_stored || is_given || before.contains("append(")))
                || (after.starts_with(".Body") && before.trim_start() == "return ")
                || before.contains("defer ")
                || before.contains("Cleanup(")
                || (is_whole && (before.contains("SetOutput(") || before.to_lowercase().contains("close")))
        })
    };
    // What is made of it may be given back instead.
    let is_made_of = |line: &str| {
        let made = line.trim_start().split_once(" := ").filter(|(_, value)| {
            value.contains("New") && [")", ","].iter().any(|end| value.contains(&format!("({name}{end}")))
        });
        made.is_some_and(|(made, _)| {
            made.chars().all(is_part)
                && [
                    format!("return {made}"),
                    format!(": {made},"),
                    format!("= {made}"),
                    format!("{{{made}}}"),
                ]
                .iter()
                .any(|text| {
                    let ends = |line: &str| {
                        line.find(text.as_str()).is_some_and(|at| {
                            !line[at + text.len()..].starts_with(|it: char| is_part(it) || it == '.')
                        })
                    };
                    function.lines().chain(code.lines()).any(ends)
                })
        })
    };
    function.lines().chain(code.lines()).any(|line| is_kept(line) || is_made_of(line))
}

/// What was opened and found to be without an error is closed at the end.
fn opened(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let Some(first) = code.lines().find(|line| !line.trim().is_empty()) else { return };
    let start = depth(first);
    let Some((head, _)) = function.ended(start) else { return };
    if !function.above[head].trim_start().starts_with("if err != nil {")
        || first.trim_start().starts_with('}')
    {
        return;
    }
    let Some(opening) = head.checked_sub(1).and_then(|at| function.above.get(at)) else { return };
    let Some((left, right)) = opening.split_once(", err := ").or_else(|| opening.split_once(", err = "))
    else {
        return;
    };
    let name = left.trim();
    // What is given nothing asks an address for its parts.
    let is_opening = |call: &str| {
        right.find(call).is_some_and(|at| !right[at + call.len()..].starts_with(')') || call.ends_with(')'))
    };
    let Some((call, close)) = OPENING.iter().find(|(call, _)| is_opening(call)) else { return };
    // Others than the library have methods of these names, too.
    let signs: &[&str] = match (*call, *close) {
        (".Query(" | ".QueryContext(" | ".Queryx(", _) => &[".Next(", ".Scan("],
        (call, ".Body.Close()") if !call.starts_with("http.") => &[".Body", ".StatusCode", ".Header"],
        _ => &[],
    };
    let has = |text: &str| function.has(text) || code.contains(text);
    let is_it = signs.is_empty() || signs.iter().any(|sign| has(&format!("{name}{sign}")));
    // What runs beside the function may outlive it.
    let is_beside = call.contains(".Dial") && (has("\tgo ") || code.starts_with("go "));
    if !is_it || is_beside {
        return;
    }
    let is_closed = function.has(&format!("{name}.Close"))
        || function.has(&format!("{name}.Body.Close"))
        || code.contains(&format!("{name}.Close"))
        || code.contains(&format!("{name}.Body.Close"));
    if depth(opening) == start && name.chars().all(is_part) && !is_closed && !escapes(function, code, name) {
        edits.put_in(0..0, &[&format!("{}defer {name}{close}\n", &first[..start])]);
    }
}

/// Groups that are waited for know for what: it is added, done and awaited.
fn awaited(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let (indentation, line) = (&code[..start], code.trim());
    let is_parallel = line.starts_with("go ");
    let groups = function
        .above
        .iter()
        .filter_map(|line| line.trim().strip_prefix("var ")?.strip_suffix(" sync.WaitGroup"));
    let declared: Vec<&str> = groups.collect();
    // What is begun is counted first.
    if is_parallel {
        let called = line.lines().next().unwrap_or(line);
        let inner = function.begun(start);
        let done =
            inner.iter().find_map(|line| line.trim().trim_start_matches("defer ").strip_suffix(".Done()"));
        let done = done.filter(|name| declared.contains(name));
        let given = declared.iter().copied().find(|name| called.contains(&format!("&{name}")));
        if let Some(name) = done.or(given)
            && name.chars().all(|it| is_part(it) || it == '.')
            && !function.has(&format!("{name}.Add("))
        {
            edits.put_in(0..0, &[&format!("{indentation}{name}.Add(1)\n")]);
        }
    }
    let Some((at, last)) = function.last_above() else { return };
    let added = |line: &str| line.trim().strip_suffix(".Add(1)").map(str::to_owned);
    // What was begun says when it is done.
    if last.trim().starts_with("go func(")
        && last.trim_end().ends_with('{')
        && let Some(name) = function.above[..at].iter().rev().take(2).find_map(|line| added(line))
        && (declared.contains(&name.as_str()) || function.has(&format!("{name}.Wait(")))
        && !function.has(&format!("&{name}"))
        && !code.contains(&format!("&{name}"))
        && !function.has(&format!("{name}.Done"))
        && !code.contains(&format!("{name}.Done"))
    {
        edits.put_in(0..0, &[&format!("{indentation}defer {name}.Done()\n")]);
    }
    // What is counted runs beside the others.
    if let Some(name) = added(last)
        && !is_parallel
        && depth(last) == start
        && declared.contains(&name.as_str())
        && !["start", "spawn", "launch"].iter().any(|word| line.to_lowercase().contains(word))
    {
        let is_call = line.contains(&format!("&{name}")) && line.ends_with(')') && !line.contains(" = ");
        let is_function = line.starts_with("func(") && line.ends_with('{');
        if (is_call && !line.contains(" := ")) || is_function {
            edits.put_in(start..start, &["go "]);
        }
    }
    // The end is waited for.
    for name in declared {
        let is_begun = |(head, end): (usize, usize)| {
            let block = &function.above[head..end];
            block.iter().any(|line| line.trim_start().starts_with("go "))
                && block.iter().any(|line| {
                    line.contains(&format!("{name}.Done()")) || line.contains(&format!("&{name}"))
                })
        };
        let is_outermost = function
            .above
            .iter()
            .any(|line| depth(line) == start && line.trim().starts_with(&format!("var {name} ")));
        if is_outermost
            && !line.starts_with('}')
            && !function.has(&format!("{name}.Wait("))
            && !names(code).any(|(_, other)| other == name)
            && !function.lines().any(|line| line.contains(&format!(": &{name}")))
            && function.ended(start).is_some_and(is_begun)
        {
            edits.put_in(0..0, &[&format!("{indentation}{name}.Wait()\n")]);
        }
    }
}

/// Behind an answer that says that something is wrong, nothing else is answered.
fn answered(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let Some(last) = code.lines().next_back() else { return };
    let line = last.trim();
    let start = depth(last);
    if !ANSWERING.iter().any(|call| line.starts_with(call)) || !line.ends_with(')') {
        return;
    }
    let Some((at, brace)) = function.next_below() else { return };
    let Some(next) = function.below[at + 1..].iter().find(|line| !line.trim().is_empty()) else { return };
    let is_end = brace.trim() == "}" && depth(brace) + 1 == start;
    let goes_on = depth(next) == depth(brace)
        && !next.trim_start().starts_with(['}', ')'])
        && !next.trim_start().starts_with("case ")
        && !next.trim_start().starts_with("default:")
        && !next.trim_start().starts_with("return");
    let is_asked = function.heads(start).first().is_some_and(|head| head.trim_start().starts_with("if "));
    if is_end && goes_on && is_asked && code.ends_with('\n') {
        edits.put_in(code.len()..code.len(), &[&format!("{}return\n", &last[..start])]);
    }
}

/// What is kept to be written together is written out at the end.
fn written(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    let (indentation, line) = (&code[..start], code.trim());
    if line.contains('\n') {
        return;
    }
    let keeping = function.above.iter().copied().chain([code]).filter_map(|line| {
        let (name, value) = line.trim().split_once(" := ")?;
        let call = KEEPING.iter().find(|call| value.starts_with(**call))?;
        name.chars().all(is_part).then_some((line, name, *call))
    });
    for (opening, name, call) in keeping {
        if function.has(&format!("{name}.Flush"))
            || function.has(&format!("{name}.WriteAll("))
            || code.contains(".WriteAll(")
            || code.contains(".Flush")
            || escapes(function, code, name)
        {
            continue;
        }
        let is_last = function.next_below().is_none();
        let is_next = function.last_above().is_some_and(|(_, last)| last == opening);
        let flush = format!("{indentation}defer {name}.Flush()\n");
        if opening == code {
            edits.put_in(code.len()..code.len(), &[&flush]);
        } else if is_last && line == "return nil" && depth(opening) == start && !call.starts_with("csv") {
            let end = start + line.len();
            edits.put_in(start..end, &[&format!("return {name}.Flush()")]);
        } else if is_last && line.starts_with("return") && depth(opening) == start {
            edits.put_in(0..0, &[&format!("{indentation}{name}.Flush()\n")]);
        } else if is_next {
            edits.put_in(0..0, &[&flush]);
        }
    }
}

/// Of a buffer as much is used as was read into it.
fn read(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let start = depth(code);
    if code.trim().contains('\n') {
        return;
    }
    let lines =
        function.above.iter().rev().take(8).take_while(|line| depth(line) >= start || line.trim().is_empty());
    let read = lines.filter(|line| depth(line) == start).find_map(|line| {
        let (left, right) = line.trim().split_once(" := ").or_else(|| line.trim().split_once(" = "))?;
        let (n, _) = left.split_once(", ")?;
        let (_, buffer) = right.split_once(".Read(")?;
        let buffer = buffer.strip_suffix(')')?;
        (n != "_" && n.chars().all(is_part) && buffer.chars().all(is_part)).then_some((n, buffer))
    });
    let Some((n, buffer)) = read else { return };
    // It may be cut, or found to be full, in between, and what is put back is put back whole.
    let is_cut = function.above.iter().rev().take(8).any(|line| {
        line.trim().starts_with(&format!("{buffer} = ")) || line.contains(&format!("len({buffer})"))
    });
    if is_cut
        || first_word(code.trim()) == buffer
        || [".Read(", "Put(", "put(", "ool."].iter().any(|call| code.contains(call))
    {
        return;
    }
    for (at, name) in names(code).filter(|(at, name)| *name == buffer && !code[..*at].ends_with('.')) {
        let end = at + name.len();
        let call = code[..at].strip_suffix('(').unwrap_or_default();
        let is_used =
            [".Write", "string", "append", "copy", ".Print", ".Println"].iter().any(|it| call.ends_with(it))
                || code[..at].ends_with(", ");
        let is_spread = code[end..].starts_with("...");
        if is_used && (code[end..].starts_with(')') || is_spread) && !stands_before(code, n, "") {
            edits.put_in(end..end, &[&format!("[:{n}]")]);
        }
    }
}
