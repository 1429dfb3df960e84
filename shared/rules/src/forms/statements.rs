//! Forms of statements: loops, conditions, blocks, what is caught, several values at once.

use std::ops::Range;

use super::line::{Line, is_name, is_part};
use crate::language::Language::{C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// Words that a block may begin with.
const BLOCKS: [&str; 25] = [
    "if", "else", "elif", "elsif", "elseif", "for", "foreach", "while", "do", "def", "class", "struct", "fn",
    "func", "function", "try", "except", "catch", "finally", "switch", "match", "with", "loop", "until",
    "unless",
];
/// Words in front of a name that goes through a list.
const DECLARING: [&str; 7] = ["const", "let", "var", "auto", "final", "mut", "&"];
/// Words that a statement may begin with behind a condition.
const LEAVING: [&str; 6] = ["return", "throw", "continue", "break", "goto", "raise"];

/// The head of a block, from behind its word to its `{` or `:`, and what stands behind.
struct Head<'a> {
    /// Without brackets around all of it.
    inside: &'a str,
    is_bracketed: bool,
    start: usize,
    end: usize,
}

/// What stands behind a word up to the block.
fn head<'a>(line: &Line<'a>, start: usize) -> Head<'a> {
    let start = start + line.mask[start..].len() - line.mask[start..].trim_start().len();
    let mut end = match line.mask[start..].rfind(['{']) {
        Some(length) if line.mask.ends_with('{') => start + length,
        _ if line.mask.ends_with(':') => line.mask.len() - 1,
        _ => line.mask.len(),
    };
    let closing = (line.mask[start..].starts_with('(')).then(|| line.closing(start)).flatten();
    // A statement behind the brackets, or a block in the same line.
    if let Some(close) = closing
        && end == line.mask.len()
    {
        end = close + 1;
    } else if end == line.mask.len()
        && let Some(at) =
            LEAVING.iter().filter_map(|word| line.find_word(word).pop()).filter(|at| *at > start).min()
    {
        end = at;
    }
    end = start + line.mask[start..end].trim_end().len();
    let is_bracketed = closing.is_some_and(|close| close + 1 == end);
    let inside = if is_bracketed { line.trimmed(start + 1..end - 1) } else { line.trimmed(start..end) };
    Head { inside, is_bracketed, start, end }
}

/// Where the first of some words ends that the line begins with, brackets of the block before aside.
fn behind_word(line: &Line<'_>, words: &[&str]) -> Option<usize> {
    let closed = line.mask.len() - line.mask.trim_start_matches(['}', ' ']).len();
    words.iter().find_map(|word| {
        let rest = line.mask[closed..].strip_prefix(word)?;
        rest.starts_with([' ', '(']).then_some(closed + word.len())
    })
}

/// A condition with brackets or without.
pub(super) fn conditions(line: &Line<'_>) -> Vec<String> {
    let words = ["if", "else if", "elif", "elsif", "while", "switch", "match", "for"];
    let mut found = Vec::new();
    let Some(start) = behind_word(line, &words) else { return found };
    let Head { inside, is_bracketed, start, end } = head(line, start);
    if inside.is_empty() {
        return found;
    }
    if !line.is_like_c() {
        if is_bracketed {
            found.push(line.replace(start..end, inside));
        }
        return found;
    }
    if !is_bracketed {
        let blank = if line.mask[end..].starts_with([' ', ':']) || end == line.mask.len() { "" } else { " " };
        found.push(line.replace(start..end, &format!("({inside}){blank}")));
    }
    // `(a) && (b)` as `(a && b)`.
    let groups: Vec<(usize, usize)> =
        line.groups('(').into_iter().filter(|(open, _)| *open >= start && *open < end).collect();
    let first = groups.iter().find(|(open, close)| *open == start && close + 1 < end);
    let last = groups.iter().find(|(_, close)| close + 1 == end);
    if let (Some((_, close)), Some((open, _))) = (first, last)
        && open > close
    {
        found.push(line.replace_all(&[(*close..close + 1, String::new()), (*open..open + 1, String::new())]));
    }
    found
}

