//! Mistakes that are C++'s own: what a text becomes by an addition, what is declared and was to be made, who keeps what.

use super::written::is_begun;
use crate::{
    arguments::argument_lists,
    language::Language::Cpp,
    lexical::texts,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    outline::c::{Declared, Outline, base},
    rewrites::Rewrites,
};

/// Functions that ask something of each element and want an answer.
const ASKING: [&str; 14] = [
    "transform",
    "any_of",
    "all_of",
    "none_of",
    "find_if",
    "count_if",
    "sort",
    "stable_sort",
    "remove_if",
    "copy_if",
    "accumulate",
    "generate",
    "partition",
    "lower_bound",
];
/// Lines that are looked through for how something is used.
const MOST_LINES: usize = 16;
/// Ways to hold a lock while something is done.
const LOCKS: [&str; 4] = ["lock_guard", "unique_lock", "scoped_lock", "shared_lock"];

type Attempt = fn(&mut Rewrites<'_>, &Outline<'_>, &str);

/// The marked lines without such mistakes.
pub(super) fn put_right(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let outline = Outline::new(marked);
    for attempt in [added, arguments, declared, classes, kept, answers, dropped, ends] as [Attempt; 8] {
        attempt(edits, &outline, code);
    }
}

/// `"a" + std::to_string(n)` for `"a" + n`, which is a place behind the text.
fn added(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for text in texts(code, Cpp).into_iter().filter(|text| code[text.clone()].starts_with('"')) {
        let before = code[..text.start].trim_end();
        let is_first = before.ends_with(['(', '=', ',', '{']) || last_word(before) == "return";
        let Some(rest) = code[text.end..].strip_prefix(" + ").filter(|_| is_first) else { continue };
        let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
        let start = text.end + " + ".len();
        let is_whole = !rest[name.len()..].starts_with(['.', '-', '(', '[', ':']);
        let kind = outline.kind_of(name).filter(|_| is_whole && !name.is_empty());
        let Some(kind) = kind.map(|kind| base(kind.trim_start_matches("const "))) else { continue };
        if kind == "char" {
            edits.put_in(text.clone(), &[&format!("std::string({})", &code[text])]);
        } else if ["int", "long", "unsigned", "double", "float", "short"].contains(&kind)
            || kind.ends_with("_t")
        {
            edits.put_in(start..start + name.len(), &[&format!("std::to_string({name})")]);
        }
    }
}

/// Arguments whose order shows.
fn arguments(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for list in argument_lists(code, false) {
        let text = |at: usize| list.arguments.get(at).map_or("", |&(start, end)| &code[start..end]);
        let is_number = |text: &str| text.trim_start_matches('-').starts_with(|it: char| it.is_ascii_digit());
        let whole = list.arguments.first().zip(list.arguments.last()).map(|(first, last)| first.0..last.1);
        let Some(whole) = whole else { continue };
        let (start, name) = list.called(code);
        match (name, list.arguments.len()) {
            ("string", 2) if text(0).starts_with('\'') && !code[..start].ends_with(['.', '>']) => {
                edits.put_in(whole, &[&format!("{}, {}", text(1), text(0))]);
            }
            // `clamp(5, low, high)` is right.
            ("clamp", 3)
                if is_number(text(0))
                    && !is_number(text(1))
                    && code[..start].ends_with("std::")
                    && !["min", "lo"].iter().any(|word| last_word(text(1)).to_lowercase().contains(word)) =>
            {
                edits.put_in(whole, &[&format!("{}, {}, {}", text(1), text(0), text(2))]);
            }
            ("push_back" | "emplace_back", 1) => {
                let is_owned = text(0).chars().all(is_part)
                    && outline
                        .kind_of(text(0))
                        .is_some_and(|kind| kind.contains("unique_ptr<") && !kind.ends_with(['&', '*']));
                if is_owned {
                    edits.put_in(whole, &[&format!("std::move({})", text(0))]);
                }
            }
            ("accumulate", 3) if text(2) == "0" => {
                let list = [".begin()", ".cbegin()"].iter().find_map(|begin| text(0).strip_suffix(begin));
                let name = last_word(list.unwrap_or_default());
                let is_fraction = outline
                    .kind_of(name)
                    .is_some_and(|kind| kind.contains("<double>") || kind.contains("<float>"));
                if is_fraction {
                    edits.put_in(whole.end - 1..whole.end, &["0.0"]);
                }
            }
            _ => {}
        }
    }
    for (at, text) in code.match_indices("throw new ") {
        edits.put_in(at..at + text.len(), &["throw "]);
    }
}

