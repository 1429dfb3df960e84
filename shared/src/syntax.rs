//! Counts syntax errors with tree-sitter, so that a candidate which breaks the file is not offered. Work is bounded in
//! time: a file too large to check is "unknown", never a hang. Trees are kept and edited: a candidate, and a document that changed
//! since the last request, cost what changed and not the whole file.

use std::{
    collections::HashMap,
    iter::successors,
    ops::{ControlFlow, Range},
    time::{Duration, Instant},
};

use tree_sitter::{InputEdit, Node, ParseOptions, ParseState, Parser, Point, Tree};

use crate::language::Language;

/// Longest time for one parse. A document may take longer once, when its tree is kept.
const TIME_LIMIT: Duration = Duration::from_millis(200);
/// How many times as long that may be, whatever its size: where a bracket is lost at the beginning of some hundred lines of Java, its
/// grammar takes far longer to recover than to read.
const ONCE: f64 = 4.0;
/// Bytes for which a first parse gets that time once more: together some 3 MB a second, where Java's grammar does 4.
const TIME_LIMIT_BYTES: f64 = (512 << 10) as f64;
/// Below this size, errors are counted by a fresh parse: how tree-sitter recovers, and so how many errors it sees, depends on the
/// tree that it starts from. Whether there is any does not.
const INCREMENTAL_BYTES: usize = 64 << 10;
/// Documents whose trees are kept.
const KEPT: usize = 4;
/// Longest texts, taken together, whose trees are kept: 100,000 lines and more. A tree takes some ten times the memory of its text.
const MAX_KEPT_BYTES: usize = 8 << 20;
/// Nodes looked at when errors are counted.
const MAX_NODES: usize = 100_000;

/// The grammar of a language. TypeScript is read with the TSX grammar when `jsx` is set.
pub fn grammar(language: Language, jsx: bool) -> tree_sitter::Language {
    match language {
        Language::Java => tree_sitter_java::LANGUAGE.into(),
        Language::Python => tree_sitter_python::LANGUAGE.into(),
        Language::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
        Language::TypeScript if jsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        Language::Go => tree_sitter_go::LANGUAGE.into(),
        Language::Rust => tree_sitter_rust::LANGUAGE.into(),
        Language::C => tree_sitter_c::LANGUAGE.into(),
        Language::Cpp => tree_sitter_cpp::LANGUAGE.into(),
    }
}

/// Parsers, made when first needed.
pub struct SyntaxChecker {
    parsers: HashMap<(Language, bool), Parser>,
    /// The documents that were parsed last, the latest at the end.
    kept: Vec<Kept>,
    time_limit: Duration,
}

impl Default for SyntaxChecker {
    fn default() -> Self {
        Self { parsers: HashMap::new(), kept: Vec::new(), time_limit: TIME_LIMIT }
    }
}

/// A document as it was parsed.
struct Kept {
    language: Language,
    jsx: bool,
    text: String,
    tree: Tree,
    errors: usize,
}

/// A document's errors before a change, and what is needed to count them after one.
pub struct Baseline<'t> {
    language: Language,
    jsx: bool,
    text: &'t str,
    tree: Tree,
    errors: usize,
}

impl Baseline<'_> {
    /// Number of errors in the document as it is.
    pub const fn errors(&self) -> usize {
        self.errors
    }

    /// Whether a part of the document has an error in it, or is read as a part of one.
    pub fn is_broken_at(&self, part: &Range<usize>) -> bool {
        if self.errors == 0 {
            return false;
        }
        let node = self.tree.root_node().descendant_for_byte_range(part.start, part.end);
        node.is_none_or(|node| {
            node.has_error() || successors(node.parent(), Node::parent).any(|outer| outer.is_error())
        })
    }

    /// Whether a part of the document lies in a comment or, in Python, in a text that stands by itself.
    pub fn is_prose_at(&self, part: &Range<usize>) -> bool {
        let Some(node) = self.tree.root_node().descendant_for_byte_range(part.start, part.end) else {
            return false;
        };
        // A lost quotation mark makes code of texts and texts of code.
        let is_text =
            || self.errors == 0 && self.language == Language::Python && node.kind() == "string_content";
        let stands_by_itself = || {
            let statement = node.parent().and_then(|text| text.parent());
            statement.is_some_and(|statement| statement.kind() == "expression_statement")
        };
        node.kind().contains("comment") || (is_text() && stands_by_itself())
    }
}

