//! Slips of C and C++ that show in what stands around the marked lines: what is opened and never closed, a bound that a neighbour asks for, the
//! value that the next line takes.

mod values;

use super::super::MOST;
use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp},
    marked::Marked,
    names::{first_word, is_part, last_word, leading},
    outline::c::{Declared, Outline},
    rewrites::Rewrites,
};

/// Lines that are looked through, each way.
const NEAR: usize = 12;
/// Lines of a function that are looked through.
const MOST_LINES: usize = 80;
/// What is opened by a call, and what closes it.
const OPENED: [(&str, &str); 8] = [
    ("fopen(", "fclose("),
    ("malloc(", "free("),
    ("calloc(", "free("),
    ("strdup(", "free("),
    ("opendir(", "closedir("),
    ("popen(", "pclose("),
    ("open(", "close("),
    ("socket(", "close("),
];

type Attempt = fn(&mut Rewrites<'_>, &Near<'_>);

/// The marked lines and what stands around them.
struct Near<'a> {
    code: &'a str,
    language: Language,
    outline: Outline<'a>,
    /// The function's lines above, the nearest first.
    above: Vec<&'a str>,
    /// The function's lines below.
    below: Vec<&'a str>,
}

impl<'a> Near<'a> {
    fn new(marked: &'a Marked<'_>, language: Language) -> Self {
        let outline = Outline::new(marked);
        let is_end = |line: &&str| !line.starts_with('}');
        let above = outline.above().lines().rev().take(MOST_LINES).take_while(is_end).collect();
        let below = outline.below().lines().take(MOST_LINES).take_while(is_end).collect();
        Self { code: marked.lines(), language, outline, above, below }
    }

    /// What stands in front of the marked lines' first word.
    fn indentation(&self) -> &'a str {
        &self.code[..self.code.len() - self.code.trim_start().len()]
    }

    /// The next line, without the blanks around it.
    fn next(&self) -> &'a str {
        self.below.first().map_or("", |line| line.trim())
    }

    /// The line above that has something, without the blanks around it.
    fn last(&self) -> &'a str {
        self.above.iter().map(|line| line.trim()).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// Puts a line in front of the marked ones.
    fn put_before(&self, edits: &mut Rewrites<'_>, statement: &str) {
        edits.put_in(0..0, &[&format!("{}{statement}\n", self.indentation())]);
    }

    /// Puts a line behind the marked ones.
    fn put_behind(&self, edits: &mut Rewrites<'_>, statement: &str) {
        let end = self.code.len();
        edits.put_in(end..end, &[&format!("{}{statement}\n", self.indentation())]);
    }

    /// What the function gives back where it cannot go on.
    fn failure(&self) -> Option<&'static str> {
        let (kind, _) = self.outline.function()?;
        let kind = kind.trim_start_matches("static ").trim_start_matches("inline ");
        Some(match kind {
            _ if kind.ends_with('*') => {
                if self.language == C {
                    " NULL"
                } else {
                    " nullptr"
                }
            }
            "void" => "",
            "bool" => " false",
            _ if ["int", "size_t", "long", "unsigned", "double"].contains(&last_word(kind)) => " 0",
            _ => return None,
        })
    }
}

