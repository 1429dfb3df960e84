//! Slips of Java: quotients and sums of whole numbers, what is compared the other way, the list itself for a copy of it, a digit for
//! its value.

use std::ops::Range;

use super::MOST;
use crate::{
    arguments::argument_lists,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Names of methods and classes that are taken for each other, as they stand.
const NAMES: [(&str, &str); 18] = [
    ("thenApply", "thenCompose"),
    ("executeQuery", "executeUpdate"),
    ("withZoneSameLocal", "withZoneSameInstant"),
    ("toMinutes", "toMinutesPart"),
    ("toSeconds", "toSecondsPart"),
    ("notify", "notifyAll"),
    ("getBoolean", "parseBoolean"),
    ("interrupt", "join"),
    ("isInterrupted", "interrupted"),
    ("lock", "unlock"),
    ("lowerEntry", "floorEntry"),
    ("lowerKey", "floorKey"),
    ("higherEntry", "ceilingEntry"),
    ("higherKey", "ceilingKey"),
    ("nextLine", "nextInt"),
    ("HashMap", "LinkedHashMap"),
    ("HashMap", "TreeMap"),
    ("HashSet", "LinkedHashSet"),
];
/// Names of what is given to the same method once more with less.
const SHRINKING: [&str; 14] =
    ["n", "k", "i", "j", "p", "lo", "hi", "low", "high", "left", "right", "mid", "depth", "end"];

/// The marked lines with one such slip undone.
pub(super) fn java(code: &str, operands: &[Range<usize>]) -> Vec<Rewrite> {
    let mut edits = Rewrites::new(code);
    for (rule, kind) in [
        (Rule::SlipJava, further as fn(&mut Rewrites<'_>, &str, &[Range<usize>])),
        (Rule::SlipJavaNumbers, quotients),
        (Rule::SlipJavaNumbers, sums),
        (Rule::SlipJavaNumbers, digits),
        (Rule::SlipJavaNumbers, remainders),
        (Rule::SlipJavaOrder, comparators),
        (Rule::SlipJavaEnds, ends),
        (Rule::SlipJavaEnds, choices),
        (Rule::SlipJava, evened),
        (Rule::SlipJavaEnds, started),
        (Rule::SlipJava, guarded),
        (Rule::SlipJavaCopies, copies),
        (Rule::SlipJavaNames, others),
        (Rule::SlipJavaDeclared, declared),
        (Rule::SlipJava, recursive),
    ] {
        let n_before = edits.found.len();
        edits.turn(rule);
        kind(&mut edits, code, operands);
        edits.found.truncate(n_before + MOST);
    }
    edits.found.truncate(5 * MOST);
    edits.into_ruled()
}

/// `a / 100.0` for `a / 100`, and `(a + b - 1) / b` for `a / b` where parts count as whole ones.
fn quotients(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (at, sign) in code.match_indices(" / ") {
        let rest = &code[at + sign.len()..];
        let digits = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit() || it == '_').len();
        let is_whole = digits > 0 && !rest[digits..].starts_with(|it: char| is_part(it) || it == '.');
        let end = at + sign.len() + digits;
        if is_whole {
            let is_float = ["float ", "round("].iter().any(|word| code.contains(word));
            edits.put_in(end..end, if is_float { &[".0", "f"] } else { &[".0"] });
        }
    }
    for (range, a, b) in sides(code, operands, " / ") {
        let is_name = b.starts_with(char::is_alphabetic);
        let begins = ["return ", " = ", "(int) "].iter().any(|word| code[..range.start].ends_with(word));
        if is_name && begins && code[range.end..].starts_with(';') {
            edits.put_in(
                range,
                &[&format!("({a} + {b} - 1) / {b}"), &format!("(int) Math.ceil((double) {a} / {b})")],
            );
        }
    }
    // Pages are counted from one.
    for (range, a, b) in sides(code, operands, " * ") {
        let is_page = |name: &str| {
            let small = name.to_lowercase();
            ["page", "size", "limit", "perrow", "width", "columns", "batch"]
                .iter()
                .any(|word| small.contains(word))
        };
        if is_page(b) && a.chars().all(is_part) && a.starts_with(char::is_alphabetic) {
            edits.put_in(range, &[&format!("({a} - 1) * {b}")]);
        }
    }
}

/// Sums and products that are too large: `a + (b - a) / 2` for `(a + b) / 2`, `(long) a * b` for `a * b`.
fn sums(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (range, a, b) in sides(code, operands, " + ") {
        if code[..range.start].ends_with('(')
            && let Some(rest) = code[range.end..].strip_prefix(") / 2")
            && !rest.starts_with(|it: char| is_part(it) || it == '.')
        {
            let whole = range.start - 1..code.len() - rest.len();
            edits.put_in(whole, &[&format!("{a} + ({b} - {a}) / 2"), &format!("({a} + {b}) >>> 1")]);
        }
    }
    let is_long = ["long ", "double ", "total", "sum", "product"].iter().any(|word| code.contains(word));
    for (range, a, _) in sides(code, operands, " * ").into_iter().filter(|_| is_long) {
        if [" = ", "return ", " += ", "("].iter().any(|sign| code[..range.start].ends_with(sign))
            && !a.contains('.')
        {
            edits.put_in(range.start..range.start, &["(long) "]);
        }
    }
    let start = code.len() - code.trim_start().len();
    if let Some(rest) = code[start..].strip_prefix("int ")
        && [" = 0;", " = 1;", ".count();", " * "].iter().any(|sign| rest.contains(sign))
    {
        edits.put_in(start..start + "int".len(), &["long"]);
    }
}

/// The value of a digit, and of all before it: `a * 10 + (c - '0')` for `c - '0'`.
fn digits(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().trim_end_matches(';').len();
    let Some(statement) = code.get(start..end) else { return };
    if let Some((left, value)) = statement.split_once(" = ")
        && value.ends_with(" - '0'")
        && left.chars().all(is_part)
    {
        edits.put_in(start..end, &[&format!("{left} = {left} * 10 + ({value})")]);
    }
    for (sign, name) in
        [" += ", " = ", " + "].iter().filter_map(|sign| Some((sign, statement.rsplit_once(sign)?.1)))
    {
        let is_letter = matches!(name, "c" | "ch" | "digit" | "letter")
            || (name.ends_with(')') && name.contains(".charAt(") && !name.contains(' '));
        let is_number = statement.starts_with("int ") || *sign != " = ";
        if is_letter && is_number {
            edits.put_in(end..end, &[" - '0'"]);
        }
    }
    // A byte may be less than nothing.
    for (at, name) in names(code).filter(|(_, name)| matches!(*name, "b" | "bytes" | "data" | "buffer")) {
        let rest = &code[at + name.len()..];
        let index = rest.strip_prefix('[').and_then(|rest| rest.find(']')).map_or(0, |close| close + 2);
        let stop = at + name.len() + index;
        let is_added = [" + ", " += ", "("].iter().any(|sign| code[..at].ends_with(sign));
        if is_added && (name == "b") == (index == 0) && code[stop..].starts_with([')', ';']) {
            edits.put_in(at..stop, &[&format!("({} & 0xff)", &code[at..stop])]);
        }
    }
}

/// What two numbers divide: `a % 15 == 0` for `a % 3 == 0 || a % 5 == 0`; and a remainder that is none of less than nothing.
fn remainders(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let found = sides(code, operands, " % ");
    for pair in found.windows(2) {
        let [(one, a, n), (two, b, m)] = pair else { continue };
        let sign = code.get(one.end..two.start).unwrap_or_default();
        if a == b
            && matches!(sign, " == 0 || " | " == 0 && ")
            && let (Ok(n), Ok(m)) = (n.parse::<u32>(), m.parse::<u32>())
            && let Some(product) = n.checked_mul(m)
        {
            edits.put_in(one.start..two.end, &[&format!("{a} % {product}")]);
        }
    }
    for (range, a, b) in found {
        let rest = &code[range.end..];
        if rest.starts_with(" == 1") {
            edits.put_in(range.end..range.end + " == 1".len(), &[" != 0"]);
        }
        if a.starts_with(char::is_alphabetic) && b.starts_with(char::is_alphabetic) {
            edits.put_in(range, &[&format!("Math.floorMod({a}, {b})")]);
        }
    }
    // `h / 3600, h / 60, h % 60`
    for (range, a, _) in sides(code, operands, " / ").into_iter().filter(|(.., n)| *n == "60") {
        if code.contains(&format!("{a} / 3600")) && !code[range.end..].starts_with(" %") {
            edits.put_in(
                range,
                &[&format!("{a} / 60 % 60"), &format!("({a} % 3600) / 60"), &format!("{a} % 3600 / 60")],
            );
        }
    }
}

/// The greatest first, or the least: what compares is left out, put there or turned.
fn comparators(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    for order in ["Collections.reverseOrder()", "Comparator.reverseOrder()"] {
        for (at, _) in code.match_indices(order) {
            let before = code[..at].strip_suffix(", ").map_or(at, str::len);
            if code[..before].ends_with('(') || before < at {
                edits.put_in(before..at + order.len(), &[""]);
            }
            if order.starts_with("Comparator") {
                edits.put_in(at..at + order.len(), &["Comparator.naturalOrder()"]);
            }
        }
    }
    for (at, text) in code.match_indices("Queue<>()") {
        let inside = at + text.len() - 1;
        edits.put_in(inside..inside, &["Collections.reverseOrder()", "Comparator.reverseOrder()"]);
    }
    for (at, text) in code.match_indices(".sorted()") {
        let inside = at + text.len() - 1;
        edits.put_in(inside..inside, &["Comparator.reverseOrder()"]);
    }
    for (at, text) in code.match_indices(".reversed()") {
        edits.put_in(at..at + text.len(), &[""]);
    }
    for list in argument_lists(code, false) {
        let call = last_word(&code[..list.start - 1]);
        let Some(&(_, end)) = list.arguments.last() else { continue };
        if call.starts_with("comparing") && list.arguments.len() == 1 && code[end..].starts_with(')') {
            edits.put_in(end + 1..end + 1, &[".reversed()"]);
        }
        if call == "sort" && code[..list.start].ends_with("Collections.sort(") && list.arguments.len() == 1 {
            edits.put_in(end..end, &[", Collections.reverseOrder()"]);
        }
    }
    // A difference may be too large, and its fractions are lost.
    for (at, sign) in code.match_indices(" - ") {
        let rest = &code[at + sign.len()..];
        let behind = rest.trim_start_matches(|it| is_part(it) || it == '.');
        let behind = behind.strip_prefix("()").unwrap_or(behind);
        let b = &rest[..rest.len() - behind.len()];
        let before = code[..at].strip_suffix("()").unwrap_or(&code[..at]);
        let start = before.trim_end_matches(|it| is_part(it) || it == '.').len();
        let a = &code[start..at];
        let begins = ["-> ", "return "].iter().any(|sign| code[..start].ends_with(sign));
        let are_names = [a, b].iter().all(|it| it.starts_with(char::is_alphabetic));
        if begins && are_names && behind.starts_with([')', ';', ',']) {
            let end = at + sign.len() + b.len();
            for class in ["Integer", "Double"] {
                edits.put_in(start..end, &[&format!("{class}.compare({a}, {b})")]);
            }
        }
    }
}

/// An end for a length, and room for what is put behind: `substring(a, a + n)` for `substring(a, n)`.
fn ends(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    for list in argument_lists(code, false) {
        let call = last_word(&code[..list.start - 1]);
        let (first, last) = match *list.arguments.as_slice() {
            [first, last] if matches!(call, "substring" | "subList" | "subSequence") => (first, last),
            [_, first, last] if call == "copyOfRange" => (first, last),
            _ => continue,
        };
        let (from, to) = (&code[first.0..first.1], &code[last.0..last.1]);
        if from != "0" && !to.contains(from) {
            edits.put_in(last.0..last.0, &[&format!("{from} + ")]);
        }
        // What is cut off gets something behind it.
        if let Some(rest) = code[last.1..].strip_prefix(") + \"")
            && let Some(length) = rest.find('"').map(|end| rest[..end].chars().count())
            && from == "0"
        {
            edits.put_in(last.1..last.1, &[&format!(" - {length}")]);
        }
    }
}

/// Two names in each other's place in a condition and what it gives, and not in what it gives else: `b == 0 ? a : f(b, a % b)`.
fn choices(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    let (Some(ask), Some(end)) = (code.find(" ? "), code.find(" : ")) else { return };
    if ask > end {
        return;
    }
    let start =
        ["return ", " = "].iter().filter_map(|word| Some(code[..ask].rfind(word)? + word.len())).max();
    let Some(start) = start else { return };
    let asked = first_word(&code[start..]);
    let given = code[ask + 3..end].trim();
    if asked != given
        && !asked.is_empty()
        && given.chars().all(is_part)
        && given.starts_with(char::is_alphabetic)
    {
        let condition = &code[start + asked.len()..ask];
        edits.put_in(start..end, &[&format!("{given}{condition} ? {asked}")]);
    }
}

/// Of another object the same is asked: `y - o.y` for `y - o.x`.
fn evened(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for sign in [" - ", " == ", " + ", " * ", " != ", " < ", " > "] {
        for (range, a, b) in sides(code, operands, sign) {
            let is_plain = a.chars().all(is_part) && a.starts_with(char::is_alphabetic);
            let Some((owner, field)) = b.split_once('.').filter(|_| is_plain) else { continue };
            if field != a && field.chars().all(is_part) && owner.starts_with(char::is_lowercase) {
                edits.put_in(range.end - field.len()..range.end, &[a]);
            }
        }
    }
}

/// What a loop or a search begins with.
fn started(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let line = &code[start..];
    if let Some(rest) = line.strip_prefix("for (int j = ") {
        let at = start + "for (int j = ".len();
        let end = at + rest.find(';').unwrap_or(0);
        match &code[at..end] {
            "i" => edits.put_in(end..end, &[" + 1"]),
            "0" | "1" => edits.put_in(at..end, &["i + 1", "i"]),
            _ => {}
        }
    }
    let Some((left, value)) = line.trim_end().trim_end_matches(';').split_once(" = ") else { return };
    let (kind, name) = left.rsplit_once(' ').unwrap_or_default();
    let small = name.to_lowercase();
    let is_greatest =
        ["max", "best", "largest", "highest", "longest"].iter().any(|word| small.contains(word));
    let is_least = ["min", "smallest", "lowest", "shortest", "cheapest", "nearest"]
        .iter()
        .any(|word| small.contains(word));
    let class = match last_word(kind) {
        "int" => "Integer",
        "long" => "Long",
        "double" => "Double",
        _ => return,
    };
    let at = start + left.len() + " = ".len()..start + left.len() + " = ".len() + value.len();
    if !matches!(value, "0" | "0.0" | "-1" | "0L") {
        return;
    }
    if is_greatest {
        let lowest = if class == "Double" {
            "Double.NEGATIVE_INFINITY".to_owned()
        } else {
            format!("{class}.MIN_VALUE")
        };
        edits.put_in(at, &[&lowest]);
    } else if is_least {
        edits.put_in(at, &[&format!("{class}.MAX_VALUE")]);
    }
}

/// What is asked first whether it is there: `a != null && a.b()`, `a.isEmpty() || a.pop() != b`, `i + 1 < a.length && a[i + 1] > 0`.
fn guarded(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let Some(start) = ["if (", "while ("].iter().find_map(|word| Some(code.find(word)? + word.len())) else {
        return;
    };
    // An index that is one further.
    for operand in operands {
        let text = &code[operand.clone()];
        if operand.start < start {
            continue;
        }
        let place = text.split_once('[').map(|(owner, rest)| (owner, rest, ']', "length"));
        let place =
            place.or_else(|| text.split_once(".charAt(").map(|(owner, rest)| (owner, rest, ')', "length()")));
        let place =
            place.or_else(|| text.split_once(".get(").map(|(owner, rest)| (owner, rest, ')', "size()")));
        if let Some((owner, rest, mark, length)) = place
            && let Some((index, _)) = rest.split_once(mark)
            && let Some((name, sign)) = index.split_once(' ')
            && name.chars().all(is_part)
            && owner.chars().all(|it| is_part(it) || it == '.')
        {
            match sign {
                "+ 1" => edits.put_in(start..start, &[&format!("{index} < {owner}.{length} && ")]),
                "- 1" => edits.put_in(start..start, &[&format!("{name} > 0 && ")]),
                _ => {}
            }
        }
    }
    for operand in operands.iter().filter(|operand| operand.start >= start) {
        let text = &code[operand.clone()];
        let Some((owner, call)) = text.split_once('(').and_then(|(asked, _)| asked.rsplit_once('.')) else {
            continue;
        };
        let is_plain =
            owner.chars().all(|it| is_part(it) || it == '.') && owner.starts_with(char::is_lowercase);
        if !is_plain
            || code.contains(&format!("{owner} != null"))
            || code.contains(&format!("{owner} == null"))
        {
            continue;
        }
        let no = code[..operand.start].ends_with('!');
        let at = operand.start - usize::from(no);
        match call {
            "pop" | "peek" | "poll" | "removeFirst" | "removeLast" | "getFirst" | "getLast" => {
                if !code.contains(".isEmpty()") {
                    edits.put_in(
                        at..at,
                        &[&format!("{owner}.isEmpty() || "), &format!("!{owner}.isEmpty() && ")],
                    );
                }
            }
            "equals" | "isEmpty" | "isBlank" | "contains" | "startsWith" if no => {
                edits.put_in(at..at, &[&format!("{owner} == null || ")]);
            }
            _ => edits.put_in(at..at, &[&format!("{owner} != null && ")]),
        }
    }
}

/// A copy for the list, map or array itself, which others change.
fn copies(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let is_list = |name: &str| {
        let small = name.to_lowercase();
        (small.ends_with('s') && small.len() > 3)
            || ["path", "list", "current", "combination"].contains(&small.as_str())
    };
    let end = code.trim_end().trim_end_matches(';').len();
    for list in argument_lists(code, false) {
        if let &[(start, stop)] = list.arguments.as_slice()
            && code[..list.start].ends_with(".add(")
            && matches!(
                &code[start..stop],
                "path" | "current" | "list" | "combination" | "subset" | "row" | "temp"
            )
        {
            let name = &code[start..stop];
            edits.put_in(start..stop, &[&format!("new ArrayList<>({name})"), &format!("{name}.clone()")]);
        }
    }
    for sign in [" = ", "return "] {
        let Some(start) = code[..end].find(sign).map(|at| at + sign.len()) else { continue };
        let value = &code[start..end];
        let is_chain =
            value.chars().all(|it| is_part(it) || it == '.') && value.starts_with(char::is_lowercase);
        if is_chain && is_list(last_word(value)) && (sign != " = " || code[..start].contains("this.")) {
            let copies = ["List.copyOf", "new ArrayList<>"].map(|made| format!("{made}({value})"));
            edits.put_in(start..end, &[&copies[0], &copies[1]]);
            if sign == "return " {
                edits.put_in(start..end, &[&format!("Collections.unmodifiableList({value})")]);
            }
            edits.put_in(end..end, &[".clone()"]);
        } else if is_chain && sign == " = " && code[..start].trim_start().contains("[]") {
            edits.put_in(end..end, &[".clone()"]);
        } else if value.ends_with(']')
            && code[..start].trim_end_matches(" = ").ends_with(']')
            && !value.contains(' ')
        {
            // A row of a table is a list itself.
            edits.put_in(end..end, &[".clone()"]);
        }
    }
    // Arrays are compared by what they hold.
    for operand in operands {
        let text = &code[operand.clone()];
        if let Some((a, rest)) = text.split_once(".equals(")
            && let Some(b) = rest.strip_suffix(')').filter(|b| b.chars().all(is_part))
            && a.chars().all(is_part)
        {
            edits.put_in(
                operand.clone(),
                &[&format!("Arrays.equals({a}, {b})"), &format!("Objects.equals({a}, {b})")],
            );
        }
    }
}

/// Names that are taken for each other, and numbers that are taken for places.
fn others(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    for (at, name) in names(code) {
        for (one, other) in NAMES {
            let is_class = one.starts_with(char::is_uppercase);
            if name == one && (!is_class || code[..at].ends_with("new ")) {
                edits.put_in(at..at + name.len(), &[other]);
            } else if name == other && (!is_class || code[..at].ends_with("new ")) {
                edits.put_in(at..at + name.len(), &[one]);
            }
        }
    }
    for list in argument_lists(code, false) {
        if let &[(start, end)] = list.arguments.as_slice()
            && code[..list.start].ends_with(".remove(")
            && code[start..end].chars().all(is_part)
        {
            let value = &code[start..end];
            edits.put_in(start..end, &[&format!("Integer.valueOf({value})")]);
        }
    }
    // `a.put(b, a.get(b) + 1)`
    for (at, call) in code.match_indices(".get(") {
        let rest = &code[at + call.len()..];
        if let Some((key, _)) = rest.split_once(") + ").filter(|(key, _)| !key.contains('(')) {
            edits.put_in(at..at + call.len() + key.len(), &[&format!(".getOrDefault({key}, 0")]);
        }
    }
}

/// What a field or a method says of itself: one for all, one at a time, seen by all threads.
fn declared(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    let Some(word) = ["public ", "private ", "protected "].into_iter().find(|word| line.starts_with(word))
    else {
        return;
    };
    let at = start + word.len();
    if line.ends_with('{') && line.contains('(') && !line.contains(" class ") {
        if let Some(rest) = line[word.len()..].strip_prefix("synchronized ") {
            edits.put_in(at..start + line.len() - rest.len(), &[""]);
        } else {
            edits.put_in(at..at, &["synchronized "]);
        }
    } else if line.ends_with(';') && !line.contains("final ") && !line.contains('(') {
        let rest = &line[word.len()..];
        let at = at + rest.strip_prefix("static ").map_or(0, |behind| rest.len() - behind.len());
        if !line.contains("volatile ") {
            edits.put_in(at..at, &["volatile "]);
        }
        if rest.starts_with("static ") {
            edits.put_in(start + word.len()..at, &[""]);
        }
    }
}

/// One step further than what was taken out: `new int[] {a, b, c[2] + 1}`.
fn further(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for operand in operands {
        let (text, before) = (&code[operand.clone()], &code[..operand.start]);
        let is_last = code[operand.end..].starts_with(['}', ')']) && before.ends_with(", ");
        let is_made = before.contains("new ")
            && [".add(", ".offer(", ".push("].iter().any(|call| before.contains(call));
        let is_count = ["steps", "dist", "depth", "level", "count", "cost", "moves", "distance", "hops"]
            .iter()
            .any(|word| {
                text == *word || text.ends_with(&format!(".{word}")) || text.ends_with(&format!(".{word}()"))
            })
            || (text.ends_with(']') && text.contains('['));
        if is_last && is_made && is_count {
            edits.put_in(operand.end..operand.end, &[" + 1"]);
        }
    }
}

/// What is given to a method once more: one less, or one more.
fn recursive(edits: &mut Rewrites<'_>, code: &str, _: &[Range<usize>]) {
    for list in argument_lists(code, false) {
        let call = last_word(&code[..list.start - 1]);
        let is_own = call.starts_with(char::is_lowercase)
            && !code[..list.start - 1 - call.len()].ends_with(['.', ' '])
            || code[..list.start - 1 - call.len()].trim().is_empty()
            || code[..list.start - 1 - call.len()].ends_with("return ");
        if !is_own || matches!(call, "if" | "for" | "while" | "switch" | "catch") {
            continue;
        }
        for (start, end) in list.arguments {
            if SHRINKING.contains(&&code[start..end]) {
                edits.put_in(end..end, &[" - 1", " + 1"]);
            }
        }
    }
}

#[cfg(test)]
mod tests;
