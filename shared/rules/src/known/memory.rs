//! Mistakes of C and C++ in what is freed, counted down or compared: what is read after it is freed, a loop that never ends, an order that has
//! no less.

use std::ops::Range;

use super::written;
use crate::{
    arguments::argument_lists,
    language::Language::{self, Cpp},
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    outline::c::{Declared, Outline},
    rewrites::Rewrites,
};

/// Lines that are looked through, each way.
const MOST_LINES: usize = 60;
/// Types that hold nothing below zero.
const UNSIGNED: [&str; 9] = [
    "unsigned",
    "unsigned int",
    "unsigned long",
    "size_t",
    "std::size_t",
    "uint8_t",
    "uint16_t",
    "uint32_t",
    "uint64_t",
];
/// The largest and least of types.
const LIMITS: [(&str, &str, &str); 6] = [
    ("int", " > ", "INT_MAX"),
    ("int", " < ", "INT_MIN"),
    ("long", " > ", "LONG_MAX"),
    ("long", " < ", "LONG_MIN"),
    ("size_t", " > ", "SIZE_MAX"),
    ("unsigned", " > ", "UINT_MAX"),
];

pub(super) type Attempt = fn(&mut Rewrites<'_>, &Outline<'_>, &str, Language);

/// The marked lines without such mistakes.
pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    language: Language,
    operands: &[Range<usize>],
) {
    let outline = Outline::new(marked);
    for attempt in [freed, cut_again, ordered, appended, counted_down, returned, given_lists, joined, derived]
        as [Attempt; 9]
    {
        attempt(edits, &outline, code, language);
    }
    for attempt in written::attempts() {
        attempt(edits, &outline, code, language);
    }
    beyond(edits, &outline, code, operands);
    same(edits, code, operands);
}

/// The function's lines above, the nearest first.
fn above<'a>(outline: &Outline<'a>) -> impl Iterator<Item = &'a str> {
    outline.above().lines().rev().take(MOST_LINES).take_while(|line| !line.starts_with('}'))
}

/// Whether a name stands in a line as a whole.
fn has(line: &str, name: &str) -> bool {
    names(line).any(|(_, other)| other == name)
}

/// What leads on from what is freed is kept before: `next = a->next; free(a); a = next;` for `free(a); a = a->next;`.
fn freed(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    let mut start = 0;
    for pair in lines.windows(2) {
        let [one, two] = *pair else { continue };
        let end = start + one.len() + two.len();
        let begin = start;
        start += one.len();
        let freed = one.trim().strip_prefix("free(").and_then(|rest| rest.strip_suffix(");"));
        let name = freed.or_else(|| one.trim().strip_prefix("delete ")?.strip_suffix(';'));
        let given = two.trim().strip_suffix(';').and_then(|it| it.split_once(" = "));
        let (Some(name), Some((target, value))) = (name, given) else { continue };
        let field = value.strip_prefix(name).and_then(|rest| rest.strip_prefix("->"));
        let Some(field) = field.filter(|field| target == name && field.chars().all(is_part)) else {
            continue;
        };
        let kind = match outline.kind_of(name) {
            Some(kind) if kind.ends_with(" *") => kind.to_owned(),
            Some(kind) if kind.ends_with('*') => format!("{kind} "),
            _ if language == Cpp => "auto* ".to_owned(),
            _ => continue,
        };
        let kind = kind.trim_start_matches("static ");
        let indentation = &one[..one.len() - one.trim_start().len()];
        edits.put_in(
            begin..end,
            &[&format!(
                "{indentation}{kind}{field} = {value};\n{}{indentation}{name} = {field};\n",
                one.trim_end_matches('\n').to_owned() + "\n"
            )],
        );
    }
}

/// `strtok(NULL, a)` where a loop cuts the next piece.
fn cut_again(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let Some((target, rest)) = code.split_once(" = strtok(") else { return };
    let name = last_word(target);
    let text = rest.split(',').next().unwrap_or_default();
    let first = format!("{name} = strtok({text},");
    let depth = |line: &str| line.len() - line.trim_start().len();
    let is_asked = |line: &str| {
        line.split_once("while (")
            .is_some_and(|(_, rest)| first_word(rest) == name && rest.starts_with(is_part))
    };
    // Of the loops around, not of one that is over.
    let mut outer = depth(code);
    let is_loop = above(outline).filter(|line| !line.trim().is_empty()).any(|line| {
        let is_around = depth(line) < outer;
        outer = outer.min(depth(line));
        is_around && is_asked(line)
    });
    if is_loop && text != "NULL" && !text.is_empty() && above(outline).any(|line| line.contains(&first)) {
        let at = target.len() + " = strtok(".len();
        edits.put_in(at..at + text.len(), &["NULL"]);
    }
}

