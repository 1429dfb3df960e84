//! The same of values: what the best so far begins with, how large a list is, what is asked before something is used, another of the constants.

use super::{Attempt, NEAR, Near, assignment, comparison};
use crate::{
    arguments::argument_lists,
    language::Language::{C, Cpp},
    names::{is_part, last_word, leading, names},
    outline::c::Declared,
    rewrites::Rewrites,
};

/// Names of what the best so far is kept in.
const BEST: [&str; 7] = ["best", "max", "min", "largest", "smallest", "highest", "lowest"];

/// How much of a document is searched for what counts the other way, in bytes each way.
const REACH: usize = 16 << 10;

/// How such slips are undone.
pub(super) fn attempts() -> [Attempt; 18] {
    [
        best,
        filled,
        checked,
        read_on,
        cleared,
        as_returned,
        cut,
        ended,
        limited,
        parts,
        counterparts,
        received,
        options,
        left,
        constants,
        counted_in,
        kept_best,
        compared,
    ]
}

/// The best so far begins with the first, or with what is worse than all.
fn best(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some((declared, value)) = code.trim().strip_suffix(';').and_then(|it| it.split_once(" = ")) else {
        return;
    };
    let name = last_word(declared);
    let small = name.to_lowercase();
    let is_best = BEST.iter().any(|word| small.contains(word));
    if !is_best
        || !(value.starts_with(['0', '1', '-', '9']) || value.contains("min()") || value.contains("max()"))
    {
        return;
    }
    let end = code.trim_end().len() - 1;
    let range = end - value.len()..end;
    let is_least = ["min", "smallest", "lowest"].iter().any(|word| small.contains(word));
    let kind = declared[..declared.len() - name.len()].trim();
    for it in near.outline.scope() {
        if it.is_pointer() || it.kind.contains("vector<") || it.kind.contains("array<") {
            edits.put_in(range.clone(), &[&format!("{}[0]", it.name)]);
            break;
        }
    }
    let (limit, way) = if is_least { ("INT_MAX", "max") } else { ("INT_MIN", "min") };
    if near.language == Cpp && !kind.is_empty() {
        edits.put_in(range.clone(), &[&format!("std::numeric_limits<{kind}>::{way}()")]);
    }
    edits.put_in(range, &[limit]);
}

/// A list that is read by places before anything is put into it has a size.
fn filled(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    if near.language != Cpp {
        return;
    }
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(declared) = line.trim_end().strip_suffix(';').filter(|it| !it.contains(['=', '('])) else {
            continue;
        };
        let Some(it) = Declared::read(declared).filter(|it| it.kind.contains("vector<")) else { continue };
        let index = format!("{}[", it.name);
        let lines = code[at..].lines().chain(near.below.iter().copied()).take(NEAR);
        let mut sizes: Vec<String> = Vec::new();
        if !lines.clone().any(|line| line.contains(&index)) {
            continue;
        }
        for (bound, sign) in lines.flat_map(|line| {
            [(" <= ", " + 1"), (" < ", "")].map(|(sign, more)| (line.split_once(sign), more))
        }) {
            let Some((before, rest)) = bound else { continue };
            let bound = rest.split(';').next().unwrap_or_default();
            if before.trim_start().starts_with("for (") && bound.len() < rest.len() {
                sizes.push(format!("{bound}{sign}"));
            }
        }
        let end = start + line.trim_end().len() - 1;
        for size in sizes.iter().take(2) {
            edits.put_in(end..end, &[&format!("({size})")]);
            if it.kind.contains("bool") {
                edits.put_in(end..end, &[&format!("({size}, false)")]);
            }
        }
    }
}

