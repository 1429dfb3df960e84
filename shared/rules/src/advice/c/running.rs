//! What is said of functions that end without an answer, and of programs that run: threads that nobody waits for, places behind the end.

use super::{Asked, conversions};
use crate::{
    arguments::argument_lists,
    language::Language::{C, Cpp},
    names::{first_word, is_part, last_word, leading, names},
    outline::c::Declared,
    rewrites::Rewrites,
};

/// Lines that are looked through.
const MOST_LINES: usize = 60;
/// Most values of a function's own that it may give back.
const MOST_VALUES: usize = 4;

/// The lines of the function above, the nearest first.
fn above<'a>(asked: &Asked<'a>) -> impl Iterator<Item = &'a str> {
    asked.outline.above().lines().rev().take(MOST_LINES).take_while(|line| !line.starts_with('}'))
}

/// `no return statement in function`, `control reaches end of non-void function`.
pub(super) fn unanswered(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let says = ["no return statement", "end of non-void function", "non-void function does not return"];
    if !says.iter().any(|phrase| asked.says(phrase)) {
        return;
    }
    let code = asked.code;
    for (at, open) in code.match_indices("{ ") {
        if !code[at + open.len()..].starts_with("return") && code[at..].contains('}') {
            edits.put_in(at + open.len()..at + open.len(), &["return "]);
        }
    }
    let mut start = 0;
    let end = code.split_inclusive('\n').find_map(|line| {
        let from = start;
        start += line.len();
        line.trim_start().starts_with('}').then_some((from, line))
    });
    let Some((at, line)) = end else { return };
    let Some((kind, _)) = asked.outline.function() else { return };
    let outer = &line[..line.len() - line.trim_start().len()];
    let inner = above(asked).map(|line| &line[..line.len() - line.trim_start().len()]);
    let inner = inner.filter(|it| it.len() > outer.len()).min_by_key(|it| it.len()).unwrap_or("    ");
    let kind = ["static ", "inline ", "constexpr ", "virtual "]
        .iter()
        .fold(kind, |it, word| it.trim_start_matches(word));
    let mut values: Vec<&str> = Vec::new();
    for it in asked.outline.scope().iter().filter(|it| it.kind.trim_start_matches("const ") == kind) {
        values.push(it.name);
    }
    values.truncate(MOST_VALUES);
    values.extend(match kind {
        _ if kind.ends_with('*') && asked.language == C => &["NULL"][..],
        _ if kind.ends_with('*') => &["nullptr"],
        "bool" => &["false", "true"],
        _ if kind.ends_with("string") => &["\"\"", "{}"],
        _ if kind.ends_with('>') => &["{}", "std::nullopt"],
        _ => &["-1", "0"],
    });
    if kind.ends_with('&') {
        values = vec!["*this"];
    }
    for value in values {
        edits.put_in(at..at, &[&format!("{inner}return {value};\n")]);
    }
}

/// `may fall through` where the lines go on with the next choice.
pub(super) fn falling(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !asked.says("may fall through") && !asked.says("unannotated fall-through") {
        return;
    }
    let code = asked.code;
    let depth = |line: &str| line.len() - line.trim_start().len();
    let is_choice = |line: &str| ["case ", "default:"].iter().any(|word| line.trim_start().starts_with(word));
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        if start > 0 && is_choice(line) {
            let last = code[..start].lines().rev().map(depth).next().unwrap_or_default();
            let deeper = " ".repeat(last.saturating_sub(depth(line)).min(4));
            edits.put_in(start..start, &[&format!("{}{deeper}break;\n", &line[..depth(line)])]);
        }
        start += line.len();
    }
    // As deep as the first statement of the choice.
    let next = asked.outline.below().lines().next().filter(|line| is_choice(line));
    let choice = above(asked).take_while(|line| !is_choice(line)).last().unwrap_or(code);
    if next.is_some() && choice.trim().len() < choice.len() {
        edits.put_in(code.len()..code.len(), &[&format!("{}break;\n", &choice[..depth(choice)])]);
    }
}

