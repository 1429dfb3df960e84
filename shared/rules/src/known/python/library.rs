//! What Python's library and much used ones take otherwise than the marked line gives it, by what the document says of the values.

use crate::{
    arguments::{ArgumentList, argument_lists},
    language::Language::Python,
    lexical::texts,
    marked::Marked,
    names::{is_part, last_word, leading},
    outline::python::{Kind, Outline, closing, depth, has_name, is_chain, is_single, parts},
    rewrites::Rewrites,
};

/// What takes a shape in brackets of its own.
const SHAPED: [&str; 6] = ["np.zeros", "np.ones", "np.empty", "numpy.zeros", "numpy.ones", "numpy.empty"];
/// Functions of `re` that take a pattern and what is put in for it.
const PUTTING_IN: [&str; 2] = ["re.sub", "re.subn"];

/// The marked lines with what the library takes.
pub(super) fn of_library(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let outline = Outline::new(marked);
    for list in argument_lists(code, false) {
        let name = last_word(&code[..list.start - 1]);
        let chain = code[..list.start - 1].trim_end_matches(|it: char| is_part(it) || it == '.').len();
        let call = &code[chain..list.start - 1];
        databases(edits, code, &list, name);
        brackets(edits, &outline, code, &list, call);
        files(edits, &outline, code, &list, call);
        functions(edits, &outline, code, &list, call);
    }
    comparisons(edits, code);
    values(edits, &outline, code);
    rows(edits, marked, code);
    deques(edits, &outline, code);
    decorators(edits, &outline, code);
}

/// What texts hold that stands for something: places for values, and how a number is written.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    columns(edits, code);
    // `.2d` is none.
    for text in texts(code, Python).into_iter().filter(|text| code[..text.start].ends_with(['f', 'F'])) {
        for (at, _) in code[text.clone()].match_indices("d}") {
            let at = text.start + at;
            let before = code[..at].trim_end_matches(|it: char| it.is_ascii_digit());
            if before.len() < at
                && before.ends_with('.')
                && before
                    .trim_end_matches([
                        '.', '<', '>', '^', ',', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
                    ])
                    .ends_with(':')
            {
                edits.put_in(at..at + 1, &["f"]);
            }
        }
    }
}

/// One value of a statement is a tuple, too.
fn databases(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList, name: &str) {
    if let (&[(start, end), (from, to)], "execute") = (list.arguments.as_slice(), name)
        && code[start..end].ends_with(['"', '\''])
        && (code[start..end].matches('?').count() == 1 || code[start..end].matches("%s").count() == 1)
        && let Some(inner) = code[from..to].strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && parts(inner).len() == 1
        && !inner.trim_end().ends_with(',')
        && !inner.starts_with(['*', '(', '[', '{'])
        && !inner.contains(" for ")
        // Some names are of several values.
        && !["s", "row", "tuple", "data"].iter().any(|end| leading(inner).ends_with(end))
        && closing(inner).is_none()
    {
        edits.put_in(to - 1..to - 1, &[","]);
    }
}

