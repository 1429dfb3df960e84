//! Lines of JavaScript and TypeScript that mean nothing, or never what they say, whatever stands around them.

use std::ops::Range;

use super::{
    documents::depth,
    flow::{MOST_LINES, may_wait},
};
use crate::{
    arguments::argument_lists,
    language::Language,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    outline::scripts::{brackets, reach},
    rewrites::Rewrites,
};

/// Elements of documents; what is searched for by another name lost its sign.
const ELEMENTS: [&str; 74] = [
    "a",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "circle",
    "code",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "legend",
    "li",
    "line",
    "link",
    "main",
    "meta",
    "nav",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "path",
    "picture",
    "pre",
    "progress",
    "rect",
    "script",
    "section",
    "select",
    "slot",
    "source",
    "span",
    "strong",
    "style",
    "summary",
    "svg",
    "table",
    "template",
    "text",
    "textarea",
    "title",
];
/// More of them, which are parts of others.
const PARTS: [&str; 66] = [
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
    "u",
    "small",
    "time",
    "track",
    "abbr",
    "address",
    "area",
    "bdi",
    "bdo",
    "blockquote",
    "cite",
    "clipPath",
    "col",
    "colgroup",
    "data",
    "datalist",
    "defs",
    "del",
    "desc",
    "dfn",
    "ellipse",
    "embed",
    "filter",
    "foreignObject",
    "hgroup",
    "image",
    "ins",
    "kbd",
    "linearGradient",
    "map",
    "mark",
    "marker",
    "mask",
    "math",
    "menu",
    "meter",
    "noscript",
    "param",
    "parsererror",
    "pattern",
    "polygon",
    "polyline",
    "portal",
    "radialGradient",
    "rp",
    "rt",
    "ruby",
    "samp",
    "search",
    "stop",
    "sub",
    "sup",
    "symbol",
    "tspan",
    "use",
    "var",
    "view",
    "wbr",
];
/// What Node calls its errors.
const CODES: [&str; 20] = [
    "EACCES",
    "EADDRINUSE",
    "EBUSY",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EEXIST",
    "EHOSTUNREACH",
    "EINVAL",
    "EISDIR",
    "EMFILE",
    "ENOENT",
    "ENOSPC",
    "ENOTDIR",
    "ENOTEMPTY",
    "ENOTFOUND",
    "EPERM",
    "EPIPE",
    "ETIMEDOUT",
    "EXDEV",
];
/// What functions begin with that give back another one.
const MAKERS: [&str; 5] = ["make", "partial", "curry", "wrap", "thunk"];
/// What functions have in their names that make texts.
const OF_TEXTS: [&str; 9] =
    ["capital", "upper", "lower", "title", "text", "string", "format", "escape", "encode"];

pub(super) fn certain(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, language: Language) {
    exchanged(edits, code);
    compared(edits, code);
    arrows(edits, code);
    tested(edits, marked, code);
    numbers(edits, code);
    behind(edits, marked, code);
    merged(edits, code);
    capitals(edits, code);
    reduced(edits, code);
    awaited(edits, marked, code);
    for (at, call) in code.match_indices(".split(/./)") {
        let mark = if code.contains('"') || language == Language::TypeScript { '"' } else { '\'' };
        let other = if mark == '"' { '\'' } else { '"' };
        let whole = at..at + call.len();
        edits.put_in(whole, &[&format!(".split({mark}.{mark})"), &format!(".split({other}.{other})")]);
    }
}

/// What stands in texts: a stroke the wrong way, an identifier without its sign, the name of an error that is its code.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    for text in texts(code, language) {
        let (before, inner) = (&code[..text.start], &code[text.start + 1..text.end - 1]);
        let inside = text.start + 1..text.end - 1;
        let is_between = [".split(", ".join(", " + ", "+= "].iter().any(|it| before.ends_with(it));
        if matches!(inner, "/n" | "/t") && is_between {
            edits.put_in(inside.clone(), &[&inner.replace('/', "\\")]);
        }
        let is_searched = ["document.querySelector(", "document.querySelectorAll("]
            .iter()
            .any(|call| before.ends_with(call));
        let is_plain = inner.len() > 1 && inner.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        if is_searched
            && is_plain
            && !ELEMENTS.contains(&inner)
            && !PARTS.contains(&inner)
            && inner.starts_with(|it: char| it.is_ascii_lowercase())
        {
            edits.put_in(inside.clone(), &[&format!("#{inner}"), &format!(".{inner}")]);
        }
        let is_code = CODES.contains(&inner);
        for member in [".message === ", ".name === ", ".message !== ", ".name !== "] {
            if is_code && before.ends_with(member) {
                let start = text.start - member.len();
                let sign = &member[member.len() - " === ".len()..];
                edits.put_in(start..text.start, &[&format!(".code{sign}")]);
            }
        }
    }
}

