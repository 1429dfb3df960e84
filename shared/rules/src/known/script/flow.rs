//! Mistakes of JavaScript and TypeScript that the function shows in which the marked lines stand: what it forgets at its end, in a loop, or
//! in one of its cases.

use super::documents::{depth, is_parameter};
use crate::{
    arguments::argument_lists,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    outline::scripts::{kind_of, nearest, parameters, places, reach},
    rewrites::Rewrites,
};

/// How far a function goes on both sides of the marked lines, in lines.
pub(super) const MOST_LINES: usize = 120;
/// Lines that end what is done.
const JUMPS: [&str; 5] = ["break", "return", "continue", "throw ", "process.exit("];
/// What a name begins with that keeps when something was done.
const KEPT: [&str; 5] = ["last", "prev", "previous", "updated", "refilled"];
/// What begins anew, or is told by a name of its own.
const ANEW: [&str; 9] = ["reset", "clear", "init", "empty", "start", "logout", "status", "type", "kind"];
/// Methods that answer who asks.
const ANSWERS: [&str; 11] = [
    ".json(",
    ".send(",
    ".sendStatus(",
    ".sendFile(",
    ".end(",
    ".render(",
    ".redirect(",
    ".pipe(",
    "(res",
    "(req, res",
    ", res",
];

/// The function that the marked lines stand in, without them.
struct Function<'t> {
    head: &'t str,
    above: Vec<&'t str>,
    below: Vec<&'t str>,
}

impl<'t> Function<'t> {
    /// The innermost one whose head stands above.
    fn around(before: &'t str, after: &'t str, code: &str) -> Option<Self> {
        let mut least = depth(code);
        let mut above = Vec::new();
        let mut head = None;
        for line in before.lines().rev().take(MOST_LINES) {
            let is_outer = !line.trim().is_empty() && depth(line) < least;
            if is_outer {
                least = depth(line);
                if is_head(line) {
                    head = Some(line);
                    break;
                }
            }
            above.push(line);
        }
        let head = head?;
        above.reverse();
        let is_inside = |line: &&str| line.trim().is_empty() || depth(line) > depth(head);
        let below = after.lines().take(MOST_LINES).take_while(is_inside).collect();
        Some(Self { head, above, below })
    }

    fn lines(&self) -> impl Iterator<Item = &'t str> {
        self.above.iter().chain(&self.below).copied()
    }

    fn has(&self, text: &str) -> bool {
        self.lines().any(|line| line.contains(text))
    }

    /// Whether the marked lines are its last ones.
    fn ends(&self) -> bool {
        self.below.iter().all(|line| line.trim().is_empty())
    }
}

/// Whether a line is the head of a function or method.
fn is_head(line: &str) -> bool {
    let inner = line.trim();
    let word = first_word(inner.trim_start_matches('}'));
    inner.ends_with('{')
        && inner.contains(')')
        && !matches!(word, "if" | "for" | "while" | "switch" | "catch" | "else" | "do" | "try" | "with")
        && (inner.contains("=>")
            || inner.contains("function")
            || inner.split('(').next().is_some_and(is_named))
}

/// Whether what stands in front of a bracket is the name of a method.
fn is_named(before: &str) -> bool {
    before.ends_with(|last: char| is_part(last) || last == '>' || last == ']') && !before.contains([';', '='])
}

/// Whether the innermost function around the marked lines waits, or there is none.
pub(super) fn may_wait(marked: &Marked<'_>, code: &str) -> bool {
    let before = nearest(&marked.text[..marked.range.start]);
    Function::around(before, "", code).is_none_or(|function| function.head.contains("async "))
}

pub(super) fn flow(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let (before, after) = (nearest(&marked.text[..marked.range.start]), &marked.text[marked.range.end..]);
    let line = code.trim();
    if line.is_empty() {
        return;
    }
    mapped(edits, marked, code);
    twice(edits, before, after, code);
    if line.contains('\n') {
        return;
    }
    removed(edits, after, code);
    cases(edits, before, after, code);
    counted(edits, after, code);
    written(edits, before, code);
    methods(edits, marked, code);
    effects(edits, before, code);
    let Some(function) = Function::around(before, after, code) else { return };
    last_groups(edits, &function, code);
    answered(edits, &function, code);
    recent(edits, marked, &function, code);
    states(edits, &function, code);
}