/// What may be nothing is asked before it is used.
fn checked(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some(answer) = near.failure() else { return };
    if code.trim_start().starts_with('}') {
        return;
    }
    let pointer = code
        .match_indices("->")
        .map(|(at, _)| last_word(&code[..at]))
        .find(|name| *name != "this" && name.starts_with(|it: char| it.is_alphabetic() || it == '_'));
    let mut put = |condition: &str| {
        if near.language == C {
            near.put_before(edits, &format!("if ({condition})\n{}    return{answer};", near.indentation()));
        } else {
            near.put_before(edits, &format!("if ({condition}) return{answer};"));
        }
    };
    if let Some(name) = pointer {
        let is_asked = near.above.iter().take(NEAR).any(|line| {
            [format!("(!{name}"), format!("{name} == N"), format!("({name})"), format!("{name} == n")]
                .iter()
                .any(|it| line.contains(it.as_str()))
        });
        if !is_asked {
            put(&if near.language == C { format!("{name} == NULL") } else { format!("!{name}") });
        }
    }
    for call in [".pop()", ".top()", ".back()", ".front()"] {
        if let Some(at) = code.find(call).filter(|_| near.language == Cpp) {
            let owner = last_word(&code[..at]);
            if !near.above.iter().take(3).any(|line| line.contains(&format!("{owner}.empty()"))) {
                put(&format!("{owner}.empty()"));
            }
        }
    }
}

/// What reads a line leaves its end there, and what reads a word leaves it in front of the next line.
fn read_on(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let read = near.above.iter().take(4).find_map(|line| line.split_once("fgets("));
    if let Some((_, rest)) = read {
        let name = leading(rest);
        let is_cut =
            |line: &&str| line.contains("'\\n'") || line.contains("cspn(") || line.contains("strchr(");
        let is_done = near.above.iter().any(&is_cut) || near.below.iter().any(is_cut);
        if !name.is_empty() && !is_done {
            near.put_before(edits, &format!("{name}[strcspn({name}, \"\\n\")] = '\\0';"));
        }
    }
    if let Some((stream, _)) = code.split_once(" >> ").filter(|_| near.language == Cpp) {
        let stream = last_word(stream);
        let call = format!("getline({stream},");
        if near.below.iter().take(3).any(|line| line.contains(&call)) {
            let whole = "std::numeric_limits<std::streamsize>::max(), '\\n'";
            near.put_behind(edits, &format!("{stream}.ignore({whole});"));
            near.put_behind(edits, &format!("{stream}.ignore();"));
        }
    }
}

/// A text that others are put behind is empty first.
fn cleared(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let put = near.below.iter().take(4).find_map(|line| line.trim().strip_prefix("strcat("));
    let name = put.map(leading).unwrap_or_default();
    let is_begun = |line: &&str| {
        ["strcpy(", "sprintf(", "snprintf("].iter().any(|call| line.contains(&format!("{call}{name}")))
            || line.contains(&format!("{name}[0] = "))
            || line.contains(&format!("*{name} = "))
    };
    let code = near.code;
    if !name.is_empty() && !near.above.iter().any(&is_begun) && !is_begun(&code) {
        near.put_before(edits, &format!("{name}[0] = '\\0';"));
    }
}

/// What is given back is of the type that the function gives back.
fn as_returned(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some((declared, _)) = code.split_once(" = ") else { return };
    let Some(it) = Declared::read(declared.trim()) else { return };
    let Some((kind, _)) = near.outline.function() else { return };
    let kind = kind.trim_start_matches("static ").trim_start_matches("inline ");
    let is_plain = |kind: &str| !kind.contains(['*', '&', '<']) && !kind.is_empty() && kind != "void";
    let given = format!("return {}", it.name);
    if it.kind != kind
        && is_plain(it.kind)
        && is_plain(kind)
        && near.below.iter().any(|line| line.contains(&given))
        && let Some(at) = code.find(it.kind)
    {
        edits.put_in(at..at + it.kind.len(), &[kind]);
    }
}

