//! From a syntax tree to the places where a bug can be put. One walk over the tree; every node is seen once.

use fixerr_shared::language::Language;
use tree_sitter::{Node, Tree, TreeCursor};

use super::{
    classes::Class,
    grammar::{self, Grammar, Role},
    survey::{Declaration, MemberUse, Survey, Token, TokenKind},
};

/// How a site changes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// The range becomes one of these.
    OneOf(&'static [&'static str]),
    /// Only this part of the range stays.
    Keep(u32, u32),
    /// The range becomes the first text; for [`Class::ConditionNegation`] it is negated.
    Negate,
    /// One of these is added after the range.
    Append(&'static [&'static str]),
    /// Two parts change places.
    Swap((u32, u32), (u32, u32)),
    /// The range is lost.
    Remove,
    /// The range stands twice.
    Double,
    /// The whole line is lost.
    Line,
    /// Another visible variable.
    Variable,
    /// A name that looks alike.
    Similar,
    /// Another member of the same receiver.
    Method,
    Exception,
    Number,
    Text,
    Typo,
    Quote,
    Indent,
    /// What [`super::habits`] makes of the token.
    Habit,
}

/// A place where one class of bug can be put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) class: Class,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The token at the site, or the first one.
    pub(super) token: u32,
    pub(super) change: Change,
}

/// A node on the way from the root to the current one.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) role: Role,
    kind: u16,
    range: (u32, u32),
    row: u32,
    pub(super) field: &'static str,
    declaring: bool,
    has_receiver: bool,
    /// Whether the parser understood this part of the file.
    clean: bool,
}

/// Collects tokens, declarations and sites.
pub(super) struct Walk<'a, 's> {
    pub(super) survey: &'s mut Survey<'a>,
    pub(super) grammar: &'static Grammar,
    frames: Vec<Frame>,
    functions: usize,
    imports: usize,
    /// Whether the parser understood the whole file.
    clean: bool,
}

pub(super) fn range_of(node: Node<'_>) -> (u32, u32) {
    (node.start_byte() as u32, node.end_byte() as u32)
}