/// Methods of classes that are asked for several times and never called.
fn methods(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let text = reach(marked.text);
    if !text.contains("class ") {
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for (_, name) in
        names(code).filter(|(at, _)| code[..*at].ends_with('.') && !code[..*at].ends_with("this."))
    {
        let asks = format!(".{name}");
        let found: Vec<usize> = code
            .match_indices(&asks)
            .map(|(at, _)| at + asks.len())
            .filter(|end| !code[*end..].starts_with(is_part))
            .collect();
        let is_value = found.iter().all(|end| {
            [" - ", " + ", " < ", " > ", " * ", " / ", " === ", ")", ";"]
                .iter()
                .any(|it| code[*end..].starts_with(it))
        });
        if seen.contains(&name) || found.len() < 2 || !is_value {
            continue;
        }
        seen.push(name);
        let method = format!("{name}()");
        let is_method = text.lines().any(|line| {
            let inner = line.trim();
            depth(line) > 0 && inner.starts_with(&method) && inner.ends_with('{')
        });
        let is_member = ["get ", "this.", "#", "static "].iter().any(|word| {
            let member = format!("{word}{name}");
            text.match_indices(&member).any(|(at, _)| {
                let behind = &text[at + member.len()..];
                !behind.starts_with(is_part) && (*word == "get " || behind.starts_with(" = "))
            })
        });
        // Another type may have a value of that name, as lists, texts, maps and sets have.
        let is_value = [": ", "?: "].iter().any(|sign| text.contains(&format!("{name}{sign}")));
        let is_own =
            name == "length" || (name == "size" && ["Map", "Set"].iter().any(|it| text.contains(it)));
        if is_method && !is_member && !is_value && !is_own {
            let (mut whole, mut from) = (String::new(), 0);
            for end in found {
                whole.push_str(&code[from..end]);
                whole.push_str("()");
                from = end;
            }
            whole.push_str(&code[from..]);
            edits.put_in(0..code.len(), &[&whole]);
        }
    }
}

/// What an effect fetches changes with what its function is given.
fn effects(edits: &mut Rewrites<'_>, before: &str, code: &str) {
    let line = code.trim();
    if !matches!(line, "}, []);" | "}, [])") {
        return;
    }
    let mut fetched: Vec<&str> = Vec::new();
    for other in before.lines().rev().take(MOST_LINES) {
        if let Some((_, rest)) = other.split_once("fetch(") {
            fetched.extend(names(rest).map(|(_, name)| name));
        }
        let opens = ["useEffect(", "useCallback(", "useMemo("].iter().any(|word| other.trim().contains(word));
        if opens && depth(other) == depth(code) {
            break;
        }
    }
    let head = before
        .lines()
        .rev()
        .take(MOST_LINES)
        .find(|line| !line.trim().is_empty() && depth(line) < depth(code) && is_head(line));
    let Some((_, list)) = head.and_then(|head| head.split_once('(')) else { return };
    let list = list.split(')').next().unwrap_or_default();
    let own: Vec<&str> = names(list).map(|(_, name)| name).filter(|name| fetched.contains(name)).collect();
    if !own.is_empty() {
        let at = depth(code) + "}, [".len();
        edits.put_in(at..at, &[&own.join(", ")]);
    }
}

/// What each case gives is all of what there was, with some of it changed.
fn states(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let open = "return { ";
    let line = code.trim();
    let Some(rest) = line.strip_prefix(open).filter(|rest| !rest.starts_with("...") && rest.ends_with("};"))
    else {
        return;
    };
    let spread = |line: &'_ str| {
        let rest = line.trim().strip_prefix("return { ...")?;
        let name = first_word(rest);
        rest.strip_prefix(name)?.starts_with(", ").then(|| name.to_owned())
    };
    let mut others = function.lines().filter_map(spread);
    let Some(name) = others.next() else { return };
    let is_plain = function.lines().any(|line| line.trim().starts_with(open) && spread(line).is_none());
    let label = function.above.last().map(|label| label.to_lowercase()).unwrap_or_default();
    if ANEW.iter().any(|word| label.contains(word) || rest.starts_with(word)) {
        return;
    }
    let is_again = others.next().is_some_and(|other| other == name);
    if is_again && !is_plain && function.has("case ") && places(rest, &name).next().is_none() {
        let at = depth(code) + open.len();
        edits.put_in(at..at, &[&format!("...{name}, ")]);
    }
}

