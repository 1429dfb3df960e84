//! Calls that do not fit the only function of that name in the document: arguments that bear the names of its parameters in another order, one too
//! many, one too few.

use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    marked::Marked,
    names::{is_part, last_word, names},
    outline::{
        python::Outline,
        signatures::{Signature, is_pair, signature, signatures},
    },
    rewrites::Rewrites,
    words::is_name,
};

/// How much of a document is searched for declarations, in bytes.
const REACH: usize = 128 << 10;
/// How many lines above may have what a call lacks.
const LINES_ABOVE: usize = 30;
/// How many lines around may say why arguments have another order.
const LINES_NEAR: usize = 4;
/// Parts of words for that.
const TURNED: [&str; 6] = ["undo", "revers", "inver", "swap", "flip", "transpos"];
/// Names that say less are given in any order.
const SHORTEST: usize = 2;
/// What is asked of an argument and leaves what it is.
const ASKED: [&str; 9] =
    ["clone", "to_string", "to_owned", "as_str", "as_ref", "toString", "iter", "into", "c_str"];
/// Most places where an argument is left out or put in.
const MOST: usize = 2;

/// A call's arguments, where they stand and what they are called.
struct Call<'c> {
    parts: Vec<(usize, usize)>,
    called: Vec<Option<&'c str>>,
}

pub(super) fn put_right(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, language: Language) {
    let document = &marked.text[..marked.text.floor_char_boundary(REACH)];
    for list in argument_lists(code, language == Rust) {
        let (start, name) = list.called(code);
        // A destructor, and a class with what it is made of.
        let is_declared =
            ["~", "class ", "interface ", "record "].iter().any(|word| code[..start].ends_with(word));
        if !is_name(name) || is_declared || signature(code, start, name, language).is_some() {
            continue;
        }
        let Some(call) = call(code, &list.arguments, language) else { continue };
        let is_object = language == Python && name.starts_with(char::is_uppercase)
            || (matches!(language, JavaScript | TypeScript) && code[..start].ends_with("new "));
        let mut found =
            if is_object { of_class(document, name, language) } else { signatures(document, name, language) };
        found.dedup();
        let [function] = found.as_slice() else { continue };
        if language == Python && is_of_another(marked, &code[..start], name) {
            continue;
        }
        let n_before = edits.found.len();
        if fits(function, call.parts.len()) {
            in_order(edits, marked, code, (name, language), &call, function);
        } else if is_taken_otherwise(document, &call, code, language) {
            continue;
        } else if is_asked_so(&code[..start], function, language) || is_object {
            // What is given on is the function itself.
            let is_given = call.parts.is_empty()
                && code[..start].trim_end_matches(|it| is_part(it) || it == '.').ends_with(['(', ' ']);
            if is_given
                && code[list.start..].starts_with([')'])
                && code[list.start + 1..].starts_with([',', ')'])
            {
                edits.put_in(list.start - 1..list.start + 1, &[""]);
            }
            one_less(edits, &call, function);
            if language != JavaScript {
                one_more(edits, marked, code, list.start, &call, function);
            }
        }
        if edits.found.len() > n_before && is_within(marked, name, language) {
            edits.found.truncate(n_before);
        }
    }
}

/// Whether another function of the same name may be meant, which another document declares, or one value may be several.
fn is_taken_otherwise(document: &str, call: &Call<'_>, code: &str, language: Language) -> bool {
    match (language, call.parts.as_slice()) {
        (Java, _) => document.contains(" extends "),
        (Cpp, _) => document.contains(" : public "),
        (Go, &[(start, end)]) => code[start..end].ends_with(')'),
        _ => false,
    }
}

/// Whether a function of Python's has decorators that may give it what it takes, or is a method of another class.
fn is_of_another(marked: &Marked<'_>, before: &str, name: &str) -> bool {
    Outline::new(marked).function(name).is_some_and(|it| {
        !it.is_called_as_declared()
            || (it.is_method && it.classes_between > 0)
            || (!before.ends_with('.') && it.decorators.contains(&"staticmethod"))
    })
}

