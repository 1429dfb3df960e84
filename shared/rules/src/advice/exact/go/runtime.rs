//! What programs of Go's say when they fail: an index behind the end, nothing where something should be, goroutines that wait for ever.

use super::super::{Rewrites, asked, between};
use crate::{
    language::Language::Go,
    lexical,
    names::{first_word, is_part},
    outline::{
        go::{around, fields, functions, zero},
        line::{Line, begins_as_name, indentation},
    },
};

/// Most structures, and fields of one, that are made.
const MOST: usize = 8;

/// Makes the edits, if a message is one of these.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let says = |phrase: &str| said.contains(phrase);
    if line.code.trim().is_empty() {
        return;
    }
    if says("index out of range") || says("slice bounds out of range") {
        indices(edits, line.code, says("[-"));
        looped(edits, line, says("[-"));
    } else if says("nil pointer dereference") {
        missing(edits, line);
    } else if says("assignment to entry in nil map") {
        maps(edits, line);
    } else if says("goroutines are asleep") {
        channels(edits, line);
    } else if let Some((given, wanted)) =
        between(said, " is ", ", not ").zip(said.split_once(", not ").map(|(_, it)| it))
    {
        if says("interface conversion") {
            asserted(edits, line.code, given, wanted);
        }
    } else if says("missing closing )") {
        for (at, _) in line.code.match_indices(['$', '`', '"', '|', '}', '+', '*']) {
            let end = if line.code[at..].starts_with(['}', '+', '*']) { at + 1 } else { at };
            edits.put_in(end..end, &[")"]);
        }
    } else if says("missing argument to repetition operator") {
        for (at, _) in line.code.match_indices(['*', '+', '?']) {
            edits.put_in(at..at, &["\\", "."]);
        }
    } else if let Some(field) = between(said, "can't evaluate field ", " in type") {
        let mut letters = field.chars();
        if let Some(first) = letters.next() {
            let capital: String = first.to_uppercase().chain(letters).collect();
            for (at, text) in line.code.match_indices(&format!(".{field}")) {
                edits.put_in(at..at + text.len(), &[&format!(".{capital}"), &format!("$.{field}")]);
            }
        }
    } else if says("from nil parent") {
        for (at, _) in line.code.match_indices("(nil,") {
            edits.put_in(at + 1..at + 4, &["context.Background()"]);
        }
    }
}

/// Whether a place stands between the brackets of an index, or in a list, where Go's own form has no blanks.
fn is_close(code: &str, at: usize) -> bool {
    let before = &code[..at];
    before.rfind('[') > before.rfind(']')
        || before.ends_with(", ")
        || code[at..].contains(", ") && before.contains('(')
}

