//! Mistakes of Go that are known, most of them by `go vet` or staticcheck, or by what stands around the line.

mod checks;
mod copies;
mod function;
mod lines;
mod loops;
mod released;

use std::ops::Range;

use self::function::Function;
use super::{REACH, numbers};
use crate::{
    arguments::argument_lists,
    language::Language::Go,
    lexical::texts,
    marked::Marked,
    names::{is_part, last_word, names},
    operands::sides,
    outline::line::Line,
    rewrites::Rewrites,
};

/// Types that are interfaces, which nobody points to, and structures that are only pointed to.
const INTERFACES: [&str; 5] =
    ["http.ResponseWriter", "context.Context", "io.Reader", "io.Writer", "http.Handler"];
const POINTED: [&str; 4] = ["testing.T", "testing.B", "testing.M", "http.Request"];
/// Functions that look for their second argument in the first.
const SEARCHES: [&str; 5] =
    ["strings.HasPrefix", "strings.HasSuffix", "strings.TrimPrefix", "strings.TrimSuffix", "strings.Split"];
/// Methods that give a time and change none.
const OF_TIMES: [&str; 2] = ["AddDate", "UTC"];
/// The same, where they are given a duration: files are truncated in place.
const BY_DURATION: [&str; 2] = ["Truncate", "Round"];
/// Lines of a block that are read for what is done there.
const MOST_LINES: usize = 60;

pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    operands: &[Range<usize>],
) {
    let below = &marked.text[marked.range.end..];
    let above = &marked.text[..marked.range.start];
    heads(edits, code);
    calls(edits, code);
    printed(edits, code);
    if !code.trim().contains('\n') {
        made(edits, marked, code, below);
        ranged(edits, marked, code, below);
        locked(edits, code, above, below);
        closed(edits, code, above);
        unkept(edits, code, operands);
    }
    for (sign, no) in [(" == ", ""), (" != ", "!")] {
        for (range, a, b) in sides(code, operands, sign) {
            if b == "math.NaN()" {
                edits.put_in(range, &[&format!("{no}math.IsNaN({a})")]);
            }
        }
    }
    lines::put_right(edits, code, above, operands);
    if let Some(function) = Function::around(marked) {
        let document = Line::new(marked, "");
        released::put_right(edits, &function, code);
        loops::put_right(edits, &document, &function, code, below);
        checks::put_right(edits, &document, &function, code);
        copies::put_right(edits, &document, &function, code);
    }
    numbers::put_right(edits, code, operands, Go);
}

/// Texts that hold what stands for nothing.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    lines::of_texts(edits, code);
}

/// What an interface wants of a method, and types that are pointed to or are not.
fn heads(edits: &mut Rewrites<'_>, code: &str) {
    if code.trim_start().starts_with("func (") {
        for name in [" Error() {", " String() {"] {
            for (at, _) in code.match_indices(name) {
                let brace = at + name.len() - 1;
                let body = code[brace + 1..].trim();
                if body.is_empty() || body.contains("return ") {
                    edits.put_in(brace..brace, &["string "]);
                }
            }
        }
    }
    if !code.trim_start().starts_with("func ") {
        return;
    }
    for interface in INTERFACES {
        for (at, _) in code.match_indices(&format!("*{interface}")) {
            let after = &code[at + 1 + interface.len()..];
            if code[..at].ends_with(' ') && after.starts_with([',', ')']) {
                edits.put_in(at..at + 1, &[""]);
            }
        }
    }
    for kind in POINTED {
        for (at, _) in code.match_indices(&format!(" {kind}")) {
            if code[at + 1 + kind.len()..].starts_with([',', ')']) {
                edits.put_in(at + 1..at + 1, &["*"]);
            }
        }
    }
}