/// The arguments of a call that are told apart by their places.
fn call<'c>(code: &'c str, arguments: &[(usize, usize)], language: Language) -> Option<Call<'c>> {
    let texts = arguments.iter().map(|&(start, end)| &code[start..end]);
    let is_other = |text: &str| {
        text.starts_with("...")
            || text.ends_with("...")
            || (language == Python && (text.starts_with('*') || is_by_name(text) || text.contains(" for ")))
    };
    let called = texts.clone().map(called).collect();
    (!texts.clone().any(is_other)).then(|| Call { parts: arguments.to_vec(), called })
}

/// Whether an argument of Python's says which it is.
fn is_by_name(text: &str) -> bool {
    let rest = text.trim_start_matches(is_part).trim_start();
    rest.starts_with('=') && !rest.starts_with("==")
}

/// What an argument is called: the last name of a chain.
fn called(text: &str) -> Option<&str> {
    let mut text =
        ["&mut ", "&", "*"].iter().fold(text, |text, sign| text.strip_prefix(sign).unwrap_or(text));
    while let Some(before) = text.strip_suffix("()") {
        let method = last_word(before);
        text =
            if ASKED.contains(&method) { before.strip_suffix(method)?.trim_end_matches('.') } else { before };
    }
    let is_chain = text.chars().all(|it| is_part(it) || matches!(it, '.' | ':' | '-' | '>' | '#' | '?'));
    let name = &text[text.trim_end_matches(is_part).len()..];
    (is_chain && !text.contains(" -") && is_name(name)).then_some(name)
}

/// Whether two names are one, written in one way or another.
fn are_one(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let one = plain(one);
    one.len() >= SHORTEST && one == plain(other)
}

fn fits(function: &Signature<'_>, count: usize) -> bool {
    count >= function.least && function.most.is_none_or(|most| count <= most)
}

/// Arguments in the order of the parameters that are called so.
fn in_order(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    (name, language): (&str, Language),
    call: &Call<'_>,
    function: &Signature<'_>,
) {
    // Where each argument belongs that another parameter is called like.
    let mut order: Vec<usize> = Vec::new();
    for (at, called) in call.called.iter().enumerate() {
        let own = function.parameters.get(at);
        let is_right = called.is_some_and(|called| own.is_some_and(|own| are_one(called, own)));
        let other = called.and_then(|called| function.parameters.iter().position(|it| are_one(called, it)));
        match other {
            Some(other) if !is_right && other < call.parts.len() => order.push(other),
            _ => order.push(at),
        }
    }
    let mut sorted = order.clone();
    sorted.sort_unstable();
    let is_permutation = sorted.iter().copied().eq(0..order.len());
    // What orders may be asked the other way round.
    let is_compared = call.parts.first().is_some_and(|&(start, _)| {
        let before = &code[..start];
        ["lambda ", "=> ", "|", "-> "].iter().any(|sign| before.contains(sign)) && before.contains("sort")
    });
    if !is_permutation || order == sorted || is_compared {
        return;
    }
    let called = |at: usize| call.called.get(at).copied().flatten().unwrap_or_default();
    let moved: Vec<usize> = (0..order.len()).filter(|at| order.get(*at) != Some(at)).collect();
    if let &[one, other] = moved.as_slice()
        && is_pair(&called(one).to_lowercase(), &called(other).to_lowercase())
    {
        return;
    }
    let (Some(first), Some(last)) = (call.parts.first(), call.parts.last()) else { return };
    let mut text = String::new();
    for place in 0..order.len() {
        let Some(&(start, end)) = order.iter().position(|it| *it == place).and_then(|at| call.parts.get(at))
        else {
            return;
        };
        text.push_str(&code[start..end]);
        // What parts them stays.
        if let (Some(one), Some(next)) = (call.parts.get(place), call.parts.get(place + 1)) {
            text.push_str(&code[one.1..next.0]);
        }
    }
    // What is asked both ways, or turned over, is so on purpose.
    let near = || {
        let above = marked.text[..marked.range.start].lines().rev();
        let below = marked.text[marked.range.end..].lines();
        above.take(LINES_NEAR).chain([code]).chain(below.take(LINES_NEAR))
    };
    let is_turned = near().any(|line| {
        let small = line.to_lowercase();
        let is_asked_so = line
            .match_indices(&format!("{name}({text})"))
            .any(|(at, _)| signature(line, at, name, language).is_none());
        is_asked_so || TURNED.iter().any(|word| small.contains(word))
    });
    if !is_turned {
        edits.put_in(first.0..last.1, &[&text]);
    }
}

