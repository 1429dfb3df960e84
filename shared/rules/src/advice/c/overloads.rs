//! Functions and operators of C++ for which a compiler finds no match.

use super::{
    Asked,
    standard::{Type, types_in},
};
use crate::{
    arguments::argument_lists,
    language::Language::C,
    language::Language::Cpp,
    lexical,
    names::{first_word, is_part, last_word, names},
    rewrites::Rewrites,
};

/// Functions that go through a range from its beginning to its end.
const OF_RANGES: [&str; 24] = [
    "accumulate",
    "all_of",
    "any_of",
    "binary_search",
    "copy",
    "count",
    "count_if",
    "equal",
    "fill",
    "find",
    "find_if",
    "for_each",
    "max_element",
    "min_element",
    "none_of",
    "remove",
    "remove_if",
    "replace",
    "reverse",
    "shuffle",
    "sort",
    "stable_sort",
    "transform",
    "unique",
];
/// Most arguments that are tried in another order.
const MOST_SWAPPED: usize = 3;

/// `no matching function for call to ‘f(A, B)’`, `no match for call to ‘(F) (A)’`.
pub(super) fn calls(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if asked.language != Cpp {
        return;
    }
    if asked.says("no match for call to") {
        called_objects(edits, asked);
        return;
    }
    if asked.says("cannot be used as a function") {
        let name = last_word(asked.quote(0));
        edits.put_in(
            0..asked.code.len(),
            &[&["first", "second", name].iter().fold(asked.code.to_owned(), |code, name| {
                code.replace(&format!(".{name}()"), &format!(".{name}"))
            })],
        );
        return;
    }
    if !asked.says("no matching function for call to")
        && !asked.says("no matching constructor")
        && !asked.says("no matching member function")
    {
        return;
    }
    let call = asked.quote(0);
    let path = call.split('(').next().unwrap_or_default();
    in_open_calls(edits, asked, last_word(path));
    let name = last_word(path.split('<').next().filter(|path| !path.ends_with("operator")).unwrap_or(path));
    let name = if path.contains('>') { last_word(path) } else { name };
    let types = types_in(call);
    let code = asked.code;
    for list in argument_lists(code, false) {
        let before = &code[..list.start - 1];
        let end = list.arguments.last().map_or(list.start, |last| last.1);
        let called = last_word(before);
        let is_made = path.ends_with(&format!("{called}::{called}"))
            || path.ends_with(&format!("::{name}")) && names(before).any(|(_, it)| it == name);
        if called != name && !is_made {
            continue;
        }
        if called == name {
            members(edits, asked, &list.arguments, (list.start, end), name);
            ranges(edits, asked, &list.arguments, name);
        }
        if code[end..].starts_with("))") && list.arguments.len() > 1 && !is_made {
            // What closes too late takes what belongs to the call around it.
            let cut = list.arguments.first().map_or(end, |first| first.1);
            edits.put_in(cut..end + 1, &[&format!("){}", &code[cut..end])]);
        }
        if let ("async" | "thread", Some(&(start, end))) = (name, list.arguments.last())
            && let Some((function, rest)) = code[start..end].split_once('(')
            && !function.contains(['[', ' '])
        {
            let rest = rest.trim_end_matches(')');
            let comma = if rest.is_empty() { "" } else { ", " };
            edits.put_in(start..end, &[&format!("{function}{comma}{rest}")]);
        }
        if path.ends_with(&format!("{name}::{name}")) && list.arguments.len() > 1 {
            let inner = &code[list.start..end];
            edits.put_in(list.start - 1..end + 1, &[&format!("{{{inner}}}"), &format!("({{{inner}}})")]);
        }
        if list.arguments.len() == types.len() {
            for (&(start, end), kind) in list.arguments.iter().zip(&types) {
                by_type(edits, asked, (start, end), kind);
            }
        }
        if (2..=MOST_SWAPPED).contains(&list.arguments.len()) && !is_made && edits.found.len() < 3 {
            for pair in list.arguments.array_windows::<2>() {
                let [one, two] = *pair;
                let swapped = [&code[two.0..two.1], &code[one.1..two.0], &code[one.0..one.1]].concat();
                edits.put_in(one.0..two.1, &[&swapped]);
            }
        }
    }
}

