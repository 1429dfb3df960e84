//! What a document of Python's declares: functions with their parameters, classes with their fields, what a value is, what is imported. Read
//! from its lines alone: where in doubt, nothing is known.

pub(crate) mod calls;
mod near;
mod text;

use self::text::{kind_of, made_in, parameters};
pub(crate) use self::{
    near::{Near, has_name, is_chain, is_single, sets},
    text::{closing, depth, parts},
};
use crate::{
    marked::Marked,
    names::{first_word, is_part, last_word, names},
};

/// How much of a document is read, in bytes each way.
const REACH: usize = 64 << 10;
/// Longer lines declare nothing that is read.
const LONGEST_LINE: usize = 1000;
/// Decorators behind which a function takes what it declares.
const PLAIN: [&str; 9] = [
    "abstractmethod",
    "asynccontextmanager",
    "cache",
    "classmethod",
    "contextmanager",
    "lru_cache",
    "njit",
    "override",
    "staticmethod",
];
/// Longer heads are not read to the end.
const LONGEST_HEAD: usize = 2000;
/// Most names that count as in sight.
const MOST_NAMES: usize = 24;

/// What a value is, by how it is made or annotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Dict,
    List,
    Set,
}

/// A parameter of a function, or a field that is one of what makes an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    /// What it is annotated with; may be empty.
    pub(crate) kind: &'a str,
    pub(crate) has_default: bool,
}

/// A function that the document declares once.
#[derive(Debug)]
pub(crate) struct Function<'a> {
    /// Without the object that a method is of.
    pub(crate) parameters: Vec<Parameter<'a>>,
    /// Whether it takes any number of arguments, or has some by name alone.
    pub(crate) takes_others: bool,
    /// Decorators, without their signs.
    pub(crate) decorators: Vec<&'a str>,
    pub(crate) is_method: bool,
    pub(crate) is_async: bool,
    /// How many other classes begin between it and the marked lines.
    pub(crate) classes_between: usize,
}

impl Function<'_> {
    /// Whether whoever calls it gives what its head lists, and no decorator does.
    pub(crate) fn is_called_as_declared(&self) -> bool {
        let is_plain =
            |decorator: &&str| PLAIN.contains(&last_word(decorator.split('(').next().unwrap_or_default()));
        self.decorators.iter().all(is_plain)
    }

    /// Whether it takes just what its head lists.
    pub(crate) fn is_plain(&self) -> bool {
        !self.takes_others && self.is_called_as_declared()
    }
}

/// A document of Python's, cut at the marked lines.
#[derive(Clone, Copy)]
pub(crate) struct Outline<'a> {
    above: &'a str,
    below: &'a str,
    /// How far inside the marked lines stand.
    depth: usize,
}

impl<'a> Outline<'a> {
    pub(crate) fn new(marked: &Marked<'a>) -> Self {
        let (above, below) = (&marked.text[..marked.range.start], &marked.text[marked.range.end..]);
        let above = &above[above.ceil_char_boundary(above.len().saturating_sub(REACH))..];
        let below = &below[..below.floor_char_boundary(REACH)];
        Self { above, below, depth: depth(marked.code()) }
    }