impl SyntaxChecker {
    /// No parser yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of errors and missing tokens; `None` when the text cannot be parsed in time.
    pub fn errors(&mut self, language: Language, jsx: bool, text: &str) -> Option<usize> {
        Some(count(&self.parse(language, jsx, &[text], None, self.time_limit)?))
    }

    /// Parses a document whose lines are about to be replaced. `None` when that takes too long.
    pub fn baseline<'t>(&mut self, language: Language, jsx: bool, text: &'t str) -> Option<Baseline<'t>> {
        let nearest = self.nearest(language, jsx, text).map(|at| self.kept.remove(at));
        let is_kept = text.len() <= MAX_KEPT_BYTES;
        let once = if is_kept { text.len() as f64 / TIME_LIMIT_BYTES } else { 0.0 };
        let limit = self.time_limit.mul_f64(if is_kept { ONCE } else { 1.0 } + once);
        let (tree, errors) = match nearest {
            Some(Kept { text: old, tree, errors, .. }) if old == text => (tree, errors),
            Some(Kept { text: old, mut tree, .. }) => {
                tree.edit(&difference(&old, text));
                let mut tree = self.parse(language, jsx, &[text], Some(&tree), limit)?;
                if tree.root_node().has_error() && text.len() < INCREMENTAL_BYTES {
                    tree = self.parse(language, jsx, &[text], None, limit)?;
                }
                let errors = count(&tree);
                (tree, errors)
            }
            None => {
                let tree = self.parse(language, jsx, &[text], None, limit)?;
                let errors = count(&tree);
                (tree, errors)
            }
        };
        if is_kept {
            let bytes = |kept: &[Kept]| kept.iter().map(|kept| kept.text.len()).sum::<usize>();
            while self.kept.len() == KEPT || bytes(&self.kept) + text.len() > MAX_KEPT_BYTES {
                self.kept.remove(0);
            }
            self.kept.push(Kept { language, jsx, text: text.to_owned(), tree: tree.clone(), errors });
        }
        Some(Baseline { language, jsx, text, tree, errors })
    }

    /// The document that `text` is a later state of: the one that most of it stands in.
    fn nearest(&self, language: Language, jsx: bool, text: &str) -> Option<usize> {
        let same = |kept: &Kept| (kept.language, kept.jsx) == (language, jsx);
        if let Some(at) = self.kept.iter().position(|kept| same(kept) && kept.text == text) {
            return Some(at);
        }
        let alike = self.kept.iter().enumerate().filter(|(_, kept)| same(kept));
        let alike = alike.map(|(at, kept)| (at, common(&kept.text, text))).map(|(at, (a, b))| (at, a + b));
        let (at, most) = alike.max_by_key(|(_, most)| *most)?;
        (2 * most >= text.len()).then_some(at)
    }

    /// Number of errors when `span`, which begins at the start of line `line`, is replaced. The document is not copied.
    pub fn errors_after(
        &mut self,
        baseline: &Baseline<'_>,
        span: &Range<usize>,
        line: usize,
        replacement: &str,
    ) -> Option<usize> {
        let (before, old, after) = (
            baseline.text.get(..span.start)?,
            baseline.text.get(span.clone())?,
            baseline.text.get(span.end..)?,
        );
        let mut tree = baseline.tree.clone();
        tree.edit(&InputEdit {
            start_byte: span.start,
            old_end_byte: span.end,
            new_end_byte: span.start + replacement.len(),
            start_position: Point::new(line, 0),
            old_end_position: end_point(line, old),
            new_end_position: end_point(line, replacement),
        });
        let parts = [before, replacement, after];
        let length: usize = parts.iter().map(|part| part.len()).sum();
        // One more than none is too many, however many there are.
        let old = (baseline.errors == 0 || length >= INCREMENTAL_BYTES).then_some(&tree);
        Some(count(&self.parse(baseline.language, baseline.jsx, &parts, old, self.time_limit)?))
    }

    fn parse(
        &mut self,
        language: Language,
        jsx: bool,
        parts: &[&str],
        old: Option<&Tree>,
        limit: Duration,
    ) -> Option<Tree> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        // tree-sitter counts bytes in 32 bits.
        if u32::try_from(length).is_err() {
            return None;
        }
        // Only TypeScript has a second grammar.
        let jsx = jsx && language == Language::TypeScript;
        let parser = match self.parsers.entry((language, jsx)) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let mut parser = Parser::new();
                parser.set_language(&grammar(language, jsx)).ok()?;
                entry.insert(parser)
            }
        };
        let deadline = Instant::now() + limit;
        let mut late = |_: &ParseState| Instant::now() >= deadline;
        let mut read = |mut offset: usize, _: Point| -> &[u8] {
            for part in parts {
                if offset < part.len() {
                    return &part.as_bytes()[offset..];
                }
                offset -= part.len();
            }
            &[]
        };
        let options = ParseOptions::new().progress_callback(&mut late);
        let tree = parser.parse_with_options(&mut read, old, Some(options));
        if tree.is_none() {
            // A parse that was stopped would be taken up again by the next one.
            parser.reset();
        }
        tree
    }
}