/// Two lines that give each the other's value, one after the other.
fn exchanged(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some((one, two)) = code[start..].trim_end().split_once('\n') else { return };
    let statement = |line: &str| {
        let line = line.trim();
        let (name, value) = line.trim_end_matches(';').split_once(" = ")?;
        let is_place =
            name.chars().all(|it| is_part(it) || " .[]+-#".contains(it)) && !name.starts_with(['[', '{']);
        is_place.then(|| (name.to_owned(), value.to_owned(), line.ends_with(';')))
    };
    let (Some((a, b, true)), Some((c, d, true))) = (statement(one), statement(two)) else { return };
    if b != c || a.contains(' ') && !a.contains('[') || two.contains('\n') {
        return;
    }
    // `a = b; b = a + b;` would double it.
    let is_sum = d == format!("{a} + {c}") || d == format!("{c} + {a}");
    if d == a || is_sum {
        let end = start + code[start..].trim_end().len();
        edits.put_in(start..end, &[&format!("[{a}, {c}] = [{b}, {d}];")]);
    }
}

/// Comparisons as statements, and keys that are looked for among numbers.
fn compared(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let statement = code[start..].trim_end().trim_end_matches(';');
    for sign in [" != ", " !== "] {
        if let Some((one, other)) = statement.split_once(sign)
            && one == other
            && !one.is_empty()
            && code.trim_end().ends_with(';')
            && one.chars().all(|it| is_part(it) || matches!(it, '.' | '#'))
        {
            edits.put_in(start..start + statement.len(), &[&format!("{one} = !{one}")]);
        }
    }
    for (at, sign) in code.match_indices(" in Object.keys(") {
        let open = at + sign.len() - 1;
        let Some(pair) = brackets(code).into_iter().find(|pair| pair.start == open) else { continue };
        let owner = &code[open + 1..pair.end];
        let from = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
        if statement.starts_with("for ") {
            edits.put_in(at..at + " in ".len(), &[" of "]);
        } else if from < at {
            edits.put_in(at + " in ".len()..pair.end + 1, &[owner]);
        }
    }
}

/// Functions that name another one and do not call it.
fn arrows(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let caller = last_word(&code[..list.start - 1]);
        let place = match caller {
            "setTimeout" | "setInterval" | "setImmediate" | "requestAnimationFrame" | "queueMicrotask" => 0,
            "addEventListener" | "removeEventListener" => 1,
            _ => continue,
        };
        let Some(&(start, end)) = list.arguments.get(place) else { continue };
        let argument = &code[start..end];
        let name = ["() => ", "(event) => ", "(e) => "].iter().find_map(|head| argument.strip_prefix(head));
        if let Some(name) = name.filter(|name| {
            name.starts_with(char::is_alphabetic)
                && name.chars().all(is_part)
                && !matches!(*name, "null" | "undefined" | "true" | "false")
        }) {
            edits.put_in(start..end, &[name, &format!("() => {name}()")]);
        }
    }
}

/// Tests that compare what is made anew, or that fail before they are asked.
fn tested(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let pairs = brackets(code);
    // It compares what is inside.
    let is_deep = reach(marked.text).contains("uvu/assert");
    let is_thrown_by = |value: &str| {
        let name = value.split('(').next().unwrap_or_default();
        value.ends_with(')')
            && !name.is_empty()
            && name.chars().all(|it| is_part(it) || it == '.')
            && !value.contains("=>")
            && !name.ends_with("bind")
            && !MAKERS.iter().any(|word| last_word(name).starts_with(word))
    };
    for list in argument_lists(code, false) {
        let callee = &code[..list.start - 1];
        let function = last_word(callee);
        let is_asserted = callee.ends_with(&format!("assert.{function}"));
        let at = callee.len() - function.len()..callee.len();
        let is_made = |(start, end): &(usize, usize)| {
            code[*start..].starts_with(['{', '['])
                && pairs.iter().any(|pair| pair.start == *start && pair.end + 1 == *end)
        };
        match (function, list.arguments.as_slice()) {
            ("equal" | "strictEqual", arguments @ ([_, _] | [_, _, _]))
                if is_asserted && !is_deep && arguments[..2].iter().any(is_made) =>
            {
                let other = if function == "equal" { "deepEqual" } else { "deepStrictEqual" };
                edits.put_in(at, &[other, "deepStrictEqual", "deepEqual"]);
            }
            ("toBe", [only]) if is_made(only) && code.contains("expect(") && !code.contains(".not.") => {
                edits.put_in(at, &["toEqual", "toStrictEqual"]);
            }
            ("throws", [(start, end), ..]) if is_asserted && is_thrown_by(&code[*start..*end]) => {
                edits.put_in(*start..*start, &["() => "]);
            }
            ("expect", [(start, end)]) => {
                let is_thrown =
                    [").toThrow(", ").toThrowError("].iter().any(|it| code[*end..].starts_with(it));
                if is_thrown && is_thrown_by(&code[*start..*end]) {
                    edits.put_in(*start..*start, &["() => "]);
                }
            }
            _ => {}
        }
    }
}