/// What is one thing in brackets of its own: an address, a shape, what a thread is given.
fn brackets(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, list: &ArgumentList, call: &str) {
    let inner = |from: usize, to: usize| &code[from..to];
    if let &[(a, _), (c, d)] = list.arguments.as_slice() {
        let is_named = code[a..d].contains('=') || code[a..d].contains('*');
        // Windows, mailboxes and brokers have methods that are called so, too.
        let owner = call.strip_suffix(".bind").or_else(|| call.strip_suffix(".connect")).unwrap_or_default();
        let is_port = inner(c, d).to_lowercase().contains("port")
            || !inner(c, d).is_empty() && inner(c, d).chars().all(|it| it.is_ascii_digit());
        let is_socket = owner == "s"
            || last_word(owner).contains("sock")
            || outline.contains(&format!("{owner} = socket."));
        if is_port
            && is_socket
            && !owner.is_empty()
            && !is_named
            && outline.module("socket").is_some()
            && !call.starts_with("socket.")
        {
            edits.put_in(a..d, &[&format!("({})", inner(a, d))]);
        }
        let is_number = |text: &str| !text.contains(['"', '\'', '.']) || text.contains(".shape");
        if SHAPED.contains(&call)
            && !is_named
            && is_number(inner(c, d))
            && !matches!(inner(c, d), "int" | "float" | "bool" | "dtype" | "complex" | "object")
            && (inner(c, d).starts_with(|it: char| it.is_ascii_digit()) || inner(c, d).starts_with("len("))
        {
            edits.put_in(a..d, &[&format!("({})", inner(a, d))]);
        }
    }
    if matches!(call, "np.array" | "numpy.array")
        && list.arguments.len() > 2
        && let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last())
        && list.arguments.iter().all(|(from, to)| {
            inner(*from, *to).trim_start_matches('-').chars().all(|it| it.is_ascii_digit() || it == '.')
        })
    {
        edits.put_in(first.0..last.1, &[&format!("[{}]", inner(first.0, last.1))]);
    }
    // What runs elsewhere is not called here.
    if matches!(call.rsplit('.').next(), Some("Thread" | "Process" | "Timer")) {
        for (from, to) in &list.arguments {
            let Some(value) = inner(*from, *to).strip_prefix("target=") else { continue };
            let Some((function, rest)) = value.split_once('(').filter(|(function, _)| is_chain(function))
            else {
                continue;
            };
            let Some(given) = rest.strip_suffix(')').filter(|given| closing(given).is_none()) else {
                continue;
            };
            let has_args =
                inner(list.start, list.arguments.last().map_or(list.start, |last| last.1)).contains("args=");
            // What makes a function is called.
            let makes = ["make", "get", "create", "build", "wrap", "partial"]
                .iter()
                .any(|word| last_word(function).split('_').any(|part| part == *word));
            if makes {
                continue;
            }
            if given.is_empty() {
                edits.put_in(*from..*to, &[&format!("target={function}")]);
            } else if !has_args && !given.contains('=') {
                let comma = if parts(given).len() == 1 { "," } else { "" };
                edits.put_in(*from..*to, &[&format!("target={function}, args=({given}{comma})")]);
            }
        }
    }
    if call.strip_suffix(".route").is_some() && outline.contains("lask") {
        for (from, to) in &list.arguments {
            if inner(*from, *to).starts_with("method=[") || inner(*from, *to).starts_with("method=(") {
                edits.put_in(from + "method".len()..from + "method".len(), &["s"]);
            }
        }
    }
    // All of a list for the list.
    if call == "asyncio.gather"
        && let Some(&(from, to)) = list.arguments.first()
        && list.arguments.iter().skip(1).all(|(from, to)| inner(*from, *to).contains('='))
    {
        let value = inner(from, to);
        if value.starts_with('[') || is_chain(value) && outline.kind(value) == Some(Kind::List) {
            edits.put_in(from..from, &["*"]);
        } else if value.split_once(" for ").is_some_and(|(each, _)| {
            each.matches(['(', '[', '{']).count() == each.matches([')', ']', '}']).count()
        }) && !value.starts_with(['*', '('])
        {
            edits.put_in(from..to, &[&format!("*({value})"), &format!("*[{value}]")]);
        }
    }
}

/// What is read from and written to files.
fn files(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, list: &ArgumentList, call: &str) {
    let opened = |name: &str| {
        is_single(name)
            && outline.above().lines().rev().take(12).any(|line| {
                let line = line.trim_start();
                line.starts_with("with ")
                    && line.contains("open(")
                    && line.trim_end().ends_with(&format!(" as {name}:"))
            })
    };
    let Some(&(from, to)) = list.arguments.first() else { return };
    let first = &code[from..to];
    let end = list.start - 1;
    if matches!(call, "json.loads" | "pickle.loads" | "yaml.loads" | "tomllib.loads")
        && list.arguments.len() == 1
        && opened(first)
    {
        edits.put_in(end - 1..end, &[""]);
    }
    let is_text = first.ends_with(".read()")
        || first.ends_with(".read_text()")
        || first.strip_suffix(".text").is_some()
        || ["\"{", "\"[", "'{", "'["].iter().any(|begins| first.starts_with(begins));
    if call == "json.load" && list.arguments.len() == 1 && is_text {
        edits.put_in(end..end, &["s"]);
    }
    if matches!(call, "json.dump" | "pickle.dump")
        && let Some(&(c, d)) = list.arguments.get(1)
        && opened(first)
        && !code[c..d].contains('=')
    {
        edits.put_in(from..d, &[&[&code[c..d], &code[to..c], first].concat()]);
    }
    if call == "json.dumps"
        && list.arguments.len() > 1
        && list.arguments.get(1).is_some_and(|(c, d)| opened(&code[*c..*d]))
    {
        edits.put_in(end - 1..end, &[""]);
    }
}