impl<'a, 's> Walk<'a, 's> {
    pub(super) fn over(survey: &'s mut Survey<'a>, grammar: &'static Grammar, tree: &Tree) {
        let mut walk = Walk {
            survey,
            grammar,
            frames: Vec::new(),
            functions: 0,
            imports: 0,
            clean: !tree.root_node().has_error(),
        };
        let mut cursor = tree.walk();
        loop {
            if walk.enter(&cursor) && cursor.goto_first_child() {
                continue;
            }
            loop {
                walk.leave();
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    pub(super) fn parent(&self, up: usize) -> Option<&Frame> {
        self.frames.len().checked_sub(1 + up).map(|at| &self.frames[at])
    }

    pub(super) fn parent_role(&self, up: usize) -> Role {
        self.parent(up).map_or(Role::Plain, |frame| frame.role)
    }

    /// Looks at a node; says whether its children matter.
    fn enter(&mut self, cursor: &TreeCursor<'_>) -> bool {
        let node = cursor.node();
        let field = cursor.field_name().unwrap_or_default();
        let role = if node.is_named() { self.grammar.role(node.kind_id()) } else { Role::Plain };
        let declaring =
            self.parent(0).is_some_and(|parent| self.grammar.declares(parent.kind, field, parent.declaring));
        let whole = matches!(role, Role::Comment | Role::Text | Role::Opaque | Role::Boolean | Role::Null);
        let leaf = whole || node.child_count() == 0;
        if leaf {
            self.leaf(node, role, field, declaring);
        } else {
            self.inner(node, role, field);
        }
        match role {
            Role::Function => self.functions += 1,
            Role::Import => self.imports += 1,
            _ => {}
        }
        let clean_before = self.parent(0).map_or(self.clean, |frame| frame.clean);
        let clean = clean_before || role == Role::Function && !node.has_error();
        if clean && !clean_before {
            self.survey.clean_functions.push(range_of(node));
        }
        self.frames.push(Frame {
            clean,
            role,
            kind: node.kind_id(),
            range: range_of(node),
            row: node.start_position().row as u32,
            field,
            declaring,
            has_receiver: role == Role::Call && node.child_by_field_name("object").is_some(),
        });
        !leaf
    }

    fn leave(&mut self) {
        match self.frames.pop().map(|frame| frame.role) {
            Some(Role::Function) => self.functions -= 1,
            Some(Role::Import) => self.imports -= 1,
            _ => {}
        }
    }

    pub(super) fn site(&mut self, class: Class, range: (u32, u32), change: Change) {
        if !self.parent(0).map_or(self.clean, |frame| frame.clean) {
            return;
        }
        let token = self.survey.tokens.len() as u32;
        // Imports are all alike and many; a quarter of their tokens is enough.
        if self.imports > 0 && !token.is_multiple_of(4) {
            return;
        }
        self.survey.sites.push(Site { class, start: range.0, end: range.1, token, change });
    }

    fn leaf(&mut self, node: Node<'_>, role: Role, field: &'static str, declaring: bool) {
        let (start, end) = range_of(node);
        if role == Role::Comment || start == end {
            return;
        }
        let text = self.survey.slice((start, end));
        let kind = match role {
            Role::Name | Role::TypeName | Role::MemberName => self.name_kind(role, field, declaring),
            Role::Receiver => TokenKind::Receiver,
            Role::Number => TokenKind::Number,
            Role::Text => TokenKind::Text,
            _ if node.is_named() => TokenKind::Other,
            _ if text.starts_with(|c: char| c.is_ascii_alphabetic()) => TokenKind::Keyword,
            _ => TokenKind::Mark,
        };
        let token = Token { start, end, row: node.start_position().row as u32, kind };
        self.token_sites(token, role, field, text);
        let at = self.survey.tokens.len() as u32;
        if kind.is_name() {
            self.survey.names.entry(text).or_default().push(at);
        } else if matches!(kind, TokenKind::Number | TokenKind::Text) {
            self.survey.literals.entry(text).or_default().push(at);
        }
        if kind == TokenKind::Declared {
            let (scope, local) = self.scope();
            self.survey.declarations.push(Declaration { token: at, scope, local });
        }
        self.survey.tokens.push(token);
    }

    /// Where a name that is declared here is visible.
    fn scope(&self) -> ((u32, u32), bool) {
        let local = self.functions > 0;
        let scope = self.frames.iter().rev().find(|frame| match frame.role {
            Role::Function | Role::Scope | Role::Block => true,
            Role::Loop => self.survey.language != Language::Python,
            _ => false,
        });
        (scope.map_or((0, u32::MAX), |frame| frame.range), local)
    }

    fn name_kind(&mut self, role: Role, field: &'static str, declaring: bool) -> TokenKind {
        if self.imports > 0 {
            return TokenKind::Name;
        }
        if role == Role::TypeName {
            return TokenKind::Type;
        }
        if declaring {
            return TokenKind::Declared;
        }
        match (self.parent_role(0), field) {
            (Role::Call, "function" | "constructor") => TokenKind::Callee,
            (Role::Call, "name") => {
                if self.parent(0).is_some_and(|frame| frame.has_receiver) {
                    let receiver = self.parent(0).map_or(0, |frame| frame.range.0);
                    self.member_use(receiver, true)
                } else {
                    TokenKind::Callee
                }
            }
            (Role::Member, "field" | "attribute" | "property") => {
                let called = self.parent_role(1) == Role::Call
                    && self.parent(0).is_some_and(|frame| frame.field == "function");
                let receiver = self.parent(0).map_or(0, |frame| frame.range.0);
                self.member_use(receiver, called)
            }
            (_, "name" | "key" | "label" | "alias" | "path" | "macro" | "scope" | "package") => {
                TokenKind::Name
            }
            _ if role == Role::MemberName => TokenKind::Name,
            _ => TokenKind::Variable,
        }
    }

    fn member_use(&mut self, receiver: u32, called: bool) -> TokenKind {
        // The dot, or the arrow, is the last token; the receiver ends where it starts.
        let end = self.survey.tokens.last().map_or(receiver, |dot| dot.start).max(receiver);
        let token = self.survey.tokens.len() as u32;
        self.survey.members.push(MemberUse { receiver: (receiver, end), token, called });
        if called { TokenKind::Method } else { TokenKind::Member }
    }

    fn token_sites(&mut self, token: Token, role: Role, field: &'static str, text: &str) {
        let range = (token.start, token.end);
        match token.kind {
            TokenKind::Mark => self.mark_sites(range, field, text),
            TokenKind::Keyword => self.keyword_sites(range, text),
            TokenKind::Variable => self.variable_sites(token),
            TokenKind::Method | TokenKind::Member => {
                self.site(Class::CallWrongMethod, range, Change::Method);
                self.site(Class::VariableSimilar, range, Change::Similar);
            }
            TokenKind::Callee | TokenKind::Type => self.site(Class::VariableSimilar, range, Change::Similar),
            TokenKind::Number => self.site(Class::LiteralNumber, range, Change::Number),
            TokenKind::Text if self.imports == 0 => {
                self.site(Class::LiteralString, range, Change::Text);
                self.site(Class::SyntaxQuote, range, Change::Quote);
            }
            TokenKind::Receiver => {
                // The receiver and the dot or arrow after it are lost together.
                self.site(Class::MemberMissingSelf, range, Change::Remove);
            }
            _ => {}
        }
        if token.kind.is_name() && text.len() >= 4 && text.is_ascii() {
            self.site(Class::SyntaxIdentifier, range, Change::Typo);
        }
        let truth: &[&str] = match (role, text) {
            (Role::True | Role::Boolean, "true") => &["false"],
            (Role::False | Role::Boolean, "false") => &["true"],
            (Role::True, "True") => &["False"],
            (Role::False, "False") => &["True"],
            _ => &[],
        };
        if !truth.is_empty() {
            self.site(Class::LiteralBoolean, range, Change::OneOf(truth));
        }
        if role == Role::Null {
            let mistakes = grammar::null_mistakes(self.survey.language);
            self.site(Class::LiteralNull, range, Change::OneOf(mistakes));
        }
        // The name of an exception stands in the first line of its throw or catch.
        let thrown = self
            .frames
            .iter()
            .rev()
            .take(4)
            .any(|frame| matches!(frame.role, Role::Throw | Role::Catch) && frame.row == token.row);
        if thrown && token.kind.is_name() && (text.ends_with("Error") || text.ends_with("Exception")) {
            self.survey.exceptions.push(self.survey.tokens.len() as u32);
            self.site(Class::WrongException, range, Change::Exception);
        }
    }

    fn variable_sites(&mut self, token: Token) {
        let range = (token.start, token.end);
        if self.survey.language == Language::Python && self.survey.slice(range) == "self" {
            self.site(Class::MemberMissingSelf, range, Change::Remove);
            return;
        }
        self.site(Class::VariableWrong, range, Change::Variable);
        self.site(Class::VariableSimilar, range, Change::Similar);
        match self.parent_role(0) {
            Role::Arguments => self.site(Class::ArgumentWrong, range, Change::Variable),
            Role::Return => self.site(Class::WrongReturn, range, Change::Variable),
            Role::Subscript | Role::Slice => {
                let last = self.survey.tokens.last().map_or("", |last| self.survey.token_text(*last));
                if matches!(last, "[" | ":") {
                    self.site(Class::BoundOffByOne, range, Change::Append(&[" - 1", " + 1"]));
                }
            }
            // Go returns a list of values.
            _ if self.parent_role(1) == Role::Return => {
                self.site(Class::WrongReturn, range, Change::Variable);
            }
            _ => {}
        }
    }

    fn mark_sites(&mut self, range: (u32, u32), field: &'static str, text: &str) {
        match text {
            "(" | ")" | "[" | "]" | "{" | "}" => {
                self.site(Class::SyntaxBracket, range, Change::Remove);
                self.site(Class::SyntaxBracket, range, Change::Double);
            }
            "," => {
                self.site(Class::SyntaxComma, range, Change::Remove);
                self.site(Class::SyntaxComma, range, Change::Double);
            }
            ";" => {
                self.site(Class::SyntaxSemicolon, range, Change::Remove);
                self.site(Class::SyntaxSemicolon, range, Change::OneOf(&[",", ":"]));
            }
            ":" => self.site(Class::SyntaxColon, range, Change::Remove),
            "::" => self.site(Class::SyntaxColon, range, Change::OneOf(&[":", "."])),
            _ => self.operator_sites(range, field, text),
        }
    }

    fn operator_sites(&mut self, range: (u32, u32), field: &str, text: &str) {
        let half = grammar::half_written(text);
        if !half.is_empty() && self.imports == 0 {
            self.site(Class::SyntaxOperator, range, Change::OneOf(half));
        }
        if text == "?." {
            self.site(Class::ConditionNullCheck, range, Change::OneOf(&["."]));
        }
        let parent = self.parent_role(0);
        let mut add = |class, table: &'static [&'static str]| {
            if !table.is_empty() {
                self.site(class, range, Change::OneOf(table));
            }
        };
        match parent {
            Role::Binary | Role::Compare if matches!(field, "operator" | "operators") => {
                add(Class::OperatorComparison, grammar::comparison(text));
                add(Class::OperatorArithmetic, grammar::arithmetic(text));
                add(Class::OperatorLogical, grammar::logical(text));
                add(Class::OperatorBitwise, grammar::bitwise(text));
                self.comparison_in_context(range, text);
            }
            Role::Assign => add(Class::OperatorAssignment, grammar::assignment(text)),
            Role::Update => add(Class::OperatorArithmetic, grammar::arithmetic(text)),
            Role::Range => match text {
                ".." => add(Class::BoundOffByOne, &["..="]),
                "..=" => add(Class::BoundOffByOne, &[".."]),
                _ => {}
            },
            _ => {}
        }
    }

    /// Loop bounds, and equality in a condition that becomes an assignment.
    fn comparison_in_context(&mut self, range: (u32, u32), text: &str) {
        let binary = *self.frames.last().unwrap_or(&self.frames[0]);
        let in_loop = self.parent_role(1) == Role::Loop && binary.field == "condition";
        let bound: &[&str] = match text {
            "<" => &["<="],
            "<=" => &["<"],
            ">" => &[">="],
            ">=" => &[">"],
            _ => &[],
        };
        if in_loop && !bound.is_empty() {
            self.site(Class::BoundOffByOne, range, Change::OneOf(bound));
        }
        let assigns = matches!(
            self.survey.language,
            Language::C | Language::Cpp | Language::JavaScript | Language::TypeScript
        );
        if assigns && matches!(text, "==" | "===") && self.parent_role(1) == Role::Parenthesized {
            self.site(Class::OperatorAssignment, range, Change::OneOf(&["="]));
        }
    }

    fn keyword_sites(&mut self, range: (u32, u32), text: &str) {
        if text.len() >= 3 {
            self.site(Class::SyntaxKeyword, range, Change::Typo);
        }
        if matches!(text, "and" | "or" | "is" | "in" | "is not" | "not in")
            && matches!(self.parent_role(0), Role::Binary | Role::Compare)
        {
            let (class, table) = match text {
                "and" | "or" => (Class::OperatorLogical, grammar::logical(text)),
                _ => (Class::OperatorComparison, grammar::comparison(text)),
            };
            self.site(class, range, Change::OneOf(table));
        }
    }
}
