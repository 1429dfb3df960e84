//! What kind of change a pair is, by the tokens that differ.

use super::{
    hunks::Growth,
    tokens::{Kind, Token},
};

macro_rules! classes {
    ($($variant:ident $name:literal $what:literal)*) => {
        /// One kind of mined change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Class { $(#[doc = $what] $variant),* }

        impl Class {
            /// The name in data files.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

classes! {
    Operator   "mined.operator"   "Operators are exchanged, come or go."
    Literal    "mined.literal"    "Numbers, strings, truth values or null change."
    Name       "mined.name"       "One variable, field or constant stands for another."
    Call       "mined.call"       "Another function is called, or a call is put around something or taken away."
    Argument   "mined.argument"   "The arguments of a call change."
    Condition  "mined.condition"  "The condition of a branch or loop changes."
    Type       "mined.type"       "A type changes."
    Insert     "mined.insert"     "Lines come in beside the one that is marked."
    Delete     "mined.delete"     "Lines go."
    Other      "mined.other"      "Anything else."
}

/// Tokens of the old lines and the tokens that replace them.
pub(super) struct Region<'a, 't> {
    pub(super) old: &'a [Token<'t>],
    pub(super) new: &'a [Token<'t>],
}

/// The class of a change whose differing tokens are these; `follows` says what comes after a region on the new side.
pub(super) fn classify(growth: Growth, regions: &[Region<'_, '_>], follows: &[Option<&str>]) -> Class {
    match growth {
        Growth::Inserted => return Class::Insert,
        Growth::Deleted => return Class::Delete,
        Growth::Replaced => {}
    }
    let all = |test: &dyn Fn(&Token<'_>) -> bool| {
        regions.iter().all(|region| region.old.iter().chain(region.new).all(test))
    };
    let exchanged = |kind: Kind| {
        regions.iter().all(|region| {
            matches!((region.old, region.new), ([old], [new]) if old.kind == kind && new.kind == kind)
        })
    };
    if all(&|token| token.kind == Kind::Mark && token.text == "!" || token.text == "not") {
        Class::Condition
    } else if all(&|token| is_operator(token)) {
        Class::Operator
    } else if all(&|token| {
        matches!(token.kind, Kind::Text | Kind::Literal | Kind::Opaque) || token.text == "-"
    }) {
        Class::Literal
    } else if exchanged(Kind::Name) {
        if follows.iter().all(|next| *next == Some("(")) { Class::Call } else { Class::Name }
    } else if all(&|token| token.in_condition) {
        Class::Condition
    } else if all(&|token| {
        token.kind == Kind::Type || matches!(token.text, "<" | ">" | "*" | "&" | "[" | "]" | "," | "?")
    }) {
        Class::Type
    } else if all(&|token| token.in_arguments) {
        Class::Argument
    } else if regions.iter().any(|region| [region.old, region.new].iter().any(|side| has_call(side))) {
        Class::Call
    } else {
        Class::Other
    }
}

fn is_operator(token: &Token<'_>) -> bool {
    token.kind == Kind::Mark
        && (matches!(token.text, "and" | "or" | "is" | "in" | "is not" | "not in" | "instanceof")
            || token.text.chars().all(|mark| "+-*/%=<>!&|^~?:.@".contains(mark)))
}

fn has_call(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| pair[0].kind == Kind::Name && pair[1].text == "(")
}