/// What a loop collects is kept once more behind it, and begins anew when it is kept.
fn last_groups(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let (line, blank) = (code.trim(), &code[..depth(code)]);
    let end = code.trim_end().len();
    let list =
        line.strip_prefix("return ").and_then(|rest| rest.strip_suffix(';')).filter(|list| *list != "true");
    if let Some(list) = list.filter(|list| list.chars().all(is_part)) {
        let push = format!("{list}.push(");
        let lines = &function.above;
        let pushed = lines.iter().rposition(|line| line.contains(&push));
        if let Some(at) = pushed.filter(|at| depth(lines[*at]) > depth(code)) {
            let item = lines[at].trim().strip_prefix(&push).and_then(|rest| rest.strip_suffix(");"));
            let item = item.filter(|item| item.starts_with(is_part) && item.chars().all(is_part));
            let reset = item.zip(lines.get(at + 1)).is_some_and(|(item, next)| {
                let value = next.trim().strip_prefix(item).and_then(|rest| rest.strip_prefix(" = "));
                value.is_some_and(|value| matches!(value, "'';" | "\"\";" | "[];" | "{};"))
            });
            let is_read = |name: &str| {
                lines[at + 2..]
                    .iter()
                    .any(|line| depth(line) <= depth(code) && places(line, name).next().is_some())
            };
            if let Some(item) = item.filter(|item| reset && !is_read(item)) {
                edits.put_in(0..0, &[&format!("{blank}{push}{item});\n")]);
            }
        }
        return;
    }
    // What is open at the end was never closed.
    if line == "return true;" {
        let lists = function.above.iter().filter_map(|line| {
            let rest = line.trim().strip_prefix("const ").or_else(|| line.trim().strip_prefix("let "))?;
            let name = first_word(rest);
            (rest.ends_with(" = [];")).then_some(name)
        });
        for name in lists {
            let is_compared =
                [".pop() !== ", ".pop() != "].iter().any(|it| function.has(&format!("{name}{it}")));
            let is_top = depth(code)
                <= function.above.iter().find(|it| !it.trim().is_empty()).map_or(0, |it| depth(it));
            if is_compared
                && is_top
                && function.has(&format!("{name}.push("))
                && !function.has(&format!("{name}.length"))
            {
                edits.put_in(depth(code)..end, &[&format!("return {name}.length === 0;")]);
            }
        }
        return;
    }
    let Some((list, rest)) = line.split_once(".push(") else { return };
    let Some(item) =
        rest.strip_suffix(");").filter(|item| item.starts_with(is_part) && item.chars().all(is_part))
    else {
        return;
    };
    if !list.chars().all(is_part) {
        return;
    }
    let first = function.above.iter().find_map(|line| {
        let rest = line.trim().strip_prefix("let ")?.strip_prefix(item)?;
        let value = rest.rsplit_once(" = ")?.1.strip_suffix(';')?;
        matches!(value, "''" | "\"\"" | "[]").then_some((depth(line), value))
    });
    let is_again = function.below.iter().any(|other| other.trim() == line && depth(other) < depth(code));
    let is_set = function.lines().any(|line| line.trim().starts_with(&format!("{item} = ")));
    let grows = function.has(&format!("{item} += ")) || function.has(&format!("{item}.push("));
    if let Some((outer, value)) = first
        && outer < depth(code)
        && is_again
        && grows
        && !is_set
    {
        edits.put_in(end..end, &[&format!("\n{blank}{item} = {value};")]);
    }
}

