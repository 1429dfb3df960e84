//! What the node kinds of the eight grammars mean here. One table serves them all: kinds that share a name share a
//! meaning, and a kind that a grammar lacks costs nothing.

use std::sync::OnceLock;

use fixerr_shared::{language::Language, syntax::grammar};

/// What a named node means to the search for sites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::data) enum Role {
    #[default]
    Plain,
    Comment,
    Text,
    /// Code that is left alone: regular expressions, markup, preprocessor bodies.
    Opaque,
    Number,
    True,
    False,
    /// Rust's one kind for both.
    Boolean,
    Null,
    Name,
    TypeName,
    MemberName,
    /// The receiver itself: `this`, `self`.
    Receiver,
    Binary,
    Compare,
    /// A prefix operator, of which only negation matters.
    Unary,
    Assign,
    Update,
    Arguments,
    Call,
    Member,
    Function,
    Scope,
    Return,
    Await,
    Break,
    Throw,
    Catch,
    Loop,
    Subscript,
    Slice,
    Range,
    Parenthesized,
    Condition,
    Block,
    Import,
}

#[rustfmt::skip]
const ROLES: &[(Role, &[&str])] = &[
    (Role::Comment, &["comment", "line_comment", "block_comment", "html_comment", "doc_comment"]),
    (Role::Text, &["string_literal", "character_literal", "string", "template_string", "char_literal", "raw_string_literal",
        "interpreted_string_literal", "rune_literal", "system_lib_string"]),
    (Role::Opaque, &["regex", "jsx_text", "preproc_arg", "preproc_directive", "hash_bang_line", "shebang", "template_expression", "attribute_item", "inner_attribute_item",
        "macro_definition", "preproc_def", "preproc_function_def", "preproc_include", "preproc_call"]),
    (Role::Number, &["decimal_integer_literal", "integer", "number", "int_literal", "integer_literal", "number_literal"]),
    (Role::True, &["true"]),
    (Role::False, &["false"]),
    (Role::Boolean, &["boolean_literal"]),
    (Role::Null, &["null_literal", "none", "null", "nil"]),
    (Role::Name, &["identifier"]),
    (Role::TypeName, &["type_identifier"]),
    (Role::MemberName, &["property_identifier", "field_identifier", "private_property_identifier", "shorthand_property_identifier",
        "shorthand_property_identifier_pattern", "shorthand_field_identifier", "package_identifier", "namespace_identifier"]),
    (Role::Receiver, &["this", "self"]),
    (Role::Binary, &["binary_expression", "binary_operator", "boolean_operator"]),
    (Role::Compare, &["comparison_operator"]),
    (Role::Unary, &["unary_expression", "not_operator"]),
    (Role::Assign, &["assignment_expression", "augmented_assignment", "augmented_assignment_expression", "assignment", "assignment_statement", "compound_assignment_expr"]),
    (Role::Update, &["update_expression", "inc_statement", "dec_statement"]),
    (Role::Arguments, &["argument_list", "arguments"]),
    (Role::Call, &["call_expression", "method_invocation", "call", "new_expression", "object_creation_expression"]),
    (Role::Member, &["field_access", "attribute", "member_expression", "selector_expression", "field_expression"]),
    (Role::Function, &["method_declaration", "constructor_declaration", "compact_constructor_declaration", "lambda_expression", "function_definition", "lambda",
        "function_declaration", "function_expression", "arrow_function", "method_definition", "generator_function", "generator_function_declaration",
        "func_literal", "function_item", "closure_expression"]),
    (Role::Scope, &["class_body", "declaration_list", "field_declaration_list", "interface_body", "catch_clause", "list_comprehension", "set_comprehension", "dictionary_comprehension",
        "generator_expression", "match_arm", "switch_block", "class_definition", "try_with_resources_statement", "expression_case", "communication_case", "type_switch_statement"]),
    (Role::Block, &["block", "statement_block", "compound_statement"]),
    (Role::Return, &["return_statement", "return_expression"]),
    (Role::Await, &["await", "await_expression"]),
    (Role::Break, &["break_statement", "continue_statement", "break_expression", "continue_expression"]),
    (Role::Throw, &["throw_statement", "raise_statement"]),
    (Role::Catch, &["catch_type", "except_clause"]),
    (Role::Loop, &["for_statement", "for_clause", "enhanced_for_statement", "for_in_statement", "for_expression", "for_range_loop", "while_statement"]),
    (Role::Subscript, &["array_access", "subscript", "subscript_expression", "index_expression", "subscript_argument_list"]),
    (Role::Slice, &["slice", "slice_expression"]),
    (Role::Range, &["range_expression"]),
    (Role::Parenthesized, &["parenthesized_expression", "condition_clause"]),
    (Role::Condition, &["if_statement", "elif_clause", "if_expression", "ternary_expression", "conditional_expression", "do_statement", "while_expression"]),
    (Role::Import, &["import_declaration", "import_statement", "import_from_statement", "future_import_statement", "use_declaration", "package_declaration", "package_clause", "export_clause"]),
];

