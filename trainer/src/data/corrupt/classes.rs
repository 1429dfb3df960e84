//! The classes of injected bugs: names, weights, and what each one does. Weights say how often a class is drawn where
//! it applies; the defaults give about as many semantic bugs as syntactic ones.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, bail};

macro_rules! classes {
    ($($variant:ident $name:literal $weight:literal $what:literal)*) => {
        /// One class of injected bugs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Class { $(#[doc = $what] $variant),* }

        impl Class {
            /// Every class, in the order of the weights.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in data files and in `--weights`.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            const fn default_weight(self) -> f64 {
                match self { $(Self::$variant => $weight),* }
            }

            /// What the class does to the code.
            pub(crate) const fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),* }
            }
        }
    };
}

classes! {
    // variant           name                        weight  what it does
    OperatorComparison   "operator.comparison"       5.0     "A comparison is flipped or moved over its boundary."
    OperatorArithmetic   "operator.arithmetic"       3.0     "An arithmetic operator becomes another one."
    OperatorLogical      "operator.logical"          4.0     "And becomes or, or the other way round."
    OperatorAssignment   "operator.assignment"       2.5     "Assignment for equality, or one compound assignment for another."
    OperatorBitwise      "operator.bitwise"          1.5     "A bitwise operator or shift becomes another one."
    ConditionNegation    "condition.negation"        4.0     "A negation is added or lost."
    ConditionLost        "condition.lost"            2.5     "One operand of and/or is lost."
    ConditionNullCheck   "condition.null_check"      2.0     "A check for null around a statement or a member is lost."
    BranchSwapped        "branch.swapped"            1.5     "The two branches of a condition change places."
    VariableWrong        "variable.wrong"            9.0     "Another variable in scope is used."
    VariableSimilar      "variable.similar"          4.0     "Another name of the file that looks alike is used."
    ArgumentSwapped      "argument.swapped"          3.0     "Two neighbouring arguments change places."
    ArgumentMissing      "argument.missing"          3.0     "An argument is lost."
    ArgumentWrong        "argument.wrong"            3.0     "Another variable is passed."
    LiteralNumber        "literal.number"            2.0     "A small number is off by one, or its sign is wrong."
    LiteralBoolean       "literal.boolean"           2.5     "True for false, or the other way round."
    LiteralString        "literal.string"            1.0     "A string that stands nearby too is emptied or mixed up with another."
    LiteralNull          "literal.null"              1.5     "Null becomes another empty value."
    CallWrongMethod      "call.wrong_method"         4.0     "Another method or attribute of the same receiver is used."
    MemberMissingSelf    "member.missing_self"       3.0     "`self.` or `this.` is lost."
    MissingReturn        "statement.missing_return"  2.5     "The keyword return is lost."
    MissingAwait         "statement.missing_await"   2.5     "The keyword await is lost."
    MissingBreak         "statement.missing_break"   1.5     "A break or continue is lost."
    BoundOffByOne        "bound.off_by_one"          4.0     "A loop bound, an index or a slice is off by one."
    WrongReturn          "wrong.return"              2.5     "Another variable or constant is returned."
    WrongException       "wrong.exception"           1.0     "Another exception is thrown or caught."
    ImportMissing        "import.missing"            1.5     "A name that is used nearby is no longer imported."
    SyntaxIdentifier     "syntax.identifier_typo"    14.0    "A name is misspelt."
    SyntaxKeyword        "syntax.keyword_typo"       6.0     "A keyword is misspelt."
    SyntaxBracket        "syntax.bracket"            14.0    "A bracket is lost or doubled."
    SyntaxQuote          "syntax.quote"              6.0     "A quotation mark is lost or doubled."
    SyntaxComma          "syntax.comma"              7.0     "A comma is lost or doubled."
    SyntaxColon          "syntax.colon"              6.0     "A colon is lost."
    SyntaxSemicolon      "syntax.semicolon"          8.0     "A semicolon is lost or is another mark."
    SyntaxOperator       "syntax.operator"           7.0     "An operator is lost or half written."
    SyntaxIndentation    "syntax.indentation"        5.0     "A Python line stands one level too deep or too shallow."
    ForeignWord          "habit.foreign_word"        0.0     "A name is what another language or library calls the same."
    WordOpposite         "habit.opposite"            0.0     "A word of a name is its opposite: `min` for `max`."
    ConversionLost       "habit.conversion"          0.0     "A conversion, a cast or a call without arguments is lost."
    ReferenceWrong       "habit.reference"           0.0     "`&`, `*` or `->` is lost, added, or another one."
    TypeWrong            "habit.type"                0.0     "Another type, or one without what wraps it."
    KeywordLost          "habit.keyword"             0.0     "A keyword is lost, and the line still parses."
    QualifierLost        "habit.qualifier"           0.0     "A module, a type or a package before a name is lost."
    StringFormat         "habit.format"              0.0     "A text's prefix or one of its placeholders is lost or another."
    CallParentheses      "habit.call"                0.0     "A call without its brackets, or brackets after an attribute."
    AccessLost           "habit.access"              0.0     "An index or an attribute is lost."
    OperandsSwapped      "habit.operands"            0.0     "Two operands, or both sides of an assignment, change places."
    LinesSwapped         "habit.lines"               0.0     "Two statements change places."
    BracketMoved         "habit.bracket"             0.0     "A bracket closes too early or too late, or those around a sum are lost."
    IdiomWrong           "habit.idiom"               0.0     "A comparison, an index, a step, a character or a call as another language or method has it."
    SyntaxForeign        "syntax.foreign"            0.0     "A keyword or a sign of another language, or a similar one."
    SyntaxKeywordLost    "syntax.keyword_lost"       0.0     "A keyword is lost."
    SyntaxIdiom          "syntax.idiom"              0.0     "A loop, a lambda, a condition, a literal or a declaration as another language writes it."
    SyntaxOrder          "syntax.order"              0.0     "A type and the name that it belongs to are written as in another language."
}

