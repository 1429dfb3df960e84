//! Forms that a compiler of C or C++ expects in another place or by another sign, where several signs are wrong at once.

use super::{Asked, standard::type_of};
use crate::{
    arguments::argument_lists,
    language::Language::{C, Cpp},
    lexical,
    names::{is_part, last_word, names},
    outline::c::base,
    rewrites::Rewrites,
};

/// `expected … before …` and the like.
pub(super) fn expected(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let says = ["expected", "invalid pure specifier", "pure-specifier", "not a type", "invalid suffix"];
    if !says.iter().any(|phrase| asked.says(phrase)) {
        return;
    }
    for (from, to) in [
        (" == delete;", " = delete;"),
        (" == default;", " = default;"),
        (" = deleted;", " = delete;"),
        ("class enum ", "enum class "),
        (" extends ", " : public "),
        (" >>> ", " >> "),
        (" = ();", " = {};"),
        (" ?: ", " ? "),
        (" => ", " >= "),
        (" =< ", " <= "),
        (" in ", " : "),
    ] {
        let is_loop = from != " in " || code.trim_start().starts_with("for (");
        for (at, _) in
            code.match_indices(from).filter(|_| is_loop && (asked.language == Cpp || from != " extends "))
        {
            edits.put_in(at..at + from.len(), &[to]);
        }
    }
    values(edits, asked);
    choices(edits, code);
    declared(edits, asked);
    let start = code.len() - code.trim_start().len();
    if code[start..].starts_with('(') && asked.says("before ‘return’") {
        edits.put_in(start..start, &["if "]);
    }
    // `h = ^a`, `n = +1`.
    for (at, _) in code.match_indices(" = ") {
        if let Some(sign) = code[at + 3..].chars().next().filter(|it| matches!(it, '^' | '|' | '%' | '/')) {
            edits.put_in(at..at + 4, &[&format!(" {sign}= ")]);
        }
    }
    for word in ["while (", "if ("] {
        let Some(open) = code.find(word).map(|at| at + word.len()) else { continue };
        let Some(close) = lexical::closing(code, open, C) else { continue };
        if code[open..close].contains(" = ")
            && !code[open..].starts_with('(')
            && code[close + 1..].starts_with([' '])
            && code[close + 1..].contains(')')
        {
            edits.put_in(open..open, &["("]);
        }
    }
}

/// Values in braces, and names of an enumeration.
fn values(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.language == C && asked.says("expected expression before") {
        let kind = asked.quoted.last().copied().unwrap_or_default();
        for (at, _) in names(code).filter(|(_, name)| *name == kind) {
            let end = at + kind.len();
            if code[end..].trim_start().starts_with('{') {
                edits.put_in(at..end, &[&format!("({kind})"), &format!("(struct {kind})")]);
            } else if code[end..].starts_with('.') {
                edits.put_in(at..end + 1, &[""]);
            }
        }
        if kind == "{"
            && let Some((target, _)) = code.split_once(" = {")
            && let Some(found) = type_of(&asked.outline, target.trim())
        {
            let at = target.len() + " = ".len();
            edits.put_in(at..at, &[&format!("({})", found.base), &format!("(struct {})", found.base)]);
        }
    }
    // `grid[2, 3]`.
    for (open, _) in code.match_indices('[').filter(|_| asked.says("before ‘,’ token")) {
        let inner = code[open + 1..].split(']').next().unwrap_or_default();
        if let Some((one, two)) = inner.split_once(", ").filter(|_| !inner.contains('(')) {
            edits.put_in(open + 1..open + 1 + inner.len(), &[&format!("{one}][{two}")]);
        }
    }
    // `0,5`.
    for (at, _) in code.match_indices(',').filter(|_| asked.says("invalid suffix")) {
        if code[..at].ends_with(|it: char| it.is_ascii_digit())
            && code[at + 1..].starts_with(|it: char| it.is_ascii_digit())
        {
            edits.put_in(at..at + 1, &["."]);
        }
    }
}

