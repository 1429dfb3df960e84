//! Operators between values that have none: another operator, or one of the values as another type.

use std::ops::Range;

use super::{Case, base, chain_start, held, values_in};
use crate::{names::is_part, rewrites::Rewrites};

/// An operator with the types of what stands on its sides; the right one may not be told.
struct Operation<'a> {
    sign: &'a str,
    left: &'a str,
    right: &'a str,
}

/// What mypy, pyright and Python itself say of an operator.
fn operation<'a>(case: &Case<'a>) -> Option<Operation<'a>> {
    let message = case.message;
    let single = |text: &'a str| -> Vec<&'a str> { text.split(['\'', '"']).skip(1).step_by(2).collect() };
    let (sign, types) = if let Some((_, rest)) =
        message.split_once("perand types for ").or_else(|| message.split_once("operand type for "))
    {
        rest.split_once(' ')?
    } else if let Some((_, rest)) = message.split_once("operand type(s) for ") {
        rest.split_once(':')?
    } else if let Some((_, rest)) = message.split_once("Operator \"") {
        rest.split_once('"')?
    } else if let Some((sign, rest)) = message.split_once("' not supported between") {
        (sign.rsplit('\'').next()?, rest)
    } else if let Some((_, rest)) = message.split_once("No overload variant of \"__") {
        let (name, _) = rest.split_once("__\"")?;
        let sign = ["add+", "sub-", "mul*", "truediv/", "lt<", "gt>", "le<", "ge>", "and&", "or|"]
            .iter()
            .find_map(|pair| pair.strip_prefix(name.trim_start_matches('r')))
            .filter(|sign| sign.len() == 1)?;
        let left = case.quoted.get(1).filter(|_| message.contains("__\" of \""))?;
        return Some(Operation { sign, left, right: case.quoted.get(2).copied().unwrap_or_default() });
    } else if message.contains("can only concatenate str (not") {
        return Some(Operation { sign: "+", left: "str", right: single(message).first()? });
    } else {
        return None;
    };
    let types = single(types);
    let left = types.first()?;
    Some(Operation {
        sign: sign.trim_end_matches('='),
        left,
        right: types.get(1).copied().unwrap_or_default(),
    })
}

/// The marked lines with one operator or one of its operands as another.
pub(super) fn change(edits: &mut Rewrites<'_>, case: &Case<'_>) {
    let Some(Operation { sign, left, right }) = operation(case) else { return };
    let code = case.code;
    // `<=` ends with what is cut off of `+=`.
    let compares = matches!(sign, "<" | ">");
    let written: Vec<String> = vec![format!(" {sign} "), format!(" {sign}= ")];
    // A comparison may be told from its other side.
    let turned = if sign == "<" { [" > ", " >= "] } else { [" < ", " <= "] };
    let turned = turned.into_iter().filter(|_| compares).map(|text| (text.to_owned(), right, left));
    let written = written.into_iter().map(|text| (text, left, right)).chain(turned);
    for (text, left, right) in written {
        for (at, _) in code.match_indices(text.as_str()) {
            let end = at + text.len();
            let start = chain_start(code, at);
            let operand = values_in(code).into_iter().find(|value| value.start == end);
            let after = operand.unwrap_or(end..end);
            another_sign(edits, code, (at, end), sign, (left, right));
            if start < at && !code[start..at].starts_with('[') {
                one_side(edits, case, start..at, sign, left, right);
            }
            if after.start < after.end && !right.is_empty() {
                one_side(edits, case, after, sign, right, left);
            }
            in_brackets(edits, code, at, sign);
        }
    }
    if left.contains("None") || right.contains("None") {
        nothing(edits, code);
    }
}