/// As many letters as the text has that is compared.
fn cut(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let lines = [code, near.last()];
    let begin = lines.iter().find_map(|line| {
        let (_, rest) = line.split_once("starts_with(\"").or_else(|| line.split_once("rfind(\""))?;
        rest.split('"').next()
    });
    for list in argument_lists(code, false) {
        let (_, name) = list.called(code);
        let text = |at: usize| list.arguments.get(at).map_or("", |&(start, end)| &code[start..end]);
        let wanted = match name {
            "substr" => begin.map(|begin| (0, begin.len())),
            "strncmp" | "strncasecmp" | "memcmp" => {
                let literal = text(1).strip_prefix('"').and_then(|it| it.strip_suffix('"'));
                literal.filter(|it| !it.contains('\\')).map(|it| (2, it.len()))
            }
            _ => None,
        };
        if let Some((at, length)) = wanted
            && let Some(&(start, end)) = list.arguments.get(at)
            && code[start..end].parse().is_ok_and(|number: usize| number != length)
        {
            edits.put_in(start..end, &[&length.to_string()]);
        }
        // A search goes on where the last one ended.
        if let ("find", 1) = (name, list.arguments.len())
            && code.trim_start().starts_with("while ")
            && let Some((place, _)) = code.split_once(" = ")
        {
            let place = last_word(place);
            let next = near.below.iter().take(NEAR).find_map(|line| {
                let (target, value) = assignment(line)?;
                value.starts_with(&format!("{place} + ")).then_some(target)
            });
            let end = list.arguments.first().map_or(0, |it| it.1);
            if let Some(next) = next.filter(|next| next.chars().all(is_part)) {
                edits.put_in(end..end, &[&format!(", {next}")]);
            }
        }
    }
}

/// What is read up to its last entry has one that is nothing.
fn ended(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    if let Some((declared, list)) = code.split_once("[] = {")
        && declared.contains('*')
        && !list.contains("NULL")
        && let Some(close) = code.rfind('}')
    {
        let null = if near.language == C { ", NULL" } else { ", nullptr" };
        edits.put_in(close..close, &[null]);
    }
    let last = near.last();
    if code.trim() == "};"
        && last.starts_with('{')
        && last.ends_with("},")
        && !last.contains("NULL")
        && let Some(row) = last.strip_suffix(',')
    {
        let n = row.matches(", ").count() + 1;
        let indentation = near.above.first().map_or("", |line| &line[..line.len() - line.trim_start().len()]);
        let nothing = vec!["NULL"; n].join(", ");
        edits.put_in(0..0, &[&format!("{indentation}{{{nothing}}},\n")]);
    }
}

/// What the line before keeps within a size is kept within it here.
fn limited(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some((declared, value)) = code.split_once(" = ") else { return };
    let Some(value) = value.trim_end().strip_suffix(';').filter(|it| it.contains(" + ")) else { return };
    let limits =
        near.above.iter().take(3).filter_map(|line| line.split_once("min(")).filter_map(|(_, rest)| {
            let inner = rest.trim_end().strip_suffix(");")?;
            inner.rsplit_once(", ").map(|(_, limit)| limit)
        });
    for limit in limits.filter(|_| !value.contains("min(")) {
        let start = declared.len() + " = ".len();
        edits.put_in(start..start + value.len(), &[&format!("std::min({value}, {limit})")]);
    }
}

/// The second half is as long as the first one leaves it: `f(a + mid, n - mid)`.
fn parts(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    for list in argument_lists(code, false) {
        for pair in list.arguments.windows(2) {
            let &[(start, end), (from, to)] = pair else { continue };
            let (whole, part) = (&code[start..end], &code[from..to]);
            let is_rest = whole.rsplit_once(" + ").is_some_and(|(_, offset)| offset == part);
            let half = format!("{part} = ");
            let total = near.above.iter().find_map(|line| {
                let value = line.split_once(&half)?.1.trim_end().strip_suffix(';')?;
                value.strip_suffix(" / 2").filter(|total| total.chars().all(is_part))
            });
            if let Some(total) = total.filter(|_| is_rest) {
                edits.put_in(from..to, &[&format!("{total} - {part}")]);
            }
        }
    }
    // The size of a list that is given is another value.
    for (at, text) in code.match_indices("sizeof(") {
        let name = leading(&code[at + text.len()..]);
        let end = at + text.len() + name.len() + 1;
        if name.is_empty() || !code.get(..end).is_some_and(|before| before.ends_with(')')) {
            continue;
        }
        let Some((_, given)) = near.outline.function() else { continue };
        if !given.iter().any(|it| it.name == name) {
            continue;
        }
        let is_size = |it: &&Declared<'_>| {
            ["size_t", "int", "unsigned", "long"].contains(&it.base())
                && ["size", "len", "cap", "n", "max"].iter().any(|word| it.name.contains(word))
        };
        for it in given.iter().filter(is_size) {
            if code[..at].contains("fgets(") {
                edits.put_in(at..end, &[&format!("(int){}", it.name)]);
            }
            edits.put_in(at..end, &[it.name]);
        }
        edits.put_in(at + text.len()..end - 1, &[&format!("*{name}")]);
    }
}

