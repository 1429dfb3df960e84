//! Mistakes that are known by what they look like, and that linters call by name: a list that `sort()` does not give back, a default that
//! all calls share, a comparison with NaN. Whoever writes one of them means what stands here.

mod braces;
mod c;
mod calls;
mod cpp;
mod dates;
mod functions;
mod go;
mod imports;
mod java;
mod memory;
mod numbers;
mod pattern;
pub(crate) mod python;
mod rust;
mod script;
mod statements;
mod written;

use std::ops::Range;

pub(super) use self::imports::{home_of_java, homes_of_python};
use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    operands::{operands, sides},
    prose::Prose,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
    synonyms,
};

/// Longer lines hold more than a slip.
const LONGEST: usize = 400;
/// How much of a document is searched for what it imports, in bytes.
const REACH: usize = 64 << 10;
/// What stands in front of a function's name.
const DECLARING: [&str; 5] = ["fn ", "func ", "function ", "def ", "void "];

/// The marked lines without the mistakes that are known; `is_known` tells names that stand elsewhere in the document.
pub fn mended(marked: &Marked<'_>, language: Language, is_known: impl Fn(&str) -> bool) -> Vec<Rewrite> {
    let code = marked.lines();
    if code.len() > LONGEST {
        return Vec::new();
    }
    let operands = operands(code, language);
    let mut edits = Rewrites::new(code);
    edits.turn(Rule::KnownImports);
    imports::put_right(&mut edits, code, language);
    edits.turn(Rule::KnownDates);
    dates::put_right(&mut edits, code, language);
    edits.turn(Rule::KnownTexts);
    match language {
        Python => {
            python::main_name(&mut edits, code);
            python::of_texts(&mut edits, marked, code);
        }
        Rust => rust::of_texts(&mut edits, code),
        JavaScript | TypeScript => script::of_texts(&mut edits, marked, code, language),
        Java => java::patterns(&mut edits, code),
        Go => go::of_texts(&mut edits, code),
        C | Cpp => {}
    }
    let n_of_texts = edits.found.len();
    match language {
        Python => python::of_python(&mut edits, marked, code, &is_known),
        JavaScript | TypeScript => script::of_script(&mut edits, marked, code, language, &operands),
        Java => {
            edits.turn(Rule::KnownJava);
            braces::of_java(&mut edits, marked, code, &operands);
            java::put_right(&mut edits, marked, code, &operands);
        }
        C => {
            edits.turn(Rule::KnownC);
            braces::of_c(&mut edits, code, &operands);
            braces::of_memory(&mut edits, code);
            c::put_right(&mut edits, marked, code, language, &operands);
            memory::put_right(&mut edits, marked, code, language, &operands);
        }
        Cpp => {
            edits.turn(Rule::KnownCpp);
            braces::of_cpp(&mut edits, marked, code);
            braces::of_memory(&mut edits, code);
            c::put_right(&mut edits, marked, code, language, &operands);
            edits.turn(Rule::KnownCpp);
            cpp::put_right(&mut edits, marked, code);
            memory::put_right(&mut edits, marked, code, language, &operands);
        }
        Go => {
            edits.turn(Rule::KnownGo);
            braces::of_go(&mut edits, code);
            go::put_right(&mut edits, marked, code, &operands);
        }
        Rust => rust::of_rust(&mut edits, marked, code),
    }
    edits.turn(Rule::KnownFunctions);
    functions::put_right(&mut edits, code, language, &is_known);
    edits.turn(Rule::KnownWords);
    own_words(&mut edits, code, language, &is_known);
    edits.turn(Rule::KnownStatements);
    statements::statements(&mut edits, marked, code, language, &operands);
    edits.turn(Rule::KnownSigns);
    if matches!(language, C | Cpp | Java | JavaScript | TypeScript) {
        given(&mut edits, code);
        two_indices(&mut edits, code);
        negated(&mut edits, code, &operands);
        masked(&mut edits, code, &operands);
    }
    if language != Python {
        chained(&mut edits, code, &operands);
    }
    squares(&mut edits, code, language, &operands);
    powers(&mut edits, code, language, &operands);
    alternatives(&mut edits, code, language, &operands);
    edits.turn(Rule::KnownItself);
    of_itself(&mut edits, marked, code, language);
    edits.turn(Rule::KnownCalls);
    calls::put_right(&mut edits, marked, code, language);
    edits.turn(Rule::KnownPattern);
    pattern::put_right(&mut edits, marked, code, language, &is_known);
    edits.turn(Rule::KnownItself);
    exchanged(&mut edits, code, language);
    // Most lines have none of them.
    if edits.found.is_empty() {
        return Vec::new();
    }
    let prose = Prose::new(marked, language);
    let mut of_texts = edits.into_ruled();
    let of_code = of_texts.split_off(n_of_texts).into_iter().filter(|edit| prose.is_kept(code, &edit.text));
    let of_texts = of_texts.into_iter().filter(|edit| prose.keeps_comments(code, &edit.text));
    of_texts.chain(of_code).collect()
}