/// Months that no year has, and years that are never leap ones.
fn numbers(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        // Day nought of it is the last one of December.
        if let (Some(before), [_, (start, end), (day, _), ..]) =
            (code[..list.start - 1].strip_suffix("Date"), list.arguments.as_slice())
            && before.ends_with("new ")
            && &code[*start..*end] == "12"
            && code[*day..].starts_with(|it: char| ('1'..='9').contains(&it))
        {
            edits.put_in(*start..*end, &["11"]);
        }
    }
    let joints = [" && ", " || "];
    for (at, rest) in code.match_indices(" % 4 === 0 && ").map(|(at, sign)| (at, &code[at + sign.len()..])) {
        let start = code[..at].trim_end_matches(is_part).len();
        let year = &code[start..at];
        let century = format!("{year} % 100 !== 0");
        let last = format!("{year} % 400 === 0");
        let Some(behind) = rest.strip_prefix(&century).filter(|_| !year.is_empty()) else { continue };
        if let Some(after) = behind.strip_prefix(joints[0]).and_then(|it| it.strip_prefix(&last)) {
            let end = code.len() - after.len();
            let first = format!("{year} % 4 === 0 && {century}");
            edits.put_in(start..end, &[&format!("({first}) || {last}"), &format!("{first} || {last}")]);
        }
    }
}

/// `let i = a.length; i >= 0` asks for what is none, where the loop asks for `a[i]`.
fn behind(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    for word in ["for (let ", "for (var "] {
        let Some((name, rest)) = code[start..].strip_prefix(word).and_then(|it| it.split_once(" = ")) else {
            continue;
        };
        let Some((first, behind)) = rest.split_once("; ") else { continue };
        let Some(list) = first.strip_suffix(".length") else { continue };
        let place = format!("{list}[{name}]");
        let inside = |line: &&str| line.trim().is_empty() || depth(line) > start;
        let mut body = marked.text[marked.range.end..].lines().take(MOST_LINES).take_while(inside);
        if !first.contains(' ')
            && body.any(|line| line.contains(&place))
            && behind.starts_with(&format!("{name} >= 0; {name}--"))
        {
            let end = code.len() - rest.len() + first.len();
            edits.put_in(end..end, &[" - 1"]);
        }
    }
}

/// `{ ...a, b: !a.b }` for what is given first and lost again.
fn merged(edits: &mut Rewrites<'_>, code: &str) {
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with("{ ")) {
        let inner = code[pair.start + 1..pair.end].trim();
        let Some((first, name)) = inner.rsplit_once(", ...") else { continue };
        let is_plain = name.starts_with(char::is_alphabetic) && name.chars().all(is_part);
        let asks = format!("{name}.");
        let is_lost = first.split(", ").all(|part| {
            let Some((key, value)) = part.split_once(": ") else { return false };
            let old = format!("{asks}{key}");
            // What may be missing gets a value in front of it.
            let is_usual = ["??", "||"].iter().any(|sign| value.contains(sign));
            key.chars().all(is_part) && value.contains(&old) && value != old && !is_usual
        });
        if is_plain && is_lost {
            let start = pair.start + 1 + code[pair.start + 1..pair.end].len()
                - code[pair.start + 1..pair.end].trim_start().len();
            edits.put_in(start..start + inner.len(), &[&format!("...{name}, {first}")]);
        }
    }
    // What is usual comes first, whatever is read or asked for.
    let is_usual = |name: &str| {
        let small = name.to_ascii_lowercase();
        (small.starts_with("default") || name.contains("DEFAULT")) && name.chars().all(is_part)
    };
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with("{ ...")) {
        let inner = code[pair.start + 1..pair.end].trim();
        let parts: Vec<&str> = inner.split(", ").collect();
        let Some((last, others)) = parts.split_last() else { continue };
        let are_spread = parts.iter().all(|part| part.starts_with("..."));
        let is_read = |part: &&str| ["parse(", "load", "read"].iter().any(|it| part.contains(it));
        let is_given = others.iter().any(|part| part.ends_with(')') && is_read(part));
        let is_last_usual = last.strip_prefix("...").is_some_and(is_usual);
        if are_spread && is_given && is_last_usual && !others.iter().any(|part| is_usual(&part[3..])) {
            let start = pair.start + 2;
            edits.put_in(start..start + inner.len(), &[&format!("{last}, {}", others.join(", "))]);
        }
    }
}