/// `a ? b : c` with other signs, or without its last part.
fn choices(edits: &mut Rewrites<'_>, code: &str) {
    let Some(question) = code.find(" ? ") else { return };
    let colon = code[..question].rfind(" : ");
    if let Some(colon) = colon.filter(|_| !code[question..].contains(" : ")) {
        let turned =
            [&code[..colon], " ? ", &code[colon + 3..question], " : ", &code[question + 3..]].concat();
        edits.put_in(0..code.len(), &[&turned]);
    }
    if code[question..].contains(" : ") {
        return;
    }
    for (at, _) in code[question..].match_indices(',') {
        let at = question + at;
        let inside = &code[question..at];
        if inside.matches('(').count() == inside.matches(')').count() {
            let start = question + inside.trim_end().len();
            edits.put_in(start..at + 1, &[" :"]);
        }
    }
    if let Some(end) = code.rfind(';') {
        edits.put_in(end..end, &[" : 0", " : NULL", " : \"\""]);
    }
}

/// Signs of types that stand behind the name, and lists with the signs of others.
fn declared(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    for (open, _) in code.match_indices('[') {
        let Some(close) = lexical::closing(code, open + 1, C) else { continue };
        let rest = &code[close + 1..];
        let Some(name) =
            rest.strip_prefix(' ').map(|rest| &rest[..rest.len() - rest.trim_start_matches(is_part).len()])
        else {
            continue;
        };
        // `char[4] out`.
        if !name.is_empty()
            && code[..open].ends_with(|it| is_part(it) || it == '>')
            && (!code[..open].contains('(') || code[..open].ends_with(|it: char| it.is_ascii_lowercase()))
        {
            edits.put_in(open..close + 2 + name.len(), &[&format!(" {name}{}", &code[open..=close])]);
        }
    }
    if asked.language == Cpp {
        for word in ["auto& ", "auto &", "auto ", "auto&& "] {
            for (at, _) in code.match_indices(word) {
                let open = at + word.len();
                let Some(close) =
                    lexical::closing(code, open + 1, C).filter(|_| code[open..].starts_with(['(', '{']))
                else {
                    continue;
                };
                edits.put_in(open..close + 1, &[&format!("[{}]", &code[open + 1..close])]);
            }
        }
        // `const Item item&`, `Item value<T>(a)`.
        for (at, name) in names(code) {
            let end = at + name.len();
            if code[end..].starts_with("&)") && code[..at].ends_with(' ') {
                edits.put_in(at..end + 1, &[&format!("&{name}")]);
                edits.put_in(at - 1..end + 1, &[&format!("& {name}")]);
            }
            let before = code[..at].trim_end();
            if let Some(close) = code[end..]
                .find('>')
                .filter(|_| code[end..].starts_with('<') && before.ends_with(is_part) && before.len() < at)
            {
                let kinds = &code[end..=end + close];
                edits.put_in(before.len()..end + close + 1, &[&format!("{kinds} {name}")]);
            }
        }
        for (at, text) in
            code.match_indices(" const").filter(|(at, text)| code[at + text.len()..].trim().is_empty())
        {
            if code[..at].ends_with(is_part) && text.len() > 1 {
                edits.put_in(at..at, &["()"]);
            }
        }
    }
    // `enum A { B; C };` and `struct A { int b, int c };`.
    let Some(open) = code.find('{') else { return };
    let Some(close) = lexical::closing(code, open + 1, C) else { return };
    let inner = &code[open + 1..close];
    if code[..open].contains("enum ") && inner.contains(';') {
        edits.put_in(open + 1..close, &[&inner.replace(';', ",")]);
    } else if code[..open].contains("struct ") && inner.contains(", ") && !code[..open].contains('=') {
        let made = inner.trim_end().replace(", ", "; ");
        edits.put_in(open + 1..close, &[&format!("{made}; ")]);
        // One type for both.
        let first = base(inner.trim().split(' ').next().unwrap_or_default());
        edits.put_in(open + 1..close, &[&inner.replace(&format!(", {first} "), ", ")]);
    }
}

