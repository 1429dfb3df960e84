//! Values of Go: how they are grouped, converted, indexed and stored, and arguments in each other's place.

use std::ops::Range;

use super::{MOST, few, indentation, is_chain};
use crate::{
    arguments::argument_lists,
    language::Language::Go,
    lexical::texts,
    names::{is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// Names of what is counted from nought, and printed from one.
const COUNTED: [&str; 9] = ["i", "idx", "index", "n", "k", "rank", "row", "line", "pos"];
/// Names of letters.
const LETTERS: [&str; 8] = ["c", "r", "ch", "b", "char", "digit", "d", "letter"];
/// What shows how large a part is.
const SIZED: [&str; 7] = ["size", "per", "limit", "chunk", "batch", "width", "step"];

/// Makes the edits.
pub(super) fn values(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    few(edits, MOST, |edits| texts_joined(edits, code));
    few(edits, MOST, |edits| grouped(edits, code, operands));
    few(edits, MOST, |edits| exchanged(edits, code, operands));
    few(edits, MOST, |edits| converted(edits, code));
    few(edits, MOST, |edits| stored(edits, code));
    few(edits, MOST, |edits| indexed(edits, code));
    few(edits, MOST, |edits| signs(edits, code, operands));
    few(edits, MOST, |edits| arguments(edits, code));
}

/// A blank where a text is put together.
fn texts_joined(edits: &mut Rewrites<'_>, code: &str) {
    for text in
        texts(code, Go).into_iter().filter(|text| code[text.clone()].starts_with('"') && text.len() > 2)
    {
        let (before, after) = (&code[..text.start], &code[text.end..]);
        let inner = &code[text.start + 1..text.end - 1];
        if (after.starts_with('+') || after.starts_with(" + ")) && inner.ends_with(char::is_alphanumeric) {
            edits.put_in(text.end - 1..text.end - 1, &[" "]);
        }
        if (before.ends_with('+') || before.ends_with(" + ")) && inner.starts_with(char::is_alphanumeric) {
            edits.put_in(text.start + 1..text.start + 1, &[" "]);
        }
    }
}

/// Sums and products whose parts belong together otherwise.
fn grouped(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    // `2 * (a + b)` for `2*a + b`, `(a + b) / 2` for `a + b/2`.
    for sign in ["*", "/", "%"] {
        for (range, a, b) in sides(code, operands, sign) {
            for sum in [" + ", " - ", "+", "-"] {
                let is_close = sum.len() == 1;
                let blank = if is_close { "" } else { " " };
                if let Some(third) = operands
                    .iter()
                    .find(|it| it.start == range.end + sum.len())
                    .filter(|_| code[range.end..].starts_with(sum))
                {
                    let c = &code[third.clone()];
                    let inner = format!("({b}{sum}{c})");
                    edits.put_in(range.start..third.end, &[&format!("{a}{blank}{sign}{blank}{inner}")]);
                }
                let first = operands
                    .iter()
                    .find(|it| it.end + sum.len() == range.start && code[it.end..].starts_with(sum));
                if let Some(first) = first {
                    let whole = format!("({}{sum}{a}){blank}{sign}{blank}{b}", &code[first.clone()]);
                    edits.put_in(first.start..range.end, &[&whole]);
                }
            }
        }
    }
    // A part that is begun is a whole one.
    for sign in [" / ", "/"] {
        for (range, a, b) in sides(code, operands, sign) {
            let small = last_word(b).to_lowercase();
            if is_chain(b) && SIZED.iter().any(|word| small.contains(word)) {
                edits
                    .put_in(range, &[&format!("({a} + {b} - 1){sign}{b}"), &format!("({a}+{b}-1){sign}{b}")]);
            }
        }
    }
    // The first page begins with the first.
    for sign in [" * ", "*"] {
        for (range, a, _) in sides(code, operands, sign) {
            let small = last_word(a).to_lowercase();
            if small.contains("page") || small == "p" {
                edits.put_in(
                    range.start..range.start + a.len(),
                    &[&format!("({a} - 1)"), &format!("({a}-1)")],
                );
            }
        }
    }
}

/// Two operators, or two operands, each in the other's place.
fn exchanged(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let texts = texts(code, Go);
    let is_code = |at: usize| !texts.iter().any(|text| text.contains(&at));
    let places = |sign: char| -> Vec<usize> {
        code.match_indices(sign).map(|(at, _)| at).filter(|at| is_code(*at)).collect()
    };
    for (one, other) in [('%', '/'), ('*', '/')] {
        if let (&[a], &[b]) = (places(one).as_slice(), places(other).as_slice()) {
            let (first, last) = (a.min(b), a.max(b));
            let (left, right) = if a < b { (other, one) } else { (one, other) };
            let whole = [
                &code[..first],
                &left.to_string(),
                &code[first + 1..last],
                &right.to_string(),
                &code[last + 1..],
            ]
            .concat();
            edits.put_in(0..code.len(), &[&whole]);
        }
    }
    for (a, sign, b) in [("math.Pi", " / ", "180"), ("180", " / ", "math.Pi")] {
        let wrong = format!("{a}{sign}{b}");
        for (at, _) in code.match_indices(&wrong) {
            edits.put_in(at..at + wrong.len(), &[&format!("{b}{sign}{a}")]);
        }
    }
    for (range, a, b) in sides(code, operands, "-") {
        edits.put_in(range, &[&format!("{b}-{a}")]);
    }
}

/// Letters as digits, times in their unit, bytes as letters.
fn converted(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let &[(start, end)] = list.arguments.as_slice() else { continue };
        let before = &code[..list.start - 1];
        let value = &code[start..end];
        let call = last_word(before);
        if matches!(call, "int" | "int64" | "float64") {
            let is_letter = LETTERS.contains(&value) || value.ends_with(']');
            if is_letter {
                edits.put_in(end..end, &[" - '0'", "-'0'"]);
            }
            let whole = code.trim();
            if let Some((name, _)) = whole
                .split_once(" = ")
                .filter(|_| value.contains("'0'") && whole.ends_with(&format!(" = int({value})")))
            {
                let at = indentation(code) + name.len() + " = ".len();
                let close: String = value.split_whitespace().collect();
                edits.put_in(at..indentation(code) + whole.len(), &[&format!("{name}*10 + int({close})")]);
            }
        }
        if before.ends_with("time.Duration")
            && code[end..].starts_with(')')
            && !code[end + 1..].starts_with(" *")
            && !code[..list.start].contains("* time.Duration(")
        {
            let inner = if code[end + 1..].starts_with([')', ',']) { end + 1 } else { continue };
            edits.put_in(
                inner..inner,
                &[" * time.Second", " * time.Millisecond", "*time.Second", "*time.Millisecond"],
            );
        }
    }
    for (one, other) in [
        ("[]byte(", "[]rune("),
        ("[]rune(", "[]byte("),
        ("'a'", "'A'"),
        ("'A'", "'a'"),
        ("'z'", "'Z'"),
        ("'Z'", "'z'"),
        (", \" \")", ")"),
    ] {
        for (at, text) in code.match_indices(one) {
            if one.starts_with(',') {
                if let Some(start) = code[..at].rfind("strings.Split(") {
                    edits.put_in(
                        start..at + text.len(),
                        &[&format!("strings.Fields({})", &code[start + "strings.Split(".len()..at])],
                    );
                }
            } else {
                edits.put_in(at..at + one.len(), &[other]);
            }
        }
    }
}

/// What is stored, and where.
fn stored(edits: &mut Rewrites<'_>, code: &str) {
    let start = indentation(code);
    let line = code.trim();
    if line.contains('\n') {
        return;
    }
    let end = start + line.len();
    if let Some((left, right)) = line.split_once(" = ") {
        let inner = left.strip_suffix(']').and_then(|left| left.rsplit_once('['));
        if let Some((list, index)) = inner {
            // The key for the value.
            if is_chain(index) && is_chain(right) && index != right {
                edits.put_in(start..end, &[&format!("{list}[{right}] = {index}")]);
            }
            if right == "0" && is_chain(index) {
                edits.put_in(end - 1..end, &[index]);
            }
            // One more for the only one.
            if let Some(value) =
                right.strip_prefix("[]").and_then(|right| right.split_once('{')?.1.strip_suffix('}'))
                && !value.is_empty()
            {
                edits.put_in(start..end, &[&format!("{left} = append({left}, {value})")]);
            }
        }
        // The next one's next.
        if let Some((_, field)) = right.rsplit_once('.').filter(|_| is_chain(right) && is_chain(left)) {
            let at = start + left.len();
            edits.put_in(at..at, &[&format!(".{field}")]);
            if left.contains('.') {
                edits.put_in(end..end, &[&format!(".{field}")]);
            }
        }
    }
    // What is changed is the element itself.
    if let Some((left, right)) = line.split_once(" := ")
        && is_chain(left)
        && right.ends_with(']')
        && right.starts_with(is_part)
    {
        let at = start + left.len() + " := ".len();
        edits.put_in(at..at, &["&"]);
    }
    // Constants of bits, or from one on.
    if let Some(at) = code.find("= iota").map(|at| at + "= ".len()).filter(|_| line.ends_with("= iota")) {
        edits.put_in(at..at + "iota".len(), &["1 << iota", "iota + 1"]);
    }
}

/// Numbers of places, all at once, and ends of what is cut.
fn indexed(edits: &mut Rewrites<'_>, code: &str) {
    let mut places: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, _) in code.match_indices('[') {
        let Some(close) = code[at..].find(']').map(|close| at + close) else { continue };
        let inner = &code[at + 1..close];
        if let Ok(number) = inner.parse::<usize>()
            && code[..at].ends_with(is_part)
        {
            places.push((at + 1..close, number));
        }
        // One before, where others are asked for theirs.
        if is_chain(inner) && code.matches('[').count() > 2 && code[..at].ends_with(is_part) {
            edits.put_in(at + 1..close, &[&format!("{inner}-1")]);
        }
        // `a[4 : 4+n]` for `a[4:n]`.
        if let Some((one, other)) = inner.split_once(':')
            && !one.is_empty()
            && other.chars().all(is_part)
            && !other.is_empty()
            && one.chars().all(is_part)
        {
            edits.put_in(at + 1..close, &[&format!("{one} : {one}+{other}"), &format!("{one} : {other}+1")]);
        }
    }
    let are_several = places.len() > 1 && places.iter().any(|(_, number)| *number != places[0].1);
    if are_several {
        for more in [1_isize, -1] {
            let mut whole = code.to_owned();
            let moved = places.iter().rev().all(|(range, number)| {
                let other = number.checked_add_signed(more);
                if let Some(other) = other {
                    whole.replace_range(range.clone(), &other.to_string());
                }
                other.is_some()
            });
            if moved {
                edits.put_in(0..code.len(), &[&whole]);
            }
        }
    }
    // Both indices in the other order, in any of several lines.
    for (at, sign) in code.match_indices("][") {
        let begin = code[..at].rfind('[').map(|begin| begin + 1);
        let end = code[at + sign.len()..].find(']').map(|end| at + sign.len() + end);
        if let (Some(begin), Some(end)) = (begin, end) {
            edits.put_in(begin..end, &[&[&code[at + sign.len()..end], sign, &code[begin..at]].concat()]);
        }
    }
}