/// The first letter and all of a word, which holds it again.
fn capitals(edits: &mut Rewrites<'_>, code: &str) {
    for call in [".toUpperCase() + ", ".toLowerCase() + "] {
        for (at, _) in code.match_indices(call) {
            let head = ["charAt(0)", "[0]"].iter().find_map(|it| code[..at].strip_suffix(it));
            let Some(owner) = head.map(|head| head.trim_end_matches('.')) else { continue };
            let name = &owner[owner.trim_end_matches(|it| is_part(it) || it == '.').len()..];
            let start = at + call.len();
            let end = start + name.len();
            if !name.is_empty() && code[start..].starts_with(name) {
                let after = &code[end..];
                let is_whole =
                    after.starts_with([';', ')', '\n', ',']) || after.starts_with(".toLowerCase()");
                if is_whole {
                    edits.put_in(end..end, &[".slice(1)", ".substring(1)"]);
                }
            }
        }
    }
}

/// Sums that begin with the first of a list, or that forget what they had.
fn reduced(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        if last_word(&code[..list.start - 1]) != "reduce" || !code[..list.start - 1].ends_with(".reduce") {
            continue;
        }
        let Some(&(start, end)) = list.arguments.first() else { continue };
        let Some((head, body)) = code[start..end].split_once("=> ") else { continue };
        let inner = head.trim().trim_start_matches('(').trim_end_matches(')');
        let Some((sum, item)) = inner.split_once(", ") else { continue };
        let item = first_word(item);
        let is_name = |name: &str| name.chars().all(is_part) && name.starts_with(char::is_alphabetic);
        if !is_name(sum) || !is_name(item) || body.starts_with('{') {
            continue;
        }
        let at = end - body.len();
        match list.arguments.get(1).map(|&(from, to)| &code[from..to]) {
            None => {
                let first = [(" + ", ", 0"), (" * ", ", 1")].iter().find_map(|(sign, first)| {
                    let rest = body.strip_prefix(sum)?.strip_prefix(*sign)?;
                    let name = first_word(rest);
                    let inner = rest.strip_prefix(name)?.strip_prefix('(')?;
                    let small = name.to_lowercase();
                    let is_number = is_name(name) && !OF_TEXTS.iter().any(|word| small.contains(word));
                    (is_number && inner.strip_suffix(')')? == item).then_some(*first)
                });
                if let Some(first) = first {
                    edits.put_in(end..end, &[first]);
                }
            }
            Some("0")
                if !names(body).any(|(_, name)| name == sum) && names(body).any(|(_, name)| name == item) =>
            {
                edits.put_in(at..at, &[&format!("{sum} + ")]);
            }
            Some(_) => {}
        }
    }
}

/// `for (const a of b) {` for a list whose functions nobody waits for.
fn awaited(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    let Some((owner, rest)) = line.split_once(".forEach(async ") else { return };
    let Some((head, body)) = rest.split_once(" => {\n") else { return };
    let body = body.trim_end_matches(';');
    let name = head.trim_start_matches('(').trim_end_matches(')');
    // What leaves the function would leave the one around it, which has to wait, too.
    let is_plain = !name.is_empty() && name.chars().all(is_part) && !body.contains("return");
    if !body.contains("await ") || !may_wait(marked, code) {
        return;
    }
    if let Some(body) =
        body.strip_suffix("})").filter(|_| is_plain && owner.chars().all(|it| is_part(it) || it == '.'))
    {
        let whole: Range<usize> = start..start + line.len();
        edits.put_in(whole, &[&format!("for (const {name} of {owner}) {{\n{body}}}")]);
    }
}