/// The same for a call that goes on in the next lines, and for a base that is made in a constructor's body.
fn in_open_calls(edits: &mut Rewrites<'_>, asked: &Asked<'_>, name: &str) {
    let code = asked.code;
    let head = format!("{name}(");
    if let Some(at) = code.find(&head).map(|at| at + head.len()).filter(|at| !code[*at..].contains(')')) {
        let owner = &code[at..at + code[at..].find(',').unwrap_or(0)];
        if OF_RANGES.contains(&name) && !owner.is_empty() && owner.chars().all(|it| is_part(it) || it == '.')
        {
            edits.put_in(at..at + owner.len(), &[&format!("{owner}.begin(), {owner}.end()")]);
        }
        for part in code[at..].split(", ").skip(1).filter(|_| name.ends_with("_for")) {
            let number = part.trim_end().trim_end_matches([',', ')', ';']);
            let start = part.as_ptr() as usize - code.as_ptr() as usize;
            if !number.is_empty() && number.chars().all(|it| it.is_ascii_digit()) {
                let ways = ["milliseconds", "seconds"].map(|unit| format!("std::chrono::{unit}({number})"));
                edits.put_in(start..start + number.len(), &[&ways[0], &ways[1]]);
            }
        }
    }
    if let (Some(open), Some(close)) = (code.find(") { "), code.rfind("; }"))
        && let Some(made) = code.get(open + 4..close)
        && made.contains(&format!("{name}("))
        && asked.says("()’")
    {
        edits.put_in(open + 1..close + 3, &[&format!(" : {made} {{}}")]);
    }
}

/// What is put into a container: in braces, made in place, or by its key.
fn members(
    edits: &mut Rewrites<'_>,
    asked: &Asked<'_>,
    arguments: &[(usize, usize)],
    (start, end): (usize, usize),
    name: &str,
) {
    let code = asked.code;
    let at = code[..start - 1].trim_end().len() - name.len();
    let Some(before) = code[..at].strip_suffix('.').or_else(|| code[..at].strip_suffix("->")) else { return };
    let inner = &code[start..end];
    match (name, arguments) {
        ("push_back" | "push", [_, _, ..]) => {
            let other = if name == "push" { "emplace" } else { "emplace_back" };
            edits.put_in(start..end, &[&format!("{{{inner}}}")]);
            edits.put_in(at..start - 1, &[other]);
        }
        ("insert", &[key, value]) => {
            let owner = before.len() - last_word(before).len();
            edits.put_in(start..end, &[&format!("{{{inner}}}")]);
            edits.put_in(at..start - 1, &["emplace"]);
            let (key, value) = (&code[key.0..key.1], &code[value.0..value.1]);
            edits.put_in(owner..end + 1, &[&format!("{}[{key}] = {value}", &before[owner..])]);
        }
        ("push_back" | "push" | "emplace_back" | "insert", &[(first, last)]) => {
            if let Some(made) = code[first..last].strip_prefix("new ") {
                let class = &made[..made.find('(').unwrap_or(made.len())];
                let rest = &made[class.len()..];
                for maker in ["make_shared", "make_unique"] {
                    let is_bare =
                        asked.outline.count(&format!("std::{maker}")) == 0 && asked.outline.count(maker) > 0;
                    let space = if is_bare { "" } else { "std::" };
                    edits.put_in(first..last, &[&format!("{space}{maker}<{class}>{rest}")]);
                }
            }
        }
        ("find" | "count" | "at" | "erase", &[(first, last)]) => {
            let name = code[first..last].trim_matches('"');
            let is_declared =
                !name.is_empty() && name.chars().all(is_part) && asked.outline.kind_of(name).is_some();
            if is_declared && code[first..last].starts_with('"') {
                edits.put_in(first..last, &[name]);
            }
        }
        _ => {}
    }
}

/// A container as its beginning and its end, and where what is made of it goes.
fn ranges(edits: &mut Rewrites<'_>, asked: &Asked<'_>, arguments: &[(usize, usize)], name: &str) {
    let Some(&(start, end)) = arguments.first().filter(|_| OF_RANGES.contains(&name)) else { return };
    let list = &asked.code[start..end];
    let is_chain = list.replace("->", ".").chars().all(|it| is_part(it) || it == '.');
    if is_chain && !asked.code[end..].contains("end()") {
        for (begin, end_of) in [("begin", "end"), ("cbegin", "cend")] {
            edits.put_in(start..end, &[&format!("{list}.{begin}(), {list}.{end_of}()")]);
        }
    }
    if let ("transform", Some(&(third, _)), 3, Some(owner)) =
        (name, arguments.get(2), arguments.len(), list.strip_suffix(".begin()"))
    {
        edits.put_in(
            third..third,
            &[&format!("{owner}.begin(), "), &format!("std::back_inserter({owner}), ")],
        );
    }
    if let (Some(&(second, second_end)), true) = (arguments.get(1), list.contains(" + ")) {
        let owner = list.split(" + ").next().unwrap_or_default();
        edits.put_in(second..second_end, &[&format!("{owner} + {}", &asked.code[second..second_end])]);
    }
}