/// What single values are and several are not: structures that are compared, casts of pointers, places that get something.
pub(super) fn wholes(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("invalid operands to binary") && asked.quoted.len() > 1 {
        structures(edits, asked);
    } else if asked.says("cast from pointer to integer") || asked.says("cast to smaller integer") {
        for (open, _) in code.match_indices('(') {
            let Some(close) = lexical::closing(code, open + 1, C) else { continue };
            let kind = &code[open + 1..close];
            let is_cast = !kind.is_empty()
                && kind.chars().all(|it| is_part(it) || it == ' ')
                && code[close + 1..].starts_with(is_part)
                && !code[..open].ends_with(is_part);
            if is_cast {
                edits.put_in(close + 1..close + 1, &["*"]);
                edits.put_in(open..close + 1, &[&format!("({kind} *)"), &format!("(const {kind} *)")]);
            }
        }
    } else if asked.says("lvalue required as left operand") || asked.says("expression is not assignable") {
        let start = code.len() - code.trim_start().len();
        if let Some(at) = code.find(" = ").filter(|at| code[..*at].contains('(')) {
            edits.put_in(at..at + 3, &[" == "]);
            edits.put_in(start..start, &["*"]);
        } else {
            edits.put_in(start..start, &["*"]);
        }
    } else if asked.says("subscript is not an integer") || asked.says("array subscript has type") {
        for (open, _) in code.match_indices('[') {
            let Some(close) = lexical::closing(code, open + 1, C)
                .filter(|close| code[open + 1..*close].chars().all(is_part))
            else {
                continue;
            };
            if asked.says("has type") {
                edits.put_in(close..close, &[" - '0'", " - 'a'", " - 'A'"]);
                edits.put_in(open + 1..open + 1, &["(unsigned char)"]);
            } else {
                edits.put_in(close..close, &["[i]"]);
            }
        }
    } else if asked.says("for array subscript") && asked.says("function type") {
        for (open, _) in code.match_indices('[') {
            let Some(close) = lexical::closing(code, open + 1, C) else { continue };
            if asked.outline.parameters(last_word(&code[..open])).is_some() {
                edits.put_in(open..close + 1, &[&format!("({})", &code[open + 1..close])]);
            }
        }
    } else if asked.says("absolute value function") {
        for list in argument_lists(code, false) {
            let (Some(first), Some(last)) = (list.arguments.first(), list.arguments.last()) else { continue };
            let inner = &code[first.0..last.1];
            for sign in [" < ", " > ", " <= ", " >= "] {
                if let Some((value, rest)) =
                    inner.split_once(sign).filter(|_| last_word(&code[..list.start - 1]).contains("abs"))
                {
                    edits.put_in(first.0..last.1 + 1, &[&format!("{value}){sign}{rest}")]);
                }
            }
        }
    } else if asked.says("inside another function") && code.contains("();") {
        edits.put_in(0..code.len(), &[&code.replacen("();", ";", 1)]);
    } else if asked.says("reference of type") && code.contains("->first") {
        edits.put_in(0..code.len(), &[&code.replace("->first", "->second")]);
    } else if asked.says("implicit declaration of function") {
        let name = asked.quote(0);
        for list in argument_lists(code, false) {
            let argument = list.arguments.first().map_or("", |&(start, end)| &code[start..end]);
            let start = list.start - 1;
            if code[..start].ends_with(name)
                && type_of(&asked.outline, argument).is_some_and(|kind| kind.base == "FILE")
            {
                edits.put_in(start - name.len()..start - name.len(), &["f"]);
            }
        }
    }
}

/// `a.x == b.x && a.y == b.y` for `a == b`, and the field that the other side is.
fn structures(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let (one, two) = (asked.quote(0), asked.quote(1));
    for (sign, joint) in [(" == ", " && "), (" != ", " || ")] {
        for (at, _) in code.match_indices(sign) {
            let is_chain = |it: char| is_part(it) || matches!(it, '.' | '-' | '>' | '[' | ']');
            let start = code[..at].trim_end_matches(is_chain).len();
            let rest = &code[at + sign.len()..];
            let end = at + sign.len() + rest.find(|it| !is_chain(it)).unwrap_or(rest.len());
            let (a, b) = (&code[start..at], &code[at + sign.len()..end]);
            let fields = asked.outline.fields(last_word(base(one)));
            if base(one) == base(two) && !fields.is_empty() && fields.len() <= 4 {
                let parts: Vec<String> =
                    fields.iter().map(|it| format!("{a}.{0}{sign}{b}.{0}", it.name)).collect();
                edits.put_in(start..end, &[&parts.join(joint)]);
            }
            for (place, mine, other) in [(end, two, one), (at, one, two)] {
                let fits = asked.outline.fields(last_word(base(mine)));
                let fits = fits
                    .iter()
                    .filter(|it| it.base() == base(other) && it.is_pointer() == other.ends_with('*'));
                fits.for_each(|it| edits.put_in(place..place, &[&format!(".{}", it.name)]));
            }
        }
    }
}
