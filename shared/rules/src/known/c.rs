//! Mistakes of C and C++ that show in what the document declares, and in calls of C's library.

use std::ops::Range;

use crate::{
    arguments::argument_lists,
    language::Language::{self, C, Cpp},
    lexical,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    operands::sides,
    outline::{
        c::{Declared, Outline, base},
        signatures::is_pair,
    },
    rewrites::Rewrites,
};

/// Functions of C that give an address.
const GIVES_ADDRESS: [&str; 14] = [
    "strchr", "strrchr", "strstr", "strdup", "strtok", "strpbrk", "getenv", "malloc", "calloc", "realloc",
    "fopen", "memchr", "strndup", "opendir",
];
/// Types that are no pointers by another name.
const PLAIN: [&str; 12] = [
    "char",
    "int",
    "double",
    "float",
    "long",
    "FILE",
    "DIR",
    "short",
    "void",
    "unsigned char",
    "uint8_t",
    "unsigned",
];
/// What leaves a choice of a `switch`, or says that it runs on; names of functions that never come back have one of these.
const LEAVING: [&str; 17] = [
    "break", "return", "continue", "goto", "throw", "exit", "abort", "longjmp", "fall", "usage", "help",
    "die", "fatal", "panic", "err", "fail", "unreach",
];
/// Functions that take a format, and take a list of arguments by another name.
const FORMATTED: [&str; 4] = ["printf", "fprintf", "sprintf", "snprintf"];
/// Lines that are looked through for the first use of a name.
const MOST_LINES: usize = 60;

type Attempt = fn(&mut Rewrites<'_>, &Outline<'_>, &str, Language);

/// The marked lines without such mistakes.
pub(super) fn put_right(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    language: Language,
    operands: &[Range<usize>],
) {
    let outline = Outline::new(marked);
    for attempt in
        [pointers, sizes, in_order, indexed, library, fractions, started, choices, macros, masked, loops]
            as [Attempt; 11]
    {
        attempt(edits, &outline, code, language);
    }
    if !["NAN", "NULL", "nullptr"].iter().any(|value| code.contains(value)) {
        return;
    }
    for (range, a, b) in sides(code, operands, " == ").into_iter().chain(sides(code, operands, " != ")) {
        let is_same = code[range.clone()].contains(" == ");
        let space = if language == Cpp { "std::" } else { "" };
        if b == "NAN" {
            let no = if is_same { "" } else { "!" };
            edits.put_in(range, &[&format!("{no}{space}isnan({a})"), &format!("{no}isnan({a})")]);
        } else if matches!(b, "NULL" | "nullptr")
            && let Some((_, value)) = outline.above().rsplit_once(&format!("{a} = "))
            && value.starts_with("mmap(")
        {
            edits.put_in(range.end - b.len()..range.end, &["MAP_FAILED"]);
        }
    }
}

/// `char *end = strchr(a, b)` for `char end = strchr(a, b)`.
fn pointers(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, _: Language) {
    let Some((declared, value)) = code.split_once(" = ") else { return };
    let declared = declared.trim_end();
    let name = last_word(declared);
    let kind = declared[..declared.len() - name.len()].trim();
    let is_plain = PLAIN.contains(&base(kind)) || kind.trim_start_matches("const ").starts_with("struct ");
    if !is_plain || kind.contains(['*', '(']) {
        return;
    }
    let Some(value) = value.trim_end().strip_suffix(';') else { return };
    // What is asked of an address, or of two of them, is another value.
    let is_cast =
        value.strip_prefix('(').and_then(|value| value.split_once(')')).is_some_and(|(cast, rest)| {
            cast.ends_with('*') && rest.trim_start().chars().all(|it| is_part(it) || it == '.')
        });
    let is_address = || {
        let start = code.len() - code.split_once(" = ").map_or(0, |(_, value)| value.len());
        argument_lists(code, false).iter().any(|list| {
            let end = list.arguments.last().map_or(list.start, |last| last.1);
            let (at, call) = list.called(code);
            at == start && GIVES_ADDRESS.contains(&call) && code[end..].trim_end() == ");"
        })
    };
    if is_cast || is_address() {
        edits.put_in(declared.len() - name.len()..declared.len() - name.len(), &["*"]);
    }
}