/// `a, b = b, a` for what gives each its own value.
fn exchanged(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    if !matches!(language, Go | JavaScript | Python | TypeScript) {
        return;
    }
    let Some((left, right)) = code.split_once(" = ") else { return };
    let value = right.trim_end().trim_end_matches(';');
    let start = left.len() - left.trim_start().len();
    if left[start..] == *value {
        let inner = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')).unwrap_or(value);
        if let Some((one, two)) = inner.split_once(", ").filter(|(_, two)| !two.contains(", ")) {
            let at = code.len() - right.len() + (value.len() - inner.len()) / 2;
            edits.put_in(at..at + inner.len(), &[&format!("{two}, {one}")]);
        }
    }
}

/// `a * a` and `a ** 2` for `a ^ 2`, which is something else.
fn squares(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    for (at, sign) in code.match_indices(" ^ 2") {
        if code[at + sign.len()..].starts_with(|next: char| is_part(next) || next == '.') {
            continue;
        }
        if matches!(language, Python | JavaScript | TypeScript) {
            edits.put_in(at..at + sign.len(), &[" ** 2"]);
        } else if let Some(base) = operands.iter().find(|operand| operand.end == at) {
            let factor = &code[base.clone()];
            edits.put_in(base.start..at + sign.len(), &[&format!("{factor} * {factor}")]);
        } else if let Some(open) = code[..at].strip_suffix(')').and_then(|before| before.rfind('(')) {
            let factor = &code[open..at];
            edits.put_in(open..at + sign.len(), &[&format!("{factor} * {factor}")]);
        }
    }
}

/// `1 << n` for `2 ^ n`, and `10 ** n` for `10 ^ n`.
fn powers(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let has_powers = matches!(language, Python | JavaScript | TypeScript);
    for (range, base, exponent) in sides(code, operands, " ^ ") {
        if exponent.starts_with(|first: char| first.is_ascii_digit()) && !has_powers {
            continue;
        }
        // What shifts binds less than what counts.
        let is_counted =
            [" +", " -", " *", " /", " %"].iter().any(|sign| code[range.end..].starts_with(sign))
                || ["+ ", "- ", "* ", "/ ", "% "].iter().any(|sign| code[..range.start].ends_with(sign));
        match base {
            "2" | "10" if has_powers => edits.put_in(range, &[&format!("{base} ** {exponent}")]),
            "2" if is_counted => edits.put_in(range, &[&format!("(1 << {exponent})")]),
            "2" => edits.put_in(range, &[&format!("1 << {exponent}")]),
            _ => {}
        }
    }
}