    /// What stands above the marked lines.
    pub(crate) const fn above(&self) -> &'a str {
        self.above
    }

    /// What stands below them.
    pub(crate) const fn below(&self) -> &'a str {
        self.below
    }

    /// All lines but the marked ones.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.above.lines().chain(self.below.lines()).filter(|line| line.len() <= LONGEST_LINE)
    }

    /// Whether a text stands somewhere, be it in another word.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.above.contains(text) || self.below.contains(text)
    }

    /// Whether a text stands somewhere, with no part of a name on either side of it.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.contains(text)
            && self.lines().any(|line| {
                line.match_indices(text).any(|(at, _)| {
                    let begins = !text.starts_with(is_part) || !line[..at].ends_with(is_part);
                    begins && (!text.ends_with(is_part) || !line[at + text.len()..].starts_with(is_part))
                })
            })
    }

    /// The head of the function that the marked lines stand in, from its `def` on, and what stands between it and them.
    fn enclosing(&self) -> Option<(&'a str, &'a str)> {
        if self.depth == 0 {
            return None;
        }
        let mut limit = self.depth;
        for line in self.above.lines().rev().filter(|line| !line.trim().is_empty()) {
            if depth(line) >= limit || line.trim_start().starts_with('#') {
                continue;
            }
            limit = depth(line);
            let line = line.trim_start();
            if line.starts_with("def ") || line.starts_with("async def ") {
                let start = line.as_ptr() as usize - self.above.as_ptr() as usize;
                return Some((&self.above[start..], line));
            }
            // A head of several lines ends further in than its body may stand.
            if !line.starts_with([')', ']', '}']) && limit == 0 {
                return None;
            }
        }
        None
    }

    /// The name of the function that the marked lines stand in.
    pub(crate) fn function_name(&self) -> Option<&'a str> {
        let (_, head) = self.enclosing()?;
        head.split_once("def ").map(|(_, rest)| first_word(rest))
    }

    /// Whether the marked lines stand in an asynchronous function.
    pub(crate) fn is_async(&self) -> bool {
        self.enclosing().is_some_and(|(_, head)| head.starts_with("async "))
    }

    /// What the marked lines' method calls the object that it is of, or the class.
    pub(crate) fn own_object(&self) -> Option<&'a str> {
        let mut limit = self.depth;
        for line in self.above.lines().rev().filter(|line| !line.trim().is_empty()) {
            if depth(line) >= limit {
                continue;
            }
            limit = depth(line);
            let Some((_, rest)) = line.split_once("def ") else { continue };
            if let Some((_, parameters)) = rest.split_once('(') {
                let first = match first_word(parameters) {
                    "" | ")" => self.after_line(line),
                    first => first,
                };
                if matches!(first, "self" | "cls") {
                    return Some(first);
                }
            }
        }
        None
    }

    /// The first word behind a line of those above.
    fn after_line(&self, line: &str) -> &'a str {
        let end = line.as_ptr() as usize - self.above.as_ptr() as usize + line.len();
        first_word(&self.above[end..])
    }

    /// The class that the marked lines stand in.
    pub(crate) fn class_name(&self) -> Option<&'a str> {
        let mut limit = self.depth;
        for line in self.above.lines().rev().filter(|line| !line.trim().is_empty()) {
            if depth(line) < limit {
                limit = depth(line);
                if let Some(rest) = line.trim_start().strip_prefix("class ") {
                    return Some(first_word(rest));
                }
            }
        }
        None
    }

    /// Names that the marked lines may use, those that are made last first: parameters, and what gets a value in the function above them.
    pub(crate) fn names_in_sight(&self) -> Vec<&'a str> {
        let mut found: Vec<&str> = Vec::new();
        let (body, parameters) = match self.enclosing() {
            Some((text, _)) => {
                let open = text.find('(').map_or(text.len(), |at| at + 1);
                let end = closing(&text[open..]).map_or(text.len(), |at| open + at);
                (&text[end..], parameters(&text[open..end]).0)
            }
            None => (self.above, Vec::new()),
        };
        // What stands further in belongs to a block that may not have been gone through.
        for line in body.lines().rev().take(40).filter(|line| depth(line) <= self.depth || self.depth == 0) {
            for name in made_in(line) {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found.extend(parameters.iter().map(|parameter| parameter.name).filter(|name| *name != "_"));
        found.retain(|name| !matches!(*name, "self" | "cls" | "_"));
        found.truncate(MOST_NAMES);
        found
    }

    /// What the variables of loops around the marked lines are called, the innermost first.
    pub(crate) fn loop_variables(&self) -> Vec<&'a str> {
        let mut limit = self.depth;
        let mut found = Vec::new();
        for line in self.above.lines().rev().filter(|line| !line.trim().is_empty()) {
            if depth(line) < limit {
                limit = depth(line);
                if line.trim_start().starts_with("for ") {
                    found.extend(made_in(line));
                }
                if line.trim_start().starts_with("def ") {
                    break;
                }
            }
        }
        found
    }

    /// Whether objects of the marked lines' class have something of this name, by what the document says.
    pub(crate) fn is_own_member(&self, name: &str) -> bool {
        let asked = ["self.", "cls."].iter().any(|owner| self.says(&format!("{owner}{name}")));
        let is_declared = |line: &str| {
            let rest = line.trim_start();
            let rest = rest.strip_prefix("async ").unwrap_or(rest);
            let rest = rest.strip_prefix("def ").unwrap_or(rest);
            let behind = rest.strip_prefix(name).unwrap_or_default();
            line.starts_with([' ', '\t'])
                && (behind.starts_with(" = ")
                    || behind.starts_with(": ") && !behind.ends_with(',')
                    || behind.starts_with("(self"))
                && depth(line) <= 4
        };
        asked || self.class_name().is_some() && self.lines().any(is_declared)
    }

    /// A function of this name, if the document declares just one.
    pub(crate) fn function(&self, name: &str) -> Option<Function<'a>> {
        let mut found = None;
        for text in [self.above, self.below] {
            for (at, head) in text.match_indices("def ") {
                let rest = &text[at + head.len()..];
                let Some(rest) = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')) else {
                    continue;
                };
                let rest = &rest[..rest.floor_char_boundary(LONGEST_HEAD)];
                let end = closing(rest)?;
                if found.is_some() {
                    return None;
                }
                let (mut parameters, takes_others) = parameters(&rest[..end]);
                let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
                let above = text[..line].lines().rev();
                let decorators: Vec<_> = above.map_while(|line| line.trim().strip_prefix('@')).collect();
                let indentation = depth(&text[line..]);
                let is_method = parameters.first().is_some_and(|it| matches!(it.name, "self" | "cls"));
                if is_method {
                    parameters.remove(0);
                }
                // A decorator of several lines is not seen whole.
                if text[..line]
                    .lines()
                    .next_back()
                    .is_some_and(|line| line.trim() == ")" && depth(line) == indentation)
                {
                    return None;
                }
                let is_async = text[line..at].trim() == "async";
                let between = if std::ptr::eq(text, self.above) { &text[at..] } else { &text[..at] };
                let classes_between = between.matches("\nclass ").count();
                found = Some(Function {
                    parameters,
                    takes_others,
                    decorators,
                    is_method,
                    is_async,
                    classes_between,
                });
            }
        }
        found
    }

    /// What makes an object of a class that the document declares: its `__init__`, or its fields if it is a dataclass or the like.
    pub(crate) fn maker(&self, class: &str) -> Option<Function<'a>> {
        let (head, body) = self.class(class)?;
        if let Some((_, rest)) = body.split_once("def __init__(") {
            let rest = &rest[..rest.floor_char_boundary(LONGEST_HEAD)];
            let (mut parameters, takes_others) = parameters(&rest[..closing(rest)?]);
            if parameters.first().is_none_or(|first| first.name != "self") {
                return None;
            }
            parameters.remove(0);
            return Some(Function {
                parameters,
                takes_others,
                decorators: Vec::new(),
                is_method: true,
                is_async: false,
                classes_between: 0,
            });
        }
        let bases = head.split_once('(').map_or("", |(_, bases)| bases);
        let is_made = if bases.is_empty() {
            self.is_dataclass(class)
        } else {
            bases.starts_with("NamedTuple") || bases.starts_with("typing.NamedTuple")
        };
        let fields = self.fields(class);
        let takes_others =
            fields.iter().any(|field| field.kind.contains("ClassVar") || field.kind.contains("InitVar"))
                || body.contains("init=False")
                || body.contains("kw_only");
        (is_made && !fields.is_empty()).then_some(Function {
            parameters: fields,
            takes_others,
            decorators: Vec::new(),
            is_method: true,
            is_async: false,
            classes_between: 0,
        })
    }

    /// Whether a class has a decorator of that kind right above it.
    fn is_dataclass(&self, class: &str) -> bool {
        let lines: Vec<_> = self.lines().collect();
        lines.array_windows::<2>().any(|[decorator, head]| {
            let decorator = decorator.trim().trim_start_matches('@');
            let name = decorator.split('(').next().unwrap_or_default();
            last_word(name) == "dataclass"
                && !decorator.contains("kw_only")
                && head.trim_start().strip_prefix("class ").is_some_and(|rest| first_word(rest) == class)
        })
    }

    /// The head of a class behind its name, and its body.
    pub(crate) fn class(&self, class: &str) -> Option<(&'a str, &'a str)> {
        for text in [self.above, self.below] {
            let mut found = text.match_indices("class ").filter(|(at, word)| {
                text[at + word.len()..]
                    .strip_prefix(class)
                    .is_some_and(|rest| rest.starts_with([':', '(', '[']))
            });
            let Some((at, word)) = found.next() else { continue };
            let start = at + word.len() + class.len();
            let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
            let indentation = depth(&text[line..]);
            let end_of_head = text[start..].find('\n').map_or(text.len(), |at| start + at);
            let body = &text[end_of_head..];
            let mut end = 0;
            for line in body.split_inclusive('\n') {
                if !line.trim().is_empty() && depth(line) <= indentation {
                    break;
                }
                end += line.len();
            }
            return Some((&text[start..end_of_head], &body[..end]));
        }
        None
    }

    /// The fields that a class declares with their types, in its body or as `self.name: type`.
    pub(crate) fn fields(&self, class: &str) -> Vec<Parameter<'a>> {
        let Some((_, body)) = self.class(class) else { return Vec::new() };
        let first = body.lines().find(|line| !line.trim().is_empty());
        let Some(indentation) = first.map(depth) else { return Vec::new() };
        let mut found = Vec::new();
        for line in body.lines() {
            let own = line.trim_start();
            let own = match own.strip_prefix("self.") {
                Some(own) => own,
                None if depth(line) == indentation => own,
                None => continue,
            };
            let name = first_word(own);
            if let Some(rest) = own.strip_prefix(name).and_then(|rest| rest.strip_prefix(": "))
                && name.chars().all(is_part)
                && !matches!(name, "else" | "try" | "finally")
            {
                let (kind, default) =
                    rest.split_once(" = ").map_or((rest, None), |(kind, it)| (kind, Some(it)));
                found.push(Parameter { name, kind: kind.trim(), has_default: default.is_some() });
            }
        }
        found
    }

    /// Whether a class lists its values: one of the `enum` module's.
    pub(crate) fn is_enumeration(&self, class: &str) -> bool {
        let bases = self.class(class).map(|(head, _)| head);
        bases.is_some_and(|bases| names(bases).any(|(_, name)| name.ends_with("Enum") || name == "Flag"))
    }

    /// The members of enumerations whose value is this text, or that are called so in capitals: `State.OFF` for `"off"`.
    pub(crate) fn members_of_value(&self, value: &str) -> Vec<String> {
        let inner = value.trim_matches(['"', '\'']);
        let mut class = None;
        let mut found = Vec::new();
        for line in self.lines() {
            if let Some(rest) = line.trim_start().strip_prefix("class ") {
                let name = first_word(rest);
                class = self.is_enumeration(name).then_some(name);
            } else if let Some(class) = class
                && let Some((name, given)) = line.split_once(" = ")
                && line.starts_with([' ', '\t'])
                && name.trim().chars().all(is_part)
            {
                let name = name.trim();
                let is_value =
                    given.trim().trim_matches(['"', '\'']) == inner && given.trim().starts_with(['"', '\'']);
                if is_value || (name == inner.to_uppercase() && !inner.is_empty()) {
                    found.push(format!("{class}.{name}"));
                }
            }
        }
        found
    }

    /// What a value is that is asked for by this chain of names, where all places agree that make it.
    pub(crate) fn kind(&self, chain: &str) -> Option<Kind> {
        // A field of another object's may be called so elsewhere.
        let name = last_word(chain);
        let mut found = None;
        for line in self.lines() {
            for (at, _) in line.match_indices(name) {
                let (before, after) = (&line[..at], &line[at + name.len()..]);
                let is_field = before.ends_with("self.");
                if before.ends_with(is_part)
                    || after.starts_with(is_part)
                    || (before.ends_with('.') && !is_field)
                {
                    continue;
                }
                if !is_field && !chain.contains('.') && may_be_anything(before, after) {
                    return None;
                }
                let is_member = chain.contains('.');
                let is_here = is_field == is_member
                    || (is_member && before.trim().is_empty() && after.starts_with(": "));
                let (kind, made) = match after.strip_prefix(": ") {
                    Some(rest) => {
                        let end = rest.find(" = ").unwrap_or(rest.len());
                        let is_parameter = before.contains('(') && !before.trim_end().ends_with([',', '(']);
                        if is_parameter {
                            continue;
                        }
                        (rest[..end].trim_end(), rest.get(end + 3..).unwrap_or_default())
                    }
                    None => match after.strip_prefix(" = ").or_else(|| after.strip_prefix('=')) {
                        Some(made) if before.trim().is_empty() || is_field => ("", made),
                        Some(_)
                            if !after.starts_with("==") && before.trim_end().ends_with([',', '(', '*']) =>
                        {
                            return None;
                        }
                        _ if before.ends_with("for ")
                            || before.ends_with(", ")
                                && before.contains("for ")
                                && !before.contains(" in ") =>
                        {
                            return None;
                        }
                        _ => continue,
                    },
                };
                if !is_here {
                    continue;
                }
                let this = kind_of(kind, made)?;
                if found.is_some_and(|other| other != this) {
                    return None;
                }
                found = Some(this);
            }
        }
        found
    }

    /// How the document calls a module that it imports as a whole.
    pub(crate) fn module(&self, module: &str) -> Option<&'a str> {
        self.lines().find_map(|line| {
            let list = line.trim_start().strip_prefix("import ")?;
            list.split(',').map(str::trim).find_map(|part| {
                let (name, own) = part.split_once(" as ").unwrap_or((part, part));
                (name == module).then_some(own)
            })
        })
    }

    /// Whether a name is imported by itself.
    pub(crate) fn imports(&self, name: &str) -> bool {
        self.lines().any(|line| {
            let rest = line.trim_start();
            let list = rest.strip_prefix("from ").and_then(|rest| rest.split_once(" import ")).map(|it| it.1);
            list.is_some_and(|list| names(list).any(|(_, other)| other == name))
        })
    }

    /// A class of a standard module as the document has to write it.
    pub(crate) fn written(&self, module: &str, name: &str) -> String {
        match self.module(module).filter(|_| !self.imports(name)) {
            Some(own) => format!("{own}.{name}"),
            None => name.to_owned(),
        }
    }
}