/// `T name(U());` declares a function.
fn declared(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    if let Some(inner) = line.strip_suffix("());").filter(|_| code.starts_with([' ', '\t'])) {
        let open = inner.find('(');
        let made = open.map(|open| (&inner[..open], &inner[open + 1..]));
        let is_path = |text: &str| text.chars().all(|it| is_part(it) || it == ':');
        if let Some((head, class)) = made.filter(|(_, class)| is_path(class) && !class.is_empty())
            && Declared::read(head)
                .filter(|it| it.kind != "void")
                .is_some_and(|it| it.kind.chars().all(|it| is_part(it) || matches!(it, ':' | ' ')))
            && (last_word(class).starts_with(char::is_uppercase) || class.starts_with("std::"))
            && !["return", "throw"].contains(&first_word(head))
        {
            let range = start..start + line.len();
            if class.ends_with("random_device") {
                edits.put_in(range.clone(), &[&format!("{head}({class}{{}}());")]);
            } else {
                edits.put_in(
                    range.clone(),
                    &[
                        &format!("{head}{{{class}{{}}}};"),
                        &format!("{head}({class}{{}});"),
                        &format!("{head}(({class}()));"),
                    ],
                );
            }
        }
    }
    // What a function gives a reference to outlives it.
    let plain = line.strip_suffix(';').and_then(Declared::read).filter(|it| {
        code.starts_with([' ', '\t']) && !it.kind.contains(['&', '*']) && !it.kind.starts_with("static")
    });
    if let Some(it) = plain {
        let next = outline.below().lines().next().unwrap_or_default().trim();
        // A function without a name may stand between.
        let is_inner = || {
            let mut above = outline.above().lines().rev().take(8);
            above.any(|line| ["[&", "[=", "[this", "[]"].iter().any(|sign| line.contains(sign)))
        };
        if next == format!("return {};", it.name)
            && outline.function().is_some_and(|(kind, _)| kind.ends_with('&'))
            && !is_inner()
        {
            edits.put_in(start..start, &["static "]);
        }
    }
    streams(edits, outline, code);
}

/// What is written to, or read from, as it is used below.
fn streams(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for (kind, other, sign) in [
        ("ifstream ", "ofstream ", "<<"),
        ("ofstream ", "ifstream ", ">>"),
        ("istringstream ", "ostringstream ", "<<"),
        ("ostringstream ", "istringstream ", ">>"),
    ] {
        for (at, _) in code.match_indices(kind) {
            let name = first_word(&code[at + kind.len()..]);
            let is_declared = code[at + kind.len() + name.len()..].starts_with(['(', ';', '{']);
            let is_used = |line: &str| {
                let rest = line.trim_start().strip_prefix(name);
                rest.is_some_and(|rest| rest.trim_start().starts_with(sign))
            };
            if is_declared && !name.is_empty() && near_below(outline, code).into_iter().any(is_used) {
                edits.put_in(at..at + kind.len(), &[other]);
            }
        }
    }
}

/// The next lines that stand as far in as the marked ones, or further.
fn near_below<'a>(outline: &Outline<'a>, code: &str) -> Vec<&'a str> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let own = depth(code);
    let is_inner = |line: &&str| line.trim().is_empty() || (depth(line) >= own && !line.starts_with('}'));
    outline.below().lines().take(MOST_LINES).take_while(is_inner).collect()
}

/// Classes that are derived from, and from what.
fn classes(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if let Some(name) = line.strip_prefix('~').map(first_word) {
        let heads = [format!("class {name} {{"), format!("struct {name} {{")]
            .into_iter()
            .chain([format!("class {name}\n"), format!("struct {name}\n")]);
        let above = outline.above();
        let place = heads.filter_map(|head| above.rfind(&head)).max();
        let is_base = place.is_some_and(|at| {
            let head = above[at..].split('{').next().unwrap_or_default();
            let body = &above[at + head.len()..];
            !head.contains(':')
                && !head.contains("final")
                && !head.contains(';')
                // What only a class that derives from it may end is not ended as a base.
                && body.rfind("protected:").is_none_or(|at| body[at..].contains("public:"))
                && (body.contains("virtual ")
                    || outline.below().split("\n};").next().is_some_and(|body| body.contains("virtual ")))
        });
        if is_base && !line.contains("override") {
            edits.put_in(start..start, &["virtual "]);
        }
    }
    if let Some(rest) = line.strip_prefix("class ")
        && let Some((name, parent)) = rest.split_once(" : ")
        && name.chars().all(is_part)
        && parent.starts_with(char::is_uppercase)
        && parent.trim_end_matches(['{', ' ']).chars().all(is_part)
        // `Noncopyable` is mostly kept private.
        && !parent.to_lowercase().contains("copy")
    {
        let at = start + line.len() - parent.len();
        edits.put_in(at..at, &["public "]);
    }
}

