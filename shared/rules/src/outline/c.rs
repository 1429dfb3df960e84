//! What a document of C or C++ declares, read without a grammar: parameters of functions, types of variables, fields of structures, names of
//! enumerations. A compiler names them in its messages, and a slip that no compiler sees often shows in them.

use std::ops::Range;

use super::declared::NO_TYPES;
use crate::{
    language::Language::C,
    lexical,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
};

/// How much of a document is read, in bytes each way.
const REACH: usize = 64 << 10;
/// How much of a line in front of a place is read, in bytes.
const LONGEST: usize = 1 << 10;
/// Places of one name that are looked at.
const MOST_PLACES: usize = 200;
/// Words in front of a block that is no function's.
const BLOCKS: [&str; 6] = ["if", "for", "while", "switch", "catch", "do"];
/// Words that may stand between a function's brackets and its block.
const BEHIND: [&str; 5] = ["const", "noexcept", "override", "final", "mutable"];

/// A name with its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Declared<'a> {
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
}

impl<'a> Declared<'a> {
    /// Reads `const char *text[8] = x`.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let text = text.split('=').next().unwrap_or_default().trim();
        if let Some((kind, rest)) = text.split_once("(*") {
            let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
            return (!name.is_empty()).then_some(Self { kind, name });
        }
        let text = text.split(['[', '{']).next().unwrap_or_default().trim_end();
        let name = last_word(text);
        let kind = text[..text.len() - name.len()].trim_end();
        let is_name = name.starts_with(|first: char| is_part(first) && !first.is_ascii_digit());
        (is_name && is_type(kind)).then_some(Self { kind, name })
    }

    /// Another name of the same declaration: `*b` or `c[2]` behind `char *a`.
    fn together_with(self, part: &'a str) -> Option<Self> {
        let part = part.split(['[', '=', '{']).next().unwrap_or_default().trim();
        let name = part.trim_start_matches(['*', ' ']);
        // Each has stars of its own.
        let kind = if name.len() < part.len() { self.kind } else { self.kind.trim_end_matches(['*', ' ']) };
        (!name.is_empty() && name.chars().all(is_part)).then_some(Self { kind, name })
    }

    pub(crate) fn is_pointer(&self) -> bool {
        self.kind.ends_with('*')
    }

    /// The type without `const`, tags and signs.
    pub(crate) fn base(&self) -> &'a str {
        base(self.kind)
    }
}

/// A type without `const`, tags and signs: `point` of `const struct point *`.
pub(crate) fn base(kind: &str) -> &str {
    let mut kind = kind.trim().trim_end_matches(['*', '&', ' ']);
    kind = kind.strip_suffix(" const").unwrap_or(kind);
    for word in [
        "static ",
        "extern ",
        "inline ",
        "constexpr ",
        "const ",
        "volatile ",
        "struct ",
        "class ",
        "enum ",
        "union ",
    ] {
        kind = kind.strip_prefix(word).unwrap_or(kind);
    }
    kind.trim()
}

/// Whether a text may be a type in front of a name.
fn is_type(text: &str) -> bool {
    let is_letter =
        |letter: char| is_part(letter) || matches!(letter, ':' | '<' | '>' | ',' | ' ' | '*' | '&');
    let mut found = names(text).map(|(_, name)| name);
    text.starts_with(char::is_alphabetic)
        && text.chars().all(is_letter)
        && !text.ends_with([':', ','])
        && found.next().is_some_and(|first| {
            !NO_TYPES.contains(&first) && !["using", "namespace", "case", "goto"].contains(&first)
        })
}

/// A document of C or C++, as far as it is read.
pub(crate) struct Outline<'a> {
    text: &'a str,
    /// Where the marked lines stand in that.
    marked: Range<usize>,
}

impl<'a> Outline<'a> {
    pub(crate) fn new(marked: &Marked<'a>) -> Self {
        let start = marked.text.ceil_char_boundary(marked.range.start.saturating_sub(REACH));
        let end = marked.text.floor_char_boundary(marked.range.end + REACH);
        Self { text: &marked.text[start..end], marked: marked.range.start - start..marked.range.end - start }
    }

    /// Whole places of a name.
    fn places(&self, name: &'a str) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let text = self.text;
        let found = text.match_indices(name).map(|(at, _)| at).filter(move |at| {
            !text[..*at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
        });
        found.filter(|_| !name.is_empty()).take(MOST_PLACES)
    }

    /// What stands in front of a place in its line.
    fn line_before(&self, at: usize) -> &'a str {
        // Of a line that is longer, the rest says nothing.
        let before = &self.text[self.text.ceil_char_boundary(at.saturating_sub(LONGEST))..at];
        &before[before.rfind('\n').map_or(0, |start| start + 1)..]
    }