/// Where a name is declared: the parent's kind and the field (empty: no field).
const DECLARES: &[(&str, &[&str])] = &[
    ("variable_declarator", &["name"]),
    ("formal_parameter", &["name"]),
    ("enhanced_for_statement", &["name"]),
    ("catch_formal_parameter", &["name"]),
    ("resource", &["name"]),
    ("inferred_parameters", &[""]),
    ("lambda_expression", &["parameters"]),
    ("instanceof_expression", &["name"]),
    ("assignment", &["left"]),
    ("parameters", &[""]),
    ("lambda_parameters", &[""]),
    ("typed_parameter", &[""]),
    ("default_parameter", &["name"]),
    ("typed_default_parameter", &["name"]),
    ("for_statement", &["left"]),
    ("for_in_clause", &["left"]),
    ("as_pattern_target", &[""]),
    ("named_expression", &["name"]),
    ("formal_parameters", &[""]),
    ("required_parameter", &["pattern"]),
    ("optional_parameter", &["pattern"]),
    ("for_in_statement", &["left"]),
    ("catch_clause", &["parameter"]),
    ("arrow_function", &["parameter"]),
    ("short_var_declaration", &["left"]),
    ("parameter_declaration", &["name", "declarator"]),
    ("optional_parameter_declaration", &["declarator"]),
    ("variadic_parameter_declaration", &["name"]),
    ("var_spec", &["name"]),
    ("const_spec", &["name"]),
    ("range_clause", &["left"]),
    ("let_declaration", &["pattern"]),
    ("let_condition", &["pattern"]),
    ("parameter", &["pattern"]),
    ("closure_parameters", &[""]),
    ("for_expression", &["pattern"]),
    ("match_arm", &["pattern"]),
    ("const_item", &["name"]),
    ("static_item", &["name"]),
    ("declaration", &["declarator"]),
    ("for_range_loop", &["declarator"]),
];

/// Patterns hand a declaration on to their parts.
const PATTERNS: &[(&str, &[&str])] = &[
    ("pattern_list", &[""]),
    ("tuple_pattern", &[""]),
    ("list_pattern", &[""]),
    ("typed_parameter", &[""]),
    ("object_pattern", &[""]),
    ("array_pattern", &[""]),
    ("rest_pattern", &[""]),
    ("object_assignment_pattern", &["left"]),
    ("assignment_pattern", &["left"]),
    ("pair_pattern", &["value"]),
    ("expression_list", &[""]),
    ("tuple_struct_pattern", &[""]),
    ("mut_pattern", &[""]),
    ("ref_pattern", &[""]),
    ("reference_pattern", &[""]),
    ("struct_pattern", &[""]),
    ("field_pattern", &["name", "pattern"]),
    ("captured_pattern", &[""]),
    ("match_pattern", &[""]),
    ("pointer_declarator", &["declarator"]),
    ("array_declarator", &["declarator"]),
    ("reference_declarator", &[""]),
    ("init_declarator", &["declarator"]),
    ("structured_binding_declarator", &[""]),
];