/// `.get(key, 0)` for `.get(key)`, and a condition that asks for the other.
fn nothing(edits: &mut Rewrites<'_>, code: &str) {
    for list in crate::arguments::argument_lists(code, false) {
        if let &[(_, end)] = list.arguments.as_slice()
            && crate::names::last_word(&code[..list.start - 1]) == "get"
        {
            let is_text =
                code[end..].contains("+ \"") || code[end..].contains("+ '") || code[end..].contains("+ f\"");
            edits.put_in(end..end, &[if is_text { ", \"\"" } else { ", 0" }]);
        }
    }
    for (from, to) in [
        ("is None and ", "is None or "),
        ("is None and ", "is not None and "),
        ("is not None or ", "is not None and "),
        ("is not None or ", "is None or "),
    ] {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
}

/// Another operator for the one that there is none of.
fn another_sign(
    edits: &mut Rewrites<'_>,
    code: &str,
    (at, end): (usize, usize),
    sign: &str,
    (left, right): (&str, &str),
) {
    let is_set = |kind: &str| matches!(base(kind), "set" | "frozenset" | "dict_keys" | "dict");
    let others: &[&str] = match sign {
        "+" if is_set(left) || is_set(right) => &[" | "],
        "&" => &[" and "],
        "|" => &[" or "],
        "^" => &[" ** "],
        "<<" if base(left) == "list" => &[".append("],
        _ => &[],
    };
    let is_given = code[at..end].ends_with("= ");
    for other in others {
        if *other == ".append(" {
            let value = code[end..].trim_end();
            edits.put_in(at..end + value.len(), &[&format!(".append({value})")]);
        } else if is_given && sign == "+" {
            edits.put_in(at..end, &[" |= "]);
        } else if !is_given {
            edits.put_in(at..end, &[other]);
        }
    }
    if sign == "+" && base(left) == "list" && is_given && !code[end..].starts_with('[') {
        let value = code[end..].trim_end();
        edits.put_in(at..end + value.len(), &[&format!(".append({value})"), &format!(" += [{value}]")]);
    }
    if sign == "+"
        && base(left) == "str"
        && matches!(base(right), "list" | "tuple" | "Generator")
        && !is_given
    {
        let value = code[end..].trim_end();
        let stop = value.find(')').unwrap_or(value.len());
        let value = &value[..stop];
        edits.put_in(at..end + value.len(), &[&format!(".join({value})")]);
    }
}

/// One operand as what the other can do with.
fn one_side(
    edits: &mut Rewrites<'_>,
    case: &Case<'_>,
    place: Range<usize>,
    sign: &str,
    kind: &str,
    other: &str,
) {
    let code = case.code;
    let value = &code[place.clone()];
    let is_text = value.starts_with(['"', '\'']);
    let mut put = |way: String| edits.put_in(place.clone(), &[&way]);
    if (kind.starts_with("Callable[") || kind.contains("function") || kind.contains("method"))
        && value.ends_with(is_part)
    {
        put(format!("{value}()"));
        return;
    }
    if kind.starts_with("Coroutine[") {
        put(format!("(await {value})"));
        return;
    }
    if kind.starts_with("type[") && value.ends_with(is_part) {
        put(format!("{value}()"));
    }
    let fields = case.outline.fields(base(kind));
    for field in fields.iter().filter(|field| field.kind == other && !other.is_empty()).take(3) {
        put(format!("{value}.{}", field.name));
    }
    let is_number = |kind: &str| matches!(kind, "int" | "float" | "Decimal" | "Fraction");
    let has_length =
        ["list", "dict", "set", "tuple", "deque", "bytes", "Counter", "defaultdict"].contains(&base(kind));
    match (base(kind), base(other)) {
        ("int" | "float", "str") if sign == "+" => put(format!("str({value})")),
        ("int" | "float" | "bool" | "Path" | "NoneType" | "None", "str") if sign == "+" && kind != "None" => {
            put(format!("str({value})"));
        }
        ("str", other) if is_number(other) => {
            if value.len() == 3 && is_text {
                put(format!("ord({value})"));
            } else if !is_text {
                put(format!("{other}({value})"));
                put(format!("len({value})"));
            }
        }
        ("bytes", "str") => put(format!("{value}.decode()")),
        ("str", "bytes") => put(if is_text { format!("b{value}") } else { format!("{value}.encode()") }),
        ("datetime", "time" | "date") => put(format!("{value}.{}()", base(other))),
        ("int" | "float", "datetime" | "date") => {
            let class = case.outline.written("datetime", "timedelta");
            put(format!("{class}(days={value})"));
            put(format!("{class}(seconds={value})"));
        }
        ("int" | "float", "timedelta") => {
            put(format!("{}(seconds={value})", case.outline.written("datetime", "timedelta")));
        }
        ("timedelta", "int" | "float") => put(format!("{value}.total_seconds()")),
        ("float", "Decimal") => put(format!("{}(\"{value}\")", case.outline.written("decimal", "Decimal"))),
        ("float" | "int", "Path") | ("Path", "str") if sign == "+" => put(format!("str({value})")),
        ("list" | "tuple" | "dict", _) if matches!(sign, "-" | "&" | "|") => put(format!("set({value})")),
        (_, "int" | "float") if has_length && sign != "+" => put(format!("len({value})")),
        ("tuple", "list") if sign == "+" => put(format!("list({value})")),
        (one, "list") if sign == "+" && (held(other) == kind || !matches!(one, "list" | "None")) => {
            put(format!("[{value}]"));
        }
        _ => {}
    }
}

/// `{a for b in c} - d` for `[a for b in c] - d`.
fn in_brackets(edits: &mut Rewrites<'_>, code: &str, at: usize, sign: &str) {
    if !code[..at].ends_with(']') || !matches!(sign, "-" | "&" | "|") {
        return;
    }
    let start = chain_start(code, at);
    if let Some(inner) = code[start..at].strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        edits.put_in(start..at, &[&format!("{{{inner}}}"), &format!("set({})", &code[start..at])]);
    }
}