/// Sizes that are those of pointers.
fn sizes(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    let owner = code.split_once(" = ").and_then(|(declared, _)| Declared::read(declared.trim()));
    for (at, word) in code.match_indices("sizeof") {
        let rest = &code[at + word.len()..];
        let inner = match rest.strip_prefix('(') {
            Some(inner) => inner.split(')').next().unwrap_or_default(),
            None => rest.strip_prefix(' ').map(first_word).unwrap_or_default(),
        };
        let start = code.len() - rest.len() + usize::from(rest.starts_with(['(', ' ']));
        let range = start..start + inner.len();
        let is_made = ["malloc(", "calloc(", "realloc("].iter().any(|call| code[..at].contains(call));
        // `struct a *b = malloc(sizeof(struct a *))`.
        if let Some(owner) = owner
            && is_made
            && owner.kind.matches('*').count() == 1
            && owner.base() != "void"
            && inner.trim_end().strip_suffix('*').is_some_and(|kind| base(kind) == owner.base())
        {
            let kind = inner.trim_end().trim_end_matches('*').trim_end();
            edits.put_in(range.clone(), &[kind, &format!("*{}", owner.name)]);
        }
        // A text's length.
        let end = range.end + usize::from(rest.starts_with('('));
        // A bracket that is still open closes nothing.
        let Some(after) = code.get(end..) else { continue };
        let is_quotient = after.starts_with(" /") || code[..at].ends_with("/ ");
        // Where the text's address is given, its own size may be meant.
        if language != C
            || is_made
            || is_quotient
            || inner.is_empty()
            || !inner.chars().all(is_part)
            || code.contains(&format!("&{inner}"))
            // What is written to has another size.
            || ["fgets(", "snprintf(", "memset(", "read(", "recv("].iter().any(|call| code.contains(call))
        {
            continue;
        }
        let scope = outline.scope();
        let kind = scope.iter().find(|it| it.name == inner).map(|it| it.kind.trim_start_matches("static "));
        if matches!(kind.map(|kind| kind.trim_start_matches("const ")), Some("char *" | "char const *")) {
            edits.put_in(at..end, &[&format!("strlen({inner})")]);
        }
    }
    // What grows by elements grows by their size.
    if let Some(owner) = owner.filter(|owner| owner.kind.matches('*').count() == 1) {
        let is_bytes = ["char", "void", "uint8_t", "unsigned char", "int8_t"].contains(&owner.base());
        for list in argument_lists(code, false) {
            let &[_, (start, end)] = list.arguments.as_slice() else { continue };
            let size = &code[start..end];
            let is_elements =
                size.chars().all(|it| is_part(it) || matches!(it, '.' | '-' | '>' | ' ' | '*' | '2'))
                    && is_count(last_word(size.trim_end_matches(['2', ' ', '*'])));
            if list.called(code).1 == "realloc" && !is_bytes && is_elements {
                edits.put_in(
                    end..end,
                    &[
                        &format!(" * sizeof({})", owner.base()),
                        &format!(" * sizeof(*{})", owner.name),
                        &format!(" * sizeof *{}", owner.name),
                    ],
                );
            }
        }
    }
}

/// Whether a name is of how many there are, and not of how large they are.
fn is_count(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_size = ["size", "byte", "len"].iter().any(|word| name.contains(word));
    !is_size && (name == "n" || ["cap", "count", "num", "max"].iter().any(|word| name.starts_with(word)))
}

/// Values in the order of the fields that are called so.
fn in_order(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    for (open, _) in code.match_indices('{') {
        let kind = last_word(&code[..open]);
        let Some(close) = code[open..].find('}').map(|length| open + length) else { continue };
        let inner = &code[open + 1..close];
        if !kind.starts_with(char::is_uppercase) || inner.contains('{') || code[..open].ends_with(' ') {
            continue;
        }
        let fields = outline.fields(kind);
        let places: Vec<(usize, usize)> = lexical::types(inner, C)
            .iter()
            .map(|part| {
                let start = part.as_ptr() as usize - code.as_ptr() as usize;
                (start, start + part.len())
            })
            .collect();
        if fields.len() == places.len() {
            exchanged(edits, code, &places, &fields);
        }
    }
}

/// Two of the places the other way round, where each is called as the other is declared.
fn exchanged(edits: &mut Rewrites<'_>, code: &str, places: &[(usize, usize)], declared: &[Declared<'_>]) {
    for (one, two) in (0..places.len()).flat_map(|one| (one + 1..places.len()).map(move |two| (one, two))) {
        let (Some(&first), Some(&second)) = (places.get(one), places.get(two)) else { continue };
        let (Some(wants), Some(other)) = (declared.get(one), declared.get(two)) else { continue };
        let (a, b) = (&code[first.0..first.1], &code[second.0..second.1]);
        if a == other.name && b == wants.name && a != b && !is_pair(a, b) {
            let swapped = [b, &code[first.1..second.0], a].concat();
            edits.put_in(first.0..second.1, &[&swapped]);
        }
    }
}