/// The marked lines with one such slip undone.
pub(in crate::slips) fn within(marked: &Marked<'_>, language: Language) -> Vec<String> {
    let code = marked.lines();
    if !matches!(language, C | Cpp) || code.len() > super::super::LONGEST || code.trim().is_empty() {
        return Vec::new();
    }
    let near = Near::new(marked, language);
    let mut found: Vec<String> = Vec::new();
    for attempt in [
        relaxed as Attempt,
        released,
        kept,
        blocks,
        from_start,
        behind_the_last,
        rings,
        letters,
        emptied,
        flushed,
    ]
    .into_iter()
    .chain(values::attempts())
    {
        let mut edits = Rewrites::new(code);
        attempt(&mut edits, &near);
        edits.found.truncate(MOST);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

/// What is given to something in a statement: `a = b;`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let statement = line.trim().strip_suffix(';')?;
    statement.split_once(" = ").filter(|(target, _)| !target.contains(' '))
}

/// What a condition compares: `if (a < b)`.
fn comparison(line: &str) -> Option<(&str, &str, &str)> {
    let inner = line.trim().strip_prefix("if (")?;
    let inner = inner.strip_suffix(" {").unwrap_or(inner).strip_suffix(')')?;
    [" < ", " > ", " <= ", " >= "].into_iter().find_map(|sign| {
        let (a, b) = inner.split_once(sign)?;
        (!inner.contains(['&', '|'])).then_some((a, sign, b))
    })
}

/// `if (v < t)` in front of `t = v;`: what is compared is what is taken.
fn relaxed(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    if let (Some((a, sign, b)), Some((target, value))) = (comparison(code), assignment(near.next())) {
        let at = code.find(sign).unwrap_or_default();
        let end = at + sign.len() + b.len();
        if b == target && a != value {
            edits.put_in(at - a.len()..at, &[value]);
        } else if a == target && b != value {
            edits.put_in(at + sign.len()..end, &[value]);
        }
    }
    if let (Some((target, value)), Some((a, _, b))) = (assignment(code), comparison(near.last())) {
        let start = code.find(" = ").map_or(0, |at| at + " = ".len());
        let wanted = if b == target { a } else { b };
        if (a == target || b == target) && wanted != value && code[start..].starts_with(value) {
            edits.put_in(start..start + value.len(), &[wanted]);
        }
    }
}

/// What was opened above and is closed nowhere, in front of what leaves the function.
fn released(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let is_left = |line: &str| first_word(line) == "return";
    let leaves = code.match_indices("return").map(|(at, _)| at).find(|at| {
        let start = code[..*at].rfind('\n').map_or(0, |end| end + 1);
        code[start..*at].trim().is_empty() && !code[at + "return".len()..].starts_with(is_part)
    });
    let leaves_next = is_left(near.next()) && !code.trim_end().ends_with(['{', ')']);
    let mut closes: Vec<String> = Vec::new();
    for (n, line) in near.above.iter().enumerate() {
        let statement = line.trim();
        let since = &near.above[..n];
        let is_closed = |close: &str| since.iter().any(|line| line.contains(close));
        if let Some((declared, value)) = statement.split_once(" = ") {
            let name = last_word(declared);
            let value = value.rsplit(')').next_back().unwrap_or(value);
            for (open, close) in OPENED {
                let is_opened = value.starts_with(open) || value.contains(&format!(" {open}"));
                let call = format!("{close}{name});");
                if is_opened && !is_closed(&call) && !code.contains(&call) {
                    closes.push(call);
                }
            }
        }
        for (taken, let_go) in
            [("pthread_mutex_lock(", "pthread_mutex_unlock("), ("mtx_lock(", "mtx_unlock(")]
        {
            if let Some(lock) = statement.strip_prefix(taken) {
                let call = format!("{let_go}{lock}");
                if !is_closed(&call) && !code.contains(&call) {
                    closes.push(call);
                }
            }
        }
        if let Some(lock) = statement.strip_suffix(".lock();") {
            let call = format!("{lock}.unlock();");
            if !is_closed(&call) && !code.contains(&call) {
                closes.push(call);
            }
        }
    }
    closes.truncate(2);
    for close in closes {
        if let Some(at) = leaves {
            let start = code[..at].rfind('\n').map_or(0, |end| end + 1);
            edits.put_in(start..start, &[&format!("{}{close}\n", &code[start..at])]);
        } else if leaves_next {
            near.put_behind(edits, &close);
        }
    }
    // What is kept in what is freed is freed before.
    let freed = code.trim().strip_prefix("free(").and_then(|rest| rest.strip_suffix(");"));
    if let Some(name) = freed.filter(|name| name.chars().all(is_part)) {
        let kind = near.outline.kind_of(name).unwrap_or_default();
        for field in near.outline.fields(kind).iter().filter(|it| it.is_pointer()) {
            let call = format!("free({name}->{});", field.name);
            if !near.above.iter().any(|line| line.contains(&call)) {
                near.put_before(edits, &call);
            }
        }
    }
}

/// What `realloc` made is kept: `a = grown;`.
fn kept(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    for line in near.above.iter().take(NEAR / 2) {
        let Some((declared, value)) = line.trim().split_once(" = realloc(") else { continue };
        let (name, owner) = (last_word(declared), value.split(',').next().unwrap_or_default());
        let given = format!("{owner} = {name};");
        if owner != name && near.outline.count(&given) == 0 && !near.code.contains(&given) {
            near.put_before(edits, &given);
        }
    }
}

/// The step and the bound of a loop that goes through blocks.
fn blocks(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some(head) = code.trim_start().strip_prefix("for (") else { return };
    let Some(close) = code.rfind(')') else { return };
    let Some(at) = code[..close].rfind("; ").map(|at| at + 2).filter(|_| head.contains("; ")) else { return };
    let name = code[at..close].trim_matches(['+', '-']);
    if name.is_empty() || name.len() + 2 != code[at..close].len() || !name.chars().all(is_part) {
        return;
    }
    let first = near.below.iter().take(NEAR / 2);
    let inner = first.clone().find_map(|line| line.trim().strip_prefix("for ("));
    let bound = inner.and_then(|line| line.split_once(" < ")).map(|(_, bound)| leading(bound));
    let is_summed = |line: &&str| line.contains(&format!("{name} + "));
    if let Some(bound) = bound.filter(|bound| !bound.is_empty() && near.below.iter().any(is_summed)) {
        edits.put_in(at..close, &[&format!("{name} += {bound}")]);
    }
    // What the loop before asks, this one asks, too.
    let asked = near.above.iter().take(NEAR).find_map(|line| {
        let inner = line.trim().strip_prefix("if (")?;
        let inner = inner.strip_suffix(" {").unwrap_or(inner).strip_suffix(')')?;
        (inner.contains(&format!(" + {name} < ")) && !inner.contains("&&")).then_some(inner)
    });
    if let Some(asked) = asked {
        edits.put_in(at - 2..at - 2, &[&format!(" && {asked}")]);
    }
}

/// `a[i - from]` for `a[i]` in a loop that begins at `from`.
fn from_start(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let head = near.above.iter().take(3).find_map(|line| line.trim().strip_prefix("for ("));
    let Some((made, _)) = head.and_then(|head| head.split_once("; ")) else { return };
    let Some((declared, start)) = made.split_once(" = ") else { return };
    let name = last_word(declared);
    if start.is_empty() || !start.chars().all(is_part) || start == "0" || start == "1" {
        return;
    }
    let index = format!("[{name}]");
    for (at, text) in near.code.match_indices(&index) {
        let end = at + text.len() - 1;
        edits.put_in(end..end, &[&format!(" - {start}")]);
    }
}

/// What is added goes behind what is there: `memcpy(a->data + a->len, …)` in front of `a->len += n`.
fn behind_the_last(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let added = near.below.iter().take(2).find_map(|line| line.trim().split_once(" += "));
    for list in argument_lists(near.code, false) {
        let Some(&(start, end)) = list.arguments.first() else { continue };
        let (_, name) = list.called(near.code);
        let is_copy = ["memcpy", "strcpy", "memmove", "copy", "sprintf"].contains(&name);
        if let Some((length, _)) = added.filter(|_| is_copy && !near.code[start..end].contains(' ')) {
            edits.put_in(end..end, &[&format!(" + {length}")]);
        }
        // What was sorted apart goes back to where it came from.
        let last = list.arguments.last().map_or((0, 0), |it| *it);
        let target = &near.code[last.0..last.1];
        if name == "copy" && target.ends_with(".begin()") {
            let (_, given) = near.outline.function().unwrap_or(("", Vec::new()));
            let offset = |it: &&Declared<'_>| {
                ["lo", "start", "begin", "from", "first", "left", "low", "offset", "l"].contains(&it.name)
            };
            if let Some(it) = given.iter().find(offset) {
                edits.put_in(last.1..last.1, &[&format!(" + {}", it.name)]);
            }
        }
    }
}