/// Who is in between hands on, and a form that is sent by the program is not sent by the page.
fn answered(edits: &mut Rewrites<'_>, function: &Function<'_>, code: &str) {
    let (head, line, blank) = (function.head, code.trim(), &code[..depth(code)]);
    let end = code.trim_end().len();
    let takes = |name: &str| is_parameter(head, name);
    let answers = |line: &str| ANSWERS.iter().any(|call| line.contains(call));
    if takes("next")
        && (takes("req") || takes("request"))
        && !takes("err")
        && !takes("error")
        && !function.lines().any(answers)
        && !answers(line)
        && !line.starts_with(['}', ')', ']'])
        && function.ends()
        && places(line, "next").next().is_none()
        && !function.lines().any(|line| places(line, "next").next().is_some())
        && line.ends_with(';')
        && !JUMPS.iter().any(|jump| line.starts_with(jump))
        && !line.starts_with("res.")
    {
        edits.put_in(end..end, &[&format!("\n{blank}next();")]);
    }
    let is_submitted = ["'submit', ", "\"submit\", ", "onsubmit = ", "handleSubmit", "onSubmit"]
        .iter()
        .any(|it| head.contains(it));
    let event = ["event", "e", "evt", "ev"].into_iter().find(|name| takes(name));
    let is_first = function.above.iter().all(|line| line.trim().is_empty());
    let is_sent = |text: &str| ["fetch(", "FormData", "await ", "axios"].iter().any(|it| text.contains(it));
    if let Some(event) = event.filter(|_| is_submitted && is_first)
        && (is_sent(line) || function.lines().any(is_sent))
        && !line.contains("preventDefault")
        && !function.has("preventDefault")
    {
        edits.put_in(0..0, &[&format!("{blank}{event}.preventDefault();\n")]);
    }
}

/// When something was done last is kept, if what is done depends on it.
fn recent(edits: &mut Rewrites<'_>, marked: &Marked<'_>, function: &Function<'_>, code: &str) {
    let text = reach(marked.text);
    let (line, blank) = (code.trim(), &code[..depth(code)]);
    let end = code.trim_end().len();
    let is_changed = line.starts_with("this.")
        && line.ends_with(';')
        && (line.contains(" += ") || line.contains(" = ") && line.contains(" + "));
    if is_changed && function.ends() {
        for other in &function.above {
            let Some((left, right)) = other.split_once(" - this.") else { continue };
            let name = first_word(right);
            let member = format!("this.{name} = ");
            let now = left.rsplit(['(', '=']).next().unwrap_or_default().trim();
            // `now()` ends with its own brackets.
            let now = if left.ends_with("()") {
                let owner = left.trim_end_matches("()");
                &left[owner.trim_end_matches(|it| is_part(it) || it == '.').len()..]
            } else {
                now
            };
            let small = name.to_ascii_lowercase();
            let is_kept = KEPT.iter().any(|word| small.starts_with(word));
            let is_time = now.ends_with("now") || now.ends_with("()") || now == "current";
            if is_kept
                && is_time
                // Where it is made, and nowhere else.
                && text.matches(&member).count() < 2
                && !line.contains(&member)
                && !function.has(&member)
            {
                edits.put_in(end..end, &[&format!("\n{blank}{member}{now};")]);
            }
        }
    }
    // Who was asked for last is the last one to go.
    let value = line.strip_prefix("return ").and_then(|rest| rest.strip_suffix(';'));
    let Some(value) = value.filter(|value| value.chars().all(is_part)) else { return };
    let got = function.above.iter().find_map(|other| {
        let rest = other.trim().strip_prefix("const ")?.strip_prefix(value)?.strip_prefix(" = ")?;
        let (owner, rest) = rest.split_once(".get(")?;
        Some((owner, rest.split(')').next()?))
    });
    if let Some((owner, key)) = got
        && first_word(function.head.trim().trim_start_matches("public ")) == "get"
        && !function.has(&format!("{owner}.delete("))
        && !function.has(&format!("{owner}.set("))
        && key.chars().all(is_part)
    {
        // Who is asked for may be moved by another method.
        let is_moved = function.above.iter().any(|line| line.trim().starts_with("this."));
        if !is_moved && (text.contains("LRU") || text.contains("Lru")) {
            edits.put_in(
                0..0,
                &[&format!("{blank}{owner}.delete({key});\n{blank}{owner}.set({key}, {value});\n")],
            );
        }
    }
}