/// What sorts asks for less, the same and more: `(a > b) - (a < b)` for `a > b`.
fn ordered(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let start = code.len() - code.trim_start().len();
    let Some(value) = code.trim().strip_prefix("return ").and_then(|it| it.strip_suffix(';')) else { return };
    let is_order = || {
        outline.function().is_some_and(|(kind, given)| {
            let plain = kind.trim_start_matches("static ");
            let n = given.iter().filter(|it| it.kind.replace(' ', "") == "constvoid*").count();
            plain == "int" && n == 2 && outline.count("qsort(") + outline.count("bsearch(") > 0
        })
    };
    // Another function of two addresses may ask for less only.
    let is_passed = || {
        let head = above(outline).find(|line| line.contains("void *") && !line.starts_with([' ', '\t']));
        let name = last_word(head.and_then(|line| line.split('(').next()).unwrap_or_default());
        let mut ends = [format!(", {name})"), format!(", &{name})")].into_iter();
        !name.is_empty() && ends.any(|end| outline.count(&end) > 0)
    };
    for sign in [" > ", " < "] {
        let Some((a, b)) = value.split_once(sign).filter(|_| !value.contains(['?', '&', '|'])) else {
            continue;
        };
        if !b.contains([' ', '(']) && !a.contains(' ') && is_order() && is_passed() {
            let from = start + "return ".len();
            let text = if sign == " > " {
                format!("({a} > {b}) - ({a} < {b})")
            } else {
                format!("({b} > {a}) - ({b} < {a})")
            };
            edits.put_in(from..from + value.len(), &[&text]);
        }
    }
}

/// What has just been made holds no text: `strcpy` for its first `strcat`.
fn appended(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let Some(at) = code.find("strcat(").filter(|at| code[..*at].trim().is_empty()) else { return };
    let rest = &code[at + "strcat(".len()..];
    let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
    let mut lines = above(outline).filter(|line| has(line, name));
    let before = lines.find(|line| {
        !["NULL)", "(!", "nullptr)"].iter().any(|sign| line.contains(sign)) || line.contains("malloc")
    });
    let made = format!("{name} = malloc(");
    // In a loop only the first one finds no text.
    let depth = |line: &str| line.len() - line.trim_start().len();
    if !name.is_empty() && before.is_some_and(|line| line.contains(&made) && depth(code) <= depth(line)) {
        edits.put_in(at..at + "strcat".len(), &["strcpy"]);
    }
}

/// What is never below zero is counted down to it otherwise.
fn counted_down(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, language: Language) {
    let Some(head) = code.trim_start().strip_prefix("for (") else { return };
    let Some((first, rest)) = head.split_once("; ") else { return };
    let Some((declared, value)) = first.split_once(" = ") else { return };
    let Some(it) = Declared::read(declared) else { return };
    let step = [format!("{} >= 0; {}--)", it.name, it.name), format!("{} >= 0; --{})", it.name, it.name)];
    let Some(step) = step.iter().find(|step| rest.starts_with(step.as_str())) else { return };
    if !UNSIGNED.contains(&it.kind) || value.contains(',') {
        return;
    }
    let start = code.len() - head.len();
    let end = start + first.len() + "; ".len() + step.len();
    let (kind, name) = (it.kind, it.name);
    let one_more = match (value.strip_suffix(" - 1"), value.parse::<u32>()) {
        (Some(plain), _) => plain.to_owned(),
        (None, Ok(number)) => number.saturating_add(1).to_string(),
        _ => format!("{value} + 1"),
    };
    for close in ["; )", ";)"] {
        edits.put_in(start..end, &[&format!("{kind} {name} = {one_more}; {name}-- > 0{close}")]);
    }
    let number = match value.strip_suffix(" - 1").filter(|plain| plain.ends_with(')')) {
        Some(size) if language == Cpp => format!("static_cast<int>({size}) - 1"),
        _ => value.to_owned(),
    };
    edits.put_in(start..end, &[&format!("int {name} = {number}; {step}")]);
}

/// A list of a function's own is gone when it is given back.
fn returned(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let start = code.len() - code.trim_start().len();
    let Some(declared) = code.trim().strip_suffix(';').filter(|it| start > 0 && !it.contains(['(', ',']))
    else {
        return;
    };
    let is_list = declared.split(" = ").next().is_some_and(|it| it.ends_with(']'));
    let Some(it) = Declared::read(declared)
        .filter(|it| is_list && !["static", "thread", "extern"].iter().any(|word| it.kind.contains(word)))
    else {
        return;
    };
    let given = format!("return {};", it.name);
    // Where the block ends, so does the list.
    let is_inner = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() >= start;
    let mut below = outline.below().lines().take(MOST_LINES).take_while(is_inner);
    if below.any(|line| line.trim() == given)
        && outline.function().is_some_and(|(kind, _)| kind.ends_with('*'))
    {
        edits.put_in(start..start, &["static "]);
    }
}

