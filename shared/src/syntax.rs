//! Counts syntax errors with tree-sitter, so that a candidate which breaks the file is not offered. Work is bounded in
//! time: a file too large to check is "unknown", never a hang.

use std::{
    collections::HashMap,
    ops::{ControlFlow, Range},
    time::{Duration, Instant},
};

use tree_sitter::{InputEdit, Node, ParseOptions, ParseState, Parser, Point, Tree};

use crate::language::Language;

/// Longest time for one parse.
const TIME_LIMIT: Duration = Duration::from_millis(200);
/// Files from this size on are parsed once and then edited. Below, a fresh parse is fast and repairs errors in one way.
const INCREMENTAL_BYTES: usize = 64 << 10;
/// Nodes looked at when errors are counted.
const MAX_NODES: usize = 100_000;

/// Parsers, made when first needed.
pub struct SyntaxChecker {
    parsers: HashMap<(Language, bool), Parser>,
    time_limit: Duration,
}

impl Default for SyntaxChecker {
    fn default() -> Self {
        Self { parsers: HashMap::new(), time_limit: TIME_LIMIT }
    }
}

/// A document's errors before a change, and what is needed to count them after one.
pub struct Baseline<'t> {
    language: Language,
    jsx: bool,
    text: &'t str,
    tree: Option<Tree>,
    errors: usize,
}

impl Baseline<'_> {
    /// Number of errors in the document as it is.
    pub const fn errors(&self) -> usize {
        self.errors
    }
}

impl SyntaxChecker {
    /// No parser yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of errors and missing tokens; `None` when the text cannot be parsed in time.
    pub fn errors(&mut self, language: Language, jsx: bool, text: &str) -> Option<usize> {
        Some(count(&self.parse(language, jsx, &[text], None)?))
    }

    /// Parses a document whose lines are about to be replaced. `None` when that takes too long.
    pub fn baseline<'t>(&mut self, language: Language, jsx: bool, text: &'t str) -> Option<Baseline<'t>> {
        let tree = self.parse(language, jsx, &[text], None)?;
        let errors = count(&tree);
        let tree = (text.len() >= INCREMENTAL_BYTES).then_some(tree);
        Some(Baseline { language, jsx, text, tree, errors })
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
        let edited = baseline.tree.as_ref().map(|tree| {
            let mut tree = tree.clone();
            tree.edit(&InputEdit {
                start_byte: span.start,
                old_end_byte: span.end,
                new_end_byte: span.start + replacement.len(),
                start_position: Point::new(line, 0),
                old_end_position: end_point(line, old),
                new_end_position: end_point(line, replacement),
            });
            tree
        });
        let parts = [before, replacement, after];
        Some(count(&self.parse(baseline.language, baseline.jsx, &parts, edited.as_ref())?))
    }

    fn parse(&mut self, language: Language, jsx: bool, parts: &[&str], old: Option<&Tree>) -> Option<Tree> {
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
                parser.set_language(&language.grammar(jsx)).ok()?;
                entry.insert(parser)
            }
        };
        let deadline = Instant::now() + self.time_limit;
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
mod tests {
    use super::*;

    const RIGHT_AND_WRONG: [(Language, &str, &str); 8] = [
        (Language::Java, "class A { int f() { return 1; } }\n", "class A { int f() { return 1 } }\n"),
        (Language::Python, "def f(a):\n    return a\n", "def f(a:\n    return a\n"),
        (Language::JavaScript, "const a = (b) => <p>{b}</p>;\n", "const a = (b => {;\n"),
        (Language::TypeScript, "const a: number = <number>b;\n", "const a: = 1;\n"),
        (Language::Go, "package a\n\nfunc f() int { return 1 }\n", "package a\n\nfunc f( int { return 1 }\n"),
        (Language::Rust, "fn f() -> u8 { 1 }\n", "fn f() -> u8 { 1 \n"),
        (Language::C, "int f(void) { return 1; }\n", "int f(void) { return 1; \n"),
        (Language::Cpp, "class A { int f() { return 1; } };\n", "class A { int f() { return 1; }\n"),
    ];

    #[test]
    fn right_code_has_no_errors_and_wrong_code_some() {
        let mut checker = SyntaxChecker::new();
        for (language, right, wrong) in RIGHT_AND_WRONG {
            assert_eq!(checker.errors(language, false, right), Some(0), "{language}");
            assert!(checker.errors(language, false, wrong).unwrap() > 0, "{language}");
            assert_eq!(checker.errors(language, false, ""), Some(0), "{language}");
        }
        let header = "#ifndef A_H\n#define A_H\nstruct a { int b; };\n#endif\n";
        assert_eq!(checker.errors(Language::Cpp, false, header), Some(0));
        let tsx = "const a = <p>{b}</p>;\n";
        assert_eq!(checker.errors(Language::TypeScript, true, tsx), Some(0));
        assert!(checker.errors(Language::TypeScript, false, tsx).unwrap() > 0);
    }

    #[test]
    fn more_errors_count_higher() {
        let mut checker = SyntaxChecker::new();
        let one = checker.errors(Language::Go, false, "package a\n\nfunc f() { a( }\n").unwrap();
        let two =
            checker.errors(Language::Go, false, "package a\n\nfunc f() { a( }\n\nfunc g() { b[ }\n").unwrap();
        assert!(two > one && one > 0, "{one} {two}");
    }

    #[test]
    fn an_edit_counts_like_the_whole_text() {
        let mut checker = SyntaxChecker::new();
        let small = "fn f() -> u8 {\n    g(1\n}\n";
        let filler = "fn filler(a: u8) -> u8 {\n    a + 1\n}\n\n".repeat(2_000);
        for text in [small.to_owned(), format!("{filler}{small}{filler}")] {
            let baseline = checker.baseline(Language::Rust, false, &text).unwrap();
            assert_eq!(baseline.tree.is_some(), text.len() > INCREMENTAL_BYTES);
            assert!(baseline.errors() > 0);
            let start = text.find("    g(1").unwrap();
            let (span, line) = (start..start + 8, text[..start].matches('\n').count());
            assert_eq!(&text[span.clone()], "    g(1\n");
            assert_eq!(checker.errors_after(&baseline, &span, line, "    g(1)\n"), Some(0));
            assert_eq!(checker.errors_after(&baseline, &span, line, ""), Some(0));
            assert!(checker.errors_after(&baseline, &span, line, "    g((\n    1\n").unwrap() > 0);
        }
    }

    #[test]
    fn a_file_that_takes_too_long_is_unknown_and_the_next_one_is_not_harmed() {
        let mut checker = SyntaxChecker { time_limit: Duration::ZERO, ..SyntaxChecker::new() };
        let long = "fn f() { g(h(1), [2, 3]); }\n".repeat(10_000);
        assert_eq!(checker.errors(Language::Rust, false, &long), None);
        assert!(checker.baseline(Language::Rust, false, &long).is_none());
        checker.time_limit = TIME_LIMIT;
        assert_eq!(checker.errors(Language::Rust, false, "fn f() {}\n"), Some(0));
    }
}