/// A case that goes on in the next one, where others end.
fn cases(edits: &mut Rewrites<'_>, before: &str, after: &str, code: &str) {
    let (line, blank) = (code.trim(), &code[..depth(code)]);
    let next = after.lines().next().unwrap_or_default();
    let is_case = |line: &str| line.starts_with("case ") || line.starts_with("default:");
    let is_statement = line.ends_with(';')
        && !JUMPS.iter().any(|jump| line.starts_with(jump))
        && !line.starts_with(['}', ')', ']', '.', '/']);
    if !is_statement || !is_case(next.trim_start()) || depth(next) >= depth(code) {
        return;
    }
    // Those of the same choice.
    let is_inside = |line: &&str| line.trim().is_empty() || depth(line) >= depth(next);
    let ends = |line: &str| line.trim() == "break;" && depth(line) == depth(code);
    let above = before.lines().rev().take(MOST_LINES).take_while(is_inside).any(ends);
    if above || after.lines().take(MOST_LINES).take_while(is_inside).any(ends) {
        let end = code.trim_end().len();
        edits.put_in(end..end, &[&format!("\n{blank}break;")]);
    }
}

/// What is removed from a list leaves a place that the loop does not look at.
fn removed(edits: &mut Rewrites<'_>, after: &str, code: &str) {
    let Some(head) = code.trim().strip_prefix("for (let ").and_then(|head| head.strip_suffix("++) {")) else {
        return;
    };
    let name = first_word(head);
    let condition = format!("{name} = 0; {name} < ");
    let Some(list) =
        head.strip_prefix(&condition).and_then(|rest| rest.strip_suffix(&format!(".length; {name}")))
    else {
        return;
    };
    let body: Vec<&str> = after
        .lines()
        .take(MOST_LINES)
        .take_while(|line| line.trim().is_empty() || depth(line) > depth(code))
        .collect();
    let splice = format!("{list}.splice({name}, 1)");
    let Some(at) = body.iter().position(|line| line.contains(&splice)) else { return };
    let is_left = body[at..].iter().any(|line| line.contains("break") || line.contains("return"));
    let is_back = body.iter().any(|line| {
        [format!("{name}--"), format!("--{name}"), format!("{name} -= 1")].iter().any(|it| line.contains(it))
    });
    if !is_left && !is_back && !list.contains(' ') {
        let at = depth(code);
        let end = code.trim_end().len();
        let whole = format!("for (let {name} = {list}.length - 1; {name} >= 0; {name}--) {{");
        edits.put_in(at..end, &[&whole]);
    }
}

/// What is said where a number is divided by three, five or both.
fn counted(edits: &mut Rewrites<'_>, after: &str, code: &str) {
    let next = after.lines().next().unwrap_or_default();
    let said = |text: &str| ["'", "\"", "`"].iter().any(|mark| next.contains(&format!("{mark}{text}{mark}")));
    let wanted = if said("FizzBuzz") {
        "15"
    } else if said("Buzz") {
        "5"
    } else if said("Fizz") {
        "3"
    } else {
        return;
    };
    let Some((head, rest)) = code.split_once(" % ") else { return };
    let number = &rest[..rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(0)];
    let behind = &rest[number.len()..];
    if matches!(behind.trim_end(), " === 0) {" | " === 0)" | " == 0) {")
        && number != wanted
        && !number.is_empty()
    {
        let at = head.len() + 3;
        edits.put_in(at..at + number.len(), &[wanted]);
    } else if wanted == "15" && behind.starts_with(" === 0 || ") && behind.matches(" % ").count() == 1 {
        let start = head.trim_end_matches(is_part).len();
        let name = &head[start..];
        let end = code.rfind(" === 0)").unwrap_or(start);
        if start < end {
            let one = code[start..end].replace(" || ", " && ");
            edits.put_in(start..end, &[&format!("{name} % 15"), &one]);
        }
    }
}