/// Where a block begins.
pub(super) fn blocks(line: &Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let closed = line.mask.len() - line.mask.trim_start_matches(['}', ' ']).len();
    let first = &line.mask[closed..];
    let first = &first[..first.len() - first.trim_start_matches(is_part).len()];
    if !BLOCKS.contains(&first) {
        return found;
    }
    let behind = closed + first.len();
    // `else (condition) {`.
    let rest = line.mask[behind..].trim_start();
    if first == "else" && !rest.is_empty() && !rest.starts_with(['{', ':']) && !rest.starts_with("if") {
        let with_condition = if line.language == Python { "elif" } else { "else if" };
        found.push(line.replace(closed..behind, with_condition));
    }
    match (first, line.language) {
        ("match", C | Cpp | Go | Java | JavaScript | TypeScript) => {
            found.push(line.replace(closed..behind, "switch"));
        }
        ("switch", Rust | Python) => found.push(line.replace(closed..behind, "match")),
        _ => {}
    }
    if line.language == Python {
        let head = line.body[closed..].trim_end_matches(['{', ' ']);
        let head = ["else if ", "elsif ", "elseif "]
            .iter()
            .find_map(|other| head.strip_prefix(other))
            .map_or_else(|| head.to_owned(), |condition| format!("elif {condition}"));
        if !head.ends_with(':') && (line.mask.ends_with('{') || head != line.body) {
            found.push(format!("{head}:"));
        }
        return found;
    }
    let mut head = line.body.trim_end_matches(':').trim_end().to_owned();
    for other in ["elif ", "elsif ", "elseif "] {
        if let Some(condition) = line.body[closed..].trim_end_matches(':').strip_prefix(other) {
            head = format!("{}else if {condition}", &line.body[..closed]);
        }
    }
    if line.mask.ends_with(':') || (head != line.body && !head.ends_with('{')) {
        found.push(format!("{head} {{"));
        if ["else", "elif", "elsif", "elseif", "catch", "except", "finally"].contains(&first) && closed == 0 {
            found.push(format!("}} {head} {{"));
        }
    } else if head != line.body {
        found.push(head);
    }
    found
}

/// How a loop goes through a list.
struct Through<'a> {
    names: Vec<&'a str>,
    kind: Option<&'a str>,
    list: &'a str,
}

/// Reads `x in list`, `const x of list`, `Type x : list` and `_, x := range list`.
fn through(inside: &str) -> Option<Through<'_>> {
    let signs = [" := range ", " = range ", " of ", " in ", " : ", ": "];
    let (names, list) = signs.iter().find_map(|sign| inside.split_once(sign))?;
    let mut names = names.trim();
    while let Some(rest) = DECLARING.iter().find_map(|word| names.strip_prefix(word)) {
        if rest.starts_with(is_part) && !names.starts_with('&') {
            break;
        }
        names = rest.trim_start();
    }
    let bracketed = names.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let mut all: Vec<&str> = bracketed.split(',').map(str::trim).collect();
    let mut kind = None;
    if let [one] = all[..] {
        if let Some((name, behind)) = one.split_once(": ") {
            (kind, all) = (Some(behind.trim()), vec![name]);
        } else if let Some((before, name)) = one.rsplit_once(' ') {
            (kind, all) = (Some(before.trim()), vec![name.trim_start_matches('&')]);
        }
    }
    let is_whole = all.iter().all(|name| is_name(name)) && !list.trim().is_empty() && !list.contains(';');
    is_whole.then(|| Through { names: all, kind, list: list.trim() })
}

/// From where to where a loop counts.
struct Count<'a> {
    name: &'a str,
    from: &'a str,
    to: &'a str,
    includes_last: bool,
}

/// Reads `int i = 0; i < n; i++`.
fn count(inside: &str) -> Option<Count<'_>> {
    let [first, condition, step] = inside.split(';').map(str::trim).collect::<Vec<_>>()[..] else {
        return None;
    };
    let (head, from) = first.split_once('=')?;
    let name = head.trim_end_matches([':', ' ']).rsplit(' ').next()?;
    let rest = condition.strip_prefix(name)?.trim_start().strip_prefix('<')?;
    let goes_up = step.contains("++") || step.ends_with("+= 1");
    let (to, includes_last) = rest.strip_prefix('=').map_or((rest, false), |rest| (rest, true));
    (is_name(name) && goes_up).then(|| Count { name, from: from.trim(), to: to.trim(), includes_last })
}