/// Without the one argument that there is no parameter for: one that none is called like.
fn one_less(edits: &mut Rewrites<'_>, call: &Call<'_>, function: &Signature<'_>) {
    if function.most.is_none_or(|most| most + 1 != call.parts.len()) || call.parts.len() < 2 {
        return;
    }
    let fit = |left_out: usize| {
        let kept = call.called.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, called)| called);
        let fitting = kept.zip(&function.parameters);
        fitting.filter(|(called, own)| called.is_some_and(|called| are_one(called, own))).count()
    };
    let best = (0..call.parts.len()).map(fit).max().unwrap_or(0);
    let mut places: Vec<usize> = (0..call.parts.len()).filter(|at| fit(*at) == best).collect();
    // Where nothing tells which it is, the last is as good as any.
    if best == 0 {
        places.drain(..places.len().saturating_sub(1));
    }
    if places.len() > MOST {
        return;
    }
    for at in places {
        let before = at.checked_sub(1).and_then(|before| call.parts.get(before));
        let (Some(own), next) = (call.parts.get(at), call.parts.get(at + 1)) else { return };
        let part = match before {
            Some(before) => before.1..own.1,
            None => own.0..next.map_or(own.1, |next| next.0),
        };
        edits.put_in(part, &[""]);
    }
}

/// With the one argument that is missing, where something stands above that is called so.
fn one_more(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    list_start: usize,
    call: &Call<'_>,
    function: &Signature<'_>,
) {
    if call.parts.len() + 1 != function.least {
        return;
    }
    let fit = |place: usize| {
        let shifted = |at: usize| function.parameters.get(at + usize::from(at >= place));
        let fitting = call.called.iter().enumerate();
        fitting
            .filter(|(at, called)| called.is_some_and(|it| shifted(*at).is_some_and(|own| are_one(it, own))))
            .count()
    };
    let best = (0..=call.parts.len()).map(fit).max().unwrap_or(0);
    let above = &marked.text[..marked.range.start];
    let mut n_found = 0;
    for place in (0..=call.parts.len()).filter(|place| fit(*place) == best) {
        let Some(parameter) = function.parameters.get(place).filter(|it| !it.is_empty()) else { continue };
        let Some(argument) = known_as(above, code, parameter) else { continue };
        n_found += 1;
        if n_found > MOST {
            return;
        }
        match (call.parts.get(place), call.parts.last()) {
            (Some(next), _) => edits.put_in(next.0..next.0, &[&format!("{argument}, ")]),
            (None, Some(last)) => edits.put_in(last.1..last.1, &[&format!(", {argument}")]),
            (None, None) => edits.put_in(list_start..list_start, &[argument]),
        }
    }
}

/// What stands above and is called as a parameter, as it is written there.
fn known_as<'t>(above: &'t str, code: &str, parameter: &str) -> Option<&'t str> {
    if names(code).any(|(_, name)| are_one(name, parameter)) {
        return None;
    }
    above.lines().rev().take(LINES_ABOVE).find_map(|line| {
        names(line).find_map(|(at, name)| {
            let before = line[..at].trim_end_matches(|it| is_part(it) || it == '.');
            let is_plain = !line[at + name.len()..].starts_with(['(', '.', '-'])
                && !before.ends_with(['"', '\'', '>', ':', '`', '#', '/']);
            (are_one(name, parameter) && is_plain).then(|| &line[before.len()..at + name.len()])
        })
    })
}