/// A lock that is let go while something is waited for, and one that is taken where nothing changes.
fn kept(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for (at, word) in code.match_indices("lock_guard") {
        let name = code[at..]
            .split_once("> ")
            .or_else(|| code[at..].split_once(' '))
            .map(|(_, rest)| first_word(rest))
            .unwrap_or_default();
        let waits = |line: &&str| {
            [format!(".wait({name}"), format!(".wait_for({name}"), format!(".wait_until({name}")]
                .iter()
                .any(|call| line.contains(call.as_str()))
                || line.trim() == format!("{name}.unlock();")
        };
        if !name.is_empty() && near_below(outline, code).iter().any(waits) {
            edits.put_in(at..at + word.len(), &["unique_lock"]);
        }
    }
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    if let Some(name) = ["std::mutex ", "std::shared_mutex ", "std::recursive_mutex ", "mutex "]
        .iter()
        .find_map(|kind| line.strip_prefix(kind))
        .and_then(|rest| rest.strip_suffix(';'))
        .filter(|name| {
            outline.is_in_class()
                && outline.count(&format!("mutable {}", &line[..line.len() - 1])) == 0
                && !name.is_empty()
        })
    {
        let lines: Vec<&str> = outline.above().lines().chain(outline.below().lines()).collect();
        let taken = lines.iter().enumerate().any(|(at, line)| {
            let is_taken = LOCKS.iter().any(|lock| line.contains(lock))
                && (line.contains(&format!("({name})")) || line.contains(&format!("{{{name}}}")));
            is_taken
                && (line.contains(") const {")
                    || lines[at.saturating_sub(2)..at]
                        .iter()
                        .any(|line| line.contains(") const {") || line.contains(") const noexcept {")))
        });
        if taken {
            edits.put_in(start..start, &["mutable "]);
        }
    }
    // A lock without a name is let go at once.
    let is_lock = |head: &str| {
        let head = head.trim_start_matches("std::");
        LOCKS
            .iter()
            .filter_map(|lock| head.strip_prefix(lock))
            .any(|rest| rest.is_empty() || (rest.starts_with('<') && rest.ends_with('>')))
    };
    if let Some(open) =
        line.find('(').filter(|open| line.ends_with(");") && !line.contains('&') && is_lock(&line[..*open]))
    {
        edits.put_in(start + open..start + open, &[" lock"]);
    }
}

/// A function without a name that is asked for an answer and gives none.
fn answers(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str) {
    let is_asked =
        names(code).any(|(at, name)| ASKING.contains(&name) && code[at + name.len()..].starts_with('('));
    let Some(open) = code.rfind(") { ").map(|at| at + ") { ".len()).filter(|_| is_asked) else { return };
    let Some((body, _)) = code[open..].split_once("; }") else { return };
    let has_effect = ["=", "++", "--", "return", "<<", "push", "insert", "throw", ";"]
        .iter()
        .any(|sign| body.contains(sign));
    let compares = ["==", "<=", ">=", "!="].iter().any(|sign| body.contains(sign))
        && !body.contains(" = ")
        && !body.contains("return");
    if code[..open].contains("](") && (!has_effect || compares) {
        edits.put_in(open..open, &["return "]);
    }
}

/// What gives an answer that nobody reads.
fn dropped(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    // What goes on with a statement is read.
    if !is_begun(outline.above()) {
        return;
    }
    let line = code.trim();
    let start = code.len() - code.trim_start().len();
    let is_chain =
        |text: &str| !text.is_empty() && text.replace("->", ".").chars().all(|it| is_part(it) || it == '.');
    if let Some(owner) = line.strip_suffix(".empty();").filter(|owner| is_chain(owner)) {
        edits.put_in(start + owner.len()..start + line.len(), &[".clear();"]);
    }
    for call in ["remove", "remove_if", "unique"] {
        let Some(inner) = [format!("std::{call}("), format!("{call}(")]
            .iter()
            .find_map(|head| line.strip_prefix(head.as_str()))
        else {
            continue;
        };
        let owner = inner.split(".begin()").next().unwrap_or_default();
        if is_chain(owner) && inner.contains(".end()") && line.ends_with(");") {
            let made = line.trim_end_matches(';');
            edits.put_in(start..start + line.len(), &[&format!("{owner}.erase({made}, {owner}.end());")]);
        }
    }
}

/// The end of what was searched, and not of something else.
fn ends(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str) {
    for sign in [" == ", " != "] {
        for (at, _) in code.match_indices(sign) {
            let name = last_word(&code[..at]);
            let rest = &code[at + sign.len()..];
            let owner =
                rest.split(".end()").next().filter(|owner| rest.len() > owner.len()).unwrap_or_default();
            let is_chain = |text: &str| !text.is_empty() && text.chars().all(|it| is_part(it) || it == '.');
            let found = format!("{name} = ");
            // A loop's own is given anew.
            if !is_chain(owner) || !name.starts_with(is_part) || code.contains(&found) {
                continue;
            }
            let given = outline.above().lines().rev().take(MOST_LINES).find_map(|line| {
                let places = names(line).filter(|(_, other)| *other == name);
                let mut values = places.filter_map(|(at, _)| line[at + name.len()..].strip_prefix(" = "));
                values.next()
            });
            let searched = given.and_then(|given| given.split_once(".find(")).map(|(searched, _)| searched);
            if let Some(searched) = searched.filter(|searched| is_chain(searched) && *searched != owner) {
                let start = at + sign.len();
                edits.put_in(start..start + owner.len(), &[searched]);
            }
        }
    }
}