/// `a == b || a == c` for `a == b || c`, where `c` is a text, a letter or a number that is always true; `a != b && a != c` for
/// `a != b && c`.
fn alternatives(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let (or, and) = if language == Python { (" or ", " and ") } else { (" || ", " && ") };
    if !code.contains(or) && !code.contains(and) {
        return;
    }
    let start = code.trim_start();
    // Elsewhere a script's value is given where there is none.
    let asks = ["if ", "if(", "while ", "while(", "} else if ", "else if ", "elif ", "&& ", "|| "];
    let is_asked = asks.iter().any(|word| start.starts_with(word));
    let is_typed = !matches!(language, Python | JavaScript | TypeScript);
    let is_c = matches!(language, C | Cpp);
    let texts = texts(code, language);
    let is_number = |range: &Range<usize>| code[range.clone()].bytes().all(|it| it.is_ascii_digit());
    for (sign, joint) in [(" == ", or), (" === ", or), (" != ", and), (" !== ", and)] {
        for (range, asked, value) in sides(code, operands, sign) {
            let value = range.end - value.len()..range.end;
            let is_literal = texts.contains(&value) || is_number(&value);
            let is_alternative = |next: &Range<usize>| {
                let is_text = texts.contains(next) && (is_typed || (is_asked && is_literal));
                // `assert(a != NULL && "why")` says what is wrong.
                let is_said =
                    is_c && code[next.clone()].starts_with('"') && !code[value.clone()].starts_with('"');
                let is_text = is_text && !is_said;
                is_text || (joint == or && is_asked && is_literal && is_number(next))
            };
            let ends = [")", ":", " {", ";", ",", "\n", " ?", or, and];
            let (mut text, mut end) = (String::new(), range.end);
            while let Some(literal) = operands.iter().chain(&texts).find(|next| {
                next.start == end + joint.len() && code[end..].starts_with(joint) && is_alternative(next)
            }) {
                let after = &code[literal.end..];
                if !after.is_empty() && !ends.iter().any(|sign| after.starts_with(sign)) {
                    break;
                }
                let star = if code[..range.start].ends_with('*') { "*" } else { "" };
                for part in [joint, star, asked, sign, &code[literal.clone()]] {
                    text.push_str(part);
                }
                end = literal.end;
            }
            if end > range.end {
                edits.put_in(range.end..end, &[&text]);
            }
        }
    }
}

/// `this.a = a` for `a = a`.
fn of_itself(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, language: Language) {
    let start = code.len() - code.trim_start().len();
    let (owner, head) = match language {
        Java | JavaScript | TypeScript => ("this.", ""),
        Cpp => ("this->", ""),
        Python => ("self.", "def "),
        Rust => ("self.", "fn "),
        C | Go => return,
    };
    let statement = code.trim().trim_end_matches(';');
    let is_statement =
        language == Python || code.trim_end().ends_with(';') || matches!(language, JavaScript | TypeScript);
    if let Some((one, two)) = statement.split_once(" = ")
        && one == two
        && is_statement
        && start > 0
        && one.starts_with(char::is_alphabetic)
        && one.chars().all(is_part)
    {
        let above = &marked.text[..marked.range.start];
        let above = &above[above.ceil_char_boundary(above.len().saturating_sub(REACH))..];
        // An argument that is given by name, a class's own name for what stands outside.
        let is_argument = above.trim_end().ends_with(['(', ',']);
        let has_owner = head.is_empty()
            || above.rfind(head).is_some_and(|at| {
                above[at..].split(')').next().is_some_and(|head| names(head).any(|(_, name)| name == "self"))
            });
        if !is_argument && has_owner {
            edits.put_in(start..start, &[owner]);
        }
    }
}

/// `a[b][c]` for `a[b, c]`.
fn two_indices(edits: &mut Rewrites<'_>, code: &str) {
    for (open, _) in code.match_indices('[').filter(|(open, _)| code[..*open].ends_with(is_part)) {
        let Some(close) = code[open..].find(']').map(|close| open + close) else { continue };
        let inner = &code[open + 1..close];
        let is_captured = matches!(last_word(&code[..open]), "auto" | "return");
        // A comma of a call's is none of the indices'.
        let is_whole = |part: &str| part.matches('(').count() == part.matches(')').count();
        if let Some((row, column)) = inner
            .split_once(", ")
            .filter(|(row, _)| inner.matches(',').count() == 1 && !is_captured && is_whole(row))
        {
            edits.put_in(open + 1..close, &[&format!("{row}][{column}")]);
        }
    }
}

/// `while ((a = b()) != c)` for `while (a = b() != c)`.
fn given(edits: &mut Rewrites<'_>, code: &str) {
    for word in ["while (", "if ("] {
        let Some(start) = code.find(word).map(|at| at + word.len()) else { continue };
        let Some((value, _)) = code[start..].split_once(" != ") else { continue };
        // What stands in brackets of its own has them already.
        let is_given = value
            .match_indices(" = ")
            .any(|(at, _)| value[..at].matches('(').count() == value[..at].matches(')').count());
        if is_given && !value.contains("==") && !value.starts_with('(') {
            edits.put_in(start..start + value.len(), &[&format!("({value})")]);
        }
    }
}