/// Indices one less, or within the length.
fn indices(edits: &mut Rewrites<'_>, code: &str, is_negative: bool) {
    // `len(a)-1` for `len(a)`.
    for (at, _) in
        code.match_indices("len(").filter(|(at, _)| !is_negative && !code[..*at].ends_with(is_part))
    {
        let Some(end) = lexical::closing(code, at + "len(".len(), Go).map(|close| close + 1) else {
            continue;
        };
        let rest = code[end..].trim_start();
        if !rest.starts_with(['-', '+', '*', '/', '%']) {
            edits.put_in(
                end..end,
                if is_close(code, at) || code[end..].starts_with(']') {
                    &["-1", " - 1"]
                } else {
                    &[" - 1", "-1"]
                },
            );
        }
        // All comparisons with a length at once.
        let whole = code.replace(" > len(", " >= len(").replace(" <= len(", " < len(");
        edits.put_in(0..code.len(), &[&whole]);
    }
    // Each index, and all of them at once.
    let (mut less, mut more) = (code.to_owned(), code.to_owned());
    for (open, _) in code.match_indices('[').collect::<Vec<_>>().into_iter().rev() {
        let Some(close) = lexical::closing(code, open + 1, Go) else { continue };
        let inner = &code[open + 1..close];
        let start = code[..open].trim_end_matches(|it| is_part(it) || it == '.').len();
        let list = &code[start..open];
        if list.is_empty() || inner.is_empty() || inner.contains([':', ']', '"', '\'']) {
            continue;
        }
        if inner.chars().all(|it| is_part(it) || it == '.') && begins_as_name(inner) {
            less.replace_range(open + 1..close, &format!("{inner}-1"));
            more.replace_range(open + 1..close, &format!("{inner}%len({list})"));
        } else if inner.contains(['+', '-']) && !inner.contains('%') {
            let around_it = format!("({inner})%len({list})");
            edits.put_in(open + 1..close, &[&around_it]);
        }
    }
    for whole in [less, more] {
        edits.put_in(0..code.len(), &[&whole]);
    }
    // A remainder of what may be less than nothing.
    let mut whole = code.to_owned();
    let mut places: Vec<usize> =
        [")%len(", ") % len("].iter().flat_map(|sign| code.match_indices(sign)).map(|(at, _)| at).collect();
    places.sort_unstable();
    for at in places.into_iter().rev() {
        let begin = code[at..].find("len(").map_or(at, |begin| at + begin);
        let Some(end) = lexical::closing(code, begin + "len(".len(), Go).map(|close| close + 1) else {
            continue;
        };
        let blank = if code[..at].rfind(" + ") > code[..at].rfind('(')
            || code[..at].rfind(" - ") > code[..at].rfind('(')
        {
            " + "
        } else {
            "+"
        };
        whole.insert_str(at, &format!("{blank}{}", &code[begin..end]));
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// Loops that go too far, and indices of what a loop goes along.
fn looped(edits: &mut Rewrites<'_>, line: &Line<'_>, is_negative: bool) {
    let code = line.code;
    let start = indentation(code);
    // The end is asked for first: `for i < len(a) && a[i] == b`.
    for word in ["for ", "if ", "} else if "] {
        if is_negative || !code[start..].starts_with(word) || code.contains("len(") {
            continue;
        }
        let begin = start + word.len();
        for (open, _) in code[begin..].match_indices('[').map(|(at, text)| (begin + at, text)) {
            let Some(close) = lexical::closing(code, open + 1, Go) else { continue };
            let list = &code[code[..open].trim_end_matches(|it| is_part(it) || it == '.').len()..open];
            let index = &code[open + 1..close];
            if !list.is_empty() && begins_as_name(index) && !index.contains(':') {
                edits.put_in(begin..begin, &[&format!("{index} < len({list}) && ")]);
            }
        }
    }
    // It goes down to where something is taken away.
    if is_negative && let Some(at) = code.find(" >= 0").filter(|_| code[start..].starts_with("for ")) {
        for below in line.below.lines().take(6) {
            for (open, _) in below.match_indices('[') {
                let inner = below[open + 1..].split(']').next().unwrap_or_default();
                if let Some((_, less)) = inner.split_once('-').filter(|(_, less)| !less.is_empty()) {
                    edits.put_in(at..at + " >= 0".len(), &[&format!(" >= {}", less.trim())]);
                }
            }
        }
    }
    // The next of the last of a list is its first.
    let ranged = line.above.lines().rev().take(8).find_map(|above| {
        let rest = above.trim().strip_prefix("for ")?.strip_suffix(" {")?;
        rest.split_once(" range ")
            .map(|(_, list)| list)
            .or_else(|| rest.split_once("len(")?.1.split(')').next())
    });
    if let Some(list) = ranged {
        for (at, _) in code.match_indices(" + 1\n").chain(code.match_indices(" - 1\n")) {
            let begin = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
            let end = at + " + 1".len();
            edits.put_in(begin..end, &[&format!("({}) % len({list})", &code[begin..end])]);
        }
    }
}

/// Nothing is asked for nothing: it is looked at first, or something is put there.
fn missing(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let start = indentation(code);
    // `return n != nil && n.end`
    for word in ["return ", "if ", "for "] {
        let Some(rest) = code[start..].strip_prefix(word) else { continue };
        let name = first_word(rest.trim_start_matches('!'));
        if begins_as_name(name) && rest.trim_start_matches('!')[name.len()..].starts_with('.') {
            let at = start + word.len();
            edits.put_in(at..at, &[&format!("{name} != nil && ")]);
        }
        let chain = &rest[..rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len()];
        if let Some((owner, _)) = chain.rsplit_once('.').filter(|(owner, _)| owner.contains('.')) {
            let at = start + word.len();
            edits.put_in(at..at, &[&format!("{owner} != nil && ")]);
        }
        if let Some(at) = code.find(" != nil {").filter(|_| word == "for ") {
            for field in fields_of_steps(line.below, name) {
                edits.put_in(at..at, &[&format!(".{field}")]);
            }
        }
    }
    // `var p *T` points to nothing yet.
    if let Some((name, kind)) =
        code[start..].trim_end().strip_prefix("var ").and_then(|rest| rest.split_once(" *"))
    {
        let end = code.trim_end().len();
        if kind.chars().all(|it| is_part(it) || it == '.') {
            edits.put_in(start..end, &[&format!("{name} := &{kind}{{}}"), &format!("{name} := new({kind})")]);
        }
    }
    made(edits, line, |kind| kind.starts_with('*'));
    // What a function is called with may be nothing, where it calls itself.
    let Some(head) = line
        .above
        .lines()
        .next_back()
        .filter(|head| head.starts_with("func ") && head.trim_end().ends_with('{'))
    else {
        return;
    };
    let name = head.trim_start_matches("func ");
    let receiver = name.strip_prefix('(').and_then(|rest| rest.split_once(' ')).map(|(name, _)| name);
    let parameters = around(line).map(|head| head.parameters).unwrap_or_default();
    let pointers = parameters.iter().filter(|(_, kind)| kind.starts_with('*')).map(|(name, _)| *name);
    let results = around(line).map(|head| head.results).unwrap_or_default();
    let values: Vec<String> = results.iter().map(|kind| zero(line, kind)).collect();
    let way = if values.is_empty() { "return".to_owned() } else { format!("return {}", values.join(", ")) };
    let indentation = &code[..start];
    for name in receiver.into_iter().chain(pointers) {
        edits.put_in(
            0..0,
            &[&format!("{indentation}if {name} == nil {{\n{indentation}\t{way}\n{indentation}}}\n")],
        );
    }
}

/// The fields along which a loop goes on: `a = a.next`.
fn fields_of_steps<'t>(below: &'t str, name: &str) -> Vec<&'t str> {
    let steps = below.lines().take(12).filter_map(|line| {
        let rest =
            line.trim().strip_prefix(name)?.strip_prefix(" = ")?.strip_prefix(name)?.strip_prefix('.')?;
        rest.chars().all(is_part).then_some(rest)
    });
    steps.collect()
}