/// Arguments that stand in each other's place.
fn calls(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let call = &code[..list.start - 1];
        let start = call.trim_end_matches(|it| is_part(it) || it == '.').len();
        let call = &call[start..];
        if let &[(a, b), (c, d)] = list.arguments.as_slice() {
            let (one, two) = (&code[a..b], &code[c..d]);
            let is_known_error = |text: &str| {
                text.contains('.') && (last_word(text).starts_with("Err") || last_word(text) == "EOF")
            };
            let is_turned =
                (matches!(call, "errors.Is" | "errors.As") && is_known_error(one) && two == "err")
                    || (SEARCHES.contains(&call) && is_searched(call, one, two));
            if is_turned {
                edits.put_in(a..d, &[&format!("{two}{}{one}", &code[b..c])]);
            }
            // Letters that stand twice are no set of letters.
            let letters = two.trim_matches('"');
            let is_repeated =
                letters.char_indices().any(|(at, it)| letters[at + it.len_utf8()..].contains(it));
            if let Some(end) =
                call.strip_prefix("strings.Trim").filter(|end| matches!(*end, "Left" | "Right"))
                && two.starts_with('"')
                && is_repeated
                && !letters.contains('\\')
            {
                let right = if end == "Left" { "Prefix" } else { "Suffix" };
                let at = list.start - 1 - end.len();
                edits.put_in(at..list.start - 1, &[right]);
            }
        }
        if let &[_, (a, b), (c, d)] = list.arguments.as_slice()
            && call == "make"
            && &code[c..d] == "0"
            && &code[a..b] != "0"
        {
            edits.put_in(a..d, &[&format!("0, {}", &code[a..b])]);
        }
        // Rows are read into what is pointed to.
        let is_field = |&(start, end): &(usize, usize)| {
            let text = &code[start..end];
            text.contains('.') && text.chars().all(|it| is_part(it) || it == '.') && text.starts_with(is_part)
        };
        let is_row = list.arguments.len() > 1 || call.starts_with("row");
        if call.ends_with(".Scan") && is_row && list.arguments.iter().all(is_field) {
            let pointed: Vec<String> =
                list.arguments.iter().map(|&(start, end)| format!("&{}", &code[start..end])).collect();
            if let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) {
                edits.put_in(first.0..last.1, &[&pointed.join(", ")]);
            }
        }
    }
}

/// Whether a text that is searched seems to be the one that is looked for. A word may be looked for whose beginning is given, and
/// a text of several words may be split.
fn is_searched(call: &str, text: &str, name: &str) -> bool {
    let small = name.to_lowercase();
    let is_sought = ["prefix", "suffix", "sep", "cut", "delim"].iter().any(|word| small.contains(word));
    let is_short = text.trim_matches('"').chars().count() <= 2 || text.starts_with("\"\\");
    text.starts_with('"') && name.starts_with(is_part) && !is_sought && (is_short || !call.ends_with("Split"))
}

/// What is printed in another order than the text says.
fn printed(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let Some(format) = list.arguments.iter().position(|&(start, _)| code[start..].starts_with('"'))
        else {
            continue;
        };
        if format > 1 || !code[..list.start - 1].ends_with('f') {
            continue;
        }
        let (start, end) = list.arguments[format];
        let verbs: Vec<char> = code[start..end]
            .split('%')
            .skip(1)
            .filter_map(|part| part.chars().find(char::is_ascii_alphabetic))
            .collect();
        let given = &list.arguments[format + 1..];
        if verbs.len() != given.len() || code[start..end].contains("%%") {
            continue;
        }
        for (at, pair) in given.windows(2).enumerate() {
            let [(a, b), (c, d)] = pair else { continue };
            let (one, two) = (&code[*a..*b], &code[*c..*d]);
            let is_number =
                verbs.get(at) == Some(&'d') && verbs.get(at + 1).is_some_and(|it| "vsw".contains(*it));
            let is_wanted =
                ["want", "expected"].contains(&last_word(one)) && last_word(two).starts_with("got");
            let says_so = code[start..end].contains("want %") || code[start..end].contains("expected %");
            let is_last = at + 2 == given.len();
            if (is_number && one == "err") || (is_wanted && says_so && is_last) {
                edits.put_in(*a..*d, &[&format!("{two}{}{one}", &code[*b..*c])]);
            }
        }
    }
}

/// The lines of the block that a line stands in, below it.
fn rest_of_block<'t>(code: &str, below: &'t str) -> Vec<&'t str> {
    let depth = code.len() - code.trim_start().len();
    let inside = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() >= depth;
    below.lines().take_while(inside).take(MOST_LINES).collect()
}

/// Whether a name stands in a line as a whole, with something behind it.
fn stands_before(line: &str, name: &str, what: &str) -> bool {
    names(line).any(|(at, other)| {
        other == name && !line[..at].ends_with('.') && line[at + name.len()..].starts_with(what)
    })
}