/// `grid[row][col]` for `grid[col][row]`, where the document has the first alone.
fn indexed(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    if !code.contains("][") {
        return;
    }
    // What is the same both ways is so in neighbouring lines.
    let near: Vec<&str> =
        outline.above().lines().rev().take(2).chain(outline.below().lines().take(2)).collect();
    for (joint, _) in code.match_indices("][") {
        let Some(open) = code[..joint].rfind('[') else { continue };
        let Some(close) = code[joint + 2..].find(']').map(|length| joint + 2 + length) else { continue };
        let (one, two) = (&code[open + 1..joint], &code[joint + 2..close]);
        let list = last_word(&code[..open]);
        let (own, other) = (format!("[{one}][{two}]"), format!("[{two}][{one}]"));
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(is_part) && !text.starts_with(|it: char| it.is_ascii_digit())
        };
        if is_name(one)
            && is_name(two)
            && one != two
            && !near.iter().any(|line| line.replace(&other, &own).trim() == code.trim())
            && !code.contains(&other)
            && outline.count(&format!("{list}{other}")) > 1
            && outline.count(&format!("{list}{own}")) == 0
        {
            edits.put_in(open + 1..close, &[&format!("{two}][{one}")]);
        }
    }
}

/// Calls of C's library that never do what is meant.
fn library(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    for list in argument_lists(code, false) {
        let (start, name) = list.called(code);
        let text = |at: usize| list.arguments.get(at).map_or("", |&(start, end)| &code[start..end]);
        let end = list.arguments.last().map_or(list.start, |last| last.1 + 1);
        if name == "kill" && text(0).starts_with("SIG") && list.arguments.len() == 2 {
            edits.put_in(list.start..end - 1, &[&format!("{}, {}", text(1), text(0))]);
        }
        let last = list.arguments.last().map_or("", |&(start, end)| &code[start..end]);
        if FORMATTED.contains(&name) && !last.is_empty() && outline.kind_of(last) == Some("va_list") {
            edits.put_in(start..start, &["v"]);
        }
        if matches!(name, "fread" | "fwrite") && text(2) == "1" && code[end..].starts_with(" == ") {
            let from = end + " == ".len();
            let is_size = code[from..].strip_prefix(text(1)).is_some_and(|rest| !rest.starts_with(is_part));
            if is_size && !text(1).is_empty() {
                edits.put_in(from..from + text(1).len(), &["1"]);
            }
        }
        if matches!(name, "strcmp" | "strncmp" | "memcmp") {
            for (wrong, right) in [(" == 1", " == 0"), (" == true", " == 0")] {
                let after = code[end..].strip_prefix(wrong);
                if after.is_some_and(|after| !after.starts_with(is_part)) {
                    edits.put_in(end..end + wrong.len(), &[right]);
                }
            }
        }
    }
    // The text that is cut is given once.
    if let (Some(first), Some(last)) = (code.find("strtok("), code.rfind("strtok("))
        && code.trim_start().starts_with("for (")
        && first < last
    {
        let behind = |at: usize| code[at + "strtok(".len()..].split(',').next().unwrap_or_default();
        let (one, other) = (behind(first), behind(last));
        if one == other && one != "NULL" {
            let at = last + "strtok(".len();
            edits.put_in(at..at + other.len(), &["NULL"]);
        }
    }
}

/// `5.0 / 9.0` for `5 / 9`, which is 0.
fn fractions(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, _: Language) {
    let is_float = code.contains("float");
    for (at, sign) in code.match_indices(" / ") {
        let start = code[..at].trim_end_matches(|it: char| it.is_ascii_digit()).len();
        let rest = &code[at + sign.len()..];
        let end = at + sign.len() + rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
        let (one, other) = (&code[start..at], &code[at + sign.len()..end]);
        let before = code[..start].trim_end();
        let is_alone = before.ends_with(['=', '(', ',', '{']) || last_word(before) == "return";
        let goes_on = code[end..].starts_with(|it: char| is_part(it) || it == '.');
        let (Ok(a), Ok(b)) = (one.parse::<u32>(), other.parse::<u32>()) else { continue };
        if is_alone && !goes_on && a < b && a > 0 {
            let ways = [
                format!("{one}.0 / {other}.0"),
                format!("{one}.0f / {other}.0f"),
                format!("{one} / {other}.0"),
            ];
            // Without its brackets all of it is one.
            if before.ends_with("* (") && code[end..].starts_with(')') {
                edits.put_in(before.len() - 1..end + 1, &[&ways[0]]);
            }
            let order: &[usize] = if is_float { &[1, 0, 2] } else { &[0, 2] };
            order.iter().filter_map(|at| ways.get(*at)).for_each(|way| edits.put_in(start..end, &[way]));
        }
    }
}