/// Functions that take something else.
fn functions(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, list: &ArgumentList, call: &str) {
    let end = list.arguments.last().map_or(list.start, |last| last.1);
    if call == "zip" {
        match *list.arguments.as_slice() {
            // Rows of one value each are made so.
            [(from, to)]
                if is_chain(&code[from..to]) && !code.contains("many(") && !code.contains("writerows(") =>
            {
                edits.put_in(from..from, &["*"]);
            }
            // What is gone through once gives a pair after the other; of a text or a list, neighbours are meant.
            [(a, b), (c, d)]
                if code[a..b] == code[c..d]
                    && is_single(&code[a..b])
                    && outline.kind(&code[a..b]) == Some(Kind::List)
                    && code.contains(" for ")
                    && !code.contains("dict(") =>
            {
                edits.put_in(d..d, &["[1:]"]);
            }
            _ => {}
        }
    }
    if PUTTING_IN.contains(&call)
        && let Some(&(from, to)) = list.arguments.get(1)
        && code[from..to].starts_with(['"', '\''])
        && (1..6).any(|n| {
            code[from..to].contains(&format!("\\{n}")) && !code[from..to].contains(&format!("\\\\{n}"))
        })
    {
        edits.put_in(from..from, &["r"]);
    }
    // `setdefault(key)` gives nothing to ask.
    if call.ends_with(".setdefault") && list.arguments.len() == 1 {
        for (method, empty) in
            [(").append(", "[]"), (").extend(", "[]"), (").add(", "set()"), (").update(", "{}")]
        {
            if code[end..].starts_with(method) {
                edits.put_in(end..end, &[&format!(", {empty}")]);
            }
        }
    }
}

/// Comparisons that cannot hold: with what gives nothing, with what is another object.
fn comparisons(edits: &mut Rewrites<'_>, code: &str) {
    for sign in [" == ", " != "] {
        for (at, _) in code.match_indices(sign) {
            let rest = &code[at + sign.len()..];
            let chain = rest.len() - rest.trim_start_matches(|it: char| is_part(it) || it == '.').len();
            let start = at + sign.len();
            if let Some(owner) =
                rest[..chain].strip_suffix(".reverse").filter(|_| rest[chain..].starts_with("()"))
            {
                edits.put_in(start + owner.len()..start + chain + 2, &["[::-1]"]);
            }
            if let Some(owner) =
                rest[..chain].strip_suffix(".sort").filter(|_| rest[chain..].starts_with("()"))
            {
                edits.put_in(start..start + chain + 2, &[&format!("sorted({owner})")]);
            }
            if &rest[..chain] == "reversed"
                && let Some(inner) =
                    rest[chain..].strip_prefix('(').and_then(|rest| closing(rest).map(|end| &rest[..end]))
                && is_chain(inner)
            {
                edits.put_in(
                    start..start + chain + inner.len() + 2,
                    &[&format!("{inner}[::-1]"), &format!("list(reversed({inner}))")],
                );
            }
        }
    }
    for (sign, own) in [
        (" is (", " == ("),
        (" is [", " == ["),
        (" is {", " == {"),
        (" is not (", " != ("),
        (" is not [", " != ["),
        (" is not {", " != {"),
    ] {
        for (at, _) in code.match_indices(sign) {
            let inner = &code[at + sign.len()..];
            let is_whole =
                closing(inner).is_some_and(|end| !sign.ends_with('(') || parts(&inner[..end]).len() > 1);
            let is_quoted =
                code[..at].matches('"').count() % 2 == 1 || code[..at].matches('\'').count() % 2 == 1;
            if is_whole && !is_quoted && !code.trim_start().starts_with('#') {
                edits.put_in(at..at + sign.len(), &[own]);
            }
        }
    }
    // Methods are called to be compared with texts.
    for call in [".lower in ", ".upper in ", ".strip in ", ".lower not in ", ".upper not in "] {
        for (at, _) in code.match_indices(call) {
            let rest = &code[at + call.len()..];
            if rest.starts_with(['(', '[', '{']) || rest.starts_with(char::is_uppercase) {
                let end = at + 1 + leading(&code[at + 1..]).len();
                edits.put_in(end..end, &["()"]);
            }
        }
    }
}

