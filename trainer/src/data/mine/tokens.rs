//! The tokens of some lines as the parser sees them, without comments and documentation, and whether it stumbles there.

use std::ops::Range;

use fixerr_shared::language::Language;
use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use super::hunks::{Hunk, Lines};
use crate::data::corrupt::grammar::{Grammar, Role};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Type,
    Text,
    /// Numbers, truth values and null.
    Literal,
    /// Keywords and operators, brackets among them.
    Mark,
    /// A regular expression, or a macro's body in one piece.
    Opaque,
}

/// One token of the marked lines.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of its surroundings, and they mix freely"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    pub(super) import: bool,
    pub(super) annotation: bool,
    /// Whether it is the name of something that is declared here.
    pub(super) declared: bool,
    /// Whether it stands among the arguments of a call.
    pub(super) in_arguments: bool,
    /// Whether it stands in the condition of a branch or loop.
    pub(super) in_condition: bool,
}

/// What surrounds a node.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of its surroundings, and they mix freely"
)]
#[derive(Clone, Copy, Default)]
struct Around {
    import: bool,
    annotation: bool,
    arguments: bool,
    condition: bool,
}

/// The part of a file around one hunk, before it and after it alone.
pub(super) struct Scene {
    pub(super) old: Lines,
    pub(super) new: Lines,
    /// The hunk's rows within the part.
    pub(super) hunk: Hunk,
    before: Tree,
    after: Tree,
}

impl Scene {
    /// Cuts the part out and parses both sides. Whatever else the commit changes in the file stays as it was, so that a
    /// hunk that needs the rest shows.
    pub(super) fn new(
        parser: &mut Parser,
        grammar: &Grammar,
        language: Language,
        file: &Lines,
        hunk: &Hunk,
        fixed: &str,
    ) -> Option<Self> {
        parser.set_language(&grammar.tree).ok()?;
        let rows = part(language, file, &hunk.old);
        let old = Lines::new(file.rows(rows.clone()).to_owned());
        let within = hunk.old.start - rows.start..hunk.old.end - rows.start;
        let bytes = old.bytes(within.clone());
        let new = Lines::new([&old.text[..bytes.start], fixed, &old.text[bytes.end..]].concat());
        let fixed_rows = within.start..within.start + hunk.new.len();
        let before = parser.parse(&old.text, None)?;
        let mut edited = before.clone();
        edited.edit(&InputEdit {
            start_byte: bytes.start,
            old_end_byte: bytes.end,
            new_end_byte: bytes.start + fixed.len(),
            start_position: Point::new(within.start, 0),
            old_end_position: Point::new(within.end, 0),
            new_end_position: Point::new(fixed_rows.end, 0),
        });
        let after = parser.parse(&new.text, Some(&edited))?;
        Some(Self { old, new, hunk: Hunk { old: within, new: fixed_rows }, before, after })
    }

    /// The tokens of the marked lines and of those that replace them.
    pub(super) fn tokens(&self, grammar: &Grammar) -> (Vec<Token<'_>>, Vec<Token<'_>>) {
        (
            tokens(grammar, &self.before, &self.old, &self.hunk.old),
            tokens(grammar, &self.after, &self.new, &self.hunk.new),
        )
    }

    /// Whether the parser stumbles near the hunk, before and after it.
    pub(super) fn stumbles(&self) -> (bool, bool) {
        (stumbles(&self.before, &self.hunk.old), stumbles(&self.after, &self.hunk.new))
    }

    /// Whether a statement of the old side starts at this byte.
    pub(super) fn starts_statement(&self, byte: usize) -> bool {
        let mut node = self.before.root_node().descendant_for_byte_range(byte, byte + 1);
        while let Some(inner) = node.filter(|node| node.start_byte() == byte) {
            node = inner.parent();
            if node.is_some_and(|outer| matches!(outer.kind(), "block" | "module")) {
                return true;
            }
        }
        false
    }
}

/// Files up to this many rows are parsed whole.
const WHOLE_ROWS: usize = 300;

