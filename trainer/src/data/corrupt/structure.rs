//! Sites that take a whole node to see: arguments, operands, conditions, statements.

use fixerr_shared::language::Language;
use tree_sitter::Node;

use super::{
    classes::Class,
    grammar::Role,
    sites::{Change, Walk, range_of},
};

impl<'a> Walk<'a, '_> {
    /// Looks at a node with children.
    pub(super) fn inner(&mut self, node: Node<'_>, role: Role, field: &'static str) {
        let range = range_of(node);
        match role {
            Role::Arguments => self.argument_sites(node, range),
            Role::Binary => self.operand_sites(node, range),
            Role::Unary => self.negation_lost(node, range),
            Role::Return => {
                if let (1, Some(value)) = (node.named_child_count(), node.named_child(0)) {
                    self.site(Class::MissingReturn, range, Change::Keep(value.start_byte() as u32, range.1));
                }
            }
            Role::Await => {
                if let Some(value) = node.named_child(0) {
                    self.site(Class::MissingAwait, range, Change::Keep(range_of(value).0, range_of(value).1));
                }
            }
            Role::Break => self.site(Class::MissingBreak, range, Change::Line),
            Role::Function => self.tail_expression(node),
            Role::Condition => self.branch_sites(node, range),
            Role::Import => self.import_sites(node),
            _ => {}
        }
        if field == "condition" {
            self.condition_sites(node);
        }
        if self.survey.language == Language::Python
            && self.parent(0).is_some_and(|p| p.field == "body" || p.field.is_empty())
        {
            self.indentation_site(node);
        }
    }

    /// A statement of a Python block that stands alone on its line.
    fn indentation_site(&mut self, node: Node<'_>) {
        let simple = matches!(
            node.kind(),
            "expression_statement"
                | "return_statement"
                | "raise_statement"
                | "assert_statement"
                | "delete_statement"
        );
        if simple && node.start_position().row == node.end_position().row {
            self.site(Class::SyntaxIndentation, range_of(node), Change::Indent);
        }
    }

    /// Rust returns a block's last expression; a semicolon after it loses the value.
    fn tail_expression(&mut self, node: Node<'_>) {
        if self.survey.language != Language::Rust || node.child_by_field_name("return_type").is_none() {
            return;
        }
        let last = node
            .child_by_field_name("body")
            .and_then(|body| body.named_child(body.named_child_count().checked_sub(1)? as _));
        if let Some(last) = last
            && (last.kind().ends_with("_expression") || last.kind() == "identifier")
            && !matches!(last.kind(), "return_expression" | "match_expression" | "if_expression")
            && last.start_position().row == last.end_position().row
        {
            self.site(Class::MissingReturn, range_of(last), Change::Append(&[";"]));
        }
    }

    fn argument_sites(&mut self, node: Node<'_>, range: (u32, u32)) {
        let callee = self.survey.tokens.last().map_or("", |last| self.survey.token_text(*last));
        let (mut cursor, mut arguments, mut movable) = (node.walk(), Vec::new(), true);
        for child in node.named_children(&mut cursor) {
            match self.grammar.role(child.kind_id()) {
                Role::Comment => return,
                role => arguments.push((range_of(child), role)),
            }
            movable &= !child.kind().contains("splat")
                && !child.kind().contains("keyword")
                && child.kind() != "spread_element";
        }
        if callee == "range"
            && self.survey.language == Language::Python
            && let Some((last, _)) = arguments.last()
        {
            self.site(Class::BoundOffByOne, *last, Change::Append(&[" - 1", " + 1"]));
        }
        let lower = callee.to_ascii_lowercase();
        let symmetric =
            ["max", "min", "equal", "add", "assert", "compare", "and", "or", "xor", "eq", "union"]
                .iter()
                .any(|name| lower.contains(name));
        for pair in arguments.windows(2) {
            let [(a, a_role), (b, b_role)] = pair else { continue };
            let literals = [a_role, b_role].iter().all(|role| {
                matches!(
                    role,
                    Role::Text | Role::Number | Role::True | Role::False | Role::Null | Role::Boolean
                )
            });
            if movable && !symmetric && !literals && self.survey.slice(*a) != self.survey.slice(*b) {
                self.site(Class::ArgumentSwapped, (a.0, b.1), Change::Swap(*a, *b));
            }
        }
        for (at, (argument, role)) in arguments.iter().enumerate() {
            if !matches!(
                role,
                Role::Name | Role::Member | Role::Receiver | Role::Null | Role::True | Role::False
            ) {
                continue;
            }
            // The comma before goes with it, or the one after when it is the first.
            let lost = match (at.checked_sub(1).map(|before| arguments[before].0), arguments.get(at + 1)) {
                (Some(before), _) => (before.1, argument.1),
                (None, Some((after, _))) => (argument.0, after.0),
                (None, None) => *argument,
            };
            if lost.0 >= range.0 && lost.1 <= range.1 {
                self.site(Class::ArgumentMissing, lost, Change::Remove);
            }
        }
    }

    /// One operand of and/or is lost; a correction by one is lost.
    fn operand_sites(&mut self, node: Node<'_>, range: (u32, u32)) {
        let fields = ["left", "operator", "right"].map(|name| node.child_by_field_name(name));
        let [Some(left), Some(operator), Some(right)] = fields else { return };
        let (left, right) = (range_of(left), range_of(right));
        let kept_right = self.survey.slice(right);
        match self.survey.slice(range_of(operator)) {
            "&&" | "||" | "and" | "or" => {
                self.site(Class::ConditionLost, range, Change::Keep(left.0, left.1));
                self.site(Class::ConditionLost, range, Change::Keep(right.0, right.1));
                for (side, node) in [("left", left), ("right", right)] {
                    let child = fields[usize::from(side == "right") * 2];
                    if child.is_some_and(|child| self.is_simple(child)) {
                        self.site(Class::ConditionNegation, node, Change::Negate);
                    }
                }
            }
            "-" | "+" if kept_right == "1" => {
                self.site(Class::BoundOffByOne, range, Change::Keep(left.0, left.1));
            }
            _ => {}
        }
    }

    fn negation_lost(&mut self, node: Node<'_>, range: (u32, u32)) {
        let operator = node.child(0).map_or("", |child| self.survey.slice(range_of(child)));
        if let (true, Some(operand)) = (
            matches!(operator, "!" | "not"),
            node.named_child(node.named_child_count().saturating_sub(1) as _),
        ) {
            self.site(Class::ConditionNegation, range, Change::Keep(operand.start_byte() as u32, range.1));
        }
    }

    fn is_simple(&self, node: Node<'_>) -> bool {
        matches!(self.grammar.role(node.kind_id()), Role::Name | Role::Call | Role::Member | Role::Subscript)
            && node.start_position().row == node.end_position().row
    }

    fn condition_sites(&mut self, node: Node<'_>) {
        let mut inner = node;
        while self.grammar.role(inner.kind_id()) == Role::Parenthesized {
            let (1, Some(child)) = (inner.named_child_count(), inner.named_child(0)) else { return };
            inner = child;
        }
        if self.is_simple(inner) {
            self.site(Class::ConditionNegation, range_of(inner), Change::Negate);
        }
    }

    /// Both branches of a condition, or the only one where it guards against null.
    fn branch_sites(&mut self, node: Node<'_>, range: (u32, u32)) {
        let mut cursor = node.walk();
        let (condition, then, otherwise) =
            if self.survey.language == Language::Python && node.kind() == "conditional_expression" {
                let parts: Vec<_> = node.named_children(&mut cursor).collect();
                let [then, condition, otherwise] = parts[..] else { return };
                (condition, then, Some(otherwise))
            } else {
                let fields = ["condition", "consequence"].map(|name| node.child_by_field_name(name));
                let [Some(condition), Some(then)] = fields else { return };
                (condition, then, node.child_by_field_name("alternative"))
            };
        let Some(then) = self.only_line(then) else { return };
        let checked = self.null_check(condition);
        if let Some(otherwise) = otherwise {
            let Some(otherwise) = self.only_line(otherwise) else { return };
            let (a, b) = (range_of(then), range_of(otherwise));
            if self.survey.slice(a) != self.survey.slice(b) {
                self.site(Class::BranchSwapped, (a.0, b.1), Change::Swap(a, b));
            }
            // The value that is used when nothing is null stays.
            if let Some((name, unequal)) = checked
                && !node.kind().starts_with("if")
            {
                let kept = if unequal { a } else { b };
                if self.survey.slice(kept).contains(name) {
                    self.site(Class::ConditionNullCheck, range, Change::Keep(kept.0, kept.1));
                }
            }
        } else if let Some((name, true)) = checked
            && self.survey.slice(range_of(then)).contains(name)
            && matches!(self.grammar.role(then.kind_id()), Role::Plain | Role::Call | Role::Assign)
        {
            self.site(Class::ConditionNullCheck, range, Change::Keep(range_of(then).0, range_of(then).1));
        }
    }

    /// The one statement or value of a branch, when it fits a line.
    fn only_line<'n>(&self, branch: Node<'n>) -> Option<Node<'n>> {
        let mut node = branch;
        while matches!(
            node.kind(),
            "else_clause" | "block" | "statement_block" | "compound_statement" | "statement_list"
        ) {
            node = node.named_child(0).filter(|_| node.named_child_count() == 1)?;
        }
        let short = node.end_byte() - node.start_byte() <= 80;
        let role = self.grammar.role(node.kind_id());
        let fits = short && node.start_position().row == node.end_position().row;
        (fits && !matches!(role, Role::Condition | Role::Comment | Role::Loop)).then_some(node)
    }

    /// What a condition compares with null, and whether it holds for all else.
    fn null_check(&self, condition: Node<'_>) -> Option<(&'a str, bool)> {
        let mut node = condition;
        while self.grammar.role(node.kind_id()) == Role::Parenthesized {
            node = node.named_child(0).filter(|_| node.named_child_count() == 1)?;
        }
        if !matches!(self.grammar.role(node.kind_id()), Role::Binary | Role::Compare)
            || node.named_child_count() != 2
        {
            return None;
        }
        let (left, right) = (node.named_child(0)?, node.named_child(1)?);
        let unequal = match self.survey.slice((left.end_byte() as u32, right.start_byte() as u32)).trim() {
            "!=" | "!==" | "is not" => true,
            "==" | "===" | "is" => false,
            _ => return None,
        };
        let name = self.survey.slice(range_of(left));
        (self.grammar.role(right.kind_id()) == Role::Null && name.len() <= 24).then_some((name, unequal))
    }

    /// One of several names that a line imports, or a whole line that imports one well-known thing.
    fn import_sites(&mut self, node: Node<'_>) {
        let (mut open, mut lists) = (vec![node], Vec::new());
        while let Some(inner) = open.pop() {
            let mut cursor = inner.walk();
            let names: Vec<_> = inner
                .named_children(&mut cursor)
                .filter(|child| {
                    matches!(child.kind(), "import_specifier" | "use_as_clause")
                        || matches!(inner.kind(), "use_list") && child.kind() == "identifier"
                        || inner.kind() == "import_from_statement"
                            && inner
                                .child_by_field_name("module_name")
                                .is_some_and(|module| module.id() != child.id())
                })
                .map(range_of)
                .collect();
            let whole = match inner.kind() {
                "import_spec" => true,
                "import_statement" => {
                    self.survey.language == Language::Python && inner.named_child_count() == 1
                }
                "import_declaration" => {
                    let text = self.survey.slice(range_of(inner));
                    text.starts_with("import java")
                }
                _ => false,
            };
            if whole {
                self.site(Class::ImportMissing, range_of(inner), Change::Line);
            }
            lists.push(names);
            open.extend(inner.named_children(&mut cursor).filter(|child| child.child_count() > 0));
        }
        for names in lists {
            for (at, name) in names.iter().enumerate() {
                let lost = match (at.checked_sub(1), names.get(at + 1)) {
                    (Some(before), _) => (names[before].1, name.1),
                    (None, Some(after)) => (name.0, after.0),
                    (None, None) => continue,
                };
                self.site(Class::ImportMissing, lost, Change::Remove);
            }
        }
    }
}