/// Whether a function is asked as it is declared: of the object itself, or of nothing.
fn is_asked_so(before: &str, function: &Signature<'_>, language: Language) -> bool {
    let of_itself = ["self.", "this.", "this->", "Self::"].iter().any(|owner| before.ends_with(owner));
    let makes_object = before.ends_with("new ") && !matches!(language, Java | Cpp);
    let of_nothing = !before.ends_with(['.', ':', '>', '#', '@', '!']) && !makes_object;
    match language {
        Python | JavaScript | TypeScript | Rust => {
            if function.is_method {
                of_itself
            } else {
                of_nothing
            }
        }
        Java | Cpp => of_itself || of_nothing,
        Go => of_nothing && !function.is_method,
        C => of_nothing,
    }
}

/// What makes an object of a class.
fn of_class<'t>(document: &'t str, name: &str, language: Language) -> Vec<Signature<'t>> {
    let head = format!("class {name}");
    let Some(at) = document.find(&head) else { return Vec::new() };
    let body = &document[at + head.len()..];
    if body.starts_with(is_part) {
        return Vec::new();
    }
    let body = &body[..body.find("\nclass ").unwrap_or(body.len())];
    let above = document[..at].trim_end().rsplit('\n').next().unwrap_or_default();
    let is_tuple = body.starts_with("(NamedTuple):");
    if language == Python && (is_tuple || (above.starts_with("@dataclass") && body.starts_with(':'))) {
        return of_fields(body).into_iter().collect();
    }
    signatures(body, if language == Python { "__init__" } else { "constructor" }, language)
}

/// What makes an object of a class of Python's that lists its fields.
fn of_fields(body: &str) -> Option<Signature<'_>> {
    let mut found = Signature { most: Some(0), is_method: true, ..Signature::default() };
    let lines = body.lines().skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    for line in lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '@'])) {
        // Fields come first.
        if ["def ", "async ", "class "].iter().any(|word| line.starts_with(word)) {
            break;
        }
        let Some((name, kind)) = line.split_once(": ").filter(|(name, _)| name.chars().all(is_part)) else {
            continue;
        };
        if kind.contains("init=False") || kind.contains("KW_ONLY") {
            return None;
        }
        if !kind.starts_with("ClassVar") {
            found.parameters.push(name);
            found.least += usize::from(!kind.contains(" = "));
            found.most = found.most.map(|most| most + 1);
        }
    }
    (!found.parameters.is_empty()).then_some(found)
}