/// `terminate called without an active exception`, `data race`: threads are waited for.
pub(super) fn waiting(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let indentation = &code[..code.len() - code.trim_start().len()];
    if asked.says("without an active exception") {
        for it in asked.outline.scope().iter().filter(|it| it.kind.contains("thread")) {
            let line = if it.kind.contains("vector<") || it.kind.contains("array<") {
                let each = it.name.chars().next().unwrap_or('t');
                format!("{indentation}for (auto& {each} : {}) {each}.join();\n", it.name)
            } else {
                format!("{indentation}{}.join();\n", it.name)
            };
            edits.put_in(0..0, &[&line]);
        }
    } else if asked.says("data race") && asked.language == C {
        // Each has a place of its own.
        for (at, sign) in code.match_indices('&').filter(|_| code.contains("pthread_create(")) {
            let name = leading(&code[at + sign.len()..]);
            let index = format!("[{name}] = ");
            let list = above(asked).find_map(|line| line.split_once(&index).map(|(list, _)| last_word(list)));
            let is_alone = code[at + 1 + name.len()..].starts_with(')') && !name.is_empty();
            if let Some(list) = list.filter(|_| is_alone) {
                edits.put_in(at + 1..at + 1 + name.len(), &[&format!("{list}[{name}]")]);
            }
        }
        for line in above(asked) {
            let Some((_, rest)) = line.split_once("pthread_create(&") else { continue };
            let name = leading(rest);
            if !name.is_empty() && asked.outline.count(&format!("pthread_join({name}")) == 0 {
                edits.put_in(0..0, &[&format!("{indentation}pthread_join({name}, NULL);\n")]);
            }
        }
    }
}

/// `double-free`, `use-after-free`, `out of bounds for type`: a text of one's own, and a list with one more.
pub(super) fn running(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let start = code.len() - code.trim_start().len();
    if (asked.says("double-free") || asked.says("use-after-free")) && asked.language == C {
        let given = code.trim().strip_suffix(';').and_then(|it| it.split_once(" = "));
        // Only a text is copied so.
        let is_text = |value: &str| {
            value.chars().all(is_part)
                && asked.outline.kind_of(value).is_none_or(|kind| kind.contains("char"))
        };
        if let Some((target, value)) = given.filter(|(_, value)| is_text(value)) {
            let from = start + target.len() + " = ".len();
            edits.put_in(from..from + value.len(), &[&format!("strdup({value})")]);
        }
    } else if asked.says("out of bounds for type") {
        let size = asked.quoted.first().and_then(|kind| kind.rsplit_once('[')).map(|(_, size)| leading(size));
        let Some(size) = size.and_then(|size| size.parse::<usize>().ok()) else { return };
        let number = format!("[{size}]");
        for (at, text) in code.match_indices(&number) {
            edits.put_in(at..at + text.len(), &[&format!("[{}]", size.saturating_add(1))]);
        }
        let is_declared = Declared::read(code.trim().trim_end_matches(';')).is_some();
        for (open, _) in code.match_indices('[').filter(|_| is_declared) {
            let Some(close) = code[open..].find(']').map(|length| open + length) else { continue };
            if code[open + 1..close].chars().all(char::is_alphanumeric) && close > open + 1 {
                edits.put_in(close..close, &[" + 1"]);
            }
        }
    }
}

/// A hash of the document's own for `use of deleted function ‘std::unordered_set…’`, a type in the place of a class that has none.
pub(super) fn hashed(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if asked.language != Cpp {
        return;
    }
    let code = asked.code;
    if asked.says("unordered_") && (asked.says("deleted") || asked.says("hash")) {
        let hash = names(asked.outline.above()).map(|(_, name)| name).find(|name| {
            name.to_lowercase().contains("hash")
                && ["struct", "class"].iter().any(|tag| asked.outline.count(&format!("{tag} {name}")) > 0)
        });
        let Some(hash) = hash else { return };
        for word in ["unordered_set<", "unordered_map<"] {
            for (at, _) in code.match_indices(word) {
                if let Some(close) = code[at..].find('>').map(|length| at + length) {
                    edits.put_in(close..close, &[&format!(", {hash}")]);
                }
            }
        }
    } else if asked.says("as ‘this’ argument discards qualifiers") || asked.says("discards qualifiers") {
        // A method that changes nothing says so.
        let head = code.trim_end();
        let is_head = !["if", "for", "while", "switch", "else", "return"].contains(&first_word(head));
        let close = head.find(") {").filter(|_| is_head);
        let given = close.and_then(|close| Some((close, head.get(head.find('(')?..close)?)));
        if let Some((close, _)) = given.filter(|(_, given)| !given.contains("const")) {
            edits.put_in(close + 1..close + 1, &[" const"]);
        }
        let is_mutex =
            Declared::read(code.trim().trim_end_matches(';')).is_some_and(|it| it.kind.ends_with("mutex"));
        let start = code.len() - code.trim_start().len();
        if is_mutex {
            edits.put_in(start..start, &["mutable "]);
        }
    }
}