    /// The parameters of a function that the document declares.
    pub(crate) fn parameters(&self, name: &str) -> Option<Vec<Declared<'a>>> {
        let text = self.text;
        let mut places = text.match_indices(name).map(|(at, _)| at).filter(|at| is_whole(text, *at, name));
        places.find_map(|at| {
            let open = at + name.len();
            if self.marked.contains(&at) || !text[open..].starts_with('(') {
                return None;
            }
            let close = lexical::closing(text, open + 1, C)?;
            let before = self.line_before(at);
            let before = before.rsplit([';', '{', '}']).next().unwrap_or_default().trim();
            let rest = text[close + 1..].trim_start();
            let is_body = rest.starts_with('{');
            let is_head =
                is_body || rest.starts_with([';', ':']) || BEHIND.iter().any(|word| rest.starts_with(word));
            let is_declared = is_type(before) || before.ends_with("::") || (before.is_empty() && is_body);
            let is_block = BLOCKS.contains(&name) || before.starts_with('#');
            (is_head && is_declared && !is_block).then(|| parameters(&text[open + 1..close])).flatten()
        })
    }

    /// The type that a name is declared with: in the lines above first, then below.
    pub(crate) fn kind_of(&self, name: &str) -> Option<&'a str> {
        let text = self.text;
        let mut places: Vec<usize> = text
            .match_indices(name)
            .map(|(at, _)| at)
            .filter(|at| is_whole(text, *at, name))
            .take(MOST_PLACES)
            .collect();
        // The nearest above comes first.
        places.sort_by_key(|at| if *at < self.marked.end { self.marked.end - at } else { *at });
        places.into_iter().find_map(|at| {
            let after = text[at + name.len()..].trim_start();
            let ends = after.starts_with([';', ',', ')', '[', '{', '('])
                || (after.starts_with('=') && !after.starts_with("=="));
            let is_each = after.starts_with(':') && !after.starts_with("::");
            let before = self.line_before(at);
            let touches = before.ends_with([' ', '*', '&', '\t']);
            let kind = head_of(before).trim();
            (touches && (ends || is_each) && is_type(kind)).then_some(kind)
        })
    }

    /// Whether the marked lines stand in the body of a class or structure, and not in a function.
    pub(crate) fn is_in_class(&self) -> bool {
        opening(self.text, self.marked.start).is_some_and(|open| {
            let head = self.text[..open].trim_end().rsplit('\n').next().unwrap_or_default();
            !head.contains('(') && names(head).any(|(_, word)| ["class", "struct", "union"].contains(&word))
        })
    }

    /// What the document says before the marked lines and after them.
    pub(crate) fn above(&self) -> &'a str {
        &self.text[..self.marked.start]
    }

    pub(crate) fn below(&self) -> &'a str {
        &self.text[self.marked.end..]
    }

    /// Whether there is a structure, union or enumeration of a name, and the word for it.
    pub(crate) fn tag_of(&self, name: &str) -> Option<&'static str> {
        ["struct", "enum", "union"].into_iter().find(|tag| {
            let tagged = format!("{tag} {name}");
            self.text.match_indices(&tagged).any(|(at, _)| {
                let rest = self.text[at + tagged.len()..].trim_start();
                is_whole(self.text, at, &tagged) && rest.starts_with('{')
            })
        })
    }

    /// Where the body of a structure or enumeration stands, whatever names it.
    fn body_of(&self, name: &str) -> Option<&'a str> {
        let text = self.text;
        let mut places = text.match_indices(name).map(|(at, _)| at).filter(|at| is_whole(text, *at, name));
        places.find_map(|at| {
            let before = self.line_before(at);
            let rest = &text[at + name.len()..];
            let head = rest.split('{').next().unwrap_or_default();
            let is_tagged = ["struct", "class", "enum", "union"].contains(&last_word(before.trim_end()))
                && rest.contains('{')
                && !head.contains([';', '(', ')', '=', '}']);
            if is_tagged {
                let open = at + name.len() + head.len();
                return lexical::closing(text, open + 1, C).map(|close| &text[open + 1..close]);
            }
            // `typedef struct { … } name;`
            let close = text[..at].trim_end().strip_suffix('}').map(str::len)?;
            let open = opening(text, close)?;
            let is_type = rest.starts_with(';')
                && ["typedef", "struct"].iter().any(|word| self.line_before(open).contains(word));
            is_type.then(|| &text[open + 1..close])
        })
    }

    /// The fields of a structure.
    pub(crate) fn fields(&self, name: &str) -> Vec<Declared<'a>> {
        let Some(body) = self.body_of(base(name)) else { return Vec::new() };
        let mut found = Vec::new();
        for statement in lexical::parts(body, &[';'], C) {
            let statement =
                statement.lines().map(str::trim).rfind(|line| !line.is_empty() && !line.starts_with("//"));
            let Some(statement) = statement.map(|line| line.rsplit(": ").next().unwrap_or(line)) else {
                continue;
            };
            let parts = lexical::types(statement, C);
            let Some(first) = parts.first().copied().and_then(Declared::read) else { continue };
            found.push(first);
            found.extend(parts.iter().skip(1).filter_map(|part| first.together_with(part)));
        }
        found
    }

    /// All names of the enumeration that lists this one.
    pub(crate) fn enumeration_with(&self, name: &str) -> Vec<&'a str> {
        let text = self.text;
        let places = text.match_indices("enum").map(|(at, _)| at);
        let mut places = places.filter(|at| is_whole(text, *at, "enum")).take(MOST_PLACES);
        let found = places.find_map(|at| {
            let head = text[at..].split('{').next().filter(|head| !head.contains([';', '(', ')']))?;
            let open = at + head.len();
            let close = lexical::closing(text, open + 1, C)?;
            let members: Vec<&str> =
                lexical::types(&text[open + 1..close], C).into_iter().map(first_word).collect();
            members.contains(&name).then_some(members)
        });
        found.unwrap_or_default()
    }

    /// The head of the function that the marked lines stand in: what stands in front of its brackets, and its parameters.
    pub(crate) fn function(&self) -> Option<(&'a str, Vec<Declared<'a>>)> {
        let (open, close, _) = self.head()?;
        let before = self.line_before(open);
        let name = last_word(before);
        let mut kind = before[..before.len() - name.len()].trim();
        if kind.is_empty() {
            // It may stand in a line of its own.
            kind = self.text[..open - before.len()].lines().next_back().unwrap_or_default().trim();
        }
        Some((kind, parameters(&self.text[open + 1..close]).unwrap_or_default()))
    }

    /// Where the brackets of the function's head stand, and where its block begins.
    fn head(&self) -> Option<(usize, usize, usize)> {
        let text = self.text;
        let mut end = self.marked.start;
        for _ in 0..MOST_PLACES {
            let block = opening(text, end)?;
            end = block;
            let mut head = text[..block].trim_end();
            while let Some(rest) = BEHIND.iter().find_map(|word| head.strip_suffix(word)) {
                head = rest.trim_end();
            }
            let Some(close) = head.strip_suffix(')').map(str::len) else { continue };
            let open = opening(text, close)?;
            let name = last_word(&text[..open]);
            let is_operator = self.line_before(open).contains("operator");
            if (name.starts_with(is_part) && !BLOCKS.contains(&name)) || is_operator {
                return Some((open, close, block));
            }
        }
        None
    }

    /// Parameters of the function that the marked lines stand in, and what it declares above them, the nearest first.
    pub(crate) fn scope(&self) -> Vec<Declared<'a>> {
        let Some((open, close, block)) = self.head() else { return Vec::new() };
        let mut found = Vec::new();
        for line in self.text[block + 1..self.marked.start].lines().rev() {
            for statement in line.trim().trim_end_matches('{').split(';') {
                let statement = statement.trim();
                let statement = statement.strip_prefix("for (").unwrap_or(statement);
                // `Image copy(width, height)`.
                let made = statement.split_once('(').filter(|(_, rest)| !rest.starts_with('*'));
                let statement = made.map_or(statement, |(head, _)| head);
                let mut parts = lexical::types(statement, C).into_iter();
                let Some(first) = parts.next().and_then(Declared::read) else { continue };
                found.push(first);
                found.extend(parts.filter_map(|part| first.together_with(part)));
            }
        }
        found.extend(parameters(&self.text[open + 1..close]).unwrap_or_default());
        found
    }

    /// The functions that the document declares to give back a type that fulfils a condition.
    pub(crate) fn functions(&self, is_so: impl Fn(&Declared<'a>) -> bool) -> Vec<Declared<'a>> {
        let mut found: Vec<Declared<'_>> = Vec::new();
        for (at, name) in names(self.text) {
            if !self.text[at + name.len()..].starts_with('(') {
                continue;
            }
            let before = self.line_before(at);
            let it = Declared { kind: before.trim(), name };
            if before.ends_with([' ', '*', '&'])
                && is_type(it.kind)
                && is_so(&it)
                && found.iter().all(|other| other.name != name)
            {
                found.push(it);
            }
        }
        found
    }

    /// How often a text stands outside the marked lines.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.above().matches(text).count() + self.below().matches(text).count()
    }

    /// Whether some place of a name outside the marked lines fulfils a condition on what stands before and after it.
    pub(crate) fn any(&self, name: &'a str, is_so: impl Fn(&str, &str) -> bool) -> bool {
        self.places(name)
            .filter(|at| !self.marked.contains(at))
            .any(|at| is_so(&self.text[..at], &self.text[at + name.len()..]))
    }
}

