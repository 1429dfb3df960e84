//! What is often taken for something else in Python, though either may be meant.

mod classic;
mod within;

pub(super) use self::{classic::classic, within::within};
use super::MOST;
use crate::{
    arguments::argument_lists,
    language::Language::Python,
    lexical::texts,
    names::{first_word, is_part, leading, names},
    outline::python::closing,
    rewrites::Rewrites,
};

/// Names of Python's library that are taken for each other.
const CONFUSED: [(&str, &str); 26] = [
    ("degrees", "radians"),
    ("split", "splitlines"),
    ("append", "extend"),
    ("write_text", "write_bytes"),
    ("read_text", "read_bytes"),
    ("match", "fullmatch"),
    ("remove", "discard"),
    ("load", "loads"),
    ("dump", "dumps"),
    ("strptime", "strftime"),
    ("reader", "DictReader"),
    ("writer", "DictWriter"),
    ("pop", "popleft"),
    ("append", "appendleft"),
    ("findall", "finditer"),
    ("find", "findall"),
    ("find", "findtext"),
    ("group", "groups"),
    ("keys", "values"),
    ("values", "items"),
    ("isdigit", "isalpha"),
    ("bisect_left", "bisect_right"),
    ("read", "readlines"),
    ("sum", "len"),
    ("parse", "fromstring"),
    ("store_true", "store_false"),
];
/// Words and signs, and what each is taken for.
const TAKEN: [(&str, &[&str]); 9] = [
    (" is None", &[" is not None"]),
    (" in ", &[" not in "]),
    ("= True", &["= False"]),
    ("= False", &["= True"]),
    ("return True", &["return False"]),
    ("return False", &["return True"]),
    (" += ", &[" *= "]),
    (" == ", &[" in "]),
    (" ^ ", &[" ** "]),
];