/// Rows from the end of the definition before the hunk to the end of its own, where brackets at the margin tell them:
/// large files of C take long to parse. Other files are one part.
fn part(language: Language, file: &Lines, rows: &Range<usize>) -> Range<usize> {
    let margins = !matches!(language, Language::Java | Language::Python);
    if !margins || file.len() <= WHOLE_ROWS {
        return 0..file.len();
    }
    let ends = |row: &usize| matches!(file.rows(*row..*row + 1).trim_end(), "}" | "};");
    // The line before the hunk stays in view.
    let start = (0..rows.start.saturating_sub(1)).rev().find(ends).map_or(0, |row| row + 1);
    let end = (rows.end..file.len()).find(ends).map_or(file.len(), |row| row + 1);
    start..end
}

/// The tokens of some rows.
fn tokens<'a>(grammar: &Grammar, tree: &Tree, lines: &'a Lines, rows: &Range<usize>) -> Vec<Token<'a>> {
    let mut found = Vec::new();
    if !rows.is_empty() {
        let range = lines.bytes(rows.clone());
        collect(grammar, tree.root_node(), &lines.text, &range, Around::default(), &mut found);
    }
    found
}

fn collect<'a>(
    grammar: &Grammar,
    node: Node<'_>,
    text: &'a str,
    range: &Range<usize>,
    around: Around,
    found: &mut Vec<Token<'a>>,
) {
    let (start, end) = (node.start_byte(), node.end_byte());
    if end <= range.start || start >= range.end || start == end {
        return;
    }
    let role = if node.is_named() { grammar.role(node.kind_id()) } else { Role::Plain };
    if role == Role::Comment || is_documentation(node) {
        return;
    }
    let kind = node.kind();
    let around = Around {
        import: around.import || role == Role::Import || kind == "preproc_include",
        annotation: around.annotation
            || matches!(
                kind,
                "marker_annotation"
                    | "annotation"
                    | "attribute_item"
                    | "inner_attribute_item"
                    | "attribute_declaration"
                    | "type_annotation"
            )
            || kind == "type" && node.is_named()
            || kind == "!" && node.parent().is_some_and(|parent| parent.kind() == "non_null_expression"),
        arguments: around.arguments || role == Role::Arguments,
        condition: around.condition,
    };
    let whole = match role {
        Role::Text => !has_code_inside(node),
        Role::Opaque => {
            !matches!(kind, "preproc_def" | "preproc_function_def" | "preproc_call" | "template_expression")
        }
        _ => false,
    };
    if node.child_count() > 0 && !whole {
        let mut cursor = node.walk();
        if cursor.goto_first_child_for_byte(range.start).is_none() {
            return;
        }
        loop {
            let child = cursor.node();
            if child.start_byte() >= range.end {
                break;
            }
            let condition = cursor.field_name() == Some("condition");
            let inner = Around { condition: around.condition || condition, ..around };
            collect(grammar, child, text, range, inner, found);
            if !cursor.goto_next_sibling() {
                break;
            }
        }
        return;
    }
    // A token that reaches out of the lines, such as a long string, counts with what lies within them.
    let Some(piece) = text.get(start.max(range.start)..end.min(range.end)) else { return };
    if piece.trim().is_empty() {
        return;
    }
    let token_kind = match role {
        Role::Text => Kind::Text,
        Role::Number | Role::True | Role::False | Role::Boolean | Role::Null => Kind::Literal,
        Role::Name | Role::MemberName | Role::Receiver => Kind::Name,
        Role::TypeName => Kind::Type,
        Role::Opaque => Kind::Opaque,
        _ if matches!(
            kind,
            "primitive_type" | "predefined_type" | "sized_type_specifier" | "void_type" | "integral_type"
        ) =>
        {
            Kind::Type
        }
        _ if kind.contains("string") || kind.contains("char") || kind == "escape_sequence" => Kind::Text,
        _ if !node.is_named() => Kind::Mark,
        _ if piece.chars().all(|c| c.is_alphanumeric() || c == '_') => Kind::Name,
        _ => Kind::Opaque,
    };
    found.push(Token {
        text: piece,
        kind: token_kind,
        import: around.import,
        annotation: around.annotation,
        declared: token_kind == Kind::Name && is_declared(node),
        in_arguments: around.arguments,
        in_condition: around.condition,
    });
}

/// A string that stands by itself is documentation.
fn is_documentation(node: Node<'_>) -> bool {
    node.kind() == "expression_statement"
        && node.child_count() == 1
        && node.child(0).is_some_and(|child| child.kind() == "string")
}