/// What an answer holds is asked for by a call, and two lists are two.
fn values(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let end = code.trim_end().len();
    if let Some(before) = code[..end].strip_suffix(".json")
        && (before.contains(" = ") || before.trim_start().starts_with("return "))
        && (outline.module("requests").is_some() || outline.module("httpx").is_some())
        && !outline.contains("flask")
    {
        let owner = last_word(before);
        let is_asked = outline.above().lines().rev().take(12).any(|line| {
            line.trim_start().strip_prefix(owner).and_then(|rest| rest.strip_prefix(" = ")).is_some_and(
                |made| {
                    [".get(", ".post(", ".put(", ".request(", ".patch(", ".delete("]
                        .iter()
                        .any(|call| made.contains(call))
                },
            )
        });
        if is_asked {
            edits.put_in(end..end, &["()"]);
        }
    }
    // The same list is gone through twice, and the other one never.
    if let Some((before, rest)) = code.split_once(" for ")
        && let Some((one, two)) = rest.split_once(" for ")
        && let (Some((a, one)), Some((b, two))) = (one.split_once(" in "), two.split_once(" in "))
    {
        let list = leading(two);
        if one == list && !list.is_empty() && a.len() > 2 && b.len() > 2 && is_single(a) && is_single(b) {
            let own = |name: &str| {
                [format!("{}S", name.to_uppercase()), format!("{name}s")]
                    .into_iter()
                    .find(|it| it != list && outline.says(it))
            };
            let is_of = |name: &str| list.to_lowercase() == format!("{name}s");
            if let Some(other) = own(b).filter(|_| is_of(a)) {
                let at = code.len() - two.len();
                edits.put_in(at..at + list.len(), &[&other]);
            }
            if let Some(other) = own(a).filter(|_| is_of(b)) {
                let at = before.len() + " for ".len() + a.len() + " in ".len();
                edits.put_in(at..at + list.len(), &[&other]);
            }
        }
    }
}