/// What is added to, and has no value before.
fn started(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, language: Language) {
    let line = code.trim();
    let is_inside = code.starts_with([' ', '\t']);
    let Some(declared) =
        line.strip_suffix(';').filter(|line| is_inside && !line.contains(['=', '(', '{', '\n']))
    else {
        return;
    };
    let first = lexical::types(declared, C);
    let Some(found) = first.first().and_then(|text| Declared::read(text)).filter(|it| !it.is_pointer())
    else {
        return;
    };
    let is_list = declared.ends_with(']');
    if ["extern", "static", "return", "typedef", "auto"].contains(&first_word(declared))
        || found.kind.contains('&')
    {
        return;
    }
    let kind = found.base();
    let is_letter = matches!(kind, "char" | "unsigned char") && !is_list;
    // A letter that is read has to hold the end of a file, too.
    let below: Vec<&str> =
        outline.below().lines().take(MOST_LINES).take_while(|line| !line.starts_with('}')).collect();
    let reads = ["getc(", "fgetc(", "getchar("];
    let is_read = |line: &&str| reads.iter().any(|call| line.contains(&format!("({} = {call}", found.name)));
    if is_letter && below.iter().any(|line| is_read(line) && line.contains("EOF")) {
        let at = code.len() - code.trim_start().len();
        if line.starts_with(kind) {
            edits.put_in(at..at + kind.len(), &["int"]);
        }
        return;
    }
    let numbers = ["int", "long", "short", "float", "double", "unsigned", "size_t", "char"];
    let is_number = numbers.contains(&kind)
        || kind.ends_with("_t")
        || kind.starts_with("unsigned ")
        || kind.starts_with("long ");
    // The fields of a class get their values elsewhere.
    if !is_number || first.len() > 1 || outline.is_in_class() {
        return;
    }
    let used = below.iter().find_map(|line| {
        names(line)
            .find(|(at, name)| *name == found.name && !line[..*at].ends_with(['.', '>']))
            .map(|(at, _)| (*line, at))
    });
    let Some((line, at)) = used else { return };
    let mut after = line[at + found.name.len()..].trim_start();
    if is_list && after.starts_with('[') {
        after = after.split_once(']').map_or("", |(_, rest)| rest.trim_start());
    }
    let is_added = ["+=", "-=", "|=", "*=", "++", "--", "<<="].iter().any(|sign| after.starts_with(sign))
        || line[..at].ends_with("++")
        || line[..at].ends_with("--");
    let is_kept = line.contains("for (")
        || line.contains(&format!("{} = ", found.name))
        || line.trim_start().starts_with('*');
    if is_added && !is_kept {
        let end = code.trim_end().len() - 1;
        let values: &[&str] = match (is_list, kind) {
            (true, _) if language == Cpp => &[" = {}", " = {0}", "{}"],
            (true, _) => &[" = {0}", " = { 0 }"],
            (false, "float") => &[" = 0.0f", " = 0"],
            (false, "double") => &[" = 0.0", " = 0"],
            _ => &[" = 0"],
        };
        edits.put_in(end..end, values);
    }
}

/// A choice of a `switch` that the one before runs into.
fn choices(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let line = code.trim();
    let is_choice = (line.starts_with("case ") || line.starts_with("default:"))
        && line.ends_with(':')
        && !line.contains('\n');
    let Some(above) = outline.above().lines().next_back().filter(|_| is_choice) else { return };
    let statement = above.trim();
    let leaves = names(statement).any(|(_, name)| {
        let name = name.to_lowercase();
        LEAVING.iter().any(|word| name.contains(word))
    });
    let ends = statement.ends_with(';') && !statement.contains("//") && !statement.contains("/*");
    let depth = |line: &str| line.len() - line.trim_start().len();
    // Some fall into the next on purpose, and mostly others of the same choice do so, too.
    let before: Vec<&str> = outline.above().lines().rev().skip(1).take(MOST_LINES).collect();
    let after: Vec<&str> = outline.below().lines().take(MOST_LINES / 2).collect();
    let leaves_as_written = |line: &str| names(line).any(|(_, name)| LEAVING.contains(&name));
    let runs_on = |last: &str, next: &str| {
        let is_next = next.trim_start().starts_with("case ") || next.trim_start().starts_with("default:");
        is_next && last.trim_end().ends_with(';') && !leaves_as_written(last)
    };
    let falls = before.iter().any(|line| line.to_lowercase().contains("fall"))
        || before.windows(2).any(|pair| runs_on(pair[1], pair[0]))
        || after.windows(2).any(|pair| runs_on(pair[0], pair[1]));
    if ends && !leaves && !falls && depth(above) > depth(code) {
        let indentation = &above[..depth(above)];
        edits.put_in(0..0, &[&format!("{indentation}break;\n")]);
    }
}