/// One grammar's kinds, looked up by number.
pub(in crate::data) struct Grammar {
    pub(in crate::data) tree: tree_sitter::Language,
    roles: Vec<Role>,
    declares: Vec<&'static [&'static str]>,
    patterns: Vec<&'static [&'static str]>,
}

impl Grammar {
    /// The table of a language; TypeScript has a second one for JSX.
    pub(in crate::data) fn of(language: Language, jsx: bool) -> &'static Self {
        static ALL: [OnceLock<Grammar>; 16] = [const { OnceLock::new() }; 16];
        ALL[language as usize * 2 + usize::from(jsx)].get_or_init(|| Self::new(language, jsx))
    }

    fn new(language: Language, jsx: bool) -> Self {
        let tree = grammar(language, jsx);
        let kinds = tree.node_kind_count();
        let (mut roles, mut declares, mut patterns) =
            (vec![Role::Plain; kinds], vec![[].as_slice(); kinds], vec![[].as_slice(); kinds]);
        for id in 0..kinds {
            let number = id as u16;
            let (true, Some(kind)) = (tree.node_kind_is_named(number), tree.node_kind_for_id(number)) else {
                continue;
            };
            if let Some((role, _)) = ROLES.iter().find(|(_, kinds)| kinds.contains(&kind)) {
                roles[id] = *role;
            }
            let find = |table: &'static [(&str, &'static [&str])]| {
                table.iter().find(|(name, _)| *name == kind).map_or([].as_slice(), |(_, fields)| *fields)
            };
            declares[id] = find(DECLARES);
            patterns[id] = find(PATTERNS);
        }
        // Rust's `attribute` and `#[...]` are no member accesses; Python's blocks open no scope.
        for (owner, kind, role) in [
            (Language::Rust, "attribute", Role::Opaque),
            (Language::C, "attribute", Role::Opaque),
            (Language::Cpp, "attribute", Role::Opaque),
            (Language::Python, "block", Role::Plain),
        ] {
            let id = tree.id_for_node_kind(kind, true) as usize;
            if owner == language && id != 0 {
                roles[id] = role;
            }
        }
        Self { tree, roles, declares, patterns }
    }

    pub(in crate::data) fn role(&self, kind: u16) -> Role {
        self.roles.get(kind as usize).copied().unwrap_or_default()
    }

    /// Whether a child under `field` of a node of this kind declares a name; `inherited` when the node is itself part
    /// of a declaration.
    pub(super) fn declares(&self, kind: u16, field: &str, inherited: bool) -> bool {
        let kind = kind as usize;
        self.declares.get(kind).is_some_and(|fields| fields.contains(&field))
            || inherited && self.patterns.get(kind).is_some_and(|fields| fields.contains(&field))
    }
}

/// A value that stands in for null by mistake.
pub(super) const fn null_mistakes(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &["False", "0", "\"\""],
        Language::JavaScript | Language::TypeScript => &["false", "0", "\"\""],
        Language::Java | Language::Go => &["0", "false", "\"\""],
        // Where null is a number or a pointer that compares to one, the mistake would mean the same.
        Language::Rust | Language::C | Language::Cpp => &[],
    }
}

/// Exceptions that everyone knows, so that a wrong one can be told from its context.
pub(super) const fn exceptions(language: Language) -> &'static [&'static str] {
    match language {
        Language::Java => &[
            "IllegalArgumentException",
            "IllegalStateException",
            "NullPointerException",
            "UnsupportedOperationException",
            "IOException",
            "RuntimeException",
            "IndexOutOfBoundsException",
            "NoSuchElementException",
        ],
        Language::Python => &[
            "ValueError",
            "TypeError",
            "KeyError",
            "IndexError",
            "AttributeError",
            "RuntimeError",
            "NotImplementedError",
            "OSError",
            "ImportError",
            "StopIteration",
        ],
        Language::JavaScript | Language::TypeScript => &["Error", "TypeError", "RangeError", "SyntaxError"],
        _ => &[],
    }
}