/// Reads what is counted through: `range(a, b)`, `a..b`.
fn range<'a>(name: &'a str, list: &'a str) -> Option<Count<'a>> {
    if let Some(inside) = list.strip_prefix("range(").and_then(|rest| rest.strip_suffix(')')) {
        let (from, to) = inside.rsplit_once(", ").unwrap_or(("0", inside));
        return Some(Count { name, from, to, includes_last: false });
    }
    let (from, to) = list.split_once("..")?;
    let (to, includes_last) = to.strip_prefix('=').map_or((to, false), |to| (to, true));
    (!to.starts_with('.') && !to.is_empty()).then_some(Count { name, from, to, includes_last })
}

/// A loop over a list or over numbers.
pub(super) fn loops(line: &Line<'_>) -> Vec<String> {
    let Some(start) = behind_word(line, &["for each", "foreach", "for"]) else { return Vec::new() };
    let Head { inside, start, end, .. } = head(line, start);
    let mut heads = Vec::new();
    // Commas between the three parts.
    let parts: Vec<&str> = inside.split(',').map(str::trim).collect();
    if line.is_like_c() && parts.len() == 3 && !inside.contains(';') {
        heads.push(format!("({})", parts.join("; ")));
    }
    let counted = count(inside);
    let through = if inside.contains(';') { None } else { through(inside) };
    let ranged = through.as_ref().and_then(|it| range(it.names.first()?, it.list));
    if let Some(Count { name, from, to, includes_last }) = counted.or(ranged) {
        let sign = if includes_last { "<=" } else { "<" };
        match line.language {
            Python if from == "0" && !includes_last => heads.push(format!("{name} in range({to})")),
            Python => {
                let more = if includes_last { " + 1" } else { "" };
                heads.push(format!("{name} in range({from}, {to}{more})"));
            }
            Rust => heads.push(format!("{name} in {from}..{}{to}", if includes_last { "=" } else { "" })),
            Go => heads.push(format!("{name} := {from}; {name} {sign} {to}; {name}++")),
            JavaScript | TypeScript => {
                heads.push(format!("(let {name} = {from}; {name} {sign} {to}; {name}++)"));
            }
            C | Cpp | Java => heads.push(format!("(int {name} = {from}; {name} {sign} {to}; {name}++)")),
        }
    }
    if let Some(Through { names, kind, list }) = through {
        let all = names.join(", ");
        match line.language {
            Python => heads.push(format!("{all} in {list}")),
            Rust if names.len() > 1 => heads.push(format!("({all}) in {list}")),
            Rust => {
                heads.push(format!("{all} in {list}"));
                heads.push(format!("{all} in &{list}"));
            }
            Go if names.len() > 1 => heads.push(format!("{all} := range {list}")),
            Go => heads.push(format!("_, {all} := range {list}")),
            JavaScript | TypeScript if names.len() > 1 => heads.push(format!("(const [{all}] of {list})")),
            JavaScript | TypeScript => heads.push(format!("(const {all} of {list})")),
            Cpp if names.len() > 1 => heads.push(format!("(const auto& [{all}] : {list})")),
            Cpp => {
                heads.push(format!("(const auto& {all} : {list})"));
                heads.push(format!("(auto& {all} : {list})"));
                heads.push(format!("(auto {all} : {list})"));
                heads.extend(kind.map(|kind| format!("(const {kind}& {all} : {list})")));
            }
            Java => {
                heads.push(format!("({} {all} : {list})", kind.unwrap_or("var")));
                heads.extend(singular(list).map(|kind| format!("({kind} {all} : {list})")));
            }
            C => {}
        }
    }
    let word = line.mask[..start].trim_end().len();
    let tail = line.mask[end..].trim_start_matches([' ', ':', '{']);
    let heads = heads.into_iter().map(|head| {
        let before = line.body[..word].replace("foreach", "for").replace("for each", "for");
        match line.language {
            Python => format!("{before} {head}:"),
            // A statement behind it stays there.
            _ if line.is_like_c() && !tail.is_empty() => {
                format!("{before} {head} {}", line.body[end..].trim_start())
            }
            _ if line.is_like_c() && !line.mask.ends_with(['{', ':']) => format!("{before} {head}"),
            _ => format!("{before} {head} {{"),
        }
    });
    heads.collect()
}

/// What one of a list's things may be called as a type: `invoices.values()` holds an `Invoice`.
fn singular(list: &str) -> Option<String> {
    let name = list.split(['.', '(', '[']).next()?.strip_suffix('s')?;
    let mut letters = name.chars();
    let first = letters.next()?.to_uppercase();
    is_name(name).then(|| first.chain(letters).collect())
}