/// What is counted up elsewhere and counted down nowhere, and the other way round.
fn counterparts(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    if !near.code.trim_start().starts_with("return") {
        return;
    }
    let (above, below) = (near.outline.above(), near.outline.below());
    let document = [
        &above[above.ceil_char_boundary(above.len().saturating_sub(REACH))..],
        &below[..below.floor_char_boundary(REACH)],
    ];
    let has = |text: &str| document.iter().any(|it| it.contains(text)) || near.code.contains(text);
    let lines = above.lines().rev().take(8 * NEAR).chain(below.lines().take(8 * NEAR));
    let mut put: Vec<String> = Vec::new();
    for statement in lines.filter_map(|line| line.trim().strip_suffix(';')) {
        for (sign, other) in [("++", "--"), ("--", "++")] {
            let behind = statement.strip_suffix(sign);
            let Some(name) = behind.or_else(|| statement.strip_prefix(sign)) else { continue };
            let is_chain = name.replace("->", ".").chars().all(|it| is_part(it) || it == '.');
            let is_member = name.contains(['.', '>']) || name.ends_with('_');
            let is_even = has(&format!("{name}{other}")) || has(&format!("{other}{name}"));
            let made = if behind.is_some() { format!("{name}{other};") } else { format!("{other}{name};") };
            if is_chain && is_member && !is_even && put.len() < 2 && !put.contains(&made) {
                put.push(made);
            }
        }
    }
    for statement in &put {
        near.put_before(edits, statement);
    }
}

/// As much is passed on as came in: `n` for `sizeof(buf)` behind `n = read(…)`.
fn received(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let read = near.above.iter().take(3).find_map(|line| {
        let call = ["fread(", "read(", "recv("].iter().find(|call| line.contains(&format!("= {call}")))?;
        line.split(&format!(" = {call}")).next().map(last_word)
    });
    let Some(count) = read.filter(|name| name.starts_with(|it: char| it.is_alphabetic())) else { return };
    for (at, text) in code.match_indices("sizeof(") {
        if let Some(close) = code[at..].find(')').map(|length| at + length + 1)
            && at + text.len() < close
        {
            edits.put_in(at..close, &[count]);
        }
    }
}

/// An option that reads a value says so: `n:` for `n` in what `getopt` is given.
fn options(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some(at) = code.find("getopt(") else { return };
    let Some(start) = code[at..].find('"').map(|length| at + length + 1) else { return };
    let Some(end) = code[start..].find('"').map(|length| start + length) else { return };
    for (place, letter) in code[start..end].char_indices() {
        let behind = start + place + letter.len_utf8();
        let choice = format!("case '{letter}':");
        let lines = near.below.iter().skip_while(|line| !line.contains(&choice)).take(4);
        let own = lines.take_while(|line| !line.contains("case '") || line.contains(&choice));
        let reads = own.into_iter().any(|line| line.contains("optarg"));
        let has_colon = code[behind..].starts_with(':');
        if reads && !has_colon && letter != ':' {
            edits.put_in(behind..behind, &[":"]);
        } else if !reads && has_colon {
            edits.put_in(behind..behind + 1, &[""]);
        }
    }
}