/// `!(a in b)`, `!(a instanceof b)` for what is said of `!a`.
fn negated(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for sign in [" in ", " instanceof "] {
        for (range, a, b) in sides(code, operands, sign) {
            if let Some(before) = code[..range.start].strip_suffix('!') {
                edits.put_in(before.len()..range.end, &[&format!("!({a}{sign}{b})")]);
            }
        }
    }
}

/// `a <= b && b <= c` for `a <= b <= c`, and `a == b && a == c` for `a == b == c`.
pub(super) fn chained(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let is_order = |range: Range<usize>| [" < ", " <= ", " > ", " >= "].contains(&&code[range]);
    for (at, two) in operands.iter().enumerate() {
        let one = before(operands, at);
        let three = operands.iter().find(|three| three.start >= two.end);
        if let (Some(one), Some(three)) = (one, three)
            && is_order(one.end..two.start)
            && is_order(two.end..three.start)
        {
            let (a, b) = (&code[one.clone()], &code[two.clone()]);
            edits.put_in(two.end..two.end, &[&format!(" && {b}")]);
            let sign = &code[one.end..two.start];
            let turned = match sign {
                " < " => " > ",
                " <= " => " >= ",
                " > " => " < ",
                _ => " <= ",
            };
            edits.put_in(one.start..two.end, &[&format!("{b}{turned}{a} && {b}")]);
        }
        let is_same = |range: Range<usize>| [" == ", " === "].contains(&&code[range]);
        if let (Some(one), Some(three)) = (one, three)
            && is_same(one.end..two.start)
            && is_same(two.end..three.start)
        {
            let (a, b) = (&code[one.clone()], &code[two.clone()]);
            edits.put_in(two.end..two.end, &[&format!(" && {b}"), &format!(" && {a}")]);
        }
    }
}

/// The operand that ends in front of another one; what stands in its brackets is a part of it.
fn before(operands: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let two = operands.get(at)?;
    let ends = operands[..at].iter().filter(|one| one.end <= two.start);
    ends.max_by_key(|one| (one.end, std::cmp::Reverse(one.start)))
}

/// `(a & b) == c` for `a & b == c`, which compares first.
fn masked(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    for (at, two) in operands.iter().enumerate() {
        let Some(one) = before(operands, at) else { continue };
        let is_mask = [" & ", " | ", " ^ "].contains(&&code[one.end..two.start]);
        let compares =
            [" == ", " != ", " === ", " !== "].iter().any(|sign| code[two.end..].starts_with(sign));
        if is_mask && compares {
            edits.put_in(one.start..two.end, &[&format!("({})", &code[one.start..two.end])]);
        }
    }
}

/// Where the chain of names begins that something is asked of.
fn owner_start(code: &str, at: usize) -> usize {
    code[..at].trim_end_matches(|letter| is_part(letter) || letter == '.').len()
}

/// What stands above the nearest line above that stands further out, and that line.
fn outer(above: &str, indentation: usize) -> Option<(&str, &str)> {
    let mut lines = above.lines().rev().filter(|line| !line.trim().is_empty());
    let line = lines.find(|line| line.len() - line.trim_start().len() < indentation)?;
    let start = line.as_ptr() as usize - above.as_ptr() as usize;
    Some((&above[..start], line))
}

/// Where a comment begins in a line.
fn comment_start(line: &str, language: Language) -> Option<usize> {
    if line.len() > LONGEST {
        return None;
    }
    let start = line.len() - line.trim_start().len();
    let inner = &line[start..];
    // A comment of several lines has a star in front of each.
    if language != Python && (inner == "*" || inner.starts_with("* ") || inner.starts_with("*/")) {
        return Some(start);
    }
    let signs: &[&str] = if language == Python { &["#"] } else { &["//", "/*"] };
    let texts = texts(line, language);
    let starts = signs.iter().flat_map(|sign| line.match_indices(*sign)).map(|(at, _)| at);
    starts.filter(|at| !texts.iter().any(|text| text.contains(at))).min()
}