/// What an argument of a type is given as.
fn by_type(edits: &mut Rewrites<'_>, asked: &Asked<'_>, (start, end): (usize, usize), kind: &str) {
    let code = asked.code;
    let argument = &code[start..end];
    let plain = kind.trim_start_matches("const ").trim_end_matches(['&', ' ']);
    if argument == "*this" {
        edits.put_in(start..end, &["this"]);
    } else if argument.starts_with('"') && argument.len() == 3 {
        edits.put_in(start..end, &[&format!("'{}'", &argument[1..2])]);
    } else if argument.starts_with('\'') && asked.says("basic_string") {
        edits.put_in(
            start..end,
            &[&format!("std::string(1, {argument})"), &format!("\"{}\"", argument.trim_matches('\''))],
        );
    } else if kind.contains("unresolved overloaded function") {
        edits.put_in(end..end, &["()"]);
    } else if plain.ends_with("stringstream") {
        edits.put_in(end..end, &[".str()"]);
    } else if plain.starts_with("std::optional") {
        edits.put_in(start..start, &["*"]);
        edits.put_in(end..end, &[".value()"]);
    } else if plain.starts_with("std::unique_ptr") || plain.starts_with("std::shared_ptr") {
        edits.put_in(start..start, &["*"]);
        edits.put_in(end..end, &[".get()"]);
        edits.put_in(start..end, &[&format!("std::move({argument})")]);
    } else if argument.chars().all(|it| it.is_ascii_digit())
        && (asked.says("wait_for") || asked.says("sleep_for") || asked.says("duration"))
    {
        for unit in ["milliseconds", "seconds"] {
            edits.put_in(start..end, &[&format!("std::chrono::{unit}({argument})")]);
        }
    } else if (asked.says("to ‘min(") || asked.says("to ‘max(") || asked.says("to ‘clamp("))
        && let Some(other) = types_in(asked.quote(0))
            .iter()
            .map(|it| it.trim_start_matches("const ").trim_end_matches(['&', ' ']))
            .find(|it| *it != plain && Type::read(it).is_number())
    {
        edits.put_in(start..end, &[&format!("static_cast<{other}>({argument})")]);
        let open = code[..start].rfind('(').unwrap_or(start);
        edits.put_in(open..open, &[&format!("<{other}>")]);
    }
}

/// What is called and is no function: a container, or a function that is kept and needs more.
fn called_objects(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let quote = asked.quote(0);
    let Some((kind, given)) = quote.strip_prefix('(').and_then(|it| it.rsplit_once(") (")) else { return };
    let given = lexical::types(given.trim_end_matches(')'), C);
    let code = asked.code;
    let scope = asked.outline.scope();
    for list in argument_lists(code, false).into_iter().filter(|list| list.arguments.len() == given.len()) {
        let open = list.start - 1;
        let end = list.arguments.last().map_or(list.start, |last| last.1);
        let is_called = code[..open].ends_with(|it: char| is_part(it) || it == ']');
        if !is_called || ["if", "while", "for", "switch", "return"].contains(&last_word(&code[..open])) {
            continue;
        }
        if ["map<", "vector<", "array<", "deque<", "bitset<"].iter().any(|it| kind.contains(it))
            && !kind.contains("function<")
            && given.len() == 1
        {
            edits.put_in(open..end + 1, &[&format!("[{}]", &code[list.start..end])]);
        } else if kind.contains("distribution") {
            let engines = ["mt19937", "mt19937_64", "default_random_engine", "minstd_rand", "random_device"];
            let comma = if given.is_empty() { "" } else { ", " };
            let mut found: Vec<&str> = scope
                .iter()
                .filter(|it| engines.iter().any(|engine| it.kind.contains(engine)))
                .map(|it| it.name)
                .collect();
            found.extend(
                ["rng", "gen", "engine"].into_iter().filter(|name| asked.outline.kind_of(name).is_some()),
            );
            found.iter().take(3).for_each(|name| edits.put_in(end..end, &[&format!("{comma}{name}")]));
        } else if let Some(takes) = kind
            .split_once("function<")
            .and_then(|(_, rest)| rest.split_once('('))
            .and_then(|(_, rest)| rest.rsplit_once(')'))
        {
            let takes = lexical::types(takes.0, C);
            let missing = takes.iter().find(|it| !given.contains(it));
            if let Some(missing) = missing.filter(|_| takes.len() == given.len() + 1) {
                let wanted = Type::read(missing);
                let fits = scope.iter().filter(|it| Type::read(it.kind).base == wanted.base);
                fits.take(3).for_each(|it| edits.put_in(end..end, &[&format!(", {}", it.name)]));
            }
        }
    }
}