/// How slips of one kind are undone.
type Kind = fn(&mut Rewrites<'_>, &str);

/// The marked lines with one of these undone.
pub(super) fn python(code: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let kinds: [(Kind, usize); 7] = [
        (confused, MOST),
        (taken, MOST),
        (ends, MOST),
        (turned, 2),
        (parts, MOST),
        (given, MOST),
        (statements, MOST),
    ];
    for (kind, most) in kinds {
        let mut edits = Rewrites::new(code);
        kind(&mut edits, code);
        edits.found.truncate(most);
        found.extend(edits.found.into_iter().filter(|edit| !found.contains(edit)).collect::<Vec<_>>());
    }
    found
}

fn confused(edits: &mut Rewrites<'_>, code: &str) {
    for (at, name) in names(code) {
        let is_part_of_call = code[at + name.len()..].starts_with(['(', '"', '\'']);
        for (one, other) in CONFUSED.iter().filter(|_| is_part_of_call) {
            if name == *one || name == *other {
                edits.put_in(at..at + name.len(), &[if name == *one { other } else { one }]);
            }
        }
    }
}

fn taken(edits: &mut Rewrites<'_>, code: &str) {
    let texts = texts(code, Python);
    let is_loop = |at: usize| code[..at].contains("for ") && !code[..at].contains(" if ");
    for (sign, others) in TAKEN {
        for (at, _) in code.match_indices(sign) {
            let is_whole = !code[at + sign.len()..].starts_with(is_part) || sign.ends_with(' ');
            let is_quoted = texts.iter().any(|text| text.contains(&at));
            if is_quoted || !is_whole || (sign == " in " && (is_loop(at) || code[..at].ends_with(" not"))) {
                continue;
            }
            // Only texts and names in capitals hold others.
            let after = &code[at + sign.len()..];
            if sign == " == " && !after.starts_with(['"', '\'']) && !after.starts_with(char::is_uppercase) {
                continue;
            }
            edits.put_in(at..at + sign.len(), others);
        }
    }
}

/// Where a range or a slice ends.
fn ends(edits: &mut Rewrites<'_>, code: &str) {
    for (at, call) in code.match_indices("range(") {
        let start = at + call.len();
        let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
        let inner = &code[start..end];
        let bounds = crate::outline::python::parts(inner);
        match bounds.as_slice() {
            [_] => {
                edits.put_in(end..end, &[" - 1", " + 1"]);
                edits.put_in(start..end, &[&format!("1, {inner} + 1")]);
            }
            [_, _] => edits.put_in(end..end, &[" + 1", " - 1"]),
            [first, ..] if inner.ends_with("-1") => {
                edits.put_in(start..start + first.len(), &[&format!("{first} - 1")]);
            }
            _ => {}
        }
    }
    for (from, to) in [("[:-1]", "[-1]"), ("[-1]", "[:-1]"), ("[1:]", "[1]"), ("[0]", "[1]"), ("[1]", "[0]")]
    {
        for (at, _) in code.match_indices(from) {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
    for (at, _) in code.match_indices('[').filter(|(at, _)| code[..*at].ends_with(is_part)) {
        let Some(end) = closing(&code[at + 1..]).map(|end| at + 1 + end) else { continue };
        if code[at + 1..end].starts_with("len(") && !code[at..end].contains(':') {
            edits.put_in(end..end, &[":"]);
        }
    }
}

/// Two names that are taken out of something in the other order.
fn turned(edits: &mut Rewrites<'_>, code: &str) {
    let place = if let Some(at) = code.find("for ") {
        code[at + 4..].find(" in ").map(|length| at + 4..at + 4 + length)
    } else {
        let start = code.len() - code.trim_start().len();
        code.find(" = ").filter(|end| *end > start).map(|end| start..end)
    };
    if let Some(place) = place
        && let Some((one, two)) = code[place.clone()].split_once(", ")
        && one.chars().chain(two.chars()).all(|it| is_part(it) || it == '*')
    {
        edits.put_in(place, &[&format!("{two}, {one}")]);
    }
}

/// One part of what a call gives, and a default where there may be none.
fn parts(edits: &mut Rewrites<'_>, code: &str) {
    let end = code.trim_end().len();
    let is_given = code.contains(" = ") || code.trim_start().starts_with("return ");
    if is_given
        && code[..end].ends_with(')')
        && [".split(", ".partition(", "divmod(", ".most_common(", "monthrange("]
            .iter()
            .any(|it| code.contains(it))
    {
        edits.put_in(end..end, &["[0]", "[1]", "[-1]"]);
    }
    for list in argument_lists(code, false) {
        let name = super::super::names::last_word(&code[..list.start - 1]);
        match (name, list.arguments.as_slice()) {
            ("pop", []) => edits.put_in(list.start..list.start, &["0"]),
            ("get", [(_, end)]) => edits.put_in(*end..*end, &[", 0", ", []", ", \"\""]),
            ("next", [(_, end)]) => edits.put_in(*end..*end, &[", None"]),
            ("int", [(_, end)]) if code[..*end].ends_with(']') => edits.put_in(*end..*end, &[", 16"]),
            ("deque", [(start, end)]) if code[*start..*end].chars().all(is_part) => {
                edits.put_in(*start..*start, &["maxlen="]);
            }
            _ => {}
        }
    }
    // What is asked for may not be there.
    if let Some((target, value)) = code[..end].split_once(" = ")
        && let Some((owner, key)) = value.strip_suffix(']').and_then(|value| value.split_once('['))
        && !target.contains('[')
        && owner.chars().all(|it| is_part(it) || it == '.')
        && key.contains(|it: char| it.is_alphabetic())
        && !key.contains(':')
    {
        edits.put_in(target.len() + 3..end, &[&format!("{owner}.get({key})")]);
    }
}

/// An argument or a value as what is wanted: all of it, its length, a number or a text.
fn given(edits: &mut Rewrites<'_>, code: &str) {
    if let Some((target, value)) = code.trim_end().split_once(" += ")
        && !value.starts_with(|it: char| it.is_ascii_digit())
    {
        edits.put_in(target.len()..code.trim_end().len(), &[&format!(".append({value})")]);
    }
    // `str(a) for a in b` in what is joined.
    for (at, call) in code.match_indices(".join(") {
        let start = at + call.len();
        let name = leading(&code[start..]);
        if code[start + name.len()..].starts_with(" for ") && name.starts_with(is_part) {
            edits.put_in(start..start + name.len(), &[&format!("str({name})")]);
        }
    }
    let line = code.trim_start();
    if let Some(rest) = ["if ", "elif ", "while "].iter().find_map(|word| line.strip_prefix(word)) {
        let start = code.len() - rest.len();
        let length = rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len();
        let after = &rest[length..];
        if length > 0 && [" > ", " >= ", " < ", " <= ", " == "].iter().any(|sign| after.starts_with(sign)) {
            edits.put_in(start..start + length, &[&format!("len({})", &rest[..length])]);
        }
    }
    for list in argument_lists(code, false) {
        if let Some((start, end)) = list.arguments.last()
            && code[*start..*end].chars().all(|it| is_part(it) || it == '.')
            && code[*start..*end].ends_with(['s', 'g'])
        {
            edits.put_in(*start..*start, &["*"]);
        }
    }
    // A quotient of a product.
    for (at, sign) in code.match_indices(" / 2 * ") {
        let factor = first_word(&code[at + sign.len()..]);
        let whole = format!("{sign}{factor}");
        edits.put_in(0..code.len(), &[&code.replace(&whole, &format!(" / (2 * {factor})"))]);
    }
    let end = code.trim_end().len();
    if let Some(at) = code[..end].rfind([' ', '(']).map(|at| at + 1)
        && code[at..end].chars().all(is_part)
        && code[..at].ends_with("+ ")
    {
        edits.put_in(at..end, &[&format!("int({})", &code[at..end])]);
    }
}

/// What is done with a value, or where a statement stands.
fn statements(edits: &mut Rewrites<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if let Some(rest) = line.strip_prefix("return ") {
        let name = leading(rest);
        if name.starts_with(char::is_uppercase) && rest[name.len()..].starts_with('(') {
            let end = start + "return ".len();
            edits.put_in(start..end, &["raise "]);
        }
        if code.starts_with("        ") {
            edits.put_in(0..4, &[""]);
        }
    } else if line.ends_with(')') && !line.contains(" = ") && first_word(line).starts_with(is_part) {
        let word = first_word(line);
        let is_call = line[word.len()..].starts_with(['.', '(']);
        if is_call && !matches!(word, "print" | "super" | "assert" | "del" | "with") {
            edits.put_in(start..start, &["return ", "await "]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_for_each_other_is_proposed() {
        for (code, expected) in [
            ("a = math.degrees(b)\n", "a = math.radians(b)\n"),
            ("if a in b:\n", "if a not in b:\n"),
            ("self.a = True\n", "self.a = False\n"),
            ("for i in range(n):\n", "for i in range(n + 1):\n"),
            ("for i in range(a, b):\n", "for i in range(a, b + 1):\n"),
            ("return a[:-1]\n", "return a[-1]\n"),
            ("for a, b in c:\n", "for b, a in c:\n"),
            ("a = b.split(\",\")\n", "a = b.split(\",\")[0]\n"),
            ("a = b.pop()\n", "a = b.pop(0)\n"),
            ("a = b[c]\n", "a = b.get(c)\n"),
            ("a += b\n", "a.append(b)\n"),
            ("a = \" \".join(b for b in c)\n", "a = \" \".join(str(b) for b in c)\n"),
            ("if a.b > c:\n", "if len(a.b) > c:\n"),
            ("f(a, names)\n", "f(a, *names)\n"),
            ("x = (-b + d) / 2 * a\n", "x = (-b + d) / (2 * a)\n"),
            ("    return Bad(a)\n", "    raise Bad(a)\n"),
            ("    a.b(c)\n", "    return a.b(c)\n"),
        ] {
            let found = python(code);
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn what_says_nothing_of_it_is_left_alone() {
        for code in ["", "é = 'in'\n", "pass\n", "for a in b:\n", "print(a)\n", "x = 1\n", "[é", ".join( aé"]
        {
            assert_eq!(python(code), [] as [&str; 0], "{code}");
        }
    }
}