/// What is caught, and under which name.
pub(super) fn handlers(line: &Line<'_>) -> Vec<String> {
    let Some(start) = behind_word(line, &["catch", "except"]) else { return Vec::new() };
    let Head { inside, end, .. } = head(line, start);
    let inside = inside.trim_matches(['(', ')']);
    let (kind, name) = if let Some((kind, name)) = inside.split_once(" as ") {
        (Some(kind), name)
    } else if let Some((name, kind)) = inside.split_once(": ") {
        (Some(kind), name)
    } else if let Some((kind, name)) = inside.rsplit_once([' ', ',']) {
        (Some(kind.trim_end_matches(',')), name)
    } else if inside.starts_with(char::is_uppercase) {
        (Some(inside), "")
    } else {
        (None, inside)
    };
    let name = name.trim_start_matches('&');
    if !is_name(name) && !name.is_empty() {
        return Vec::new();
    }
    let closed = line.mask.len() - line.mask.trim_start_matches(['}', ' ']).len();
    let before = &line.body[..closed];
    let plain = kind.map(|kind| kind.trim_start_matches("const ").trim_end_matches('&'));
    let named = |other: &str| if name.is_empty() { other.to_owned() } else { name.to_owned() };
    let tail: Range<usize> = end..line.body.len();
    let tail = line.body[tail].trim_start_matches([' ', ':']).to_owned();
    let tail = if tail.is_empty() { "{".to_owned() } else { tail };
    match line.language {
        Python if name.is_empty() => vec![format!("except {}:", plain.unwrap_or("Exception"))],
        Python => vec![format!("except {} as {name}:", plain.unwrap_or("Exception"))],
        JavaScript | TypeScript => vec![format!("{before}catch ({}) {tail}", named("error"))],
        Java => vec![format!("{before}catch ({} {}) {tail}", plain.unwrap_or("Exception"), named("e"))],
        Cpp => {
            let kind = plain.unwrap_or("std::exception");
            vec![format!("{before}catch (const {kind}& {}) {tail}", named("e"))]
        }
        C | Go | Rust => Vec::new(),
    }
}

/// Several names that get values at once: `auto [a, b] = f()`, `let (a, b) = f()`.
pub(super) fn several(line: &Line<'_>) -> Vec<String> {
    let Some(sign) = line.find(" = ").into_iter().next() else { return Vec::new() };
    let word = line.first_word(&["const", "let", "var", "auto", "final"]);
    let names = line.body[word.map_or(0, str::len)..sign].trim();
    let inside = names.trim_start_matches(['(', '[', '{']).trim_end_matches([')', ']', '}']);
    let all: Vec<&str> = inside.split(',').map(str::trim).collect();
    if all.len() < 2 || !all.iter().all(|name| is_name(name)) {
        return Vec::new();
    }
    let (all, rest) = (all.join(", "), &line.body[sign..]);
    let end = line.body.trim_end_matches(';').len();
    let values = line.pieces(sign + 3..end.max(sign + 3), ',', false).len();
    let rest = match line.language {
        Rust if values > 1 => format!(" = ({}){}", &line.body[sign + 3..end], &line.body[end..]),
        JavaScript | TypeScript if values > 1 => {
            format!(" = [{}]{}", &line.body[sign + 3..end], &line.body[end..])
        }
        _ => rest.to_owned(),
    };
    let forms = match line.language {
        Python => vec![all],
        Go => return vec![format!("{all} :={}", rest.trim_start_matches(" ="))],
        Rust => vec![format!("let ({all})"), format!("let [{all}]")],
        JavaScript | TypeScript => {
            let word = word.filter(|word| ["const", "let", "var"].contains(word)).unwrap_or("const");
            vec![format!("{word} [{all}]"), format!("{word} {{ {all} }}"), format!("[{all}]")]
        }
        Cpp => vec![format!("auto [{all}]"), format!("const auto& [{all}]"), format!("auto& [{all}]")],
        C | Java => Vec::new(),
    };
    forms.into_iter().map(|form| form + &rest).collect()
}

/// What C's preprocessor puts in holds neither `=` nor `;`.
pub(super) fn macros(line: &Line<'_>) -> Vec<String> {
    if !matches!(line.language, C | Cpp) || !line.body.starts_with("#define") {
        return Vec::new();
    }
    let plain = line.body.trim_end_matches(';');
    vec![plain.to_owned(), plain.replacen(" = ", " ", 1)]
}