/// Whether a name between these texts is given a value that its line doesn't show: a parameter, one of several names, an import.
fn may_be_anything(before: &str, after: &str) -> bool {
    let is_first = before.trim().is_empty();
    let is_parameter = !after.starts_with(": ")
        && !after.starts_with('=')
        && (before.contains("def ") && before.contains('(') && !before.contains("->")
            || before.ends_with("lambda ")
            || is_first && after.trim() == ",");
    let is_one_of_several = is_first && after.starts_with(", ") && after.contains(" = ");
    let is_imported = before.contains("import ");
    is_parameter || is_one_of_several || is_imported || before.ends_with(" as ") || after.starts_with(" := ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "import os, datetime as dt\nfrom pathlib import Path\n\n@dataclass\nclass Row:\n    name: str\n    size: int = 0\n\n\
        class Kind(Enum):\n    BIG = \"big\"\n\n\
        class Box(Base):\n    def __init__(self, rows, *, wide=False):\n        self.rows = []\n        self.sizes: dict[str, int] = {}\n\n\
        \x20   @property\n    def total(self) -> int:\n        return 1\n\n    async def put(self, row: Row, at=None):\n        for name, size in self.sizes.items():\n            left = 1\n            use(left)\n";

    fn outline() -> (Outline<'static>, usize) {
        let line = TEXT.lines().count() - 1;
        (Outline::new(&Marked::new(TEXT, line, line).unwrap()), line)
    }

    #[test]
    fn what_the_lines_stand_in_is_told() {
        let (outline, _) = outline();
        assert_eq!(outline.names_in_sight(), ["left", "name", "size", "row", "at"]);
        assert_eq!(outline.loop_variables(), ["name", "size"]);
        assert_eq!(outline.function_name(), Some("put"));
        assert_eq!((outline.own_object(), outline.class_name()), (Some("self"), Some("Box")));
        assert!(outline.is_async() && outline.is_own_member("rows") && outline.is_own_member("total"));
        assert!(!outline.is_own_member("left"));
    }

    #[test]
    fn what_the_document_declares_is_told() {
        let (outline, _) = outline();
        let names = |function: Option<Function<'static>>| -> Vec<&str> {
            function.map_or_else(Vec::new, |it| it.parameters.iter().map(|it| it.name).collect())
        };
        assert_eq!(names(outline.maker("Row")), ["name", "size"]);
        assert_eq!(names(outline.maker("Box")), ["rows"]);
        assert!(outline.maker("Kind").is_none() && outline.function("get").is_none());
        assert_eq!(names(outline.function("put")), ["row", "at"]);
        assert_eq!(outline.function("total").map(|it| it.decorators), Some(vec!["property"]));
        assert_eq!(outline.kind("self.rows"), Some(Kind::List));
        assert_eq!(outline.kind("self.sizes"), Some(Kind::Dict));
        assert_eq!(outline.kind("left"), None);
        assert_eq!(outline.members_of_value("\"big\""), ["Kind.BIG"]);
        assert_eq!((outline.module("datetime"), outline.module("pathlib")), (Some("dt"), None));
        assert_eq!(outline.written("datetime", "date"), "dt.date");
        assert_eq!(outline.written("pathlib", "Path"), "Path");
    }
}