fn is_whole(text: &str, at: usize, name: &str) -> bool {
    !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
}

/// The type at the end of what stands in front of a name: behind the last bracket, comma or semicolon that is none of a generic type's.
fn head_of(before: &str) -> &str {
    let mut depth = 0_usize;
    let start = before.char_indices().rev().find(|(_, letter)| {
        match letter {
            '>' => depth += 1,
            '<' => depth = depth.saturating_sub(1),
            _ => {}
        }
        matches!(letter, '(' | ';' | '{' | '}' | '\t') || (*letter == ',' && depth == 0)
    });
    start.map_or(before, |(at, _)| &before[at + 1..])
}

/// The parameters between a function's brackets; nothing where that are arguments.
fn parameters(text: &str) -> Option<Vec<Declared<'_>>> {
    if matches!(text.trim(), "" | "void") {
        return Some(Vec::new());
    }
    lexical::types(text, C).into_iter().filter(|part| *part != "...").map(Declared::read).collect()
}

/// The nearest bracket in front of a place that is open there.
fn opening(text: &str, end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let found = text[..end].char_indices().rev().find(|(_, letter)| {
        match letter {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth == 0 => return true,
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
        false
    });
    found.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
enum shade { LIGHT, DARK = 3 };
typedef struct { int r, g; char *label; } Paint;
struct bucket {
    Paint paint;
    struct bucket *next;
};
static void fill(struct bucket *b, const char *label, size_t n);

int
total(const struct bucket *list, enum shade shade)
{
    int sum = 0, extra;
    for (const struct bucket *it = list; it; it = it->next) {
        std::map<int, Paint> seen{};
        sum += it->paint.r;
    }
    return sum;
}
";

    fn with<T>(line: usize, ask: impl FnOnce(&Outline<'_>) -> T) -> T {
        let marked = Marked::new(TEXT, line, line).unwrap();
        ask(&Outline::new(&marked))
    }

    #[test]
    fn declarations_are_found() {
        with(14, |outline| {
            let parameters = outline.parameters("fill").unwrap();
            let parameters: Vec<_> = parameters.iter().map(|it| (it.base(), it.name)).collect();
            assert_eq!(parameters, [("bucket", "b"), ("char", "label"), ("size_t", "n")]);
            assert_eq!(outline.parameters("sum"), None);
            assert_eq!(outline.kind_of("list"), Some("const struct bucket *"));
            assert_eq!(outline.kind_of("seen"), Some("std::map<int, Paint>"));
            assert_eq!(outline.kind_of("next"), Some("struct bucket *"));
            assert_eq!(outline.kind_of("return"), None);
            let fields = |name| outline.fields(name).into_iter().map(|it| it.name).collect::<Vec<_>>();
            assert_eq!(fields("Paint"), ["r", "g", "label"]);
            assert_eq!(fields("const struct bucket *"), ["paint", "next"]);
            assert_eq!(fields("nothing"), [] as [&str; 0]);
            assert_eq!(outline.enumeration_with("DARK"), ["LIGHT", "DARK"]);
            assert_eq!(outline.tag_of("bucket"), Some("struct"));
            assert_eq!(outline.tag_of("Paint"), None);
            assert_eq!(outline.function().unwrap().0, "int");
            assert!(!outline.is_in_class());
            let scope: Vec<_> = outline.scope().into_iter().map(|it| it.name).collect();
            assert_eq!(scope, ["seen", "it", "sum", "extra", "list", "shade"]);
            let functions = outline.functions(|it| it.kind.ends_with("void"));
            assert_eq!(functions.iter().map(|it| it.name).collect::<Vec<_>>(), ["fill"]);
        });
        with(0, |outline| assert_eq!(outline.function(), None));
        with(4, |outline| assert!(outline.is_in_class()));
        let kinds =
            ["*b", " c[2]", "d = 1"].map(|part| Declared { kind: "char *", name: "a" }.together_with(part));
        assert_eq!(kinds.map(|it| it.map(|it| it.kind)), [Some("char *"), Some("char"), Some("char")]);
    }

    #[test]
    fn texts_of_other_kinds_declare_nothing() {
        for text in ["return a", "a * b + c", "é", "", "case x", "f(a)", "else b"] {
            assert_eq!(Declared::read(text), None, "{text}");
        }
    }
}