/// Maps and channels that are used and not made, and lists that are longer than what is put into them.
fn made(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, below: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    let document = &marked.text[..marked.text.floor_char_boundary(REACH)];
    if let Some((name, kind)) = line.strip_prefix("var ").and_then(|rest| rest.split_once(' '))
        && (kind.starts_with("map[") || kind.starts_with("chan "))
        && name.chars().all(is_part)
        && !kind.contains(" = ")
        // It may be made where nothing is read any more.
        && (start > 0 || document.len() == marked.text.len())
    {
        let end = start + line.len();
        let whole = rest_of_block(code, below);
        let lines: Vec<&str> = if start == 0 { document.lines().collect() } else { whole };
        let is_made = |line: &&str| {
            stands_before(line, name, " = ")
                || stands_before(line, name, ", ")
                || line.contains(&format!("&{name}"))
                || line.contains(&format!(", {name} = "))
        };
        let stores = |line: &&str| {
            let is_key = stands_before(line, name, "[");
            let is_set = ["] = ", "] += ", "]++", "]--"].iter().any(|sign| line.contains(sign));
            is_key && is_set && line.trim_start().starts_with(name) || stands_before(line, name, " <- ")
        };
        let is_declared_again = lines.iter().any(|line| line.contains(&format!("{name} := ")));
        if lines.iter().any(stores) && !lines.iter().any(is_made) && !is_declared_again {
            let value =
                if kind.starts_with("map[") { format!("{kind}{{}}") } else { format!("make({kind})") };
            let ways = if start == 0 {
                [format!("var {name} = {value}"), format!("var {name} = make({kind})")]
            } else {
                [format!("{name} := make({kind})"), format!("{name} := {value}")]
            };
            edits.put_in(start..end, &[&ways[0], &ways[1]]);
        }
    }
    let Some((name, value)) = line.split_once(" := make([]") else { return };
    let Some((_, size)) = value.strip_suffix(')').and_then(|value| value.split_once(", ")) else { return };
    let lines = rest_of_block(code, below);
    let is_indexed =
        lines.iter().any(|line| stands_before(line, name, "[") || line.contains(&format!("copy({name}")));
    let is_appended = lines.iter().any(|line| line.contains(&format!("{name} = append({name},")));
    let at = start + line.len() - 1 - size.len();
    if !size.contains(", ") && is_appended && !is_indexed && size != "0" {
        let is_used = lines
            .iter()
            .take_while(|line| !line.contains("append("))
            .any(|line| names(line).any(|(_, it)| it == name));
        if !is_used {
            edits.put_in(at..at, &["0, "]);
        }
    }
    let is_grown = lines.iter().any(|line| line.contains(&format!("{name} = {name}[")));
    let stored = |line: &&str| line.trim_start().starts_with(&format!("{name}[")) && line.contains("] = ");
    if let Some(rest) =
        size.strip_prefix("0, ").filter(|_| lines.iter().any(stored) && !is_appended && !is_grown)
    {
        edits.put_in(at..at + size.len(), &[rest]);
    }
}

/// A number that is asked for what its element has.
fn ranged(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, below: &str) {
    let start = code.len() - code.trim_start().len();
    let Some((name, list)) =
        code[start..].strip_prefix("for ").and_then(|rest| rest.split_once(" := range "))
    else {
        return;
    };
    let list = list.trim().trim_end_matches('{').trim();
    let own = last_word(list);
    if !name.chars().all(is_part) || !list.chars().all(|it| is_part(it) || it == '.') {
        return;
    }
    // It has to be a list wherever it is declared.
    let document = &marked.text[..marked.text.floor_char_boundary(REACH)];
    let kinds: Vec<bool> = names(document)
        .filter(|(_, other)| *other == own)
        .filter_map(|(at, other)| {
            let rest = document[at + other.len()..].trim_start_matches(' ');
            let rest = rest.strip_prefix(":= ").or_else(|| rest.strip_prefix("= ")).unwrap_or(rest);
            let rest = rest.strip_prefix("make(").unwrap_or(rest);
            let is_list = rest.starts_with("[]") || rest.starts_with("...");
            let is_other =
                rest.starts_with("map[") || rest.starts_with("chan ") || rest.starts_with("<-chan");
            (is_list || is_other).then_some(is_list)
        })
        .collect();
    if kinds.is_empty() || kinds.contains(&false) {
        return;
    }
    let lines = below
        .lines()
        .take(MOST_LINES)
        .take_while(|line| line.trim().is_empty() || line.len() - line.trim_start().len() > start);
    let is_asked = lines.into_iter().any(|line| {
        let is_quoted = |at: usize| texts(line, Go).iter().any(|text| text.contains(&at));
        names(line).any(|(at, other)| {
            other == name
                && !line[..at].ends_with('.')
                && !is_quoted(at)
                && !line.trim_start().starts_with("//")
                && line[at + name.len()..].strip_prefix('.').is_some_and(|rest| rest.starts_with(is_part))
        })
    });
    if is_asked {
        edits.put_in(start + 4..start + 4, &["_, "]);
    }
}