/// A list that a function is given is an address, whatever its brackets say: as many elements as they have.
fn given_lists(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    for (at, word) in code.match_indices("sizeof(") {
        let rest = &code[at + word.len()..];
        let Some((name, after)) = rest.split_once(')') else { continue };
        let is_quotient = after.starts_with(" /") || code[..at].ends_with("/ ");
        if name.is_empty() || !name.chars().all(is_part) || is_quotient {
            continue;
        }
        let given = outline.function().and_then(|(_, given)| given.into_iter().find(|it| it.name == name));
        let size = given.and_then(|it| {
            let head = format!("{} {name}[", it.kind);
            let (before, rest) = above(outline).find_map(|line| line.split_once(&head))?;
            before.contains('(').then(|| rest.split(']').next()).flatten()
        });
        let size = size.filter(|size| !size.is_empty() && size.chars().all(is_part));
        if let Some(size) = size {
            let end = at + word.len() + name.len() + 1;
            edits.put_in(
                at..end,
                &[
                    &format!("{size} * sizeof({name}[0])"),
                    &format!("sizeof({name}[0]) * {size}"),
                    &format!("{size} * sizeof(*{name})"),
                ],
            );
        }
    }
}

/// `"a", "b"` for `"a" "b"` in a list of words.
fn joined(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, language: Language) {
    let texts = texts(code, language);
    let is_word = |text: &Range<usize>| {
        let inner = code[text.clone()].trim_matches('"');
        !inner.is_empty() && inner.chars().all(|it| is_part(it) || it == '-')
    };
    let n_apart = texts.windows(2).filter(|pair| code[pair[0].end..pair[1].start] == *", ").count();
    for pair in texts.windows(2) {
        let gap = pair[0].end..pair[1].start;
        let is_list = code[..gap.start].contains('{') || code.trim_start().starts_with('"');
        if n_apart > 1 && is_list && &code[gap.clone()] == " " && pair.iter().all(is_word) {
            edits.put_in(gap.start..gap.start, &[","]);
        }
    }
}

/// What other classes say that they override is `virtual`; a text is filled with so many letters, and not the other way round.
fn derived(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    if language != Cpp {
        return;
    }
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    let Some(open) = line.find('(') else { return };
    let name = last_word(&line[..open]);
    let head = line[..open].strip_suffix(name).unwrap_or_default().trim();
    let is_method = !head.is_empty()
        && line.contains(") const")
        && (line.ends_with('}') || line.ends_with(';') || line.ends_with('{'))
        && !["return", "virtual", "static", "explicit", "friend", "using", "constexpr", "inline"]
            .contains(&first_word(head))
        && !["override", "final", " = "].iter().any(|word| line.contains(word));
    let is_class =
        |line: &str| ["class ", "struct "].iter().any(|word| line.starts_with(word)) && !line.ends_with(';');
    let own = outline.above().lines().rev().take(MOST_LINES).find(|line| is_class(line));
    let own = own.map(|head| head.trim_end_matches(['{', ' '])).filter(|head| !head.contains(" : "));
    let class = own.map(last_word).filter(|class| is_method && !class.is_empty() && outline.is_in_class());
    if let Some(class) = class {
        let call = format!(" {name}(");
        let mut is_derived = false;
        // A class that derives from another one overrides that one's.
        let is_overridden = outline.below().lines().any(|line| {
            if is_class(line) {
                is_derived = line.split_once(" : ").is_some_and(|(_, parents)| has(parents, class));
            }
            is_derived && line.contains(&call) && line.contains(" override")
        });
        if is_overridden {
            edits.put_in(start..start, &["virtual "]);
        }
    }
    let Some(it) = Declared::read(&line[..open]).filter(|it| it.base().ends_with("string")) else { return };
    for list in argument_lists(code, false) {
        if let &[(first, end), (begin, stop)] = list.arguments.as_slice()
            && code[first..end].starts_with('\'')
            && list.called(code).1 == it.name
        {
            let turned = format!("{}, {}", &code[begin..stop], &code[first..end]);
            edits.put_in(first..stop, &[&turned]);
        }
    }
}

/// `a > INT_MAX - b` for `a + b > INT_MAX`, which nothing is.
fn beyond(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, operands: &[Range<usize>]) {
    for (kind, sign, limit) in LIMITS {
        let rest = format!("{sign}{limit}");
        for (range, a, b) in sides(code, operands, " + ") {
            let is_of_kind =
                |name: &str| outline.kind_of(name).is_some_and(|it| it.trim_start_matches("const ") == kind);
            let is_first = ["(", "&& ", "|| "].iter().any(|sign| code[..range.start].ends_with(sign));
            if is_first && code[range.end..].starts_with(&rest) && is_of_kind(a) && is_of_kind(b) {
                edits.put_in(range.start..range.end + rest.len(), &[&format!("{a}{sign}{limit} - {b}")]);
            }
        }
    }
}

/// What is compared with itself beside what is compared with another's: `y == other.y` for `y == y`.
fn same(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let compared = sides(code, operands, " == ");
    for (range, _, b) in compared.iter().filter(|(_, a, b)| a == b && a.chars().all(is_part)) {
        let owner = compared.iter().find_map(|(_, one, other)| other.strip_suffix(one)?.strip_suffix('.'));
        if let Some(owner) = owner {
            let at = range.end - b.len();
            edits.put_in(at..at, &[&format!("{owner}.")]);
        }
        let owner = compared.iter().find_map(|(_, one, other)| one.strip_suffix(other)?.strip_suffix('.'));
        if let Some(owner) = owner {
            edits.put_in(range.start..range.start, &[&format!("{owner}.")]);
        }
    }
}

#[cfg(test)]
mod tests;