/// `no match for ‘operator<<’ in ‘out << a’`: what is printed of it; and what such operators bind that nobody means.
pub(super) fn operators(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if asked.language != Cpp {
        return;
    }
    let code = asked.code;
    let is_choice =
        asked.says("no effect") || asked.says("no match for ‘operator") || asked.says("invalid operands");
    if is_choice && code.contains("<< ") && code.contains(" ? ") && code.contains(" : ") {
        chosen(edits, code);
    }
    if !asked.says("no match for ‘operator") {
        return;
    }
    let (sign, expression) = (asked.quote(0).trim_start_matches("operator"), asked.quote(1));
    let last = asked.quoted.last().copied().unwrap_or_default();
    match sign {
        "<<" => {
            let operand = expression.rsplit("<< ").next().unwrap_or_default();
            let ways: &[(&str, &str)] = if last.contains("duration") || asked.other_name.contains("duration")
            {
                &[("", ".count()")]
            } else if last.starts_with("std::optional") || last.starts_with("const std::optional") {
                &[("*", ""), ("", ".value()")]
            } else if last.contains("_ptr<") {
                &[("*", "")]
            } else if last.contains("stringstream") {
                &[("", ".str()")]
            } else {
                &[]
            };
            for (at, name) in names(code).filter(|(_, name)| *name == last_word(operand)) {
                let end = at + name.len();
                let start = code[..at]
                    .trim_end_matches(|it: char| is_part(it) || matches!(it, '.' | '-' | '>'))
                    .len();
                let start = if code[..start].ends_with("<< ") { start } else { at };
                for (before, after) in ways {
                    edits.put_in(start..end, &[&[before, &code[start..end], after].concat()]);
                }
            }
        }
        "!" => {
            for (at, text) in code.match_indices(" =! ") {
                edits.put_in(at..at + text.len(), &[" != "]);
            }
            for list in argument_lists(code, false) {
                let end = list.arguments.last().map_or(list.start, |last| last.1 + 1);
                if code[..list.start].ends_with(".insert(") || code[..list.start].ends_with(".emplace(") {
                    edits.put_in(end..end, &[".second"]);
                }
            }
        }
        "=" if last == "void" => {
            if let Some((target, _)) = code.split_once(" = ") {
                let name = target.len() - last_word(target).len();
                edits.put_in(name..target.len() + " = ".len(), &[""]);
            }
        }
        "==" | "!=" => {
            for (from, to) in [("end()", "rend()"), ("cend()", "crend()")] {
                if code.contains("rbegin()") {
                    for (at, _) in code.match_indices(from).filter(|(at, _)| code[..*at].ends_with('.')) {
                        edits.put_in(at..at + from.len(), &[to]);
                    }
                }
            }
        }
        "+" if last.contains("unique_ptr") || asked.says("std::unique_ptr") => {
            for (at, _) in code.match_indices(" + ") {
                if asked.outline.kind_of(last_word(&code[..at])).is_some_and(|kind| kind.contains("_ptr")) {
                    edits.put_in(at..at, &[".get()"]);
                }
            }
        }
        _ => {}
    }
}

/// `<< (a ? b : c)` for `<< a ? b : c`.
fn chosen(edits: &mut Rewrites<'_>, code: &str) {
    let Some(choice) = code.find(" ? ") else { return };
    let Some(start) = code[..choice].rfind("<< ").map(|at| at + 3) else { return };
    let Some(other) = code[choice..].find(" : ").map(|at| choice + at) else { return };
    let rest = &code[other + 3..];
    let end = other + 3 + rest.find(" <<").or_else(|| rest.find(';')).unwrap_or(rest.trim_end().len());
    if code[start..choice].matches('(').count() == code[start..choice].matches(')').count()
        && first_word(&code[start..]) != "("
    {
        edits.put_in(start..end, &[&format!("({})", &code[start..end])]);
    }
}