/// Bytes that two texts have in common at their beginning and at their end, which do not overlap in either.
fn common(one: &str, other: &str) -> (usize, usize) {
    /// Bytes compared at once.
    const BLOCK: usize = 64;
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count();
    let start = blocks * BLOCK;
    let before = start + one[start..].iter().zip(&other[start..]).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[before..], &other[before..]);
    let blocks = one.rchunks_exact(BLOCK).zip(other.rchunks_exact(BLOCK)).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - blocks * BLOCK], &other[..other.len() - blocks * BLOCK]);
    let rest = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    (before, blocks * BLOCK + rest)
}

/// The one edit that makes `new` of `old`.
fn difference(old: &str, new: &str) -> InputEdit {
    let (mut before, mut after) = common(old, new);
    // Characters may have bytes in common, too.
    while !old.is_char_boundary(before) || !new.is_char_boundary(before) {
        before -= 1;
    }
    while !old.is_char_boundary(old.len() - after) {
        after -= 1;
    }
    let (old_end, new_end) = (old.len() - after, new.len() - after);
    InputEdit {
        start_byte: before,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: end_point(0, &old[..before]),
        old_end_position: end_point(0, &old[..old_end]),
        new_end_position: end_point(0, &new[..new_end]),
    }
}

/// Where `text` ends when it begins at the start of `line`.
fn end_point(line: usize, text: &str) -> Point {
    let row = line + text.matches('\n').count();
    let column = text.len() - text.rfind('\n').map_or(0, |at| at + 1);
    Point::new(row, column)
}

/// Error and missing nodes, found by descending only where tree-sitter says that there are any.
fn count(tree: &Tree) -> usize {
    let root = tree.root_node();
    if !root.has_error() {
        return 0;
    }
    let (mut errors, mut cursor, mut seen) = (0, tree.walk(), 0);
    let mut visit = |node: Node<'_>| {
        seen += 1;
        errors += usize::from(node.is_error() || node.is_missing());
        if seen >= MAX_NODES { ControlFlow::Break(()) } else { ControlFlow::Continue(node.has_error()) }
    };
    'walk: while let ControlFlow::Continue(descend) = visit(cursor.node()) {
        if descend && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    errors
}

#[cfg(test)]
#[path = "syntax_tests.rs"]
mod tests;