/// Calls of C's that a message says too little of, and what is read or named in the place of another.
pub(super) fn calls(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("pointer/integer type mismatch in conditional") {
        if let Some((before, rest)) = code.split_once(" ? ")
            && let Some((value, _)) = rest.split_once(" : ")
        {
            let start = before.len() + " ? ".len();
            let is_plain = value.starts_with(|it: char| it == '"' || it == '-' || it.is_ascii_digit());
            if !is_plain {
                let made = [format!("atoi({value})"), format!("atof({value})")];
                edits.put_in(start..start + value.len(), &[&made[0], &made[1]]);
            }
        }
    } else if asked.says("dereferencing ‘void *’ pointer") {
        for (at, _) in code.match_indices('*') {
            let is_type = code[..at].ends_with(|it| is_part(it) || it == ' ') && !code[..at].ends_with("= ");
            if !is_type && code[at + 1..].starts_with(is_part) {
                edits.put_in(at..at + 1, &[""]);
            }
        }
    } else if asked.says("invalid initializer") {
        for (at, sign) in code.match_indices("[] = ") {
            let start = code[..at].trim_end_matches(is_part).len();
            if !code[at + sign.len()..].starts_with(['{', '"']) {
                edits.put_in(start..at + 2, &[&format!("*{}", &code[start..at])]);
            }
        }
    } else if asked.says("expects argument of type ‘float") && asked.says("‘double") {
        code.match_indices("%f").for_each(|(at, _)| edits.put_in(at..at + 2, &["%lf"]));
    } else if asked.says("makes pointer from integer") && asked.says("passing argument") {
        elements(edits, asked);
    } else if asked.says("incomplete type") && code.contains(".pop") {
        conversions::emptied(edits, asked);
    }
}

/// `too few arguments`, `too many arguments`, where what the function takes says nothing.
pub(super) fn called(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("too many arguments to function") && code.trim_end().ends_with(')') {
        let end = code.trim_end().len() - 1;
        if asked.outline.below().lines().take(MOST_LINES).any(|line| line.contains("va_start(")) {
            edits.put_in(end..end, &[", ..."]);
        }
    } else if asked.says("too few arguments to function") {
        let name = asked.quote(0);
        let call = format!("{name}(");
        for (at, text) in code.match_indices(&call).filter(|(at, _)| !code[..*at].ends_with(is_part)) {
            if code[at + text.len()..].starts_with(')') {
                edits.put_in(at + name.len()..at + text.len() + 1, &[""]);
            }
            // What a call gives back by an address.
            let target = code[..at].trim().strip_suffix(" =").filter(|it| it.chars().all(is_part));
            if let (Some(target), Some(inner)) = (target, code[at..].trim_end().strip_suffix(");")) {
                let start = code.len() - code.trim_start().len();
                let end = code.trim_end().len();
                edits.put_in(start..end, &[&format!("{inner}, &{target});")]);
            }
        }
    }
}

/// The addresses of elements, all at once, and the list that they are of.
fn elements(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let name = asked.quote(0);
    if asked.outline.parameters(name).is_none() {
        return;
    }
    for list in argument_lists(code, false).into_iter().filter(|list| list.called(code).1 == name) {
        let mut whole = code.to_owned();
        let places: Vec<(usize, usize)> =
            list.arguments.iter().copied().filter(|(start, end)| code[*start..*end].ends_with(']')).collect();
        places.iter().rev().for_each(|(start, _)| whole.insert(*start, '&'));
        for &(start, end) in &places {
            edits.put_in(start..start, &["&"]);
            let owner = code[start..end].split('[').next().unwrap_or_default();
            edits.put_in(start + owner.len()..end, &[""]);
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
}

/// A parameter that nothing else uses, for a name that nothing declares.
pub(super) fn unused(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !asked.says("undeclared") && !asked.says("was not declared") {
        return;
    }
    let code = asked.code;
    let name = asked.quote(0);
    let Some((_, given)) = asked.outline.function() else { return };
    let below = asked.outline.below().lines().take(MOST_LINES).take_while(|line| !line.starts_with('}'));
    let lines: Vec<&str> = above(asked).chain(below).chain(code.lines()).collect();
    for it in given {
        let n_used = lines.iter().flat_map(|line| names(line)).filter(|(_, other)| *other == it.name).count();
        if n_used < 2 {
            for (at, found) in
                names(code).filter(|(at, found)| *found == name && !code[..*at].ends_with(['.', '>']))
            {
                edits.put_in(at..at + found.len(), &[it.name]);
            }
        }
    }
}

#[cfg(test)]
mod tests;