impl Class {
    /// Whether the class breaks the syntax or the spelling; the others must still parse.
    pub(crate) fn is_syntactic(self) -> bool {
        self.name().starts_with("syntax.")
    }

    /// Whether [`super::habits`] makes it.
    pub(super) fn is_habit(self) -> bool {
        self.name().starts_with("habit.")
            || matches!(
                self,
                Self::SyntaxForeign | Self::SyntaxKeywordLost | Self::SyntaxIdiom | Self::SyntaxOrder
            )
    }
}

/// How often each class is drawn, by `Class as usize`.
#[derive(Clone, Debug)]
pub(crate) struct Weights(Vec<f64>);

impl Default for Weights {
    fn default() -> Self {
        Self(Class::ALL.iter().map(|class| class.default_weight()).collect())
    }
}

impl Weights {
    /// Reads `"class.name" = weight` lines; classes that are not named keep their default, 0 turns one off.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        Self::from_table(&Self::read_table(path)?).with_context(|| path.display().to_string())
    }

    /// Reads the lines alone; their names may be wrong.
    pub(crate) fn read_table(path: &Path) -> anyhow::Result<BTreeMap<String, f64>> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::table(&text).with_context(|| path.display().to_string())
    }

    fn table(text: &str) -> anyhow::Result<BTreeMap<String, f64>> {
        toml::from_str(text)
            .context("weights must be lines such as \"operator.comparison\" = 5.0, names in quotes")
    }

    /// Checks names and weights.
    pub(crate) fn from_table(table: &BTreeMap<String, f64>) -> anyhow::Result<Self> {
        let mut weights = Self::default();
        for (name, weight) in table {
            let Some(class) = Class::ALL.iter().find(|class| class.name() == name) else {
                let known: Vec<_> =
                    Class::ALL.iter().map(|class| format!("{}: {}", class.name(), class.what())).collect();
                bail!("unknown class '{name}'; the classes are:\n  {}", known.join("\n  "));
            };
            if !weight.is_finite() || *weight < 0.0 {
                bail!("the weight of '{name}' is {weight}; it must be 0 or more");
            }
            weights.0[*class as usize] = *weight;
        }
        if weights.0.iter().sum::<f64>() <= 0.0 {
            bail!("every class has weight 0; nothing could be drawn");
        }
        Ok(weights)
    }

    /// Every class, those that have no weight by default like the others.
    #[cfg(test)]
    pub(crate) fn of_all() -> Self {
        let mut weights = Self::default();
        weights.0.iter_mut().filter(|weight| **weight == 0.0).for_each(|weight| *weight = 4.0);
        weights
    }

    /// One class alone.
    #[cfg(test)]
    pub(crate) fn only(class: Class) -> Self {
        let mut weights = Self(vec![0.0; Class::ALL.len()]);
        weights.0[class as usize] = 1.0;
        weights
    }

    /// How much of all weight the syntactic classes have.
    pub(crate) fn syntactic_share(&self) -> f64 {
        let syntactic = Class::ALL.iter().filter(|class| class.is_syntactic()).map(|class| self.of(*class));
        (syntactic.sum::<f64>() / self.0.iter().sum::<f64>()).clamp(0.0, 1.0)
    }

    pub(crate) fn of(&self, class: Class) -> f64 {
        self.0[class as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_weights_balance_semantics_and_syntax() {
        let weights = Weights::default();
        let sum = |syntactic| -> f64 {
            Class::ALL.iter().filter(|c| c.is_syntactic() == syntactic).map(|c| weights.of(*c)).sum()
        };
        assert!((0.8..1.25).contains(&(sum(true) / sum(false))), "{} {}", sum(true), sum(false));
    }

    #[test]
    fn weights_override_and_refuse() {
        let parse = |text: &str| Weights::from_table(&Weights::table(text)?);
        let weights = parse("\"operator.logical\" = 0.0\n\"syntax.comma\" = 2").unwrap();
        assert_eq!((weights.of(Class::OperatorLogical), weights.of(Class::SyntaxComma)), (0.0, 2.0));
        let error = parse("\"operator.logic\" = 1.0").unwrap_err().to_string();
        assert!(error.contains("operator.logic'") && error.contains("syntax.comma"), "{error}");
        assert!(parse("\"syntax.comma\" = -1.0").is_err());
    }
}