/// Fields of a structure that is made empty get a value each.
fn made(edits: &mut Rewrites<'_>, line: &Line<'_>, is_wanted: impl Fn(&str) -> bool) {
    let code = line.code;
    for (open, _) in code.match_indices('{').take(MOST) {
        let begin = code[..open].trim_end_matches(is_part).len();
        let name = &code[begin..open];
        let Some(close) =
            lexical::closing(code, open + 1, Go).filter(|_| name.starts_with(char::is_alphabetic))
        else {
            continue;
        };
        let given = &code[open + 1..close];
        for (field, kind) in fields(line, name).into_iter().take(MOST) {
            if !is_wanted(kind)
                || given.contains(&format!("{field}:"))
                || (!given.is_empty() && !given.contains(':'))
            {
                continue;
            }
            let bare = kind.trim_start_matches('*');
            let mut values = Vec::new();
            if kind.starts_with("map[") {
                values.extend([format!("make({kind})"), format!("{kind}{{}}")]);
            } else {
                let capital: String =
                    bare.chars().take(1).flat_map(char::to_uppercase).chain(bare.chars().skip(1)).collect();
                for maker in [format!("new{capital}"), format!("New{capital}")] {
                    if functions(line, &maker).iter().any(|head| head.parameters.is_empty()) {
                        values.push(format!("{maker}()"));
                    }
                }
                values.push(format!("&{bare}{{}}"));
            }
            let comma = if given.trim().is_empty() { "" } else { ", " };
            for value in values {
                edits.put_in(close..close, &[&format!("{comma}{field}: {value}")]);
            }
        }
    }
    // `new(T)` makes an empty one.
    for (at, _) in code.match_indices("new(") {
        let name = first_word(&code[at + "new(".len()..]);
        let end = at + "new(".len() + name.len() + 1;
        for (field, kind) in
            fields(line, name).into_iter().filter(|(_, kind)| kind.starts_with("map[") && is_wanted(kind))
        {
            edits.put_in(
                at..end,
                &[&format!("&{name}{{{field}: make({kind})}}"), &format!("&{name}{{{field}: {kind}{{}}}}")],
            );
        }
    }
}