/// Whether the marked lines stand in the function of this name: one that calls itself gives its arguments another order.
fn is_within(marked: &Marked<'_>, name: &str, language: Language) -> bool {
    let start = marked.text.ceil_char_boundary(marked.range.start.saturating_sub(REACH));
    let above = &marked.text[..marked.range.start];
    let depth = |line: &str| line.len() - line.trim_start().len();
    let declared = above[start..].rmatch_indices(name).map(|(at, _)| start + at);
    let mut declared = declared.filter(|at| signature(marked.text, *at, name, language).is_some());
    declared.next().is_some_and(|at| {
        let start = above[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut lines = marked.text[start..marked.range.end].lines();
        let own = lines.next().map_or(0, depth);
        lines.all(|line| {
            line.trim().is_empty() || depth(line) > own || line.trim_start().starts_with(['{', ')', '#'])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_right_in(text: &str, line: usize, language: Language) -> Vec<String> {
        let marked = Marked::new(text, line, line).unwrap();
        let mut edits = Rewrites::new(marked.lines());
        put_right(&mut edits, &marked, marked.lines(), language);
        edits.found
    }

    #[test]
    fn arguments_fit_the_function() {
        for (language, text, line, expected) in [
            (
                Python,
                "@dataclass\nclass Mix:\n    low: int\n    high: int = 0\n\n    def f(self):\n        pass\n\nMix(high, low)\n",
                8,
                &["Mix(low, high)\n"][..],
            ),
            (Python, "def mix(low, high):\n    pass\n\nmix(high, low)\n", 3, &["mix(low, high)\n"][..]),
            (
                Python,
                "class Mix:\n    def __init__(self, low, high):\n        pass\n\nMix(a.high, low)\n",
                4,
                &["Mix(low, a.high)\n"],
            ),
            (Go, "func mix(a, low, high int) int {\n}\nfunc f() {\n\tx := mix(high, 1, low)\n}\n", 3, &[]),
            (
                Rust,
                "fn mix(low: &str, high: &str, n: u8) {\n}\nfn f() {\n    x.mix(&high, low.clone(), 3);\n}\n",
                3,
                &["    x.mix(low.clone(), &high, 3);\n"],
            ),
            (
                C,
                "int mix(int low, int high, int scale)\n{\n}\nint f()\n{\n\treturn mix(scale, low, high);\n}\n",
                5,
                &["\treturn mix(low, high, scale);\n"],
            ),
            (
                Java,
                "class A {\n  int mix(int low, int high) {\n  }\n  int f(int low, int high) {\n    return mix(low, size, high);\n  }\n}\n",
                4,
                &["    return mix(low, high);\n"],
            ),
            (
                TypeScript,
                "function mix(low: number, high: number) {\n}\nconst high = 2;\nmix(low);\n",
                3,
                &["mix(low, high);\n"],
            ),
            (
                Python,
                "def mix(low, high):\n    pass\n\ndef f(self):\n    a = self.high\n    mix(self.low)\n",
                5,
                &["    mix(self.low, self.high)\n"],
            ),
        ] {
            assert_eq!(put_right_in(text, line, language), expected, "{text}");
        }
    }

    #[test]
    fn what_fits_stays() {
        for (language, text, line) in [
            (Python, "def mix(low, high):\n    pass\n\nmix(low, high)\n", 3),
            (Python, "def mix(low, high=1, *more):\n    pass\n\nmix(low)\nmix(1, 2, 3)\n", 3),
            (Python, "def mix(low, high):\n    pass\n\nmix(high=1, low=2)\nmix(*high)\n", 3),
            // It calls itself.
            (Python, "def mix(low, high):\n    return mix(high, low)\n", 1),
            (JavaScript, "function mix(low, high) {\n}\nmix(low);\n", 2),
            // Several of one name, and one of another object.
            (Java, "int mix(int low) {\n}\nint mix(int low, int high) {\n}\nmix(high, low, 1);\n", 4),
            (Python, "def mix(low, high):\n    pass\n\na.mix(low)\n", 3),
            (Go, "func mix(low, high int) {\n}\nfunc mix2() {\n\tmix()\n}\n", 3),
            (C, "é(ö, ü);\n", 0),
            // Either order is meant.
            (C, "int less(int lhs, int rhs);\nint f() {\n    return less(rhs, lhs);\n}\n", 2),
            (C, "int put(int row, int col);\nint f() {\n    put(row, col);\n    put(col, row);\n}\n", 3),
            (Python, "def move(src, dst):\n    pass\n\ndef undo(src, dst):\n    move(dst, src)\n", 4),
            // Others declare what is taken.
            (Python, "@click.command()\ndef main(path):\n    open(path)\n\nmain()\n", 4),
            (Java, "class A extends B {\n  void put(int low) {\n  }\n  {\n    put(low, 1);\n  }\n}\n", 4),
            (Go, "func mix(low, high int) {\n}\nfunc f(low, high int) {\n\tmix(both())\n}\n", 3),
        ] {
            assert_eq!(put_right_in(text, line, language), [] as [&str; 0], "{text}");
        }
    }
}