/// How many there are in a ring: `(a + 1) % N` for `a + 1`, and `h % N` for what is given back as a place.
fn rings(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let document = [near.outline.above(), near.outline.below()];
    let is_constant = |name: &&str| {
        !name.is_empty()
            && name.starts_with(|it: char| it.is_ascii_uppercase())
            && name.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_')
    };
    let behind = |sign: &'static str| {
        let parts = document.into_iter().flat_map(move |text| text.split(sign).skip(1).map(leading));
        let mut found: Vec<&str> = Vec::new();
        for name in parts.filter(is_constant) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found.truncate(2);
        found
    };
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    if let Some((target, value)) = assignment(code)
        && value.ends_with(" + 1")
    {
        let from = start + target.len() + " = ".len();
        for bound in behind(" % ").into_iter().chain(behind("[")) {
            edits.put_in(from..from + value.len(), &[&format!("({value}) % {bound}")]);
        }
    }
    if let Some(target) = line.strip_suffix("++;").or_else(|| line.strip_prefix("++")?.strip_suffix(';')) {
        for bound in behind(") % ") {
            edits.put_in(start..start + line.len(), &[&format!("{target} = ({target} + 1) % {bound};")]);
        }
    }
    if let Some(value) = line.strip_prefix("return ").and_then(|value| value.strip_suffix(';'))
        && value.chars().all(is_part)
        && value.starts_with('h')
    {
        let end = start + line.len() - 1;
        for bound in behind("[") {
            edits.put_in(end..end, &[&format!(" % {bound}")]);
        }
    }
}

