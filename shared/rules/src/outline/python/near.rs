//! What stands around the marked lines: the function that they are of, line by line.

use super::text::depth;
use crate::{
    marked::Marked,
    names::{is_part, leading, names},
};

/// Most lines that are read each way.
const MOST_LINES: usize = 150;
/// Longer lines are not read.
const LONGEST: usize = 400;

/// The marked lines in their function, or in their module where they are of none.
pub(crate) struct Near<'a> {
    /// The marked lines.
    pub(crate) code: &'a str,
    /// How far inside they stand.
    pub(crate) depth: usize,
    /// The head of their function, without the blanks around it.
    pub(crate) head: Option<&'a str>,
    /// What stands above the head, nearest first.
    pub(crate) over: Vec<&'a str>,
    /// The function's lines above them, nearest first; those without anything are left out.
    pub(crate) above: Vec<&'a str>,
    /// The function's lines below them.
    pub(crate) below: Vec<&'a str>,
}

impl<'a> Near<'a> {
    pub(crate) fn new(marked: &'a Marked<'_>) -> Self {
        let code = marked.lines();
        let inside = depth(code);
        let is_line = |line: &&str| !line.trim().is_empty() && line.len() <= LONGEST;
        let mut lines = marked.text[..marked.range.start].lines().rev().take(2 * MOST_LINES).filter(is_line);
        let (mut above, mut head) = (Vec::new(), None);
        let mut limit = inside;
        for line in lines.by_ref().take(MOST_LINES) {
            let own = line.trim_start();
            let is_outer = depth(line) < limit;
            if is_outer && (own.starts_with("def ") || own.starts_with("async def ")) {
                head = Some(line);
                break;
            }
            if is_outer && !own.starts_with([')', ']', '}', '#']) {
                limit = depth(line);
            }
            above.push(line);
        }
        let over = lines.take(MOST_LINES).collect();
        let outside = head.map_or(0, depth);
        let below = marked.text[marked.range.end..].lines().filter(is_line).take(MOST_LINES);
        let is_inside = |line: &&str| head.is_none() || depth(line) > outside;
        let below = below.take_while(is_inside).collect();
        Self { code, depth: inside, head: head.map(str::trim), over, above, below }
    }

    /// The marked line without the blanks around it; `None` where there are several.
    pub(crate) fn line(&self) -> Option<&'a str> {
        let line = self.code.trim();
        (!line.is_empty() && !line.contains('\n')).then_some(line)
    }

    /// The function's lines, the marked ones left out.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'a str> {
        self.above.iter().rev().chain(&self.below).copied()
    }

    /// The block that the marked line is the head of.
    pub(crate) fn block(&self) -> impl Iterator<Item = &'a str> {
        self.below.iter().copied().take_while(|line| depth(line) > self.depth)
    }

    /// The heads of the blocks that the marked lines stand in, the innermost first, and how many lines above they stand.
    pub(crate) fn heads(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let mut limit = self.depth;
        self.above.iter().copied().enumerate().filter(move |(_, line)| {
            let is_head = depth(line) < limit && line.trim_end().ends_with(':');
            if is_head {
                limit = depth(line);
            }
            is_head
        })
    }

    /// The innermost loop: its head, and its other lines.
    pub(crate) fn innermost_loop(&self) -> Option<(&'a str, Vec<&'a str>)> {
        let is_loop =
            |line: &str| line.trim_start().starts_with("for ") || line.trim_start().starts_with("while ");
        let (at, head) = self.heads().find(|(_, line)| is_loop(line))?;
        let below = self.below.iter().copied().take_while(|line| depth(line) > depth(head));
        Some((head.trim(), self.above[..at].iter().rev().copied().chain(below).collect()))
    }

    /// The names of the function's parameters.
    pub(crate) fn parameters(&self) -> Vec<&'a str> {
        let Some((_, list)) = self.head.and_then(|head| head.split_once('(')) else { return Vec::new() };
        let list = crate::outline::python::closing(list).map_or("", |end| &list[..end]);
        crate::outline::python::parts(list)
            .into_iter()
            .map(|part| leading(part.trim_start_matches('*')))
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Whether the marked lines begin a statement and end it.
    pub(crate) fn is_statement(&self) -> bool {
        let before = self.above.first().or(self.head.as_ref()).map_or("", |line| line.trim_end());
        let is_open = before.ends_with([',', '(', '[', '{', '\\', '=', '+', '-', '*', '/', '%', '|', '&'])
            || [" and", " or", " not", " in", " if", " else"].iter().any(|word| before.ends_with(word));
        let after = self.below.first().map_or("", |line| line.trim_start());
        !is_open && !after.starts_with([')', ']', '}', ',', '.', '+', '|', '&'])
    }
}

/// Whether a name stands in a line by itself, and not as what is asked of something.
pub(crate) fn has_name(line: &str, name: &str) -> bool {
    line.contains(name) && names(line).any(|(at, found)| found == name && !line[..at].ends_with('.'))
}

/// Whether a line gives a name a value, changed or new.
pub(crate) fn sets(line: &str, name: &str) -> bool {
    if !line.contains(name) {
        return false;
    }
    let own = line.trim_start();
    let targets = match own.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")) {
        Some((targets, _)) => targets,
        None if own.starts_with("with ") || own.starts_with("except ") => {
            own.rsplit_once(" as ").map_or("", |it| it.1)
        }
        None if own.starts_with("global ")
            || own.starts_with("nonlocal ")
            || own.starts_with("import ")
            || own.starts_with("from ") =>
        {
            own
        }
        None if own.contains(&format!("{name} := ")) => return true,
        None => own.rsplit_once(" = ").map_or_else(
            || {
                own.find("= ")
                    .filter(|at| own[..*at].ends_with(['+', '-', '*', '/', '|', '&', '%', '^']))
                    .map_or("", |at| &own[..at])
            },
            |(targets, _)| targets,
        ),
    };
    let targets = targets.split(": ").next().unwrap_or_default();
    names(targets).any(|(at, found)| {
        found == name
            && !targets[..at].ends_with('.')
            && !targets[..at].contains('[')
            && !targets[at + name.len()..].starts_with(['.', '[', '('])
    })
}

/// Whether a text is a chain of names.
pub(crate) fn is_chain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|it| is_part(it) || it == '.')
}

/// Whether a text is one name.
pub(crate) fn is_single(text: &str) -> bool {
    is_chain(text) && !text.contains('.')
}