/// What leaves the loop leaves the function.
fn left(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    for (at, text) in code.match_indices("break;") {
        let mut answers: Vec<&str> = Vec::new();
        for line in near.below.iter().chain(&near.above) {
            let answer = line.trim();
            if answer.starts_with("return") && answer.ends_with(';') && !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        answers.truncate(2);
        answers.push("return 0;");
        edits.put_in(at..at + text.len(), &answers);
    }
}

/// Another constant: one that the list is compared with elsewhere, one of the same enumeration.
fn constants(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let is_constant =
        |name: &str| name.len() > 1 && name.chars().all(|it| it.is_ascii_uppercase() || it == '_');
    if let Some((target, value)) = assignment(code)
        && let Some((list, _)) = target.split_once('[')
        && value.starts_with(|it: char| it.is_ascii_digit() || it == '-')
    {
        let index = format!("{list}[");
        let mut others: Vec<&str> = Vec::new();
        for line in near.below.iter().chain(&near.above).filter(|line| line.contains(&index)) {
            for (_, name) in names(line).filter(|(_, name)| is_constant(name)) {
                if !others.contains(&name) && others.len() < 2 {
                    others.push(name);
                }
            }
        }
        let start = code.find(" = ").map_or(0, |at| at + " = ".len());
        edits.put_in(start..start + value.len(), &others);
    }
    for (at, name) in
        names(code).filter(|(_, name)| name.starts_with(|it: char| it.is_ascii_uppercase())).take(4)
    {
        if code[at + name.len()..].starts_with("::") {
            continue;
        }
        let others = near.outline.enumeration_with(name);
        let others: Vec<&str> = others.into_iter().filter(|other| *other != name).take(4).collect();
        edits.put_in(at..at + name.len(), &others);
    }
}

/// What calls itself for a part counts what it is called for, too: `1 + f(a) + f(b)`.
fn counted_in(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some(head) = near.above.iter().rev().find(|line| line.contains('(') && !line.starts_with(['#', '/']))
    else {
        return;
    };
    let name = last_word(head.split('(').next().unwrap_or_default());
    let call = format!("{name}(");
    let calls_itself =
        near.above.iter().take(3).chain([&code]).any(|line| *line != *head && line.contains(&call));
    let Some(at) = code.find("return ").map(|at| at + "return ".len()).filter(|_| calls_itself) else {
        return;
    };
    if name.len() < 2 || code[at..].starts_with("1 + ") {
        return;
    }
    let value = code[at..].trim_end().trim_end_matches(';');
    if value.contains('?') {
        edits.put_in(at..at + value.len(), &[&format!("1 + ({value})")]);
    } else {
        edits.put_in(at..at, &["1 + "]);
    }
}

/// The best so far is kept where it is found.
fn kept_best(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    let Some((a, _, b)) = comparison(code).filter(|_| code.trim_end().ends_with('{')) else { return };
    for (one, other) in [(a, b), (b, a)] {
        let is_best = BEST.iter().any(|word| one.to_lowercase().contains(word));
        let given = format!("{one} = {other};");
        if is_best && !near.below.iter().take(NEAR / 2).any(|line| line.contains(&given)) {
            let first = near.below.first().copied().unwrap_or_default();
            let inner = &first[..first.len() - first.trim_start().len()];
            edits.put_in(code.len()..code.len(), &[&format!("{inner}{given}\n")]);
        }
    }
}

/// Texts are compared as the document does it elsewhere, and sizes are those of the other list.
fn compared(edits: &mut Rewrites<'_>, near: &Near<'_>) {
    let code = near.code;
    if let Some(inner) = code.trim().strip_prefix("if (") {
        let inner = inner.trim_end_matches(" {").trim_end_matches(')');
        let start = code.len() - code.trim_start().len() + "if (".len();
        for (sign, no) in [(" == ", "!"), (" != ", "")] {
            if let Some((a, b)) = inner.split_once(sign).filter(|(a, b)| !a.contains(' ') && !b.contains(' '))
            {
                let is_text = [a, b].iter().any(|it| {
                    let name = last_word(it);
                    ["name", "key", "text", "str", "word"].iter().any(|word| name.contains(word))
                });
                if is_text && near.language == C {
                    edits.put_in(start..start + inner.len(), &[&format!("{no}strcmp({a}, {b})")]);
                }
            }
        }
    }
    for list in argument_lists(code, false) {
        let (_, name) = list.called(code);
        let [first, second, third] = list.arguments.as_slice() else { continue };
        let size = &code[third.0..third.1];
        if !matches!(name, "memcpy" | "memmove" | "memcmp") || !size.starts_with("sizeof") {
            continue;
        }
        let (one, other) = (&code[first.0..first.1], &code[second.0..second.1]);
        if let Some(at) = size.find(one).filter(|_| other.chars().all(is_part)) {
            edits.put_in(third.0 + at..third.0 + at + one.len(), &[other]);
        }
    }
}