/// Letters are places from `'a'` on where the document counts them so.
fn letters(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let document = [near.outline.above(), near.outline.below()];
    let counts = |sign: &str| document.iter().any(|text| text.contains(sign));
    let first = if counts("'a'") {
        "'a'"
    } else if counts("'A'") {
        "'A'"
    } else if counts("'0'") {
        "'0'"
    } else {
        return;
    };
    if !counts(&format!("- {first}")) && !counts("[26]") {
        return;
    }
    let letter = |text: &str| {
        let name = text.trim_start_matches('*');
        name.chars().all(is_part) && (text.starts_with('*') || ["c", "ch", "letter"].contains(&name))
    };
    for (open, _) in code.match_indices('[') {
        let Some(close) = code[open..].find(']').map(|length| open + length) else { continue };
        if letter(&code[open + 1..close]) {
            edits.put_in(close..close, &[&format!(" - {first}")]);
        }
    }
    let Some(value) = code.split_once(" = ").and_then(|(_, value)| value.trim_end().strip_suffix(';')) else {
        return;
    };
    if value.starts_with('*') && letter(value) {
        let end = code.trim_end().len() - 1;
        edits.put_in(end..end, &[&format!(" - {first}")]);
    }
}

/// All is well only where nothing is left: `return open.empty();` for `return true;`.
fn emptied(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some(at) = ["return true;", "return 1;"].iter().find_map(|it| code.find(it)).filter(|_| {
        near.below.is_empty()
            && near.outline.function().is_some_and(|(kind, _)| ["bool", "int"].contains(&last_word(kind)))
    }) else {
        return;
    };
    let start = at + "return ".len();
    let Some(end) = code[start..].find(';').map(|length| start + length) else { return };
    for it in near.outline.scope() {
        let is_list =
            ["stack", "Stack", "vector<", "queue", "deque"].iter().any(|kind| it.kind.contains(kind));
        let is_depth = ["depth", "open", "balance", "top", "level", "count", "sp"].contains(&it.name);
        if is_list && !it.kind.contains("const ") {
            edits.put_in(start..end, &[&format!("{}.empty()", it.name)]);
        } else if is_depth && it.base() == "int" {
            edits.put_in(start..end, &[&format!("{} == 0", it.name)]);
        }
    }
}

/// What a loop put into a list each time is put there a last time.
fn flushed(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let Some(list) = near.code.trim().strip_prefix("return ").and_then(|it| it.strip_suffix(';')) else {
        return;
    };
    let call = format!("{list}.push_back(");
    let pushed =
        near.above.iter().map(|line| line.trim()).filter(|line| line.starts_with(&call)).find(|line| {
            let inner = line[call.len()..].trim_end_matches(");");
            !inner.is_empty() && inner.chars().all(is_part)
        });
    if let Some(statement) = pushed.filter(|line| *line != near.last()) {
        near.put_before(edits, statement);
    }
}

#[cfg(test)]
mod tests;