/// Rows that are asked by name are read with their names, and what is counted begins somewhere.
fn rows(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    let below = &marked.text[marked.range.end..];
    let below = &below[..below.floor_char_boundary(2000)];
    if let Some((at, _)) = code.match_indices("csv.reader(").next()
        && line.starts_with("for ")
    {
        let name = leading(&line["for ".len()..]);
        let block: Vec<&str> =
            below.lines().take(12).take_while(|line| line.trim().is_empty() || depth(line) > start).collect();
        let is_asked = |mark: char| block.iter().any(|line| line.contains(&format!("{name}[{mark}")));
        if !name.is_empty()
            && (is_asked('"') || is_asked('\''))
            && !block.iter().any(|line| line.contains(&format!("{name} = ")))
        {
            edits.put_in(at..at + "csv.reader".len(), &["csv.DictReader"]);
        }
    }
    let outline = Outline::new(marked);
    // `a[key] += 1` of what is empty at first.
    for sign in [" += ", " -= "] {
        let Some((target, value)) = line.split_once(sign) else { continue };
        let Some((list, key)) = target.strip_suffix(']').and_then(|target| target.split_once('[')) else {
            continue;
        };
        let is_number = value.chars().all(|it| it.is_ascii_digit() || it == '.')
            || value.starts_with("len(")
            || is_single(value);
        if !is_single(list) || key.contains(['[', ']']) || !is_number || key.contains(':') || key.is_empty() {
            continue;
        }
        let made = outline
            .above()
            .lines()
            .rev()
            .take(30)
            // What is taken may hold anything.
            .take_while(|line| !line.trim_start().starts_with("def ") || !has_name(line, list))
            .find_map(|line| line.trim().strip_prefix(list)?.strip_prefix(" = "));
        let is_empty = made == Some("{}") || made == Some("dict()");
        let others: Vec<&str> = outline
            .lines()
            .filter(|line| line.contains(list) && !line.contains(&format!("{list} = ")))
            .collect();
        let is_caught = outline.contains("except KeyError");
        let is_asked = others.iter().any(|line| {
            line.contains(&format!(" in {list}"))
                && !(line.trim_start().starts_with("for ") && line.contains(&format!(" in {list}:")))
        });
        let is_filled = others.iter().any(|line| {
            line.contains(&format!("{list}[")) && line.contains("] = ")
                || line.contains(&format!("{list}.update"))
                || line.contains(&format!(", {list})"))
                || line.contains("setdefault(")
        });
        if is_empty && !is_caught && !is_asked && !is_filled {
            let at = start + target.len();
            let own = sign.trim().trim_end_matches('=');
            edits.put_in(at..at + sign.len(), &[&format!(" = {list}.get({key}, 0) {own} ")]);
        }
    }
}

/// A queue gives its first one by a method of its own.
fn deques(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for (at, call) in code.match_indices(".pop(0)") {
        let chain = code[..at].trim_end_matches(|it: char| is_part(it) || it == '.').len();
        let owner = &code[chain..at];
        let made: Vec<&str> = outline
            .lines()
            .filter_map(|line| line.trim().strip_prefix(owner))
            .filter(|rest| rest.starts_with(" = ") || rest.starts_with(": "))
            .collect();
        let is_deque = |rest: &str| rest.contains("= deque(") || rest.contains("= collections.deque(");
        if is_chain(owner) && !made.is_empty() && made.iter().all(|rest| is_deque(rest)) {
            edits.put_in(at..at + call.len(), &[".popleft()"]);
        }
    }
}

/// The decorator of the method below.
fn decorators(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    let Some(below) = outline.below().lines().next().and_then(|line| line.trim().strip_prefix("def ")) else {
        return;
    };
    let name = leading(below);
    let first = below.split_once('(').map_or("", |(_, rest)| leading(rest));
    if line == "@staticmethod" && first == "cls" {
        edits.put_in(start..start + line.len(), &["@classmethod"]);
    }
    if matches!(line, "@property.setter" | "@property.deleter" | "@property.getter") {
        edits.put_in(start + 1..start + "@property".len(), &[name]);
    }
    // The setter of another property is named by it.
    if let Some(other) = line.strip_prefix('@').and_then(|rest| rest.strip_suffix(".setter"))
        && other != name
        && is_single(other)
        && outline.above().contains(&format!("def {name}(self)"))
        && !outline.above().contains(&format!("def {other}("))
    {
        edits.put_in(start + 1..start + 1 + other.len(), &[name]);
    }
}

/// As many places for values as there are columns: `(a, b) VALUES (?, ?)`.
pub(crate) fn columns(edits: &mut Rewrites<'_>, code: &str) {
    for word in ["VALUES (", "values ("] {
        let Some(at) = code.find(word) else { continue };
        let start = at + word.len();
        let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
        let inner = &code[start..end];
        let Some(list) = code[..at].trim_end().strip_suffix(')').and_then(|before| before.rsplit_once('('))
        else {
            continue;
        };
        let n = parts(list.1).len();
        let is_held = ["?", "%s"].into_iter().find(|sign| parts(inner).iter().all(|part| part == sign));
        if let Some(sign) =
            is_held.filter(|_| n != parts(inner).len() && n > 0 && !inner.is_empty() && n < 30)
        {
            edits.put_in(start..end, &[&vec![sign; n].join(", ")]);
        }
    }
}