/// A line up to its comment.
fn without_comment(line: &str, language: Language) -> &str {
    comment_start(line, language).map_or(line, |start| &line[..start])
}

/// Whether a place stands in the braces of a macro of Rust, which may have words of its own.
fn is_in_macro(code: &str, at: usize) -> bool {
    let before = &code[..at];
    let is_macro = before.match_indices('!').any(|(sign, _)| {
        before[..sign].ends_with(is_part) && before[sign + 1..].starts_with(['(', '[', '{', ' '])
    });
    let is_open = before.matches('{').count() > before.matches('}').count();
    (is_macro && is_open) || before.trim_end().ends_with("\":")
}

/// Whether the document has a function of its own with this name.
fn defines(marked: &Marked<'_>, name: &str) -> bool {
    let document = &marked.text[..marked.text.floor_char_boundary(REACH)];
    document.match_indices(name).any(|(at, _)| {
        let rest = &document[at + name.len()..];
        !document[..at].ends_with(|letter: char| is_part(letter) || letter == '.')
            && ["(", " = (", " = function", ": (", ": function"].iter().any(|sign| rest.starts_with(sign))
    })
}

/// Methods as the language calls them, where the document has none that is called so.
fn own_method(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, methods: &[(&str, &str)]) {
    for (foreign, own) in methods {
        let method = foreign.strip_prefix('.').map(first_word);
        for (at, _) in code.match_indices(foreign) {
            let is_whole = method.is_some() || !code[..at].ends_with(is_part);
            if is_whole && method.is_none_or(|method| !defines(marked, method)) {
                edits.put_in(at..at + foreign.len(), &[own]);
            }
        }
    }
}

/// What the language calls nothing, true, false and the like, where nothing in the document is called as others call that.
fn own_words(edits: &mut Rewrites<'_>, code: &str, language: Language, is_known: impl Fn(&str) -> bool) {
    let own = synonyms::own_words(language);
    let texts = texts(code, language);
    for (at, name) in names(code).filter(|(at, _)| !texts.iter().any(|text| text.contains(at))) {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let is_alone = !before.ends_with(['.', ':', '#', '/', '-', '<']);
        // What the language calls otherwise may be the name of a function, or of a value.
        let is_declared = DECLARING.iter().any(|word| before.ends_with(word))
            || (language == Go && after.starts_with("()"))
            || (language != Python && is_listed(before, after, language));
        // A name may be called so, and be used in this line alone.
        let is_other = is_known(name)
            || code.matches(name).count() > 1
            || matches!(name, "self" | "this")
            || (name == "string" && language != Java)
            // A module may be called as a type elsewhere.
            || after.starts_with("::{")
            // A header's language may be C.
            || (name == "NULL" && language == Cpp)
            || (language == Rust && is_in_macro(code, at));
        if let Some((_, right)) = own.iter().find(|(foreign, _)| *foreign == name)
            && is_alone
            && !is_declared
            && !is_other
        {
            edits.put_in(at..at + name.len(), &[right]);
        }
    }
}

/// Whether a name between these texts is declared by standing first in a line or in a list of names: a field, a constant, a key.
fn is_listed(before: &str, after: &str, language: Language) -> bool {
    let before = before.rsplit('\n').next().unwrap_or_default();
    let is_first = before.trim().is_empty();
    let is_in_list = before.trim_end().ends_with(['{', ',']) && before.contains("enum ");
    let is_key = matches!(language, JavaScript | TypeScript)
        && after.starts_with(':')
        && (is_first || before.trim_end().ends_with(['{', ',']));
    let next = after.trim_start_matches([' ', '\t']);
    let is_named = next.is_empty()
        || next.starts_with([',', '\n', '}'])
        || (next.starts_with('=') && !next.starts_with("=="));
    // Go's types stand behind the name.
    let is_typed = language == Go && next.len() < after.len() && next.starts_with(is_part);
    let is_made = language == Go && next.starts_with(":=");
    is_key || ((is_first || is_in_list) && (is_named || is_typed || is_made))
}

#[cfg(test)]
mod around;
#[cfg(test)]
mod tests;
