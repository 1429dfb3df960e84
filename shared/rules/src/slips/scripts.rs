//! Slips that are common in JavaScript and TypeScript, though what stands there may be meant.

mod steps;
mod values;

use std::ops::Range;

use super::{Kind, MOST, of_kind};
use crate::{
    language::Language,
    names::{first_word, is_part, names},
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Methods and words that are taken for each other.
const CONFUSED: [(&str, &str); 12] = [
    ("getDay", "getDate"),
    ("getUTCDay", "getUTCDate"),
    ("slice", "splice"),
    ("map", "flatMap"),
    ("stringify", "parse"),
    ("padStart", "padEnd"),
    ("log", "log10"),
    ("keys", "entries"),
    ("contains", "includes"),
    ("textContent", "innerHTML"),
    ("setUint16", "setUint32"),
    ("find", "findIndex"),
];

/// The marked lines with one such slip undone.
pub(super) fn of_scripts(code: &str, language: Language, operands: &[Range<usize>]) -> Vec<Rewrite> {
    let kinds: [(Rule, Kind, usize); 3] = [
        (Rule::SlipScript, |edits, code, _, _| scripts(edits, code), 3 * MOST),
        (Rule::SlipScriptValues, values::values, 5 * MOST),
        (Rule::SlipScriptValues, steps::steps, 4 * MOST),
    ];
    kinds.into_iter().flat_map(|kind| of_kind(kind, code, language, operands)).collect()
}

/// Slips of a line in its calls, names and patterns.
fn scripts(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    awaited(edits, code, start);
    for (at, name) in names(code) {
        for (one, other) in CONFUSED {
            if code[..at].ends_with('.') && (name == one || name == other) {
                edits.put_in(at..at + name.len(), &[if name == one { other } else { one }]);
            }
        }
        if name == "getMonth"
            && code[at + name.len()..].starts_with("()")
            && !code[at..].starts_with("getMonth() +")
        {
            let end = at + name.len() + 2;
            edits.put_in(end..end, &[" + 1"]);
        }
    }
    patterns(edits, code);
    // A part of what a value gives.
    for word in ["const ", "let ", "var "] {
        let Some((declared, value)) = line.strip_prefix(word).and_then(|rest| rest.split_once(" = ")) else {
            continue;
        };
        let at = start + word.len();
        let whole = at..at + declared.len();
        if declared.chars().all(is_part) && (value.starts_with("await ") || value.starts_with("require(")) {
            edits.put_in(whole.clone(), &[&format!("{{ {declared} }}")]);
        }
        if let Some(inner) = declared.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            edits.put_in(whole.clone(), &[&format!("[, {inner}]")]);
            if let Some((first, last)) = inner.rsplit_once(", ").filter(|(_, last)| !last.starts_with("..."))
            {
                edits.put_in(whole.clone(), &[&format!("[{first}, ...{last}]")]);
            }
        }
        if let Some(inner) = declared
            .strip_prefix("{ ")
            .and_then(|inner| inner.strip_suffix(" }"))
            .filter(|it| !it.contains(':'))
        {
            edits.put_in(whole.clone(), &[&format!("[{inner}]")]);
        }
        // What is changed is a copy.
        let value = value.trim_end_matches(';');
        if value.chars().all(|letter| is_part(letter) || letter == '.')
            && value.starts_with(char::is_lowercase)
        {
            let end = start + line.trim_end_matches(';').len();
            edits.put_in(end - value.len()..end, &[&format!("[...{value}]"), &format!("{{ ...{value} }}")]);
        }
        if let Some(at) = code.find("Math.random() * ") {
            let end = start + line.trim_end_matches(';').len();
            edits.put_in(at..end, &[&format!("Math.floor({})", &code[at..end])]);
        }
    }
    for (from, to) in [
        (" ?? ", " || "),
        (" || ", " ?? "),
        (" ^ ", " ** "),
        (" == ", " === "),
        (" != ", " !== "),
        (" === null", " === undefined"),
        (" === undefined", " === null"),
        (" !== null", " !== undefined"),
        (" !== undefined", " !== null"),
        (" % ", " / "),
        (" / ", " % "),
        (" >> ", " >>> "),
        ("* 180) / Math.PI", "* Math.PI) / 180"),
        ("* Math.PI) / 180", "* 180) / Math.PI"),
        ("* 180 / Math.PI", "* Math.PI / 180"),
    ] {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
    // One place and not all from there on.
    for (at, call) in code.match_indices(".splice(") {
        let rest = &code[at + call.len()..];
        if let Some(end) = rest.find(')').filter(|end| !rest[..*end].contains(',')) {
            edits.put_in(at + call.len() + end..at + call.len() + end, &[", 1"]);
        }
    }
    // What lies behind a sign.
    for (at, call) in code.match_indices(".slice(") {
        let rest = &code[at + call.len()..];
        if let Some(end) = rest.find([')', ',']).filter(|end| *end > 0 && rest[..*end].chars().all(is_part)) {
            edits.put_in(at + call.len() + end..at + call.len() + end, &[" + 1"]);
        }
    }
    keys(edits, code);
    functions(edits, code, start);
}

/// What is given later is waited for.
fn awaited(edits: &mut Rewrites<'_>, code: &str, start: usize) {
    let line = &code[start..];
    if line.contains("await ") {
        return;
    }
    if let Some(rest) = line.strip_prefix("return ").filter(|rest| rest.contains('(')) {
        let at = code.len() - rest.len();
        edits.put_in(at..at, &["await "]);
        edits.put_in(start..at, &["yield "]);
    } else if let Some(at) = line.find(" = ").filter(|at| line[*at..].contains('(') && !line.contains("=>")) {
        edits.put_in(start + at + 3..start + at + 3, &["await "]);
    } else if line.trim_end().trim_end_matches(';').ends_with(')')
        && first_word(line).starts_with(char::is_lowercase)
    {
        let word = first_word(line);
        if !matches!(
            word,
            "if" | "for" | "while" | "return" | "throw" | "switch" | "const" | "let" | "var" | "else"
        ) {
            edits.put_in(start..start, &["await ", "return "]);
        }
    }
}

/// All places of a pattern, and not the first alone, or the other way round.
fn patterns(edits: &mut Rewrites<'_>, code: &str) {
    for call in [".replace(/", ".match(/", "= /"] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let bytes = code[start..].char_indices().collect::<Vec<_>>();
            let mut is_hidden = false;
            let mut is_listed = false;
            let end = bytes.iter().find(|(_, letter)| {
                let is_end = *letter == '/' && !is_hidden && !is_listed;
                match letter {
                    '[' if !is_hidden => is_listed = true,
                    ']' if !is_hidden => is_listed = false,
                    _ => {}
                }
                is_hidden = *letter == '\\' && !is_hidden;
                is_end
            });
            let Some((length, _)) = end else { continue };
            let flags = start + length + 1;
            if code[flags..].starts_with('g') {
                edits.put_in(flags..flags + 1, &[""]);
            } else if call != "= /" {
                edits.put_in(flags..flags, &["g"]);
            }
        }
    }
}