/// Whether a string holds code: what is interpolated.
fn has_code_inside(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .any(|child| matches!(child.kind(), "template_substitution" | "interpolation"))
}

/// Whether a name is that of a function, class, field, variable or parameter that its parent declares.
fn is_declared(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        let kind = parent.kind();
        let parameter = kind.contains("parameter");
        let declares = parameter || kind.contains("declarat") || kind.contains("definition");
        (declares || kind.ends_with("_item") || kind == "property_signature")
            && (kind.ends_with("parameters")
                || ["name", "declarator", "pattern"]
                    .iter()
                    .any(|field| parent.child_by_field_name(field).is_some_and(|named| named == node)))
    })
}

/// Whether the parser stumbles on some rows or beside them.
fn stumbles(tree: &Tree, rows: &Range<usize>) -> bool {
    fn any(node: Node<'_>, from: usize, to: usize) -> bool {
        if !node.has_error() || node.end_position().row < from || node.start_position().row > to {
            return false;
        }
        if node.is_error() || node.is_missing() {
            return true;
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).any(|child| any(child, from, to))
    }
    any(tree.root_node(), rows.start.saturating_sub(2), rows.end + 1)
}

#[cfg(test)]
mod tests {
    use fixerr_shared::syntax::grammar;

    use super::*;

    fn parse(language: Language, text: &str) -> Tree {
        let mut parser = Parser::new();
        parser.set_language(&grammar(language, false)).unwrap();
        parser.parse(text, None).unwrap()
    }

    fn of(language: Language, text: &str, rows: Range<usize>) -> Vec<(String, Kind)> {
        let lines = Lines::new(text.to_owned());
        let grammar = Grammar::of(language, false);
        let tree = parse(language, text);
        tokens(grammar, &tree, &lines, &rows).into_iter().map(|t| (t.text.to_owned(), t.kind)).collect()
    }

    fn texts(language: Language, text: &str, rows: Range<usize>) -> Vec<String> {
        of(language, text, rows).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn comments_and_documentation_are_no_tokens() {
        let java = "class A {\n  /* a\n     b */ int f() { return 1; } // c\n}\n";
        assert_eq!(texts(Language::Java, java, 2..3), ["int", "f", "(", ")", "{", "return", "1", ";", "}"]);
        assert!(texts(Language::Java, java, 1..2).is_empty());
        let python = "def f():\n    \"\"\"Says\n    this.\"\"\"\n    return f'{a} b'  # c\n";
        assert!(texts(Language::Python, python, 1..3).is_empty());
        let tokens = of(Language::Python, python, 3..4);
        assert!(tokens.contains(&("a".to_owned(), Kind::Name)), "{tokens:?}");
        assert!(texts(Language::Rust, "/// Says this.\nfn f() {}\n", 0..1).is_empty());
    }

    #[test]
    fn errors_are_seen_near() {
        let parse = |text: &str| parse(Language::Go, text);
        let filler = "func g() {\n}\n\n".repeat(5);
        let tree = parse(&format!("package a\n\nfunc f( {{ a(1 }}\n\n{filler}"));
        assert!(stumbles(&tree, &(2..3)) && !stumbles(&tree, &(12..13)));
        assert!(!stumbles(&parse(&format!("package a\n\n{filler}")), &(2..3)));
    }

    #[test]
    fn a_part_reaches_over_the_definition() {
        let filler = "int g(void)\n{\n}\n\n".repeat(100);
        let file = Lines::new(format!("{filler}int f(void)\n{{\n\treturn 1;\n}}\n\n{filler}"));
        let rows = part(Language::C, &file, &(402..403));
        assert_eq!(file.rows(rows), "\nint f(void)\n{\n\treturn 1;\n}\n");
        assert_eq!(part(Language::Java, &file, &(402..403)), 0..file.len());
        let hunk = Hunk { old: 402..403, new: 402..403 };
        let grammar = Grammar::of(Language::C, false);
        let scene =
            Scene::new(&mut Parser::new(), grammar, Language::C, &file, &hunk, "\treturn 2\n").unwrap();
        assert_eq!((scene.stumbles(), scene.hunk.old.clone()), ((false, true), 3..4));
        let (old, new) = scene.tokens(grammar);
        assert_eq!((old.len(), new[1].text), (3, "2"));
    }
}