/// What is locked for reading is unlocked as that, and what is locked is not locked again.
fn locked(edits: &mut Rewrites<'_>, code: &str, above: &str, below: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    let statement = line.strip_prefix("defer ").unwrap_or(line);
    let Some((owner, method)) = statement.strip_suffix("()").and_then(|call| call.rsplit_once('.')) else {
        return;
    };
    if !["Lock", "Unlock", "RLock", "RUnlock"].contains(&method)
        || !owner.chars().all(|it| is_part(it) || it == '.')
    {
        return;
    }
    let at = start + line.len() - 2 - method.len()..start + line.len() - 2;
    let before = above
        .lines()
        .rev()
        .take(MOST_LINES)
        .take_while(|it| !it.starts_with("func ") && !it.starts_with('}'));
    let calls: Vec<(&str, bool)> = before
        .filter_map(|it| {
            let it = it.trim();
            let it = it.strip_prefix("defer ").map_or((it, false), |it| (it, true));
            let method = it.0.strip_prefix(owner)?.strip_prefix('.')?.strip_suffix("()")?;
            ["Lock", "Unlock", "RLock", "RUnlock"].contains(&method).then_some((method, it.1))
        })
        .collect();
    // Where it is locked in both ways, either may be the one that is meant.
    let locks = |method: &str| calls.iter().any(|(other, _)| *other == method);
    match (method, calls.first().copied()) {
        ("Unlock", Some(("RLock", _))) if !locks("Lock") => edits.put_in(at, &["RUnlock"]),
        ("RUnlock", Some(("Lock", _))) if !locks("RLock") => edits.put_in(at, &["Unlock"]),
        ("Lock" | "RLock", Some((other, false))) if other == method && !line.starts_with("defer ") => {
            let is_unlocked = rest_of_block(code, below).iter().any(|it| {
                it.contains(&format!("{owner}.Unlock()")) || it.contains(&format!("{owner}.RUnlock()"))
            });
            if !is_unlocked {
                edits.put_in(at, &[if method == "Lock" { "Unlock" } else { "RUnlock" }]);
            }
        }
        _ => {}
    }
}

/// A function that is deferred, or that runs beside others, is called.
fn closed(edits: &mut Rewrites<'_>, code: &str, above: &str) {
    if code.trim() != "}" {
        return;
    }
    let start = code.len() - code.trim_start().len();
    let head = above
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty() && line.len() - line.trim_start().len() <= start);
    let Some(head) = head.filter(|head| head.len() - head.trim_start().len() == start) else { return };
    let head = head.trim();
    let is_function = ["defer func(", "go func("].iter().any(|word| head.starts_with(word));
    if is_function && head.ends_with('{') {
        let parameters =
            head.split_once("func(").and_then(|(_, rest)| rest.split_once(')')).map_or("", |(list, _)| list);
        let given: Vec<&str> = parameters.split(", ").filter_map(|it| it.split(' ').next()).collect();
        // What the loop around it goes through is given under another name.
        let at = above.rfind(head).unwrap_or_default();
        let looped = above[..at].lines().rev().take(MOST_LINES).find_map(|line| {
            let rest =
                line.trim().strip_prefix("for ").filter(|_| line.len() - line.trim_start().len() < start)?;
            let names = rest.split_once(" := ")?.0;
            Some(names.trim_start_matches("_, "))
        });
        if let Some(name) = looped.filter(|name| {
            !parameters.is_empty() && given.len() == 1 && *name != given[0] && !name.contains(", ")
        }) {
            edits.put_in(start + 1..start + 1, &[&format!("({name})")]);
        }
        edits.put_in(start + 1..start + 1, &[&format!("({})", given.join(", "))]);
    }
}

/// Functions that do nothing but give something.
fn unkept(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if !operands.iter().any(|operand| *operand == (start..start + line.len())) {
        return;
    }
    let Some((called, rest)) = line.split_once('(') else { return };
    let Some((owner, method)) = called.rsplit_once('.') else { return };
    let kept = if owner == "strings" {
        rest.split([',', ')']).next().unwrap_or_default()
    } else if OF_TIMES.contains(&method) || (BY_DURATION.contains(&method) && rest.contains("time.")) {
        owner
    } else {
        return;
    };
    if !kept.is_empty()
        && kept.chars().all(|it| is_part(it) || it == '.')
        && kept.starts_with(char::is_alphabetic)
    {
        edits.put_in(start..start, &[&format!("{kept} = ")]);
    }
}

#[cfg(test)]
mod tests;