/// `a[b]` for `a.b`, and what a missing number begins with.
fn keys(edits: &mut Rewrites<'_>, code: &str) {
    for (at, name) in names(code) {
        let end = at + name.len();
        let before = &code[..at];
        let is_named =
            ["key", "name", "field", "id", "locale", "role", "attribute", "type", "prop", "column", "kind"]
                .contains(&name);
        if is_named && before.ends_with('.') && !before.ends_with("?.") && !code[end..].starts_with('(') {
            edits.put_in(at - 1..end, &[&format!("[{name}]")]);
        } else if is_named && before.ends_with("?.") {
            edits.put_in(at - 2..end, &[&format!("[{name}]")]);
        }
    }
    let line = code.trim().trim_end_matches(';');
    if let Some((left, right)) = line.split_once(" = ")
        && let Some(rest) = right.strip_prefix(left)
        && left.ends_with(']')
        && rest.starts_with([' '])
    {
        let at = code.len() - code.trim_start().len() + left.len() + 3;
        edits.put_in(at..at + left.len(), &[&format!("({left} || 0)"), &format!("({left} ?? 0)")]);
    }
}

/// Functions that wait, give one value after another, or need not be given anything.
fn functions(edits: &mut Rewrites<'_>, code: &str, start: usize) {
    if let Some(at) =
        code[start..].find("function ").map(|at| start + at).filter(|_| !code.contains("async "))
    {
        edits.put_in(at..at, &["async "]);
        edits.put_in(at..at + "function".len(), &["function*"]);
    }
    if !code.contains("async ")
        && let Some(arrow) = code.find(" => {")
    {
        let head = &code[..arrow];
        let open = if head.ends_with(')') {
            head.rfind('(').unwrap_or(arrow)
        } else {
            head.trim_end_matches(is_part).len()
        };
        edits.put_in(open..open, &["async "]);
    }
    // Names with values of their own, taken from nothing.
    if code.contains(" }) {")
        && code.contains(" = ")
        && code[..code.find(" }) {").unwrap_or(0)].contains("{ ")
    {
        for (at, _) in code.match_indices(" }) {") {
            edits.put_in(at + 2..at + 2, &[" = {}"]);
        }
    }
    if let Some(rest) = code[start..].strip_suffix(") {\n").or_else(|| code[start..].strip_suffix("() {\n"))
        && rest.trim_end_matches('(').chars().all(is_part)
        && code.contains("() {")
    {
        edits.put_in(start..start, &["get ", "async ", "static "]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{operands::operands, rewrites::texts_of};

    fn found(code: &str) -> Vec<String> {
        let mut edits = Rewrites::new(code);
        scripts(&mut edits, code);
        edits.found
    }

    #[test]
    fn slips_of_scripts_are_undone() {
        for (code, expected) in [
            ("  save(file);\n", "  await save(file);\n"),
            ("  const a = load(b);\n", "  const a = await load(b);\n"),
            ("  return load(b);\n", "  return await load(b);\n"),
            ("const n = d.getDay();\n", "const n = d.getDate();\n"),
            ("f(d.getMonth(), 1);\n", "f(d.getMonth() + 1, 1);\n"),
            ("const a = b.replace(/[/&]/, '');\n", "const a = b.replace(/[/&]/g, '');\n"),
            ("const { a, b } = c;\n", "const [a, b] = c;\n"),
            ("const [a, b] = c;\n", "const [, a, b] = c;\n"),
            ("const rows = await query(a);\n", "const { rows } = await query(a);\n"),
            ("const left = names;\n", "const left = [...names];\n"),
            ("const n = Math.random() * most;\n", "const n = Math.floor(Math.random() * most);\n"),
            ("list.splice(at);\n", "list.splice(at, 1);\n"),
            ("const b = a.slice(at).trim();\n", "const b = a.slice(at + 1).trim();\n"),
            ("  row.field = 1;\n", "  row[field] = 1;\n"),
            ("n[a] = n[a] + 1;\n", "n[a] = (n[a] || 0) + 1;\n"),
            ("export function load(a) {\n", "export async function load(a) {\n"),
            ("  .map((file) => {\n", "  .map(async (file) => {\n"),
            ("function f({ a = 1 }) {\n", "function f({ a = 1 } = {}) {\n"),
            ("  size() {\n", "  get size() {\n"),
        ] {
            assert!(found(code).contains(&expected.to_owned()), "{code}: {:?}", found(code));
        }
    }

    #[test]
    fn values_that_are_missing_are_put_in() {
        for (code, expected) in [
            ("const at = low + (high - low) / 2;\n", "const at = low + Math.floor((high - low) / 2);\n"),
            ("const at = a + b % n;\n", "const at = (a + b) % n;\n"),
            ("tally.set(name, tally.get(name) + 1);\n", "tally.set(name, (tally.get(name) ?? 0) + 1);\n"),
            ("const raw = fs.readFileSync('a.txt');\n", "const raw = fs.readFileSync('a.txt', 'utf8');\n"),
            ("const head = rows.values().next();\n", "const head = rows.values().next().value;\n"),
            ("const seats = new Array(n);\n", "const seats = new Array(n).fill(false);\n"),
            ("return lines.join();\n", "return lines.join('\\n');\n"),
            ("response.end(report);\n", "response.end(JSON.stringify(report));\n"),
            ("const part = rows.slice(first, size);\n", "const part = rows.slice(first, first + size);\n"),
            ("if (near < (far.get(b) ?? 0)) {\n", "if (near < (far.get(b) ?? Infinity)) {\n"),
            ("if (found) {\n", "if (found !== undefined) {\n"),
            ("if (!names) {\n", "if (names.length === 0) {\n"),
            ("if (password < 8) {\n", "if (password.length < 8) {\n"),
            ("if (a.x - b.x > reach) {\n", "if (Math.abs(a.x - b.x) > reach) {\n"),
            ("return typeof a === 'object';\n", "return typeof a === 'object' && a !== null;\n"),
            ("if (!(tag in row.tags)) {\n", "if (!row.tags.includes(tag)) {\n"),
            ("return function (a) {\n", "return (a) => {\n"),
            ("  return handlers.delete(f);\n", "  return () => handlers.delete(f);\n"),
            ("  yield walk(node.next);\n", "  yield* walk(node.next);\n"),
            ("return [sorted(low), a, sorted(high)];\n", "return [...sorted(low), a, ...sorted(high)];\n"),
            (
                "  const all = ids.map((id) => load(id));\n",
                "  const all = await Promise.all(ids.map((id) => load(id)));\n",
            ),
            ("return new Set(names);\n", "return [...new Set(names)];\n"),
            ("return row.total;\n", "return Number(row.total);\n"),
            ("const copy = settings;\n", "const copy = structuredClone(settings);\n"),
            (
                "return Math.max(deep(a.left), deep(a.right));\n",
                "return 1 + Math.max(deep(a.left), deep(a.right));\n",
            ),
            ("return gcd(a, a % b);\n", "return gcd(b, a % b);\n"),
            ("  put(node.left, key);\n", "  node.left = put(node.left, key);\n"),
            ("  bits += n % 2;\n", "  bits = (n % 2) + bits;\n"),
            ("save({ name, ...user });\n", "save({ ...user, name });\n"),
            ("  if (a) {\n    break;\n", "  if (a) {\n    continue;\n"),
            ("for (let i = a.length; i > 0; i--) {\n", "for (let i = a.length - 1; i >= 0; i--) {\n"),
            ("const from = page * size;\n", "const from = (page - 1) * size;\n"),
            ("const cut = sum * taxPercent;\n", "const cut = sum * taxPercent / 100;\n"),
            ("  left = mid;\n", "  left = mid + 1;\n"),
            ("if (a > w || b > h) {\n", "if (a >= w || b >= h) {\n"),
            ("  f(args);\n", "  f(...args);\n"),
            ("setTurns(turns + 1);\n", "setTurns((turns) => turns + 1);\n"),
            ("return n * product(n);\n", "return n * product(n - 1);\n"),
            ("by[key] = row;\n", "by[key].push(row);\n"),
            ("last = node.next;\n", "last.next = node.next;\n"),
            ("rows.then((a) => { a.text(); })\n", "rows.then((a) => a.text())\n"),
            ("a[0].map((n) => b[n])\n", "a[0].map((_, n) => b[n])\n"),
            ("const up = rows.sort(byName);\n", "const up = [...rows].sort(byName);\n"),
            ("return a && (b || c);\n", "return a || (b && c);\n"),
            ("return /^\\w+.com$/.test(a);\n", "return /^\\w+\\.com$/.test(a);\n"),
        ] {
            let found =
                texts_of(of_scripts(code, Language::JavaScript, &operands(code, Language::JavaScript)));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_has_none_is_left_alone() {
        for code in ["", "}\n", "é;\n", "if (a) {\n", "a.replace(/é\n", "const é = [ö\n", "() => {"] {
            assert!(found(code).iter().all(|it| it != code), "{code}");
        }
        assert_eq!(found("if (a) {\n"), [] as [&str; 0]);
    }
}