/// A map is made before something is put into it.
fn maps(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    made(edits, line, |kind| kind.starts_with("map["));
    let start = indentation(code);
    let statement = code.trim();
    let end = start + statement.len();
    if let Some((name, kind)) = statement
        .strip_prefix("var ")
        .and_then(|rest| rest.split_once(' '))
        .filter(|(_, kind)| kind.starts_with("map["))
    {
        if start == 0 {
            edits.put_in(
                start..end,
                &[&format!("var {name} = map{}{{}}", &kind[3..]), &format!("var {name} = make({kind})")],
            );
        } else {
            edits.put_in(start..end, &[&format!("{name} := make({kind})"), &format!("{name} := {kind}{{}}")]);
        }
    }
    // An inner map is made where it is not there yet.
    if let Some((place, _)) =
        statement.rsplit_once('[').filter(|(place, _)| place.ends_with(']') && !place.contains(' '))
    {
        let map = place.split('[').next().unwrap_or_default();
        let kind = [line.above, line.below].iter().find_map(|text| {
            let at = text
                .find(&format!("{map} := "))
                .or_else(|| text.find(&format!("{} ", map.rsplit('.').next()?)))?;
            let rest = text[at..].lines().next()?;
            let (_, inner) = rest.split_once("map[")?.1.split_once("]map[")?;
            Some(format!("map[{}", inner.trim_end_matches("{}").trim_end_matches(')')))
        });
        if let Some(kind) = kind {
            let indentation = &code[..start];
            edits.put_in(0..0, &[&format!("{indentation}if {place} == nil {{\n{indentation}\t{place} = make({kind})\n{indentation}}}\n")]);
        }
    }
}

/// What is sent to and never closed is waited for: it is closed, or what sends to it runs beside the others.
fn channels(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let start = indentation(code);
    let indentation = &code[..start];
    let statement = code.trim();
    let made = line.document.match_indices(" := make(chan ").take(4 * MOST).map(|(at, _)| {
        let before = &line.document[..at];
        &before[before.trim_end_matches(is_part).len()..]
    });
    for name in
        made.filter(|name| !name.is_empty() && !line.document.contains(&format!("close({name})"))).take(4)
    {
        let inner =
            if statement.starts_with('}') { format!("{indentation}\t") } else { indentation.to_owned() };
        edits.put_in(0..0, &[&format!("{inner}close({name})\n")]);
        if code.ends_with('\n') && !statement.ends_with('{') {
            edits.put_in(code.len()..code.len(), &[&format!("{indentation}close({name})\n")]);
        }
    }
    // It has room for what is put into it before anybody takes it.
    if let Some((name, kind)) = statement.strip_prefix("var ").and_then(|rest| rest.split_once(" chan ")) {
        let end = start + statement.len();
        edits.put_in(start..end, &[&format!("{name} := make(chan {kind})")]);
    }
    if let Some(close) = code
        .find("make(chan ")
        .and_then(|at| lexical::closing(code, at + "make(".len(), Go))
        .filter(|_| !code.contains(", "))
    {
        edits.put_in(close..close, &[", 1"]);
    }
    if statement.ends_with(')')
        && begins_as_name(statement)
        && !statement.contains(" := ")
        && !statement.starts_with("go ")
        && !statement.contains(" = ")
    {
        edits.put_in(start..start, &["go ", "defer "]);
    }
    if statement.starts_with("func()") {
        edits.put_in(start..start, &["go "]);
    }
    for (lock, unlock) in [("RLock()", "RUnlock()"), ("Lock()", "Unlock()")] {
        if let Some(at) = code.find(&format!(".{lock}")) {
            edits.put_in(at + 1..at + 1 + lock.len(), &[unlock]);
            if !statement.starts_with("defer ") && code.ends_with('\n') {
                let owner = &code[start..at];
                edits.put_in(code.len()..code.len(), &[&format!("{indentation}defer {owner}.{unlock}\n")]);
            }
        }
    }
}

/// The type that an interface holds.
fn asserted(edits: &mut Rewrites<'_>, code: &str, given: &str, wanted: &str) {
    let short = |kind: &str| kind.trim().replace("main.", "");
    let (given, wanted) = (short(given), short(wanted));
    let quoted = format!(".({wanted})");
    for (at, _) in code.match_indices(&quoted) {
        let end = at + quoted.len();
        edits.put_in(at..end, &[&format!(".({given})")]);
        let start =
            code[..at].trim_end_matches(|it| is_part(it) || matches!(it, '.' | '[' | ']' | '"')).len();
        let value = asked(&code[start..at], &format!(".({given})"));
        let is_number = |kind: &str| ["int", "float", "uint"].iter().any(|word| kind.starts_with(word));
        if is_number(&given) && is_number(&wanted) {
            edits.put_in(start..end, &[&format!("{wanted}({value})")]);
        }
        if given == "int" && wanted == "string" {
            edits.put_in(start..end, &[&format!("strconv.Itoa({value})")]);
        }
    }
}