/// Maps and sets are written as nothing.
fn written(edits: &mut Rewrites<'_>, before: &str, code: &str) {
    for list in argument_lists(code, false) {
        let Some(&(start, end)) = list.arguments.first() else { continue };
        // What is given second may write them.
        if !code[..list.start].ends_with("JSON.stringify(") || list.arguments.len() > 1 {
            continue;
        }
        let value = &code[start..end];
        let name = last_word(value).trim_start_matches('#');
        let is_chain = value.chars().all(|it| is_part(it) || matches!(it, '.' | '#'));
        match kind_of(before, name).map(first_word).filter(|_| is_chain && !name.is_empty()) {
            Some("Map" | "ReadonlyMap") => {
                edits
                    .put_in(start..end, &[&format!("Object.fromEntries({value})"), &format!("[...{value}]")]);
            }
            Some("Set" | "ReadonlySet") => edits.put_in(start..end, &[&format!("[...{value}]")]),
            _ => {}
        }
    }
}

/// A function that takes something else where a list gives it the place.
fn mapped(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let &[(start, end)] = list.arguments.as_slice() else { continue };
        let name = &code[start..end];
        if !code[..list.start].ends_with(".map(")
            || !name.starts_with(char::is_lowercase)
            || !name.chars().all(is_part)
        {
            continue;
        }
        let text = reach(marked.text);
        if let Some([first, second, ..]) = parameters(text, name).as_deref()
            && second.is_optional
            && !first.name.is_empty()
            && !["i", "n", "key", "all", "rest", "args"].contains(&second.name)
            && !["index", "idx", "pos", "row", "col", "offset", "order", "rank"]
                .iter()
                .any(|word| second.name.to_lowercase().contains(word))
            && !text.contains(&format!("...{}", second.name))
        {
            edits.put_in(start..end, &[&format!("({0}) => {name}({0})", first.name)]);
        }
    }
}

/// The same is made of the same again, and one of those that the function is given is never asked for.
fn twice(edits: &mut Rewrites<'_>, before: &str, after: &str, code: &str) {
    let start = code[..code.trim_end().len()].rfind('\n').map_or(0, |at| at + 1);
    let last = code[start..].trim_end();
    let above = if start > 0 { code[..start].trim_end() } else { before.trim_end() };
    let above = above.rsplit('\n').next().unwrap_or_default();
    let value = |line: &'_ str| line.split_once(" = ").map(|(_, value)| value.trim().to_owned());
    let (Some(one), Some(two)) = (value(above), value(last)) else { return };
    if one != two || !two.contains('(') || above.trim() == last.trim() {
        return;
    }
    let Some(function) = Function::around(before, after, code) else { return };
    let Some((_, parameters)) = function.head.split_once('(') else { return };
    let own: Vec<&str> = names(parameters.split(')').next().unwrap_or_default())
        .filter(|(at, name)| {
            !parameters[at + name.len()..].starts_with('[') && !parameters[..*at].ends_with(": ")
        })
        .map(|(_, name)| name)
        .collect();
    let is_used = |name: &str| {
        places(code, name).next().is_some()
            || function.lines().any(|line| places(line, name).next().is_some())
    };
    let mut unused = own.iter().filter(|name| !name.starts_with('_') && !is_used(name));
    let (Some(other), None) = (unused.next(), unused.next()) else { return };
    for name in own.iter().filter(|name| *name != other) {
        for at in places(last, name) {
            let at = start + at;
            // What is declared is no value.
            if at > start + last.find(" = ").unwrap_or(0) {
                edits.put_in(at..at + name.len(), &[other]);
            }
        }
    }
}
