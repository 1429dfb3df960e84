//! What several signs say together, where the mistaken form parses: a comparison, an index, a step, a result that is thrown away.

use fixerr_shared::language::Language as L;
use rand::Rng;

use super::{
    super::{mutate::Edit, survey::TokenKind},
    cursor::Cursor,
};

type Found = Option<Edit>;

/// `a == b` for `a.equals(b)`, a result that is thrown away, `++a` for `a++`.
pub(super) fn meaning(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Found {
    let all: [fn(&Cursor<'_, '_>, usize) -> Found; 10] = [
        compared,
        indexed,
        result_dropped,
        steps,
        divided,
        character,
        confused,
        returned_from_block,
        tuple,
        operand_lost,
    ];
    let draw = rng.random_range(0..usize::MAX / 2);
    all.iter().find_map(|idiom| idiom(here, draw))
}

/// The arguments of a call that opens here, when there are so many and each is one operand.
fn arguments(here: &Cursor<'_, '_>, open: i64, count: usize) -> Option<(Vec<(i64, i64)>, i64)> {
    let close = here.closing(open)?;
    let (mut found, mut first) = (Vec::new(), open + 1);
    while first < close {
        let last = here.chain_end(first)?;
        found.push((first, last));
        match here.text(last + 1) {
            "," => first = last + 2,
            ")" if last + 1 == close => break,
            _ => return None,
        }
    }
    (found.len() == count).then_some((found, close))
}

/// `strcmp(a, b) == 0`, `a.equals(b)`, `errors.Is(a, b)`, `a.compareTo(b) < 0` as `a == b`, `a < b`.
fn compared(here: &Cursor<'_, '_>, draw: usize) -> Found {
    match (here.language(), here.text(0)) {
        (L::C | L::Cpp, "strcmp") => {
            let (two, close) = arguments(here, 1, 2)?;
            let (a, b) = (here.span(two[0].0, two[0].1)?, here.span(two[1].0, two[1].1)?);
            if here.text(-1) == "!" {
                return here.replace(-1, close, format!("{a} == {b}"));
            }
            let sign = here.text(close + 1);
            let whole = matches!(sign, "==" | "!=") && here.text(close + 2) == "0";
            if whole { here.replace(0, close + 2, format!("{a} {sign} {b}")) } else { None }
        }
        (L::Java, "equals" | "compareTo") | (L::Go, "Equal" | "Before" | "After") if here.text(-1) == "." => {
            let (one, close) = arguments(here, 1, 1)?;
            let other = here.span(one[0].0, one[0].1)?;
            let mut first = here.chain_start(0);
            let owner = here.span(first, -2)?;
            let (mut last, mut sign) = (close, "==");
            match here.text(0) {
                "compareTo" => {
                    sign = here.text(close + 1);
                    last = close + 2;
                    if !matches!(sign, "<" | ">" | "<=" | ">=" | "==") || here.text(last) != "0" {
                        return None;
                    }
                }
                "Before" => sign = "<",
                "After" => sign = ">",
                _ if here.text(first - 1) == "!" => {
                    (first, sign) = (first - 1, "!=");
                }
                _ => {}
            }
            here.replace(first, last, format!("{owner} {sign} {other}"))
        }
        (L::Java, "add" | "subtract" | "multiply") if here.text(-1) == "." && here.text(-3) != "this" => {
            // Numbers that are objects; collections are added to in statements.
            let (one, close) = arguments(here, 1, 1)?;
            let inside = matches!(here.text(close + 1), ")" | "." | ",")
                || here.text(here.chain_start(0) - 1) == "return";
            let sign = match here.text(0) {
                "add" => "+",
                "subtract" => "-",
                _ => "*",
            };
            let other = here.span(one[0].0, one[0].1)?;
            let owner = here.span(here.chain_start(0), -2)?;
            if inside && here.text(close + 1) != "." {
                here.replace(here.chain_start(0), close, format!("{owner} {sign} {other}"))
            } else {
                None
            }
        }
        (L::Go, "Is") if here.text(-2) == "errors" => {
            let (two, close) = arguments(here, 1, 2)?;
            let (a, b) = (here.span(two[0].0, two[0].1)?, here.span(two[1].0, two[1].1)?);
            here.replace(-2, close, format!("{a} == {b}"))
        }
        (L::JavaScript | L::TypeScript, "isNaN") => {
            let (one, close) = arguments(here, 1, 1)?;
            let a = here.span(one[0].0, one[0].1)?;
            here.replace(here.chain_start(0), close, format!("{a} === NaN"))
        }
        (L::Python, "is") if here.text(1) == "None" && draw.is_multiple_of(3) => here.replace(0, 0, "=="),
        (L::JavaScript | L::TypeScript, "===" | "!==")
            if matches!(here.text(1), "undefined" | "null") && here.text(-1) != ")" =>
        {
            let first = here.chain_start(-1);
            let sign = if here.text(0) == "===" { "!" } else { "" };
            here.replace(first, 1, format!("{sign}{}", here.span(first, -1)?))
        }
        _ => None,
    }
}

/// `a[b]` for `a.get(b)` or `a.at(b)`, and `a.get(b)` for `a[b]`.
fn indexed(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    let getter = match here.language() {
        L::Java | L::JavaScript | L::TypeScript => "get",
        L::Cpp => "at",
        _ => return None,
    };
    if here.text(0) == "." && here.text(1) == getter && here.text(2) == "(" {
        let (one, close) = arguments(here, 2, 1)?;
        let index = here.span(one[0].0, one[0].1)?;
        return here.replace(0, close, format!("[{index}]"));
    }
    if here.text(0) == "[" && here.language() == L::Java && here.is_name(-1) && here.touches(-1) {
        let close = here.closing(0).filter(|close| *close > 1)?;
        let assigned = matches!(here.text(close + 1), "=" | "[" | "++" | "+=" | "-=" | "--");
        let index = here.span(1, close - 1)?;
        return if assigned { None } else { here.replace(0, close, format!(".get({index})")) };
    }
    None
}

/// `a.trim();` for `a = a.trim();`.
fn result_dropped(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    // Python declares by assigning.
    let declared = here.kind(-1) == Some(TokenKind::Declared) && here.language() != L::Python;
    if here.text(0) != "=" || !here.is_name(-1) || declared {
        return None;
    }
    let first = here.chain_start(-1);
    let begins = !here.same_row(first - 1, first);
    let target = here.span(first, -1)?;
    let last = here.chain_end(1)?;
    let called = here.text(last) == ")" && here.same_row(first, last);
    let ends = here.text(last + 1) == ";" || !here.same_row(last, last + 1);
    let again = (1..=last).any(|at| {
        here.chain_end(at).is_some() && here.span(at, at + (-1 - first)).is_some_and(|text| text == target)
    });
    if begins && called && ends && again { here.lose(first, 0) } else { None }
}

/// `++a` for `a++`, where the value is used.
fn steps(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    let sign = here.text(0);
    if !matches!(sign, "++" | "--") {
        return None;
    }
    if here.is_name(-1) && here.touches(-1) {
        let first = here.chain_start(-1);
        let used = here.same_row(first - 1, first)
            && matches!(here.text(first - 1), "(" | "[" | "=" | "return" | "," | "if")
            && here.text(1) != ")"
            || matches!(here.text(1), "]" | "<" | ">" | "==" | "+" | "-");
        return if used { here.replace(first, 0, format!("{sign}{}", here.span(first, -1)?)) } else { None };
    }
    if here.is_name(1) && here.touches(0) {
        let last = here.chain_end(1)?;
        let used = matches!(here.text(-1), "(" | "[" | "=" | "return" | ",")
            || matches!(here.text(last + 1), "]" | "<" | ">" | "==" | "+" | "-");
        return if used { here.replace(0, last, format!("{}{sign}", here.span(1, last)?)) } else { None };
    }
    None
}

/// `a / c * b` for `a * b / c`, `(double) (a / b)` for `(double) a / b`.
fn divided(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    if here.text(0) != "/" {
        return None;
    }
    let last = here.chain_end(1)?;
    let divisor = here.span(1, last)?;
    let number = |offset| here.is_name(offset) || here.kind(offset) == Some(TokenKind::Number);
    if here.text(-2) == "*" && number(-1) && number(-3) {
        return here.replace(-2, last, format!("/ {divisor} * {}", here.text(-1)));
    }
    if here.is_name(-1) && here.text(-2) == ")" && matches!(here.text(-3), "double" | "float") {
        return here.replace(-1, last, format!("({} / {divisor})", here.text(-1)));
    }
    None
}

/// `"a"` for `'a'`, and the other way round, where the two are not the same.
fn character(here: &Cursor<'_, '_>, draw: usize) -> Found {
    let text = here.text(0);
    if !matches!(here.language(), L::C | L::Cpp | L::Java | L::Rust | L::Go) {
        return None;
    }
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    let single = inner.chars().count() == 1 || inner.len() == 2 && inner.starts_with('\\');
    if !single || inner.ends_with(['"', '\'']) {
        return None;
    }
    match text.as_bytes()[0] {
        b'\'' => here.replace(0, 0, format!("\"{inner}\"")),
        // Most texts of one character are none.
        b'"' if draw.is_multiple_of(4) => here.replace(0, 0, format!("'{inner}'")),
        _ => None,
    }
}

/// Names of one library that are taken for each other.
const CONFUSED: &[&[&str]] = &[
    &["poll", "peek", "remove", "pop"],
    &["pop", "top", "front", "back"],
    &["push", "append", "extend", "concat", "unshift"],
    &["map", "forEach", "filter", "flatMap", "find", "some", "every"],
    &["strptime", "strftime"],
    &["match", "exec", "test", "search"],
    &["search", "match", "fullmatch", "findall"],
    &["slice", "splice", "substring", "substr"],
    &["put", "putIfAbsent", "merge", "computeIfAbsent", "replace"],
    &["get", "getOrDefault", "containsKey"],
    &["unwrap", "unwrap_or", "expect", "unwrap_or_default", "ok"],
    &["iter", "iter_mut", "into_iter"],
    &["get", "get_mut", "entry", "contains_key"],
    &["as_ref", "as_mut", "as_deref"],
    &["map", "and_then", "filter_map", "map_err", "flat_map"],
    &["is_some", "is_none", "is_ok", "is_err"],
    &["Printf", "Println", "Sprintf", "Fprintf", "Errorf"],
    &["RLock", "Lock", "Unlock", "RUnlock"],
    &["TrimPrefix", "TrimLeft", "Trim", "TrimSuffix", "TrimSpace"],
    &["Fields", "Split", "SplitN"],
    &["HasPrefix", "Contains", "HasSuffix"],
    &["Atoi", "Itoa", "ParseInt", "FormatInt"],
    &["scanf", "sscanf", "fscanf"],
    &["fgets", "gets", "fgetc", "getline"],
    &["malloc", "calloc", "realloc"],
    &["strcpy", "strncpy", "strcat", "strdup"],
    &["memcpy", "memset", "memcmp", "memmove"],
    &["printf", "fprintf", "sprintf", "snprintf"],
    &["reserve", "resize"],
    &["lower_bound", "upper_bound"],
    &["emplace_back", "push_back", "insert"],
    &["find", "count", "contains"],
    &["find_if", "any_of", "all_of", "count_if"],
    &["sort", "sorted"],
    &["items", "keys", "values"],
    &["load", "loads"],
    &["dump", "dumps"],
    &["read", "readline", "readlines"],
    &["strip", "lstrip", "rstrip"],
    &["append", "extend", "insert", "add", "update"],
    &["remove", "pop", "discard"],
    &["nextInt", "nextLine", "next", "nextDouble"],
    &["hasNext", "hasNextInt", "hasNextLine", "next"],
    &["ceil", "floor", "round", "trunc", "abs"],
    &["indexOf", "lastIndexOf", "findIndex", "includes"],
    &["start", "run", "join"],
    &["wait", "notify", "notifyAll"],
    &["querySelector", "querySelectorAll", "getElementById"],
    &["textContent", "innerHTML", "value", "innerText"],
    &["resolve", "reject", "all"],
    &["keys", "values", "entries"],
    &["getValue", "getKey"],
    &["first", "second"],
    &["add", "addAll", "set", "put"],
    &["toArray", "toList", "stream"],
    &["anyMatch", "allMatch", "noneMatch", "filter"],
    &["encode", "decode"],
    &["ReadAll", "ReadFile", "ReadString", "Read"],
    &["Marshal", "Unmarshal", "NewEncoder", "NewDecoder"],
    &["Wait", "Done", "Add"],
    &["lock", "try_lock", "read", "write"],
    &["take", "skip", "step_by", "nth"],
    &["min", "max", "sum", "product", "count"],
    &["to_string", "to_owned", "to_vec", "clone"],
    &["insert", "push", "push_str", "extend"],
    &["split", "splitn", "split_whitespace", "lines", "chars"],
    &["trim", "trim_start", "trim_end"],
    &["checked_sub", "saturating_sub", "wrapping_sub"],
];

/// Another member of the same library.
fn confused(here: &Cursor<'_, '_>, draw: usize) -> Found {
    let text = here.text(0);
    let function = matches!(here.language(), L::C | L::Python) && here.kind(0)? == TokenKind::Callee;
    if !function && !matches!(here.kind(0)?, TokenKind::Method | TokenKind::Member) {
        return None;
    }
    let groups: Vec<_> = CONFUSED.iter().filter(|group| group.contains(&text)).collect();
    let group = groups.get(draw % groups.len().max(1))?;
    // A word that looks as in another language is no name of this one.
    let snake = matches!(here.language(), L::Rust | L::C | L::Cpp | L::Python);
    let others: Vec<_> =
        group.iter().filter(|other| **other != text && (snake || !other.contains('_'))).collect();
    here.replace(0, 0, **others.get(draw / 8 % others.len().max(1))?)
}

/// `a => { b; }` for `a => b`.
fn returned_from_block(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    if !matches!(here.language(), L::JavaScript | L::TypeScript) || here.text(0) != "=>" {
        return None;
    }
    let last = here.chain_end(1).filter(|last| here.text(*last) == ")")?;
    let ends = matches!(here.text(last + 1), ")" | ",");
    let value = here.span(1, last)?;
    if ends { here.replace(0, last, format!("=> {{ {value}; }}")) } else { None }
}

/// `append(a, b)` for `append((a, b))`.
fn tuple(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    if here.text(0) != "(" || here.text(1) != "(" || !here.is_name(-1) || !here.touches(0) {
        return None;
    }
    let (inner, outer) = (here.closing(1)?, here.closing(0)?);
    let alone = inner + 1 == outer && here.has_comma(1, inner);
    if alone { here.replace(1, inner, here.span(2, inner - 1)?) } else { None }
}

/// `a` for `a + b`, where `b` stands near again or is a digit.
fn operand_lost(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    let joins = matches!(here.text(0), "+" | "-" | "*" | "/" | "%");
    if !joins || here.kind(-1) == Some(TokenKind::Text) || here.kind(1) == Some(TokenKind::Text) {
        return None;
    }
    let between = here.is_name(-1) || matches!(here.text(-1), ")" | "]");
    let last = here.chain_end(1).filter(|last| between && here.same_row(-1, *last))?;
    let (before, row) = (here.token(-1)?, here.token(0)?.row);
    let range = (before.end, here.token(last)?.end);
    let short = range.1 - range.0 <= 30 && here.survey.all_stand_near(range, row, range);
    short.then(|| Edit { start: range.0, end: range.1, text: String::new() })
}