/// What an operator becomes, with its class's table.
pub(super) fn comparison(operator: &str) -> &'static [&'static str] {
    match operator {
        "<" => &["<=", "<=", ">", ">="],
        "<=" => &["<", "<", ">", ">="],
        ">" => &[">=", ">=", "<", "<="],
        ">=" => &[">", ">", "<", "<="],
        "==" => &["!="],
        "!=" => &["=="],
        "===" => &["!=="],
        "!==" => &["==="],
        "is" => &["is not"],
        "is not" => &["is"],
        "in" => &["not in"],
        "not in" => &["in"],
        _ => &[],
    }
}

pub(super) fn arithmetic(operator: &str) -> &'static [&'static str] {
    match operator {
        "+" => &["-", "-", "*"],
        "-" => &["+"],
        "*" => &["/", "+"],
        "/" => &["*", "%"],
        "%" => &["/", "*"],
        "//" => &["/", "%"],
        "**" => &["*"],
        "++" => &["--"],
        "--" => &["++"],
        _ => &[],
    }
}

pub(super) fn logical(operator: &str) -> &'static [&'static str] {
    match operator {
        "&&" => &["||"],
        "||" => &["&&"],
        "and" => &["or"],
        "or" => &["and"],
        "??" => &["||", "&&"],
        _ => &[],
    }
}

pub(super) fn bitwise(operator: &str) -> &'static [&'static str] {
    match operator {
        "&" => &["|", "&&"],
        "|" => &["&", "||"],
        "^" => &["|", "&"],
        "<<" => &[">>"],
        ">>" => &["<<"],
        ">>>" => &[">>", "<<"],
        "&^" => &["&", "|"],
        _ => &[],
    }
}

pub(super) fn assignment(operator: &str) -> &'static [&'static str] {
    match operator {
        "=" => &["=="],
        "+=" => &["-=", "=", "=+"],
        "-=" => &["+=", "=", "=-"],
        "*=" => &["/=", "+="],
        "/=" => &["*="],
        "|=" => &["&=", "="],
        "&=" => &["|=", "="],
        "<<=" => &[">>="],
        ">>=" => &["<<="],
        "%=" | "//=" => &["/="],
        _ => &[],
    }
}

/// How an operator is half written, for the syntactic class.
pub(super) fn half_written(operator: &str) -> &'static [&'static str] {
    match operator {
        "->" => &["-", ">", "."],
        "=>" => &["=", ">", "->", ""],
        "<=" => &["=<"],
        ">=" => &["=>"],
        "!=" => &["=!", "!"],
        "=" | "." | "&&" | "||" | "==" | "+" | "*" | "<" | "and" | "or" => &[""],
        "===" => &["====", ""],
        "?." => &["?"],
        "+=" => &["+"],
        "-=" => &["-"],
        ":=" => &[":", "="],
        "..." => &["..", ""],
        "..=" => &[".=", "..=="],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_tables_exists_in_some_grammar() {
        let grammars: Vec<_> =
            Language::ALL.iter().flat_map(|l| [grammar(*l, false), grammar(*l, true)]).collect();
        let kinds = ROLES.iter().flat_map(|(_, kinds)| kinds.iter().copied());
        let parents = DECLARES.iter().chain(PATTERNS).map(|(kind, _)| *kind);
        for kind in kinds.chain(parents) {
            assert!(
                grammars.iter().any(|grammar| grammar.id_for_node_kind(kind, true) != 0),
                "no grammar knows '{kind}'"
            );
        }
    }
}
