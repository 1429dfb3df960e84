//! Calls and numbers of Java that compilers reject, or that never do what stands there.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language::Java,
    lexical::{self, texts},
    names::{first_word, is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// Methods that take a function.
const TAKING: [&str; 17] = [
    "comparing",
    "comparingInt",
    "comparingLong",
    "comparingDouble",
    "thenComparing",
    "thenComparingInt",
    "map",
    "mapToInt",
    "mapToLong",
    "mapToDouble",
    "flatMap",
    "filter",
    "forEach",
    "anyMatch",
    "allMatch",
    "groupingBy",
    "thenCompose",
];
/// What a text is replaced by that another replacement would replace once more.
const ESCAPED: [&str; 3] =
    [".replace(\"&\", \"&amp;\")", ".replace(\"\\\\\", \"\\\\\\\\\")", ".replace(\"%\", \"%25\")"];

/// The marked lines without such mistakes.
pub(super) fn put_right(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let texts = texts(code, Java);
    let is_code = |at: usize| !texts.iter().any(|text| text.contains(&at));
    numbers(edits, code, &is_code);
    repeated(edits, code, &texts, operands);
    calls(edits, code);
    remainders(edits, code, operands);
    // `a.equals(BigDecimal.ZERO)` asks for the same scale, too.
    let is_test = ["assert", "expect"].iter().any(|word| code.contains(word));
    for (at, call) in code.match_indices(".equals(BigDecimal.").filter(|_| !is_test) {
        let name = first_word(&code[at + call.len()..]);
        let end = at + call.len() + name.len();
        let start = operands.iter().find(|it| it.start < at && it.end == end + 1).map(|it| it.start);
        if let Some(start) = start.filter(|_| matches!(name, "ZERO" | "ONE" | "TEN")) {
            let owner = &code[start..at];
            let (from, sign) = match code[..start].strip_suffix('!') {
                Some(before) => (before.len(), "!="),
                None => (start, "=="),
            };
            edits.put_in(from..end + 1, &[&format!("{owner}.compareTo(BigDecimal.{name}) {sign} 0")]);
        }
    }
    // The least positive number is not the least number.
    for class in ["Double", "Float"] {
        let Some((left, _)) = code.split_once(&format!(" = {class}.MIN_VALUE;")) else { continue };
        let small = last_word(left).to_lowercase();
        if ["max", "best", "largest", "highest", "greatest", "peak"].iter().any(|word| small.contains(word)) {
            let start = left.len() + " = ".len();
            let end = start + class.len() + ".MIN_VALUE".len();
            edits
                .put_in(start..end, &[&format!("{class}.NEGATIVE_INFINITY"), &format!("-{class}.MAX_VALUE")]);
        }
    }
}

/// What texts and letters hold that is meant otherwise.
pub(super) fn of_texts(edits: &mut Rewrites<'_>, code: &str) {
    patterns(edits, code, &texts(code, Java));
    escaped(edits, code);
    // Letters go round in their own alphabet.
    for (from, to) in [('a', 'A'), ('A', 'a')] {
        let sum = format!("'{from}' + (");
        for (at, _) in code.match_indices(&sum) {
            let rest = &code[at + sum.len()..];
            let other = format!(" - '{to}'");
            let Some(found) = rest.find(&other).filter(|_| rest.contains(" % 26")) else { continue };
            edits.put_in(at + 1..at + 2, &[&to.to_string()]);
            let inner = at + sum.len() + found + " - '".len();
            edits.put_in(inner..inner + 1, &[&from.to_string()]);
        }
    }
}

/// Numbers that need a letter behind them: too large ones, products that are too large, fractions for a `float`.
fn numbers(edits: &mut Rewrites<'_>, code: &str, is_code: &dyn Fn(usize) -> bool) {
    let start = code.len() - code.trim_start().len();
    let mut at = 0;
    let mut found: Vec<(Range<usize>, i64)> = Vec::new();
    while let Some(begin) = code[at..].find(|it: char| it.is_ascii_digit()).map(|found| at + found) {
        let rest = &code[begin..];
        let end = begin + rest.find(|it: char| !is_part(it) && it != '.').unwrap_or(rest.len());
        at = end.max(begin + 1);
        let number = &code[begin..end];
        let is_whole = number.chars().all(|it| it.is_ascii_digit() || it == '_');
        if code[..begin].ends_with(|it| is_part(it) || it == '.') || !is_code(begin) {
            continue;
        }
        if let Ok(value) = number.replace('_', "").parse::<i64>()
            && is_whole
            && !number.starts_with('0')
        {
            if value > i64::from(i32::MAX) + 1 {
                edits.put_in(end..end, &["L"]);
            }
            found.push((begin..end, value));
        }
        let is_fraction = number.contains('.') && number.parse::<f64>().is_ok();
        let is_float = code[start..].trim_start_matches("final ").starts_with("float ")
            && code[..begin].ends_with(" = ")
            && code[end..].trim_end() == ";";
        let is_load = ["HashMap<>(", "HashMap<K, V>(", "HashSet<>("].iter().any(|call| {
            code[..begin]
                .rsplit_once(call)
                .is_some_and(|(_, size)| !size.contains(')') && size.matches(',').count() == 1)
        });
        if is_fraction && (is_float || (is_load && number == "0.75")) {
            edits.put_in(end..end, &["f"]);
        }
    }
    // `long a = 30 * 24 * 60 * 60 * 1000;`
    let Some((left, value)) = code.split_once(" = ").filter(|(left, _)| left.contains("long ")) else {
        return;
    };
    let factors = value.trim_end().trim_end_matches(';').split(" * ");
    let numbers: Vec<Option<i64>> = factors.map(|it| it.replace('_', "").parse().ok()).collect();
    let product = numbers.iter().try_fold(1_i64, |product, number| product.checked_mul((*number)?));
    let is_all = numbers.len() > 1 && numbers.iter().all(Option::is_some);
    if is_all && product.is_none_or(|product| product > i64::from(i32::MAX)) {
        let begin = left.len() + " = ".len();
        if let Some((first, _)) = found.iter().find(|(range, _)| range.start == begin) {
            edits.put_in(first.end..first.end, &["L"]);
        }
    }
}

/// Patterns where a text is taken as it is, and signs of patterns where a text is meant.
fn patterns(edits: &mut Rewrites<'_>, code: &str, texts: &[Range<usize>]) {
    for text in texts {
        let before = &code[..text.start];
        let inner = &code[text.start + 1..text.end - 1];
        let is_class = (inner.starts_with("[^") && (inner.ends_with(']') || inner.ends_with("]+")))
            || ["\\\\s", "\\\\d", "\\\\w", "\\\\W", "\\\\D"]
                .iter()
                .any(|class| inner.strip_prefix(class).is_some_and(|rest| ["", "+", "*"].contains(&rest)))
            || inner.contains("\\\\p{");
        if before.ends_with(".replace(") && is_class {
            edits.put_in(before.len() - "(".len()..before.len(), &["All("]);
        }
        if before.ends_with(".split(") && matches!(inner, "." | "|" | "*" | "+" | "?" | "$" | "^" | "(" | "[")
        {
            edits.put_in(text.start + 1..text.end - 1, &[&format!("\\\\{inner}"), &format!("[{inner}]")]);
            edits.put_in(text.clone(), &[&format!("Pattern.quote(\"{inner}\")")]);
        }
    }
}

/// `"-".repeat(n)` for `"-" * n`.
fn repeated(edits: &mut Rewrites<'_>, code: &str, texts: &[Range<usize>], operands: &[Range<usize>]) {
    for text in texts.iter().filter(|text| code[(*text).clone()].starts_with('"')) {
        let Some(rest) = code[text.end..].strip_prefix(" * ") else { continue };
        let begin = code.len() - rest.len();
        if rest.starts_with('(') {
            if let Some(close) = lexical::closing(code, begin + 1, Java) {
                edits.put_in(text.end..close + 1, &[&format!(".repeat{}", &code[begin..=close])]);
            }
        } else if let Some(count) = operands.iter().find(|operand| operand.start == begin) {
            edits.put_in(text.end..count.end, &[&format!(".repeat({})", &code[count.clone()])]);
        }
    }
}

/// Calls that take something else.
fn calls(edits: &mut Rewrites<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let callee = &code[..list.start - 1];
        let name = last_word(callee);
        if let &[(a, b), (c, d), (e, f)] = list.arguments.as_slice()
            && (callee.ends_with("Math.min") || callee.ends_with("Math.max"))
        {
            let (one, two, three) = (&code[a..b], &code[c..d], &code[e..f]);
            let call = &callee[callee.len() - "Math.min".len()..];
            edits.put_in(
                a..f,
                &[&format!("{call}({one}, {two}), {three}"), &format!("{one}, {call}({two}, {three})")],
            );
        }
        for &(start, end) in list.arguments.iter().filter(|_| TAKING.contains(&name) && callee.contains('.'))
        {
            let text = &code[start..end];
            if let Some((class, method)) = text.split_once('.')
                && class.starts_with(char::is_uppercase)
                && class.contains(char::is_lowercase)
                && class.chars().all(is_part)
                && method.starts_with(char::is_lowercase)
                && method.chars().all(is_part)
                && method != "class"
            {
                edits.put_in(start..end, &[&format!("{class}::{method}")]);
            }
        }
        // What is less than nothing for the least number of all.
        if let &[(start, end)] = list.arguments.as_slice()
            && callee.ends_with("Math.abs")
            && let inner = &code[start..end]
            && (inner.ends_with(".hashCode()") || inner.ends_with(".nextInt()"))
            && let Some(rest) = code[end..].strip_prefix(") % ")
        {
            let length =
                rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.' || it == '(').len();
            let base = rest[..length].trim_end_matches('(');
            let base = if rest[base.len()..].starts_with("()") { &rest[..base.len() + 2] } else { base };
            let whole = callee.len() - "Math.abs".len()..end + ") % ".len() + base.len();
            edits.put_in(
                whole,
                &[&format!("Math.floorMod({inner}, {base})"), &format!("({inner} & 0x7fffffff) % {base}")],
            );
        }
    }
    // A line is no number.
    let start = code.len() - code.trim_start().len();
    for (kind, call, parsed) in [
        ("int ", "nextInt()", "Integer.parseInt"),
        ("double ", "nextDouble()", "Double.parseDouble"),
        ("long ", "nextLong()", "Long.parseLong"),
    ] {
        let end = code.trim_end().len();
        let Some(line) = code.get(start..end).and_then(|line| line.strip_prefix(kind)) else { continue };
        if let Some((name, value)) = line.split_once(" = ")
            && let Some(owner) = value.strip_suffix(".nextLine();")
            && owner.chars().all(is_part)
        {
            let at = start + kind.len() + name.len() + " = ".len()..end - 1;
            edits.put_in(at, &[&format!("{owner}.{call}"), &format!("{parsed}({owner}.nextLine())")]);
        }
    }
}

/// A leap year is one of every 400, or of every 4 and none of every 100.
fn remainders(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (range, year, _) in sides(code, operands, " % ").into_iter().filter(|(.., n)| *n == "4") {
        let wrong = format!("{year} % 4 == 0 && {year} % 100 != 0 && {year} % 400 == 0");
        if code[range.start..].starts_with(&wrong) {
            let end = range.start + wrong.len();
            edits.put_in(
                range.start..end,
                &[
                    &format!("{year} % 4 == 0 && ({year} % 100 != 0 || {year} % 400 == 0)"),
                    &format!("({year} % 4 == 0 && {year} % 100 != 0) || {year} % 400 == 0"),
                    &format!("{year} % 4 == 0 && {year} % 100 != 0 || {year} % 400 == 0"),
                ],
            );
        }
    }
}

/// What stands in what others are replaced by is replaced first.
fn escaped(edits: &mut Rewrites<'_>, code: &str) {
    for call in ESCAPED {
        let (Some(first), Some(at)) = (code.find(".replace("), code.find(call)) else { continue };
        let between = &code[first..at.max(first)];
        let is_chain = at > first
            && between.matches('(').count() == between.matches(')').count()
            && between.ends_with(')');
        // What is replaced once more.
        let sign = call.chars().find(|it| matches!(it, '&' | '\\' | '%')).unwrap_or_default();
        if is_chain && between.contains(&format!(", \"{sign}")) {
            edits.put_in(first..at + call.len(), &[&[call, between].concat()]);
        }
    }
}