/// Signs of bits, and lengths that end one earlier.
fn signs(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (one, others) in [(" &= ", &[" &^= "][..]), ("&", &["|", "&^"]), ("|", &["&"]), (" &^= ", &[" &= "])]
    {
        if one.len() == 1 {
            for (range, a, _) in sides(code, operands, one) {
                let at = range.start + a.len();
                edits.put_in(at..at + 1, others);
            }
        } else {
            for (at, _) in code.match_indices(one) {
                edits.put_in(at..at + one.len(), others);
            }
        }
    }
    for operand in operands {
        let (before, after) = (&code[..operand.start], &code[operand.end..]);
        if !code[operand.clone()].starts_with("len(")
            || after.starts_with(['-', '+', '.'])
            || after.starts_with(" - ")
            || after.starts_with(" + ")
        {
            continue;
        }
        let is_listed = before.ends_with(", ")
            || before.ends_with('(') && after.starts_with(',')
            || before.ends_with('[');
        let text = if is_listed { "-1" } else { " - 1" };
        if before.ends_with(", ") || before.ends_with("= ") || before.ends_with('[') || before.ends_with('(')
        {
            edits.put_in(operand.end..operand.end, &[text]);
        }
    }
}

/// Arguments in each other's place, and places that are printed from one on.
fn arguments(edits: &mut Rewrites<'_>, code: &str) {
    if code.trim_start().starts_with("func ") {
        return;
    }
    for list in argument_lists(code, false) {
        let call = &code[..list.start - 1];
        if !call.ends_with(is_part) || list.arguments.len() > 6 {
            continue;
        }
        let is_printed =
            list.arguments.iter().any(|&(start, _)| code[start..].starts_with('"')) && call.contains("rint");
        for &(start, end) in list.arguments.iter().filter(|_| is_printed) {
            if COUNTED.contains(&&code[start..end]) {
                edits.put_in(end..end, &["+1"]);
            }
        }
        for pair in list.arguments.windows(2).rev() {
            let [(a, b), (c, d)] = *pair else { continue };
            let (one, two) = (&code[a..b], &code[c..d]);
            let is_format = one.starts_with('"') && is_printed;
            let is_function = two.starts_with("func(") || one.starts_with("func(");
            if one != two
                && !is_format
                && !is_function
                && last_word(call) != "append"
                && last_word(call) != "make"
            {
                edits.put_in(a..d, &[&format!("{two}{}{one}", &code[b..c])]);
            }
        }
    }
}