/// `(a & (b)) == c` for `a & (b) == c`, which compares first.
fn masked(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, _: Language) {
    for (at, sign) in code.match_indices(" & (") {
        let open = at + sign.len() - 1;
        let Some(close) = lexical::closing(code, open + 1, C) else { continue };
        let start = code[..at].trim_end_matches(|it| is_part(it) || matches!(it, '.' | '-' | '>')).len();
        let compares = [" == ", " != "].iter().any(|sign| code[close + 1..].starts_with(sign));
        if compares && start < at {
            edits.put_in(start..close + 1, &[&format!("({})", &code[start..=close])]);
        }
    }
}

/// A loop that counts away from its end, or another name than the one that it compares.
fn loops(edits: &mut Rewrites<'_>, outline: &Outline<'_>, code: &str, _: Language) {
    let Some(head) = code.trim_start().strip_prefix("for (") else { return };
    let Some((first, rest)) = head.split_once("; ") else { return };
    let Some((condition, rest)) = rest.split_once("; ") else { return };
    let Some((step, _)) = rest.split_once(')').filter(|_| !condition.contains(['&', '|', ','])) else {
        return;
    };
    let at = code.len() - rest.len();
    let counted = step.trim_matches(['+', '-']);
    let is_plain = !counted.is_empty() && counted.len() + 2 == step.len() && counted.chars().all(is_part);
    let Some((name, sign)) = condition.split_once(' ').filter(|_| is_plain) else { return };
    let made = first.split(" = ").next().map(last_word).unwrap_or_default();
    let sign = sign.split(' ').next().unwrap_or_default();
    if name != made || first.contains(',') {
        return;
    }
    if counted == name {
        let is_away = (matches!(sign, ">" | ">=") && step.contains("++"))
            || (matches!(sign, "<" | "<=") && step.contains("--") && first.ends_with(" = 0"));
        if is_away {
            let turned =
                if step.contains("++") { step.replace("++", "--") } else { step.replace("--", "++") };
            edits.put_in(at..at + step.len(), &[&turned]);
        }
    } else if matches!(sign, "<" | "<=" | ">" | ">=" | "!=") && !is_changed(outline, name) {
        edits.put_in(at..at + step.len(), &[&step.replace(counted, name)]);
    }
}

/// Whether one of the next lines gives a name another value.
fn is_changed(outline: &Outline<'_>, name: &str) -> bool {
    outline.below().lines().take(MOST_LINES / 2).any(|line| {
        names(line).filter(|(_, other)| *other == name).any(|(at, _)| {
            let after = line[at + name.len()..].trim_start();
            let is_given = ["=", "+=", "-=", "*=", "/=", "<<=", ">>=", "++", "--"]
                .iter()
                .any(|sign| after.starts_with(sign) && !after.starts_with("=="));
            is_given || line[..at].ends_with("++") || line[..at].ends_with("--") || line[..at].ends_with('&')
        })
    })
}

/// `#define A 3` for `#define A = 3` and `#define A 3;`.
fn macros(edits: &mut Rewrites<'_>, _: &Outline<'_>, code: &str, _: Language) {
    let Some(rest) = code.strip_prefix("#define ").filter(|rest| rest.trim_end().matches('\n').count() == 0)
    else {
        return;
    };
    let name = first_word(rest);
    let Some(value) = rest[name.len()..].strip_prefix([' ', '\t']) else { return };
    let start = code.len() - value.len();
    let value = value.trim();
    // `= 0` and `= delete` may be what it stands for.
    if let Some(plain) = value
        .strip_prefix("= ")
        .filter(|plain| *plain != "0" && !plain.starts_with(['{', '=']) && !plain.starts_with("de"))
    {
        let from = start + code[start..].find('=').unwrap_or(0);
        edits.put_in(from..code.trim_end().len() - plain.len(), &[""]);
    } else if let Some(plain) = value.strip_suffix(';') {
        let is_value =
            plain.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '(' | '"' | '\'' | '-'));
        if is_value && !plain.contains([';', '{', '=']) {
            let end = code.trim_end().len();
            edits.put_in(end - 1..end, &[""]);
        }
    }
}
